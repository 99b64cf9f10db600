"""Who may decide, and whether a form is one of ours. All that Datasette 1.0 does otherwise is here.

0.65 gives a token in `scope["csrftoken"]`; 1.0's is another one each time (it looks at Sec-Fetch-Site).
"""

import secrets
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any

from datasette import Forbidden
from datasette.utils import actor_matches_allow

PLUGIN = "cineorg_review"
IS_1_0 = find_spec("datasette.resources") is not None
ROOT_ONLY = {"id": "root"}


def allow_block(datasette: Any) -> dict[str, Any] | bool:
    "The plugin's `allow` block; the root user where there is none, nobody where it is malformed."
    config = datasette.plugin_config(PLUGIN)
    if config is None or (isinstance(config, dict) and "allow" not in config):
        return ROOT_ONLY
    allow = config["allow"] if isinstance(config, dict) else None
    if isinstance(allow, dict | bool):
        return allow
    print(f"{PLUGIN}: `allow` in metadata.yml is no allow block, so nobody may decide.", file=sys.stderr)
    return False


def may_decide(datasette: Any, actor: dict[str, Any] | None) -> bool:
    "Never for the anonymous, whatever the block says: nothing would tell their form from another site's."
    return actor is not None and actor_matches_allow(actor, allow_block(datasette) or False)


async def may(datasette: Any, actor: dict[str, Any] | None, action: str, database: str) -> bool:
    "May this actor do something of Datasette's own (view-database, execute-sql) with a database?"
    if not IS_1_0:
        return bool(await datasette.permission_allowed(actor, action, resource=database, default=True))
    from datasette.resources import DatabaseResource  # 1.0 has no permission_allowed, and 0.65 not this

    return bool(await datasette.allowed(action=action, resource=DatabaseResource(database), actor=actor))


async def may_see(datasette: Any, actor: dict[str, Any] | None, database: str, table: str) -> bool:
    "May this actor see the rows of a table, as Datasette's own pages decide it?"
    if IS_1_0:
        from datasette.resources import TableResource

        return bool(
            await datasette.allowed(action="view-table", resource=TableResource(database, table), actor=actor)
        )
    needed = [("view-table", (database, table)), ("view-database", database), "view-instance"]
    try:
        await datasette.ensure_permissions(actor, needed)
    except Forbidden:
        return False
    return True


async def may_run(datasette: Any, actor: dict[str, Any] | None, database: str, query: str) -> bool:
    "May this actor run a canned query?"
    if IS_1_0:
        from datasette.resources import QueryResource

        resource = QueryResource(database, query)
        return bool(await datasette.allowed(action="view-query", resource=resource, actor=actor))
    return bool(
        await datasette.permission_allowed(actor, "view-query", resource=(database, query), default=True)
    )


async def readable_tables(
    datasette: Any, actor: dict[str, Any] | None, database: str, tables: Iterable[str]
) -> frozenset[str]:
    "Those of the tables whose rows this actor may see."
    return frozenset([table for table in tables if await may_see(datasette, actor, database, table)])


async def metadata(datasette: Any) -> dict[str, Any]:
    "What metadata.yml says of the whole: title, licence, sources."
    return dict(await datasette.get_instance_metadata() if IS_1_0 else datasette.metadata())


def who(actor: Mapping[str, Any]) -> str:
    "The name that decisions are written down under."
    return str(actor.get("id") or actor.get("name") or "unnamed")


def is_own_form(request: Any, fields: Mapping[str, str]) -> bool:
    """Was a POST sent by a page of this server, and not by another site in the person's browser?

    A bearer token is no cookie: no other site can make a browser send one.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    if request.headers.get("authorization", "").startswith("Bearer "):
        return True
    if not IS_1_0:
        token = request.scope["csrftoken"]
        return secrets.compare_digest(fields.get("csrftoken", "").encode(), token().encode())
    return "sec-fetch-site" in request.headers or "origin" not in request.headers
