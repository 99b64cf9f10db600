"""Which numbers of a name are its season, episodes, part or day: the hypotheses, the likeliest first.

A table of ways in which season and episode are written in one piece; what stands apart is joined (a season
here, an episode there); and everything has its price. Nothing here reads a title.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from .bare_numbers import bare_numbers, best_bare_number
from .model import Numbering, Token
from .spelt_numbers import (
    HALF,
    MORE,
    RESOLUTIONS,
    Counted,
    episodes_in,
    is_decimal,
    is_year,
    numbers_of,
    regex,
    season_at,
    seasons_in,
    wholes_in,
)
from .taggers import LAST_YEAR, Text
from .vocabulary import (
    ANIME_SPECIALS,
    EXTRAS,
    NUMBERS,
    PART_WORDS,
    SPECIAL_WORDS,
    WEAK_SEASON_WORDS,
    WHOLE_WORDS,
)

_PARTS = tuple(sorted(PART_WORDS))
FEWEST_DIGITS = 5  # of a day, `1 Jan 2010`
_DIGIT = re.compile(r"\d")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = (
    regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[ ._-]?)(?P<m>\d\d)(?P=sep)(?P<d>\d\d)(?!\d)"),
    regex(r"(?<![\d.])(?P<d>\d\d)(?P<sep>[ ._-])(?P<m>\d\d)(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)"),
    regex(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ._-](?P<m>{'|'.join(_MONTHS)})[a-z]{{0,7}}[ ._,-]{{1,3}}"
        r"(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    regex(
        rf"(?<![a-z])(?P<m>{'|'.join(_MONTHS)})[a-z]{{0,7}}[ ._]{{1,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?"
        r"[ ._,]{1,3}(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    regex(
        rf"(?<!\d)(?P<y>(?:19|20)\d\d)[ ._-](?P<m>{'|'.join(_MONTHS)})[a-z]{{0,7}}[ ._-]"
        r"(?P<d>\d{1,2})(?!\w)"
    ),
    regex(r"(?P<y>\d\d)\.(?P<m>\d\d)\.(?P<d>\d\d)[_ ]\d\d-\d\d(?!\d)"),  # a recording: day and time
    regex(r"(?<=[a-z][ .])(?P<d>\d\d)(?P<sep>[ .])(?P<m>\d\d)(?P=sep)(?P<y>\d\d)$"),
    regex(r"(?:(?<![\d.])(?=\d\d[.-])|^)(?P<d>\d\d)(?P<sep>[ .-])(?P<m>\d\d)(?P=sep)(?P<y>\d\d)(?![\d.])"),
    regex(r"(?<![\w.-])(?P<y>[12]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\w.-])"),
)


def find_date(text: str) -> tuple[str, int, int] | None:
    "The first day named in a text, as an ISO date with its position, or None."
    if len(_DIGIT.findall(text)) < FEWEST_DIGITS:
        return None
    for pattern in _DAYS:
        for found in pattern.finditer(text):
            month = found["m"].lower()
            month = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
            year = int(found["y"])
            year += 0 if year > 99 else 2000 if year + 2000 <= LAST_YEAR else 1900
            if len(found["y"]) == 2 and int(found["y"]) == month + 1 == int(found["d"]) + 2:
                continue  # three episodes, `01-02-03`
            if iso := _iso(year, month, int(found["d"])):
                return iso, found.start(), found.end()
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    if month > 12 >= day:  # written the American way
        month, day = day, month
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _before_a_day(text: Text, day: int) -> Numbering | None:
    "`Show.101.Event.2010.11.23`, `Show - 101 (01) - 20021107`: three digits; the date makes them an episode."
    for token in text.tokens[1:]:
        if token.start >= day or len(token.text) != 3 or not token.text.isdigit():
            continue
        season, episode = divmod(int(token.text), 100)
        if season and not any(year.end <= token.start for year in text.years):
            return Numbering(token.start, token.end, "three digits", 3, season, (episode,), sure=False)
    return None


_S = r"[ ._\-]{0,3}"


class Way(NamedTuple):
    "One way of writing season and episode in one piece: an example, and its pattern from the first letter."

    example: str
    pattern: re.Pattern[str]


WAYS = (
    Way(
        "S01E02, S01.E02, S01EP(01-09), S01E02&3&4, SO2E04",
        regex(
            rf"(?:s(?:eason|[ent])?|t(?:emp)?)\.?(?P<s>\d{{1,4}}|o\d){_S}"
            rf"(?:e(?:p(?:isode|s)?)?|xe?(?!26[456])|afl)\.?{_S}(?!#\d\.\d)[(#]?"
            rf"(?P<e>\d{{1,5}}{MORE})"
        ),
    ),
    Way(
        "1x02, 01x02-03, 06х01-08",
        regex(
            r"(?!(?:19|20)\d\dx\d\d[. ]\d\d\b|(?:16x9|24x7)(?!\d))"
            rf"(?P<s>\d{{1,2}}|(?:19[3-9]|20[0-3])\d)[xх](?P<e>\d{{1,3}}{MORE})(?![\d*]|p\b)"
        ),
    ),
    Way("01e02, 2008E01E02", regex(r"(?P<s>\d{2}|20[0-3]\d)e(?P<e>\d{2}(?:e\d{2}){0,20})(?![^\W_])")),
    Way("S0102", regex(r"s(?P<s>0\d)(?P<e>\d\d)(?![^\W_])")),
    Way("[S 12 - Ep 131]", regex(r"(?<=[\[(])s (?P<s>\d{1,2}) - ep? ?(?P<e>\d{1,4})(?=[\])])")),
    Way("[5.01], - 5.01 -", regex(r"(?:(?<=\[)|(?<= - ))(?P<s>\d{1,2})\.(?P<e>\d{2,3})(?=\]| - )")),
)
_GLUED = regex(r"(?<=[a-z])s(?P<s>\d\d)e(?P<e>\d\d(?:e\d\d){0,20})(?=\D|\d{3,4}|$)")
_GLUED_X = regex(r"(?<=[a-z])(?P<s>\d)x(?P<e>\d\d)(?!\w)")
_PAIR_FIRST = regex(r"(?P<s>\d{1,2})-(?P<e>\d{2})(?:[. ]+|[ ]-[ ])(?=[^\W\d])")
_PAIR_LAST = regex(r"(?P<s>\d{2})[ ._-](?P<e>\d{2})(?:[ .-]f)?$")
_AFTER_YEAR = regex(
    r"(?<=\b(?:19|20)\d\d[ ._])(?!(?:19|20)\d\d|480|576|720|1080)"
    r"(?P<s>\d{1,2})(?P<e>\d\d)(?=[ ._]+[^\W\d]|-[a-z]+$|$)"
)


def find(text: Text, *, of_group: bool = False) -> list[Numbering]:
    """What the numbers of a name may mean, most likely first; empty if nothing looks like numbering.

    `of_group` is true if the name started with the bracket of a release group.
    """
    if (whole := _in_one_piece(text)) is not None:
        return [_with_number_before(text, whole, of_group)]
    episode = next(episodes_in(text), None)
    season = _season(text, episode)
    found = [*_joined(text, season, episode), *_dates(text), *_of_a_whole(text), *best_bare_number(text)]
    found += [*_parts_of_a_broadcast(text), *_numbered_specials(text)]
    if of_group and not found:
        found = list(_anime_specials(text))
    return sorted(found, key=lambda numbering: numbering.cost)


def _in_one_piece(text: Text) -> Numbering | None:
    "The first season and episode that are written together."
    starts = [token for token in text.tokens if _may_start(token) and not is_decimal(text, token)]
    for way in WAYS:
        for token in starts:
            found = way.pattern.match(text.text, token.start)
            if found and (numbering := _piece(text, found)):
                return numbering
    return _glued(text) or _pair(text)


def _may_start(token: Token) -> bool:
    first = token.folded[0]
    return first in "st" or first.isdigit()


_OTHER_SEASON = regex(r"(?:(?<=s)\d{1,4}(?=[ ._]*[ex])|(?<=[-~&+,._ ])\d{1,4}(?=[xх]\d))")  # `S01E01-S03E10`


def _piece(text: Text, found: re.Match[str]) -> Numbering | None:
    season = int(found["s"].lower().replace("o", "0"))
    if half := HALF.match(text.text, found.end()):
        return Numbering(found.start(), half.end(), "season and episode", 0, season)
    if any(int(other) != season for other in _OTHER_SEASON.findall(found["e"])):
        return Numbering(found.start(), found.end(), "season and episode", 0, season)
    end, episodes = _consecutive(text, found.end(), numbers_of(found["e"]))
    sure = not _may_be_a_title(text, found)
    return Numbering(found.start(), end, "season and episode", 0, season, episodes, sure=sure)


def _may_be_a_title(text: Text, found: re.Match[str]) -> bool:
    "`4x4 (2019)`, `5x2 2004`: single digits at the start of a name with a year may be a film's title."
    if found.start() != text.tokens[0].start or not re.fullmatch(r"\d{1,2}[xхXХ]\d", found.group()):
        return False
    return any(year.start > found.end() for year in text.years)


_NEXT = re.compile(r"[ ._](\d{2,3})(?![^\W_])(?P<last>(?=$|[ ._]?[-\[(]))?")


def _consecutive(text: Text, end: int, episodes: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    "`S03E21.22`, `8x01_02`: the next number, if it follows directly and only a dash comes after it."
    found = _NEXT.match(text.text, end)
    if not found or len(episodes) > 1 or int(found[1]) != episodes[0] + 1:
        return end, episodes
    if found["last"] is not None or text.first_tag(found.end()) <= found.end() + 1:
        return found.end(), (*episodes, int(found[1]))
    return end, episodes


def _glued(text: Text) -> Numbering | None:
    for pattern in (_GLUED, _GLUED_X):
        if found := pattern.search(text.text):
            return Numbering(found.start(), found.end(), "glued", 0, int(found["s"]), numbers_of(found["e"]))
    return None


def _pair(text: Text) -> Numbering | None:
    "`4-13 Cursed`, `Доктор Хаус 03-20`, `The Rookie 2018 401`: two numbers, if no others are numbering."
    if not text.tokens:
        return None
    first = _PAIR_FIRST.match(text.text, text.tokens[0].start)
    if first and not text.years:
        return Numbering(first.start(), first.end(), "pair", 0.5, int(first["s"]), (int(first["e"]),))
    for token in text.tokens[-3:]:
        found = _PAIR_LAST.match(text.text, token.start)
        if found and token.start > 1 and text.text[token.start - 2].isalpha() and not _is_range(found):
            return Numbering(found.start(), found.end(), "pair", 0.5, int(found["s"]), (int(found["e"]),))
    for token in text.tokens:
        found = _AFTER_YEAR.match(text.text, token.start)
        if found:
            return Numbering(found.start(), found.end(), "pair", 0.5, int(found["s"]), (int(found["e"]),))
    return None


def _is_range(found: re.Match[str]) -> bool:
    "`Show 13-16` is a range; if the first number has a leading zero, it is a season."
    return "-" in found.group() and found["s"][0] != "0" and int(found["s"]) < int(found["e"])


_COUNTED = re.compile(r"(?: - |[ ._]|\()(?P<n>\d{1,4}(?:\.\d)?)(?P<to>-\d{1,4})?\)?(?P<gap> - |[ ._(]{1,2})$")


def _season(text: Text, episode: Counted | None) -> Counted | None:
    "The first season; if it is repeated before the episode (`第3季 / Series S3 - 09`), the last."
    seasons = list(seasons_in(text))
    if not seasons:
        return None
    if several_seasons(text):
        return seasons[0]._replace(several=True)
    first, end = seasons[0], len(text.text) if episode is None else episode.start
    again = [
        season
        for season in seasons
        if season.numbers == first.numbers
        and season.start < end
        and re.search("[/|]", text.text[first.end : season.start])
    ]
    return again[-1] if again and "[" not in text.text[first.end : again[-1].start] else first


def _with_number_before(text: Text, numbering: Numbering, of_group: bool) -> Numbering:
    "`Bleach - 012 - s02e03`, `313-315 s16e03-05`: an absolute episode number before season and episode."
    found = _COUNTED.search(text.text[: numbering.start][-24:])
    if found is None or numbering.start < 3 or (found["to"] and is_year(found["n"])):  # `(2010-2014) S01E02`
        return numbering
    in_dashes = found.group().startswith(" - ") and " - " in found["gap"]
    of_group = of_group and len(found["n"]) > 2 and not 1900 < float(found["n"]) < 2100
    if not in_dashes and found["to"] is None and not of_group:
        return numbering
    start = numbering.start - len(found.group())
    if not re.search(r"\w", text.text[:start]):
        return numbering
    return replace(numbering, start=start)


# ---- a season here, an episode there


def _joined(text: Text, season: Counted | None, episode: Counted | None) -> Iterator[Numbering]:
    "The hypotheses that result from words for seasons and episodes together."
    if episode is not None and (season is None or season.start == episode.start):
        if episode.season is not None:
            yield Numbering(
                episode.start, episode.end, "season and episode", 0.2, episode.season, episode.numbers
            )
        else:
            yield Numbering(
                episode.start, episode.end, "episode", 0.6, None, episode.numbers, episode.numbers
            )
    elif episode is not None and season is not None and not season.several:
        start, end = min(season.start, episode.start), max(season.end, episode.end)
        behind = 0
        if _says_a_title(text.text[episode.end : season.start]):  # it stands between
            start = season.start
            behind = 0 if re.search(r"\w", text.text[: episode.start]) else episode.end
        number = episode.season if episode.season is not None else season.numbers[0]
        yield Numbering(
            start, end, "season and episode", 0.1, number, episode.numbers, spelt=_spelt(text, season),
            behind=behind,
        )  # fmt: skip
    elif season is not None:
        yield _season_alone(text, season)


_OF_A_SEASON = regex(r"\W*(?:(?:of|from|из|von|iz|de|da|do|del|der)(?![^\W_]))?[\W\d_]*")


def _says_a_title(between: str) -> bool:
    return re.search(r"[^\W\d_]{2}", between) is not None and _OF_A_SEASON.fullmatch(between) is None


def _spelt(text: Text, season: Counted) -> int | None:
    "The end of a season that is written in words and may belong to the title of a sequel."
    words = re.search(r"[^\W\d_]{3}", text.text[season.start : season.end])
    return season.end if words and not season.several else None


_PART_BETWEEN = regex(rf"[ ._-]{{1,3}}(?:{'|'.join(sorted(PART_WORDS))})[ ._]{{1,2}}(?P<n>\d{{1,2}})(?!\w)")
_SPECIAL_BETWEEN = regex(rf"[ ._-]{{1,3}}(?:{'|'.join(sorted(SPECIAL_WORDS | EXTRAS))})(?!\w)")


def _season_alone(text: Text, season: Counted) -> Numbering:
    "A season, with the episode's number if one follows: `S2 - 07`, `[S4-24]`, `第四季 - 04`."
    spelt = _spelt(text, season)
    found = Numbering(season.start, season.end, "season", 0.6, season.numbers[0], spelt=spelt)
    if season.several:
        return found
    if (before := _number_before(text, season)) is not None:
        return replace(found, start=before.start, cost=0.3, how="season and episode", episodes=before.numbers)
    part = _PART_BETWEEN.match(text.text, season.end)
    if part and int(part["n"]) > 1:  # its episodes may count from the part's beginning
        return replace(found, end=part.end(), part=int(part["n"]))
    if part:
        season = season._replace(end=part.end())
    if _SPECIAL_BETWEEN.match(text.text, season.end):
        return found
    number = _number_behind(text, season.end) or _of_behind(text, season.end)
    if number is None:
        return found
    return replace(found, end=number.end, how="season and episode", cost=0.3, episodes=number.numbers)


def _number_before(text: Text, season: Counted) -> Counted | None:
    "The episode of `Title - 05 [标题 第3季 / Title]`, whose season is in a bracket with other titles."
    opening = text.text.rfind("[", 0, season.start)
    if opening < 0 or "]" in text.text[opening : season.start]:
        return None
    bare = next((bare for bare in bare_numbers(text) if bare.rank > 3 and bare.end <= opening), None)
    return Counted(bare.start, bare.end, bare.numbers) if bare else None


_BEHIND = regex(
    r"(?:[ ._]{1,2}-[ ._]{1,2}|[ ._]{1,2}|-|[ ._]?[\[(])"
    r"(?P<e>\d{2,4}(?:[-~]\d{2,4}|[ ]?~[ ]?\d{2,4}|[ ](?:-(?=[ ]\d{2,4}[)\]])|ao?|to|bis|à)[ ]\d{2,4})?)"
    r"(?:v\d)?(?![\w*]|\.\d|[ ._-]{0,3}(?:ws\b|s\d))"
)


def _number_behind(text: Text, end: int) -> Counted | None:
    found = _BEHIND.match(text.text, end)
    if found is None or text.first_tag(end) <= found.start("e") or is_year(found["e"]):
        return _bare_behind(text, end)
    if found["e"] in map(str, RESOLUTIONS):
        return None
    return Counted(found.start("e"), found.end(), numbers_of(found["e"]))


def _bare_behind(text: Text, end: int) -> Counted | None:
    "An episode further after a season, where episode numbers usually are, before the tags."
    for bare in bare_numbers(text, end):
        if bare.rank >= 3 and bare.start < text.first_tag(end):
            return Counted(bare.start, bare.end, bare.numbers)
    return None


def _of_behind(text: Text, end: int) -> Counted | None:
    return next((whole for whole in wholes_in(text) if whole.start >= end), None)


def _of_a_whole(text: Text) -> Iterator[Numbering]:
    for whole in islice(wholes_in(text), 1):
        yield Numbering(
            whole.start, whole.end, "number of a whole", 1.5, None, whole.numbers, sure=False
        )  # fmt: skip


_SPECIAL_NUMBER = regex(r"sp(\d{1,2})(?:v\d)?")


def _numbered_specials(text: Text) -> Iterator[Numbering]:
    "`Title - SP01 [1080p]`: a special by its number, which databases count in their own ways."
    for token in text.tokens[1:]:
        if token.folded[:2] == "sp" and (found := _SPECIAL_NUMBER.fullmatch(token.folded)):
            yield Numbering(token.start, token.end, "special", 0.9, 0, (int(found[1]),))
            return


def _anime_specials(text: Text) -> Iterator[Numbering]:
    "`[Group] Title OVA [1080p]`, `[Group] Title - NCOP`: beside the episodes, as season 0."
    for at, token in enumerate(text.tokens):
        if at and token.folded.rstrip("0123456789") in ANIME_SPECIALS:
            yield Numbering(token.start, token.end, "special", 1.5, 0, sure=False)
            return


def _dates(text: Text) -> Iterator[Numbering]:
    if found := find_date(text.text):
        iso, start, end = found
        yield Numbering(start, end, "date", 0.8, date=iso)
        if (number := _before_a_day(text, start)) is not None:
            yield replace(number, how="season and episode", cost=0.7, date=iso)


_PART = regex(rf"(?:{'|'.join(sorted(PART_WORDS))})[ ._]{{0,2}}(?P<n>\d{{1,2}}|[^\W\d_]+)(?![^\W_])")
_BROADCAST = regex(r"(?<![^\W_])(?:hdtv|pdtv|dsr|dvb|sdtv|tvrip)(?![^\W_])")


def _parts_of_a_broadcast(text: Text) -> Iterator[Numbering]:
    "`Title.Part.2.720p.HDTV`: a television broadcast in parts, without a year, is a short series."
    for token in text.tokens[1:]:
        found = _PART.match(text.text, token.start) if token.folded.startswith(_PARTS) else None
        if found is None or any(year.start > found.end() for year in text.years):
            continue
        number = int(found["n"]) if found["n"].isdigit() else NUMBERS.get(found["n"].casefold())
        if (
            number
            and text.is_all_tags(found.end(), text.first_tag(found.end()))
            and _BROADCAST.search(text.text, found.end())
        ):
            yield Numbering(token.start, found.end(), "part", 1.0, None, (number,), part=number, sure=False)
            return


def several_seasons(text: Text) -> bool:
    "True for `Show S01-S03`, `Show Seasons 1-3`, `Show S01 S02 S03`: what is in it may be of any of them."
    seasons = list(seasons_in(text))
    return bool(seasons) and (seasons[0].several or len({season.numbers for season in seasons}) > 2)


def season_only(text: Text, *, alone: bool = False) -> tuple[int, ...]:
    """The season or seasons that make up a whole text: `2a Temporada`, `The Complete Season 1`; else empty.

    A few words may follow, unless it must be `alone`.
    """
    first = 0
    while first < len(text.tokens) and text.tokens[first].folded in WHOLE_WORDS | {"the"}:
        first += 1
    season = season_at(text, first) if first < len(text.tokens) else None
    before = text.tokens[first].start if first < len(text.tokens) else 0
    if season is None or season.start > before or _in_one_piece(text) is not None:
        return ()
    weak = text.tokens[first].folded.rstrip("0123456789") in WEAK_SEASON_WORDS
    rest = re.sub(r"[(\[]\d{4}[)\]]", "", text.text[season.end :])
    if len(rest) > 40 or re.search(r"[^\W_]" if alone else r"[^\W\d_]{2}" if weak else r"(?!)", rest):
        return ()
    return season.numbers
