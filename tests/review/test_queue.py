"""The queue: entries, order, filters, counts, pages, the next one, and the values for one file's page."""

import json
from dataclasses import replace

import pytest

from cineorg_catalog.audit.trash import delete
from cineorg_catalog.audit.undo import last_about, undo
from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.errors import NotFound
from cineorg_catalog.matching.explain import Evidence
from cineorg_catalog.matching.features import cap, part
from cineorg_catalog.review.decide import reject
from cineorg_catalog.review.pending import (
    decisions_about,
    last_decision_by,
    read_page,
    read_pending_file,
    series_ids,
    standing_decisions_by,
    to_dict,
)
from cineorg_catalog.review.queue import (
    PAGE,
    SHOWN,
    SORTS,
    QueueFilter,
    first_pending,
    following,
    neighbours,
    read_overview,
    read_progress,
    read_queue,
)
from tests.support.approving import approve
from tests.support.sample_catalogue import add_file, film, make_small, series


@pytest.fixture
def small(tmp_path):
    ids = make_small(tmp_path / "cineorg.db")
    db = connect(tmp_path / "cineorg.db")
    yield db, ids
    db.close()


@pytest.fixture
def empty(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    yield db
    db.close()


def test_films_stand_alone_and_a_series_is_one_entry(small):
    db, ids = small
    queue = read_queue(db, QueueFilter())
    shown = [
        (entry.is_series, entry.count, entry.files[0].row.parsed["title"][:8]) for entry in queue.entries
    ]
    assert shown == [
        (False, 1, "Nosferat"),
        (False, 1, "<script>"),
        (False, 1, "Garden"),
        (True, 1, "Dragnet"),
        (True, 3, "Sherlock"),
    ]
    assert (queue.entries_found, queue.files_found, queue.pages) == (5, 7, 1)
    assert queue.entries[4].seasons == (1,)
    assert queue.entries[3].seasons == ()
    assert [item.id for item in queue.entries[4].files] == [ids[f"episode {n}"] for n in (1, 2, 3)]


def test_a_series_shows_its_first_files_in_the_order_of_its_episodes(empty):
    for season, number in ((2, 1), (1, 3), (0, 1), (1, 1), (1, 2), (None, 7)):
        parsed = {"kind": "series", "title": "Show", "season": season, "episodes": [number]}
        add_file(empty, f"/v/{season} {number}.mkv", parsed)
    (entry,) = read_queue(empty, QueueFilter()).entries
    assert entry.count == 6
    assert entry.seasons == (0, 1, 2)
    assert len(entry.files) == SHOWN
    assert [item.file.filename for item in entry.files] == ["None 7.mkv", "0 1.mkv", "1 1.mkv", "1 2.mkv"]


def _films(db, count, **facts):
    return [
        add_file(
            db,
            f"/v/{chr(97 + (7 * n) % 26)}{n}.mkv",
            {"kind": "movie", "title": f"Film {n}"},
            (film(f"tt{n}", f"Film {n}", 2000, (37 * n) % 100),),
            size_bytes=(11 * n) % 17,
            **facts,
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("age", lambda entry: entry.files[0].id),
        ("score", lambda entry: -entry.files[0].best.score),
        ("folder", lambda entry: entry.files[0].file.path),
        ("size", lambda entry: -entry.size),
        ("nonsense", lambda entry: entry.files[0].id),
    ],
)
def test_entries_come_in_the_order_asked_for(empty, sort, key):
    _films(empty, 20)
    keys = [key(entry) for entry in read_queue(empty, QueueFilter(sort=sort)).entries]
    assert keys == sorted(keys)


def test_pages_hold_every_entry_once(empty):
    ids = _films(empty, 2 * PAGE + 3)
    found = [read_queue(empty, QueueFilter(page=page)) for page in (1, 2, 3, 4)]
    assert [len(queue.entries) for queue in found] == [PAGE, PAGE, 3, 0]
    assert found[0].pages == 3
    assert sorted(entry.files[0].id for queue in found for entry in queue.entries) == ids


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        (QueueFilter(text="nosfe"), ["Nosferatu"]),
        (QueueFilter(text="  HOME MOVIES "), ["Garden"]),
        (QueueFilter(text="sherlock"), ["Sherlock Holmes"]),
        (QueueFilter(text="%"), []),
        (QueueFilter(text="'"), ["<script>"]),
        (QueueFilter(reason="twin"), ["Nosferatu", "Sherlock Holmes"]),
        (QueueFilter(reason="low_score"), ["Nosferatu"]),
        (QueueFilter(reason="no_candidate"), ["<script>", "Garden"]),
        (QueueFilter(reason="other"), ["Dragnet"]),
        (QueueFilter(reason="never heard of"), []),
        (QueueFilter(series="sherlock holmes//"), ["Sherlock Holmes"]),
        (QueueFilter(text="s01e02", reason="twin"), ["Sherlock Holmes"]),
    ],
    ids=lambda value: json.dumps(value.to_query()) if isinstance(value, QueueFilter) else "",
)
def test_filters(small, asked, titles):
    found = [entry.files[0].row.parsed["title"] for entry in read_queue(small[0], asked).entries]
    assert [title[:8] for title in found] == [title[:8] for title in titles]


