"""The folders that were scanned: what each holds and skips, and whether one has moved as a whole."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..db.columns import now
from ..db.connection import insert, writing
from ..db.decisions import Changes, move_trashed, record, trashed_files
from ..db.models import RootModel
from ..errors import BadUsage, CatalogueError
from ..titles import copy_main_files
from ..untrusted import is_below, signed, span_below
from .ignore import EXCLUDED, Patterns
from .paths import printable
from .walk import RootRules, root_fault

MOST = 0.6  # if this share of a missing root is found elsewhere, the root has moved or was copied
FEW = 3  # fewer files than this are not a library
COMPARED = 2000  # files of a root that are compared


def known_roots(db: Database) -> list[Path]:
    "The folders that were scanned, including those of earlier catalogues. Raises BadUsage if there are none."
    roots = [row[0] for row in db.execute("select path_bytes from roots order by path_bytes")]
    named = {row[0] for row in db.execute("select path from roots")}
    sql = "select path_bytes, root from video_files where root is not null group by root"
    older = [_above(path, root) for path, root in db.execute(sql).fetchall() if path and root not in named]
    found = [root for root in (*roots, *older) if root]
    if not found:
        raise BadUsage("The catalogue knows no folders yet; name one: `cineorg-load scan ~/Videos`.")
    return [Path(os.fsdecode(root)) for root in found]


def _above(path: bytes, root: str) -> bytes | None:
    "The folder above a file that is printed as `root`, as bytes; it may not be valid text."
    while (parent := os.path.dirname(path)) != path:
        if printable(parent) == root:
            return parent
        path = parent
    return None


def rules_of(
    db: Database, roots: Iterable[bytes], kind: str | None, exclude: Sequence[str] | None
) -> dict[bytes, RootRules]:
    """The rules for each ROOT: those given now, otherwise those of an earlier scan.

    An empty pattern removes the earlier ones. Raises BadUsage for an invalid pattern.
    """
    rules = {}
    for root in roots:
        row = _row(db, root)
        patterns = tuple(row.exclude if exclude is None else filter(None, exclude))
        try:
            Patterns.of(root, patterns, EXCLUDED)
        except ValueError as error:
            raise BadUsage(f"--exclude: {error}") from error
        rules[root] = RootRules(kind or row.kind, patterns)
    return rules


def _row(db: Database, root: bytes) -> RootModel:
    sql = "select id, path, kind, exclude_json from roots where path_bytes = ?"
    row = db.execute(sql, [root]).fetchone()
    if row is None:
        return RootModel(path=printable(root), path_bytes=root)
    return RootModel(id=row[0], path=row[1], kind=row[2], exclude_json=row[3], path_bytes=root)


def remember(db: Database, rules: Mapping[bytes, RootRules], walked: Collection[bytes]) -> None:
    "Store the rules of each root that could be walked."
    with writing(db):
        for root in walked:
            row, said = _row(db, root), rules[root]
            row.kind, row.device = said.kind, _device(root)
            row.exclude = list(said.exclude) or None
            if row.id is None:
                insert(db, row)
                continue
            db.execute(
                "update roots set kind = ?, device = ?, exclude_json = ?, last_seen = ? where id = ?",
                [row.kind, row.device, row.exclude_json, now(), row.id],
            )


def _device(root: bytes) -> int | None:
    try:
        return signed(os.stat(root).st_dev)
    except OSError:
        return None


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
    found = (_place_of(db, root, arrived, by_name) for root in _roots_off(db))
    return [moved for moved in found if moved is not None]


def _place_of(
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
