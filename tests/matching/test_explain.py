"""Evidence in words, one row each: what a person reads in shell and pages, and what stays of older rows."""

from typing import Any

import pytest

from cineorg_catalog.matching.explain import Evidence, evidence_from, heading, note, sentence

FILM = {"name": 2003, "title": 2012, "kind": "movie"}
SERIES = {"name": 2003, "title": 1999, "kind": "series"}
WORK = {"title": "Alien", "year": 1979, "id": "tt78"}
SENTENCES: list[tuple[str, dict[str, Any], str]] = [
    ("title", {"how": "exact", "title": "Alien", "sought": "Alien"}, "Same title"),
    ("title", {"how": "variant", "title": "Part II", "sought": "Part 2"}, "Same title, written “Part II”"),
    ("title", {"how": "near", "title": "Aliens", "sought": "Allens"}, "“Allens” is similar to “Aliens”"),
    ("title", {"how": "exact", "title": "Downfall", "sought": "Downfall", "other": True, "language": "en"},
     "Same title (English: “Downfall”)"),
    ("title", {"how": "exact", "title": "Downfall", "sought": "Downfall", "other": True},
     "Same title (“Downfall”)"),
    ("year", FILM | {"name": None}, "No year in the name"),
    ("year", FILM | {"title": None}, "The year of this title is unknown"),
    ("year", FILM | {"title": 2003}, "2003 in both"),
    ("year", FILM, "The file name says 2003, the film is from 2012"),
    ("year", SERIES | {"episode": True}, "The episode is from 2003, the series began in 1999"),
    ("other_year", FILM, "Other year: the file name says 2003, the film is from 2012"),
    ("other_year", FILM | {"source": "NFO"}, "Other year: the NFO says 2003, the film is from 2012"),
    ("other_year", SERIES, "Other year: the file name says 2003, the series began in 1999"),
    ("other_year", SERIES | {"episode": True, "end": 2001},
     "Other year: the episode is from 2003, the series ran 1999–2001"),
    ("other_year", SERIES | {"episode": True, "end": None},
     "Other year: the episode is from 2003, the series ran 1999–"),
    ("near_year", SERIES | {"name": 2000}, "Year: the file name says 2000, the series began in 1999"),
    ("no_year", FILM | {"works": 1}, "No year in the name: the only film of this title is from 2012"),
    ("no_year", FILM | {"works": 3, "first": 1999, "last": 2012},
     "No year in the name: 3 films of this title, 1999–2012"),
    ("no_year", SERIES | {"works": 2, "first": 1999, "last": 1999},
     "No year in the name: 2 series of this title, all from 1999"),
    ("no_year", FILM, "No year in the name: this one is from 2012"),
    ("no_year", FILM | {"title": None}, "No year in the name: this one is from an unknown year"),
    ("duration", {"file": 5400, "title": 6000}, "Running time: 90 min, the film has 100"),
    ("duration", {"file": 5760, "title": 6000, "pal": True},
     "Running time: 96 min, the film has 100, which fits PAL speed"),
    ("another_cut", {"file": 7800, "title": 6000, "edition": "Extended"},
     "Different cut: 130 min, the film has 100; a different cut (Extended)"),
    ("duration_far", {"file": 9000, "title": 6000}, "Running time far off: the file is 50 min longer"),
    ("duration_far", {"file": 3000, "title": 6000}, "Running time far off: the file is 50 min shorter"),
    ("other_part", {"name": ["2"], "title": []}, "Other part: the file name has 2, the title has no number"),
    ("other_part", {"name": ["2", "3"], "title": ["4"]},
     "Other part: the file name has 2 and 3, the title has 4"),
    ("other_kind", {"library": "series", "title": "movie"},
     "Film or series: the folder is for series, this is a film"),
    ("other_kind", {"name": "movie", "title": "series"},
     "Film or series: the file name reads like a film, this is a series"),
    ("country", {"name": "US", "title": "US"}, "Country: US in both"),
    ("other_country", {"name": "US", "title": None},
     "Other country: the file name says US, the country of the title is unknown"),
    ("other_country", {"name": "US", "title": "GB"},
     "Other country: the file name says US, the title says GB"),
    ("words_left_out", {"name": "Alien"}, "Words left out: the file name says more than “Alien”"),
    ("words_left_out", {"name": "Alien", "beside": "garden"},
     "Words left out: the file name also says “garden”, which “Alien” leaves out"),
    ("twin", {"works": [WORK, WORK | {"year": None}]},
     "Another title fits as well: Alien (1979, tt78), Alien (no year, tt78)"),
    ("read_as", {"how": "name", "kind": "series", "title": "Alien", "year": 1979},
     "Read as: a series “Alien”, 1979 (from the file name alone)"),
    ("read_as", {"how": "folder, with its year", "kind": None, "title": "Alien", "year": None},
     "Read as: a film “Alien”, no year (with its year)"),
    ("id", {"id": "tt78", "title": "Alien", "year": 1979},
     "Id: tt78 is Alien (1979), found in the name"),
    ("id", {"id": "tt78", "title": "Alien", "year": None},
     "Id: tt78 is Alien (no year), found in the name"),
    ("nfo", {"id": "348", "nfo": True}, "NFO: 348, found in the NFO"),
    ("id_other_title", WORK | {"name": "Zodiac"},
     "The id belongs to another title: tt78 in the name is Alien (1979), but the file name says “Zodiac”"),
    ("id_other_title", WORK | {"name": "Zodiac", "year": None, "nfo": True},
     "The id belongs to another title: tt78 in the NFO is Alien (no year), but the file name says “Zodiac”"),
    ("low_score", {"score": 67.0, "needed": 85.0, "parts": [["title", 67.0, 67], ["year", 0.0, 33]]},
     "Score too low: 67 of the 85 needed (title 67 of 67, year 0 of 33)"),
    ("no_candidate", {"title": "Zzyzx"}, "The title database has no title like “Zzyzx”"),
    ("no_candidate", {"title": None}, "No title was found in the file name"),
    ("content_changed", {"was": "Alien", "was_year": 1979, "now": "Aliens", "now_year": 1986},
     "Its content has changed since it was matched to Alien (1979); it now looks like Aliens (1986)"),
    ("content_changed", {"was": "Alien", "was_year": None, "now": "Aliens", "now_year": None},
     "Its content has changed since it was matched to Alien (no year); it now looks like Aliens (no year)"),
    ("content_changed", {"was": "Alien", "was_year": 1979},
     "Its content has changed since it was matched to Alien (1979); its running time no longer fits"),
    ("first", {"why": "exact"},
     "Listed first: the name contains exactly this title; candidates with a higher score have other titles"),
    ("found", {"how": "tokens"}, "Same words in the title"),
    ("other_episode", {"name": [2], "nfo": [3]}, "Other episode: the file name says [2], the NFO [3]"),
    ("not_read", {"name": "kind", "value": "'game'"}, "Kind is not valid and was ignored: 'game'"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "values", "said"), SENTENCES, ids=[row[2] for row in SENTENCES])
