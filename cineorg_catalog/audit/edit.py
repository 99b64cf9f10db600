"""Edits what a person knows better: a title, a year, a season; and locks it against changes.

An edit is a decision like any other. Its fields are locked against everything but people until the edit is
undone.
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
from ..titles import copy_ids, edited, set_overrides
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
