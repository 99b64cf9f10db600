"""The approval pages in Debian's Chromium, as a person uses them; skipped where it is absent."""

from contextlib import closing

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.db.upgrade import upgrade
from tests.support.browser import (
    expect,
    faults_in_both_widths,
    follow,
    in_browser,
    leave_by_key,
    served_in,
    with_axe,
)
from tests.support.sample_catalogue import add_file, film, make_small, series

pytestmark = in_browser


@pytest.fixture(scope="module")
def server(tmp_path_factory, chromium):
    with served_in(tmp_path_factory.mktemp("review"), make_small, chromium) as served:
        yield served


@pytest.fixture
def served(server, tmp_path):
    server.begin_again(tmp_path)
    return server


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain forms"])
def test_log_in_approve_reject_and_undo(served, javascript):
    with served.page(java_script_enabled=javascript) as page:
        page.goto("/")
        follow(page.get_by_role("navigation").get_by_role("link", name="Review"))
        follow(page.get_by_role("link", name="Nosferatu", exact=True))
        follow(page.get_by_role("button", name="Approve Nosferatu (1922)"))
        expect(page.get_by_text("Approved: nosferatu.mkv is Nosferatu (1922).")).to_be_visible()
        assert served.status("film") == ("validated", "tt0013442")

        page.goto(f"/-/pending/{served.ids['none']}")
        follow(page.get_by_role("button", name="Reject"))
        expect(page.get_by_text("Rejected: Garden 2021.mp4.")).to_be_visible()
        assert served.status("none")[0] == "rejected"

        follow(page.get_by_role("button", name="Undo the last"))
        expect(page.get_by_text("Undone: Garden 2021.mp4.")).to_be_visible()
        assert served.status("none")[0] == "pending"

        page.goto(f"/-/pending/{served.ids['film']}")
        follow(page.get_by_role("button", name="Undo", exact=True))
        assert served.status("film") == ("pending", None)
    assert served.complaints == []


def test_season_and_episode_are_typed(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['unnumbered']}")
        page.get_by_label("Season").first.fill("2")
        page.get_by_label("Episode").first.fill("7")
        follow(page.get_by_role("button", name="Approve Dragnet (1951)"))
        assert served.status("unnumbered") == ("validated", "tt0043194")


def test_two_browsers_on_one_file(served):
    with served.page() as mine, served.page() as theirs:
        for page in (mine, theirs):
            page.goto(f"/-/pending/{served.ids['film']}")
        follow(mine.get_by_role("button", name="Approve Nosferatu (1922)"))
        follow(theirs.get_by_role("button", name="Reject"))
        expect(theirs.get_by_role("alert")).to_contain_text("was approved by root")
        follow(theirs.get_by_role("link", name="See this file as it is now"))
        expect(theirs.get_by_role("heading", name="Approved: Nosferatu (1922)")).to_be_visible()
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
        follow(page.get_by_role("button", name="Reject"))
        page.goto("/-/pending")
    assert asked == []
    assert served.complaints == []


def test_a_click_beside_the_open_menu_closes_it(served):
    with served.page() as page:
        page.goto("/-/pending")
        page.locator("details.nav-menu summary").click()
        expect(page.locator("details.nav-menu[open]")).to_have_count(1)
        page.locator("h1").click()
        expect(page.locator("details.nav-menu[open]")).to_have_count(0)
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
        expect(page.frames[1].locator("button")).to_have_count(0)
        with page.expect_navigation() as navigation:
            page.get_by_role("button", name="win a prize").click()
        assert navigation.value.status == 403
    assert served.status("film")[0] == "pending"


def make_a_hundred(path):
    with closing(connect(path)) as db:
        upgrade(db)
        for n in range(100):
            offered = tuple(film(f"tt{1000 + 10 * n + m}", f"Film {n}", 1950 + m, 75 - m) for m in range(5))
            add_file(db, f"/v/Film {n}.mkv", {"kind": "movie", "title": f"Film {n}"}, offered)


