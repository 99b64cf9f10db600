"""How soon a person sees a page: the Largest Contentful Paint in headless Chromium, and what the page weighs.

The demo, and a generated catalogue of 50,000 files, 10,000 of them waiting, each from a server of its own on
loopback. Every page is opened several times with an empty cache, on a phone and on a screen; the median
is given, and the weight of what travels but pictures. Wanted: below 0.8 s, the first wall below 300 KB.

    python -m tests.benchmarks.bench_paint [--quick]

Needs Debian's chromium.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.table import Row, command, show
from tests.support.browser import CHROMIUM, Served, launched, served_in
from tests.support.sample_catalogue import make_big

PAGES = ("/", "/cineorg/movies", "/cineorg/movies/1", "/cineorg/series/1", "/-/pending")
SCREENS = {"phone": {"width": 360, "height": 640}, "screen": {"width": 1280, "height": 800}}
ROUNDS = 5
WATCH = """
    new PerformanceObserver((list) => { window.painted = list.getEntries().at(-1).startTime })
      .observe({ type: "largest-contentful-paint", buffered: true })
"""
WEIGHTS = """
    [performance.getEntriesByType("navigation")[0], ...performance.getEntriesByType("resource")]
      .filter((entry) => entry.initiatorType !== "img").map((entry) => entry.transferSize)
"""


def make_demo(file: Path) -> None:
    "The demo with its pictures; the catalogue is where the server looks for it."
    words = [sys.executable, "-m", "cineorg_catalog", "demo", str(file.parent)]
    subprocess.run(words, check=True, capture_output=True)


def largest_paint(served: Served, path: str, screen: dict[str, int]) -> tuple[float, int]:
    "The seconds until the largest picture or text of a page was painted, and the page's weight in bytes."
    with served.page(viewport=screen) as page:
        page.add_init_script(WATCH)
        page.goto(path, wait_until="networkidle")
        page.wait_for_function("window.painted !== undefined")
        return page.evaluate("window.painted") / 1000, sum(page.evaluate(WEIGHTS))


def painted(name: str, make: Callable[[Path], Any], chromium: Any, rounds: int) -> Iterator[Row]:
    with (
        tempfile.TemporaryDirectory() as folder,
        served_in(Path(folder), make, chromium) as served,
    ):
        for path in PAGES:
            for screen, size in SCREENS.items():
                seen = [largest_paint(served, path, size) for _ in range(rounds + 1)][1:]  # one warms up
                weight = seen[0][1] / 1000
                work = f"{path} of {name} painted on a {screen}, {weight:.0f} KB"
                yield Row(work, median(seconds for seconds, _ in seen))


def rows(quick: bool = False) -> Iterator[Row]:
    if not Path(CHROMIUM).exists():
        yield Row("pages painted", None)
        return
    with launched() as chromium:
        yield from painted("the demo", make_demo, chromium, 1 if quick else ROUNDS)
        if not quick:
            yield from painted("50,000 files", make_big, chromium, ROUNDS)


if __name__ == "__main__":
    show(rows(**vars(command(__doc__).parse_args())))
