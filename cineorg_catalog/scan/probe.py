"""A file → its media info and sample hash, through one open descriptor. Hides libmediainfo.

Reads only, and knows no table. Whatever a file holds ends as a `MediaInfo`, a damaged one with its `error`;
only a file that is missing, unreadable or changing raises.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import xxhash
from pymediainfo import MediaInfo as Library

from ..errors import CatalogueError, in_words
from ..untrusted import NotRegular, opened_regular, whole_number_in
from .paths import printable

NO_VIDEO = "no video stream found; the file may be damaged or not a video"
CUT_OFF = "shorter than its own header says; it is cut off, copy or download it again"

# The library's own raw values, one line a stream, in place of its XML of words ("1 h 36 min"): to the
# millisecond, and a third cheaper.  What a file may fill with any text stands last in its line.
_COLUMNS = {
    "General": ("Duration", "IsTruncated", "Format"),
    "Video": ("Width", "Height", "Duration", "Format", "Format_Version", "CodecID"),
    "Audio": ("Format", "Format_Profile", "Format_Commercial", "Language"),
    "Text": ("Language",),
}
_OUTPUT = "\n".join(
    f"{kind};{kind}|{'|'.join(f'%{column}%' for column in columns)}\\n" for kind, columns in _COLUMNS.items()
)
_STREAMED = frozenset({"MPEG-TS", "BDAV", "MPEG-PS"})  # recordings: they stop anywhere and declare no length
_LONGEST = 7 * 24 * 3600
_BUFFER = 16 * 1024  # larger ones read more and, measured, lose the resolution of short streams
_MOST_READS = 1 << 15  # half a GiB; the most that a sound file took is 86 MB
_FARTHEST = (1 << 63) - 1

_VIDEO_WORDS = {"AVC": "H.264", "MPEG-4 Visual": "MPEG-4", "JPEG": "MJPEG", "MPEG Video": "MPEG-2"}
_MPEG4_MAKERS = {"XVID": "XviD", "DIVX": "DivX", "DX50": "DivX", "DIV3": "DivX"}
_AUDIO_WORDS = {"AC-3": "AC3", "E-AC-3": "E-AC3", "MLP FBA": "TrueHD", "MPEG Audio": "MP3"}
_DTS_WORDS = (("Master Audio", "DTS-HD MA"), ("High Resolution", "DTS-HD HRA"), ("DTS-HD", "DTS-HD"))
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis", "xx"})
_OLD_LANGUAGES = {"pob": "pt", "nob": "no", "nb": "no", "nno": "no", "nn": "no", "iw": "he", "scr": "hr"}


class MediaInfoMissing(CatalogueError):
    "The library that reads media info is not on this machine.  No file can be probed."


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a video file says of itself.

    Codecs in the words people use (`HEVC`, `H.264`, `AC3`); `width` and `height` in pixels of the first video
    stream; `languages` those of the audio streams, `subtitle_languages` those of the text streams, as ISO 639
    codes of two letters (three where there are no two), each once, in their order.  What is unknown is None.
    `error` is one line where the file is damaged or no video, whatever else could still be read.
    """

    codec_video: str | None = None
    codec_audio: str | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None
    languages: tuple[str, ...] = ()
    subtitle_languages: tuple[str, ...] = ()
    error: str | None = None


def media_info(descriptor: int) -> MediaInfo:
    """Read an open file's media info.  Safe in many threads, whose options must all be these.

    Raises OSError where the file cannot be read, MediaInfoMissing where the library itself is not there.
    """
    reader = _Reader(descriptor)
    try:
        report = Library.parse(reader, full=False, parse_speed=0, output=_OUTPUT, buffer_size=_BUFFER)
    except ValueError:  # an answer that is no text
        return MediaInfo(error=NO_VIDEO)
    except OSError as error:
        if reader.reads:
            raise
        raise MediaInfoMissing(
            "libmediainfo cannot be loaded; install it (Debian: libmediainfo0v5)."
        ) from error
    return from_report(report)


class _Reader:
    """An open file, as the library's buffer interface wants one.

    Not the file's name, with which the library is a little faster, for four reasons, each measured: it cannot
    open a name that is no UTF-8; nor an accent under LC_ALL=C (cron); "Ep 2.ts" beside "Ep 1.ts" changes what
    it says of that; and some damaged files send its own reader round for ever, where this one ends.
    """

    mode = "rb"

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.place = self.reads = 0

    def seek(self, place: int, whence: int = os.SEEK_SET) -> None:
        self.place = os.fstat(self.descriptor).st_size if whence == os.SEEK_END else place

    def tell(self) -> int:
        return self.place

    def read(self, length: int) -> bytes:
        self.reads += 1
        if self.reads > _MOST_READS:
            return b""
        data = os.pread(self.descriptor, length, min(self.place, _FARTHEST))
        self.place += len(data)
        return data


