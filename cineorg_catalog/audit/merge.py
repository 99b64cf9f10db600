"""Merges two rows of one title, in one decision that can be undone; only people merge, never a rule."""

from typing import Any

from sqlite_utils import Database

from ..db.connection import writing
from ..db.decisions import Changes, read_row, record
from ..db.models import TABLES
from ..errors import BadUsage, NotFound
from ..titles import ID_COLUMNS, copy_ids, copy_main_file, delete_projected, locked, own_rows, project_touched

_PLACE = ("season_number", "episode_number")


def merge(db: Database, kind: str, keep: int, other: int, *, by: str) -> dict[str, Any]:
    """Merge a film or series into another: files, episodes, ids, edits and viewings move, the row is deleted.

    Where both have a value, that of `keep` stays.  Returns the kept row.  Raises NotFound, BadUsage.
    """
    if kind not in ("movie", "series"):
        raise BadUsage(f"{kind} cannot be merged; movie and series can.")
    if keep == other:
        raise BadUsage(f"{kind} {keep} cannot be merged with itself.")
    with writing(db):
        for key in (keep, other):
            if read_row(db, TABLES[kind], (key,)) is None:
                raise NotFound(f"There is no {kind} {key}.")
        db.execute("pragma defer_foreign_keys=on")
        changes = Changes(db)
        if kind == "movie":
            _move_files(changes, "movie_files", keep, other)
            copy_main_file(changes, "movies", keep)
        else:
            _move_episodes(changes, keep, other)
        _move_own(changes, kind, keep, other)
        _delete(changes, kind, other)
        record(changes, action="merge", who=by, entity_type=kind, entity_id=keep)
        project_touched(changes)
        return read_row(db, TABLES[kind], (keep,)) or {}


def _move_files(changes: Changes, links: str, keep: int, other: int) -> None:
    column = links.replace("_files", "_id")
    sql = f"select video_file_id from {links} where {column} = ?"
    there = {row[0] for row in changes.db.execute(sql, [keep])}
    for (file_id,) in changes.db.execute(sql, [other]).fetchall():
        row = read_row(changes.db, links, (other, file_id)) or {}
        changes.delete(links, (other, file_id))
        if file_id not in there:
            changes.insert_values(links, {**row, column: keep})


def _move_episodes(changes: Changes, keep: int, other: int) -> None:
    sql = "select season_number, episode_number, min(id) from episodes where series_id = ? group by 1, 2"
    there = {(season, number): key for season, number, key in changes.db.execute(sql, [keep])}
    ids = [row[0] for row in changes.db.execute("select id from episodes where series_id = ?", [other])]
    for key in ids:
        row = read_row(changes.db, "episodes", (key,)) or {}
        twin = there.get((row[_PLACE[0]], row[_PLACE[1]]))
        if twin is None:
            changes.update("episodes", key, {"series_id": keep})
            continue
        _move_files(changes, "episode_files", twin, key)
        copy_main_file(changes, "episodes", twin)
        _move_own(changes, "episode", twin, key)
        _delete(changes, "episode", key)


def _move_own(changes: Changes, kind: str, keep: int, other: int) -> None:
    "Move ids, edits and viewings; where both have one, that of the kept title stays."
    db, table = changes.db, TABLES[kind]
    held, mine = locked(db, table, keep), _ids(db, kind, keep)
    new = {name: value for name, value in _ids(db, kind, other).items() if mine[name] is None}
    changes.update(table, keep, {name: value for name, value in new.items() if name not in held})
    there = {_mark(name, read_row(db, name, key)) for name, key in own_rows(db, kind, keep)}
    for name, key in list(own_rows(db, kind, other)):
        if _mark(name, read_row(db, name, key)) in there:
            changes.delete(name, key)
        else:
            changes.update(name, key, {f"{kind}_id": keep})
    if kind != "episode":
        copy_ids(changes, kind, keep)


def _ids(db: Database, kind: str, key: int) -> dict[str, Any]:
    row = read_row(db, TABLES[kind], (key,)) or {}
    return {name: row[name] for name in ID_COLUMNS if name in row}


def _mark(table: str, row: dict[str, Any] | None) -> tuple[Any, ...]:
    "The columns by which two rows make the same statement about a title."
    row = row or {}
    return (table, row.get("source"), row.get("field"), row.get("watched_at"))


def _delete(changes: Changes, kind: str, key: int) -> None:
    delete_projected(changes.db, kind, key)
    changes.delete(TABLES[kind], key)
