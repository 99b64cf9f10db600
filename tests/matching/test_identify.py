"""Identification from a name to a verdict, on a real reference of a few titles."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.cli.review import explain
from cineorg_catalog.errors import BadUsage
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.matching.case import Question, question_from, series_key_of
from cineorg_catalog.matching.explain import FAULT, sentence
from cineorg_catalog.matching.identify import Identified, Identifier, identify_many
from cineorg_catalog.names import ParsedName, read_cheaply
from cineorg_catalog.reference.reader import open_reference
from cineorg_catalog.resources import shipped
from tests.support.tiny_reference import Row, build

WORKS: list[Row] = [
    ("tt0000101", "movie", "The Door", 2009, 100),
    ("tt0000102", "movie", "Parasite", 1982, 85),
    ("tt0000103", "movie", "Robin Hood", 1991, 104),
    ("tt0000104", "movie", "Robin Hood: Prince of Thieves", 1991, 143),
    ("tt0000105", "movie", "Harry Potter and the Deathly Hallows: Part 2", 2011, 130),
    ("tt0000106", "movie", "Wonder Woman", 2017, 141),
    ("tt0000107", "movie", "The Godfather Part II", 1974, 202),
    ("tt0000108", "movie", "Pet Sematary", 2019, 101),
    ("tt0000109", "movie", "Der Untergang", 2004, 156),
    ("tt0000110", "movie", "The Good German", 2006, 105),
    ("tt0000111", "movie", "The Good", 2006, 90),
    ("tt0000112", "movie", "Twin", 2010, 90),
    ("tt0000113", "movie", "Twin", 2010, 120),
    ("tt0000114", "movie", "Blade Runner 2049", 2017, 164),
    ("tt0000115", "movie", "2", 2009, 80),
    ("tt0000116", "movie", "[Rec]²", 2009, 85),
    ("tt0000117", "movie", "300", 2006, 117),
    ("tt0000201", "tvSeries", "Lexx", 1997, None),
    ("tt0000202", "tvSeries", "Doctor Who", 1963, None),
    ("tt0000203", "tvSeries", "Doctor Who", 2005, None),
    ("tt0000204", "tvSeries", "The Office (US)", 2005, None),
    ("tt0000205", "tvSeries", "Mob Psycho 100", 2016, None),
]
AKAS = [("tt0000109", "Downfall", "en"), ("tt0000109", "La Chute", "fr"), ("tt0000109", "Last Days", "en")]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("reference"), WORKS, AKAS)


@pytest.fixture(scope="module")
def identifier(path: Path) -> Iterator[Identifier]:
    with open_reference(path) as reference:
        yield Identifier(reference)


CASES = {
    "a film": ({"name": "The.Door.2009.1080p.BluRay.x264-GRP.mkv"}, "auto", "tt0000101"),
    "another language": ({"name": "La Chute (2004).mkv"}, "auto", "tt0000109"),
    "two titles in one name": ({"name": "Der Untergang (Downfall) (2004).mkv"}, "auto", "tt0000109"),
    "a bracket that is no title of it": ({"name": "The Door (Any Body Can) (2009).mkv"}, "ask", "tt0000101"),
    "the folder alone": ({"name": "movie.mkv", "folder": "The Door (2009)"}, "auto", "tt0000101"),
    "the title goes on before the tags": ({"name": "The.Good.German.2006.720p.mkv"}, "auto", "tt0000110"),
    "year-like number": ({"name": "Blade.Runner.2049.2017.1080p.mkv"}, "auto", "tt0000114"),
    "a number behind a bracket that is the title": ({"name": "[REC] 2 (2009).mkv"}, "auto", "tt0000116"),
    "a number behind the bracket of a group": ({"name": "[Group] 300 (2006).mkv"}, "auto", "tt0000117"),
    "an ordered collection": ({"name": "03. The Door (2009).mkv"}, "auto", "tt0000101"),
    "part word left out": ({"name": "The Godfather II (1974).mkv"}, "auto", "tt0000107"),
    "another year": ({"name": "Parasite (2019).mkv"}, "ask", "tt0000102"),
    "no year": ({"name": "The Godfather 2.avi"}, "ask", "tt0000107"),
    "words behind the year": ({"name": "the_door_2009_garden.mp4"}, "ask", "tt0000101"),
    "an edition behind the year": ({"name": "The.Door.2009.Extended.mkv"}, "auto", "tt0000101"),
    "a disc behind the year": ({"name": "The Door 2009 CD1.avi"}, "auto", "tt0000101"),
    "words behind the year, the folder agrees": (
        {"name": "The.Door.2009.whatever.mkv", "folder": "The Door (2009)"}, "auto", "tt0000101"),
    "another part": ({"name": "Harry Potter and the Deathly Hallows Part 1 (2011).mkv"}, "ask", "tt0000105"),
    "a longer title": ({"name": "Wonder (2017).mkv"}, "ask", "tt0000106"),
    "a slip of spelling": ({"name": "Pet Semetary (2019).mkv"}, "ask", "tt0000108"),
    "same year, a longer sibling": ({"name": "Robin Hood (1991)"}, "auto", "tt0000103"),
    "the file before the folder": ({"name": "The Door (2009).mkv", "folder": "Parasite (1982)"}, "auto",
                                          "tt0000101"),
    "another year than the folder's": ({"name": "The Door (2008).mkv", "folder": "The Door (2009)"}, "ask",
                                       "tt0000101"),
    "running time far off": ({"name": "The Door (2009).mkv", "duration_seconds": 9000}, "ask", "tt0000101"),
    "twins": ({"name": "Twin (2010).mkv"}, "ask", "tt0000112"),
    "twins, parted by the time": ({"name": "Twin (2010).mkv", "duration_seconds": 7200}, "auto", "tt0000113"),
    "an episode": ({"name": "Lexx-S02xE09-791.avi"}, "auto", "tt0000201"),
    "an episode by absolute number": ({"name": "Mob Psycho 100 - 09 [1080p].mkv"}, "auto", "tt0000205"),
    "three digits": ({"name": "lexx.209.hdtv-lol.mkv"}, "auto", "tt0000201"),
    "a country mark": ({"name": "The.Office.US.S03E01.mkv"}, "auto", "tt0000204"),
    "another country": ({"name": "The.Office.UK.S03E01.mkv"}, "ask", "tt0000204"),
    "two series of one name": ({"name": "Doctor.Who.S04E06.mkv"}, "ask", "tt0000203"),
    "told apart by the year": ({"name": "Doctor.Who.2005.S04E06.mkv"}, "auto", "tt0000203"),
    "an episode named like a film": ({"name": "The.Door.S01E01.mkv"}, "ask", "tt0000101"),
    "a library of series": ({"name": "Lexx", "kind": "series"}, "auto", "tt0000201"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "decision", "best"), CASES.values(), ids=CASES)
def test_cases(identifier: Identifier, row: dict[str, object], decision: str, best: str) -> None:
    verdict = identifier.identify(question_from(row)).verdict
    assert verdict.decision == decision, verdict.reasons
    assert best in [candidate.id for candidate in verdict.candidates]
    if decision == "auto":
        assert verdict.selected is not None
        assert verdict.selected.id == best


RIGHT_BY_ITSELF = {name: case for name, case in CASES.items() if case[1] == "auto"}


@pytest.mark.parametrize(("row", "_", "best"), RIGHT_BY_ITSELF.values(), ids=RIGHT_BY_ITSELF)
def test_the_right_kind_as_a_hint_makes_nothing_worse(
    identifier: Identifier, row: dict[str, object], _: str, best: str
) -> None:
    kind = "series" if best.startswith("tt00002") else "movie"
    without, told = (identifier.identify(question_from({**row, **hint})) for hint in ({}, {"kind": kind}))
    assert told.verdict.selected is not None
    assert told.verdict.selected.key == without.verdict.selected.key
    assert (told.parsed.season, told.parsed.episodes) == (without.parsed.season, without.parsed.episodes)


def test_a_work_that_is_not_there_is_not_replaced(identifier: Identifier) -> None:
    for name in ("Zardoz (1974).mkv", "The.Window.2009.1080p.mkv", "Unheard.Of.S01E01.mkv"):
        assert identifier.identify(Question(name)).verdict.decision != "auto"


def test_an_episode_carries_its_place(identifier: Identifier) -> None:
    selected = identifier.identify(Question("Lexx.S02E09E10.mkv")).verdict.selected
    assert selected is not None
    assert (selected.season, selected.episodes) == (2, (9, 10))


IDS = {
    "an IMDb id": ({"name": "Whatever The Door is tt0000101.mkv"}, "auto", "imdb:movie:tt0000101"),
    "against the year": ({"name": "The Door (2010) {imdb-tt0000101}.mkv"}, "auto", "imdb:movie:tt0000101"),
    "an id of another work": ({"name": "Wonder Woman (2017) tt0000101.mkv"}, "ask", "imdb:movie:tt0000106"),
    "no title but the id": ({"name": "tt0000101.mkv"}, "auto", "imdb:movie:tt0000101"),
    "a foreign id, a certain work": ({"name": "The Door (2009) [tmdbid-12]"}, "auto", "imdb:movie:tt0000101"),
    "a foreign id, an unknown work": ({"name": "Zardoz (1974) [tmdbid-12]"}, "auto", "tmdb:movie:12"),
    "a foreign id, another year": ({"name": "Parasite (2019) {tmdb-496243}"}, "auto", "tmdb:movie:496243"),
    "a foreign id, a slip": ({"name": "Pet Semetary (2019) [tmdbid-157433]"}, "ask", "imdb:movie:tt0000108"),
    "a twin with an id": ({"name": "Twin (2010) [tmdbid-9]"}, "auto", "tmdb:movie:9"),
    "an id of TheTVDB, which is a series' unless said otherwise": (
        {"name": "Zardoz [tvdbid-82]"}, "auto", "tvdb:series:82"),
    "an id of TheTVDB beside one of TMDB": (
        {"name": "Zardoz (1974) [tvdbid-82] [tmdbid-4923]"}, "auto", "tmdb:movie:4923"),
    "a series' id among films": (
        {"name": "Zardoz (1974) [tvdbid-82]", "kind": "movie"}, "ask", "tvdb:series:82"),
    "a series' id": ({"name": "Farscape S01E01 [tvdbid-70522].mkv"}, "auto", "tvdb:series:70522"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "decision", "best"), IDS.values(), ids=IDS)
def test_ids_decide_unless_the_title_is_absurd(
    identifier: Identifier, row: dict[str, object], decision: str, best: str
) -> None:
    verdict = identifier.identify(question_from(row)).verdict
    assert verdict.decision == decision, verdict.reasons
    assert verdict.candidates[0].address == best


SHOWN = {
    "another title of the same film": ("Untergang (La Chute) (2004).mkv", "Untergang"),
    "another title with a word more": ("Untergang (Last Days) (2004).mkv", "Untergang"),
    "as it was written": ("Der Untergang (Downfall) (2004).mkv", "Der Untergang"),
    "a group before it": ("xyz-the.door.2009.dvdrip.xvid.mkv", "the door"),
    "nothing known": ("Zardoz - The Return (1974).mkv", "Zardoz - The Return"),
    "nothing known, and no year": ("Zardoz - The Return.mkv", "Zardoz"),
}


@pytest.mark.parametrize(("name", "title"), SHOWN.values(), ids=SHOWN)
def test_the_title_that_a_person_sees_is_the_one_in_the_name(
    identifier: Identifier, name: str, title: str
) -> None:
    assert identifier.identify(Question(name)).parsed.title == title


ASKED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a running time": ({"duration_seconds": 5400.4}, {"duration_seconds": 5400}),
    "the longest": ({"duration_seconds": 999_999}, {"duration_seconds": 999_999}),
    "too long a time": ({"duration_seconds": 1_000_000}, {"duration_seconds": None}),
    "no time": ({"duration_seconds": 0}, {"duration_seconds": None}),
    "that of one disc": ({"name": "The Door (2009) CD1.avi", "duration_seconds": 3000},
                         {"duration_seconds": None}),
    "a kind": ({"kind": "series"}, {"kind": "series"}),
    "another kind": ({"kind": "game"}, {"kind": None}),
    "a folder": ({"folder": "a/b"}, {"folder": "a/b"}),
}  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), ASKED.values(), ids=ASKED)
def test_what_is_asked(row: dict[str, Any], expected: dict[str, Any]) -> None:
    question = question_from({"name": "The Door (2009).mkv", **row})
    assert {name: getattr(question, name) for name in expected} == expected


KEYS = {
    "a series": ("Lexx.S02E09.mkv", "lexx//"),
    "with its year": ("Doctor.Who.2005.S04E06.mkv", "doctorwho/2005/"),
    "with an episode's year": ("Lexx.S02E09.2005.720p.mkv", "lexx//"),
    "with its country": ("The.Office.US.S03E01.mkv", "office//US"),
    "without a title": ("S03E01.mkv", None),
    "a film": ("The Door (2009).mkv", None),
}


@pytest.mark.parametrize(("name", "key"), KEYS.values(), ids=KEYS)
def test_what_connects_the_files_of_a_series(name: str, key: str | None) -> None:
    assert series_key_of(read_cheaply(name)[0].parsed) == key


def test_a_certain_work_takes_the_foreign_id_over(identifier: Identifier) -> None:
    selected = identifier.identify(Question("The Door (2009) [tmdbid-12]")).verdict.selected
    assert selected is not None
    assert (selected.imdb_id, selected.tmdb_id) == ("tt0000101", 12)


def test_a_settled_series_settles_its_other_files(identifier: Identifier) -> None:
    key = series_key_of(read_cheaply("Doctor.Who.S01E01.mkv")[0].parsed)
    assert key is not None
    known = Candidate("tt0000203", "imdb", "series", "Doctor Who", season=1, episodes=(1,))
    with_settled = Identifier(identifier.reference, approved={key: known})
    verdict = with_settled.identify(Question("Doctor.Who.S04E06.720p.mkv")).verdict
    assert (verdict.decision, verdict.rule) == ("auto", "approved series")
    assert verdict.selected is not None
    assert (verdict.selected.id, verdict.selected.season, verdict.selected.episodes) == ("tt0000203", 4, (6,))


def test_films_have_no_settled_key() -> None:
    assert series_key_of(read_cheaply("The Door (2009).mkv")[0].parsed) is None


BAD_EVIDENCE = {
    "negative time": {"duration_seconds": -5},
    "time as text": {"duration_seconds": "90 min"},
    "time that is not a number": {"duration_seconds": float("nan")},
    "true": {"duration_seconds": True},
    "kind of something else": {"kind": "game"},
    "folder as a list": {"folder": ["a"]},
}


@pytest.mark.parametrize("more", BAD_EVIDENCE.values(), ids=BAD_EVIDENCE)
def test_evidence_without_sense_is_dropped_and_said_so(
    identifier: Identifier, more: dict[str, object]
) -> None:
    answer = identifier.identify(question_from({"name": "The Door (2009).mkv", **more}))
    assert answer.verdict.decision == "auto"
    assert any(reason.values.get("name") == next(iter(more)) for reason in answer.verdict.reasons)


@pytest.mark.parametrize("row", [None, [], "name", {}, {"name": 7}, {"name": "  "}])
def test_what_is_no_question(row: object) -> None:
    with pytest.raises(BadUsage, match="name"):
        question_from(row)


HARD = ["a" * 10_000, "....", "2012", "1080p.x264", "\x00\x07", "\udcff.mkv", "/", "[]", "S01E01", " - "]


@pytest.mark.parametrize("name", HARD, ids=range(len(HARD)))
def test_hard_names_are_answered(identifier: Identifier, name: str) -> None:
    answer = identifier.identify(Question(name, folder=name))
    assert answer.verdict.decision in ("ask", "none")
    assert FAULT not in {reason.what for reason in answer.verdict.reasons}
    json.dumps(answer.to_dict())
    explain(answer)


def test_the_answer_is_designs_object(identifier: Identifier) -> None:
    row = identifier.identify(Question("Lexx.S02E09.mkv")).to_dict()
    assert {"name", "parsed", "decision", "rule", "selected", "candidates", "reasons", "readings"} <= set(row)
    wanted = {
        "kind",
        "title",
        "year",
        "season",
        "episodes",
        "date",
        "absolute",
        "part",
        "edition",
        "country",
        "ids",
    }
    assert wanted <= set(row["parsed"])
    assert row["selected"]["evidence"][0]["what"] == "title"
    assert json.loads(json.dumps(row)) == row


def test_the_explanation_says_all_of_it(identifier: Identifier) -> None:
    text = explain(identifier.identify(Question("Parasite (2019).mkv")))
    for words in (
        "Parasite (2019).mkv",
        "read: movie",
        "1. ",
        "against: other_year",
        "verdict: ask",
        "rule: certain",
    ):
        assert words in text


NAMES = [row["name"] for row, *_ in (*CASES.values(), *IDS.values())] * 12


def test_many_are_answered_in_order_and_alike_in_one_process_and_in_two(path: Path) -> None:
    questions = [Question(str(name)) for name in NAMES]
    alone = list(identify_many(questions, path, workers=1))
    shared = list(identify_many(iter(questions), path, workers=2))
    assert [answer.question for answer in shared] == questions
    assert [answer.to_dict() for answer in shared] == [answer.to_dict() for answer in alone]


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_while_questions_do(path: Path, workers: int) -> None:
    given = 0

    def questions() -> Iterator[Question]:
        nonlocal given
        while given < 2_000:
            given += 1
            yield Question("The Door (2009).mkv")

    answers = identify_many(questions(), path, workers=workers)
    first: Identified = next(answers)
    assert first.verdict.decision == "auto"
    assert given < 1_000


def test_a_damaged_row_of_the_title_database_costs_only_its_own_files_their_candidates(
    tmp_path: Path,
) -> None:
    damaged = build(tmp_path, WORKS)
    with closing(sqlite3.connect(damaged)) as db, db:
        db.execute("update works set minutes = 'long' where title = 'The Door'")
    names = ("Lexx.S02E09.mkv", "The Door (2009).mkv", "Parasite (1982).mkv")
    questions = [Question(name, duration_seconds=5_100) for name in names]
    before, failed, after = (answer.verdict for answer in identify_many(questions, damaged))
    assert (before.decision, after.decision) == ("auto", "auto")
    assert (failed.decision, failed.selected, failed.candidates) == ("none", None, ())
    (reason,) = failed.reasons
    assert sentence(reason).startswith("Not identified: the program failed (TypeError: ")
    assert reason.values["where"].startswith("features.py, line ")


def test_a_title_database_that_cannot_be_read_is_no_fault_of_one_file(path: Path) -> None:
    with open_reference(path) as reference:
        closed = Identifier(reference)
    with pytest.raises(sqlite3.Error):
        closed.identify(Question("The Door (2009).mkv"))


def test_an_unrelated_work_never_makes_a_question_certain(tmp_path: Path, path: Path) -> None:
    more: list[Row] = [
        ("tt0000999", "movie", "An Unrelated Story", 2011, 95),
        ("tt0000998", "tvSeries", "Nemo", 2000, None),
    ]
    richer = build(tmp_path / "richer", [*WORKS, *more], AKAS)
    questions = [question_from(row) for row, *_ in (*CASES.values(), *IDS.values())]
    pairs = zip(identify_many(questions, path), identify_many(questions, richer), strict=True)
    for before, after in pairs:
        assert not (before.verdict.decision == "ask" and after.verdict.decision == "auto"), after.question


@pytest.mark.parametrize(
    ("name", "minutes"), [("mariage Sophie & Luc.mp4", 82), ("Blade Runner Final Cut.mkv", None)]
)
def test_a_work_whose_title_is_nothing_like_the_name_is_not_offered(name, minutes):
    question = Question(name, duration_seconds=minutes and minutes * 60)
    (found,) = identify_many([question], shipped("data/reference"))
    assert (found.verdict.decision, found.verdict.candidates) == ("none", ())


NFO_IDS = {
    "imdb": ("tt0000101", "tt0000203", "tt9999999"),
    **dict.fromkeys(("tmdb", "tvdb", "tvmaze"), ("1", "999999999")),
    "wikidata": ("Q5",),
}
TITLES = st.sampled_from([row[2] for row in WORKS] + ["", "A Garden", "S01E01", "2049"])
ANY_NFO = st.builds(
    ParsedName,
    kind=st.sampled_from([None, "movie", "series"]),
    title=st.none() | TITLES,
    year=st.none() | st.sampled_from([0, 1982, 2010, 2017, 9999]),
    season=st.none() | st.integers(0, 99_999),
    episodes=st.lists(st.integers(0, 30), max_size=3, unique=True).map(tuple),
    ids=st.fixed_dictionaries(
        {}, optional={source: st.sampled_from(values) for source, values in NFO_IDS.items()}
    ),
    other_titles=st.lists(TITLES, max_size=2).map(tuple),
)


@given(
    TITLES.map(lambda title: f"{title}.mkv"),
    st.none() | st.sampled_from(["movie", "series"]),
    st.none() | st.integers(1, 40_000),
    ANY_NFO,
)
def test_whatever_an_nfo_says_the_file_gets_an_answer(
    identifier: Identifier, name: str, kind: str | None, seconds: int | None, nfo: ParsedName
) -> None:
    verdict = identifier.identify(Question(name, None, seconds, kind, nfo)).verdict
    assert verdict.decision in ("auto", "ask", "none")
    assert FAULT not in {reason.what for reason in verdict.reasons}
    assert (verdict.selected in verdict.candidates) == (verdict.decision == "auto")
    assert len({item.key for item in verdict.candidates}) == len(verdict.candidates)
