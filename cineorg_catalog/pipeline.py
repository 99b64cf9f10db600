"""The load: from folders to decisions, step by step, in short transactions."""

import json
import os
import shlex
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from .db.connection import connect, writing
from .db.snapshots import open_read_only
from .db.upgrade import upgrade
from .errors import CatalogueError
from .matching.thresholds import THRESHOLD
from .reference.reader import Reference, require_reference
from .review.enqueue import MatchOptions, Nfos, enqueue_files, holds_one_film, match_pending
from .scan.diff import Survey, known_files, mark_missing, mark_returned, survey
from .scan.moves import moved_libraries
from .scan.paths import outside_disc, printable
from .scan.runs import (
    Progress,
    ScanReport,
    batches,
    begin_load,
    end_load,
    known_roots,
    no_progress,
    only_run,
    remember,
    rules_of,
)
from .scan.store import record_files
from .scan.walk import Event, FoundFile, Skipped, refuse_files, walk
from .sources.nfo import NfoFinder
from .sources.projection import absorb, project
from .sources.records import EPISODES, PEOPLE, due, enabled_sources, said_of, wished_languages
from .sources.search import OnlineSearch
from .titles import add_records
from .untrusted import is_below, span_below

UNFINISHED = "still being written"
FROM_REFERENCE = 100  # titles per transaction


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """Options of a scan.

    `kind` is what the roots hold (movie, series or None); `reference` the path of the title database (None:
    the one that was built, otherwise the small one); `threshold` the minimum score for an automatic match,
    0–100; `hold_back` tells which files to leave for a later scan; `exclude` are the patterns that the roots
    skip from now on (None: as before); `as_copies` means that a library which seems to have moved is a copy.
    """

    kind: str | None = None
    min_size: int = 1
    identify: bool = True
    follow_symlinks: bool = False
    threshold: float = THRESHOLD
    reference: Path | None = None
    hold_back: Callable[[FoundFile], bool] | None = None
    exclude: tuple[str, ...] | None = None
    as_copies: bool = False


def scan(
    db: Database, roots: Sequence[Path], options: ScanOptions | None = None, progress: Progress = no_progress
) -> ScanReport:
    """Bring the catalogue up to date with the files below the roots.

    Before anything is done, raises BadUsage for a ROOT that is a file, ReferenceFault if the title database
    cannot be used, and Busy if another process fills the catalogue. Any other fault is reported and the rest
    goes on.
    """
    options = options or ScanOptions()
    report, started = ScanReport(), time.monotonic()
    walking = {name: getattr(options, name) for name in ("kind", "min_size", "follow_symlinks")}
    names = [printable(os.path.abspath(os.fsencode(root))) for root in roots]
    nfos = _ChangedNfos(_last_scan(db, names))
    rules = rules_of(db, refuse_files(roots), options.kind, options.exclude)
    opened = require_reference(options.reference) if options.identify else None
    searching = _online_search(db, report) if options.identify else nullcontext()
    given = {**walking, "identify": options.identify}
    progress = _watching(db, progress)
    run = _recorded(db, "scan", names, given, report)
    with opened or nullcontext(), only_run(db), run, searching as search:
        known = known_files(db, roots)
        events = walk(roots, **walking, rules=rules, known=known, on_nfo=nfos.note)
        if options.hold_back:
            events = _held_back(events, options.hold_back)
        result = survey(db, roots, events, known)
        remember(db, rules, result.roots)
        if not options.as_copies:
            _leave_moved(db, result, report)
        _count(result, report)
        mark_returned(db, result, report)
        again = record_files(db, result, report, progress)
        mark_missing(db, result, report)
        if options.identify:
            again.changed.update(nfos.read(db, result.roots, report))
            how = MatchOptions(options.reference, options.threshold, report.load_id, opened, search)
            enqueue_files(db, result.roots, again, how, report, progress)
            _add_from_reference(db, opened, progress)
        report.unreadable = result.damaged
        progress("done", 1, 1)
        report.seconds = round(time.monotonic() - started, 3)
    return report


def _last_scan(db: Database, roots: Sequence[str]) -> float | None:
    "The start of the last scan that read the NFO files of all these roots but new ones; None if all are new."
    sql = """select max(started_at) from loads where command = 'scan' and status = 'finished'
             and json_extract(options_json, '$.identify')
             and exists (select 1 from json_each(roots_json) where value = ?)"""
    times = [begun for root in roots if (begun := db.execute(sql, [root]).fetchone()[0]) is not None]
    return datetime.fromisoformat(min(times)).timestamp() if times else None


