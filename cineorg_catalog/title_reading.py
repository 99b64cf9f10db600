"""The first, cheap reading of one name: where its title ends, and what the marks around it say.

One text in, one reading out. It knows neither folders nor works; what a title may be called besides is handed
on as `other_titles` for those who look works up.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from cineorg_catalog import name_parts
from cineorg_catalog.name_marks import Marks, find_date, find_marks, find_number, find_three_digits
from cineorg_catalog.name_parts import Year
from cineorg_catalog.name_tags import (
    EDITION,
    country_at_end,
    first_tag,
    is_all_tags,
    is_tag,
    names_language,
    without_leading_tags,
    without_trailing_tags,
)

FIRST_SEASON_YEAR = 1950  # seasons from here on are counted by years
_CJK = r"[\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says of a work, as written in the name.

    `kind` is movie, series or None where nothing speaks for either. `year` is the year named with the title;
    `air_year` marks one that stands after the episode and is that episode's. `absolute` are episode numbers
    counted from the series' beginning. `other_titles` are further titles the name gives (translations in
    brackets, halves of an AKA, the title with words that may be tags). `ids` are those of IMDb, TMDB and
    TVDB. `shorter` is the title without last words that look like tags although nothing else in the name is
    one, `literal` the name up to its tags with what looks like the year. `clear` says that year or episode
    marks show where the title ends.
    """

    kind: str | None = None
    title: str | None = None
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    date: str | None = None
    absolute: tuple[int, ...] = ()
    part: int | None = None
    edition: str | None = None
    country: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    other_titles: tuple[str, ...] = ()
    air_year: bool = False
    shorter: str | None = None
    literal: str | None = None
    clear: bool = False

    def to_dict(self) -> dict[str, Any]:
        "Plain values for JSON; tuples are lists."
        row = asdict(self)
        row.update(
            episodes=list(self.episodes), absolute=list(self.absolute), other_titles=list(self.other_titles)
        )
        return row


def read_title(name: str, kind: str | None = None) -> ParsedName:
    """Read one file, folder or release name, without its path. `kind` is a hint (movie or series) or None.

    Never raises; a name that holds no title has None for it.
    """
    text, ids = name_parts.take_ids(name.strip())
    text = name_parts.spaced(name_parts.without_site(_turned(text)))
    text, group = _without_group(_from_brackets(without_leading_tags(_COUNTER.sub("", text))))
    marks = None if kind == "movie" else find_marks(text)
    if marks is None and kind != "movie":
        marks = _bare_number(text, group)
    if marks is None and kind == "series":
        end = first_tag(text, 1)
        marks = Marks(end, end, sure=False)
    if marks is None and kind is None and (whole := _WHOLE_SERIES.search(text)):
        marks = Marks(whole.start(), whole.end(), sure=True)
    if marks is not None and not _film_of_a_day(text, marks):
        return _episode(text, marks, ids)
    return _film(text, kind, ids)


def read_three_digits(name: str) -> ParsedName | None:
    "The reading of `the.mentalist.501.hdtv` as season 5, episode 1, None where the name has no such number."
    text, ids = name_parts.take_ids(name.strip())
    text, _ = _without_group(name_parts.spaced(name_parts.without_site(text)))
    marks = find_three_digits(text)
    return _episode(text, marks, ids) if marks else None


def _film_of_a_day(text: str, marks: Marks) -> bool:
    "`09.03.08.The.Doors.(1991)`: the day it was recorded, and a film's year in brackets."
    return (
        marks.how == "date"
        and marks.start == 0
        and any(year.bracketed for year in name_parts.years(text[marks.end :]))
    )


_COUNTER = re.compile(
    r"^\s*\d{6}[ .]+(?=.*(?<![^\W_])(?:ep|s)\d)", re.I
)  # the day on which a recorder made it


def _turned(text: str) -> str:
    "A name that was written backwards to hide it, `50E10S.emaN`, the right way round."
    return text[::-1] if re.search(r"(?<!\d)\d{2,3}[Ee]\d\d[Ss](?![a-zA-Z])", text) else text


_GROUP = re.compile(r"^\s*(?:\[(?P<square>[^\[\]]*)\]|\((?P<round>[^()]*)\)|★[^★]*★)[\s\-]*")


def _without_group(text: str) -> tuple[str, str | None]:
    """A name without the brackets it starts with, and the first of them.

    Brackets that hold a year or a number stay, `(500) Days of Summer`, `[1999] Title`, and so do those
    behind which nothing else is left.
    """
    first = None
    while found := _GROUP.match(text):
        inside, rest = found["square"] or found["round"] or "", text[found.end() :]
        numeric = re.fullmatch(r"\s*\d{1,4}\s*", inside) and (found["round"] or name_parts.years(inside))
        nothing_left = not re.search(r"\w", re.sub(r"\[[^\]]*\]|\([^)]*\)", "", rest))
        if numeric or (found["round"] and not is_all_tags(inside)):
            break
        if nothing_left:
            return (inside if first is None else text), first
        first = first or inside or "★"
        text = rest
    return text, first


