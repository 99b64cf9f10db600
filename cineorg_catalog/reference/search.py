"""Finds titles of a reference that are similar to another one: by shared words, and by spelling.

The order of hits never depends on the order of rows, and the number of reads is bounded however frequent the
words are. `matching` judges which title is meant.
"""

import heapq
import json
import math
import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from ..normalize import Folded, fold_title
from . import schema

_SAME, _BUT_FOR_AN_ARTICLE, _BY_A_VARIANT = 100.0, 98.0, 97.0


@dataclass(frozen=True, slots=True)
class ReferenceTitle:
    """A film or series of the reference, or one that an online source found beside it.

    `id` is its IMDb id, or a slug of ours if it has none; `kind` is movie or series, `form` IMDb's titleType;
    `votes` is the number of IMDb votes, None if unknown; `shipped` says that it is of the small reference
    that comes with this program, not of IMDb. For one found online, `id` is the id at `source`, and `ids` are
    all its ids.
    """

    id: str
    kind: str
    form: str
    title: str
    original_title: str
    year: int | None = None
    end_year: int | None = None
    duration_seconds: int | None = None
    votes: int | None = None
    genres: tuple[str, ...] = ()
    shipped: bool = False
    source: str | None = None
    ids: tuple[tuple[str, str], ...] = ()
    found_at: str | None = None

    @property
    def imdb_id(self) -> str | None:
        if self.source is not None:
            return dict(self.ids).get("imdb")
        return self.id if schema.imdb_number(self.id) is not None else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A work that a title may mean, and the one of its titles that matches.

    `how` is exact, tokens or near; `similarity` is 0–100: 100 for the same title, 98 if only an article
    differs, 97 for a variant of its key ("Part 2" as 2); inexact hits are below that.
    """

    work: ReferenceTitle
    matched_title: str
    language: str | None
    how: str
    similarity: float


def first_hits(hits: Iterable[Hit]) -> list[Hit]:
    "The first hit of each work."
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.work.id, hit)
    return list(first.values())


def tie_order(hit: Hit) -> tuple:
    "Sort key for ties, whatever the order of the rows: better known and older first."
    work = hit.work
    return (-(work.votes or 0), work.year or 0, work.id, hit.matched_title)


def vote_points(hit: Hit) -> float:
    "A few points for many votes: 0 for none, 4 for a million."
    return math.log10(1 + (hit.work.votes or 0)) * 2 / 3


def closeness(folded: Folded, matched: str) -> float:
    other = fold_title(matched)
    if other.whole == folded.whole:
        return _SAME
    return _BUT_FOR_AN_ARTICLE if other.key == folded.key else _BY_A_VARIANT


def work_from_row(row: Iterable) -> ReferenceTitle:
    number, slug, form, title, original, year, end_year, minutes, genres, votes, shipped = row
    return ReferenceTitle(
        slug or schema.imdb_id(number),
        schema.kind_of(form) or "movie",
        form,
        title,
        original,
        year,
        end_year,
        None if minutes is None else minutes * 60,
        votes,
        tuple(genres.split(",")) if genres else (),
        bool(shipped),
    )


class KeptRows:
    """Rows of the open reference `db` by their id, which is the first column of the `statement`.

    The last ones read are kept, because the readings of a name and the files of a folder find the same.
    """

    def __init__(self, db: sqlite3.Connection, statement: str, at_most: int) -> None:
        self._db = db
        self._statement = statement
        self._at_most = at_most
        self._rows: dict[int, tuple] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, ids: Collection[int]) -> list[tuple]:
        new = [one for one in ids if one not in self._rows]
        if len(self._rows) + len(new) > self._at_most:
            self._rows.clear()
            new = list(ids)
        if new:
            rows = self._db.execute(self._statement, (json.dumps(new),)).fetchall()
            self._rows.update((row[0], row) for row in rows)
        return [row for one in ids if (row := self._rows.get(one))]


_ALIKE = 62.0  # of 100: less similar titles are not examined
_SPELT_ALIKE_AT_MOST = 60
_BEGINNING = 4  # in letters
_SAME_BEGINNING_AT_MOST = 8_000
_KEPT_TITLES = 2_000_000  # titles kept in memory, at about 80 bytes each
_SPELLINGS_AT_MOST = 300_000  # titles of one kind and year: no year of IMDb has as many


class TextsByLength:
    "Some texts, shortest first, for comparing one with all of about its length."

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        lengths = list(map(len, texts))
        self._places = array("q", sorted(range(len(texts)), key=lengths.__getitem__))
        self._texts = [texts[place] for place in self._places]

    def __len__(self) -> int:
        return len(self._texts)

    def near(
        self, text: str, lengths: tuple[float, float], at_least: float, limit: int
    ) -> list[tuple[int, float]]:
        """The places of the texts that are `at_least` so similar (0–100), and how much, the nearest first.

        Only texts whose length is within `lengths` are compared.
        """
        first = bisect_left(self._texts, lengths[0], key=len)
        last = bisect_right(self._texts, lengths[1], key=len)
        found = process.extract(
            text, self._texts[first:last], scorer=fuzz.ratio, score_cutoff=at_least, limit=None
        )
        nearest = heapq.nsmallest(limit, ((-ratio, self._places[first + at]) for _, ratio, at in found))
        return [(place, -ratio) for ratio, place in nearest]


class _Keys:
    "The keys of some titles, for finding those that a misspelt key may mean."

    def __init__(self, rows: list[tuple[int, str]]) -> None:
        self._ids = array("q", (title_id for title_id, _ in rows))
        self._spellings = TextsByLength(key for _, key in rows)

    def __len__(self) -> int:
        return len(self._ids)

    def near(self, key: str) -> list[int]:
        "Ids of the titles whose key becomes this one by a few slips, nearest first."
        lengths = (len(key) - _slack(key), len(key) + _slack(key))
        return [self._ids[at] for at, _ in self._spellings.near(key, lengths, _ALIKE, _SPELT_ALIKE_AT_MOST)]


def _slack(key: str) -> int:
    "By how many letters a misspelt key may be longer or shorter."
    return 2 if len(key) < 24 else 3


class TitlesBySpelling:
    "The keys of the open reference `db`; for use in one thread."

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._kept: OrderedDict[int, _Keys] = OrderedDict()  # by slot, the most recently used last

    def near(self, key: str, year: int | None, kinds: tuple[str, ...]) -> list[int]:
        """Ids of titles spelt like the key, without an attached article.

        Those of the year, of the years next to it and of unknown year; without a year, those of any year with
        the same beginning.
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
        slack = _slack(key)
        ranges = [schema.title_ids(kind, None, None) for kind in kinds]
        within = " or ".join(["id between ? and ?"] * len(ranges))
        statement = f"""select id, key from titles indexed by ix_titles_key
                        where key >= ? and key < ? and length(key) between ? and ? and ({within}) limit ?"""
        lengths = (len(key) - slack, len(key) + slack)
        bounds = (beginning, f"{beginning}\U0010ffff", *lengths, *chain(*ranges), _SAME_BEGINNING_AT_MOST)
        return _Keys(sorted(self._db.execute(statement, bounds))).near(key)

    def _of_slot(self, slot: int) -> _Keys:
        known = self._kept.get(slot)
        if known is None:
            first, last = schema.slot_start(slot), schema.slot_start(slot + 1) - 1
            statement = "select id, key from titles where id between ? and ? limit ?"
            known = _Keys(self._db.execute(statement, (first, last, _SPELLINGS_AT_MOST)).fetchall())
            self._kept[slot] = known
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _KEPT_TITLES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(slot)
        return known


