"""Turns what a person says a file is, in any of the possible ways, into decisions.

Several files are decided in one transaction: all or none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from ..db.connection import writing
from ..db.models import PendingValidationModel
from ..errors import BadUsage, CatalogueError
from ..matching.candidate import Candidate
from ..matching.manual import manual_title, title_at
from ..reference.reader import Reference
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
