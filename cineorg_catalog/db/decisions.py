"""Writes rows and remembers each before and after: the audit trail, and the basis of undo.

Every decision goes through one `Changes` and becomes one row of `decisions`, in the same transaction. What a
decision means is not known here. Texts that may be stored only for a limited time never get into an image.
"""

import base64
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from sqlite_utils import Database

from ..errors import CatalogueError
from ..matching.candidate import Candidate, without_words
from ..untrusted import whole_number
from .columns import Row, columns, now, read_json
from .connection import KEEP_ID, insert, insert_row
from .models import BY_TABLE, MODELS, TABLES, DecisionModel

Key = tuple[int, ...]
Image = dict[str, dict[str, dict[str, Any] | None]]  # table → key → columns, or None if there was no row

PARENTS = {  # table → (column, table it refers to)
    model.table: [(item.name, item.references) for item in columns(model) if item.references]
    for model in MODELS
}
CHILDREN: dict[str, list[tuple[str, str]]] = {}  # table → (table that refers to it, the column there)
for _table, _references in PARENTS.items():
    for _column, _parent in _references:
        CHILDREN.setdefault(_parent, []).append((_table, _column))

WITH_SOURCES = ("movies", "series", "episodes")  # tables whose columns are projected from sources
_NAMES = {model.table: tuple(item.name for item in columns(model)) for model in MODELS}


@dataclass(frozen=True, slots=True)
class Dangling:
    "A reference without its row, in words; `table` and `key` name the row that is in the way or missing."

    sentence: str
    table: str
    key: Key