def test_a_hundred_files_are_cleared_by_keyboard(tmp_path, chromium):
    keys = ["1", "2", "r", "5", "s"]
    with served_in(tmp_path, make_a_hundred, chromium) as served:
        with served.page() as page:
            page.goto("/-/pending/1")
            for n in range(100):
                leave_by_key(page, keys[n % 5])
            page.goto("/-/pending/5")
            for n in range(20):  # what was skipped; the same key at once would be a double press
                leave_by_key(page, "12"[n % 2])
            expect(
                page.get_by_text("Nothing needs review: every file is matched or rejected.")
            ).to_be_visible()
        assert served.complaints == []
    with closing(connect(tmp_path / "cineorg.db")) as db:
        counted = db.execute(
            """select validation_status, count(*), count(distinct selected_candidate_id)
               from pending_validations group by 1"""
        ).fetchall()
        chosen = db.execute(
            "select selected_candidate_id from pending_validations where id in (1, 2, 4)"
        ).fetchall()
    assert counted == [("rejected", 20, 0), ("validated", 80, 80)]
    assert [key for (key,) in chosen] == ["tt1000", "tt1011", "tt1034"]


def test_the_keys_undo_search_and_explain_themselves(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['film']}")
        leave_by_key(page, "r")
        assert served.status("film")[0] == "rejected"
        leave_by_key(page, "u")
        assert served.status("film")[0] == "pending"
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("r")  # is no decision while the dialog is open
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("r1s")  # typed into the field, no decision either
        expect(page.get_by_label("Title", exact=True).first).to_have_value("r1s")
        page.goto("/-/pending")
        page.keyboard.press("/")
        page.keyboard.type("garden")
        leave_by_key(page, "Enter")
        expect(page.locator(".co-entry")).to_have_count(1)
    assert served.status("film")[0] == "pending"
    assert served.complaints == []


def test_the_picture_beside_a_file_is_shown_and_none_where_there_is_none(served, tmp_path):
    film_folder = tmp_path / "Garden (2021)"
    film_folder.mkdir()
    db = connect(served.db)
    path = str(film_folder / "Garden.mkv")
    pending_id = add_file(db, path, {"kind": "movie", "title": "Garden"}, root=str(tmp_path))
    db.close()
    with served.page() as page:
        page.goto(f"/-/pending/{pending_id}")
        expect(page.locator("img")).to_have_count(0)
        page.screenshot(path=film_folder / "poster.png")  # a real picture
        page.reload()
        page.wait_for_function("document.querySelector('img.co-poster').naturalWidth > 0")
        assert page.locator("img.co-poster").bounding_box()["height"] <= 150
    assert served.complaints == []


def test_a_key_that_is_held_or_pressed_twice_decides_one_file(served):
    "The next page is there within the time of an impatient double press: it must not decide the next file."
    with served.page() as page:
        for minute, press in enumerate((
            lambda: page.keyboard.press("r"),  # twice, as fast as they come
            lambda: (page.keyboard.down("r"), page.keyboard.down("r"), page.keyboard.down("r")),  # held
        )):  # fmt: skip
            page.clock.set_fixed_time(f"2026-01-01T00:{minute:02}:00")  # however slow this machine is
            page.goto(f"/-/pending/{served.ids['film']}")
            with page.expect_navigation():
                press()
            press()
            page.wait_for_timeout(300)
            assert [served.status(name)[0] for name in ("film", "markup", "none")] == [
                "rejected",
                "pending",
                "pending",
            ]
            page.keyboard.up("r")
            leave_by_key(page, "u")
            assert served.status("film")[0] == "pending"
        page.clock.set_fixed_time("2026-01-01T00:02:00")
        page.goto(f"/-/pending/{served.ids['film']}")
        page.evaluate("for (const _ of [1, 2, 3]) document.querySelector('.co-reject button').click()")
        page.wait_for_url(f"**/{served.ids['markup']}")
        assert served.status("markup")[0] == "pending"
        leave_by_key(page, "r")  # after a pause the same key counts again
        page.clock.set_fixed_time("2026-01-01T00:02:00.450")
        leave_by_key(page, "r")
        assert [served.status(name)[0] for name in ("markup", "none")] == ["rejected", "rejected"]
    assert served.complaints == []


def test_a_key_pressed_on_and_on_goes_on_deciding(served):
    "A press too soon after the one before does not count, and so does not put off the next one that does."
    with served.page() as page:
        page.clock.set_fixed_time("2026-01-01T00:00:00")
        page.goto(f"/-/pending/{served.ids['film']}")
        leave_by_key(page, "r")
        for milliseconds in (100, 200, 300, 399):
            page.clock.set_fixed_time(f"2026-01-01T00:00:00.{milliseconds}")
            page.keyboard.press("r")
        page.wait_for_timeout(300)
        assert served.status("markup")[0] == "pending"
        page.clock.set_fixed_time("2026-01-01T00:00:00.400")
        leave_by_key(page, "r")
        assert [served.status(name)[0] for name in ("film", "markup")] == ["rejected", "rejected"]
    assert served.complaints == []


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_keys_with_a_modifier_belong_to_the_browser(served, modifier):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['film']}")
        for key in ("1", "5", "r", "s", "p", "u", "a", "/", "?"):
            page.keyboard.press(f"{modifier}+{key}")
            page.wait_for_timeout(150)
            assert page.url.endswith(f"/{served.ids['film']}"), key
            assert page.locator("dialog[open]").count() == 0, key
            assert page.evaluate("document.activeElement.tagName") == "BODY", key
            assert served.status("film")[0] == "pending", key


