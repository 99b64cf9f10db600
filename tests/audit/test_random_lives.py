"""Random lives of decisions: every one can be undone, and the ledger holds exactly what stands.

`CINEORG_SLOW=1` lives ten times as many.
"""

import json
import os
import random
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cineorg_catalog.audit.export import export_decisions, identity_of_title
from cineorg_catalog.audit.replay import replay_decisions
from cineorg_catalog.audit.undo import CannotUndo, undo
from cineorg_catalog.db.decisions import images_of, trashed_row, trashed_rows
from cineorg_catalog.titles import edited
from tests.support.catalogue import column, rows, sound
from tests.support.random_life import TABLES, live, new_library, steps

LIVES = settings(
    max_examples=400 if os.environ.get("CINEORG_SLOW") == "1" else 25, suppress_health_check=list(HealthCheck)
)
NAMED = re.compile(r"undo decision (\d+) first")


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


EDIT_UNDONE_AFTER_A_RESTORE = [("edit", 0, 2), ("delete", 0, 1), ("restore", 0, 0), ("undo", 3, 0)]
LAST_FILE_IN_THE_TRASH = [("undo", 1, 0), ("delete", 2, 3), ("edit", 0, 1)]  # of an edited series


@LIVES
@given(life=steps)
@example(life=EDIT_UNDONE_AFTER_A_RESTORE)
@example(life=LAST_FILE_IN_THE_TRASH)
def test_every_decision_is_undone_or_names_what_stands_in_the_way(folder, life):
    with new_library(folder / "cineorg.db") as db:
        before = rows(db, but=("updated_at",))
        live(db, life)
        for key in standing(db, "action not in ('auto', 'undo')"):
            if key in standing(db):  # else it was named, and is undone already
                undo_with_what_is_named(db, key)
        for key in standing(db, "undoes in (select id from decisions where action = 'auto')"):
            undo_with_what_is_named(db, key)
        sound(db)
        for key in standing(db, "action not in ('auto', 'undo')"):  # what an undone undo made again
            undo_with_what_is_named(db, key)
        assert rows(db, but=("updated_at",)) == before


def standing(db, what="1"):
    "The decisions that stand, newest first."
    return column(db, f"select id from standing_decisions where {what} order by id desc")


def undo_with_what_is_named(db, key):
    "Undo a decision and first, as the refusals say, those in its way."
    wanted = [key]
    while wanted:
        try:
            undo(db, wanted[-1], by="ada")
            wanted.pop()
        except CannotUndo as error:
            wanted.append(named_in(error, wanted[-1]))


def named_in(error, key):
    "The other decision that a refusal names: a later one, or the edit of a title that would have no file."
    named = NAMED.search(str(error))
    assert named, str(error)
    assert int(named[1]) > key or "which has been edited" in str(error)
    return int(named[1])


@LIVES
@given(life=steps)
def test_the_exported_lines_are_exactly_the_standing_decisions_of_people(folder, life):
    with new_library(folder / "cineorg.db") as db:
        live(db, life)
        lines = list(export_decisions(db))
        assert {line["who"] for line in lines} <= {"ada"}
        assert sorted(map(repr, said_by(lines))) == sorted(map(repr, said_by_the_rows(db)))


def said_by(lines):
    for line in lines:
        if line["action"] == "edit":
            yield from (("edit", line["kind"], name, value) for name, value in line["set"].items())
        elif line["action"] == "delete":
            yield ("delete", line["kind"], line["reason"])
        else:
            yield (line["action"], line["file"]["name"])


