"""What Datasette's own pages get from us: the facts on the home page, and a menu that leads nowhere closed.

0.65 has no place for either, so they take the place of a template's own values.
"""

from typing import Any

from datasette.plugins import pm
from datasette.utils import await_me_maybe

from cineorg_catalog.browse import home as shelf
from cineorg_catalog.browse.home import read_facts
from cineorg_catalog.db.models import TABLES

from . import entrance, permissions, pictures, words
from .catalogue import DATABASE, fault_of, read

DASHBOARDS = "/-/dashboards"
PAST = {"decisions": "What was decided", "trash": "What is in the trash"}


async def template_values(datasette: Any, request: Any, view_name: str | None) -> dict[str, Any]:
    "The values that a page's template gets instead of its own; mostly none."
    values: dict[str, Any] = {}
    sql = await _may(datasette, request.actor, "execute-sql")
    closed = [
        path
        for path, open_ in ((DASHBOARDS, sql), (entrance.LOGIN, entrance.has_password(datasette)))
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
        "posters": await pictures.shown(datasette, actor, [(item.kind, item.id) for item in visible]),
        "decades": decades if "movies" in tables else {},
        "table_of": TABLES,
        "past": {table: title for table, title in PAST.items() if table in tables},
        "questions": await _questions(datasette, actor),
        "words": words,
        "may_decide": permissions.may_decide(datasette, actor),
        "dashboards": with_dashboard and bool(datasette.plugin_config("datasette-dashboards")),
    }
    facts_html = await datasette.render_template("cineorg_review_home.html", context)
    return facts_html + str(datasette.metadata("description_html") or "")


async def _questions(datasette: Any, actor: dict[str, Any] | None) -> dict[str, str]:
    "The canned queries that may be asked, with their titles."
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
