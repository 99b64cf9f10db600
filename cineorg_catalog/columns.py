"""How a dataclass says what SQLite has to know of a table: columns, keys, indexes, checks, search.

The tables themselves stand in models.py; schema.py builds them.
"""

import json
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar, get_args, get_type_hints


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


class JsonProperty:
    """Reads and writes a `*_json` column as the list or dict that it holds.

    NULL, and text that is not valid JSON of the right kind, read as empty: an old row never raises.
    """

    def __init__(self, column_name: str, kind: type = list):
        self.column_name, self.kind = column_name, kind

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        try:
            value = json.loads(getattr(row, self.column_name) or "")
        except ValueError:
            return self.kind()
        return value if isinstance(value, self.kind) else self.kind()

    def __set__(self, row: Any, value: Any) -> None:
        text = None if value is None else json.dumps(value, ensure_ascii=False)
        setattr(row, self.column_name, text)


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
