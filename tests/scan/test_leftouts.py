"""What the walk leaves out, with its reason: samples, extras, systems' folders, small files, discs' parts."""

import os
from pathlib import Path

import pytest

from cineorg_catalog.scan.walk import FoundFile
from tests.support.walks import faults, found, put, skipped, walk_root

# --- left out, and never lost ---------------------------------------------------------------------

LEFT_OUT = [
    # (the files of a library, the one that is left out, why)
    (["Films/Inception (2010)/Inception.mkv"], "Films/Inception (2010)/Sample/x.mkv", "sample"),
    ([], "Films/Inception (2010)/Extras/Making of.mkv", "extra"),
    ([], "Inception (2010)/Extras/deep/er/Making of.mkv", "extra"),
    ([], "Inception (2010)/Trailers/a.mkv", "trailer"),
    ([], "Inception (2010)/Behind The Scenes/a.mkv", "extra"),
    ([], "Inception (2010)/behind-the-scenes/a.mkv", "extra"),
    ([], "Inception.2010.1080p.BluRay.x264-GRP/Sample/a.mkv", "sample"),
    (["Metropolis/metropolis.1927.mkv"], "Metropolis/Featurettes/a.mkv", "extra"),
    (["Breaking Bad/Season 01/e.mkv"], "Breaking Bad/Extras/Interview.mkv", "extra"),
    (["Breaking Bad/Season 01/e.mkv"], "Breaking Bad/Season 01/Deleted Scenes/a.mkv", "extra"),
    (["Series/Extras/Season 1/Extras.S01E01.mkv"], "Series/Extras/Extras/Outtakes.mkv", "extra"),
    (["Dark/tvshow.nfo"], "Dark/Shorts/a.mkv", "extra"),
    (["Inception.mkv"], "Inception-trailer.mkv", "trailer"),
    (["Inception (2010).mkv"], "Inception (2010)-trailer2.mkv", "trailer"),
    (["Inception (2010).mkv"], "Inception (2010) - Trailer.mkv", "trailer"),
    ([], "Inception.2010.1080p-GRP-sample.mkv", "sample"),
    ([], "Inception.2010.1080p.sample.mkv", "sample"),
    (["Inception.mkv"], "Inception.sample.mkv", "sample"),
    (["Inception.mkv"], "sample-Inception.mkv", "sample"),
    (["x/Inception.mkv"], "x/SAMPLE.MKV", "sample"),
    (["x/Inception.mkv"], "x/trailer.mp4", "trailer"),
    ([], "Inception_2010_trailer.mkv", "trailer"),
    (["Inception (2010)/Inception.mkv"], "Inception (2010)/Nolan-interview.mkv", "extra"),
    (["Inception (2010)/Inception.mkv"], "Inception (2010)/Dream-behindthescenes.mkv", "extra"),
    (["Inception.mkv"], "Inception-deleted.mkv", "extra"),
]  # fmt: skip

NEVER_LOST = [
    "Extras/Season 1/Extras.S01E01.mkv",
    "Extras/Extras.S01E01.mkv",
    "Extras/S01E01.mkv",
    "Séries/Extras/S01E01.mkv",
    "Séries/Extras (2005)/Season 2/Extras - s02e01 - Orlando Bloom.mkv",
    "nas/TV/Extras/Extras 1x01.mkv",
    "Comedy/Extras/Season 1/Extras.S01E01.mkv",
    "Comedy/Extras/Extras.S01E01.mkv",
    "Trailer Park Boys/Season 1/Trailer.Park.Boys.S01E01.mkv",
    "Trailer.Park.Boys.S01E01.mkv",
    "Sample People (2000).mkv",
    "Sample.People.2000.1080p.mkv",
    "Sample People/Sample People.mkv",
    "Films/Sample/Sample (1998).mkv",
    "The Trailer (2014).mkv",
    "The Trailer.mkv",
    "the-trailer.mkv",
    "Films/The Interview (2014)/The Interview.mkv",
    "the-interview.mkv",
    "Free.Sample.mkv",
    "Free Samples (2012)/Free Sample.mkv",
    "crime-scene.mkv",
    "The Other 2.mkv",
    "Sleep Clip.mkv",
    "Show - S01E05 - Trailer.mkv",
    "Show/Season 1/Show S01E05 The Sample.mkv",
    "Show.S01E05.Free.Sample.mkv",
    "Videos/Shorts/La Jetée (1962).mkv",
    "Shorts/La Jetée.mkv",
    "Interviews/x.mkv",
    "Films/Other/The Others.mkv",
    "Scenes from a Marriage (1973)/Scenes from a Marriage.mkv",
    "Show/Specials/Show S00E01.mkv",
    "Film (1965).mkv",
    "Featurettes of the Dead.mkv",
    "sample.people.mkv",
    "trailers.mkv",
]


