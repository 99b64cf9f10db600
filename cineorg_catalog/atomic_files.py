"""Files that are whole or not there: written beside their place, put on the disk, then renamed.

Every file that is made for a person goes through here, so that a full disk, a power cut or `kill -9`
leaves what was there before.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

_DRAFT = "unfinished"  # NAME.PROCESS.unfinished, and what SQLite lays beside it


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write to. At the block's end that file takes the target's place.

    If the block raises, the target stays as it was and nothing is left. Drafts of processes that were
    killed go when the next one writes the same target. A symbolic link stays one.
    """
    target = Path(os.path.realpath(target))
    remove_drafts(target.parent, escape(target.name))
    draft = target.with_name(f"{target.name}.{os.getpid()}.{_DRAFT}")
    try:
        yield draft
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        _sync(draft)
        os.replace(draft, target)
        sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_lines(target: Path, lines: Iterable[str]) -> None:
    "Write text, a line each, as a whole file. A device or a pipe cannot be replaced: it is written to."
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        return
    with replacing(target) as draft, draft.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def sync_folder(folder: Path) -> None:
    "Put the names in a folder on the disk, where its file system knows how to."
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):  # some network file systems
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
    "Remove what killed processes left of targets whose names match a pattern."
    for path in folder.glob(f"{names}.*.{_DRAFT}*"):
        process = path.name.rpartition(f".{_DRAFT}")[0].rpartition(".")[2]
        if not _is_running(process):
            path.unlink(missing_ok=True)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # somebody else's
    return True
