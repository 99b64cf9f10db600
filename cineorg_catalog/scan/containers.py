"""The heads of Matroska, MP4 and AVI: how many bytes a file's own container says that it has.

Knows the outermost sizes only, and reads a few bytes at each; what a recording leaves open is unknown.
"""

import os
from collections.abc import Callable, Iterator

_MOST_BOXES = 10_000
_MATROSKA, _SEGMENT = bytes.fromhex("1a45dfa3"), bytes.fromhex("18538067")
_BOXES = frozenset(
    b"ftyp moov mdat free skip wide pnot styp moof mfra sidx uuid meta pdin ssix emsg prft".split()
)


def declared_size(descriptor: int) -> int | None:
    "The size that an open file's container declares; None where it declares none, or is another one."
    measure = _measure(descriptor)
    return None if measure is None else max(measure(descriptor), default=None)


def is_known(descriptor: int) -> bool:
    "Whether `declared_size` knows the container, so that None means that it declares no size."
    return _measure(descriptor) is not None


def _measure(descriptor: int) -> Callable[[int], Iterator[int]] | None:
    start = os.pread(descriptor, 16, 0)
    if start[:4] == _MATROSKA:
        return _matroska
    if start[:4] == b"RIFF" and start[8:11] == b"AVI":
        return _riff
    return _boxes if start[4:8] in _BOXES else None


def _matroska(descriptor: int) -> Iterator[int]:
    "To the end of the first segment; one that was written to a pipe has an unknown size."
    place = 0
    for _ in range(_MOST_BOXES):
        head = os.pread(descriptor, 12, place)
        if len(head) < 2 or not head[0] or not 1 <= (width := 9 - head[0].bit_length()) <= 4:
            return
        name, rest = head[:width], head[width:]
        length = 9 - rest[0].bit_length() if rest and rest[0] else 9
        if length > 8 or len(rest) < length:
            return
        size = int.from_bytes(rest[:length], "big") & ((1 << 7 * length) - 1)
        if size == (1 << 7 * length) - 1:
            return
        place += width + length + size
        if name == _SEGMENT:
            yield place
            return


def _riff(descriptor: int) -> Iterator[int]:
    "The ends of the AVI's pieces of at most 2 GiB; what lies behind the last is none of it."
    place = 0
    for _ in range(_MOST_BOXES):
        head = os.pread(descriptor, 12, place)
        if len(head) < 12 or head[:4] != b"RIFF":
            return
        size = int.from_bytes(head[4:8], "little")
        if not size:  # a recording that was never closed
            return
        place += 8 + size + size % 2
        yield place - size % 2


def _boxes(descriptor: int) -> Iterator[int]:
    "The ends of an MP4's boxes; what is no box behind the last one does not count."
    place = 0
    for _ in range(_MOST_BOXES):
        head = os.pread(descriptor, 16, min(place, 1 << 62))
        if head[4:8] not in _BOXES:
            return
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size < 8:  # 0: to the end of the file, wherever that is
            return
        place += size
        yield place
