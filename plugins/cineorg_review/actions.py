"""A form → the domain functions that approve, reject and undo → what to tell the person. No rule.

Several files are one transaction: all are changed or none. The last decisions of a person are kept in the
browser, so that one Undo takes all of them back: a series is many files, and one click.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature
from sqlite_utils import Database

from cineorg_catalog.audit.edit import edit, watched
from cineorg_catalog.audit.merge import merge
from cineorg_catalog.audit.trash import delete, restore
from cineorg_catalog.audit.undo import last_about, undo, undo_all
from cineorg_catalog.browse.rows import decided_files
from cineorg_catalog.db.changes import last_decision, read_row
from cineorg_catalog.db.connection import writing
from cineorg_catalog.db.models import TABLES
from cineorg_catalog.errors import BadUsage, CatalogueError, NotFound, NotPending
from cineorg_catalog.matching.manual import id_unknown
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review import pending as waiting
from cineorg_catalog.review.choices import Choice, NoLeader, approve_files
from cineorg_catalog.review.decide import reject
from cineorg_catalog.review.pending import last_by, standing_by
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
    viewing_of,
)

_DONE = {"approve": "Approved", "reject": "Rejected", "undo": "Undone"}


@dataclass(frozen=True, slots=True)
class Outcome:
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


async def act_on_file(datasette: Any, pending_id: int, form: Form, *, by: str) -> Outcome:
    "Do what the form of one file's page asks. Raises what the domain raises; then nothing was changed."
    action = action_of(form)
    seen = form.text("seen") or None
    decisions = decisions_of(form)
    choice = choice_of(form) if action == "approve" else Choice()

    def step(db: Database) -> list[int]:
        waiting.refuse_stale(db, pending_id, seen)
        if decisions:
            return _undo(db, decisions, [pending_id], by)
        return _decide(db, action, pending_id, choice, by)

    return await write(datasette, lambda db: _done(db, action, step))


async def act_on_several(datasette: Any, form: Form, *, by: str) -> Outcome:
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
            waiting.refuse_stale(db, key, seen.get(key))
            _decide(db, action, key, Choice(), by)
        except NotFound:
            raise
        except CatalogueError as error:
            name = waiting.read_pending_file(db, key).file.filename
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
        return "No clear best candidate; open it to choose one."
    return str(error)


def _undo(db: Database, decisions: list[int], ids: list[int], by: str) -> list[int]:
    "Undo these very decisions, which must be about the files named, where any are."
    about = undo_all(db, decisions, by=by)
    if ids and set(about) != set(ids):
        raise BadUsage("These decisions are not about the files named beside them; nothing was undone.")
    return about


def _done(db: Database, action: str, step: Callable[[Database], list[int]]) -> Outcome:
    with writing(db):
        before = last_decision(db)
        found = [waiting.read_pending_file(db, pending_id) for pending_id in step(db)]
        made = (before + 1, last_decision(db))  # nobody else writes meanwhile
    message, unknown = _message(action, found), action == "approve" and _unknown(found[0])
    return Outcome(action, [waiting.to_dict(item) for item in found], message, made, bool(unknown))


def _message(action: str, found: list[waiting.PendingFile]) -> str:
    name = _short(found[0].file.filename) if len(found) == 1 else f"{len(found)} files"
    if action == "approve" and len({item.chosen and item.chosen.key for item in found}) == 1:
        chosen = found[0].chosen
        title = f"{_short(chosen.title)} ({chosen.year or 'year unknown'})" if chosen else "chosen"
        if unknown := _unknown(found[0]):
            kept = "kept under it with the title and year of the name"
            return f"{_DONE[action]}: {name}. {unknown} is not in this title database; {kept}, {title}."
        return f"{_DONE[action]}: {name} {'is' if len(found) == 1 else 'are'} {title}."
    return f"{_DONE[action]}: {name}."


def _unknown(item: waiting.PendingFile) -> str | None:
    "The id that a person gave for it, where the title database does not hold it."
    return None if item.chosen is None else id_unknown(item.chosen)


def _short(text: str) -> str:
    "Messages travel in a cookie, which is small."
    return text if len(text) <= 120 else text[:117] + "…"


TITLE_ACTIONS = ("edit", "delete", "again", "merge", "watched")


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done with a title, a thing in the trash or a decision.

    `row` is for machines, `message` for people; `table` and `key` are of the row to look at next, or
    `pending_id` of the file.
    """

    message: str
    row: dict[str, Any]
    table: str = ""
    key: int = 0
    pending_id: int | None = None


def mark_of(db: Database, table: str, key: int) -> str:
    "A short mark of a row as it was shown. Raises NotFound."
    row = read_row(db, table, (key,))
    if row is None:
        raise NotFound(f"There is no {formatting.row_of(table).lower()} {key}.")
    text = json.dumps(row, sort_keys=True, default=repr)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


