"""One run of the loader: its row in `loads`, its lock, its report, its batches.

Only one scan at a time; a killed process leaves no lock behind.
"""

import json
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from ..db.columns import now
from ..db.connection import insert, writing
from ..db.models import LoadModel
from ..errors import Busy

SAMPLE = "sample"
Progress = Callable[[str, int, int], None]  # (stage, done, total)


@dataclass(slots=True)
class ScanReport:
    "What a scan did. `errors` and `warnings` are shown to people; each error names a path."

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
    unreadable: int = 0  # files found damaged by an earlier run and not read again
    reference: str | None = (
        None  # the title database used, SAMPLE for the small one; None if nothing was identified
    )
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (path, reason) of skipped files

    def complain(self, path: str, error: str) -> None:
        self.errors.append({"path": path, "error": error})

    def leave_out(self, path: str, reason: str) -> None:
        self.files["skipped"] += 1
        self.skipped[reason] = self.skipped.get(reason, 0) + 1
        self.left_out.append((path, reason))

    def changed_something(self) -> bool:
        "True if the run changed the catalogue."
        return any(self.files[name] for name in ("new", "changed", "moved", "missing", "returned"))

    def to_dict(self) -> dict[str, Any]:
        "The summary of `scan --json`."
        return {name: getattr(self, name) for name in self.__slots__ if name != "left_out"}


def no_progress(stage: str, done: int, total: int) -> None:
    "A progress callback that shows nothing."


Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    "Lists of at most `size` items."
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def begin_load(db: Database, command: str, roots: Sequence[str], options: Mapping[str, Any]) -> int:
    "Record the start of a run; returns its id."
    with writing(db):
        load = LoadModel(command=command, started_at=now(), pid=os.getpid(), host=platform.node())
        load.roots = list(roots)
        load.options_json = json.dumps(dict(options))
        return insert(db, load)


def end_load(
    db: Database, load_id: int, status: str, counts: Mapping[str, Any], errors: Sequence[Mapping[str, str]]
) -> None:
    "Record how a run ended."
    with writing(db):
        db.execute(
            "update loads set finished_at = ?, status = ?, counts_json = ?, errors_json = ? where id = ?",
            [now(), status, json.dumps(dict(counts)), json.dumps(list(errors), ensure_ascii=False), load_id],
        )


@contextmanager
def only_run(db: Database) -> Iterator[None]:
    """Hold the lock that makes this the only run of the loader on this catalogue, for the block.

    It is an operating system lock on a file beside the database, so a killed process leaves none behind; runs
    that never ended are marked as interrupted. Raises Busy, naming the running process. Decisions do not need
    this lock (see `writing`).
    """
    database = str(db.execute("pragma database_list").fetchone()[2])
    if not database:  # nobody else can use a copy in memory
        yield
        return
    from filelock import FileLock, Timeout  # takes longer to import than everything else a scan needs

    try:
        with FileLock(f"{database}-scan-lock", timeout=0, mode=0o644):
            _mark_interrupted(db)
            yield
    except Timeout as error:
        raise Busy(f"This catalogue is being filled by {_running(db)}; wait for it to end.") from error


@contextmanager
def no_run(database: Path) -> Iterator[None]:
    "Keep every run of the loader off a catalogue, for the block. Raises Busy if one is running."
    from filelock import FileLock, Timeout

    try:
        with FileLock(f"{database}-scan-lock", timeout=0, mode=0o644):
            yield
    except Timeout as error:
        raise Busy(f"{database} is being filled by a scan; wait for it to end.") from error


def _running(db: Database) -> str:
    row = db.execute(
        "select pid, host, started_at from loads where status = 'running' order by id desc limit 1"
    ).fetchone()
    return f"process {row[0]} on {row[1]} since {row[2][:19]}" if row else "another process"


def _mark_interrupted(db: Database) -> None:
    "Mark runs as interrupted that neither ended nor hold the lock: they were killed."
    sql = "update loads set status = 'interrupted', finished_at = ? where status = 'running'"
    if db.execute("select 1 from loads where status = 'running'").fetchone():
        with writing(db):
            db.execute(sql, [now()])
