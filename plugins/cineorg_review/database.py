"""The one database that the pages are about: is it open, is it ours, reading and writing it."""

from collections.abc import Callable
from typing import Any, TypeVar

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


async def read(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function on a reading connection, off the event loop."
    return await datasette.get_database(DATABASE).execute_fn(lambda conn: fn(Database(conn)))


async def write(datasette: Any, fn: Callable[[Database], Result]) -> Result:
    "Run a function on the writing connection; it opens its own transaction (Datasette 0.65 opens none)."
    return await datasette.get_database(DATABASE).execute_write_fn(lambda conn: fn(Database(conn)))
