"""Opens the catalogue: its path, pragmas and transactions; stores and loads single rows.

The only place for pragmas. Refuses network file systems, on which SQLite's WAL journal does not work
(detected by /proc/self/mountinfo; where that does not exist, nothing is refused).
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlite_utils import Database

from ..errors import WAY_OUT, CatalogueError, Damaged, NotADatabase
from ..untrusted import is_below
from .columns import Row

INSIST = "CINEORG_ALLOW_NETWORK_DB"
NETWORK = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "coda", "ceph", "glusterfs", "lustre"),
    *("gfs2", "ocfs2", "davfs", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.rclone", "fuse.s3fs"),
    *("fuse.glusterfs", "fuse.ceph", "fuse.cephfs", "fuse.curlftpfs", "fuse.smbnetfs", "fuse.gvfsd-fuse"),
}


class OnNetwork(CatalogueError):
    "The catalogue is on a network file system: its journal needs memory shared within one machine."


def refuse_network(path: Path) -> None:
    """Raise OnNetwork if the catalogue is on a network file system.

    CINEORG_ALLOW_NETWORK_DB=1 overrides this.
    """
    if os.environ.get(INSIST) == "1":
        return
    try:
        mounts = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return
    kind = file_system(mounts, os.fsencode(os.path.realpath(path)))
    if kind in NETWORK:
        raise OnNetwork(
            f"{path} is on a network file system ({kind}), where a catalogue gets damaged when two "
            f"machines open it. Put it on a local disk (the videos may stay there), or set {INSIST}=1."
        )


def file_system(mountinfo: bytes, path: bytes) -> str | None:
    """The type of the file system of an absolute real path, from the text of mountinfo. Pure.

    None if no line covers it. If several mounts have the same place, the last one counts.
    """
    best, kind = b"", None
    for place, mounted in mounts(mountinfo):
        if (path == place or is_below(place, path)) and len(place) >= len(best):
            best, kind = place, mounted
    return kind


def mounts(mountinfo: bytes) -> Iterator[tuple[bytes, str]]:
    "(place, type) of every mount in the text of mountinfo, in order. Pure."
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(b" - ")
        fields = before.split(b" ")
        if separator and len(fields) >= 5:
            yield _unescaped(fields[4]), after.split(b" ", 1)[0].decode("ascii", "replace")


def _unescaped(text: bytes) -> bytes:
    r"Decode blanks and the like, which are written as octal numbers: `My\040Disk`."
    first, *rest = text.split(b"\\")
    return first + b"".join(bytes([int(part[:3], 8)]) + part[3:] for part in rest)


DATA_DIR = Path("data")
BUSY_SECONDS = 30  # how long a writer waits for another process's transaction

Model = TypeVar("Model", bound=Row)


class Engine:
    """Knows the database's path and opens connections to it.

    The path is `data/cineorg.db` unless `CINEORG_DB` (read when used) or `use()` sets another.
    """

    def __init__(self) -> None:
        self._chosen: Path | None = None

    @property
    def path(self) -> Path:
        return self._chosen or Path(os.environ.get("CINEORG_DB") or DATA_DIR / "cineorg.db")

    def use(self, path: Path | str | None) -> None:
        "Use this path from now on; None returns to `CINEORG_DB` and the default."
        self._chosen = Path(path) if path is not None else None

    def connect(self) -> Database:
        "A connection usable from any thread; folder and file are created on first use."
        return connect(self.path)


engine = Engine()


def connect(path: Path) -> Database:
    """Open the database at `path` with the pragmas set.

    Raises NotADatabase if the file is something else (it is not changed), OnNetwork if it is on a network
    file system, CatalogueError if it cannot be opened or written.
    """
    refuse_network(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    except sqlite3.DatabaseError as error:
        raise CatalogueError(f"{path} cannot be opened: {error}. Is its folder writable?") from error
    except OSError as error:
        raise CatalogueError(f"{path} cannot be created: {error.strerror}.") from error
    try:
        # Only SQLite may open the file: opening and closing it outside SQLite drops the locks
        # of every connection of this process, and another process then takes its journal away (measured).
        set_pragmas(conn)
    except sqlite3.DatabaseError as error:
        conn.close()
        if "not a database" in str(error):
            raise NotADatabase(
                f"{path} is not a SQLite database; it was not changed. If it was your catalogue: {WAY_OUT}"
            ) from error
        if "malformed" in str(error):
            raise Damaged(path, str(error)) from error
        raise CatalogueError(f"{path} cannot be opened: {error}. {_way_on(str(error))}") from error
    return Database(conn)


def _way_on(text: str) -> str:
    "What to do if SQLite cannot open a file, depending on its message."
    if "full" in text:
        return "Free some space on its disk and run the command again."
    if "disk I/O" in text:
        return f"Check its disk; if the catalogue is damaged: {WAY_OUT}"
    return "Is its folder writable?"


def set_pragmas(conn: sqlite3.Connection, *, cache_mib: int = 8) -> None:
    """Set what every writing connection needs; the plugin calls this for Datasette's connections too.

    A command goes through the catalogue once: a cache of 64 MiB costs a rescan of 100,000 files 40 MB and a
    twentieth of its time, one of 2 MiB a large transaction a third (measured).
    """
    conn.execute(f"pragma busy_timeout={BUSY_SECONDS * 1000}")
    conn.execute("pragma foreign_keys=on")
    if conn.execute("pragma journal_mode").fetchone()[0] != "wal":
        conn.execute("pragma journal_mode=wal")
    conn.execute(f"pragma cache_size={-1024 * cache_mib}")
    conn.execute(
        "pragma synchronous=normal"
    )  # with WAL, a crash of the process loses nothing that was committed


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """A transaction that commits all of the block or none of it, and waits its turn for the write lock.

    db.atomic() begins without the lock: a block that reads first and then writes fails at once if another
    process has written meanwhile. This takes the lock first, and waits for it.
    """
    if db.conn.in_transaction:  # inside a caller's block: join its transaction
        with db.atomic():
            yield
        return
    db.execute("begin immediate")
    try:
        yield
        db.commit()  # may fail too: a full disk, or a deferred reference that is still missing
    except BaseException:
        db.rollback()
        raise


class Sessions:
    """What `get_session()` returns: one open connection, usable in three ways.

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
    """Store one row and return its id.

    Raises sqlite3.IntegrityError if a key, a reference or a checked value forbids it.
    """
    values = dict(vars(model))
    if values.get("id", 0) is None:
        del values["id"]
        return insert_row(session, model.table, values, key=_NEXT_ID.format(table=model.table))
    return insert_row(session, model.table, values)


