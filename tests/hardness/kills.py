"""Processes killed at random moments in every writing command: nothing is lost, half done or overruled.

python -m tests.hardness.kills [--part 10] [--seed 1]
"""

import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.hardness.command import main
from tests.hardness.writing_commands import Attempt, Household, attempts
from tests.support.catalogue import SMALL, column, sound

KILLS = 300


def run(part: int = 1, seed: int = 1) -> str:
    random, killed, ended = Random(seed), Counter[str](), 0
    with (
        tempfile.TemporaryDirectory(prefix="cineorg-kills-") as folder,
        Household(Path(folder), random) as house,
    ):
        lengths: dict[str, float] = {}
        for attempt in attempts(house, KILLS // part):
            if killed.total() >= KILLS // part:
                break
            if attempt.name not in lengths:
                lengths[attempt.name] = _length(attempt)
            elif _killed(attempt, random.uniform(0.3, 1.05) * lengths[attempt.name]):
                killed[attempt.name] += 1
            else:
                ended += 1
            attempt.check()
        _goes_on(house)
    told = ", ".join(f"{name} {count}" for name, count in sorted(killed.items()))
    return f"kills: {killed.total()} ({told}), {ended} ended before; 0 lost, 0 overruled, 0 half done"


def _length(attempt: Attempt) -> float:
    "How long the command takes when nobody kills it."
    started = time.monotonic()
    subprocess.run(attempt.words, capture_output=True, timeout=180)
    return time.monotonic() - started


def _killed(attempt: Attempt, after: float) -> bool:
    "Was it still running then?"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(attempt.words, **quiet) as process:  # type: ignore[call-overload]
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    return bool(process.returncode == -signal.SIGKILL)


def _goes_on(house: Household) -> None:
    "After all of it the next scan ends well, and every file is in the catalogue."
    done = house.run("scan", "--reference", SMALL, house.root)
    assert done.returncode == 0, done.stderr
    sound(house.db)
    there = {str(path) for path in house.root.glob("*.mkv")}
    known = set(column(house.db, "select path from video_files where missing_since is null"))
    trashed = set(column(house.db, "select json_extract(metadata_json, '$.path') from trash"))
    assert there <= known | trashed, there - known
    assert "running" not in column(house.db, "select status from loads")


if __name__ == "__main__":
    main(run)
