"""`watch`: a real process over a real folder. `CINEORG_SLOW=1` watches 2,000 files instead of 100."""

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.scan.runs import known_roots, only_run
from cineorg_catalog.watch import STILL, Unfinished, WatchedRoot, Watcher
from tests.support.catalogue import load, new_catalogue
from tests.support.command_line import COMMAND
from tests.support.video_files import make_video

FILES = 2000 if os.environ.get("CINEORG_SLOW") == "1" else 100
PATIENCE = 60  # seconds: a finished film is there within ten, and a loaded machine has its own


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "Videos"
    root.mkdir()
    return root


@pytest.fixture
def database(tmp_path):
    return tmp_path / "cineorg.db"


@contextmanager
def watching(database, *words, patience=60):
    "A watching process, once its first scan is done. Its messages are in `log`."
    log = database.with_suffix(".log")
    with log.open("w") as file:
        process = subprocess.Popen(
            [*COMMAND, "--db", str(database), "watch", *map(str, words)], stderr=file, text=True
        )
    try:
        until(lambda: "Took" in log.read_text() or process.poll() is not None, patience)
        yield process, log
    finally:
        process.kill()
        process.wait()


def until(happened, seconds=PATIENCE):
    started = time.monotonic()
    while not happened():
        assert time.monotonic() - started < seconds, "it did not happen in time"
        time.sleep(0.1)


def names(database, condition="missing_since is null"):
    with closing(sqlite3.connect(database)) as conn:
        return {row[0] for row in conn.execute(f"select filename from video_files where {condition}")}


def runs(database):
    with closing(sqlite3.connect(database)) as conn:
        return conn.execute("select count(*) from loads").fetchone()[0]


