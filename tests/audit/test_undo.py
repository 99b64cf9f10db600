"""Undo: of whatever decision, the rows are exactly as they were; of whole loads; of undoings."""

import os
import shutil
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from cineorg_catalog.audit.edit import edit, watched
from cineorg_catalog.audit.trash import delete, list_trash, restore
from cineorg_catalog.audit.undo import CannotUndo, last_about, undo, undo_all, undo_load
from cineorg_catalog.db.connection import insert
from cineorg_catalog.db.decisions import decisions_where, last_decision
from cineorg_catalog.db.models import EpisodeModel
from cineorg_catalog.errors import NotFound, NotPending
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as, reject
from cineorg_catalog.scan.moves import relocate
from tests.support.catalogue import (
    KEPT,
    by_path,
    column,
    load,
    new_catalogue,
    pending_of,
    rows,
    sound,
)
from tests.support.video_files import make_video

HOME = Candidate(id="home", source="manual", kind="movie", title="Home", original_title="Heim", year=2001)
AWAY = Candidate(id="away", source="manual", kind="movie", title="Away", year=2002)
SHOW = Candidate(
    id="show", source="manual", kind="series", title="Show", year=1999, season=0, episodes=(1, 2)
)


def scanned(folder):
    "Files, and beside them the catalogue that knows them."
    make_video(folder / "Metropolis (1927).mkv", minutes=153)
    make_video(folder / "Metropolis (1927) - 2160p.mkv", minutes=153, width=3840, height=2160)
    make_video(folder / "garden.mkv", minutes=12)
    make_video(folder / "meadow.mkv", minutes=13)
    make_video(folder / "show.mkv", minutes=14)
    with closing(new_catalogue(folder.parent)) as db:
        load(db, folder)
        approve_as(db, pending_of(db, folder / "garden.mkv")["id"], HOME, by="ada")
        approve_as(db, pending_of(db, folder / "show.mkv")["id"], SHOW, by="ada")
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    "For all of these tests, which leave the files alone; each gets a copy of the catalogue."
    return scanned(tmp_path_factory.mktemp("undo") / "Films")


@pytest.fixture
def own_root(tmp_path):
    "For one test, which does something to the files."
    return scanned(tmp_path / "own" / "Films")


@pytest.fixture
def own_db(own_root):
    db = new_catalogue(own_root.parent)
    yield db
    sound(db)
    db.close()


def waiting(db, root):
    return pending_of(db, root / "meadow.mkv")["id"]


def home(db):
    return column(db, "select id from movies where title = 'Home'")[0]


DECISIONS = {  # name: what is decided
    "approve": lambda db, root: approve_as(db, waiting(db, root), HOME, by="ada"),
    "approve as a new film": lambda db, root: approve_as(db, waiting(db, root), AWAY, by="ada"),
    "approve as a series": lambda db, root: approve_as(db, waiting(db, root), SHOW, by="ada"),
    "reject": lambda db, root: reject(db, waiting(db, root), by="ada"),
    "edit": lambda db, root: edit(db, "movie", home(db), {"title": "House", "year": ""}, by="ada"),
    "edit a list": lambda db, root: edit(db, "movie", home(db), {"genres": "a, b"}, by="ada"),
    "edit to what it was": lambda db, root: edit(db, "movie", home(db), {"title": "Home"}, by="ada"),
    "edit an episode": lambda db, root: edit(db, "episode", 1, {"season_number": "3"}, by="ada"),
    "delete a film": lambda db, root: delete(db, "movie", home(db), reason=None, by="ada"),
    "delete a film of two files": lambda db, root: delete(db, "movie", 1, reason="given away", by="ada"),
    "delete a series": lambda db, root: delete(db, "series", 1, reason="bored", by="ada"),
    "delete an episode": lambda db, root: delete(db, "episode", 2, reason="wrong", by="ada"),
    "delete a main file": lambda db, root: delete(
        db, "video_file", by_path(db, root / "Metropolis (1927) - 2160p.mkv"), reason="x", by="ada"
    ),
    "delete a file of two episodes": lambda db, root: delete(
        db, "video_file", by_path(db, root / "show.mkv"), reason="x", by="ada"
    ),
    "delete a file that waits": lambda db, root: delete(
        db, "video_file", by_path(db, root / "meadow.mkv"), reason="x", by="ada"
    ),
}  # fmt: skip


