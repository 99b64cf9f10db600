"""Reads IMDb dataset files into rows of the reference, one batch for each block of a file.

`read_rows` is the whole of it. It needs no database and remembers a bit for each work, so that it can run
in a process of its own, ahead of the one that writes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
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

    A work is a row of `works`; a title is (work, title, key, words, kind, language, region, other keys),
    kept by slot; a work's titles in title.akas come together, repeat what it has already, and no slot is
    known. `bad` are the lines passed over, as (file, line, reason).
    """

    file: str
    read: float
    bad: Sequence[tuple[str, int, str]]
    works: Sequence[tuple] = ()
    titles: Sequence[tuple[int, list[tuple]]] = ()  # (slot, its titles), lowest slot first
    other_titles: Sequence[tuple[int, list[tuple]]] = ()
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
    for block in file.blocks(unless=None if with_episodes else _EPISODE):
        works: list[tuple] = []
        titles: dict[int, list[tuple]] = {}
        episode_titles: list[tuple[int, str]] = []
        for number, row in block.rows:
            kind = schema.kind_of(row[1])
            try:
                if kind:
                    works.append(_work(row, kind, known, titles))
                elif with_episodes and row[1] == "tvEpisode":
                    episode_titles.append((_imdb_number(row[0]), row[2]))
            except BadLine as error:
                block.bad.append((file.path.name, number, str(error)))
        by_slot = sorted(titles.items())
        yield Batch(file.path.name, block.read, block.bad, works, by_slot, episode_titles=episode_titles)


def _work(row: list[str], kind: str, known: KnownWorks, titles: dict[int, list[tuple]]) -> tuple:
    identifier, form, title, original, _, year, end_year, minutes, genres = row[:9]
    if not title or title == _NOTHING:
        raise BadLine("no title")
    facts = (_YEARS[year], _YEARS[end_year], _NUMBERS[minutes], None if genres == _NOTHING else genres)
    work = known.add(identifier)
    here = titles.setdefault(schema.slot(kind, facts[0]), [])
    folded = fold_fresh(title)
    here.append(_title(work, title, folded, _MAIN))
    if original != title:
        if original in (_NOTHING, ""):
            original = title
        folded_original = fold_fresh(original)
        if folded_original.key != folded.key:
            here.append(_title(work, original, folded_original, _ORIGINAL))
    return (work, identifier if work < 0 else None, form, title, original, *facts)


def _title(
    work: int, title: str, folded: Folded, kind: int, language: str | None = None, region: str | None = None
) -> tuple:
    return (work, title, folded.key, folded.words, kind, language, region, folded.others)


def _other_titles(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "The titles of title.akas, each spelling of a work once."
    begun: list[Row] = []  # of the last work of a block, which may go on in the next
    for block in file.blocks():
        rows = begun + block.rows
        whole = len(rows)
        while whole and rows[whole - 1][1][0] == rows[-1][1][0]:
            whole -= 1
        begun = rows[whole:]
        yield Batch(file.path.name, block.read, block.bad, other_titles=_by_work(rows[:whole], known))
    yield Batch(file.path.name, 1.0, [], other_titles=_by_work(begun, known))


def _by_work(rows: list[Row], known: KnownWorks) -> list[tuple[int, list[tuple]]]:
    found = []
    for identifier, group in groupby(rows, key=lambda numbered: numbered[1][0]):
        work = known.number(identifier)
        if work is not None:
            spellings: dict[str, tuple] = {}
            for _, row in group:
                if row[2] not in ("", _NOTHING):
                    title = _other_title(work, row)
                    spellings.setdefault(title[2], title)
            found.append((work, list(spellings.values())))
    return found


def _other_title(work: int, row: list[str]) -> tuple:
    title, region, language, types, is_original = row[2], row[3], row[4], row[5], row[7]
    if is_original == "1" or "original" in types:
        kind = _ORIGINAL
    else:
        kind = _TRANSLATED if types in (_NOTHING, "imdbDisplay") else _ALTERNATIVE
    region_code = None if region == _NOTHING else region
    language_code = language_of(None if language == _NOTHING else language, region_code)
    return _title(work, title, fold_fresh(title), kind, language_code, region_code)


def _votes(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "How many people rated each work, from title.ratings."

    def vote(row: list[str]) -> tuple[int, int] | None:
        work, votes = known.number(row[0]), _NUMBERS[row[2]]
        return None if work is None or votes is None else (work, votes)

    for block in file.blocks():
        votes = _converted(file, block, vote)
        yield Batch(file.path.name, block.read, block.bad, votes=votes)


def _episodes(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "The numbered episodes of the series, from title.episode."

    def episode(row: list[str]) -> tuple[int, int, int, int] | None:
        series, season, number = known.number(row[1]), _NUMBERS[row[2]], _NUMBERS[row[3]]
        if series is None or season is None or number is None:
            return None
        return (_imdb_number(row[0]), series, season, number)

    for block in file.blocks():
        episodes = _converted(file, block, episode)
        yield Batch(file.path.name, block.read, block.bad, episodes=episodes)


def _converted(file: DatasetFile, block: Block, convert: Callable[[list[str]], T | None]) -> list[T]:
    converted = []
    for number, row in block.rows:
        try:
            if (value := convert(row)) is not None:
                converted.append(value)
        except BadLine as error:
            block.bad.append((file.path.name, number, str(error)))
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
