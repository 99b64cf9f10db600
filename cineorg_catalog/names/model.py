"""The values used in reading a name: what a name says about a title, and what its words may be."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says about a title, as written in the name.

    `kind` is movie, series, or None if nothing indicates either. `year` is the year named with the title;
    `air_year` is true if it comes after the episode and is that episode's. `absolute` are episode numbers
    counted from the beginning of the series; `part` is the number of a part. `other_titles` are further
    titles in the name (translations in brackets, halves of an AKA, the title with words that may be tags).
    `ids` are those of IMDb, TMDB and TVDB. `bracketed` is text in brackets after the title, in the same
    script: another title, or what distinguishes it. `shorter` is the title without final words that look like
    tags although nothing else in the name is one; `literal` is the name up to its tags, including what looks
    like the year; `behind_year` are the words after the year in a name without tags. `clear` is true if year
    or episode marks show where the title ends. `episode_title` is the title of the one episode, if the name
    certainly gives it. `like_tags` are words in the place of a title's words that were taken for tags,
    although titles end with such words (`3D`, `OVA`) and nothing else in the name says what they are.
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
    like_tags: str | None = None

    def to_dict(self) -> dict[str, Any]:
        "Plain values for JSON; tuples are lists."
        row = asdict(self)
        row.update(
            episodes=list(self.episodes), absolute=list(self.absolute), other_titles=list(self.other_titles)
        )
        return row


@dataclass(frozen=True, slots=True)
class Reading:
    "One hypothesis about a name. `how` names the way of reading; `whole` is true if no word was left out."

    how: str
    parsed: ParsedName
    whole: bool = True


class Token(NamedTuple):
    "A run of letters and digits, with its position and its folded form."

    text: str
    folded: str
    start: int
    end: int


class Mark(NamedTuple):
    "What a stretch of a name may be; `strong` if it cannot be anything else."

    kind: str
    start: int
    end: int
    strong: bool = False
    value: Any = None


class Year(NamedTuple):
    "A number that may be the year of a title, its position, and whether it is in brackets."

    value: int
    start: int
    end: int
    bracketed: bool


@dataclass(frozen=True, slots=True)
class Numbering:
    """A hypothesis about season, episodes, part or day, from `start` to `end` in a name.

    `cost` says how unlikely it is; `sure` means that the numbers do not belong to the title. `spelt` is the
    end of a season in words that may belong to the title (`Title 2nd Season`); `behind` is where a title
    begins that stands between the episode in front and the season (`Ep 05 - Show Season 2`).
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
    behind: int = 0
