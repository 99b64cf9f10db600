"""A row's page reads like a card: what it is, where it leads, what was decided; nothing that is hidden."""

import json
import re
import sqlite3

import pytest

from cineorg_catalog.browse.history import names_in
from cineorg_catalog.browse.rows import TABLES, read_card
from cineorg_catalog.db.columns import columns
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import BY_TABLE, EpisodeModel, LoadModel, SeriesModel, TitleModel
from cineorg_catalog.db.models import TABLES as TABLES_OF
from cineorg_catalog.db.upgrade import upgrade
from tests.support.sample_catalogue import MARKUP, make_small
from tests.support.site import ROOT, Site, metadata, text_of

SERVED = [model.table for model in BY_TABLE.values()]
MORE = [
    "/cineorg/recent",
    "/cineorg/search?q=script",
    "/cineorg/missing_files",
    "/cineorg/movies?_facet=title",
]


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


CARDS = [
    ("/cineorg/movies/1", "Metropolis (1927)", [
        "A city of two halves.", "Drama, Sci-Fi", "2 h 33 min", "1080p HEVC", "English AAC",
        "IMDb, TMDB", "1 copy", "/videos/Films/Metropolis (1927) 2160p FRENCH.mkv",
        "Die Stadt der Zukunft alternative", "edited by root",
        "matched automatically by cineorg-load as IMDb tt0017136",
        "Metropolis copy.mkv", "given away", "cineorg-load restore 1",
    ]),
    ("/cineorg/series/1", "Bonanza (1959)", [
        "1 of 3 episodes present", "Season 1", "1 of 2 · not named by any source: 2–3", "The Paiute War",
        "1959-10-03", "The Paiute War, missing", "Specials", "approved by root",
    ]),
    ("/cineorg/episodes/1", "Bonanza S01E01: Episode 1", [
        "4 The Paiute War →", "Bonanza S01E01", "1 copy",
        "Bonanza.S01E01.mkv",
        "missing since 6 May 2026",
    ]),
    ("/cineorg/episodes/2", "Bonanza S01E04: The Paiute War", [
        "← 1 Episode 1", "Missing", "First broadcast 3 October 1959",
    ]),
    ("/cineorg/video_files/1", "nosferatu.mkv", [
        "/videos/Films/Nosferatu.1080p.BluRay.x265-GRP/nosferatu.mkv", "4.3 GB", "1 h 34 min",
        "1920 × 1080, HEVC", "AAC: German, English", "Needs review",
        "fits as well: Nosferatu (2024, tt5040012)",
        "Nosferatu (1922), score 67", "against: Other year", "approved by ann", "which undid decision",
        "undone by bob",
    ]),
    ("/cineorg/video_files/8", "Metropolis (1927) 2160p FRENCH.mkv", [
        "Holds Metropolis (1927)", "Matched", "Automatically score_and_lead, version 1",
        "Same title 100 of 100, weight 67 %",
    ]),
    ("/cineorg/pending_validations/9", "Bonanza.S01E01.mkv", [
        "Holds Bonanza S01E01: Episode 1", "By a person.", "Missing since 2026-05-06", "approved by root",
    ]),
    ("/cineorg/decisions/1", "Decision 1", [
        "matched automatically", "cineorg-load", "Metropolis (1927), Metropolis (1927) 2160p FRENCH.mkv",
        "IMDb tt0017136, score 100", "Same title 100 of 100", "Validation 8 changed",
        "Validation status: pending → validated", "Film 1 added", "cineorg-load undo 1",
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
    (heading,) = re.findall(r'<h1 class="co-title">(.*?)</h1>', page)
    named = (
        title.partition(": ")[2] if "/episodes/" in path else title
    )  # its series is named below the heading
    assert re.sub("<[^>]+>", "", heading) == named
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
        "movie_files": ["Holds Metropolis"],
        "titles": ["Die Stadt der Zukunft"],
        "pending_validations": ["Needs review", "Automatically"],
        "episodes": ["The Paiute War", "episodes present"],
        "series": ["Bonanza S01E01", "Holds Bonanza"],
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
    assert '<a href="/-/pending/9">Undo it on the review page of its file</a>' in shown
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
    assert "Undo it on the review page" not in earlier
    assert f"the later decision {last} must be undone there first" in text_of(earlier)
    assert "Undo it on the review page" in later
    assert f"review or undo decision {last}" in text_of(lines)
    assert "review or undo decision 2" not in text_of(lines)


@pytest.mark.parametrize("path", ["/cineorg/movies/1", "/cineorg/series/1", "/cineorg/video_files/8"])
def test_a_line_of_the_past_is_one_click_from_where_it_is_undone(site, path):
    link = r'<a class="co-tag" href="(/-/pending/\d+)">review or undo'
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
        assert 'id="co-all"><summary>' in answer.text or "/loads/" in path
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


def test_numbers_between_known_episodes_are_said_to_be_not_known(file):
    db = connect(file)
    insert(db, EpisodeModel(series_id=1, season_number=2, episode_number=1, title="x"))
    insert(db, EpisodeModel(series_id=1, season_number=2, episode_number=3, title="x"))
    db.close()
    site = Site([file])
    page = text_of(site.get("/cineorg/series/1").text)
    site.close()
    assert "Season 2 0 of 2 · not named by any source: 2 " in page
    assert "Season 1 1 of 2 · not named by any source: 2–3 " in page
    assert "missing in between" not in page


def test_a_hole_among_episodes_counts_as_missing_on_the_page_on_the_wall_and_in_the_reports(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    db = connect(file)
    key = insert(db, SeriesModel(title="Holed"))
    for season, number in ((0, 1), (1, 1), (1, 2), (1, 3), (1, 5), (1, 9), (1, 70), (2, 1), (2, 2), (2, 2)):
        insert(db, EpisodeModel(series_id=key, season_number=season, episode_number=number, title="x",
                                file_path=f"/{season}/{number}"))  # fmt: skip
    db.close()
    site = Site([file])
    page, wall = (text_of(site.get(path).text) for path in (f"/cineorg/series/{key}", "/cineorg/series"))
    incomplete = text_of(site.get("/cineorg/series?_incomplete=1").text)
    ranges = site.get("/cineorg/missing_ranges.json?_shape=array").json()
    site.close()
    missing = sum(row["count"] for row in ranges if row["series_id"] == key)
    assert missing == 1 + 3 + 60
    assert f"9 of {9 + missing} episodes present" in page
    assert "Season 1 6 of 70 · missing in between: 4, 6–8, 10–69 " in page
    assert "Season 2 2 of 2 " in page
    assert f"9 of {9 + missing}" in wall
    assert "Holed" in incomplete


VALIDATIONS = [
    (0, None, None, "By a person. "),
    (0, "certain", "2026-11-22",
     "By a person. Rule applied before: certain, version 1, title database of 2026-11-22. "),
    (0, "certain", None, "By a person. Rule applied before: certain, version 1. "),
    (1, "certain", "2026-11-22", "Automatically certain, version 1, title database of 2026-11-22. "),
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
    assert ("Rule applied before" in page) == (rule is not None and not auto)


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
    assert "1 h 53 min (its file)" in shown
    assert "1 h 53 min" not in hidden.partition("All columns")[0]


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
            if item.type is not str or item.name in kept or item.name in model.pk or item.choices:
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
            assert 'id="co-all"><summary>' in page.text
    site.close()


def test_an_immutable_catalogue_has_cards_too(file):
    db = connect(file)
    db.execute("pragma journal_mode=delete")
    db.close()
    site = Site([], immutables=[str(file)])
    for path, title, _ in CARDS:
        assert f"<title>{title}</title>" in site.get(path, ROOT).text
    site.close()
