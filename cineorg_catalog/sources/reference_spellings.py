"""Finds titles of a reference that are spelt like another, slips and all.

With a year it compares with all titles of the years around, which stay in memory once they were needed;
without, with those of the same beginning. Gives title ids and looks at no words.
"""

import heapq
import sqlite3
from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from . import reference_schema as schema

_ALIKE = 62.0  # of 100: what is less alike is not worth a closer look
_FOUND_AT_MOST = 60
_BEGINNING = 4  # letters
_SAME_BEGINNING_AT_MOST = 8_000
_KEPT_TITLES = 2_000_000  # in memory, at about 80 bytes each
_READ_AT_MOST = 300_000  # titles of one kind and year: no year of IMDb has as many


class _Spellings:
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
                    score_cutoff=_ALIKE,
                    limit=_FOUND_AT_MOST,
                )
                found += ((-ratio, ids[index]) for _, ratio, index in matches)
        return [title_id for _, title_id in heapq.nsmallest(_FOUND_AT_MOST, found)]


class TitlesBySpelling:
    "The keys of the open reference `db`; belongs to one thread."

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._kept: OrderedDict[int, _Spellings] = OrderedDict()  # by slot, the last used last

    def near(self, key: str, year: int | None, kinds: tuple[str, ...]) -> list[int]:
        """Ids of titles spelt like the key, a glued article left out.

        Those of the year, of the years next to it and of no year known; without a year those of any that
        begin alike.
        """
        key = key.removeprefix("the") if len(key) > len("the") + _BEGINNING else key
        if year is None:
            return self._of_any_year(key, kinds)
        found = []
        for kind in kinds:
            for near_year in (year, year - 1, year + 1, None):
                if near_year is None or schema.is_storable_year(near_year):
                    found += self._of_slot(schema.slot(kind, near_year)).near(key)
        return found

    def _of_any_year(self, key: str, kinds: tuple[str, ...]) -> list[int]:
        beginning = key[:_BEGINNING]
        rows = self._db.execute(
            "select id, key from titles indexed by ix_titles_key where key >= ? and key < ? limit ?",
            (beginning, beginning + "\U0010ffff", _SAME_BEGINNING_AT_MOST),
        )
        return _Spellings(row for row in rows if schema.kind_of_title(row[0]) in kinds).near(key)

    def _of_slot(self, slot: int) -> _Spellings:
        known = self._kept.get(slot)
        if known is None:
            first, last = schema.slot_start(slot), schema.slot_start(slot + 1) - 1
            statement = "select id, key from titles where id between ? and ? limit ?"
            known = _Spellings(self._db.execute(statement, (first, last, _READ_AT_MOST)))
            self._kept[slot] = known
            while len(self._kept) > 1 and sum(kept.count for kept in self._kept.values()) > _KEPT_TITLES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(slot)
        return known
