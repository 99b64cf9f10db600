"""The command line: what it teaches, what it answers, how it ends."""

import json
import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import click
import pytest

from cineorg_catalog.cli import COMMANDS
from cineorg_catalog.db.connection import connect
from cineorg_catalog.resources import shipped
from tests.support.command_line import every_command
from tests.support.video_files import make_video

SMALL = str(shipped("data/reference"))


@pytest.mark.parametrize(
    ("words", "command"), [pytest.param(*item, id=" ".join(item[0])) for item in every_command()]
)
def test_every_command_has_help_with_an_example(run, words, command):
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert f"cineorg-load {' '.join(words)}" in result.output or isinstance(command, click.Group)
    assert "Example" in result.output
    assert len(command.get_short_help_str(200)) > 10


@pytest.mark.parametrize(
    ("words", "command"), [pytest.param(*item, id=" ".join(item[0])) for item in every_command()]
)
def test_every_command_but_serve_takes_json(words, command):
    if isinstance(command, click.Group) or words in (("serve",), ("follow",), ("decisions", "export")):
        pytest.skip("writes a stream of its own")
    assert "--json" in {option for param in command.params for option in param.opts}


def test_the_list_of_commands_is_the_list_of_modules(run):
    help_text = run("--help").output
    assert [name for name in COMMANDS if name not in help_text] == []


