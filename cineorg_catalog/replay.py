"""The decisions of people as JSON Lines, out of one catalogue and into any other.

Files are told by their content (sample hash and size; size and name where there is none), works by
their ids: so the ledger outlives paths, disks and databases. No question is asked twice in a life.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from .candidates import Candidate
from .database import writing
from .decide import approve_as, read_pending, reject
from .edit import EDITABLE, TABLES, edit
from .errors import CatalogueError
from .ledger import load_image, read_row
from .models import BY_TABLE, columns
from .undo import last_about, undo
from .works import find_work

_STANDING = """select * from decisions where action in ('approve', 'reject', 'edit')
               and id not in (select undoes from decisions where undoes is not null) order by id"""
_WORK = ("title", "original_title", "year", "imdb_id", "tmdb_id", "tvdb_id")


@dataclass(slots=True)
class Replayed:
    "What became of the lines of a ledger. `conflicts` and `unmatched` are sentences for a person."

    applied: int = 0
    unchanged: int = 0
    conflicts: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Conflict(CatalogueError):
    "The catalogue holds another decision of a person about the same thing."


class Unmatched(CatalogueError):
    "What the decision is about is not in this catalogue (yet)."


def export_decisions(db: Database) -> Iterator[dict[str, Any]]:
    "Every standing decision of a person, oldest first, as objects that stand alone."
    cursor = db.execute(_STANDING)
    names = [item[0] for item in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        said = {"action": row["action"], "who": row["who"], "decided_at": row["decided_at"]}
        line = _edit_line(db, row) if row["action"] == "edit" else _file_line(db, row)
        if line is not None:
            yield {**said, **line}


def _file_line(db: Database, row: dict[str, Any]) -> dict[str, Any] | None:
    file = read_row(db, "video_files", (row["video_file_id"],)) if row["video_file_id"] else None
    if file is None:
        return None
    told = {"file": {"hash": file["file_hash"], "size_bytes": file["size_bytes"], "name": file["filename"]}}
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


def _told(db: Database, table: str, row: dict[str, Any]) -> dict[str, Any]:
    "What tells a work apart in any catalogue; an episode by its series and numbers."
    if table != "episodes":
        return {name: row[name] for name in _WORK if row.get(name) is not None}
    series = read_row(db, "series", (row["series_id"],)) or {}
    numbers = {"season": row["season_number"], "episode": row["episode_number"]}
    return {**_told(db, "series", series), **numbers}


def replay_decisions(db: Database, lines: Iterable[str], *, by: str | None = None) -> Replayed:
    """Apply a ledger, each line in its own transaction; what was decided alike stays as it is.

    A person's decision outranks what the rule decided here by itself; two people's different
    decisions are a conflict, and the catalogue's stands. `by` replaces the name in the ledger.
    """
    result = Replayed()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            changed = _apply(db, _object(line), by)
            result.applied, result.unchanged = result.applied + changed, result.unchanged + (not changed)
        except Conflict as error:
            result.conflicts.append(f"line {number}: {error}")
        except Unmatched as error:
            result.unmatched.append(f"line {number}: {error}")
        except CatalogueError as error:
            result.errors.append(f"line {number}: {error}")
    return result


def _object(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CatalogueError(f"is no JSON ({error}); skipped.") from error
    if not isinstance(said, dict) or said.get("action") not in ("approve", "reject", "edit"):
        raise CatalogueError("is no decision of a ledger; skipped.")
    return said


def _apply(db: Database, said: dict[str, Any], by: str | None) -> bool:
    "True where the catalogue was changed."
    who = by or str(said.get("who") or "ledger")
    with writing(db):
        if said["action"] == "edit":
            return _edit(db, said, who)
        changed = [_decide(db, key, said, who) for key in _validations(db, said)]
        return any(changed)


def _validations(db: Database, said: dict[str, Any]) -> list[int]:
    "The validations of the files that a line is about."
    file = said.get("file")
    if not isinstance(file, dict):
        raise CatalogueError("names no file; skipped.")
    by_content = "files.file_hash = :hash and files.size_bytes = :size_bytes"
    by_name = "files.filename = :name and files.size_bytes = :size_bytes"
    sql = f"""select pending.id from pending_validations as pending
              join video_files as files on files.id = pending.video_file_id
              where {by_content if file.get("hash") else by_name} order by 1"""
    told = {name: file.get(name) for name in ("hash", "size_bytes", "name")}
    keys = [row[0] for row in db.execute(sql, told)]
    if not keys:
        raise Unmatched(f"no file here has the content of {file.get('name')}.")
    return keys


def _decide(db: Database, key: int, said: dict[str, Any], who: str) -> bool:
    row = read_pending(db, key)
    wanted = _candidate(said) if said["action"] == "approve" else None
    if row["validation_status"] != "pending":
        if _same(db, row, wanted):
            return False
        if not row["auto_validated"]:
            raise Conflict(f"validation {key} was decided otherwise here; it stays.")
        undo(db, last_about(db, key), by=who)
    if wanted is None:
        reject(db, key, by=who)
    else:
        approve_as(db, key, wanted, by=who)
    return True


def _candidate(said: dict[str, Any]) -> Candidate:
    work = said.get("work")
    if not isinstance(work, dict) or not work.get("title") or not work.get("id"):
        raise CatalogueError("names no work; skipped.")
    return Candidate.from_dict(work)


def _same(db: Database, row: dict[str, Any], wanted: Candidate | None) -> bool:
    "Does the validation say already what is wanted?"
    if wanted is None:
        return bool(row["validation_status"] == "rejected")
    if row["validation_status"] != "validated":
        return False
    table, column = ("movie_files", "movie_id") if wanted.kind == "movie" else ("episode_files", "episode_id")
    links = f"select {column} from {table} where video_file_id = ?"
    linked = {found[0] for found in db.execute(links, [row["video_file_id"]])}
    work = find_work(db, wanted)
    if wanted.kind == "movie":
        return work in linked
    sql = "select id from episodes where series_id = ? and season_number is ? and episode_number = ?"
    numbers = [(work, wanted.season, number) for number in wanted.episodes or ()]
    return {found[0] for item in numbers for found in db.execute(sql, item)} == linked


def _edit(db: Database, said: dict[str, Any], who: str) -> bool:
    kind, told, values = said.get("kind"), said.get("work"), said.get("set")
    if (
        kind not in ("movie", "series", "episode")
        or not isinstance(told, dict)
        or not isinstance(values, dict)
    ):
        raise CatalogueError("is no edit of a film, series or episode; skipped.")
    key = _find(db, kind, told, values)
    table = TABLES[kind]
    row = read_row(db, table, (key,)) or {}
    known = {item.name for item in columns(BY_TABLE[table])}
    wanted = {name: value for name, value in values.items() if name in known and row[name] != value}
    if not wanted:
        return False
    texts = {name: _text(value) for name, value in wanted.items()}
    edit(db, kind, key, texts, by=who)
    return True


def _text(value: Any) -> str:
    "As `edit` takes a value: a list with commas, nothing as an empty text."
    if value is None:
        return ""
    try:
        parts = json.loads(value) if isinstance(value, str) and value.startswith("[") else None
    except ValueError:
        parts = None
    return ", ".join(map(str, parts)) if isinstance(parts, list) else str(value)


def _find(db: Database, kind: str, told: dict[str, Any], values: dict[str, Any]) -> int:
    "The work that an edit is about, by what it was before or by what it is since."
    for facts in (told, {**told, **values}):
        candidate = Candidate.from_dict({**facts, "kind": "movie" if kind == "movie" else "series"})
        work = find_work(db, candidate)
        if work is not None and kind != "episode":
            return work
        if work is not None:
            sql = "select id from episodes where series_id = ? and season_number = ? and episode_number = ?"
            found = db.execute(sql, [work, told.get("season"), told.get("episode")]).fetchone()
            if found:
                return int(found[0])
    raise Unmatched(f"{told.get('title')} ({told.get('year')}) is not in this catalogue.")