SAID = ("external_ids", "overrides")  # ids, and what people typed


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS.keys())
def test_every_row_is_as_it_was_times_included_and_an_undoing_can_be_undone(db, root, decide):
    before, said = rows(db), rows(db, *SAID)
    decide(db, root)
    decided, said_then = rows(db), rows(db, *SAID, but=("decision_id",))
    number = last_decision(db)
    assert column(db, "select who from decisions where id = ?", number) == ["ada"]
    undo(db, number, by="bob")
    assert (rows(db), rows(db, *SAID)) == (before, said)
    undo(db, last_decision(db), by="bob")
    assert rows(db, *SAID, but=("decision_id",)) == said_then
    held = "select decision_id from overrides where decision_id not in (select id from standing_decisions)"
    assert column(db, held) == []
    assert rows(db, but=("updated_at",)) == {
        table: [{name: value for name, value in row.items() if name != "updated_at"} for row in found]
        for table, found in decided.items()
    }
    undo(db, last_decision(db), by="bob")
    assert rows(db) == before
    sound(db)


KINDS = ("movie", "series", "episode", "video_file")


@pytest.mark.parametrize("kind", KINDS)
def test_a_restore_can_be_undone_and_then_restored_again(db, root, kind):
    before = rows(db, but=("updated_at",))
    trash = delete(db, kind, 1, reason="x", by="ada")
    gone = rows(db, but=("updated_at",))
    restore(db, trash, by="ada")
    assert rows(db, but=("updated_at",)) == before
    undo(db, last_decision(db), by="ada")
    assert rows(db, but=("updated_at",)) == gone
    restore(db, trash, by="ada")
    assert rows(db, but=("updated_at",)) == before


def test_what_the_rule_decided_can_be_undone_and_is_asked_from_then_on(db, root):
    auto = column(db, "select id from decisions where action = 'auto' order by id desc")
    for number in auto:
        undo(db, number, by="ada")
    assert column(db, "select title from movies") == ["Home"]
    load(db, root)
    assert column(db, "select count(*) from pending_validations where auto_validated") == [0]


def test_an_id_that_only_the_undone_decision_knew_is_gone_with_it(db, root):
    film = Candidate(id="tt1", source="imdb", kind="movie", title="New", imdb_id="tt1")
    approve_as(db, waiting(db, root), film, by="ada")
    undo(db, last_decision(db), by="ada")
    assert column(db, "select count(*) from external_ids where source_id = 'tt1'") == [0]
    approve_as(db, waiting(db, root), film, by="ada")
    other = pending_of(db, root / "garden.mkv")["id"]
    undo(db, last_about(db, other), by="ada")
    approve_as(db, other, Candidate.from_dict({**film.to_dict(), "tmdb_id": 7}), by="ada")
    ids = "select source from external_ids where movie_id = (select id from movies where imdb_id = 'tt1')"
    assert sorted(column(db, ids)) == ["imdb", "tmdb"]
    undo(db, last_decision(db), by="ada")
    assert column(db, ids) == ["imdb"]


def test_what_was_edited_and_then_deleted_is_undone_in_that_order(db):
    film, before = home(db), rows(db, *SAID)
    edit(db, "movie", film, {"title": "House"}, by="ada")
    edited = last_decision(db)
    delete(db, "movie", film, reason="x", by="bob")
    with pytest.raises(
        CannotUndo, match=f"movies {film} is deleted; undo decision {last_decision(db)} first"
    ):
        undo(db, edited, by="ada")
    undo(db, last_decision(db), by="ada")
    undo(db, edited, by="ada")
    assert home(db) == film
    assert rows(db, *SAID) == before
    again = last_decision(db)
    delete(db, "movie", film, reason="x", by="bob")
    with pytest.raises(CannotUndo, match=f"undo decision {last_decision(db)} first"):
        undo(db, again, by="ada")


def test_a_field_that_was_typed_again_since_stays_as_typed(db):
    film, decided = home(db), []
    for title in ("One", "Two", "One"):
        edit(db, "movie", film, {"title": title}, by="ada")
        decided.append(last_decision(db))
    with pytest.raises(
        CannotUndo, match=rf"movies {film} has changed since; undo decision {decided[2]} first"
    ):
        undo(db, decided[0], by="ada")
    for number in reversed(decided):
        undo(db, number, by="ada")
    assert home(db) == film


