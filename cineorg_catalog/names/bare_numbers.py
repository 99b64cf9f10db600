"""Numbers without a word for them: ` - 07`, ` 07 [`, `[07]`, `.501.`. They may as well belong to the title.

Places and ranks out; whoever asks decides whether to believe them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .counting import LONGEST_RANGE, RESOLUTIONS, is_decimal, is_year, numbers_of, regex, span
from .model import Numbering, Token
from .taggers import Text
from .vocabulary import SPECIAL_WORDS

_BARE_END = (
    r"(?P<half>\.\d|)(?:v\d|[ab])?(?:[ ._]?(?:end|fin|final|完))?"
    r"(?P<after>$|[\])}+]|[ ._]*[\[({]|[ ._]+[-~]|-(?=[a-z]+$)|[ ._]+(?=[^\W_])|[ ._]+$)"
)
_BARE = regex(
    r"(?P<e>\d{1,4})(?P<to>[-~]\d{1,4}(?:-\d{2,3}){0,4}(?![-\d])"
    r"|(?<=\d\d) [-~] \d{2,4}(?=$|[ ._]*[\[(])| (?:ao?|to) \d{1,4}|)" + _BARE_END
)
_BARE_ONE = regex(r"(?P<e>\d{1,4})(?P<to>)" + _BARE_END)
_BEFORE = re.compile(r"(?:[ ._]+-[ ._]*|(?<=[^\W_])-|[ ._]+#|#|[ ._]+|[\[({])$")


class Bare(NamedTuple):
    "A number without a word for it: how much its place looks like an episode's, 5 at best."

    rank: int
    start: int
    end: int
    numbers: tuple[int, ...]


def bare_numbers(text: Text, start: int = 1) -> Iterator[Bare]:
    beyond = 0
    for token in text.tokens:
        if token.start < start or token.start < beyond or not token.text[0].isdigit():
            continue
        if (bare := _bare_at(text, token)) is not None:
            beyond = bare.end
            yield bare


def _bare_at(text: Text, token: Token, *, without_range: bool = False) -> Bare | None:
    found = (_BARE_ONE if without_range else _BARE).match(text.text, token.start)
    if found is None or is_decimal(text, token):
        return None
    before = _BEFORE.search(text.text, max(0, token.start - 4), token.start)
    if before is None:
        return None
    last = (re.findall(r"\d+", found["to"]) or [""])[-1]
    if " " in found["to"] and "-" in found["to"] and found["e"][0] != "0" and len(last) != len(found["e"]):
        return _bare_at(text, token, without_range=True)
    if last and int(last) <= int(found["e"]):
        return None
    is_nought = int(found["e"]) == 0 and not before.group().strip(" ._")
    if is_nought or is_year(found["e"]) or (last and is_year(last) and int(found["e"]) < 1):
        return None
    rank = _place_rank(text, found, before.group(), last)
    if not rank:
        return None
    start = before.start() if token.start - before.start() else token.start
    numbers = () if found["half"] else numbers_of(found["e"] + found["to"])
    return Bare(rank, start, found.end("half"), numbers)


def _place_rank(text: Text, found: re.Match[str], before: str, last: str) -> int:
    "How much a place looks like an episode number's, 0 for not at all."
    first, end = found["e"], found.end()
    if before == "-" and not re.match(r"[\[( ]|$", text.text[found.end("e") :][:1] or ""):
        return 0
    if before == "." and text.text[max(0, found.start() - 2)].isdigit():
        return 0
    if before[-1] not in "[({" and _inside_bracket(text.text, found.start()):
        return 0
    dash, after = "-" in before or "#" in before, found["after"].strip(" ._")
    long_enough = len(first) > 1 or bool(last)
    if (
        not text.text[found.end("half") :].strip(" ._")
        or (after and after[0] in "])}[({+")
        or _tag_behind(text, end)
    ):
        return 5 if dash else (4 if before[-1] == "[" else 3) * long_enough
    if after in ("-", "~"):
        return 4 if dash else 2 * long_enough
    return 1 if len(first) > 1 and (dash or first[0] == "0") else 0


def _tag_behind(text: Text, end: int) -> bool:
    "Whether a tag, or a word for a special, stands next."
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
    "The bare number whose place looks most like an episode's, the last of the best."
    best: Bare | None = None
    for bare in bare_numbers(text):
        if best is None or bare.rank > best.rank or bare.rank == best.rank == 5:
            best = bare
    if best is None:
        return
    best = with_earlier_range(text, best)
    cost = 6.5 - best.rank - (len(best.numbers) > 1)
    sure = best.rank > 3
    yield Numbering(best.start, best.end, "bare number", cost, None, best.numbers, best.numbers, sure=sure)


_EARLIER_RANGE = re.compile(r"\s(\d{1,4})-(\d{1,4})\s*[&+,]$")


def with_earlier_range(text: Text, bare: Bare) -> Bare:
    "`493-498 & 500-507`: two ranges."
    found = _EARLIER_RANGE.search(text.text, max(0, bare.start - 14), bare.start)
    if found is None:
        return bare
    numbers = (*span(int(found[1]), int(found[2])), *bare.numbers)
    return bare._replace(start=found.start(), numbers=numbers[:LONGEST_RANGE])


_THREE_DIGITS = regex(r"(?P<s>\d{1,2})(?P<e>\d\d)(?![^\W_])")


def three_digits(text: Text) -> Numbering | None:
    "`the.mentalist.501.hdtv`: season and episode in one number before the tags, which may be the title's."
    for at, token in enumerate(text.tokens):
        if at == 0 or not 3 <= len(token.text) <= 4 or not token.text.isdigit():
            continue
        found = _THREE_DIGITS.match(text.text, token.start)
        if found is None or 19 <= int(found["s"]) <= 20 or int(token.text) in RESOLUTIONS:
            continue
        following = text.tokens[at + 1] if at + 1 < len(text.tokens) else None
        if text.text[token.end :].lstrip()[:1] in ("[", "("):  # anime counts from the beginning
            continue
        if following is None or text.first_tag(token.start) <= following.start:
            return Numbering(
                token.start, token.end, "three digits", 3, int(found["s"]), (int(found["e"]),), sure=False
            )
    return None
