"""The public copy: what it shows, what it does not hold, that it proves itself, and that it is served."""

import html
import json
import os
import re
import sqlite3
import sys
from contextlib import closing

import httpx
import pytest
import yaml
from click.testing import CliRunner

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.cli import cli
from cineorg_catalog.db.connection import connect, engine, insert, writing
from cineorg_catalog.db.models import ExternalIdModel
from cineorg_catalog.enrich import EnrichOptions, enrich, switch
from cineorg_catalog.errors import BadUsage, CatalogueError
from cineorg_catalog.publish import publish
from cineorg_catalog.publish.leaks import Leak
from cineorg_catalog.sources.described import Credit, Described, EpisodeFacts, OtherTitle
from cineorg_catalog.sources.projection import bring_up_to_date, project
from cineorg_catalog.sources.records import put_records
from cineorg_catalog.titles import find_or_make_episodes
from tests.support.approving import approve
from tests.support.sample_catalogue import add_file, film, make_big, make_lived_in, series
from tests.support.site import ROOT, Site, serving
from tests.support.source_server import KEYS, SETTINGS
from tests.support.source_server import serving as answering

SAYS = {
    "tmdb": "Only the database of films says that this city was ruled by a man in a tower.",
    "tvdb": "Only the database of television says that four men ride through the burning map.",
    "imdb": "Only the datasets say that a ranch was kept by a father and his three grown sons.",
    "nfo": "Only the file beside the video says that somebody once wrote a very long sentence.",
    "tvmaze": "The adventures of Ben Cartwright and his sons, as the free guide tells of them.",
}


def records():
    "Of every source one record for each of the two titles."
    for source, text in SAYS.items():
        for kind, key in (("movie", "19" if source == "tmdb" else "tt0017136"), ("series", "tt0052451")):
            source_id = "747" if source == "tvmaze" else "8" if source == "nfo" else key
            yield Described(
                source,
                kind,
                source_id,
                title=f"{source}'s title",
                overview=text,
                genres=("Western",),
                poster_path=f"/pictures-of-{source}.jpg",
                credits=(Credit(f"Somebody of {source}", "actor", "Himself"),),
                titles=(OtherTitle(f"Autre titre de {source}", "fr", "translated"),),
            )


@pytest.fixture
def private(tmp_path):
    "A catalogue with a past, and records of every source."
    path = tmp_path / "private" / "cineorg.db"
    path.parent.mkdir()
    make_lived_in(path)
    with closing(connect(path)) as db:
        bring_up_to_date(db)
        with writing(db):
            insert(db, ExternalIdModel(series_id=1, source="tvmaze", source_id="747"))
            put_records(db, records())
            for kind in ("movie", "series", "episode"):
                project(db, kind, [1])
    return path


@pytest.fixture
def target(tmp_path):
    return tmp_path / "public" / "cineorg.db"


def read(path, sql):
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


def override(path, field, value, kind="movie"):
    with closing(connect(path)) as db:
        edit(db, kind, 1, {field: value}, by="root")


def test_closed_titles_are_shown_as_the_name_was_read_and_open_texts_with_their_source(private, target):
    made = publish(private, target)
    assert read(private, "select title from movies") != [("Metropolis",)]
    film = read(target, "select title, year, overview, genres_json, duration_seconds from movies")
    assert film == [("Metropolis", 1927, "A city of two halves.", '["Drama", "Sci-Fi"]', 9180)]
    assert read(target, "select title, overview from series") == [("tvmaze's title", SAYS["tvmaze"])]
    assert read(target, "select name from people") == [("Somebody of tvmaze",)]
    assert read(target, "select title, language, source from titles order by id") == [
        ("Autre titre de tvmaze", "fr", "tvmaze"),
        ("Bonanza", None, "name"),
    ]
    assert read(target, "select kind, id, source, link from attributions") == [
        ("series", 1, "TVmaze", "https://www.tvmaze.com/shows/747")
    ]
    assert "CC BY-SA 4.0" in read(target, "select attribution from sources where name = 'tvmaze'")[0][0]
    assert made.sources == ("tvmaze", "name", "file")
    links = {row[0] for row in read(target, "select link from links")}
    assert {"https://www.imdb.com/title/tt0017136/", "https://www.themoviedb.org/movie/19"} <= links


