"A catalogue that is made larger by SQL is as sound as one that was written row by row."

from contextlib import closing

from cineorg_catalog.db import summaries
from cineorg_catalog.db.connection import connect
from tests.support.multiplied import multiply
from tests.support.sample_catalogue import make_big


def test_each_copy_is_of_other_titles_and_files(tmp_path):
    file = tmp_path / "cineorg.db"
    make_big(file, films=30, episodes=20, waiting=10)
    multiply(file, 3)
    with closing(connect(file)) as db:
        assert db.execute("pragma foreign_key_check").fetchall() == []
        assert summaries.differing(db) == []
        assert db.execute("select count(*), count(distinct title) from movies").fetchone() == (90, 90)
        files = "select count(*), count(distinct path), count(distinct path_bytes) from video_files"
        assert len(set(db.execute(files).fetchone())) == 1
        assert db.execute("select count(*) from movies_fts where movies_fts match '\"29 2\"'").fetchone() == (
            1,
        )
        keys = "select count(distinct series_key) from pending_validations"
        assert db.execute(keys).fetchone()[0] % 3 == 0
