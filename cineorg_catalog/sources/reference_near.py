"""Finds the titles of a reference that are near another, by their words and by their spelling.

Gives title ids with a similarity; which work is meant is for others to judge. The spelling is compared
with the titles of the years around, which stay in memory once they were needed; without a year, with the
titles of the same beginning.
"""

import heapq
import json
import sqlite3
from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz, process

from ..folding import Folded, fold_title
from . import reference_schema as schema
from .reference_words import TitlesByWords

_GOOD = 88.0  # a similarity at which no further way of searching is tried
_SPELLING_AT_LEAST = 62.0
_SPELT_ALIKE_AT_MOST = 60
_BEGINNING = 4  # letters
_SAME_BEGINNING_AT_MOST = 8_000
_KEPT_TITLES = 1_500_000  # in memory, at about 80 bytes each
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


class Spellings:
    "The keys of some titles by their length, for comparing one key with them all."

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self._keys: dict[int, list[str]] = defaultdict(list)
        self._ids: dict[int, array] = defaultdict(lambda: array("q"))
        self.count = 0
        for title_id, key in rows:
            self._keys[len(key)].append(key)
            self._ids[len(key)].append(title_id)
            self.count += 1

    def near(self, key: str) -> list[int]:
        "Ids of the titles whose key a few slips turn into this one, the nearest first."
        slack = 2 if len(key) < 24 else 3
        found: list[tuple[float, int]] = []
        for length in range(len(key) - slack, len(key) + slack + 1):
            if length in self._keys:
                ids = self._ids[length]
                matches = process.extract(
                    key,
                    self._keys[length],
                    scorer=fuzz.ratio,
                    score_cutoff=_SPELLING_AT_LEAST,
                    limit=_SPELT_ALIKE_AT_MOST,
                )
                found += ((-ratio, ids[index]) for _, ratio, index in matches)
        return [title_id for _, title_id in heapq.nsmallest(_SPELT_ALIKE_AT_MOST, found)]


class NearTitles:
    "Searches the open reference `db`; belongs to one thread."

    def __init__(self, db: sqlite3.Connection, titles: int) -> None:
        self._db = db
        self._words = TitlesByWords(db, titles)
        self._spellings: OrderedDict[int, Spellings] = OrderedDict()  # slot → its titles, last used last

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
        if all(near.similarity < _GOOD for near in found.values()):
            if year is None:
                compare(self._words.find_misspelt(words, ranges), "near")
                compare(self._same_beginning(folded.key, kinds), "near")
            else:
                compare(self._spelt_alike(folded.key, year, kinds), "near")
        return list(found.values())

    def _likeness(self, folded: Folded, title_ids: list[int]) -> Iterator[tuple[int, float]]:
        rows = self._db.execute(
            "select id, key, words, title from titles where id in (select value from json_each(?))",
            (json.dumps(title_ids),),
        )
        for title_id, key, words, title in rows:
            yield title_id, similarity(folded, key, words, title)

    def _spelt_alike(self, key: str, year: int, kinds: tuple[str, ...]) -> list[int]:
        found = []
        for kind in kinds:
            for near_year in (year, year - 1, year + 1, None):
                if near_year is None or schema.is_storable_year(near_year):
                    found += self._spellings_of(schema.slot(kind, near_year)).near(key)
        return found

    def _spellings_of(self, slot: int) -> Spellings:
        known = self._spellings.get(slot)
        if known is None:
            first = schema.slot_start(slot)
            last = schema.slot_start(slot + 1) - 1
            known = Spellings(
                self._db.execute("select id, key from titles where id between ? and ?", (first, last))
            )
            self._spellings[slot] = known
            while (
                len(self._spellings) > 1
                and sum(kept.count for kept in self._spellings.values()) > _KEPT_TITLES
            ):
                self._spellings.popitem(last=False)
        self._spellings.move_to_end(slot)
        return known

    def _same_beginning(self, key: str, kinds: tuple[str, ...]) -> list[int]:
        beginning = key[:_BEGINNING]
        rows = self._db.execute(
            "select id, key from titles indexed by ix_titles_key where key >= ? and key < ? limit ?",
            (beginning, beginning + "\U0010ffff", _SAME_BEGINNING_AT_MOST),
        )
        return Spellings(row for row in rows if schema.kind_of_title(row[0]) in kinds).near(key)


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
