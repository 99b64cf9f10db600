"""What a folder holds, judged by the names in it, and what its own name adds to theirs."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from cineorg_catalog.names import (
    ParsedName,
    Reading,
    hold_several_titles,
    is_library,
    is_of_its_folder,
    is_one_film,
    read_cheaply,
    season_of,
    with_folder_weighed,
)
from tests.support.readings import as_read, rows

ONE = {
    "nothing": [],
    "one film": ["Alien (1979).mkv"],
    "a name that says nothing": ["movie.mkv"],
    "its parts": ["Ben-Hur-cd1.avi", "Ben-Hur-cd2.avi"],
    "its parts in words": ["Ben-Hur (1959).part1.mkv", "Ben-Hur (1959).part2.mkv"],
    "its versions": ["Alien (1979) - 1080p.mkv", "Alien (1979) - Director's Cut.mkv", "Alien.1979.720p.mkv"],
    "one without its year": ["Alien.mkv", "Alien (1979).mkv"],
}
SEVERAL = {
    "films": ["Alien (1979).mkv", "Aliens (1986).mkv"],
    "a film and its sequels": ["Star Trek - The Motion Picture (1979).mkv", "Star Trek - Insurrection.mkv"],
    "parts of a story": ["The Godfather Part 1.mkv", "The Godfather Part 2.mkv"],
    "remakes": ["Alien (1979).mkv", "Alien (2019).mkv"],
    "episodes": ["Lexx S01E01.mkv", "Lexx S01E02.mkv"],
}


@pytest.mark.parametrize("names", ONE.values(), ids=ONE)
def test_one_film(names: list[str]) -> None:
    assert is_one_film(names)
    assert is_one_film(reversed(names))


@pytest.mark.parametrize("names", SEVERAL.values(), ids=SEVERAL)
def test_several(names: list[str]) -> None:
    assert not is_one_film(names)
    assert not is_one_film(reversed(names))


SHELVES = {
    "genre": ("Horror", ["Alien (1979).mkv", "Zodiac (2007).mkv"], True),
    "without years": ("To watch", ["Alien.mkv", "Zodiac.mkv"], True),
    "a film with its extras": ("Alien (1979)", ["Alien.mkv", "Making of.mkv"], False),
    "one film twice": ("Horror", ["Alien (1979).mkv", "Alien (1979) - 720p.mkv"], False),
    "a series": ("Flikken", ["Alien S01E01.mkv", "Other S01E02.mkv"], False),
    "numbered episodes": ("Flikken", ["07 - Iets.mkv", "08 - Anders.mkv"], False),
    "a season": ("Season 2", ["Iets.mkv", "Anders.mkv"], False),
    "a film and an episode": ("Horror", ["Alien (1979).mkv", "Other S01E02.mkv"], False),
    "titles that begin with a number, with years": (
        "To watch",
        ["12 Monkeys (1995).mkv", "Zodiac.mkv"],
        True,
    ),
    "names that say nothing": ("Zodiac", ["00001.mkv", "00002.mkv"], False),
}


@pytest.mark.parametrize(("folder", "names", "shelf"), SHELVES.values(), ids=SHELVES)
def test_a_folder_of_several_titles_is_a_shelf_whatever_it_is_called(
    folder: str, names: list[str], shelf: bool
) -> None:
    for order in permutations(names):
        assert (hold_several_titles(order) and not is_of_its_folder(names[0], folder)) is shelf


def said(reading: Reading) -> dict[str, Any]:
    "What a reading says of title, year, season and episodes, where and whether in full."
    parsed = reading.parsed
    row = {"how": reading.how, "whole": reading.whole, "kind": parsed.kind, "title": parsed.title}
    return row | {name: value for name in ("year", "season", "episodes") if (value := getattr(parsed, name))}


READINGS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("movie.mkv", "Metropolis (1927)"): [
        {"how": "folder", "whole": True, "kind": "movie", "title": "Metropolis", "year": 1927},
        {"how": "name", "whole": False, "kind": "movie", "title": "movie"},
    ],
    ("The Door.mkv", "The Door (2009)"): [
        {"how": "folder", "whole": False, "kind": "movie", "title": "The Door", "year": 2009},
        {"how": "name", "whole": True, "kind": "movie", "title": "The Door", "year": 2009},
    ],
    ("The Door (2009).mkv", "The Door"): [
        {"how": "name", "whole": True, "kind": "movie", "title": "The Door", "year": 2009},
        {"how": "folder", "whole": False, "kind": "movie", "title": "The Door"},
    ],
    ("The.Door.2009.whatever.mkv", "The Door (2008)"): [
        {"how": "name", "whole": True, "kind": "movie", "title": "The Door", "year": 2009},
        {"how": "folder", "whole": False, "kind": "movie", "title": "The Door", "year": 2008},
    ],
    ("The Doors Movie.mkv", "The Doors (1991)"): [
        {"how": "folder", "whole": False, "kind": "movie", "title": "The Doors", "year": 1991},
        {"how": "name", "whole": True, "kind": "movie", "title": "The Doors Movie"},
    ],
    ("tl-tts.mkv", "The Truman Show"): [
        {"how": "name", "whole": True, "kind": "movie", "title": "tl-tts"},
        {"how": "folder", "whole": False, "kind": "movie", "title": "The Truman Show"},
    ],
    ("tl tts.mkv", "The.Truman.Show.1998.1080p.BluRay.x264-TL"): [
        {"how": "name", "whole": True, "kind": "movie", "title": "tl tts"},
        {"how": "folder", "whole": False, "kind": "movie", "title": "The Truman Show", "year": 1998},
    ],
    ("Neverwhere.15.Down.Street.avi", "Neverwhere"): [
        {"how": "name", "whole": True, "kind": "movie", "title": "Neverwhere 15 Down Street"},
        {"how": "folder", "whole": False, "kind": "movie", "title": "Neverwhere"},
    ],
    ("Neverwhere.15.Down.Street.avi", "Series/Neverwhere"): [
        {"how": "folder", "whole": True, "kind": "series", "title": "Neverwhere", "episodes": (15,)},
        {"how": "name", "whole": True, "kind": "movie", "title": "Neverwhere 15 Down Street"},
    ],
    ("Neverwhere 05 (1996).avi", "Neverwhere"): [
        {"how": "name", "whole": True, "kind": "movie", "title": "Neverwhere 05", "year": 1996},
        {"how": "folder", "whole": False, "kind": "movie", "title": "Neverwhere"},
    ],
    ("102.mkv", "Show/Season 1"): [
        {"how": "folder", "whole": True, "kind": "series", "title": "Show", "season": 1, "episodes": (2,)},
        {"how": "name", "whole": False, "kind": "series", "title": None, "season": 1, "episodes": (2,)},
    ],
    ("102.mkv", "Show/Season 2"): [
        {"how": "folder", "whole": True, "kind": "series", "title": "Show", "season": 2, "episodes": (102,)},
        {"how": "name", "whole": False, "kind": "series", "title": None, "season": 2, "episodes": (102,)},
    ],
    ("200 - Title.mkv", "Show/Season 2"): [
        {"how": "folder", "whole": True, "kind": "series", "title": "Show", "season": 2, "episodes": (200,)},
        {"how": "name", "whole": False, "kind": "series", "title": None, "season": 2, "episodes": (200,)},
    ],
    ("05.mkv", "ID-0/Season 4"): [
        {"how": "folder", "whole": True, "kind": "series", "title": "ID-0", "season": 4, "episodes": (5,)},
        {"how": "name", "whole": False, "kind": "series", "title": None, "season": 4, "episodes": (5,)},
    ],
    ("S01E02.mkv", "ID-0/Season 4"): [
        {"how": "folder", "whole": True, "kind": "series", "title": "ID-0", "season": 1, "episodes": (2,)},
        {"how": "name", "whole": False, "kind": "series", "title": None, "season": 1, "episodes": (2,)},
    ],
    ("[Group] Show - 07 [720p].mkv", "Show/Season 2"): [
        {"how": "name", "whole": True, "kind": "series", "title": "Show", "season": 2, "episodes": (7,)},
        {"how": "folder", "whole": False, "kind": "series", "title": "Show", "season": 2, "episodes": (7,)},
    ],
    ("Show 2x03.mkv", "Show/Season 4"): [
        {"how": "name", "whole": True, "kind": "series", "title": "Show", "season": 2, "episodes": (3,)},
        {"how": "folder", "whole": False, "kind": "series", "title": "Show", "season": 2, "episodes": (3,)},
    ],
    ("Season 2.mkv", "Show"): [
        {"how": "folder", "whole": True, "kind": "series", "title": "Show", "season": 2},
        {"how": "name", "whole": False, "kind": "series", "title": None, "season": 2},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "folder"), READINGS, ids=str)
def test_what_a_file_and_its_folder_say(name: str, folder: str) -> None:
    assert [said(reading) for reading in read_cheaply(name, folder)[:2]] == READINGS[name, folder]


def test_the_ids_of_a_file_come_before_those_of_its_folder() -> None:
    first = read_cheaply("Alien {tmdb-1}.mkv", "Alien (1979) {tmdb-348} {imdb-tt0078748}")[0]
    assert first.parsed.ids == {"tmdb": "1", "imdb": "tt0078748"}


def film(how: str, title: str | None, year: int | None = None, *, whole: bool = True, **more: Any) -> Reading:
    return Reading(how, ParsedName(**{"kind": "movie", "title": title, "year": year, **more}), whole)


OWN, HALF = film("name", "The Door", 2009), film("name", "The Door", 2009, whole=False)
WEIGHED = {  # the readings of a name and its folder, and which of them count
    "a folder without a year": ([OWN, film("folder", "Shelf")], [OWN]),
    "the folder first": ([film("folder", "Shelf"), OWN], [OWN]),
    "no folder": ([OWN], [OWN]),
    "a folder alone": ([film("folder", "The Door", 2009)], [film("folder", "The Door", 2009)]),
    "a folder with a year": (
        [OWN, film("folder", "Parasite", 1982)], [OWN, film("folder", "Parasite", 1982)]),
    "a file without a year": (
        [film("name", "The Door"), film("folder", "Shelf")],
        [film("name", "The Door"), film("folder", "Shelf")]),
    "a file without a title": (
        [film("name", None, 2009), film("folder", "Shelf")],
        [film("name", None, 2009), film("folder", "Shelf")]),
    "a series' folder": (
        [OWN, film("folder", "Lexx", kind="series")], [OWN, film("folder", "Lexx", kind="series")]),
    "an episode": (
        [film("name", "Lexx", 2009, kind="series"), film("folder", "Shelf")],
        [film("name", "Lexx", 2009, kind="series"), film("folder", "Shelf")]),
    "a folder that confirms the words left out": (
        [HALF, film("folder", "The Door", 2009, clear=True)],
        [OWN, film("folder", "The Door", 2009, clear=True)]),
    "a folder of another year": (
        [HALF, film("folder", "The Door", 2008, clear=True)],
        [HALF, film("folder", "The Door", 2008, clear=True)]),
    "a folder of another title": (
        [HALF, film("folder", "The Doors", 2009, clear=True)],
        [HALF, film("folder", "The Doors", 2009, clear=True)]),
    "a folder whose year may be a part of the title": (
        [HALF, film("folder", "The Door", 2009)], [HALF, film("folder", "The Door", 2009)]),
}  # fmt: skip


@pytest.mark.parametrize(("readings", "counted"), WEIGHED.values(), ids=WEIGHED)
def test_what_a_folder_adds(readings: list[Reading], counted: list[Reading]) -> None:
    assert with_folder_weighed(readings) == counted


TOLD = [(row[0], row[1], row[2:]) for row in rows(Path(__file__).with_name("folder_readings.txt"))]


@pytest.mark.parametrize(("name", "folder", "readings"), TOLD)
def test_the_readings_of_a_name_in_its_folders(name: str, folder: str, readings: list[str]) -> None:
    assert [as_read(reading) for reading in read_cheaply(name, folder)] == readings


GARDEN = {  # the folder of `the.door.2009.garden.mkv`, and the words that it leaves unexplained
    "another film of that year": ("Holidays (2009)", "garden"),
    "the film": ("The Door (2009)", None),
    "the film of another year": ("The Door (2010)", "garden"),
}


@pytest.mark.parametrize(("folder", "words"), GARDEN.values(), ids=GARDEN)
def test_words_behind_the_year_count_unless_the_folder_is_the_films(folder: str, words: str | None) -> None:
    assert read_cheaply("the.door.2009.garden.mkv", folder)[0].parsed.behind_year == words


LIMITED = "Night.Train.Limited.2010.DVDRip"


@pytest.mark.parametrize(
    ("name", "folder"), [(f"{LIMITED}.mkv", "Night Train (2010)"), ("Night.Train.2010.DVDRip.mkv", LIMITED)]
)
def test_a_word_like_a_tag_counts_in_the_file_and_in_its_folder(name: str, folder: str) -> None:
    assert read_cheaply(name, folder)[0].parsed.like_tags == "Limited"


@pytest.mark.parametrize("folder", ["(Films)", "[TV]", "Seasons 1-2", "Season 1-5", "Películas", "TV Shows!"])
def test_a_folder_of_many_titles_is_a_library(folder: str) -> None:
    assert is_library(folder)


@pytest.mark.parametrize("folder", ["Season 1", "Show Seasons 1-2", "Lexx", "Movie 43"])
def test_a_folder_of_one_season_or_title_is_no_library(folder: str) -> None:
    assert not is_library(folder)


@pytest.mark.parametrize(
    ("folder", "season"),
    [(f"Season 2 {'w' * 39}", 2), (f"Season 2 {'w' * 40}", None), ("标题第四季", None), ("第四季", 4)],
)
def test_few_words_may_stand_beside_a_season(folder: str, season: int | None) -> None:
    assert season_of(folder) == season
