"""People and collections: a page each, the ways to them, and nothing of what is hidden."""

import re

import pytest

from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import CreditModel, MovieModel, PersonModel, SeriesModel, ViewingModel
from tests.support.sample_catalogue import MARKUP
from tests.support.site import ROOT, Site, metadata, text_of

LANG = "/cineorg/people/1"


@pytest.fixture
def file(file):
    "Films and a series with people of every role, two of them of one collection, one of them watched."
    db = connect(file)
    mabuse = insert(db, MovieModel(title="Dr. Mabuse", year=1922, collection="Mabuse"))
    testament = insert(db, MovieModel(title="The Testament of Dr. Mabuse", year=1933, collection="Mabuse"))
    insert(db, MovieModel(title="Faust", year=1926))
    show = insert(db, SeriesModel(title="Chronicle", year=1950))
    harbou = insert(db, PersonModel(name="Thea von Harbou", sort_name="von Harbou, Thea"))
    helm = insert(db, PersonModel(name="Brigitte Helm", sort_name="Helm, Brigitte"))
    insert(db, PersonModel(name="Nobody Here"))
    for film in (mabuse, testament):
        insert(db, CreditModel(movie_id=film, person_id=1, role="director", position=0))
        insert(db, CreditModel(movie_id=film, person_id=harbou, role="writer", position=1))
    insert(db, CreditModel(movie_id=1, person_id=helm, role="actor", character="Maria", position=1))
    insert(db, CreditModel(series_id=show, person_id=1, role="actor", character="Himself", position=0))
    insert(db, CreditModel(episode_id=1, person_id=1, role="writer", position=0))
    insert(db, CreditModel(movie_id=mabuse, person_id=1, role="writer", position=2))
    insert(db, ViewingModel(movie_id=mabuse, watched_at="2025-03-12", rating=8.5))
    for table in ("movies", "series"):
        db.execute(
            f"update {table} set sort_title = replace(lower(title), 'the ', '') where sort_title is null"
        )
    db.conn.commit()
    db.close()
    return file


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def address_of(site: Site, title: str) -> str:
    (row,) = site.get("/cineorg/movies.json", ROOT, params={"title": title, "_shape": "array"}).json()
    return f"/cineorg/movies/{row['id']}"


def titles(page: str) -> list[str]:
    return re.findall(r'<span class="title">([^<]*)</span>', page)


def options(page: str, name: str) -> dict[str, int]:
    menu = page.partition(f"<summary>{name}</summary>")[2].partition("</details>")[0]
    return {label.strip(): int(count) for label, count in re.findall(r">([^<>]+)<span>([\d,]+)</span>", menu)}


def test_a_person_has_a_page_of_what_is_here_by_role(site):
    page = site.get(LANG).text
    assert "<title>Fritz Lang</title>" in page
    said = text_of(page)
    assert "Director, Writer, Actor · 3 films · 1 series · 1 episode · 1922–1950" in said
    parts = re.findall(r"<h2>(\w+) <small>(\d+)</small></h2>", page)
    assert parts == [("Director", "3"), ("Writer", "1"), ("Actor", "1"), ("Episodes", "1")]
    newest = ["The Testament of Dr. Mabuse", "Metropolis", "Dr. Mabuse"]
    assert titles(page) == [*newest, "Dr. Mabuse", "Chronicle"]
    assert "1950, series, as Himself" in said
    assert "Bonanza S01E01: Episode 1 writer" in said


def test_the_titles_of_a_person_are_json_as_every_table_is(site):
    assert site.get(f"{LANG}.json?_shape=array").json()[0]["name"] == "Fritz Lang"
    rows = site.get("/cineorg/movies.json?_person=Fritz+Lang&_sort=year&_shape=array").json()
    assert [row["title"] for row in rows] == ["Dr. Mabuse", "Metropolis", "The Testament of Dr. Mabuse"]


@pytest.mark.parametrize("key", ["4", "99", "0", "x", "9223372036854775807", "9223372036854775808"])
def test_who_has_no_title_here_has_no_page(site, key):
    assert site.get(f"/cineorg/people/{key}").status_code == 404
    assert site.get("/cineorg/people/4.json?_shape=array").json()[0]["name"] == "Nobody Here"


def test_the_page_of_a_title_leads_to_its_people_and_its_collection(site):
    page = site.get("/cineorg/movies/1").text
    assert f'<dt>Director</dt><dd><a href="{LANG}">Fritz Lang</a></dd>' in page
    assert '<a href="/cineorg/people/3">Brigitte Helm</a> <small>Maria</small>' in page
    assert f'<a href="{LANG}">Fritz Lang</a> <small>Himself</small>' in site.get("/cineorg/series/2").text
    assert f'<dt>Writer</dt><dd><a href="{LANG}">Fritz Lang</a></dd>' in site.get("/cineorg/episodes/1").text
    film = site.get(address_of(site, "Dr. Mabuse")).text
    (address,) = re.findall(r'Part of <a href="([^"]+)">Mabuse</a>', film)
    collection = site.get(address.replace("&amp;", "&")).text
    assert "<h1>Mabuse</h1>" in collection
    assert titles(collection) == ["Dr. Mabuse", "The Testament of Dr. Mabuse"]
    assert "seen 12 March 2025, 8.5/10" in text_of(film)


