"""One file may cost seconds, never the scan (CASES 27): files on which libmediainfo hangs or crashes."""

import json
import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.catalogue import column, new_catalogue
from tests.support.places import CHECKOUT
from tests.support.video_files import make_video

SOON = 1.5  # seconds, of which a loaded machine has its own half
TRIES = 3  # of which one must be so soon: now and then a machine does something else for a second


def make_endless(path: Path) -> Path:
    "An mp4 whose table of times says that it has two thousand million lines: libmediainfo reads them all."
    make_video(path, subtitles=())
    content = bytearray(path.read_bytes())
    count = content.index(b"stts") + 8
    content[count : count + 4] = struct.pack(">I", 0x7FFFFFFF)
    path.write_bytes(content)
    return path


def shell(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cineorg_catalog", *map(str, arguments)],
        cwd=CHECKOUT, env={**os.environ, **environment}, capture_output=True, text=True,
    )  # fmt: skip


def test_three_endless_files_of_300_cost_seconds_and_are_named(tmp_path: Path) -> None:
    library = tmp_path / "Films"
    for number in range(297):
        make_video(library / f"{number % 10}" / f"Film {number} (1999).mkv", subtitles=())
    endless = [make_endless(library / "5" / f"Endless {number} (1999).mp4") for number in range(3)]
    started = time.monotonic()
    done = shell("--db", tmp_path / "cineorg.db", "scan", "--no-identify", "--json", library)
    assert time.monotonic() - started < 30
    assert done.returncode == 3, done.stderr
    report = json.loads(done.stdout)
    assert report["files"]["new"] == 300
    assert sorted(error["path"] for error in report["errors"]) == sorted(map(str, endless))
    assert all("longer than 5 s" in error["error"] for error in report["errors"])
    db = new_catalogue(tmp_path)
    fault = "select path from video_files where probe_error like '%longer than 5 s%' order by path"
    assert column(db, fault) == sorted(map(str, endless))
    assert column(db, "select count(*) from video_files where codec_video = 'H.264'") == [297]
    again = shell("--db", tmp_path / "cineorg.db", "scan", "--no-identify", "--json", library)
    assert (again.returncode, json.loads(again.stdout)["files"]["unchanged"]) == (0, 300)


def test_ctrl_c_ends_a_scan_within_a_second_while_a_file_hangs(tmp_path: Path) -> None:
    make_endless(tmp_path / "Films" / "Endless (1999).mp4")
    assert any(interrupted_scan(tmp_path) < SOON for _ in range(TRIES))


def interrupted_scan(tmp_path: Path) -> float:
    "How many seconds after Ctrl-C a scan ended."
    command = [sys.executable, "-m", "cineorg_catalog", "--db", str(tmp_path / "cineorg.db"), "scan"]
    process = subprocess.Popen(
        [*command, str(tmp_path / "Films")], cwd=CHECKOUT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "CINEORG_PROBE_SECONDS": "60"},
    )  # fmt: skip
    reading = wait_for_child(process.pid)
    time.sleep(1)
    pressed = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    seconds = time.monotonic() - pressed
    assert process.returncode == 130, said
    assert said.splitlines()[-1] == "Interrupted. What was recorded before is kept."
    assert said.count("Interrupted") == 1
    assert "Traceback" not in said
    assert not Path(f"/proc/{reading}").exists()
    return seconds


IN_SQL = """
import sqlite3
from pathlib import Path
import click
from cineorg_catalog import cli
from cineorg_catalog.atomic_files import replacing

@click.command()
@click.argument("target", type=Path)
def check(target):
    with replacing(target) as draft:
        db = sqlite3.connect(draft)
        db.execute("create table t (n)")
        print("started", flush=True)
        db.execute("with recursive c(n) as (select 1 union all select n + 1 from c) select count(*) from c")

cli.Commands.get_command = lambda *_: check
cli.main()
"""


def test_ctrl_c_ends_a_long_statement_and_leaves_no_file_half_written(tmp_path: Path) -> None:
    "Python would raise KeyboardInterrupt only when SQLite has finished."
    assert any(interrupted_statement(tmp_path) < SOON for _ in range(TRIES))


def interrupted_statement(tmp_path: Path) -> float:
    whole = tmp_path / "public.db"
    whole.write_text("the earlier one")
    process = subprocess.Popen(
        [sys.executable, "-c", IN_SQL, "check", str(whole)], cwd=CHECKOUT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    seconds = time.monotonic() - pressed
    assert (process.returncode, said) == (130, "Interrupted. What was recorded before is kept.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["public.db"]
    assert whole.read_text() == "the earlier one"
    return seconds


def test_ctrl_c_in_the_first_moments_is_one_line() -> None:
    "Pressed while the command line is still being imported."
    code = """
import os, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from cineorg_catalog.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CHECKOUT)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


def wait_for_child(pid: int) -> int:
    "The process that reads media info for a scan."
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.parent.exists():
        pytest.skip("this system does not list the children of a process")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no process was started to read media info")


def test_a_child_that_dies_is_replaced_and_its_file_named(tmp_path: Path) -> None:
    library = tmp_path / "Films"
    for number in range(40):
        make_video(library / f"Film {number} (1999).mkv", subtitles=())
    make_endless(library / "Film 0 (1998).mp4")
    command = [sys.executable, "-m", "cineorg_catalog", "--db", str(tmp_path / "cineorg.db"), "scan"]
    process = subprocess.Popen(
        [*command, "--no-identify", str(library)], cwd=CHECKOUT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "CINEORG_PROBE_SECONDS": "60"},
    )  # fmt: skip
    os.kill(busiest(process.pid), signal.SIGSEGV)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3, said
    assert "Film 0 (1998).mp4: reading its media info crashed" in said
    db = new_catalogue(tmp_path)
    assert column(db, "select count(*), count(codec_video) from video_files") == [41]
    assert column(db, "select count(codec_video) from video_files") == [40]


def busiest(pid: int) -> int:
    "The child that goes round in the endless file: the one that takes a second of the processor."
    wait_for_child(pid)
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            ticks = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[11]
            if int(ticks) > 2 * os.sysconf("SC_CLK_TCK"):
                return int(child)
        time.sleep(0.2)
    raise AssertionError("no process was busy for two seconds")


def test_ctrl_c_when_all_is_done_changes_neither_the_exit_code_nor_what_was_said():
    code = """if True:
        import atexit, os, signal, sys
        atexit.register(os.kill, os.getpid(), signal.SIGINT)  # runs last: Python is ending
        from cineorg_catalog.cli import main
        sys.argv = ["cineorg-load", "--version"]
        main()
    """
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, ""), ended


def test_ctrl_c_while_a_command_is_imported_is_one_line(tmp_path):
    "Pressed while a class of a library is made, which Python 3.11 raises as another error."
    code = """if True:
        import os, signal, sys
        class Field:
            def __set_name__(self, owner, name):
                os.kill(os.getpid(), signal.SIGINT)
        class Finder:
            def find_spec(self, name, *_):
                if name == "sqlite_utils":
                    type("Library", (), {"field": Field()})
        sys.meta_path.insert(0, Finder())
        from cineorg_catalog.cli import main
        sys.argv = ["cineorg-load", "--db", sys.argv[1], "pending"]
        main()
    """
    words = [sys.executable, "-c", code, str(tmp_path / "cineorg.db")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (130, "Interrupted. What was recorded before is kept.\n"), done
