"""Splits a name into words once, and marks what those words may be with a table of taggers.

A stretch of the name may carry several marks (`1080` a number and a resolution, `2012` a year and a word of
the title). Nothing is decided here: `parse` weighs the hypotheses that the marks allow.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from .model import Mark, Token, Year
from .vocabulary import EDITION_CODES, EDITION_NOUNS, EDITION_WORDS, EDITIONS, TAGS

FIRST_YEAR, LAST_YEAR = 1888, 2030  # numbers outside this range are not years of titles
# Thai and Hindi write vowels as marks over or under a letter, which are no letters of their own.
_VOWEL = "[\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
_WORD = re.compile(rf"[^\W_]+(?:{_VOWEL}+[^\W_]*)*")
_JOINT = re.compile(r"[ ._\-'’+]{0,3}")


class Text:
    """A name with blanks between its words, its tokens and its marks.

    `raw` is the same name, letter for letter, with its original dots and underscores.
    """

    def __init__(self, text: str, raw: str | None = None) -> None:
        self.text, self.raw = text, text if raw is None else raw
        self.tokens = [
            Token(word := found.group(), word.casefold(), found.start(), found.end())
            for found in _WORD.finditer(text)
        ]
        self.starts = [token.start for token in self.tokens]

    @cached_property
    def tags(self) -> list[Mark]:
        "The marks of words about the file, without nested ones, in order."
        found, beyond = [], 0
        for at, token in enumerate(self.tokens):
            if token.start >= beyond and (mark := tag_at(self, at)):
                found.append(mark)
                beyond = mark.end
        return found

    @cached_property
    def strong(self) -> list[int]:
        "The positions of marks that cannot be part of a title."
        return [mark.start for mark in self.tags if mark.strong]

    @cached_property
    def _strong_ends(self) -> list[int]:
        return [mark.end for mark in self.tags if mark.strong]

    @cached_property
    def years(self) -> list[Year]:
        return years_in(self.text)

    def first_tag(self, start: int = 0) -> int:
        "The position of the first strong tag at or after `start`; the text's length if there is none."
        at = bisect_left(self.strong, start)
        return self.strong[at] if at < len(self.strong) else len(self.text)

    def token_at(self, position: int) -> int:
        "The index of the first token at or after a position in the text."
        return bisect_left(self.starts, position)

    def between(self, start: int, end: int) -> list[Token]:
        "The tokens of a stretch."
        return self.tokens[self.token_at(start) : self.token_at(end)]

    def is_of_a_tag(self, token: Token) -> bool:
        "True if a token is a piece of a tag that cannot be part of a title: the 264 of `H.264`."
        at = bisect_left(self.strong, token.end) - 1
        return at >= 0 and token.end <= self._strong_ends[at]

    def tags_between(self, start: int, end: int) -> Iterator[Mark]:
        return (mark for mark in self.tags if start <= mark.start < end)

    def is_all_tags(self, start: int, end: int) -> bool:
        "True if a stretch has only tags, their numbers and punctuation."
        covered = [mark for mark in self.tags if mark.end > start and mark.start < end]
        return all(
            any(mark.start <= token.start < mark.end for mark in covered)
            for token in self.between(start, end)
        )


def tag_at(text: Text, at: int) -> Mark | None:
    "The tag that begins at a token, by the first tagger in the table that marks it."
    for tagger in TAGGERS if _HAS_DIGIT.search(text.tokens[at].text) else _OF_WORDS:
        if (found := tagger.read(text, at)) is not None:
            return found
    return None


def _vocabulary(text: Text, at: int) -> Mark | None:
    "A word or phrase of the vocabulary."
    for tag in TAGS.get(text.tokens[at].folded, ()):
        if (end := _phrase_end(text, at, tag.words, tag.capitals)) is not None:
            return Mark(tag.kind, text.tokens[at].start, end, tag.strong)
    return None


def _phrase_end(text: Text, at: int, words: tuple[str, ...], capitals: bool) -> int | None:
    tokens = text.tokens[at : at + len(words)]
    if len(tokens) < len(words):
        return None
    for token, word in zip(tokens, words, strict=True):
        if (token.text if capitals else token.folded) != word:
            return None
    for one, other in pairwise(tokens):
        if not _JOINT.fullmatch(text.text, one.end, other.start):
            return None
    return tokens[-1].end


def _edition(text: Text, at: int) -> Mark | None:
    "`Extended Cut`, `The Ultimate Collector's Edition`, `25th Anniversary Edition`, `Uncut`."
    tokens = text.tokens
    if tokens[at].folded not in _MAY_START_AN_EDITION and not tokens[at].text[0].isdigit():
        return None
    first = after = at + (tokens[at].folded == "the")
    while after < len(tokens) and _is_edition_word(tokens[after].folded, inside=after > first):
        after += 1
    if after > first and after < len(tokens) and tokens[after].folded in EDITION_NOUNS:
        return Mark("edition", tokens[at].start, tokens[after].end, False)
    alone = tokens[at]
    if alone.folded in EDITIONS or alone.text in EDITION_CODES:
        return Mark("edition", alone.start, alone.end, False)
    return None


_MAY_START_AN_EDITION = EDITION_WORDS | EDITIONS | {"the"} | {code.casefold() for code in EDITION_CODES}
_ANNIVERSARY = re.compile(r"\d{1,3}(?:st|nd|rd|th)")


def _is_edition_word(word: str, *, inside: bool) -> bool:
    return (
        word in EDITION_WORDS
        or bool(_ANNIVERSARY.fullmatch(word))
        or (inside and word in ("s", "the", "fan"))
    )


class Tagger(NamedTuple):
    "One row of the table: what it marks, an example, and the function that finds it."

    kind: str
    example: str
    read: Callable[[Text, int], Mark | None]
    digits: bool = False  # it only marks words that contain a digit


def _shape(kind: str, pattern: str, strong: bool = True) -> Callable[[Text, int], Mark | None]:
    "A tagger for words that match a pattern."
    shape = re.compile(rf"(?:{pattern})(?![^\W_])", re.I)

    def read(text: Text, at: int) -> Mark | None:
        found = shape.match(text.text, text.tokens[at].start)
        return Mark(kind, found.start(), found.end(), strong) if found else None

    return read


_CHANNELS = r"(?:[257][ .]1|[124][ .]0|6[ .]1|3[ .][01])(?![^\W_])"
_SOUND = (
    r"(?:e?aac|e?-?ac-?3|dd[p+]{0,2}|ddpa|dolby[ .]digital(?:[ .]plus)?"
    r"|dts(?:[ .-]?(?:hd|x|es))?(?:[ .-]?(?:hr|m)a)?|flac|opus|true-?hd(?:[ .]atmos)?"
    r"|l?pcm|mp[23]|mpa|vorbis|atmos)"
)

TAGGERS = (
    Tagger("sound", "DD5.1, DDP5.1, DTS-HD MA 5.1, FLAC 2.0", _shape("codec", rf"{_SOUND}[ .-]?{_CHANNELS}")),
    Tagger("tags of the vocabulary", "BluRay, x264, VOSTFR, PROPER", _vocabulary),
    Tagger("edition", "Director's Cut, 25th Anniversary Edition", _edition),
    Tagger(
        "resolution", "1080p, 1920x1080, 2160p60, 4K, 16x9",
        _shape("resolution", r"\d{3,4}[pi](?:\d\d(?:\d\d)?)?|\d{3,4} ?[x×х*] ?\d{3,4}p?|[48]k(?!\w)|16x9"),
        True,
    ),
    Tagger(
        "codec", "HEVC10, 10bit, Hi10P, 6CH, DTS5",
        _shape(
            "codec",
            r"hevc\d{1,2}|divx\d|(?:8|10|12)-?bits?|10b|hi10p?|[xh]26[45]\w{0,8}|\d(?:ch|audios?)|[257]\.[01]ch"
            r"|(?:e?aac|dd[p+]?\+?|ddpa|ac3|dts|flac|opus|truehd|ma)[ .]?\d(?:[ .]\d)?(?:x\d)?"
            r"|(?:ac3|mp3|srt|flac|aac)x\d",
        ), True,
    ),
    Tagger("size", "700MB, 1.4 GB, 384kbps, 24fps",
           _shape("noise", r"\d+(?:\.\d+)?[ ]?[mg]i?b|\d+ ?[km]b(?:ps|its?)|\d\d(?:\.\d+)?fps"), True),
    Tagger(
        "source", "WEBDL1080p, HDTV720p, HDTVx264",
        _shape("source", r"(?:web(?:dl|rip)?|hdtv|bluray|bdrip|dvdrip|hdrip)-?(?:\d{3,4}p|x26[45])\w*"), True,
    ),
    Tagger("checksum", "[97681524]",
           _shape("noise", r"(?<=\[)[0-9a-f]{8}(?=\])|(?<=\()[0-9a-f]{8}(?=\))"), True),
    Tagger("discs", "2CD, 3 DVDs", _shape("noise", r"[2-9] ?(?:cd|dvd)s?"), True),
    Tagger("version", "v2", _shape("noise", r"v\d", strong=False), True),
)  # fmt: skip

_OF_WORDS = tuple(tagger for tagger in TAGGERS if not tagger.digits)
_HAS_DIGIT = re.compile(r"\d")
_YEAR = re.compile(
    r"(?<!\d)(?<!\d[.x×-])(1[89]\d\d|20[0-3]\d)(?![\dpi×*]|x\d| ?[x*] ?\d{3}|[kmg]b|[.-]\d\d[.-]\d\d)", re.I
)
YEAR_RANGE = re.compile(  # two digits apart are an episode's number, `Show 2015 - 05`, unless in brackets
    r"(?<!\d)(?P<first>(?:19|20)\d\d)(?:[-–]\d\d(?![\dx])"
    r"|\s?[-–]\s?(?:(?:19|20)\d\d(?!\d)|\d\d(?=\s?[)\]])|(?=[)\]])))"
)


def years_in(text: str) -> list[Year]:
    """Every number in a text that may be the year of a title, in order; not those of a range (`1994-2009`).

    A number at the end of a word (`Title2008`) counts only if no year stands by itself (`2006 …-GRP1973`).
    """
    spans = [found.span() for found in YEAR_RANGE.finditer(text)]
    years = [
        Year(int(year[1]), year.start(), year.end(), _bracketed(text, year))
        for year in _YEAR.finditer(text)
        if FIRST_YEAR <= int(year[1]) <= LAST_YEAR
        and not any(start <= year.start() < end for start, end in spans)
    ]
    return [year for year in years if not text[: year.start][-1:].isalpha()] or years


def _bracketed(text: str, year: re.Match[str]) -> bool:
    opened, closed = text[: year.start()].rstrip()[-1:], text[year.end() :].lstrip()[:1]
    return opened in tuple("([{") and closed in tuple(")]}")


def is_tag(text: str) -> bool:
    "True if the text of a bracket is only about the file."
    return bool(Text(text).strong)
