"""Finds faults in the database, and differences between it and the disks.

Also reads files with the same sample hash in full, to find out whether they are equal.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from .db import summaries
from .db.connection import writing
from .db.decisions import Changes
from .db.models import BY_TABLE, MODELS, TABLES
from .db.snapshots import find_damage
from .db.upgrade import doubles
from .errors import WAY_OUT, CatalogueError
from .scan.paths import printable
from .scan.probe import full_hash, sample_hash
from .scan.runs import Progress, batches, folder_above, no_progress
from .scan.walk import root_fault
from .sources.projection import FIELDS, differences
from .titles import COPIES, copy_main_file


@dataclass(frozen=True, slots=True)
class Finding:
    "One fault. `check` exits with 1 if any finding has `needs_person`."

    kind: str
    sentence: str
    table: str | None = None
    id: int | None = None
    needs_person: bool = True

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found. `verified` files were read in full; `equal` lists the paths of each content.

    `rules` says how often people agreed with the rules for matching; empty for a damaged database.
    """

    verified: int
    equal: list[list[str]]
    findings: list[Finding]
    rules: list["Precision"]

    @property
    def needing_attention(self) -> int:
        return sum(item.needs_person for item in self.findings)

    def to_dict(self) -> dict[str, Any]:
        "The answer of `check --json`."
        return asdict(self)


def examine(
    db: Database,
    house_rules: Callable[[Database], Sequence[Finding]],
    *,
    in_full: bool = False,
    progress: Progress = no_progress,
) -> Report:
    "Look at everything; `in_full` also reads files with the same sample hash, to see whether they are equal."
    verified, errors = verify_duplicates(db, progress) if in_full else (0, [])
    equal = equal_files(db) if in_full else []
    findings = [*consistency(db), *house_rules(db)]
    rules = [] if any(item.kind == "integrity" for item in findings) else rule_precision(db)
    findings += [Finding("unreadable", f"{item['path']}: {item['error']}") for item in errors]
    return Report(verified, equal, findings, rules)


_SAME_SAMPLE = """select id, path_bytes, file_hash, mtime_ns from video_files as files
                  where missing_since is null and full_hash is null and file_hash is not null
                  and path_bytes is not null
                  and exists (select 1 from video_files as others where others.file_hash = files.file_hash
                              and others.size_bytes = files.size_bytes and others.id != files.id
                              and others.missing_since is null)
                  order by size_bytes, id"""
_VERIFIED = "update video_files set full_hash = ? where id = ? and file_hash is ? and mtime_ns is ?"

_EQUAL = """select json_group_array(path) from (select full_hash, size_bytes, path from video_files
            where missing_since is null and full_hash is not null order by path)
            group by full_hash, size_bytes having count(*) > 1 order by min(path)"""


def equal_files(db: Database) -> list[list[str]]:
    "The paths of files that were read in full, now or earlier, and are equal: one list per content."
    return [json.loads(row[0]) for row in db.execute(_EQUAL).fetchall()]


def verify_duplicates(db: Database, progress: Progress = no_progress) -> tuple[int, list[dict[str, str]]]:
    """Compute the full hash of files that share a sample hash. Returns (files read, [{path, error}]).

    Each file is one short write, so an interruption loses no finished work.
    """
    files = db.execute(_SAME_SAMPLE).fetchall()
    errors, read = [], 0
    for done, (file_id, path_bytes, sample, mtime) in enumerate(files, 1):
        try:
            whole = full_hash(path_bytes)
            if sample_hash(path_bytes) != sample:
                raise CatalogueError("has changed since it was scanned; please scan it again.")
        except CatalogueError as error:
            errors.append({"path": printable(path_bytes), "error": str(error)})
            continue
        finally:
            progress("verifying", done, len(files))
        with writing(db):
            # 0 if a scan has changed the row meanwhile
            read += db.execute(_VERIFIED, [whole, file_id, sample, mtime]).rowcount
    return read, errors


@dataclass(frozen=True, slots=True)
class Precision:
    "What became of the files that one version of a rule matched automatically."

    rule: str
    version: str
    decided: int
    undone: int
    changed: int
    share_right: float

    @property
    def sentence(self) -> str:
        share = f"{self.share_right:.1%}".replace(".0%", "%")
        files = "1 file" if self.decided == 1 else f"{self.decided:,} files"
        rule = f"“{self.rule}” (version {self.version})"
        return f"Matched automatically by {rule}: {files}, {share} left as they are."


def rule_precision(db: Database) -> list[Precision]:
    "How often people agreed with the rules; the same as the canned query `rule_precision`."
    rows = db.execute("select * from decided_by_rules order by decided desc, rule, version").fetchall()
    return [Precision(*row) for row in rows]


NAMED = 3  # number of missing files that a line names
_HELD = ("loads", "decisions", "video_files", "movies", "series", "trash")
LINKS = (("movies", "movie_files", "movie_id"), ("episodes", "episode_files", "episode_id"))


