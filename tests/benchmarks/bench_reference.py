"""What the reference costs: its build beside a bare script and imdb-sqlite, its look-ups, its memory.

    python -m tests.benchmarks.bench_reference [--titles 2000000] [--rounds 3] [--imdb-sqlite COMMAND]

Needs the shared data (CINEORG_SHARED). imdb-sqlite is tried if it is installed or its command is given.
"""

import gzip
import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from cineorg_catalog.reference import schema
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.reference.imdb_files import HEADERS
from cineorg_catalog.reference.reader import Reference, open_reference
from tests.benchmarks.table import Beside, Row, apart, command, peak, seconds, show
from tests.support.places import SHARED

LOOKED_UP = 1_000  # titles of each kind
SOME = """select title, year from works where year > 0 and length(title) > 4
          order by id % 7919, id limit ?"""
IMDB_SQLITE = shutil.which("imdb-sqlite")


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


def builds(folder: Path, place: Path, what: str, rounds: int, imdb_sqlite: str | None) -> Iterator[Row]:
    "Builds taken in turn, each in a process of its own; the medians."
    ours, bare, other = [], [], []
    for _ in range(rounds):
        ours.append(apart(build_reference, folder, place / "reference.db"))
        bare.append(apart(bare_build, folder, place / "bare.db"))
        if imdb_sqlite:
            other.append(apart(imdb_sqlite_build, imdb_sqlite, folder, place / "other.db").seconds)
    built, script = (median(cost.seconds for cost in costs) for costs in (ours, bare))
    size = (place / "reference.db").stat().st_size / 1e6
    yield Row(
        f"reference of {what}, {size:.0f} MB",
        built,
        Beside("a bare script", script),
        Beside("imdb-sqlite without FTS", median(other) if other else None),
        max(cost.memory for cost in ours),
    )


def slipped(rng: random.Random, title: str) -> str:
    at = rng.randrange(len(title))
    return title[:at] + rng.choice(["", "x", title[at] * 2]) + title[at + 1 :]


CHANGES: dict[str, Callable[[random.Random, str], str]] = {
    "as it is": lambda _, title: title,
    "one slip": slipped,
    "words too many": lambda _, title: f"{title} extended cut",
}


def look_ups(path: Path, what: str, looked_up: int) -> list[Row]:
    "Candidates of one read title, warm: exact, then near; beside rapidfuzz over all titles."
    with open_reference(path) as reference:
        rng, some = random.Random(1), reference._db.execute(SOME, (looked_up,)).fetchall()
        asked = {
            (how, with_year): [(change(rng, title), year if with_year else None) for title, year in some]
            for how, change in CHANGES.items()
            for with_year in (True, False)
        }
        times = {case: _p95(partial(_candidates, reference), titles) for case, titles in asked.items()}
    memory = peak()
    every = [row[0] for row in sqlite3.connect(path).execute("select title from titles")]
    found = partial(extract, choices=every, scorer=ratio, limit=20)
    rapidfuzz = Beside("rapidfuzz over all titles", _p95(lambda title, _: found(title), some[:20]))
    return [
        Row(f"look-up p95, {what}, {how}{', year' * with_year}", slow, instead=rapidfuzz, memory=memory)
        for (how, with_year), slow in times.items()
    ]


def _candidates(reference: Reference, title: str, year: int | None) -> None:
    reference.exact(title)
    reference.near(title, year)


def _p95(search: Callable[[str, int | None], object], asked: list[tuple[str, int | None]]) -> float:
    for title, year in asked:  # warms up
        search(title, year)
    times = sorted(seconds(partial(search, title, year)) for title, year in asked)
    return times[int(len(times) * 0.95)]


def generate(folder: Path, titles: int) -> None:
    "Dataset files of many titles: halves of real titles combined, more of them in later years."
    folder.mkdir()
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


def rows(
    quick: bool = False, titles: int | None = None, rounds: int = 3, imdb_sqlite: str | None = IMDB_SQLITE
) -> Iterator[Row]:
    titles = (20_000 if quick else 2_000_000) if titles is None else titles
    with tempfile.TemporaryDirectory() as place:
        generated = Path(place) / "generated"
        sources = [("shared extract", SHARED / "reference", 1 if quick else rounds)]
        if titles:
            generate(generated, titles)
            sources.append((f"{titles:,} titles", generated, 1))
        for what, folder, times in sources:
            yield from builds(folder, Path(place), what, times, imdb_sqlite)
            cost = apart(look_ups, Path(place) / "reference.db", what, 100 if quick else LOOKED_UP)
            yield from cost.result


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--titles", type=int, help="of the generated reference [2,000,000]; 0 for none")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--imdb-sqlite", default=IMDB_SQLITE, help="its command")
    show(rows(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
