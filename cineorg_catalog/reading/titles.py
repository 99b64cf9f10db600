"""The first, cheap reading of one name: as an episode's where marks say so, else as a film's.

One text in, one reading out. It knows neither folders nor works; what a title may be called besides is handed
on as `other_titles` for those who look works up.
"""

import re
from dataclasses import replace

from cineorg_catalog.reading import parts as name_parts
from cineorg_catalog.reading.bare_numbers import find_number
from cineorg_catalog.reading.episodes import read_episode
from cineorg_catalog.reading.films import read_film
from cineorg_catalog.reading.marks import Marks
from cineorg_catalog.reading.name_marks import find_marks, find_three_digits
from cineorg_catalog.reading.parsed_name import ParsedName
from cineorg_catalog.reading.tags import first_tag, is_all_tags, without_leading_tags
from cineorg_catalog.reading.title_text import COUNTER, from_brackets, is_latin, turned, without_group

_WHOLE_SERIES = re.compile(r"(?<=\w)\W+(?:the\W+)?(?:complete|full)[\s._]+series\b", re.I)
_EARLIER_RANGE = re.compile(r"\s(\d{1,4})-(\d{1,4})\s*&$")


def read_title(name: str, kind: str | None = None) -> ParsedName:
    """Read one file, folder or release name, without its path. `kind` is a hint (movie or series) or None.

    Never raises; a name that holds no title has None for it.
    """
    text, ids = name_parts.take_ids(name.strip())
    text = name_parts.spaced(name_parts.without_site(turned(text)))
    text, group = without_group(from_brackets(without_leading_tags(COUNTER.sub("", text))))
    marks = None if kind == "movie" else find_marks(text)
    if marks is None and kind != "movie":
        marks = _bare_number(text, group)
    if marks is None and kind == "series":
        end = first_tag(text, 1)
        marks = Marks(end, end, sure=False)
    if marks is None and kind is None and (whole := _WHOLE_SERIES.search(text)):
        marks = Marks(whole.start(), whole.end(), sure=True)
    if marks is not None and not _film_of_a_day(text, marks):
        again = _said_again(text[: marks.start], text[marks.end :])
        return read_title(again) if again else read_episode(text, marks, ids)
    return read_film(text, kind, ids)


def read_three_digits(name: str) -> ParsedName | None:
    "The reading of `the.mentalist.501.hdtv` as season 5, episode 1, None where the name has no such number."
    text, ids = name_parts.take_ids(name.strip())
    text, _ = without_group(name_parts.spaced(name_parts.without_site(text)))
    marks = find_three_digits(text)
    return read_episode(text, marks, ids) if marks else None


def _film_of_a_day(text: str, marks: Marks) -> bool:
    "`09.03.08.The.Doors.(1991)`: the day it was recorded, and a film's year in brackets."
    return (
        marks.how == "date"
        and marks.start == 0
        and any(year.bracketed for year in name_parts.years(text[marks.end :]))
    )


def _said_again(head: str, tail: str) -> str | None:
    "`Босх (S2E1) / Bosch (S2E1) (2023)`: the half in Latin letters."
    found = re.match(r"\s*[)\]]?\s*[/|]\s*(?=[A-Za-z])", tail)
    return tail[found.end() :] if found and not is_latin(head) and find_marks(tail) else None


def _bare_number(text: str, group: str | None) -> Marks | None:
    """A bare number is an episode where a fansub group or the tags behind it say so, or dashes around it.

    It is not sure beside a second dash, which may begin the episode's title or end the series'.
    """
    marks = find_number(text, least=1 if group else 3)
    if marks is None:
        return None
    head, rest = text[: marks.start], text[marks.end :].strip(" -")
    if first_tag(text, 1) < marks.start:
        return None
    if not group and not _tells(head, rest, marks):
        return None
    if earlier := _EARLIER_RANGE.search(head):
        numbers = (*range(int(earlier[1]), int(earlier[2]) + 1), *marks.episodes)
        marks = replace(marks, start=earlier.start(), episodes=numbers[:2000], absolute=numbers[:2000])
    sure = marks.sure and " - " not in head and bool(group or rest)
    return replace(marks, sure=sure or (len(marks.episodes) > 1 and group is not None))


def _tells(head: str, rest: str, marks: Marks) -> bool:
    "Whether what stands around a number in dashes makes it an episode's, where no group is named."
    if (
        not marks.sure
        or (name_parts.years(rest) and len(marks.episodes) < 2)
        or re.search(r"\b(?:movie|film|part|vol)\W*$", head, re.I)
    ):
        return False
    return (
        len(marks.episodes) > 1 or marks.episodes[0] > 9 or not rest or is_all_tags(rest) or rest[0] in "[("
    )
