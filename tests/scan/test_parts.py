"""Parts of one film are one version of it (CASES E20)."""

import json

import pytest

from cineorg_catalog.scan.paths import part_of
from tests.support.catalogue import column, load, sound
from tests.support.video_files import make_video


@pytest.mark.parametrize(
    ("name", "number"),
    [("Metropolis (1927) CD2", 2), ("Metropolis.1927.cd1", 1), ("Metropolis (1927) - part1", 1),
     ("Film [DVD 2]", 2), ("Deathly Hallows Part 1 (2010)", None), ("Deathly Hallows Part 1", None),
     ("Kill Bill Vol. 2 (2004)", None), ("Metropolis (1927)", None), ("Metropolis.1927.CD1.XviD-GRP", 1),
     ("Metropolis 1927 CD1", 1), ("Metropolis (1927) [CD1]", 1), ("Metropolis cd10", 10), ("CD1", None),
     ("Metropolis (1927) DVD9", None), ("Metropolis.1927.DVD5.x264", None), ("Metropolis 1927 dvd2", 2),
     ("Metropolis part1", None), ("Compact CD2 Story", None), ("1927/CD1", None)],
)  # fmt: skip
def test_what_a_name_says_of_a_part(name, number):
    found = part_of(f"/films/{name}.avi".encode())
    assert (found and found[1]) == number


@pytest.mark.parametrize(
    "name",
    [
        "Metropolis {}.mkv",
        "Metropolis 1927 {}.mkv",
        "Metropolis (1927) [{}].mkv",
        "Metropolis.1927.{}.XviD-GRP.mkv",
    ],
)
def test_the_running_times_of_discs_are_summed_as_evidence_however_they_are_named(db, tmp_path, name):
    for number, minutes in ((1, 70), (2, 83)):
        make_video(tmp_path / "Films" / name.format(f"CD{number}"), minutes=minutes)
    load(db, tmp_path / "Films")
    for text in column(db, "select candidates_json from pending_validations"):
        evidence = {item["what"]: item["values"] for item in json.loads(text)[0]["evidence"]}
        assert evidence["duration"] == {"file": 153 * 60, "title": 153 * 60}


def test_the_running_time_of_one_disc_says_nothing(db, tmp_path):
    make_video(tmp_path / "Films" / "Metropolis.1927.CD1.XviD-GRP.mkv", minutes=70)
    load(db, tmp_path / "Films")
    (text,) = column(db, "select candidates_json from pending_validations")
    assert "duration" not in {item["what"] for item in json.loads(text)[0]["evidence"]}


def test_two_discs_are_validated_together_and_the_first_is_the_main_file(db, tmp_path):
    for number, minutes in ((1, 70), (2, 83)):
        make_video(tmp_path / "Films" / f"Metropolis (1927) CD{number}.mkv", minutes=minutes)
    load(db, tmp_path / "Films")
    states = column(db, "select validation_status from pending_validations")
    assert states == ["validated", "validated"], column(db, "select reasons_json from pending_validations")
    main = "select part from movie_files join video_files on id = video_file_id where is_main"
    assert column(db, main) == [1]
    assert column(db, "select parts from video_files") == [2, 2]
    sound(db)
