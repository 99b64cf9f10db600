"""Which new path is which missing file: tables of cases, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.db.connection import insert
from cineorg_catalog.db.models import VideoFileModel
from cineorg_catalog.scan.moves import MissingFile, find_moves, match_moves
from cineorg_catalog.scan.runs import ScanReport

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
    file = VideoFileModel(
        path=old, path_bytes=old.encode(), filename=name, size_bytes=1, file_hash="h",
        root=None if root is None else f"{tmp_path}/{root}",
    )  # fmt: skip
    file.id = insert(db, file)
    for content, found in ((("h", 1), moved), (("h", 2), False), (("i", 1), False)):
        moves = find_moves(db, {b"/new/a.mkv": content}, set(), set(), ScanReport())
        assert {path: was.id for path, was in moves.items()} == ({b"/new/a.mkv": file.id} if found else {})
    assert find_moves(db, {b"/new/a.mkv": ("h", 1)}, {file.id}, set(), ScanReport())
    assert moved or not find_moves(db, {b"/new/a.mkv": ("h", 1)}, set(), {file.id}, ScanReport())
