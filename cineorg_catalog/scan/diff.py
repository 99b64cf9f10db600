"""Compares the files in the folders with the catalogue: new, changed, returned, missing.

Missing files are marked, never deleted, with a warning if many vanish at once. The only files opened are new
ones that may be TypeScript (`.ts`, `.mts`), a few hundred bytes each.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sqlite_utils import Database

from ..db.columns import now
from ..db.connection import writing
from ..db.decisions import Changes, trashed_paths
from ..titles import copy_main_files
from ..untrusted import is_below, opened_regular, span_below
from .paths import printable
from .runs import ScanReport, batches
from .walk import (
    Event,
    FoundFile,
    KnownFiles,
    KnownRow,
    ScanFault,
    Skipped,
    in_path_order,
)

SOURCE_CODE = "text, no video (TypeScript has the suffixes .ts and .mts too)"
_SHARED_SUFFIXES = (b".ts", b".mts")
_LOOKED_AT = 1024
_PACKET, _SYNC = 188, 0x47
_TIME_STAMP = 4  # bytes before each packet in an M2TS file
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")


def is_source_code(path: bytes) -> bool:
    """True if a file with the suffix of a transport stream holds text instead.

    A damaged stream is not text, so it stays a video. False if the file cannot be read: probing it will
    report why.
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
    "True if packets begin where they do in a transport stream, with or without time stamps before them."
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
        return error.end == len(start) and error.reason == "unexpected end of data"  # a letter cut in half
    return True


IN_TRASH = "in the trash of the catalogue"


@dataclass(frozen=True, slots=True)
class KnownFile:
    "A file as the catalogue knows it."

    id: int
    path_bytes: bytes
    size_bytes: int
    mtime_ns: int | None
    device: int | None = None
    inode: int | None = None
    missing: int = 0
    damaged: int = 0


@dataclass(slots=True)
class Survey:
    "What a walk found, compared with what was known. Paths are raw bytes."

    unchanged: int = 0
    damaged: int = 0  # those of the unchanged files
    new: list[FoundFile] = field(default_factory=list)
    changed: list[tuple[KnownFile, FoundFile]] = field(default_factory=list)
    returned: list[KnownFile] = field(default_factory=list)  # marked missing, and now back unchanged
    vanished: list[KnownFile] = field(default_factory=list)  # no longer there, and not marked yet
    skipped: list[Skipped] = field(default_factory=list)
    faults: list[ScanFault] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=list)  # the roots that could be walked

    @property
    def seen(self) -> int:
        return self.unchanged + len(self.new) + len(self.changed) + len(self.returned)

    def reasons(self) -> dict[str, int]:
        "How many files were skipped for each reason."
        return dict(Counter(item.reason for item in self.skipped))


def survey(db: Database, roots: Sequence[Path], events: Iterable[Event], known: KnownFiles) -> Survey:
    """Compare what a walk of the roots meets with what is known below them.

    Both are read in the order of the raw paths, so memory does not grow with the library. Nothing counts as
    missing below a root or folder that could not be listed, nor does a file that is there but skipped or
    faulty. Paths of files in the trash are skipped.
    """
    trashed, places = trashed_paths(db), _Places(db, roots)
    result = Survey()
    for event in events:
        known.meet(event.path_bytes)
        if isinstance(event, Skipped):
            result.skipped.append(event)
        elif isinstance(event, ScanFault):
            result.faults.append(event)
        elif event.path_bytes in trashed:
            result.skipped.append(Skipped(event.path_bytes, IN_TRASH))
        elif (before := _known_file(db, event.path_bytes)) is not None:
            _compare(result, event, before, places)
        elif is_source_code(event.path_bytes):
            result.skipped.append(Skipped(event.path_bytes, SOURCE_CODE))
        else:
            result.new.append(event)
    _leave_deleted(result, trashed_paths(db).keys() - trashed.keys())
    places.disks |= known.remounted
    places.write()
    result.unchanged += known.unchanged
    result.damaged += known.damaged
    result.roots = _walked(roots, result.faults)
    blind = {fault.path_bytes for fault in result.faults if fault.scope != "file"}
    hidden = blind | {item.path_bytes for item in result.skipped}
    unmet = (_known_file(db, path) for path in known.rest() if not _below(path, hidden))
    result.vanished = [item for item in unmet if item is not None]
    return result


def _tops(roots: Sequence[Path]) -> list[bytes]:
    "The roots in path order, without those inside another root."
    tops: list[bytes] = []
    for root in in_path_order(os.path.abspath(os.fsencode(root)) for root in roots):
        if not tops or not is_below(tops[-1], root):
            tops.append(root)
    return tops


def _leave_deleted(result: Survey, deleted: Set[bytes]) -> None:
    "What a person deleted during the walk is no new file."
    skipped = [found.path_bytes for found in result.new if found.path_bytes in deleted]
    result.skipped += [Skipped(path, IN_TRASH) for path in skipped]
    result.new = [found for found in result.new if found.path_bytes not in deleted]


ROWS = 200  # of known files that are read at once
# The plus sign keeps SQLite from sorting all present files: it reads SCAN_INDEX, which has them in order.
PRESENT = """select path_bytes, size_bytes, mtime_ns, device, inode, probe_error is not null
              from video_files where path_bytes >= ? and path_bytes < ? and +missing_since is null
              order by path_bytes limit ?"""
_FILE = """select id, path_bytes, size_bytes, mtime_ns, device, inode, missing_since is not null,
           probe_error is not null from video_files where path_bytes = ?"""


