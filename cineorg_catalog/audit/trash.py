"""Deletes and restores: a row and everything that belongs to it go to `trash` as JSON, and come back.

Knows no disks: video files are never touched.
"""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from ..db.columns import now
from ..db.connection import writing
from ..db.decisions import (
    PARENTS,
    CannotRestore,
    Changes,
    Image,
    Key,
    dump_image,
    image_rows,
    images_of,
    key_text,
    read_row,
    readable_metadata,
    record,
    trash_with,
)
from ..db.models import BY_TABLE, TABLES, TrashModel
from ..errors import BadUsage, NotFound
from ..titles import (
    KINDS,
    copy_ids,
    copy_main_file,
    delete_projected,
    name_linked_again,
    own_rows,
    project_touched,
    renew_overrides,
    unlink,
)
from .edit import is_text


def delete(db: Database, kind: str, key: int, *, reason: str | None, by: str) -> int:
    """Move a film, series, episode or video file, with everything that belongs to it, to the trash.

    Files of a deleted title stay, as rejected: no scan creates the title again. Returns the trash id. Raises
    NotFound, and BadUsage for an unknown kind.
    """
    if kind not in TABLES:
        raise BadUsage(f"{kind!r} cannot be deleted; {', '.join(TABLES)} can.")
    if reason is not None and not is_text(reason):
        raise BadUsage("The reason is not valid UTF-8.")
    with writing(db):
        row = read_row(db, TABLES[kind], (key,))
        if row is None:
            raise NotFound(f"There is no {kind} {key}.")
        db.execute("pragma defer_foreign_keys=on")
        changes = Changes(db)
        if kind == "video_file":
            unlink(changes, key)
        for table, row_key in _gather(db, kind, key):
            if table in KINDS:
                delete_projected(db, KINDS[table], row_key[0])
            changes.delete(table, row_key)
        if (left := changes.left_dangling()) is not None:
            raise BadUsage(f"{kind} {key} cannot be deleted: {left.sentence}.")
        if kind != "video_file":
            _reject_files(changes)
        metadata = _metadata(kind, row, changes)
        trash_id = changes.insert(
            TrashModel(
                entity_type=kind, original_id=key, metadata_json=metadata, deleted_at=now(),
                deletion_reason=reason,
            )
        )  # fmt: skip
        record(changes, action="delete", who=by, reason=reason, **_entity(kind, key))
        return trash_id


def _entity(kind: str, key: int) -> dict[str, Any]:
    "What the ledger says a deletion or restore is about."
    file_id = key if kind == "video_file" else None
    return {"entity_type": kind, "entity_id": key, "video_file_id": file_id}


def _metadata(kind: str, row: dict[str, Any], changes: Changes) -> str:
    "What a person wants to see of it, and the rows before and after."
    kept = changes.before[TABLES[kind]][str(row["id"])] or {}
    shown = {
        name: kept[name]
        for name in ("title", "year", "path", "season_number", "episode_number")
        if kept.get(name)
    }
    images = {
        "before": json.loads(dump_image(changes.before)),
        "after": json.loads(dump_image(changes.after)),
    }
    return json.dumps({**shown, **images}, ensure_ascii=False)


def _gather(db: Database, kind: str, key: int) -> Iterator[tuple[str, Key]]:
    "The row and everything that belongs to it, children first."
    if kind == "series":
        for (episode,) in db.execute("select id from episodes where series_id = ?", [key]).fetchall():
            yield from _gather(db, "episode", episode)
    if link := {"movie": "movie_files", "episode": "episode_files"}.get(kind):
        names = ", ".join(BY_TABLE[link].pk)
        for row in db.execute(f"select {names} from {link} where {kind}_id = ?", [key]).fetchall():
            yield link, tuple(row)
    if kind in KINDS.values():
        yield from own_rows(db, kind, key)
    if kind == "video_file":
        for row in db.execute("select id from pending_validations where video_file_id = ?", [key]).fetchall():
            yield "pending_validations", row
    yield TABLES[kind], (key,)


def _reject_files(changes: Changes) -> None:
    "Reject the validations of files that have no title left: that is what deleting it means."
    unlinked = {key[1] for table in ("movie_files", "episode_files") for key in changes.touched(table)}
    still = """select 1 from movie_files where video_file_id = :file
               union all select 1 from episode_files where video_file_id = :file"""
    for file_id in sorted(unlinked):
        if changes.db.execute(still, {"file": file_id}).fetchone() is None:
            sql = "select id from pending_validations where video_file_id = ?"
            for (pending_id,) in changes.db.execute(sql, [file_id]).fetchall():
                changes.update("pending_validations", pending_id, {"validation_status": "rejected"})


def _copy_again(changes: Changes) -> None:
    for table, links in (("movies", "movie_files"), ("episodes", "episode_files")):
        for key in {key[0] for key in changes.touched(links)}:
            copy_main_file(changes, table, key)


def restore(db: Database, trash_id: int, *, by: str) -> dict[str, Any]:
    """Restore a deleted row with its id, its links and everything that belonged to it.

    Returns {"kind", "id"}. Raises NotFound (also if it was already restored) and CannotRestore.
    """
    with writing(db):
        row = read_row(db, "trash", (trash_id,))
        if row is None:
            raise NotFound(_no_such_trash(db, trash_id))
        before, after = images_of(row)
        before = _without_broken_links(db, before, after)
        for obstacle in _obstacles(db, before, after):
            raise CannotRestore(f"Trash {trash_id} cannot be restored: {obstacle}.")
        db.execute("pragma defer_foreign_keys=on")
        changes = Changes(db)
        try:
            _put_back(changes, before, after)
        except sqlite3.IntegrityError as error:
            raise CannotRestore(f"Trash {trash_id} cannot be restored: {error}.") from error
        changes.delete("trash", trash_id)
        _copy_again(changes)
        _complete(changes)
        kind, key = row["entity_type"], row["original_id"]
        record(changes, action="restore", who=by, **_entity(kind, key))
        return {"kind": kind, "id": key}


