"""Where a name says which season, episode or day it is: `S01E02`, `1x02`, `Saison 3`, `2010-10-11`.

A table of ways of writing, tried in order; the first that fits speaks. It reads no titles and knows no works.
"""

import re

from cineorg_catalog.reading.bare_numbers import find_number
from cineorg_catalog.reading.dates import find_date
from cineorg_catalog.reading.marks import Marks, numbers_of, regex, span
from cineorg_catalog.reading.tags import first_tag

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