def test_help_imports_nothing_heavy():
    code = "import sys; from cineorg_catalog.cli import cli; cli(['--help'], standalone_mode=False)"
    command = [sys.executable, "-c", f"{code}; print(*sys.modules)"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    loaded = set(out.split())
    assert (
        loaded & {"sqlite_utils", "guessit", "datasette", "pymediainfo", "rapidfuzz", "httpx", "orjson"}
        == set()
    )


@pytest.mark.parametrize("place", ["before", "after", "environment", "default"])
def test_the_catalogue_is_named_in_any_of_four_ways(run, tmp_path, monkeypatch, place):
    path = tmp_path / ("data" if place == "default" else "elsewhere") / "cineorg.db"
    words = {"before": ["--db", path, "init"], "after": ["init", "--db", path]}.get(place, ["init"])
    if place == "environment":
        monkeypatch.setenv("CINEORG_DB", str(path))
    assert run(*words).exit_code == 0
    assert path.is_file()


def test_scan_answers_json_and_ends_with_3_when_something_was_skipped_with_an_error(run, films):
    result = run("scan", films, "--json")
    assert result.exit_code == 3
    summary = json.loads(result.stdout)
    counts = ("seen", "new", "changed", "unchanged", "moved", "missing", "returned", "skipped")
    assert summary["files"] == {**dict.fromkeys(counts, 0), "seen": 2, "new": 2}
    assert summary["identified"] == {"auto": 1, "pending": 1, "none": 0}
    assert [error["path"] for error in summary["errors"]] == [str(films / "Empty (1920).mkv")]
    assert summary["load_id"] == 1
    assert summary["seconds"] > 0
    assert str(films / "Empty (1920).mkv") in result.stderr


def test_verbose_names_what_was_skipped_and_why_and_quiet_says_errors_only(run, films):
    make_video(films / "Sintel (2010)" / "Sintel (2010)-trailer.mkv", minutes=2)
    assert (
        f"{films / 'Sintel (2010)' / 'Sintel (2010)-trailer.mkv'}: skipped: trailer"
        in run("-v", "scan", films).output
    )
    quiet = run("-q", "scan", films).output.splitlines()
    assert [line.split(": ")[0] for line in quiet] == [str(films / "Empty (1920).mkv")]


def test_scan_without_faults_ends_with_0(run, films):
    (films / "Empty (1920).mkv").unlink()
    assert run("scan", films).exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["scan", "Films/Metropolis (1927).mkv"], 2, "is a file"),
        (["scan", "nowhere"], 3, "nowhere"),
        (["scan", "Films", "--kind", "opera"], 2, "opera"),
        (["pending", "--db", "absent.db"], 1, "There is no catalogue"),
        (["scan", "--db", "absent.db"], 1, "There is no catalogue"),
        (["scan", "Films", "--db", "Films/Metropolis (1927).mkv"], 1, "not a SQLite database"),
        (["approve", "99"], 1, "no validation 99"),
        (["approve", "x"], 2, "not a valid integer"),
        (["approve", "2", "--candidate", "tt9999999"], 2, "was not offered"),
        (["approve", "2", "--as", "the one I mean"], 2, "not an id or address"),
        (["approve", "2", "--season", "1"], 2, "must be given together"),
        (["approve", "2", "--title", "?!"], 2, "needs at least one letter or digit"),
        (["approve", "1"], 1, "already been decided"),
        (["undo", "99"], 1, "no decision 99"),
        (["restore", "5"], 1, "no trash 5"),
        (["delete", "movie", "77", "--reason", "x"], 1, "no movie 77"),
        (["edit", "movie", "1", "file_path=/x"], 2, "cannot be edited"),
        (["edit", "movie", "1", "year=soon"], 2, "whole number"),
        (["edit", "movie", "1", "title="], 2, "cannot be empty"),
        (["edit", "movie", "1", "year"], 2, "not FIELD=VALUE"),
        (["history", "movie", "77"], 1, "no movie 77"),
        (["reference", "build", "Films"], 1, "title.basics"),
        (["reference", "info", "--reference", "absent.db"], 1, "no title database absent.db"),
        (["identify"], 2, "give NAMEs"),
        (["serve", "--db", "other.db"], 2, "must be called cineorg.db"),
        (["demo", "Films"], 2, "not a demo"),
        (["nonsense"], 2, "No such command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_mistakes_are_one_clear_line_and_the_right_exit_code(run, films, words, code, said):
    (films / "Empty (1920).mkv").unlink()
    run("scan", films)
    result = run(*words)
    assert result.exit_code == code, result.output
    assert said in result.output
    assert "Traceback" not in result.output
    assert not Path("absent.db").exists()


def test_decisions_in_the_shell_from_pending_to_undo(run, films):
    run("scan", films)
    rows = json.loads(run("pending", "--json").stdout)
    assert [Path(row["path"]).name for row in rows] == ["The Phantom of the Opera.mkv"]
    assert rows[0]["parsed"]["title"] == "The Phantom of the Opera"
    assert 2 <= len(rows[0]["candidates"]) <= 5
    key, best = rows[0]["id"], rows[0]["candidates"][0]["id"]
    tie = run("approve", key)
    assert tie.exit_code == 1
    assert "--candidate" in tie.output
    row = json.loads(run("approve", key, "--candidate", best, "--json").stdout)
    assert (row["validation_status"], row["selected_candidate_id"]) == ("validated", best)
    assert json.loads(run("undo", "--json").stdout)["validation_status"] == "pending"
    assert json.loads(run("reject", key, "--json").stdout)["validation_status"] == "rejected"
    run("undo")
    row = json.loads(
        run("approve", key, "--as", "https://www.imdb.com/title/tt0016220/?ref_=x", "--json").stdout
    )
    assert row["selected_candidate_id"] == "tt0016220"


def test_a_work_in_no_database_is_kept_as_one_of_its_own(run, films):
    run("scan", films)
    key = json.loads(run("pending", "--json").stdout)[0]["id"]
    assert run("approve", key, "--title", "Our Holiday", "--year", "2019").exit_code == 0
    with connect(Path("data/cineorg.db")).conn as conn:
        assert ("Our Holiday", 2019) in conn.execute("select title, year from movies").fetchall()


def test_several_are_decided_all_or_none(run, films):
    make_video(films / "The Lost World.mkv", minutes=100)
    run("scan", films)
    keys = [row["id"] for row in json.loads(run("pending", "--json").stdout)]
    assert run("reject", *keys, 99).exit_code == 1
    assert len(json.loads(run("pending", "--json").stdout)) == len(keys)
    assert run("reject", *keys).exit_code == 0
    assert json.loads(run("pending", "--json").stdout) == []


def test_edit_delete_restore_and_history(run, films):
    run("scan", films)
    assert (
        json.loads(run("edit", "movie", 1, "year=1926", "genres=Drama, Sci-Fi", "--json").stdout)["year"]
        == 1926
    )
    gone = json.loads(run("delete", "movie", 1, "--reason", "a test", "--json").stdout)
    assert "Metropolis (1926)" in run("trash").output
    assert run("restore", gone["trash_id"]).exit_code == 0
    assert run("restore", gone["trash_id"]).exit_code == 1
    actions = [row["action"] for row in json.loads(run("history", "movie", 1, "--json").stdout)]
    assert actions == ["auto", "edit", "delete", "restore"]
    assert run("check").exit_code == 0


def test_identify_answers_ndjson_in_order_and_names_the_bad_line(run):
    lines = [
        {"name": "Metropolis.1927.1080p.mkv", "duration_seconds": 9180, "unknown": 1},
        "this is no json",
        {"name": "Sherlock Holmes - S01E02-E03.mkv", "folder": "Sherlock Holmes (1954)", "kind": "series"},
        {"name": "x.mkv", "duration_seconds": -5},
    ]
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    result = run("identify", "--stdin", stdin=text)
    assert result.exit_code == 3
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["name"] for answer in answers] == [
        line["name"] for line in lines if isinstance(line, dict)
    ]
    assert (answers[0]["decision"], answers[0]["selected"]["imdb_id"]) == ("auto", "tt0017136")
    assert (answers[1]["parsed"]["season"], answers[1]["parsed"]["episodes"]) == (1, [2, 3])
    assert "line 2" in result.stderr
    assert all(
        {"parsed", "decision", "rule", "selected", "candidates"} <= answer.keys() for answer in answers
    )


