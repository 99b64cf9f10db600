"""The catalogue database: whether it is open and ours, and how to read and write it.

Visitors may run their own SQL, as Datasette allows; what one query can cost is bounded here. CINEORG_WRITER,
the address of the main server, turns this server into a read-only follower.
"""

import asyncio
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, ref

from datasette.database import Database as ServedDatabase
from sqlite_utils import Database

from cineorg_catalog.browse import search
from cineorg_catalog.db.columns import read_json
from cineorg_catalog.db.connection import fingerprint, is_settled
from cineorg_catalog.db.models import PendingValidationModel, VideoFileModel
from cineorg_catalog.matching.rules import is_absurd
from cineorg_catalog.names import ParsedName
from cineorg_catalog.untrusted import whole_number

DATABASE = "cineorg"  # Datasette names a database after its file, and metadata.yml uses that name as its key
NEEDED = {PendingValidationModel.table, VideoFileModel.table, "decisions"}

Result = TypeVar("Result")


async def fault_of(datasette: Any, writable: bool = True) -> str | None:
    "Why the catalogue cannot be written (or read, if not `writable`), as a sentence; None if it can."
    database = datasette.databases.get(DATABASE)
    if database is None:
        return f"No database named {DATABASE} is open; serve a file called {DATABASE}.db."
    if writable and not database.is_mutable:
        return f"{DATABASE}.db is open as immutable (-i), so no decision can be written; open it without -i."
    lacking = NEEDED - await table_names(datasette)
    if lacking:
        return f"{DATABASE}.db lacks {', '.join(sorted(lacking))}; run `cineorg-load init` on it."
    return None


_CACHE: WeakKeyDictionary[Any, dict[str, tuple[str, Any]]] = WeakKeyDictionary()
CACHED = 100  # results; those least recently read are dropped first


async def read_once(datasette: Any, name: str, fn: Callable[[Database], Result]) -> Result:
    "Read with `fn` and cache the result under `name` until the catalogue changes."
    cached, state = _CACHE.setdefault(datasette, {}), fingerprint(datasette.get_database(DATABASE).path or "")
    known = cached.pop(name, None)
    found: Result = known[1] if known and known[0] == state else await read(datasette, fn)
    if is_settled(state):
        cached[name] = (state, found)  # now the last
    while len(cached) > CACHED:
        del cached[next(iter(cached))]
    return found


def add_functions(conn: sqlite3.Connection) -> None:
    "Give a connection the SQL functions of the canned queries: those of the search, and `titles_unlike`."
    search.add_functions(conn)
    conn.create_function("titles_unlike", 2, _titles_unlike, deterministic=True)


def _titles_unlike(parsed_json: Any, titles_json: Any) -> bool:
    "True if no title that a name was read as resembles one of these: the same rule as for an id in a name."
    try:
        said, titles = read_json(parsed_json), _texts(read_json(titles_json))
    except ValueError:
        return False
    if not isinstance(said, dict) or not titles:
        return False
    written = (*_texts([said.get("title")]), *_texts(said.get("other_titles")))
    return is_absurd(titles, ParsedName(other_titles=written))


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


VALUE_BYTES = 8_000_000  # limit for a single text or blob, and for a row
ANSWER_BYTES = 8_000_000  # limit for all values of one result: as HTML they take thirty times as much memory
COLUMNS = 100  # columns in one row
MEMORY_MB = 96  # limit for SQLite's heap in this process; at half of it caches are released


def bound(conn: sqlite3.Connection, config: Any) -> None:
    """Limit the memory that a query on this connection may use: a value, a row, a result and the whole heap.

    Datasette limits only time and rows: `select zeroblob(1000000000)` took a gigabyte (measured). The
    plugin's setting `sql_memory_mb` is the limit for the whole heap; SQLite can only lower it within a
    process.
    """
    megabytes = whole_number((config or {}).get("sql_memory_mb")) if isinstance(config, dict) else None
    heap = (megabytes or MEMORY_MB) * 1_000_000
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
    conn.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, COLUMNS)
    conn.execute(f"pragma soft_heap_limit={heap // 2}")
    conn.execute(f"pragma hard_heap_limit={heap}")
    conn.row_factory = _counting()
    _bound_functions(conn)


