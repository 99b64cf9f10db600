"""What becomes of IMDb's files, of bad lines in them, and of the old reference when a build fails."""

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import time
from multiprocessing import active_children

import pytest

from cineorg_catalog.errors import BadUsage, ReferenceFault
from cineorg_catalog.reference import build
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.reference.imdb_files import HEADERS
from cineorg_catalog.reference.reader import open_reference
from tests.support.catalogue import SMALL
from tests.support.dataset_files import N, aka, work, write_dataset

MATRIX = work("tt0133093", "The Matrix", 1999)


def built(folder, target=None):
    target = target or folder / "reference.db"
    return build_reference(folder, target), open_reference(target)


def many(count, start=1000000):
    return [
        work(f"tt{number}", f"Film number {number}", 1990 + number % 30)
        for number in range(start, start + count)
    ]


FORMS = {
    "movie": "movie",
    "tvMovie": "movie",
    "tvSpecial": "movie",
    "video": "movie",
    "short": "movie",
    "tvShort": "movie",
    "tvSeries": "series",
    "tvMiniSeries": "series",
    "tvEpisode": None,
    "videoGame": None,
    "podcastSeries": None,
    "tvPilot": None,
}


@pytest.mark.parametrize(("form", "kind"), FORMS.items(), ids=FORMS.keys())
def test_films_and_series_are_works_and_nothing_else(tmp_path, form, kind):
    write_dataset(tmp_path, "title.basics", [MATRIX, work("tt0000007", "Something", 1999, form)])
    _, reference = built(tmp_path)
    found = reference.work("tt0000007")
    assert (found and found.kind) == kind
    assert [hit.work.form for hit in reference.exact("something")] == ([form] if kind else [])


def test_a_work_keeps_its_facts(tmp_path):
    row = "tt0944947|tvSeries|Game of Thrones|GoT|0|2011|2019|57|Action,Drama"
    write_dataset(tmp_path, "title.basics", [row])
    _, reference = built(tmp_path)
    found = reference.work("tt0944947")
    assert (found.title, found.original_title, found.year, found.end_year) == (
        "Game of Thrones",
        "GoT",
        2011,
        2019,
    )
    assert (found.duration_seconds, found.genres, found.votes) == (57 * 60, ("Action", "Drama"), None)
    assert found.imdb_id == "tt0944947"


def test_a_first_column_of_our_own_is_a_slug(tmp_path):
    write_dataset(
        tmp_path, "title.basics", [work("wing-it-2023", "Wing It!", 2023), work("tt123", "Odd", 2000)]
    )
    write_dataset(tmp_path, "title.akas", [aka("wing-it-2023", "Los geht's!", "DE")])
    _, reference = built(tmp_path)
    [hit] = reference.exact("los gehts")
    assert (hit.work.id, hit.work.imdb_id, hit.language) == ("wing-it-2023", None, "de")
    assert reference.work("tt123").imdb_id is None


def test_other_titles_are_kept_once_with_their_language_and_kind(tmp_path):
    write_dataset(
        tmp_path, "title.basics", [work("tt0211915", "Amélie", 2001, original="Le fabuleux destin d'Amélie")]
    )
    rows = [
        aka("tt0211915", "Le fabuleux destin d'Amélie", types="original", original=1),
        aka("tt0211915", "AMELIE", "US"),
        aka("tt0211915", "Die fabelhafte Welt der Amélie", "DE"),
        aka("tt0211915", "Die fabelhafte Welt der Amelie", "AT"),
        aka("tt0211915", "Amelie from Montmartre", "XWW", "en", "imdbDisplay"),
        aka("tt0211915", "Amélie Poulain", "CA", "fr", "working"),
        aka("tt0211915", N),
        aka("tt9999998", "Somebody else's"),
    ]
    write_dataset(tmp_path, "title.akas", rows)
    report, reference = built(tmp_path)
    assert reference.titles("tt0211915") == [
        ("Amélie", None, "main"),
        ("Le fabuleux destin d'Amélie", None, "original"),
        ("Die fabelhafte Welt der Amélie", "de", "translated"),
        ("Amelie from Montmartre", "en", "translated"),
        ("Amélie Poulain", "fr", "alternative"),
    ]
    assert (report.works, report.titles, report.skipped) == (1, 5, ())


