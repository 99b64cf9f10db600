"""An open file → its media info. Hides libmediainfo: how it reads, its columns, its odd values.

Reads only, and may take any time: `workers` runs it where it can be stopped.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pymediainfo import MediaInfo as Library

from ..errors import CatalogueError
from ..languages import language_code
from ..untrusted import whole_number_in
from .containers import declared_size, is_known

NO_VIDEO = "no video stream found; the file may be damaged or not a video"
UNWRITTEN = "no video stream found: it begins with zeros only, as a download that has not come that far"
AGAIN = "copy or download it again"
CUT_OFF = f"cut off: shorter than its own header says; {AGAIN}"

# The library's own raw values, one line a stream, in place of its XML of words ("1 h 36 min"): to the
# millisecond, and a third cheaper.  What a file may fill with any text stands last in its line.
_COLUMNS = {
    "General": ("Duration", "IsTruncated", "Format"),
    "Video": ("Width", "Height", "Duration", "Format", "Format_Version", "CodecID"),
    "Audio": ("Format", "Format_Profile", "Format_Commercial", "ServiceKind", "Language", "Title"),
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
_START = 4096  # bytes that a video without a single one but zero does not begin with

_VIDEO_WORDS = {"AVC": "H.264", "MPEG-4 Visual": "MPEG-4", "JPEG": "MJPEG", "MPEG Video": "MPEG-2"}
_MPEG4_MAKERS = {"XVID": "XviD", "DIVX": "DivX", "DX50": "DivX", "DIV3": "DivX"}
_AUDIO_WORDS = {"AC-3": "AC3", "E-AC-3": "E-AC3", "MLP FBA": "TrueHD", "MPEG Audio": "MP3"}
_DTS_WORDS = (("Master Audio", "DTS-HD MA"), ("High Resolution", "DTS-HD HRA"), ("DTS-HD", "DTS-HD"))
_COMMENTARY = re.compile(r"comment[ao]|kommentar|coment[aá]rio|комментари|コメンタリー", re.IGNORECASE)


class MediaInfoMissing(CatalogueError):
    "The library that reads media info is not on this machine.  No file can be probed."


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a video file says of itself.

    Codecs in the words people use (`HEVC`, `H.264`, `AC3`); `width` and `height` in pixels of the first video
    stream; `languages` those of the audio streams, `subtitle_languages` those of the text streams, as ISO 639
    codes of two letters (three where there are no two), each once, in their order; a commentary's is none.
    `duration_seconds` is the picture's length: a subtitle may go on for hours.  What is unknown is None.
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
    return _as_declared(from_report(report), descriptor)


def _as_declared(info: MediaInfo, descriptor: int) -> MediaInfo:
    """With the fault said precisely: the size that the container declares beside the real one.

    The library calls a file cut off, too, that has bytes behind its end, or that was written to a pipe.
    """
    if info.error is None:
        return info
    real = os.fstat(descriptor).st_size
    declared = declared_size(descriptor)
    if declared is not None and declared > real:
        why = f"it has {real:,} bytes, its header declares at least {declared:,}"
        return replace(info, error=f"{NO_VIDEO if info.error == NO_VIDEO else 'cut off'}: {why}; {AGAIN}")
    if info.error == NO_VIDEO:
        zeros = real >= _START and not any(os.pread(descriptor, _START, 0))
        return replace(info, error=UNWRITTEN) if zeros else info
    return replace(info, error=None) if is_known(descriptor) else info


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
    return _AUDIO_WORDS.get(name.removesuffix(" JOC"), name) or None  # JOC: Atmos inside E-AC-3


def _spoken(streams: Sequence[Mapping[str, str]]) -> Sequence[Mapping[str, str]]:
    "The streams of a film's own sound; all where none is."
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
    "Seconds, rounded; None for none, and for what no film lasts."
    try:
        seconds = round(float(milliseconds or 0) / 1000)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < _LONGEST else None
