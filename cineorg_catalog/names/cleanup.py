"""Prepares a name for reading: strips path, extension, ids and web site, and normalises blanks.

Plain text in, plain text out; it knows no titles, numbers or tags.
"""

import re
import unicodedata
from urllib.parse import unquote

LONGEST = 1000  # characters of a name that are read; the rest is ignored

_EXTENSION = re.compile(
    r"\.(?:mkv|mk3d|mp4|m4v|avi|mov|wmv|flv|webm|mpe?g|m2?ts|ts|vob|iso|img|ogm|ogv|rm|rmvb|divx|asf|3gp|strm"
    r"|srt|sub|idx|ass|ssa|nfo|nzb|torrent|disc)\Z",
    re.I,
)
# Suffixes that are also words (`.ts` for a recording, `.strm`, `.disc`, `.sub`) may end a title and are kept.
_FORMER_EXTENSION = re.compile(
    r"(?<=[^\s.])\.(?:mkv|mp4|m4v|avi|mov|wmv|flv|webm|mpe?g|vob|divx|rmvb|ogm)\Z", re.I
)
_LOOSE_EXTENSION = re.compile(r"\s(?:mkv|mp4|avi)\Z", re.I)
_BRACKETS = str.maketrans("【】（）［］｛｝＿", "[]()[]{}_")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_WIDE, _FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]"), 0xFEE0  # letters and digits as broad as Chinese ones
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")

_TLD = (
    r"(?:com?|net|org|info|biz|me|to|tv|cc|xyz|in|nl|de|fr|it|pl|ru|ca|ws|la|io|is|se|ch|eu|be|us"
    r"|uk|es|pt|cz|hu|ro|gr|my|sx|st|li|lt"
    r"|club|site|pro|app|top|show|phd|pics|cam|world|tel|nu|fun|live|vip|sbs|ltd|lol|foo|co\.(?:uk|za|nz)"
    r"|net\.au|org\.au)"
)
_SITE = re.compile(
    r"^\s*(?:[\[({]\s*(?:www[. ])?[\w-]{1,60}(?:\.[\w-]{1,40}){0,4}\.[a-z]{2,6}\s*[\])}]"
    r"|www?[., ][\w-]{1,60}(?:[. ][\w-]{1,40})?[. ][a-z]{2,6}(?=\s*-|\s|_)"
    rf"|[\w-]{{3,60}}\.{_TLD}(?=\s+-\s|_))[\s_]*(?:-[\s_]*)*",
    re.I,
)
# `Startup.com - 2001 - DVDRip`: with nothing but a year behind it, the site is the title.
_LEAVES_A_YEAR = re.compile(
    rf"[\w-]{{3,60}}\.{_TLD}(?:\s+-\s+|_+)[(\[]?(?:19|20)\d\d(?!\d)(?!.*(?<!\d)(?:19|20)\d\d(?!\d))", re.I
)
_SITE_IN_BRACKETS = re.compile(
    rf"(?<=\w)[ ._]{{0,3}}[\[(](?:www\.)?[\w-]{{2,40}}(?:\.[\w-]{{1,20}}){{0,2}}\.(?:{_TLD})[\])]"
    r"|\s*www\.[\w-]{1,60}\.[a-z]{2,5}$",
    re.I,
)
_BACKWARDS = re.compile(r"(?<!\d)\d{2,3}[Ee]\d\d[Ss](?![a-zA-Z\d])|(?<![a-zA-Z\d])[pi](?:0801|027|084)(?!\d)")
_DOT = re.compile(r"(?<=\S)\.(?=\S|$)|\.(?=\S)")


def split_path(name: str) -> list[str]:
    """The components of a path, outermost first; a name that is not a path is its only component.

    Slashes inside brackets or between blanks (`Трон / TRON`) are part of a title.
    """
    if " / " in name or ("/" not in name and "\\" not in name):
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
    """A name without control characters, lone surrogates, full-width letters and escapes.

    At most LONGEST characters are kept.
    """
    text = name[:LONGEST]
    if "%" in text and " " not in text and _ESCAPED.search(text):
        text = unquote(text, errors="replace")
    if text.isascii() and text.isprintable():
        return text.strip()
    text = "".join(_readable(character) for character in text.translate(_BRACKETS))
    return unicodedata.normalize("NFC", text).strip()


def _readable(character: str) -> str:
    if character.isascii():
        return character if character >= " " else " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"):
        return " "
    return chr(ord(character) - _FULL_WIDTH) if _WIDE.match(character) else character


def without_extension(name: str) -> str:
    """A file name without the extension of a video or subtitle; other suffixes may belong to the title.

    A second extension, of the file's source, is removed too: `Les Enfants du Paradis.avi.mkv`.
    """
    stem = _EXTENSION.sub("", name.rstrip())
    if len(stem) < len(name.rstrip()):
        stem = _FORMER_EXTENSION.sub("", stem)
    return _LOOSE_EXTENSION.sub("", stem)


def without_site(name: str) -> str:
    "A name without a web site at its start or in brackets: `www.site.org - `, `[site.com]`."
    rest = _SITE_IN_BRACKETS.sub(" ", _SITE.sub("", name, count=1))
    return rest if re.search(r"\w", rest) and not _LEAVES_A_YEAR.match(name) else name


def turned(text: str) -> str:
    "The right way round, for names that were reversed to hide them: `50E10S.emaN`."
    return text[::-1] if _BACKWARDS.search(text) else text


_COLON = re.compile(r"(?<=[^\W_])__(?=[^\W\d_])")


def spaced(name: str) -> str:
    """A name with blanks between its words, of the same length as before.

    Underscores become blanks, and so do dots, unless the name has its own blanks, which means that its dots
    are intended (`Mr. Nobody`). A name with neither may use plus signs. Where underscores stand for blanks,
    two of them, once, stand for a colon and a blank (`Supergirl__Alex_in_Wonderland`).
    """
    name = name if name.isascii() else name.translate(_DASHES)
    text = _COLON.sub(": ", name) if " " not in name and name.count("__") == 1 else name
    text = text.replace(" _ ", " / ").replace("_", " ")
    if text.count(" ") < text.count("."):
        text = _DOT.sub(" ", text)
    elif " " not in text.strip() and text.count("+") > 1:
        text = text.replace("+", " ")
    return text
