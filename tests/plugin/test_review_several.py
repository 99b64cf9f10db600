"""Several files, a season or a series are decided at once, or none of them."""

import re
import sqlite3
from dataclasses import replace

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.matching.explain import Evidence
from tests.support.sample_catalogue import add_file, make_small, series
from tests.support.site import ROOT, Site, decisions, row


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
    assert (
        "because of nosferatu.mkv. It has no clear best candidate; open it to choose one." in leaderless.text
    )
    assert site.post("/-/pending", data={"action": "approve", "id": ["5,6,7"]}).status_code == 303


def test_choosing_none_is_told_on_the_queue(site):
    answer = site.post("/-/pending", data={"action": "approve"})
    assert answer.status_code == 400
    assert "Select at least one file" in answer.text
    assert answer.text.count('class="co-entry"') == 5


def test_an_empty_queue_leads_on(site):
    waiting_ids = [
        str(item["id"])
        for item in site.get("/-/pending", ROOT, headers={"accept": "application/json"}).json()["files"]
    ]
    assert site.post("/-/pending", data={"action": "reject", "id": waiting_ids}).status_code == 303
    page = site.get("/-/pending", ROOT).text.partition("Nothing needs review")[2]
    for path in ("/", "/cineorg/recent"):
        assert f'href="{path}"' in page
        assert site.get(path, ROOT).status_code == 200


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


def test_one_file_of_a_series_leaves_the_others_waiting(site):
    site.post("/-/pending/6", data={"action": "approve", "candidate": "tt0046643", "scope": "file"})
    assert [row(site, key)["validation_status"] for key in (5, 6, 7)] == ["pending", "validated", "pending"]


def test_one_season_of_a_series_is_settled_at_once(tmp_path):

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
    assert "and the 2 other files of season 2" in page
    assert "and the 5 other files of this series" in page
    choice = {"action": "approve", "candidate": "tt0043194", "scope": "season"}
    assert site.post(f"/-/pending/{ids[2, 1]}", data=choice).status_code == 303
    states = {key: row(site, pending_id)["validation_status"] for key, pending_id in ids.items()}
    assert states == {(s, n): "validated" if s == 2 else "pending" for s, n in ids}
    assert "of season 1" not in site.get(f"/-/pending/{ids[1, 1]}", ROOT).text  # nothing else is pending
    site.post(f"/-/pending/{ids[2, 1]}", data={"action": "undo"})
    joined = ",".join(str(ids[1, number]) for number in (1, 2, 3))
    assert f'value="{joined}"> season 1 (3)' in site.get("/-/pending", ROOT).text
    done = site.post_json("/-/pending", {"action": "approve", "id": joined}).json()
    assert [item["id"] for item in done] == [ids[1, number] for number in (1, 2, 3)]
    site.close()


def add_office(path, count, last=None, reasons=("x",)):
    "Files of one series with one leading candidate, and one more with another. Returns the ids."

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

    from tests.support.sample_catalogue import series

    same = series("tt0290978", "The Office", 2001, season=1, episodes=(5,))
    against = (Evidence("other_country", "against", stored="US in the name"),)
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


def test_a_series_is_chosen_in_the_queue_by_one_box(site):
    page = site.get("/-/pending", ROOT).text
    assert 'name="id" value="5,6,7"' in page
    done = site.post_json(
        "/-/pending", {"action": "approve", "id": "5,6,7", "seen": ["5:" + row(site, 5)["seen"]]}
    )
    assert [item["id"] for item in done.json()] == [5, 6, 7]
    late = site.post_json("/-/pending", {"action": "undo", "id": "5", "seen": "5:0123456789abcdef"})
    assert late.status_code == 409
