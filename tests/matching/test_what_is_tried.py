"""The titles that are looked up for a name: whole readings, and parts of it that only propose candidates."""

from typing import Any

import pytest

from cineorg_catalog.matching.candidate import Candidate, is_clear, of_ids, place_in, without_words
from cineorg_catalog.matching.case import (
    BEHIND_A_GROUP,
    partial_readings,
    question_from,
    reading_variants,
    years_fit,
)
from cineorg_catalog.matching.explain import Evidence
from cineorg_catalog.names import ParsedName, Reading, read_cheaply


def tried(readings: list[Reading]) -> list[str]:
    "`Title (2009)` of each reading, `…` if it leaves words out."
    years = [f" ({reading.parsed.year})" if reading.parsed.year is not None else "" for reading in readings]
    return [
        f"{reading.parsed.title}{year}{'' if reading.whole else ' …'}"
        for reading, year in zip(readings, years, strict=True)
    ]


TRIED = {  # a name: the titles that are looked up for all of it, and for parts of it
    "tlf-Zodiac (2007).mkv": (["tlf-Zodiac (2007)"], ["Zodiac (2007) …"]),
    "03. The Door (2009).mkv": (["03. The Door (2009)", "The Door (2009)"], []),
    "100. The Door (2009).mkv": (["100. The Door (2009)"], []),
    "Broken (Windows) 2003.mkv": (
        ["Broken (2003)", "Broken (Windows) (2003)", "Windows (2003)", "Broken (Windows) 2003"],
        ["Broken (Windows) (2003) …", "Windows (2003) …"]),
    "Mad Dogs (US) (2015) - s01e01.mkv": (
        ["Mad Dogs (2015)", "Mad Dogs (US) (2015)", "Mad Dogs (2015) (2015)"], ["US (2015) …"]),
    "Title - Words: More (2009).mkv": (
        ["Title - Words: More (2009)"], ["More (2009) …", "Words (2009) …", "Title (2009) …"]),
    "Title - 7 (2009).mkv": (["Title - 7 (2009)"], ["Title (2009) …"]),
    "[Zodiac] [1080p] Quux Zzyzx.mkv": (["Quux Zzyzx"], ["Zodiac …"]),
    "Good night ntsc (2017).mkv": (["Good night ntsc (2017)"], ["Good night (2017) …"]),
    "Cherry.2000.mkv": (["Cherry (2000)", "Cherry 2000"], []),
    "Cherry 2000 (2001) Words 2010.mkv": (
        ["Cherry 2000 (2001)", "Cherry 2000 Words 2010 (2001)"], ["Cherry (2000) …"]),
    "S01E02.mkv": ([], []),
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), TRIED.items(), ids=TRIED)
def test_what_is_looked_up_for_a_name(name: str, expected: tuple[list[str], list[str]]) -> None:
    readings = read_cheaply(name)
    assert (tried(reading_variants(readings)), tried(partial_readings(readings, name))) == expected


def test_a_prefix_that_is_left_out_may_be_a_groups() -> None:
    name = "tlf-Zodiac (2007).mkv"
    assert [reading.how for reading in partial_readings(read_cheaply(name), name)] == [BEHIND_A_GROUP]


@pytest.mark.parametrize("order", [(True, False), (False, True), (True, True), (False, False)])
def test_of_two_readings_alike_the_one_that_leaves_nothing_out_counts(order: tuple[bool, bool]) -> None:
    one, two = (Reading(f"reading {at}", ParsedName("movie", "Door", 2009), order[at]) for at in (0, 1))
    first = two if order == (False, True) else one
    assert reading_variants([one, two]) == [first]


@pytest.mark.parametrize(
    "other", [{"title": "Doors"}, {"year": 2008}, {"kind": "series"}, {"season": 1}, {"episodes": (1,)}]
)
def test_readings_that_differ_are_both_tried(other: dict[str, Any]) -> None:
    said = {"kind": "movie", "title": "Door", "year": 2009}
    readings = [Reading("name", ParsedName(**said)), Reading("name", ParsedName(**said | other))]
    variants = reading_variants(readings)
    assert [variant for variant in variants if variant.how == "name"] == readings


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [(2009, 2009, True), (2009, 2010, True), (2010, 2009, True), (2009, 2011, False), (None, 2009, True),
     (2009, None, True)],
)  # fmt: skip
def test_years_of_two_databases_may_be_one_apart(one: int | None, other: int | None, fit: bool) -> None:
    assert years_fit(one, other) is fit


SECONDS = [(0.4, 0), (1, 1), (999_999.4, 999_999), (1e6, None), (0, None), (-1, None), (True, None)]


@pytest.mark.parametrize(("given", "seconds"), SECONDS)
def test_the_bounds_of_a_running_time(given: float, seconds: int | None) -> None:
    question = question_from({"name": "x", "duration_seconds": given})
    assert question.duration_seconds == seconds
    told = [("duration_seconds", repr(given))] if seconds is None else []
    assert [(item.values["name"], item.values["value"]) for item in question.dropped] == told


def test_of_a_value_that_is_no_good_two_hundred_characters_are_told() -> None:
    (dropped,) = question_from({"name": "x", "folder": ["y" * 500]}).dropped
    assert dropped.values["value"] == "['" + "y" * 198


