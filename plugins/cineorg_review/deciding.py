"""A form → the domain functions that decide → what to tell the person. No HTTP, no rule.

Works are looked up before the write lock is asked for; several files are one transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from cineorg_catalog import queue
from cineorg_catalog.addresses import work_at
from cineorg_catalog.candidates import Candidate
from cineorg_catalog.choices import Choice, approve_files
from cineorg_catalog.database import writing
from cineorg_catalog.decide import approve, approve_as, read_pending, reject, state_of
from cineorg_catalog.errors import BadUsage, NotPending
from cineorg_catalog.models import PendingValidationModel
from cineorg_catalog.sources.reference import open_reference
from cineorg_catalog.undo import last_about, undo
from sqlite_utils import Database

from .catalogue import read, write
from .forms import Form, action_of, choice_of, numbers_of, row_id

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
    if action == "approve":
        step = await _approval(datasette, pending_id, form, by, seen)
    elif action == "reject":
        step = partial(reject, pending_id=pending_id, by=by, seen=seen)
    else:
        step = partial(_undo, pending_id=pending_id, by=by, seen=seen)
    return await write(datasette, lambda db: _done(db, action, [pending_id], step))


async def _approval(
    datasette: Any, pending_id: int, form: Form, by: str, seen: str | None
) -> Callable[[Database], Any]:
    name, value = choice_of(form)
    numbers = numbers_of(form)
    if name == "candidate":
        return partial(approve, pending_id=pending_id, candidate=value, by=by, seen=seen, numbers=numbers)
    work = await read(datasette, partial(_look_up, pending_id=pending_id, address=value))
    return partial(approve_as, pending_id=pending_id, work=work, by=by, seen=seen, numbers=numbers)


def _look_up(db: Database, pending_id: int, address: str) -> Candidate:
    parsed = PendingValidationModel(**read_pending(db, pending_id)).parsed
    with open_reference() as reference:
        return work_at(reference, address, parsed)


def _undo(db: Database, pending_id: int, by: str, seen: str | None) -> None:
    with writing(db):
        _refuse_stale(db, pending_id, seen)
        undo(db, last_about(db, pending_id), by=by)


async def decide_several(datasette: Any, form: Form, *, by: str) -> Decided:
    "One action for several files, all or none. Approving takes each file's leading candidate."
    action = action_of(form)
    ids = [row_id(text) for text in form.ids]
    if not ids or None in ids:
        raise BadUsage("Choose at least one file: id= takes the number of a row, once for each.")
    chosen = [key for key in dict.fromkeys(ids) if key is not None]
    seen = dict(text.partition(":")[::2] for text in form.seen)

    def step(db: Database) -> None:
        for key in chosen:
            _refuse_stale(db, key, seen.get(str(key)))
        if action == "approve":
            approve_files(db, chosen, Choice(), by=by, reference=open_reference)
        else:
            for key in chosen:
                (reject if action == "reject" else _undo)(db, key, by=by, seen=None)

    return await write(datasette, lambda db: _done(db, action, chosen, step))


def _refuse_stale(db: Database, pending_id: int, seen: str | None) -> None:
    if seen is not None and seen != state_of(read_pending(db, pending_id)):
        raise NotPending(f"Validation {pending_id} has changed since it was shown; look at it again.")


def _done(db: Database, action: str, ids: list[int], step: Callable[[Database], Any]) -> Decided:
    with writing(db):
        step(db)
        found = [queue.read_waiting(db, pending_id) for pending_id in ids]
    return Decided(action, [queue.to_dict(item) for item in found], _message(action, found))


def _message(action: str, found: list[queue.WaitingFile]) -> str:
    if len(found) > 1:
        return f"{_DONE[action]}: {len(found)} files."
    name = _short(found[0].file.filename)
    if action == "approve":
        chosen = next((c for c in found[0].candidates if c.id == found[0].row.selected_candidate_id), None)
        title = f"{_short(chosen.title)} ({chosen.year or 'year unknown'})" if chosen else "chosen"
        return f"{_DONE[action]}: {name} is {title}."
    return f"{_DONE[action]}: {name}."


def _short(text: str) -> str:
    "Messages travel in a cookie, which is small."
    return text if len(text) <= 120 else text[:117] + "…"
