"""The HTTP contract of the approval pages: who may, what is answered, and that nothing ever breaks."""

import json
import re
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cineorg_catalog.candidates import Evidence
from cineorg_catalog.database import connect
from cineorg_catalog.waiting import read_waiting
from tests.support.places import CHECKOUT, METADATA
from tests.support.sample_catalogue import MARKUP, add_file, film, make_small, series
from tests.support.site import ROOT, STRANGER, Site, metadata, serving

ROUTES = ("/-/pending", "/-/pending/1", "/-/pending/999", "/-/pending/abc")
PICTURES = ("/-/poster/movie/1", "/-/poster/video_file/1", "/-/poster/series/99", "/-/poster/trash/1")


@pytest.fixture
def site(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    site = Site([file])
    yield site
    site.close()


def row(site: Site, pending_id: int) -> dict:
    return site.get(f"/-/pending/{pending_id}", ROOT, headers={"accept": "application/json"}).json()


def decisions(site: Site) -> int:
    path = site.datasette.databases["cineorg"].path
    with sqlite3.connect(path) as db:
        return db.execute("select count(*) from decisions").fetchone()[0]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize(("name", "actor"), [("anonymous", None), ("stranger", STRANGER)])
def test_who_may_not_decide_gets_403_for_everything(site, path, method, name, actor):
    before = decisions(site)
    answer = site.request(method, path, actor, data={"action": "reject"} if method == "POST" else None)
    assert answer.status_code == 403
    assert "<form" not in answer.text.replace('<form action="/-/logout"', "")
    assert decisions(site) == before


def test_every_route_of_ours_is_among_those_walked():
    import cineorg_review

    patterns = [pattern for pattern, _ in cineorg_review.register_routes()]
    walked = {
        pattern: [path for path in ROUTES + PICTURES if re.match(pattern, path)] for pattern in patterns
    }
    assert walked == {
        r"^/-/pending$": list(ROUTES[:1]),
        r"^/-/pending/(?P<id>[^/]*)$": list(ROUTES[1:]),
        r"^/-/poster/(?P<kind>[^/]*)/(?P<id>[^/]*)$": list(PICTURES),
    }


@pytest.mark.parametrize("path", PICTURES)
@pytest.mark.parametrize("actor", [None, STRANGER, ROOT], ids=["anonymous", "stranger", "approver"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_route_of_pictures_writes_nothing_for_anybody(site, path, method, actor):
    before = decisions(site)
    answer = site.request(method, path, actor, data={"action": "reject"} if method == "POST" else None)
    known = "trash" not in path
    assert answer.status_code == (405 if known and method not in ("GET", "HEAD") else 404)
    assert decisions(site) == before


def test_nothing_of_the_form_is_shown_to_others_anywhere(site):
    for actor in (None, STRANGER):
        for path in ("/", "/cineorg", "/cineorg/pending_validations", "/cineorg/pending_validations/1"):
            assert 'action="/-/pending' not in site.get(path, actor).text
        assert "Waiting for a decision" not in site.get("/", actor).text
    assert "Waiting for a decision" in site.get("/", ROOT).text


def with_password(file, **options) -> Site:
    from datasette_auth_passwords.utils import hash_password

    passwords = {"datasette-auth-passwords": {"root_password_hash": hash_password("open sesame")}}
    return Site([file], metadata={**metadata(), "plugins": passwords}, **options)


def log_in_by_form(site, password="open sesame", **cookies):
    token = site.get("/").cookies.get("ds_csrftoken") or site.get("/-/login").cookies["ds_csrftoken"]
    fields = {"username": "root", "password": password, "csrftoken": token}
    return site.request("POST", "/-/login", data=fields, cookies={"ds_csrftoken": token, **cookies})


def test_who_is_not_let_in_is_told_how_to_get_in(tmp_path, site):
    refused = site.get("/-/pending/1")
    assert refused.status_code == 403
    for told in ("cineorg-load serve --root", "cineorg-load serve --set-password"):
        assert told in refused.text
    assert "/-/login" not in refused.text
    locked = with_password(tmp_path / "cineorg.db")
    assert 'href="/-/login"' in locked.get("/-/pending/1").text
    for answer in (site.get("/-/pending", STRANGER), locked.get("/-/pending", STRANGER)):
        assert answer.status_code == 403
        assert "You are logged in as <b>eve</b>" in answer.text
        assert "metadata.yml" in answer.text
        assert "/-/login" not in answer.text
    for actor in (None, STRANGER):
        for path in ROUTES:
            text = locked.get(path, actor).text
            assert not [name for name in ("Nosferatu", "nosferatu", "Sherlock", "decided") if name in text]
    locked.close()


def test_datasettes_own_refusals_say_so_too(tmp_path):
    make_small(tmp_path / "cineorg.db")
    site = Site([tmp_path / "cineorg.db"], metadata={"databases": {"cineorg": {"allow": {"id": "root"}}}})
    refused = site.get("/cineorg/movies")
    assert refused.status_code == 403
    assert "cineorg-load serve --root" in refused.text
    assert "Metropolis" not in refused.text
    assert site.get("/cineorg/movies", headers={"accept": "application/json"}).json()["status"] == 403
    site.close()


def test_without_a_password_the_login_page_leads_to_what_says_how_to_get_in(site):
    answer = site.get("/-/login")
    assert (answer.status_code, answer.headers["location"]) == (302, "/-/pending")


@pytest.mark.parametrize("base", ["", "/films"], ids=["plain", "base_url"])
@pytest.mark.parametrize("page", ["/-/pending", "/-/pending/6?reason=twin&sort=score"])
def test_logging_in_leads_to_the_page_that_was_wanted(tmp_path, base, page):
    make_small(tmp_path / "cineorg.db")
    site = with_password(tmp_path / "cineorg.db", settings={"base_url": f"{base}/"})
    refused = site.get(page)
    assert "httponly" in refused.headers["set-cookie"].lower()
    wanted = refused.cookies["cineorg_wanted"]
    wrong = log_in_by_form(site, "wrong", cineorg_wanted=wanted)
    assert (wrong.status_code, "ds_actor" in wrong.cookies) == (200, False)
    answer = log_in_by_form(site, cineorg_wanted=wanted)
    assert (answer.status_code, answer.headers["location"]) == (302, base + page)
    assert "ds_actor" in answer.cookies
    assert "cineorg_wanted=; Max-Age=0" in str(answer.headers)
    assert log_in_by_form(site).headers["location"] == f"{base}/"
    site.close()


@pytest.mark.parametrize(
    "wanted",
    [
        *(
            "https://evil.example/",
            "//evil.example/-/pending",
            "/-/pending/../../x",
            "/-/pending//evil.example",
        ),
        *(
            "/-/pendingx",
            "/-/logout",
            "/-/pending/1%0d%0aset-cookie:x=y",
            "/-/pending%5c",
            "x" * 3000,
            "%ff",
            "",
        ),
    ],
)
def test_logging_in_leads_nowhere_else(tmp_path, wanted):
    make_small(tmp_path / "cineorg.db")
    site = with_password(tmp_path / "cineorg.db")
    assert log_in_by_form(site, cineorg_wanted=wanted).headers["location"] == "/"
    site.close()


def test_the_footer_names_the_sources_as_on_datasettes_own_pages(site):
    for path in ("/", "/-/pending", "/-/pending/1", "/-/pending/abc"):
        assert "Information courtesy of IMDb" in site.get(path, ROOT).text


@pytest.mark.parametrize(
    ("name", "allow", "actor", "may"),
    [
        ("no settings: root", None, ROOT, True),
        ("no settings: stranger", None, STRANGER, False),
        ("no settings: anonymous", None, None, False),
        ("another person", {"allow": {"id": "eve"}}, STRANGER, True),
        ("another person, not root", {"allow": {"id": "eve"}}, ROOT, False),
        ("a role", {"allow": {"role": "staff"}}, {"id": "x", "role": "staff"}, True),
        ("null opens no door", {"allow": None}, ROOT, False),
        ("false: nobody", {"allow": False}, ROOT, False),
        ("empty: nobody", {"allow": {}}, ROOT, False),
        ("text is no block", {"allow": "root"}, ROOT, False),
        ("true: whoever is logged in", {"allow": True}, STRANGER, True),
        ("true: not the anonymous", {"allow": True}, None, False),
        ("unauthenticated: not the anonymous", {"allow": {"unauthenticated": True}}, None, False),
        ("other settings only", {"other": 1}, ROOT, True),
        ("an actor without id", {"allow": {"role": "staff"}}, {"role": "staff"}, True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_allow_block_says_who_decides(tmp_path, name, allow, actor, may):
    file = tmp_path / "cineorg.db"
    make_small(file)
    plugins = {} if allow is None else {"cineorg_review": allow}
    site = Site([file], metadata={**metadata(), "plugins": plugins})
    assert site.get("/-/pending", actor).status_code == (200 if may else 403)
    site.close()


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
    "A file whose name gives a title and no episode, with the works that it may be."
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
    assert re.search(r'<a href="https://www.imdb.com/title/tt\d+/" rel="noreferrer">imdb tt\d+</a>', found)
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
    kept = "kept under it with the title and year of the name, Garden (2021)."
    assert f"{id} is not in the title database here; {kept}" in told
    assert 'class="message-warning"' in told
    chosen = row(site, 3)["candidates"][0]
    assert [item["what"] for item in chosen["evidence"]] == ["id_unknown"]
    assert "Not in the title database here" in site.get("/-/pending/3", ROOT).text


def test_the_shell_says_so_too(tmp_path):
    make_small(tmp_path / "cineorg.db")
    shell = [sys.executable, "-m", "cineorg_catalog", "--db", str(tmp_path / "cineorg.db"), "approve", "3"]
    told = subprocess.run([*shell, "--as", "tt99999999"], capture_output=True, text=True, cwd=CHECKOUT)
    assert told.returncode == 0
    assert "tt99999999 is not in the title database here" in told.stdout + told.stderr


def test_an_id_that_is_known_is_told_without_a_warning(site):
    answer = site.post("/-/pending/3", data={"action": "approve", "as": "tt0017136"})
    told = site.get("/-/pending/4", ROOT, cookies={"ds_messages": answer.cookies["ds_messages"]}).text
    assert "message-warning" not in told
    assert row(site, 3)["candidates"][0]["evidence"] == []


MISTAKES = [
    ({"as": "rubbish"}, ['id="co-as" name="as" value="rubbish"', "is no id or address"]),
    ({"as": "tt0043194", "season": "9"}, ['value="tt0043194"', 'size="3" value="9"', "Give the episode too"]),
    ({"candidate": "tt0043194", "episodes": "x-y"}, ['value="x-y"', "is no episode"]),
    ({"candidate": "tt0043194"}, ["give its season and episode"]),
    (
        {"title": "Mine", "year": "19x5", "kind": "series"},
        ['value="Mine"', 'value="19x5"', 'value="series" selected', "is no year"],
    ),
    ({"title": '"><b>', "year": "1"}, ["&#34;&gt;&lt;b&gt;"]),
]


@pytest.mark.parametrize(("typed", "shown"), MISTAKES, ids=[str(typed) for typed, _ in MISTAKES])
def test_a_mistake_is_told_on_the_files_own_page_with_what_was_typed(site, typed, shown):
    answer = site.post("/-/pending/4?sort=size", data={"action": "approve", **typed})
    assert answer.status_code == 400
    assert answer.text.count('role="alert"') == 1
    assert "<title>Dragnet - The Big Crime.mkv</title>" in answer.text
    assert 'action="/-/pending/4?sort=size"' in answer.text
    for text in shown:
        assert text in answer.text.replace("&#39;", "'")
    assert "<b>" not in answer.text.partition("co-own-title")[2].partition("</form>")[0]


def test_a_film_for_a_whole_series_is_refused_with_the_box_still_ticked(site):
    answer = site.post("/-/pending/5", data={"action": "approve", "as": "tt0017136", "scope": "series"})
    assert answer.status_code == 400
    assert "only a series settles several files" in answer.text
    assert 'value="series" checked' in answer.text


def test_of_several_the_one_that_cannot_be_approved_is_named_and_the_others_stay_chosen(site):
    form = {"action": "approve", "id": ["5,6,7", "4", "1"]}
    answer = site.post("/-/pending", data=form)
    assert answer.status_code == 400
    alert = re.search(r'role="alert">([^<]*)', answer.text)[1]
    assert "Nothing was decided, because of Dragnet - The Big Crime.mkv." in alert
    assert "press again for the others" in alert
    ticked = re.findall(r'name="id" value="([\d,]+)"[^>]* checked>', answer.text)
    assert ticked == ["1", "5,6,7"]
    assert row(site, 5)["validation_status"] == "pending"
    leaderless = site.post("/-/pending", data={"action": "approve", "id": ["5,6,7", "1"]})
    assert leaderless.status_code == 409
    assert "because of nosferatu.mkv. No candidate of it leads; open it to choose one." in leaderless.text
    assert site.post("/-/pending", data={"action": "approve", "id": ["5,6,7"]}).status_code == 303


def test_choosing_none_is_told_on_the_queue(site):
    answer = site.post("/-/pending", data={"action": "approve"})
    assert answer.status_code == 400
    assert "Choose at least one file" in answer.text
    assert answer.text.count('class="co-entry"') == 5


def test_an_empty_queue_leads_on(site):
    waiting_ids = [
        str(item["id"])
        for item in site.get("/-/pending", ROOT, headers={"accept": "application/json"}).json()["files"]
    ]
    assert site.post("/-/pending", data={"action": "reject", "id": waiting_ids}).status_code == 303
    page = site.get("/-/pending", ROOT).text.partition("Nothing waits")[2]
    for path in ("/", "/cineorg/recent"):
        assert f'href="{path}"' in page
        assert site.get(path, ROOT).status_code == 200


def test_rejecting_says_that_it_is_for_one_file(site):
    assert "This file alone waits no longer then" in site.get("/-/pending/5", ROOT).text
    assert "This file alone" not in site.get("/-/pending/1", ROOT).text


def test_far_behind_is_said_only_of_what_is_clearly_behind(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    against = (Evidence("twin", note="fits as well: another", against=True),)
    leads = film("tt1", "Seven", 1995, 90)
    behind = film("tt2", "Seven Days", 1995, 60)
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
    told = Evidence("read_as", note="a film “The Phantom of the Opera”, 1925 (the folder)")
    found = film("tt0016220", "The Phantom of the Opera", 1925, 100)
    shown_as(db, "movie", None, replace(found, evidence=(told, *found.evidence)))
    db.close()
    site = Site([file])
    page = site.get("/-/pending?text=movie.mkv", ROOT).text
    path = re.search(r'href="(/-/pending/\d+)', page)[1]
    forms = site.get(path, ROOT).text.partition("co-others")[2]
    assert forms.count('value="The Phantom of the Opera"') == 2
    site.close()


REFUSALS = [
    ("no action", 1, {}, 400),
    ("unknown action", 1, {"action": "destroy"}, 400),
    ("approve without a choice", 1, {"action": "approve"}, 400),
    ("two choices", 1, {"action": "approve", "candidate": "tt0013442", "as": "tt0013442"}, 400),
    ("a candidate never offered", 1, {"action": "approve", "candidate": "tt0000001"}, 400),
    ("no address", 1, {"action": "approve", "as": "javascript:alert(1)"}, 400),
    ("a NUL in it", 1, {"action": "approve", "candidate": "tt\0"}, 400),
    ("odd episode", 4, {"action": "approve", "candidate": "tt0043194", "season": "1", "episodes": "x"}, 400),
    ("season alone", 4, {"action": "approve", "candidate": "tt0043194", "season": "1"}, 400),
    ("endless episodes", 4, {"action": "approve", "candidate": "tt0043194", "episodes": "1-99999"}, 400),
    ("no such row", 999, {"action": "reject"}, 404),
    ("decided already", 8, {"action": "reject"}, 409),
    ("approved already", 8, {"action": "approve", "candidate": "tt0017136"}, 409),
    ("nothing to undo", 1, {"action": "undo"}, 409),
    ("a stale page", 1, {"action": "reject", "seen": "0123456789abcdef"}, 409),
    ("a stale undo", 8, {"action": "undo", "seen": "0123456789abcdef"}, 409),
]


@pytest.mark.parametrize(
    ("name", "pending_id", "data", "status"), REFUSALS, ids=[case[0] for case in REFUSALS]
)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_cannot_be_done_changes_nothing(site, name, pending_id, data, status, accept):
    before = decisions(site)
    answer = site.post(f"/-/pending/{pending_id}", data=data, headers={"accept": accept})
    assert answer.status_code == status
    assert decisions(site) == before
    if accept == "application/json":
        assert answer.json()["error"]
    else:
        assert 'role="alert"' in answer.text
        assert "content-security-policy" in answer.headers


def test_a_bare_id_that_fits_two_candidates_is_refused(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    twice = (
        film("603", "The Matrix", 1999, 90, source="tmdb"),
        film("603", "Another", 1999, 60, source="manual"),
    )
    pending_id = add_file(db, "/videos/603.mkv", {"kind": "movie", "title": "603"}, twice)
    db.close()
    site = Site([file])
    path = f"/-/pending/{pending_id}"
    assert site.post_json(path, {"action": "approve", "candidate": "603"}).status_code == 409
    assert site.post_json(path, {"action": "approve", "candidate": "tmdb:movie:603"}).status_code == 200
    site.close()


def test_a_page_that_was_overtaken_is_told_so(site):
    seen = row(site, 1)["seen"]
    first = {"action": "approve", "candidate": "tt0013442", "seen": seen}
    assert site.post_json("/-/pending/1", first).status_code == 200
    late = site.post("/-/pending/1", data={"action": "reject", "seen": seen})
    assert late.status_code == 409
    assert "was approved by root since you were shown it" in late.text
    assert 'href="/-/pending/1"' in late.text


@pytest.mark.parametrize(
    "change",
    [
        "parsed_json = json_set(parsed_json, '$.episodes', json('[9]'))",
        "candidates_json = replace(candidates_json, 'tt0046643', 'tt9999999')",
        "parsed_json = x'00ff'",
    ],
)
def test_a_page_of_what_was_read_or_offered_otherwise_is_stale(site, tmp_path, change):
    seen = row(site, 5)["seen"]
    with sqlite3.connect(tmp_path / "cineorg.db") as db:
        db.execute(f"update pending_validations set {change} where id = 5")
    late = {"action": "approve", "candidate": "tt0086661", "seen": seen}
    assert site.post("/-/pending/5", data=late).status_code == 409
    assert decisions(site) == 2
    assert site.get("/-/pending/5", ROOT).status_code == 200


BODIES = [
    ("JSON", "application/json", b'{"action": "reject"}', 415),
    ("multipart", "multipart/form-data; boundary=x", b"--x--", 415),
    ("multipart without boundary", "multipart/form-data", b"--x--", 415),
    ("no type", "", b"action=reject", 415),
    ("text", "text/plain", b"action=reject", 415),
    ("not UTF-8", "application/x-www-form-urlencoded", b"action=\xff\xfe&csrftoken=\xff", 403),
    ("empty", "application/x-www-form-urlencoded", b"", 403),
    ("1 MB", "application/x-www-form-urlencoded", b"action=" + b"x" * 1_000_000, 400),
    ("1 MB of names", "application/x-www-form-urlencoded", b"a=1&" * 250_000, 400),
    ("charset named", "application/x-www-form-urlencoded; charset=utf-8", b"action=reject", 403),
]


@pytest.mark.parametrize(("name", "kind", "body", "status"), BODIES, ids=[case[0] for case in BODIES])
@pytest.mark.parametrize("path", ["/-/pending", "/-/pending/1"])
def test_bodies_that_are_no_form_of_ours(site, path, name, kind, body, status):
    before = decisions(site)
    answer = site.request("POST", path, ROOT, content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert decisions(site) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"x-csrftoken": b"\xe9"},
        {"cookie": b"ds_actor=\xff\xfe"},
        {"cookie": b"a[]=1; =; ;;;x"},
        {"authorization": b"Basic \xff"},
        {"authorization": b"Basic x"},
        {"authorization": b"Bearer dstok_x"},
        {"accept": b"\xff"},
        {"content-type": b"\xff"},
        {"sec-fetch-site": b"\xff"},
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_headers_that_cannot_be_read_are_no_500(site, headers, method):
    for path in ("/-/pending", "/-/pending/1"):
        call = site.datasette.client.request(method, path, headers=headers)
        assert site._runner.run(call).status_code in (400, 403)


ODD_PATHS = [
    "abc", "99999999999999999999", "-1", "%00", "0", "1.0", "1%20", "%2e%2e", "%F0%9F%8E%AC", "1;2", "%ff",
    "٣", "",
    "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_PATHS)
def test_odd_ids_are_not_found(site, text):
    answer = site.get(f"/-/pending/{text}", ROOT)
    assert answer.status_code in (404, 302)  # Datasette takes a closing slash away
    if text:
        assert site.post(f"/-/pending/{text}", data={"action": "reject"}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=999999999",
        "page=x",
        "sort=drop",
        "reason='",
        "series=%00",
        "text=%25_%27",
        "text=" + "x" * 3000,
    ],
)
def test_odd_filters_are_passed_over(site, query):
    assert site.get(f"/-/pending?{query}", ROOT).status_code == 200
    assert site.get(f"/-/pending/1?{query}", ROOT).status_code == 200


def test_other_methods_are_405_and_head_answers_as_get(site):
    for path in ("/-/pending", "/-/pending/1"):
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = site.request(method, path, ROOT, cookies={"ds_csrftoken": "x"})
            assert answer.status_code == 405
            assert answer.headers["allow"] == "HEAD, GET, POST"
        assert site.request("HEAD", path, ROOT).status_code == 200


def test_a_post_from_another_site_decides_nothing(site):
    "The browser would send the cookies, yet not a page's token."
    token = site.token()
    form = {"action": "reject"}
    attempts = [
        site.request("POST", "/-/pending/1", ROOT, data=form),
        site.request("POST", "/-/pending/1", ROOT, data=form, cookies={"ds_csrftoken": token}),
        site.request(
            "POST", "/-/pending/1", ROOT, data={**form, "csrftoken": "guess"}, cookies={"ds_csrftoken": token}
        ),
        site.request(
            "POST", "/-/pending/1", ROOT, data={**form, "csrftoken": "é"}, cookies={"ds_csrftoken": token}
        ),
        site.request("POST", "/-/pending/1", ROOT, data={**form, "csrftoken": token}),
        site.request("POST", "/-/pending/1", data=form),
        site.request(
            "POST", "/-/pending/1", data={**form, "csrftoken": token}, cookies={"ds_csrftoken": token}
        ),
        site.post("/-/pending/1", data=form, headers={"sec-fetch-site": "cross-site"}),
        site.post("/-/pending/1", data=form, headers={"sec-fetch-site": "same-site"}),
    ]
    assert [answer.status_code for answer in attempts] == [403] * len(attempts)
    assert row(site, 1)["validation_status"] == "pending"
    assert site.post("/-/pending/1", data=form, headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_only_our_routes_do_without_datasettes_own_check(site):
    import cineorg_review

    ours = ["/-/pending", "/-/pending/1", "/-/pending/", "/-/poster/movie/1"]
    others = [
        "/",
        "/-/logout",
        "/-/pendingx",
        "/-/pending/1/2",
        "/x/-/pending",
        "/cineorg/-/pending/1",
        "/-/messages",
        "/-/poster/movie",
        "/-/poster/movie/1/2",
    ]
    skipped = [path for path in ours + others if cineorg_review.skip_csrf(site.datasette, {"path": path})]
    assert skipped == ours


def test_names_with_markup_stay_text(site):
    for path in ("/-/pending", "/-/pending/2"):
        page = site.get(path, ROOT).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    answer = site.get("/-/pending/2", ROOT, headers={"accept": "application/json"})
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["parsed"]["title"] == MARKUP


def test_our_pages_send_their_policy_and_datasettes_are_left_alone(site):
    for path in ("/-/pending", "/-/pending/1", "/-/pending/abc"):
        answer = site.get(path, ROOT)
        policy = answer.headers["content-security-policy"]
        for rule in ("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
            assert rule in policy
        assert "unsafe" not in policy
        assert "no-store" in answer.headers["cache-control"]
    assert "content-security-policy" not in site.get("/cineorg", ROOT).headers


def test_the_style_and_script_files_are_there(site):
    page = site.get("/-/pending/1", ROOT).text
    for address in re.findall(r'(?:href|src)="(/-/static-plugins/[^"]+)"', page):
        assert site.get(address).status_code == 200


def test_several_are_decided_at_once_or_none(site):
    several = {"action": "reject", "id": ["1", "3"]}
    done = site.post_json("/-/pending", several)
    assert [item["validation_status"] for item in done.json()] == ["rejected", "rejected"]
    again = site.post_json("/-/pending", {"action": "reject", "id": ["2", "3"]})
    assert again.status_code == 409
    assert row(site, 2)["validation_status"] == "pending"
    assert site.post_json("/-/pending", {"action": "reject"}).status_code == 400
    assert site.post_json("/-/pending", {"action": "reject", "id": ["2", "x"]}).status_code == 400
    assert site.post_json("/-/pending", {"action": "reject", "id": ["999"]}).status_code == 404


def test_several_are_approved_where_one_candidate_leads(site):
    ids = {"action": "approve", "id": ["5", "6"]}
    assert site.post("/-/pending", data=ids).headers["location"] == "/-/pending"
    assert row(site, 6)["selected_candidate_id"] == "tt0046643"
    assert site.post_json("/-/pending", {"action": "approve", "id": ["1", "7"]}).status_code == 409
    assert row(site, 7)["validation_status"] == "pending"


def test_a_series_is_settled_at_once(site):
    choice = {"action": "approve", "candidate": "imdb:series:tt0046643", "scope": "series"}
    answer = site.post("/-/pending/6", data=choice)
    assert answer.headers["location"] == "/-/pending/1"
    states = [row(site, key) for key in (5, 6, 7)]
    assert {state["selected_candidate_id"] for state in states} == {"tt0046643"}
    numbers = site.get("/cineorg/episodes.json?_shape=array&series_id=2").json()
    assert sorted(episode["episode_number"] for episode in numbers) == [1, 2, 3]
    assert row(site, 4)["validation_status"] == "pending"


EVE = STRANGER  # who is let in here
AT_ONCE = {"action": "approve", "candidate": "imdb:series:tt0046643", "scope": "series"}


@pytest.fixture
def shared(tmp_path):
    "A site with two people who decide."
    make_small(tmp_path / "cineorg.db")
    both = {"cineorg_review": {"allow": {"id": ["root", "eve"]}}}
    site = Site([tmp_path / "cineorg.db"], metadata={**metadata(), "plugins": both})
    yield site
    site.close()


def offered(site, actor, kept="", path="/-/pending"):
    "What the page's Undo would send: (address, decisions), or None where nothing is offered."
    page = site.get(path, actor, cookies={"cineorg_last": kept}).text
    form = re.search(r'<form class="co-undo-last" method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    return form and (form[1], re.findall(r'name="decision" value="([^"]+)"', form[2])[0])


def statuses(site, *ids):
    return [row(site, key)["validation_status"] for key in ids]


def chosen(site, *ids):
    return [row(site, key)["selected_candidate_id"] for key in ids]


def test_what_was_decided_at_once_is_offered_to_undo_at_once_to_that_person_only(shared):
    site = shared
    kept = site.post("/-/pending/6", data=AT_ONCE).cookies["cineorg_last"]
    assert offered(site, ROOT, kept) == ("/-/pending", "3,4,5")
    for forged in ("", kept[:-1], "3-5"):
        assert offered(site, ROOT, forged) == ("/-/pending/7", "5")
    assert offered(site, EVE, kept) is None
    site.post("/-/pending/1", EVE, data={"action": "reject"})
    assert offered(site, EVE, kept, "/-/pending/2") == ("/-/pending/1", "6")
    undone = site.post("/-/pending", data={"action": "undo", "decision": "3,4,5"})
    assert "Max-Age=0" in undone.headers["set-cookie"]
    assert statuses(site, 5, 6, 7) == ["pending"] * 3


def test_undo_takes_back_no_other_persons_decision_of_a_series(shared):
    site = shared
    kept = site.post("/-/pending/6", data=AT_ONCE).cookies["cineorg_last"]
    address, decisions_sent = offered(site, ROOT, kept)
    site.post("/-/pending/6", EVE, data={"action": "undo"})
    site.post("/-/pending/6", EVE, data={"action": "approve", "candidate": "tt0086661"})
    before = decisions(site)
    late = site.post(address, data={"action": "undo", "decision": decisions_sent})
    assert late.status_code == 409
    assert "was undone since, by eve" in late.text
    assert re.search("cineorg_last=[^;]*; .*Max-Age=0", late.headers["set-cookie"])
    assert decisions(site) == before
    assert chosen(site, 5, 6, 7) == ["tt0046643", "tt0086661", "tt0046643"]
    address, decisions_sent = offered(site, ROOT, kept)  # what still stands, of this person
    assert site.post(address, data={"action": "undo", "decision": decisions_sent}).status_code == 303
    assert chosen(site, 5, 6, 7) == [None, "tt0086661", None]


def test_undo_takes_back_no_other_persons_decision_of_one_file(shared):
    site = shared
    site.post("/-/pending/1", data={"action": "approve", "candidate": "tt0013442"})
    address, decision = offered(site, ROOT)
    site.post("/-/pending/1", EVE, data={"action": "undo"})
    site.post("/-/pending/1", EVE, data={"action": "approve", "candidate": "tt5040012"})
    before = decisions(site)
    assert site.post(address, data={"action": "undo", "decision": decision}).status_code == 409
    assert (chosen(site, 1), decisions(site)) == (["tt5040012"], before)
    assert offered(site, ROOT) is None or offered(site, ROOT)[1] != decision


def test_what_was_undone_elsewhere_is_no_longer_offered(shared):
    site = shared
    kept = site.post("/-/pending/6", data=AT_ONCE).cookies["cineorg_last"]
    for undone, left in ((6, ("/-/pending", "4,5")), (7, ("/-/pending/5", "4"))):
        site.post(f"/-/pending/{undone}", EVE, data={"action": "undo"})
        assert offered(site, ROOT, kept) == left
    address, decision = left
    assert site.post(address, data={"action": "undo", "decision": decision}).status_code == 303
    assert statuses(site, 5, 6, 7) == ["pending"] * 3


@pytest.mark.parametrize(
    ("name", "path", "form", "status"),
    [
        ("about another file", "/-/pending/1", {"decision": "3"}, 400),
        ("one of several about another", "/-/pending/5", {"decision": "3,4"}, 400),
        ("other files beside it", "/-/pending", {"decision": "3", "id": "5"}, 400),
        ("no number", "/-/pending", {"decision": "3,x"}, 400),
        ("empty", "/-/pending", {"decision": ""}, 400),
        ("a huge number", "/-/pending", {"decision": "999999999999999999"}, 404),
        ("none such", "/-/pending", {"decision": "3,99"}, 404),
        ("undone by then", "/-/pending", {"decision": "3,4", "undone": "4"}, 409),
        ("an approval by decisions", "/-/pending", {"decision": "3", "action": "approve", "id": "1"}, 400),
        ("a stale page", "/-/pending/5", {"decision": "3", "seen": "0123456789abcdef"}, 409),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_decisions_that_cannot_be_undone_leave_all_as_it_is(shared, name, path, form, status):
    site = shared
    site.post("/-/pending/6", data=AT_ONCE)  # decisions 3 to 5, of the files 6, 5 and 7
    if undone := form.pop("undone", None):
        site.post("/-/pending", EVE, data={"action": "undo", "decision": undone})
    before = decisions(site)
    assert site.post_json(path, {"action": "undo", **form}).status_code == status
    assert decisions(site) == before


def test_one_file_of_a_series_leaves_the_others_waiting(site):
    site.post("/-/pending/6", data={"action": "approve", "candidate": "tt0046643", "scope": "file"})
    assert [row(site, key)["validation_status"] for key in (5, 6, 7)] == ["pending", "validated", "pending"]


def test_one_season_of_a_series_is_settled_at_once(tmp_path):
    from tests.support.sample_catalogue import add_file, series

    make_small(tmp_path / "cineorg.db")
    db = connect(tmp_path / "cineorg.db")
    ids = {
        (season, number): add_file(
            db,
            f"/videos/Dragnet/S{season}/{number}.mkv",
            {"kind": "series", "title": "Dragnet 51", "season": season, "episodes": [number]},
            (series("tt0043194", "Dragnet", 1951, season=season, episodes=(number,)),),
        )
        for season in (1, 2)
        for number in (1, 2, 3)
    }
    db.close()
    site = Site([tmp_path / "cineorg.db"])
    page = site.get(f"/-/pending/{ids[2, 1]}", ROOT).text
    assert "and the 2 other waiting files of season 2" in page
    assert "and the 5 other waiting files of this series" in page
    choice = {"action": "approve", "candidate": "tt0043194", "scope": "season"}
    assert site.post(f"/-/pending/{ids[2, 1]}", data=choice).status_code == 303
    states = {key: row(site, pending_id)["validation_status"] for key, pending_id in ids.items()}
    assert states == {(s, n): "validated" if s == 2 else "pending" for s, n in ids}
    assert "of season 1" not in site.get(f"/-/pending/{ids[1, 1]}", ROOT).text  # it is all that waits
    site.post(f"/-/pending/{ids[2, 1]}", data={"action": "undo"})
    joined = ",".join(str(ids[1, number]) for number in (1, 2, 3))
    assert f'value="{joined}"> season 1 (3)' in site.get("/-/pending", ROOT).text
    done = site.post_json("/-/pending", {"action": "approve", "id": joined}).json()
    assert [item["id"] for item in done] == [ids[1, number] for number in (1, 2, 3)]
    site.close()


def test_a_work_in_no_database_is_kept_as_typed(site):
    typed = {"action": "approve", "title": " Our  Garden\n", "year": "2021", "kind": "movie"}
    found = site.post_json("/-/pending/3", typed).json()
    assert found["validation_status"] == "validated"
    assert (found["candidates"][0]["source"], found["candidates"][0]["title"]) == ("manual", "Our Garden")
    (work,) = site.get("/cineorg/movies.json?_shape=array&title=Our+Garden").json()
    assert (work["year"], work["imdb_id"]) == (2021, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x", "kind": "movie", "year": "21"},
        {"title": "x", "kind": "movie", "year": "9999"},
        {"title": "x", "year": "2021"},
        {"title": "x", "kind": "book"},
        {"title": "?!", "kind": "movie"},
        {"candidate": "tt0013442", "scope": "library"},
    ],
    ids=json.dumps,
)
def test_a_typed_work_that_cannot_be_meant_is_refused(site, wrong):
    before = decisions(site)
    assert site.post_json("/-/pending/1", {"action": "approve", **wrong}).status_code == 400
    assert decisions(site) == before


def test_a_second_search_offers_works_to_approve(site):
    page = site.get("/-/pending/3?title=Metropolis&year=1927", ROOT).text
    assert "Found for “Metropolis” (1927)" in page
    assert 'name="as" value="tt0017136"' in page
    assert site.post_json("/-/pending/3", {"action": "approve", "as": "tt0017136"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "title=%00",
        "title=" + "x" * 5000,
        "title=<script>alert(1)</script>",
        "title=a&year=abc",
        "title=%22'*",
    ],
)
def test_odd_searches_are_answered(site, query):
    answer = site.get(f"/-/pending/3?{query}", ROOT)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_a_filter_is_kept_from_one_decision_to_the_next(site):
    answer = site.post("/-/pending/1?reason=twin&sort=score", data={"action": "reject"})
    assert answer.headers["location"] == "/-/pending/5?reason=twin&sort=score"
    page = site.get("/-/pending/5?reason=twin", ROOT).text
    assert 'action="/-/pending/5?reason=twin"' in page
    assert 'href="/-/pending/6?reason=twin"' in page


def add_office(path, count, last=None, reasons=("x",)):
    "Files of one series with one leading candidate, and one more with another. Returns the ids."
    from tests.support.sample_catalogue import add_file, series

    offered = [(series("tt0290978", "The Office", 2001, season=1, episodes=(1,)),)] * count
    db = connect(path)
    ids = [
        add_file(db, f"/v/Office.S01E{n:02}.mkv", OFFICE | {"episodes": [n]}, found, reasons)
        for n, found in enumerate([*offered, *([(last,)] if last else [])], 1)
    ]
    db.close()
    return ids


OFFICE = {"kind": "series", "title": "The Office", "season": 1}


def entry_of(site, ids):
    "(is it among the clear ones?, what the page would send as seen) of an entry of the queue."
    page = site.get("/-/pending?series=the+office//", ROOT).text
    box = re.search(r'<input class="co-choose-entry"[^>]*>', page)[0]
    assert f'value="{",".join(map(str, ids))}"' in box
    return "data-leads" in box, re.findall(r'name="seen" value="([^"]+)"', page)


@pytest.mark.parametrize("case", ["the same", "another series", "evidence against it", "none leads"])
def test_a_series_is_approved_at_once_only_where_one_work_fits_all_its_files(site, tmp_path, case):
    from dataclasses import replace

    from cineorg_catalog.candidates import Evidence
    from tests.support.sample_catalogue import series

    same = series("tt0290978", "The Office", 2001, season=1, episodes=(5,))
    against = (Evidence("other_country", note="US in the name", against=True),)
    last = {
        "the same": same,
        "another series": replace(same, id="tt0386676"),
        "evidence against it": replace(same, evidence=against),
        "none leads": replace(same, score=40),
    }[case]
    ids = add_office(tmp_path / "cineorg.db", 4, last)
    clear, seen = entry_of(site, ids)
    assert clear == (case == "the same")
    before = decisions(site)
    form = {"action": "approve", "id": ",".join(map(str, ids)), "seen": seen}
    answer = site.post("/-/pending", data=form)
    assert answer.status_code == (303 if case == "the same" else 409)
    assert decisions(site) == before + (5 if case == "the same" else 0)
    assert case == "the same" or "Office.S01E05.mkv" in answer.text


@pytest.mark.parametrize("count", [6, 60])
@pytest.mark.parametrize(
    "change",
    [
        "candidates_json = replace(candidates_json, 'tt0290978', 'tt5555555')",
        "reasons_json = '[\"twin: another\"]', candidates_json = '[]'",
        "validation_status = 'rejected'",
    ],
)
def test_a_file_that_was_not_shown_is_stale_with_its_entry(site, tmp_path, count, change):
    ids = add_office(tmp_path / "cineorg.db", count)
    _, seen = entry_of(site, ids)
    assert {key for mark in seen for key in mark.partition(":")[0].split(",")} == set(map(str, ids))
    with sqlite3.connect(tmp_path / "cineorg.db") as db:
        db.execute(f"update pending_validations set {change} where id = ?", [ids[-1]])
    before = decisions(site)
    form = {"action": "approve", "id": ",".join(map(str, ids)), "seen": seen}
    assert site.post("/-/pending", data=form).status_code == 409
    assert decisions(site) == before


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


def test_a_series_is_chosen_in_the_queue_by_one_box(site):
    page = site.get("/-/pending", ROOT).text
    assert 'name="id" value="5,6,7"' in page
    done = site.post_json(
        "/-/pending", {"action": "approve", "id": "5,6,7", "seen": ["5:" + row(site, 5)["seen"]]}
    )
    assert [item["id"] for item in done.json()] == [5, 6, 7]
    late = site.post_json("/-/pending", {"action": "undo", "id": "5", "seen": "5:0123456789abcdef"})
    assert late.status_code == 409


def test_it_works_behind_a_base_url(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    site = Site([file], settings={"base_url": "/films/", "suggest_facets": False})
    page = site.get("/-/pending", ROOT)
    assert 'href="/films/-/pending/1"' in page.text
    assert "/films/-/static-plugins/" in page.text
    token = page.cookies["ds_csrftoken"]
    fields = {"action": "reject", "csrftoken": token}
    answer = site.request("POST", "/-/pending/1", ROOT, data=fields, cookies={"ds_csrftoken": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/films/-/pending/2")
    assert site.request("POST", "/-/pending/2", ROOT, json={}).status_code == 415
    site.close()


@pytest.mark.parametrize("case", ["no database", "another name", "immutable", "no tables"])
def test_without_a_catalogue_it_says_so_and_shows_no_form(tmp_path, capsys, case):
    file = tmp_path / ("films.db" if case == "another name" else "cineorg.db")
    if case == "no tables":
        sqlite3.connect(file).execute("create table x (y)")
    elif case != "no database":
        make_small(file)
    files = [] if case == "no database" else [file]
    site = Site([], immutables=[str(file)]) if case == "immutable" else Site(files)
    said = capsys.readouterr().err
    assert "cineorg_review" in said
    assert ("immutable" in said) == (case == "immutable")
    answer = site.get("/-/pending", ROOT)
    assert answer.status_code == 404
    assert "<form class" not in answer.text
    assert site.request("POST", "/-/pending/1", ROOT, data={"action": "reject"}).status_code == 404
    assert "Waiting for a decision" not in site.get("/", ROOT).text
    assert site.get("/-/pending").status_code == 403
    site.close()


def test_a_row_whose_file_is_gone_from_the_table_is_shown_and_refused(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    with sqlite3.connect(file) as db:  # as an old database may hold it: keys were not enforced there
        db.execute("update pending_validations set video_file_id = 4242 where id = 1")
    site = Site([file])
    assert site.get("/-/pending", ROOT).status_code == 200
    assert site.get("/-/pending/1", ROOT).status_code == 200
    answer = site.post_json("/-/pending/1", {"action": "approve", "candidate": "tt0013442"})
    assert answer.status_code == 409
    assert row(site, 1)["validation_status"] == "pending"
    site.close()


def test_columns_that_hold_no_json_are_shown_as_empty(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    with sqlite3.connect(file) as db:
        columns = "parsed_json = ?, reasons_json = ?, candidates_json = ?"
        broken = f"update pending_validations set {columns} where id = ?"
        db.execute(broken, ["{", "x", "[1, {}, ", 1])
        db.execute(broken, ["[]", "{}", "[1, {}]", 2])
        db.execute(
            "update video_files set languages_json = 'x', duration_seconds = null, resolution_width = null"
        )
    site = Site([file])
    for path in (
        "/-/pending",
        "/-/pending?sort=score",
        "/-/pending?reason=other&text=a",
        "/-/pending/1",
        "/-/pending/2",
    ):
        assert site.get(path, ROOT).status_code == 200, path
    site.close()


def test_foreign_keys_are_enforced_on_datasettes_connections(site):
    database = site.datasette.databases["cineorg"]

    def ask(conn):
        return [conn.execute(f"pragma {name}").fetchone()[0] for name in ("foreign_keys", "busy_timeout")]

    for call in (database.execute_fn, database.execute_write_fn):
        on, patience = site._runner.run(call(ask))
        assert on == 1
        assert patience >= 10_000


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "action",
                "candidate",
                "as",
                "title",
                "season",
                "episodes",
                "scope",
                "seen",
                "id",
                "decision",
                "kind",
                "year",
            ]
        ),
        st.one_of(
            st.text(max_size=30), st.sampled_from(["approve", "reject", "undo", "tt0013442", "1", "series"])
        ),
        max_size=6,
    )
)
def test_no_form_is_answered_with_a_500(site, fields):
    for path in ("/-/pending/1", "/-/pending"):
        assert site.post(path, data=fields).status_code in (303, 400, 404, 409)


# A real server, as users start it.


def log_in(address: str, lines: list[str]) -> httpx.Client:
    token = next(line.partition("token=")[2] for line in lines if "auth-token" in line)
    client = httpx.Client(base_url=address)
    client.get(f"/-/auth-token?token={token}")
    client.get("/-/pending")
    return client


@pytest.mark.parametrize("options", [(), ("--plugins-dir", "plugins")], ids=["plain", "plugins-dir"])
def test_datasette_serve_with_nothing_else(tmp_path, options):
    make_small(tmp_path / "cineorg.db")
    with serving(tmp_path / "cineorg.db", "--metadata", str(METADATA), "--root", *options) as (
        address,
        lines,
    ):
        listed = [item["name"] for item in httpx.get(f"{address}/-/plugins.json").json()]
        assert listed.count("cineorg-catalog") == 1
        assert not [name for name in listed if "cineorg_review" in name]
        assert httpx.get(f"{address}/-/pending").status_code == 403
        client = log_in(address, lines)
        assert client.get("/-/pending").text.count('class="co-entry"') == 5
        fields = {"action": "reject", "csrftoken": client.cookies["ds_csrftoken"]}
        assert client.post("/-/pending/1", data=fields).status_code == 303
        assert client.request("HEAD", "/-/pending/1").status_code == 200
        assert httpx.get(f"{address}/cineorg/pending.json?_shape=array").status_code == 200


def test_of_two_simultaneous_approvals_exactly_one_wins(tmp_path):
    ids = make_small(tmp_path / "cineorg.db")
    with serving(tmp_path / "cineorg.db", "--metadata", str(METADATA), "--root") as (address, lines):
        client = log_in(address, lines)
        for pending_id in (ids["film"], ids["episode 1"], ids["episode 2"]):
            page = client.get(f"/-/pending/{pending_id}", headers={"accept": "application/json"}).json()

            def decide(number, page=page):
                fields = {
                    "action": "approve",
                    "candidate": page["candidates"][number % 2]["id"],
                    "seen": page["seen"],
                    "csrftoken": client.cookies["ds_csrftoken"],
                }
                headers = {"accept": "application/json"}
                return client.post(f"/-/pending/{page['id']}", data=fields, headers=headers).status_code

            with ThreadPoolExecutor(6) as pool:
                assert sorted(pool.map(decide, range(6))) == [200, 409, 409, 409, 409, 409]
    db = connect(tmp_path / "cineorg.db")
    assert read_waiting(db, ids["film"]).row.validation_status == "validated"
    assert db.execute("select count(*) from decisions where pending_id = ?", [ids["film"]]).fetchone()[0] == 1
    db.close()


def test_a_decision_of_the_shell_and_of_the_page_are_one(tmp_path):
    "The page writes through Datasette's connection, the shell through its own: each sees the other's."
    ids = make_small(tmp_path / "cineorg.db")
    with serving(tmp_path / "cineorg.db", "--metadata", str(METADATA), "--root") as (address, lines):
        client = log_in(address, lines)
        shell = [
            sys.executable,
            "-c",
            "from cineorg_catalog.cli import main; main()",
            "--db",
            str(tmp_path / "cineorg.db"),
        ]
        subprocess.run([*shell, "reject", str(ids["film"])], check=True, cwd=CHECKOUT, capture_output=True)
        late = client.post(
            f"/-/pending/{ids['film']}",
            data={"action": "reject", "csrftoken": client.cookies["ds_csrftoken"]},
        )
        assert late.status_code == 409
        undone = client.post(
            f"/-/pending/{ids['film']}", data={"action": "undo", "csrftoken": client.cookies["ds_csrftoken"]}
        )
        assert undone.status_code == 303
        listed = subprocess.run(
            [*shell, "pending", "--json"], check=True, cwd=CHECKOUT, capture_output=True, text=True
        )
        assert ids["film"] in [item["id"] for item in json.loads(listed.stdout)]
