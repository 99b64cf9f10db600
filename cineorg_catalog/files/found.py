"""What a walk finds, as values: a file to catalogue, one left out, a fault.  They open and decide nothing."""

import os
from dataclasses import dataclass
from typing import NamedTuple

from .filenames import printable


@dataclass(frozen=True, slots=True)
class Place:
    """A folder on the way, and what all its files share.

    `path` and `root` are absolute raw bytes, `root` the ROOT it was found under; `folder` is what lies
    between (printable, joined by `/`, empty at the top); `kind_hint` 'movie', 'series' or None;
    `show_sidecar` the raw path of the nearest tvshow.nfo up to the root; `is_library` says that the folder
    holds titles, and is none; `left_out` is the reason why everything in it is left out, if it is.
    """

    path: bytes
    root: bytes
    folder: str = ""
    kind_hint: str | None = None
    show_sidecar: bytes | None = None
    is_library: bool = False
    left_out: str | None = None


class FoundFile(NamedTuple):
    """One video file, as its folder's listing and one stat show it.

    `path_bytes` is the key: the absolute raw path.  `sidecar` is the raw path of `<stem>.nfo`, else of the
    folder's movie.nfo, else of the nearest tvshow.nfo up the tree.  `disc` is the folder of which this is the
    main stream, where the file is part of a VIDEO_TS or BDMV.  What only new files need is worked out when
    it is asked for.  A tuple: 100,000 frozen dataclasses would cost a tenth of a rescan (measured).
    """

    path_bytes: bytes
    place: Place
    size_bytes: int
    mtime_ns: int
    sidecar: bytes | None = None
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
        "The name to read a title from: the file's, or for a disc its folder's (VTS_01_1.VOB says nothing)."
        return self.filename if self.disc is None else printable(os.path.basename(self.disc))

    @property
    def folder(self) -> str:
        "The folders between ROOT and the named thing, joined by `/`; empty at the top."
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
        "'movie' or 'series' where the ROOT or a folder called Films or Séries says so."
        return self.place.kind_hint

    @property
    def show_sidecar(self) -> bytes | None:
        "The nearest tvshow.nfo up the tree, whatever `sidecar` is."
        return self.place.show_sidecar


@dataclass(frozen=True, slots=True)
class Skipped:
    "A video, or a system's whole folder, that is left out on purpose; `reason` is one of a few fixed words."

    path_bytes: bytes
    reason: str

    @property
    def path(self) -> str:
        "The path for people."
        return printable(self.path_bytes)


@dataclass(frozen=True, slots=True)
class ScanFault:
    """Something a person should know.

    `error` is one line, without its subject, that says what to do; `scope` is 'root', 'folder' or 'file':
    what is known of the files below a root or folder that could not be listed must stand (they are not
    missing).
    """

    path_bytes: bytes
    error: str
    scope: str = "file"

    @property
    def path(self) -> str:
        "The path for people."
        return printable(self.path_bytes)
