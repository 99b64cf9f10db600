"""The pages that an owner browses, in Debian's Chromium: narrow, without JavaScript, looked over by axe."""

from urllib.parse import urlencode

import pytest

from tests.support.browser import (
    PATIENCE,
    expect,
    faults_in_both_widths,
    follow,
    in_browser,
    leave_by_key,
    with_axe,
)
from tests.support.places import METADATA
from tests.support.sample_catalogue import make_lived_in
from tests.support.site import UNHURRIED, serving

pytestmark = in_browser

ROWS = [
    *(
        "people/1",
        "movies/1",
        "series/1",
        "episodes/1",
        "episodes/2",
        "video_files/1",
        "video_files/2",
        "video_files/8",
    ),
    *(
        "pending_validations/1",
        "pending_validations/8",
        "decisions/1",
        "decisions/2",
        "trash/1",
        "loads/1",
        "titles/1",
    ),
]
TABLES = [
    "movies",
    "movies?_view=table",
    "movies?_person=Fritz+Lang",
    "series",
    "episodes",
    "video_files",
    "pending_validations",
    "decisions",
    "trash",
    "titles",
    "loads",
]
QUERIES = [
    "search?q=metropolis",
    "search?q=lang",
    "search?q=nothing+at+all",
    "recent",
    "disagreements",
    "volumes",
    "missing_episodes",
]
PAGES = ["/", "/cineorg", "/-/reports", *(f"/cineorg/{path}" for path in (*ROWS, *TABLES, *QUERIES))]
THEIRS = "{exclude: ['form.filters select', 'form.filters .filter-value', '.CodeMirror']}"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    file = tmp_path_factory.mktemp("browse") / "cineorg.db"
    make_lived_in(file)
    options = ("--metadata", str(METADATA), "--setting", "suggest_facets", "off")
    with serving(file, *options, *UNHURRIED) as (address, _):
        yield address


@pytest.fixture
def open_page(address, chromium):
    "Opens a page in a browser of its own, with the options of a Playwright context."
    contexts = []

    def open_one(**options):
        contexts.append(chromium.new_context(base_url=address, **options))
        contexts[-1].set_default_timeout(PATIENCE)
        return contexts[-1].new_page()

    yield open_one
    for context in contexts:
        context.close()


def test_no_page_scrolls_sideways_on_a_narrow_screen(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    wide = []
    for path in PAGES:
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "without"])
def test_from_the_front_page_to_a_film_its_decision_and_back(open_page, javascript):
    page = open_page(java_script_enabled=javascript)
    page.goto("/")
    page.get_by_role("searchbox", name="Search").fill("metropolis")
    leave_by_key(page, "Enter")
    follow(page.get_by_role("link", name="Metropolis 1927"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Metropolis (1927)")
    page.get_by_role("heading", name="History").click()
    follow(page.locator("details ol a").last)
    expect(page.get_by_role("heading", level=1)).to_have_text("Decision 1")
    follow(page.get_by_role("link", name="Metropolis (1927) 2160p FRENCH.mkv"))
    follow(page.get_by_role("link", name="Metropolis (1927)", exact=True))
    expect(page).to_have_title("Metropolis (1927)")


def test_the_menu_of_a_column_goes_on_working_in_the_short_table(open_page):
    page = open_page()
    page.goto("/cineorg/movies?_view=table")
    page.locator("th.col-year svg.dropdown-menu-icon").click()
    follow(page.get_by_role("link", name="Facet by this"))
    assert "_facet=year" in page.url
    page.locator("th.col-year svg.dropdown-menu-icon").click()
    follow(page.get_by_role("link", name="Sort descending"))
    assert page.locator("th").first.get_attribute("data-column") == "title"
    follow(page.get_by_role("link", name="show all"))
    expect(page.locator("th[data-column=tmdb_id]")).to_have_count(1)
    assert "_sort_desc=year" in page.url


def test_names_with_markup_run_nothing(open_page):
    asked, page = [], open_page()
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    for path in (
        "/cineorg/video_files/2",
        "/cineorg/video_files",
        "/cineorg/pending_validations/2",
        "/cineorg/pending",
    ):
        page.goto(path)
    assert asked == []


SQL = "select count(*), 'x' as \"y\", 12, null, date() from movies -- all\nwhere id = :id and title like 'a'"
COLOURS = """() => {
  const linear = (part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const light = (colour) => {
    const [red, green, blue] = colour.match(/\\d+/g).map(Number).map(linear);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const editor = document.querySelector(".CodeMirror"), words = [...editor.querySelectorAll("pre, pre span")];
  const ground = light(getComputedStyle(editor).backgroundColor);
  const contrast = (one) => (Math.max(ground, one) + 0.05) / (Math.min(ground, one) + 0.05);
  return [ground, words.map((word) => [word.className, contrast(light(getComputedStyle(word).color))])];
}"""


@pytest.mark.parametrize(("scheme", "darkest", "lightest"), [("dark", 0, 0.1), ("light", 0.8, 1)])
def test_the_sql_editor_is_dark_in_the_dark_and_its_words_can_be_read(open_page, scheme, darkest, lightest):
    page = open_page(color_scheme=scheme)
    page.goto("/cineorg?" + urlencode({"sql": SQL}))
    page.locator(".CodeMirror .cm-comment").wait_for()
    ground, words = page.evaluate(COLOURS)
    assert darkest <= ground <= lightest
    assert len({name for name, _ in words}) > 5
    assert [(name, contrast) for name, contrast in words if contrast < 4.5] == []


@with_axe
def test_axe_finds_nothing_serious_in_what_is_ours(open_page):
    "The unlabelled fields of Datasette's filters and of its SQL editor are left out: they are not ours."
    page = open_page()
    found = []
    for path in PAGES:
        page.goto(path)
        found += [(path, *fault) for fault in faults_in_both_widths(page, THEIRS)]
    assert found == []
