"""Which new path is which missing file: tables of cases, and properties."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.audit.trash import delete, list_trash, restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.connection import insert
from cineorg_catalog.db.decisions import Changes, last_decision, move_trashed, trashed_files
from cineorg_catalog.db.models import RootModel, VideoFileModel
from cineorg_catalog.scan.moves import (
    MissingFile,
    find_moves,
    follow_trashed,
    match_moves,
    move_order,
    move_rows,
    moved_libraries,
    relocate,
)
from cineorg_catalog.scan.probe import MediaInfo, Probed
from cineorg_catalog.scan.runs import ScanReport
from cineorg_catalog.scan.walk import FoundFile, Place
from tests.support.catalogue import rows

CASES = {  # missing paths, new paths, {new: old}, undecided
    "one and one, nothing in common": (["/a/x.mkv"], ["/b/y.avi"], {"/b/y.avi": "/a/x.mkv"}, []),
    "the same name wins": (
        ["/a/x.mkv"], ["/a/y.mkv", "/b/x.mkv"], {"/b/x.mkv": "/a/x.mkv"}, [],
    ),
    "several moved with their folder": (
        ["/a/1/film.mkv", "/a/2/film.mkv"],
        ["/b/1/film.mkv", "/b/2/film.mkv"],
        {"/b/1/film.mkv": "/a/1/film.mkv", "/b/2/film.mkv": "/a/2/film.mkv"},
        [],
    ),
    "several moved with two folders each": (
        ["/a/1/CD/film.mkv", "/a/2/CD/film.mkv"],
        ["/b/1/CD/film.mkv", "/b/2/CD/film.mkv"],
        {"/b/1/CD/film.mkv": "/a/1/CD/film.mkv", "/b/2/CD/film.mkv": "/a/2/CD/film.mkv"},
        [],
    ),
    "folders from the end count before those from the start": (
        ["/a/b/1/film.mkv", "/c/d/2/film.mkv"],
        ["/a/b/2/film.mkv", "/c/d/1/film.mkv"],
        {"/a/b/2/film.mkv": "/c/d/2/film.mkv", "/c/d/1/film.mkv": "/a/b/1/film.mkv"},
        [],
    ),
    "where those are alike, the folders from the start decide": (
        ["/a/1/x/film.mkv", "/b/1/y/film.mkv"],
        ["/a/2/z/film.mkv", "/b/2/z/film.mkv"],
        {"/a/2/z/film.mkv": "/a/1/x/film.mkv", "/b/2/z/film.mkv": "/b/1/y/film.mkv"},
        [],
    ),
    "several renamed in their folders": (
        ["/a/1/film.mkv", "/a/2/film.mkv"],
        ["/a/1/x.mkv", "/a/2/y.mkv"],
        {"/a/1/x.mkv": "/a/1/film.mkv", "/a/2/y.mkv": "/a/2/film.mkv"},
        [],
    ),
    "renamed beside a copy of itself": (["/a/x.mkv"], ["/a/y.mkv", "/a/z.mkv"], {}, ["/a/y.mkv", "/a/z.mkv"]),
    "two and two in one folder": (
        ["/a/1.mkv", "/a/2.mkv"], ["/a/3.mkv", "/a/4.mkv"], {}, ["/a/3.mkv", "/a/4.mkv"],
    ),
    "what is clear is matched although other files are not": (
        ["/a/1.mkv", "/a/2.mkv", "/b/same.mkv"],
        ["/a/3.mkv", "/a/4.mkv", "/c/same.mkv"],
        {"/c/same.mkv": "/b/same.mkv"},
        ["/a/3.mkv", "/a/4.mkv"],
    ),
    "two places for one": (["/a/x.mkv"], ["/b/x.mkv", "/c/x.mkv"], {}, ["/b/x.mkv", "/c/x.mkv"]),
    "one place for two": (["/a/x.mkv", "/b/x.mkv"], ["/c/x.mkv"], {}, ["/c/x.mkv"]),
    "two changed places": (
        ["/a/x.mkv", "/a/y.mkv"],
        ["/a/y.mkv", "/a/x.mkv"],
        {"/a/y.mkv": "/a/y.mkv", "/a/x.mkv": "/a/x.mkv"},
        [],
    ),
    "only the case": (["/a/Film.mkv"], ["/a/film.mkv"], {"/a/film.mkv": "/a/Film.mkv"}, []),
    "NFC to NFD": (["/a/\u00e0.mkv"], ["/a/a\u0300.mkv"], {"/a/a\u0300.mkv": "/a/\u00e0.mkv"}, []),
    "nothing gone": ([], ["/a/x.mkv"], {}, []),
    "nothing arrived": (["/a/x.mkv"], [], {}, []),
}  # fmt: skip


def gone(paths):
    return [MissingFile(number, path.encode(), 1, "h") for number, path in enumerate(paths)]


@pytest.mark.parametrize(("old", "new", "pairs", "undecided"), CASES.values(), ids=CASES.keys())
def test_cases(old, new, pairs, undecided):
    found, unclear = match_moves(gone(old), [path.encode() for path in new])
    assert {path.decode(): was.path_bytes.decode() for path, was in found.items()} == pairs
    assert sorted(path.decode() for path in unclear) == sorted(undecided)


PATHS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.sampled_from("xyz")).map(
        lambda parts: "/".join(("", *parts))
    ),
    unique=True,
    max_size=8,
)


@given(PATHS, PATHS, st.randoms())
def test_each_file_is_paired_once_and_the_order_does_not_matter(old, new, random):
    pairs, unclear = match_moves(gone(old), [path.encode() for path in new])
    assert len({was.id for was in pairs.values()}) == len(pairs)
    assert not pairs.keys() & set(unclear)
    assert {*pairs, *unclear} <= {path.encode() for path in new}
    shuffled, arrived = gone(old), [path.encode() for path in new]
    random.shuffle(shuffled)
    random.shuffle(arrived)
    again, still_unclear = match_moves(shuffled, arrived)
    assert again == pairs
    assert set(still_unclear) == set(unclear)


def test_thousands_of_equal_files_are_matched_by_name_and_fast():
    old = gone(f"/a/{number}.mkv" for number in range(20_000))
    pairs, unclear = match_moves(old, [f"/b/{number}.mkv".encode() for number in range(20_000)])
    assert (len(pairs), unclear) == (20_000, [])


@pytest.mark.parametrize(("number", "matched"), [(20, True), (450, False)])
def test_too_many_equal_files_of_one_name_are_not_compared(number, matched):
    old = gone(f"/a/{at}/film.mkv" for at in range(number))
    new = [f"/b/{at}/film.mkv".encode() for at in range(number)]
    pairs, unclear = match_moves(old, new)
    assert (len(pairs), len(unclear)) == ((number, 0) if matched else (0, number))


LIBRARIES = {  # the old files with their sizes, the new ones; from where to where, and how many of how many
    "all of it": ({"a/x": 1, "b/y": 2, "c/z": 3}, {"a/x": 1, "b/y": 2, "c/z": 3}, ("new", 3, 3)),
    "and more is there": ({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 3, "d": 4}, ("new", 3, 3)),
    "three of five": (dict.fromkeys("abcde", 1), dict.fromkeys("abc", 1), ("new", 3, 5)),
    "three of six are too small a share": (dict.fromkeys("abcdef", 1), dict.fromkeys("abc", 1), None),
    "two files are no library": ({"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}, None),
    "further down": ({"a": 1, "b": 2, "c": 3}, {"k/a": 1, "k/b": 2, "k/c": 3}, ("new/k", 3, 3)),
    "other sizes": ({"a": 1, "b": 2, "c": 3}, {"a": 2, "b": 3, "c": 1}, None),
    "other folders": ({"1/a": 1, "1/b": 2, "1/c": 3}, {"2/a": 1, "2/b": 2, "2/c": 3}, None),
    "names that end alike": ({"a": 1, "b": 2, "c": 3}, {"1a": 1, "1b": 2, "1c": 3}, None),
    "most of it here, some there": (
        {"a": 1, "b": 2, "c": 3, "d": 4}, {"1/a": 1, "1/b": 2, "1/c": 3, "2/d": 4}, ("new/1", 3, 4),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "moved"), LIBRARIES.values(), ids=LIBRARIES.keys())
@pytest.mark.parametrize("state", ["gone", "an empty folder", "still there"])
def test_a_library_has_moved_if_most_of_it_is_elsewhere(db, tmp_path, state, old, new, moved):
    root = tmp_path / "old"
    for name, size in old.items():
        insert(db, known(f"{root}/{name}", size, root))
    if state != "gone":
        root.mkdir()
    if state == "still there":
        (root / "any").touch()
    uncounted = known(f"{root}/long gone", 1, root), known(f"{tmp_path}/beside", 1, tmp_path)
    uncounted[0].missing_since = "2026"
    for row in uncounted:
        insert(db, row)
    found = moved_libraries(db, {f"{tmp_path}/new/{name}".encode(): size for name, size in new.items()})
    assert [(item.old, item.new, item.found, item.of) for item in found] == (
        [(bytes(root), bytes(tmp_path / moved[0]), *moved[1:])] if moved and state != "still there" else []
    )


@pytest.mark.parametrize("faster", ["another scan", "a person who deleted it"])
def test_a_move_that_somebody_was_faster_with_writes_nothing(db, faster):
    "Between the look at the disk and the writing, somebody else may have done what is to be done."
    key = insert(db, known("/old/a", 1, None))
    move = {b"/new/a": MissingFile(key, b"/old/a", 1, "h")}
    if faster == "another scan":
        insert(db, known("/new/a", 1, None))
    else:
        db.execute("delete from video_files")
    before, report = rows(db), ScanReport()
    place = FoundFile(b"/new/a", Place(b"/new", b"/new"), 1, 7, 1, 1)
    assert move_rows(db, move, {b"/new/a": (place, Probed(MediaInfo(), "h", 1, 7))}, {}, report) == set()
    assert (rows(db), report.files["moved"], last_decision(db)) == (before, 0, 0)


def known(path, size, root):
    return VideoFileModel(
        path=path, path_bytes=path.encode(), filename=path.rpartition("/")[2], size_bytes=size, file_hash="h",
        root=None if root is None else str(root),
    )  # fmt: skip


@given(st.permutations(range(10)), st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_each_file_finds_its_new_path_free(targets, moving, empty):
    "Ten files and ten paths, of which some are `empty`; some files move, also to each other's paths."
    path = {file: b"/%d" % at for file, at in enumerate(targets)}
    at = {b"/%d" % file: file for file in range(10) if file not in empty}
    wanted = {file: path[file] for file in moving}
    there = at.copy()
    order = move_order(wanted, at)
    assert sorted(file for group in order for file in group) == sorted(moving)
    for group in order:
        if len(group) > 1:  # a circle: each goes to where another of them is
            assert {at.get(wanted[file]) for file in group} == set(group)
        for file in group:
            there.pop(b"/%d" % file, None)
        assert not {there.get(wanted[file]) for file in group} & moving
        there |= {wanted[file]: file for file in group}


DELETED = {  # what the row of the deleted file said, what is there now; is the new file that one?
    "moved": ({}, ["Films/other.mkv"], True),
    "still there": ({}, ["Films/a.mkv"], False),
    "its disk is off": ({}, [], False),
    "lost before it was deleted": ({"missing_since": "2026"}, ["Films/other.mkv"], False),
    "of another size": ({"size_bytes": 2}, ["Films/other.mkv"], False),
    "of other content": ({"file_hash": "i"}, ["Films/other.mkv"], False),
    "of unknown content": ({"file_hash": None}, ["Films/other.mkv"], False),
    "from a catalogue that knew no folders": ({"root": None}, [], True),
}


@pytest.mark.parametrize(("said", "there", "moved"), DELETED.values(), ids=DELETED.keys())
def test_a_deleted_file_is_followed_only_where_it_certainly_moved(db, tmp_path, said, there, moved):
    for path in there:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    file = known(f"{tmp_path}/Films/a.mkv", 1, tmp_path / "Films")
    for name, value in said.items():
        setattr(file, name, value)
    delete(db, "video_file", insert(db, file), reason=None, by="ada")
    decided = last_decision(db)
    arrived = {b"/new/b.mkv": ("h", 1), b"/new/c.mkv": ("other", 1)}
    found = {path: FoundFile(path, Place(b"/new", b"/new"), 1, 7, 1, 1) for path in arrived}
    assert follow_trashed(db, arrived, found) == ({b"/new/b.mkv"} if moved else set())
    ((_, row),) = trashed_files(db)
    assert row["path_bytes"] == (b"/new/b.mkv" if moved else file.path_bytes)
    assert list_trash(db)[0]["name"] == ("/new/b.mkv" if moved else file.path)
    assert last_decision(db) == decided  # what happens on a disk is nobody's decision


def test_a_deleted_file_is_followed_whatever_was_deleted_before_it(db, tmp_path):
    for name, content in (("a.mkv", "other"), ("b.mkv", "h")):
        file = known(f"{tmp_path}/{name}", 1, None)
        file.file_hash = content
        delete(db, "video_file", insert(db, file), reason=None, by="ada")
    found = {b"/new/b.mkv": FoundFile(b"/new/b.mkv", Place(b"/new", b"/new"), 1, 7, 1, 1)}
    assert follow_trashed(db, {b"/new/b.mkv": ("h", 1)}, found) == {b"/new/b.mkv"}


def test_a_deleted_file_with_two_places_is_left_where_it_was(db, tmp_path):
    file = known(f"{tmp_path}/a.mkv", 1, None)
    delete(db, "video_file", insert(db, file), reason=None, by="ada")
    arrived = {b"/new/b.mkv": ("h", 1), b"/new/c.mkv": ("h", 1)}
    assert follow_trashed(db, arrived, {}) == set()


def test_a_deleted_file_that_was_restored_meanwhile_is_not_moved(db):
    key = insert(db, known("/old/a.mkv", 1, None))
    trash = delete(db, "video_file", key, reason=None, by="ada")
    restore(db, trash, by="ada")
    before = rows(db)
    move_trashed(Changes(db), trash, {"path": "/new/a.mkv", "path_bytes": b"/new/a.mkv"})
    assert rows(db) == before


RELOCATED = {  # the folder of which all is given another place, the ROOT of a file in it, its ROOT then
    "its ROOT": ("/films", "/films", "/video"),
    "a folder above its ROOT": ("/", "/films", "/video/films"),
    "one directly above": ("/films", "/films/kino", "/video/kino"),
    "a folder below its ROOT": ("/films/kino", "/films", "/video"),
    "no ROOT is known": ("/films", None, "/video"),
    "a ROOT whose name starts alike": ("/films/kino", "/films/ki", "/video"),
}


@pytest.mark.parametrize(("folder", "root", "then"), RELOCATED.values(), ids=RELOCATED.keys())
def test_a_relocated_file_keeps_its_place_below_its_root(db, tmp_path, folder, root, then):
    path = "/films/kino/1/a.mkv"
    insert(db, known(path, 1, root))
    new = f"{tmp_path}/video"
    there = f"{new}{path.removeprefix(folder.rstrip('/'))}"
    os.makedirs(os.path.dirname(there))
    open(there, "w").close()
    assert relocate(db, folder.encode(), new.encode(), by="ada") == 1
    assert db.execute("select path, root from video_files").fetchall() == [(there, f"{tmp_path}{then}")]


def test_folders_that_become_one_are_one_root(db, tmp_path):
    new = tmp_path / "video"
    for root in ("/films", "/films/kino", "/other", str(new)):
        insert(db, RootModel(path=root, path_bytes=root.encode()))
    insert(db, known("/films/a.mkv", 1, "/films"))
    new.mkdir()
    (new / "a.mkv").touch()
    before = rows(db, "roots", "video_files", but=("updated_at",))
    relocate(db, b"/films", bytes(new), by="ada")
    roots = [row["path"] for row in rows(db, "roots")["roots"]]
    assert sorted(roots) == sorted(["/other", str(new), f"{new}/kino"])
    undo(db, by="ada")
    assert rows(db, "roots", "video_files", but=("updated_at",)) == before


@pytest.mark.parametrize(("name", "part"), [("Film CD2.mkv", 2), ("Film CD1.mkv", 1), ("Film.mkv", None)])
def test_a_file_that_is_renamed_is_the_part_that_its_name_says(db, name, part):
    file = known("/films/Film cd1.avi", 1, "/films")
    file.part = 1
    was = MissingFile(insert(db, file), file.path_bytes, 1, "h")
    path = f"/films/{name}".encode()
    place = FoundFile(path, Place(b"/films", b"/films"), 1, 7, 1, 1)
    move_rows(db, {path: was}, {path: (place, Probed(MediaInfo(), "h", 1, 7))}, {}, ScanReport())
    assert db.execute("select filename, part from video_files").fetchall() == [(name, part)]


ROOTS = {  # the scanned folder, a file in it, what is there now; is a new file of the same content that file?
    "gone": ("Films", "a.mkv", ["Films/other.mkv"], True),
    "still there": ("Films", "a.mkv", ["Films/a.mkv"], False),
    "the folder is off": ("Films", "a.mkv", [], False),
    "the folder is empty, as where a disk is not mounted": ("Films", "a.mkv", ["Films/"], False),
    "the folder is a file now": ("Films", "a.mkv", ["Films"], False),
    "from a catalogue that knew no folders": (None, "a.mkv", [], True),
    "where nobody can look": ("Films", "a" * 300, ["Films/other.mkv"], False),
}


@pytest.mark.parametrize(("root", "name", "there", "moved"), ROOTS.values(), ids=ROOTS.keys())
def test_only_what_is_certainly_gone_has_moved(db, tmp_path, root, name, there, moved):
    for path in there:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).mkdir() if path.endswith("/") else (tmp_path / path).touch()
    old = f"{tmp_path}/Films/{name}"
    file = known(old, 1, None if root is None else f"{tmp_path}/{root}")
    file.id = insert(db, file)
    for content, found in ((("h", 1), moved), (("h", 2), False), (("i", 1), False)):
        moves = find_moves(db, {b"/new/a.mkv": content}, set(), set(), ScanReport())
        assert {path: was.id for path, was in moves.items()} == ({b"/new/a.mkv": file.id} if found else {})
    assert find_moves(db, {b"/new/a.mkv": ("h", 1)}, {file.id}, set(), ScanReport())
    assert moved or not find_moves(db, {b"/new/a.mkv": ("h", 1)}, set(), {file.id}, ScanReport())
