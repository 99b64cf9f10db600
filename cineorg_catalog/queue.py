"""What waits for a person: the queue in entries, its filters and counts, and all that one file's page shows.

Reads only. A film is an entry of its own; the files of one series are one entry, by the key that
identify.py gave their names. Deciding is decide.py's; neither pages nor commands are known here.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from .candidates import Candidate
from .decide import candidates_of, read_pending, state_of
from .ledger import read_row
from .models import PendingValidationModel, VideoFileModel

PAGE = 50  # entries on a page of the queue
SHOWN = 4  # files of a series that its entry shows

SORTS = {  # name: how entries are ordered (columns of the grouped query)
    "age": "oldest, first",
    "score": "score desc, oldest, first",
    "folder": "folder, first",
    "size": "bytes desc, first",
}

_PARSED = "iif(json_valid(pending.parsed_json), json_extract(pending.parsed_json, '$.{}'), null)"
_ENTRY = f"coalesce({_PARSED.format('series_key')}, 'file:' || pending.id)"
_SCORE = "iif(json_valid(candidates_json), coalesce(json_extract(candidates_json, '$[0].score'), 0), 0)"

# `other_year: 1999 is not …` is the reason other_year; what has no such mark goes by what is to be done about it.
_REASON = """case when reason.value glob '[a-z]*:*' and instr(reason.value || ' ', ' ') > instr(reason.value, ':')
             then substr(reason.value, 1, instr(reason.value, ':') - 1)
             when reason.value like 'score % is below %' then 'low_score'
             when coalesce(pending.candidates_json, '[]') = '[]' then 'no_candidate' else 'other' end"""
_REASONS = "json_each(iif(json_valid(pending.reasons_json), pending.reasons_json, '[]')) as reason"
_FROM = """from pending_validations as pending join video_files as files on files.id = pending.video_file_id
           where pending.validation_status = 'pending'"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue is looked at, and in what order.

    `text` is looked for in path and read title, `reason` is a code of `reasons()`, `series` an entry's key.
    """

    text: str = ""
    reason: str = ""
    series: str = ""
    sort: str = "age"
    page: int = 1

    def to_query(self) -> dict[str, str]:
        "What differs from a plain look at the queue, as a query string says it."
        plain = Asked()
        values = asdict(self)
        return {name: str(value) for name, value in values.items() if value != getattr(plain, name)}


@dataclass(frozen=True, slots=True)
class WaitingFile:
    "One file that waits, as the queue shows it."

    id: int
    file: VideoFileModel
    row: PendingValidationModel
    seen: str
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None


@dataclass(frozen=True, slots=True)
class Entry:
    "A film, or all waiting files of one series. `files` are the first few of `count`; `size` is in bytes."

    key: str
    count: int
    size: int
    files: tuple[WaitingFile, ...]
    seasons: tuple[int | None, ...] = ()

    @property
    def is_series(self) -> bool:
        return not self.key.startswith("file:")


@dataclass(frozen=True, slots=True)
class Queue:
    "A page of the queue. `entries_found` and `files_found` count what the filters let through."

    asked: Asked
    entries: tuple[Entry, ...]
    entries_found: int
    files_found: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.entries_found // PAGE))


@dataclass(frozen=True, slots=True)
class Progress:
    "How far the work of deciding is, in files: those decided by a person, and those that wait."

    decided: int
    waiting: int

    @property
    def total(self) -> int:
        return self.decided + self.waiting


@dataclass(frozen=True, slots=True)
class Decision:
    "One line of a file's history. `undone_by` is the decision that took it back."

    id: int
    action: str
    who: str
    decided_at: str
    rule: str | None
    candidate: str | None
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class FilePage:
    "All that the page of one file shows. `others` counts further waiting files of its series."

    waiting: WaitingFile
    history: tuple[Decision, ...]
    series: str | None = None
    others: int = 0
    work: dict[str, Any] | None = None


def read_queue(db: Database, asked: Asked) -> Queue:
    "One page of what waits, as the filters ask."
    where, values = _conditions(asked)
    score = f"max({_SCORE})" if asked.sort == "score" else "0"
    rows = db.execute(
        f"""select {_ENTRY} as entry, count(*), sum(files.size_bytes) as bytes, min(pending.created_at) as oldest,
            min(pending.id) as first, min(files.path) as folder, {score} as score, json_group_array(pending.id)
            {_FROM} {where} group by entry order by {SORTS.get(asked.sort, SORTS["age"])}""",
        values,
    ).fetchall()
    shown = rows[(asked.page - 1) * PAGE : asked.page * PAGE]
    return Queue(
        asked,
        tuple(_entry(db, row[0], row[2], json.loads(row[7])) for row in shown),
        len(rows),
        sum(row[1] for row in rows),
    )


def _conditions(asked: Asked) -> tuple[str, dict[str, str]]:
    parts = []
    if asked.text:
        title = _PARSED.format("title")
        parts.append(f"instr(lower(files.path || char(10) || coalesce({title}, '')), lower(:text))")
    if asked.reason:
        parts.append(f"exists (select 1 from {_REASONS} where {_REASON} = :reason)")
    if asked.series:
        parts.append(f"{_ENTRY} = :series")
    values = {"text": asked.text.strip(), "reason": asked.reason, "series": asked.series}
    return "".join(f" and {part}" for part in parts), values


def _entry(db: Database, key: str, size: int, ids: list[int]) -> Entry:
    numbers = [_place(db, pending_id) for pending_id in ids] if len(ids) > 1 else [(0, 0, ids[0])]
    first = sorted(numbers)[:SHOWN]
    seasons = tuple(sorted({place[0] for place in numbers})) if not key.startswith("file:") else ()
    files = tuple(read_waiting(db, place[2]) for place in first)
    return Entry(key, len(ids), size, files, tuple(None if season < 0 else season for season in seasons))


def _place(db: Database, pending_id: int) -> tuple[int, int, int]:
    "(season, episode, id); -1 where the name does not say it."
    season, episodes = _PARSED.format("season"), _PARSED.format("episodes[0]")
    row = db.execute(
        f"select coalesce({season}, -1), coalesce({episodes}, -1) from pending_validations as pending where id = ?",
        [pending_id],
    ).fetchone()
    return row[0], row[1], pending_id


def read_waiting(db: Database, pending_id: int) -> WaitingFile:
    "One row with its file, decided or not. Raises NotFound; a file that a row only dangles to is an empty one."
    row = read_pending(db, pending_id)
    found = read_row(db, "video_files", (row["video_file_id"],)) or {"path": "", "filename": ""}
    return WaitingFile(
        pending_id,
        VideoFileModel(**found),
        PendingValidationModel(**row),
        state_of(row),
        tuple(candidates_of(row)),
    )


def read_page(db: Database, pending_id: int) -> FilePage:
    "All that the page of one file shows. Raises NotFound."
    waiting = read_waiting(db, pending_id)
    key = waiting.row.parsed.get("series_key")
    ids = series_ids(db, pending_id) if key else [pending_id]
    others = len([other for other in ids if other != pending_id])
    return FilePage(waiting, tuple(history(db, pending_id)), key, others, _work_of(db, waiting))


def series_ids(db: Database, pending_id: int) -> list[int]:
    "All waiting files of the series that a row's name was read as, the row itself included; ids in order."
    rows = db.execute(
        f"""select pending.id {_FROM} and {_PARSED.format("series_key")} =
            (select json_extract(parsed_json, '$.series_key') from pending_validations
             where id = ? and json_valid(parsed_json)) order by pending.id""",
        [pending_id],
    ).fetchall()
    return [row[0] for row in rows] or [pending_id]


def _work_of(db: Database, waiting: WaitingFile) -> dict[str, Any] | None:
    "The film or series that a validated file hangs on: `table`, `id`, `title`, `year`."
    row = db.execute(
        """select 'movies', movies.id, title, year from movie_files join movies on movies.id = movie_id
           where video_file_id = :file
           union all
           select 'series', series.id, series.title, series.year from episode_files
           join episodes on episodes.id = episode_id join series on series.id = series_id
           where video_file_id = :file limit 1""",
        {"file": waiting.row.video_file_id},
    ).fetchone()
    return None if row is None else dict(zip(("table", "id", "title", "year"), row, strict=True))


def history(db: Database, pending_id: int) -> Iterable[Decision]:
    "What was decided about a row, the newest first."
    rows = db.execute(
        """select id, action, who, decided_at, rule,
           candidate_source || ':' || candidate_kind || ':' || candidate_id, undoes,
           (select min(later.id) from decisions as later where later.undoes = decisions.id)
           from decisions where pending_id = ? order by id desc""",
        [pending_id],
    ).fetchall()
    return [Decision(*row) for row in rows]


def read_progress(db: Database) -> Progress:
    "How many files people have decided, and how many wait."
    row = db.execute(
        """select count(*) filter (where validation_status != 'pending' and not auto_validated),
           count(*) filter (where validation_status = 'pending') from pending_validations"""
    ).fetchone()
    return Progress(*row)


def reasons(db: Database) -> dict[str, int]:
    "Why files wait: a code such as `other_year`, and how many wait for it, the most frequent first."
    rows = db.execute(
        f"""select {_REASON} as code, count(distinct pending.id) from pending_validations as pending, {_REASONS}
            where pending.validation_status = 'pending' group by code order by 2 desc, code"""
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def next_waiting(db: Database, after: int, asked: Asked | None = None) -> int | None:
    "The next file that waits, by its id, from the top again at the end; None where nothing else does."
    where, values = _conditions(asked or Asked())
    row = db.execute(
        f"select pending.id {_FROM} {where} and pending.id != :after order by pending.id < :after, pending.id limit 1",
        {**values, "after": after},
    ).fetchone()
    return None if row is None else int(row[0])


def last_by(db: Database, who: str) -> tuple[int, str, str] | None:
    "(pending id, action, file name) of the last decision by this person that stands, or None."
    row = db.execute(
        """select pending.id, action, filename from decisions
           join pending_validations as pending on pending.id = decisions.pending_id
           join video_files as files on files.id = pending.video_file_id
           where who = ? and action in ('approve', 'reject')
           and decisions.id not in (select undoes from decisions where undoes is not null)
           order by decisions.id desc limit 1""",
        [who],
    ).fetchone()
    return None if row is None else tuple(row)


def to_dict(waiting: WaitingFile) -> dict[str, Any]:
    "A row for machines: its columns, and beside them `path`, `parsed`, `reasons`, `candidates` and `seen`."
    row = waiting.row
    return {
        **asdict(row),
        "path": waiting.file.path,
        "parsed": row.parsed,
        "reasons": row.reasons,
        "candidates": [candidate.to_dict() for candidate in waiting.candidates],
        "seen": waiting.seen,
    }


def waiting_files(db: Database, limit: int | None = None) -> list[WaitingFile]:
    "Everything that waits, in the order of its ids."
    rows = db.execute(f"select pending.id {_FROM} order by pending.id limit ?", [-1 if limit is None else limit])
    return [read_waiting(db, row[0]) for row in rows.fetchall()]