class _ChangedNfos:
    """NFO files that changed or went since the last scan.

    Their videos may be unchanged and would not be read again. That one went shows in its folder's time.
    """

    def __init__(self, since: float | None) -> None:
        self.since, self.paths = since, set[bytes]()
        self._is_new = lru_cache(1_000)(self._changed)  # files come in the order of their folders

    def note(self, path: bytes) -> None:
        if self._changed(path):
            self.paths.add(path)

    def _changed(self, path: bytes) -> bool:
        try:
            status = os.stat(path)
        except OSError:
            return False
        return self.since is not None and max(status.st_mtime, status.st_ctime) >= self.since

    def _videos(
        self, db: Database, roots: Sequence[bytes], beside: Nfos
    ) -> dict[int, tuple[bytes, str | None]]:
        "The known videos that they may speak about; those of new videos are read anyway."
        theirs: dict[int, tuple[bytes, str | None]] = {}
        sql = """select id, path_bytes, root from video_files
                 where path_bytes >= ? and path_bytes < ? and missing_since is null
                 and id in (select video_file_id from pending_validations)"""
        for folder in {os.path.dirname(path) for path in self.paths}:
            for key, path, root in db.execute(sql, span_below(folder)):
                if key not in theirs and beside.uses(path, root, self.paths):
                    theirs[key] = path, root
        finder = NfoFinder(holds_one_film)
        for top in roots if self.since is not None else ():
            for key, path, root, kind in db.execute(_WITH_NFO, span_below(top)):
                if key not in theirs and self._may_be_missing(finder, path, root, top, kind == "series"):
                    theirs[key] = path, root
        return theirs

    def _may_be_missing(
        self, finder: NfoFinder, path: bytes, root: str | None, top: bytes, of_series: bool
    ) -> bool:
        "Looks into a folder only if something in it came or went since the last scan."
        folder = os.path.dirname(path)
        folders = _folders(path, top) if of_series else (folder, outside_disc(folder))
        return any(map(self._is_new, folders)) and finder.may_be_missing(path, root, of_series=of_series)

    def read(self, db: Database, roots: Sequence[bytes], report: ScanReport) -> set[int]:
        "Read them again and project their titles. Returns their videos that need review."
        beside = Nfos(holds_one_film)
        theirs = self._videos(db, roots, beside)
        for batch in batches(sorted(theirs), 100):
            for key in batch:
                beside.of(key, *theirs[key])
            with writing(db):
                _read_again(db, batch, beside, report)
        sql = "select video_file_id from pending_validations where validation_status = 'pending'"
        return theirs.keys() & {row[0] for row in db.execute(sql)} if theirs else set()


# `cross join` reads the records first: most files have none. The order lets each folder be listed once.
_WITH_NFO = """select video_files.id, path_bytes, root, kind from source_records
               cross join video_files on video_files.id = cast(source_id as integer)
               where source = 'nfo' and kind in ('movie', 'series', 'episodes')
               and path_bytes >= ? and path_bytes < ? and missing_since is null order by path_bytes"""


def _folders(path: bytes, top: bytes) -> Iterator[bytes]:
    "The folders from a file's up to a root."
    folder = os.path.dirname(path)
    while len(folder) > len(top):
        yield folder
        folder = os.path.dirname(folder)
    yield top


_TITLES_OF = {  # kind: the titles of some files
    "movie": "select movie_id from movie_files where video_file_id in (select value from json_each(?))",
    "episode": "select episode_id from episode_files where video_file_id in (select value from json_each(?))",
    "series": """select series_id from episode_files join episodes on episodes.id = episode_id
                 where video_file_id in (select value from json_each(?))""",
}


def _read_again(db: Database, files: Sequence[int], beside: Nfos, report: ScanReport) -> None:
    given = json.dumps(files)
    titles = {kind: [row[0] for row in db.execute(sql, [given])] for kind, sql in _TITLES_OF.items()}
    for kind, ids in titles.items():
        absorb(db, kind, ids)
    for file_id in files:
        beside.keep_anew(db, file_id, report)
    for kind, ids in titles.items():
        project(db, kind, ids)


