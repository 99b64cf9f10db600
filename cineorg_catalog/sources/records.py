"""The records of sources in the catalogue: stored, replaced, expired and removed.

A record belongs to the source's own id, never to a row of the catalogue: no merge, deletion or undo moves it.
The projection decides what a title's columns show of it. A built reference, too, is a source: of episodes and
people.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlite_utils import Database

from ..db.columns import now
from ..db.decisions import forget_words
from ..errors import ReferenceFault
from ..reference.reader import Reference, open_reference, reference_in_use
from .described import Credit, Described, EpisodeFacts, described
from .registry import SOURCES, Source, attributions, source_named

_PUT = """insert into source_records (source, kind, source_id, language, data_json, fetched_at, expires_at)
          values (:source, :kind, :source_id, :language, :data_json, :fetched_at, :expires_at)
          on conflict (source, kind, source_id, language) do """
_REPLACE = """update set data_json = excluded.data_json, fetched_at = excluded.fetched_at,
              expires_at = excluded.expires_at"""
_LIVE = "(expires_at is null or expires_at > :now)"


@dataclass(slots=True)
class Record:
    "One record, as the projection needs it."

    source: str
    source_id: str
    language: str
    data: Mapping[str, Any]

    @property
    def origin(self) -> list[str]:
        "Its entry in provenance."
        return [self.source, self.source_id, self.language]


def put_records(
    db: Database, records: Iterable[Described], *, replace: bool = True, fetched_at: str | None = None
) -> int:
    """Store records in place of earlier ones with the same key; without `replace`, earlier ones stay.

    Returns the number of those stored.
    """
    rows = [_row(record.key, record.data(), fetched_at) for record in records]
    return db.conn.executemany(_PUT + (_REPLACE if replace else "nothing"), rows).rowcount


def put_record(
    db: Database, key: tuple[str, str, str, str], data: dict[str, Any], fetched_at: str | None = None
) -> None:
    "Store data that does not describe a title, such as a picture, in place of an earlier record of its key."
    db.execute(_PUT + _REPLACE, _row(key, data, fetched_at))


FOUND = "found"  # kind of the records that say from which sources the candidates of a file are


def note_found(db: Database, file_id: int, source: str, found_at: str) -> None:
    "Record that a file has candidates of a source, so that their words expire and are purged with it."
    put_record(db, (source, FOUND, str(file_id), ""), {}, found_at)


def _row(key: tuple[str, str, str, str], data: dict[str, Any], fetched_at: str | None) -> dict[str, Any]:
    source, kind, source_id, language = key
    fetched_at = fetched_at or now()
    return {
        "source": source,
        "kind": kind,
        "source_id": source_id,
        "language": language,
        "data_json": orjson.dumps(data).decode(),
        "fetched_at": fetched_at,
        "expires_at": _expiry(source_named(source), fetched_at),
    }


_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


def _expiry(source: Source, fetched_at: str) -> str | None:
    if source.max_age_days is None:
        return None
    until = datetime.fromisoformat(fetched_at) + timedelta(days=source.max_age_days)
    return until.strftime(_TIME)


def read_records(db: Database, source: str, kind: str, source_id: str) -> list[Described]:
    "The records of one id that have not expired, the one without language first."
    rows = db.execute(
        f"""select language, data_json from source_records
            where source = :source and kind = :kind and source_id = :id and {_LIVE} order by language""",
        {"source": source, "kind": kind, "id": source_id, "now": now()},
    )
    return [described(source, kind, source_id, language, json.loads(data)) for language, data in rows]


Touched = dict[str, set[int]]  # kind → ids of the rows that may show something of it


def has_expired(db: Database) -> bool:
    "True if any record has expired."
    sql = "select 1 from source_records where expires_at <= ? limit 1"
    return db.execute(sql, [now()]).fetchone() is not None


def remove_expired(db: Database) -> Touched:
    "Delete expired records and candidates; returns the titles that may show something of them."
    for source in SOURCES:
        if source.max_age_days is not None:
            until = datetime.now(UTC) - timedelta(days=source.max_age_days)
            forget_words(db, source.name, until.strftime(_TIME))
    return _remove(db, "expires_at is not null and expires_at <= :now", {"now": now()})


def remove_source(db: Database, source: str) -> Touched:
    "Delete all records of a source; returns the titles that may show something of them."
    return _remove(db, "source = :source", {"source": source})


def _remove(db: Database, condition: str, values: dict[str, Any]) -> Touched:
    deleted = f"(select source, kind, source_id from source_records where {condition})"
    touched: Touched = {}
    for kind in ("movie", "series"):
        sql = f"""select distinct {kind}_id from external_ids where {kind}_id is not null
                  and (source, source_id) in
                  (select case source when 'shipped' then 'imdb' else source end, source_id from {deleted})"""
        touched[kind] = {row[0] for row in db.execute(sql, values)}
    by_file = (
        f"""(select cast(source_id as integer) from {deleted} where source in ('nfo', 'name', 'file'))"""
    )
    sql = f"select distinct movie_id from movie_files where video_file_id in {by_file}"
    touched["movie"] |= {row[0] for row in db.execute(sql, values)}
    legacy = f"select kind, cast(source_id as integer) from {deleted} where source = 'legacy'"
    for kind, key in db.execute(legacy, values).fetchall():
        touched.setdefault(kind, set()).add(key)
    sql = f"""select id from episodes where series_id in (select value from json_each(:series))
              or id in (select episode_id from episode_files where video_file_id in {by_file})"""
    series = json.dumps(sorted(touched["series"]))
    touched.setdefault("episode", set()).update(
        row[0] for row in db.execute(sql, {**values, "series": series})
    )
    db.execute(f"delete from source_records where {condition}", values)
    return touched


_TERMS = ("title", "licence", "attribution", "publishable", "max_age_days", "rank")


# --- which sources are enabled --------------------------------------------------------------------


def declare_sources(db: Database) -> None:
    "Update the table `sources` from the declaration; whether a source is enabled does not change."
    for source in SOURCES:
        db.execute(
            """insert into sources
               (name, title, licence, attribution, publishable, max_age_days, rank, enabled)
               values (:name, :title, :licence, :attribution, :publishable, :max_age_days, :rank, :enabled)
               on conflict (name) do update set title = excluded.title, licence = excluded.licence,
               attribution = excluded.attribution, publishable = excluded.publishable,
               max_age_days = excluded.max_age_days, rank = excluded.rank""",
            {
                "name": source.name,
                "title": source.title,
                "licence": source.licence,
                "attribution": source.attribution,
                "publishable": source.publishable,
                "max_age_days": source.max_age_days,
                "rank": source.rank,
                "enabled": int(source.enabled),
            },
        )


def declared(db: Database) -> bool:
    "True if the table `sources` equals the declaration."
    there = {row[0]: row[1:] for row in db.execute(f"select name, {', '.join(_TERMS)} from sources")}
    return there == {source.name: tuple(getattr(source, name) for name in _TERMS) for source in SOURCES}


def enabled_sources(db: Database) -> list[Source]:
    "The enabled online sources, by rank."
    on = {row[0] for row in db.execute("select name from sources where enabled")}
    return [source for source in SOURCES if source.address is not None and source.name in on]


def sources_in_use(db: Database) -> list[Source]:
    """The sources to name on every page: with stored records, enabled, or built into the reference.

    None for a public copy, which has no records: its metadata names them.
    """
    if not db["source_records"].exists():
        return []
    sql = """select name from sources where exists
             (select 1 from source_records where source_records.source = sources.name)"""
    used = {row[0] for row in db.execute(sql)} | {source.name for source in enabled_sources(db)}
    return attributions(used | ({"imdb"} if reference_in_use() else set()))


def title_database_date(db: Database) -> str:
    """The date of the data in the title database that was built here; empty if there is none to name.

    The sample that comes with the package has no date but that of its installation, and a public copy is
    read where no title database matters.
    """
    if reference_in_use() is None or not db["source_records"].exists():
        return ""
    try:
        with open_reference() as reference:
            return reference.info().date
    except ReferenceFault:
        return ""


# --- settings -------------------------------------------------------------------------------------


def wished_languages(db: Database) -> list[str]:
    "The preferred languages, most preferred first; empty if none were chosen."
    row = db.execute("select value from settings where name = 'languages'").fetchone()
    return [code for code in row[0].split(",") if code] if row else []


def wish_languages(db: Database, languages: Sequence[str]) -> None:
    "Store the preferred languages as a setting."
    db.execute(
        """insert into settings (name, value) values ('languages', ?)
           on conflict (name) do update set value = excluded.value""",
        [",".join(languages)],
    )


# --- what a built reference says beyond a match ---------------------------------------------------
# Records of the source imdb; an empty one says that the reference knows none. They are made again once the
# reference is newer.

EPISODES, PEOPLE = "episodes", "people"
_OWNED = {
    "movie": "select 1 from movie_files where movie_id = ids.movie_id",
    "series": """select 1 from episodes join episode_files on episode_id = episodes.id
                 where episodes.series_id = ids.series_id""",
}


def due(db: Database, kind: str, what: str, built_at: str) -> list[tuple[int, str]]:
    "(id, IMDb id) of the films or series with files whose record of this kind is missing or old."
    sql = f"""select ids.{kind}_id, ids.source_id from external_ids as ids
              where ids.source = 'imdb' and ids.{kind}_id is not null and exists ({_OWNED[kind]})
              and not exists (select 1 from source_records as records where records.source = 'imdb'
                and records.kind = ? and records.source_id = ids.source_id and records.fetched_at >= ?)
              order by 1"""
    return [(key, number) for key, number in db.execute(sql, [what, built_at])]


def said_of(reference: Reference, what: str, number: str) -> Described:
    "The record of this kind about one IMDb id."
    if what == EPISODES:
        return Described("imdb", EPISODES, number, episodes=tuple(_episodes(reference, number)))
    people = reference.people(number)
    credits = (Credit(name, role, character) for name, role, character in people)  # type: ignore[arg-type]
    return Described("imdb", PEOPLE, number, credits=tuple(credits))


def _episodes(reference: Reference, number: str) -> Iterator[EpisodeFacts]:
    "Its episodes; of two with one number, which IMDb has for a while, neither says its title."
    titles: dict[tuple[int, int], list[str | None]] = {}
    for season, episode, title in reference.episodes(number):
        titles.setdefault((season, episode), []).append(title)
    for (season, episode), named in titles.items():
        title = named[0] if len(named) == 1 else None
        is_number = title is not None and title.startswith("Episode #")
        yield EpisodeFacts(season, episode, None if is_number else title)
