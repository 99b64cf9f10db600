"""Evidence beside real files, through a scan: NFOs, the other files of a folder, earlier decisions."""

import json
from pathlib import Path

import pytest

from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.review.decide import approve_as
from tests.support.catalogue import SMALL, load, pending_of
from tests.support.video_files import make_video


def nfo(path: Path, *, imdb: str, title: str = "", year: int | None = None, more: str = "") -> None:
    said = f"<title>{title}</title>" if title else ""
    said += f"<year>{year}</year>" if year else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<movie>{said}<uniqueid type="imdb">{imdb}</uniqueid>{more}</movie>')


def place(path: Path, minutes: int = 153) -> None:
    "A real video at a path, whatever its suffix."
    make_video(path.with_suffix(".mkv"), minutes=minutes).rename(path)


def decided(db) -> dict[str, str | None]:
    "The film that each file was validated as, by the file's name; None where it needs review."
    return dict(
        db.execute(
            """select filename, movies.title || ' (' || movies.year || ')' from video_files as files
               left join movie_files on movie_files.video_file_id = files.id
               left join movies on movies.id = movie_id"""
        ).fetchall()
    )


METROPOLIS = "tt0017136"
NFO_OF_FOLDER = {
    "a flat folder": (["Nosferatu (1922).mkv", "The General (1926).mkv", "Unheard of.mkv"], ["movie.nfo"]),
    "a collection": (["Lang/Nosferatu (1922).mkv", "Lang/Nothing like it.mkv"], ["Lang/movie.nfo"]),
    "a disc beside a film": (["VIDEO_TS/VTS_01_1.VOB", "Nosferatu (1922).mkv"], ["movie.nfo"]),
}


@pytest.mark.parametrize(("videos", "nfos"), NFO_OF_FOLDER.values(), ids=NFO_OF_FOLDER)
def test_a_movie_nfo_speaks_for_no_folder_of_several_films(db, tmp_path, videos, nfos):
    for name in videos:
        place(tmp_path / "Films" / name)
    for name in nfos:
        nfo(tmp_path / "Films" / name, imdb=METROPOLIS, title="Metropolis", year=1927)
    load(db, tmp_path / "Films")
    assert "Metropolis (1927)" not in decided(db).values()


ONE_FILM = {
    "the only film": ["Metropolis.mkv"],
    "its parts": ["Metropolis-cd1.mkv", "Metropolis-cd2.mkv"],
    "its trailer beside it": ["Metropolis.mkv", "Metropolis-trailer.mkv"],
    "a disc": ["VIDEO_TS/VTS_01_1.VOB"],
}


@pytest.mark.parametrize("videos", ONE_FILM.values(), ids=ONE_FILM)
def test_a_movie_nfo_speaks_for_the_one_film_of_its_folder(db, tmp_path, videos):
    for name in videos:
        place(tmp_path / "Films" / "Metropolis" / name, minutes=76 if "cd" in name else 153)
    nfo(tmp_path / "Films" / "Metropolis" / "movie.nfo", imdb=METROPOLIS)
    load(db, tmp_path / "Films")
    assert set(decided(db).values()) == {"Metropolis (1927)"}


def test_an_nfos_tmdb_id_goes_into_the_row_although_the_title_database_has_the_film(db, tmp_path):
    place(tmp_path / "Films" / "Metropolis (1927).mkv")
    more = '<uniqueid type="tmdb">19</uniqueid>'
    nfo(tmp_path / "Films" / "Metropolis (1927).nfo", imdb=METROPOLIS, more=more)
    load(db, tmp_path / "Films")
    rows = db.execute("select imdb_id, tmdb_id, rule from movies, decisions").fetchall()
    assert rows == [(METROPOLIS, 19, "certain")]


@pytest.mark.parametrize("name", ["Metropolis (2001).mkv", "Nosferatu (1922).mkv", "Nosferatu.mkv"])
def test_an_nfo_of_another_film_is_a_question_with_both_offered(db, tmp_path, name):
    place(tmp_path / "Films" / name)
    nfo((tmp_path / "Films" / name).with_suffix(".nfo"), imdb=METROPOLIS)
    load(db, tmp_path / "Films")
    assert decided(db) == {name: None}
    (offered,) = [json.loads(row[0]) for row in db.execute("select candidates_json from pending_validations")]
    assert METROPOLIS in [candidate["id"] for candidate in offered]
    assert name.partition(" ")[0].partition(".")[0] in [candidate["title"] for candidate in offered]


def offered_for(db, path: Path) -> list[str]:
    return [item["title"] for item in json.loads(pending_of(db, path)["candidates_json"])]


def test_a_folder_of_several_titles_names_none_of_them(db, tmp_path):
    shelf = tmp_path / "Films" / "Nosferatu"
    for name in ("Unheard of.mkv", "Metropolis (1927).mkv"):
        place(shelf / name)
    load(db, tmp_path / "Films")
    assert "Nosferatu" not in offered_for(db, shelf / "Unheard of.mkv")
    assert decided(db)["Metropolis (1927).mkv"] == "Metropolis (1927)"


def test_what_a_person_said_of_the_file_before_is_offered_first_for_its_other_encode(db, tmp_path):
    old, new = tmp_path / "Films" / "Nosferatu.mkv", tmp_path / "Films" / "Nosferatu.mp4"
    place(old)
    load(db, tmp_path / "Films")
    said = Candidate("home", "manual", "movie", "At Home", year=2001)
    approve_as(db, pending_of(db, old)["id"], said, by="ann")
    old.unlink()
    make_video(new, minutes=100)
    load(db, tmp_path / "Films")
    assert offered_for(db, new)[0] == "At Home"
    assert "decided_before" in pending_of(db, new)["reasons_json"]


def test_the_title_database_is_opened_once_a_scan(db, tmp_path, monkeypatch):
    from cineorg_catalog.reference import reader

    opened = []
    path = tmp_path / "reference.db"
    build_reference(SMALL, path)
    real = reader._open_file
    monkeypatch.setattr(reader, "_open_file", lambda path: opened.append(path) or real(path))
    place(tmp_path / "Films" / "Metropolis (1927).mkv")
    scan(db, [tmp_path / "Films"], ScanOptions(reference=path))
    assert decided(db) == {"Metropolis (1927).mkv": "Metropolis (1927)"}
    assert opened == [path]
