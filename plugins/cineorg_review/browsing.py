"""What Datasette's own pages get from us: facts for the home page, a table's main columns, a row's card.

The main columns of a table are listed in metadata.yml, as this plugin's `columns`. The templates have the
names that Datasette gives custom ones and extend its own. 0.65 has no hook for the context of the home page
and the menu, so we replace values that their templates use.
"""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from datasette.filters import Filters
from datasette.plugins import pm
from datasette.utils import await_me_maybe
from datasette.views.base import DatasetteError
from jinja2 import DictLoader
from markupsafe import Markup
from sqlite_utils import Database

from cineorg_catalog.browse import home, people, wall
from cineorg_catalog.browse import rows as cards
from cineorg_catalog.browse.history import about, names_in
from cineorg_catalog.browse.home import read_facts, read_pending_count
from cineorg_catalog.db.columns import columns as columns_of
from cineorg_catalog.db.models import BY_TABLE, TABLES, PersonModel
from cineorg_catalog.reference.reader import reference_in_use
from cineorg_catalog.sources.records import sources_in_use, title_database_date

from . import formatting, permissions, posters, workarounds
from .database import DATABASE, fault_of, read, read_once, table_names, writer

_WITHOUT_SOURCES = ("dashboard_", "password_login")  # pages that other plugins add
_SOURCES = ("license", "license_url", "source", "source_url", "about", "about_url")

PAST = {
    "decisions": ("History", "Every decision: who made it, and when."),
    "trash": ("Trash", "Deleted items, which can be restored."),
}
DASHBOARDS = "/-/dashboards"
REPORTS = "/-/reports"
FEEDS = ("feed_new", "feed_review", "feed_missing")  # that feed readers find at the home page
WALLS = {"movies": "Films", "series": "Series"}
PEOPLE = PersonModel.table
KINDS = {table: kind for kind, table in TABLES.items()}

Naming = Callable[[Sequence[Any]], Awaitable[Sequence[Any]]]

# Every table's pages extend ours, unless templates/ or the owner has a template for that table.
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
    "Template values for the page of a table, row or query, and the footer of pages that name no sources."
    if template.startswith(_WITHOUT_SOURCES):
        return {"metadata": await _sources(datasette)}
    if database != DATABASE:
        return {}
    if view_name == "row" and table is not None:
        return await _row_values(datasette, request, table)
    if table in WALLS and await _is_wall(datasette, request):
        return {"wall": wall_of(datasette, request, table)}
    few = few_columns(datasette, request, table, columns or ()) if table is not None else None
    elsewhere = {} if table is not None else await _elsewhere(datasette, request)
    named = naming(datasette, request.actor) if table == "decisions" else None
    return {
        "few": few,
        "as_wall": WallAddress(request).without() if table in WALLS else None,
        "named": named,
        "here": _here(datasette, request),
        "elsewhere": elsewhere,
        "found_titles": _found_titles(datasette, request.actor),
        "found_people": partial(_found_people, datasette, request),
    }


def _found_titles(datasette: Any, actor: dict[str, Any] | None) -> Callable[[Any], Any]:
    "A function for the template that turns search results into cards."

    async def build(rows: Any) -> dict[str, Any]:
        cards = [_card_of(row) for row in rows]
        titles = [card for card in cards if card.kind in ("movie", "series")]
        make = await posters.card_maker(datasette, actor, titles)
        return {
            "titles": [make(card, note=posters.kind_note(card)) for card in titles],
            "episodes": [card for card in cards if card.kind == "episode"],
        }

    return build


async def _found_people(datasette: Any, request: Any) -> list[people.FoundPerson]:
    "The people whose names match the words of a search."
    words = request.args.get("q") or ""
    readable = await _readable(datasette, request.actor, wall.PRIVATE)
    return await read(datasette, lambda db: people.find_people(db, words, readable))


def _card_of(row: Any) -> wall.Card:
    year = str(row["year"])
    return wall.Card(row["kind"], row["id"], str(row["title"]), int(year) if year.isdecimal() else None)


