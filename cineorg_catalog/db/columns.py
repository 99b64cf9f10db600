"""How a dataclass states what SQLite must know of a table: columns, keys, indexes, checks, search.

The format between `models` (the tables) and `schema` (which builds them).
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
    "The time as every timestamp of the catalogue is written: UTC, `2026-11-22T07:05:31.783557Z`."
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def timestamp() -> Any:
    "A field for a moment, the present one where none is given."
    return field(default_factory=now)


def column(
    *,
    default: Any = MISSING,
    index: bool = False,
    unique: bool = False,
    references: str | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """A field with what SQLite has to know of it beyond name and type.

    `references` is a table whose `id` it holds; `choices` are the only values a trigger lets in.
    """
    meta = {"index": index or unique, "unique": unique, "references": references, "choices": choices}
    return field(metadata=meta) if default is MISSING else field(default=default, metadata=meta)


def read_json(text: Any) -> Any:
    """The value that JSON of a row stands for. Raises ValueError where it is none that can be passed on.

    That is what no page and no column could hold: half a character ("\\ud800"), NaN, an integer of four
    hundred digits, lists nested by the hundred.
    """
    value = orjson.loads(text)
    try:
        orjson.dumps(value)  # 254 levels at most (measured); reading takes four times as many
    except TypeError as error:
        raise ValueError(str(error)) from error
    return value


class JsonProperty:
    """Reads and writes a `*_json` column as the list or dict that it holds.

    NULL, and text that is not valid JSON of the right kind, read as empty: an old row never raises.
    Items of a list that are not of the type `items` are passed over; a value of a dict that is not of the
    type that `values` gives it counts as None.
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
    "[1, 2] is a list[int]; True, and more than a column holds, is no int."
    if get_origin(kind) is list:
        return isinstance(value, list) and all(_is(item, get_args(kind)[0]) for item in value)
    if kind is int:
        return whole_number(value) is not None
    return isinstance(value, kind)


@dataclass(kw_only=True)
class Row:
    "What all models share: where their rows live."

    table: ClassVar[str]
    pk: ClassVar[tuple[str, ...]] = ("id",)
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()  # over several columns
    index_names: ClassVar[dict[tuple[str, ...], str]] = {}  # where SQLModel's name is another
    fts: ClassVar[tuple[str, ...]] = ()
    append_only: ClassVar[bool] = False
    derived: ClassVar[dict[str, tuple[str, str]]] = {}  # column: (JSON column, path); triggers fill it

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        "A row of the table, whatever it holds: SQLite lets any value into any column, a model its own type."
        kinds = _by_name(cls)  # type: ignore[arg-type]  # a class is hashable, whatever its rows are
        return cls(**{name: _fitted(kinds[name], value) for name, value in values.items()})


@dataclass(frozen=True, slots=True)
class Column:
    "A column as SQLite is told of it. `type` is int, str, float or bytes; `default` None is none."

    name: str
    type: type
    not_null: bool
    default: Any
    index: bool
    unique: bool
    references: str | None
    choices: tuple[str, ...]


def columns(model: type[Row]) -> list[Column]:
    "The columns of a table, in order. What may be None may be NULL."
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
    "The value where it is of the column's type, or can be read as one; else what the column holds unfilled."
    if value is None or isinstance(value, item.type):
        return value
    if item.type is str:
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if item.type is float and isinstance(value, int):
        return float(value)
    if item.type is int and isinstance(value, float) and math.isfinite(value):
        return round(value)
    return item.default if item.default is not None or not item.not_null else item.type()