def said_by_the_rows(db):
    "What people said, read from what the catalogue holds and not from its list of decisions."
    trash = rows(db, "trash")["trash"]
    yield from (("delete", row["entity_type"], row["deletion_reason"]) for row in trash)
    for row in everywhere(db, "pending_validations", trash):
        name = trashed_or_there(db, "video_files", row["video_file_id"])["filename"]
        by_rule = column(db, "select 1 from decisions where pending_id = ? and action = 'auto'", row["id"])
        if row["validation_status"] == "pending":
            yield from [("undo", name)] if by_rule else []
        elif not row["auto_validated"]:
            yield ("approve" if row["selected_candidate_id"] else "reject", name)
    for kind, table in TABLES.items():
        for row in everywhere(db, table, trash):
            yield from (("edit", kind, name, row[name]) for name in edited(db, kind, row["id"]))


def everywhere(db, table, trash):
    "The rows of a table, those in the trash with them."
    yield from rows(db, table)[table]
    for row in trash:
        before, after = images_of(row)
        for key, values in before.get(table, {}).items():
            if values is not None and after[table][key] is None:
                yield values


def trashed_or_there(db, table, key):
    return next((row for row in rows(db, table)[table] if row["id"] == key), None) or trashed_row(
        db, table, key
    )


UNDONE_IN_THE_OTHER_ORDER = [
    *[("approve", 0, 0)] * 4, ("edit", 0, 1), ("undo", 1, 0), ("undo", 92, 0), ("approve", 0, 0),
]  # fmt: skip


@LIVES
@given(life=steps, seed=st.integers(0, 99))
@example(life=[("undo", 1, 0), ("delete", 0, 1), ("approve", 0, 0)], seed=0)
@example(life=UNDONE_IN_THE_OTHER_ORDER, seed=0)  # of an edited series the file that made it, then the other
@example(life=[("delete", 0, 2), ("restore", 0, 0), ("delete", 0, 1)], seed=0)  # an episode, then its series
def test_a_replay_says_the_same_whatever_the_order_of_the_lines_and_twice_changes_nothing(folder, life, seed):
    with new_library(folder / "cineorg.db") as db:
        live(db, life)
        lines = list(export_decisions(db))
        before = what_is_said(db)
        told_alike = same_from_the_start(db)
        again = replay_decisions(db, map(json.dumps, lines))  # where they came from they say nothing new
        assert (again.applied, refused(again), what_is_said(db)) == (0, [], before)
    shuffled = random.Random(seed).sample(lines, len(lines))
    with new_library(folder / "other.db") as other:
        first = replay_decisions(other, map(json.dumps, shuffled))
        if not told_alike:  # else no line can say which of two is meant
            assert (first.unchanged, refused(first)) == (0, [])
            assert what_is_said(other) == before
            assert list(export_decisions(other)) == lines
        said = what_is_said(other)
        again = replay_decisions(other, map(json.dumps, lines))
        assert (again.applied, len(refused(again))) == (0, len(refused(first)))
        assert what_is_said(other) == said
        sound(other)


def refused(replayed):
    return [*replayed.conflicts, *replayed.unmatched, *replayed.errors]


def what_is_said(db):
    "People's standing decisions and their results, without row numbers."
    files = """select path, validation_status, auto_validated, movies.title, movies.year, series.title,
                      series.year, season_number, episode_number
               from video_files as files
               left join pending_validations as pending on pending.video_file_id = files.id
               left join movie_files on movie_files.video_file_id = files.id
               left join movies on movies.id = movie_id
               left join episode_files on episode_files.video_file_id = files.id
               left join episodes on episodes.id = episode_id left join series on series.id = series_id"""
    tables = (
        files,
        "select title, year, genres_json, overview from movies",
        "select title, year, overview from series",
        "select season_number, episode_number, title from episodes",
        "select entity_type, deletion_reason from trash",
    )
    return [sorted(db.execute(sql).fetchall(), key=repr) for sql in tables]


def same_from_the_start(db):
    "True if two titles had the same name before people edited them."
    for table in ("movies", "series"):
        works = [
            identity_of_title(db, table, row) for row in (*rows(db, table)[table], *trashed_rows(db, table))
        ]
        called = [(work["title"], work.get("year")) for work in works]
        if len(set(called)) < len(called):
            return True
    return False
