"""Processes killed or interrupted (Ctrl-C) at random moments in every writing command.

Nothing is lost, half done or overruled, and Ctrl-C is answered within a second, in one line.

python -m tests.hardness.kills [--part 10] [--seed 1]
"""

import os
import signal
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.hardness.command import main
from tests.hardness.writing_commands import Attempt, Household, attempts
from tests.support.catalogue import column, sound

KILLS = 300
GUESS = 1.0  # seconds that a command takes, until one has ended by itself
AT_ONCE = 1.5  # seconds, of which a loaded machine has its own half


def run(part: int = 1, seed: int = 1) -> str:
    random, stopped, ended = Random(seed), Counter[str](), 0
    with (
        tempfile.TemporaryDirectory(prefix="cineorg-kills-") as folder,
        Household(Path(folder), random) as house,
    ):
        lengths: dict[str, float] = {}
        for attempt in attempts(house, KILLS // part):
            if stopped.total() >= KILLS // part:
                break
            how = _stopped(attempt, random, lengths)
            stopped.update([attempt.name] if how is not None else [])
            ended += how is None
            attempt.check()
        _goes_on(house)
    told = ", ".join(f"{name} {count}" for name, count in sorted(stopped.items()))
    return f"kills: {stopped.total()} ({told}), {ended} ended before; 0 lost, 0 overruled, 0 half done"


def _stopped(attempt: Attempt, random: Random, lengths: dict[str, float]) -> signal.Signals | None:
    """How the command was stopped, if it was still running: killed, or by Ctrl-C as on a terminal.

    `lengths` learns from each that ended by itself how long it takes.
    """
    after = random.uniform(0.3, 1.05) * lengths.get(attempt.name, GUESS)
    how = random.choice((signal.SIGKILL, signal.SIGINT))
    started = time.monotonic()
    with subprocess.Popen(
        attempt.words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, how)
            pressed = time.monotonic()
            _, said = process.communicate(timeout=60)
        else:
            lengths[attempt.name] = time.monotonic() - started
            return None
    if process.returncode == 1 and _refuses(attempt, said):
        return None
    if how is signal.SIGINT:
        _answered(attempt, process, said, time.monotonic() - pressed)
    return how


def _refuses(attempt: Attempt, said: str) -> bool:
    "True if the command had refused, complete in one line, before the signal came: it does so again now."
    if not said.startswith("Error: ") or said.count("\n") != 1:
        return False
    again = subprocess.run(attempt.words, capture_output=True, text=True)
    return (again.returncode, again.stderr) == (1, said)


def _answered(attempt: Attempt, process: subprocess.Popen[str], said: str, seconds: float) -> None:
    """Ctrl-C: at once, one line, its own exit code, and no file half written beside those that are whole.

    What an earlier command left, which was killed, is cleared away by the next that writes such a file.
    """
    code = process.returncode
    told = f"{attempt.name}, Ctrl-C: {code} after {seconds:.1f} s\n{said}"
    if code in (0, 3) or "cineorg" not in said:  # it was done, or Python itself was still starting
        return
    assert code == 130, told
    assert said.count("Interrupted") == 1, told
    assert "Traceback" not in said, told
    assert seconds < AT_ONCE, told
    left = [path.name for path in attempt.house.folder.rglob("*.unfinished*")]
    assert not any(str(process.pid) in name for name in left), (told, left)


def _goes_on(house: Household) -> None:
    "After all of it the next scan ends well, and every file is in the catalogue."
    house.scan()
    sound(house.db)
    there = {str(path) for path in house.root.glob("*.mkv")}
    known = set(column(house.db, "select path from video_files where missing_since is null"))
    trashed = set(column(house.db, "select json_extract(metadata_json, '$.path') from trash"))
    assert there <= known | trashed, there - known
    assert "running" not in column(house.db, "select status from loads")


if __name__ == "__main__":
    main(run)
