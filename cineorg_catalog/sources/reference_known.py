"""Remembers which works the files have named so far, a bit for each. Reads and writes nothing."""

from . import reference_schema as schema
from .reference_files import BadLine

_GROWTH = 65_536  # bytes


class KnownWorks:
    "The numbers of works: that of the IMDb id, or one below zero for a slug."

    def __init__(self) -> None:
        self._bits = bytearray()
        self._highest = -1
        self._last = ""
        self._slugs: dict[str, int] = {}

    def add(self, identifier: str) -> int:
        "The number under which a new work is kept. Raises BadLine where it is no new one."
        number = schema.imdb_number(identifier)
        if number is None:
            return self._add_slug(identifier)
        if self._has(number):
            raise BadLine(f"{identifier} stands here a second time")
        self._set([number])
        self._last = max(self._last, identifier)
        return number

    def add_rising(self, identifiers: list[str]) -> list[int] | None:
        """Add IMDb ids and give their numbers, if each is above all before it and so surely new.

        Above as text or as a number: IMDb sorts its files the one way, others the other. Else None.
        """
        numbers = [int(identifier[2:]) for identifier in identifiers]
        as_text = identifiers[0] > self._last and sorted(set(identifiers)) == identifiers
        if not as_text and (numbers[0] <= self._highest or sorted(set(numbers)) != numbers):
            return None
        self._set(numbers)
        self._last = max(self._last, identifiers[-1])
        return numbers

    def number(self, identifier: str) -> int | None:
        "The number of a work that was added."
        number = schema.imdb_number(identifier)
        if number is None:
            return self._slugs.get(identifier)
        return number if self._has(number) else None

    def _has(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (number & 7))

    def _set(self, numbers: list[int]) -> None:
        bits = self._bits
        self._highest = max(self._highest, *numbers)
        if self._highest >> 3 >= len(bits):
            bits.extend(bytes((self._highest >> 3) + _GROWTH - len(bits)))
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)

    def _add_slug(self, identifier: str) -> int:
        if not identifier or identifier.isspace():
            raise BadLine("no id")
        if identifier in self._slugs:
            raise BadLine(f"{identifier[:30]} stands here a second time")
        return self._slugs.setdefault(identifier, -1 - len(self._slugs))
