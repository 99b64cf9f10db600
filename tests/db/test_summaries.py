"""The figures that triggers keep are always what the tables hold, whatever writes to them."""

import random
import sqlite3
from contextlib import closing

from cineorg_catalog.check import consistency
from cineorg_catalog.db.connection import writing
from cineorg_catalog.db.summaries import differing, mend
from tests.support.catalogue import new_catalogue, sound

SIZES = (None, 640, 1280, 1920, 3840, "wide", -1, 2**62)
LENGTHS = (None, 0, 60, 5400, 5700, 9000, "long")
NAMES = ("Film.1080p.mkv", "Film.720p.FRENCH.mkv", "4K UHD.mkv", "Film.mkv", "Film.german.sub.mkv")
BYTES = (0, 7, 2**62, -5, "big")
ROOTS = ("/a", "/b", None)
SPOKEN = (None, "[]", '["fr"]', '["en", "de"]', "{", "[1]")
LISTS = (None, "[]", '["Drama", "Noir"]', '["Drama", "Drama"]', '["\\ud800", 1, null]', "7", "{", b"[1]", 9)
DAYS = (None, "2020-01-01T00:00:00Z", "2020-01-02", "", 5, b"2020")
READ = ("{}", '{"title": "Film 1", "year": 1}', '{"title": "Show", "season": 1, "episodes": [2]}', "no JSON")


def write_anything(db, dice):
    "One write of any kind, as another program may make it; False if the database refuses it."
    number = dice.randint(1, 8)
    film, episode, file = dice.randint(1, 3), dice.randint(1, 8), dice.randint(1, 8)
    statements = (
        ("insert into video_files (id, path, filename, size_bytes, root) values (?, ?, ?, ?, ?)",
         number, f"/{number}", dice.choice(NAMES), dice.choice(BYTES), dice.choice(ROOTS)),
        ("insert into movies (id, title, year, duration_seconds) values (?, ?, ?, ?)",
         number, f"Film {number}", number, dice.choice(LENGTHS)),
        ("insert into series (id, title) values (?, ?)", number, "Show"),
        ("insert into episodes (id, series_id, season_number, episode_number, title, duration_seconds)"
         " values (?, ?, 1, ?, 'E', ?)", number, dice.randint(1, 8), number, dice.choice(LENGTHS)),
        ("insert or ignore into movie_files (movie_id, video_file_id, is_main) values (?, ?, ?)",
         film, file, dice.randint(0, 1)),
        ("insert or ignore into episode_files (episode_id, video_file_id) values (?, ?)", episode, file),
        ("insert or ignore into pending_validations (video_file_id, parsed_json) values (?, ?)",
         file, dice.choice(READ)),
        ("update video_files set device = 1, resolution_width = ?, resolution_height = ?",
         dice.choice(SIZES), dice.choice(SIZES)),
        ("update video_files set duration_seconds = ?, missing_since = ?, codec_video = ?, inode = ?"
         " where id = ?",
         dice.choice(LENGTHS), dice.choice((None, "2020")), dice.choice((None, "AVC", "")),
         dice.randint(1, 2), file),
        ("update video_files set filename = ?, languages_json = ?, root = ? where id = ?",
         dice.choice(NAMES), dice.choice(SPOKEN), dice.choice(ROOTS), file),
        ("update or ignore movie_files set movie_id = ?, is_main = not is_main, edition = ?"
         " where video_file_id = ?",
         film, dice.choice((None, "Cut")), file),
        ("update or ignore episode_files set video_file_id = ? where episode_id = ?", file, episode),
        ("update movies set title = ?, year = ?, duration_seconds = ? where id = ?",
         dice.choice(("Film 1", "Other")), dice.choice((1, None)), dice.choice(LENGTHS), film),
        ("update series set title = ? where id = ?", dice.choice(("Show", "Other")), number),
        ("update episodes set season_number = 2, episode_number = ?, duration_seconds = ? where id = ?",
         dice.randint(1, 2), dice.choice(LENGTHS), episode),
        ("update pending_validations set parsed_json = ? where video_file_id = ?", dice.choice(READ), file),
        ("update movies set genres_json = ?, year = ? where id = ?",
         dice.choice(LISTS), dice.choice((1927, 2019, "old", None)), film),
        ("update video_files set created_at = ?, size_bytes = ?, languages_json = ? where id = ?",
         dice.choice(DAYS), dice.choice(BYTES), dice.choice(LISTS), file),
        ("delete from movie_files where video_file_id = ?", file),
        ("delete from episode_files where episode_id = ?", episode),
        ("delete from pending_validations where video_file_id = ?", file),
        ("delete from video_files where id = ?", file),
        ("delete from movies where id = ?", film),
    )  # fmt: skip
    sql, *values = dice.choice(statements)
    try:
        with writing(db):
            db.execute(sql, values)
    except sqlite3.IntegrityError:
        return False
    return True


def test_they_are_kept_through_any_writes(tmp_path):
    seen, charts = set(), set()
    for seed in range(3):
        dice, written = random.Random(seed), 0
        (tmp_path / str(seed)).mkdir()
        with closing(new_catalogue(tmp_path / str(seed))) as db:
            for _ in range(1500):
                written += write_anything(db, dice)
                assert differing(db) == []
                seen |= set(db.execute("select what from doubtful_files").fetchall())
                charts |= set(db.execute("select chart from chart_totals where total").fetchall())
        assert written > 500
    assert len(seen) == 5  # each kind of doubt was met
    assert len(charts) == 4


def test_charts_count_each_mention_once_and_only_files_that_are_present(db):
    films = [("A", 1927, '["Drama", "Noir"]'), ("B", 1929, '["Drama"]'), ("C", None, "no JSON")]
    files = [("/a", 5, None, '["en", "fr"]'), ("/b", 7, None, '["en"]'), ("/c", 9, "2020", '["en"]')]
    with writing(db):
        for film in films:
            db.execute("insert into movies (title, year, genres_json) values (?, ?, ?)", film)
        for file in files:
            db.execute(
                "insert into video_files (path, filename, size_bytes, missing_since, languages_json,"
                " created_at) values (?1, ?1, ?2, ?3, ?4, '2026-05-06T07:08:09Z')",
                file,
            )
    assert rows_of_charts(db) == [
        *(("day", "2026-05-06", 12), ("decade", "1920s", 2)),
        *(("genre", "Drama", 2), ("genre", "Noir", 1), ("language", "en", 2), ("language", "fr", 1)),
    ]


def rows_of_charts(db):
    return db.execute("select * from chart_totals where total").fetchall()


def test_what_was_written_past_the_triggers_is_found_and_added_up_again(tmp_path):
    with closing(new_catalogue(tmp_path)) as db:
        with writing(db):
            db.execute("insert into video_files (path, filename, size_bytes) values ('/a', 'a.mkv', 5)")
            db.execute("update file_totals set bytes = 9")
            db.execute("insert into chart_totals values ('genre', 'Drama', 9)")
            db.execute("insert into doubtful_files values ('unlike_films', 1)")
        assert [found.table for found in consistency(db) if found.kind == "figures"] == [
            "file_totals",
            "chart_totals",
            "doubtful_files",
        ]
        assert mend(db) == [
            f"added up {name} again" for name in ("file_totals", "chart_totals", "doubtful_files")
        ]
        assert mend(db) == []
        sound(db)
