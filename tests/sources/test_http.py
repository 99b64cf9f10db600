"""Sources that misbehave: what the client makes of each, in one sentence and without a key."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cineorg_catalog.sources import open_source
from cineorg_catalog.sources.http import (
    GIVE_UP_AFTER,
    LARGEST_PICTURE,
    Patience,
    SourceClient,
    cache_file,
    forget_cached,
    forget_if_old,
)
from cineorg_catalog.sources.registry import (
    Nonsense,
    OutOfQuota,
    SourceDown,
    SourceFault,
    SourceSlow,
    Unauthorised,
    source_named,
)
from tests.support.source_server import KEYS, SourceServer

PATIENT = Patience(retries=1, backoff=0.01)
IMPATIENT = replace(PATIENT, read=0.4, whole=0.8)  # for a source that keeps us waiting; no other may be late
TMDB = source_named("tmdb")
Open = Callable[..., SourceClient]


@pytest.fixture
def client(server: SourceServer) -> Iterator[Open]:
    clients = []

    def opened(cache: Path | None = None, patience: Patience = PATIENT) -> SourceClient:
        clients.append(SourceClient(TMDB, cache=cache, token=TMDB.key_value, patience=patience))
        return clients[-1]

    yield opened
    for one in clients:
        one.close()


@pytest.mark.parametrize(
    ("misbehaviour", "error", "words"),
    [
        ("unauthorised", Unauthorised, "TMDB does not accept the key. Check CINEORG_TMDB_TOKEN."),
        ("limited", OutOfQuota, "TMDB has had too many requests. Try again later."),
        ("limited_for_hours", OutOfQuota, "TMDB has had too many requests. Try again in 7200 seconds."),
        ("broken", SourceDown, "TMDB is down (HTTP 500). Try again later."),
        ("half", SourceDown, "TMDB cannot be reached at http://127.0.0.1:{port}."),
        ("silent", SourceSlow, "TMDB did not respond in time. Try again later."),
        ("trickle", SourceSlow, "TMDB did not respond in time. Try again later."),
        ("html", Nonsense, "TMDB responded with something that is not JSON."),
        ("deep", Nonsense, "TMDB responded with something that is not JSON."),
        ("elsewhere", Nonsense, "TMDB redirected to another host, which was not followed."),
        ("round_and_round", Nonsense, "TMDB responded with an unexpected status (HTTP 302)."),
        ("huge", Nonsense, "TMDB responded with more than 16 MiB."),
    ],
)
def test_each_failure_is_one_sentence_without_the_key(
    server: SourceServer,
    client: Open,
    caplog: pytest.LogCaptureFixture,
    misbehaviour: str,
    error: type[SourceFault],
    words: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.misbehaviour = misbehaviour
    patience = IMPATIENT if error is SourceSlow else PATIENT
    started = time.monotonic()
    with pytest.raises(error) as caught:
        client(patience=patience).get("/3/movie/603")
    assert str(caught.value) == words.format(port=server.port)
    assert time.monotonic() - started < 5
    assert not [key for key in KEYS.values() if key in caplog.text + str(caught.value)]


def test_a_name_that_resolves_to_nothing(client: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CINEORG_TMDB_URL", "http://nowhere.invalid")
    with pytest.raises(SourceDown, match=r"^TMDB cannot be reached at http://nowhere\.invalid\.$"):
        client().get("/3/movie/603")


@pytest.mark.parametrize("address", ["not an address", "http://[", "ftp://127.0.0.1", "http://127.0.0.1:1"])
def test_an_address_that_is_none(client: Open, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("CINEORG_TMDB_URL", address)
    with pytest.raises(SourceDown, match="TMDB cannot be reached"):
        client().get("/3/movie/603")


def test_what_it_does_not_know_is_no_failure(server: SourceServer, client: Open) -> None:
    server.misbehaviour = "missing"
    assert client().get("/3/movie/603") is None


@pytest.mark.parametrize("misbehaviour", ["broken_once", "limited_a_while"])
def test_what_passes_is_waited_for(server: SourceServer, client: Open, misbehaviour: str) -> None:
    server.misbehaviour = misbehaviour
    started = time.monotonic()
    assert client().get("/3/movie/603")["id"] == 603
    assert len(server.asked) == 2
    if misbehaviour == "limited_a_while":
        assert time.monotonic() - started >= 1  # what Retry-After asked for


def test_a_redirect_on_the_same_host_is_followed(server: SourceServer, client: Open) -> None:
    "TVmaze's look-up by a foreign id is one."
    server.misbehaviour, server.only = "round_and_round", "/3/find"
    with pytest.raises(Nonsense):
        client().get("/3/find/tt0936501")
    assert len(server.asked) == 4


def test_a_source_that_stays_down_is_left_alone(server: SourceServer, client: Open) -> None:
    one = client()
    server.misbehaviour = "broken"
    for number in range(GIVE_UP_AFTER + 3):
        with pytest.raises(SourceDown):
            one.get(f"/3/movie/{number}")
    assert len(server.asked) == GIVE_UP_AFTER * (1 + PATIENT.retries)


def test_a_refused_key_is_sent_once(server: SourceServer, client: Open) -> None:
    one = client()
    server.misbehaviour = "unauthorised"
    for number in range(3):
        with pytest.raises(Unauthorised):
            one.get(f"/3/movie/{number}")
    assert len(server.asked) == 1


def test_nonsense_about_one_title_does_not_end_the_rest(server: SourceServer, client: Open) -> None:
    one = client()
    server.misbehaviour = "html"
    for number in range(GIVE_UP_AFTER + 1):
        with pytest.raises(Nonsense):
            one.get(f"/3/movie/{number}")
    server.misbehaviour = None
    assert one.get("/3/movie/603")["id"] == 603


@pytest.mark.parametrize("misbehaviour", ["another_shape", "wrong_types"])
@pytest.mark.parametrize("name", ["tmdb", "tvdb", "tvmaze"])
def test_another_shape_is_nonsense(server: SourceServer, name: str, misbehaviour: str) -> None:
    server.misbehaviour = misbehaviour
    adapter = open_source(source_named(name), patience=PATIENT)
    with pytest.raises(Nonsense, match="in a form that it does not document"):
        adapter.describe("series", "13")
    adapter.close()


def test_without_a_key_nothing_is_sent(server: SourceServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CINEORG_TMDB_TOKEN", "  ")
    with pytest.raises(Unauthorised, match=r"^TMDB needs a key\. Set CINEORG_TMDB_TOKEN\.$"):
        open_source(TMDB)
    assert server.asked == []


@pytest.mark.parametrize("key", ["with\nline", "clé", "\x1b[31m"])
def test_a_key_that_no_header_can_carry(
    server: SourceServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("CINEORG_TMDB_TOKEN", key)
    with pytest.raises(Unauthorised, match="Check CINEORG_TMDB_TOKEN") as caught:
        open_source(TMDB)
    assert key not in str(caught.value)
    assert server.asked == []


# --- pictures -------------------------------------------------------------------------------------


def test_a_huge_picture_is_not_read(server: SourceServer, client: Open) -> None:
    server.misbehaviour = "huge"
    with pytest.raises(Nonsense, match=f"more than {LARGEST_PICTURE >> 20} MiB"):
        client().picture("/t/p/w780/a.jpg")


def test_a_picture_that_is_not_there(server: SourceServer, client: Open) -> None:
    server.misbehaviour = "missing"
    assert client().picture("/t/p/w780/a.jpg") is None


# --- the cache ------------------------------------------------------------------------------------


def test_an_answer_is_asked_for_once(server: SourceServer, client: Open, tmp_path: Path) -> None:
    first = client(tmp_path).get("/3/movie/603")
    again = client(tmp_path)
    assert again.get("/3/movie/603") == first
    assert again.get("/3/movie/603", {"language": "fr"})
    assert len(server.asked) == 2


def test_failures_are_not_cached(server: SourceServer, client: Open, tmp_path: Path) -> None:
    for misbehaviour in ("html", "half", "broken", "missing"):
        server.misbehaviour = misbehaviour
        try:
            assert client(tmp_path).get("/3/movie/603") is None
        except SourceFault:
            continue
    server.misbehaviour = None
    assert client(tmp_path).get("/3/movie/603")["id"] == 603


def test_the_cache_holds_no_key_and_goes_with_a_purge(
    server: SourceServer, client: Open, tmp_path: Path
) -> None:
    one = client(tmp_path / "cache")
    one.get("/3/movie/603")
    one.close()
    stored = b"".join(file.read_bytes() for file in (tmp_path / "cache").iterdir())
    assert b"computer hacker" in stored
    assert not [key for key in KEYS.values() if key.encode() in stored]
    forget_cached(tmp_path / "cache", "tmdb")
    assert list(tmp_path.iterdir()) == []
    forget_cached(tmp_path / "cache", "tmdb")


def test_an_old_cache_is_forgotten(server: SourceServer, client: Open, tmp_path: Path) -> None:
    client(tmp_path).get("/3/movie/603")
    forget_if_old(tmp_path, "tmdb")
    assert cache_file(tmp_path, "tmdb").exists()
    for file in tmp_path.iterdir():
        os.utime(file, (0, 0))
    forget_if_old(tmp_path, "tmdb")
    assert not cache_file(tmp_path, "tmdb").exists()
