"""Found files → rows of `video_files`: probes what is new or changed, knows what has moved.

Reads the files (probe.py), writes them never. What a file is, is not asked here (settle.py).
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlite_utils import Database

from .database import insert, now, writing
from .filenames import printable
from .ledger import Changes, record
from .models import VideoFileModel
from .moves import Gone, match_moves
from .probe import Probed, ProbeFault, probe
from .report import Progress, ScanReport
from .scan import FoundFile
from .survey import Known, Survey
from .works import copy_main_file

BATCH = 64  # files a transaction: short enough that nobody waits, long enough to be cheap
THREADS = 4  # media info is read outside the interpreter's lock

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Read:
    "A found file with what was read from it; `known` is its row where it has one."

    found: FoundFile
    probed: Probed
    known: Known | None = None


def record_files(db: Database, result: Survey, report: ScanReport, progress: Progress) -> set[int]:
    """Probe and store what is new or changed. Returns the ids of rows to look at again.

    New files as large as one that is gone wait for the end: they may be that file, moved.
    """
    gone = _gone_files(db, result)
    sizes = {item.size_bytes for item in gone}
    perhaps_moved = [found for found in result.new if found.size_bytes in sizes]
    surely_new = (found for found in result.new if found.size_bytes not in sizes)
    work: Iterator[tuple[FoundFile, Known | None]] = iter(
        [(found, known) for known, found in result.changed] + [(found, None) for found in surely_new]
    )
    total, done, again = len(result.new) + len(result.changed), 0, set()
    for batch in batches(work, BATCH):
        again |= _store(db, list(_read(batch, report)), report)
        progress("reading", done := done + len(batch), total)
    moved: list[Read] = []
    later: Iterator[tuple[FoundFile, Known | None]] = ((found, None) for found in perhaps_moved)
    for batch in batches(later, BATCH):
        moved += _read(batch, report)
        progress("reading", done := done + len(batch), total)
    return again | _store_moved(db, moved, gone, result, report)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    "Lists of at most `size` items."
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _read(batch: list[tuple[FoundFile, Known | None]], report: ScanReport) -> Iterator[Read]:
    "Probe a batch in threads; what vanished or cannot be read is reported and left out."
    with ThreadPoolExecutor(THREADS) as pool:
        for (found, known), outcome in zip(batch, pool.map(_probe, batch), strict=True):
            if isinstance(outcome, ProbeFault):
                report.complain(found.path, str(outcome))
                continue
            if outcome.media.error:
                report.complain(found.path, outcome.media.error)
            yield Read(found, outcome, known)


def _probe(item: tuple[FoundFile, Known | None]) -> Probed | ProbeFault:
    try:
        return probe(item[0].path_bytes)
    except ProbeFault as fault:
        return fault


def _store(db: Database, reads: list[Read], report: ScanReport) -> set[int]:
    "One transaction: rows for new files, new facts for changed ones. Returns the changed ids."
    changed = set()
    with writing(db):
        for item in reads:
            if item.known is None:
                report.files["new"] += _add(db, item)
            else:
                _refresh(db, item.known.id, item)
                changed.add(item.known.id)
    return changed


def _add(db: Database, item: Read) -> int:
    "1, or 0 where another loader has the path already."
    taken = "select 1 from video_files where path_bytes = ?"
    if db.execute(taken, [item.found.path_bytes]).fetchone():
        return 0
    insert(db, VideoFileModel(**place_of(item.found), **facts_of(item.probed)))
    return 1


def place_of(found: FoundFile) -> dict[str, Any]:
    "The columns that say where a file lies."
    return {
        "path_bytes": found.path_bytes,
        "path": found.path,
        "filename": found.filename,
        "root": found.root,
        "kind_hint": found.kind_hint,
    }


def facts_of(probed: Probed) -> dict[str, Any]:
    "The columns that say what a file holds."
    row = VideoFileModel(path="", filename="")
    row.languages = list(probed.media.languages) or None
    row.subtitle_languages = list(probed.media.subtitle_languages) or None
    return {
        "size_bytes": probed.size_bytes,
        "mtime_ns": probed.mtime_ns,
        "file_hash": probed.file_hash,
        "codec_video": probed.media.codec_video,
        "codec_audio": probed.media.codec_audio,
        "resolution_width": probed.media.width,
        "resolution_height": probed.media.height,
        "duration_seconds": probed.media.duration_seconds,
        "languages_json": row.languages_json,
        "subtitle_languages_json": row.subtitle_languages_json,
        "probe_error": probed.media.error,
    }


def _refresh(db: Database, file_id: int, item: Read) -> None:
    "New content at a known path: the facts of the file and of what it is the main file of."
    changes = Changes(db)  # what a disk says is no decision: nothing is written to the ledger
    old_hash = db.execute("select file_hash from video_files where id = ?", [file_id]).fetchone()[0]
    values = {**facts_of(item.probed), **place_of(item.found), "missing_since": None}
    if item.probed.file_hash != old_hash:
        values["full_hash"] = None
    changes.update("video_files", file_id, values)
    copy_again(changes, file_id)


def copy_again(changes: Changes, file_id: int) -> None:
    "The films and episodes that a file hangs on choose and copy their main file again."
    for table, links, column in (
        ("movies", "movie_files", "movie_id"),
        ("episodes", "episode_files", "episode_id"),
    ):
        sql = f"select {column} from {links} where video_file_id = ?"
        for (key,) in changes.db.execute(sql, [file_id]).fetchall():
            copy_main_file(changes, table, key)


def _gone_files(db: Database, result: Survey) -> list[Gone]:
    "Files that are not where they were: found gone just now, or marked missing by an earlier run."
    rows = db.execute(
        "select id, path_bytes, size_bytes, file_hash from video_files where missing_since is not null"
    ).fetchall()
    for item in result.gone:
        sql = "select id, path_bytes, size_bytes, file_hash from video_files where id = ?"
        rows += db.execute(sql, [item.id]).fetchall()
    back = {item.id for item in result.returned} | {known.id for known, _ in result.changed}
    return [Gone(*row) for row in rows if row[3] and row[0] not in back]


def _store_moved(
    db: Database, reads: list[Read], gone: list[Gone], result: Survey, report: ScanReport
) -> set[int]:
    "Rows take the new place of their file; what is no move is a new file."
    groups: dict[tuple[str, int], list[Gone]] = defaultdict(list)
    for item in gone:
        groups[item.file_hash, item.size_bytes].append(item)
    arrivals: dict[tuple[str, int], list[Read]] = defaultdict(list)
    for read in reads:
        arrivals[read.probed.file_hash, read.probed.size_bytes].append(read)
    moved: set[int] = set()
    for key, here in arrivals.items():
        pairs, undecided = match_moves(groups.get(key, []), [read.found.path_bytes for read in here])
        if undecided:
            report.warnings.append(
                f"{len(undecided)} new files have the content of several that are gone; which is which cannot "
                f"be told, so they are new: {printable(undecided[0])}"
            )
        by_path = {read.found.path_bytes: read for read in here}
        for batch in batches(pairs.items(), BATCH):
            with writing(db):
                moved |= {_move(db, was, by_path[path], report) for path, was in batch}
        for rest in batches((read for read in here if read.found.path_bytes not in pairs), BATCH):
            _store(db, rest, report)
    result.gone = [item for item in result.gone if item.id not in moved]
    return moved


def _move(db: Database, was: Gone, item: Read, report: ScanReport) -> int:
    "The same row at the new path; the old one stays in `decisions`."
    changes = Changes(db)
    changes.update(
        "video_files",
        was.id,
        {**place_of(item.found), "mtime_ns": item.probed.mtime_ns, "missing_since": None},
    )
    copy_again(changes, was.id)
    reason = f"moved from {printable(was.path_bytes)}"
    record(
        changes,
        action="move",
        who="cineorg-load",
        load_id=report.load_id,
        video_file_id=was.id,
        reason=reason,
    )
    report.files["moved"] += 1
    return was.id


def mark_returned(db: Database, result: Survey, report: ScanReport) -> None:
    "Files that were marked missing and are where they were."
    for batch in batches(result.returned, BATCH):
        with writing(db):
            for item in batch:
                _set_missing(db, item.id, None)
    report.files["returned"] = len(result.returned)


def mark_gone(db: Database, result: Survey, report: ScanReport) -> None:
    "Mark what is not there any more; no row is deleted."
    since = now()
    for batch in batches(result.gone, BATCH):
        with writing(db):
            for item in batch:
                _set_missing(db, item.id, since)
    report.files["missing"] = len(result.gone)
    report.warnings[:0] = vanished_folders(result)


def _set_missing(db: Database, file_id: int, since: str | None) -> None:
    changes = Changes(db)
    changes.update("video_files", file_id, {"missing_since": since})
    copy_again(changes, file_id)


def vanished_folders(result: Survey) -> list[str]:
    """Warnings for many files gone at once: a disk of a pool may be off.

    More than a tenth of a root's files and more than 20, or a whole top folder with more than one file.
    """
    warnings = []
    for root in result.roots:
        gone = [item for item in result.gone if item.path_bytes.startswith(root.rstrip(b"/") + b"/")]
        if len(gone) > 20 and len(gone) * 10 > result.seen + len(gone):
            tops = sorted({_top_folder(root, item.path_bytes) for item in gone})
            names = ", ".join(printable(name) for name in tops[:5]) + (" …" if len(tops) > 5 else "")
            warnings.append(
                f"{len(gone)} files under {printable(root)} are gone at once (in {names}). "
                "Is a disk not mounted? They are marked missing; nothing was deleted."
            )
    return warnings


def _top_folder(root: bytes, path: bytes) -> bytes:
    rest = path[len(root.rstrip(b"/")) + 1 :]
    return rest.split(b"/", 1)[0] if b"/" in rest else os.path.basename(root)
