"""A library that moves as a whole (CASES E16), what is left out of it (9), a catalogue that vanishes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.export import export_decisions
from cineorg_catalog.audit.replay import replay_decisions
from cineorg_catalog.audit.trash import delete, list_trash
from cineorg_catalog.audit.undo import CannotUndo, undo
from cineorg_catalog.db.decisions import last_decision
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as
from cineorg_catalog.scan.moves import relocate
from tests.scan.test_bounds import shell
from tests.support.catalogue import by_path, column, load, new_catalogue, pending_of, rows, sound
from tests.support.places import CHECKOUT
from tests.support.video_files import make_video


def library(root: Path) -> list[Path]:
    names = ("Metropolis (1927)", "Nosferatu (1922)", "The General (1926)", "Safety Last! (1923)")
    return [make_video(root / name / f"{name}.mkv", subtitles=()) for name in names]


def scan(tmp_path: Path, *arguments: object) -> tuple[int, dict]:
    done = shell("--db", tmp_path / "cineorg.db", "scan", "--json", *arguments)
    return done.returncode, json.loads(done.stdout) if done.stdout else {"said": done.stderr}


def test_a_library_that_moved_is_recognised_and_follows_in_one_undoable_decision(
    tmp_path: Path,
) -> None:
    library(tmp_path / "old")
    assert scan(tmp_path, tmp_path / "old")[0] == 0
    db = new_catalogue(tmp_path)
    before = rows(db, "video_files", "movies", "movie_files", "pending_validations", but=("updated_at",))
    os.rename(tmp_path / "old", tmp_path / "new")

    code, said = scan(tmp_path, tmp_path / "new")
    assert (code, said["files"]["new"]) == (3, 0)
    (error,) = said["errors"]
    assert f"cineorg-load relocate {tmp_path / 'old'} {tmp_path / 'new'}" in error["error"]
    assert column(db, "select count(*) from video_files") == [4]

    moved = shell("--db", tmp_path / "cineorg.db", "relocate", tmp_path / "old", tmp_path / "new")
    assert moved.returncode == 0, moved.stderr
    assert column(db, "select distinct root from video_files") == [str(tmp_path / "new")]
    assert column(db, "select count(*) from movies where file_path not like ?", f"{tmp_path}/new/%") == [0]
    sound(db)
    code, said = scan(tmp_path, tmp_path / "new")
    assert (code, said["files"]["unchanged"]) == (0, 4)
    assert column(db, "select action from decisions where action not in ('auto')") == ["relocate"]

    undone = shell("--db", tmp_path / "cineorg.db", "undo")
    assert undone.returncode == 0, undone.stderr
    after = rows(db, "video_files", "movies", "movie_files", "pending_validations", but=("updated_at",))
    assert after == before
    sound(db)


def test_a_copy_of_a_library_that_is_off_is_recorded_when_it_is_called_one(tmp_path: Path) -> None:
    library(tmp_path / "old")
    scan(tmp_path, tmp_path / "old")
    shutil.copytree(tmp_path / "old", tmp_path / "backup" / "Films")
    shutil.rmtree(tmp_path / "old")
    code, said = scan(tmp_path, tmp_path / "backup")
    assert (code, said["files"]["new"]) == (3, 0)
    assert f"relocate {tmp_path / 'old'} {tmp_path / 'backup/Films'}" in said["errors"][0]["error"]
    code, said = scan(tmp_path, "--as-copies", tmp_path / "backup")
    assert (code, said["files"]["new"]) == (0, 4)


@pytest.mark.parametrize("part", ["", "Kino"], ids=["the whole root", "a folder of it"])
def test_a_ledger_says_the_same_before_and_after_a_library_was_relocated(tmp_path: Path, part: str) -> None:
    "Two copies of one name, decided differently, are told apart by their folders; the trash moves too."
    old, new = tmp_path / "old", tmp_path / "new"
    for name in ("garden", "one/copy", "two/copy", "lost"):
        make_video(old / "Kino" / f"{name}.mkv", title=name[-4:], subtitles=())
    before, other = (new_catalogue(tmp_path / name) for name in ("before", "other"))
    for db in (before, other):
        load(db, old)
    for name in ("garden", "one/copy", "two/copy"):
        key = pending_of(before, old / "Kino" / f"{name}.mkv")["id"]
        work = Candidate(id=name, source="manual", kind="movie", title=name, year=2001)
        approve_as(before, key, work, by="ada")
    edit(before, "movie", 1, {"title": "Jardin"}, by="ada")
    delete(before, "video_file", by_path(before, old / "Kino" / "lost.mkv"), reason="x", by="ada")
    earlier = list(map(json.dumps, export_decisions(before)))
    (old / part).rename(new)
    for db in (before, other):
        relocate(db, os.fsencode(old / part), os.fsencode(new), by="ada")
        load(db, new)
    later = list(map(json.dumps, export_decisions(before)))
    fresh, again = (new_catalogue(tmp_path / name) for name in ("fresh", "again"))
    for db, ledger in ((other, earlier), (fresh, later), (again, earlier)):
        load(db, new)
        done = replay_decisions(db, ledger)
        assert (done.applied, done.conflicts, done.unmatched, done.errors) == (5, [], [], [])
        assert replay_decisions(db, ledger).unchanged == 5
        load(db, new)
    decided = """select path, title from video_files left join movie_files on video_file_id = video_files.id
                 left join movies on movies.id = movie_id"""
    kino = new if part else new / "Kino"
    titles = {"garden": "Jardin", "one/copy": "one/copy", "two/copy": "two/copy"}
    for db in (before, other, fresh, again):
        assert dict(db.execute(decided).fetchall()) == {
            str(kino / f"{name}.mkv"): title for name, title in titles.items()
        }
        sound(db)
    undo(before, column(before, "select max(id) from decisions where action = 'relocate'")[0], by="ada")
    assert list_trash(before)[0]["name"] == str(old / "Kino" / "lost.mkv")


def test_relocate_refuses_what_cannot_be(tmp_path: Path) -> None:
    library(tmp_path / "old")
    (tmp_path / "new").mkdir()
    scan(tmp_path, tmp_path / "old")
    for old, new, words in (
        ("old", "new", "None of the files known below"),
        ("other", "new", "knows no file below"),
        ("old", "old", "is already known"),
    ):
        done = shell("--db", tmp_path / "cineorg.db", "relocate", tmp_path / old, tmp_path / new)
        assert done.returncode != 0
        assert words in done.stderr


def test_only_what_is_below_the_folder_is_relocated_and_its_roots_with_it(db, tmp_path: Path) -> None:
    old, new, beside = tmp_path / "Films", tmp_path / "Video", tmp_path / "Films0"
    library(old)
    make_video(old / "Series" / "Show S01E01.mkv", subtitles=())
    make_video(beside / "Film.mkv", subtitles=())
    load(db, old, old / "Series", beside, identify=False)
    paths = "select path from video_files where path not like ? || '/%' order by 1"
    assert relocate_to(db, old, new) == 5
    assert column(db, paths, str(new)) == [str(beside / "Film.mkv")]
    assert column(db, "select path from roots order by path") == list(map(str, (beside, new, new / "Series")))
    roots = "select root, count(*) from video_files group by 1 order by 1"
    found = dict(db.execute(roots).fetchall())
    assert found.pop(str(beside)) == 1
    assert sum(found.values()) == 5
    assert all(root in (str(new), str(new / "Series")) for root in found)
    assert load(db, new, beside, identify=False).files["unchanged"] == 6


def test_a_library_that_moved_there_and_back_is_undone_in_that_order(db, tmp_path: Path) -> None:
    library(tmp_path / "old")
    load(db, tmp_path / "old", identify=False)
    first = relocate_to(db, tmp_path / "old", tmp_path / "new") and last_decision(db)
    second = relocate_to(db, tmp_path / "new", tmp_path / "old") and last_decision(db)
    with pytest.raises(CannotUndo, match=f"undo decision {second} first"):
        undo(db, first, by="ada")
    undo(db, second, by="ada")
    undo(db, first, by="ada")
    assert column(db, "select distinct root from video_files") == [str(tmp_path / "old")]


def relocate_to(db, old: Path, new: Path) -> int:
    os.rename(old, new)
    return relocate(db, os.fsencode(old), os.fsencode(new), by="ada")


def test_patterns_are_kept_with_the_root_and_marks_of_other_programs_are_honoured(tmp_path: Path) -> None:
    "CASES 9."
    root = tmp_path / "Films"
    library(root)
    names = """Private/a (1999)|Cartoons/b (1999)|Cartoons/deep/c (1999)|Plex/d (1999)|Plex/e (1999)
