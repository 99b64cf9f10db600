"""What `serve` keeps beside the database, in files of mode 0600: the session secret and a password's hash.

Made so that nobody else can read them at any moment, and that two who start at once agree.
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from .errors import CatalogueError


def session_secret(db: Path) -> str:
    """The secret that signs sessions: `DATASETTE_SECRET`, else kept in a file made on first use.

    Kept, so that people stay logged in when the server starts anew. Raises CatalogueError where the
    file cannot be made or used, or others may read it.
    """
    given = os.environ.get("DATASETTE_SECRET")
    if given:
        return given
    path = _beside(db, "secret")
    if not path.exists():
        _write(
            path, secrets.token_hex(32), os.link
        )  # a link is refused where the name is taken: the first wins
    return _read(path)


def password_hash(db: Path) -> str | None:
    "The hash of root's password: `CINEORG_PASSWORD_HASH`, else from its file; None where none was set."
    given = os.environ.get("CINEORG_PASSWORD_HASH")
    path = _beside(db, "password")
    return given or (_read(path) if path.exists() else None)


def keep_password(db: Path, password: str) -> Path:
    "Keep the hash of a new password of `root`, in place of an earlier one. Returns the file."
    from datasette_auth_passwords.utils import hash_password  # only here: it knows the form of its hashes

    if not password:
        raise CatalogueError("An empty password would open the door to everybody; nothing was changed.")
    path = _beside(db, "password")
    _write(path, hash_password(password), os.replace)
    return path


def _beside(db: Path, name: str) -> Path:
    return db.resolve().parent / f".{db.stem}-{name}"


def _write(path: Path, text: str, settle: Callable[[str, Path], None]) -> None:
    "Written under another name first, so that whoever sees the file sees the whole of it."
    try:
        handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # O_EXCL and 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(text)
            settle(draft, path)
        except FileExistsError:
            return
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise CatalogueError(f"{path} cannot be made: {error.strerror}. {_ELSE}") from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise CatalogueError(f"{path} can be read by others: `chmod 600 {path}`, or delete it.")
        text = path.read_text().strip()
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}. {_ELSE}") from error
    if not text:
        raise CatalogueError(f"{path} is empty; delete it to get a new one.")
    return text


_ELSE = "DATASETTE_SECRET and CINEORG_PASSWORD_HASH may give their content instead."
