"""Killed, stopped, out of space, and all at once: the catalogue stays whole, and the next run goes on.

A tenth runs by default; `CINEORG_SLOW=1` runs all of it.
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import httpx
import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.errors import NotPending
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as
from tests.support.catalogue import SMALL, column, new_catalogue, rows, sound
from tests.support.command_line import without_room
from tests.support.places import METADATA
from tests.support.site import serving
from tests.support.video_files import make_video

SLOW = os.environ.get("CINEORG_SLOW") == "1"
PART = 1 if SLOW else 10


def command(database, *roots):
    run = [sys.executable, "-m", "cineorg_catalog", "scan", "--db", str(database), "--reference", str(SMALL)]
    return [*run, *map(str, roots)]


def scan(database, *roots, **options):
    return subprocess.run(command(database, *roots), capture_output=True, text=True, timeout=180, **options)


def library(root, count, first=0):
    "Files that need review, and some that are certain."
    for number in range(first, first + count):
        name = f"Metropolis (1927) {number}" if number % 6 == 0 else f"garden {number}"
        make_video(root / f"{name}.mkv", minutes=153 if number % 6 == 0 else 12)


class Approver(threading.Thread):
    "A person who decides without a pause, in a connection of their own."

    def __init__(self, database):
        super().__init__()
        self.database, self.said, self.stopped, self.errors = database, {}, threading.Event(), []

    def run(self):
        with closing(connect(self.database)) as db:
            while not self.stopped.wait(0.02):
                waiting = column(
                    db, "select id from pending_validations where validation_status = 'pending' limit 3"
                )
                for key in waiting:
                    try:
                        self.decide(db, key)
                    except NotPending:
                        continue
                    except sqlite3.Error as error:
                        self.errors.append(error)

    def decide(self, db, key):
        work = Candidate(id=f"garden-{key % 5}", source="manual", kind="movie", title=f"Garden {key % 5}")
        row = approve_as(db, key, work, by="ada")
        self.said[key] = row["selected_candidate_id"]

    def stop(self):
        self.stopped.set()
        self.join()
        assert self.errors == []


@pytest.mark.slow
def test_killed_at_random_moments_while_a_person_decides_nothing_is_lost(tmp_path):
    root, database, random = tmp_path / "Films", tmp_path / "cineorg.db", Random(11)
    library(root, 30)
    with closing(new_catalogue(tmp_path)) as db:
        scan(database, root)
        started = time.monotonic()
        scan(database, root)
        whole = time.monotonic() - started
        approver = Approver(database)
        approver.start()
        for round in range(200 // PART):
            change_something(root, random, round)
            with subprocess.Popen(
                command(database, root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as run:
                time.sleep(random.uniform(0.4, 1.2) * whole)
                run.send_signal(signal.SIGKILL)
            sound(db)
        approver.stop()
        last = scan(database, root)
        assert last.returncode == 0, last.stderr
        sound(db)
        there = {os.fsencode(path) for path in root.rglob("*.mkv")}
        assert there == set(column(db, "select path_bytes from video_files where missing_since is null"))
        status = """select validation_status, selected_candidate_id, auto_validated
                    from pending_validations where id = ?"""
        for key, chosen in approver.said.items():
            assert db.execute(status, [key]).fetchone() == ("validated", chosen, 0)
        assert len(approver.said) > 10
        assert "running" not in column(db, "select status from loads")
        without = (
            "select count(*) from video_files where id not in (select video_file_id from pending_validations)"
        )
        assert column(db, without) == [0]


def change_something(root, random, round):
    "New files, renamed ones, touched ones: work for the next scan."
    library(root, 2, first=1000 + round * 2)
    files = sorted(root.glob("*.mkv"))
    chosen = random.choice(files)
    chosen.rename(root / f"renamed {round} {chosen.name[-40:]}")
    for path in random.sample(sorted(root.glob("*.mkv")), 5):
        os.utime(path)


@pytest.mark.slow
def test_a_loader_four_readers_and_a_person_at_once_never_meet_a_locked_database(tmp_path):
    root, database = tmp_path / "Films", tmp_path / "cineorg.db"
    library(root, 30)
    assert scan(database, root).returncode == 0
    seconds = 60 / PART
    answers: list[tuple[str, int, str]] = []
    stopped = threading.Event()

    def enough():
        posts = [method for method, _, _ in answers if method == "POST"]
        return len(answers) > 5 * seconds and len(posts) > 3

    with serving(database, "--metadata", str(METADATA), "--root") as (address, lines):
        client = logged_in(address, lines)
        begun = time.monotonic()
        pages = (
            "/cineorg/movies.json?_size=5",
            "/cineorg/search.json?q=metropolis",
            "/cineorg",
            "/cineorg/duplicates",
        )
        readers = [
            threading.Thread(target=read, args=(address, pages[n:] + pages[:n], stopped, answers))
            for n in range(4)
        ]
        person = threading.Thread(target=press, args=(client, stopped, answers))
        for thread in (*readers, person):
            thread.start()
        round = 0
        while time.monotonic() < begun + seconds or (
            not enough() and time.monotonic() < begun + 20 * seconds
        ):
            library(root, 20, first=2000 + 20 * (round := round + 1))
            done = scan(database, root)
            assert (done.returncode, "locked" in done.stderr) == (0, False), done.stderr
        stopped.set()
        for thread in (*readers, person):
            thread.join()
    bad = [answer for answer in answers if answer[1] >= 500 or "database is locked" in answer[2]]
    assert bad == []
    assert enough()
    with closing(connect(database)) as db:
        sound(db)
        decided = column(db, "select count(*) from decisions where action = 'reject'")[0]
        assert decided == sum(status == 200 for method, status, _ in answers if method == "POST")


def logged_in(address, lines):
    token = re.search(r"token=(\w+)", "\n".join(lines))[1]
    client = httpx.Client(base_url=address, timeout=60)
    client.get("/-/auth-token", params={"token": token})
    client.get("/-/pending")
    return client


def read(address, pages, stopped, answers):
    with httpx.Client(base_url=address, timeout=60) as client:
        while not stopped.is_set():
            for page in pages:
                answer = client.get(page)
                answers.append(("GET", answer.status_code, answer.text))


def press(client, stopped, answers):
    headers = {"accept": "application/json"}
    key = 0
    while not stopped.is_set():
        key += 1
        fields = {"action": "reject", "csrftoken": client.cookies["ds_csrftoken"]}
        answer = client.post(f"/-/pending/{key}", data=fields, headers=headers)
        answers.append(("POST", answer.status_code, answer.text))
        if answer.status_code == 404:  # not there yet
            key -= 1
            time.sleep(0.1)


def test_a_second_connection_does_not_take_the_first_ones_locks_away(tmp_path):
    "Else another process that ends takes the journal with it, and what is written here is lost."
    with closing(new_catalogue(tmp_path)) as first:
        connect(tmp_path / "cineorg.db").close()
        code = f"""
