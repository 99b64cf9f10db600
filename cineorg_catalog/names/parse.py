"""One name → hypotheses: as an episode by each numbering, as a film by its year; best first.

Each hypothesis costs what it leaves unexplained: numbering left in a title, a number taken out of one, words
about the file taken for words of the title. Text in, readings out; `folders` adds what its folders say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from . import title
from .bare_numbers import three_digits
from .film_or_episode import read_episode, read_film, special_of_a_year
from .model import Numbering, ParsedName, Reading
from .numbering import find
from .spelt_numbers import HAN_TOTAL, RESOLUTIONS
from .taggers import Text
from .title import Name, prepared

BEHIND_A_GROUP = "without the group that the name may start with"
FILM = 3.0  # cost of reading a name without a year as a film's
BARE = 1.1  # minimum cost of a bare number as an episode's
YEAR_BEHIND = 1.5  # discount if the name has a year

# Cost of leaving numbering in a title, by how it is written.
LEFT_IN = {
    "season and episode": 20.0, "glued": 20.0, "pair": 3.2, "season": 6.0, "episode": 6.0,
    "date": 3.0, "number of a whole": 1.5, "special": 1.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hypothesis:
    "One way of reading a name, and its cost."

    cost: float
    how: str
    parsed: ParsedName
    whole: bool = True


def read_title(name: str, kind: str | None = None) -> ParsedName:
    """Read one file, folder or release name, without its path. `kind` is a hint (movie or series) or None.

    Never raises; the title is None if the name has none.
    """
    return read_name(name, kind)[0].parsed


@lru_cache(maxsize=1024)  # of folders for each of their files, and of files to judge their folder
def read_name(name: str, kind: str | None = None) -> tuple[Reading, ...]:
    "Every reading of one name that is worth trying, best first."
    made = prepared(name)
    # `kind` is only a hint: if it gives no reading, the name is read without it.
    possible = list(_hypotheses(made, kind)) or list(_hypotheses(made, None))
    best, *others = sorted(possible, key=lambda hypothesis: hypothesis.cost)
    first = Reading("name", best.parsed, best.whole)
    further = [Reading(other.how, other.parsed, other.whole) for other in _worth_trying(best, others, kind)]
    return (first, *further, *_short(made, best.parsed))


_SCENE = re.compile(r"(?P<group>[a-z0-9]{2,8})-(?=[a-z0-9]+(?:[._][a-z0-9']+)+)")


def _behind_a_group(name: Name) -> Hypothesis | None:
    """`blow-how.to.be.single.2016.1080p.x264`: all lower case, with the group in front instead of at the end.

    It may also belong to the title (`spider-man.2002.dvdrip.xvid`), so this counts as leaving words out.
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
    parsed = read_film(Name(rest, name.ids, found["group"]), None)
    return Hypothesis(0.9, BEHIND_A_GROUP, parsed, whole=False) if parsed.title and parsed.year else None


def _hypotheses(name: Name, kind: str | None) -> Iterator[Hypothesis]:
    "All readings of a name; if the library holds one kind only, those of that kind."
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
        and (number := _leading(name))
    ):
        yield _behind_number(name, number)


def _worth_trying(best: Hypothesis, others: list[Hypothesis], kind: str | None) -> Iterator[Hypothesis]:
    "Other things that a name may be: an episode if a title has a number, a film if little suggests a series."
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
    """The title of an unclear film name up to a dash or bracket, and without its part number.

    After a fansub group's bracket a dash belongs to the title: `[Group] Goblin Slayer - Goblin's Crown`.
    """
    if parsed.clear or parsed.kind != "movie" or not parsed.title:
        return
    shorter = min(parsed.shorter or parsed.title, parsed.title, key=len)
    if not name.group and (found := _FIRST_PART.match(shorter)):
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
    parsed = read_title(again) if again else read_episode(name, _sure(name, numbering))
    yield Hypothesis(
        cost, HOW.get(numbering.how, "as an episode"), parsed, whole=not _may_be_otherwise(name, numbering)
    )


_BRACKET_BEHIND = re.compile(r"[ .]*[\[(]([^\[\]()]+)[\])]")
_LIKE_A_PAIR = re.compile(r"\W*[1-9]\d-\d\d\Z")


