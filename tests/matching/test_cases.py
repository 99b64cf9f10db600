"""Reported cases of wrong evidence, one row each: what beside a name, or in it, must not decide.

Each names what was reported; what is right is a match without a person, a question, or no candidate.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from cineorg_catalog.matching.candidate import Candidate, is_clear
from cineorg_catalog.matching.case import (
    APPROVED_SERIES,
    CERTAIN,
    FOREIGN_ID,
    ID,
    NFO,
    SAME_CONTENT,
    Question,
)
from cineorg_catalog.matching.explain import Evidence
from cineorg_catalog.matching.identify import Identified, Identifier
from cineorg_catalog.names import ParsedName, hold_several_titles
from cineorg_catalog.reference.reader import open_reference
from tests.support.tiny_reference import Row, build

WORKS: list[Row] = [
    ("tt0000101", "movie", "The Divide", 2011, 112),
    ("tt0000102", "movie", "The Divide", 2015, 78),
    ("tt0000103", "movie", "Hours", 2013, 97),
    ("tt0000104", "movie", "127 Hours", 2010, 94),
    ("tt0000105", "movie", "#Horror", 2015, 90),
    ("tt0000106", "movie", "Western", 2017, 121),
    ("tt0000107", "movie", "The Team", 2010, 100),
    ("tt0000108", "movie", "L'île", 2011, 100),
    ("tt0000109", "movie", "Victim", 2011, 100),
    ("tt0000110", "movie", "Alien", 1979, 117),
    ("tt0000111", "movie", "Aliens", 1986, 137),
    ("tt0000112", "movie", "Der Untergang", 2004, 156),
    ("tt0000113", "movie", "Rip", 2010, 90),
    ("tt0000114", "movie", "Zodiac", 2007, 157),
    ("tt0000115", "movie", "Metropolis", 1927, 153),
    ("tt0000116", "movie", "Metropolis", 2001, 108),
    ("tt0000117", "movie", "Night Train", 2010, 90),
    ("tt0000118", "movie", "Night Train Real", 2010, 85),
    ("tt0000119", "movie", "Big Secret", 2012, 85),
    ("tt0000120", "movie", "Rambo: First Blood Part II", 1985, 96),
    ("tt0000121", "movie", "The Night Nurse", 2004, 113),
    ("tt0000122", "movie", "The Quiet Door", 2012, 90),
    ("tt0000123", "movie", "Quiet Door", 2012, 85),
    ("tt0000124", "movie", "Trailer", 2010, 80),
    ("tt0000201", "tvSeries", "Flikken", 1999, None),
    ("tt0000202", "tvSeries", "Alien Nation", 1989, None),
    ("tt0000203", "tvSeries", "ID-0", 2017, None),
    ("tt0000204", "tvSeries", "I.D", 2024, None),
    ("tt0000205", "tvSeries", "Illya", 2015, None),
    ("tt0000206", "tvSeries", "Far Out", None, None),
    ("tt0000207", "tvSeries", "Leap Home", None, None),
    ("tt0000208", "tvSeries", "Leap Home", 2022, None),
    ("tt0000209", "tvSeries", "Extras", 2005, None),
    ("tt0000210", "tvSeries", "Zom 100: Bucket List of the Dead", 2023, None),
    ("tt0000211", "tvSeries", "The Good Surgeon", 2017, None),
    ("tt0000212", "tvSeries", "Hollow Creek (2014)", 2014, None),
    *((f"tt00003{n:02}", "movie", "Stalker", 2000 + n, 90) for n in range(10)),
]


@pytest.fixture(scope="module")
def identifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identifier]:
    with open_reference(build(tmp_path_factory.mktemp("reference"), WORKS)) as reference:
        yield Identifier(reference)


def nfo(**said: Any) -> ParsedName:
    return ParsedName(**{"kind": "movie", **said})


def imdb(number: int, **said: Any) -> ParsedName:
    return nfo(ids={"imdb": f"tt0000{number}"}, **said)


class Case(NamedTuple):
    question: Question
    decision: str
    best: str | None = None  # id of the title that is matched, or listed first
    rule: str | None = None
    because: str | None = None  # a code among the reasons


def film(name: str, minutes: int | None = None, **more: Any) -> Question:
    return Question(name, duration_seconds=minutes and minutes * 60, **more)


BESIDE = {
    "A2 another film's NFO: year and running time": Case(
        film("The Divide (2011).mkv", 112, nfo=imdb(102)), "ask", "tt0000101", None, "other_year"),
    "A2 another film's NFO: running time alone": Case(
        film("The Divide.mkv", 112, nfo=imdb(102)), "ask", None, None, "duration_far"),
    "A2 an exact other title": Case(
        film("Hours (2013).mkv", nfo=imdb(104)), "ask", "tt0000103", None, "other_work"),
    "A2 an exact other title without its year": Case(
        film("Hours.mkv", nfo=imdb(104)), "ask", None, None, "other_part"),
    "an NFO with ids that no candidate can come from": Case(
        film("Metropolis.mkv", 300, nfo=nfo(ids={"wikidata": "Q1", "tvmaze": "82"})), "ask"),
    "a film's NFO with an id of TheTVDB": Case(
        film("An Unknown Garden.mkv", nfo=nfo(title="An Unknown Garden", ids={"tvdb": "82"})),
        "auto", "82", NFO),
    "A2 the right NFO": Case(film("The Divide (2015).mkv", 78, nfo=imdb(102)), "auto", "tt0000102"),
    "A2 the NFO says which of several": Case(
        film("Metropolis.mkv", 153, nfo=imdb(115)), "auto", "tt0000115", NFO),
    "A2 a file that says nothing": Case(
        film("movie.mkv", 153, folder="Something", nfo=imdb(115)), "auto", "tt0000115", NFO),
    "A2 a folder of another title and year": Case(
        film("movie.mkv", folder="Zodiac (2007)", nfo=imdb(115)), "ask", "tt0000114"),
    "A2 an NFO that contradicts itself": Case(
        film("Metropolis.mkv", nfo=imdb(115, year=2001)), "ask", None, None, "other_year"),
    "A2 a title nothing like it": Case(
        film("Holidays in Rome.mkv", nfo=imdb(115)), "ask", "tt0000115", None, "id_other_title"),
    "A2 the title of the NFO, in a language that is not known": Case(
        film("Гибель империи (2004).mkv", nfo=imdb(112, title="Гибель империи")), "auto", "tt0000112", NFO),
    "A2 a film's NFO for an episode": Case(
        film("Flikken S01E02.mkv", nfo=imdb(115)), "ask", None, None, "other_kind"),
    "A2 an id in the name outranks the NFO's": Case(
        film("The Divide (2011) {imdb-tt0000101}.mkv", 78, nfo=imdb(102)), "auto", "tt0000101", ID),
    "A3 a name's id against year and running time": Case(
        film("The Divide (2012) [tt0000101].mkv", 60), "auto", "tt0000101", ID),
    "A3 a name's id of another title": Case(
        film("Hours (2013) [tt0000115].mkv"), "ask", "tt0000103", None, "id_other_title"),
    "A3 a film's id in an episode's name": Case(
        film("Flikken S01E02 [tt0000115].mkv"), "ask", "tt0000201", None, "id_other_title"),
    "A4 title and year of an NFO without ids": Case(
        film("divd-rls.mkv", nfo=nfo(title="The Divide", year=2011)), "auto", "tt0000101", NFO),
    "A4 title and year of an NFO, the name says nothing": Case(
        film("00001.mkv", nfo=nfo(title="The Divide", year=2011)), "auto", "tt0000101", NFO),
    "A4 an NFO without ids that says another film": Case(
        film("Alien (1979).mkv", nfo=nfo(title="Aliens", year=1986)), "ask", "tt0000110"),
    "A4 a work that the reference lacks": Case(
        film("Zardoz.mkv", nfo=nfo(title="Zardoz", year=1974, ids={"tmdb": "4923"})), "auto", "4923", NFO),
    "A4 a lacking work, another year in the name": Case(
        film("Zardoz (1984).mkv", nfo=nfo(title="Zardoz", year=1974, ids={"tmdb": "4923"})), "ask", "4923"),
    "A4 a lacking work, the name is exactly another's": Case(
        film("Hours.mkv", nfo=nfo(title="Hours", year=2013, ids={"tmdb": "7"})), "auto", "tt0000103"),
    "an id of another source in the name": Case(
        film("Zardoz (1974) [tmdbid-4923].mkv"), "auto", "4923", FOREIGN_ID),
    "an id of another source beside a certain title": Case(
        film("Alien (1979) [tmdbid-348].mkv"), "auto", "tt0000110", CERTAIN),
    "A4 season and episode of an NFO": Case(
        film("Iets anders.mkv", nfo=ParsedName(kind="series", title="Flikken", season=2, episodes=(7,),
             ids={"imdb": "tt0000201"})), "ask"),
    "A4 an NFO of another episode": Case(
        film("Flikken S01E02.mkv", nfo=ParsedName(kind="series", season=1, episodes=(3,),
             ids={"imdb": "tt0000201"})), "ask", "tt0000201", None, "other_episode"),
    "B6 a shelf beside title and year": Case(
        film("Les Tontons Flingueurs (1963).mkv", folder="Horror"), "none"),
    "B6 a shelf beside a known title": Case(film("Alien (1979).mkv", folder="Western"), "auto", "tt0000110"),
    "B6 a shelf beside a title that is only similar": Case(
        film("Zodiak.mkv", folder="Western"), "ask", "tt0000114"),
    "B6 a shelf of which the other files tell": Case(
        film("Tontons.mkv", folder="Horror", beside_others=True), "none"),
    "B8 a season's folder in another language": Case(
        film("07 - Iets.mkv", folder="Flikken/Seizoen 2"), "auto", "tt0000201"),
    "B8 a season's folder, the number first": Case(
        film("07 - Iets.mkv", folder="Flikken/2a Temporada"), "auto", "tt0000201"),
    "B8 a number in the title of a series' folder": Case(
        film("s4e5 - No Way Back.m4v", folder="ID-0/Season 04"), "auto", "tt0000203"),
    "C12 an article read out of a letter": Case(
        film("2010 - A-team.mkv"), "ask", "tt0000107", None, "other_article"),
    "C12 another article": Case(film("Une île (2011).mkv"), "ask", "tt0000108", None, "other_article"),
    "C12 an article too many": Case(film("The Victim (2011).mkv"), "ask", "tt0000109", None, "other_article"),
    "C12 the article behind": Case(film("Divide, The (2011).mkv"), "auto", "tt0000101"),
    "an article left away before two words, in the title's year": Case(
        film("Night.Nurse.2004.1080p.mkv"), "auto", "tt0000121"),
    "an article left away, in another year": Case(
        film("Night.Nurse.2005.1080p.mkv"), "ask", "tt0000121", None, "other_article"),
    "an article left away, and a far running time": Case(
        film("Night.Nurse.2004.1080p.mkv", 90), "ask", "tt0000121", None, "duration_far"),
    "an article left away before one word": Case(
        film("Divide.2011.1080p.mkv"), "ask", "tt0000101", None, "other_article"),
    "an article left away, and another film without it": Case(
        film("Quiet Door (2012).mkv"), "ask", None, None, "twin"),
    "an article left away, without a year": Case(
        film("Good.Surgeon.S01E01.mkv"), "ask", "tt0000211", None, "other_article"),
    "an article left away, with an episode's year": Case(
        film("Good.Surgeon.S01E01.2017.mkv"), "ask", "tt0000211", None, "other_article"),
}  # fmt: skip


TAG_OR_TITLE = {
    "3D before the year": Case(
        film("Night.Train.3D.2010.1080p.mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "3D before the year, for people": Case(
        film("Night Train 3D - 2010 - [1080p].mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "3D, which the pictures' layout explains": Case(
        film("Night.Train.3D.2010.1080p.HSBS.mkv"), "auto", "tt0000117"),
    "3D, and the running time fits": Case(film("Night.Train.3D.2010.1080p.mkv", 91), "auto", "tt0000117"),
    "3D behind the year": Case(film("Night.Train.2010.3D.1080p.mkv"), "auto", "tt0000117"),
    "a word that ends titles": Case(
        film("Night.Train.Limited.2010.DVDRip.mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "the same word, written as tags are": Case(
        film("Night.Train.LiMiTED.2010.DVDRip.mkv"), "auto", "tt0000117"),
    "an edition that ends titles": Case(
        film("Night.Train.Redux.2010.DVDRip.mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "an edition that ends none": Case(film("Night.Train.Extended.2010.DVDRip.mkv"), "auto", "tt0000117"),
    "a language, before the year by custom": Case(
        film("Night.Train.German.2010.DL.1080p.mkv"), "auto", "tt0000117"),
    "a title with the word": Case(film("Night.Train.Real.2010.DVDRip.mkv"), "auto", "tt0000118"),
    "OVA behind a series' year": Case(
        film("03 - Iets.mkv", folder="Illya (2015) (OVA)/S03"), "ask", "tt0000205", None, "tag_or_title"),
    "OVA in its folder alone": Case(
        film("Illya S03E03.mkv", folder="Illya (2015) OVA/S03"), "ask", "tt0000205", None, "tag_or_title"),
    "Special behind a film's year": Case(
        film("Night Train (2010) Special [1080p].mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "a special edition": Case(
        film("Night Train (2010) Special Edition [1080p].mkv"), "auto", "tt0000117"),
    "deleted scenes behind a film's year": Case(
        film("Night Train (2010) - Deleted Scenes [1080p].mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "a trailer in the film's folder": Case(
        film("Night Train (2010) - Trailer 2.mkv", folder="Night Train (2010)"), "ask", "tt0000117", None,
        "tag_or_title"),
    "how a film was made, with a number": Case(
        film("Night_Train_(2010)-x02-Making_Of.mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "the words of an extra, and the running time fits": Case(
        film("Night Train (2010) + Deleted Scenes.mkv", 91), "auto", "tt0000117"),
    "a film that is called like an extra": Case(film("Trailer (2010).mkv"), "auto", "tt0000124"),
    "an episode's number behind a film's year": Case(
        film("[Group] Night Train (2010) - 05 [720p].mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "an episode behind a film's year": Case(
        film("Night.Train.2010.E05.720p.mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "a season behind a film's year": Case(
        film("Night Train (2010) S01.mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "an episode of several behind a film's year": Case(
        film("Night Train (2010) - 3 of 5.mkv"), "ask", "tt0000117", None, "tag_or_title"),
    "a number behind a film's year, and the running time fits": Case(
        film("Night Train (2010) - 05.mkv", 91), "auto", "tt0000117"),
    "a part behind a film's year": Case(film("Night Train (2010) 1 of 2.mkv"), "auto", "tt0000117"),
    "a copy behind a film's year": Case(film("Night Train (2010) (2).mkv"), "auto", "tt0000117"),
    "a resolution behind a film's year": Case(film("Night.Train.2010.1080.x264.mkv"), "auto", "tt0000117"),
    "a number behind the tags": Case(film("Night Train (2010) 1080p x264 [0033].mkv"), "auto", "tt0000117"),
    "a day behind a film's year": Case(film("Night Train (2010) 2015-10-23.mkv"), "auto", "tt0000117"),
    "a number behind a film's year, in a library of films": Case(
        film("Night Train (2010) - 05.mkv", kind="movie"), "auto", "tt0000117"),
    "OVA as a group writes it": Case(
        film("[Group] Illya OVA [1080p].mkv"), "ask", "tt0000205", None, "tag_or_title"),
}  # fmt: skip
SERIES = {
    "a year that nothing confirms": Case(
        film("Far Out (2015) - S01E02.mkv"), "ask", "tt0000206", None, "year_unknown"),
    "a year that the title itself ends with": Case(
        film("Hollow.Creek.2014.S01E02.720p.mkv"), "auto", "tt0000212"),
    "no year, and the series has none": Case(film("Far Out - S01E02.mkv"), "auto", "tt0000206"),
    "two of one title, of which the year tells one": Case(
        film("Leap Home (2022) - S01E02.mkv"), "auto", "tt0000208"),
    "two of one title, without a year": Case(film("Leap Home - S01E02.mkv"), "ask", None, None, "twin"),
    "a series called like a folder of specials": Case(
        film("Extras", folder="Extras"), "ask", "tt0000209", None, "words_left_out"),
    "the first half of the title in the name is a part of a known one": Case(
        film("[Group] Zom 100 - Zombie ni Naru made ni Shitai 100 no Koto - 01 [1080p].mkv"), "ask",
        "tt0000210", None, "contains_only"),
}  # fmt: skip
FLOOR = {
    "a title before a word like a tag": Case(
        film("Zodiac ntsc (2007).mkv"), "ask", "tt0000114", None, "words_left_out"),
    "a group before the title": Case(
        film("tlf-Zodiac (2007).mkv"), "ask", "tt0000114", None, "words_left_out"),
    "a title in a bracket before the name": Case(film("[Zodiac] Quux Zzyzx.mkv"), "ask", "tt0000114"),
    "tags in a bracket before the name": Case(film("[1080p] Quux Zzyzx.mkv"), "none"),
    "a title that shares a common word": Case(film("Big Gear.mkv"), "none"),
    "a title that shares a common word, and the year": Case(film("Big Gear (2012).mkv"), "none"),
    "a misspelt title": Case(film("Big Secrte (2012).mkv"), "ask", "tt0000119", None, "other_spelling"),
    "a sequel's number beside one word": Case(film("Rambo 2.mkv"), "ask", "tt0000120"),
}  # fmt: skip
BESIDE |= TAG_OR_TITLE | SERIES | FLOOR


@pytest.mark.parametrize("case", BESIDE.values(), ids=BESIDE)
def test_cases(identifier: Identifier, case: Case) -> None:
    verdict = identifier.identify(case.question).verdict
    assert verdict.decision == case.decision, verdict
    if case.best is not None:
        assert verdict.candidates[0].id == case.best
    if case.rule is not None:
        assert verdict.rule == case.rule
    if case.because is not None:
        assert case.because in {reason.what for reason in verdict.reasons}


SHOWN = {
    "tlf-Zodiac (2007).mkv": "Zodiac",
    "tlf-Zodiac (2009).mkv": "tlf-Zodiac",
    "Zodiac ntsc (2007).mkv": "Zodiac ntsc",
    "Night.Train.Real.2010.DVDRip.mkv": "Night Train Real",
    "Night.Train.Limited.2010.DVDRip.mkv": "Night Train",
    "The Divide - Words (2011).mkv": "The Divide - Words",
}


@pytest.mark.parametrize(("name", "title"), SHOWN.items())
def test_the_title_that_is_shown_is_the_names(identifier: Identifier, name: str, title: str) -> None:
    assert identifier.identify(film(name)).parsed.title == title


def test_the_work_that_an_nfo_names_is_offered(identifier: Identifier) -> None:
    for case in BESIDE.values():
        said = case.question.nfo
        if (
            said is not None
            and "imdb" in said.ids
            and not case.question.name.endswith("{imdb-tt0000101}.mkv")
        ):
            found = identifier.identify(case.question).verdict.candidates
            assert said.ids["imdb"] in [candidate.imdb_id for candidate in found], case.question


def test_ids_of_other_databases_go_into_the_row_although_the_reference_has_the_film(
    identifier: Identifier,
) -> None:
    for said in (imdb(110), nfo(title="Alien", year=1979)):
        told = ParsedName(**{**said.to_dict(), "ids": {**said.ids, "tmdb": "348"}, "episodes": ()})
        selected = identifier.identify(film("Alien (1979).mkv", nfo=told)).verdict.selected
        assert selected is not None
        assert (selected.imdb_id, selected.tmdb_id) == ("tt0000110", 348)


@pytest.mark.parametrize("kind", ["name", "NFO"])
def test_season_and_episode_come_from_the_name_and_else_from_the_nfo(
    identifier: Identifier, kind: str
) -> None:
    said = ParsedName(kind="series", season=2, episodes=(7,), ids={"imdb": "tt0000201"})
    name = "Flikken S02E07.mkv" if kind == "name" else "movie.mkv"
    selected = identifier.identify(film(name, nfo=said)).verdict.selected
    assert selected is not None
    assert (selected.id, selected.season, selected.episodes) == ("tt0000201", 2, (7,))


CLEAR = {
    "the only film of its title": ("Zodiac.mkv", True),
    "C10 ten films of this title": ("STALKER.mkv", False),
    "C10 tags taken for a title": ("dvd rip (2).mp4", False),
    "two films of this title": ("Metropolis.mkv", False),
    "another year": ("Zodiac (2009).mkv", False),
    "a part of a title": ("Nation.mkv", False),
}


@pytest.mark.parametrize(("name", "clear"), CLEAR.values(), ids=CLEAR)
def test_a_choice_is_clear_only_where_one_title_alone_fits(
    identifier: Identifier, name: str, clear: bool
) -> None:
    offered = identifier.identify(film(name)).verdict.candidates
    assert bool(offered and is_clear(offered)) is clear


def scored(score: float, *evidence: Evidence, id: str = "1") -> Candidate:
    return Candidate(id, "imdb", "movie", "Alien", score=score, evidence=evidence)


EXACT, NEAR = Evidence("title", "for", {}, 100, 67), Evidence("title", "for", {}, 99, 67)
ALONE, OF_TWO = (Evidence("no_year", "against", {"works": works}) for works in (1, 2))
CHOICES: dict[str, tuple[list[Candidate], bool]] = {
    "a score at the threshold": ([scored(85)], True),
    "a score below it": ([scored(84.9)], False),
    "a lead of five points": ([scored(90), scored(85)], True),
    "less than five": ([scored(90), scored(85.1)], False),
    "less than five before the third": ([scored(90), scored(60), scored(85.1)], False),
    "an exact title": ([scored(60, EXACT)], True),
    "an exact title of a lower score": ([scored(59.9, EXACT)], False),
    "a similar title": ([scored(99, NEAR)], False),
    "an exact title beside a similar one": ([scored(67, EXACT), scored(66, NEAR)], True),
    "two exact titles": ([scored(100, EXACT), scored(67, EXACT)], False),
    "the only film of its title, without a year": ([scored(67, EXACT, ALONE)], True),
    "one of two films of its title": ([scored(67, EXACT, OF_TWO)], False),
    "something against it": ([scored(99, EXACT, Evidence("duration_far", "against"))], False),
    "found online by exactly its title": ([scored(67, Evidence("found", "for", {}, 100, 67))], True),
    "read otherwise": ([scored(99, EXACT, Evidence("read_as"))], False),
    "an id": ([scored(0, Evidence("id", "for")), scored(100, EXACT)], True),
    "an NFO": ([scored(0, Evidence("nfo", "for"))], True),
    "an NFO with something against it": (
        [scored(0, Evidence("nfo", "for"), Evidence("other_year", "against"))], False),
    "an NFO that is only mentioned": ([scored(99, Evidence("nfo", "neutral"))], False),
    "the same content": ([scored(0, Evidence("same_content", "for"))], True),
}  # fmt: skip


@pytest.mark.parametrize(("candidates", "clear"), CHOICES.values(), ids=CHOICES)
def test_what_makes_a_choice_clear(candidates: list[Candidate], clear: bool) -> None:
    assert is_clear(candidates) is clear


EARLIER = Candidate("tt0000116", "imdb", "movie", "Metropolis", year=2001)


def test_what_a_person_said_of_a_file_of_this_name_is_offered_first(identifier: Identifier) -> None:
    verdict = identifier.identify(film("Metropolis.mkv", 153, decided_before=EARLIER)).verdict
    assert verdict.decision == "ask"
    assert [candidate.id for candidate in verdict.candidates] == ["tt0000116", "tt0000115"]
    assert verdict.reasons[0].values == {"title": "Metropolis", "year": 2001}
    assert is_clear(verdict.candidates) is False  # its running time is far off
    unknown = identifier.identify(film("Unheard of.mkv", decided_before=EARLIER)).verdict
    assert unknown.candidates[0].key == EARLIER.key
    assert is_clear(unknown.candidates)


def test_what_a_person_said_of_a_file_of_this_name_changes_no_match(identifier: Identifier) -> None:
    verdict = identifier.identify(film("Metropolis (1927).mkv", 153, decided_before=EARLIER)).verdict
    assert (verdict.decision, verdict.candidates[0].id) == ("auto", "tt0000115")


def test_what_a_person_said_of_the_same_content_is_matched(identifier: Identifier) -> None:
    verdict = identifier.identify(film("Unheard of.mkv", same_content=EARLIER)).verdict
    assert verdict.selected is not None
    assert (verdict.selected.key, verdict.selected.score) == (EARLIER.key, 100.0)
    assert [reason.what for reason in verdict.reasons] == ["same_content"]
    assert verdict.candidates == (verdict.selected,)


def test_the_rules_stand_in_one_order(identifier: Identifier) -> None:
    "A decision about the content comes first, then the id, then the series; after an undo, people decide."
    known = {"flikken//": Candidate("tt0000202", "imdb", "series", "Alien Nation")}
    settled = Identifier(identifier.reference, approved=known)
    name = "Flikken S01E02 [tt0000201].mkv"
    assert settled.identify(film(name, same_content=EARLIER)).verdict.rule == SAME_CONTENT
    assert settled.identify(film(name)).verdict.rule == ID
    assert settled.identify(film("Flikken S01E02.mkv")).verdict.rule == APPROVED_SERIES
    assert settled.identify(film("ID-0 S01E02.mkv")).verdict.decision == "auto"
    assert settled.identify(film("Alien (1979).mkv")).verdict.decision == "auto"
    undone = settled.identify(film(name, same_content=EARLIER, reopened_by="taken_back")).verdict
    assert (undone.decision, undone.selected) == ("ask", None)
    assert "taken_back" in {reason.what for reason in undone.reasons}


def test_an_id_decides_before_the_search_that_it_makes_needless(identifier: Identifier) -> None:
    reference = identifier.reference
    asked: list[str] = []

    class Watched(type(reference)):  # type: ignore[misc]
        def exact(self, title: str, kind: str | None = None) -> Any:
            asked.append(title)
            return super().exact(title, kind)

    watched = Identifier(Watched(reference._db, None))
    assert watched.identify(film("Alien (1979) {imdb-tt0000110}.mkv")).verdict.rule == ID
    assert asked == []
    watched.identify(film("Alien (1979).mkv"))
    assert asked


FOLDER = "Zodiac"
MEMBERS = ["Zodiac.mkv", "movie.mkv", "Alien (1979).mkv", "Metropolis.mkv", "Flikken S01E02.mkv"]
UNRELATED = ["Home.mkv", "Holidays 2019.mp4", "Lexx S01E01.avi", "The Team (2010).mkv", "00001.mkv"]


def identified(identifier: Identifier, name: str, names: list[str]) -> Identified:
    return identifier.identify(film(name, folder=FOLDER, beside_others=hold_several_titles(names)))


@pytest.mark.parametrize("name", MEMBERS)
def test_an_unrelated_file_in_the_folder_never_turns_an_answer_into_another(
    identifier: Identifier, name: str
) -> None:
    alone = identified(identifier, name, [name]).verdict
    for unrelated in UNRELATED:
        for names in ([name, unrelated], [unrelated, name]):
            verdict = identified(identifier, name, names).verdict
            if alone.selected is not None and verdict.selected is not None:
                assert verdict.selected.key == alone.selected.key
            if alone.selected is None:
                assert verdict.selected is None
