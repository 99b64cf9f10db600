"""The rules of the home page: which files, titles and alerts count in its figures. Only reads."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..db.models import LoadModel
from .wall import Card


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts of rows; `size` in bytes and `seconds` of running time are those of the present files.

    `unreadable` counts present files that could not be probed. `load` is the last finished run of the loader
    (command, UTC time, number of errors), None before the first.
    """

    films: int
    series: int
    episodes: int
    files: int
    missing: int
    unreadable: int
    size: int
    seconds: int
    to_review: int
    load: tuple[str, str, int] | None

    @property
    def needs_person(self) -> bool:
        return bool(self.to_review or self.missing or self.unreadable or (self.load and self.load[2]))


def read_facts(db: Database) -> Facts:
    "The library in figures; only episodes with a file count, and a file with several names counts once."
    works = db.execute(
        """select (select count(*) from movies) as films, (select count(*) from series) as series,
           (select count(distinct episode_id) from episode_files) as episodes,
           (select count(*) from pending_validations where validation_status = 'pending') as to_review"""
    )
    present = """count(*) as files, count(probe_error) as unreadable, total(size_bytes) as size,
                 total(duration_seconds) as seconds"""  # total(), because sum() fails beyond 2^63
    files = db.execute(
        f"""with names as (
              select {present} from video_files where id in (select id from hard_links where number > 1)),
            entries as (select {present} from video_files where missing_since is null)
            select entries.files - names.files as files, entries.unreadable - names.unreadable as unreadable,
              cast(entries.size - names.size as integer) as size,
              cast(entries.seconds - names.seconds as integer) as seconds,
              (select count(*) from video_files where likelihood(missing_since is not null, 0.01)) as missing
            from entries, names"""
    )
    return Facts(**_named(works), **_named(files), load=_last_load(db))


def _named(cursor: Any) -> dict[str, Any]:
    "The only row of an aggregate, by column name."
    return dict(zip((item[0] for item in cursor.description), cursor.fetchone(), strict=True))


def _last_load(db: Database) -> tuple[str, str, int] | None:
    row = db.execute(
        """select command, finished_at, errors_json from loads
           where finished_at is not null order by id desc limit 1"""
    ).fetchone()
    if row is None:
        return None
    load = LoadModel(command=row[0], started_at="", finished_at=row[1], errors_json=row[2])
    return load.command, load.finished_at or "", len(load.errors)


@dataclass(frozen=True, slots=True)
class Alert:
    """A scanned folder with missing files.

    `whole` is true if all its files are missing: its disk is off. `titles` counts those with no other copy.
    """

    root: str
    files: int
    since: str
    whole: bool
    titles: int


def read_alerts(db: Database) -> list[Alert]:
    "The folders with missing files, those with the most first."
    rows = db.execute(
        """with lost as (
             select id, root, missing_since from video_files where likelihood(missing_since is not null, 0.01)
           ),
           titles as (
             select root, 'movie' || movie_id as title from lost join movie_files on video_file_id = lost.id
             where not exists (select 1 from movie_files as other join video_files on id = other.video_file_id
                               where other.movie_id = movie_files.movie_id and missing_since is null)
             union
             select root, 'episode' || episode_id from lost join episode_files on video_file_id = lost.id
             where not exists (select 1 from episode_files as other
                               join video_files on id = other.video_file_id
                               where other.episode_id = episode_files.episode_id and missing_since is null))
           select coalesce(root, 'an unknown folder'), count(*), min(missing_since),
             not exists (select 1 from video_files as there
                         where there.root is lost.root and there.missing_since is null),
             (select count(*) from titles where titles.root is lost.root)
           from lost group by root order by 2 desc"""
    ).fetchall()
    return [Alert(str(row[0]), row[1], str(row[2]), bool(row[3]), row[4]) for row in rows]


SHELF = 12


def read_newest(db: Database) -> list[Card]:
    "The newest films and series, by id: ids are never reused, so no sorting is needed."
    found = [
        Card(kind, *row)
        for kind, table in (("movie", "movies"), ("series", "series"))
        for row in db.execute(
            f"select id, title, year, cast(created_at as text) from {table} order by id desc limit {SHELF}"
        )
    ]
    return sorted(found, key=lambda item: (item.added_at or "", item.id), reverse=True)[:SHELF]


def read_decades(db: Database) -> dict[int, int]:
    "The number of films by decade (its first year), in order; read from the index of years alone."
    found: Counter[int] = Counter()
    for year, films in db.execute("select year, count(*) from movies where year is not null group by year"):
        if isinstance(year, int):
            found[year // 10 * 10] += films
    return dict(sorted(found.items()))


def read_pending_count(db: Database) -> int:
    "How many files need review."
    sql = "select count(*) from pending_validations where validation_status = 'pending'"
    return int(db.execute(sql).fetchone()[0])
