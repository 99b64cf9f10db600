"""What the search forgives: parts of words, titles without spaces, acronyms; and what it must bear."""

import time
from contextlib import closing

import pytest

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.browse import search
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import MovieModel, TitleModel
from tests.support.catalogue import column, new_catalogue
from tests.support.sample_catalogue import make_small
from tests.support.site import Site


@pytest.fixture
def found(tmp_path):
    make_small(tmp_path / "cineorg.db")
    db = connect(tmp_path / "cineorg.db")
    insert(db, MovieModel(title="S.W.A.T.", year=2003))
    insert(db, MovieModel(title="Kill Bill: Vol. 2", year=2004))
    insert(db, MovieModel(title="The Godfather Part II", year=1974))
    insert(db, MovieModel(title="Spirited Away", original_title="千と千尋の神隠し", year=2001))
    db.close()
    site = Site([tmp_path / "cineorg.db"])

    def titles(q):
        answer = site.get("/cineorg/search.json", params={"_shape": "array", "q": q})
        assert answer.status_code == 200, answer.text
        return [row["title"] for row in answer.json()]

    yield titles
    site.close()


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("SWAT", "S.W.A.T."),
        ("s.w.a.t", "S.W.A.T."),
        ("kill bill 2", "Kill Bill: Vol. 2"),
        ("千尋", "Spirited Away"),
        ("tropoli", "Metropolis"),
        ("metroplis", "Metropolis"),
        ("metroplis 1927", "Metropolis"),
        ("Metropolis (1927)", "Metropolis"),
        ("godfather 2", "The Godfather Part II"),
        ("god father", "The Godfather Part II"),
        ("spirted awya", "Spirited Away"),
        ("godfathr part", "The Godfather Part II"),
        ("kil bil", "Kill Bill: Vol. 2"),
    ],
)
def test_a_title_is_found_by_a_part_of_it(found, q, title):
    assert found(q) == [title]


@pytest.mark.parametrize(
    "q", ["%%", "__", "!!", "..", "....", '""', "')--", "!%", "x" * 5000, "%" * 5000, ""]
)
def test_signs_of_the_search_itself_find_nothing(found, q):
    assert found(q) == []


def test_the_title_itself_comes_before_others_that_have_its_words(found, tmp_path):
    with closing(connect(tmp_path / "cineorg.db")) as db:
        insert(db, MovieModel(title="S.W.A.T.: Under Siege", year=2017))
        insert(db, MovieModel(title="Whatever", year=2018))
        insert(
            db,
            TitleModel(
                work=f"movie:{column(db, 'select max(id) from movies')[0]}", title="SWAT", kind="alternative"
            ),
        )
    assert found("swat") == ["S.W.A.T.", "Whatever", "S.W.A.T.: Under Siege"]


def test_what_was_written_since_is_found_at_once(found, tmp_path, monkeypatch):
    monkeypatch.setattr(search, "SLOW", 60.0)  # a small library on a busy machine is not a large one
    assert found("eraserh") == []
    with closing(connect(tmp_path / "cineorg.db")) as db:
        key = insert(db, MovieModel(title="Eraserhead", year=1977))
    assert found("raserhea") == found("erazerhead") == ["Eraserhead"]
    with closing(connect(tmp_path / "cineorg.db")) as db:
        edit(db, "movie", key, {"title": "Lost Highway"}, by="ada")
    assert found("ost highwa") == ["Lost Highway"]


def test_the_index_of_a_large_library_is_made_while_the_earlier_one_serves(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "SLOW", 0.0)
    with closing(new_catalogue(tmp_path)) as db:
        assert search.index_of(db.conn).parts("metropolis") == {}
        insert(db, MovieModel(title="Metropolis", year=1927))
        deadline = time.monotonic() + 60
        while not search.index_of(db.conn).parts("metropolis"):
            assert time.monotonic() < deadline
            time.sleep(0.01)


@pytest.mark.parametrize(
    ("work", "title"), [("movie:1x", "Strange"), ("movie", "Strange"), ("movie:1", b"\xff"), (7, 7.5)]
)
def test_a_strange_row_hides_no_other_and_stops_no_server(tmp_path, work, title):
    make_small(tmp_path / "cineorg.db")
    with closing(connect(tmp_path / "cineorg.db")) as db:
        db.execute("insert into titles (work, title, kind) values (?, ?, 'alternative')", [work, title])
        db.conn.commit()
    site = Site([tmp_path / "cineorg.db"])
    answer = site.get("/cineorg/search.json", params={"_shape": "array", "q": "etropoli"})
    assert (answer.status_code, [row["title"] for row in answer.json()]) == (200, ["Metropolis"])
    site.close()


def test_answers_are_kept_for_a_few_texts_and_for_none_that_is_no_title():
    index = search.TitleIndex([(True, "movie", 1, "Metropolis")], {})
    for number in range(3 * search.SEARCHES):
        index.near(f"metropols {number}")
        index.parts("metro" * 1000 + str(number))
    assert 0 < len(index._answers) <= search.SEARCHES
    assert max(len(typed) for _, typed in index._answers) <= search.LONGEST
    assert index.parts("metro") == index.parts("metro") == {("movie", 1): search.PART}