STEPS = 1_000_000_000  # that one call of a function may take: a second or so
COMPARING = {  # functions that go through one text for each place of another, and how many values they take
    "instr": (2,), "replace": (3,), "like": (2, 3), "glob": (2,), "trim": (2,), "ltrim": (2,), "rtrim": (2,),
}  # fmt: skip
TOO_BIG = bytes(VALUE_BYTES + 1)  # SQLite refuses it by itself, with its own words
_PLACE = re.compile(r"%[-+ #0,!]*(\d+|\*)?(?:\.(\d+|\*))?")  # of a value in a format: width and precision


def _bound_functions(conn: sqlite3.Connection) -> None:
    """Make SQLite's own functions refuse arguments that would take them minutes.

    Nothing interrupts a single call: `printf('%.*c', 1000000000, 'x')` took 23 s, and a pattern of 40,000
    letters never ended (*measured*). Arguments that are not refused go to the function itself, on a separate
    connection.
    """
    own = sqlite3.connect(":memory:", check_same_thread=False)
    for name in ("printf", "format"):
        conn.create_function(name, -1, _bounded(own, "printf", _written, VALUE_BYTES), deterministic=True)
    for name, counts in COMPARING.items():
        effort = _replaced if name == "replace" else _compared
        for count in counts:
            conn.create_function(name, count, _bounded(own, name, effort, STEPS), deterministic=True)


def _bounded(own: sqlite3.Connection, name: str, effort: Callable[..., int], most: int) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        if effort(*values) > most:
            return TOO_BIG
        if name == "instr" and type(values[0]) is type(values[1]) is str:  # called for every row of a table
            return values[0].find(values[1]) + 1
        return own.execute(_call_of(name, len(values)), values).fetchone()[0]

    return call


@lru_cache
def _call_of(name: str, count: int) -> str:
    return f"select {name}({', '.join('?' * count)})"


def _compared(text: Any, other: Any, *_: Any) -> int:
    return _length(text) * _length(other)


def _replaced(text: Any, old: Any, new: Any) -> int:
    "As `_compared`; too many where the result would be too long for a value: it would take its memory twice."
    if _length(text) // max(1, _length(old)) * _length(new) > VALUE_BYTES:
        found = text.count(old) if type(text) is type(old) and isinstance(text, str | bytes) else 0
        if found * (_length(new) - _length(old)) > VALUE_BYTES:
            return STEPS + 1
    return _compared(text, old)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes) else 1


def _written(layout: Any = None, *values: Any) -> int:
    "The least number of characters that printf writes, by the widths and precisions in its format."
    layout = str(layout)
    size, stars = _sizes(layout) if len(layout) < 100 else _sizes.__wrapped__(layout)
    return size + stars * max(map(_whole, values), default=0) if stars else size


@lru_cache(100)  # a query has few layouts, and calls printf for each row
def _sizes(layout: str) -> tuple[int, int]:
    "The sum of the widths and precisions in a format, and how many of them are among the values."
    sizes = [item for pair in _PLACE.findall(layout) for item in pair if item]
    return sum(int(item[:12]) for item in sizes if item != "*"), sizes.count("*")


def _whole(value: Any) -> int:
    "The size of the number that SQLite converts a value to."
    found = re.match(r"\s*[-+]?(\d{1,19})", str(value))
    return int(found[1]) if found else 0


def _counting() -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    """A row factory that refuses the row with which a result becomes too large.

    Called for each row of each page: the size of the result being read is kept apart from those of others.
    """
    sizes: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()
    reading: ref[sqlite3.Cursor] | None = None
    size = 0

    def make_row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        nonlocal reading, size
        if (before := reading() if reading else None) is not cursor:
            if before is not None:
                sizes[before] = size
            reading, size = ref(cursor), sizes.get(cursor, 0)
        for value in values:
            if type(value) is str or type(value) is bytes:
                size += len(value)
        if size > ANSWER_BYTES:
            raise sqlite3.OperationalError(
                f"the answer is longer than {ANSWER_BYTES // 1_000_000} MB; ask for fewer rows or columns"
            )
        return sqlite3.Row(cursor, values)

    return make_row


