"""What a folder holds: one film with its parts and versions, or several titles (a shelf).

Judged only by the names in it, because no list of words covers all shelves. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from ..names import ParsedName, Reading, read_cheaply, says_nothing, season_of
from ..names.cleanup import without_extension
from ..normalize import fold

# CD1 and the like, and `part1` as one word, as players name them. "Part 1" may belong to a title.
_PART_OF_A_FILE = re.compile(r"[ ._-]+(?:(?:cd|dvd|dis[ck])[ ._-]?|(?:part|pt))\d{1,2}\Z", re.IGNORECASE)


def is_one_film(names: Iterable[str]) -> bool:
    "True if videos with these names belong to at most one film: a single file, or its parts and versions."
    names = list(names)
    if len(names) < 2:
        return True
    read = [read_video_name(name) for name in names]
    years = {parsed.year for parsed in read if parsed.year is not None}
    is_series = any(parsed.kind == "series" for parsed in read)
    return not is_series and len(years) < 2 and len(_titles(read)) == 1


def _titles(read: Iterable[ParsedName]) -> set[str]:
    return {fold(parsed.title or "") for parsed in read}


def is_part_of_a_file(name: str) -> bool:
    "True if a file is one of several that make up a film (CD1): its running time then says nothing."
    return _PART_OF_A_FILE.search(without_extension(name)) is not None


@lru_cache(maxsize=4096)
def read_video_name(name: str) -> ParsedName:
    "What a video's name says by itself, without its part number."
    return read_cheaply(_PART_OF_A_FILE.sub("", without_extension(name)))[0].parsed


def is_shelf(folder: str, name: str, names: Iterable[str]) -> bool:
    """True if a folder with these video names holds several titles, so its name is not this file's title.

    False for the folder of a season, and for the folder of a series or film with the same name.
    """
    own = read_video_name(name)
    if season_of(folder) is not None or own.kind == "series" or _is_called(own, read_video_name(folder)):
        return False
    first = None
    for other in names:
        title = _film_title(other)
        if title and first not in (None, title):
            return True
        first = title or first
    return False


def _film_title(name: str) -> str | None:
    "The key of the title in a video's name alone; None if it is only a number followed by words."
    parsed = read_video_name(name)
    if parsed.kind == "series" or not parsed.title or says_nothing(name):
        return None
    numbered = parsed.year is None and parsed.title[:1].isdigit()
    return None if numbered else fold(parsed.title)


def _is_called(own: ParsedName, folder: ParsedName) -> bool:
    return bool(own.title and folder.title) and fold(own.title or "") == fold(folder.title or "")


def with_folder_weighed(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, weighed by what the folder adds.

    If the file has its own title and year, a folder without a year is not a reading; a folder with the same
    title and year confirms a reading that left words of the name out.
    """
    own = next((reading for reading in readings if reading.how != "folder"), readings[0])
    folder = next((reading.parsed for reading in readings if reading.how == "folder"), None)
    said = own.parsed
    if folder is None or said.kind == "series" or not said.title or said.year is None:
        return list(readings)
    if folder.year is None and folder.kind != "series":
        return [reading for reading in readings if reading.how != "folder"] or list(readings)
    if not own.whole and folder.clear and said.year == folder.year and _is_called(said, folder):
        return [replace(reading, whole=True) if reading is own else reading for reading in readings]
    return list(readings)
