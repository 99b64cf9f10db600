"""What anybody may have made, taken with care: whole numbers, regular files, paths below a folder."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

LARGEST = 2**63 - 1  # the largest whole number that a column of SQLite holds


def whole_number(value: object) -> int | None:
    'A whole number that a column holds, or None; 2010.0, True and `"2010"` are none.'
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST:
        return None
    return value


def finite_number(value: object) -> float:
    "0 for what is no number, or not a finite one (JSON's NaN and Infinity)."
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return 0.0
    return value


def whole_number_in(text: str) -> int | None:
    "The whole number, not negative, that a text is in ASCII digits, where a column holds it; else None."
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        return None
    return whole_number(int(text))


def signed(number: int) -> int:
    "A number of 64 bits as a column of SQLite holds it: some file systems use the highest bit of an inode."
    return number if number <= LARGEST else number - (1 << 64)


class NotRegular(OSError):
    "The path is a folder, a pipe, a device or a socket, or larger than was asked for."


@contextmanager
def opened_regular(
    path: bytes | str | os.PathLike[str], largest: int | None = None
) -> Iterator[tuple[int, os.stat_result]]:
    """A regular file, open for reading only: its descriptor and status.

    Never waits for a pipe's writer, and follows no change of the path between looking and opening. Raises
    OSError, NotRegular for what is no regular file of at most `largest` bytes.
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

    The byte "0" comes right after "/".
    """
    prefix = folder.rstrip(b"/")
    return prefix + b"/", prefix + b"0"


def is_below(folder: bytes, path: bytes) -> bool:
    "Whether a raw path lies below a folder."
    return path.startswith(folder.rstrip(b"/") + b"/")
