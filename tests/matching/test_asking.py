"""What a person is shown: the evidence refers to the reading shown, and the order is explained."""

from collections.abc import Iterator
from typing import Any

import pytest

from cineorg_catalog.matching.case import Question
from cineorg_catalog.matching.identify import Identifier
from cineorg_catalog.reference.reader import open_reference
from tests.support.tiny_reference import Row, build

WORKS: list[Row] = [
    ("tt0000101", "movie", "The Opera", 1925, 93),
    ("tt0000102", "movie", "The Opera", 1943, 92),
    ("tt0000103", "movie", "The Opera", 1962, 84),
    ("tt0000104", "movie", "The Opera", 2004, 143),
    ("tt0000105", "movie", "Broken", 2012, 90),
    ("tt0000106", "movie", "Broken Windows", 2007, 90),
    ("tt0000107", "movie", "Cherry 2000", 1987, 99),
    ("tt0000108", "movie", "Cherry", 2010, 100),
    ("tt0000109", "movie", "1917", 2019, 119),
    ("tt0000110", "movie", "Flames", 1917, 60),
    ("tt0000111", "movie", "Vidas", 1984, 100),
    ("tt0000112", "movie", "Ein Raid", 2011, 101),
    ("tt0000113", "movie", "Undated", None, 80),
    ("tt0000114", "movie", "The Doors", 2009, 100),
    ("tt0000115", "movie", "The Door", 1999, 100),
    ("tt0000116", "movie", "Video", 2014, 90),
    ("tt0000201", "tvSeries", "Lexx", 1997, None),
    ("tt0000202", "tvSeries", "2 Broken Filmers", None, None),
]


@pytest.fixture(scope="module")
def identifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identifier]:
    with open_reference(build(tmp_path_factory.mktemp("reference"), WORKS)) as reference:
        yield Identifier(reference)


QUESTIONS = {
    "the year belongs to the name": Question("Broken.Film.2003.mkv"),
    "a year that a title has": Question("Cherry.2000.mkv"),
    "a year and nothing else": Question("1917.mkv", folder="Films"),
    "no year, several works": Question("The Opera.mkv", duration_seconds=93 * 60),
    "a near title of that very year": Question("The Door (2009).mkv"),
    "another title in brackets": Question("Broken (Windows) 2003.mkv"),
    "a work without a year": Question("Undated (2003).mkv"),
    "an ordered collection": Question("03. Broken Doors (2009).mkv"),
    "an episode called like a film": Question("Broken.S01E01.mkv"),
    "nothing like it": Question("Zzyzx Qwrtp (2003).mkv"),
    "no title": Question("S01E02.mkv"),
}


def asked(identifier: Identifier, question: Question) -> dict[str, Any]:
    row = identifier.identify(question).to_dict()
    assert row["decision"] != "auto"
    return row


def against(candidate: dict[str, Any]) -> dict[str, str]:
    return {item["what"]: item["note"] for item in candidate["evidence"] if item["level"] == "against"}


def whats(candidate: dict[str, Any]) -> list[str]:
    return [item["what"] for item in candidate["evidence"]]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_nothing_contradicts_the_reading_that_is_shown(identifier: Identifier, question: Question) -> None:
    row = asked(identifier, question)
    shown = row["parsed"]
    for candidate in row["candidates"]:
        by_another = "read_as" in whats(candidate)
        if "no_year" in against(candidate):
            assert shown["year"] is None or by_another
            assert candidate["year"] is not None
        title = next(item["values"] for item in candidate["evidence"] if item["what"] == "title")
        if title["how"] == "near":
            assert by_another or title["sought"] == shown["title"]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_reasons_are_those_of_the_first_candidate(identifier: Identifier, question: Question) -> None:
    row = asked(identifier, question)
    assert row["reasons"]
    assert all(reason["what"] and reason["note"] for reason in row["reasons"])
    if row["candidates"]:
        told = set(against(row["candidates"][0]).items())
        reasons = {(reason["what"], reason["note"]) for reason in row["reasons"]}
        assert told <= reasons
        assert all(reason in told or reason[0] == "low_score" for reason in reasons)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_what_follows_the_first_goes_down_by_score(identifier: Identifier, question: Question) -> None:
    "If a candidate with a lower score comes first, the evidence says why."
    candidates = asked(identifier, question)["candidates"]
    scores = [candidate["score"] for candidate in candidates]
    assert scores[1:] == sorted(scores[1:], reverse=True)
    if scores and scores[0] < max(scores):
        assert "first" in whats(candidates[0])


