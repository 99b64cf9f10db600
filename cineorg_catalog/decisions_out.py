"""The decisions of people → lines that stand alone, for any other catalogue (decisions_in.py reads them)."""

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from .candidates import Candidate
from .edit import TABLES
from .ledger import load_image, read_row

_STANDING = """select * from decisions where action in ('approve', 'reject', 'edit', 'delete', 'undo')
               and id not in (select undoes from decisions where undoes is not null) order by id"""
_WORK = ("title", "original_title", "year", "imdb_id", "tmdb_id", "tvdb_id")


def export_decisions(db: Database) -> Iterator[dict[str, Any]]:
    "Every standing decision of a person, oldest first, as objects that stand alone."
    cursor = db.execute(_STANDING)
    names = [item[0] for item in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        said = {"action": row["action"], "who": row["who"], "decided_at": row["decided_at"]}
        line = _LINES[row["action"]](db, row)
        if line is not None:
            yield {**said, **line}


def _told_file(file: dict[str, Any]) -> dict[str, Any]:
    return {"hash": file["file_hash"], "size_bytes": file["size_bytes"], "name": file["filename"]}


def _file_line(db: Database, row: dict[str, Any]) -> dict[str, Any] | None:
    file = read_row(db, "video_files", (row["video_file_id"],)) if row["video_file_id"] else None
    if file is None:
        return None
    told = {"file": _told_file(file)}
    if row["action"] == "reject":
        return told
    chosen = _chosen(db, row)
    return None if chosen is None else {**told, "work": chosen}


def _chosen(db: Database, row: dict[str, Any]) -> dict[str, Any] | None:
    "The candidate that was chosen, with the numbers of the episodes that the file was hung on."
    pending = read_row(db, "pending_validations", (row["pending_id"],))
    key = (row["candidate_kind"], row["candidate_source"], row["candidate_id"])
    for item in json.loads((pending or {}).get("candidates_json") or "[]"):
        candidate = Candidate.from_dict(item)
        if candidate.key == key:
            chosen = candidate.to_dict()
            del chosen["evidence"], chosen["score"]
            return chosen | _numbers_of(db, row) if candidate.kind == "series" else chosen
    return None


def _numbers_of(db: Database, row: dict[str, Any]) -> dict[str, Any]:
    rows = db.execute(
        """select season_number, episode_number from episodes join episode_files on episode_id = episodes.id
           where video_file_id = ? order by 1, 2""",
        [row["video_file_id"]],
    ).fetchall()
    return {"season": rows[0][0], "episodes": [number for _, number in rows]} if rows else {}


def _edit_line(db: Database, row: dict[str, Any]) -> dict[str, Any] | None:
    table = TABLES[row["entity_type"]]
    now = read_row(db, table, (row["entity_id"],))
    values = load_image(row["after_json"]).get(table, {}).get(str(row["entity_id"]))
    if now is None or not values:
        return None
    before = load_image(row["before_json"])[table][str(row["entity_id"])] or {}
    set_ = {name: value for name, value in values.items() if name != "updated_at"}
    return {"kind": row["entity_type"], "work": _told(db, table, {**now, **before}), "set": set_}


def _delete_line(db: Database, row: dict[str, Any]) -> dict[str, Any] | None:
    "What lies in the trash still; what was restored is not said again."
    key = row["entity_id"]
    sql = "select 1 from trash where entity_type = ? and original_id = ?"
    if db.execute(sql, [row["entity_type"], key]).fetchone() is None:
        return None
    table = TABLES[row["entity_type"]]
    gone = load_image(row["before_json"])[table][str(key)] or {}
    about = {"file": _told_file(gone)} if table == "video_files" else {"work": _told(db, table, gone)}
    return {"kind": row["entity_type"], "reason": row["reason"], **about}


def _undo_line(db: Database, row: dict[str, Any]) -> dict[str, Any] | None:
    "What the rule had validated and a person took back, as long as it waits."
    undone = read_row(db, "decisions", (row["undoes"],)) or {}
    pending = read_row(db, "pending_validations", (row["pending_id"],)) if row["pending_id"] else None
    if undone.get("action") != "auto" or pending is None or pending["validation_status"] != "pending":
        return None
    return _file_line(db, {**row, "action": "reject"})


_LINES = {
    "approve": _file_line,
    "reject": _file_line,
    "edit": _edit_line,
    "delete": _delete_line,
    "undo": _undo_line,
}
ACTIONS = tuple(_LINES)


def _told(db: Database, table: str, row: dict[str, Any]) -> dict[str, Any]:
    "What tells a work apart in any catalogue; an episode by its series and numbers."
    if table != "episodes":
        return {name: row[name] for name in _WORK if row.get(name) is not None}
    series = read_row(db, "series", (row["series_id"],)) or {}
    numbers = {"season": row["season_number"], "episode": row["episode_number"]}
    return {**_told(db, "series", series), **numbers}