def test_a_later_decision_that_was_undone_itself_is_not_in_the_way(db, root, tmp_path):
    "What stands in the way then is what no decision did."
    places = [root, tmp_path / "a", tmp_path / "b"]
    for old, new in pairwise(places):
        new.mkdir()
        (new / "garden.mkv").touch()
        relocate(db, os.fsencode(old), os.fsencode(new), by="ada")
    second = last_decision(db)
    with pytest.raises(CannotUndo, match=f"has changed since; undo decision {second} first"):
        undo(db, second - 1, by="ada")
    undo(db, second, by="ada")
    db.execute("update video_files set path_bytes = x'2f' where filename = 'meadow.mkv'")
    with pytest.raises(CannotUndo, match="has changed since; it was changed by a scan"):
        undo(db, second - 1, by="ada")


def test_what_belongs_to_a_deleted_film_comes_back_only_after_it(db):
    film = home(db)
    watched(db, "movie", film, by="ada", rating=9)
    undo(db, by="ada")
    undone = last_decision(db)
    trash = delete(db, "movie", film, reason="x", by="bob")
    before = rows(db, *KEPT, "viewings")
    with pytest.raises(
        CannotUndo,
        match=f"movies {film}, to which viewings 1 belongs, is deleted; undo decision {undone + 1}",
    ):
        undo(db, undone, by="ada")
    assert rows(db, *KEPT, "viewings") == before
    restore(db, trash, by="bob")
    undo(db, undone, by="ada")
    assert column(db, "select rating from viewings where movie_id = ?", film) == [9]


def test_a_series_that_was_a_mistake_is_gone_with_its_episodes_that_have_no_file(db, root):
    approved = last_about(db, pending_of(db, root / "show.mkv")["id"])
    insert(db, EpisodeModel(series_id=1, season_number=1, episode_number=3, title="Not here yet"))
    undo(db, approved, by="ada")
    for table in ("series", "episodes", "titles where work like 'series:%'"):
        assert column(db, f"select count(*) from {table}") == [0]


def test_a_series_stays_with_an_episode_that_has_no_file_but_what_a_person_typed(db, root):
    approved = last_about(db, pending_of(db, root / "show.mkv")["id"])
    episode = insert(db, EpisodeModel(series_id=1, season_number=1, episode_number=3, title="Not here yet"))
    edit(db, "episode", episode, {"title": "Three"}, by="bob")
    undo(db, approved, by="ada")
    assert db.execute(
        "select series.title, episodes.title from episodes join series on series.id = series_id"
    ).fetchall() == [("Show", "Three")]


def test_a_film_that_a_person_confirmed_by_an_edit_is_not_unmade(db, root):
    approve_as(db, waiting(db, root), AWAY, by="ada")
    approved, film = last_decision(db), column(db, "select id from movies where title = 'Away'")[0]
    edit(db, "movie", film, {"year": "2002"}, by="bob")
    assert column(db, "select year from movies where id = ?", film) == [2002]
    with pytest.raises(CannotUndo, match=f"undo decision {last_decision(db)} first"):
        undo(db, approved, by="ada")
    undo(db, last_decision(db), by="ada")
    undo(db, approved, by="ada")
    assert column(db, "select count(*) from movies where title = 'Away'") == [0]


@pytest.mark.parametrize(
    ("work", "tables"),
    [
        pytest.param(HOME, ("movies", "movie_files"), id="a film"),
        pytest.param(SHOW, ("series", "episodes", "episode_files"), id="a series"),
    ],
)
@pytest.mark.parametrize("newest_first", [True, False], ids=["newest first", "oldest first"])
def test_a_title_of_two_files_is_gone_when_both_decisions_are(db, root, work, tables, newest_first):
    own, other = (pending_of(db, root / f"{name}.mkv")["id"] for name in ("garden", "show"))
    if work is SHOW:
        own, other = other, own
    for pending_id in (own, other):
        undo(db, last_about(db, pending_id), by="ada")
    for pending_id in (waiting(db, root), own):  # the second is no better a file: the title stays as it is
        approve_as(db, pending_id, work, by="ada")
    approve_as(db, other, replace(work, id="kept", title="Kept"), by="ada")  # and nothing happens to it
    first, second = column(
        db, "select id from standing_decisions where candidate_id = ? order by id", work.id
    )
    before = {table: len(found) for table, found in rows(db, *tables).items()}
    for number in (second, first) if newest_first else (first, second):
        undo(db, number, by="ada")
        sound(db)
        if number == first and not newest_first:  # the other file is its only one, and the one that it shows
            paths = f"select file_path from {'episodes' if work is SHOW else 'movies'} where id in"
            links = (
                f"(select {tables[-1].replace('_files', '_id')} from {tables[-1]} where video_file_id = ?)"
            )
            file = by_path(db, root / ("show.mkv" if work is SHOW else "garden.mkv"))
            path = column(db, "select path from video_files where id = ?", file)
            assert set(column(db, paths + links, file)) == set(path)
    titles = column(db, f"select title from {tables[0]}")
    assert work.title not in titles
    assert "Kept" in titles
    assert len(titles) == before[tables[0]] - 1
    if work is SHOW:
        assert {table: len(found) for table, found in rows(db, *tables).items()} == {
            "series": 1,
            "episodes": 2,
            "episode_files": 2,
        }


