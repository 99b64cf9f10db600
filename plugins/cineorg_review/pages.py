"""The two pages of deciding, the queue and one file: what they show is read and put together here.

Both also answer a form that could not be meant: what was typed stands in it still, and why on top.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from datasette import Response

from cineorg_catalog.matching.manual import look_up
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review import pending as waiting
from cineorg_catalog.review import queue

from . import lately, permissions, pictures
from .answers import as_json, page, wants_json
from .catalogue import read
from .sides import side_by_side


@dataclass(frozen=True, slots=True)
class Mistake:
    "A form that was refused: with which status and why, what was typed in it, and which rows were chosen."

    status: int
    message: str
    typed: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[int] = frozenset()


NONE = Mistake(200, "")


async def show_queue(datasette: Any, request: Any, mistake: Mistake = NONE) -> Response:
    asked = asked_of(request)
    by, span = permissions.who(request.actor), lately.remembered(datasette, request)
    found, progress, undo = await read(
        datasette,
        lambda db: (queue.read_queue(db, asked), queue.read_progress(db), lately.undoable(db, by, span)),
    )
    if wants_json(request):
        files = [waiting.to_dict(file) for entry in found.entries for file in entry.files]
        return as_json(
            {"files": files, "waiting": progress.waiting, "page": asked.page, "pages": found.pages}
        )
    context = {"queue": found, "progress": progress, "undo": undo, "mistake": mistake}
    return await page(datasette, request, "cineorg_review_queue.html", context, asked, mistake.status)


async def show_file(datasette: Any, request: Any, pending_id: int, mistake: Mistake = NONE) -> Response:
    asked = asked_of(request)
    by, span = permissions.who(request.actor), lately.remembered(datasette, request)
    shown, progress, (before, following), undo = await read(
        datasette,
        lambda db: (
            waiting.read_page(db, pending_id),
            queue.read_progress(db),
            queue.neighbours(db, pending_id, asked),
            lately.undoable(db, by, span),
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
        "undo": None if undo and undo.pending_id == pending_id else undo,
        "sought": sought,
        **_candidates(shown),
        "posters": await _posters(datasette, request, shown),
        "mistake": mistake,
    }
    return await page(datasette, request, "cineorg_review_file.html", context, asked, mistake.status)


def _candidates(shown: waiting.FilePage) -> dict[str, Any]:
    "The candidates side by side; of a decided file, what stands and what spoke for the chosen one."
    row, file = shown.waiting.row, shown.waiting.file
    sides = side_by_side(shown.waiting.candidates, file.duration_seconds)
    standing = next((item for item in shown.history if item.undone_by is None and not item.undoes), None)
    chosen = [shown.waiting.chosen] if shown.waiting.chosen is not None else []
    return {
        "sides": sides,
        "standing": standing,
        "chosen": side_by_side(chosen, None).each if row.validation_status == "validated" else (),
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


def asked_of(request: Any) -> queue.Asked:
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
