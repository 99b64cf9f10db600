"""metadata.yml: every table and column is described, and each canned query answers its question."""

import json
import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cineorg_catalog.db.columns import columns
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import MODELS, EpisodeModel, MovieModel, SeriesModel, TitleModel
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.sources.projection import bring_up_to_date
from cineorg_catalog.sources.records import declare_sources, put_record, sources_in_use
from cineorg_catalog.sources.registry import SOURCES
from tests.support.approved_files import approved_file, episode_file, movie_file
from tests.support.sample_catalogue import GIB, add_file, film, make_small, series
from tests.support.site import ROOT, Site, metadata

CONTRACT = {  # DESIGN: users' scripts read these
    "search": "kind, id, title, original_title, year, files",
    "pending": (
        "id, path, read_title, read_year, reason, best_title, best_year, best_score, candidates, created_at"
    ),
    "recent": "kind, id, title, year, added_at",
    "duplicates": "file_hash, files, size_bytes, reclaimable_bytes, verified, paths_json",
    "versions": "movie_id, title, year, files, resolutions_json, total_bytes",
    "missing_files": "id, path, missing_since, kind, title",
    "missing_episodes": "series_id, series, season, episode, title, air_date",
    "missing_ranges": "series_id, series, season, episodes, count",
    "disagreements": "kind, id, title, path, what, name_says, file_says",
    "rule_precision": "rule, version, decided, undone, changed, share_right",
    "volumes": "volume, files, titles, only_copies, bytes, missing",
    "only_copies": "kind, id, title, files, bytes, path",
    "storage": "kind, resolution, codec_video, files, bytes, hours",
    "provenance": "kind, id, title, field, value, source, fetched_at, expires_at",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_the_columns_of_a_query_are_a_contract(tmp_path, name):
    make_small(tmp_path / "cineorg.db")
    site = Site([tmp_path / "cineorg.db"])
    answer = site.get(f"/cineorg/{name}.json?_shape=objects&q=").json()
    assert answer["columns"] == CONTRACT[name].split(", ")
    assert site.get(f"/cineorg/{name}").status_code == 200
    site.close()


@pytest.mark.parametrize("name", CONTRACT)
def test_every_column_of_a_query_is_described(name):
    described = metadata()["databases"]["cineorg"]["queries"][name]["columns"]
    assert list(described) == CONTRACT[name].split(", ")
    assert all(isinstance(text, str) and text for text in described.values())


@pytest.mark.parametrize("name", CONTRACT)
def test_a_query_answers_an_empty_catalogue(ask, name):
    assert ask(name, q="x") == []


@pytest.mark.parametrize("name", CONTRACT)
def test_a_query_is_described_with_a_curl_line(name):
    query = metadata()["databases"]["cineorg"]["queries"][name]
    assert query["title"]
    assert f"curl 'http://127.0.0.1:8001/cineorg/{name}.json?_shape=array" in query["description_html"]


def test_the_queries_are_those_of_the_contract():
    names = [name for name in metadata()["databases"]["cineorg"]["queries"] if not name.startswith("feed_")]
    assert names == list(CONTRACT)


def test_every_table_is_described_and_every_described_column_is_there():
    tables = metadata()["databases"]["cineorg"]["tables"]
    assert {model.table for model in MODELS} <= tables.keys()
    shared_with_series = {"tvdb_id"}
    for model in MODELS:
        present = {item.name for item in columns(model)}
        described = set(tables[model.table].get("columns", {}))
        if model.table in ("movies", "series", "episodes"):  # these share their descriptions
            assert present <= described | shared_with_series
        else:
            assert described <= present
    for name in ("video_files", "pending_validations"):
        model = next(model for model in MODELS if model.table == name)
        assert {item.name for item in columns(model)} == set(tables[name]["columns"])


NAMED = {source.name: source.attribution for source in SOURCES if source.attribution}


@pytest.mark.parametrize("used", [(), ("imdb",), ("tmdb", "tvmaze"), tuple(NAMED)], ids=str)
def test_exactly_the_sources_in_use_are_named_on_every_page(tmp_path, monkeypatch, used):
    monkeypatch.chdir(tmp_path)  # no reference was built here
    make_small(tmp_path / "cineorg.db")
    db = connect(tmp_path / "cineorg.db")
    db.execute("delete from source_records")
    for name in used:
        put_record(db, (name, "movie", "1", ""), {"title": "x"})
    declare_sources(db)
    db.conn.commit()
    db.close()
    site = Site([tmp_path / "cineorg.db"])
    data = ("/cineorg", "/cineorg/movies", "/cineorg/movies/1", "/cineorg/recent")
    for path in ("/", *data, "/-/pending", "/-/pending/1", "/-/pending/abc"):
        foot = site.get(path, ROOT).text.partition("<footer")[2]
        assert {name for name, words in NAMED.items() if words in foot} == set(used), path
    site.close()


def test_a_source_that_is_on_and_a_reference_of_imdb_are_in_use(tmp_path, monkeypatch):
    db = connect(tmp_path / "cineorg.db")
    bring_up_to_date(db)
    monkeypatch.chdir(tmp_path)
    assert sources_in_use(db) == []
    db.execute("update sources set enabled = 1 where name = 'tvmaze'")
    monkeypatch.setenv("CINEORG_REFERENCE", str(tmp_path / "reference.db"))
    assert [source.name for source in sources_in_use(db)] == ["tvmaze", "imdb"]
    db.close()


def test_full_text_shadow_tables_and_migrations_are_hidden(tmp_path):
    make_small(tmp_path / "cineorg.db")
    site = Site([tmp_path / "cineorg.db"])
    tables = site.get("/cineorg.json").json()["tables"]
    site.close()
    shown = {table["name"] for table in tables if not table["hidden"]}
    assert shown == {model.table for model in MODELS} - {"source_records", "settings"}


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("metropolis", ["Metropolis"]),
        ("METRÓPOLIS", ["Metropolis"]),
        ("metro", ["Metropolis"]),
        ("zukunft", ["Metropolis"]),
        ("stadt der", ["Metropolis"]),
        ("lang metropolis", ["Metropolis"]),  # much alike, and nothing has both words
        ("lang paiute", []),
        ("bonanza", ["Bonanza"]),
        ("paiute", ["Bonanza · The Paiute War"]),
        ("amelie", ["Le Fabuleux Destin d'Amélie Poulain"]),
        ("d'amélie", ["Le Fabuleux Destin d'Amélie Poulain"]),
        ('"fabuleux destin"', ["Le Fabuleux Destin d'Amélie Poulain"]),
        ("", []), ("   ", []), ("*", []), ('"', []), ('""', []), ("-", []), ("'", []), ("^", []),
        ("NEAR(", []), ('0":\n', []), ('metropolis"\n', ["Metropolis"]), ("\0", []),
        ("metropolis\0x", ["Metropolis"]),
        ("metropolis OR bonanza", []), ("title:bonanza king", []), ("title:metropolis", ["Metropolis"]),
        ("%", []), ("_", []), ("x" * 5000, []),
    ],
)  # fmt: skip
def test_search(tmp_path, q, found):
    make_small(tmp_path / "cineorg.db")
    db = connect(tmp_path / "cineorg.db")
    insert(db, MovieModel(title="Le Fabuleux Destin d'Amélie Poulain", year=2001))
    db.close()
    site = Site([tmp_path / "cineorg.db"])
    rows = site.get("/cineorg/search.json", params={"_shape": "array", "q": q}).json()
    site.close()
    assert [row["title"] for row in rows] == found


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("\"*-^()'+:{}\x00 \n")), max_size=20
    )
)
def test_search_takes_whatever_is_typed(ask, q):
    ask("search", q=q)


