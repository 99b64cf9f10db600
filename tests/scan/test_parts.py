"""Parts of one film are one version of it (CASES E20)."""

import pytest

from cineorg_catalog.scan.paths import part_of
from tests.support.catalogue import column, load, sound
from tests.support.video_files import make_video


@pytest.mark.parametrize(
    ("name", "number"),
    [("Metropolis (1927) CD2", 2), ("Metropolis.1927.cd1", 1), ("Metropolis (1927) - part1", 1),
     ("Film [DVD 2]", 2), ("Deathly Hallows Part 1 (2010)", None), ("Deathly Hallows Part 1", None),
     ("Kill Bill Vol. 2 (2004)", None), ("Metropolis (1927)", None)],
)  # fmt: skip
def test_what_a_name_says_of_a_part(name, number):
    found = part_of(f"/films/{name}.avi".encode())
    assert (found and found[1]) == number


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
