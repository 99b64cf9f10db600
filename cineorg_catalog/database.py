"""Opens the catalogue: where it lies, the pragmas, transactions, one row in and one row out.

The only place for pragmas. What the tables are stands in models.py, how they come to be in schema.py.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlite_utils import Database

from .columns import Row
from .errors import WAY_OUT, CatalogueError, Damaged, NotADatabase
from .files.disks import refuse_network

DATA_DIR = Path("data")
BUSY_SECONDS = 30  # how long a writer waits for another one's short transaction

Model = TypeVar("Model", bound=Row)


def now() -> str:
    "The time as every timestamp of the catalogue is written: UTC, `2026-11-22T07:05:31.783557Z`."
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Engine:
    """Knows the database's path and opens connections to it.

    `data/cineorg.db`, unless `CINEORG_DB` (read at use) or `use()` says another.
    """

    def __init__(self) -> None:
        self._chosen: Path | None = None

    @property
    def path(self) -> Path:
        return self._chosen or Path(os.environ.get("CINEORG_DB") or DATA_DIR / "cineorg.db")

    def use(self, path: Path | str | None) -> None:
        "Take this path from now on; None goes back to `CINEORG_DB` and the default."
        self._chosen = Path(path) if path is not None else None

    def connect(self) -> Database:
        "A connection for any thread; the folder and the file are made on first use."
        return connect(self.path)


engine = Engine()


def connect(path: Path) -> Database:
    """Open the database at `path` with the pragmas set.

    Raises NotADatabase where the file is something else (it is left as it was), OnNetwork where it lies
    on a network file system, CatalogueError where it cannot be opened or written.
    """
    refuse_network(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    except sqlite3.DatabaseError as error:
        raise CatalogueError(f"{path} cannot be opened: {error}. Is its folder writable?") from error
    except OSError as error:
        raise CatalogueError(f"{path} cannot be made: {error.strerror}.") from error
    try:
        # SQLite alone may look into the file: whoever opens and closes it beside SQLite drops the locks
        # of every connection of this process, and another process then takes its journal away (measured).
        set_pragmas(conn)
    except sqlite3.DatabaseError as error:
        conn.close()
        if "not a database" in str(error):
            raise NotADatabase(
                f"{path} is not a SQLite database; it was left as it is. If it was your catalogue: {WAY_OUT}"
            ) from error
        if "malformed" in str(error):
            raise Damaged(path, str(error)) from error
        raise CatalogueError(f"{path} cannot be opened: {error}. Is its folder writable?") from error
    return Database(conn)


def set_pragmas(conn: sqlite3.Connection) -> None:
    "What every connection that writes needs; Datasette's too (its plugin hook calls this)."
    conn.execute(f"pragma busy_timeout={BUSY_SECONDS * 1000}")
    conn.execute("pragma foreign_keys=on")
    if conn.execute("pragma journal_mode").fetchone()[0] != "wal":
        conn.execute("pragma journal_mode=wal")
    conn.execute("pragma cache_size=-65536")  # 64 MiB: SQLite's own 2 MiB read every row of a page anew
    conn.execute("pragma synchronous=normal")  # with WAL a crash of the process loses nothing committed


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """All of the block or none of it, waiting its turn for the write lock.

    db.atomic() begins without the lock: a block that reads first and then writes fails at once
    if another process writes by then. This asks first, and waits.
    """
    if db.conn.in_transaction:  # a caller's block is open: this is a part of it
        with db.atomic():
            yield
        return
    db.execute("begin immediate")
    try:
        yield
        db.commit()  # may fail too: a full disk, or a reference that was to be there by now
    except BaseException:
        db.rollback()
        raise


class Sessions:
    """What `get_session()` returns: one open connection, in three ways.

    `next(get_session())` stays open until `session.close()`; `with` and `for` close it at their end.
    """

    def __init__(self, source: Engine) -> None:
        self._source = source

    def __next__(self) -> Database:
        return self._source.connect()

    def __iter__(self) -> Iterator[Database]:
        session = self._source.connect()
        try:
            yield session
        finally:
            session.close()

    def __enter__(self) -> Database:
        self._session = self._source.connect()
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()


def get_session() -> Sessions:
    "One open connection: `next(get_session())`, `with get_session() as s:` or `for s in get_session():`."
    return Sessions(engine)


def insert(session: Database, model: Row) -> int:
    """Store one row and return its id; `created_at` and `updated_at` are set where the table has them.

    Raises sqlite3.IntegrityError where a key, a reference or a checked value forbids it.
    """
    values = asdict(model)
    for stamp in ("created_at", "updated_at"):
        if stamp in values and values[stamp] is None:
            values[stamp] = now()
    if values.get("id", 0) is None:
        del values["id"]
        return insert_row(session, model.table, values, key=_NEXT_ID.format(table=model.table))
    return insert_row(session, model.table, values)


# The id of a row that was taken out is never given again: trash, history and undo go by it.
KEEP_ID = """insert into cineorg_ids (name, highest) values (?, ?)
             on conflict (name) do update set highest = max(highest, excluded.highest)"""
_NEXT_ID = """(select 1 + max(coalesce((select max(id) from {table}), 0),
              coalesce((select highest from cineorg_ids where name = '{table}'), 0)))"""


def insert_row(session: Database, table: str, values: dict[str, Any], *, key: str | None = None) -> int:
    """Insert a row given by its columns, all of them named by the model. Returns its rowid.

    `key` is an SQL expression for its `id`, where `values` has none.
    """
    names = ", ".join(values if key is None else ["id", *values])
    places = ", ".join(([] if key is None else [key]) + [f":{name}" for name in values])
    return int(session.execute(f"insert into {table} ({names}) values ({places})", values).lastrowid or 0)


def get(session: Database, model: type[Model], key: int) -> Model | None:
    "The row with this id as its model, or None."
    names = [item.name for item in fields(model)]
    row = session.execute(f"select {', '.join(names)} from {model.table} where id = ?", [key]).fetchone()
    return None if row is None else model(**dict(zip(names, row, strict=True)))


def init_db() -> list[str]:
    "Create or upgrade the engine's database; returns what was done, a sentence each (none: nothing to do)."
    from .schema import upgrade  # sqlite-utils' schema side is not needed by those who only read

    with get_session() as session:
        return upgrade(session)