async def sort_by_title(datasette: Any) -> None:
    "Sort films and series by title without article where neither metadata.yml nor the address says how."
    if DATABASE in datasette.databases:
        db = datasette.get_database(DATABASE)
        has = [table for table in WALLS if "sort_title" in await db.table_columns(table)]
        tables = {table: {"sort": "sort_title"} for table in has}
        workarounds.add_to_metadata(datasette, {"databases": {DATABASE: {"tables": tables}}})


async def _is_wall(datasette: Any, request: Any) -> bool:
    """True if a table of titles should be shown as a wall of posters.

    False if the address asks for the table, or for columns and counts that only a table has, and in a
    catalogue that is not upgraded yet.
    """
    if request.args.get("_view") == "table":
        return False
    if any(name.startswith(("_col", "_nocol", "_facet")) for name in request.args):
        return False
    return {"movie_files", "episode_files", "decisions"} <= await table_names(datasette)


def _here(datasette: Any, request: Any) -> str:
    """The address of this server as the browser reached it, with a slash at the end.

    It goes into lines that people paste into a shell, so an invalid host is not repeated.
    """
    host = request.host if re.fullmatch(r"[\w.:\[\]-]+", request.host, re.ASCII) else "127.0.0.1:8001"
    path = urlsplit(str(datasette.urls.path("/"))).path
    secure = request.scheme == "https" or datasette.setting("force_https_urls")
    return f"{'https' if secure else 'http'}://{host}{path}"


async def _elsewhere(datasette: Any, request: Any) -> dict[str, str]:
    "Further places to search for the same words, as {label: address}, for those who may look there."
    typed = (request.args.get("q") or "").strip()
    found: dict[str, str] = {}
    if not typed or not request.path.endswith("/search"):
        return found
    if await permissions.readable_tables(datasette, request.actor, DATABASE, ("video_files",)):
        files = datasette.urls.table(DATABASE, "video_files")
        found[f"Files with “{typed}” in their name"] = f"{files}?{urlencode({'_search': typed})}"
    if permissions.may_decide(datasette, request.actor):
        queue = datasette.urls.path("/-/pending")
        found[f"Files to review with “{typed}” in their path"] = f"{queue}?{urlencode({'text': typed})}"
    return found


async def _sources(datasette: Any) -> dict[str, Any]:
    "Licence and sources for the footer of Datasette's row pages and other plugins' pages, which lack them."
    found = await permissions.metadata(datasette)
    return {name: found[name] for name in _SOURCES if found.get(name)}


class Few:
    "The main columns that a table page shows, in their order, and a link to all columns."

    def __init__(self, names: Sequence[str], hidden: int, every: str):
        self.names, self.hidden, self.every = names, hidden, every

    def of(self, columns: Sequence[Any], rows: Iterable[Any]) -> tuple[list[Any], list[Any]]:
        "Datasette's columns and rows, reduced to the main ones."
        places = {column["name"]: place for place, column in enumerate(columns)}
        kept = [places[name] for name in self.names if name in places]
        cut = []
        for row in rows:
            cells = list(row)
            cut.append(type(row)([cells[place] for place in kept]))
        return [columns[place] for place in kept], cut


def few_columns(datasette: Any, request: Any, table: str, columns: Sequence[str]) -> Few | None:
    "The main columns of a table; None if the address names columns, or metadata.yml names none."
    config = datasette.plugin_config(permissions.PLUGIN, database=DATABASE, table=table) or {}
    names = [name for name in config.get("columns") or () if name in columns]
    if not names or "_col" in request.args or "_nocol" in request.args or table not in BY_TABLE:
        return None
    given = [pair for pair in parse_qsl(request.query_string, keep_blank_values=True) if pair[0] != "_next"]
    every = [("_col", name) for name in columns if name not in BY_TABLE[table].pk]
    return Few(names, len(columns) - len(names), "?" + urlencode([*given, *every]))


