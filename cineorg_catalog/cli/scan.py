"""`scan`, `relocate` and `watch`."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import (
    PARTLY,
    Command,
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
    from ..scan.runs import ScanReport
    from ..watch import HoldBack


class Root(click.Path):
    """A folder. An empty argument is refused: `scan "$UNSET"` must not scan the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("a ROOT is an empty text; name the folder to scan.", param, ctx)
        return super().convert(value, param, ctx)


def walk_options(command: Command) -> Command:
    "The options of `scan` and `watch` about walking the folders."
    for option in (
        click.option(
            "--exclude",
            metavar="PATTERN",
            multiple=True,
            help='Skip what matches, as in .gitignore; remembered for the ROOT. "" forgets the patterns.',
        ),
        click.option("--follow-symlinks", is_flag=True, help="Follow symbolic links to folders and files."),
        click.option(
            "--min-size",
            default=1,
            show_default=True,
            type=click.IntRange(0),
            help="Skip smaller files, in bytes.",
        ),
        click.option(
            "--kind", type=click.Choice(["movie", "series"]), help="What the ROOTs hold, if only one kind."
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("roots", metavar="[ROOT...]", nargs=-1, type=Root(path_type=Path))
@walk_options
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@click.option("--no-identify", is_flag=True, help="Only record the files; a later scan identifies them.")
@click.option("--as-copies", is_flag=True, help="Record a library that seems to have moved as a copy.")
@rule_options
@json_option
@db_option
@click.pass_context
def scan(
    ctx: click.Context,
    roots: tuple[Path, ...],
    kind: str | None,
    dry_run: bool,
    min_size: int,
    no_identify: bool,
    follow_symlinks: bool,
    exclude: tuple[str, ...],
    as_copies: bool,
    threshold: float,
    reference: Path | None,
    as_json: bool,
) -> None:
    """Record every video file under each ROOT and identify it.

    Without a ROOT, all folders that were scanned before are scanned again.

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
    from .. import pipeline as load
    from ..scan.runs import known_roots

    options = load.ScanOptions(
        kind, min_size, not no_identify, follow_symlinks, threshold, reference,
        exclude=exclude or None, as_copies=as_copies,
    )  # fmt: skip
    progress = Progress()
    try:
        if dry_run:
            report = load.dry_run(catalogue_path(), roots, options, progress)
        else:
            with catalogue(create=True) as db:
                report = load.scan(db, roots or known_roots(db), options, progress)
    finally:
        progress.close()
    show(report, as_json, verbose=ctx.obj["verbose"])
    ctx.exit(PARTLY if report.errors else 0)


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


def show(report: "ScanReport", as_json: bool, *, verbose: bool = False) -> None:
    "Report a scan: in sentences on stderr, or as JSON on stdout."
    from ..scan.runs import SAMPLE

    for warning in report.warnings:
        complain("", f"Warning: {warning}")
    for error in report.errors:
        complain(error["path"], error["error"])
    if as_json:
        print_json(report.to_dict())
        return
    for path, reason in report.left_out if verbose else ():
        complain(path, f"skipped: {reason}")
    changes = ("new", "changed", "moved", "returned", "missing", "unchanged")
    say(f"{report.files['seen']} video files: {_counted(report.files, changes) or 'nothing'}.")
    if report.skipped:
        say(
            "Skipped: "
            + ", ".join(f"{count} × {reason}" for reason, count in sorted(report.skipped.items()))
            + "."
        )
    found = report.identified
    waiting = found["pending"] + found["none"]
    if found["auto"] or waiting:
        verb = "needs" if waiting == 1 else "need"
        matched = f"{found['auto']} matched automatically"
        say(f"{matched}, {waiting} {verb} review ({found['none']} without a candidate).")
    if waiting:
        say(
            "Decide with `cineorg-load pending` and `approve`, or in the browser: "
            "`cineorg-load serve --root`."
        )
    if report.reference == SAMPLE:
        say(
            "Titles were looked up in the sample of some 240 titles that comes with the package. For all "
            "others: `cineorg-load reference download DIR`, `cineorg-load reference build DIR`, "
            "then `cineorg-load identify --pending`."
        )
    if report.unreadable:
        verb, them = ("is", "it") if report.unreadable == 1 else ("are", "them")
        known = f"{counted(report.unreadable, 'file')} {verb} known to be damaged or not a video"
        say(f"{known}; `cineorg-load check` names {them}.")
    say(f"Took {report.seconds:.1f} s.{_faults(len(report.errors))}")


def _counted(counts: dict[str, int], names: tuple[str, ...]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in names if counts[name])


def _faults(count: int) -> str:
    return "" if not count else " One error, see above." if count == 1 else f" {count} errors, see above."


@click.command()
@click.argument("roots", metavar="[ROOT]...", nargs=-1, type=Root(file_okay=False, path_type=Path))
@walk_options
@click.option(
    "--poll", is_flag=True, help="Check the folders at intervals, as is always done on network mounts."
)
@rule_options
@json_option
@db_option
def watch(
    roots: tuple[Path, ...],
    kind: str | None,
    min_size: int,
    follow_symlinks: bool,
    exclude: tuple[str, ...],
    poll: bool,
    threshold: float,
    reference: Path | None,
    as_json: bool,
) -> None:
    """Scan each ROOT now, and again whenever something in it changes.

    Without a ROOT, all folders that the catalogue knows are watched. A file is read once it has stopped
    growing. A disk that was off is watched again when it is back. Ctrl-C or SIGTERM ends it.

    Examples:

    \b
        cineorg-load watch ~/Videos
        cineorg-load watch
    """
    from ..pipeline import ScanOptions, scan
    from ..scan.runs import known_roots
    from ..watch import Watcher, known_below

    def scan_now(due: Sequence[Path], hold_back: "HoldBack") -> None:
        options = ScanOptions(
            kind, min_size, True, follow_symlinks, threshold, reference, hold_back, exclude or None
        )
        with catalogue(create=True) as db:
            report = scan(db, due, options)
        if report.changed_something() or report.errors:
            show(report, as_json)

    def is_known(path: bytes) -> bool:
        with catalogue() as db:
            return known_below(db, path)

    if not roots:
        with catalogue() as db:
            roots = tuple(known_roots(db))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say(f"Watching {', '.join(map(str, roots))}; Ctrl-C ends it.")
    try:
        Watcher(roots, scan_now, is_known, lambda text: echo(text, err=True), poll=poll).run()
    except KeyboardInterrupt:
        say("Stopped watching.")
