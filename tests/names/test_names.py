"""What names say: one table for each way of writing, and properties that hold for every name."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cineorg_catalog.names import ParsedName, is_own_folder, is_part, read_cheaply, says_nothing, season_of
from cineorg_catalog.names.cleanup import LONGEST, plain
from cineorg_catalog.names.numbering import find, find_date
from cineorg_catalog.names.parse import read_title
from cineorg_catalog.names.taggers import Text


def read(name: str, folder: str | None = None, kind: str | None = None) -> ParsedName:
    return read_cheaply(name, folder, kind)[0].parsed


FILMS = {
    "year in brackets": ("The Door (2009).mkv", "The Door", 2009),
    "release": ("The.Door.2009.1080p.BluRay.x264-GRP.mkv", "The Door", 2009),
    "the extension it was made from": ("Les Enfants du Paradis.avi.mkv", "Les Enfants du Paradis", None),
    "title - year": ("The Door - 2009.avi", "The Door", 2009),
    "year first with a dash": ("1993- Jurassic Park.mkv", "Jurassic Park", 1993),
    "the first year again in the title": ("1935 - Scandals of 1935.mp4", "Scandals of 1935", 1935),
    "year first in brackets": ("[1993] Jurassic Park.mkv", "Jurassic Park", 1993),
    "year glued to the title": ("Wreck-It.Ralph2012.Bluray.1080p.mkv", "Wreck-It Ralph", 2012),
    "underscores": ("Moon_(2009)_720p.mkv", "Moon", 2009),
    "the last year is the film's": ("Blade.Runner.2049.2017.1080p.WEB-DL.mkv", "Blade Runner 2049", 2017),
    "a title that is a year": ("2012(2009).1080p.Dual Audio", "2012", 2009),
    "a year beyond all years": ("Blade.Runner.2049.HDRip.mkv", "Blade Runner 2049", None),
    "a span is not a year": ("Oasis - Time Flies 1994-2009 (2010).mkv", "Oasis - Time Flies 1994-2009", 2010),
    "a site before it": ("www.Some-Site.org - The Door (2009).mkv", "The Door", 2009),
    "a site with an underscore": ("FilmNest.net_The Door (2009).mp4", "The Door", 2009),
    "a site that is the title": ("Startup.com_2001_DVDRip.avi", "Startup.com", 2001),
    "a site that is the title, in dashes": ("JustDontQuit.com - 2011 - Bluray.mkv", "JustDontQuit.com", 2011),
    "a site before a year that is the title": ("Uindex.org_2012 (2009).mkv", "2012", 2009),
    "a day that is the title's": ("El.copamiento.10-08-74.2014.1080p.mkv", "El copamiento 10-08-74", 2014),
    "a group before it": ("[MTBB] Kimi no Na wa. (2016) v2 [97681524].mkv", "Kimi no Na wa.", 2016),
    "brackets that are the title": ("[REC].2007.1080p.BluRay.mkv", "REC", 2007),
    "tags before it": ("h265 - HEVC The Door 2009 1080p.mkv", "The Door", 2009),
    "brackets of the title": ("(500).Days.Of.Summer.(2009).1080p.mkv", "(500) Days Of Summer", 2009),
    "article last": ("Prestige, The (2006).mkv", "The Prestige", 2006),
    "director before the year": ("Mise à Sac (Alain Cavalier, 1967) [Vhs.Rip]", "Mise à Sac", 1967),
    "two scripts": ("Трон: Наследие / TRON: Legacy (2010) WEB-DL 1080p", "TRON: Legacy", 2010),
    "Chinese before Latin": ("红猪.Porco.Rosso.1992.1080p.NF.WEB-DL.mkv", "Porco Rosso", 1992),
    "edition": ("World.Movie.Z.EXTENDED.2013.1080p.BluRay.mkv", "World Movie Z", 2013),
    "tags in a bracket in front": ("[BluRay Rip 720p ITA - ENG SUB] Hostel[2005]-LIFE", "Hostel", 2005),
    "a part with a year behind": ("Some.Film.Part.2.2011.720p.HDTV", "Some Film Part 2", 2011),
    "a film's number": ("Harry Potter 01 - The Stone (2001).mkv", "Harry Potter 01 - The Stone", 2001),
    "a class of a year": ("Class of 09", "Class of 09", None),
    "a word like a tag without any tag": ("Good night ntsc (2017).mkv", "Good night ntsc", 2017),
}


@pytest.mark.parametrize(("name", "title", "year"), FILMS.values(), ids=FILMS)
def test_films(name: str, title: str, year: int | None) -> None:
    parsed = read(name)
    assert (parsed.kind, parsed.title, parsed.year) == ("movie", title, year)


EPISODES = {
    "SxxEyy": ("Lexx.S02E09.720p.mkv", "Lexx", 2, [9]),
    "1x02": ("Lexx 2x09.mkv", "Lexx", 2, [9]),
    "SxxExxyy": ("Lexx.S01E0102.mkv", "Lexx", 1, [1, 2]),
    "a thousand episodes": ("One Piece S01E1056.mkv", "One Piece", 1, [1056]),
    "several by E": ("Stargate.S01E01E02E03.mp4", "Stargate", 1, [1, 2, 3]),
    "a range": ("Wheels.S03E01-03.720p.mkv", "Wheels", 3, [1, 2, 3]),
    "a range of E": ("Pokemon.S01E01-E04.mkv", "Pokemon", 1, [1, 2, 3, 4]),
    "the season said again": ("Kings - S02E09 - S02E10 - Title.mkv", "Kings", 2, [9, 10]),
    "in words": ("Show Name Season 1 Episode 2.mkv", "Show Name", 1, [2]),
    "in French": ("Show Saison 3 Episode 4.mkv", "Show", 3, [4]),
    "in Russian": ("Интерны. Сезон №9. Серия №180.avi", "Интерны", 9, [180]),
    "Spanish chapter": ("Juego - Temporada 1 [HDTV][Cap.103].mkv", "Juego", 1, [3]),
    "S and number apart": ("Breaking Bad S02 03.mkv", "Breaking Bad", 2, [3]),
    "season without episode": ("Strike.Back.S02.1080p.mkv", "Strike Back", 2, []),
    "season range": ("The.O.C.Seasons.01-04.1080p", "The O C", 1, []),
    "special as season 0": ("south.park.s00e01.mp4", "south park", 0, [1]),
    "a number in the title": ("Warehouse.13.S01E01.mkv", "Warehouse 13", 1, [1]),
    "numbers in the episode's title": ("S08E20 50-50 Carla [DVD].mkv", None, 8, [20]),
    "a resolution is no episode": ("Lexx S02E01 1920x910.mkv", "Lexx", 2, [1]),
    "audio channels are no episode": ("Escaflowne S01E02 (AC3 5.1x2+2.0x3).mkv", "Escaflowne", 1, [2]),
    "written backwards": ("50E50S.denorD.mkv", "Droned", 5, [5]),
    "a number before a day": ("Show.Name.101.Event.2010.11.23.HDTV", "Show Name", 1, [1]),
    "counted before a day": ("Duckman - 110 (10) - 20021218 - Cellar Beware.avi", "Duckman", 1, [10]),
    "a season's range of episodes": (
        "Bleach 10º Temporada - 215 ao 217 - [DB-BR]",
        "Bleach",
        10,
        [215, 216, 217],
    ),
    "ordinals of several seasons": ("Game of Thrones 1ª a 8ª Temporada [1080p]", "Game of Thrones", 1, []),
    "a season counted by years": ("Looney Tunes 1940x01 Last Stand.mkv", "Looney Tunes", 1940, [1]),
    "season and episode with a dot": ("All of Us . 2022 . S01 EP #1.2.mkv", "All of Us", 1, [2]),
    "a number of the title before a dot": (
        "Don't Trust The B---- 23.S01E01",
        "Don't Trust The B---- 23",
        1,
        [1],
    ),
    "a number of the title behind a group": ("[G] Series at Age 29 S01E03 1080p", "Series at Age 29", 1, [3]),
    "pair first": ("4-13 Cursed (HD).m4v", None, 4, [13]),
}


@pytest.mark.parametrize(("name", "title", "season", "episodes"), EPISODES.values(), ids=EPISODES)
def test_episodes(name: str, title: str | None, season: int, episodes: list[int]) -> None:
    parsed = read(name)
    assert (parsed.kind, parsed.title, parsed.season, list(parsed.episodes)) == (
        "series",
        title,
        season,
        episodes,
    )


ABSOLUTE = {
    "group and dash": ("[HorribleSubs] White Album 2 - 06 [1080p].mkv", "White Album 2", [6]),
    "a number in the title": ("Mob Psycho 100 - 09 [1080p].mkv", "Mob Psycho 100", [9]),
    "a thousand": ("[SSA] Detective Conan - 1001 [720p].mkv", "Detective Conan", [1001]),
    "E alone": ("Saint.Seiya.E76.1080p.BluRay.mkv", "Saint Seiya", [76]),
    "range with a tilde": (
        "[X] Carole and Tuesday - 01 ~ 12 [1080p]",
        "Carole and Tuesday",
        list(range(1, 13)),
    ),
    "in brackets": ("[G][标题][Some Title][07][1080p][GB]", "Some Title", [7]),
    "in brackets, behind another title": ("[G][Alias Name][Some Title][07][1080p]", "Some Title", [7]),
    "in brackets, before a title in other letters": ("[G][Some Title][标题][07][1080p]", "Some Title", [7]),
    "a nought in front": ("Neverwhere.05.Down.Street.avi", "Neverwhere", [5]),
    "a nought in front behind a year": ("Series Title 2018 06 720p x265.mp4", "Series Title", [6]),
    "a range behind the tags": ("Naruto HD [1080p] (001-003) [Complete]", "Naruto", [1, 2, 3]),
    "a number behind a group": ("[DeadFish] 12 - Tari Tari [BD][720p].mp4", "Tari Tari", [12]),
    "in Russian": ("Меч (05 сер.) - webrip1080p.mkv", "Меч", [5]),
    "a range in the title's place": ("Show Name 13-15", "Show Name", [13, 14, 15]),
    "a year in brackets of its own": ("[G][国漫][西行纪][The West][2019][17][1080P]", "The West", [17]),
    "between dashes": ("Naruto Shippuden - 107 - Strange Bedfellows.mkv", "Naruto Shippuden", [107]),
}


@pytest.mark.parametrize(("name", "title", "numbers"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_numbers_counted_from_the_beginning(name: str, title: str, numbers: list[int]) -> None:
    parsed = read(name)
    assert (parsed.title, parsed.season, list(parsed.absolute)) == (title, None, numbers)


def test_a_part_of_a_broadcast_is_an_episode() -> None:
    parsed = read("The.Big.Leader.Part.2.720p.HDTV.XviD-SYS")
    assert (parsed.kind, parsed.title, parsed.episodes, parsed.part) == ("series", "The Big Leader", (2,), 2)


@pytest.mark.parametrize(
    "name",
    ["Neverwhere.05.Down.Street.avi", "The.Big.Leader.Part.2.720p.HDTV.XviD-SYS", "Show Name 13-16.mkv"],
)
def test_numbers_that_may_mean_something_else_are_never_the_whole_name(name: str) -> None:
    assert not read_cheaply(name)[0].whole


FOLDERS = {
    "the folder names the film": ("movie.mkv", "WALL·E (2008)", "WALL·E", 2008),
    "a hash": (
        "0e895c37245186812cb08aab1529cf8ee389dd05.mkv",
        "Some.Film.2018.720p.WEB-DL",
        "Some Film",
        2018,
    ),
    "a group's short name": (
        "arw-repack-greenberg.dvdrip.xvid.avi",
        "Greenberg.REPACK.LiMiTED.DVDRip.XviD-ARROW",
        "Greenberg",
        None,
    ),
    "a folder of random letters": (
        "RcFyQm8NB2uFGmWOSjhu.mkv",
        "Some.Film.2018.720p.WEB-DL/oAcnexsjqhKGvQXRMOjw",
        "Some Film",
        2018,
    ),
    "an abbreviation": ("tl-tts.mkv", "The.Truman.Show.1998.1080p.BluRay.x264-TL", "The Truman Show", 1998),
    "a disc": ("VTS_01_1.VOB", "Films/Metropolis (1927)/VIDEO_TS", "Metropolis", 1927),
    "the year from the folder": ("The Doors.mkv", "The Doors (1991)", "The Doors", 1991),
    "the file's year before the folder's": ("300 (2006).mkv", "300 (2007)", "300", 2006),
    "a library is no title": ("Metropolis (1927).mkv", "Movies", "Metropolis", 1927),
}


@pytest.mark.parametrize(("name", "folder", "title", "year"), FOLDERS.values(), ids=FOLDERS)
def test_folders_tell_what_files_do_not(name: str, folder: str, title: str, year: int) -> None:
    parsed = read(name, folder)
    assert (parsed.title, parsed.year) == (title, year)


SEASON_FOLDERS = {
    "title above the season": ("S03E05 - Title.mkv", "TV/Show (2003)/Season 3", "Show", 3, [5]),
    "a leading number": ("07. Night Shift.avi", "Club (1949)/Saison 3", "Club", 3, [7]),
    "E alone": ("E01 - Pilot.mkv", "The West Wing", "The West Wing", None, [1]),
    "specials": ("Show - 02.mkv", "Show/Specials", "Show", 0, [2]),
}


@pytest.mark.parametrize(
    ("name", "folder", "title", "season", "episodes"), SEASON_FOLDERS.values(), ids=SEASON_FOLDERS
)
def test_season_folders(name: str, folder: str, title: str, season: int | None, episodes: list[int]) -> None:
    parsed = read(name, folder)
    assert (parsed.title, parsed.season, list(parsed.episodes)) == (title, season, episodes)


FROM_ONE_PIECE = {  # title, year, season, episodes, edition, other title
    "a span of years": ("Show (2010-2014) S01E02.mkv", ("Show", 2010, 1, (2,), None, None)),
    "a span without brackets": ("Show 2010-2014 S01E02.mkv", ("Show", 2010, 1, (2,), None, None)),
    "a span without an end": ("Show (2010-) S01E02.mkv", ("Show", 2010, 1, (2,), None, None)),
    "an episode left open": ("Show.S01EXX.720p.mkv", ("Show", None, 1, (), None, None)),
    "an episode left open, xy": ("Die Biene Maja (1975) S01Exy", ("Die Biene Maja", 1975, 1, (), None, None)),
    "an episode left open, ??": ("Show S02E?? Words.mkv", ("Show", None, 2, (), None, None)),
    "a season in words, then the episode": ("Show Second Season 05.mkv", ("Show", None, 2, (5,), None, None)),
    "a season's word beside its number": (
        "Show.Season.S02.E05", ("Show Season", None, 2, (5,), None, "Show")),
    "a year, then both in one number": ("The Rookie 2018 401", ("The Rookie", 2018, 4, (1,), None, None)),
    "an edition in brackets before the year": (
        "Alien (Director's Cut) (1979).mkv", ("Alien", 1979, None, (), "Director's Cut", None)),
    "a special between two years": (
        "Doctor.Who.2005.Christmas.Special.2015.720p", ("Doctor Who", 2005, 0, (), None, None)),
    "a special behind a year": (
        "Downton.Abbey.2013.Christmas.Special.HDTV", ("Downton Abbey", 2013, 0, (), None, None)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), FROM_ONE_PIECE.values(), ids=FROM_ONE_PIECE)
def test_what_one_name_gives(name: str, expected: tuple[object, ...]) -> None:
    said = read(name)
    assert (said.title, said.year, said.season, said.episodes, said.edition, said.shorter) == expected


def test_a_year_before_the_title_makes_no_other_title() -> None:
    assert read("(1993) Jurassic Park.mkv").other_titles == ()


def test_a_literal_reading_ends_with_its_last_word() -> None:
    assert read("Movie.2012.[1080p].mkv").literal == "Movie 2012"


def test_single_digits_at_the_start_of_a_dated_name_may_be_a_title() -> None:
    for name in ("4x4 (2019).mkv", "5x2 (2004).mkv", "2x4.1997.DVDRip.avi"):
        titles = [(r.parsed.kind, r.parsed.title) for r in read_cheaply(name)]
        assert ("movie", name[:3]) in titles
        assert not read(name).clear
    assert read("4x04 Title (2019).mkv").clear


def test_words_alone_in_a_seasons_folder_are_an_episodes_title() -> None:
    first, second, *_ = read_cheaply("Serenity.mkv", "Firefly/Season 1")
    assert (first.parsed.title, first.parsed.season, first.parsed.episode_title) == ("Firefly", 1, "Serenity")
    assert (first.whole, second.whole, second.parsed.title) == (False, False, "Serenity")
    assert read_cheaply("Serenity (2005).mkv", "Firefly/Season 1")[0].parsed.title == "Serenity"


@pytest.mark.parametrize(
    ("name", "several"),
    [
        ("VTS_01_1.VOB", True),
        ("VTS_01_1.mp4", True),
        ("00202.m2ts", True),
        ("Film.m2ts", False),
        ("00202.mkv", False),
    ],
)
def test_a_stream_of_a_disc_is_a_part_of_its_film(name: str, several: bool) -> None:
    assert is_part(name) is several


IDS = {
    "imdb": ("The Matrix tt0133093.mkv", {"imdb": "tt0133093"}),
    "tmdb in brackets": ("Lincoln (2012) [tmdbid-72976]", {"tmdb": "72976"}),
    "tmdb in braces": ("The Matrix {tmdb-603}", {"tmdb": "603"}),
    "imdb in braces": ("The Matrix {imdb-tt0133093}", {"imdb": "tt0133093"}),
    "tvdb": ("Lexx [tvdbid-70922]/Lexx S01E01.mkv", {"tvdb": "70922"}),
    "equals sign": ("480 Super movie [tmdbid=12345].mp4", {"tmdb": "12345"}),
    "anidb is none of ours": ("Naruto [anidb2-4880]", {}),
}


@pytest.mark.parametrize(("name", "ids"), IDS.values(), ids=IDS)
def test_ids(name: str, ids: dict[str, str]) -> None:
    assert dict(read(name).ids) == ids


DATES = {
    "year first": ("A.Show.2010.10.11.Guest", "2010-10-11"),
    "day first": ("Panorama.15-05-2018.Web", "2018-05-15"),
    "American": ("Show.03-29-2012.HDTV", "2012-03-29"),
    "a recording": ("Tatort__Title_21.12.14_20-15_ard_90_TVOON_DE", "2021-12-14"),
    "spelt": ("WWE RAW 9th Dec 2019", "2019-12-09"),
    "of the century before": ("Show.12-31-74.HDTV", "1974-12-31"),
    "a year behind it that begins the episode's title": (
        "Late.Show.2014.01.02.2013.in.Review.720p",
        "2014-01-02",
    ),
    "compact": ("EastEnders_20200116_1930", "2020-01-16"),
    "no day": ("Some 2010.13.41", None),
}


@pytest.mark.parametrize(("name", "date"), DATES.values(), ids=DATES)
def test_dates(name: str, date: str | None) -> None:
    assert read(name).date == date


def test_a_day_knows_where_it_stands() -> None:
    assert find_date("Show 2010.10.11") == ("2010-10-11", 5, 15)


def test_country_and_year_marks_of_a_series() -> None:
    parsed = read("Mad Dogs (US) (2015) - s01e01.mkv")
    assert (parsed.title, parsed.country, parsed.year, parsed.air_year) == ("Mad Dogs", "US", 2015, False)


def test_a_year_behind_the_episode_is_the_episodes() -> None:
    parsed = read("Perfect.World.S01E120.2021.1080p.WEB-DL.mp4")
    assert (parsed.title, parsed.year, parsed.air_year) == ("Perfect World", 2021, True)


def test_the_hint_of_a_library_decides_between_film_and_series() -> None:
    assert read("Terror TV - Episode 202 - The House (2017)", kind="movie").kind == "movie"
    assert read("Evil", kind="series").kind == "series"


def test_titles_are_kept_beside_the_one_shown() -> None:
    assert "The Taste of Money" in read("Do-nui.mat.AKA.The.Taste.of.Money.2012.BluRay").other_titles
    assert "The Fence (La Barda)" in read("The Fence (La Barda) (2010).avi").other_titles


@pytest.mark.parametrize("file", ["movie.mkv", "VTS_01_1.VOB", "title00.mkv", "0e895c37245186812cb0.mkv"])
def test_files_that_say_nothing(file: str) -> None:
    assert says_nothing(file)


@pytest.mark.parametrize("file", ["Metropolis.mkv", "300 (2006).mkv"])
def test_files_that_say_something(file: str) -> None:
    assert not says_nothing(file)


def test_a_folder_that_only_begins_like_a_season_is_none() -> None:
    assert season_of("Series of Unfortunate Events") is None
    assert season_of("S.W.A.T. (2017)") is None
    assert season_of("Staffel 7 (2016)") == 7


ANY_NAME = st.text(max_size=300)
PARTS = ["S01E02", "2x03", "(2009)", "1080p", ".", " - ", "[", "]", "(", ")", "/", "\\", "07", "Season 1"]
PARTS += ["Cap.103", "2010.10.11", "tt0133093", "{tmdb-603}", "AKA", "www.x.org", "第", "\x00", "\udcff", "№"]
PIECES = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


@settings(max_examples=300)
@given(ANY_NAME | PIECES, st.none() | ANY_NAME | PIECES, st.sampled_from([None, "movie", "series"]))
@example("", None, None)
@example("...", "...", None)
@example("2012", None, None)
@example("1080p.x264", None, "series")
@example("\udcff\x07.mkv", "\udcff", None)
def test_reading_never_raises_and_is_deterministic(name: str, folder: str | None, kind: str | None) -> None:
    first = read_cheaply(name, folder, kind)
    assert first
    assert first == read_cheaply(name, folder, kind)
    assert all(number >= 0 for reading in first for number in reading.parsed.episodes)


OWN_FOLDERS = {
    "a disk": ("raid5", "", "1917.mkv", False),
    "a numbered disk": ("disk1", "", "movie.mkv", False),
    "a library": ("Films", "", "movie.mkv", False),
    "a disk with a film's folder": ("raid5", "Metropolis (1927)", "movie.mkv", False),
    "a disk with films": ("nas", "", "Broken.Film.2003.mkv", False),
    "a disk with a folder of films": ("nas", "Old ones", "Broken.Film.2003.mkv", False),
    "a film's folder": ("Metropolis", "", "movie.mkv", True),
    "a film called Films": ("Films (2020)", "", "movie.mkv", True),
    "a film's folder and name": ("Nosferatu", "", "Nosferatu.1922.mkv", True),
    "a film's folder with its year": ("Nosferatu (1922)", "", "nsf-grp.mkv", True),
    "a series' folder": ("Lexx", "Season 2", "01 - Mantrid.mkv", True),
    "a series' episodes": ("Lexx", "", "S02E01.mkv", True),
    "a season's folder": ("Saison 2", "", "03.mkv", True),
}


@pytest.mark.parametrize(("root", "below", "file", "says"), OWN_FOLDERS.values(), ids=OWN_FOLDERS)
def test_a_roots_own_name_counts_where_it_may_be_the_works(
    root: str, below: str, file: str, says: bool
) -> None:
    assert is_own_folder(root, below, file) is says


LONG = {
    "letters": "a" * 10_000,
    "dots": "." * 10_000,
    "brackets": "[" * 10_000,
    "marks": "S01E01" * 1_700,
    "ranges": "1-2" * 3_400,
    "dashes": " - 1" * 2_500,
    "years": "2009 " * 2_000,
    "slashes": "a/" * 5_000,
    "tags": "1080p.x264." * 900,
    "digits": "1" * 10_000,
    "seasons": "Season 1 " * 1_100,
    "akas": " AKA (" * 1_700,
}


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
def test_a_long_name_takes_no_long_time(name: str) -> None:
    started = time.process_time()
    read_cheaply(name, name)
    assert time.process_time() - started < 0.5


def test_only_so_many_characters_are_read() -> None:
    assert len(plain("x" * 10_000)) == LONGEST


def test_marks_know_where_they_stand() -> None:
    marks = find(Text("Lexx S02E09 Title"))[0]
    assert (marks.start, marks.end, marks.season, marks.episodes) == (5, 11, 2, (9,))


def test_a_reading_is_plain_values_for_json() -> None:
    row = read_title("Lexx.S02E09.mkv").to_dict()
    assert (row["episodes"], row["kind"], row["ids"]) == ([9], "series", {})


HEAPS = [
    *("Misc", "Misc.", "_Mixed_", "Downloads", "Divers", "Unsorted", "New", "Temp", "À trier", "a_trier"),
    *("Verschiedenes", "Zu sortieren", "Por ver", "Da vedere", "Разное", "New Movies", "Films divers"),
]


@pytest.mark.parametrize("folder", HEAPS)
@pytest.mark.parametrize("file", ["6x13 - 100th Episode Special.mkv", "movie.mkv", "S01E01 1-23-45.mkv"])
def test_the_name_of_a_heap_is_no_title(folder: str, file: str) -> None:
    readings = read_cheaply(file, folder)
    titles = " ".join(reading.parsed.title or "" for reading in readings if reading).casefold()
    assert not set(re.findall(r"\w+", folder.casefold())) & set(re.findall(r"\w+", titles))


@pytest.mark.parametrize("folder", ["New Girl", "Mixed Nuts", "The Misc Files", "Unsorted Love"])
def test_a_title_that_holds_a_word_for_heaps_stays_one(folder: str) -> None:
    assert read("movie.mkv", folder).title == folder


def test_a_kind_by_which_nothing_can_be_read_is_no_more_than_a_hint():
    assert read_cheaply("100101:2000", None, "series")
