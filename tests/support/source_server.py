"""A loopback server that answers as TMDB, TheTVDB and TVmaze do, and misbehaves on request.

It answers from the recorded answers of the shared data and from `tests/sources/api`, which is written from
the documented shapes, and marked so; some of it extends a recorded answer. Of the answers at a path it takes
the one whose query fits the request best.
"""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from PIL import Image

from tests.support.places import CHECKOUT

WRITTEN = CHECKOUT / "tests/sources/api"
SETTINGS = (
    "CINEORG_TMDB_URL",
    "CINEORG_TVDB_URL",
    "CINEORG_TVMAZE_URL",
    "CINEORG_TMDB_IMAGE_URL",
)
KEYS = {"CINEORG_TMDB_TOKEN": "secret-tmdb-token", "CINEORG_TVDB_KEY": "secret-tvdb-key"}


@dataclass
class Recorded:
    query: dict[str, str]
    status: int
    body: Any


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    authorization: str | None


@dataclass
class SourceServer:
    "What it answers, what it was asked, and how it misbehaves."

    answers: dict[tuple[str, str], list[Recorded]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    picture: bytes = field(default_factory=lambda: picture(680, 1000))
    misbehaviour: str | None = None
    only: str = ""  # misbehave only below this path
    delay: float = 0.0
    port: int = 0
    most_at_once: int = 0
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def add(self, path: str, body: Any, query: dict[str, str] | None = None, status: int = 200) -> None:
        self.answers.setdefault(("GET", path), []).append(Recorded(query or {}, status, body))

    def answer(self, method: str, path: str, query: dict[str, str]) -> Recorded:
        known = self.answers.get((method, path), [])
        if not known:
            return Recorded({}, 404, {"status_code": 34, "status_message": "not found"})
        return max(known, key=lambda item: _fit(item.query, query))

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1


def _fit(recorded: dict[str, str], asked: dict[str, str]) -> int:
    return sum(2 if asked.get(name) == value else -1 for name, value in recorded.items())


@cache
def known_answers(shared: Path | None) -> dict[tuple[str, str], list[Recorded]]:
    "All answers, the recorded ones first."
    found: dict[tuple[str, str], list[Recorded]] = {}
    recorded = sorted((shared / "api").glob("*/*.json")) if shared else []
    for file in (*recorded, *sorted(WRITTEN.glob("*.json"))):
        item = json.loads(file.read_text())
        body = item["body"]
        if "extends" in item:
            body = _recorded_body(shared, item["extends"]) | body
        request = item["request"]
        key = (request["method"], request["path"])
        found.setdefault(key, []).append(Recorded(request["query"], item["status"], body))
    return found


def _recorded_body(shared: Path | None, name: str) -> dict[str, Any]:
    return json.loads((shared / "api" / name).read_text())["body"] if shared else {}


def picture(width: int = 300, height: int = 450, form: str = "JPEG") -> bytes:
    "A picture that is one."
    buffer = BytesIO()
    Image.new("RGB", (width, height), "navy").save(buffer, form)
    return buffer.getvalue()


def _handler(server: SourceServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def do_GET(self) -> None:
            with server.counted():
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query))
                server.asked.append(Asked(self.command, parts.path, query, self.headers.get("Authorization")))
                time.sleep(server.delay)
                if server.misbehaviour and parts.path.startswith(server.only):
                    getattr(self, server.misbehaviour)()
                elif parts.path.startswith(("/t/p/", "/banners/", "/uploads/")):
                    self.give(200, server.picture, "image/jpeg")
                else:
                    known = server.answer(self.command, parts.path, query)
                    self.json(known.status, known.body)

        def json(self, status: int, body: Any) -> None:
            self.give(status, json.dumps(body).encode(), "application/json")

        def give(self, status: int, body: bytes, kind: str, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def unauthorised(self) -> None:
            self.json(401, {"status_code": 7, "status_message": "Invalid API key"})

        def missing(self) -> None:
            self.json(404, {"status_code": 34})

        def limited(self) -> None:
            self.json(429, {"status_code": 25})

        def limited_a_while(self) -> None:
            "Too many at first; the second request is answered."
            server.misbehaviour = None
            self.give(429, b"{}", "application/json", Retry_After="1")

        def limited_for_hours(self) -> None:
            self.give(429, b"{}", "application/json", Retry_After="7200")

        def broken(self) -> None:
            self.give(500, b"oops", "text/plain")

        def broken_once(self) -> None:
            server.misbehaviour = None
            self.give(503, b"oops", "text/plain")

        def half(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"id": 603, "title": "The Ma')
            self.close_connection = True

        def silent(self) -> None:
            time.sleep(1.5)
            self.close_connection = True

        def trickle(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(20):
                time.sleep(0.1)
                try:
                    self.wfile.write(b" ")
                except OSError:
                    break
            self.close_connection = True

        def html(self) -> None:
            self.give(200, b"<!doctype html><title>Log in to this hotel</title>", "text/html")

        def elsewhere(self) -> None:
            self.give(302, b"", "text/plain", Location="http://localhost:1/stolen")

        def round_and_round(self) -> None:
            self.give(302, b"", "text/plain", Location=self.path)

        def another_shape(self) -> None:
            self.json(200, [1, 2, 3])

        def wrong_types(self) -> None:
            self.json(200, {"id": "x", "title": ["The Matrix"], "name": {"a": 1}, "genres": 7})

        def deep(self) -> None:
            self.give(200, b"[" * 200_000 + b"]" * 200_000, "application/json")

        def huge(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(200 << 20))
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b"\0" * (1 << 20))
            except OSError:
                self.close_connection = True

        def no_picture(self) -> None:
            self.give(200, b"<html>not a picture</html>", "image/jpeg")

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, address: object) -> None:
        "Some tests close the connection early."


@contextmanager
def serving(shared: Path | None) -> Iterator[SourceServer]:
    "The server, running on a free port."
    server = SourceServer({place: [*answers] for place, answers in known_answers(shared).items()})
    http = _Quiet(("127.0.0.1", 0), _handler(server))
    http.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
