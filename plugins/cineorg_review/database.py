"""The one database that the pages are about: is it open, is it ours, reading and writing it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlite_utils import Database

from cineorg_catalog.db.models import PendingValidationModel, VideoFileModel

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


async def read(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function on a reading connection, off the event loop."
    return await datasette.get_database(DATABASE).execute_fn(lambda conn: fn(Database(conn)))


async def write(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function on the writing connection; it opens its own transaction (Datasette 0.65 opens none)."
    return await datasette.get_database(DATABASE).execute_write_fn(lambda conn: fn(Database(conn)))
