"""The routes /-/pending and /-/pending/<id>: HTTP in, one domain call, an answer out. No rule stands here.

Permission is the first question of every route, whatever the method; every refusal is a sentence.
"""

import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from cineorg_catalog import queue, waiting
from cineorg_catalog.decide import AmbiguousCandidate
from cineorg_catalog.errors import BadUsage, Busy, CatalogueError, NotFound, ReferenceFault
from cineorg_catalog.lookup import look_up
from cineorg_catalog.sources.reference import open_reference

from . import permissions, words
from .catalogue import fault_of, read
from .deciding import Decided, decide_file, decide_several
from .forms import WrongType, read_form, row_id
from .policy import content_security_policy

PATH = "/-/pending"
STATUSES: tuple[tuple[type[Exception], int], ...] = (  # the first that fits
    (WrongType, 415),
    (AmbiguousCandidate, 409),
    (BadUsage, 400),
    (NotFound, 404),
    (Busy, 503),
    (ReferenceFault, 503),
    (CatalogueError, 409),  # decided by another, stale, cannot be undone any more
    (sqlite3.IntegrityError, 409),
    (sqlite3.OperationalError, 503),
)

Handler = Callable[[Any, Any], Awaitable[Response]]


class Refused(Exception):
    "The request stops here, with this status."

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None):
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})


async def pending_list(datasette: Any, request: Any) -> Response:
    return await _answer(datasette, request, {"GET": _show_queue, "POST": _post_several})


async def pending_file(datasette: Any, request: Any) -> Response:
    return await _answer(datasette, request, {"GET": _show_file, "POST": _post_file})


async def _answer(datasette: Any, request: Any, handlers: Mapping[str, Handler]) -> Response:
    try:
        if not permissions.may_decide(datasette, request.actor):
            raise Refused(403, "Only those whom metadata.yml names may decide here. Log in as one of them.")
        handler = handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            allowed = ", ".join(["HEAD", *handlers])
            raise Refused(405, f"{request.method[:20]} is not for this page.", {"allow": allowed})
        if fault := await fault_of(datasette):
            raise Refused(404, fault)
        return await handler(datasette, request)
    except Refused as refused:
        return await _refusal(datasette, request, refused.status, str(refused), refused.headers)
    except tuple(kind for kind, _ in STATUSES) as error:
        status = next(status for kind, status in STATUSES if isinstance(error, kind))
        return await _refusal(datasette, request, status, _sentence(error))


def _sentence(error: Exception) -> str:
    if isinstance(error, CatalogueError):
        return str(error)
    print(f"cineorg_review: {error}", file=sys.stderr)
    if isinstance(error, sqlite3.IntegrityError):
        return f"The catalogue does not allow that: {error}. `cineorg-load check` says what is wrong."
    return f"The catalogue could not be read or written just now ({error}). Nothing was changed; try again."


async def _show_queue(datasette: Any, request: Any) -> Response:
    asked = _asked(request)
    by = permissions.who(request.actor)
    page, progress, last = await read(
        datasette,
        lambda db: (queue.read_queue(db, asked), queue.read_progress(db), waiting.last_by(db, by)),
    )
    if _wants_json(request):
        files = [waiting.to_dict(file) for entry in page.entries for file in entry.files]
        return _json({"files": files, "waiting": progress.waiting, "page": asked.page, "pages": page.pages})
    context = {"queue": page, "progress": progress, "last": last}
    return await _page(datasette, request, "cineorg_review_queue.html", context, asked)


async def _show_file(datasette: Any, request: Any) -> Response:
    pending_id, asked = _pending_id(request), _asked(request)
    by = permissions.who(request.actor)
    shown, progress, following, last = await read(
        datasette,
        lambda db: (
            waiting.read_page(db, pending_id),
            queue.read_progress(db),
            queue.next_waiting(db, pending_id, asked),
            waiting.last_by(db, by),
        ),
    )
    if _wants_json(request):
        return _json(waiting.to_dict(shown.waiting))
    sought = await _search(datasette, request, shown.waiting.row.parsed)
    context = {"shown": shown, "progress": progress, "next": following, "last": last, "sought": sought}
    return await _page(datasette, request, "cineorg_review_file.html", context, asked)


