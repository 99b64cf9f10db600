"""What Datasette's own pages get from us: the facts on the home page, and a menu that leads nowhere closed.

0.65 has no place for either, so they take the place of a template's own values.
"""

from typing import Any

from datasette.plugins import pm
from datasette.utils import await_me_maybe

from cineorg_catalog.facts import read_facts

from . import permissions, words
from .catalogue import DATABASE, fault_of, read

DASHBOARDS = "/-/dashboards"


async def template_values(datasette: Any, request: Any, view_name: str | None) -> dict[str, Any]:
    "The values that a page's template gets instead of its own; mostly none."
    if request is None:
        return {}
    values: dict[str, Any] = {}
    sql = await _may(datasette, request.actor, "execute-sql")
    if not sql:
        values["menu_links"] = lambda: _links_without_dashboards(datasette, request)
    if view_name == "index" and await _may(datasette, request.actor, "view-database"):
        description = await _home_description(datasette, request.actor, with_dashboard=sql)
        if description is not None:
            values["metadata"] = {**datasette.metadata(), "description_html": description}
    return values


async def _may(datasette: Any, actor: dict[str, Any] | None, action: str) -> bool:
    return DATABASE in datasette.databases and await datasette.permission_allowed(
        actor, action, resource=DATABASE, default=True
    )


async def _home_description(datasette: Any, actor: dict[str, Any] | None, with_dashboard: bool) -> str | None:
    "The facts as HTML, in front of the description that metadata.yml gives; None without a catalogue."
    if await fault_of(datasette, writable=False):
        return None
    context = {
        "facts": await read(datasette, read_facts),
        "words": words,
        "may_decide": permissions.may_decide(datasette, actor),
        "dashboards": with_dashboard and bool(datasette.plugin_config("datasette-dashboards")),
    }
    facts = await datasette.render_template("cineorg_review_home.html", context)
    return facts + str(datasette.metadata("description_html") or "")


async def _links_without_dashboards(datasette: Any, request: Any) -> list[dict[str, str]]:
    "The menu of those who may not run SQL: a dashboard has nothing to show to them."
    links: list[dict[str, str]] = []
    for hook in pm.hook.menu_links(datasette=datasette, actor=request.actor, request=request):
        links.extend(await await_me_maybe(hook) or [])
    return [link for link in links if not str(link["href"]).endswith(DASHBOARDS)]
