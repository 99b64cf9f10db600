"""Turns a form into calls of the domain functions, and their result into a message. Holds no rules.

Several files are decided in one transaction: all of them or none. The browser remembers which decisions
were made together, so that one Undo undoes a whole series.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature
from sqlite_utils import Database

from cineorg_catalog.audit.edit import edit, merge, watched
from cineorg_catalog.audit.trash import delete, restore
from cineorg_catalog.audit.undo import last_about, undo, undo_all
from cineorg_catalog.browse.rows import decided_files
from cineorg_catalog.db.connection import writing
from cineorg_catalog.db.decisions import last_decision, read_row
from cineorg_catalog.db.models import TABLES
from cineorg_catalog.errors import BadUsage, CatalogueError, NotFound, NotPending
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review import pending
from cineorg_catalog.review.decide import Choice, NoLeader, approve_files, id_unknown, reject
from cineorg_catalog.review.pending import last_decision_by, standing_decisions_by
from cineorg_catalog.review.queue import refuse_changed, refuse_mixed

from . import formatting, permissions
from .database import write
from .forms import (
    Form,
    action_of,
    choice_of,
    decisions_of,
    edited_fields,
    ids_of,
    marks_of,
    other_title,
    typed_viewing,
)

_DONE = {"approve": "Approved", "reject": "Rejected", "undo": "Undone"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: the action, the rows as they are now (for scripts) and a sentence (for people).

    `made` holds the ids of the first and the last decision recorded for it.
    """

    action: str
    rows: list[dict[str, Any]]
    message: str
    made: tuple[int, int]
    doubtful: bool = False  # the message matters: do not move on to the next file


class Stopped(Exception):
    "One of several files could not be decided, so none was. `cause` is the error that the domain raised."

    def __init__(self, pending_id: int, name: str, cause: CatalogueError):
        super().__init__(f"Nothing was decided, because of {_short(name)}. {_in_words(cause)}")
        self.pending_id, self.cause = pending_id, cause


async def act_on_file(datasette: Any, pending_id: int, form: Form, *, by: str) -> Outcome:
    "Do what the form of one file asks, in one transaction. Raises the domain's errors."
    action = action_of(form)
    seen = form.text("seen") or None
    decisions = decisions_of(form)
    choice = choice_of(form) if action == "approve" else Choice()

    def step(db: Database) -> list[int]:
        pending.refuse_stale(db, pending_id, seen)
        if decisions:
            return _undo(db, decisions, [pending_id], by)
        return _decide(db, action, pending_id, choice, by)

    return await write(datasette, lambda db: _done(db, action, step))


