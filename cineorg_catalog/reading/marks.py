"""What the marks in a name say of season and episodes, and how their numbers are counted.

A value and plain functions of text; the ways of writing are in `name_marks.py` and `bare_numbers.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """What a text says of season and episodes, and where (`start` to `end`).

    `sure` is False for bare numbers, which may be a part of the title. `series` is False for a mark that
    films have too (a date). `absolute` numbers count from a series' beginning.
    """

    start: int
    end: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str | None = None
    sure: bool = True
    how: str = ""


def regex(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)


_SEASON_AGAIN = regex(r"s\d{1,4}[ ._]*(?=[ex])|(?<=[ ._-])\d{1,4}(?=x\d)")
_RANGE = regex(r"[-~]|\b(?:a|al|ao|to)\b")


def numbers_of(text: str) -> tuple[int, ...]:
    """The episodes of a mark's tail: `01-03` is a range, `01-02-04` and `01E04` are lists, `0102` a pair.

    Numbers that do not rise are no episodes; a range of more than 2,000 is read as its first number.
    """
    text = _SEASON_AGAIN.sub("", text)
    digits = re.findall(r"\d+", text)
    numbers = list(_pair(digits[0]))
    if len(digits) == 2 and _RANGE.search(text):
        return span(numbers[0], int(digits[1]))
    for number in map(int, digits[1:]):
        if number > numbers[-1]:
            numbers.append(number)
    return tuple(numbers)


def _pair(digits: str) -> Iterator[int]:
    if len(digits) == 4 and digits[0] == "0" and int(digits[2:]) == int(digits[:2]) + 1:
        return iter((int(digits[:2]), int(digits[2:])))
    return iter((int(digits),))


def span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1)) if first < last <= first + 2000 else (first,)