@pytest.mark.parametrize(("beside", "path", "why"), LEFT_OUT, ids=[path for _, path, _ in LEFT_OUT])
def test_samples_trailers_and_extras_are_left_out_with_their_reason(
    tmp_path: Path, beside: list[str], path: str, why: str
) -> None:
    put(tmp_path, path, *beside)
    assert skipped(tmp_path) == {path: why}
    assert sorted(found(tmp_path)) == sorted(name for name in beside if name.endswith(".mkv"))


@pytest.mark.parametrize("path", NEVER_LOST)
def test_a_work_that_is_called_like_them_is_never_lost(tmp_path: Path, path: str) -> None:
    put(tmp_path, path, "Crime Stories (2011).mkv", "Other Film.mkv", "The Thing (1982).mkv")
    assert skipped(tmp_path) == {}
    assert path in found(tmp_path)


def test_a_root_that_is_itself_a_title_has_extras_below_it(tmp_path: Path) -> None:
    put(
        tmp_path,
        "Inception (2010)/Inception.mkv",
        "Inception (2010)/Extras/a.mkv",
        "Dark/Season 1/a.mkv",
        "Dark/Extras/a.mkv",
    )
    assert skipped(tmp_path / "Inception (2010)") == {"Extras/a.mkv": "extra"}
    assert skipped(tmp_path / "Dark") == {"Extras/a.mkv": "extra"}


@pytest.mark.parametrize(
    "folder",
    [
        ".Trash-1000",
        "@eaDir",
        "#recycle",
        "lost+found",
        "$RECYCLE.BIN",
        "System Volume Information",
        ".AppleDouble",
        ".x",
    ],
)
def test_the_folders_of_systems_are_left_out_and_counted_once(tmp_path: Path, folder: str) -> None:
    put(tmp_path, f"{folder}/a.mkv", f"{folder}/deeper/b.mkv", f"Films/{folder}/c.mkv", "d.mkv")
    assert found(tmp_path) == ["d.mkv"]
    assert skipped(tmp_path) == {folder: "system folder", f"Films/{folder}": "system folder"}


def test_the_shadow_files_of_a_mac_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "._a.mkv", "a.mkv")
    assert (found(tmp_path), skipped(tmp_path)) == (["a.mkv"], {"._a.mkv": "hidden file"})


def test_small_files_are_left_out_and_empty_ones_reported(tmp_path: Path) -> None:
    put(tmp_path, "small.mkv", size=99)
    put(tmp_path, "large.mkv", size=100)
    put(tmp_path, "empty.mkv", "empty-sample.mkv", size=0)
    assert found(tmp_path, min_size=100) == ["large.mkv"]
    assert skipped(tmp_path, min_size=100) == {
        "small.mkv": "smaller than --min-size",
        "empty-sample.mkv": "sample",
    }
    for min_size in (0, 1, 100):
        assert list(faults(tmp_path, min_size=min_size)) == ["empty.mkv"]
    assert "0 bytes" in faults(tmp_path)["empty.mkv"]


def test_what_is_no_regular_file_is_left_out_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mkv")
    put(tmp_path, "folder.mkv/a.mkv")
    assert skipped(tmp_path) == {"pipe.mkv": "not a regular file"}
    assert found(tmp_path) == ["folder.mkv/a.mkv"]


@pytest.mark.parametrize(
    ("largest", "others", "name", "folder"),
    [
        ("Films/Dune (1984)/VIDEO_TS/VTS_01_2.VOB", ["VIDEO_TS.VOB", "VTS_01_1.VOB"], "Dune (1984)", "Films"),
        ("Films/Dune (1984)/BDMV/STREAM/00001.m2ts", ["00002.m2ts"], "Dune (1984)", "Films"),
        ("Dune (1984)/VTS_01_1.VOB", ["VTS_01_2.VOB"], "Dune (1984)", ""),
        ("Dune (1984)/CD2/VIDEO_TS/VTS_01_1.VOB", [], "CD2", "Dune (1984)"),
    ],
)
def test_a_disc_is_one_film_by_its_largest_stream(
    tmp_path: Path, largest: str, others: list[str], name: str, folder: str
) -> None:
    others = [os.path.join(os.path.dirname(largest), other) for other in others]
    put(tmp_path, *others, size=10)
    put(tmp_path, largest, size=1000)
    (event,) = (e for e in walk_root(tmp_path) if isinstance(e, FoundFile))
    assert (event.path, event.name, event.folder) == (str(tmp_path / largest), name, folder)
    assert skipped(tmp_path) == dict.fromkeys(others, "part of a disc")
