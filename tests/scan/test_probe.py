"""Media info and sample hash of real video files, and of files that are not videos."""

import contextlib
import itertools
import os
import string
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import langcodes
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.languages import language_code
from cineorg_catalog.scan.probe import (
    NO_VIDEO,
    UNWRITTEN,
    ChangedWhileRead,
    MediaInfo,
    ProbeFault,
    from_report,
    probe,
    sample_hash,
)
from tests.support.places import CHECKOUT
from tests.support.video_files import make_video

MIB = 1 << 20
NO_STREAM = "no video stream found"
NORWEGIAN = {("nb", "no"), ("nn", "no"), ("no", "no")}


def media_of(path: Path | bytes) -> MediaInfo:
    return probe(os.fsencode(path)).media


# --- what real files say --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        pytest.param(
            "a.mkv",
            {"minutes": 96, "audio": ("fr", "en", "fr"), "subtitles": ("en", "fr")},
            MediaInfo("H.264", "AAC", 1920, 1080, 5760, ("fr", "en"), ("en", "fr")),
            id="mkv, three audio streams in two languages",
        ),
        pytest.param(
            "a.mp4",
            {"minutes": 45, "width": 1280, "height": 720},
            MediaInfo("H.264", "AAC", 1280, 720, 2700, ("en", "fr"), ("fr",)),
            id="mp4",
        ),
        pytest.param(
            "a.mkv",
            {"width": 640, "height": 480, "video_codec": "libx265", "audio_codec": "ac3", "audio": ("de",)},
            MediaInfo("HEVC", "AC3", 640, 480, 5760, ("de",), ("fr",)),
            id="HEVC with AC3",
        ),
        pytest.param(
            "a.mkv",
            {"minutes": 1, "audio_codec": "eac3", "audio": ("und", "ja"), "subtitles": ()},
            MediaInfo("H.264", "E-AC3", 1920, 1080, 60, ("ja",), ()),
            id="no language is none",
        ),
        pytest.param(
            "a.avi",
            {"minutes": 10, "video_codec": "mpeg4", "audio_codec": "mp3", "subtitles": ()},
            MediaInfo("MPEG-4", "MP3", 1920, 1080, 660, (), ()),
            id="avi, which knows no languages",
        ),
        pytest.param(
            "a.mkv",
            {"minutes": 1, "audio": (), "subtitles": ()},
            MediaInfo("H.264", None, 1920, 1080, 60, (), ()),
            id="silent",
        ),
    ],
)
def test_what_a_video_says(tmp_path: Path, name: str, options: dict, expected: MediaInfo) -> None:
    make_video(tmp_path / name, **options)
    assert media_of(tmp_path / name) == expected


def test_a_piece_of_a_dvd_does_not_say_how_long_the_film_is(tmp_path: Path) -> None:
    make_video(tmp_path / "a.mkv")
    os.rename(tmp_path / "a.mkv", tmp_path / "VTS_01_1.VOB")
    media = media_of(tmp_path / "VTS_01_1.VOB")
    assert (media.codec_video, media.duration_seconds) == ("H.264", None)


