"""What this library is, in figures: the facts of the home page. Reads only."""

import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts of rows; `size` in bytes and `seconds` of running time are those of the files that are there.

    `unreadable` files are there and could not be probed. `load` is the last run of the loader that
    ended (its command, UTC time and number of errors), None before the first.
    """

    films: int
    series: int
    episodes: int
    files: int
    missing: int
    unreadable: int
    size: int
    seconds: int
    waiting: int
    load: tuple[str, str, int] | None

    @property
    def needs_person(self) -> bool:
        return bool(self.waiting or self.missing or self.unreadable or (self.load and self.load[2]))


def read_facts(db: Database) -> Facts:
    "The library in figures; episodes are those that have a file."
    works = db.execute(
        """select (select count(*) from movies) as films, (select count(*) from series) as series,
           (select count(distinct episode_id) from episode_files) as episodes,
           (select count(*) from pending_validations where validation_status = 'pending') as waiting"""
    )
    files = db.execute(
        """select count(*) filter (where missing_since is null) as files,
           count(*) filter (where missing_since is not null) as missing,
           count(*) filter (where missing_since is null and probe_error is not null) as unreadable,
           coalesce(sum(size_bytes) filter (where missing_since is null), 0) as size,
           coalesce(sum(duration_seconds) filter (where missing_since is null), 0) as seconds
           from video_files"""
    )
    return Facts(**_named(works), **_named(files), load=_last_load(db))


def _named(cursor: Any) -> dict[str, Any]:
    "The one row of an aggregate, by its columns."
    return dict(zip((item[0] for item in cursor.description), cursor.fetchone(), strict=True))


def _last_load(db: Database) -> tuple[str, str, int] | None:
    row = db.execute(
        """select command, finished_at, iif(json_valid(errors_json), errors_json, '[]') from loads
           where finished_at is not null order by id desc limit 1"""
    ).fetchone()
    return None if row is None else (row[0], row[1], len(json.loads(row[2]) or []))
