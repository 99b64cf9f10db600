"""Who may decide, and whether a form is one of ours. All that Datasette 1.0 does otherwise is here.

0.65 gives a token in `scope["csrftoken"]`; 1.0's is another one each time (it looks at Sec-Fetch-Site).
"""

import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any

from datasette import Forbidden
from datasette.utils import actor_matches_allow

PLUGIN = "cineorg_review"
IS_1_0 = find_spec("datasette.resources") is not None
ROOT_ONLY = {"id": "root", "cineorg_decider": True}
_HASH = "CINEORG_PASSWORD_HASH_"  # and a name: whose password it is


def own_metadata() -> dict[str, Any]:
    """What `serve` adds to metadata.yml: who else may log in, and that nobody else may look.

    The hashes stay in the environment: metadata is shown to everybody.
    """
    names = [name.removeprefix(_HASH) for name in os.environ if name.startswith(_HASH)]
    login: dict[str, Any] = {f"{name}_password_hash": {"$env": _HASH + name} for name in names}
    login["actors"] = {name: {"id": name, "cineorg_decider": True} for name in names}
    found: dict[str, Any] = {"plugins": {"datasette-auth-passwords": login}} if names else {}
    return found | ({"allow": {"id": "*"}} if os.environ.get("CINEORG_PRIVATE") else {})


def allow_block(datasette: Any) -> dict[str, Any] | bool:
    "The plugin's `allow` block; where there is none, root and people with passwords; nobody if malformed."
    config = datasette.plugin_config(PLUGIN)
    if config is None or (isinstance(config, dict) and "allow" not in config):
        return ROOT_ONLY
    allow = config["allow"] if isinstance(config, dict) else None
    if isinstance(allow, dict | bool):
        return allow
    print(f"{PLUGIN}: `allow` in metadata.yml is not an allow block, so nobody may decide.", file=sys.stderr)
    return False


def may_decide(datasette: Any, actor: dict[str, Any] | None) -> bool:
    "Never for the anonymous, whatever the block says: nothing would tell their form from another site's."
    return actor is not None and actor_matches_allow(actor, allow_block(datasette) or False)


async def may(datasette: Any, actor: dict[str, Any] | None, action: str, database: str) -> bool:
    "May this actor do something of Datasette's own (view-database, execute-sql) with a database?"
    if not IS_1_0:
        return await _ensured(datasette, actor, [(action, database), "view-instance"])
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
    return await _ensured(datasette, actor, needed)


async def _ensured(datasette: Any, actor: dict[str, Any] | None, needed: list[Any]) -> bool:
    "As Datasette decides it: the first of the permissions that says anything."
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
    needed = [("view-query", (database, query)), ("view-database", database), "view-instance"]
    return await _ensured(datasette, actor, needed)


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
