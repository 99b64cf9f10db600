"""A catalogue made many times as large by SQL: row by row, a million files take three quarters of an hour."""

import sqlite3
from contextlib import closing
from pathlib import Path

from cineorg_catalog.db import summaries
from cineorg_catalog.db.connection import connect

APART = 10_000_000  # between the row numbers of two copies
_KEYS = {"id", "movie_id", "series_id", "episode_id", "video_file_id", "pending_id", "entity_id", "person_id"}
_PATH = "replace(replace({}, '/Films/', '/Films' || :copy || '/'), '/Series/', '/Series' || :copy || '/')"
_COPIED = {  # what differs in a copy besides the row numbers, as SQL: each copy is of other titles and files
    **dict.fromkeys(("path", "file_path"), _PATH),
    "path_bytes": f"cast({_PATH.format('path')} as blob)",
    "file_hash": ":copy || '-' || {}",
    "imdb_id": "'tt' || :copy || substr({}, 3)",
    "parsed_json": "json_set(iif(series_key is null, {0},"
    " json_set({0}, '$.series_key', series_key || :copy)), '$.title', read_title || ' ' || :copy)",
    "series_key": "{} || :copy",
    **dict.fromkeys(("read_title", "collection", "name"), "{} || ' ' || :copy"),
}
_OF_TITLE = {("movies", "title"), ("series", "title"), ("movies", "sort_title"), ("series", "sort_title")}
_FAST = ("journal_mode=off", "synchronous=off", "cache_size=-2000000", "foreign_keys=off")


def multiply(database: Path, times: int) -> None:
    "Add `times` - 1 copies of everything that a generated catalogue holds."
    with closing(sqlite3.connect(database, isolation_level=None)) as db:
        for setting in _FAST:
            db.execute(f"pragma {setting}")
        names = "select name from sqlite_master where type = 'table' and sql like ?"
        triggers = db.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"drop trigger {name}")
        indexes = [name for (name,) in db.execute(names, ["create virtual table%"]).fetchall()]
        skip = (*indexes, *summaries.TABLES, "sqlite_", "_sqlite")
        for (table,) in db.execute(names, ["create table%"]).fetchall():
            if not table.startswith(skip):
                _add_copies(db, table, times)
        for index in indexes:
            db.execute(f"insert into {index}({index}) values ('rebuild')")
        for _, sql in triggers:
            db.execute(sql)
    with closing(connect(database)) as catalogue:
        summaries.make_anew(catalogue)
        catalogue.execute("analyze")


def _add_copies(db: sqlite3.Connection, table: str, times: int) -> None:
    columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
    values = ", ".join(_in_a_copy(table, column) for column in columns)
    db.execute(f"create temp table base as select * from main.{table}")
    insert = f"insert into main.{table} ({', '.join(columns)}) select {values} from base"
    db.execute("begin")
    for copy in range(1, times):
        db.execute(insert, {"copy": copy})
    db.execute("commit")
    db.execute("drop table base")


def _in_a_copy(table: str, column: str) -> str:
    if column in _KEYS:
        return f"{column} + :copy * {APART}"
    if (table, column) in _OF_TITLE:
        return f"{column} || ' ' || :copy"
    return _COPIED.get(column, "{}").format(column)
