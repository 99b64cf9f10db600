"""Found files → rows of `video_files`: new and changed files are probed and stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..db.connection import insert, writing
from ..db.decisions import Changes, read_row, trashed_files
from ..db.models import VideoFileModel
from ..titles import copy_main_files
from .diff import IN_TRASH, KnownFile, Survey
from .moves import find_moves, follow_trashed, move_rows, place_of
from .probe import Probed, ProbeFault
from .probe_workers import Workers
from .runs import Progress, ScanReport, batches
from .walk import FoundFile

BATCH = 64  # files per transaction: short enough that nobody waits, large enough to be cheap


@dataclass(frozen=True, slots=True)
class ReadFile:
    "A found file with what was read from it; `known` is its row, if it has one."

    found: FoundFile
    probed: Probed
    known: KnownFile | None = None


@dataclass(slots=True)
class FilesToIdentify:
    "Rows to identify again: their content has changed, or their name (which matters while they need review)."

    changed: set[int]
    moved: set[int]


def record_files(db: Database, result: Survey, report: ScanReport, progress: Progress) -> FilesToIdentify:
    """Probe and store what is new or changed. Returns the rows to identify again.

    A file with the same size as a known file is handled last, because it may be that file, moved.
    """
    if not result.new and not result.changed:
        return FilesToIdentify(set(), set())
    sizes = {row[0] for row in db.execute("select distinct size_bytes from video_files")}
    sizes |= {row.get("size_bytes") for _, row in trashed_files(db)}
    work: list[tuple[FoundFile, KnownFile | None]] = [(found, known) for known, found in result.changed]
    work += [(found, None) for found in sorted(result.new, key=lambda found: found.size_bytes in sizes)]
    later: list[ReadFile] = []
    for reads in batches(_read(work, report, progress), BATCH):
        hashes = _hashes(db, reads)
        surely = [item for item in reads if _stays(item, hashes, sizes)]
        later += [item for item in reads if not _stays(item, hashes, sizes)]
        _store(db, surely, report)
    return _place(db, later, result, report)


def _stays(item: ReadFile, hashes: dict[int, str | None], sizes: set[int]) -> bool:
    "True if it is certainly the file whose row it would update."
    if item.known is None:
        return item.probed.size_bytes not in sizes
    return hashes.get(item.known.id) in (None, item.probed.file_hash)


def _hashes(db: Database, reads: Iterable[ReadFile]) -> dict[int, str | None]:
    "The sample hashes that rows of known files had so far."
    ids = [item.known.id for item in reads if item.known is not None]
    sql = f"select id, file_hash from video_files where id in ({', '.join('?' * len(ids))})"
    return dict(db.execute(sql, ids).fetchall())


def _place(db: Database, reads: list[ReadFile], result: Survey, report: ScanReport) -> FilesToIdentify:
    "Handle content at a path where it was not before: a moved file, a changed one, or a new one."
    by_path = {item.found.path_bytes: item for item in reads}
    owners = {path: item.known.id for path, item in by_path.items() if item.known is not None}
    vacated = {*owners.values(), *(item.id for item in result.vanished)}
    here = {item.id for item in result.returned}
    content = {path: (item.probed.file_hash, item.probed.size_bytes) for path, item in by_path.items()}
    moves = find_moves(db, content, vacated, here, report)
    found = {path: (by_path[path].found, by_path[path].probed) for path in moves}
    moved = move_rows(db, moves, found, owners, report)
    result.vanished = [item for item in result.vanished if item.id not in moved]
    recorded = {path for path, was in moves.items() if was.id in moved}
    recorded |= _skip_trashed(db, {path: item for path, item in by_path.items() if path not in moves}, report)
    rest = [
        item if item.known is None or item.known.id not in moved else ReadFile(item.found, item.probed)
        for path, item in by_path.items()
        if path not in recorded
    ]
    for batch in batches(rest, BATCH):
        _store(db, batch, report)
    return FilesToIdentify({item.known.id for item in rest if item.known is not None}, moved)


def _skip_trashed(db: Database, unknown: dict[bytes, ReadFile], report: ScanReport) -> set[bytes]:
    "The paths of deleted files that were moved: they stay deleted."
    new = {path: item for path, item in unknown.items() if item.known is None}
    content = {path: (str(item.probed.file_hash), item.probed.size_bytes) for path, item in new.items()}
    followed = follow_trashed(db, content, {path: item.found for path, item in new.items()})
    for path in followed:
        report.leave_out(new[path].found.path, IN_TRASH)
    return followed


def _read(
    work: Sequence[tuple[FoundFile, KnownFile | None]], report: ScanReport, progress: Progress
) -> Iterator[ReadFile]:
    "Probe in child processes; files that vanished or cannot be read are reported and left out."
    with Workers() as workers:
        outcomes = workers.probed(found.path_bytes for found, _ in work)
        for done, (number, outcome) in enumerate(outcomes, 1):
            found, known = work[number]
            progress("reading", done, len(work))
            if isinstance(outcome, ProbeFault):
                report.complain(found.path, str(outcome))
                continue
            if outcome.media.error:
                report.complain(found.path, outcome.media.error)
            yield ReadFile(found, outcome, known)


def _store(db: Database, reads: Iterable[ReadFile], report: ScanReport) -> None:
    "In one transaction: rows for new files, new values for changed ones."
    with writing(db):
        for item in reads:
            if item.known is None:
                report.files["new"] += _add(db, item)
            else:
                _refresh(db, item.known.id, item)


def _add(db: Database, item: ReadFile) -> int:
    "1, or 0 if another scan has added the path already."
    taken = "select 1 from video_files where path_bytes = ?"
    if db.execute(taken, [item.found.path_bytes]).fetchone():
        return 0
    insert(db, VideoFileModel(**place_of(item.found), **facts_of(item.probed)))
    return 1


def facts_of(probed: Probed) -> dict[str, Any]:
    "The columns that describe a file's content."
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
        "device": probed.device,
        "inode": probed.inode,
    }


def _refresh(db: Database, file_id: int, item: ReadFile) -> None:
    "Store the present content of a known path, for the file and for the titles whose main file it is."
    old = read_row(db, "video_files", (file_id,))
    if old is None:  # a person has deleted it meanwhile
        return
    changes = Changes(db)  # what a disk shows is not a decision: the ledger records nothing
    values = {**facts_of(item.probed), **place_of(item.found), "missing_since": None, "full_hash": None}
    changes.update("video_files", file_id, values)
    copy_main_files(changes, file_id)
    # If this run is killed now, the next one still identifies it again.
    if old["file_hash"] not in (None, item.probed.file_hash):
        db.execute(LOOK_AGAIN, [file_id])


LOOK_AGAIN = "update pending_validations set rule_version = null where video_file_id = ? and rule is not null"
