"""A corrected file name is looked at again where no person decided (CASES E17)."""

import pytest

from tests.support.catalogue import column, load, pending_of, sound
from tests.support.video_files import make_video


@pytest.fixture
def matched(db, tmp_path):
    "Metropolis of 1927, validated by the rule."
    path = make_video(tmp_path / "Films" / "Metropolis (1927).mkv", minutes=153)
    load(db, tmp_path / "Films")
    assert pending_of(db, path)["auto_validated"] == 1
    return path


def test_a_name_that_reads_differently_asks_with_the_old_title_among_the_candidates(db, matched, tmp_path):
    old = pending_of(db, matched)["selected_candidate_id"]
    other = matched.rename(matched.with_name("Nosferatu (1922).mkv"))
    load(db, tmp_path / "Films")
    row = pending_of(db, other)
    assert (row["validation_status"], "renamed" in row["reasons_json"]) == ("pending", True)
    ids = column(db, "select json_extract(value, '$.id') from json_each(?)", row["candidates_json"])
    assert old in ids
    assert len(ids) > 1
    sound(db)


def test_a_name_that_is_only_written_differently_changes_nothing(db, matched, tmp_path):
    other = matched.rename(matched.with_name("Metropolis.1927.1080p.BluRay.mkv"))
    load(db, tmp_path / "Films")
    assert pending_of(db, other)["validation_status"] == "validated"


def test_what_a_person_decided_stands_under_any_name(db, matched, tmp_path):
    db.execute("update pending_validations set auto_validated = 0")
    db.conn.commit()
    other = matched.rename(matched.with_name("Nosferatu (1922).mkv"))
    load(db, tmp_path / "Films")
    row = pending_of(db, other)
    assert (row["validation_status"], row["read_title"]) == ("validated", "Nosferatu")


def test_an_empty_preallocated_file_is_asked_about(db, tmp_path):
    "CASES E21."
    path = tmp_path / "Films" / "Metropolis (1927).mkv"
    path.parent.mkdir()
    path.write_bytes(bytes(1 << 20))
    assert "zeros only" in load(db, tmp_path / "Films").errors[0]["error"]
    row = pending_of(db, path)
    assert (row["validation_status"], "unwritten" in row["reasons_json"]) == ("pending", True)
