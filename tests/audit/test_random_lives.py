"""Random lives of decisions: every one can be undone, and the ledger says what stands, no more and no less.

`CINEORG_SLOW=1` lives ten times as many.
"""

import os
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from cineorg_catalog.audit.undo import CannotUndo, undo
from tests.support.catalogue import column, rows, sound
from tests.support.random_life import live, new_library, steps

LIVES = settings(
    max_examples=400 if os.environ.get("CINEORG_SLOW") == "1" else 40, suppress_health_check=list(HealthCheck)
)
NAMED = re.compile(r"undo decision (\d+) first")


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@LIVES
@given(life=steps)
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
    "The later decision that a refusal names."
    named = NAMED.search(str(error))
    assert named, str(error)
    assert int(named[1]) > key
    return int(named[1])
