"""What the NFOs beside the files say, in the catalogue."""

import json

import pytest

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as
from cineorg_catalog.sources.projection import bring_up_to_date
from tests.support.catalogue import load, new_catalogue, pending_of, rows, sound
from tests.support.video_files import make_video

FILM = """<movie><title>Metropolis</title><originaltitle>Metropolis</originaltitle><year>1927</year>
<plot>A city above and one below.</plot><genre>Drama</genre><director>Fritz Lang</director>
<actor><name>Brigitte Helm</name><role>Maria</role></actor>
<ratings><rating name="imdb" max="10" default="true"><value>8.3</value></rating></ratings>
<uniqueid type="imdb" default="true">tt0017136</uniqueid><set><name>Silent</name></set>
<playcount>1</playcount><lastplayed>2024-02-29 20:15:00</lastplayed><userrating>9</userrating></movie>"""
SHOW = "<tvshow><title>Show</title><plot>Of a show.</plot><genre>Comedy</genre></tvshow>"
EPISODES = """<episodedetails><title>The Start</title><showtitle>Show</showtitle><season>1</season>
<episode>1</episode><plot>It starts.</plot><aired>2001-02-03</aired><watched>true</watched></episodedetails>
<episodedetails><title>The Middle</title><showtitle>Show</showtitle><season>1</season><episode>2</episode>
</episodedetails>"""


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "Library"
    film = root / "Films" / "Metropolis (1927)"
    make_video(film / "Metropolis (1927).mkv", minutes=153)
    (film / "movie.nfo").write_text(FILM)
    show = root / "Series" / "Show"
    make_video(show / "Season 1" / "Show S01E01E02.mkv", minutes=14)
    (show / "tvshow.nfo").write_text(SHOW)
    (show / "Season 1" / "Show S01E01E02.nfo").write_text(EPISODES)
    return root


@pytest.fixture
def db(tmp_path):
    db = new_catalogue(tmp_path)
    bring_up_to_date(db)
    yield db
    sound(db)
    db.close()


def test_a_film_has_what_its_nfo_says(db, root):
    load(db, root)
    film = rows(db, "movies")["movies"][0]
    assert (film["title"], film["overview"], film["rating"], film["collection"]) == (
        "Metropolis",
        "A city above and one below.",
        8.3,
        "Silent",
    )
    assert json.loads(film["provenance_json"])["overview"][0] == "nfo"
    people = """select name, role, character from people join credits on person_id = people.id
                order by position"""
    assert db.execute(people).fetchall() == [
        ("Fritz Lang", "director", None),
        ("Brigitte Helm", "actor", "Maria"),
    ]
    assert db.execute("select movie_id, watched_at, rating, source from viewings").fetchall() == [
        (1, "2024-02-29", 9.0, "nfo")
    ]


def test_episodes_have_their_titles_and_a_series_its_plot(db, root):
    load(db, root)
    show = Candidate(id="show", source="manual", kind="series", title="Show", season=1, episodes=(1, 2))
    file = root / "Series" / "Show" / "Season 1" / "Show S01E01E02.mkv"
    approve_as(db, pending_of(db, file)["id"], show, by="ada")
    assert db.execute("select title, overview, air_date from episodes").fetchall() == [
        ("The Start", "It starts.", "2001-02-03"),
        ("The Middle", None, None),
    ]
    assert db.execute("select title, overview, genres_json from series").fetchall() == [
        ("Show", "Of a show.", '["Comedy"]')
    ]
    assert db.execute("select count(*) from viewings where episode_id is not null").fetchone() == (2,)
    undo(db, by="ada")
    assert db.execute("select count(*) from viewings where episode_id is not null").fetchone() == (0,)


def test_an_nfo_of_another_film_gives_nothing(db, root):
    film = root / "Films" / "Metropolis (1927)"
    other = FILM.replace("tt0017136", "tt0015864").replace(">Metropolis<", ">The Gold Rush<")
    (film / "movie.nfo").write_text(other)
    load(db, root)
    assert "A city above" not in str(rows(db, "movies"))
    assert rows(db, "viewings") == {"viewings": []}


