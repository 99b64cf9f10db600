"""Writes the ledger: people's decisions as lines that make sense without this catalogue.

Replaced decisions are left out: only the last one about a file counts, and only the last edit of a field.
"""

import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from sqlite_utils import Database

from ..db.decisions import load_image, read_row, text_key, trashed_row
from ..db.models import TABLES
from ..matching.candidate import Candidate
from ..review.decide import candidates_of
from ..titles import is_same_title

# An undo is a statement about a file only if it undid an automatic match, not a decision of a person.
_STANDING = """select * from standing_decisions
               where action in ('approve', 'reject', 'auto', 'edit', 'delete')
               or undoes in (select id from decisions where action = 'auto') order by id"""
_WORK = ("title", "original_title", "year", "imdb_id", "tmdb_id", "tvdb_id")
KIND_OF = {table: kind for kind, table in TABLES.items()}

Row = dict[str, Any]


def export_decisions(db: Database) -> Iterator[Row]:
    "Every standing decision of a person, oldest first, as self-contained objects."
    cursor = db.execute(_STANDING)
    names = [item[0] for item in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    last = {_subject(row): row["id"] for row in rows}
    edits = _Edits(rows)
    for row in rows:
        said = {"action": row["action"], "who": row["who"], "decided_at": row["decided_at"]}
        if row["action"] == "edit":
            line = _edit_line(db, row, edits)
        elif last[_subject(row)] == row["id"]:
            line = _LINES[row["action"]](db, row)
        else:
            line = None  # a later decision is about the same
        if line is not None:
            yield {**said, **line}


def _subject(row: Row) -> tuple[Any, ...]:
    "What a decision is about; of several decisions about the same, the last one counts."
    if row["action"] == "edit":
        return ("edit", row["id"])
    if row["action"] == "delete":
        return ("delete", row["entity_type"], row["entity_id"])
    return ("file", row["pending_id"])


def _row(db: Database, table: str, key: int | None) -> Row | None:
    "A row, even if it is in the trash."
    return None if key is None else read_row(db, table, (key,)) or trashed_row(db, table, key)


def folder_below_root(path: str, root: str | None) -> str | None:
    "The folder of a file below its ROOT; None if the ROOT is unknown."
    folder = os.path.dirname(path)
    return os.path.relpath(folder, root) if root and (folder + "/").startswith(root + "/") else None


def _ledger_file(file: Row) -> Row:
    return {
        "hash": file["file_hash"],
        "size_bytes": file["size_bytes"],
        "name": file["filename"],
        "folder": folder_below_root(file["path"], file["root"]),
    }


def _file_line(db: Database, row: Row) -> Row | None:
    "What a file was decided to be. Nothing if its content has changed since, as it then needs review."
    file, pending = (
        _row(db, "video_files", row["video_file_id"]),
        _row(db, "pending_validations", row["pending_id"]),
    )
    if file is None or pending is None or pending["validation_status"] == "pending":
        return None
    line = {"file": _ledger_file(file)}
    if row["action"] == "reject":
        return line
    chosen = _chosen(db, row, pending)
    return None if chosen is None else {**line, "work": chosen}


def _chosen(db: Database, row: Row, pending: Row) -> Row | None:
    "The chosen candidate, with the numbers of the episodes that the file was linked to."
    key = (row["candidate_kind"], row["candidate_source"], row["candidate_id"])
    for candidate in candidates_of(pending):
        if candidate.key == key:
            work = replace(
                _as_linked(db, row, candidate), **first_numbers(db, candidate, row["video_file_id"])
            )
            chosen = work.to_dict()
            del chosen["evidence"], chosen["score"]
            return chosen
    return None


def _as_linked(db: Database, row: Row, candidate: Candidate) -> Candidate:
    "The candidate, by its title if it has no ids: it may have matched a title that exists only by an edit."
    table = TABLES[candidate.kind]
    work = _row(db, table, row["entity_id"])
    identity = {} if work is None else identity_of_title(db, table, work)
    if not identity or is_same_title(identity, asdict(candidate)):
        return candidate
    return replace(candidate, **identity)


def first_numbers(db: Database, candidate: Candidate, file_id: int) -> dict[str, Any]:
    "Season and episodes that a file was linked to, before a person renumbered or deleted any of them."
    keys = _linked_episodes(db, file_id) if candidate.kind == "series" else []
    made = [_row(db, "episodes", key) for key in keys]
    rows = [without_edits(db, "episodes", row) for row in made if row is not None]
    numbers = sorted((row["season_number"], row["episode_number"]) for row in rows)
    if not numbers:
        return {}
    return {"season": numbers[0][0], "episodes": tuple(number for _, number in numbers)}


def _linked_episodes(db: Database, file_id: int) -> list[int]:
    "The episodes to which the standing decision linked a file; without one, those that it is linked to."
    said = db.execute(
        """select after_json from standing_decisions where video_file_id = ? and action in ('approve', 'auto')
           order by id desc limit 1""",
        [file_id],
    ).fetchone()
    links = load_image(said[0]).get("episode_files", {}) if said else {}
    linked = [text_key(text)[0] for text, row in links.items() if row and row["video_file_id"] == file_id]
    live = "select episode_id from episode_files where video_file_id = ? order by 1"
    return linked or [key for (key,) in db.execute(live, [file_id]).fetchall()]


def without_edits(db: Database, table: str, row: Row) -> Row:
    "A row without any standing edits: a ledger identifies titles as they are in every catalogue."
    edits = db.execute(
        """select before_json from standing_decisions
           where action = 'edit' and entity_type = ? and entity_id = ? order by id desc""",
        [KIND_OF[table], row["id"]],
    ).fetchall()
    for (before,) in edits:
        row = row | (load_image(before).get(table, {}).get(str(row["id"])) or {})
    return row


class _Edits:
    "All standing edits, with the values that each still determines."

    def __init__(self, rows: list[Row]):
        self._last: dict[tuple[str, int, str], int] = {}
        for row in rows:
            if row["action"] == "edit":
                for name in self._image(row):
                    self._last[row["entity_type"], row["entity_id"], name] = row["id"]

    @staticmethod
    def _image(row: Row) -> Row:
        image = (
            load_image(row["after_json"]).get(TABLES[row["entity_type"]], {}).get(str(row["entity_id"])) or {}
        )
        return {name: value for name, value in image.items() if name != "updated_at"}

    def still_says(self, row: Row) -> Row:
        kind, key = row["entity_type"], row["entity_id"]
        said = self._image(row)
        return {name: value for name, value in said.items() if self._last[kind, key, name] == row["id"]}


def _edit_line(db: Database, row: Row, edits: _Edits) -> Row | None:
    table = TABLES[row["entity_type"]]
    now, values = _row(db, table, row["entity_id"]), edits.still_says(row)
    identity = None if now is None else identity_of_title(db, table, now)
    if not identity or not values:
        return None
    return {"kind": row["entity_type"], "work": identity, "set": values}


def _delete_line(db: Database, row: Row) -> Row | None:
    "What is still in the trash; restored items are not exported."
    table = TABLES[row["entity_type"]]
    own = "select 1 from trash where entity_type = ? and original_id = ?"
    trashed = trashed_row(db, table, row["entity_id"])
    if trashed is None or not db.execute(own, [row["entity_type"], row["entity_id"]]).fetchone():
        return None
    about = (
        {"file": _ledger_file(trashed)}
        if table == "video_files"
        else {"work": identity_of_title(db, table, trashed)}
    )
    return {"kind": row["entity_type"], "reason": row["reason"], **about} if all(about.values()) else None


def _undo_line(db: Database, row: Row) -> Row | None:
    "An automatic match that a person undid, as long as the file needs review."
    pending, file = (
        _row(db, "pending_validations", row["pending_id"]),
        _row(db, "video_files", row["video_file_id"]),
    )
    if file is None or not pending:
        return None
    return {"file": _ledger_file(file)} if pending["validation_status"] == "pending" else None


_LINES = {
    "approve": _file_line,
    "reject": _file_line,
    "delete": _delete_line,
    "undo": _undo_line,
    "auto": lambda db, row: None,  # an automatic match, not a person's decision
}


def identity_of_title(db: Database, table: str, row: Row) -> Row:
    "What identifies a title in any catalogue, an episode by its series and numbers; None if nothing does."
    made = without_edits(db, table, row)
    if table != "episodes":
        return {name: made[name] for name in _WORK if made.get(name) is not None}
    series = _row(db, "series", row["series_id"])
    numbers = {"season": made["season_number"], "episode": made["episode_number"]}
    return {} if series is None else {**identity_of_title(db, "series", series), **numbers}
