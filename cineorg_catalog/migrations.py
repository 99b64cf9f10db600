"""Numbered steps that move old data into columns of today, each run once (sqlite-utils migrations).

They convert and copy; they never make or drop a column and never name a whole table's columns.
A step that has been released is never changed: a later one mends it.
"""

import os

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from .columns import columns
from .models import MODELS

migrations = Migrations("cineorg_catalog")


@migrations(name="0001_utc_timestamps")
def utc_timestamps(db: Database) -> None:
    "`2026-11-22 07:05:31.783557`, as the application wrote UTC, becomes `2026-11-22T07:05:31.783557Z`."
    for model in MODELS:
        for item in columns(model):
            if item.name.endswith("_at"):
                name = item.name
                db.execute(
                    f"update {model.table} set {name} = replace(substr({name}, 1, 19), ' ', 'T') ||"
                    f" iif(substr({name}, 20, 1) = '.', substr({name} || '000000', 20, 7), '.000000') || 'Z'"
                    f" where {name} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:*'"
                )


@migrations(name="0002_path_bytes")
def path_bytes(db: Database) -> None:
    "The key of each file from its path; of a path stored twice the first row has it."
    first = "select min(id), path from video_files where path_bytes is null group by path"
    taken = {row[0] for row in db.execute("select path_bytes from video_files where path_bytes is not null")}
    rows = [(os.fsencode(path), key) for key, path in db.execute(first).fetchall()]
    db.conn.executemany(
        "update video_files set path_bytes = ? where id = ?", [row for row in rows if row[0] not in taken]
    )


@migrations(name="0003_link_files")
def link_files(db: Database) -> None:
    "A film's or an episode's `file_path` that a known file has is a link to that file."
    db.execute(
        """insert or ignore into movie_files (movie_id, video_file_id, is_main)
           select movies.id, min(video_files.id), 1 from movies
           join video_files on video_files.path = movies.file_path group by movies.id"""
    )
    db.execute(
        """insert or ignore into episode_files (episode_id, video_file_id)
           select episodes.id, min(video_files.id) from episodes
           join video_files on video_files.path = episodes.file_path group by episodes.id"""
    )


@migrations(name="0004_ids")
def ids(db: Database) -> None:
    "A place to remember the highest id that was taken out of each table; it is never given again."
    db.execute("create table if not exists cineorg_ids (name text primary key, highest integer not null)")


@migrations(name="0005_derived_columns")
def derived_columns(db: Database) -> None:
    "Best score, title, year and series of rows that were there before their triggers, which this sets off."
    db.execute("update pending_validations set candidates_json = candidates_json")
