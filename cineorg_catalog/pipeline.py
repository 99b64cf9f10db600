"""The load: from folders to decisions, one step after the other, in short writes."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from .db.connection import connect
from .matching.candidate import THRESHOLD
from .reference.reader import require_reference
from .review.enqueue import Settling, settle_files, settle_pending
from .scan.diff import Survey, mark_gone, mark_returned, survey
from .scan.paths import printable
from .scan.runs import Progress, ScanReport, begin_load, end_load, only_run, quiet
from .scan.store import record_files
from .scan.walk import Event, FoundFile, Skipped, walk
from .untrusted import span_below

UNFINISHED = "still being written"


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What a scan is told. `kind` says what the roots hold; `reference` is the title database's path
    (None: the one built, else the small one); `threshold` the score that validation needs at least;
    `hold_back` which files are left for a later scan."""

    kind: str | None = None
    min_size: int = 1
    identify: bool = True
    follow_symlinks: bool = False
    threshold: float = THRESHOLD
    reference: Path | None = None
    hold_back: Callable[[FoundFile], bool] | None = None


def scan(
    db: Database, roots: Sequence[Path], options: ScanOptions | None = None, progress: Progress = quiet
) -> ScanReport:
    """Bring the catalogue up to date with what lies under the roots.

    Raises BadUsage for a ROOT that is a file, ReferenceFault where the title database cannot be
    used, and Busy where another process fills the catalogue, before anything is done; every other fault
    is a line of the report, and the rest goes on.
    """
    options = options or ScanOptions()
    report, started = ScanReport(), time.monotonic()
    walking = {name: getattr(options, name) for name in ("kind", "min_size", "follow_symlinks")}
    names = [printable(os.path.abspath(os.fsencode(root))) for root in roots]
    events = walk(roots, **walking)
    if options.hold_back:
        events = _held_back(events, options.hold_back)
    if options.identify:
        require_reference(options.reference)
    given = {**walking, "identify": options.identify}
    with only_run(db), _recorded(db, "scan", names, given, report):
        result = survey(db, roots, events)
        _count(result, report)
        mark_returned(db, result, report)
        again = record_files(db, result, report, progress)
        mark_gone(db, result, report)
        if options.identify:
            how = Settling(options.reference, options.threshold, report.load_id)
            settle_files(db, result.roots, again, how, report, progress)
        report.unreadable = _known_unreadable(db, result.roots, report)
        report.seconds = round(time.monotonic() - started, 3)
    return report


def dry_run(
    db: Database, roots: Sequence[Path], options: ScanOptions | None = None, progress: Progress = quiet
) -> ScanReport:
    "What `scan` would do, found out on a copy of the catalogue that is thrown away."
    with tempfile.TemporaryDirectory(prefix="cineorg-") as folder:
        copy = connect(Path(folder) / "cineorg.db")
        try:
            db.conn.backup(copy.conn)
            report = scan(copy, roots, options, progress)
        finally:
            copy.close()
    report.load_id = None
    return report


def identify_pending(
    db: Database, reference: Path | None = None, threshold: float = THRESHOLD, progress: Progress = quiet
) -> ScanReport:
    "Look again at every file that waits; what a person decided is not touched."
    report, started = ScanReport(), time.monotonic()
    with only_run(db), _recorded(db, "identify", (), {"threshold": threshold}, report):
        settle_pending(db, Settling(reference, threshold, report.load_id), report, progress)
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _count(result: Survey, report: ScanReport) -> None:
    report.files |= {
        "seen": result.seen,
        "changed": len(result.changed),
        "unchanged": result.unchanged,
        "skipped": len(result.skipped),
    }
    report.skipped = result.reasons()
    report.left_out = [(item.path, item.reason) for item in result.skipped]
    for fault in result.faults:
        report.complain(fault.path, fault.error)


def _known_unreadable(db: Database, roots: Sequence[bytes], report: ScanReport) -> int:
    "How many files below the roots are known to be damaged, besides those that this run has named."
    sql = """select path from video_files where probe_error is not null and missing_since is null
             and path_bytes >= ? and path_bytes < ?"""
    known = {row[0] for root in roots for row in db.execute(sql, span_below(root))}
    return len(known - {error["path"] for error in report.errors})


def _held_back(events: Iterator[Event], hold_back: Callable[[FoundFile], bool]) -> Iterator[Event]:
    for event in events:
        unfinished = isinstance(event, FoundFile) and hold_back(event)
        yield Skipped(event.path_bytes, UNFINISHED) if unfinished else event


@contextmanager
def _recorded(
    db: Database, command: str, roots: Sequence[str], options: Mapping[str, Any], report: ScanReport
) -> Iterator[None]:
    "One row of `loads` around the run, whatever its end."
    report.load_id = begin_load(db, command, roots, options)
    status = "interrupted"
    try:
        yield
        status = "finished"
    except sqlite3.Error:
        status = "failed"
        raise
    finally:
        end_load(
            db,
            report.load_id,
            status,
            {"files": report.files, "identified": report.identified},
            report.errors,
        )
