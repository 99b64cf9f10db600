"""Rescan of 100,000 files in 5,000 folders, beside a bare os.walk with stat of the same folders.

    python -m tests.benchmarks.bench_rescan [--files 100000] [--rounds 3]

The rows are written directly, as if a first scan had read the files (one byte each). Every scan is a
process of its own, so that its peak memory is its own; its time is `seconds` of its own report, without
the start of Python. Reported: unchanged; then 1 % moved, 1 % new and 1 % gone at once, without
identification, where the changed 2 % are opened, read and hashed beside the walk.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import xxhash

from cineorg_catalog.db.columns import now
from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.resources import shipped

SCAN = """
import json, resource, sys, time
from pathlib import Path
from cineorg_catalog.db.connection import connect
from cineorg_catalog.pipeline import ScanOptions, scan
db = connect(Path(sys.argv[1]))
started = time.perf_counter()
options = ScanOptions(reference=Path(sys.argv[3]), identify=sys.argv[4] == "identify")
report = scan(db, [Path(sys.argv[2])], options)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "peak": peak, "files": report.files, "errors": len(report.errors)}))
"""
WALK = """
import os, sys, time
started = time.perf_counter()
for folder, _, names in os.walk(os.fsencode(sys.argv[1])):
    for name in names:
        os.stat(os.path.join(folder, name))
print(time.perf_counter() - started)
"""


def make_library(root: Path, files: int, folders: int) -> list[Path]:
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
                       values (?, ?, '[]', 'rejected', 'bench', '1', ?)""",
                    [number, number, now()],
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


def run(code: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="cineorg-rescan-"))
    try:
        measure(work, given.files, given.rounds)
    finally:
        shutil.rmtree(work)


def measure(work: Path, files: int, rounds: int) -> None:
    root, database = work / "Films", work / "cineorg.db"
    started = time.perf_counter()
    paths = make_library(root, files, max(files // 20, 1))
    write_rows(database, root, paths)
    print(f"{files} files in {max(files // 20, 1)} folders made in {time.perf_counter() - started:.0f} s")
    walks, scans, peak = [], [], 0.0
    for _ in range(rounds):
        walks.append(float(run(WALK, root)))
        found = json.loads(run(SCAN, database, root, shipped("data/reference"), "identify"))
        assert found["files"]["unchanged"] == files, found
        scans.append(found["seconds"])
        peak = max(peak, found["peak"])
    walk, scan = statistics.median(walks), statistics.median(scans)
    print(f"os.walk with stat      {walk:6.2f} s")
    print(f"rescan, all unchanged  {scan:6.2f} s   {scan / walk:.2f} times   peak {peak:.0f} MB")
    change(paths, root)
    walk = float(run(WALK, root))
    found = json.loads(run(SCAN, database, root, shipped("data/reference"), "no"))
    counts = {name: count for name, count in found["files"].items() if count}
    print(
        f"1 % moved, new, gone   {found['seconds']:6.2f} s   {found['seconds'] / walk:.2f} times"
        f"   peak {found['peak']:.0f} MB   {counts}, {found['errors']} unreadable as video"
    )


if __name__ == "__main__":
    main()
