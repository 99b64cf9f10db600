"""Compares what lies in the folders with the catalogue: new, changed, returned, missing.

Missing files are marked, never deleted, with a warning where many vanish at once. The only files opened
are new ones that may be TypeScript (`.ts`, `.mts`): some hundred bytes each.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from ..db.changes import Changes
from ..db.columns import now
from ..db.connection import writing
from ..db.trash_rows import trashed_paths
from ..titles import copy_again
from ..untrusted import is_below, opened_regular, span_below
from .paths import printable
from .runs import ScanReport, batches
from .walk import Event, FoundFile, ScanFault, Skipped

SOURCE_CODE = "text, no video (TypeScript has the suffixes .ts and .mts too)"
_SHARED_SUFFIXES = (b".ts", b".mts")
_LOOKED_AT = 1024
_PACKET, _SYNC = 188, 0x47
_TIME_STAMP = 4  # bytes before each packet of an M2TS
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")


def is_source_code(path: bytes) -> bool:
    """Whether a file whose name ends like a transport stream's holds text and no such stream.

    A damaged stream is no text, so it stays a video. False where the file cannot be read: whoever probes it
    says why.
    """
    if not path.lower().endswith(_SHARED_SUFFIXES):
        return False
    try:
        with opened_regular(path) as (descriptor, _):
            start = os.read(descriptor, _LOOKED_AT)
    except OSError:
        return False
    return not _is_stream(start) and _is_text(start)


def _is_stream(start: bytes) -> bool:
    "Whether packets begin where they do in a transport stream, with or without a time stamp before each."
    return any(
        len(start) > first + step and start[first] == start[first + step] == _SYNC
        for first, step in ((0, _PACKET), (_TIME_STAMP, _PACKET + _TIME_STAMP))
    )


def _is_text(start: bytes) -> bool:
    if any(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in start):
        return False
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return error.end == len(start) and error.reason == "unexpected end of data"  # a letter cut in two
    return True


IN_TRASH = "in the trash of the catalogue"


@dataclass(frozen=True, slots=True)
class Known:
    "A file as the catalogue knows it."

    id: int
    path_bytes: bytes
    size_bytes: int
    mtime_ns: int | None
    missing: int


@dataclass(slots=True)
class Survey:
    "What a walk found, against what was known. Paths are raw bytes."

    seen: int = 0
    unchanged: int = 0
    new: list[FoundFile] = field(default_factory=list)
    changed: list[tuple[Known, FoundFile]] = field(default_factory=list)
    returned: list[Known] = field(default_factory=list)  # marked missing, and there again as they were
    gone: list[Known] = field(default_factory=list)  # not there, and not marked yet
    skipped: list[Skipped] = field(default_factory=list)
    faults: list[ScanFault] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=list)  # those that could be walked
    there: set[bytes] = field(default_factory=set)  # every known or new path that is there in whatever state

    def reasons(self) -> dict[str, int]:
        "How many were skipped, by reason."
        return dict(Counter(item.reason for item in self.skipped))


def survey(db: Database, roots: Sequence[Path], events: Iterable[Event]) -> Survey:
    """Compare what a walk of the roots meets with what is known below them.

    Nothing counts as gone below a root or folder that could not be listed, nor a file that is
    there but skipped or faulty. A path that a person has put into the trash is skipped.
    """
    known, trashed = known_files(db, roots), trashed_paths(db)
    result = Survey()
    there, unchanged = result.there, 0
    for event in events:
        path = event.path_bytes
        row = known.get(path)
        if not isinstance(event, FoundFile):
            if isinstance(event, Skipped):
                result.skipped.append(event)
            else:
                result.faults.append(event)
            if row is not None:
                there.add(path)
            continue
        there.add(path)
        if row and row[2] == event.size_bytes and row[3] == event.mtime_ns and not row[4]:  # nearly all
            unchanged += 1
        elif path in trashed:
            result.skipped.append(Skipped(path, IN_TRASH))
        elif row is None and is_source_code(path):
            result.skipped.append(Skipped(path, SOURCE_CODE))
        else:
            _compare(result, event, row)
    result.unchanged = unchanged
    result.seen = unchanged + len(result.new) + len(result.changed) + len(result.returned)
    result.roots = _walked(roots, result.faults)
    blind = {fault.path_bytes for fault in result.faults if fault.scope != "file"}
    hidden = blind | {item.path_bytes for item in result.skipped}
    for path in known.keys() - there if unchanged < len(known) else ():
        item = Known(*known[path])
        if not item.missing and not _below(path, hidden):
            result.gone.append(item)
    return result


Row = tuple[
    int, bytes, int, int | None, int
]  # as Known has it; 100,000 objects would cost a third of a rescan


def known_files(db: Database, roots: Sequence[Path]) -> dict[bytes, Row]:
    "What the catalogue knows below the roots, by raw path."
    known: dict[bytes, Row] = {}
    # In the order of the table: the way through the index costs a third more where most rows are wanted.
    sql = """select id, path_bytes, size_bytes, mtime_ns, missing_since is not null
             from video_files not indexed where path_bytes >= ? and path_bytes < ?"""
    for root in roots:
        rows = db.execute(sql, span_below(os.path.abspath(os.fsencode(root))))
        known.update((row[1], row) for row in rows)
    return known


def _compare(result: Survey, found: FoundFile, row: Row | None) -> None:
    if row is None:
        result.new.append(found)
        return
    known = Known(*row)
    if (known.size_bytes, known.mtime_ns) != (found.size_bytes, found.mtime_ns):
        result.changed.append((known, found))
    else:
        result.returned.append(known)


def _walked(roots: Sequence[Path], faults: list[ScanFault]) -> list[bytes]:
    failed = {fault.path_bytes for fault in faults if fault.scope == "root"}
    paths = dict.fromkeys(os.path.abspath(os.fsencode(root)) for root in roots)
    return [path for path in paths if path not in failed]


def _below(path: bytes, folders: set[bytes]) -> bool:
    "Does any folder above `path` stand in `folders`?"
    if not folders:
        return False
    while (parent := os.path.dirname(path)) != path:
        if parent in folders:
            return True
        path = parent
    return False


BATCH = 500  # marks a transaction
MANY = 20  # so many files of a root may vanish without a warning, and a tenth of it


def mark_returned(db: Database, result: Survey, report: ScanReport) -> None:
    "Files that were marked missing and are where they were."
    _mark(db, [item.id for item in result.returned], None)
    report.files["returned"] = len(result.returned)


def mark_gone(db: Database, result: Survey, report: ScanReport) -> None:
    "Mark what is not there any more; no row is deleted. A warning leads where many went at once."
    _mark(db, [item.id for item in result.gone], now())
    report.files["missing"] += len(result.gone)
    report.warnings[:0] = vanished(result)


def _mark(db: Database, ids: list[int], since: str | None) -> None:
    for batch in batches(ids, BATCH):
        with writing(db):
            for file_id in batch:
                changes = Changes(db)  # what a disk says is no decision: nothing is written to the ledger
                if changes.update("video_files", file_id, {"missing_since": since}):
                    copy_again(changes, file_id)


def vanished(result: Survey) -> list[str]:
    """A warning for each root of which many files are gone at once: a disk of a pool may be off.

    Many are more than 20 and a tenth of the root's files, or more than one and all of a top folder's.
    """
    warnings = []
    for root in result.roots if result.gone else ():
        gone = Counter(_top(root, item.path_bytes) for item in result.gone if is_below(root, item.path_bytes))
        left = Counter(_top(root, path) for path in result.there if is_below(root, path))
        whole = [top for top, count in gone.items() if top and count > 1 and top not in left]
        count = gone.total()
        if count > MANY and count * 10 > left.total() + count:
            warnings.append(_warning(root, count, sorted(gone)))
        elif whole:
            warnings.append(_warning(root, sum(gone[top] for top in whole), sorted(whole)))
    return warnings


def _warning(root: bytes, count: int, tops: list[bytes]) -> str:
    names = [printable(os.path.join(root, top)) if top else printable(root) for top in tops]
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more folders" if len(names) > 5 else "")
    return (
        f"{count} files under {printable(root)} are gone at once (in {listed}). Is a disk not mounted? "
        "They are marked missing; nothing was deleted."
    )


def _top(root: bytes, path: bytes) -> bytes:
    "The first folder below the root; empty for a file right in it."
    first, _, rest = path[len(root.rstrip(b"/")) + 1 :].partition(b"/")
    return first if rest else b""