def test_search_counts_files_and_puts_titles_first(db, ask):
    movie_file(db, "/a/Metropolis.mkv")
    movie_file(db, "/b/Metropolis.mkv")
    insert(db, MovieModel(title="The Tower", year=1999, overview="A metropolis falls."))
    insert(db, TitleModel(work="movie:99", title="Metropolis of a deleted film", kind="alternative"))
    episode_file(db, "/s/1.mkv", 1, [1, 2])
    assert [(row["title"], row["files"]) for row in ask("search", q="metropolis")] == [
        ("Metropolis", 2),
        ("The Tower", 0),
    ]
    assert [(row["kind"], row["files"]) for row in ask("search", q="bonanza")] == [("series", 1)]
    assert ask("search", q="episode 2")[0]["title"] == "Bonanza · Episode 2"


def test_pending(db, ask):
    add_file(
        db,
        "/v/Nosferatu.mkv",
        {"kind": "movie", "title": "Nosferatu", "year": 1922},
        (film("tt1", "Nosferatu", 1922, 80), film("tt2", "Nosferatu", 2024, 67)),
        reasons=("twin: fits as well: x", "score 80 is below 85"),
    )
    add_file(db, "/v/none.mkv", {"kind": "movie", "title": "None"}, ())
    movie_file(db, "/v/decided.mkv")
    first, second = ask("pending")
    assert first.pop("created_at")
    assert first == {
        "id": 1,
        "path": "/v/Nosferatu.mkv",
        "read_title": "Nosferatu",
        "read_year": 1922,
        "reason": "twin: fits as well: x; score 80 is below 85",
        "best_title": "Nosferatu",
        "best_year": 1922,
        "best_score": 80.0,
        "candidates": 2,
    }
    assert (second["best_title"], second["candidates"]) == (None, 0)


