"""A household whose catalogue every writing command is tried on: killed, or without room on the disk.

A command is prepared from what the catalogue holds; after it ended in whatever way, `check` says whether it
did all or nothing. Only the command that is tried is a process of its own: what surrounds it calls the same
functions here, as each start of the interpreter would cost more than the rest.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from cineorg_catalog.atomic_files import write_lines
from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.export import export_decisions
from cineorg_catalog.audit.trash import delete
from cineorg_catalog.db.connection import connect
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as, reject
from cineorg_catalog.scan.runs import ScanReport
from tests.support.catalogue import SMALL, column, load, new_catalogue, rows, sound
from tests.support.video_files import make_video

PEOPLES = ("approve", "reject", "undo", "edit", "delete", "restore")


class Household:
    "A folder of films, the catalogue of them, and what was decided about them."

    def __init__(self, folder: Path, random: Random):
        self.folder, self.random = folder, random
        self.root, self.database = folder / "Films", folder / "cineorg.db"
        self.ledger, self.reference = folder / "ledger.ndjson", folder / "reference.db"
        self.public = folder / "public.db"
        self.files = 0
        self.db = new_catalogue(folder)
        self.add_files(24)
        self.scan()
        write_lines(self.ledger, self.exported())
        self.decide_some()

    def __enter__(self) -> "Household":
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def add_files(self, count: int) -> None:
        "Files that need review, and now and then one that is certain."
        for number in range(self.files, self.files + count):
            certain = number % 8 == 0
            name = f"Metropolis (1927) {number}" if certain else f"garden {number}"
            make_video(self.root / f"{name}.mkv", minutes=153 if certain else 12)
        self.files += count

    def scan(self) -> ScanReport:
        report = load(self.db, self.root)
        assert report.errors == []
        return report

    def exported(self) -> list[str]:
        "The ledger as it is now."
        return [json.dumps(line, ensure_ascii=False) for line in export_decisions(self.db)]

    def decide_some(self) -> None:
        "A few decisions of each kind, so that there is something to undo, to restore and to export."
        for number, key in enumerate(self.pending()[:6]):
            if number % 3 == 2:
                reject(self.db, key, by="ada")
            else:
                approve_as(self.db, key, film(key), by="ada")
        movie = column(self.db, "select max(id) from movies")[0]
        edit(self.db, "movie", movie, {"year": str(1950 + self.random.randrange(50))}, by="ada")
        if len(column(self.db, "select id from movies")) > 3:
            delete(self.db, "movie", column(self.db, "select min(id) from movies")[0], reason="", by="ada")

    def pending(self) -> list[int]:
        return column(
            self.db, "select id from pending_validations where validation_status = 'pending' order by id"
        )

    def one_pending(self) -> int:
        "A file that waits for a decision; new ones come until one does."
        while not (waiting := self.pending()):
            self.add_files(1)
            self.scan()
        return self.random.choice(waiting)

    def one_film(self) -> int:
        "A film of the catalogue; where all are deleted, decisions make some."
        while not (films := column(self.db, "select id from movies")):
            key = self.one_pending()
            approve_as(self.db, key, film(key), by="ada")
        return self.random.choice(films)

    def one_in_the_trash(self) -> int:
        if not column(self.db, "select id from trash"):
            delete(self.db, "movie", self.one_film(), reason="", by="ada")
        return self.random.choice(column(self.db, "select id from trash"))

    def command(self, *words: object, db: Path | None = None) -> list[str]:
        "The words of a command on this catalogue, as a process of its own."
        return [
            *(sys.executable, "-m", "cineorg_catalog", *map(str, words), "--db", str(db or self.database)),
        ]

    def standing(self) -> dict[int, tuple[object, ...]]:
        "People's standing decision about each file."
        found = self.db.execute(
            """select id, validation_status, selected_candidate_id from pending_validations
               where validation_status != 'pending' and not auto_validated"""
        )
        return {row[0]: row[1:] for row in found.fetchall()}


def film(key: int) -> Candidate:
    return Candidate(id=f"garden-{key}", source="manual", kind="movie", title=f"Garden {key}", year=2001)


class Attempt:
    "One command on a household; `check` asserts that it did all or nothing, and says whether it did."

    def __init__(self, house: Household, name: str):
        self.house, self.name = house, name
        self.words: list[str] = PREPARED[name](house)
        self._rows, self._standing = rows(house.db), house.standing()
        self._decisions = column(house.db, "select id from decisions")
        self._exported = house.ledger.read_bytes()

    def check(self) -> bool:
        house, db = self.house, self.house.db
        sound(db)
        known = set(column(db, "select id from decisions"))
        assert known.issuperset(self._decisions), f"{self.name}: decisions are lost"
        new = column(
            db,
            "select action from decisions where id > ? and who is not null",
            max(self._decisions, default=0),
        )
        peoples = [action for action in new if action in PEOPLES]
        if self.name in PEOPLES:
            assert len(peoples) <= 1, f"{self.name}: {peoples}"
            assert peoples or rows(db) == self._rows, f"{self.name}: half of it is there"
        else:
            assert peoples == [], f"{self.name}: {peoples}"
            assert house.standing() == self._standing, f"{self.name}: a person was overruled"
        self.check_files()
        return bool(new)

    def check_files(self) -> None:
        "A file that is written for a person is the old one or the new one, whole."
        house = self.house
        if self.name == "export":
            text = house.ledger.read_bytes()
            if text != self._exported:
                assert text.decode().splitlines() == house.exported(), "the ledger is written in part"
        elif self.name == "replay":
            with closing(connect(house.folder / "replayed" / "cineorg.db")) as db:
                sound(db)
        elif self.name == "reference" and house.reference.exists():
            with closing(connect(house.reference)) as db:
                assert column(db, "pragma integrity_check") == ["ok"]
                assert column(db, "select count(*) > 0 from works") == [1]
        elif self.name == "publish" and house.public.exists():
            with closing(connect(house.public)) as db:
                assert column(db, "pragma integrity_check") == ["ok"]
        elif self.name == "init" and (house.folder / "new.db").exists():
            with closing(connect(house.folder / "new.db")) as db:
                assert column(db, "pragma integrity_check") == ["ok"]


def _scan(house: Household) -> list[str]:
    house.add_files(2)
    files = sorted(house.root.glob("*.mkv"))
    chosen = house.random.choice(files)
    chosen.rename(house.root / f"renamed {house.files} {chosen.name[-40:]}")
    for path in house.random.sample(sorted(house.root.glob("*.mkv")), 5):
        os.utime(path)
    return house.command("scan", "--reference", SMALL, house.root)


def _identify(house: Household) -> list[str]:
    return house.command("identify", "--pending", "--reference", SMALL)


def _approve(house: Household) -> list[str]:
    house.add_files(1)
    house.scan()
    key = house.one_pending()
    return house.command("approve", key, "--title", f"Garden {key}", "--year", "2001")


def _reject(house: Household) -> list[str]:
    return house.command("reject", house.one_pending())


def _undo(house: Household) -> list[str]:
    house.decide_some()
    return house.command("undo")


def _edit(house: Household) -> list[str]:
    return house.command("edit", "movie", house.one_film(), f"title=Meadow {house.random.randrange(10**6)}")


def _delete(house: Household) -> list[str]:
    return house.command("delete", "movie", house.one_film(), "--reason", "given away")


def _restore(house: Household) -> list[str]:
    return house.command("restore", house.one_in_the_trash())


def _export(house: Household) -> list[str]:
    house.decide_some()
    return house.command("decisions", "export", house.ledger)


def _replay(house: Household) -> list[str]:
    "Into another catalogue of the same files, in which nobody decided anything yet."
    other = house.folder / "replayed" / "cineorg.db"
    shutil.rmtree(house.folder / "replayed", ignore_errors=True)
    write_lines(house.ledger, house.exported())
    with closing(new_catalogue(house.folder / "replayed")) as db:
        load(db, house.root)
    return house.command("decisions", "replay", house.ledger, db=other)


def _check(house: Household) -> list[str]:
    files = sorted(house.root.glob("*.mkv"))
    shutil.copy(house.random.choice(files), house.root / f"copy {house.files}.mkv")
    house.scan()
    return house.command("check", "--full-hash")


def _reference(house: Household) -> list[str]:
    words = house.command("reference", "build", SMALL, "--reference", house.reference)
    return words[:-2]  # it knows no catalogue


def _publish(house: Household) -> list[str]:
    return house.command("export", "public", house.public)


def _init(house: Household) -> list[str]:
    for left in house.folder.glob("new.db*"):
        left.unlink()
    return house.command("init", db=house.folder / "new.db")


PREPARED: dict[str, Callable[[Household], list[str]]] = {
    "scan": _scan,
    "identify": _identify,
    "approve": _approve,
    "reject": _reject,
    "undo": _undo,
    "edit": _edit,
    "delete": _delete,
    "restore": _restore,
    "export": _export,
    "replay": _replay,
    "check": _check,
    "reference": _reference,
    "publish": _publish,
    "init": _init,
}


def attempts(house: Household, most: int) -> Iterator[Attempt]:
    "Every writing command in turn, over and over; some of them, where at most so many are to be different."
    names = house.random.sample(sorted(PREPARED), min(most, len(PREPARED)))
    while True:
        for name in names:
            yield Attempt(house, name)
