"""Who may decide: permissions, logging in, forms of other sites, and what our pages forbid a browser."""

import re

import pytest

from tests.support.sample_catalogue import make_small
from tests.support.site import ROOT, STRANGER, Site, decisions, metadata, row

ROUTES = (
    *("/-/pending", "/-/pending/1", "/-/pending/999", "/-/pending/abc"),
    *("/-/title/movie/1", "/-/title/series/99", "/-/title/trash/1", "/-/trash/1", "/-/decision/1"),
)
FOR_ALL = ("/-/reports", "/robots.txt")
PICTURES = ("/-/poster/movie/1", "/-/poster/video_file/1", "/-/poster/series/99", "/-/poster/trash/1")


@pytest.fixture(scope="module")
def unwritten(tmp_path_factory):
    "One site for all that is refused: each test looks that nothing was written."
    file = tmp_path_factory.mktemp("unwritten") / "cineorg.db"
    make_small(file)
    site = Site([file])
    yield site
    site.close()


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize(("name", "actor"), [("anonymous", None), ("stranger", STRANGER)])
def test_who_may_not_decide_gets_403_for_everything(unwritten, path, method, name, actor):
    before = decisions(unwritten)
    answer = unwritten.request(method, path, actor, data={"action": "reject"} if method == "POST" else None)
    assert answer.status_code == 403
    assert "<form" not in re.sub(r'<form (action="/-/logout"|role="search")', "", answer.text)
    assert decisions(unwritten) == before


def test_every_route_of_ours_is_among_those_walked():
    import cineorg_review

    patterns = [pattern for pattern, _ in cineorg_review.register_routes()]
    every = (*ROUTES, *PICTURES, *FOR_ALL)
    walked = {pattern: [path for path in every if re.match(pattern, path)] for pattern in patterns}
    assert all(walked.values())
    assert sorted(path for paths in walked.values() for path in paths) == sorted(every)


