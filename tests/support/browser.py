"""Debian's Chromium, and a served catalogue whose pages it opens as root."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.review.pending import read_pending_file
from tests.support.places import CHECKOUT, METADATA
from tests.support.site import UNHURRIED, serving

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds that a page or a word of it may take on a busy machine
AXE = Path(os.environ.get("CINEORG_AXE") or CHECKOUT / "node_modules/axe-core/axe.min.js")

in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]
with_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not here (npm install axe-core, or CINEORG_AXE)"
)


@contextmanager
def launched() -> Iterator[Any]:
    "The browser itself; each test opens a context of its own in it."
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def expect(what: Any) -> Any:
    "Playwright's assertions that wait; imported here, so that the tests are skipped where it is absent."
    return pytest.importorskip("playwright.sync_api").expect(what)


def follow(leading: Any) -> None:
    "Click a link or button that leads to another page and wait for that page: a click alone does not."
    with leading.page.expect_navigation():
        leading.click()


def leave_by_key(page: Any, key: str) -> None:
    "Press a key that leads to another page and wait for that page."
    with page.expect_navigation():
        page.keyboard.press(key)


def faults_in_both_widths(page: Any, options: str = "{}") -> list[tuple[int, str, str, list[str]]]:
    "What axe finds serious in a page, on a screen and on a phone: (width, impact, rule, the elements)."
    page.evaluate(AXE.read_text())
    found = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        faults = page.evaluate(f"axe.run({options}).then((found) => found.violations)")
        found += [
            (width, fault["impact"], fault["id"], [node["html"][:160] for node in fault["nodes"]][:3])
            for fault in faults
            if fault["impact"] in ("serious", "critical")
        ]
    return found


class Served:
    "A catalogue that is served, and how to open pages of it as root."

    def __init__(self, db: Path, make: Callable[[Path], Any], address: str, lines: list[str], chromium: Any):
        self.db, self.make, self.address, self.chromium = db, make, address, chromium
        self.ids: dict[str, int] = {}
        self._login = next(line for line in lines if "auth-token" in line)
        self._state: Any = None
        self.complaints: list[str] = []

    @contextmanager
    def page(self, **options: Any) -> Iterator[Any]:
        "A page in a browser of its own, logged in; what the browser complains of is kept."
        context = self.chromium.new_context(base_url=self.address, storage_state=self._state, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if self._state is None:  # the address to log in at works once
            page.goto("/-/auth-token" + self._login.partition("/-/auth-token")[2])
            self._state = context.storage_state()
        yield page
        context.close()

    def begin_again(self, folder: Path) -> None:
        "Fill the catalogue that is served as it was at first, through SQLite, while the server has it open."
        self.ids = self.make(folder / "new.db")
        with closing(connect(folder / "new.db")) as new, closing(connect(self.db)) as db:
            new.conn.backup(db.conn)
        self.complaints.clear()

    def status(self, name: str) -> tuple[str, str | None]:
        with closing(connect(self.db)) as db:
            row = read_pending_file(db, self.ids[name]).row
            return row.validation_status, row.selected_candidate_id


@contextmanager
def served_in(folder: Path, make: Callable[[Path], Any], chromium: Any) -> Iterator[Served]:
    "One server for all tests of a module: one of its own for each would be most of their time."
    make(folder / "cineorg.db")
    options = ("--metadata", str(METADATA), "--root", "--setting", "suggest_facets", "off", *UNHURRIED)
    with serving(folder / "cineorg.db", *options) as (address, lines):
        yield Served(folder / "cineorg.db", make, address, lines, chromium)