def _may_be_otherwise(name: Name, numbering: Numbering) -> bool:
    "True where only a person can tell: `Title.05.Words`, a part of a broadcast, `Show 13-16`."
    text = name.text
    if numbering.how == "part" or (numbering.how == "bare number" and numbering.season == 0):
        return True
    if numbering.how != "bare number" or name.group:
        return False
    if _LIKE_A_PAIR.match(text.text, numbering.start):
        return True
    words_follow = re.match(r"[\W_]*[^\W\d_]{2}", text.text[numbering.end :]) is not None
    if (bracket := _BRACKET_BEHIND.match(text.text, numbering.end)) and text.is_all_tags(*bracket.span(1)):
        return False
    at_a_tag = text.first_tag(numbering.end) <= numbering.end + 2
    return words_follow and not at_a_tag and _is_zero_led(text, numbering)


HOW = {"three digits": "three digits as an episode"}


def _sure(name: Name, numbering: Numbering) -> Numbering:
    "A bare number is uncertain beside a second dash, which may start the episode's title or end the series'."
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
    "The arguments for and against a bare number being an episode: a fansub group, tags, dashes around it."
    text = name.text
    rest = text.text[numbering.end :].strip(" -")
    if text.first_tag(1) < numbering.start:
        return 0 if _is_range_in_brackets(text, numbering) else 9
    if _OF.search(text.text, 0, numbering.start):
        return 3
    if name.group or _is_before_a_group(text, numbering):
        return -2.7
    if _is_zero_led(text, numbering):
        return 1.4 - numbering.cost
    digits = len(_number_in(text, numbering))
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


def _number_in(text: Text, numbering: Numbering) -> str:
    "A bare number as it is written, without what sets it off."
    return text.text[numbering.start : numbering.end].strip(" -[({#.")


_GROUP_BEHIND = re.compile(r"[ .]*\((?:19|20)\d\d\)[ .]*\[(?P<group>[^\[\]]+)\]")


def _is_before_a_group(text: Text, numbering: Numbering) -> bool:
    "`Title - 09 (2021) [Group] [1080p]`: the fansub group comes after the year."
    found = _GROUP_BEHIND.match(text.text, numbering.end)
    in_dashes = "-" in text.text[numbering.start : numbering.end]
    return found is not None and in_dashes and not text.is_all_tags(found.start("group"), found.end("group"))


_ZERO_LED = re.compile(r"[. ][\[({]?0[1-9](?!\.?\d| - )")


_OF = re.compile(r"(?<![^\W_])of$", re.I)  # `Class of 09`


def _is_zero_led(text: Text, numbering: Numbering) -> bool:
    "`Neverwhere.05.Down.Street`, `Title 2018 06 720p`: films are not numbered so (`Harry Potter 01 - ` is)."
    if len(numbering.episodes) > 1 or any(year.start >= numbering.end for year in text.years):
        return False
    return bool(_ZERO_LED.match(text.raw, max(numbering.start, numbering.end - len(" 05"))))


_RANGE_IN_BRACKETS = re.compile(r"[ ._]*[\[(](?:0\d+|\d{3,4})[-~]")


def _is_range_in_brackets(text: Text, numbering: Numbering) -> bool:
    "`Title [1080p] (001-220)`: these are episodes even after the tags."
    return len(numbering.episodes) > 1 and bool(_RANGE_IN_BRACKETS.match(text.text, numbering.start))


def _tells(text: Text, numbering: Numbering, rest: str) -> bool:
    "True if the context of a number in dashes makes it an episode's, if no group is named."
    several = len(numbering.episodes) != 1
    head = text.text[: numbering.start]
    written = _number_in(text, numbering)
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
    "Three digits before tags are an episode's unless a year indicates a film."
    if text.years:
        return 2.0
    return -0.5


_LEADING = re.compile(r"\s*(?P<n>0\d|\d{3}|0\d\d)(?:-(?P<to>\d{2,3}))?(?:\. ?| ?-[ ]?)(?=[^\W\d_])")
_LEADING_OF_GROUP = re.compile(r"\s*(?P<n>\d{2,3})(?P<to>)(?: - | (?=[^\d]*\[|[^\d]*\())(?=[^\W\d_])")


def _leading(name: Name) -> Numbering | None:
    """`003. Show Name - Ep Name`, `102 - The Invitation`: a number at the start of a name without a year.

    After a fansub group's bracket it needs no dot: `[Group] 06 Title (720p)`.
    """
    text = name.text
    found = _LEADING.match(text.text) or (_LEADING_OF_GROUP.match(text.text) if name.group else None)
    if found is None or text.years or int(found["n"]) == 0:
        return None
    first, last = int(found["n"]), int(found["to"] or found["n"])
    numbers = tuple(range(first, last + 1)) if first <= last < first + 100 else (first,)
    return Numbering(found.start(), found.end(), "leading number", 2.5, None, numbers, numbers, sure=False)