|@Recently-Snapshot/f|Network Trash Folder/g|FOUND.001/h|Show/Season 1/Show S01E01
|Show/Extras/Season 1/S01E01 - Deleted scene"""
    for name in map(str.strip, names.split("|")):
        make_video(root / f"{name}.mkv", subtitles=())
    (root / "Cartoons" / ".nomedia").touch()
    (root / "Plex" / ".plexignore").write_text("# no d\nd*\n")
    code, said = scan(tmp_path, "--exclude", "/Private/", root)
    assert code == 0, said
    assert said["skipped"] == {
        "left out by --exclude": 1, "folder with .nomedia": 2, "left out by .plexignore": 1,
        "system folder": 3, "extra": 1,
    }  # fmt: skip
    assert said["files"]["new"] == 6
    db = new_catalogue(tmp_path)
    assert column(db, "select exclude_json from roots") == ['["/Private/"]']
    code, said = scan(tmp_path)
    assert (code, said["files"]["unchanged"], said["skipped"]["left out by --exclude"]) == (0, 6, 1)
    code, said = scan(tmp_path, "--exclude", "", root)
    assert (code, said["files"]["new"]) == (0, 1)


def test_hard_links_are_told_by_disk_and_number(tmp_path: Path) -> None:
    "CASES E19."
    first = library(tmp_path / "Films")[0]
    os.link(first, first.with_name("Metropolis (1927) again.mkv"))
    scan(tmp_path, tmp_path / "Films")
    db = new_catalogue(tmp_path)
    assert column(db, "select count(*) from video_files") == [5]
    assert column(db, "select count(distinct device || ' ' || inode) from video_files") == [4]


def test_a_file_with_another_number_is_noted_and_not_read_again(tmp_path: Path) -> None:
    library(tmp_path / "Films")
    db = new_catalogue(tmp_path)
    load(db, tmp_path / "Films")
    db.execute("update video_files set device = 7, inode = null where id = 1")
    db.execute("update video_files set device = 7 where id > 1")
    db.execute("update video_files set device = 8, missing_since = '2026' where id = 2")
    db.conn.commit()
    found = load(db, tmp_path / "Films").files
    assert (found["unchanged"], found["returned"]) == (3, 1)
    for table in ("video_files", "roots"):
        assert column(db, f"select distinct device from {table}") == [tmp_path.stat().st_dev]
    assert column(db, "select count(inode) from video_files") == [4]


def test_a_dry_run_before_the_first_scan_writes_nothing(tmp_path: Path) -> None:
    "CASES 31."
    library(tmp_path / "Films")
    code, said = scan(tmp_path, "--dry-run", tmp_path / "Films")
    assert (code, said["files"]["new"]) == (0, 4)
    assert not (tmp_path / "cineorg.db").exists()
    (tmp_path / "cineorg.db").touch()
    code, said = scan(tmp_path, "--dry-run", tmp_path / "Films")
    assert (code, said["files"]["new"], (tmp_path / "cineorg.db").stat().st_size) == (0, 4, 0)


def test_a_catalogue_that_vanishes_during_a_scan_ends_it_with_1(tmp_path: Path) -> None:
    "CASES 30."
    for number in range(300):
        make_video(tmp_path / "Films" / f"Film {number} (1999).mkv", subtitles=())
    catalogue = tmp_path / "cineorg.db"
    command = [
        sys.executable,
        "-m",
        "cineorg_catalog",
        "--db",
        str(catalogue),
        "scan",
        str(tmp_path / "Films"),
    ]
    process = subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True)
    while not catalogue.exists() and process.poll() is None:
        pass
    while process.poll() is None and not Path(f"{catalogue}-scan-lock").exists():
        pass
    for name in ("cineorg.db", "cineorg.db-wal", "cineorg.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, "removed or replaced" in said) == (1, True), said