def test_pending_survives_columns_that_hold_no_json(db, ask):
    add_file(db, "/v/a.mkv", {"kind": "movie", "title": "A"})
    db.execute("update pending_validations set candidates_json = '{', parsed_json = 'x', reasons_json = null")
    db.conn.commit()
    assert ask("pending")[0]["candidates"] == 0


def test_recent_puts_a_series_where_its_newest_episode_is(db, ask):
    for stamp, row in (
        ("2020-01-01T00:00:00.000000Z", SeriesModel(title="Old series", year=1990)),
        ("2021-01-01T00:00:00.000000Z", MovieModel(title="Film", year=2000)),
    ):
        row.created_at = stamp
        insert(db, row)
    assert [row["title"] for row in ask("recent")] == ["Film", "Old series"]
    known = insert(db, EpisodeModel(series_id=1, season_number=1, episode_number=1, title="x"))
    assert [row["title"] for row in ask("recent")] == ["Film", "Old series"]
    add_file(db, "/v/x.mkv", {"kind": "series", "title": "x"})
    db.execute("insert into episode_files values (?, 1)", [known])
    db.conn.commit()
    assert [(row["kind"], row["title"]) for row in ask("recent")] == [
        ("series", "Old series"),
        ("movie", "Film"),
    ]


def test_duplicates_count_as_reclaimable_only_once_verified(db, ask):
    hashes = "aa f1, aa f1, bb f2, bb -, cc f3, cc f4, dd f5, ee -, ee -"
    for n, (sample, full) in enumerate(pair.split() for pair in hashes.split(", ")):
        full = None if full == "-" else full
        add_file(
            db,
            f"/v/{n}.mkv",
            {"kind": "movie", "title": "x"},
            file_hash=sample,
            full_hash=full,
            size_bytes=GIB,
        )
    db.execute("update video_files set missing_since = '2026-01-01T00:00:00.000000Z' where path = '/v/8.mkv'")
    db.conn.commit()
    rows = {row["file_hash"]: row for row in ask("duplicates")}
    assert {key: (row["files"], row["verified"], row["reclaimable_bytes"]) for key, row in rows.items()} == {
        "aa": (2, 1, GIB),
        "bb": (2, 0, 0),
        "cc": (2, 0, 0),
    }
    assert sorted(json.loads(rows["aa"]["paths_json"])) == ["/v/0.mkv", "/v/1.mkv"]


