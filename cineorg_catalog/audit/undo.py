"""Undoes a decision: the rows are as before, and the undo is a decision too."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from ..db.connection import writing
from ..db.decisions import (
    Changes,
    Image,
    Key,
    image_rows,
    in_trash,
    key_text,
    load_image,
    read_row,
    record,
    trashed_files,
)
from ..db.models import BY_TABLE, TABLES, DecisionModel, PendingValidationModel
from ..errors import CatalogueError, NotFound, NotPending
from ..sources.projection import DERIVED as PROJECTED
from ..sources.projection import project
from ..titles import (
    COPIES,
    KINDS,
    TYPED,
    copy_ids,
    copy_main_file,
    copy_main_files,
    delete_projected,
    name_linked_again,
    own_rows,
    project_touched,
    renew_overrides,
    set_overrides,
)
from .trash import file_at_path

_COPIED = {*COPIES, "updated_at"}
DERIVED = {  # columns that programs write and rewrite: no reason to refuse an undo
    "movies": _COPIED | PROJECTED["movies"],
    "series": {"updated_at"} | PROJECTED["series"],
    "episodes": _COPIED | PROJECTED["episodes"],
    "movie_files": {"is_main"},
    "trash": {"metadata_json"},  # deleted files are followed when they are moved
    "video_files": {"updated_at", "missing_since", "mtime_ns", "full_hash"},
    "pending_validations": {
        "candidates_json", "parsed_json", "reasons_json", "rule", "rule_version", "reference_date",
        *PendingValidationModel.derived,
    },
}  # fmt: skip
SHOWN = ("titles", "credits")  # tables written by the projection
CONTAINERS = ("movies", "series", "episodes")  # kept while something else belongs to them


class CannotUndo(CatalogueError):
    "Something later prevents it; the message says what."


def undo(db: Database, decision_id: int | None = None, *, by: str) -> dict[str, Any]:
    """Undo a decision (None: the last standing one that a person made).

    Returns the undone decision as a dict. Raises NotFound, NotPending if it is already undone, and CannotUndo
    if later changes prevent it; then nothing was changed.
    """
    with writing(db):
        decision = _decision(db, decision_id if decision_id is not None else last_standing(db))
        _refuse_undone(db, decision)
        before, after = load_image(decision["before_json"]), load_image(decision["after_json"])
        _refuse_changed(db, decision, before, after)
        _refuse_overridden(db, decision, after)
        _refuse_taken_paths(db, decision, before)
        db.execute("pragma defer_foreign_keys=on")  # rows may come back in any order
        changes = Changes(db)
        _put_back(changes, before, after, keep_used=keeps_used(decision))
        _sweep(changes, decision)
        _copy_again(changes)
        for table in ("movies", "series"):
            for (key,) in changes.touched(table):
                copy_ids(changes, KINDS[table], key)
        if (left := changes.left_dangling()) is not None:
            raise _in_the_way(db, decision, left.sentence, left.table, left.key)
        said = _said_of(db, decision)
        record(changes, who=by, undoes=decision["id"], **said)
        _hold_again(changes, said, before if decision["action"] == "undo" else after)
        renew_overrides(changes)
        name_linked_again(changes)
        project_touched(changes)
        return decision


def _hold_again(changes: Changes, said: dict[str, Any], written: Image) -> None:
    "Restore people's overrides of this title, as the standing decisions determine them."
    table, key = TABLES.get(said["entity_type"], ""), str(said["entity_id"])
    names = (written.get(table, {}).get(key) or {}).keys() - {"updated_at"}
    if said["action"] in ("approve", "auto") and said.get("candidate_source") == "manual":
        names = set(TYPED)
    elif said["action"] not in ("edit", "undo"):
        return
    if names and read_row(changes.db, table, (int(key),)) is not None:
        set_overrides(changes.db, said["entity_type"], int(key), sorted(names))
        project(changes.db, said["entity_type"], [int(key)])


def undo_load(db: Database, load_id: int, *, by: str) -> tuple[list[int], list[str]]:
    """Undo every decision of a load that nothing has changed since, newest first, each by itself.

    Returns the ids of the undone decisions, and for each of the others a sentence with the reason. Raises
    NotFound.
    """
    if read_row(db, "loads", (load_id,)) is None:
        raise NotFound(f"There is no load {load_id}.")
    sql = "select id from standing_decisions where load_id = ? order by id desc"
    undone, stays = [], []
    for (decision_id,) in db.execute(sql, [load_id]).fetchall():
        try:
            undo(db, decision_id, by=by)
            undone.append(decision_id)
        except (CannotUndo, NotPending) as error:
            stays.append(str(error))
    return undone, stays


def undo_all(db: Database, decision_ids: Iterable[int], *, by: str) -> list[int]:
    """Undo decisions about files, all or none. Returns the ids of their validations.

    Each must be the standing decision on its file. Raises NotFound, or CannotUndo if somebody has decided
    since; then nothing was changed.
    """
    with writing(db):
        newest_first = sorted(set(decision_ids), reverse=True)
        about = [_standing_on(db, decision_id) for decision_id in newest_first]
        for decision_id in newest_first:
            undo(db, decision_id, by=by)
        return about[::-1]


def _standing_on(db: Database, decision_id: int) -> int:
    "The validation of which this is the last standing decision."
    pending_id = _decision(db, decision_id)["pending_id"]
    if pending_id is None:
        raise CannotUndo(f"Decision {decision_id} is not about what a file is.")
    later = db.execute(
        """select who, undoes is :id from decisions where id > :id and pending_id = :about
           and (undoes is :id or action != 'undo') order by id limit 1""",
        {"id": decision_id, "about": pending_id},
    ).fetchone()
    if later is not None:
        done = "undone" if later[1] else "followed by another"
        raise CannotUndo(f"Decision {decision_id} was {done} since, by {later[0]}; nothing was undone.")
    return int(pending_id)


_ABOUT = ("video_file_id", "pending_id", "entity_type", "entity_id")
_CHOICE = (
    *("candidate_kind", "candidate_source", "candidate_id", "score", "evidence_json"),
    *("rule", "rule_version", "reference_date", "reason"),
)


def _said_of(db: Database, decision: dict[str, Any]) -> dict[str, Any]:
    """What the ledger records for an undo: `undo`; if an undo is undone, the first decision again.

    So everything that is not undone stands, and a decision made again can be undone again.
    """
    about = {name: decision[name] for name in _ABOUT}
    if decision["action"] != "undo":
        return {"action": "undo", **about}
    again = _decision(db, decision["undoes"])
    return {"action": again["action"], **about, **{name: again[name] for name in _CHOICE}}


def last_standing(db: Database) -> int:
    "The id of the last decision by a person that has not been undone."
    row = db.execute(
        "select max(id) from standing_decisions where action not in ('auto', 'undo', 'move')"
    ).fetchone()
    if row[0] is None:
        raise NotFound("There is no decision to undo.")
    return int(row[0])


def last_about(db: Database, pending_id: int) -> int:
    "The id of the standing decision on a validation. Raises NotPending if there is none."
    row = db.execute(
        "select max(id) from standing_decisions where pending_id = ? and action != 'undo'",
        [pending_id],
    ).fetchone()
    if row[0] is None:
        raise NotPending(f"There is no decision about validation {pending_id} to undo.")
    return int(row[0])


def _decision(db: Database, decision_id: int) -> dict[str, Any]:
    row = read_row(db, DecisionModel.table, (decision_id,))
    if row is None:
        raise NotFound(
            f"There is no decision {decision_id}; `cineorg-load history KIND ID` lists those about a row."
        )
    return row


def _refuse_undone(db: Database, decision: dict[str, Any]) -> None:
    row = db.execute("select id, who from decisions where undoes = ?", [decision["id"]]).fetchone()
    if row is not None:
        raise NotPending(f"Decision {decision['id']} was already undone by {row[1]} (decision {row[0]}).")


def _refuse_changed(db: Database, decision: dict[str, Any], before: Image, after: Image) -> None:
    "Refuse if what the decision wrote was changed since, except by programs."
    for table, key, values in image_rows(after, parents_first=True):
        if table in (*SHOWN, "overrides") or (table == "external_ids" and keeps_used(decision)):
            continue  # overrides follow the standing edits
        was, free = before[table][key_text(key)], DERIVED.get(table, set())
        if was is None and keeps_used(decision) and _used_by_others(db, table, key, after):
            continue  # it stays, whatever its present title
        now = read_row(db, table, key)
        if (
            _changed(was, values, now, free)
            or (was is None and values is not None and _last_edit(db, table, key, decision["id"]))
            or any(
                _later_decision(db, decision["id"], table, key, name)
                for name in _as_before(was, values, now, free)
            )
        ):
            raise _in_the_way(db, decision, f"{table} {key_text(key)} has changed since", table, key)


def _in_the_way(db: Database, decision: dict[str, Any], what: str, table: str, key: Key) -> CannotUndo:
    "The error, naming the decision to undo first, or a scan as the cause."
    later = _later_decision(db, decision["id"], table, key)
    hint = f"undo decision {later} first" if later else "it was changed by a scan"
    return CannotUndo(f"Decision {decision['id']} cannot be undone: {what}; {hint}.")


def _last_edit(db: Database, table: str, key: Key, since: int = 0) -> int | None:
    """The last standing decision by which a person edited a row, even without changing its value.

    An edit that stands again, because its undo was undone, is as old as it was at first.
    """
    kind = next((kind for kind, name in TABLES.items() if name == table), None)
    sql = """select id from standing_decisions where action = 'edit' and entity_type = ? and entity_id = ?
             order by id desc"""
    edits = () if kind is None else db.execute(sql, [kind, key[0]]).fetchall()
    return next((edit for (edit,) in edits if _root(db, edit) > since), None)


Columns = dict[str, Any] | None


def _refuse_overridden(db: Database, decision: dict[str, Any], after: Image) -> None:
    "Refuse to undo an edit if a person wrote the same field again later, or deleted the title."
    kind, key = decision["entity_type"], decision["entity_id"]
    if "edit" not in (decision["action"], _said_of(db, decision)["action"]):
        return
    if read_row(db, TABLES[kind], (key,)) is None:
        raise _in_the_way(db, decision, f"{TABLES[kind]} {key} is deleted", TABLES[kind], (key,))
    if decision["action"] != "edit":
        return
    written = after.get(TABLES[kind], {}).get(str(key)) or {}
    names = json.dumps([name.removesuffix("_json") for name in written])
    sql = f"""select max(decision_id) from overrides where {kind}_id = ? and decision_id > ?
              and field in (select value from json_each(?))"""
    later = db.execute(sql, [key, decision["id"], names]).fetchone()[0]
    if later is not None:
        raise CannotUndo(
            f"Decision {decision['id']} cannot be undone: {TABLES[kind]} {key} has changed since; "
            f"undo decision {later} first."
        )


def _changed(was: Columns, became: Columns, now: Columns, free: set[str]) -> bool:
    if became is not None and now is None and was is not None:
        return not became.keys() <= free  # another decision deleted the row; nothing of this one is lost
    if became is None or now is None:
        return became is not now
    old = was or {}
    return any(
        now[name] != value and not (name in old and now[name] == old[name])
        for name, value in became.items()
        if name not in free
    )


def _as_before(was: Columns, became: Columns, now: Columns, free: set[str]) -> list[str]:
    "Columns of an unchanged row that are as before the decision: the undo changes nothing there."
    if was is None or became is None or now is None:
        return []
    return [name for name, value in became.items() if now[name] != value and name not in free]


def _refuse_taken_paths(db: Database, decision: dict[str, Any], before: Image) -> None:
    files, own = before.get("video_files", {}), before.get("trash", {})
    trashed = trashed_files(db) if files else ()
    deleted = {row.get("path_bytes"): key for key, row in trashed if str(key) not in own}
    for text, values in files.items():
        path = (values or {}).get("path_bytes")
        other = file_at_path(db, path, int(text)) if path is not None else None
        if other is not None and str(other) not in before["video_files"]:
            what = f"its path now belongs to video_files {other}"
            raise _in_the_way(db, decision, what, "video_files", (other,))
        if path is not None and path in deleted:  # which could never be restored
            what = f"its path now belongs to trash {deleted[path]}"
            raise _in_the_way(db, decision, what, "trash", (deleted[path],))


def _later_decision(
    db: Database, decision_id: int, table: str, key: Key, column: str | None = None
) -> int | None:
    """The last standing decision after this one that touched a row (or one column of it).

    An undo that undid a still earlier decision counts as that earlier one: it only removed later changes.
    """
    path = f'$.{table}."{key_text(key)}"' + (f".{column}" if column else "")
    rows = db.execute(
        """select id, action from standing_decisions where id > ? and json_type(after_json, ?) is not null
           order by id desc""",
        [decision_id, path],
    ).fetchall()
    return next((i for i, action in rows if action != "undo" or _root(db, i) < decision_id), None)


def _root(db: Database, decision_id: int) -> int:
    "The first decision in a chain of undos, each of which undoes the one before."
    found = db.execute(
        """with recursive chain (id) as (select ? union
             select undoes from decisions join chain using (id) where undoes is not null)
           select min(id) from chain""",
        [decision_id],
    ).fetchone()
    return int(found[0])


def _put_back(changes: Changes, before: Image, after: Image, *, keep_used: bool) -> None:
    "Restore the rows. With `keep_used`, a title that something else now belongs to stays."
    for table, key, _ in image_rows(after, parents_first=False):
        if table in SHOWN or (keep_used and table == "external_ids"):
            continue  # the first are projected again, the second go with their title
        added = before[table][key_text(key)] is None
        if not added or (keep_used and table in CONTAINERS and _in_use(changes.db, table, key)):
            continue
        if table in CONTAINERS:
            _delete_title(changes, table, key)
        else:
            changes.delete(table, key)
    old = [(table, key, values) for table, key, values in image_rows(before, parents_first=True) if values]
    for table, key, values in old:  # two files that swapped places: neither path is free yet
        if table == "video_files" and "path_bytes" in values:
            changes.update(table, key, {"path_bytes": None})
    for table, key, values in old:
        if table in SHOWN:
            continue
        if after[table][key_text(key)] is None:
            changes.insert_values(table, values)
        else:
            changes.update(table, key, values)


_HANGING = {"movies": "movie_files", "series": "episodes", "episodes": "episode_files"}
_OWNED = {  # an episode without a file does not keep its series
    "series": """and (file_path is not null or id in (select episode_id from episode_files)
                  or id in (select episode_id from overrides where episode_id is not null))"""
}
_PARENT = {"movies": "movie_id", "series": "series_id", "episodes": "episode_id"}


def _in_use(db: Database, table: str, key: Key) -> bool:
    "True if something belongs to a row, even something in the trash that may be restored."
    sql = f"select 1 from {_HANGING[table]} where {_PARENT[table]} = ? {_OWNED.get(table, '')}"
    return db.execute(sql, key).fetchone() is not None or _in_trash(db, table, key[0])


def _in_trash(db: Database, table: str, key: int) -> bool:
    "True if something in the trash belongs to a title, or to an episode of a series."
    sql = "select id from episodes where series_id = ?"
    episodes = db.execute(sql, [key]).fetchall() if table == "series" else ()
    return in_trash(db, table, key) or any(in_trash(db, "episodes", episode) for (episode,) in episodes)


def keeps_used(decision: dict[str, Any]) -> bool:
    "Undoing the decision about a file must keep a title that other files have too."
    return decision["action"] in ("approve", "auto")


def _used_by_others(db: Database, table: str, key: Key, after: Image) -> bool:
    "True if something else belongs to a title apart from what the decision added."
    if table not in CONTAINERS:
        return False
    child, names = _HANGING[table], ", ".join(BY_TABLE[_HANGING[table]].pk)
    own = {text for text, values in after.get(child, {}).items() if values is not None}
    sql = f"select {names} from {child} where {_PARENT[table]} = ? {_OWNED.get(table, '')}"
    return _in_trash(db, table, key[0]) or any(
        key_text(row) not in own or _used_by_others(db, child, row, after)
        for row in map(tuple, db.execute(sql, key).fetchall())
    )


def _sweep(changes: Changes, undoing: dict[str, Any]) -> None:
    """Remove titles that nothing belongs to any more and whose creating decision was undone earlier.

    That undo had to keep them, because another decision's file was linked to them. Raises CannotUndo for a
    title that a person edited, so that the order of two undos makes no difference.
    """
    for table, key in _emptied(changes):
        if read_row(changes.db, table, key) is None or _in_use(changes.db, table, key):
            continue
        made, others = _decisions_on(changes.db, table, key, undoing["id"])
        if made and not others:
            _delete_title(changes, table, key)
        elif made and keeps_used(undoing) and (edit := _last_edit(changes.db, table, key)) is not None:
            raise CannotUndo(
                f"Decision {undoing['id']} cannot be undone: no file would be left of {table} {key[0]}, "
                f"which has been edited; undo decision {edit} first."
            )


def _emptied(changes: Changes) -> Iterator[tuple[str, Key]]:
    "Titles that lost a link or the override that kept them: episodes before their series."
    for movie_id, _ in changes.touched("movie_files"):
        yield "movies", (movie_id,)
    for episode_id, _ in changes.touched("episode_files"):
        yield "episodes", (episode_id,)
    for (episode_id,) in changes.touched("episodes"):
        old = changes.before["episodes"][str(episode_id)]
        if old and "series_id" in old:
            yield "series", (old["series_id"],)
    for table in ("movies", "episodes", "series"):
        yield from ((table, key) for key in changes.touched(table))


def _decisions_on(db: Database, table: str, key: Key, undoing: int) -> tuple[bool, bool]:
    "Whether an undone decision added the row, and whether one that touched it stands."
    path, (kind, entity) = f'$.{table}."{key[0]}"', _entity(db, table, key[0])
    rows = db.execute(
        """select json_type(before_json, :path) = 'null',
                  id not in (select id from standing_decisions)
           from decisions where ((entity_type = :kind and entity_id = :entity)
                                 or (entity_type = 'episode' and entity_id = :key))
           and json_type(after_json, :path) is not null and action != 'undo' and id != :undoing""",
        {"path": path, "undoing": undoing, "kind": kind, "entity": entity, "key": key[0]},
    ).fetchall()
    return any(made and undone for made, undone in rows), not all(undone for _, undone in rows)


def _entity(db: Database, table: str, key: int) -> tuple[str, int]:
    "What the decisions that create such a row are about: an episode is created with its series."
    if table != "episodes":
        return ("movie" if table == "movies" else "series"), key
    return "series", db.execute("select series_id from episodes where id = ?", [key]).fetchone()[0]


def _delete_title(changes: Changes, table: str, key: Key) -> None:
    "Delete a film, series or episode with everything that is its own."
    kind = KINDS[table]
    if table == "series":  # with those of its episodes that have no file
        sql = "select id from episodes where series_id = ?"
        for episode in changes.db.execute(sql, key).fetchall():
            _delete_title(changes, "episodes", tuple(episode))
    for own_table, own_key in own_rows(changes.db, kind, key[0]):
        changes.delete(own_table, own_key)
    delete_projected(changes.db, kind, key[0])
    changes.delete(table, key)


def _copy_again(changes: Changes) -> None:
    "Copy the columns of main files again, for the links and the files as they are now."
    for table, links in (("movies", "movie_files"), ("episodes", "episode_files")):
        for key in {key[0] for touched in (table, links) for key in changes.touched(touched)}:
            if read_row(changes.db, table, (key,)) is not None:
                copy_main_file(changes, table, key)
    for (file_id,) in changes.touched("video_files"):  # titles it was linked to later follow it back
        copy_main_files(changes, file_id)
