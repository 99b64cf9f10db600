"""Serves the catalogue: checks that it can be served, then runs Datasette.

Stores the session secret and password hashes in files of mode 0600 beside the database, and prints the log-in
address last, where it can be seen.
"""

import getpass
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from http.client import HTTPConnection
from ipaddress import ip_address
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

from .atomic_files import replacing
from .db.connection import connect
from .errors import BadUsage, CatalogueError
from .house_rules import house_rules
from .resources import metadata_of
from .sources.projection import bring_up_to_date

LOOK = 0.25  # seconds between two checks for a new copy by Litestream
SHARE = 10  # copying takes at most this share of the time
CHUNK = 1 << 20
_JOURNAL = slice(18, 20)  # two bytes of SQLite's header: 2 2 means WAL, 1 1 a single file


def follow_copy(copy: Path, served: Path, tell: Callable[[str], None]) -> None:
    """Replace `served` whenever Litestream has updated `copy`, until KeyboardInterrupt.

    Raises BadUsage if both are the same file, CatalogueError if `served` cannot be written.
    """
    if copy.resolve() == served.resolve():
        raise BadUsage(f"{copy} is the file that Litestream writes; name another one with --db.")
    served.parent.mkdir(parents=True, exist_ok=True)
    done: bytes | None = None
    reported = False
    while True:
        reached, started = _reached(copy), time.monotonic()
        if reached is None and not reported:
            tell(f"{copy} does not exist yet; `litestream restore -f` creates it.")
            reported = True
        if reached is not None and reached != done:
            replace_copy(copy, served)
            done, reported = reached, False
        time.sleep(max(LOOK, SHARE * (time.monotonic() - started)))


def _reached(copy: Path) -> bytes | None:
    "How far Litestream has come: the transaction number that it writes beside the file."
    try:
        return copy.with_name(f"{copy.name}-txid").read_bytes() if copy.exists() else None
    except FileNotFoundError:
        return None


def replace_copy(copy: Path, served: Path) -> None:
    "Replace `served` by the state of the copy between two transactions."
    import fcntl  # only Unix has it, and only there does Litestream follow

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


def session_secret(db: Path) -> str:
    """The secret that signs sessions: `DATASETTE_SECRET`, otherwise stored in a file made on first use.

    Stored so that people stay logged in when the server restarts. Raises CatalogueError if the file cannot be
    created or used, or if others may read it.
    """
    given = os.environ.get("DATASETTE_SECRET")
    if given:
        return given
    path = _beside(db, "secret")
    if not path.exists():
        _write(
            path, secrets.token_hex(32), os.link
        )  # linking fails if the name exists: the first process wins
    return _read(path)


def password_hash(db: Path) -> str | None:
    "The hash of root's password: `CINEORG_PASSWORD_HASH`, otherwise from its file; None if not set."
    given = os.environ.get("CINEORG_PASSWORD_HASH")
    path = _beside(db, "password")
    return given or (_read(path) if path.exists() else None)


def password_hashes(db: Path) -> dict[str, str]:
    "The hashes of everybody else's passwords by name, each from its own file."
    mark = _beside(db, "password-").name
    files = sorted(db.resolve().parent.glob(f"{mark}*"))
    return {name: _read(file) for file in files if is_name(name := file.name.removeprefix(mark))}


def is_name(name: str) -> bool:
    "True if a person may have this name: it becomes part of the names of a file and a variable."
    return re.fullmatch("[a-z][a-z0-9_]{0,31}", name) is not None


def keep_password(db: Path, password: str, name: str = "root") -> Path:
    "Store the hash of a person's new password in place of an earlier one. Returns the file."
    from datasette_auth_passwords.utils import (
        hash_password,
    )  # only here: the plugin knows the format of its hashes

    if not password:
        raise CatalogueError("An empty password would let everybody in. Nothing was changed.")
    path = _beside(db, "password" if name == "root" else f"password-{name}")
    _write(path, hash_password(password), os.replace)
    return path


def _beside(db: Path, name: str) -> Path:
    return db.resolve().parent / f".{db.stem}-{name}"


