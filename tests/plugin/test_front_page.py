"""The front page and what every page shares: search, menu, addresses to copy, footer, language."""

import os
import re
from datetime import UTC, datetime

import pytest
import yaml

from cineorg_catalog.db.connection import connect
from cineorg_catalog.publish import publish
from cineorg_catalog.reference.build import build_reference
from cineorg_review.formatting import day
from tests.support.sample_catalogue import MARKUP
from tests.support.site import ROOT, Site, metadata
from tests.support.tiny_reference import build


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def test_the_front_page_can_be_asked(site):
    page = site.get("/").text
    assert '<form role="search" action="/cineorg/search">' in page
    assert '<a class="card" href="/cineorg/movies/1">' in page
    assert '<a href="/cineorg/movies?_decade=1920">1920s' in page
    assert '<a href="/cineorg/missing_episodes"><b>Missing episodes</b>' in site.get("/-/reports").text


def test_the_foot_names_the_date_of_a_title_database_that_was_built_not_of_the_sample(
    site, file, tmp_path, monkeypatch
):
    assert "Title database" not in site.get("/").text
    built = build(tmp_path / "imdb", [("tt0017136", "movie", "Metropolis", 1927, 153)])
    monkeypatch.setenv("CINEORG_REFERENCE", str(built))
    assert f"Title database of {day(datetime.now(UTC).date().isoformat())}" in site.get("/").text
    os.utime(tmp_path / "imdb" / "title.basics.tsv", (0, 0))
    build_reference(tmp_path / "imdb", built)
    assert "Title database of 1 January 1970" in site.get("/").text
    for useless in (tmp_path / "none.db", tmp_path):
        monkeypatch.setenv("CINEORG_REFERENCE", str(useless))
        assert site.get("/").status_code == 200
        assert "Title database" not in site.get("/").text
    monkeypatch.setenv("CINEORG_REFERENCE", str(built))
    made = publish(file, tmp_path / "public" / "cineorg.db")
    copy = Site([], immutables=[str(made.path)], metadata=yaml.safe_load(made.metadata.read_text()))
    foot = copy.get("/").text
    copy.close()
    assert "Title database" not in foot


def test_the_front_page_leads_deciders_to_the_queue_and_all_to_what_was_decided(file, site):
    review = '<a class="button" href="{}">'
    decisions, trash = ('<a href="/cineorg/decisions"><b>History', '<a href="/cineorg/trash"><b>Trash')
    assert review.format("/-/pending") in site.get("/", ROOT).text
    assert review.format("/cineorg/pending") in site.get("/").text
    for page in (site.get("/-/reports", ROOT).text, site.get("/-/reports").text):
        assert decisions in page
        assert trash in page
    own = metadata()
    own["databases"]["cineorg"]["tables"]["decisions"]["allow"] = {"id": "root"}
    closed = Site([file], metadata=own)
    page = closed.get("/-/reports").text
    closed.close()
    assert "/cineorg/decisions" not in page
    assert trash in page


def test_the_menu_of_a_decider_holds_no_pages_for_developers(site):
    def menu(actor):
        page = site.get("/", actor).text
        return re.findall(
            r'<li><a href="([^"]+)"', page.partition("nav-menu-inner")[2].partition("</details>")[0]
        )

    assert menu(ROOT) == ["/cineorg/decisions", "/cineorg/trash", "/-/dashboards"]
    assert menu({"id": "eve"}) == ["/-/dashboards"]


@pytest.mark.parametrize("found", ["metropolis", "nothing that is"])
def test_a_search_leads_on_to_the_names_of_files_and_to_what_waits(site, found):
    words = found.replace(" ", "+")
    path = f"/cineorg/search?q={words}"
    files, queue = f'href="/cineorg/video_files?_search={words}"', f'href="/-/pending?text={words}"'
    assert files in site.get(path).text
    assert "/-/pending" not in site.get(path).text
    assert queue in site.get(path, ROOT).text
    assert "Search elsewhere" in site.get(path).text
    assert ("No title contains these words" in site.get(path).text) == (found != "metropolis")
    assert "co-elsewhere" not in site.get("/cineorg/search?q=+").text + site.get("/cineorg/recent").text


