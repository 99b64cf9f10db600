"""Careful handling of foreign input: whole numbers, regular files, paths below a folder."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

LARGEST = 2**63 - 1  # the largest integer that SQLite can store


def whole_number(value: object) -> int | None:
    """The value as an integer that SQLite can store; None for anything else (2010.0, True, `"2010"`)."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        return None
    return value


def finite_number(value: object) -> float:
    "The value as a float; 0 for anything that is not a finite number (such as JSON's NaN and Infinity)."
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return 0.0
    return value


def whole_number_in(text: str) -> int | None:
    "The non-negative integer that a text in ASCII digits stands for, if SQLite can store it; else None."
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    return whole_number(int(text))


def signed(number: int) -> int:
    "A 64-bit number as SQLite stores it: some file systems use the highest bit of an inode."
    return number if number <= LARGEST else number - (1 << 64)


class NotRegular(OSError):
    "The path is a folder, a pipe, a device or a socket, or the file is too large."


@contextmanager
def opened_regular(
    path: bytes | str | os.PathLike[str], largest: int | None = None
) -> Iterator[tuple[int, os.stat_result]]:
    """Open a regular file for reading; returns its descriptor and status.

    Never blocks on a pipe, and is safe if the path changes between check and opening. Raises OSError, and
    NotRegular if it is not a regular file of at most `largest` bytes.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular("is not a regular file")
        if largest is not None and status.st_size > largest:
            raise NotRegular(f"is larger than {largest} bytes")
        yield descriptor, status
    finally:
        os.close(descriptor)


def span_below(folder: bytes) -> tuple[bytes, bytes]:
    """The raw paths below a folder as a half-open range of keys: `path_bytes >= ? and path_bytes < ?`.

    The byte "0" follows directly after "/".
    """
    prefix = folder.rstrip(b"/")
    return prefix + b"/", prefix + b"0"


def is_below(folder: bytes, path: bytes) -> bool:
    "True if a raw path is below a folder."
    return path.startswith(folder.rstrip(b"/") + b"/")
