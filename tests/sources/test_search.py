"""Candidates from online sources, in `scan` and `identify --pending`: where the reference is not certain."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from cineorg_catalog.cli import cli
from cineorg_catalog.db.connection import engine
from cineorg_catalog.matching.case import Question
from cineorg_catalog.matching.identify import Identifier
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.sources.registry import source_named
from cineorg_catalog.sources.search import OnlineSearch
from tests.sources.test_enrich import ask, everything
from tests.support.source_server import KEYS
from tests.support.tiny_reference import build
from tests.support.video_files import make_video

MATRIX = ("tt0133093", "movie", "The Matrix", 1999, 136)


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> Path:
    return build(
        tmp_path_factory.mktemp("reference"), [MATRIX, ("tt0017136", "movie", "Metropolis", 1927, 153)]
    )


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "catalogue" / "cineorg.db"


@pytest.fixture
def server(server):
    "The recorded search for Man of Steel also answers the query that is sent without a year."
    query = {"query": "Man of Steel", "language": "en"}
    recorded = server.answer("GET", "/3/search/movie", {**query, "language": "en-US", "page": "1"})
    server.add("/3/search/movie", recorded.body, query)
    return server


@pytest.fixture
def run(path, server, reference, monkeypatch):
    monkeypatch.setenv("CINEORG_REFERENCE", str(reference))

    def call(*words, code=0):
        result = CliRunner().invoke(cli, ["--db", str(path), *map(str, words)], catch_exceptions=False)
        assert result.exit_code == code, result.output
        assert not [key for key in KEYS.values() if key in result.output]
        return result

    call("init")
    yield call
    engine.use(None)


@pytest.fixture
def library(tmp_path):
    "Make files with these names; returns their folder."

    def with_files(*names):
        for name in names:
            minutes = 136 if "Matrix" in name else 143 if "Steel" in name else 96
            make_video(tmp_path / "library" / name, minutes=minutes)
        return tmp_path / "library"

    return with_files


@pytest.fixture
def identifier(reference):
    with open_reference(reference) as opened:
        yield Identifier(opened)


@pytest.fixture
def search(server, path):
    search = OnlineSearch([source_named("tmdb")], [], path)
    yield search
    search.close()


@pytest.fixture
def judged(search, identifier):
    "The verdict about a file, with what TMDB finds."

    def verdict(question):
        (answer,) = search([identifier.identify(question)], identifier)
        return answer.verdict

    return verdict


def pending(run):
    return json.loads(run("pending", "--json").stdout)


def offered(row):
    return [(item["source"], item["id"]) for item in row["candidates"]]


def test_nothing_is_sent_until_a_source_is_enabled_and_has_its_key(run, server, library, monkeypatch):
    run("scan", library("Man of Steel (2013).mkv"))
    run("identify", "--pending")
    assert (server.asked, [offered(row) for row in pending(run)]) == ([], [[]])
    monkeypatch.delenv("CINEORG_TMDB_TOKEN")
    run("sources", "enable", "tmdb")
    assert run("identify", "--pending").output.count("TMDB needs a key") == 1
    assert server.asked == []


def test_a_certain_title_of_tmdb_is_matched_and_enriched(run, server, path, library):
    run("sources", "enable", "tmdb")
    report = json.loads(run("scan", library("Man of Steel (2013).mkv"), "--json").stdout)
    assert report["identified"] == {"auto": 1, "pending": 0, "none": 0}
    chosen = "select selected_candidate_id, auto_validated, rule from pending_validations"
    assert ask(path, chosen) == [("49521", 1, "certain")]
    film = "select title, year, tmdb_id, imdb_id from movies"
    assert ask(path, film) == [("Man of Steel", 2013, 49521, "tt0770828")]
    run("enrich")
    assert ask(path, "select overview from movies")[0][0].startswith("A young boy learns")
    assert server.most_at_once <= 4


def test_a_film_without_a_year_is_offered_and_approved_by_its_id(run, path, library):
    run("scan", library("Man of Steel.mkv"))
    run("sources", "enable", "tmdb")
    run("identify", "--pending")
    (row,) = pending(run)
    assert offered(row)[0] == ("tmdb", "49521")
    assert len(row["candidates"]) <= 5
    run("approve", row["id"], "--candidate", "tmdb:movie:49521")
    assert ask(path, "select title, tmdb_id, imdb_id from movies") == [("Man of Steel", 49521, "tt0770828")]
    run("undo")
    assert ask(path, "select * from movies") == []


def test_what_the_reference_is_certain_of_is_not_searched_for(judged, server):
    assert judged(Question("The Matrix (1999).mkv")).selected.id == "tt0133093"
    assert server.asked == []


def test_what_forbids_a_match_by_the_reference_forbids_it_by_a_source(judged):
    "The Matrix is of 1999 in the reference: a file that says 2000 is asked about, whoever finds it."
    verdict = judged(Question("The Matrix (2000).mkv"))
    assert (verdict.decision, verdict.candidates[0].address) == ("ask", "imdb:movie:tt0133093")
    assert "603" not in {item.id for item in verdict.candidates}


def test_a_title_is_searched_for_once_a_run(search, identifier, server):
    names = [f"Man of Steel ({part}) (2013).mkv" for part in ("1080p", "720p", "2160p")]
    list(search([identifier.identify(Question(name)) for name in names], identifier))
    assert server.paths().count("/3/search/movie") == 1


def test_a_running_time_far_off_forbids_it_too(judged):
    verdict = judged(Question("Man of Steel (2013).mkv", duration_seconds=96 * 60))
    best = verdict.candidates[0]
    assert (verdict.decision, best.id, best.duration_seconds, best.score) == ("ask", "49521", 143 * 60, 75.0)
    assert [item.what for item in best.evidence if item.against] == ["duration_far"]


def test_the_reference_s_year_and_running_time_count_for_a_title_it_has_by_another_name(judged, server):
    found = {"id": 19, "title": "Les Machines", "release_date": "1927-01-10"}
    server.add("/3/search/movie", {"results": [found]}, {"query": "Les Machines", "year": "1927"})
    server.add("/3/movie/19", found | {"runtime": 90, "imdb_id": "tt0017136"})
    assert judged(Question("Les Machines (1927).mkv")).selected.imdb_id == "tt0017136"
    verdict = judged(Question("Les Machines (1927).mkv", duration_seconds=90 * 60))
    assert (verdict.decision, verdict.candidates[0].duration_seconds) == ("ask", 153 * 60)


def test_a_series_that_several_sources_find_is_one_candidate(identifier, server, path):
    found = {"id": 60735, "name": "The Flash", "first_air_date": "2014-10-07"}
    server.add("/3/search/tv", {"results": [found]}, {"query": "The Flash", "language": "en"})
    search = OnlineSearch([source_named("tmdb"), source_named("tvmaze")], [], path)
    asked = identifier.identify(Question("The Flash S01E01.mkv"))
    (answer,) = search([asked], identifier)
    search.close()
    exact = [item.address for item in answer.verdict.candidates if item.title == "The Flash"]
    assert (answer.verdict.selected.address, exact) == ("tmdb:series:60735", ["tmdb:series:60735"])


def test_another_id_in_the_name_rules_a_source_s_title_out(judged, server):
    found = {"id": 19, "title": "Metropoliss", "release_date": "1927-01-10"}
    server.add("/3/search/movie", {"results": [found]}, {"query": "Metropoliss", "year": "1927"})
    assert judged(Question("Metropoliss (1927).mkv")).selected.address == "tmdb:movie:19"
    verdict = judged(Question("Metropoliss (1927) [tmdbid-99].mkv"))
    assert [item.address for item in verdict.candidates] == ["imdb:movie:tt0017136", "tmdb:movie:99"]


def test_tvmaze_knows_a_series_and_its_id_stays_with_the_title(run, path, library):
    run("sources", "enable", "tvmaze")
    run("scan", library("Series/The Flash/Season 1/The Flash S01E01.mkv"))
    assert ask(path, "select selected_candidate_id from pending_validations") == [("13",)]
    ids = "select source, source_id from external_ids where series_id = 1 order by 1"
    assert ask(path, ids) == [("imdb", "tt3107288"), ("tvdb", "279121"), ("tvmaze", "13")]
    run("enrich")
    assert ask(path, "select title from episodes where episode_number = 2") == [("Fastest Man Alive",)]
    (decision,) = ask(path, "select id from decisions where candidate_source = 'tvmaze'")
    run("undo", *decision)
    assert pending(run)[0]["candidates"][0]["source"] == "tvmaze"


def test_a_source_that_fails_is_said_once_and_the_load_goes_on(run, server, library):
    run("sources", "enable", "tmdb")
    server.misbehaviour = "unauthorised"
    names = [f"Film {number} (2013).mkv" for number in range(3)]
    result = run("scan", library("The Matrix (1999).mkv", *names))
    assert result.output.count("TMDB does not accept the key.") == 1
    assert "1 matched automatically, 3 need review" in result.output


@pytest.mark.parametrize(
    ("misbehaviour", "said"),
    [
        ("limited_for_hours", "TMDB has had too many requests."),
        ("html", "TMDB responded with something that is not JSON."),
        ("another_shape", "TMDB responded in a form that it does not document."),
        ("elsewhere", "TMDB redirected to another host"),
    ],
)
def test_each_fault_leaves_the_verdict_of_the_reference(search, identifier, server, misbehaviour, said):
    server.misbehaviour = misbehaviour
    answers = [identifier.identify(Question(f"Film {number} (2013).mkv")) for number in range(3)]
    assert list(search(answers, identifier)) == answers
    assert [fault for fault in search.faults.values() if said in fault] == list(search.faults.values())


def test_a_purge_takes_the_candidates_words_too(run, path, library):
    run("sources", "enable", "tmdb")
    run("scan", library("Man of Steel.mkv", "Copies/Man of Steel (2013).mkv"))
    (row,) = pending(run)
    run("delete", "video_file", 1, "--reason", "x")
    assert b"tt0770828" in everything(path)
    run("restore", 1)
    run("sources", "purge", "tmdb")
    left = everything(path)
    assert [words for words in (b"Man of Steel: ", b"Young", b"found_at") if words in left] == []
    (row,) = pending(run)
    assert {item["title"] for item in row["candidates"]} == {f"tmdb {number}" for _, number in offered(row)}
    origin = '{"title":["name","1",""],"year":["name","1",""]}'
    assert ask(path, "select title, year, provenance_json from movies") == [("Man of Steel", 2013, origin)]


def test_candidates_expire_and_are_looked_up_again(run, server, path, library):
    run("sources", "enable", "tmdb")
    root = library("Man of Steel.mkv")
    run("scan", root)
    with sqlite3.connect(path) as db:
        old = """update pending_validations set candidates_json =
                 replace(candidates_json, '"found_at": "2', '"found_at": "1')"""
        db.execute(old)
        db.execute("update source_records set expires_at = '2000-01-01T00:00:00Z' where source = 'tmdb'")
    run("sources", "disable", "tmdb")
    (row,) = pending(run)
    assert {item["title"] for item in row["candidates"]} == {f"tmdb {number}" for _, number in offered(row)}
    run("scan", root)
    assert [offered(row) for row in pending(run)] == [[]]
