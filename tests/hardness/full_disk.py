"""Every writing command without room on the disk: one clear line, all or nothing, and the next run goes on.

    python -m tests.hardness.full_disk [--part 10] [--seed 1]

The room ends after a number of bytes of each file that the command writes (a limit of the process).
"""

import re
import subprocess
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random

from tests.hardness.command import main
from tests.hardness.writing_commands import Attempt, Household, attempts
from tests.support.catalogue import sound
from tests.support.command_line import without_room

TRIES = 200


def run(part: int = 1, seed: int = 1) -> str:
    random, ended = Random(seed), Counter[str]()
    with (
        tempfile.TemporaryDirectory(prefix="cineorg-full-") as folder,
        Household(Path(folder), random) as house,
    ):
        for attempt in islice(attempts(house, TRIES // part), TRIES // part):
            ended[_without_room(attempt, random)] += 1
            attempt.check()
        house.scan()
        sound(house.db)
    return (
        f"full disk: {ended.total()} commands, {ended['refused']} ended with one line that says so, "
        f"{ended['done']} had room enough; 0 lost, 0 half done, 0 tracebacks"
    )


def _without_room(attempt: Attempt, random: Random) -> str:
    room = random.choice((0, 1, 4096, 20_000, 65_536, 200_000, 400_000))
    done = subprocess.run(
        attempt.words,
        capture_output=True,
        text=True,
        timeout=180,
        **without_room(room),
    )
    told = f"{attempt.name} with room for {room} bytes: {done.returncode}\n{done.stderr}"
    assert "Traceback" not in done.stderr, told
    if done.returncode in (0, 3) or (attempt.name == "check" and "full" not in done.stderr):
        return "done"
    assert done.returncode == 1, told
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error")]
    assert len(errors) <= 1, told
    assert re.search("full|disk|space|too large", done.stderr), told
    return "refused"


if __name__ == "__main__":
    main(run)
