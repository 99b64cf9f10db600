"""What is asked: a file's name and what else is known of it, from a row that anybody may have written.

A value; it reads no names and finds no works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cineorg_catalog.errors import BadUsage

KINDS = ("movie", "series")


@dataclass(frozen=True, slots=True)
class Question:
    """A file to identify: its name, the folders above it (`a/b`), its running time, and what else is known.

    `kind` is what the library holds (movie, series) or None; `ids` are those of a sidecar NFO.
    `dropped` are sentences about evidence that was given and could not be used.
    """

    name: str
    folder: str | None = None
    duration_seconds: int | None = None
    kind: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()


def question_from(row: Any) -> Question:
    """A question from one object of NDJSON. Evidence that makes no sense is dropped and said so.

    Raises BadUsage where there is no name to identify.
    """
    if not isinstance(row, Mapping):
        raise BadUsage(f"A question is an object with a name, not {type(row).__name__}.")
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadUsage('A question needs a name: {"name": "Metropolis (1927).mkv"}.')
    dropped: list[str] = []
    folder = row.get("folder")
    if folder is not None and not isinstance(folder, str):
        dropped.append(f"folder is no text: {folder!r}")
        folder = None
    return Question(
        name, folder, _seconds(row.get("duration_seconds"), dropped), _kind(row.get("kind"), dropped),
        dropped=tuple(dropped),
    )  # fmt: skip


def _seconds(value: Any, dropped: list[str]) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        dropped.append(f"duration_seconds is no running time and was left out: {value!r}")
        return None
    return round(value)


def _kind(value: Any, dropped: list[str]) -> str | None:
    if value is None or value in KINDS:
        return value
    dropped.append(f"kind is neither movie nor series and was left out: {value!r}")
    return None
