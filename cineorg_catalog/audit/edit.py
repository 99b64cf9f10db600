"""What people know better about a title: its fields, that it was watched, that two rows are one title.

Each is a decision that can be undone. Edited fields are locked against everything but people until the edit
is undone; only people merge, never a rule.
"""

import json
import os
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlite_utils import Database

from ..db.columns import Column, columns, now
from ..db.connection import writing
from ..db.decisions import Changes, read_row, record
from ..db.models import BY_TABLE, TABLES, ViewingModel
from ..errors import BadUsage, NotFound
from ..sources.projection import project
from ..titles import (
    ID_COLUMNS,
    copy_ids,
    copy_main_file,
    delete_projected,
    edited,
    locked,
    own_rows,
    project_touched,
    set_overrides,
)
from ..untrusted import whole_number_in

_OF_WORKS = (
    "title",
    "original_title",
    "year",
    "genres_json",
    "countries_json",
    "collection",
    "overview",
    "poster_path",
    "poster_file",
    "imdb_id",
    "tmdb_id",
)
EDITABLE = {
    "movie": (*_OF_WORKS, "duration_seconds"),
    "series": (*_OF_WORKS, "tvdb_id"),
    "episode": ("title", "season_number", "episode_number", "air_date", "duration_seconds", "overview"),
}


def edit(db: Database, kind: str, key: int, fields: Mapping[str, str], *, by: str) -> dict[str, Any]:
    """Set fields of a film, series or episode, given as text; an empty text clears the field.

    `genres` takes a list separated by commas. A field that already has the value is locked all the same.
    Returns the row as it is now. Raises BadUsage for a field that cannot be edited or a value that does not
    fit it, and NotFound; then nothing was changed.
    """
    if kind not in EDITABLE:
        raise BadUsage(f"{kind} cannot be edited; {', '.join(EDITABLE)} can.")
    values = dict(_value(kind, name, text) for name, text in fields.items())
    table = TABLES[kind]
    with writing(db):
        changes = Changes(db)
        if not changes.update(table, key, values):
            raise NotFound(f"There is no {kind} {key}.")
        same = values.keys() - (changes.after.get(table, {}).get(str(key)) or {}).keys()
        new = same - edited(db, kind, key)
        if new:
            changes.keep(table, key, sorted(new))
        copy_ids(changes, kind, key)
        if changes.after:
            record(changes, action="edit", who=by, entity_type=kind, entity_id=key)
            set_overrides(db, kind, key, values)
            project(db, kind, [key])
        return read_row(db, table, (key,)) or {}


def _value(kind: str, name: str, text: str) -> tuple[str, Any]:
    allowed = {item.name: item for item in columns(BY_TABLE[TABLES[kind]]) if item.name in EDITABLE[kind]}
    column = allowed.get(name) or allowed.get(f"{name}_json")
    if column is None:
        shown = ", ".join(item.removesuffix("_json") for item in EDITABLE[kind])
        raise BadUsage(f"{name!r} of a {kind} cannot be edited; these can: {shown}.")
    if not is_text(text):
        raise BadUsage(f"{name} is not valid UTF-8.")
    if not text.strip():
        if column.not_null:
            raise BadUsage(f"{name} cannot be empty.")
        return column.name, None
    return column.name, _typed(column, name, text.strip())


def is_text(text: str) -> bool:
    "False for text that a shell made of bytes that are not UTF-8: no database stores it."
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _typed(column: Column, name: str, text: str) -> Any:
    if column.name.endswith("_json"):
        return json.dumps([part.strip() for part in text.split(",") if part.strip()], ensure_ascii=False)
    if column.name == "air_date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise BadUsage(f"{name} takes a date such as 1959-10-03, not {text!r}.") from error
    if column.name == "poster_file" and not os.path.isabs(text):
        raise BadUsage(f"{name} takes the full path of a picture, not {text!r}.")
    if column.type is not int:
        return text
    number = whole_number_in(text)
    if number is None:
        raise BadUsage(f"{name} takes a whole number, not {text!r}.")
    return number


def watched(
    db: Database, kind: str, key: int, *, by: str, on: date | None = None, rating: float | None = None
) -> int:
    """Record that a film or episode was watched, today if no day is given.  Returns the viewing's id.

    Raises NotFound, and BadUsage for an invalid rating.
    """
    if rating is not None and not 0 <= rating <= 10:
        raise BadUsage("A rating is a number from 0 to 10.")
    with writing(db):
        if read_row(db, TABLES[kind], (key,)) is None:
            raise NotFound(f"There is no {kind} {key}.")
        changes = Changes(db)
        row = ViewingModel(watched_at=(on.isoformat() if on else now()[:10]), rating=rating, source="owner")
        setattr(row, f"{kind}_id", key)
        viewing = changes.insert(row)
        record(changes, action="watched", who=by, entity_type=kind, entity_id=key)
        return viewing


_PLACE = ("season_number", "episode_number")


def same_named(db: Database, kind: str, key: int) -> list[dict[str, Any]]:
    "Other films or series of the same title, the nearest year first: a person may know that two are one."
    table = TABLES[kind]
    sql = f"""select other.id, other.title, other.year from {table} as mine
              join {table} as other on other.sort_title = mine.sort_title and other.id <> mine.id
              where mine.id = ? order by abs(other.year - mine.year), other.id limit 10"""
    return list(db.query(sql, [key]))


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