def test_undoing_a_load_takes_back_what_nothing_touched_since_and_names_the_rest(db, root):
    edit(db, "movie", 1, {"title": "My Metropolis"}, by="ada")
    undone, stays = undo_load(db, 1, by="ada")
    assert len(stays) == 1
    assert "undo decision" in stays[0]
    assert "first" in stays[0]
    assert len(undone) == 1  # the second file of the film; the first made the film, which was edited
    undo(db, column(db, "select id from decisions where action = 'edit'")[0], by="ada")
    assert len(undo_load(db, 1, by="ada")[0]) == 1
    assert column(db, "select title from movies") == ["Home"]


def test_a_load_is_undone_from_its_last_decision_to_its_first(db):
    decided = column(db, "select id from decisions where load_id = 1 order by id desc")
    assert len(decided) > 1
    assert undo_load(db, 1, by="ada") == (decided, [])


def test_a_load_of_moves_is_undone_and_the_next_scan_finds_them_again(own_db, own_root):
    (own_root / "garden.mkv").rename(own_root / "orchard.mkv")
    number = load(own_db, own_root).load_id
    assert undo_load(own_db, number, by="ada")[1] == []
    assert by_path(own_db, own_root / "orchard.mkv") is None
    assert load(own_db, own_root).files["moved"] == 1


@pytest.mark.parametrize("work", [AWAY, replace(SHOW, title="Another")])
def test_a_title_that_a_moved_file_was_given_since_follows_it_back(own_db, own_root, work):
    (own_root / "meadow.mkv").rename(own_root / "orchard.mkv")
    number = load(own_db, own_root).load_id
    approve_as(own_db, pending_of(own_db, own_root / "orchard.mkv")["id"], work, by="ada")
    assert undo_load(own_db, number, by="ada")[1] == []
    table = "movies" if work == AWAY else "episodes"
    assert str(own_root / "meadow.mkv") in column(own_db, f"select file_path from {table}")
    assert str(own_root / "orchard.mkv") not in column(own_db, f"select file_path from {table}")


def test_a_title_that_a_moved_file_has_left_since_stays_with_its_other_file(own_db, own_root):
    meadow, orchard = own_root / "meadow.mkv", own_root / "orchard.mkv"
    approve_as(own_db, pending_of(own_db, meadow)["id"], HOME, by="ada")  # and is the larger of the two
    meadow.rename(orchard)
    number = load(own_db, own_root).load_id
    undo(own_db, last_about(own_db, pending_of(own_db, orchard)["id"]), by="ada")
    assert undo_load(own_db, number, by="ada")[1] == []
    garden = str(own_root / "garden.mkv")
    assert column(own_db, "select file_path from movies where title = 'Home'") == [garden]


def test_a_film_that_has_its_file_again_has_the_name_that_it_was_given_since(own_db, own_root):
    meadow, orchard = own_root / "meadow.mkv", own_root / "orchard.mkv"
    key = pending_of(own_db, meadow)["id"]
    approve_as(own_db, key, AWAY, by="ada")
    first = last_about(own_db, key)
    undo(own_db, first, by="ada")
    approve_as(own_db, key, replace(SHOW, title="Another"), by="ada")
    meadow.rename(orchard)
    load(own_db, own_root)
    undo(own_db, last_about(own_db, key), by="ada")
    undo(own_db, column(own_db, "select id from decisions where undoes = ?", first)[0], by="ada")
    names = "select title from titles where source = 'name' and work like 'movie:%' and title != 'garden'"
    assert column(own_db, names) == ["orchard"]


