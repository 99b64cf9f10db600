"""Finds the files that come with the package: metadata.yml, the demo library, the small reference.

They are at the top of a checkout or editable install, and inside the package in a wheel. The owner's own
metadata.yml beside the catalogue takes precedence over the shipped one.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .errors import CatalogueError

_HERE = Path(__file__).resolve().parent
_PLACES = (_HERE / "shipped_files", _HERE.parent)  # the place in a wheel first: it exists only there


def shipped(name: str) -> Path:
    "The path of a shipped file or folder, such as `metadata.yml` or `data/library`."
    for place in _PLACES:
        if (place / name).exists():
            return place / name
    raise CatalogueError(f"{name} is missing from this installation; install cineorg-catalog again.")


NAME = "metadata.yml"


def metadata_of(db: Path) -> Path:
    "The owner's metadata.yml beside the catalogue; if there is none, the shipped one."
    own = db.parent / NAME
    return own if own.is_file() else shipped(NAME)


def read_metadata(path: Path) -> Mapping[str, Any]:
    """The content of a metadata file, JSON or YAML as Datasette accepts them.

    Raises CatalogueError, in one line with the position, if it cannot be read or is not a mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeError as error:
        raise CatalogueError(f"{path} is not a Datasette metadata file: it is not UTF-8.") from error
    return mapping(_parsed(path, text), path, "the file")


def mapping(value: Any, path: Path, where: str) -> Mapping[str, Any]:
    "A part of a metadata file that must be a mapping; an empty part is an empty mapping."
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return value
    kind = "a list" if isinstance(value, list) else f"just {str(value)[:40]!r}"
    raise CatalogueError(
        f"{path} is not a Datasette metadata file: {where} holds {kind}, "
        "but must hold lines such as `name: value`."
    )


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass  # most metadata files are YAML
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
