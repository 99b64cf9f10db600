"""What the reference costs: its build beside a bare script and imdb-sqlite, its look-ups, its memory.

    python -m tests.benchmarks.bench_reference [--titles 2000000] [--rounds 3] [--imdb-sqlite COMMAND]

Prints times and ratios of one run; nothing here passes or fails. Needs the shared data (CINEORG_SHARED).
Times are wall-clock: nothing else should run.
"""

import argparse
import gzip
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cineorg_catalog.reference import schema
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.reference.imdb_files import HEADERS
from cineorg_catalog.reference.reader import Reference, open_reference
from tests.support.places import SHARED

LOOKED_UP = 1_000  # titles of each kind


def rows_of(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        next(lines)
        for line in lines:
            yield line.rstrip("\n").split("\t")


def bare_build(folder: Path, target: Path) -> None:
    "The same files, rows, index and FTS, with titles as they are: what cannot be saved."
    target.unlink(missing_ok=True)
    db = sqlite3.connect(target, isolation_level=None)
    db.execute("pragma journal_mode=off")
    db.execute("pragma synchronous=off")
    db.executescript(schema.TABLES)
    db.execute("begin")
    works: list[tuple] = []
    titles: list[tuple] = []
    numbers: dict[str, int] = {}
    for row in rows_of(folder / "title.basics.tsv.gz"):
        numbers[row[0]] = number = int(row[0][2:]) if row[0][2:].isdigit() else -len(works) - 1
        year, end, minutes = (None if value == "\\N" else int(value) for value in row[5:8])
        works.append((number, None, row[1], row[2], row[3], year, end, minutes, row[8]))
        titles.append((number, row[2], row[2], row[2], 0, None, None))
        if row[3] != row[2]:
            titles.append((number, row[3], row[3], row[3], 1, None, None))
    for row in rows_of(folder / "title.akas.tsv.gz"):
        if row[0] in numbers:
            titles.append((numbers[row[0]], row[2], row[2], row[2], 2, row[4], row[3]))
    db.executemany("insert into works values (?, ?, ?, ?, ?, ?, ?, ?, ?)", works)
    db.executemany("insert into titles values (null, ?, ?, ?, ?, ?, ?, ?)", titles)
    db.execute("commit")
    db.executescript(schema.INDEXES)
    db.close()


def imdb_sqlite_build(command: str, folder: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    shelf = ["--cache-dir", str(folder), "--db", str(target), "--only", "titles,akas"]
    subprocess.run([command, *shelf], check=True, capture_output=True)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bench_build(folder: Path, place: Path, rounds: int, imdb_sqlite: str | None) -> Path:
    "Builds taken in turn; the medians, and how many times the bare script each takes."
    ours = place / "reference.db"
    builds: dict[str, Callable[[], object]] = {
        "bare script": lambda: bare_build(folder, place / "bare.db"),
        "reference build": lambda: build_reference(folder, ours),
    }
    if imdb_sqlite:
        builds["imdb-sqlite"] = lambda: imdb_sqlite_build(imdb_sqlite, folder, place / "other.db")
    taken: dict[str, list[float]] = {name: [] for name in builds}
    for _ in range(rounds):
        for name, build in builds.items():
            taken[name].append(seconds(build))
    bare = statistics.median(taken["bare script"])
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"  {name:18} {median:6.2f} s   {median / bare:5.2f} times the bare script")
    print(f"  size {ours.stat().st_size / 1e6:.0f} MB")
    return ours


def slipped(rng: random.Random, title: str) -> str:
    at = rng.randrange(len(title))
    return title[:at] + rng.choice(["", "x", title[at] * 2]) + title[at + 1 :]


def bench_lookups(path: Path) -> None:
    "Candidates of one read title, warm: exact, then near."
    reference = open_reference(path)
    rng = random.Random(1)
    found = reference._db.execute(
        "select title, year from works where year > 0 and length(title) > 4 order by id % 7919, id limit ?",
        (LOOKED_UP,),
    ).fetchall()
    changes: dict[str, Callable[[str], str]] = {
        "as it is": str,
        "one slip": lambda title: slipped(rng, title),
        "words too many": lambda title: f"{title} extended cut",
    }
    for what, change in changes.items():
        for with_year in (True, False):
            asked = [(change(title), year if with_year else None) for title, year in found]
            times = sorted(_warm(reference, asked))
            p50, p95 = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.95))
            print(
                f"  {what:15} {'with' if with_year else 'without'} year: p50 {p50:6.2f} ms, p95 {p95:6.2f} ms"
            )
    print(f"  memory of this process {_memory_mb():.0f} MB")


def _warm(reference: Reference, asked: list[tuple[str, int | None]]) -> list[float]:
    def candidates(title: str, year: int | None) -> None:
        reference.exact(title)
        reference.near(title, year)

    for title, year in asked:
        candidates(title, year)
    return [seconds(lambda title=title, year=year: candidates(title, year)) for title, year in asked]


def _memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def generate(folder: Path, titles: int) -> None:
    "Dataset files of many titles: halves of real titles combined, more of them in later years."
    rng = random.Random(2)
    real = [row[2].split() for row in rows_of(SHARED / "reference" / "title.basics.tsv.gz")]
    years = range(1900, 2026)
    weights = [1.034 ** (year - 1900) for year in years]
    basics = (SHARED / "reference" / "title.basics.tsv.gz", folder / "title.basics.tsv.gz")
    with gzip.open(basics[0], "rt", encoding="utf-8") as source:
        header = next(source)
    with gzip.open(basics[1], "wt", encoding="utf-8", compresslevel=1) as file:
        file.write(header)
        for number in range(1, titles + 1):
            one, other = rng.choice(real), rng.choice(real)
            title = " ".join(one[: (len(one) + 1) // 2] + other[len(other) // 2 :])
            year = rng.choices(years, weights)[0]
            file.write(f"tt{number:07d}\tmovie\t{title}\t{title}\t0\t{year}\t\\N\t90\tDrama\n")
    with gzip.open(folder / "title.akas.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("\t".join(HEADERS["title.akas"].split()) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--titles", type=int, default=2_000_000, help="of the generated reference; 0 for none"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--imdb-sqlite", default=shutil.which("imdb-sqlite"), help="its command")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        print("Shared extract")
        bench_lookups(bench_build(SHARED / "reference", Path(place), options.rounds, options.imdb_sqlite))
        if options.titles:
            print(f"{options.titles} generated titles")
            generated = Path(place) / "generated"
            generated.mkdir()
            generate(generated, options.titles)
            bench_lookups(bench_build(generated, Path(place), 1, None))


if __name__ == "__main__":
    main()
