"""The one database that the pages are about: is it open, is it ours, reading and writing it.

Strangers may run SQL of their own (Datasette's way): what one query can cost is bounded here.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from cineorg_catalog.db.models import PendingValidationModel, VideoFileModel
from cineorg_catalog.untrusted import whole_number

DATABASE = "cineorg"  # Datasette names a database after its file, and metadata.yml is keyed by that name
NEEDED = {PendingValidationModel.table, VideoFileModel.table, "decisions"}

Result = TypeVar("Result")


async def fault_of(datasette: Any, writable: bool = True) -> str | None:
    "Why nothing can be decided here (or read, if not `writable`), in a sentence; None where all is well."
    database = datasette.databases.get(DATABASE)
    if database is None:
        return f"No database named {DATABASE} is open; serve a file called {DATABASE}.db."
    if writable and not database.is_mutable:
        return f"{DATABASE}.db is open as immutable (-i), so no decision can be written; open it without -i."
    lacking = NEEDED - set(await database.table_names())
    if lacking:
        return f"{DATABASE}.db lacks {', '.join(sorted(lacking))}; run `cineorg-load init` on it."
    return None


_KEPT: WeakKeyDictionary[Any, dict[str, tuple[str, Any]]] = WeakKeyDictionary()


async def read_once(datasette: Any, name: str, fn: Callable[[Database], Result]) -> Result:
    "What a function reads of the whole catalogue, kept under a name until the catalogue is written to."
    kept, state = _KEPT.setdefault(datasette, {}), _state_of(datasette)
    if name not in kept or kept[name][0] != state:
        kept[name] = (state, await read(datasette, fn))
    found: Result = kept[name][1]
    return found


def _state_of(datasette: Any) -> str:
    "A mark of the catalogue's files: while it is the same, nothing was written."
    path = Path(datasette.get_database(DATABASE).path or "")
    facts = [file.stat() for file in (path, path.with_name(path.name + "-wal")) if file.exists()]
    return " ".join(f"{fact.st_mtime_ns}-{fact.st_size}" for fact in facts)


VALUE_BYTES = 8_000_000  # the longest text or blob, and the longest row that SQLite stores
ANSWER_BYTES = 8_000_000  # all values of one query together: as HTML they take thirty times as much memory
COLUMNS = 100  # of one row
MEMORY_MB = 96  # all that SQLite takes in this process; at half of it caches are given back


def bound(conn: sqlite3.Connection, config: Any) -> None:
    """Bound what a query on this connection may take of memory: a value, a row, an answer, the whole heap.

    Datasette bounds time and rows only: `select zeroblob(1000000000)` took a gigabyte (measured). The
    plugin's setting `sql_memory_mb` is the whole heap's; SQLite can lower it in a process, never raise it.
    """
    megabytes = whole_number((config or {}).get("sql_memory_mb")) if isinstance(config, dict) else None
    heap = (megabytes or MEMORY_MB) * 1_000_000
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
    conn.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, COLUMNS)
    conn.execute(f"pragma soft_heap_limit={heap // 2}")
    conn.execute(f"pragma hard_heap_limit={heap}")
    conn.row_factory = _counting()


def _counting() -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    "Makes rows, and refuses the one with which an answer becomes too long."
    sizes: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()

    def make_row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        sizes[cursor] = sizes.get(cursor, 0) + sum(len(v) for v in values if isinstance(v, str | bytes))
        if sizes[cursor] > ANSWER_BYTES:
            raise sqlite3.OperationalError(
                f"the answer is longer than {ANSWER_BYTES // 1_000_000} MB; ask for fewer rows or columns"
            )
        return sqlite3.Row(cursor, values)

    return make_row


@contextmanager
def _unbound(conn: sqlite3.Connection) -> Iterator[Database]:
    "Our own functions know what they read."
    conn.row_factory, kept = sqlite3.Row, conn.row_factory
    try:
        yield Database(conn)
    finally:
        conn.row_factory = kept


async def read(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function on a reading connection, off the event loop."

    def run(conn: sqlite3.Connection) -> Result:
        with _unbound(conn) as db:
            return fn(db)

    return await datasette.get_database(DATABASE).execute_fn(run)


async def write(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function on the writing connection; it opens its own transaction (Datasette 0.65 opens none)."

    def run(conn: sqlite3.Connection) -> Result:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000_000)  # the trash of a long series is one value
        with _unbound(conn) as db:
            return fn(db)

    return await datasette.get_database(DATABASE).execute_write_fn(run)
