"""The walk over the roots: what it finds, in which order, and what it reports instead of failing."""

import os
import resource
import subprocess
import sys
import tracemalloc
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from cineorg_catalog.errors import BadUsage
from cineorg_catalog.names import kind_of_folder
from cineorg_catalog.scan.walk import FoundFile, ScanFault, walk
from tests.support.places import CHECKOUT
from tests.support.walks import faults, found, put, skipped, walk_root

# --- what a found file says -----------------------------------------------------------------------


def test_a_found_file_says_where_it_is_and_how_it_was(tmp_path: Path) -> None:
    put(tmp_path, "Films/Metropolis (1927)/metropolis.mkv", size=123)
    (event,) = walk_root(tmp_path)
    assert isinstance(event, FoundFile)
    path = tmp_path / "Films/Metropolis (1927)/metropolis.mkv"
    assert (event.path_bytes, event.path) == (os.fsencode(path), str(path))
    assert (event.filename, event.name, event.folder) == ("metropolis.mkv",) * 2 + (
        "Films/Metropolis (1927)",
    )
    assert (event.root, event.kind_hint) == (str(tmp_path), "movie")
    assert (event.size_bytes, event.mtime_ns) == (123, path.stat().st_mtime_ns)


def test_the_order_is_the_same_every_time_and_the_key_does_not_depend_on_how_root_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, *(f"{folder}/{name}.mkv" for folder in "cab" for name in "321"), "z.mkv")
    monkeypatch.chdir(tmp_path)
    spellings = [tmp_path, str(tmp_path) + "/", os.fsencode(tmp_path), ".", "./a/.."]
    walks = [[event.path_bytes for event in walk_root(root)] for root in spellings]
    assert all(one == walks[0] for one in walks)
    assert walks[0] == sorted(walks[0])  # the order of the raw paths, in which the catalogue is read


@pytest.mark.parametrize(
    "name", ["a.mkv", "a.MKV", "a.Mp4", "a.m2ts", "a.iso", "a.b.c.avi", "no suffix but .webm"]
)
def test_a_video_is_known_by_its_suffix_in_any_case(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, "a.srt", "a.jpg", "mkv", ".mkv", "a.mkv.part", "a.txt")
    assert found(tmp_path) == [name]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Films/a.mkv", "movie"),
        ("MOVIES/x/y/a.mkv", "movie"),
        ("Séries/a.mkv", "series"),
        (unicodedata.normalize("NFD", "Séries") + "/a.mkv", "series"),
        ("TV/a.mkv", "series"),
        ("TV Shows/a.mkv", "series"),
        ("tv_shows/a.mkv", "series"),
        ("Películas/a.mkv", "movie"),
        ("сериалы/a.mkv", "series"),
        ("a.mkv", None),
        ("Films noirs/a.mkv", None),
        ("TV Funhouse/a.mkv", None),
        ("x/Films/a.mkv", None),  # only right below the ROOT
    ],
)
def test_a_top_folder_called_films_or_series_says_what_it_holds(
    tmp_path: Path, path: str, kind: str | None
) -> None:
    put(tmp_path, path)
    (event,) = walk_root(tmp_path)
    assert isinstance(event, FoundFile)
    assert event.kind_hint == kind


def test_the_roots_own_name_says_so_too_and_the_option_outranks_both(tmp_path: Path) -> None:
    put(tmp_path, "Séries/a.mkv", "Séries/Films/b.mkv")
    hints = [e.kind_hint for e in walk_root(tmp_path / "Séries") if isinstance(e, FoundFile)]
    assert hints == ["movie", "series"]
    assert {e.kind_hint for e in walk_root(tmp_path, kind="movie") if isinstance(e, FoundFile)} == {"movie"}


def test_folder_words_need_the_whole_name() -> None:
    assert [kind_of_folder(name) for name in ("Séries", "tv.shows", "Filme", "Filmed", "The Movies")] == [
        "series", "series", "movie", None, None,
    ]  # fmt: skip


# --- roots ----------------------------------------------------------------------------------------


def test_a_root_that_is_absent_or_empty_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "empty/", "full/a.mkv", "no videos/a.txt")
    names = ["absent", "empty", "full", "no videos"]
    events = list(walk([tmp_path / name for name in names]))
    assert [(e.path, e.scope) for e in events if isinstance(e, ScanFault)] == [
        (str(tmp_path / "absent"), "root"),
        (str(tmp_path / "empty"), "root"),
    ]
    assert [e.error for e in events if isinstance(e, ScanFault)] == [
        "is not there; is its disk mounted, and its name spelled correctly?",
        "is empty; is its disk mounted?",
    ]
    assert [e.path for e in events if isinstance(e, FoundFile)] == [str(tmp_path / "full/a.mkv")]


