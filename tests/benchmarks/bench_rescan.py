"""A rescan of 100,000 and of 500,000 files beside a bare os.walk with stat of the same folders.

    python -m tests.benchmarks.bench_rescan [--files 100000] [--rounds 3]

The rows are written directly, as if a first scan had read the files (one byte each). Every scan is a
process of its own, so that its peak memory is its own; neither its time nor that of the walk includes the
start of Python. On a busy machine the ratio of CPU times (user and system) says more than that of wall times.
Reported: unchanged; then 1 % moved, 1 % new and 1 % gone at once, without identification, where the changed
2 % are opened, read and hashed beside the walk.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import xxhash

from cineorg_catalog.db.columns import now
from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.resources import shipped
from tests.benchmarks.table import Beside, Row, apart, command, show

SIZES, QUICK = (100_000, 500_000), (1_000, 5_000)
WALK, GLOB = "os.walk with stat", "Path.rglob with stat"
CANDIDATES = json.dumps([{"reasons": "x" * 600}] * 5)  # as long as five real ones


def scan_files(database: Path, root: Path, titles: Path, identify: bool) -> dict[str, int]:
    with closing(connect(database)) as db:
        return dict(scan(db, [root], ScanOptions(reference=titles, identify=identify)).files)


def walk_files(root: Path) -> None:
    for folder, _, names in os.walk(os.fsencode(root)):
        for name in names:
            os.stat(os.path.join(folder, name))


def glob_files(root: Path) -> None:
    for path in root.rglob("*"):
        path.stat()


@dataclass(frozen=True, slots=True)
class Library:
    "Files and a catalogue that knows them."

    root: Path
    database: Path
    titles: Path
    paths: list[Path]


def make_library(work: Path, files: int) -> Library:
    library = Library(work / "Films", work / "cineorg.db", work / "reference.db", [])
    build_reference(shipped("data/reference"), library.titles)  # a scan opens a built one, as an owner has
    folders = max(files // 20, 1)
    library.paths.extend(make_files(library.root, files, folders))
    write_rows(library.database, library.root, library.paths)
    return library


def make_files(root: Path, files: int, folders: int) -> list[Path]:
    "Files of one byte, no two folders alike."
    paths = []
    for number in range(folders):
        folder = root / f"{number % 50:02}" / f"Film {number} (19{number % 80 + 20})"
        folder.mkdir(parents=True)
        for place in range(files // folders):
            path = folder / f"Film {number} part {place}.mkv"
            path.write_bytes(b"%d" % (place % 10))
            paths.append(path)
    return paths


def write_rows(database: Path, root: Path, paths: list[Path]) -> None:
    "What a first scan would have left: a row and a decided validation for each file."
    with closing(connect(database)) as db:
        upgrade(db)
        with writing(db):
            for number, path in enumerate(paths, 1):
                status = path.stat()
                content = path.read_bytes()
                digest = xxhash.xxh3_64(content + str(len(content)).encode()).hexdigest()
                times = (now(), now())
                place = (str(path), path.name, os.fsencode(path), str(root))
                db.execute(
                    """insert into video_files (id, path, filename, path_bytes, root, size_bytes, mtime_ns,
                       device, inode, file_hash, created_at, updated_at)
                       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    [
                        number,
                        *place,
                        status.st_size,
                        status.st_mtime_ns,
                        status.st_dev,
                        status.st_ino,
                        digest,
                        *times,
                    ],
                )
                db.execute(
                    """insert into pending_validations (id, video_file_id, candidates_json,
                       validation_status, rule, rule_version, created_at)
                       values (?, ?, ?, 'rejected', 'bench', '1', ?)""",
                    [number, number, CANDIDATES, now()],
                )


def change(paths: list[Path], root: Path) -> None:
    "1 % moved to another folder, 1 % new, 1 % missing."
    hundredth = len(paths) // 100
    moved = root / "moved"
    moved.mkdir()
    for path in paths[::100]:
        path.rename(moved / path.name)
    for path in paths[1::100]:
        path.unlink()
    for number in range(hundredth):
        (root / "moved" / f"New {number}.mkv").write_bytes(b"new" + str(number).encode())


def unchanged(library: Library, rounds: int) -> Iterator[Row]:
    "Medians of rounds taken in turn, of wall time and of CPU time."
    files, root = len(library.paths), library.root
    walks, globs, scans = [], [], []
    for _ in range(rounds):
        walks.append(apart(walk_files, root))
        globs.append(apart(glob_files, root))
        scans.append(apart(scan_files, library.database, root, library.titles, True))
        assert scans[-1].result["unchanged"] == files, scans[-1].result
    peak = max(cost.memory for cost in scans)
    for what, measure in (("", "seconds"), (", CPU time", "cpu")):
        scan, walk, glob = (
            median(getattr(cost, measure) for cost in costs) for costs in (scans, walks, globs)
        )
        yield Row(f"rescan of {files:,} files{what}", scan, Beside(WALK, walk), Beside(GLOB, glob), peak)


def changed(library: Library) -> Row:
    change(library.paths, library.root)
    walk = apart(walk_files, library.root)
    cost = apart(scan_files, library.database, library.root, library.titles, False)
    work = f"… with 1 % moved, new, gone of {len(library.paths):,}"
    return Row(work, cost.seconds, Beside(WALK, walk.seconds), memory=cost.memory)


def rows(quick: bool = False, files: int | None = None, rounds: int = 3) -> Iterator[Row]:
    for size in [files] if files else QUICK if quick else SIZES:
        with tempfile.TemporaryDirectory(prefix="cineorg-rescan-") as work:
            library = make_library(Path(work), size)
            yield from unchanged(library, rounds)
            yield changed(library)


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--files", type=int, help="[100,000, then 500,000]")
    parser.add_argument("--rounds", type=int, default=3)
    show(rows(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
