"""A form → the domain functions that decide → what to tell the person. No HTTP, no rule.

Several files are one transaction: all are decided or none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from cineorg_catalog import waiting
from cineorg_catalog.choices import Choice, approve_files
from cineorg_catalog.database import writing
from cineorg_catalog.decide import read_pending, reject, state_of
from cineorg_catalog.errors import NotPending
from cineorg_catalog.sources.reference import open_reference
from cineorg_catalog.undo import last_about, undo

from . import words
from .catalogue import write
from .forms import Form, action_of, choice_of, ids_of

_DONE = {"approve": "Approved", "reject": "Rejected", "undo": "Undone"}


@dataclass(frozen=True, slots=True)
class Decided:
    "What was done: the action, the rows as they are now (for machines), a sentence (for people)."

    action: str
    rows: list[dict[str, Any]]
    message: str


async def decide_file(datasette: Any, pending_id: int, form: Form, *, by: str) -> Decided:
    "Do what the form of one file's page asks. Raises what the domain raises; then nothing was changed."
    action = action_of(form)
    seen = form.text("seen") or None
    choice = choice_of(form) if action == "approve" else Choice()

    def step(db: Database) -> list[int]:
        _refuse_stale(db, pending_id, seen)
        return _decide(db, action, [pending_id], choice, by)

    return await write(datasette, lambda db: _done(db, action, step))


async def decide_several(datasette: Any, form: Form, *, by: str) -> Decided:
    "One action for several files, all or none. Approving takes each file's leading candidate."
    action = action_of(form)
    chosen = ids_of(form)
    seen = dict(text.partition(":")[::2] for text in form.seen)

    def step(db: Database) -> list[int]:
        for key in chosen:
            _refuse_stale(db, key, seen.get(str(key)))
        return _decide(db, action, chosen, Choice(), by)

    return await write(datasette, lambda db: _done(db, action, step))


def _decide(db: Database, action: str, ids: list[int], choice: Choice, by: str) -> list[int]:
    "Returns the ids of all rows that were settled: a series may bring more than were asked for."
    if action == "approve":
        return [row["id"] for row in approve_files(db, ids, choice, by=by, reference=open_reference)]
    for pending_id in ids if action == "reject" else reversed(ids):
        if action == "reject":
            reject(db, pending_id, by=by)
        else:
            undo(db, last_about(db, pending_id), by=by)
    return ids


def _refuse_stale(db: Database, pending_id: int, seen: str | None) -> None:
    if seen is None or seen == state_of(read_pending(db, pending_id)):
        return
    past = waiting.history(db, pending_id)
    done = f"was {words.action(past[0].action)} by {past[0].who}" if past else "was identified again"
    raise NotPending(f"This file {done} since you were shown it. Nothing was changed; look at it again.")


def _done(db: Database, action: str, step: Callable[[Database], list[int]]) -> Decided:
    with writing(db):
        found = [waiting.read_waiting(db, pending_id) for pending_id in step(db)]
    return Decided(action, [waiting.to_dict(item) for item in found], _message(action, found))


def _message(action: str, found: list[waiting.WaitingFile]) -> str:
    name = _short(found[0].file.filename) if len(found) == 1 else f"{len(found)} files"
    if action == "approve" and len({item.row.selected_candidate_id for item in found}) == 1:
        chosen = next((c for c in found[0].candidates if c.id == found[0].row.selected_candidate_id), None)
        title = f"{_short(chosen.title)} ({chosen.year or 'year unknown'})" if chosen else "chosen"
        return f"{_DONE[action]}: {name} {'is' if len(found) == 1 else 'are'} {title}."
    return f"{_DONE[action]}: {name}."


def _short(text: str) -> str:
    "Messages travel in a cookie, which is small."
    return text if len(text) <= 120 else text[:117] + "…"
