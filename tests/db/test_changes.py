"""The writes of one decision: what is written, and what is remembered of it."""

import json

import pytest

from cineorg_catalog.db.connection import insert
from cineorg_catalog.db.decisions import (
    Changes,
    dump_image,
    forget_words,
    images_of,
    load_image,
    without_expiring,
)
from cineorg_catalog.db.models import (
    EpisodeModel,
    MovieFileModel,
    MovieModel,
    PendingValidationModel,
    SeriesModel,
    VideoFileModel,
)  # fmt: skip
from cineorg_catalog.sources.records import declare_sources


@pytest.fixture
def film(db):
    return insert(db, MovieModel(title="Metropolis", year=1927))


def images(changes):
    "Without the times."
    return [
        {
            (table, key): row and {name: value for name, value in row.items() if name != "updated_at"}
            for table, found in image.items()
            for key, row in found.items()
        }
        for image in (changes.before, changes.after)
    ]


def test_a_row_that_is_not_there_is_not_written(db, film):
    changes = Changes(db)
    for key in (film + 1, -1, 2**70, (film + 1,)):
        assert changes.update("movies", key, {"title": "x"}) is False
        changes.delete("movies", key)
    assert images(changes) == [{}, {}]


def test_a_guard_that_does_not_hold_lets_nothing_be_written(db, film):
    changes = Changes(db)
    assert changes.update("movies", film, {"title": "x"}, guard="year = 1926") is False
    assert images(changes) == [{}, {}]
    assert changes.update("movies", film, {"title": "x"}, guard="year = 1927") is True
    assert images(changes) == [{("movies", "1"): {"title": "Metropolis"}}, {("movies", "1"): {"title": "x"}}]


def test_a_column_that_has_its_value_already_is_no_change(db, film):
    changes, touched = Changes(db), "select updated_at from movies"
    before = db.execute(touched).fetchone()
    assert changes.update("movies", film, {"title": "Metropolis", "year": 1927}) is True
    assert images(changes) == [{}, {}]
    assert db.execute(touched).fetchone() == before


def test_of_several_changes_the_first_and_the_last_value_are_remembered(db, film):
    changes = Changes(db)
    for title in ("One", "Two"):
        changes.update("movies", film, {"title": title})
    assert images(changes) == [
        {("movies", "1"): {"title": "Metropolis"}}, {("movies", "1"): {"title": "Two"}},
    ]  # fmt: skip
    changes.delete("movies", film)
    before, after = images(changes)
    assert (before["movies", "1"]["title"], after["movies", "1"]) == ("Metropolis", None)
    assert changes.added("movies", film) is False


def test_what_was_added_and_deleted_by_one_decision_leaves_no_trace_of_a_row(db, film):
    changes = Changes(db)
    key = changes.insert(MovieModel(title="Home"))
    assert (changes.added("movies", key), changes.added("movies", film)) == (True, False)
    changes.update("movies", key, {"title": "House"})
    assert images(changes)[0] == {("movies", str(key)): None}
    changes.delete("movies", key)
    assert images(changes) == [{("movies", str(key)): None}] * 2
    assert changes.touched("movies") == [(key,)]
    assert insert(db, MovieModel(title="Another")) > key  # an id is never given twice


def test_a_row_that_is_deleted_and_written_again_is_a_change(db, film):
    changes = Changes(db)
    row = {"id": film, "title": "Metropolis", "year": 1926}
    changes.delete("movies", film)
    changes.insert_values("movies", row)
    before, after = images(changes)
    assert before["movies", "1"]["year"] == 1927
    assert after["movies", "1"]["year"] == 1926


def _linked(db, film):
    file = insert(db, VideoFileModel(path="/a", path_bytes=b"/a", filename="a"))
    insert(db, MovieFileModel(movie_id=film, video_file_id=file))


def episode_of(series):
    return EpisodeModel(series_id=series, season_number=1, episode_number=1, title="E")


