"""`sources` and `enrich` on a catalogue of known titles, against sources on this machine."""

import json
import sqlite3
from pathlib import Path

import pytest

from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import ExternalIdModel, MovieModel
from cineorg_catalog.enrich import enrich, switch
from tests.support.source_server import KEYS


def ask(path, sql, *values):
    with sqlite3.connect(path) as db:
        return db.execute(sql, values).fetchall()


def test_nothing_is_sent_until_a_source_is_switched_on(run, server):
    assert "No source is enabled" in run("enrich").output
    listed = json.loads(run("sources", "--json").stdout)
    assert [item["name"] for item in listed if item["enabled"] and item["online"]] == []
    assert server.asked == []


def test_tmdb_gives_films_and_series_their_words_people_and_episodes(run, server, path):
    run("sources", "enable", "tmdb")
    report = json.loads(run("enrich", "--language", "fr,en", "--json").stdout)
    assert (report["answered"], report["unknown"], report["errors"]) == (2, 1, [])
    film = ask(path, "select title, original_title, overview, year, countries_json, poster_path from movies")
    assert film == [
        (
            "Matrix",
            "The Matrix",
            "Un programmeur apprend que son monde est simulé.",
            1999,
            '["AU", "US"]',
            "/hEpWvX6Bp79eLxY1kX5ZZJcme5U.jpg",
        )
    ]
    series = "select title, tvdb_id, imdb_id from series where id = 1"
    assert ask(path, series) == [("Le Trône de fer", 121361, "tt0944947")]
    episodes = "select season_number, episode_number, title from episodes where series_id = 1 order by 1, 2"
    assert ask(path, episodes) == [(0, 1, "Inside"), (1, 1, "L'hiver vient"), (1, 2, "La Route royale")]
    people = (
        "select name from people join credits on person_id = people.id where movie_id = 1 order by position"
    )
    assert [row[0] for row in ask(path, people)][-3:] == [
        "Keanu Reeves",
        "Laurence Fishburne",
        "Carrie-Anne Moss",
    ]
    origins = json.loads(ask(path, "select provenance_json from movies")[0][0])
    assert origins["overview"] == ["tmdb", "603", "fr"]
    assert server.most_at_once <= 4


def test_nothing_is_asked_twice(run, server, path):
    run("sources", "enable", "tmdb")
    run("enrich")
    first = len(server.asked)
    assert not [key for key in KEYS.values() if key.encode() in everything(path)]
    report = json.loads(run("enrich", "--json").stdout)
    assert report["fresh"] == 2
    assert len(server.asked) - first <= 1  # what was not known may be asked for again


def test_what_was_interrupted_is_not_asked_twice(run, server, path):
    db = connect(path)
    for key in range(10, 40):
        insert(db, MovieModel(id=key, title=f"Film {key}", tmdb_id=key, file_path="/v/x.mkv"))
        insert(db, ExternalIdModel(movie_id=key, source="tmdb", source_id=str(key)))
        server.add(f"/3/movie/{key}", {"id": key, "title": f"Film {key}"})
    switch(db, "tmdb", True)

    def stop(stage, done, total):
        if done == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enrich(db, path, progress=stop)
    before = len(server.asked)
    assert 9 <= before < 33
    assert enrich(db, path).answered == 32
    films = [asked for asked in server.paths() if asked.startswith("/3/movie/")]
    assert len(films) == len(set(films)) == 31
    db.close()


def test_tvmaze_alone_gives_a_series_its_episodes(run, server, path):
    run("sources", "enable", "tvmaze")
    assert "1 title enriched, 1 episode added, 1 picture fetched (tvmaze)" in run("enrich").output
    episodes = """select season_number, episode_number, title, overview from episodes
                  where series_id = 2 order by 1, 2"""
    assert ask(path, episodes) == [
        (1, 1, "City of Heroes", "Barry discovers his powers."),
        (1, 2, "Fastest Man Alive", None),
    ]
    ids = "select source, source_id from external_ids where series_id = 2 order by 1"
    assert ask(path, ids) == [("imdb", "tt3107288"), ("tvdb", "279121"), ("tvmaze", "13")]


