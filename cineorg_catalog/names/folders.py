"""What folders say: a name with its folders → readings, best first; and whether a folder holds one film.

It knows no existing titles; the caller finds out which reading names one. A shelf is judged only by the names
in it, because no list of words covers all shelves.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from ..normalize import fold, fold_title
from . import cleanup
from .model import ParsedName, Reading
from .numbering import season_only, several_seasons
from .parse import read_name, read_title
from .parts import without_part
from .taggers import YEAR_RANGE, Text, years_in
from .title import episode_title
from .vocabulary import (
    ARTICLES,
    HEAP_PHRASES,
    HEAPS,
    KIND_FOLDERS,
    KIND_PHRASES,
    LIBRARIES,
    MINE,
    WHOLE_WORDS,
    WHOLES,
)

_KINDS = {word: kind for kind, words in KIND_FOLDERS.items() for word in words.split()} | KIND_PHRASES
_SPECIALS = re.compile(
    r"^\s*(?:specials?|extras|bonus|especiais|especiales|speciali|spéciaux|hors[ -]série)\s*$", re.I
)
_DISC = re.compile(r"^(?:dis[ck]|cd|dvd|volumes?) ?\d{0,3}$|^[a-z]:$")
_SEPARATORS = re.compile(r"[\s._-]+")


@lru_cache(maxsize=64)  # a walk calls this twice per folder
def plain_folder(name: str) -> str:
    "A folder's name for comparison: lower case, no accents, single spaces as separators."
    text = name.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", text).strip()


def kind_of_folder(name: str) -> str | None:
    "'movie' or 'series' for a folder called Films, Movies, Séries, TV …: the whole name, in any language."
    return _KINDS.get(plain_folder(name))


@lru_cache(maxsize=2048)
def season_of(folder: str) -> int | None:
    "The season named by a folder, 0 for specials; None for any other folder."
    if _SPECIALS.match(folder):
        return 0
    seasons = season_only(_text(folder))
    return seasons[0] if len(seasons) == 1 else None


def season_alone(stem: str) -> int | None:
    "The season that a name consists of, if it has nothing else."
    seasons = season_only(_text(stem), alone=True)
    return 0 if _SPECIALS.match(stem) else seasons[0] if len(seasons) == 1 else None


@lru_cache(maxsize=2048)
def is_library(folder: str) -> bool:
    "True for a folder of many titles or seasons (a library, a disk, unsorted files): its name is no title."
    words = [word for word in re.split(r"[\W_]+", plain_folder(folder)) if word]
    whole = " ".join(words)
    if not words or _DISC.match(plain_folder(folder)) or whole in _KINDS or whole in LIBRARIES:
        return True
    if words[0] in MINE and (" ".join(words[1:]) in _KINDS or words[1:] == ["videos"]):
        return True
    if words[-1] in _KINDS:
        words = words[:-1]
    elif words[0] in _KINDS:
        words = words[1:]
    rest = " ".join(words)
    if rest in HEAPS or rest in HEAP_PHRASES:
        return True
    return len(season_only(_text(folder))) > 1 or says_everything(folder)


_EVERYTHING = WHOLE_WORDS | WHOLES | ARTICLES | {"l"}


def says_everything(name: str) -> bool:
    "True for `The Complete Series`, `L'intégrale`, `Complete Box Set (2004-2010)`: all of a series."
    spaced = cleanup.spaced(YEAR_RANGE.sub("", name))
    plain = plain_folder(spaced)
    if not any(word in plain for word in WHOLE_WORDS):  # of nearly every name, which need not be taken apart
        return False
    text = Text(spaced)
    end = text.first_tag()
    words = {word for word in re.split(r"[\W_]+", plain_folder(text.text[:end])) if word}
    is_said = not (words.isdisjoint(WHOLE_WORDS) or words.isdisjoint(WHOLES)) or "integrale" in words
    return is_said and words <= _EVERYTHING


@lru_cache(maxsize=2048)
def spans_seasons(folder: str) -> bool:
    "True for the folder of several seasons, `Show S01-S03`: what it holds may be of any of them."
    return several_seasons(_text(folder))


_LIKE_A_SEASON = re.compile(
    r"\s*(?:(?:book|part|partie|parte|teil|arc|cour|saga|tome)\W{0,3}\d{1,2}(?!\w)|(?:19|20)\d\d\s*$)", re.I
)


def _is_of_any_season(folders: list[str]) -> bool:
    "True if the nearest folder that says something about its season names several, or may be one: `Book 2`."
    for above, folder in reversed(list(pairwise(["", *folders]))):
        if spans_seasons(folder) or (_LIKE_A_SEASON.match(folder) and above and not is_library(above)):
            return True
        if season_of(folder) is not None or not is_library(folder):
            return False
    return False


def _text(folder: str) -> Text:
    return Text(cleanup.spaced(folder))


def is_own_folder(root: str, below: str, file: str) -> bool:
    """True if a scanned ROOT may be one title's own folder, so that its name applies to the file.

    `below` are the folders between (`a/b`). A ROOT that is a disk or library names nothing. Otherwise its
    name counts only above the folder of a season, or if the file says nothing of its own, the same, or less.
    """
    folders = cleanup.split_path(below) if below else []
    if is_library(root) or any(season_of(folder) is None for folder in folders):
        return False
    stem, of_root = cleanup.without_extension(file), read_title(root)
    own = read_title(stem)
    silent = own.title is None or (says_nothing(file) and not years_in(stem))
    if folders or season_of(root) is not None or silent or of_root.clear:
        return True
    return bool(set(fold_title(root).words.split()) & set(fold_title(own.title or "").words.split()))


_NOTHING = re.compile(
    r"^(?:movie|film|video|sample|title[ _]?t?\d+|vts[ _]\d+.*|video_ts|untitled|index|stream|main"
    r"|feature|\d{1,5}|[0-9a-f]{16,}"
    r"|(?=\w*\d)(?=\w*[a-z])[^\W_]{18,}|[a-z]{2,4}\d{0,3}|\d{6}[ _-]\d+|backup[ _]\w+.*"
    r"|\w{1,40}\.\w{0,40}\.[0-9a-f]{8,}"
    r"|[a-z]{0,4}[0-9a-f]{6,10}(?:-[a-z]{0,4}[0-9a-f]{4,8}){2,5})$",
    re.I,
)


def says_nothing(file: str) -> bool:
    "True if a file's name is a hash, a counter or a word such as `movie`, and says nothing about the title."
    stem = cleanup.without_extension(file).strip()
    return bool(_NOTHING.match(stem)) or is_scrambled(stem)


_SCRAMBLED = re.compile(r"(?=(?:[A-Za-z0-9]*[a-z][A-Z0-9]){3})[A-Za-z0-9]{16,}")
_HUMPS = re.compile(r"[A-Z][a-z]*|[a-z]+|\d")
SHORTEST_HUMPS = 3  # average letters per word in a name such as `TheGodFatherPart2`


def is_scrambled(name: str) -> bool:
    "True if a file or folder name consists of random letters: `oAcnexsjqhKGvQXRMOjw`."
    return _SCRAMBLED.fullmatch(name) is not None and len(name) < SHORTEST_HUMPS * len(_HUMPS.findall(name))


def is_cipher(file: str) -> bool:
    "True if a file's name is a release group's abbreviation such as `tl-tts`: short, without blanks."
    stem = cleanup.without_extension(file)
    return bool(re.fullmatch(r"[a-zA-Z0-9]+(?:[-_.][a-zA-Z0-9]+){0,3}", stem)) and len(stem) <= 28


def read_cheaply(name: str, folder: str | None = None, kind: str | None = None) -> list[Reading]:
    """Readings of a name and its folders, best first. Never raises, never empty.

    Below a folder of several seasons an episode without a season may be of any of them: a person decides.
    """
    components = cleanup.split_path(cleanup.plain(name))
    outer = cleanup.split_path(cleanup.plain(folder)) if folder else []
    file, folders = components[-1], [*outer, *components[:-1]]
    readings = _readings(file, folders, kind)
    if not _is_of_any_season(folders):
        return readings
    return [
        replace(one, whole=False) if one.parsed.episodes and one.parsed.season is None else one
        for one in readings
    ]


def _readings(file: str, folders: list[str], kind: str | None) -> list[Reading]:
    stem = cleanup.without_extension(file)
    first, *others = read_name(stem, kind)
    own = first.parsed
    if (only := season_alone(stem)) is not None:
        own = ParsedName(kind="series", season=only, clear=True)
        first = Reading("name", own)
    elif says_everything(stem):
        own = ParsedName(kind="series")
        first = Reading("name", own)
    elif folders and (season := season_of(folders[-1])) is not None:
        own = _in_season_folder(stem, first, season)
        first = Reading("name", own)
    if folders and folders[-1] == stem and says_nothing(file):
        folders = folders[:-1]
    above, is_release = _folder_reading(folders, kind)
    if above is None or above.title is None:
        others += _as_a_title(stem, own)
    if above is None:
        return [first, *others]
    if numbered := _behind_the_folders_title(own, above, folders):
        return [Reading("folder", numbered), first, *others]
    if _is_a_mere_episode_title(own, above, folders):
        episode = replace(above, episode_title=own.title)
        own_reading = Reading(first.how, _joined(own, above), whole=False)
        return [Reading("folder", episode, whole=False), own_reading, *others]
    return [*_with_folder(first, above, file, is_release), *others]


def _is_a_mere_episode_title(own: ParsedName, above: ParsedName, folders: list[str]) -> bool:
    "`Firefly/Season 1/Serenity.mkv`: words alone, in the folder of a season, below the series' own."
    of_series = season_of(folders[-1]) is not None or says_everything(folders[-1])
    if not (of_series and above.title and own.title):
        return False
    says_more = own.clear or own.year is not None or own.date is not None or own.episodes or own.ids
    return not says_more and not _shares_a_word(own.title, above.title)


def _shares_a_word(one: str, other: str) -> bool:
    return not set(fold_title(one).words.split()).isdisjoint(fold_title(other).words.split())


def _as_a_title(stem: str, own: ParsedName) -> Iterator[Reading]:
    "`Extras`, `The Complete Series`, where nothing else gives a title: it may be one."
    if own.title is None and (_SPECIALS.match(stem) or says_everything(stem)):
        yield Reading("name", ParsedName(kind="series", title=stem.strip()), whole=False)


_LEADING_NUMBER = re.compile(r"^\s*(?:#|e|ep)?(\d{1,3})(?![\dxp])(?:[ ._]*[-.][ ._]*|\s+|$)", re.I)


def _in_season_folder(stem: str, first: Reading, season: int) -> ParsedName:
    "In the folder of a season, a number at the start is the episode; 102 is the 2nd of season 1."
    own, number = first.parsed, _LEADING_NUMBER.match(stem)
    if first.whole and own.season is None and own.absolute and not own.date:
        return replace(own, episodes=tuple(_in_season(n, season) for n in own.episodes))
    if number is None or own.season is not None or own.date is not None:
        return own
    named = episode_title(f" - {cleanup.spaced(stem[number.end() :])}")
    return replace(
        own, kind="series", title=None, year=None, clear=True, absolute=(), episode_title=named,
        episodes=(_in_season(int(number[1]), season),),
    )  # fmt: skip


def _in_season(number: int, season: int) -> int:
    return number % 100 if season and number // 100 == season and number % 100 else number


def _folder_reading(folders: list[str], kind: str | None) -> tuple[ParsedName | None, bool]:
    """What the nearest folder with a title says, with the season of a season folder below it.

    Also returns whether that folder is named like a release.
    """
    season, below_is_series = None, False
    for folder in reversed(folders):
        if (number := season_of(folder)) is not None:
            season, below_is_series = (number if season is None else season), True
        elif is_library(folder) or is_scrambled(folder):
            below_is_series = below_is_series or spans_seasons(folder) or says_everything(folder)
        else:
            parsed = read_title(folder, kind)
            if parsed.season is not None and spans_seasons(folder):
                parsed = replace(parsed, season=None, episodes=(), absolute=())
            if below_is_series:
                if parsed.episodes and not parsed.clear:  # there a number belongs to the title: ID-0
                    parsed = read_title(folder, "movie")
                parsed = replace(parsed, kind="series", season=season)
            return parsed, bool(_text(folder).strong)
    return (None if season is None else ParsedName(kind="series", season=season)), False


_NUMBER_BEHIND = re.compile(r"\W*(?P<n>\d{2,4})(?:[\W_]+(?P<rest>.*))?$")


def _behind_the_folders_title(own: ParsedName, above: ParsedName, folders: list[str]) -> ParsedName | None:
    "`Neverwhere/Neverwhere.05.Down.Street`: the folder's title, then a number that is the episode's."
    written = own.other_titles[0] if own.other_titles and own.title == above.title else own.title
    if (
        own.kind != "movie"
        or own.year is not None
        or not written
        or not above.title
        or above.kind == "series"
    ):
        return None
    if written[: len(above.title)].casefold() != above.title.casefold():
        return None
    found = _NUMBER_BEHIND.match(written[len(above.title) :])
    holds_series = any(kind_of_folder(folder) == "series" for folder in folders)
    if found is None or not (found["n"][0] == "0" or holds_series):
        return None
    number = int(found["n"])
    return replace(
        above, kind="series", episodes=(number,), absolute=(number,), clear=False,
        episode_title=episode_title(f" - {found['rest']}") if found["rest"] else None,
    )  # fmt: skip


def _with_folder(first: Reading, above: ParsedName, file: str, is_release: bool) -> Iterator[Reading]:
    """The readings of a file whose folder says something, best first.

    A folder's title counts in full if the file has none of its own, or only part of it; beside a file with
    title and year it is only a proposal.
    """
    own = first.parsed
    own = _series_of_the_folder(own, above)
    own_reading = replace(first, parsed=_joined(own, above))
    if above.title is None:
        yield own_reading
        return
    folder = _folder_first(own, above)
    told = above.clear or is_release
    hidden = says_nothing(file) or own.title is None or (not own.clear and told and is_cipher(file))
    hidden = hidden or (is_release and not own.clear and _is_short_release(file, own, above))
    if hidden or (not own.clear and above.clear and above.episodes):
        yield Reading("folder", folder)
        yield replace(own_reading, whole=not hidden and first.whole)
        return
    folder_is_part = above.clear and _is_part(above.title, own.title or "")
    if own.kind == "movie" and own.year is None and above.kind == "movie" and folder_is_part and above.year:
        yield Reading("folder", folder, whole=False)
        yield own_reading
        return
    yield own_reading
    yield Reading("folder", folder, whole=not own.clear and _is_part(own.title, above.title))


def _series_of_the_folder(own: ParsedName, above: ParsedName) -> ParsedName:
    "`Show.S02E06.Title/Title - Show S02E06`: the folder of the same episode says which half is the series."
    first, separator, last = (own.title or "").partition(" - ")
    of_one_episode = own.season is not None and (own.season, own.episodes) == (above.season, above.episodes)
    if not separator or not of_one_episode or not _same_words(last, above.title):
        return own
    return replace(own, title=last, episode_title=own.episode_title or first)


_RELEASE = re.compile(r"[a-z0-9]{2,8}-[^A-Z\s]+")


def _is_short_release(file: str, own: ParsedName, above: ParsedName) -> bool:
    "`arw-repack-greenberg.dvdrip.xvid` in the release's folder: the title among the group's own words."
    return _RELEASE.fullmatch(file) is not None and _is_part(above.title, own.title or "")


def _is_part(title: str | None, whole: str) -> bool:
    "True if all words of a title occur in another."
    return set(fold_title(title or "").words.split()) <= set(fold_title(whole).words.split())


def _joined(own: ParsedName, above: ParsedName) -> ParsedName:
    "The file's reading, completed by what its folder says about the same title."
    ids = {**above.ids, **own.ids}
    if above.season is not None and own.season is None:
        own = replace(own, kind="series", season=above.season)
    if own.year is None and above.year is not None and _same_words(own.title, above.title):
        own = replace(own, year=above.year, clear=True)
    if own.year == above.year and _same_words(own.title, above.title):
        own = replace(own, behind_year=None)  # whatever the words, it is the folder's film
    if _same_words(own.title, above.title):
        own = replace(own, like_tags=own.like_tags or above.like_tags)
    return replace(own, ids=ids)


_ONLY_A_NUMBER = re.compile(r"(\d{1,4})$")


def _folder_first(own: ParsedName, above: ParsedName) -> ParsedName:
    "The folder's title and year with the file's season and episodes."
    if own.kind != "series" and above.kind == "series" and (number := _ONLY_A_NUMBER.match(own.title or "")):
        numbers = (int(number[1]),)
        return replace(above, episodes=numbers, absolute=() if above.season is not None else numbers)
    if own.kind != "series":
        return replace(above, ids={**above.ids, **own.ids})
    season = own.season if own.season is not None else above.season
    return replace(
        above, kind="series", season=season, episodes=own.episodes or above.episodes, absolute=own.absolute,
        clear=own.clear or above.clear,
        date=own.date or above.date, ids={**above.ids, **own.ids}, episode_title=own.episode_title,
    )  # fmt: skip


def _same_words(one: str | None, other: str | None) -> bool:
    "True if two titles differ only in case, accents, blanks and punctuation."
    return bool(one and other) and fold(one or "") == fold(other or "")


# --- what a folder holds: one film with its parts and versions, or several titles (a shelf) --------


def is_one_film(names: Iterable[str]) -> bool:
    "True if videos with these names belong to at most one film: a single file, or its parts and versions."
    names = list(names)
    if len(names) < 2:
        return True
    read = [read_video_name(name) for name in names]
    years = {parsed.year for parsed in read if parsed.year is not None}
    is_series = any(parsed.kind == "series" for parsed in read)
    return not is_series and len(years) < 2 and len(_titles(read)) == 1


def _titles(read: Iterable[ParsedName]) -> set[str]:
    return {fold(parsed.title or "") for parsed in read}


@lru_cache(maxsize=4096)
def read_video_name(name: str) -> ParsedName:
    "What a video's name says by itself, without its part number."
    return read_cheaply(without_part(cleanup.without_extension(name)))[0].parsed


def is_of_its_folder(name: str, folder: str) -> bool:
    """True if a file belongs to its folder's title although the folder holds several: then it is no shelf.

    So for the folder of a season, and for the folder of a series or film with the same name.
    """
    own = read_video_name(name)
    return season_of(folder) is not None or own.kind == "series" or _is_called(own, read_video_name(folder))


def hold_several_titles(names: Iterable[str]) -> bool:
    "True if videos with these names have several titles, so that their folder may be a shelf."
    first = None
    for other in names:
        title = _film_title(other)
        if title and first not in (None, title):
            return True
        first = title or first
    return False


def _film_title(name: str) -> str | None:
    "The key of the title in a video's name alone; None if it is only a number followed by words."
    parsed = read_video_name(name)
    if parsed.kind == "series" or not parsed.title or says_nothing(name):
        return None
    numbered = parsed.year is None and parsed.title[:1].isdigit()
    return None if numbered else fold(parsed.title)


def _is_called(own: ParsedName, folder: ParsedName) -> bool:
    return bool(own.title and folder.title) and fold(own.title or "") == fold(folder.title or "")


def with_folder_weighed(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, weighed by what the folder adds.

    If the file has its own title and year, a folder without a year is not a reading; a folder with the same
    title and year confirms a reading that left words of the name out.
    """
    own = next((reading for reading in readings if reading.how != "folder"), readings[0])
    folder = next((reading.parsed for reading in readings if reading.how == "folder"), None)
    said = own.parsed
    if folder is None or said.kind == "series" or not said.title or said.year is None:
        return list(readings)
    if folder.year is None and folder.kind != "series":
        return [reading for reading in readings if reading.how != "folder"] or list(readings)
    if not own.whole and folder.clear and said.year == folder.year and _is_called(said, folder):
        return [replace(reading, whole=True) if reading is own else reading for reading in readings]
    return list(readings)
