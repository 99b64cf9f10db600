"""What Datasette's own pages get from us: the home page's facts, a table's few columns, a row's card.

Which columns are shown first stands in metadata.yml, as this plugin's `columns` of a table. The templates
are named as Datasette names custom ones, and extend its own. 0.65 has no place for what the home page and
the menu get, so it takes the place of a template's own values.
"""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from datasette.plugins import pm
from datasette.utils import await_me_maybe
from jinja2 import DictLoader
from markupsafe import Markup

from cineorg_catalog.browse import home as shelf
from cineorg_catalog.browse import rows as cards
from cineorg_catalog.browse.history import about, names_in
from cineorg_catalog.browse.home import read_facts
from cineorg_catalog.db.models import BY_TABLE, TABLES

from . import formatting, permissions, posters, workarounds
from .database import DATABASE, fault_of, read

_WITHOUT_SOURCES = ("dashboard_", "password_login")  # pages of other plugins
_SOURCES = ("license", "license_url", "source", "source_url", "about", "about_url")

DASHBOARDS = "/-/dashboards"
PAST = {"decisions": "What was decided", "trash": "What is in the trash"}

Naming = Callable[[Sequence[Any]], Awaitable[Sequence[Any]]]

# Every table's pages extend ours; a file in templates/ of the same name, or the owner's, goes first.
templates = DictLoader(
    {
        f"{page}-{DATABASE}-{table}.html": f'{{% extends "cineorg_browse_{page}.html" %}}'
        for page in ("table", "row")
        for table in BY_TABLE
    }
)


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
    elsewhere = {} if table is not None else await _elsewhere(datasette, request)
    named = naming(datasette, request.actor) if table == "decisions" else None
    return {
        "few": few,
        "named": named,
        "words": formatting,
        "here": _here(datasette, request),
        "elsewhere": elsewhere,
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
        "words": formatting,
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
    found = await posters.addresses(datasette, actor, [(kind, key)]) if kind else {}
    return next(iter(found.values()), None)


async def _card(datasette: Any, table: str, key: int, readable: frozenset[str]) -> Any | None:
    "None where the database is too old to be read: the row itself is shown all the same."
    try:
        return await read(datasette, lambda db: cards.read_card(db, table, key, readable))
    except sqlite3.OperationalError:
        return None


async def template_values(datasette: Any, request: Any, view_name: str | None) -> dict[str, Any]:
    "The values that a page's template gets instead of its own; mostly none."
    values: dict[str, Any] = {}
    sql = await _may(datasette, request.actor, "execute-sql")
    closed = [
        path
        for path, open_ in ((DASHBOARDS, sql), (workarounds.LOGIN, workarounds.has_password(datasette)))
        if not open_
    ]
    if closed:
        values["menu_links"] = lambda: _links_but(datasette, request, tuple(closed))
    if (
        view_name == "index"
        and not permissions.IS_1_0
        and await _may(datasette, request.actor, "view-database")
    ):
        description = await _home_description(datasette, request.actor, with_dashboard=sql)
        if description is not None:
            values["metadata"] = {**datasette.metadata(), "description_html": description}
    return values


async def _may(datasette: Any, actor: dict[str, Any] | None, action: str) -> bool:
    return DATABASE in datasette.databases and await permissions.may(datasette, actor, action, DATABASE)


async def _home_description(datasette: Any, actor: dict[str, Any] | None, with_dashboard: bool) -> str | None:
    "The front page as HTML, before the description that metadata.yml gives; None without a catalogue."
    if await fault_of(datasette, writable=False):
        return None
    facts, newest, decades = await read(
        datasette, lambda db: (read_facts(db), shelf.read_newest(db), shelf.read_decades(db))
    )
    tables = await permissions.readable_tables(datasette, actor, DATABASE, ("movies", "series", *PAST))
    visible = [item for item in newest if TABLES[item.kind] in tables]
    context = {
        "facts": facts,
        "newest": visible,
        "posters": await posters.addresses(datasette, actor, [(item.kind, item.id) for item in visible]),
        "decades": decades if "movies" in tables else {},
        "table_of": TABLES,
        "past": {table: title for table, title in PAST.items() if table in tables},
        "questions": await _questions(datasette, actor),
        "words": formatting,
        "may_decide": permissions.may_decide(datasette, actor),
        "dashboards": with_dashboard and bool(datasette.plugin_config("datasette-dashboards")),
    }
    facts_html = await datasette.render_template("cineorg_review_home.html", context)
    return facts_html + str(datasette.metadata("description_html") or "")


async def _questions(datasette: Any, actor: dict[str, Any] | None) -> dict[str, str]:
    "The canned queries that this person may run, with their titles."
    queries = await datasette.get_canned_queries(DATABASE, actor)
    return {
        name: str(query.get("title") or name)
        for name, query in queries.items()
        if await datasette.permission_allowed(actor, "view-query", resource=(DATABASE, name), default=True)
    }


async def _links_but(datasette: Any, request: Any, closed: tuple[str, ...]) -> list[dict[str, str]]:
    "The menu without what leads nowhere: charts for those who may not run SQL, a login without a password."
    links: list[dict[str, str]] = []
    for hook in pm.hook.menu_links(datasette=datasette, actor=request.actor, request=request):
        links.extend(await await_me_maybe(hook) or [])
    return [link for link in links if not str(link["href"]).endswith(closed)]


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
