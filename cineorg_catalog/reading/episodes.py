"""The cheap reading of an episode's name: the title before its marks, years, country.

A text and its marks in, one reading out. It knows neither folders nor works.
"""

import re
from collections.abc import Mapping

from cineorg_catalog.reading import parts as name_parts
from cineorg_catalog.reading.dates import find_date
from cineorg_catalog.reading.episode_titles import episode_title
from cineorg_catalog.reading.marks import Marks
from cineorg_catalog.reading.parsed_name import ParsedName
from cineorg_catalog.reading.tags import country_at_end, edition_in, first_tag
from cineorg_catalog.reading.title_text import alternatives, before_tag_bracket, bracket_behind

FIRST_SEASON_YEAR = 1950  # seasons from here on are counted by years
_COMPLETE = re.compile(
    r"[\s._]+(?:the[\s._]+)?(?:complete|full|miniserie)(?:[\s._]+(?:series|season|collection))?[\s._\-\[(]*$",
    re.I,
)
_LAST_EPISODE_WORD = re.compile(r"[\s\-(\[]+(?:ep|episode|e)$", re.I)


def read_episode(text: str, marks: Marks, ids: Mapping[str, str]) -> ParsedName:
    "The reading of an episode's name whose marks were found."
    head, tail = text[: marks.start], text[marks.end :]
    title, year = _head_year(_without_counters(head, tail))
    air_year = None if year is not None else _air_year(text, marks, title)
    title, country = country_at_end(before_tag_bracket(title[: first_tag(title, 1)]))
    written = _LAST_EPISODE_WORD.sub("", title)
    title, others = alternatives(written)
    date = marks.date or (found[0] if (found := find_date(tail)) else None)
    starts_here = bool(title) or not marks.start
    return ParsedName(
        kind="series", title=title or None, year=year or air_year, season=marks.season,
        episodes=marks.episodes, date=date, absolute=marks.absolute, edition=edition_in(tail),
        country=country, ids=ids, other_titles=others,
        bracketed=bracket_behind(written), air_year=air_year is not None,
        clear=marks.sure and starts_here and not _other_number(marks, title),
        episode_title=_episode_title(marks, tail, title),
    )  # fmt: skip


def _episode_title(marks: Marks, tail: str, series: str) -> str | None:
    "What follows the marks of one episode, or of a day behind the series' title."
    if len(marks.episodes) != 1 and (marks.date is None or not series):
        return None
    return episode_title(tail, series, only_behind_a_dash=marks.how == "bare number")


def _without_counters(head: str, tail: str) -> str:
    "A title before the marks without the running number or the day that stands before them."
    if (date := find_date(head)) and not re.search(r"\w", head[date[2] :]):
        head = head[: date[1]]
    if tail.lstrip()[:1] in (")", "]"):
        head = re.sub(r"\s-\s\d{1,4}(?:\.\d)?\s*[\[(]*$", "", head)
    return _COMPLETE.sub("", head)


def _other_number(marks: Marks, title: str) -> bool:
    "Whether a day is named behind another number, which may be the episode's."
    return marks.how == "date" and bool(re.search(r"\w\W+\d", title))


def _air_year(text: str, marks: Marks, title: str) -> int | None:
    "The year of the episode: behind its marks, between them, or as the season's number."
    if marks.season is not None and FIRST_SEASON_YEAR <= marks.season <= name_parts.LAST_YEAR:
        return marks.season
    between = [year.value for year in name_parts.years(text[marks.start : marks.end]) if year.bracketed]
    return between[0] if between else _tail_year(text[marks.end :], title)


def _head_year(head: str) -> tuple[str, int | None]:
    "The title before the marks, without a year at its end, and that year."
    head = head.rstrip(" -_.,:#([{")
    found = name_parts.years(head)
    if found and (last := found[-1]).start > 0 and not re.search(r"\w", head[last.end :]):
        before = _unbracketed(head[: last.start])
        if re.search(r"\w", before) and not _range_before(before):
            return before, last.value
    return head, None


def _range_before(text: str) -> bool:
    return bool(re.search(r"(?:19|20)\d\d\s*[-–]\s*$", text))


def _tail_year(tail: str, title: str) -> int | None:
    "The year behind the marks, in brackets or before tags; neither of a range nor the title said again."
    for year in name_parts.years(tail):
        rest = tail[year.end :].lstrip(" )]")
        in_range = re.match(r"\s*[-–]\s*\d{4}", tail[year.end :]) or _range_before(tail[: year.start])
        in_place = year.bracketed or not rest or first_tag(rest) == 0 or re.match(r"v\d\b", rest, re.I)
        if in_place and not in_range and str(year.value) != title.strip():
            return year.value
    return None


def _unbracketed(text: str) -> str:
    return text.rstrip(" -_.,:([{")
