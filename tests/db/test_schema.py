"""`init` on databases of every earlier state: completed and migrated, nothing lost, nothing twice."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from cineorg_catalog.check import consistency, structure
from cineorg_catalog.db import summaries
from cineorg_catalog.db.columns import columns
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.decisions import Changes
from cineorg_catalog.db.models import MODELS, PendingValidationModel, VideoFileModel
from cineorg_catalog.db.upgrade import TOKENIZE, is_complete, missing_indexes, upgrade
from cineorg_catalog.errors import NotADatabase
from cineorg_catalog.titles import copy_main_files
from tests.support.sample_catalogue import make_lived_in

SIX = ("movies", "series", "episodes", "video_files", "pending_validations", "trash")


@pytest.fixture
def old(shared, tmp_path):
    "A copy of what the application's first version left behind."
    path = tmp_path / "cineorg.db"
    shutil.copyfile(shared / "cineorg" / "first-version.db", path)
    return path


def rows(path, table):
    with sqlite3.connect(path) as conn:
        conn.row_factory = sqlite3.Row
        return {row["id"]: dict(row) for row in conn.execute(f"select * from {table}")}


def index_columns(db, table):
    return sorted(tuple(index.columns) for index in db[table].indexes)


def test_an_empty_database_gets_everything_and_a_second_time_nothing(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    assert upgrade(db)
    assert is_complete(db)
    before = db.execute("pragma schema_version").fetchone()
    assert upgrade(db) == []
    assert db.execute("pragma schema_version").fetchone() == before


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.table)
def test_tables_have_the_columns_keys_and_indexes_that_the_model_names(tmp_path, model):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    table = db[model.table]
    assert [column.name for column in table.columns] == [item.name for item in columns(model)]
    assert {(key.column, key.other_table) for key in table.foreign_keys} == {
        (item.name, item.references) for item in columns(model) if item.references
    }
    assert missing_indexes(db, model) == []
    assert len(index_columns(db, model.table)) == len(set(index_columns(db, model.table)))


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("movies", "ix_movies_tmdb_id"),
        ("movies", "ix_movies_file_hash"),
        ("series", "ix_series_tvdb_id"),
        ("episodes", "ix_episodes_series_season_episode"),
        ("episodes", "ix_episodes_series_id"),
        ("video_files", "ix_video_files_path"),
        ("pending_validations", "ix_pending_validations_video_file_id"),
    ],
)
def test_indexes_are_named_as_sqlmodel_names_them(tmp_path, table, name):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    assert name in {index.name for index in db[table].indexes}


def test_the_applications_database_keeps_every_row_with_its_id(old):
    before = {table: rows(old, table) for table in SIX}
    db = connect(old)
    upgrade(db)
    for table in SIX:
        after = rows(old, table)
        assert after.keys() == before[table].keys()
        for key, row in before[table].items():
            for name, value in row.items():
                if name.endswith("_at") and value is not None:
                    value = value.replace(" ", "T") + "Z"
                assert after[key][name] == value, (table, key, name)


def test_the_applications_faults_are_named_and_left(old):
    db = connect(old)
    dangling = db.execute("pragma foreign_key_check").fetchall()
    upgrade(db)
    assert db.execute("pragma foreign_key_check").fetchall() == dangling
    assert len(dangling) == 1
    sentences = [finding.sentence for finding in structure(db)]
    assert len(sentences) == 2
    assert any("pending_validations 401" in sentence for sentence in sentences)
    assert any("/mnt/media/Films/double.mkv" in sentence and "401, 402" in sentence for sentence in sentences)
    assert db.execute("select id from video_files where path_bytes is null").fetchall() == [(402,)]


def test_every_broken_reference_is_named_once_and_ends_no_check(tmp_path):
    make_lived_in(tmp_path / "cineorg.db")
    references = [(model, item) for model in MODELS for item in columns(model) if item.references]
    assert ("movie_files", "video_file_id") in {(model.table, item.name) for model, item in references}
    with closing(connect(tmp_path / "cineorg.db")) as db:
        db.execute("drop trigger ck_decisions_no_update")  # as in a catalogue that another program wrote
        db.execute("pragma foreign_keys=off")
        for model, item in references:
            db.execute("begin")
            db.execute(
                f"update {model.table} set {item.name} = 990000 where rowid ="
                f" (select max(rowid) from {model.table})"
            )
            key = db.execute(
                f"select {', '.join(model.pk)} from {model.table} order by rowid desc"
            ).fetchone()
            found = [said for said in structure(db) if said.kind == "dangling"]
            db.rollback()
            assert {said.sentence for said in found} == {
                f"{model.table} {','.join(map(str, key))}: its {item.name} 990000 refers to a missing row "
                f"of {item.references}; the row is kept."
            }
            assert found[0].id == (key[0] if model.pk == ("id",) else None)


@pytest.mark.parametrize("link", ["movie_files", "episode_files"])
@pytest.mark.parametrize("missing", ["title", "file"])
def test_a_link_to_a_missing_row_ends_neither_check_nor_the_choice_of_main_files(tmp_path, link, missing):
    "CASES G30."
    make_lived_in(tmp_path / "cineorg.db")
    title = {"movie_files": "movie_id", "episode_files": "episode_id"}[link]
    name = title if missing == "title" else "video_file_id"
    with closing(connect(tmp_path / "cineorg.db")) as db:
        db.execute("pragma foreign_keys=off")
        db.execute(f"update {link} set {name} = 990000")
        db.conn.commit()
        db.execute("pragma foreign_keys=on")
        before = db.execute(f"select * from {link}").fetchall()
        assert [said.table for said in consistency(db) if said.kind == "dangling"] == [link]
        for (file_id,) in db.execute(f"select video_file_id from {link}").fetchall():
            copy_main_files(Changes(db), file_id)
        assert db.execute(f"select * from {link}").fetchall() == before


def test_a_broken_reference_of_the_owners_own_table_is_named_too(tmp_path):
    with closing(connect(tmp_path / "cineorg.db")) as db:
        upgrade(db)
        db.execute("pragma foreign_keys=off")
        db.execute("""create table "my ""loans" ("the film" integer references movies(id), who text)""")
        db.execute("create table shelf (place text primary key, film references movies(id)) without rowid")
        db.execute("""insert into "my ""loans" values (77, 'Bob')""")
        db.execute("insert into shelf values ('A1', 78)")
        db.conn.commit()
        assert sorted(said.sentence for said in structure(db)) == [
            "a row of shelf: its film (unknown) refers to a missing row of movies; the row is kept.",
            'my "loans 1: its the film 77 refers to a missing row of movies; the row is kept.',
        ]


def test_the_applications_database_is_searchable_and_has_no_index_twice(old):
    db = connect(old)
    upgrade(db)
    for table in ("movies", "series", "episodes"):
        db.execute(f"insert into {table}_fts({table}_fts) values ('integrity-check')")
        names = index_columns(db, table)
        assert len(names) == len(set(names))
    found = db.execute("select rowid from movies_fts where movies_fts match 'stray dolls'").fetchall()
    assert (1,) in found
    assert upgrade(db) == []


def test_a_films_file_is_linked_where_the_path_is_known(old):
    db = connect(old)
    upgrade(db)
    assert db.execute("select count(*) from movie_files where is_main").fetchone() == (300,)
    movie, file = db.execute("select movie_id, video_file_id from movie_files limit 1").fetchone()
    assert (
        db.execute("select file_path from movies where id = ?", [movie]).fetchone()
        == db.execute("select path from video_files where id = ?", [file]).fetchone()
    )


def test_search_ignores_accents_and_follows_every_change(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)

    def found(text):
        return db.execute("select rowid from movies_fts where movies_fts match ?", [text]).fetchall()

    db.execute("insert into movies (id, title) values (1, 'Les Enfants du paradis — Épilogue')")
    assert found("epilogue") == [(1,)]
    db.execute("update movies set title = 'Prologue' where id = 1")
    assert found("epilogue") == []
    assert found("prologue") == [(1,)]
    db.execute("delete from movies where id = 1")
    assert found("prologue") == []
    assert TOKENIZE == "unicode61 remove_diacritics 2"


@pytest.mark.parametrize("lost", ["trigger", "index", "column", "table", "search"])
def test_what_an_older_catalogue_lacks_is_added_again(tmp_path, lost):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    db.execute("insert into movies (title) values ('Metropolis')")
    statement = {
        "trigger": "drop trigger movies_au",
        "index": "drop index ix_movies_title",
        "column": "drop index ix_video_files_scan; alter table video_files drop column probe_error",
        "table": "drop table titles",
        "search": "drop table movies_fts",
    }[lost]
    db.conn.executescript(statement)
    assert not is_complete(db)
    assert upgrade(db)
    assert is_complete(db)
    db.execute("update movies set title = 'Nosferatu'")
    assert db.execute("select count(*) from movies_fts where movies_fts match 'nosferatu'").fetchone() == (1,)
    db.execute("insert into movies_fts(movies_fts) values ('integrity-check')")


def test_a_missing_foreign_key_is_added_with_rows_and_triggers_kept(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    db.execute("create table series (id integer primary key, title text not null)")
    db.execute(
        "create table episodes (id integer primary key, series_id integer not null, title text not null)"
    )
    db.execute("insert into series values (3, 'Dragnet')")
    db.execute("insert into episodes values (5, 3, 'Pilot'), (6, 99, 'Lost')")
    db.execute("create trigger mine after insert on episodes begin select 1; end")
    done = upgrade(db)
    assert "added foreign key episodes.series_id → series" in done
    assert db.execute("select id, series_id, title from episodes").fetchall() == [
        (5, 3, "Pilot"),
        (6, 99, "Lost"),
    ]
    assert "mine" in {trigger.name for trigger in db["episodes"].triggers}
    assert [row[1] for row in db.execute("pragma foreign_key_check").fetchall()] == [6]
    assert upgrade(db) == []


def test_doubles_leave_a_unique_index_out_and_are_named(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    db.execute(
        "create table video_files (id integer primary key, path text not null, filename text not null)"
    )
    db.execute(
        "create table pending_validations (id integer primary key, video_file_id integer not null "
        "references video_files(id), auto_validated integer not null, validation_status text not null)"
    )
    db.execute("insert into video_files values (1, '/a.mkv', 'a.mkv')")
    db.execute("insert into pending_validations values (1, 1, 0, 'pending'), (2, 1, 0, 'pending')")
    upgrade(db)
    assert [finding.kind for finding in structure(db)] == ["doubled_validation"]
    assert upgrade(db) == []
    assert db.execute("select count(*) from pending_validations").fetchone() == (2,)


def test_a_strangers_database_is_refused_unchanged(tmp_path):
    path = tmp_path / "cineorg.db"
    with sqlite3.connect(path) as conn:
        conn.execute("create table bookmarks (url text)")
    with pytest.raises(NotADatabase, match="bookmarks"):
        upgrade(connect(path))
    with sqlite3.connect(path) as conn:
        assert [row[0] for row in conn.execute("select name from sqlite_master")] == ["bookmarks"]


def test_an_upgrade_that_was_stopped_between_its_steps_goes_on(old):
    from cineorg_catalog.db.upgrade import _complete_table, migrations

    db = connect(old)
    for model in MODELS:
        list(_complete_table(db, model))
    migrations.apply(db, stop_before="0002_path_bytes")
    db.execute(
        "insert into video_files (path, filename, size_bytes, created_at)"
        " values ('/new.mkv', 'new.mkv', 1, '2026-11-22 08:00:00')"
    )
    upgrade(db)
    key, created = db.execute(
        "select path_bytes, created_at from video_files where path = '/new.mkv'"
    ).fetchone()
    assert key == b"/new.mkv"
    assert created == "2026-11-22 08:00:00"  # its step was done: nothing writes this form any more


def test_columns_out_of_json_follow_it_whoever_writes(tmp_path):
    "In rows that were there before the columns too, and with nothing that is not of their type."
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    insert(db, VideoFileModel(path="/a", filename="a"))
    insert(db, PendingValidationModel(video_file_id=1))
    derived = "best_score, series_key, read_title, read_year, read_season, read_episode"

    def row():
        return db.execute(f"select {derived} from pending_validations").fetchone()

    nothing, whole = (None,) * 6, (80.0, "a//", "A", 1927, 2, 5)
    assert row() == nothing
    parsed = '{"title": "A", "year": 1927, "series_key": "a//", "season": 2, "episodes": [5, 6]}'
    candidates = '[{"score": 80}, {"score": 3}]'
    write = "update pending_validations set parsed_json = ?, candidates_json = ?"
    db.execute(write, [parsed, candidates])
    assert row() == whole
    for bad in (
        "{",
        "7",
        "null",
        '{"title": 3, "year": "1927", "series_key": null, "season": "2", "episodes": 5}',
        '[{"score": "80"}]',
        None,
    ):
        db.execute(write, [bad, bad])
        assert row() == nothing, bad
    db.execute("drop trigger derive_pending_validations_update")
    db.execute(write, [parsed, candidates])
    db.execute("delete from _sqlite_migrations where name = '0005_derived_columns'")
    db.conn.commit()
    upgrade(db)
    assert row() == whole
    db.close()


def test_what_an_earlier_version_did_not_read_out_of_json_is_filled(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    insert(db, VideoFileModel(path="/a", filename="a"))
    insert(db, PendingValidationModel(video_file_id=1, parsed_json='{"season": 2, "episodes": [5]}'))
    summaries.drop_triggers(db)
    for sql in (
        "drop view unlike_films",
        "drop view unlike_episodes",
        "drop trigger derive_pending_validations_insert",
        "drop trigger derive_pending_validations_update",
        "drop index ix_pending_validations_read",
        "alter table pending_validations drop column read_season",
        "alter table pending_validations drop column read_episode",
    ):
        db.execute(sql)
    db.conn.commit()
    assert not is_complete(db)
    upgrade(db)
    assert db.execute("select read_season, read_episode from pending_validations").fetchone() == (2, 5)
    plan = "explain query plan select read_title from pending_validations where video_file_id between 1 and 1"
    assert "COVERING INDEX ix_pending_validations_read" in db.execute(plan).fetchone()[3]


HALF = '{"title": "\\ud800", "series_key": "\\uDFFF", "year": 1927}'
PAIR = '{"title": "\\ud83d\\ude00", "series_key": "a"}'
LOST = '{"title": "\ufffd", "series_key": "a"}'


@pytest.mark.parametrize(
    ("parsed", "wanted"),
    [(HALF, (None, None)), (PAIR, ("😀", "a")), (LOST, ("\ufffd", "a"))],
    ids=["half", "pair", "replacement character"],
)
def test_half_a_character_is_no_text_and_rows_that_have_one_are_mended(tmp_path, parsed, wanted):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    insert(db, VideoFileModel(path="/a", filename="a"))
    insert(db, PendingValidationModel(video_file_id=1, parsed_json=parsed))
    texts = "select read_title, series_key from pending_validations"
    assert db.execute(texts).fetchone() == wanted
    db.execute("drop trigger derive_pending_validations_update")  # an earlier version's, which took them in
    db.execute(
        "CREATE TRIGGER derive_pending_validations_update after update of parsed_json on pending_validations "
        "begin update pending_validations set read_title = json_extract(new.parsed_json, '$.title'), "
        "series_key = json_extract(new.parsed_json, '$.series_key'); end"
    )
    db.execute("update pending_validations set parsed_json = parsed_json")
    db.conn.commit()
    assert upgrade(db) == ["added trigger derive_pending_validations_update"]
    assert db.execute(texts).fetchone() == wanted
    assert upgrade(db) == []


def test_a_foreign_writer_that_dropped_the_triggers_leaves_no_stale_column(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    insert(db, VideoFileModel(path="/a", filename="a"))
    insert(db, PendingValidationModel(video_file_id=1, parsed_json='{"title": "A"}'))
    db["pending_validations"].transform()  # of sqlite-utils: the triggers go with the old table
    db.execute("""update pending_validations set parsed_json = '{"title": "B"}'""")
    db.conn.commit()
    assert upgrade(db)
    assert db.execute("select read_title from pending_validations").fetchone() == ("B",)


def test_a_check_of_an_earlier_version_is_renewed(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    name = "ck_trash_entity_type_update"
    sql = db.execute("select sql from sqlite_master where name = ?", [name]).fetchone()
    db.execute(f"drop trigger {name}")
    db.execute(f"create trigger {name} before update on trash begin select raise(abort, 'never'); end")
    db.conn.commit()
    assert not is_complete(db)
    assert upgrade(db) == [f"added trigger {name}"]
    assert db.execute("select sql from sqlite_master where name = ?", [name]).fetchone() == sql


def test_a_value_that_is_none_of_the_choices_stands_in_no_ones_way(old):
    "The application's statuses are its own; the check is for what is written from now on."
    with sqlite3.connect(old) as conn:
        conn.execute("update pending_validations set validation_status = 'skipped' where id = 1")
    db = connect(old)
    upgrade(db)
    status = "select validation_status from pending_validations where id = 1"
    assert db.execute(status).fetchone() == ("skipped",)
    db.execute("update pending_validations set created_at = created_at where id = 1")
    with pytest.raises(sqlite3.IntegrityError, match="must be one of"):
        db.execute("update pending_validations set validation_status = 'skipped' where id = 1")