@contextmanager
def _unbound(conn: sqlite3.Connection) -> Iterator[Database]:
    "Lift the limits on results while our own functions read: they know how much they read."
    conn.row_factory, kept = sqlite3.Row, conn.row_factory
    try:
        yield Database(conn)
    finally:
        conn.row_factory = kept


async def read(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function with a read connection, off the event loop."

    def run(conn: sqlite3.Connection) -> Result:
        with _unbound(conn) as db:
            return fn(db)

    return await datasette.get_database(DATABASE).execute_fn(run)


async def table_names(datasette: Any) -> frozenset[str]:
    "The tables of the catalogue, without the time limit of visitors' SQL, which a busy server may exceed."
    return await read_once(datasette, "tables", lambda db: frozenset(db.table_names()))


async def write(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function with the write connection. It must open its own transaction; Datasette 0.65 opens none."

    def run(conn: sqlite3.Connection) -> Result:
        conn.setlimit(
            sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000_000
        )  # a deleted series is one value, which may be long
        with _unbound(conn) as db:
            return fn(db)

    return await datasette.get_database(DATABASE).execute_write_fn(run)


# --- a read-only follower: serves a file that is replaced while open, and leaves decisions to the main server


def writer() -> str | None:
    "The address of the main server without a trailing slash; None if this server is not a follower."
    given = os.environ.get("CINEORG_WRITER", "").rstrip("/")
    return given if urlsplit(given).scheme in ("http", "https") else None


class Replaced(ServedDatabase):
    """A database file that is replaced now and then; every thread reopens it when that happens.

    Datasette would keep each thread's connection for ever and go on showing the old file.
    """

    hash = None  # Datasette computes and keeps these for immutable files
    cached_table_counts = None

    def __init__(self, datasette: Any, path: str):
        super().__init__(datasette, path=path, is_mutable=False)
        self._open = threading.local()

    @property
    def size(self) -> int:
        return os.stat(self.path).st_size

    async def execute_fn(self, fn: Callable[[Any], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, self._in_thread, fn)

    def _in_thread(self, fn: Callable[[Any], Any]) -> Any:
        facts = os.stat(self.path)
        present = (facts.st_dev, facts.st_ino, facts.st_mtime_ns)
        if getattr(self._open, "file", None) != present:
            if conn := getattr(self._open, "conn", None):
                self._all_file_connections.remove(conn)
                conn.close()
            self._open.conn = self.connect()
            self._open.file = present
            self.ds._prepare_connection(self._open.conn, self.name)
        return fn(self._open.conn)


def serve_replaced(datasette: Any) -> None:
    "Serve the database as one that is replaced, if this server is a follower."
    served = datasette.databases.get(DATABASE)
    if writer() is None or served is None or served.path is None:
        return
    copy = Replaced(datasette, served.path)
    copy.name, copy.route = served.name, served.route
    datasette.databases = {**datasette.databases, DATABASE: copy}


def follower_values(datasette: Any, request: Any) -> dict[str, Any]:
    "Values for the footer: the main server, the same page there, and when the copy last changed."
    served = datasette.databases.get(DATABASE)
    if not isinstance(served, Replaced):
        return {}
    changed = datetime.fromtimestamp(os.stat(served.path).st_mtime, UTC)
    return {
        "writer": writer(),
        "writer_page": page_of_writer(datasette, request),
        "copied_at": f"{changed:%Y-%m-%d %H:%M:%S} UTC",
        "copy_age": _age(datetime.now(UTC) - changed),
    }


def page_of_writer(datasette: Any, request: Any) -> str:
    "The address of a page at the main server."
    query = f"?{request.query_string}" if request.query_string else ""
    path = request.path.removeprefix(datasette.setting("base_url").rstrip("/"))
    return f"{writer()}{path}{query}"


def _age(since: timedelta) -> str:
    "0 s, 59 s, 2 min, 23 h, 4 days: the largest unit of which there are two."
    seconds = max(int(since.total_seconds()), 0)
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
