"""Ids and NFOs, one row each: what they decide, what contradicts them, what a candidate takes from them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.matching.case import CERTAIN, FOREIGN_ID, ID, NFO, Question, Verdict
from cineorg_catalog.matching.explain import Evidence
from cineorg_catalog.matching.features import TitleMatch, weigh
from cineorg_catalog.matching.identify import Identifier
from cineorg_catalog.matching.rank import Weighed
from cineorg_catalog.matching.rules import (
    chosen,
    is_absurd,
    likeness,
    looks_misspelt,
    needs_review,
    with_ids,
)
from cineorg_catalog.names import ParsedName, Reading
from cineorg_catalog.reference.reader import Hit, ReferenceTitle, open_reference
from tests.support.tiny_reference import Row, build

WORKS: list[Row] = [
    ("tt0000101", "movie", "Alien", 1979, 117),
    ("tt0000102", "movie", "Aliens", 1986, 137),
    ("tt0000103", "movie", "Metropolis", 1927, 153),
    ("tt0000104", "movie", "Metropolis", 2001, 108),
    ("tt0000105", "movie", "Casablanca", 1942, 102),
    ("tt0000201", "tvSeries", "Flikken", 1999, None),
]


@pytest.fixture(scope="module")
def identifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identifier]:
    with open_reference(build(tmp_path_factory.mktemp("reference"), WORKS)) as reference:
        yield Identifier(reference)


class Case(NamedTuple):
    question: Question
    decision: str
    best: str  # the address of the title that is matched, or listed first
    rule: str | None = None
    because: dict[str, dict[str, Any]] | None = None  # the reasons of a question, and some of their values
    is_said: dict[str, Any] | None = None  # of the best candidate


def film(name: str, nfo: ParsedName | None = None, **more: Any) -> Question:
    return Question(name, nfo=nfo, **more)


def said(title: str | None = None, year: int | None = None, **more: Any) -> ParsedName:
    "What an NFO says."
    return ParsedName(**{"kind": "movie", "title": title, "year": year, "ids": {"tmdb": "5"}, **more})


def show(title: str | None = None, year: int | None = None, **more: Any) -> ParsedName:
    return said(title, year, **{"kind": "series", "ids": {"tvdb": "9"}, **more})


ALIEN, OURS = "imdb:movie:tt0000101", {"tmdb_id": 5, "imdb_id": "tt0000101", "title": "Alien"}
THEIRS = {"title": "Zardoz", "year": 1974, "tmdb_id": 5, "imdb_id": None, "score": 100.0}
FLIKKEN = "imdb:series:tt0000201"
FOREIGN = {  # an NFO with an id that the reference does not know
    "of a certain film": Case(
        film("Alien (1979).mkv", said("Alien", 1979)), "auto", ALIEN, CERTAIN, None, OURS),
    "of a certain film, a year off": Case(
        film("Alien (1979).mkv", said("Alien", 1980)), "auto", ALIEN, CERTAIN, None, OURS),
    "of a certain film, two years off": Case(
        film("Alien (1979).mkv", said("Alien", 1981)), "ask", ALIEN, None,
        {"nfo": {"id": "5", "title": "Alien", "year": 1981}}),
    "of a certain film, without a title": Case(
        film("Alien (1979).mkv", said()), "auto", ALIEN, CERTAIN, None, OURS),
    "of a certain film, with its title in another language": Case(
        film("Alien (1979).mkv", said("Obcy", 1979, other_titles=("Alien",))), "auto", ALIEN, CERTAIN, None,
        OURS),
    "of another title": Case(
        film("Alien (1979).mkv", said("Zzyzx", 1979)), "ask", ALIEN, None, {"nfo": {"title": "Zzyzx"}}),
    "of a series, beside a certain film": Case(
        film("Alien (1979).mkv", show("Alien", 1979)), "ask", ALIEN, None, {"nfo": {"id": "9"}}),
    "of a certain series, whatever its year": Case(
        film("Flikken S01E02.mkv", show("Flikken", 2010)), "auto", FLIKKEN, CERTAIN, None,
        {"tvdb_id": 9, "season": 1, "episodes": (2,)}),
    "of a film that the reference lacks": Case(
        film("Zardoz.mkv", said("Zardoz", 1974)), "auto", "tmdb:movie:5", NFO, None, THEIRS),
    "of such a film, beside a name that says nothing": Case(
        film("movie.mkv", said("Zardoz", 1974)), "auto", "tmdb:movie:5", NFO, None, THEIRS),
    "of such a film, its title in the name alone": Case(
        film("Zardoz (1974).mkv", said()), "auto", "tmdb:movie:5", NFO, None, THEIRS),
    "without a title anywhere": Case(
        film("movie.mkv", said()), "ask", "tmdb:movie:5", None, {"no_title": {"id": "5"}}),
    "beside another year": Case(
        film("Zardoz (1973).mkv", said("Zardoz", 1974)), "ask", "tmdb:movie:5", None,
        {"other_year": {"name": 1973, "title": 1974, "kind": "movie"}}),
    "beside another number": Case(
        film("Zardoz 2.mkv", said("Zardoz 3")), "ask", "tmdb:movie:5", None,
        {"other_part": {"name": ["2"], "title": ["3"]}}),
    "beside another title": Case(
        film("Holidays in Rome.mkv", said("Zardoz", 1974)), "ask", "tmdb:movie:5", None,
        {"id_other_title": {"id": "5", "title": "Zardoz", "year": 1974, "name": "Holidays in Rome",
                            "nfo": True}}),
    "beside another title, the second of the NFO": Case(
        film("Holidays in Rome.mkv", said("Zardoz", 1974, other_titles=("Holidays in Rome",))), "auto",
        "tmdb:movie:5", NFO),
    "of a misspelt title": Case(
        film("Casablanka (1942).mkv", said("Casablanka", 1942)), "ask", "imdb:movie:tt0000105", None,
        {"id_unknown": {"source": "tmdb", "id": "5"}}),
    "beside another exact title, without a year": Case(
        film("Metropolis.mkv", said("Metropolis")), "ask", "imdb:movie:tt0000103", None, {"other_work": {}}),
    "beside other exact titles, of another year": Case(
        film("Metropolis.mkv", said("Metropolis", 1984)), "auto", "tmdb:movie:5", NFO, None,
        {"title": "Metropolis", "year": 1984}),
    "of a series that the reference lacks": Case(
        film("Zardoz 1984 S01E02.mkv", show("Zardoz", 1974)), "auto", "tvdb:series:9", NFO, None,
        {"season": 1, "episodes": (2,), "year": 1974}),
    "of that episode": Case(
        film("Zardoz S01E02.mkv", show("Zardoz", season=1, episodes=(2,))), "auto", "tvdb:series:9", NFO),
    "of another episode": Case(
        film("Zardoz S01E02.mkv", show("Zardoz", season=1, episodes=(3,))), "ask", "tvdb:series:9", None,
        {"other_episode": {"name": [2], "nfo": [3]}}),
    "of another season": Case(
        film("Zardoz S02E02.mkv", show("Zardoz", season=1, episodes=(2,))), "ask", "tvdb:series:9", None,
        {"other_episode": {"name": [2], "nfo": [2]}}),
    "of an episode without its season": Case(
        film("Zardoz S02E02.mkv", show("Zardoz", episodes=(2,))), "auto", "tvdb:series:9", NFO, None,
        {"season": 2, "episodes": (2,)}),
    "of an episode that the name counts from the beginning": Case(
        film("[G] Zardoz - 14 [720p].mkv", show("Zardoz", season=2, episodes=(1,))), "auto",
        "tvdb:series:9", NFO, None, {"season": 2, "episodes": (1,)}),
    "of an episode that the name does not give": Case(
        film("movie.mkv", show("Zardoz", season=2, episodes=(1,))), "auto", "tvdb:series:9", NFO, None,
        {"season": 2, "episodes": (1,)}),
}  # fmt: skip


def imdb(number: int, title: str | None = None, year: int | None = None, **more: Any) -> ParsedName:
    return said(title, year, **{"ids": {"imdb": f"tt0000{number}", "tmdb": "5"}, **more})


KNOWN = {  # an NFO with the IMDb id of a title of the reference
    "that the name does not tell": Case(
        film("Metropolis.mkv", imdb(103)), "auto", "imdb:movie:tt0000103", NFO, None, {"tmdb_id": 5}),
    "a year off": Case(film("Metropolis.mkv", imdb(103, year=1928)), "auto", "imdb:movie:tt0000103", NFO),
    "two years off": Case(
        film("Metropolis.mkv", imdb(103, year=1929)), "ask", "imdb:movie:tt0000104", None,
        {"other_year": {"name": 1929, "title": 1927, "kind": "movie", "source": "NFO"}}),
    "of a series, two years off": Case(
        film("movie.mkv", imdb(201, year=2001, kind="series")), "auto", FLIKKEN, NFO),
    "of another title": Case(
        film("Holidays in Rome.mkv", imdb(103)), "ask", "imdb:movie:tt0000103", None,
        {"id_other_title": {"id": "tt0000103", "title": "Metropolis", "year": 1927, "nfo": True,
                            "name": "Holidays in Rome"}}),
    "of another title, which the NFO has too": Case(
        film("Holidays in Rome.mkv", imdb(103, other_titles=("Holidays in Rome",))), "auto",
        "imdb:movie:tt0000103", NFO),
    "of another part": Case(
        film("Metropolis 2.mkv", imdb(103)), "ask", "imdb:movie:tt0000104", None, {"other_part": {}}),
    "of another part, which the NFO calls so": Case(
        film("Metropolis 2.mkv", imdb(103, "Metropolis 2")), "auto", "imdb:movie:tt0000103", NFO),
    "of another exact title": Case(
        film("Alien (1979).mkv", imdb(102)), "ask", ALIEN, None,
        {"other_work": {"title": "Alien", "year": 1979, "id": "tt0000101"}, "other_year": {"name": 1979}}),
    "of the certain title": Case(film("Alien (1979).mkv", imdb(101)), "auto", ALIEN, CERTAIN, None, OURS),
    "of an episode that the name counts from the beginning": Case(
        film("[G] Flikken - 14 [720p].mkv", imdb(201, kind="series", season=2, episodes=(1,))), "auto",
        FLIKKEN, CERTAIN, None, {"season": None, "episodes": (14,)}),
    "of an episode that the name does not give": Case(
        film("Flikken.mkv", imdb(201, kind="series", season=2, episodes=(1,)), kind="series"), "auto",
        FLIKKEN, CERTAIN, None, {"season": None, "episodes": None}),
}  # fmt: skip
IN_THE_NAME = {
    "an IMDb id": Case(
        film("Metropolis [tt0000103].mkv"), "auto", "imdb:movie:tt0000103", ID, None, {"score": 100.0}),
    "an IMDb id, among films": Case(
        film("Metropolis [tt0000103].mkv", kind="movie"), "auto", "imdb:movie:tt0000103", ID),
    "an IMDb id of a film, among series": Case(
        film("Metropolis [tt0000103].mkv", kind="series"), "ask", "imdb:movie:tt0000104", None,
        {"id_other_title": {"id": "tt0000103", "title": "Metropolis", "name": "Metropolis"}}),
    "an IMDb id with one of TMDB": Case(
        film("Metropolis [tt0000103] [tmdbid-5].mkv"), "auto", "imdb:movie:tt0000103", ID, None,
        {"tmdb_id": 5}),
    "an IMDb id that the reference lacks": Case(
        film("Zardoz (1974) [tt0070948].mkv"), "auto", "imdb:movie:tt0070948", FOREIGN_ID, None,
        {"title": "Zardoz", "year": 1974}),
    "an id of TMDB without a title": Case(
        film("[tmdbid-5].mkv"), "ask", "tmdb:movie:5", None, {"no_title": {"id": "5"}}),
    "an id of TMDB, and a misspelt title": Case(
        film("Casablanka (1942) [tmdbid-5].mkv"), "ask", "imdb:movie:tt0000105", None,
        {"id_unknown": {"source": "tmdb", "id": "5"}}),
}  # fmt: skip
CASES = {
    f"{kind}: {name}": case
    for kind, cases in (("foreign", FOREIGN), ("known", KNOWN), ("name", IN_THE_NAME))
    for name, case in cases.items()
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_an_id_or_nfo_decides(identifier: Identifier, case: Case) -> None:
    verdict = identifier.identify(case.question).verdict
    assert (verdict.decision, verdict.candidates[0].address) == (case.decision, case.best), verdict
    if case.rule is not None:
        assert (verdict.rule, verdict.selected) == (case.rule, verdict.candidates[0])
    reasons = {reason.what: reason.values for reason in verdict.reasons}
    for what, values in (case.because or {}).items():
        assert values.items() <= reasons[what].items()
    best = {name: getattr(verdict.candidates[0], name) for name in case.is_said or {}}
    assert best == (case.is_said or {})


LIKENESS = {
    "the same": ("Alien", "alien", 100.0),
    "one in the other": ("Alien", "Alien Nation", 90.0),
    "half of the letters": ("ab", "ac", 50.0),
    "nothing": ("ab", "xy", 0.0),
}


@pytest.mark.parametrize(("one", "other", "expected"), LIKENESS.values(), ids=LIKENESS)
def test_how_alike_titles_are(one: str, other: str, expected: float) -> None:
    assert likeness(one, other) == likeness(other, one) == expected


ABSURD = {
    "half of the letters": (["ab"], ParsedName(title="ac"), False),
    "less than half": (["abc"], ParsedName(title="ade"), True),
    "another title of the work": (["xyz", "ab"], ParsedName(title="ac"), False),
    "another title of the name": (["ab"], ParsedName(title="xyz", other_titles=("ac",)), False),
    "no title": (["ab"], ParsedName(), False),
}


@pytest.mark.parametrize(("titles", "parsed", "expected"), ABSURD.values(), ids=ABSURD)
def test_a_title_that_cannot_belong_to_the_name(
    titles: list[str], parsed: ParsedName, expected: bool
) -> None:
    assert is_absurd(titles, parsed) is expected


def offered(number: int) -> Candidate:
    return Candidate(str(number), "imdb", "movie", f"Title {number}")


def test_ids_are_added_and_never_replaced() -> None:
    ids = {"imdb": "tt9", "tmdb": "0", "tvdb": "7"}
    added = with_ids(offered(1), ids)
    assert (added.imdb_id, added.tmdb_id, added.tvdb_id) == ("tt9", 0, 7)
    assert with_ids(added, {"imdb": "tt8", "tmdb": "8", "tvdb": "8"}) == added
    assert with_ids(added, {}) == added


TWIN, LOW = Evidence("twin", "against"), Evidence("low_score", "against")
NOTHING = Evidence("no_candidate", "against", {"title": "Zardoz"})
ASKED = {  # a verdict, with a further candidate or not: the candidates, and the reasons
    "a question": (
        Verdict("ask", reasons=(LOW,), candidates=(offered(1), offered(2))), 3, "132", [TWIN, LOW]),
    "a candidate that was offered": (
        Verdict("ask", reasons=(LOW,), candidates=tuple(map(offered, (1, 2, 3)))), 3, "132", [TWIN, LOW]),
    "the reason that there was": (Verdict("ask", reasons=(TWIN, LOW), candidates=(offered(1),)), None, "1",
                                  [TWIN, LOW]),
    "a match, whose reasons are for it": (
        Verdict("auto", reasons=(LOW,), selected=offered(1), candidates=(offered(1),)), None, "1", [TWIN]),
    "nothing found": (Verdict("none", reasons=(NOTHING,)), 3, "3", [TWIN]),
    "nothing found, and nothing added": (Verdict("none", reasons=(NOTHING,)), None, "", [TWIN, NOTHING]),
    "more than five": (Verdict("ask", candidates=tuple(map(offered, range(1, 6)))), 9, "19234", [TWIN]),
}  # fmt: skip


@pytest.mark.parametrize(("verdict", "extra", "numbers", "reasons"), ASKED.values(), ids=ASKED)
def test_a_verdict_becomes_a_question(
    verdict: Verdict, extra: int | None, numbers: str, reasons: list[Evidence]
) -> None:
    asked = needs_review(verdict, TWIN, None if extra is None else offered(extra))
    assert "".join(candidate.id for candidate in asked.candidates) == numbers
    assert (asked.decision, asked.selected) == ("ask" if numbers else "none", None)
    assert list(asked.reasons) == reasons


def test_what_is_chosen_comes_first_and_once() -> None:
    verdict = chosen(ID, offered(3), TWIN, [offered(number) for number in range(1, 7)])
    assert "".join(candidate.id for candidate in verdict.candidates) == "31245"
    assert (verdict.decision, verdict.rule, verdict.reasons) == ("auto", ID, (TWIN,))
    assert verdict.selected == offered(3)


MISSPELT = {  # how similar a title is, the year in the name, and whether it looks like a misspelling
    "similar enough": (85.0, 1942, True),
    "less": (84.9, 1942, False),
    "of another year": (95.0, 1943, False),
}


@pytest.mark.parametrize(("similarity", "year", "expected"), MISSPELT.values(), ids=MISSPELT)
def test_a_misspelt_title(similarity: float, year: int, expected: bool) -> None:
    work = ReferenceTitle("tt0000105", "movie", "movie", "Casablanca", "Casablanca", 1942, None, 6120)
    reading = Reading("name", ParsedName("movie", "Casablanka", year))
    found = TitleMatch(reading, "Casablanka", Hit(work, "Casablanca", None, "near", similarity))
    assert looks_misspelt(Weighed(weigh(found, None, None), found)) is expected