FROM_IDS: dict[str, tuple[dict[str, str], str | None, str | None, str | None]] = {
    # ids, the kind that the name says, the kind that is told: the address
    "IMDb before the others": ({"tmdb": "5", "imdb": "tt1", "tvdb": "9"}, None, None, "imdb:movie:tt1"),
    "of a film, TMDB before TheTVDB": ({"tvdb": "9", "tmdb": "5"}, "movie", None, "tmdb:movie:5"),
    "of a series, TheTVDB before TMDB": ({"tmdb": "5", "tvdb": "9"}, "series", None, "tvdb:series:9"),
    "of TheTVDB alone": ({"tvdb": "9"}, "movie", None, "tvdb:series:9"),
    "of TVmaze alone": ({"tvmaze": "82"}, None, None, "tvmaze:series:82"),
    "of TheTVDB and TVmaze": ({"tvmaze": "82", "tvdb": "9"}, None, None, "tvdb:series:9"),
    "of a film, as it is told": ({"tvdb": "9"}, "series", "movie", "tvdb:movie:9"),
    "of another source": ({"wikidata": "Q1"}, "movie", None, None),
    "of TVmaze for a film": ({"tvmaze": "82"}, None, "movie", None),
}


@pytest.mark.parametrize(("ids", "says", "kind", "address"), FROM_IDS.values(), ids=FROM_IDS)
def test_a_candidate_from_ids_alone(
    ids: dict[str, str], says: str | None, kind: str | None, address: str | None
) -> None:
    named = of_ids(ids, {"kind": says, "title": "Door", "year": 2009, "season": 1, "episodes": (2,)}, kind)
    assert (None if named is None else named.address) == address
    if named is not None:
        place = (1, (2,)) if named.kind == "series" else (None, None)
        assert (named.title, named.year, named.season, named.episodes) == ("Door", 2009, *place)
        numbers = {name: int(number) for name, number in ids.items() if name in ("tmdb", "tvdb")}
        assert (named.imdb_id, named.tmdb_id, named.tvdb_id) == (
            *(ids.get("imdb"), numbers.get("tmdb"), numbers.get("tvdb")),
        )


def test_a_candidate_without_a_title_is_called_by_its_id() -> None:
    named = of_ids({"tmdb": "5"}, {})
    assert named is not None
    assert named.title == "tmdb 5"


@pytest.mark.parametrize(
    ("kind", "episodes", "place"),
    [("movie", (2,), {}), ("series", (2, 3), {"season": 0, "episodes": (2, 3)}),
     ("series", [2], {"season": 0, "episodes": (2,)}), ("series", (), {"season": 0, "episodes": None}),
     ("series", None, {"season": 0, "episodes": None})],
)  # fmt: skip
def test_the_place_of_a_file_in_a_series(kind: str, episodes: Any, place: dict[str, Any]) -> None:
    assert place_in(kind, {"season": 0, "episodes": episodes}) == place


def test_without_its_sources_words_a_candidate_keeps_its_ids() -> None:
    full = Candidate(
        "5", "tmdb", "series", "Door", overview="…", year=2009, season=1, episodes=(2,), imdb_id="tt1",
        tmdb_id=5, tvdb_id=9, score=67.0, evidence=(Evidence("title"),),
    )  # fmt: skip
    left = Candidate(
        "5", "tmdb", "series", "tmdb 5", season=1, episodes=(2,), imdb_id="tt1", tmdb_id=5, tvdb_id=9,
        score=67.0,
    )  # fmt: skip
    assert Candidate.from_dict(without_words(full.to_dict())) == left


def test_only_what_is_true_of_a_candidate_is_written() -> None:
    row = Candidate("5", "tmdb", "movie", "Door").to_dict()
    assert "shipped" not in row
    assert "found_at" not in row
    assert list(row)[:4] == ["id", "source", "kind", "title"]
    assert (row["episodes"], row["genres"], row["evidence"]) == (None, [], [])
    more = Candidate("5", "tmdb", "movie", "Door", shipped=True, found_at="2026").to_dict()
    assert (more["shipped"], more["found_at"]) == (True, "2026")


OLD = {  # the source and kind that a stored candidate has, and what is meant
    "a film of TMDB": ({}, ("tmdb", "movie")),
    "TheTVDB": ({"source": "tvdb"}, ("tvdb", "series")),
    "another source": ({"source": "imdb"}, ("imdb", "movie")),
    "a kind": ({"source": "tvdb", "kind": "movie"}, ("tvdb", "movie")),
    "a kind of nothing": ({"kind": "game"}, ("tmdb", "movie")),
}


@pytest.mark.parametrize(("row", "meant"), OLD.values(), ids=OLD)
def test_a_candidate_that_another_version_stored(row: dict[str, str], meant: tuple[str, str]) -> None:
    read = Candidate.from_dict({"id": 5, "title": "Door"} | row)
    assert (read.source, read.kind, read.id) == (*meant, "5")


def test_an_only_candidate_without_evidence_needs_the_score_of_a_match() -> None:
    assert is_clear([Candidate("5", "tmdb", "movie", "Door", score=85.0)])
    assert not is_clear([Candidate("5", "tmdb", "movie", "Door", score=84.9)])
