"""Several people with passwords of their own, and a catalogue that nobody sees without logging in."""

import subprocess
import sys

import httpx
import pytest

from cineorg_catalog.errors import BadUsage
from cineorg_catalog.serve import is_name, keep_password, password_hashes, serve
from tests.support.sample_catalogue import make_lived_in
from tests.support.site import CHECKOUT, METADATA, ROOT, Site, serving

RUN = [sys.executable, "-c", "from cineorg_catalog.cli import main; main()"]
PRIVATE_PAGES = (
    *("/", "/cineorg", "/cineorg/movies", "/cineorg/movies/1", "/cineorg/recent.json", "/-/reports"),
    *("/-/pending", "/-/poster/movie/1", "/-/dashboards", "/cineorg/feed_new.atom"),
)


def log_in(address: str, name: str, password: str) -> httpx.Client:
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
    client.get("/-/login")
    form = {"username": name, "password": password, "csrftoken": client.cookies["ds_csrftoken"]}
    client.post("/-/login", data=form)
    return client


def set_password(db, *name: str, password: str) -> subprocess.CompletedProcess:
    command = [*RUN, "--db", str(db), "serve", "--set-password", *name]
    return subprocess.run(command, input=password, text=True, capture_output=True, cwd=CHECKOUT)


def test_two_people_decide_and_the_history_says_who(file):
    for name in ("ann", "bob"):
        assert set_password(file, name, password=f"of {name}").returncode == 0
    assert password_hashes(file).keys() == {"ann", "bob"}
    with serving(file, command=[*RUN, "serve", "--db"]) as (address, _):
        for name, key in (("ann", 1), ("bob", 3)):
            client = log_in(address, name, f"of {name}")
            assert name in client.get("/").text
            form = {"action": "reject", "csrftoken": client.cookies["ds_csrftoken"]}
            assert client.post(f"/-/pending/{key}", data=form).status_code == 200
            last = client.get("/cineorg/decisions.json?_shape=array&_sort_desc=id&_size=1").json()[0]
            assert (last["action"], last["who"], last["pending_id"]) == ("reject", name, key)
        assert log_in(address, "ann", "of bob").get("/-/pending").status_code == 403
        for path in ("/-/metadata.json", "/-/metadata", "/-/plugins.json?all=1"):
            assert "pbkdf2" not in httpx.get(address + path, timeout=60).text


@pytest.mark.parametrize("name", ["Ann", "a-b", "../x", "a b", "", "1st", "x" * 40])
def test_a_name_that_is_none_is_refused(file, name):
    assert not is_name(name)
    if name:
        with pytest.raises(BadUsage, match="not a valid name"):
            serve(file, ["--set-password", name])


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    "The address of a private catalogue, which ann may see."
    file = tmp_path_factory.mktemp("private") / "cineorg.db"
    make_lived_in(file)
    keep_password(file, "open sesame", "ann")
    with serving(file, "--private", command=[*RUN, "serve", "--db"]) as (address, _):
        yield address


def test_of_a_private_catalogue_nothing_is_seen_without_logging_in(private):
    for path in PRIVATE_PAGES:
        answer = httpx.get(private + path, timeout=60)
        assert answer.status_code == 403, path
        assert "Metropolis" not in answer.text, path
    assert "Log in" in httpx.get(private, timeout=60).text
    client = log_in(private, "ann", "open sesame")
    for path in PRIVATE_PAGES:
        assert client.get(path).status_code in (200, 404), path
    assert "Metropolis" in client.get("/cineorg/movies").text


def test_a_private_catalogue_that_nobody_could_open_is_refused(file):
    with pytest.raises(BadUsage, match="set a password first"):
        serve(file, ["--private"])


def test_logging_in_leads_to_the_page_that_was_refused(private):
    client = httpx.Client(base_url=private, follow_redirects=True, timeout=60)
    client.get("/cineorg/movies/1")
    client.get("/-/login")
    form = {"username": "ann", "password": "open sesame", "csrftoken": client.cookies["ds_csrftoken"]}
    assert client.post("/-/login", data=form).url.path == "/cineorg/movies/1"


def test_a_log_in_is_offered_only_where_somebody_has_a_password(file):
    site = Site([file])
    assert "/-/login" not in site.get("/").text
    assert "/-/logout" in site.get("/", ROOT).text
    site.close()
    keep_password(file, "x", "ann")
    with serving(file, "--metadata", str(METADATA), command=[*RUN, "serve", "--db"]) as (address, _):
        assert 'href="/-/login"' in httpx.get(address, timeout=60).text
