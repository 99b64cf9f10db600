"""An episode's name: the title before its numbering, year and country; what follows, its own title and year.

One name and one hypothesis of its numbers in, one reading out.
"""

import re

from . import title
from .dates import find_date
from .episode_title import episode_title
from .model import Numbering, ParsedName, Year
from .taggers import LAST_YEAR, YEAR_RANGE, Text
from .title import Name

FIRST_SEASON_YEAR = 1950  # seasons from here on are counted by years
_COMPLETE = re.compile(
    r"[\s._-]+(?:the[\s._]+)?(?:complete|full|miniserie|int[eé]grale?)(?:[\s._]+(?:series|season|collection))?"
    r"[\s._\-\[(]*$",
    re.I,
)
_LAST_EPISODE_WORD = re.compile(r"[\s\-(\[]+(?:ep|episode)$", re.I)
_RUNNING_NUMBER = re.compile(r"\s-\s\d{1,4}(?:\.\d)?\s*[\[(]*$")


def read_episode(name: Name, numbering: Numbering) -> ParsedName:
    "The title before the numbering, its year and country; what follows, the episode's title and year."
    text = name.text
    end = _head_end(text, numbering)
    head, year = _year_at_end(text, end)
    air_year = None if year is not None else _air_year(text, numbering, text.text[:head])
    head = min(head, text.first_tag(1))
    head = title.end_before_tag_bracket(text, 0, head)
    shown, country = title.country_at_end(title.trimmed(title.written(text, 0, head)))
    written = _LAST_EPISODE_WORD.sub("", shown)
    if numbering.how == "glued" and " " not in written:
        written = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", written)
    main, others = title.alternatives(written, keep_bracket=True)
    if numbering.spelt and main:
        others = (*others, title.tidy(title.written(text, 0, numbering.spelt)))
    tail = text.text[numbering.end :]
    date = numbering.date or (found[0] if (found := find_date(tail)) else None)
    starts_here = bool(main) or not numbering.start
    return ParsedName(
        kind="series", title=main or None, year=year or air_year, season=numbering.season,
        episodes=numbering.episodes, date=date, absolute=numbering.absolute, part=numbering.part,
        edition=title.edition_in(text, numbering.end), country=country, ids=name.ids, other_titles=others,
        bracketed=title.bracket_behind(written), air_year=air_year is not None,
        clear=numbering.sure and starts_here and not _other_number(numbering, main),
        episode_title=_episode_title(numbering, tail, main),
    )  # fmt: skip


def _head_end(text: Text, numbering: Numbering) -> int:
    "Where the title may end at the latest: before the numbering, and a running number or day before that."
    head, tail = text.text[: numbering.start], text.text[numbering.end :]
    if numbering.how != "date" and (date := find_date(head)) and not re.search(r"\w", head[date[2] :]):
        head = head[: date[1]]
    if tail.lstrip()[:1] in (")", "]"):
        head = _RUNNING_NUMBER.sub("", head)
    return len(_COMPLETE.sub("", head))


def _year_at_end(text: Text, end: int) -> tuple[int, int | None]:
    "Where the title ends before the year that stands at its end, and that year; a span's first year."
    head = text.text[:end].rstrip(" -_.,:#([{")
    if (found := YEAR_RANGE.search(head + ")")) and found.end() >= len(head) and found.start() > 0:
        return found.start(), int(found["first"])
    shown, year = title.year_before(head, text.years)
    return len(shown), year


def _other_number(numbering: Numbering, title_before: str) -> bool:
    "Whether a day is named behind another number, which may be the episode's."
    return numbering.how == "date" and bool(re.search(r"\w\W+\d", title_before))


def _episode_title(numbering: Numbering, tail: str, series: str) -> str | None:
    "What follows the marks of one episode, or of a day behind the series' title."
    if len(numbering.episodes) != 1 and (numbering.date is None or not series):
        return None
    return episode_title(tail, series, only_behind_a_dash=numbering.how == "bare number")


def _air_year(text: Text, numbering: Numbering, head: str) -> int | None:
    "The year of the episode: behind its marks, between them, or as the season's number."
    if numbering.season is not None and FIRST_SEASON_YEAR <= numbering.season <= LAST_YEAR:
        return numbering.season
    inside = [year for year in text.years if numbering.start <= year.start < numbering.end and year.bracketed]
    return inside[0].value if inside else _tail_year(text, numbering.end, head)


def _tail_year(text: Text, start: int, head: str) -> int | None:
    "The year behind the marks, in brackets or before tags; neither of a range nor the title said again."
    for year in text.years:
        if year.start >= start and _is_in_place(text, year) and str(year.value) != head.strip():
            return year.value
    return None


def _is_in_place(text: Text, year: Year) -> bool:
    rest = text.text[year.end :].lstrip(" )],")
    at = len(text.text) - len(rest)
    before = text.text[: year.start].rstrip()[-1:]
    return (
        year.bracketed or not rest or rest[0] in "([" or text.first_tag(at) == at or before == "["
        or re.match(r"v\d\b", rest, re.I) is not None
    )  # fmt: skip
