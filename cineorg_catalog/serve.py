"""What `cineorg-load serve` does: looks whether the catalogue can be served, then becomes Datasette.

No click, and no page: Datasette with the installed plugin does the rest.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from .database import connect
from .errors import BadUsage, CatalogueError
from .schema import upgrade
from .shipped import shipped

STEM = "cineorg"  # metadata.yml and the plugin know the database by this name
SETTINGS = {  # what a library of 100,000 files needs to be fast (measured: 44 ms instead of 1,500 ms a page)
    "suggest_facets": "off",
}


def serve(db: Path, options: Sequence[str] = ()) -> NoReturn:
    """Replace this process by Datasette serving the catalogue at `db`.

    `options` are any of Datasette's, `--root` among them, which prints an address to log in at. Raises
    BadUsage and CatalogueError where it cannot be served; nothing was changed then.
    """
    check(db)
    os.environ["DATASETTE_SECRET"] = session_secret(db)
    command = command_line(db, options)
    sys.stdout.flush()
    if "--root" in options and sys.stdout.isatty():
        sys.exit(_say_address_last(command))
    os.execv(command[0], command)


def _say_address_last(command: Sequence[str]) -> int:
    """Run Datasette and print the login address once it answers, below what it says when it starts.

    Datasette prints it first, and four lines of its server's push it up. Returns its exit code.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, and it ends
        assert server.stdout is not None
        first = server.stdout.readline()
        _wait_until_open(first, server)
        for line in chain([first], server.stdout):
            print(line, end="", flush=True)
    return server.returncode if server.returncode >= 0 else 128 - server.returncode  # as a shell has it


def _wait_until_open(address: str, server: "subprocess.Popen[str]") -> None:
    place = urlsplit(address.strip())
    while place.hostname and server.poll() is None:
        try:
            socket.create_connection((place.hostname, place.port or 80), timeout=1).close()
            time.sleep(0.2)  # it says so, on another stream, right after it listens
            return
        except OSError:
            time.sleep(0.1)


def check(db: Path) -> None:
    "Raises where a file cannot be served, one sentence each; an older catalogue is brought up to date."
    if db.stem != STEM:
        raise BadUsage(
            f"{db} must be called {STEM}.db to be served: its pages are keyed by that name; rename it."
        )
    if not db.is_file():
        raise CatalogueError(
            f"There is no catalogue at {db}; `cineorg-load scan ROOT` makes it, or name it with --db."
        )
    for path, what in ((db.resolve().parent, "folder"), (db, "file")):
        if not os.access(path, os.W_OK):  # reading alone needs the folder: a WAL database has files beside it
            raise CatalogueError(
                f"The {what} {path} cannot be written by this user; serve as the user who runs the loader."
            )
    session = connect(db)
    try:
        upgrade(session)
    finally:
        session.close()


def command_line(db: Path, options: Sequence[str]) -> list[str]:
    "Datasette of this very Python, with the options that fit a catalogue; those given come last and win."
    command = [sys.executable, "-m", "datasette", "serve", str(db)]
    if not _gives(options, "-m", "--metadata"):
        command += ["--metadata", str(shipped("metadata.yml"))]
    for name, value in SETTINGS.items():
        command += ["--setting", name, value]
    return [*command, *options]


def _gives(options: Sequence[str], *names: str) -> bool:
    return any(option.split("=")[0] in names for option in options)


def session_secret(db: Path) -> str:
    """The secret that signs sessions: `DATASETTE_SECRET`, else a file of mode 0600 beside the database.

    Kept, so that people stay logged in when the server starts anew. Two servers that start at once
    agree on one. Raises CatalogueError where the file cannot be made, or others may read it.
    """
    given = os.environ.get("DATASETTE_SECRET")
    if given:
        return given
    path = db.resolve().parent / f".{db.stem}-secret"
    try:
        if not path.exists():
            _make_secret(path)
        _refuse_public(path)
        return path.read_text().strip() or _refuse_empty(path)
    except OSError as error:
        raise CatalogueError(
            f"The session secret {path} cannot be used ({error.strerror}); set DATASETTE_SECRET instead."
        ) from error


def _make_secret(path: Path) -> None:
    "Written elsewhere, then linked: whoever sees the name sees the whole secret, and the first one wins."
    handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # O_EXCL and 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        os.unlink(draft)


def _refuse_public(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        raise CatalogueError(
            f"{path} can be read by others: `chmod 600 {path}`, or delete it to get a new one."
        )


def _refuse_empty(path: Path) -> NoReturn:
    raise CatalogueError(f"{path} is empty; delete it to get a new one.")
