"""Nothing is ever lost: a walk through a library's life with a real second process, and random lives.

`CINEORG_SLOW=1` tries many more random lives.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.trash import delete, list_trash, restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.changes import CannotRestore, images_of, read_row, text_key
from cineorg_catalog.db.connection import writing
from cineorg_catalog.errors import CatalogueError
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.review.decide import approve_as, reject
from cineorg_catalog.titles import COPIES, locked
from tests.support.catalogue import KEPT, SMALL, column, load, new_catalogue, rows, sound
from tests.support.video_files import make_video

SLOW = os.environ.get("CINEORG_SLOW") == "1"


class Shell:
    "`cineorg-load` as a person runs it: a process of its own each time."

    def __init__(self, database):
        self.database = database

    def __call__(self, *arguments, code=0):
        command = [sys.executable, "-m", "cineorg_catalog", "--db", str(self.database), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    def json(self, *arguments, code=0):
        return json.loads(self(*arguments, "--json", code=code).stdout)

    def scan(self, *roots, code=0):
        return self.json("scan", "--reference", SMALL, *roots, code=code)


READING = ("parsed_json", "read_title", "read_year")  # what a name says, whatever was decided


def test_the_life_of_a_library(tmp_path):
    films, disk = tmp_path / "Films", tmp_path / "Disk"
    metropolis = films / "Metropolis (1927) [1080p].mkv"
    make_video(metropolis, minutes=153)
    make_video(films / "Family" / "garden.mkv", minutes=12)
    make_video(films / "Family" / "meadow.mkv", minutes=13)
    make_video(disk / "Series" / "Sherlock Holmes (1954)" / "Sherlock Holmes S01E01E02.mkv", minutes=54)
    make_video(disk / "Series" / "Sherlock Holmes (1954)" / "Sherlock Holmes S00E01.mkv", minutes=27)
    shell = Shell(tmp_path / "cineorg.db")

    # The first scan, and what a person says.
    first = shell.scan(films, disk)
    assert (first["files"]["new"], first["identified"]["auto"]) == (5, 3)
    waiting = {Path(row["path"]).name: row["id"] for row in shell.json("pending")}
    assert set(waiting) == {"garden.mkv", "meadow.mkv"}
    shell("approve", waiting["garden.mkv"], "--as", "tt1254207")  # Big Buck Bunny, for once
    shell("reject", waiting["meadow.mkv"])
    db = new_catalogue(tmp_path)
    decided = rows(db, "pending_validations")

    # An unchanged library: nothing is written but the run itself.
    before = rows(db)
    again = shell.scan(films, disk)
    assert (again["files"]["unchanged"], again["files"]["new"]) == (5, 0)
    assert rows(db) == before
    assert column(db, "select status from loads") == ["finished", "finished"]

    # An edit is locked against rescans, shown in the history, and undone.
    shell("edit", "movie", 1, "title=Großstadt", "year=1926")
    shell.scan(films)
    assert db.execute("select title, year from movies where id = 1").fetchone() == ("Großstadt", 1926)
    told = shell.json("history", "movie", 1)
    assert [row["action"] for row in told] == ["auto", "edit"]
    shell("undo")
    assert rows(db, "movies") == {"movies": before["movies"]}

    # A disk that is off, absent or an empty mount point: nothing is marked.
    before = rows(db)
    disk.rename(tmp_path / "off")
    assert "disk mounted" in shell.scan(films, disk, code=3)["errors"][0]["error"]
    disk.mkdir()
    assert "disk mounted" in shell.scan(disk, code=3)["errors"][0]["error"]
    assert rows(db) == before
    disk.rmdir()
    (tmp_path / "off").rename(disk)

    # A whole top folder gone: marked, a warning leads; back again: the same rows.
    (films / "Family").rename(tmp_path / "Family")
    report = shell.scan(films)
    assert report["files"]["missing"] == 2
    assert str(films / "Family") in report["warnings"][0]
    assert shell("scan", "--reference", SMALL, films).stderr.count("Warning") == 0  # said once
    (tmp_path / "Family").rename(films / "Family")
    assert shell.scan(films)["files"]["returned"] == 2
    assert rows(db, "pending_validations") == decided

    # Moved under another root, renamed, copied, swapped: the reading follows the name, the decision stands.
    without_reading = {
        "pending_validations": [
            {name: value for name, value in row.items() if name not in READING}
            for row in decided["pending_validations"]
        ]
    }
    (films / "Family" / "garden.mkv").rename(disk / "Jardin.mkv")
    report = shell.scan(films, disk)
    assert (report["files"]["moved"], report["files"]["new"]) == (1, 0)
    assert rows(db, "pending_validations", but=READING) == without_reading
    assert column(db, "select reason from decisions where action = 'move'") == [
        f"moved from {films / 'Family' / 'garden.mkv'}"
    ]
    shutil.copy(metropolis, films / "Metropolis (1927) [copy].mkv")
    report = shell.scan(films)
    assert (report["files"]["new"], report["files"]["moved"]) == (1, 0)
    assert column(db, "select count(*) from movie_files where movie_id = 1") == [2]
    shell("check", "--full-hash")
    assert column(db, "select count(*) from video_files where full_hash is not null") == [2]

    # Better and worse files of one film; a file of two episodes; a special.
    make_video(films / "Metropolis (1927) [2160p].mkv", minutes=153, width=3840, height=2160)
    shell.scan(films)
    assert column(db, "select resolution from movies where id = 1") == ["3840x2160"]
    assert column(db, "select count(*) from movie_files where movie_id = 1 and is_main") == [1]
    numbers = "select season_number, episode_number from episodes order by 1, 2"
    assert db.execute(numbers).fetchall() == [(0, 1), (1, 1), (1, 2)]

    # Trash: all that belongs to it comes back; no scan creates it again; what is in the way is named.
    before = rows(db, but=("updated_at",))
    trash = shell.json("delete", "series", 1, "--reason", "seen")["trash_id"]
    shell.scan(disk)
    assert column(db, "select count(*) from series") == [0]
    shell("restore", trash)
    assert rows(db, but=("updated_at",)) == before
    assert "already restored" in shell("restore", trash, code=1).stderr
    assert disk.joinpath("Series").is_dir()

    # Undo of a whole load; the ledger carries people's words into an empty catalogue of the moved library.
    load_id = shell.scan(films)["load_id"]
    assert shell.json("undo", "--load", load_id) == {"undone": [], "stays": []}
    shell("decisions", "export", tmp_path / "ledger.ndjson")
    films.rename(tmp_path / "Kino")
    disk.rename(tmp_path / "Platte")
    other = Shell(tmp_path / "other" / "cineorg.db")
    other.scan(tmp_path / "Kino", tmp_path / "Platte")
    replayed = other.json("decisions", "replay", tmp_path / "ledger.ndjson")
    assert (replayed["applied"], replayed["conflicts"], replayed["unmatched"]) == (2, [], [])
    assert other.json("pending") == []
    assert other.json("decisions", "replay", tmp_path / "ledger.ndjson")["applied"] == 0
    sound(db)
    db.close()


NAMES = (
    "garden",
    "meadow",
    "Metropolis (1927)",
    "x/garden",
    "x/Show S01E01",
    "x/Show S01E02",
    "y/meadow",
    "Z",
)
WORKS = (
    Candidate(id="home", source="manual", kind="movie", title="Home", original_title="Heim", year=2001),
    Candidate(id="away", source="manual", kind="movie", title="Away", year=2002),
    Candidate(id="show", source="manual", kind="series", title="Show", season=1, episodes=(1, 2)),
    Candidate(id="show", source="manual", kind="series", title="Show", season=0, episodes=(2,)),
)
names = st.sampled_from(NAMES)


class Killed(BaseException):
    "The process ends here."


class Lives(RuleBasedStateMachine):
    """A library that lives, and a catalogue that follows.

    People's decisions are photographed after each of theirs; whatever else happens, the picture holds.
    """

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp(prefix="cineorg-lives-"))
        self.root, self.off = self.folder / "Films", self.folder / "off"
        self.root.mkdir()
        self.db = new_catalogue(self.folder)
        self.contents = 0
        self.ids = set()
        for name in NAMES[:4]:
            self.write(name)
        self.scan()

    def teardown(self):
        if hasattr(self, "db"):
            self.db.close()
            shutil.rmtree(self.folder)

    # What happens to files

    def path(self, name):
        return self.root / f"{name}.mkv"

    @property
    def mounted(self):
        return not self.off.exists()

    def on_disk(self):
        return sorted(self.root.rglob("*.mkv"))

    @precondition(lambda self: self.mounted)
    @rule(name=names)
    def write(self, name):
        "A new film, or other content in an old one's place."
        self.contents += 1
        minutes = 153 if name.startswith("Metropolis") else 12
        make_video(self.path(name), minutes=minutes, title=f"content {self.contents}")

    @precondition(lambda self: self.mounted and self.on_disk())
    @rule(source=st.integers(0, 99), name=names, copied=st.booleans())
    def move(self, source, name, copied):
        files = self.on_disk()
        old, new = files[source % len(files)], self.path(name)
        new.parent.mkdir(exist_ok=True)
        if old != new:
            shutil.copy2(old, new) if copied else old.rename(new)

    @precondition(lambda self: self.mounted and len(self.on_disk()) > 1)
    @rule(number=st.integers(0, 99))
    def swap(self, number):
        files = self.on_disk()
        one, other = files[number % len(files)], files[(number + 1) % len(files)]
        between = self.folder / "between"
        one.rename(between)
        other.rename(one)
        between.rename(other)

    @precondition(lambda self: self.mounted and len(self.on_disk()) > 1)
    @rule(number=st.integers(0, 99))
    def remove(self, number):
        files = self.on_disk()
        files[number % len(files)].unlink()

    @precondition(lambda self: self.mounted)
    @rule(empty=st.booleans())
    def unmount(self, empty):
        self.root.rename(self.off)
        if empty:
            self.root.mkdir()

    @precondition(lambda self: not self.mounted)
    @rule()
    def remount(self):
        if self.root.exists():
            self.root.rmdir()
        self.off.rename(self.root)

    # What the machine does

    def picture(self):
        "What people have said, as it stands: of files with that content, of fields, and in the trash."
        files = self.db.execute(
            """select files.id, file_hash, validation_status, selected_candidate_id,
               (select group_concat(movie_id) from movie_files where video_file_id = files.id),
               (select group_concat(episode_id) from episode_files where video_file_id = files.id)
               from video_files as files join pending_validations on video_file_id = files.id
               where validation_status != 'pending' and not auto_validated"""
        ).fetchall()
        fields = {}
        for table in ("movies", "series", "episodes"):
            for row in rows(self.db, table)[table]:
                held = locked(self.db, table, row["id"])
                fields |= {(table, row["id"], name): row[name] for name in held}
        return {row[0]: row[1:] for row in files}, fields, rows(self.db, "trash")

    def held(self, before):
        files, fields, trash = self.picture()
        old_files, old_fields, old_trash = before
        assert (fields, trash) == (old_fields, old_trash)
        hashes = dict(self.db.execute("select id, file_hash from video_files").fetchall())
        for key, said in old_files.items():
            if hashes[key] == said[0]:
                assert files[key] == said

    @rule()
    def scan(self):
        before, everything = self.picture(), rows(self.db)
        report = load(self.db, self.root)
        self.held(before)
        if not self.mounted:
            assert len(report.errors) == 1
            assert rows(self.db) == everything
        elif self.on_disk():
            self.matches_the_disk()

    def matches_the_disk(self):
        there = set(map(os.fsencode, self.on_disk()))
        known = set(column(self.db, "select path_bytes from video_files where missing_since is null"))
        in_trash = {
            values["path_bytes"]
            for row in rows(self.db, "trash")["trash"]
            for values in images_of(row)[0].get("video_files", {}).values()
        }
        assert known - there == set()
        assert there - known <= in_trash

    @rule(steps=st.integers(1, 4))
    def scan_that_is_killed(self, steps):
        left = iter(range(steps))

        def progress(stage, done, total):
            if next(left, None) is None:
                raise Killed

        before = self.picture()
        with suppress(Killed):
            scan(self.db, [self.root], ScanOptions(reference=SMALL), progress)
        self.held(before)

    # What people do

    def decide(self, decision):
        "A decision is made or refused; a refused one changed nothing, a made one can be undone exactly."
        before = rows(self.db)
        last = column(self.db, "select coalesce(max(id), 0) from decisions")[0]
        try:
            decision()
        except CatalogueError:
            assert rows(self.db) == before
            return
        made = column(self.db, "select id from decisions where id > ? order by id desc", last)
        after = rows(self.db)
        with writing(self.db):
            for number in made:
                undo(self.db, number, by="test")
            undone = rows(self.db, but=("updated_at",))
            self.db.rollback()
            self.db.execute("begin immediate")
        assert rows(self.db) == after
        for table in KEPT:
            assert undone[table] == [
                {name: value for name, value in row.items() if name != "updated_at"} for row in before[table]
            ], table

    def one(self, table, number):
        found = column(self.db, f"select id from {table} order by 1")
        return found[number % len(found)] if found else 1

    @rule(number=st.integers(0, 99), work=st.sampled_from(WORKS))
    def approve(self, number, work):
        waiting = column(self.db, "select id from pending_validations where validation_status = 'pending'")
        if waiting:
            self.decide(lambda: approve_as(self.db, waiting[number % len(waiting)], work, by="ada"))

    @rule(number=st.integers(0, 99))
    def reject(self, number):
        self.decide(lambda: reject(self.db, self.one("pending_validations", number), by="ada"))

    @rule(
        number=st.integers(0, 99),
        kind=st.sampled_from(["movie", "series", "episode"]),
        title=st.text(max_size=3),
    )
    def edit(self, number, kind, title):
        table = {"movie": "movies", "series": "series", "episode": "episodes"}[kind]
        self.decide(lambda: edit(self.db, kind, self.one(table, number), {"title": title}, by="ada"))

    @rule(number=st.integers(0, 99), kind=st.sampled_from(["movie", "series", "episode", "video_file"]))
    def delete(self, number, kind):
        table = {"movie": "movies", "series": "series", "episode": "episodes", "video_file": "video_files"}[
            kind
        ]
        self.decide(lambda: delete(self.db, kind, self.one(table, number), reason="test", by="ada"))

    @rule(number=st.integers(0, 99))
    def restore(self, number):
        self.decide(lambda: restore(self.db, self.one("trash", number), by="ada"))

    @rule(number=st.none() | st.integers(0, 99))
    def undo(self, number):
        chosen = None if number is None else self.one("decisions", number)
        self.decide(lambda: undo(self.db, chosen, by="ada"))

    # What always holds

    @invariant()
    def all_is_sound(self):
        if hasattr(self, "db"):
            sound(self.db)

    @invariant()
    def nothing_that_vanished_is_gone(self):
        if not hasattr(self, "db"):
            return
        there = set(column(self.db, "select id from video_files"))
        trashed = column(self.db, "select original_id from trash where entity_type = 'video_file'")
        assert self.ids <= there | set(trashed)
        self.ids |= there

    @invariant()
    def all_of_the_trash_comes_back(self):
        "In some order: what must come first is named. Tried, and taken back."
        if not hasattr(self, "db"):
            return
        waiting = {row["id"]: row for row in rows(self.db, "trash")["trash"]}
        with writing(self.db):
            while waiting:
                left = {}
                for key, row in waiting.items():
                    try:
                        restore(self.db, key, by="test")
                    except CannotRestore:  # another one has to come first
                        left[key] = row
                    else:
                        self.is_as_it_was(row)
                assert len(left) < len(waiting)
                waiting = left
            assert list_trash(self.db) == []
            self.db.rollback()
            self.db.execute("begin immediate")

    def is_as_it_was(self, trashed):
        before, after = images_of(trashed)
        for table, kept in before.items():
            made_again = {"is_main", "updated_at", *(COPIES if table in ("movies", "episodes") else ())}
            for key, values in kept.items():
                if values is not None and after[table][key] is None:
                    found = read_row(self.db, table, text_key(key))
                    for name in values.keys() - made_again:
                        assert found[name] == values[name]


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=300 if SLOW else 12,
    stateful_step_count=40 if SLOW else 25,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