def test_versions(db, ask):
    movie_file(db, "/a/M.mkv", size_bytes=10, resolution_width=3840, resolution_height=2160)
    movie_file(db, "/b/M.mkv", size_bytes=5)
    movie_file(db, "/c/Other.mkv", title="Other", id="tt5")
    (row,) = ask("versions")
    assert (row["title"], row["files"], row["total_bytes"]) == ("Metropolis", 2, 15)
    assert sorted(json.loads(row["resolutions_json"])) == ["1920x1080", "3840x2160"]


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["a/M CD1", "a/M CD2"], None),
        (["a/M CD1", "a/M CD2", "a/M"], 3),
        (["a/M CD1", "a/M CD2", "b/M CD1", "b/M CD2"], 4),
        (["a/M CD1"], None),
    ],
    ids=["two discs are one version", "and the film in one file", "two sets of discs", "one disc alone"],
)
def test_the_parts_of_a_film_are_one_version(db, ask, names, files):
    for name in names:
        part = int(name[-1]) if "CD" in name else None
        movie_file(db, f"/{name}.mkv", part=part, parts=part and 2)
    assert [row["files"] for row in ask("versions")] == ([] if files is None else [files])


def test_a_hard_link_is_no_version(db, ask):
    movie_file(db, "/a/M.mkv", device=1, inode=5)
    movie_file(db, "/a/N.mkv", device=1, inode=5)
    assert ask("versions") == []
    movie_file(db, "/b/M.mkv", device=2, inode=5)
    assert [row["files"] for row in ask("versions")] == [2]


def test_a_version_that_is_gone_is_none(db, ask):
    movie_file(db, "/a/M.mkv")
    movie_file(db, "/b/M.mkv")
    db.execute("update video_files set missing_since = '2026-01-01T00:00:00.000000Z' where path = '/a/M.mkv'")
    db.conn.commit()
    assert ask("versions") == []


def test_missing_files_say_what_they_held(db, ask):
    movie_file(db, "/a/M.mkv")
    episode_file(db, "/s/1.mkv", 1, [1, 2])
    add_file(db, "/x.mkv", {"kind": "movie", "title": "x"})
    add_file(db, "/there.mkv", {"kind": "movie", "title": "x"})
    db.execute(
        "update video_files set missing_since = '2026-01-01T00:00:00.000000Z' where path != '/there.mkv'"
    )
    db.conn.commit()
    assert [(row["path"], row["kind"], row["title"]) for row in ask("missing_files")] == [
        ("/a/M.mkv", "movie", "Metropolis"),
        ("/s/1.mkv", "episode", "Bonanza S01E01"),
        ("/x.mkv", None, None),
    ]


def missing(ask):
    return [
        (row["series"], row["season"], row["episode"], row["title"], row["air_date"])
        for row in ask("missing_episodes")
    ]


def ranges(ask):
    return [(row["series"], row["season"], row["episodes"], row["count"]) for row in ask("missing_ranges")]


def test_missing_episodes_are_short_gaps_where_none_are_known(db, ask):
    for number in (2, 3, 6, 58, 1000):
        episode_file(db, f"/s/{number}.mkv", 1, [number])
    episode_file(db, "/s/special.mkv", 0, [1])
    parsed = {"kind": "series", "title": "News", "date": "2024-03-01"}
    for date in ("2024-03-01", "2024-12-31"):
        approved_file(db, f"/n/{date}.mkv", {**parsed, "date": date}, series("tt77", "News", 2000))
    assert missing(ask) == [("Bonanza", 1, number, None, None) for number in (4, 5)]
    assert ranges(ask) == [
        ("Bonanza", 1, "4–5", 2),
        ("Bonanza", 1, "7–57", 51),
        ("Bonanza", 1, "59–999", 941),
    ]


