"""Ids and addresses of IMDb, TMDB, TVDB and TVmaze: pasted, in a file name, in a text, in words.

The only module that knows their formats. Pure.
"""

import re
from collections.abc import Iterator, Mapping

from .errors import BadUsage

SOURCES = ("imdb", "tmdb", "tvdb")
_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
_SHAPES = {
    "imdb": re.compile(r"tt\d{5,10}", re.ASCII),
    "tmdb": _NUMBER,
    "tvdb": _NUMBER,
    "tvmaze": _NUMBER,
    "wikidata": re.compile(r"Q\d{1,12}", re.ASCII),
}
_OTHER_NAMES = {"themoviedb": "tmdb", "moviedb": "tmdb", "thetvdb": "tvdb"}
_KINDS = {"movie": "movie", "movies": "movie", "tv": "series", "series": "series"}

# Addresses of titles anywhere in a text. TVDB's own pages have names instead of ids in theirs.
_ADDRESSES = re.compile(
    r"imdb\.\w{2,6}/(?:\w{2,5}/)?title/(?P<imdb>tt\d{5,10})(?!\d)"
    r"|themoviedb\.org/(?P<tmdb_kind>movie|tv)/(?P<tmdb>\d{1,9})(?!\d)"
    r"|thetvdb\.com/(?:dereferrer/)?(?P<tvdb_kind>series|movie)s?/(?P<tvdb>\d{1,9})(?![\w-])"
    r"|tvmaze\.com/shows/(?P<tvmaze>\d{1,9})(?!\d)"
    r"|thetvdb\.com/[^\s\"'<>?]{0,200}\?(?:[^\s\"'<>?]{0,200}&)?(?:series)?id=(?P<tvdb_series>\d{1,9})(?!\d)",
    re.I | re.ASCII,
)
_BARE_IMDB = re.compile(r"(?<!\w)tt\d{7,10}(?!\d)", re.ASCII)
_PASTED = re.compile(
    r"(?:(?P<source>imdb|tmdb|tvdb|tvmaze)(?:id)?[:=-])?(?:(?P<kind>movie|series|tv)[:/])?(?P<id>(?:tt)?\d{1,10})",
    re.I | re.ASCII,
)
_IN_NAME = re.compile(
    r"[\[({]\s*(?P<source>imdb|tmdb|tvdb|anidb2?)(?:id)?\s*[-=: ]\s*(?P<id>(?:tt)?\d{1,9})\s*[\])}]"
    r"|(?<![^\W_])(?P<imdb>tt\d{7,9})(?![^\W_])"
    r"|(?<![^\W_])(?P<loose>tmdb|tvdb|imdb)(?:id)?[-=](?P<number>(?:tt)?\d{2,9})(?![^\W_])",
    re.I,
)


_CALLED = {"imdb": "IMDb", "tmdb": "TMDB", "tvdb": "TheTVDB", "tvmaze": "TVmaze", "wikidata": "Wikidata"}


def id_in_words(source: str, value: str) -> str:
    "`IMDb tt0133093`; a title that a person typed has no id to show."
    return "a title typed by hand" if source == "manual" else f"{_CALLED.get(source, source)} {value}"


def source_name(name: str) -> str:
    "The source meant by `IMDB`, `imdbid`, `themoviedb`, …: imdb, tmdb or tvdb; other names in lower case."
    name = name.strip().lower().replace("_", "").removesuffix("id")
    return _OTHER_NAMES.get(name, name)


def is_id(source: str, value: str) -> bool:
    "True if a text has the format of an id of this source: `tt0133093`, `603`."
    return source in _SHAPES and _SHAPES[source].fullmatch(value) is not None


def number_of(ids: Mapping[str, str], source: str) -> int | None:
    "A source's id as the integer stored in its column; None if there is none."
    value = ids.get(source, "")
    return int(value) if value.isascii() and value.isdecimal() else None


def parse_address(text: str) -> tuple[str, str, str | None]:
    """(source, id, kind or None) of an id or address that a person pasted.

    Accepts `tt0017136`, `imdb:movie:tt0017136`, `tmdb:movie:19`, `tvdb:121361`, `tvmaze:82`, and the address
    of a title's page. TVmaze knows only series. Raises BadUsage.
    """
    text = text.strip()
    if re.match(r"https?://", text, re.I) and (found := next(addresses_in(text), None)):
        return found
    if pasted := _PASTED.fullmatch(text):
        value = pasted["id"].lower()
        source = (pasted["source"] or ("imdb" if value.startswith("tt") else "")).lower()
        kind = _KINDS.get((pasted["kind"] or "").lower(), "series" if source == "tvmaze" else None)
        if source and is_id(source, value) and (source, kind) != ("tvmaze", "movie"):
            return source, value, kind
    raise BadUsage(
        f"{text!r} is not an id or address of IMDb, TMDB, TVDB or TVmaze; "
        "enter tt0017136, tmdb:movie:19, tvdb:121361, tvmaze:82 or the address of the title's page."
        + (" TVDB's addresses contain a name; the id is on the page." if "thetvdb.com/" in text else "")
    )


def addresses_in(text: str) -> Iterator[tuple[str, str, str | None]]:
    "(source, id, kind or None) of every title's address in a text, in order."
    for found in _ADDRESSES.finditer(text):
        if found["imdb"]:
            yield "imdb", found["imdb"].lower(), None
        elif found["tmdb"]:
            yield "tmdb", found["tmdb"], _KINDS[found["tmdb_kind"].lower()]
        elif found["tvdb"]:
            yield "tvdb", found["tvdb"], _KINDS[found["tvdb_kind"].lower()]
        elif found["tvmaze"]:
            yield "tvmaze", found["tvmaze"], "series"
        else:
            yield "tvdb", found["tvdb_series"], "series"


def bare_imdb_ids(text: str) -> set[str]:
    "IMDb ids in a text that are not part of an address."
    return set(_BARE_IMDB.findall(text))


def take_ids(name: str) -> tuple[str, dict[str, str]]:
    "A file name without the ids in it, and the ids of IMDb, TMDB and TVDB by source."
    ids: dict[str, str] = {}

    def keep(found: re.Match[str]) -> str:
        source = (found["source"] or found["loose"] or "imdb").lower()
        value = (found["id"] or found["imdb"] or found["number"]).lower()
        if source == "imdb" and not value.startswith("tt"):
            value = f"tt{int(value):07d}"
        if is_id(source, value):
            ids.setdefault(source, value)
        return " "

    return _IN_NAME.sub(keep, name), ids