def grow(path, content, steps=8, pause=0.5):
    "Write a file as a slow copy does; returns when the last of it was written."
    with path.open("wb") as file:
        for part in range(steps):
            file.write(content[len(content) * part // steps : len(content) * (part + 1) // steps])
            file.flush()
            written = time.monotonic()
            time.sleep(pause)
    return written


def seconds_of_cpu(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rests(process, seconds=2):
    "True if it took next to nothing of the processor for a while."
    before = seconds_of_cpu(process)
    time.sleep(seconds)
    return seconds_of_cpu(process) - before < 0.05


@pytest.mark.slow
def test_a_film_is_there_soon_after_it_stopped_growing_and_idling_costs_nothing(root, database):
    film = make_video(root.parent / "film.mkv").read_bytes()
    for number in range(FILES):
        path = root / f"{number // 50}" / f"Garden {number}.mkv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(film + b"%d" % number)
        os.utime(path, (1, 1))
    with watching(database, root, patience=FILES) as (process, log):
        before, begun = seconds_of_cpu(process), runs(database)
        written = grow(root / "Metropolis (1927).mkv", film)
        assert names(database, "filename like 'Metropolis%'") == set(), "it was read while it grew"
        assert runs(database) == begun
        until(lambda: names(database, "filename like 'Metropolis%'"))
        assert time.monotonic() - written > STILL - 1
        assert runs(database) == begun + 1

        os.rename(root / "0", root / "moved")
        (root / "Metropolis (1927).mkv").unlink()
        until(lambda: "Metropolis (1927).mkv" in names(database, "missing_since is not null"))
        until(lambda: "Garden 1.mkv" in names(database, "path like '%/moved/%' and missing_since is null"))
        (root / "notes.txt").write_text("nothing to catalogue")

        until(lambda: rests(process))
        before, begun = seconds_of_cpu(process), runs(database)
        time.sleep(8)
        assert runs(database) == begun
        assert seconds_of_cpu(process) - before < 0.01 * 8
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
        assert log.read_text().endswith("Stopped watching.\n")
    with closing(sqlite3.connect(database)) as conn:
        assert {row[0] for row in conn.execute("select distinct status from loads")} == {"finished"}


def test_a_disk_that_goes_off_is_watched_again_when_it_is_back(root, database):
    make_video(root / "Nosferatu (1922).mkv")
    os.utime(root / "Nosferatu (1922).mkv", (1, 1))
    with watching(database, root) as (process, log):
        root.rename(root.with_name("unplugged"))
        until(lambda: "is not there; it is watched again when it is back" in log.read_text())
        make_video(root.with_name("unplugged") / "Metropolis (1927).mkv")
        time.sleep(1)
        root.with_name("unplugged").rename(root)
        until(lambda: "Metropolis (1927).mkv" in names(database))
        make_video(root / "Faust (1926).mkv")
        until(lambda: "Faust (1926).mkv" in names(database))
        assert names(database, "missing_since is not null") == set()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 0
        assert "Traceback" not in log.read_text()


def test_folders_that_nobody_tells_of_are_walked(root, database):
    make_video(root / "Nosferatu (1922).mkv")
    os.utime(root / "Nosferatu (1922).mkv", (1, 1))
    with watching(database, root, "--poll") as (process, _):
        make_video(root / "Metropolis (1927).mkv")
        until(lambda: "Metropolis (1927).mkv" in names(database))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0


def test_what_to_do_next_is_said_once(root, database):
    make_video(root / "Nobody Knows This 0 (2001).mkv")
    os.utime(root / "Nobody Knows This 0 (2001).mkv", (1, 1))
    with watching(database, root) as (process, log):
        for number in (1, 2):
            name = f"Nobody Knows This {number} (2001).mkv"
            make_video(root / name)
            until(lambda name=name: name in names(database))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 0
        assert log.read_text().count("Decide with") == 1
        assert log.read_text().count(" new") >= 2  # a scan may record two of them


def test_it_walks_as_a_scan_is_told_to(root, database):
    elsewhere = root.parent / "Elsewhere"
    for name in ("Private", "Linked"):
        (elsewhere / name).mkdir(parents=True)
        (elsewhere / name / f"{name}.2001.mkv").write_bytes(b"x")
    (root / "link").symlink_to(elsewhere / "Linked")
    (elsewhere / "Private").rename(root / "Private")
    with watching(database, "--follow-symlinks", "--exclude", "/Private/", root):
        assert names(database) == {"Linked.2001.mkv"}


def test_while_another_scan_runs_it_says_so_and_goes_on(root, database):
    make_video(root / "Nosferatu (1922).mkv")
    with closing(new_catalogue(database.parent)) as db, only_run(db):
        log = database.with_suffix(".log")
        with log.open("w") as file:
            process = subprocess.Popen([*COMMAND, "--db", str(database), "watch", str(root)], stderr=file)
        try:
            until(lambda: "Tried again" in log.read_text())
            assert process.poll() is None
        finally:
            process.terminate()
            assert process.wait(timeout=PATIENCE) == 0


def test_without_a_root_those_are_watched_that_the_catalogue_knows(tmp_path):
    raw = os.fsencode(tmp_path) + b"/Vid\xe9os"
    make_video(raw + b"/Nosferatu (1922).mkv")
    with closing(new_catalogue(tmp_path)) as db:
        load(db, Path(os.fsdecode(raw)))
        assert [os.fsencode(path) for path in known_roots(db)] == [raw]


def test_an_empty_catalogue_has_none_to_watch(database):
    connect(database).close()
    done = subprocess.run([*COMMAND, "--db", str(database), "watch"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "knows no folders yet" in done.stderr


def test_a_file_of_the_future_is_held_back_once_only(root, monkeypatch):
    path = root / "Metropolis.mkv"
    path.write_bytes(b"x")
    os.utime(path, (4e9, 4e9))
    unfinished, watched = Unfinished(), WatchedRoot(root)
    clock = [1000.0]
    monkeypatch.setattr("cineorg_catalog.watch.time.monotonic", lambda: clock[0])
    watched.is_polled = True
    watched.poll(unfinished)
    assert unfinished.finished() == set()
    clock[0] += STILL
    assert unfinished.finished() == {os.fsencode(path)}
    unfinished.scanned(unfinished.finished())
    clock[0] += 100
    watched.is_due = False
    watched.poll(unfinished)
    assert watched.is_due
    watched.is_due = False
    clock[0] += 100
    watched.poll(unfinished)
    assert not watched.is_due
    assert unfinished.finished() == set()


def test_a_network_mount_at_or_below_a_folder_is_walked(root, monkeypatch):
    assert not WatchedRoot(root).is_polled
    line = "40 27 0:50 / {} rw - nfs4 nas:/export rw\n"
    for place, walked in (
        (root, True),
        (root / "nas", True),
        (root.parent, True),
        (root.parent / "x", False),
    ):
        text = line.format(place).encode()
        monkeypatch.setattr("cineorg_catalog.watch.Path.read_bytes", lambda _, text=text: text)
        assert WatchedRoot(root).is_polled == walked


def test_a_signal_whose_exception_is_lost_ends_it_all_the_same(root):
    watcher = Watcher([root], lambda *_: None, lambda _: False, print, poll=True)
    with suppress(KeyboardInterrupt):  # as where Python ignores exceptions: in the removal of an object
        watcher.end()
    with pytest.raises(KeyboardInterrupt):
        watcher.run()
