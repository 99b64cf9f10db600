"""What a person reads in the shell: options on both sides, summaries without riddles."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from cineorg_catalog.resources import shipped
from tests.support.command_line import every_command
from tests.support.video_files import make_video


@pytest.mark.parametrize("option", ["-q", "-v"])
@pytest.mark.parametrize(
    ("words", "command"), [pytest.param(*item, id=" ".join(item[0])) for item in every_command()]
)
def test_every_command_takes_quiet_and_verbose_behind_its_name(run, words, command, option):
    if hasattr(command, "commands"):
        pytest.skip("its subcommands do")
    assert run(*words, option, "--help").exit_code == 0


@pytest.mark.parametrize("place", ["before", "behind"])
def test_quiet_and_verbose_mean_the_same_on_both_sides(run, films, place):
    def said(option):
        return run(*(["scan", films, option] if place == "behind" else [option, "scan", films])).output

    make_video(films / "Sintel (2010)" / "Sintel (2010)-trailer.mkv", minutes=2)
    assert "skipped: trailer" in said("-v")
    assert [line.split(": ")[0] for line in said("-q").splitlines()] == [str(films / "Empty (1920).mkv")]


def test_quiet_on_one_side_and_verbose_on_the_other_is_wrong_usage(run, films):
    for words in (["-q", "scan", films, "-v"], ["scan", films, "-q", "-v"], ["-q", "-v", "scan", films]):
        assert run(*words).exit_code == 2


@pytest.mark.parametrize("command", [["init"], ["scan", "Films"]], ids=["init", "scan"])
@pytest.mark.parametrize(("name", "noted"), [("films.db", True), ("cineorg.db", False)])
def test_a_catalogue_that_cannot_be_served_by_its_name_is_noted_once(run, films, command, name, noted):
    (films / "Empty (1920).mkv").unlink()
    first, second = run("--db", name, *command), run("--db", name, *command)
    assert (first.exit_code, "cineorg.db, not films.db" in first.stderr) == (0, noted)
    assert "to be served" not in second.stderr


def test_check_is_one_line_where_all_is_well(run, films):
    (films / "Empty (1920).mkv").unlink()
    run("scan", films)
    assert (run("check").stdout, run("check").exit_code) == ("All is well.\n", 0)
    whole = run("check", "--full-hash")
    assert (whole.stdout, whole.exit_code) == ("0 files read completely. All is well.\n", 0)


@pytest.mark.parametrize("made", ["empty file", "init"])
def test_check_of_an_empty_catalogue_says_that_it_is_empty_and_what_to_do(run, films, tmp_path, made):
    file = tmp_path / "own.db"
    if made == "init":
        assert run("--db", file, "init").exit_code == 0
    else:
        file.touch()
    for checked in (run("--db", file, "check"), run("--db", file, "check", "--full-hash")):
        assert checked.exit_code == 0
        assert "The catalogue is empty" in checked.stdout
        assert f"`cineorg-load --db {file} scan ROOT`" in checked.stdout
        assert "All is well" not in checked.stdout
    run("--db", file, "scan", films)
    assert "The catalogue is empty" not in run("--db", file, "check").stdout


def test_half_a_compiled_module_is_named_with_the_way_out(tmp_path):
    def check():
        words = [sys.executable, "-c", "from cineorg_catalog.cli import main; main()", "init"]
        caches = {"PYTHONPYCACHEPREFIX": str(tmp_path / "caches"), "PYTHONDONTWRITEBYTECODE": ""}
        environment = {**os.environ, **caches, "CINEORG_DB": str(tmp_path / "cineorg.db")}
        return subprocess.run(words, capture_output=True, text=True, env=environment)

    assert check().returncode in (0, 1)
    (compiled,) = tmp_path.glob("caches/**/cineorg_catalog/cli/catalogue.*.pyc")
    compiled.write_bytes(compiled.read_bytes()[:4096])
    damaged = check()
    assert damaged.returncode == 1
    assert re.fullmatch("Error: A compiled file .* is damaged .*, or install it again.\n", damaged.stderr)
    compiled.unlink()
    assert "damaged" not in check().stderr


@pytest.mark.parametrize("full", [[], ["--full-hash"]], ids=["", "full hash"])
def test_check_names_the_missing_files_and_ends_with_1(run, films, full):
    for number in range(5):
        make_video(films / f"MissingFile {number} (1990).mkv", minutes=90 + number)
    run("scan", films)
    for number in range(5):
        (films / f"MissingFile {number} (1990).mkv").unlink()
    run("scan", films)
    result = run("check", *full)
    assert result.exit_code == 1
    assert f"{films}: 5 of its files are missing" in result.stdout
    assert (
        "MissingFile 0 (1990).mkv, MissingFile 1 (1990).mkv, MissingFile 2 (1990).mkv and 2 more"
        in result.stdout
    )
    assert "/cineorg/missing_files" in result.stdout
    assert result.stdout.endswith("One thing needs your attention.\n")
    assert "" not in result.stdout.splitlines()


@pytest.mark.parametrize(
    ("state", "said"), [("away", "is not there"), ("empty", "is empty")], ids=["absent", "empty"]
)
def test_check_names_a_root_whose_disk_is_off_and_ends_with_1(run, films, tmp_path, state, said):
    make_video(tmp_path / "other" / "The Lost World (1925).mkv", minutes=90)
    (films / "Empty (1920).mkv").unlink()
    run("scan", films, tmp_path / "other")
    films.rename(tmp_path / "away")
    if state == "empty":
        films.mkdir()
    result = run("check")
    assert result.exit_code == 1
    assert (
        result.stdout == f"{films} {said}: 2 files; is its disk mounted?\nOne thing needs your attention.\n"
    )
    (finding,) = json.loads(run("check", "--json").stdout)["findings"]
    assert finding["kind"] == "root"


def test_check_of_a_root_that_is_no_text_looks_at_its_very_bytes(run, tmp_path):
    root = os.fsencode(tmp_path) + b"/vid\xe9os"
    make_video(tmp_path / "made" / "Metropolis (1927).mkv", minutes=153)
    os.rename(tmp_path / "made", root)
    run("scan", os.fsdecode(root))
    assert run("check").stdout == "All is well.\n"
    os.rename(root, tmp_path / "made")
    assert "vid\\xe9os is not there: 1 file;" in run("check").stdout


def test_check_names_the_command_for_a_file_that_was_deleted_on_purpose(run, films):
    run("scan", films)
    (films / "Metropolis (1927).mkv").unlink()
    run("scan", films)
    (command,) = re.findall(r"`cineorg-load (delete video_file \d+ --reason) …`", run("check").stdout)
    assert run(*command.split(), "worn out").exit_code == 0
    assert "Metropolis" not in run("check").stdout


def test_check_full_hash_names_the_files_that_are_double_or_says_that_none_are(run, films):
    (films / "Empty (1920).mkv").unlink()
    for name in ("one.mkv", "two.mkv"):
        make_video(films / name, minutes=75, title="same")
    run("scan", films)
    twice = run("check", "--full-hash").stdout
    assert (
        f"The same file 2 times: {films / 'one.mkv'}, {films / 'two.mkv'}\n2 files read completely. " in twice
    )
    assert f"The same file 2 times: {films / 'one.mkv'}" in run("check", "--full-hash").stdout
    assert json.loads(run("check", "--full-hash", "--json").stdout)["equal"] == [
        [str(films / "one.mkv"), str(films / "two.mkv")]
    ]


def test_check_full_hash_says_that_files_of_one_sample_are_not_double(run, films):
    (films / "Empty (1920).mkv").unlink()
    make_video(films / "one.mkv", minutes=75)
    content = bytearray((films / "one.mkv").read_bytes() + bytes(4 << 20))
    (films / "one.mkv").write_bytes(content)
    content[len(content) // 2] ^= 1
    (films / "two.mkv").write_bytes(content)
    run("scan", films)
    assert run("check", "--full-hash").stdout == "2 files read completely, no duplicates. All is well.\n"


def test_check_goes_by_the_house_rules_of_a_metadata_yml_beside_the_catalogue(run, films, tmp_path):
    (films / "Empty (1920).mkv").unlink()
    run("scan", films)
    rule = {"title": "No film is silent", "sql": "select id, title from movies where year < 1928"}
    text = json.dumps({"databases": {"cineorg": {"queries": {"rule_sound": rule}}}})
    (tmp_path / "data" / "metadata.yml").write_text(text)
    assert "No film is silent: 1 row breaks it: id 1, title Metropolis" in run("check").stdout
    (tmp_path / "other.yml").write_text("title: no rules")
    assert run("check", "--metadata", tmp_path / "other.yml").stdout == "All is well.\n"


@pytest.mark.parametrize("words", [["scan", "Films"], ["identify", "--pending"]], ids=" ".join)
def test_a_summary_says_that_only_the_small_sample_was_looked_up_in(run, films, monkeypatch, words):
    if words[0] == "identify":
        run("scan", films)
    said = "`cineorg-load reference download DIR`, `cineorg-load reference build DIR`, then"
    monkeypatch.delenv("CINEORG_REFERENCE")
    result = run(*words)
    assert said in result.stderr
    assert "`cineorg-load identify --pending`" in result.stderr
    assert json.loads(run("identify", "--pending", "--json").stdout)["reference"] == "sample"
    monkeypatch.setenv("CINEORG_REFERENCE", str(shipped("data/reference")))
    assert said not in run("identify", "--pending").stderr
    assert json.loads(run("identify", "--pending", "--json").stdout)["reference"].endswith("reference")


def test_the_demo_says_nothing_of_the_sample(run):
    assert "reference download" not in run("demo").stderr


def test_a_series_without_numbers_names_the_options_that_give_them(run, films):
    run("scan", films)
    result = run("approve", 2, "--title", "A Serial", "--year", 1925, "--kind", "series")
    assert result.exit_code == 2
    assert "`--season 1 --episode 2`" in result.stderr


def test_a_duplicate_that_cannot_be_read_whole_needs_a_person(run, films):
    for name in ("one.mkv", "two.mkv"):
        make_video(films / name, minutes=75, title="same")
    run("scan", films)
    (films / "two.mkv").write_bytes(b"changed since")
    result = run("check", "--full-hash", "--json")
    assert result.exit_code == 1
    assert [item["kind"] for item in json.loads(result.stdout)["findings"]] == ["unreadable"]


def test_history_shows_lists_as_a_person_writes_them(run, films):
    run("scan", films)
    run("edit", "movie", 1, "genres=Drama,Science Fiction", "overview=")
    said = run("history", "movie", 1).stdout
    assert "genres: Drama, Sci-Fi → Drama, Science Fiction" in said
    assert "matched automatically by cineorg-load as IMDb tt" in said
    assert "\\" not in said


def test_a_later_scan_says_that_a_file_is_known_to_be_damaged(run, films):
    (films / "Broken (1930).mkv").write_text("no video")
    assert "known to be damaged" not in run("scan", films).stderr
    again = run("scan", films)
    assert "1 file is known to be damaged or not a video; `cineorg-load check` names it." in again.stderr
    assert json.loads(run("scan", films, "--json").stdout)["unreadable"] == 1
    (films / "Broken (1930).mkv").unlink()
    assert "known to be damaged" not in run("scan", films).stderr


def test_what_waits_is_told_in_words(run, films):
    run("scan", films)
    said = run("pending").stdout
    assert "No year in the name: 4 films of this title, 1925–2004" in said
    assert "_" not in said.replace(str(films), "")


def test_history_says_that_a_value_was_kept_as_it_is(run, films):
    run("scan", films)
    run("edit", "movie", 1, "year=1927")
    assert "year: 1927, protected" in run("history", "movie", 1).stdout


def test_what_cannot_be_read_in_the_ledger_ends_neither_history_nor_export(run, films):
    run("scan", films)
    run("edit", "movie", 1, "year=1928")
    with closing(sqlite3.connect("data/cineorg.db")) as db, db:
        db.execute(
            """insert into decisions
               (action, who, decided_at, entity_type, entity_id, before_json, after_json)
               values ('auto', 'another program', '2026-01-01T00:00:00Z', 'movie', 1, '{bad', '{bad')"""
        )
        db.execute("update pending_validations set candidates_json = '{bad' where id = 1")
    assert "year: 1927 → 1928" in run("history", "movie", 1).stdout
    assert run("decisions", "export").exit_code == 0


def test_an_empty_root_is_not_the_folder_one_is_in(run, films):
    result = run("scan", "")
    assert result.exit_code == 2
    assert "ROOT is an empty text" in result.stderr


@pytest.mark.parametrize(("typed", "meant"), [("aprove", "approve"), ("histroy", "history"), ("xyz", None)])
def test_a_mistyped_command_is_told_the_one_that_is_near(run, typed, meant):
    result = run(typed)
    assert result.exit_code == 2
    assert (f"Did you mean '{meant}'?" in result.stderr) is (meant is not None)
