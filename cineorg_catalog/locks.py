"""One scan of a ROOT at a time: a lock that a killed process cannot leave behind.

The lock is the operating system's, on one byte of a file beside the database; who holds it is read
from `loads`. Writing needs no such lock (database.writing).
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from sqlite_utils import Database

from .errors import Busy


@contextmanager
def scanning(db: Database, roots: Sequence[str]) -> Iterator[None]:
    "Hold the ROOTs for the time of the block. Raises Busy, naming who is at one of them."
    database = str(db.execute("pragma database_list").fetchone()[2])
    if not database:  # a copy in memory is nobody else's
        yield
        return
    lock = os.open(Path(f"{database}-scan-lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        for root in dict.fromkeys(roots):
            try:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, crc32(root.encode()))
            except OSError as error:
                raise Busy(f"{root} is being scanned by {_holder(db, root)}; wait for it to end.") from error
        yield
    finally:
        os.close(lock)  # gives all of them back


def _holder(db: Database, root: str) -> str:
    row = db.execute(
        """select pid, host, started_at from loads, json_each(roots_json) as root
           where status = 'running' and root.value = ? order by loads.id desc""",
        [root],
    ).fetchone()
    return f"process {row[0]} on {row[1]} since {row[2]}" if row else "another process"
