"""The declaration of the sources."""

import subprocess
import sys

import pytest

from cineorg_catalog.errors import BadUsage
from cineorg_catalog.sources.registry import ONLINE, SOURCES, attributions, rank_of, source_named, terms_table


def test_ranks_and_terms_are_those_of_the_design() -> None:
    declared = {source.name: (source.rank, source.publishable, source.max_age_days) for source in SOURCES}
    assert declared == {
        "nfo": (1, "none", None),
        "tmdb": (2, "none", 180),
        "tvdb": (3, "none", None),
        "tvmaze": (4, "texts", None),
        "imdb": (6, "none", None),
        "shipped": (7, "all", None),
        "legacy": (8, "none", None),
        "name": (9, "all", None),
        "file": (9, "all", None),
    }


def test_nothing_is_sent_anywhere_until_a_source_is_switched_on() -> None:
    assert [source.name for source in ONLINE] == ["tmdb", "tvdb", "tvmaze"]
    assert not [source.name for source in ONLINE if source.enabled]


def test_attributions_are_those_of_the_sources_in_use() -> None:
    named = attributions(["tvmaze", "file", "tmdb", "unheard of"])
    assert [source.name for source in named] == ["tmdb", "tvmaze"]
    assert "TMDB API but is not endorsed or certified by TMDB" in (source_named("tmdb").attribution or "")


def test_a_source_that_is_not_declared() -> None:
    with pytest.raises(BadUsage, match="There is no source 'omdb'; there are nfo, tmdb"):
        source_named("omdb")
    assert rank_of("omdb") > rank_of("file")


def test_another_address_by_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    address = source_named("tmdb").address
    assert address is not None
    monkeypatch.delenv(address.setting, raising=False)
    assert (str(address), address.is_default) == ("https://api.themoviedb.org", True)
    monkeypatch.setenv(address.setting, "http://localhost:8/")
    assert (str(address), address.is_default) == ("http://localhost:8", False)


def test_the_table_for_the_documents_has_every_source() -> None:
    assert terms_table().count("\n") == len(SOURCES) + 1


def test_declaring_loads_no_http_library() -> None:
    code = (
        "import sys, cineorg_catalog.sources, cineorg_catalog.sources.registry;"
        "assert not {'httpx', 'hishel', 'pyrate_limiter'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
