"""Served under a path of its own, as docs/at-home.md says: every link leads somewhere, every form leads back.

The proxy is real and passes paths on as nginx's and Caddy's do there: unchanged.
"""

import http.client
import re
from contextlib import closing, contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tests.support.places import METADATA
from tests.support.sample_catalogue import make_big
from tests.support.site import UNHURRIED, serving

HOPS = {"connection", "content-length", "date", "server", "transfer-encoding"}
PAGES = (
    "", "-/pending", "-/reports", "cineorg", "cineorg/movies", "cineorg/movies?_view=table", "cineorg/series",
    "cineorg/decisions", "cineorg/video_files?_facet=root&_facet_size=1&_size=2", "cineorg/movies/1",
    "cineorg/recent", "cineorg/search?q=a", "cineorg?sql=select+1", "cineorg/feed_new.atom",
    "cineorg/movies.json?_view=table&_size=1",
)  # fmt: skip


class Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behind = ""

    def pass_on(self):
        if not self.path.startswith("/films/"):
            return self.reply(502, [], b"not ours")
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        with closing(http.client.HTTPConnection(self.behind, timeout=60)) as server:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOPS}
            server.request(self.command, self.path, body or None, headers)
            answer = server.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOPS]
            self.reply(answer.status, kept, answer.read())

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, f"{value}; Secure" if name.lower() == "set-cookie" else value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = pass_on

    def log_message(self, *_):
        pass


@contextmanager
def proxied(address):
    handler = type("ToOurs", (Proxy,), {"behind": urlsplit(address).netloc})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
        Thread(target=proxy.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{proxy.server_port}/films/"
        finally:
            proxy.shutdown()


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    "(the address that people use, a browser that is logged in there)"
    file = tmp_path_factory.mktemp("proxy") / "cineorg.db"
    make_big(file, films=5, episodes=5, waiting=5)
    options = ("--metadata", str(METADATA), "--root", "--setting", "base_url", "/films/", *UNHURRIED)
    with serving(file, *options) as (address, lines), proxied(address) as home:
        token = next(line.partition("token=")[2] for line in lines if "auth-token" in line)
        with httpx.Client(base_url=home, timeout=60) as client:
            led = client.get(f"-/auth-token?token={token}")
            assert (led.status_code, led.headers["location"]) == (302, "/films/")
            # a browser keeps a secure cookie of this machine; httpx sends none over HTTP
            for cookie in client.cookies.jar:
                cookie.secure = False
            yield home, client


def links_of(address, answer):
    "The addresses on this server that a page, a feed or a JSON answer names."
    text = answer.text
    found = re.findall(r'\b(?:href|src|action|content)="([^"]+)"', text)
    found += re.findall(r'"((?:https?://127\.0\.0\.1|/films/)[^"\\ ]*)"', text)
    links = [unescape(link) for link in found if re.match(r"[/?.h]", link)]
    whole = {urljoin(address, link).partition("#")[0] for link in links}
    return {link for link in whole if urlsplit(link).hostname == "127.0.0.1"}


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_to_another(outside, path):
    home, client = outside
    page = client.get(path)
    assert page.status_code == 200
    links = links_of(f"{home}{path}", page) - {urljoin(home, "-/logout")}
    assert len(links) > 3 or path.endswith(("atom", "_size=1"))
    once = {re.sub(r"\d+", "1", link.removeprefix(home)): link for link in sorted(links)}
    for link in once.values():
        assert urlsplit(link).path.startswith("/films/"), link
        answer = client.get(link)
        assert answer.status_code in (200, 302), link


def test_filters_and_decisions_lead_back_below_the_path(outside):
    _, client = outside
    query = "_filter_column=id&_filter_op=exact&_filter_value=1"
    led = client.get(f"cineorg/decisions?{query}")
    assert (led.status_code, led.headers["location"]) == (302, "/films/cineorg/decisions?id__exact=1")
    client.get("-/pending")
    for cookie in client.cookies.jar:
        cookie.secure = False
    waiting = re.search(r'href="/films/-/pending/(\d+)', client.get("-/pending").text)[1]
    fields = {"action": "reject", "csrftoken": client.cookies["ds_csrftoken"]}
    decided = client.post(f"-/pending/{waiting}", data=fields)
    assert decided.status_code == 303
    assert decided.headers["location"].startswith("/films/-/pending")
