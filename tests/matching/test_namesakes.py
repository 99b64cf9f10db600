"""Namesakes: a title and its twin, one of the year before, and one with a possessive more."""

from dataclasses import replace

import pytest

from cineorg_catalog.matching.features import TitleMatch
from cineorg_catalog.reference.reader import Hit, ReferenceTitle
from tests.matching.test_match import against, decide, finding, work

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
    "the other's time is a little off": (work(), work(minutes=108, id="tt0000002"), 100 * 60, "ask"),
    "neither time fits well": (
        work(minutes=92), work(minutes=60, id="tt0000002"), 100 * 60, "ask"),
    "two series": (work(kind="series"), work(kind="series", id="tt0000002"), None, "ask"),
    "two series, one of the year before": (
        work(kind="series"), work(kind="series", year=2008, id="tt0000002"), None, "auto"),
    "the year before, whose time fits, too": (
        work(minutes=None), work(year=2008, id="tt0000002"), 100 * 60, "ask"),
    "the year before, whose time is a little off": (
        work(minutes=None), work(year=2008, minutes=108, id="tt0000002"), 100 * 60, "auto"),
    "a short of the year before": (work(), work(year=2008, minutes=39, id="tt0000002"), None, "auto"),
    "a film of the year before, just no short": (
        work(), work(year=2008, minutes=40, id="tt0000002"), None, "ask"),
    "a short beside a short of the year before": (
        work(minutes=39), work(year=2008, minutes=29, id="tt0000002"), None, "ask"),
    "the year before, and nothing known of it": (
        work(), replace(work(year=2008, minutes=None, id="tt0000002"), genres=()), None, "auto"),
    "the year before, its genre known": (
        work(), replace(work(year=2008, minutes=None, id="tt0000002"), genres=("Drama",)), None, "ask"),
    "nothing known of either": (
        work(minutes=None), work(year=2008, minutes=None, id="tt0000002"), None, "ask"),
    "the year before, with the same two titles": (
        replace(work(), original_title="La Porte"),
        replace(work(year=2008, id="tt0000002"), original_title="La Porte"), None, "auto"),
    "the year before, of another original title": (
        replace(work(), original_title="La Porte"),
        replace(work(year=2008, id="tt0000002"), original_title="Die Tür"), None, "ask"),
    "the same two titles and year": (
        replace(work(), original_title="La Porte"),
        replace(work(id="tt0000002"), original_title="La Porte"), None, "ask"),
    "two years before": (work(), work(year=2007, id="tt0000002"), None, "auto"),
    "an unknown year": (work(), work(year=None, id="tt0000002"), None, "auto"),
}  # fmt: skip


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


def test_a_title_of_the_year_before_with_fewer_blanks_is_no_twin() -> None:
    named, other = work("The Now Here"), work("The Nowhere", 2008, id="tt0000002")
    assert decide(finding(named, "The Now Here"), finding(other, "The Now Here")).decision == "auto"
    named, other = replace(named, year=2008), replace(other, year=2009)
    assert decide(finding(named, "The Nowhere"), finding(other, "The Nowhere")).decision == "ask"


POSSESSIVES = {  # title, what the name says, its year, what is against it
    "of a film": (work("Carol's Door"), "Carol Door", 2009, set()),
    "of a film, another year": (work("Carol's Door"), "Carol Door", 2010, {"other_year", "other_spelling"}),
    "of a series": (work("Carol's Door", kind="series"), "Carol Door", None, set()),
    "with a bent apostrophe": (work("Carol’s Door"), "Carol Door", 2009, set()),
    "of the only word": (work("Carol's"), "Carol", 2009, {"other_spelling"}),
    "and another article": (work("The Carol's Door"), "Carol Door", 2009, {"other_spelling"}),
    "one too many": (work("Carol Door"), "Carol's Door", 2009, {"other_spelling"}),
    "a plural": (work("Carol Doors"), "Carol Door", 2009, {"other_spelling"}),
}


@pytest.mark.parametrize(("named", "sought", "year", "doubts"), POSSESSIVES.values(), ids=POSSESSIVES)
def test_a_possessive_may_be_left_away(
    named: ReferenceTitle, sought: str, year: int | None, doubts: set[str]
) -> None:
    verdict = decide(finding(named, sought, year, how="near", similarity=95.0))
    assert against(verdict) == doubts
    assert verdict.decision == ("ask" if doubts else "auto")


def test_two_titles_that_lost_a_possessive_are_twins() -> None:
    one, other = work("Carol's Door"), work("Carol's Door", id="tt0000002")
    found = [finding(title, "Carol Door", how="near", similarity=95.0) for title in (one, other)]
    assert against(decide(*found)) == {"twin"}
    exact = finding(work("Carol Door", 2001, id="tt0000003"), "Carol Door")
    assert decide(found[0], exact).decision == "ask"
