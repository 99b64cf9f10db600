"""Reads IMDb dataset files, plain or gzip: finds them in a folder and gives their rows.

A file that is torn, or no such file at all, is a fault; a single bad line is noted and passed over.
What the rows mean is the builder's business.
"""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import BadUsage, ReferenceFault

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes"
    " genres",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.ratings": "tconst averageRating numVotes",
}
NOTED_AT_MOST = 100
Progress = Callable[[str, float], None]
_PROGRESS_EVERY = 20_000  # lines
_GZIP_MAGIC = b"\x1f\x8b"


class BadLine(Exception):
    "A line does not say what it should. The message is the reason, in a few words."


@dataclass
class Skipped:
    "The bad lines met so far: all are counted, the first hundred kept as (file, line, reason)."

    lines: list[tuple[str, int, str]] = field(default_factory=list)
    count: int = 0

    def note(self, file: str, line: int, reason: str) -> None:
        self.count += 1
        if len(self.lines) < NOTED_AT_MOST:
            self.lines.append((file, line, reason))


@dataclass(frozen=True)
class DatasetFile:
    "One dataset file; `name` is IMDb's without ending, such as title.akas."

    name: str
    path: Path

    def rows(
        self, skipped: Skipped, progress: Progress | None = None, unless: bytes | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """Give (line number, columns) of each line that has all its columns, one after the other.

        Lines that hold the bytes `unless` are passed over before anything is done with them.
        """
        columns = len(HEADERS[self.name].split())
        with self.path.open("rb") as raw:
            size = max(1, self.path.stat().st_size)
            lines = self._lines(raw)
            self._check_header(lines)
            for number, line in enumerate(lines, 2):
                if progress and number % _PROGRESS_EVERY == 0:
                    progress(self.path.name, min(1.0, raw.tell() / size))
                if unless is not None and unless in line:
                    continue
                try:
                    row = line.decode().rstrip("\r\n").split("\t")
                except UnicodeDecodeError:
                    skipped.note(self.path.name, number, "not UTF-8")
                    continue
                if len(row) >= columns:
                    yield number, row
                elif line.strip():
                    skipped.note(self.path.name, number, f"{len(row)} columns instead of {columns}")

    def _lines(self, raw: io.BufferedReader) -> Iterator[bytes]:
        zipped = raw.peek(2)[:2] == _GZIP_MAGIC
        if self.path.suffix == ".gz" and not zipped and raw.peek(1):
            raise ReferenceFault(f"{self.path} is no gzip file; download it again.")
        try:
            # gzip's own readline is a Python function; a buffer around it reads lines in C
            yield from io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 18) if zipped else raw
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ReferenceFault(f"{self.path} is torn ({error}); download it again.") from error

    def _check_header(self, lines: Iterator[bytes]) -> None:
        first = next(lines, b"").decode("utf-8-sig", "replace").rstrip("\r\n")
        if not first:
            raise ReferenceFault(f"{self.path} is empty; download it again.")
        wanted = HEADERS[self.name].split()
        if first.split("\t")[: len(wanted)] != wanted:
            raise ReferenceFault(
                f"{self.path} is not IMDb's {self.name}: its first line should name the columns "
                f"{', '.join(wanted[:3])} …"
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
