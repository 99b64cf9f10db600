"""Lists one folder: which entries are folders, links, videos, streams of a disc, NFO files or marks.

Decides nothing about them, and never raises.
"""

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from ..errors import in_words
from .ignore import PLEX_FILE, FolderSigns, folder_signs
from .paths import VIDEO_SUFFIXES, stem, text

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
        return os.path.join(self.path, b"")

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
                dot = name.rfind(b".")
                suffix = name[dot + 1 :].lower() if dot > 0 else b""
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
