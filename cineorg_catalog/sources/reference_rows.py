"""Reads IMDb dataset files into rows of the reference, one batch for each block of a file.

`read_rows` is the whole of it. It needs no database, and of what it read it remembers a bit for each work.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeVar

from ..folding import Folded, fold_fresh
from . import reference_schema as schema
from .reference_columns import clean_works
from .reference_files import NOTHING, NUMBERS, YEARS, BadLine, Block, DatasetFile, Row
from .reference_known import KnownWorks
from .reference_languages import language_of
from .reference_titles import ALTERNATIVE, MAIN, ORIGINAL, TRANSLATED, NumberedTitles

T = TypeVar("T")
_EPISODE = "\ttvEpisode\t"


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


def _works(file: DatasetFile, known: KnownWorks, *, with_episodes: bool) -> Iterator[Batch]:
    "The works of title.basics with their main and original titles, and the titles of episodes if wanted."
    titles = NumberedTitles()
    for block in file.blocks(unless=None if with_episodes else _EPISODE):
        rows = [row for row in block.rows if row[1] in schema.KINDS]
        works = clean_works(rows, known, titles) if rows else []
        if works is None:
            works = _converted(file, block, partial(_work, known=known, titles=titles))
        episode_titles = _converted(file, block, _episode_title) if with_episodes else []
        yield Batch(
            file.path.name, block.read, block.bad, works, *titles.taken(), episode_titles=episode_titles
        )


def _work(row: Row, known: KnownWorks, titles: NumberedTitles) -> tuple | None:
    if row[1] not in schema.KINDS:
        return None
    title, original, genres = row[2], row[3], row[8]
    if title in ("", NOTHING):
        raise BadLine("no title")
    year, end_year, minutes = YEARS[row[5]], YEARS[row[6]], NUMBERS[row[7]]
    work = known.add(row[0])
    slot = schema.slot(schema.KINDS[row[1]], year)
    folded = fold_fresh(title)
    titles.add(MAIN, [(slot, work, title, folded)])
    original = title if original in ("", NOTHING) else original
    if original != title and (folded_original := fold_fresh(original)).key != folded.key:
        titles.add(ORIGINAL, [(slot, work, original, folded_original)])
    slug = row[0] if work < 0 else ""
    said = "" if genres == NOTHING else genres
    return (work, slug, row[1], title, original, year, end_year, minutes, said)


def _episode_title(row: Row) -> tuple[int, str] | None:
    if row[1] != "tvEpisode":
        return None
    return (_imdb_number(row[0]), row[2])


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
                if row[2] not in ("", NOTHING):
                    folded = fold_fresh(row[2])
                    spellings.setdefault(folded.key, (_other_title(work, row, folded), folded.others))
            found.append((work, list(spellings.values())))
    return found


def _other_title(work: int, row: Row, folded: Folded) -> tuple:
    "The row of a title, without its id."
    title, region, language, types, is_original = row[2], row[3], row[4], row[5], row[7]
    if is_original == "1" or "original" in types:
        kind = ORIGINAL
    else:
        kind = TRANSLATED if types in (NOTHING, "imdbDisplay") else ALTERNATIVE
    region = "" if region == NOTHING else region
    language = language_of("" if language == NOTHING else language, region)
    return (work, title, folded.key, folded.words, kind, language, region)


def _votes(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "How many people rated each work, from title.ratings."

    def vote(row: Row) -> tuple[int, int] | None:
        work, votes = known.number(row[0]), NUMBERS[row[2]]
        return None if work is None else (work, votes)

    for block in file.blocks():
        votes = _converted(file, block, vote)
        yield Batch(file.path.name, block.read, block.bad, votes=votes)


def _episodes(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "The numbered episodes of the series, from title.episode."

    def episode(row: Row) -> tuple[int, int, int, int] | None:
        series, season, number = known.number(row[1]), NUMBERS[row[2]], NUMBERS[row[3]]
        if series is None or NOTHING in (row[2], row[3]):
            return None
        return (_imdb_number(row[0]), series, season, number)

    for block in file.blocks():
        episodes = _converted(file, block, episode)
        yield Batch(file.path.name, block.read, block.bad, episodes=episodes)


def _converted(file: DatasetFile, block: Block, convert: Callable[[Row], T | None]) -> list[T]:
    "What the rows stand for; a bad one is noted, and one that stands for nothing passed over."
    converted = []
    for number, row in zip(block.numbers, block.rows, strict=True):
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
