"""The review as it is served: below another address, without a catalogue, by a real server."""

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.review.pending import read_pending_file
from tests.support.places import CHECKOUT, METADATA
from tests.support.sample_catalogue import make_small
from tests.support.site import ROOT, Site, serving


def test_it_works_behind_a_base_url(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    site = Site([file], settings={"base_url": "/films/", "suggest_facets": False})
    page = site.get("/-/pending", ROOT)
    assert 'href="/films/-/pending/1"' in page.text
    assert "/films/-/static-plugins/" in page.text
    token = page.cookies["ds_csrftoken"]
    fields = {"action": "reject", "csrftoken": token}
    answer = site.request("POST", "/-/pending/1", ROOT, data=fields, cookies={"ds_csrftoken": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/films/-/pending/2")
    assert site.request("POST", "/-/pending/2", ROOT, json={}).status_code == 415
    site.close()


@pytest.mark.parametrize("case", ["no database", "another name", "immutable", "no tables"])
def test_without_a_catalogue_it_says_so_and_shows_no_form(tmp_path, capsys, case):
    file = tmp_path / ("films.db" if case == "another name" else "cineorg.db")
    if case == "no tables":
        sqlite3.connect(file).execute("create table x (y)")
    elif case != "no database":
        make_small(file)
    files = [] if case == "no database" else [file]
    site = Site([], immutables=[str(file)]) if case == "immutable" else Site(files)
    said = capsys.readouterr().err
    assert "cineorg_review" in said
    assert ("immutable" in said) == (case == "immutable")
    answer = site.get("/-/pending", ROOT)
    assert answer.status_code == 404
    assert "<form class" not in answer.text
    assert site.request("POST", "/-/pending/1", ROOT, data={"action": "reject"}).status_code == 404
    assert "Waiting for a decision" not in site.get("/", ROOT).text
    assert site.get("/-/pending").status_code == 403
    site.close()


def test_foreign_keys_are_enforced_on_datasettes_connections(site):
    database = site.datasette.databases["cineorg"]

    def ask(conn):
        return [conn.execute(f"pragma {name}").fetchone()[0] for name in ("foreign_keys", "busy_timeout")]

    for call in (database.execute_fn, database.execute_write_fn):
        on, patience = site._runner.run(call(ask))
        assert on == 1
        assert patience >= 10_000


# A real server, as users start it.


def log_in(address: str, lines: list[str]) -> httpx.Client:
    token = next(line.partition("token=")[2] for line in lines if "auth-token" in line)
    client = httpx.Client(base_url=address, timeout=60)
    client.get(f"/-/auth-token?token={token}")
    client.get("/-/pending")
    return client


@pytest.mark.parametrize("options", [(), ("--plugins-dir", "plugins")], ids=["plain", "plugins-dir"])
def test_datasette_serve_with_nothing_else(tmp_path, options):
    make_small(tmp_path / "cineorg.db")
    with serving(tmp_path / "cineorg.db", "--metadata", str(METADATA), "--root", *options) as (
        address,
        lines,
    ):
        listed = [item["name"] for item in httpx.get(f"{address}/-/plugins.json", timeout=60).json()]
        assert listed.count("cineorg-catalog") == 1
        assert not [name for name in listed if "cineorg_review" in name]
        assert httpx.get(f"{address}/-/pending", timeout=60).status_code == 403
        client = log_in(address, lines)
        assert client.get("/-/pending").text.count('class="co-entry"') == 5
        fields = {"action": "reject", "csrftoken": client.cookies["ds_csrftoken"]}
        assert client.post("/-/pending/1", data=fields).status_code == 303
        assert client.request("HEAD", "/-/pending/1").status_code == 200
        assert httpx.get(f"{address}/cineorg/pending.json?_shape=array", timeout=60).status_code == 200


def test_of_two_simultaneous_approvals_exactly_one_wins(tmp_path):
    ids = make_small(tmp_path / "cineorg.db")
    with serving(tmp_path / "cineorg.db", "--metadata", str(METADATA), "--root") as (address, lines):
        client = log_in(address, lines)
        for pending_id in (ids["film"], ids["episode 1"], ids["episode 2"]):
            page = client.get(f"/-/pending/{pending_id}", headers={"accept": "application/json"}).json()

            def decide(number, page=page):
                fields = {
                    "action": "approve",
                    "candidate": page["candidates"][number % 2]["id"],
                    "seen": page["seen"],
                    "csrftoken": client.cookies["ds_csrftoken"],
                }
                headers = {"accept": "application/json"}
                return client.post(f"/-/pending/{page['id']}", data=fields, headers=headers).status_code

            with ThreadPoolExecutor(6) as pool:
                assert sorted(pool.map(decide, range(6))) == [200, 409, 409, 409, 409, 409]
    db = connect(tmp_path / "cineorg.db")
    assert read_pending_file(db, ids["film"]).row.validation_status == "validated"
    assert db.execute("select count(*) from decisions where pending_id = ?", [ids["film"]]).fetchone()[0] == 1
    db.close()


def test_a_decision_of_the_shell_and_of_the_page_are_one(tmp_path):
    "The page writes through Datasette's connection, the shell through its own: each sees the other's."
    ids = make_small(tmp_path / "cineorg.db")
    with serving(tmp_path / "cineorg.db", "--metadata", str(METADATA), "--root") as (address, lines):
        client = log_in(address, lines)
        shell = [
            sys.executable,
            "-c",
            "from cineorg_catalog.cli import main; main()",
            "--db",
            str(tmp_path / "cineorg.db"),
        ]
        subprocess.run([*shell, "reject", str(ids["film"])], check=True, cwd=CHECKOUT, capture_output=True)
        late = client.post(
            f"/-/pending/{ids['film']}",
            data={"action": "reject", "csrftoken": client.cookies["ds_csrftoken"]},
        )
        assert late.status_code == 409
        undone = client.post(
            f"/-/pending/{ids['film']}", data={"action": "undo", "csrftoken": client.cookies["ds_csrftoken"]}
        )
        assert undone.status_code == 303
        listed = subprocess.run(
            [*shell, "pending", "--json"], check=True, cwd=CHECKOUT, capture_output=True, text=True
        )
        assert ids["film"] in [item["id"] for item in json.loads(listed.stdout)]
