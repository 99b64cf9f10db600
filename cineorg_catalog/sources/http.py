"""The HTTP client for online sources, with cache, retries, rate limit, timeouts and size limits.

Its layers, from the caller inwards: cache, retries, rate limit and key, the network.  The key is added below
the cache, so that it is never stored, and sent in a header, so that it is in no address, log or error.
Redirects to another host are not followed.  Every failure is a SourceFault with one sentence.  The adapters
(`tmdb`, `tvdb`, `tvmaze`) interpret the responses.

Importing this loads httpx and its dependencies: import it where a source is opened, not before.
"""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson
from hishel import SqliteStorage
from hishel.httpx import CacheTransport
from httpx_retries import Retry, RetryTransport
from pyrate_limiter import Duration, Limiter, Rate

from .registry import Nonsense, OutOfQuota, Source, SourceDown, SourceFault, SourceSlow, Unauthorised

CACHE_SECONDS = 24 * 3600
_FILES = ("", "-wal", "-shm", "-journal")


def cache_folder(database: Path) -> Path:
    "The folder of cached responses beside a catalogue."
    return database.parent / f"{database.stem}-cache"


def cache_file(folder: Path, source: str) -> Path:
    "The file that holds the cached responses of one source."
    return folder / f"{source}.db"


def forget_cached(folder: Path, source: str) -> None:
    "Remove all cached responses of one source."
    for suffix in _FILES:
        with suppress(FileNotFoundError):
            folder.joinpath(f"{source}.db{suffix}").unlink()
    with suppress(FileNotFoundError):
        if all(file.name == ".gitignore" for file in folder.iterdir()):
            folder.joinpath(".gitignore").unlink(missing_ok=True)
            folder.rmdir()


def forget_if_old(folder: Path, source: str) -> None:
    "Remove the cache of a source if everything in it has expired."
    changed = []
    for suffix in _FILES:
        with suppress(FileNotFoundError):
            changed.append(folder.joinpath(f"{source}.db{suffix}").stat().st_mtime)
    if changed and time.time() - max(changed) > CACHE_SECONDS:
        forget_cached(folder, source)


LARGEST_ANSWER = 16 << 20
LARGEST_PICTURE = 20 << 20
CONNECTIONS = 4
_turns = threading.BoundedSemaphore(CONNECTIONS)  # of all sources together, while a request is on the network
GIVE_UP_AFTER = 3  # failures in a row before a source that is down or slow is given up
LONGEST_WAIT = 60  # a longer Retry-After means that the quota is used up
_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Patience:
    "How many seconds to wait for a source, and how often to retry."

    connect: float = 10.0
    read: float = 15.0
    whole: float = 60.0
    retries: int = 2
    backoff: float = 0.5


class SourceClient:
    """Sends requests to one source.  Safe in several threads.

    `cache` is the folder for cached responses (None: no cache).  `token` returns the bearer token when a
    request is sent.  After a source has refused the key, run out of quota or failed several times in a row,
    this client does not ask it again but raises the same error at once.
    """

    def __init__(
        self,
        source: Source,
        *,
        cache: Path | None = None,
        token: Callable[[], str | None] = lambda: None,
        patience: Patience = Patience(),
    ) -> None:
        self.source = source
        self._failures = 0
        self._given_up: SourceFault | None = None
        self._lock = threading.Lock()
        answers: httpx.BaseTransport = _patient(_Answers(source, patience, token), patience)
        if cache is not None:
            answers = _cached(answers, cache, source.name)
        self._answers = _client(answers, patience)
        self._pictures = _client(_patient(_Pictures(source, patience), patience), patience)

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        "The JSON at a path, or None if the source has nothing there (404)."
        body = self._fetch(self._answers, f"{self.source.address}{quote(path)}", query)
        return None if body is None else orjson.loads(body)

    def post(self, path: str, payload: Mapping[str, str]) -> Any:
        "The JSON response to a POST, which is neither cached nor retried."
        with self._judged():
            body = self._body(self._answers.post(f"{self.source.address}{path}", json=dict(payload)))
        return None if body is None else orjson.loads(body)

    def picture(self, path: str) -> bytes | None:
        "The bytes of a picture, or None (404).  Sent without the key; the content is not checked here."
        return self._fetch(self._pictures, f"{self.source.pictures}{quote(path)}")

    def close(self) -> None:
        "Close the connections and the cache."
        self._answers.close()
        self._pictures.close()

    def _fetch(
        self, client: httpx.Client, address: str, query: Mapping[str, str] | None = None
    ) -> bytes | None:
        with self._judged():
            response = client.get(address, params=query)
            for _ in range(_REDIRECTS):
                if response.next_request is None:
                    break
                response = client.send(self._redirected(response, response.next_request))
            return self._body(response)

    def _redirected(self, response: httpx.Response, target: httpx.Request) -> httpx.Request:
        old, new = response.request.url, target.url
        if (old.scheme, old.host, old.port) != (new.scheme, new.host, new.port):
            raise Nonsense(f"{self.source.title} redirected to another host, which was not followed.")
        return target

    def _body(self, response: httpx.Response) -> bytes | None:
        status, name = response.status_code, self.source.title
        if status == 404:
            return None
        if status in (401, 403):
            advice = f"Check {self.source.key}." if self.source.key else "It needs none."
            raise Unauthorised(f"{name} does not accept the key. {advice}")
        if status == 429:
            raise OutOfQuota(f"{name} has had too many requests. Try again later.")
        if status >= 500:
            raise SourceDown(f"{name} is down (HTTP {status}). Try again later.")
        if status != 200:
            raise Nonsense(f"{name} responded with an unexpected status (HTTP {status}).")
        return response.content

    @contextmanager
    def _judged(self) -> Iterator[None]:
        "Turn failures into our errors, and remember them."
        if self._given_up is not None:
            raise type(self._given_up)(str(self._given_up))
        name = self.source.title
        try:
            yield
        except SourceFault as fault:
            self._remember(fault)
            raise
        except httpx.TimeoutException:
            slow = SourceSlow(f"{name} did not respond in time. Try again later.")
            self._remember(slow)
            raise slow from None
        except (httpx.HTTPError, httpx.InvalidURL):
            down = SourceDown(f"{name} cannot be reached at {self.source.address}.")
            self._remember(down)
            raise down from None
        self._failures = 0

    def _remember(self, fault: SourceFault) -> None:
        "Give this source up after a permanent error, or several errors in a row."
        if isinstance(fault, Nonsense):
            return
        with self._lock:
            self._failures += 1
            if isinstance(fault, Unauthorised | OutOfQuota) or self._failures >= GIVE_UP_AFTER:
                self._given_up = fault


