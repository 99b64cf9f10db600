"""Finds films and series by what people type: folded titles, parts of them, acronyms, and near misses.

SQLite's full-text search finds whole words; this finds the rest. All folded titles are cached in memory until
the catalogue is written to. Reads only.
"""

import json
import re
import sqlite3
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from threading import Lock, Thread
from time import monotonic
from typing import Any
from urllib.parse import quote

from ..db.connection import fingerprint
from ..normalize import Folded, fold_uncached
from ..reference.search import TextsByLength
from ..untrusted import whole_number_in

MOST = 200  # titles that one search names
LONGEST = 100  # letters of what is typed: more is no title
LONGEST_TITLE = 500  # letters of a title that are indexed
ALIKE = 80  # of 100: how much a title, or each word of it, is like what was typed
SEARCHES = 100  # answers that are kept
EXACT, PART, NEAR = -1000.0, 0.0, 1.0  # ranks: before all that words find, behind it, and behind that

TitleKey = tuple[str, int]  # kind, id
Ask = Callable[[str], dict[TitleKey, float]]
_TITLES = """select 1, 'movie', id, title from movies union all select 1, 'series', id, title from series
             union all select 0, 'movie', id, original_title from movies where original_title is not null
             union all select 0, 'series', id, original_title from series where original_title is not null
             union all select 0, work, null, title from titles"""
_YEAR = re.compile(r"\b(?:18[89]|19\d|20\d)\d\b")


def _like(texts: TextsByLength, text: str, limit: int) -> list[tuple[int, float]]:
    "The places of the texts most like this one, and how much they are, the best first."
    shortest = len(text) * ALIKE / (200 - ALIKE)  # 200 times the letters that both have, by those of both
    return texts.near(text, (shortest, len(text) * (200 - ALIKE) / ALIKE), ALIKE, limit)


class TitleIndex:
    "The folded titles of films and series."

    def __init__(self, titles: Iterable[tuple[bool, str, int, str]], folded: dict[str, Folded]) -> None:
        self._keys: list[str] = []
        self._titles: list[TitleKey] = []
        self._main: list[bool] = []  # is it the title that the film or series is listed under?
        self._with: dict[str, set[TitleKey]] = defaultdict(set)
        for is_main, kind, number, title in titles:
            found = folded.get(title) or folded.setdefault(title, fold_uncached(title))
            for key in (found.key, *found.others):
                self._keys.append(key)
                self._titles.append((kind, number))
                self._main.append(is_main)
            for word in found.words.split():
                self._with[word].add((kind, number))
        self._words = list(self._with)
        self._spelt_keys, self._spelt_words = TextsByLength(self._keys), TextsByLength(self._words)
        self._answers: dict[tuple[str, str], dict[TitleKey, float]] = {}
        self._text = "\n".join(["", *self._keys, ""])
        self._starts, at = [], 0  # of the newlines before the keys
        for key in self._keys:
            self._starts.append(at)
            at += len(key) + 1

    def parts(self, typed: str) -> dict[TitleKey, float]:
        "Ranks of the titles that equal or contain the typed text, both folded."
        return self._once("parts", self._parts, typed)

    def near(self, typed: str) -> dict[TitleKey, float]:
        "Ranks of titles with a similar spelling; failing that, with a similar word for each word."
        return self._once("near", self._near, typed)

    def _once(self, how: str, ask: Ask, typed: str) -> dict[TitleKey, float]:
        "Keep the answer to a text that may be a title: page, JSON and CSV ask for the same."
        found = self._answers.get((how, typed))
        if found is None:
            found = ask(typed)
            if len(typed) <= LONGEST:
                if len(self._answers) >= SEARCHES:
                    self._answers.clear()
                self._answers[how, typed] = found
        return found

    def _parts(self, typed: str) -> dict[TitleKey, float]:
        key = _key(typed)
        ranks: dict[TitleKey, float] = {}
        if len(key) < (3 if key.isascii() else 2):
            return ranks
        for number in self._with_text(f"\n{key}\n"):
            rank, work = EXACT - self._main[number], self._titles[number]
            ranks[work] = min(rank, ranks.get(work, rank))
        for number in self._with_text(key):
            if len(ranks) >= MOST:
                break
            ranks.setdefault(self._titles[number], PART)
        return dict(sorted(ranks.items(), key=lambda item: item[1])[:MOST])

    def _with_text(self, text: str) -> Iterator[int]:
        "The numbers of the keys with a text in them; a newline is before and after each key."
        at = self._text.find(text)
        while at >= 0:
            yield bisect_right(self._starts, at) - 1
            at = self._text.find(text, at + 1)

    def _near(self, typed: str) -> dict[TitleKey, float]:
        typed = _YEAR.sub("", typed).strip() or typed
        key = _key(typed)
        if len(key) < 4:
            return {}
        ranks: dict[TitleKey, float] = {}
        for number, score in _like(self._spelt_keys, key, 20):
            ranks.setdefault(self._titles[number], NEAR + 100 - score - self._main[number] / 2)
        if not ranks:
            first, *others = (self._with_word_like(word) for word in fold_uncached(typed).words.split())
            ranks = dict.fromkeys(sorted(first.intersection(*others))[:20], NEAR + 100)
        return ranks

    def _with_word_like(self, word: str) -> set[TitleKey]:
        if word in self._with or len(word) < 4:
            return self._with.get(word, set())
        like = _like(self._spelt_words, word, 5)
        return set().union(*(self._with[self._words[number]] for number, _ in like))