async def act_on_several(datasette: Any, form: Form, *, by: str) -> Outcome:
    """Apply one action to several files, all or none. Approving takes each file's leading candidate.

    An undo may name decisions instead of files. Raises Stopped with the file that could not be decided.
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
            pending.refuse_stale(db, key, seen.get(key))
            _decide(db, action, key, Choice(), by)
        except NotFound:
            raise
        except CatalogueError as error:
            name = pending.read_pending_file(db, key).file.filename
            raise Stopped(key, name, error) from error

    return await write(datasette, lambda db: _done(db, action, step))


def _decide(db: Database, action: str, pending_id: int, choice: Choice, by: str) -> list[int]:
    "Apply the action to one file; return the ids of all rows decided (a series may bring further ones)."
    if action == "approve":
        return [row["id"] for row in approve_files(db, [pending_id], choice, by=by, reference=open_reference)]
    if action == "reject":
        reject(db, pending_id, by=by)
    else:
        undo(db, last_about(db, pending_id), by=by)
    return [pending_id]


def _in_words(error: CatalogueError) -> str:
    if isinstance(error, NoLeader):
        return "It has no clear best candidate; open it to choose one."
    return str(error)


def _undo(db: Database, decisions: list[int], ids: list[int], by: str) -> list[int]:
    "Undo exactly these decisions. Where files are named too, the decisions must be about them."
    about = undo_all(db, decisions, by=by)
    if ids and set(about) != set(ids):
        raise BadUsage("These decisions are not about the files that were named; nothing was undone.")
    return about


def _done(db: Database, action: str, step: Callable[[Database], list[int]]) -> Outcome:
    with writing(db):
        before = last_decision(db)
        found = [pending.read_pending_file(db, pending_id) for pending_id in step(db)]
        made = (before + 1, last_decision(db))  # within the transaction, so all decisions since are ours
    message, unknown = _message(action, found), action == "approve" and _unknown(found[0])
    return Outcome(action, [pending.to_dict(item) for item in found], message, made, bool(unknown))


def _message(action: str, found: list[pending.PendingFile]) -> str:
    name = _short(found[0].file.filename) if len(found) == 1 else f"{len(found)} files"
    if action == "approve" and len({item.chosen and item.chosen.key for item in found}) == 1:
        chosen = found[0].chosen
        title = f"{_short(chosen.title)} ({chosen.year or 'year unknown'})" if chosen else "chosen"
        if unknown := _unknown(found[0]):
            kept = "it was stored with the title and year from the file name"
            return f"{_DONE[action]}: {name}. {unknown} is not in this title database; {kept}: {title}."
        return f"{_DONE[action]}: {name} {'is' if len(found) == 1 else 'are'} {title}."
    return f"{_DONE[action]}: {name}."


def _unknown(item: pending.PendingFile) -> str | None:
    "The id that a person entered for the file, if the title database does not have it."
    return None if item.chosen is None else id_unknown(item.chosen)


def _short(text: str) -> str:
    "Shorten a text: messages travel in a cookie, which is small."
    return text if len(text) <= 120 else text[:117] + "…"


TITLE_ACTIONS = ("edit", "delete", "again", "merge", "watched")


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done with a title, a deleted item or a decision.

    `row` is for scripts, `message` for people. `table` and `key`, or the file's `pending_id`, name the page
    to show next.
    """

    message: str
    row: dict[str, Any]
    table: str = ""
    key: int = 0
    pending_id: int | None = None


def mark_of_row(db: Database, table: str, key: int) -> str:
    "A short hash of a row as it was shown, to detect changes since. Raises NotFound."
    row = read_row(db, table, (key,))
    if row is None:
        raise NotFound(f"There is no {formatting.row_of(table).lower()} {key}.")
    text = json.dumps(row, sort_keys=True, default=repr)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


async def act_on_title(datasette: Any, kind: str, key: int, form: Form, *, by: str) -> Changed:
    "Edit, delete, merge or review a title again, or mark it as watched. Raises the domain's errors."
    action, table = form.text("action"), TABLES[kind]
    if action not in TITLE_ACTIONS:
        raise BadUsage(f"{action[:20]!r} is not an action; send action={', '.join(TITLE_ACTIONS)}.")

    def step(db: Database) -> Changed:
        with writing(db):
            shown = mark_of_row(db, table, key)
            if (form.text("seen") or shown) != shown:
                raise NotPending("This title has changed since the page was loaded. Nothing was saved.")
            return _TITLE_STEPS[action](db, kind, key, form, by)

    return await write(datasette, step)


