"""One way to ask an online source: a client with cache, retries, rate limit, timeouts and size limits.

Its layers, from the caller inwards: cache, retries, rate limit and key, the network.  The key is added
below the cache, so that it is never stored, and stands in a header, so that it is in no address, log or
error.  A redirect to another host is not followed.  Every failure is one of `faults`, one sentence.
What an answer means is the adapters' business (`tmdb`, `tvdb`, `tvmaze`).

Importing this loads httpx and its companions: import it where a source is opened, not before.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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
    "The folder of cached answers beside a catalogue."
    return database.parent / f"{database.stem}-cache"


def cache_file(folder: Path, source: str) -> Path:
    "The file that holds what is cached of one source."
    return folder / f"{source}.db"


def forget_cached(folder: Path, source: str) -> None:
    "Remove all that is cached of one source."
    for suffix in _FILES:
        with suppress(FileNotFoundError):
            folder.joinpath(f"{source}.db{suffix}").unlink()
    with suppress(FileNotFoundError):
        if all(file.name == ".gitignore" for file in folder.iterdir()):
            folder.joinpath(".gitignore").unlink(missing_ok=True)
            folder.rmdir()


def forget_if_old(folder: Path, source: str) -> None:
    "Remove the cache of a source of which nothing counts any more."
    changed = []
    for suffix in _FILES:
        with suppress(FileNotFoundError):
            changed.append(folder.joinpath(f"{source}.db{suffix}").stat().st_mtime)
    if changed and time.time() - max(changed) > CACHE_SECONDS:
        forget_cached(folder, source)


LARGEST_ANSWER = 16 << 20
LARGEST_PICTURE = 20 << 20
CONNECTIONS = 4
GIVE_UP_AFTER = 3  # failures in a row, before a source that is down or slow is left alone
LONGEST_WAIT = 60  # a Retry-After beyond this is no hiccup: the quota is used up
_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Patience:
    "How many seconds to wait for a source, and how often to try again."

    connect: float = 10.0
    read: float = 15.0
    whole: float = 60.0
    retries: int = 2
    backoff: float = 0.5


class SourceClient:
    """Asks one source.  Safe in several threads.

    `cache` is the folder for its cached answers (None: no cache).  `token` gives the bearer token when a
    request leaves.  A source that refuses the key, is out of quota or failed several times in a row is not
    asked again by this client: the same error is raised at once.
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
        "The JSON that stands at a path, or None where the source knows nothing there (404)."
        body = self._fetch(self._answers, f"{self.source.address}{quote(path)}", query)
        return None if body is None else orjson.loads(body)

    def post(self, path: str, payload: Mapping[str, str]) -> Any:
        "The JSON that answers a POST, which is neither cached nor repeated."
        with self._judged():
            body = self._body(self._answers.post(f"{self.source.address}{path}", json=dict(payload)))
        return None if body is None else orjson.loads(body)

    def picture(self, path: str) -> bytes | None:
        "The bytes of a picture, or None (404).  No key is sent; whether it is a picture is not judged."
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
            raise Nonsense(f"{self.source.title} redirects to another host; that was not followed.")
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
            raise Nonsense(f"{name} answers with an unexpected status (HTTP {status}).")
        return response.content

    @contextmanager
    def _judged(self) -> Iterator[None]:
        "Turn what goes wrong into one of our errors, and remember it."
        if self._given_up is not None:
            raise type(self._given_up)(str(self._given_up))
        name = self.source.title
        try:
            yield
        except SourceFault as fault:
            self._remember(fault)
            raise
        except httpx.TimeoutException:
            slow = SourceSlow(f"{name} does not answer in time. Try again later.")
            self._remember(slow)
            raise slow from None
        except (httpx.HTTPError, httpx.InvalidURL):
            down = SourceDown(f"{name} cannot be reached at {self.source.address}.")
            self._remember(down)
            raise down from None
        self._failures = 0

    def _remember(self, fault: SourceFault) -> None:
        "After an error that will not pass, or several in a row, this source is given up."
        if isinstance(fault, Nonsense):
            return
        with self._lock:
            self._failures += 1
            if isinstance(fault, Unauthorised | OutOfQuota) or self._failures >= GIVE_UP_AFTER:
                self._given_up = fault


class _Wire(httpx.BaseTransport):
    "The layer on the network: waits its turn, and reads the body within bounds of size and time."

    largest = 0

    def __init__(self, source: Source, patience: Patience) -> None:
        self.source, self.patience = source, patience
        self.wait_for_turn = _pace(source)
        self.network = httpx.HTTPTransport(limits=httpx.Limits(max_connections=CONNECTIONS))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.wait_for_turn()
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
                raise Nonsense(f"{self.source.title} answers with more than {self.largest >> 20} MiB.")
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the answer arrives too slowly")
        return bytes(body)

    def refuse_long_wait(self, response: httpx.Response) -> None:
        seconds = response.headers.get("Retry-After", "").strip()
        if response.status_code == 429 and seconds.isdecimal() and len(seconds) > 2:
            raise OutOfQuota(
                f"{self.source.title} has had too many requests. Try again in {seconds[:9]} seconds."
            )

    def check(self, response: httpx.Response, body: bytes) -> None:
        "Raise Nonsense for a body that must not get as far as the cache."

    def close(self) -> None:
        self.network.close()


class _Answers(_Wire):
    "JSON, with the key in a header."

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
            raise Nonsense(f"{self.source.title} answers with something that is not JSON.") from None


class _Pictures(_Wire):
    "Pictures, asked for without a key."

    largest = LARGEST_PICTURE


def _patient(wire: _Wire, patience: Patience) -> httpx.BaseTransport:
    "Tries again after errors that pass; not after silence, which was waited for once."
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
    "Waits until a request may leave.  Only of the source's own address is the allowed pace known."
    if source.rate is None or source.address is None or not source.address.is_default:
        return lambda: None
    requests, seconds = source.rate
    limiter = Limiter(Rate(requests, Duration.SECOND * seconds))
    return lambda: limiter.try_acquire(source.name)
