"""Tables and queries: the few columns first, cells in words and links, JSON and CSV as they are."""

import re
import shutil
import sqlite3
from contextlib import closing
from urllib.parse import urlencode

import pytest
from datasette.utils import path_from_row_pks

from cineorg_catalog.db.columns import columns
from cineorg_catalog.db.models import BY_TABLE
from tests.support.site import ROOT, Site, metadata

SERVED = [model.table for model in BY_TABLE.values()]
COMPOUND = ("movie_files", "episode_files", "source_records")  # Datasette adds a column of links to these


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


@pytest.mark.parametrize("table", [name for name in SERVED if name not in COMPOUND])
def test_a_table_shows_the_few_columns_that_matter_in_their_order(site, table):
    few = metadata()["databases"]["cineorg"]["tables"][table]["plugins"]["cineorg_review"]["columns"]
    page = site.get(f"/cineorg/{table}?_view=table", ROOT).text
    assert re.findall(r'data-column="(\w+)" data-column-type', page) == few
    every = [item.name for item in columns(BY_TABLE[table])]
    if len(every) == len(few):
        assert "more column" not in page
        return
    assert f"{len(every) - len(few)} more column" in page
    address = re.search(r'more columns?: <a href="([^"]+)"', page)[1].replace("&amp;", "&")
    whole = site.get(f"/cineorg/{table}{address}", ROOT).text
    assert set(re.findall(r'data-column="(\w+)" data-column-type', whole)) == set(every)


@pytest.mark.parametrize(
    ("asked", "shown", "not_shown"),
    [
        ("?_col=tmdb_id", ["id", "tmdb_id"], ["title", "year"]),
        ("?_nocol=title", ["tmdb_id", "overview"], ["title"]),
        ("?_view=table&_sort_desc=year", ["title", "year"], ["tmdb_id"]),
        ("?title__contains=metro&_facet=year", ["title", "year"], ["tmdb_id"]),
        ("?_view=table&_size=1&_search=metropolis", ["title"], ["tmdb_id"]),
    ],
)
def test_columns_named_in_the_address_count(site, asked, shown, not_shown):
    answer = site.get(f"/cineorg/movies{asked}")
    found = re.findall(r'data-column="(\w+)" data-column-type', answer.text)
    assert answer.status_code == 200
    assert set(shown) <= set(found)
    assert not set(not_shown) & set(found)


def test_every_filter_stays_on_the_way_to_all_columns(site):
    page = site.get("/cineorg/movies?_view=table&title__contains=metro&_next=x").text
    address = re.search(r'more columns: <a href="([^"]+)"', page)
    assert address is None or "title__contains=metro" in address[1]
    page = site.get("/cineorg/movies?_view=table&title__contains=metro").text
    assert "title__contains=metro" in re.search(r'more columns: <a href="([^"]+)"', page)[1]


@pytest.mark.parametrize(
    "path",
    ["/cineorg/movies", "/cineorg/pending_validations", "/cineorg/video_files/1", "/cineorg/decisions/1"],
)
def test_json_and_csv_are_left_alone(site, file, path):
    db = sqlite3.connect(file)
    db.row_factory = sqlite3.Row
    table, _, key = path.removeprefix("/cineorg/").partition("/")
    rows = site.get(f"{path}.json?_shape=objects").json()["rows"]
    expected = [
        dict(row) for row in db.execute(f"select * from {table} where id = ifnull(nullif(?, ''), id)", [key])
    ]
    db.close()
    for row in expected:
        row.pop("path_bytes", None)
    for row in rows:
        row.pop("path_bytes", None)
    assert sorted(rows, key=lambda row: row["id"]) == expected
    if not key:
        assert site.get(f"{path}.csv").text.splitlines()[0].split(",") == [
            item.name for item in columns(BY_TABLE[table])
        ]


