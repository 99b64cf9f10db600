"""Cells of Datasette's own pages: links, words and human sizes instead of ids, JSON and bare numbers.

JSON and CSV are left as they are, and a row's own page shows every column exactly: what is made here
is for the eye. It is called for each cell of a page, so a column that needs nothing costs one look-up.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape

from . import json_words, words
from .catalogue import DATABASE

_TABLES = {"movie": "movies", "series": "series", "episode": "episodes", "video_file": "video_files"}
_REFERENCES = {
    **{f"{kind}_id": table for kind, table in _TABLES.items()},
    "pending_id": "pending_validations",
    "load_id": "loads",
    "undoes": "decisions",
}
_NAMED = {"movies": "title", "series": "title", "episodes": "title", "video_files": "filename"}
_NAMED_BY = {"movie_id": "title", "series_id": "series"}  # in queries: the column beside it that is its name
_KIND_OF = {"movies": "movie", "series": "series"}

_PAGES: WeakKeyDictionary[Any, dict[str, Markup]] = WeakKeyDictionary()

Show = Callable[[Any, Any, Any, str, str | None], Markup | str | None]


def cell(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | str | None:
    "What a cell shows instead of its bare value; None leaves it to Datasette."
    show = _SHOW.get(column)
    return (
        None if show is None or value is None or value == "" else show(datasette, row, value, column, table)
    )


def _size(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    return _beside(value, words.size) if isinstance(value, int) else None


def _running_time(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    return _beside(value, words.minutes) if isinstance(value, int) else None


def _beside(value: int, in_words: Callable[[int], str]) -> Markup:
    return Markup(f"{value:,} <small>{in_words(value)}</small>")  # digits and units, nothing to escape


def _reference(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    return _link(datasette, _REFERENCES[column], value, value) if isinstance(value, int) else None


def _id(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "The id in the result of a query; in a table it is a link already."
    target = None if table else _table_of(row)
    return _link(datasette, target, value, value) if target and isinstance(value, int) else None


def _name(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "The title of a work or the name of a file leads to its row, where the id is beside it."
    names = row.keys() if hasattr(row, "keys") else ()
    key, target = "id", table
    if table is None:  # the result of a query
        key = next((name for name in ("id", *_NAMED_BY) if name in names), "id")
        target = _REFERENCES[key] if key in _NAMED_BY else _table_of(row)
    if target is None or column != _NAMED_BY.get(key, _NAMED.get(target)):
        return None
    return _link(datasette, target, row[key], value) if key in names and isinstance(row[key], int) else None


def _entity(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "The id of the work or file that a decision is about."
    kind = row["entity_type"] if table == "decisions" and "entity_type" in row.keys() else None  # noqa: SIM118
    return (
        _link(datasette, _TABLES[kind], value, value) if kind in _TABLES and isinstance(value, int) else None
    )


def _work(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "movie:12, as `titles` names a work."
    kind, _, key = str(value).partition(":")
    if table != "titles" or kind not in _TABLES or not (key.isascii() and key.isdecimal()):
        return None
    return _link(datasette, _TABLES[kind], key, value)


def _path(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "The path of a file in the result of a query leads to the file."
    if table is not None or not isinstance(value, str):
        return None
    address = f"{_page(datasette, 'video_files')}?path__exact={quote_plus(value)}"
    return Markup(f'<a href="{address}">{escape(value)}</a>')


def _only_copies(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "How many titles are on one volume only leads to which they are."
    volume = row["volume"] if hasattr(row, "keys") and "volume" in row.keys() else None  # noqa: SIM118
    if table is not None or not isinstance(value, int) or not value or not isinstance(volume, str):
        return None
    asked = urlencode({"volume": volume})
    return Markup('<a href="{}?{}">{:,}</a>').format(datasette.urls.query(DATABASE, column), asked, value)


def _link(datasette: Any, table: str, key: int | str, text: Any) -> Markup:
    "A link to a row; `key` is a number. Made without Datasette's help for each: a page has a thousand."
    return Markup(f'<a href="{_page(datasette, table)}/{key}">{escape(text)}</a>')


def _page(datasette: Any, table: str) -> Markup:
    "The address of a table's page, escaped."
    known = _PAGES.setdefault(datasette, {})
    if table not in known:
        known[table] = escape(datasette.urls.table(DATABASE, table))
    return known[table]


def _table_of(row: Any) -> str | None:
    "The table that `id` is about, where the query says it by a column `kind` or by what only one table has."
    names = row.keys() if hasattr(row, "keys") else ()
    if "missing_since" in names:
        return "video_files"
    if "read_title" in names:
        return "pending_validations"
    return _TABLES.get(row["kind"]) if "kind" in names else None


def _moment(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    if not isinstance(value, str) or len(value) < 16:
        return None
    return Markup(f'<time title="{escape(value)}">{escape(value[:10])} {escape(value[11:16])}</time>')


def _hash(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    if not isinstance(value, str) or len(value) < 12:
        return None
    return Markup(f'<code title="{escape(value)}">{escape(value[:8])}…</code>')


def _flag(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> str | None:
    return {0: "no", 1: "yes"}.get(value) if isinstance(value, int) else None


def _site(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    address = words.address(_KIND_OF.get(table or "", ""), column, value)
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, value) if address else None


def _json(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | str | None:
    return _json_words(column, value) if isinstance(value, str) else None


@lru_cache(2048)
def _json_words(column: str, text: str) -> str | None:
    return json_words.shown(column, text)


def _filters(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | str | None:
    "A list whose items lead to the rows that have them too; in a query, the items alone."
    if not isinstance(value, str):
        return None
    return _linked_list(_page(datasette, table) if table else "", column, value)


@lru_cache(4096)
def _linked_list(page: str, column: str, text: str) -> Markup | None:
    items = json_words.texts(text)
    if items is None:
        return None
    spoken = "languages" in column or column == "file_says"  # of `disagreements`: the sound that the file has
    named = [words.language(item) if spoken else item for item in items]
    if not page:
        return escape(", ".join(named))
    link = Markup('<a href="{}?{}">{}</a>')
    asked = (urlencode({f"{column}__arraycontains": item}) for item in items)
    return Markup(", ").join(link.format(page, *pair) for pair in zip(asked, named, strict=True))


_SHOW: dict[str, Show] = {
    "id": _id,
    "title": _name,
    "filename": _name,
    "series": _name,
    "entity_id": _entity,
    "work": _work,
    "path": _path,
    "only_copies": _only_copies,
    "duration_seconds": _running_time,
    **dict.fromkeys(("bytes", "file_size_bytes", "reclaimable_bytes", "size_bytes", "total_bytes"), _size),
    **dict.fromkeys(_REFERENCES, _reference),
    **dict.fromkeys(("genres_json", "languages_json", "subtitle_languages_json", "file_says"), _filters),
    **dict.fromkeys(json_words.COLUMNS, _json),
    **dict.fromkeys(("file_hash", "full_hash"), _hash),
    **dict.fromkeys(("auto_validated", "is_main", "verified"), _flag),
    **dict.fromkeys(("imdb_id", "tmdb_id", "tvdb_id"), _site),
    **dict.fromkeys(
        ("created_at", "updated_at", "missing_since", "decided_at", "deleted_at", "started_at", "finished_at",
         "added_at"),
        _moment,
    ),
}  # fmt: skip
