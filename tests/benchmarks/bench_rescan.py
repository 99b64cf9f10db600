"""Rescan of 100,000 files in 5,000 folders, beside a bare os.walk with stat of the same folders.

    python -m tests.benchmarks.bench_rescan [--files 100000] [--rounds 3]

The rows are written directly, as if a first scan had read the files (one byte each). Every scan is a
process of its own, so that its peak memory is its own; neither its time nor that of the walk includes the
start of Python. On a busy machine the ratio of CPU times (user and system) says more than that of wall times.
Reported: unchanged; then 1 % moved, 1 % new and 1 % gone at once, without identification, where the changed
2 % are opened, read and hashed beside the walk.
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
from typing import Any

import xxhash

from cineorg_catalog.db.columns import now
from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.resources import shipped

SCAN = """
import json, os, sys, time
from pathlib import Path
from cineorg_catalog.db.connection import connect
from cineorg_catalog.pipeline import ScanOptions, scan
db = connect(Path(sys.argv[1]))
wall, cpu = time.perf_counter(), sum(os.times()[:4])
options = ScanOptions(reference=Path(sys.argv[3]), identify=sys.argv[4] == "identify")
report = scan(db, [Path(sys.argv[2])], options)
wall, cpu = time.perf_counter() - wall, sum(os.times()[:4]) - cpu
status = Path("/proc/self/status").read_text()  # getrusage also counts the process that started this one
peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps([wall, cpu, peak, report.files, len(report.errors)]))
"""
WALK = """
import json, os, sys, time
wall, cpu = time.perf_counter(), sum(os.times()[:2])
for folder, _, names in os.walk(os.fsencode(sys.argv[1])):
    for name in names:
        os.stat(os.path.join(folder, name))
print(json.dumps([time.perf_counter() - wall, sum(os.times()[:2]) - cpu]))
"""


CANDIDATES = json.dumps([{"reasons": "x" * 600}] * 5)  # as long as five real ones


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


def run(code: str, *arguments: object) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return list(json.loads(done.stdout.strip().splitlines()[-1]))


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
    root, database, titles = work / "Films", work / "cineorg.db", work / "reference.db"
    build_reference(shipped("data/reference"), titles)  # a scan opens a built one, as an owner has
    started = time.perf_counter()
    paths = make_library(root, files, max(files // 20, 1))
    write_rows(database, root, paths)
    print(f"{files} files in {max(files // 20, 1)} folders made in {time.perf_counter() - started:.0f} s")
    peak, rounds_of = 0.0, []
    for _ in range(rounds):
        walk = run(WALK, root)
        wall, cpu, peaked, found, _ = run(SCAN, database, root, titles, "identify")
        assert found["unchanged"] == files, found
        rounds_of.append((*walk, wall, cpu))
        peak = max(peak, peaked)
    report("rescan, all unchanged", rounds_of, peak)
    change(paths, root)
    walk = run(WALK, root)
    wall, cpu, peak, found, errors = run(SCAN, database, root, titles, "no")
    report("1 % moved, new, gone", [(*walk, wall, cpu)], peak)
    print({name: count for name, count in found.items() if count}, f"{errors} unreadable as video")


def report(name: str, rounds: list[tuple[float, ...]], peak: float) -> None:
    "The medians of wall time and CPU time, and of the ratios of the walk and the scan beside it."
    walk, walk_cpu, scan, scan_cpu = (statistics.median(values) for values in zip(*rounds, strict=True))
    ratio = statistics.median(row[2] / row[0] for row in rounds)
    cpu_ratio = statistics.median(row[3] / row[1] for row in rounds)
    print(
        f"{name:22} {scan:6.2f} s: {ratio:.2f} times a walk ({walk:.2f} s)   "
        f"CPU {scan_cpu:.2f} s: {cpu_ratio:.2f} times ({walk_cpu:.2f} s)   peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