def test_the_keys_go_on_and_back(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['markup']}")
        for key, name in (("s", "none"), ("p", "markup"), ("p", "film"), ("p", "episode 3"), ("s", "film")):
            leave_by_key(page, key)
            assert page.url.endswith(f"/-/pending/{served.ids[name]}"), key


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain forms"])
def test_a_series_decided_at_once_is_undone_at_once(served, javascript):
    episodes = ("episode 1", "episode 2", "episode 3")
    with served.page(java_script_enabled=javascript) as page:
        page.goto(f"/-/pending/{served.ids['episode 2']}")
        if javascript:
            page.keyboard.press("a")
            leave_by_key(page, "1")
        else:
            page.get_by_label("and the 2 other files of this series").first.check()
            follow(page.get_by_role("button", name="Approve Sherlock Holmes (1954)"))
        assert {served.status(name)[0] for name in episodes} == {"validated"}
        page.goto("/-/pending")
        expect(page.get_by_text("approved: 3 files")).to_be_visible()
        follow(page.get_by_role("button", name="Undo the last"))
        expect(page.get_by_text("Undone: 3 files.")).to_be_visible()
        assert {served.status(name)[0] for name in episodes} == {"pending"}
    assert served.complaints == []


def test_the_single_keys_can_be_switched_off(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['film']}")
        page.keyboard.press("?")
        page.get_by_label("Turn these keys off").check()
        page.get_by_role("button", name="Close").click()
        page.reload()
        page.keyboard.press("r")
        page.wait_for_timeout(300)
    assert served.status("film")[0] == "pending"


def test_a_number_asks_for_the_episode_first(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['unnumbered']}")
        page.keyboard.press("1")
        page.keyboard.type("7")
        leave_by_key(page, "Enter")
    assert served.status("unnumbered") == ("validated", "tt0043194")


@pytest.fixture
def film_or_series(served):
    "A file that may be a film or one of two series, its name read as a film; its id is kept as `either`."
    offered = (
        film("tt0092925", "Dragnet", 1987, 67),
        series("tt0043194", "Dragnet", 1951),
        series("tt0061248", "Dragnet 1967", 1967, 90),
    )
    db = connect(served.db)
    parsed = {"kind": "movie", "title": "Dragnet", "season": None, "episodes": []}
    served.ids["either"] = add_file(db, "/videos/dragnet.mkv", parsed, offered)
    db.close()
    return f"/-/pending/{served.ids['either']}"


def test_the_key_of_a_series_asks_for_the_episode_and_says_why_and_enter_approves_it(served, film_or_series):
    with served.page() as page:
        page.goto(film_or_series)
        page.keyboard.press("3")
        told = page.get_by_text("Type the episode and press Enter to approve Dragnet 1967 (1967).")
        expect(told).to_be_visible()
        page.keyboard.type("7")
        leave_by_key(page, "Enter")
    assert served.status("either") == ("validated", "tt0061248")
    assert served.complaints == []


def test_the_key_of_a_film_approves_it_though_a_series_is_offered_too(served, film_or_series):
    with served.page() as page:
        page.goto(film_or_series)
        leave_by_key(page, "1")
    assert served.status("either") == ("validated", "tt0092925")


def test_enter_in_the_episode_without_javascript_is_for_a_series_not_the_film_above(served, film_or_series):
    with served.page(java_script_enabled=False) as page:
        page.goto(film_or_series)
        page.get_by_label("Episode").first.fill("7")
        with page.expect_navigation():
            page.get_by_label("Episode").first.press("Enter")
    assert served.status("either") == ("validated", "tt0043194")


