"""Trash: deleted rows come back with ids and links, or a message says what prevents it."""

import json
import os
from contextlib import closing
from dataclasses import replace

import pytest

from cineorg_catalog.audit.trash import delete, list_trash, restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.connection import insert
from cineorg_catalog.db.decisions import CannotRestore, trashed_rows
from cineorg_catalog.db.models import SeriesModel, TrashModel
from cineorg_catalog.errors import BadUsage, NotFound
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as
from tests.support.catalogue import (
    by_path,
    column,
    load,
    new_catalogue,
    pending_of,
    rows,
    sound,
)
from tests.support.video_files import make_video

SHOW = Candidate(
    id="show", source="manual", kind="series", title="Show", original_title="Die Schau", year=1999,
    season=0, episodes=(1, 2),
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    "Scanned once for all of these tests: its catalogue is beside it, and each test gets a copy."
    folder = tmp_path_factory.mktemp("trash") / "Films"
    make_video(folder / "Metropolis (1927).mkv", minutes=153)
    make_video(folder / "show.mkv", minutes=14)
    with closing(new_catalogue(folder.parent)) as db:
        load(db, folder)
        approve_as(db, pending_of(db, folder / "show.mkv")["id"], SHOW, by="ada")
    return folder


@pytest.fixture
def new_file(root):
    "A file more, for one test: a function that makes it. What the test leaves there goes with it."
    before = set(root.iterdir())
    yield lambda name, **facts: make_video(root / name, **facts)
    for path in set(root.iterdir()) - before:
        path.unlink()


def test_what_is_in_the_trash_has_a_name(db, root):
    for kind, key in (("movie", 1), ("episode", 2), ("series", 1)):
        delete(db, kind, key, reason="x", by="ada")
    delete(db, "video_file", by_path(db, root / "show.mkv"), reason=None, by="ada")
    assert [(row["entity_type"], row["name"]) for row in list_trash(db)] == [
        ("video_file", str(root / "show.mkv")),
        ("series", "Show (1999)"),
        ("episode", "Episode 2"),
        ("movie", "Metropolis (1927)"),
    ]


def test_a_film_whose_file_is_in_the_trash_is_not(db, root):
    delete(db, "video_file", by_path(db, root / "Metropolis (1927).mkv"), reason="x", by="ada")
    assert [row["filename"] for row in trashed_rows(db, "video_files")] == ["Metropolis (1927).mkv"]
    assert list(trashed_rows(db, "movies")) == []
    delete(db, "series", 1, reason="x", by="ada")  # its file stays, as rejected
    assert [row["title"] for row in trashed_rows(db, "series")] == ["Show"]
    assert len(list(trashed_rows(db, "pending_validations"))) == 1


def test_who_restored_it_last_is_said(db):
    trash = delete(db, "movie", 1, reason="x", by="ada")
    for who in ("bob", "eve"):
        restore(db, trash, by=who)
        last = column(db, "select max(id) from decisions")[0]
        with pytest.raises(NotFound, match=rf"already restored by {who} \(decision {last}\)"):
            restore(db, trash, by="ada")
        undo(db, last, by="ada")


def test_who_restored_which_of_two_is_said(db):
    film, series = (delete(db, kind, 1, reason="x", by="ada") for kind in ("movie", "series"))
    restore(db, film, by="bob")
    restore(db, series, by="eve")
    for trash, who in ((film, "by bob"), (series, "by eve"), (99, "no trash 99")):
        with pytest.raises(NotFound, match=who):
            restore(db, trash, by="ada")


KINDS = ("movie", "series", "episode", "video_file")


@pytest.mark.parametrize("kind", KINDS)
def test_deleted_and_restored_is_as_before(db, root, kind):
    files = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.iterdir()}
    before = rows(db, but=("updated_at",))
    trash = delete(db, kind, 1, reason="a test", by="ada")
    sound(db)
    table = {"movie": "movies", "series": "series", "episode": "episodes", "video_file": "video_files"}[kind]
    assert column(db, f"select 1 from {table} where id = 1") == []
    kept = json.loads(column(db, "select metadata_json from trash where id = ?", trash)[0])
    assert kept["before"][table]["1"]["id"] == 1
    assert [(row["entity_type"], row["deletion_reason"]) for row in list_trash(db)] == [(kind, "a test")]
    assert restore(db, trash, by="ada") == {"kind": kind, "id": 1}
    assert rows(db, but=("updated_at",)) == before
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.iterdir()} == files


@pytest.mark.parametrize("kind", KINDS)
def test_no_scan_brings_back_what_was_deleted(db, root, kind):
    trash = delete(db, kind, 1, reason="a test", by="ada")
    before = rows(db)
    report = load(db, root)
    assert rows(db) == before
    assert report.skipped == ({"in the trash of the catalogue": 1} if kind == "video_file" else {})
    restore(db, trash, by="ada")


def delete_twice(db, root):
    trash = delete(db, "movie", 1, reason="x", by="ada")
    restore(db, trash, by="bob")
    return trash