def test_evidence_in_words(what: str, values: dict[str, Any], said: str) -> None:
    assert sentence(Evidence(what, values=values)) == said


def test_a_code_without_a_heading_of_its_own_is_its_own_words() -> None:
    assert (heading("other_year"), heading("twin")) == ("Other year", "Another title fits as well")


STORED = {  # what older versions stored, and how it is read
    "a reason in words": (
        "no_year: the name has no year", Evidence("no_year", "against", stored="the name has no year")),
    "a low score": ("score 67 of 85", Evidence("low_score", "against", stored="score 67 of 85")),
    "a sentence with a colon": (
        "It says: 4 films", Evidence("", "against", stored="It says: 4 films")),
    "a sentence": ("Nothing is known", Evidence("", "against", stored="Nothing is known")),
    "against": ({"what": "twin", "against": True, "value": 90, "note": "x"},
                Evidence("twin", "against", value=90, stored="x")),
    "a high value": (
        {"what": "title", "value": 50, "weight": 67}, Evidence("title", "for", value=50, weight=67)),
    "a low value": ({"what": "title", "value": 49}, Evidence("title", "neutral", value=49)),
    "its level": ({"what": "title", "value": 90, "level": "neutral"}, Evidence("title", "neutral", value=90)),
    "another level": ({"what": "title", "level": "maybe"}, Evidence("title", "neutral")),
    "values": ({"what": "title", "values": {"how": "exact"}}, Evidence("title", "neutral", {"how": "exact"})),
    "values of another kind": ({"what": "title", "values": [1]}, Evidence("title", "neutral")),
    "neither": (7, None),
}  # fmt: skip


@pytest.mark.parametrize(("stored", "expected"), STORED.values(), ids=STORED)
def test_what_older_versions_stored_is_still_read(stored: object, expected: Evidence | None) -> None:
    assert evidence_from(stored) == expected


def test_values_that_another_version_stored_leave_the_stored_sentence() -> None:
    stored = Evidence("twin", values={"works": 3}, stored="Two films of 1979")
    assert note(stored) == "Two films of 1979"
    assert sentence(stored) == "Another title fits as well: Two films of 1979"


def test_a_code_that_this_version_does_not_know_keeps_its_sentence() -> None:
    assert note(Evidence("weather", values={"rain": 3}, stored="It rains")) == "It rains"


STORED_SENTENCES = {
    "with a colon of its own": (
        Evidence("no_year", stored="it says: 4 films"),
        "No year in the name: it says: 4 films",
    ),
    "without a code": (Evidence("", stored="nothing is known"), "Nothing is known"),
    "that begins as the heading ends": (
        Evidence("no_year", stored="name: 4 films"),
        "No year in the name: 4 films",
    ),
    "that is the heading": (
        Evidence("twin", stored="another title fits as well"),
        "Another title fits as well",
    ),
    "none": (Evidence("twin"), "Another title fits as well"),
}


@pytest.mark.parametrize(("stored", "said"), STORED_SENTENCES.values(), ids=STORED_SENTENCES)
def test_a_stored_sentence(stored: Evidence, said: str) -> None:
    assert sentence(stored) == said
