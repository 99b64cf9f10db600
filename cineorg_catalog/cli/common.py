"""What several commands share: options, opening the catalogue, progress, text made safe for a terminal."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..matching.thresholds import THRESHOLD

if TYPE_CHECKING:
    from pathlib import Path

Command = TypeVar("Command", bound=Callable[..., Any])

DONE, FAILED, PARTLY = 0, 1, 3


class Limit(click.IntRange):
    "A number of things, for options like --limit; more than any library holds is as good as no limit."

    def __init__(self) -> None:
        super().__init__(1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return min(super().convert(value, param, ctx), 1_000_000_000)


class PathOption(click.Path):
    "A path as one of pathlib, which `--help` need not import."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Path":
        from pathlib import Path

        return Path(os.fsdecode(super().convert(value, param, ctx)))


class Number(click.FloatRange):
    "A number within bounds, which NaN would pass: it is neither smaller nor larger than anything."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value} is not a number.", param, ctx)
        return number


def db_option(command: Command) -> Command:
    "`--db`, so that it may also follow the command's name."
    path = PathOption(dir_okay=False)
    return click.option(
        "--db", type=path, help="The catalogue [data/cineorg.db].", expose_value=False, callback=_keep_db
    )(_loudness_options(command))


def _keep_db(ctx: click.Context, param: click.Parameter, value: "Path | None") -> None:
    if value is not None:
        ctx.obj["db"] = value


def json_option(command: Command) -> Command:
    return click.option(
        "--json", "as_json", is_flag=True, help="Print a machine-readable summary to stdout."
    )(_loudness_options(command))


def rule_options(command: Command) -> Command:
    "`--threshold` and `--reference`, for the commands that identify files."
    threshold = click.option(
        "--threshold",
        default=THRESHOLD,
        show_default=True,
        type=Number(50, 100),
        help="Minimum score for an automatic match.",
    )
    reference = click.option("--reference", type=PathOption(), help="The title database [the one you built].")
    return threshold(reference(command))


def _loudness_options(command: Command) -> Command:
    "`-v` and `-q`, so that they may follow the command's name; shown only in the help of `cineorg-load`."
    if "verbose" in {param.name for param in getattr(command, "__click_params__", ())}:
        return command
    for short, name in (("-v", "verbose"), ("-q", "quiet")):
        option = click.option(
            short, f"--{name}", is_flag=True, hidden=True, expose_value=False, callback=_keep_loudness
        )
        command = option(command)
    return command


def _keep_loudness(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    ctx.obj[str(param.name)] |= value
    refuse_both(ctx.obj)


def refuse_both(said: dict[str, Any]) -> None:
    "Raise UsageError if both --verbose and --quiet are given."
    if said["verbose"] and said["quiet"]:
        raise click.UsageError("-v and -q exclude each other.")


@contextmanager
def catalogue(*, create: bool = False) -> Iterator[Any]:
    """Open the catalogue, upgraded to the present schema, and close it afterwards.

    Raises a usage error if the catalogue does not exist, unless `create` is true.
    """
    from ..db.connection import engine
    from ..errors import CatalogueError
    from ..sources.projection import bring_up_to_date

    engine.use(click.get_current_context().obj["db"])
    if not create and not engine.path.exists():
        raise CatalogueError(
            f"There is no catalogue at {engine.path}. `cineorg-load scan ROOT` creates one; --db names one."
        )
    db = connect_new(engine)
    try:
        _name_once(engine.path)
        bring_up_to_date(db, say, rows_too=False)
        yield db
    finally:
        db.close()


def _name_once(path: "Path") -> None:
    "Say, once per run, which catalogue is used."
    said = click.get_current_context().obj
    if not said.get("named"):
        said["named"] = True
        say(f"Catalogue: {path}")


def catalogue_path() -> "Path":
    "The path of the catalogue, whether it exists or not."
    from ..db.connection import engine

    engine.use(click.get_current_context().obj["db"])
    return engine.path


def connect_new(engine: Any) -> Any:
    "Connect to a catalogue that may not exist yet; warn if `serve` would refuse its name."
    if not engine.path.exists():
        from ..serve import STEM

        if engine.path.stem != STEM:
            say(f"Note: `serve` needs a catalogue called {STEM}.db, not {engine.path.name}.")
    return engine.connect()


_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """Escape control characters; names, NFOs and ledgers hold anything.

    Each such character is escaped as in JSON, so JSON text keeps its meaning.
    """
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    "Print text; every output of the commands goes through here."
    from ..errors import CatalogueError

    try:
        click.echo(_encodable(harmless(text), sys.stderr if err else sys.stdout), err=err, nl=nl)
    except BrokenPipeError:
        raise
    except OSError as error:
        if err:
            raise
        raise CatalogueError(f"The output cannot be written: {error.strerror}.") from error


def _encodable(text: str, stream: Any) -> str:
    "Escape, as in JSON too, what the terminal or the file behind a stream has no bytes for."
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        import json

        return "".join(
            part if part.encode(encoding, "ignore") else json.dumps(part).strip('"') for part in text
        )
    return text


_HINT = re.compile(r"`cineorg-load (?!--db|reference\b)(?=[a-z])")


def with_db(text: str) -> str:
    "Add the --db given for this run to the commands that a text suggests."
    context = click.get_current_context(silent=True)
    given = context.obj.get("db") if context is not None and context.obj else None
    if given is None:
        return text
    from shlex import quote

    return _HINT.sub(lambda found: f"`cineorg-load --db {quote(str(given))} ", text)


def say(text: str) -> None:
    "A message for a person, on stderr; silent under -q."
    if not click.get_current_context().obj["quiet"]:
        echo(with_db(text), err=True)


def complain(path: str, error: str) -> None:
    "Print one line about an input that was skipped."
    echo(with_db(f"{path}: {error}" if path else error), err=True)


def counted(count: int, noun: str) -> str:
    "`1 file`, `12 files`."
    return f"{count} {noun}{'' if count == 1 else 's'}"


def print_json(value: Any) -> None:
    "Print JSON to stdout, in text that any terminal can show."
    import json

    echo(json.dumps(value, ensure_ascii=False, indent=2))


def who() -> str:
    "The name of the shell's user, recorded as who made a decision."
    import getpass

    try:
        return getpass.getuser().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except (KeyError, OSError):  # no such user in this container
        return "shell"


class Progress:
    """Shows progress with an ETA on a terminal, for a block; prints nothing in a pipe or under -q.

    Called as progress(stage, done, total).
    """

    def __init__(self) -> None:
        self._shown = (
            sys.stderr is not None and sys.stderr.isatty() and not click.get_current_context().obj["quiet"]
        )
        self._stage: str | None = None
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not self._shown:
            return
        if stage != self._stage:
            self._end()
            self._stage = stage
            self._bar = click.progressbar(length=total, label=f"{stage:<12}", show_pos=True, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar, self._stage = None, None
