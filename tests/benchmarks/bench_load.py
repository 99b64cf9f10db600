"""What each new file costs: a first scan of 2,000 small real files on one core and on two, their media info,
sample hashes; and `--help` beside a click skeleton's.

    python -m tests.benchmarks.bench_load [--files 2000]

Needs ffmpeg.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from hashlib import file_digest
from pathlib import Path
from random import Random
from statistics import median

import xxhash
from guessit import guessit
from pymediainfo import MediaInfo

from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.resources import shipped
from cineorg_catalog.scan.probe import media_info, sample_hash
from tests.benchmarks.bench_rescan import scan_files
from tests.benchmarks.table import Beside, Row, apart, command, seconds, show
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


def sample(path: Path) -> str:
    with path.open("rb") as file:
        digest = xxhash.xxh3_64(file.read(MIB))
        size = os.fstat(file.fileno()).st_size
        if size > MIB:
            file.seek(max(MIB, size - MIB))
            digest.update(file.read(MIB))
    return digest.hexdigest()


def list_files(paths: list[Path]) -> None:
    for folder in {path.parent for path in paths}:
        for entry in os.scandir(folder):
            entry.stat()


def ours_of(path: Path) -> None:
    with path.open("rb") as file:
        media_info(file.fileno())


def plain(path: Path) -> None:
    MediaInfo.parse(path, full=False, parse_speed=0)


def ffprobe(path: Path) -> None:
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def each(step: Callable[[Path], object], paths: list[Path]) -> float:
    "Seconds for one of the files, after a first one that warms up."
    step(paths[0])
    return seconds(lambda: [step(path) for path in paths]) / len(paths)


def by_itself(step: Callable[[Path], object], paths: list[Path]) -> float:
    "The same in a process of its own: our options of the library hold for all that a process reads."
    return apart(each, step, paths).result


def first_scans(paths: list[Path], top: Path) -> Iterator[Row]:
    """Into new catalogues, on one core and on two, beside the least that files cost: stat, media info, hash.

    There is no option for it: the processes of a scan, which are always as many, share those cores.
    """
    some = paths[::10]
    stat = seconds(lambda: list_files(paths))
    bare = stat + len(paths) * (by_itself(plain, paths) + each(sample, paths))
    script = stat + len(paths) * (
        by_itself(MediaInfo.parse, some) + each(lambda path: guessit(path.name), some)
    )
    for cores in (1, 2):
        database = top / f"{cores}.db"
        with closing(connect(database)) as db:
            upgrade(db)
        cost = apart(scan_files, database, top / "Films", shipped("data/reference"), True, cores=cores)
        assert cost.result["new"] == len(paths), cost.result
        beside = Beside("stat, media info, hash, one core", bare), Beside("guessit and pymediainfo", script)
        work = f"first scan of {len(paths):,} real files, {cores} core{'s'[: cores - 1]}"
        yield Row(work, cost.seconds, *beside, cost.memory)


def media(paths: list[Path]) -> Row:
    bare, some = Beside("pymediainfo, to its own format", by_itself(plain, paths)), paths[::10]
    return Row(
        "media info of a file", by_itself(ours_of, paths), bare, Beside("ffprobe", each(ffprobe, some))
    )


def hashes(folder: Path, files: int = 40) -> Row:
    "Files of 8 MiB, of which two are read."
    paths = [folder / f"{number}.bin" for number in range(files)]
    for path in paths:
        path.write_bytes(os.urandom(8 * MIB))
    bare = Beside("read and XXH3", each(sample, paths))
    whole = Beside("SHA-256 of all 8 MiB", each(sha256, paths))
    return Row("sample hash of a file", each(lambda path: sample_hash(os.fsencode(path)), paths), bare, whole)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def help_text(rounds: int) -> Row:
    ours, bare = ["-m", "cineorg_catalog", "--help"], ["-c", SKELETON, "--help"]
    times: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(rounds):
        for name, words in (("ours", ours), ("bare", bare)):
            run = partial(subprocess.run, [sys.executable, *words], capture_output=True, check=True)
            times[name].append(seconds(run))
    return Row("--help", median(times["ours"]), Beside("a click skeleton", median(times["bare"])))


def rows(quick: bool = False, files: int | None = None) -> Iterator[Row]:
    yield help_text(3 if quick else 9)
    with tempfile.TemporaryDirectory(prefix="cineorg-bench-") as top:
        yield hashes(Path(top))
        paths = library(Path(top) / "Films", files or (100 if quick else 2_000))
        yield media(paths)
        yield from first_scans(paths, Path(top))


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--files", type=int, help="[2,000]")
    show(rows(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