def test_reasons_are_counted_in_files(small):
    assert read_queue(small[0], QueueFilter(text="nosferatu")).reasons == {
        "twin": 4,
        "no_candidate": 2,
        "low_score": 1,
        "no_year": 1,
        "other": 1,
    }


def test_progress_counts_what_people_decided(small):
    db, ids = small
    assert (read_progress(db).decided, read_progress(db).pending) == (1, 7)  # one of two is the rule's
    reject(db, ids["none"], by="root")
    progress = read_progress(db)
    assert (progress.decided, progress.pending, progress.total) == (2, 6, 8)


PLAIN = QueueFilter()


def next_waiting(db, after, asked=PLAIN):
    "As the page goes on after a decision; Skip says the same."
    found = first_pending(db, following(db, after, asked))
    assert found == neighbours(db, after, asked)[1]
    return found


def test_the_next_one_goes_round_and_keeps_to_the_filter(small):
    db, ids = small
    assert next_waiting(db, ids["film"]) == ids["markup"]
    assert next_waiting(db, ids["episode 3"]) == ids["film"]
    twins = QueueFilter(reason="twin")
    assert next_waiting(db, ids["film"], twins) == ids["episode 1"]
    assert next_waiting(db, ids["none"], QueueFilter(text="garden")) is None


def test_the_neighbours_go_round_both_ends(empty):
    first, second, third = _films(empty, 3)
    for asked in (QueueFilter(), QueueFilter(text="film")):
        found = [neighbours(empty, pending_id, asked) for pending_id in (first, second, third)]
        assert found == [(third, second), (first, third), (second, first)]
    reject(empty, second, by="root")
    assert neighbours(empty, first, QueueFilter()) == (third, third)
    assert neighbours(empty, second, QueueFilter()) == (first, third)
    reject(empty, third, by="root")
    assert neighbours(empty, first, QueueFilter()) == (None, None)


@pytest.mark.parametrize("sort", SORTS)
def test_the_next_one_is_the_next_of_the_page_in_any_order(small, sort):
    db, _ = small
    asked = QueueFilter(sort=sort)
    shown = [pending_id for entry in read_queue(db, asked).entries for pending_id in entry.ids]
    for here, after in zip(shown, shown[1:] + shown[:1], strict=True):
        assert neighbours(db, here, asked)[1] == after
        assert neighbours(db, after, asked)[0] == here
    reject(db, shown[1], by="root")
    assert next_waiting(db, shown[1], asked) == shown[2]  # a decided file keeps the place that it had


