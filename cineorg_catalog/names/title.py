"""Finds where a title begins and ends, and its other forms: brackets, groups, alternatives, articles, parts.

Text in, text or positions out. `parse` decides about episodes and films.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..external_ids import take_ids
from ..normalize import fold
from . import cleanup
from .model import Year
from .taggers import Text
from .vocabulary import (
    ARTICLES,
    BARE_COUNTRIES,
    COUNTRIES,
    DISC_WORDS,
    EPISODE_WORDS,
    LANGUAGES_FIRST,
    NUMBERS,
    PART_WORDS,
    ROMAN,
)

CJK = r"[\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_COUNTER = re.compile(r"^\s*\d{6}[ .]+(?=.*(?<![^\W_])(?:ep|s)\d|.*#\d)", re.I)  # the day of a recording
_IN_A_COLLECTION = re.compile(
    r"^\s*[^\W\d_][^\[\]()]{1,60}? ?- ?f\d\d ?- ?(?=[^\W_])", re.I
)  # `Bond-f21-Title`
_LANGUAGE_FIRST = re.compile(  # `FR - Title (2005)`, `|FR| Title (2005)`: lists of films to stream
    rf"^\s*\|? ?(?:{'|'.join(sorted(LANGUAGES_FIRST))})(?: -| ?\||:)\s(?=[^\W_].*\((?:19|20)\d\d\))", re.I
)
_RECORDED = re.compile(r"^\s*20\d{6} \d{4} - [^-]{1,40} - ")  # day, time and station in front of a recording
_GROUP = re.compile(r"^\s*(?:\[(?P<square>[^\[\]]*)\]|\((?P<round>[^()]*)\)|★[^★]*★)[\s\-]*")
_ARTICLE_LAST = re.compile(r"^(.+), (the|a|an|le|la|les|der|die|das|el|los|las|il|lo|gli|de|het|l')$", re.I)
_NESTED_BRACKET = re.compile(r"\s*\((?:[^()]|\([^()]*\)){0,200}\)\s*$")
_SLASH = re.compile(rf"\s?[/|]\s|\s?／\s?|(?<={CJK})[/·]\s?|[/·](?={CJK})|(?<=[!?！？])/")
_AKA = re.compile(r"\s+\(?(?:a\.?k\.?a\.?|a k a)\s+", re.I)
_SEASON_OF_ANIME = re.compile(r"★?\d{0,2}月新番★?")
_NEW_ANIME = re.compile(r"\d{0,2}月?新番")


@dataclass(frozen=True, slots=True)
class Name:
    "A name prepared for reading: its text, the ids taken out of it, and the group at its start."

    text: Text
    ids: Mapping[str, str]
    group: str | None


def prepared(name: str) -> Name:
    "A name without ids, web site and what precedes the title, with blanks between its words."
    written, ids = take_ids(name.strip())
    raw = cleanup.without_site(cleanup.turned(written))
    if "新番" in raw:
        raw = _SEASON_OF_ANIME.sub(" ", raw)
    text, group = _behind_its_start(cleanup.spaced(raw), raw)
    return Name(text, ids, group)


def _behind_its_start(text: str, raw: str) -> tuple[Text, str | None]:
    "A name without a running number, tags and groups at its start, and the first group."
    if (
        found := _COUNTER.match(text)
        or _RECORDED.match(text)
        or _IN_A_COLLECTION.match(text)
        or _LANGUAGE_FIRST.match(text)
    ):
        text, raw = text[found.end() :], raw[found.end() :]
    words = Text(text, raw)
    text, raw = _without_leading_tags(words)
    unpacked = _from_brackets(text)
    if unpacked != text:
        text = raw = unpacked
    start, group = _behind_group(text)
    if start < 0:  # the bracket is the title: `[REC].2007.1080p`
        found = _GROUP.match(text)
        assert found
        opened = f" {text[1 : found.end()]}".replace("]", " ")
        return Text(opened + text[found.end() :]), None
    text, raw = text[start:], raw[start:]
    return words if (text, raw) == (words.text, words.raw) else Text(text, raw), group


def _without_leading_tags(words: Text) -> tuple[str, str]:
    "A name without tags at its start, `h265 - HEVC Title`, as long as something remains."
    text, raw = words.text, words.raw
    start = 0
    covered = 0
    for mark in words.tags:
        if re.search(r"\w", text[covered : mark.start]):
            break
        covered = mark.end
        start = mark.end if mark.strong else start
    if start and text.lstrip().startswith("["):
        start = max(start, text.find("]", start) + 1)
    rest = text[start:].lstrip(" -_.:)]")
    start = len(text) - len(rest)
    if not start or not re.search(r"[^\W\d]{2}", rest) or words.first_tag(start) == start:
        return text, raw
    return rest, raw[start:]


def _behind_group(text: str) -> tuple[int, str | None]:
    """The position after the first brackets of a name, and the first bracket; -1 if that is the title.

    Brackets with a year or a number stay (`(500) Days of Summer`, `[1999] Title`), and so do those with
    nothing after them.
    """
    start, first = 0, None
    while found := _GROUP.match(text[start:]):
        inside, rest = found["square"] or found["round"] or "", text[start + found.end() :]
        if _stays(inside, found["round"] is not None, rest):
            break
        if first is None and _is_the_title(inside, rest):
            return -1, None
        if not re.search(r"\w", re.sub(r"\[[^\]]*\]|\([^)]*\)", "", rest)):
            return (-1, None) if first is None and not found["round"] else (start, first)
        first = first or inside or "★"
        start += found.end()
    return start, first


def _stays(inside: str, is_round: bool, rest: str) -> bool:
    "True if a bracket at the start belongs to the title, or holds its year."
    if is_round and re.fullmatch(r"\s*\d{1,2}\s*", inside) and re.match(r"[^\W\d_]", rest):
        return False  # `(1)The Girl With the Dragon Tattoo`: a running number
    if is_round and re.fullmatch(r"[\w-]{2,15}", inside) and re.search(r"\s-\s\d{2,4}(?:v\d)?\s*[\[(]", rest):
        return False  # `(Group) Show - 05 (1080p)`
    if re.fullmatch(r"\s*\d{1,4}\s*", inside):
        return is_round or bool(Text(inside).years)
    if re.fullmatch(r"\s*(?:s?\d{1,2}[.xe]\d{2,3})\s*", inside, re.I):
        return True
    return is_round and not Text(inside).is_all_tags(0, len(inside))


def _is_the_title(inside: str, rest: str) -> bool:
    words = Text(rest)
    only_a_year = re.fullmatch(r"[\W²³]*(?:19|20)\d\d\W*", rest[: words.first_tag()])
    return bool(only_a_year) and not Text(inside).strong


_NUMBER_FIELD = re.compile(
    r"\s*(?:(?P<n>\d{1,4}(?:-\d{1,4})?)(?:v\d|tv)?|(?:ep?|tv|第)\s?(?P<worded>\d{1,4}(?:-\d{1,4})?)\s?[話话集回]?(?:v\d)?"
    r"|(?P<han>\d{1,4}(?:-\d{1,4})?)\s?[話话集回]|(?P<se>s\d{1,2}\s?e\d{1,4}(?:-e?\d{1,4})?)(?:v\d)?)\s*(?:完|end|fin)?\s*",
    re.I,
)


def _from_brackets(text: str) -> str:
    """`[Group][标题][Title][01][1080p]` as `[Group] Title - 01 [`; any other name unchanged.

    The first bracket is the group; of the titles before the number, the last one in Latin letters is used.
    """
    inner = re.findall(r"\[([^\[\]]*)\]", text)
    if len(inner) < 3:
        return text
    outside = re.sub(r"\[[^\[\]]*\]|★[^★]*★", " ", text)
    if re.search(r"[^\W\d]", outside) and not Text(outside).is_all_tags(0, len(outside)):
        return text
    titles: list[str] = []
    year = ""
    for position, piece in enumerate(inner):
        number = _NUMBER_FIELD.fullmatch(piece)
        if number and titles and Text(piece).years:
            year = f" ({piece.strip()})"
        elif number and titles:
            return _unpacked(inner, titles, number, year)
        if (
            position
            and re.search(r"[^\W\d]", piece)
            and not (Text(piece).strong or (position > 1 and _is_all_tags(Text(piece))))
            and not _NEW_ANIME.search(piece)
        ):
            titles.append(piece.strip(" -"))
    return _unpacked_film(text, inner, titles)


_FILM_FIELD = re.compile(r"\s*(?:movie|the movie|film|gekijouban|剧场版|劇場版|ova|oad|\d*月?新番)\s*", re.I)


def _unpacked_film(text: str, inner: list[str], titles: list[str]) -> str:
    "`[Group][标题][Title][Movie][1080p]`, without a number, as `[Group] Title [Movie][1080p]`."
    tagged = next((at for at, piece in enumerate(inner) if _is_of_the_file(piece, at)), 0)
    before = [piece.strip(" -") for piece in inner[1:tagged] if piece.strip(" -") in titles]
    if not before or Text(inner[0]).strong:
        return text
    latin = [title for title in before if is_latin(title)]
    behind = "][".join(inner[tagged:])
    return f"[{inner[0]}] {(latin or before)[0]} [{behind}]"


def _is_of_the_file(piece: str, position: int) -> bool:
    "`1080p`, `Movie`, and behind the title also `JP`, `CHS`."
    words = Text(piece)
    return bool(words.strong or _FILM_FIELD.fullmatch(piece)) or (position > 1 and _is_all_tags(words))


def _is_all_tags(words: Text) -> bool:
    return bool(words.tokens) and words.is_all_tags(0, len(words.text))


def _unpacked(inner: list[str], titles: list[str], number: re.Match[str], year: str) -> str:
    cjk = next((at for at, title in enumerate(titles) if not is_latin(title)), None)
    behind = titles if cjk is None else titles[cjk:] + titles[:cjk]
    latin = [title for title in behind if is_latin(title)]
    title = (latin[-1] if cjk is None else latin[0]) if latin else titles[0]
    digits = number["n"] or number["worded"] or number["han"]
    written = f"- {digits}" if digits else str(number["se"])
    return f"[{inner[0]}] {title}{year} {written} [{' / '.join(titles)}]"


def opened(text: str) -> str:
    "A title without an open bracket at its end: `Title (Director, ` before a year."
    if found := re.search(r"[\[({][^\])}]*$", text):
        return text[: found.start()] if re.search(r"\w", text[: found.start()]) else text.strip("([{ ")
    return text


_OPEN_BRACKET = re.compile(r"[\[({](?P<inside>[^\[\](){}]*[^\W\d_]{2}[^\[\](){}]*)$")


def before_open_bracket(text: str, end: int) -> tuple[int, str | None]:
    "`Title 2 [标题 ` before a season: the end of the title, and what the bracket calls it."
    found = _OPEN_BRACKET.search(text[:end])
    if found is None or not re.search(r"\w", text[: found.start()]):
        return end, None
    return found.start(), tidy(found["inside"]) or None


_ANY_BRACKET = re.compile(r"[\[({<]([^\])}>]*)[\])}>]?")


def end_before_tag_bracket(text: Text, start: int, end: int) -> int:
    "The end of a title before the first bracket with tags, if something precedes it."
    for found in _ANY_BRACKET.finditer(text.text, start):
        opening, inside, closing = found.start(), found.start(1), found.end(1)
        if opening >= end:
            break
        if not re.search(r"\w", text.text[start:opening]):
            continue
        holds_strong = any(mark.strong for mark in text.tags_between(inside, closing))
        if holds_strong or (text.is_all_tags(inside, closing)):
            return opening
    return end


def end_without_tags(text: Text, start: int, end: int, *, languages: bool = True) -> tuple[int, str | None]:
    """The end of a title without the soft words and the edition after it, and that edition.

    The first word always stays, because a title never consists of tags alone. Without `languages`, names of
    languages stay too.
    """
    edition = None
    while True:
        end = start + len(text.text[start:end].rstrip(" -_,([{+"))
        last = start + len(text.text[start:end].rstrip(".)]} "))
        mark = next((mark for mark in text.tags_between(start, end) if mark.end in (end, last)), None)
        if mark is None or (mark.kind == "language" and not languages):
            return end, edition
        before = text.text[start : mark.start].rstrip()
        if not is_more_than_an_article(before) or re.search(r"(?:\band|&|,)$", before, re.I):
            return end, edition
        if mark.kind == "edition":
            edition = text.text[mark.start : mark.end]
        end = start + len(text.text[start : mark.start].rstrip(" ."))


def is_more_than_an_article(title: str) -> bool:
    return bool(re.search(r"\w", title)) and title.strip("([{ -._").casefold() not in ARTICLES


def edition_in(text: Text, start: int, end: int | None = None) -> str | None:
    end = len(text.text) if end is None else end
    found = next((mark for mark in text.tags_between(start, end) if mark.kind == "edition"), None)
    return text.text[found.start : found.end] if found else None


def country_at_end(title: str) -> tuple[str, str | None]:
    "A title without the country at its end, (US), [UK] or a bare US, and that country."
    found = re.search(r"\s[(\[]([A-Za-z]{2,3})[)\]]\s*$", title)
    if not found:
        found = re.search(rf"(?<=\w)\s({'|'.join(sorted(BARE_COUNTRIES))})\s*$", title)
    if found and (country := COUNTRIES.get(found.group(1).lower())):
        return title[: found.start()], country
    return title, None


def alternatives(title: str, *, keep_bracket: bool = False) -> tuple[str, tuple[str, ...]]:
    """The title to show and the others written with it.

    Of `Трон / TRON` and `О людях (Of Men)`, the one in Latin letters is shown; text in brackets after a title
    is another title, unless it is to be kept; the halves of an AKA are two titles.
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
        if not keep_bracket or is_latin(split[0]) != is_latin(split[1]):
            title = split[0] if is_latin(split[0]) or not is_latin(split[1]) else split[1]
    if (cjk := _beside_cjk(re.sub(rf"\[[^\]]*{CJK}[^\]]*\]", " ", title))) is not None:
        others.append(cjk[1])
        title = cjk[0]
    if len(halves := _AKA.split(title)) > 1:
        others += map(tidy, halves)
    title = tidy(title)
    return title, tuple(
        dict.fromkeys(other.strip() for other in others if other.strip() and other.strip() != title)
    )


