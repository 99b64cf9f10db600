"""The picture of a row: where it is searched for, what does not count, and the route that shows it."""

import json
import os
import sqlite3
import threading

import httpx
import pytest

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.browse import posters
from cineorg_catalog.db.connection import connect
from cineorg_catalog.errors import BadUsage
from cineorg_catalog.review.decide import reject
from tests.support.approving import approve
from tests.support.places import METADATA
from tests.support.sample_catalogue import add_file, film, make_small, series
from tests.support.site import ROOT, STRANGER, Site, serving

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
JPEG = b"\xff\xd8\xff\xe0" + bytes(60)
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(60)


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


def add_film(db, library, path, title, offered=None):
    "The pending id of a film that needs review."
    found = library / path
    found.parent.mkdir(parents=True, exist_ok=True)
    parsed = {"kind": "movie", "title": title, "year": 1927}
    candidate = film(offered or f"tt{sum(title.encode()):07}", title, 1927, 100)
    return add_file(db, str(found), parsed, (candidate,), root=str(library))


def add_episode(db, library, path, title, number, season=1):
    found = library / path
    found.parent.mkdir(parents=True, exist_ok=True)
    parsed = {"kind": "series", "title": title, "season": season, "episodes": [number]}
    offered = series("tt0046643", title, 1954, season=season, episodes=(number,))
    return add_file(db, str(found), parsed, (offered,), root=str(library))


def approved(db, pending_id):
    offered = json.loads(db["pending_validations"].get(pending_id)["candidates_json"])
    approve(db, pending_id, offered[0]["id"], by="ann")


def found(db, kind, key):
    "The name of the picture found, as on the disk; None if there is none."
    poster = posters.find_picture(posters.places_of(db, kind, key))
    return None if poster is None else os.path.basename(os.fsdecode(poster.path))


def draw(*paths, content=PNG):
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


FILM_NAMES = [
    (["metropolis-poster.jpg", "poster.jpg"], "metropolis-poster.jpg"),
    (["Metropolis.PNG", "poster.jpg"], "Metropolis.PNG"),
    (["poster.webp", "folder.jpg"], "poster.webp"),
    (["Folder.JPEG", "cover.jpg"], "Folder.JPEG"),
    (["cover.png", "movie.jpg"], "cover.png"),
    (["movie.jpg"], "movie.jpg"),
    (["fanart.jpg", "banner.jpg", "poster.txt", "poster.svg", "other-poster.jpg", "poster"], None),
    ([], None),
]


@pytest.mark.parametrize(("names", "expected"), FILM_NAMES, ids=lambda value: str(value))
def test_a_film_in_a_folder_of_its_own(db, library, names, expected):
    approved(db, add_film(db, library, "Metropolis (1927)/Metropolis.mkv", "Metropolis"))
    draw(*(library / "Metropolis (1927)" / name for name in names))
    assert found(db, "movie", 1) == expected
    assert found(db, "video_file", 1) == expected


def test_in_a_folder_of_many_films_only_a_films_own_picture_counts(db, library):
    for name in ("M", "Nosferatu"):
        approved(db, add_film(db, library, f"Films/{name}.mkv", name))
    draw(library / "Films/folder.jpg", library / "Films/poster.jpg", library / "Films/M-poster.jpg")
    assert [found(db, "movie", key) for key in (1, 2)] == ["M-poster.jpg", None]


def test_a_folder_of_folders_of_other_films_is_shared_too(db, library):
    approved(db, add_film(db, library, "Films/M.mkv", "M"))
    waiting = add_film(db, library, "Films/Deep/er/Nosferatu.mkv", "Nosferatu")
    draw(library / "Films/folder.jpg")
    assert found(db, "movie", 1) is None
    reject(db, waiting, by="ann")  # is no work
    assert found(db, "movie", 1) == "folder.jpg"


def test_several_files_of_one_film_share_their_folder(db, library):
    for name in ("Metropolis - 1080p", "Metropolis - 2160p"):
        approved(db, add_film(db, library, f"Metropolis/{name}.mkv", "Metropolis", "tt0017136"))
    draw(library / "Metropolis/poster.jpg")
    assert found(db, "movie", 1) == "poster.jpg"


