"""Works around faults of other software; each part can go once that software is fixed.

- Datasette responds with 500 to a cookie, x-csrftoken or Basic authorization that cannot be read
  (*measured* on 0.65.5): `refusing_broken_headers`.
- The login of datasette-auth-passwords always leads to the home page, and asks for a password even if none
  was set: `leading_on` leads to the page that was refused, or to the one that says how to log in.
- If `rich` is installed, Datasette prints each error with all local variables, which fails outside an except
  block and takes a minute for a large page (*measured*): `plain_errors`.
- A row's address with too few parts for its key gets a 500, one with too many the row (*measured* on 0.65.5):
  `exact_keys`.
- Parameters that it cannot use get a 500 (*measured* on 0.65.5: `_timelimit=x`, `_through=1`, `_facet={}`,
  `_where=1;2`, a null character, a number of twenty digits): `cannot_be_asked`.
- Datasette copies all of metadata.yml, deeply, for each question whether somebody may see a table, which was
  more than half of the time of a page (*measured* on 0.65.5): `uncopied_metadata`.
- It also merges what metadata.yml says about all tables for each such question, though few have a rule
  (*measured* on 0.65.5): `rules_of_tables`.
- datasette-render-markdown, which the dashboards need, looks up its settings for each cell: a quarter of the
  time of a report (*measured* on 2.2.1): `markdown_settings_once`.
- Each cell of a page is offered to all plugins through pluggy's bookkeeping, a seventh of a report of a
  thousand rows (*measured* on pluggy 1.7): `cells_called_directly`.
- Datasette asks SQLite about the schema table by table, each time in another thread: 340 times for the page
  of the database, three quarters of its time (*measured* on 0.65.5): `schema_asked_once`.
- A filter for a member of a JSON list makes an index of each row's list, half of the time of such a page
  (*measured* on 0.65.5): `lists_read_once`.
- Behind a proxy that keeps `base_url` in the path it puts it before its links a second time: sorting, facets,
  JSON and CSV lead to /films/films/… (*measured* on 0.65.5): `prefixed_once`.
- Neither limits failed log-ins or the size of a body, nor protects its cookies: `guarding`.
"""

import base64
import binascii
import os
import re
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from copy import copy
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from traceback import walk_tb
from typing import Any
from urllib.parse import quote, unquote
from weakref import WeakKeyDictionary

from datasette import Response, handle_exception
from datasette.filters import Filters
from datasette.plugins import pm
from datasette.utils import PrefixedUrlString
from datasette.utils.asgi import NotFound
from datasette_auth_passwords.utils import scope_has_valid_authorization
from pluggy import HookCaller

from cineorg_catalog.db.connection import fingerprint, is_settled

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def plain_errors() -> None:
    "Make Datasette print errors as it does without `rich`."
    handle_exception.rich = None


def exact_keys() -> None:
    "Make Datasette find a row only by an address with as many parts as its key has; any other is a 404."
    from datasette.views import row as row_view  # circular while plugins are loaded

    find = getattr(row_view, "_sql_params_pks", None)
    if find is None or find.__module__ == __name__:  # Datasette 1.0 checks it; or done before in this process
        return

    async def find_exactly(db: Any, table: str, parts: list[str]) -> tuple[str, dict[str, str], list[str]]:
        sql, params, key = await find(db, table, parts)
        if len(parts) != len(key):
            raise NotFound(f"There is no such row; the key of {table} is {', '.join(key)}.")
        return sql, params, key

    row_view._sql_params_pks = find_exactly


_ADDRESSES = ("path_with_added_args", "path_with_removed_args", "path_with_replaced_args", "path_with_format")


def prefixed_once() -> None:
    "Make Datasette mark addresses that it derives from a request's path as what they are: with `base_url`."
    for name in _ADDRESSES:
        derive = getattr(sys.modules["datasette.utils"], name, None)
        if derive is None or derive.__module__ == __name__:
            continue
        marking = _marking_prefix(derive)
        for module in [module for key, module in sys.modules.items() if key.partition(".")[0] == "datasette"]:
            if vars(module).get(name) is derive:
                setattr(module, name, marking)