async def _search(datasette: Any, request: Any, parsed: Mapping[str, Any]) -> dict[str, Any] | None:
    "What the title database has for the title and year that a person typed; None where nothing was."
    title = (request.args.get("title") or "")[:300].strip()
    if not title:
        return None
    year = request.args.get("year") or ""
    typed = int(year) if re.fullmatch(r"[0-9]{4}", year) else None

    def look(db: Any) -> list[Any]:
        with open_reference() as reference:
            return look_up(reference, title, typed, parsed)

    return {"title": title, "year": typed, "works": await read(datasette, look)}


async def _post_file(datasette: Any, request: Any) -> Response:
    pending_id = _pending_id(request)
    form = await _own_form(request)
    decided = await decide_file(datasette, pending_id, form, by=permissions.who(request.actor))
    if _wants_json(request):
        return _json(decided.rows[0])
    if decided.action == "undo":
        return _see(datasette, request, decided, pending_id)
    following = await read(datasette, lambda db: queue.next_waiting(db, pending_id, _asked(request)))
    return _see(datasette, request, decided, following)


async def _post_several(datasette: Any, request: Any) -> Response:
    form = await _own_form(request)
    decided = await decide_several(datasette, form, by=permissions.who(request.actor))
    return _json(decided.rows) if _wants_json(request) else _see(datasette, request, decided, None)


async def _own_form(request: Any) -> Any:
    form = await read_form(request)
    if not permissions.is_own_form(request, form.fields):
        raise Refused(
            403, "This form is not from a page of this server, or it is too old. Load the page again."
        )
    return form


def _see(datasette: Any, request: Any, decided: Decided, pending_id: int | None) -> Response:
    "On to the next page, which says what was done."
    datasette.add_message(request, decided.message, datasette.INFO)
    return Response.redirect(_address(datasette, pending_id, _asked(request)), status=303)


def _address(datasette: Any, pending_id: int | None, asked: queue.Asked, **more: Any) -> str:
    "The path of a page of ours, with what of the queue is being looked at."
    path = datasette.urls.path(PATH if pending_id is None else f"{PATH}/{pending_id}")
    query = {**asked.to_query(), **{name: str(value) for name, value in more.items() if value}}
    if pending_id is not None:
        query.pop("page", None)
    return str(path) + ("?" + urlencode(query) if query else "")


def _pending_id(request: Any) -> int:
    text = request.url_vars["id"]
    found = row_id(text)
    if found is None:
        raise Refused(404, f"There is no validation {text[:40]!r}.")
    return found


def _asked(request: Any) -> queue.Asked:
    "The filters of the address; what cannot be meant is passed over."
    get = request.args.get
    page, sort = get("page") or "1", get("sort") or "age"
    return queue.Asked(
        text=(get("text") or "")[:200].strip(),
        reason=(get("reason") or "")[:100],
        series=(get("series") or "")[:400],
        sort=sort if sort in queue.SORTS else "age",
        page=max(1, int(page)) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
    )


def _wants_json(request: Any) -> bool:
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response.json(value, status=status, headers={"cache-control": "no-store", **(headers or {})})


async def _refusal(
    datasette: Any, request: Any, status: int, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    if _wants_json(request):
        return _json({"ok": False, "error": message, "status": status}, status, headers)
    back = row_id(request.url_vars.get("id", "")) if status in (400, 409, 415, 503) else None
    context = {"message": message, "status": status, "back": back, "allowed": status != 403}
    return await _page(
        datasette, request, "cineorg_review_message.html", context, queue.Asked(), status, headers
    )


async def _page(
    datasette: Any,
    request: Any,
    template: str,
    context: dict[str, Any],
    asked: queue.Asked,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    "A page of ours: its template, the words that it needs, its headers."

    def address(pending_id: int | None = None, to: queue.Asked = asked, **more: Any) -> str:
        return _address(datasette, pending_id, to, **more)

    shared = {
        "words": words,
        "address": address,
        "asked": asked,
        "plain": queue.Asked(),
        "static": partial(static, datasette),
    }
    html = await datasette.render_template(template, {**context, **shared}, request=request)
    html = html.replace("<html>", '<html lang="en">', 1)  # Datasette's base template names no language
    policy = await content_security_policy(datasette)
    return Response.html(
        html,
        status=status,
        headers={"content-security-policy": policy, "cache-control": "no-store", **(headers or {})},
    )


def static(datasette: Any, name: str) -> str:
    "The path of one of our static files; Datasette names a plugin after its distribution."
    return str(datasette.urls.static_plugins("cineorg-catalog", name))
