"""What names of films and episodes are made of: titles as people and as groups spell them, tags, folders.

Pure and seeded: the same generator state gives the same text. Knows nothing of the reference, of parsers
or of scoring, and imports nothing of `cineorg_catalog`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

RESOLUTIONS = ("480p", "576p", "720p", "720p", "1080p", "1080p", "1080p", "1080i", "2160p", "4K")
SOURCES = (
    *(
        "BluRay",
        "BluRay",
        "BDRip",
        "BRRip",
        "DVDRip",
        "DVDRip",
        "WEB-DL",
        "WEBRip",
        "AMZN.WEB-DL",
        "NF.WEBRip",
    ),
    *("HDTV", "HDRip", "DVDSCR", "BluRay.REMUX", "UHD.BluRay", "VHSRip"),
)
CODECS = ("x264", "x264", "x264", "x265", "H.264", "H265", "HEVC", "XviD", "DivX", "AVC", "x265.10bit")
AUDIO = ("AC3", "DTS", "DTS-HD.MA.5.1", "DDP5.1", "DD5.1", "AAC2.0", "AAC", "TrueHD.7.1.Atmos", "FLAC", "MP3")
GROUPS = (
    *("KORVIN", "sLiTHER", "NoVUS", "BRiCK", "TARN0", "EiDER", "d3sk", "FUNGiD", "iLLUS", "PhoeB", "QMX"),
    *("WAXWiNG", "HDVee", "R0LLER", "ViSUM", "OCTANE", "mHDz", "Sp33dy", "GRP", "LAMPAS", "aXiOM"),
)
SITES = (
    "Uindex.org",
    "FilmNest.net",
    "DivxTotal.cc",
    "Zone-Video.to",
    "HDCorner.ws",
    "MovieCargo.in",
    "Tamilpix.la",
)
EXTENSIONS = (".mkv", ".mkv", ".mkv", ".mp4", ".avi", ".m4v", ".ts")
TOPS = ("Movies", "Films", "Video", "Downloads", "NAS/Kino", "media/HD", "Filme", "disk2/Movies")
LANGUAGES = (
    *("MULTi", "MULTI.VFF", "FRENCH", "TRUEFRENCH", "VOSTFR", "GERMAN", "German.DL", "GERMAN.DL.AC3"),
    *("iTA", "iTA.ENG", "SPANiSH", "NORDiC", "SWESUB", "RUS", "PLDUB", "DUAL", "Dutch", "SUBFRENCH"),
)
EDITIONS = (
    *("Director's Cut", "Extended", "Extended Cut", "Extended Edition", "Unrated", "Remastered", "Uncut"),
    *(
        "Theatrical",
        "Special Edition",
        "Final Cut",
        "Restored",
        "Criterion Collection",
        "IMAX",
        "Ultimate Edition",
    ),
)
ARTICLE = re.compile(
    r"(The|A|An|Le|La|Les|L'|Der|Die|Das|El|Los|Las|Il|Lo|Un|Une|Eine?|De|Het)\b ?", re.IGNORECASE
)
JOINT = re.compile(r" (&|and|et|und) ", re.IGNORECASE)
TRANSCRIBED = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "å": "aa",
        "ø": "oe",
        "æ": "ae",
    }
)
PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe", "đ": "d", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Written:
    "A file name and its folder (None: unknown)."

    name: str
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    "What a way writes: one title of a film, its year, and another of its titles where it has one."

    title: str
    year: int
    other: str | None = None


Way = Callable[[Random, Named], Written]


def unaccented(title: str) -> str:
    "Latin letters without their marks; other scripts as they are."
    if title.isascii():
        return title
    return "".join(map(_bare, unicodedata.normalize("NFC", title).translate(PLAIN)))


@cache
def _bare(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return "".join(c for c in parts if not unicodedata.combining(c)) if parts[0] < "\u0250" else letter


def for_people(rng: Random, title: str) -> str:
    "The title as a person types it into a file manager that forbids some characters."
    title = re.sub(r"(?<=\d):(?=\d)", rng.choice(("-", ".", " ")), title)
    title = re.sub(r"\s*:\s*", rng.choice((" - ", " ", " - ")), title)
    title = re.sub(r"\s*[/\\]\s*", rng.choice((" ", "-", " - ")), title)
    return re.sub(r"\s+", " ", re.sub(r'[<>"|?*\x00-\x1f]', "", title)).strip(" .")


def with_dots(rng: Random, title: str, joint: str = ".") -> str:
    "The title as release groups write it: letters, digits, hyphens and dots."
    if rng.random() < 0.6:
        title = unaccented(title)
    title = re.sub(r"\s*&\s*", " and ", title)
    title = re.sub(r"['’`´.!?,;\"“”„()\[\]{}]", "", title.replace("/", " ").replace(". ", " "))
    kept = (c if c.isalnum() or c == "-" or unicodedata.category(c)[0] == "M" else " " for c in title)
    words = "".join(kept).split()
    return joint.join(word for word in words if word != "-")


def tags(rng: Random, joint: str = ".") -> str:
    "What a release says about itself after the year, with its group."
    parts = [rng.choice(RESOLUTIONS), rng.choice(SOURCES)]
    if rng.random() < 0.15:
        parts.insert(
            0, rng.choice(("PROPER", "REPACK", "LIMITED", "iNTERNAL", "READNFO", "RERiP", "COMPLETE"))
        )
    if rng.random() < 0.5:
        parts.append(rng.choice(AUDIO))
    text = ".".join((*parts, rng.choice(CODECS)))
    return (
        text.replace(".", joint)
        + rng.choice(("-", "-", "-", "_" if joint == "_" else "-"))
        + rng.choice(GROUPS)
    )


def release(rng: Random, title: str, year: int, before: str = "", after: str = "") -> str:
    "A whole release name, without extension."
    parts = (with_dots(rng, title), before, str(year), after, tags(rng))
    return ".".join(part for part in parts if part)


def extension(rng: Random) -> str:
    return rng.choice(EXTENSIONS)


def under(rng: Random, folder: str) -> str:
    "The folder, sometimes below the library's top folder."
    return folder if rng.random() < 0.5 else f"{rng.choice(TOPS)}/{folder}"


def somewhere(rng: Random) -> str | None:
    "A folder that says nothing of the film, or none."
    return rng.choice((None, None, None, *TOPS))


def letters(rng: Random, count: int) -> str:
    return "".join(
        rng.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(count)
    )


def titled(rng: Random, film: Named) -> str:
    return f"{for_people(rng, film.title)} ({film.year})"
