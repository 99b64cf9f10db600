"""A file → its media info and sample hash, read through one open descriptor.

Only reads, and knows no tables. Any content gives a `MediaInfo`, with `error` if the file is damaged; only a
file that is missing, unreadable or changing raises.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import xxhash
from pymediainfo import MediaInfo as Library

from ..errors import CatalogueError, in_words
from ..languages import language_code
from ..untrusted import NotRegular, opened_regular, signed, whole_number_in
from .paths import printable

Measure = Callable[[int], Iterator[int]]
_MOST_BOXES = 10_000
_MATROSKA, _SEGMENT = bytes.fromhex("1a45dfa3"), bytes.fromhex("18538067")
_BOXES = frozenset(
    b"ftyp moov mdat free skip wide pnot styp moof mfra sidx uuid meta pdin ssix emsg prft".split()
)


def declared_size(descriptor: int) -> int | None:
    "The size in bytes that an open file's container declares; None if it declares none or is unknown."
    measure = _measure(descriptor)
    return None if measure is None else max(measure(descriptor), default=None)


def is_known(descriptor: int) -> bool:
    "True if `declared_size` knows the container, so that None means that it declares no size."
    return _measure(descriptor) is not None


def _measure(descriptor: int) -> Measure | None:
    start = os.pread(descriptor, 16, 0)
    if start[:4] == _MATROSKA:
        return _matroska
    if start[:4] == b"RIFF" and start[8:11] == b"AVI":
        return _riff
    return _boxes if start[4:8] in _BOXES else None


def _matroska(descriptor: int) -> Iterator[int]:
    "The end of the first segment; a segment that was written to a pipe has an unknown size."
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
    "The ends of the AVI's chunks of at most 2 GiB; bytes after the last one do not belong to it."
    place = 0
    for _ in range(_MOST_BOXES):
        head = os.pread(descriptor, 12, place)
        if len(head) < 12 or head[:4] != b"RIFF":
            return
        size = int.from_bytes(head[4:8], "little")
        if not size:  # a recording that was never finalised
            return
        place += 8 + size + size % 2
        yield place - size % 2


def _boxes(descriptor: int) -> Iterator[int]:
    "The ends of an MP4's boxes; anything else after the last box is ignored."
    place = 0
    for _ in range(_MOST_BOXES):
        head = os.pread(descriptor, 16, min(place, 1 << 62))
        if head[4:8] not in _BOXES:
            return
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size < 8:  # 0: the box reaches to the end of the file
            return
        place += size
        yield place


NO_VIDEO = "no video stream found; the file may be damaged or not a video"
UNWRITTEN = "no video stream found: it begins with zeros only, like an unfinished download"
AGAIN = "copy or download it again"
CUT_OFF = f"truncated: shorter than its own header says; {AGAIN}"

# The library's raw values, one line per stream, instead of its XML in words ("1 h 36 min"): exact to the
# millisecond, and a third cheaper.  Values that may hold any text are last in their line.
_COLUMNS = {
    "General": ("Duration", "IsTruncated", "Format"),
    "Video": ("Width", "Height", "Duration", "Format", "Format_Version", "CodecID"),
    "Audio": ("Format", "Format_Profile", "Format_Commercial", "ServiceKind", "Language", "Title"),
    "Text": ("Language",),
}
_OUTPUT = "\n".join(
    f"{kind};{kind}|{'|'.join(f'%{column}%' for column in columns)}\\n" for kind, columns in _COLUMNS.items()
)
_STREAMED = frozenset(
    {"MPEG-TS", "BDAV", "MPEG-PS"}
)  # recordings: they may stop anywhere and declare no length
_LONGEST = 7 * 24 * 3600
_BUFFER = 16 * 1024  # larger buffers read more and lose the resolution of short streams (measured)
_MOST_READS = 1 << 15  # half a GiB; a sound file took at most 86 MB
_FARTHEST = (1 << 63) - 1
_START = 4096  # no video begins with this many zero bytes

_VIDEO_WORDS = {"AVC": "H.264", "MPEG-4 Visual": "MPEG-4", "JPEG": "MJPEG", "MPEG Video": "MPEG-2"}
_MPEG4_MAKERS = {"XVID": "XviD", "DIVX": "DivX", "DX50": "DivX", "DIV3": "DivX"}
_AUDIO_WORDS = {"AC-3": "AC3", "E-AC-3": "E-AC3", "MLP FBA": "TrueHD", "MPEG Audio": "MP3"}
_DTS_WORDS = (("Master Audio", "DTS-HD MA"), ("High Resolution", "DTS-HD HRA"), ("DTS-HD", "DTS-HD"))
_COMMENTARY = re.compile(r"comment[ao]|kommentar|coment[aá]rio|комментари|コメンタリー", re.IGNORECASE)


class MediaInfoMissing(CatalogueError):
    "The library that reads media info is not installed, so no file can be probed."


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a video file says about itself.

    Codecs are named as people do (`HEVC`, `H.264`, `AC3`); `width` and `height` are in pixels, of the first
    video stream. `languages` are those of the audio streams, `subtitle_languages` those of the text streams,
    as ISO 639 codes of two letters (three if there are no two), without repeats, in order; commentaries do
    not count. `duration_seconds` is the length of the picture, as a subtitle may go on for hours.  Unknown
    values are None. `error` is one line if the file is damaged or not a video, even if some values could be
    read.
    """

    codec_video: str | None = None
    codec_audio: str | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None
    languages: tuple[str, ...] = ()
    subtitle_languages: tuple[str, ...] = ()
    error: str | None = None


