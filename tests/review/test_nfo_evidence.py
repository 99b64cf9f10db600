"""NFOs beside real files, through a scan: whose they are."""

from pathlib import Path

import pytest

from tests.support.catalogue import load
from tests.support.video_files import make_video


def nfo(path: Path, *, imdb: str, title: str = "", year: int | None = None, more: str = "") -> None:
    said = f"<title>{title}</title>" if title else ""
    said += f"<year>{year}</year>" if year else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<movie>{said}<uniqueid type="imdb">{imdb}</uniqueid>{more}</movie>')


def place(path: Path) -> None:
    "A real video at a path, whatever its suffix."
    make_video(path.with_suffix(".mkv"), minutes=153).rename(path)


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
        place(tmp_path / "Films" / "Metropolis" / name)
    nfo(tmp_path / "Films" / "Metropolis" / "movie.nfo", imdb=METROPOLIS)
    load(db, tmp_path / "Films")
    assert set(decided(db).values()) == {"Metropolis (1927)"}
