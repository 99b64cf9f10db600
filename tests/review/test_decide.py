"""Approve, reject, undo: guard, change and audit in one transaction."""

import json
import threading
from dataclasses import replace

import pytest

from cineorg_catalog.audit.undo import CannotUndo, last_about, last_standing, undo
from cineorg_catalog.db.connection import connect
from cineorg_catalog.errors import BadUsage, NotFound, NotPending
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review.decide import (
    AmbiguousCandidate,
    Choice,
    NoLeader,
    UnknownCandidate,
    approve_as,
    approve_files,
    chosen_of,
    id_unknown,
    leading,
    manual_title,
    read_pending,
    reject,
    state_of,
    title_at,
    validate,
)
from cineorg_catalog.review.pending import refuse_stale
from tests.support.approving import approve
from tests.support.catalogue import SMALL
from tests.support.pending_file import DRAGNET, METROPOLIS, REMAKE, waiting

COUNTED = ("movies", "series", "episodes", "movie_files", "episode_files", "titles", "pending_validations")


def everything(db):
    "All rows of the tables that decisions change."
    return {table: db.execute(f"select * from {table} order by 1, 2").fetchall() for table in COUNTED}


def decisions(db, *names):
    return db.execute(f"select {', '.join(names)} from decisions order by id").fetchall()


def test_approve_makes_the_film_links_the_file_and_copies_its_facts(db):
    row = approve(db, waiting(db), "tt0017136", by="ada")
    assert (row["validation_status"], row["selected_candidate_id"], row["auto_validated"]) == (
        "validated",
        "tt0017136",
        0,
    )
    film = db.execute(
        "select id, title, year, imdb_id, file_path, resolution, codec_video, genres_json from movies"
    ).fetchall()
    assert film == [
        (1, "Metropolis", 1927, "tt0017136", "/films/m.mkv", "1920x1080", "HEVC", '["Drama", "Sci-Fi"]')
    ]
    assert db.execute("select movie_id, video_file_id, is_main from movie_files").fetchall() == [(1, 1, 1)]
    assert decisions(db, "action", "who", "candidate_id", "entity_type", "entity_id") == [
        ("approve", "ada", "tt0017136", "movie", 1)
    ]


def test_an_automatic_match_says_that_it_is_one(db):
    row = validate(db, waiting(db), METROPOLIS, rule="certain", rule_version="1")
    assert (row["validation_status"], row["auto_validated"]) == ("validated", 1)
    assert decisions(db, "action", "who", "rule") == [("auto", "cineorg-load", "certain")]


def test_the_chosen_candidate_of_an_earlier_catalogue_is_the_only_one_with_its_id(db):
    film = replace(METROPOLIS, id="7")
    for offered, chosen in (
        ((film, REMAKE), film), ((film, replace(DRAGNET, id="7")), None), ((REMAKE,), None)
    ):  # fmt: skip
        key = waiting(db, f"{len(offered)}{chosen is None}.mkv", candidates=offered)
        db.execute("update pending_validations set selected_candidate_id = '7' where id = ?", [key])
        found = chosen_of(db, read_pending(db, key))
        assert (found and found.key) == (chosen and chosen.key)


def test_the_chosen_candidate_is_that_of_the_file_s_own_decision(db):
    film, show = replace(METROPOLIS, id="7"), replace(DRAGNET, id="7")
    first, second = (waiting(db, name, candidates=(film, show)) for name in ("a.mkv", "b.mkv"))
    approve(db, first, film.address, by="ada")
    approve(db, second, show.address, by="ada")
    assert [chosen_of(db, read_pending(db, key)).kind for key in (first, second)] == ["movie", "series"]
    undo(db, last_about(db, first), by="ada")
    assert chosen_of(db, read_pending(db, first)) is None


def test_a_candidate_leads_if_it_alone_fits(db):
    assert leading([]) is None
    assert leading([METROPOLIS, REMAKE]) == METROPOLIS
    assert leading([METROPOLIS, replace(REMAKE, score=95.0)]) is None


def test_the_audit_holds_before_after_and_evidence(db):
    approve(db, waiting(db), "tt0017136", by="ada")
    before, after, evidence = decisions(db, "before_json", "after_json", "evidence_json")[0]
    assert json.loads(before)["pending_validations"]["1"]["validation_status"] == "pending"
    assert json.loads(after)["pending_validations"]["1"]["validation_status"] == "validated"
    assert json.loads(before)["movies"]["1"] is None
    assert json.loads(after)["movies"]["1"]["title"] == "Metropolis"
    assert json.loads(evidence) == []