def _edit(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    "Edit only the fields that differ: an edited field is locked against scans and sources."
    table = TABLES[kind]
    row = read_row(db, table, (key,)) or {}
    given = edited_fields(form, kind)
    values = {name: text for name, text in given.items() if text != formatting.field(row, name)}
    if values:
        row = edit(db, kind, key, values, by=by)
    said = f"Changed: {', '.join(formatting.label(name).lower() for name in values)}."
    return Changed(said if values else "Nothing changed.", row, table, key)


def _delete(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    trash_id = delete(db, kind, key, reason=form.text("reason") or None, by=by)
    row = {"trash_id": trash_id, "kind": kind, "id": key}
    return Changed("Moved to the trash. No video file was touched.", row, "trash", trash_id)


def _again(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    files = decided_files(db, kind, key)
    if not files:
        raise NotPending("There is no file to review again.")
    undo_all(db, [last_about(db, pending_id) for pending_id in files], by=by)
    said = f"{formatting.count(len(files), 'file needs', 'files need')} review again."
    return Changed(said, {"pending": files}, pending_id=files[0])


def _merge(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    row = merge(db, kind, key, other_title(form, kind), by=by)
    return Changed("The two titles were merged.", row, TABLES[kind], key)


def _watched(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    on, rating = typed_viewing(form)
    viewing = watched(db, kind, key, by=by, on=on, rating=rating)
    return Changed("Marked as watched.", {"viewing_id": viewing, "kind": kind, "id": key}, TABLES[kind], key)


_TITLE_STEPS = {"edit": _edit, "delete": _delete, "again": _again, "merge": _merge, "watched": _watched}


async def restore_from_trash(datasette: Any, key: int, form: Form, *, by: str) -> Changed:
    "Restore a deleted row. Raises NotFound, CannotRestore."
    if form.text("action") != "restore":
        raise BadUsage("Send action=restore.")
    row = await write(datasette, lambda db: restore(db, key, by=by))
    return Changed("Restored.", row, TABLES[row["kind"]], row["id"])


async def undo_decision(datasette: Any, key: int, form: Form, *, by: str) -> Changed:
    """Undo one decision of any kind. Raises NotFound, NotPending, CannotUndo.

    An undone edit, merge or viewing leads back to its title; all others to the decision.
    """
    if form.text("action") != "undo":
        raise BadUsage("Send action=undo.")
    row = await write(datasette, lambda db: undo(db, key, by=by))
    said = f"Undone: {formatting.action(row['action'])}."
    if row["action"] in ("edit", "merge", "watched") and row["entity_type"] in TABLES:
        return Changed(said, row, TABLES[row["entity_type"]], row["entity_id"])
    return Changed(said, row, "decisions", key)


COOKIE = "cineorg_last"
SECONDS = 24 * 60 * 60

Span = tuple[int, int]  # ids of the first and last decision made together


@dataclass(frozen=True, slots=True)
class Undoable:
    "Decisions that one Undo reverts, and their description. `pending_id` is that of the last one's file."

    decisions: tuple[int, ...]
    pending_id: int
    what: str


def remember_span(datasette: Any, request: Any, response: Any, made: Span | None) -> None:
    "Remember in a cookie which decisions were made together; a single decision or an undo clears it."
    several = made is not None and made[0] < made[1]
    kept = datasette.sign(f"{made[0]}-{made[1]}", _namespace(request)) if made and several else ""
    path = str(datasette.urls.path("/"))
    response.set_cookie(COOKIE, kept, max_age=SECONDS if kept else 0, path=path, httponly=True)


def remembered_span(datasette: Any, request: Any) -> Span | None:
    "The decisions that this person made together in this browser."
    try:
        text = datasette.unsign(request.cookies.get(COOKIE) or "", _namespace(request))
    except BadSignature:
        return None
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", str(text))
    return (int(found[1]), int(found[2])) if found else None


def undoable(db: Database, by: str, span: Span | None) -> Undoable | None:
    "What Undo reverts: this person's last standing decision, and those of `span` made together with it."
    last = last_decision_by(db, by)
    if last is None:
        return None
    done = formatting.action(last.action)
    together = (
        standing_decisions_by(db, by, *span) if span and span[0] <= last.decision <= span[1] else [last]
    )
    decisions = tuple(item.decision for item in together)
    many = f"{len(decisions)} files including {last.filename}"
    return Undoable(decisions, last.pending_id, f"{done}: {many if len(decisions) > 1 else last.filename}")


def _namespace(request: Any) -> str:
    "Keeps one person's cookie from being used for the next one who logs in here."
    return f"cineorg-last {permissions.name_of_actor(request.actor)}"
