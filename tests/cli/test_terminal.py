"""What reaches a terminal is harmless, and every fault is one line: never a traceback."""

import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from cineorg_catalog.cli.common import harmless
from tests.support.catalogue import new_catalogue
from tests.support.command_line import COMMAND, run

EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\u202e"


@pytest.fixture
def catalogue(tmp_path):
    new_catalogue(tmp_path).close()
    return tmp_path / "cineorg.db"


def one_line(done, code):
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    last = [line for line in done.stderr.splitlines() if line.startswith(("Error", "Usage"))]
    assert last
    return done.stderr


def test_what_a_terminal_obeys_is_written_as_json_writes_it():
    assert harmless("a\tb\nc é 漢 " + EVIL) == (
        "a\tb\nc é 漢 \\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u000d\\u202e"
    )
    text = json.dumps({"name": EVIL}, ensure_ascii=False)
    assert json.loads(harmless(text)) == {"name": EVIL}


def test_foreign_text_of_ledger_catalogue_and_arguments_is_harmless(catalogue, tmp_path):
    with closing(sqlite3.connect(catalogue)) as db, db:
        db.execute("insert into movies (title, created_at, updated_at) values (?, '', '')", [f"One {EVIL}"])
    run("--db", catalogue, "delete", "movie", 1, "--reason", EVIL)
    line = {"action": "edit", "kind": "movie", "work": {"title": EVIL}, "set": {"title": "x"}}
    (tmp_path / "ledger").write_text(json.dumps(line))
    for words in (
        ("trash",), ("trash", "--json"), ("history", "movie", 1), ("decisions", "export"),
        ("decisions", "replay", tmp_path / "ledger"), ("identify", f"{EVIL}.mkv"), ("scan", f"/{EVIL}"),
    ):  # fmt: skip
        done = run("--db", catalogue, *words)
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", done.stdout + done.stderr), words


def test_what_a_terminal_has_no_bytes_for_is_written_as_json_writes_it(catalogue):
    with closing(sqlite3.connect(catalogue)) as db, db:
        db.execute("insert into movies (title, created_at, updated_at) values ('Où 漢 \U0001f600', '', '')")
    run("--db", catalogue, "delete", "movie", 1, "--reason", "x")
    for encoding, shown in (("latin-1", "Où \\u6f22 \\ud83d\\ude00"), ("ascii", "O\\u00f9 \\u6f22")):
        options = {"env": {**os.environ, "PYTHONIOENCODING": encoding}, "encoding": encoding}
        listed = run("--db", catalogue, "trash", **options)
        assert (listed.returncode, shown in listed.stdout) == (0, True), listed.stderr
        rows = json.loads(run("--db", catalogue, "trash", "--json", **options).stdout)
        assert "Où 漢 \U0001f600" in {row["name"] for row in rows}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is always full")
def test_a_full_disk_behind_stdout_and_a_closed_stderr_are_no_bugs(catalogue):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "--db", catalogue, "check"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert "Error: The output cannot be written: No space left on device." in one_line(done, 1)
    for words in (["pending"], ["check"]):
        closed = subprocess.run(
            ["sh", "-c", 'exec "$@" 2>&-', "sh", *COMMAND, "--db", catalogue, *words], capture_output=True
        )
        assert closed.returncode == 0


def test_a_file_that_is_no_ledger_is_not_told_line_by_line(catalogue, tmp_path):
    (tmp_path / "film.srt").write_text("1\n00:01 --> 00:02\nHello\n\n" * 500)
    done = run("--db", catalogue, "decisions", "replay", tmp_path / "film.srt")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) < 30
    assert "further lines skipped; is it a ledger of `decisions export`?" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="raw bytes as arguments")
def test_text_that_is_not_utf8(catalogue):
    with closing(sqlite3.connect(catalogue)) as db, db:
        db.execute("insert into movies (title, created_at, updated_at) values ('One', '', '')")
    for words in (("edit", "movie", "1", b"title=\xff"), ("delete", "movie", "1", "--reason", b"\xff")):
        command = [*COMMAND, "--db", str(catalogue), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        one_line(done, 2)
    environment = {**os.environb, b"LOGNAME": b"\xff\xfe"}
    command = [*COMMAND, "--db", str(catalogue), "edit", "movie", "1", "title=Two"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "words",
    [
        ("history", "movie", 10**30),
        ("restore", 10**30),
        ("pending", "--limit", 10**30),
        ("approve", 1, "--as", "tt0133093", "--season", 10**30, "--episode", 1),
        ("identify", "x.mkv", "--minutes", "inf"),
        ("identify", "x.mkv", "--minutes", "nan"),
        ("identify", "x.mkv", "--threshold", "nan"),
        ("watched", "movie", 1, "--rating", "nan"),
        ("enrich", "--limit", 10**30),
        ("backup", "create", "/nowhere", "--keep", 10**30),
        ("scan", "/" + "x" * 300),
        ("scan", "/x" * 3000),
        ("undo", 10**30),
    ],
    ids=lambda words: " ".join(str(word)[:12] for word in words),
)
def test_numbers_and_paths_beyond_all_bounds(catalogue, words):
    done = run("--db", catalogue, *words)
    assert "Traceback" not in done.stderr
    assert "unexpected" not in done.stderr
    assert done.returncode in (0, 1, 2, 3)


def test_a_newer_catalogue_names_the_version_that_it_needs(catalogue):
    with closing(sqlite3.connect(catalogue)) as db:
        db.execute("pragma user_version=20304")
    before = catalogue.read_bytes()
    assert "needs cineorg-catalog 2.3.4 or later" in one_line(run("--db", catalogue, "trash"), 1)
    assert catalogue.read_bytes() == before


def test_a_view_under_the_name_of_a_table_is_refused(tmp_path):
    path = tmp_path / "cineorg.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("create view movies as select 1 as id")
    assert "holds a view named movies" in one_line(run("--db", path, "init"), 1)


def test_the_last_net_names_a_file_with_the_details(tmp_path):
    script = (
        "from cineorg_catalog import cli\n"
        "from cineorg_catalog.cli import audit\n"
        'audit.trash.callback = lambda **_: {}["\\x1b[2J"]\n'
        "cli.main()"
    )
    command = [COMMAND[0], "-c", script, "trash"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    name = re.search(r"The details are in (\S+)\.$", done.stderr.strip())[1]
    assert "Traceback" in Path(name).read_text()


def test_everything_that_is_printed_goes_one_way():
    folder = Path(__file__).parents[2] / "cineorg_catalog" / "cli"
    found = [path.name for path in folder.glob("*.py") if re.search(r"click\.echo\(", path.read_text())]
    assert found == ["common.py"]
