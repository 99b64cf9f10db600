"""How numbers are counted in names: lists, ranges and pairs, and what is a number of something else.

Text in, numbers out; nothing here knows what is counted. Every pattern is bounded, and no range holds more
than LONGEST_RANGE numbers.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .model import Token
from .taggers import Text

LONGEST_RANGE = 2000
RESOLUTIONS = frozenset({480, 540, 576, 720, 1080, 1440, 2160})
TO = r"(?:-|~|–|to|al?|ao|à|bis|по)"
_AND = r"(?:-|~|–|&|\+|,|and|en|al|ao|y|et|à|to|bis|und)"
MORE = (
    r"(?:"
    rf"[ ._]{{0,2}}{_AND}?[ ._]{{0,2}}(?:s\d{{1,2}}[ ._]?)?(?:e[ ._]?|ep(?=\d)|x(?!26[456])[ ._]?)"
    r"\d{1,5}(?![\dpi])"
    r"|[ ._]?(?:[-&+~,]|al?|ao|to|à|e|y|and|bis)?[ ._]?(?:\d{1,2}|20\d\d)[xх]\d{2,3}(?![\dp])"
    r"|(?:[-~+&,]|and)\d{1,5}(?![\w*]|\.\d)"
    r"|\ (?:-|&|and|en)\ (?=\d\d?\b(?:\ -|\ ?$|\ ?[\[(]))\d{1,2}"
    r"){0,40}"
)
UP_TO = rf"(?:[ ]?{TO}[ ]?\d{{1,4}}(?!\w))?"


def regex(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)


class Counted(NamedTuple):
    "Numbers of one kind and where they stand; `several` says that a range of seasons is meant."

    start: int
    end: int
    numbers: tuple[int, ...]
    several: bool = False
    season: int | None = None


def is_decimal(text: Text, token: Token) -> bool:
    "Whether a number is the second half of one like 5.1, or a factor like 2.0x3."
    before = text.text[max(0, token.start - 2) : token.start]
    if before[-1:] == ".":
        return bool(re.search(r"(?<!\d)\d{1,2}\.$", text.text[max(0, token.start - 4) : token.start]))
    return before[-1:] in ("*", "+")


def is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and 1900 <= int(number) <= 2039


_SEASON_AGAIN = regex(r"s\d{1,4}[ ._]*(?=[ex])|(?<=[ ._&+,~-])\d{1,4}(?=[xх]\d)")
_RANGE = regex(rf"[-~–]|(?<![a-z]){TO}(?![a-z])")
_MARKED = regex(r"[ex]p? ?\d")


def numbers_of(text: str) -> tuple[int, ...]:
    """The episodes of a mark's tail: `01-03` is a range, `01-02-04` and `01E04` are lists, `0102` a pair.

    Bare numbers that do not rise are no episodes, and no more is what looks like a resolution.
    """
    text = _SEASON_AGAIN.sub("", text)
    digits = re.findall(r"\d+", text)
    numbers = list(_doubled(digits[0]))
    if len(digits) == 2 and _RANGE.search(text):
        last = int(digits[1])
        return (numbers[0],) if last in RESOLUTIONS else span(numbers[0], last)
    marked = bool(_MARKED.search(text))
    for digit in digits[1:]:
        number = int(digit)
        if number > numbers[-1] or (marked and number not in numbers):
            numbers.append(number)
    return tuple(numbers)


def _doubled(digits: str) -> Iterator[int]:
    if len(digits) == 4 and digits[0] == "0" != digits[1] and int(digits[2:]) == int(digits[:2]) + 1:
        return iter((int(digits[:2]), int(digits[2:])))
    return iter((int(digits),))


def span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1)) if first < last <= first + LONGEST_RANGE else (first,)