def _behind_number(name: Name, numbering: Numbering) -> Hypothesis:
    "A title that follows its number; it is unknown whether it is the series' or the episode's."
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


_FOUR_DIGITS = re.compile(r"\d{4}")


def _is_film_of_a_day(text: Text, numbering: Numbering) -> bool:
    """`09.03.08.The.Doors.(1991)`: the day of the recording, and a film's year in brackets.

    `11-11-11.2011.1080p`: a title that looks like a day, and its year. `Title 10-08-74 2014`: a title that
    ends with one, and another year before the tags.
    """
    behind = [year for year in text.years if year.start >= numbering.end]
    if numbering.start:
        return (
            bool(behind)
            and behind[0].start <= numbering.end + 2
            and not _FOUR_DIGITS.search(text.text, numbering.start, numbering.end)
            and text.first_tag(behind[0].end) <= behind[0].end + 2
        )
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


# ---- a film


_WHOLE_SERIES = re.compile(
    rf"(?<=\w)(?:\W+(?:the\W+)?(?:complete|full)[\s._]+series\b|[\W_]*{HAN_TOTAL}(?!\w))", re.I
)


def _as_film(name: Name, kind: str | None, numberings: list[Numbering]) -> Hypothesis:
    "The reading as a film, or as a whole series if the name says so or the library holds series."
    text = name.text
    if kind == "series":
        end = text.first_tag(1)
        return Hypothesis(FILM, "name", read_episode(name, Numbering(end, end, "nothing", sure=False)))
    whole = _WHOLE_SERIES.search(text.text) if kind is None and not numberings else None
    if whole and title.is_more_than_an_article(text.text[: whole.start()]):
        return Hypothesis(
            FILM, "name", read_episode(name, Numbering(whole.start(), whole.end(), "whole series"))
        )
    parsed = read_film(name, kind)
    if kind is None and (special := special_of_a_year(text, parsed)):
        return Hypothesis(FILM - YEAR_BEHIND, "a year's special", special)
    if numberings and (left := _episode_behind(text, numberings[0], parsed)):
        parsed = replace(parsed, like_tags=" ".join(filter(None, (parsed.like_tags, left))))
    cost = FILM - (YEAR_BEHIND if parsed.year is not None else 0)
    cost += sum(_left_in(text, numbering, parsed.year) for numbering in numberings[:1])
    return Hypothesis(cost, "as a film", parsed)


MOST_PARTS = 4  # in which a film is kept: `1 of 2`


def _episode_behind(text: Text, numbering: Numbering, film: ParsedName) -> str | None:
    "`Another (2012) - 05`, `Another (2012) S01`: numbering behind a year, which may be a series'."
    if numbering.how == "date" or not any(
        mark.value == film.year and mark.end <= numbering.start <= text.first_tag(mark.end)
        for mark in text.years
    ):
        return None
    words = text.text[numbering.start : numbering.end].strip(" -_.[]()#,")
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if numbering.how == "number of a whole" and numbers and numbers[-1] <= MOST_PARTS:
        return None
    return None if numbering.how == "bare number" and RESOLUTIONS.intersection(numbers) else words or None


def _is_part_of_a_film(text: Text, numbering: Numbering, year: int | None) -> bool:
    "`Star Wars Episode 4 A New Hope 1977`: words between a small number and the year."
    behind = [mark for mark in text.years if mark.value == year and mark.start > numbering.end]
    if not behind or len(numbering.episodes) > 1 or numbering.episodes[0] > 9:
        return False
    between = text.text[numbering.end : behind[0].start]
    return text.text[numbering.end - 2] != "0" and bool(re.search(r"[^\W\d_]{2}", between))


def _left_in(text: Text, numbering: Numbering, year: int | None) -> float:
    "The cost of leaving numbering in a film's title, or after its year."
    if numbering.how == "episode" and _is_part_of_a_film(text, numbering, year):
        return -1.2
    if numbering.how == "number of a whole" and any(mark.bracketed for mark in text.years):
        return -0.1
    if numbering.how != "bare number":
        return LEFT_IN.get(numbering.how, 0.0)
    behind_year = any(mark.value == year and mark.end <= numbering.start for mark in text.years)
    digits = len(_number_in(text, numbering))
    return 2.5 * (behind_year and numbering.sure and digits > 1) + (len(numbering.episodes) > 1)
