"""Turns what a person says a file is, in any of the possible ways, into decisions.

Several files are decided in one transaction: all or none. A person names a title by its id or address, picks
one like a typed title, or adds one that is in no database; what they say counts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from ..db.connection import writing
from ..db.models import PendingValidationModel
from ..errors import BadUsage, CatalogueError
from ..external_ids import parse_address
from ..matching.candidate import Candidate, of_ids, of_work, place_in
from ..matching.explain import Evidence
from ..reference.reader import Hit, Reference
from ..titles import numbering
from .decide import approve_as, candidates_of, choose, leading, read_pending, require_pending
from .pending import season_ids, series_ids

Numbers = tuple[int, Sequence[int]]


class NoLeader(CatalogueError):
    "No choice was given and no candidate leads; the message lists the candidates."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose: an offered candidate, an id or address, or a title that is not in any database.

    `manual` is (title, year or None, kind). Without any of these, the leading candidate is chosen. `numbers`
    are season and episodes if the name does not have them; `misread` is the error if they were typed wrongly.
    Films ignore both. `series` also approves all pending files of the same series, `season` those of the same
    season.
    """

    candidate: str | None = None
    address: str | None = None
    manual: tuple[str, int | None, str] | None = None
    numbers: Numbers | None = None
    series: bool = False
    season: bool = False
    misread: str = ""


def approve_files(
    db: Database, pending_ids: Sequence[int], choice: Choice, *, by: str, reference: Callable[[], Reference]
) -> list[dict[str, Any]]:
    """Approve each pending file as chosen. Returns the rows of all files that were decided, as they are now.

    `reference` opens the title database and is called only to look up an address. Raises what decide.approve
    raises, NoLeader, and BadUsage for misread numbers of a series.
    """
    rows = []
    with writing(db):
        for key in dict.fromkeys(pending_ids):
            chosen = chosen_candidate(db, key, choice, reference)
            if choice.misread and chosen.kind == "series":
                raise BadUsage(choice.misread)
            others = [other for other in _together(db, key, choice) if other != key]
            rows.append(approve_as(db, key, chosen, by=by, numbers=choice.numbers))
            rows += [approve_as(db, other, work, by=by) for other, work in _same_series(db, others, chosen)]
    return rows


def _together(db: Database, pending_id: int, choice: Choice) -> list[int]:
    "The other pending files that a choice applies to."
    if not (choice.series or choice.season):
        return []
    ids = series_ids(db, pending_id)
    return ids if choice.series else season_ids(db, pending_id, ids)


def chosen_candidate(
    db: Database, pending_id: int, choice: Choice, reference: Callable[[], Reference]
) -> Candidate:
    "The candidate that a choice means for one file."
    row = require_pending(db, pending_id)
    parsed = PendingValidationModel(**row).parsed
    if choice.address is not None:
        if choice.numbers is not None:  # only a series has numbers, whatever the name was read as
            parsed = {**parsed, "kind": "series"}
        with reference() as opened:
            return title_at(opened, choice.address, parsed)
    if choice.manual is not None:
        return manual_title(*choice.manual, parsed)
    if choice.candidate is not None:
        return choose(candidates_of(row), choice.candidate)
    return _leader(pending_id, candidates_of(row))


def _same_series(db: Database, pending_ids: Sequence[int], chosen: Candidate) -> list[tuple[int, Candidate]]:
    "The other files with the chosen series and their own numbers; files without a number stay pending."
    if pending_ids and chosen.kind != "series":
        raise BadUsage(f"{chosen.title} is a film; only a series can be approved for several files at once.")
    found = []
    for pending_id in pending_ids:
        parsed = PendingValidationModel(**read_pending(db, pending_id)).parsed
        try:
            season, episodes = numbering(replace(chosen, season=None, episodes=None), parsed)
        except BadUsage:
            continue
        found.append((pending_id, replace(chosen, season=season, episodes=episodes)))
    return found


def _leader(pending_id: int, offered: Sequence[Candidate]) -> Candidate:
    best = leading(offered)
    if best is not None:
        return best
    listed = "".join(
        f"\n  {c.score:5.1f}  {c.title} ({c.year or 'year unknown'})  {c.address}" for c in offered
    )
    raise NoLeader(
        f"No candidate of {pending_id} leads clearly; use --candidate, or --as for another title.{listed}"
    )


# --- candidates for the titles that people name; from the reference, never from the network --------

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