def halves(title: str) -> list[str]:
    "The two titles of `Run Lola Run AKA Lola Rennt`; none for any other text."
    parts = [tidy(part).rstrip(")") for part in _AKA.split(title)]
    return parts if len(parts) > 1 and all(parts) else []


def _beside_cjk(title: str) -> tuple[str, str] | None:
    "A title in Latin letters and the same in Chinese, Japanese or Korean before or behind it."
    found = re.match(rf"^(?P<cjk>\W*{CJK}[^a-zA-Z]*?)\s+(?P<latin>[a-zA-Z0-9].*[a-zA-Z].*)$", title)
    if found and not re.search(CJK, found["latin"]):
        return found["latin"], found["cjk"]
    if found := re.match(rf"^(?P<latin>[a-zA-Z][^\u0590-\uffff]*)\s(?P<cjk>{CJK}[^a-zA-Z]*)$", title):
        return found["latin"], found["cjk"]
    return None


def bracket_behind(title: str) -> str | None:
    "Text in brackets after a title in the same script: a second title, or part of the first."
    split = _split_bracket(tidy(title))
    return split[1] if split and is_latin(split[0]) == is_latin(split[1]) else None


def _split_bracket(title: str) -> tuple[str, str] | None:
    "A title and the text in brackets at its end, if something precedes them."
    if title[-1:] not in (")", "]"):
        return None
    earlier = max(title.rfind(")", 0, -1), title.rfind("]", 0, -1))
    opening = [at for at in (title.find("(", earlier + 1), title.find("[", earlier + 1)) if at >= 0]
    if not opening or not re.search(r"\w", title[: min(opening)]):
        return None
    return title[: min(opening)].rstrip(), title[min(opening) + 1 : -1]


