"""The plugin's routes: each turns an HTTP request into one domain call and its response. Holds no rules.

Every route checks the permission first, whatever the method; every refusal is a sentence.
"""

import sqlite3
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from datasette import Response

from cineorg_catalog.audit.edit import EDITABLE
from cineorg_catalog.audit.undo import CannotUndo
from cineorg_catalog.errors import BadUsage, Busy, CatalogueError, NotFound, ReferenceFault
from cineorg_catalog.review import queue
from cineorg_catalog.review.decide import AmbiguousCandidate

from . import permissions
from .actions import (
    Changed,
    Outcome,
    Stopped,
    act_on_file,
    act_on_several,
    act_on_title,
    remember_span,
    restore_from_trash,
    undo_decision,
)
from .database import DATABASE, fault_of, read
from .forms import Form, WrongType, read_form, row_id
from .pages import Mistake, filters_of, show_confirmation, show_file, show_queue, show_reports, show_title
from .responses import as_json, page_address, refusal, wants_json

STATUSES: tuple[tuple[type[Exception], int], ...] = (  # the first class that matches counts
    (WrongType, 415),
    (AmbiguousCandidate, 409),
    (BadUsage, 400),
    (NotFound, 404),
    (Busy, 503),
    (ReferenceFault, 503),
    (CatalogueError, 409),  # decided by somebody else, stale, or no longer undoable
    (sqlite3.IntegrityError, 409),
    (sqlite3.OperationalError, 503),
)
MISTAKES: tuple[type[Exception], ...] = tuple(kind for kind, _ in STATUSES)
OF_SEVERAL: tuple[type[Exception], ...] = (Stopped, *MISTAKES)

Handler = Callable[[Any, Any], Awaitable[Response]]


class Refused(Exception):
    "Ends the request with this status and message."

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None):
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})


async def pending_list(datasette: Any, request: Any) -> Response:
    return await _answer(datasette, request, {"GET": show_queue, "POST": _post_several})


async def pending_file(datasette: Any, request: Any) -> Response:
    return await _answer(datasette, request, {"GET": _show_file, "POST": _post_file})


async def reports(datasette: Any, request: Any) -> Response:
    "GET /-/reports, for everybody who may see the catalogue."
    if request.method not in ("GET", "HEAD"):
        return await refusal(datasette, request, 405, "Reports are read-only.", {"allow": "GET, HEAD"})
    if not await permissions.may(datasette, request.actor, "view-database", DATABASE):
        return await refusal(datasette, request, 403, "You may not see the reports.")
    if fault := await fault_of(datasette, writable=False):
        return await refusal(datasette, request, 404, fault)
    return await show_reports(datasette, request)


async def title(datasette: Any, request: Any) -> Response:
    "/-/title/<kind>/<id>: edit, merge, delete or review a title again."
    return await _answer(datasette, request, {"GET": _show_title, "POST": _post_title})


async def trash(datasette: Any, request: Any) -> Response:
    "/-/trash/<id>: restore a deleted item."
    return await _answer(datasette, request, _confirming("trash", restore_from_trash))


async def decision(datasette: Any, request: Any) -> Response:
    "/-/decision/<id>: undo a decision of any kind."
    return await _answer(datasette, request, _confirming("decisions", undo_decision))


async def _show_title(datasette: Any, request: Any) -> Response:
    return await show_title(datasette, request, *_title_of(request))


async def _post_title(datasette: Any, request: Any) -> Response:
    kind, key = _title_of(request)
    form = await _own_form(request)
    try:
        changed = await act_on_title(datasette, kind, key, form, by=permissions.name_of_actor(request.actor))
    except MISTAKES as error:
        if wants_json(request) or _status(error) not in (400, 409):
            raise
        mistake = Mistake(_status(error), _sentence(error), form.fields)
        return await show_title(datasette, request, kind, key, mistake)
    return _go_on(datasette, request, changed)


def _title_of(request: Any) -> tuple[str, int]:
    "The title that the address is about. Raises Refused."
    kind, key = request.url_vars["kind"], row_id(request.url_vars["id"])
    if kind not in EDITABLE or key is None:
        raise Refused(404, "There is no such title.")
    return kind, key


def _confirming(table: str, act: Callable[..., Awaitable[Changed]]) -> dict[str, Handler]:
    "The handlers of a page that asks before it acts on one row of a table."

    async def show(datasette: Any, request: Any) -> Response:
        return await show_confirmation(datasette, request, table, _pending_id(request))

    async def post(datasette: Any, request: Any) -> Response:
        key = _pending_id(request)
        form = await _own_form(request)
        try:
            changed = await act(datasette, key, form, by=permissions.name_of_actor(request.actor))
        except MISTAKES as error:
            if wants_json(request) or _status(error) not in (400, 409):
                raise
            mistake = Mistake(_status(error), _sentence(error), form.fields)
            return await show_confirmation(datasette, request, table, key, mistake)
        return _go_on(datasette, request, changed)

    return {"GET": show, "POST": post}