def _marking_prefix(derive: Callable[..., str]) -> Callable[..., str]:
    def marked(*given: Any, **named: Any) -> str:
        address, path = derive(*given, **named), named.get("path")
        request: Any = given[0] if given else named.get("request")
        # the router notes the rest of a path from which it has removed `base_url`
        kept = isinstance(path, PrefixedUrlString) if path else "route_path" in request.scope
        return PrefixedUrlString(address) if kept else address

    return marked


_CONTAINS = ":{p} in (select value from json_each({t}.{c}))"


def lists_read_once() -> None:
    "Make Datasette look for a member of a JSON list by reading the list as far as it is found."
    contains = Filters._filters_by_key.get("arraycontains")
    if getattr(contains, "sql_template", None) == _CONTAINS:
        contains.sql_template = "exists (select 1 from json_each({t}.{c}) where value = :{p})"


_UNUSABLE = (ValueError, TypeError, LookupError, OverflowError, sqlite3.ProgrammingError, sqlite3.Warning)


def cannot_be_asked(request: Any, error: Exception) -> bool:
    "True if Datasette failed at the parameters of a request; False if code of ours takes part in the error."
    ours = str(Path(__file__).parent)
    places = {frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)}
    return (
        bool(request.query_string)
        and isinstance(error, _UNUSABLE)
        and not any(place.startswith(ours) for place in places - {__file__})
    )


class Uncopied(dict[str, Any]):
    "Metadata of which a deep copy is itself. Datasette only reads the copy that it makes."

    def __deepcopy__(self, memo: dict[int, Any]) -> "Uncopied":
        return self


def uncopied_metadata(datasette: Any) -> None:
    "Make Datasette 0.65 answer who may see a table without copying metadata.yml."
    if hasattr(datasette, "_metadata_local"):
        datasette._metadata_local = Uncopied(datasette._metadata_local)


def add_to_metadata(datasette: Any, more: dict[str, Any]) -> None:
    "Add to metadata.yml what it does not say itself, once: Datasette 0.65 calls hooks for each question."
    if hasattr(datasette, "_metadata_local"):
        datasette._metadata_local = Uncopied(_added(datasette._metadata_local, more))


def _added(said: Any, more: Any) -> Any:
    if not isinstance(said, dict) or not isinstance(more, dict):
        return said
    return {**said, **{name: _added(said[name], more[name]) if name in said else more[name] for name in more}}


def rules_of_tables(datasette: Any) -> None:
    "Make Datasette 0.65 merge metadata about who may see a table only if that table has an `allow` block."
    merge = getattr(datasette, "_table_permission_allows", None)
    if merge is None:
        return

    def rules(database: str, table: str) -> list[Any]:
        sources = datasette._metadata_sources("tables", database, None)
        may_have = any(_may_have_rules(described, database, table) for described in sources)
        return merge(database, table) if may_have else []

    datasette._table_permission_allows = rules


def _may_have_rules(described: Any, database: str, table: str) -> bool:
    try:
        places = described, (described.get("databases") or {}).get(database) or {}
        tables = [item for place in places for item in (place.get("tables") or {}).items()]
        return any("allow" in rules for name, rules in tables if name.lower() == table.lower())
    except (AttributeError, TypeError):  # malformed: Datasette decides
        return True


def markdown_settings_once() -> None:
    "Ask datasette-render-markdown only about tables with settings for it, and columns called `…_markdown`."
    for hook in pm.hook.render_cell.get_hookimpls():
        if hook.plugin_name == "render_markdown" and hook.function.__module__ != __name__:
            hook.function = _rarely(hook.function)


def _rarely(render: Callable[..., Any]) -> Callable[..., Any]:
    known: WeakKeyDictionary[Any, dict[tuple[str, str | None], bool]] = WeakKeyDictionary()

    def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
        of_tables = known.get(datasette)
        if of_tables is None:
            of_tables = known[datasette] = {}
        if (database, table) not in of_tables:
            settings = datasette.plugin_config("datasette-render-markdown", database=database, table=table)
            of_tables[database, table] = bool(settings)
        if of_tables[database, table] or column.endswith("_markdown"):
            return render(value, column, table, database, datasette)
        return None

    return render_cell