NAMES = {
    "not UTF-8": b"\xff\xfe caf\xe9.mkv",
    "accents": "Amélie é.mkv".encode(),
    "newline and escape": b"a\nb\x1b[0m.mkv",
    "an address": b"http:\\\\example.org?a=b.mkv",
    "a stream's number": b"Ep 1.mkv",
    "255 bytes": b"n" * 251 + b".mkv",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_makes_no_difference(tmp_path: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    make_video(path)
    assert media_of(path) == MediaInfo("H.264", "AAC", 1920, 1080, 5760, ("en", "fr"), ("fr",))


def test_nor_does_the_locale(tmp_path: Path) -> None:
    make_video(tmp_path / "Amélie.mkv")
    code = (
        "import sys, os; from cineorg_catalog.scan.probe import probe; print(probe(os.fsencode(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, os.fsencode(tmp_path / "Amélie.mkv")],
        env={**os.environ, "LC_ALL": "C"}, cwd=CHECKOUT, capture_output=True, text=True,
    )  # fmt: skip
    assert "duration_seconds=5760" in done.stdout, done.stderr


def test_nor_do_the_neighbours(tmp_path: Path) -> None:
    make_video(tmp_path / "Ep 1.ts", minutes=10, subtitles=())
    alone = media_of(tmp_path / "Ep 1.ts")
    for number in range(2, 31):
        make_video(tmp_path / f"Ep {number}.ts", minutes=10, subtitles=())
    assert media_of(tmp_path / "Ep 1.ts") == alone


def test_a_read_only_folder_is_enough_and_nothing_is_changed(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv")
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ctime_ns, os.listdir(tmp_path)
    try:
        probe(os.fsencode(path))
    finally:
        tmp_path.chmod(0o700)
    assert (path.read_bytes(), path.stat().st_mtime_ns, os.listdir(tmp_path)) == (
        before[0],
        before[1],
        before[3],
    )


def test_many_threads_get_the_same_answers(tmp_path: Path) -> None:
    paths = [os.fsencode(make_video(tmp_path / f"{number}.mkv")) for number in range(60)]
    paths += [os.fsencode(make_video(tmp_path / f"{number}.mp4", minutes=5)) for number in range(60)]
    alone = [probe(path) for path in paths]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(probe, paths)) == alone


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    paths = [os.fsencode(make_video(tmp_path / "a.mkv")), os.fsencode(tmp_path / "absent.mkv")]
    (tmp_path / "garbage.mkv").write_bytes(b"x" * 5000)
    paths.append(os.fsencode(tmp_path / "garbage.mkv"))

    def all_of_them() -> int:
        for path in paths * 5:
            with contextlib.suppress(ProbeFault):
                probe(path)
        return len(os.listdir("/proc/self/fd"))

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("this system does not list open descriptors")
    assert all_of_them() == all_of_them()


# --- damaged files --------------------------------------------------------------------------------

GARBAGE = {
    "text": b"This is no video.\n" * 100,
    "zeros": bytes(100_000),
    "noise": bytes((i * 2654435761 >> 13) & 255 for i in range(100_000)),
    "one byte": b"x",
    "nothing": b"",
    "a Matroska head and no more": bytes.fromhex("1a45dfa3"),
    "an mp4 head and no more": bytes.fromhex("00000018667479706d703432"),
    "a picture": bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"),
    "html": b"<html><head><title>404 Not Found</title></head></html>",
}


@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE.keys())
@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".avi", ".ts"])
def test_what_is_no_video_is_said_in_one_line(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    error = media_of(path).error
    assert media_of(path) == MediaInfo(error=error)
    assert error.startswith(NO_STREAM)
    assert "\n" not in error


def test_an_empty_preallocated_file_is_named_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.mkv").write_bytes(bytes(100_000))
    assert media_of(tmp_path / "a.mkv").error == UNWRITTEN


@pytest.mark.parametrize("suffix", [".iso", ".img", ".ISO"])
def test_a_disc_image_is_no_fault_and_has_no_running_time(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(os.urandom(100_000))
    assert media_of(path) == MediaInfo()
    os.replace(make_video(tmp_path / "a.mkv"), path)
    assert (media_of(path).error, media_of(path).duration_seconds) == (None, None)


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv", minutes=1, subtitles=())
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:a", "-c", "copy", tmp_path / "b.mkv"], check=True
    )
    media = media_of(tmp_path / "b.mkv")
    assert (media.error, media.codec_audio, media.languages) == (NO_VIDEO, "AAC", ("en", "fr"))


@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".avi"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.99])
def test_a_truncated_video_says_so_and_keeps_what_can_be_read(
    tmp_path: Path, suffix: str, part: float
) -> None:
    path = make_video(tmp_path / f"a{suffix}", subtitles=())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    media = media_of(path)
    known = {whole.find(b"moov") - 4, len(whole)}  # an mp4's index may come after the rest, cut off here
    said = f"it has {path.stat().st_size:,} bytes, its header declares at least "
    assert any(f"{said}{declared:,};" in media.error for declared in known)
    assert media.error.startswith(NO_STREAM) or media.codec_video == "H.264"


