"""Every source of values with its terms, rank and addresses, declared once.

The command `sources`, the table of that name, the footers, the public copy and the documents use this. It
asks nobody anything and stores nothing.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..errors import BadUsage, CatalogueError


class SourceFault(CatalogueError):
    "An online source did not respond as it should."


class SourceDown(SourceFault):
    "No connection, or a server error, also after retries."


class SourceSlow(SourceFault):
    "No complete response within the time allowed."


class OutOfQuota(SourceFault):
    "Too many requests (429), with a longer waiting time than a run can spend."


class Unauthorised(SourceFault):
    "The key is missing or not accepted."


class Nonsense(SourceFault):
    "The response is not as documented: not JSON, another shape, too large, redirected to another host."


Publishable = Literal["none", "texts", "all"]


@dataclass(frozen=True, slots=True)
class Address:
    "A base address (scheme and host), and the environment variable that overrides it."

    setting: str
    default: str

    def __str__(self) -> str:
        return (os.environ.get(self.setting) or self.default).rstrip("/")

    @property
    def is_default(self) -> bool:
        "True if it is the source's own address, whose rate limit is known."
        return str(self) == self.default


@dataclass(frozen=True, slots=True)
class Source:
    """One source of values.

    `publishable` is what a public copy may contain: none, texts, or all (never pictures). `max_age_days` is
    how long its terms allow values to be stored, None for no limit. The lower `rank` wins. Only a source with
    an `address` is online and can be enabled or disabled. `rate` is (requests, seconds) at its own address.
    """

    name: str
    title: str
    licence: str
    attribution: str | None
    publishable: Publishable
    rank: int
    max_age_days: int | None = None
    link: str | None = None
    address: Address | None = None
    pictures: Address | None = None
    key: str | None = None
    rate: tuple[int, int] | None = None

    @property
    def enabled(self) -> bool:
        "Whether a new catalogue uses it: sources that send nothing are enabled, the others not."
        return self.address is None

    def key_value(self) -> str | None:
        "Its key from the environment, or None."
        value = os.environ.get(self.key, "").strip() if self.key else ""
        return value or None


SOURCES: tuple[Source, ...] = (
    Source(
        "nfo",
        "NFO files beside the videos",
        "the owner's files; the origin of their words is unknown",
        None,
        "none",
        1,
    ),
    Source(
        "tmdb",
        "TMDB",
        "TMDB API terms of use: attribution, nothing kept longer than six months, all removed at the end",
        "This product uses the TMDB API but is not endorsed or certified by TMDB.",
        "none",
        2,
        max_age_days=180,
        link="https://www.themoviedb.org/",
        address=Address("CINEORG_TMDB_URL", "https://api.themoviedb.org"),
        pictures=Address("CINEORG_TMDB_IMAGE_URL", "https://image.tmdb.org"),
        key="CINEORG_TMDB_TOKEN",
        rate=(40, 1),
    ),
    Source(
        "tvdb",
        "TheTVDB",
        "TheTVDB API: a key of your own, attribution with a link",
        "Metadata provided by TheTVDB. Please consider adding missing information or subscribing.",
        "none",
        3,
        link="https://thetvdb.com/",
        address=Address("CINEORG_TVDB_URL", "https://api4.thetvdb.com"),
        pictures=Address("CINEORG_TVDB_URL", "https://artworks.thetvdb.com"),
        key="CINEORG_TVDB_KEY",
        rate=(20, 1),
    ),
    Source(
        "tvmaze",
        "TVmaze",
        "CC BY-SA 4.0: named, with a link for each title; its pictures may not be published",
        "Series data from TVmaze, licensed under CC BY-SA 4.0.",
        "texts",
        4,
        link="https://www.tvmaze.com/",
        address=Address("CINEORG_TVMAZE_URL", "https://api.tvmaze.com"),
        pictures=Address("CINEORG_TVMAZE_URL", "https://static.tvmaze.com"),
        rate=(20, 10),
    ),
    Source(
        "imdb",
        "IMDb datasets",
        "personal and non-commercial use only; no redistribution",
        "Information courtesy of IMDb (https://www.imdb.com). Used with permission.",
        "none",
        6,
        link="https://www.imdb.com/",
    ),
    Source("shipped", "The small reference that comes with this program", "CC0", None, "all", 7),
    Source("legacy", "Earlier catalogues", "values of unknown origin", None, "none", 8),
    Source("name", "File names", "read from the owner's file names", None, "all", 9),
    Source("file", "Video files", "read from the owner's video files", None, "all", 9),
)
_BY_NAME = {source.name: source for source in SOURCES}
ONLINE = tuple(source for source in SOURCES if source.address is not None)


def source_named(name: str) -> Source:
    "The source with this name. Raises BadUsage, listing those that exist."
    if name not in _BY_NAME:
        raise BadUsage(f"There is no source {name!r}; there are {', '.join(_BY_NAME)}.")
    return _BY_NAME[name]


def rank_of(name: str) -> int:
    "The source's rank; an undeclared source comes last."
    return _BY_NAME[name].rank if name in _BY_NAME else 99


def attributions(names: Iterable[str]) -> list[Source]:
    "Those of the sources that must be named on every page, by rank."
    used = set(names)
    return [source for source in SOURCES if source.name in used and source.attribution]


def terms_table() -> str:
    "The declaration as a Markdown table, for the documents."
    rows = ["| source | terms | in a public copy | kept | rank |", "|---|---|---|---|---|"]
    for source in SOURCES:
        kept = f"{source.max_age_days} days" if source.max_age_days else "always"
        cells = (f"{source.title} (`{source.name}`)", source.licence, source.publishable, kept, source.rank)
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)
