"""The title of the episode, where a name gives it behind season and episode.

Text in, a title or None out. What may as well be a release group, a quality word or the title of something
else is no title: `Episode 3` is better than a wrong one.
"""

import re

from ..normalize import fold
from .taggers import Text
from .title import end_without_tags, tidy
from .vocabulary import EPISODE_WORDS

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
    """The episode's title in what follows the marks of one episode (`tail`, blanks between its words).

    It ends before the first word that speaks of the file. Behind a dash one word is enough; elsewhere nothing
    may stand in it that looks like a tag, a year or a release group. The title of the `series` is none.
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
    "Whether words without a dash before them are a title and nothing else."
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