def test_episodes_that_only_a_closed_source_lists_are_left_out(private, target):
    lists = {"imdb": ("tt0052451", (7, 8)), "tvmaze": ("747", (8,))}
    with closing(connect(private)) as db, writing(db):
        for source, (key, numbers) in lists.items():
            said = tuple(EpisodeFacts(2, number, f"{source} {number}") for number in numbers)
            put_records(db, [Described(source, "episodes", key, episodes=said)])
        find_or_make_episodes(db, 1, {(2, 7), (2, 8)})
        project(db, "episode", [row[0] for row in db.execute("select id from episodes")])
    publish(private, target)
    shown = "select episode_number, title from episodes where season_number = 2"
    assert read(private, shown) == [(7, "imdb 7"), (8, "tvmaze 8")]
    assert read(target, shown) == [(8, "tvmaze 8")]


def test_nothing_private_is_in_the_bytes(private, target):
    publish(private, target)
    data = target.read_bytes()
    files = read(private, "select path, filename, file_hash from video_files")
    for text in (*(value for row in files for value in row), "/videos", "pictures-of", "given away"):
        assert len(str(text)) < 6 or str(text).encode() not in data
    for source in ("tmdb", "tvdb", "imdb", "nfo"):
        assert SAYS[source].encode() not in data
    tables = {row[0] for row in read(target, "select name from sqlite_master where type = 'table'")}
    assert not tables & {
        "trash",
        "roots",
        "source_records",
        "overrides",
        "settings",
        "viewings",
        "cineorg_ids",
    }
    for table in ("decisions", "pending_validations", "loads"):
        assert read(target, f"select count(*) from {table}") == [(0,)]
    columns = {
        row[1] for table in ("movies", "video_files") for row in read(target, f"pragma table_info({table})")
    }
    assert not columns & {
        "path",
        "path_bytes",
        "filename",
        "file_path",
        "file_hash",
        "full_hash",
        "poster_path",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "/videos/Films/Metropolis (1927) 2160p FRENCH.mkv"),
        ("title", "Seen in /videos"),
        ("overview", SAYS["tmdb"]),
        ("overview", f"It begins. {SAYS['imdb']} It ends."),
        ("genres", "Drama,/videos/Films/x"),
        ("genres", "ann"),
    ],
)
def test_a_planted_private_string_makes_the_export_fail(private, target, field, value):
    override(private, field, value)
    with pytest.raises(Leak, match="deleted"):
        publish(private, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    "secret", [SAYS["tmdb"], "Metropolis (1927) 2160p FRENCH.mkv", "a-token-of-mine-12345"]
)
def test_wherever_it_was_planted(private, target, monkeypatch, secret):
    "An episode's title, a name in the credits, another title, a longer text, an id."
    monkeypatch.setenv("CINEORG_TMDB_TOKEN", "a-token-of-mine-12345")
    open_one = Described(
        "shipped",
        "series",
        "tt0052451",
        overview="Long. " * 2000 + secret,
        credits=(Credit(secret, "actor"),),
        titles=(OtherTitle(secret),),
    )
    with closing(connect(private)) as db, writing(db):
        if secret == SAYS["tmdb"]:  # an open record that holds it too would make it open: a person wrote it
            db.execute("insert into overrides (series_id, field, value_json) values (1, 'overview', ?)",
                       [json.dumps("Long. " * 2000 + secret)])  # fmt: skip
        else:
            put_records(db, [open_one])
    with pytest.raises(Leak):
        publish(private, target)
    assert not target.exists()


def test_a_failed_export_leaves_an_earlier_copy(private, target):
    publish(private, target)
    before = target.read_bytes()
    override(private, "title", "/videos/Films/Metropolis (1927) 2160p FRENCH.mkv")
    with pytest.raises(Leak):
        publish(private, target)
    assert target.read_bytes() == before


def test_a_film_may_be_called_like_a_person_who_decided(private, target):
    override(private, "title", "Ann")
    publish(private, target)
    assert read(target, "select title from movies") == [("Ann",)]


def test_columns_are_added_knowingly(private, target):
    publish(private, target, ["movies.file_size_bytes", "viewings.rating"])
    assert read(target, "select file_size_bytes is not null from movies") == [(1,)]
    assert read(target, "select movie_id, rating from viewings") == [(1, 9.0)]
    with pytest.raises(BadUsage, match="cannot be added"):
        publish(private, target, ["movies.file_path"])
    with pytest.raises(BadUsage, match="itself"):
        publish(private, private)


