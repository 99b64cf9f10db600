"""Candidates side by side: what all have in common is said once, what differs catches the eye."""

import datasette.app  # noqa: F401  it loads the plugins: one that is imported before is registered empty
import pytest

from cineorg_catalog.matching.candidate import Candidate, Evidence
from cineorg_review import formatting
from cineorg_review.pages import Line, side_by_side

TITLE = Evidence("title", 100, 50, "exact")
NO_YEAR = Evidence("year", 0, 25, "no year in the name")
AGAINST_NO_YEAR = Evidence("no_year", note="the name gives no year", against=True)


def work(*evidence, minutes=93, kind="movie"):
    seconds = None if minutes is None else minutes * 60
    return Candidate(
        id="tt1", source="imdb", kind=kind, title="M", duration_seconds=seconds, evidence=evidence
    )


def test_what_all_have_in_common_is_said_once():
    duration = [Evidence("duration", value, 25, "93 min against x") for value in (100, 0)]
    far = Evidence("duration_far", note="the file is 50 min shorter", against=True)
    found = side_by_side(
        [
            work(TITLE, NO_YEAR, duration[0], AGAINST_NO_YEAR),
            work(TITLE, NO_YEAR, duration[1], AGAINST_NO_YEAR, far, minutes=143),
        ],
        93 * 60,
    )
    assert [line.text for line in found.common] == ["Same title", "No year in the name"]
    assert [side.lines for side in found.each] == [(), ()]
    assert [side.apart for side in found.each] == [
        Line("for", "same as the file", "25 of 25 points"),
        Line("against", "50 min longer than the file", "0 of 25 points"),
    ]


def test_of_one_candidate_all_is_said():
    found = side_by_side([work(TITLE, NO_YEAR, AGAINST_NO_YEAR, minutes=None)], 93 * 60)
    assert found.common == ()
    assert [line.text for line in found.each[0].lines] == ["Same title", "No year in the name"]
    assert found.each[0].apart is None


def test_none_at_all():
    assert side_by_side([], None).each == ()


LINES = [
    (TITLE, ("for", "Same title", "50 of 50 points")),
    (
        Evidence("title", 100, 67, "exact, French title “Origine”"),
        ("for", "Same title, French title “Origine”", "67 of 67 points"),
    ),
    (Evidence("title", 80, 50, "“M” is like “N”"), ("unclear", "Title: “M” is like “N”", "40 of 50 points")),
    (Evidence("year", 100, 25, "2010 = 2010"), ("for", "Same year as in the name", "25 of 25 points")),
    (
        Evidence("other_year", note="1992 in the name, 1960 is the work's", against=True),
        ("against", "Other year: 1992 in the name, 1960 is the work's", ""),
    ),
    (
        Evidence("contains_only", note="one title only contains the other", against=True),
        ("against", "Only a part of the title", ""),
    ),
    (
        Evidence("twin", note="fits as well: M (1951, tt2)", against=True),
        ("against", "Another fits as well: M (1951, tt2)", ""),
    ),
    (
        Evidence("no_year", note="the only film known by this title is of 2007", against=True),
        ("unclear", "No year in the name: the only film known by this title is of 2007", ""),
    ),
    (
        Evidence("no_year", note="4 films of this title, 1925–2004", against=True),
        ("against", "No year in the name: 4 films of this title, 1925–2004", ""),
    ),
    (Evidence("settled", note="“M” was settled as M"), ("unclear", "Settled: “M” was settled as M", "")),
    (Evidence("<b>", 100, 100, "<script>"), ("for", "<b>: <script>", "100 of 100 points")),
]


@pytest.mark.parametrize(("evidence", "said"), LINES, ids=lambda value: getattr(value, "what", ""))
def test_each_piece_of_evidence_in_words(evidence, said):
    (side,) = side_by_side([work(evidence, minutes=None)], None).each
    assert side.lines == (Line(*said),)


@pytest.mark.parametrize(
    ("minutes", "mark", "text"),
    [
        (93, "for", "same as the file"),
        (97, "for", "4 min longer than the file"),
        (85, "unclear", "8 min shorter than the file"),
        (143, "against", "50 min longer than the file"),
    ],
)
def test_running_times_that_are_no_part_of_the_score_are_compared_too(minutes, mark, text):
    (side,) = side_by_side([work(TITLE, minutes=minutes)], 93 * 60).each
    assert side.apart == Line(mark, text)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("score 75 is below 85", "Score too low: 75 of the 85 needed"),
        (
            "low_score: 75 of the 85 needed (title 50 of 50)",
            "Score too low: 75 of the 85 needed (title 50 of 50)",
        ),
        ("no_year: the name gives no year", "No year in the name"),
        (
            "no_year: 4 films of this title, 1925–2004",
            "No year in the name: 4 films of this title, 1925–2004",
        ),
        ("no clear lead", "No clear lead"),
        ("Nothing says which episode: give it", "Nothing says which episode: give it"),
    ],
)
def test_reasons_are_said_once_and_plainly(reason, said):
    assert formatting.reason(reason) == said