class _Library(Library):
    "The library told to leave out its values in words, which halves its work (measured)."

    only = ""  # the one parser to use; otherwise it tries all of some eighty, which takes as long again

    @classmethod
    def _get_library(cls, library_file: str | None = None) -> tuple[Any, Any, str, tuple[int, ...]]:
        library, handle, *version = super()._get_library(library_file)
        # `parse` takes options too, but reads the library's tables anew after each file.
        library.MediaInfo_Option(handle, "ReadByHuman", "0")
        library.MediaInfo_Option(handle, "File_ForceParser", cls.only)
        return library, handle, *version


class _Matroska(_Library):
    only = "Mk"


class _Riff(_Library):
    only = "Riff"


class _Mpeg4(_Library):
    only = "Mpeg4"


def media_info(descriptor: int) -> MediaInfo:
    """Read an open file's media info.  Safe in several threads that all use these options.

    Raises OSError if the file cannot be read, MediaInfoMissing if the library is not installed.
    """
    measure = _measure(descriptor)
    if measure is not None:
        info = _info(_PARSERS[measure], descriptor)
        if info.error is None:
            return info
    return _as_declared(_info(_Library, descriptor), descriptor)  # damaged, or not what it begins like


_PARSERS: dict[Measure, type[_Library]] = {_matroska: _Matroska, _riff: _Riff, _boxes: _Mpeg4}


def _info(library: type[_Library], descriptor: int) -> MediaInfo:
    reader = _Reader(descriptor)
    try:
        report = library.parse(reader, full=False, parse_speed=0, output=_OUTPUT, buffer_size=_BUFFER)
    except ValueError:  # an answer that is not text
        return MediaInfo(error=NO_VIDEO)
    except OSError as error:
        if reader.reads:
            raise
        raise MediaInfoMissing(
            "libmediainfo cannot be loaded; install it (Debian: libmediainfo0v5)."
        ) from error
    return from_report(report)


def _as_declared(info: MediaInfo, descriptor: int) -> MediaInfo:
    """State a fault precisely: the size that the container declares, beside the real one.

    The library also calls a file truncated that has bytes after its end, or that was written to a pipe.
    """
    if info.error is None:
        return info
    real = os.fstat(descriptor).st_size
    declared = declared_size(descriptor)
    if declared is not None and declared > real:
        why = f"it has {real:,} bytes, its header declares at least {declared:,}"
        return replace(info, error=f"{NO_VIDEO if info.error == NO_VIDEO else 'truncated'}: {why}; {AGAIN}")
    if info.error == NO_VIDEO:
        zeros = real >= _START and not any(os.pread(descriptor, _START, 0))
        return replace(info, error=UNWRITTEN) if zeros else info
    return replace(info, error=None) if is_known(descriptor) else info


