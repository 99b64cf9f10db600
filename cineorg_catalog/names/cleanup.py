"""The parts of a name before anyone reads a title in it: path, extension, ids, site names, brackets, years.

Plain text in, plain text out; it knows no titles, marks or works.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 1000  # characters of a name that are read at all
FIRST_YEAR, LAST_YEAR = 1888, 2030  # a number beyond these is no year of a work

_EXTENSION = re.compile(
    r"\.(?:mkv|mk3d|mp4|m4v|avi|mov|wmv|flv|webm|mpe?g|m2?ts|ts|vob|iso|img|ogm|ogv|rm|rmvb|divx|asf|3gp|strm"
    r"|srt|sub|idx|ass|ssa|nfo|nzb|torrent|disc)\Z",
    re.I,
)
# What is a word besides (`.ts` a recording, `.strm`, `.disc`, `.sub`) may end a title and is kept.
_FORMER_EXTENSION = re.compile(
    r"(?<=[^\s.])\.(?:mkv|mp4|m4v|avi|mov|wmv|flv|webm|mpe?g|vob|divx|rmvb|ogm)\Z", re.I
)
_LOOSE_EXTENSION = re.compile(r"\s(?:mkv|mp4|avi)\Z", re.I)
_BRACKETS = str.maketrans("【】（）［］｛｝＿", "[]()[]{}_")

_TLD = (
    r"(?:com?|net|org|info|biz|me|to|tv|cc|xyz|in|nl|de|fr|it|pl|ru|ca|ws|la|io|is|se|ch|eu|be|us"
    r"|uk|es|pt|cz|hu|ro|gr|my|sx|st|li|lt"
    r"|club|site|pro|app|top|show|phd|pics|cam|world|tel|nu|fun|live|vip|co\.(?:uk|za|nz)|net\.au|org\.au)"
)
_SITE = re.compile(
    r"^\s*(?:[\[({]\s*(?:www[. ])?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}\s*[\])}]"
    r"|www[. ][\w-]+(?:[. ][\w-]+)?[. ][a-z]{2,6}(?=\s*-|\s|_)"
    rf"|[\w-]{{3,}}\.{_TLD}(?=\s+-\s|_))[\s_]*(?:-[\s_]*)*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Year:
    "A number that may be the year of a work, where it stands, and whether brackets set it apart."

    value: int
    start: int
    end: int
    bracketed: bool


def split_path(name: str) -> list[str]:
    """The components of a path, outermost first; a name that is no path is its only component.

    Slashes inside brackets or between blanks (`Трон / TRON`) are part of a title.
    """
    if re.search(r"\s/\s", name):
        return [name]
    parts, depth, current = [], 0, ""
    for character in name:
        depth = max(0, depth + (character in "([{") - (character in ")]}"))
        if character in "/\\" and not depth:
            parts.append(current)
            current = ""
        else:
            current += character
    whole = [part for part in (*parts, current) if part.strip()]
    return whole or [name]


def plain(name: str) -> str:
    """A name without what no reader should meet: control characters, lone surrogates, wide brackets.

    At most LONGEST characters are kept.
    """
    text = name[:LONGEST].translate(_BRACKETS)
    text = "".join(_readable(character) for character in text)
    return unicodedata.normalize("NFC", text).strip()


def _readable(character: str) -> str:
    if character.isascii():
        return character if character >= " " else " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"):
        return " "
    return str(unicodedata.digit(character)) if "０" <= character <= "９" else character


def without_extension(name: str) -> str:
    """A file name without a video's or subtitle's extension; any other suffix may be a part of the title.

    The extension of what a file was made from goes too: `Les Enfants du Paradis.avi.mkv`.
    """
    stem = _EXTENSION.sub("", name.rstrip())
    if len(stem) < len(name.rstrip()):
        stem = _FORMER_EXTENSION.sub("", stem)
    return _LOOSE_EXTENSION.sub("", stem)


def without_site(name: str) -> str:
    "A name without the web site that it starts with: `www.site.org - `, `[ www.site.com ] -`, `(site.com) `."
    rest = _SITE.sub("", name, count=1)
    return rest if re.search(r"\w", rest) else name


def spaced(name: str) -> str:
    """A name with blanks between its words, whatever stood there.

    Underscores become blanks; dots do too, unless the name has blanks of its own and its dots are therefore
    meant (`Mr. Nobody`).
    """
    text = re.sub(r" _ ", " / ", name).replace("_", " ")
    if text.count(" ") < text.count("."):
        text = re.sub(r"(?<=\S)\.(?=\S|$)|\.(?=\S)", " ", text)
    return text


_YEAR = re.compile(r"(?<!\d)(?<!\d[.x×-])(1[89]\d\d|20[0-3]\d)(?![\dpi×]|x\d|[kmg]b|[.-]\d\d[.-]\d\d)", re.I)
_YEAR_RANGE = re.compile(r"(?<!\d)(?:19|20)\d\d\s*[-–]\s*(?:19|20)?\d\d(?!\d)")


def years(text: str) -> list[Year]:
    "Every number of a text that may be the year of a work, in order; those of a span (`1994-2009`) are not."
    spans = [found.span() for found in _YEAR_RANGE.finditer(text)]
    return [
        Year(int(year[1]), year.start(), year.end(), _bracketed(text, year))
        for year in _YEAR.finditer(text)
        if FIRST_YEAR <= int(year[1]) <= LAST_YEAR
        and not any(start <= year.start() < end for start, end in spans)
    ]


def _bracketed(text: str, year: re.Match[str]) -> bool:
    opened, closed = text[: year.start()].rstrip()[-1:], text[year.end() :].lstrip()[:1]
    return opened in tuple("([{") and closed in tuple(")]}")
