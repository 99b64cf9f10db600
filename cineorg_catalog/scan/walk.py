"""Folders → found files: walks real folders and decides for every video whether it is catalogued.

Opens no file and writes nothing. The order is the same on every walk, and memory does not grow with the
number of files.
"""

import os
import stat
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..errors import BadUsage, in_words
from ..names import kind_of_folder
from ..untrusted import signed
from .ignore import (
    EXCLUDED,
    NO_MEDIA,
    NO_MEDIA_FILE,
    PLEX_FILE,
    SYSTEM_FOLDER,
    FolderSigns,
    Listing,
    Patterns,
    extras_folder,
    leave_out_file,
    leave_out_folder,
    list_folder,
    may_be_left_out,
    plex_patterns,
    system_folder,
)
from .paths import in_path_order, is_video, outside_disc, printable, stem, text


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on the walk, and what all its files share.

    `path` and `root` are absolute raw bytes; `root` is the ROOT it was found under. `kind_hint` is 'movie',
    'series' or None. `is_library` is true for a folder that holds titles but is not one. `left_out` is the
    reason why everything in it is skipped, if it is; `patterns` skip what they match.
    """

    path: bytes
    root: bytes
    kind_hint: str | None = None
    is_library: bool = False
    left_out: str | None = None
    patterns: tuple[Patterns, ...] = ()

    @property
    def folder(self) -> str:
        "The path from the ROOT, printable; empty at the top."
        return printable(self.path[len(self.root.rstrip(b"/")) + 1 :])

    def reason(self, path: bytes, *, is_folder: bool = False) -> str | None:
        "Why patterns skip a file or folder directly in it, or None."
        fitting = (one.reason for one in self.patterns if one.fit(path, is_folder=is_folder))
        return next(fitting, None)


class FoundFile(NamedTuple):
    """One video file, as its folder's listing and one stat call show it.

    `path_bytes` is the key: the absolute raw path.  `disc` is the folder of a VIDEO_TS or BDMV of which this
    is the main stream.  Values that only new files need are computed on demand.  A tuple, because 100,000
    frozen dataclasses would cost a tenth of a rescan (measured).
    """

    path_bytes: bytes
    place: Place
    size_bytes: int
    mtime_ns: int
    device: int
    inode: int
    disc: bytes | None = None

    @property
    def path(self) -> str:
        "The path for people: one line of UTF-8 text (see `printable`)."
        return printable(self.path_bytes)

    @property
    def filename(self) -> str:
        "The file's own name, printable."
        return printable(os.path.basename(self.path_bytes))

    @property
    def name(self) -> str:
        "The name to read a title from: the file's, or that of a disc's folder (VTS_01_1.VOB says nothing)."
        return self.filename if self.disc is None else printable(os.path.basename(self.disc))

    @property
    def folder(self) -> str:
        "The folders between ROOT and the named file or disc, joined by `/`; empty at the top."
        if self.disc is None:
            return self.place.folder
        between = os.path.relpath(os.path.dirname(self.disc), self.place.root)
        return "" if between in (b".", b"..") else printable(between)

    @property
    def root(self) -> str:
        "The ROOT it was found under, printable."
        return printable(self.place.root)

    @property
    def kind_hint(self) -> str | None:
        "'movie' or 'series' if the ROOT's rules, or a folder called Films or Séries, say so."
        return self.place.kind_hint


@dataclass(frozen=True, slots=True)
class Skipped:
    "A video, or a whole system folder, that is skipped on purpose; `reason` is one of a few fixed phrases."

    path_bytes: bytes
    reason: str

    @property
    def path(self) -> str:
        "The path for people."
        return printable(self.path_bytes)


@dataclass(frozen=True, slots=True)
class ScanFault:
    """A problem that a person should know about.

    `error` is one line without a subject that says what to do. `scope` is 'root', 'folder' or 'file': files
    known below a root or folder that could not be listed must not be marked missing.
    """

    path_bytes: bytes
    error: str
    scope: str = "file"

    @property
    def path(self) -> str:
        "The path for people."
        return printable(self.path_bytes)


LINK = "symbolic link (--follow-symlinks includes it)"
LISTED_ELSEWHERE = "link to something that is listed elsewhere"
DISC_PART = "part of a disc"
TOO_SMALL = "smaller than --min-size"
NOT_A_FILE = "not a regular file"
ABSENT, EMPTY = "is not there", "is empty"  # faults of a ROOT

Event = FoundFile | Skipped | ScanFault
Root = str | bytes | os.PathLike[str]
Above = tuple[FolderSigns, bool]  # (signs of the folder above, whether it is a library)


@dataclass(frozen=True, slots=True)
class RootRules:
    "The rules of one ROOT: what it holds, and patterns (as in .gitignore) of what is skipped."

    kind: str | None = None
    exclude: tuple[str, ...] = ()


_NO_RULES = RootRules()


# What a walk compares of a file that the catalogue has: raw path, size, modification time, device, inode,
# whether it is damaged.  A plain tuple, because 100,000 objects would cost a third of a rescan, and short,
# because each column costs a fortieth (measured).
KnownRow = tuple[bytes, int, int | None, int | None, int | None, int]
END: KnownRow = (b"\xff", 0, None, None, None, 0)  # sorts after every path


class KnownFiles:
    """The files known to be there, in the order of the raw paths; a walk in the same order meets them.

    `remounted` are pairs of device numbers, (known, now): a disk gets a new one whenever it is mounted.
    """

    def __init__(self, rows: Iterator[KnownRow]) -> None:
        self.rows = rows
        self.ahead = next(rows, END)
        self.unmet: set[bytes] = set()  # passed without being met by the walk
        self.unchanged = self.damaged = 0
        self.remounted: set[tuple[int | None, int]] = set()

    def differing(self, folder: bytes, names: Iterable[bytes], min_size: int) -> Iterable[bytes]:
        """Those of a folder's videos that are not as they are known; the others are only counted.

        Nearly all files of a rescan end here, so nothing is built for them: each call saved is a twentieth
        of its time (measured).
        """
        rows, ahead, lstat, differing, unchanged = self.rows, self.ahead, os.lstat, [], 0
        for name in names:
            path = folder + name
            while ahead[0] < path:
                self.unmet.add(ahead[0])
                ahead = next(rows, END)
            known_path, size, mtime_ns, device, inode, damaged = ahead
            if known_path == path and size >= min_size:
                try:
                    status = lstat(path)
                    if size == status.st_size and mtime_ns == status.st_mtime_ns and inode == status.st_ino:
                        unchanged += 1
                        if device != status.st_dev:
                            self.remounted.add((device, signed(status.st_dev)))
                        if damaged:
                            self.damaged += 1
                        ahead = next(rows, END)
                        continue
                except OSError:
                    pass  # reported where its turn comes
            differing.append(name)
        self.ahead = ahead
        self.unchanged += unchanged
        return differing

    def meet(self, path: bytes) -> None:
        "Note that a walk has met a path."
        while self.ahead[0] < path:
            self.unmet.add(self.ahead[0])
            self.ahead = next(self.rows, END)
        if self.ahead[0] == path:
            self.ahead = next(self.rows, END)
        else:
            self.unmet.discard(path)

    def rest(self) -> Iterator[bytes]:
        "The paths that no walk has met, once it is over."
        yield from self.unmet
        while self.ahead is not END:
            yield self.ahead[0]
            self.ahead = next(self.rows, END)


def walk(
    roots: Sequence[Root],
    *,
    kind: str | None = None,
    min_size: int = 1,
    follow_symlinks: bool = False,
    rules: Mapping[bytes, RootRules] | None = None,
    known: KnownFiles | None = None,
    on_nfo: Callable[[bytes], None] = lambda path: None,
) -> Iterator[Event]:
    """Everything under ROOTS in the order of the raw paths, each file once even if roots overlap or repeat.

    What the roots hold ('movie' or 'series') is given by `kind`, otherwise by their `rules`, otherwise by a
    ROOT, or a folder directly below it, that is called Films or Séries.  A ROOT inside another one keeps its
    own rules.  Files unchanged since `known` are counted there and are not events.  Links are followed only
    with `follow_symlinks`, after all real folders, and only to something new.  A disc's folder (VIDEO_TS,
    BDMV) gives one file, its largest stream.  `on_nfo` gets each NFO file met.  Raises BadUsage, before
    anything is walked, for a ROOT that is a file.
    """
    paths = refuse_files(roots)
    tops = {path: (rules or {}).get(path, _NO_RULES) for path in in_path_order(paths)}
    known = known or KnownFiles(iter(()))
    return _Walk(tops, known, kind, min_size, follow_symlinks, on_nfo, several=len(paths) > 1).all()


def refuse_files(roots: Sequence[Root]) -> list[bytes]:
    "The absolute raw paths of ROOTs. Raises BadUsage for a ROOT that is a file."
    paths = [os.path.abspath(os.fsencode(root)) for root in roots]
    for path in paths:
        if os.path.exists(path) and not os.path.isdir(path):
            raise BadUsage(f"{printable(path)} is a file; name its folder.")
    return paths


def root_fault(root: bytes) -> str | None:
    "Why nothing can be found under a ROOT: it does not exist, is empty or cannot be listed. None if it can."
    try:
        os.stat(root)
    except FileNotFoundError:
        return ABSENT
    except OSError as error:
        return in_words(error)
    listing = list_folder(root)
    return listing.fault or (EMPTY if listing.empty else None)


@dataclass(slots=True)
class _Frame:
    "A folder that is being walked: how many of its videos and folders are done."

    place: Place
    listing: Listing
    videos: int = 0
    folders: int = 0


class _Walk:
    "One walk: its options, the folders it has visited, and the links still to be followed."

    def __init__(
        self,
        tops: Mapping[bytes, RootRules],
        known: KnownFiles,
        kind: str | None,
        min_size: int,
        follow: bool,
        on_nfo: Callable[[bytes], None],
        *,
        several: bool,
    ) -> None:
        self.known, self.on_nfo = known, on_nfo
        self.tops, self.kind, self.min_size, self.follow = tops, kind, min_size, follow
        # Used only if a folder can be met twice: some network file systems give all folders the same number.
        self.once = _Once() if follow or several else None
        self.links: deque[tuple[bytes, Place]] = deque()

    def all(self) -> Iterator[Event]:
        for path in self.tops:
            yield from self.root(path)
        while self.links:
            yield from self.link(*self.links.popleft())

    def root(self, path: bytes) -> Iterator[Event]:
        try:
            os.stat(path)
        except FileNotFoundError:
            yield ScanFault(path, f"{ABSENT}; is its disk mounted, and its name spelled correctly?", "root")
            return
        except OSError as error:
            yield ScanFault(path, in_words(error), "root")
            return
        yield from self.tree(self.top(path))

    def top(self, path: bytes) -> Place:
        rules = self.tops[path]
        kind = self.kind or rules.kind or kind_of_folder(text(os.path.basename(path)))
        patterns = (Patterns.of(path, rules.exclude, EXCLUDED),) if rules.exclude else ()
        return Place(path, path, kind_hint=kind, is_library=True, patterns=patterns)

    def tree(self, top: Place) -> Iterator[Event]:
        """A folder and everything below it, without recursion: a tree may be deeper than Python's stack.

        In the order of the raw paths: a folder comes between the files beside it.
        """
        frames: list[_Frame] = []
        yield from self.enter(top, None, frames)
        while frames:
            frame = frames[-1]
            place, listing = frame.place, frame.listing
            if frame.folders == len(listing.folders):
                yield from self.videos(place, listing.videos[frame.videos :], listing)
                frames.pop()
                continue
            entry = listing.folders[frame.folders]
            frame.folders += 1
            if frame.videos < len(listing.videos):
                before = bisect_left(listing.videos, entry.name + b"/")
                yield from self.videos(place, listing.videos[frame.videos : before], listing)
                frame.videos = before
            name = text(entry.name)
            if system_folder(name):
                yield Skipped(entry.path, SYSTEM_FOLDER)
            elif place.patterns and (reason := place.reason(entry.path, is_folder=True)):
                yield Skipped(entry.path, reason)
            else:
                child = self.child(place, entry.path, name)
                above = (listing.signs, place.is_library) if extras_folder(name) else None
                yield from self.enter(child, above, frames)

    def enter(self, place: Place, above: Above | None, frames: list[_Frame]) -> Iterator[Event]:
        """List a folder and begin with it, unless it was met before.

        `above` is needed only by a folder that is called like one of extras.
        """
        if self.once and not self.once.first(place.path):
            return
        listing = list_folder(place.path)
        if fault := _listing_fault(place, listing):
            yield fault
        for nfo in listing.nfos.values():
            self.on_nfo(nfo)
        place = _skipped_if_extra(place, listing, above)
        if PLEX_FILE in listing.marks:
            try:
                place = replace(place, patterns=(*place.patterns, plex_patterns(place.path)))
            except (OSError, ValueError) as error:
                why = in_words(error) if isinstance(error, OSError) else f"cannot be parsed: {error}"
                yield ScanFault(os.path.join(place.path, PLEX_FILE), why)
        if listing.streams:
            yield from self.streams(place, listing)
        for entry in listing.links:
            yield from self.meet_link(entry, place)
        frames.append(_Frame(place, listing))

    def child(self, place: Place, path: bytes, name: str) -> Place:
        if path in self.tops:
            return self.top(path)
        kind = kind_of_folder(name)
        at_root = place.path == place.root
        is_said = self.kind or self.tops[place.root].kind
        return Place(  # `replace` would cost three times as much
            path,
            place.root,
            (kind if at_root and not is_said else None) or place.kind_hint,
            is_library=kind is not None,
            left_out=place.left_out,
            patterns=place.patterns,
        )

    def videos(self, place: Place, names: Iterable[bytes], listing: Listing) -> Iterator[Event]:
        if not place.left_out and not place.patterns:
            names = self.known.differing(listing.prefix, names, self.min_size)
        for name in names:
            path, low = listing.prefix + name, stem(name.lower())
            reason = place.left_out or (_file_reason(low, place, listing) if may_be_left_out(low) else None)
            if reason is None and place.patterns:
                reason = place.reason(path)
            if reason is not None:
                yield Skipped(path, reason)
                continue
            try:
                status = os.lstat(path)
            except OSError as error:
                yield ScanFault(path, in_words(error))
                continue
            yield self.judged(_found(path, place, status), status)

    def streams(self, place: Place, listing: Listing) -> Iterator[Event]:
        "The streams of a DVD or Blu-ray are one film, represented by the largest."
        disc = outside_disc(place.path)
        found = []
        for path in listing.streams:
            if place.left_out:
                yield Skipped(path, place.left_out)
                continue
            try:
                status = os.lstat(path)
            except OSError as error:
                yield ScanFault(path, in_words(error))
            else:
                file = _found(path, place, status, disc)
                found.append((file, status))
        found.sort(key=lambda pair: -pair[0].size_bytes)
        yield from (self.judged(*pair) for pair in found[:1])
        yield from (Skipped(file.path_bytes, DISC_PART) for file, _ in found[1:])

    def judged(self, found: FoundFile, status: os.stat_result) -> Event:
        if found.size_bytes >= max(self.min_size, 1) and stat.S_ISREG(status.st_mode):
            return found
        if not stat.S_ISREG(status.st_mode):
            return Skipped(found.path_bytes, NOT_A_FILE)
        if found.size_bytes == 0:
            return ScanFault(found.path_bytes, "is empty (0 bytes); copy or download it again")
        return Skipped(found.path_bytes, TOO_SMALL)

    def meet_link(self, entry: os.DirEntry[bytes], place: Place) -> Iterator[Event]:
        if self.follow:
            self.links.append((entry.path, place))
        elif is_video(entry.name) or os.path.isdir(entry.path):
            yield Skipped(entry.path, LINK)

    def link(self, path: bytes, place: Place) -> Iterator[Event]:
        "Follow a link, after all real folders, if what it leads to is not listed yet."
        try:
            status = os.stat(path)
        except FileNotFoundError:
            yield ScanFault(path, "is a broken symbolic link; remove it, or mount its target")
        except OSError as error:
            yield ScanFault(path, in_words(error))
        else:
            if stat.S_ISDIR(status.st_mode):
                yield from self.linked_folder(path, place)
            elif is_video(os.path.basename(path)):
                yield self.linked_file(path, place, status)

    def linked_folder(self, path: bytes, place: Place) -> Iterator[Event]:
        target, home = os.path.realpath(path), os.path.realpath(place.path)
        if os.path.commonpath([target, home]) == target:
            yield ScanFault(path, "is a symbolic link back to a folder above it; it was not followed")
        elif self.once and self.once.seen(path):
            yield Skipped(path, LISTED_ELSEWHERE)
        else:
            yield from self.tree(self.child(place, path, text(os.path.basename(path))))

    def linked_file(self, path: bytes, place: Place, status: os.stat_result) -> Event:
        target = os.path.realpath(path)
        low = stem(os.path.basename(path).lower())
        reason = place.left_out or leave_out_file(text(low), (), own_folder=False) or place.reason(path)
        if reason:
            return Skipped(path, reason)
        if self.once and (
            (is_video(os.path.basename(target)) and self.once.seen(os.path.dirname(target)))
            or not self.once.first(path)
        ):
            return Skipped(path, LISTED_ELSEWHERE)
        found = _found(path, place, status)
        return self.judged(found, status)


def _found(path: bytes, place: Place, status: os.stat_result, disc: bytes | None = None) -> FoundFile:
    size, mtime = status.st_size, status.st_mtime_ns
    return FoundFile(path, place, size, mtime, signed(status.st_dev), signed(status.st_ino), disc)


class _Once:
    "Remembers which folders (and targets of links) were met."

    def __init__(self) -> None:
        self.met: set[tuple[int, int] | bytes] = set()

    def seen(self, path: bytes) -> bool:
        return _identity(path) in self.met

    def first(self, path: bytes) -> bool:
        known = len(self.met)
        self.met.add(_identity(path))
        return len(self.met) > known


def _identity(path: bytes) -> tuple[int, int] | bytes:
    "The same value for every name of one file or folder: device and inode, or else the real path."
    try:
        status = os.stat(path)
    except OSError:  # listing or opening it will report why
        return path
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)


def _listing_fault(place: Place, listing: Listing) -> ScanFault | None:
    at_root = place.path == place.root
    if listing.fault:
        return ScanFault(place.path, listing.fault, "root" if at_root else "folder")
    if listing.empty and at_root:
        return ScanFault(place.path, f"{EMPTY}; is its disk mounted?", "root")
    return None


def _skipped_if_extra(place: Place, listing: Listing, above: Above | None) -> Place:
    "The place, marked as skipped if its listing shows a folder of extras or a .nomedia."
    if NO_MEDIA_FILE in listing.marks:
        return replace(place, left_out=place.left_out or NO_MEDIA)
    if above is not None and place.left_out is None:
        signs, is_library = above
        reason = leave_out_folder(listing.signs, signs, parent_is_library=is_library)
        place = replace(place, left_out=reason)
    return place


def _file_reason(low: bytes, place: Place, listing: Listing) -> str | None:
    own_folder = not place.is_library and listing.signs.is_title
    return leave_out_file(text(low), listing.stems, own_folder=own_folder)
