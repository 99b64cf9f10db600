"""An id or address of IMDb, TMDB or TVDB, as a person pastes it → the work it names.

Asks the offline reference, never the network.
"""

import re
from collections.abc import Mapping
from typing import Any

from .candidates import Candidate, Evidence
from .errors import BadUsage
from .sources.reference import Reference, Work

ID_UNKNOWN = "id_unknown"  # the code of the evidence
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


def work_at(reference: Reference, text: str, parsed: Mapping[str, Any]) -> Candidate:
    """The work at an id or address, as a candidate for the file whose name was read as `parsed`.

    A work that the reference does not hold takes title and year from the name, which its evidence says
    (see `id_unknown`): what it is, the person has just said. Raises BadUsage where the text is no id
    or address.
    """
    source, number, kind = parse_address(text)
    work = reference.work(number) if source == "imdb" else None
    if work is not None:
        return candidate_of(work, parsed)
    kind = kind or ("series" if source == "tvdb" else parsed.get("kind") or "movie")
    title = parsed.get("title")
    if not title:
        raise BadUsage(
            f"{text} is not in the reference and the name gives no title; give --title and --year too."
        )
    return Candidate(
        id=number,
        source=source,
        kind=kind,
        title=title,
        year=parsed.get("year"),
        imdb_id=number if source == "imdb" else None,
        tmdb_id=int(number) if source == "tmdb" else None,
        tvdb_id=int(number) if source == "tvdb" else None,
        evidence=(Evidence(ID_UNKNOWN, note="title and year are those of the name"),),
        **_numbers(kind, parsed),
    )


def id_unknown(candidate: Candidate) -> str | None:
    "The id under which a work is kept although the reference does not hold it: tt0000001, tmdb:999; or None."
    if all(item.what != ID_UNKNOWN for item in candidate.evidence):
        return None
    return candidate.id if candidate.source == "imdb" else f"{candidate.source}:{candidate.id}"


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


def candidate_of(work: Work, parsed: Mapping[str, Any]) -> Candidate:
    "A work of the reference that a person chose: no score, no evidence but their word."
    return Candidate(
        id=work.id,
        source="imdb" if work.imdb_id else "manual",
        kind=work.kind,
        title=work.title,
        original_title=work.original_title,
        year=work.year,
        duration_seconds=work.duration_seconds,
        imdb_id=work.imdb_id,
        genres=work.genres,
        **_numbers(work.kind, parsed),
    )


def manual_work(title: str, year: int | None, kind: str, parsed: Mapping[str, Any]) -> Candidate:
    """A work that is in no database, as a person describes it. Its id is made of title and year.

    Raises BadUsage for a title without a letter or digit, or a year that no work can have.
    """
    title = " ".join(title.split())
    slug = "-".join(re.findall(r"\w+", title.lower()))
    if not slug:
        raise BadUsage("A work needs a title.")
    if year is not None and not 1870 <= year <= 2200:
        raise BadUsage(f"{year} is no year of a film or series.")
    if kind not in ("movie", "series"):
        raise BadUsage(f"{kind!r} is neither movie nor series.")
    number = slug if year is None else f"{slug}-{year}"
    return Candidate(id=number, source="manual", kind=kind, title=title, year=year, **_numbers(kind, parsed))


def _numbers(kind: str, parsed: Mapping[str, Any]) -> dict[str, Any]:
    if kind != "series":
        return {}
    return {"season": parsed.get("season"), "episodes": tuple(parsed.get("episodes") or ()) or None}
