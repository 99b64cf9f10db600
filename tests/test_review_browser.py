"""The approval pages in Debian's Chromium, as a person uses them; skipped where it is absent."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from review_site import METADATA, serving
from sample_catalogue import make_small

from cineorg_catalog.database import connect
from cineorg_catalog.waiting import read_waiting

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Served:
    "A catalogue that is served, and how to open pages of it as root."

    def __init__(self, db, ids, address, lines, chromium):
        self.db, self.ids, self.address, self.chromium = db, ids, address, chromium
        self._login = next(line for line in lines if "auth-token" in line)
        self._state = None
        self.complaints: list[str] = []

    @contextmanager
    def page(self, **options) -> Iterator:
        "A page in a browser of its own, logged in; what the browser complains of is kept."
        context = self.chromium.new_context(base_url=self.address, storage_state=self._state, **options)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if self._state is None:  # the address to log in at works once
            page.goto("/-/auth-token" + self._login.partition("/-/auth-token")[2])
            self._state = context.storage_state()
        yield page
        context.close()

    def status(self, name):
        db = connect(self.db)
        try:
            row = read_waiting(db, self.ids[name]).row
            return row.validation_status, row.selected_candidate_id
        finally:
            db.close()


@pytest.fixture
def served(tmp_path, chromium):
    db = tmp_path / "cineorg.db"
    ids = make_small(db)
    with serving(db, "--metadata", str(METADATA), "--root", "--setting", "suggest_facets", "off") as (
        address,
        lines,
    ):
        yield Served(db, ids, address, lines, chromium)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain forms"])
def test_log_in_approve_reject_and_undo(served, javascript):
    with served.page(java_script_enabled=javascript) as page:
        page.goto("/")
        page.locator("details.nav-menu summary").click()
        page.get_by_role("link", name="Waiting for a decision").click()
        page.get_by_role("link", name="Nosferatu", exact=True).click()
        page.get_by_role("button", name="Approve Nosferatu (1922)").click()
        assert page.get_by_text("Approved: nosferatu.mkv is Nosferatu (1922).").is_visible()
        assert served.status("film") == ("validated", "tt0013442")

        page.goto(f"/-/pending/{served.ids['none']}")
        page.get_by_role("button", name="Reject").click()
        assert page.get_by_text("Rejected: Garden 2021.mp4.").is_visible()
        assert served.status("none")[0] == "rejected"

        page.get_by_role("button", name="Undo the last").click()
        assert page.get_by_text("Undone: Garden 2021.mp4.").is_visible()
        assert served.status("none")[0] == "pending"

        page.goto(f"/-/pending/{served.ids['film']}")
        page.get_by_role("button", name="Undo", exact=True).click()
        assert served.status("film") == ("pending", None)
    assert served.complaints == []


def test_season_and_episode_are_typed(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['unnumbered']}")
        page.get_by_label("Season").first.fill("2")
        page.get_by_label("Episode").first.fill("7")
        page.get_by_role("button", name="Approve Dragnet (1951)").click()
        assert served.status("unnumbered") == ("validated", "tt0043194")


def test_two_browsers_on_one_file(served):
    with served.page() as mine, served.page() as theirs:
        for page in (mine, theirs):
            page.goto(f"/-/pending/{served.ids['film']}")
        mine.get_by_role("button", name="Approve Nosferatu (1922)").click()
        theirs.get_by_role("button", name="Reject").click()
        assert "was approved by root" in theirs.get_by_role("alert").inner_text()
        theirs.get_by_role("link", name="See this file as it is now").click()
        assert theirs.get_by_role("heading", name="Validated: Nosferatu (1922)").is_visible()
    assert served.status("film") == ("validated", "tt0013442")


@pytest.mark.parametrize("name", ["film", "markup", "none", "unnumbered", "episode 1", "validated"])
def test_a_narrow_screen_needs_no_scrolling_sideways(served, name):
    with served.page(viewport={"width": 360, "height": 740}) as page:
        for path in ("/-/pending", f"/-/pending/{served.ids[name]}"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert served.complaints == []


def test_names_with_markup_run_nothing(served):
    asked = []
    with served.page() as page:
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        for path in ("/-/pending", f"/-/pending/{served.ids['markup']}"):
            page.goto(path)
        page.get_by_role("button", name="Reject").click()
        page.goto("/-/pending")
    assert asked == []
    assert served.complaints == []


def test_the_policy_is_met_by_datasettes_own_menu_script(served):
    "Its inline script is allowed by its hash, and runs: a click beside the open menu closes it."
    with served.page() as page:
        page.goto("/-/pending")
        page.locator("details.nav-menu summary").click()
        assert page.locator("details.nav-menu[open]").count() == 1
        page.locator("h1").click()
        assert page.locator("details.nav-menu[open]").count() == 0
    assert served.complaints == []


def test_a_script_that_were_smuggled_in_would_not_run(served):
    with served.page() as page:
        page.goto("/-/pending")
        page.evaluate("""() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
                         document.body.append(s); }""")
        assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in served.complaints)


def test_another_site_can_neither_decide_nor_frame(served, tmp_path):
    "A page of another origin posts a form to us, in the browser that is logged in."
    evil = tmp_path / "evil.html"
    evil.write_text(
        f"""<form method="post" action="{served.address}/-/pending/{served.ids["film"]}">
        <input name="action" value="reject"><button>win a prize</button></form>
        <iframe src="{served.address}/-/pending/{served.ids["film"]}"></iframe>"""
    )
    with served.page() as page:
        page.goto("/-/pending")
        page.goto(evil.as_uri())
        assert page.frames[1].locator("button").count() == 0
        with page.expect_navigation() as navigation:
            page.get_by_role("button", name="win a prize").click()
        assert navigation.value.status == 403
    assert served.status("film")[0] == "pending"


def test_everything_can_be_reached_by_keyboard_alone(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['film']}")
        reached = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    "(document.activeElement.innerText || document.activeElement.name || '').trim()"
                )
            )
        assert {"Approve", "Reject", "as", "Skip to the next"} <= reached
