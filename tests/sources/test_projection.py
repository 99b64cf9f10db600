"""Where values come from: overrides, wished languages, ranks; and an upgrade that loses nothing."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.trash import delete, restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.connection import connect, insert, writing
from cineorg_catalog.db.models import ExternalIdModel, MovieModel
from cineorg_catalog.sources.described import Credit, Described, EpisodeFacts, OtherTitle
from cineorg_catalog.sources.projection import absorb, bring_up_to_date, differences, project
from cineorg_catalog.sources.records import (
    put_records,
    read_records,
    remove_expired,
    remove_source,
    wish_languages,
)

FILM_COLUMNS = "title, original_title, overview, year, genres_json, countries_json, rating, collection"
OLD = Path(__file__).parent / "catalogue_of_dcc0c97.db.gz"


@pytest.fixture
def db(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    bring_up_to_date(db)
    yield db
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert [list(differences(db, kind)) for kind in ("movie", "series", "episode")] == [[], [], []]
    db.close()


def tmdb(language="", **fields):
    return Described("tmdb", "movie", "603", language, **fields)


MATRIX = (
    tmdb(
        title="The Matrix",
        original_title="The Matrix",
        year=1999,
        titles=(OtherTitle("Matrix", "de", "translated"),),
        credits=(Credit("Lana Wachowski", "director"), Credit("Keanu Reeves", "actor", "Neo")),
    ),
    tmdb("en", title="The Matrix", overview="A hacker learns the truth.", genres=("Action",)),
    tmdb("fr", title="Matrix", overview="Un programmeur apprend la vérité."),
)


def film(db, *records, **values):
    "A film of TMDB's id 603 with these records; its id."
    with writing(db):
        key = insert(db, MovieModel(title="", tmdb_id=603, **values))
        insert(db, ExternalIdModel(movie_id=key, source="tmdb", source_id="603"))
        db.execute("update movies set title = 'x', provenance_json = '{}' where id = ?", [key])
        put_records(db, records)
        project(db, "movie", [key])
    return key


def said(db, key, columns="title, overview"):
    return db.execute(f"select {columns} from movies where id = ?", [key]).fetchone()


def origins(db, key):
    return json.loads(said(db, key, "provenance_json")[0])


def test_the_wished_language_comes_first_and_a_field_whole_from_one_record(db):
    key = film(db, *MATRIX)
    assert said(db, key) == ("The Matrix", "A hacker learns the truth.")
    with writing(db):
        wish_languages(db, ["fr", "en"])
        project(db, "movie", [key])
    assert said(db, key, "title, overview, year, sort_title") == (
        "Matrix",
        "Un programmeur apprend la vérité.",
        1999,
        "matrix",
    )
    assert origins(db, key)["overview"] == ["tmdb", "603", "fr"]
    assert origins(db, key)["year"] == ["tmdb", "603", ""]
    titles = db.execute("select title, language, kind, source from titles").fetchall()
    assert titles == [("The Matrix", "en", "translated", "tmdb")]


def test_people_and_other_titles_follow_their_record(db):
    key = film(db, *MATRIX)
    sql = """select name, role, character, source from credits join people on people.id = person_id
             order by position"""
    assert db.execute(sql).fetchall() == [
        ("Lana Wachowski", "director", None, "tmdb"),
        ("Keanu Reeves", "actor", "Neo", "tmdb"),
    ]
    assert db.execute("select sort_name from people order by id").fetchall()[1] == ("Reeves, Keanu",)
    with writing(db):
        touched = remove_source(db, "tmdb")
        for kind, keys in touched.items():
            project(db, kind, keys)
    assert touched["movie"] == {key}
    assert said(db, key) == ("tmdb 603", None)
    assert db.execute("select count(*) from credits").fetchone() == (0,)
    assert db.execute("select count(*) from titles").fetchone() == (0,)


def test_nothing_is_written_where_nothing_changed(db):
    key = film(db, *MATRIX)
    stamp = said(db, key, "updated_at")
    before = db.conn.total_changes
    assert project(db, "movie", [key]) == []
    assert (db.conn.total_changes, said(db, key, "updated_at")) == (before, stamp)


def test_an_edit_wins_and_its_undo_gives_the_sources_value_back_even_after_a_refresh(db):
    key = film(db, *MATRIX)
    edit(db, "movie", key, {"title": "My Matrix"}, by="ada")
    edit(db, "movie", key, {"title": "Mine alone", "overview": ""}, by="ada")
    with writing(db):
        put_records(db, [tmdb("en", title="The Matrix", overview="Newer words.")])
        project(db, "movie", [key])
    assert said(db, key) == ("Mine alone", None)
    assert origins(db, key)["title"] == ["owner", "", ""]
    undo(db, by="ada")
    assert said(db, key) == ("My Matrix", "Newer words.")
    undo(db, by="ada")
    assert said(db, key) == ("The Matrix", "Newer words.")
    assert db.execute("select count(*) from overrides").fetchone() == (0,)


def test_expired_values_are_gone_and_the_rest_stays(db):
    key = film(db, *MATRIX)
    edit(db, "movie", key, {"collection": "My favourites"}, by="ada")
    db.execute("update source_records set expires_at = '2000-01-01T00:00:00Z'")
    with writing(db):
        for kind, keys in remove_expired(db).items():
            project(db, kind, keys)
    assert said(db, key, FILM_COLUMNS) == ("tmdb 603", *[None] * 6, "My favourites")
    assert db.execute("select source_id from external_ids").fetchall() == [("603",)]


def test_what_a_source_lends_stands_in_no_trash_and_comes_back_from_its_records(db):
    key = film(db, *MATRIX)
    before = said(db, key, f"{FILM_COLUMNS}, provenance_json")
    trash = delete(db, "movie", key, reason="x", by="ada")
    kept = json.dumps(
        [db.execute("select * from trash").fetchall(), db.execute("select * from decisions").fetchall()]
    )
    assert "hacker" not in kept
    assert "The Matrix" not in kept
    restore(db, trash, by="ada")
    assert said(db, key, f"{FILM_COLUMNS}, provenance_json") == before


def test_what_a_program_wrote_is_of_unknown_origin_and_never_lost(db):
    key = insert(db, MovieModel(title="Metropolis", year=1927, overview="A city.", genres_json='["Drama"]'))
    bring_up_to_date(db)
    assert said(db, key, "title, year, overview, genres_json") == ("Metropolis", 1927, "A city.", '["Drama"]')
    assert origins(db, key)["overview"] == ["legacy", str(key), ""]
    db.execute("update movies set overview = 'A better city.' where id = ?", [key])
    with writing(db):
        absorb(db, "movie", [key])
        project(db, "movie", [key])
    assert said(db, key) == ("Metropolis", "A better city.")
    assert bring_up_to_date(db) == []


def test_an_nfo_counts_where_its_ids_are_the_titles_or_it_has_none_and_fits(db):
    key = film(db, *MATRIX)
    db.execute("insert into video_files (id, path, filename, size_bytes) values (9, '/a', 'a', 1)")
    db.execute("insert into movie_files (movie_id, video_file_id, is_main) values (?, 9, 1)", [key])
    for ids, title, year, fits in (
        ({"tmdb": "603"}, "Anything", 2001, True),
        ({"tmdb": "604"}, "The Matrix", 1999, False),
        ({"imdb": "tt0000001"}, "The Matrix", 1999, False),
        ({}, "The Matrix", 1999, True),
        ({}, "The Matrix", None, True),
        ({}, "The Matrix", 2003, False),
        ({}, "Home", 1999, False),
    ):
        with writing(db):
            put_records(
                db, [Described("nfo", "movie", "9", title=title, year=year, overview="Beside it.", ids=ids)]
            )
            project(db, "movie", [key])
        assert (said(db, key)[1] == "Beside it.") is fits, (ids, title, year)


def test_an_nfo_still_counts_after_a_person_edited_the_year_it_was_found_by(db):
    key = film(db, *MATRIX)
    db.execute("insert into video_files (id, path, filename, size_bytes) values (9, '/a', 'a', 1)")
    db.execute("insert into movie_files (movie_id, video_file_id, is_main) values (?, 9, 1)", [key])
    nfo = Described("nfo", "movie", "9", title="The Matrix", year=1999, overview="Beside it.")
    with writing(db):
        put_records(db, [nfo])
        project(db, "movie", [key])
    edit(db, "movie", key, {"year": "2001"}, by="owner")
    assert said(db, key, "year, overview") == (2001, "Beside it.")


def test_a_record_is_read_as_it_was_stored(db):
    with writing(db):
        put_records(db, MATRIX)
        put_records(db, [tmdb(title="Another")], replace=False)
    assert sorted(read_records(db, "tmdb", "movie", "603"), key=lambda item: item.language) == sorted(
        MATRIX, key=lambda item: item.language
    )


def test_episodes_take_what_the_list_of_their_series_says(db):
    db.execute("insert into series (id, title, tmdb_id) values (1, 'Dark', 5)")
    db.execute("insert into external_ids (series_id, source, source_id) values (1, 'tvmaze', '13')")
    db.execute(
        "insert into episodes (id, series_id, season_number, episode_number, title)"
        " values (1, 1, 1, 1, 'Episode 1'), (2, 1, 1, 2, 'Episode 2'), (3, 1, 1, 3, 'By hand')"
    )
    facts = (EpisodeFacts(1, 1, "Secrets", "It begins.", "2017-12-01", 3000), EpisodeFacts(1, 3, "Past"))
    with writing(db):
        put_records(db, [Described("tvmaze", "episodes", "13", "en", episodes=facts)])
    bring_up_to_date(db)
    rows = db.execute(
        "select title, overview, air_date, duration_seconds from episodes order by id"
    ).fetchall()
    assert rows == [
        ("Secrets", "It begins.", "2017-12-01", 3000),
        ("Episode 2", None, None, None),
        ("Past", None, None, None),
    ]


# --- a catalogue of commit dcc0c97 ----------------------------------------------------------------

KEPT = ("movies", "series", "episodes", "video_files", "pending_validations", "trash", "decisions")


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old" / "cineorg.db"
    path.parent.mkdir()
    with gzip.open(OLD) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return connect(path)


def table(db, name, columns):
    return db.execute(f"select {', '.join(columns)} from {name} order by id").fetchall()


def test_an_upgrade_leaves_every_column_as_it_was(old):
    columns = {name: list(old.table(name).columns_dict) for name in KEPT}
    before = {name: table(old, name, columns[name]) for name in KEPT}
    titles = old.execute("select work, title, language, kind from titles order by 1, 2").fetchall()
    assert bring_up_to_date(old)
    assert {name: table(old, name, columns[name]) for name in KEPT} == before
    now = old.execute("select work, title, language, kind from titles").fetchall()
    assert set(titles) <= set(now)  # a title that an edit replaced is another title now
    assert bring_up_to_date(old) == []
    held = """select title, field, value_json from overrides join movies on movies.id = movie_id
              order by field, title"""
    assert old.execute(held).fetchall() == [
        ("Metropolis, restored again", "genres", "null"),
        ("Metropolis, restored again", "overview", '"A city."'),
        ("Home", "title", '"Home"'),
        ("Metropolis, restored again", "title", '"Metropolis, restored again"'),
        ("Home", "year", "1999"),
    ]


def test_nothing_of_unknown_origin_is_called_publishable(old):
    bring_up_to_date(old)
    sources = {
        origin[0]
        for (text,) in old.execute(
            "select provenance_json from movies union all select provenance_json from series"
        )
        for origin in json.loads(text).values()
    }
    assert sources == {"legacy", "owner"}


def test_the_decisions_of_an_earlier_catalogue_are_undone_as_before(old):
    bring_up_to_date(old)
    film = old.execute("select id from movies where title like 'Metropolis%'").fetchone()[0]
    for trash in (2, 1):
        restore(old, trash, by="eve")
    assert old.execute("select title from movies where title like 'Nosferatu%'").fetchone() == (
        "Nosferatu the First",
    )
    for _ in range(2):
        undo(old, by="eve")
    seen = []
    while True:
        seen.append(said(old, film))
        action = undo(old, by="eve")["action"]
        if said(old, film) == ("Metropolis", None) or action == "approve":
            break
    assert ("Metropolis, restored again", "A city.") in seen
    assert ("Metropolis, restored", "A city.") in seen
    assert said(old, film) == ("Metropolis", None)
    assert old.execute("pragma foreign_key_check").fetchall() == []