def test_identify_explains_itself_to_a_person(run):
    out = run("identify", "Metropolis.1927.1080p.mkv").output
    assert "Metropolis (1927)" in out
    assert re.search(r"title\s+100", out)


def test_identify_pending_looks_again_with_another_reference(run, films, shared_reference):
    make_video(films / "Stray Dolls (2019).mkv", minutes=97)
    run("scan", films)
    waiting = len(json.loads(run("pending", "--json").stdout))
    result = run("identify", "--pending", "--reference", shared_reference, "--json")
    assert json.loads(result.stdout)["identified"]["auto"] == 1
    assert len(json.loads(run("pending", "--json").stdout)) == waiting - 1


def test_check_says_what_needs_a_person(run, films):
    (films / "Broken (1930).mkv").write_text("no video")
    run("scan", films)
    result = run("check", "--json")
    assert result.exit_code == 1
    assert [item["kind"] for item in json.loads(result.stdout)["findings"]] == ["unreadable"]


def test_check_full_hash_tells_equal_from_alike(run, films, tmp_path):
    make_video(films / "copy.mkv", minutes=153, title="Metropolis (1927)")
    (films / "copy.mkv").write_bytes((films / "Metropolis (1927).mkv").read_bytes())
    run("scan", films)
    run("check", "--full-hash")
    with connect(Path("data/cineorg.db")).conn as conn:
        hashes = conn.execute("select full_hash from video_files where full_hash is not null").fetchall()
    assert len(hashes) == 2
    assert len(set(hashes)) == 1


def test_progress_with_an_eta_on_a_terminal_and_none_in_a_pipe(tmp_path, films):
    command = [sys.executable, "-m", "cineorg_catalog", "scan", "--reference", SMALL, str(films)]
    piped = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "reading" not in piped.stderr
    assert "\r" not in piped.stderr
    (tmp_path / "data" / "cineorg.db").unlink()
    shown = on_a_terminal(command, tmp_path)
    assert "reading" in shown
    assert "identifying" in shown
    assert "2/2" in shown


def on_a_terminal(command, folder, until=None):
    "What a command writes to a terminal; it is ended once `until` is there."
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen(command, cwd=folder, stdin=child, stdout=child, stderr=child, env=environment)
    os.close(child)
    shown, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        ready, _, _ = select.select([parent], [], [], 0.2)
        try:
            piece = os.read(parent, 65536) if ready else b""
        except OSError:
            break
        shown += piece
        if not piece and (process.poll() is not None or (until and until in shown)):
            break
    process.terminate()
    process.wait(timeout=60)
    os.close(parent)
    return shown.decode(errors="replace")


def test_the_demo_server_says_the_login_address_last(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "cineorg_catalog", "demo", "--serve", "--port", port]
    shown = on_a_terminal(command, tmp_path, until=b"auth-token")
    assert "Uvicorn running" in shown
    assert re.match(rf"http://127.0.0.1:{port}/-/auth-token\?token=\w+$", shown.strip().splitlines()[-1])