def structure(db: Database) -> list[Finding]:
    "Faults in old data that `init` reports but leaves: dangling references, paths stored twice, doubles."
    return [*_dangling(db), *_doubled_paths(db), *_doubles(db)]


def consistency(db: Database) -> list[Finding]:
    "Everything that `check` looks at; a damaged database is only checked for damage."
    damaged = list(_integrity(db))
    if damaged:
        return damaged
    return [
        *_empty(db),
        *structure(db),
        *_search(db),
        *_figures(db),
        *_copies(db),
        *_projected(db),
        *_shared_ids(db),
        *_unreadable(db),
        *_roots(db),
        *_missing(db),
        *_loads(db),
    ]


def _empty(db: Database) -> Iterator[Finding]:
    "A catalogue that never held anything: no fault, but not what the owner of a library expects."
    held = " or ".join(f"exists (select 1 from {table})" for table in _HELD)
    if not db.execute(f"select {held}").fetchone()[0]:
        yield Finding(
            "empty",
            "The catalogue is empty: a new one, in which nothing is recorded yet. `cineorg-load scan ROOT` "
            "records your videos; if it held a library before, `cineorg-load backup restore FILE` brings it "
            "back.",
            needs_person=False,
        )


def _projected(db: Database) -> Iterator[Finding]:
    "Rows whose values differ from their records and edits; the next projection corrects them."
    for kind in FIELDS:
        for key, names in differences(db, kind):
            yield Finding(
                "projection",
                f"{kind} {key}: {', '.join(names)} was changed by another program; `enrich` will keep the "
                "value, as of unknown origin.",
                TABLES[kind],
                key,
                needs_person=False,
            )


def _shared_ids(db: Database) -> Iterator[Finding]:
    "Rows that share an id and may be the same title; only a person can tell."
    for kind in ("movie", "series"):
        sql = f"""select source, source_id, json_group_array({kind}_id), min({kind}_id) from
                  (select distinct source, source_id, {kind}_id from external_ids
                   where {kind}_id is not null order by 3)
                  group by 1, 2 having count(*) > 1"""
        for source, source_id, ids, first in db.execute(sql).fetchall():
            keys = json.loads(ids)
            yield Finding(
                "shared_id",
                f"{kind} {', '.join(map(str, keys))} have the same id at {source} ({source_id}); if they are "
                f"the same title, `cineorg-load merge {kind} {keys[0]} {keys[1]}` merges them.",
                TABLES[kind],
                first,
                needs_person=False,
            )


def _dangling(db: Database) -> Iterator[Finding]:
    "Every broken foreign key, as SQLite finds them, in tables of ours and of the owner alike."
    column = 'select "from" from pragma_foreign_key_list(?) where id = ? order by seq'
    for table, rowid, parent, number in db.execute("pragma foreign_key_check").fetchall():
        name = db.execute(column, [table, number]).fetchone()[0]
        key = BY_TABLE[table].pk if table in BY_TABLE else ("rowid",)
        row, value = _key_and_value(db, table, rowid, key, name)
        yield Finding(
            "dangling",
            f"{row}: its {name} {value} refers to a missing row of {parent}; the row is kept.",
            table,
            rowid if key == ("id",) else None,
            needs_person=False,
        )


def _key_and_value(
    db: Database, table: str, rowid: int | None, key: Sequence[str], name: str
) -> tuple[str, object]:
    "What a row is called, as in the address of its page, and one of its values; a table may have no rowid."
    if rowid is None:
        return f"a row of {table}", "(unknown)"
    names = ", ".join(map(_quoted, (name, *key)))
    row = db.execute(f"select {names} from {_quoted(table)} where rowid = ?", [rowid]).fetchone()
    return f"{table} {','.join(map(str, row[1:]))}", row[0]


def _quoted(name: str) -> str:
    "A name as SQL takes it, whatever the owner called a table."
    return '"' + name.replace('"', '""') + '"'


def _doubled_paths(db: Database) -> Iterator[Finding]:
    for path in doubles(db, "video_files", "path"):
        ids = [row[0] for row in db.execute("select id from video_files where path = ? order by id", [path])]
        yield Finding(
            "doubled_path",
            f"video_files {', '.join(map(str, ids))}: the path {path} is stored {len(ids)} times; "
            f"row {ids[0]} is the one that scans use.",
            "video_files",
            ids[-1],
            needs_person=False,
        )


def _doubles(db: Database) -> Iterator[Finding]:
    for video_file_id in doubles(db, "pending_validations", "video_file_id"):
        yield Finding(
            "doubled_validation",
            f"video_files {video_file_id} has several validations; the first one is used.",
            "video_files",
            int(str(video_file_id)),
            needs_person=False,
        )


