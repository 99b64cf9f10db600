"""Writes files that are complete or absent: to a draft beside the target, synced to disk, then renamed.

Every file made for a person goes through here, so that a full disk, a power cut or `kill -9` leaves the
previous file as it was.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from .errors import CatalogueError

_DRAFT = "unfinished"  # NAME.PROCESS.unfinished, and the files that SQLite puts beside it


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write to; at the end of the block, that file replaces the target.

    If the block raises, the target is unchanged and nothing is left behind. Drafts of killed processes are
    removed when the same target is written again. A symbolic link stays a link. Raises OSError for a device,
    pipe or folder: in `/dev`, the superuser would otherwise replace it for everybody.
    """
    target = Path(os.path.realpath(target))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is not a regular file", str(target))
    remove_drafts(target.parent, escape(target.name))
    draft = target.with_name(f"{target.name}.{os.getpid()}.{_DRAFT}")
    _unfinished.add(draft)
    try:
        yield draft
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        _sync(draft)
        os.replace(draft, target)
        sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)
        _unfinished.discard(draft)


_unfinished: set[Path] = set()  # drafts that this process is writing


def remove_unfinished() -> None:
    "Remove the drafts that this process is writing: it is about to end in the middle of a block."
    for draft in tuple(_unfinished):
        for path in (draft, *draft.parent.glob(f"{escape(draft.name)}-*")):  # SQLite's files beside it
            path.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Create the folder, but not its parent: a disk that is off must not be replaced by an empty folder.

    Raises CatalogueError, also if this user may not write to it: SQLite would not say where.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CatalogueError(f"{folder} cannot be written: {error.strerror}. Is its disk mounted?") from error
    if not os.access(folder, os.W_OK):
        raise CatalogueError(f"{folder} cannot be written by this user.")


def write_lines(target: Path, lines: Iterable[str]) -> None:
    "Write lines of text as one complete file. A device or pipe cannot be replaced and is written to."
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        return
    with replacing(target) as draft, draft.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def sync_folder(folder: Path) -> None:
    "Sync the names in a folder to disk, if the file system supports it."
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (
            errno.EINVAL,
            errno.ENOTSUP,
            errno.EBADF,
        ):  # not supported by some network file systems
            raise
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_drafts(folder: Path, names: str) -> None:
    "Remove the drafts of killed processes whose target names match a pattern."
    for path in folder.glob(f"{names}.*.{_DRAFT}*"):
        process = path.name.rpartition(f".{_DRAFT}")[0].rpartition(".")[2]
        if not _is_running(process):
            path.unlink(missing_ok=True)


def _is_running(process: str) -> bool:
    if os.name == "nt":
        return True  # signal 0 is Ctrl-C there; a draft too many is better than a process ended
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # a process of another user
    return True