def test_of_many_actors_the_first_are_shown_and_the_others_one_click_away(site, file):
    db = connect(file)
    for number in range(20):
        person = insert(db, PersonModel(name=f"Extra {number}"))
        insert(db, CreditModel(movie_id=1, person_id=person, role="actor", position=10 + number))
    db.close()
    shown, _, others = site.get("/cineorg/movies/1").text.partition("<summary>and 13 others</summary>")
    assert "Extra 6<" in shown
    assert "Extra 19<" in others


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("lang", ["Fritz Lang"]),
        ("HAR", ["Thea von Harbou"]),
        ("fritz lan", ["Fritz Lang"]),
        ("fritz metropolis", []),
        ("nobody", []),
        ("", []),
        ('"', []),
        ("*", []),
        ("lang\0x", ["Fritz Lang"]),
    ],
)
def test_a_search_finds_people_and_their_films(site, words, people):
    page = site.get("/cineorg/search", params={"q": words}).text
    found = page.partition('aria-label="People">')[2].partition("</ul>")[0]
    assert re.findall(r"<b>([^<]+)</b>", found) == people
    if words == "lang":
        assert "Metropolis" in titles(page)
        assert "4 titles" in text_of(page)


def test_of_thousands_with_the_same_name_the_busiest_are_shown(file):
    db = connect(file)
    films = [row[0] for row in db.execute("select id from movies order by title = 'Metropolis' desc")]
    with db.conn:
        for number in range(2000):
            person = insert(db, PersonModel(name=f"Johann {number:04}"))
            for film in films[: 1 + (number in (1500, 1999))]:
                insert(db, CreditModel(movie_id=film, person_id=person, role="actor", position=number))
    db.close()
    site = Site([file])
    page = site.get("/cineorg/search", params={"q": "johann"}).text
    found = page.partition('aria-label="People">')[2].partition("</ul>")[0]
    assert re.findall(r"<b>([^<]+)</b>", found)[:3] == ["Johann 1500", "Johann 1999", "Johann 0000"]
    assert "Metropolis" in titles(page)
    site.close()


@pytest.mark.parametrize(
    ("table", "query", "shown"),
    [
        ("movies", "_person=Brigitte+Helm", ["Metropolis"]),
        ("movies", "_person=Fritz+Lang&_decade=1930", ["The Testament of Dr. Mabuse"]),
        ("movies", "_person=Nobody", []),
        ("movies", "_seen=1", ["Dr. Mabuse", "Metropolis"]),
        ("movies", "_seen=0", ["Faust", "The Testament of Dr. Mabuse"]),
        ("movies", "collection=Mabuse", ["Dr. Mabuse", "The Testament of Dr. Mabuse"]),
        ("series", "_person=Fritz+Lang", ["Chronicle"]),
        ("series", "_seen=1", []),
        ("series", "_seen=0", ["Bonanza", "Chronicle"]),
    ],
)
def test_walls_are_filtered_by_person_viewing_and_collection(site, table, query, shown):
    page = site.get(f"/cineorg/{table}?{query}").text
    assert titles(page) == shown
    assert [row["title"] for row in site.get(f"/cineorg/{table}.json?{query}&_shape=array").json()] == shown
    label = {"_seen=1": "seen", "_seen=0": "ot "}.get(query, query.partition("=")[2].split("&")[0])
    chips = re.findall(r'<a class="chip" href="[^"]*">([^<]+)<span', page)
    assert any(label.replace("+", " ").lower() in chip.lower() for chip in chips), chips


def test_the_filters_of_people_and_viewings_count_and_every_option_leaves_so_many(site):
    page = site.get("/cineorg/movies").text
    assert options(page, "People") == {"Fritz Lang": 3, "Thea von Harbou": 2, "Brigitte Helm": 1}
    assert options(page, "Seen") == {"Seen": 2, "Not seen": 2}
    assert options(page, "Collection") == {"Mabuse": 2}
    assert options(site.get("/cineorg/movies?_decade=1930").text, "People") == {
        "Fritz Lang": 1, "Thea von Harbou": 1,
    }  # fmt: skip
    for table in ("movies", "series"):
        found = re.findall(
            r'<li><a href="(\?[^"]+)">[^<]+<span>([\d,]+)</span>', site.get(f"/cineorg/{table}").text
        )
        for href, count in found:
            assert len(titles(site.get(f"/cineorg/{table}{href.replace('&amp;', '&')}").text)) == int(count)


@pytest.mark.parametrize("hidden", ["people", "credits", "viewings"])
def test_who_may_not_see_a_table_learns_nothing_of_it(file, hidden):
    own = metadata()
    own["databases"]["cineorg"]["tables"][hidden]["allow"] = {"id": "root"}
    site = Site([file], metadata=own)
    telling = "Seen" if hidden == "viewings" else "People"
    assert options(site.get("/cineorg/movies", ROOT).text, telling)
    assert not options(site.get("/cineorg/movies").text, telling)
    query = "_seen=1" if hidden == "viewings" else "_person=Brigitte+Helm"
    assert len(titles(site.get(f"/cineorg/movies?{query}", ROOT).text)) < 4
    assert len(titles(site.get(f"/cineorg/movies?{query}").text)) == 4
    film, search = site.get(address_of(site, "Dr. Mabuse")).text, site.get("/cineorg/search?q=lang").text
    if hidden == "viewings":
        assert "seen 12 March" not in film
    else:
        assert "Fritz Lang" not in film
        assert 'aria-label="People"' not in search
        assert site.get(LANG).status_code in (403, 404)
    site.close()


def test_names_with_markup_stay_text(site, file):
    db = connect(file)
    db.execute("update people set name = ?", [MARKUP])
    db.execute("update movies set collection = ?", [MARKUP])
    db.conn.commit()
    db.close()
    for path in (LANG, "/cineorg/movies", "/cineorg/movies/1", "/cineorg/search?q=alert"):
        page = site.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
