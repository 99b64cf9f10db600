"""All that further names say: years of episodes, seasons of years, marked titles, languages, editions, tags.

As in `test_cases.EVERYTHING`, whatever is not in a row a name does not say.
"""

from typing import Any

import pytest

from cineorg_catalog.names import ParsedName, read_cheaply

FILM: dict[str, Any] = {"kind": "movie"}
SERIES: dict[str, Any] = {"kind": "series"}
DETAILS: dict[str, dict[str, Any]] = {
    "Show S01E02 2016 1080p.mkv": SERIES
    | {"title": "Show", "year": 2016, "season": 1, "episodes": (2,), "air_year": True, "clear": True},
    "Show S01E02 2016 Words.mkv": SERIES | {"title": "Show", "season": 1, "episodes": (2,), "clear": True},
    "Show S01E02 2016v2.mkv": SERIES
    | {"title": "Show", "year": 2016, "season": 1, "episodes": (2,), "air_year": True, "clear": True},
    "Show S01E02 (2016) Words.mkv": SERIES
    | {"title": "Show", "year": 2016, "season": 1, "episodes": (2,), "air_year": True, "clear": True},
    "Show S01E02 [2016].mkv": SERIES
    | {"title": "Show", "year": 2016, "season": 1, "episodes": (2,), "air_year": True, "clear": True},
    "1984 S01E02 1984 1080p.mkv": SERIES | {"title": "1984", "season": 1, "episodes": (2,), "clear": True},
    "Show [S01E02 (2016)] Words.mkv": SERIES
    | {"title": "Show", "year": 2016, "season": 1, "episodes": (2,), "air_year": True, "clear": True},
    "Show S01E02 [1080p 2016].mkv": SERIES
    | {"title": "Show", "year": 2016, "season": 1, "episodes": (2,), "air_year": True, "clear": True},
    "Show.2005x03.720p.mkv": SERIES
    | {"title": "Show", "year": 2005, "season": 2005, "episodes": (3,), "air_year": True, "clear": True},
    "Show S1929E03.mkv": SERIES | {"title": "Show", "season": 1929, "episodes": (3,), "clear": True},
    "Show S1930E03.mkv": SERIES
    | {"title": "Show", "year": 1930, "season": 1930, "episodes": (3,), "air_year": True, "clear": True},
    "Show S2030E03.mkv": SERIES
    | {"title": "Show", "year": 2030, "season": 2030, "episodes": (3,), "air_year": True, "clear": True},
    "Show S2031E03.mkv": SERIES | {"title": "Show", "season": 2031, "episodes": (3,), "clear": True},
    "Show (US) - Words and More S01E02.mkv": SERIES
    | {"title": "Show", "season": 1, "episodes": (2,), "country": "US", "clear": True},
    "Show (2005) - Words and More S01E02.mkv": SERIES
    | {"title": "Show", "year": 2005, "season": 1, "episodes": (2,), "clear": True},
    "TheShowNameS01E02.mkv": SERIES
    | {"title": "The Show Name", "season": 1, "episodes": (2,), "clear": True},
    "The ShowNameS01E02.mkv": SERIES
    | {"title": "The ShowName", "season": 1, "episodes": (2,), "clear": True},
    "Show (Words) S01E02.mkv": SERIES
    | {
        "title": "Show (Words)",
        "season": 1,
        "episodes": (2,),
        "other_titles": ("Words", "Show"),
        "bracketed": "Words",
        "clear": True,
    },
    "Шоу (Show) S01E02.mkv": SERIES
    | {"title": "Show", "season": 1, "episodes": (2,), "other_titles": ("Шоу",), "clear": True},
    "2010-2012 S01E02.mkv": SERIES | {"title": "2010-2012", "season": 1, "episodes": (2,), "clear": True},
    "Show 2010-2012 S01E02.mkv": SERIES
    | {"title": "Show", "year": 2010, "season": 1, "episodes": (2,), "clear": True},
    "Show 2010- S01E02.mkv": SERIES
    | {"title": "Show", "year": 2010, "season": 1, "episodes": (2,), "clear": True},
    "Show The Complete Series S01-S05.mkv": SERIES | {"title": "Show", "season": 1, "clear": True},
    "Show - 12 (S01E02).mkv": SERIES | {"title": "Show", "season": 1, "episodes": (2,), "clear": True},
    "Show - Episode 12 (S01E02) Words.mkv": SERIES
    | {"title": "Show", "season": 1, "episodes": (2,), "clear": True},
    "Show 5 - 2015-05-01.mkv": SERIES | {"title": "Show 5", "date": "2015-05-01"},
    "A-x02-Stunts.mkv": FILM | {"title": "A", "like_tags": "x02"},
    "09.03.08.The.Doors.(1991).1080p.mkv": FILM
    | {
        "title": "The Doors",
        "year": 1991,
        "date": "2008-03-09",
        "other_titles": ("09.03.08 The Doors",),
        "clear": True,
    },
    "Movie.German.2010.1080p.mkv": FILM
    | {
        "title": "Movie",
        "year": 2010,
        "other_titles": ("Movie German",),
        "literal": "Movie German 2010",
        "clear": True,
    },
    "Movie German (2010).mkv": FILM
    | {"title": "Movie German", "year": 2010, "shorter": "Movie", "clear": True},
    "Movie.2010.German.1080p.mkv": FILM
    | {"title": "Movie", "year": 2010, "literal": "Movie 2010 German", "clear": True},
    "Movie.German.2010.German.1080p.mkv": FILM
    | {
        "title": "Movie German",
        "year": 2010,
        "other_titles": ("Movie",),
        "literal": "Movie German 2010 German",
        "clear": True,
    },
    "Title2008.1080p.mkv": FILM | {"title": "Title", "year": 2008, "literal": "Title2008", "clear": True},
    "2006 Title-GRP1973.mkv": FILM
    | {"title": "Title-GRP1973", "year": 2006, "literal": "2006 Title-GRP1973", "clear": True},
    "Title 2CD.avi": FILM | {"title": "Title"},
    "Title 3 DVDs.avi": FILM | {"title": "Title"},
    "Title 2008 2CD.avi": FILM | {"title": "Title", "year": 2008, "literal": "Title 2008", "clear": True},
    "Title 700MB.avi": FILM | {"title": "Title"},
    "Title 1.4 GB.avi": FILM | {"title": "Title"},
    "Title 384kbps.avi": FILM | {"title": "Title"},
    "Title [97681524].mkv": FILM | {"title": "Title"},
    "Title 97681524.mkv": FILM | {"title": "Title 97681524"},
    "Title v2.mkv": FILM | {"title": "Title v2", "shorter": "Title"},
    "Title The Extended Cut.mkv": FILM
    | {"title": "Title The Extended Cut", "edition": "The Extended Cut", "shorter": "Title"},
    "Title The Cut.mkv": FILM | {"title": "Title The Cut"},
    "Title SE.mkv": FILM | {"title": "Title SE", "edition": "SE", "shorter": "Title"},
    "Title se.mkv": FILM | {"title": "Title se"},
    "Title Directors Fan Cut.mkv": FILM
    | {"title": "Title Directors Fan Cut", "edition": "Directors Fan Cut", "shorter": "Title"},
    "Title Special Collectors Edition 2010.mkv": FILM
    | {
        "title": "Title",
        "year": 2010,
        "edition": "Special Collectors Edition",
        "other_titles": ("Title Special Collectors Edition",),
        "literal": "Title Special Collectors Edition 2010",
        "clear": True,
    },
    "(1935) George White's 1935 Scandals.mkv": FILM
    | {"title": "George White's 1935 Scandals", "year": 1935, "clear": True},
}


@pytest.mark.parametrize(("name", "says"), DETAILS.items(), ids=DETAILS)
def test_all_that_a_name_says(name: str, says: dict[str, Any]) -> None:
    assert read_cheaply(name)[0].parsed == ParsedName(**says)