class Directly(HookCaller):
    "Calls plugins without pluggy's bookkeeping, and no further one once an answer was taken."

    __slots__ = ()

    def __call__(self, **given: Any) -> Iterator[Any]:
        for plugin in reversed(self._hookimpls):
            shown = plugin.function(*[given[name] for name in plugin.argnames])
            if shown is not None:
                yield shown


def cells_called_directly() -> None:
    "Make Datasette ask the plugins for a cell directly, if all of them are plain functions."
    hook = pm.hook.render_cell
    if not any(plugin.wrapper or plugin.hookwrapper or plugin.kwargnames for plugin in hook.get_hookimpls()):
        hook.__class__ = Directly


_OF_A_TABLE = ("table_columns", "primary_keys", "fts_table", "view_names", "get_all_foreign_keys")
_SPELT = "select name from sqlite_master where type in ('table', 'view') and name = ? collate nocase"


def schema_asked_once(database: Any) -> None:
    """Make Datasette's questions about a database's schema, and the counts of its tables, be remembered.

    Counts until anything is written to the files, the rest until the schema changes.
    """
    if database.path is None or hasattr(database, "_asked"):
        return
    database._asked = asked = Asked(database)
    for name in _OF_A_TABLE:
        setattr(database, name, asked.once(name, getattr(database, name)))
    database.table_counts = asked.until_written(database.table_counts)
    execute, spelt = database.execute, asked.once("execute", database.execute)

    async def execute_once(sql: str, params: Any = None, *others: Any, **options: Any) -> Any:
        if sql == _SPELT and not others and not options:
            return await spelt(sql, params)
        return await execute(sql, params, *others, **options)

    database.execute = execute_once


KEPT = 2_000  # answers: addresses may name any table


