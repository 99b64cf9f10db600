"""One reading of one name: as an episode where its numbers say so, else as a film.

Text in, a `ParsedName` out. Other titles that the name may mean travel along in `other_titles`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from ..external_ids import take_ids
from . import cleanup as name_parts
from .cleanup import Year
from .model import ParsedName
from .numbering import Marks, find_date, find_marks, find_number, find_three_digits
from .title import (
    COUNTER,
    alternatives,
    before_tag_bracket,
    bracket_behind,
    episode_title,
    from_brackets,
    is_latin,
    opened,
    part_number,
    tidy,
    turned,
    without_group,
)
from .vocabulary import (
    country_at_end,
    edition_in,
    first_tag,
    is_all_tags,
    names_language,
    without_leading_tags,
    without_trailing_tags,
)

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


def read_film(text: str, kind: str | None, ids: Mapping[str, str]) -> ParsedName:
    "The reading of a name without episode marks."
    text, date = _without_first_date(text)
    year, raw = _film_year(text)
    before_tags = text[: first_tag(text, 1)]
    raw = before_tag_bracket(raw if year else before_tags)
    tail = text[year.end :] if year else text[len(raw) :]
    short, edition = without_trailing_tags(raw, languages=not names_language(tail))
    is_release = first_tag(text) < len(text)
    written = short if is_release else raw
    title, others = alternatives(written)
    shorter = None if is_release else tidy(short)
    further = [tidy(raw), *alternatives(raw)[1], *others, *_around_year(text, year, title)]
    if year and year.start > len(before_tags):
        further.append(tidy(opened(text[: year.start])))
    return ParsedName(
        kind=kind or "movie", title=title or None, year=year.value if year else None, date=date,
        part=part_number(title), edition=edition or edition_in(tail), ids=ids,
        other_titles=tuple(dict.fromkeys(other for other in further if other and other != title)),
        bracketed=bracket_behind(written),
        behind_year=None if is_release or edition_in(tail) else _behind_year(text, year),
        shorter=shorter if shorter != title else None,
        literal=tidy(before_tags) if year and not year.bracketed else None,
        clear=year is not None and not _special_follows(tail),
    )  # fmt: skip


def _without_first_date(text: str) -> tuple[str, str | None]:
    "A film's name without the day it starts with (of a recording), and that day."
    found = find_date(text)
    if found and found[1] == 0 and re.search(r"[^\W\d]", rest := text[found[2] :].lstrip(" -_.")):
        return rest, found[0]
    return text, None


def _special_follows(tail: str) -> bool:
    "Whether `Christmas Special` stands behind the year: then the name may be a series' after all."
    return bool(re.match(r"(?:\W+\w+){0,2}\W+special\b", tail, re.I))


_DISC = re.compile(r"(?:cd|dvd|dis[ck]|part|pt|vol|teil)\W*\d+", re.I)


def _behind_year(text: str, year: Year | None) -> str | None:
    "`garden` of `holiday_2019_garden`: words behind a bare year, in a name that has no tags to stand among."
    if year is None or year.start == 0 or year.bracketed:
        return None
    words, _ = without_trailing_tags(text[year.end :].strip(" -_.,"))
    is_said = re.search(r"[^\W\d]{3}", words) and not is_all_tags(words) and not _DISC.fullmatch(words)
    return words if is_said else None


def _around_year(text: str, year: Year | None, title: str) -> list[str]:
    "`Harry Potter 2009 und der Halbblutprinz German`: the title with the words behind the year."
    if year is None or year.start == 0 or not title:
        return []
    tail = text[year.end :]
    words, _ = without_trailing_tags(before_tag_bracket(tail[: first_tag(tail)]))
    words = words.strip(" )]}-")
    return [f"{title} {words}"] if re.search(r"[^\W\d]{2}", words) and not is_all_tags(words) else []


def _film_year(text: str) -> tuple[Year | None, str]:
    """The year of the work and the title before it (or after it, where it comes first).

    A year in brackets of its own counts before others, then the last one before the tags, then one behind
    them.
    """
    found = name_parts.years(text)
    tags = first_tag(text, 1)
    inside = [year for year in found if year.start < tags]
    ranked = [year for year in inside if year.bracketed] or inside
    for year in reversed(ranked):
        title = opened(text[: year.start])
        if re.search(r"\w", title):
            return year, title
    if ranked and (rest := _after_year(text, ranked[0])):
        return ranked[0], rest
    if not inside and found and re.search(r"\w", text[:tags]):
        return found[0], text[:tags]
    return None, text


def _after_year(text: str, year: Year) -> str | None:
    "The title behind a year that comes first, `1993 - Jurassic Park`, if one follows."
    rest = text[year.end :].lstrip(" )]}-_.,:")
    title = rest[: first_tag(rest)]
    return title if re.search(r"[^\W\d]{2}", title) and not is_all_tags(title) else None


_WHOLE_SERIES = re.compile(r"(?<=\w)\W+(?:the\W+)?(?:complete|full)[\s._]+series\b", re.I)
_EARLIER_RANGE = re.compile(r"\s(\d{1,4})-(\d{1,4})\s*&$")


def read_title(name: str, kind: str | None = None) -> ParsedName:
    """Read one file, folder or release name, without its path. `kind` is a hint (movie or series) or None.

    Never raises; a name that holds no title has None for it.
    """
    text, ids = take_ids(name.strip())
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
    text, ids = take_ids(name.strip())
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