def _go_on(datasette: Any, request: Any, changed: Changed) -> Response:
    "Respond with the row for scripts; redirect people to the page to see next."
    if wants_json(request):
        return as_json(changed.row)
    datasette.add_message(request, changed.message, datasette.INFO)
    if changed.pending_id is not None:
        return Response.redirect(page_address(datasette, changed.pending_id, queue.QueueFilter()), status=303)
    row = datasette.urls.row(DATABASE, changed.table, str(changed.key))
    return Response.redirect(str(row), status=303)


async def _answer(datasette: Any, request: Any, handlers: Mapping[str, Handler]) -> Response:
    try:
        if not permissions.may_decide(datasette, request.actor):
            raise Refused(403, "Only people named in metadata.yml may decide here.")
        handler = handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            allowed = ", ".join(["HEAD", *handlers])
            raise Refused(405, f"{request.method[:20]} is not allowed on this page.", {"allow": allowed})
        if fault := await fault_of(datasette):
            raise Refused(404, fault)
        return await handler(datasette, request)
    except Refused as refused:
        return await refusal(datasette, request, refused.status, str(refused), refused.headers)
    except MISTAKES as error:
        return await refusal(datasette, request, _status(error), _sentence(error))


def _status(error: Exception) -> int:
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def _sentence(error: Exception) -> str:
    if isinstance(error, CatalogueError):
        return str(error)
    print(f"cineorg_review: {error}", file=sys.stderr)
    if isinstance(error, sqlite3.IntegrityError):
        return f"The catalogue does not allow this: {error}. `cineorg-load check` reports what is wrong."
    return f"The catalogue could not be read or written ({error}). Nothing was changed; please try again."


async def _show_file(datasette: Any, request: Any) -> Response:
    return await show_file(datasette, request, _pending_id(request))


async def _post_file(datasette: Any, request: Any) -> Response:
    pending_id = _pending_id(request)
    form = await _own_form(request)
    order = await read(datasette, lambda db: queue.following(db, pending_id, filters_of(request)))
    try:
        outcome = await act_on_file(datasette, pending_id, form, by=permissions.name_of_actor(request.actor))
    except MISTAKES as error:
        if wants_json(request) or _status(error) not in (400, 409):
            raise
        mistake = Mistake(_status(error), _sentence(error), form.fields)
        return await show_file(datasette, request, pending_id, mistake)
    if wants_json(request):
        return as_json(outcome.rows[0])
    if outcome.action == "undo":
        return _see(datasette, request, outcome, pending_id)
    following = await read(datasette, lambda db: queue.first_pending(db, order))
    return _see(datasette, request, outcome, following)


async def _post_several(datasette: Any, request: Any) -> Response:
    form = await _own_form(request)
    try:
        outcome = await act_on_several(datasette, form, by=permissions.name_of_actor(request.actor))
    except OF_SEVERAL as error:
        cause = error.cause if isinstance(error, Stopped) else error
        if wants_json(request) or _status(cause) not in (400, 409):
            raise cause from error
        answer = await show_queue(datasette, request, _mistake_of_several(error, _status(cause), form))
        if isinstance(error, CannotUndo):  # do not offer an undo again that failed
            remember_span(datasette, request, answer, None)
        return answer
    return as_json(outcome.rows) if wants_json(request) else _see(datasette, request, outcome, None)


def _mistake_of_several(error: Exception, status: int, form: Form) -> Mistake:
    "The selection stays, except for the file that stopped the others: pressing again decides those."
    chosen = frozenset(key for text in form.ids for part in text.split(",") if (key := row_id(part.strip())))
    if not isinstance(error, Stopped):
        return Mistake(status, _sentence(error), form.fields, chosen)
    rest = chosen - {error.pending_id}
    way_on = " It is no longer selected; press again for the others." if rest else ""
    return Mistake(status, f"{error}{way_on}", form.fields, rest)


async def _own_form(request: Any) -> Any:
    form = await read_form(request)
    if not permissions.is_own_form(request, form.fields):
        raise Refused(
            403, "This form did not come from this server, or it is too old. Please reload the page."
        )
    return form


def _see(datasette: Any, request: Any, outcome: Outcome, pending_id: int | None) -> Response:
    "Redirect to the next page, which shows the message and offers to undo."
    datasette.add_message(request, outcome.message, datasette.WARNING if outcome.doubtful else datasette.INFO)
    answer = Response.redirect(page_address(datasette, pending_id, filters_of(request)), status=303)
    remember_span(datasette, request, answer, None if outcome.action == "undo" else outcome.made)
    return answer


def _pending_id(request: Any) -> int:
    text = request.url_vars["id"]
    found = row_id(text)
    if found is None:
        raise Refused(404, f"There is no row {text[:40]!r}.")
    return found