DANGLING = {  # what is written before the decision, and by it; what would be left without its row
    "nothing": (lambda db, film: None, lambda changes, film: changes.delete("movies", film), None),
    "a link of a deleted film": (
        _linked, lambda changes, film: changes.delete("movies", film), ("movie_files", (1, 1)),
    ),
    "an episode of no series": (
        lambda db, film: None,
        lambda changes, film: changes.insert(episode_of(7)),
        ("series", (7,)),
    ),
    "an episode of a series": (
        lambda db, film: insert(db, SeriesModel(id=7, title="Show")),
        lambda changes, film: changes.insert(episode_of(7)),
        None,
    ),
    "a film renamed": (
        _linked, lambda changes, film: changes.update("movies", film, {"title": "x"}), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("earlier", "write", "left"), DANGLING.values(), ids=DANGLING.keys())
def test_a_decision_knows_what_it_would_leave_without_its_row(db, film, earlier, write, left):
    earlier(db, film)
    db.execute("pragma foreign_keys=off")
    changes = Changes(db)
    write(changes, film)
    found = changes.left_dangling()
    assert (found and (found.table, found.key)) == left


def offered(source, **words):
    return {"source": source, "kind": "movie", "id": "1", "title": "Metropolis", **words}


FOUND_AT = {"found_at": "2026-03-01T00:00:00.000000Z", "overview": "A city."}
KEPT = {  # candidates as stored; whether those of `tmdb` found until April lose their words
    "of the source": (json.dumps([offered("tmdb", **FOUND_AT)]), True),
    "one of several": (json.dumps([offered("imdb"), offered("tmdb", **FOUND_AT), 7]), True),
    "found later": (json.dumps([offered("tmdb", **FOUND_AT | {"found_at": "2026-05"})]), False),
    "found on an unknown day": (json.dumps([offered("tmdb", overview="A city.")]), False),
    "an id that was read from a name": (json.dumps([offered("tmdb")]), False),
    "of another source": (json.dumps([offered("tvmaze", **FOUND_AT)]), False),
    "that only names the source": (json.dumps([offered("tvmaze", **FOUND_AT, also="tmdb")]), False),
    "damaged": ('[{"source": "tmdb", ', False),
    "a number of more digits than Python reads": (f'["tmdb", {"7" * 5000}]', False),
    "nested without end": ("[" * 100_000 + '"tmdb"', False),
    "nested as deep as SQLite reads": ("[" * 999 + '"tmdb"' + "]" * 999, False),
    "no list": ('{"source": "tmdb"}', False),
    "none": (None, False),
}


@pytest.mark.parametrize(("stored", "forgets"), KEPT.values(), ids=KEPT.keys())
@pytest.mark.parametrize("status", ["pending", "validated"])
def test_words_that_may_be_kept_for_a_time_only_are_forgotten_and_no_others(db, stored, forgets, status):
    file = insert(db, VideoFileModel(path="/a", path_bytes=b"/a", filename="a"))
    row = PendingValidationModel(video_file_id=file, validation_status=status, candidates_json=stored)
    row.reasons_json, row.rule_version = "[7]", "3"
    insert(db, row)
    now = "select candidates_json, reasons_json, rule_version from pending_validations"
    assert forget_words(db, "tmdb", "2026-04") == int(forgets)
    text, reasons, version = db.execute(now).fetchone()
    if not forgets:
        assert (text, reasons, version) == (stored, "[7]", "3")
        return
    assert (reasons, version) == ("[]", None if status == "pending" else "3")
    was = json.loads(stored)
    assert [item for item in was if item not in json.loads(text)] == [offered("tmdb", **FOUND_AT)]
    bare = next(item for item in json.loads(text) if item not in was)
    assert (bare["source"], bare["id"], "overview" in bare) == ("tmdb", "1", False)


def test_an_image_is_read_as_it_was_written_and_nothing_else_is_read():
    image = {"video_files": {"1": {"path_bytes": b"/a/\xff", "path": "/a/é", "year": None}, "2": None}}
    assert load_image(dump_image(image)) == image
    assert (load_image(None), load_image("")) == ({}, {})
    for damaged in ("{", '{"a": NaN}', '{"a": "\\ud800"}', "[" * 100_000):
        with pytest.raises(ValueError):  # noqa: PT011 - its words are those of the JSON library
            load_image(damaged)


@pytest.mark.parametrize("more", [{}, {"before": {}}, {"after": {}}])
def test_what_another_program_stored_in_the_trash_is_the_row_itself(more):
    stored = json.dumps({"title": "Perdu", "id": 9, "unknown": 1, **more})
    row = {"id": 1, "entity_type": "movie", "original_id": 7, "metadata_json": stored}
    assert images_of(row) == ({"movies": {"7": {"title": "Perdu", "id": 7}}}, {"movies": {"7": None}})


@pytest.mark.parametrize(("source", "bare"), [("tmdb", True), ("imdb", False)])
def test_words_that_expire_get_into_no_image(source, bare):
    row = {"id": 1, "candidates_json": json.dumps([offered(source, **FOUND_AT)]), "reasons_json": "[7]"}
    kept = without_expiring(row, {"tmdb"})
    assert kept["id"] == 1
    assert (kept == row) is not bare
    assert ("A city." in kept["candidates_json"], kept["reasons_json"]) == (not bare, "[]" if bare else "[7]")


def test_an_update_remembers_no_words_that_expire(db):
    declare_sources(db)
    file = insert(db, VideoFileModel(path="/v/a.mkv", filename="a.mkv", path_bytes=b"/v/a.mkv"))
    row = insert(db, PendingValidationModel(video_file_id=file))
    lent, own = offered("tmdb", **FOUND_AT), offered("imdb", **FOUND_AT)
    changes = Changes(db)
    assert changes.update("pending_validations", row, {"candidates_json": json.dumps([lent, own])})
    (image,) = changes.after["pending_validations"].values()
    remembered = json.loads(image["candidates_json"])
    assert [("A city." in json.dumps(item), item["id"]) for item in remembered] == [
        (False, lent["id"]),
        (True, own["id"]),
    ]
