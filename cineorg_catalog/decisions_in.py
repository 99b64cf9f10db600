"""Lines of a ledger → decisions in this catalogue: what people decided elsewhere, or before.

Files are told by their content (sample hash and size; size and name where there is none), works by
their ids: so a ledger outlives paths, disks and databases. No question is asked twice in a life.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from .candidates import Candidate
from .database import writing
from .decide import approve_as, read_pending, reject
from .decisions_out import ACTIONS
from .edit import EDITABLE, TABLES, edit
from .errors import CatalogueError
from .ledger import read_row
from .models import BY_TABLE, columns
from .trash import delete
from .undo import last_about, undo
from .works import find_work


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
    if not isinstance(said, dict) or said.get("action") not in ACTIONS:
        raise CatalogueError("is no decision of a ledger; skipped.")
    return said


def _apply(db: Database, said: dict[str, Any], by: str | None) -> bool:
    "True where the catalogue was changed."
    who = by or str(said.get("who") or "ledger")
    with writing(db):
        if said["action"] == "edit":
            return _edit(db, said, who)
        if said["action"] == "delete":
            return _delete(db, said, who)
        changed = [_decide(db, key, said, who) for key in _validations(db, said)]
        return any(changed)


def _validations(db: Database, said: dict[str, Any]) -> list[int]:
    "The validations of the files that a line is about."
    keys = [pending for _, pending in _files(db, said) if pending is not None]
    if not keys:
        raise Unmatched(f"{said['file'].get('name')} has not been identified here yet.")
    return keys


def _files(db: Database, said: dict[str, Any]) -> list[tuple[int, int | None]]:
    "(file, validation) of every file with the content that a line is about. Raises Unmatched."
    file = said.get("file")
    if not isinstance(file, dict):
        raise CatalogueError("names no file; skipped.")
    same = "files.file_hash = :hash" if file.get("hash") else "files.filename = :name"
    sql = f"""select files.id, pending.id from video_files as files
              left join pending_validations as pending on pending.video_file_id = files.id
              where {same} and files.size_bytes = :size_bytes order by 1"""
    told = {name: file.get(name) for name in ("hash", "size_bytes", "name")}
    found = db.execute(sql, told).fetchall()
    if not found:
        raise Unmatched(f"no file here has the content of {file.get('name')}.")
    return found


def _decide(db: Database, key: int, said: dict[str, Any], who: str) -> bool:
    row = read_pending(db, key)
    if said["action"] == "undo":
        return _take_back(db, row, who)
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


def _take_back(db: Database, row: dict[str, Any], who: str) -> bool:
    "A person took back what the rule validates: it waits here too."
    if row["validation_status"] != "validated" or not row["auto_validated"]:
        return False
    undo(db, last_about(db, row["id"]), by=who)
    return True


def _delete(db: Database, said: dict[str, Any], who: str) -> bool:
    kind = said.get("kind")
    if kind == "video_file":
        keys = [row[0] for row in _files(db, said)]
    elif kind in EDITABLE and isinstance(said.get("work"), dict):
        keys = [_find(db, kind, said["work"], {})]
    else:
        raise CatalogueError("is no deletion of a work or file; skipped.")
    for key in keys:
        delete(db, kind, key, reason=said.get("reason"), by=who)
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
    if kind not in EDITABLE or not isinstance(told, dict) or not isinstance(values, dict):
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
