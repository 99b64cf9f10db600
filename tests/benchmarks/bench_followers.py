"""What one read-only follower serves, and what two serve on two cores: requests a second and their p95.

A generated catalogue of 50,000 files; real servers; four readers a server, as fast as they get answers.

    python -m tests.benchmarks.bench_followers
"""

import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import quantiles

import httpx

from tests.benchmarks.bench_web import make_catalogue
from tests.benchmarks.table import Row, command, show

PAGES = {
    "wall": "/cineorg/movies",
    "title page": "/cineorg/movies/77",
    "JSON": "/cineorg/recent.json?_shape=array",
}
READERS = 4


@contextmanager
def follower(database: Path) -> Iterator[str]:
    "The address of a server of the copy, once it answers."
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = ["-m", "cineorg_catalog", "--db", str(database), "serve", "--writer", "http://writer.example"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *words, "--port", port], stdout=quiet, stderr=quiet)
    try:
        yield ready(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait()


def ready(address: str) -> str:
    while True:
        try:
            httpx.get(f"{address}/-/versions.json")
            return address
        except httpx.TransportError:
            time.sleep(0.2)


def read(address: str, path: str, end: float, times: list[float]) -> None:
    with httpx.Client(base_url=address, timeout=60) as client:
        while time.monotonic() < end:
            started = time.monotonic()
            client.get(path).raise_for_status()
            times.append(time.monotonic() - started)


def measured(addresses: list[str], path: str, seconds: float) -> tuple[float, float]:
    "(requests a second, 95th percentile in seconds), readers spread over the servers."
    times: list[float] = []
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(READERS * len(addresses)) as pool:
        readers = [pool.submit(read, address, path, end, times) for address in addresses * READERS]
    for reader in readers:
        reader.result()  # a server that is too busy to answer ends the measuring
    return len(times) / seconds, quantiles(times, n=20)[-1]


def served(database: Path, seconds: float) -> Iterator[Row]:
    for count in (1, 2):
        with ExitStack() as stack:
            addresses = [stack.enter_context(follower(database)) for _ in range(count)]
            for name, path in PAGES.items():
                rate, slow = measured(addresses, path, seconds)
                work = f"{name}, {count} server{'s'[: count - 1]}, {rate:.0f} requests/s: p95"
                yield Row(work, slow)


def rows(quick: bool = False) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        database = make_catalogue(Path(folder), 1_000 if quick else 50_000)
        with closing(sqlite3.connect(database)) as conn:
            conn.execute("pragma journal_mode=delete")  # as `follow` leaves a copy
        yield from served(database, 1 if quick else 10)


if __name__ == "__main__":
    show(rows(**vars(command(__doc__).parse_args())))
