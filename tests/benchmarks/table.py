"""The one form of all figures of speed: rows of a table; and how work is measured in a process of its own."""

import argparse
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

HEADING = ("work", "ours", "the bare limit", "what a user would pick instead", "ratio", "memory")
WIDTHS = (48, 10, 36, 46, 5, 8)


@dataclass(frozen=True, slots=True)
class Beside:
    "What ours is compared with, and its seconds; None if it was not tried."

    name: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what the work takes, in seconds, beside others; its process's peak memory in MB.

    `ours` is None if it was not tried. Compared in the same run, so that ratios hold on a busy machine too.
    """

    work: str
    ours: float | None
    bare: Beside | None = None
    instead: Beside | None = None
    memory: float | None = None

    @property
    def ratio(self) -> float | None:
        "Ours to the bare limit; where there is none, to what a user would pick instead."
        others = [other.seconds for other in (self.bare, self.instead) if other and other.seconds]
        return self.ours / others[0] if others and self.ours is not None else None


def line(row: Row) -> str:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    memory = "" if row.memory is None else f"{row.memory:.0f} MB"
    return _joined((row.work, _in_words(row.ours), _beside(row.bare), _beside(row.instead), ratio, memory))


def show(rows: Iterable[Row], heading: bool = True) -> None:
    "Print rows as soon as they are known, as a table of Markdown."
    if heading:
        print(_joined(HEADING), _joined("-" * width for width in WIDTHS), sep="\n", flush=True)
    for row in rows:
        print(line(row), flush=True)


def rows_of(name: str, quick: bool) -> list[Row]:
    "What the module `bench_<name>` measures."
    return list(import_module(f"tests.benchmarks.bench_{name}").rows(quick=quick))


def _joined(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)) + " |"


def _beside(other: Beside | None) -> str:
    return "" if other is None else f"{other.name}: {_in_words(other.seconds)}"


def _in_words(seconds: float | None) -> str:
    if seconds is None:
        return "not tried"
    number, unit = (seconds, "s") if seconds >= 1 else (seconds * 1000, "ms")
    return f"{number:.{0 if number >= 100 else 1 if number >= 10 else 2}f} {unit}"


def command(description: str | None) -> argparse.ArgumentParser:
    "The options that every benchmark has; its own are added by itself."
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small sizes: whether it works, not how fast")
    return parser


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Cost:
    "What a piece of work took in a process of its own: wall and CPU time in seconds, peak memory in MB."

    seconds: float
    cpu: float
    memory: float
    result: Any


def apart(work: Callable[..., Any], *given: Any, cores: int | None = None) -> Cost:
    """What `work(*given)` costs in a new process, on that many cores, without its start and imports.

    Imports count in memory: a benchmark that is run by itself adds what its own module imports.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_cost, work, given, cores).result()


def _cost(work: Callable[..., Any], given: tuple[Any, ...], cores: int | None) -> Cost:
    if cores is not None:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    wall, cpu = time.perf_counter(), _cpu()
    result = work(*given)
    return Cost(time.perf_counter() - wall, _cpu() - cpu, peak(), result)


def _cpu() -> float:
    "Seconds, of ended child processes too."
    usages = map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak() -> float:
    "Of this process, in MB. getrusage would also count the process that started this one."
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
