"""The titles under which one reading of a name may be looked up, the most literal one first.

Every variant is a reading of its own, so that what is found under it is judged by what it says. Pure; knows
no works.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..names import Reading, is_tag

_ORDINAL = re.compile(r"^\s*\d{1,2}(?:\s*[.\-)]\s*|\s+-\s+)(?=\S)")
_SUBTITLE = re.compile(r"\s+-\s+|:\s+|_\s+|\s–\s")
BEHIND_A_GROUP = "without the group that the name may start with"
_PREFIX = re.compile(r"^[a-z0-9]{2,8}-(?=\w)", re.I)


def variants(readings: Iterable[Reading]) -> list[Reading]:
    "Every reading with every title that it may go by, none twice, in the order in which to trust them."
    found: dict[tuple[object, ...], Reading] = {}
    for reading in readings:
        for variant in (reading, *_others(reading)):
            parsed = variant.parsed
            if parsed.title:
                key = (parsed.title.casefold(), parsed.year, parsed.kind, parsed.season, parsed.episodes)
                if key not in found or (variant.whole and not found[key].whole):
                    found[key] = variant
    return list(found.values())


def _others(reading: Reading) -> Iterator[Reading]:
    parsed = reading.parsed
    title = parsed.title or ""
    for other in parsed.other_titles:
        yield _titled(reading, "another title in the name", other)
    for written in (title, *parsed.other_titles):
        if stripped := _without(_ORDINAL, written):
            yield _titled(reading, "without the number before it", stripped)
    if parsed.country:
        yield _titled(reading, "with its country", f"{title} ({parsed.country})")
    if parsed.kind == "series" and parsed.year is not None:
        yield _titled(reading, "with its year", f"{title} ({parsed.year})")
    if parsed.literal:
        whole_name = replace(parsed, title=parsed.literal, year=None)
        yield replace(reading, how=f"{reading.how}, the year as a part of the title", parsed=whole_name)


def _titled(reading: Reading, how: str, title: str) -> Reading:
    return replace(reading, how=f"{reading.how}, {how}", parsed=replace(reading.parsed, title=title))


def _without(pattern: re.Pattern[str], title: str) -> str | None:
    rest = pattern.sub("", title, count=1)
    return rest if rest != title and re.search(r"\w", rest) else None


_BRACKETS = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")
_EARLIER_YEAR = re.compile(r"^(?P<title>.*?\w)[ ._(\[]+(?P<year>(?:19|20)\d\d)(?!\d)")


def partial(readings: Iterable[Reading], name: str) -> list[Reading]:
    """Readings that leave words of the name out, for proposals: what follows a dash or colon, what stands
    before it or in brackets, the title before an earlier year.
    """
    found: dict[str, Reading] = {}
    for reading in readings:
        title = reading.parsed.title or ""
        pieces = [*reversed(_SUBTITLE.split(title))] if _SUBTITLE.search(title) else []
        if reading.parsed.shorter:
            pieces.append(reading.parsed.shorter)
        if behind := _without(_PREFIX, title):
            parsed = replace(reading.parsed, title=behind)
            found.setdefault(behind.casefold(), Reading(BEHIND_A_GROUP, parsed, whole=False))
        pieces += [inside.replace("_", " ") for inside in _BRACKETS.findall(name) if not is_tag(inside)]
        for piece in pieces:
            if re.search(r"[^\W\d]{2}", piece):
                parsed = replace(reading.parsed, title=piece.strip())
                found.setdefault(
                    piece.casefold(), Reading(f"{reading.how}, a part of it", parsed, whole=False)
                )
        if earlier := _EARLIER_YEAR.match(title):
            parsed = replace(reading.parsed, title=earlier["title"], year=int(earlier["year"]))
            found.setdefault(title, Reading(f"{reading.how}, up to a year", parsed, whole=False))
    return list(found.values())
