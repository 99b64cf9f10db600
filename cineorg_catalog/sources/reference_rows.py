"""Reads IMDb dataset files into rows of the reference, one batch for each block of a file.

`read_rows` is the whole of it. It needs no database and remembers a bit for each work, so that it can run
in a process of its own, ahead of the one that writes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeVar

from ..folding import Folded, fold_fresh
from . import reference_schema as schema
from .reference_files import BadLine, Block, DatasetFile, Row
from .reference_languages import language_of

T = TypeVar("T")
_NOTHING = "\\N"
_EPISODE = "\ttvEpisode\t"
_MAIN, _ORIGINAL, _TRANSLATED, _ALTERNATIVE = range(len(schema.TITLE_KINDS))


class Batch(NamedTuple):
    """What one block of a file says, in plain tuples; `read` is the share of the file read so far.

    `works`, `titles`, `other_keys` and `votes` are rows of those tables, with 0 and "" for nothing, titles
    in the order of their ids and without language and region.
    A work's titles in title.akas come together, with the other keys of each; they have no id yet, and may
    repeat what the work has already. `bad` are the lines passed over, as (file, line, reason).
    """

    file: str
    read: float
    bad: Sequence[tuple[str, int, str]]
    works: Sequence[tuple] = ()
    titles: Sequence[tuple] = ()
    other_keys: Sequence[tuple[str, int]] = ()
    other_titles: Sequence[tuple[int, list[tuple[tuple, tuple[str, ...]]]]] = ()  # (work, its titles)
    votes: Sequence[tuple[int, int]] = ()
    episodes: Sequence[tuple[int, int, int, int]] = ()  # (id, series, season, number)
    episode_titles: Sequence[tuple[int, str]] = ()  # (id, title)


def read_rows(files: Mapping[str, DatasetFile]) -> Iterator[Batch]:
    "Every batch of the files: works first, then what belongs to them. Raises ReferenceFault."
    known = KnownWorks()
    yield from _works(files["title.basics"], known, with_episodes="title.episode" in files)
    if "title.akas" in files:
        yield from _other_titles(files["title.akas"], known)
    if "title.ratings" in files:
        yield from _votes(files["title.ratings"], known)
    if "title.episode" in files:
        yield from _episodes(files["title.episode"], known)


class KnownWorks:
    "The works met so far: a bit for each IMDb number, a name for each slug."

    def __init__(self) -> None:
        self._bits = bytearray()
        self._slugs: dict[str, int] = {}

    def add(self, identifier: str) -> int:
        "The number under which a new work is kept. Raises BadLine where it is no new one."
        number = schema.imdb_number(identifier)
        if number is None:
            return self._add_slug(identifier)
        place, bit = number >> 3, 1 << (number & 7)
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 65_536 - len(self._bits)))
        if self._bits[place] & bit:
            raise BadLine(f"{identifier} stands here a second time")
        self._bits[place] |= bit
        return number

    def _add_slug(self, identifier: str) -> int:
        if not identifier or identifier.isspace():
            raise BadLine("no id")
        if identifier in self._slugs:
            raise BadLine(f"{identifier[:30]} stands here a second time")
        return self._slugs.setdefault(identifier, -1 - len(self._slugs))

    def number(self, identifier: str) -> int | None:
        number = schema.imdb_number(identifier)
        if number is None:
            return self._slugs.get(identifier)
        place = number >> 3
        return number if place < len(self._bits) and self._bits[place] & 1 << (number & 7) else None


def _works(file: DatasetFile, known: KnownWorks, *, with_episodes: bool) -> Iterator[Batch]:
    "The works of title.basics with their main and original titles, and the titles of episodes if wanted."
    titles = _Titles()
    for block in file.blocks(unless=None if with_episodes else _EPISODE):
        works: list[tuple] = []
        episode_titles: list[tuple[int, str]] = []
        for row in block.rows:
            kind = schema.kind_of(row[1])
            try:
                if kind:
                    works.append(_work(row, kind, known, titles))
                elif with_episodes and row[1] == "tvEpisode":
                    episode_titles.append((_imdb_number(row[0]), row[2]))
            except BadLine as error:
                block.bad.append((file.path.name, row[-1], str(error)))
        rows, other_keys = titles.taken()
        yield Batch(
            file.path.name, block.read, block.bad, works, rows, other_keys, episode_titles=episode_titles
        )


def _work(row: Row, kind: str, known: KnownWorks, titles: "_Titles") -> tuple:
    title, original, genres = row[2], row[3], row[8]
    if not title or title == _NOTHING:
        raise BadLine("no title")
    year, end_year, minutes = _YEARS[row[5]] or 0, _YEARS[row[6]] or 0, _NUMBERS[row[7]] or 0
    work = known.add(row[0])
    slot = schema.slot(kind, year)
    folded = fold_fresh(title)
    titles.add(slot, work, title, folded, _MAIN)
    if original != title:
        if original in (_NOTHING, ""):
            original = title
        folded_original = fold_fresh(original)
        if folded_original.key != folded.key:
            titles.add(slot, work, original, folded_original, _ORIGINAL)
    slug = row[0] if work < 0 else ""
    return (
        work,
        slug,
        row[1],
        title,
        original,
        year,
        end_year,
        minutes,
        "" if genres == _NOTHING else genres,
    )


class _Titles:
    "Numbers titles in their slots and keeps their rows until they are taken."

    def __init__(self) -> None:
        self._last: dict[int, int] = {}  # slot → the last id there
        self._rows: defaultdict[int, list[tuple]] = defaultdict(list)
        self._other_keys: list[tuple[str, int]] = []

    def add(self, slot: int, work: int, title: str, folded: Folded, kind: int) -> None:
        title_id = self._last.get(slot) or schema.slot_start(slot)
        self._last[slot] = title_id = title_id + 1
        self._rows[slot].append((title_id, work, title, folded.key, folded.words, kind))
        if folded.others:
            self._other_keys += [(key, title_id) for key in folded.others]

    def taken(self) -> tuple[list[tuple], list[tuple[str, int]]]:
        "The rows since the last time, neighbours in the table together, and their other keys."
        rows = [row for slot in sorted(self._rows) for row in self._rows[slot]]
        other_keys, self._other_keys = self._other_keys, []
        self._rows.clear()
        return rows, other_keys


def _other_titles(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "The titles of title.akas, each spelling of a work once."
    begun: list[Row] = []  # of the last work of a block, which may go on in the next
    for block in file.blocks():
        rows = begun + block.rows
        whole = len(rows)
        while whole and rows[whole - 1][0] == rows[-1][0]:
            whole -= 1
        begun = rows[whole:]
        yield Batch(file.path.name, block.read, block.bad, other_titles=_by_work(rows[:whole], known))
    yield Batch(file.path.name, 1.0, [], other_titles=_by_work(begun, known))


def _by_work(rows: list[Row], known: KnownWorks) -> list[tuple[int, list[tuple[tuple, tuple[str, ...]]]]]:
    found = []
    for identifier, group in groupby(rows, key=itemgetter(0)):
        work = known.number(identifier)
        if work is not None:
            spellings: dict[str, tuple[tuple, tuple[str, ...]]] = {}
            for row in group:
                if row[2] not in ("", _NOTHING):
                    folded = fold_fresh(row[2])
                    spellings.setdefault(folded.key, (_other_title(work, row, folded), folded.others))
            found.append((work, list(spellings.values())))
    return found


def _other_title(work: int, row: Row, folded: Folded) -> tuple:
    "The row of a title, without its id."
    title, region, language, types, is_original = row[2], row[3], row[4], row[5], row[7]
    if is_original == "1" or "original" in types:
        kind = _ORIGINAL
    else:
        kind = _TRANSLATED if types in (_NOTHING, "imdbDisplay") else _ALTERNATIVE
    region = "" if region == _NOTHING else region
    language = language_of("" if language == _NOTHING else language, region)
    return (work, title, folded.key, folded.words, kind, language, region)


def _votes(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "How many people rated each work, from title.ratings."

    def vote(row: Row) -> tuple[int, int] | None:
        work, votes = known.number(row[0]), _NUMBERS[row[2]]
        return None if work is None or votes is None else (work, votes)

    for block in file.blocks():
        votes = _converted(file, block, vote)
        yield Batch(file.path.name, block.read, block.bad, votes=votes)


def _episodes(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "The numbered episodes of the series, from title.episode."

    def episode(row: Row) -> tuple[int, int, int, int] | None:
        series, season, number = known.number(row[1]), _NUMBERS[row[2]], _NUMBERS[row[3]]
        if series is None or season is None or number is None:
            return None
        return (_imdb_number(row[0]), series, season, number)

    for block in file.blocks():
        episodes = _converted(file, block, episode)
        yield Batch(file.path.name, block.read, block.bad, episodes=episodes)


def _converted(file: DatasetFile, block: Block, convert: Callable[[Row], T | None]) -> list[T]:
    converted = []
    for row in block.rows:
        try:
            if (value := convert(row)) is not None:
                converted.append(value)
        except BadLine as error:
            block.bad.append((file.path.name, row[-1], str(error)))
    return converted


def _imdb_number(identifier: str) -> int:
    number = schema.imdb_number(identifier)
    if number is None:
        raise BadLine(f"{identifier[:30]!r} is no IMDb id")
    return number


class _Numbers(dict[str, int | None]):
    "What a column says as a number, None for nothing; each text is looked at once."

    def __missing__(self, text: str) -> int | None:
        self[text] = number = _read_number(text)
        return number


class _Years(_Numbers):
    def __missing__(self, text: str) -> int | None:
        year = _read_number(text)
        if not schema.is_storable_year(year):
            raise BadLine(f"{year} is no year")
        self[text] = year
        return year


def _read_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadLine(f"{text[:20]!r} is no number")
    return int(text)


_NUMBERS = _Numbers({_NOTHING: None})
_YEARS = _Years({_NOTHING: None})
