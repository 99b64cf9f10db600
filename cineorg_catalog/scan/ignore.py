"""Lists a folder, and the conventions by which files are skipped: samples, trailers, extras, system folders.

Whole words in the right place, as Jellyfin and Plex name them. The series *Extras* and *Trailer Park Boys*
and the film *Sample People (2000)* are titles: a word within a title is never enough. Opens
nothing but a .plexignore.
"""

import os
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Self

from pathspec import GitIgnoreSpec

from ..errors import in_words
from ..names import plain_folder as plain
from ..names import season_of
from ..untrusted import opened_regular
from .paths import VIDEO_SUFFIXES, stem, text

SAMPLE, TRAILER, EXTRA = "sample", "trailer", "extra"
SYSTEM_FOLDER, HIDDEN_FILE = "system folder", "hidden file"
NO_MEDIA, PLEX_IGNORE, EXCLUDED = "folder with .nomedia", "left out by .plexignore", "left out by --exclude"


@dataclass(frozen=True, slots=True)
class Patterns:
    "Patterns as in .gitignore that apply below a folder, and the reason given for what they skip."

    folder: bytes
    spec: GitIgnoreSpec
    reason: str

    @classmethod
    def of(cls, folder: bytes, lines: Iterable[str], reason: str) -> Self:
        "Parse the patterns. Raises ValueError for an invalid one."
        return cls(folder, GitIgnoreSpec.from_lines(lines), reason)

    def fit(self, path: bytes, *, is_folder: bool = False) -> bool:
        below = path[len(self.folder.rstrip(b"/")) + 1 :].decode("utf-8", "surrogateescape")
        return self.spec.match_file(f"{below}/" if is_folder else below)


_EXTRA_FOLDERS = {
    "sample": SAMPLE, "samples": SAMPLE, "trailer": TRAILER, "trailers": TRAILER, "teasers": TRAILER,
    "bandes annonces": TRAILER, "extra": EXTRA, "extras": EXTRA, "featurette": EXTRA, "featurettes": EXTRA,
    "behind the scenes": EXTRA, "behindthescenes": EXTRA, "deleted scenes": EXTRA, "deletedscenes": EXTRA,
    "interview": EXTRA, "interviews": EXTRA, "scenes": EXTRA, "shorts": EXTRA, "clips": EXTRA, "other": EXTRA,
    "others": EXTRA, "bonus": EXTRA, "bonus features": EXTRA, "special features": EXTRA, "making of": EXTRA,
    "supplements": EXTRA, "backdrops": EXTRA, "theme videos": EXTRA,
}  # fmt: skip
_SYSTEM_FOLDERS = frozenset(
    {"@eadir", "#recycle", "@recycle", "#snapshot", "@snapshot", "@snapshots", "~snapshot", "@tmp",
     "@sharebin", "@recently-snapshot", "@__thumb", "@img_bkp_cache", "lost+found", "lost.dir",
     "$recycle.bin", "recycler", "recycled", "system volume information", "network trash folder",
     "temporary items", "__macosx"}
)  # fmt: skip
_FOUND = re.compile(r"found\.\d{3}")  # files recovered by a check of a FAT disk

# Words that end the stem of such a file.  The first group is enough after a hyphen ("Inception-trailer");
# the others also occur in titles ("the-interview") and count only if their film is beside them.
_SURE = {"sample": SAMPLE, "trailer": TRAILER, "teaser": TRAILER, "featurette": EXTRA,
         "behindthescenes": EXTRA, "deletedscene": EXTRA, "deletedscenes": EXTRA}  # fmt: skip
_UNSURE = {"interview": EXTRA, "scene": EXTRA, "short": EXTRA, "clip": EXTRA, "extra": EXTRA, "other": EXTRA,
           "deleted": EXTRA}  # fmt: skip
_WORDS = {**_SURE, **_UNSURE}
_ENDINGS = tuple(word.encode() for word in _WORDS)
_MARK = re.compile(
    rf"^(?P<title>.*?)(?P<sep>\s*[-–._ ]\s*)?(?P<word>{'|'.join(_WORDS)})(?:[-_. ]?\d{{1,2}})?$", re.S
)
_BARE = re.compile(r"(the|a|an|le|la|les|un|une|der|die|das|ein|eine|el|los|il|lo|my|our)?")
_TAGGED = re.compile(  # a release tag, or a year at the end: the title ends here
    r"(?<![^\W_])(\d{3,4}[pi]|[xh]\.?26[45]|hevc|xvid|divx|blu-?ray|bdrip|brrip|dvdrip|web|web-?(rip|dl)|hdtv"
    r"|remux|uhd)(?![^\W_])|(?<![^\W_])(19|20)\d\d[)\]]?$"
)
_YEAR_MARK = re.compile(r"[(\[](19|20)\d\d[)\]]|(?<=[ ._])(19|20)\d\d(?=[ ._]\S)")
_YEAR_NEXT = re.compile(r"[ ._]*[(\[]|[ ._]+(19|20)\d\d(?!\d)")
_EPISODE = re.compile(r"(?<![^\W_])(s(?!0+e)\d{1,4}[ ._-]?e\d{1,4}|\d{1,2}x\d{2,3})(?!\d)")
_EPISODE_END = re.compile(r"(s\d{1,4}[ ._-]?e\d{1,4}|\d{1,2}x\d{2,3})$")
_DISC = re.compile(r"(cd|disc|disk|dvd)[ ._-]*\d{1,2}|video_ts|bdmv")


