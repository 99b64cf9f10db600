"""The demo: its library is what is promised, and its folder is made, completed, found again or refused."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from markupsafe import escape
from PIL import Image, ImageChops, ImageStat
from pymediainfo import MediaInfo
from sqlite_utils import Database

from cineorg_catalog.browse.posters import find_picture, places_of
from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.demo import PLANTED_FAULTS, Demo, DemoFault, prepare_demo, require_planted_faults
from cineorg_catalog.errors import BadUsage, CatalogueError
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.publish import publish
from cineorg_catalog.resources import shipped
from cineorg_catalog.scan.runs import ScanReport
from cineorg_catalog.scan.walk import ScanFault, walk
from cineorg_catalog.sources.records import sources_in_use
from tests.support.places import CHECKOUT
from tests.support.site import Site

LIBRARY = shipped("data/library")
FILES = sorted(path.relative_to(LIBRARY).as_posix() for path in LIBRARY.rglob("*") if path.is_file())
RECIPE = runpy.run_path(str(CHECKOUT / "data" / "make_library.py"))
POSTERS = runpy.run_path(str(CHECKOUT / "data" / "draw_posters.py"))["POSTERS"]
TEXTS = {name for name in FILES if name.endswith(".nfo")}
MADE = {film.path: film for film in RECIPE["FILMS"]}
ISO_639_1 = {"eng": "en", "fre": "fr", "ger": "de", "spa": "es"}
FORMAT = {"libx264": "AVC", "libx265": "HEVC"}


def tree(folder: Path) -> dict[str, bytes]:
    "Every file of a folder with its bytes."
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


# The library as it is kept in git


def test_the_library_is_what_its_recipe_makes():
    videos = {*MADE, *RECIPE["COPIES"], *RECIPE["EMPTY"]}
    assert set(FILES) == {*videos, *POSTERS, *TEXTS}
    assert 18 <= len(videos) <= 28
    assert sum((LIBRARY / name).stat().st_size for name in videos | TEXTS) < 200_000
    assert sum((LIBRARY / name).stat().st_size for name in POSTERS) < 300_000


@pytest.mark.parametrize("name", sorted(POSTERS))
def test_a_poster_is_what_its_recipe_draws(name):
    kept, drawn = Image.open(LIBRARY / name), POSTERS[name]().image.resize((400, 600))
    assert kept.size == drawn.size
    difference = ImageStat.Stat(ImageChops.difference(kept.convert("RGB"), drawn))
    assert max(difference.mean) < 6  # of 255: encoders differ


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_plot_says_that_it_was_written_for_the_demo(name):
    plots = re.findall(r"<plot>(.*?)</plot>", (LIBRARY / name).read_text())
    assert plots
    assert all(plot.endswith("(Written for the demo.)") for plot in plots)


@pytest.mark.parametrize("name", FILES)
def test_names_are_portable(name):
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('<>:"|?*\\')
    assert name.isprintable()
    assert len(name.encode()) < 150
    assert not any(part.endswith((".", " ")) or part.startswith(" ") for part in name.split("/"))


def test_no_two_names_differ_by_case_only():
    assert len({name.casefold() for name in FILES}) == len(FILES)


@pytest.mark.parametrize("name", sorted(MADE))
def test_media_info_reads_what_the_recipe_says(name):
    film = MADE[name]
    info = MediaInfo.parse(LIBRARY / name, parse_speed=0)
    picture = info.video_tracks[0]
    assert round(float(info.general_tracks[0].duration) / 1000) == film.seconds
    assert f"{picture.width}x{picture.height}" == film.size
    assert picture.format == FORMAT[film.video]
    assert [track.language for track in info.audio_tracks] == [ISO_639_1[code] for code in film.audio]
    assert [track.language for track in info.text_tracks] == [ISO_639_1[code] for code in film.subtitles]


def test_samples_differ_but_for_the_copy_that_is_meant():
    contents = {name: (LIBRARY / name).read_bytes() for name in FILES}
    copy, original = next(iter(RECIPE["COPIES"].items()))
    assert contents.pop(copy) == contents[original]
    assert len(set(contents.values())) == len(contents)


def test_the_planted_fault_has_no_bytes():
    assert {name for name in FILES if not (LIBRARY / name).stat().st_size} == {
        str(path) for path in PLANTED_FAULTS
    }


# The folder


@pytest.mark.parametrize("there", ["absent", "absent/two/levels", "empty"])
def test_a_new_folder_gets_the_whole_library(tmp_path, there):
    (tmp_path / "empty").mkdir()
    demo = prepare_demo(tmp_path / there)
    assert demo.new
    assert demo.library == tmp_path / there / "library"
    assert demo.database == tmp_path / there / "cineorg.db"
    assert tree(demo.library) == tree(LIBRARY)


def test_a_folder_made_before_is_found_again_as_its_owner_left_it(tmp_path):
    demo = prepare_demo(tmp_path / "demo")
    demo.database.write_bytes(b"decisions")
    shutil.rmtree(demo.library / "Series")
    (demo.library / "Films" / "mine.mkv").write_bytes(b"mine")
    before = tree(tmp_path)
    again = prepare_demo(tmp_path / "demo")
    assert not again.new
    assert tree(tmp_path) == before


def test_a_library_that_was_thrown_away_is_copied_anew_and_the_catalogue_stays(tmp_path):
    demo = prepare_demo(tmp_path / "demo")
    demo.database.write_bytes(b"decisions")
    shutil.rmtree(demo.library)
    assert tree(prepare_demo(tmp_path / "demo").library) == tree(LIBRARY)
    assert demo.database.read_bytes() == b"decisions"


KILLED_HALF_WAY = """
import resource, signal, sys
from pathlib import Path
from cineorg_catalog.demo import prepare_demo
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the kernel kills at the first file that grows beyond
prepare_demo(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("limit", [0, 30, 3000, 5000, 12_000])
def test_a_copy_that_was_killed_half_way_is_completed(tmp_path, limit):
    folder = tmp_path / "demo"
    killed = subprocess.run([sys.executable, "-c", KILLED_HALF_WAY, str(folder), str(limit)], check=False)
    assert killed.returncode < 0
    assert tree(folder / "library") != tree(LIBRARY)
    demo = prepare_demo(folder)
    assert demo.new
    assert tree(demo.library) == tree(LIBRARY)
    assert not prepare_demo(folder).new


def a_file(path: Path) -> None:
    path.write_text("mine")


def a_folder_of_others(path: Path) -> None:
    path.mkdir()
    (path / "holiday.mkv").write_bytes(b"mine")


def a_catalogue(path: Path) -> None:
    path.mkdir()
    (path / "cineorg.db").write_bytes(b"")


def a_library(path: Path) -> None:
    (path / "library").mkdir(parents=True)


@pytest.mark.parametrize("make", [a_file, a_folder_of_others, a_catalogue, a_library])
def test_anything_else_is_refused_and_left_as_it_was(tmp_path, make):
    folder = tmp_path / "mine"
    make(folder)
    before = sorted(tmp_path.rglob("*")), tree(tmp_path)
    with pytest.raises(BadUsage, match=f"^{folder} (is a file|is not empty and not a demo)") as refusal:
        prepare_demo(folder)
    assert "\n" not in str(refusal.value)
    assert (sorted(tmp_path.rglob("*")), tree(tmp_path)) == before


def below_a_file(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("")
    return tmp_path / "file" / "demo"


def a_name_too_long(tmp_path: Path) -> Path:
    return tmp_path / ("x" * 300)


def a_loop(tmp_path: Path) -> Path:
    (tmp_path / "loop").symlink_to("loop")
    return tmp_path / "loop"


@pytest.mark.parametrize("place", [below_a_file, a_name_too_long, a_loop])
def test_a_place_where_nothing_can_be_made_is_named_in_one_line(tmp_path, place):
    folder = place(tmp_path)
    with pytest.raises(CatalogueError) as refusal:
        prepare_demo(folder)
    assert str(folder) in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_place_is_named_in_one_line(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(CatalogueError, match="Permission denied"):
        prepare_demo(tmp_path / "demo")


# The faults


@pytest.fixture
def demo(tmp_path) -> Demo:
    return prepare_demo(tmp_path / "demo")


def test_exactly_the_planted_faults_are_well(demo):
    require_planted_faults(demo, [demo.library / fault for fault in PLANTED_FAULTS])


@pytest.mark.parametrize("name", [b"d\xe9mo", b"demo\n2", "démo".encode(), b"x/../demo"])
def test_the_planted_faults_are_known_under_any_folder_name(tmp_path, name):
    (tmp_path / "x").mkdir()
    demo = prepare_demo(tmp_path / os.fsdecode(name))
    met = [event.path for event in walk([demo.library]) if isinstance(event, ScanFault)]
    require_planted_faults(demo, met)


@pytest.mark.parametrize(
    ("met", "names"),
    [
        ([], "Safety.Last"),
        (["Films/M (1931)/M (1931).mkv"], "Safety.Last"),
        (["Films/Safety.Last.1923.720p.mkv", "Films/M (1931)/M (1931).mkv"], "M \\(1931\\)"),
    ],
    ids=["none", "another", "one more"],
)
def test_other_faults_are_named(demo, met, names):
    with pytest.raises(DemoFault, match=names):
        require_planted_faults(demo, [demo.library / path for path in met])


# The end of it


AUTO = {
    "Big Buck Bunny (2008) - 1080p.mkv": "Big Buck Bunny 2008",
    "Big Buck Bunny (2008) - 2160p.mkv": "Big Buck Bunny 2008",
    "Charade.1963.MULTi.1080p.WEB.H264-REGINA.mkv": "Charade 1963",
    "his girl friday 1940.mp4": "His Girl Friday 1940",
    "Le.Voyage.dans.la.Lune.1902.mkv": "A Trip to the Moon 1902",
    "Voyage à travers l'impossible (1904).mp4": "The Impossible Voyage 1904",
    "M (1931).mkv": "M 1931",
    "Metropolis (1927) {imdb-tt0017136}.mkv": "Metropolis 1927",
    "Night.of.the.Living.Dead.1968.REMASTERED.1080p.BluRay.x265.AC3-LATIMER.mkv": (
        "Night of the Living Dead 1968"
    ),
    "Nosferatu, eine Symphonie des Grauens (1922).mkv": "Nosferatu 1922",
    "Nosferatu.1922.mkv": "Nosferatu 1922",
    "Sintel.2010.1080p.BluRay.x264-DURIAN.mkv": "Sintel 2010",
    "tears_of_steel_2012_2160p_web.mp4": "Tears of Steel 2012",
    "Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv": "Sherlock Holmes 1954",
    "Sherlock Holmes - S01E02-E03.mkv": "Sherlock Holmes 1954",
    "Sherlock.Holmes.1954.S01E05.480p.DVDRip.x264-BAKER.mp4": "Sherlock Holmes 1954",
    "Sherlock Holmes - S00E01 - Test Card.mkv": "Sherlock Holmes 1954",
}
WAITING = {
    "The Phantom of the Opera.mkv": {"The Phantom of the Opera 1925", "Phantom of the Opera 1943"},
    "The.Lost.World.1992.DVDRip.x264.mkv": {"The Lost World 1925", "The Lost World 1960"},
    "Our Summer on the Coast (2019).mp4": set(),
    "The Office - S01E01.mkv": {"The Office 2001", "The Office 2005"},
    "The Office - S01E02.mkv": {"The Office 2001", "The Office 2005"},
}
EPISODES = {(0, 1), (1, 1), (1, 2), (1, 3), (1, 5)}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Iterator[tuple[Database, ScanReport, Demo]]:
    "A demo, scanned once."
    demo = prepare_demo(tmp_path_factory.mktemp("scanned") / "demo")
    db = connect(demo.database)
    upgrade(db)
    report = scan(db, [demo.library], ScanOptions(reference=demo.reference))
    yield db, report, demo
    db.close()


def waiting(db: Database) -> dict[str, list[dict[str, Any]]]:
    "Each pending file, with its candidates."
    rows = db.query(
        "select filename, candidates_json from pending_validations p"
        " join video_files f on f.id = p.video_file_id where validation_status = 'pending'"
    )
    return {row["filename"]: json.loads(row["candidates_json"] or "[]") for row in rows}


def validated(db: Database) -> dict[str, str]:
    "Each file that was validated, with title and year of its film or series."
    rows = db.query(
        "select f.filename, m.title || ' ' || m.year as work from movie_files l"
        " join movies m on m.id = l.movie_id join video_files f on f.id = l.video_file_id"
        " union select f.filename, s.title || ' ' || s.year from episode_files l"
        " join episodes e on e.id = l.episode_id join series s on s.id = e.series_id"
        " join video_files f on f.id = l.video_file_id"
    )
    return {row["filename"]: row["work"] for row in rows}


def test_the_scan_meets_exactly_the_planted_faults(catalogue):
    _, report, demo = catalogue
    require_planted_faults(demo, [error["path"] for error in report.errors])
    assert report.skipped == {"sample": 1, "trailer": 1}


def test_what_is_certain_is_validated_and_nothing_else(catalogue):
    assert validated(catalogue[0]) == AUTO


def test_what_is_not_certain_waits(catalogue):
    assert set(waiting(catalogue[0])) == set(WAITING)


@pytest.mark.parametrize("name", WAITING)
def test_a_file_that_waits_has_the_works_that_it_may_be(catalogue, name):
    offered = {f"{work['title']} {work['year']}" for work in waiting(catalogue[0])[name]}
    assert offered >= WAITING[name]


def test_the_series_has_its_double_episode_its_special_and_its_gap(catalogue):
    rows = catalogue[0].query("select season_number, episode_number from episodes")
    assert {(row["season_number"], row["episode_number"]) for row in rows} == EPISODES


def test_the_titles_are_recorded_as_those_of_the_small_reference_which_may_be_published(catalogue):
    db = catalogue[0]
    sql = "select source, count(*) from source_records where kind in ('movie', 'series') group by 1"
    assert {row[0] for row in db.execute(sql)} == {"name", "nfo", "shipped"}
    assert [source.name for source in sources_in_use(db)] == []  # nothing of IMDb's to be named
    genres = "select json_extract(provenance_json, '$.genres[0]') from movies"
    assert {row[0] for row in db.execute(genres)} == {"shipped"}


def test_every_title_has_its_picture_and_its_plot(catalogue):
    db = catalogue[0]
    for kind, table in (("movie", "movies"), ("series", "series")):
        for row in db.query(f"select id, title, overview from {table}"):
            assert find_picture(places_of(db, kind, row["id"])), row["title"]
            assert row["overview"], row["title"]


def test_a_public_copy_of_the_demo_has_its_titles_and_plots_and_no_form(catalogue, tmp_path):
    made = publish(catalogue[2].database, tmp_path / "cineorg.db")
    assert made.sources == ("shipped", "name", "file")
    described = yaml.safe_load(made.metadata.read_text())
    site = Site([], immutables=[str(made.path)], metadata=described)
    titles = list(catalogue[0].query("select id, title from movies"))
    walls = {"/cineorg/movies": [row["title"] for row in titles], "/cineorg/series": []}
    for path, words in (walls | {f"/cineorg/movies/{row['id']}": [row["title"]] for row in titles}).items():
        page = site.get(path)
        assert page.status_code == 200
        assert [word for word in words if str(escape(word)) not in page.text] == []
        assert 'method="post"' not in page.text
        assert ('<article class="sheet">' in page.text) == (path not in walls), path
    site.close()


def test_a_demo_made_before_is_scanned_again_without_a_change(catalogue):
    db, _, demo = catalogue
    again = prepare_demo(demo.database.parent)
    report = scan(db, [again.library], ScanOptions(reference=again.reference))
    require_planted_faults(again, [error["path"] for error in report.errors])
    assert (report.files["new"], report.files["changed"]) == (0, 0)
    assert validated(db) == AUTO