def test_missing_episodes_are_those_known_and_not_owned(db, ask):
    for number in (2, 3, 6):
        episode_file(db, f"/s/{number}.mkv", 1, [number])
    known = (
        (8, "The Last", "1960-05-01"),
        (9, "After", None),
        (11, "Later", None),
        (6, "Owned elsewhere", None),
    )
    for number, title, date in known:
        row = EpisodeModel(series_id=1, season_number=1, episode_number=number, title=title, air_date=date)
        insert(db, row)
    assert missing(ask) == [("Bonanza", 1, *item) for item in known[:3]]
    assert ranges(ask) == [("Bonanza", 1, "8–9", 2), ("Bonanza", 1, "11", 1)]


def test_a_number_far_off_is_no_gap_of_millions(db, ask):
    insert(db, SeriesModel(title="x"))
    for number in (1, 20240301):
        insert(
            db, EpisodeModel(series_id=1, season_number=1, episode_number=number, title="x", file_path="/x")
        )
    assert ask("missing_episodes") == ask("missing_ranges") == []


PAL = {"resolution_width": 720, "resolution_height": 576}
SCOPE = {"resolution_width": 3840, "resolution_height": 1600}
NARROW = {"resolution_width": 1440, "resolution_height": 1080}
PORTRAIT = {"resolution_width": 1080, "resolution_height": 1920}
HD = {"resolution_width": 1280, "resolution_height": 720}
UHD = {"resolution_width": 3840, "resolution_height": 2160}
UNREAD = {"resolution_width": None, "resolution_height": None, "duration_seconds": None, "languages": []}
DISAGREEMENTS = [
    ("a name says 2160p", {"path": "/v/M.2160p.mkv"}, ("resolution", "2160p", "1920x1080")),
    ("a cropped 1080p is one", {"path": "/v/M.1080p.mkv", "resolution_height": 800}, None),
    ("a narrow 1080p is one", {"path": "/v/M.1080p.mkv", "resolution_width": 1440}, None),
    ("720p that is 1080", {"path": "/v/M 720p.mkv"}, ("resolution", "720p", "1920x1080")),
    ("1080p that is SD", {"path": "/v/M 1080p.mkv", **PAL}, ("resolution", "1080p", "720x576")),
    ("2160p that is one", {"path": "/v/M.2160p.mkv", **SCOPE}, None),
    ("2160p of another shape", {"path": "/v/M.1080p.mkv", **SCOPE}, ("resolution", "1080p", "3840x1600")),
    ("4:3 in 1080 lines", {"path": "/v/M.1080p.mkv", **NARROW}, None),
    ("scope in 1080p", {"path": "/v/M.1080p.mkv", "resolution_height": 800}, None),
    ("upright in 1080p", {"path": "/v/M.1080p.mkv", **PORTRAIT}, None),
    ("interlaced", {"path": "/v/M.1080i.HDTV.mkv"}, None),
    ("interlaced that is less", {"path": "/v/M.1080i.mkv", **HD}, ("resolution", "1080i", "1280x720")),
    ("SD that is HD", {"path": "/v/M.480p.mkv", **HD}, ("resolution", "480p", "1280x720")),
    ("PAL in its lines", {"path": "/v/M.576p.mkv", **PAL}, None),
    ("4K in the name", {"path": "/v/M (1927) 4K.mkv"}, ("resolution", "4k", "1920x1080")),
    ("4K that is one", {"path": "/v/M 4K.mkv", **UHD}, None),
    ("UHD in the name", {"path": "/v/M.UHD.BluRay.mkv"}, ("resolution", "uhd", "1920x1080")),
    ("1080p from an UHD disc", {"path": "/v/M.1080p.UHD.BluRay.mkv"}, None),
    ("restored in 4K", {"path": "/v/M.4K.Remastered.mkv"}, None),
    ("both sizes", {"path": "/v/M.1080p.from.2160p.mkv"}, None),
    ("a number in the title", {"path": "/v/Route 2160 (1927).mkv", "title": "Route 2160"}, None),
    ("a number in a longer one", {"path": "/v/M 17208 1080p.mkv"}, None),
    ("a size in the title", {"path": "/v/The.4K.Story.mkv", "title": "The 4K Story"}, None),
    ("in brackets", {"path": "/v/M (FRENCH).mkv"}, ("languages", "french", '["en"]')),
    ("English subtitles", {"path": "/v/M.English.Subs.mkv", "languages": ["de"]}, None),
    ("subtitled in English", {"path": "/v/M.Subbed.English.mkv", "languages": ["de"]}, None),
    ("several, unsaid which", {"path": "/v/M.MULTi.1080p.mkv"}, None),
    ("a read title's", {"path": "/v/French M.mkv", "title": "M", "read": {"title": "French M"}}, None),
    ("another title's", {"path": "/v/M (My German).mkv", "read": {"other_titles": ["My German"]}}, None),
    ("one disc of two", {"path": "/v/M CD1.mkv", "duration_seconds": 3000, "read": {"part": 1}}, None),
    ("no running time", {"duration_seconds": 0}, None),
    ("gone", {"path": "/v/M.2160p.mkv", "missing_since": "2026-01-01T00:00:00.000000Z"}, None),
    ("a year in the title", {"path": "/v/2012 (1927).mkv", "title": "2012"}, None),
    ("the year is unknown", {"path": "/v/M.mkv", "read": {"year": None}}, None),
    ("the year is not a number", {"path": "/v/M.mkv", "read": {"year": "1984"}}, None),
    ("a language not heard", {"path": "/v/M.FRENCH.mkv"}, ("languages", "french", '["en"]')),
    ("a language heard", {"path": "/v/M.FRENCH.mkv", "languages": ["fr"]}, None),
    ("a regional one", {"path": "/v/M.[German].mkv", "languages": ["de-AT", "en"]}, None),
    ("subtitles are no sound", {"path": "/v/M.VOSTFR.mkv"}, None),
    ("a part of a word", {"path": "/v/M.Frenchman.mkv"}, None),
    ("nothing known of the sound", {"path": "/v/M.FRENCH.mkv", "languages": []}, None),
    ("a language in the title", {"path": "/v/The.French.Dispatch.mkv", "title": "The French Dispatch"}, None),
    ("a running time far off", {"duration_seconds": 4400}, ("duration", "100 min", "73 min")),
    ("a running time near", {"duration_seconds": 5000}, None),
    ("another year", {"path": "/v/M (1984).mkv", "read_year": 1984}, ("year", 1984, 1927)),
    ("another title", {"read": {"title": "Nosferatu"}}, ("title", "Nosferatu", "Metropolis")),
    ("a misspelt one", {"read": {"title": "Metroplis"}}, None),
    ("one of two titles", {"read": {"title": "Nosferatu", "other_titles": ["METROPOLIS"]}}, None),
    ("no title in the name", {"read": {"title": None}}, None),
    ("a title that is none", {"read": {"title": ["Nosferatu"]}}, None),
    ("nothing known of the file", {"path": "/v/M.2160p.FRENCH.mkv", **UNREAD}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "facts", "expected"), DISAGREEMENTS, ids=[case[0] for case in DISAGREEMENTS]
)
def test_disagreements(db, ask, name, facts, expected):
    movie_file(db, **{"path": "/v/M.mkv", **facts})
    found = [(row["what"], row["name_says"], row["file_says"]) for row in ask("disagreements")]
    assert found == ([] if expected is None else [expected])