class Changes:
    """The writes of one decision. `before` and `after` hold only what changed.

    Works within the caller's transaction. Tables and columns are those of models.py.
    """

    def __init__(self, db: Database):
        self.db = db
        self.before: Image = {}
        self.after: Image = {}
        self._expiring: set[str] | None = None

    def insert(self, model: Row) -> int:
        "Add a row; returns its id (its rowid if the key has two columns)."
        key = insert(self.db, model)
        names = model.pk
        self._remember_new(
            model.table, (key,) if names == ("id",) else tuple(getattr(model, n) for n in names)
        )
        return key

    def insert_values(self, table: str, values: Mapping[str, Any]) -> None:
        "Add a row with its former values, including its key.  A missing title is projected again."
        sourced = table in WITH_SOURCES and values.get("provenance_json")
        missing = {"title": ""} if sourced and "title" not in values else {}
        insert_row(self.db, table, {**values, **missing})
        self._remember_new(table, tuple(values[name] for name in BY_TABLE[table].pk))

    def _remember_new(self, table: str, key: Key) -> None:
        text = key_text(key)
        earlier = self.before.get(table, {}).get(text)  # deleted earlier by this same decision
        self.before.setdefault(table, {})[text] = earlier
        row = read_row(self.db, table, key)
        self.after.setdefault(table, {})[text] = None if row is None else self._lasting(table, row, row)

    @property
    def expiring(self) -> set[str]:
        "The sources whose texts may be stored only for a limited time."
        if self._expiring is None:
            self._expiring = expiring_sources(self.db)
        return self._expiring

    def _lasting(self, table: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        "The values of a row that may be stored for ever: those limited by their source are left out."
        if table == "pending_validations":
            return without_expiring(values, self.expiring)
        text = row.get("provenance_json") if table in WITH_SOURCES else None
        if not text:
            return dict(values)
        fields = {name for name, origin in read_json(text).items() if origin[0] in self.expiring}
        if "title" in fields:
            fields.add("sort_title")
        return {name: value for name, value in values.items() if name.removesuffix("_json") not in fields}

    def update(self, table: str, key: Key | int, values: Mapping[str, Any], *, guard: str = "1") -> bool:
        """Change a row's columns; columns that already have the value are left alone.

        False if there is no such row or the condition `guard` does not hold; then nothing was written. The
        guard is part of the UPDATE, so that two processes at once cannot both pass.
        """
        key = (key,) if isinstance(key, int) else key
        old = read_row(self.db, table, key)
        if old is None:
            return False
        changed = {name: value for name, value in values.items() if old[name] != value}
        if not changed and guard == "1":
            return True
        if changed and "updated_at" in old:
            changed.setdefault("updated_at", now())
        sets = ", ".join(f"{name} = :{name}" for name in changed) or f"{BY_TABLE[table].pk[0]} = :_0"
        sql = f"update {table} set {sets} where {_where(table)} and ({guard})"
        if not self.db.execute(sql, {**changed, **_places(key)}).rowcount:
            return False
        was = self._lasting(table, old, {name: old[name] for name in changed})
        new = without_expiring(changed, self.expiring) if table == "pending_validations" else changed
        self._remember_change(table, key_text(key), was, new)
        return True

    def _remember_change(self, table: str, text: str, old: dict[str, Any], new: dict[str, Any]) -> None:
        if not new:
            return
        was = self.before.setdefault(table, {}).setdefault(text, {})
        became = self.after.setdefault(table, {}).setdefault(text, {})
        if was is not None:
            for name, value in old.items():
                was.setdefault(name, value)
        if became is not None:
            became.update(new)

    def delete(self, table: str, key: Key | int) -> None:
        "Delete a row; its whole content stays in `before`."
        key = (key,) if isinstance(key, int) else key
        text, old = key_text(key), read_row(self.db, table, key)
        if old is None:
            return
        self.db.execute(f"delete from {table} where {_where(table)}", _places(key))
        if BY_TABLE[table].pk == ("id",):
            self.db.execute(KEEP_ID, [table, key[0]])  # never reuse the id: this row may come back
        known = self.before.setdefault(table, {})
        was = known.get(text, {})
        # None if this same decision had added it
        known[text] = None if was is None else {**self._lasting(table, old, old), **was}
        self.after.setdefault(table, {})[text] = None

    def keep(self, table: str, key: int, names: Iterable[str]) -> None:
        "Record columns as part of the decision although they had their values already."
        row = read_row(self.db, table, (key,)) or {}
        values = {name: row[name] for name in names}
        self._remember_change(table, key_text((key,)), values, values)

    def left_dangling(self) -> "Dangling | None":
        "A reference that these changes would leave without its row, or None."
        for table, key, values in image_rows(self.after, parents_first=True):
            for other, column in CHILDREN.get(table, ()) if values is None else ():
                names = ", ".join(BY_TABLE[other].pk)
                sql = f"select {names} from {other} where {column} = ? limit 1"
                if (row := self.db.execute(sql, key).fetchone()) is not None:
                    text = key_text(tuple(row))
                    return Dangling(f"{other} {text} belongs to {table} {key[0]}", other, tuple(row))
            for column, parent in PARENTS[table] if values else ():
                wanted = (values or {}).get(column)
                if wanted is not None and read_row(self.db, parent, (wanted,)) is None:
                    sentence = f"{parent} {wanted}, to which {table} {key_text(key)} belongs, is deleted"
                    return Dangling(sentence, parent, (wanted,))
        return None

    def added(self, table: str, key: int) -> bool:
        "True if these changes added the row."
        text = key_text((key,))
        return text in self.after.get(table, {}) and self.before[table][text] is None

    def touched(self, table: str) -> list[Key]:
        "Keys of the rows of a table that were added, changed or deleted."
        return [text_key(text) for text in self.after.get(table, {})]


def read_row(db: Database, table: str, key: Key) -> dict[str, Any] | None:
    "The columns that the model names, or None."
    if any(whole_number(value) is None for value in key):  # no row can have it
        return None
    names = _NAMES[table]
    sql = f"select {', '.join(names)} from {table} where {_where(table)}"
    row = db.execute(sql, _places(key)).fetchone()
    return None if row is None else dict(zip(names, row, strict=True))


def _where(table: str) -> str:
    return " and ".join(f"{name} = :_{place}" for place, name in enumerate(BY_TABLE[table].pk))


def _places(key: Key) -> dict[str, int]:
    return {f"_{place}": value for place, value in enumerate(key)}


def key_text(key: Key) -> str:
    return ",".join(map(str, key))


def text_key(text: str) -> Key:
    return tuple(map(int, text.split(",")))


def record(changes: Changes, candidate: Candidate | None = None, **columns_: Any) -> int:
    """Record the decision, in the transaction of its changes. Returns its id.

    `columns_` are those of `decisions`: `action` and `who` are required; the candidate supplies its own.
    """
    if candidate is not None:
        columns_ |= {
            "candidate_kind": candidate.kind,
            "candidate_source": candidate.source,
            "candidate_id": candidate.id,
            "score": candidate.score,
            "evidence_json": None if candidate.source in changes.expiring else _evidence(candidate),
        }
    columns_ |= {"before_json": dump_image(changes.before), "after_json": dump_image(changes.after)}
    return insert(changes.db, DecisionModel(decided_at=_decided_at.get() or now(), **columns_))


_decided_at: ContextVar[str | None] = ContextVar("decided_at", default=None)


@contextmanager
def decided_at(when: str | None) -> Iterator[None]:
    "Decisions recorded in the block get this time (None: now); a replayed decision keeps its time."
    token = _decided_at.set(when)
    try:
        yield
    finally:
        _decided_at.reset(token)


def _evidence(candidate: Candidate) -> str:
    return json.dumps(candidate.to_dict()["evidence"], ensure_ascii=False)


def last_decision(db: Database) -> int:
    "The id of the last decision recorded; 0 if there is none. Ids only increase."
    return int(db.execute("select ifnull(max(id), 0) from decisions").fetchone()[0])


def dump_image(image: Image) -> str:
    return json.dumps(image, ensure_ascii=False, default=_encode)


def load_image(text: str | None) -> Image:
    "Raises ValueError if it cannot be read."
    text = text or "{}"
    read_json(text)
    return json.loads(text, object_hook=_decode)


def _encode(value: Any) -> dict[str, str]:
    "Make bytes (path_bytes) fit into JSON."
    return {"$bytes": base64.b64encode(value).decode()}


def _decode(value: dict[str, Any]) -> Any:
    if value.keys() != {"$bytes"} or not isinstance(value["$bytes"], str):
        return value
    return base64.b64decode(value["$bytes"])


def image_rows(image: Image, *, parents_first: bool) -> Iterator[tuple[str, Key, dict[str, Any] | None]]:
    "(table, key, columns) of an image, ordered by references: parents first, or last."
    order = [model.table for model in MODELS]
    for table in sorted(image, key=order.index, reverse=not parents_first):
        for text, values in image[table].items():
            yield table, text_key(text), values


class CannotRestore(CatalogueError):
    "Something prevents a restore; the message says what. Nothing was changed."


def images_of(row: dict[str, Any]) -> tuple[Image, Image]:
    """The rows before and after; for a deleted row of the CineOrg application, what it stored.

    Raises CannotRestore if the JSON cannot be read.
    """
    metadata = readable_metadata(row["metadata_json"])
    if "before" in metadata and "after" in metadata:
        return metadata["before"], metadata["after"]
    if not metadata:
        raise CannotRestore(f"Trash {row['id']} cannot be restored: its stored content cannot be read.")
    table, key = TABLES[row["entity_type"]], str(row["original_id"])
    names = {item.name for item in columns(BY_TABLE[table])}
    kept = {name: value for name, value in metadata.items() if name in names}
    if table == "video_files" and kept.get("path") and not kept.get("path_bytes"):
        kept["path_bytes"] = os.fsencode(kept["path"])
    return {table: {key: {**kept, "id": row["original_id"]}}}, {table: {key: None}}


def readable_metadata(metadata_json: str) -> dict[str, Any]:
    try:
        metadata = load_image(metadata_json)
    except ValueError:
        return {}
    return metadata if isinstance(metadata, dict) else {}


def trash_with(db: Database, table: str, text: str) -> tuple[int, str] | None:
    "(trash id, its JSON) of the deleted item that holds a row."
    return db.execute(
        """select id, metadata_json from trash
           where json_type(iif(json_valid(metadata_json), metadata_json, '{}'), :before) = 'object'
           and json_type(metadata_json, :after) = 'null'""",
        {"before": f'$.before.{table}."{text}"', "after": f'$.after.{table}."{text}"'},
    ).fetchone()


def trashed_row(db: Database, table: str, key: int) -> dict[str, Any] | None:
    "A row in the trash as it was, or None."
    found = trash_with(db, table, str(key))
    return None if found is None else readable_metadata(found[1])["before"][table][str(key)]


_DECISIONS = """select decisions.*,
                candidate_source || ':' || candidate_kind || ':' || candidate_id as candidate,
                (select min(later.id) from decisions as later where later.undoes = decisions.id) as undone_by
                from decisions where {where} order by id desc limit {limit}"""


def decisions_where(
    db: Database, where: str, values: dict[str, Any], limit: int = -1
) -> list[dict[str, Any]]:
    """Decisions as dicts of all their columns, newest first.

    They also have `candidate` (source:kind:id) and `undone_by` (the id of the decision that undid it), each
    None if there is none.
    """
    cursor = db.execute(_DECISIONS.format(where=where, limit=limit), values)
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def in_trash(db: Database, table: str, key: int) -> bool:
    "True if something in the trash belongs to a row that still exists."
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
    "(trash id, the row as it was) of every deleted video file."
    yield from _trashed(db, "video_file")


def move_trashed(changes: Changes, trash_id: int, place: Mapping[str, Any]) -> None:
    "Write where a deleted file is now (columns of `video_files`) into its trash."
    row = read_row(changes.db, "trash", (trash_id,))
    if row is not None:  # else a person has restored it meanwhile
        metadata: Any = load_image(row["metadata_json"])
        metadata["before"]["video_files"][str(row["original_id"])].update(place)
        text = dump_image(metadata | {"path": place["path"]})
        changes.update("trash", trash_id, {"metadata_json": text})


def trashed_titles(db: Database, kind: str) -> Iterator[dict[str, Any]]:
    "The deleted rows of a kind, as they were."
    return (row for _, row in _trashed(db, kind))


def trashed_rows(db: Database, table: str) -> Iterator[dict[str, Any]]:
    "The rows of a table in the trash, including those that were deleted with another row."
    for (text,) in db.execute("select metadata_json from trash").fetchall():
        metadata = readable_metadata(text)
        before, after = metadata.get("before") or {}, metadata.get("after") or {}
        for key, values in before.get(table, {}).items():
            if values is not None and after.get(table, {}).get(key) is None:
                yield values


def _trashed(db: Database, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
    sql = "select id, entity_type, original_id, metadata_json from trash where entity_type = ?"
    for key, _, original_id, text in db.execute(sql, [kind]).fetchall():
        row = {"id": key, "entity_type": kind, "original_id": original_id, "metadata_json": text}
        if readable_metadata(text):
            values = images_of(row)[0][TABLES[kind]][str(original_id)]
            if values is not None:
                yield key, values


def trashed_paths(db: Database) -> dict[bytes, int]:
    "The raw paths of deleted video files, with their trash ids: no scan records them again."
    return {row["path_bytes"]: key for key, row in trashed_files(db) if row.get("path_bytes")}


# --- texts of candidates that may be stored only for a limited time --------------------------------
# They are in `pending_validations` alone: images of decisions, the trash and backups keep the ids.


class _Connection(Protocol):
    "A connection of sqlite3, or a Database."

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...


def expiring_sources(db: _Connection) -> set[str]:
    "The sources whose texts may be stored only for a limited time."
    return {name for (name,) in db.execute("select name from sources where max_age_days is not null")}


def without_expiring(values: Mapping[str, Any], sources: Collection[str]) -> dict[str, Any]:
    "Columns of a row of `pending_validations` without the words of these sources."
    text = values.get("candidates_json")
    if not isinstance(text, str) or not any(f'"{name}"' in text for name in sources):
        return dict(values)
    bare = _bare(text, lambda item: item.get("source") in sources and _has_words(item))
    return dict(values) if bare is None else {**values, "candidates_json": bare, "reasons_json": "[]"}


def forget_words(db: _Connection, source: str, found_until: str | None = None) -> int:
    """Reduce the candidates of a source to their ids, all or those found until a time. Returns their rows.

    Pending files are identified again by the next scan.
    """

    def expires(item: dict[str, Any]) -> bool:
        if item.get("source") != source or not _has_words(item):
            return False
        return found_until is None or str(item.get("found_at") or "9") <= found_until

    sql = """select id, candidates_json from pending_validations
             where candidates_json like '%' || ? || '%' and json_valid(candidates_json)"""
    count = 0
    for key, text in db.execute(sql, [f'"{source}"']).fetchall():
        if (bare := _bare(text, expires)) is not None:
            count += 1
            db.execute(
                """update pending_validations set candidates_json = ?, reasons_json = '[]',
                   rule_version = iif(validation_status = 'pending', null, rule_version) where id = ?""",
                [bare, key],
            )
    return count


def _has_words(item: Mapping[str, Any]) -> bool:
    "False for an id that was read from a name: its title is the name's."
    return any(item.get(name) for name in ("found_at", "overview", "poster_path"))


def _bare(text: str, expires: Callable[[dict[str, Any]], bool]) -> str | None:
    "Stored candidates without the words of some; None if they have none of these."
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(items, list) or not any(isinstance(item, dict) and expires(item) for item in items):
        return None
    left = [without_words(item) if isinstance(item, dict) and expires(item) else item for item in items]
    return json.dumps(left, ensure_ascii=False)
