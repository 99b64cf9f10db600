"""Opening a reference, and finding titles exactly, by words and by similar spelling."""

import itertools
import random
import shutil
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.errors import ReferenceFault
from cineorg_catalog.normalize import fold, fold_title
from cineorg_catalog.reference.build import build_reference
from cineorg_catalog.reference.reader import Reference, open_reference
from cineorg_catalog.reference.search import KeptRows, add_word, alike, heaviest, similarity
from tests.support.dataset_files import N, aka, work, write_dataset

WORKS = [
    work("tt0133093", "The Matrix", 1999),
    work("tt0234215", "The Matrix Reloaded", 2003),
    work("tt0242653", "The Matrix Revolutions", 2003),
    work("tt0071562", "The Godfather Part II", 1974),
    work("tt0068646", "The Godfather", 1972),
    work("tt0076759", "Star Wars: Episode IV - A New Hope", 1977),
    work("tt0080684", "Star Wars: Episode V - The Empire Strikes Back", 1980),
    work("tt1772341", "Wreck-It Ralph", 2012),
    work("tt0119488", "L.A. Confidential", 1997),
    work("tt0082096", "Das Boot", 1981),
    work("tt0098084", "Pet Sematary", 1989),
    work("tt0837563", "Pet Sematary", 2019),
    work("tt0365748", "Shaun of the Dead", 2004),
    work("tt0239395", "Cats & Dogs", 2001),
    work("tt0107290", "Jurassic Park", 1993),
    work("tt1375666", "Inception", 2010),
    work("tt0084787", "The Thing", 1982),
    work("tt0905372", "The Thing", 2011),
    work("tt0044121", "Thing", 1951),
    work("tt0211915", "Amélie", 2001, original="Le fabuleux destin d'Amélie Poulain"),
    work("tt0944947", "Game of Thrones", 2011, "tvSeries"),
    work("tt0121766", "The Office", 2001, "tvSeries"),
    work("tt0386676", "The Office", 2005, "tvSeries"),
    work("tt0108778", "Doctor Who", 1963, "tvSeries"),
    work("tt0096697", "Foerster", 1990),
    work("tt7286456", "$", 1971),
    work("tt0029453", "...", 2012),
    work("tt0111161", "Fight", N),
    work("wing-it-2023", "Wing It!", 2023, "short"),
    work("tt0112159", "新世紀エヴァンゲリオン", 1995, "tvSeries"),
    work("tt0110413", "Леон", 1994),
]
AKAS = [
    aka("tt0133093", "Matrix: Die Wirklichkeit", "DE"),
    aka("tt0082096", "The Boat", "US"),
    aka("tt0112159", "Neon Genesis Evangelion", "XWW", "en"),
]


def write(folder, works=WORKS):
    write_dataset(folder, "title.basics", works)
    write_dataset(folder, "title.akas", AKAS)
    return folder


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("dataset"))
    build_reference(folder, folder / "reference.db")
    return folder / "reference.db"


@pytest.fixture(scope="module")
def reference(path):
    with open_reference(path) as opened:
        yield opened


def ids(hits):
    return [hit.work.id for hit in hits]


EXACT = {
    "as it stands": ("The Matrix", ["tt0133093"]),
    "dots and case": ("the.matrix", ["tt0133093"]),
    "the article last": ("Matrix, The", ["tt0133093"]),
    "a translated title": ("Matrix Die Wirklichkeit", ["tt0133093"]),
    "the original title": ("Le fabuleux destin d Amelie Poulain", ["tt0211915"]),
    "no accent": ("Amelie", ["tt0211915"]),
    "a number in roman": ("The Godfather Part 2", ["tt0071562"]),
    "no part": ("Godfather II", ["tt0071562"]),
    "glued": ("WreckIt Ralph", ["tt1772341"]),
    "an acronym that looks like an article": ("LA Confidential", ["tt0119488"]),
    "an umlaut written out": ("Förster", ["tt0096697"]),
    "and": ("cats and dogs", ["tt0239395"]),
    "no and": ("Cats Dogs", ["tt0239395"]),
    "only signs": ("$", ["tt7286456"]),
    "only dots": ("...", ["tt0029453"]),
    "an article that is there comes first": ("The Thing", ["tt0084787", "tt0905372", "tt0044121"]),
    "an article that is not there comes last": ("Thing", ["tt0044121", "tt0084787", "tt0905372"]),
    "two series of one title, the older first": ("The Office", ["tt0121766", "tt0386676"]),
    "CJK": ("新世紀エヴァンゲリオン", ["tt0112159"]),
    "Cyrillic": ("ЛЕОН", ["tt0110413"]),
    "nothing": ("Nosferatu", []),
    "the empty title": ("", []),
    "half a character": ("\udc80", []),
    "a NUL": ("The\x00Matrix", ["tt0133093"]),
    "quotes and SQL": ("' OR 1=1 --\"", []),
}