def test_votes_and_episodes_join_their_works(tmp_path):
    basics = [
        work("tt0944947", "Game of Thrones", 2011, "tvSeries"),
        work("tt1480055", "Winter Is Coming", 2011, "tvEpisode"),
        MATRIX,
    ]
    write_dataset(tmp_path, "title.basics", basics)
    write_dataset(tmp_path, "title.ratings", ["tt0944947|9.2|2300000", "tt7777777|1.0|5"])
    episodes = [
        "tt1480056|tt0944947|1|2",
        "tt1480055|tt0944947|1|1",
        "tt1480057|tt0944947|\\N|\\N",
        "tt1480058|tt7777777|1|1",
        "tt1480059|tt0944947|0|1",
    ]
    write_dataset(tmp_path, "title.episode", episodes, zipped=True)
    report, reference = built(tmp_path)
    assert reference.work("tt0944947").votes == 2300000
    assert reference.episodes("tt0944947") == [(0, 1, None), (1, 1, "Winter Is Coming"), (1, 2, None)]
    assert (report.works, report.episodes) == (2, 3)


BAD_LINES = {
    "too few columns": ("tt0000009|movie|Short", "3 columns instead of 9"),
    "a year in words": (work("tt0000009", "X", "soon"), "'soon' is not a number"),
    "a negative year": (work("tt0000009", "X", "-5"), "'-5' is not a number"),
    "a year far off": (work("tt0000009", "X", 99999), "99999 is not a year"),
    "a running time in words": (f"tt0000009|movie|X|X|0|1999|{N}|long|{N}", "'long' is not a number"),
    "no title": (work("tt0000009", N, 1999), "no title"),
    "no id": (work("", "X", 1999), "no id"),
    "an id twice": (work("tt0133093", "X", 1999), "tt0133093 appears a second time"),
}


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_reported_and_passed_over(tmp_path, line, reason):
    write_dataset(tmp_path, "title.basics", [MATRIX, line, work("tt0234215", "The Matrix Reloaded", 2003)])
    report, reference = built(tmp_path)
    assert report.skipped == (("title.basics.tsv", 3, reason),)
    assert (report.works, report.skipped_count) == (2, 1)
    assert [len(reference.exact(title)) for title in ("matrix", "matrix reloaded", "x")] == [1, 1, 0]


def test_a_line_that_is_no_utf8_is_reported_and_passed_over(tmp_path):
    path = write_dataset(
        tmp_path, "title.basics", [MATRIX, work("tt0000009", "Caf?", 1999), work("tt0000010", "Thé", 1999)]
    )
    path.write_bytes(path.read_bytes().replace(b"Caf?", b"Caf\xe9"))
    report, reference = built(tmp_path)
    assert report.skipped == (("title.basics.tsv", 3, "not UTF-8"),)
    assert reference.exact("the matrix")
    assert reference.exact("the") == reference.exact("thé") != []


def test_bad_lines_of_the_other_files_are_reported_too(tmp_path):
    write_dataset(tmp_path, "title.basics", [MATRIX])
    write_dataset(tmp_path, "title.akas", ["tt0133093|1|Too short"])
    write_dataset(tmp_path, "title.ratings", ["tt0133093|8.7|many"])
    write_dataset(tmp_path, "title.episode", ["tt1480055|tt0133093|one|1", "episode|tt0133093|1|1"])
    report, _ = built(tmp_path)
    assert [(file, line) for file, line, _ in report.skipped] == [
        ("title.akas.tsv", 2),
        ("title.ratings.tsv", 2),
        ("title.episode.tsv", 2),
        ("title.episode.tsv", 3),
    ]


def test_many_bad_lines_are_counted_and_the_first_hundred_told(tmp_path):
    write_dataset(tmp_path, "title.basics", [MATRIX, *["bad"] * 250])
    report, _ = built(tmp_path)
    assert (len(report.skipped), report.skipped_count) == (100, 250)


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
def test_bom_and_windows_line_ends_do_no_harm(tmp_path, zipped):
    path = write_dataset(tmp_path, "title.basics", [MATRIX])
    data = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(gzip.compress(data) if zipped else data)
    report, reference = built(tmp_path)
    assert reference.work("tt0133093").genres == ()
    assert report.skipped == ()


def test_a_last_line_without_its_end_counts(tmp_path):
    path = write_dataset(tmp_path, "title.basics", [MATRIX])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert built(tmp_path)[0].works == 1


def test_of_two_files_of_one_name_the_newer_counts(tmp_path):
    old = write_dataset(tmp_path, "title.basics", [work("tt0000009", "Old", 1999)])
    write_dataset(tmp_path, "title.basics", [work("tt0000009", "New", 1999)], zipped=True)
    os.utime(old, (0, 0))
    assert built(tmp_path)[1].work("tt0000009").title == "New"


