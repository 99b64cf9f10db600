"""The queue: its entries, their order, filters and counts; guards for deciding several files at once.

Only reads. Each film is an entry; the files of one series are one entry together.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlite_utils import Database

from ..errors import NotPending
from ..matching.candidate import Candidate
from ..matching.explain import evidence_from
from .decide import NoLeader, candidates_of, leading, read_pending, state_of, states_of
from .pending import PendingFile, read_pending_file

FEW = 50  # files of an entry that are read in full to show it; candidates are slow to read
NAMED = 3  # number of files named in a sentence

_BRIEF = """select id, best_score, read_title, series_key, reasons_json from pending_validations
            where validation_status = 'pending' and id in (select value from json_each(?)) order by id"""


def mark_of_files(db: Database, ids: Sequence[int], *, brief: bool = False) -> str:
    """A short hash of the present state of several files; it changes when any of them changes.

    A `brief` one covers only what the queue reads of each file, without the candidates. For a single file it
    is its state.
    """
    if len(ids) == 1:
        return state_of(read_pending(db, ids[0]))
    if brief:
        text = json.dumps(db.execute(_BRIEF, [json.dumps(list(ids))]).fetchall(), default=repr)
    else:
        text = " ".join(states_of(db, ids))
    return ("~" if brief else "") + hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_changed(db: Database, ids: Sequence[int], mark: str) -> None:
    "Raise NotPending if one of the files has changed since this hash of them was made."
    if mark != mark_of_files(db, ids, brief=mark.startswith("~")):
        name = read_pending_file(db, ids[0]).file.filename
        raise NotPending(
            f"Of the {len(ids)} files shown with {name}, one has changed since. Nothing was saved."
        )


def all_clear(db: Database, first: PendingFile, others: Sequence[int]) -> bool:
    "True if all files can be approved as they are, as the same title. False for very many files."
    if len(others) >= FEW:
        return False
    return first.clear and all(_alike(first, read_pending_file(db, other)) for other in others)


def _alike(first: PendingFile, other: PendingFile) -> bool:
    return (
        other.clear and first.best is not None and other.best is not None and other.best.key == first.best.key
    )


def refuse_mixed(db: Database, ids: Sequence[int]) -> None:
    """Raise NoLeader if the files of a series do not all have the same best candidate.

    The page showed the best candidate of the first file: no other file may have a different one, or evidence
    against it that the first does not have. Films are decided one by one.
    """
    series: dict[str, list[int]] = defaultdict(list)
    for pending_id in ids:
        if key := read_pending(db, pending_id)["series_key"]:
            series[key].append(pending_id)
    for members in series.values():
        first = _leader(db, members[0])
        others = [other for other in members[1:] if not _same(first, _leader(db, other))]
        if others:
            names = ", ".join(read_pending_file(db, other).file.filename for other in others[:NAMED])
            more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
            raise NoLeader(
                f"The candidate for the first of these {len(members)} files of a series does not fit: "
                f"{names}{more}. Nothing was decided; open them to choose."
            )


def _leader(db: Database, pending_id: int) -> Candidate | None:
    return leading(candidates_of(read_pending(db, pending_id)))


def _same(first: Candidate | None, other: Candidate | None) -> bool:
    if first is None or other is None:
        return first is other
    return first.key == other.key and _against(other) <= _against(first)


def _against(candidate: Candidate) -> set[str]:
    return {item.what for item in candidate.evidence if item.against}


PAGE = 50  # entries per page of the queue
SHOWN = 4  # files shown in the entry of a series

SORTS: dict[
    str, Callable[[list["_Line"]], Any]
] = {  # name: sort key of an entry, given the list of its files
    "age": lambda lines: (min(line.created_at or "" for line in lines), lines[0].id),
    "score": lambda lines: (-max(line.score or 0 for line in lines), lines[0].id),
    "folder": lambda lines: (min(line.path for line in lines), lines[0].id),
    "size": lambda lines: (-sum(line.size for line in lines), lines[0].id),
}


class _Line(NamedTuple):
    "One pending file, with only what is needed to order the queue."

    id: int
    path: str
    size: int
    created_at: str | None
    series_key: str | None
    title: str | None
    score: float | None  # score of the best candidate; None if there is none
    reasons: frozenset[str]  # codes

    @property
    def entry(self) -> str:
        return self.series_key or f"file:{self.id}"


@lru_cache(1 << 15)  # slow to find, the same for many files, and asked for again after each decision
def _codes(reasons_json: str | None, offered: bool) -> frozenset[str]:
    "The codes of the reasons; what has no code is grouped by what needs to be done."
    try:
        texts = orjson.loads(reasons_json or "[]")
    except orjson.JSONDecodeError:
        return frozenset()
    if not isinstance(texts, list):
        return frozenset()
    found = (reason for reason in map(evidence_from, texts) if reason is not None)
    return frozenset(reason.what or ("other" if offered else "no_candidate") for reason in found)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which part of the queue to show, and in what order.

    `text` is searched for in the path and the title read; `reason` is a code of `Queue.reasons`, `series` the
    key of an entry.
    """

    text: str = ""
    reason: str = ""
    series: str = ""
    sort: str = "age"
    page: int = 1

    @property
    def narrows(self) -> bool:
        "True if it leaves anything out."
        return bool(self.text or self.reason or self.series)

    def to_query(self) -> dict[str, str]:
        "The differences from the plain queue, as values for a query string."
        plain = QueueFilter()
        values = asdict(self)
        return {name: str(value) for name, value in values.items() if value != getattr(plain, name)}


