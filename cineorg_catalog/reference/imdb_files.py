"""The format of IMDb's dataset files, plain or gzip → rows of the reference, in batches.

A file that is damaged or of another format raises ReferenceFault; a single bad line is noted and skipped.
Clean blocks are converted column by column, which costs a fraction of doing it row by row.
"""

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress, groupby, repeat
from operator import add, itemgetter, ne
from pathlib import Path
from typing import IO, NamedTuple, TypeVar, cast

from ..errors import BadUsage, ReferenceFault
from ..normalize import Folded, fold_uncached
from . import schema

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes"
    " genres",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.ratings": "tconst averageRating numVotes",
    "title.crew": "tconst directors writers",
    "title.principals": "tconst ordering nconst category job characters",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}
PEOPLE = ("title.crew", "title.principals", "name.basics")  # large, and not needed for matching
Row = list[str]  # (the columns of a line)
_BLOCK = 1 << 15  # bytes: the result fits into a processor's cache, which makes it twice as fast
_LONGEST_LINE = 1 << 24
_GZIP_MAGIC = b"\x1f\x8b"


class BadLine(Exception):
    "A line is not valid. The message is the reason, in a few words."


class Numbers(dict[str, int]):
    "A column's texts as numbers, 0 for missing; each text is converted once. Raises BadLine."

    def __missing__(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise BadLine(f"{text[:20]!r} is not a number")
        self[text] = number = int(text)
        return number


class Years(Numbers):
    "The same for years."

    def __missing__(self, text: str) -> int:
        year = super().__missing__(text)
        if not schema.is_storable_year(year):
            del self[text]
            raise BadLine(f"{year} is not a year")
        return year


NOTHING = "\\N"
NUMBERS = Numbers({NOTHING: 0})
YEARS = Years({NOTHING: 0})


@dataclass(frozen=True)
class Block:
    """Some lines of a file: the columns and line numbers of the good ones, and the bad ones.

    `read` is the share of the file read so far, 0–1; `bad` holds (file, line, reason).
    """

    read: float
    numbers: Sequence[int]
    rows: list[Row]
    bad: list[tuple[str, int, str]]


@dataclass(frozen=True)
class DatasetFile:
    "One dataset file; `name` is IMDb's name without suffix, such as title.akas."

    name: str
    path: Path

    def blocks(self, unless: str | None = None) -> Iterator[Block]:
        """The file block by block, decompressed.

        Lines that contain the text `unless` are skipped at once. Raises ReferenceFault if the file is
        damaged, empty or something else.
        """
        before = 0
        for read, data in self._lines():
            bad: list[tuple[str, int, str]] = []
            lines = self._decoded(data, before, bad)
            count = len(lines)
            if not before:
                self._check_header(lines.pop(0))
            first = before + count - len(lines) + 1
            yield Block(read, *self._rows(lines, first, unless, bad), bad)
            before += count
        if not before:
            raise ReferenceFault(f"{self.path} is empty; download it again.")

    def texts(self) -> Iterator[tuple[float, list[tuple[str, int, str]], str]]:
        """(share read, bad lines, text) of each block, not split into lines.

        For files so large that splitting every line would take minutes. Raises ReferenceFault like `blocks`.
        """
        before = 0
        for read, data in self._lines():
            text = data.decode("utf-8", "replace")
            text = text.replace("\r\n", "\n").removesuffix("\r") if "\r" in text else text
            count = text.count("\n") + 1
            if not before:
                header, _, text = text.partition("\n")
                self._check_header(header)
            yield read, self._short_lines(text, before + (1 if before else 2)), text
            before += count
        if not before:
            raise ReferenceFault(f"{self.path} is empty; download it again.")

    def _short_lines(self, text: str, first: int) -> list[tuple[str, int, str]]:
        "The lines with too few columns; most blocks have none."
        columns = len(HEADERS[self.name].split())
        if not text or text.count("\t") == (text.count("\n") + 1) * (columns - 1):
            return []
        counts = ((number, line.count("\t") + 1, line) for number, line in enumerate(text.split("\n"), first))
        return [
            (self.path.name, number, f"{count} columns instead of {columns}")
            for number, count, line in counts
            if count < columns and line.strip()
        ]

    def _rows(
        self, lines: list[str | None], first: int, unless: str | None, bad: list[tuple[str, int, str]]
    ) -> tuple[Sequence[int], list[Row]]:
        "The line numbers and columns of the good lines; most blocks have only good lines."
        columns = len(HEADERS[self.name].split())
        good = {
            number: line
            for number, line in enumerate(lines, first)
            if line is not None and (unless is None or unless not in line)
        }
        rows = [line.split("\t") for line in good.values()]
        if not rows or min(map(len, rows)) >= columns:
            return list(good), rows
        numbers = []
        for (number, line), row in zip(good.items(), rows, strict=True):
            if len(row) >= columns:
                numbers.append(number)
            elif line.strip():
                bad.append((self.path.name, number, f"{len(row)} columns instead of {columns}"))
        return numbers, [row for row in rows if len(row) >= columns]

    def _decoded(self, data: bytes, before: int, bad: list[tuple[str, int, str]]) -> list[str | None]:
        "The lines of a block; None for a line that is not UTF-8."
        try:
            text = data.decode()
        except UnicodeDecodeError:
            lines = data.split(b"\n")
            return [self._decoded_line(line, number, bad) for number, line in enumerate(lines, before + 1)]
        return [*(text.replace("\r\n", "\n").removesuffix("\r") if "\r" in text else text).split("\n")]

    def _decoded_line(self, line: bytes, number: int, bad: list[tuple[str, int, str]]) -> str | None:
        try:
            return line.decode().removesuffix("\r")
        except UnicodeDecodeError:
            bad.append((self.path.name, number, "not UTF-8"))
            return None

    def _lines(self) -> Iterator[tuple[float, bytes]]:
        "(share read, complete lines without the last newline) of each block."
        with self.path.open("rb") as raw:
            size = max(1, self.path.stat().st_size)
            file = self._unpacked(raw)
            rest = b""
            try:
                while data := file.read(_BLOCK):
                    lines, newline, rest = (rest + data).rpartition(b"\n")
                    if len(rest) > _LONGEST_LINE:
                        raise ReferenceFault(f"{self.path} is not a text file; download it again.")
                    if newline:
                        yield min(1.0, raw.tell() / size), lines
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise ReferenceFault(f"{self.path} is damaged ({error}); download it again.") from error
            if rest:
                yield 1.0, rest

    def _unpacked(self, raw: io.BufferedReader) -> IO[bytes]:
        "Decide by the content of the file, not by its name, whether it is compressed."
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if raw.peek(2)[:2] == _GZIP_MAGIC else raw

    def _check_header(self, line: str | None) -> None:
        wanted = HEADERS[self.name].split()
        if line is None or line.removeprefix("\ufeff").split("\t")[: len(wanted)] != wanted:
            raise ReferenceFault(
                f"{self.path} is not IMDb's {self.name}: its first line should name the columns"
                f" {', '.join(wanted[:3])} …"
            )


def find_files(folder: Path) -> dict[str, DatasetFile]:
    """The dataset files in a folder by IMDb's name; of a plain and a gzipped one, the newer.

    Raises ReferenceFault if title.basics is missing: without it there are no titles.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise BadUsage(f"{folder} {what}; name the folder that holds IMDb's title.basics.tsv.gz.")
    found = {}
    for name in HEADERS:
        paths = [path for path in (folder / f"{name}.tsv", folder / f"{name}.tsv.gz") if path.is_file()]
        if paths:
            found[name] = DatasetFile(name, max(paths, key=lambda path: path.stat().st_mtime_ns))
    if "title.basics" not in found:
        raise ReferenceFault(
            f"{folder} holds no title.basics.tsv or title.basics.tsv.gz; IMDb offers it at"
            " datasets.imdbws.com, and `cineorg-load reference download` fetches it."
        )
    return found


# Regions with one main language. Those with several (Belgium, Canada, Switzerland, India …) are left out.
_LANGUAGES = {
    "ar": "AE DZ EG IQ JO KW LB LY MA QA SA SY TN",
    "bg": "BG",
    "cs": "CSHH CZ",
    "da": "DK",
    "de": "AT DDDE DE XWG",
    "el": "GR",
    "en": "AU GB IE NZ US",
    "es": "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PY SV UY VE",
    "et": "EE",
    "fa": "IR",
    "fi": "FI",
    "fr": "FR",
    "he": "IL",
    "hr": "HR",
    "hu": "HU",
    "id": "ID",
    "is": "IS",
    "it": "IT",
    "ja": "JP",
    "ko": "KR",
    "lt": "LT",
    "lv": "LV",
    "nl": "NL",
    "no": "NO",
    "pl": "PL",
    "pt": "BR PT",
    "ro": "MD RO",
    "ru": "RU SUHH",
    "sk": "SK",
    "sl": "SI",
    "sr": "RS",
    "sv": "SE",
    "th": "TH",
    "tr": "TR",
    "uk": "UA",
    "vi": "VN",
    "zh": "CN HK TW",
}
_BY_REGION = {region: language for language, regions in _LANGUAGES.items() for region in regions.split()}


def language_of(language: str, region: str) -> str:
    """The language code given, else that of the region if it has one main language, else ""."""
    return language or _BY_REGION.get(region, "")


MAIN, ORIGINAL, TRANSLATED, ALTERNATIVE = range(len(schema.TITLE_KINDS))


class NumberedTitles:
    "Collects rows of `titles` and `other_keys`, until they are taken."

    def __init__(self) -> None:
        self._last: dict[int, int] = {}  # slot → the last id in it
        self._rows: list[tuple] = []
        self._other_keys: list[tuple[str, int]] = []

    def add(self, kind: int, titles: Iterable[tuple[int, int, str, Folded]]) -> None:
        "Add titles of one of the kinds above as (slot, work, title, folded title)."
        last, rows = self._last, self._rows
        for slot, work, title, (key, words, _, others) in titles:
            last[slot] = title_id = (last.get(slot) or schema.slot_start(slot)) + 1
            rows.append((title_id, work, title, key, words, kind))
            if others:
                self._other_keys += [(other, title_id) for other in others]

    def taken(self) -> tuple[list[tuple], list[tuple[str, int]]]:
        "The rows since the last call, in the order of their ids, and their other keys."
        taken = sorted(self._rows, key=itemgetter(0)), self._other_keys
        self._rows, self._other_keys = [], []
        return taken


_GROWTH = 65_536  # bytes


class KnownWorks:
    "The numbers of works: that of the IMDb id, or a negative one for a slug."

    def __init__(self) -> None:
        self._bits = bytearray()
        self._highest = -1
        self._last = ""
        self._slugs: dict[str, int] = {}

    def add(self, identifier: str) -> int:
        "The number of a new work. Raises BadLine if its id is not new or not valid."
        number = schema.imdb_number(identifier)
        if number is None:
            return self._add_slug(identifier)
        if self._has(number):
            raise BadLine(f"{identifier} appears a second time")
        self._set([number])
        self._last = max(self._last, identifier)
        return number

    def add_rising(self, identifiers: list[str]) -> list[int] | None:
        """Add IMDb ids and return their numbers, if each is higher than all before, and so certainly new.

        Higher as text or as a number: IMDb sorts its files one way, others the other. Otherwise None.
        """
        numbers = [int(identifier[2:]) for identifier in identifiers]
        as_text = identifiers[0] > self._last and sorted(set(identifiers)) == identifiers
        if not as_text and (numbers[0] <= self._highest or sorted(set(numbers)) != numbers):
            return None
        self._set(numbers)
        self._last = max(self._last, identifiers[-1])
        return numbers

    def number(self, identifier: str) -> int | None:
        "The number of a work that was added."
        number = schema.imdb_number(identifier)
        if number is None:
            return self._slugs.get(identifier)
        return number if self._has(number) else None

    def _has(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (number & 7))

    def _set(self, numbers: list[int]) -> None:
        bits = self._bits
        self._highest = max(self._highest, *numbers)
        if self._highest >> 3 >= len(bits):
            bits.extend(bytes((self._highest >> 3) + _GROWTH - len(bits)))
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)

    def _add_slug(self, identifier: str) -> int:
        if not identifier or identifier.isspace():
            raise BadLine("no id")
        if identifier in self._slugs:
            raise BadLine(f"{identifier[:30]} appears a second time")
        return self._slugs.setdefault(identifier, -1 - len(self._slugs))


_IDS = re.compile(r"(?:tt(?:[0-9]{7}|[1-9][0-9]{7})\t)+")
_FIRST_SLOT = {form: schema.slot(kind, None) for form, kind in schema.KINDS.items()}


def clean_works(rows: list[Row], known: KnownWorks, titles: NumberedTitles) -> list[tuple] | None:
    """Rows of `works` for rows of films and series; their titles are added to `titles`.

    None, with nothing added, if any row is invalid or an id is not higher than those before.
    """
    ids, forms, names, originals, _, year_texts, end_years, minutes, genres = tuple(zip(*rows, strict=False))[
        :9
    ]
    if not _IDS.fullmatch("\t".join(ids) + "\t") or not {"", NOTHING}.isdisjoint(names + originals):
        return None
    try:
        years = list(map(YEARS.__getitem__, year_texts))
        facts = years, list(map(YEARS.__getitem__, end_years)), list(map(NUMBERS.__getitem__, minutes))
    except BadLine:
        return None
    numbers = known.add_rising(list(ids))
    if numbers is None:
        return None
    slots = list(map(add, map(_FIRST_SLOT.__getitem__, forms), years))
    folded = list(map(fold_uncached, names))
    titles.add(MAIN, zip(slots, numbers, names, folded, strict=True))
    with_original = zip(slots, numbers, originals, folded, strict=True)
    for slot, number, original, main in compress(with_original, map(ne, names, originals)):
        folded_original = fold_uncached(original)
        if folded_original.key != main.key:
            titles.add(ORIGINAL, [(slot, number, original, folded_original)])
    said = ["" if genre == NOTHING else genre for genre in genres]
    return list(zip(numbers, repeat(""), forms, names, originals, *facts, said, strict=False))


T = TypeVar("T")
_EPISODE = "\ttvEpisode\t"


class Batch(NamedTuple):
    """The content of one block of a file, as plain tuples; `read` is the share of the file read so far.

    `works`, `titles`, `other_keys` and `votes` are rows of those tables, with 0 and "" for missing values;
    titles are in the order of their ids, without language and region. The titles of a work in title.akas come
    together, with the other keys of each; they have no ids yet and may repeat titles that the work already
    has. `bad` are the skipped lines, as (file, line, reason).
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
    credits: Sequence[tuple[int, int, int, int, str]] = ()  # (work, role, position, person, character)
    people: Sequence[tuple[int, str]] = ()  # (id, name)


def read_rows(files: Mapping[str, DatasetFile], known: KnownWorks | None = None) -> Iterator[Batch]:
    """Every batch of the files but those of people: works first, then what belongs to them.

    The works are added to `known`. Raises ReferenceFault.
    """
    known = known or KnownWorks()
    yield from _works(files["title.basics"], known, with_episodes="title.episode" in files)
    if "title.akas" in files:
        yield from _other_titles(files["title.akas"], known)
    if "title.ratings" in files:
        yield from _votes(files["title.ratings"], known)
    if "title.episode" in files:
        yield from _episodes(files["title.episode"], known)


def _works(file: DatasetFile, known: KnownWorks, *, with_episodes: bool) -> Iterator[Batch]:
    "The works of title.basics with main and original titles, and the titles of episodes if wanted."
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
    folded = fold_uncached(title)
    titles.add(MAIN, [(slot, work, title, folded)])
    original = title if original in ("", NOTHING) else original
    if original != title and (folded_original := fold_uncached(original)).key != folded.key:
        titles.add(ORIGINAL, [(slot, work, original, folded_original)])
    slug = row[0] if work < 0 else ""
    said = "" if genres == NOTHING else genres
    return (work, slug, row[1], title, original, year, end_year, minutes, said)


def _episode_title(row: Row) -> tuple[int, str] | None:
    if row[1] != "tvEpisode":
        return None
    return (_imdb_number(row[0]), row[2])


def _other_titles(file: DatasetFile, known: KnownWorks) -> Iterator[Batch]:
    "The titles of title.akas, each spelling once per work."
    begun: list[Row] = []  # titles of the last work in a block, which may continue in the next
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
                    folded = fold_uncached(row[2])
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
    "The number of votes for each work, from title.ratings."

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
    "The converted rows; bad ones are noted, and rows that convert to nothing are skipped."
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
        raise BadLine(f"{identifier[:30]!r} is not an IMDb id")
    return number
