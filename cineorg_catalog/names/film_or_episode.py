"""One reading of one name: as an episode's, by its numbering, or as a film's.

Text and marks in, a `ParsedName` out; knows neither folders nor existing titles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import title
from .model import Mark, Numbering, ParsedName, Year
from .numbering import find_date
from .spelt_numbers import HAN_TOTAL
from .taggers import LAST_YEAR, YEAR_RANGE, Text
from .title import Name, episode_title
from .vocabulary import (
    BARE_COUNTRIES,
    BROADCASTERS,
    EDITIONS_IN_TITLES,
    EXTRAS,
    SEASON_WORDS,
    SPECIAL_WORDS,
    STEREO,
    WEAK_SEASON_WORDS,
)

FIRST_SEASON_YEAR = 1930  # season numbers from here on are years
_COMPLETE = re.compile(
    r"(?:^the[\s._]+|[\s._-]+(?:the[\s._]+)?)(?:complete|full|miniserie|int[eé]grale?)(?:[\s._]+(?:series|season|collection))?"
    rf"[\s._\-\[(]*$|[\W_]*{HAN_TOTAL}\W*$",
    re.I,
)
_MARKED_TITLE = re.compile(  # `Show (US) - Title of the Episode S01E02`
    rf"(?P<title>[^()\[\]]*\w \((?:(?:19|20)\d\d|{'|'.join(sorted(BARE_COUNTRIES))})\)) - [^()\[\]]*[^\W\d]"
)
_LAST_EPISODE_WORD = re.compile(r"[\s\-(\[]+(?:ep|episode)$", re.I)
_RUNNING_NUMBER = re.compile(r"\s-\s(?:[Ee]pisode )?\d{1,4}(?:\.\d)?\s*[\[(]*$")


def read_episode(name: Name, numbering: Numbering) -> ParsedName:
    "The title before the numbering, with year and country; after it, the episode's title and year."
    if numbering.behind:
        name, numbering = _without_its_start(name, numbering)
    text = name.text
    end = _head_end(text, numbering)
    head, year = _year_at_end(text, end)
    air_year = None if year is not None else _air_year(text, numbering, text.text[:head])
    if text.first_tag(1) < head:
        head, _ = title.end_without_tags(text, 0, text.first_tag(1))
    head = title.end_before_tag_bracket(text, 0, head)
    inside = None
    if numbering.how != "bare number":
        head, inside = title.before_open_bracket(text.text, head)
    shown, country = title.country_at_end(title.trimmed(title.written(text, 0, head)))
    written = _LAST_EPISODE_WORD.sub("", shown)
    if numbering.how == "glued" and " " not in written:
        written = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", written)
    main, others = title.alternatives(written, keep_bracket=True)
    others = (*others, *filter(None, (inside,)))
    if numbering.spelt and main and not inside:
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
        episode_title=None if _is_recorded(text, numbering) else _episode_title(numbering, tail, main),
        shorter=_without_season_word(main),
        like_tags=text.text[numbering.start : numbering.end] if numbering.how == "special" else None,
    )  # fmt: skip


def _without_its_start(name: Name, numbering: Numbering) -> tuple[Name, Numbering]:
    "`Ep 05 - Show Season 2` without the episode in front, which the numbering has."
    text, cut = name.text, numbering.behind
    spelt = numbering.spelt and numbering.spelt - cut
    moved = replace(numbering, start=numbering.start - cut, end=numbering.end - cut, spelt=spelt, behind=0)
    return replace(name, text=Text(text.text[cut:], text.raw[cut:])), moved


def _head_end(text: Text, numbering: Numbering) -> int:
    "The latest end of the title: before the numbering, and before a running number or day ahead of it."
    head, tail = text.text[: numbering.start], text.text[numbering.end :]
    if numbering.how != "date" and (date := find_date(head)) and text.is_all_tags(date[2], len(head)):
        head = head[: date[1]] or head  # `11.22.63.S01E01`
    if tail.lstrip()[:1] in (")", "]"):
        head = _RUNNING_NUMBER.sub("", head)
    if (marked := _MARKED_TITLE.match(head)) and numbering.how == "season and episode":
        head = marked["title"]
    return len(_COMPLETE.sub("", head))


def _year_at_end(text: Text, end: int) -> tuple[int, int | None]:
    "The end of the title before a year at its end, and that year; of a range, the first year."
    head = text.text[:end].rstrip(" -_.,:#([{")
    found = YEAR_RANGE.search(head if head.endswith(")") else head + ")")
    if found and found.end() >= len(head.rstrip(" )]}")) and found.start() > 0:
        return len(head[: found.start()].rstrip(" ([{")), int(found["first"])
    shown, year = title.year_before(head, text.years)
    return len(shown), year


def _other_number(numbering: Numbering, title_before: str) -> bool:
    "True if a day follows another number, which may be the episode's."
    return numbering.how == "date" and bool(re.search(r"\w\W+\d", title_before))


def _episode_title(numbering: Numbering, tail: str, series: str) -> str | None:
    "The text after the marks of one episode, or after a day that follows the series' title."
    if len(numbering.episodes) != 1 and (numbering.date is None or not series):
        return None
    if (day := find_date(tail)) and not re.search(r"\w", tail[: day[1]]):  # `S10E24 - October 8, 2023`
        tail = tail[day[2] :]
    return episode_title(tail, series, only_behind_a_dash=numbering.how == "bare number")


_DAY_AND_TIME = re.compile(r"\d\d\.\d\d\.\d\d[_ ]\d\d-\d\d")


def _is_recorded(text: Text, numbering: Numbering) -> bool:
    "True for the day and time of a recording, `21.12.14_20-15`: station and length follow, no title."
    return numbering.how == "date" and bool(_DAY_AND_TIME.match(text.raw, numbering.start))


def _without_season_word(main: str) -> str | None:
    "`Show Season` of `Show.Season.S02.E05`, which may also be a title: without its last word."
    words = main.split()
    if len(words) < 2 or words[-1].casefold() not in SEASON_WORDS - WEAK_SEASON_WORDS:
        return None
    return title.tidy(" ".join(words[:-1])) or None


def _air_year(text: Text, numbering: Numbering, head: str) -> int | None:
    "The year of the episode: after its marks, between them, or as the season number."
    if numbering.season is not None and FIRST_SEASON_YEAR <= numbering.season <= LAST_YEAR:
        return numbering.season
    inside = [year for year in text.years if numbering.start <= year.start < numbering.end and year.bracketed]
    return inside[0].value if inside else _tail_year(text, numbering.end, head)


def _tail_year(text: Text, start: int, head: str) -> int | None:
    "The year after the marks, in brackets or before tags; not of a range or of a repeated title."
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


_SPECIAL = re.compile(r"(?:\W+\w+){0,2}\W+special\b", re.I)
_SPAN_IN_BRACKETS = re.compile(
    r"[\[(](?:19|20)\d\d ?[-–] ?(?:(?:19|20)?\d\d)?[\])]"
)  # the years in which a series ran
_BROADCASTER = re.compile(rf"(?:{'|'.join(BROADCASTERS)})\s+(?:-\s)?(?!earth|one|two|four)(?=\w+)", re.I)


@dataclass(frozen=True, slots=True)
class _Place:
    """The position of a film's title: from `start` to `end`, or to `short` without soft words and edition.

    `tags` is the position of the first strong tag, `tail` the beginning of what follows.
    """

    text: Text
    year: Year | None
    start: int
    end: int
    short: int
    tags: int
    tail: int
    edition: str | None
    keeps_languages: bool

    @property
    def is_release(self) -> bool:
        return self.text.first_tag() < len(self.text.text)

    @property
    def shown_end(self) -> int:
        "The end of the title to show: without its last soft words in a release, or before a long edition."
        cut_anyway = self.edition is not None and " " in self.edition and self.year is not None
        return self.short if self.is_release or cut_anyway else self.end

    @property
    def written(self) -> str:
        "The title to show."
        return title.written(self.text, self.start, self.shown_end)


def read_film(name: Name, kind: str | None) -> ParsedName:
    "The film's year, the title before (or after) it, and the edition."
    text, date = _without_first_date(name.text)
    place = _place(text)
    year, written = place.year, place.written
    main, others = _titles(place, written)
    further = (*_further(place), *others, *_around_year(text, year, main), *_with_group(name.group, main))
    if date is not None:
        behind = len(name.text.text) - len(text.text) + place.shown_end
        further = (*further, title.tidy(title.written(name.text, 0, behind)))
    shorter = None if place.is_release else title.tidy(title.written(text, place.start, place.short))
    edition = title.edition_in(text, min(place.end, place.tail))
    return ParsedName(
        kind=kind or "movie", title=main or None, year=year.value if year else None, date=date,
        part=title.part_number(main), edition=place.edition or edition, ids=name.ids,
        other_titles=tuple(dict.fromkeys(other for other in further if other and other != main)),
        bracketed=title.bracket_behind(written),
        behind_year=None if place.is_release or edition else _behind_year(text, year),
        shorter=shorter if shorter != main else None,
        literal=title.tidy(text.text[: place.tags]) if year and not year.bracketed else None,
        clear=year is not None and not _SPECIAL.match(text.text, year.end), like_tags=_like_tags(place),
    )  # fmt: skip


def _with_group(group: str | None, main: str) -> list[str]:
    "`[REC] 2`: a number behind a bracket of letters may be all that the bracket leaves of the title."
    return [f"{group} {main}"] if group and group.isalpha() and main[:1].isdigit() else []


def _place(text: Text) -> _Place:
    tags = min(text.first_tag(1), _end_before_a_mark(text))
    year, start, end = _film_year(text, tags)
    end = title.end_before_tag_bracket(text, start, end if year else min(end, tags))
    tail = year.end if year else end
    keeps_languages = _names_language(text, max(tail, end)) or _is_english(text, end, year)
    short, edition = title.end_without_tags(text, start, end, languages=not keeps_languages)
    return _Place(text, year, start, end, short, tags, tail, edition, keeps_languages)


_EXTRA_NUMBER = re.compile(r"(?<=[\w)\].!?]) ?- ?(?P<words>x\d\d)(?= ?-|$)", re.I)
_WHOLE_COLLECTION = re.compile(
    r"[\W_]+(?:the\W+)?(?:complete|full|all|entire)\W+(?:\d{1,2}\W+)?(?:(?:movies?|films?)\W+)?collection(?!\w)",
    re.I,
)


def _end_before_a_mark(text: Text) -> int:
    """The end of a title before the number of an extra or the words for several films.

    `Casino_Royale-x02-Stunts`, `X-Men Complete 13 Movie Collection`.
    """
    marks = (pattern.search(text.text, 1) for pattern in (_EXTRA_NUMBER, _WHOLE_COLLECTION))
    return min((found.start() for found in marks if found), default=len(text.text))


def _like_tags(place: _Place) -> str | None:
    "The words cut off the title as tags, or of a special directly after its year, which may belong to it."
    text, title_before = place.text, place.text.text[place.start : place.shown_end]
    cut = [
        text.text[mark.start : mark.end]
        for mark in text.tags_between(place.shown_end, place.end)
        if not (mark.strong or _is_surely_a_tag(text, mark, title_before))
    ]
    cut += _special_behind(text, place.year) or _extra_behind(text, place.year)
    return " ".join(cut) or None


_RELEASE_CASE = re.compile(r"[A-Z]{3,}|[a-zA-Z]*[a-z][A-Z]{2}\w*")  # EXTENDED, iTALiAN


def _is_surely_a_tag(text: Text, mark: Mark, title_before: str) -> bool:
    """True if a word before the year is there by custom, or is written as tags are and titles are not.

    Release groups write languages before the year, and most editions end no title. A tag for the layout of
    the two pictures says that 3D is one.
    """
    word = text.text[mark.start : mark.end]
    if mark.kind == "language" or (mark.kind == "edition" and word.casefold() not in EDITIONS_IN_TITLES):
        return True
    if word.casefold() == "3d" and any(token.folded in STEREO for token in text.tokens):
        return True
    return not title_before.isupper() and _RELEASE_CASE.fullmatch(word) is not None


def _special_behind(text: Text, year: Year | None) -> list[str]:
    "`Title (2015) (OVA)`: a word that makes a title another work, directly after the year."
    following = [] if year is None else text.between(year.end, len(text.text))[:1]
    in_edition = any(
        mark.kind == "edition" and mark.start == token.start
        for token in following
        for mark in text.tags_between(token.start, token.end)
    )
    return [] if in_edition else [token.text for token in following if token.folded in SPECIAL_WORDS]


_EXTRA = re.compile(rf"\W+(?:x\d\d\W+)?(?P<words>{'|'.join(sorted(EXTRAS, reverse=True))})(?!\w)", re.I)


def _extra_behind(text: Text, year: Year | None) -> list[str]:
    "`Title (1979) - Deleted Scenes 2`, `Title-x02-Stunts`: not the film, but something about it."
    found = None if year is None else _EXTRA.match(text.text, year.end)
    found = found or _EXTRA_NUMBER.search(text.text)
    return [found["words"]] if found else []


def _titles(place: _Place, written: str) -> tuple[str, tuple[str, ...]]:
    "The title to show and the others written with it; without a broadcaster before a film's title."
    main, others = title.alternatives(written)
    if place.year is not None and (broadcaster := _BROADCASTER.match(main)):
        return main[broadcaster.end() :], (*others, main)
    if not place.is_release and place.year is None and (halves := title.halves(main)):
        return halves[0], (*others, main, *halves[1:])
    return main, others


def _further(place: _Place) -> Iterator[str]:
    "Other possible titles: with the last soft words, without a language, up to a later year."
    text = place.text
    long = title.written(text, place.start, place.end)
    yield title.tidy(long)
    yield from title.alternatives(long)[1]
    if place.is_release and place.keeps_languages:
        bare_end, _ = title.end_without_tags(text, place.start, place.end)
        yield title.tidy(title.written(text, place.start, bare_end))
    if place.year and place.year.start > min(place.tags, place.end):
        yield title.tidy(title.opened(text.text[place.start : place.year.start]))


def _without_first_date(text: Text) -> tuple[Text, str | None]:
    "A film's name without the day at its start (of a recording), and that day."
    found = find_date(text.text)
    if found and found[1] == 0:
        rest = text.text[found[2] :].lstrip(" -_.")
        if re.search(r"[^\W\d]", rest[: len(rest) - len(text.text) + text.first_tag(found[2])]):
            return Text(rest, text.raw[len(text.raw) - len(rest) :]), found[0]
    return text, None


def _is_english(text: Text, end: int, year: Year | None) -> bool:
    "`Johnny.English.2003`: releases name other languages before the year, but not this one."
    return (
        year is not None
        and year.start >= end
        and text.text[:end].rstrip(" .([").casefold().endswith("english")
    )


def _names_language(text: Text, start: int) -> bool:
    return any(mark.kind == "language" for mark in text.tags_between(start, len(text.text)))


def _film_year(text: Text, tags: int) -> tuple[Year | None, int, int]:
    """The year of the film, and the position of the title before it (or after it, if the year comes first).

    A year in its own brackets is preferred, then the last one before the tags, then one after them.
    """
    inside = [year for year in text.years if year.start < tags]
    if _is_said_twice(inside) and (place := _after_year(text, inside[0])):
        return inside[0], *place
    ranked = [year for year in inside if year.bracketed] or inside
    for year in reversed(ranked):
        opened = title.opened(text.text[: year.start])
        opened = opened.removesuffix(".") if text.text[year.start - 1] == "." else opened
        if re.search(r"\w", opened):
            start = text.text.find(opened.lstrip()) if opened else 0
            return year, max(0, start), max(0, start) + len(opened.lstrip())
    if ranked and (place := _after_year(text, ranked[0])):
        return ranked[0], *place
    if not inside and text.years and re.search(r"\w", text.text[:tags]):
        return text.years[0], 0, tags
    span = _SPAN_IN_BRACKETS.search(text.text)
    return None, 0, span.start() if span and re.search(r"\w", text.text[: span.start()]) else len(text.text)


def _is_said_twice(years: list[Year]) -> bool:
    "`1935 - George White's 1935 Scandals`: the year in front, and the same in the title."
    return len(years) > 1 and years[0].start <= 1 and years[0].value == years[-1].value


def _after_year(text: Text, year: Year) -> tuple[int, int] | None:
    "The position of a title after a year at the start, `1993 - Jurassic Park`, if there is one."
    rest = text.text[year.end :].lstrip(" )]}-_.,:")
    start = len(text.text) - len(rest)
    end = text.first_tag(start)
    if not re.search(r"[^\W\d]{2}", text.text[start:end]) or text.is_all_tags(start, end):
        return None
    return start, end


def _around_year(text: Text, year: Year | None, main: str) -> list[str]:
    "`Harry Potter 2009 und der Halbblutprinz German`: the title with the words after the year."
    if year is None or not re.search(r"\w", text.text[: year.start]) or not main:
        return []
    end = title.end_before_tag_bracket(text, year.end, text.first_tag(year.end))
    end, _ = title.end_without_tags(text, year.end, end)
    words = text.text[year.end : end].strip(" ()[]{}-")
    said = re.search(r"[^\W\d]{2}", words) and not text.is_all_tags(year.end, end)
    return [f"{main} {words}"] if said else []


def _behind_year(text: Text, year: Year | None) -> str | None:
    "`garden` in `holiday_2019_garden`: words after a bare year, in a name without tags."
    if year is None or year.start == 0 or year.bracketed:
        return None
    end, _ = title.end_without_tags(text, year.end, len(text.text))
    words = text.text[year.end : end].strip(" -_.,")
    said = re.search(r"[^\W\d]{3}", words) and not text.is_all_tags(year.end, end)
    return words if said and not title.DISC.fullmatch(words) else None


def special_of_a_year(text: Text, parsed: ParsedName) -> ParsedName | None:
    """`Doctor Who 2013 Christmas Special`: an episode that was shown in that year.

    In `Doctor Who 2005 Christmas Special 2015` the first year is the series'.
    """
    last = next((year for year in text.years if year.value == parsed.year), None)
    first = next((year for year in text.years if year.start), None)
    for year in filter(None, (last, first)):
        found = None if year.bracketed else _SPECIAL.match(text.text, year.end)
        if found is None or any(mark.kind == "edition" for mark in text.tags_between(year.end, found.end())):
            continue
        special = replace(parsed, kind="series", season=0, air_year=year is last, clear=False)
        if year is last:
            return special
        shown = title.tidy(title.written(text, 0, year.start))
        return (
            replace(special, title=shown, year=year.value, other_titles=(), like_tags=None) if shown else None
        )
    return None
