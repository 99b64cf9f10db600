"""The title that a file's name gives an episode: read where it is sure, kept until somebody knows better."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.names import read_cheaply
from cineorg_catalog.names.title import episode_title
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.resources import shipped
from cineorg_catalog.review.decide import approve_as
from tests.support.pending_file import DRAGNET, waiting

TITLES = {
    "behind dashes": ("Show - S01E03 - The Vulcan Hello.mkv", "The Vulcan Hello"),
    "one word behind a dash": ("Show - 1x03 - Pilot.mkv", "Pilot"),
    "in a release": ("Show.S01E03.The.Vulcan.Hello.1080p.WEB-DL.x264-GRP.mkv", "The Vulcan Hello"),
    "in a release with a language": ("Show.S01E03.Das.Tor.German.720p.HDTV.x264-GRP.mkv", "Das Tor"),
    "in blanks": ("Show S01E03 The Vulcan Hello.mkv", "The Vulcan Hello"),
    "marks in brackets": ("Show - [01x03] - The Vulcan Hello.mkv", "The Vulcan Hello"),
    "tags in brackets": ("Show - 1x03 - The Vulcan Hello [1080p BluRay].mkv", "The Vulcan Hello"),
    "the year in brackets": ("Show - 1x03 - The Vulcan Hello (2017).mkv", "The Vulcan Hello"),
    "a part in brackets": ("Show - S01E03 - The Siege (Part 3).mkv", "The Siege (Part 3)"),
    "in a season's folder": ("Show/Season 1/03 - The Vulcan Hello.mkv", "The Vulcan Hello"),
    "with the folder's series": ("Show/Season 1/S01E03 - The Vulcan Hello.mkv", "The Vulcan Hello"),
    "a day's guest": ("Late Show - 2011-04-12 - Gov. Deval Patrick.mkv", "Gov. Deval Patrick"),
    "behind its day": ("Show S05E12 - 2019-03-05 - Gov. Deval Patrick.mkv", "Gov. Deval Patrick"),
    "behind its day, in blanks": ("Show 45x03 2019-10-12 David Harbour.mkv", "David Harbour"),
    "no more than its day": ("Show - S10E24 - October 8, 2023.mkv", None),
    "other letters": ("Мост - S01E03 - Скрытая угроза.mkv", "Скрытая угроза"),
    "with a dash inside": ("Show - S01E03 - Alpha - Omega.mkv", "Alpha - Omega"),
    "the series again before it": ("Show - 1x03 - Show - Pilot.mkv", "Pilot"),
    "a recording's station and length": ("Tatort__Das_Gesetz_21.12.14_20-15_ard_90_TVOON_DE.avi", None),
    "none": ("Show.S01E03.mkv", None),
    "a group": ("Show.S01E03-GRP.mkv", None),
    "a word that may be a group's": ("Show.S01E03.KILLERS.mkv", None),
    "tags alone": ("Show.S01E03.1080p.WEB-DL.x264-GRP.mkv", None),
    "a language": ("Show.S01E03.FRENCH.720p.HDTV.mkv", None),
    "words that are tags": ("Show.S01E03.PROPER.iNTERNAL.720p.HDTV.mkv", None),
    "quality behind a dash": ("Show - S01E03 - HDTV.mkv", None),
    "a number behind a dash": ("Show - S01E03 - 003.mkv", None),
    "its number in words": ("Show - S01E03 - Episode 3.mkv", None),
    "the series' title": ("Show - S01E03 - Show.mkv", None),
    "two episodes": ("Show - S01E03-E04 - The Vulcan Hello.mkv", None),
    "a season": ("Show - Season 1 - The Vulcan Hello", None),
    "a film": ("The Vulcan Hello (2017).mkv", None),
    "a sum": ("Show - S01E03 - 6C70C4E4.mkv", None),
    "a year at the end": ("Show.S01E03.Summer.of.1984.720p.HDTV.mkv", None),
}


@pytest.mark.parametrize(("name", "title"), TITLES.values(), ids=TITLES)
def test_the_title_of_an_episode_in_its_name(name: str, title: str | None) -> None:
    assert read_cheaply(name)[0].parsed.episode_title == title


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_answered(tail: str) -> None:
    found = episode_title(tail)
    assert found is None or found.strip() == found != ""


def approve_one(db: Database, name: str, title: str | None, episodes: tuple[int, ...] = (3,)) -> int:
    "Approve a file as an episode of Dragnet; the id of its validation."
    key = waiting(db, name, parsed={"kind": "series", "season": 1, "episode_title": title})
    approve_as(db, key, replace(DRAGNET, episodes=episodes), by="anna")
    return key


def titles(db: Database) -> list[str]:
    return [row[0] for row in db.execute("select title from episodes order by episode_number")]


def test_an_episode_takes_the_title_of_its_files_name(db: Database) -> None:
    approve_one(db, "a.mkv", "The Big Crime")
    assert titles(db) == ["The Big Crime"]


def test_a_name_without_title_leaves_its_number_until_another_files_name_knows(db: Database) -> None:
    approve_one(db, "a.mkv", None)
    assert titles(db) == ["Episode 3"]
    approve_one(db, "b.mkv", "The Big Crime")
    approve_one(db, "c.mkv", "Something Else")
    assert titles(db) == ["The Big Crime"]


def test_a_file_of_two_episodes_names_neither(db: Database) -> None:
    approve_one(db, "a.mkv", "The Big Crime", (3, 4))
    assert titles(db) == ["Episode 3", "Episode 4"]


@pytest.mark.parametrize("said", ["The Big Bang", "Episode 3"])
def test_what_a_person_said_is_not_renamed_by_a_file(db: Database, said: str) -> None:
    approve_one(db, "a.mkv", None)
    key = db.execute("select id from episodes").fetchone()[0]
    edit(db, "episode", key, {"title": said}, by="anna")
    approve_one(db, "b.mkv", "The Big Crime")
    assert titles(db) == [said]


def test_what_a_source_said_is_not_renamed_by_a_file(db: Database) -> None:
    approve_one(db, "a.mkv", None)
    db.execute("update episodes set title = 'The Big Bang'")
    approve_one(db, "b.mkv", "The Big Crime")
    assert titles(db) == ["The Big Bang"]


@pytest.mark.parametrize("first", [0, 1])
def test_undoing_takes_the_files_title_back_in_whatever_order(db: Database, first: int) -> None:
    approve_one(db, "a.mkv", None)
    approve_one(db, "b.mkv", "The Big Crime")
    ids = [row[0] for row in db.execute("select id from decisions where action = 'approve' order by id")]
    for key in (ids[first], ids[1 - first]):
        undo(db, key, by="anna")
    assert titles(db) == []


def test_a_scan_names_the_episodes_of_the_demo(tmp_path: Path) -> None:
    catalogue = connect(tmp_path / "cineorg.db")
    upgrade(catalogue)
    scan(catalogue, [shipped("data/library")], ScanOptions(reference=shipped("data/reference")))
    found = titles(catalogue)
    catalogue.close()
    assert "The Case of the Cunningham Heritage" in found
    assert "Episode 5" in found  # of which neither name nor NFO says a title
