"""Finds titles of a reference by the words they share with another, misspelt words included.

Gives title ids, the most promising first, and compares no titles. However frequent the words, what one
search reads stays bounded.
"""

import heapq
import math
import sqlite3
from collections import defaultdict
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import reference_schema as schema

_WORDS_AT_MOST = 12  # of a searched title; a longer one is found by its rarest dozen
_READ_AT_MOST = 6_000  # titles that share one word, for one search
_FOUND_AT_MOST = 250
_WEIGHT_AT_LEAST = 0.4  # of the best found
_TELLS_NOTHING = 0.01  # of all titles
_RARE = 5  # titles; a word rarer than that may be somebody's slip

Spellings = tuple[str, ...]  # of one word


class TitlesByWords:
    "The word index of the open reference `db`, which holds so many titles."

    def __init__(self, db: sqlite3.Connection, titles: int) -> None:
        self._db = db
        self._titles = titles
        self._frequency = lru_cache(maxsize=50_000)(self._count)
        self._corrections = lru_cache(maxsize=5_000)(self._corrected)

    def find(self, words: list[str], ranges: list[schema.Range]) -> list[int]:
        "Ids of titles with these words, singular or plural, in one or in two words."
        return self._weighed([self._forms(words, at) for at in range(len(words))], ranges)

    def find_misspelt(self, words: list[str], ranges: list[schema.Range]) -> list[int]:
        "The same with words that one or two slips turn into these, for the words that hardly any title has."
        corrected = [self._corrections(word) for word in words]
        return self._weighed(corrected, ranges) if any(len(spellings) > 1 for spellings in corrected) else []

    def _weighed(self, words: list[Spellings], ranges: list[schema.Range]) -> list[int]:
        """Titles by the weight of the words they share; a rare word weighs more.

        The words that few titles have start the search; the others only add to what these found. Where
        all are frequent, the search starts with the titles that have all of them.
        """
        known = self._telling(self._known(words))
        if not known:
            return []
        budget = _READ_AT_MOST if any(map(schema.is_wide, ranges)) else 10 * _READ_AT_MOST
        starting = [match for frequency, match in known if frequency <= budget]
        start = " OR ".join(starting) or " AND ".join(match for _, match in known)
        weights: dict[int, float] = defaultdict(float)
        for frequency, match in known:
            weight = math.log(1 + self._titles / frequency)
            for title_id in self._matching(match if match in starting else f"{match} AND ({start})", ranges):
                weights[title_id] += weight
        enough = _WEIGHT_AT_LEAST * max(weights.values(), default=0)
        promising = ((-weight, title_id) for title_id, weight in weights.items() if weight >= enough)
        return [title_id for _, title_id in heapq.nsmallest(_FOUND_AT_MOST, promising)]

    def _known(self, words: list[Spellings]) -> list[tuple[int, str]]:
        "(number of titles, query) of each word that any title has, the rarest first."
        counted = {
            " OR ".join(f'"{spelling}"' for spelling in spellings): sum(map(self._frequency, spellings))
            for spellings in words
        }
        return sorted((count, f"({match})") for match, count in counted.items() if count)[:_WORDS_AT_MOST]

    def _telling(self, known: list[tuple[int, str]]) -> list[tuple[int, str]]:
        "Without the words that nearly every title has, unless there are no others."
        return [word for word in known if word[0] < _TELLS_NOTHING * self._titles] or known

    def _matching(self, match: str, ranges: list[schema.Range]) -> list[int]:
        statement = (
            "select rowid from title_words where title_words match ? and rowid between ? and ? limit ?"
        )
        found: list[int] = []
        for low, high in ranges:
            found += (row[0] for row in self._db.execute(statement, (match, low, high, _READ_AT_MOST)))
        return found

    def _forms(self, words: list[str], at: int) -> Spellings:
        "A word, its plural or singular, and the one word that it and the next may be together."
        word = words[at]
        forms = [word, f"{word}s", word.removesuffix("s"), "".join(words[at : at + 2])]
        return tuple(form for form in dict.fromkeys(forms) if form and self._frequency(form))

    def _corrected(self, word: str) -> Spellings:
        """The word and those of the index that one slip turns into it, two for a longer word.

        Compared only with words of the same first or the same last letter: a slip spares one of them.
        """
        if len(word) < 4 or self._frequency(word) > _RARE:
            return (word,)
        slips = 1 if len(word) < 6 else 2
        near = set()
        for length in range(len(word) - slips, len(word) + slips + 1):
            for end in (0, -1):
                terms = self._terms.get((length, end, word[end]), [])
                matches = process.extract(word, terms, scorer=OSA.distance, score_cutoff=slips, limit=8)
                near |= {(distance, term) for term, distance, _ in matches}
        return (word, *(term for _, term in sorted(near)[:8] if term != word))

    @cached_property
    def _terms(self) -> dict[tuple[int, int, str], list[str]]:
        "Every word of the index by its length and its first (0) and last (-1) letter."
        terms: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for (term,) in self._db.execute("select term from vocabulary"):
            terms[len(term), 0, term[0]].append(term)
            terms[len(term), -1, term[-1]].append(term)
        return dict(terms)

    def _count(self, term: str) -> int:
        found = self._db.execute("select doc from vocabulary where term = ?", (term,)).fetchone()
        return found[0] if found else 0
