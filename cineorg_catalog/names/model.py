"""The values that reading a name passes about: what a name says of a title, and what its words may be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says of a title, as written in the name.

    `kind` is movie, series or None where nothing speaks for either. `year` is the year named with the
    title; `air_year` marks one that stands after the episode and is that episode's. `absolute` are
    episode numbers counted from the series' beginning; `part` the number of a part. `other_titles` are
    further titles the name gives (translations in brackets, halves of an AKA, the title with words that may
    be tags). `ids` are those of IMDb, TMDB and TVDB. `bracketed` is what stood in brackets behind the title,
    in the same script: another title, or what tells it from others. `shorter` is the title without last
    words that look like tags although nothing else in the name is one, `literal` the name up to its tags
    with what looks like the year, `behind_year` the words behind the year of a name without tags. `clear`
    says that year or episode marks show where the title ends. `episode_title` is the title of the one
    episode, where the name surely gives it.
    """

    kind: str | None = None
    title: str | None = None
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    date: str | None = None
    absolute: tuple[int, ...] = ()
    part: int | None = None
    edition: str | None = None
    country: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    other_titles: tuple[str, ...] = ()
    air_year: bool = False
    bracketed: str | None = None
    shorter: str | None = None
    literal: str | None = None
    behind_year: str | None = None
    clear: bool = False
    episode_title: str | None = None

    def to_dict(self) -> dict[str, Any]:
        "Plain values for JSON; tuples are lists."
        row = asdict(self)
        row.update(
            episodes=list(self.episodes), absolute=list(self.absolute), other_titles=list(self.other_titles)
        )
        return row


@dataclass(frozen=True, slots=True)
class Reading:
    """One hypothesis of what a name says. `how` names the way; `whole` says that no word was left out."""

    how: str
    parsed: ParsedName
    whole: bool = True


class Token(NamedTuple):
    "A run of letters and digits, where it stands, and how it folds."

    text: str
    folded: str
    start: int
    end: int


class Mark(NamedTuple):
    "What a stretch of a name may be; `strong` where it is nothing else."

    kind: str
    start: int
    end: int
    strong: bool = False
    value: Any = None


class Year(NamedTuple):
    "A number that may be the year of a title, where it stands, and whether brackets set it apart."

    value: int
    start: int
    end: int
    bracketed: bool


@dataclass(frozen=True, slots=True)
class Numbering:
    """What a name says of season, episodes, parts or day, from `start` to `end`; one hypothesis of several.

    `cost` is how unlikely it is that the numbers mean this; `sure` says that they are no part of a title.
    `spelt` is where a season in words ends that may be a part of the title (`Title 2nd Season`).
    """

    start: int
    end: int
    how: str
    cost: float = 0.0
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str | None = None
    part: int | None = None
    sure: bool = True
    spelt: int | None = None
