"""Posters from online sources: fetched, bounded, shown, and removed with their source."""

import json
import random
import sqlite3
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from cineorg_catalog.browse.posters import find_picture, places_of
from cineorg_catalog.db.connection import connect
from cineorg_catalog.sources.pictures import PAGE, WALL, make
from cineorg_catalog.sources.registry import Nonsense, source_named
from tests.support.site import Site
from tests.support.source_server import picture

TMDB = source_named("tmdb")


def kept(path):
    "The files of pictures, and how wide they are."
    files = sorted(path.parent.glob("pictures/*/*"))
    return [(file.parent.name, Image.open(file).size) for file in files]


def enriched(run, *words, code=0):
    return json.loads(run("enrich", *words, "--json", code=code).stdout)


def asked_for_pictures(server):
    return [item for item in server.paths() if item.startswith(("/t/p/", "/banners/", "/uploads/"))]


def test_a_poster_is_kept_in_two_widths_and_fetched_once(run, server, path):
    server.picture = picture(1200, 1800, "PNG")
    run("sources", "enable", "tmdb")
    assert enriched(run, "--only", "movies")["pictures"] == 1
    assert kept(path) == [("tmdb", (WALL, 360)), ("tmdb", (PAGE, 900))]
    assert asked_for_pictures(server) == ["/t/p/w780/hEpWvX6Bp79eLxY1kX5ZZJcme5U.jpg"]
    assert enriched(run, "--only", "movies")["pictures"] == 0
    assert len(asked_for_pictures(server)) == 1
    (listed,) = [item for item in json.loads(run("sources", "--json").stdout) if item["name"] == "tmdb"]
    assert listed["pictures"] == 1


def test_a_file_that_was_deleted_is_fetched_again(run, server, path):
    run("sources", "enable", "tvmaze")
    enriched(run)
    next(path.parent.glob("pictures/tvmaze/*")).unlink()
    assert enriched(run)["pictures"] == 1
    assert len(kept(path)) == 2


def test_expired_pictures_go_with_their_records(run, server, path):
    run("sources", "enable", "tmdb")
    enriched(run, "--only", "movies")
    with sqlite3.connect(path) as db:
        db.execute("update source_records set expires_at = '2000-01-01T00:00:00Z'")
    run("sources", "disable", "tmdb")
    run("sources", "refresh")
    assert kept(path) == []


def test_the_owners_picture_wins(run, server, path, tmp_path):
    run("sources", "enable", "tmdb")
    enriched(run, "--only", "movies")
    db = connect(path)
    fetched = find_picture(places_of(db, "movie", 1), WALL)
    assert (Image.open(fetched.path.decode()).width, fetched.widths) == (WALL, (WALL, PAGE))
    assert Image.open(find_picture(places_of(db, "movie", 1)).path.decode()).width == PAGE
    mine = tmp_path / "mine.jpg"
    mine.write_bytes(picture())
    run("edit", "movie", "1", f"poster_file={mine}")
    assert find_picture(places_of(db, "movie", 1), WALL).path == str(mine).encode()
    db.close()


def test_wall_and_page_show_it_in_the_width_they_need(run, server, path):
    run("sources", "enable", "tmdb")
    enriched(run)
    site = Site([path])
    for address in ("/cineorg/movies", "/cineorg/movies/1"):
        page = site.get(address).text
        assert 'src="/-/poster/movie/1?width=240"' in page
        assert 'srcset="/-/poster/movie/1?width=240 240w, /-/poster/movie/1?width=600 600w"' in page
    for width in (WALL, PAGE):
        answer = site.get(f"/-/poster/movie/1?width={width}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert Image.open(BytesIO(answer.content)).width == width
    assert site.get("/-/poster/episode/1?width=240").status_code == 200  # its series'
    assert site.get("/-/poster/movie/1?width=../7").status_code == 200
    site.close()


def _png(width, height):
    "The head of a PNG of any size, and hardly any data."
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")
    parts = (struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
             for name, data in chunks)  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


HOSTILE = [
    ("text", b"<html>not a picture</html>", "not a picture"),
    ("nothing", b"", "not a picture"),
    ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
    ("gif", picture(form="GIF"), "not a picture"),
    ("half", picture(900, 1300)[:3000], "damaged"),
    ("half a png", picture(900, 1300, "PNG")[:600], "damaged"),
    ("a bomb", _png(60_000, 60_000), "more than 40 megapixels"),
    ("little data", _png(2000, 3000), "damaged"),
    ("no size", _png(0, 0), "picture"),
]


@pytest.mark.parametrize(("body", "said"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_hostile_picture_is_said_in_one_line(body, said):
    with pytest.raises(Nonsense, match=said):
        make(body, TMDB)


def test_a_picture_that_is_none_is_said_once_and_not_asked_for_again(run, server, path):
    server.picture = picture(900, 1300)[:3000]
    run("sources", "enable", "tmdb")
    report = enriched(run, "--only", "movies", code=3)
    assert (report["answered"], report["pictures"], kept(path)) == (1, 0, [])
    assert [item["error"] for item in report["errors"]] == ["TMDB sent a damaged picture. (about movie 1)"]
    assert enriched(run, "--only", "movies")["errors"] == []
    assert len(asked_for_pictures(server)) == 1


@pytest.mark.parametrize("fault", ["missing", "huge", "elsewhere"])
def test_a_source_that_gives_no_picture_gives_its_words_all_the_same(run, server, path, fault):
    server.misbehaviour, server.only = fault, "/t/p/"
    run("sources", "enable", "tmdb")
    report = enriched(run, "--only", "movies", code=0 if fault == "missing" else 3)
    assert (report["answered"], report["pictures"], len(report["errors"])) == (1, 0, int(fault != "missing"))
    assert kept(path) == []


def test_any_damage_is_a_fault_of_ours():
    "Bytes of real pictures, changed at random: a picture all the same, or one error."
    dice = random.Random(7)
    for form in ("JPEG", "PNG", "WEBP"):
        whole = picture(60, 90, form)
        for _ in range(150):
            body = bytearray(whole)
            for _ in range(dice.randrange(1, 8)):
                body[dice.randrange(len(body))] = dice.randrange(256)
            try:
                make(bytes(body[: dice.randrange(10, len(body) + 1)]), TMDB)
            except Nonsense:
                continue


def test_transparency_colours_and_a_narrow_picture():
    buffer = BytesIO()
    Image.new("LA", (100, 150), (0, 0)).save(buffer, "PNG")
    made = make(buffer.getvalue(), TMDB)
    assert list(made.files) == [100]
    assert Image.open(BytesIO(made.files[100])).getpixel((50, 50)) == (255, 255, 255)
