"""The format of the trash: what was deleted, as rows again, by us or by the CineOrg application.

Reads only.
"""

import os
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from ..errors import CatalogueError
from .changes import CHILDREN, Image, load_image
from .columns import columns
from .models import BY_TABLE, TABLES


class CannotRestore(CatalogueError):
    "Something stands in the way of a restore; the message says what. Nothing was changed."


def images_of(row: dict[str, Any]) -> tuple[Image, Image]:
    """The rows as they were and became; of a row that the application wrote, what it kept.

    Raises CannotRestore where the JSON cannot be read.
    """
    metadata = readable(row["metadata_json"])
    if "before" in metadata and "after" in metadata:
        return metadata["before"], metadata["after"]
    if not metadata:
        raise CannotRestore(f"Trash {row['id']} cannot be restored: what was kept of it cannot be read.")
    table, key = TABLES[row["entity_type"]], str(row["original_id"])
    names = {item.name for item in columns(BY_TABLE[table])}
    kept = {name: value for name, value in metadata.items() if name in names}
    if table == "video_files" and kept.get("path") and not kept.get("path_bytes"):
        kept["path_bytes"] = os.fsencode(kept["path"])
    return {table: {key: {**kept, "id": row["original_id"]}}}, {table: {key: None}}


def readable(metadata_json: str) -> dict[str, Any]:
    try:
        metadata = load_image(metadata_json)
    except ValueError:
        return {}
    return metadata if isinstance(metadata, dict) else {}


def trash_with(db: Database, table: str, text: str) -> tuple[int, str] | None:
    "(trash id, its JSON) of the trash that holds a row."
    return db.execute(
        """select id, metadata_json from trash
           where json_type(iif(json_valid(metadata_json), metadata_json, '{}'), :before) = 'object'
           and json_type(metadata_json, :after) = 'null'""",
        {"before": f'$.before.{table}."{text}"', "after": f'$.after.{table}."{text}"'},
    ).fetchone()


def trashed_row(db: Database, table: str, key: int) -> dict[str, Any] | None:
    "A row that lies in the trash, as it was, or None."
    found = trash_with(db, table, str(key))
    return None if found is None else readable(found[1])["before"][table][str(key)]


def in_trash(db: Database, table: str, key: int) -> bool:
    "Does something in the trash belong to a row that is still present?"
    children = [pair for pair in CHILDREN.get(table, ()) if pair[0] != "pending_validations"]
    return any(
        db.execute(
            """select 1 from trash, json_each(iif(json_valid(metadata_json), metadata_json, '{}'), ?) as kept
               where kept.type = 'object' and json_extract(kept.value, ?) = ?""",
            [f"$.before.{child}", f"$.{column}", key],
        ).fetchone()
        for child, column in children
    )


def trashed_files(db: Database) -> Iterator[tuple[int, dict[str, Any]]]:
    "(trash id, row as it was) of every deleted video file."
    yield from _trashed(db, "video_file")


def trashed_titles(db: Database, kind: str) -> Iterator[dict[str, Any]]:
    "The deleted rows of a kind, as they were."
    return (row for _, row in _trashed(db, kind))


def trashed_rows(db: Database, table: str) -> Iterator[dict[str, Any]]:
    "The rows of a table that lie in the trash, those that went with another with them."
    for (text,) in db.execute("select metadata_json from trash").fetchall():
        metadata = readable(text)
        before, after = metadata.get("before") or {}, metadata.get("after") or {}
        for key, values in before.get(table, {}).items():
            if values is not None and after.get(table, {}).get(key) is None:
                yield values


def _trashed(db: Database, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
    sql = "select id, entity_type, original_id, metadata_json from trash where entity_type = ?"
    for key, _, original_id, text in db.execute(sql, [kind]).fetchall():
        row = {"id": key, "entity_type": kind, "original_id": original_id, "metadata_json": text}
        if readable(text):
            values = images_of(row)[0][TABLES[kind]][str(original_id)]
            if values is not None:
                yield key, values


def trashed_paths(db: Database) -> dict[bytes, int]:
    "The raw paths of deleted video files, with their trash ids: no scan takes them up again."
    return {row["path_bytes"]: key for key, row in trashed_files(db) if row.get("path_bytes")}
