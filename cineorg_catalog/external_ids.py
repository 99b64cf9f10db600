"""Ids and addresses of IMDb, TMDB and TVDB, as a person pastes them."""

import re

from .errors import BadUsage

_FORMS = (
    re.compile(r"(?:imdb(?:id)?[:=-])?(?:(?P<kind>movie|series):)?(?P<imdb>tt\d{5,10})", re.I),
    re.compile(r"https?://(?:\w+\.)?imdb\.com/(?:\w\w/)?title/(?P<imdb>tt\d{5,10})\b.*", re.I),
    re.compile(r"https?://(?:www\.)?themoviedb\.org/(?P<kind>movie|tv)/(?P<tmdb>\d{1,10})\b.*", re.I),
    re.compile(r"tmdb(?:id)?[:=-](?:(?P<kind>movie|series|tv)[:/])?(?P<tmdb>\d{1,10})", re.I),
    re.compile(
        r"https?://(?:www\.)?thetvdb\.com/(?:dereferrer/)?(?P<kind>series|movie)s?/(?P<tvdb>\d{1,10})\b.*",
        re.I,
    ),
    re.compile(r"https?://(?:www\.)?thetvdb\.com/\?(?:.*&)?(?:series)?id=(?P<tvdb>\d{1,10})\b.*", re.I),
    re.compile(r"tvdb(?:id)?[:=-](?:(?P<kind>movie|series):)?(?P<tvdb>\d{1,10})", re.I),
)


def parse_address(text: str) -> tuple[str, str, str | None]:
    "(source, id, kind or None) of an id or address. Raises BadUsage."
    for form in _FORMS:
        if found := form.fullmatch(text.strip()):
            parts = found.groupdict()
            source = next(name for name in ("imdb", "tmdb", "tvdb") if parts.get(name))
            kind = (parts.get("kind") or "").lower()
            return source, parts[source].lower(), {"tv": "series", "movies": "movie"}.get(kind, kind) or None
    raise BadUsage(
        f"{text!r} is no id or address of IMDb, TMDB or TVDB; "
        "write tt0017136, tmdb:movie:19, tvdb:121361 or the address of the work's page."
    )
