"""What waits for a person: the queue in entries, its order, filters and counts.

Reads only. A film is an entry of its own; the files of one series are one entry, by the key that
settle.py stored with their names. One file by itself is waiting.py's, deciding is decide.py's.
"""

import json
from dataclasses import asdict, dataclass

from sqlite_utils import Database

from .waiting import WaitingFile, read_waiting

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

# `other_year: 1999 is not …` is the reason other_year; what has no such mark goes by what is to be done.
_REASON = """case when reason.value glob '[a-z]*:*'
                  and instr(reason.value || ' ', ' ') > instr(reason.value, ':')
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
class Entry:
    "A film, or all waiting files of one series. `files` are the first few of `count`; `size` is in bytes."

    key: str
    count: int
    size: int
    files: tuple[WaitingFile, ...]
    seasons: tuple[int, ...] = ()
    ids: tuple[int, ...] = ()  # of all its files, in the order of their episodes

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


def read_queue(db: Database, asked: Asked) -> Queue:
    "One page of what waits, as the filters ask."
    where, values = _conditions(asked)
    score = f"max({_SCORE})" if asked.sort == "score" else "0"
    rows = db.execute(
        f"""select {_ENTRY} as entry, count(*), sum(files.size_bytes) as bytes,
            min(pending.created_at) as oldest, min(pending.id) as first, min(files.path) as folder,
            {score} as score, json_group_array(pending.id)
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
    places = sorted(_place(db, pending_id) for pending_id in ids)
    files = tuple(read_waiting(db, pending_id) for _, _, pending_id in places[:SHOWN])
    seasons = sorted({season for season, _, _ in places if season >= 0})
    return Entry(key, len(ids), size, files, tuple(seasons), tuple(place[2] for place in places))


def _place(db: Database, pending_id: int) -> tuple[int, int, int]:
    "(season, episode, id); -1 where the name does not say it."
    season, episodes = _PARSED.format("season"), _PARSED.format("episodes[0]")
    row = db.execute(
        f"""select coalesce({season}, -1), coalesce({episodes}, -1)
            from pending_validations as pending where id = ?""",
        [pending_id],
    ).fetchone()
    return row[0], row[1], pending_id


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
        f"""select {_REASON} as code, count(distinct pending.id)
            from pending_validations as pending, {_REASONS}
            where pending.validation_status = 'pending' group by code order by 2 desc, code"""
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def next_waiting(db: Database, after: int, asked: Asked | None = None) -> int | None:
    "The next file that waits, by its id, from the top again at the end; None where nothing else does."
    where, values = _conditions(asked or Asked())
    row = db.execute(
        f"""select pending.id {_FROM} {where} and pending.id != :after
            order by pending.id < :after, pending.id limit 1""",
        {**values, "after": after},
    ).fetchone()
    return None if row is None else int(row[0])
