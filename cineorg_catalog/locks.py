"""One scan of a ROOT at a time: a lock that a killed process cannot leave behind.

The lock is the operating system's, on single bytes of a file beside the database; who holds it is
read from `loads`. Writing needs no such lock (database.writing).
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from sqlite_utils import Database

from .database import now, writing
from .errors import Busy


@contextmanager
def scanning(db: Database, roots: Sequence[str]) -> Iterator[None]:
    """Hold the ROOTs for the time of the block. Raises Busy, naming who is at one of them.

    A ROOT is held against scans of the folders above and below it too: its own byte alone, and
    those of the folders above together with whoever is beside it.
    """
    database = str(db.execute("pragma database_list").fetchone()[2])
    if not database:  # a copy in memory is nobody else's
        yield
        return
    lock = os.open(Path(f"{database}-scan-lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        for root in dict.fromkeys(roots):
            _take(db, lock, root, root, fcntl.LOCK_EX)
        for folder, below in {above: root for root in roots for above in _above(root)}.items():
            if folder not in roots:  # its own byte is held alone already
                _take(db, lock, folder, below, fcntl.LOCK_SH)
        _mark_dead(db, roots)
        yield
    finally:
        os.close(lock)  # gives all of them back


@contextmanager
def no_scan(catalogue: Path) -> Iterator[None]:
    "Keep every scan out for the time of the block. Raises Busy where one is at work."
    lock = os.open(f"{catalogue}-scan-lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # every byte of it
        yield
    except BlockingIOError as error:
        raise Busy(f"{catalogue} is being filled by a scan; wait for it to end.") from error
    finally:
        os.close(lock)


def _take(db: Database, lock: int, folder: str, root: str, how: int) -> None:
    try:
        fcntl.lockf(lock, how | fcntl.LOCK_NB, 1, crc32(folder.encode()))
    except OSError as error:
        raise Busy(f"{root} is being scanned by {_holder(db, root)}; wait for it to end.") from error


def _above(folder: str) -> Iterator[str]:
    while (parent := os.path.dirname(folder)) != folder:
        yield parent
        folder = parent


def _overlapping(db: Database, roots: Sequence[str]) -> Iterator[tuple[int, str]]:
    "(id, who) of the runs that have not ended and hold a ROOT, or a folder above or below one."
    rows = db.execute(
        """select loads.id, pid, host, started_at, root.value from loads, json_each(roots_json) as root
           where status = 'running' and command = 'scan' order by loads.id desc"""
    ).fetchall()
    for key, pid, host, started, held in rows:
        if any(held in (root, *_above(root)) or root in _above(held) for root in roots):
            yield key, f"process {pid} on {host} since {started[:19]}"


def _holder(db: Database, root: str) -> str:
    return next((who for _, who in _overlapping(db, [root])), "another process")


def _mark_dead(db: Database, roots: Sequence[str]) -> None:
    "Whoever held these ROOTs has not ended properly, in whatever container or before whatever restart."
    dead = {key for key, _ in _overlapping(db, roots)}
    if not dead:
        return
    with writing(db):
        for key in dead:
            sql = "update loads set status = 'interrupted', finished_at = ? where id = ?"
            db.execute(f"{sql} and status = 'running'", [now(), key])
