"""A loopback server in place of the online sources, the settings that point to it, and a catalogue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cineorg_catalog.cli import cli
from cineorg_catalog.db.connection import connect, engine, insert
from cineorg_catalog.db.decisions import Changes
from cineorg_catalog.db.models import (
    EpisodeFileModel,
    EpisodeModel,
    MovieFileModel,
    MovieModel,
    SeriesModel,
    VideoFileModel,
)
from cineorg_catalog.sources.projection import bring_up_to_date
from cineorg_catalog.titles import copy_ids
from tests.support.source_server import KEYS, SETTINGS, SourceServer, serving


@pytest.fixture
def server(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceServer]:
    "The sources, as they were recorded, on this machine."
    with serving(shared) as running:
        for name in SETTINGS:
            monkeypatch.setenv(name, running.address)
        for name, value in KEYS.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def path(tmp_path):
    "A catalogue of The Matrix, Game of Thrones and The Flash, of which one episode each is owned."
    path = tmp_path / "library" / "cineorg.db"
    db = connect(path)
    bring_up_to_date(db)
    insert(db, MovieModel(id=1, title="The Matrix", imdb_id="tt0133093", tmdb_id=603))
    insert(db, SeriesModel(id=1, title="Game of Thrones", tmdb_id=1399))
    insert(db, SeriesModel(id=2, title="The Flash", imdb_id="tt3107288"))
    for key in (1, 2, 3):
        insert(
            db, VideoFileModel(id=key, path=f"/v/{key}.mkv", filename=f"{key}.mkv", path_bytes=b"/v/%d" % key)
        )
    insert(db, MovieFileModel(movie_id=1, video_file_id=1, is_main=1))
    for key in (1, 2):
        episode = EpisodeModel(id=key, series_id=key, season_number=1, episode_number=1, title="Episode 1")
        insert(db, episode)
        insert(db, EpisodeFileModel(episode_id=key, video_file_id=key + 1))
    changes = Changes(db)
    for kind, key in (("movie", 1), ("series", 1), ("series", 2)):
        copy_ids(changes, kind, key)
    db.close()
    return path


@pytest.fixture
def run(path, server):
    def call(*words, code=0):
        result = CliRunner().invoke(cli, ["--db", str(path), *words], catch_exceptions=False)
        assert result.exit_code == code, result.output
        assert not [key for key in KEYS.values() if key in result.output]
        return result

    yield call
    engine.use(None)