class _Reader:
    """An open file with the buffer interface that the library expects.

    It could also open the file by name, slightly faster, but (all measured): it cannot open a name that is
    not UTF-8, nor an accent under LC_ALL=C (cron); "Ep 2.ts" beside "Ep 1.ts" changes its result for that
    file; and some damaged files send its own reader into an endless loop, where this one ends.
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
    "Interpret a report in our own output format, however odd its values are."
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
        duration_seconds=_seconds(video.get("Duration")) or _seconds(general.get("Duration")),
        languages=_languages(_spoken(streams["Audio"])),
        subtitle_languages=_languages(streams["Text"]),
        error=_error(general, video),
    )


def _error(general: Mapping[str, str], video: Mapping[str, str]) -> str | None:
    if not video:
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
    return _AUDIO_WORDS.get(name.removesuffix(" JOC"), name) or None  # JOC: Atmos within E-AC-3


def _spoken(streams: Sequence[Mapping[str, str]]) -> Sequence[Mapping[str, str]]:
    "The audio streams without commentaries; all of them if nothing else is left."
    own = [stream for stream in streams if not _is_commentary(stream)]
    return own or streams


def _is_commentary(stream: Mapping[str, str]) -> bool:
    return stream.get("ServiceKind") == "C" or bool(_COMMENTARY.search(stream.get("Title", "")))


def _languages(streams: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    codes = (language_code(stream.get("Language", "")) for stream in streams)
    return tuple(dict.fromkeys(code for code in codes if code))


def _whole(value: str | None) -> int | None:
    return whole_number_in(value or "") or None


def _seconds(milliseconds: str | None) -> int | None:
    "Rounded seconds; None if unknown, or too long for any film."
    try:
        seconds = round(float(milliseconds or 0) / 1000)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < _LONGEST else None


SAMPLE_BYTES = 1 << 20
_CHANGED = "changed while it was read; scan again when it is complete."
_DISC_PIECE = re.compile(rb"vts_\d\d_[1-9]\.vob", re.IGNORECASE)
_DISC_IMAGES = (b".iso", b".img")


_PIECE = 4 << 20  # bytes read at once when hashing a whole file


class ProbeFault(CatalogueError):
    "The file could not be read: it vanished, may not be opened, or its disk failed.  Nothing else is known."


class ChangedWhileRead(ProbeFault):
    "The file grew, shrank or was rewritten while it was read, as by an unfinished copy or download."


@dataclass(frozen=True, slots=True)
class Probed:
    """The result of reading one file: media info, `sample_hash`, size in bytes, modification time in ns.

    Also the numbers of its disk and of the file on it, which hard links share.
    """

    media: MediaInfo
    file_hash: str
    size_bytes: int
    mtime_ns: int
    device: int = 0
    inode: int = 0


def probe(path_bytes: bytes, hashed: Callable[[Probed], None] = lambda _: None) -> Probed:
    """Read one file's media info and sample hash.  Safe to call from several threads.

    `hashed` is called with what is known before the media info is read, which may take long.  Raises
    ProbeFault if the file vanished or cannot be read, ChangedWhileRead if it was being written.
    """
    with _opened(path_bytes) as (descriptor, status):
        digest = _hash(descriptor, status.st_size)
        times = (status.st_size, status.st_mtime_ns, signed(status.st_dev), signed(status.st_ino))
        known = Probed(MediaInfo(), digest, *times)
        hashed(known)
        media = media_info(descriptor)
    return replace(known, media=_of_discs(path_bytes, media))


def _of_discs(path_bytes: bytes, media: MediaInfo) -> MediaInfo:
    "Clear values that mislead for discs: a DVD's film is spread over files; an image's streams are hidden."
    name = os.path.basename(path_bytes).lower()
    if name.endswith(_DISC_IMAGES):
        return replace(media, duration_seconds=None, error=None)
    return replace(media, duration_seconds=None) if _DISC_PIECE.fullmatch(name) else media


def sample_hash(path_bytes: bytes) -> str:
    """XXH3-64, as 16 hex digits, of the first MiB, the last MiB and the size in decimal.

    For files above 2 MiB it is the hash that the CineOrg application writes, so files it knew are recognised.
    Equal hashes mean that files may be equal; only comparing all their bytes proves it.  Raises as `probe`
    does.
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
    "The file, open for reading, and its status, which must be unchanged at the end of the block."
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
    "That many bytes; fewer only if the file became shorter meanwhile."
    data = os.pread(descriptor, length, start)
    while len(data) < length and (more := os.pread(descriptor, length - len(data), start + len(data))):
        data += more
    return data
