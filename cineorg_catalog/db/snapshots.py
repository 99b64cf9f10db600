"""Makes a complete copy of a catalogue in one file while others write, and verifies it.

Backups use it, and so do upgrades and restores to keep the previous catalogue. The callers choose names and
how many copies to keep.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from urllib.parse import quote

from ..atomic_files import remove_drafts, replacing
from ..errors import WAY_OUT, CatalogueError, Damaged, NotADatabase
from .decisions import expiring_sources, forget_words

STEP = 4096  # pages between two checks for Ctrl-C: 16 MB
NAMED = 3  # number of faults named in a message
_DATE = r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}"

Progress = Callable[[str, int, int], None]


def copy_catalogue(source: Path, target: Path, progress: Progress | None = None) -> None:
    """Copy the catalogue as it is now to `target`, in one file without a journal.

    Others can go on writing. Values that a source allows only for a limited time are left out. Raises Damaged
    if the source is damaged, CatalogueError if the copy cannot be written; then there is no `target`.
    """
    try:
        with replacing(target) as draft, closing(sqlite3.connect(draft)) as there:
            with open_read_only(source) as here:
                _copy(here, there, progress)
            _leave_out_expiring(there)
            refuse_damaged(there, source)
    except (OSError, sqlite3.OperationalError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CatalogueError(
            f"The copy {target} could not be made: {reason}. No incomplete file was left."
        ) from error


def _copy(here: sqlite3.Connection, there: sqlite3.Connection, progress: Progress | None) -> None:
    there.execute("pragma journal_mode=off")
    there.execute("pragma synchronous=off")  # synced once, at the end
    here.execute("begin")  # without this, copying would restart whenever somebody writes
    here.execute("select 1 from sqlite_master").fetchone()
    here.backup(
        there, pages=STEP, progress=lambda _, left, total: progress and progress("copy", total - left, total)
    )
    there.execute("pragma journal_mode=delete")  # so that the copy can be read without files beside it


@contextmanager
def open_read_only(path: Path, way: str = WAY_OUT) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write.

    Raises NotADatabase or Damaged, with `way` (how to continue) at the end of the message, or CatalogueError.
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
    "Raise Damaged if SQLite finds its pages inconsistent."
    faults = find_damage(conn)
    if faults:
        more = f" and {len(faults) - NAMED} more" if len(faults) > NAMED else ""
        raise Damaged(path, "; ".join(faults[:NAMED]) + more, way)


def find_damage(conn: sqlite3.Connection) -> list[str]:
    "The faults that SQLite's check of every page and index finds, one sentence each."
    answers = [str(row[0]) for row in conn.execute("pragma integrity_check")]
    return [] if answers == ["ok"] else answers


def _leave_out_expiring(conn: sqlite3.Connection) -> None:
    "Delete records that expire: a backup is kept longer, and nobody would delete them there."
    columns = {row[1] for row in conn.execute("pragma table_info(source_records)")}
    if "expires_at" not in columns:
        return
    removed = conn.execute("delete from source_records where expires_at is not null").rowcount
    removed += sum(forget_words(conn, source) for source in expiring_sources(conn))
    conn.commit()
    if removed:
        conn.execute("vacuum")  # deleted rows would remain readable in free pages


def dated_path(folder: Path, stem: str) -> Path:
    """A new file name in the folder, from the stem and the time in UTC.

    Drafts of killed processes are removed: as each name is new, nobody else would.
    """
    with suppress(OSError):  # if it cannot be removed, the copy cannot be written, and says so
        remove_drafts(folder, f"{escape(stem)}-*")
    moment = datetime.now(UTC)
    return folder / f"{stem}-{moment:%Y-%m-%dT%H-%M-%S}-{moment.microsecond // 1000:03}.db"


def dated_files(folder: Path, stem: str) -> list[Path]:
    "The copies with this stem in the folder, oldest first."
    name = re.compile(rf"{re.escape(stem)}-{_DATE}\.db")
    return sorted(path for path in folder.iterdir() if name.fullmatch(path.name))