@pytest.mark.parametrize("kind", ["movie", "video_file"])
def test_a_broken_link_of_an_old_catalogue_does_not_keep_anything_in_the_trash(db, root, kind):
    before = rows(db, but=("updated_at",))
    file_id = by_path(db, root / "Metropolis (1927).mkv")
    db.execute("pragma foreign_keys=off")
    for film, file in ((1, 990), (991, file_id)):
        db.execute("insert into movie_files (movie_id, video_file_id) values (?, ?)", [film, file])
    db.conn.commit()
    db.execute("pragma foreign_keys=on")
    restore(db, delete(db, kind, 1 if kind == "movie" else file_id, reason="x", by="ada"), by="ada")
    db.execute("delete from movie_files where movie_id = 991 or video_file_id = 990")
    db.conn.commit()
    assert rows(db, but=("updated_at",)) == before


def no_such(db, root):
    return 99


def id_taken(db, root):
    trash = delete(db, "series", 1, reason="x", by="ada")
    insert(db, SeriesModel(id=1, title="Another"))
    return trash


def parent_in_trash(db, root):
    trash = delete(db, "episode", 1, reason="x", by="ada")
    delete(db, "series", 1, reason="x", by="ada")
    return trash


def series_never_there(db, root):
    kept = json.dumps({"title": "Perdue", "series_id": 77, "season_number": 1, "episode_number": 2})
    return insert(
        db, TrashModel(entity_type="episode", original_id=77, metadata_json=kept, deleted_at="2026")
    )


def file_in_trash(db, root):
    trash = delete(db, "movie", 1, reason="x", by="ada")
    delete(db, "video_file", by_path(db, root / "Metropolis (1927).mkv"), reason="x", by="ada")
    return trash


def path_taken(db, root):
    key = by_path(db, root / "show.mkv")
    trash = delete(db, "video_file", key, reason="x", by="ada")
    path = root / "show.mkv"
    db.execute("update video_files set path = ?, path_bytes = ?", [str(path), os.fsencode(path)])
    return trash


def decided_again(db, root):
    trash = delete(db, "movie", 1, reason="x", by="ada")
    key = pending_of(db, root / "Metropolis (1927).mkv")["id"]
    db.execute("update pending_validations set validation_status = 'pending' where id = ?", [key])
    approve_as(db, key, replace(SHOW, title="Another"), by="ada")
    return trash


def unreadable(db, root):
    return insert(db, TrashModel(entity_type="movie", original_id=7, metadata_json="{", deleted_at="2026"))


def incomplete(db, root):
    return insert(
        db, TrashModel(entity_type="movie", original_id=7, metadata_json='{"year": 1927}', deleted_at="2026")
    )


IN_THE_WAY = {
    "restored already": (delete_twice, NotFound, "already restored by bob"),
    "never deleted": (no_such, NotFound, "no trash 99"),
    "the id is taken": (id_taken, CannotRestore, r"series 1 is taken \(Another\)"),
    "its series is in the trash": (
        parent_in_trash,
        CannotRestore,
        "series 1.* is deleted; restore trash 2 first",
    ),
    "its series never existed": (
        series_never_there,
        CannotRestore,
        r"^Trash 1 cannot be restored: series 77, .* belongs, does not exist and is not in the trash\.$",
    ),
    "its file is in the trash": (file_in_trash, CannotRestore, "is deleted; restore trash 2 first"),
    "its path is taken": (path_taken, CannotRestore, "its path now belongs to video_files 1"),
    "its file is another title now": (
        decided_again,
        CannotRestore,
        "file 1 was decided again since; undo that first",
    ),
    "its JSON is damaged": (unreadable, CannotRestore, "cannot be read"),
    "its title is unknown": (incomplete, CannotRestore, "title"),
}


@pytest.mark.parametrize(("prepare", "error", "words"), IN_THE_WAY.values(), ids=IN_THE_WAY.keys())
def test_what_stands_in_the_way_is_said_and_nothing_is_changed(db, root, prepare, error, words):
    trash = prepare(db, root)
    before = rows(db)
    with pytest.raises(error, match=words):
        restore(db, trash, by="ada")
    assert rows(db) == before
    list_trash(db)
    load(db, root)  # a damaged row of the trash stops no scan


def test_the_order_that_it_names_leads_back(db, root):
    before = rows(db, but=("updated_at",))
    parent_in_trash(db, root)
    restore(db, 2, by="ada")
    restore(db, 1, by="ada")
    assert rows(db, but=("updated_at",)) == before


def test_what_the_application_deleted_comes_back_too(db, root):
    kept = json.dumps({"title": "Perdu", "year": 1999})
    trash = insert(
        db, TrashModel(entity_type="movie", original_id=99999, metadata_json=kept, deleted_at="2026")
    )
    restore(db, trash, by="ada")
    assert db.execute("select id, title, year from movies where id > 9").fetchall() == [
        (99999, "Perdu", 1999)
    ]


