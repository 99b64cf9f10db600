"""A private string in any place of a public copy: each column of each table, the search indexes, the schema.

`test_publish.py` tests that such a find makes the export fail and leaves no file.
"""

import html
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.db.connection import connect, insert, writing
from cineorg_catalog.db.models import BY_TABLE, RootModel, VideoFileModel
from cineorg_catalog.publish import _EMPTY, PUBLIC, publish
from cineorg_catalog.publish.leaks import Leak, require_no_leak
from cineorg_catalog.sources.described import Described
from cineorg_catalog.sources.projection import bring_up_to_date
from cineorg_catalog.sources.records import put_records
from tests.support.sample_catalogue import make_lived_in

PLOT = 'TMDB alone calls the man in the tower "the heart" of this city.'
HASH = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
KEY = "a-token-of-mine-12345"
FILE = "Metropolis (1927) 2160p FRENCH.mkv"
PLANTED = f"<{PLOT}> /videos/Films/{FILE} and {HASH} and {KEY}"
FOUND = (  # what must be said of it
    *("a text that only closed sources hold: TMDB alone", "a file's name: Metropolis (1927)"),
    *("a scanned folder: /videos", f"a file's hash: {HASH}", f"a key: {KEY}"),
)
PLACES = sorted(
    {(table, name) for tables in (PUBLIC, _EMPTY) for table, names in tables.items() for name in names}
    - {(table, "id") for table in BY_TABLE}  # a whole number, and nothing else can be stored there
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    "A catalogue with private strings of every kind, and its public copy."
    folder = tmp_path_factory.mktemp("leaks")
    private, public = folder / "cineorg.db", folder / "public" / "cineorg.db"
    make_lived_in(private)
    with closing(connect(private)) as db:
        bring_up_to_date(db)
        with writing(db):
            put_records(db, [Described("tmdb", "movie", "19", overview=PLOT)])
            db.execute("update video_files set file_hash = ? where id = 1", [HASH])
    publish(private, public)
    return private, public


@pytest.fixture(scope="module", autouse=True)
def key():
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CINEORG_TMDB_TOKEN", KEY)
        yield


def found_after(made: tuple[Path, Path], folder: Path, *statements: tuple[str, list[str]]) -> list[str]:
    "What is found in a copy after it was changed."
    draft = draft_with(made, folder, *statements)
    with pytest.raises(Leak) as leak:
        require_no_leak(made[0], draft)
    return leak.value.found


def draft_with(made: tuple[Path, Path], folder: Path, *statements: tuple[str, list[str]]) -> Path:
    draft = folder / "cineorg.db"
    shutil.copyfile(made[1], draft)
    with closing(sqlite3.connect(draft)) as conn, conn:
        for sql, values in statements:
            conn.execute(sql, values)
    return draft


def columns_of(public: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(public)) as conn:
        sql = """select tables.name, columns.name, columns.type = 'INTEGER' and columns.pk = 1 from
                 pragma_table_list as tables, pragma_table_info(tables.name) as columns
                 where tables.type = 'table' and tables.name not like 'sqlite_%'"""
        return {
            (table, name) for table, name, is_number in conn.execute(sql) if not is_number or name != "id"
        }


@pytest.fixture(scope="module")
def everywhere(made, tmp_path_factory):
    "What is found when each column of each table has a row that holds all of it."
    by_table: dict[str, list[str]] = {}
    for table, name in columns_of(made[1]):
        by_table.setdefault(table, []).append(name)
    rows = (
        (
            f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})",
            [json.dumps([PLANTED]) if name.endswith("_json") else PLANTED for name in names],
        )
        for table, names in by_table.items()
    )
    return found_after(made, tmp_path_factory.mktemp("everywhere"), *rows)


def unnamed(found: list[str], place: str) -> list[str]:
    "What was planted and not found in a place."
    there = [item for item in found if item.endswith(f"(in {place})")]
    return [what for what in FOUND if not any(item.startswith(what) for item in there)]


def test_each_column_of_the_copy_is_tried(made):
    assert columns_of(made[1]) == set(PLACES)


@pytest.mark.parametrize(("table", "name"), PLACES, ids=lambda value: value)
def test_it_is_found_in_each_column(everywhere, table, name):
    assert unnamed(everywhere, f"{table}.{name}") == []


def test_it_is_found_in_a_search_index(made, tmp_path):
    sql = "insert into movies_fts (rowid, title) values (1, ?)"
    found = found_after(made, tmp_path, (sql, [PLANTED]))
    assert "words that its table does not have (in movies_fts)" in found


def test_it_is_found_in_the_schema(made, tmp_path):
    found = found_after(made, tmp_path, (f"create view planted as select '{PLANTED}' as it", []))
    assert unnamed(found, "sqlite_master.sql") == []


