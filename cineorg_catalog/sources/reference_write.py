"""Writes batches of rows into the empty tables of a reference. Reads no file."""

import sqlite3
from collections.abc import Callable, Iterable

from ..folding import fold_fresh
from . import reference_schema as schema
from .reference_rows import Batch

Progress = Callable[[str, float], None]
NOTED_AT_MOST = 100  # bad lines
_WORK = "insert into works values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TITLE = "insert into titles values (?, ?, ?, ?, ?, ?, ?, ?)"
_LAID_ASIDE = """
create temp table episode_titles (id integer primary key, title text not null);
create temp table loose_episodes (id integer, series integer, season integer, number integer);
"""
_EPISODES = """
insert or ignore into episodes select series, season, number, loose_episodes.id, title
from loose_episodes left join episode_titles using (id) order by series, season, number, loose_episodes.id
"""


class ReferenceWriter:
    "Numbers the titles and writes everything; counts the bad lines and keeps the first hundred."

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._last_title: dict[int, int] = {}  # slot → the last title id there
        self.bad: list[tuple[str, int, str]] = []
        self.bad_count = 0

    def write(self, batches: Iterable[Batch], progress: Progress | None = None) -> None:
        "All of it in one transaction."
        self._db.executescript(schema.TABLES + _LAID_ASIDE)
        self._db.execute("begin")
        for batch in batches:
            self._batch(batch)
            if progress:
                progress(batch.file, batch.read)
        self._db.execute(_EPISODES)
        self._db.execute("commit")
        self._db.executescript(schema.INDEXES)

    def _batch(self, batch: Batch) -> None:
        insert = self._db.executemany
        self.bad_count += len(batch.bad)
        self.bad += batch.bad[: NOTED_AT_MOST - len(self.bad)]
        insert(_WORK, batch.works)
        for slot, titles in batch.titles:
            self._titles(slot, titles)
        for work, titles in batch.other_titles:
            self._titles_of(work, titles)
        insert("insert or replace into votes values (?, ?)", batch.votes)
        insert("insert into loose_episodes values (?, ?, ?, ?)", batch.episodes)
        insert("insert or ignore into episode_titles values (?, ?)", batch.episode_titles)

    def _titles(self, slot: int, titles: list[tuple]) -> None:
        first = self._last_title.get(slot, schema.slot_start(slot)) + 1
        self._last_title[slot] = first + len(titles) - 1
        self._db.executemany(_TITLE, [(title_id, *title[:7]) for title_id, title in enumerate(titles, first)])
        other_keys = [(key, title_id) for title_id, title in enumerate(titles, first) for key in title[7]]
        if other_keys:
            self._db.executemany("insert into other_keys values (?, ?)", other_keys)

    def _titles_of(self, work: int, titles: list[tuple]) -> None:
        "The titles of a work that its main and its original title are not already."
        form, year, *spellings = self._db.execute(
            "select form, year, title, original_title from works where id = ?", (work,)
        ).fetchone()
        there = {fold_fresh(spelling).key for spelling in set(spellings)}
        new = [title for title in titles if title[2] not in there]
        if new:
            self._titles(schema.slot(schema.kind_of(form) or "movie", year), new)
