"""A scan of 2,000 small real files beside the sum of its bare steps, and `--help` beside a click skeleton's.

    python -m tests.benchmarks.bench_load [FILES]

Prints ratios of one run; asserts nothing. Needs ffmpeg.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import xxhash
from guessit import guessit
from pymediainfo import MediaInfo

from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.resources import shipped
from tests.support.video_files import make_video

MIB = 1 << 20
SKELETON = """
import click
@click.group()
def cli(): "A group."
@cli.command()
@click.option('--db')
def scan(db): "A command."
cli()
"""


def library(folder: Path, files: int) -> list[Path]:
    "Real files of release-like names, four fifths of which the small reference knows."
    works = [
        line.split("\t")
        for line in (shipped("data/reference") / "title.basics.tsv").read_text().splitlines()[1:]
    ]
    works = [row for row in works if row[1] == "movie" and row[5].isdigit() and row[7].isdigit()]
    random, made = Random(3), []
    for number in range(files):
        row = random.choice(works)
        title = row[2] if number % 5 else f"Unknown Work {number}"
        name = f"{title} {row[5]} 1080p BluRay x264-GRP{number}.mkv".replace(" ", ".").replace("/", " ")
        path = folder / f"{number % 100:02}" / name
        made.append(path)
        make_video(path, minutes=int(row[7]), title=f"{number}")
    return made


def timed(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def sample(path: Path) -> str:
    with path.open("rb") as file:
        digest = xxhash.xxh3_64(file.read(MIB))
        size = os.fstat(file.fileno()).st_size
        if size > MIB:
            file.seek(max(MIB, size - MIB))
            digest.update(file.read(MIB))
    return digest.hexdigest()


def bench_scan(files: int) -> None:
    with tempfile.TemporaryDirectory(prefix="cineorg-bench-") as top:
        root = Path(top) / "Films"
        paths = library(root, files)
        guessit("warm.up.2000.mkv")
        steps = {
            "stat": timed(
                lambda: [entry.stat() for path in {p.parent for p in paths} for entry in os.scandir(path)]
            ),
            "media info": timed(lambda: [MediaInfo.parse(p, full=False, parse_speed=0) for p in paths]),
            "hash": timed(lambda: [sample(p) for p in paths]),
            "name": timed(lambda: [guessit(p.name) for p in paths]),
        }
        db = connect(Path(top) / "cineorg.db")
        upgrade(db)
        options = ScanOptions(reference=shipped("data/reference"))
        first = timed(lambda: scan(db, [root], options))
        again = timed(lambda: scan(db, [root], options))
    bare = sum(steps.values())
    for name, seconds in {
        **steps,
        "sum of the bare steps": bare,
        "first scan": first,
        "scan again": again,
    }.items():
        print(f"{name:<22} {seconds:8.2f} s {seconds / files * 1000:8.3f} ms a file")
    print(f"first scan / bare steps: {first / bare:.2f}; scan again / stat: {again / steps['stat']:.1f}")


def bench_help(rounds: int = 9) -> None:
    ours = [sys.executable, "-m", "cineorg_catalog", "--help"]
    bare = [sys.executable, "-c", SKELETON, "--help"]
    times: dict[str, list[float]] = {"ours": [], "skeleton": []}
    for _ in range(rounds):
        for name, command in (("ours", ours), ("skeleton", bare)):
            times[name].append(
                timed(lambda command=command: subprocess.run(command, capture_output=True, check=True))
            )
    ours_ms, bare_ms = (statistics.median(times[name]) * 1000 for name in ("ours", "skeleton"))
    print(f"--help: {ours_ms:.0f} ms beside a click skeleton's {bare_ms:.0f} ms: {ours_ms / bare_ms:.2f}")


if __name__ == "__main__":
    bench_help()
    bench_scan(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
