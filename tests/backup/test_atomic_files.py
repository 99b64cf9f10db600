"""Files made for a person are whole or not there: full disks, kills, links, devices."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from cineorg_catalog.atomic_files import replacing, write_lines
from cineorg_catalog.db.connection import connect
from tests.support.command_line import run
from tests.support.sample_catalogue import make_lived_in

WRITE_SLOWLY = """
import sys, time
from pathlib import Path
from cineorg_catalog.atomic_files import write_lines

def lines():
    for number in range(100_000):
        yield "x" * 1000
        if number == 1000:
            print("half way", flush=True)
            time.sleep(60)

write_lines(Path(sys.argv[1]), lines())
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_killed_writer_leaves_the_earlier_file_and_the_next_one_cleans_up(tmp_path):
    file = tmp_path / "ledger [1].ndjson"
    file.write_text("earlier\n")
    child = subprocess.Popen([sys.executable, "-c", WRITE_SLOWLY, file], stdout=subprocess.PIPE)
    child.stdout.readline()
    write_lines(tmp_path / "another", ["of the same folder"])
    child.kill()
    child.wait()
    assert file.read_text() == "earlier\n"
    assert len(names(tmp_path)) == 3
    write_lines(file, ["new"])
    assert file.read_text() == "new\n"
    assert names(tmp_path) == ["another", "ledger [1].ndjson"]


def test_a_pipe_is_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not a regular file"), replacing(pipe) as draft:
        draft.write_text("new")
    assert pipe.is_fifo()
    assert names(tmp_path) == ["pipe"]


def test_a_failing_writer_leaves_nothing_new(tmp_path):
    def lines():
        yield "one"
        raise RuntimeError

    (tmp_path / "file").write_text("earlier")
    for name in ("file", "new"):
        with pytest.raises(RuntimeError):
            write_lines(tmp_path / name, lines())
    assert names(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "earlier"


def test_a_link_stays_one_and_the_mode_stays(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("earlier")
    real.chmod(0o640)
    link.symlink_to(real)
    write_lines(link, ["new"])
    assert link.is_symlink()
    assert real.read_text() == "new\n"
    assert real.stat().st_mode & 0o777 == 0o640


def test_it_is_on_the_disk_before_it_takes_the_name(tmp_path, monkeypatch):
    happened = []
    real_sync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (happened.append("sync"), real_sync(handle)))
    monkeypatch.setattr(os, "replace", lambda *paths: (happened.append("name"), real_replace(*paths)))
    with replacing(tmp_path / "file") as draft:
        draft.write_text("x")
    assert happened == ["sync", "name", "sync"]


@pytest.fixture
def export(tmp_path):
    make_lived_in(tmp_path / "cineorg.db")
    return lambda *words, **options: run(
        "--db", tmp_path / "cineorg.db", "decisions", "export", *words, **options
    )


def test_an_export_on_a_full_disk_leaves_the_earlier_ledger(export, tmp_path):
    file = tmp_path / "ledger.ndjson"
    assert export(file).returncode == 0
    content = file.read_text()
    with closing(connect(tmp_path / "cineorg.db")):  # SQLite's own files are there: only the ledger grows
        done = export(file, largest_file=len(content) // 2)
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said == f"Error: {file} cannot be written: File too large; it was not changed."
    assert file.read_text() == content
    assert not list(tmp_path.glob("*.unfinished*"))


def test_an_export_may_go_to_a_device_a_pipe_and_stdout(export, tmp_path):
    expected = export().stdout
    assert expected
    assert export("/dev/stdout").stdout == expected
    assert export("/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        writer = pool.submit(export, pipe)
        assert pipe.read_text() == expected
        assert writer.result().returncode == 0