def _key(typed: str) -> str:
    return fold_uncached(typed).key if typed.strip() and len(typed) <= LONGEST else ""


SLOW = 0.1  # seconds: where making an index takes longer, the one before serves until it is there


@dataclass(frozen=True, slots=True)
class _Cached:
    index: TitleIndex
    state: str
    seconds: float
    folded: dict[str, Folded]


_CACHE: dict[str, _Cached] = {}
_MAKING = Lock()


def add_functions(conn: sqlite3.Connection) -> None:
    "Give a connection `titles_with(text)` and `titles_near(text)`: JSON of [kind, id, rank], the best first."

    def with_part(typed: object) -> str:
        return _as_json(index_of(conn).parts(str(typed or "")))

    def near(typed: object) -> str:
        return _as_json(index_of(conn).near(str(typed or "")))

    conn.create_function("titles_with", 1, with_part)
    conn.create_function("titles_near", 1, near)


def _as_json(ranks: dict[TitleKey, float]) -> str:
    return json.dumps([[*work, rank] for work, rank in ranks.items()])


def index_of(conn: sqlite3.Connection) -> TitleIndex:
    "The index of a connection's catalogue, rebuilt after each write to it."
    cursor = conn.cursor()
    cursor.row_factory = None
    path = cursor.execute("pragma database_list").fetchone()[2]
    cached = _CACHE.get(path)
    if cached is None or (cached.state != fingerprint(path) and cached.seconds < SLOW):
        with _MAKING:
            return _make(path)
    if cached.state != fingerprint(path) and _MAKING.acquire(blocking=False):
        Thread(target=_make_and_release, args=(path,), daemon=True).start()
    return cached.index


def _make_and_release(path: str) -> None:
    try:
        _make(path)
    finally:
        _MAKING.release()


def _make(path: str) -> TitleIndex:
    "Read all titles and fold those that are new."
    state, started, before = fingerprint(path), monotonic(), _CACHE.get(path)
    if before is not None and before.state == state:  # another thread was faster
        return before.index
    with closing(_reading(path)) as own:  # the connection that asks may be out of time
        try:
            rows = own.execute(_TITLES).fetchall()
        except sqlite3.DatabaseError:  # of an earlier form, or damaged: only whole words are searched
            rows = []
    folded = {row[3]: before.folded[row[3]] for row in rows if row[3] in before.folded} if before else {}
    index = TitleIndex(chain.from_iterable(map(_title_of, rows)), folded)
    _CACHE[path] = _Cached(index, state, monotonic() - started, folded)
    return index


def _title_of(row: tuple[int, Any, int | None, Any]) -> Iterator[tuple[bool, str, int, str]]:
    "The title in a row; none if the row holds something else. `movie:12` stands for the kind and the id."
    is_main, kind, number, title = row
    if number is None:
        kind, _, text = str(kind).partition(":")
        number = whole_number_in(text)
    if isinstance(title, str) and number is not None:
        yield bool(is_main), kind, number, title[:LONGEST_TITLE]


def _reading(path: str) -> sqlite3.Connection:
    "A read-only connection; immutable if SQLite cannot lock beside the file, since nobody writes there."
    conn = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)
    try:
        conn.execute("select 1 from movies limit 1")
    except sqlite3.DatabaseError:
        conn.close()
        return sqlite3.connect(f"file:{quote(path)}?immutable=1", uri=True)
    return conn