def test_a_file_that_the_application_deleted_is_skipped_and_comes_back_under_its_path(db, root, new_file):
    path = new_file("Old (1950).mkv")
    kept = json.dumps({"path": str(path), "filename": path.name, "size_bytes": 1})
    trash = insert(
        db, TrashModel(entity_type="video_file", original_id=55, metadata_json=kept, deleted_at="2026")
    )
    assert load(db, root).files["new"] == 0
    restore(db, trash, by="ada")
    load(db, root)
    assert by_path(db, path) == 55


@pytest.mark.parametrize("way_back", ["restore", "undo"])
@pytest.mark.parametrize(
    "undone", [False, True], ids=["moved while deleted", "the undo of a move, then deleted"]
)
def test_a_deleted_file_is_followed_to_where_it_is_moved(db, root, new_file, way_back, undone):
    path = new_file("Old (1950).mkv")
    load(db, root)
    key, there = by_path(db, path), root / "Elsewhere (1950).mkv"
    if undone:
        path.rename(there)
        load(db, root)
        undo(db, column(db, "select max(id) from decisions where action = 'move'")[0], by="ada")
    trash = delete(db, "video_file", key, reason=None, by="ada")
    if not undone:
        path.rename(there)
    report = load(db, root)
    assert (report.files["new"], report.skipped) == (0, {"in the trash of the catalogue": 1})
    assert load(db, root).skipped == report.skipped
    assert list_trash(db)[0]["name"] == str(there)
    if way_back == "restore":
        restore(db, trash, by="ada")
    else:
        undo(db, by="ada")
        load(db, root)
    assert (by_path(db, there), by_path(db, path)) == (key, None)
    assert load(db, root).files["missing"] == 0
    sound(db)


def test_a_file_that_was_gone_when_it_was_deleted_is_another_one_elsewhere(db, root, new_file):
    path = new_file("Old (1950).mkv")
    load(db, root)
    content = path.read_bytes()
    path.unlink()
    load(db, root)
    delete(db, "video_file", by_path(db, path), reason="lost", by="ada")
    (root / "Old again (1950).mkv").write_bytes(content)
    assert load(db, root).files["new"] == 1


@pytest.mark.parametrize(
    ("kind", "key", "error"), [("movie", 99, NotFound), ("film", 1, BadUsage), ("movie", 2**70, NotFound)]
)
def test_what_is_not_there_cannot_be_deleted(db, kind, key, error):
    before = rows(db)
    with pytest.raises(error):
        delete(db, kind, key, reason="x", by="ada")
    assert rows(db) == before


def test_a_trash_number_is_never_given_twice(db, root):
    first = delete(db, "movie", 1, reason="x", by="ada")
    restore(db, first, by="ada")
    assert delete(db, "series", 1, reason="x", by="ada") == first + 1


def test_the_files_of_a_deleted_film_wait_no_more(db, root):
    delete(db, "movie", 1, reason="x", by="ada")
    assert pending_of(db, root / "Metropolis (1927).mkv")["validation_status"] == "rejected"


def test_the_name_of_a_deleted_file_is_no_title_of_its_film_any_more(db, root, new_file):
    new_file("Die Metropole (1927).mkv", minutes=153, title="another content")
    load(db, root)
    added = pending_of(db, root / "Die Metropole (1927).mkv")
    if added["validation_status"] == "pending":
        approve_as(db, added["id"], Candidate(id="tt0017136", source="imdb", kind="movie", title="Metropolis",
                                              year=1927, imdb_id="tt0017136"), by="ada")  # fmt: skip
    named = "select work from titles where title = 'Die Metropole' and source = 'name'"
    assert column(db, named) == ["movie:1"]
    before = rows(db, but=("updated_at", "id"))
    trash = delete(db, "video_file", by_path(db, root / "Die Metropole (1927).mkv"), reason="x", by="ada")
    assert column(db, named) == []
    restore(db, trash, by="ada")
    assert rows(db, but=("updated_at", "id")) == before


def test_the_next_best_file_is_the_main_one_when_the_best_is_deleted(db, root, new_file):
    best = new_file("Metropolis (1927) 2160p.mkv", minutes=153, width=3840, height=2160)
    load(db, root)
    assert column(db, "select resolution from movies") == ["3840x2160"]
    trash = delete(db, "video_file", by_path(db, best), reason="x", by="ada")
    assert column(db, "select resolution from movies") == ["1920x1080"]
    restore(db, trash, by="ada")
    assert column(db, "select resolution from movies") == ["3840x2160"]


def test_the_history_of_a_file_names_its_deletion_and_that_of_a_film_no_file(db, root):
    for kind in ("video_file", "movie"):
        restore(db, delete(db, kind, 1, reason="test", by="ada"), by="ada")
    done = (
        "select entity_type, video_file_id from decisions where action in ('delete', 'restore') order by id"
    )
    assert [tuple(row) for row in db.execute(done)] == [("video_file", 1)] * 2 + [("movie", None)] * 2
