"""A catalogue of every earlier form of our schema, with films, decisions and trash in it, is upgraded.

The files in `states/` were each filled by the version that made such catalogues; `states/make.py` makes more.
"""

import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from sqlite_utils import Database

from cineorg_catalog.audit.trash import restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.models import BY_TABLE, MODELS
from cineorg_catalog.db.upgrade import is_complete
from cineorg_catalog.sources.projection import bring_up_to_date
from tests.support.catalogue import column, new_catalogue, rows, sound

STATES = sorted((Path(__file__).parent / "states").glob("*.sql"))
WRITTEN_ANEW = {"titles", "credits", "people"}  # by the projection, from what the others hold


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    "Makes each catalogue once, as it was and upgraded: (the rows that it had, the path)."

    @cache
    def make(state: Path):
        path = tmp_path_factory.mktemp(state.stem) / "cineorg.db"
        with closing(sqlite3.connect(path)) as conn:
            conn.executescript(state.read_text())
        with closing(connect(path)) as db:
            before = all_rows(db)
            assert bring_up_to_date(db)
            assert bring_up_to_date(db) == []
        return before, path

    return make


@pytest.fixture(params=STATES, ids=lambda state: state.stem)
def upgrade_of(request, upgraded, tmp_path):
    before, path = upgraded(request.param)
    copy = tmp_path / "cineorg.db"
    with closing(connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    shutil.copyfile(path, copy)
    with closing(connect(copy)) as db:
        yield before, db


def all_rows(db: Database):
    "All rows, without what the projection and the triggers of the present version derive from them."
    present = {name for name in db.table_names() if name in BY_TABLE} - WRITTEN_ANEW
    derived = {name for table in present for name in BY_TABLE[table].derived}
    return rows(db, *sorted(present), but=derived)


def test_every_column_is_as_it_was(upgrade_of):
    before, db = upgrade_of
    assert {"movies", "series", "episodes", "decisions", "trash"} <= {name for name in before if before[name]}
    after = all_rows(db)
    for table, was in before.items():
        kept = [{name: row[name] for name in was[0]} for row in after[table]] if was else []
        assert [row for row in was if row not in kept] == [], table


def test_it_is_as_whole_as_a_new_one(upgrade_of, tmp_path_factory):
    _, db = upgrade_of
    sound(db)
    assert is_complete(db)
    with closing(new_catalogue(tmp_path_factory.mktemp("new"))) as new:
        bring_up_to_date(new)
        assert form(db) == form(new)
        for model in MODELS:  # nothing is ever dropped: an index of an earlier version may be left
            assert indexes(new, model.table) - indexes(db, model.table) == set()


def form(db: Database):
    "Tables with their columns, references and triggers; views. The order of columns is history."
    return {
        table.name: (
            {(item.name, item.type, item.notnull, item.default_value, item.is_pk) for item in table.columns},
            {(key.column, key.other_table, key.other_column) for key in table.foreign_keys},
            {(trigger.name, trigger.sql) for trigger in table.triggers},
        )
        for table in db.tables
        if "_fts_" not in table.name
    } | {view.name: view.schema for view in db.views}


def indexes(db: Database, table: str):
    return {(tuple(index.columns), index.unique) for index in db.table(table).indexes}


def test_every_decision_of_a_person_can_be_undone(upgrade_of):
    _, db = upgrade_of
    of_people = "select count(*) from standing_decisions where action not in ('auto', 'undo', 'move')"
    undone = set()
    while column(db, of_people) != [0]:
        undone.add(undo(db, by="eve")["action"])
    assert {"approve", "reject", "edit", "delete"} <= undone
    assert column(db, "select title from movies where imdb_id = 'tt0017136'") == ["Metropolis"]
    assert column(db, "select count(*) from trash") == [0]
    sound(db)


def test_everything_in_the_trash_is_restored(upgrade_of):
    before, db = upgrade_of
    for key in column(db, "select id from trash order by id desc"):
        restore(db, key, by="eve")
    assert column(db, "select count(*) from trash") == [0]
    for row in before["trash"]:
        table = {"movie": "movies", "series": "series", "episode": "episodes"}[row["entity_type"]]
        assert column(db, f"select id from {table} where id = ?", row["original_id"]) == [row["original_id"]]
    sound(db)
