"""Reads responses that may hold anything: a field of the wrong type or size counts as missing.

A response without its essential parts (no object, no id) is Nonsense; callers require them with `expect`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any

from ..external_ids import is_id
from .registry import Nonsense

LONGEST_TITLE, LONGEST_TEXT = 500, 20_000
MOST_ITEMS = 20_000
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class Answer:
    "One JSON object of a response."

    def __init__(self, value: Mapping[str, Any]) -> None:
        self._value = value

    @property
    def is_empty(self) -> bool:
        "True if it has no content."
        return not self._value

    def title(self, *names: str) -> str | None:
        "The first of these fields that holds text, on one line."
        return next(filter(None, (one_line(self._value.get(name)) for name in names)), None)

    def text(self, name: str) -> str | None:
        "A longer text, with its paragraphs."
        return paragraphs(self._value.get(name))

    def secret(self, name: str) -> str | None:
        "A token that fits into a header."
        value = self._value.get(name)
        ok = isinstance(value, str) and value.isascii() and value.isprintable() and 0 < len(value) < 4096
        return value if ok else None

    def number(self, name: str) -> int | None:
        "A non-negative whole number."
        value = self._value.get(name)
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
            value = int(value)
        return value if type(value) is int and 0 <= value < 1 << 31 else None

    def identity(self, name: str) -> str | None:
        "A numeric id, as text."
        value = self.number(name)
        return str(value) if value else None

    def imdb(self, name: str) -> str | None:
        "An IMDb id."
        return known_id("imdb", self._value.get(name))

    def rating(self, name: str) -> float | None:
        "A rating above 0 and up to 10; 0 means that nobody has voted."
        value = self._value.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 10:
            return None
        return round(float(value), 1)

    def date(self, name: str) -> str | None:
        "An existing date, as YYYY-MM-DD."
        return iso_date(self._value.get(name))

    def year(self, *names: str) -> int | None:
        "The year of the first of these fields that holds a date."
        day = next(filter(None, (self.date(name) for name in names)), None)
        return int(day[:4]) if day else None

    def flag(self, name: str) -> bool:
        "True if the field is true."
        return self._value.get(name) is True

    def child(self, name: str) -> "Answer":
        "The object in a field; an empty one if there is none."
        value = self._value.get(name)
        return Answer(value if isinstance(value, dict) else {})

    def children(self, name: str) -> Iterator["Answer"]:
        "The objects in a list."
        return objects(self._value.get(name))

    def texts(self, name: str) -> tuple[str, ...]:
        "The strings in a list, without repeats."
        value = self._value.get(name)
        lines = (one_line(item) for item in value[:MOST_ITEMS]) if isinstance(value, list) else ()
        return tuple(dict.fromkeys(filter(None, lines)))

    def languages(self, name: str) -> dict[str, str]:
        "A mapping of language codes to texts."
        value = self._value.get(name)
        pairs = value.items() if isinstance(value, dict) else ()
        return {code: text for code, text in ((str(key), paragraphs(item)) for key, item in pairs) if text}


def expect(value: Any, title: str) -> Answer:
    "The object that a response must be; an empty one for no response (404).  Raises Nonsense."
    if not isinstance(value, dict | None):
        raise undocumented(title)
    return Answer(value or {})


def expect_list(value: Any, title: str) -> Iterator[Answer]:
    "The objects in the list that a response must be; none for no response (404).  Raises Nonsense."
    if not isinstance(value, list | None):
        raise undocumented(title)
    return objects(value)


def undocumented(title: str) -> Nonsense:
    "The error for a response of a different shape than documented."
    return Nonsense(f"{title} responded in a form that it does not document.")


def objects(value: Any) -> Iterator[Answer]:
    "The objects in a value that should be a list of them."
    items = value[:MOST_ITEMS] if isinstance(value, list) else ()
    return (Answer(item) for item in items if isinstance(item, dict))


def one_line(value: Any) -> str | None:
    "A text on one line, without control characters, of limited length."
    if not isinstance(value, str):
        return None
    shown = value[: 4 * LONGEST_TITLE]
    if not shown.isprintable():
        shown = "".join(char if char.isprintable() else " " for char in shown)
    return " ".join(shown.split())[:LONGEST_TITLE] or None


def paragraphs(value: Any) -> str | None:
    "A text with its line breaks, without other control characters."
    if not isinstance(value, str):
        return None
    lines = (
        (line if line.isprintable() else "".join(filter(_is_text, line))).strip()
        for line in value[:LONGEST_TEXT].splitlines()
    )
    return "\n".join(lines).strip() or None


def _is_text(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn") or char in "\u200c\u200d"


def without_markup(value: Any) -> str | None:
    "The text of an HTML fragment."
    if not isinstance(value, str):
        return None
    parser = _Text()
    parser.feed(value[:LONGEST_TEXT])
    parser.close()
    return paragraphs("".join(parser.pieces))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("p", "br") and self.pieces:
            self.pieces.append("\n")


def iso_date(value: Any) -> str | None:
    "An existing date, as YYYY-MM-DD; what follows it is ignored."
    found = _DATE.match(value) if isinstance(value, str) else None
    if not found or not 1870 <= int(found[1]) <= 2100:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def known_id(source: str, value: Any) -> str | None:
    "An id of that source in its own format, or None."
    text = str(value).strip() if isinstance(value, str | int) else ""
    return text if is_id(source, text) else None


def known_ids(**stated: Any) -> dict[str, str]:
    "Those of the ids that are well-formed."
    ids = {source: known_id(source, value) for source, value in stated.items()}
    return {source: value for source, value in ids.items() if value is not None}
