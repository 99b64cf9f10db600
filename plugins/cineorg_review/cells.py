"""Cells of Datasette's pages: links, words and readable sizes instead of ids, JSON and bare numbers.

JSON and CSV output is unchanged, and a row's own page shows every column as stored. Called for each cell of a
page, so a column that needs no change costs only one lookup.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape

from cineorg_catalog.db.columns import columns, read_json
from cineorg_catalog.db.models import MODELS, TABLES
from cineorg_catalog.matching.explain import evidence_from

from . import formatting
from .database import DATABASE

_REFERENCES = {  # column: the table that its id refers to
    **{item.name: item.references for model in MODELS for item in columns(model) if item.references},
    "pending_id": "pending_validations",  # not a foreign key: a decision stays when its row is removed
}
_NAMED = {"movies": "title", "series": "title", "episodes": "title", "video_files": "filename"}
_NAMED_BY = {
    "movie_id": "title",
    "series_id": "series",
}  # in queries: the column beside it that holds the name
_KIND_OF = {"movies": "movie", "series": "series"}

_PAGES: WeakKeyDictionary[Any, dict[str, Markup]] = WeakKeyDictionary()

Show = Callable[[Any, Any, Any, str, str | None], Markup | str | None]


def cell(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | str | None:
    "What to show in a cell instead of its value; None leaves it to Datasette."
    show = _SHOW.get(column)
    return (
        None if show is None or value is None or value == "" else show(datasette, row, value, column, table)
    )


_EMPTY = ("", " ", "\xa0", "&nbsp;")  # what stands for no value; on a phone such a cell has no label either
_WITHOUT = {"kind": "not matched"}  # what the lack of a value means, where it means something


def report_rows(rows: Sequence[Sequence[Any]], classes: Sequence[str], labels: Sequence[str]) -> Markup:
    "The rows of a report's table as HTML: a template's loop would double the time of a page (measured)."
    opened = [
        f'<td class="col-{name}" data-label="{escape(label)}">'
        for name, label in zip(classes, labels, strict=True)
    ]
    lacking = [_WITHOUT.get(name, "") for name in classes]
    lines = []
    for row in rows:
        cells = [
            f"{start}{none if text in _EMPTY else text if isinstance(text, Markup) else escape(text)}</td>"
            for start, text, none in zip(opened, row, lacking, strict=True)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>\n")
    return Markup("".join(lines))


def _size(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    return _beside(value, formatting.size) if isinstance(value, int) else None


def _running_time(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    return _beside(value, formatting.minutes) if isinstance(value, int) else None


def _beside(value: int, in_words: Callable[[int], str]) -> Markup:
    return Markup(
        f'<span class="exact">{value:,}</span> <small>{in_words(value)}</small>'
    )  # only digits and units: nothing to escape


def _reference(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    return _link(datasette, _REFERENCES[column], value, value) if isinstance(value, int) else None


def _id(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "An id in the result of a query as a link; in a table, Datasette links it already."
    target = None if table else _table_of(row)
    return _link(datasette, target, value, value) if target and isinstance(value, int) else None


def _name(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "A title or file name as a link to its row, if the id is in the same row."
    names = row.keys() if hasattr(row, "keys") else ()
    key, target = "id", table
    if table is None:  # a query's result
        key = next((name for name in ("id", *_NAMED_BY) if name in names), "id")
        target = _REFERENCES[key] if key in _NAMED_BY else _table_of(row)
    if target is None or column != _NAMED_BY.get(key, _NAMED.get(target)):
        return None
    return _link(datasette, target, row[key], value) if key in names and isinstance(row[key], int) else None


def _entity(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "The id of the title or file that a decision is about, as a link."
    kind = row["entity_type"] if table == "decisions" and "entity_type" in row.keys() else None  # noqa: SIM118
    return _link(datasette, TABLES[kind], value, value) if kind in TABLES and isinstance(value, int) else None


def _work(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "`movie:12`, as the table `titles` refers to a title, as a link."
    kind, _, key = str(value).partition(":")
    if table != "titles" or kind not in TABLES or not (key.isascii() and key.isdecimal()):
        return None
    return _link(datasette, TABLES[kind], key, value)


def _path(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "The path of a file in the result of a query, as a link to the file."
    if table is not None or not isinstance(value, str):
        return None
    address = f"{_page(datasette, 'video_files')}?path__exact={_quoted(value)}"
    return Markup(f'<a href="{address}">{escape(value)}</a>')


_ASCII = {number: quote_plus(chr(number)) for number in range(128)}


def _quoted(text: str) -> str:
    "The same as quote_plus, but ten times as fast for ASCII, which most of a thousand paths are."
    return text.translate(_ASCII) if text.isascii() else quote_plus(text)


def _only_copies(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "The number of titles on one volume only, as a link to their list."
    volume = row["volume"] if hasattr(row, "keys") and "volume" in row.keys() else None  # noqa: SIM118
    if table is not None or not isinstance(value, int) or not value or not isinstance(volume, str):
        return None
    query = urlencode({"volume": volume})
    return Markup('<a href="{}?{}">{:,}</a>').format(datasette.urls.query(DATABASE, column), query, value)


def _link(datasette: Any, table: str, key: int | str, text: Any) -> Markup:
    "A link to a row; `key` is a number. Built without Datasette's functions: a page has a thousand of them."
    return Markup(f'<a href="{_page(datasette, table)}/{key}">{escape(text)}</a>')


def _page(datasette: Any, table: str) -> Markup:
    "The address of a table's page, escaped for HTML."
    known = _PAGES.get(datasette)
    if known is None:
        known = _PAGES[datasette] = {}
    if table not in known:
        known[table] = escape(datasette.urls.table(DATABASE, table))
    return known[table]


def _table_of(row: Any) -> str | None:
    "The table that the column `id` refers to, by the column `kind` or by columns that only one table has."
    names = row.keys() if hasattr(row, "keys") else ()
    if "missing_since" in names:
        return "video_files"
    if "read_title" in names:
        return "pending_validations"
    return TABLES.get(row["kind"]) if "kind" in names else None


def _moment(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    if not isinstance(value, str) or len(value) < 16:
        return None
    safe = escape(value)
    if len(safe) != len(value):  # no moment of ours
        return Markup(f'<time title="{safe}">{escape(value[:10])} {escape(value[11:16])}</time>')
    return Markup(f'<time title="{value}">{value[:10]} {value[11:16]}</time>')


def _hash(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    if not isinstance(value, str) or len(value) < 12:
        return None
    return Markup(f'<code title="{escape(value)}">{escape(value[:8])}…</code>')


def _flag(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> str | None:
    return {0: "no", 1: "yes"}.get(value) if isinstance(value, int) else None


def _kind(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> str | None:
    "The kind of title in a row of a report, in words."
    return {"movie": "film"}.get(value) if table is None and isinstance(value, str) else None


def _reason(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> str | None:
    "Why a file needs review, with its codes in words: `Other year: the file name says 1992`."
    return _reason_text(value) if table is None and isinstance(value, str) else None


@lru_cache(2048)
def _reason_text(text: str) -> str:
    return _CODE.sub(lambda found: formatting.code(found[0]), text)


_CODE = re.compile(r"(?:^|(?<=; ))[a-z]+(?:_[a-z]+)*(?=: |; |$)")


def _field(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> str | None:
    "A field, its value or its source in the report `provenance`, in words."
    names = row.keys() if table is None and hasattr(row, "keys") else ()
    if "field" not in names or "source" not in names:
        return None
    if column == "value":
        return formatting.value(row["field"], value)
    return formatting.label(value) if column == "field" else formatting.origin(value)


def _share(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> str | None:
    return f"{value:.0%}" if table is None and isinstance(value, float) else None


def _site(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    address = formatting.address(_KIND_OF.get(table or "", ""), column, value)
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, value) if address else None


def _json(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | str | None:
    return _json_text(column, value) if isinstance(value, str) else None


@lru_cache(2048)
def _json_text(column: str, text: str) -> str | None:
    return json_in_words(column, text)


def _filters(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | str | None:
    "A JSON list with each item a link to the rows that share it; in a query, the items alone."
    if not isinstance(value, str):
        return None
    return _linked_list(_page(datasette, table) if table else "", column, value)


@lru_cache(4096)
def _linked_list(page: str, column: str, text: str) -> Markup | None:
    items = texts(text)
    if items is None:
        return None
    spoken = (
        "languages" in column or column == "file_says"
    )  # the audio languages in the report `disagreements`
    named = [formatting.language(item) if spoken else item for item in items]
    if not page:
        return escape(", ".join(named))
    link = Markup('<a href="{}?{}">{}</a>')
    queries = (urlencode({f"{column}__arraycontains": item}) for item in items)
    return Markup(", ").join(link.format(page, *pair) for pair in zip(queries, named, strict=True))


_ITEMS = 4  # items of a list that are shown; the rest are counted


def json_in_words(column: str, text: str) -> str | None:
    "A JSON column in words; None if it does not hold what it should."
    try:
        return _IN_WORDS[column](read_json(text))
    except (ValueError, TypeError, AttributeError, KeyError):  # rows of another program may hold anything
        return None


def texts(text: str) -> list[str] | None:
    "The items of a JSON list of strings; None if it is not one."
    try:
        found = read_json(text)
    except ValueError:
        return None
    fits = isinstance(found, list) and found and all(isinstance(item, str) for item in found)
    return found if fits else None


def _listed(items: Any) -> str:
    if not isinstance(items, list):
        raise TypeError
    return _some([str(item) for item in items]) or "none"


def _some(items: list[str]) -> str:
    more = len(items) - _ITEMS
    return ", ".join(items[:_ITEMS]) + (f" and {more} more" if more > 0 else "")


def _candidates(found: Any) -> str:
    if not found:
        return "none"
    best, more = found[0], len(found) - 1
    year = "" if best.get("year") is None else f" ({best['year']})"
    score = "" if best.get("score") is None else f", score {float(best['score']):.0f}"
    return f"{best['title']}{year}{score}" + (f" and {formatting.count(more, 'other')}" if more else "")


def _parsed(found: Any) -> str:
    year = "" if found.get("year") is None else f" ({found['year']})"
    number = formatting.numbers(found.get("season"), found.get("episodes"))
    return f"{found.get('title') or 'no title'}{year} {number}".strip()


def _reasons(found: Any) -> str:
    return "; ".join(formatting.reason(item) for item in found) or "none"


def _evidence(found: Any) -> str:
    items = [item for item in map(evidence_from, found) if item is not None]
    weighed = [f"{formatting.code(item.what)} {item.value:g}" for item in items if item.weight]
    against = [f"against: {formatting.code(item.what).lower()}" for item in items if item.against]
    return ", ".join(weighed + against)


def _counts(found: Any) -> str:
    counted = found.get("files", found)
    return _some([f"{number:,} {name}" for name, number in counted.items() if number]) or "nothing"


def _errors(found: Any) -> str:
    if not found:
        return "none"
    first = found[0]
    return f"{formatting.count(len(found), 'error')}: {first['path']}: {first['error']}"


def _options(found: Any) -> str:
    return ", ".join(f"{name}: {value}" for name, value in found.items() if value not in (None, "", []))


def _image(found: Any) -> str:
    "The rows that a decision changed: `1 film, 2 files of films`; other titles and ids are not counted."
    shown = ((table, rows) for table, rows in found.items() if table not in ("external_ids", "overrides"))
    return ", ".join(formatting.rows_of(table, len(rows)) for table, rows in shown)


def _trashed(found: Any) -> str:
    name = found.get("title") or found.get("path")
    year = "" if found.get("year") is None else f" ({found['year']})"
    return f"{name}{year}" if name else _image(found["before"])


_IN_WORDS: dict[str, Callable[[Any], str]] = {
    "candidates_json": _candidates,
    "parsed_json": _parsed,
    "reasons_json": _reasons,
    "evidence_json": _evidence,
    "counts_json": _counts,
    "errors_json": _errors,
    "options_json": _options,
    "roots_json": _listed,
    "paths_json": _listed,
    "resolutions_json": _listed,
    "before_json": _image,
    "after_json": _image,
    "metadata_json": _trashed,
}


_SHOW: dict[str, Show] = {
    "id": _id,
    "title": _name,
    "filename": _name,
    "series": _name,
    "entity_id": _entity,
    "kind": _kind,
    "work": _work,
    "path": _path,
    "only_copies": _only_copies,
    "reason": _reason,
    "share_right": _share,
    **dict.fromkeys(("field", "value", "source"), _field),
    "duration_seconds": _running_time,
    **dict.fromkeys(("bytes", "file_size_bytes", "reclaimable_bytes", "size_bytes", "total_bytes"), _size),
    **dict.fromkeys(_REFERENCES, _reference),
    **dict.fromkeys(("genres_json", "languages_json", "subtitle_languages_json", "file_says"), _filters),
    **dict.fromkeys(_IN_WORDS, _json),
    **dict.fromkeys(("file_hash", "full_hash"), _hash),
    **dict.fromkeys(("auto_validated", "is_main", "verified"), _flag),
    **dict.fromkeys(("imdb_id", "tmdb_id", "tvdb_id"), _site),
    **dict.fromkeys(
        ("created_at", "updated_at", "missing_since", "decided_at", "deleted_at", "started_at", "finished_at",
         "added_at", "fetched_at", "expires_at"),
        _moment,
    ),
}  # fmt: skip
