"""The routes /-/pending and /-/pending/<id>: HTTP in, one domain call, an answer out. No rule stands here.

Permission is the first question of every route, whatever the method; every refusal is a sentence.
"""

import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from datasette import Response

from cineorg_catalog import queue, waiting
from cineorg_catalog.decide import AmbiguousCandidate
from cineorg_catalog.errors import BadUsage, Busy, CatalogueError, NotFound, ReferenceFault
from cineorg_catalog.lookup import look_up
from cineorg_catalog.sources.reference import open_reference

from . import lately, permissions, pictures
from .answers import address, as_json, page, refusal, wants_json
from .catalogue import fault_of, read
from .deciding import Decided, decide_file, decide_several
from .forms import WrongType, read_form, row_id
from .sides import side_by_side

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
            raise Refused(403, "Only those whom metadata.yml names may decide here.")
        handler = handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            allowed = ", ".join(["HEAD", *handlers])
            raise Refused(405, f"{request.method[:20]} is not for this page.", {"allow": allowed})
        if fault := await fault_of(datasette):
            raise Refused(404, fault)
        return await handler(datasette, request)
    except Refused as refused:
        return await refusal(datasette, request, refused.status, str(refused), refused.headers)
    except tuple(kind for kind, _ in STATUSES) as error:
        status = next(status for kind, status in STATUSES if isinstance(error, kind))
        return await refusal(datasette, request, status, _sentence(error))


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
    found, progress, last = await read(
        datasette,
        lambda db: (queue.read_queue(db, asked), queue.read_progress(db), waiting.last_by(db, by)),
    )
    if wants_json(request):
        files = [waiting.to_dict(file) for entry in found.entries for file in entry.files]
        return as_json(
            {"files": files, "waiting": progress.waiting, "page": asked.page, "pages": found.pages}
        )
    undo = lately.undoable(datasette, request, last)
    context = {"queue": found, "progress": progress, "undo": undo}
    return await page(datasette, request, "cineorg_review_queue.html", context, asked)


async def _show_file(datasette: Any, request: Any) -> Response:
    pending_id, asked = _pending_id(request), _asked(request)
    by = permissions.who(request.actor)
    shown, progress, (before, following), last = await read(
        datasette,
        lambda db: (
            waiting.read_page(db, pending_id),
            queue.read_progress(db),
            queue.neighbours(db, pending_id, asked),
            waiting.last_by(db, by),
        ),
    )
    if wants_json(request):
        return as_json(waiting.to_dict(shown.waiting))
    sought = await _search(datasette, request, shown.waiting)
    context = {
        "shown": shown,
        "progress": progress,
        "next": following,
        "previous": before,
        "undo": None if last and last[0] == pending_id else lately.undoable(datasette, request, last),
        "sought": sought,
        **_candidates(shown),
        "posters": await _posters(datasette, request, shown),
    }
    return await page(datasette, request, "cineorg_review_file.html", context, asked)


def _candidates(shown: waiting.FilePage) -> dict[str, Any]:
    "The candidates side by side; of a decided file, what stands and what spoke for the chosen one."
    row, file = shown.waiting.row, shown.waiting.file
    sides = side_by_side(shown.waiting.candidates, file.duration_seconds)
    standing = next((item for item in shown.history if item.undone_by is None and not item.undoes), None)
    chosen = [
        candidate for candidate in shown.waiting.candidates if candidate.id == row.selected_candidate_id
    ]
    return {
        "sides": sides,
        "standing": standing,
        "chosen": side_by_side(chosen[:1], None).each if row.validation_status == "validated" else (),
    }


async def _posters(datasette: Any, request: Any, shown: waiting.FilePage) -> dict[str, Any]:
    "The addresses of pictures: of the file, and of those candidates that are in the catalogue already."
    file = None if shown.waiting.file.missing_since else ("video_file", shown.waiting.row.video_file_id)
    items = [item for item in (file, *shown.works) if item is not None]
    known = await pictures.shown(datasette, request.actor, items)
    return {
        "file": known.get(file) if file else None,
        "works": [known.get(item) if item else None for item in shown.works],
    }


async def _search(datasette: Any, request: Any, shown: waiting.WaitingFile) -> dict[str, Any] | None:
    "What the title database has for the title and year that a person typed; None where nothing was."
    title = (request.args.get("title") or "")[:300].strip()
    if not title:
        return None
    year = request.args.get("year") or ""
    typed = int(year) if re.fullmatch(r"[0-9]{4}", year) else None

    def look(db: Any) -> list[Any]:
        with open_reference() as reference:
            return look_up(reference, title, typed, shown.row.parsed)

    sides = side_by_side(await read(datasette, look), shown.file.duration_seconds)
    return {"title": title, "year": typed, "sides": sides}


async def _post_file(datasette: Any, request: Any) -> Response:
    pending_id = _pending_id(request)
    form = await _own_form(request)
    decided = await decide_file(datasette, pending_id, form, by=permissions.who(request.actor))
    if wants_json(request):
        return as_json(decided.rows[0])
    if decided.action == "undo":
        return _see(datasette, request, decided, pending_id)
    following = await read(datasette, lambda db: queue.next_waiting(db, pending_id, _asked(request)))
    return _see(datasette, request, decided, following)


async def _post_several(datasette: Any, request: Any) -> Response:
    form = await _own_form(request)
    decided = await decide_several(datasette, form, by=permissions.who(request.actor))
    return as_json(decided.rows) if wants_json(request) else _see(datasette, request, decided, None)


async def _own_form(request: Any) -> Any:
    form = await read_form(request)
    if not permissions.is_own_form(request, form.fields):
        raise Refused(
            403, "This form is not from a page of this server, or it is too old. Load the page again."
        )
    return form


def _see(datasette: Any, request: Any, decided: Decided, pending_id: int | None) -> Response:
    "On to the next page, which says what was done and offers to undo it."
    datasette.add_message(request, decided.message, datasette.INFO)
    answer = Response.redirect(address(datasette, pending_id, _asked(request)), status=303)
    done = [] if decided.action == "undo" else [row["id"] for row in decided.rows]
    lately.remember(datasette, request, answer, done)
    return answer


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