def test_the_way_on_from_a_search_finds_the_file(site):
    page = site.get("/cineorg/search?q=bluray+x265", ROOT).text
    files, queue = re.findall(r'<li><a href="([^"]+)">(?:Files with|Files to review)', page)
    assert "nosferatu.mkv" in site.get(files.replace("&amp;", "&")).text
    assert site.get(queue.replace("&amp;", "&"), ROOT).status_code == 200


def test_words_of_a_search_stay_text_and_hidden_files_are_not_offered(file):
    own = metadata()
    own["databases"]["cineorg"]["tables"]["video_files"]["allow"] = {"id": "root"}
    site = Site([file], metadata=own)
    page = site.get("/cineorg/search", ROOT, params={"q": MARKUP}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "video_files?_search" in page
    assert "video_files?_search" not in site.get("/cineorg/search?q=metropolis").text
    site.close()


ADDRESSES = [
    ({}, {"host": "films.example:8443"}, "http://films.example:8443/"),
    ({"base_url": "/films/"}, {"host": "films.example"}, "http://films.example/films/"),
    ({"force_https_urls": True}, {"host": "films.example"}, "https://films.example/"),
    ({}, {"host": "x';reboot;'"}, "http://127.0.0.1:8001/"),
    ({}, {"host": '"><script>alert(1)</script>'}, "http://127.0.0.1:8001/"),
]


@pytest.mark.parametrize(("settings", "headers", "address"), ADDRESSES)
def test_a_line_to_copy_names_the_address_by_which_the_visitor_came(file, settings, headers, address):
    site = Site([file], settings={"suggest_facets": False, **settings})
    for path, line in (
        ("cineorg/volumes", "cineorg/volumes.json?_shape=array"),
        ("cineorg", "cineorg/recent.json?_shape=array"),
    ):
        page = site.get(f"/{path}", headers=headers).text
        assert f"curl &#39;{address}{line}&#39;" in page or f"curl '{address}{line}'" in page, path
        assert "<script>alert" not in page
    site.close()


def test_a_work_without_a_picture_shows_its_title_instead(file, tmp_path):
    picture = tmp_path / "bonanza.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    site = Site([file])
    assert site.get("/").text.count('class="drawn"') == 2
    db = connect(file)
    db.execute("update series set poster_file = ?", [str(picture)])
    db.conn.commit()
    db.close()
    page = site.get("/").text
    site.close()
    assert "<b>Bonanza</b>" not in page
    assert page.count("<b>Metropolis</b>") == 1


@pytest.mark.parametrize("spelling", ["movies", "MOVIES"])  # SQLite makes no difference
def test_the_front_page_names_no_query_or_work_that_is_hidden(file, spelling):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["search"]["allow"] = False
    own["databases"]["cineorg"]["tables"][spelling] = {"allow": False}
    site = Site([file], metadata=own)
    page = site.get("/").text
    site.close()
    assert 'role="search"' not in page
    assert "Metropolis" not in page
    assert "1920s" not in page
    assert "Bonanza" in page


@pytest.mark.parametrize(
    "path",
    [
        "/cineorg/movies/1",
        "/cineorg/decisions/1",
        "/cineorg/loads/1",
        "/-/pending",
        "/-/pending/1",
        "/-/dashboards/library",
    ],
)
def test_the_sources_are_named_in_every_footer(file, path):
    site = Site([file])
    assert "courtesy of IMDb" in site.get(path, ROOT).text.partition("<footer")[2]
    site.close()


@pytest.mark.parametrize(
    "path", ["/", "/cineorg", "/cineorg/movies", "/cineorg/movies/1", "/nothing", "/-/pending"]
)
def test_every_page_says_its_language_once(site, path):
    page = site.get(path, ROOT).text
    assert page.count("<html") == page.count('<html lang="en">') == 1