@pytest.mark.parametrize(("title", "expected"), EXACT.values(), ids=EXACT.keys())
def test_exact_finds_every_spelling_of_a_title(reference, title, expected):
    hits = reference.exact(title)
    assert ids(hits) == expected
    assert {hit.how for hit in hits} <= {"exact"}


def test_exact_says_how_close_and_by_which_title(reference):
    [same] = reference.exact("matrix die wirklichkeit")
    assert (same.matched_title, same.language, same.similarity) == ("Matrix: Die Wirklichkeit", "de", 100)
    assert [hit.similarity for hit in reference.exact("The Thing")] == [100, 100, 98]
    assert [hit.similarity for hit in reference.exact("Godfather 2")] == [97]


def test_exact_keeps_to_the_kind(reference):
    assert ids(reference.exact("the office", "movie")) == []
    assert ids(reference.exact("the office", "series")) == ["tt0121766", "tt0386676"]


NEAR = {
    "one slip": ("Inceptoin", 2010, "tt1375666"),
    "two slips": ("Jurasic Prk", 1993, "tt0107290"),
    "a slip in the first letter": ("Gurassic Park", 1993, "tt0107290"),
    "singular": ("The Matrix Revolution", 2003, "tt0242653"),
    "a word missing": ("Shaun the Dead", 2004, "tt0365748"),
    "the subtitle missing": ("Star Wars", 1977, "tt0076759"),
    "words too many": ("Inception Extended Cut", 2010, "tt1375666"),
    "words before": ("Marvel presents Wreck-It Ralph", 2012, "tt1772341"),
    "words swapped": ("Reloaded Matrix", 2003, "tt0234215"),
    "glued, with a slip": ("jurasicpark", 1993, "tt0107290"),
    "the year next to it": ("Inceptoin", 2011, "tt1375666"),
    "the very title": ("Pet Sematary", 2019, "tt0837563"),
    "of two of one title the nearer year": ("Pet Semetary", 2019, "tt0837563"),
    "a series by the year of a season": ("Game of Throne", 2016, "tt0944947"),
    "a work of unknown year": ("Fights", 1999, "tt0111161"),
    "a translated title": ("Matrix Wirklichkeit", 1999, "tt0133093"),
    "CJK in part": ("新世紀", 1995, "tt0112159"),
    "Cyrillic with a slip": ("Леонн", 1994, "tt0110413"),
}
NOT_WITHOUT_A_YEAR = {"of two of one title the nearer year", "the very title"}


@pytest.mark.parametrize(("title", "year", "expected"), NEAR.values(), ids=NEAR.keys())
def test_near_finds_it_first_with_its_year(reference, title, year, expected):
    assert ids(reference.near(title, year))[:1] == [expected]


@pytest.mark.parametrize(
    ("title", "expected"),
    [(title, wanted) for case, (title, _, wanted) in NEAR.items() if case not in NOT_WITHOUT_A_YEAR],
    ids=[case for case in NEAR if case not in NOT_WITHOUT_A_YEAR],
)
def test_near_finds_it_among_five_without_a_year(reference, title, expected):
    assert expected in ids(reference.near(title))[:5]


def test_near_keeps_to_the_years_around(reference):
    assert ids(reference.near("Pet Semetary", 1989)) == ["tt0098084"]
    assert set(ids(reference.near("Pet Semetary"))[:2]) == {"tt0098084", "tt0837563"}


def test_near_keeps_to_the_kind_and_the_limit(reference):
    assert {hit.work.kind for hit in reference.near("The Offices", kind="series")} == {"series"}
    assert ids(reference.near("The Offices", kind="movie")) == []
    assert len(reference.near("matrix", limit=2)) == 2


def test_near_tells_apart_exact_and_merely_alike(reference):
    hits = {hit.work.id: hit for hit in reference.near("The Matrix")}
    assert (hits["tt0133093"].how, hits["tt0133093"].similarity) == ("exact", 100)
    assert (hits["tt0242653"].how, hits["tt0242653"].similarity < 97) == ("tokens", True)


def test_a_longer_title_is_less_alike_than_its_main_title(reference):
    with_subtitle, other = reference.near("Star Wars: Episode IV")[:2]
    assert with_subtitle.work.id == "tt0076759"
    assert with_subtitle.similarity > other.similarity


STRANGE = [
    "",
    " ",
    "...",
    "The",
    "'\"",
    "a" * 10_000,
    "word " * 3000,
    "\x00",
    "\udc80\udcff",
    "AND OR NOT",
    "* ^ NEAR(",
]


