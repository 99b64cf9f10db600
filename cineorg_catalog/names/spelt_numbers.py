"""Seasons and episodes written with words: `Season 3`, `2a Temporada`, `第四季`, `Ep. 05`, `5of9`.

One finder for names and folders, in every language of the vocabulary; it combines nothing.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .model import Token
from .taggers import Text
from .vocabulary import (
    DISC_WORDS,
    EPISODE_WORDS,
    NUMBERS,
    ORDINAL_ENDS,
    ORDINALS,
    PART_WORDS,
    ROMAN,
    SEASON_WORDS,
    SEVERAL_EPISODES,
    SEVERAL_SEASONS,
    WEAK_SEASON_WORDS,
    WHOLE_WORDS,
)

LONGEST_RANGE = 2000
RESOLUTIONS = frozenset({480, 540, 576, 720, 1080, 1440, 2160})
TO = r"(?:-|~|–|to|al?|ao|à|bis|по)"
_AND = r"(?:-|~|–|&|\+|,|and|en|al|ao|y|et|à|to|bis|und)"
MORE = (
    r"(?:"
    rf"[ ._]{{0,2}}{_AND}?[ ._]{{0,2}}(?:s\d{{1,2}}[ ._]?)?(?:e[ ._]?|ep(?=\d)|x(?!26[456])[ ._]?)"
    r"\d{1,5}(?![\dpi])"
    r"|[ ._]?(?:[-&+~,]|al?|ao|to|à|e|y|and|bis)?[ ._]?(?:\d{1,2}|20\d\d)[xх]\d{2,3}(?![\dp])"
    r"|(?:[-~+&,]|and)(?!(?:19|20)\d\d\b)\d{1,5}(?![\w*]|\.\d)"  # `S01E02-2019-01-02` is a day
    r"|\ (?:-|&|and|en)\ (?=\d\d?\b(?:\ -|\ ?$|\ ?[\[(]))\d{1,2}"
    r"){0,40}"
)
UP_TO = rf"(?:[ ]?{TO}[ ]?\d{{1,4}}(?!\w))?"


HALF = re.compile(r"\.5(?:v\d)?(?![\w.])")  # `S01E07.5` is a special between two episodes, not the seventh


def regex(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)


class Counted(NamedTuple):
    "Numbers of one kind and their position; `several` means a range of seasons."

    start: int
    end: int
    numbers: tuple[int, ...]
    several: bool = False
    season: int | None = None


def is_decimal(text: Text, token: Token) -> bool:
    "True if a number is the second half of one like 5.1, or a factor like 2.0x3."
    if not token.text[0].isdigit():  # `Code 23.S01E01`
        return False
    before = text.text[max(0, token.start - 2) : token.start]
    if before[-1:] == ".":
        return bool(re.search(r"(?<!\d)\d{1,2}\.$", text.text[max(0, token.start - 4) : token.start]))
    return before[-1:] in ("*", "+")


def is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and 1900 <= int(number) <= 2039


_SEASON_AGAIN = regex(r"s\d{1,4}[ ._]*(?=[ex])|(?<=[ ._&+,~-])\d{1,4}(?=[xх]\d)")
_RANGE = regex(rf"[-~–]|(?<![a-z]){TO}(?![a-z])")
_MARKED = regex(r"[ex]p? ?\d")


def numbers_of(text: str) -> tuple[int, ...]:
    """The episodes after a mark: `01-03` is a range, `01-02-04` and `01E04` are lists, `0102` is a pair.

    Bare numbers that do not increase are not episodes, nor is what looks like a resolution.
    """
    text = _SEASON_AGAIN.sub("", text)
    digits = re.findall(r"\d+", text)
    numbers = list(_doubled(digits[0]))
    if len(digits) == 2 and _RANGE.search(text):
        last = int(digits[1])
        return (numbers[0],) if last in RESOLUTIONS else span(numbers[0], last)
    marked = bool(_MARKED.search(text))
    for digit in digits[1:]:
        number = int(digit)
        if number > numbers[-1] or (marked and number not in numbers):
            numbers.append(number)
    return tuple(numbers)


def _doubled(digits: str) -> Iterator[int]:
    if len(digits) == 4 and digits[0] == "0" != digits[1] and int(digits[2:]) == int(digits[:2]) + 1:
        return iter((int(digits[:2]), int(digits[2:])))
    return iter((int(digits),))


def span(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1)) if first < last <= first + LONGEST_RANGE else (first,)


GAP = r"[ ._:№#\-]{0,3}"
_COUNT = re.compile(rf"{GAP}(?:\((?=\d{{1,2}}-))?(?P<n>\d{{1,4}})(?![\dpix×]|\.\d\d\b)", re.I)
_WEAK_COUNT = re.compile(r"[ ._]{0,2}(?!00)\d{1,2}(?![\w]|-\d{1,2}-|-\d{3}| s\d|\.\d\d\b)", re.I)
_WORD_COUNT = re.compile(r"[ ._:-]{1,3}(?P<n>[^\W\d_]+)")
_SEASON_TO = regex(
    r"(?:[-~–]|[ ](?:[-~–](?= ?s)|to|al?|ao|à|bis|по|&|and|e|и)[ ]|,[ ]?|[ ]?[-~–&][ ]?(?=s))"
    r"(?:s|seasons?[ ]|сезон[ ])?(?P<to>\d{1,2})(?![\w]|\.\d|x\d| ?of)"
)
_SEASONS_TO = regex(  # behind a word in the plural, or before a word for all of them
    r"[ ]?(?:[-~–]|to|al?|ao|à|bis|по|&|and|e|и)[ ]?(?P<to>\d{1,2})(?![\w]|\.\d|x\d| ?of)"
)
_ALL_BEHIND = regex(rf"[ ._(\[+-]{{1,3}}(?:{'|'.join(sorted(WHOLE_WORDS))}|extras|specials)(?![^\W_])")
_S_NUMBER = regex(  # `S01EXX`, `S01E??`: an episode whose number is left open
    r"s(?P<n>\d{1,4})(?:d\d{1,2}(?:-\d)?|extras?|e(?:[xyn]{2,3}|\?{1,3}|#{1,3}))?(?![^\W_])"
    r"|s (?P<apart>0\d)(?![^\W_])"
)
_ALL = regex(r"(?P<n>\d{1,2})xall(?![^\W_])")  # `1xAll`: every episode of it
_GLUED_NUMBER = regex(r"(?P<word>[^\W\d_]+)(?P<n>\d{1,4})(?:of\d{1,3})?(?![^\W_])")
_ORDINAL = regex(rf"(?P<n>\d{{1,2}})[ ]?{ORDINAL_ENDS}?[ ._-]{{0,2}}(?P<word>[^\W\d_]+)")
_SEVERAL = regex(
    rf"(?P<n>\d{{1,2}})[ ]?{ORDINAL_ENDS}?[ ]?{TO}[ ]?(?P<to>\d{{1,2}})[ ]?{ORDINAL_ENDS}?[ ._-]{{1,2}}"
    r"(?P<word>[^\W\d_]+)"
)
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_HAN = regex(
    rf"第 ?(?P<n>\d{{1,2}}|{_HAN_NUMBER})(?:季?[-~至到]第?(?P<to>\d{{1,2}}|{_HAN_NUMBER}))? ?[季期部]"
    r"|(?<!\w)(?P<korean>\d{1,2})기(?!\w)"
)
_HAN_EPISODE = regex(
    rf"(?<![全共至\d])(?:[第제] ?)?(?P<n>\d{{1,4}}|(?<=第){_HAN_NUMBER})(?:[-~](?P<to>\d{{1,4}}))?"
    r" ?(?:[話话集回]|화|회)(?!全)"
)

HAN_TOTAL = (
    r"(?:(?:[全共]|更新?至) ?\d{1,4} ?[話话集回]|\d{1,4} ?[話话集回]全)"  # how many there are: `全12話`
)


def seasons_in(text: Text) -> Iterator[Counted]:
    "The seasons that a name gives in words, in order. Lookalikes after the tags belong to a group's name."
    return filter(None, (season_at(text, at) for at in range(len(text.tokens))))


def season_at(text: Text, at: int) -> Counted | None:
    "The season that begins at a token."
    token = text.tokens[at]
    found = None if token.text.isascii() else _HAN.search(text.text, token.start)
    if found and found.start() < token.end:
        number = _han_number(found["n"] or found["korean"])
        last = _han_number(found["to"]) if found["to"] else number
        return Counted(found.start(), found.end(), span(number, last), several=last > number)
    season = _in_words(text, at)
    if season is not None and _is_s_number(token) and season.start >= text.first_tag(1):
        return None
    return season


def _is_s_number(token: Token) -> bool:
    return token.folded[0] == "s" and token.folded[1:2].isdigit()


def _han_number(written: str) -> int:
    "`5`, `五`, `十五`, `五十`, `二十三`."
    if written.isdigit():
        return int(written)
    tens, ten, units = written.rpartition("十")
    if not ten:
        return NUMBERS[units[0]]
    return (NUMBERS[tens[0]] if tens else 1) * 10 + (NUMBERS[units[0]] if units else 0)


def _in_words(text: Text, at: int) -> Counted | None:
    token = text.tokens[at]
    found = _S_NUMBER.match(text.text, token.start) if token.folded[0] == "s" else None
    if found and int(found["n"] or found["apart"]) not in RESOLUTIONS:  # `abc-s1080.mkv`
        return _season_range(text, token.start, found.end(), int(found["n"] or found["apart"]))
    if token.folded in SEASON_WORDS:
        return _season_word(text, at)
    glued = _GLUED_NUMBER.match(text.text, token.start) if token.text[-1].isdigit() else None
    if glued and glued["word"].casefold() in SEASON_WORDS:
        return _season_range(text, token.start, glued.end(), int(glued["n"]))
    if not token.text[0].isdigit():
        return _spelt_season(text, at)
    if found := _ALL.match(text.text, token.start):
        return Counted(token.start, found.end(), (int(found["n"]),))
    if (found := _SEVERAL.match(text.text, token.start)) and found["word"].casefold() in SEASON_WORDS:
        return Counted(token.start, found.end(), span(int(found["n"]), int(found["to"])), several=True)
    found = _ORDINAL.match(text.text, token.start)
    return _ordinal_season(text, at, found) if found else _spelt_season(text, at)


def _season_word(text: Text, at: int) -> Counted | None:
    "`Season 3`, `Seasons 1-4`, `Saison VII`, `Season Two`, `Season S01-S07`."
    token = text.tokens[at]
    weak = token.folded in WEAK_SEASON_WORDS
    if found := _COUNT.match(text.text, token.end):
        if weak and (
            not _WEAK_COUNT.match(text.text, token.end) or _counts_a_season(text, text.tokens[at + 1].start)
        ):
            return None
        if is_year(found["n"]) and text.first_tag(found.end()) == found.end() + 1:
            return None  # `The.Long.Season.2017.1080p`
        return _worded_range(text, token, found.end(), int(found["n"]))
    following = text.tokens[at + 1].start if at + 1 < len(text.tokens) and not weak else len(text.text)
    if found := _S_NUMBER.match(text.text, following):
        return _season_range(text, token.start, found.end(), int(found["n"] or found["apart"]))
    found = _WORD_COUNT.match(text.text, token.end)
    word = found["n"].casefold() if found and token.folded != "series" else ""
    number = ROMAN.get(word) or (None if weak else NUMBERS.get(word))
    return Counted(token.start, found.end(), (number,)) if found and number else None


def _counts_a_season(text: Text, position: int) -> bool:
    "`Titel der Serie 2. Staffel`, `5 серия 2 сезон`: the number belongs to the word after it."
    found = _ORDINAL.match(text.text, position)
    return found is not None and found["word"].casefold() in SEASON_WORDS - WEAK_SEASON_WORDS


def _season_range(text: Text, start: int, end: int, number: int) -> Counted:
    found = _SEASON_TO.match(text.text, end)
    if found and int(found["to"]) > number and _same_width(text.text[:end], found):
        last = int(found["to"])
        return Counted(start, found.end(), span(number, last), several=True)
    return Counted(start, end, (number,))


def _worded_range(text: Text, token: Token, end: int, number: int) -> Counted:
    """`Season 9-12`, `Seasons 1 - 4`, `Season 1 - 6 Complete`; but the 5 of `Season 2-05` is an episode.

    So is that of `Season 3 - 11`, unless the word is in the plural or all episodes are said to be there.
    """
    found = _SEASONS_TO.match(text.text, end)
    if found is None or int(found["to"]) <= number or _counts_an_episode(text, found.start("to")):
        return _season_range(text, token.start, end, number)
    several = token.folded in SEVERAL_SEASONS or _ALL_BEHIND.match(text.text, found.end()) is not None
    glued = " " not in found.group() and found["to"][0] != "0"
    if not several and not glued:
        return _season_range(text, token.start, end, number)
    return Counted(token.start, found.end(), span(number, int(found["to"])), several=True)


def _same_width(before: str, to: re.Match[str]) -> bool:
    "`S01-11` and `S1-3` are ranges of seasons, `S4-24` is an episode."
    digits = re.search(r"\d+$", before)
    return to.group()[0] != "-" or digits is None or len(digits.group()) == len(to["to"])


def _ordinal_season(text: Text, at: int, found: re.Match[str]) -> Counted | None:
    "`2nd Season`, `2a Temporada`, `3.Staffel`, `4 сезон`; in `Title 2 Season 3` the number after it counts."
    word = found["word"].casefold()
    if word not in SEASON_WORDS:
        return None
    behind = _COUNT.match(text.text, found.end())
    plain = not found.group()[len(found["n"]) : -len(found["word"])].strip(" _-")
    if plain and word in WEAK_SEASON_WORDS:
        return None
    if behind and plain and not _counts_an_episode(text, behind.start("n")):
        return None
    return Counted(found.start(), found.end(), (int(found["n"]),))


def _spelt_season(text: Text, at: int) -> Counted | None:
    "`Second Season`, `Primera Temporada`, `Zweite Staffel`."
    number = ORDINALS.get(text.tokens[at].folded)
    if number is None or at + 1 >= len(text.tokens) or text.tokens[at + 1].folded not in SEASON_WORDS:
        return None
    return Counted(text.tokens[at].start, text.tokens[at + 1].end, (number,))


_EPISODE_NUMBER = regex(rf"{GAP}[(\[]?#?(?P<e>\d{{1,5}}{MORE}{UP_TO})(?:v\d)?(?![^\W_])(?P<more>[.]\d\d\b)?")
_E_NUMBER = regex(
    r"(?:e|ep|eps)(?:[ ._](?!(?:480|576|720|1080|2160)(?!\d)))?"
    rf"(?P<e>\d{{1,5}}{MORE}(?:[~-]e?\d{{1,4}})?)(?:v\d)?(?![^\W_])"
)
_CHAPTER = regex(r"cap\.?[ ]?(?P<e>\d{3,4})(?:[_ .](?P<to>\d{3,4}))?(?!\d)")
_HALF_EPISODE = re.compile(rf"[ ._:#]{{0,3}}\d{{1,4}}{HALF.pattern}")
_PLACE = regex(r"[ ._:#]{0,3}(?P<s>\d{1,2})\.(?P<e>\d{1,2})(?![\d.])")


def episodes_in(text: Text) -> Iterator[Counted]:
    "The episodes that a name gives in words, in order."
    if found := _HAN_EPISODE.search(text.text):
        first = _han_number(found["n"])
        yield Counted(found.start(), found.end(), span(first, int(found["to"] or first)))
    for at, token in enumerate(text.tokens):
        if (episode := _episode_at(text, at, token)) is not None:
            yield episode


def _episode_at(text: Text, at: int, token: Token) -> Counted | None:
    if token.folded[:3] == "cap" and (chapter := _CHAPTER.match(text.text, token.start)):
        return _chapters(chapter)
    if token.folded in EPISODE_WORDS:
        return _episode_word(text, token)
    letter = _E_NUMBER.match(text.text, token.start) if token.folded[0] == "e" else None
    if letter and token.folded != "e":
        return _or_half(text, token.start, letter.end(), numbers_of(letter["e"]))
    glued = _GLUED_NUMBER.match(text.text, token.start) if token.text[-1].isdigit() else None
    if glued and glued["word"].casefold() in EPISODE_WORDS:
        return _or_half(text, token.start, glued.end(), (int(glued["n"]),))
    ordinal = _ORDINAL_EPISODE.match(text.text, token.start) if token.text[0].isdigit() else None
    if ordinal and ordinal["word"].casefold() in EPISODE_WORDS:
        return _counted_episode(text, ordinal)
    return None


_ORDINAL_EPISODE = regex(
    rf"(?P<n>\d{{1,4}})(?:-(?P<to>\d{{1,4}}))?{ORDINAL_ENDS}?[ ._-]{{0,2}}(?P<word>[^\W\d_]+)(?!\w)"
)


def _counts_an_episode(text: Text, position: int) -> bool:
    "`3 серия` behind a season, unlike the 3 of `2 Season 3 Episode 5`."
    found = _ORDINAL_EPISODE.match(text.text, position)
    if found is None or found["word"].casefold() not in EPISODE_WORDS:
        return False
    return _counted_episode(text, found) is not None


def _counted_episode(text: Text, found: re.Match[str]) -> Counted | None:
    "`24 серия`, `7.Bölüm`, `3. díl`; none for `22 episodes`; but not the 3 in `Title 3 Episode 5`."
    behind = _EPISODE_NUMBER.match(text.text, found.end())
    if (
        behind
        and not behind["more"]
        and not is_year(behind["e"])
        and int(re.sub(r"\D.*", "", behind["e"])) not in RESOLUTIONS
        and not _counts_a_season(text, behind.start("e"))
    ):
        return None
    first = int(found["n"])
    if found["to"] is None and found["word"].casefold() in SEVERAL_EPISODES:
        return Counted(found.start(), found.end(), ())
    return Counted(found.start(), found.end(), span(first, int(found["to"] or first)))


def _or_half(text: Text, start: int, end: int, numbers: tuple[int, ...]) -> Counted:
    "These numbers, or none if the last one goes on with a half: `E07.5`."
    half = HALF.match(text.text, end)
    return Counted(start, half.end(), ()) if half else Counted(start, end, numbers)


def _chapters(found: re.Match[str]) -> Counted:
    "Spanish `Cap.103` and `Cap.1503_1506`: season and episode in one number."
    season, first = divmod(int(found["e"]), 100)
    last = int(found["to"]) % 100 if found["to"] else first
    return Counted(found.start(), found.end(), span(first, last), season=season)


def _episode_word(text: Text, token: Token) -> Counted | None:
    if half := _HALF_EPISODE.match(text.text, token.end):
        return Counted(token.start, half.end(), ())
    if found := _PLACE.match(text.text, token.end):  # `Episode 1.22`
        return Counted(token.start, found.end(), (int(found["e"]),), season=int(found["s"]))
    if (found := _EPISODE_NUMBER.match(text.text, token.end)) and not is_year(found["e"]):
        numbers = numbers_of(found["e"])
        if (whole := _OF.match(text.text, token.end)) and whole["of"] == "из":
            numbers = span(1, numbers[-1])
        return Counted(token.start, found.end(), numbers)
    return None


_OF = regex(
    r"[ ._:#№]{0,3}(?:(?P<from>\d{1,3})[-~])?(?P<e>\d{1,3})[ .]?(?P<of>of|из|iz|von)[ .]?(?P<all>\d{1,3})"
    r"(?![^\W_])"
)
_DISC_BEFORE = regex(rf"(?:{'|'.join(sorted(DISC_WORDS))})\.?[ ]?$")
_PART_BEFORE = regex(rf"(?<![^\W_])(?:{'|'.join(sorted(PART_WORDS))})\.?[ ]?$")


def wholes_in(text: Text) -> Iterator[Counted]:
    "`5of9`: an episode of a one-season series; Russian `[5 из 9]`: the first five."
    for token in text.tokens:
        found = _OF.match(text.text, token.start) if token.text[0].isdigit() else None
        before = max(0, token.start - 9)
        if found is None or int(found["e"]) > int(found["all"]):
            continue
        if not _DISC_BEFORE.search(text.text, before, token.start):
            part = _PART_BEFORE.search(text.text, before, token.start)
            yield Counted(part.start() if part else found.start(), found.end(), _of_a_whole(found))


def _of_a_whole(found: re.Match[str]) -> tuple[int, ...]:
    last = int(found["e"])
    first = int(found["from"]) if found["from"] else 1 if found["of"].lower() == "из" else last
    return span(first, last)
