"""How time and memory grow with 1, 4 and 16 times as many files: a rescan, and the main pages.

    python -m tests.benchmarks.bench_growth [--files 10000]

The memory of the pages is that of the process which serves them all.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.bench_rescan import make_library, unchanged
from tests.benchmarks.bench_web import HTML, PLAIN, make_catalogue, page_rows, page_times
from tests.benchmarks.table import Row, apart, command, show

TIMES = (1, 4, 16)
PAGES = [(page, HTML) for page in (PLAIN, "/", "/cineorg/movies", "/-/pending")]


def rescan(place: Path, files: int) -> Iterator[Row]:
    return unchanged(make_library(place, files), rounds=1)


def pages(place: Path, files: int) -> Iterator[Row]:
    cost = apart(page_times, make_catalogue(place, files), 3, PAGES)
    for row in page_rows(cost.result, files):
        yield replace(row, memory=cost.memory)


def rows(quick: bool = False, files: int | None = None) -> Iterator[Row]:
    least = files or (200 if quick else 10_000)
    for step in (rescan, pages):
        for times in TIMES:
            with tempfile.TemporaryDirectory(prefix="cineorg-growth-") as place:
                for row in step(Path(place), least * times):
                    yield replace(row, work=f"{times} ×: {row.work}")


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--files", type=int, help="of the smallest size [10,000]")
    show(rows(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
