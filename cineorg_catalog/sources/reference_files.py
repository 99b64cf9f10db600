"""Reads IMDb dataset files, plain or gzip: finds them in a folder and gives their rows.

A file that is torn, or no such file at all, is a fault; a single bad line is noted and passed over.
What the rows mean is the builder's business.
"""

import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from ..errors import BadUsage, ReferenceFault
from . import reference_schema as schema

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes"
    " genres",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.ratings": "tconst averageRating numVotes",
}
Row = list[str]  # the columns of a line
_BLOCK = 1 << 15  # bytes: what becomes of it fits into the cache of a processor, and is twice as quick
_LONGEST_LINE = 1 << 24
_GZIP_MAGIC = b"\x1f\x8b"


class BadLine(Exception):
    "A line does not say what it should. The message is the reason, in a few words."


class Numbers(dict[str, int]):
    "What a column says as a number, 0 for nothing; each text is looked at once. Raises BadLine."

    def __missing__(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise BadLine(f"{text[:20]!r} is no number")
        self[text] = number = int(text)
        return number


class Years(Numbers):
    "The same for years."

    def __missing__(self, text: str) -> int:
        year = super().__missing__(text)
        if not schema.is_storable_year(year):
            del self[text]
            raise BadLine(f"{year} is no year")
        return year


NOTHING = "\\N"
NUMBERS = Numbers({NOTHING: 0})
YEARS = Years({NOTHING: 0})


@dataclass(frozen=True)
class Block:
    """Some lines of a file: the columns and the number of each good one, and the bad ones.

    `read` is the share of the file read so far, 0–1; `bad` holds (file, line, reason).
    """

    read: float
    numbers: Sequence[int]
    rows: list[Row]
    bad: list[tuple[str, int, str]]


@dataclass(frozen=True)
class DatasetFile:
    "One dataset file; `name` is IMDb's without ending, such as title.akas."

    name: str
    path: Path

    def blocks(self, unless: str | None = None) -> Iterator[Block]:
        """The file block by block, unpacked.

        Lines that hold the text `unless` are passed over before anything is done with them. Raises
        ReferenceFault where the file is torn, empty or something else.
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

    def _rows(
        self, lines: list[str | None], first: int, unless: str | None, bad: list[tuple[str, int, str]]
    ) -> tuple[Sequence[int], list[Row]]:
        "The numbers and columns of the good lines; most blocks hold no others."
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
        "The lines of a block, None for one that is no UTF-8."
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
        "(share read, whole lines without the last newline) of each block."
        with self.path.open("rb") as raw:
            size = max(1, self.path.stat().st_size)
            file = self._unpacked(raw)
            rest = b""
            try:
                while data := file.read(_BLOCK):
                    lines, newline, rest = (rest + data).rpartition(b"\n")
                    if len(rest) > _LONGEST_LINE:
                        raise ReferenceFault(f"{self.path} is no file of lines; download it again.")
                    if newline:
                        yield min(1.0, raw.tell() / size), lines
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise ReferenceFault(f"{self.path} is torn ({error}); download it again.") from error
            if rest:
                yield 1.0, rest

    def _unpacked(self, raw: io.BufferedReader) -> IO[bytes]:
        "By what the file is, not by what its name says."
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if raw.peek(2)[:2] == _GZIP_MAGIC else raw

    def _check_header(self, line: str | None) -> None:
        wanted = HEADERS[self.name].split()
        if line is None or line.removeprefix("\ufeff").split("\t")[: len(wanted)] != wanted:
            raise ReferenceFault(
                f"{self.path} is not IMDb's {self.name}: its first line should name the columns"
                f" {', '.join(wanted[:3])} …"
            )


def find_files(folder: Path) -> dict[str, DatasetFile]:
    """The dataset files of a folder by IMDb's name, the newer where one lies there plain and gzipped.

    Raises ReferenceFault where title.basics is missing: without it there is no work to speak of.
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
