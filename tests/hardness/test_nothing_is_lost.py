"""Nothing is ever lost: a walk through the life of a library, each command a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.catalogue import SMALL, column, new_catalogue, rows, sound
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

    # A whole top folder missing: marked, with a warning first; back again: the same rows.
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