async def act_on_title(datasette: Any, kind: str, key: int, form: Form, *, by: str) -> Changed:
    "Edit or delete a title, or have its files reviewed again. Raises what the domain raises."
    action, table = form.text("action"), TABLES[kind]
    if action not in TITLE_ACTIONS:
        raise BadUsage(f"{action[:20]!r} is not an action; send action={', '.join(TITLE_ACTIONS)}.")

    def step(db: Database) -> Changed:
        with writing(db):
            shown = mark_of(db, table, key)
            if (form.text("seen") or shown) != shown:
                raise NotPending("This title has changed since you were shown it. Nothing was changed.")
            return _TITLE_STEPS[action](db, kind, key, form, by)

    return await write(datasette, step)


def _edit(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    "Only what differs is edited, for an edited field stays as it is whatever a scan or a source says."
    table = TABLES[kind]
    row = read_row(db, table, (key,)) or {}
    given = edited_fields(form, kind)
    values = {name: text for name, text in given.items() if text != formatting.field(row, name)}
    if values:
        row = edit(db, kind, key, values, by=by)
    said = f"Changed: {', '.join(formatting.label(name).lower() for name in values)}."
    return Changed(said if values else "Nothing was changed.", row, table, key)


def _delete(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    trash_id = delete(db, kind, key, reason=form.text("reason") or None, by=by)
    row = {"trash_id": trash_id, "kind": kind, "id": key}
    return Changed("It is in the trash; no video file was touched.", row, "trash", trash_id)


def _again(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    files = decided_files(db, kind, key)
    if not files:
        raise NotPending("It has no file that could be reviewed again.")
    undo_all(db, [last_about(db, pending_id) for pending_id in files], by=by)
    said = f"{formatting.count(len(files), 'file needs', 'files need')} review again."
    return Changed(said, {"pending": files}, pending_id=files[0])


def _merge(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    row = merge(db, kind, key, other_title(form, kind), by=by)
    return Changed("The two are one title now.", row, TABLES[kind], key)


def _watched(db: Database, kind: str, key: int, form: Form, by: str) -> Changed:
    on, rating = viewing_of(form)
    viewing = watched(db, kind, key, by=by, on=on, rating=rating)
    return Changed("Marked as watched.", {"viewing_id": viewing, "kind": kind, "id": key}, TABLES[kind], key)


_TITLE_STEPS = {"edit": _edit, "delete": _delete, "again": _again, "merge": _merge, "watched": _watched}


async def restore_from_trash(datasette: Any, key: int, form: Form, *, by: str) -> Changed:
    "Bring a deleted row back. Raises NotFound, CannotRestore."
    if form.text("action") != "restore":
        raise BadUsage("Send action=restore.")
    row = await write(datasette, lambda db: restore(db, key, by=by))
    return Changed("It is restored.", row, TABLES[row["kind"]], row["id"])


async def undo_decision(datasette: Any, key: int, form: Form, *, by: str) -> Changed:
    "Undo one decision, whatever it was about. Raises NotFound, NotPending, CannotUndo."
    if form.text("action") != "undo":
        raise BadUsage("Send action=undo.")
    row = await write(datasette, lambda db: undo(db, key, by=by))
    return Changed(f"Undone: {formatting.action(row['action'])}.", row, "decisions", key)


COOKIE = "cineorg_last"
SECONDS = 24 * 60 * 60

Span = tuple[int, int]  # the first and last number of the decisions made at once


@dataclass(frozen=True, slots=True)
class Undoable:
    "Decisions that can be undone at once, and what they were, in words. `pending_id` is of the last one."

    decisions: tuple[int, ...]
    pending_id: int
    what: str


def remember_span(datasette: Any, request: Any, response: Any, made: Span | None) -> None:
    "Keep in the browser what was decided at once; a single decision, or an undoing, puts an end to it."
    several = made is not None and made[0] < made[1]
    kept = datasette.sign(f"{made[0]}-{made[1]}", _namespace(request)) if made and several else ""
    path = str(datasette.urls.path("/"))
    response.set_cookie(COOKIE, kept, max_age=SECONDS if kept else 0, path=path, httponly=True)


def remembered_span(datasette: Any, request: Any) -> Span | None:
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
    done = formatting.action(last.action)
    together = standing_by(db, by, *span) if span and span[0] <= last.decision <= span[1] else [last]
    decisions = tuple(item.decision for item in together)
    many = f"{len(decisions)} files, {last.filename} among them"
    return Undoable(decisions, last.pending_id, f"{done}: {many if len(decisions) > 1 else last.filename}")


def _namespace(request: Any) -> str:
    "What one person decided is not offered to the next one who logs in here."
    return f"cineorg-last {permissions.who(request.actor)}"
