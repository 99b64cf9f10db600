"""Titles that a person looks up by hand: in which order they are offered."""

import pytest

from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.review.decide import FOUND, look_up
from tests.support.tiny_reference import build

YEARS = (1925, 1944, 1951, 1954, 1958, 1990, None)
WORKS = [
    *((f"tt{number:07}", "movie", "Home", year, 90) for number, year in enumerate(YEARS, 1)),
    ("tt0000008", "movie", "Homer", 1954, 90),
    *((f"tt{number:07}", "movie", "Garden", 1900 + number, 90) for number in range(20, 40)),
]


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    with open_reference(build(tmp_path_factory.mktemp("look up"), WORKS)) as opened:
        yield opened


ORDER = {  # the year that was typed, and the years of the films that are offered, best first
    "none": (None, list(YEARS)),
    "one of a film": (1954, [1954, 1925, 1944, 1951, 1958, 1990, None]),
    "one year apart": (1950, [1951, 1925, 1944, 1954, 1958, 1990, None]),
    "two years apart before three and more": (1956, [1954, 1958, 1925, 1944, 1951, 1990, None]),
    "three and more years apart are all alike": (1947, list(YEARS)),
    "of none": (1700, list(YEARS)),
}


@pytest.mark.parametrize(("year", "years"), ORDER.values(), ids=ORDER.keys())
def test_the_same_title_leads_and_the_nearest_year_within_it(reference, year, years):
    found = look_up(reference, "Home", year, {})
    assert [work.year for work in found if work.title == "Home"] == years
    assert {work.title for work in found[len(YEARS) :]} <= {"Homer"}
    assert [work.evidence[0].values for work in found[: len(YEARS)]] == [{"how": "exact"}] * len(YEARS)


def test_no_more_are_offered_than_a_person_reads(reference):
    assert len(look_up(reference, "Garden", 1925, {})) == FOUND
    assert look_up(reference, "Garden", 1925, {})[0].year == 1925
    assert look_up(reference, "Nothing of the kind", None, {}) == []
