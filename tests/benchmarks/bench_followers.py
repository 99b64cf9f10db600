"""What one read-only follower serves, and what two serve on two cores: requests a second and their p95.

A generated catalogue of 50,000 files; real servers; four readers a server, as fast as they get answers.

    python -m tests.benchmarks.bench_followers
"""

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import quantiles

import httpx

from tests.support.sample_catalogue import make_big

PAGES = {
    "wall": "/cineorg/movies",
    "title page": "/cineorg/movies/77",
    "JSON": "/cineorg/recent.json?_shape=array",
}
SECONDS, READERS = 10, 4


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


def measured(addresses: list[str], path: str) -> tuple[float, float]:
    "(requests a second, 95th percentile in seconds), readers spread over the servers."
    times: list[float] = []
    end = time.monotonic() + SECONDS
    readers = [
        threading.Thread(target=read, args=(address, path, end, times))
        for address in addresses
        for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return len(times) / SECONDS, quantiles(times, n=20)[-1]


def rows(database: Path) -> Iterator[tuple[int, str, float, float]]:
    for count in (1, 2):
        with ExitStack() as stack:
            addresses = [stack.enter_context(follower(database)) for _ in range(count)]
            for name, path in PAGES.items():
                yield count, name, *measured(addresses, path)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "cineorg.db"
        make_big(database)
        with closing(sqlite3.connect(database)) as conn:
            conn.execute("pragma journal_mode=delete")  # as `follow` leaves a copy
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before", file=sys.stderr)
        print("| servers | page | requests/s | p95 |\n|---|---|---|---|")
        for count, name, rate, slow in rows(database):
            print(f"| {count} | {name} | {rate:.1f} | {slow * 1000:.0f} ms |", flush=True)


if __name__ == "__main__":
    main()