async def _row_values(datasette: Any, request: Any, table: str) -> dict[str, Any]:
    "The card of the row shown and what its template needs; no card if there is none for it."
    values: dict[str, Any] = {
        "sources": await _sources(datasette),
        "card": None,
        "may_decide": permissions.may_decide(datasette, request.actor),
        "readable": await permissions.readable_tables(datasette, request.actor, DATABASE, BY_TABLE),
    }
    key = request.url_vars["pks"]
    if table in (*cards.TABLES, PEOPLE) and key.isascii() and key.isdecimal() and len(key) < 20:
        values["card"] = await _card(datasette, table, int(key), values["readable"])
    if values["card"] is not None:
        values["card_hue"] = wall.hue_of(values["card"].title)
        values |= await _of_card(datasette, request.actor, table, values["card"])
    elif table == PEOPLE:
        raise DatasetteError("Nothing here is by this person or with them.", status=404)
    return values


async def _of_card(datasette: Any, actor: dict[str, Any] | None, table: str, card: Any) -> dict[str, Any]:
    "The pictures of a card, and the sources of a title's values."
    if table == PEOPLE:
        make, most = await posters.card_maker(datasette, actor, card.shown), people.SHOWN
        parts = {role: [_part(make, part) for part in parts[:most]] for role, parts in card.roles.items()}
        return {"parts_of": parts, "most": most}
    values: dict[str, Any] = {"poster": await _poster(datasette, actor, table, card)}
    if KINDS.get(table) in ("movie", "series", "episode"):
        values["origins"] = await _origins(datasette, actor, KINDS[table], card.row.id)
    return values


def _part(make: Callable[..., posters.ShownCard], part: people.Part) -> posters.ShownCard:
    played = f", as {part.character}" if part.character else ""
    return make(part.card, note=posters.kind_note(part.card) + played)


async def _origins(datasette: Any, actor: dict[str, Any] | None, kind: str, key: int) -> list[dict[str, Any]]:
    "The rows of the query `provenance` about a title, for those who may run it."
    query = await datasette.get_canned_query(DATABASE, "provenance", actor)
    if query is None or not await permissions.may_run(datasette, actor, DATABASE, "provenance"):
        return []
    params = {"kind": kind, "id": str(key)}
    try:
        found = await read(datasette, lambda db: list(db.query(query["sql"], params)))
    except sqlite3.OperationalError:  # the catalogue is of an earlier version
        return []
    return sorted(
        found, key=lambda row: _FIELDS.index(row["field"]) if row["field"] in _FIELDS else len(_FIELDS)
    )


_FIELDS = (
    *("title", "original_title", "year", "air_date", "duration_seconds", "countries", "genres"),
    *("collection", "rating", "overview", "poster_path"),
)


async def _poster(
    datasette: Any, actor: dict[str, Any] | None, table: str, card: Any
) -> posters.Picture | None:
    "The picture of the row, if it has one."
    kind = KINDS.get(table)
    found = await posters.pictures_of(datasette, actor, [(kind, card.row.id)]) if kind else {}
    return next(iter(found.values()), None)


async def _card(datasette: Any, table: str, key: int, readable: frozenset[str]) -> Any | None:
    "The card of a row; None if the database is too old to read it, and the plain row is shown."

    def look(db: Database) -> Any | None:
        if table == PEOPLE:
            return people.person_card(db, key, readable)
        return cards.read_card(db, table, key, readable)

    try:
        return await read(datasette, look)
    except sqlite3.OperationalError:
        return None


async def template_values(datasette: Any, request: Any, view_name: str | None) -> dict[str, Any]:
    "Values for every page: the navigation, and a menu without useless links."
    return {
        "site": await _navigation(datasette, request),
        "menu_links": lambda: _menu(datasette, request),
    }


@dataclass(frozen=True, slots=True)
class Link:
    "A link in the navigation; `key` names the part of the site it leads to."

    key: str
    label: str
    href: str
    count: int = 0


