"""A form → the domain functions that decide → what to tell the person. No HTTP, no rule.

Several files are one transaction: all are decided or none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from cineorg_catalog.audit.undo import last_about, undo, undo_all
from cineorg_catalog.db.changes import last_decision
from cineorg_catalog.db.connection import writing
from cineorg_catalog.errors import BadUsage, CatalogueError, NotFound, NotPending
from cineorg_catalog.matching.manual import id_unknown
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review import pending as waiting
from cineorg_catalog.review.choices import Choice, NoLeader, approve_files
from cineorg_catalog.review.decide import read_pending, reject, state_of
from cineorg_catalog.review.queue import refuse_changed, refuse_mixed

from . import words
from .catalogue import write
from .forms import Form, action_of, choice_of, decisions_of, ids_of, marks_of

_DONE = {"approve": "Approved", "reject": "Rejected", "undo": "Undone"}


@dataclass(frozen=True, slots=True)
class Decided:
    """What was done: the action, the rows as they are now (for machines), a sentence (for people).

    `made` are the first and the last decision that the ledger got by it.
    """

    action: str
    rows: list[dict[str, Any]]
    message: str
    made: tuple[int, int]
    doubtful: bool = False  # a person should read the message before going on


class Stopped(Exception):
    "One of several files cannot be decided as asked, so none was. `cause` is what the domain raised for it."

    def __init__(self, pending_id: int, name: str, cause: CatalogueError):
        super().__init__(f"Nothing was decided, because of {_short(name)}. {_in_words(cause)}")
        self.pending_id, self.cause = pending_id, cause


async def decide_file(datasette: Any, pending_id: int, form: Form, *, by: str) -> Decided:
    "Do what the form of one file's page asks. Raises what the domain raises; then nothing was changed."
    action = action_of(form)
    seen = form.text("seen") or None
    decisions = decisions_of(form)
    choice = choice_of(form) if action == "approve" else Choice()

    def step(db: Database) -> list[int]:
        _refuse_stale(db, pending_id, seen)
        if decisions:
            return _undo(db, decisions, [pending_id], by)
        return _decide(db, action, pending_id, choice, by)

    return await write(datasette, lambda db: _done(db, action, step))


async def decide_several(datasette: Any, form: Form, *, by: str) -> Decided:
    """One action for several files, all or none. Approving takes each file's leading candidate.

    What to undo may be said by decisions instead of files. Raises Stopped, naming the file for which
    nothing was done.
    """
    action = action_of(form)
    decisions = decisions_of(form)
    chosen = ids_of(form) if form.ids or not decisions else []
    marks = [(ids, mark) for ids, mark in marks_of(form) if set(ids) & set(chosen)]
    seen = {ids[0]: mark for ids, mark in marks if len(ids) == 1}

    def step(db: Database) -> list[int]:
        if decisions:
            return _undo(db, decisions, chosen, by)
        for ids, mark in marks:
            if len(ids) > 1:
                refuse_changed(db, ids, mark)
        if action == "approve":
            refuse_mixed(db, chosen)
        for key in reversed(chosen) if action == "undo" else chosen:
            one(db, key)
        return chosen

    def one(db: Database, key: int) -> None:
        try:
            _refuse_stale(db, key, seen.get(key))
            _decide(db, action, key, Choice(), by)
        except NotFound:
            raise
        except CatalogueError as error:
            name = waiting.read_waiting(db, key).file.filename
            raise Stopped(key, name, error) from error

    return await write(datasette, lambda db: _done(db, action, step))


def _decide(db: Database, action: str, pending_id: int, choice: Choice, by: str) -> list[int]:
    "Returns the ids of all rows that were settled: a series may bring more than the one asked for."
    if action == "approve":
        return [row["id"] for row in approve_files(db, [pending_id], choice, by=by, reference=open_reference)]
    if action == "reject":
        reject(db, pending_id, by=by)
    else:
        undo(db, last_about(db, pending_id), by=by)
    return [pending_id]


def _in_words(error: CatalogueError) -> str:
    if isinstance(error, NoLeader):
        return "No candidate of it leads; open it to choose one."
    return str(error)


def _undo(db: Database, decisions: list[int], ids: list[int], by: str) -> list[int]:
    "Undo these very decisions, which must be about the files named, where any are."
    about = undo_all(db, decisions, by=by)
    if ids and set(about) != set(ids):
        raise BadUsage("These decisions are not about the files named beside them; nothing was undone.")
    return about


def _refuse_stale(db: Database, pending_id: int, seen: str | None) -> None:
    if seen is None or seen == state_of(read_pending(db, pending_id)):
        return
    past = waiting.history(db, pending_id)
    done = f"was {words.action(past[0].action)} by {past[0].who}" if past else "was identified again"
    raise NotPending(f"This file {done} since you were shown it. Nothing was changed; look at it again.")


def _done(db: Database, action: str, step: Callable[[Database], list[int]]) -> Decided:
    with writing(db):
        before = last_decision(db)
        found = [waiting.read_waiting(db, pending_id) for pending_id in step(db)]
        made = (before + 1, last_decision(db))  # nobody else writes meanwhile
    message, unknown = _message(action, found), action == "approve" and _unknown(found[0])
    return Decided(action, [waiting.to_dict(item) for item in found], message, made, bool(unknown))


def _message(action: str, found: list[waiting.WaitingFile]) -> str:
    name = _short(found[0].file.filename) if len(found) == 1 else f"{len(found)} files"
    if action == "approve" and len({item.chosen and item.chosen.key for item in found}) == 1:
        chosen = found[0].chosen
        title = f"{_short(chosen.title)} ({chosen.year or 'year unknown'})" if chosen else "chosen"
        if unknown := _unknown(found[0]):
            kept = "kept under it with the title and year of the name"
            return f"{_DONE[action]}: {name}. {unknown} is not in the title database here; {kept}, {title}."
        return f"{_DONE[action]}: {name} {'is' if len(found) == 1 else 'are'} {title}."
    return f"{_DONE[action]}: {name}."


def _unknown(item: waiting.WaitingFile) -> str | None:
    "The id that a person gave for it, where the title database does not hold it."
    return None if item.chosen is None else id_unknown(item.chosen)


def _short(text: str) -> str:
    "Messages travel in a cookie, which is small."
    return text if len(text) <= 120 else text[:117] + "…"
