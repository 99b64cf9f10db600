"""Approving as page and shell do it, in one call."""

from sqlite_utils import Database

from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review.decide import Choice, Numbers, approve_files


def approve(
    db: Database, pending_id: int, candidate: str, *, by: str, numbers: Numbers | None = None
) -> dict:
    "Approve an offered candidate, by its id or address. Returns the row as it is then."
    choice = Choice(candidate=candidate, numbers=numbers)
    return approve_files(db, [pending_id], choice, by=by, reference=open_reference)[0]