import sqlite3
conn = sqlite3.connect({str(tmp_path / "cineorg.db")!r})
conn.execute("delete from trash")
conn.commit()
conn.close()
"""
        subprocess.run([sys.executable, "-c", code], check=True)
        assert (tmp_path / "cineorg.db-wal").exists()
        sound(first)


@contextmanager
def small_disk(folder, size):
    "A disk in memory, where one can be mounted."
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True
    )
    if mount.returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("how", ["a disk", "a limit"])
def test_a_full_disk_is_one_line_and_the_next_run_goes_on(tmp_path, how):
    root, disk = tmp_path / "Films", tmp_path / "disk"
    database = disk / "cineorg.db"
    library(root, 60)
    if how == "a limit":
        disk.mkdir()
        new_catalogue(disk).close()
        done = scan(database, root, **without_room(300_000))
        failed_in_one_line(done)
        assert scan(database, root).returncode == 0
        whole(database, 60)
        return
    with small_disk(disk, "450k"):
        done = scan(database, root)
        failed_in_one_line(done)
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        assert scan(database, root).returncode == 0
        whole(database, 60)


def failed_in_one_line(done):
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stderr.strip().splitlines() if not line.startswith("Catalogue: ")]
    assert len(lines) == 1, done.stderr
    assert "full" in lines[0] or "disk" in lines[0]
    assert "writable" not in lines[0]


def whole(database, files):
    with closing(connect(database)) as db:
        sound(db)
        assert column(db, "select count(*) from video_files") == [files]
        assert column(db, "select count(*) from pending_validations") == [files]


def test_copies_of_a_stopped_writer_open_and_are_consistent(tmp_path):
    root, database, random = tmp_path / "Films", tmp_path / "cineorg.db", Random(3)
    library(root, 150)
    new_catalogue(tmp_path).close()
    wanted, taken = 100 // PART, []
    for round in range(wanted):
        (tmp_path / f"copy{round}").mkdir()
    while len(taken) < wanted:
        library(root, 40, first=3000 + 40 * len(taken))
        with subprocess.Popen(
            command(database, root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as run:
            while run.poll() is None and len(taken) < wanted:
                time.sleep(random.uniform(0.05, 0.4))
                run.send_signal(signal.SIGSTOP)
                taken.append(copy_of(database, tmp_path / f"copy{len(taken)}"))
                run.send_signal(signal.SIGCONT)
    counts = []
    for copy in taken:
        with closing(connect(copy)) as db:
            sound(db)
            counts.append(len(rows(db, "video_files")["video_files"]))
            linked = "select count(*) from pending_validations where validation_status = 'validated'"
            assert column(db, linked) == column(db, "select count(*) from movie_files")
    assert counts == sorted(counts)


def copy_of(database, folder):
    for name in (database, Path(f"{database}-wal")):
        if name.exists():
            shutil.copy(name, folder)
    return folder / database.name
