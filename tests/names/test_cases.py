"""Ways in which names are written, one row each: what they must be read as, whatever the title is.

The rows of CASES D13–D15 come first; the others are the same kinds in other words, languages and orders.
"""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cineorg_catalog.names import ParsedName, is_library, is_tag, read_cheaply, season_of
from tests.support.readings import as_read, rows

NAMES = Path(__file__).parent


def read(name: str, folder: str | None = None) -> ParsedName:
    return read_cheaply(name, folder)[0].parsed


@pytest.mark.parametrize(("name", "title", "season", "episodes"), rows(NAMES / "episode_names.txt"))
def test_an_episodes_name(name: str, title: str, season: str, episodes: str) -> None:
    parsed = read(name)
    numbers = ",".join(map(str, sorted(parsed.episodes)))
    assert (parsed.title or "-", str(parsed.season), numbers) == (title, season, episodes)


@pytest.mark.parametrize(("name", "title", "year"), rows(NAMES / "film_names.txt"))
def test_a_films_name(name: str, title: str, year: str) -> None:
    parsed = read(name)
    assert (parsed.kind, parsed.title, str(parsed.year)) == ("movie", title, year)


FILM: dict[str, Any] = {"kind": "movie"}
SERIES: dict[str, Any] = {"kind": "series"}
EVERYTHING: dict[str, dict[str, Any]] = {  # what a name says; whatever is not here it does not say
    "The.Door.2009.1080p.BluRay.x264-GRP.mkv": FILM | {
        "title": "The Door", "year": 2009, "literal": "The Door 2009", "clear": True},
    "The Door (2009) [Extended Edition].mkv": FILM | {
        "title": "The Door", "year": 2009, "edition": "Extended Edition", "clear": True},
    "Movie 25th Anniversary Edition (2012).mkv": FILM | {
        "title": "Movie", "year": 2012, "edition": "25th Anniversary Edition",
        "other_titles": ("Movie 25th Anniversary Edition",), "clear": True},
    "Der Untergang (Downfall) (2004).mkv": FILM | {
        "title": "Der Untergang", "year": 2004, "other_titles": ("Der Untergang (Downfall)", "Downfall"),
        "bracketed": "Downfall", "shorter": "Der Untergang (Downfall)", "clear": True},
    "Трон: Наследие / TRON: Legacy (2010).mkv": FILM | {
        "title": "TRON: Legacy", "year": 2010, "clear": True,
        "other_titles": ("Трон: Наследие / TRON: Legacy", "Трон: Наследие"),
        "shorter": "Трон: Наследие / TRON: Legacy"},
    "О людях (Of Men) (2010).mkv": FILM | {
        "title": "Of Men", "year": 2010, "other_titles": ("О людях (Of Men)", "О людях"), "clear": True,
        "shorter": "О людях (Of Men)"},
    "Good night ntsc (2017).mkv": FILM | {
        "title": "Good night ntsc", "year": 2017, "shorter": "Good night", "clear": True},
    "holiday_2019_garden.mp4": FILM | {
        "title": "holiday", "year": 2019, "other_titles": ("holiday garden",), "clear": True,
        "literal": "holiday 2019 garden", "behind_year": "garden"},
    "Harry Potter 2009 und der Halbblutprinz German.mkv": FILM | {
        "title": "Harry Potter", "year": 2009, "other_titles": ("Harry Potter und der Halbblutprinz",),
        "literal": "Harry Potter 2009 und der Halbblutprinz German", "clear": True,
        "behind_year": "und der Halbblutprinz"},
    "The.Movie.Part.2.2011.mkv": FILM | {
        "title": "The Movie Part 2", "year": 2011, "part": 2, "literal": "The Movie Part 2 2011",
        "clear": True},
    "Kill Bill Vol. 2 (2004).mkv": FILM | {
        "title": "Kill Bill Vol. 2", "year": 2004, "part": 2, "clear": True},
    "The.Movie.Part.IV.720p.mkv": FILM | {"title": "The Movie Part IV", "part": 4},
    "The Movie Part Two.mkv": FILM | {"title": "The Movie Part Two", "part": 2},
    "Run Lola Run AKA Lola Rennt (1998).mkv": FILM | {
        "title": "Run Lola Run AKA Lola Rennt", "year": 1998, "clear": True,
        "other_titles": ("Run Lola Run", "Lola Rennt")},
    "Run Lola Run AKA Lola Rennt.mkv": FILM | {
        "title": "Run Lola Run", "shorter": "Run Lola Run AKA Lola Rennt",
        "other_titles": ("Run Lola Run AKA Lola Rennt", "Lola Rennt")},
    "NHK Wild Islands (2012).mkv": FILM | {
        "title": "Wild Islands", "year": 2012, "other_titles": ("NHK Wild Islands",),
        "shorter": "NHK Wild Islands", "clear": True},
    "[REC] 2 (2009).mkv": FILM | {
        "title": "2", "year": 2009, "other_titles": ("REC 2",), "clear": True},
    "BBC Earth (2012).mkv": FILM | {"title": "BBC Earth", "year": 2012, "clear": True},
    "1935 - George White's 1935 Scandals.mkv": FILM | {
        "title": "George White's 1935 Scandals", "year": 1935, "clear": True,
        "literal": "1935 - George White's 1935 Scandals"},
    "1993 - Jurassic Park.mkv": FILM | {
        "title": "Jurassic Park", "year": 1993, "literal": "1993 - Jurassic Park", "clear": True},
    "X-Men Complete 13 Movie Collection.mkv": FILM | {"title": "X-Men"},
    "Star Wars Episode 4 A New Hope 1977.mkv": FILM | {
        "title": "Star Wars Episode 4 A New Hope", "year": 1977, "clear": True,
        "literal": "Star Wars Episode 4 A New Hope 1977"},
    "09.03.08.The.Doors.(1991).mkv": FILM | {
        "title": "The Doors", "year": 1991, "date": "2008-03-09", "other_titles": ("09.03.08 The Doors",),
        "clear": True},
    "11-11-11.2011.1080p.mkv": FILM | {
        "title": "11-11-11", "year": 2011, "literal": "11-11-11 2011", "clear": True},
    "Another (2012) 1 of 4.mkv": FILM | {
        "title": "Another", "year": 2012, "other_titles": ("Another 1 of 4",), "clear": True},
    "Another (2012) 1 of 5.mkv": FILM | {
        "title": "Another", "year": 2012, "other_titles": ("Another 1 of 5",), "clear": True,
        "like_tags": "1 of 5"},
    "Another (2012) 720 x264.mkv": FILM | {"title": "Another", "year": 2012, "clear": True},
    "Show.Season.2017.1080p.mkv": FILM | {
        "title": "Show Season", "year": 2017, "literal": "Show Season 2017", "clear": True},
    "Show DVD 2 of 3.avi": FILM | {"title": "Show DVD 2 of 3"},
    "Show 9of5.avi": FILM | {"title": "Show 9of5"},
    "Mad Dogs (US) (2015) - s01e01.mkv": SERIES | {
        "title": "Mad Dogs", "year": 2015, "season": 1, "episodes": (1,), "country": "US", "clear": True},
    "Mad Dogs US S01E01.mkv": SERIES | {
        "title": "Mad Dogs", "season": 1, "episodes": (1,), "country": "US", "clear": True},
    "Perfect.World.S01E120.2021.1080p.WEB-DL.mp4": SERIES | {
        "title": "Perfect World", "year": 2021, "season": 1, "episodes": (120,), "air_year": True,
        "clear": True},
    "Show (2015) - S01E02 - Words (2016).mkv": SERIES | {
        "title": "Show", "year": 2015, "season": 1, "episodes": (2,), "clear": True,
        "episode_title": "Words"},
    "Show.2010.2011.S01E02.mkv": SERIES | {
        "title": "Show 2010", "year": 2011, "season": 1, "episodes": (2,), "clear": True},
    "Late.Show.2011.04.12.Guest.Name.720p.HDTV.mkv": SERIES | {
        "title": "Late Show", "date": "2011-04-12", "clear": True, "episode_title": "Guest Name"},
    "Show.2x03.2011.04.12.mkv": SERIES | {
        "title": "Show", "season": 2, "episodes": (3,), "date": "2011-04-12", "clear": True},
    "Show.101.Event.2010.11.23.mkv": SERIES | {
        "title": "Show", "season": 1, "episodes": (1,), "date": "2010-11-23"},
    "Show.2009.101.Event.2010.11.23.mkv": SERIES | {
        "title": "Show", "year": 2009, "season": 1, "episodes": (1,), "date": "2010-11-23", "clear": True},
    "Doctor Who 2013 Christmas Special.mkv": SERIES | {
        "title": "Doctor Who", "year": 2013, "season": 0, "air_year": True,
        "other_titles": ("Doctor Who Christmas Special",), "behind_year": "Christmas Special",
        "literal": "Doctor Who 2013 Christmas Special"},
    "Show.501.hdtv.mkv": SERIES | {"title": "Show", "season": 5, "episodes": (1,)},
    "Show.501.502.hdtv.mkv": SERIES | {"title": "Show", "season": 5, "episodes": (1, 2)},
    "Show.10910.hdtv.mkv": SERIES | {"title": "Show", "season": 1, "episodes": (9, 10)},
    "Show.2101.hdtv.mkv": SERIES | {"title": "Show", "season": 21, "episodes": (1,)},
    "Show - SP01 [1080p].mkv": SERIES | {
        "title": "Show", "season": 0, "episodes": (1,), "clear": True, "like_tags": "SP01"},
    "[Group] Show OVA [1080p].mkv": SERIES | {"title": "Show", "season": 0, "like_tags": "OVA"},
    "[Group] Show - NCOP [1080p].mkv": SERIES | {"title": "Show", "season": 0, "like_tags": "NCOP"},
    "Show - 103, 104 - Words.mkv": SERIES | {
        "title": "Show", "episodes": (103, 104), "absolute": (103, 104), "clear": True},
    "Title - 09 (2021) [Group] [1080p].mkv": SERIES | {
        "title": "Title", "year": 2021, "episodes": (9,), "absolute": (9,), "air_year": True,
        "clear": True},
    "Lexx - 05 (AC3 5.1x20) [720p].mkv": SERIES | {
        "title": "Lexx", "episodes": (5,), "absolute": (5,), "clear": True},
    "Lexx 05 (FLAC+2x10).mkv": SERIES | {"title": "Lexx", "episodes": (5,), "absolute": (5,)},
    "Show Season 3 Episode 5.mkv": SERIES | {
        "title": "Show", "season": 3, "episodes": (5,), "other_titles": ("Show Season 3",), "clear": True},
    "Show S4-24.mkv": SERIES | {"title": "Show", "season": 4, "episodes": (24,), "clear": True},
    "Show S01-11.mkv": SERIES | {"title": "Show", "season": 1, "clear": True},
    "Show 2 Season 3.mkv": SERIES | {
        "title": "Show 2", "season": 3, "other_titles": ("Show 2 Season 3",), "clear": True},
    "Show Saison VII.mkv": SERIES | {
        "title": "Show", "season": 7, "other_titles": ("Show Saison VII",), "clear": True},
    "Show 5of9.avi": SERIES | {"title": "Show", "episodes": (5,)},
    "Show [5 из 9].avi": SERIES | {"title": "Show", "episodes": (1, 2, 3, 4, 5)},
    "Show Part 2 of 3.mkv": SERIES | {"title": "Show", "episodes": (2,)},
    "Show Episode 1.22.mkv": SERIES | {"title": "Show", "season": 1, "episodes": (22,), "clear": True},
    "Show 22 episodes.mkv": SERIES | {"title": "Show", "clear": True},
    "Босх (S2E1) / Bosch (S2E1) (2023).mkv": SERIES | {
        "title": "Bosch", "year": 2023, "season": 2, "episodes": (1,), "air_year": True, "clear": True},
    "Pokemon Movie 12.mkv": FILM | {
        "title": "Pokemon Movie 12"},
    "Pokemon The Movie - 12.mkv": FILM | {
        "title": "Pokemon The Movie - 12"},
    "Harry Potter Part 12.mkv": FILM | {
        "title": "Harry Potter Part 12", "part": 12},
    "Harry Potter Chapter 12.mkv": FILM | {
        "title": "Harry Potter Chapter 12"},
    "Show 12.mkv": FILM | {
        "title": "Show 12"},
    "Show - 12.mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,)},
    "Show - 9.mkv": SERIES | {
        "title": "Show", "episodes": (9,), "absolute": (9,)},
    "Show - 12 - Words.mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,), "clear": True, "episode_title": "Words"},
    "Show - 12 - Words (2010).mkv": FILM | {
        "title": "Show - 12 - Words", "year": 2010, "clear": True},
    "Show 01-02-03.mkv": SERIES | {
        "title": "Show", "episodes": (1, 2, 3), "absolute": (1, 2, 3)},
    "Show 01-02-2003.mkv": SERIES | {
        "title": "Show", "date": "2003-02-01", "clear": True},
    "La Chute (Downfall) (2004).mkv": FILM | {
        "title": "La Chute", "year": 2004, "other_titles": ("La Chute (Downfall)", "Downfall"),
        "bracketed": "Downfall", "shorter": "La Chute (Downfall)", "clear": True},
    "Night.Train.LiMiTED.2010.DVDRip.mkv": FILM | {
        "title": "Night Train", "year": 2010, "other_titles": ("Night Train LiMiTED",),
        "literal": "Night Train LiMiTED 2010", "clear": True},
    "Night.Train.Limited.2010.DVDRip.mkv": FILM | {
        "title": "Night Train", "year": 2010, "other_titles": ("Night Train Limited",),
        "literal": "Night Train Limited 2010", "clear": True, "like_tags": "Limited"},
    "NIGHT.TRAIN.LIMITED.2010.DVDRip.mkv": FILM | {
        "title": "NIGHT TRAIN", "year": 2010, "other_titles": ("NIGHT TRAIN LIMITED",),
        "literal": "NIGHT TRAIN LIMITED 2010", "clear": True, "like_tags": "LIMITED"},
    "Night.Train.3D.2010.1080p.HSBS.mkv": FILM | {
        "title": "Night Train", "year": 2010, "other_titles": ("Night Train 3D",),
        "literal": "Night Train 3D 2010", "clear": True},
    "Night.Train.German.2010.DVDRip.mkv": FILM | {
        "title": "Night Train", "year": 2010, "other_titles": ("Night Train German",),
        "literal": "Night Train German 2010", "clear": True},
    "Night.Train.Extended.2010.DVDRip.mkv": FILM | {
        "title": "Night Train", "year": 2010, "edition": "Extended",
        "other_titles": ("Night Train Extended",), "literal": "Night Train Extended 2010", "clear": True},
    "Night.Train.Redux.2010.DVDRip.mkv": FILM | {
        "title": "Night Train", "year": 2010, "edition": "Redux", "other_titles": ("Night Train Redux",),
        "literal": "Night Train Redux 2010", "clear": True, "like_tags": "Redux"},
    "Night Train (2010) Special [1080p].mkv": FILM | {
        "title": "Night Train", "year": 2010, "other_titles": ("Night Train Special",),
        "like_tags": "Special"},
    "Night Train (2010) Special Edition [1080p].mkv": FILM | {
        "title": "Night Train", "year": 2010, "edition": "Special Edition"},
    "Night Train (2010) - Deleted Scenes [1080p].mkv": FILM | {
        "title": "Night Train", "year": 2010, "other_titles": ("Night Train Deleted Scenes",),
        "clear": True, "like_tags": "Deleted Scenes"},
    "Film.1888.mkv": FILM | {
        "title": "Film", "year": 1888, "literal": "Film 1888", "clear": True},
    "Film.2030.mkv": FILM | {
        "title": "Film", "year": 2030, "literal": "Film 2030", "clear": True},
    "Film.2031.mkv": FILM | {
        "title": "Film 2031"},
    "[G] Show 012 S02E03.mkv": SERIES | {
        "title": "Show", "season": 2, "episodes": (3,), "clear": True},
    "[G] Show 12 S02E03.mkv": SERIES | {
        "title": "Show 12", "season": 2, "episodes": (3,), "clear": True},
    "[G] Show 1984 S02E03.mkv": SERIES | {
        "title": "Show", "year": 1984, "season": 2, "episodes": (3,), "clear": True},
    "Show 313-315 s16e03-05.mkv": SERIES | {
        "title": "Show", "season": 16, "episodes": (3, 4, 5), "clear": True},
    "Show Season 1-3.mkv": SERIES | {
        "title": "Show", "season": 1, "clear": True},
    "Show Seasons 1 & 2.mkv": SERIES | {
        "title": "Show", "season": 1, "clear": True},
    "Show S2 - 07.mkv": SERIES | {
        "title": "Show", "season": 2, "episodes": (7,), "clear": True},
    "Show S2 1080 x264.mkv": SERIES | {
        "title": "Show", "season": 2, "clear": True},
    "Show Season 2 2010.mkv": SERIES | {
        "title": "Show", "year": 2010, "season": 2, "other_titles": ("Show Season 2",), "air_year": True,
        "clear": True},
    "Show S02 Special.mkv": SERIES | {
        "title": "Show", "season": 2, "clear": True},
    "Show S3 Part 1 - 05.mkv": SERIES | {
        "title": "Show", "season": 3, "episodes": (5,), "clear": True},
    "Title - 05 [标题 第3季].mkv": SERIES | {
        "title": "Title", "season": 3, "episodes": (5,), "clear": True},
    "Show Season Two - 05.mkv": SERIES | {
        "title": "Show", "season": 2, "episodes": (5,), "other_titles": ("Show Season Two",), "clear": True},
    "Show Cap.1503_1506.mkv": SERIES | {
        "title": "Show", "season": 15, "episodes": (3, 4, 5, 6), "clear": True},
    "Show Ep 7.5.mkv": SERIES | {
        "title": "Show", "clear": True},
    "Show 24 серия.mkv": SERIES | {
        "title": "Show", "episodes": (24,), "absolute": (24,), "clear": True},
    "Show 第01-03話.mkv": SERIES | {
        "title": "Show", "episodes": (1, 2, 3), "absolute": (1, 2, 3), "clear": True},
    "[Group] Show - 07 [720p].mkv": SERIES | {
        "title": "Show", "episodes": (7,), "absolute": (7,), "clear": True},
    "[G] Show - 12.5 [720p].mkv": SERIES | {
        "title": "Show", "clear": True},
    "Show - 12v2 [720p].mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,), "clear": True},
    "Show #12.mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,)},
    "Show 1 [720p].mkv": FILM | {
        "title": "Show 1"},
    "Show 12 [720p].mkv": FILM | {
        "title": "Show 12"},
    "Show 123 [720p].mkv": SERIES | {
        "title": "Show", "episodes": (123,), "absolute": (123,)},
    "Show - 1 [720p].mkv": SERIES | {
        "title": "Show", "episodes": (1,), "absolute": (1,), "clear": True},
    "Show 5 HDTV.mkv": FILM | {
        "title": "Show 5"},
    "Show 05 HDTV.mkv": SERIES | {
        "title": "Show", "episodes": (5,), "absolute": (5,)},
    "Show 12 HDTV.mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,)},
    "Show 12 VOSTFR.mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,)},
    "Show [12].mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,), "clear": True},
    "Show.12-13.1080p.mkv": SERIES | {
        "title": "Show", "episodes": (12, 13), "absolute": (12, 13)},
    "Show - 12 END [720p].mkv": SERIES | {
        "title": "Show", "episodes": (12,), "absolute": (12,), "clear": True},
    "Show 1080 - 05.mkv": SERIES | {
        "title": "Show 1080", "episodes": (5,), "absolute": (5,)},
    "Show 2010 - 05.mkv": SERIES | {
        "title": "Show", "year": 2010, "episodes": (5,), "absolute": (5,)},
    "Show - 00.mkv": SERIES | {
        "title": "Show", "episodes": (0,), "absolute": (0,)},
    "Show 00 [720p].mkv": FILM | {
        "title": "Show 00"},
    "Title.05.Words.mkv": SERIES | {
        "title": "Title", "episodes": (5,), "absolute": (5,)},
    "Title 05 (2009).mkv": FILM | {
        "title": "Title 05", "year": 2009, "clear": True},
    "Wreck-It.Ralph2012.Bluray.1080p.mkv": FILM | {
        "title": "Wreck-It Ralph", "year": 2012, "literal": "Wreck-It Ralph2012", "clear": True},
    "Show S2 Words - 07 [720p].mkv": SERIES | {
        "title": "Show", "season": 2, "episodes": (7,), "clear": True},
    "Show S2 Words 07 [720p].mkv": SERIES | {
        "title": "Show", "season": 2, "episodes": (7,), "clear": True},
    "Show Season 2 Complete 07.mkv": SERIES | {
        "title": "Show", "season": 2, "episodes": (7,), "other_titles": ("Show Season 2",), "clear": True},
    "The.Rookie.2018.401.Title.mkv": SERIES | {
        "title": "The Rookie", "year": 2018, "season": 4, "episodes": (1,), "clear": True},
    "4-13 Cursed (2009).m4v": FILM | {
        "title": "4-13 Cursed", "year": 2009, "clear": True},
    "Show_03_16.mkv": SERIES | {
        "title": "Show", "season": 3, "episodes": (16,), "clear": True},
    "Show 3-16.mkv": SERIES | {
        "title": "Show", "episodes": (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
        "absolute": (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)},
    "Show 16x9.mkv": FILM | {
        "title": "Show"},
    "ShowName1x02.mkv": SERIES | {
        "title": "Show Name", "season": 1, "episodes": (2,), "clear": True},
    "Show [5.01] Title.mkv": SERIES | {
        "title": "Show", "season": 5, "episodes": (1,), "clear": True},
    "Show - 5.01 - Title.mkv": SERIES | {
        "title": "Show", "season": 5, "episodes": (1,), "clear": True, "episode_title": "Title"},
    "Show.S03E21.22.720p.mkv": SERIES | {
        "title": "Show", "season": 3, "episodes": (21, 22), "clear": True},
    "Show.S03E21.23.720p.mkv": SERIES | {
        "title": "Show", "season": 3, "episodes": (21,), "clear": True},
    "Show.S03E21.22.Words.mkv": SERIES | {
        "title": "Show", "season": 3, "episodes": (21,), "clear": True},
    "Show 7.Bölüm.mkv": SERIES | {
        "title": "Show", "episodes": (7,), "absolute": (7,), "clear": True},
    "Show 1xAll.mkv": SERIES | {
        "title": "Show", "season": 1, "other_titles": ("Show 1xAll",), "clear": True},
    "Show Season 1 Episodes 1-5.mkv": SERIES | {
        "title": "Show", "season": 1, "episodes": (1, 2, 3, 4, 5), "other_titles": ("Show Season 1",),
        "clear": True},
    "Show S01 Extras.mkv": SERIES | {
        "title": "Show", "season": 1, "clear": True},
    "第四季.mkv": SERIES | {
        "season": 4, "clear": True},
    "Show 第十二季 - 05.mkv": SERIES | {
        "title": "Show", "season": 12, "episodes": (5,), "other_titles": ("Show 第十二季",), "clear": True},
    "Show Episode 5 of 9.mkv": SERIES | {
        "title": "Show", "episodes": (5,), "absolute": (5,), "clear": True},
    "Show Season S01-S07.mkv": SERIES | {
        "title": "Show", "season": 1, "clear": True},
    "Show Season S02 1080p.mkv": SERIES | {
        "title": "Show", "season": 2, "other_titles": ("Show Season S02",), "clear": True},
    "The.Final.Cut.2004.1080p.mkv": FILM | {
        "title": "The Final Cut", "year": 2004, "literal": "The Final Cut 2004", "clear": True},
    "Final Cut (2022).mkv": FILM | {
        "title": "Final Cut", "year": 2022, "clear": True},
    "Das Boot Langfassung (1981).mkv": FILM | {
        "title": "Das Boot Langfassung", "year": 1981, "edition": "Langfassung", "shorter": "Das Boot",
        "clear": True},
    "Das.Boot.Directors.Cut.1981.mkv": FILM | {
        "title": "Das Boot", "year": 1981, "edition": "Directors Cut",
        "other_titles": ("Das Boot Directors Cut",), "literal": "Das Boot Directors Cut 1981",
        "clear": True},
    "Show 13 (2010) [720p].mkv": FILM | {
        "title": "Show 13", "year": 2010, "clear": True},
}  # fmt: skip


@pytest.mark.parametrize(("name", "says"), EVERYTHING.items(), ids=EVERYTHING)
def test_everything_that_a_name_says(name: str, says: dict[str, Any]) -> None:
    assert read(name) == ParsedName(**says)


OTHERWISE = {  # a name: whether its first reading leaves nothing out, and as what it is read otherwise
    "Title - Words.mkv": (True, ["movie Title …"]),
    "[Group] Title - Words [1080p].mkv": (True, []),
    "The Movie Part II.mkv": (True, ["movie The Movie …"]),
    "The Door (2009).mkv": (True, []),
    "Show.501.hdtv.mkv": (True, ["movie Show 501"]),
    "Show.500.hdtv.mkv": (True, ["series Show"]),
    "Show.S01E01.mkv": (True, []),
    "Show - 101-102 [720p].mkv": (True, ["movie Show - 101-102"]),
    "Another (2012) S01.mkv": (True, ["movie Another"]),
    "Show (Minisodes) 01 [1080p].mkv": (False, ["movie Show (Minisodes) 01"]),
    "102 - The Invitation.mkv": (False, ["movie 102 - The Invitation"]),
    "000. Show Name.mkv": (True, []),
    "Extras.mkv": (True, ["series Extras …"]),
    "Show 12.mkv": (True, ["series Show"]),
    "Show 13-16.mkv": (False, ["movie Show 13-16"]),
    "Title (2009) - Words.mkv": (True, []),
    "blow-how.to.be.single.2016.1080p.bluray.x264.mkv": (False, ["movie blow-how to be single"]),
}


@pytest.mark.parametrize(("name", "expected"), OTHERWISE.items(), ids=OTHERWISE)
def test_what_a_name_may_be_otherwise(name: str, expected: tuple[bool, list[str]]) -> None:
    first, *others = read_cheaply(name)
    read_as = [f"{it.parsed.kind} {it.parsed.title}{'' if it.whole else ' …'}" for it in others]
    assert (first.whole, read_as) == expected


@pytest.mark.parametrize(("name", "readings"), [(row[0], row[1:]) for row in rows(NAMES / "readings.txt")])
def test_the_readings_of_a_name_in_their_order(name: str, readings: list[str]) -> None:
    assert [as_read(reading) for reading in read_cheaply(name)] == readings


@pytest.mark.parametrize(
    ("text", "tag"), [("1080p BluRay", True), ("Downfall", False), ("German", False), ("2012", False)]
)
def test_a_bracket_is_about_the_file_or_not(text: str, tag: bool) -> None:
    assert is_tag(text) is tag


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
@example("|[]")  # brackets and stops alone are no title
@example("b/++_(")
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
