"""The home page's facts, the cells of Datasette's pages, and the dashboard."""

import re

import pytest

from cineorg_catalog.browse.home import read_facts
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import LoadModel
from cineorg_catalog.db.upgrade import upgrade
from tests.support.sample_catalogue import make_small
from tests.support.site import ROOT, STRANGER, Site, metadata


@pytest.fixture
def file(tmp_path):
    make_small(tmp_path / "cineorg.db")
    return tmp_path / "cineorg.db"


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def test_an_empty_catalogue_has_facts_too(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    facts = read_facts(db)
    db.close()
    assert (facts.files, facts.size, facts.seconds, facts.load, facts.needs_person) == (0, 0, 0, None, False)


def test_facts_count_what_is_there_and_what_needs_a_person(file):
    db = connect(file)
    before = read_facts(db)
    assert (before.films, before.series, before.episodes, before.files, before.to_review) == (1, 1, 1, 9, 7)
    db.execute("update video_files set missing_since = '2026-01-01T00:00:00.000000Z' where id = 1")
    db.execute("update video_files set probe_error = 'torn' where id in (1, 2)")
    load = LoadModel(command="scan", started_at="2026-01-01", finished_at="2026-01-02T10:20:30.000000Z")
    load.errors = [{"path": "x", "error": "y"}]
    insert(db, load)
    insert(db, LoadModel(command="scan", started_at="2026-01-03"))  # still running
    facts = read_facts(db)
    db.close()
    assert (facts.files, facts.missing, facts.unreadable) == (8, 1, 1)
    assert facts.size == before.size - before.size // 9
    assert facts.load == ("scan", "2026-01-02T10:20:30.000000Z", 1)
    assert facts.needs_person


def test_the_home_page_says_what_the_library_is(site):
    page = site.get("/", ROOT).text
    assert "7 files need review" in page
    assert 'href="/-/pending"' in page
    assert "38.7 GB" in page
    assert "Recently added" in page
    for actor in (None, STRANGER):
        other = site.get("/", actor).text
        assert "7 files need review" in other
        assert "/-/pending" not in other


def test_the_home_page_keeps_silent_where_the_database_may_not_be_seen(file):
    closed = metadata()
    closed["databases"]["cineorg"]["allow"] = {"id": "root"}
    site = Site([file], metadata=closed)
    assert "38.7 GB" in site.get("/", ROOT).text
    assert "38.7 GB" not in site.get("/").text
    site.close()


def test_the_home_page_of_no_catalogue_is_datasettes_own(tmp_path):
    site = Site([])
    answer = site.get("/")
    assert answer.status_code == 200
    assert "The library" not in answer.text
    site.close()


def test_sizes_and_times_stand_beside_the_exact_values_for_the_eye_only(site):
    page = site.get("/cineorg/video_files").text
    assert "4,294,967,296</span> <small>4.3 GB</small>" in page
    assert "5,640</span> <small>1 h 34 min</small>" in page
    assert site.get("/cineorg/video_files.json?_shape=array").json()[0]["size_bytes"] == 4294967296


def test_ids_in_queries_are_links_to_their_rows(site):
    assert 'href="/cineorg/movies/1"' in site.get("/cineorg/search?q=metropolis").text
    assert '<a href="/cineorg/movies/1">1</a>' in site.get("/cineorg/recent").text
    assert '<a href="/cineorg/series/1">1</a>' in site.get("/cineorg/missing_episodes").text
    assert '<a href="/cineorg/pending_validations/1">1</a>' in site.get("/cineorg/pending").text


def test_a_house_rule_is_a_page_whose_offenders_are_links(file):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["rule_x"] = {"sql": "select id as movie_id, title from movies"}
    site = Site([file], metadata=own)
    assert '<a href="/cineorg/movies/1">1</a>' in site.get("/cineorg/rule_x").text
    site.close()


def test_rows_are_labelled(site):
    assert ">Bonanza</a>" in site.get("/cineorg/episodes").text
    assert ">nosferatu.mkv</a>" in site.get("/cineorg/pending_validations").text


dashboards = pytest.importorskip("datasette_dashboards", reason="datasette-dashboards is not installed")


@pytest.mark.parametrize("name", list(metadata()["plugins"]["datasette-dashboards"]["library"]["charts"]))
def test_every_chart_of_the_dashboard_has_its_data(site, name):
    chart = metadata()["plugins"]["datasette-dashboards"]["library"]["charts"][name]
    page = site.get(f"/-/dashboards/library/{name}")
    assert page.status_code == 200
    if chart["library"] == "markdown":
        return
    answer = site.get("/cineorg.json", params={"sql": chart["query"], "_shape": "array"})
    assert answer.status_code == 200
    assert name == "genres" or answer.json()


def test_the_links_of_the_dashboard_lead_somewhere(site):
    page = site.get("/-/dashboards/library").text
    links = re.findall(r'href="\.\./\.\.(/cineorg/[^"]+)"', page)
    assert len(links) == 8
    for link in links:
        assert site.get(link.replace("&amp;", "&")).status_code == 200


def test_the_figures_of_the_dashboard_are_those_of_the_home_page(site, file):
    db = connect(file)
    facts = read_facts(db)
    db.close()
    charts = metadata()["plugins"]["datasette-dashboards"]["library"]["charts"]
    expected = {"films": facts.films, "episodes": facts.episodes, "hours": round(facts.seconds / 3600)}
    for name, figure in expected.items():
        (row,) = site.get("/cineorg.json", params={"sql": charts[name]["query"], "_shape": "array"}).json()
        assert row[name] == f"{figure:,}"


def test_the_dashboard_is_linked_where_sql_is_allowed_and_hidden_where_not(file):
    for allow, shown in ((True, True), (False, False)):
        own = metadata()
        own["databases"]["cineorg"]["allow_sql"] = allow
        site = Site([file], metadata=own)
        for path in ("/", "/-/reports", "/-/pending"):
            assert ("/-/dashboards" in site.get(path, ROOT).text) is shown, path
        assert site.get("/cineorg/storage").status_code == 200
        assert 'href="/-/pending"' in site.get("/", ROOT).text
        site.close()