def _from_brackets(text: str) -> str:
    """`[Group][标题][Title][01][1080p]` as `[Group] Title - 01 [`; any other name as it is.

    The first bracket is the group's; of the titles before the number the one in Latin letters is taken.
    """
    inner = re.findall(r"\[([^\[\]]*)\]", text)
    outside = re.sub(r"\[[^\[\]]*\]|★[^★]*★", " ", text)
    if len(inner) < 3 or not is_all_tags(outside):
        return text
    titles: list[str] = []
    for piece in inner[1:]:
        number = re.fullmatch(r"\s*(\d{1,4}(?:-\d{1,4})?)(?:v\d)?\s*(?:完|end|fin)?\s*", piece, re.I)
        if number and titles and not name_parts.years(number[1]):
            title = next((title for title in titles if _is_latin(title)), titles[0])
            return f"[{inner[0]}] {title} - {number[1]} [{' / '.join(titles)}]"
        if re.search(r"[^\W\d]", piece) and not is_tag(piece):
            titles.append(piece.strip(" -"))
    return text


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


_EARLIER_RANGE = re.compile(r"\s(\d{1,4})-(\d{1,4})\s*&$")


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


def _episode(text: str, marks: Marks, ids: Mapping[str, str]) -> ParsedName:
    head, tail = text[: marks.start], text[marks.end :]
    if again := _said_again(head, tail):
        return read_title(again)
    title, year = _head_year(_without_counters(head, tail))
    air_year = None if year is not None else _air_year(text, marks, title)
    title, country = country_at_end(_before_tag_bracket(title[: first_tag(title, 1)]))
    title, others = _alternatives(_LAST_EPISODE_WORD.sub("", title))
    date = marks.date or (found[0] if (found := find_date(tail)) else None)
    return ParsedName(
        kind="series", title=title or None, year=year or air_year, season=marks.season, episodes=marks.episodes,
        date=date, absolute=marks.absolute, edition=_edition(tail), country=country, ids=ids, other_titles=others,
        air_year=air_year is not None, clear=marks.sure and (bool(title) or not marks.start) and not _other_number(marks, title),
    )  # fmt: skip


def _said_again(head: str, tail: str) -> str | None:
    "`Босх (S2E1) / Bosch (S2E1) (2023)`: the half in Latin letters."
    found = re.match(r"\s*[)\]]?\s*[/|]\s*(?=[A-Za-z])", tail)
    return tail[found.end() :] if found and not _is_latin(head) and find_marks(tail) else None


def _without_counters(head: str, tail: str) -> str:
    "A title before the marks without the running number or the day that stands before them."
    if date := find_date(head):
        if not re.search(r"\w", head[date[2] :]):
            head = head[: date[1]]
    if tail.lstrip()[:1] in (")", "]"):
        head = re.sub(r"\s-\s\d{1,4}(?:\.\d)?\s*[\[(]*$", "", head)
    return _COMPLETE.sub("", head)


_COMPLETE = re.compile(
    r"[\s._]+(?:the[\s._]+)?(?:complete|full|miniserie)(?:[\s._]+(?:series|season|collection))?[\s._\-\[(]*$",
    re.I,
)
_WHOLE_SERIES = re.compile(r"(?<=\w)\W+(?:the\W+)?(?:complete|full)[\s._]+series\b", re.I)
_LAST_EPISODE_WORD = re.compile(r"[\s\-(\[]+(?:ep|episode|e)$", re.I)


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
    "The year behind the marks, where it stands in brackets or before tags, and is no range and not the title."
    for year in name_parts.years(tail):
        rest = tail[year.end :].lstrip(" )]")
        in_range = re.match(r"\s*[-–]\s*\d{4}", tail[year.end :]) or _range_before(tail[: year.start])
        in_place = year.bracketed or not rest or first_tag(rest) == 0 or re.match(r"v\d\b", rest, re.I)
        if in_place and not in_range and str(year.value) != title.strip():
            return year.value
    return None


def _unbracketed(text: str) -> str:
    return text.rstrip(" -_.,:([{")


