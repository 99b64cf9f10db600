"""A film and a series may share an id: kind, source and id identify the chosen one on every page."""

from pathlib import Path

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from tests.support.sample_catalogue import add_file, film, series
from tests.support.site import ROOT, Site

FILM = film("19", "Star Wreck", 1992, 100, source="tmdb", tmdb_id=19)
SERIES = series("19", "Monty Python's Flying Circus", 1969, season=1, episodes=(1,))
SERIES = type(SERIES)(**{**{name: getattr(SERIES, name) for name in SERIES.__slots__}, "source": "tmdb"})


@pytest.fixture
def site(tmp_path):
    file = tmp_path / "cineorg.db"
    db = connect(file)
    upgrade(db)
    add_file(
        db, "/videos/19.mkv", {"kind": "series", "title": "19", "season": 1, "episodes": [1]}, (FILM, SERIES)
    )
    db.close()
    site = Site([file])
    yield site
    site.close()


@pytest.mark.parametrize(
    ("address", "chosen", "other"),
    [
        ("tmdb:movie:19", "Star Wreck", "Monty Python"),
        ("tmdb:series:19", "Monty Python", "Star Wreck"),
    ],
    ids=["film", "series"],
)
def test_the_pages_name_the_work_that_was_chosen(site, address, chosen, other):
    said = site.post("/-/pending/1", data={"action": "approve", "candidate": address})
    assert said.status_code == 303
    message = site.datasette.unsign(said.cookies["ds_messages"], "messages")[0][0]
    assert chosen in message
    assert other not in message
    page = site.get("/-/pending/1", ROOT).text
    marked = page.partition('class="co-candidate co-chosen"')[2].partition("</li>")[0]
    assert chosen in marked.partition("</h3>")[0]
    assert page.count("co-chosen") == 1
    for path in ("/cineorg/pending_validations/1", "/cineorg/video_files/1"):
        card = site.get(path, ROOT).text.partition('id="co-validation"')[2].partition("</section>")[0]
        assert f"<h3>{chosen}" in card.replace("&#39;", "'")


def test_a_bare_number_that_two_candidates_have_is_refused(site):
    assert site.post("/-/pending/1", data={"action": "approve", "candidate": "19"}).status_code == 409


def test_of_a_row_that_an_earlier_program_decided_a_shared_number_tells_nothing(site):
    path = site.datasette.databases["cineorg"].path
    db = connect(Path(path))
    db.execute("update pending_validations set validation_status = 'validated', selected_candidate_id = '19'")
    db.close()
    assert "co-chosen" not in site.get("/-/pending/1", ROOT).text
