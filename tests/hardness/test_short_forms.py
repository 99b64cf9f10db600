"""The commands of this folder in a short form; each asserts by itself what must hold, whoever calls it."""

from collections.abc import Callable

import pytest

from tests.hardness import (
    at_once,
    full_disk,
    http_requests,
    kills,
    ledger_lines,
    lives,
    nfos,
    surroundings,
    videos,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "part"),
    [
        pytest.param(lives.run, 10, id="lives"),
        pytest.param(kills.run, 150, id="kills"),
        pytest.param(full_disk.run, 50, id="full disk"),
        pytest.param(videos.run, 100, id="videos"),
        pytest.param(nfos.run, 10, id="NFOs"),
        pytest.param(ledger_lines.run, 15, id="ledger"),
        pytest.param(http_requests.run, 50, id="requests"),
        pytest.param(surroundings.run, 10, id="surroundings"),
        pytest.param(at_once.run, 300, id="at once"),
    ],
)
def test_a_part_of_it(run: Callable[[int, int], str], part: int) -> None:
    print(run(part, 1))
