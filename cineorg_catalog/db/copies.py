"""A whole copy of a catalogue in one file, taken while others write, and looked over before it counts.

What a backup is made of, and what is kept before an upgrade or a restore. Names and numbers of copies
to keep are their callers'.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from ..atomic_files import replacing
from ..errors import WAY_OUT, CatalogueError, Damaged, NotADatabase

STEP = 4096  # pages between two looks at Ctrl-C: 16 MB
NAMED = 3  # faults that a message names
_DATE = r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}"

Progress = Callable[[str, int, int], None]


def copy_whole(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy the catalogue as it is at this moment to `target`, in one file without a journal.

    Nobody waits for it: others go on writing. Values that their source lets us keep for a time only are
    left out. Raises Damaged where the source is, CatalogueError where the copy cannot be written; there is
    no `target` then.
    """
    try:
        with replacing(target) as draft, closing(sqlite3.connect(draft)) as there:
            with reading(source) as here:
                _copy(here, there, progress)
            _leave_out_expiring(there)
            refuse_damaged(there, source)
    except (OSError, sqlite3.OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CatalogueError(
            f"The copy {target} could not be made: {reason}. Nothing was left there."
        ) from error


def _copy(here: sqlite3.Connection, there: sqlite3.Connection, progress: Progress | None) -> None:
    there.execute("pragma journal_mode=off")
    there.execute("pragma synchronous=off")  # put on the disk as a whole, at its end
    here.execute("begin")  # without it the copying would begin anew whenever somebody writes
    here.execute("select 1 from sqlite_master").fetchone()
    here.backup(
        there, pages=STEP, progress=lambda _, left, total: progress and progress("copy", total - left, total)
    )
    there.execute("pragma journal_mode=delete")  # a reader of the copy needs no files beside it


@contextmanager
def reading(path: Path, way: str = WAY_OUT) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write.

    Raises NotADatabase or Damaged, whose messages end with the `way` out, or CatalogueError.
    """
    address = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=30, check_same_thread=False)) as conn:
            conn.execute("select 1 from sqlite_master").fetchone()
            yield conn
    except sqlite3.OperationalError as error:
        if "unable to open" not in str(error):
            raise
        raise CatalogueError(f"{path} cannot be read; does it exist, and may this user read it?") from error
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error):
            raise NotADatabase(
                f"{path} is not a SQLite database, or its first bytes are lost. {way}"
            ) from error
        if "malformed" not in str(error):
            raise
        raise Damaged(path, str(error), way) from error


def refuse_damaged(conn: sqlite3.Connection, path: Path, way: str = WAY_OUT) -> None:
    "Raise Damaged where SQLite finds its pages in disorder."
    faults = damage(conn)
    if faults:
        more = f" and {len(faults) - NAMED} more" if len(faults) > NAMED else ""
        raise Damaged(path, "; ".join(faults[:NAMED]) + more, way)


def damage(conn: sqlite3.Connection) -> list[str]:
    "What SQLite's own look at every page and index finds, a sentence each."
    answers = [str(row[0]) for row in conn.execute("pragma integrity_check")]
    return [] if answers == ["ok"] else answers


def _leave_out_expiring(conn: sqlite3.Connection) -> None:
    "Records that must be gone by a date: a backup lies about for longer, and nobody empties it."
    columns = {row[1] for row in conn.execute("pragma table_info(source_records)")}
    if "expires_at" not in columns:
        return
    gone = conn.execute("delete from source_records where expires_at is not null").rowcount
    conn.commit()
    if gone:
        conn.execute("vacuum")  # deleted rows stay readable in the free pages


def dated(folder: Path, stem: str) -> Path:
    "A new name in the folder: what it is, and the time in UTC."
    moment = datetime.now(UTC)
    return folder / f"{stem}-{moment:%Y-%m-%dT%H-%M-%S}-{moment.microsecond // 1000:03}.db"


def dated_files(folder: Path, stem: str) -> list[Path]:
    "The copies of this stem in the folder, oldest first."
    name = re.compile(rf"{re.escape(stem)}-{_DATE}\.db")
    return sorted(path for path in folder.iterdir() if name.fullmatch(path.name))
