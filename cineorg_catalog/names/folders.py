"""Folders: which of them is a season's, a library's or a title's own, and what that says of the files in it.

The names of folders only; it looks into none. One rule for names, scans and ignored folders alike.
"""

import re
import unicodedata
from functools import lru_cache

from ..normalize import fold_title
from . import cleanup
from .numbering import season_only
from .parse import read_title
from .taggers import Text, years_in
from .vocabulary import HEAP_PHRASES, HEAPS, KIND_FOLDERS, KIND_PHRASES, LIBRARIES, MINE

_KINDS = {word: kind for kind, words in KIND_FOLDERS.items() for word in words.split()} | KIND_PHRASES
_SPECIALS = re.compile(
    r"^\s*(?:specials?|extras|bonus|especiais|especiales|speciali|spéciaux|hors[ -]série)\s*$", re.I
)
_DISC = re.compile(r"^(?:dis[ck]|cd|dvd|volumes?) ?\d{0,3}$|^[a-z]:$")
_SEPARATORS = re.compile(r"[\s._-]+")


@lru_cache(maxsize=64)  # a walk asks twice of each folder
def plain_folder(name: str) -> str:
    "A folder's name for comparing: no case, no accents, separators as single spaces."
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", text).strip()


def kind_of_folder(name: str) -> str | None:
    "'movie' or 'series' for a folder called Films, Movies, Séries, TV …: the whole name, in a few languages."
    return _KINDS.get(plain_folder(name))


@lru_cache(maxsize=2048)
def season_of(folder: str) -> int | None:
    "The season that a folder's name is about, 0 for specials, None for any other folder."
    if _SPECIALS.match(folder):
        return 0
    seasons = season_only(_text(folder))
    return seasons[0] if len(seasons) == 1 else None


def season_alone(stem: str) -> int | None:
    "The season that a name consists of, with nothing else in it."
    seasons = season_only(_text(stem), alone=True)
    return 0 if _SPECIALS.match(stem) else seasons[0] if len(seasons) == 1 else None


@lru_cache(maxsize=2048)
def is_library(folder: str) -> bool:
    "Whether a folder holds many titles or seasons (a library, a disk, a heap), and its name is no title."
    words = [word for word in re.split(r"[\W_]+", plain_folder(folder)) if word]
    whole = " ".join(words)
    if not words or _DISC.match(plain_folder(folder)) or kind_of_folder(folder) or whole in LIBRARIES:
        return True
    if words[0] in MINE and (" ".join(words[1:]) in _KINDS or words[1:] == ["videos"]):
        return True
    if len(words) > 1 and words[-1] in _KINDS:
        words = words[:-1]
    elif len(words) > 1 and words[0] in _KINDS:
        words = words[1:]
    rest = " ".join(words)
    return rest in HEAPS or rest in HEAP_PHRASES or len(season_only(_text(folder))) > 1


def _text(folder: str) -> Text:
    return Text(cleanup.spaced(folder))


def is_own_folder(root: str, below: str, file: str) -> bool:
    """Whether a ROOT that is scanned may be one title's own folder, so that its name speaks of a file.

    `below` are the folders between (`a/b`). A ROOT that is a disk or a library names nothing: its name counts
    only above a season's folder, and where the file says nothing of its own, the same, or less than it.
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
    "Whether a file's name is a hash, a counter or a word such as `movie` that says nothing of the title."
    stem = cleanup.without_extension(file).strip()
    return bool(_NOTHING.match(stem)) or is_scrambled(stem)


_SCRAMBLED = re.compile(r"(?=(?:[A-Za-z0-9]*[a-z][A-Z0-9]){4})[A-Za-z0-9]{16,}")


def is_scrambled(name: str) -> bool:
    "Whether a file or folder has a name of random letters, `oAcnexsjqhKGvQXRMOjw`."
    return _SCRAMBLED.fullmatch(name) is not None


def is_cipher(file: str) -> bool:
    "Whether a file's name is a release group's abbreviation such as `tl-tts`: short, without blanks."
    stem = cleanup.without_extension(file)
    return bool(re.fullmatch(r"[a-zA-Z0-9]+(?:[-_.][a-zA-Z0-9]+){0,3}", stem)) and len(stem) <= 28
