"""`scan`, `relocate` and `watch`."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import (
    PARTLY,
    Progress,
    catalogue,
    catalogue_path,
    complain,
    counted,
    db_option,
    echo,
    json_option,
    print_json,
    rule_options,
    say,
    who,
)

if TYPE_CHECKING:
    from ..pipeline import ScanOptions
    from ..scan.runs import ScanReport
    from ..watch import HoldBack, Scan


class Root(click.Path):
    """A folder. An empty argument is refused: `scan "$UNSET"` must not scan the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("a ROOT is an empty text; name the folder to scan.", param, ctx)
        return super().convert(value, param, ctx)


_SCAN_OPTIONS = (
    click.option(
        "--kind",
        type=click.Choice(["movie", "series"]),
        help="What the ROOTs hold, if it is all of one kind.",
    ),
    click.option(
        "--min-size",
        default=1,
        show_default=True,
        type=click.IntRange(0),
        help="Skip files smaller than this many bytes.",
    ),
    click.option("--follow-symlinks", is_flag=True, help="Follow symbolic links to folders and files."),
    click.option(
        "--exclude",
        metavar="PATTERN",
        multiple=True,
        help='Skip what matches, as in .gitignore; remembered for the ROOT. "" forgets the patterns.',
    ),
    rule_options,
)


def scan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    "The options of `scan` and `watch` about folders and matching; the command gets them as `options`."

    @wraps(command)
    def gathered(*args: Any, exclude: tuple[str, ...], **given: Any) -> Any:
        from ..pipeline import ScanOptions

        shared = ("kind", "min_size", "follow_symlinks", "threshold", "reference")
        options = ScanOptions(**{name: given.pop(name) for name in shared}, exclude=exclude or None)
        return command(*args, options=options, **given)

    for option in reversed(_SCAN_OPTIONS):
        gathered = option(gathered)
    return gathered


@click.command()
@click.argument("roots", metavar="[ROOT...]", nargs=-1, type=Root(path_type=Path))
@scan_options
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option("--no-identify", is_flag=True, help="Only record the files; a later scan identifies them.")
@click.option("--as-copies", is_flag=True, help="Record a library that seems to have moved as a copy.")
@json_option
@db_option
@click.pass_context
def scan(
    ctx: click.Context,
    roots: tuple[Path, ...],
    options: "ScanOptions",
    dry_run: bool,
    no_identify: bool,
    as_copies: bool,
    as_json: bool,
) -> None:
    """Record every video file under each ROOT and identify it.

    Without a ROOT, all known folders are scanned again.

    Your files are only read. Certain matches are made at once, the rest need review (`pending`). Run it
    again whenever you like: unchanged files are not opened, and your decisions stay as they are. It
    exits with 3 if something was skipped with an error.

    Examples:

    \b
        cineorg-load scan ~/Videos
        cineorg-load scan /mnt/films /mnt/series --json
        cineorg-load scan --kind series --dry-run /mnt/more
        cineorg-load scan --exclude '/Private/' --exclude '*.ts' /mnt/films

    Reading a damaged file may take up to five seconds; CINEORG_PROBE_SECONDS changes that limit.
    """
    options = replace(options, identify=not no_identify, as_copies=as_copies)
    report = _try_scan(roots, options) if dry_run else _scan(roots, options)
    show(report, as_json, verbose=ctx.obj["verbose"])
    ctx.exit(PARTLY if report.errors else 0)


def _try_scan(roots: Sequence[Path], options: "ScanOptions") -> "ScanReport":
    from ..pipeline import dry_run

    with Progress() as progress:
        return dry_run(catalogue_path(), roots, options, progress)


def _scan(roots: Sequence[Path], options: "ScanOptions") -> "ScanReport":
    from .. import pipeline
    from ..scan.runs import known_roots

    with catalogue(create=bool(roots)) as db, Progress() as progress:
        return pipeline.scan(db, roots or known_roots(db), options, progress)


@click.command()
@click.argument("old", type=Root(path_type=Path))
@click.argument("new", type=Root(path_type=Path, exists=True, file_okay=False))
@json_option
@db_option
def relocate(old: Path, new: Path, as_json: bool) -> None:
    """Tell the catalogue that a library has moved from the folder OLD to the folder NEW.

    All files recorded below OLD get their new path below NEW and keep their titles; one `undo` reverts
    it. Your files are not touched.

    Example:

    \b
        cineorg-load relocate /mnt/old-disk/Films /mnt/new-disk/Films
    """
    from ..scan.moves import relocate as move

    places = (os.path.abspath(os.fsencode(place)) for place in (old, new))
    with catalogue() as db:
        files = move(db, *places, by=who())
    if as_json:
        print_json({"files": files})
    else:
        say(f"{counted(files, 'file')} moved from {old} to {new}.")