_ACRONYM = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,20}[^\W\d_](?![^\W_])\.?|\d(?:\.\d{1,2}){1,2}(?![^\W_])")


_PAY_PER_VIEW = re.compile(r"(?<=[^\W_]) PPV(?= [^\W_])")  # inside the title of a fight
_ENDS_AS_ACRONYM = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,20}[^\W\d_]$")


def written(text: Text, start: int, end: int) -> str:
    "A stretch of a name with blanks between its words; `U.N.C.L.E.` and `3.33` keep their dots."
    shown, raw = text.text[start:end], text.raw[start:end]
    if found := _PAY_PER_VIEW.search(shown):
        shown, raw = (half[: found.start()] + half[found.end() :] for half in (shown, raw))
    if text.raw[end : end + 1] == "." and _ENDS_AS_ACRONYM.search(raw):
        shown, raw = f"{shown}.", f"{raw}."
    if raw is shown or raw == shown or len(raw) != len(shown):
        return shown
    for found in reversed(list(_ACRONYM.finditer(raw))):
        at, beyond = found.span()
        blank = " " if raw[beyond - 1] == "." and shown[beyond : beyond + 1].strip() else ""
        shown = f"{shown[:at]}{raw[at:beyond]}{blank}{shown[beyond:]}"
    return shown


