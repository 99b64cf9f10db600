"""The recipe of data/library: how each of its files was made with ffmpeg (5.1, with libx264 and libx265).

    python data/make_library.py FOLDER      makes the library anew in FOLDER

Not needed to use the catalogue: the files are kept in git, since encoders of other versions write
other bytes. Every file is a test picture, a frame every few minutes, with sound and subtitles that last a
moment: so a film of two and a half hours takes a few KB and yet has its true running time, codecs,
size of picture and languages. Each has a title tag of its own, else equal parameters hash alike.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SECONDS_A_FRAME = 180
SUBTITLE = "1\n00:00:01,000 --> 00:00:02,000\n{language}\n"


@dataclass(frozen=True)
class Film:
    """One file: where, how long in seconds, what picture, and the languages in ISO 639-2."""

    path: str
    seconds: int
    size: str = "1920x1080"
    video: str = "libx264"
    audio: tuple[str, ...] = ("eng",)
    audio_codec: str = "aac"
    subtitles: tuple[str, ...] = ()


FILMS = (
    Film("Films/Big Buck Bunny (2008)/Big Buck Bunny (2008) - 1080p.mkv", 596),
    Film("Films/Big Buck Bunny (2008)/Big Buck Bunny (2008) - 2160p.mkv", 596, "3840x2160", "libx265"),
    Film(
        "Films/Charade.1963.MULTi.1080p.WEB.H264-REGINA.mkv",
        113 * 60 + 4,
        audio=("fre", "eng"),
        subtitles=("fre",),
    ),
    Film("Films/his girl friday 1940.mp4", 92 * 60 + 3, "640x480"),
    Film("Films/Le.Voyage.dans.la.Lune.1902.mkv", 12 * 60 + 51, "768x576", audio=()),
    Film("Films/M (1931)/M (1931).mkv", 117 * 60 - 21, "1440x1080", audio=("ger",), subtitles=("eng", "fre")),
    Film(
        "Films/Metropolis (1927)/Metropolis (1927) {imdb-tt0017136}.mkv",
        153 * 60 - 32,
        "1440x1080",
        "libx265",
        audio=("ger",),
        subtitles=("eng",),
    ),
    Film(
        "Films/Night.of.the.Living.Dead.1968.REMASTERED.1080p.BluRay.x265.AC3-LATIMER.mkv",
        96 * 60 + 9,
        video="libx265",
        audio_codec="ac3",
    ),
    Film(
        "Films/Nosferatu, eine Symphonie des Grauens (1922).mkv",
        94 * 60 + 30,
        "1440x1080",
        audio=("ger",),
        subtitles=("ger", "eng"),
    ),
    Film("Films/Our Summer on the Coast (2019).mp4", 47 * 60, "1280x720", audio=("fre",)),
    Film(
        "Films/Sintel.2010.1080p.BluRay.x264-DURIAN/Sintel.2010.1080p.BluRay.x264-DURIAN.mkv",
        888,
        "1920x818",
        subtitles=("eng", "ger", "fre", "spa"),
    ),
    Film(
        "Films/Sintel.2010.1080p.BluRay.x264-DURIAN/Sample/sintel.2010.1080p.bluray.x264-durian-sample.mkv",
        60,
        "1920x818",
    ),
    Film("Films/tears_of_steel_2012_2160p_web.mp4", 734, "1920x800", subtitles=("eng", "fre")),
    Film("Films/Tears of Steel (2012)-trailer.mp4", 60, "1280x720"),
    Film("Films/The.Lost.World.1992.DVDRip.x264.mkv", 99 * 60 + 2, "720x576"),
    Film("Films/The Phantom of the Opera.mkv", 92 * 60 + 31, "1440x1080"),
    Film("Films/Voyage à travers l'impossible (1904).mp4", 20 * 60 + 14, "768x576", audio=("fre",)),
    Film(
        "Series/Sherlock Holmes (1954)/Season 01/"
        "Sherlock Holmes - S01E01 - The Case of the Cunningham Heritage.mkv",
        26 * 60 + 40,
        "640x480",
        subtitles=("eng",),
    ),
    Film(
        "Series/Sherlock Holmes (1954)/Season 01/Sherlock Holmes - S01E02-E03.mkv",
        53 * 60 + 12,
        "640x480",
        subtitles=("eng",),
    ),
    Film(
        "Series/Sherlock Holmes (1954)/Season 01/Sherlock.Holmes.1954.S01E05.480p.DVDRip.x264-BAKER.mp4",
        26 * 60 + 38,
        "640x480",
    ),
    Film(
        "Series/Sherlock Holmes (1954)/Specials/Sherlock Holmes - S00E01 - Test Card.mkv",
        4 * 60 + 10,
        "640x480",
    ),
    Film("Series/The Office/Season 01/The Office - S01E01.mkv", 26 * 60 + 3, "1280x720"),
    Film("Series/The Office/Season 01/The Office - S01E02.mkv", 26 * 60 + 9, "1280x720"),
)
COPIES = {"Films/Nosferatu.1922.mkv": "Films/Nosferatu, eine Symphonie des Grauens (1922).mkv"}
EMPTY = ("Films/Safety.Last.1923.720p.mkv",)  # the planted fault: zero bytes


def main(folder: Path) -> None:
    for film in FILMS:
        make(film, folder / film.path)
    for copy, original in COPIES.items():
        shutil.copyfile(folder / original, folder / copy)
    for empty in EMPTY:
        (folder / empty).write_bytes(b"")


def make(film: Film, target: Path) -> None:
    "Run ffmpeg once; what is not wanted in the file (dates, versions) is left out of it."
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        inputs, outputs = _picture(film), ["-map", "0:v"]
        for number, language in enumerate(film.audio):
            inputs += ["-f", "lavfi", "-t", "0.1", "-i", "anullsrc=r=32000:cl=mono"]
            outputs += ["-map", f"{number + 1}:a", f"-metadata:s:a:{number}", f"language={language}"]
        for number, language in enumerate(film.subtitles):
            cue = Path(work) / f"{number}.srt"
            cue.write_text(SUBTITLE.format(language=language), encoding="utf-8")
            inputs += ["-i", str(cue)]
            outputs += ["-map", f"{number + 1 + len(film.audio)}:s"]
            outputs += [f"-metadata:s:s:{number}", f"language={language}"]
        command = ["ffmpeg", "-v", "error", "-y", *inputs, *outputs, *_encoding(film, target), str(target)]
        subprocess.run(command, check=True)


def _picture(film: Film) -> list[str]:
    "A whole number of frames that fills the running time exactly, each as long as the others."
    frames = max(2, round(film.seconds / SECONDS_A_FRAME))
    source = f"smptebars=size={film.size}:rate={frames}/{film.seconds}"
    return ["-f", "lavfi", "-t", str(film.seconds), "-i", source]


def _encoding(film: Film, target: Path) -> list[str]:
    "Codecs at their least, without the encoders' own notes and without dates."
    notes = {"libx264": 6, "libx265": 39}[film.video]  # the kind of NAL unit that holds them
    options = ["-c:v", film.video, "-preset", "slow", "-crf", "50", "-pix_fmt", "yuv420p"]
    options += ["-g", "9999", "-bf", "0", "-bsf:v", f"filter_units=remove_types={notes}"]
    if film.video == "libx265":
        options += ["-tag:v", "hvc1", "-x265-params", "log-level=error:info=0"]
    options += ["-c:a", film.audio_codec, "-b:a", "32k"]
    options += ["-c:s", "mov_text" if target.suffix == ".mp4" else "srt"]
    title = f"{target.stem}, a test picture of the CineOrg catalogue"
    options += ["-disposition:v:0", "default", "-map_metadata", "-1", "-metadata", f"title={title}"]
    return [*options, "-fflags", "+bitexact", "-flags", "+bitexact"]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
