"""The table of speed prints what it is given, and every benchmark is part of it. Nothing is measured here."""

from importlib import import_module
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.table import Beside, Row, show

OF_QUALITY = "names_quality"  # how right names are read is not a matter of seconds


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param(
            Row("rescan", 1.5, Beside("walk", 0.5), Beside("rglob", 12.34), 51.4),
            ["rescan", "1.50 s", "walk: 500 ms", "rglob: 12.3 s", "3.00", "51 MB"],
            id="beside both",
        ),
        pytest.param(
            Row("name", 0.001, instead=Beside("guessit", 0.01)),
            ["name", "1.00 ms", "", "guessit: 10.0 ms", "0.10", ""],
            id="beside another",
        ),
        pytest.param(
            Row("reference", 2, instead=Beside("imdb-sqlite", None)),
            ["reference", "2.00 s", "", "imdb-sqlite: not tried", "", ""],
            id="not tried",
        ),
        pytest.param(Row("keys", None), ["keys", "not tried", "", "", "", ""], id="not ours either"),
    ],
)
def test_a_row_of_the_table(row, cells, capsys):
    show([row])
    heading, rule, line = capsys.readouterr().out.splitlines()
    assert [cell.strip() for cell in line.strip("|").split("|")] == cells
    assert len(heading) == len(rule) == len(line)


def test_every_benchmark_is_in_the_table():
    names = {path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")}
    assert names == {*BENCHMARKS, OF_QUALITY}
    assert all(callable(import_module(f"tests.benchmarks.bench_{name}").rows) for name in BENCHMARKS)
