"""What single lines of a ledger do in a catalogue of a few rows, and lines that hold anything whatsoever."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cineorg_catalog.audit.export import export_decisions
from cineorg_catalog.audit.replay import replay_decisions
from cineorg_catalog.audit.trash import delete, restore
from cineorg_catalog.audit.undo import last_about, undo
from cineorg_catalog.db.connection import insert
from cineorg_catalog.db.models import PendingValidationModel, VideoFileModel
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import validate
from tests.support.catalogue import column, new_catalogue


@pytest.fixture
def db(tmp_path):
    db = new_catalogue(tmp_path)
    yield db
    db.close()


def add(db, path, *, file_hash="h", size=1):
    "A file below /films that waits for a decision."
    name = path.rpartition("/")[2]
    file = insert(db, VideoFileModel(path=path, path_bytes=path.encode(), filename=name, root="/films",
                                     file_hash=file_hash, size_bytes=size))  # fmt: skip
    insert(db, PendingValidationModel(video_file_id=file))
    return file


def line(action, name="a.mkv", folder="", file_hash="h", size=1, **more):
    file = {"hash": file_hash, "size_bytes": size, "name": name, "folder": folder}
    return json.dumps({"action": action, "kind": "video_file", "file": file, **more})


TITLES = {  # what a line is about, and what a message calls it
    "Home (2001)": ("movie", {"title": "Home", "year": 2001}),
    "Home": ("movie", {"title": "Home"}),
    "A movie without a title (1999)": ("movie", {"year": 1999}),
    "Show": ("series", {"title": "Show", "season": 1, "episode": 2}),
    "Show S01E12": ("episode", {"title": "Show", "season": 1, "episode": 12}),
    "Show (1999) S00E?": ("episode", {"title": "Show", "year": 1999, "season": 0, "episode": "x"}),
}


@pytest.mark.parametrize(("kind", "work"), TITLES.values(), ids=TITLES.keys())
@pytest.mark.parametrize("said", [{"action": "edit", "set": {"overview": "x"}}, {"action": "delete"}])
def test_a_title_that_is_not_here_is_named(db, request, kind, work, said):
    named = request.node.callspec.id.partition("-")[2]
    result = replay_decisions(db, ["", json.dumps({**said, "kind": kind, "work": work})])
    assert result.unmatched == [f"line 2: {named} is not in this catalogue."]


WHO = {  # what the line says of person and time, who replays it; who and when it is then
    "said": ({"who": "ada", "decided_at": "2026-01-02T03:04:05.678901Z"}, None, ("ada", True)),
    "in the name of who replays it": (
        {"who": "ada", "decided_at": "2026-01-02T03:04:05.678901Z"}, "bob", ("bob", True),
    ),
    "nobody": ({}, None, ("ledger", False)),
    "nobody, replayed by someone": ({}, "bob", ("bob", False)),
    "an empty name": ({"who": "", "decided_at": ""}, None, ("ledger", False)),
    "a number": ({"who": 7, "decided_at": 7}, None, ("ledger", False)),
    "a time of another form": ({"who": "ada", "decided_at": "2026-01-02T03:04:05Z"}, None, ("ada", False)),
    "more than a time": ({"decided_at": "2026-01-02T03:04:05.678901Z!"}, None, ("ledger", False)),
}  # fmt: skip


@pytest.mark.parametrize(("said", "by", "then"), WHO.values(), ids=WHO.keys())
def test_person_and_time_of_a_decision_are_kept(db, said, by, then):
    add(db, "/films/a.mkv")
    assert replay_decisions(db, [line("reject", **said)], by=by).applied == 1
    ((who, when),) = db.execute("select who, decided_at from decisions").fetchall()
    assert (who, when == said.get("decided_at")) == then
    assert when.endswith("Z")


HOME = {"id": "home", "source": "manual", "kind": "movie", "title": "Home", "year": 2001}
EARLY, LATE = "2026-01-02T03:04:05.678901Z", "2026-02-02T03:04:05.678901Z"


def test_a_line_without_a_time_comes_after_those_with_one(db):
    add(db, "/films/a.mkv")
    result = replay_decisions(db, [line("reject"), line("approve", work=HOME, decided_at=LATE)])
    assert (result.applied, result.conflicts) == (
        1,
        ["line 1: validation 1 was decided differently here; that decision stays."],
    )
    assert column(db, "select validation_status from pending_validations") == ["validated"]


def test_a_line_about_what_a_later_one_creates_is_applied_after_that(db):
    "As where the clock of one of two computers was wrong."
    add(db, "/films/a.mkv")
    edited = {"action": "edit", "kind": "movie", "work": HOME, "set": {"overview": "x"}, "decided_at": EARLY}
    result = replay_decisions(db, [json.dumps(edited), line("approve", work=HOME, decided_at=LATE)])
    assert (result.applied, result.unmatched) == (2, [])
    assert column(db, "select overview from movies") == ["x"]


SAME = {  # hash and size of the file here, those in the ledger; is it the same file?
    "hash and size": (("h", 1), ("h", 1), True),
    "another hash": (("h", 1), ("i", 1), False),
    "another size": (("h", 1), ("h", 2), False),
    "name and size, where nothing is known of the content": ((None, 1), (None, 1), True),
    "name and another size": ((None, 1), (None, 2), False),
    "name and size of a ledger without hashes": (("h", 1), (None, 1), True),
    "a hash that is not known here": ((None, 1), ("h", 1), False),
}


@pytest.mark.parametrize(("here", "there", "same"), SAME.values(), ids=SAME.keys())
@pytest.mark.parametrize("trashed", [False, True], ids=["here", "in the trash"])
def test_a_file_is_known_by_its_content(db, trashed, here, there, same):
    key = add(db, "/films/a.mkv", file_hash=here[0], size=here[1])
    if trashed:
        delete(db, "video_file", key, reason=None, by="ada")
    for again in (False, True):
        result = replay_decisions(db, [line("reject", file_hash=there[0], size=there[1])])
        new = same and not trashed and not again
        assert (result.applied, result.unchanged, len(result.unmatched)) == (new, same and not new, not same)


def test_of_two_deleted_copies_each_is_deleted_by_its_own_line(db):
    for folder in ("x", "q"):
        add(db, f"/films/{folder}/a.mkv")
    deleted = [line("delete", folder=folder) for folder in ("x", "y")]  # the second was in y there
    for applied in (2, 0):
        result = replay_decisions(db, deleted)
        assert (result.applied, result.unchanged, result.unmatched) == (applied, 2 - applied, [])


def test_a_copy_that_fits_as_well_and_is_in_the_trash_was_the_one(db):
    first, _ = add(db, "/films/x/a.mkv"), add(db, "/films/y/a.mkv")
    delete(db, "video_file", first, reason=None, by="bob")
    result = replay_decisions(db, [line("delete", folder="z")])
    assert (result.applied, result.unchanged) == (0, 1)
    assert column(db, "select path from video_files") == ["/films/y/a.mkv"]


def test_a_file_that_a_person_restored_is_not_deleted_again_by_the_same_decision(db):
    trash = delete(db, "video_file", add(db, "/films/a.mkv"), reason=None, by="ada")
    lines = [json.dumps(said) for said in export_decisions(db)]
    restore(db, trash, by="bob")
    result = replay_decisions(db, lines)
    assert (len(lines), result.applied, result.unchanged) == (1, 0, 1)
    assert column(db, "select path from video_files") == ["/films/a.mkv"]


def test_a_copy_is_decided_likewise_unless_a_person_here_took_that_back(db):
    for folder in ("x", "y"):
        add(db, f"/films/{folder}/a.mkv")
    said = line("approve", folder="x", work=HOME)
    states = "select validation_status from pending_validations order by id"
    assert replay_decisions(db, [said]).applied == 1
    assert column(db, states) == ["validated", "validated"]
    undo(db, last_about(db, 2), by="bob")
    result = replay_decisions(db, [said])
    assert (result.applied, result.unchanged, result.conflicts) == (0, 1, [])
    assert column(db, states) == ["validated", "pending"]


def test_a_copy_that_the_rule_matched_otherwise_is_what_the_person_said(db):
    for folder in ("x", "y"):
        add(db, f"/films/{folder}/a.mkv")
    home = Candidate(id="home", source="manual", kind="movie", title="Home", year=2001)
    validate(db, 2, replace(home, id="away", title="Away"), rule="certain", rule_version="1")
    assert replay_decisions(db, [line("approve", folder="x", work=home.to_dict())]).applied == 1
    assert column(db, "select auto_validated from pending_validations order by id") == [0, 0]


COPIES = {  # the copies here, the one in the ledger that was deleted there; which is deleted (None: unclear)
    "the only one": (["/films/b.mkv"], ("a.mkv", ""), ["/films/b.mkv"]),
    "the one of that name": (["/films/a.mkv", "/films/b.mkv"], ("a.mkv", ""), ["/films/a.mkv"]),
    "the one in that folder": (["/films/a.mkv", "/films/x/a.mkv"], ("a.mkv", "x"), ["/films/x/a.mkv"]),
    "the one in a folder of that name": (
        ["/films/a.mkv", "/films/k/x/a.mkv"],
        ("a.mkv", "x"),
        ["/films/k/x/a.mkv"],
    ),
    "either": (["/films/x/a.mkv", "/films/y/a.mkv"], ("a.mkv", "z"), None),
    "either of other names": (["/films/b.mkv", "/films/c.mkv"], ("a.mkv", ""), None),
}


@pytest.mark.parametrize(("here", "meant", "gone"), COPIES.values(), ids=COPIES.keys())
def test_only_the_copy_that_is_certainly_meant_is_deleted(db, here, meant, gone):
    for path in here:
        add(db, path)
    deleted = line("delete", *meant, reason="twice")
    result = replay_decisions(db, [deleted])
    assert (result.applied, len(result.unmatched)) == ((0, 1) if gone is None else (1, 0))
    left = column(db, "select path from video_files order by 1")
    assert left == [path for path in here if path not in (gone or ())]
    again = replay_decisions(db, [deleted])  # never the next one
    assert again.applied == 0
    assert column(db, "select path from video_files order by 1") == left


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    *("action", "who", "file", "work", "kind", "set", "reason", "hash", "size_bytes", "name", "folder"),
    *(
        "title",
        "id",
        "source",
        "year",
        "season",
        "episodes",
        "episode",
        "score",
        "genres",
        "imdb_id",
        "tmdb_id",
    ),
)
objects = st.fixed_dictionaries(
    {"action": st.sampled_from(["approve", "reject", "undo", "edit", "delete"])},
    optional={
        "who": json_values,
        "kind": st.sampled_from(["movie", "series", "episode", "video_file"]) | json_values,
        "file": st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4) | json_values,
        "work": st.dictionaries(st.sampled_from(NAMES), json_values, max_size=6) | json_values,
        "set": st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4) | json_values,
        "reason": json_values,
    },
)


@settings(max_examples=150)
@given(st.lists(objects | json_values, max_size=4))
@example([{"action": "delete", "kind": "episode", "work": {"action": None}}])  # no season, no episode
def test_whatever_a_line_says_nothing_breaks(tmp_path_factory, lines):
    db = _empty(tmp_path_factory)
    result = replay_decisions(db, [json.dumps(line) for line in lines])
    assert result.applied == 0
    assert len(result.errors) + len(result.unmatched) + result.unchanged <= len(lines)


_EMPTY = []


def _empty(tmp_path_factory):
    if not _EMPTY:
        _EMPTY.append(new_catalogue(tmp_path_factory.mktemp("empty")))
    return _EMPTY[0]
