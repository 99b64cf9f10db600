"""The parts of one film on several discs: `CD1`, `disc 2`, `part1`, at the end of a name or behind its year.

Not the parts of a story (`Part II` in a title), which are films of their own.
"""

import re
from typing import NamedTuple

from .cleanup import without_extension

_MARK = re.compile(
    r"(?<![ ._\-\[(])[ ._\-\[(]++(?P<word>cd|dis[ck]|dvd|part|pt)(?P<gap>[ ._-]?)(?P<number>[1-9][0-9]?)"
    r"[\])]?(?=[ ._\-\[(]|\Z)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DVDS = 4  # DVD5 and DVD9 are kinds of disc


class Part(NamedTuple):
    """A part of a film: the name without it, and its number.

    It is not `sure` where it may belong to the title: "part1" in a name without a year before it.
    """

    film: str
    number: int
    sure: bool


def part_of(name: str, *, doubtful: bool = False) -> Part | None:
    """The part in a name without extension; None for a film in one piece.

    "Part 1" without a year before it is one only if `doubtful` ones count: it is how titles are written.
    """
    for found in reversed(list(_MARK.finditer(name))):
        word, number, before = found["word"].lower(), int(found["number"]), name[: found.start()]
        rest, dated = name[found.end() :], _YEAR.search(before) is not None
        is_disc = word not in ("part", "pt")
        behind_year = is_disc and dated  # where tags may follow
        at_end = not rest and before.strip(" ._-[(") and (is_disc or dated or doubtful or not found["gap"])
        if (behind_year or at_end) and not (word == "dvd" and number > _DVDS):
            return Part(before + rest, number, is_disc or dated)
    return None


def without_part(name: str, *, doubtful: bool = False) -> str:
    "A name without extension and without its part; see `part_of`."
    part = part_of(name, doubtful=doubtful)
    return name if part is None else part.film


# A DVD holds a film in pieces of at most 1 GB, a Blu-ray in clips that a playlist joins.
_STREAM = re.compile(r"vts_\d\d_\d(?:\..*)?|\d{5}\.m2ts", re.IGNORECASE)


def is_part(filename: str) -> bool:
    "True if a file is one of several that make up a film: its running time is not the film's."
    return _STREAM.fullmatch(filename) is not None or part_of(without_extension(filename)) is not None
