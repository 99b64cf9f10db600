"""What the pages of tables and rows get: the columns that matter first, and the card of a row.

Which columns those are stands in metadata.yml, as this plugin's `columns` of a table. The templates
are named as Datasette names custom ones, and extend its own.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from cineorg_catalog.browse import rows as cards
from cineorg_catalog.db.models import BY_TABLE, TABLES

from . import permissions, pictures, words
from .catalogue import DATABASE, read
from .decided import naming

_WITHOUT_SOURCES = ("dashboard_", "password_login")  # pages of other plugins
_SOURCES = ("license", "license_url", "source", "source_url", "about", "about_url")


async def page_values(
    datasette: Any,
    request: Any,
    view_name: str | None,
    database: str | None,
    table: str | None,
    columns: Sequence[str] | None,
    template: str,
) -> dict[str, Any]:
    "What the template of a table's, row's or query's page gets; the footer of pages that name no sources."
    if template.startswith(_WITHOUT_SOURCES):
        return {"metadata": await _sources(datasette)}
    if database != DATABASE:
        return {}
    if view_name == "row" and table is not None:
        return await _row_values(datasette, request, table)
    few = few_columns(datasette, request, table, columns or ()) if table is not None else None
    asked = {} if table is not None else await _elsewhere(datasette, request)
    named = naming(datasette, request.actor) if table == "decisions" else None
    return {
        "few": few,
        "named": named,
        "words": words,
        "here": _here(datasette, request),
        "elsewhere": asked,
    }


def _here(datasette: Any, request: Any) -> str:
    """The address by which this server was reached, with a slash behind it.

    It goes into lines that people copy into a shell, so a host that is none is not repeated.
    """
    host = request.host if re.fullmatch(r"[\w.:\[\]-]+", request.host, re.ASCII) else "127.0.0.1:8001"
    path = urlsplit(str(datasette.urls.path("/"))).path
    secure = request.scheme == "https" or datasette.setting("force_https_urls")
    return f"{'https' if secure else 'http'}://{host}{path}"


async def _elsewhere(datasette: Any, request: Any) -> dict[str, str]:
    "Where else the words of a search may be found: (what it says, address), for those who may look there."
    asked = (request.args.get("q") or "").strip()
    found: dict[str, str] = {}
    if not asked or not request.path.endswith("/search"):
        return found
    if await permissions.readable_tables(datasette, request.actor, DATABASE, ("video_files",)):
        files = datasette.urls.table(DATABASE, "video_files")
        found[f"Files with “{asked}” in their name"] = f"{files}?{urlencode({'_search': asked})}"
    if permissions.may_decide(datasette, request.actor):
        queue = datasette.urls.path("/-/pending")
        found[f"What waits for a decision, with “{asked}” in its path"] = (
            f"{queue}?{urlencode({'text': asked})}"
        )
    return found


async def _sources(datasette: Any) -> dict[str, Any]:
    "Licence and sources as the footer names them; Datasette's row pages and other plugins' pages get none."
    found = await permissions.metadata(datasette)
    return {name: found[name] for name in _SOURCES if found.get(name)}


class Few:
    "The few columns that a table page shows, in their order, and the way to all of them."

    def __init__(self, names: Sequence[str], hidden: int, every: str):
        self.names, self.hidden, self.every = names, hidden, every

    def of(self, columns: Sequence[Any], rows: Iterable[Any]) -> tuple[list[Any], list[Any]]:
        "Datasette's columns and rows, cut down to the few."
        places = {column["name"]: place for place, column in enumerate(columns)}
        kept = [places[name] for name in self.names if name in places]
        cut = []
        for row in rows:
            cells = list(row)
            cut.append(type(row)([cells[place] for place in kept]))
        return [columns[place] for place in kept], cut


def few_columns(datasette: Any, request: Any, table: str, columns: Sequence[str]) -> Few | None:
    "None where the address names columns itself, or metadata.yml names none for the table."
    config = datasette.plugin_config(permissions.PLUGIN, database=DATABASE, table=table) or {}
    names = [name for name in config.get("columns") or () if name in columns]
    if not names or "_col" in request.args or "_nocol" in request.args or table not in BY_TABLE:
        return None
    asked = [pair for pair in parse_qsl(request.query_string, keep_blank_values=True) if pair[0] != "_next"]
    every = [("_col", name) for name in columns if name not in BY_TABLE[table].pk]
    return Few(names, len(columns) - len(names), "?" + urlencode([*asked, *every]))


async def _row_values(datasette: Any, request: Any, table: str) -> dict[str, Any]:
    "The card of the row that is looked at, and what its template needs; without a card where there is none."
    values: dict[str, Any] = {
        "words": words,
        "sources": await _sources(datasette),
        "card": None,
        "may_decide": permissions.may_decide(datasette, request.actor),
        "readable": await permissions.readable_tables(datasette, request.actor, DATABASE, BY_TABLE),
    }
    key = request.url_vars["pks"]
    if table in cards.TABLES and key.isascii() and key.isdecimal() and len(key) < 20:
        values["card"] = await _card(datasette, table, int(key), values["readable"])
    if values["card"] is not None:
        values["poster"] = await _poster(datasette, request.actor, table, int(key))
    return values


async def _poster(datasette: Any, actor: dict[str, Any] | None, table: str, key: int) -> str | None:
    "The address of the row's picture where there is one."
    kind = next((kind for kind, name in TABLES.items() if name == table), None)
    found = await pictures.shown(datasette, actor, [(kind, key)]) if kind else {}
    return next(iter(found.values()), None)


async def _card(datasette: Any, table: str, key: int, readable: frozenset[str]) -> Any | None:
    "None where the database is too old to be read: the row itself is shown all the same."
    try:
        return await read(datasette, lambda db: cards.read_card(db, table, key, readable))
    except sqlite3.OperationalError:
        return None
