"""README and docs are true: what is generated is up to date, and every command in them runs."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.resources import shipped
from tests.support.places import CHECKOUT

README = CHECKOUT / "README.md"
PAGES = [README, *sorted((CHECKOUT / "docs").glob("*.md"))]
TEXT = README.read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
SETUP = "python3 -m venv"


def commands(page):
    "The lines of a page's shell blocks, without what they say of themselves behind a blank and `#`."
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    lines = [re.split(r"\s+#\s", line)[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


COMMANDS = [line for page in PAGES for line in commands(page) if not line.startswith(SETUP)]
SETUPS = [line for line in commands(README) if line.startswith(SETUP)]


def test_what_is_generated_is_up_to_date():
    pages = [page.relative_to(CHECKOUT) for page in PAGES]
    done = subprocess.run([BIN / "cog", "--check", *pages], cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, "run: cog -r README.md docs/*.md"


def test_the_readme_is_short():
    assert len(TEXT.splitlines()) <= 250


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pictures_and_pages_that_it_names_are_there(page):
    prose = re.sub(r"^```.*?^```|<!--.*?-->", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#]+)\)", prose):
        if not target.startswith("http"):
            assert (page.parent / target).is_file(), target


@pytest.fixture(scope="module")
def home(tmp_path_factory, request):
    "A home folder with ~/Videos, ~/imdb and a checkout's metadata.yml, as the tour expects them."
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(shipped("data/library"), folder / "Videos")
    shutil.copytree(shipped("data/reference"), folder / "imdb")
    shutil.copy(CHECKOUT / "metadata.yml", folder)
    return folder


@pytest.fixture(scope="module")
def environment(home):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CINEORG_", "DATASETTE_"))
    }
    return {**kept, "HOME": str(home), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="module")
def port():
    "A free port, in place of Datasette's 8001."
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_every_command_runs_in_the_order_of_the_pages(home, environment, port):
    "The scans end with 3, for the planted zero-byte file."
    server, environment = None, dict(environment)
    try:
        for command in (line.replace(":8001", f":{port}") for line in COMMANDS):
            if command.startswith(("export ", "unset ")):
                name, _, value = command.partition(" ")[2].partition("=")
                environment.pop(name, None)
                environment |= {name: value} if value else {}
                continue
            if " serve" in f" {command} " and not command.startswith("curl"):
                stop(server)
                server = start(f"{command} --port {port}", port, home, environment)
                continue
            if command.startswith("curl") and shutil.which("curl", path=environment["PATH"]) is None:
                fetch(shlex.split(command)[-1])
                continue
            done = subprocess.run(
                command, shell=True, cwd=home, env=environment, capture_output=True, text=True
            )
            assert done.returncode in ends(command), f"{command}\n{done.stdout}\n{done.stderr}"
            assert "Traceback" not in done.stderr
    finally:
        stop(server)


def ends(command):
    "The exit codes that a command of the pages may have."
    if " scan " in command and "dry-run" not in command:
        return {3}
    return {0, 1} if command.startswith("cineorg-load check") else {0, 3}


def test_the_tour_edits_and_deletes_what_it_says(home, environment):
    named = re.findall(r"^cineorg-load (?:edit|delete|history) movie (\d+)", TEXT, re.M)
    shown = subprocess.run(
        ["cineorg-load", "demo", "--json"], cwd=home, env=environment, capture_output=True, text=True
    )
    assert shown.returncode == 0, shown.stderr
    titles = dict(connect(home / "cineorg-demo" / "cineorg.db").execute("select id, title from movies"))
    assert {int(key): titles[int(key)] for key in named} == {1: "Big Buck Bunny", 4: "M"}


def start(command, port, home, environment):
    "A server in the background, once it answers."
    process = subprocess.Popen(
        shlex.split(command), cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    wait_for(process, port)
    return process


def wait_for(process, port):
    for _ in range(600):
        try:
            return fetch(f"http://127.0.0.1:{port}/-/versions.json")
        except OSError:
            assert process.poll() is None, "the server ended"
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def fetch(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert answer.status == 200
        return answer.read()


def stop(process):
    if process is not None:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def test_the_demo_command_prints_a_login_address_that_works(tmp_path, environment, port):
    "The first of the two commands without its installation, which .ci/run does."
    words = shlex.split(next(line for line in SETUPS if "demo" in line).split("&& .venv/bin/")[-1])
    command = [*words, "--port", str(port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes)
    try:
        address = process.stdout.readline().strip()
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/-/auth-token\?token=[0-9a-f]{{64}}", address)
        wait_for(process, port)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.open(address, timeout=60)
        page = opener.open(f"http://127.0.0.1:{port}/-/pending", timeout=60).read().decode()
        assert "The Phantom of the Opera.mkv" in page
    finally:
        stop(process)


def test_the_two_set_ups_are_one_line_each():
    assert len(SETUPS) == 2
    assert SETUPS[0].endswith("cineorg-load demo --serve")
    assert SETUPS[1].endswith("-m pytest")


def test_the_python_example_runs(tmp_path, environment):
    code = re.search(r"^```python\n(.*?)^```", TEXT, re.M | re.S)[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == "1", done.stderr
