"""Whether a file with a transport stream's suffix is one: `.ts` and `.mts` are TypeScript's suffixes too.

The one look into a file that is taken before it is probed: some hundred bytes, and only for such suffixes.
"""

import os

SOURCE_CODE = "text, no video (TypeScript has the suffixes .ts and .mts too)"
_SHARED_SUFFIXES = (b".ts", b".mts")
_LOOKED_AT = 1024
_PACKET, _SYNC = 188, 0x47
_TIME_STAMP = 4  # bytes before each packet of an M2TS
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")


def is_source_code(path: bytes) -> bool:
    """Whether a file whose name ends like a transport stream's holds text and no such stream.

    A damaged stream is no text, so it stays a video. False where the file cannot be read: whoever probes it
    says why.
    """
    if not path.lower().endswith(_SHARED_SUFFIXES):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        start = os.read(descriptor, _LOOKED_AT)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return not _is_stream(start) and _is_text(start)


def _is_stream(start: bytes) -> bool:
    "Whether packets begin where they do in a transport stream, with or without a time stamp before each."
    return any(
        len(start) > first + step and start[first] == start[first + step] == _SYNC
        for first, step in ((0, _PACKET), (_TIME_STAMP, _PACKET + _TIME_STAMP))
    )


def _is_text(start: bytes) -> bool:
    if any(byte < 0x20 and byte not in _TEXT_CONTROLS for byte in start):
        return False
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return error.end == len(start) and error.reason == "unexpected end of data"  # a letter cut in two
    return True
