"""The package's own small reference: whole, plausible, and at one with real data where both know a work."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cineorg_catalog.normalize import fold
from cineorg_catalog.resources import shipped

BASICS = [
    *("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult"),
    *("startYear", "endYear", "runtimeMinutes", "genres"),
]
AKAS = ["titleId", "ordering", "title", "region", "language", "types", "attributes", "isOriginalTitle"]
NULL = r"\N"
FILMS = {"movie", "short"}
SERIES = {"tvSeries", "tvMiniSeries"}


def rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@pytest.fixture(scope="module")
def basics() -> list[dict[str, str]]:
    header, *works = rows(shipped("data/reference") / "title.basics.tsv")
    assert header == BASICS
    assert all(len(work) == len(BASICS) for work in works)
    return [dict(zip(BASICS, work, strict=True)) for work in works]


@pytest.fixture(scope="module")
def akas() -> list[dict[str, str]]:
    header, *titles = rows(shipped("data/reference") / "title.akas.tsv")
    assert header == AKAS
    assert all(len(title) == len(AKAS) for title in titles)
    return [dict(zip(AKAS, title, strict=True)) for title in titles]


def test_it_has_the_promised_number_of_films_and_series(basics):
    kinds = Counter(work["titleType"] for work in basics)
    assert set(kinds) == FILMS | SERIES
    assert kinds["movie"] + kinds["short"] >= 150
    assert kinds["tvSeries"] + kinds["tvMiniSeries"] >= 36


def test_ids_are_unique_and_of_imdb_or_local_slugs(basics):
    ids = [work["tconst"] for work in basics]
    assert len(set(ids)) == len(ids)
    wrong = [id_ for id_ in ids if not re.fullmatch(r"tt\d{7,8}|[a-z0-9]+(-[a-z0-9]+)*-\d{4}", id_)]
    assert not wrong


def test_no_two_works_share_title_year_and_kind(basics):
    same = Counter((fold(work["primaryTitle"]), work["startYear"], work["titleType"]) for work in basics)
    assert not [work for work, times in same.items() if times > 1]


def test_years_and_running_times_are_plausible(basics):
    for work in basics:
        year, minutes = int(work["startYear"]), int(work["runtimeMinutes"])
        assert 1890 <= year <= 2025, work
        assert 1 <= minutes <= 421, work  # Les Vampires, all ten parts
        if work["titleType"] == "short":
            assert minutes <= 45, work
        if work["endYear"] != NULL:
            assert work["titleType"] in SERIES, work
            assert year <= int(work["endYear"]) <= 2025, work


def test_titles_and_genres_are_clean(basics, akas):
    titles = [work[key] for work in basics for key in ("primaryTitle", "originalTitle")]
    titles += [title["title"] for title in akas]
    for title in titles:
        assert title == title.strip()
        assert title not in ("", NULL)
        assert fold(title), title
    for work in basics:
        assert re.fullmatch(r"[A-Z][A-Za-z-]+(,[A-Z][A-Za-z-]+){0,2}", work["genres"]), work


def test_other_titles_belong_to_a_work_and_are_numbered(basics, akas):
    ids = {work["tconst"] for work in basics}
    assert {title["titleId"] for title in akas} <= ids
    keys = [(title["titleId"], title["ordering"]) for title in akas]
    assert len(set(keys)) == len(keys)


def test_the_original_title_is_the_same_in_both_files(basics, akas):
    originals = {work["tconst"]: work["originalTitle"] for work in basics}
    marked = [title for title in akas if title["isOriginalTitle"] == "1"]
    assert all(originals[title["titleId"]] == title["title"] for title in marked)
    assert len({title["titleId"] for title in marked}) == len(marked)


@pytest.mark.parametrize("language", ["fr", "de", "es", "it", "ru", "ja", "sv"])
def test_other_titles_come_in_several_languages(akas, language):
    assert [title for title in akas if title["language"] == language]


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Dr. Jekyll and Mr. Hyde", {"1920", "1931", "1941"}),
        ("The Phantom of the Opera", {"1925", "1943", "1962", "2004"}),
        ("The Lost World", {"1925", "1960"}),
        ("Nosferatu", {"1922", "2024"}),
        ("The Office", {"2001", "2005"}),
    ],
)
def test_it_knows_works_that_share_a_title(basics, title, years):
    assert {work["startYear"] for work in basics if fold(work["primaryTitle"]) == fold(title)} == years


def test_ids_are_of_the_same_works_as_in_real_data(basics, shared):
    """Where both know an id, one of its titles and its year must agree."""
    ours = {work["tconst"]: work for work in basics}
    common = 0
    with gzip.open(shared / "reference" / "title.basics.tsv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            id_, _, title, original, _, year, *_ = line.rstrip("\n").split("\t")
            if work := ours.get(id_):
                common += 1
                titles = {fold(work["primaryTitle"]), fold(work["originalTitle"])}
                assert titles & {fold(title), fold(original)}, (work, title, original)
                assert abs(int(year) - int(work["startYear"])) <= 1, (work, year)
    assert common >= 140
