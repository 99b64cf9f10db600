"""The front page and what every page shares: search, menu, addresses to copy, footer, language."""

import re

import pytest

from cineorg_catalog.db.connection import connect
from tests.support.sample_catalogue import MARKUP
from tests.support.site import ROOT, Site, metadata


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def test_the_front_page_can_be_asked(site):
    page = site.get("/").text
    assert re.search(r'<form class="co-search" role="search" action="/cineorg/search" method="get">', page)
    assert '<a href="/cineorg/movies/1">' in page
    assert '<a href="/cineorg/movies?year__gte=1920&amp;year__lte=1929">1920s</a>' in page
    assert '<a href="/cineorg/missing_episodes">Episodes you do not have</a>' in page


def test_the_front_page_leads_deciders_to_the_queue_and_all_to_what_was_decided(file, site):
    question = '<a href="{}">What waits for a person</a>'
    decisions = '<a href="/cineorg/decisions">What was decided</a>'
    trash = '<a href="/cineorg/trash">What is in the trash</a>'
    for_root, for_all = site.get("/", ROOT).text, site.get("/").text
    assert question.format("/-/pending") in for_root
    assert question.format("/cineorg/pending") in for_all
    for page in (for_root, for_all):
        assert decisions in page
        assert trash in page
    own = metadata()
    own["databases"]["cineorg"]["tables"]["decisions"]["allow"] = {"id": "root"}
    closed = Site([file], metadata=own)
    page = closed.get("/").text
    closed.close()
    assert "/cineorg/decisions" not in page
    assert trash in page


def test_the_menu_of_a_decider_begins_with_what_waits(site):
    def menu(actor):
        return re.findall(
            r'<li><a href="([^"]+)"', site.get("/", actor).text.partition("<nav")[2].partition("</nav>")[0]
        )

    assert menu(ROOT)[:3] == ["/-/pending", "/cineorg/decisions", "/cineorg/trash"]
    assert "/-/pending" not in menu({"id": "eve"})


@pytest.mark.parametrize("found", ["metropolis", "nothing that is"])
def test_a_search_leads_on_to_the_names_of_files_and_to_what_waits(site, found):
    words = found.replace(" ", "+")
    path = f"/cineorg/search?q={words}"
    files, queue = f'href="/cineorg/video_files?_search={words}"', f'href="/-/pending?text={words}"'
    assert files in site.get(path).text
    assert "/-/pending" not in site.get(path).text
    assert queue in site.get(path, ROOT).text
    assert ("Look elsewhere" in site.get(path).text) == (found != "metropolis")
    assert "co-elsewhere" not in site.get("/cineorg/search?q=+").text + site.get("/cineorg/recent").text


def test_the_way_on_from_a_search_finds_the_file(site):
    page = site.get("/cineorg/search?q=bluray+x265", ROOT).text
    files, queue = re.findall(r'<li><a href="([^"]+)">(?:Files with|What waits)', page)
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
    assert "co-blank" not in site.get("/").text
    db = connect(file)
    db.execute("update series set poster_file = ?", [str(picture)])
    db.conn.commit()
    db.close()
    page = site.get("/").text
    site.close()
    assert page.count("<b>Bonanza</b>") == 1
    assert page.count('<b class="co-blank">Metropolis</b>') == 1


def test_the_front_page_names_no_query_or_work_that_is_hidden(file):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["search"]["allow"] = False
    own["databases"]["cineorg"]["tables"]["movies"]["allow"] = False
    site = Site([file], metadata=own)
    page = site.get("/").text
    site.close()
    assert "co-search" not in page
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
