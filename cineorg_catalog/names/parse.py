"""One name → what it says, as hypotheses: an episode's by each numbering, a film's by its year; best first.

Each hypothesis costs what it leaves unexplained: numbering read into a title, a number read out of one, words
of the file taken for words of the title. Text in, readings out; folders are `folders.py`'s.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..external_ids import take_ids
from ..normalize import fold
from . import cleanup, title
from .bare_numbers import three_digits
from .dates import find_date
from .episode_title import episode_title
from .model import Numbering, ParsedName, Reading, Year
from .numbering import find
from .taggers import LAST_YEAR, YEAR_RANGE, Text
from .vocabulary import BROADCASTERS, SPECIAL_WORDS

BEHIND_A_GROUP = "without the group that the name may start with"
FIRST_SEASON_YEAR = 1950  # seasons from here on are counted by years
FILM = 3.0  # what it costs to read a name without a year as a film's
BARE = 1.1  # the least that a bare number costs as an episode's
YEAR_BEHIND = 1.5  # how much less it costs with a year

# What it costs to leave numbering in a title: by how it is written.
LEFT_IN = {
    "season and episode": 20.0, "glued": 20.0, "pair": 3.2, "season": 6.0, "seasons": 8.0, "episode": 6.0,
    "date": 3.0, "number of a whole": 1.5, "special": 1.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    "A name made ready to be read: its text, the ids taken out of it, the group it started with."

    text: Text
    ids: Mapping[str, str]
    group: str | None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    "One way of reading a name, and what it costs."

    cost: float
    how: str
    parsed: ParsedName
    whole: bool = True


def read_title(name: str, kind: str | None = None) -> ParsedName:
    """Read one file, folder or release name, without its path. `kind` is a hint (movie or series) or None.

    Never raises; a name that holds no title has None for it.
    """
    return read_name(name, kind)[0].parsed


def read_name(name: str, kind: str | None = None) -> list[Reading]:
    "Every reading of one name that is worth trying, best first."
    made = _prepared(name)
    ranked = sorted(_hypotheses(made, kind), key=lambda hypothesis: hypothesis.cost)
    best, *others = ranked
    first = Reading("name", best.parsed, best.whole)
    further = [Reading(other.how, other.parsed, other.whole) for other in _worth_trying(best, others, kind)]
    return [first, *further, *_short(made, best.parsed)]


_SCENE = re.compile(r"(?P<group>[a-z0-9]{2,8})-(?=[a-z0-9]+(?:[._][a-z0-9']+)+)")


def _behind_a_group(name: Name) -> Hypothesis | None:
    """`blow-how.to.be.single.2016.1080p.x264`: all in small letters, the group in front and not at the end.

    It may as well be a part of the title (`spider-man.2002.dvdrip.xvid`), so words are left out.
    """
    text = name.text
    found = _SCENE.match(text.raw)
    end = text.first_tag(1)
    if (
        not found
        or text.raw != text.raw.lower()
        or end == len(text.text)
        or " " in text.raw
        or "-" in text.raw[end:]
    ):
        return None
    rest = Text(text.text[found.end() :], text.raw[found.end() :])
    parsed = _read_film(Name(rest, name.ids, found["group"]), None)
    return Hypothesis(0.9, BEHIND_A_GROUP, parsed, whole=False) if parsed.title and parsed.year else None


def _prepared(name: str) -> Name:
    written, ids = take_ids(name.strip())
    raw = cleanup.without_site(cleanup.turned(written))
    text, group = title.prepared(cleanup.spaced(raw), raw)
    return Name(text, ids, group)


def _hypotheses(name: Name, kind: str | None) -> Iterator[Hypothesis]:
    "All readings of a name; where the library says what it holds, only those of its kind."
    text = name.text
    numberings = [] if kind == "movie" else find(text, of_group=name.group is not None)
    if kind != "series" and not numberings and (behind := _behind_a_group(name)):
        yield behind
    if kind != "series" or not numberings:
        yield _as_film(name, kind, numberings)
    for numbering in numberings:
        yield from _as_episode(name, numbering)
    if kind != "movie" and (not numberings or numberings[0].cost > 1) and (three := three_digits(text)):
        yield from _as_episode(name, replace(three, cost=three.cost + _three_digits_cost(text, three)))
    if (
        kind != "movie"
        and (not numberings or numberings[0].how == "bare number")
        and (number := _leading(text))
    ):
        yield _behind_number(name, number)


def _worth_trying(best: Hypothesis, others: list[Hypothesis], kind: str | None) -> Iterator[Hypothesis]:
    "What a name may be besides: an episode where a title has a number, a film where little says series."
    if kind == "movie":
        return
    for other in others:
        is_other_title = best.how == BEHIND_A_GROUP and other.parsed.kind == "movie"
        may_be_episode = best.parsed.kind == "movie" and not best.parsed.clear and other.parsed.episodes
        may_be_film = best.parsed.kind == "series" and other.parsed.kind == "movie" and kind is None
        if is_other_title or may_be_episode or (may_be_film and not _is_surely_an_episode(best.parsed)):
            yield other


def _is_surely_an_episode(parsed: ParsedName) -> bool:
    return parsed.season is not None and bool(parsed.episodes) and parsed.clear


SHORT = "the first part of the name"
_FIRST_PART = re.compile(r"^(?P<title>.*?\w.*?)\s*(?:(?<=\s)-\s|--|\((?!\d)|(?<=\s)-$)")
_PART_LAST = re.compile(r"\W+(?:part|pt)\W{0,2}(?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five)(?!\w).*$", re.I)


def _short(name: Name, parsed: ParsedName) -> Iterator[Reading]:
    "The title of an unclear film's name up to a dash or bracket, and without the number of its part."
    if parsed.clear or parsed.kind != "movie" or not parsed.title:
        return
    shorter = parsed.shorter or parsed.title
    if found := _FIRST_PART.match(shorter):
        shorter = found["title"]
    shorter = title.tidy(_PART_LAST.sub("", shorter))
    if shorter != parsed.title and re.search(r"\w{2}", shorter):
        yield Reading(
            SHORT, replace(parsed, title=shorter, part=title.part_number(parsed.title)), whole=False
        )


# ---- an episode


def _as_episode(name: Name, numbering: Numbering) -> Iterator[Hypothesis]:
    text = name.text
    cost = numbering.cost
    if numbering.how == "bare number":
        cost = max(BARE, cost + _bare_cost(name, numbering))
    if numbering.how == "date" and _is_film_of_a_day(text, numbering):
        return
    again = _said_again(text.text[: numbering.start], text.text[numbering.end :])
    parsed = read_title(again) if again else _read_episode(name, _sure(name, numbering))
    yield Hypothesis(cost, HOW.get(numbering.how, "as an episode"), parsed)


HOW = {"three digits": "three digits as an episode"}


def _sure(name: Name, numbering: Numbering) -> Numbering:
    "A bare number is not sure beside a second dash, which may begin the episode's title or end the series'."
    if numbering.how != "bare number":
        return numbering
    text = name.text.text
    head, rest = text[: numbering.start], text[numbering.end :].strip(" -")
    sure = numbering.sure and " - " not in head and bool(name.group or rest)
    return replace(numbering, sure=sure or (len(numbering.episodes) > 1 and name.group is not None))


_FILM_WORD = re.compile(r"\b(?:movie|film)\W*$", re.I)
_PART_WORD = re.compile(r"\b(?:part|vol|pt|volume|chapter)\W*$", re.I)
_TV_TAG = re.compile(r"\W*(?:(?P<source>hdtv|pdtv|dsr|dvb|sdtv|tvrip)|ova|ona|oad|vostfr)", re.I)


def _bare_cost(name: Name, numbering: Numbering) -> float:
    "What speaks for and against a bare number being an episode's: a fansub group, tags, dashes around it."
    text = name.text
    rest = text.text[numbering.end :].strip(" -")
    if text.first_tag(1) < numbering.start:
        return 9
    if name.group:
        return -2.7
    digits = len(text.text[numbering.start : numbering.end].strip(" -[(#."))
    behind = _TV_TAG.match(text.text, numbering.end)
    if behind and not text.years and (digits == 2 or (digits > 2 and not behind["source"])):
        return -1.0
    if digits > 2 and rest[:1] in ("[", "(") and not text.years:
        return -1.0
    if _LEADING.match(text.text) and not text.years:
        return 2.0
    if not _tells(text, numbering, rest):
        return 3
    return 0 if numbering.sure or len(numbering.episodes) > 1 else -1.0


def _tells(text: Text, numbering: Numbering, rest: str) -> bool:
    "Whether what stands around a number in dashes makes it an episode's, where no group is named."
    several = len(numbering.episodes) != 1
    head = text.text[: numbering.start]
    written = text.text[numbering.start : numbering.end].strip(" -[(#.")
    zero_led = written[:1] == "0" and len(written) > 1
    if (not numbering.sure and not several and not (zero_led and not rest)) or (
        not several and any(year.start >= numbering.end for year in text.years)
    ):
        return False
    in_dashes = text.text[numbering.start : numbering.end].startswith(" -")
    if _FILM_WORD.search(head) or (not in_dashes and _PART_WORD.search(head)):
        return False
    return (
        several or zero_led or numbering.episodes[0] > 9 or not rest or rest[0] in "[("
        or text.is_all_tags(numbering.end, len(text.text))
    )  # fmt: skip


def _three_digits_cost(text: Text, numbering: Numbering) -> float:
    "Three digits before tags are an episode's where no year says that it is a film."
    if text.years:
        return 2.0
    return -0.5


_LEADING = re.compile(r"\s*(?P<n>0\d|\d{3}|0\d\d)(?:-(?P<to>\d{2,3}))?(?:\. ?| ?-[ ]?)(?=[^\W\d_])")


def _leading(text: Text) -> Numbering | None:
    "`003. Show Name - Ep Name`, `102 - The Invitation`: a number that a name without a year starts with."
    found = _LEADING.match(text.text)
    if found is None or text.years or int(found["n"]) == 0:
        return None
    first, last = int(found["n"]), int(found["to"] or found["n"])
    numbers = tuple(range(first, last + 1)) if first <= last < first + 100 else (first,)
    return Numbering(found.start(), found.end(), "leading number", 2.5, None, numbers, numbers, sure=False)


def _behind_number(name: Name, numbering: Numbering) -> Hypothesis:
    "The title stands behind its number; whether it is the series' or the episode's, nobody knows."
    text = name.text
    end = min(text.first_tag(numbering.end + 1), len(text.text))
    shown = text.text[numbering.end : end]
    shown = re.split(r" - | \[", shown)[0]
    tail_end, _ = title.end_without_tags(text, numbering.end, numbering.end + len(shown))
    words = title.tidy(text.text[numbering.end : tail_end])
    parsed = ParsedName(
        kind="series",
        title=words or None,
        episodes=numbering.episodes,
        absolute=numbering.absolute,
        ids=name.ids,
    )
    return Hypothesis(numbering.cost, "behind its number", parsed, whole=False)


def _is_film_of_a_day(text: Text, numbering: Numbering) -> bool:
    """`09.03.08.The.Doors.(1991)`: the day it was recorded, and a film's year in brackets.

    `11-11-11.2011.1080p`: a title that looks like a day, and its year.
    """
    if numbering.start:
        return False
    behind = [year for year in text.years if year.start >= numbering.end]
    return any(year.bracketed for year in behind) or (
        bool(behind) and behind[0].start <= numbering.end + 2 and numbering.end < 9
    )


def _said_again(head: str, tail: str) -> str | None:
    "`Босх (S2E1) / Bosch (S2E1) (2023)`: the half in Latin letters."
    found = re.match(r"\s*[)\]]?\s*[/|]\s*(?=[A-Za-z])", tail)
    if not found or title.is_latin(head):
        return None
    rest = tail[found.end() :]
    return rest if any(numbering.cost < 1 for numbering in find(Text(rest))) else None


_COMPLETE = re.compile(
    r"[\s._-]+(?:the[\s._]+)?(?:complete|full|miniserie|int[eé]grale?)(?:[\s._]+(?:series|season|collection))?"
    r"[\s._\-\[(]*$",
    re.I,
)
_LAST_EPISODE_WORD = re.compile(r"[\s\-(\[]+(?:ep|episode)$", re.I)
_RUNNING_NUMBER = re.compile(r"\s-\s\d{1,4}(?:\.\d)?\s*[\[(]*$")


def _read_episode(name: Name, numbering: Numbering) -> ParsedName:
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


# ---- a film


_WHOLE_SERIES = re.compile(r"(?<=\w)\W+(?:the\W+)?(?:complete|full)[\s._]+series\b", re.I)
_SPECIAL = re.compile(r"(?:\W+\w+){0,2}\W+special\b", re.I)
_SPECIAL_SERIES = re.compile(
    rf"(?<=\w)\W+(?P<word>{'|'.join(sorted(SPECIAL_WORDS - {'special', 'extra', 'bonus'}))})(?!\w)", re.I
)


def _as_film(name: Name, kind: str | None, numberings: list[Numbering]) -> Hypothesis:
    "The film's reading; a whole series', where the name says so or the library holds series."
    text = name.text
    if kind == "series":
        end = text.first_tag(1)
        return Hypothesis(FILM, "name", _read_episode(name, Numbering(end, end, "nothing", sure=False)))
    if kind is None and not numberings and (whole := _WHOLE_SERIES.search(text.text)):
        return Hypothesis(
            FILM, "name", _read_episode(name, Numbering(whole.start(), whole.end(), "whole series"))
        )
    parsed = _read_film(name, kind)
    if kind is None and (special := _special(text, parsed)):
        return Hypothesis(FILM - YEAR_BEHIND, "a year's special", special)
    cost = FILM - (YEAR_BEHIND if parsed.year is not None else 0)
    cost += sum(_left_in(text, numbering, parsed.year) for numbering in numberings[:1])
    return Hypothesis(cost, "as a film", parsed)


def _special(text: Text, parsed: ParsedName) -> ParsedName | None:
    "`Doctor Who 2013 Christmas Special`: an episode that was shown in that year."
    year = next((year for year in text.years if year.value == parsed.year), None)
    if year is None or year.bracketed or not (found := _SPECIAL.match(text.text, year.end)):
        return None
    if any(mark.kind == "edition" for mark in text.tags_between(year.end, found.end())):
        return None
    return replace(parsed, kind="series", season=0, air_year=True, clear=False)


def _is_part_of_a_film(text: Text, numbering: Numbering, year: int | None) -> bool:
    "`Star Wars Episode 4 A New Hope 1977`: words stand between a small number and the year."
    behind = [mark for mark in text.years if mark.value == year and mark.start > numbering.end]
    if not behind or len(numbering.episodes) > 1 or numbering.episodes[0] > 9:
        return False
    between = text.text[numbering.end : behind[0].start]
    return text.text[numbering.end - 2] != "0" and bool(re.search(r"[^\W\d_]{2}", between))


def _left_in(text: Text, numbering: Numbering, year: int | None) -> float:
    "What it costs to leave numbering in a film's title, or behind its year."
    if numbering.how == "episode" and _is_part_of_a_film(text, numbering, year):
        return -1.2
    if numbering.how == "number of a whole" and any(mark.bracketed for mark in text.years):
        return -0.1
    if numbering.how != "bare number":
        return LEFT_IN.get(numbering.how, 0.0)
    behind_year = any(mark.value == year and mark.end <= numbering.start for mark in text.years)
    digits = len(text.text[numbering.start : numbering.end].strip(" -[(#."))
    return 2.5 * (behind_year and numbering.sure and digits > 1) + (len(numbering.episodes) > 1)


_BROADCASTER = re.compile(rf"(?:{'|'.join(BROADCASTERS)})\s+(?:-\s)?(?!earth|one|two|four)(?=\w+)", re.I)


def _read_film(name: Name, kind: str | None) -> ParsedName:
    "The film's year, the title before (or behind) it, the edition."
    text, date = _without_first_date(name.text)
    tags = text.first_tag(1)
    year, start, end = _film_year(text, tags)
    end = title.end_before_tag_bracket(text, start, end if year else tags)
    tail = year.end if year else end
    keeps_languages = _names_language(text, max(tail, end)) or _is_english(text, end, year)
    short_end, edition = title.end_without_tags(text, start, end, languages=not keeps_languages)
    is_release = text.first_tag() < len(text.text)
    long, short = title.written(text, start, end), title.written(text, start, short_end)
    cut_anyway = edition is not None and len(edition.split()) > 1 and year is not None
    written = short if is_release or cut_anyway else long
    main, others = title.alternatives(written)
    if year is not None and (bare := _BROADCASTER.match(main)):
        main, others = main[bare.end() :], (*others, main)
    if not is_release and year is None and (halves := title.halves(main)):
        main, others = halves[0], (*others, main, *halves[1:])
    shorter = None if is_release else title.tidy(short)
    further = [title.tidy(long), *title.alternatives(long)[1], *others, *_around_year(text, year, main)]
    if is_release and keeps_languages:
        bare_end, _ = title.end_without_tags(text, start, end)
        further.append(title.tidy(title.written(text, start, bare_end)))
    if year and year.start > tags:
        further.append(title.tidy(title.opened(text.text[: year.start])))
    tail_edition = title.edition_in(text, tail)
    return ParsedName(
        kind=kind or "movie", title=main or None, year=year.value if year else None, date=date,
        part=title.part_number(main), edition=edition or tail_edition, ids=name.ids,
        other_titles=tuple(dict.fromkeys(other for other in further if other and other != main)),
        bracketed=title.bracket_behind(written),
        behind_year=None if is_release or tail_edition else _behind_year(text, year),
        shorter=shorter if shorter != main else None,
        literal=title.tidy(text.text[:tags]) if year and not year.bracketed else None,
        clear=year is not None and not _SPECIAL.match(text.text, year.end),
    )  # fmt: skip


def _without_first_date(text: Text) -> tuple[Text, str | None]:
    "A film's name without the day it starts with (of a recording), and that day."
    found = find_date(text.text)
    if found and found[1] == 0:
        rest = text.text[found[2] :].lstrip(" -_.")
        if re.search(r"[^\W\d]", rest[: len(rest) - len(text.text) + text.first_tag(found[2])]):
            return Text(rest, text.raw[len(text.raw) - len(rest) :]), found[0]
    return text, None


def _is_english(text: Text, end: int, year: Year | None) -> bool:
    "`Johnny.English.2003`: releases name other languages before the year, not this one."
    return (
        year is not None
        and year.start >= end
        and text.text[:end].rstrip(" .([").casefold().endswith("english")
    )


def _names_language(text: Text, start: int) -> bool:
    return any(mark.kind == "language" for mark in text.tags_between(start, len(text.text)))


def _film_year(text: Text, tags: int) -> tuple[Year | None, int, int]:
    """The year of the film, and where the title before it (or behind it, where it comes first) stands.

    A year in brackets of its own counts before others, then the last one before the tags, then one behind
    them.
    """
    inside = [year for year in text.years if year.start < tags]
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
    return None, 0, len(text.text)


def _after_year(text: Text, year: Year) -> tuple[int, int] | None:
    "Where the title behind a year that comes first stands, `1993 - Jurassic Park`, if one follows."
    rest = text.text[year.end :].lstrip(" )]}-_.,:")
    start = len(text.text) - len(rest)
    end = text.first_tag(start)
    if not re.search(r"[^\W\d]{2}", text.text[start:end]) or text.is_all_tags(start, end):
        return None
    return start, end


def _around_year(text: Text, year: Year | None, main: str) -> list[str]:
    "`Harry Potter 2009 und der Halbblutprinz German`: the title with the words behind the year."
    if year is None or year.start == 0 or not main:
        return []
    end = title.end_before_tag_bracket(text, year.end, text.first_tag(year.end))
    end, _ = title.end_without_tags(text, year.end, end)
    words = text.text[year.end : end].strip(" )]}-")
    said = re.search(r"[^\W\d]{2}", words) and not text.is_all_tags(year.end, end)
    return [f"{main} {words}"] if said else []


def _behind_year(text: Text, year: Year | None) -> str | None:
    "`garden` of `holiday_2019_garden`: words behind a bare year, in a name that has no tags to stand among."
    if year is None or year.start == 0 or year.bracketed:
        return None
    end, _ = title.end_without_tags(text, year.end, len(text.text))
    words = text.text[year.end : end].strip(" -_.,")
    said = re.search(r"[^\W\d]{3}", words) and not text.is_all_tags(year.end, end)
    return words if said and not title.DISC.fullmatch(words) else None


def same_words(one: str | None, other: str | None) -> bool:
    "Whether two titles are the same but for case, accents, blanks and punctuation."
    return bool(one and other) and fold(one or "") == fold(other or "")