@dataclass(frozen=True, slots=True)
class Entry:
    "A film, or all pending files of one series. `files` are the first few of `count`; `size` is in bytes."

    key: str
    count: int
    size: int
    files: tuple[PendingFile, ...]
    by_season: tuple[tuple[int, tuple[int, ...]], ...] = ()  # (season, ids) if the names have it
    ids: tuple[int, ...] = ()  # ids of all its files, in the order of their episodes
    clear: bool = False  # all its files can be approved as they are, as the same title
    marks: tuple[
        tuple[tuple[int, ...], str], ...
    ] = ()  # (ids, hash of their state) for all its files, by season

    @property
    def seasons(self) -> tuple[int, ...]:
        return tuple(season for season, _ in self.by_season)

    @property
    def is_series(self) -> bool:
        return not self.key.startswith("file:")


@dataclass(frozen=True, slots=True)
class Queue:
    "A page of the queue. `entries_found` and `files_found` count what passes the filters."

    filters: QueueFilter
    entries: tuple[Entry, ...]
    entries_found: int
    files_found: int
    reasons: dict[
        str, int
    ]  # (code, number of files) for the reasons of all pending files, most frequent first

    @property
    def pages(self) -> int:
        return max(1, -(-self.entries_found // PAGE))


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    "How far the review has come, in files: those decided by a person, and those that are pending."

    decided: int
    pending: int

    @property
    def total(self) -> int:
        return self.decided + self.pending


@dataclass(frozen=True, slots=True)
class Overview:
    "All pending files in brief, by id, how many have each reason, and the orders that were asked for."

    lines: list[_Line]
    reasons: dict[str, int]
    _orders: dict[str, list[list[_Line]]] = field(default_factory=dict, repr=False)

    def in_order(self, sort: str) -> list[list[_Line]]:
        "The files of each entry, in the order of the page."
        known = sort if sort in SORTS else "age"
        if known not in self._orders:
            self._orders[known] = _in_order(self.lines, known)
        return self._orders[known]


def read_overview(db: Database) -> Overview:
    "What every page of the queue needs; it may be kept until something is written."
    lines = _scan(db)
    return Overview(lines, _count_reasons(lines))


def read_queue(db: Database, filters: QueueFilter, overview: Overview | None = None) -> Queue:
    """One filtered page of the files that need review, with the reasons of all of them.

    Files of an earlier `overview` that were decided since are not shown.
    """
    every = overview or read_overview(db)
    if filters.narrows:
        ordered = _in_order([line for line in every.lines if _fits(line, filters)], filters.sort)
    else:
        ordered = every.in_order(filters.sort)
    shown = ordered[(filters.page - 1) * PAGE : filters.page * PAGE]
    return Queue(filters, _entries(db, shown), len(ordered), sum(map(len, ordered)), every.reasons)


def _in_order(lines: list[_Line], sort: str) -> list[list[_Line]]:
    "The files grouped into entries, in the order of the page."
    entries: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        entries[line.entry].append(line)
    return sorted(entries.values(), key=SORTS.get(sort, SORTS["age"]))


def _scan(db: Database) -> list[_Line]:
    "All pending files, by id. One pass over an index: grouping in SQL would read it several times."
    return _lines(db, "where pending.validation_status = 'pending' order by pending.id")


def _lines(db: Database, condition: str, values: Sequence[int] = ()) -> list[_Line]:
    rows = db.execute(_LINES + condition, values)
    return [_Line._make([*row[:-1], _codes(row[-1], row[-2] is not None)]) for row in rows]


# convert types while reading: SQLite allows any value in any column, and none may break the whole queue
_LINES = """select pending.id, cast(files.path as text),
            iif(typeof(files.size_bytes) = 'integer', files.size_bytes, 0), cast(pending.created_at as text),
            cast(pending.series_key as text), cast(pending.read_title as text),
            iif(typeof(pending.best_score) = 'real', pending.best_score, null), pending.reasons_json
            from pending_validations as pending join video_files as files on files.id = pending.video_file_id
            """


def _fits(line: _Line, filters: QueueFilter) -> bool:
    if filters.text and filters.text.strip().lower() not in f"{line.path}\n{line.title or ''}".lower():
        return False
    if filters.series and line.entry != filters.series:
        return False
    return not filters.reason or filters.reason in line.reasons


def _count_reasons(lines: list[_Line]) -> dict[str, int]:
    "How many files have each reason, most frequent first."
    counts: Counter[str] = Counter()
    for reasons, files in Counter(line.reasons for line in lines).items():
        for code in reasons:
            counts[code] += files
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _entries(db: Database, shown: list[list[_Line]]) -> tuple[Entry, ...]:
    places = _places(db, [line.id for lines in shown for line in lines])
    pending = ([line for line in lines if line.id in places] for lines in shown)
    return tuple(_entry(db, lines, sorted(places[line.id] for line in lines)) for lines in pending if lines)


def _entry(db: Database, lines: list[_Line], places: list[tuple[int, int, int]]) -> Entry:
    files = tuple(read_pending_file(db, pending_id) for _, _, pending_id in places[:SHOWN])
    seasons: dict[int, list[int]] = defaultdict(list)
    for season, _, pending_id in places:
        seasons[season].append(pending_id)
    by_season = tuple((season, tuple(ids)) for season, ids in seasons.items() if season >= 0)
    ids = tuple(place[2] for place in places)
    size, many = sum(line.size for line in lines), len(ids) > FEW
    marks = [
        (tuple(part), mark_of_files(db, part, brief=many and len(part) > 1)) for part in seasons.values()
    ]
    marks += [((item.id,), item.seen) for item in files] if many else []
    return Entry(
        lines[0].entry, len(ids), size, files, by_season, ids, all_clear(db, files[0], ids[1:]), tuple(marks)
    )


def _places(db: Database, pending_ids: list[int]) -> dict[int, tuple[int, int, int]]:
    "(season, episode, id) of each row that is pending; -1 if the name does not give it."
    rows = db.execute(
        """select iif(json_type(parsed, '$.season') = 'integer', json_extract(parsed, '$.season'), -1),
           iif(json_type(parsed, '$.episodes[0]') = 'integer', json_extract(parsed, '$.episodes[0]'), -1), id
           from (select id, iif(json_valid(parsed_json), parsed_json, '{}') as parsed
                 from pending_validations
                 where validation_status = 'pending' and id in (select value from json_each(?)))""",
        [orjson.dumps(pending_ids).decode()],
    )
    return {row[2]: tuple(row) for row in rows.fetchall()}


def read_progress(db: Database) -> ReviewProgress:
    "How many files people have decided, and how many are pending."
    row = db.execute(
        """select (select count(*) from standing_decisions
                   where action in ('approve', 'reject') and pending_id is not null),
           (select count(*) from pending_validations where validation_status = 'pending')"""
    ).fetchone()
    return ReviewProgress(*row)


def neighbours(db: Database, pending_id: int, filters: QueueFilter) -> tuple[int | None, int | None]:
    """The pending files before and after this one, wrapping around at both ends; None if there is no other.

    In the order of the queue as filtered. The plain queue is ordered by id, the order in which files were
    found, so its neighbours take two index lookups, however long it is.
    """
    if filters.to_query().keys() <= {"page"}:
        return _beside(db, pending_id, "<>", "desc"), _beside(db, pending_id, "><", "asc")
    others = following(db, pending_id, filters)
    return (others[-1], others[0]) if others else (None, None)


def following(db: Database, pending_id: int, filters: QueueFilter) -> list[int]:
    """The pending files after this one in the given order, then those before it.

    Read it before a decision, which may change the row's place in the order.
    """
    if filters.to_query().keys() <= {"page"}:
        rows = db.execute(_AFTER, [pending_id, pending_id])
        return [row[0] for row in rows.fetchall()]
    lines = [line for line in _scan(db) if line.id != pending_id and _fits(line, filters)]
    here = _lines(db, "where pending.id = ?", [pending_id])
    order = [line.id for entry in _in_order(sorted(lines + here), filters.sort) for line in entry]
    place = order.index(pending_id) if here else len(order)
    return order[place + 1 :] + order[:place]


_AFTER = """select pending.id from pending_validations as pending
            join video_files as files on files.id = pending.video_file_id
            where pending.validation_status = 'pending' and pending.id <> ?
            order by pending.id < ?, pending.id"""


def first_pending(db: Database, pending_ids: Sequence[int]) -> int | None:
    "The first of these ids that is still pending."
    for pending_id in pending_ids:
        sql = "select 1 from pending_validations where id = ? and validation_status = 'pending'"
        if db.execute(sql, [pending_id]).fetchone() is not None:
            return pending_id
    return None


def _beside(db: Database, pending_id: int, sides: str, order: str) -> int | None:
    "The first id on one side of a row, or else on the other; each is one index lookup."
    for side in sides:
        row = db.execute(
            f"""select pending.id from pending_validations as pending
                join video_files as files on files.id = pending.video_file_id
                where validation_status = 'pending' and pending.id {side} ?
                order by pending.id {order} limit 1""",
            [pending_id],
        ).fetchone()
        if row is not None:
            return int(row[0])
    return None