def test_a_disc_has_its_picture_in_the_folder_that_holds_it(db, library):
    approved(db, add_film(db, library, "M (1931)/VIDEO_TS/VTS_01_1.VOB", "M"))
    draw(library / "M (1931)/folder.jpg")
    assert found(db, "movie", 1) == "folder.jpg"


@pytest.fixture
def show(db, library):
    "Two seasons and the specials of a series; the episodes have the ids 1 to 4, the series 1."
    for season, folder in ((1, "Season 01"), (2, "Saison 2"), (0, "Specials")):
        for number in (1, 2) if season == 1 else (1,):
            path = f"TV/Holmes/{folder}/Holmes.S{season:02}E{number:02}.mkv"
            approved(db, add_episode(db, library, path, "Holmes", number, season))
    return library / "TV/Holmes"


SHOWN = [  # pictures, then what series 1 and the episodes S01E01, S01E02, S02E01, S00E01 show
    (["poster.jpg"], ["poster.jpg"] * 5),
    (
        ["folder.jpg", "season01-poster.jpg"],
        ["folder.jpg", *["season01-poster.jpg"] * 2, *["folder.jpg"] * 2],
    ),
    (["season-specials-poster.png"], [None, None, None, None, "season-specials-poster.png"]),
    (
        ["cover.jpg", "Saison 2/folder.jpg"],
        ["cover.jpg", "cover.jpg", "cover.jpg", "folder.jpg", "cover.jpg"],
    ),
    (
        ["poster.jpg", "Season 01/Holmes.S01E02-thumb.jpg"],
        ["poster.jpg", "poster.jpg", "Holmes.S01E02-thumb.jpg", "poster.jpg", "poster.jpg"],
    ),
    (["Season 01/Holmes.S01E01.jpg"], [None, "Holmes.S01E01.jpg", None, None, None]),
]


@pytest.mark.parametrize(("names", "expected"), SHOWN, ids=lambda value: str(value))
def test_a_series_and_its_episodes(db, show, names, expected):
    draw(*(show / name for name in names))
    assert [found(db, "series", 1), *(found(db, "episode", key) for key in (1, 2, 3, 4))] == expected


def test_a_folder_of_several_series_is_nobodys(db, library):
    for number, name in enumerate(("Dragnet", "Bonanza"), 1):
        add_episode(db, library, f"TV/{name}/Season 1/{name}.S01E01.mkv", name, number)
        add_episode(db, library, f"TV/{name} - S01E02.mkv", name, number)
    draw(library / "TV/poster.jpg", library / "TV/Dragnet/poster.png")
    assert [found(db, "video_file", key) for key in (1, 2, 3, 4)] == ["poster.png", None, None, None]


def test_files_that_wait_for_the_same_series_share_its_folder(db, library):
    for number in (1, 2):
        add_episode(db, library, f"Dragnet/Dragnet.S01E0{number}.mkv", "Dragnet", number)
    draw(library / "Dragnet/poster.jpg")
    assert found(db, "video_file", 1) == "poster.jpg"


def test_above_the_root_nothing_is_looked_at(db, tmp_path):
    root = tmp_path / "Season 1"
    add_episode(db, root, "Dragnet.S01E01.mkv", "Dragnet", 1)
    draw(tmp_path / "poster.jpg")
    assert found(db, "video_file", 1) is None


def test_names_of_any_bytes(db, library):
    raw = os.fsencode(library) + b"/caf\xe9 \xf0\x9f\x8e\xac/M\xe9.mkv"
    os.makedirs(os.path.dirname(raw))
    approved(db, add_film(db, library, "x.mkv", "M"))
    db.execute("update video_files set path_bytes = ?, path = 'printable'", [raw])
    db.conn.commit()
    with open(os.path.dirname(raw) + b"/m\xe9-POSTER.jpg", "wb") as file:
        file.write(JPEG)
    assert posters.find_picture(posters.places_of(db, "movie", 1)).media_type == "image/jpeg"


def _fifo(path):
    os.mkfifo(path)


def _link_out(path):
    outside = path.parents[2] / "outside.png"
    outside.write_bytes(PNG)
    path.symlink_to(outside)


