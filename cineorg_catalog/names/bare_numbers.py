"""Numbers without a word for them, `Show - 07`, `show.105.hdtv`, and how much they look like an episode's.

It knows nothing of seasons and episodes in words; `numbering` weighs what it finds against them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from .model import Numbering, Token
from .spelt_numbers import LONGEST_RANGE, RESOLUTIONS, is_decimal, is_year, numbers_of, regex, span
from .taggers import Text
from .vocabulary import ANIME_SPECIALS, SPECIAL_WORDS

_BARE_END = (
    r"(?P<half>\.\d|)(?:v\d|[ab])?(?:[ ._]?(?:end|fin|final|完))?"
    r"(?P<after>$|\.?[\])}+]|[ ._]*[\[({「『]|[ ._]+[-~]|-(?=[a-z]+$)|[ ._]+(?=[^\W_])|[ ._]+$)"
)
_BARE = regex(
    r"(?P<e>\d{1,4})(?P<to>[-~]\d{1,4}(?:-\d{2,3}){0,4}(?![-\d])"
    r"|(?<=\d\d) [-~] \d{2,4}(?=$|[ ._]*[\[(])| (?:ao?|to) \d{1,4}|)" + _BARE_END
)
_BARE_ONE = regex(r"(?P<e>\d{1,4})(?P<to>)" + _BARE_END)
_BEFORE = re.compile(r"(?:[ ._]+-[ ._]*|(?<=[^\W_])-|[ ._]+#|#|[\[({]\.|[ ._]+|[\[({])$")


class Bare(NamedTuple):
    "A number without a word for it, and how much its position looks like an episode's (5 at most)."

    rank: int
    start: int
    end: int
    numbers: tuple[int, ...]


def bare_numbers(text: Text, start: int = 1) -> Iterator[Bare]:
    beyond = 0
    for token in text.tokens:
        if token.start < start or token.start < beyond or not token.text[0].isdigit():
            continue
        if text.is_of_a_tag(token):
            continue
        if (bare := _bare_at(text, token)) is not None:
            beyond = bare.end
            yield bare


def _bare_at(text: Text, token: Token, *, without_range: bool = False) -> Bare | None:
    found = (_BARE_ONE if without_range else _BARE).match(text.text, token.start)
    if found is None or is_decimal(text, token):
        return None
    before = _BEFORE.search(text.text, max(0, token.start - 4), token.start)
    if before is None or (before.group() == "-" and text.text[before.start() - 1].isdigit()):
        return None
    last = (re.findall(r"\d+", found["to"]) or [""])[-1]
    if " " in found["to"] and "-" in found["to"] and found["e"][0] != "0" and len(last) != len(found["e"]):
        return _bare_at(text, token, without_range=True)
    if last and int(last) <= int(found["e"]):
        return None
    if found["to"].count("-") > 1 and int(last) - int(found["e"]) != found["to"].count("-"):
        return None  # three episodes are `01-02-03`; `1-09-70` is a day
    is_nought = int(found["e"]) == 0 and not before.group().strip(" ._")
    if is_nought or is_year(found["e"]) or (last and is_year(last) and int(found["e"]) < 1):
        return None
    rank = _place_rank(text, found, before.group(), last)
    if not rank:
        return None
    numbers = () if found["half"] else numbers_of(found["e"] + found["to"])
    return Bare(rank, before.start(), found.end("half"), numbers)


def _place_rank(text: Text, found: re.Match[str], before: str, last: str) -> int:
    "How much a position looks like that of an episode number; 0 for not at all."
    first, end = found["e"], found.end()
    if before == "-" and text.text[found.end("e") :][:1].strip("[( "):
        return 0
    if before == "." and text.text[max(0, found.start() - 2)].isdigit():
        return 0
    if before[0] not in "[({" and _inside_bracket(text.text, found.start()):
        return 0
    dash, after = "-" in before or "#" in before, found["after"].strip(" ._")
    long_enough = len(first) > 1 or bool(last)
    if (
        not text.text[found.end("half") :].strip(" ._")
        or (after and after[0] in "])}[({+「『")
        or _tag_behind(text, end)
    ):
        return 5 if dash else (4 if before[0] in "[{" else 3) * long_enough
    if after in ("-", "~"):
        return 4 if dash else 2 * long_enough
    return 1 if len(first) > 1 and (dash or first[0] == "0") else 0


def _tag_behind(text: Text, end: int) -> bool:
    "True if a tag, or a word for a special, comes next."
    at = text.token_at(end)
    if at >= len(text.tokens):
        return True
    token = text.tokens[at]
    if token.folded in SPECIAL_WORDS and not text.text[token.end : token.end + 2].strip(" [("):
        return True
    marks = text.tags_between(token.start, token.end)
    return any(mark.start == token.start and (mark.strong or mark.kind == "noise") for mark in marks)


def _inside_bracket(text: str, position: int) -> bool:
    return text.rfind("[", 0, position) > text.rfind("]", 0, position)


def best_bare_number(text: Text) -> Iterator[Numbering]:
    "The bare number whose position looks most like an episode's; of equal ones, the last."
    best: Bare | None = None
    for bare in bare_numbers(text):
        if best is None or bare.rank > best.rank or bare.rank == best.rank == 5:
            best = bare
    if best is None:
        return
    best = with_earlier_range(text, best)
    cost = 6.5 - best.rank - (len(best.numbers) > 1)
    sure = best.rank > 3
    found = Numbering(best.start, best.end, "bare number", cost, None, best.numbers, best.numbers, sure=sure)
    yield _among_specials(text, found)


_SPECIAL = "|".join(sorted(SPECIAL_WORDS | ANIME_SPECIALS))
_SPECIAL_BEFORE = regex(rf"[ ._]*[\[(](?:{_SPECIAL})[\])]$")
_SPECIAL_IN_DASHES = regex(rf"[ ._]+-[ ._]+(?:{_SPECIAL})$")
_SPECIAL_BEHIND = regex(rf" ?- ?(?:{_SPECIAL})(?=\s*(?:$|[\[(]))")


def _among_specials(text: Text, numbering: Numbering) -> Numbering:
    """`Title - 01 - OVA [1080p]`, `Title (Minisodes) 01`: a number among the specials, which are season 0.

    Behind the word, `Title - NCED 02`, the number is counted by the group: which special it is, is unknown.
    """
    if in_dashes := _SPECIAL_IN_DASHES.search(text.text[: numbering.start][-16:]):
        start = numbering.start - len(in_dashes.group())
        return replace(numbering, start=start, season=0, episodes=(), absolute=())
    before = _SPECIAL_BEFORE.search(text.text[: numbering.start][-16:])
    if before is None and not _SPECIAL_BEHIND.match(text.text, numbering.end):
        return numbering
    start = numbering.start - (len(before.group()) if before else 0)
    return replace(numbering, start=start, season=0, absolute=())


_EARLIER_RANGE = re.compile(r"\s(\d{1,4})-(\d{1,4})\s*[&+,]$")
_EARLIER_NUMBER = re.compile(r"(?:(?P<dash>\s+-)\s*|\s)(?P<n>\d{1,4})\s*[&+,]$")


def with_earlier_range(text: Text, bare: Bare) -> Bare:
    "`493-498 & 500-507`: two ranges; ` - 103, 104 - `: two numbers that follow each other."
    first = max(0, bare.start - 14)
    if (found := _EARLIER_RANGE.search(text.text, first, bare.start)) is not None:
        numbers = (*span(int(found[1]), int(found[2])), *bare.numbers)
        return bare._replace(start=found.start(), numbers=numbers[:LONGEST_RANGE])
    found = _EARLIER_NUMBER.search(text.text, first, bare.start)
    if found is None or bare.numbers[:1] != (int(found["n"]) + 1,):
        return bare
    rank = bare.rank + 2 * (found["dash"] is not None and bare.rank < 4)
    return bare._replace(rank=rank, start=found.start(), numbers=(int(found["n"]), *bare.numbers))


_THREE_DIGITS = regex(r"(?P<s>\d{1,2})(?P<e>\d\d)(?![^\W_])")
_TWO_IN_DIGITS = regex(r"(?P<s>\d|0\d)(?P<e>\d\d)(?P<next>\d\d)(?![^\W_])")


def three_digits(text: Text) -> Numbering | None:
    "`the.mentalist.501.hdtv`: season and episode in one number before the tags; may belong to the title."
    for at, token in enumerate(text.tokens):
        if at == 0 or not 3 <= len(token.text) <= 6 or not token.text.isdigit():
            continue
        if (two := _two_in_digits(text, token)) is not None:
            return two
        found = _THREE_DIGITS.match(text.text, token.start)
        if found is None or 19 <= int(found["s"]) <= 20 or int(token.text) in RESOLUTIONS:
            continue
        if int(found["s"]) == 0:  # `005` is counted from the beginning
            continue
        if found["e"] == "00" or text.is_of_a_tag(token):  # an episode 0; `H.264`, `320 kbps`
            continue
        following = text.tokens[at + 1] if at + 1 < len(text.tokens) else None
        if text.text[token.end :].lstrip()[:1] in ("[", "("):  # anime counts from the beginning
            continue
        if following is None or text.first_tag(token.start) <= following.start:
            episodes: tuple[int, ...] = (int(found["e"]),)
            start = token.start
            if text.tokens[at - 1].text == str(int(token.text) - 1) and at > 1 and episodes[0] > 1:
                start, episodes = text.tokens[at - 1].start, (episodes[0] - 1, *episodes)
            return Numbering(start, token.end, "three digits", 3, int(found["s"]), episodes, sure=False)
    return None


def _two_in_digits(text: Text, token: Token) -> Numbering | None:
    "`Series.10910.hdtv`: a season and two episodes that follow each other; a day has no 0 in front."
    found = _TWO_IN_DIGITS.match(text.text, token.start)
    if (
        found is None
        or int(found["next"]) != int(found["e"]) + 1
        or text.first_tag(token.end) > token.end + 1
    ):
        return None
    episodes = int(found["e"]), int(found["next"])
    return Numbering(token.start, token.end, "three digits", 3, int(found["s"]), episodes, sure=False)
