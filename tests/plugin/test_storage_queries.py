"""The canned queries about disks: volumes, only copies, storage; and catalogues of an earlier version."""

import pytest

from cineorg_catalog.browse.home import read_facts
from tests.support.approved_files import episode_file, movie_file
from tests.support.sample_catalogue import add_file


def test_volumes_say_what_is_lost_with_a_disk(db, ask):
    movie_file(db, "/a/M.mkv", root="/a", size_bytes=10)
    movie_file(db, "/b/M.mkv", root="/b", size_bytes=20)
    movie_file(db, "/a/Alone.mkv", root="/a", size_bytes=5, title="Alone", id="tt7")
    episode_file(db, "/b/s.mkv", 1, [1, 2], root="/b", size_bytes=1)
    add_file(db, "/b/unknown.mkv", {"kind": "movie", "title": "x"}, root="/b", size_bytes=2)
    add_file(db, "/old.mkv", {"kind": "movie", "title": "x"}, root=None, size_bytes=1)
    movie_file(db, "/b/Alone gone.mkv", root="/b", size_bytes=5, title="Alone", id="tt7")
    db.execute("update video_files set missing_since = 'x' where filename = 'Alone gone.mkv'")
    db.conn.commit()
    rows = {row.pop("volume"): row for row in ask("volumes")}
    assert rows == {
        "/a": {"files": 2, "titles": 2, "only_copies": 1, "bytes": 15, "missing": 0},
        "/b": {"files": 3, "titles": 3, "only_copies": 2, "bytes": 23, "missing": 1},
        "unknown": {"files": 1, "titles": 0, "only_copies": 0, "bytes": 1, "missing": 0},
    }


def test_titles_in_several_volumes_count_once_in_each_and_are_no_only_copies(db, ask):
    for folder in ("/a", "/a/again", "/b"):
        movie_file(db, f"{folder}/M.mkv", root=folder[:2])
        episode_file(db, f"{folder}/S.mkv", 1, [1, 2], root=folder[:2])
    for number, root in enumerate((None, None, "/b")):
        movie_file(db, f"/old{number}/Both.mkv", root=root, title="Both", id="tt5")
        movie_file(db, f"/old{number}/Old.mkv", root=None, title="Old", id="tt6")
    for folder in ("/a", "/a/again"):
        movie_file(db, f"{folder}/Twice.mkv", root="/a", title="Twice", id="tt7")
    rows = {row["volume"]: (row["titles"], row["only_copies"]) for row in ask("volumes")}
    assert rows == {"/a": (4, 1), "/b": (4, 0), "unknown": (2, 1)}


@pytest.mark.parametrize("volume", ["/a", "/b", "unknown", "", "/"])
def test_only_copies_are_those_that_the_volumes_count(db, ask, volume):
    for folder in ("/a", "/a/again", "/b"):
        movie_file(db, f"{folder}/M.mkv", root=folder[:2])
    for folder in ("/a", "/a/again"):
        movie_file(db, f"{folder}/Twice.mkv", root="/a", title="Twice", id="tt7", size_bytes=5)
    episode_file(db, "/b/s.mkv", 1, [1, 2], root="/b", size_bytes=1)
    movie_file(db, "/old/Old.mkv", root=None, title="Old", id="tt6", size_bytes=3)
    movie_file(db, "/a/MissingFile.mkv", root="/a", title="MissingFile", id="tt9")
    movie_file(db, "/b/MissingFile.mkv", root="/b", title="MissingFile", id="tt9", size_bytes=2)
    db.execute("update video_files set missing_since = 'x' where path = '/a/MissingFile.mkv'")
    db.conn.commit()
    found = [tuple(row.values())[0:1] + tuple(row.values())[2:] for row in ask("only_copies", volume=volume)]
    assert found == {
        "/a": [("movie", "Twice", 2, 10, "/a/Twice.mkv")],
        "/b": [
            ("episode", "Bonanza S01E01", 1, 1, "/b/s.mkv"),
            ("episode", "Bonanza S01E02", 1, 1, "/b/s.mkv"),
            ("movie", "MissingFile", 1, 2, "/b/MissingFile.mkv"),
        ],
        "unknown": [("movie", "Old", 1, 3, "/old/Old.mkv")],
    }.get(volume, [])
    counted = {row["volume"]: row["only_copies"] for row in ask("volumes")}
    assert len(found) == counted.get(volume, 0)


def test_hard_links_are_one_file_and_two_folders_may_lie_on_one_disk(db, ask):
    "CASES E19."
    for path, root, device, inode in [
        ("/a/M.mkv", "/a", 1, 5), ("/a/M again.mkv", "/a", 1, 5), ("/b/M.mkv", "/b", 1, 5),
        ("/b/N.mkv", "/b", 1, 6), ("/c/N.mkv", "/c", 2, 6),
    ]:  # fmt: skip
        name = path[3]
        movie_file(db, path, root=root, title=name, id=f"tt{ord(name)}", size_bytes=10, file_hash=name)
        where = "where id = (select max(id) from video_files)"
        db.execute(f"update video_files set device = ?, inode = ?, full_hash = 'x' {where}", [device, inode])
    db.conn.commit()
    volumes = {
        row["volume"]: (row["files"], row["bytes"], row["titles"], row["only_copies"])
        for row in ask("volumes")
    }
    assert volumes == {"/a": (1, 10, 1, 1), "/b": (2, 20, 2, 1), "/c": (1, 10, 1, 0)}
    assert [(row["title"], row["files"], row["bytes"]) for row in ask("only_copies", volume="/a")] == [
        ("M", 1, 10)
    ]
    assert [row["title"] for row in ask("only_copies", volume="/b")] == ["M"]
    assert ask("only_copies", volume="/c") == []
    found = [(row["file_hash"], row["files"], row["reclaimable_bytes"]) for row in ask("duplicates")]
    assert found == [("N", 2, 10)]
    assert [(row["files"], row["bytes"]) for row in ask("storage")] == [(3, 30)]
    facts = read_facts(db)
    assert (facts.files, facts.size) == (3, 30)


def test_a_film_whose_files_are_all_gone_is_no_only_copy(db, ask):
    movie_file(db, "/a/M.mkv", root="/a")
    movie_file(db, "/b/M.mkv", root="/b")
    db.execute("update video_files set missing_since = '2026-01-01T00:00:00.000000Z'")
    db.conn.commit()
    assert [(row["titles"], row["only_copies"], row["missing"]) for row in ask("volumes")] == [(0, 0, 1)] * 2


def test_storage_adds_up_what_is_there(db, ask):
    movie_file(db, "/a/M.mkv", size_bytes=10, duration_seconds=7200)
    movie_file(
        db, "/a/N.mkv", size_bytes=7, title="N", id="tt2", duration_seconds=3600, resolution_height=800
    )
    episode_file(db, "/s/1.mkv", 1, [1, 2], size_bytes=5, codec_video="AVC")
    add_file(
        db,
        "/u.mkv",
        {"kind": "movie", "title": "x"},
        size_bytes=3,
        resolution_width=None,
        resolution_height=None,
    )
    rows = [
        (row["kind"], row["resolution"], row["codec_video"], row["files"], row["bytes"], row["hours"])
        for row in ask("storage")
    ]
    assert rows == [
        ("movie", "1080p", "HEVC", 2, 17, 3.0),
        ("episode", "1080p", "AVC", 1, 5, 1.6),
        (None, None, "HEVC", 1, 3, 1.6),
    ]
