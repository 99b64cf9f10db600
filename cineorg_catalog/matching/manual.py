"""Titles that a person names: by id or address, by a typed title, or as a title of their own.

Reads the reference, never the network. Holds no rules: what the person says counts.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import BadUsage
from ..external_ids import parse_address
from ..reference.reader import Hit, Reference
from .candidate import Candidate, of_ids, of_work, place_in
from .explain import Evidence

ID_UNKNOWN = "id_unknown"  # code of the evidence


def title_at(reference: Reference, text: str, parsed: Mapping[str, Any]) -> Candidate:
    """The title at an id or address, as a candidate for the file whose name was read as `parsed`.

    If the reference does not have it, title and year are taken from the name, and the evidence says so (see
    `id_unknown`). Raises BadUsage if the text is not an id or address, or no title is known.
    """
    source, number, kind = parse_address(text)
    work = reference.work(number) if source == "imdb" else None
    if work is not None:
        return of_work(work, parsed)
    if not parsed.get("title"):
        raise BadUsage(
            f"{text} is not in the title database and the file name has no title; use --title and --year."
        )
    named = of_ids({source: number}, parsed, kind)
    return replace(named, evidence=(Evidence(ID_UNKNOWN, values={"source": source, "id": number}),))


def id_unknown(candidate: Candidate) -> str | None:
    "The id of a candidate that the reference does not have (tt0000001, tmdb:999); None if it has it."
    if all(item.what != ID_UNKNOWN for item in candidate.evidence):
        return None
    return candidate.id if candidate.source == "imdb" else f"{candidate.source}:{candidate.id}"


def manual_title(title: str, year: int | None, kind: str, parsed: Mapping[str, Any]) -> Candidate:
    """A candidate for a title that is not in any database. Its id is made from title and year.

    Raises BadUsage for a title without a letter or digit, or an impossible year.
    """
    title = " ".join(title.split())
    slug = "-".join(re.findall(r"\w+", title.lower()))
    if not slug:
        raise BadUsage("A title needs at least one letter or digit.")
    if year is not None and not 1870 <= year <= 2200:
        raise BadUsage(f"{year} is not a year of a film or series.")
    if kind not in ("movie", "series"):
        raise BadUsage(f"{kind!r} is neither movie nor series.")
    number = slug if year is None else f"{slug}-{year}"
    return Candidate(id=number, source="manual", kind=kind, title=title, year=year, **place_in(kind, parsed))


FOUND = 12  # at most this many titles


def look_up(reference: Reference, title: str, year: int | None, parsed: Mapping[str, Any]) -> list[Candidate]:
    """Titles in the reference like the one typed, best first, at most FOUND.

    Titles of the typed year come first, then the same title in other years, then similar titles. `parsed` is
    the reading of the file's name.
    """
    hits: dict[str, Hit] = {}
    for hit in [*reference.exact(title), *reference.near(title, year, limit=FOUND)]:
        hits.setdefault(hit.work.id, hit)
    best = sorted(hits.values(), key=lambda hit: _order(hit, year))[:FOUND]
    return [_candidate(hit, parsed) for hit in best]


def _order(hit: Hit, year: int | None) -> tuple[Any, ...]:
    apart = 0 if year is None else abs((hit.work.year or 0) - year)
    return (hit.how != "exact", min(apart, 3), -hit.similarity, -(hit.work.votes or 0), hit.work.id)


def _candidate(hit: Hit, parsed: Mapping[str, Any]) -> Candidate:
    found = of_work(hit.work, parsed)
    exact = hit.how == "exact"
    how = Evidence("found", "for" if exact else "neutral", {"how": hit.how}, 100 if exact else 0)
    return replace(found, matched_title=hit.matched_title, evidence=(how,))