def test_bytes_behind_the_end_of_an_avi_are_not_missing_from_it(tmp_path: Path) -> None:
    "CASES E22."
    path = make_video(tmp_path / "a.avi", subtitles=())
    with open(path, "ab") as file:
        file.write(b"This was written by some other program." * 100)
    assert media_of(path).error is None


def test_nor_is_anything_missing_from_a_matroska_that_was_written_to_a_pipe(tmp_path: Path) -> None:
    "CASES E22."
    source = make_video(tmp_path / "a.mkv", minutes=2)
    copy = ["ffmpeg", "-v", "error", "-i", source, "-map", "0", "-c", "copy", "-f", "matroska", "pipe:1"]
    (tmp_path / "b.mkv").write_bytes(subprocess.run(copy, capture_output=True, check=True).stdout)
    media = media_of(tmp_path / "b.mkv")
    assert (media.error, media.codec_video) == (None, "H.264")


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_a_late_subtitle_does_not_make_a_film_longer(tmp_path: Path, suffix: str) -> None:
    "CASES E22."
    source = make_video(tmp_path / f"a{suffix}", minutes=10, subtitles=())
    (tmp_path / "late.srt").write_text("1\n13:15:00,000 --> 13:15:02,000\nLate.\n")
    text = "srt" if suffix == ".mkv" else "mov_text"
    command = ["ffmpeg", "-v", "error", "-i", source, "-i", tmp_path / "late.srt", "-map", "0", "-map", "1"]
    command += ["-c", "copy", "-c:s", text, tmp_path / f"b{suffix}"]
    subprocess.run(command, check=True)
    assert 540 <= media_of(tmp_path / f"b{suffix}").duration_seconds <= 660


def test_a_commentary_is_no_language_of_the_film(tmp_path: Path) -> None:
    "CASES E22."
    source = make_video(tmp_path / "a.mkv", minutes=2, audio=("fr", "en"))
    command = ["ffmpeg", "-v", "error", "-i", source, "-map", "0", "-c", "copy"]
    command += ["-metadata:s:a:1", "title=Director's Commentary | with cast"]
    subprocess.run([*command, tmp_path / "b.mkv"], check=True)
    assert media_of(tmp_path / "b.mkv").languages == ("fr",)
    by_service = from_report(report(audio=("AC-3||Dolby Digital||fr|", "AC-3||Dolby Digital|C|en|")))
    assert by_service.languages == ("fr",)
    alone = from_report(report(audio=("AC-3||Dolby Digital||fr|Commentary",)))
    assert alone.languages == ("fr",)