async def _navigation(datasette: Any, request: Any) -> dict[str, Any]:
    "The links this person may follow, which of them is current, and the addresses for search and log-in."
    urls, actor = datasette.urls, request.actor
    log_in = urls.path(workarounds.LOGIN) if workarounds.has_password(datasette) else None
    site: dict[str, Any] = {"links": [], "here": _here_in(datasette, request), "log_in": log_in, "query": ""}
    if not await _may(datasette, actor, "view-database") or await fault_of(datasette, writable=False):
        return site
    if main := writer():
        site["log_in"] = None  # nothing more to see or to do here
    tables = await permissions.readable_tables(datasette, actor, DATABASE, ("movies", "series"))
    links = [Link(name, label, urls.table(DATABASE, name)) for name, label in WALLS.items() if name in tables]
    if await _may_run(datasette, actor, "pending"):
        review = permissions.may_decide(datasette, actor)
        href = urls.path(workarounds.PENDING) if review else urls.query(DATABASE, "pending")
        href = main + workarounds.PENDING if main else href
        waiting = await read_once(datasette, "waiting", read_pending_count)
        links.append(Link("review", "Review", href, waiting))
    links.append(Link("reports", "Reports", urls.path(REPORTS)))
    links.append(Link("data", "Data", urls.database(DATABASE)))
    site["sources"] = await read_once(datasette, f"sources with {reference_in_use()}", sources_in_use)
    if await _may_run(datasette, actor, "search"):
        site["search"] = urls.query(DATABASE, "search")
        site["query"] = request.args.get("q") or "" if site["here"] == "search" else ""
    return {**site, "links": links}


_PARTS = (  # the paths that belong to each part of the site, without base_url
    ("home", r"/"),
    ("movies", rf"/{DATABASE}/movies.*"),
    ("series", rf"/{DATABASE}/(series|episodes).*"),
    ("people", rf"/{DATABASE}/people/.*"),
    ("review", rf"/-/pending.*|/{DATABASE}/pending"),
    ("search", rf"/{DATABASE}/search"),
    ("reports", rf"/-/(reports|dashboards).*|/{DATABASE}/(?:{{queries}})"),
    ("data", rf"/{DATABASE}.*"),
)


def _here_in(datasette: Any, request: Any) -> str:
    "The part of the site that a page belongs to."
    path = "/" + request.path.removeprefix(str(datasette.urls.path("/"))).lstrip("/")
    databases = datasette.metadata("databases") or {}
    queries = "|".join(map(re.escape, (databases.get(DATABASE) or {}).get("queries") or {})) or "-"
    found = (key for key, pattern in _PARTS if re.fullmatch(pattern.replace("{queries}", queries), path))
    return next(found, "")


async def _may_run(datasette: Any, actor: dict[str, Any] | None, query: str) -> bool:
    "True if this canned query exists and this person may run it."
    found = await datasette.get_canned_query(DATABASE, query, actor)
    return found is not None and await permissions.may_run(datasette, actor, DATABASE, query)


async def home_values(datasette: Any, request: Any, view_name: str | None) -> dict[str, Any]:
    "Values for the home page, which replaces the list of databases; empty without a catalogue."
    actor = request.actor
    if view_name != "index" or not await _may(datasette, actor, "view-database"):
        return {}
    if await fault_of(datasette, writable=False):
        return {}
    facts, alerts, newest, decades, titles_of = await read_once(
        datasette,
        f"home with {_title_database()}",
        lambda db: (
            read_facts(db),
            home.read_alerts(db),
            home.read_newest(db),
            home.read_decades(db),
            title_database_date(db),
        ),
    )
    tables = await permissions.readable_tables(datasette, actor, DATABASE, TABLES.values())
    visible = [item for item in newest if TABLES[item.kind] in tables]
    make = await posters.card_maker(datasette, actor, visible)
    return {
        "home": {
            "facts": facts,
            "alerts": alerts,
            "newest": [make(item, note=posters.kind_note(item)) for item in visible],
            "decades": decades if "movies" in tables else {},
            "tables": tables,
            "feeds": [name for name in FEEDS if await _may_run(datasette, actor, name)],
            "titles_of": titles_of,
        },
        "may_decide": permissions.may_decide(datasette, actor),
        "metadata": await permissions.metadata(datasette),
    }