@dataclass(frozen=True, slots=True)
class FolderSigns:
    """What the listing of a folder shows about its content.

    `seasons`: it has season or disc folders, or is one; `year`: its name has a year; `nfo`: it has a
    movie.nfo or tvshow.nfo; `videos`: the stems, in lower case, of the videos directly in it.
    """

    name: str
    seasons: bool
    year: bool
    nfo: bool
    folders: int
    videos: tuple[str, ...]

    @property
    def is_title(self) -> bool:
        "True for the folder of one film or series, or of a season."
        return self.seasons or self.year or self.nfo or _is_of_a_title(self.name) or self._own_videos()

    def _own_videos(self) -> bool:
        first = plain(self.name).partition(" ")[0]
        return any(plain(stem).partition(" ")[0] == first for stem in self.videos)


def folder_signs(
    name: str, folders: Collection[str], nfo_names: Collection[str], videos: Collection[str]
) -> FolderSigns:
    "The signs of a folder, from the names in its listing (all as text)."
    lower = name.casefold()
    return FolderSigns(
        name=lower,
        seasons=any(_is_of_a_title(folder.casefold()) for folder in folders),
        year=bool(_YEAR_MARK.search(lower)),
        nfo="movie.nfo" in nfo_names or "tvshow.nfo" in nfo_names,
        folders=len(folders),
        videos=tuple(videos),
    )


def _is_of_a_title(folder: str) -> bool:
    "True for the folder of a season or disc: the folder above is then that of one title."
    if _DISC.fullmatch(folder):
        return True
    return season_of(folder) is not None and extras_folder(folder) is None


def system_folder(name: str) -> bool:
    "True for a folder that a system or storage box keeps: .Trash-1000, @eaDir, lost+found, any dot folder."
    lower = name.casefold()
    return lower.startswith(".") or lower in _SYSTEM_FOLDERS or bool(_FOUND.fullmatch(lower))


def extras_folder(name: str) -> str | None:
    "What a folder with exactly this name holds by Jellyfin's and Plex's conventions; None for any other."
    return _EXTRA_FOLDERS.get(plain(name))


def leave_out_folder(inside: FolderSigns, parent: FolderSigns, *, parent_is_library: bool) -> str | None:
    """Why a whole folder is skipped: 'sample', 'trailer', 'extra'; None if it may be a title itself.

    It must have one of the conventional names inside the folder of a film or series: at the top of a
    library, *Extras* is a series.  A tvshow.nfo inside shows anywhere that it is a series; below a folder
    without signs of being a title, so do seasons inside and files with a year or an episode number
    ("Videos/Shorts/La Jetée (1962)").
    """
    reason = extras_folder(inside.name)
    if reason is None or inside.nfo:
        return None
    if parent.nfo or parent.seasons or parent.year:
        return reason
    if inside.seasons or (parent.is_title and parent_is_library):
        return None
    if parent.is_title:
        return reason
    if parent_is_library or inside.folders:
        return None
    works = any(_YEAR_MARK.search(stem) or _EPISODE.search(stem) for stem in inside.videos)
    return None if works else reason


def may_be_left_out(stem: bytes) -> bool:
    "A quick test of a stem in lower case: most names end in none of the words."
    return stem.rstrip(b"0123456789-_. ").endswith(_ENDINGS) or stem.startswith((b"sample-", b"."))


