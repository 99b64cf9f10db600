"""Films and series as a wall: filters with counts, chips, sorting, marks, and the table one click away."""

import re

import pytest

from cineorg_catalog.browse.wall import HUES, hue_of
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import MovieModel
from cineorg_catalog.sources.projection import bring_up_to_date
from tests.support.approved_files import movie_file
from tests.support.approving import approve
from tests.support.sample_catalogue import MARKUP
from tests.support.site import ROOT, Site, metadata, text_of


@pytest.fixture
def file(file):
    "Two films and a series."
    db = connect(file)
    approve(db, 1, "tt0013442", by="ann")
    db.close()
    return file


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def titles(page: str) -> list[str]:
    return re.findall(r'<span class="title">([^<]*)</span>', page)


def options(page: str, name: str) -> dict[str, int]:
    "The options of a filter with their counts."
    menu = page.partition(f"<summary>{name}</summary>")[2].partition("</details>")[0]
    return {label.strip(): int(count) for label, count in re.findall(r">([^<>]+)<span>([\d,]+)</span>", menu)}


def test_the_wall_shows_every_film_and_leads_to_its_page(site):
    page = site.get("/cineorg/movies").text
    assert titles(page) == ["Metropolis", "Nosferatu"]
    assert '<a class="card" href="/cineorg/movies/1">' in page
    assert text_of(page).count("2 films") == 1


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?_decade=1920", ["Metropolis", "Nosferatu"]),
        ("?_decade=1930", []),
        ("?_letter=N", ["Nosferatu"]),
        ("?_letter=%23", []),
        ("?_video=1080p", ["Metropolis", "Nosferatu"]),
        ("?_video=2160p", []),
        ("?_copies=1", []),
        ("?genres_json__arraycontains=Sci-Fi", ["Metropolis"]),
        ("?_search=metro*&_searchmode=raw", ["Metropolis"]),
        ("?_decade=x&_letter=&_video=wide", ["Metropolis", "Nosferatu"]),
        ("?_sort_desc=year", ["Metropolis", "Nosferatu"]),
        ("?_sort=year", ["Nosferatu", "Metropolis"]),
    ],
)
def test_filters_and_sorting_are_links_that_the_json_knows_too(site, query, shown):
    assert titles(site.get(f"/cineorg/movies{query}").text) == shown
    rows = site.get(f"/cineorg/movies.json{query}&_shape=array").json()
    assert [row["title"] for row in rows] == shown


def test_titles_are_sorted_and_lettered_without_article_case_and_accents(file):
    db = connect(file)
    for title in ("The Impossible Voyage", "élan", "9 Songs"):
        insert(db, MovieModel(title=title))
    bring_up_to_date(db)
    db.close()
    site = Site([file])
    in_order = ["9 Songs", "élan", "The Impossible Voyage", "Metropolis", "Nosferatu"]
    for address, shown in {"": in_order, "?_letter=I": in_order[2:3], "?_letter=e": in_order[1:2]}.items():
        assert titles(site.get(f"/cineorg/movies{address}").text) == shown
    assert titles(site.get("/cineorg/movies?_letter=%23").text) == in_order[:1]
    site.close()


def test_each_option_leaves_as_many_titles_as_it_says(site):
    for table in ("movies", "series"):
        page = site.get(f"/cineorg/{table}").text
        links = re.findall(r'<li><a href="(\?[^"]+)">[^<]+<span>([\d,]+)</span>', page)
        assert links
        for href, count in links:
            assert len(titles(site.get(f"/cineorg/{table}{href.replace('&amp;', '&')}").text)) == int(count)


def test_options_are_counted_among_what_the_other_filters_leave(site):
    every, few = (site.get(f"/cineorg/movies{query}").text for query in ("", "?_letter=N"))
    assert options(every, "Decade") == {"1920s": 2}
    assert options(few, "Decade") == {"1920s": 1}
    assert options(every, "Genre") == {"Drama": 1, "Sci-Fi": 1}
    assert options(few, "Genre") == {}


def test_a_chip_takes_its_filter_away_and_leaves_the_others(site):
    page = site.get("/cineorg/movies?_decade=1920&_letter=M").text
    chips = dict(re.findall(r'<a class="chip" href="([^"]+)">([^<]+)<span', page))
    assert {label.strip() for label in chips.values()} == {"1920s", "M"}
    (without_decade,) = (href for href, label in chips.items() if label.strip() == "1920s")
    assert titles(site.get("/cineorg/movies" + without_decade).text) == ["Metropolis"]


def test_the_counts_follow_what_is_written(site, file):
    assert options(site.get("/cineorg/movies").text, "Decade") == {"1920s": 2}
    db = connect(file)
    db.execute("update movies set year = 1931 where id = 1")
    db.conn.commit()
    db.close()
    assert options(site.get("/cineorg/movies").text, "Decade") == {"1930s": 1, "1920s": 1}


def test_the_table_is_one_click_away_and_stays_one(site):
    page = site.get("/cineorg/movies?_decade=1920").text
    (href,) = re.findall(r'class="as-table" href="([^"]+)"', page)
    table = site.get("/cineorg/movies" + href.replace("&amp;", "&")).text
    assert 'class="rows-and-columns"' in table
    assert "1920s" in table


def test_marks_say_what_is_missing_or_needs_review_or_is_there_twice(site, file):
    db = connect(file)
    db.execute("update video_files set missing_since = '2026-05-06' where id = 8")
    db.execute("update pending_validations set validation_status = 'pending' where video_file_id = 8")
    db.conn.commit()
    db.close()
    page = site.get("/cineorg/movies").text
    assert re.findall(r'<span class="(\w+)" title="([^"]+)">', page) == [
        ("missing", "one of its files is missing"),
        ("review", "one of its files needs review"),
    ]
    series = text_of(site.get("/cineorg/series").text)
    assert "1 of 3" in series


def test_copies_on_the_wall_are_versions_no_hard_links(site, file):
    db = connect(file)
    db.execute("update video_files set device = 1, inode = 5 where id = 1")
    movie_file(db, "/a/linked.mkv", title="Nosferatu", year=1922, id="tt0013442", device=1, inode=5)
    shown = site.get("/cineorg/movies?_copies=1").text
    assert (titles(shown), "×2" in text_of(shown)) == ([], False)
    movie_file(db, "/a/copied.mkv", title="Nosferatu", year=1922, id="tt0013442", device=1, inode=6)
    db.close()
    shown = site.get("/cineorg/movies?_copies=1").text
    assert (titles(shown), "×2" in text_of(shown)) == (["Nosferatu"], True)


def test_a_title_of_markup_stays_text_on_its_card(file):
    db = connect(file)
    db.execute("update movies set title = ?", [MARKUP])
    db.conn.commit()
    db.close()
    site = Site([file])
    page = site.get("/cineorg/movies").text
    site.close()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_who_may_not_see_the_films_has_no_way_to_them(file):
    own = metadata()
    own["databases"]["cineorg"]["tables"]["movies"]["allow"] = {"id": "root"}
    site = Site([file], metadata=own)
    assert 'href="/cineorg/movies"' in site.get("/", ROOT).text
    assert 'href="/cineorg/movies' not in site.get("/").text
    assert site.get("/cineorg/movies").status_code == 403
    site.close()


def test_a_name_always_has_the_same_one_of_the_colours():
    found = {hue_of(f"Film {number}") for number in range(500)}
    assert found == set(range(HUES))
    assert hue_of("Metropolis") == hue_of("Metropolis")
