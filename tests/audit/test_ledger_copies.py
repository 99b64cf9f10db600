"""Which of a ledger's copies of one content a file here is: by name, then by folder from the innermost."""

import pytest

from cineorg_catalog.audit.replay import LedgerFile, LedgerFiles

# The copies in the ledger, the file here, and which of them it is (several where they fit equally).
# Each is (name, folder below its ROOT); a folder None is unknown.
COPIES = {
    "its name": ([("a.mkv", "x"), ("b.mkv", "y")], ("b.mkv", "x"), [1]),
    "a name counts for more than a folder": ([("a.mkv", "x"), ("b.mkv", "x")], ("b.mkv", "far/off"), [1]),
    "renamed, it may be any": ([("a.mkv", "x"), ("b.mkv", "y")], ("c.mkv", "x"), [0, 1]),
    "the very same folder": ([("a.mkv", "x"), ("a.mkv", "y")], ("a.mkv", "y"), [1]),
    "the same folder before a longer one": ([("a.mkv", "z/x/y"), ("a.mkv", "x/y")], ("a.mkv", "x/y"), [1]),
    "in the ROOT itself before any folder": ([("a.mkv", "x"), ("a.mkv", "")], ("a.mkv", ""), [1]),
    "the ROOT is now one further down": ([("a.mkv", "Kino/x"), ("a.mkv", "Kino/y")], ("a.mkv", "y"), [1]),
    "the ROOT is now one further up": ([("a.mkv", "x"), ("a.mkv", "y")], ("a.mkv", "Kino/y"), [1]),
    "two folders alike before one": (
        [("a.mkv", "1/CD/disc"), ("a.mkv", "2/DVD/disc")], ("a.mkv", "Kino/DVD/disc"), [1],
    ),
    "only the innermost are compared, not what lies above a difference": (
        [("a.mkv", "Kino/x"), ("a.mkv", "y")], ("a.mkv", "Kino/z"), [0, 1],
    ),
    "an unknown folder in the ledger": ([("a.mkv", None), ("a.mkv", "x")], ("a.mkv", "Kino/x"), [1]),
    "an unknown folder here": ([("a.mkv", None), ("a.mkv", "x")], ("a.mkv", None), [0]),
    "an unknown folder is not the ROOT": ([("a.mkv", None), ("a.mkv", "x")], ("a.mkv", ""), [0, 1]),
    "no folder in common": ([("a.mkv", "x"), ("a.mkv", "y")], ("a.mkv", "z"), [0, 1]),
}  # fmt: skip


@pytest.mark.parametrize(("copies", "here", "which"), COPIES.values(), ids=COPIES.keys())
def test_a_file_here_is_the_copy_that_it_fits_best(copies, here, which):
    ledger = [LedgerFile("h", 1, *copy) for copy in copies]
    files = LedgerFiles(ledger)
    assert [number for number, file in enumerate(ledger) if files.is_best(file, *here)] == which


def test_files_of_other_content_do_not_compete():
    wanted, same_name = LedgerFile("h", 1, "a.mkv", "x"), LedgerFile("i", 1, "b.mkv", "y")
    for other in (same_name, LedgerFile("h", 2, "b.mkv", "y"), LedgerFile(None, 1, "b.mkv", "y")):
        assert LedgerFiles([wanted, other]).is_best(wanted, "b.mkv", "y")