def trimmed(title: str) -> str:
    "A title without punctuation at its end, except the last dot of `S.W.A.T.`."
    title = title.rstrip(" -_,:#")
    return title if _ENDS_AS_ACRONYM.search(title.removesuffix(".")) else title.rstrip(" -_.,:#")


def tidy(title: str) -> str:
    "A title without what stands around it; nothing if only brackets, blanks and stops are left."
    title = _balanced(" ".join(title.split()).strip(" -_,;~/|")).strip()
    if not _SAYS.search(title):
        return ""
    return _ARTICLE_LAST.sub(r"\2 \1", title)


_SAYS = re.compile(r"[^\s.,:;+(){}\[\]_-]")
_BRACKET = re.compile(r"[(){}\[\]]")


def _balanced(title: str) -> str:
    "A title without an unmatched bracket at its edge."
    if not _BRACKET.search(title):
        return title
    for opening, closing in ("()", "[]", "{}"):
        if title.count(opening) > title.count(closing):
            title = title.rstrip().removesuffix(opening).rstrip()
        if title.count(closing) > title.count(opening):
            title = title.removeprefix(closing).removesuffix(closing)
    return title


def is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character < "\u0250" for character in letters) * 2 > len(letters)


_PART = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(PART_WORDS))})\.? ?(?P<n>\d{{1,2}}|[^\W\d_]{{1,6}})(?![^\W_])", re.I
)
DISC = re.compile(rf"(?:{'|'.join(sorted(DISC_WORDS | PART_WORDS))})\W*\d+", re.I)


