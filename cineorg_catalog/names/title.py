"""The text of a title: brackets and groups around it, alternative titles, articles, part numbers.

Also the title of an episode, where the name gives it after season and episode. What might be a release
group or a quality word is no episode title: `Episode 3` is better than a wrong one.
"""

import re

from ..normalize import fold
from . import cleanup as name_parts
from .vocabulary import SOFT, first_tag, is_all_tags, is_tag, without_trailing_tags

CJK = r"[\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
COUNTER = re.compile(
    r"^\s*\d{6}[ .]+(?=.*(?<![^\W_])(?:ep|s)\d)", re.I
)  # the day on which a recorder made it
_GROUP = re.compile(r"^\s*(?:\[(?P<square>[^\[\]]*)\]|\((?P<round>[^()]*)\)|★[^★]*★)[\s\-]*")
_ARTICLE_LAST = re.compile(r"^(.+), (the|a|an|le|la|les|der|die|das|el|los|las|il|lo|gli|de|het|l')$", re.I)
_NESTED_BRACKET = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*$")
_SLASH = re.compile(rf"\s[/|]\s|(?<={CJK})[/·]|[/·](?={CJK})")
_AKA = re.compile(r"\s+(?:a\.?k\.?a\.?)\s+", re.I)


def turned(text: str) -> str:
    "A name that was written backwards to hide it, `50E10S.emaN`, the right way round."
    return text[::-1] if re.search(r"(?<!\d)\d{2,3}[Ee]\d\d[Ss](?![a-zA-Z])", text) else text


def without_group(text: str) -> tuple[str, str | None]:
    """A name without the brackets it starts with, and the first of them.

    Brackets that hold a year or a number stay, `(500) Days of Summer`, `[1999] Title`, and so do those
    behind which nothing else is left.
    """
    first = None
    while found := _GROUP.match(text):
        inside, rest = found["square"] or found["round"] or "", text[found.end() :]
        numeric = re.fullmatch(r"\s*\d{1,4}\s*", inside) and (found["round"] or name_parts.years(inside))
        nothing_left = not re.search(r"\w", re.sub(r"\[[^\]]*\]|\([^)]*\)", "", rest))
        only_a_year = re.fullmatch(r"\W*(?:19|20)\d\d\W*", rest[: first_tag(rest)]) and not is_tag(inside)
        if numeric or (found["round"] and not is_all_tags(inside)):
            break
        if only_a_year and first is None:  # `[REC].2007.1080p` is a film
            return f"{inside} {rest}", None
        if nothing_left:
            return (inside if first is None else text), first
        first = first or inside or "★"
        text = rest
    return text, first


def from_brackets(text: str) -> str:
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
            title = next((title for title in titles if is_latin(title)), titles[0])
            return f"[{inner[0]}] {title} - {number[1]} [{' / '.join(titles)}]"
        if re.search(r"[^\W\d]", piece) and not is_tag(piece):
            titles.append(piece.strip(" -"))
    return text


def opened(text: str) -> str:
    "A title without a bracket that is open at its end: `Title (Director, ` before a year."
    if found := re.search(r"[\[({][^\])}]*$", text):
        return text[: found.start()] if re.search(r"\w", text[: found.start()]) else text.strip("([{ ")
    return text


def before_tag_bracket(title: str) -> str:
    "A title up to the first bracket that holds tags, if something stands before it."
    for found in re.finditer(r"[\[({<]([^\])}>]*)[\])}>]?", title):
        if re.search(r"\w", title[: found.start()]) and (is_all_tags(found[1]) or is_tag(found[1])):
            return title[: found.start()]
    return title


def alternatives(title: str) -> tuple[str, tuple[str, ...]]:
    """The title to show and the others that were written with it.

    `Трон / TRON` and `О людях (Of Men)` give the one in Latin letters; what stands in brackets behind a
    title is another title; the halves of an AKA are two.
    """
    title = tidy(title)
    others: list[str] = []
    if " / " in title:
        title = _NESTED_BRACKET.sub("", title)
    parts = [part for part in _SLASH.split(title) if part.strip()]
    if len(parts) > 1:
        latin = [part for part in parts if re.match(r"\W*[^\W\d]", part) and is_latin(part)]
        latin = [part for part in latin if not re.search(CJK, part)] or latin
        others += parts
        title = " / ".join(latin or parts[:1])
    if split := _split_bracket(title):
        others += reversed(split)
        title = split[0] if is_latin(split[0]) or not is_latin(split[1]) else split[1]
    if found := re.match(rf"^(?P<cjk>\W*{CJK}[^a-zA-Z]*?)\s+(?P<latin>[a-zA-Z0-9].*[a-zA-Z].*)$", title):
        others.append(found["cjk"])
        title = found["latin"]
    if len(halves := _AKA.split(title)) > 1:
        others += halves
    title = tidy(title)
    return title, tuple(
        dict.fromkeys(other.strip() for other in others if other.strip() and other.strip() != title)
    )