def _title_database() -> tuple[str, float]:
    "The title database in use and when it was built: it is none of the catalogue's own changes."
    used = reference_in_use()
    try:
        return ("", 0) if used is None else (str(used), used.stat().st_mtime)
    except OSError:
        return (str(used), 0)


async def _may(datasette: Any, actor: dict[str, Any] | None, action: str) -> bool:
    return DATABASE in datasette.databases and await permissions.may(datasette, actor, action, DATABASE)


async def _menu(datasette: Any, request: Any) -> list[dict[str, str]]:
    "The links of the menu, without Datasette's developer pages and without those this person cannot use."
    closed = [] if await _may(datasette, request.actor, "execute-sql") else [DASHBOARDS]
    closed += [] if workarounds.has_password(datasette) else [workarounds.LOGIN]
    developers = [
        plugin for plugin in pm.get_plugins() if pm.get_name(plugin) == "datasette.default_menu_links"
    ]
    links: list[dict[str, str]] = []
    hook = pm.subset_hook_caller("menu_links", remove_plugins=developers)
    for found in hook(datasette=datasette, actor=request.actor, request=request):
        links.extend(await await_me_maybe(found) or [])
    return [link for link in links if not str(link["href"]).endswith(tuple(closed))]


@dataclass(frozen=True, slots=True)
class FilterLink:
    "An option of a filter: its label, address, number of titles, and whether it is active."

    label: str
    href: str
    count: int | None = None
    active: bool = False


class WallAddress:
    "The address of a wall, and its variants with a filter added or removed."

    def __init__(self, request: Any):
        pairs = parse_qsl(request.query_string, keep_blank_values=True)
        self.pairs = [pair for pair in pairs if pair[0] not in ("_next", "_view")]

    def with_(self, name: str, value: str, *, instead_of: Iterable[str] = ()) -> str:
        replaced = {*instead_of} or ({name} if not name.endswith("__arraycontains") else set())
        return "?" + urlencode([*(pair for pair in self.pairs if pair[0] not in replaced), (name, value)])

    def without(self, *found: tuple[str, str]) -> str:
        return "?" + urlencode([pair for pair in self.pairs if pair not in found])

    def holds(self, name: str, value: str) -> bool:
        return (name, value) in self.pairs


def wall_of(datasette: Any, request: Any, table: str) -> Callable[[Sequence[Any]], Awaitable[dict[str, Any]]]:
    "A function for the template that turns the rows Datasette found into a wall."

    async def build(rows: Sequence[Any]) -> dict[str, Any]:
        kind = KINDS[table]
        where, params = await _where(datasette, request, table)
        readable = await _readable(datasette, request.actor, wall.PRIVATE)
        filters = await _filters(datasette, table, readable, where, params)
        ids = [row["id"] for row in rows]
        marks = await read_once(
            datasette, f"marks of {table} {ids}", lambda db: wall.read_marks(db, table, ids)
        )
        cards = [wall.Card(kind, row["id"], str(row["title"]), row["year"]) for row in rows]
        make = await posters.card_maker(datasette, request.actor, cards)
        address = WallAddress(request)
        chips = _chips(address, await active_filters(datasette, request, table))
        return {
            "cards": [make(card, marks=marks.get(card.id, ())) for card in cards],
            "filters": {words: _choices(address, options) for words, options in filters.items()},
            "chips": chips,
            "collection": request.args.get("collection") if len(chips) == 1 else None,
            "sorts": _sorts(address, table, request),
            "letters": [
                FilterLink(
                    letter, address.with_("_letter", letter), active=request.args.get("_letter") == letter
                )
                for letter in ("#", *wall.LETTERS)
            ],
            "as_table": address.with_("_view", "table"),
            "path": datasette.urls.table(DATABASE, table),
        }

    return build


