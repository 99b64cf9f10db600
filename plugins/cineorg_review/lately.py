"""What a person decided last, so that one Undo takes all of it back: a series is many files, and one click.

Decisions are remembered, not files: what another person decided about a file since is not ours to undo.
Those made at once follow each other in the ledger; their first and last number travel in a signed cookie.
"""

import re
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature
from sqlite_utils import Database

from cineorg_catalog.review.pending import last_by, standing_by

from . import permissions, words

COOKIE = "cineorg_last"
SECONDS = 24 * 60 * 60

Span = tuple[int, int]  # the first and last number of the decisions made at once


@dataclass(frozen=True, slots=True)
class Undoable:
    "Decisions that can be undone at once, and what they were, in words. `pending_id` is of the last one."

    decisions: tuple[int, ...]
    pending_id: int
    what: str


def remember(datasette: Any, request: Any, response: Any, made: Span | None) -> None:
    "Keep in the browser what was decided at once; a single decision, or an undoing, puts an end to it."
    several = made is not None and made[0] < made[1]
    kept = datasette.sign(f"{made[0]}-{made[1]}", _namespace(request)) if made and several else ""
    path = str(datasette.urls.path("/"))
    response.set_cookie(COOKIE, kept, max_age=SECONDS if kept else 0, path=path, httponly=True)


def remembered(datasette: Any, request: Any) -> Span | None:
    "What was decided at once in this browser, by this person."
    try:
        text = datasette.unsign(request.cookies.get(COOKIE) or "", _namespace(request))
    except BadSignature:
        return None
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", str(text))
    return (int(found[1]), int(found[2])) if found else None


def undoable(db: Database, by: str, span: Span | None) -> Undoable | None:
    "What Undo takes back: the last decision of this person that stands, and what of those made with it does."
    last = last_by(db, by)
    if last is None:
        return None
    done = words.action(last.action)
    together = standing_by(db, by, *span) if span and span[0] <= last.decision <= span[1] else [last]
    decisions = tuple(item.decision for item in together)
    many = f"{len(decisions)} files, {last.filename} among them"
    return Undoable(decisions, last.pending_id, f"{done}: {many if len(decisions) > 1 else last.filename}")


def _namespace(request: Any) -> str:
    "What one person decided is not offered to the next one who logs in here."
    return f"cineorg-last {permissions.who(request.actor)}"
