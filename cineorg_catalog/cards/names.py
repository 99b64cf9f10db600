"""What the rows that decisions are about are called: now, or as they were when they are gone. Reads only."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from ..edit import TABLES
from .reading import rows, titled

_CALLED = {
    "movies": "title, year",
    "series": "title, year",
    "episodes": "title, null as year",
    "video_files": "filename as title, null as year",
}


def names_of(db: Database, table: str, keys: Iterable[int]) -> dict[int, str]:
    "The names of films, series, episodes or files by their ids; those that are gone are left out."
    sql = f"select id, {_CALLED[table]} from {table} where id in (select value from json_each(:keys))"
    found = rows(db, sql, {"keys": json.dumps(list(keys))})
    return {row["id"]: titled(row["title"], row["year"]) for row in found}


def about(decision: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    "The rows that a decision names, (table, id) by the column that names it."
    work = TABLES.get(decision.get("entity_type") or ""), decision.get("entity_id")
    named = {"entity_id": work, "video_file_id": ("video_files", decision.get("video_file_id"))}
    return {column: (table, key) for column, (table, key) in named.items() if table and isinstance(key, int)}


def names_in(
    db: Database, decisions: Collection[Mapping[str, Any]], readable: Collection[str]
) -> dict[tuple[str, int], str]:
    "The names of all that some decisions are about; of a row that is gone, the one that a decision kept."
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
            if table in readable and (table, key) not in found and (name := _kept(decision, table, key)):
                found[table, key] = name
    return found


def _kept(decision: Mapping[str, Any], table: str, key: int) -> str | None:
    "What a row was called before a decision took it away, or when it made it."
    for image in ("before_json", "after_json"):
        row = _row(decision.get(image), table, key)
        if name := row.get("title") or row.get("filename"):
            return titled(name, row.get("year"))
    return None


def _row(image: Any, table: str, key: int) -> dict[str, Any]:
    "A row of an image of a decision; empty where it holds none."
    found: Any = None
    try:
        found = json.loads(image or "null")
    except (ValueError, TypeError, RecursionError):  # whatever a foreign row holds
        return {}
    for step in (table, str(key)):
        found = found.get(step) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