def test_a_move_is_not_undone_to_where_another_file_lies_or_a_deleted_one(own_db, own_root):
    meadow = own_root / "meadow.mkv"
    meadow.rename(own_root / "orchard.mkv")
    number = load(own_db, own_root).load_id
    make_video(meadow, minutes=15)
    load(own_db, own_root)
    stays = undo_load(own_db, number, by="ada")[1]
    assert f"its path now belongs to video_files {by_path(own_db, meadow)}" in stays[0]
    trash = delete(own_db, "video_file", by_path(own_db, meadow), reason="x", by="ada")
    ((undone, stays), deleted) = undo_load(own_db, number, by="ada"), last_decision(own_db)
    assert undone == []
    assert f"its path now belongs to trash {trash}; undo decision {deleted} first" in stays[0]
    restore(own_db, trash, by="ada")


def test_a_restored_film_has_the_name_that_its_file_was_given_since(own_db, own_root):
    found = "select id, path from video_files where id in (select video_file_id from movie_files)"
    key, path = own_db.execute(found).fetchone()
    (film,) = column(own_db, "select movie_id from movie_files where video_file_id = ?", key)
    Path(path).rename(own_root / "field.mkv")
    load(own_db, own_root)
    delete(own_db, "movie", film, reason="test", by="ada")
    (own_root / "field.mkv").rename(own_root / "orchard.mkv")
    load(own_db, own_root)
    make_video(own_root / "orchard.mkv", minutes=153, height=720)  # so that its name is read again
    load(own_db, own_root)
    restore(own_db, list_trash(own_db)[0]["id"], by="ada")
    names = "select title from titles where source = 'name' and work = 'movie:' || ?"
    assert column(own_db, names, film) == ["orchard"]


def test_two_files_that_changed_places_change_back(own_db, own_root):
    before = rows(own_db, "video_files", but=("updated_at", "missing_since"))
    garden, meadow, aside = (own_root / f"{name}.mkv" for name in ("garden", "meadow", "aside"))
    for old, new in ((garden, aside), (meadow, garden), (aside, meadow)):
        old.rename(new)
    number = load(own_db, own_root).load_id
    assert rows(own_db, "video_files", but=("updated_at", "missing_since")) != before
    assert undo_load(own_db, number, by="ada")[1] == []
    assert rows(own_db, "video_files", but=("updated_at", "missing_since")) == before


def test_a_film_that_something_in_the_trash_hangs_on_is_not_unmade(db, root):
    approve_as(db, waiting(db, root), HOME, by="ada")
    trash = delete(db, "video_file", by_path(db, root / "meadow.mkv"), reason="x", by="ada")
    first = column(db, "select id from decisions where candidate_id = 'home' order by id")[0]
    undo(db, first, by="ada")
    assert column(db, "select count(*) from movies where title = 'Home'") == [1]
    restore(db, trash, by="ada")
    assert column(db, "select file_path from movies where title = 'Home'") == [str(root / "meadow.mkv")]


def test_a_series_that_an_episode_in_the_trash_hangs_on_is_not_unmade(db, root):
    approve_as(db, waiting(db, root), Candidate.from_dict({**SHOW.to_dict(), "episodes": [5]}), by="ada")
    episode = column(db, "select id from episodes where episode_number = 5")[0]
    trash = delete(db, "episode", episode, reason="x", by="ada")
    first = column(db, "select id from decisions where candidate_id = 'show' order by id")[0]
    undo(db, first, by="ada")
    assert column(db, "select count(*) from episodes") == [0]
    restore(db, trash, by="ada")
    assert column(db, "select episode_number from episodes") == [5]


def test_a_restore_is_not_undone_while_something_new_hangs_on_the_row(db, root):
    film = home(db)
    restore(db, delete(db, "movie", film, reason="x", by="ada"), by="ada")
    restored = last_decision(db)
    approve_as(db, waiting(db, root), HOME, by="ada")
    before = rows(db)
    with pytest.raises(CannotUndo, match=f"belongs to movies {film}"):
        undo(db, restored, by="ada")
    assert rows(db) == before


