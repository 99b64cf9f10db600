"""Keeps the copy that a read-only follower serves: whole at every moment, seconds behind the writer.

`litestream restore -f` writes the writer's pages into a file of its own, in place. A server that has that
file open goes on with the pages that it has read, so what is served is another file, which is replaced as a
whole: readers open the new one (plugins/cineorg_review/following.py).
"""

import fcntl
import time
from collections.abc import Callable
from pathlib import Path

from .atomic_files import replacing
from .errors import BadUsage, CatalogueError

LOOK = 0.25  # seconds between two looks at what Litestream has done
SHARE = 10  # copying takes at most this part of the time
CHUNK = 1 << 20
_JOURNAL = slice(18, 20)  # of SQLite's header: 2 2 means WAL, 1 1 that the file stands alone


def follow(copy: Path, served: Path, tell: Callable[[str], None]) -> None:
    """Replace `served` whenever Litestream has brought `copy` up to date, until KeyboardInterrupt.

    Raises BadUsage where both are one file, CatalogueError where `served` cannot be written.
    """
    if copy.resolve() == served.resolve():
        raise BadUsage(f"{copy} is what Litestream writes; serve another file, named with --db.")
    served.parent.mkdir(parents=True, exist_ok=True)
    done: bytes | None = None
    told = False
    while True:
        reached, started = _reached(copy), time.monotonic()
        if reached is None and not told:
            tell(f"{copy} is not there yet; `litestream restore -f` makes it.")
            told = True
        if reached is not None and reached != done:
            take_over(copy, served)
            done, told = reached, False
        time.sleep(max(LOOK, SHARE * (time.monotonic() - started)))


def _reached(copy: Path) -> bytes | None:
    "How far Litestream has come: the transaction that it wrote down beside the file."
    try:
        return copy.with_name(f"{copy.name}-txid").read_bytes() if copy.exists() else None
    except FileNotFoundError:
        return None


def take_over(copy: Path, served: Path) -> None:
    "Replace `served` by the copy as it is between two transactions."
    try:
        with replacing(served) as draft, copy.open("rb") as source, draft.open("wb") as target:
            fcntl.lockf(
                source.fileno(), fcntl.LOCK_SH
            )  # Litestream locks the file while it writes a transaction
            header = bytearray(source.read(100))
            header[_JOURNAL] = b"\1\1"
            target.write(header)
            while chunk := source.read(CHUNK):
                target.write(chunk)
    except OSError as error:
        raise CatalogueError(f"{served} cannot be written: {error.strerror}.") from error
