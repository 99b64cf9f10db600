"""Where the answers of online sources are cached: one file a source, so that a purge can remove it whole."""

import time
from contextlib import suppress
from pathlib import Path

CACHE_SECONDS = 24 * 3600
_FILES = ("", "-wal", "-shm", "-journal")


def cache_folder(database: Path) -> Path:
    "The folder of cached answers beside a catalogue."
    return database.parent / f"{database.stem}-cache"


def cache_file(folder: Path, source: str) -> Path:
    "The file that holds what is cached of one source."
    return folder / f"{source}.db"


def forget_cached(folder: Path, source: str) -> None:
    "Remove all that is cached of one source."
    for suffix in _FILES:
        with suppress(FileNotFoundError):
            folder.joinpath(f"{source}.db{suffix}").unlink()
    with suppress(FileNotFoundError):
        if all(file.name == ".gitignore" for file in folder.iterdir()):
            folder.joinpath(".gitignore").unlink(missing_ok=True)
            folder.rmdir()


def forget_if_old(folder: Path, source: str) -> None:
    "Remove the cache of a source of which nothing counts any more."
    changed = []
    for suffix in _FILES:
        with suppress(FileNotFoundError):
            changed.append(folder.joinpath(f"{source}.db{suffix}").stat().st_mtime)
    if changed and time.time() - max(changed) > CACHE_SECONDS:
        forget_cached(folder, source)
