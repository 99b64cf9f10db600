"""The table of decisions: what was decided is named, not numbered. JSON and CSV keep the numbers."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from markupsafe import Markup

from cineorg_catalog.browse.history import about, names_in
from cineorg_catalog.db.models import BY_TABLE

from . import permissions
from .catalogue import DATABASE, read

Naming = Callable[[Sequence[Any]], Awaitable[Sequence[Any]]]


def naming(datasette: Any, actor: dict[str, Any] | None) -> Naming:
    "What names the works and files of Datasette's rows of decisions: two or three queries a page."

    async def named(display_rows: Sequence[Any]) -> Sequence[Any]:
        decisions = [{cell["column"]: cell["raw"] for cell in row} for row in display_rows]
        readable = await permissions.readable_tables(datasette, actor, DATABASE, BY_TABLE)
        names = await read(datasette, lambda db: names_in(db, decisions, readable))
        for row, decision in zip(display_rows, decisions, strict=True):
            rows = about(decision)
            for cell in row:
                if name := names.get(rows.get(cell["column"], ("", 0))):
                    cell["value"] = _link(datasette, *rows[cell["column"]], name)
        return display_rows

    return named


def _link(datasette: Any, table: str, key: int, name: str) -> Markup:
    return Markup('<a href="{}/{}">{}</a>').format(datasette.urls.table(DATABASE, table), key, name)