def _integrity(db: Database) -> Iterator[Finding]:
    faults = find_damage(db.conn)
    for answer in faults[:NAMED]:
        yield Finding("integrity", f"The database is damaged: {answer}.")
    if faults:
        more = f"{len(faults) - NAMED} more such problems. " if len(faults) > NAMED else ""
        yield Finding("integrity", more + WAY_OUT)


def _search(db: Database) -> Iterator[Finding]:
    for model in MODELS:
        if not model.fts:
            continue
        indexed = db.execute(f"select count(*) from {model.table}_fts_docsize").fetchone()[0]
        rows = db.execute(f"select count(*) from {model.table}").fetchone()[0]
        if indexed != rows:
            yield Finding(
                "search", f"The search index of {model.table} has {indexed} of {rows} rows.", model.table
            )


def _figures(db: Database) -> Iterator[Finding]:
    "Summaries that differ from what they sum up; only writing past the triggers makes them so."
    for name in summaries.differing(db):
        yield Finding(
            "figures",
            f"The figures in {name} are not those of the files; `cineorg-load init` adds them up again.",
            name,
        )


def _copies(db: Database) -> Iterator[Finding]:
    """Films and episodes whose file columns differ from their main file.

    Rows that another program wrote share one line: the next scan of their files corrects them.
    """
    differing = list(_differing(db))
    unscanned = [name for name, scanned in differing if not scanned]
    for name in (name for name, scanned in differing if scanned):
        yield Finding("copies", f"{name}: its file columns differ from those of its main file.")
    if unscanned:
        yield Finding(
            "copies",
            f"{len(unscanned)} films or episodes ({unscanned[0]} …) have file columns that another program "
            "wrote; scan these files to correct them.",
            needs_person=False,
        )


def _differing(db: Database) -> Iterator[tuple[str, bool]]:
    "(row, whether its main file was ever scanned) for rows whose copied columns would change."
    for table, links, column in LINKS:
        keys = [row[0] for row in db.execute(f"select distinct {column} from {links}")]
        for batch in batches(keys, 200):
            yield from _tried(db, table, batch)


def _tried(db: Database, table: str, keys: list[int]) -> list[tuple[str, bool]]:
    "Recompute the copied columns of a few rows, compare, and roll back before another writer has to wait."
    scanned = f"""select max(mtime_ns) from {table} join video_files as files
                  on files.path = {table}.file_path where {table}.id = ?"""
    differing = []
    db.execute("begin immediate")
    try:
        for key in keys:
            changes = Changes(db)
            copy_main_file(changes, table, key)
            if (changes.after.get(table, {}).get(str(key)) or {}).keys() & COPIES.keys():
                differing.append((f"{table} {key}", db.execute(scanned, [key]).fetchone()[0] is not None))
    finally:
        db.rollback()
    return differing


def _unreadable(db: Database) -> Iterator[Finding]:
    sql = """select id, path, probe_error from video_files
             where probe_error is not null and missing_since is null order by path"""
    for key, path, error in db.execute(sql).fetchall():
        yield Finding("unreadable", f"{path}: {error}", "video_files", key)


def _roots(db: Database) -> Iterator[Finding]:
    "Scanned folders whose recorded files cannot be found at all: a disk that is off."
    sql = """select root, count(*), min(path_bytes) from video_files
             where missing_since is null and root is not null group by root order by root"""
    for root, count, path in db.execute(sql).fetchall():
        folder = None if path is None else folder_above(path, root)
        if folder is not None and (fault := root_fault(folder)):
            files = f"{count} file{'' if count == 1 else 's'}"
            yield Finding("root", f"{root} {fault}: {files}; is its disk mounted?")


def _missing(db: Database) -> Iterator[Finding]:
    "One line per scanned folder with the first few names: a disk that is off is one fault, not thousands."
    sql = """select coalesce(root, 'an unknown folder'), count(*) from video_files
             where missing_since is not null group by root order by root"""
    named = """select filename, id from video_files where missing_since is not null
               and coalesce(root, 'an unknown folder') = ? order by path limit ?"""
    for root, count in db.execute(sql).fetchall():
        first = db.execute(named, [root, NAMED]).fetchall()
        names = ", ".join(name for name, _ in first)
        more = f" and {count - NAMED} more" if count > NAMED else ""
        yield Finding(
            "missing",
            f"{root}: {count} of its files {'is' if count == 1 else 'are'} missing ({names}{more}). Mount "
            "its disk and scan it again. If you deleted a file yourself, remove it with `cineorg-load delete "
            f"video_file {first[0][1]} --reason …`; the page /cineorg/missing_files lists all, with ids.",
        )


def _loads(db: Database) -> Iterator[Finding]:
    sql = """select id, roots_json from loads where status in ('interrupted', 'failed')
             and id > (select coalesce(max(id), 0) from loads where status = 'finished')"""
    for key, roots in db.execute(sql).fetchall():
        yield Finding(
            "interrupted", f"Load {key} of {roots} was interrupted; run the scan again.", "loads", key
        )