def dry_run(
    catalogue: Path,
    roots: Sequence[Path],
    options: ScanOptions | None = None,
    progress: Progress = no_progress,
) -> ScanReport:
    "What `scan` would do, tried on a temporary copy of the catalogue (an empty one if there is none)."
    with tempfile.TemporaryDirectory(prefix="cineorg-") as folder:
        copy = connect(Path(folder) / "cineorg.db")
        try:
            if catalogue.exists():
                with open_read_only(catalogue) as original:
                    original.backup(copy.conn)
            upgrade(copy)
            report = scan(copy, roots or known_roots(copy), options, progress)
        finally:
            copy.close()
    report.load_id = None
    return report


def identify_pending(
    db: Database,
    reference: Path | None = None,
    threshold: float = THRESHOLD,
    progress: Progress = no_progress,
) -> ScanReport:
    "Identify all files that need review again; decisions of people are not changed."
    report, started = ScanReport(), time.monotonic()
    opened = require_reference(reference)
    run = _recorded(db, "identify", (), {"threshold": threshold}, report)
    with opened or nullcontext(), only_run(db), run, _online_search(db, report) as search:
        how = MatchOptions(reference, threshold, report.load_id, opened, search)
        match_pending(db, how, report, progress)
        _add_from_reference(db, opened, progress)
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _add_from_reference(db: Database, reference: Reference | None, progress: Progress) -> None:
    "Add the episodes and people that a built reference knows of the titles with files, once per build."
    if reference is None or reference.built_at is None:
        return
    wanted = [("series", EPISODES)] if reference.info().episodes else []
    wanted += [("movie", PEOPLE), ("series", PEOPLE)] if reference.has_people else []
    for kind, what in wanted:
        titles, done = due(db, kind, what, reference.built_at), 0
        for batch in batches(titles, FROM_REFERENCE):
            said = {key: said_of(reference, what, number) for key, number in batch}
            with writing(db):
                add_records(db, kind, said)
            done += len(batch)
            progress(f"adding {what}", done, len(titles))


@contextmanager
def _online_search(db: Database, report: ScanReport) -> Iterator[OnlineSearch | None]:
    "The search in the enabled online sources, None if there are none. Each that fails is reported once."
    enabled = enabled_sources(db)
    if not enabled:
        yield None
        return
    path = Path(db.execute("pragma database_list").fetchone()[2])
    search = OnlineSearch(enabled, wished_languages(db), path)
    try:
        yield search
    finally:
        search.close()
        for fault in search.faults.values():
            report.warnings.append(
                f"{fault} Titles were looked up without it; `cineorg-load identify --pending` tries again."
            )


def _leave_moved(db: Database, result: Survey, report: ScanReport) -> None:
    "Do not record new files that seem to be a known library at another place: ask the owner first."
    for moved in moved_libraries(db, {found.path_bytes: found.size_bytes for found in result.new}):
        result.new = [found for found in result.new if not is_below(moved.new, found.path_bytes)]
        old, new = printable(moved.old), printable(moved.new)
        places = f"{shlex.quote(old)} {shlex.quote(new)}"
        report.complain(
            new,
            f"holds {moved.found} of the {moved.of} files known below {old}, which is not there now. If it "
            f"has moved: `cineorg-load relocate {places}`; if this is a copy of it: "
            f"`cineorg-load scan --as-copies {shlex.quote(new)}`. Nothing below it was recorded.",
        )


def _watching(db: Database, progress: Progress) -> Progress:
    """A progress callback that also checks that the catalogue is still the file that was opened.

    SQLite would go on writing to a deleted file. Raises CatalogueError.
    """
    path = str(db.execute("pragma database_list").fetchone()[2])
    opened = _identity(path)

    def watched(stage: str, done: int, total: int) -> None:
        if path and _identity(path) != opened:
            raise CatalogueError(
                f"{path} was removed or replaced while it was being filled; this run's results are lost. "
                "Put the catalogue back and run it again."
            )
        progress(stage, done, total)

    return watched


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


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


def _held_back(events: Iterator[Event], hold_back: Callable[[FoundFile], bool]) -> Iterator[Event]:
    for event in events:
        unfinished = isinstance(event, FoundFile) and hold_back(event)
        yield Skipped(event.path_bytes, UNFINISHED) if unfinished else event


@contextmanager
def _recorded(
    db: Database, command: str, roots: Sequence[str], options: Mapping[str, Any], report: ScanReport
) -> Iterator[None]:
    "Record the run as one row of `loads`, however it ends."
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