def test_it_is_found_in_a_part_of_an_index_that_lies_on_several_pages(made, tmp_path):
    sql, cut = "insert into movies_fts_data (id, block) values (99, ?)", 0
    for before in range(4000, 8200, len(FILE) // 2):
        planting = sql, [f"{'x' * before}{FILE}{'y' * (9999 - before)}".encode()]
        draft = draft_with(made, tmp_path, planting)
        if FILE.encode() not in draft.read_bytes():  # where a page ends in it
            cut += 1
            found = found_after(made, tmp_path, planting)
            assert any(item.startswith("a file's name: Metropolis") for item in found), before
    assert cut


SPELLED = {
    "in an address": lambda text: quote(text, safe=""),
    "twice in an address": lambda text: quote(quote(text, safe=""), safe=""),
    "in HTML": lambda text: html.escape(text).replace("/", "&#47;"),
    "in JSON": lambda text: json.dumps(text).replace("/", "\\/"),
    "in JSON in JSON": lambda text: json.dumps(json.dumps([text])),
    "in capitals": str.upper,
    "on other lines": lambda text: text.replace(" ", "\n  "),
    "in wide letters": lambda text: "".join(chr(ord(x) + 0xFEE0) if "!" <= x <= "~" else x for x in text),
}


@pytest.mark.parametrize("spelled", SPELLED.values(), ids=SPELLED.keys())
@pytest.mark.parametrize("planted", [PLOT, f"/videos/Films/{FILE}", FILE, HASH, KEY, "/videos"])
def test_it_is_found_however_it_is_spelled(made, tmp_path, planted, spelled):
    "A reader, or their browser, would read it all the same."
    found = found_after(made, tmp_path, ("update movies set overview = ?", [f"It is {spelled(planted)} ."]))
    assert any(item.endswith("(in movies.overview)") for item in found)


@pytest.mark.parametrize("beside", [FILE, f"<p>{html.escape(PLOT)}</p>", KEY, "from /videos"])
def test_the_text_beside_it_is_searched(made, beside):
    with pytest.raises(Leak, match="in its metadata"):
        require_no_leak(*made, f"title: Films\ndescription: {beside}\n")


# --- other catalogues -------------------------------------------------------------------------------


@pytest.fixture
def private(tmp_path):
    path = tmp_path / "private" / "cineorg.db"
    path.parent.mkdir()
    make_lived_in(path)
    with closing(connect(path)) as db:
        bring_up_to_date(db)
    return path


def write(path, *statements):
    with closing(connect(path)) as db, writing(db):
        for sql, values in statements:
            db.execute(sql, values)


def override(path, field, value):
    with closing(connect(path)) as db:
        edit(db, "movie", 1, {field: value}, by="ann")


LONG = "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"
GONE = {  # what only the past of a catalogue names
    "/srv/disk that was sold": ("update loads set roots_json = ?", '["/srv/disk that was sold"]'),
    "Old Holiday 1998.avi": (
        "update loads set errors_json = ?",
        '[{"path": "/srv/Old Holiday 1998.avi", "error": "cannot be read"}]',
    ),
    "holiday-picture.jpg": ("update series set poster_file = ?", "/srv/pictures/holiday-picture.jpg"),
    "C:\\Films\\near.mkv": ("update movies set file_path = ?", "C:\\Films\\near.mkv"),
    "near.mkv": ("update movies set file_path = ?", "C:\\Films\\near.mkv"),
    "/videos/Caf\\xe9.mkv": ("update video_files set path = ? where id = 1", "/videos/Caf\\xe9.mkv"),
}  # fmt: skip


@pytest.mark.parametrize("planted", GONE)
def test_what_only_the_past_names_is_private(private, tmp_path, planted):
    sql, value = GONE[planted]
    write(private, (sql, [value]))
    override(private, "overview", f"Seen at {planted} once.")
    with pytest.raises(Leak):
        publish(private, tmp_path / "public" / "cineorg.db")
    assert list((tmp_path / "public").iterdir()) == []


def test_bytes_that_are_not_utf8_are_found_as_an_address_spells_them(private, tmp_path):
    raw = b"/srv/Caf\xe9 Noir.mkv"
    file = VideoFileModel(path="/srv/Caf\\xe9 Noir.mkv", filename="Caf\\xe9 Noir.mkv", path_bytes=raw)
    with closing(connect(private)) as db, writing(db):
        insert(db, file)
    override(private, "overview", f"See file://{quote(raw)} there")
    with pytest.raises(Leak, match="Noir"):
        publish(private, tmp_path / "public" / "cineorg.db")


def test_honest_libraries_are_published(private, tmp_path):
    """A disc's folder is called as its film, a folder as a film, a user as a film.

    An open source may have copied what a closed one says, and an owner may write a long title in full.
    """
    plot = "A man of few words rides into the town of his brother."
    with closing(connect(private)) as db, writing(db):
        for name in ("Metropolis", "Mr. Nobody"):
            insert(db, VideoFileModel(path=f"/videos/{name}", filename=name, root="/videos"))
        insert(db, RootModel(path="/Films", path_bytes=b"/Films"))
        put_records(
            db,
            [
                Described("tmdb", "movie", "7", title=LONG, overview=plot),
                Described("tvmaze", "series", "8", title="Riders", overview=f"{plot} There is more."),
                Described("shipped", "movie", "tt0017136", overview=f"{plot.upper()} And so on."),
            ],
        )
        db.execute("update movies set file_path = '/videos/Mr. Nobody'")
        db.execute("update loads set host = 'Metropolis'")
    override(private, "title", LONG)
    override(private, "original_title", "Mr. Nobody")
    override(private, "overview", "Metropolis, of the Films with Ann, at max.")
    publish(private, tmp_path / "public" / "cineorg.db")
    with closing(sqlite3.connect(tmp_path / "public" / "cineorg.db")) as conn:
        assert conn.execute("select title from movies").fetchone() == (LONG,)


def test_a_plot_is_no_title_of_the_owner(private, tmp_path):
    with closing(connect(private)) as db, writing(db):
        put_records(db, [Described("tmdb", "movie", "19", title="x", overview=PLOT)])
    override(private, "title", PLOT)
    with pytest.raises(Leak, match="a text that only closed sources hold"):
        publish(private, tmp_path / "public" / "cineorg.db")