def test_the_best_is_clear_only_where_nothing_but_a_yes_is_needed(empty):
    against = cap("other_part", name=["2"], title=[])
    exact, like = part("title", 100, 50, how="exact"), part("title", 92, 50, how="near")
    years = {"name": None, "title": 1995, "kind": "movie", "first": 1995, "last": 1995}
    no_year, of_ten = cap("no_year", **years, works=1), cap("no_year", **years, works=10)
    far = cap("duration_far", file=9000, title=6000)
    read_as = Evidence("read_as", values={"kind": "movie", "title": "Seven", "year": None, "how": "folder"})
    film_1995 = film("tt0114369", "Seven", 1995, 90)
    offered = {
        "alone": (film_1995, replace(film("tt0000001", "Seven Days", 1995, 60), evidence=(like,))),
        "the title twice": (film_1995, film("tt0000001", "Seven", 1994, 60)),
        "against": (replace(film_1995, evidence=(against,)),),
        "no number": (series("tt0043194", "Dragnet", 1951),),
        "number": (replace(series("tt0043194", "Dragnet", 1951), season=1, episodes=(2,)),),
        "no year": (replace(film_1995, score=75, evidence=(exact, no_year)),),
        "no year, other title": (replace(film_1995, score=75, evidence=(like, no_year)),),
        "no year, and far": (replace(film_1995, score=75, evidence=(exact, no_year, far)),),
        "no year, twin": (film_1995, replace(film_1995, id="tt0000002", evidence=(exact, no_year))),
        "no year, ten films": (replace(film_1995, score=75, evidence=(exact, of_ten)),),
        "by a part of the name": (replace(film_1995, score=75, evidence=(read_as, exact, no_year)),),
        "nothing": (),
    }
    parsed = {"kind": "movie", "title": "Seven", "year": 1995}
    ids = {name: add_file(empty, f"/videos/{name}.mkv", parsed, found) for name, found in offered.items()}
    clear = [name for name, pending_id in ids.items() if read_pending_file(empty, pending_id).clear]
    assert clear == ["alone", "number", "no year"]


def test_one_files_page_knows_its_history_and_its_series(small):
    db, ids = small
    approve(db, ids["film"], "tt0013442", by="ann")
    undo(db, last_about(db, ids["film"]), by="ben")
    lines = [
        (item.action, item.who, item.candidate, item.undone_by is not None)
        for item in decisions_about(db, ids["film"])
    ]
    assert lines == [("undo", "ben", None, False), ("approve", "ann", "imdb:movie:tt0013442", True)]
    page = read_page(db, ids["episode 2"])
    assert (page.series, page.others) == ("sherlock holmes//", 2)
    assert series_ids(db, ids["episode 2"]) == [ids[f"episode {n}"] for n in (1, 2, 3)]
    assert (read_page(db, ids["film"]).series, read_page(db, ids["film"]).others) == (None, 0)
    work = read_page(db, ids["validated"]).work
    assert (work["table"], work["title"], work["year"]) == ("movies", "Metropolis", 1927)


def test_a_row_that_is_not_there_is_not_found(small):
    with pytest.raises(NotFound):
        read_page(small[0], 4242)


def test_the_last_decision_of_a_person_is_theirs_and_stands(small):
    db, ids = small
    assert last_decision_by(db, "ann") is None
    reject(db, ids["none"], by="ann")
    reject(db, ids["markup"], by="ben")
    decision = last_about(db, ids["none"])
    assert last_decision_by(db, "ann") == (decision, ids["none"], "reject", "Garden 2021.mp4")
    assert [item.pending_id for item in standing_decisions_by(db, "ann", 1, decision + 1)] == [ids["none"]]
    undo(db, decision, by="ben")
    assert standing_decisions_by(db, "ann", 1, decision) == []
    assert last_decision_by(db, "ann") is None