def _choices(address: WallAddress, options: Sequence[wall.Option]) -> list[FilterLink]:
    return [
        FilterLink(option.label, address.with_(*option.query), option.count, address.holds(*option.query))
        for option in options
    ]


async def active_filters(datasette: Any, request: Any, table: str) -> list[wall.Condition]:
    "Our active filters on a wall or its table."
    readable = await _readable(datasette, request.actor, wall.PRIVATE)
    return wall.conditions(table, request.args, readable)


async def _readable(datasette: Any, actor: dict[str, Any] | None, tables: Iterable[str]) -> frozenset[str]:
    "Those of the tables that exist and that this person may see."
    there = await table_names(datasette)
    wanted = [table for table in tables if table in there]
    return await permissions.readable_tables(datasette, actor, DATABASE, wanted)


_NAMES = (*wall.LISTS, "collection")  # columns whose values say of themselves what they are
_EXACT = ("", "exact", "arraycontains")


def _chips(address: WallAddress, active: Sequence[wall.Condition]) -> list[FilterLink]:
    "The active filters, each with the address that removes it."
    ours = {item.name: item.words for item in active}
    found = []
    for name, value in address.pairs:
        column, _, lookup = name.partition("__")
        label = ours.get(name)
        if name == "_search":
            label = f"“{value}”"
        elif label is None and not name.startswith("_"):
            plain = column in _NAMES and lookup in _EXACT
            label = value if plain else f"{formatting.label(column)} {lookup} {value}"
        if label and (value or name != "_search"):
            found.append(FilterLink(label, address.without((name, value)) + "#content"))
    return found


_SORTS = {  # label: the arguments of Datasette that sort so
    "Title": ("_sort", "sort_title"),
    "Newest first": ("_sort_desc", "year"),
    "Oldest first": ("_sort", "year"),
    "Recently added": ("_sort_desc", "id"),
    "Longest": ("_sort_desc", "duration_seconds"),
    "Best rated": ("_sort_desc", "rating"),
}


def _sorts(address: WallAddress, table: str, request: Any) -> list[FilterLink]:
    columns = {item.name for item in columns_of(BY_TABLE[table])}
    sorts = {label: query for label, query in _SORTS.items() if query[1] in columns}
    given = next((pair for pair in address.pairs if pair[0] in ("_sort", "_sort_desc")), _SORTS["Title"])
    return [
        FilterLink(label, address.with_(*query, instead_of=("_sort", "_sort_desc")), active=query == given)
        for label, query in sorts.items()
    ]


async def _where(datasette: Any, request: Any, table: str) -> tuple[list[str], dict[str, Any]]:
    "The conditions of a table page's address, exactly as Datasette builds them."
    pairs = [
        (name, value)
        for name in request.args
        if not name.startswith("_") or "__" in name
        for value in request.args.getlist(name)
    ]
    where, params = Filters(sorted(pairs)).build_where_clauses(table)
    hooks = pm.hook.filters_from_request(request=request, table=table, database=DATABASE, datasette=datasette)
    for hook in hooks:
        if found := await await_me_maybe(hook):
            where.extend(found.where_clauses)
            params.update(found.params)
    return where, params


async def _filters(
    datasette: Any, table: str, readable: frozenset[str], where: list[str], params: dict[str, Any]
) -> dict[str, list[wall.Option]]:
    "The filters with their counts, which are kept until the catalogue changes."
    name = f"filters of {table} with {sorted(readable)} {where} {params}"
    return await read_once(datasette, name, lambda db: wall.read_filters(db, table, readable, where, params))


def naming(datasette: Any, actor: dict[str, Any] | None) -> Naming:
    "A function for the template that names the titles and files in rows of decisions (in 2 or 3 queries)."

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
