"""A catalogue for a test: made once in a process and copied; its rows, and what must always hold."""

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from cineorg_catalog.check import consistency
from cineorg_catalog.db import summaries
from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.db.models import MODELS
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.resources import shipped

SMALL = shipped("data/reference")
DECIDED = ("movies", "series", "episodes", "movie_files", "episode_files", "titles")
KEPT = (*DECIDED, "pending_validations", "video_files", "trash")  # all that a decision can change


def new_catalogue(folder: Path) -> Database:
    "The catalogue of a folder, created if there is none."
    path = folder / "cineorg.db"
    if not path.exists():
        write_copy(_nothing, path)
    return connect(path)


def copied_catalogue(source: Path, folder: Path) -> Database:
    "A copy of the catalogue of one folder in another; nobody has the first one open."
    shutil.copyfile(source / "cineorg.db", folder / "cineorg.db")
    return connect(folder / "cineorg.db")


def _nothing(db: Database) -> None:
    "An empty catalogue holds the tables and no row."


def write_copy(fill: Callable[[Database], Any], path: Path) -> Any:
    "Write the catalogue that `fill` makes to `path`, and return what `fill` returned."
    made, returned = _made(fill)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, path)
    return returned


@cache
def _made(fill: Callable[[Database], Any]) -> tuple[Path, Any]:
    folder = Path(tempfile.mkdtemp(prefix="cineorg-catalogue-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with closing(connect(folder / "cineorg.db")) as db:
        upgrade(db)
        return folder / "cineorg.db", fill(db)


@cache
def built_small() -> Path:
    "The small reference, built once in a process: as a folder, it would be read anew by every scan."
    path = Path(tempfile.mkdtemp(prefix="cineorg-reference-")) / "reference.db"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    build_reference(SMALL, path)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("insert into info values ('shipped', '1')")  # as when it is read as a folder
    return path


def load(db, *roots, **options):
    "A scan with the small reference; returns its report."
    return scan(db, roots, ScanOptions(reference=built_small(), **options))


def rows(db, *tables, but=()):
    "Whole tables, row by row as dicts."
    found = {}
    for table in tables or KEPT:
        cursor = db.execute(f"select * from {table} order by 1, 2")
        names = [item[0] for item in cursor.description]
        found[table] = [
            {name: value for name, value in zip(names, row, strict=True) if name not in but}
            for row in cursor.fetchall()
        ]
    return found


def column(db, sql, *values):
    return [row[0] for row in db.execute(sql, values)]


def sound(db):
    "What holds after every step whatsoever."
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    with writing(db):
        for model in MODELS:
            if model.fts:
                db.execute(
                    f"insert into {model.table}_fts({model.table}_fts, rank) values ('integrity-check', 1)"
                )
    twice = "select path from video_files group by path having count(*) > 1"
    assert column(db, twice) == []
    assert column(db, twice.replace("path", "path_bytes")) == []
    twice = "select video_file_id from pending_validations group by 1 having count(*) > 1"
    assert column(db, twice) == []
    assert [found.sentence for found in consistency(db) if found.kind in ("copies", "search")] == []
    linked = """select id from video_files where id in (select video_file_id from movie_files)
                and id in (select video_file_id from episode_files)"""
    assert column(db, linked) == []
    assert summaries.differing(db) == []
    failed = 'select reasons_json from pending_validations where reasons_json like \'%"what": "fault"%\''
    assert column(db, failed) == []


def by_path(db, path):
    "The id of the file at a path."
    found = column(db, "select id from video_files where path_bytes = ?", os.fsencode(path))
    return found[0] if found else None


def pending_of(db, path):
    "The row of pending_validations of the file at a path, as a dict."
    sql = """select pending.* from pending_validations as pending
             join video_files as files on files.id = video_file_id where path_bytes = ?"""
    cursor = db.execute(sql, [os.fsencode(path)])
    row = cursor.fetchone()
    return None if row is None else dict(zip([item[0] for item in cursor.description], row, strict=True))
