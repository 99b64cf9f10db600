"""One folder, listed and sorted by what its entries are.  It decides nothing about them."""

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter

from .disk_errors import in_words
from .leftouts import FolderSigns, folder_signs

# `.iso` is here because films are kept in disc images.
VIDEO_SUFFIXES = frozenset(
    b"3g2 3gp amv asf avi divx dv dvr-ms evo f4v flv iso m1v m2t m2ts m2v m4v mk3d mkv mov mp4 mpe mpeg mpg "
    b"mpv mts mxf nsv nuv ogm ogv qt rm rmvb tp trp ts vob webm wm wmv wtv xvid".split()
)
_STREAM = re.compile(rb".*/((vts_\d\d_\d|video_ts)\.vob|bdmv/stream/\d{5}\.m2ts)", re.IGNORECASE | re.DOTALL)
_OF_DISCS = frozenset((b"vob", b"m2ts"))
_by_name = attrgetter("name")


@dataclass
class Listing:
    "What a walk needs of one folder, each list by raw name; `fault` where it could not be (wholly) listed."

    path: bytes
    folders: list[os.DirEntry[bytes]] = field(default_factory=list)
    videos: list[os.DirEntry[bytes]] = field(default_factory=list)
    streams: list[os.DirEntry[bytes]] = field(default_factory=list)  # of a DVD or Blu-ray
    links: list[os.DirEntry[bytes]] = field(default_factory=list)
    nfos: dict[bytes, bytes] = field(default_factory=dict)  # name in lower case → raw path
    empty: bool = True
    fault: str | None = None

    @cached_property
    def stems(self) -> tuple[str, ...]:
        "The videos' names without suffix, in lower case."
        return tuple(text(stem(entry.name.lower())) for entry in self.videos)

    @cached_property
    def signs(self) -> FolderSigns:
        "What the listing says about the kind of folder that this is."
        return folder_signs(
            text(os.path.basename(self.path)),
            [text(entry.name) for entry in self.folders],
            [text(name) for name in self.nfos],
            self.stems,
        )


def list_folder(path: bytes) -> Listing:
    "List one folder.  Never raises: a fault keeps what was read until then."
    listing = Listing(path)
    try:
        with os.scandir(path) as entries:
            for entry in entries:  # one loop without a call for each: a library has 100,000 of them
                if entry.is_dir(follow_symlinks=False):
                    listing.folders.append(entry)
                elif entry.is_symlink():
                    listing.links.append(entry)
                else:
                    name, _, suffix = entry.name.lower().rpartition(b".")
                    if suffix in VIDEO_SUFFIXES and name:
                        of_disc = suffix in _OF_DISCS and _STREAM.fullmatch(entry.path)
                        (listing.streams if of_disc else listing.videos).append(entry)
                    elif suffix == b"nfo" and name:
                        listing.nfos[entry.name.lower()] = entry.path
                    else:
                        listing.empty = False
    except OSError as error:
        listing.fault = in_words(error)
    kinds = (listing.folders, listing.videos, listing.streams, listing.links)
    for entries_of_a_kind in kinds:
        entries_of_a_kind.sort(key=_by_name)
    listing.empty = listing.empty and not any((*kinds, listing.nfos))
    return listing


def is_video(name: bytes) -> bool:
    "Whether a name ends like a video's."
    before, _, suffix = name.lower().rpartition(b".")
    return bool(before) and suffix in VIDEO_SUFFIXES


def stem(name: bytes) -> bytes:
    "A name without its suffix."
    return name[: name.rfind(b".")]


def text(name: bytes) -> str:
    "A raw name as text to compare (a byte that is no UTF-8 as a surrogate; never shown or stored)."
    return name.decode("utf-8", "surrogateescape")
