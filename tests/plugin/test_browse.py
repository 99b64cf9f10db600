"""Pages of tables, rows and queries: cards, the few columns first, cells in words, nothing that is hidden."""

import json
import re
import shutil
import sqlite3

import pytest

from cineorg_catalog.cards import TABLES, read_card
from cineorg_catalog.cards.names import names_in
from cineorg_catalog.columns import columns
from cineorg_catalog.database import connect, insert
from cineorg_catalog.decide import approve
from cineorg_catalog.edit import TABLES as TABLES_OF
from cineorg_catalog.edit import edit
from cineorg_catalog.models import BY_TABLE, EpisodeModel, LoadModel, SeriesModel, TitleModel
from cineorg_catalog.schema import upgrade
from cineorg_catalog.trash import delete
from cineorg_catalog.undo import last_about, undo
from tests.support.sample_catalogue import MARKUP, add_file, film, make_small
from tests.support.site import ROOT, Site, metadata

SERVED = [model.table for model in BY_TABLE.values()]


def make_lived_in(file):
    "A catalogue with a past: decisions, undone ones too, edits, things in the trash, gaps."
    ids = make_small(file)
    db = connect(file)
    edit(
        db,
        "movie",
        1,
        {"genres": "Drama,Sci-Fi", "tmdb_id": "19", "overview": "A city of two halves."},
        by="root",
    )
    add_file(
        db,
        "/videos/Films/Metropolis copy.mkv",
        {"kind": "movie", "title": "Metropolis", "year": 1927},
        (film("tt0017136", "Metropolis", 1927, 100, 153),),
        subtitle_languages_json='["fr"]',
    )
    approve(db, 10, "tt0017136", by="ann")
    delete(db, "video_file", 10, reason="given away", by="ann")
    insert(db, EpisodeModel(series_id=1, season_number=0, episode_number=1, title="A Special"))
    approve(db, ids["film"], "tt0013442", by="ann")
    undo(db, last_about(db, ids["film"]), by="bob")
    db.execute("update video_files set missing_since = '2026-05-06T07:08:09.000000Z' where id = 9")
    load = LoadModel(command="scan", started_at="2026-01-01T10:20:30.000000Z")
    load.counts, load.errors = {"files": {"seen": 9, "new": 9}}, [{"path": "/x.mkv", "error": "torn"}]
    insert(db, load)
    db.conn.commit()
    db.close()
    return ids


