"""One file is decided on its page: approve, reject, undo, search, type; and where that leads."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.matching.explain import Evidence
from tests.support.places import CHECKOUT
from tests.support.sample_catalogue import add_file, film, make_small, series
from tests.support.site import ROOT, Site, row


def test_approving_an_offered_candidate(site):
    answer = site.post_json("/-/pending/1", {"action": "approve", "candidate": "imdb:movie:tt0013442"})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["id"], found["validation_status"], found["selected_candidate_id"]) == (
        1,
        "validated",
        "tt0013442",
    )
    assert found["path"].endswith("nosferatu.mkv")
    assert found["candidates"][0]["title"] == "Nosferatu"
    assert found["seen"] == row(site, 1)["seen"]


def test_people_are_sent_on_to_the_next_with_a_message(site):
    answer = site.post("/-/pending/1", data={"action": "approve", "candidate": "tt0013442"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/-/pending/2"
    page = site.get("/-/pending/2", ROOT, cookies={"ds_messages": answer.cookies["ds_messages"]})
    assert "Approved: nosferatu.mkv is Nosferatu (1922)." in page.text


def test_reject_and_undo(site):
    assert site.post_json("/-/pending/3", {"action": "reject"}).json()["validation_status"] == "rejected"
    assert "Undo" in site.get("/-/pending/3", ROOT).text
    answer = site.post("/-/pending/3", data={"action": "undo"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/-/pending/3")
    assert row(site, 3)["validation_status"] == "pending"
    assert site.post_json("/-/pending/3", {"action": "undo"}).status_code == 409


def test_what_the_rule_validated_can_be_undone_too(site):
    assert site.post_json("/-/pending/8", {"action": "undo"}).json()["validation_status"] == "pending"


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("tt0017136", "Metropolis"),
        ("https://www.imdb.com/title/tt0017136/?ref_=x", "Metropolis"),
        ("https://www.themoviedb.org/movie/999999-a-garden", "Garden"),
    ],
)
def test_approving_as_an_id_or_address(site, address, title):
    found = site.post_json("/-/pending/3", {"action": "approve", "as": address}).json()
    assert found["validation_status"] == "validated"
    chosen = next(item for item in found["candidates"] if item["id"] == found["selected_candidate_id"])
    assert chosen["title"] == title


def test_an_episode_is_typed_where_the_name_does_not_say_it(site):
    page = site.get("/-/pending/4", ROOT).text
    assert 'name="season"' in page
    assert 'name="season"' not in site.get("/-/pending/5", ROOT).text
    choice = {"action": "approve", "candidate": "tt0043194"}
    assert site.post_json("/-/pending/4", choice).status_code == 400
    done = site.post_json("/-/pending/4", {**choice, "season": "2", "episodes": "3-4"})
    assert done.status_code == 200
    episodes = site.get("/cineorg/episodes.json?_shape=array&season_number=2").json()
    assert [episode["episode_number"] for episode in episodes] == [3, 4]


def shown_as(db, title, parsed=None, *offered):
    "A file whose name has a title but no episode, with its candidates."
    parsed = {"kind": "movie", "title": title, "season": None, "episodes": [], **(parsed or {})}
    return add_file(db, f"/videos/{title}.mkv", parsed, offered)


DRAGNET = series("tt0043194", "Dragnet", 1951)
DRAGNET_FILM = film("tt0092925", "Dragnet", 1987, 67)
KINDS = {"read as a film": "movie", "read as a series": "series", "read as neither": None}


@pytest.fixture
def unnumbered(tmp_path, request):
    "A site with a file whose name gives no episode, read as a film, a series or neither; (site, its page)."
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    pending_id = shown_as(db, "Dragnet x", {"kind": request.param, "season": 3}, DRAGNET_FILM, DRAGNET)
    db.close()
    site = Site([file])
    yield site, f"/-/pending/{pending_id}"
    site.close()


@pytest.mark.parametrize("unnumbered", KINDS.values(), ids=KINDS, indirect=True)
@pytest.mark.parametrize(
    "choice",
    [
        {"candidate": "imdb:series:tt0043194"},
        {"as": "tvdb:series:77777"},
        {"as": "tt99999999"},
        {"title": "Our Show", "kind": "series"},
    ],
    ids=["candidate", "series id", "unknown id", "own work"],
)
def test_a_series_can_be_chosen_whatever_the_name_was_read_as(unnumbered, choice):
    site, path = unnumbered
    page = site.get(path, ROOT).text
    assert page.count('name="episodes"') == 3  # candidates, paste, own work
    fields = re.findall(r'<input[^>]* name="(?:season|episodes)"[^>]*>', page)
    assert ["required" in field for field in fields] == [False] * 6
    done = site.post_json(path, {"action": "approve", **choice, "season": "2", "episodes": "7"})
    assert (done.status_code, done.json()["validation_status"]) == (200, "validated")
    episodes = site.get("/cineorg/episodes.json?_shape=array&season_number=2").json()
    assert [episode["episode_number"] for episode in episodes] == [7]


@pytest.mark.parametrize("unnumbered", KINDS.values(), ids=KINDS, indirect=True)
@pytest.mark.parametrize(
    "numbers", [{}, {"season": "3", "episodes": ""}, {"season": "2", "episodes": "7"}, {"episodes": "x"}]
)
def test_a_film_is_asked_for_no_episode_and_what_is_typed_is_ignored(unnumbered, numbers):
    site, path = unnumbered
    done = site.post_json(path, {"action": "approve", "candidate": "imdb:movie:tt0092925", **numbers})
    assert (done.status_code, done.json()["selected_candidate_id"]) == (200, "tt0092925")
    chosen = next(item for item in done.json()["candidates"] if item["id"] == "tt0092925")
    assert (chosen["season"], chosen["episodes"]) == (None, None)


def test_a_work_found_by_searching_asks_for_its_episode_and_links_to_its_page(site):
    page = site.get("/-/pending/3?title=bonanza", ROOT).text
    found = page.partition('id="found"')[2].partition("co-others")[0]
    assert 'name="episodes"' in found
    assert re.search(r'<a href="https://www.imdb.com/title/tt\d+/" rel="noreferrer">IMDb tt\d+</a>', found)
    assert "Same title" in found


UNKNOWN = [
    ("tt99999999", "tt99999999"),
    ("https://www.themoviedb.org/movie/999999-a-garden", "tmdb:999999"),
    ("tvdb:movie:99", "tvdb:99"),
]


@pytest.mark.parametrize(("address", "id"), UNKNOWN)
def test_an_id_that_the_title_database_does_not_hold_is_said_to_be_so(site, address, id):
    answer = site.post("/-/pending/3", data={"action": "approve", "as": address})
    told = site.get("/-/pending/4", ROOT, cookies={"ds_messages": answer.cookies["ds_messages"]}).text
    kept = "it was stored with the title and year from the file name: Garden (2021)."
    assert f"{id} is not in this title database; {kept}" in told
    assert 'class="message-warning"' in told
    chosen = row(site, 3)["candidates"][0]
    assert [item["what"] for item in chosen["evidence"]] == ["id_unknown"]
    assert "The title database does not have this id" in site.get("/-/pending/3", ROOT).text


def test_the_shell_says_so_too(tmp_path):
    make_small(tmp_path / "cineorg.db")
    shell = [sys.executable, "-m", "cineorg_catalog", "--db", str(tmp_path / "cineorg.db"), "approve", "3"]
    told = subprocess.run([*shell, "--as", "tt99999999"], capture_output=True, text=True, cwd=CHECKOUT)
    assert told.returncode == 0
    assert "tt99999999 is not in this title database" in told.stdout + told.stderr


def test_an_id_that_is_known_is_told_without_a_warning(site):
    answer = site.post("/-/pending/3", data={"action": "approve", "as": "tt0017136"})
    told = site.get("/-/pending/4", ROOT, cookies={"ds_messages": answer.cookies["ds_messages"]}).text
    assert "message-warning" not in told
    assert row(site, 3)["candidates"][0]["evidence"] == []


def test_rejecting_says_that_it_is_for_one_file(site):
    assert "Only this file leaves the queue" in site.get("/-/pending/5", ROOT).text
    assert "Only this file" not in site.get("/-/pending/1", ROOT).text


def test_far_behind_is_said_only_of_what_is_clearly_behind(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    against = (Evidence("twin", "against", stored="fits as well: another"),)
    leads = film("tt1", "Seven", 1995, 90)
    behind = replace(film("tt2", "Seven Days", 1995, 60), evidence=())
    shown_as(db, "clear one", None, leads, behind)
    shown_as(db, "twin one", None, replace(leads, evidence=(*leads.evidence, *against)), behind)
    db.close()
    site = Site([file])
    for text, said in (("clear one", True), ("twin one", False)):
        page = site.get(f"/-/pending?text={text}", ROOT).text
        assert "and 1 more" in page
        assert ("far behind" in page) is said
    site.close()


def test_one_searches_by_the_title_that_the_best_candidate_was_found_by(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    values = {"kind": "movie", "title": "The Phantom of the Opera", "year": 1925, "how": "folder"}
    told = Evidence("read_as", values=values)
    found = film("tt0016220", "The Phantom of the Opera", 1925, 100)
    shown_as(db, "movie", None, replace(found, evidence=(told, *found.evidence)))
    db.close()
    site = Site([file])
    page = site.get("/-/pending?text=movie.mkv", ROOT).text
    path = re.search(r'href="(/-/pending/\d+)', page)[1]
    forms = site.get(path, ROOT).text.partition("co-others")[2]
    assert forms.count('value="The Phantom of the Opera"') == 2
    site.close()


def test_a_work_in_no_database_is_kept_as_typed(site):
    typed = {"action": "approve", "title": " Our  Garden\n", "year": "2021", "kind": "movie"}
    found = site.post_json("/-/pending/3", typed).json()
    assert found["validation_status"] == "validated"
    assert (found["candidates"][0]["source"], found["candidates"][0]["title"]) == ("manual", "Our Garden")
    (work,) = site.get("/cineorg/movies.json?_shape=array&title=Our+Garden").json()
    assert (work["year"], work["imdb_id"]) == (2021, None)


def test_a_second_search_offers_works_to_approve(site):
    page = site.get("/-/pending/3?title=Metropolis&year=1927", ROOT).text
    assert "Found for “Metropolis” (1927)" in page
    assert 'name="as" value="tt0017136"' in page
    assert site.post_json("/-/pending/3", {"action": "approve", "as": "tt0017136"}).status_code == 200


def test_a_filter_is_kept_from_one_decision_to_the_next(site):
    answer = site.post("/-/pending/1?reason=twin&sort=score", data={"action": "reject"})
    assert answer.headers["location"] == "/-/pending/5?reason=twin&sort=score"
    page = site.get("/-/pending/5?reason=twin", ROOT).text
    assert 'action="/-/pending/5?reason=twin"' in page
    assert 'href="/-/pending/6?reason=twin"' in page


@pytest.mark.parametrize(
    "choice",
    [
        {"action": "approve", "candidate": "tt2"},
        {"action": "approve", "title": "Own", "year": "2001", "kind": "movie"},
        {"action": "approve", "as": "tt0017136"},
        {"action": "reject"},
    ],
    ids=json.dumps,
)
def test_the_next_file_is_the_next_of_the_order_whatever_was_chosen(tmp_path, choice):
    "A work that is put among the offered ones has another score; the order is the one that was shown."
    from tests.support.sample_catalogue import add_file, film

    make_small(tmp_path / "cineorg.db")
    db = connect(tmp_path / "cineorg.db")
    _, second, third, _ = (
        add_file(
            db,
            f"/v/{score}.mkv",
            {"kind": "movie", "title": f"Ordered {score}"},
            (film("tt2", "x", 1, score),),
        )
        for score in (90, 80, 70, 60)
    )
    db.close()
    site = Site([tmp_path / "cineorg.db"])
    page = f"/-/pending/{second}?text=ordered&sort=score"
    assert site.post(page, data=choice).headers["location"] == f"/-/pending/{third}?text=ordered&sort=score"
    site.close()