def _write(path: Path, text: str, put: Callable[[str, Path], None]) -> None:
    "Write a file under a temporary name first, so that nobody ever sees an incomplete one."
    try:
        handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # O_EXCL and 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(text)
            put(draft, path)
        except FileExistsError:
            return
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise CatalogueError(f"{path} cannot be created: {error.strerror}. {_ELSE}") from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise CatalogueError(f"{path} can be read by other users; run `chmod 600 {path}`, or delete it.")
        text = path.read_text().strip()
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}. {_ELSE}") from error
    if not text:
        raise CatalogueError(f"{path} is empty; delete it to get a new one.")
    return text


_ELSE = "You can set DATASETTE_SECRET and CINEORG_PASSWORD_HASH instead."


_QUESTION = "/-/versions.json?started"  # what is asked; the server's line about it is kept back


def say_address_last(command: Sequence[str]) -> int:
    "Run Datasette with --root and print its log-in address once it responds. Returns its exit code."
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server too, and it ends
        assert server.stdout is not None
        first = server.stdout.readline()
        _wait_for_answer(first, server)
        for line in chain([first], server.stdout):
            if _QUESTION not in line:
                print(line, end="", flush=True)
    return server.returncode if server.returncode >= 0 else 128 - server.returncode  # as a shell reports it


def _wait_for_answer(address: str, server: "subprocess.Popen[str]") -> None:
    "Wait for a response: it comes after all start-up messages, whereas the port may open earlier."
    place = urlsplit(address.strip())
    while place.hostname and server.poll() is None:
        talk = HTTPConnection(place.hostname, place.port or 80, timeout=5)
        try:
            talk.request("GET", _QUESTION)
            talk.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            talk.close()


STEM = "cineorg"  # the name of the database in metadata.yml and the plugin
SET_PASSWORD = "--set-password"
PRIVATE = "--private"
WRITER = "--writer"
OPEN_SQL = "--open-sql"
SETTINGS = {  # makes a library of 100,000 files fast (measured: 44 ms instead of 1,500 ms per page)
    "suggest_facets": "off",
}


def serve(db: Path, options: Sequence[str] = ()) -> None:
    """Replace this process by Datasette serving the catalogue at `db`.

    `options` may be any of Datasette's; with `--root` it prints an address to log in at. `--set-password`
    asks for a password, stores it, and serves nothing; with `--private` every page requires a log-in; with
    `--writer URL` the file is a follower's copy, which `follow` replaces: it is shown and never written. On
    any address but this machine's own, only people who may decide can run their own SQL, unless `--open-sql`
    is given. Raises BadUsage and CatalogueError if it cannot be served; then nothing was changed.
    """
    _refuse_unknown(options)
    options, writer = _without(options, WRITER)
    if writer is not None:
        os.environ["CINEORG_WRITER"] = writer  # the plugin links there for decisions
        options = ["--immutable", str(db), *options]
    require_servable(db, is_copy=writer is not None)
    if _gives(options, SET_PASSWORD):
        name = _name_of_password(options)
        path = keep_password(db, _ask_password(name), name)
        print(
            f"Stored in {path}. Start `cineorg-load serve` and log in as {name} at /-/login.", file=sys.stderr
        )
        return
    metadata = _value(options, "-m", "--metadata") or str(metadata_of(db))
    if metadata != "-":  # Datasette would read stdin
        house_rules(Path(metadata))
    _refuse_taken_port(options)
    os.environ["DATASETTE_SECRET"] = session_secret(db)
    kept = password_hash(db)
    if kept:
        os.environ["CINEORG_PASSWORD_HASH"] = kept  # metadata.yml names this variable
    others = password_hashes(db)
    os.environ.update({f"CINEORG_PASSWORD_HASH_{name}": text for name, text in others.items()})
    if PRIVATE in options:
        if not kept and not others and "--root" not in options:
            raise BadUsage("Nobody could log in; set a password first: `cineorg-load serve --set-password`")
        os.environ["CINEORG_PRIVATE"] = "1"
        options = [option for option in options if option != PRIVATE]
    command = command_line(db, options)
    sys.stdout.flush()
    if "--root" in options and sys.stdout.isatty():
        sys.exit(say_address_last(command))
    os.execv(command[0], command)


