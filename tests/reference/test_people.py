"""Directors and first actors from IMDb's files of people, and how they and episodes reach the catalogue."""

import json

import pytest

from cineorg_catalog.errors import ReferenceFault
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.sources.projection import bring_up_to_date
from tests.support.catalogue import new_catalogue, sound
from tests.support.dataset_files import N, work, write_dataset
from tests.support.video_files import make_video

SHOW = "tt0944947|tvSeries|Game of Thrones|Game of Thrones|0|2011|2019|57|Drama"
BASICS = [
    work("tt0133093", "The Matrix", 1999),
    SHOW,
    "tt1480055|tvEpisode|Winter Is Coming|Winter Is Coming|0|2011|\\N|62|Drama",
    "tt1668746|tvEpisode|The Kingsroad|The Kingsroad|0|2011|\\N|56|Drama",
    "tt1829962|tvEpisode|Episode #1.3|Episode #1.3|0|2011|\\N|56|Drama",
]
EPISODES = ["tt1480055|tt0944947|1|1", "tt1668746|tt0944947|1|2", "tt1829962|tt0944947|1|3"]
CREW = [f"tt0133093|nm0905154,nm0905152|{N}", f"tt0944947|{N}|nm1125275", f"tt1480055|nm0887700|{N}"]
CAST = [
    f'tt0133093|2|nm0000401|actor|{N}|["Morpheus"]',
    f'tt0133093|1|nm0000206|actor|{N}|["Neo","Thomas A. Anderson"]',
    f"tt0133093|3|nm0905152|director|{N}|{N}",
    f"tt0133093|4|nm0000206|producer|{N}|{N}",
    *(f"tt0133093|{place}|nm00007{place}|actress|{N}|{N}" for place in range(10, 20)),
    f'tt0944947|1|nm0227759|actor|{N}|["Tyrion Lannister"]',
    f"tt1480055|1|nm0000293|actor|{N}|{N}",
]
NAMES = [
    f"nm{number}|{name}|{N}|{N}|{N}|{N}"
    for number, name in [
        ("0000206", "Keanu Reeves"),
        ("0000293", "Sean Bean"),
        ("0000401", "Laurence Fishburne"),
        ("0227759", "Peter Dinklage"),
        ("0905152", "Lilly Wachowski"),
        ("0905154", "Lana Wachowski"),
        *((f"00007{place}", f"Actress {place}") for place in range(10, 20)),
    ]
]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "imdb"
    write_dataset(folder, "title.basics", BASICS)
    write_dataset(folder, "title.episode", EPISODES)
    write_dataset(folder, "title.crew", CREW)
    write_dataset(folder, "title.principals", CAST, zipped=True)
    write_dataset(folder, "name.basics", NAMES)
    return folder


def people(folder, number):
    report = build_reference(folder, folder / "reference.db")
    with open_reference(folder / "reference.db") as reference:
        return report, reference.people(number)


FIRST_ACTORS = [
    ("Keanu Reeves", "actor", "Neo"),
    ("Laurence Fishburne", "actor", "Morpheus"),
    ("Actress 10", "actor", None),
    ("Actress 11", "actor", None),
    ("Actress 12", "actor", None),
]


def test_a_title_has_its_directors_and_first_five_actors(folder):
    _, found = people(folder, "tt0133093")
    directors = [("Lana Wachowski", "director", None), ("Lilly Wachowski", "director", None)]
    assert found == [*directors, *FIRST_ACTORS]


def test_without_title_crew_the_directors_are_those_among_the_principals(folder):
    (folder / "title.crew.tsv").unlink()
    assert people(folder, "tt0133093")[1] == [("Lilly Wachowski", "director", None), *FIRST_ACTORS]


def test_only_people_of_known_titles_are_kept(folder):
    build_reference(folder, folder / "reference.db")
    with open_reference(folder / "reference.db") as reference:
        kept = {name for (name,) in reference._db.execute("select name from people")}
        assert reference.people("tt1480055") == []
    assert "Sean Bean" not in kept
    assert "Peter Dinklage" in kept


def test_without_names_there_are_no_people(folder):
    (folder / "name.basics.tsv").unlink()
    report, found = people(folder, "tt0133093")
    assert (found, report.works) == ([], 2)


def test_a_title_whose_lines_span_blocks_keeps_their_order(folder):
    long = "X" * 20_000
    lines = [f'tt0133093|{place}|nm00007{9 + place}|actor|{N}|["{long}"]' for place in range(1, 8)]
    write_dataset(folder, "title.principals", lines, zipped=True)
    names = [name for name, role, _ in people(folder, "tt0133093")[1] if role == "actor"]
    assert names == [f"Actress {number}" for number in range(10, 15)]


def test_bad_lines_are_named_and_skipped(folder):
    path = folder / "title.crew.tsv"
    path.write_text(path.read_text() + "tt0133093\tnm0000206\n")
    report, found = people(folder, "tt0133093")
    assert report.skipped == (("title.crew.tsv", 5, "2 columns instead of 3"),)
    assert len(found) == 7


def test_another_file_under_the_name_is_refused(folder):
    (folder / "name.basics.tsv").write_text("hello\n")
    with pytest.raises(ReferenceFault, match=r"is not IMDb's name\.basics"):
        build_reference(folder, folder / "reference.db")


# --- in the catalogue -----------------------------------------------------------------------------


@pytest.fixture
def scanned(folder, tmp_path):
    build_reference(folder, folder / "reference.db")
    root = tmp_path / "Library"
    make_video(root / "Films" / "The Matrix (1999).mkv", minutes=136)
    make_video(root / "Series" / "Game of Thrones" / "Game of Thrones S01E01.mkv", minutes=57)
    db = new_catalogue(tmp_path)
    bring_up_to_date(db)
    options = ScanOptions(reference=folder / "reference.db")
    scan(db, [root], options)
    yield lambda: scan(db, [root], options), db
    sound(db)
    db.close()


def rows(db, sql):
    return [tuple(row) for row in db.execute(sql)]


def test_a_scan_adds_episodes_with_titles_and_the_missing_ones(scanned):
    _, db = scanned
    episodes = (
        "select season_number, episode_number, title, file_path is not null from episodes order by 1, 2"
    )
    assert rows(db, episodes) == [
        (1, 1, "Winter Is Coming", 1),
        (1, 2, "The Kingsroad", 0),
        (1, 3, "Episode 3", 0),
    ]
    origin = rows(db, "select provenance_json from episodes where episode_number = 2")
    assert json.loads(origin[0][0])["title"] == ["imdb", "tt0944947", ""]


def test_a_scan_adds_people(scanned):
    _, db = scanned
    credits = """select movie_id, series_id, name, role, character, source from credits
                 join people on people.id = person_id order by movie_id, position"""
    found = rows(db, credits)
    assert found[0] == (None, 1, "Peter Dinklage", "actor", "Tyrion Lannister", "imdb")
    assert [row[2] for row in found[1:4]] == ["Lana Wachowski", "Lilly Wachowski", "Keanu Reeves"]


def test_it_is_done_once_per_build(scanned, folder):
    again, db = scanned
    when = "select fetched_at from source_records where kind in ('people', 'episodes') and source = 'imdb'"
    first = rows(db, when)
    again()
    assert rows(db, when) == first
    write_dataset(folder, "name.basics", [NAMES[3]])
    build_reference(folder, folder / "reference.db")
    again()
    assert len(rows(db, when)) == len(first) == 3
    assert [
        row[0] for row in rows(db, "select name from people where id in (select person_id from credits)")
    ] == ["Peter Dinklage"]
