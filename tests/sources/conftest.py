"""The loopback server that stands for the online sources, and the settings that lead to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.source_server import KEYS, SETTINGS, SourceServer, serving


@pytest.fixture
def server(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceServer]:
    "The sources, as they were recorded, on this machine."
    with serving(shared) as running:
        for name in SETTINGS:
            monkeypatch.setenv(name, running.address)
        for name, value in KEYS.items():
            monkeypatch.setenv(name, value)
        yield running