def from_report(report: str) -> MediaInfo:
    "Make sense of a report in our own output format, however odd its values."
    streams: dict[str, list[Mapping[str, str]]] = {kind: [] for kind in _COLUMNS}
    for line in report.splitlines():
        kind, _, values = line.partition("|")
        if columns := _COLUMNS.get(kind):
            streams[kind].append(dict(zip(columns, values.split("|", len(columns) - 1), strict=False)))
    general, video, audio = (next(iter(streams[kind]), {}) for kind in ("General", "Video", "Audio"))
    return MediaInfo(
        codec_video=_video_codec(video),
        codec_audio=_audio_codec(audio),
        width=_whole(video.get("Width")),
        height=_whole(video.get("Height")),
        duration_seconds=_seconds(general.get("Duration")) or _seconds(video.get("Duration")),
        languages=_languages(streams["Audio"]),
        subtitle_languages=_languages(streams["Text"]),
        error=_error(general, video),
    )


def _error(general: Mapping[str, str], video: Mapping[str, str]) -> str | None:
    if not video and not general.get("Format", "").startswith("ISO 9660"):  # a disc image shows no streams
        return NO_VIDEO
    if general.get("IsTruncated") == "Yes" and general.get("Format") not in _STREAMED:
        return CUT_OFF
    return None


def _video_codec(video: Mapping[str, str]) -> str | None:
    name = video.get("Format", "")
    if name == "MPEG-4 Visual":
        return _MPEG4_MAKERS.get(video.get("CodecID", "").upper(), "MPEG-4")
    if name == "MPEG Video" and video.get("Format_Version") == "Version 1":
        return "MPEG-1"
    return _VIDEO_WORDS.get(name, name) or None


def _audio_codec(audio: Mapping[str, str]) -> str | None:
    name, commercial = audio.get("Format", ""), audio.get("Format_Commercial", "")
    if name.startswith("DTS"):
        return next((word for sign, word in _DTS_WORDS if sign in commercial), "DTS")
    if name == "MPEG Audio" and audio.get("Format_Profile") == "Layer 2":
        return "MP2"
    return _AUDIO_WORDS.get(name.removesuffix(" JOC"), name) or None  # JOC: Atmos inside E-AC-3


def _languages(streams: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    codes = (_language(stream.get("Language", "")) for stream in streams)
    return tuple(dict.fromkeys(code for code in codes if code))


def _language(tag: str) -> str | None:
    "`fr` of `fr-CA`, `fre` and the like; None for no language, several, or what is no code."
    code = re.split(r"[-_ /]", tag.strip().lower())[0]
    if not re.fullmatch(r"[a-z]{2,3}", code) or code in _NO_LANGUAGE or "qaa" <= code <= "qtz":
        return None
    return _OLD_LANGUAGES.get(code, code)


def _whole(value: str | None) -> int | None:
    return whole_number_in(value or "") or None


def _seconds(milliseconds: str | None) -> int | None:
    "Seconds, rounded; None for none, and for what no film lasts."
    try:
        seconds = round(float(milliseconds or 0) / 1000)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < _LONGEST else None


SAMPLE_BYTES = 1 << 20
_CHANGED = "changed while it was read; scan again when it is complete."
_DISC_PIECE = re.compile(rb"vts_\d\d_[1-9]\.vob", re.IGNORECASE)


_PIECE = 4 << 20  # bytes read at once where a whole file is hashed


class ProbeFault(CatalogueError):
    "The file could not be read: it vanished, may not be opened, or its disk failed.  Nothing is known of it."


class ChangedWhileRead(ProbeFault):
    "The file grew, shrank or was rewritten while it was read: a copy or download that is not done yet."


@dataclass(frozen=True, slots=True)
class Probed:
    "One file while it was read: media info, hash as `sample_hash` has it, size, time of last change (ns)."

    media: MediaInfo
    file_hash: str
    size_bytes: int
    mtime_ns: int


def probe(path_bytes: bytes) -> Probed:
    """Read one file's media info and sample hash.  Safe to call from many threads.

    Raises ProbeFault where it vanished or cannot be read, ChangedWhileRead where it was being written.
    """
    with _opened(path_bytes) as (descriptor, status):
        digest = _hash(descriptor, status.st_size)
        media = media_info(descriptor)
    if _DISC_PIECE.fullmatch(os.path.basename(path_bytes)):
        media = replace(media, duration_seconds=None)  # a DVD's film lies in several such files
    return Probed(media, digest, status.st_size, status.st_mtime_ns)


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