SAID = {
    "how many a year would tell apart": (
        QUESTIONS["no year, several works"], "tt0000101", "no_year", "4 films of this title, 1925–2004"),
    "the year that was compared": (
        QUESTIONS["the year belongs to the name"], "tt0000105", "other_year",
        "the file name says 2003, the film is from 2012"),
    "where the year went": (
        QUESTIONS["a year that a title has"], "tt0000107", "year_in_title",
        "2000 was read as part of the title"),
    "a work without a year": (
        QUESTIONS["a work without a year"], "tt0000113", "year_unknown", "the year of this title is unknown"),
    "how far the running time is off": (
        Question("The Opera (2004).mkv", duration_seconds=93 * 60), "tt0000104", "duration_far",
        "the file is 50 min shorter"),
}  # fmt: skip


@pytest.mark.parametrize(("question", "work", "what", "note"), SAID.values(), ids=SAID)
def test_a_reason_tells_what_a_person_needs_to_know(
    identifier: Identifier, question: Question, work: str, what: str, note: str
) -> None:
    offered = {candidate["id"]: candidate for candidate in asked(identifier, question)["candidates"]}
    assert against(offered[work])[what] == note


def test_a_low_score_says_what_it_is_made_of(identifier: Identifier) -> None:
    row = asked(identifier, QUESTIONS["no year, several works"])
    low = next(reason for reason in row["reasons"] if reason["what"] == "low_score")
    assert low["note"] == "75 of the 85 needed (title 50 of 50, year 0 of 25, running time 25 of 25)"


def test_what_another_reading_found_says_which(identifier: Identifier) -> None:
    offered = asked(identifier, QUESTIONS["a year that a title has"])["candidates"]
    found = next(candidate for candidate in offered if candidate["id"] == "tt0000107")
    assert found["evidence"][0]["what"] == "read_as"
    assert "“Cherry 2000”, no year" in found["evidence"][0]["note"]


NOTHING = {
    "nothing like it": "the title database has no title like “Zzyzx Qwrtp”",
    "no title": "no title was found in the file name",
}


@pytest.mark.parametrize(("name", "reason"), NOTHING.items(), ids=NOTHING)
def test_no_candidate_says_what_was_looked_for(identifier: Identifier, name: str, reason: str) -> None:
    (told,) = asked(identifier, QUESTIONS[name])["reasons"]
    assert (told["what"], told["note"]) == ("no_candidate", reason)


def test_the_title_of_the_name_stands_before_a_higher_score_and_says_so(identifier: Identifier) -> None:
    first, second = asked(identifier, QUESTIONS["a near title of that very year"])["candidates"][:2]
    assert (first["title"], second["title"]) == ("The Door", "The Doors")
    assert first["score"] < second["score"]
    assert first["evidence"][-1]["what"] == "first"


def test_a_misspelt_title_of_the_year_stands_before_what_a_part_of_the_name_says(
    identifier: Identifier,
) -> None:
    question = Question("video.mkv", folder="Films/Broken Windos - 2007")
    titles = [candidate["title"] for candidate in asked(identifier, question)["candidates"]]
    assert titles[:2] == ["Broken Windows", "Video"]
    question = Question("video.mkv", folder="Films/Broken Windos - 2009")  # no film of that year
    assert asked(identifier, question)["candidates"][0]["title"] == "Video"


def test_a_film_stands_before_a_series_where_the_name_is_a_films(identifier: Identifier) -> None:
    candidates = asked(identifier, QUESTIONS["the year belongs to the name"])["candidates"]
    assert candidates[0]["kind"] == "movie"
    assert "series" in [candidate["kind"] for candidate in candidates]
    assert "of the kind that the name says" in candidates[0]["evidence"][-1]["note"]


LIBRARIES = [
    "Films",
    "movies",
    "Filme",
    "Películas",
    "Vidéos",
    "VIDEO",
    "Séries",
    "TV Shows",
    "disk1",
    "Media",
]


@pytest.mark.parametrize("folder", LIBRARIES)
@pytest.mark.parametrize("name", ["1917.mkv", "Broken.Film.2003.mkv"])
def test_a_library_folders_name_is_no_title(identifier: Identifier, folder: str, name: str) -> None:
    row = asked(identifier, Question(name, folder=folder))
    alone = asked(identifier, Question(name))
    assert row["parsed"] == alone["parsed"]
    assert [item["id"] for item in row["candidates"]] == [item["id"] for item in alone["candidates"]]