HEADER = "\t".join(HEADERS["title.basics"].split()).encode() + b"\n"
WHOLE = gzip.compress(HEADER + MATRIX.replace("|", "\t").encode() + b"\n" + os.urandom(4000).hex().encode())
FAULTS = {
    "empty": ("title.basics.tsv", b"", "is empty"),
    "empty gzip": ("title.basics.tsv.gz", b"", "is empty"),
    "torn gzip": ("title.basics.tsv.gz", WHOLE[:-2000], "is damaged"),
    "gzip without its end": ("title.basics.tsv.gz", WHOLE[:-4], "is damaged"),
    "damaged gzip": ("title.basics.tsv.gz", WHOLE[:800] + b"\x00" * 100 + WHOLE[900:], "is damaged"),
    "no gzip": ("title.basics.tsv.gz", b"<html>not found</html>\n", "is not IMDb's title.basics"),
    "another header": (
        "title.basics.tsv",
        b"tconst\taverageRating\tnumVotes\n",
        "is not IMDb's title.basics",
    ),
    "another encoding": ("title.basics.tsv", HEADER.decode().encode("utf-16"), "is not IMDb's title.basics"),
    "only a header": ("title.basics.tsv", HEADER, "contains no films or series"),
    "one endless line": ("title.basics.tsv.gz", gzip.compress(b"x" * 20_000_000), "not a text file"),
}


@pytest.mark.parametrize(("name", "content", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_file_is_named_and_the_old_reference_stays(tmp_path, name, content, message):
    good = tmp_path / "good"
    write_dataset(good, "title.basics", [MATRIX])
    target = tmp_path / "reference.db"
    build_reference(good, target)
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / name).write_bytes(content)
    with pytest.raises(ReferenceFault, match=message) as raised:
        build_reference(bad, target)
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)
    assert open_reference(target).exact("the matrix")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "good", "reference.db"]


@pytest.fixture
def in_two_processes(monkeypatch):
    monkeypatch.setattr(build, "LARGE", 0)


def test_two_processes_build_the_same_file_as_one(tmp_path, monkeypatch):
    build_reference(SMALL, tmp_path / "one.db")
    monkeypatch.setattr(build, "LARGE", 0)
    build_reference(SMALL, tmp_path / "two.db")
    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()
    assert active_children() == []


def test_a_file_that_is_found_damaged_by_the_other_process_is_named(tmp_path, in_two_processes):
    whole = write_dataset(tmp_path, "title.basics", many(5000), zipped=True)
    whole.write_bytes(whole.read_bytes()[:-500])
    with pytest.raises(ReferenceFault, match=r"title\.basics\.tsv\.gz is damaged"):
        build_reference(tmp_path, tmp_path / "reference.db")
    assert [path.name for path in tmp_path.iterdir()] == ["title.basics.tsv.gz"]


def test_where_the_other_process_is_killed_the_earlier_reference_stays(tmp_path, in_two_processes):
    write_dataset(tmp_path, "title.basics", [MATRIX])
    build_reference(tmp_path, tmp_path / "reference.db")
    write_dataset(tmp_path, "title.basics", many(20_000))

    def kill(file, share):
        for child in active_children():
            child.kill()

    with pytest.raises(ReferenceFault, match=r"was killed\. The earlier file is unchanged"):
        build_reference(tmp_path, tmp_path / "reference.db", progress=kill)
    assert open_reference(tmp_path / "reference.db").exact("the matrix")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reference.db", "title.basics.tsv"]


def test_a_folder_without_basics_is_told_what_is_missing(tmp_path):
    write_dataset(tmp_path, "title.akas", [])
    with pytest.raises(ReferenceFault, match=r"title\.basics\.tsv.*datasets\.imdbws\.com") as raised:
        build_reference(tmp_path, tmp_path / "reference.db")
    assert str(tmp_path) in str(raised.value)


@pytest.mark.parametrize("what", ["absent", "a file"])
def test_a_folder_that_is_none_is_wrong_usage(tmp_path, what):
    folder = tmp_path / "folder"
    if what == "a file":
        folder.touch()
    with pytest.raises(BadUsage, match=str(folder)):
        build_reference(folder, tmp_path / "reference.db")


def test_what_is_no_reference_is_not_overwritten(tmp_path):
    write_dataset(tmp_path, "title.basics", [MATRIX])
    catalogue = tmp_path / "cineorg.db"
    with sqlite3.connect(catalogue) as db:
        db.execute("create table movies (id)")
    before = catalogue.read_bytes()
    with pytest.raises(BadUsage, match="not overwritten"):
        build_reference(tmp_path, catalogue)
    with pytest.raises(BadUsage, match="is not a file"):
        build_reference(tmp_path, tmp_path)
    assert catalogue.read_bytes() == before


