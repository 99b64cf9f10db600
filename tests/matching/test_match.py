"""The score, the evidence for and against, and the one rule that validates by itself."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cineorg_catalog.matching.case import CERTAIN, VERSION, Verdict
from cineorg_catalog.matching.features import TitleMatch, weigh
from cineorg_catalog.matching.rank import rank, review_question
from cineorg_catalog.matching.rules import judge
from cineorg_catalog.matching.thresholds import THRESHOLD
from cineorg_catalog.names import ParsedName, Reading
from cineorg_catalog.normalize import fold_title
from cineorg_catalog.reference.reader import Hit, ReferenceTitle
from cineorg_catalog.reference.search import similarity


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


RUNNING_TIMES = {  # seconds of a file, beside a film of 6,000: its score, and what is against it
    "five minutes more": (6300, None, 100.0, set()),
    "a second over five minutes": (6301, None, 87.5, set()),
    "ten minutes more": (6600, None, 87.5, set()),
    "a second over ten minutes": (6601, None, 75.0, {"duration_far"}),
    "PAL speed, and 90 seconds less": (5670, None, 100.0, set()),
    "a second less than that": (5669, None, 87.5, set()),
    "ten minutes less": (5400, None, 87.5, set()),
    "a second more than ten minutes less": (5399, None, 75.0, {"duration_far"}),
    "another cut, a third longer": (8100, "Extended", 100.0, set()),
    "more than another cut adds": (8101, "Extended", 75.0, {"duration_far"}),
    "another cut, a third shorter": (3900, "Theatrical", 100.0, set()),
    "more than another cut leaves out": (3899, "Theatrical", 75.0, {"duration_far"}),
    "another cut of nearly the same time": (6301, "Extended", 100.0, set()),
    "not known": (None, None, 100.0, set()),
}


@pytest.mark.parametrize(("seconds", "edition", "score", "doubts"), RUNNING_TIMES.values(), ids=RUNNING_TIMES)
def test_a_running_time(seconds: int | None, edition: str | None, score: float, doubts: set[str]) -> None:
    verdict = decide(finding(work(), edition=edition), seconds=seconds)
    assert (verdict.candidates[0].score, against(verdict)) == (score, doubts)
    assert verdict.decision == ("ask" if doubts else "auto")


def test_pal_of_a_long_film_is_no_error() -> None:
    found = weigh(finding(work(minutes=200)), 192 * 60, None)
    assert (found.score, [item.values.get("pal") for item in found.evidence][-1]) == (100.0, True)


def test_the_time_of_a_film_is_of_no_use_where_the_reference_has_none() -> None:
    assert weigh(finding(work(minutes=None)), 6000, None).score == 100.0


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


SERIES = {  # of 2009: what the name says, the score, and what is against it
    "its first year": (finding(work(kind="series")), 100.0, set()),
    "no year": (finding(work(kind="series"), year=None), 100.0, set()),
    "the year before": (finding(work(kind="series"), year=2008), 90.0, {"near_year"}),
    "the year after": (finding(work(kind="series"), year=2010), 90.0, {"near_year"}),
    "two years off": (finding(work(kind="series"), year=2011), 70.0, {"other_year"}),
    "a year, where the series' is not known": (
        finding(work(kind="series", year=None)), 100.0, {"year_unknown"}),
    "an episode's year, where the series' is not known": (
        finding(work(kind="series", year=None), air_year=True), 100.0, set()),
    "an episode of the first year": (finding(work(kind="series"), air_year=True), 100.0, set()),
    "an episode of the year before": (
        finding(work(kind="series"), year=2008, air_year=True), 70.0, {"other_year"}),
    "an episode a year after the last": (
        finding(work(kind="series", end_year=2012), year=2013, air_year=True), 100.0, set()),
    "an episode two years after the last": (
        finding(work(kind="series", end_year=2012), year=2014, air_year=True), 70.0, {"other_year"}),
    "a first season that took two years": (
        finding(work(kind="series"), year=2011, season=1, air_year=True), 100.0, set()),
    "a first season three years later": (
        finding(work(kind="series"), year=2012, season=1, air_year=True), 70.0, {"other_year"}),
    "a second season three years later": (
        finding(work(kind="series"), year=2012, season=2, air_year=True), 100.0, set()),
    "the country of the title": (
        finding(work("Mad Dogs (US)", kind="series"), "Mad Dogs (US)", None, country="US"), 100.0, set()),
    "the country of the title, as it is called there": (
        finding(work("Mad Dogs (UK)", kind="series"), "Mad Dogs (UK)", None, country="GB"), 100.0, set()),
    "the country of the title in other brackets": (
        finding(work("Mad Dogs [US]", kind="series"), "Mad Dogs [US]", None, country="US"), 100.0, set()),
    "another country": (
        finding(work("Mad Dogs (US)", kind="series"), "Mad Dogs (US)", None, country="GB"), 85.0,
        {"other_country"}),
    "another country, though the year is right": (
        finding(work("Mad Dogs (US)", kind="series"), "Mad Dogs (US)", country="GB"), 85.0,
        {"other_country"}),
    "a country that an episode's year does not confirm": (
        finding(work(kind="series"), country="US", air_year=True), 85.0, {"other_country"}),
    "another country and another year": (
        finding(work(kind="series"), year=2001, country="US"), 55.0, {"other_country", "other_year"}),
}  # fmt: skip


@pytest.mark.parametrize(("found", "score", "doubts"), SERIES.values(), ids=SERIES)
def test_the_score_of_a_series(found: TitleMatch, score: float, doubts: set[str]) -> None:
    verdict = decide(found)
    assert (verdict.candidates[0].score, against(verdict)) == (score, doubts)
    assert verdict.decision == ("ask" if doubts else "auto")


def of_title(title: str, sought: str, *, similarity: float = 98.0, **more: Any) -> TitleMatch:
    "A title that differs from the one in the name only as exact hits may."
    kind = more.pop("kind", "movie")
    return finding(work(title, kind=kind), sought, similarity=similarity, **more)


ARTICLES = {
    "left away before three words": (
        of_title("The Very Good Surgeon", "Very Good Surgeon", kind="series", year=None), set()),
    "left away before two": (
        of_title("The Good Surgeon", "Good Surgeon", kind="series", year=None), {"other_article"}),
    "left away before two, in the title's year": (of_title("The Good Surgeon", "Good Surgeon"), set()),
    "left away before two, in an episode's year": (
        of_title("The Good Surgeon", "Good Surgeon", kind="series", air_year=True), {"other_article"}),
    "left away before one, in the title's year": (of_title("The Surgeon", "Surgeon"), {"other_article"}),
    "one too many": (of_title("Very Good Surgeon", "The Very Good Surgeon"), {"other_article"}),
    "another": (of_title("The Very Good Surgeon", "A Very Good Surgeon"), {"other_article"}),
    "the same": (of_title("The Surgeon", "the surgeon", similarity=100), set()),
}  # fmt: skip


@pytest.mark.parametrize(("found", "doubts"), ARTICLES.values(), ids=ARTICLES)
def test_an_article_that_differs(found: TitleMatch, doubts: set[str]) -> None:
    assert against(decide(found)) == doubts


OTHER_TITLES = {
    "more words than the title": ("Someone at the Door", "Someone", {"contains_only"}),
    "fewer words than the title": ("Someone", "Someone at the Door", {"contains_only"}),
    "other words": ("Someone at the Gate", "Someone at the Door", {"other_spelling"}),
    "the same words in another order": ("Red Door Big", "Big Red Door", {"other_spelling"}),
    "another number": ("Big Red Door 2", "Big Red Door 3", {"other_part"}),
    "a number more": ("Big Red Door", "Big Red Door 3", {"other_part"}),
    "the same number, more words": ("Door 3", "Big Red Door 3", {"contains_only"}),
}


@pytest.mark.parametrize(("sought", "title", "doubts"), OTHER_TITLES.values(), ids=OTHER_TITLES)
def test_why_a_title_is_another(sought: str, title: str, doubts: set[str]) -> None:
    found = finding(work(title), sought, how="near", similarity=90)
    assert against(decide(found)) == doubts
    assert against(decide(replace(found, reading=replace(found.reading, whole=False)))) == {
        "words_left_out", *doubts
    }  # fmt: skip


LIKENESS = {  # of an exact title and of a similar one: what of it counts
    "but for an article": ("exact", 98.0, "exact", 100.0),
    "by a variant": ("exact", 97.9, "variant", 97.9),
    "similar": ("near", 94.44, "near", 94.4),
    "similar to the last letter": ("near", 99.9, "near", 99.0),
}


@pytest.mark.parametrize(("how", "similarity", "said", "value"), LIKENESS.values(), ids=LIKENESS)
def test_how_alike_two_titles_are(how: str, similarity: float, said: str, value: float) -> None:
    title = weigh(finding(work("The Doors"), how=how, similarity=similarity), None, None).evidence[0]
    assert (title.what, title.values["how"], title.value) == ("title", said, value)


def test_a_title_in_another_language_says_so() -> None:
    film = work("Der Untergang")
    hit = Hit(film, "Downfall", "en", "exact", 100.0)
    by_another = TitleMatch(Reading("name", ParsedName("movie", "Downfall", 2009)), "Downfall", hit)
    values = weigh(by_another, None, None).evidence[0].values
    assert (values["other"], values["language"]) == (True, "en")
    values = weigh(finding(film, "Der Untergang"), None, None).evidence[0].values
    assert (values["other"], values["language"]) == (False, None)


SHOWN_FOR = {  # evidence with no share, or none, in the score: its code and value
    "a series' year": (finding(work(kind="series")), "year", 100),
    "an episode's year": (finding(work(kind="series"), year=2011, air_year=True), "year", 100),
    "a series' country": (
        finding(work("Mad Dogs (US)", kind="series"), "Mad Dogs (US)", None, country="US"), "country", 100),
    "a country that the year confirms": (finding(work(kind="series"), country="US"), "country", 50),
    "a film's year": (finding(work()), "year", 100),
    "a film's year, a year off": (finding(work(), year=2010), "year", 75),
    "a film's year, three years off": (finding(work(), year=2012), "year", 0),
    "no year": (finding(work(), year=None), "year", 0),
    "an unknown year": (finding(work(year=None)), "year", 0),
    "another cut": (finding(work(), edition="Extended"), "another_cut", 0),
}  # fmt: skip


@pytest.mark.parametrize(("found", "what", "value"), SHOWN_FOR.values(), ids=SHOWN_FOR)
def test_the_value_of_evidence(found: TitleMatch, what: str, value: float) -> None:
    evidence = {item.what: item for item in weigh(found, 7000, None).evidence}
    assert evidence[what].value == value
    assert evidence[what].level == ("for" if value == 100 else "neutral")


KINDS = {  # of a film: what the name says, what the folder is for, and what the person is told
    "nothing else": (None, None, None),
    "the same": ("movie", "movie", None),
    "the name": ("series", "movie", {"name": "series", "title": "movie"}),
    "the folder": ("movie", "series", {"library": "series", "title": "movie"}),
    "the folder alone": (None, "series", {"library": "series", "title": "movie"}),
    "both": ("series", "series", {"name": "series", "title": "movie"}),
}


@pytest.mark.parametrize(("said", "hint", "values"), KINDS.values(), ids=KINDS)
def test_what_says_that_it_is_no_film(said: str | None, hint: str | None, values: object) -> None:
    evidence = weigh(finding(work(), kind=said), None, hint).evidence
    found = [dict(item.values) for item in evidence if item.what == "other_kind"]
    assert found == ([] if values is None else [values])


FLOOR = {  # sought, title, how similar, how many years apart (None: no year); is it worth showing?
    "two words of three": ("Big Red Door", "Big Red Gate", 65.0, None, True),
    "two words of three, less": ("Big Red Door", "Big Red Gate", 64.9, None, False),
    "two words, and the year": ("Big Red Door", "Big Red Gate", 57.0, 0, True),
    "two words, and the year but one": ("Big Red Door", "Big Red Gate", 57.0, 1, True),
    "two words, another year": ("Big Red Door", "Big Red Gate", 64.9, 2, False),
    "two words, and the year, less": ("Big Red Door", "Big Red Gate", 56.9, 0, False),
    "three words of four": ("Big Red Old Door", "Big Red Old Gate", 65.0, None, True),
    "one word": ("Big Gear", "Big Secret", 80.0, None, True),
    "one word, less": ("Big Gear", "Big Secret", 79.9, None, False),
    "one word, and the year": ("Big Gear", "Big Secret", 75.0, 0, True),
    "one word, and the year, less": ("Big Gear", "Big Secret", 74.9, 0, False),
    "no word": ("Gear", "Geer", 79.9, None, False),
    "a word inside the title": ("Gear", "Big Gear", 65.0, None, True),
    "the title inside it": ("Big Gear", "Gear", 65.0, None, True),
    "a word and a sequel's number": ("Rambo 2", "Rambo Returns", 65.0, None, True),
    "a word and a number of the title": ("Rambo Returns", "Rambo 2", 65.0, None, True),
}


@pytest.mark.parametrize(("sought", "title", "similarity", "apart", "offered"), FLOOR.values(), ids=FLOOR)
def test_a_title_too_unlike_the_name_is_not_shown(
    sought: str, title: str, similarity: float, apart: int | None, offered: bool
) -> None:
    year = None if apart is None else 2009 + apart
    verdict = decide(finding(work(title), sought, year, how="near", similarity=similarity))
    assert verdict.decision == ("ask" if offered else "none")


@pytest.mark.parametrize(("similarity", "offered"), [(75.0, True), (74.9, False)])
def test_a_score_below_thirty_is_not_shown(similarity: float, offered: bool) -> None:
    "A series of another year and another country loses 45 points."
    series = work("Big Red Gate", kind="series")
    found = finding(series, "Big Red Door", 2001, country="US", how="near", similarity=similarity)
    assert bool(decide(found).candidates) is offered


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


@pytest.mark.parametrize(
    ("similarity", "year", "decision"),
    [(98.0, 2009, "ask"), (97.0, 2009, "auto"), (98.0, 2008, "ask"), (97.0, 2008, "auto")],
    ids=["literally", "by a variant", "literally, of the year before", "by a variant, of the year before"],
)
def test_a_title_written_otherwise_is_no_twin(similarity: float, year: int, decision: str) -> None:
    other = finding(work(id="tt0000002", year=year), similarity=similarity)
    assert decide(finding(work()), other).decision == decision


def test_of_two_titles_written_otherwise_only_a_person_can_tell() -> None:
    one, other = (finding(work(id=f"tt000000{n}"), similarity=97.0) for n in (1, 2))
    assert decide(one, other).decision == "ask"


def test_a_film_with_an_article_more_is_a_twin_unless_its_year_is_another() -> None:
    one, other = finding(work("Door"), "Door"), work("The Door", id="tt0000002")
    assert decide(one, finding(other, "Door", similarity=98)).decision == "ask"
    assert decide(one, finding(replace(other, year=1999), "Door", similarity=98)).decision == "auto"


def test_both_titles_of_a_name_mean_the_work_that_has_both() -> None:
    film, other = work("Der Untergang"), work("Downfall", id="tt0000002")
    both = (finding(film, "Der Untergang"), finding(film, "Downfall", matched="Downfall"))
    assert decide(*both, finding(other, "Downfall")).selected == decide(*both).selected
    assert decide(both[1], finding(other, "Downfall")).decision == "ask"


def test_a_film_found_by_the_same_words_without_the_year_is_no_twin() -> None:
    other = work(year=1999, id="tt0000002")
    assert decide(finding(work()), finding(other, year=None)).decision == "auto"


def test_a_longer_title_of_an_unknown_year_is_a_doubt() -> None:
    longer = finding(work("The Door Beyond", None, id="tt0000002"), "The Door Beyond")
    assert decide(finding(work()), longer).decision == "ask"


def test_a_twin_is_named_on_both_sides_and_of_many_only_three() -> None:
    verdict = decide(*(finding(work(id=f"tt000000{n}")) for n in range(1, 6)))
    named = [
        [
            work["id"][-1]
            for item in candidate.evidence
            if item.what == "twin"
            for work in item.values["works"]
        ]
        for candidate in verdict.candidates
    ]
    assert named == [["2", "3", "4"], ["1"], ["1"], ["1"], ["1"]]


def test_of_equal_candidates_the_better_known_comes_first() -> None:
    unknown, known = (replace(work(id=f"tt000000{n}"), votes=votes) for n, votes in ((1, None), (2, 900)))
    verdict = decide(finding(unknown, year=None), finding(known, year=None))
    assert [candidate.id for candidate in verdict.candidates] == ["tt0000002", "tt0000001"]


def test_votes_that_are_not_known_are_none() -> None:
    none, nothing = (replace(work(id=f"tt000000{n}"), votes=votes) for n, votes in ((2, 0), (1, None)))
    verdict = decide(finding(none, year=None), finding(nothing, year=None))
    assert [candidate.id for candidate in verdict.candidates] == ["tt0000001", "tt0000002"]


def test_a_longer_title_of_another_kind_is_no_doubt() -> None:
    longer = work("The Door Beyond", kind="series", id="tt0000002")
    assert decide(finding(work()), finding(longer, "The Door Beyond", kind="movie")).decision == "auto"


def test_a_series_that_ended_before_the_episode_was_shown_is_no_twin() -> None:
    one, ended = (
        work(kind="series", year=year, end_year=end, id=id)
        for year, end, id in ((2006, None, "tt0000001"), (2005, 2006, "tt0000002"))
    )
    verdict = decide(*(finding(series, season=3, air_year=True) for series in (one, ended)))
    assert (verdict.decision, verdict.candidates[0].id) == ("auto", "tt0000001")


def test_a_title_that_no_year_makes_worth_showing_hides_no_other() -> None:
    unlike = finding(work("Quite Another", id="tt0000002"), how="near", similarity=40)
    assert decide(unlike, finding(work())).decision == "auto"
    assert decide(unlike).decision == "none"


def shown_with(*found: TitleMatch, title: str, threshold: float = 85.0) -> list[dict[str, Any]]:
    "The evidence of each candidate, by its code, for a person who is shown a film's title of 2009."
    reading = Reading("name", ParsedName("movie", title, 2009, clear=True))
    candidates, _ = review_question(rank(found), reading, threshold=threshold)
    return [{item.what: item for item in candidate.evidence} for candidate in candidates]


def test_every_title_that_another_reading_found_says_so() -> None:
    before, behind = work("Alpha", id="tt0000001"), work("Omega", id="tt0000002")
    offered = shown_with(finding(before, "Alpha"), finding(behind, "Omega"), title="Middle")
    assert [item["read_as"].values["title"] for item in offered] == ["Alpha", "Omega"]
    offered = shown_with(finding(before, "Alpha"), title="Alpha")
    assert "read_as" not in offered[0]


def test_the_best_by_score_needs_no_reason_to_stand_first() -> None:
    offered = shown_with(
        finding(work(), year=2008), finding(work("The Doors", id="tt0000002"), how="near", similarity=85),
        title="The Door",
    )  # fmt: skip
    assert ["first" in item for item in offered] == [False, False]


def test_a_similar_title_is_compared_with_the_one_that_is_shown() -> None:
    found = finding(work("The Quiet Doors"), "Quiet Doors Part", how="near", similarity=70, whole=False)
    (offered,) = shown_with(found, title="The Quiet Door")
    title = offered["title"]
    matched = fold_title("The Quiet Doors")
    alike = similarity(fold_title("The Quiet Door"), matched.key, matched.words, "The Quiet Doors")
    assert (title.values["sought"], title.value) == ("The Quiet Door", round(alike, 1))
    assert title.value not in (70, round(alike))


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
    assert judge(ranked, 87.5).decision == "auto"
    assert judge(ranked, 87.6).decision == "ask"
    assert [reason.what for reason in judge(ranked, 87.6).reasons] == ["low_score"]


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