def _complete(changes: Changes) -> None:
    "What a row deleted by an earlier version lacks, its ids in their table; and people's overrides of today."
    for table in ("movies", "series"):
        for (key,) in changes.touched(table):
            copy_ids(changes, KINDS[table], key)
    renew_overrides(changes)
    name_linked_again(changes)
    project_touched(changes)


def _no_such_trash(db: Database, trash_id: int) -> str:
    done = db.execute(
        """select id, who from decisions where action = 'restore'
           and json_type(after_json, ?) = 'null' order by id desc""",
        [f'$.trash."{trash_id}"'],
    ).fetchone()
    if done:
        return f"Trash {trash_id} was already restored by {done[1]} (decision {done[0]})."
    return f"There is no trash {trash_id}; `cineorg-load trash` lists the trash."


def _without_broken_links(db: Database, before: Image, after: Image) -> Image:
    "Leave out links to rows that never existed, as old catalogues hold them: no foreign key lets them back."

    def is_broken(table: str, values: dict[str, Any] | None) -> bool:
        return any(not _way_back(db, *missing) for missing in _missing(db, table, values or {}, after))

    return {
        table: {
            text: values
            for text, values in found.items()
            if table not in ("movie_files", "episode_files") or not is_broken(table, values)
        }
        for table, found in before.items()
    }


def _obstacles(db: Database, before: Image, after: Image) -> Iterator[str]:
    for table, key, values in image_rows(before, parents_first=True):
        if table == "titles":  # stored by an earlier version; they get new ids
            continue
        there = read_row(db, table, key)
        became = after[table][key_text(key)]
        if became is None:
            if there is not None:
                name = there.get("title") or there.get("path") or "a new row"
                yield f"{table} {key_text(key)} is taken ({name})"
            yield from _missing_parents(db, table, values or {}, after)
            yield from _path_taken(db, table, values or {})
        elif table != "pending_validations":  # copied from main files again
            continue
        elif there is None:
            yield f"{table} {key_text(key)} is deleted{_way_back(db, table, key_text(key))}"
        elif any(there[name] != value for name, value in became.items()):
            yield f"file {there['video_file_id']} was decided again since; undo that first"


def _missing_parents(db: Database, table: str, values: dict[str, Any], after: Image) -> Iterator[str]:
    for parent, key in _missing(db, table, values, after):
        back = _way_back(db, parent, key)
        gone = f"is deleted{back}" if back else "does not exist and is not in the trash"
        yield f"{parent} {key}, to which it belongs, {gone}"


def _missing(db: Database, table: str, values: dict[str, Any], after: Image) -> Iterator[tuple[str, str]]:
    "What a row refers to that neither exists nor comes back with it: (table, id)."
    for column, parent in PARENTS[table]:
        key = values.get(column)
        comes_back = after.get(parent, {}).get(str(key), key) is None
        if key is not None and not comes_back and read_row(db, parent, (key,)) is None:
            yield parent, str(key)


def _way_back(db: Database, table: str, text: str) -> str:
    row = trash_with(db, table, text)
    return f"; restore trash {row[0]} first" if row else ""


def file_at_path(db: Database, path: bytes, but: int) -> int | None:
    "The id of another file with this path."
    row = db.execute("select id from video_files where path_bytes = ? and id != ?", [path, but]).fetchone()
    return None if row is None else int(row[0])


def _path_taken(db: Database, table: str, values: dict[str, Any]) -> Iterator[str]:
    if table == "video_files" and values.get("path_bytes") is not None:
        other = file_at_path(db, values["path_bytes"], values["id"])
        if other is not None:
            yield f"its path now belongs to video_files {other}"


def _put_back(changes: Changes, before: Image, after: Image) -> None:
    for table, key, values in image_rows(before, parents_first=True):
        if values is None:
            continue
        if table == "titles":
            names = ("work", "title", "language", "kind")
            changes.db.execute(
                "insert into titles (work, title, language, kind) values (?, ?, ?, ?)",
                [values.get(name) for name in names],
            )
        elif after[table][key_text(key)] is None:
            changes.insert_values(table, values)
        elif table == "pending_validations":
            changes.update(table, key, values)


def list_trash(db: Database) -> list[dict[str, Any]]:
    "Deleted items, newest first: the columns without images, and a readable `name`."
    rows = db.execute(
        "select id, entity_type, original_id, metadata_json, deleted_at, deletion_reason from trash"
    )
    found = []
    for key, kind, original_id, metadata, deleted_at, reason in sorted(rows.fetchall(), reverse=True):
        facts = readable_metadata(metadata)
        name = facts.get("title") or facts.get("path") or f"{kind} {original_id}"
        year = f" ({facts['year']})" if facts.get("year") else ""
        found.append(
            {
                "id": key,
                "entity_type": kind,
                "original_id": original_id,
                "name": f"{name}{year}",
                "deleted_at": deleted_at,
                "deletion_reason": reason,
            }
        )
    return found
