"""The titles under which one reading of a name may be looked up, the most literal one first.

Every variant is a reading of its own, so that what is found under it is judged by what it says. Pure; knows
no works.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cineorg_catalog.names import ParsedName, Reading

_ORDINAL = re.compile(r"^\s*\d{1,2}(?:\s*[.\-)]\s*|\s+-\s+)(?=\S)")
_SUBTITLE = re.compile(r"\s+-\s+|:\s+|_\s+|\s–\s")
_PREFIX = re.compile(r"^[a-z0-9]{2,8}-(?=\w)", re.I)


def variants(readings: Iterable[Reading]) -> list[Reading]:
    "Every reading with every title that it may go by, without repetition, in the order in which to trust them."
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
    if stripped := _without(_ORDINAL, title):
        yield _titled(reading, "without the number before it", stripped)
    if parsed.country:
        yield _titled(reading, "with its country", f"{title} ({parsed.country})")
    if parsed.year is not None and not parsed.air_year:
        yield from _year_in_title(reading, parsed, title)


def _year_in_title(reading: Reading, parsed: ParsedName, title: str) -> Iterator[Reading]:
    "`Death Race 2000`: what looks like the year may be a part of the title, and the name gives no year."
    yield replace(
        reading,
        how=f"{reading.how}, year in the title",
        parsed=replace(parsed, title=f"{title} {parsed.year}", year=None),
    )


def _titled(reading: Reading, how: str, title: str) -> Reading:
    return replace(reading, how=f"{reading.how}, {how}", parsed=replace(reading.parsed, title=title))


def _without(pattern: re.Pattern[str], title: str) -> str | None:
    rest = pattern.sub("", title, count=1)
    return rest if rest != title and re.search(r"\w", rest) else None


def partial(readings: Iterable[Reading]) -> list[Reading]:
    "Readings that leave words of the name out: what follows a dash or colon, what stands before it. Proposals."
    found: dict[str, Reading] = {}
    for reading in readings:
        title = reading.parsed.title or ""
        pieces = _SUBTITLE.split(title)
        pieces = [*reversed(pieces)] if len(pieces) > 1 else []
        if stripped := _without(_PREFIX, title):
            pieces.append(stripped)
        for piece in pieces:
            if re.search(r"[^\W\d]{2}", piece):
                parsed = replace(reading.parsed, title=piece.strip())
                found.setdefault(
                    piece.casefold(), Reading(f"{reading.how}, a part of it", parsed, whole=False)
                )
    return list(found.values())