def test_a_root_that_is_a_file_is_wrong_usage_before_anything_is_walked(tmp_path: Path) -> None:
    put(tmp_path, "full/a.mkv", "a.mkv")
    with pytest.raises(BadUsage, match=r"a\.mkv is a file; name its folder"):
        walk([tmp_path / "full", tmp_path / "a.mkv"])


UNREADABLE = """
import os, sys
from tests.support.walks import walk_root
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for event in walk_root(sys.argv[1]):
    scope, error = getattr(event, "scope", "-"), getattr(event, "error", "-")
    print(type(event).__name__, os.path.basename(event.path), scope, error)
"""


@pytest.fixture
def as_nobody(tmp_path: Path):
    "Walks as a user whom permissions bind (root they do not)."
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o755)

    def run(root: Path) -> list[str]:
        command = [sys.executable, "-c", UNREADABLE, str(root)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=CHECKOUT)
        if "PermissionError" in done.stderr and "cineorg_catalog" not in done.stderr.splitlines()[-2]:
            pytest.skip("this checkout cannot be read by an unprivileged user")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def test_an_unreadable_folder_is_reported_and_the_walk_goes_on(tmp_path: Path, as_nobody) -> None:
    root = tmp_path / "root"
    put(root, "a.mkv", "closed/b.mkv", "z/c.mkv")
    (root / "closed").chmod(0)
    try:
        lines = as_nobody(root)
    finally:
        (root / "closed").chmod(0o755)
    assert lines == [
        "FoundFile a.mkv - -",
        "ScanFault closed folder cannot be read: no permission; check its permissions",
        "FoundFile c.mkv - -",
    ]


def test_an_unreadable_root_is_reported(tmp_path: Path, as_nobody) -> None:
    root = tmp_path / "root"
    put(root, "a.mkv")
    root.chmod(0)
    try:
        lines = as_nobody(root)
    finally:
        root.chmod(0o755)
    assert lines == ["ScanFault root root cannot be read: no permission; check its permissions"]


def test_roots_that_repeat_or_lie_in_each_other_give_every_file_once(tmp_path: Path) -> None:
    put(tmp_path, "a/1.mkv", "a/b/2.mkv", "a/b/c/3.mkv", "d/4.mkv")
    (tmp_path / "again").symlink_to(tmp_path / "a")
    a, b, d, again = (tmp_path / name for name in ("a", "a/b", "d", "again"))
    for roots in ([a, b], [b, a], [a, a], [a, d, b, a], [a, again], [again, a, b]):
        files = [os.path.basename(e.path) for e in walk(roots) if isinstance(e, FoundFile)]
        assert sorted(files) == sorted({*files}), roots
        assert {"1.mkv", "2.mkv", "3.mkv"} <= {*files}
        assert not [e for e in walk(roots) if isinstance(e, ScanFault)]


def test_a_root_inside_a_folder_that_is_left_out_is_walked_all_the_same(tmp_path: Path) -> None:
    put(tmp_path, ".hidden/a.mkv", "b.mkv")
    files = [e.path for e in walk([tmp_path, tmp_path / ".hidden"]) if isinstance(e, FoundFile)]
    assert files == [str(tmp_path / "b.mkv"), str(tmp_path / ".hidden/a.mkv")]


# --- links ----------------------------------------------------------------------------------------