def known_files(db: Database, roots: Sequence[Path]) -> KnownFiles:
    "The files that the catalogue knows to be below the roots, in the order of the raw paths."
    blocks = chain.from_iterable(_blocks(db, root) for root in _tops(roots))
    return KnownFiles(chain.from_iterable(blocks))


def _blocks(db: Database, root: bytes) -> Iterator[list[KnownRow]]:
    """Many rows at once, each block by a statement of its own.

    A step of SQLite between two calls of the kernel costs a third more (measured), and a statement left open
    would forbid writing as soon as another process has written.
    """
    start, end = span_below(root)
    while rows := db.execute(PRESENT, [start, end, ROWS]).fetchall():
        yield rows
        start = rows[-1][0] + b"\0"  # the next possible path


def _known_file(db: Database, path: bytes) -> KnownFile | None:
    row = db.execute(_FILE, [path]).fetchone()
    return None if row is None else KnownFile(*row)


class _Places:
    """Collects changed device and inode numbers, and writes them in batches to bound memory.

    A disk gets a new number whenever it is mounted; its files keep theirs.
    """

    def __init__(self, db: Database, roots: Sequence[Path]) -> None:
        self.db, self.tops = db, _tops(roots)
        self.disks: set[tuple[int | None, int]] = set()
        self.files: list[tuple[int, int, int]] = []

    def note(self, known: KnownFile, found: FoundFile) -> None:
        if known.inode == found.inode:
            self.disks.add((known.device, found.device))
        else:
            self.files.append((found.device, found.inode, known.id))
        if len(self.files) >= BATCH:
            self._write_files()

    def _write_files(self) -> None:
        with writing(self.db):
            self.db.conn.executemany("update video_files set device = ?, inode = ? where id = ?", self.files)
        self.files.clear()

    def write(self) -> None:
        self._write_files()
        sql = "update video_files set device = ? where device is ? and path_bytes >= ? and path_bytes < ?"
        pairs = [(old, new) for old, new in self.disks if (new, old) not in self.disks]
        with writing(self.db):
            for old, new in pairs:
                for root in self.tops:
                    self.db.execute(sql, [new, old, *span_below(root)])


def _compare(result: Survey, found: FoundFile, known: KnownFile, places: _Places) -> None:
    if (known.size_bytes, known.mtime_ns) != (found.size_bytes, found.mtime_ns):
        result.changed.append((known, found))
        return
    if (known.device, known.inode) != (found.device, found.inode):
        places.note(known, found)
    if known.missing:
        result.returned.append(known)
    else:
        result.unchanged += 1
        result.damaged += known.damaged


def _walked(roots: Sequence[Path], faults: list[ScanFault]) -> list[bytes]:
    failed = {fault.path_bytes for fault in faults if fault.scope == "root"}
    paths = dict.fromkeys(os.path.abspath(os.fsencode(root)) for root in roots)
    return [path for path in paths if path not in failed]


def _below(path: bytes, folders: set[bytes]) -> bool:
    "True if any folder above `path` is in `folders`."
    if not folders:
        return False
    while (parent := os.path.dirname(path)) != path:
        if parent in folders:
            return True
        path = parent
    return False


BATCH = 500  # marks per transaction
MANY = 20  # how many files of a root, or what share, may vanish without a warning


def mark_returned(db: Database, result: Survey, report: ScanReport) -> None:
    "Unmark files that were marked missing and are back."
    _mark(db, [item.id for item in result.returned], None)
    report.files["returned"] = len(result.returned)


def mark_missing(db: Database, result: Survey, report: ScanReport) -> None:
    "Mark files that are no longer there; rows are never deleted. Warn first if many vanished at once."
    _mark(db, [item.id for item in result.vanished], now())
    report.files["missing"] += len(result.vanished)
    report.warnings[:0] = vanished(db, result)


def _mark(db: Database, ids: list[int], since: str | None) -> None:
    for batch in batches(ids, BATCH):
        with writing(db):
            for file_id in batch:
                changes = Changes(db)  # what a disk shows is not a decision: the ledger records nothing
                if changes.update("video_files", file_id, {"missing_since": since}):
                    copy_main_files(changes, file_id)


def vanished(db: Database, result: Survey) -> list[str]:
    """A warning for each root with many files missing at once: one disk of a pool may be off.

    Many means more than 20 and a tenth of the root's files, or all files (at least two) of a top-level
    folder.
    """
    warnings = []
    sql = """select path_bytes from video_files
             where path_bytes >= ? and path_bytes < ? and missing_since is null"""
    for root in result.roots if result.vanished else ():
        vanished = Counter(
            _top(root, item.path_bytes) for item in result.vanished if is_below(root, item.path_bytes)
        )
        left = (
            Counter(_top(root, row[0]) for row in db.execute(sql, span_below(root)))
            if vanished
            else Counter()
        )
        whole = [top for top, count in vanished.items() if top and count > 1 and top not in left]
        count = vanished.total()
        if count > MANY and count * 10 > left.total() + count:
            warnings.append(_warning(root, count, sorted(vanished)))
        elif whole:
            warnings.append(_warning(root, sum(vanished[top] for top in whole), sorted(whole)))
    return warnings


def _warning(root: bytes, count: int, tops: list[bytes]) -> str:
    names = [printable(os.path.join(root, top)) if top else printable(root) for top in tops]
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more folders" if len(names) > 5 else "")
    return (
        f"{count} files under {printable(root)} are missing at once (in {listed}). Is a disk not mounted? "
        "They are marked missing; nothing was deleted."
    )


def _top(root: bytes, path: bytes) -> bytes:
    "The first folder below the root; empty for a file directly in it."
    first, _, rest = path[len(root.rstrip(b"/")) + 1 :].partition(b"/")
    return first if rest else b""