def show(report: "ScanReport", as_json: bool, *, verbose: bool = False, advise: bool = True) -> None:
    "Report a scan: in sentences on stderr, or as JSON on stdout."
    for warning in report.warnings:
        complain("", f"Warning: {warning}")
    for error in report.errors:
        complain(error["path"], error["error"])
    if as_json:
        print_json(report.to_dict())
        return
    for path, reason in report.left_out if verbose else ():
        complain(path, f"skipped: {reason}")
    for sentence in (*_results(report), *(_advice(report) if advise else ())):
        say(sentence)
    say(f"Took {report.seconds:.1f} s.{_faults(len(report.errors))}")


def _results(report: "ScanReport") -> Iterator[str]:
    changes = ("new", "changed", "moved", "returned", "missing", "unchanged")
    counted = _counted(report.files, changes)
    yield f"{report.files['seen']} video files: {counted}." if counted else "No video files."
    if report.skipped:
        skipped = (f"{count} × {reason}" for reason, count in sorted(report.skipped.items()))
        yield f"Skipped: {', '.join(skipped)}."
    found = report.identified
    if found["auto"] or report.to_review:
        verb = "needs" if report.to_review == 1 else "need"
        matched = f"{found['auto']} matched automatically"
        yield f"{matched}, {report.to_review} {verb} review ({found['none']} without a candidate)."


def _advice(report: "ScanReport") -> Iterator[str]:
    "What to do next."
    from ..scan.runs import SAMPLE

    if report.to_review:
        yield (
            "Decide with `cineorg-load pending` and `approve`, or in the browser: "
            "`cineorg-load serve --root`."
        )
    if report.reference == SAMPLE:
        yield (
            "Titles were looked up in the sample of some 240 titles that comes with the package. For all "
            "others: `cineorg-load reference download DIR`, `cineorg-load reference build DIR`, "
            "then `cineorg-load identify --pending`."
        )
    if report.unreadable:
        verb, them = ("is", "it") if report.unreadable == 1 else ("are", "them")
        known = f"{counted(report.unreadable, 'file')} {verb} known to be damaged or not a video"
        yield f"{known}; `cineorg-load check` names {them}."


def _counted(counts: dict[str, int], names: tuple[str, ...]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in names if counts[name])


def _faults(count: int) -> str:
    return "" if not count else " One error, see above." if count == 1 else f" {count} errors, see above."


@click.command()
@click.argument("roots", metavar="[ROOT]...", nargs=-1, type=Root(file_okay=False, path_type=Path))
@scan_options
@click.option("--poll", is_flag=True, help="Check the folders at intervals; always done on network mounts.")
@json_option
@db_option
def watch(roots: tuple[Path, ...], options: "ScanOptions", poll: bool, as_json: bool) -> None:
    """Scan each ROOT now, and again whenever something in it changes.

    Without a ROOT, all folders that the catalogue knows are watched. A file is read once it has stopped
    growing. A disk that comes back is watched again. Ctrl-C or SIGTERM ends it.

    Examples:

    \b
        cineorg-load watch ~/Videos
        cineorg-load watch
    """
    from ..watch import Watcher

    roots = roots or _known_roots()
    watcher = Watcher(roots, _scanning(options, as_json), _is_known, _note, poll=poll)
    signal.signal(signal.SIGTERM, watcher.end)
    say(f"Watching {', '.join(map(str, roots))}; Ctrl-C ends it.")
    try:
        watcher.run()
    except KeyboardInterrupt:
        say("Stopped watching.")


def _known_roots() -> tuple[Path, ...]:
    from ..scan.runs import known_roots

    with catalogue() as db:
        return tuple(known_roots(db))


def _scanning(options: "ScanOptions", as_json: bool) -> "Scan":
    "A scan that is reported only if it changed something; what to do next is said once."
    from ..pipeline import scan as scan_now

    advised = False

    def scan_due(due: Sequence[Path], hold_back: "HoldBack") -> None:
        nonlocal advised
        with catalogue(create=True) as db:
            report = scan_now(db, due, replace(options, hold_back=hold_back))
        if report.changed_something() or report.errors:
            show(report, as_json, advise=not advised)
            advised = True

    return scan_due


def _is_known(path: bytes) -> bool:
    from ..watch import known_below

    with catalogue() as db:
        return known_below(db, path)


def _note(text: str) -> None:
    echo(text, err=True)