def _film(text: str, kind: str | None, ids: Mapping[str, str]) -> ParsedName:
    text, date = _without_first_date(text)
    year, raw = _film_year(text)
    before_tags = text[: first_tag(text, 1)]
    raw = _before_tag_bracket(raw if year else before_tags)
    tail = text[year.end :] if year else text[len(raw) :]
    short, edition = without_trailing_tags(raw, languages=not names_language(tail))
    is_release = first_tag(text) < len(text)
    title, others = _alternatives(short if is_release else raw)
    shorter = None if is_release else _tidy(short)
    further = [_tidy(raw), *_alternatives(raw)[1], *others, *_around_year(text, year, title)]
    if year and year.start > len(before_tags):
        further.append(_tidy(_opened(text[: year.start])))
    return ParsedName(
        kind=kind or "movie", title=title or None, year=year.value if year else None, date=date, part=_part(title),
        edition=edition or _edition(tail), ids=ids,
        other_titles=tuple(dict.fromkeys(other for other in further if other and other != title)),
        shorter=shorter if shorter != title else None,
        literal=_tidy(before_tags) if year and not year.bracketed else None,
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


def _edition(tail: str) -> str | None:
    found = EDITION.search(tail)
    return found.group() if found else None


def _around_year(text: str, year: Year | None, title: str) -> list[str]:
    "`Harry Potter 2009 und der Halbblutprinz German`: the title with the words behind the year."
    if year is None or year.start == 0 or not title:
        return []
    tail = text[year.end :]
    words, _ = without_trailing_tags(_before_tag_bracket(tail[: first_tag(tail)]))
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
        title = _opened(text[: year.start])
        if re.search(r"\w", title):
            return year, title
    if ranked and (rest := _after_year(text, ranked[0])):
        return ranked[0], rest
    if not inside and found and re.search(r"\w", text[:tags]):
        return found[0], text[:tags]
    return None, text


def _opened(text: str) -> str:
    "A title without a bracket that is open at its end: `Title (Director, ` before a year."
    if found := re.search(r"[\[({][^\])}]*$", text):
        return text[: found.start()] if re.search(r"\w", text[: found.start()]) else text.strip("([{ ")
    return text


def _after_year(text: str, year: Year) -> str | None:
    "The title behind a year that comes first, `1993 - Jurassic Park`, if one follows."
    rest = text[year.end :].lstrip(" )]}-_.,:")
    title = rest[: first_tag(rest)]
    return title if re.search(r"[^\W\d]{2}", title) and not is_all_tags(title) else None


def _before_tag_bracket(title: str) -> str:
    "A title up to the first bracket that holds tags, if something stands before it."
    for found in re.finditer(r"[\[({<]([^\])}>]*)[\])}>]?", title):
        if re.search(r"\w", title[: found.start()]) and (is_all_tags(found[1]) or is_tag(found[1])):
            return title[: found.start()]
    return title


_ARTICLE_LAST = re.compile(r"^(.+), (the|a|an|le|la|les|der|die|das|el|los|las|il|lo|gli|de|het|l')$", re.I)
_TRAILING_BRACKET = re.compile(r"^(?P<title>.*\w.*?)\s*[\[(](?P<other>[^\])]*)[\])]\s*$")
_NESTED_BRACKET = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*$")
_SLASH = re.compile(rf"\s[/|]\s|(?<={_CJK})[/·]|[/·](?={_CJK})")
_AKA = re.compile(r"\s+(?:a\.?k\.?a\.?)\s+", re.I)


def _alternatives(title: str) -> tuple[str, tuple[str, ...]]:
    """The title to show and the others that were written with it.

    `Трон / TRON` and `О людях (Of Men)` give the one in Latin letters; what stands in brackets behind a
    title is another title; the halves of an AKA are two.
    """
    title = _tidy(title)
    others: list[str] = []
    if " / " in title:
        title = _NESTED_BRACKET.sub("", title)
    parts = [part for part in _SLASH.split(title) if part.strip()]
    if len(parts) > 1:
        latin = [part for part in parts if re.match(r"\W*[^\W\d]", part) and _is_latin(part)]
        latin = [part for part in latin if not re.search(_CJK, part)] or latin
        others += parts
        title = " / ".join(latin or parts[:1])
    if found := _TRAILING_BRACKET.match(title):
        others.append(found["other"])
        title = (
            found["title"] if _is_latin(found["title"]) or not _is_latin(found["other"]) else found["other"]
        )
        others.append(found["title"])
    if found := re.match(rf"^(?P<cjk>\W*{_CJK}[^a-zA-Z]*?)\s+(?P<latin>[a-zA-Z0-9].*[a-zA-Z].*)$", title):
        others.append(found["cjk"])
        title = found["latin"]
    if len(halves := _AKA.split(title)) > 1:
        others += halves
    title = _tidy(title)
    return title, tuple(
        dict.fromkeys(other.strip() for other in others if other.strip() and other.strip() != title)
    )


def _tidy(title: str) -> str:
    title = _balanced(re.sub(r"\s+", " ", title).strip(" -_,;~"))
    return _ARTICLE_LAST.sub(r"\2 \1", title)


def _balanced(title: str) -> str:
    "A title without a bracket at its edge that lacks its partner."
    for opening, closing in ("()", "[]", "{}"):
        if title.count(opening) > title.count(closing):
            title = title.rstrip().removesuffix(opening)
        if title.count(closing) > title.count(opening):
            title = title.removeprefix(closing).removesuffix(closing)
    return title


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character < "\u0250" for character in letters) * 2 > len(letters)


_PART = re.compile(
    r"(?<![^\W_])(?:part|pt|vol|volume|teil|partie|parte)\.? ?(?P<n>\d{1,2}|[ivx]+|one|two|three|four)(?![^\W_])",
    re.I,
)
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
             "one": 1, "two": 2, "three": 3, "four": 4}  # fmt: skip


def _part(title: str) -> int | None:
    if found := _PART.search(title):
        number = found["n"].lower()
        return int(number) if number.isdigit() else _NUMERALS.get(number)
    return None
