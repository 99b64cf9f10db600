"""What a folder holds: one film with its parts and versions, or works of several titles (a shelf).

Judged by the names in it alone; no list of words knows all shelves. Pure.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from ..names import ParsedName, read_cheaply
from ..names.cleanup import without_extension
from ..normalize import fold

# CD1 and the like, and `part1` written as one word, as players stack files. "Part 1" may be of a title.
_PART_OF_A_FILE = re.compile(r"[ ._-]+(?:(?:cd|dvd|dis[ck])[ ._-]?|(?:part|pt))\d{1,2}\Z", re.IGNORECASE)


def is_one_film(names: Iterable[str]) -> bool:
    "Whether videos of these names are of at most one film: the only one, or its parts and versions."
    names = list(names)
    if len(names) < 2:
        return True
    read = [read_name(name) for name in names]
    years = {parsed.year for parsed in read if parsed.year is not None}
    is_series = any(parsed.kind == "series" for parsed in read)
    return not is_series and len(years) < 2 and len(_titles(read)) == 1


def _titles(read: Iterable[ParsedName]) -> set[str]:
    return {fold(parsed.title or "") for parsed in read}


@lru_cache(maxsize=4096)
def read_name(name: str) -> ParsedName:
    "What the name of a video says by itself, its own part of several files left out."
    return read_cheaply(_PART_OF_A_FILE.sub("", without_extension(name)))[0].parsed
