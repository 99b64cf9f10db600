"""What a built reference says about titles beyond their match: the episodes of series, and the people.

Records of the source imdb, of the kinds `episodes` and `people`; an empty one says that the reference knows
none. They are made again once the reference is newer.
"""

from collections.abc import Iterator

from sqlite_utils import Database

from ..reference.reader import Reference
from .described import Credit, Described, EpisodeFacts

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
