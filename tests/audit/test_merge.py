"""Two rows of one title joined, and parted again; what the owner saw."""

from datetime import date

import pytest

from cineorg_catalog.audit.edit import edit, merge, same_named, watched
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.check import consistency
from cineorg_catalog.db.columns import now
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.decisions import Changes
from cineorg_catalog.db.models import (
    EpisodeFileModel,
    EpisodeModel,
    MovieFileModel,
    MovieModel,
    SeriesModel,
    VideoFileModel,
)
from cineorg_catalog.errors import BadUsage, NotFound
from cineorg_catalog.sources.projection import bring_up_to_date
from cineorg_catalog.titles import copy_main_file
from tests.support.catalogue import rows, sound

OWN = ("external_ids", "overrides", "viewings")


@pytest.fixture
def db(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    bring_up_to_date(db)
    for key in range(1, 7):
        insert(db, VideoFileModel(id=key, path=f"/v/{key}", filename=str(key), path_bytes=b"/v/%d" % key))
    insert(db, MovieModel(id=1, title="Metropolis", year=1927, imdb_id="tt0017136"))
    insert(db, MovieModel(id=2, title="Metropolis (restored)", tmdb_id=19))
    insert(db, SeriesModel(id=1, title="Dark", imdb_id="tt5753856"))
    insert(db, SeriesModel(id=2, title="Dark (2017)", tvdb_id=334824))
    for key, (series, number) in enumerate(((1, 1), (1, 2), (2, 2), (2, 3)), 1):
        episode = EpisodeModel(id=key, series_id=series, season_number=1, episode_number=number, title="E")
        insert(db, episode)
        insert(db, EpisodeFileModel(episode_id=key, video_file_id=key + 2))
    insert(db, MovieFileModel(movie_id=1, video_file_id=1, is_main=1))
    insert(db, MovieFileModel(movie_id=2, video_file_id=2, is_main=1))
    bring_up_to_date(db)
    for table, keys in (("movies", (1, 2)), ("episodes", (1, 2, 3, 4))):
        for key in keys:
            copy_main_file(Changes(db), table, key)
    edit(db, "movie", 1, {"imdb_id": "tt0017136"}, by="ada")
    edit(db, "movie", 2, {"tmdb_id": "19", "overview": "A city."}, by="ada")
    yield db
    sound(db)
    db.close()


@pytest.mark.parametrize(("kind", "gone"), [("movie", "movie:2"), ("series", "series:2")])
def test_the_row_that_was_merged_leaves_no_title_that_a_search_finds(db, kind, gone):
    for work in ("movie:2", "series:2"):
        said = "insert into titles (work, title, language, kind) values (?, 'Another', 'de', 'alternative')"
        db.execute(said, [work])
    db.conn.commit()
    merge(db, kind, 1, 2, by="ada")
    assert db.execute("select * from titles where work = ?", [gone]).fetchall() == []
    assert db.execute("select title from titles").fetchall() != []


def everything(db):
    return rows(db, but=("updated_at",)), rows(db, *OWN)


def test_two_films_are_one_with_the_files_ids_and_edits_of_both(db):
    before = everything(db)
    kept = merge(db, "movie", 1, 2, by="ada")
    assert (kept["id"], kept["title"], kept["tmdb_id"]) == (1, "Metropolis", 19)
    assert db.execute("select id, title, imdb_id, tmdb_id, overview from movies").fetchall() == [
        (1, "Metropolis", "tt0017136", 19, "A city.")
    ]
    assert db.execute("select movie_id, video_file_id from movie_files").fetchall() == [(1, 1), (1, 2)]
    ids = "select movie_id, source, source_id from external_ids where movie_id is not null order by source"
    assert db.execute(ids).fetchall() == [(1, "imdb", "tt0017136"), (1, "tmdb", "19")]
    undo(db, by="ada")
    assert everything(db) == before


def test_two_series_are_one_with_the_episodes_of_both(db):
    before = everything(db)
    merge(db, "series", 1, 2, by="ada")
    assert db.execute("select id, title, imdb_id, tvdb_id from series").fetchall() == [
        (1, "Dark", "tt5753856", 334824)
    ]
    assert db.execute("select id, series_id, episode_number from episodes").fetchall() == [
        (1, 1, 1),
        (2, 1, 2),
        (4, 1, 3),
    ]
    files = "select episode_id, video_file_id from episode_files order by 2"
    assert db.execute(files).fetchall() == [(1, 3), (2, 4), (2, 5), (4, 6)]
    undo(db, by="ada")
    assert everything(db) == before


@pytest.mark.parametrize(
    ("words", "error"),
    [(("movie", 1, 1), BadUsage), (("movie", 1, 9), NotFound), (("episode", 1, 2), BadUsage)],
)
def test_what_cannot_be_merged(db, words, error):
    before = everything(db)
    with pytest.raises(error):
        merge(db, *words, by="ada")
    assert everything(db) == before


def test_where_both_were_edited_or_watched_that_of_the_kept_film_stays(db):
    edit(db, "movie", 1, {"overview": "The city."}, by="ada")
    for film, rating in ((1, 9), (2, 4)):
        watched(db, "movie", film, by="ada", on=date(2024, 2, 29), rating=rating)
    watched(db, "movie", 2, by="ada", on=date(2024, 3, 1))
    before = everything(db)
    merge(db, "movie", 1, 2, by="ada")
    assert db.execute("select overview from movies").fetchall() == [("The city.",)]
    assert db.execute("select movie_id, value_json from overrides where field = 'overview'").fetchall() == [
        (1, '"The city."')
    ]
    seen = db.execute("select movie_id, watched_at, rating from viewings order by 2").fetchall()
    assert seen == [(1, "2024-02-29", 9), (1, "2024-03-01", None)]
    undo(db, by="ada")
    assert everything(db) == before


def test_a_file_that_both_films_have_is_linked_once(db):
    insert(db, MovieFileModel(movie_id=2, video_file_id=1))
    merge(db, "movie", 1, 2, by="ada")
    assert db.execute("select movie_id, video_file_id from movie_files").fetchall() == [(1, 1), (1, 2)]


@pytest.mark.parametrize("rating", [-1, -0.5, 10.5, 11])
def test_a_rating_outside_0_to_10_is_refused(db, rating):
    with pytest.raises(BadUsage, match="from 0 to 10"):
        watched(db, "movie", 1, by="ada", rating=rating)
    assert db.execute("select count(*) from viewings").fetchone() == (0,)


def test_a_viewing_without_a_day_is_of_today(db):
    for rating in (0, 0.5, 10, None):
        watched(db, "movie", 1, by="ada", rating=rating)
    days = {now()[:10]}
    assert db.execute("select rating from viewings order by id").fetchall() == [(0,), (0.5,), (10,), (None,)]
    assert {day for (day,) in db.execute("select watched_at from viewings")} <= days | {now()[:10]}


def test_what_was_seen_is_noted_and_taken_back(db):
    watched(db, "movie", 1, by="ada", on=date(2024, 2, 29), rating=9)
    watched(db, "episode", 1, by="ada")
    noted = "select movie_id, episode_id, rating, source from viewings order by id"
    assert db.execute(noted).fetchall() == [(1, None, 9.0, "owner"), (None, 1, None, "owner")]
    assert db.execute("select watched_at from viewings where id = 1").fetchone() == ("2024-02-29",)
    undo(db, by="ada")
    undo(db, by="ada")
    assert db.execute(noted).fetchall() == []
    for words, error in ((("movie", 9), NotFound), (("movie", 1), BadUsage)):
        with pytest.raises(error):
            watched(db, *words, by="ada", rating=11 if error is BadUsage else None)


def test_rows_that_share_an_id_are_named_and_not_joined(db):
    edit(db, "movie", 2, {"imdb_id": "tt0017136"}, by="ada")
    shared = [found.sentence for found in consistency(db) if found.kind == "shared_id"]
    assert len(shared) == 1
    assert "`cineorg-load merge movie 1 2`" in shared[0]
    assert db.execute("select count(*) from movies").fetchone() == (2,)


def test_what_was_written_past_the_records_is_named(db):
    assert [found for found in consistency(db) if found.kind == "projection"] == []
    db.execute("update movies set year = 1926 where id = 1")
    found = [item for item in consistency(db) if item.kind == "projection"]
    assert [(item.table, item.id, item.needs_person) for item in found] == [("movies", 1, False)]
    db.execute("update movies set year = 1927 where id = 1")


def test_a_film_without_a_file_gets_the_others_as_its_main_file(db):
    db.execute("delete from movie_files where movie_id = 1")
    copy_main_file(Changes(db), "movies", 1)
    merge(db, "movie", 1, 2, by="ada")
    assert rows(db, "movies")["movies"][0]["file_path"] == "/v/2"


def test_an_id_that_a_person_took_from_the_kept_film_does_not_come_from_the_other(db):
    edit(db, "movie", 1, {"tmdb_id": ""}, by="ada")
    merge(db, "movie", 1, 2, by="ada")
    assert db.execute("select tmdb_id from movies").fetchall() == [(None,)]
    ids = "select source, source_id from external_ids where movie_id is not null"
    assert db.execute(ids).fetchall() == [("imdb", "tt0017136")]


def test_every_episode_goes_to_its_twin_or_to_the_series(db):
    insert(db, EpisodeModel(id=5, series_id=2, season_number=1, episode_number=1, title="E"))
    insert(db, VideoFileModel(id=7, path="/v/7", filename="7", path_bytes=b"/v/7"))
    insert(db, EpisodeFileModel(episode_id=5, video_file_id=7))
    merge(db, "series", 1, 2, by="ada")
    held = """select episode_number, group_concat(video_file_id) from episodes
              join episode_files on episode_id = episodes.id where series_id = 1 group by 1 order by 1"""
    assert [tuple(row) for row in db.execute(held)] == [(1, "3,7"), (2, "4,5"), (3, "6")]


def test_rows_of_the_same_title_are_named_the_nearest_year_first(db):
    for key, (title, year) in enumerate(
        (("METROPOLIS", 1984), ("The Metropolis", 1928), ("Metropole", 1927)), 10
    ):
        insert(db, MovieModel(id=key, title=title, year=year))
    bring_up_to_date(db)
    assert [row["id"] for row in same_named(db, "movie", 1)] == [11, 10]
    assert same_named(db, "movie", 12) == []
