"""The catalogue as a film lover uses it, in Debian's Chromium: on a phone too, and without JavaScript."""

import pytest

from tests.support.browser import in_browser, served_in
from tests.support.sample_catalogue import make_lived_in

SCREENS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 360, "height": 640}}

pytestmark = in_browser


@pytest.fixture(scope="module")
def server(tmp_path_factory, chromium):
    with served_in(tmp_path_factory.mktemp("catalogue"), make_lived_in, chromium) as served:
        yield served


@pytest.fixture(params=["javascript", "plain forms"])
def logged_in(request, tmp_path, server):
    "A page of root; complaints of the browser fail the test."
    server.begin_again(tmp_path)
    with server.page(java_script_enabled=request.param == "javascript") as page:
        yield page
    assert [text for text in server.complaints if "404" not in text] == []  # the place of a deleted film


@pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS)
def test_from_the_wall_to_a_film_that_is_edited_deleted_and_restored(logged_in, screen):
    page = logged_in
    page.set_viewport_size(screen)
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Films").click()
    if screen == SCREENS["phone"]:
        page.get_by_text("Filters", exact=True).click()
    page.get_by_text("Decade", exact=True).click()
    page.get_by_role("link", name="1920s").click()
    page.get_by_role("link", name="Metropolis 1927").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Metropolis (1927)"

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Year").fill("1926")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Metropolis (1926)"
    assert page.get_by_text("Changed: year.").is_visible()
    page.get_by_role("heading", name="History").click()
    page.get_by_role("link", name="undo decision").first.click()
    page.get_by_role("button", name="Undo").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Metropolis (1927)"

    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    page.goto("/cineorg/movies/1")
    assert page.get_by_role("heading", name="In the trash").is_visible()
    page.get_by_role("link", name="Restore").click()
    page.get_by_role("button", name="Restore").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Metropolis (1927)"
    page.wait_for_load_state()  # with its style sheets
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]


def test_a_film_is_found_by_half_of_its_name(logged_in):
    page = logged_in
    page.goto("/cineorg/series/1")
    page.get_by_role("searchbox", name="Search").fill("metro")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Metropolis 1927").click()
    assert page.title() == "Metropolis (1927)"


def test_a_film_is_found_by_its_director_on_the_wall_and_by_search(logged_in):
    page = logged_in
    page.set_viewport_size(SCREENS["phone"])
    page.goto("/")
    page.get_by_role("searchbox", name="Search").first.fill("fritz lan")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Fritz Lang").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Fritz Lang"
    page.get_by_role("link", name="Metropolis 1927").click()
    page.get_by_role("link", name="Fritz Lang").click()
    page.get_by_role("navigation").get_by_role("link", name="Films").click()
    page.get_by_text("Filters", exact=True).click()
    pills = page.locator(".filters summary").all()
    edges = [box["x"] + box["width"] for pill in pills if (box := pill.bounding_box())]
    assert len(edges) > 5
    assert max(edges) <= SCREENS["phone"]["width"]
    page.get_by_text("People", exact=True).click()
    page.get_by_role("link", name="Fritz Lang 1").click()
    page.get_by_role("link", name="remove this filter").click()
    page.get_by_text("Filters", exact=True).click()
    page.get_by_text("Seen", exact=True).first.click()
    page.get_by_role("link", name="Seen 1", exact=True).click()
    page.get_by_role("link", name="Metropolis 1927").click()
    page.get_by_role("heading", name="Where each value comes from").click()
    assert page.get_by_role("cell", name="Edited by hand").first.is_visible()
    page.wait_for_load_state()  # with its style sheets
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS["phone"]["width"]


def test_a_series_shows_what_is_missing_in_words_too(logged_in):
    page = logged_in
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Series").click()
    page.get_by_role("link", name="Bonanza").click()
    page.get_by_role("link", name="4 The Paiute War, missing").click()
    assert page.get_by_role("heading", name="Missing").is_visible()
    page.get_by_role("link", name="Bonanza", exact=True).click()
    assert page.title() == "Bonanza (1959)"


def test_the_first_candidate_and_its_button_are_on_the_first_screen_of_a_phone(logged_in):
    page = logged_in
    page.set_viewport_size(SCREENS["phone"])
    page.goto("/-/pending/1")
    box = page.get_by_role("button", name="Approve Nosferatu (1922)").bounding_box()
    assert box["y"] + box["height"] <= SCREENS["phone"]["height"]
