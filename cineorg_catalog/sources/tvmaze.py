"""TVmaze: series with their episodes, cast and poster; needs no key.

Takes a client (`http.SourceClient`) and returns records in our field names.  Its texts are English.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .answers import Answer, expect, expect_list, known_ids, undocumented, without_markup
from .described import Credit, Described, EpisodeFacts, FoundTitle, OtherTitle

if TYPE_CHECKING:
    from .http import SourceClient

NAME = "TVmaze"
_ACTORS = 20


class TvMaze:
    "The TVmaze adapter."

    name = "tvmaze"
    kinds: tuple[str, ...] = ("series",)
    search_is_brief = False

    def __init__(self, client: "SourceClient") -> None:
        self._client = client

    def search(
        self, kind: str, title: str, year: int | None = None, language: str = "en"
    ) -> list[FoundTitle]:
        "The series that TVmaze finds for a title, best first."
        if kind != "series":
            return []
        shows = (
            hit.child("show") for hit in expect_list(self._client.get("/search/shows", {"q": title}), NAME)
        )
        return [found for found in map(_found, shows) if found is not None]

    def find(self, kind: str, source: str, source_id: str) -> str | None:
        "The id of the series with this id of IMDb or TheTVDB."
        names = {"imdb": "imdb", "tvdb": "thetvdb"}
        if kind != "series" or source not in names:
            return None
        answer = self._client.get("/lookup/shows", {names[source]: source_id})
        found = _found(expect(answer, NAME))
        return found.source_id if found and found.ids.get(source) == source_id else None

    def describe(self, kind: str, source_id: str, languages: Sequence[str] = ()) -> list[Described]:
        "The records of a series: values without language, and its English texts."
        if kind != "series":
            return []
        answer = self._client.get(f"/shows/{source_id}", {"embed": "cast"})
        if answer is None:
            return []
        show = expect(answer, NAME)
        if show.title("name") is None:
            raise undocumented(NAME)
        words = Described(
            "tvmaze",
            "series",
            source_id,
            "en",
            overview=without_markup(show.text("summary")),
            genres=show.texts("genres"),
        )
        return [_described(source_id, show, self._cast(source_id, show)), *([words] if words.data() else [])]

    def _cast(self, source_id: str, show: Answer) -> tuple[Credit, ...]:
        cast = list(show.child("_embedded").children("cast"))
        if not cast:
            cast = list(expect_list(self._client.get(f"/shows/{source_id}/cast"), NAME))
        return tuple(_credits(cast[:_ACTORS]))

    def episodes(self, series: Sequence[Described], languages: Sequence[str] = ()) -> list[Described]:
        "The episodes of a series returned by `describe`."
        source_id = series[0].source_id
        answer = self._client.get(f"/shows/{source_id}/episodes")
        episodes = tuple(_episodes(expect_list(answer, NAME)))
        return [Described("tvmaze", "episodes", source_id, "en", episodes=episodes)] if episodes else []

    def picture(self, path: str, width: int = 780) -> bytes | None:
        "A picture in TVmaze's own size."
        return self._client.picture(path)

    def close(self) -> None:
        "Close the connections."
        self._client.close()


def _found(show: Answer) -> FoundTitle | None:
    source_id, title = show.identity("id"), show.title("name")
    if source_id is None or title is None:
        return None
    return FoundTitle(
        source="tvmaze",
        kind="series",
        source_id=source_id,
        title=title,
        year=show.year("premiered"),
        overview=without_markup(show.text("summary")),
        poster_path=_path(show),
        ids=_ids(show),
    )


def _described(source_id: str, show: Answer, cast: tuple[Credit, ...]) -> Described:
    network = show.child("network").child("country").title("code")
    country = network or show.child("webChannel").child("country").title("code")
    return Described(
        source="tvmaze",
        kind="series",
        source_id=source_id,
        title=show.title("name"),
        year=show.year("premiered"),
        countries=(country,) if country else (),
        rating=show.child("rating").rating("average"),
        poster_path=_path(show),
        page=f"https://www.tvmaze.com/shows/{source_id}",
        ids=_ids(show),
        titles=tuple(OtherTitle(name) for name in _akas(show)),
        credits=cast,
    )


def _akas(show: Answer) -> Iterator[str]:
    for aka in show.child("_embedded").children("akas"):
        name = aka.title("name")
        if name:
            yield name


def _credits(cast: Sequence[Answer]) -> Iterator[Credit]:
    for part in cast:
        name = part.child("person").title("name")
        if name:
            yield Credit(name, "actor", part.child("character").title("name"))


def _episodes(items: Iterator[Answer]) -> Iterator[EpisodeFacts]:
    for item in items:
        season, number, minutes = item.number("season"), item.number("number"), item.number("runtime")
        if season is not None and number is not None:  # specials have no number
            yield EpisodeFacts(
                season=season,
                number=number,
                title=item.title("name"),
                overview=without_markup(item.text("summary")),
                air_date=item.date("airdate"),
                duration_seconds=minutes * 60 if minutes else None,
                rating=item.child("rating").rating("average"),
                source_id=item.identity("id"),
            )


def _ids(show: Answer) -> dict[str, str]:
    others = show.child("externals")
    return known_ids(imdb=others.imdb("imdb"), tvdb=others.identity("thetvdb"))


def _path(show: Answer) -> str | None:
    "The path of the poster; its host is fixed and not taken from a response."
    path = urlsplit(show.child("image").title("original", "medium") or "").path
    return path if path.startswith("/uploads/") and ".." not in path else None
