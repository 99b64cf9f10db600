"""The catalogue's web pages as a Datasette plugin. This module holds its hooks and nothing else.

permissions.py knows who may review, routes.py the routes. Differences between Datasette 0.65 and 1.0 are
handled only here and in permissions.py.
"""

import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.filters import FilterArguments
from jinja2 import ChoiceLoader

from cineorg_catalog.browse import search
from cineorg_catalog.db.connection import set_pragmas

from . import browsing, formatting, pages, permissions, posters, responses, routes, workarounds
from .cells import cell, report_rows
from .database import DATABASE, add_functions, bound, fault_of, follower_values, serve_replaced, writer


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    bound(conn, datasette.plugin_config(permissions.PLUGIN))
    if database != DATABASE:
        return
    add_functions(conn)
    try:
        set_pragmas(conn, cache_mib=64)  # with less, each page view reads its rows from disk again
    except sqlite3.OperationalError:  # a read-only connection cannot switch the file to WAL
        return


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    async def say_what_is_missing() -> None:
        workarounds.plain_errors()
        workarounds.exact_keys()
        workarounds.prefixed_once()
        workarounds.lists_read_once()
        workarounds.uncopied_metadata(datasette)
        workarounds.rules_of_tables(datasette)
        workarounds.markdown_settings_once()
        workarounds.cells_called_directly()
        serve_replaced(datasette)
        if DATABASE in datasette.databases:
            workarounds.schema_asked_once(datasette.get_database(DATABASE))
        permissions.allow_block(datasette)  # report a malformed `allow` at start-up, not at the first click
        await browsing.sort_by_title(datasette)
        fault = await fault_of(datasette)
        if await fault_of(datasette, writable=False) is None:  # so that the first search need not wait
            await datasette.get_database(DATABASE).execute_fn(search.index_of)
        if fault and writer() is None:
            print(f"cineorg_review: {fault} The approval form is off.", file=sys.stderr)

    return say_what_is_missing


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    return permissions.own_metadata(datasette)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    env.loader = ChoiceLoader([env.loader, browsing.templates])
    env.globals["formatting"] = formatting
    env.filters["column_label"] = formatting.label
    env.filters["origin"] = formatting.origin
    env.filters["report_rows"] = report_rows


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    shown = [
        (r"^/-/reports$", routes.reports),
        (r"^/-/poster/(?P<kind>[^/]*)/(?P<id>[^/]*)$", posters.poster),
        (r"^/robots\.txt$", responses.robots),
    ]
    if writer():
        return [(r"^/-/(?:pending|title|trash|decision)(?:/[^/]*){0,2}$", responses.lead_to_writer), *shown]
    return [
        (r"^/-/pending$", routes.pending_list),
        (r"^/-/pending/(?P<id>[^/]*)$", routes.pending_file),
        (r"^/-/title/(?P<kind>[^/]*)/(?P<id>[^/]*)$", routes.title),
        (r"^/-/trash/(?P<id>[^/]*)$", routes.trash),
        (r"^/-/decision/(?P<id>[^/]*)$", routes.decision),
        *shown,
    ]


def is_ours(datasette: Any, path: str) -> bool:
    "True if the path belongs to one of our routes, with or without Datasette's base_url in front."
    prefix = str(datasette.urls.path("/")).rstrip("/")
    return any(re.match(pattern, path.removeprefix(prefix)) for pattern, _ in register_routes())


@hookimpl(tryfirst=True)  # list ours before Datasette's own pages for root
def menu_links(datasette: Any, actor: dict[str, Any] | None) -> Callable[[], Awaitable[list[dict[str, str]]]]:
    async def link_for_deciders() -> list[dict[str, str]]:
        if address := writer():
            return [{"href": f"{address}/-/pending", "label": "Review on the main server"}]
        if not permissions.may_decide(datasette, actor) or await fault_of(datasette):
            return []
        tables = await permissions.readable_tables(datasette, actor, DATABASE, browsing.PAST)
        return [
            {"href": datasette.urls.table(DATABASE, name), "label": label}
            for name, (label, _) in browsing.PAST.items()
            if name in tables
        ]

    return link_for_deciders


@hookimpl
def filters_from_request(
    datasette: Any, request: Any, database: str, table: str
) -> Callable[[], Awaitable[FilterArguments]] | None:
    if database != DATABASE or table not in browsing.WALLS:
        return None

    async def filters() -> FilterArguments:
        found = await browsing.active_filters(datasette, request, table)
        params = {name: value for item in found for name, value in item.params.items()}
        return FilterArguments([item.sql for item in found], params, [item.words for item in found])

    return filters


@hookimpl
def extra_template_vars(
    datasette: Any,
    request: Any,
    view_name: str | None,
    database: str | None,
    table: str | None,
    columns: list[str] | None,
    template: str,
) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def values() -> dict[str, Any]:
        if request is None:
            return {}
        return {
            **follower_values(datasette, request),
            **await browsing.template_values(datasette, request, view_name),
            **await browsing.home_values(datasette, request, view_name),
            **await browsing.page_values(datasette, request, view_name, database, table, columns, template),
        }

    return values


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> str | None:
    return cell(datasette, row, value, column, table) if database == DATABASE else None


@hookimpl
def register_output_renderer() -> dict[str, Any]:
    return {"extension": "atom", "render": responses.feed, "can_render": responses.is_feed}


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        app = workarounds.leading_on(datasette, app)
        app = workarounds.refusing_broken_headers(app, lambda path: is_ours(datasette, path))
        return workarounds.guarding(datasette, app)

    return wrap


@hookimpl
def permission_allowed(datasette: Any, actor: dict[str, Any] | None, action: str) -> bool | None:
    "Where SQL is closed to visitors (default_allow_sql off), those who may decide can still run it."
    if action != "execute-sql" or permissions.IS_1_0 or datasette.setting("default_allow_sql"):
        return None
    return permissions.may_decide(datasette, actor) or None


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Awaitable[Any]]:
    "Show the error of a request on a page of ours, with the navigation; Datasette's own faults stay its own."
    return lambda: pages.show_error(datasette, request, exception)


@hookimpl
def forbidden(datasette: Any, request: Any, message: str) -> Callable[[], Awaitable[Any]]:
    "Show Datasette's refusals as ours: with a way to log in."
    return lambda: responses.refusal(datasette, request, 403, f"You may not see this ({message}).")


@hookimpl
def skip_csrf(datasette: Any, scope: dict[str, Any]) -> bool:
    "Our routes check Datasette's token themselves, so that a wrong content type gets its own error (415)."
    return is_ours(datasette, scope["path"])