CELLS = [
    ("/cineorg/movies?_view=table", '<a href="/cineorg/movies?genres_json__arraycontains=Sci-Fi">Sci-Fi</a>'),
    ("/cineorg/movies?_view=table", '<a href="/cineorg/movies/1">Metropolis</a>'),
    ("/cineorg/movies?_col=imdb_id", '<a href="https://www.imdb.com/title/tt0017136/" rel="noreferrer">'),
    ("/cineorg/movies?_col=tmdb_id", '<a href="https://www.themoviedb.org/movie/19" rel="noreferrer">19</a>'),
    ("/cineorg/video_files", '<a href="/cineorg/video_files?languages_json__arraycontains=de">German</a>'),
    ("/cineorg/video_files?_col=missing_since", 'T07:08:09.000000Z">2026-05-06 07:08</time>'),
    ("/cineorg/pending_validations", "Nosferatu (1922), score 67 and 2 others"),
    ("/cineorg/pending_validations", "has none; Another title fits as well: Nosferatu (2024, tt5040012); "),
    ("/cineorg/pending_validations?_col=auto_validated", 'col-auto_validated type-int">yes<'),
    ("/cineorg/pending_validations?_col=parsed_json", "Bonanza S01E01"),
    ("/cineorg/titles", '<a href="/cineorg/movies/1">movie:1</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/movies/1">Metropolis (1927)</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/series/1">Bonanza (1959)</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/video_files/1">nosferatu.mkv</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/movies/2">Nosferatu (1922)</a>'),
    ("/cineorg/decisions?_col=entity_id&_col=entity_type", ">Metropolis (1927)</a>"),
    ("/cineorg/decisions?_col=after_json", "1 validation, 1 film, 1 file of a film"),
    ("/cineorg/trash", "/videos/Films/Metropolis copy.mkv"),
    ("/cineorg/loads", "1 error: /x.mkv: torn"),
    ("/cineorg/loads", "9 seen, 9 new"),
    ("/cineorg/search?q=metropolis", '<a class="card" href="/cineorg/movies/1">'),
    ("/cineorg/missing_files", "video_files?path__exact=%2Fvideos%2F"),
    ("/cineorg?sql=select+'%2Fa%26b\"<'+as+path", 'path__exact=%2Fa%26b%22%3C">/a&amp;b&#34;&lt;</a>'),
    ("/cineorg?sql=select+3+as+only_copies,'%2Fa%26b'+as+volume", '/only_copies?volume=%2Fa%26b">3</a>'),
    ("/cineorg?sql=select+'**a**'+as+note_markdown", "<strong>a</strong>"),
    ("/cineorg?sql=select+'**a**'+as+note", 'class="col-note">**a**</td>'),
    ("/cineorg?sql=select+3+as+only_copies", 'class="col-only_copies">3</td>'),
    ("/cineorg/volumes", "/cineorg/only_copies?volume="),
    ("/cineorg/search?q=paiute", '<a href="/cineorg/episodes/2">Bonanza · The Paiute War</a>'),
    ("/cineorg/recent", '<a href="/cineorg/series/1">Bonanza</a>'),
    ("/cineorg/missing_episodes", '<a href="/cineorg/series/1">Bonanza</a>'),
    ("/cineorg/missing_episodes", '>The Paiute War</td>'),
    ("/cineorg/missing_files", '>Bonanza S01E01</td>'),
    ("""/cineorg?sql=select+'["en","fr"]'+as+file_says""", "English, French</td>"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "cell"), CELLS)
def test_a_cell_is_words_and_links(site, path, cell):
    assert cell in site.get(path).text.replace("&#x2F;", "/")


def test_the_path_of_a_query_leads_to_its_file_and_the_only_copies_to_their_list(site):
    page = site.get("/cineorg/missing_files").text
    file = re.search(r'href="(/cineorg/video_files\?path__exact=[^"]+)"', page)[1]
    assert "Bonanza.S01E01.mkv" in site.get(file).text
    assert "1 row" in site.get(file).text
    page = site.get("/cineorg/volumes").text
    copies = re.search(r'href="(/cineorg/only_copies[^"]+)">(\d+)</a>', page)
    assert f"{copies[2]} row" in site.get(copies[1]).text


def test_a_genre_in_a_cell_leads_to_the_films_that_have_it(site):
    page = site.get("/cineorg/movies?genres_json__arraycontains=Sci-Fi")
    assert "Metropolis" in page.text
    assert "1 film" in page.text


def test_what_the_columns_hold_stands_behind_the_data(site):
    page = site.get("/cineorg/movies?_view=table").text
    assert (
        page.index("Metropolis</a>")
        < page.index("Year of its first release</dd>")
        < page.index("CREATE TABLE")
    )
    assert page.count("Year of its first release</dd>") == 1


def test_a_query_says_what_it_is_and_what_its_columns_hold(file):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["volumes"]["columns"] = {"volume": "The <b>folder</b>"}
    site = Site([file], metadata=own)
    page = site.get("/cineorg/volumes").text
    assert "<title>Disks</title>" in page
    assert "The &lt;b&gt;folder&lt;/b&gt;" in page
    for path in (
        "/cineorg?sql=select+1+as+one",
        "/cineorg/volumes?_hide_sql=1",
        "/cineorg/volumes?_show_sql=1",
        "/cineorg?sql=select+x",
        "/cineorg/search?q=&_hide_sql=1",
    ):
        assert "</footer>" in site.get(path).text
        assert site.get(path).status_code == (400 if path.endswith("+x") else 200)
    assert "<title>select 1 as one</title>" in site.get("/cineorg?sql=select+1+as+one").text
    assert 'id="sql-query"' in site.get("/cineorg/volumes?_show_sql=1").text
    assert 'id="sql-query"' not in site.get("/cineorg/volumes").text
    site.close()


