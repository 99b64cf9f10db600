"""Undo on the pages reverts a person's own decisions, and never another person's."""

import re

import pytest

from tests.support.sample_catalogue import make_small
from tests.support.site import ROOT, STRANGER, Site, decisions, metadata, row

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
    address, decisions_sent = offered(site, ROOT, kept)  # this person's standing decisions
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