def require_servable(db: Path, *, is_copy: bool = False) -> None:
    """Raise if a file cannot be served, with one sentence for each reason; upgrade an older catalogue.

    A follower's copy is not upgraded: its writer does that.
    """
    if db.stem != STEM:
        raise BadUsage(
            f"{db} must be called {STEM}.db to be served, because its pages depend on that name; rename it."
        )
    if not db.is_file():
        raise CatalogueError(
            f"There is no catalogue at {db}; `cineorg-load scan ROOT` creates it, --db names another."
        )
    if is_copy:
        return
    for path, what in ((db.resolve().parent, "folder"), (db, "file")):
        if not os.access(path, os.W_OK):  # even reading needs the folder: a WAL database has files beside it
            raise CatalogueError(
                f"The {what} {path} cannot be written by this user; serve as the user who scans."
            )
    session = connect(db)
    try:
        bring_up_to_date(session, lambda text: print(text, file=sys.stderr))
    finally:
        session.close()


def _refuse_unknown(options: Sequence[str]) -> None:
    "Report a mistyped option before anything that it was meant to change is reported as wrong."
    from datasette.cli import serve as datasette_serve  # takes half a second; imported only here

    ours = {SET_PASSWORD, PRIVATE, WRITER, OPEN_SQL, "--help"}
    known = ours.union(*(param.opts for param in datasette_serve.params))
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
    if _gives(options, "--uds"):
        return
    if not (port.isascii() and port.isdecimal() and len(port) < 6 and int(port) < 65_536):
        raise BadUsage(f"{port} is no port; --port takes a number up to 65535.")
    try:
        with socket.create_server((host, int(port))):
            return
    except OSError as error:
        if (error.errno or 0) < 0:  # those of the search for a host's address
            raise CatalogueError(
                f"{host} is no address of this machine; --host takes one, or a name."
            ) from error
        reason = os.strerror(error.errno) if error.errno else error  # without what Python adds
        raise CatalogueError(f"Port {port} on {host} cannot be used ({reason}); name another.") from error


def _value(options: Sequence[str], *names: str) -> str | None:
    "The value of the last of these options, in either notation."
    found = None
    for place, option in enumerate(options):
        name, _, value = option.partition("=")
        if name in names:
            found = value or next(iter(options[place + 1 :]), None)
    return found


def _without(options: Sequence[str], name: str) -> tuple[list[str], str | None]:
    "The options without one that takes a value, and its value."
    value = _value(options, name)
    kept, skip = [], False
    for option in options:
        if not skip and option.partition("=")[0] != name:
            kept.append(option)
        skip = not skip and option == name
    return kept, value


def command_line(db: Path, options: Sequence[str]) -> list[str]:
    "The command that runs this Python's Datasette with options for a catalogue; given options come last."
    # -P: Datasette must not import a yaml.py that happens to be in the working folder (measured)
    command = [sys.executable, "-P", "-m", "datasette", "serve"]
    if not _gives(options, "-i", "--immutable"):
        command.append(str(db))
    if not _gives(options, "-m", "--metadata"):
        command += ["--metadata", str(metadata_of(db))]
    for name, value in SETTINGS.items():
        command += ["--setting", name, value]
    if OPEN_SQL not in options and not _is_loopback(_value(options, "-h", "--host") or "127.0.0.1"):
        command += ["--setting", "default_allow_sql", "off"]
    return [*command, *(option for option in options if option != OPEN_SQL)]


def _is_loopback(host: str) -> bool:
    "True for a host name that only this machine can reach."
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _gives(options: Sequence[str], *names: str) -> bool:
    return any(option.split("=")[0] in names for option in options)


def _name_of_password(options: Sequence[str]) -> str:
    "The person whose password is to be set: root, unless a name follows."
    name = _value(options, SET_PASSWORD) or "root"
    if name.startswith("-"):
        return "root"
    if not is_name(name):
        raise BadUsage(f"{name!r} is not a valid name; use lower-case letters, digits and _.")
    return name


def _ask_password(name: str) -> str:
    "Ask twice on a terminal; from a pipe, take the first line."
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(f"Password for {name}: ")
    if getpass.getpass("Again: ") != password:
        raise BadUsage("The two passwords differ; nothing was changed.")
    return password
