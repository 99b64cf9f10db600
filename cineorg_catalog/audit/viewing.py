"""What the owner saw: a decision like any other, so that it can be undone."""

from datetime import date

from sqlite_utils import Database

from ..db.changes import Changes, read_row, record
from ..db.columns import now
from ..db.connection import writing
from ..db.models import TABLES, ViewingModel
from ..errors import BadUsage, NotFound


def watched(
    db: Database, kind: str, key: int, *, by: str, on: date | None = None, rating: float | None = None
) -> int:
    """Note that a film or episode was seen, today where no day is given.  Returns the viewing's id.

    Raises NotFound, BadUsage for a rating that is none.
    """
    if rating is not None and not 0 <= rating <= 10:
        raise BadUsage("A rating is a number from 0 to 10.")
    with writing(db):
        if read_row(db, TABLES[kind], (key,)) is None:
            raise NotFound(f"There is no {kind} {key}.")
        changes = Changes(db)
        row = ViewingModel(watched_at=(on.isoformat() if on else now()[:10]), rating=rating, source="owner")
        setattr(row, f"{kind}_id", key)
        viewing = changes.insert(row)
        record(changes, action="watched", who=by, entity_type=kind, entity_id=key)
        return viewing
