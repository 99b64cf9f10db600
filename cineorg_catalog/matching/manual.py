"""Titles that a person names: an id or address, a title typed in, a title of their own.

Reads the reference, never the network. Judges nothing: the person's word is the evidence.
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

ID_UNKNOWN = "id_unknown"  # the code of the evidence


def title_at(reference: Reference, text: str, parsed: Mapping[str, Any]) -> Candidate:
    """The work at an id or address, as a candidate for the file whose name was read as `parsed`.

    A work that the reference does not hold takes title and year from the name, which its evidence says
    (see `id_unknown`): what it is, the person has just said. Raises BadUsage where the text is no id
    or address.
    """
    source, number, kind = parse_address(text)
    work = reference.work(number) if source == "imdb" else None
    if work is not None:
        return of_work(work, parsed)
    if not parsed.get("title"):
        raise BadUsage(
            f"{text} is not in the reference and the name gives no title; give --title and --year too."
        )
    named = of_ids({source: number}, parsed, kind)
    return replace(named, evidence=(Evidence(ID_UNKNOWN, values={"source": source, "id": number}),))


def id_unknown(candidate: Candidate) -> str | None:
    "The id under which a work is kept although the reference does not hold it: tt0000001, tmdb:999; or None."
    if all(item.what != ID_UNKNOWN for item in candidate.evidence):
        return None
    return candidate.id if candidate.source == "imdb" else f"{candidate.source}:{candidate.id}"


def manual_title(title: str, year: int | None, kind: str, parsed: Mapping[str, Any]) -> Candidate:
    """A title that is not in any database, as a person describes it. Its id is made of title and year.

    Raises BadUsage for a title without a letter or digit, or a year that no work can have.
    """
    title = " ".join(title.split())
    slug = "-".join(re.findall(r"\w+", title.lower()))
    if not slug:
        raise BadUsage("A work needs a title.")
    if year is not None and not 1870 <= year <= 2200:
        raise BadUsage(f"{year} is not a year of a film or series.")
    if kind not in ("movie", "series"):
        raise BadUsage(f"{kind!r} is neither movie nor series.")
    number = slug if year is None else f"{slug}-{year}"
    return Candidate(id=number, source="manual", kind=kind, title=title, year=year, **place_in(kind, parsed))


FOUND = 12  # as many works as are offered


def look_up(reference: Reference, title: str, year: int | None, parsed: Mapping[str, Any]) -> list[Candidate]:
    """Works of that title, the best first, at most FOUND; `parsed` is what the file's name was read as.

    Those of the year typed come first, then the same title in other years, then similar titles.
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
