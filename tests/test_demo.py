"""The demo: its library is what is promised, and its folder is made, completed, found again or refused."""

import os
import runpy
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from pymediainfo import MediaInfo

from cineorg_catalog.demo import PLANTED_FAULTS, Demo, DemoFault, prepare_demo, require_planted_faults
from cineorg_catalog.errors import BadUsage, CatalogueError
from cineorg_catalog.scan import ScanFault, walk
from cineorg_catalog.shipped import shipped

LIBRARY = shipped("data/library")
FILES = sorted(path.relative_to(LIBRARY).as_posix() for path in LIBRARY.rglob("*") if path.is_file())
RECIPE = runpy.run_path(str(Path(__file__).parents[1] / "data" / "make_library.py"))
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
    assert set(FILES) == {*MADE, *RECIPE["COPIES"], *RECIPE["EMPTY"]}
    assert 18 <= len(FILES) <= 28
    assert sum((LIBRARY / name).stat().st_size for name in FILES) < 200_000


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
    with pytest.raises(BadUsage, match=f"^{folder} (is a file|holds other things)") as refusal:
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
