"""The command line: it reads arguments and prints sentences. It holds no SQL and no rules.

Commands are imported only when needed, so `--help` is as fast as click itself.
"""

import atexit
import os
import signal
import sys
import time
from importlib import import_module
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING

import click

from ..errors import WAY_OUT, BadUsage, CatalogueError, in_words
from .common import PathOption, harmless, refuse_both, with_db

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {  # name: (module below, one line of help)
    "init": ("catalogue", "Create the catalogue, or upgrade an older one."),
    "scan": ("scan", "Record every video file under each ROOT and identify it."),
    "relocate": ("scan", "Tell the catalogue that a whole library has moved."),
    "watch": ("scan", "Watch folders and scan what changes."),
    "follow": ("serve", "Keep the copy of a read-only follower up to date."),
    "identify": ("review", "Show how file names are identified, and why."),
    "reference": ("sources", "Download, build and inspect the offline title database."),
    "pending": ("review", "List the files that need review."),
    "approve": ("review", "Confirm which title a file is."),
    "reject": ("review", "Reject all candidates of a file."),
    "undo": ("review", "Undo a decision."),
    "enrich": ("sources", "Fetch plots, people and episodes from the enabled sources."),
    "sources": ("sources", "List the sources and their terms; enable, disable, refresh, purge."),
    "edit": ("audit", "Set fields of a film, series or episode, and lock them."),
    "merge": ("audit", "Merge two rows of the same film or series."),
    "watched": ("audit", "Record that you watched a film or episode."),
    "delete": ("audit", "Move a film, series, episode or file to the trash."),
    "trash": ("audit", "List what was deleted."),
    "restore": ("audit", "Restore something from the trash."),
    "history": ("audit", "Show what was decided about a title or file, and by whom."),
    "decisions": ("audit", "Export the decisions people made, or replay them elsewhere."),
    "backup": ("catalogue", "Back up the catalogue; verify and restore backups."),
    "export": ("catalogue", "Write a copy that is safe to publish."),
    "check": ("catalogue", "Check the database and the disks; report what needs attention."),
    "serve": ("serve", "Browse, search and approve in the browser."),
    "demo": ("serve", "Create a small demo library and its catalogue."),
}


class Commands(click.Group):
    "Knows every command by name and imports only the module of the one that runs."

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
        except KeyboardInterrupt as error:
            raise Interrupted from error
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
                raise  # a bug of ours, not a fault of the disk
            raise click.ClickException(with_db(_sentence(error))) from error
        except EOFError as error:  # Python 3.11 writes half a compiled module where the disk is full
            raise click.ClickException(
                f"A compiled file of the program is damaged ({error}), as after a full disk. Delete the"
                " folders called __pycache__ where it is installed, or install it again."
            ) from error
        except BrokenPipeError:
            sys.stderr.close()  # the reader has closed the pipe: there is nobody left to tell
            ctx.exit(1)
        except OSError as error:
            name = harmless(os.fsdecode(error.filename)) if error.filename else "A file"
            raise click.ClickException(f"{name} {in_words(error)}.") from error


def _sentence(error: Exception) -> str:
    "What SQLite could not do, and what to do about it. Committed work is safe."
    advice = {
        "locked": "another process has been writing for more than 30 seconds; wait for it or stop it",
        "full": "free some space on its disk and run the command again",
        "disk I/O": "check its disk and run the command again",
        "readonly": "this user may not write to its file or folder",
        "malformed": f"it is damaged. {WAY_OUT}",
        "unable to open": "does its folder exist, and may this user write to it?",
    }
    text = str(error)
    hint = next((hint for word, hint in advice.items() if word in text), "no changes were left half-done")
    return f"The catalogue could not be used ({text}): {hint if hint[-1] in '.?' else f'{hint}.'}"


class UsageError(click.ClickException):
    "Wrong usage, reported in one line with exit code 2."

    exit_code = 2


class Interrupted(click.ClickException):
    "Ctrl-C: one line, and the exit code by which shells know it."

    exit_code = 128 + signal.SIGINT
    _shown = Event()

    def __init__(self) -> None:
        super().__init__("Interrupted. What was recorded before is kept.")

    def show(self, file: object = None) -> None:
        if not self._shown.is_set():
            self._shown.set()
            line = f"\n{self.message}" if sys.stderr.isatty() else self.message  # below the terminal's ^C
            print(line, file=sys.stderr, flush=True)


PATIENCE = 0.7  # seconds that a command has to end by itself after Ctrl-C


