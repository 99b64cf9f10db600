"""The format of IMDb's files of people → who directed a title, its first actors, and their names.

title.principals has some ninety million lines, most of them about episodes: a block is searched with one
pattern, and only the lines of known works are looked at in Python. What is kept in memory is one bit per
person.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from . import schema
from .imdb_files import Batch, DatasetFile, KnownWorks

ACTORS = 5  # of each title
DIRECTORS = 10
_PERSON = r"nm([0-9]{7,8})"
_ACTOR = re.compile(
    rf"^(tt[0-9]{{7,8}})\t([0-9]{{1,4}})\t{_PERSON}\t(?:actor|actress|self)\t[^\t\n]*\t([^\n]*)$", re.M
)
_DIRECTOR = re.compile(rf"^(tt[0-9]{{7,8}})\t([0-9]{{1,4}})\t{_PERSON}\tdirector\t[^\t\n]*\t([^\n]*)$", re.M)
_CREW = re.compile(r"^(tt[0-9]{7,8})\t(nm[0-9]{7,8}(?:,nm[0-9]{7,8})*)\t", re.M)
_NAME = re.compile(rf"^{_PERSON}\t([^\t\n]+)\t", re.M)
Found = tuple[str, str, str, str]  # work, place, person and characters, as they are written
Credits = list[tuple[int, int, int, int, str]]  # rows of `credits`: "" for no character


def read_people(files: Mapping[str, DatasetFile], known: KnownWorks) -> Iterator[Batch]:
    "The directors and first actors of known works, then the names of these people. Raises ReferenceFault."
    if "name.basics" not in files:
        return
    people = _People()
    if "title.crew" in files:
        yield from _crew(files["title.crew"], known, people)
    if "title.principals" in files:
        roles = {schema.ACTOR: (_ACTOR, ACTORS)}
        if "title.crew" not in files:
            roles[schema.DIRECTOR] = (_DIRECTOR, DIRECTORS)
        yield from _principals(files["title.principals"], known, people, roles)
    for read, bad, text in files["name.basics"].texts():
        found = ((int(number), name) for number, name in _NAME.findall(text))
        named = [(number, name) for number, name in found if number in people]
        yield Batch(files["name.basics"].path.name, read, bad, people=named)


class _People:
    "The numbers of the people that have a credit."

    def __init__(self) -> None:
        self._bits = bytearray(1 << 22)

    def add(self, number: int) -> None:
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + (1 << 20) - len(self._bits)))
        self._bits[place] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (number & 7))


def _crew(file: DatasetFile, known: KnownWorks, people: _People) -> Iterator[Batch]:
    for read, bad, text in file.texts():
        rows: Credits = []
        for work, persons in _CREW.findall(text):
            if (number := known.number(work)) is not None:
                directors = dict.fromkeys(int(person[2:]) for person in persons.split(","))
                for place, person in enumerate(list(directors)[:DIRECTORS]):
                    people.add(person)
                    rows.append((number, schema.DIRECTOR, place, person, ""))
        yield Batch(file.path.name, read, bad, credits=rows)


def _principals(
    file: DatasetFile,
    known: KnownWorks,
    people: _People,
    roles: Mapping[int, tuple[re.Pattern[str], int]],
) -> Iterator[Batch]:
    "The first of each role; the lines of a title stand together, but not always in one block."
    begun: dict[int, list[Found]] = {role: [] for role in roles}
    for read, bad, text in file.texts():
        rows: Credits = []
        for role, (pattern, most) in roles.items():
            found = begun[role] + pattern.findall(text)
            last = found[-1][0] if found else ""
            whole = len(found)
            while whole and found[whole - 1][0] == last:
                whole -= 1
            begun[role] = found[whole:]
            rows += _first(found[:whole], role, most, known.number, people)
        yield Batch(file.path.name, read, bad, credits=rows)
    rows = [
        row
        for role, (_, most) in roles.items()
        for row in _first(begun[role], role, most, known.number, people)
    ]
    yield Batch(file.path.name, 1.0, [], credits=rows)


def _first(
    found: Iterable[Found], role: int, most: int, number_of: Callable[[str], int | None], people: _People
) -> Credits:
    rows: Credits = []
    for work, group in groupby(found, key=itemgetter(0)):
        if (number := number_of(work)) is not None:
            by_person: dict[str, tuple[int, str]] = {}
            for _, place, person, character in group:
                by_person.setdefault(person, (int(place), character))
            first = sorted(by_person.items(), key=itemgetter(1))[:most]
            for position, (person, (_, characters)) in enumerate(first):
                people.add(int(person))
                rows.append((number, role, position, int(person), _character(characters)))
    return rows


def _character(text: str) -> str:
    'The first name in `["Neo","Thomas A. Anderson"]`; "" for none.'
    if not text.startswith("["):
        return ""
    try:
        names = json.loads(text)
    except ValueError:
        return ""
    return names[0] if isinstance(names, list) and names and isinstance(names[0], str) else ""