def test_a_recording_may_stop_anywhere(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.ts", subtitles=())
    path.write_bytes(path.read_bytes()[:-100])
    assert media_of(path).error is None


# A Matroska file whose index points at tracks that are not there: libmediainfo's own file reader (24.12) goes
# round in it for ever.  Found by damaging files at random, and made small.
ENDLESS = {
    0: "1a45dfa3a3428681",
    32: (
        "0000000000000000185380670100000000001fec114d9b74bb4dbb8b53ab841549a96653ac81a14dbb8c53ab84"
        "1654ae6b53ac8201934dbb"
    ),
    1029: ("00000000000000000467c89545a387454e434f000000000000000076632073727467c8a245a38844555241"),
    1088: "00000000000000003000001f43b6755b",
}


def test_a_file_that_sends_the_library_round_in_a_circle_comes_to_an_end(tmp_path: Path) -> None:
    content = bytearray(1500)
    for place, piece in ENDLESS.items():
        content[place : place + len(piece) // 2] = bytes.fromhex(piece)
    (tmp_path / "a.mkv").write_bytes(content)
    program = "import sys; from cineorg_catalog.scan.probe import probe\n"
    code = program + "print(probe(sys.argv[1].encode()).media.error)"
    command = [sys.executable, "-c", code, str(tmp_path / "a.mkv")]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith(NO_STREAM), done.stderr


@given(st.binary(max_size=3000))
def test_no_content_raises(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.mkv"
    path.write_bytes(content)
    assert media_of(path).error


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=40))
def test_no_damage_to_a_real_file_raises(
    tmp_path_factory: pytest.TempPathFactory, place: int, noise: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.mkv"
    whole = bytearray(Path(make_video(path, minutes=2)).read_bytes())
    place %= len(whole)
    whole[place : place + len(noise)] = noise
    path.write_bytes(whole)
    assert isinstance(media_of(path), MediaInfo)


# --- the library's report -------------------------------------------------------------------------


def report(
    *, general: str = "", video: str = "", audio: tuple[str, ...] = (), text: tuple[str, ...] = ()
) -> str:
    lines = [f"General|{general}", *([f"Video|{video}"] if video else [])]
    return "\n".join([*lines, *(f"Audio|{line}" for line in audio), *(f"Text|{line}" for line in text)])


@pytest.mark.parametrize(
    ("stream", "word"),
    [
        ("AVC||avc1", "H.264"),
        ("HEVC||hvc1", "HEVC"),
        ("AV1||V_AV1", "AV1"),
        ("VP9||V_VP9", "VP9"),
        ("MPEG-4 Visual||XVID", "XviD"),
        ("MPEG-4 Visual||DX50", "DivX"),
        ("MPEG-4 Visual||mp4v-20", "MPEG-4"),
        ("MPEG Video|Version 2|2", "MPEG-2"),
        ("MPEG Video|Version 1|1", "MPEG-1"),
        ("JPEG||MJPG", "MJPEG"),
        ("VC-1||WVC1", "VC-1"),
        ("||", None),
    ],
)
def test_video_codecs_are_called_as_people_call_them(stream: str, word: str | None) -> None:
    assert from_report(report(video=f"1920|1080|60000|{stream}")).codec_video == word


@pytest.mark.parametrize(
    ("stream", "word"),
    [
        ("AC-3||Dolby Digital", "AC3"),
        ("E-AC-3||Dolby Digital Plus", "E-AC3"),
        ("E-AC-3 JOC||Dolby Digital Plus with Dolby Atmos", "E-AC3"),
        ("AAC|LC|AAC", "AAC"),
        ("DTS||DTS", "DTS"),
        ("DTS XLL||DTS-HD Master Audio", "DTS-HD MA"),
        ("DTS XBR||DTS-HD High Resolution Audio", "DTS-HD HRA"),
        ("MLP FBA||Dolby TrueHD", "TrueHD"),
        ("MPEG Audio|Layer 3|MP3", "MP3"),
        ("MPEG Audio|Layer 2|MPEG Audio", "MP2"),
        ("FLAC||FLAC", "FLAC"),
        ("Opus||Opus", "Opus"),
    ],
)
def test_audio_codecs_are_called_as_people_call_them(stream: str, word: str) -> None:
    assert from_report(report(audio=(f"{stream}|en",))).codec_audio == word


def test_languages_are_codes_each_once_in_their_order() -> None:
    tags = [
        "fr-CA",
        "en",
        "fr",
        "",
        "und",
        "zxx",
        "mul",
        "qaa",
        "pt-BR",
        "pob",
        "yue",
        "EN",
        "nob",
        "Klingon|x",
        "<b>",
    ]
    info = from_report(report(text=tuple(tags)))
    assert info.subtitle_languages == ("fr", "en", "pt", "yue", "no")


@pytest.mark.parametrize(
    ("milliseconds", "seconds"),
    [("5760128", 5760), ("1999.6", 2), *((odd, None) for odd in ("0", "", "-5", "nan", "inf", "1e30", "x"))],
)
def test_a_running_time_is_whole_seconds_or_unknown(milliseconds: str, seconds: int | None) -> None:
    assert from_report(report(general=f"{milliseconds}||x")).duration_seconds == seconds


@given(st.text(alphabet=st.sampled_from("GeneralVideoAudioText|\n0123456789.-"), max_size=200))
def test_no_report_raises(text: str) -> None:
    assert isinstance(from_report(text), MediaInfo)


# --- the hash -------------------------------------------------------------------------------------


def hash_of(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return sample_hash(os.fsencode(path))


@pytest.mark.parametrize("size", [0, 1, 1000, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1, 5 * MIB])
def test_the_hash_is_of_the_first_and_last_mib_and_the_size(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    sample = content if size <= 2 * MIB else content[:MIB] + content[-MIB:]
    expected = xxhash.xxh3_64(sample + str(size).encode()).hexdigest()
    assert hash_of(tmp_path / "a", content) == expected
    assert len(expected) == 16


def test_the_hash_tells_apart_what_differs_in_a_sampled_byte_or_in_size(tmp_path: Path) -> None:
    content = bytearray(5 * MIB)
    variants = [bytes(content), bytes(content) + b"\0"]
    for place in (0, MIB - 1, 4 * MIB, 5 * MIB - 1):
        changed = bytearray(content)
        changed[place] = 1
        variants.append(bytes(changed))
    assert len({hash_of(tmp_path / "a", variant) for variant in variants}) == len(variants)


def test_probe_says_the_same_hash_with_the_size_and_time_it_was_read_at(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mkv")
    probed = probe(os.fsencode(path))
    assert probed.file_hash == sample_hash(os.fsencode(path))
    assert (probed.size_bytes, probed.mtime_ns) == (path.stat().st_size, path.stat().st_mtime_ns)


def test_equal_videos_of_two_titles_hash_differently(tmp_path: Path) -> None:
    paths = [make_video(tmp_path / f"{number}.mkv") for number in range(300)]
    assert len({sample_hash(os.fsencode(path)) for path in paths}) == 300


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [probe, sample_hash])
def test_a_file_that_is_gone_or_no_file_is_one_sentence(tmp_path: Path, reader) -> None:
    os.mkfifo(tmp_path / "pipe.mkv")
    (tmp_path / "link.mkv").symlink_to("nowhere")
    for name, words in [
        (b"caf\xe9.mkv", r"caf\xe9.mkv disappeared"),
        (b"pipe.mkv", "pipe.mkv is not a regular file"),
        (b"", "is not a regular file"),
        (b"link.mkv", "link.mkv disappeared"),
        (b"n" * 300, "has a path too long"),
    ]:
        with pytest.raises(ProbeFault) as caught:
            reader(os.path.join(os.fsencode(tmp_path), name))
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_file_that_is_written_to_while_it_is_read_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "growing.mkv"
    path.write_bytes(bytes(2 * MIB))
    stop = threading.Event()

    def grow() -> None:
        with open(path, "ab", buffering=0) as file:
            while not stop.is_set():
                file.write(b"more")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(ChangedWhileRead, match="changed while it was read; scan again"):
            probe_until_it_raises(os.fsencode(path))
    finally:
        stop.set()
        writer.join()


def probe_until_it_raises(path: bytes) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        probe(path)


def test_short_codes_of_languages_are_those_of_the_tables() -> None:
    for code in map("".join, itertools.product(string.ascii_lowercase, repeat=2)):
        known = language_code(code)
        if known is not None and (code, known) not in NORWEGIAN:
            assert known == langcodes.Language.get(langcodes.standardize_tag(code)).language