# The id of a deleted row is never reused: trash, history and undo refer to it.
KEEP_ID = """insert into cineorg_ids (name, highest) values (?, ?)
             on conflict (name) do update set highest = max(highest, excluded.highest)"""
_NEXT_ID = """(select 1 + max(coalesce((select max(id) from {table}), 0),
              coalesce((select highest from cineorg_ids where name = '{table}'), 0)))"""


def insert_row(session: Database, table: str, values: dict[str, Any], *, key: str | None = None) -> int:
    """Insert a row given by its columns, all named by the model. Returns its rowid.

    `key` is an SQL expression for its `id`, used if `values` has none.
    """
    names = ", ".join(values if key is None else ["id", *values])
    places = ", ".join(([] if key is None else [key]) + [f":{name}" for name in values])
    return int(session.execute(f"insert into {table} ({names}) values ({places})", values).lastrowid or 0)


def get(session: Database, model: type[Model], key: int) -> Model | None:
    "The row with this id as its model, or None."
    names = [item.name for item in fields(model)]
    row = session.execute(f"select {', '.join(names)} from {model.table} where id = ?", [key]).fetchone()
    return None if row is None else model(**dict(zip(names, row, strict=True)))


def fingerprint(path: str | Path) -> str:
    "A text about a database's files that stays the same as long as nothing is written."
    facts = [os.stat(file) for file in (path, f"{path}-wal") if os.path.exists(file)]
    return " ".join(f"{fact.st_mtime_ns}-{fact.st_size}" for fact in facts)


SETTLED = 0.5  # seconds


def is_settled(state: str) -> bool:
    """True if what is read under this fingerprint stays true as long as the fingerprint stays the same.

    Not so soon after a write: the next one may get the same time and size, since the clock of a file system
    ticks slowly, and a commit is in the file a moment before it is seen.
    """
    times = [int(fact.partition("-")[0]) for fact in state.split()]
    return bool(times) and time.time_ns() - max(times) > SETTLED * 1e9
