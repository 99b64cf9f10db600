"""Recognises moved files and libraries that moved as a whole; their rows get the new paths.

Content, then name and folder decide which new path is which missing file (pure functions); files that cannot
be told apart are reported. A library that seems to have moved may be a copy: only `relocate`, called by its
owner, moves that one.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlite_utils import Database

from ..db.columns import now
from ..db.connection import writing
from ..db.decisions import Changes, move_trashed, read_row, record, trashed_files
from ..errors import BadUsage, CatalogueError
from ..titles import copy_main_files
from ..untrusted import is_below, span_below
from .paths import part_of, printable
from .probe import Probed
from .runs import ScanReport, batches, known_roots
from .walk import FoundFile, root_fault

MOST_PAIRS = 200_000  # larger groups of equal files are not compared: they cannot be told apart anyway


@dataclass(frozen=True, slots=True)
class MissingFile:
    "A file whose content is no longer at its path."

    id: int
    path_bytes: bytes
    size_bytes: int
    file_hash: str


Pairs = dict[bytes, MissingFile]
Key = Callable[[bytes], bytes]


def match_moves(missing: Sequence[MissingFile], arrived: Sequence[bytes]) -> tuple[Pairs, list[bytes]]:
    """Pair files of the same content: ({new path: the file it was}, [paths that cannot be told apart]).

    Files that kept their name come first, then the nearest by folder. A pair counts only if no other is
    equally near to either of the two; with one file missing and one arrived, nearness does not matter.
    """
    old, new = list(missing), list(arrived)
    pairs: Pairs = {}
    unclear: set[bytes] = set()
    for key in (os.path.basename, _nothing):
        out: set[int] = set()  # old files that are paired, or tied with another
        for some_old, some_new in _groups(key, old, new):
            found, tied_old, tied_new = _nearest(some_old, some_new)
            pairs |= found
            unclear |= tied_new
            out |= tied_old | {was.id for was in found.values()}
        old = [was for was in old if was.id not in out]
        new = [path for path in new if path not in pairs and path not in unclear]
    return pairs, [path for path in arrived if path in unclear]


def _nothing(path: bytes) -> bytes:
    return b""


def _groups(
    key: Key, old: list[MissingFile], new: list[bytes]
) -> list[tuple[list[MissingFile], list[bytes]]]:
    groups: dict[bytes, tuple[list[MissingFile], list[bytes]]] = defaultdict(lambda: ([], []))
    for was in old:
        groups[key(was.path_bytes)][0].append(was)
    for path in new:
        groups[key(path)][1].append(path)
    return list(groups.values())


def _nearest(old: list[MissingFile], new: list[bytes]) -> tuple[Pairs, set[int], set[bytes]]:
    "The pairs, nearest first; and the ids and paths of those that are tied."
    if len(old) * len(new) > MOST_PAIRS:
        return {}, {was.id for was in old}, set(new)
    by_nearness: dict[tuple[int, int], list[tuple[MissingFile, bytes]]] = defaultdict(list)
    for was in old:
        for path in new:
            by_nearness[_nearness(was.path_bytes, path)].append((was, path))
    pairs: Pairs = {}
    done: set[int] = set()
    tied: set[bytes] = set()
    for _, level in sorted(by_nearness.items(), reverse=True):
        taken = pairs.keys() | tied
        free = [(was, path) for was, path in level if was.id not in done and path not in taken]
        olds, news = Counter(was.id for was, _ in free), Counter(path for _, path in free)
        for was, path in free:
            done.add(was.id)
            if olds[was.id] == news[path] == 1:
                pairs[path] = was
            else:
                tied.add(path)
    return pairs, done - {was.id for was in pairs.values()}, tied


def _nearness(old: bytes, new: bytes) -> tuple[int, int]:
    "(number of folders shared from the end, from the start)"
    old_folders, new_folders = os.path.dirname(old).split(b"/"), os.path.dirname(new).split(b"/")
    return _shared(old_folders[::-1], new_folders[::-1]), _shared(old_folders, new_folders)


def _shared(left: Sequence[bytes], right: Sequence[bytes]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


NOBODY = -1


def move_order(targets: Mapping[int, bytes], owners: Mapping[bytes, int]) -> list[list[int]]:
    """Files to move, ordered so that each finds its new path free.

    `targets` maps id → new path, `owners` path → id of the file there now. Files that swap places in a circle
    are in one list together; every other list holds one file.
    """
    order: list[list[int]] = []
    done: set[int] = set()
    for start in targets:
        trail: dict[int, int] = {}  # id → its position in the trail
        file = start
        while file in targets and file not in done and file not in trail:
            trail[file] = len(trail)
            file = owners.get(targets[file], NOBODY)
        steps = list(trail)
        done |= trail.keys()
        if file in trail:
            order.append(steps[trail[file] :])
            steps = steps[: trail[file]]
        order += [[file] for file in reversed(steps)]
    return order


BATCH = 64  # moves per transaction

Content = tuple[str, int]  # (sample hash, size)


def find_moves(
    db: Database, arrived: Mapping[bytes, Content], vacated: set[int], here: set[int], report: ScanReport
) -> dict[bytes, MissingFile]:
    """Which missing file each new path was before: {path: the missing file}.

    `vacated` are files whose content is known to be no longer at their path, `here` files known to be where
    they were; for the others the disk is checked.
    """
    groups: dict[Content, list[bytes]] = defaultdict(list)
    for path, content in arrived.items():
        groups[content].append(path)
    is_up = cache(_is_up)
    moves: dict[bytes, MissingFile] = {}
    for content, paths in groups.items():
        missing = [item for item, is_missing in _rows_with(db, content, vacated, here, is_up) if is_missing]
        pairs, unclear = match_moves(missing, paths)
        moves |= pairs
        if unclear:
            report.warnings.append(
                f"{len(unclear)} files have the content of several missing ones and cannot be "
                f"told apart, so they count as new: {', '.join(map(printable, sorted(unclear)[:5]))}"
            )
    return moves


def _rows_with(
    db: Database, content: Content, vacated: set[int], here: set[int], is_up: Any
) -> Iterable[tuple[MissingFile, bool]]:
    "Every file known to have this content, and whether it is missing from its path."
    sql = """select id, coalesce(path_bytes, cast(path as blob)), path_bytes is null, missing_since, root
             from video_files where file_hash = ? and size_bytes = ?"""
    for key, path, is_double, missing, root in db.execute(sql, [content[0], content[1]]).fetchall():
        there = key in here or _is_there(path)
        off = missing is None and (is_double or not is_up(root))
        yield MissingFile(key, path, content[1], content[0]), key in vacated or not (there or off)


def _is_there(path: bytes) -> bool:
    "False only if the file is certainly not there: a folder that may not be entered proves nothing."
    try:
        os.lstat(path)
    except (
        FileNotFoundError,
        NotADirectoryError,
        ValueError,
    ):  # ValueError: the key of a replaced file is not a path
        return False
    except OSError:
        return True
    return True


def _is_up(root: str | None) -> bool:
    "True if the ROOT exists and is not empty. If a disk is off, its files do not count as missing."
    if root is None:
        return True
    try:
        with os.scandir(root) as entries:
            return next(entries, None) is not None
    except (OSError, ValueError):
        return False


Found = tuple[FoundFile, Probed]


def follow_trashed(
    db: Database, arrived: Mapping[bytes, Content], found: Mapping[bytes, FoundFile]
) -> set[bytes]:
    """Give files in the trash the paths to which they were moved; returns these paths.

    Such a file stays deleted, and a restore finds it where it is. One that was missing when it was deleted is
    not followed: its owner had deleted it from the disk, so the same content elsewhere is another file.
    """
    groups: dict[Content, list[MissingFile]] = defaultdict(list)
    for item in _deleted_and_moved(db, set(arrived.values())):
        groups[item.file_hash, item.size_bytes].append(item)
    followed: set[bytes] = set()
    for content, files in groups.items():
        pairs, _ = match_moves(files, [path for path, other in arrived.items() if other == content])
        for path, was in pairs.items():
            with writing(db):
                move_trashed(Changes(db), was.id, place_of(found[path]))  # a disk's change is no decision
        followed |= pairs.keys()
    return followed


def _deleted_and_moved(db: Database, contents: set[Content]) -> Iterator[MissingFile]:
    "Deleted files with one of these contents that are no longer where they were then, by their trash ids."
    is_up = cache(_is_up)
    for trash_id, row in trashed_files(db):
        path, content = row.get("path_bytes"), (row.get("file_hash"), row.get("size_bytes"))
        if content not in contents or path is None or row.get("missing_since") is not None:
            continue  # rows deleted by an earlier version may lack columns
        if is_up(row.get("root")) and not _is_there(path):
            yield MissingFile(trash_id, path, row["size_bytes"], row["file_hash"])


@dataclass(frozen=True, slots=True)
class MoveGroup:
    "Files that move together, by row id: a single one, or several that swapped places."

    was: Mapping[int, MissingFile]
    now: Mapping[int, Found]


def move_rows(
    db: Database,
    moves: Mapping[bytes, MissingFile],
    found: Mapping[bytes, Found],
    owners: Mapping[bytes, int],
    report: ScanReport,
) -> set[int]:
    """Give the rows of moved files their new paths; returns their ids.

    `owners` are the rows that have these paths now. A row that moves itself goes first; a row whose content
    is nowhere to be found counts as replaced: it is missing, and keeps its decisions.
    """
    by_id = {was.id: path for path, was in moves.items()}
    homeless = {path: key for path, key in owners.items() if key not in by_id}
    moved: set[int] = set()
    for batch in batches(move_order(by_id, owners), BATCH):
        with writing(db):
            for circle in batch:
                was = {key: moves[by_id[key]] for key in circle}
                now_there = {key: found[by_id[key]] for key in circle}
                moved |= _move(db, MoveGroup(was, now_there), homeless, report)
    return moved


def _move(db: Database, circle: MoveGroup, homeless: Mapping[bytes, int], report: ScanReport) -> set[int]:
    "Record one decision: a file that moved, or several that swapped places."
    changes, files = Changes(db), circle.was
    owners = [_owner(db, place.path_bytes) for place, _ in circle.now.values()]
    known = {*files, *homeless.values(), None}
    if not known.issuperset(owners) or any(read_row(db, "video_files", (key,)) is None for key in files):
        return set()  # somebody was faster: another scan, or a person who deleted it
    for key in files if len(files) > 1 else ():
        changes.update("video_files", key, {"path_bytes": None})
    for key, (place, probed) in circle.now.items():
        if (owner := homeless.get(place.path_bytes)) is not None and owner in owners:
            _replace(changes, owner)
            report.files["missing"] += 1
        now_there = {"mtime_ns": probed.mtime_ns, "missing_since": None}
        changes.update("video_files", key, place_of(place) | now_there)
        copy_main_files(changes, key)
    reason = "; ".join(f"moved from {printable(was.path_bytes.split(NUL)[0])}" for was in files.values())
    record(
        changes,
        action="move",
        who="cineorg-load",
        load_id=report.load_id,
        video_file_id=next(iter(files)),
        reason=reason,
    )
    report.files["moved"] += len(files)
    return set(files)


NUL = b"\0"  # never part of a path: what follows it makes the key of a replaced file unique


def _replace(changes: Changes, key: int) -> None:
    "Mark a file as missing under a key of its own: another file has its path, and its content is nowhere."
    row = read_row(changes.db, "video_files", (key,)) or {}
    changes.update(
        "video_files",
        key,
        {
            "path_bytes": row["path_bytes"] + NUL + str(key).encode(),
            "path": f"{row['path']} (file {key}, replaced)",
            "missing_since": now(),
        },
    )
    copy_main_files(changes, key)


def _owner(db: Database, path: bytes) -> int | None:
    row = db.execute("select id from video_files where path_bytes = ?", [path]).fetchone()
    return None if row is None else int(row[0])


def place_of(found: FoundFile) -> dict[str, Any]:
    "The columns that say where a file is."
    return {
        "path_bytes": found.path_bytes,
        "path": found.path,
        "filename": found.filename,
        "root": found.root,
        "kind_hint": found.kind_hint,
        "part": None if (part := part_of(found.path_bytes)) is None else part[1],
    }


MOST = 0.6  # if this share of a missing root is found elsewhere, the root has moved or was copied
FEW = 3  # fewer files than this are not a library
COMPARED = 2000  # files of a root that are compared


@dataclass(frozen=True, slots=True)
class Moved:
    "A library that seems to have moved as a whole: from where, to where, and how much of it was found."

    old: bytes
    new: bytes
    found: int
    of: int


def moved_libraries(db: Database, arrived: Mapping[bytes, int]) -> list[Moved]:
    """Roots that are missing and whose files are now elsewhere: by path below the root, name and size.

    `arrived` maps new files to their sizes. The missing disk may also have been copied: the caller must ask.
    """
    if len(arrived) < FEW:
        return []
    by_name: dict[bytes, list[bytes]] = {}
    for path in arrived:
        by_name.setdefault(os.path.basename(path), []).append(path)
    found = (_moved_library(db, root, arrived, by_name) for root in _roots_off(db))
    return [moved for moved in found if moved is not None]


def _moved_library(
    db: Database, root: bytes, arrived: Mapping[bytes, int], by_name: Mapping[bytes, list[bytes]]
) -> Moved | None:
    sql = """select path_bytes, size_bytes from video_files
             where path_bytes >= ? and path_bytes < ? and missing_since is null limit ?"""
    known = db.execute(sql, [*span_below(root), COMPARED]).fetchall()
    places: Counter[bytes] = Counter()
    for path, size in known:
        below = path[len(root.rstrip(b"/")) :]
        for other in by_name.get(os.path.basename(path), ()):
            if arrived[other] == size and other.endswith(below):
                places[other[: -len(below)] or b"/"] += 1
    new, count = next(iter(places.most_common(1)), (b"", 0))
    return Moved(root, new, count, len(known)) if count >= max(FEW, MOST * len(known)) else None


def _roots_off(db: Database) -> list[bytes]:
    "The roots that do not exist or are empty, as a mount point is while its disk is not mounted."
    return [root for root in map(os.fsencode, known_roots(db)) if root_fault(root)]


def relocate(db: Database, old: bytes, new: bytes, *, by: str) -> int:
    """Give every file known below one folder its path below another, in one decision; returns their number.

    Raises BadUsage if nothing is known below the old folder or none of it is below the new one, and
    CatalogueError if a file there is already known; then nothing was changed.
    """
    with writing(db):
        sql = "select id, path_bytes, root from video_files where path_bytes >= ? and path_bytes < ?"
        rows = db.execute(sql, span_below(old)).fetchall()
        if not rows:
            raise BadUsage(f"The catalogue knows no file below {printable(old)}.")
        places = {key: _moved(path, old, new) for key, path, _ in rows}
        if not any(os.path.exists(path) for path in places.values()):
            raise BadUsage(f"None of the files known below {printable(old)} is below {printable(new)}.")
        _refuse_known(db, places.values())
        changes = Changes(db)
        for key, _, root in rows:
            changes.update("video_files", key, _place(places[key], root, old, new))
            copy_main_files(changes, key)
        _move_trash(changes, old, new)
        _move_roots(changes, old, new)
        reason = f"moved from {printable(old)} to {printable(new)}"
        record(changes, action="relocate", who=by, reason=reason)
    return len(rows)


def _refuse_known(db: Database, paths: Iterable[bytes]) -> None:
    for path in paths:
        if db.execute("select 1 from video_files where path_bytes = ?", [path]).fetchone():
            raise CatalogueError(
                f"{printable(path)} is already known, so the two libraries are copies. Nothing was changed."
            )


def _move_trash(changes: Changes, old: bytes, new: bytes) -> None:
    "Deleted files move too; otherwise the next scan would take them for new ones."
    for trash_id, row in trashed_files(changes.db):
        if is_below(old, path := row.get("path_bytes") or b""):
            move_trashed(changes, trash_id, _place(_moved(path, old, new), row.get("root"), old, new))


def _moved(path: bytes, old: bytes, new: bytes) -> bytes:
    return new.rstrip(b"/") + path[len(old.rstrip(b"/")) :]


def _place(path: bytes, root: str | None, old: bytes, new: bytes) -> dict[str, Any]:
    return {"path_bytes": path, "path": printable(path), "root": _new_root(root, old, new)}


def _new_root(root: str | None, old: bytes, new: bytes) -> str:
    "The new path of a root that moved along, otherwise the new folder itself."
    before = printable(old)
    if root is not None and root.startswith(before.rstrip("/") + "/"):
        return printable(new).rstrip("/") + root[len(before.rstrip("/")) :]
    return printable(new)


def _move_roots(changes: Changes, old: bytes, new: bytes) -> None:
    sql = "select id, path_bytes from roots where path_bytes = ? or (path_bytes >= ? and path_bytes < ?)"
    for key, path in changes.db.execute(sql, [old, *span_below(old)]).fetchall():
        place = _moved(path, old, new)
        if changes.db.execute("select 1 from roots where path_bytes = ?", [place]).fetchone():
            changes.delete("roots", key)
        else:
            changes.update("roots", key, {"path_bytes": place, "path": printable(place)})