def test_tvdb_gives_episodes_their_places_in_other_orders_and_a_purge_takes_them(run, server, path):
    run("edit", "series", "2", "tvdb_id=81189", "imdb_id=")
    run("sources", "enable", "tvdb")
    run("enrich")
    places = """select season_number, episode_number, numbering, season, number from episode_numbers
                join episodes on episodes.id = episode_id where series_id = 2 order by 1, 2, 3"""
    assert ask(path, places) == [
        (1, 1, "absolute", 1, 1),
        (1, 1, "dvd", 1, 2),
        (1, 2, "absolute", 1, 2),
        (1, 2, "dvd", 1, 1),
    ]
    run("enrich")
    run("sources", "purge", "tvdb")
    assert ask(path, places) == []


def test_a_source_that_fails_is_said_once_and_the_rest_goes_on(run, server, path):
    run("sources", "enable", "tmdb")
    run("sources", "enable", "tvmaze")
    server.misbehaviour, server.only = "unauthorised", "/3/"
    result = run("enrich", code=3)
    assert result.output.count("TMDB does not accept the key") == 1
    assert ask(path, "select title from episodes where series_id = 2 and episode_number = 2") == [
        ("Fastest Man Alive",)
    ]


def test_without_its_key_a_source_is_left_out_and_said(run, server, monkeypatch):
    monkeypatch.delenv("CINEORG_TMDB_TOKEN")
    run("sources", "enable", "tmdb")
    assert "TMDB needs a key. Set CINEORG_TMDB_TOKEN." in run("enrich", code=3).output
    assert server.asked == []


def test_a_purge_leaves_no_byte_and_everything_else(run, server, path):
    before = ask(path, "select id, title, imdb_id, tmdb_id from movies")
    run("sources", "enable", "tmdb")
    run("enrich", "--language", "fr,en")
    run("edit", "movie", "1", "collection=Mine")
    run("delete", "movie", "1", "--reason", "x")
    run("restore", "1")
    assert everything(path).count("simulé".encode()) > 0
    pictures = [file.read_bytes() for file in path.parent.glob("pictures/tmdb/*")]
    assert pictures
    run("sources", "purge", "tmdb")
    left = everything(path)
    assert not [picture for picture in pictures if picture in left or picture[200:300] in left]
    assert not path.with_name("pictures").exists()
    words_of_tmdb = (
        "simulé",
        "Seven noble families",
        "Keanu",
        "Carrie-Anne",
        "hiver vient",
        "hEpWvX6Bp79eLxY",
    )
    for words in words_of_tmdb:
        assert words.encode() not in left, words
    assert ask(path, "select id, title, imdb_id, tmdb_id from movies") == before
    assert ask(path, "select collection from movies") == [("Mine",)]
    assert json.loads(run("sources", "--json").stdout)[1]["enabled"] is False


def everything(path: Path) -> bytes:
    "Every byte of every file beside the catalogue."
    return b"".join(file.read_bytes() for file in sorted(path.parent.rglob("*")) if file.is_file())


def test_after_180_days_the_words_are_gone(run, server, path):
    run("sources", "enable", "tmdb")
    run("enrich")
    expiry = "select julianday(expires_at) - julianday(fetched_at) from source_records where source = 'tmdb'"
    assert {round(days) for (days,) in ask(path, expiry)} == {180}
    with sqlite3.connect(path) as db:
        db.execute("update source_records set expires_at = '2000-01-01T00:00:00Z' where source = 'tmdb'")
    run("sources", "disable", "tmdb")
    assert "No source is enabled" in run("sources", "refresh").output
    assert ask(path, "select title, overview from movies") == [("The Matrix", None)]


def test_what_was_written_straight_into_a_row_survives(run, server, path):
    run("sources", "enable", "tmdb")
    with sqlite3.connect(path) as db:
        db.execute("update movies set rating = 1.5, collection = 'By hand'")
    run("enrich")
    kept = "select data_json from source_records where source = 'legacy' and kind = 'movie'"
    assert json.loads(ask(path, kept)[0][0])["collection"] == "By hand"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("sources", "enable", "imdb"), 2, "not an online source"),
        (("sources", "enable", "omdb"), 2, "There is no source 'omdb'"),
        (("enrich", "--source", "tmdb"), 2, "The source tmdb is not enabled"),
        (("enrich", "--language", "french"), 2, "'french' is not a language"),
    ],
)
def test_mistakes_are_one_line(run, words, code, said):
    assert said in run(*words, code=code).output