class Asked:
    "Answers about a database, and the state of its files and of its schema when they were given."

    def __init__(self, database: Any):
        self._database = database
        self._files = ""
        self._schema: tuple[int, int, int] | None = None
        self._known: dict[tuple[Any, ...], Any] = {}
        self._counts: tuple[str, Any] | None = None

    def once(self, name: str, ask: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def ask_once(*given: Any) -> Any:
            await self._forget_another_schema()
            if len(self._known) >= KEPT:
                self._known = {}
            key, known = (name, *given), self._known
            if key not in known:
                known[key] = await ask(*given)
            return copy(known[key])

        return ask_once

    def until_written(self, count: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def count_once(*given: Any, **options: Any) -> Any:
            files = fingerprint(self._database.path)
            state = f"{files} {given} {options}"
            if self._counts is not None and self._counts[0] == state:
                return dict(self._counts[1])
            counted = await count(*given, **options)
            if is_settled(files):
                self._counts = state, counted
            return dict(counted)

        return count_once

    async def _forget_another_schema(self) -> None:
        "A file that was only written to has the same schema, if SQLite counts the same version of it."
        state = fingerprint(self._database.path)
        if state == self._files:
            return
        facts = os.stat(self._database.path)
        version = await self._database.execute_fn(
            lambda conn: conn.execute("pragma schema_version").fetchone()[0]
        )
        schema = (facts.st_dev, facts.st_ino, version)
        if schema != self._schema:
            self._known = {}
        self._files, self._schema = state, schema


def refusing_broken_headers(app: Application, is_ours: Callable[[str], bool]) -> Application:
    "Wrap the application so that unreadable headers get a 400."

    async def refuse_or_pass_on(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and is_ours(scope["path"]) and not _readable(dict(scope["headers"])):
            await Response.text("The headers of this request cannot be read.", status=400).asgi_send(send)
        else:
            await app(scope, receive, send)

    return refuse_or_pass_on


def _readable(headers: dict[bytes, bytes]) -> bool:
    try:
        SimpleCookie().load(headers.get(b"cookie", b"").decode())
        kind, _, credentials = headers.get(b"authorization", b"").partition(b" ")
        if kind == b"Basic":
            base64.b64decode(credentials).decode("ascii")
    except (CookieError, UnicodeDecodeError, binascii.Error):
        return False
    return headers.get(b"x-csrftoken", b"").isascii()


LOGIN = "/-/login"
FAILURES, WITHIN = 10, 60.0  # failed log-ins of one address within so many seconds
BODY_BYTES = 1_000_000


class TooLong(Exception):
    "The body of a request is longer than any form of ours or of Datasette's."


def guarding(datasette: Any, app: Application) -> Application:
    "Wrap the application: limited bodies, cookies hidden from scripts, few tries at a password."
    failures = Failures()

    async def guard(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        who = str((scope.get("client") or ["?"])[0])
        tries = _tries_password(datasette, scope)
        if tries and failures.too_many(who):
            await _refuse(send, 429, "Too many failed log-ins; wait a minute.", WITHIN)
            return
        if tries == "basic" and not _is_right(datasette, scope):
            failures.add(who)
        sender = _marking_cookies(datasette, scope, send)
        if tries == "form":
            sender = _counting_failure(lambda: failures.add(who), sender)
        await _with_bounded_body(app, scope, receive, sender)

    return guard


class Failures:
    "Which addresses failed to log in within the last minute; of very many, the oldest are forgotten."

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: dict[str, deque[float]] = {}

    def add(self, who: str) -> None:
        self._times.setdefault(who, deque(maxlen=FAILURES)).append(self._clock())
        if len(self._times) > 10_000:
            del self._times[next(iter(self._times))]

    def too_many(self, who: str) -> bool:
        times = self._times.get(who, deque())
        return len(times) == FAILURES and self._clock() - times[0] < WITHIN


def _tries_password(datasette: Any, scope: dict[str, Any]) -> str | None:
    if scope["method"] == "POST" and scope["path"].removeprefix(_prefix(datasette)) == LOGIN:
        return "form"
    headers = dict(scope["headers"])
    return "basic" if headers.get(b"authorization", b"").startswith(b"Basic ") else None


def _is_right(datasette: Any, scope: dict[str, Any]) -> bool:
    try:
        return scope_has_valid_authorization(scope, datasette) is not None
    except (UnicodeDecodeError, binascii.Error):
        return False


async def _refuse(send: Any, status: int, sentence: str, seconds: float = 0) -> None:
    headers = {"retry-after": str(int(seconds))} if seconds else {}
    await Response.text(sentence, status=status, headers=headers).asgi_send(send)


def _counting_failure(failed: Callable[[], None], send: Any) -> Any:
    "A `send` that counts every response to a log-in except the redirect of a successful one as a failure."

    async def count(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] != 302:
            failed()
        await send(message)

    return count


def _marking_cookies(datasette: Any, scope: dict[str, Any], send: Any) -> Any:
    "A `send` that sets HttpOnly and SameSite on cookies, and Secure behind HTTPS."
    forwarded = dict(scope["headers"]).get(b"x-forwarded-proto", b"")
    over_https = scope.get("scheme") == "https" or forwarded == b"https"
    secure = over_https or datasette.setting("force_https_urls")
    wanted = [b"HttpOnly", b"SameSite=lax", *([b"Secure"] if secure else [])]

    async def mark(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, _marked(value, wanted) if name.lower() == b"set-cookie" else value)
                for name, value in message["headers"]
            ]
            message = {**message, "headers": headers}
        await send(message)

    return mark


def _marked(cookie: bytes, wanted: list[bytes]) -> bytes:
    present = {part.strip().partition(b"=")[0].lower() for part in cookie.split(b";")[1:]}
    return b"; ".join([cookie, *(mark for mark in wanted if mark.partition(b"=")[0].lower() not in present)])


async def _with_bounded_body(app: Application, scope: dict[str, Any], receive: Any, send: Any) -> None:
    "Run the application; a body that is too long is refused before it fills the memory."
    length, started, taken = dict(scope["headers"]).get(b"content-length", b"0"), False, 0

    async def take() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_BYTES:
            raise TooLong
        return message

    async def note_start(message: dict[str, Any]) -> None:
        nonlocal started
        started = True
        await send(message)

    try:
        if length.isdigit() and int(length) > BODY_BYTES:
            raise TooLong
        await app(scope, take, note_start)
    except TooLong:
        if not started:
            sentence = f"The body of this request is too long; the limit is {BODY_BYTES // 1000} kB."
            await _refuse(send, 413, sentence)


PENDING = "/-/pending"
WANTED = "cineorg_wanted"  # the cookie that names the refused page
SECONDS = 15 * 60
_OURS = re.compile(
    r"/(-/(pending|title|trash|decision|reports)(/\w+){0,2}|cineorg(/\w[\w.-]*){0,2})?(\?[\w.~%&=+-]*)?",
    re.ASCII,
)


def has_password(datasette: Any) -> bool:
    "True if a password was set, so that a log-in can succeed."
    config = datasette.plugin_config("datasette-auth-passwords") or {}
    return any(value for name, value in config.items() if name.endswith("_password_hash"))


def remember_page(datasette: Any, request: Any, refused: Response) -> None:
    "Remember in a cookie which page was refused to somebody who can log in."
    query = f"?{request.query_string}" if request.query_string else ""
    wanted = _prefix(datasette) + request.path.removeprefix(_prefix(datasette)) + query
    if request.method == "GET" and _is_wanted(datasette, wanted):
        path = str(datasette.urls.path("/"))
        refused.set_cookie(WANTED, quote(wanted), max_age=SECONDS, path=path, httponly=True)


def leading_on(datasette: Any, app: Application) -> Application:
    "Wrap the application so that the log-in leads to the page that was refused, or to how to log in."

    async def lead(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].removeprefix(_prefix(datasette)) != LOGIN:
            await app(scope, receive, send)
        elif not has_password(datasette) and _asks_for_password(datasette):
            await Response.redirect(str(datasette.urls.path(PENDING))).asgi_send(send)
        else:
            await app(scope, receive, _redirecting(datasette, scope, send))

    return lead


def _asks_for_password(datasette: Any) -> bool:
    "True if the log-in page is that of datasette-auth-passwords."
    routes = [route for found in pm.hook.register_routes(datasette=datasette) for route in found]
    view = next((view for pattern, view in routes if re.match(pattern, LOGIN)), None)
    return view is not None and view.__module__.partition(".")[0] == "datasette_auth_passwords"


def _redirecting(datasette: Any, scope: dict[str, Any], send: Any) -> Any:
    "A `send` that turns a redirect to the home page into one to the page that was refused."
    wanted, home = _wanted(datasette, scope), str(datasette.urls.path("/"))

    async def redirect(message: dict[str, Any]) -> None:
        if wanted and message["type"] == "http.response.start" and message["status"] == 302:
            headers = [
                (name, wanted.encode() if (name.lower(), value) == (b"location", home.encode()) else value)
                for name, value in message["headers"]
            ]
            forget = f"{WANTED}=; Max-Age=0; Path={home}; HttpOnly; SameSite=lax"
            message = {**message, "headers": [*headers, (b"set-cookie", forget.encode())]}
        await send(message)

    return redirect


def _wanted(datasette: Any, scope: dict[str, Any]) -> str | None:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return None
    wanted = unquote(cookies[WANTED].value) if WANTED in cookies else ""
    return wanted if _is_wanted(datasette, wanted) else None


def _is_wanted(datasette: Any, path: str) -> bool:
    "True only for pages of this server: a cookie must not redirect anywhere else."
    prefix = _prefix(datasette)
    return path.startswith(prefix) and _OURS.fullmatch(path.removeprefix(prefix)) is not None


def _prefix(datasette: Any) -> str:
    "Datasette's base_url without its final slash; a proxy may or may not have removed it."
    return str(datasette.urls.path("/")).rstrip("/")