def _end_in_time() -> None:
    """End the process soon after Ctrl-C, even inside a long SQL statement or while a server does not answer.

    Python raises KeyboardInterrupt only between two of its own steps. Ending at once does no harm: what is
    committed stays, and the rest is as after `kill -9`.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a script
        return
    receiving, sending = os.pipe()
    if os.name != "nt":  # which neither needs nor knows it
        os.set_blocking(sending, False)
    signal.set_wakeup_fd(sending, warn_on_full_buffer=False)
    signal.signal(signal.SIGINT, _interrupt)
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)  # all is done: the exit code must say so
    Thread(target=_watch_for_ctrl_c, args=(receiving,), daemon=True).start()


def _interrupt(*_: object) -> None:
    "Unwind; processes that share the work do not get Ctrl-C, and waiting for their answers would take long."
    if (processes := sys.modules.get("multiprocessing.process")) is not None:
        for child in processes.active_children():
            child.kill()
    raise KeyboardInterrupt


def _watch_for_ctrl_c(receiving: int) -> None:
    "Wait for SIGINT; a server that handles it in its own way is left alone."
    if hasattr(signal, "pthread_sigmask"):  # so that a block which holds it back is not interrupted here
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    while os.read(receiving, 1)[0] != signal.SIGINT or signal.getsignal(signal.SIGINT) is not _interrupt:
        pass
    time.sleep(PATIENCE)
    if (writing := sys.modules.get("cineorg_catalog.atomic_files")) is not None:
        writing.remove_unfinished()
    Interrupted().show()
    os._exit(Interrupted.exit_code)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""Start with `cineorg-load demo --serve`, or `cineorg-load scan ~/Videos`.

\b
Environment variables (command-line options take precedence):
  CINEORG_DB                The catalogue (--db).
  CINEORG_REFERENCE         The title database (--reference).
  CINEORG_PROBE_SECONDS     Time limit for reading one file's media info, in seconds [5].
  CINEORG_ALLOW_NETWORK_DB  Set to 1 to allow a catalogue on a network file system.
  CINEORG_PASSWORD_HASH     Hash of root's password, for serve.
  CINEORG_PRIVATE           Set to 1 to require a log-in for every page (serve --private).
  CINEORG_WRITER            For a follower: the URL where decisions are made (serve --writer).
  CINEORG_TMDB_TOKEN        Your key for TMDB.
  CINEORG_TVDB_KEY          Your key for TheTVDB.
  DATASETTE_SECRET          Signs log-ins, instead of the secret stored beside the catalogue.
""",
)
@click.option(
    "--db",
    type=PathOption(dir_okay=False),
    help="The catalogue [$CINEORG_DB, else data/cineorg.db].",
)
@click.option("-v", "--verbose", is_flag=True, help="Name every file that is skipped.")
@click.option("-q", "--quiet", is_flag=True, help="Show errors only.")
@click.version_option(package_name="cineorg-catalog")
@click.pass_context
def cli(ctx: click.Context, db: "Path | None", verbose: bool, quiet: bool) -> None:
    """A catalogue of the films and series you own.

    One SQLite file records which film or episode each of your video files is. `scan` fills it,
    `pending` and `approve` let you decide the uncertain ones, and `serve` shows it in the browser.
    The options below may also follow the command.
    """
    ctx.obj = {"db": db, "verbose": verbose, "quiet": quiet}
    refuse_both(ctx.obj)


def report_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    "Report a bug in one line, with the details in a file that only the user can read; Python exits with 1."
    import tempfile
    import traceback

    details = "".join(traceback.format_exception(kind, error, trace))
    try:
        handle, name = tempfile.mkstemp(prefix="cineorg-load-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
    except OSError as fault:
        name = f"no file, because none could be written ({fault.strerror})"
    what = harmless(f"{kind.__name__}: {error}".splitlines()[0])
    print(f"Error: something unexpected happened ({what}). The details are in {name}.", file=sys.stderr)


def main() -> None:
    "Run the command line, with one line for Ctrl-C and for a bug."
    sys.excepthook = report_unexpected
    try:
        _end_in_time()
        cli(prog_name="cineorg-load")
    except (KeyboardInterrupt, RuntimeError) as stop:  # while click was busy
        # What is raised while a class is made is a RuntimeError in Python 3.11; commands are imported late.
        if not isinstance(stop, KeyboardInterrupt) and not isinstance(stop.__cause__, KeyboardInterrupt):
            raise
        Interrupted().show()
        sys.exit(Interrupted.exit_code)
