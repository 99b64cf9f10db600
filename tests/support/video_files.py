"""Small real video files for tests, made with ffmpeg once for each set of parameters, then copied.

Not a test file.  A test that asks for a video where ffmpeg is absent is skipped, with the reason.
"""

import atexit
import math
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

_ROOM = 200  # bytes kept for the title, so that another can be written in its place
_PLACE = b"~" * _ROOM
FEW = 4  # pictures of a film: each takes as long to encode as all of its sound
_CUE = "1\n00:00:01,000 --> 00:00:02,000\n.\n"
_ISO639_2 = {"en": "eng", "fr": "fre", "de": "ger", "es": "spa", "it": "ita", "ja": "jpn"}


def make_video(
    path: Path | bytes,
    *,
    minutes: float = 96,
    width: int = 1920,
    height: int = 1080,
    audio: Sequence[str] = ("en", "fr"),
    subtitles: Sequence[str] = ("fr",),
    title: str | None = None,
    video_codec: str = "libx264",
    audio_codec: str = "aac",
) -> Path | bytes:
    """Write a video of some KB that runs whole `minutes`, in the container of the suffix; return `path`.

    `audio` and `subtitles` are the languages of the streams, one each.  `title` (default: the name) goes into
    the file, so that two files of different titles hash differently.  Folders are made; any raw name is fine.
    """
    raw = os.fsencode(path)
    suffix = os.path.splitext(raw)[1].decode().lower()
    base = _base(suffix, minutes, width, height, tuple(audio), tuple(subtitles), video_codec, audio_codec)
    wanted = (os.path.splitext(os.path.basename(raw))[0] if title is None else title.encode())[:_ROOM]
    wanted = wanted.decode("utf-8", "ignore").encode()
    os.makedirs(os.path.dirname(raw) or b".", exist_ok=True)
    with open(raw, "wb") as file:
        file.write(
            base.replace(_PLACE, wanted.ljust(_ROOM)) if suffix != ".ts" else base + _null_packet(wanted)
        )
    return path


def _null_packet(title: bytes) -> bytes:
    "A transport stream has no title; a packet that every reader drops makes the file another one."
    return b"\x47\x1f\xff\x10" + title[:184].ljust(184)


@cache
def _base(
    suffix: str,
    minutes: float,
    width: int,
    height: int,
    audio: tuple[str, ...],
    subtitles: tuple[str, ...],
    video_codec: str,
    audio_codec: str,
) -> bytes:
    "The bytes of one video, its title a row of `~`."
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed: no video files can be made")
    folder = _folder()
    target = folder / f"base{len(list(folder.iterdir()))}{suffix}"
    cue = folder / "cue.srt"
    cue.write_text(_CUE)
    whole = math.ceil(minutes)
    pictures = whole if suffix in (".avi", ".ts") else min(whole, FEW)  # in those, pictures tell the length
    rate = f"r={pictures}/{whole * 60}:d={whole * 60}"
    inputs = ["-f", "lavfi", "-i", f"color=c=black:s={width}x{height}:{rate}"]
    for _ in audio:
        inputs += ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d=0.2"]
    for _ in subtitles:
        inputs += ["-i", str(cue)]
    streams = [part for number in range(1 + len(audio) + len(subtitles)) for part in ("-map", str(number))]
    languages = [
        part
        for kind, codes in (("a", audio), ("s", subtitles))
        for number, code in enumerate(codes)
        for part in (f"-metadata:s:{kind}:{number}", f"language={_ISO639_2.get(code, code)}")
    ]
    text = "mov_text" if suffix in (".mp4", ".m4v", ".mov") else "webvtt" if suffix == ".webm" else "srt"
    preset = ["-preset", "ultrafast"] if video_codec.startswith("libx26") else []
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *inputs, *streams, *languages]
    command += ["-c:v", video_codec, *preset, "-c:a", audio_codec, "-c:s", text]
    command += ["-metadata", f"title={_PLACE.decode()}", "-fflags", "+bitexact"]
    if suffix in (".mkv", ".webm"):
        command += ["-write_crc32", "0"]  # a changed title would break the sum
    subprocess.run([*command, str(target)], check=True, timeout=120, stderr=subprocess.PIPE)
    data = target.read_bytes()
    assert _PLACE in data or suffix == ".ts", (
        f"a {suffix} file keeps its title in pieces: its copies would be equal"
    )
    return data


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="cineorg-videos-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
