"""The pages of the plugin: reads what the queue, a file's page and the other pages show.

A refused form returns to its page, with what was typed in it and the reason on top. Candidates are shown
side by side: what all have in common is shown once, and each card shows only how that candidate differs.
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from traceback import clear_frames
from typing import Any

from datasette import Response
from datasette.database import QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError
from sqlite_utils import Database

from cineorg_catalog.audit.edit import EDITABLE, same_named
from cineorg_catalog.browse.rows import TrashLine, decided_files, deleted_row, read_card
from cineorg_catalog.db.decisions import read_row
from cineorg_catalog.db.models import BY_TABLE, TABLES
from cineorg_catalog.errors import NotFound
from cineorg_catalog.matching import explain
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.matching.explain import Evidence
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review import pending, queue
from cineorg_catalog.review.decide import look_up

from . import formatting, permissions, posters, workarounds
from .actions import mark_of_row, remembered_span, undoable
from .browsing import PAST
from .database import DATABASE, fault_of, read, read_once, table_names
from .responses import as_json, page, wants_json


@dataclass(frozen=True, slots=True)
class Report:
    "A report on the page of all reports; `count` is its number of rows, None if it needs a value."

    title: str
    href: str
    count: int | None = None
    text: str = ""


async def show_reports(datasette: Any, request: Any) -> Response:
    "All reports that this person may see, each with its number of results."
    queries = await datasette.get_canned_queries(DATABASE, request.actor)
    found = []
    for name, query in queries.items():
        if (
            name == "search"
            or name.startswith(FEED)
            or not await permissions.may_run(datasette, request.actor, DATABASE, name)
        ):
            continue
        title, text = str(query.get("title") or formatting.label(name)), str(query.get("description") or "")
        count = None if query.get("params") else await _rows_of(datasette, name, query["sql"])
        found.append(Report(title, datasette.urls.query(DATABASE, name), count, text))
    there = PAST.keys() & await table_names(datasette)
    past = await permissions.readable_tables(datasette, request.actor, DATABASE, there)
    found += [
        Report(title, datasette.urls.table(DATABASE, table), None, text)
        for table, (title, text) in PAST.items()
        if table in past
    ]
    if datasette.plugin_config("datasette-dashboards") and await permissions.may(
        datasette, request.actor, "execute-sql", DATABASE
    ):
        found.append(Report("Charts", datasette.urls.path("/-/dashboards/library"), None, CHARTS))
    feeds = [
        Report(str(query.get("title") or name), datasette.urls.query(DATABASE, name, "atom"))
        for name, query in queries.items()
        if name.startswith(FEED)
    ]
    context = {"reports": found, "feeds": feeds}
    return await page(datasette, request, "cineorg_reports.html", context, queue.QueueFilter())


async def _rows_of(datasette: Any, name: str, sql: str) -> int | None:
    "The number of rows a report finds; None if its SQL fails, needs a value, or takes too long for a query."
    limit = datasette.setting("sql_time_limit_ms")

    def count(db: Database) -> int | None:
        try:
            with sqlite_timelimit(db.conn, limit):
                return int(db.execute(f"select count(*) from ({sql})").fetchone()[0])
        except sqlite3.Error:
            return None

    return await read_once(datasette, f"rows of {name}", count)


FEED = "feed_"  # canned queries with this prefix are feeds
CHARTS = "Charts of the library: decades, genres, video, growth."


@dataclass(frozen=True, slots=True)
class Mistake:
    "A refused form: its status and reason, what was typed in it, and which rows were selected."

    status: int
    message: str
    typed: Mapping[str, str] = field(default_factory=dict)
    ids: frozenset[int] = frozenset()


NONE = Mistake(200, "")


async def show_queue(datasette: Any, request: Any, mistake: Mistake = NONE) -> Response:
    filters = filters_of(request)
    by, span = permissions.name_of_actor(request.actor), remembered_span(datasette, request)
    overview = await read_once(datasette, "queue", queue.read_overview)
    found, progress, undo = await read(
        datasette,
        lambda db: (queue.read_queue(db, filters, overview), queue.read_progress(db), undoable(db, by, span)),
    )
    if wants_json(request):
        files = [pending.to_dict(file) for entry in found.entries for file in entry.files]
        return as_json(
            {"files": files, "waiting": progress.pending, "page": filters.page, "pages": found.pages}
        )
    context = {"queue": found, "progress": progress, "undo": undo, "mistake": mistake}
    return await page(datasette, request, "cineorg_review_queue.html", context, filters, mistake.status)


async def show_file(datasette: Any, request: Any, pending_id: int, mistake: Mistake = NONE) -> Response:
    filters = filters_of(request)
    by, span = permissions.name_of_actor(request.actor), remembered_span(datasette, request)
    shown, progress, (before, following), undo = await read(
        datasette,
        lambda db: (
            pending.read_page(db, pending_id),
            queue.read_progress(db),
            queue.neighbours(db, pending_id, filters),
            undoable(db, by, span),
        ),
    )
    if wants_json(request):
        return as_json(pending.to_dict(shown.pending))
    sought = await _search(datasette, request, shown.pending)
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


def _candidates(shown: pending.FilePage) -> dict[str, Any]:
    "The candidates side by side; for a decided file, the evidence for the chosen one too."
    row, file = shown.pending.row, shown.pending.file
    comparison = side_by_side(shown.pending.candidates, file.duration_seconds)
    standing = next((item for item in shown.history if item.undone_by is None and not item.undoes), None)
    chosen = [shown.pending.chosen] if shown.pending.chosen is not None else []
    return {
        "comparison": comparison,
        "standing": standing,
        "chosen": side_by_side(chosen, None).each if row.validation_status == "validated" else (),
    }


async def _posters(datasette: Any, request: Any, shown: pending.FilePage) -> dict[str, Any]:
    "The addresses of pictures: of the file, and of those candidates that are already in the catalogue."
    file = None if shown.pending.file.missing_since else ("video_file", shown.pending.row.video_file_id)
    items = [item for item in (file, *shown.works) if item is not None]
    known = await posters.pictures_of(datasette, request.actor, items)
    return {
        "file": known.get(file) if file else None,
        "works": [known.get(item) if item else None for item in shown.works],
    }


async def _search(datasette: Any, request: Any, shown: pending.PendingFile) -> dict[str, Any] | None:
    "What the title database finds for the title and year that a person typed; None if nothing was typed."
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


def filters_of(request: Any) -> queue.QueueFilter:
    "The filters in the address; invalid values are ignored."
    get = request.args.get
    page, sort = get("page") or "1", get("sort") or "age"
    return queue.QueueFilter(
        text=(get("text") or "")[:200].strip(),
        reason=(get("reason") or "")[:100],
        series=(get("series") or "")[:400],
        sort=sort if sort in queue.SORTS else "age",
        page=max(1, int(page)) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
    )


# the code that states a score part's result more clearly
_SAID_BY = {
    "no_year": "year",
    "year_unknown": "year",
    "year_in_title": "year",
    "other_year": "year",
    "near_year": "year",
    "duration_far": "duration",
}
_NEAR = 5  # minutes, as in the score
_FAR = 10


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    "One line of evidence: `mark` is for, against or unclear; `points` is its contribution to the score."

    mark: str
    text: str
    points: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    "One candidate as its card shows it. `apart` compares its running time with the file's."

    candidate: Candidate
    lines: tuple[EvidenceLine, ...]
    apart: EvidenceLine | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    "All candidates, and the evidence common to all of them (none if there is only one candidate)."

    common: tuple[EvidenceLine, ...]
    each: tuple[Compared, ...]
    kinds_differ: bool


def side_by_side(candidates: Sequence[Candidate], seconds: int | None) -> Comparison:
    "Compare the candidates of a file whose running time is `seconds`."
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


def _apart(candidate: Candidate, seconds: int | None) -> EvidenceLine | None:
    if candidate.kind != "movie" or seconds is None or candidate.duration_seconds is None:
        return None
    minutes = abs(candidate.duration_seconds - seconds) / 60
    mark = "for" if minutes <= _NEAR else "unclear" if minutes <= _FAR else "against"
    weighed = next((item for item in candidate.evidence if item.what == "duration" and item.weight), None)
    if weighed is None:
        return EvidenceLine(mark, formatting.beside(candidate.duration_seconds, seconds))
    text = formatting.beside(candidate.duration_seconds, seconds) + (
        ", which fits PAL speed" if weighed.values.get("pal") else ""
    )
    return EvidenceLine(_mark(weighed.value), text, _points(weighed))


def _shown_otherwise(apart: EvidenceLine | None, candidates: int) -> set[str]:
    "Evidence that the card shows in another way: the running time, and a twin that is a candidate itself."
    timed = {"duration", "duration_far"} if apart is not None else set()
    return timed | ({"twin"} if candidates > 1 else set())


def _lines(candidate: Candidate, omit: set[str]) -> list[EvidenceLine]:
    "The evidence of one candidate, without repeating anything."
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
    "True for a missing year that does not matter, as only one title has this name."
    return item.what == "no_year" and item.values.get("works") == 1


def _line(item: Evidence) -> EvidenceLine:
    text = explain.sentence(item)
    if item.against:
        return EvidenceLine("unclear" if _is_only_one(item) else "against", text)
    if not item.weight:
        return EvidenceLine("for" if item.value or item.level == "for" else "unclear", text)
    return EvidenceLine(_mark(item.value), text, _points(item))


async def show_title(datasette: Any, request: Any, kind: str, key: int, mistake: Mistake = NONE) -> Response:
    "The page for editing, merging or deleting a film, series or episode. Raises NotFound."
    table = TABLES[kind]
    row, seen, files, twins = await read(
        datasette,
        lambda db: (
            read_row(db, table, (key,)),
            mark_of_row(db, table, key),
            decided_files(db, kind, key),
            same_named(db, kind, key) if kind != "episode" else [],
        ),
    )
    context = {
        "kind": kind,
        "key": key,
        "table": table,
        "row": row,
        "seen": seen,
        "files": files,
        "twins": twins,
        "fields": [name.removesuffix("_json") for name in EDITABLE[kind] if name != "poster_path"],
        "mistake": mistake,
    }
    return await page(
        datasette, request, "cineorg_title_form.html", context, queue.QueueFilter(), mistake.status
    )


async def show_confirmation(
    datasette: Any, request: Any, table: str, key: int, mistake: Mistake = NONE
) -> Response:
    "The page that asks before restoring a deleted item or undoing a decision. Raises NotFound."
    card = await read(datasette, lambda db: read_card(db, table, key, frozenset(BY_TABLE)))
    if card is None:
        raise NotFound(
            f"There is no {formatting.row_of(table).lower()} {key}; it may have been restored already."
        )
    context = {"card": card, "table": table, "key": key, "mistake": mistake}
    return await page(
        datasette, request, "cineorg_confirmation.html", context, queue.QueueFilter(), mistake.status
    )


_ROW = re.compile(rf"/{DATABASE}/({'|'.join(TABLES.values())})/([0-9]{{1,18}})")


async def show_error(datasette: Any, request: Any, exception: Exception) -> Response | None:
    "A page for an error that Datasette found, or for a row that is in the trash; None for JSON requests."
    if isinstance(exception, QueryInterrupted):  # one of Datasette's own: the machine is busy
        return _busy(request)
    if (sentence := _askers_fault(request, exception)) is not None:
        if request.path.endswith(".json"):
            return as_json({"ok": False, "error": sentence, "status": 400}, 400)
        exception = DatasetteError(sentence, status=400)
    if not isinstance(exception, Base400 | DatasetteError) or request.path.endswith(".json"):
        return None
    status = getattr(exception, "status", None) or 500
    if status == 404 and (deleted := await _deleted(datasette, request)) is not None:
        context = {"deleted": deleted, "may_decide": permissions.may_decide(datasette, request.actor)}
        return await page(datasette, request, "cineorg_deleted.html", context, queue.QueueFilter(), status)
    context = {"message": str(getattr(exception, "message", None) or exception), "status": status}
    return await page(datasette, request, "cineorg_error.html", context, queue.QueueFilter(), status)


def _busy(request: Any) -> Response:
    "An answer for which nothing has to be read."
    sentence, later = "The server is too busy to answer in time; please try again.", {"retry-after": "5"}
    if request.path.endswith(".json"):
        return as_json({"ok": False, "error": sentence, "status": 503}, 503, later)
    return Response.text(sentence, status=503, headers=later)


def _askers_fault(request: Any, exception: Exception) -> str | None:
    "What is wrong with the request, if that is why Datasette fails; None if it may be the database."
    if isinstance(exception, MemoryError):  # the limit of SQLite's heap applies to all queries together
        clear_frames(exception.__traceback__)  # its cursor still holds the memory
        return "This query needs more memory than this server allows."
    if workarounds.cannot_be_asked(request, exception):
        return f"The parameters of this address cannot be used ({exception})."
    if isinstance(exception, DatasetteError) and exception.status == 500:  # "Cannot sort table by …"
        return None if isinstance(exception.__context__, sqlite3.Error) else str(exception.message)
    return None


async def _deleted(datasette: Any, request: Any) -> TrashLine | None:
    "The deleted item that a requested row has become, for those who may see the trash."
    found = _ROW.fullmatch("/" + request.path.removeprefix(str(datasette.urls.path("/"))).lstrip("/"))
    if found is None or await fault_of(datasette, writable=False):
        return None
    needed = ("trash", found[1])
    if len(await permissions.readable_tables(datasette, request.actor, DATABASE, needed)) < len(needed):
        return None
    return await read(datasette, lambda db: deleted_row(db, found[1], int(found[2])))
