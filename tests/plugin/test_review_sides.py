"""Candidates side by side: what all have in common is said once, what differs catches the eye."""

import datasette.app  # noqa: F401  it loads the plugins: one that is imported before is registered empty
import pytest

from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.matching.explain import Evidence
from cineorg_catalog.matching.features import cap, part
from cineorg_review import formatting
from cineorg_review.pages import EvidenceLine, side_by_side

TITLE = part("title", 100, 50, how="exact", title="M", sought="M")
NONE = {"name": None, "title": 1951, "kind": "movie"}
NO_YEAR = part("year", 0, 25, **NONE)
AGAINST_NO_YEAR = cap("no_year", **NONE)
MISSING = "No year in the name: this one is from 1951"


def work(*evidence, minutes=93, kind="movie"):
    seconds = None if minutes is None else minutes * 60
    return Candidate(
        id="tt1", source="imdb", kind=kind, title="M", duration_seconds=seconds, evidence=evidence
    )


def test_what_all_have_in_common_is_said_once():
    duration = [part("duration", value, 25, file=5580, title=5580) for value in (100, 0)]
    far = cap("duration_far", file=5580, title=8580)
    found = side_by_side(
        [
            work(TITLE, NO_YEAR, duration[0], AGAINST_NO_YEAR),
            work(TITLE, NO_YEAR, duration[1], AGAINST_NO_YEAR, far, minutes=143),
        ],
        93 * 60,
    )
    assert [line.text for line in found.common] == [
        "Same title",
        "No year in the name: this one is from 1951",
    ]
    assert [side.lines for side in found.each] == [(), ()]
    assert [side.apart for side in found.each] == [
        EvidenceLine("for", "same as the file", "25 of 25 points"),
        EvidenceLine("against", "50 min longer than the file", "0 of 25 points"),
    ]


def test_of_one_candidate_all_is_said():
    found = side_by_side([work(TITLE, NO_YEAR, AGAINST_NO_YEAR, minutes=None)], 93 * 60)
    assert found.common == ()
    assert [line.text for line in found.each[0].lines] == [
        "Same title",
        "No year in the name: this one is from 1951",
    ]
    assert found.each[0].apart is None


def test_none_at_all():
    assert side_by_side([], None).each == ()


LINES = [
    (TITLE, ("for", "Same title", "50 of 50 points")),
    (
        part("title", 100, 67, how="exact", title="Origine", sought="Origine", language="fr", other=True),
        ("for", "Same title (French: “Origine”)", "67 of 67 points"),
    ),
    (
        part("title", 80, 50, how="near", title="N", sought="M"),
        ("unclear", "“M” is similar to “N”", "40 of 50 points"),
    ),
    (
        part("year", 100, 25, name=2010, title=2010, kind="movie"),
        ("for", "2010 in both", "25 of 25 points"),
    ),
    (
        cap("other_year", name=1992, title=1960, kind="movie"),
        ("against", "Other year: the file name says 1992, the film is from 1960", ""),
    ),
    (
        cap("contains_only", name="Wonder", title="Wonder Woman"),
        ("against", "Only part of the title: the file name says “Wonder”, the title is “Wonder Woman”", ""),
    ),
    (
        cap("twin", works=[{"title": "M", "year": 1951, "id": "tt2"}]),
        ("against", "Another title fits as well: M (1951, tt2)", ""),
    ),
    (
        cap("no_year", **NONE, works=1, first=1951, last=1951),
        ("unclear", "No year in the name: the only film of this title is from 1951", ""),
    ),
    (
        cap("no_year", **NONE, works=4, first=1925, last=2004),
        ("against", "No year in the name: 4 films of this title, 1925–2004", ""),
    ),
    (
        Evidence("settled", "for", {"name": "M", "title": "N"}),
        ("for", "Approved series: a person approved “M” as N", ""),
    ),
    (Evidence("<b>", "for", {}, 100, 100, "<script>"), ("for", "<b>: <script>", "100 of 100 points")),
    (
        Evidence("twin", "against", stored="as stored"),
        ("against", "Another title fits as well: as stored", ""),
    ),
    (Evidence("year", "against", {"name": []}, stored="as stored"), ("against", "As stored", "")),
]


@pytest.mark.parametrize(("evidence", "said"), LINES, ids=lambda value: getattr(value, "what", ""))
def test_each_piece_of_evidence_in_words(evidence, said):
    (side,) = side_by_side([work(evidence, minutes=None)], None).each
    assert side.lines == (EvidenceLine(*said),)


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
    assert side.apart == EvidenceLine(mark, text)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("score 75 is below 85", "Score too low: score 75 is below 85"),
        (
            "low_score: 75 of the 85 needed (title 50 of 50)",
            "Score too low: 75 of the 85 needed (title 50 of 50)",
        ),
        ("no_year: the name gives no year", "No year in the name: the name gives no year"),
        (
            {"what": "no_title", "values": {"id": "tmdb 4"}},
            "No title in the name: only the id tmdb 4 identifies the file",
        ),
        ({"what": 7, "values": "x"}, "7"),
        (7, "7"),
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
