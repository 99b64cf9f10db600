"""Cells of Datasette's own pages: ids as links to their rows, human sizes and times beside exact values.

JSON and CSV are left as they are: what is added here is for the eye.
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from . import words
from .catalogue import DATABASE

_TABLES = {"movie": "movies", "series": "series", "episode": "episodes", "video_file": "video_files"}
_REFERENCES = {f"{kind}_id": table for kind, table in _TABLES.items()}
_HUMAN: dict[str, Callable[[int], str]] = {
    "bytes": words.size,
    "duration_seconds": words.minutes,
    "file_size_bytes": words.size,
    "reclaimable_bytes": words.size,
    "size_bytes": words.size,
    "total_bytes": words.size,
}


def cell(datasette: Any, row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    "What a cell shows instead of its bare value; None leaves it to Datasette."
    if isinstance(value, int) and column in _HUMAN:
        return Markup("{} <small>{}</small>").format(f"{value:,}", _HUMAN[column](value))
    if table is None and isinstance(value, int):  # the result of a query: Datasette knows no references there
        target = _REFERENCES.get(column) or (_table_of(row) if column == "id" else None)
        if target:
            return Markup('<a href="{}">{}</a>').format(
                datasette.urls.row(DATABASE, target, str(value)), value
            )
    return None


def _table_of(row: Any) -> str | None:
    "The table that `id` is about, where the query says it by a column `kind` or by what only one table has."
    names = set(row.keys()) if hasattr(row, "keys") else set()
    if "missing_since" in names:
        return "video_files"
    if "read_title" in names:
        return "pending_validations"
    return _TABLES.get(row["kind"]) if "kind" in names else None
