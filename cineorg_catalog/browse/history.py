"""What was decided about a row, and the names of the rows in decisions. Only reads."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlite_utils import Database

from ..db.columns import Row
from ..db.decisions import CHILDREN, Image, decisions_where, load_image, read_row
from ..db.decisions import readable_metadata as contents
from ..db.models import BY_TABLE, TABLES
from ..errors import BadUsage, NotFound
from ..untrusted import whole_number

ACTIONS = {  # in words
    "approve": "approved", "auto": "matched automatically", "reject": "rejected", "undo": "undone",
    "edit": "edited", "delete": "deleted", "restore": "restored", "move": "moved",
    "relocate": "moved as a whole", "merge": "merged", "watched": "marked as watched",
}  # fmt: skip
_SHOWN = (
    *("id", "action", "who", "decided_at", "entity_type", "entity_id", "video_file_id"),
    *("candidate_source", "candidate_kind", "candidate_id", "rule", "rule_version", "score"),
    *("reason", "undoes", "load_id", "before_json", "after_json", "undone_by"),
)


def history(db: Database, kind: str, key: int) -> list[dict[str, Any]]:
    """Every decision that touched a film, series, episode or video file, oldest first.

    `before` and `after` are the changed columns of this row, None if it did not exist; `undone_by` is the
    decision that undid it, or None. Raises BadUsage, NotFound.
    """
    if kind not in TABLES:
        raise BadUsage(f"{kind!r} has no history; {', '.join(TABLES)} have.")
    if whole_number(key) is None:
        raise NotFound(f"There is no {kind} {key}, and no decision about one.")
    table, path = TABLES[kind], f'$.{TABLES[kind]}."{key}"'
    touched = """(json_valid(after_json) and json_type(after_json, :path) is not null)
                 or (entity_type = :kind and entity_id = :key)"""
    if kind == "video_file":
        touched += " or video_file_id = :key"
    found = decisions_where(db, touched, {"path": path, "kind": kind, "key": key})
    rows = [{name: row[name] for name in _SHOWN} for row in reversed(found)]
    if not rows and read_row(db, table, (key,)) is None:
        raise NotFound(f"There is no {kind} {key}, and no decision about one.")
    for row in rows:
        for name in ("before", "after"):
            row[name] = _image(row.pop(f"{name}_json")).get(table, {}).get(str(key))
    return rows


def _image(text: str | None) -> Image:
    "The parsed image; an unreadable one counts as empty, and its decision is still listed."
    try:
        return load_image(text)
    except ValueError:
        return {}


Model = TypeVar("Model", bound=Row)


def rows(db: Database, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    "The rows of a SELECT, by column name."
    cursor = db.execute(sql, values)
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def row_at(db: Database, table: str, key: int) -> dict[str, Any] | None:
    "A row with those of the model's columns that the table has: it may be from an earlier version."
    names = {item.name for item in fields(BY_TABLE[table])}
    found = rows(db, f"select * from {table} where id = :id", {"id": key})
    return {name: value for name, value in found[0].items() if name in names} if found else None


def model(db: Database, kind: type[Model], key: int | None, readable: Collection[str]) -> Model | None:
    "One row as its model; None if it does not exist or may not be seen."
    if key is None or kind.table not in readable:
        return None
    values = row_at(db, kind.table, key)
    return None if values is None else kind.read(values)


def may_see(readable: Collection[str], *tables: str) -> bool:
    return all(table in readable for table in tables)


def title_and_year(title: Any, year: Any) -> str:
    "Metropolis (1927); only the title if the year is unknown."
    return f"{title}" if year is None else f"{title} ({year})"


def episode_number(season: Any, episode: Any) -> str:
    "S01E02, whatever values a row holds."
    return "".join(
        f"{mark}{number:02}" if isinstance(number, int) else f"{mark}{number}"
        for mark, number in (("S", season), ("E", episode))
    )


_CALLED = {
    "movies": "title, year",
    "series": "title, year",
    "episodes": "title, null as year",
    "video_files": "filename as title, null as year",
}


def names_of(db: Database, table: str, keys: Iterable[int]) -> dict[int, str]:
    "The names of films, series, episodes or files by id; deleted ones are left out."
    sql = f"select id, {_CALLED[table]} from {table} where id in (select value from json_each(:keys))"
    found = rows(db, sql, {"keys": json.dumps(list(keys))})
    return {row["id"]: title_and_year(row["title"], row["year"]) for row in found}


def about(decision: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    "The rows that a decision names: (table, id) by the column that names it."
    work = TABLES.get(decision.get("entity_type") or ""), decision.get("entity_id")
    named = {"entity_id": work, "video_file_id": ("video_files", decision.get("video_file_id"))}
    return {column: (table, key) for column, (table, key) in named.items() if table and isinstance(key, int)}


def names_in(
    db: Database, decisions: Collection[Mapping[str, Any]], readable: Collection[str]
) -> dict[tuple[str, int], str]:
    "The names of everything that these decisions are about; for a deleted row, as the decision recorded it."
    wanted: dict[str, set[int]] = defaultdict(set)
    for decision in decisions:
        for table, key in about(decision).values():
            wanted[table].add(key)
    found = {
        (table, key): name
        for table, keys in wanted.items()
        if table in readable
        for key, name in names_of(db, table, keys).items()
    }
    for decision in decisions:
        for table, key in about(decision).values():
            if (
                table in readable
                and (table, key) not in found
                and (name := _recorded_name(decision, table, key))
            ):
                found[table, key] = name
    return found


def _recorded_name(decision: Mapping[str, Any], table: str, key: int) -> str | None:
    "The name of a row as recorded in the decision that deleted or created it."
    for image in ("before_json", "after_json"):
        row = _row(decision.get(image), table, key)
        if name := row.get("title") or row.get("filename"):
            return title_and_year(name, row.get("year"))
    return None


def _row(image: Any, table: str, key: int) -> dict[str, Any]:
    "A row in an image of a decision; empty if the image does not have it."
    found: Any = None
    try:
        found = json.loads(image or "null")
    except (ValueError, TypeError, RecursionError):  # rows of another program may hold anything
        return {}
    for step in (table, str(key)):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


SHOWN = 50  # decisions listed on one card; the table of decisions has all


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision as a card lists it.

    `pending_id` is the validation it was about, None if that was deleted or is pending again; `undone_by` is
    the decision that undid it.
    """

    id: int
    action: str
    who: str
    decided_at: str
    candidate: str | None
    score: float | None
    rule: str | None
    reason: str | None
    load_id: int | None
    pending_id: int | None
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class TrashLine:
    "One deleted item as a card lists it; `name` is its title or path."

    id: int
    kind: str
    name: str
    deleted_at: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Past:
    "Decisions, newest first, and what is in the trash; `more` is true if there are older decisions."

    decisions: tuple[DecisionLine, ...] = ()
    more: bool = False
    trash: tuple[TrashLine, ...] = ()

    @property
    def last(self) -> frozenset[int]:
        "The last standing decisions on validations: those that their pages can undo."
        found: dict[int, int] = {}
        for line in self.decisions:
            if line.pending_id is not None and line.undone_by is None and line.action != "undo":
                found.setdefault(line.pending_id, line.id)
        return frozenset(found.values())