def test_any_title_of_a_film_or_series_may_be_in_the_name(db, ask):
    movie_file(db, "/v/Le Flic.mkv", title="Beverly Hills Cop", read={"title": "Le Flic"})
    episode_file(db, "/s/Ponderosa S01E01.mkv", 1, [1])
    db.execute("update pending_validations set parsed_json = json_set(parsed_json, '$.title', 'Ponderosa')"
               " where video_file_id = 2")  # fmt: skip
    db.conn.commit()
    found = [(row["kind"], row["what"], row["name_says"], row["file_says"]) for row in ask("disagreements")]
    assert ("episode", "title", "Ponderosa", "Bonanza") in found
    assert ("movie", "title", "Le Flic", "Beverly Hills Cop") in found
    for work, title in (("movie:1", "Le flic de Beverly Hills"), ("series:1", "Ponderosa")):
        insert(db, TitleModel(work=work, title=title, kind="translated"))
    db.conn.commit()
    assert ask("disagreements") == []


def test_two_files_of_one_film_with_other_lengths(db, ask):
    movie_file(db, "/v/M.mkv", size_bytes=9, duration_seconds=6000)
    movie_file(db, "/v/M long.mkv", size_bytes=5, duration_seconds=6600)
    movie_file(db, "/v/M same.mkv", size_bytes=4, duration_seconds=6100)
    rows = [(row["path"], row["what"], row["name_says"], row["file_says"]) for row in ask("disagreements")]
    assert rows == [("/v/M long.mkv", "lengths", "100 min", "110 min")]


