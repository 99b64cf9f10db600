"""How often people agreed with the rules: by rule and version, after undoing and approving otherwise."""

from dataclasses import replace

from cineorg_catalog.audit.undo import undo
from cineorg_catalog.check import Precision, rule_precision
from cineorg_catalog.review.decide import approve_as, validate
from tests.support.pending_file import METROPOLIS, REMAKE, waiting


def matched(db, name: str, rule: str = "certain", version: str = "2") -> int:
    pending_id = waiting(db, name)
    validate(db, pending_id, METROPOLIS, rule=rule, rule_version=version)
    return pending_id


def last(db) -> int:
    return db.execute("select max(id) from decisions").fetchone()[0]


def test_what_people_undid_or_changed_counts_against_its_rule(db):
    for number in range(7):
        matched(db, f"{number}.mkv")
    matched(db, "8.mkv", "id in the name")
    matched(db, "9.mkv", version="1")
    matched(db, "undone.mkv")
    undo(db, last(db), by="ann")
    changed = matched(db, "changed.mkv")
    undo(db, last(db), by="ann")
    approve_as(db, changed, REMAKE, by="ann")
    assert rule_precision(db) == [
        Precision("certain", "2", 9, 2, 1, 0.7778),
        Precision("certain", "1", 1, 0, 0, 1.0),
        Precision("id in the name", "2", 1, 0, 0, 1.0),
    ]
    assert "9 files, 77.8% left as they are" in rule_precision(db)[0].sentence


def test_what_persons_decided_says_nothing_of_a_rule(db):
    approve_as(db, waiting(db, "a.mkv"), replace(METROPOLIS, score=100), by="ann")
    assert rule_precision(db) == []
