"""The two review pages, the queue and one file: what they show is read and put together here.

Both also come back for a form that was refused: with what was typed in it, and the reason on top. The
candidates stand side by side: what they have in common is said once, of each what sets it apart.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from datasette import Response

from cineorg_catalog.matching.candidate import Candidate, Evidence
from cineorg_catalog.matching.manual import look_up
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review import pending as waiting
from cineorg_catalog.review import queue

from . import formatting, permissions, posters
from .actions import remembered_span, undoable
from .database import read
from .responses import as_json, page, wants_json


@dataclass(frozen=True, slots=True)
class Mistake:
    "A form that was refused: with which status and why, what was typed in it, and which rows were chosen."

    status: int
    message: str
    typed: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[int] = frozenset()


NONE = Mistake(200, "")


async def show_queue(datasette: Any, request: Any, mistake: Mistake = NONE) -> Response:
    filters = filters_of(request)
    by, span = permissions.who(request.actor), remembered_span(datasette, request)
    found, progress, undo = await read(
        datasette,
        lambda db: (queue.read_queue(db, filters), queue.read_progress(db), undoable(db, by, span)),
    )
    if wants_json(request):
        files = [waiting.to_dict(file) for entry in found.entries for file in entry.files]
        return as_json(
            {"files": files, "waiting": progress.waiting, "page": filters.page, "pages": found.pages}
        )
    context = {"queue": found, "progress": progress, "undo": undo, "mistake": mistake}
    return await page(datasette, request, "cineorg_review_queue.html", context, filters, mistake.status)


async def show_file(datasette: Any, request: Any, pending_id: int, mistake: Mistake = NONE) -> Response:
    filters = filters_of(request)
    by, span = permissions.who(request.actor), remembered_span(datasette, request)
    shown, progress, (before, following), undo = await read(
        datasette,
        lambda db: (
            waiting.read_page(db, pending_id),
            queue.read_progress(db),
            queue.neighbours(db, pending_id, filters),
            undoable(db, by, span),
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
    return await page(datasette, request, "cineorg_review_file.html", context, filters, mistake.status)


def _candidates(shown: waiting.FilePage) -> dict[str, Any]:
    "The candidates side by side; of a decided file, what stands and what spoke for the chosen one."
    row, file = shown.waiting.row, shown.waiting.file
    comparison = side_by_side(shown.waiting.candidates, file.duration_seconds)
    standing = next((item for item in shown.history if item.undone_by is None and not item.undoes), None)
    chosen = [shown.waiting.chosen] if shown.waiting.chosen is not None else []
    return {
        "comparison": comparison,
        "standing": standing,
        "chosen": side_by_side(chosen, None).each if row.validation_status == "validated" else (),
    }


async def _posters(datasette: Any, request: Any, shown: waiting.FilePage) -> dict[str, Any]:
    "The addresses of pictures: of the file, and of those candidates that are in the catalogue already."
    file = None if shown.waiting.file.missing_since else ("video_file", shown.waiting.row.video_file_id)
    items = [item for item in (file, *shown.works) if item is not None]
    known = await posters.addresses(datasette, request.actor, items)
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

    comparison = side_by_side(await read(datasette, look), shown.file.duration_seconds)
    return {"title": title, "year": typed, "comparison": comparison}


def filters_of(request: Any) -> queue.Asked:
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


# what says the same of a part of the score, only better
_SAID_BY = {
    "no_year": "year",
    "year_unknown": "year",
    "year_in_title": "year",
    "other_year": "year",
    "near_year": "year",
    "duration_far": "duration",
}
_NEAR = 5  # minutes: as near as the score asks for
_FAR = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence: `mark` is for, against or unclear; `points` what it brings to the score."""

    mark: str
    text: str
    points: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    "One candidate as its card shows it. `apart` says how its running time differs from the file's."

    candidate: Candidate
    lines: tuple[Line, ...]
    apart: Line | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    "All candidates, and what is alike for each of them (nothing where there is only one)."

    common: tuple[Line, ...]
    each: tuple[Compared, ...]
    kinds_differ: bool


def side_by_side(candidates: Sequence[Candidate], seconds: int | None) -> Comparison:
    "The candidates of a file that runs for so many seconds."
    aparts = [_apart(candidate, seconds) for candidate in candidates]
    found = [
        _lines(candidate, _shown_otherwise(apart, len(candidates)))
        for candidate, apart in zip(candidates, aparts, strict=True)
    ]
    common = [line for line in found[0] if all(line in lines for lines in found)] if len(found) > 1 else []
    comparison = [
        Compared(candidate, tuple(line for line in lines if line not in common), apart)
        for candidate, lines, apart in zip(candidates, found, aparts, strict=True)
    ]
    return Comparison(tuple(common), tuple(comparison), len({candidate.kind for candidate in candidates}) > 1)


def _apart(candidate: Candidate, seconds: int | None) -> Line | None:
    if candidate.kind != "movie" or seconds is None or candidate.duration_seconds is None:
        return None
    minutes = abs(candidate.duration_seconds - seconds) / 60
    mark = "for" if minutes <= _NEAR else "unclear" if minutes <= _FAR else "against"
    weighed = next((item for item in candidate.evidence if item.what == "duration" and item.weight), None)
    if weighed is None:
        return Line(mark, formatting.beside(candidate.duration_seconds, seconds))
    text = formatting.beside(candidate.duration_seconds, seconds) + (
        ", as PAL runs" if "PAL" in weighed.note else ""
    )
    return Line(_mark(weighed.value), text, _points(weighed))


def _shown_otherwise(apart: Line | None, candidates: int) -> set[str]:
    "Evidence that the card shows otherwise: the running time compared, the twin that stands beside it."
    timed = {"duration", "duration_far"} if apart is not None else set()
    return timed | ({"twin"} if candidates > 1 else set())


def _lines(candidate: Candidate, omit: set[str]) -> list[Line]:
    "The evidence of one candidate, each thing once."
    said = {_SAID_BY[item.what] for item in candidate.evidence if item.against and item.what in _SAID_BY}
    return [
        _line(item)
        for item in candidate.evidence
        if item.what not in omit and not (item.weight and item.what in said)
    ]


def _mark(value: float) -> str:
    return "for" if value >= 90 else "unclear" if value >= 50 else "against"


def _points(item: Evidence) -> str:
    return f"{item.value * item.weight / 100:.3g} of {item.weight:g} points"


def _is_only_one(item: Evidence) -> bool:
    "A missing year that would tell nothing apart is nothing against a work; judging/asking.py says it so."
    return item.what == "no_year" and item.note.startswith("the only ")


def _line(item: Evidence) -> Line:
    if item.against:
        return Line("unclear" if _is_only_one(item) else "against", formatting.said(item.what, item.note))
    if not item.weight:
        return Line("for" if item.value else "unclear", formatting.said(item.what, item.note))
    text = formatting.said(item.what, item.note, whole=item.value == 100)
    return Line(_mark(item.value), text, _points(item))
