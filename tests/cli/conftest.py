"""The command line in an empty folder, and a root of three files for it."""

import pytest
from click.testing import CliRunner

from cineorg_catalog.cli import cli
from cineorg_catalog.db.connection import engine
from tests.support.catalogue import built_small
from tests.support.video_files import make_video


@pytest.fixture
def run(tmp_path, monkeypatch):
    "Runs a command in an empty folder with the small reference."
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CINEORG_DB", raising=False)
    monkeypatch.setenv("CINEORG_REFERENCE", str(built_small()))

    def call(*words, stdin=None):
        return CliRunner().invoke(cli, [str(word) for word in words], input=stdin, catch_exceptions=False)

    yield call
    engine.use(None)


@pytest.fixture
def films(tmp_path):
    "A root with a certain film, a doubtful one and a broken one."
    root = tmp_path / "Films"
    make_video(root / "Metropolis (1927).mkv", minutes=153)
    make_video(root / "The Phantom of the Opera.mkv", minutes=93)
    (root / "Empty (1920).mkv").touch()
    return root