def test_a_second_file_of_the_film_is_a_version_and_the_better_one_is_main(db):
    approve(db, waiting(db), "tt0017136", by="ada")
    approve(db, waiting(db, "uhd.mkv", resolution_width=3840, resolution_height=2160), "tt0017136", by="ada")
    assert db.execute("select count(*), max(file_path), max(resolution) from movies").fetchone() == (
        1, "/films/uhd.mkv", "3840x2160",
    )  # fmt: skip
    assert db.execute("select video_file_id, is_main from movie_files order by 1").fetchall() == [
        (1, 0),
        (2, 1),
    ]


def test_a_file_with_two_episodes_makes_the_series_and_both(db):
    approve(db, waiting(db, "s01e01e02.mkv", (DRAGNET,)), "tt0043194", by="ada")
    assert db.execute("select title, year from series").fetchall() == [("Dragnet", 1951)]
    assert db.execute("select season_number, episode_number, title, file_path from episodes").fetchall() == [
        (1, 1, "Episode 1", "/films/s01e01e02.mkv"),
        (1, 2, "Episode 2", "/films/s01e01e02.mkv"),
    ]


@pytest.mark.parametrize(
    ("parsed", "expected"),
    [
        ({"season": 0, "episodes": [3]}, [(0, 3, None)]),
        ({"season": None, "episodes": [], "absolute": 112}, [(1, 112, None)]),
        ({"date": "1996-11-14"}, [(1996, 1114, "1996-11-14")]),
    ],
    ids=["special", "absolute", "date"],
)
def test_numbering_follows_what_the_name_says(db, parsed, expected):
    bare = Candidate.from_dict({**DRAGNET.to_dict(), "season": None, "episodes": None})
    approve(db, waiting(db, "x.mkv", (bare,), parsed), "tt0043194", by="ada")
    assert db.execute("select season_number, episode_number, air_date from episodes").fetchall() == expected


def test_without_any_numbering_approve_asks_for_it_and_changes_nothing(db):
    bare = Candidate.from_dict({**DRAGNET.to_dict(), "season": None, "episodes": None})
    key = waiting(db, "x.mkv", (bare,))
    before = everything(db)
    with pytest.raises(BadUsage, match="season and episode"):
        approve(db, key, "tt0043194", by="ada")
    assert everything(db) == before
    approve(db, key, "tt0043194", by="ada", numbers=(2, [5]))
    assert db.execute("select season_number, episode_number from episodes").fetchall() == [(2, 5)]


def test_a_candidate_that_was_never_offered_is_refused(db):
    key = waiting(db)
    with pytest.raises(UnknownCandidate, match="imdb:movie:tt0017136"):
        approve(db, key, "tt9999999", by="ada")
    assert read_pending(db, key)["validation_status"] == "pending"
    assert decisions(db, "id") == []


def test_a_bare_id_that_fits_two_is_refused_and_the_address_decides(db):
    twin = Candidate(id="603", source="tmdb", kind="movie", title="The Matrix", tmdb_id=603)
    other = Candidate(
        id="603", source="tvdb", kind="series", title="603", tvdb_id=603, season=1, episodes=(1,)
    )
    key = waiting(db, candidates=(twin, other))
    with pytest.raises(AmbiguousCandidate):
        approve(db, key, "603", by="ada")
    approve(db, key, "tmdb:movie:603", by="ada")
    assert db.execute("select tmdb_id from movies").fetchall() == [(603,)]


def test_a_work_that_was_not_offered_is_put_among_the_offered_first(db):
    key = waiting(db, candidates=(REMAKE,))
    row = approve_as(db, key, METROPOLIS, by="ada")
    assert [item["id"] for item in json.loads(row["candidates_json"])] == ["tt0017136", "tt0293416"]
    assert row["selected_candidate_id"] == "tt0017136"


@pytest.mark.parametrize("second", ["approve", "reject"])
def test_deciding_twice_is_refused(db, second):
    key = waiting(db)
    approve(db, key, "tt0017136", by="ada")
    before = everything(db)
    with pytest.raises(NotPending, match="already been decided"):
        approve(db, key, "tt0293416", by="bob") if second == "approve" else reject(db, key, by="bob")
    assert everything(db) == before


def test_a_decision_on_a_stale_page_is_refused(db):
    key = waiting(db)
    seen = state_of(read_pending(db, key))
    db.execute("update pending_validations set candidates_json = '[]'")
    with pytest.raises(NotPending, match="since the page was loaded"):
        refuse_stale(db, key, seen)


def test_no_such_row(db):
    with pytest.raises(NotFound, match="99"):
        approve(db, 99, "x", by="ada")


