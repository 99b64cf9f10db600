"""What the online sources say, in our field names: recorded answers, and some written from the shapes."""

from collections.abc import Iterator

import pytest

from cineorg_catalog.sources import Adapter, open_source
from cineorg_catalog.sources.described import Credit, Described, OtherTitle, described
from cineorg_catalog.sources.registry import ONLINE, source_named
from tests.support.source_server import SourceServer


@pytest.fixture
def tmdb(server: SourceServer) -> Iterator[Adapter]:
    adapter = open_source(source_named("tmdb"))
    yield adapter
    adapter.close()


@pytest.fixture
def tvdb(server: SourceServer) -> Iterator[Adapter]:
    adapter = open_source(source_named("tvdb"))
    yield adapter
    adapter.close()


@pytest.fixture
def tvmaze(server: SourceServer) -> Iterator[Adapter]:
    adapter = open_source(source_named("tvmaze"))
    yield adapter
    adapter.close()


# --- TMDB -----------------------------------------------------------------------------------------


def test_tmdb_finds_films_by_title(tmdb: Adapter, server: SourceServer) -> None:
    found = tmdb.search("movie", "The Matrix")
    assert (found[0].source_id, found[0].title, found[0].year) == ("603", "The Matrix", 1999)
    assert found[0].poster_path
    assert server.asked[0].authorization == "Bearer secret-tmdb-token"
    assert "secret" not in str(server.asked[0].query)


def test_tmdb_finds_series_by_title(tmdb: Adapter) -> None:
    found = tmdb.search("series", "the big bang theory")
    assert (found[0].source_id, found[0].kind, found[0].year) == ("1418", "series", 2007)


def test_tmdb_finds_by_an_id_of_imdb(tmdb: Adapter) -> None:
    assert tmdb.find("movie", "imdb", "tt0936501") == "8681"
    assert tmdb.find("series", "imdb", "tt0936501") is None
    assert tmdb.find("movie", "tvmaze", "1") is None


def test_tmdb_describes_a_film(tmdb: Adapter, server: SourceServer) -> None:
    whole, french, english = tmdb.describe("movie", "603", ["fr"])
    assert len(server.asked) == 1
    assert (whole.title, whole.original_title, whole.year) == ("The Matrix", "The Matrix", 1999)
    assert (whole.countries, whole.duration_seconds, whole.rating) == (("AU", "US"), 136 * 60, 7.9)
    assert (whole.collection, whole.ids) == ("The Matrix Collection", {"imdb": "tt0133093"})
    assert whole.poster_path == "/hEpWvX6Bp79eLxY1kX5ZZJcme5U.jpg"
    assert OtherTitle("المتمرد") in whole.titles
    assert OtherTitle("Matrix", "de", "translated") in whole.titles
    assert whole.credits == (
        Credit("Lilly Wachowski", "director"),
        Credit("Lana Wachowski", "director"),
        Credit("Lana Wachowski", "writer"),
        Credit("Keanu Reeves", "actor", "Neo"),
        Credit("Laurence Fishburne", "actor", "Morpheus"),
        Credit("Carrie-Anne Moss", "actor", "Trinity"),
    )
    assert (french.language, french.title) == ("fr", "Matrix")
    assert french.overview == "Un programmeur apprend que son monde est simulé."
    assert (english.language, english.title) == ("en", "The Matrix")


def test_tmdb_has_regional_titles(tmdb: Adapter) -> None:
    words = {record.language: record.title for record in tmdb.describe("movie", "603", ["pt-BR", "pt-PT"])}
    assert words == {
        "": "The Matrix",
        "pt-BR": "Matrix (Brasil)",
        "pt-PT": "Matrix (Portugal)",
        "en": "The Matrix",
    }


def test_tmdb_says_no_title_in_a_language_that_it_has_none_in(tmdb: Adapter) -> None:
    records = {record.language: record for record in tmdb.describe("movie", "603", ["ja"])}
    assert records["ja"].title is None


def test_tmdb_as_it_was_recorded_without_translations(tmdb: Adapter) -> None:
    whole, english = tmdb.describe("movie", "604")
    assert (whole.title, whole.year) == ("The Matrix Reloaded", 2003)
    assert english.overview
    assert english.genres


def test_tmdb_describes_a_series_and_its_episodes(tmdb: Adapter) -> None:
    records = tmdb.describe("series", "1399", ["fr", "en"])
    whole, french, english = records
    assert (whole.title, whole.year, whole.countries) == ("Game of Thrones", 2011, ("US",))
    assert whole.ids == {"imdb": "tt0944947", "tvdb": "121361"}
    assert Credit("David Benioff", "writer") in whole.credits
    assert french.title == "Le Trône de fer"
    assert (english.overview or "").startswith("Seven noble families")
    in_french, in_english = tmdb.episodes(records, ["fr", "en"])
    places = [(item.season, item.number, item.title) for item in in_french.episodes]
    assert places == [(0, 1, "Inside"), (1, 1, "L'hiver vient"), (1, 2, "La Route royale")]
    assert in_english.episodes[1].air_date == "2011-04-17"
    assert in_english.episodes[1].duration_seconds == 3600


def test_tmdb_does_not_know_every_id(tmdb: Adapter) -> None:
    assert tmdb.describe("movie", "999999999") == []


