"""A file → its media info and sample hash, through one open descriptor.

Reads only, and knows no table. Whatever a file holds ends as a `MediaInfo`, a damaged one with its `error`;
only a file that is missing, unreadable or changing raises.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import xxhash

from ..errors import CatalogueError, in_words
from ..untrusted import NotRegular, opened_regular, signed
from .media import MediaInfo, media_info
from .paths import printable

SAMPLE_BYTES = 1 << 20
_CHANGED = "changed while it was read; scan again when it is complete."
_DISC_PIECE = re.compile(rb"vts_\d\d_[1-9]\.vob", re.IGNORECASE)
_DISC_IMAGES = (b".iso", b".img")


_PIECE = 4 << 20  # bytes read at once where a whole file is hashed


class ProbeFault(CatalogueError):
    "The file could not be read: it vanished, may not be opened, or its disk failed.  Nothing is known of it."


class ChangedWhileRead(ProbeFault):
    "The file grew, shrank or was rewritten while it was read: a copy or download that is not done yet."


@dataclass(frozen=True, slots=True)
class Probed:
    """One file while it was read: media info, hash as `sample_hash` has it, size, time of last change (ns),
    and the numbers of its disk and of the file on it, which hard links share."""

    media: MediaInfo
    file_hash: str
    size_bytes: int
    mtime_ns: int
    device: int = 0
    inode: int = 0


def probe(path_bytes: bytes, hashed: Callable[[Probed], None] = lambda _: None) -> Probed:
    """Read one file's media info and sample hash.  Safe to call from many threads.

    `hashed` gets what is known before the media info is read, which may take any time.  Raises ProbeFault
    where the file vanished or cannot be read, ChangedWhileRead where it was being written.
    """
    with _opened(path_bytes) as (descriptor, status):
        digest = _hash(descriptor, status.st_size)
        times = (status.st_size, status.st_mtime_ns, signed(status.st_dev), signed(status.st_ino))
        known = Probed(MediaInfo(), digest, *times)
        hashed(known)
        media = media_info(descriptor)
    return replace(known, media=_of_discs(path_bytes, media))


def _of_discs(path_bytes: bytes, media: MediaInfo) -> MediaInfo:
    "A DVD's film lies in several files, of which each knows its own length; an image's streams nobody sees."
    name = os.path.basename(path_bytes).lower()
    if name.endswith(_DISC_IMAGES):
        return replace(media, duration_seconds=None, error=None)
    return replace(media, duration_seconds=None) if _DISC_PIECE.fullmatch(name) else media


def sample_hash(path_bytes: bytes) -> str:
    """XXH3-64, as 16 hex digits, of the first MiB, the last MiB and the size in decimal.

    Above 2 MiB it is the hash that the CineOrg application writes, so files that it knew are known again.
    Equal hashes say which files to compare; only their whole bytes say that they are equal.  Raises as
    `probe` does.
    """
    with _opened(path_bytes) as (descriptor, status):
        return _hash(descriptor, status.st_size)


def full_hash(path_bytes: bytes) -> str:
    "XXH3-128, as 32 hex digits, of the whole file, read in pieces.  Raises as `probe` does."
    digest = xxhash.xxh3_128()
    with _opened(path_bytes) as (descriptor, _):
        while piece := os.read(descriptor, _PIECE):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _opened(path_bytes: bytes) -> Iterator[tuple[int, os.stat_result]]:
    "The file, open for reading only, and its status, which must be the same when the block is done."
    try:
        with opened_regular(path_bytes) as (descriptor, before):
            yield descriptor, before
            after = os.fstat(descriptor)
    except NotRegular as error:
        raise ProbeFault(f"{printable(path_bytes)} is not a regular file.") from error
    except OSError as error:
        raise ProbeFault(f"{printable(path_bytes)} {in_words(error)}.") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ChangedWhileRead(f"{printable(path_bytes)} {_CHANGED}")


def _hash(descriptor: int, size: int) -> str:
    digest = xxhash.xxh3_64()
    digest.update(_read(descriptor, 0, min(size, SAMPLE_BYTES)))
    tail = max(SAMPLE_BYTES, size - SAMPLE_BYTES)
    if size > tail:
        digest.update(_read(descriptor, tail, size - tail))
    digest.update(str(size).encode())
    return digest.hexdigest()


def _read(descriptor: int, start: int, length: int) -> bytes:
    "That many bytes; fewer only where the file got shorter meanwhile."
    data = os.pread(descriptor, length, start)
    while len(data) < length and (more := os.pread(descriptor, length - len(data), start + len(data))):
        data += more
    return data
