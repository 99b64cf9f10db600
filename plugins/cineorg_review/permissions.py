"""Who may decide, and whether a form came from one of our pages. Handles what Datasette 1.0 does differently.

0.65 provides a token in `scope["csrftoken"]`; 1.0 checks Sec-Fetch-Site and gives a different token each
time.
"""

import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any
from weakref import WeakKeyDictionary

from datasette.plugins import pm
from datasette.utils import actor_matches_allow, await_me_maybe

PLUGIN = "cineorg_review"
IS_1_0 = find_spec("datasette.resources") is not None
ROOT_ONLY = {"id": "root", "cineorg_decider": True}
_HASH = "CINEORG_PASSWORD_HASH_"  # followed by the name of the person


_SET: WeakKeyDictionary[Any, tuple[list[str], bool]] = WeakKeyDictionary()


def own_metadata(datasette: Any) -> dict[str, Any]:
    """What `serve` adds to metadata.yml: further people who may log in, and --private.

    Password hashes stay in the environment, because everybody can read the metadata. Other plugins request it
    for each cell of a page, so the environment is read only once. Each call returns a new dict, because
    Datasette writes into it.
    """
    if datasette not in _SET:
        names = [name.removeprefix(_HASH) for name in os.environ if name.startswith(_HASH)]
        _SET[datasette] = names, bool(os.environ.get("CINEORG_PRIVATE"))
    names, private = _SET[datasette]
    login: dict[str, Any] = {f"{name}_password_hash": {"$env": _HASH + name} for name in names}
    login["actors"] = {name: {"id": name, "cineorg_decider": True} for name in names}
    found: dict[str, Any] = {"plugins": {"datasette-auth-passwords": login}} if names else {}
    return found | ({"allow": {"id": "*"}} if private else {})


def allow_block(datasette: Any) -> dict[str, Any] | bool:
    "The plugin's `allow` block. Without one: root and people with passwords. If malformed: nobody."
    config = datasette.plugin_config(PLUGIN)
    if config is None or (isinstance(config, dict) and "allow" not in config):
        return ROOT_ONLY
    allow = config["allow"] if isinstance(config, dict) else None
    if isinstance(allow, dict | bool):
        return allow
    print(f"{PLUGIN}: `allow` in metadata.yml is not an allow block, so nobody may decide.", file=sys.stderr)
    return False


def may_decide(datasette: Any, actor: dict[str, Any] | None) -> bool:
    "True if the actor may decide. Never the anonymous one, whose forms could come from another site."
    return actor is not None and actor_matches_allow(actor, allow_block(datasette) or False)


async def may(datasette: Any, actor: dict[str, Any] | None, action: str, database: str) -> bool:
    "True if this actor has one of Datasette's permissions (view-database, execute-sql) on a database."
    if not IS_1_0:
        return await _ensured(datasette, actor, [(action, database), _ANYTHING])
    from datasette.resources import (
        DatabaseResource,
    )  # only 1.0 has `allowed`, only 0.65 has `permission_allowed`

    return bool(await datasette.allowed(action=action, resource=DatabaseResource(database), actor=actor))


async def may_see(datasette: Any, actor: dict[str, Any] | None, database: str, table: str) -> bool:
    "True if this actor may see the rows of a table, decided as on Datasette's own pages."
    if IS_1_0:
        from datasette.resources import TableResource

        return bool(
            await datasette.allowed(action="view-table", resource=TableResource(database, table), actor=actor)
        )
    needed = [("view-table", (database, table)), ("view-database", database), _ANYTHING]
    return await _ensured(datasette, actor, needed)


_ANYTHING = ("view-instance", None)


async def _ensured(datasette: Any, actor: dict[str, Any] | None, needed: list[tuple[str, Any]]) -> bool:
    """Decide as Datasette does: by the first of the permissions that somebody has an opinion on.

    Datasette's own `ensure_permissions` would ask the database each time how it spells the table, but our
    tables are spelled as it does. A page asks about up to thirty (*measured*: a sixth of its time).
    """
    for action, resource in needed:
        asked = {"datasette": datasette, "actor": actor, "action": action, "resource": resource}
        opinions = [await await_me_maybe(check) for check in pm.hook.permission_allowed(**asked)]
        said = [opinion for opinion in opinions if opinion is not None]
        if said:
            return bool(said[-1])
    return True


async def may_run(datasette: Any, actor: dict[str, Any] | None, database: str, query: str) -> bool:
    "True if this actor may run a canned query."
    if IS_1_0:
        from datasette.resources import QueryResource

        resource = QueryResource(database, query)
        return bool(await datasette.allowed(action="view-query", resource=resource, actor=actor))
    needed = [("view-query", (database, query)), ("view-database", database), _ANYTHING]
    return await _ensured(datasette, actor, needed)


async def readable_tables(
    datasette: Any, actor: dict[str, Any] | None, database: str, tables: Iterable[str]
) -> frozenset[str]:
    "Those of the tables whose rows this actor may see."
    return frozenset([table for table in tables if await may_see(datasette, actor, database, table)])


async def metadata(datasette: Any) -> dict[str, Any]:
    "The top level of metadata.yml: title, licence, sources."
    return dict(await datasette.get_instance_metadata() if IS_1_0 else datasette.metadata())


def name_of_actor(actor: Mapping[str, Any]) -> str:
    "The name under which decisions are recorded."
    return str(actor.get("id") or actor.get("name") or "unnamed")


def is_own_form(request: Any, fields: Mapping[str, str]) -> bool:
    """True if a POST was sent by a page of this server, not by another site in the person's browser.

    A bearer token is not a cookie: no other site can make a browser send one.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    if request.headers.get("authorization", "").startswith("Bearer "):
        return True
    if not IS_1_0:
        token = request.scope["csrftoken"]
        return secrets.compare_digest(fields.get("csrftoken", "").encode(), token().encode())
    return "sec-fetch-site" in request.headers or "origin" not in request.headers
