"""TMDB, version 3 of its API: films and series, in the preferred languages.

Takes a client (`http.SourceClient`) and returns records in our field names.  One request per title returns
everything but the episodes, which take one per season and language.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from .answers import Answer, expect, known_ids, undocumented
from .described import Credit, Described, EpisodeFacts, FoundTitle, OtherTitle, Role

if TYPE_CHECKING:
    from .http import SourceClient

NAME = "TMDB"
_PATHS = {"movie": "movie", "series": "tv"}
_WITH = "translations,alternative_titles,credits,images,external_ids"
_ACTORS = 20
_JOBS: dict[str, Role] = {"Director": "director", "Writer": "writer", "Screenplay": "writer"}
_MOST_SEASONS = 100


class Tmdb:
    "The TMDB adapter."

    name = "tmdb"
    kinds: tuple[str, ...] = ("movie", "series")
    search_is_brief = True

    def __init__(self, client: "SourceClient") -> None:
        self._client = client

    def search(
        self, kind: str, title: str, year: int | None = None, language: str = "en"
    ) -> list[FoundTitle]:
        "The films or series that TMDB finds for a title, best first."
        query = {"query": title, "language": language}
        if year is not None:
            query["year" if kind == "movie" else "first_air_date_year"] = str(year)
        answer = self._client.get(f"/3/search/{_PATHS[kind]}", query)
        return _found(kind, expect(answer, NAME).children("results"))

    def find(self, kind: str, source: str, source_id: str) -> str | None:
        "The id of the film or series with this id of IMDb or TheTVDB, if exactly one has it."
        if source not in ("imdb", "tvdb"):
            return None
        query = {"external_source": f"{source}_id"}
        answer = expect(self._client.get(f"/3/find/{source_id}", query), NAME)
        found = _found(kind, answer.children("movie_results" if kind == "movie" else "tv_results"))
        return found[0].source_id if len(found) == 1 else None

    def describe(self, kind: str, source_id: str, languages: Sequence[str] = ()) -> list[Described]:
        """The records of a film or series: one for values without language, and one per preferred language.

        Languages without texts are left out.  Empty if TMDB does not know the id.
        """
        first = languages[0] if languages else "en"
        query = {"append_to_response": _WITH, "language": first}
        query["include_image_language"] = ",".join(dict.fromkeys([first[:2], "en", "null"]))
        answer = self._client.get(f"/3/{_PATHS[kind]}/{source_id}", query)
        if answer is None:
            return []
        title = expect(answer, NAME)
        whole = _described(kind, source_id, title)
        if whole.title is None:
            raise undocumented(NAME)
        return [whole, *_in_languages(whole, title, [*languages, "en"], first)]

    def episodes(self, series: Sequence[Described], languages: Sequence[str] = ()) -> list[Described]:
        "The episodes of a series returned by `describe`, one record per language."
        whole = series[0]
        wished = list(languages) or ["en"]
        records = (self._episodes_in(whole.source_id, whole.seasons, language) for language in wished)
        return [record for record in records if record.episodes]

    def _episodes_in(self, source_id: str, seasons: Iterable[int], language: str) -> Described:
        episodes: list[EpisodeFacts] = []
        for season in seasons:
            answer = self._client.get(f"/3/tv/{source_id}/season/{season}", {"language": language})
            episodes += _episodes(expect(answer, NAME).children("episodes"), season)
        return Described("tmdb", "episodes", source_id, language, episodes=tuple(episodes))

    def picture(self, path: str, width: int = 780) -> bytes | None:
        "A picture in one of TMDB's own sizes."
        return self._client.picture(f"/t/p/w{width}{path}")

    def close(self) -> None:
        "Close the connections."
        self._client.close()


def _found(kind: str, results: Iterator[Answer]) -> list[FoundTitle]:
    found = []
    for result in results:
        source_id, title = result.identity("id"), result.title("title", "name")
        if source_id and title:
            found.append(
                FoundTitle(
                    source="tmdb",
                    kind=kind,
                    source_id=source_id,
                    title=title,
                    original_title=result.title("original_title", "original_name"),
                    year=result.year("release_date", "first_air_date"),
                    overview=result.text("overview"),
                    poster_path=_path(result, "poster_path"),
                )
            )
    return found


def _described(kind: str, source_id: str, title: Answer) -> Described:
    "The values without language."
    runtime = title.number("runtime")
    return Described(
        source="tmdb",
        kind=kind,
        source_id=source_id,
        title=title.title("title", "name"),
        original_title=title.title("original_title", "original_name"),
        year=title.year("release_date", "first_air_date"),
        countries=_countries(title),
        duration_seconds=runtime * 60 if runtime and kind == "movie" else None,
        rating=title.rating("vote_average"),
        collection=title.child("belongs_to_collection").title("name"),
        poster_path=_path(title, "poster_path"),
        backdrop_path=_path(title, "backdrop_path"),
        page=f"https://www.themoviedb.org/{_PATHS[kind]}/{source_id}",
        ids=_ids(title),
        titles=tuple(_titles(title)),
        credits=tuple(_credits(title)),
        seasons=tuple(_seasons(title)),
    )


def _in_languages(
    whole: Described, title: Answer, languages: Iterable[str], requested: str
) -> Iterator[Described]:
    "The texts, one record per language that has any."
    translated = dict(_translations(title))
    for language in dict.fromkeys(languages):
        words = translated.get(language) or translated.get(language[:2])
        name = words.title("title", "name") if words else None
        overview = words.text("overview") if words else None
        if language[:2] == title.title("original_language"):
            name = name or whole.original_title
        genres: tuple[str, ...] = ()
        if language == requested:  # the response itself is in this language; its title may be a substitute
            genres = tuple(filter(None, (genre.title("name") for genre in title.children("genres"))))
            overview = overview or title.text("overview")
            name = name or (whole.title if not translated else None)
        record = Described(
            "tmdb", whole.kind, whole.source_id, language, title=name, overview=overview, genres=genres
        )
        if record.data():
            yield record


def _translations(title: Answer) -> Iterator[tuple[str, Answer]]:
    "Language (`pt`, and `pt-BR`) and the texts in it."
    for item in title.child("translations").children("translations"):
        language, region = item.title("iso_639_1"), item.title("iso_3166_1")
        if language:
            yield f"{language}-{region}", item.child("data")
    seen = set()
    for item in title.child("translations").children("translations"):
        language, words = item.title("iso_639_1"), item.child("data")
        if language and language not in seen and (words.title("title", "name") or words.text("overview")):
            seen.add(language)
            yield language, words


def _titles(title: Answer) -> Iterator[OtherTitle]:
    "All other titles, for matching and search."
    original = title.title("original_title", "original_name")
    if original:
        yield OtherTitle(original, title.title("original_language"), "original")
    for item in title.child("translations").children("translations"):
        name = item.child("data").title("title", "name")
        if name:
            yield OtherTitle(name, item.title("iso_639_1"), "translated")
    others = title.child("alternative_titles")
    for item in (*others.children("titles"), *others.children("results")):
        name = item.title("title")
        if name:
            yield OtherTitle(name)


def _credits(title: Answer) -> Iterator[Credit]:
    credits = title.child("credits")
    names = {person.title("name") for person in title.children("created_by")} - {None}
    yield from (Credit(name, "writer") for name in sorted(filter(None, names)))
    for person in credits.children("crew"):
        name, role = person.title("name"), _JOBS.get(person.title("job") or "")
        if name and role:
            yield Credit(name, role)
    cast = sorted(credits.children("cast"), key=lambda person: person.number("order") or 0)
    for person in cast[:_ACTORS]:
        name = person.title("name")
        if name:
            yield Credit(name, "actor", person.title("character"))


def _seasons(title: Answer) -> list[int]:
    numbers = (season.number("season_number") for season in title.children("seasons"))
    return [number for number in numbers if number is not None][:_MOST_SEASONS]


def _episodes(items: Iterator[Answer], season: int) -> Iterator[EpisodeFacts]:
    for item in items:
        number, runtime = item.number("episode_number"), item.number("runtime")
        if number is not None:
            yield EpisodeFacts(
                season=season,
                number=number,
                title=item.title("name"),
                overview=item.text("overview"),
                air_date=item.date("air_date"),
                duration_seconds=runtime * 60 if runtime else None,
                rating=item.rating("vote_average"),
                source_id=item.identity("id"),
            )


def _countries(title: Answer) -> tuple[str, ...]:
    codes = (country.title("iso_3166_1") for country in title.children("production_countries"))
    return tuple(dict.fromkeys(filter(None, codes))) or title.texts("origin_country")


def _ids(title: Answer) -> dict[str, str]:
    others = title.child("external_ids")
    return known_ids(imdb=title.imdb("imdb_id") or others.imdb("imdb_id"), tvdb=others.identity("tvdb_id"))


def _path(title: Answer, name: str) -> str | None:
    "The path of a picture, which must be a single name below the pictures' address."
    path = title.title(name)
    return path if path and path.startswith("/") and "/" not in path[1:] and ".." not in path else None
