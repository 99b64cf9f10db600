"""The format of a demo folder: real video files, a marker, a planted fault; made, completed or used again."""

import filecmp
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import BadUsage, CatalogueError
from .resources import shipped
from .scan.paths import printable

DEFAULT_FOLDER = Path("cineorg-demo")
PLANTED_FAULTS = frozenset({PurePosixPath("Films/Safety.Last.1923.720p.mkv")})  # zero bytes
"The files of the library that a scan must report as an error, and no others."

_MARKER = ".cineorg-demo"
_COPYING = "A demo of the CineOrg catalogue; its library is not copied wholly yet.\n"
_WHOLE = "A demo of the CineOrg catalogue; its library was copied wholly.\n"


class DemoFault(CatalogueError):
    "The scan of the demo library reported other errors than the planted ones."


@dataclass(frozen=True, slots=True)
class Demo:
    "A demo folder: the ROOT to scan, the catalogue to fill, and the reference for looking up titles."

    library: Path
    database: Path
    reference: Path
    new: bool  # False if an existing demo is used again, with its decisions


def prepare_demo(folder: Path = DEFAULT_FOLDER) -> Demo:
    """Create a demo folder, complete an interrupted one, or return an existing one.

    Changes that a person made to a complete demo library are left alone. The reference is always the small
    shipped one, so that the demo gives the same result everywhere. Raises BadUsage, and changes nothing, if
    `folder` is a file or holds anything that is not a demo.
    """
    library = folder / "library"
    try:
        new = not _is_whole(folder)
        if new:
            _claim(folder)
            _copy_library(shipped("data/library"), library)
            (folder / _MARKER).write_text(_WHOLE, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise CatalogueError(
            f"The demo cannot be created in {_shown(folder)}: {reason}. Name another folder."
        ) from error
    return Demo(library, folder / "cineorg.db", shipped("data/reference"), new)


def require_planted_faults(demo: Demo, met: Iterable[str | Path]) -> None:
    """Raise DemoFault unless the scan reported exactly the planted errors.

    `met` are the paths in its report, absolute and printable.
    """
    planted = {_shown(demo.library.absolute() / fault) for fault in PLANTED_FAULTS}
    found = {str(path) for path in met}
    if missed := sorted(planted - found):
        raise DemoFault(f"The demo's planted problem was not found: {missed[0]}. Try a new folder.")
    if others := sorted(found - planted):
        raise DemoFault(f"The demo found a problem that was not planted: {others[0]}. Try a new folder.")


def _shown(path: Path) -> str:
    "The path as the scan prints it: on one line, whatever bytes it holds, and without `..`."
    return printable(os.path.normpath(os.fsencode(path)))


def _is_whole(folder: Path) -> bool:
    marker = folder / _MARKER
    if not (folder / "library").is_dir() or not marker.is_file():
        return False
    return marker.read_text(encoding="utf-8", errors="replace") == _WHOLE


def _claim(folder: Path) -> None:
    "Mark the folder as a demo before anything is copied, so that an interrupted demo is recognised."
    if folder.exists() and not folder.is_dir():
        raise BadUsage(f"{_shown(folder)} is a file; name a folder for the demo.")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _MARKER).exists() and any(folder.iterdir()):
        raise BadUsage(f"{_shown(folder)} is not empty and not a demo; name a new or empty folder.")
    (folder / _MARKER).write_text(_COPYING, encoding="utf-8")


def _copy_library(source: Path, target: Path) -> None:
    "Copy every file that is missing or incomplete; modes and dates are not copied."
    for original in sorted(source.rglob("*")):
        copy = target / original.relative_to(source)
        if original.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif not copy.is_file() or not filecmp.cmp(original, copy, shallow=False):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(original, copy)
