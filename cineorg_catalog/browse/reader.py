"""How a page reads rows: as models or mappings, and only from tables that its reader may see."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any, TypeVar

from sqlite_utils import Database

from ..db.columns import Row
from ..db.models import BY_TABLE

Model = TypeVar("Model", bound=Row)


def rows(db: Database, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    "The rows of a SELECT by the names of their columns."
    cursor = db.execute(sql, values)
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def row_at(db: Database, table: str, key: int) -> dict[str, Any] | None:
    "A row, with those columns of the model that the table has: it may be of an earlier version."
    names = {item.name for item in fields(BY_TABLE[table])}
    found = rows(db, f"select * from {table} where id = :id", {"id": key})
    return {name: value for name, value in found[0].items() if name in names} if found else None


def model(db: Database, kind: type[Model], key: int | None, readable: Collection[str]) -> Model | None:
    "One row of a table; None where it is not there or may not be seen."
    if key is None or kind.table not in readable:
        return None
    values = row_at(db, kind.table, key)
    return None if values is None else kind.read(values)


def may_see(readable: Collection[str], *tables: str) -> bool:
    return all(table in readable for table in tables)


def titled(title: Any, year: Any) -> str:
    "Metropolis (1927); the title alone where the year is not known."
    return f"{title}" if year is None else f"{title} ({year})"


def episode_number(season: Any, episode: Any) -> str:
    "S01E02, whatever a row holds."
    return "".join(
        f"{mark}{number:02}" if isinstance(number, int) else f"{mark}{number}"
        for mark, number in (("S", season), ("E", episode))
    )
