"""Turns the rows of IMDb dataset files into rows of the reference, file by file.

Knows which works there are, to pass over what belongs to others; the works themselves lie in SQLite.
Opens, signs and renames nothing.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice

from ..folding import Folded, fold_fresh
from . import reference_schema as schema
from .reference_files import BadLine, DatasetFile, Progress, Skipped
from .reference_languages import language_of

_Converter = Callable[[list[str]], tuple[int, ...] | None]
_BATCH = 20_000  # rows
_NOTHING = "\\N"
_EPISODE = b"\ttvEpisode\t"
_MAIN, _ORIGINAL, _TRANSLATED, _ALTERNATIVE = range(len(schema.TITLE_KINDS))
_INSERT_WORK = "insert into works values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_TITLE = "insert into titles values (?, ?, ?, ?, ?, ?, ?, ?)"


class KnownWorks:
    "The works met so far, a bit for each IMDb number and a name for each slug."

    def __init__(self) -> None:
        self._bits = bytearray()
        self._slugs: dict[str, int] = {}

    def add(self, identifier: str) -> int | None:
        "The number under which a new work is kept, None where it is no new one."
        number = schema.imdb_number(identifier)
        if number is None:
            if identifier in self._slugs:
                return None
            return self._slugs.setdefault(identifier, -1 - len(self._slugs))
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 65_536 - len(self._bits)))
        if self._bits[place] & bit:
            return None
        self._bits[place] |= bit
        return number

    def number(self, identifier: str) -> int | None:
        number = schema.imdb_number(identifier)
        if number is None:
            return self._slugs.get(identifier)
        place = number >> 3
        return number if place < len(self._bits) and self._bits[place] & 1 << (number & 7) else None


class RowWriter:
    "Writes into the empty tables of a reference. Bad lines are noted in `skipped` and passed over."

    def __init__(self, db: sqlite3.Connection, skipped: Skipped, progress: Progress | None = None) -> None:
        self._db = db
        self._skipped = skipped
        self._progress = progress
        self._known = KnownWorks()
        self._titles_in: dict[int, int] = {}  # slot → titles there
        self._titles: list[tuple] = []
        self._other_keys: list[tuple[str, int]] = []

    def works(self, file: DatasetFile, *, with_episodes: bool) -> None:
        """Write the works of title.basics with their main and original titles.

        With episodes, their titles are laid aside until title.episode says where they belong.
        """
        self._db.execute("create temp table episode_titles (id integer primary key, title text not null)")
        works: list[tuple] = []
        episodes: list[tuple[int, str]] = []
        for number, row in self._rows(file, unless=None if with_episodes else _EPISODE):
            kind = schema.kind_of(row[1])
            try:
                if kind:
                    works.append(self._work(row, kind))
                elif with_episodes and row[1] == "tvEpisode":
                    episodes.append(_episode_title(row))
            except BadLine as error:
                self._skipped.note(file.path.name, number, str(error))
            if len(works) >= _BATCH or len(episodes) >= _BATCH:
                self._flush(works, episodes)
        self._flush(works, episodes)

    def _work(self, row: list[str], kind: str) -> tuple:
        identifier, form, title, original, _, year_text, end_text, minutes_text, genres = row[:9]
        year, end_year = _year(year_text), _year(end_text)
        minutes = _number(minutes_text, "running time")
        if not title or title == _NOTHING:
            raise BadLine("no title")
        if not identifier or identifier.isspace():
            raise BadLine("no id")
        work = self._known.add(identifier)
        if work is None:
            raise BadLine(f"{identifier} stands here a second time")
        slot = schema.slot(kind, year)
        folded = fold_fresh(title)
        self._add_title(slot, work, title, folded, _MAIN, None, None)
        if original in (title, _NOTHING, ""):
            original = title
        else:
            folded_original = fold_fresh(original)
            if folded_original.key != folded.key:
                self._add_title(slot, work, original, folded_original, _ORIGINAL, None, None)
        slug = identifier if work < 0 else None
        return (
            work,
            slug,
            form,
            title,
            original,
            year,
            end_year,
            minutes,
            None if genres == _NOTHING else genres,
        )

    def _add_title(
        self,
        slot: int,
        work: int,
        title: str,
        folded: Folded,
        kind: int,
        language: str | None,
        region: str | None,
    ) -> None:
        self._titles_in[slot] = number = self._titles_in.get(slot, 0) + 1
        title_id = schema.slot_start(slot) + number
        self._titles.append((title_id, work, title, folded.key, folded.words, kind, language, region))
        for key in folded.others:
            self._other_keys.append((key, title_id))

    def _flush(self, works: list[tuple], episodes: list[tuple[int, str]]) -> None:
        self._db.executemany(_INSERT_WORK, works)
        self._db.executemany("insert or ignore into episode_titles values (?, ?)", episodes)
        works.clear()
        episodes.clear()
        self._flush_titles()

    def _flush_titles(self) -> None:
        self._titles.sort()  # neighbours in the table, and one page touched once
        self._db.executemany(_INSERT_TITLE, self._titles)
        self._db.executemany("insert into other_keys values (?, ?)", self._other_keys)
        self._titles.clear()
        self._other_keys.clear()

    def other_titles(self, file: DatasetFile) -> None:
        "Write the titles of title.akas, each spelling of a work's title once."
        for identifier, rows in groupby(self._rows(file), key=lambda numbered: numbered[1][0]):
            work = self._known.number(identifier)
            if work is not None:
                self._titles_of(work, (row for _, row in rows))
            if len(self._titles) >= _BATCH:
                self._flush_titles()
        self._flush_titles()

    def _titles_of(self, work: int, rows: Iterable[list[str]]) -> None:
        form, title, original, year = self._db.execute(
            "select form, title, original_title, year from works where id = ?", (work,)
        ).fetchone()
        slot = schema.slot(schema.kind_of(form) or "movie", year)
        seen = {fold_fresh(title).key, fold_fresh(original).key}
        for _, _, other, region, language, types, _, is_original in (row[:8] for row in rows):
            folded = fold_fresh(other)
            if not other or other == _NOTHING or folded.key in seen:
                continue
            seen.add(folded.key)
            kind = _title_kind(types, is_original)
            region_code = None if region == _NOTHING else region
            language_code = language_of(None if language == _NOTHING else language, region_code)
            self._add_title(slot, work, other, folded, kind, language_code, region_code)

    def votes(self, file: DatasetFile) -> None:
        "Write how many people rated each work, from title.ratings."
        self._insert_all("insert or replace into votes values (?, ?)", file, self._vote)

    def _vote(self, row: list[str]) -> tuple[int, int] | None:
        work = self._known.number(row[0])
        votes = _number(row[2], "votes")
        return None if work is None or votes is None else (work, votes)

    def episodes(self, file: DatasetFile) -> None:
        "Write the numbered episodes of the series, from title.episode, with the titles laid aside."
        self._db.execute(
            "create temp table loose (id integer, series integer, season integer, number integer)"
        )
        self._insert_all("insert into loose values (?, ?, ?, ?)", file, self._episode)
        self._db.execute(
            "insert or ignore into episodes select series, season, number, loose.id, title"
            " from loose left join episode_titles using (id) order by series, season, number, loose.id"
        )

    def _episode(self, row: list[str]) -> tuple[int, int, int, int] | None:
        series = self._known.number(row[1])
        season, number = _number(row[2], "season"), _number(row[3], "episode")
        if series is None or season is None or number is None:
            return None
        return (_imdb_number(row[0]), series, season, number)

    def _insert_all(self, statement: str, file: DatasetFile, convert: _Converter) -> None:
        rows = self._converted(file, convert)
        while batch := list(islice(rows, _BATCH)):
            self._db.executemany(statement, batch)

    def _converted(self, file: DatasetFile, convert: _Converter) -> Iterator[tuple]:
        for number, row in self._rows(file):
            try:
                converted = convert(row)
            except BadLine as error:
                self._skipped.note(file.path.name, number, str(error))
                continue
            if converted is not None:
                yield converted

    def _rows(self, file: DatasetFile, unless: bytes | None = None) -> Iterator[tuple[int, list[str]]]:
        return file.rows(self._skipped, self._progress, unless)


def _episode_title(row: list[str]) -> tuple[int, str]:
    return (_imdb_number(row[0]), row[2])


def _imdb_number(identifier: str) -> int:
    number = schema.imdb_number(identifier)
    if number is None:
        raise BadLine(f"{identifier[:30]!r} is no IMDb id")
    return number


def _number(text: str, what: str) -> int | None:
    if text == _NOTHING:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadLine(f"{what} {text[:20]!r} is no number")
    return int(text)


def _year(text: str) -> int | None:
    year = _number(text, "year")
    if year is not None and not schema.is_storable_year(year):
        raise BadLine(f"{year} is no year")
    return year


def _title_kind(types: str, is_original: str) -> int:
    if is_original == "1" or "original" in types:
        return _ORIGINAL
    return _TRANSLATED if types in (_NOTHING, "imdbDisplay") else _ALTERNATIVE
