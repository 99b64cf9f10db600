"""The catalogue as a film lover uses it, in Debian's Chromium: on a phone too, and without JavaScript."""

import pytest

from tests.support.browser import expect, follow, in_browser, leave_by_key, served_in
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
    follow(page.get_by_role("navigation").get_by_role("link", name="Films"))
    if screen == SCREENS["phone"]:
        page.get_by_text("Filters", exact=True).click()
    page.get_by_text("Decade", exact=True).click()
    follow(page.get_by_role("link", name="1920s"))
    follow(page.get_by_role("link", name="Metropolis 1927"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Metropolis (1927)")

    follow(page.get_by_role("link", name="Edit"))
    page.get_by_label("Year").fill("1926")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Metropolis (1926)")
    expect(page.get_by_text("Changed: year.")).to_be_visible()
    page.get_by_role("heading", name="History").click()
    follow(page.get_by_role("link", name="undo decision").first)
    follow(page.get_by_role("button", name="Undo"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Metropolis (1927)")

    follow(page.get_by_role("link", name="Delete"))
    follow(page.get_by_role("button", name="Delete"))
    page.goto("/cineorg/movies/1")
    expect(page.get_by_role("heading", name="In the trash")).to_be_visible()
    follow(page.get_by_role("link", name="Restore"))
    follow(page.get_by_role("button", name="Restore"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Metropolis (1927)")
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]


def test_a_film_is_found_by_half_of_its_name(logged_in):
    page = logged_in
    page.goto("/cineorg/series/1")
    page.get_by_role("searchbox", name="Search").fill("metro")
    leave_by_key(page, "Enter")
    follow(page.get_by_role("link", name="Metropolis 1927"))
    expect(page).to_have_title("Metropolis (1927)")


def test_a_film_is_found_by_its_director_on_the_wall_and_by_search(logged_in):
    page = logged_in
    page.set_viewport_size(SCREENS["phone"])
    page.goto("/")
    page.get_by_role("searchbox", name="Search").first.fill("fritz lan")
    leave_by_key(page, "Enter")
    follow(page.get_by_role("link", name="Fritz Lang"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Fritz Lang")
    follow(page.get_by_role("link", name="Metropolis 1927"))
    follow(page.get_by_role("link", name="Fritz Lang"))
    follow(page.get_by_role("navigation").get_by_role("link", name="Films"))
    page.get_by_text("Filters", exact=True).click()
    expect(page.get_by_text("People", exact=True)).to_be_visible()
    pills = page.locator(".filters summary").all()
    edges = [box["x"] + box["width"] for pill in pills if (box := pill.bounding_box())]
    assert len(edges) > 5
    assert max(edges) <= SCREENS["phone"]["width"]
    page.get_by_text("People", exact=True).click()
    follow(page.get_by_role("link", name="Fritz Lang 1"))
    follow(page.get_by_role("link", name="remove this filter"))
    page.get_by_text("Filters", exact=True).click()
    page.get_by_text("Seen", exact=True).first.click()
    follow(page.get_by_role("link", name="Seen 1", exact=True))
    follow(page.get_by_role("link", name="Metropolis 1927"))
    page.get_by_role("heading", name="Where each value comes from").click()
    expect(page.get_by_role("cell", name="Edited by hand").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS["phone"]["width"]


def test_a_series_shows_what_is_missing_in_words_too(logged_in):
    page = logged_in
    page.goto("/")
    follow(page.get_by_role("navigation").get_by_role("link", name="Series"))
    follow(page.get_by_role("link", name="Bonanza"))
    follow(page.get_by_role("link", name="4 The Paiute War, missing"))
    expect(page.get_by_role("heading", name="Missing")).to_be_visible()
    follow(page.get_by_role("link", name="Bonanza", exact=True))
    expect(page).to_have_title("Bonanza (1959)")


def test_the_first_candidate_and_its_button_are_on_the_first_screen_of_a_phone(logged_in):
    page = logged_in
    page.set_viewport_size(SCREENS["phone"])
    page.goto("/-/pending/1")
    box = page.get_by_role("button", name="Approve Nosferatu (1922)").bounding_box()
    assert box["y"] + box["height"] <= SCREENS["phone"]["height"]
