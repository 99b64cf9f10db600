"""The format of backups: one dated SQLite file, with what lies beside it; made, verified and restored.

Others may write meanwhile. A backup can be opened anywhere; `db.snapshots` makes the copy. On request the
pictures named in rows (`.pictures.tar`) and the ledger of decisions (`.ndjson`) are stored beside it.
"""

import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from .atomic_files import make_folder, replacing, write_lines
from .audit.export import export_decisions
from .db.connection import BUSY_SECONDS
from .db.models import MODELS
from .db.snapshots import (
    STEP,
    Progress,
    copy_catalogue,
    dated_files,
    dated_path,
    open_read_only,
    refuse_damaged,
)
from .errors import BadUsage, CatalogueError, Damaged, NotADatabase
from .scan.runs import no_run

PICTURES, LEDGER = ".pictures.tar", ".ndjson"
COUNTED = {"films": "movies", "series": "series", "episodes": "episodes", "files": "video_files"}
ANOTHER = "Take another backup."


@dataclass(frozen=True, slots=True)
class Backup:
    "What a backup holds. `dangling` counts references to missing rows, as they are in the catalogue."

    path: Path
    size_bytes: int
    counts: dict[str, int]
    dangling: int
    beside: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)  # older backups removed for it


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore. `kept` is the path of the previous catalogue.

    `decided_since` counts its decisions that the backup lacks, `pictures` the pictures written. `served` is
    true if another program has the catalogue open; if also `replaced` is true, that program must reopen it.
    """

    kept: Path | None
    replaced: bool
    served: bool
    decided_since: int
    pictures: int


def create_backup(
    catalogue: Path,
    folder: Path,
    *,
    keep: int | None = None,
    pictures: bool = False,
    ledger: bool = False,
    progress: Progress | None = None,
) -> Backup:
    """Make a dated backup in the folder, then remove the oldest backups of this catalogue beyond `keep`.

    The database is written last: where it exists, the files beside it are complete. Raises Damaged or
    CatalogueError; then no older backup has been removed.
    """
    make_folder(folder)
    target = dated_path(folder, catalogue.stem)
    beside = {target.with_suffix(PICTURES): _write_pictures} if pictures else {}
    beside |= {target.with_suffix(LEDGER): _write_ledger} if ledger else {}
    try:
        with replacing(target) as draft:
            copy_catalogue(catalogue, draft, progress)
            for path, write in beside.items():
                write(draft, path)
    except BaseException as error:
        for path in beside:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CatalogueError(f"{target} cannot be written: {error.strerror}.") from error
        raise
    removed = [] if keep is None else _remove_oldest(folder, catalogue.stem, keep, target)
    made = verify_backup(target)
    return Backup(made.path, made.size_bytes, made.counts, made.dangling, list(beside), removed)


def _write_ledger(copy: Path, target: Path) -> None:
    "Export the ledger from the copy, so that both hold the same decisions."
    with open_read_only(copy) as conn:
        lines = (json.dumps(line, ensure_ascii=False) for line in export_decisions(Database(conn)))
        write_lines(target, lines)


def _write_pictures(copy: Path, target: Path) -> None:
    "Archive the pictures that rows name by full path; pictures beside videos are stored with the videos."
    with open_read_only(copy) as conn, replacing(target) as draft, tarfile.open(draft, "w") as archive:
        for path in _named_pictures(conn):
            if path.is_file():
                archive.add(path.resolve(), arcname=_name_in_archive(path))


def _named_pictures(conn: sqlite3.Connection) -> Iterator[Path]:
    sql = "select poster_file from movies union select poster_file from series order by 1"
    yield from (Path(name) for (name,) in conn.execute(sql) if isinstance(name, str) and os.path.isabs(name))


def _name_in_archive(path: Path) -> str:
    return str(path).lstrip("/")


def _remove_oldest(folder: Path, stem: str, keep: int, made: Path) -> list[Path]:
    "Remove the oldest backups, but never the one just made, even if the clock was set back."
    older = [path for path in dated_files(folder, stem) if path != made]
    removed = older[: max(len(older) + 1 - keep, 0)]
    for path in removed:
        for name in (path, path.with_suffix(PICTURES), path.with_suffix(LEDGER)):
            name.unlink(missing_ok=True)
    return removed


def verify_backup(path: Path) -> Backup:
    "Read every page of a backup. Raises Damaged, NotADatabase or CatalogueError; changes nothing."
    with open_read_only(path, ANOTHER) as conn:
        present = {row[0] for row in conn.execute("select name from sqlite_master where type = 'table'")}
        if not present & {model.table for model in MODELS}:
            raise NotADatabase(f"{path} is a SQLite database but not a catalogue.")
        refuse_damaged(conn, path, ANOTHER)
        counts = {
            name: conn.execute(f"select count(*) from {table}").fetchone()[0]
            for name, table in COUNTED.items()
            if table in present
        }
        dangling = len(conn.execute("pragma foreign_key_check").fetchall())
    return Backup(path, path.stat().st_size, counts, dangling)


def restore_backup(backup: Path, catalogue: Path, *, pictures: bool = False) -> Restored:
    """Replace the catalogue with a backup; the present one is kept beside it.

    Raises what `verify_backup` raises, BadUsage for the catalogue itself, and Busy while a scan runs; then
    nothing was changed.
    """
    if catalogue.exists() and backup.samefile(catalogue):
        raise BadUsage(f"{backup} is the catalogue itself; name a backup.")
    verify_backup(backup)
    catalogue = Path(os.path.realpath(catalogue))
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    kept = dated_path(catalogue.parent, f"{catalogue.stem}-before-restore")
    with no_run(catalogue):
        served = is_open_elsewhere(catalogue)
        replaced = not (catalogue.exists() and _restore_into(catalogue, backup, kept))
        if replaced:
            _replace(catalogue, backup, kept)
    return Restored(
        kept if kept.exists() else None,
        replaced,
        served,
        _decided_since(kept, catalogue),
        _restore_pictures(backup, catalogue) if pictures else 0,
    )


def is_open_elsewhere(catalogue: Path) -> bool:
    "True if another connection has the file open. Tested by locking it exclusively for a moment."
    if not catalogue.exists():
        return False
    with closing(sqlite3.connect(catalogue, timeout=0)) as conn:
        try:
            conn.execute("pragma locking_mode=exclusive")
            conn.execute("select 1 from sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            return "locked" in str(error)
    return False


def _restore_into(catalogue: Path, backup: Path, kept: Path) -> bool:
    """Write the backup's pages into the present file, in one SQLite transaction.

    A server that has the file open then shows them at once; if another file took its name, the server would
    keep using the old one and lose what is decided there. False if the present file is damaged.
    """

    def keep_present(*_: int) -> None:
        "Called after each step. The first step has taken the write lock: no decision can be made any more."
        if not kept.exists():
            copy_catalogue(catalogue, kept)

    try:
        with (
            closing(sqlite3.connect(catalogue, timeout=BUSY_SECONDS)) as present,
            open_read_only(backup, ANOTHER) as source,
        ):
            if _number(present, "page_size") != _number(source, "page_size"):
                return False
            present.execute("pragma journal_mode=wal")  # the copy must be readable while the lock is held
            half = _number(source, "page_count") // 2  # the first step must not copy everything
            source.backup(present, pages=min(STEP, half), progress=keep_present)
            return True
    except (Damaged, NotADatabase):
        return False


def _number(conn: sqlite3.Connection, pragma: str) -> int:
    return int(conn.execute(f"pragma {pragma}").fetchone()[0])


def _replace(catalogue: Path, backup: Path, kept: Path) -> None:
    "Put a new file in the place of a missing or damaged one, which is moved aside with its journal."
    with replacing(catalogue) as draft:
        copy_catalogue(backup, draft)
        kept.unlink(missing_ok=True)
        for ending in ("", "-wal"):
            file = catalogue.with_name(catalogue.name + ending)
            if file.exists():
                os.replace(file, kept.with_name(kept.name + ending))
        catalogue.with_name(f"{catalogue.name}-shm").unlink(missing_ok=True)


def _decided_since(kept: Path, catalogue: Path) -> int:
    "How many decisions of people the previous catalogue has and the restored one lacks; 0 if unreadable."
    made_by_people = "action not in ('auto', 'move')"
    try:
        with open_read_only(catalogue) as conn:
            last = conn.execute("select coalesce(max(id), 0) from decisions").fetchone()[0]
        with open_read_only(kept) as conn:
            sql = f"select count(*) from decisions where id > ? and {made_by_people}"
            return int(conn.execute(sql, [last]).fetchone()[0])
    except (CatalogueError, sqlite3.DatabaseError):
        return 0


def _restore_pictures(backup: Path, catalogue: Path) -> int:
    "Write the pictures that rows name and that are missing. Existing pictures are not changed."
    archive_path = backup.with_suffix(PICTURES)
    if not archive_path.exists():
        raise CatalogueError(f"The catalogue was restored, but there are no pictures at {archive_path}.")
    with open_read_only(catalogue) as conn:
        wanted = {_name_in_archive(path): path for path in _named_pictures(conn) if not path.exists()}
    with tarfile.open(archive_path) as archive:
        found = [member for member in archive if member.isfile() and member.name in wanted]
        for member in found:
            content = archive.extractfile(member)
            assert content is not None  # regular files have content
            path = wanted[member.name]
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as draft, draft.open("wb") as file:
                shutil.copyfileobj(content, file)
    return len(found)
