"""Which new path is which file that is gone, where their content is the same. Pure.

Names and folders decide among several; what they cannot tell apart is said to be undecided.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

MOST_PAIRS = 200_000  # more than so many pairs are not compared: equal files by the thousand say nothing


@dataclass(frozen=True, slots=True)
class Gone:
    "A file whose content is not where it was."

    id: int
    path_bytes: bytes
    size_bytes: int
    file_hash: str


Pairs = dict[bytes, Gone]
Key = Callable[[bytes], bytes]


def match_moves(gone: Sequence[Gone], arrived: Sequence[bytes]) -> tuple[Pairs, list[bytes]]:
    """Pair files of one content: ({new path: the file it was}, [paths that cannot be told]).

    A file that kept its name comes first, then the nearest by folders; a pair counts only where no
    other is as near to one of the two. One file gone and one arrived need no nearness.
    """
    old, new = list(gone), list(arrived)
    pairs: Pairs = {}
    unclear: set[bytes] = set()
    for key in (os.path.basename, _nothing):
        out: set[int] = set()  # of the old ones: paired, or tied with another
        for some_old, some_new in _groups(key, old, new):
            found, tied_old, tied_new = _nearest(some_old, some_new)
            pairs |= found
            unclear |= tied_new
            out |= tied_old | {was.id for was in found.values()}
        old = [was for was in old if was.id not in out]
        new = [path for path in new if path not in pairs and path not in unclear]
    return pairs, [path for path in arrived if path in unclear]


def _nothing(path: bytes) -> bytes:
    return b""


def _groups(key: Key, old: list[Gone], new: list[bytes]) -> list[tuple[list[Gone], list[bytes]]]:
    groups: dict[bytes, tuple[list[Gone], list[bytes]]] = defaultdict(lambda: ([], []))
    for was in old:
        groups[key(was.path_bytes)][0].append(was)
    for path in new:
        groups[key(path)][1].append(path)
    return [(some, others) for some, others in groups.values() if some and others]


def _nearest(old: list[Gone], new: list[bytes]) -> tuple[Pairs, set[int], set[bytes]]:
    "The pairs from the nearest on; the ids and the paths of those that are tied."
    if len(old) * len(new) > MOST_PAIRS:
        return {}, {was.id for was in old}, set(new)
    by_nearness: dict[tuple[int, int], list[tuple[Gone, bytes]]] = defaultdict(list)
    for was in old:
        for path in new:
            by_nearness[_nearness(was.path_bytes, path)].append((was, path))
    pairs: Pairs = {}
    done: set[int] = set()
    tied: set[bytes] = set()
    for _, level in sorted(by_nearness.items(), reverse=True):
        taken = pairs.keys() | tied
        free = [(was, path) for was, path in level if was.id not in done and path not in taken]
        olds, news = Counter(was.id for was, _ in free), Counter(path for _, path in free)
        for was, path in free:
            done.add(was.id)
            if olds[was.id] == news[path] == 1:
                pairs[path] = was
            else:
                tied.add(path)
    return pairs, done - {was.id for was in pairs.values()}, tied


def _nearness(old: bytes, new: bytes) -> tuple[int, int]:
    "(folders shared from the end, folders shared from the start)"
    old_folders, new_folders = os.path.dirname(old).split(b"/"), os.path.dirname(new).split(b"/")
    return _shared(old_folders[::-1], new_folders[::-1]), _shared(old_folders, new_folders)


def _shared(left: Sequence[bytes], right: Sequence[bytes]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


NOBODY = -1


def in_order(targets: Mapping[int, bytes], owners: Mapping[bytes, int]) -> list[list[int]]:
    """Files that move, in an order in which each finds its new path free: (id → new path), (path → id there).

    Files that change places in a circle stand in one list together; every other list has one.
    """
    order: list[list[int]] = []
    done: set[int] = set()
    for start in targets:
        trail: dict[int, int] = {}  # id → its place in the trail
        file = start
        while file in targets and file not in done and file not in trail:
            trail[file] = len(trail)
            file = owners.get(targets[file], NOBODY)
        steps = list(trail)
        done |= trail.keys()
        if file in trail:
            order.append(steps[trail[file] :])
            steps = steps[: trail[file]]
        order += [[file] for file in reversed(steps)]
    return order
