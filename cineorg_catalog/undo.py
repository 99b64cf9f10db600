"""Takes a decision back: the rows are as they were, and the undoing is a decision too.

Works on the images that ledger.py kept, whatever the decision was about.
"""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from .database import writing
from .errors import CatalogueError, NotFound, NotPending
from .ledger import Changes, Image, Key, key_text, load_image, read_row, record, rows_of
from .models import DecisionModel
from .works import COPIES, copy_main_file

DERIVED = {*COPIES, "is_main", "updated_at"}  # follow from other rows: no reason to refuse an undo
CONTAINERS = ("movies", "series", "episodes")  # stay while something else hangs on them


class CannotUndo(CatalogueError):
    "Something that came later stands in the way; the message says what."


def undo(db: Database, decision_id: int | None = None, *, by: str) -> dict[str, Any]:
    """Undo a decision (None: the last one that a person made and that still stands).

    Returns the undone decision as a dict. Raises NotFound, NotPending where it was undone already,
    CannotUndo where later changes stand in the way; then nothing was changed.
    """
    with writing(db):
        decision = _decision(db, decision_id if decision_id is not None else last_standing(db))
        _refuse_undone(db, decision)
        before, after = load_image(decision["before_json"]), load_image(decision["after_json"])
        _refuse_changed(db, decision, after)
        db.execute("pragma defer_foreign_keys=on")  # rows come back in whatever order
        changes = Changes(db)
        _put_back(changes, before, after)
        _sweep(changes, decision["id"])
        _copy_again(changes)
        record(changes, who=by, undoes=decision["id"], **_said_of(db, decision))
        return decision


def undo_load(db: Database, load_id: int, *, by: str) -> tuple[list[int], list[str]]:
    """Undo every decision of a load that nothing touched since, the newest first.

    Returns the ids of those undone, and for each that stays a sentence that says why. Raises NotFound.
    """
    if read_row(db, "loads", (load_id,)) is None:
        raise NotFound(f"There is no load {load_id}.")
    sql = """select id from decisions where load_id = ?
             and id not in (select undoes from decisions where undoes is not null) order by id desc"""
    undone, stays = [], []
    with writing(db):
        for (decision_id,) in db.execute(sql, [load_id]).fetchall():
            try:
                undo(db, decision_id, by=by)
                undone.append(decision_id)
            except CannotUndo as error:
                stays.append(str(error))
    return undone, stays


_ABOUT = ("video_file_id", "pending_id", "entity_type", "entity_id")
_CHOICE = ("candidate_kind", "candidate_source", "candidate_id", "score", "evidence_json")


def _said_of(db: Database, decision: dict[str, Any]) -> dict[str, Any]:
    """What the ledger says of an undoing: `undo`; or, where an undo is undone, the first decision again.

    So whatever is not undone stands, and a decision made again can be undone again.
    """
    about = {name: decision[name] for name in _ABOUT}
    if decision["action"] != "undo":
        return {"action": "undo", **about}
    again = _decision(db, decision["undoes"])
    return {"action": again["action"], **about, **{name: again[name] for name in _CHOICE}}


def last_standing(db: Database) -> int:
    "The id of the last decision by a person that has not been undone."
    row = db.execute(
        """select max(id) from decisions where action not in ('auto', 'undo', 'move')
           and id not in (select undoes from decisions where undoes is not null)"""
    ).fetchone()
    if row[0] is None:
        raise NotFound("There is no decision to undo.")
    return int(row[0])


def last_about(db: Database, pending_id: int) -> int:
    "The id of the decision that stands on a validation. Raises NotPending where none does."
    row = db.execute(
        """select max(id) from decisions where pending_id = ? and action != 'undo'
           and id not in (select undoes from decisions where undoes is not null)""",
        [pending_id],
    ).fetchone()
    if row[0] is None:
        raise NotPending(f"Nothing was decided about validation {pending_id} that could be undone.")
    return int(row[0])


def _decision(db: Database, decision_id: int) -> dict[str, Any]:
    row = read_row(db, DecisionModel.table, (decision_id,))
    if row is None:
        raise NotFound(f"There is no decision {decision_id}.")
    return row