_WORDS_AT_MOST = 12  # words of a searched title; a longer one is found by its rarest dozen
_SHARING_A_WORD_AT_MOST = 6_000  # titles per word that one search reads
_SHARING_WORDS_AT_MOST = 150
_WEIGHT_AT_LEAST = 0.4  # share of the best title's weight
_TELLS_NOTHING = 0.01  # share of all titles
_FEW = 300  # titles per word that are read for all years at once: as fast as a read for each range
_KEPT_WORDS = 1_000  # words whose titles are kept in memory, at 8 bytes a title
_RARE = 5  # titles; a word in fewer of them may be a misspelling

Spellings = tuple[str, ...]  # corrections of one word


class TitlesByWords:
    "The word index of the open reference `db`, which holds `titles` titles."

    def __init__(self, db: sqlite3.Connection, titles: int) -> None:
        self._db = db
        self._titles = titles
        self._frequency = lru_cache(maxsize=50_000)(self._count)
        self._corrections = lru_cache(maxsize=5_000)(self._corrected)
        self._counts = defaultdict[tuple[int, str], "array[int]"](lambda: array("q"))  # as in `_terms`
        # The readings of a name search for the same words.
        self._everywhere = lru_cache(maxsize=_KEPT_WORDS)(self._with_word)
        self._in_years = lru_cache(maxsize=_KEPT_WORDS)(self._matching)

    def find(self, words: list[str], ranges: list[schema.Range]) -> list[int]:
        "Ids of titles with these words, in singular or plural, as one word or two."
        return self._weighed([self._forms(words, at) for at in range(len(words))], ranges)

    def find_misspelt(self, words: list[str], ranges: list[schema.Range]) -> list[int]:
        "The same, also with words that differ by one or two slips, for words that hardly any title has."
        corrected = [self._corrections(word) for word in words]
        return self._weighed(corrected, ranges) if any(len(spellings) > 1 for spellings in corrected) else []

    def _weighed(self, words: list[Spellings], ranges: list[schema.Range]) -> list[int]:
        """Titles by the weight of the words they share; rare words weigh more.

        The search starts from the words that few titles have; the others only add to what these found. If all
        are frequent, it starts from the titles that have all of them.
        """
        known = self._telling(self._known(words))
        if not known:
            return []
        budget = _SHARING_A_WORD_AT_MOST if any(map(schema.is_wide, ranges)) else 10 * _SHARING_A_WORD_AT_MOST
        starting = [match for frequency, match in known if frequency <= budget]
        start = " OR ".join(starting) or " AND ".join(match for _, match in known)
        weights: dict[int, float] = {}
        left = sum(map(self._weight, known))  # of the words that are not looked up yet
        for word in known:
            frequency, match = word
            found: Iterable[int]
            if frequency <= _FEW:
                found = _within(self._everywhere(match), ranges)
            else:
                wanted = match if match in starting else f"{match} AND ({start})"
                found = self._in_years(wanted, tuple(ranges))
            add_word(self._weight(word), found, weights, left)
            left -= self._weight(word)
        return heaviest(weights)

    def _weight(self, word: tuple[int, str]) -> float:
        return math.log(1 + self._titles / word[0])

    def _known(self, words: list[Spellings]) -> list[tuple[int, str]]:
        "(number of titles, query) for each word that any title has, rarest first."
        counted = {
            " OR ".join(f'"{spelling}"' for spelling in spellings): sum(map(self._frequency, spellings))
            for spellings in words
        }
        return sorted((count, f"({match})") for match, count in counted.items() if count)[:_WORDS_AT_MOST]

    def _telling(self, known: list[tuple[int, str]]) -> list[tuple[int, str]]:
        "Leave out words that nearly every title has, unless there are no others."
        return [word for word in known if word[0] < _TELLS_NOTHING * self._titles] or known

    def _with_word(self, match: str) -> "array[int]":
        "Ids of all titles with a word that few have, in order."
        rows = self._db.execute(
            "select rowid from title_words where title_words match ? order by rowid", (match,)
        )
        return array("q", chain.from_iterable(rows.fetchall()))

    def _matching(self, match: str, ranges: tuple[schema.Range, ...]) -> "array[int]":
        statement = (
            "select rowid from title_words where title_words match ? and rowid between ? and ? limit ?"
        )
        found = array("q")
        for low, high in ranges:
            bounds = (match, low, high, _SHARING_A_WORD_AT_MOST)
            found.extend(chain.from_iterable(self._db.execute(statement, bounds).fetchall()))
        return found

    def _forms(self, words: list[str], at: int) -> Spellings:
        "A word, its plural or singular, and the one word that it may form with the next."
        word = words[at]
        forms = [word, f"{word}s", word.removesuffix("s"), "".join(words[at : at + 2])]
        return tuple(form for form in dict.fromkeys(forms) if form and self._frequency(form))

    def _corrected(self, word: str) -> Spellings:
        """The word, and those of the index that differ by one slip, or by two for a longer word.

        Compared only with words that have the same first or last letter, because one slip leaves one of them
        intact.
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
        "Every word of the index by its length and its first (0) and last (-1) letter, each list in order."
        terms: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for term, titles in self._db.execute("select term, doc from vocabulary order by term"):
            terms[len(term), 0, term[0]].append(term)
            terms[len(term), -1, term[-1]].append(term)
            self._counts[len(term), term[0]].append(titles)
        return dict(terms)

    def _count(self, term: str) -> int:
        "The number of titles with a word: from memory, once all words have been read."
        if "_terms" in self.__dict__:
            terms = self._terms.get((len(term), 0, term[0]), [])
            at = bisect_left(terms, term)
            return self._counts[len(term), term[0]][at] if terms[at : at + 1] == [term] else 0
        found = self._db.execute("select doc from vocabulary where term = ?", (term,)).fetchone()
        return found[0] if found else 0


def _within(title_ids: "array[int]", ranges: list[schema.Range]) -> list[int]:
    "Those of the ids, which are in order, that lie in one of the ranges."
    found: list[int] = []
    for low, high in ranges:
        found += title_ids[bisect_left(title_ids, low) : bisect_right(title_ids, high)]
    return found


def add_word(weight: float, title_ids: Iterable[int], weights: dict[int, float], left: float) -> None:
    """Add a word's weight to its titles; `left` is the weight of this word and of those to come.

    A title found by these alone is not taken in if that would be too little beside the best one.
    """
    if not weights:
        weights.update(dict.fromkeys(title_ids, weight))
        return
    too_late = left < 0.99 * _WEIGHT_AT_LEAST * max(weights.values())
    for title_id in weights.keys() & title_ids if too_late else title_ids:
        weights[title_id] = weights.get(title_id, 0.0) + weight


def heaviest(weights: dict[int, float]) -> list[int]:
    "The titles that share the most weight, of equal ones those of the lowest id."
    most = sorted(weights.values(), reverse=True)[:_SHARING_WORDS_AT_MOST]
    if not most:
        return []
    least = max(most[-1], _WEIGHT_AT_LEAST * most[0])
    promising = [(-weight, title_id) for title_id, weight in weights.items() if weight >= least]
    return [title_id for _, title_id in sorted(promising)[:_SHARING_WORDS_AT_MOST]]


_GOOD = 88.0  # similarity at which no further way of searching is tried
_GOOD_WITH_YEAR = 80.0
_ALL_ALIKE = 96.0  # the most that an inexact title gets
_OF_LETTERS, _OF_SHARED = 0.5, 0.45  # weights of the letters and of the shared words
_BEGINS_WITH_IT = 4
_COMPARED = "select id, key, words, title from titles where id in (select value from json_each(?))"
_COMPARED_KEPT = 30_000  # titles kept in memory, at about 400 bytes each


class NearTitle(NamedTuple):
    """A title similar to the one searched for. `how` is exact, tokens or near, `similarity` 0–100.

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
    "Searches the open reference `db`; for use in one thread."

    def __init__(self, db: sqlite3.Connection, titles: int) -> None:
        self._words = TitlesByWords(db, titles)
        self._spellings = TitlesBySpelling(db)
        self._compared = KeptRows(db, _COMPARED, _COMPARED_KEPT)

    def search(
        self,
        folded: Folded,
        year: int | None,
        kinds: tuple[str, ...],
        same: Iterable[int],
        at_least: float = 0,
    ) -> list[NearTitle]:
        """The titles similar to a folded one, including those with the `same` key, in no particular order.

        Those of a similarity below `at_least` are left out. With a year, those from two years before to two
        after, and of unknown year; for a series, whose files often have the year of a season, all up to then.
        Without a year, those of all years.
        """
        words = folded.words.split()
        ranges = [found for kind in kinds for found in _ranges(kind, year)]
        here = [title_id for title_id in same if any(low <= title_id <= high for low, high in ranges)]
        found = {
            title_id: NearTitle(title_id, "exact", 100.0, _nearness(title_id, year)) for title_id in here
        }

        seen = set(found)

        def compare(title_ids: Iterable[int], how: str) -> None:
            new = [title_id for title_id in title_ids if title_id not in seen]
            seen.update(new)
            for title_id, likeness in self._likeness(folded, new, at_least):
                found[title_id] = NearTitle(title_id, how, likeness, _nearness(title_id, year))

        compare(self._words.find(words, ranges), "tokens")
        good = _GOOD if year is None else _GOOD_WITH_YEAR
        if all(near.similarity < good for near in found.values()):
            if year is None:
                compare(self._words.find_misspelt(words, ranges), "near")
            compare(self._spellings.near(folded.key, year, kinds), "near")
        return list(found.values())

    def _likeness(self, folded: Folded, title_ids: list[int], at_least: float) -> Iterator[tuple[int, float]]:
        "The similarity of each title, as far as it is `at_least` this."
        for title_id, key, words, title in alike(folded, self._compared.of(title_ids), at_least):
            if (likeness := similarity(folded, key, words, title)) >= at_least:
                yield title_id, likeness