@pytest.mark.parametrize("title", STRANGE, ids=[repr(title[:12]) for title in STRANGE])
@pytest.mark.parametrize("year", [None, 1999, 0, -4, 99999])
def test_near_takes_anything(reference, title, year):
    reference.near(title, year)


@given(st.text(max_size=30), st.one_of(st.none(), st.integers(1890, 2030)))
def test_near_never_fails_and_is_deterministic(path, title, year):
    with open_reference(path) as opened:
        first = opened.near(title, year)
        assert opened.near(title, year) == first
        assert len(set(ids(first))) == len(first)
        assert all(0 <= hit.similarity <= 100 for hit in first)


def test_the_order_of_rows_changes_no_answer(tmp_path, reference):
    shuffled = random.Random(1).sample(WORKS, len(WORKS))
    build_reference(write(tmp_path, shuffled), tmp_path / "reference.db")
    with open_reference(tmp_path / "reference.db") as other:
        for title in ("matrix", "the thing", "pet semetary", "star wars", "office", "the dead"):
            for year in (None, 2003):
                assert other.near(title, year) == reference.near(title, year)
            assert other.exact(title) == reference.exact(title)


def test_votes_put_the_better_known_first(tmp_path):
    write(tmp_path)
    write_dataset(tmp_path, "title.ratings", ["tt0386676|9.0|700000", "tt0121766|8.5|120000"])
    build_reference(tmp_path, tmp_path / "reference.db")
    with open_reference(tmp_path / "reference.db") as opened:
        assert ids(opened.exact("the office")) == ["tt0386676", "tt0121766"]
        assert ids(opened.near("the offise"))[:2] == ["tt0386676", "tt0121766"]


def test_an_absent_reference_is_told(tmp_path, monkeypatch):
    with pytest.raises(ReferenceFault, match="cineorg-load reference build DIR"):
        open_reference(tmp_path / "none.db")
    monkeypatch.setenv("CINEORG_REFERENCE", str(tmp_path / "none.db"))
    with pytest.raises(ReferenceFault, match=r"none\.db"):
        open_reference()


def test_the_environment_names_the_reference(path, monkeypatch):
    monkeypatch.setenv("CINEORG_REFERENCE", str(path))
    with open_reference() as opened:
        assert opened.info().path == path


def test_the_reference_of_the_working_folder_is_taken_before_the_shipped_one(path, tmp_path, monkeypatch):
    monkeypatch.delenv("CINEORG_REFERENCE", raising=False)
    monkeypatch.chdir(tmp_path)
    with open_reference() as opened:
        assert opened.info().path is None
        assert opened.exact("Big Buck Bunny")[0].work.year == 2008
        assert opened.near("Big Buk Bunny", 2008)
    (tmp_path / "data").mkdir()
    shutil.copy(path, tmp_path / "data" / "reference.db")
    with open_reference() as opened:
        assert opened.info().works == len(WORKS)


def test_a_folder_of_dataset_files_opens_too(path):
    with open_reference(path.parent) as opened:
        assert ids(opened.exact("das boot")) == ["tt0082096"]
        assert opened.info().path is None


def test_another_version_is_refused_with_what_to_do(path, tmp_path):
    old = tmp_path / "reference.db"
    shutil.copy(path, old)
    with sqlite3.connect(old) as db:
        db.execute("pragma user_version = 0")
    with pytest.raises(ReferenceFault, match=r"version 0.*cineorg-load reference build DIR"):
        open_reference(old)


@pytest.mark.parametrize(
    "content", [b"", b"no database at all" * 100, "catalogue"], ids=["empty", "text", "catalogue"]
)
def test_what_is_no_reference_is_refused_in_one_line(tmp_path, content):
    file = tmp_path / "other.db"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        with sqlite3.connect(file) as db:
            db.execute("create table movies (id)")
    with pytest.raises(ReferenceFault, match=r"other\.db") as raised:
        open_reference(file)
    assert "\n" not in str(raised.value)


