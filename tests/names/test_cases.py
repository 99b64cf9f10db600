"""Ways in which names are written, one row each: what they must be read as, whatever the title is.

The rows of CASES D13–D15 come first; the others are the same kinds in other words, languages and orders.
"""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cineorg_catalog.names import ParsedName, is_library, read_cheaply, season_of


def read(name: str, folder: str | None = None) -> ParsedName:
    return read_cheaply(name, folder)[0].parsed


def rows(file: str) -> list[list[str]]:
    lines = Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@pytest.mark.parametrize(("name", "title", "season", "episodes"), rows("episode_names.txt"))
def test_an_episodes_name(name: str, title: str, season: str, episodes: str) -> None:
    parsed = read(name)
    numbers = ",".join(map(str, sorted(parsed.episodes)))
    assert (parsed.title or "-", str(parsed.season), numbers) == (title, season, episodes)


@pytest.mark.parametrize(("name", "title", "year"), rows("film_names.txt"))
def test_a_films_name(name: str, title: str, year: str) -> None:
    parsed = read(name)
    assert (parsed.kind, parsed.title, str(parsed.year)) == ("movie", title, year)


def test_what_stands_in_a_seasons_folder() -> None:
    parsed = read("102 - Title.mkv", "Show/Season 1")
    assert (parsed.title, parsed.season, parsed.episodes) == ("Show", 1, (2,))
    parsed = read("07 - Iets.mkv", "Flikken/Seizoen 2")
    assert (parsed.title, parsed.season, parsed.episodes) == ("Flikken", 2, (7,))


def test_a_part_of_a_season_is_no_episode_of_the_season() -> None:
    parsed = read("Show S3 Part 2 - 01.mkv")
    assert (parsed.season, parsed.part, parsed.episodes) == (3, 2, ())


def test_the_halves_of_an_aka_are_two_titles() -> None:
    parsed = read("Run Lola Run AKA Lola Rennt.mkv")
    assert parsed.title == "Run Lola Run"
    assert "Lola Rennt" in parsed.other_titles


def test_a_day_behind_another_number_is_not_clear() -> None:
    assert read("Show.Name.2010.01.15.Guest.720p.mkv").clear
    assert not read("Duckman - 101 - 20021107 - I, Duckman.avi").clear


def test_when_a_series_ran_is_no_year_and_no_title() -> None:
    parsed = read("Mystery! (1984-2006) [tmdbid-123]")
    assert (parsed.title, parsed.year, parsed.other_titles, parsed.ids) == (
        "Mystery!",
        None,
        (),
        {"tmdb": "123"},
    )


@pytest.mark.parametrize("folder", ["My Movies", "Mes films", "Meine Filme", "my videos", "disk1", "D:"])
def test_the_name_of_a_library_is_no_title(folder: str) -> None:
    assert is_library(folder)


@pytest.mark.parametrize("folder", ["My Girl", "Home Movies", "My Left Foot", "Video Killed the Radio Star"])
def test_a_title_with_a_librarys_word_is_no_library(folder: str) -> None:
    assert not is_library(folder)


def test_an_edition_in_the_name_is_kept() -> None:
    assert read("Scarface.The.Uncut.Version.1983.mkv").edition == "The Uncut Version"


def test_a_group_before_the_title_may_be_a_part_of_it() -> None:
    first, second = read_cheaply("spider-man.2002.1080p.bluray.x264.mkv")[:2]
    assert (first.parsed.title, first.whole) == ("man", False)
    assert (second.parsed.title, second.whole) == ("spider-man", True)


def test_a_folders_title_before_a_number_makes_it_an_episode() -> None:
    parsed = read("Neverwhere.05.Down.Street.avi", "Neverwhere")
    assert (parsed.kind, parsed.title, parsed.episodes) == ("series", "Neverwhere", (5,))
    assert read("Rocky 2.avi", "Rocky").kind == "movie"