def test_the_demo_ends_with_0_and_is_used_again_with_its_decisions(run):
    first = json.loads(run("demo", "--json").stdout)
    assert first["identified"]["auto"] >= 6
    key = json.loads(run("--db", "cineorg-demo/cineorg.db", "pending", "--json").stdout)[0]["id"]
    run("--db", "cineorg-demo/cineorg.db", "reject", key)
    again = run("demo", "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["files"]["unchanged"] == first["files"]["seen"]
    assert key not in [
        row["id"] for row in json.loads(run("--db", "cineorg-demo/cineorg.db", "pending", "--json").stdout)
    ]


def test_a_catalogue_locked_for_five_seconds_is_waited_for(run, films):
    run("init")
    holder = connect(Path("data/cineorg.db"))
    holder.execute("begin immediate")
    release = threading.Timer(5, holder.rollback)
    release.start()
    started = time.monotonic()
    assert run("scan", films).exit_code == 3
    assert time.monotonic() - started > 4
    release.join()
    assert len(json.loads(run("pending", "--json").stdout)) == 1


def test_faults_of_old_data_are_named_by_init_and_check_and_need_no_person(run, shared, tmp_path):
    shutil.copyfile(shared / "cineorg" / "first-version.db", tmp_path / "cineorg.db")
    for command in ("init", "check"):
        result = run("--db", tmp_path / "cineorg.db", command)
        assert result.exit_code == 0
        said = result.stdout + result.stderr
        assert "pending_validations 401" in said
        assert "/mnt/media/Films/double.mkv" in said
        assert len([line for line in said.splitlines() if not line.startswith("Catalogue: ")]) <= 4


def test_a_copy_that_differs_from_its_main_file_needs_a_person(run, films):
    (films / "Empty (1920).mkv").unlink()
    run("scan", films)
    assert run("check").exit_code == 0
    with connect(Path("data/cineorg.db")).conn as conn:
        conn.execute("update movies set codec_video = 'VHS'")
    result = run("check")
    assert result.exit_code == 1
    assert "movies 1" in result.stdout


def test_approve_without_a_choice_takes_no_unlikely_candidate(run, films):
    make_video(films / "Broken.Film.2003.mkv", minutes=50)
    run("scan", films)
    rows = {Path(row["path"]).name: row for row in json.loads(run("pending", "--json").stdout)}
    assert run("approve", rows["Broken.Film.2003.mkv"]["id"]).exit_code == 1
    assert len(json.loads(run("pending", "--json").stdout)) == len(rows)


def test_approve_says_the_title_and_a_decided_file_is_said_to_be_decided(run, films):
    run("scan", films)
    assert "Phantom of the Opera (1925)" in run("approve", 2, "--candidate", "tt0016220").output
    assert "already been decided" in run("approve", 2).output
    assert run("approve", 2, "--year", 1943).exit_code == 2


def test_a_reference_that_is_not_there_stops_a_scan_before_it_begins(run, films):
    result = run("scan", films, "--reference", "absent.db")
    assert result.exit_code == 1
    with connect(Path("data/cineorg.db")).conn as conn:
        assert conn.execute("select count(*) from loads").fetchone() == (0,)


def test_replaying_on_the_same_catalogue_overrides_no_undo(run, tmp_path):
    root = tmp_path / "Films"
    make_video(root / "one.mkv", minutes=75, title="same")
    make_video(root / "two.mkv", minutes=75, title="same")
    run("scan", root)
    for words in (["approve", 1, "--as", "tt0017925"], ["undo"], ["approve", 2, "--as", "tt0017925"]):
        assert run(*words).exit_code == 0
    run("decisions", "export", "ledger.ndjson")
    assert json.loads(run("decisions", "replay", "ledger.ndjson", "--json").stdout)["applied"] == 0
    assert [row["id"] for row in json.loads(run("pending", "--json").stdout)] == [1]


def test_a_taken_port_is_one_line_and_no_address(run, films):
    run("demo")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("--db", "cineorg-demo/cineorg.db", "serve", "--root", "--port", port)
    assert result.exit_code == 1
    assert f"Port {port}" in result.output
    assert "auth-token" not in result.output