def part_number(title: str) -> int | None:
    for found in _PART.finditer(title):
        number = found["n"].lower()
        if number.isdigit():
            return int(number)
        if number in ROMAN or number in NUMBERS:
            return ROMAN.get(number) or NUMBERS[number]
    return None


def year_before(text: str, years: list[Year]) -> tuple[str, int | None]:
    "A title without a year at its end, and that year. `text` is the beginning of the name."
    head = text.rstrip(" -_.,:#([{")
    inside = [year for year in years if year.end <= len(head)]
    if inside and (last := inside[-1]).start > 0 and not re.search(r"\w", head[last.end :]):
        before = head[: last.start].rstrip(" -_.,:([{")
        if re.search(r"\w", before):
            return before, last.value
    return head, None


LONGEST = 120
_BEHIND_A_DASH = re.compile(r"^\s*(?:v\d)?\s*[-–—]\s+(?=\S)")
_END = re.compile(r"[\[{]|\((?=[^()]*$)|\(\s*(?:19|20)\d\d\s*\)")
_YEAR_LAST = re.compile(r"(?:19|20)\d\d$")
_GROUP_LAST = re.compile(r"(?<=\w)-\w+$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SAYS_NOTHING = re.compile(
    rf"(?:{'|'.join(sorted(EPISODE_WORDS))}|e|part|teil|partie|dvd|dis[ck])?\W*\d*"
    r"|end|fin|final|v\d|[0-9a-f]{8}|(?:east|west)\W+feed",
    re.I,
)
_ANOTHER_PLACE = re.compile(
    r"(?<![^\W_])(?:s\d{1,2}[ ._-]?e\d|\d{1,2}x\d\d|\d{1,2} ?of ?\d|episode \d|www|https?)"
    r"|[^\W\d_]{3,}\.[^\W\d_]{2,}|^\d\d \d\d \d\d\b|^(?:480|540|576|720|1080|2160)\b",
    re.I,
)


def episode_title(tail: str, series: str = "", *, only_behind_a_dash: bool = False) -> str | None:
    """The episode's title in the text after the marks of one episode (`tail`, blanks between its words).

    It ends before the first word about the file. After a dash one word is enough; elsewhere it may not
    contain anything that looks like a tag, a year or a release group. The title of the `series` does not
    count.
    """
    tail = tail.lstrip(")]}")
    dash = _BEHIND_A_DASH.match(tail)
    if not dash and (only_behind_a_dash or tail[:1] not in (" ", ".")):
        return None
    text = Text(tail)
    end = text.first_tag()
    if dash and dash.end() > end:
        return None
    start = dash.end() if dash else 0
    ended = end < len(tail)
    if stop := _END.search(tail[start:end]):
        end = start + stop.start()
    start += len(tail[start:end]) - len(tail[start:end].lstrip(" -–—:._,;~"))
    end, _ = end_without_tags(text, start, end)
    title = tidy(tail[start:end].strip(" -–—:._,;~"))
    if not dash and not _is_sure(text, start, end, title, ended=ended):
        return None
    first, separator, rest = title.partition(" - ")
    if separator and fold(first) == fold(series):
        title = rest
    return title if _is_title(title) and fold(title) != fold(series) else None


def _is_sure(text: Text, start: int, end: int, title: str, *, ended: bool) -> bool:
    "True if words without a dash before them are certainly a title."
    tagged = any(mark.kind != "edition" for mark in text.tags_between(start, end))
    if tagged or title.isupper() or _YEAR_LAST.search(title) or not title[:1].isalnum():
        return False
    return ended or (len(_WORD.findall(title)) > 1 and not _GROUP_LAST.search(title))


def _is_title(title: str) -> bool:
    if len(title) > LONGEST or not _WORD.search(title):
        return False
    if _SAYS_NOTHING.fullmatch(title) or _ANOTHER_PLACE.search(title):
        return False
    return not Text(title).is_all_tags(0, len(title))
