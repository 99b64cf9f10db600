"""What a person decided last, so that one Undo takes all of it back: a series is many files, and one click.

The ids of several files travel in a signed cookie; one file is found in the ledger of decisions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from itsdangerous import BadSignature

from . import permissions, words

COOKIE = "cineorg_last"
LONGEST = 3000  # characters of a cookie; more files than that are undone one by one
SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Undoable:
    "The files whose last decision can be undone at once, and what it was, in words."

    ids: tuple[int, ...]
    what: str


def remember(datasette: Any, request: Any, response: Any, ids: Sequence[int]) -> None:
    "Keep in the browser what was decided at once; one file, or an undoing, puts an end to it."
    text = datasette.sign(_ranges(ids), _namespace(request)) if len(ids) > 1 else ""
    kept = text if len(text) <= LONGEST else ""
    path = str(datasette.urls.path("/"))
    response.set_cookie(COOKIE, kept, max_age=SECONDS if kept else 0, path=path, httponly=True)


def undoable(datasette: Any, request: Any, last: tuple[int, str, str] | None) -> Undoable | None:
    "What Undo takes back, where `last` (id, action, file name) is this person's last decision that stands."
    if last is None:
        return None
    done, name = words.action(last[1]), last[2]
    together = _remembered(datasette, request)
    if last[0] in together:
        return Undoable(tuple(together), f"{done}: {len(together)} files, {name} among them")
    return Undoable((last[0],), f"{done}: {name}")


def _remembered(datasette: Any, request: Any) -> list[int]:
    try:
        return list(_numbers(datasette.unsign(request.cookies.get(COOKIE) or "", _namespace(request))))
    except BadSignature:
        return []


def _namespace(request: Any) -> str:
    "What one person decided is not offered to the next one who logs in here."
    return f"cineorg-last {permissions.who(request.actor)}"


def _ranges(ids: Sequence[int]) -> str:
    "[5, 6, 7, 12] → 5-7,12."
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(sorted(set(ids))), lambda pair: pair[1] - pair[0])
    ]
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _numbers(ranges: str) -> Iterator[int]:
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
