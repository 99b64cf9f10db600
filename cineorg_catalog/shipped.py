"""Finds the files that come with the package: metadata.yml, the demo library, the small reference.

They lie at the top of a checkout and of an editable install, and inside the package in a wheel.
"""

from pathlib import Path

from .errors import CatalogueError

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE / "shipped_files", _HERE.parent)  # a wheel's place first: it exists in a wheel only


def shipped(name: str) -> Path:
    "The path of a shipped file or folder, such as `metadata.yml` or `data/library`."
    for place in _PLACES:
        if (place / name).exists():
            return place / name
    raise CatalogueError(f"{name} is missing from this installation; install cineorg-catalog again.")
