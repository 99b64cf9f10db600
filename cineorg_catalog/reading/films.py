"""The cheap reading of a film's name: its year, the title before (or behind) it, the edition.

One text in, one reading out. It knows neither folders nor works.
"""

import re
from collections.abc import Mapping

from cineorg_catalog.reading import parts as name_parts
from cineorg_catalog.reading.dates import find_date
from cineorg_catalog.reading.parsed_name import ParsedName
from cineorg_catalog.reading.parts import Year
from cineorg_catalog.reading.tags import (
    edition_in,
    first_tag,
    is_all_tags,
    names_language,
    without_trailing_tags,
)
from cineorg_catalog.reading.title_text import (
    alternatives,
    before_tag_bracket,
    bracket_behind,
    opened,
    part_number,
    tidy,
)


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