def test_what_was_typed_stands_there_after_a_mistake(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['unnumbered']}")
        own = page.locator("form.co-own")
        own.get_by_label("Title").fill("My own show")
        own.get_by_label("Year").fill("19x9")
        follow(own.get_by_role("button", name="Add with this title"))
        expect(page.get_by_role("alert")).to_contain_text("is not a year")
        expect(own.get_by_label("Title")).to_have_value("My own show")
        own.get_by_label("Year").fill("1999")
        own.get_by_label("Episode").fill("3")
        follow(own.get_by_role("button", name="Add with this title"))
        expect(page.get_by_text("My own show (1999)")).to_be_visible()
    assert served.status("unnumbered") == ("validated", "my-own-show-1999")


def test_the_key_for_the_whole_series_ticks_its_box_in_every_form(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['episode 2']}?title=sherlock+holmes")
        boxes = page.locator("input[name=scope][value=series]")
        assert boxes.count() >= 3
        for ticked in (True, False):
            page.keyboard.press("a")
            for box in boxes.all():
                expect(box).to_be_checked(checked=ticked)


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain forms"])
def test_search_paste_series_and_own_work(served, javascript):
    with served.page(java_script_enabled=javascript) as page:
        page.goto(f"/-/pending/{served.ids['none']}")
        again = page.locator("form.co-again")
        again.get_by_label("Title").fill("metropolis")
        follow(again.get_by_role("button", name="Search"))
        follow(page.get_by_role("button", name="Approve Metropolis (1927)"))
        assert served.status("none") == ("validated", "tt0017136")

        page.goto(f"/-/pending/{served.ids['film']}")
        page.get_by_label("Paste an id or address").fill("https://www.imdb.com/title/tt0013442/")
        follow(page.locator("form.co-as").get_by_role("button", name="Approve"))
        assert served.status("film") == ("validated", "tt0013442")

        page.goto(f"/-/pending/{served.ids['episode 2']}")
        page.get_by_label("and the 2 other files of this series").first.check()
        follow(page.get_by_role("button", name="Approve Sherlock Holmes (1954)"))
        expect(page.get_by_text("Approved: 3 files are Sherlock Holmes (1954).")).to_be_visible()
        assert {served.status(f"episode {n}") for n in (1, 2, 3)} == {("validated", "tt0046643")}

        page.goto(f"/-/pending/{served.ids['markup']}")
        own = page.locator("form.co-own")
        own.get_by_label("Title").fill("My own film")
        own.get_by_label("Year").fill("2020")
        follow(own.get_by_role("button", name="Add with this title"))
        assert served.status("markup") == ("validated", "my-own-film-2020")
    assert served.complaints == []


def test_several_are_chosen_and_approved_at_once(served):
    with served.page() as page:
        page.goto("/-/pending")
        page.get_by_label("select all with a clear best candidate").check()
        expect(page.locator(".co-choose-entry:checked")).to_have_count(1)
        assert not page.get_by_label("Select Dragnet").is_checked()  # it lacks the number of its episode
        follow(page.get_by_role("button", name="Approve the best candidate of each selected"))
        expect(page.get_by_text("Approved: 3 files are Sherlock Holmes (1954).")).to_be_visible()


def test_everything_can_be_reached_by_keyboard_alone(served):
    with served.page() as page:
        page.goto(f"/-/pending/{served.ids['film']}")
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    "(document.activeElement.innerText || document.activeElement.name || '').trim()"
                )
            )
        reached = {text.partition(" ")[0] for text in reached}
        assert {"Approve", "Reject", "as", "title", "year", "Skip", "Add"} <= reached


@with_axe
def test_axe_finds_nothing_serious(served, film_or_series):
    ids = served.ids
    pages = [
        "",
        *(f"/{ids[name]}" for name in ("film", "markup", "none", "unnumbered", "episode 1", "validated")),
    ]
    pages += [
        f"/{ids['none']}?title=nosferatu",
        f"/{ids['none']}?title=bonanza",
        "/999",
        "?text=nothing+at+all",
    ]
    pages += [film_or_series.removeprefix("/-/pending")]
    found = []
    with served.page() as page:
        for path in pages:
            page.goto(f"/-/pending{path}")
            if path == "":
                page.keyboard.press("?")
            if path == f"/{ids['none']}":  # as it is after a decision, too
                follow(page.get_by_role("button", name="Reject"))
                follow(page.get_by_role("button", name="Undo the last"))
            if path == f"/{ids['unnumbered']}":  # as it is after a mistake
                follow(page.get_by_role("button", name="Approve Dragnet (1951)"))
            found += [(path, *fault) for fault in faults_in_both_widths(page)]
    assert found == []
