"""What `cineorg-load serve` does: looks whether the catalogue can be served, then becomes Datasette.

No click, and no page: Datasette with the installed plugin does the rest.
"""

import getpass
import os
import socket
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from .database import connect
from .errors import BadUsage, CatalogueError
from .foreground import say_address_last
from .own_metadata import metadata_of
from .private_files import keep_password, password_hash, session_secret
from .rules import house_rules
from .schema import upgrade

STEM = "cineorg"  # metadata.yml and the plugin know the database by this name
SET_PASSWORD = "--set-password"
SETTINGS = {  # what a library of 100,000 files needs to be fast (measured: 44 ms instead of 1,500 ms a page)
    "suggest_facets": "off",
}


def serve(db: Path, options: Sequence[str] = ()) -> None:
    """Replace this process by Datasette serving the catalogue at `db`.

    `options` are any of Datasette's, `--root` among them, which prints an address to log in at; with
    `--set-password` a password is asked for and kept instead, and nothing is served. Raises BadUsage
    and CatalogueError where it cannot be served; nothing was changed then.
    """
    _refuse_unknown(options)
    check(db)
    if SET_PASSWORD in options:
        path = keep_password(db, _ask_password())
        print(f"Kept in {path}. Start `cineorg-load serve` and log in as root at /-/login.", file=sys.stderr)
        return
    metadata = _value(options, "-m", "--metadata") or str(metadata_of(db))
    if metadata != "-":  # Datasette reads its own stdin
        house_rules(Path(metadata))
    _refuse_taken_port(options)
    os.environ["DATASETTE_SECRET"] = session_secret(db)
    kept = password_hash(db)
    if kept:
        os.environ["CINEORG_PASSWORD_HASH"] = kept  # metadata.yml names this variable
    command = command_line(db, options)
    sys.stdout.flush()
    if "--root" in options and sys.stdout.isatty():
        sys.exit(say_address_last(command))
    os.execv(command[0], command)


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
        upgrade(session, lambda text: print(text, file=sys.stderr))
    finally:
        session.close()


def _refuse_unknown(options: Sequence[str]) -> None:
    "A mistyped option is named before anything that it was to change is found at fault."
    from datasette.cli import serve as datasette_serve  # half a second, which nobody else needs to wait for

    known = {SET_PASSWORD, "--help"}.union(*(param.opts for param in datasette_serve.params))
    known |= {name for param in datasette_serve.params for name in param.secondary_opts}
    for name in (option.partition("=")[0] for option in options):
        if name.startswith("--") and name not in known:
            near = get_close_matches(name, sorted(known), 2)
            hint = (
                f" Did you mean {' or '.join(near)}?"
                if near
                else " `datasette serve --help` lists its options."
            )
            raise BadUsage(f"There is no option {name}.{hint}")


def _refuse_taken_port(options: Sequence[str]) -> None:
    "Datasette would print its address first and then fail."
    host, port = _value(options, "-h", "--host") or "127.0.0.1", _value(options, "-p", "--port") or "8001"
    if not port.isdecimal() or _gives(options, "--uds"):
        return  # Datasette says what is wrong with it
    try:
        with socket.create_server((host, int(port))):
            return
    except OSError as error:
        reason = error.strerror or error
        raise CatalogueError(f"Port {port} of {host} cannot be served ({reason}); name another.") from error
    except OverflowError:
        return


def _value(options: Sequence[str], *names: str) -> str | None:
    "What the last of these options is given as, in either way of writing."
    found = None
    for place, option in enumerate(options):
        name, _, value = option.partition("=")
        if name in names:
            found = value or next(iter(options[place + 1 :]), None)
    return found


def command_line(db: Path, options: Sequence[str]) -> list[str]:
    "Datasette of this very Python, with the options that fit a catalogue; those given come last and win."
    # -P: a yaml.py that happens to lie in the working folder is not what Datasette means (measured)
    command = [sys.executable, "-P", "-m", "datasette", "serve", str(db)]
    if not _gives(options, "-m", "--metadata"):
        command += ["--metadata", str(metadata_of(db))]
    for name, value in SETTINGS.items():
        command += ["--setting", name, value]
    return [*command, *options]


def _gives(options: Sequence[str], *names: str) -> bool:
    return any(option.split("=")[0] in names for option in options)


def _ask_password() -> str:
    "Asked twice on a terminal; from a pipe the first line is taken."
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password for root: ")
    if getpass.getpass("Again: ") != password:
        raise BadUsage("The two passwords are not the same; nothing was changed.")
    return password