def test_the_command_says_what_it_found(private, target):
    try:
        words = ["--db", str(private), "export", "public", str(target)]
        done = CliRunner().invoke(cli, [*words, "--json"])
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["counts"]["movies"] == 1
        target.unlink()
        override(private, "title", "In /videos")
        refused = CliRunner().invoke(cli, words)
    finally:
        engine.use(None)
    assert refused.exit_code == 1
    assert "a scanned folder: /videos (in movies.title)" in refused.output
    assert not target.exists()


def test_it_is_served_immutable_with_walls_and_title_pages(private, target):
    made = publish(private, target)
    os.rename(private, private.with_name("elsewhere.db"))
    said = yaml.safe_load(made.metadata.read_text())
    assert said["license"] == "CC BY-SA 4.0"
    assert "endorsed" not in made.metadata.read_text()
    assert "courtesy" not in made.metadata.read_text()
    with (
        serving(target, "--metadata", str(made.metadata), command=_immutable()) as (address, _),
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        for path, words in {
            "/": "Metropolis",
            "/cineorg/movies": "Metropolis",
            "/cineorg/movies?_view=table": "Metropolis",
            "/cineorg/series": "tvmaze",
            "/cineorg/movies/1": "A city of two halves.",
            "/cineorg/series/1": SAYS["tvmaze"],
            "/cineorg/episodes/1": "Episode 1",
            "/cineorg/search?q=metrop": "Metropolis",
            "/cineorg/recent": "Metropolis",
            "/cineorg/feed_new.atom": "Metropolis",
            "/cineorg/missing_episodes": "Episode 4",
            "/cineorg/attributions": "https://www.tvmaze.com/shows/747",
            "/cineorg": "CC BY-SA 4.0",
            "/-/reports": "Recently added",
            "/-/dashboards/library": "Films by decade",
        }.items():
            page = client.get(path)
            assert page.status_code == 200, (path, page.text[-500:])
            assert words.replace("'", "&#39;") in page.text or words in page.text, path
            assert 'method="post"' not in page.text
        for path in ("/-/pending", "/-/title/movie/1", "/cineorg/decisions", "/cineorg/video_files"):
            assert client.get(path).status_code == 403, path


# --- a generated library, enriched from all sources ------------------------------------------------

MATCHED = (
    film("tt0133093", "The Matrix", 1999, 100),
    series("tt0944947", "Game of Thrones", 2011, season=1, episodes=(1,)),
    series("tt3107288", "The Flash", 2014, season=1, episodes=(1,)),
    series("tt0903747", "Breaking Bad", 2008, season=1, episodes=(1,)),
)
IDS = {"The Matrix": {"tmdb_id": "603"}, "Game of Thrones": {"tmdb_id": "1399"},
       "Breaking Bad": {"tvdb_id": "81189"}}  # fmt: skip


@pytest.fixture(scope="module")
def enriched(shared, tmp_path_factory):
    "The public copy of a generated library that every source was asked about: the copy, and its site."
    folder = tmp_path_factory.mktemp("enriched")
    private = folder / "cineorg.db"
    make_big(private, films=20, episodes=20, waiting=4)
    with closing(connect(private)) as db:
        bring_up_to_date(db)
        for work in MATCHED:
            match(db, work)
        with answering(shared) as server, pytest.MonkeyPatch.context() as environment:
            for name, value in {**dict.fromkeys(SETTINGS, server.address), **KEYS}.items():
                environment.setenv(name, value)
            for name in ("tmdb", "tvdb", "tvmaze"):
                switch(db, name, True)
            assert enrich(db, private, EnrichOptions(languages=("fr", "en"))).answered == len(MATCHED)
    made = publish(private, folder / "public" / "cineorg.db")
    site = public_site(made)
    yield private, made, site
    site.close()


def match(db, work):
    "A file of a title, and all ids by which its sources know it."
    name = {"kind": work.kind, "title": work.title, "year": work.year}
    if work.kind == "series":
        name |= {"season": 1, "episodes": [1]}
    pending = add_file(db, f"/volume1/{work.title}/{work.title} 1.mkv", name, (work,))
    approve(db, pending, work.id, by="ann")
    if work.title in IDS:
        table = "movies" if work.kind == "movie" else "series"
        (key,) = db.execute(f"select max(id) from {table}").fetchone()
        edit(db, work.kind, key, IDS[work.title], by="ann")


def test_a_folder_of_a_disk_that_is_off_is_not_made_anew(private, tmp_path):
    with pytest.raises(CatalogueError, match="Is its disk mounted"):
        publish(private, tmp_path / "usb" / "public" / "cineorg.db")
    assert not (tmp_path / "usb").exists()


def public_site(made):
    "Datasette in this process, as `datasette serve -i` with the metadata that was made."
    return Site([], immutables=[str(made.path)], metadata=yaml.safe_load(made.metadata.read_text()))


def test_of_all_sources_only_texts_that_may_be_published_are_in_it(enriched):
    private, made, _ = enriched
    held = "select distinct source from source_records order by 1"
    assert {"imdb", "tmdb", "tvdb", "tvmaze"} <= {row[0] for row in read(private, held)}
    assert made.sources == ("tvmaze", "name", "file")
    assert {row[0] for row in read(made.path, "select title from series")} >= {"Game of Thrones", "The Flash"}
    written = made.path.read_bytes() + made.metadata.read_bytes()
    long = """select distinct atom from source_records, json_tree(data_json) where type = 'text'
              and length(atom) >= 40 and source not in ('tvmaze', 'name', 'file', 'shipped')"""
    texts = [row[0] for row in read(private, long)]
    assert {"Seven noble families fight for a throne.", "Un professeur de chimie bascule dans le crime."} < {
        *texts
    }
    assert [text for text in texts if text.encode() in written] == []


def test_every_chart_of_the_copy_has_its_data(enriched):
    _, made, site = enriched
    dashboards = yaml.safe_load(made.metadata.read_text())["plugins"]["datasette-dashboards"]
    found = {}
    for name, chart in dashboards["library"]["charts"].items():
        answer = site.get("/cineorg.json", params={"sql": chart["query"], "_shape": "array"})
        assert answer.status_code == 200, answer.text
        found[name] = answer.json()
    films = read(made.path, "select count(*) from movies where year is not null")[0][0]
    assert sum(bar["films"] for bar in found["decades"]) == films > 0
    assert {"films", "episodes", "decades", "genres"} == found.keys()


def test_each_title_with_texts_of_tvmaze_says_so_with_licence_and_link(enriched):
    _, made, site = enriched
    said = "select kind, id, link from attributions"
    [(kind, key, link)] = read(made.path, said)
    assert (kind, link) == ("series", "https://www.tvmaze.com/shows/13")
    (episode,) = read(made.path, f"select id from episodes where series_id = {key} limit 1")[0]
    for path in (f"/cineorg/series/{key}", f"/cineorg/episodes/{episode}"):
        page = site.get(path).text
        assert f'<a href="{link}" rel="noreferrer">TVmaze</a>' in page
        assert 'href="https://creativecommons.org/licenses/by-sa/4.0/"' in page
        assert "Series data from TVmaze, licensed under CC BY-SA 4.0." in page
    assert link not in site.get("/cineorg/series/1").text


def test_its_walls_and_title_pages_are_ours_and_show_no_form(enriched):
    _, made, site = enriched
    shown = {"/": "", "/cineorg/movies": 'class="card"', "/cineorg/series": 'class="card"'}
    for table in ("movies", "series", "episodes"):
        for (key,) in read(made.path, f"select id from {table} order by id desc limit 2"):
            shown[f"/cineorg/{table}/{key}"] = '<article class="sheet">'
    for path, words in shown.items():
        for actor in (None, ROOT):
            page = site.get(path, actor)
            assert page.status_code == 200
            assert words in page.text, path
            assert "<form" not in page.text.replace('<form role="search"', "").replace(LOG_OUT, ""), path
            assert "/-/title/" not in page.text


def test_its_pages_link_only_to_pages_that_it_has_and_name_no_command(enriched):
    _, _, site = enriched
    texts = {path: site.get(path).text for path in ("/", "/-/reports", "/cineorg", "/cineorg/movies/1")}
    links = {link for text in texts.values() for link in re.findall(r'href="(/[^"#]*)"', text)}
    assert {"/cineorg/feed_new.atom", "/cineorg/recent"} <= links
    assert [link for link in sorted(links) if site.get(html.unescape(link)).status_code != 200] == []
    assert [path for path, text in texts.items() if "cineorg-load" in text or "0 bytes" in text] == []


LOG_OUT = '<form action="/-/logout"'  # of Datasette, for whom a cookie names


def _immutable():
    return [sys.executable, "-m", "datasette", "serve", "-i"]