def test_a_row_for_machines_is_json_with_what_the_page_shows(small):
    db, ids = small
    row = json.loads(json.dumps(to_dict(read_pending_file(db, ids["film"]))))
    assert row["id"] == ids["film"]
    assert row["path"].endswith("nosferatu.mkv")
    assert [item["id"] for item in row["candidates"]] == ["tt0013442", "tt5040012", "tt0079641"]
    assert row["parsed"]["title"] == "Nosferatu"
    assert (row["reasons"][2]["what"], row["reasons"][2]["note"]) == ("low_score", "score 67 is below 85")
    assert len(row["seen"]) == 16


@pytest.mark.parametrize(
    ("season", "episodes"), [("x", [1]), (1, "x"), (None, None), ([], {}), (1.5, [None]), (True, [True])]
)
def test_numbers_that_are_none_stand_first(empty, season, episodes):
    for value in ({"season": 2, "episodes": [1]}, {"season": season, "episodes": episodes}):
        add_file(empty, f"/v/{value['season']}.mkv", {"kind": "series", "title": "Show", **value})
    (entry,) = read_queue(empty, QueueFilter()).entries
    assert entry.ids == (2, 1)


def test_an_overview_read_earlier_shows_nothing_that_was_decided_since(small):
    db, ids = small
    overview = read_overview(db)
    delete(db, "video_file", 1, reason="test", by="ann")
    reject(db, ids["episode 1"], by="ann")
    entries = read_queue(db, QueueFilter(), overview).entries
    assert entries == read_queue(db, QueueFilter()).entries
    assert ids["episode 1"] not in {key for entry in entries for key in entry.ids}


def test_a_candidate_without_a_score_is_the_last(empty):
    for n, text in enumerate(('[{"id": "tt1"}]', "[]", '[{"score": 10}]')):
        pending_id = add_file(empty, f"/v/{n}.mkv", {"kind": "movie", "title": "x"})
        empty.execute("update pending_validations set candidates_json = ? where id = ?", [text, pending_id])
    found = read_queue(empty, QueueFilter(sort="score")).entries
    assert [entry.files[0].id for entry in found] == [3, 1, 2]


def test_two_series_of_one_name_and_another_year_are_two_entries(empty):
    for key in ("show/1978/", "show/2004/"):
        pending_id = add_file(
            empty, f"/v/{key}.mkv", {"kind": "series", "title": "Show", "season": 1, "episodes": [1]}
        )
        text = json.dumps({"kind": "series", "title": "Show", "series_key": key})
        empty.execute("update pending_validations set parsed_json = ? where id = ?", [text, pending_id])
    assert len(read_queue(empty, QueueFilter()).entries) == 2


def test_a_series_without_a_key_stands_alone(empty):
    "As the rows of an older database do, and those whose name gave nothing."
    for n in (1, 2):
        pending_id = add_file(
            empty, f"/v/{n}.mkv", {"kind": "series", "title": "x"}, (series("tt1", "X", 2000),)
        )
        empty.execute("update pending_validations set parsed_json = null where id = ?", [pending_id])
    assert [entry.is_series for entry in read_queue(empty, QueueFilter()).entries] == [False, False]
    assert series_ids(empty, pending_id) == [pending_id]


@pytest.mark.parametrize("title", ["The Phantom of the Opera", "The “Best” Film", "9"])
def test_the_title_to_search_by_is_the_one_that_the_best_was_found_by(empty, title):
    told = Evidence("read_as", values={"kind": "movie", "title": title, "year": None, "how": "folder"})
    found = replace(film("tt0016220", "Another Title", 1925, 75), evidence=(told,))
    plain = film("tt0016220", "Another Title", 1925, 75)
    ids = [
        add_file(empty, f"/v/{n}/movie.mkv", {"kind": "movie", "title": "movie"}, offered)
        for n, offered in enumerate([(found,), (plain, found), ()])
    ]
    assert [read_pending_file(empty, pending_id).title for pending_id in ids] == [title, "movie", "movie"]