def alike(folded: Folded, rows: list[tuple], at_least: float) -> Iterator[tuple]:
    "The rows whose letters or shared words suffice for such a similarity, alone or weighed together."
    least = max(0, min(at_least, (at_least - _BEGINS_WITH_IT) / (_OF_LETTERS + _OF_SHARED)))
    ways = (
        (folded.key, [row[1] for row in rows], fuzz.ratio),
        (folded.words, [row[2] for row in rows], fuzz.token_ratio),  # the higher of the two below
    )
    promising = {
        index
        for sought, titles, scorer in ways
        for _, _, index in process.extract(sought, titles, scorer=scorer, score_cutoff=least, limit=None)
    }
    return (rows[index] for index in sorted(promising))


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
        return 2.0  # a series continues after its first year
    return {0: 6.0, 1: 3.0, 2: 1.0}.get(abs(title_year - year), 0.0)


def similarity(folded: Folded, key: str, words: str, title: str) -> float:
    """How similar a folded title is to another with a different key, 0–96.

    The letters count, whatever the order of the words. A title that contains all words of the other gets a
    bonus, more if it begins with them, and most if they are everything before its subtitle.
    """
    letters = max(fuzz.ratio(folded.key, key), fuzz.token_sort_ratio(folded.words, words))
    shared = _OF_LETTERS * letters + _OF_SHARED * fuzz.token_set_ratio(folded.words, words)
    if words.startswith(folded.words + " "):
        shared = max(shared + _BEGINS_WITH_IT, 90.0 if _main_title(title) == folded.key else 0.0)
    return min(_ALL_ALIKE, max(letters, shared))


def _main_title(title: str) -> str:
    "The key of the part before the subtitle."
    for mark in (": ", " - ", " – ", "："):
        main, found, _ = title.partition(mark)
        if found:
            return fold_title(main).key
    return ""
