"""Fetching IMDb's files from a host of our own on the loopback."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cineorg_catalog.errors import BadUsage, ReferenceFault
from cineorg_catalog.reference.download import download_datasets

NAMES = ["title.basics.tsv.gz", "title.akas.tsv.gz", "title.episode.tsv.gz", "title.ratings.tsv.gz"]
BODY = bytes(range(256)) * 4000


class Host(ThreadingHTTPServer):
    "Serves BODY for every name; `break_at` cuts the next answer short, `status` refuses everything."

    version = '"one"'
    break_at: int | None = None
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.ranges: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.ranges.append(self.headers["Range"])
        if self.server.status != 200:
            self.send_error(self.server.status)
            return
        resumed = self.headers["Range"] and self.headers["If-Range"] == self.server.version
        start = int(self.headers["Range"][6:-1]) if resumed else 0
        if start >= len(BODY):
            self.send_error(416)
            return
        self.send_response(206 if resumed else 200)
        self.send_header("ETag", self.server.version)
        self.send_header("Last-Modified", "Sun, 01 Nov 2026 10:00:00 GMT")
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        end, self.server.break_at = self.server.break_at, None
        self.wfile.write(BODY[start:end])

    def log_message(self, *_: object) -> None:
        "Quiet."


@pytest.fixture
def host(monkeypatch) -> Iterator[Host]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Host() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_the_four_files_arrive_with_the_date_of_the_data(host, tmp_path):
    seen = []
    paths = download_datasets(tmp_path / "imdb", base_url=host.url, progress=lambda *step: seen.append(step))
    assert [path.name for path in paths] == NAMES
    assert all(path.read_bytes() == BODY for path in paths)
    assert paths[0].stat().st_mtime == 1793527200
    assert seen[-1] == (NAMES[-1], len(BODY), len(BODY))
    assert sorted(path.name for path in (tmp_path / "imdb").iterdir()) == sorted(NAMES)


def test_the_files_of_people_come_when_they_are_wanted(host, tmp_path):
    files = download_datasets(tmp_path, people=True, base_url=host.url)
    names = ["title.crew.tsv.gz", "title.principals.tsv.gz", "name.basics.tsv.gz"]
    assert [file.name for file in files] == [*NAMES, *names]


def test_a_broken_download_goes_on_where_it_stopped(host, tmp_path):
    host.break_at = 500_000
    with pytest.raises(ReferenceFault, match="to continue"):
        download_datasets(tmp_path, base_url=host.url)
    assert not (tmp_path / NAMES[0]).exists()
    download_datasets(tmp_path, base_url=host.url)
    assert host.ranges[1].startswith("bytes=")
    assert (tmp_path / NAMES[0]).read_bytes() == BODY


def test_a_file_that_changed_meanwhile_is_fetched_anew(host, tmp_path):
    host.break_at = 500_000
    with pytest.raises(ReferenceFault):
        download_datasets(tmp_path, base_url=host.url)
    host.version = '"two"'
    download_datasets(tmp_path, base_url=host.url)
    assert (tmp_path / NAMES[0]).read_bytes() == BODY


def test_more_than_there_is_starts_over(host, tmp_path):
    (tmp_path / f"{NAMES[0]}.part").write_bytes(BODY + b"more")
    (tmp_path / f"{NAMES[0]}.part.tag").write_text(host.version)
    download_datasets(tmp_path, base_url=host.url)
    assert (tmp_path / NAMES[0]).read_bytes() == BODY


def test_a_host_that_refuses_leaves_the_old_files(host, tmp_path):
    (tmp_path / NAMES[0]).write_bytes(b"old")
    host.status = 503
    with pytest.raises(ReferenceFault, match="503"):
        download_datasets(tmp_path, base_url=host.url)
    assert (tmp_path / NAMES[0]).read_bytes() == b"old"


def test_a_host_that_is_not_there_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(ReferenceFault, match=f"127.0.0.1:{port} cannot be reached"):
        download_datasets(tmp_path, base_url=f"http://127.0.0.1:{port}")


def test_a_file_is_no_folder(tmp_path):
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(BadUsage, match="is a file"):
        download_datasets(file, base_url="http://127.0.0.1:9")
