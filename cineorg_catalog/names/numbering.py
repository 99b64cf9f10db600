"""Which season, episodes or day a name gives: `S01E02`, `1x02`, `Saison 3`, ` - 07`, `2010-10-11`.

Three tables of patterns, tried in order; the first that fits decides. Reads no titles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .vocabulary import first_tag


@dataclass(frozen=True, slots=True)
class Marks:
    """What a text says of season and episodes, and where (`start` to `end`).

    `sure` is False for bare numbers, which may be a part of the title. `series` is False for a mark that
    films have too (a date). `absolute` numbers count from a series' beginning.
    """

    start: int
    end: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: str | None = None
    sure: bool = True
    how: str = ""


def regex(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)


_SEASON_AGAIN = regex(r"s\d{1,4}[ ._]*(?=[ex])|(?<=[ ._-])\d{1,4}(?=x\d)")
_RANGE = regex(r"[-~]|\b(?:a|al|ao|to)\b")


def numbers_of(text: str) -> tuple[int, ...]:
    """The episodes of a mark's tail: `01-03` is a range, `01-02-04` and `01E04` are lists, `0102` a pair.

    Numbers that do not rise are no episodes; a range of more than 2,000 is read as its first number.
    """
    text = _SEASON_AGAIN.sub("", text)
    digits = re.findall(r"\d+", text)
    numbers = list(_pair(digits[0]))
    if len(digits) == 2 and _RANGE.search(text):
        return span(numbers[0], int(digits[1]))
    for number in map(int, digits[1:]):
        if number > numbers[-1]:
            numbers.append(number)
    return tuple(numbers)


def _pair(digits: str) -> Iterator[int]:
    if len(digits) == 4 and digits[0] == "0" and int(digits[2:]) == int(digits[:2]) + 1:
        return iter((int(digits[:2]), int(digits[2:])))
    return iter((int(digits),))


def span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1)) if first < last <= first + 2000 else (first,)


_YMD = regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)([ ._-]?)(?P<m>\d\d)\2(?P<d>\d\d)(?!\d)")
_DMY = regex(r"(?<![\d.])(?P<d>\d\d)([ ._-])(?P<m>\d\d)\2(?P<y>(?:19|20)\d\d)(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SPELT = regex(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[ ._]"
    rf"(?P<m>{'|'.join(_MONTHS)})[a-z]*[ ._,]+(?P<y>(?:19|20)\d\d)(?!\d)"
)
_SHORT = regex(r"(?:(?<![\d.])(?=\d\d[.-])|^)(?P<d>\d\d)([ .-])(?P<m>\d\d)\2(?P<y>\d\d)(?![\d.])")


def find_date(text: str) -> tuple[str, int, int] | None:
    "The first day that a text names, as an ISO date with its place, or None."
    for pattern in (_YMD, _DMY, _SPELT, _SHORT):
        for found in pattern.finditer(text):
            month = found["m"].lower()
            month = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            if iso := _iso(year, month, int(found["d"])):
                return iso, found.start(), found.end()
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    if month > 12 >= day:  # written the American way
        month, day = day, month
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


_BEFORE = r"(?P<before>[ ._]+-[ ._]*|-(?=\d{2,4}[\[( ])|[ ._]+#|[ ._]+|[\[({])"
_AFTER = r"(?:v\d|[ab])?(?:[ ._]?(?:end|fin|完))?(?P<after>$|[\])}+]|[ ._]*[\[({]|[ ._]+-|[ ._]+(?=[^\W_]))"
_BARE = regex(rf"{_BEFORE}(?P<e>\d{{1,4}})(?P<to>)(?:\.\d)?{_AFTER}")
_BARE_RANGE = regex(
    rf"{_BEFORE}(?P<e>\d{{1,4}})(?P<to>[-~]\d{{1,4}}|(?<=\d\d) [-~] \d{{2,3}}(?=$|[ ._]*[\[(])"
    rf"| ao? \d{{1,4}}){_AFTER}"
)


def find_number(text: str, start: int = 0, least: int = 1) -> Marks | None:
    """A bare number where episode numbers stand, ` - 07`, ` 07 [`, `[07]`, which may belong to the title.

    The place most used for it wins (a rank of at least `least`, 5 is the best); numbers that look like a
    year are passed over.
    """
    best_rank, best, beyond = least - 1, None, 0
    for position in range(max(start, 1), len(text)):
        if text[position] not in " ._-[({" or position < beyond:
            continue
        found = _BARE_RANGE.match(text, position)
        if found is None or int(re.sub(r"\D", "", found["to"])) <= int(found["e"]):
            found = _BARE.match(text, position)
        if found is None:
            continue
        beyond = found.end("to")
        rank = _place_rank(text, found)
        if rank > best_rank or (rank == best_rank == 5):
            best_rank, best = rank, _bare_marks(found, rank)
    return best


def _place_rank(text: str, found: re.Match[str]) -> int:
    "How much a place looks like an episode number's, 0 for not at all."
    first, last = found["e"], re.sub(r"\D", "", found["to"] or "")
    if any(1900 <= int(number) <= 2099 for number in (first, last) if number) and not (
        first and last and int(first) < 1900
    ):
        return 0
    if re.match(r"\.\d", text[found.end("e") :]) and found["after"].startswith("."):
        return 0
    if found["before"] == "." and text[found.start() - 1].isdigit():
        return 0
    if found["before"] not in ("[", "(", "{") and text.rfind("[", 0, found.start()) > text.rfind(
        "]", 0, found.start()
    ):
        return 0
    dash, after = "-" in found["before"] or "#" in found["before"], found["after"].strip(" ._")
    long_enough = len(first) > 1 or bool(last)
    if not found["after"] or (after and after[0] in "])}[({+") or first_tag(text, found.end()) == found.end():
        return 5 if dash else 3 * long_enough
    if after == "-":
        return 4 if dash else 2 * long_enough
    return 1 if len(first) > 1 and (dash or first[0] == "0") else 0


def _bare_marks(found: re.Match[str], rank: int) -> Marks:
    first = int(found["e"])
    numbers = span(first, int(re.sub(r"\D", "", found["to"])) if found["to"] else first)
    return Marks(found.start(), found.end("e"), None, numbers, numbers, sure=rank > 3, how="bare number")


_SEASON_WORD = (
    r"(?:seasons?|saisons?|staffel|stagione|temporadas?|temp|seizoen|series(?=[ ._]\d{1,2}(?!\d))"
    r"|s[æe]son|sez[oó]n[aáu]?l?|sezon|kausi|season[g]?"
    r"|сезон|시즌|シーズン|第)"
)
_EPISODE_WORD = (
    r"(?:episodes?|episodios?|[eé]pisodes?|capitulos?|cap[ií]tulo|folge|aflevering|afl|cap|eps?|ep"
    r"|серия|серии|эпизод|"
    r"seri[yji]?a|ser)"
)
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
}  # fmt: skip
_S = r"[ ._\-]*"
_MORE = (
    r"(?:(?:[ ._]*(?:-|~|&|\+|,|and|en|al|ao)?[ ._]*(?:s\d{1,2}[ ._]*)?"
    r"(?:e|ep|x(?!26[456])|(?:\d{1,2}|20\d\d)x(?!\d{4}|\d{3}p))\d{1,5})"
    r"|(?:(?:[-~+]|\ -\ (?=\d\d\b\ -))\d{1,5}(?![\w*])))*"
)
_RANGE_TAIL = r"(?:[ ]?(?:-|~|a|al|ao|to)[ ]?\d{1,4}(?!\w))?"
_SXXEYY = regex(
    rf"(?<![^\W_])[st][en]?\.?(?P<s>\d{{1,4}}){_S}(?:[ex]|xe|ep|eps|episode"
    rf"|afl)\.?{_S}(?P<e>\d{{1,5}}{_MORE})"
)
_GLUED = regex(r"(?<=[a-z])s(?P<s>\d\d)e(?P<e>\d\d(?:e\d\d)*)(?=\D|\d{3,4})")
_BARE_E = regex(r"(?<![^\W_])(?P<s>\d{2})e(?P<e>\d{2})(?![^\W_])")
_NXNN = regex(
    rf"(?<![\w*])(?<!\D\d\.)(?!(?:19|20)\d\dx\d\d[. ]\d\d\b)(?P<s>\d{{1,2}}|(?:19[5-9]"
    rf"|20[0-3])\d)x(?P<e>\d{{1,3}}{_MORE})(?![\d*]|p\b)"
)
_GLUED_X = regex(r"(?<=[a-z])(?P<s>\d)x(?P<e>\d\d)(?!\w)")
_S_DASH = regex(
    r"(?<![^\W_])s(?P<s>\d{1,2})(?:[ _.]+-[ _.]+|[ _.]+|(?<=\[s\d)-"
    r"|(?<=\[s\d\d)-)(?P<e>\d{2,3})(?![\w]|[ ._-]*(?:ws|s\d))"
)
_PAIR_FIRST = regex(r"^(?P<s>\d{1,2})-(?P<e>\d{2})(?:[. ]+|[ ]-[ ])(?=[^\W\d])(?!.*(?:19|20)\d\d)")
_PAIR_LAST = regex(r"(?<=[a-z])[ ._-](?P<s>\d{2})[ ._](?P<e>\d{2})(?:[ .-]f)?$")
_PAIR_DOT = regex(r"(?:[ ]-[ ]|\[)(?P<s>\d{1,2})\.(?P<e>\d{2,3})(?=[ ]-[ ]|\])")
_AFTER_YEAR = regex(
    r"(?<=\b(?:19|20)\d\d[ ._])(?!(?:19|20)\d\d)(?P<s>\d{1,2})(?P<e>\d\d)(?=[ ._]+(?:hdtv|pdtv|dsr"
    r"|web|720p|1080p)|-[a-z]+$)"
)
_SEASON_EPISODE = regex(
    rf"(?<![^\W_]){_SEASON_WORD}[ ._:№]*(?P<s>\d{{1,4}})\b(?P<between>.{{0,30}}?)"
    rf"(?<![^\W_]){_EPISODE_WORD}[ ._:№(]*(?P<e>\d{{1,5}}{_MORE}{_RANGE_TAIL})"
)
_NUMBER_SEASON_EPISODE = regex(
    r"(?<![^\W_])(?P<s>\d{1,2})(?:(?:-?(?:й|nd|rd|st|th|ª|º|°|a\.?))?[ ._]{0,2}(?:sezon|sez|сезон"
    r"|temporada|season)\b[ ._,]*|[ ._])"
    r"(?P<e>\d{1,4})(?:-?я)?[ ._]*(?:ser[iy][yji]?[ai]|ser|сери[яи]|episode)\b"
)
_CAP = regex(r"cap\.?[ ]?(?P<e>\d{3,4})(?:[_ ](?P<to>\d{3,4}))?(?!\d)")
_SEASON_ONLY = (
    regex(rf"(?<![^\W_])[s](?P<s>\d{{1,4}})(?:d\d\d|(?:{_S})(?:s)?(?P<to>\d{{1,2}}))?(?![^\W_])"),
    regex(
        rf"(?<![^\W_]){_SEASON_WORD}[ ._:№]*(?P<s>\d{{1,4}}|{'|'.join(_NUMBER_WORDS)})(?:(?:-|&"
        rf"|{_S}-{_S}{_SEASON_WORD}[ ._]*)(?P<to>\d{{1,2}}))?(?![^\W_])"
    ),
    regex(
        r"(?<![^\W_])(?P<s>\d{1,2})[ ]?(?:-?й|nd|rd|st|th|ª|º|°|a\.)?[ ._]+(?:temporada|season"
        r"|сезон|sezon|saison)\b"
    ),
)
_EPISODE_ONLY = (
    regex(rf"(?<![^\W_]){_EPISODE_WORD}[ ._:№#-]*\(?(?P<e>\d{{1,5}}{_MORE}{_RANGE_TAIL})(?:v\d)?(?![^\W_])"),
    regex(
        r"(?<![^\W_])e[ ._]?(?!(?:480|576|720|1080|2160)(?!\d))"
        rf"(?P<e>\d{{1,5}}{_MORE}(?:[~-]e?\d{{1,4}})?)(?:v\d)?(?![^\W_])"
    ),
)
_OF = regex(r"(?<![^\W_])(?P<e>\d{1,2}) ?(?:of|из|iz) ?(?P<of>\d{1,2})(?![^\W_])")
_THREE_DIGITS = regex(r"(?<=\w)[ ._](?P<s>\d{1,2})(?P<e>\d\d)(?=[ ._]+(?P<rest>\S))")


def find_marks(text: str) -> Marks | None:
    """The first way of writing that fits, or None. Never raises; numbers are small ints."""
    for finder in (_season_and_episode, _words_apart, _by_date, _parts_of, _seasons, _episodes_only):
        if marks := finder(text):
            return marks
    return None


def _season_and_episode(text: str) -> Marks | None:
    for pattern in (
        _SXXEYY,
        _NXNN,
        _GLUED,
        _GLUED_X,
        _BARE_E,
        _S_DASH,
        _AFTER_YEAR,
        _PAIR_FIRST,
        _PAIR_LAST,
        _PAIR_DOT,
    ):
        if found := pattern.search(text):
            episodes = numbers_of(found["e"])
            return Marks(found.start(), found.end(), int(found["s"]), episodes, how="season and episode")
    return None


def find_three_digits(text: str) -> Marks | None:
    "`the.mentalist.501.hdtv`: season and episode in one number before the tags, which may be the title's."
    for found in _THREE_DIGITS.finditer(text):
        if first_tag(text, found.start("rest")) == found.start("rest") and not 19 <= int(found["s"]) <= 20:
            return Marks(
                found.start(),
                found.end(),
                int(found["s"]),
                (int(found["e"]),),
                sure=False,
                how="three digits",
            )
    return None


def _words_apart(text: str) -> Marks | None:
    "`Season 1 Episode 2`, `2 сезон 24 серия`, `Temporada 1 [Cap.103]`."
    if cap := _CAP.search(text):
        return _chapters(text, cap)
    for pattern in (_SEASON_EPISODE, _NUMBER_SEASON_EPISODE):
        if found := pattern.search(text):
            return Marks(
                found.start(), found.end(), int(found["s"]), numbers_of(found["e"]), how="season and episode"
            )
    return None


def _chapters(text: str, cap: re.Match[str]) -> Marks:
    "Spanish `Cap.103` and `Cap.1503_1506`: season and episode in one number."
    season, first = divmod(int(cap["e"]), 100)
    last = int(cap["to"]) % 100 if cap["to"] else first
    named = _SEASON_ONLY[1].search(text)
    start = min(cap.start(), named.start()) if named else cap.start()
    return Marks(start, cap.end(), season, span(first, last), how="chapter number")


def _by_date(text: str) -> Marks | None:
    if found := find_date(text):
        iso, start, end = found
        return Marks(start, end, date=iso, how="date")
    return None


def _parts_of(text: str) -> Marks | None:
    "`5of9`: an episode of a series in one season."
    found = _OF.search(text)
    if (
        not found
        or int(found["e"]) > int(found["of"])
        or re.search(r"(?:cd|dis[ck]|part|pt)\.?\s*$", text[: found.start()], re.I)
    ):
        return None
    episodes = (int(found["e"]),)
    return Marks(found.start(), found.end(), None, episodes, sure=False, how="number of a whole")


def _seasons(text: str) -> Marks | None:
    "A season with or without an episode behind it. `S56` behind the tags is a release group's."
    tags = first_tag(text, 1)
    for pattern in _SEASON_ONLY:
        for found in pattern.finditer(text):
            if pattern is _SEASON_ONLY[0] and found.start() > tags:
                continue
            number = found["s"].lower()
            season = _NUMBER_WORDS.get(number) or int(number)
            if found.groupdict().get("to"):
                return Marks(found.start(), found.end(), season, how="seasons")
            return _season_with_episode(text, found.start(), found.end(), season)
    return None


def _season_with_episode(text: str, start: int, end: int, season: int) -> Marks:
    more = _episodes_only(text[end:]) or find_number(text, end, least=3)
    if more is None or not more.absolute or (more.how == "bare number" and first_tag(text, end) < more.start):
        return Marks(start, end, season, how="season")
    return Marks(start, end, season, more.absolute, how="season and episode")


def _episodes_only(text: str) -> Marks | None:
    for pattern in _EPISODE_ONLY:
        for found in pattern.finditer(text):
            numbers = numbers_of(found["e"])
            return Marks(found.start(), found.end(), None, numbers, numbers, how="episode")
    return None
