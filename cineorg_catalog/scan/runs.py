"""One run of the loader: its row in `loads`, its lock, its report, the folders it scans and their rules.

Only one scan at a time; a killed process leaves no lock behind.
"""

import json
import os
import platform
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from ..db.columns import now
from ..db.connection import insert, writing
from ..db.models import LoadModel, RootModel
from ..errors import BadUsage, Busy
from ..untrusted import signed
from .ignore import EXCLUDED, Patterns
from .paths import printable
from .walk import RootRules

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

    @property
    def to_review(self) -> int:
        "How many of the identified files need review."
        return self.identified["pending"] + self.identified["none"]

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


def known_roots(db: Database) -> list[Path]:
    "The folders that were scanned, including those of earlier catalogues. Raises BadUsage if there are none."
    roots = [row[0] for row in db.execute("select path_bytes from roots order by path_bytes")]
    named = {row[0] for row in db.execute("select path from roots")}
    sql = "select path_bytes, root from video_files where root is not null group by root"
    older = [
        folder_above(path, root) for path, root in db.execute(sql).fetchall() if path and root not in named
    ]
    found = [root for root in (*roots, *older) if root]
    if not found:
        raise BadUsage("The catalogue knows no folders yet; name one: `cineorg-load scan ~/Videos`.")
    return [Path(os.fsdecode(root)) for root in found]


def folder_above(path: bytes, root: str) -> bytes | None:
    "The folder above a file that is printed as `root`, as bytes; it may not be valid text."
    while (parent := os.path.dirname(path)) != path:
        if printable(parent) == root:
            return parent
        path = parent
    return None


def rules_of(
    db: Database, roots: Iterable[bytes], kind: str | None, exclude: Sequence[str] | None
) -> dict[bytes, RootRules]:
    """The rules for each ROOT: those given now, otherwise those of an earlier scan.

    An empty pattern removes the earlier ones. Raises BadUsage for an invalid pattern.
    """
    rules = {}
    for root in roots:
        row = _row(db, root)
        patterns = tuple(row.exclude if exclude is None else filter(None, exclude))
        try:
            Patterns.of(root, patterns, EXCLUDED)
        except ValueError as error:
            raise BadUsage(f"--exclude: {error}") from error
        rules[root] = RootRules(kind or row.kind, patterns)
    return rules


def _row(db: Database, root: bytes) -> RootModel:
    sql = "select id, path, kind, exclude_json from roots where path_bytes = ?"
    row = db.execute(sql, [root]).fetchone()
    if row is None:
        return RootModel(path=printable(root), path_bytes=root)
    return RootModel(id=row[0], path=row[1], kind=row[2], exclude_json=row[3], path_bytes=root)


def remember(db: Database, rules: Mapping[bytes, RootRules], walked: Collection[bytes]) -> None:
    "Store the rules of each root that could be walked."
    with writing(db):
        for root in walked:
            row, said = _row(db, root), rules[root]
            row.kind, row.device = said.kind, _device(root)
            row.exclude = list(said.exclude) or None
            if row.id is None:
                insert(db, row)
                continue
            db.execute(
                "update roots set kind = ?, device = ?, exclude_json = ?, last_seen = ? where id = ?",
                [row.kind, row.device, row.exclude_json, now(), row.id],
            )


def _device(root: bytes) -> int | None:
    try:
        return signed(os.stat(root).st_dev)
    except OSError:
        return None