def test_a_broken_nfo_is_named_once(db, root):
    film = root / "Films" / "Metropolis (1927)"
    make_video(film / "Metropolis (1927) - 4K.mkv", minutes=152)
    (film / "movie.nfo").write_text("<movie><title>A</movie>")
    report = load(db, root)
    assert [error["error"] for error in report.errors] == [
        "its NFO is not valid XML; only addresses were read from it"
    ]
    assert report.errors[0]["path"].endswith("movie.nfo")


def test_a_changed_nfo_is_read_again_though_its_video_is_unchanged(db, root):
    load(db, root)
    film = root / "Films" / "Metropolis (1927)" / "movie.nfo"
    film.write_text(FILM.replace("one below.", "another below."))
    report = load(db, root)
    assert (report.files["changed"], report.identified) == (0, {"auto": 0, "pending": 0, "none": 0})
    assert rows(db, "movies")["movies"][0]["overview"] == "A city above and another below."
    fetched = "select fetched_at from source_records where source = 'nfo' order by 1"
    before = db.execute(fetched).fetchall()
    load(db, root)
    assert db.execute(fetched).fetchall() == before  # not read a third time


def test_an_nfo_that_is_deleted_says_nothing_any_more(db, root):
    load(db, root)
    edit(db, "movie", 1, {"collection": "Mine"}, by="ada")
    for name in ("Films/Metropolis (1927)/movie.nfo", "Series/Show/tvshow.nfo"):
        (root / name).unlink()
    make_video(root.parent / "More" / "Nosferatu (1922).mkv", minutes=94)
    load(db, root, root.parent / "More")  # a new root beside it
    film = rows(db, "movies")["movies"][0]
    assert (film["title"], film["overview"], film["collection"]) == ("Metropolis", None, "Mine")
    kept = "select distinct kind from source_records where source = 'nfo'"
    assert [kind for (kind,) in db.execute(kept)] == ["episodes"]


def test_an_nfo_on_a_disk_that_is_off_keeps_what_it_said(db, root):
    load(db, root)
    film = root / "Films"
    film.rename(root / "off")
    film.mkdir()
    (root / "off").rename(root.parent / "off")
    load(db, root)
    assert rows(db, "movies")["movies"][0]["overview"] == "A city above and one below."


def test_a_film_takes_the_other_nfo_where_its_own_is_deleted(db, root):
    film = root / "Films" / "Metropolis (1927)"
    (film / "Metropolis (1927).nfo").write_text(FILM.replace("one below.", "another below."))
    load(db, root)
    assert rows(db, "movies")["movies"][0]["overview"] == "A city above and another below."
    (film / "Metropolis (1927).nfo").unlink()
    load(db, root)
    assert rows(db, "movies")["movies"][0]["overview"] == "A city above and one below."


def test_an_edit_stands_against_a_changed_nfo(db, root):
    load(db, root)
    edit(db, "movie", 1, {"overview": "Mine."}, by="ada")
    (root / "Films" / "Metropolis (1927)" / "movie.nfo").write_text(FILM.replace("8.3", "7.1"))
    load(db, root)
    film = rows(db, "movies")["movies"][0]
    assert (film["overview"], film["rating"]) == ("Mine.", 7.1)


def test_a_new_nfo_is_evidence_for_a_file_that_needs_review(db, root):
    video = root / "Films" / "xyz" / "xyz.mkv"
    make_video(video, minutes=153)
    load(db, root)
    assert pending_of(db, video)["validation_status"] == "pending"
    video.with_suffix(".nfo").write_text(
        "<movie><title>xyz</title><uniqueid type='tmdb'>19</uniqueid></movie>"
    )
    load(db, root)
    assert "19" in pending_of(db, video)["candidates_json"]