SEASONS = {
    "Season 2": 2, "Seizoen 2": 2, "2a Temporada": 2, "Temporada 2": 2, "Saison 2": 2, "Staffel 2": 2,
    "2. Staffel": 2, "3.Staffel": 3, "Stagione 2": 2, "Сезон 2": 2, "2 сезон": 2, "第四季": 4, "第2季": 2,
    "Livre 5": 5, "Livre V": 5, "Säsong 2": 2, "Sæson 2": 2, "Sesong 2": 2, "Kausi 2": 2, "Sezon 2": 2,
    "シーズン2": 2, "시즌 2": 2, "S02": 2, "Series 2": 2, "Season 2 (2011)": 2, "season_2": 2,
    "Second Season": 2, "Season Two": 2, "Specials": 0, "Season 1-5": None, "The Four Seasons": None,
    "Season of the Witch": None, "Series 7 The Contenders": None, "S.W.A.T.": None, "Se7en": None,
    "2012": None, "S01E02 Title": None, "Staffellauf": None, "Show Season 2": None,
}  # fmt: skip


@pytest.mark.parametrize(("folder", "season"), SEASONS.items())
def test_a_folder_is_a_seasons_or_not(folder: str, season: int | None) -> None:
    assert season_of(folder) == season


PIECES = [
    *(
        "S01E01",
        "-E9999",
        "1x02",
        "Season ",
        "Сезон",
        "第四季",
        "Ep",
        "(",
        ")",
        "[",
        "]",
        "{",
        "【",
        " - ",
        ".",
        "_",
    ),
    *(
        "1080p",
        "x264",
        "The",
        "2012",
        "(1984-2006)",
        "AKA",
        "05",
        "105",
        "v2",
        "of",
        "из",
        "%20",
        "+",
        "/",
        "&",
    ),
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.none() | st.sampled_from(PIECES))
def test_any_pieces_are_read_quickly_and_alike(name: str, folder: str | None) -> None:
    begun = time.thread_time()  # of the processor: another test may have the clock's
    first = read_cheaply(name, folder)
    assert time.thread_time() - begun < 0.5
    assert first == read_cheaply(name, folder)
    assert all(len(reading.parsed.episodes) <= 2001 for reading in first)


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_a_title_that_was_read_is_read_again_as_itself(name: str) -> None:
    title = read(name).title
    if title and read(title).kind == "movie" and read(title).year is None:
        again = read(title).title
        assert again is not None
        assert read(again).title == again


def test_an_extra_is_not_the_film_itself() -> None:
    assert read("Casino_Royale-x02-Stunts.mkv").like_tags == "x02"
    assert read("Moon_(2009)-x02-Making_Of.mkv").like_tags == "Making Of"


@pytest.mark.parametrize("name", ["[Group] Show - 02 - OVA [720p].mkv", "Show (Specials) 02 [720p].mkv"])
def test_only_a_person_knows_which_special_a_number_is(name: str) -> None:
    first = read_cheaply(name)[0]
    assert (first.parsed.season, first.parsed.episodes, first.whole) == (0, (2,), False)


def test_the_folder_of_the_same_episode_says_which_half_is_the_series() -> None:
    parsed = read("Some Words - The Show S02E06.mkv", "The.Show.S02E06.Some.Words.720p.WEB-GRP")
    assert (parsed.title, parsed.episode_title) == ("The Show", "Some Words")
    parsed = read("Some Words - The Show S02E07.mkv", "The.Show.S02E06.Some.Words.720p.WEB-GRP")
    assert parsed.title == "Some Words - The Show"


def test_words_that_are_not_in_the_title_shown_may_still_belong_to_it() -> None:
    assert "Crooked Billet (3D)" in read("Crooked Billet (3D) (2017).mkv").other_titles
    assert "23.11.1967 - Documents" in read("23.11.1967 - Documents (2011).mkv").other_titles
