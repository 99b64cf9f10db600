"""A name and its folder → the readings worth trying, best first.

Ties together our own reading of the file's name, that of its folders, and guessit's, which costs a hundred
times as much. Which reading names a title of the reference is decided in `matching`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from guessit.api import GuessItApi, GuessitException
from rebulk.rules import Rules, execute_rule, toposort_rules

from ..normalize import fold, fold_title
from . import cleanup as name_parts
from .model import ParsedName
from .readings import read_three_digits, read_title
from .title import episode_title
from .vocabulary import is_library

OPTIONS = {"no_user_config": True}
LONGEST = 300  # characters given to guessit; its time grows faster than the name


class OrderedRules(Rules):
    """guessit's rules, in the order in which rebulk runs them.

    rebulk sorts the same two hundred rules by priority and dependency for every single name, a quarter of
    its time. The order depends on the rules alone, so it is worked out once. What is run is the same.
    """

    def __init__(self, rules: Rules) -> None:
        super().__init__(*rules)
        self.ordered = list(_in_order(rules))

    def execute_all_rules(self, matches: Any, context: dict[str, Any] | None) -> list[Any]:
        "Run every rule in the order known; return those that did something with what they answered."
        answers = ((rule, execute_rule(rule, matches, context)) for rule in self.ordered)
        return [(rule, answer) for rule, answer in answers if answer is not None]


def _in_order(rules: Rules) -> Iterator[Any]:
    for _, same_priority in groupby(sorted(rules), lambda rule: rule.priority):
        for group in toposort_rules(list(same_priority)):
            yield from sorted(group, key=rules.index)


@cache
def _parser() -> GuessItApi:
    """A guessit of our own, with its rules in order; guessit's shared one is left as it is.

    The options are the same for every name, so the rules that apply are the same too.
    """
    parser = GuessItApi()
    parser.guessit("warm.up.2001.mkv", OPTIONS)
    rebulk, options = parser.rebulk, parser.effective_options
    assert rebulk is not None
    ordered = OrderedRules(rebulk.effective_rules(options))
    rebulk.effective_rules = lambda context=None: ordered  # type: ignore[method-assign]
    return parser


def guess(name: str) -> Mapping[str, Any] | None:
    """What guessit reads in a name or path, or None where it fails.

    Only the first LONGEST characters are read. Values are guessit's, except that lists are always lists
    of plain numbers or texts.
    """
    readable = name[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    try:
        found = _parser().guessit(readable, OPTIONS)
    except GuessitException:
        return None
    return {key: _plain(value) for key, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | float) else str(value)


@dataclass(frozen=True, slots=True)
class Reading:
    """One hypothesis of what a name says. `how` names the way; `whole` says that no word was left out."""

    how: str
    parsed: ParsedName
    whole: bool = True


def read_cheaply(name: str, folder: str | None = None, kind: str | None = None) -> list[Reading]:
    "Readings by plain patterns, of the name and its folders, best first. Never raises, never empty."
    components = name_parts.split_path(name_parts.plain(name))
    outer = name_parts.split_path(name_parts.plain(folder)) if folder else []
    file, folders = components[-1], [*outer, *components[:-1]]
    stem = name_parts.without_extension(file)
    own = read_title(stem, kind)
    if _ONLY_A_SEASON.match(stem) or _SPECIALS_FOLDER.match(stem):
        own = ParsedName(kind="series", season=season_of(stem), clear=True)
    elif folders and season_of(folders[-1]) is not None:
        own = _in_season_folder(stem, own)
    readings = [Reading("name", own)]
    above = _folder_reading(folders, kind)
    if above is not None:
        readings = _with_folder(own, above, file)
    return [*readings, *_other_kinds(stem, own, kind)]


def _other_kinds(stem: str, own: ParsedName, kind: str | None) -> Iterator[Reading]:
    """What a name may be besides: an episode where the title has a number, a film where a day is named.

    `kind` is what the library holds; nothing else is tried then.
    """
    may_be_episode = kind == "series" or (kind is None and own.kind == "movie")
    if may_be_episode and not own.clear and not own.episodes and (episode := read_three_digits(stem)):
        yield Reading("three digits as an episode", episode)
    if kind is None and own.kind == "series" and own.title and (own.season is None or not own.episodes):
        yield Reading("as a film", read_title(stem, "movie"))


_LEADING_NUMBER = re.compile(r"^\s*(\d{1,3})(?![\dxp])(?:[ ._]*[-.][ ._]*|\s+|$)", re.I)


def _in_season_folder(stem: str, own: ParsedName) -> ParsedName:
    "A file that lies in a season's folder and starts with a number is that episode."
    number = _LEADING_NUMBER.match(stem)
    if number is None or own.season is not None or own.date is not None:
        return own
    named = episode_title(f" - {name_parts.spaced(stem[number.end() :])}")
    return replace(
        own, kind="series", title=None, year=None, episodes=(int(number[1]),), absolute=(), clear=True,
        episode_title=named,
    )  # fmt: skip


def _folder_reading(folders: list[str], kind: str | None) -> ParsedName | None:
    "What the nearest folder with a title says, with the season of a season folder below it."
    season = None
    for folder in reversed(folders):
        if (number := season_of(folder)) is not None:
            season = number if season is None else season
            continue
        if not is_library(folder):
            parsed = read_title(folder, kind)
            if season is None:
                return parsed
            return replace(parsed, kind="series", season=season)
    return None if season is None else ParsedName(kind="series", season=season)


_SEASON_WORDS = (
    r"(?:season|saison|staffel|stagione|temporada|s[æe]son|sez[oó]n[aáu]?l?|sezon|kausi|сезон|시즌"
    r"|シーズン)[ ._-]*\d{1,4}"
    r"|series[ ._-]*\d{1,2}|s\d{1,2}"
)
_SEASON_FOLDER = re.compile(rf"^\s*(?:{_SEASON_WORDS})(?![^\W_]).{{0,40}}$", re.I)
_ONLY_A_SEASON = re.compile(rf"^\s*(?:{_SEASON_WORDS})\s*(?:\(\d{{4}}\))?\s*$", re.I)
_SPECIALS_FOLDER = re.compile(r"^\s*(?:specials?|extras|bonus)\s*$", re.I)


def season_of(folder: str) -> int | None:
    "The season that a folder's name is about, 0 for specials, None for any other folder."
    if _SEASON_FOLDER.match(folder):
        return int(re.findall(r"\d+", folder)[0])
    return 0 if _SPECIALS_FOLDER.match(folder) else None


def is_own_folder(root: str, below: str, file: str) -> bool:
    """Whether a ROOT that is scanned may be one work's own folder, so that its name speaks of a file.

    `below` are the folders between (`a/b`). A ROOT that is a disk or a library names nothing: its name counts
    only above a season's folder, and where the file says nothing of its own, the same, or less than it.
    """
    folders = name_parts.split_path(below) if below else []
    if is_library(root) or any(season_of(folder) is None for folder in folders):
        return False
    stem, of_root = name_parts.without_extension(file), read_title(root)
    own = read_title(stem)
    silent = own.title is None or (says_nothing(file) and not name_parts.years(stem))
    if folders or season_of(root) is not None or silent or of_root.clear:
        return True
    return bool(set(fold_title(root).words.split()) & set(fold_title(own.title or "").words.split()))


def _with_folder(own: ParsedName, above: ParsedName, file: str) -> list[Reading]:
    """The readings of a file in a folder that has something to say, best first.

    A folder's title counts in full where the file has none of its own, or only a part of it; beside a title
    and year of the file it is a proposal.
    """
    own_reading = Reading("name", _joined(own, above))
    if above.title is None:
        return [own_reading]
    folder = _folder_first(own, above)
    hidden = says_nothing(file) or own.title is None or (not own.clear and above.clear and _is_cipher(file))
    if hidden or (not own.clear and above.clear and above.episodes):
        return [Reading("folder", folder), replace(own_reading, whole=not hidden)]
    return [own_reading, Reading("folder", folder, whole=not own.clear and _is_part(own.title, above.title))]


def _is_part(title: str | None, whole: str) -> bool:
    "Whether all words of a title are among those of another."
    return set(fold_title(title or "").words.split()) <= set(fold_title(whole).words.split())


def _joined(own: ParsedName, above: ParsedName) -> ParsedName:
    "The file's reading, filled up with what its folder says of the same title."
    ids = {**above.ids, **own.ids}
    if above.season is not None and own.season is None and (own.kind == "series" or above.kind == "series"):
        own = replace(own, kind="series", season=above.season)
    if own.year is None and above.year is not None and same_words(own.title, above.title):
        own = replace(own, year=above.year, clear=True)
    if own.year == above.year and same_words(own.title, above.title):
        own = replace(own, behind_year=None)  # whatever the words are, it is the folder's film
    return replace(own, ids=ids)


def _folder_first(own: ParsedName, above: ParsedName) -> ParsedName:
    "The folder's title and year with the file's season and episodes."
    if own.kind != "series":
        return replace(above, ids={**above.ids, **own.ids})
    season = own.season if own.season is not None else above.season
    return replace(
        above, kind="series", season=season, episodes=own.episodes or above.episodes, absolute=own.absolute,
        clear=own.clear or above.clear,
        date=own.date or above.date, ids={**above.ids, **own.ids}, episode_title=own.episode_title,
    )  # fmt: skip


def same_words(one: str | None, other: str | None) -> bool:
    "Whether two titles are the same but for case, accents, blanks and punctuation."
    return bool(one and other) and fold(one or "") == fold(other or "")


_NOTHING = re.compile(
    r"^(?:movie|film|video|sample|title[ _]?t?\d+|vts[ _]\d+.*|video_ts|untitled|index|stream|main"
    r"|feature|\d{1,5}|[0-9a-f]{16,}"
    r"|(?=\w*\d)(?=\w*[a-z])\w{18,}|[a-z]{2,4}\d{0,3}|\d{6}[ _-]\d+|backup[ _]\w+.*|\w*\.\w*\.[0-9a-f]{8,})$",
    re.I,
)


def says_nothing(file: str) -> bool:
    "Whether a file's name is a hash, a counter or a word such as `movie` that says nothing of the work."
    return bool(_NOTHING.match(name_parts.without_extension(file).strip()))


def _is_cipher(file: str) -> bool:
    "Whether a file's name is a release group's abbreviation such as `tl-tts`: short, without blanks."
    stem = name_parts.without_extension(file)
    return bool(re.fullmatch(r"[a-zA-Z0-9]+(?:[-_.][a-zA-Z0-9]+){0,3}", stem)) and len(stem) <= 28


def read_with_guessit(name: str, folder: str | None = None, kind: str | None = None) -> Reading | None:
    "guessit's reading of the name with its folders, or None where it reads no title."
    *folders, file = name_parts.split_path(f"{folder}/{name}" if folder else name)
    found = guess("/".join([*(folder for folder in folders if not is_library(folder)), file]))
    if found is None:
        return None
    parsed = ParsedName(
        kind={"episode": "series"}.get(found.get("type", ""), kind or "movie"),
        title=next(_texts(found.get("title")), None),
        year=next(_numbers(found.get("year")), None),
        season=next(_numbers(found.get("season")), None),
        episodes=tuple(_numbers(found.get("episode"))),
        date=next(_texts(found.get("date")), None),
        absolute=tuple(_numbers(found.get("absolute_episode"))),
        part=next(_numbers(found.get("part")), None),
        edition=next(_texts(found.get("edition")), None),
        country=next(_texts(found.get("country")), None),
        other_titles=tuple(_texts(found.get("alternative_title"))),
    )
    return Reading("guessit", parsed, whole=False)


def _numbers(value: object) -> Iterator[int]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, int):
            yield item


def _texts(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item
