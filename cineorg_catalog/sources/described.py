"""What a source says about one title, in our field names: the shape of `source_records.data_json`.

Pure data.  `records` stores it; `projection` chooses between sources.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

Role = Literal["director", "writer", "actor"]
TitleKind = Literal["original", "translated", "alternative"]


@dataclass(frozen=True, slots=True)
class OtherTitle:
    "A further title of a film or series; the language is None if the source does not state it."

    title: str
    language: str | None = None
    kind: TitleKind = "alternative"


@dataclass(frozen=True, slots=True)
class Credit:
    "One person's part in a title.  Actors are in the order of the source's list."

    name: str
    role: Role
    character: str | None = None


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """One episode.  `season` and `number` are in broadcast order.

    `orders` holds its number in other orders: {"dvd": [1, 3], "absolute": [0, 14]}.
    """

    season: int
    number: int
    title: str | None = None
    overview: str | None = None
    air_date: str | None = None
    duration_seconds: int | None = None
    rating: float | None = None
    source_id: str | None = None
    orders: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Viewing:
    "That the owner watched it, as a file of theirs says; `rating` is their own, 0–10, and may come alone."

    watched_at: str | None = None
    rating: float | None = None
    watched: bool = True


@dataclass(frozen=True, slots=True)
class Described:
    """What one source says about one of its ids, in one language ("" for values without language).

    `kind` is movie, series, episode, or `episodes` for the list of a whole series.  Empty values mean that
    the source does not state them.  `countries` are ISO 3166-1 codes, languages ISO 639-1.
    """

    source: str
    kind: str
    source_id: str
    language: str = ""
    title: str | None = None
    original_title: str | None = None
    overview: str | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    duration_seconds: int | None = None
    rating: float | None = None
    collection: str | None = None
    air_date: str | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    page: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[OtherTitle, ...] = ()
    credits: tuple[Credit, ...] = ()
    episodes: tuple[EpisodeFacts, ...] = ()
    seasons: tuple[int, ...] = ()
    viewing: Viewing | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        "What identifies the record."
        return (self.source, self.kind, self.source_id, self.language)

    def data(self) -> dict[str, Any]:
        "What is stored: the fields that have a value, without the key."
        said = ((name, getattr(self, name)) for name in _FIELDS)
        return {name: _plain(value) for name, value in said if _says(value)}


def _plain(value: Any) -> Any:
    "What JSON has a form for; `asdict` copies all that it meets, at ten times the cost."
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    names = _PARTS.get(type(value))
    return {name: getattr(value, name) for name in names} if names else value


_PARTS = {
    part: tuple(item.name for item in fields(part)) for part in (OtherTitle, Credit, EpisodeFacts, Viewing)
}
_KEY = ("source", "kind", "source_id", "language")
_FIELDS = tuple(item.name for item in fields(Described) if item.name not in _KEY)


def described(source: str, kind: str, source_id: str, language: str, data: Mapping[str, Any]) -> Described:
    "The record that `data()` was made from.  Fields of a later version are ignored."
    known = {name: value for name, value in data.items() if name in _FIELDS}
    known["titles"] = tuple(OtherTitle(**item) for item in data.get("titles", ()))
    known["credits"] = tuple(Credit(**item) for item in data.get("credits", ()))
    known["episodes"] = tuple(_episode(item) for item in data.get("episodes", ()))
    known["genres"] = tuple(data.get("genres", ()))
    known["countries"] = tuple(data.get("countries", ()))
    known["seasons"] = tuple(data.get("seasons", ()))
    known["viewing"] = Viewing(**data["viewing"]) if data.get("viewing") else None
    return Described(source, kind, source_id, language, **known)


def _episode(item: Mapping[str, Any]) -> EpisodeFacts:
    orders = {name: (place[0], place[1]) for name, place in item.get("orders", {}).items()}
    return EpisodeFacts(**{**item, "orders": orders})


def _says(value: Any) -> bool:
    return value is not None and value != () and value != {} and value != ""


@dataclass(frozen=True, slots=True)
class FoundTitle:
    "A film or series that a source offers for a title."

    source: str
    kind: str
    source_id: str
    title: str
    original_title: str | None = None
    year: int | None = None
    duration_seconds: int | None = None
    overview: str | None = None
    poster_path: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()


def untitled(number: int) -> str:
    "The title of an episode whose title is unknown."
    return f"Episode {number}"


def makeshift_titles(kind: str, row: Mapping[str, Any], ids: Mapping[str, Iterable[str]]) -> list[str]:
    "The titles of a row that no source names, the best first: `Episode 3`; `tmdb 603`, `movie 12`."
    if kind == "episode":
        return [untitled(row["episode_number"])]
    named = [f"{source} {number}" for source, numbers in sorted(ids.items()) for number in sorted(numbers)]
    return [*named, f"{kind} {row['id']}"]
