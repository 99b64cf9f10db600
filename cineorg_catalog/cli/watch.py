"""`watch`: scans by itself."""

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import catalogue, db_option, echo, json_option, rule_options, say
from .scan import Root, show

if TYPE_CHECKING:
    from ..watch import HoldBack


@click.command()
@click.argument("roots", metavar="[ROOT]...", nargs=-1, type=Root(file_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["movie", "series"]), help="What the ROOTs hold, if one kind only.")
@click.option("--min-size", default=1, show_default=True, type=click.IntRange(0), help="Skip smaller files.")
@click.option("--poll", is_flag=True, help="Walk the folders now and then; network mounts are always so.")
@rule_options
@json_option
@db_option
def watch(
    roots: tuple[Path, ...],
    kind: str | None,
    min_size: int,
    poll: bool,
    threshold: float,
    reference: Path | None,
    as_json: bool,
) -> None:
    """Scan each ROOT now, and again whenever something in it has changed.

    Without ROOT all folders are watched that the catalogue knows. A file is read when it has stopped
    growing. A disk that is off is watched again when it is back. Ends with Ctrl-C or SIGTERM.

    Examples:

    \b
        cineorg-load watch ~/Videos
        cineorg-load watch
    """
    from ..pipeline import ScanOptions, scan
    from ..scan.roots import known_roots
    from ..watch import Watcher, known_below

    def scan_now(due: Sequence[Path], hold_back: "HoldBack") -> None:
        options = ScanOptions(kind, min_size, True, False, threshold, reference, hold_back)
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