def test_an_id_is_never_given_twice(db, root):
    approved = approve_as(
        db, waiting(db, root), Candidate(id="n", source="manual", kind="movie", title="New"), by="ada"
    )
    film = column(db, "select max(id) from movies")[0]
    undo(db, last_decision(db), by="ada")
    assert approved["validation_status"] == "validated"
    other = Candidate(id="o", source="manual", kind="movie", title="Other")
    approve_as(db, waiting(db, root), other, by="ada")
    assert column(db, "select id from movies where title = 'Other'") == [film + 1]


def test_several_files_are_undone_together_or_none_is(db, root):
    garden, meadow = (pending_of(db, root / f"{name}.mkv")["id"] for name in ("garden", "meadow"))
    first = last_about(db, garden)
    reject(db, meadow, by="ada")
    second = last_decision(db)
    assert undo_all(db, [second, first, second], by="bob") == [garden, meadow]
    assert {pending_of(db, root / f"{name}.mkv")["validation_status"] for name in ("garden", "meadow")} == {
        "pending"
    }
    reject(db, meadow, by="ada")
    rejected, before = last_decision(db), rows(db)
    with pytest.raises(CannotUndo, match=f"Decision {second} was undone since, by bob; nothing was undone"):
        undo_all(db, [rejected, second], by="ada")
    assert rows(db) == before
    edit(db, "movie", 1, {"title": "One"}, by="ada")
    with pytest.raises(CannotUndo, match="is not about what a file is"):
        undo_all(db, [last_decision(db)], by="ada")


def test_who_has_undone_it_already_is_said(db, root):
    reject(db, waiting(db, root), by="ada")
    rejected = last_decision(db)
    undo(db, rejected, by="bob")
    with pytest.raises(NotPending, match=rf"already undone by bob \(decision {last_decision(db)}\)"):
        undo(db, rejected, by="eve")


@pytest.mark.parametrize("number", [0, 999, 2**70])
def test_there_is_no_such_decision_or_load(db, number):
    with pytest.raises(NotFound):
        undo(db, number, by="ada")
    with pytest.raises(NotFound):
        undo_load(db, number, by="ada")


def test_what_nobody_decided_has_no_decision_to_undo(db, root):
    with pytest.raises(NotPending, match="no decision about validation"):
        last_about(db, waiting(db, root))


def test_the_history_names_the_decision_that_undid_another(db, root):
    reject(db, waiting(db, root), by="ada")
    undo(db, by="bob")
    found = decisions_where(db, "pending_id = :key", {"key": waiting(db, root)})
    newest = last_decision(db)
    assert [(row["id"], row["undoes"], row["undone_by"]) for row in found] == [
        (newest, newest - 1, None),
        (newest - 1, None, newest),
    ]


def test_a_film_that_was_edited_stays_as_edited_when_one_of_its_files_leaves(db, root):
    work = Candidate(id="tt1", source="imdb", kind="movie", title="Away", imdb_id="tt1")
    approve_as(db, waiting(db, root), work, by="ada")
    made, film = last_decision(db), column(db, "select id from movies where title = 'Away'")[0]
    garden = pending_of(db, root / "garden.mkv")["id"]
    undo(db, last_about(db, garden), by="ada")
    approve_as(db, garden, replace(work, tmdb_id=7), by="ada")
    second = last_decision(db)
    edit(db, "movie", film, {"title": "Far away", "tmdb_id": "8"}, by="bob")
    with pytest.raises(CannotUndo, match=f"undo decision {last_decision(db)} first"):
        undo(db, second, by="ada")  # it gave the film its id, which a person has corrected
    undo(db, made, by="ada")
    assert db.execute("select title, tmdb_id, file_path from movies where id = ?", [film]).fetchall() == [
        ("Far away", 8, str(root / "garden.mkv"))
    ]


def test_a_decision_on_content_that_changed_since_can_be_taken_back(own_db, own_root):
    path = own_root / "Metropolis (1927).mkv"
    make_video(path, minutes=9)
    load(own_db, own_root)
    assert pending_of(own_db, path)["validation_status"] == "pending"
    shutil.copy(path, own_root.parent / "kept.mkv")
    auto = column(own_db, "select id from decisions where video_file_id = ?", by_path(own_db, path))[0]
    undo(own_db, auto, by="ada")
    assert column(
        own_db, "select count(*) from movie_files where video_file_id = ?", by_path(own_db, path)
    ) == [0]