@pytest.fixture
def file(tmp_path):
    make_lived_in(tmp_path / "cineorg.db")
    return tmp_path / "cineorg.db"


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def text_of(page):
    "What a page says, without its markup."
    body = page.partition('<section class="content">')[2].partition("<footer")[0]
    return re.sub(r" (?=[,.:)])", "", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


CARDS = [
    ("/cineorg/movies/1", "Metropolis (1927)", [
        "A city of two halves.", "Drama, Sci-Fi", "2 h 33 min 9180 s", "1920x1080, HEVC", "AAC: English",
        "IMDb, TMDB", "1 file", "/videos/Films/Metropolis (1927) 2160p FRENCH.mkv", "main file",
        "Die Stadt der Zukunft alternative", "edited by root",
        "validated by the rule by cineorg-load as imdb:movie:tt0017136",
        "Metropolis copy.mkv", "given away", "cineorg-load restore 1",
    ]),
    ("/cineorg/series/1", "Bonanza (1959)", [
        "1 owned of 3 known", "Season 1", "missing: episodes 2–3", "The Paiute War", "1959-10-03",
        "not owned", "Specials", "approved by root",
    ]),
    ("/cineorg/episodes/1", "Bonanza S01E01: Episode 1", [
        "4 The Paiute War →", "Series Bonanza", "1 file", "Bonanza.S01E01.mkv",
        "missing since 2026-05-06 07:08 UTC",
    ]),
    ("/cineorg/episodes/2", "Bonanza S01E04: The Paiute War", ["← 1 Episode 1", "Not owned", "First shown"]),
    ("/cineorg/video_files/1", "nosferatu.mkv", [
        "/videos/Films/Nosferatu.1080p.BluRay.x265-GRP/nosferatu.mkv", "4.3 GB", "1 h 34 min 5640 s",
        "1920 × 1080, HEVC", "AAC: German, English", "Waits for a person",
        "Another fits as well: Nosferatu (2024, tt5040012)",
        "Nosferatu (1922), score 67", "against: Other year", "approved by ann", "taken back", "undone by bob",
    ]),
    ("/cineorg/video_files/8", "Metropolis (1927) 2160p FRENCH.mkv", [
        "Holds Metropolis (1927)", "Validated", "By the rule score_and_lead, version 1",
        "Title 100 of 100 counts 67 %",
    ]),
    ("/cineorg/pending_validations/9", "Bonanza.S01E01.mkv", [
        "Holds Bonanza S01E01: Episode 1", "By a person.", "Missing since 2026-05-06", "approved by root",
    ]),
    ("/cineorg/decisions/1", "Decision 1", [
        "validated by the rule", "cineorg-load", "Metropolis (1927), Metropolis (1927) 2160p FRENCH.mkv",
        "imdb:movie:tt0017136, score 100", "Title 100 of 100", "Validation 8 changed",
        "validation_status: pending → validated", "Film 1 added", "cineorg-load undo 1",
    ]),
    ("/cineorg/trash/1", "In the trash: /videos/Films/Metropolis copy.mkv", [
        "video file 10", "given away", "1 video file", "1 file of a film", "1 validation",
        "cineorg-load restore 1",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "title", "said"), CARDS, ids=[case[0] for case in CARDS])
def test_a_row_reads_like_a_card(site, path, title, said):
    page = site.get(path, ROOT).text
    assert f"<title>{title}</title>" in page
    assert re.search(r'<h1 class="co-title">([^<]*)</h1>', page)[1] == title
    for words in said:
        assert words in text_of(page), words


@pytest.mark.parametrize("table", SERVED)
def test_every_column_of_a_row_stays_to_be_seen_exactly(site, file, table):
    db = sqlite3.connect(file)
    db.row_factory = sqlite3.Row
    for row in db.execute(f"select * from {table} limit 5").fetchall():
        path = ",".join(str(row[name]) for name in BY_TABLE[table].pk)
        page = site.get(f"/cineorg/{table}/{path}", ROOT).text
        exact = page.partition('id="co-all"')[2]
        for name in row.keys():  # noqa: SIM118
            assert f'<th scope="row">{name}' in exact
            if isinstance(row[name], str):
                assert re.sub(r"[<>&\"']", "", row[name]) in re.sub(r"&[a-z#0-9]+;|[<>\"']", "", exact)
    db.close()


@pytest.mark.parametrize(
    "hidden",
    [
        "decisions",
        "trash",
        "video_files",
        "movie_files",
        "titles",
        "pending_validations",
        "episodes",
        "series",
    ],
)
def test_a_card_shows_nothing_of_a_table_that_is_hidden(file, hidden):
    "Not to those who may not see the table; who may sees it."
    telling = {
        "decisions": ["edited by root", "approved by", "undone by"],
        "trash": ["cineorg-load restore", "given away"],
        "video_files": ["nosferatu.mkv", "2160p FRENCH", "Metropolis copy.mkv"],
        "movie_files": ["main file", "Holds Metropolis"],
        "titles": ["Die Stadt der Zukunft"],
        "pending_validations": ["Waits for a person", "By the rule"],
        "episodes": ["The Paiute War", "owned of"],
        "series": ["Series Bonanza", "Holds Bonanza"],
    }[hidden]  # fmt: skip
    own = metadata()
    own["databases"]["cineorg"]["tables"][hidden]["allow"] = {"id": "root"}
    if hidden == "video_files":  # what a card of the trash or of a decision repeats of it is theirs
        own["databases"]["cineorg"]["tables"]["trash"]["allow"] = {"id": "root"}
        own["databases"]["cineorg"]["tables"]["decisions"]["allow"] = {"id": "root"}
    site = Site([file], metadata=own)
    paths = [case[0] for case in CARDS if f"/{hidden}/" not in case[0]]
    if hidden == "video_files":
        paths = ["/cineorg/movies/1", "/cineorg/series/1", "/cineorg/pending_validations/1"]
    cards = {path: text_of(site.get(path).text.partition('id="co-all"')[0]) for path in paths}
    allowed = "".join(text_of(site.get(path, ROOT).text) for path in paths)
    site.close()
    for words in telling:
        assert words in allowed, words
        for path, card in cards.items():
            assert words not in card, (path, words)


def test_the_link_to_decide_is_for_those_who_may(site):
    for path in ("/cineorg/video_files/1", "/cineorg/pending_validations/1"):
        assert 'href="/-/pending/1"' in site.get(path, ROOT).text
        assert "/-/pending" not in site.get(path).text


def test_a_decision_leads_to_the_page_that_can_undo_it(site):
    shown = site.get("/cineorg/decisions/2", ROOT).text
    assert '<a href="/-/pending/9">Undo it on the page of its file</a>' in shown
    assert "cineorg-load undo 2" in shown
    assert 'value="undo"' in site.get("/-/pending/9", ROOT).text
    assert "/-/pending" not in site.get("/cineorg/decisions/2").text


def test_a_decision_that_is_not_the_last_about_its_file_says_which_is(file):
    db = connect(file)
    db.execute("update pending_validations set validation_status = 'validated' where id = 9")
    db.execute(
        """insert into decisions (action, who, decided_at, video_file_id, pending_id, entity_type, entity_id)
           values ('approve', 'bob', '2026-07-01', 9, 9, 'series', 1)"""
    )
    last = db.execute("select max(id) from decisions").fetchone()[0]
    db.conn.commit()
    db.close()
    site = Site([file])
    earlier, later = (site.get(f"/cineorg/decisions/{key}", ROOT).text for key in (2, last))
    lines = site.get("/cineorg/series/1", ROOT).text
    site.close()
    assert "Undo it on the page" not in earlier
    assert f"there the later decision {last} can be undone first" in text_of(earlier)
    assert "Undo it on the page" in later
    assert f"look again or undo decision {last}" in text_of(lines)
    assert "look again or undo decision 2" not in text_of(lines)


@pytest.mark.parametrize("path", ["/cineorg/movies/1", "/cineorg/series/1", "/cineorg/video_files/8"])
def test_a_line_of_the_past_is_one_click_from_where_it_is_undone(site, path):
    link = r'<a class="co-tag" href="(/-/pending/\d+)">look again or undo'
    (page,) = re.findall(link, site.get(path, ROOT).text)
    assert 'value="undo"' in site.get(page, ROOT).text
    assert "/-/pending" not in site.get(path).text


@pytest.mark.parametrize("decision", [3, 5, 6, 7], ids=["edited", "deleted", "taken back", "an undoing"])
def test_a_decision_that_no_page_can_undo_leads_to_none(site, decision):
    page = site.get(f"/cineorg/decisions/{decision}", ROOT).text.partition('id="co-all"')[0]
    assert 'href="/-/pending/' not in page


def test_decisions_name_nothing_of_a_table_that_is_hidden(file):
    own = metadata()
    own["databases"]["cineorg"]["tables"]["movies"]["allow"] = {"id": "root"}
    site = Site([file], metadata=own)
    for_all, for_root = (text_of(site.get("/cineorg/decisions", actor).text) for actor in (None, ROOT))
    site.close()
    assert "Metropolis (1927)" in for_root
    assert "Metropolis (1927) 2160p" in for_all
    assert "Nosferatu (1922)" not in for_all


def test_a_thing_that_is_gone_is_named_as_its_decision_keeps_it(site):
    page = site.get("/cineorg/decisions?action=delete").text
    assert "Metropolis copy.mkv" in page


def test_naming_decisions_takes_a_query_a_table_and_no_more(file):
    db = connect(file)
    decisions = [
        dict(zip(("entity_type", "entity_id", "video_file_id"), row, strict=True))
        for row in db.execute("select entity_type, entity_id, video_file_id from decisions").fetchall()
    ]
    asked = []
    with db.tracer(lambda sql, values: asked.append(sql)):
        few = names_in(db, decisions, set(SERVED))
        once = len(asked)
        many = names_in(db, decisions * 50, set(SERVED))
    db.close()
    assert few == many
    assert few["movies", 1] == "Metropolis (1927)"
    assert len(asked) == 2 * once
    assert once == len({TABLES_OF[item["entity_type"]] for item in decisions} | {"video_files"})


@pytest.mark.parametrize(
    "value", ["{", "[1, 2]", "null", '"x"', '{"a": 1}', "[null]", '[{"what": 1}]', "[[[", ""]
)
def test_a_row_whose_json_is_none_is_shown_all_the_same(file, value):
    db = sqlite3.connect(file)
    tables = {
        "movies": ("genres_json", "languages_json"),
        "series": ("genres_json",),
        "video_files": ("languages_json", "subtitle_languages_json"),
        "pending_validations": ("candidates_json", "parsed_json", "reasons_json"),
        "trash": ("metadata_json",),
        "loads": ("counts_json", "errors_json", "roots_json"),
    }
    for table, names in tables.items():
        for column in names:
            db.execute(f"update {table} set {column} = ?", [value])
    db.execute("drop trigger if exists decisions_no_update")
    db.execute(
        """insert into decisions (action, who, decided_at, video_file_id, entity_type, entity_id, undoes,
           evidence_json, before_json, after_json)
           values ('auto', 'x', 'y', 999, 'movie', 999, 1, ?, ?, ?)""",
        [value] * 3,
    )
    last = db.execute("select max(id) from decisions").fetchone()[0]
    db.commit()
    db.close()
    site = Site([file])
    for table in SERVED:
        assert site.get(f"/cineorg/{table}", ROOT).status_code == 200, table
    for path in [*(case[0] for case in CARDS), f"/cineorg/decisions/{last}", "/cineorg/loads/1"]:
        answer = site.get(path, ROOT)
        assert answer.status_code == 200, path
        assert "co-card" in answer.text or "/loads/" in path
    site.close()


def test_a_row_that_hangs_on_nothing_is_shown(file):
    db = sqlite3.connect(file)
    db.execute("pragma foreign_keys=off")
    db.execute(
        "update episodes set series_id = 777, season_number = -3, episode_number = 'x', title = ''"
        " where id = 1"
    )
    db.execute("update pending_validations set video_file_id = 888 where id = 1")
    db.execute(
        "update movies set year = 'soon', duration_seconds = 'long', imdb_id = 'javascript:x', tmdb_id = -1"
    )
    db.commit()
    db.close()
    site = Site([file])
    for path in (
        "/cineorg/episodes/1",
        "/cineorg/pending_validations/1",
        "/cineorg/movies/1",
        "/cineorg/video_files/1",
    ):
        assert site.get(path, ROOT).status_code == 200, path
    assert (
        'href="javascript'
        not in site.get("/cineorg/movies/1").text + site.get("/cineorg/movies?_col=imdb_id").text
    )
    site.close()


def test_a_gap_as_wide_as_can_be_is_said_in_a_line(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    insert(db, EpisodeModel(series_id=1, season_number=1, episode_number=10**9, title="x"))
    card = read_card(db, "series", 1, set(SERVED))
    db.close()
    assert card.seasons[0].gaps == ((2, 3), (5, 10**9 - 1))


def test_a_single_number_that_is_missing_is_called_an_episode(file):
    db = connect(file)
    insert(db, EpisodeModel(series_id=1, season_number=2, episode_number=1, title="x"))
    insert(db, EpisodeModel(series_id=1, season_number=2, episode_number=3, title="x"))
    db.close()
    site = Site([file])
    page = text_of(site.get("/cineorg/series/1").text)
    site.close()
    assert "missing: episode 2" in page
    assert "missing: episodes 2–3" in page


VALIDATIONS = [
    (0, None, None, "By a person. "),
    (0, "certain", "2026-11-22",
     "By a person. The rule that judged it before: certain, version 1, with the titles of 2026-11-22. "),
    (0, "certain", None, "By a person. The rule that judged it before: certain, version 1. "),
    (1, "certain", "2026-11-22", "By the rule certain, version 1, with the titles of 2026-11-22. "),
]  # fmt: skip


@pytest.mark.parametrize(("auto", "rule", "date", "said"), VALIDATIONS)
def test_who_validated_a_file_is_a_sentence(file, auto, rule, date, said):
    db = connect(file)
    db.execute(
        "update pending_validations set auto_validated = ?, rule = ?, rule_version = ?, reference_date = ?",
        [auto, rule, "1" if rule else None, date],
    )
    db.conn.commit()
    db.close()
    site = Site([file])
    page = text_of(site.get("/cineorg/video_files/9").text)
    site.close()
    assert said in page
    assert ("The rule that judged it before" in page) == (rule is not None and not auto)


def test_a_running_time_that_only_the_file_knows_is_said_to_be_the_files(file):
    db = connect(file)
    db.execute("update movies set duration_seconds = null where id = 1")
    db.execute("update video_files set duration_seconds = 6780 where id = 8")
    db.conn.commit()
    db.close()
    site = Site([file])
    shown = text_of(site.get("/cineorg/movies/1").text)
    own = metadata()
    own["databases"]["cineorg"]["tables"]["video_files"]["allow"] = {"id": "root"}
    site.close()
    closed = Site([file], metadata=own)
    hidden = text_of(closed.get("/cineorg/movies/1").text)
    closed.close()
    assert "Running time 1 h 53 min 6780 s (its file)" in shown
    assert "Running time unknown" in hidden.partition("All columns")[0]


def test_years_that_stand_for_seasons_are_not_counted_through(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    make_small(tmp_path / "cineorg.db")
    series_id = insert(db, SeriesModel(title="News"))
    for number in (1, 300):
        insert(db, EpisodeModel(series_id=series_id, season_number=2024, episode_number=number, title="x"))
    card = read_card(db, "series", series_id, set(SERVED))
    db.close()
    assert card.seasons[0].gaps == ()


@pytest.mark.parametrize("key", [0, -1, 2**63, -(2**63) - 1, 10**30])
def test_an_id_that_no_row_has_is_no_card(file, key):
    db = connect(file)
    assert [read_card(db, table, key, set(SERVED)) for table in TABLES] == [None] * len(TABLES)
    db.close()


def fill_with_markup(db):
    "Markup in every column of text and JSON that a page may show."
    triggers = db.execute("select name from sqlite_master where type = 'trigger' and tbl_name = 'decisions'")
    for (name,) in triggers.fetchall():
        db.execute(f"drop trigger {name}")
    insert(db, TitleModel(work="movie:1", title="x", language="x", kind="alternative"))
    insert(db, LoadModel(command="x", started_at="x"))
    found = {"id": MARKUP, "title": MARKUP, "imdb_id": MARKUP, "path": MARKUP, "error": MARKUP}
    evidence = [{"what": MARKUP, "note": MARKUP}]
    image = json.dumps({MARKUP: {MARKUP: {MARKUP: MARKUP}}, "movies": {"1": {"title": MARKUP}}})
    by_name = {"before_json": image, "after_json": image, "evidence_json": json.dumps(evidence)}
    kept = ("validation_status", "action", "kind", "entity_type", "kind_hint", "status", "work", "path_bytes")
    for model in BY_TABLE.values():
        for item in columns(model):
            if item.type is not str or item.name in kept:
                continue
            value = MARKUP
            if item.name in ("candidates_json", "errors_json"):
                value = json.dumps([{**found, "evidence": evidence}])
            elif item.name.endswith("_json"):
                kinds = ("parsed_json", "metadata_json", "counts_json", "options_json")
                value = by_name.get(item.name) or json.dumps(found if item.name in kinds else [MARKUP])
            db.execute(f"update {model.table} set {item.name} = ?", [value])
    db.execute("update pending_validations set selected_candidate_id = ?", [MARKUP])
    db.conn.commit()


def test_names_with_markup_stay_text(file):
    db = connect(file)
    fill_with_markup(db)
    db.close()
    site = Site([file])
    rows = [case[0] for case in CARDS]
    for path in ["/", *(f"/cineorg/{table}" for table in SERVED), *rows, "/cineorg/loads/2", *MORE]:
        page = site.get(path, ROOT).text
        assert "alert" in page, path
        for running in ("<script>alert", "<img src=x", '"><img'):
            assert running not in page, path
    site.close()


MORE = [
    "/cineorg/recent",
    "/cineorg/search?q=script",
    "/cineorg/missing_files",
    "/cineorg/movies?_facet=title",
]


@pytest.mark.parametrize("table", [name for name in SERVED if name not in ("movie_files", "episode_files")])
def test_a_table_shows_the_few_columns_that_matter_in_their_order(site, table):
    few = metadata()["databases"]["cineorg"]["tables"][table]["plugins"]["cineorg_review"]["columns"]
    page = site.get(f"/cineorg/{table}", ROOT).text
    assert re.findall(r'data-column="(\w+)" data-column-type', page) == few
    every = [item.name for item in columns(BY_TABLE[table])]
    if len(every) == len(few):
        assert "more column" not in page
        return
    assert f"{len(every) - len(few)} more column" in page
    address = re.search(r'more columns?: <a href="([^"]+)"', page)[1].replace("&amp;", "&")
    whole = site.get(f"/cineorg/{table}{address}", ROOT).text
    assert set(re.findall(r'data-column="(\w+)" data-column-type', whole)) == set(every)


@pytest.mark.parametrize(
    ("asked", "shown", "not_shown"),
    [
        ("?_col=tmdb_id", ["id", "tmdb_id"], ["title", "year"]),
        ("?_nocol=title", ["tmdb_id", "overview"], ["title"]),
        ("?_sort_desc=year", ["title", "year"], ["tmdb_id"]),
        ("?title__contains=metro&_facet=year", ["title", "year"], ["tmdb_id"]),
        ("?_size=1&_search=metropolis", ["title"], ["tmdb_id"]),
    ],
)
def test_columns_named_in_the_address_count(site, asked, shown, not_shown):
    answer = site.get(f"/cineorg/movies{asked}")
    found = re.findall(r'data-column="(\w+)" data-column-type', answer.text)
    assert answer.status_code == 200
    assert set(shown) <= set(found)
    assert not set(not_shown) & set(found)


def test_every_filter_stays_on_the_way_to_all_columns(site):
    page = site.get("/cineorg/movies?title__contains=metro&_next=x").text
    address = re.search(r'more columns: <a href="([^"]+)"', page)
    assert address is None or "title__contains=metro" in address[1]
    page = site.get("/cineorg/movies?title__contains=metro").text
    assert "title__contains=metro" in re.search(r'more columns: <a href="([^"]+)"', page)[1]


@pytest.mark.parametrize(
    "path",
    ["/cineorg/movies", "/cineorg/pending_validations", "/cineorg/video_files/1", "/cineorg/decisions/1"],
)
def test_json_and_csv_are_left_alone(site, file, path):
    db = sqlite3.connect(file)
    db.row_factory = sqlite3.Row
    table, _, key = path.removeprefix("/cineorg/").partition("/")
    rows = site.get(f"{path}.json?_shape=objects").json()["rows"]
    expected = [
        dict(row) for row in db.execute(f"select * from {table} where id = ifnull(nullif(?, ''), id)", [key])
    ]
    db.close()
    for row in expected:
        row.pop("path_bytes", None)
    for row in rows:
        row.pop("path_bytes", None)
    assert sorted(rows, key=lambda row: row["id"]) == expected
    if not key:
        assert site.get(f"{path}.csv").text.splitlines()[0].split(",") == [
            item.name for item in columns(BY_TABLE[table])
        ]


CELLS = [
    ("/cineorg/movies", '<a href="/cineorg/movies?genres_json__arraycontains=Sci-Fi">Sci-Fi</a>'),
    ("/cineorg/movies", '<a href="/cineorg/movies/1">Metropolis</a>'),
    ("/cineorg/movies?_col=imdb_id", '<a href="https://www.imdb.com/title/tt0017136/" rel="noreferrer">'),
    ("/cineorg/movies?_col=tmdb_id", '<a href="https://www.themoviedb.org/movie/19" rel="noreferrer">19</a>'),
    ("/cineorg/video_files", '<a href="/cineorg/video_files?languages_json__arraycontains=de">German</a>'),
    ("/cineorg/video_files?_col=missing_since", 'T07:08:09.000000Z">2026-05-06 07:08</time>'),
    ("/cineorg/pending_validations", "Nosferatu (1922), score 67 and 2 others"),
    ("/cineorg/pending_validations", "Another fits as well: Nosferatu (2024, tt5040012)"),
    ("/cineorg/pending_validations?_col=auto_validated", 'col-auto_validated type-int">yes<'),
    ("/cineorg/pending_validations?_col=parsed_json", "Bonanza S01E01"),
    ("/cineorg/titles", '<a href="/cineorg/movies/1">movie:1</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/movies/1">Metropolis (1927)</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/series/1">Bonanza (1959)</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/video_files/1">nosferatu.mkv</a>'),
    ("/cineorg/decisions", '<a href="/cineorg/movies/2">Nosferatu (1922)</a>'),
    ("/cineorg/decisions?_col=entity_id&_col=entity_type", ">Metropolis (1927)</a>"),
    ("/cineorg/decisions?_col=after_json", "1 validation, 1 film, 1 file of a film"),
    ("/cineorg/trash", "/videos/Films/Metropolis copy.mkv"),
    ("/cineorg/loads", "1 error: /x.mkv: torn"),
    ("/cineorg/loads", "9 seen, 9 new"),
    ("/cineorg/search?q=metropolis", '<a href="/cineorg/movies/1">Metropolis</a>'),
    ("/cineorg/missing_files", "video_files?path__exact=%2Fvideos%2F"),
    ("/cineorg?sql=select+'%2Fa%26b\"<'+as+path", 'path__exact=%2Fa%26b%22%3C">/a&amp;b&#34;&lt;</a>'),
    ("/cineorg?sql=select+3+as+only_copies,'%2Fa%26b'+as+volume", '/only_copies?volume=%2Fa%26b">3</a>'),
    ("/cineorg?sql=select+3+as+only_copies", 'class="col-only_copies">3</td>'),
    ("/cineorg/volumes", "/cineorg/only_copies?volume="),
    ("/cineorg/search?q=paiute", '<a href="/cineorg/episodes/2">Bonanza · The Paiute War</a>'),
    ("/cineorg/recent", '<a href="/cineorg/series/1">Bonanza</a>'),
    ("/cineorg/missing_episodes", '<a href="/cineorg/series/1">Bonanza</a>'),
    ("/cineorg/missing_episodes", 'class="col-title">The Paiute War</td>'),
    ("/cineorg/missing_files", 'class="col-title">Bonanza S01E01</td>'),
    ("""/cineorg?sql=select+'["en","fr"]'+as+file_says""", "English, French</td>"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "cell"), CELLS)
def test_a_cell_is_words_and_links(site, path, cell):
    assert cell in site.get(path).text.replace("&#x2F;", "/")


def test_the_path_of_a_query_leads_to_its_file_and_the_only_copies_to_their_list(site):
    page = site.get("/cineorg/missing_files").text
    file = re.search(r'href="(/cineorg/video_files\?path__exact=[^"]+)"', page)[1]
    assert "Bonanza.S01E01.mkv" in site.get(file).text
    assert "1 row" in site.get(file).text
    page = site.get("/cineorg/volumes").text
    copies = re.search(r'href="(/cineorg/only_copies[^"]+)">(\d+)</a>', page)
    assert f"{copies[2]} row" in site.get(copies[1]).text


def test_a_genre_in_a_cell_leads_to_the_films_that_have_it(site):
    page = site.get("/cineorg/movies?genres_json__arraycontains=Sci-Fi")
    assert "Metropolis" in page.text
    assert "1 row" in page.text


def test_what_the_columns_hold_stands_behind_the_data(site):
    page = site.get("/cineorg/movies").text
    assert (
        page.index("Metropolis</a>")
        < page.index("Year of its first release</dd>")
        < page.index("CREATE TABLE")
    )
    assert page.count("Year of its first release</dd>") == 1


def test_a_query_says_what_it_is_and_what_its_columns_hold(file):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["volumes"]["columns"] = {"volume": "The <b>folder</b>"}
    site = Site([file], metadata=own)
    page = site.get("/cineorg/volumes").text
    assert "<title>What each disk holds</title>" in page
    assert "The &lt;b&gt;folder&lt;/b&gt;" in page
    for path in (
        "/cineorg?sql=select+1+as+one",
        "/cineorg/volumes?_hide_sql=1",
        "/cineorg/volumes?_show_sql=1",
        "/cineorg?sql=select+x",
        "/cineorg/search?q=&_hide_sql=1",
    ):
        assert "</footer>" in site.get(path).text
        assert site.get(path).status_code == (400 if path.endswith("+x") else 200)
    assert "<title>select 1 as one</title>" in site.get("/cineorg?sql=select+1+as+one").text
    assert 'id="sql-query"' in site.get("/cineorg/volumes?_show_sql=1").text
    assert 'id="sql-query"' not in site.get("/cineorg/volumes").text
    site.close()


def test_the_front_page_can_be_asked(site):
    page = site.get("/").text
    assert re.search(r'<form class="co-search" role="search" action="/cineorg/search" method="get">', page)
    assert '<a href="/cineorg/movies/1">' in page
    assert '<a href="/cineorg/movies?year__gte=1920&amp;year__lte=1929">1920s</a>' in page
    assert '<a href="/cineorg/missing_episodes">Episodes you do not have</a>' in page


def test_the_front_page_leads_deciders_to_the_queue_and_all_to_what_was_decided(file, site):
    question = '<a href="{}">What waits for a person</a>'
    decisions = '<a href="/cineorg/decisions">What was decided</a>'
    trash = '<a href="/cineorg/trash">What is in the trash</a>'
    for_root, for_all = site.get("/", ROOT).text, site.get("/").text
    assert question.format("/-/pending") in for_root
    assert question.format("/cineorg/pending") in for_all
    for page in (for_root, for_all):
        assert decisions in page
        assert trash in page
    own = metadata()
    own["databases"]["cineorg"]["tables"]["decisions"]["allow"] = {"id": "root"}
    closed = Site([file], metadata=own)
    page = closed.get("/").text
    closed.close()
    assert "/cineorg/decisions" not in page
    assert trash in page


def test_the_menu_of_a_decider_begins_with_what_waits(site):
    def menu(actor):
        return re.findall(
            r'<li><a href="([^"]+)"', site.get("/", actor).text.partition("<nav")[2].partition("</nav>")[0]
        )

    assert menu(ROOT)[:3] == ["/-/pending", "/cineorg/decisions", "/cineorg/trash"]
    assert "/-/pending" not in menu({"id": "eve"})


@pytest.mark.parametrize("found", ["metropolis", "nothing that is"])
def test_a_search_leads_on_to_the_names_of_files_and_to_what_waits(site, found):
    words = found.replace(" ", "+")
    path = f"/cineorg/search?q={words}"
    files, queue = f'href="/cineorg/video_files?_search={words}"', f'href="/-/pending?text={words}"'
    assert files in site.get(path).text
    assert "/-/pending" not in site.get(path).text
    assert queue in site.get(path, ROOT).text
    assert ("Look elsewhere" in site.get(path).text) == (found != "metropolis")
    assert "co-elsewhere" not in site.get("/cineorg/search?q=+").text + site.get("/cineorg/recent").text


def test_the_way_on_from_a_search_finds_the_file(site):
    page = site.get("/cineorg/search?q=bluray+x265", ROOT).text
    files, queue = re.findall(r'<li><a href="([^"]+)">(?:Files with|What waits)', page)
    assert "nosferatu.mkv" in site.get(files.replace("&amp;", "&")).text
    assert site.get(queue.replace("&amp;", "&"), ROOT).status_code == 200


def test_words_of_a_search_stay_text_and_hidden_files_are_not_offered(file):
    own = metadata()
    own["databases"]["cineorg"]["tables"]["video_files"]["allow"] = {"id": "root"}
    site = Site([file], metadata=own)
    page = site.get("/cineorg/search", ROOT, params={"q": MARKUP}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "video_files?_search" in page
    assert "video_files?_search" not in site.get("/cineorg/search?q=metropolis").text
    site.close()


ADDRESSES = [
    ({}, {"host": "films.example:8443"}, "http://films.example:8443/"),
    ({"base_url": "/films/"}, {"host": "films.example"}, "http://films.example/films/"),
    ({"force_https_urls": True}, {"host": "films.example"}, "https://films.example/"),
    ({}, {"host": "x';reboot;'"}, "http://127.0.0.1:8001/"),
    ({}, {"host": '"><script>alert(1)</script>'}, "http://127.0.0.1:8001/"),
]


@pytest.mark.parametrize(("settings", "headers", "address"), ADDRESSES)
def test_a_line_to_copy_names_the_address_by_which_the_visitor_came(file, settings, headers, address):
    site = Site([file], settings={"suggest_facets": False, **settings})
    for path, line in (
        ("cineorg/volumes", "cineorg/volumes.json?_shape=array"),
        ("cineorg", "cineorg/recent.json?_shape=array"),
    ):
        page = site.get(f"/{path}", headers=headers).text
        assert f"curl &#39;{address}{line}&#39;" in page or f"curl '{address}{line}'" in page, path
        assert "<script>alert" not in page
    site.close()


def test_a_work_without_a_picture_shows_its_title_instead(file, tmp_path):
    picture = tmp_path / "bonanza.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    site = Site([file])
    assert "co-blank" not in site.get("/").text
    db = connect(file)
    db.execute("update series set poster_file = ?", [str(picture)])
    db.conn.commit()
    db.close()
    page = site.get("/").text
    site.close()
    assert page.count("<b>Bonanza</b>") == 1
    assert page.count('<b class="co-blank">Metropolis</b>') == 1


def test_the_front_page_names_no_query_or_work_that_is_hidden(file):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["search"]["allow"] = False
    own["databases"]["cineorg"]["tables"]["movies"]["allow"] = False
    site = Site([file], metadata=own)
    page = site.get("/").text
    site.close()
    assert "co-search" not in page
    assert "Metropolis" not in page
    assert "1920s" not in page
    assert "Bonanza" in page


@pytest.mark.parametrize(
    "path",
    [
        "/cineorg/movies/1",
        "/cineorg/decisions/1",
        "/cineorg/loads/1",
        "/-/pending",
        "/-/pending/1",
        "/-/dashboards/library",
    ],
)
def test_the_sources_are_named_in_every_footer(file, path):
    site = Site([file])
    assert "courtesy of IMDb" in site.get(path, ROOT).text.partition("<footer")[2]
    site.close()


def test_a_database_of_an_earlier_version_is_read_without_being_upgraded(shared, tmp_path):
    file = tmp_path / "cineorg.db"
    shutil.copy(shared / "cineorg" / "first-version.db", file)
    for options in ({}, {"immutables": [str(file)]}):
        site = Site([] if options else [file], **options)
        for table in ("movies", "series", "episodes", "video_files", "pending_validations", "trash"):
            key = site.get(f"/cineorg/{table}.json?_shape=array&_facet=id").json()
            for row in key[:3]:
                page = site.get(f"/cineorg/{table}/{row['id']}", ROOT)
                assert page.status_code == 200
                assert 'id="co-all"' in page.text
            assert table == "video_files" or site.get(f"/cineorg/{table}").status_code == 200
        site.close()


def test_every_row_of_an_upgraded_one_has_a_card(shared, tmp_path):
    file = tmp_path / "cineorg.db"
    with sqlite3.connect(shared / "cineorg" / "first-version.db") as old, sqlite3.connect(file) as new:
        old.backup(new)
    db = connect(file)
    upgrade(db)
    keys = {
        table: [key for (key,) in db.execute(f"select id from {table} limit 40").fetchall()]
        for table in TABLES
    }
    db.close()
    site = Site([file])
    for table, ids in keys.items():
        assert ids or table == "decisions"
        for key in ids:
            page = site.get(f"/cineorg/{table}/{key}", ROOT)
            assert page.status_code == 200
            assert "co-card" in page.text
    site.close()


def test_an_immutable_catalogue_has_cards_too(file):
    db = connect(file)
    db.execute("pragma journal_mode=delete")
    db.close()
    site = Site([], immutables=[str(file)])
    for path, title, _ in CARDS:
        assert f"<title>{title}</title>" in site.get(path, ROOT).text
    site.close()


@pytest.mark.parametrize(
    "path", ["/", "/cineorg", "/cineorg/movies", "/cineorg/movies/1", "/nothing", "/-/pending"]
)
def test_every_page_says_its_language_once(site, path):
    page = site.get(path, ROOT).text
    assert page.count("<html") == page.count('<html lang="en">') == 1
