"""Compares what lies in the folders with what the catalogue knows: new, changed, back, gone.

Reads folders (scan.py) and the table and writes nothing. The one kind of file that it opens is a new one
that may be source code (`.ts`).
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from .files.transport_streams import SOURCE_CODE, is_source_code
from .scan import Event, FoundFile, ScanFault, Skipped
from .trash_contents import trashed_paths

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
        prefix = os.path.abspath(os.fsencode(root)).rstrip(b"/")
        rows = db.execute(sql, [prefix + b"/", prefix + b"0"])  # "0" comes right after "/"
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
