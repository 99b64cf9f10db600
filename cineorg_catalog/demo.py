"""The demo: a small library of real video files in a folder of its own, ready to be scanned."""

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
    "The scan of the demo library met other faults than the planted ones."


@dataclass(frozen=True, slots=True)
class Demo:
    "A demo folder: the ROOT to scan, the catalogue to scan it into, the reference to find titles in."

    library: Path
    database: Path
    reference: Path
    new: bool  # False where one made before is used again, with its decisions


def prepare_demo(folder: Path = DEFAULT_FOLDER) -> Demo:
    """Make a demo folder, complete one whose making was interrupted, or find one made before.

    What a person did to the library of a whole one since then stands. The reference is always the
    small shipped one, so that the demo ends alike everywhere.
    Raises BadUsage, and changes nothing, where `folder` is a file or holds anything that is no demo.
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
            f"No demo can be made in {_shown(folder)}: {reason}. Name another folder."
        ) from error
    return Demo(library, folder / "cineorg.db", shipped("data/reference"), new)


def require_planted_faults(demo: Demo, met: Iterable[str | Path]) -> None:
    """Pass where the paths that a scan reported are exactly the planted ones; else raise DemoFault.

    `met` are the paths of its report, absolute and printable.
    """
    planted = {_shown(demo.library.absolute() / fault) for fault in PLANTED_FAULTS}
    found = {str(path) for path in met}
    if missed := sorted(planted - found):
        raise DemoFault(f"The demo's planted problem was not found: {missed[0]}. Try a new folder.")
    if others := sorted(found - planted):
        raise DemoFault(f"The demo found a problem that was not planted: {others[0]}. Try a new folder.")


def _shown(path: Path) -> str:
    "As the scan shows it: one line, whatever bytes the name holds, and without `..`."
    return printable(os.path.normpath(os.fsencode(path)))


def _is_whole(folder: Path) -> bool:
    marker = folder / _MARKER
    if not (folder / "library").is_dir() or not marker.is_file():
        return False
    return marker.read_text(encoding="utf-8", errors="replace") == _WHOLE


def _claim(folder: Path) -> None:
    "Mark the folder as a demo before anything is put there, so that an interrupted one is known again."
    if folder.exists() and not folder.is_dir():
        raise BadUsage(f"{_shown(folder)} is a file; name a folder for the demo.")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _MARKER).exists() and any(folder.iterdir()):
        raise BadUsage(f"{_shown(folder)} holds other things and is no demo; name a new or empty folder.")
    (folder / _MARKER).write_text(_COPYING, encoding="utf-8")


def _copy_library(source: Path, target: Path) -> None:
    "Copy every file that is absent or was copied in part; modes and dates are the copy's own."
    for original in sorted(source.rglob("*")):
        copy = target / original.relative_to(source)
        if original.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
        elif not copy.is_file() or not filecmp.cmp(original, copy, shallow=False):
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(original, copy)
