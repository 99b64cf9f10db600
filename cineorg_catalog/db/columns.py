"""How a dataclass declares a table for SQLite: columns, keys, indexes, checks, search.

The format between `models` (the tables) and `upgrade` (which builds them).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Self, get_args, get_origin, get_type_hints

import orjson

from ..untrusted import whole_number


def now() -> str:
    "The present time as the catalogue writes timestamps: UTC, `2026-11-22T07:05:31.783557Z`."
    return datetime.now(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def timestamp() -> Any:
    "A field for a timestamp, which defaults to the present time."
    return field(default_factory=now)


def column(
    *,
    default: Any = MISSING,
    index: bool = False,
    unique: bool = False,
    references: str | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A field with what SQLite needs to know beyond its name and type.

    `references` is the table whose `id` it holds; `choices` are the only values that a trigger allows.
    """
    meta = {"index": index or unique, "unique": unique, "references": references, "choices": choices}
    return field(metadata=meta) if default is MISSING else field(default=default, metadata=meta)


def read_json(text: Any) -> Any:
    r"""Parse a JSON column. Raises ValueError for anything that is not valid and usable.

    That includes what no page or column can hold: half a surrogate pair ("\ud800"), NaN, an integer of four
    hundred digits, lists nested hundreds deep.
    """
    value = orjson.loads(text)
    try:
        orjson.dumps(value)  # writing allows at most 254 levels (measured); reading allows four times as many
    except TypeError as error:
        raise ValueError(str(error)) from error
    return value


class JsonProperty:
    """Reads and writes a `*_json` column as a list or dict.

    NULL, and text that is not valid JSON of the right kind, are read as empty: an old row never raises. List
    items of another type than `items` are ignored; dict values of another type than `values` declares are
    read as None.
    """

    def __init__(
        self,
        column_name: str,
        kind: type = list,
        *,
        items: type = object,
        values: Mapping[str, Any] | None = None,
    ):
        self.column_name, self.kind, self.items, self.values = column_name, kind, items, values or {}

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        try:
            value = read_json(getattr(row, self.column_name) or "")
        except ValueError:
            return self.kind()
        return self._fitting(value) if isinstance(value, self.kind) else self.kind()

    def _fitting(self, value: Any) -> Any:
        if isinstance(value, list):
            return [item for item in value if _is(item, self.items)]
        kinds = self.values
        return {name: item if _is(item, kinds.get(name, object)) else None for name, item in value.items()}

    def __set__(self, row: Any, value: Any) -> None:
        text = None if value is None else json.dumps(value, ensure_ascii=False)
        setattr(row, self.column_name, text)


def _is(value: Any, kind: Any) -> bool:
    "True if a value has a type such as list[int]; neither True nor a number too large for SQLite is an int."
    if get_origin(kind) is list:
        return isinstance(value, list) and all(_is(item, get_args(kind)[0]) for item in value)
    if kind is int:
        return whole_number(value) is not None
    return isinstance(value, kind)


@dataclass(kw_only=True)
class Row:
    "Base class of all models: its table, keys and indexes."

    table: ClassVar[str]
    pk: ClassVar[tuple[str, ...]] = ("id",)
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()  # indexes on several columns
    index_names: ClassVar[dict[tuple[str, ...], str]] = {}  # if SQLModel's name differs
    fts: ClassVar[tuple[str, ...]] = ()
    append_only: ClassVar[bool] = False
    derived: ClassVar[dict[str, tuple[str, str]]] = {}  # column: (JSON column, path), filled by triggers

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        "A model from a row of the table: SQLite allows any value in a column, a model only its own type."
        kinds = _by_name(cls)  # type: ignore[arg-type]  # a class is hashable, whatever its rows are
        return cls(**{name: _fitted(kinds[name], value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Column:
    "A column for SQLite. `type` is int, str, float or bytes; `default` None means no default."

    name: str
    type: type
    not_null: bool
    default: Any
    index: bool
    unique: bool
    references: str | None
    choices: tuple[str, ...]


def columns(model: type[Row]) -> list[Column]:
    "The columns of a table, in order. A field that may be None becomes a column that may be NULL."
    hints = get_type_hints(model)
    found = []
    for item in fields(model):
        options = [
            kind for kind in get_args(hints[item.name]) or (hints[item.name],) if kind is not type(None)
        ]
        optional = type(None) in get_args(hints[item.name])
        default = None if item.default is MISSING else item.default
        meta = {"index": False, "unique": False, "references": None, "choices": (), **item.metadata}
        found.append(Column(name=item.name, type=options[0], not_null=not optional, default=default, **meta))
    return found


@cache
def _by_name(model: type[Row]) -> dict[str, Column]:
    return {item.name: item for item in columns(model)}


def _fitted(item: Column, value: Any) -> Any:
    "The value if it has the column's type or can be converted; otherwise the column's default."
    if value is None or isinstance(value, item.type):
        return value
    if item.type is str:
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if item.type is float and isinstance(value, int):
        return float(value)
    if item.type is int and isinstance(value, float) and math.isfinite(value):
        return round(value)
    return item.default if item.default is not None or not item.not_null else item.type()