def test_another_edition_may_be_longer(db, ask):
    movie_file(db, "/v/M.mkv", size_bytes=9)
    movie_file(db, "/v/M long.mkv", size_bytes=5, duration_seconds=7200, read={"edition": "Director's Cut"})
    assert ask("disagreements") == []


def test_a_word_of_an_episodes_title_is_no_language(db, ask):
    episode_file(db, "/s/B.S01E01.The.Spanish.Grant.mkv", 1, [1])
    episode_file(db, "/s/B.S01E02.FRENCH.720p.mkv", 1, [2], resolution_width=1280, resolution_height=720)
    assert [(row["id"], row["name_says"]) for row in ask("disagreements")] == [(2, "french")]


def test_a_file_of_a_film_and_of_an_episode_disagrees_as_both(db, ask):
    movie_file(db, "/v/M.2160p.mkv", duration_seconds=3000)
    episode_file(db, "/s/B.mkv", 1, [1])
    db.execute("update episodes set duration_seconds = 3000")
    db.execute("insert into episode_files values (1, 1)")
    db.conn.commit()
    found = {(row["kind"], row["what"]) for row in ask("disagreements") if row["path"].endswith("2160p.mkv")}
    assert found == {
        *(("movie", "resolution"), ("movie", "duration"), ("episode", "resolution"), ("episode", "title"))
    }


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "7", None])
@pytest.mark.parametrize("name", CONTRACT)
def test_a_query_answers_where_columns_hold_no_json_of_their_kind(db, ask, name, text):
    movie_file(db, "/v/The.French.M.2160p.mkv")
    movie_file(db, "/w/M.FRENCH.mkv", duration_seconds=10)
    add_file(db, "/v/w.mkv", {"kind": "movie", "title": "w"})
    db.execute(
        "update pending_validations set candidates_json = ?, parsed_json = ?, reasons_json = ?", [text] * 3
    )
    db.execute("update video_files set languages_json = ?", [text])
    db.execute("update movies set genres_json = ?, languages_json = ?", [text] * 2)
    db.conn.commit()
    ask(name, q="x")


def test_an_episode_disagrees_too_and_a_double_one_has_both_lengths(db, ask):
    episode_file(db, "/s/B.S01E01.2160p.mkv", 1, [1], duration_seconds=3000)
    episode_file(db, "/s/B.S01E02E03.mkv", 1, [2, 3], duration_seconds=6000)
    db.execute("update episodes set duration_seconds = 3000")
    db.conn.commit()
    (row,) = ask("disagreements")
    assert (row["kind"], row["title"], row["what"]) == ("episode", "Bonanza S01E01", "resolution")


def test_a_database_of_the_applications_first_version_is_asked_too(shared, tmp_path):
    file = tmp_path / "cineorg.db"
    with sqlite3.connect(shared / "cineorg" / "first-version.db") as old, sqlite3.connect(file) as new:
        old.backup(new)
    db = connect(file)
    upgrade(db)
    db.close()
    site = Site([file])
    for name in CONTRACT:
        answer = site.get(f"/cineorg/{name}.json", params={"_shape": "array", "q": "the"})
        assert answer.status_code == 200, answer.text
    assert site.get("/-/pending", {"id": "root"}).status_code == 200
    site.close()
