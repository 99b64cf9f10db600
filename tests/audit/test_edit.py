"""Edits: typed, guarded, undoable, and locked against all that is not a person."""

import json
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cineorg_catalog.audit.edit import EDITABLE, edit
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.browse.history import history
from cineorg_catalog.db.connection import insert, writing
from cineorg_catalog.db.models import PendingValidationModel, VideoFileModel
from cineorg_catalog.errors import BadUsage, CatalogueError, NotFound
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as, validate
from cineorg_catalog.sources.projection import project
from cineorg_catalog.titles import locked
from tests.support.catalogue import column, copied_catalogue, load, new_catalogue, pending_of, rows, sound
from tests.support.video_files import make_video

METROPOLIS = Candidate(
    id="tt0017136", source="imdb", kind="movie", title="Metropolis", year=1927, imdb_id="tt0017136",
    overview="A city.", genres=("Drama",),
)  # fmt: skip
SHOW = Candidate(id="show", source="manual", kind="series", title="Show", season=1, episodes=(1,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    "Scanned once for all of these tests: its catalogue is beside it, and each test gets a copy."
    root = tmp_path_factory.mktemp("edit") / "Films"
    make_video(root / "Metropolis (1927).mkv", minutes=153)
    make_video(root / "show.mkv", minutes=14)
    with closing(new_catalogue(root.parent)) as db:
        load(db, root)
        approve_as(db, pending_of(db, root / "show.mkv")["id"], SHOW, by="ada")
    return root


@pytest.fixture
def db(tmp_path, folder):
    db = copied_catalogue(folder.parent, tmp_path)
    yield db
    sound(db)
    db.close()


TAKEN = {  # kind, field, text, what is stored
    "title": ("movie", "title", " Metropolis – restored ", "Metropolis – restored"),
    "year": ("movie", "year", "1926", 1926),
    "year emptied": ("movie", "year", "", None),
    "genres": ("movie", "genres", "Drama, Sci-Fi,", '["Drama", "Sci-Fi"]'),
    "genres with accents": ("movie", "genres", "Comédie, Été", '["Comédie", "Été"]'),
    "a picture": ("movie", "poster_file", "/pictures/p.jpg", "/pictures/p.jpg"),
    "genres emptied": ("movie", "genres", "", None),
    "running time 0": ("movie", "duration_seconds", "0", 0),
    "series title": ("series", "title", "The Show", "The Show"),
    "season 0": ("episode", "season_number", "0", 0),
    "air date": ("episode", "air_date", "1959-10-03", "1959-10-03"),
    "markup": ("movie", "overview", "<script>alert(1)</script>", "<script>alert(1)</script>"),
}


@pytest.mark.parametrize(("kind", "name", "text", "stored"), TAKEN.values(), ids=TAKEN.keys())
def test_a_field_takes_its_type_and_stays_locked_until_the_edit_is_undone(
    db, folder, kind, name, text, stored
):
    before = rows(db)
    table = {"movie": "movies", "series": "series", "episode": "episodes"}[kind]
    held = locked(db, table, 1)  # a title that a person typed is held from the start
    row = edit(db, kind, 1, {name: text}, by="ada")
    real = name if name in row else f"{name}_json"
    assert row[real] == stored
    assert locked(db, table, 1) == held | {real}
    with writing(db):
        say(db, kind, {name: "a machine's word"})
        project(db, kind, [1])
    load(db, folder)
    assert column(db, f"select {real} from {table} where id = 1") == [stored]
    told = [item for item in history(db, kind, 1) if item["action"] == "edit"]
    assert [(item["who"], item["after"][real]) for item in told] == [("ada", stored)]
    db.execute("delete from source_records where source = 'legacy'")
    undo(db, by="ada")
    assert rows(db) == before
    assert locked(db, table, 1) == held


def say(db, kind, words):
    "The record of a source that states every field of row 1."
    db.execute(
        """insert into source_records (source, kind, source_id, language, data_json, fetched_at)
           values ('legacy', ?, '1', '', ?, '')""",
        [kind, json.dumps(words)],
    )


REFUSED = {
    "an unknown field": (
        "movie",
        1,
        {"titel": "x"},
        BadUsage,
        "'titel' of a movie cannot be edited; these can",
    ),
    "a copy of the file's": ("movie", 1, {"resolution": "1x1"}, BadUsage, "cannot be edited"),
    "the id": ("movie", 1, {"id": "7"}, BadUsage, "cannot be edited"),
    "an empty title": ("movie", 1, {"title": "  "}, BadUsage, "title cannot be empty"),
    "a year in words": ("movie", 1, {"year": "MCMXXVII"}, BadUsage, "year takes a whole number"),
    "a negative year": ("movie", 1, {"year": "-5"}, BadUsage, "whole number"),
    "a huge number": ("movie", 1, {"year": "9" * 30}, BadUsage, "whole number"),
    "a superscript number": ("movie", 1, {"year": "²"}, BadUsage, "whole number"),
    "no date": ("episode", 1, {"air_date": "3 October"}, BadUsage, "air_date takes a date"),
    "half a path": ("movie", 1, {"poster_file": "p.jpg"}, BadUsage, "poster_file takes the full path"),
    "one good, one bad": ("movie", 1, {"title": "x", "year": "y"}, BadUsage, "whole number"),
    "no UTF-8": ("movie", 1, {"title": "caf\udce9"}, BadUsage, "not valid UTF-8"),
    "a video file": ("video_file", 1, {"path": "/x"}, BadUsage, "video_file cannot be edited"),
    "no such film": ("movie", 99, {"title": "x"}, NotFound, "no movie 99"),
    "no such film at all": ("movie", 2**80, {"title": "x"}, NotFound, "no movie"),
}


@pytest.mark.parametrize(("kind", "key", "fields", "error", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused_and_nothing_is_changed(db, kind, key, fields, error, words):
    before = rows(db)
    with pytest.raises(error, match=words):
        edit(db, kind, key, fields, by="ada")
    assert rows(db) == before
    assert column(db, "select count(*) from decisions where action = 'edit'") == [0]


def test_a_value_that_was_so_already_is_locked_too(db):
    edit(db, "movie", 1, {"title": "Metropolis"}, by="ada")
    assert locked(db, "movies", 1) == {"title"}
    edit(db, "movie", 1, {"title": "Metropolis"}, by="ada")  # said twice: once is enough
    assert column(db, "select count(*) from decisions where action = 'edit'") == [1]


@pytest.mark.parametrize("key", [99, -1, 2**70])
def test_what_never_was_has_no_history(db, key):
    with pytest.raises(NotFound, match="no movie"):
        history(db, "movie", key)


def test_two_edits_are_undone_one_by_one(db):
    edit(db, "movie", 1, {"title": "One"}, by="ada")
    edit(db, "movie", 1, {"title": "Two", "year": "1930"}, by="bob")
    undo(db, by="ada")
    assert db.execute("select title, year from movies where id = 1").fetchone() == ("One", 1927)
    assert locked(db, "movies", 1) == {"title"}
    undo(db, by="ada")
    assert column(db, "select title from movies where id = 1") == ["Metropolis"]


def test_search_finds_the_new_title_and_not_the_old(db):
    edit(db, "movie", 1, {"title": "Großstadt", "original_title": ""}, by="ada")
    found = "select rowid from movies_fts where movies_fts match ?"
    assert (column(db, found, "grossstadt OR großstadt"), column(db, found, "metropolis")) == ([1], [])


@settings(max_examples=60)
@given(
    kind=st.sampled_from([*EDITABLE, "video_file"]),
    key=st.integers(-1, 3),
    fields=st.dictionaries(
        st.sampled_from(
            sorted({name.removesuffix("_json") for names in EDITABLE.values() for name in names})
        ),
        st.text(max_size=12) | st.integers(-3, 3000).map(str),
        max_size=4,
    ),
)
def test_any_edit_is_done_or_refused_and_undone_exactly(tmp_path_factory, folder, kind, key, fields):
    db = _shared(tmp_path_factory, folder)
    before, last = rows(db), column(db, "select max(id) from decisions")
    try:
        edit(db, kind, key, fields, by="ada")
    except CatalogueError:
        assert rows(db) == before
        return
    if column(db, "select max(id) from decisions") != last:
        undo(db, by="ada")
    assert rows(db) == before


_CATALOGUES = {}


def _shared(tmp_path_factory, folder):
    if folder not in _CATALOGUES:
        db = _CATALOGUES[folder] = new_catalogue(tmp_path_factory.mktemp("catalogue"))
        load(db, folder)
        approve_as(db, pending_of(db, folder / "show.mkv")["id"], SHOW, by="ada")
    return _CATALOGUES[folder]


def test_what_a_person_typed_is_there_after_an_undone_edit_of_a_title_that_the_rule_made_of_it(db):
    path = b"/films/twin.mkv"
    twin = insert(db, VideoFileModel(path=path.decode(), path_bytes=path, filename="twin.mkv"))
    key = insert(db, PendingValidationModel(video_file_id=twin))
    typed = Candidate(id="home", source="manual", kind="movie", title="Home", year=2001)
    validate(db, key, typed, rule="same content")
    film = column(db, "select id from movies where title = 'Home'")[0]
    edit(db, "movie", film, {"title": "House", "year": ""}, by="ada")
    undo(db, by="ada")
    assert rows(db, "movies")["movies"][-1].items() >= {"title": "Home", "year": 2001}.items()