def test_of_two_at_once_exactly_one_wins(db, tmp_path):
    key = waiting(db)
    outcomes = []
    barrier = threading.Barrier(2)

    def press(candidate, who):
        own = connect(tmp_path / "cineorg.db")
        barrier.wait()
        try:
            approve(own, key, candidate, by=who)
            outcomes.append("won")
        except NotPending:
            outcomes.append("told")
        own.close()

    threads = [
        threading.Thread(target=press, args=args) for args in (("tt0017136", "ada"), ("tt0293416", "bob"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told", "won"]
    assert db.execute("select count(*) from movies").fetchone() == (1,)


@pytest.mark.parametrize("case", ["film", "series", "reject", "rule"])
def test_undo_leaves_the_rows_exactly_as_they_were(db, case):
    waiting(db, "other.mkv")
    key = waiting(db, candidates=(METROPOLIS, DRAGNET))
    before = everything(db)
    if case == "reject":
        reject(db, key, by="ada")
    elif case == "rule":
        validate(db, key, METROPOLIS, rule="certain", rule_version="1")
    else:
        approve(db, key, "tt0017136" if case == "film" else "tt0043194", by="ada")
    assert everything(db) != before
    undo(db, last_about(db, key), by="ada")
    assert everything(db) == before
    assert db.execute("pragma foreign_key_check").fetchall() == []


def test_undo_without_a_number_takes_back_the_last_decision_of_a_person(db):
    first, second, third = waiting(db, "a.mkv"), waiting(db, "b.mkv"), waiting(db, "c.mkv")
    reject(db, first, by="ada")
    reject(db, second, by="ada")
    validate(db, third, METROPOLIS, rule="certain", rule_version="1")
    assert undo(db, by="ada")["pending_id"] == second
    assert undo(db, by="ada")["pending_id"] == first
    with pytest.raises(NotFound):
        undo(db, by="ada")


def test_an_undo_can_itself_be_undone_and_the_decision_stands_again(db):
    key = waiting(db)
    waits = everything(db)
    approve(db, key, "tt0017136", by="ada")
    validated = everything(db)
    undo(db, by="ada")
    undo(db, 2, by="ada")
    assert everything(db) == validated
    assert decisions(db, "action", "undoes", "candidate_id") == [
        ("approve", None, "tt0017136"),
        ("undo", 1, None),
        ("approve", 2, "tt0017136"),
    ]
    for number in (1, 2):
        with pytest.raises(NotPending, match="already undone"):
            undo(db, number, by="ada")
    assert undo(db, by="ada")["id"] == 3
    assert everything(db) == waits


def test_a_film_stays_while_another_file_hangs_on_it_and_goes_with_the_last(db):
    first, second = waiting(db, "a.mkv"), waiting(db, "b.mkv")
    before = everything(db)
    approve(db, first, "tt0017136", by="ada")
    approve(db, second, "tt0017136", by="ada")
    undo(db, 1, by="ada")
    assert db.execute("select file_path from movies").fetchall() == [("/films/b.mkv",)]
    undo(db, 2, by="ada")
    assert everything(db) == before


def test_a_series_goes_with_its_last_file_in_whatever_order(db):
    first = waiting(db, "a.mkv", (DRAGNET,))
    second = waiting(db, "b.mkv", (Candidate.from_dict({**DRAGNET.to_dict(), "episodes": [2, 3]}),))
    before = everything(db)
    approve(db, first, "tt0043194", by="ada")
    approve(db, second, "tt0043194", by="ada")
    undo(db, 1, by="ada")
    assert db.execute("select episode_number from episodes order by 1").fetchall() == [(2,), (3,)]
    undo(db, 2, by="ada")
    assert everything(db) == before


def test_what_changed_since_is_not_undone_and_said(db):
    key = waiting(db)
    approve(db, key, "tt0017136", by="ada")
    db.execute("update movies set imdb_id = 'tt0000001'")
    before = everything(db)
    with pytest.raises(CannotUndo, match="movies 1 has changed"):
        undo(db, last_standing(db), by="ada")
    assert everything(db) == before


def test_decisions_cannot_be_changed_or_deleted(db):
    reject(db, waiting(db), by="ada")
    for statement in ("update decisions set who = 'eve'", "delete from decisions"):
        with pytest.raises(Exception, match="append-only"):
            db.execute(statement)


def dragnet(db, season, episode):
    "A file of that episode that waits; returns its validation's id."
    parsed = {"title": "Dragnet", "kind": "series", "season": season, "episodes": [episode]}
    work = replace(DRAGNET, season=season, episodes=(episode,), score=95.0)
    key = waiting(db, f"{season} {episode}.mkv", [work], parsed)
    db.execute("update pending_validations set series_key = 'dragnet' where id = ?", [key])
    db.conn.commit()
    return key


@pytest.mark.parametrize(
    ("choice", "approved"),
    [
        (Choice(), [(1, 2)]),
        (Choice(season=True), [(1, 1), (1, 2)]),
        (Choice(series=True), [(1, 1), (1, 2), (2, 1)]),
        (Choice(candidate=DRAGNET.id, series=True), [(1, 1), (1, 2), (2, 1)]),
    ],
)
def test_a_choice_for_a_season_or_a_series_is_one_for_each_of_its_files(db, choice, approved):
    keys = [dragnet(db, *numbers) for numbers in ((1, 1), (1, 2), (2, 1))]
    said = approve_files(db, [keys[1]], choice, by="ada", reference=open_reference)
    assert sorted(row["id"] for row in said) == keys[: len(approved)] if len(approved) > 1 else [keys[1]]
    numbers = "select season_number, episode_number from episodes order by 1, 2"
    assert db.execute(numbers).fetchall() == approved


def test_a_film_is_no_choice_for_several_files(db):
    keys = [dragnet(db, 1, 1), dragnet(db, 1, 2)]
    choice = Choice(manual=("Garden", 2001, "movie"), series=True)
    with pytest.raises(BadUsage, match="Garden is a film"):
        approve_files(db, keys[:1], choice, by="ada", reference=open_reference)
    assert decisions(db, "id") == []


@pytest.mark.parametrize(
    ("address", "numbers", "approved"),
    [
        ("https://www.imdb.com/title/tt0017136/", None, ("movie", "imdb", "tt0017136")),
        ("tvmaze:82", (1, [2]), ("series", "tvmaze", "82")),  # the name was read as a film's
    ],
)
def test_a_title_that_was_not_offered_is_approved_by_its_address(db, address, numbers, approved):
    key = waiting(db, candidates=[REMAKE], parsed={"kind": "movie", "title": "Metropolis", "year": 1927})
    choice = Choice(address=address, numbers=numbers)
    approve_files(db, [key], choice, by="ada", reference=lambda: open_reference(SMALL))
    assert decisions(db, "candidate_kind", "candidate_source", "candidate_id") == [approved]


def test_numbers_of_a_series_that_were_typed_wrongly_are_an_error_and_those_of_a_film_are_not(db):
    series, film = waiting(db, "s.mkv", candidates=[DRAGNET]), waiting(db, candidates=[METROPOLIS])
    with pytest.raises(BadUsage, match="S1 what"):
        approve_files(db, [series], Choice(DRAGNET.id, misread="S1 what"), by="ada", reference=open_reference)
    assert decisions(db, "id") == []
    approve_files(db, [film], Choice(METROPOLIS.id, misread="S1 what"), by="ada", reference=open_reference)
    assert decisions(db, "candidate_id") == [(METROPOLIS.id,)]


def test_where_none_leads_every_candidate_is_listed(db):
    key = waiting(db, candidates=[replace(METROPOLIS, score=80.0), replace(REMAKE, score=80.0, year=None)])
    offered = r"(?s)\(1927\)  imdb:movie:tt0017136.*unknown\)  imdb:movie:tt0293416"
    with pytest.raises(NoLeader, match=offered):
        approve_files(db, [key], Choice(), by="ada", reference=open_reference)


@pytest.mark.parametrize(
    ("year", "key"), [(2001, "our-garden-2001"), (None, "our-garden"), (1870, "our-garden-1870")]
)
def test_a_typed_title_is_held_by_the_decision_that_made_it(db, year, key):
    choice = Choice(manual=(" Our  Garden ", year, "movie"))
    (row,) = approve_files(db, [waiting(db)], choice, by="ada", reference=open_reference)
    assert row["selected_candidate_id"] == key
    (decision,) = decisions(db, "id")
    held = db.execute("select field, decision_id from overrides order by 1").fetchall()
    assert held == [("title", *decision), ("year", *decision)]


@pytest.mark.parametrize(
    "typed", [("!?", None, "movie"), ("Garden", 1869, "movie"), ("Garden", 2001, "song")]
)
def test_a_typed_title_that_cannot_be_one_is_refused(typed):
    with pytest.raises(BadUsage):
        manual_title(*typed, {})


def test_an_id_that_the_reference_lacks_takes_its_title_from_the_name_and_says_so():
    with open_reference(SMALL) as reference:
        known = title_at(reference, "tt0017136", {})
        other = title_at(reference, "tmdb:movie:999", {"title": "Garden", "year": 2001})
        assert (known.title, id_unknown(known)) == ("Metropolis", None)
        assert (other.title, other.year, id_unknown(other)) == ("Garden", 2001, "tmdb:999")
        series = title_at(reference, "https://www.tvmaze.com/shows/82/x", {"title": "Thrones", "season": 1})
        assert (series.source, series.id, series.kind, series.season) == ("tvmaze", "82", "series", 1)
        assert title_at(reference, "tvmaze:82", {"title": "Thrones", "season": 1}) == series
        with pytest.raises(BadUsage, match="is not an id or address"):
            title_at(reference, "tvmaze:movie:82", {"title": "Thrones"})
        with pytest.raises(BadUsage, match="the file name has no title"):
            title_at(reference, "tmdb:movie:999", {})
