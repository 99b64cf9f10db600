"""How long a person at the keyboard waits: from the key press to the next page, over 100 pending files.

    python -m tests.benchmarks.bench_keyboard

It presses 1, 2, r and s in turn, each as soon as the page before is there; reading and thinking come on top.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from tests.benchmarks.table import Row, command, show
from tests.support.places import METADATA
from tests.support.sample_catalogue import add_file, film
from tests.support.site import serving

CHROMIUM = "/usr/bin/chromium"
KEYS = ("1", "2", "r", "s")


def make(path: Path, files: int) -> None:
    db = connect(path)
    upgrade(db)
    for n in range(files):
        offered = tuple(film(f"tt{1000 + 10 * n + m}", f"Film {n}", 1950 + m, 75 - m) for m in range(5))
        add_file(db, f"/v/Film {n}.mkv", {"kind": "movie", "title": f"Film {n}"}, offered)
    db.close()


def clear(address: str, login: str) -> list[float]:
    "Seconds for each key press, until no file is pending."
    waits = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(base_url=address)
        page.goto(login)
        page.goto("/-/pending/1")
        while page.locator("[data-key='1']").count():
            key = KEYS[len(waits) % len(KEYS)]
            if key == "s" and not page.locator("[data-key=s]").count():  # the last one
                key = "1"
            begun = time.perf_counter()
            with page.expect_navigation(wait_until="load"):
                page.keyboard.press(key)
            waits.append(time.perf_counter() - begun)
        browser.close()
    return waits


def rows(quick: bool = False) -> Iterator[Row]:
    files = 10 if quick else 100
    if not Path(CHROMIUM).exists():
        yield Row(f"{files} files by keyboard", None)
        return
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "cineorg.db"
        make(db, files)
        with serving(db, "--metadata", str(METADATA), "--root") as (address, lines):
            path = next(line for line in lines if "auth-token" in line).partition("/-/auth-token")[2]
            waits = clear(address, f"/-/auth-token{path}")
    yield Row(f"{files} files by keyboard, {len(waits)} keys", sum(waits))
    yield Row("… median of a key", median(waits))
    yield Row("… slowest key", max(waits))


if __name__ == "__main__":
    show(rows(**vars(command(__doc__).parse_args())))