def test_links_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    put(tmp_path, "outside/b.mkv", "outside/c.mkv", "root/a.mkv")
    (tmp_path / "root/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "root/file.mkv").symlink_to(tmp_path / "outside/c.mkv")
    (tmp_path / "root/readme.txt").symlink_to(tmp_path / "outside/c.mkv")
    assert found(tmp_path / "root") == ["a.mkv"]
    why = "symbolic link (--follow-symlinks includes it)"
    assert skipped(tmp_path / "root") == {"file.mkv": why, "folder": why}


def test_followed_links_list_what_is_nowhere_else_and_nothing_twice(tmp_path: Path) -> None:
    put(tmp_path, "outside/b.mkv", "store/blob", "root/a.mkv", "root/z/c.mkv")
    root = tmp_path / "root"
    (root / "1 folder").symlink_to(tmp_path / "outside")
    (root / "2 same folder").symlink_to(tmp_path / "outside")
    (root / "3 inner").symlink_to(root / "z")
    (root / "4 blob.mkv").symlink_to(tmp_path / "store/blob")
    (root / "5 same blob.mkv").symlink_to(tmp_path / "store/blob")
    (root / "6 listed.mkv").symlink_to(root / "z/c.mkv")
    assert found(root, follow_symlinks=True) == ["a.mkv", "z/c.mkv", "1 folder/b.mkv", "4 blob.mkv"]
    elsewhere = "link to something that is listed elsewhere"
    names = ["2 same folder", "3 inner", "5 same blob.mkv", "6 listed.mkv"]
    assert skipped(root, follow_symlinks=True) == dict.fromkeys(names, elsewhere)


def test_loops_and_dangling_links_are_reported_and_end(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root, "x/a.mkv")
    (root / "x/up").symlink_to(root)
    (root / "x/out").symlink_to(tmp_path)
    (root / "self.mkv").symlink_to(root / "self.mkv")
    (root / "one").symlink_to(root / "two")
    (root / "two").symlink_to(root / "one")
    (root / "gone.mkv").symlink_to(tmp_path / "nothing.mkv")
    assert found(root, follow_symlinks=True) == found(root) == ["x/a.mkv"]
    assert faults(root) == {}
    reported = faults(root, follow_symlinks=True)
    assert set(reported) == {"x/up", "x/out", "self.mkv", "one", "two", "gone.mkv"}
    assert "back to a folder above" in reported["x/up"]
    assert "in a loop" in reported["self.mkv"]
    assert "broken symbolic link" in reported["gone.mkv"]


def test_two_folders_that_link_to_each_other_are_each_walked_once(tmp_path: Path) -> None:
    put(tmp_path, "root/x.txt", "a/1.mkv", "b/2.mkv")
    (tmp_path / "root/a").symlink_to(tmp_path / "a")
    (tmp_path / "a/b").symlink_to(tmp_path / "b")
    (tmp_path / "b/a").symlink_to(tmp_path / "a")
    assert found(tmp_path / "root", follow_symlinks=True) == ["a/1.mkv", "a/b/2.mkv"]


# --- what changes meanwhile, and how much it takes ------------------------------------------------


def test_files_and_folders_that_vanish_meanwhile_are_reported_and_the_walk_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "1.mkv", "2.mkv", "3.mkv", "gone/4.mkv", "here/5.mkv")
    walking = walk_root(tmp_path)
    events = [next(walking)]
    (tmp_path / "2.mkv").unlink()
    (tmp_path / "gone/4.mkv").unlink()
    (tmp_path / "gone").rmdir()
    events += walking
    assert [os.path.basename(e.path) for e in events if isinstance(e, FoundFile)] == [
        "1.mkv",
        "3.mkv",
        "5.mkv",
    ]
    reported = {os.path.basename(e.path): (e.scope, e.error) for e in events if isinstance(e, ScanFault)}
    assert set(reported) == {"2.mkv", "gone"}
    assert reported["gone"][0] == "folder"
    assert all("disappeared" in error for _, error in reported.values())


def test_the_walk_opens_no_file_and_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.mkv", "A (2000)/a.nfo", "A (2000)/a.mkv")
    for path in tmp_path.rglob("*.*"):
        if path.is_file():
            os.utime(path, ns=(1, path.stat().st_mtime_ns))  # an open and read would move the access time
            path.chmod(0)
    before = snapshot(tmp_path)
    assert len(found(tmp_path)) == 2
    assert snapshot(tmp_path) == before


def snapshot(root: Path) -> dict[str, tuple[int, ...]]:
    stats = ((str(path), path.stat()) for path in root.rglob("*"))
    return {
        path: (s.st_mode, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_atime_ns)
        for path, s in stats
        if not path.endswith(")")
    }


def test_memory_does_not_grow_with_the_number_of_files(tmp_path: Path) -> None:
    def peak(root: Path) -> int:
        tracemalloc.start()
        kinds = Counter(type(event).__name__ for event in walk_root(root))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert kinds["FoundFile"] == sum(1 for _ in root.rglob("*.mkv"))
        return size

    put(tmp_path, *(f"few/{folder}/{number}.mkv" for folder in range(5) for number in range(20)))
    put(tmp_path, *(f"many/{folder}/{number}.mkv" for folder in range(100) for number in range(20)))
    peak(tmp_path / "few")
    assert peak(tmp_path / "many") < 2 * peak(tmp_path / "few") + 50_000


def test_a_walk_holds_few_descriptors(tmp_path: Path) -> None:
    put(tmp_path, "/".join("d" * 1 for _ in range(200)) + "/a.mkv")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 40
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 10, hard))
    try:
        assert len(found(tmp_path)) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
