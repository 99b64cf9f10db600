"""The web side under test: Datasette in this process, or a real server on a port of its own."""

import asyncio
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import httpx
from datasette.app import Datasette
from datasette.utils import parse_metadata
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from tests.support.places import CHECKOUT, METADATA

UNHURRIED = ("--setting", "sql_time_limit_ms", "10000")  # on a loaded machine a second is short
ROOT = {"id": "root"}
STRANGER = {"id": "eve"}


def metadata() -> dict[str, Any]:
    "metadata.yml, for a test to change as it likes."
    return deepcopy(_metadata())


@cache
def _metadata() -> dict[str, Any]:
    return parse_metadata(METADATA.read_text())


def roomy(described: dict[str, Any]) -> dict[str, Any]:
    "Metadata with memory for other tests too: SQLite's is bound for a whole process, and this one goes on."
    plugins = described.get("plugins", {})
    if not isinstance(own := plugins.get("cineorg_review", {}), dict):
        return described
    return described | {"plugins": plugins | {"cineorg_review": {"sql_memory_mb": 4000} | own}}


_codes: dict[str, Any] = {}


class Compiled(BytecodeCache):
    "Templates are compiled once a process, not once a site: a third of the time of a short test (measured)."

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = _codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        _codes[bucket.key + bucket.checksum] = bucket.code


class Site:
    "Datasette in this process, asked as a browser would: cookies, form token and all."

    def __init__(self, files: list[Path], **options: Any):
        settings = {
            "suggest_facets": False,
            "sql_time_limit_ms": 10_000,  # see UNHURRIED
        }
        options["settings"] = settings | options.get("settings", {})
        described = roomy(options.pop("metadata", None) or metadata())
        self.datasette = Datasette([str(file) for file in files], metadata=described, **options)
        self.datasette.jinja_env.bytecode_cache = Compiled()
        self._runner = asyncio.Runner()
        self._runner.run(self.datasette.invoke_startup())

    def close(self) -> None:
        for database in self.datasette.databases.values():
            database.close()
        self._runner.close()

    def cookies(self, actor: Mapping[str, Any] | None) -> dict[str, str]:
        return {} if actor is None else {"ds_actor": self.datasette.sign({"a": dict(actor)}, "actor")}

    def request(
        self, method: str, path: str, actor: Mapping[str, Any] | None = None, **options: Any
    ) -> httpx.Response:
        cookies = {**self.cookies(actor), **options.pop("cookies", {})}
        headers = {**options.pop("headers", {})}
        if cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        call = self.datasette.client.request
        return self._runner.run(call(method, path, headers=headers, follow_redirects=False, **options))

    def get(self, path: str, actor: Mapping[str, Any] | None = None, **options: Any) -> httpx.Response:
        return self.request("GET", path, actor, **options)

    def post(
        self, path: str, actor: Mapping[str, Any] | None = ROOT, data: Any = None, **options: Any
    ) -> httpx.Response:
        "A form sent from one of our own pages: with the token that such a page holds."
        token = self.token()
        fields = {"csrftoken": token, **(data or {})}
        return self.request("POST", path, actor, data=fields, cookies={"ds_csrftoken": token}, **options)

    def post_json(self, path: str, data: Any) -> httpx.Response:
        return self.post(path, data=data, headers={"accept": "application/json"})

    def token(self) -> str:
        return self.get("/-/pending", ROOT).cookies["ds_csrftoken"]


@contextmanager
def serving(db: Path, *options: str, command: list[str] | None = None) -> Iterator[tuple[str, list[str]]]:
    "A real `datasette serve` on a free port. Yields its address and the lines it printed until it was ready."
    command = command or [sys.executable, "-m", "datasette", "serve"]
    with NamedTemporaryFile("r", suffix=".log") as log:  # a pipe that nobody reads would stop it
        with open(log.name, "ab") as said:
            process = subprocess.Popen(
                [*command, str(db), "-p", "0", *options],
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=CHECKOUT,
            )
        try:
            yield _ready(process, Path(log.name))
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            finally:
                process.kill()


def _ready(process: subprocess.Popen[bytes], log: Path) -> tuple[str, list[str]]:
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        printed = log.read_text()
        if found := re.search(r"running on (http://[\d.:]+)", printed):
            return found[1], [line.strip() for line in printed.splitlines()]
        time.sleep(0.05)
    raise AssertionError(f"no server: {log.read_text()}")


def row(site: Site, pending_id: int) -> dict:
    return site.get(f"/-/pending/{pending_id}", ROOT, headers={"accept": "application/json"}).json()


def decisions(site: Site) -> int:
    path = site.datasette.databases["cineorg"].path
    with sqlite3.connect(path) as db:
        return db.execute("select count(*) from decisions").fetchone()[0]


def text_of(page):
    "What a page says, without its markup."
    body = page.partition('<section class="content">')[2].partition("<footer")[0]
    return re.sub(r" (?=[,.:)])", "", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))
