"""Gives titles their ids, those of one kind and year after each other. Folds nothing and writes nothing."""

from collections.abc import Iterable
from operator import itemgetter

from ..folding import Folded
from . import reference_schema as schema

MAIN, ORIGINAL, TRANSLATED, ALTERNATIVE = range(len(schema.TITLE_KINDS))


class NumberedTitles:
    "Rows of `titles` and `other_keys`, until they are taken."

    def __init__(self) -> None:
        self._last: dict[int, int] = {}  # slot → the last id there
        self._rows: list[tuple] = []
        self._other_keys: list[tuple[str, int]] = []

    def add(self, kind: int, titles: Iterable[tuple[int, int, str, Folded]]) -> None:
        "Titles of one of the kinds above as (slot, work, title, the same folded)."
        last, rows = self._last, self._rows
        for slot, work, title, (key, words, _, others) in titles:
            last[slot] = title_id = (last.get(slot) or schema.slot_start(slot)) + 1
            rows.append((title_id, work, title, key, words, kind))
            if others:
                self._other_keys += [(other, title_id) for other in others]

    def taken(self) -> tuple[list[tuple], list[tuple[str, int]]]:
        "The rows since the last time, in the order of their ids, and their other keys."
        taken = sorted(self._rows, key=itemgetter(0)), self._other_keys
        self._rows, self._other_keys = [], []
        return taken