@cache
def _certificates() -> ssl.SSLContext:
    "The certificates that connections are checked with; reading them takes a tenth of a second."
    return httpx.create_ssl_context()


class _Wire(httpx.BaseTransport):
    "The layer on the network: waits for its turn, and limits the size and time of responses."

    largest = 0

    def __init__(self, source: Source, patience: Patience) -> None:
        self.source, self.patience = source, patience
        self.wait_for_turn = _pace(source)
        limits = httpx.Limits(max_connections=CONNECTIONS)
        self.network = httpx.HTTPTransport(verify=_certificates(), limits=limits)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.wait_for_turn()
        with _turns:
            response = self.network.handle_request(request)
            try:
                self.refuse_long_wait(response)
                body = self.body(response)
            finally:
                response.close()
        self.check(response, body)
        coded = ("content-encoding", "content-length", "transfer-encoding")
        headers = [item for item in response.headers.multi_items() if item[0].lower() not in coded]
        return httpx.Response(response.status_code, headers=headers, content=body)

    def body(self, response: httpx.Response) -> bytes:
        body, until = bytearray(), time.monotonic() + self.patience.whole
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self.largest:
                raise Nonsense(f"{self.source.title} responded with more than {self.largest >> 20} MiB.")
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the response arrives too slowly")
        return bytes(body)

    def refuse_long_wait(self, response: httpx.Response) -> None:
        seconds = response.headers.get("Retry-After", "").strip()
        if response.status_code == 429 and seconds.isdecimal() and len(seconds) > 2:
            raise OutOfQuota(
                f"{self.source.title} has had too many requests. Try again in {seconds[:9]} seconds."
            )

    def check(self, response: httpx.Response, body: bytes) -> None:
        "Raise Nonsense for a body that must not reach the cache."

    def close(self) -> None:
        self.network.close()


class _Answers(_Wire):
    "JSON requests, with the key in a header."

    largest = LARGEST_ANSWER

    def __init__(self, source: Source, patience: Patience, token: Callable[[], str | None]) -> None:
        super().__init__(source, patience)
        self.token = token

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        token = self.token()
        if token is None:
            return super().handle_request(request)
        headers = [*request.headers.raw, (b"Authorization", f"Bearer {token}".encode())]
        keyed = httpx.Request(
            request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
        )
        return super().handle_request(keyed)

    def check(self, response: httpx.Response, body: bytes) -> None:
        if response.status_code != 200:
            return
        try:
            orjson.loads(body)
        except orjson.JSONDecodeError:
            raise Nonsense(f"{self.source.title} responded with something that is not JSON.") from None


class _Pictures(_Wire):
    "Requests for pictures, without a key."

    largest = LARGEST_PICTURE


def _patient(wire: _Wire, patience: Patience) -> httpx.BaseTransport:
    "Retries after temporary errors; not after a timeout, which has taken its time already."
    retry = Retry(
        total=patience.retries,
        backoff_factor=patience.backoff,
        status_forcelist=(429, 500, 502, 503, 504),
        retry_on_exceptions=(httpx.NetworkError, httpx.RemoteProtocolError),
        max_backoff_wait=LONGEST_WAIT,
    )
    return RetryTransport(wire, retry)


def _cached(transport: httpx.BaseTransport, cache: Path, source: str) -> httpx.BaseTransport:
    forget_if_old(cache, source)
    storage = SqliteStorage(
        database_path=cache_file(cache, source),
        default_ttl=CACHE_SECONDS,
        max_stream_size=LARGEST_ANSWER,
        max_size=1 << 28,
    )
    return CacheTransport(transport, storage=storage)


def _client(transport: httpx.BaseTransport, patience: Patience) -> httpx.Client:
    return httpx.Client(
        transport=transport,
        timeout=httpx.Timeout(patience.read, connect=patience.connect, pool=patience.whole),
        headers={"User-Agent": "cineorg-catalog", "Accept-Encoding": "gzip"},
    )


def _pace(source: Source) -> Callable[[], object]:
    "Waits until a request may be sent.  The allowed rate is known only for the source's own address."
    if source.rate is None or source.address is None or not source.address.is_default:
        return lambda: None
    requests, seconds = source.rate
    limiter = Limiter(Rate(requests, Duration.SECOND * seconds))
    return lambda: limiter.try_acquire(source.name)
