"""Folders of small files, and what a walk over them says."""

import os
from collections.abc import Iterator
from pathlib import Path

from cineorg_catalog.scan.paths import printable
from cineorg_catalog.scan.walk import Event, FoundFile, Root, ScanFault, Skipped, walk


def walk_root(root: Root, **options: object) -> Iterator[Event]:
    "`walk` of one ROOT."
    return walk([root], **options)  # type: ignore[arg-type]


def put(root: Path | bytes, *names: str | bytes, size: int = 10) -> None:
    "Files of that size at these places below root; a name with `/` at its end is a folder."
    for name in names:
        raw = os.path.join(os.fsencode(root), os.fsencode(name))
        if raw.endswith(b"/"):
            os.makedirs(raw, exist_ok=True)
            continue
        os.makedirs(os.path.dirname(raw), exist_ok=True)
        with open(raw, "wb") as file:
            file.write(b"x" * size)


def found(root: Path, **options: object) -> list[str]:
    "The paths found, below root."
    events = walk_root(root, **options)  # type: ignore[arg-type]
    return [os.path.relpath(event.path, printable(os.fsencode(root))) for event in events if is_found(event)]


def is_found(event: object) -> bool:
    return isinstance(event, FoundFile)


def skipped(root: Path, **options: object) -> dict[str, str]:
    events = walk_root(root, **options)  # type: ignore[arg-type]
    return {os.path.relpath(e.path, root): e.reason for e in events if isinstance(e, Skipped)}


def faults(root: Path, **options: object) -> dict[str, str]:
    events = walk_root(root, **options)  # type: ignore[arg-type]
    return {os.path.relpath(e.path, root): e.error for e in events if isinstance(e, ScanFault)}