def test_a_database_of_an_earlier_version_is_read_without_being_upgraded(shared, tmp_path):
    file = tmp_path / "cineorg.db"
    shutil.copy(shared / "cineorg" / "first-version.db", file)
    for options in ({}, {"immutables": [str(file)]}):
        site = Site([] if options else [file], **options)
        for table in ("movies", "series", "episodes", "video_files", "pending_validations", "trash"):
            key = site.get(f"/cineorg/{table}.json?_shape=array&_facet=id").json()
            for row in key[:3]:
                page = site.get(f"/cineorg/{table}/{row['id']}", ROOT)
                assert page.status_code == 200
                assert 'id="co-all"' in page.text
            assert table == "video_files" or site.get(f"/cineorg/{table}").status_code == 200
        site.close()


def test_what_changes_in_the_database_is_on_the_next_page(file):
    "Counts after any write, the schema after a change of it by another program."
    site = Site([file])

    def tables():
        return {table["name"]: table for table in site.get("/cineorg.json").json()["tables"]}

    before = tables()
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("insert into titles (work, title, kind) values ('movie:1', 'Another', 'alternative')")
    assert tables()["titles"]["count"] == before["titles"]["count"] + 1
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("alter table titles add column noted text")
        db.execute("create table Notes (word text primary key)")
    after = tables()
    assert after["titles"]["columns"] == [*before["titles"]["columns"], "noted"]
    assert after["Notes"]["primary_keys"] == ["word"]
    assert site.get("/cineorg/Notes").status_code == 200
    site.close()


WRONG_KEYS = ("1", "500", "1,2,3", ",", "1,", "1,999999", "~FF", "1~2C1", "1" + ",1" * 500)


@pytest.mark.parametrize("table", COMPOUND)
@pytest.mark.parametrize("form", ["", ".json", ".csv", ".atom"])
def test_an_address_that_fits_no_compound_key_is_a_404(site, table, form):
    for key in WRONG_KEYS:
        answer = site.get(f"/cineorg/{table}/{key}{form}", ROOT)
        assert answer.status_code == 404, (key, answer.text)
        assert form != ".json" or not answer.json()["ok"]


def test_no_key_of_any_table_or_view_is_a_500(site, file):
    ours = "select name from sqlite_master where type in ('table', 'view') and name not glob '*_fts_*'"
    with closing(sqlite3.connect(file)) as db:
        names = [name for (name,) in db.execute(ours)]
    for name in names:
        for key in ("1.json", "1.atom", "~ED~A0~80.json"):
            status = site.get(f"/cineorg/{name}/{key}", ROOT).status_code
            assert status in (200, 302, 400, 404), (name, key)


@pytest.mark.parametrize("table", COMPOUND)
def test_a_row_of_a_compound_key_has_its_page(site, file, table):
    key = BY_TABLE[table].pk
    with closing(sqlite3.connect(file)) as db:
        db.row_factory = sqlite3.Row
        row = db.execute(f"select * from {table} limit 1").fetchone()
    address = f"/cineorg/{table}/{path_from_row_pks(row, key, False)}"
    assert site.get(address, ROOT).status_code == 200
    (found,) = site.get(f"{address}.json?_shape=objects", ROOT).json()["rows"]
    assert [found[name] for name in key] == [row[name] for name in key]


LISTS = ['["War"]', '["Film Noir", "War"]', '["Warm"]', "[]", '["war"]', '[null, "War"]', "[1, 2]",
         '[["War"]]', None, '"War"', '["K\\u00fche"]', "{}"]  # fmt: skip


@pytest.mark.parametrize("member", ["War", "1", "Kühe", "", "null"])
def test_a_member_of_a_list_is_found_as_by_datasettes_own_sql(file, member):
    with closing(sqlite3.connect(file)) as db, db:
        for text in LISTS:
            db.execute("insert into movies (title, genres_json) values (?, ?)", [f"list {text}", text])
        sql = "select title from movies where ? in (select value from json_each(genres_json)) order by id"
        wanted = [title for (title,) in db.execute(sql, [member])]
    site = Site([file])
    asked = {"genres_json__arraycontains": member, "_sort": "id", "_shape": "arrays", "_col": "title"}
    found = site.get("/cineorg/movies.json?" + urlencode(asked)).json()
    site.close()
    assert [row[-1] for row in found["rows"]] == wanted
