"""Finds the titles of a reference that are near another, by their words and by their spelling.

Gives title ids with a similarity; which work is meant is for others to judge.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz

from ..folding import Folded, fold_title
from . import reference_schema as schema
from .reference_spellings import TitlesBySpelling
from .reference_words import TitlesByWords

_GOOD = 88.0  # a similarity at which no further way of searching is tried
_GOOD_WITH_YEAR = 80.0
_ALL_ALIKE = 96.0  # what is no exact title is never more


class NearTitle(NamedTuple):
    """A title near the one searched. `how` is exact, tokens or near, `similarity` 0–100.

    `nearness` are up to 6 points for the year.
    """

    title_id: int
    how: str
    similarity: float
    nearness: float

    @property
    def points(self) -> float:
        return self.similarity + self.nearness


class NearTitles:
    "Searches the open reference `db`; belongs to one thread."

    def __init__(self, db: sqlite3.Connection, titles: int) -> None:
        self._db = db
        self._words = TitlesByWords(db, titles)
        self._spellings = TitlesBySpelling(db)

    def search(
        self, folded: Folded, year: int | None, kinds: tuple[str, ...], same: Iterable[int]
    ) -> list[NearTitle]:
        """The titles near a folded one, those of the `same` key among them, in no order that matters.

        With a year those of two years before to two after and of no year known; for a series, whose
        files often bear the year of a season, all up to then. Without a year those of all years.
        """
        words = folded.words.split()
        ranges = [found for kind in kinds for found in _ranges(kind, year)]
        here = [title_id for title_id in same if any(low <= title_id <= high for low, high in ranges)]
        found = {
            title_id: NearTitle(title_id, "exact", 100.0, _nearness(title_id, year)) for title_id in here
        }

        def compare(title_ids: Iterable[int], how: str) -> None:
            new = [title_id for title_id in title_ids if title_id not in found]
            for title_id, likeness in self._likeness(folded, new):
                found[title_id] = NearTitle(title_id, how, likeness, _nearness(title_id, year))

        compare(self._words.find(words, ranges), "tokens")
        good = _GOOD if year is None else _GOOD_WITH_YEAR
        if all(near.similarity < good for near in found.values()):
            if year is None:
                compare(self._words.find_misspelt(words, ranges), "near")
            compare(self._spellings.near(folded.key, year, kinds), "near")
        return list(found.values())

    def _likeness(self, folded: Folded, title_ids: list[int]) -> Iterator[tuple[int, float]]:
        rows = self._db.execute(
            "select id, key, words, title from titles where id in (select value from json_each(?))",
            (json.dumps(title_ids),),
        )
        for title_id, key, words, title in rows:
            yield title_id, similarity(folded, key, words, title)


def _ranges(kind: str, year: int | None) -> list[schema.Range]:
    if year is None:
        return [schema.title_ids(kind, None, None)]
    if kind == "series":
        return [schema.title_ids(kind, None, year + 1)]
    return [schema.title_ids(kind, max(1, year - 2), year + 2), schema.title_ids(kind, 0, 0)]


def _nearness(title_id: int, year: int | None) -> float:
    title_year = schema.year_of_title(title_id)
    if year is None or title_year is None:
        return 0.0
    if title_year < year and schema.kind_of_title(title_id) == "series":
        return 2.0  # a series goes on after its first year
    return {0: 6.0, 1: 3.0, 2: 1.0}.get(abs(title_year - year), 0.0)


def similarity(folded: Folded, key: str, words: str, title: str) -> float:
    """How alike a folded title and another of another key are, 0–96.

    The letters count, whatever the order of the words; a title that holds all words of the other gains
    on them, more where it begins with them, most where they are all that stands before its subtitle.
    """
    letters = max(fuzz.ratio(folded.key, key), fuzz.token_sort_ratio(folded.words, words))
    shared = 0.5 * letters + 0.45 * fuzz.token_set_ratio(folded.words, words)
    if words.startswith(folded.words + " "):
        shared = max(shared + 4, 90.0 if _main_title(title) == folded.key else 0.0)
    return min(_ALL_ALIKE, max(letters, shared))


def _main_title(title: str) -> str:
    "The key of what stands before the subtitle."
    for mark in (": ", " - ", " – ", "："):
        main, found, _ = title.partition(mark)
        if found:
            return fold_title(main).key
    return ""
