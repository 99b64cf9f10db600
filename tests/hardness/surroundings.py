"""The same days of a household under other clocks, time zones, locales and umasks: the catalogue is the same.

    python -m tests.hardness.surroundings [--part 10] [--seed 1]

Each is lived in two processes; between them the clock is set back a year, or the machine has moved. Only
times differ at the end, and no file is more open than its umask or its contents allow.
"""

import datetime
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.trash import delete, list_trash, restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.backup import create_backup
from cineorg_catalog.db.columns import now
from cineorg_catalog.db.connection import connect
from cineorg_catalog.review.decide import approve_as, reject
from cineorg_catalog.serve import session_secret
from tests.hardness.command import main
from tests.hardness.writing_commands import film
from tests.support.catalogue import DECIDED, column, load, new_catalogue, rows, sound
from tests.support.video_files import make_video

YEAR = datetime.timedelta(days=365)
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
NAMES = (
    b"Metropolis (1927).mkv",
    "Amélie's garden.mkv".encode(),
    b"gard\xe9n.mkv",
    b"meadow.mkv",
    b"pond.mkv",
)
TIMES = {"created_at", "updated_at", "mtime_ns", "inode", "device", "id"}  # `id` of titles that were replaced


@dataclass(frozen=True)
class Surroundings:
    "What a process finds: its umask, variables of the environment, and how far its clock is ahead."

    umask: int = 0o022
    variables: dict[str, str] = field(default_factory=dict)
    ahead: datetime.timedelta = datetime.timedelta()


PLAIN = Surroundings()
PAIRS = {  # those of the first and of the second half; the first of them is what the others are compared with
    "as usual": (PLAIN, PLAIN),
    "clock set back a year": (Surroundings(ahead=YEAR), PLAIN),
    "umask 077": (Surroundings(0o077), Surroundings(0o077)),
    "ASCII locale": (Surroundings(variables=ASCII), Surroundings(variables=ASCII)),
    "moved around the world": (
        Surroundings(variables={"TZ": "Pacific/Kiritimati"}),
        Surroundings(variables={"TZ": "Pacific/Pago_Pago", "LC_ALL": "tr_TR.UTF-8"}),
    ),
    "from an ASCII locale to UTF-8": (Surroundings(variables=ASCII), PLAIN),
    "from UTF-8 to an ASCII locale": (PLAIN, Surroundings(variables=ASCII)),
    "clock set ahead a year": (PLAIN, Surroundings(ahead=YEAR)),
    "umask 0": (Surroundings(0), Surroundings(0)),
}


def run(part: int = 1, seed: int = 1) -> str:
    "The plain days, and as many others as the part asks for."
    tried = list(PAIRS)[: max(2, len(PAIRS) // part)]
    with tempfile.TemporaryDirectory(prefix="cineorg-surroundings-") as folder:
        videos = Path(folder) / "videos"
        for name in NAMES:
            make_video(bytes(videos) + b"/" + name, minutes=153 if name.startswith(b"Metro") else 12)
        outcomes = {name: _outcome(Path(folder), PAIRS[name]) for name in tried}
    plain = outcomes[tried[0]]
    for name, outcome in outcomes.items():
        for table, found in outcome.items():
            assert found == plain[table], f"{name}: {table}\n{found}\n{plain[table]}"
    return f"surroundings: {', '.join(tried[1:])}; each the same catalogue as {tried[0]}, 0 files too open"


def _outcome(folder: Path, pair: tuple[Surroundings, Surroundings]) -> dict[str, Any]:
    "What the catalogue holds after both halves, without times."
    home = folder / "home"
    for half, around in enumerate(pair):
        words = [
            "-c",
            PROGRAM,
            str(around.ahead.total_seconds()),
            str(half),
            str(home),
            str(folder / "videos"),
        ]
        environment = {name: text for name, text in os.environ.items() if not name.startswith("LC_")}
        subprocess.run(
            [sys.executable, *words], env=environment | around.variables, umask=around.umask, check=True
        )
    _require_closed(home, pair[0].umask & pair[1].umask)
    with closing(connect(home / "cineorg.db")) as db:
        sound(db)
        ahead = column(db, "select max(decided_at) > ? from decisions", now()) == [1]
        assert ahead == any(around.ahead for around in pair)
        found = {name: sorted(map(repr, table)) for name, table in rows(db, *TABLES, but=TIMES).items()}
        acts = "select action, who, entity_type, undoes from decisions order by id"
        found["decisions"] = list(map(repr, db.execute(acts).fetchall()))
    shutil.rmtree(home)
    return found


TABLES = (*DECIDED, "pending_validations", "video_files")

PROGRAM = """
import datetime, sys, time
ahead = float(sys.argv[1])
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(seconds=ahead)
if ahead:
    true = time.time
    datetime.datetime, time.time = Clock, lambda: true() + ahead
from tests.hardness.surroundings import live
live(int(sys.argv[2]), *sys.argv[3:])
"""  # the clock is set before anything of ours is imported


def live(half: int, home: str, videos: str) -> None:
    "One half of the days, in a process of its own."
    folder = Path(home)
    folder.mkdir(exist_ok=True)
    with closing(new_catalogue(folder)) as db:
        load(db, videos)
        (_first_half if half == 0 else _second_half)(db, folder)


def _first_half(db: Any, folder: Path) -> None:
    waiting = column(db, "select id from pending_validations where validation_status = 'pending' order by id")
    for key in waiting[:2]:
        approve_as(db, key, film(key), by="ada")
    reject(db, waiting[2], by="ada")
    movie = column(db, "select min(id) from movies")[0]
    edit(db, "movie", movie, {"title": "Ümlaut İstanbul"}, by="ada")
    edit(db, "movie", movie, {"year": "1926"}, by="ada")
    delete(db, "movie", column(db, "select max(id) from movies")[0], reason="given away", by="ada")
    session_secret(folder / "cineorg.db")
    create_backup(folder / "cineorg.db", folder / "backups")


def _second_half(db: Any, folder: Path) -> None:
    "The newest decision is undone first, and the newest backup is kept, whatever the clock says."
    edit(db, "movie", column(db, "select min(id) from movies")[0], {"year": "1925"}, by="eve")
    assert undo(db, by="eve")["action"] == "edit"
    restore(db, list_trash(db)[0]["id"], by="eve")
    assert undo(db, by="eve")["action"] == "restore"
    assert undo(db, by="eve")["action"] == "delete"
    edit(db, "movie", column(db, "select min(id) from movies")[0], {"genres": "Drama"}, by="eve")
    assert create_backup(folder / "cineorg.db", folder / "backups", keep=1).path.exists()


def _require_closed(home: Path, umask: int) -> None:
    for path in home.rglob("*"):
        facts = path.stat()
        closed = 0o077 if "secret" in path.name else umask
        is_lock = facts.st_size == 0  # filelock chooses the mode of its own, empty file
        assert is_lock or facts.st_mode & closed == 0, f"{path.name}: {facts.st_mode:o}"


if __name__ == "__main__":
    main(run)
