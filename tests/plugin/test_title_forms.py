"""What a decider does with a title in the browser: edit, delete, restore, review again, undo."""

import json
import re
import sqlite3

import pytest

from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import MovieModel
from tests.support.site import ROOT, STRANGER, Site, text_of


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def rows(site: Site, path: str) -> list[dict]:
    return site.get(f"/cineorg/{path}{'&' if '?' in path else '?'}_shape=array", ROOT).json()


def fields(page: str) -> dict[str, str]:
    "What the form to edit holds."
    form = page.partition("<h2>Edit</h2>")[2].partition("</form>")[0]
    found = dict(re.findall(r'<input id="f-\w+" name="(\w+)"[^>]* value="([^"]*)"', form))
    return found | dict(re.findall(r'<textarea id="f-\w+" name="(\w+)">([^<]*)', form))


def seen(page: str) -> str:
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_only_what_a_person_changed_is_edited_and_can_be_undone(site):
    page = site.get("/-/title/movie/1", ROOT).text
    shown = fields(page)
    assert (shown["title"], shown["genres"]) == ("Metropolis", "Drama, Sci-Fi")
    assert shown["minutes"] == "153"
    before = rows(site, "movies.json?id=1")[0]
    said = site.post("/-/title/movie/1", data={**shown, "action": "edit", "year": "1926", "seen": seen(page)})
    assert (said.status_code, said.headers["location"]) == (303, "/cineorg/movies/1")
    after = rows(site, "movies.json?id=1")[0]
    assert after["year"] == 1926
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"year", "updated_at", "provenance_json"}
    was, became = (json.loads(row["provenance_json"]) for row in (before, after))
    assert became == {**was, "year": ["owner", "", ""]}
    decision = max(row["id"] for row in rows(site, "decisions.json?action=edit"))
    assert f'href="/-/decision/{decision}"' in site.get("/cineorg/movies/1", ROOT).text
    assert site.post(f"/-/decision/{decision}", data={"action": "undo"}).status_code == 303
    assert rows(site, "movies.json?id=1")[0]["year"] == 1927


def test_an_unchanged_form_writes_nothing(site):
    shown, before = fields(site.get("/-/title/series/1", ROOT).text), len(rows(site, "decisions.json"))
    assert site.post("/-/title/series/1", data={**shown, "action": "edit"}).status_code == 303
    assert len(rows(site, "decisions.json")) == before


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("movie/1", {"action": "edit", "year": "soon"}, 400),
        ("movie/1", {"action": "edit", "title": ""}, 400),
        ("movie/1", {"action": "edit", "minutes": "long"}, 400),
        ("movie/1", {"action": "burn"}, 400),
        ("movie/1", {"action": "edit", "year": "1926", "seen": "0123456789abcdef"}, 409),
        ("movie/1", {"action": "delete", "seen": "0123456789abcdef"}, 409),
        ("movie/99", {"action": "delete"}, 404),
        ("trash/1", {"action": "delete"}, 404),
        ("series/x", {"action": "delete"}, 404),
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_cannot_be_done_changes_nothing_and_says_why(site, path, data, status, accept):
    before = len(rows(site, "decisions.json"))
    answer = site.post(f"/-/title/{path}", data=data, headers={"accept": accept})
    assert answer.status_code == status
    assert len(rows(site, "decisions.json")) == before
    assert answer.json()["error"] if "json" in accept else 'role="alert"' in answer.text


def test_what_was_typed_stands_in_the_form_again(site):
    answer = site.post("/-/title/movie/1", data={"action": "edit", "title": "Mitropolis", "year": "soon"})
    assert fields(answer.text)["title"] == "Mitropolis"


def test_a_deleted_film_says_so_in_its_place_and_is_restored(site):
    said = site.post("/-/title/movie/1", data={"action": "delete", "reason": "a test"})
    (trash,) = rows(site, "trash.json?entity_type=movie")
    listed = site.get("/cineorg/trash").text
    assert f'<a href="/cineorg/trash/{trash["id"]}">Metropolis (1927)</a> <small>film, deleted' in listed
    assert said.headers["location"] == f"/cineorg/trash/{trash['id']}"
    for actor, offered in ((ROOT, True), (None, False)):
        gone = site.get("/cineorg/movies/1", actor)
        assert gone.status_code == 404
        assert "Metropolis (1927) was deleted" in text_of(gone.text)
        assert (f'href="/-/trash/{trash["id"]}"' in gone.text) is offered
    assert "Restore Metropolis (1927)?" in text_of(site.get(f"/-/trash/{trash['id']}", ROOT).text)
    back = site.post(f"/-/trash/{trash['id']}", data={"action": "restore"})
    assert back.headers["location"] == "/cineorg/movies/1"
    assert site.get("/cineorg/movies/1").status_code == 200
    assert site.post(f"/-/trash/{trash['id']}", data={"action": "restore"}).status_code == 404


def test_a_row_that_never_was_is_simply_not_found(site):
    page = site.get("/cineorg/movies/4711", ROOT)
    assert page.status_code == 404
    assert "In the trash" not in page.text
    assert 'aria-label="Catalogue"' in page.text  # the navigation is there too


