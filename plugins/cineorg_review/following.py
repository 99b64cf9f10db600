"""A read-only follower: serves a file that is replaced while open, and leaves decisions to the main server.

`CINEORG_WRITER`, the address of the main server, turns this server into a follower.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from datasette import Response
from datasette.database import Database

from .database import DATABASE


def writer() -> str | None:
    "The address of the main server without a trailing slash; None if this server is not a follower."
    given = os.environ.get("CINEORG_WRITER", "").rstrip("/")
    return given if urlsplit(given).scheme in ("http", "https") else None


class Replaced(Database):
    """A database file that is replaced now and then; every thread reopens it when that happens.

    Datasette would keep each thread's connection for ever and go on showing the old file.
    """

    hash = None  # Datasette computes and keeps these for immutable files
    cached_table_counts = None

    def __init__(self, datasette: Any, path: str):
        super().__init__(datasette, path=path, is_mutable=False)
        self._open = threading.local()

    @property
    def size(self) -> int:
        return os.stat(self.path).st_size

    async def execute_fn(self, fn: Callable[[Any], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, self._in_thread, fn)

    def _in_thread(self, fn: Callable[[Any], Any]) -> Any:
        facts = os.stat(self.path)
        present = (facts.st_dev, facts.st_ino, facts.st_mtime_ns)
        if getattr(self._open, "file", None) != present:
            if conn := getattr(self._open, "conn", None):
                self._all_file_connections.remove(conn)
                conn.close()
            self._open.conn = self.connect()
            self._open.file = present
            self.ds._prepare_connection(self._open.conn, self.name)
        return fn(self._open.conn)


def serve_replaced(datasette: Any) -> None:
    "Serve the database as one that is replaced, if this server is a follower."
    served = datasette.databases.get(DATABASE)
    if writer() is None or served is None or served.path is None:
        return
    copy = Replaced(datasette, served.path)
    copy.name, copy.route = served.name, served.route
    datasette.databases = {**datasette.databases, DATABASE: copy}


def values(datasette: Any) -> dict[str, Any]:
    "Values for the footer: the server this is a copy of, and when the copy last changed."
    served = datasette.databases.get(DATABASE)
    if not isinstance(served, Replaced):
        return {}
    changed = datetime.fromtimestamp(os.stat(served.path).st_mtime, UTC)
    return {
        "writer": writer(),
        "copied_at": f"{changed:%Y-%m-%d %H:%M:%S} UTC",
        "copy_age": max(int((datetime.now(UTC) - changed).total_seconds()), 0),
    }


async def lead_to_writer(datasette: Any, request: Any) -> Response:
    "Redirect to the same page of the main server, where decisions are made. A form is not forwarded."
    if request.method != "GET":
        return Response.text(
            f"This server only shows a copy. Make decisions at {writer()}/-/pending.\n", status=405
        )
    query = f"?{request.query_string}" if request.query_string else ""
    path = request.path.removeprefix(datasette.setting("base_url").rstrip("/"))
    return Response.redirect(f"{writer()}{path}{query}")
