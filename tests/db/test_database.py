"""The Python surface: engine, sessions, models, one row in and one row out."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from cineorg_catalog import (
    EpisodeModel,
    MovieModel,
    PendingValidationModel,
    SeriesModel,
    TrashModel,
    VideoFileModel,
    engine,
    get_session,
    init_db,
)
from cineorg_catalog.db.connection import connect, fingerprint, get, insert, is_settled, writing
from cineorg_catalog.errors import CatalogueError, NotADatabase
from tests.support.catalogue import new_catalogue


@pytest.fixture
def here(tmp_path, monkeypatch):
    "An empty working folder without CINEORG_DB."
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CINEORG_DB", raising=False)
    yield tmp_path
    engine.use(None)


def test_init_db_makes_the_default_file_and_its_folder(here):
    init_db()
    assert (here / "data" / "cineorg.db").is_file()


def test_the_environment_is_read_at_use_and_use_outranks_it(here, monkeypatch):
    monkeypatch.setenv("CINEORG_DB", str(here / "other.db"))
    assert engine.path == here / "other.db"
    engine.use(here / "third.db")
    assert engine.path == here / "third.db"


def test_next_session_stays_open_and_works_in_another_thread(here):
    init_db()
    session = next(get_session())
    ids = []
    thread = threading.Thread(target=lambda: ids.append(insert(session, MovieModel(title="Metropolis"))))
    thread.start()
    thread.join()
    movie = get(session, MovieModel, ids[0])
    assert movie.title == "Metropolis"
    assert movie.created_at.endswith("Z")
    session.close()
    with pytest.raises(sqlite3.ProgrammingError):
        session.execute("select 1")


@pytest.mark.parametrize("way", ["with", "for", "for_broken_off"])
def test_with_and_for_close_the_session(here, way):
    init_db()
    if way == "with":
        with get_session() as session:
            session.execute("select 1")
    elif way == "for":
        for session in get_session():
            session.execute("select 1")
    else:
        for session in get_session():  # noqa: B007
            break
    with pytest.raises(sqlite3.ProgrammingError):
        session.execute("select 1")


def test_rows_come_back_as_they_were_stored(here):
    init_db()
    with get_session() as session:
        series = insert(session, SeriesModel(title="Dragnet", year=1951))
        episode = insert(
            session, EpisodeModel(series_id=series, season_number=0, episode_number=0, title="Pilot")
        )
        file = insert(
            session, VideoFileModel(path="/a/é.mkv", filename="é.mkv", path_bytes="/a/é.mkv".encode())
        )
        pending = PendingValidationModel(video_file_id=file)
        pending.candidates = [{"id": "tt0017136"}]
        pending_id = insert(session, pending)
        assert get(session, EpisodeModel, episode).episode_number == 0
        assert get(session, VideoFileModel, file).path_bytes == "/a/é.mkv".encode()
        assert get(session, PendingValidationModel, pending_id).candidates == [{"id": "tt0017136"}]
        assert get(session, PendingValidationModel, pending_id).validation_status == "pending"
        assert get(session, MovieModel, 99) is None


@pytest.mark.parametrize("stored", [None, "", "not json", '{"a": 1}', "3"])
def test_json_lists_read_as_empty_where_the_column_holds_no_list(stored):
    movie = MovieModel(title="M", genres_json=stored, languages_json=stored)
    assert movie.genres == []
    assert movie.languages == []


def test_trash_metadata_is_a_dict_whatever_the_column_holds():
    row = TrashModel(entity_type="movie", original_id=1, metadata_json="[1]", deleted_at="now")
    assert row.entity_metadata == {}
    row.entity_metadata = {"title": "Perdu"}
    assert row.metadata_json == '{"title": "Perdu"}'


def test_foreign_keys_and_checked_values_are_enforced(here):
    init_db()
    with get_session() as session:
        with pytest.raises(sqlite3.IntegrityError):
            insert(session, PendingValidationModel(video_file_id=7))
        with pytest.raises(sqlite3.IntegrityError, match="entity_type must be one of"):
            insert(
                session, TrashModel(entity_type="book", original_id=1, metadata_json="{}", deleted_at="now")
            )


@pytest.mark.parametrize(
    "content", [b"not a database at all", b"SQLite format 3\x00" + b"junk" * 300, b"PK\x03\x04"]
)
def test_a_file_that_is_no_database_is_refused_unchanged(tmp_path, content):
    path = tmp_path / "cineorg.db"
    path.write_bytes(content)
    with pytest.raises(NotADatabase, match=r"cineorg\.db"):
        connect(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(("first", "last"), [(4096, None), (100, 4096), (24, 100)])
def test_a_torn_catalogue_is_called_damaged_and_names_the_backup(tmp_path, first, last):
    "CASES G30."
    path = tmp_path / "cineorg.db"
    new_catalogue(tmp_path).close()
    content = path.read_bytes()
    rest = b"w" * (last - first) + content[last:] if last else b""
    path.write_bytes(content[:first] + rest)
    with pytest.raises(CatalogueError, match=r"malformed.*backup restore") as refused:
        connect(path)
    assert "writable" not in str(refused.value)


def test_a_folder_in_the_place_of_the_database_is_one_clear_line(tmp_path):
    with pytest.raises(CatalogueError, match=str(tmp_path)):
        connect(tmp_path)


def test_writing_waits_for_another_process_to_finish(tmp_path):
    path = tmp_path / "cineorg.db"
    db = connect(path)
    db.execute("create table t (n integer)")
    code = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('begin immediate'); c.execute('insert into t values (1)'); print('locked', flush=True);"
        "time.sleep(5); c.execute('commit')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "locked\n"
        with writing(db):
            assert db.execute("select count(*) from t").fetchone()[0] == 1
            db.execute("insert into t values (2)")
    assert [row[0] for row in db.execute("select n from t")] == [1, 2]


def test_writing_is_all_or_nothing_and_nests(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    db.execute("create table t (n integer)")

    def write_and_fail():
        with writing(db):
            db.execute("insert into t values (1)")
            with writing(db):
                db.execute("insert into t values (2)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert db.execute("select count(*) from t").fetchone()[0] == 0
    assert not db.conn.in_transaction


def test_a_session_is_a_sqlite_utils_database(here):
    init_db()
    with get_session() as session:
        assert isinstance(session, Database)
        assert session.execute("pragma journal_mode").fetchone()[0] == "wal"
        assert session.execute("pragma busy_timeout").fetchone()[0] >= 10_000
    assert Path(engine.path).is_file()


def test_what_is_read_right_after_a_write_may_change_without_a_sign(tmp_path):
    "SQLite writes over the frames of an old journal: the size stays, and the time is as coarse as its clock."
    connect(tmp_path / "cineorg.db").close()
    state = fingerprint(tmp_path / "cineorg.db")
    assert not is_settled(state)
    os.utime(tmp_path / "cineorg.db", (1e9, 1e9))
    assert is_settled(fingerprint(tmp_path / "cineorg.db"))
    assert not is_settled(fingerprint(tmp_path / "none.db"))
