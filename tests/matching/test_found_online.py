"""Titles that online sources found for a file, beside those of the reference: matched, offered, left out."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from cineorg_catalog.matching.case import FoundOnline, Question
from cineorg_catalog.matching.identify import Identifier
from cineorg_catalog.names import ParsedName
from cineorg_catalog.reference.reader import ReferenceTitle, open_reference
from tests.support.tiny_reference import Row, build

WORKS: list[Row] = [
    ("tt0000101", "movie", "Alien", 1979, 117),
    ("tt0000102", "movie", "Metropolis", 1927, 153),
    ("tt0000103", "movie", "Metropolis", 2001, 108),
    ("tt0000104", "movie", "The Quiet Door", 2012, 90),
    ("tt0000201", "tvSeries", "Flikken", 1999, None),
]


@pytest.fixture(scope="module")
def identifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identifier]:
    with open_reference(build(tmp_path_factory.mktemp("reference"), WORKS)) as reference:
        yield Identifier(reference)


def online(
    id: str, title: str, year: int | None, *names: str, imdb: str | None = None, source: str = "tmdb",
    kind: str = "movie", minutes: int | None = None,
) -> FoundOnline:  # fmt: skip
    ids = {source: id} | ({"imdb": imdb} if imdb else {})
    work = ReferenceTitle(
        id, kind, "movie" if kind == "movie" else "tvSeries", title, title, year,
        duration_seconds=minutes and minutes * 60, source=source, ids=tuple(ids.items()),
        found_at="2026-01-02T03:04:05Z",
    )  # fmt: skip
    return FoundOnline(work, ((title, None), *((name, "de") for name in names)))


ZARDOZ = online("4923", "Zardoz", 1974, "Sardos der Große", imdb="tt0070948", minutes=105)
ALIEN = online("348", "Alien", 1979, "Das unheimliche Wesen", imdb="tt0000101", minutes=300)


class Case(NamedTuple):
    name: str
    found: tuple[FoundOnline, ...]
    decision: str
    offered: list[str]
    more: Mapping[str, Any] = MappingProxyType({})


CASES = {
    "a film that the reference lacks": Case("Zardoz (1974).mkv", (ZARDOZ,), "auto", ["4923"]),
    "its title in another language": Case("Sardos der Große (1974).mkv", (ZARDOZ,), "auto", ["4923"]),
    "without a year": Case("Zardoz.mkv", (ZARDOZ,), "ask", ["4923"]),
    "another year": Case("Zardoz (1984).mkv", (ZARDOZ,), "ask", ["4923"]),
    "a far running time": Case(
        "Zardoz (1974).mkv", (ZARDOZ,), "ask", ["4923"], {"duration_seconds": 60 * 60}),
    "a similar title": Case("Zardos (1974).mkv", (ZARDOZ,), "ask", ["4923"]),
    "a part of the name": Case("Some Words - Zardoz (1974).mkv", (ZARDOZ,), "ask", ["4923"]),
    "a part of the name that is only similar": Case(
        "Some Words - Zardos (1974).mkv", (ZARDOZ,), "none", []),
    "a title that is nothing like it": Case("Holidays in Rome (1974).mkv", (ZARDOZ,), "none", []),
    "a film that the reference has under a similar name": Case(
        "Quiet Doors (2012).mkv", (online("77", "Quiet Doors", 2012, imdb="tt0000104"),), "auto", ["77"]),
    "two films of that title": Case(
        "Zardoz (1974).mkv", (ZARDOZ, online("4924", "Zardoz", 1974)), "ask", ["4923", "4924"]),
    "a film with another id than the NFO's": Case(
        "Zardoz (1974).mkv", (ZARDOZ,), "auto", ["17"],
        {"nfo": ParsedName("movie", "Zardoz", 1974, ids={"tmdb": "17"})}),
    "a film with the NFO's id": Case(
        "Zardoz (1974).mkv", (ZARDOZ,), "auto", ["4923"],
        {"nfo": ParsedName("movie", "Zardoz", 1974, ids={"tmdb": "4923"})}),
    "a film of the reference by its name there": Case("Alien.mkv", (ALIEN,), "ask", ["tt0000101"]),
    "a film of the reference by another name": Case(
        "Das unheimliche Wesen (1979).mkv", (ALIEN,), "auto", ["348"]),
    "a film of the reference by another name, its running time there": Case(
        "Das unheimliche Wesen (1979).mkv", (ALIEN,), "auto", ["348"], {"duration_seconds": 117 * 60}),
    "a film of the reference without its number, a year apart": Case(
        "Alien.mkv", (online("348", "Alien", 1980),), "ask", ["tt0000101"]),
    "a film of that title, two years apart": Case(
        "Alien.mkv", (online("349", "Alien", 1981),), "ask", ["349", "tt0000101"]),
    "a film of that title with another number": Case(
        "Alien.mkv", (online("350", "Alien", 1979, imdb="tt9999999"),), "ask", ["350", "tt0000101"]),
    "a series called like a film": Case(
        "Alien.mkv", (online("351", "Alien", 1979, kind="series", source="tvdb"),), "ask",
        ["351", "tt0000101"]),
    "a series that the reference lacks": Case(
        "De Kroongetuige S01E02.mkv",
        (online("90", "De Kroongetuige", 1999, source="tvdb", kind="series"),), "auto", ["90"]),
    "where the reference alone is certain": Case(
        "Alien (1979).mkv", (online("352", "Alien", 1979),), "auto", ["tt0000101"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_online_sources_found(identifier: Identifier, case: Case) -> None:
    first = identifier.identify(Question(case.name, **case.more))
    verdict = identifier.identify_with(first, case.found).verdict
    assert (verdict.decision, sorted(item.id for item in verdict.candidates)) == (case.decision, case.offered)
    if case.decision == "auto":
        assert verdict.selected == verdict.candidates[0]


def test_what_was_found_online_says_so_and_keeps_its_ids(identifier: Identifier) -> None:
    first = identifier.identify(Question("Zardoz (1974).mkv"))
    selected = identifier.identify_with(first, [ZARDOZ]).verdict.selected
    assert selected is not None
    assert (selected.source, selected.tmdb_id, selected.imdb_id) == ("tmdb", 4923, "tt0070948")
    assert selected.found_at == "2026-01-02T03:04:05Z"


def test_the_first_answer_stands_where_nothing_new_is_offered(identifier: Identifier) -> None:
    for name in ("Alien (1979).mkv", "Metropolis.mkv", "Holidays in Rome (1974).mkv"):
        first = identifier.identify(Question(name))
        assert identifier.identify_with(first, [ALIEN, ZARDOZ]) is first