FILES_OF = {
    "movies": "select video_file_id from movie_files where movie_id = :key",
    "episodes": "select video_file_id from episode_files where episode_id = :key",
    "series": """select video_file_id from episode_files join episodes on episodes.id = episode_id
                 where series_id = :key""",
    "video_files": "select :key",
}


def past_of(db: Database, table: str, key: int, readable: Collection[str]) -> Past:
    "The history of a film, series, episode or file: its own decisions and those about its files."
    found: list[dict[str, Any]] = []
    if "decisions" in readable:
        kind = next(kind for kind, name in TABLES.items() if name == table)
        ids = f"""select id from decisions where entity_type = :kind and entity_id = :key
                  union select id from decisions where video_file_id in ({FILES_OF[table]})"""
        found = decisions_where(db, f"id in ({ids})", {"kind": kind, "key": key}, SHOWN + 1)
    trash = _trash_about(db, table, key) if "trash" in readable else ()
    lines = _lines(db, found[:SHOWN])
    return Past(lines, len(found) > SHOWN, trash)


def decision_line(db: Database, decision_id: int) -> DecisionLine | None:
    "One decision as a line, or None."
    found = _lines(db, decisions_where(db, "id = :id", {"id": decision_id}))
    return found[0] if found else None


def _lines(db: Database, decisions: Sequence[Mapping[str, Any]]) -> tuple[DecisionLine, ...]:
    "One line per decision. A validation that was deleted or is pending again is not named."
    wanted = json.dumps([decision["pending_id"] for decision in decisions])
    sql = """select id from pending_validations where validation_status != 'pending'
             and id in (select value from json_each(?))"""
    decided = {key for (key,) in db.execute(sql, [wanted]).fetchall()}
    lines = []
    for decision in decisions:
        values = {name.name: decision[name.name] for name in fields(DecisionLine)}
        if values["pending_id"] not in decided:
            values["pending_id"] = None
        lines.append(DecisionLine(**values))
    return tuple(lines)


def _trash_about(db: Database, table: str, key: int) -> tuple[TrashLine, ...]:
    "Deleted items that belonged to the row, or that the row belonged to."
    sql = """select distinct trash.id, entity_type, original_id, metadata_json, deleted_at, deletion_reason
             from trash, json_each(iif(json_valid(metadata_json), metadata_json, '{}'), :child) as kept
             where kept.type = 'object' and json_extract(kept.value, :column) = :key"""
    found: dict[int, TrashLine] = {}
    for child, column in CHILDREN.get(table, ()):
        values = {"child": f"$.before.{child}", "column": f"$.{column}", "key": key}
        for row in rows(db, sql, values) if child != "pending_validations" else ():
            found[row["id"]] = TrashLine(
                row["id"], row["entity_type"], name_of(row), row["deleted_at"], row["deletion_reason"]
            )
    return tuple(found[key] for key in sorted(found, reverse=True))


def name_of(row: dict[str, Any]) -> str:
    "The name of a row in the trash: its title and year, or its path."
    kept = contents(row["metadata_json"])
    name = kept.get("title") or kept.get("path")
    return title_and_year(name, kept.get("year")) if name else f"{row['entity_type']} {row['original_id']}"