@pytest.mark.parametrize("path", PICTURES)
@pytest.mark.parametrize("actor", [None, STRANGER, ROOT], ids=["anonymous", "stranger", "approver"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_route_of_pictures_writes_nothing_for_anybody(unwritten, path, method, actor):
    before = decisions(unwritten)
    answer = unwritten.request(method, path, actor, data={"action": "reject"} if method == "POST" else None)
    known = "trash" not in path
    assert answer.status_code == (405 if known and method not in ("GET", "HEAD") else 404)
    assert decisions(unwritten) == before


def test_nothing_of_the_form_is_shown_to_others_anywhere(site):
    for actor in (None, STRANGER):
        for path in ("/", "/cineorg", "/cineorg/pending_validations", "/cineorg/pending_validations/1"):
            assert 'action="/-/pending' not in site.get(path, actor).text
        assert "/-/pending" not in site.get("/", actor).text
    assert 'href="/-/pending"' in site.get("/", ROOT).text


def with_password(file, **options) -> Site:
    from datasette_auth_passwords.utils import hash_password

    passwords = {"datasette-auth-passwords": {"root_password_hash": hash_password("open sesame")}}
    return Site([file], metadata={**metadata(), "plugins": passwords}, **options)


def log_in_by_form(site, password="open sesame", **cookies):
    token = site.get("/").cookies.get("ds_csrftoken") or site.get("/-/login").cookies["ds_csrftoken"]
    fields = {"username": "root", "password": password, "csrftoken": token}
    return site.request("POST", "/-/login", data=fields, cookies={"ds_csrftoken": token, **cookies})


def test_who_is_not_let_in_is_told_how_to_get_in(tmp_path, site):
    refused = site.get("/-/pending/1")
    assert refused.status_code == 403
    for told in ("cineorg-load serve --root", "cineorg-load serve --set-password"):
        assert told in refused.text
    assert "/-/login" not in refused.text
    locked = with_password(tmp_path / "cineorg.db")
    assert 'href="/-/login"' in locked.get("/-/pending/1").text
    for answer in (site.get("/-/pending", STRANGER), locked.get("/-/pending", STRANGER)):
        assert answer.status_code == 403
        assert "You are logged in as <b>eve</b>" in answer.text
        assert "metadata.yml" in answer.text
        assert "/-/login" not in answer.text
    for actor in (None, STRANGER):
        for path in ROUTES:
            text = locked.get(path, actor).text
            assert not [name for name in ("Nosferatu", "nosferatu", "Sherlock", "decided") if name in text]
    locked.close()


def test_datasettes_own_refusals_say_so_too(tmp_path):
    make_small(tmp_path / "cineorg.db")
    site = Site([tmp_path / "cineorg.db"], metadata={"databases": {"cineorg": {"allow": {"id": "root"}}}})
    refused = site.get("/cineorg/movies")
    assert refused.status_code == 403
    assert "cineorg-load serve --root" in refused.text
    assert "Metropolis" not in refused.text
    assert site.get("/cineorg/movies", headers={"accept": "application/json"}).json()["status"] == 403
    site.close()


def test_without_a_password_the_login_page_leads_to_what_says_how_to_get_in(site):
    answer = site.get("/-/login")
    assert (answer.status_code, answer.headers["location"]) == (302, "/-/pending")


@pytest.mark.parametrize("base", ["", "/films"], ids=["plain", "base_url"])
@pytest.mark.parametrize("page", ["/-/pending", "/-/pending/6?reason=twin&sort=score"])
def test_logging_in_leads_to_the_page_that_was_wanted(tmp_path, base, page):
    make_small(tmp_path / "cineorg.db")
    site = with_password(tmp_path / "cineorg.db", settings={"base_url": f"{base}/"})
    refused = site.get(page)
    assert "httponly" in refused.headers["set-cookie"].lower()
    wanted = refused.cookies["cineorg_wanted"]
    wrong = log_in_by_form(site, "wrong", cineorg_wanted=wanted)
    assert (wrong.status_code, "ds_actor" in wrong.cookies) == (200, False)
    answer = log_in_by_form(site, cineorg_wanted=wanted)
    assert (answer.status_code, answer.headers["location"]) == (302, base + page)
    assert "ds_actor" in answer.cookies
    assert "cineorg_wanted=; Max-Age=0" in str(answer.headers)
    assert log_in_by_form(site).headers["location"] == f"{base}/"
    site.close()


@pytest.mark.parametrize(
    "wanted",
    [
        *(
            "https://evil.example/",
            "//evil.example/-/pending",
            "/-/pending/../../x",
            "/-/pending//evil.example",
        ),
        *(
            "/-/pendingx",
            "/-/logout",
            "/-/pending/1%0d%0aset-cookie:x=y",
            "/-/pending%5c",
            "x" * 3000,
            "%ff",
            "",
        ),
    ],
)
def test_logging_in_leads_nowhere_else(tmp_path, wanted):
    make_small(tmp_path / "cineorg.db")
    site = with_password(tmp_path / "cineorg.db")
    assert log_in_by_form(site, cineorg_wanted=wanted).headers["location"] == "/"
    site.close()


@pytest.mark.parametrize(
    ("name", "allow", "actor", "may"),
    [
        ("no settings: root", None, ROOT, True),
        ("no settings: stranger", None, STRANGER, False),
        ("no settings: anonymous", None, None, False),
        ("another person", {"allow": {"id": "eve"}}, STRANGER, True),
        ("another person, not root", {"allow": {"id": "eve"}}, ROOT, False),
        ("a role", {"allow": {"role": "staff"}}, {"id": "x", "role": "staff"}, True),
        ("null opens no door", {"allow": None}, ROOT, False),
        ("false: nobody", {"allow": False}, ROOT, False),
        ("empty: nobody", {"allow": {}}, ROOT, False),
        ("text is no block", {"allow": "root"}, ROOT, False),
        ("true: whoever is logged in", {"allow": True}, STRANGER, True),
        ("true: not the anonymous", {"allow": True}, None, False),
        ("unauthenticated: not the anonymous", {"allow": {"unauthenticated": True}}, None, False),
        ("other settings only", {"other": 1}, ROOT, True),
        ("an actor without id", {"allow": {"role": "staff"}}, {"role": "staff"}, True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_allow_block_says_who_decides(tmp_path, name, allow, actor, may):
    file = tmp_path / "cineorg.db"
    make_small(file)
    plugins = {} if allow is None else {"cineorg_review": allow}
    site = Site([file], metadata={**metadata(), "plugins": plugins})
    assert site.get("/-/pending", actor).status_code == (200 if may else 403)
    site.close()


def test_a_post_from_another_site_decides_nothing(site):
    "The browser would send the cookies, yet not a page's token."
    token = site.token()
    form = {"action": "reject"}
    attempts = [
        site.request("POST", "/-/pending/1", ROOT, data=form),
        site.request("POST", "/-/pending/1", ROOT, data=form, cookies={"ds_csrftoken": token}),
        site.request(
            "POST", "/-/pending/1", ROOT, data={**form, "csrftoken": "guess"}, cookies={"ds_csrftoken": token}
        ),
        site.request(
            "POST", "/-/pending/1", ROOT, data={**form, "csrftoken": "é"}, cookies={"ds_csrftoken": token}
        ),
        site.request("POST", "/-/pending/1", ROOT, data={**form, "csrftoken": token}),
        site.request("POST", "/-/pending/1", data=form),
        site.request(
            "POST", "/-/pending/1", data={**form, "csrftoken": token}, cookies={"ds_csrftoken": token}
        ),
        site.post("/-/pending/1", data=form, headers={"sec-fetch-site": "cross-site"}),
        site.post("/-/pending/1", data=form, headers={"sec-fetch-site": "same-site"}),
    ]
    assert [answer.status_code for answer in attempts] == [403] * len(attempts)
    assert row(site, 1)["validation_status"] == "pending"
    assert site.post("/-/pending/1", data=form, headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_only_our_routes_do_without_datasettes_own_check(site):
    import cineorg_review

    ours = ["/-/pending", "/-/pending/1", "/-/pending/", "/-/poster/movie/1"]
    others = [
        "/",
        "/-/logout",
        "/-/pendingx",
        "/-/pending/1/2",
        "/x/-/pending",
        "/cineorg/-/pending/1",
        "/-/messages",
        "/-/poster/movie",
        "/-/poster/movie/1/2",
    ]
    skipped = [path for path in ours + others if cineorg_review.skip_csrf(site.datasette, {"path": path})]
    assert skipped == ours


def test_our_pages_send_their_policy_and_datasettes_are_left_alone(site):
    for path in ("/-/pending", "/-/pending/1", "/-/pending/abc"):
        answer = site.get(path, ROOT)
        policy = answer.headers["content-security-policy"]
        for rule in ("default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
            assert rule in policy
        assert "unsafe" not in policy
        assert "no-store" in answer.headers["cache-control"]
    assert "content-security-policy" not in site.get("/cineorg", ROOT).headers


def test_the_style_and_script_files_are_there(site):
    page = site.get("/-/pending/1", ROOT).text
    for address in re.findall(r'(?:href|src)="(/-/static-plugins/[^"]+)"', page):
        assert site.get(address).status_code == 200
