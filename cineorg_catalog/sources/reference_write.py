"Writes batches of rows into the empty tables of a reference. Reads no file."

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from ..folding import fold_fresh
from . import reference_schema as schema
from .reference_rows import Batch

Progress = Callable[[str, float], None]
NOTED_AT_MOST = 100  # bad lines
# Python's sqlite3 takes longer to bind one None than three numbers: nothing comes as 0 or "".
_WORK = (
    "insert into works values",
    "(?, nullif(?, ''), ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0), nullif(?, ''))",
)
_TITLE = ("insert into titles (id, work, title, key, words, kind) values", "(?, ?, ?, ?, ?, ?)")
_TITLE_WITH_LANGUAGE = "insert into titles values (?, ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''))"
_ROWS_A_STATEMENT = 50  # a statement for each row takes half as long again
_OTHER_KEY = "insert into other_keys values (?, ?)"
_LAID_ASIDE = """
create temp table episode_titles (id integer primary key, title text not null);
create temp table loose_episodes (id integer, series integer, season integer, number integer);
"""
_EPISODES = """
insert or ignore into episodes select series, season, number, loose_episodes.id, title
from loose_episodes left join episode_titles using (id) order by series, season, number, loose_episodes.id
"""


class ReferenceWriter:
    "Writes everything; counts the bad lines and keeps the first hundred."

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.bad: list[tuple[str, int, str]] = []
        self.bad_count = 0

    def write(self, batches: Iterable[Batch], progress: Progress | None = None) -> None:
        "All of it in one transaction, then the indexes."
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
        self._insert(*_WORK, batch.works)
        self._insert(*_TITLE, batch.titles)
        insert(_OTHER_KEY, batch.other_keys)
        for work, titles in batch.other_titles:
            self._other_titles(work, titles)
        insert("insert or replace into votes values (?, ?)", batch.votes)
        insert("insert into loose_episodes values (?, ?, ?, ?)", batch.episodes)
        insert("insert or ignore into episode_titles values (?, ?)", batch.episode_titles)

    def _insert(self, into: str, values: str, rows: Sequence[tuple]) -> None:
        "Many rows with few statements."
        many = f"{into} {', '.join([values] * _ROWS_A_STATEMENT)}"
        whole = len(rows) - len(rows) % _ROWS_A_STATEMENT
        for first in range(0, whole, _ROWS_A_STATEMENT):
            self._db.execute(many, [*chain.from_iterable(rows[first : first + _ROWS_A_STATEMENT])])
        self._db.executemany(f"{into} {values}", rows[whole:])

    def _other_titles(self, work: int, titles: list[tuple[tuple, tuple[str, ...]]]) -> None:
        "Those that the work's main and original title are not already, as the last of their slot."
        form, year, *spellings = self._db.execute(
            "select form, year, title, original_title from works where id = ?", (work,)
        ).fetchone()
        there = {fold_fresh(spelling).key for spelling in set(spellings)}
        low, high = schema.title_ids(schema.kind_of(form) or "movie", year or 0, year or 0)
        last = self._db.execute(
            "select max(id) from titles where id between ? and ?", (low, high)
        ).fetchone()[0]
        for title, other_keys in titles:
            if title[2] not in there:
                last += 1
                self._db.execute(_TITLE_WITH_LANGUAGE, (last, *title))
                self._db.executemany(_OTHER_KEY, [(key, last) for key in other_keys])
