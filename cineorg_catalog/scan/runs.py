"""One run of the loader: its row in `loads`, its lock, its report, its batches.

One scan of a ROOT at a time; a killed process leaves no lock behind.
"""

import fcntl
import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from sqlite_utils import Database

from ..db.connection import insert, now, writing
from ..db.models import LoadModel
from ..errors import Busy

SAMPLE = "sample"
Progress = Callable[[str, int, int], None]  # stage, done, total


@dataclass(slots=True)
class ScanReport:
    "What a scan did. `errors` and `warnings` are for a person; `errors` name a path each."

    load_id: int | None = None
    seconds: float = 0.0
    files: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("seen", "new", "changed", "unchanged", "moved", "missing", "returned", "skipped"), 0
        )
    )
    identified: dict[str, int] = field(default_factory=lambda: {"auto": 0, "pending": 0, "none": 0})
    skipped: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    unreadable: int = 0  # files found damaged by an earlier run and not looked at again
    reference: str | None = (
        None  # the title database in use, SAMPLE for the small one; None: nothing identified
    )
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (path, reason) of what was skipped

    def complain(self, path: str, error: str) -> None:
        self.errors.append({"path": path, "error": error})

    def to_dict(self) -> dict[str, Any]:
        "The summary of `scan --json`."
        return {name: getattr(self, name) for name in self.__slots__ if name != "left_out"}


def quiet(stage: str, done: int, total: int) -> None:
    "Progress that nobody watches."


Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    "Lists of at most `size` items."
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def begin_load(db: Database, command: str, roots: Sequence[str], options: Mapping[str, Any]) -> int:
    "Write down that a run begins; returns its id. Runs that were killed are marked as interrupted."
    with writing(db):
        _mark_interrupted(db)
        load = LoadModel(command=command, started_at=now(), pid=os.getpid(), host=platform.node())
        load.roots = list(roots)
        load.options_json = json.dumps(dict(options))
        return insert(db, load)


def _mark_interrupted(db: Database) -> None:
    running = db.execute(
        "select id, pid from loads where status = 'running' and host = ?", [platform.node()]
    ).fetchall()
    for load_id, pid in running:
        if pid == os.getpid() or not _alive(pid):  # this process has begun none yet
            db.execute(
                "update loads set status = 'interrupted', finished_at = ? where id = ?", [now(), load_id]
            )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_load(
    db: Database, load_id: int, status: str, counts: Mapping[str, Any], errors: Sequence[Mapping[str, str]]
) -> None:
    "Write down how a run ended."
    with writing(db):
        db.execute(
            "update loads set finished_at = ?, status = ?, counts_json = ?, errors_json = ? where id = ?",
            [now(), status, json.dumps(dict(counts)), json.dumps(list(errors), ensure_ascii=False), load_id],
        )


@contextmanager
def scanning(db: Database, roots: Sequence[str]) -> Iterator[None]:
    """Hold the ROOTs for the time of the block. Raises Busy, naming who is at one of them.

    A ROOT is held against scans of the folders above and below it too: its own byte alone, and
    those of the folders above together with whoever is beside it.
    """
    database = str(db.execute("pragma database_list").fetchone()[2])
    if not database:  # a copy in memory is nobody else's
        yield
        return
    lock = os.open(Path(f"{database}-scan-lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        for root in dict.fromkeys(roots):
            _take(db, lock, root, root, fcntl.LOCK_EX)
        for folder, below in {above: root for root in roots for above in _above(root)}.items():
            if folder not in roots:  # its own byte is held alone already
                _take(db, lock, folder, below, fcntl.LOCK_SH)
        _mark_dead(db, roots)
        yield
    finally:
        os.close(lock)  # gives all of them back


def _take(db: Database, lock: int, folder: str, root: str, how: int) -> None:
    try:
        fcntl.lockf(lock, how | fcntl.LOCK_NB, 1, crc32(folder.encode()))
    except OSError as error:
        raise Busy(f"{root} is being scanned by {_holder(db, root)}; wait for it to end.") from error


def _above(folder: str) -> Iterator[str]:
    while (parent := os.path.dirname(folder)) != folder:
        yield parent
        folder = parent


def _overlapping(db: Database, roots: Sequence[str]) -> Iterator[tuple[int, str]]:
    "(id, who) of the runs that have not ended and hold a ROOT, or a folder above or below one."
    rows = db.execute(
        """select loads.id, pid, host, started_at, root.value from loads, json_each(roots_json) as root
           where status = 'running' and command = 'scan' order by loads.id desc"""
    ).fetchall()
    for key, pid, host, started, held in rows:
        if any(held in (root, *_above(root)) or root in _above(held) for root in roots):
            yield key, f"process {pid} on {host} since {started[:19]}"


def _holder(db: Database, root: str) -> str:
    return next((who for _, who in _overlapping(db, [root])), "another process")


def _mark_dead(db: Database, roots: Sequence[str]) -> None:
    "Whoever held these ROOTs has not ended properly, in whatever container or before whatever restart."
    dead = {key for key, _ in _overlapping(db, roots)}
    if not dead:
        return
    with writing(db):
        for key in dead:
            sql = "update loads set status = 'interrupted', finished_at = ? where id = ?"
            db.execute(f"{sql} and status = 'running'", [now(), key])
