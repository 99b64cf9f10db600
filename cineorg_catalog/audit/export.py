"""The ledger's format, written: people's decisions → lines that make sense without this catalogue.

Replaced decisions are left out: of a file the last one counts, of a field the last edit.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from ..db.changes import load_image, read_row
from ..db.models import TABLES
from ..db.trash_rows import trashed_row
from ..matching.candidate import Candidate
from ..review.decide import candidates_of

_STANDING = """select * from standing_decisions
               where action in ('approve', 'reject', 'edit', 'delete', 'undo') order by id"""
_WORK = ("title", "original_title", "year", "imdb_id", "tmdb_id", "tvdb_id")

Row = dict[str, Any]


def export_decisions(db: Database) -> Iterator[Row]:
    "Every standing decision of a person, oldest first, as objects that stand alone."
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
            line = None
        if line is not None:
            yield {**said, **line}


def _subject(row: Row) -> tuple[Any, ...]:
    "What a decision is about: the last one about it is the one that counts."
    if row["action"] == "edit":
        return ("edit", row["id"])
    if row["action"] == "delete":
        return ("delete", row["entity_type"], row["entity_id"])
    return ("file", row["pending_id"] or row["id"])


def _row(db: Database, table: str, key: int | None) -> Row | None:
    "A row, be it in the trash."
    return None if key is None else read_row(db, table, (key,)) or trashed_row(db, table, key)


def told_folder(path: str, root: str | None) -> str | None:
    "The folder of a file below its ROOT; None where that is not known."
    folder = os.path.dirname(path)
    return os.path.relpath(folder, root) if root and (folder + "/").startswith(root + "/") else None


def _told_file(file: Row) -> Row:
    return {
        "hash": file["file_hash"],
        "size_bytes": file["size_bytes"],
        "name": file["filename"],
        "folder": told_folder(file["path"], file["root"]),
    }


def _file_line(db: Database, row: Row) -> Row | None:
    "What a file was said to be. One whose content changed since waits: then nothing is said of it."
    file, pending = (
        _row(db, "video_files", row["video_file_id"]),
        _row(db, "pending_validations", row["pending_id"]),
    )
    if file is None or pending is None or pending["validation_status"] == "pending":
        return None
    told = {"file": _told_file(file)}
    if row["action"] == "reject":
        return told
    chosen = _chosen(db, row, pending)
    return None if chosen is None else {**told, "work": chosen}


def _chosen(db: Database, row: Row, pending: Row) -> Row | None:
    "The candidate that was chosen, with the numbers of the episodes that the file was hung on."
    key = (row["candidate_kind"], row["candidate_source"], row["candidate_id"])
    for candidate in candidates_of(pending):
        if candidate.key == key:
            chosen = replace(candidate, **first_numbers(db, candidate, row["video_file_id"])).to_dict()
            del chosen["evidence"], chosen["score"]
            return chosen
    return None


def first_numbers(db: Database, candidate: Candidate, file_id: int) -> dict[str, Any]:
    "Season and episodes that a file of a series was hung on, before a person renumbered them."
    links = "select episode_id from episode_files where video_file_id = ? order by 1"
    numbers = sorted(_first_number(db, key) for (key,) in db.execute(links, [file_id]).fetchall())
    if candidate.kind != "series" or not numbers:
        return {}
    return {"season": numbers[0][0], "episodes": tuple(number for _, number in numbers)}


def _first_number(db: Database, episode_id: int) -> tuple[int, int]:
    row = read_row(db, "episodes", (episode_id,)) or {}
    edits = db.execute(
        """select before_json from standing_decisions where action = 'edit' and entity_type = 'episode'
           and entity_id = ?
           order by id desc""",
        [episode_id],
    ).fetchall()
    for (before,) in edits:
        row |= load_image(before).get("episodes", {}).get(str(episode_id)) or {}
    return row["season_number"], row["episode_number"]


class _Edits:
    "All standing edits: what each still says, and what a row was before any of them."

    def __init__(self, rows: list[Row]):
        self._last: dict[tuple[str, int, str], int] = {}
        self._first: dict[tuple[str, int], Row] = {}
        for row in rows:
            if row["action"] == "edit":
                for name in self._image(row, "after_json"):
                    self._last[row["entity_type"], row["entity_id"], name] = row["id"]
                first = self._first.setdefault((row["entity_type"], row["entity_id"]), {})
                for name, value in self._image(row, "before_json").items():
                    first.setdefault(name, value)

    @staticmethod
    def _image(row: Row, column: str) -> Row:
        image = load_image(row[column]).get(TABLES[row["entity_type"]], {}).get(str(row["entity_id"])) or {}
        return {name: value for name, value in image.items() if name != "updated_at"}

    def still_says(self, row: Row) -> Row:
        kind, key = row["entity_type"], row["entity_id"]
        said = self._image(row, "after_json")
        return {name: value for name, value in said.items() if self._last[kind, key, name] == row["id"]}

    def before_all(self, row: Row) -> Row:
        return self._first[row["entity_type"], row["entity_id"]]


def _edit_line(db: Database, row: Row, edits: _Edits) -> Row | None:
    table = TABLES[row["entity_type"]]
    now, values = _row(db, table, row["entity_id"]), edits.still_says(row)
    told = None if now is None else _told(db, table, {**now, **edits.before_all(row)})
    if not told or not values:
        return None
    return {"kind": row["entity_type"], "work": told, "set": values}


def _delete_line(db: Database, row: Row) -> Row | None:
    "What lies in the trash still; what was restored is not said again."
    table = TABLES[row["entity_type"]]
    gone = trashed_row(db, table, row["entity_id"])
    if gone is None:
        return None
    about = {"file": _told_file(gone)} if table == "video_files" else {"work": _told(db, table, gone)}
    return {"kind": row["entity_type"], "reason": row["reason"], **about} if all(about.values()) else None


def _undo_line(db: Database, row: Row) -> Row | None:
    "What the rule had validated and a person took back, as long as it waits."
    undone = read_row(db, "decisions", (row["undoes"],)) or {}
    pending, file = (
        _row(db, "pending_validations", row["pending_id"]),
        _row(db, "video_files", row["video_file_id"]),
    )
    if undone.get("action") != "auto" or file is None or not pending:
        return None
    return {"file": _told_file(file)} if pending["validation_status"] == "pending" else None


_LINES = {"approve": _file_line, "reject": _file_line, "delete": _delete_line, "undo": _undo_line}


def _told(db: Database, table: str, row: Row) -> Row:
    "What tells a work apart in any catalogue, an episode by its series and numbers; else nothing."
    if table != "episodes":
        return {name: row[name] for name in _WORK if row.get(name) is not None}
    series = _row(db, "series", row["series_id"])
    numbers = {"season": row["season_number"], "episode": row["episode_number"]}
    return {} if series is None else {**_told(db, "series", series), **numbers}