def bracket_behind(title: str) -> str | None:
    "What stands in brackets behind a title in the same script: a second title, or a part of the first."
    split = _split_bracket(tidy(title))
    return split[1] if split and is_latin(split[0]) == is_latin(split[1]) else None


def _split_bracket(title: str) -> tuple[str, str] | None:
    "A title and what stands in brackets at its end, where something stands before them."
    if title[-1:] not in (")", "]"):
        return None
    earlier = max(title.rfind(")", 0, -1), title.rfind("]", 0, -1))
    opening = [at for at in (title.find("(", earlier + 1), title.find("[", earlier + 1)) if at >= 0]
    if not opening or not re.search(r"\w", title[: min(opening)]):
        return None
    return title[: min(opening)].rstrip(), title[min(opening) + 1 : -1]


def tidy(title: str) -> str:
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


def is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character < "\u0250" for character in letters) * 2 > len(letters)


_PART = re.compile(
    r"(?<![^\W_])(?:part|pt|vol|volume|teil|partie|parte)\.? ?(?P<n>\d{1,2}|[ivx]+|one|two|three"
    r"|four)(?![^\W_])",
    re.I,
)
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
             "one": 1, "two": 2, "three": 3, "four": 4}  # fmt: skip


def part_number(title: str) -> int | None:
    if found := _PART.search(title):
        number = found["n"].lower()
        return int(number) if number.isdigit() else _NUMERALS.get(number)
    return None


LONGEST = 120
_BEHIND_A_DASH = re.compile(r"^\s*(?:v\d)?\s*[-–—]\s+(?=\S)")
_END = re.compile(r"[\[{]|\((?=[^()]*$)|\(\s*(?:19|20)\d\d\s*\)")
_YEAR_LAST = re.compile(r"(?:19|20)\d\d$")
_GROUP_LAST = re.compile(r"(?<=\w)-\w+$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAYS_NOTHING = re.compile(
    r"(?:[eé]pisod\w*|folge|aflevering|chapter|cap[ií]tulo|ep|e|part|teil|partie|dvd|dis[ck])?\W*\d*"
    r"|end|fin|final|v\d|[0-9a-f]{8}|(?:east|west)\W+feed",
    re.I,
)
_ANOTHER_PLACE = re.compile(
    r"(?<![^\W_])(?:s\d{1,2}[ ._-]?e\d|\d{1,2}x\d\d|\d{1,2} ?of ?\d|episode \d|www|https?)"
    r"|[^\W\d_]{3,}\.[^\W\d_]{2,}|^\d\d \d\d \d\d\b|^(?:480|540|576|720|1080|2160)\b",
    re.I,
)


def episode_title(tail: str, series: str = "", *, only_behind_a_dash: bool = False) -> str | None:
    """The episode's title in what follows the marks of one episode (`tail`, blanks between its words).

    It ends before the first word that speaks of the file. Behind a dash one word is enough; elsewhere nothing
    may stand in it that looks like a tag, a year or a release group. The title of the `series` is none.
    """
    tail = tail.lstrip(")]}")
    end = first_tag(tail)
    dash, ended = _BEHIND_A_DASH.match(tail[:end]), end < len(tail)
    said = tail[dash.end() if dash else 0 : end]
    if stop := _END.search(said):
        said = said[: stop.start()]
    title = tidy(without_trailing_tags(tidy(said.strip(" -–—:._,;~")))[0])
    if not dash and (only_behind_a_dash or tail[:1] not in (" ", ".") or not _is_sure(title, ended=ended)):
        return None
    first, separator, rest = title.partition(" - ")
    if separator and fold(first) == fold(series):
        title = rest
    return title if _is_title(title) and fold(title) != fold(series) else None


def _is_sure(title: str, *, ended: bool) -> bool:
    "Whether words without a dash before them are a title and nothing else."
    words = title.split()
    if any(map(SOFT.match, words)) or title.isupper() or _YEAR_LAST.search(title) or not title[:1].isalnum():
        return False
    return ended or (len(_WORD.findall(title)) > 1 and not _GROUP_LAST.search(title))


def _is_title(text: str) -> bool:
    return (
        len(text) <= LONGEST
        and _WORD.search(text) is not None
        and not _SAYS_NOTHING.fullmatch(text)
        and not _ANOTHER_PLACE.search(text)
        and not is_all_tags(text)
    )