def test_a_reference_is_read_only_and_opens_where_nothing_can_be_written(path, tmp_path):
    folder = tmp_path / "a folder?with #signs%"
    folder.mkdir()
    shutil.copy(path, folder / "reference.db")
    (folder / "reference.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        with open_reference(folder / "reference.db") as opened:
            assert opened.exact("das boot")
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                opened._db.execute("delete from works")
    finally:
        folder.chmod(0o755)


def test_the_facts_of_a_reference(reference, path):
    info = reference.info()
    assert (info.path, info.works, info.episodes) == (path, len(WORKS), 0)
    assert info.titles == len(WORKS) + 4
    assert len(info.date) == len("2026-11-22")


def test_an_unknown_work_is_none(reference):
    assert reference.work("tt9999999") is None
    assert reference.work("no-such-slug") is None
    assert (reference.titles("tt9999999"), reference.episodes("nothing")) == ([], [])


def slips(rng, title):
    "The title with one letter changed, lost, doubled or swapped with the next."
    at = rng.randrange(1, len(title) - 1)
    return rng.choice(
        [
            title[:at] + "x" + title[at + 1 :],
            title[:at] + title[at + 1 :],
            title[:at] + title[at] + title[at:],
            title[:at] + title[at + 1] + title[at] + title[at + 2 :],
        ]
    )


@pytest.fixture(scope="module")
def extract(shared_build) -> Reference:
    target, report = shared_build
    assert (report.works, report.skipped_count) == (224_661, 0)  # all but the 26 episodes
    return open_reference(target)


@pytest.mark.slow
def test_of_real_titles_nearly_all_are_found_whatever_befell_them(extract):
    rng = random.Random(2)
    rows = extract._db.execute(
        "select id, title, year from works where form = 'movie' and year > 0 and length(title) > 7 and id > 0"
    ).fetchall()
    changes = {
        "a slip": lambda title: slips(rng, title),
        "two slips": lambda title: slips(rng, slips(rng, title)),
        "words too many": lambda title: f"{title} extended cut",
        "words swapped": lambda title: " ".join(reversed(title.split(maxsplit=1))),
    }
    for what, change in changes.items():
        for with_year, least in ((True, 0.97), (False, 0.93)):
            found = 0
            for number, title, year in rng.sample(rows, 200):
                hits = extract.near(change(title), year if with_year else None, "movie")
                found += f"tt{number:07d}" in ids(hits)[:8]
            assert found / 200 >= least, (what, with_year)


@pytest.mark.slow
def test_every_real_title_finds_its_own_work(extract):
    rows = extract._db.execute("select work, title, key from titles where id % 50 = 0").fetchall()
    for work_number, title, key in rows:
        assert fold(title) == key
        numbers = [hit.work.id for hit in extract.exact(title)]
        assert f"tt{work_number:07d}" in numbers or work_number < 0


def test_a_least_similarity_leaves_out_only_what_is_below_it():
    titles = ["The Matrix", "Matrix Reloaded", "Mätrix", "A Trix", "Reloaded: The Matrix", "Aliens 3"]
    titles += ["Himmelfahrtskommandos", "Himmelfahrtskommandxy"]  # 90.5 of 100
    for one, other in itertools.permutations(titles, 2):
        folded, matched = fold_title(one), fold_title(other)
        row = (1, matched.key, matched.words, other)
        whole = similarity(folded, *row[1:])
        for least in (30, 57, 65, 80, 86, 90, 96):
            assert whole < least or list(alike(folded, [row], least)) == [row], (one, other, least)
        assert whole >= 40 or not list(alike(folded, [row], 90)), (one, other)


def test_titles_that_are_left_out_early_are_none_of_the_heaviest():
    rng = random.Random(5)
    for _ in range(300):
        words = sorted(
            (rng.choice((0.5, 1.0, 2.0, 4.0, 9.0)) for _ in range(rng.randint(1, 6))), reverse=True
        )
        sought = [(weight, rng.sample(range(400), rng.choice((0, 2, 30, 300)))) for weight in words]
        all_of_them, weights, left = {}, {}, sum(words)
        for weight, titles in sought:
            for title in titles:
                all_of_them[title] = all_of_them.get(title, 0.0) + weight
            add_word(weight, titles, weights, left)
            left -= weight
        assert heaviest(weights) == heaviest(all_of_them)


def test_rows_that_are_kept_are_those_of_the_database_and_never_too_many(reference):
    statement = "select id, title from titles where id in (select value from json_each(?))"
    kept, rows = (
        KeptRows(reference._db, statement, 7),
        dict(reference._db.execute("select id, title from titles")),
    )
    rng = random.Random(6)
    for size in [1, 3, 3, 7, 20, 2, 5] * 20:
        ids = rng.sample(sorted(rows), size)
        assert kept.of([*ids, -1]) == [(title_id, rows[title_id]) for title_id in ids]
        assert len(kept) <= max(7, size)


def test_what_was_searched_before_changes_no_answer(path, reference):
    titles = ["Matrix", "The Thing", "Pet Semetary", "Star Wars", "Godfather 2", "Wreck it Ralf", "Thing"]
    for title, year in itertools.product(titles, (None, 1999, 2011)):
        with open_reference(path) as fresh:
            assert reference.near(title, year) == fresh.near(title, year)
            assert reference.exact(title) == fresh.exact(title)