def _refuse_undone(db: Database, decision: dict[str, Any]) -> None:
    row = db.execute("select id, who from decisions where undoes = ?", [decision["id"]]).fetchone()
    if row is not None:
        raise NotPending(f"Decision {decision['id']} was undone already, by {row[1]} (decision {row[0]}).")


def _refuse_changed(db: Database, decision: dict[str, Any], after: Image) -> None:
    "What the decision wrote must still stand, but for what follows from other rows."
    for table, key, values in rows_of(after, parents_first=True):
        now = read_row(db, table, key)
        if values is None:
            changed = now is not None
        elif now is None:
            changed = True
        else:
            changed = any(now[name] != value for name, value in values.items() if name not in DERIVED)
        if changed:
            later = _later_decision(db, decision["id"], table, key)
            hint = f"undo decision {later} first" if later else "it was changed by a scan"
            raise CannotUndo(
                f"Decision {decision['id']} cannot be undone: {table} {key[0]} has changed since; {hint}."
            )


def _later_decision(db: Database, decision_id: int, table: str, key: Key) -> int | None:
    "The last standing decision that touched a row after this one."
    path = f'$.{table}."{key_text(key)}"'
    row = db.execute(
        """select max(id) from decisions where id > ? and action != 'undo'
           and json_type(after_json, ?) is not null
           and id not in (select undoes from decisions where undoes is not null)""",
        [decision_id, path],
    ).fetchone()
    return row[0]


def _put_back(changes: Changes, before: Image, after: Image) -> None:
    added = [
        item for item in rows_of(after, parents_first=False) if before[item[0]][key_text(item[1])] is None
    ]
    for table, key, _ in added:
        if table not in CONTAINERS or not _in_use(changes.db, table, key):
            changes.delete(table, key)
    for table, key, values in rows_of(before, parents_first=True):
        if values is None:
            continue
        if after[table][key_text(key)] is None:
            changes.insert_values(table, values)
        else:
            changes.update(table, key, values)


_USES = {
    "movies": ("select 1 from movie_files where movie_id = ?",),
    "series": ("select 1 from episodes where series_id = ?",),
    "episodes": ("select 1 from episode_files where episode_id = ?",),
}


def _in_use(db: Database, table: str, key: Key) -> bool:
    return any(db.execute(sql, key).fetchone() is not None for sql in _USES[table])


def _sweep(changes: Changes, undoing: int) -> None:
    """Take out works that nothing hangs on any more and whose maker was undone earlier.

    Their maker's undo had to leave them, because another decision's file hung on them.
    """
    for table, key in _emptied(changes):
        if not _in_use(changes.db, table, key) and _orphaned(changes.db, table, key, undoing):
            changes.delete(table, key)
            _take_titles(changes, table, key)


def _emptied(changes: Changes) -> Iterator[tuple[str, Key]]:
    for movie_id, _ in changes.touched("movie_files"):
        yield "movies", (movie_id,)
    for episode_id, _ in changes.touched("episode_files"):
        yield "episodes", (episode_id,)
    for (episode_id,) in changes.touched("episodes"):
        gone = changes.before["episodes"][str(episode_id)]
        if gone and "series_id" in gone:
            yield "series", (gone["series_id"],)


def _orphaned(db: Database, table: str, key: Key, undoing: int) -> bool:
    "Was the row added by a decision that is undone, and touched by none that stands?"
    path = f'$.{table}."{key[0]}"'
    rows = db.execute(
        """select json_type(before_json, :path) = 'null',
                  id in (select undoes from decisions where undoes is not null)
           from decisions
           where json_type(after_json, :path) is not null and action != 'undo' and id != :undoing""",
        {"path": path, "undoing": undoing},
    ).fetchall()
    return any(made for made, _ in rows) and all(undone for _, undone in rows)


def _take_titles(changes: Changes, table: str, key: Key) -> None:
    kind = {"movies": "movie", "series": "series"}.get(table)
    for (title_id,) in changes.db.execute(
        "select id from titles where work = ?", [f"{kind}:{key[0]}"]
    ).fetchall():
        changes.delete("titles", title_id)


def _copy_again(changes: Changes) -> None:
    "The copies of main files follow the links as they are now."
    for table, links in (("movies", "movie_files"), ("episodes", "episode_files")):
        for key in {key[0] for key in changes.touched(links)}:
            if read_row(changes.db, table, (key,)) is not None:
                copy_main_file(changes, table, key)
