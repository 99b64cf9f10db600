"""A bare number as an episode's: ` - 07`, ` 07 [`, `[07]`. It may as well belong to the title.

Text in, marks out; whoever asks decides whether to believe them.
"""

import re

from cineorg_catalog.reading.marks import Marks, regex, span
from cineorg_catalog.reading.tags import first_tag

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