def test_the_files_of_a_wrong_series_are_reviewed_again(site):
    said = site.post("/-/title/series/1", data={"action": "again"})
    assert (said.status_code, said.headers["location"]) == (303, "/-/pending/9")
    (row,) = rows(site, "pending_validations.json?id=9")
    assert row["validation_status"] == "pending"
    assert site.post("/-/title/series/1", data={"action": "again"}).status_code in (404, 409)


def test_an_edit_that_stands_in_the_way_of_a_second_look_is_named(site):
    site.post("/-/title/series/1", data={"action": "edit", "title": "Bonanza!", "year": "1959"})
    edit = max(row["id"] for row in rows(site, "decisions.json?action=edit"))
    answer = site.post("/-/title/series/1", data={"action": "again"})
    assert answer.status_code == 409
    assert f"undo decision {edit} first" in answer.text


def test_an_edit_of_a_title_that_stays_is_in_nobodys_way(site):
    before = rows(site, "movies.json?id=1")  # the file in the trash is of this film too
    assert site.post("/-/title/movie/1", data={"action": "again"}).headers["location"] == "/-/pending/8"
    assert rows(site, "movies.json?id=1&_col=genres_json")[0]["genres_json"] == before[0]["genres_json"]


def test_a_decision_is_undone_once(site):
    last = max(row["id"] for row in rows(site, "decisions.json?action=approve"))
    first = site.post(f"/-/decision/{last}", data={"action": "undo"}, headers={"accept": "application/json"})
    assert first.status_code in (200, 409)
    assert site.post(f"/-/decision/{last}", data={"action": "undo"}).status_code == 409
    assert site.post(f"/-/decision/{last}", data={"action": "burn"}).status_code == 400
    assert site.post("/-/decision/4711", data={"action": "undo"}).status_code == 404


def test_two_rows_of_one_film_become_one_and_two_again(site, file):
    db = connect(file)
    other = insert(db, MovieModel(title="Metropolis", year=1927, sort_title="metropolis"))
    db.close()
    form = site.get("/-/title/movie/1", ROOT).text
    assert f'name="other" value="{other}"' in form  # one tap: nobody knows numbers
    data = {"action": "merge", "other": f"http://localhost/cineorg/movies/{other}"}
    assert site.post("/-/title/movie/1", data=data).headers["location"] == "/cineorg/movies/1"
    assert site.get(f"/cineorg/movies/{other}").status_code == 404
    (decision,) = rows(site, "decisions.json?action=merge")
    assert f'href="/-/decision/{decision["id"]}">Undo the merge' in site.get("/cineorg/movies/1", ROOT).text
    undone = site.post(f"/-/decision/{decision['id']}", data={"action": "undo"})
    assert undone.headers["location"] == "/cineorg/movies/1"
    assert site.get(f"/cineorg/movies/{other}").status_code == 200
    for wrong in ("1", "4711", "x", "/cineorg/series/1"):
        said = site.post("/-/title/movie/1", data={"action": "merge", "other": wrong})
        assert said.status_code in (400, 404), wrong


def test_what_was_seen_is_marked_with_day_and_rating(site):
    data = {"action": "watched", "on": "2024-03-12", "rating": "9"}
    assert site.post("/-/title/movie/1", data=data).status_code == 303
    viewing = rows(site, "viewings.json?movie_id=1&_sort=id")[-1]
    assert (viewing["watched_at"], viewing["rating"]) == ("2024-03-12", 9)
    for wrong in ({"on": "yesterday"}, {"rating": "good"}, {"rating": "11"}, {"rating": "nan"}):
        assert site.post("/-/title/movie/1", data={"action": "watched", **wrong}).status_code == 400


@pytest.mark.parametrize("path", ["/-/title/movie/1", "/-/trash/1", "/-/decision/1"])
def test_a_form_of_another_site_or_kind_is_refused(site, path):
    before = len(rows(site, "decisions.json"))
    foreign = site.request("POST", path, ROOT, data={"action": "delete"})
    assert foreign.status_code == 403
    assert site.request("POST", path, ROOT, json={"action": "delete"}).status_code == 415
    assert site.get(path, STRANGER).status_code == site.get(path).status_code == 403
    assert site.request("PUT", path, ROOT).status_code == 405
    assert len(rows(site, "decisions.json")) == before


def test_visitors_see_no_way_to_the_forms(site):
    for path in ("/cineorg/movies/1", "/cineorg/series/1", "/cineorg/trash/1", "/cineorg/decisions/3"):
        assert "/-/title/" not in site.get(path).text
        assert not re.search(r"/-/(trash|decision)/", site.get(path).text)
    assert "/-/title/movie/1" in site.get("/cineorg/movies/1", ROOT).text


def test_an_immutable_catalogue_offers_no_form_that_could_not_write(file):
    with sqlite3.connect(file) as db:
        db.execute("pragma journal_mode=delete")
    site = Site([], immutables=[str(file)])
    assert site.get("/-/title/movie/1", ROOT).status_code == 404
    site.close()
