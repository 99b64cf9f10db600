"""Mutated videos: each ends as a row, a skip or a fault of one line; none stops the scan of the others.

    python -m tests.hardness.videos [--part 10] [--seed 1]

Real files of every container are cut, overwritten, spliced and given sizes beyond all, as a bad disk,
a broken download or somebody's malice leaves them.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from tests.hardness.command import main
from tests.support.catalogue import SMALL, column, new_catalogue, sound
from tests.support.video_files import make_video

VIDEOS, BATCH = 2500, 250
PATIENCE = 60 + BATCH * 0.5  # seconds for a scan of one batch, on a slow machine too
SUFFIXES = (".mkv", ".mp4", ".avi", ".ts", ".webm")


def run(part: int = 1, seed: int = 1) -> str:
    random, longest, faults, skipped = Random(seed), 0.0, 0, 0
    with tempfile.TemporaryDirectory(prefix="cineorg-videos-") as name:
        folder = Path(name)
        originals = [_original(folder / "originals", suffix) for suffix in SUFFIXES]
        with closing(new_catalogue(folder)) as db:
            left = VIDEOS // part
            while left > 0:
                batch = min(BATCH, left)
                for number in range(batch):
                    data, suffix = random.choice(originals)
                    path = folder / "Films" / f"Garden {left - number}{suffix}"
                    path.parent.mkdir(exist_ok=True)
                    path.write_bytes(random.choice(CHANGES)(bytearray(data), random))
                report, seconds = _scan(folder)
                longest = max(longest, seconds)
                faults += len(report["errors"])
                skipped += sum(report["skipped"].values())
                left -= batch
                sound(db)
                for path in (folder / "Films").iterdir():
                    path.unlink()
            recorded = column(db, "select count(*) from video_files")[0]
            assert recorded + faults + skipped >= VIDEOS // part, (recorded, faults, skipped)
            assert column(db, "select count(*) from movie_files") == [0]
    return (
        f"videos: {VIDEOS // part} mutated, {recorded} recorded, {faults} reported as faults, "
        f"the longest scan of {min(BATCH, VIDEOS // part)} took {longest:.0f} s; 0 hangs, 0 tracebacks"
    )


def _original(folder: Path, suffix: str) -> tuple[bytes, str]:
    codecs = {"video_codec": "libvpx", "audio_codec": "libvorbis"} if suffix == ".webm" else {}
    if suffix in (".avi", ".ts"):
        codecs["subtitles"] = ()  # type: ignore[assignment]
    if suffix == ".avi":
        codecs |= {"video_codec": "mpeg4", "audio_codec": "mp3"}
    path = make_video(folder / f"garden{suffix}", minutes=3, **codecs)  # type: ignore[arg-type]
    return Path(str(path)).read_bytes(), suffix


def _scan(folder: Path) -> tuple[dict, float]:
    words = ["scan", "--json", "--reference", str(SMALL), "--db", str(folder / "cineorg.db")]
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "cineorg_catalog", *words, str(folder / "Films")],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout), time.monotonic() - started


def _cut(data: bytearray, random: Random) -> bytes:
    return bytes(data[: random.randrange(len(data))])


def _scattered(data: bytearray, random: Random) -> bytes:
    for _ in range(random.choice((1, 10, 200))):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def _in_the_header(data: bytearray, random: Random) -> bytes:
    for _ in range(random.choice((1, 3, 20))):
        data[random.randrange(min(400, len(data)))] = random.choice((0, 1, 0x7F, 0x80, 0xFF))
    return bytes(data)


def _sizes_beyond_all(data: bytearray, random: Random) -> bytes:
    at = random.randrange(min(3000, len(data) - 8))
    data[at : at + 8] = random.choice((b"\xff" * 8, b"\x7f" + b"\xff" * 7, b"\x01" + b"\xff" * 7, b"\0" * 8))
    return bytes(data)


def _holes(data: bytearray, random: Random) -> bytes:
    at = random.randrange(len(data))
    size = random.randrange(1, 20_000)
    data[at : at + size] = b"\0" * size
    return bytes(data)


def _spliced(data: bytearray, random: Random) -> bytes:
    "A part of the file comes again somewhere else: boxes in boxes, an index that points back."
    start = random.randrange(len(data))
    part = data[start : start + random.randrange(1, 5000)]
    at = random.randrange(len(data))
    return bytes(data[:at] + part * random.choice((1, 3, 50)) + data[at:])


CHANGES: tuple[Callable[[bytearray, Random], bytes], ...] = (
    *(_cut, _scattered, _in_the_header, _sizes_beyond_all, _holes, _spliced),
)


if __name__ == "__main__":
    main(run)
