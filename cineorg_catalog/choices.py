"""What a person says a file is, in any of the ways they can say it → decisions.

Several files are one transaction: all are settled or none.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlite_utils import Database

from .addresses import work_at
from .database import writing
from .decide import approve, approve_as, candidates_of, leading, read_pending
from .errors import CatalogueError
from .models import PendingValidationModel
from .sources.reference import Reference

Numbers = tuple[int, Sequence[int]]


class NoLeader(CatalogueError):
    "No choice was made and no candidate leads: the message lists them."


def approve_files(
    db: Database,
    pending_ids: Sequence[int],
    *,
    by: str,
    candidate: str | None = None,
    address: str | None = None,
    numbers: Numbers | None = None,
    reference: Callable[[], Reference],
) -> list[dict[str, Any]]:
    """Approve each waiting file as the candidate or address given, else as its leading candidate.

    `reference` opens the title database, called only where an address has to be looked up.
    Returns the rows as they are then. Raises what decide.approve raises, and NoLeader.
    """
    with writing(db):
        return [_approve(db, key, by, candidate, address, numbers, reference) for key in pending_ids]


def _approve(
    db: Database,
    pending_id: int,
    by: str,
    candidate: str | None,
    address: str | None,
    numbers: Numbers | None,
    reference: Callable[[], Reference],
) -> dict[str, Any]:
    if address is not None:
        parsed = PendingValidationModel(**read_pending(db, pending_id)).parsed
        return approve_as(db, pending_id, work_at(reference(), address, parsed), by=by, numbers=numbers)
    if candidate is None:
        candidate = _leader(db, pending_id)
    return approve(db, pending_id, candidate, by=by, numbers=numbers)


def _leader(db: Database, pending_id: int) -> str:
    offered = candidates_of(read_pending(db, pending_id))
    best = leading(offered)
    if best is not None:
        return best.address
    listed = "".join(
        f"\n  {c.score:5.1f}  {c.title} ({c.year or 'year unknown'})  {c.address}" for c in offered
    )
    raise NoLeader(
        f"No candidate of {pending_id} leads; choose with --candidate, or name the work with --as.{listed}"
    )
