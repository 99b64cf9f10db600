"""The score, the evidence for and against, and the one rule that validates by itself."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cineorg_catalog.matching.case import CERTAIN, VERSION, Verdict
from cineorg_catalog.matching.features import TitleMatch, weigh
from cineorg_catalog.matching.rank import rank
from cineorg_catalog.matching.rules import judge
from cineorg_catalog.matching.thresholds import THRESHOLD
from cineorg_catalog.names import ParsedName, Reading
from cineorg_catalog.reference.reader import Hit, ReferenceTitle


def work(
    title: str = "The Door", year: int | None = 2009, minutes: int | None = 100, *, id: str = "tt0000001",
    kind: str = "movie", end_year: int | None = None,
) -> ReferenceTitle:  # fmt: skip
    seconds = None if minutes is None else minutes * 60
    form = "movie" if kind == "movie" else "tvSeries"
    return ReferenceTitle(id, kind, form, title, title, year, end_year, seconds)


def finding(
    of: ReferenceTitle, sought: str = "The Door", year: int | None = 2009, *, matched: str | None = None,
    how: str = "exact",
    similarity: float = 100.0, whole: bool = True, **parsed: object,
) -> TitleMatch:  # fmt: skip
    values: dict[str, Any] = {"kind": of.kind, "title": sought, "year": year, **parsed}
    said = ParsedName(**values)
    hit = Hit(of, matched or of.title, None, how, similarity)
    return TitleMatch(Reading("name", said, whole), sought, hit)


def decide(*findings: TitleMatch, seconds: int | None = None, kind: str | None = None) -> Verdict:
    return judge(rank(findings, seconds, kind), THRESHOLD)


def against(verdict: Verdict) -> set[str]:
    return {item.what for item in verdict.candidates[0].evidence if item.against}


SCORES = {
    "title and year": (2009, None, 100.0),
    "one year off": (2010, None, 91.8),
    "two years off": (2011, None, 75.2),
    "three years off": (2012, None, 67.0),
    "no year": (None, None, 67.0),
    "running time to the minute": (2009, 100, 100.0),
    "within five minutes": (2009, 105, 100.0),
    "within ten minutes": (2009, 109, 87.5),
    "far off": (2009, 130, 75.0),
    "one year off, time right": (2010, 100, 93.8),
    "PAL speed": (2009, 96, 100.0),
}


@pytest.mark.parametrize(("year", "minutes", "expected"), SCORES.values(), ids=SCORES)
def test_the_score_of_a_film(year: int | None, minutes: int | None, expected: float) -> None:
    seconds = None if minutes is None else minutes * 60
    assert weigh(finding(work(), year=year), seconds, None).score == expected


def test_pal_of_a_long_film_is_no_error() -> None:
    assert weigh(finding(work(minutes=200)), 192 * 60, None).score == 100.0


def test_another_cut_that_the_name_names_tells_nothing() -> None:
    verdict = decide(finding(work(), edition="Extended"), seconds=125 * 60)
    assert verdict.decision == "auto"
    assert verdict.candidates[0].score == 100.0


AGAINST = {
    "other_year": (finding(work(), year=2011), None, None),
    "no_year": (finding(work(), year=None), None, None),
    "year_unknown": (finding(work(year=None)), None, None),
    "duration_far": (finding(work()), 150 * 60, None),
    "other_kind by the library": (finding(work()), None, "series"),
    "other_kind by the marks": (finding(work(), kind="series"), None, None),
    "contains_only": (finding(work("Someone at the Door"), how="tokens", similarity=70), None, None),
    "other_part": (finding(work("The Door 2"), how="near", similarity=90), None, None),
    "other_spelling": (finding(work("The Doors"), how="near", similarity=94), None, None),
    "words_left_out": (finding(work(), whole=False), None, None),
    "other_year of a series": (finding(work(kind="series"), year=2012), None, None),
    "near_year": (finding(work(kind="series"), year=2010), None, None),
    "other_country": (
        finding(work("Mad Dogs (US)", kind="series"), "Mad Dogs", None, country="GB"), None, None),
    "other_country, not known": (finding(work(kind="series"), year=None, country="US"), None, None),
    "other_year of an episode": (finding(work(kind="series"), year=2001, air_year=True), None, None),
    "other_year of an ended series": (
        finding(work(kind="series", end_year=2012), year=2020, air_year=True), None, None),
    "other_year of a first season": (
        finding(work(kind="series"), year=2020, season=1, air_year=True), None, None),
}  # fmt: skip


@pytest.mark.parametrize(("found", "seconds", "kind"), AGAINST.values(), ids=AGAINST)
def test_evidence_against_forbids_validation(
    found: TitleMatch, seconds: int | None, kind: str | None, request: pytest.FixtureRequest
) -> None:
    verdict = decide(found, seconds=seconds, kind=kind)
    name = request.node.callspec.id.split(" ")[0].rstrip(",")
    assert verdict.decision == "ask"
    assert name in against(verdict)
    assert name in {reason.what for reason in verdict.reasons}


FOR = {
    "a film": finding(work()),
    "a series": finding(work(kind="series"), year=None, season=1, episodes=(2,)),
    "a series with its year": finding(work(kind="series"), season=1),
    "a series with its country": finding(
        work("Mad Dogs (US)", kind="series"), "Mad Dogs (US)", None, country="US"
    ),
    "a country that the year confirms": finding(work(kind="series"), country="US"),
    "an episode of a later year": finding(work(kind="series"), year=2011, season=3, air_year=True),
    "a numeral written otherwise": finding(work("The Door Part 2"), "The Door II", similarity=97),
}


@pytest.mark.parametrize("found", FOR.values(), ids=FOR)
def test_what_is_certain(found: TitleMatch) -> None:
    verdict = decide(found)
    assert (verdict.decision, verdict.rule, verdict.version) == ("auto", CERTAIN, VERSION)
    assert verdict.selected == verdict.candidates[0]


TWIN = work(id="tt0000002")
TWINS = {
    "same title and year": (work(), TWIN, None, "ask"),
    "the running time parts them": (work(), work(minutes=60, id="tt0000002"), 100 * 60, "auto"),
    "both times fit": (work(), work(minutes=104, id="tt0000002"), 100 * 60, "ask"),
    "the other's time is not known": (work(), work(minutes=None, id="tt0000002"), 100 * 60, "ask"),
    "its own time is not known": (work(minutes=None), work(minutes=60, id="tt0000002"), 100 * 60, "ask"),
    "another year": (work(), work(year=1999, id="tt0000002"), None, "auto"),
    "shown the year before": (work(), work(year=2008, id="tt0000002"), None, "ask"),
    "the year before, the time confirms": (work(), work(year=2008, id="tt0000002"), 100 * 60, "auto"),
    "the year after": (work(), work(year=2010, id="tt0000002"), None, "auto"),
    "a series of that name": (work(), work(kind="series", id="tt0000002"), None, "auto"),
}


@pytest.mark.parametrize(("one", "other", "seconds", "decision"), TWINS.values(), ids=TWINS)
def test_twins(one: ReferenceTitle, other: ReferenceTitle, seconds: int | None, decision: str) -> None:
    said = finding(one)
    verdict = decide(
        said,
        TitleMatch(said.reading, said.sought, Hit(other, other.title, None, "exact", 100.0)),
        seconds=seconds,
    )
    assert verdict.decision == decision
    if decision == "ask":
        assert "twin" in against(verdict)
    else:
        assert verdict.selected is not None
        assert verdict.selected.id == one.id


def test_the_longer_title_explains_more_of_the_name() -> None:
    short, long = work("The Good", id="tt0000002"), work("The Good German", id="tt0000003")
    verdict = decide(finding(short, "The Good"), finding(long, "The Good German"))
    assert verdict.selected is not None
    assert verdict.selected.title == "The Good German"


def test_a_work_called_like_the_whole_name_is_a_doubt() -> None:
    film, whole = work("Cherry", 2000), work("Cherry 2000", 1987, id="tt0000002")
    verdict = decide(finding(film, "Cherry", 2000), finding(whole, "Cherry 2000", None))
    assert verdict.decision == "ask"


def test_an_exact_title_comes_before_an_exact_year() -> None:
    verdict = decide(
        finding(work(year=1999)),
        finding(work("The Doors", id="tt0000002"), how="near", similarity=94),
    )
    assert [candidate.title for candidate in verdict.candidates] == ["The Door", "The Doors"]


def test_among_other_titles_the_kind_that_the_name_says_comes_first() -> None:
    film = finding(work("The Doors", 1991), how="near", similarity=80)
    series = finding(work("Door", kind="series", id="tt0000002"), kind="movie", how="near", similarity=85)
    assert [candidate.title for candidate in decide(series, film).candidates] == ["The Doors", "Door"]


def test_nothing_found_is_an_answer() -> None:
    verdict = decide()
    assert (verdict.decision, verdict.selected, verdict.candidates) == ("none", None, ())


def test_the_threshold_is_a_bound() -> None:
    ranked = rank([finding(work())], 109 * 60)
    assert judge(ranked, 85.0).decision == "auto"
    assert judge(ranked, 90.0).decision == "ask"


def test_at_most_five_are_offered() -> None:
    many = [finding(work(year=1990 + n, id=f"tt000000{n}")) for n in range(9)]
    verdict = decide(*many)
    assert len(verdict.candidates) == 5
    assert len({candidate.key for candidate in verdict.candidates}) == 5


POOL = [
    finding(work()),
    finding(work(year=2008, id="tt0000002")),
    finding(work(id="tt0000003", minutes=60)),
    finding(work("The Doors", id="tt0000004"), how="near", similarity=94),
    finding(work("Door", kind="series", id="tt0000005"), kind="movie"),
]


def test_the_order_of_findings_counts_for_nothing() -> None:
    verdicts = {repr(decide(*order, seconds=6000)) for order in permutations(POOL)}
    assert len(verdicts) == 1


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(POOL), min_size=1, max_size=5),
    st.sampled_from(["Some Other Film", "A Window", "Doorway"]),
    st.integers(1950, 2020),
    st.none() | st.integers(3000, 9000),
)
def test_an_unrelated_work_never_makes_a_question_certain(
    findings: list[TitleMatch], title: str, year: int, seconds: int | None
) -> None:
    unrelated = finding(work(title, year, id="tt0000009"), how="near", similarity=55)
    if decide(*findings, seconds=seconds).decision == "ask":
        assert decide(*findings, unrelated, seconds=seconds).decision == "ask"


def test_where_a_reading_clearly_says_series_a_film_of_another_title_stands_behind_it() -> None:
    series = finding(work("Doors", kind="series", id="tt0000002"), how="near", similarity=75, clear=True)
    film = finding(work("The Doors"), how="near", similarity=95)
    assert film.reading.parsed.kind == "movie"  # it is no film of a series' name by its own reading
    verdict = decide(film, series)
    assert [candidate.title for candidate in verdict.candidates] == ["Doors", "The Doors"]
    assert verdict.candidates[0].score < verdict.candidates[1].score