def _sparse(path):
    with open(path, "wb") as file:
        file.write(JPEG)
        file.truncate(2 * 1024**3)


def _unreadable(path):
    path.write_bytes(PNG)
    path.chmod(0)


NONE = [
    ("text", lambda path: path.write_text("this is no picture")),
    ("svg", lambda path: path.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")),
    ("html after a pictures name", lambda path: path.write_text("<script>alert(1)</script>")),
    ("empty", lambda path: path.write_bytes(b"")),
    ("cut off", lambda path: path.write_bytes(b"\xff")),
    ("2 GB", _sparse),
    ("pipe", _fifo),
    ("folder", lambda path: path.mkdir()),
    ("link out of the root", _link_out),
    ("link to nothing", lambda path: path.symlink_to("nothing")),
    ("link to itself", lambda path: path.symlink_to(path.name)),
    ("device", lambda path: path.symlink_to("/dev/zero")),
    pytest.param(
        "unreadable", _unreadable, marks=pytest.mark.skipif(os.getuid() == 0, reason="root reads all")
    ),
]


@pytest.mark.parametrize(("name", "make"), NONE)
def test_what_is_no_picture_is_passed_over_for_the_next(db, library, name, make):
    approved(db, add_film(db, library, "M/M.mkv", "M"))
    make(library / "M/poster.jpg")
    assert found(db, "movie", 1) is None
    draw(library / "M/folder.jpg")
    assert found(db, "movie", 1) == "folder.jpg"


def test_a_link_within_the_root_is_followed(db, library):
    approved(db, add_film(db, library, "M/M.mkv", "M"))
    draw(library / "posters/m.png")
    (library / "M/poster.png").symlink_to(library / "posters/m.png")
    assert found(db, "movie", 1) == "m.png"


def test_a_folder_that_is_gone_has_none(db, library):
    approved(db, add_film(db, library, "M/M.mkv", "M"))
    (library / "M").rmdir()
    assert found(db, "movie", 1) is None
    assert posters.places_of(db, "movie", 99) is None


def test_poster_file_comes_first_and_is_kept_by_edit(db, library, tmp_path):
    approved(db, add_film(db, library, "M/M.mkv", "M"))
    mine = tmp_path / "mine.webp"
    draw(mine, content=WEBP)
    draw(library / "M/poster.jpg")
    assert edit(db, "movie", 1, {"poster_file": str(mine)}, by="ann")["poster_file"] == str(mine)
    assert found(db, "movie", 1) == "mine.webp"
    mine.unlink()
    assert found(db, "movie", 1) == "poster.jpg"
    with pytest.raises(BadUsage, match="full path"):
        edit(db, "movie", 1, {"poster_file": "mine.webp"}, by="ann")


def test_a_picture_that_changed_since_it_was_found_is_not_loaded(db, library):
    approved(db, add_film(db, library, "M/M.mkv", "M"))
    draw(library / "M/poster.jpg")
    poster = posters.find_picture(posters.places_of(db, "movie", 1))
    assert posters.load_picture(poster) == PNG
    (library / "M/poster.jpg").write_text("another thing")
    assert posters.load_picture(poster) is None


# The route.


@pytest.fixture
def site(tmp_path, library):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    approved(db, add_film(db, library, "M/M.mkv", "M"))
    db.close()
    draw(library / "M/poster.jpg", content=JPEG)
    site = Site([file])
    yield site
    site.close()


FILM = "/-/poster/movie/2"  # after the small catalogue's one


@pytest.mark.parametrize("actor", [None, STRANGER, ROOT], ids=["anonymous", "stranger", "root"])
def test_a_picture_is_shown_to_all_who_see_the_table(site, actor):
    answer = site.get(FILM, actor)
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"].startswith("private")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    again = site.get(FILM, actor, headers={"if-none-match": f'W/"x", {answer.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get(FILM, actor, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_new_picture_has_a_new_mark(site, library):
    before = site.get(FILM).headers["etag"]
    draw(library / "M/poster.jpg", content=PNG)
    answer = site.get(FILM, headers={"if-none-match": before})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize(
    "path",
    [
        *("movie/1", "movie/99", "movie/x", "movie/-1", "movie/99999999999999999999", "movie/%00", "movie/"),
        *("decisions/1", "movies/2", "trash/1", "MOVIE/2", "/2", "%2e%2e/2", "movie/2%2f..", "movie/2/"),
        *("movie/2/3", "series/1", "episode/1", "video_file/1"),
    ],
)
def test_what_has_no_picture_is_not_found(site, path):
    answer = site.get(f"/-/poster/{path}")
    assert answer.status_code in (404, 302)  # Datasette takes a closing slash away
    if answer.status_code == 404:
        assert "image" not in answer.headers["content-type"]


LIMITS = [
    ({"allow": {"id": "root"}}, "instance"),
    ({"databases": {"cineorg": {"allow": {"id": "root"}}}}, "database"),
    ({"databases": {"cineorg": {"tables": {"movies": {"allow": {"id": "root"}}}}}}, "table"),
]


@pytest.mark.parametrize("limit", [limit for limit, _ in LIMITS], ids=[name for _, name in LIMITS])
def test_who_may_not_see_the_table_does_not_see_the_picture(tmp_path, library, limit):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    approved(db, add_film(db, library, "M/M.mkv", "M"))
    db.close()
    draw(library / "M/poster.jpg")
    site = Site([file], metadata=limit)
    for actor, status in ((None, 403), (STRANGER, 403), (ROOT, 200)):
        for path in (FILM, "/-/poster/movie/99"):  # nor is it told which rows there are
            answer = site.get(path, actor)
            assert answer.status_code == (404 if status == 200 and path != FILM else status)
    site.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_picture_can_only_be_looked_at(site, method):
    answer = site.request(method, FILM, ROOT, data={} if method == "POST" else None)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert site.request("HEAD", FILM, ROOT).status_code == 200


def test_without_a_catalogue_there_is_no_picture(tmp_path):
    site = Site([])
    assert site.get(FILM, ROOT).status_code == 404
    site.close()


def test_a_table_of_an_older_state_has_pictures_all_the_same(tmp_path, library, site):
    with sqlite3.connect(tmp_path / "cineorg.db") as db:
        db.execute("alter table movies drop column poster_file")
    assert site.get(FILM).status_code == 200


def test_a_disk_that_sleeps_holds_up_neither_a_page_nor_other_requests(tmp_path, library, site, monkeypatch):
    "The search is a real function that blocks until released, like a disk that has to spin up."
    import cineorg_review.posters as pictures

    awake = threading.Event()
    look = posters.find_picture
    monkeypatch.setattr(pictures, "find_picture", lambda *asked: awake.wait(30) and look(*asked))
    monkeypatch.setattr(pictures, "PATIENCE", 0.2)
    asked = pictures.pictures_of(site.datasette, None, [("movie", 1), ("movie", 2)])
    hoped = site._runner.run(asked)
    assert {item: picture.src for item, picture in hoped.items() if picture.hoped} == {
        ("movie", 1): "/-/poster/movie/1?hoped=1",
        ("movie", 2): "/-/poster/movie/2?hoped=1",
    }
    assert site.get(FILM).status_code == 404
    assert site.get(hoped["movie", 1].src).status_code == 204  # no fault in a browser's eyes
    assert site.get("/cineorg").status_code == 200
    awake.set()
    monkeypatch.setattr(pictures, "PATIENCE", 10)
    assert site.get(FILM).status_code == 200
    assert list(
        site._runner.run(pictures.pictures_of(site.datasette, None, [("movie", 1), ("movie", 2)]))
    ) == [("movie", 2)]


def test_a_real_server_sends_the_picture_behind_a_base_url(tmp_path, library, site):
    options = ("--metadata", str(METADATA), "--setting", "base_url", "/films/")
    with serving(tmp_path / "cineorg.db", *options) as (address, _):
        answer = httpx.get(f"{address}/films{FILM}", timeout=60)
        assert (answer.status_code, answer.content) == (200, JPEG)
        head = httpx.head(f"{address}/films{FILM}")
        assert (head.status_code, head.content) == (200, b"")
