"""Lines of a ledger, true and mutated: replayed in any order and twice, they end in the same decisions.

    python -m tests.hardness.ledger_lines [--part 10] [--seed 1]

Each line is applied, unchanged, in conflict, unmatched or wrong, and said so; none ends the replay.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from tests.hardness.command import main
from tests.hardness.writing_commands import Household
from tests.support.catalogue import SMALL, column, new_catalogue, rows, sound

LINES = 1500
ODD: tuple[Any, ...] = (
    *(None, True, [], {}, "", "x" * 10_000, 0, -1, 10**30, 1e308, float("inf")),
    *("\0", "\ud800", "\x1b[2J", "' or 1=1 --", ["x"], {"id": 1}, "movie", "tt0017136", [1, 2, 10**9]),
)


def run(part: int = 1, seed: int = 1) -> str:
    random, totals = Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="cineorg-ledger-") as name:
        folder = Path(name)
        with Household(folder / "first", random) as house:
            for _ in range(max(4 // part, 1)):
                house.add_files(8)
                house.scan()
                house.decide_some()
            true = house.exported()
            shutil.move(house.root, folder / "Kino")
        mutated = [_mutated(random.choice(true), random) for _ in range(LINES // part - len(true))]
        lines = [*true, *mutated]
        scanned = folder / "scanned"
        with closing(new_catalogue(scanned)):
            pass
        _cineorg(scanned, "scan", "--reference", SMALL, folder / "Kino")
        # True lines alone: in any order, and a second time changes nothing.
        assert _replayed(scanned, folder / "a", true)[0] == _replayed(scanned, folder / "b", true[::-1])[0]
        # All of them, shuffled: what is wrong is named, and the true ones are applied.
        random.shuffle(lines)
        _, told = _replayed(scanned, folder / "c", lines)
        totals.update(told)
    assert totals.total() >= len(lines), (totals, len(lines))
    return (
        f"ledger: {len(true)} true lines and {len(mutated)} mutated ones: "
        + ", ".join(f"{count} {what}" for what, count in totals.items())
        + "; 0 lost in silence, 0 tracebacks, twice the same, in any order"
    )


def _replayed(scanned: Path, folder: Path, lines: list[str]) -> tuple[list[tuple[Any, ...]], dict[str, int]]:
    "What a catalogue holds after these lines, and how many lines ended how; replayed again, nothing changes."
    shutil.copytree(scanned, folder)
    ledger = folder / "ledger.ndjson"
    ledger.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogatepass")
    first = _cineorg(folder, "decisions", "replay", ledger, "--json")
    with closing(new_catalogue(folder)) as db:
        sound(db)
        before, said = rows(db), _said(db)
        again = _cineorg(folder, "decisions", "replay", ledger, "--json")
        assert (again["applied"], rows(db)) == (0, before), again["applied"]
    told = {name: first[name] if isinstance(first[name], int) else len(first[name]) for name in first}
    return said, {name: count for name, count in told.items() if name in KINDS}


KINDS = ("applied", "unchanged", "conflicts", "unmatched", "errors")


def _said(db: Any) -> list[tuple[Any, ...]]:
    "What was decided about each file, by its content, and about each film."
    files = """select files.file_hash, filename, validation_status,
                      coalesce(movies.title, ''), coalesce(year, 0)
               from video_files as files
               join pending_validations as pending on pending.video_file_id = files.id
               left join movie_files on movie_files.video_file_id = files.id
               left join movies on movies.id = movie_id order by 1, 2"""
    films = "select title || '/' || coalesce(year, '') from movies order by 1"
    return [*db.execute(files).fetchall(), *((title,) for title in column(db, films))]


def _cineorg(folder: Path, *words: object) -> Any:
    command = [sys.executable, "-m", "cineorg_catalog", *map(str, words), "--db", str(folder / "cineorg.db")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in (0, 3), done.stderr
    return json.loads(done.stdout) if "--json" in words else None


def _mutated(line: str, random: Random) -> str:
    return random.choice(MUTATIONS)(line, random)


def _other_value(line: str, random: Random) -> str:
    "One value, however deep, is of another kind."
    said = json.loads(line)
    place = said
    while True:
        key = random.choice(sorted(place))
        if isinstance(place[key], dict) and place[key] and random.random() < 0.7:
            place = place[key]
            continue
        place[key] = random.choice(ODD)
        return json.dumps(said)


def _less(line: str, random: Random) -> str:
    said = json.loads(line)
    place = random.choice([said, *(value for value in said.values() if isinstance(value, dict) and value)])
    del place[random.choice(sorted(place))]
    return json.dumps(said)


def _torn(line: str, random: Random) -> str:
    return line[: random.randrange(1, len(line))]


def _noise(line: str, random: Random) -> str:
    letters = list(line)
    for _ in range(random.choice((1, 5))):
        letters[random.randrange(len(letters))] = random.choice('{}[]",:0\0\x1b\u202eé')
    return "".join(letters)


def _nested(line: str, random: Random) -> str:
    return random.choice(
        ("[" * 5000, '{"action":' * 3000, line[:-1] + ',"x":' + "[" * 2000 + "]" * 2000 + "}")
    )


MUTATIONS: tuple[Callable[[str, Random], str], ...] = (
    _other_value,
    _other_value,
    _less,
    _torn,
    _noise,
    _nested,
)


if __name__ == "__main__":
    main(run)
