"""What one reading of a name says of a work: a value and nothing more."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says of a work, as written in the name.

    `kind` is movie, series or None where nothing speaks for either. `year` is the year named with the
    title; `air_year` marks one that stands after the episode and is that episode's. `absolute` are
    episode numbers counted from the series' beginning. `other_titles` are further titles the name gives
    (translations in brackets, halves of an AKA, the title with words that may be tags). `ids` are those
    of IMDb, TMDB and TVDB. `bracketed` is what stood in brackets behind the title, in the same script:
    another title, or what tells it from others. `shorter` is the title without last words that look like
    tags although nothing else in the name is one, `literal` the name up to its tags with what looks like
    the year, `behind_year` the words behind the year of a name without tags. `clear` says that year or
    episode marks show where the title ends. `episode_title` is the title of the one episode, where the name
    surely gives it.
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