def test_every_recorded_title_of_tmdb_can_be_described(tmdb: Adapter, server: SourceServer) -> None:
    paths = [path for method, path in server.answers if path.startswith(("/3/movie/", "/3/tv/"))]
    whole = [path.split("/") for path in paths if path.count("/") == 3 and path[-1].isdigit()]
    for _, _, kind, number in whole:
        records = tmdb.describe("movie" if kind == "movie" else "series", number)
        assert records[0].title, number
        assert records[0].data() == described(*records[0].key, records[0].data()).data()
    assert len(whole) > 150


# --- TheTVDB --------------------------------------------------------------------------------------


def test_tvdb_logs_in_once_and_sends_the_token(tvdb: Adapter, server: SourceServer) -> None:
    found = tvdb.search("series", "saint seiya", language="es")
    tvdb.search("series", "yu gi oh")
    assert (found[0].source_id, found[0].title) == ("72775", "Los Caballeros del Zodíaco")
    assert found[0].ids == {"imdb": "tt0161952", "tmdb": "42444"}
    assert [(asked.method, asked.path, asked.authorization) for asked in server.asked] == [
        ("POST", "/v4/login", None),
        ("GET", "/v4/search", "Bearer token-of-the-test"),
        ("GET", "/v4/search", "Bearer token-of-the-test"),
    ]


def test_tvdb_describes_a_series_in_three_orders(tvdb: Adapter) -> None:
    records = tvdb.describe("series", "81189", ["fr"])
    whole, french, english = records
    assert (whole.title, whole.countries, whole.genres) == ("Breaking Bad", ("US",), ("Crime",))
    assert whole.ids == {"imdb": "tt0903747", "tmdb": "1396"}
    assert whole.credits == (Credit("Bryan Cranston", "actor", "Walter White"),)
    assert french.overview == "Un professeur de chimie bascule dans le crime."
    assert english.overview == "A chemistry teacher turns to crime."
    in_french, in_english = tvdb.episodes(records, ["fr", "en"])
    assert [item.title for item in in_french.episodes] == ["Chute libre"]
    assert [(item.season, item.number, item.title, dict(item.orders)) for item in in_english.episodes] == [
        (1, 1, "Pilot", {"dvd": (1, 2), "absolute": (1, 1)}),
        (1, 2, "Cat's in the Bag...", {"dvd": (1, 1), "absolute": (1, 2)}),
    ]


def test_tvdb_as_it_was_recorded(tvdb: Adapter) -> None:
    "Shortened by who recorded it: little but its translations is left."
    whole, spanish = tvdb.describe("series", "78878", ["es"])
    assert OtherTitle("FLCL", "de", "translated") in whole.titles
    assert (spanish.overview or "").startswith("Todo comienza")


# --- TVmaze ---------------------------------------------------------------------------------------


def test_tvmaze_needs_no_key(tvmaze: Adapter, server: SourceServer) -> None:
    found = tvmaze.search("series", "The Flash")
    assert [(item.source_id, item.title, item.year) for item in found] == [
        ("13", "The Flash", 2014),
        ("14", "The Flash Gordon Show", None),
    ]
    assert found[0].overview == "Barry Allen runs."
    assert server.asked[0].authorization is None


def test_tvmaze_finds_by_an_id_of_imdb(tvmaze: Adapter) -> None:
    assert tvmaze.find("series", "imdb", "tt3107288") == "13"
    assert tvmaze.find("series", "imdb", "tt0000001") is None
    assert tvmaze.find("movie", "imdb", "tt3107288") is None


def test_tvmaze_describes_a_series_and_its_episodes(tvmaze: Adapter) -> None:
    records = tvmaze.describe("series", "13")
    whole, english = records
    assert (whole.title, whole.year, whole.countries) == ("The Flash", 2014, ("US",))
    assert whole.ids == {"imdb": "tt3107288", "tvdb": "279121"}
    assert (whole.poster_path or "").startswith("/uploads/images/original_untouched/")
    assert whole.credits == (Credit("Grant Gustin", "actor", "Barry Allen"),)
    assert (english.overview or "").startswith("After a particle accelerator")
    assert english.genres == ("Drama", "Action", "Science-Fiction")
    (listed,) = tvmaze.episodes(records)
    assert [(item.season, item.number, item.title, item.overview) for item in listed.episodes] == [
        (1, 1, "City of Heroes", "Barry discovers his powers."),
        (1, 2, "Fastest Man Alive", None),
    ]


# --- records --------------------------------------------------------------------------------------


def test_a_record_survives_being_stored(tmdb: Adapter, tvdb: Adapter) -> None:
    series = tvdb.describe("series", "81189", ["fr"])
    for record in (*tmdb.describe("movie", "603", ["fr"]), *series, *tvdb.episodes(series, ["fr"])):
        assert described(*record.key, record.data()) == record


def test_a_record_of_a_later_version_can_be_read() -> None:
    record = described("tmdb", "movie", "1", "", {"title": "A", "smell": "of roses"})
    assert record == Described("tmdb", "movie", "1", title="A")


def test_pictures_come_without_a_key(server: SourceServer) -> None:
    for source, path in zip(ONLINE, ("/a.jpg", "/banners/a.jpg", "/uploads/a.jpg"), strict=True):
        adapter = open_source(source)
        assert (adapter.picture(path) or b"").startswith(b"\xff\xd8")
        adapter.close()
    assert {asked.authorization for asked in server.asked} == {None}
    assert server.paths()[0] == "/t/p/w780/a.jpg"
