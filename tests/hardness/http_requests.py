"""Thousands of requests that mean no good, SQL bombs among them, to a real server: it answers, stays small.

    python -m tests.hardness.http_requests [--part 10] [--seed 1]

No answer is a 500, none takes longer than the deadline, nothing is written, and the server's memory
stays below its bound.
"""

import re
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

import httpx

from tests.hardness.command import main
from tests.support.catalogue import rows, sound
from tests.support.places import METADATA
from tests.support.sample_catalogue import make_lived_in
from tests.support.site import serving

REQUESTS, THREADS = 5000, 4
DEADLINE = 15  # seconds, of a request among three others on a slow machine; SQL ends after one
MEMORY = 400  # MB at most of the server
TABLES = ("movies", "series", "episodes", "video_files", "pending_validations", "decisions", "trash", "loads")
QUERIES = ("search", "pending", "recent", "duplicates", "storage", "volumes", "missing_episodes", "versions")
BOMBS = (
    "with recursive c(n) as (select 1 union all select n+1 from c) select count(*) from c",
    "with recursive c(n) as (select 1 union all select n+1 from c limit 100000000) select max(n) from c",
    "select zeroblob(1000000000)",
    "select hex(randomblob(900000000))",
    "select length(hex(zeroblob(400000000)))",
    "select printf('%.*c', 900000000, 'x')",
    "select replace(hex(zeroblob(10000)), '0', hex(zeroblob(40000)))",
    "select group_concat(a.path, b.path) from video_files a, video_files b, video_files c, video_files d",
    "select count(*) from decisions a, decisions b, decisions c, decisions d, decisions e, decisions f",
    "select json_group_array(json_object('x', hex(randomblob(1000000)))) from video_files a, video_files b",
    "select * from movies where title like '" + "%a" * 2000 + "'",
    "select " + "(" * 900 + "1" + ")" * 900,
    "select " + "+".join("1" * 1 for _ in range(5_000)),
    "select load_extension('x')",
    "attach '/etc/passwd' as p",
    "pragma writable_schema=1",
    "delete from movies",
    "select quote(zeroblob(500000000))",
    "select upper(printf('%.*c', 900000000, 'x')) || lower(printf('%.*c', 900000000, 'y'))",
    "select abs(-9223372036854775808)",
    "select fts5(?1)",
)
ODD = (
    *(
        "1",
        "0",
        "-1",
        "99999999999999999999",
        "1,2",
        "abc",
        "%00",
        "%ff",
        "1.5",
        "1e9",
        "''",
        "null",
        "%F0%9F%8E%AC",
    ),
    *("..%2f..%2fetc%2fpasswd", "~2F", "~zz", "x" * 3000, "1;drop table movies", "\u0663"),
)


@dataclass
class Answers:
    "What came back: the statuses, the longest answer, and what was wrong."

    statuses: Counter[int] = field(default_factory=Counter)
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def run(part: int = 1, seed: int = 1) -> str:
    random, answers = Random(seed), Answers()
    with tempfile.TemporaryDirectory(prefix="cineorg-requests-") as name:
        file = Path(name) / "cineorg.db"
        make_lived_in(file)
        before = _rows(file)
        asked = [_request(random) for _ in range(REQUESTS // part)]
        with serving(file, "--metadata", str(METADATA)) as (address, _):
            pid = _server(file)
            with (
                httpx.Client(base_url=address, timeout=DEADLINE * 4) as client,
                ThreadPoolExecutor(THREADS) as pool,
            ):
                for _ in pool.map(lambda request: _ask(client, request, answers), asked):
                    pass
                assert client.get("/cineorg/movies.json").status_code == 200
            peak = _peak(pid)
        assert _rows(file) == before, "something was written"
    assert answers.wrong == [], answers.wrong[:10]
    assert peak < MEMORY, f"{peak} MB"
    told = ", ".join(f"{count} × {status}" for status, count in sorted(answers.statuses.items()))
    return (
        f"requests: {len(asked)} ({told}), the longest answer {answers.longest:.1f} s, "
        f"the server at most {peak} MB; 0 × 500, 0 hangs, 0 rows changed"
    )


def _request(random: Random) -> tuple[str, str, dict[str, str]]:
    "(method, path, form) of one request."
    table, query, odd = random.choice(TABLES), random.choice(QUERIES), random.choice(ODD)
    kind = random.random()
    if kind < 0.25:
        return "GET", "/cineorg.json?" + urlencode({"sql": random.choice(BOMBS)}), {}
    if kind < 0.35:
        return "GET", f"/cineorg?sql={quote(random.choice(BOMBS))}&_hide_sql=1", {}
    if kind < 0.5:
        return "GET", f"/cineorg/{table}/{odd}{random.choice(('', '.json'))}", {}
    if kind < 0.65:
        name = random.choice(
            ("_search", "_size", "_next", "_sort", "_facet", "_where", "title__contains", "_col")
        )
        return "GET", f"/cineorg/{table}?{name}={odd}", {}
    if kind < 0.8:
        asked = random.choice(("q", "_size", "_shape", "x"))
        return "GET", f"/cineorg/{query}.json?{asked}={odd}", {}
    if kind < 0.9:
        page = random.choice(("/-/pending", f"/-/pending/{odd}", f"/-/poster/movie/{odd}", "/-/login", "/"))
        return random.choice(("GET", "HEAD", "PUT", "DELETE")), page, {}
    fields = {"action": random.choice(("approve", "reject", "undo", odd)), "candidate": odd, "as": odd}
    return "POST", f"/-/pending/{random.choice(('1', odd))}", fields


def _ask(client: httpx.Client, request: tuple[str, str, dict[str, str]], answers: Answers) -> None:
    method, path, form = request
    started = time.monotonic()
    try:
        with client.stream(method, path, data=form or None) as answer:
            size = sum(len(chunk) for chunk in answer.iter_raw())
    except httpx.HTTPError as error:
        answers.wrong.append(f"{method} {path[:150]}: {error!r}")
        return
    seconds = time.monotonic() - started
    answers.statuses[answer.status_code] += 1
    answers.longest = max(answers.longest, seconds)
    if answer.status_code >= 500 or seconds > DEADLINE or size > 64 << 20:
        answers.wrong.append(f"{method} {path[:150]}: {answer.status_code}, {seconds:.1f} s, {size} bytes")


def _rows(file: Path) -> object:
    from cineorg_catalog.db.connection import connect

    with closing(connect(file)) as db:
        sound(db)
        return rows(db, *TABLES)


def _server(file: Path) -> int:
    "The process that serves the file."
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(file).encode() in words and b"serve" in words:
            return int(folder.name)
    raise AssertionError("no server")


def _peak(pid: int) -> int:
    "The most memory that a process had, in MB."
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) // 1024


if __name__ == "__main__":
    main(run)