def leave_out_file(stem: str, siblings: Collection[str], *, own_folder: bool) -> str | None:
    """Why a file is skipped, or None.

    `stem` and `siblings` (the stems of all videos in its folder) are in lower case; `own_folder` is true for
    the folder of one title, in which every clip belongs to that title.
    """
    if stem.startswith("."):
        return HIDDEN_FILE
    if stem.startswith("sample-"):
        return SAMPLE
    mark = _MARK.match(stem)
    if mark is None:
        return None
    title, separator, word = mark["title"], mark["sep"], mark["word"]
    if not title:
        return _SURE.get(word)
    if separator is None or _BARE.fullmatch(title):
        return None
    if separator.strip() not in (
        "-",
        "–",
    ):  # "Free.Sample" is a title, "Inception.2010.sample" is not
        return _SURE.get(word) if _TAGGED.search(title) or title in siblings else None
    if separator != separator.strip() and _EPISODE_END.search(title):  # "Show - S01E05 - Trailer"
        return None
    if word in _SURE:
        return _SURE[word]
    return _UNSURE[word] if _has_owner(title, siblings, own_folder=own_folder) else None


def _has_owner(title: str, siblings: Collection[str], *, own_folder: bool) -> bool:
    "True if the film of a clip lies beside it: under its name, or in its own folder under any name."
    works = [other for other in siblings if not _MARK.match(other)]
    if own_folder:
        return bool(works)
    return any(
        other == title or (other.startswith(title) and _YEAR_NEXT.match(other, len(title))) for other in works
    )


PLEX_FILE = b".plexignore"
_LONGEST_LIST = 1 << 16  # maximum size, in bytes


def plex_patterns(folder: bytes) -> Patterns:
    """The patterns of a folder's .plexignore.

    Raises OSError if it cannot be read, ValueError for an invalid pattern.
    """
    with opened_regular(os.path.join(folder, PLEX_FILE), _LONGEST_LIST) as (descriptor, _):
        lines = os.read(descriptor, _LONGEST_LIST).decode("utf-8", "surrogateescape").splitlines()
    return Patterns.of(folder, lines, PLEX_IGNORE)


NO_MEDIA_FILE = b".nomedia"
_MARKS = frozenset((NO_MEDIA_FILE, PLEX_FILE))
_STREAM = re.compile(rb".*/((vts_\d\d_\d|video_ts)\.vob|bdmv/stream/\d{5}\.m2ts)", re.IGNORECASE | re.DOTALL)
_OF_DISCS = frozenset((b"vob", b"m2ts"))


@dataclass
class Listing:
    "What a walk needs from one folder, each list in order; `fault` if it could not be listed completely."

    path: bytes
    folders: list[os.DirEntry[bytes]] = field(default_factory=list)
    videos: list[bytes] = field(default_factory=list)  # names
    streams: list[bytes] = field(default_factory=list)  # paths of the streams of a DVD or Blu-ray
    links: list[os.DirEntry[bytes]] = field(default_factory=list)
    nfos: dict[bytes, bytes] = field(default_factory=dict)  # name in lower case → raw path
    marks: set[bytes] = field(default_factory=set)  # .nomedia or .plexignore
    empty: bool = True
    fault: str | None = None

    @property
    def prefix(self) -> bytes:
        "What comes before the names in the paths of its files."
        return self.path.rstrip(b"/") + b"/"

    @cached_property
    def stems(self) -> tuple[str, ...]:
        "The names of the videos without suffix, in lower case."
        return tuple(text(stem(name.lower())) for name in self.videos)

    @cached_property
    def signs(self) -> FolderSigns:
        "What the listing shows about the kind of this folder."
        return folder_signs(
            text(os.path.basename(self.path)),
            [text(entry.name) for entry in self.folders],
            [text(name) for name in self.nfos],
            self.stems,
        )


def list_folder(path: bytes) -> Listing:
    "List one folder.  Never raises: after a fault, what was read until then is returned."
    listing = Listing(path)
    try:
        with os.scandir(path) as entries:
            for entry in entries:  # one loop with few calls: a library has 100,000 entries
                if not entry.is_file(follow_symlinks=False):
                    if entry.is_dir(follow_symlinks=False):
                        listing.folders.append(entry)
                        continue
                    if entry.is_symlink():
                        listing.links.append(entry)
                        continue
                name = entry.name
                before, _, suffix = name.rpartition(b".")
                suffix = suffix.lower() if before else b""
                if suffix in VIDEO_SUFFIXES:
                    if suffix in _OF_DISCS and _STREAM.fullmatch(entry.path):
                        listing.streams.append(entry.path)
                    else:
                        listing.videos.append(name)
                elif suffix == b"nfo":
                    listing.nfos[name.lower()] = entry.path
                else:
                    listing.empty = False
                    if name in _MARKS:
                        listing.marks.add(name)
    except OSError as error:
        listing.fault = in_words(error)
    for some in (listing.folders, listing.links):
        some.sort(key=attrgetter("name"))
    listing.videos.sort()
    listing.streams.sort()
    found = (listing.folders, listing.videos, listing.streams, listing.links, listing.nfos)
    listing.empty = listing.empty and not any(found)
    return listing
