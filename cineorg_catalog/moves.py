"""Which new path is which file that is gone, where their content is the same. Pure."""

import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gone:
    "A file that is not where it was."

    id: int
    path_bytes: bytes
    size_bytes: int
    file_hash: str


def match_moves(gone: Sequence[Gone], arrived: Sequence[bytes]) -> tuple[dict[bytes, Gone], list[bytes]]:
    """Pair files of one content: ({new path: the file it was}, [paths that cannot be told]).

    The nearest pair by name and folders comes first, as long as it is nearer than any other pair
    with one of the two; one file gone and one arrived need no nearness.
    """
    old, new = list(gone), list(arrived)
    pairs: dict[bytes, Gone] = {}
    while old and new:
        ranked = sorted(
            ((_nearness(was.path_bytes, path), was, path) for was in old for path in new),
            key=lambda item: item[0],
        )
        best, was, path = ranked[-1]
        rivals = [item for item in ranked[:-1] if item[0] == best and (item[1] is was or item[2] == path)]
        if rivals:
            return pairs, new
        pairs[path] = was
        old.remove(was)
        new.remove(path)
    return pairs, []


def _nearness(old: bytes, new: bytes) -> tuple[bool, int, int]:
    "(same file name, folders shared from the end, folders shared from the start)"
    old_folders, new_folders = os.path.dirname(old).split(b"/"), os.path.dirname(new).split(b"/")
    return (
        os.path.basename(old) == os.path.basename(new),
        _shared(old_folders[::-1], new_folders[::-1]),
        _shared(old_folders, new_folders),
    )


def _shared(left: Sequence[bytes], right: Sequence[bytes]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
