"""`scan` on real files: what is recorded, what is left alone, what is said; again and again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from cineorg_catalog.errors import BadUsage
from cineorg_catalog.pipeline import ScanOptions, dry_run, identify_pending
from cineorg_catalog.review.decide import reject
from tests.support.approving import approve
from tests.support.catalogue import SMALL, built_small, column, load
from tests.support.video_files import make_video


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "Films"
    folder.mkdir()
    return folder


def clean(db):
    "Nothing dangles, nothing is damaged, every identified file has one row."
    assert db.execute("pragma foreign_key_check").fetchall() == []
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert column(db, "select video_file_id from pending_validations group by 1 having count(*) > 1") == []
    assert column(db, "select path_bytes from video_files group by 1 having count(*) > 1") == []


def test_a_certain_film_is_validated_with_its_facts(db, root):
    make_video(root / "Metropolis.1927.1080p.BluRay.x264-GRP.mkv", minutes=153)
    report = load(db, root)
    assert (report.files["seen"], report.files["new"], report.identified) == (
        1,
        1,
        {"auto": 1, "pending": 0, "none": 0},
    )
    assert db.execute("select title, year, resolution, languages_json from movies").fetchall() == [
        ("Metropolis", 1927, "1920x1080", '["en", "fr"]')
    ]
    file = db.execute(
        "select filename, root, kind_hint, missing_since, probe_error from video_files"
    ).fetchone()
    assert file == ("Metropolis.1927.1080p.BluRay.x264-GRP.mkv", str(root), "movie", None, None)
    assert db.execute(
        "select action, who, rule is not null, rule_version is not null, load_id from decisions"
    ).fetchall() == [("auto", "cineorg-load", 1, 1, report.load_id)]
    clean(db)


def test_an_unchanged_file_is_neither_opened_nor_written(db, root):
    film = make_video(root / "Metropolis (1927).mkv", minutes=153)
    load(db, root)
    before = [
        db.execute(f"select * from {table}").fetchall() for table in ("video_files", "movies", "decisions")
    ]
    os.utime(film, ns=(1, film.stat().st_mtime_ns))  # a reader would move the time of last access
    report = load(db, root)
    assert (report.files["unchanged"], report.files["new"], report.files["changed"]) == (1, 0, 0)
    assert [
        db.execute(f"select * from {table}").fetchall() for table in ("video_files", "movies", "decisions")
    ] == before


def test_the_users_files_are_not_touched(db, root):
    film = make_video(root / "Metropolis (1927).mkv", minutes=153)
    os.chmod(film, 0o444)
    before = (film.read_bytes(), film.stat().st_mtime_ns, sorted(os.listdir(root)))
    os.chmod(root, 0o555)
    load(db, root)
    os.chmod(root, 0o755)
    assert (film.read_bytes(), film.stat().st_mtime_ns, sorted(os.listdir(root))) == before


def test_what_is_in_no_reference_waits_without_being_taken_for_another(db, root):
    make_video(root / "Our Holiday in the Garden (2019).mkv", minutes=12)
    report = load(db, root)
    assert report.identified["auto"] == 0
    assert column(db, "select validation_status from pending_validations") == ["pending"]
    assert column(db, "select count(*) from movies") == [0]


def test_a_certain_series_without_an_episodes_number_asks_for_that_and_for_nothing_else(db, tmp_path):
    make_video(tmp_path / "Series" / "Sherlock" / "Sherlock (2010).mkv", minutes=88)
    load(db, tmp_path / "Series", kind="series")
    (reasons,) = [json.loads(text) for text in column(db, "select reasons_json from pending_validations")]
    assert [reason["what"] for reason in reasons] == ["no_episode"]


def test_the_name_of_a_scanned_disk_is_read_as_no_title(db, tmp_path):
    "Whatever bytes it is made of; that of a film's own folder counts."
    for name in (b"Nosferatu", b"Nosferatu \xe9", b"Films"):
        make_video(os.path.join(os.fsencode(tmp_path), name, b"1917.mkv"), minutes=94)
        load(db, os.path.join(os.fsencode(tmp_path), name))
    make_video(tmp_path / "Metropolis (1927)" / "movie.mkv", minutes=153)
    load(db, tmp_path / "Metropolis (1927)")
    sql = "select json_extract(parsed_json, '$.title') from pending_validations order by video_file_id"
    assert column(db, sql) == ["1917", "1917", "1917", "Metropolis"]


def test_samples_and_trailers_are_skipped_and_counted(db, root):
    film = root / "Sintel.2010.1080p.BluRay.x264-GRP"
    make_video(film / "Sintel.2010.1080p.BluRay.x264-GRP.mkv", minutes=15)
    make_video(film / "Sample" / "sintel-sample.mkv", minutes=1)
    make_video(film / "Sintel (2010)-trailer.mkv", minutes=2)
    report = load(db, root)
    assert (report.files["seen"], report.files["skipped"]) == (1, 2)
    assert report.skipped == {"sample": 1, "trailer": 1}


HOSTILE = {
    "not utf-8": b"Nosferatu \xe9\xff (1922).mkv",
    "newline": b"Nosferatu\n(1922).mkv",
    "quotes": b"Nosferatu \"it's\" ('1922').mkv",
    "markup": b"<script>alert(1)<\xe2\x81\x84script> & (1922).mkv",
    "right to left": "Nosferatu \u202e(1922).mkv".encode(),
    "255 bytes": b"N" * 251 + b".mkv",
    "escape": b"Nosferatu \x1b[31m (1922).mkv",
    "only dots": b"-._.-.mkv",
    "percent and semicolon": b"100% %s; drop table movies;--.mkv",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_name_is_recorded_once_and_found_again(db, root, name):
    path = os.fsencode(root) + b"/" + name
    make_video(path, minutes=94)
    assert load(db, root).files["new"] == 1
    assert column(db, "select path_bytes from video_files") == [path]
    printable = column(db, "select path from video_files")[0]
    assert printable.isprintable() or "\u200f" in printable
    assert load(db, root).files["unchanged"] == 1
    clean(db)


def test_nfc_and_nfd_spellings_are_two_files(db, root):
    for spelling in ("Voyage \u00e0 travers (1904).mkv", "Voyage a\u0300 travers (1904).mkv"):
        make_video(root / spelling, minutes=20)
    assert load(db, root).files["new"] == 2
    clean(db)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b""), "0 bytes"),
        (lambda path: path.write_bytes(b"\x1aE\xdf\xa3" + b"\0" * 200), "damaged"),
        (lambda path: path.write_text("this is no video"), "no video stream"),
        (lambda path: path.write_bytes(make_video(path.parent / "x.mkv").read_bytes()[:900]), ""),
    ],
    ids=["zero bytes", "truncated to its header", "text", "cut in half"],
)
def test_a_broken_file_is_one_line_that_names_it_and_the_rest_goes_on(db, root, make, words):
    broken = root / "Broken (1930).mkv"
    make(broken)
    make_video(root / "Metropolis (1927).mkv", minutes=153)
    report = load(db, root)
    assert [(error["path"], words in error["error"]) for error in report.errors] == [(str(broken), True)]
    assert "\n" not in report.errors[0]["error"]
    assert "Metropolis" in column(db, "select title from movies")


def test_a_file_known_to_be_no_video_is_counted_by_the_next_scan_and_not_read_again(db, root):
    (root / "Broken (1930).mkv").write_text("this is no video")
    reports = [load(db, root) for _ in range(2)]
    assert [(len(report.errors), report.unreadable) for report in reports] == [(1, 0), (0, 1)]


def test_a_root_that_is_a_file_is_wrong_usage_and_nothing_is_done(db, root):
    film = make_video(root / "Metropolis (1927).mkv")
    with pytest.raises(BadUsage, match="is a file"):
        load(db, root, film)
    assert column(db, "select count(*) from video_files") == [0]
    assert column(db, "select count(*) from loads") == [0]


@pytest.mark.parametrize("state", ["absent", "empty"])
def test_a_root_whose_disk_is_off_marks_nothing_and_the_other_root_is_scanned(db, root, tmp_path, state):
    make_video(root / "Metropolis (1927).mkv", minutes=153)
    other = tmp_path / "More"
    make_video(other / "Sintel (2010).mkv", minutes=15)
    load(db, root)
    shutil.rmtree(root)
    if state == "empty":
        root.mkdir()
    report = load(db, root, other)
    assert len(report.errors) == 1
    assert report.errors[0]["path"] == str(root)
    assert "mounted" in report.errors[0]["error"]
    assert (report.files["missing"], report.files["new"]) == (0, 1)
    assert column(db, "select path from video_files where missing_since is not null") == []


def test_gone_is_marked_and_back_is_the_same_row(db, root):
    film = make_video(root / "Metropolis (1927).mkv", minutes=153)
    make_video(root / "Sintel (2010).mkv", minutes=15)
    load(db, root)
    before = db.execute("select * from video_files where path = ?", [str(film)]).fetchall()
    shutil.move(film, root.parent / "away.mkv")
    assert load(db, root).files["missing"] == 1
    assert load(db, root).files["missing"] == 0
    assert column(db, "select count(*) from movies") == [2]
    shutil.move(root.parent / "away.mkv", film)
    assert load(db, root).files["returned"] == 1
    after = db.execute("select * from video_files where path = ?", [str(film)]).fetchall()
    assert [row[:12] + row[13:] for row in after] == [row[:12] + row[13:] for row in before]  # but updated_at


def test_a_renamed_file_is_the_same_row_and_its_decision_stands(db, root):
    film = make_video(root / "Metropolis (1927).mkv", minutes=153)
    load(db, root)
    moved = root / "Lang" / "m.mkv"
    moved.parent.mkdir()
    film.rename(moved)
    report = load(db, root)
    assert (report.files["moved"], report.files["new"], report.files["missing"]) == (1, 0, 0)
    assert column(db, "select path from video_files") == [str(moved)]
    assert column(db, "select file_path from movies") == [str(moved)]
    assert column(db, "select validation_status from pending_validations") == ["validated"]
    assert column(db, "select reason from decisions where action = 'move'") == [f"moved from {film}"]
    clean(db)


def test_a_copy_is_a_row_of_its_own_and_no_question_is_asked_twice(db, root):
    film = make_video(root / "some hash name.mkv", minutes=71)
    load(db, root)
    from cineorg_catalog.matching.candidate import Candidate
    from cineorg_catalog.review.decide import approve_as

    approve_as(db, 1, Candidate(id="x", source="manual", kind="movie", title="Home", year=2001), by="ada")
    shutil.copy(film, root / "another name.mkv")
    report = load(db, root)
    assert (report.files["new"], report.files["moved"], report.identified["auto"]) == (1, 0, 1)
    assert column(db, "select count(*) from movie_files where movie_id = 1") == [2]
    assert column(db, "select rule from decisions where action = 'auto'") == ["same content"]


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_rescan_never_overrules_a_person(db, root, action):
    make_video(root / "The Phantom of the Opera.mkv", minutes=93)
    load(db, root)
    key = column(db, "select id from pending_validations where validation_status = 'pending'")[0]
    if action == "approve":
        offered = column(db, "select json_extract(candidates_json, '$[0].id') from pending_validations")[0]
        approve(db, key, offered, by="ada")
    else:
        reject(db, key, by="ada")
    before = db.execute("select * from pending_validations").fetchall()
    load(db, root)
    identify_pending(db, built_small())
    assert db.execute("select * from pending_validations").fetchall() == before


def test_a_dry_run_says_what_a_scan_would_and_writes_nothing(db, root, tmp_path):
    make_video(root / "Metropolis (1927).mkv", minutes=153)
    said = dry_run(tmp_path / "cineorg.db", [root], ScanOptions(reference=built_small()))
    assert column(db, "select count(*) from video_files") == [0]
    assert column(db, "select count(*) from loads") == [0]
    done = load(db, root)
    assert (said.files, said.identified) == (done.files, done.identified)


def test_without_identify_files_are_recorded_and_the_next_scan_identifies_them(db, root):
    make_video(root / "Metropolis (1927).mkv", minutes=153)
    report = load(db, root, identify=False)
    assert (report.files["new"], sum(report.identified.values())) == (1, 0)
    assert load(db, root).identified["auto"] == 1


def test_every_run_is_a_row_of_loads(db, root):
    (root / "Empty (1920).mkv").touch()
    load(db, root)
    row = db.execute("select command, status, roots_json, counts_json, errors_json from loads").fetchone()
    assert row[:2] == ("scan", "finished")
    assert str(root) in row[2]
    assert '"seen": 0' in row[3]
    assert "Empty (1920).mkv" in row[4]


def test_the_series_that_a_person_settled_settles_its_other_files(db, tmp_path):
    root = tmp_path / "Series"
    make_video(root / "The Office" / "The Office - S01E01.mkv", minutes=24)
    load(db, root)
    offered = column(db, "select json_extract(candidates_json, '$[0].id') from pending_validations")[0]
    approve(db, 1, offered, by="ada")
    make_video(root / "The Office" / "The Office - S01E02.mkv", minutes=24)
    assert load(db, root).identified == {"auto": 1, "pending": 0, "none": 0}
    assert column(db, "select episode_number from episodes order by 1") == [1, 2]
    assert column(db, "select count(*) from series") == [1]


SCAN = [sys.executable, "-m", "cineorg_catalog", "scan", "--reference", str(SMALL)]


def test_killed_ten_times_in_the_middle_the_next_scan_completes(db, root, tmp_path):
    names = [f"Film number {number} ({1920 + number % 80}).mkv" for number in range(290)]
    for name in [*names, *(f"Metropolis (1927) copy {n}.mkv" for n in range(10))]:
        make_video(root / name, minutes=153)
    random = Random(7)
    command = [*SCAN, "--db", str(tmp_path / "cineorg.db"), str(root)]
    started = time.monotonic()
    subprocess.run([*command[:-1], str(root), "--dry-run"], check=True, capture_output=True)
    whole = time.monotonic() - started
    for _ in range(10):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(random.uniform(0.1, 0.7) * whole)
            running.send_signal(signal.SIGKILL)
        clean(db)
    subprocess.run(command, check=True, capture_output=True)
    clean(db)
    assert column(db, "select count(*) from video_files") == [300]
    assert column(db, "select count(*) from pending_validations") == [300]
    assert column(db, "select count(*) from video_files where missing_since is not null") == [0]
    linked = "select count(*) from pending_validations where validation_status = 'validated'"
    assert column(db, linked) == column(db, "select count(*) from movie_files")
    assert "running" not in column(db, "select status from loads")
    assert Path(tmp_path / "cineorg.db").is_file()
