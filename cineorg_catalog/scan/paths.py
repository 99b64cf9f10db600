"""The conventions of a video's path: how it is printed, its suffix, disc folders, part numbers.

Any bytes in, one safe line of text out.
"""

import os
import re
from collections.abc import Iterable

DISC_FOLDERS = (b"video_ts", b"bdmv", b"stream")  # folders of a DVD or Blu-ray, in lower case

# Not allowed in a line of text: bytes that are not UTF-8 (surrogates, after decoding), control characters,
# the two Unicode line ends, and marks that change the direction of the following text.  A backslash is
# escaped only where it would look like one of our own escapes.
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\udc80-\udcff]"
    r"|\\(?=x[0-9a-f]{2}|u[0-9a-f]{4})"
)


def printable(path_bytes: bytes) -> str:
    r"""A raw path as text that SQLite can store and a terminal can print on one line.

    UTF-8 is decoded. A byte that is not UTF-8 becomes `\xff`; a control character (newline, ESC, DEL) `\x0a`;
    a C1 control, a line or paragraph separator, or a bidirectional embedding, override or isolate `\u202e`; a
    backslash before what looks like such an escape `\x5c`.  Everything else stays: accents in either normal
    form, emoji, zero-width and right-to-left marks (which belong to Hebrew and Arabic names and change no
    direction).  Two different paths never print alike.
    """
    text = path_bytes.decode("utf-8", "surrogateescape")
    if text.isprintable() and "\\" not in text:
        return text
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xDC80 <= code <= 0xDCFF:  # a surrogate that stands for a raw byte
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}"


def outside_disc(folder: bytes, root: bytes | None = None) -> bytes:
    "The folder that contains a disc, if this one is part of a disc (VIDEO_TS, BDMV, STREAM); else itself."
    while os.path.basename(folder).lower() in DISC_FOLDERS and folder != root:
        folder = os.path.dirname(folder)
    return folder


def part_of(path: bytes) -> tuple[bytes, int] | None:
    "The path without its part, in lower case, and the part's number; None for a film in one piece."
    from ..names.parts import part_of as part_of_name  # the children that probe files start without it

    folder, name = os.path.split(path)
    part = part_of_name(text(os.path.splitext(name)[0]))
    if part is None or not part.sure:
        return None
    return os.path.join(folder, part.film.lower().encode("utf-8", "surrogateescape")), part.number


# `.iso` and `.img` are here because films may be stored as disc images.
VIDEO_SUFFIXES = frozenset(
    b"3g2 3gp amv asf avi divx dv dvr-ms evo f4v flv img iso m1v m2t m2ts m2v m4v mk3d mkv mov mp4 mpe mpeg "
    b"mpg mpv mts mxf nsv nuv ogm ogv qt rm rmvb tp trp ts vob webm wm wmv wtv xvid".split()
)


def is_video(name: bytes) -> bool:
    "True if a name has the suffix of a video."
    before, _, suffix = name.lower().rpartition(b".")
    return bool(before) and suffix in VIDEO_SUFFIXES


def stem(name: bytes) -> bytes:
    "A name without its suffix."
    return name[: name.rfind(b".")]


def text(name: bytes) -> str:
    "A raw name as text for comparison, with surrogates for bytes that are not UTF-8; never shown or stored."
    return name.decode("utf-8", "surrogateescape")


def in_path_order(roots: Iterable[bytes]) -> list[bytes]:
    "The ROOTs in the order in which the paths below them sort, without repeats."
    return sorted(dict.fromkeys(roots), key=lambda root: root.rstrip(b"/") + b"/")
