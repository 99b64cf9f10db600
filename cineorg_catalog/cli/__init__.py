"""The command line: arguments in, sentences out. No SQL and no rules live here.

Commands are imported when they are first needed: `--help` costs no more than click itself.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from types import TracebackType

import click

from ..errors import WAY_OUT, BadUsage, CatalogueError, in_words
from .common import harmless, refuse_both, with_db

COMMANDS = {  # name: (module below, one line of help)
    "init": ("catalogue", "Create the catalogue, or bring an older one up to date."),
    "scan": ("scan", "Record every video file under ROOTs and find out what each is."),
    "relocate": ("scan", "Tell the catalogue that a library has moved as a whole."),
    "watch": ("scan", "Keep the catalogue up to date while folders change."),
    "follow": ("serve", "Keep the catalogue of a read-only follower up to date."),
    "identify": ("identify", "Explain what names are identified as; writes nothing."),
    "reference": ("reference", "The offline title database: build it, download its files, show it."),
    "pending": ("review", "List the files that need review."),
    "approve": ("review", "Say which title a file is."),
    "reject": ("review", "Say that a file is none of its candidates."),
    "undo": ("review", "Undo a decision."),
    "enrich": ("sources", "Ask the sources that are switched on for plots, people and episodes."),
    "sources": ("sources", "Where values come from: terms, on or off, refresh, purge."),
    "edit": ("audit", "Set fields of a film, series or episode, and protect them."),
    "merge": ("audit", "Join two rows of one film or series."),
    "watched": ("audit", "Note that you saw a film or episode."),
    "delete": ("audit", "Move a film, series, episode or file to the trash."),
    "trash": ("audit", "List what was deleted."),
    "restore": ("audit", "Restore something from the trash."),
    "history": ("audit", "Show what was decided about a row, and by whom."),
    "decisions": ("audit", "The ledger of what people decided: export, replay."),
    "backup": ("backup", "Back up the catalogue, verify backups, restore one."),
    "export": ("backup", "Write a copy that may be published, and prove it."),
    "check": ("catalogue", "Check the database and the disks; report what needs attention."),
    "serve": ("serve", "Browse, search and approve in the browser."),
    "demo": ("serve", "Make a small library of real video files and its catalogue."),
}


class Commands(click.Group):
    "Knows the commands by name and loads the module of the one that is asked for."

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name][0]}", __package__)
        return getattr(module, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        import sqlite3

        try:
            return super().invoke(ctx)
        except BadUsage as error:
            raise UsageError(with_db(harmless(str(error)))) from error
        except CatalogueError as error:
            raise click.ClickException(with_db(harmless(str(error)))) from error
        except UnicodeEncodeError as error:
            raise UsageError(f"{harmless(error.object)!r} is not UTF-8 text.") from error
        except OverflowError as error:
            raise UsageError(f"A number is too large ({error}).") from error
        except sqlite3.DatabaseError as error:
            if type(error) not in (sqlite3.DatabaseError, sqlite3.OperationalError):
                raise  # our own fault, not the disk's
            raise click.ClickException(with_db(_sentence(error))) from error
        except BrokenPipeError:
            sys.stderr.close()  # the reader has gone; nothing more can be said
            ctx.exit(1)
        except OSError as error:
            name = harmless(os.fsdecode(error.filename)) if error.filename else "A file"
            raise click.ClickException(f"{name} {in_words(error)}.") from error


def _sentence(error: Exception) -> str:
    "What SQLite could not do with the catalogue, and what to do about it. What was committed stands."
    advice = {
        "locked": "another process has been writing for more than half a minute; wait for it, or stop it",
        "full": "make room on its disk, and run the command again",
        "disk I/O": "check its disk, and run the command again",
        "readonly": "its file or folder cannot be written by this user",
        "malformed": f"it is damaged. {WAY_OUT}",
        "unable to open": "does its folder exist, and may this user write to it?",
    }
    text = str(error)
    hint = next((hint for word, hint in advice.items() if word in text), "nothing half-done is left")
    return f"The catalogue could not be used ({text}): {hint.rstrip('.')}."


class UsageError(click.ClickException):
    "Wrong usage, in one line: exit code 2."

    exit_code = 2


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""Start with `cineorg-load demo --serve`, or `cineorg-load scan ~/Videos`.

\b
Environment: an option that is given goes before each of these.
  CINEORG_DB                The catalogue (--db).
  CINEORG_REFERENCE         The title database (--reference).
  CINEORG_PROBE_SECONDS     How long reading one file's media info may take [5].
  CINEORG_ALLOW_NETWORK_DB  1 allows a catalogue on a network file system.
  CINEORG_PASSWORD_HASH     The hash of root's password, for serve.
  CINEORG_PRIVATE           1 shows pages only to those who are logged in (serve --private).
  CINEORG_WRITER            Where decisions are made, for a follower's copy (serve --writer).
  CINEORG_TMDB_TOKEN        Switches TMDB on.
  CINEORG_TVDB_KEY          Switches TheTVDB on.
  DATASETTE_SECRET          Signs sessions, instead of the secret kept beside the catalogue.
""",
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The catalogue [$CINEORG_DB, else data/cineorg.db].",
)
@click.option("-v", "--verbose", is_flag=True, help="Name every file that is skipped.")
@click.option("-q", "--quiet", is_flag=True, help="Show errors only.")
@click.version_option(package_name="cineorg-catalog")
@click.pass_context
def cli(ctx: click.Context, db: Path | None, verbose: bool, quiet: bool) -> None:
    """The catalogue of the films and series that you own.

    One SQLite file knows what each of your video files is. `scan` fills it, `pending` and
    `approve` decide what the machine is not sure of, `serve` opens it in the browser. The options
    below may also follow the command.
    """
    ctx.obj = {"db": db, "verbose": verbose, "quiet": quiet}
    refuse_both(ctx.obj)


def report_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    "The last net: one line, and the details in a file that nobody else reads. Python then ends with 1."
    if issubclass(kind, KeyboardInterrupt):
        print("Aborted!", file=sys.stderr)
        return
    import tempfile
    import traceback

    details = "".join(traceback.format_exception(kind, error, trace))
    try:
        handle, name = tempfile.mkstemp(prefix="cineorg-load-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
    except OSError as fault:
        name = f"no file, for none could be written ({fault.strerror})"
    what = harmless(f"{kind.__name__}: {error}".splitlines()[0])
    print(f"Error: something unexpected happened ({what}). The details are in {name}.", file=sys.stderr)


def main() -> None:
    "The entry point of `cineorg-load`."
    sys.excepthook = report_unexpected
    cli(prog_name="cineorg-load")
