"""A private string in any place of a public copy: each column of each table, the search indexes, the schema.

`test_publish.py` tests that such a find makes the export fail and leaves no file.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.db.models import BY_TABLE
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
    private, public = made
    draft = folder / "cineorg.db"
    shutil.copyfile(public, draft)
    with closing(sqlite3.connect(draft)) as conn, conn:
        for sql, values in statements:
            conn.execute(sql, values)
    with pytest.raises(Leak) as leak:
        require_no_leak(private, draft)
    return leak.value.found


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