def test_a_target_that_cannot_be_written_is_told(tmp_path):
    write_dataset(tmp_path, "title.basics", [MATRIX])
    (tmp_path / "file").touch()
    with pytest.raises(ReferenceFault, match="could not be built"):
        build_reference(tmp_path, tmp_path / "file" / "reference.db")


def test_missing_folders_of_the_target_are_made(tmp_path):
    write_dataset(tmp_path, "title.basics", [MATRIX])
    build_reference(tmp_path, tmp_path / "data" / "new" / "reference.db")
    assert (tmp_path / "data" / "new" / "reference.db").exists()


def test_whoever_reads_the_old_reference_goes_on_reading_it(tmp_path):
    write_dataset(tmp_path, "title.basics", [MATRIX])
    _, old = built(tmp_path)
    write_dataset(tmp_path, "title.basics", [work("tt0000009", "Another", 2000)])
    _, new = built(tmp_path)
    assert (len(old.exact("the matrix")), len(new.exact("the matrix"))) == (1, 0)
    assert [hit.work.id for hit in old.near("the matrx", 1999)] == ["tt0133093"]


def test_large_files_give_the_same_as_small_ones(tmp_path):
    rows = many(20_000)
    write_dataset(tmp_path / "large", "title.basics", rows)
    write_dataset(
        tmp_path / "large",
        "title.akas",
        [aka(f"tt{n}", f"Nummer {n}", "DE") for n in range(1000000, 1020000)],
    )
    steps = []
    report = build_reference(
        tmp_path / "large", tmp_path / "large.db", progress=lambda file, share: steps.append((file, share))
    )
    assert (report.works, report.titles) == (20_000, 40_000)
    assert len(open_reference(tmp_path / "large.db").titles("tt1019999")) == 2
    assert [file for file, _ in steps] == sorted((file for file, _ in steps), reverse=True)
    assert all(0 < share <= 1 for _, share in steps)
    assert {file for file, _ in steps} == {"title.basics.tsv", "title.akas.tsv"}


def contents(path):
    with sqlite3.connect(path) as db:
        return [
            db.execute("select * from works order by id").fetchall(),
            db.execute("select work, title, key, words, kind from titles order by work, title").fetchall(),
            db.execute("select key, count(*) from other_keys group by key order by key").fetchall(),
        ]


def test_rows_out_of_order_and_bad_ones_among_them_change_nothing(tmp_path):
    rows = [
        *many(500),
        work("tt10000014", "Köln & Bonn: Part II", 2001, original="Köln und Bonn"),
        work("tt1000600", "The Wire", 2002, "tvSeries"),
        work("tt1000700", "Year unknown", N),
    ]
    write_dataset(tmp_path / "sorted", "title.basics", sorted(rows))
    write_dataset(
        tmp_path / "numeric",
        "title.basics",
        sorted(rows, key=lambda row: int(row[2:9] + row[9:10].strip("|"))),
    )
    write_dataset(tmp_path / "mixed", "title.basics", ["bad", *reversed(rows), rows[0], work("tt1000701", N)])
    reports = [
        build_reference(tmp_path / order, tmp_path / f"{order}.db")
        for order in ("sorted", "numeric", "mixed")
    ]
    assert [report.skipped_count for report in reports] == [0, 0, 3]
    first, second, third = (contents(tmp_path / f"{order}.db") for order in ("sorted", "numeric", "mixed"))
    assert first == second == third


def test_a_large_torn_file_is_told_as_a_small_one(tmp_path):
    path = write_dataset(
        tmp_path, "title.basics", [f"{row}{os.urandom(40).hex()}" for row in many(30_000)], zipped=True
    )
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(ReferenceFault, match=r"title\.basics\.tsv\.gz is damaged"):
        build_reference(tmp_path, tmp_path / "reference.db")
    assert not (tmp_path / "reference.db").exists()


BUILD = """
import sys
from pathlib import Path
from cineorg_catalog.reference import build
from cineorg_catalog.reference.build import build_reference
build_reference(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_killed_build_leaves_the_old_reference_and_its_rest_is_cleared(tmp_path):
    write_dataset(tmp_path / "small", "title.basics", [MATRIX])
    target = tmp_path / "reference.db"
    build_reference(tmp_path / "small", target)
    write_dataset(tmp_path / "large", "title.basics", many(200_000))
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(tmp_path / "large"), str(target)])
    while not list(tmp_path.glob("*.unfinished")) and process.poll() is None:
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert open_reference(target).exact("the matrix")
    assert list(tmp_path.glob("*.unfinished"))
    build_reference(tmp_path / "small", target)
    assert not list(tmp_path.glob("*.unfinished"))
