"""A title and perhaps a year that a person typed → works of the reference that it may be, to choose from.

Proposes and judges nothing: no score, no verdict (match.py's), and nothing is written.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .addresses import candidate_of
from .candidates import Candidate, Evidence
from .sources.reference import Hit, Reference

FOUND = 12  # as many works as are offered
_HOW = {  # how sure it is, and in words
    "exact": (100, "Same title"),
    "tokens": (0, "Same words in the title"),
    "near": (0, "Similar title"),
}


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
    value, note = _HOW[hit.how]
    found = candidate_of(hit.work, parsed)
    return replace(found, matched_title=hit.matched_title, evidence=(Evidence("found", value, note=note),))
