"""Finds the files that come with the package: metadata.yml, the demo library, the small reference.

They lie at the top of a checkout and of an editable install, and inside the package in a wheel. The owner's
own metadata.yml beside the catalogue goes before the shipped one.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .errors import CatalogueError

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE / "shipped_files", _HERE.parent)  # a wheel's place first: it exists in a wheel only


def shipped(name: str) -> Path:
    "The path of a shipped file or folder, such as `metadata.yml` or `data/library`."
    for place in _PLACES:
        if (place / name).exists():
            return place / name
    raise CatalogueError(f"{name} is missing from this installation; install cineorg-catalog again.")


NAME = "metadata.yml"


def metadata_of(db: Path) -> Path:
    "The owner's own one, where it lies beside the catalogue; else the one that comes with the package."
    own = db.parent / NAME
    return own if own.is_file() else shipped(NAME)


def read_metadata(path: Path) -> Mapping[str, Any]:
    """What a metadata file says, JSON or YAML as Datasette takes them.

    Raises CatalogueError, one line with the place, where it cannot be read or is no mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeError as error:
        raise CatalogueError(f"{path} is not a Datasette metadata file: it is not UTF-8.") from error
    return mapping(_parsed(path, text), path, "the file")


def mapping(value: Any, path: Path, where: str) -> Mapping[str, Any]:
    "A part of a metadata file that must hold names with what they mean; what is left empty holds none."
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    kind = "a list" if isinstance(value, list) else f"just {str(value)[:40]!r}"
    raise CatalogueError(
        f"{path} is no metadata file of Datasette: {where} holds {kind}, "
        "where lines such as `name: value` belong."
    )


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass  # most are YAML
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise CatalogueError(f"{path}{place}: not valid YAML ({error.problem or error.context}).") from error
    except RecursionError as error:
        raise CatalogueError(f"{path}: not valid YAML (it is nested too deeply).") from error
    except (yaml.YAMLError, ValueError) as error:
        raise CatalogueError(f"{path}: not valid YAML ({' '.join(str(error).split())}).") from error
