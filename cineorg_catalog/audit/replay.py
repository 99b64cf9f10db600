"""Reads the format of ledgers: their lines become decisions in this catalogue.

Files are recognised by content (sample hash and size; size and name if there is no hash), titles by their
ids, so a ledger survives changes of paths, disks and databases: people never have to decide twice.

Decisions are applied in the order in which they were made, whatever the order of the lines, and keep their
time, by which a decision that already stands here is recognised.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import takewhile
from typing import Any

from sqlite_utils import Database

from ..db.columns import columns
from ..db.connection import writing
from ..db.decisions import decided_at, read_row, trashed_files, trashed_rows, trashed_titles
from ..db.models import BY_TABLE, TABLES
from ..errors import CatalogueError
from ..matching.candidate import Candidate
from ..review.decide import approve_as, chosen_of, read_pending, reject
from ..titles import edited, find_title, is_same_title
from ..untrusted import whole_number
from .edit import edit
from .export import first_numbers, folder_below_root, identity_of_title
from .trash import delete
from .undo import last_about, undo

ACTIONS = ("approve", "reject", "undo", "edit", "delete")
WORKS = ("movie", "series", "episode")
SAME_FOLDER = 10_000  # more than any path has folders


class BadLedgerLine(CatalogueError):
    "A line that is not a decision of a ledger; it is skipped."


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file as a ledger describes it: by its content, or by size and name if there is no hash.

    `folder` is the folder below its ROOT; name and folder tell copies of one content apart.
    """

    hash: str | None
    size_bytes: int
    name: str
    folder: str | None

    @property
    def content(self) -> tuple[str, int]:
        return self.hash or self.name, self.size_bytes

    def likeness(self, name: str, folder: str | None) -> int:
        """How well a file with the same content fits: 0 by content alone, 1 by name, more by its folders.

        Folders are compared from the innermost: since the ledger was written, the ROOT may have become
        another one, above or below. The very same folder fits best.
        """
        if name != self.name:
            return 0
        if folder == self.folder:
            return SAME_FOLDER
        mine, theirs = (self.folder or "").split("/")[::-1], (folder or "").split("/")[::-1]
        shared = takewhile(lambda pair: pair[0] == pair[1] != "", zip(mine, theirs, strict=False))
        return 1 + len(list(shared))


@dataclass(frozen=True, slots=True)
class LedgerLine:
    "One decision. `kind` and `identity` name the title of an edit or deletion, `set` is what an edit sets."

    action: str
    who: str
    file: LedgerFile | None = None
    work: Candidate | None = None
    kind: str | None = None
    identity: dict[str, Any] = field(default_factory=dict)
    set: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None
    decided_at: str | None = None

    @property
    def turn(self) -> tuple[Any, ...]:
        "Sort key among the lines: by time; lines without one last, about files before about titles."
        about = ACTIONS.index(self.action)
        return (self.decided_at is None, self.decided_at or "", about, repr(self))


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def read_line(text: str) -> LedgerLine:
    "Parse a line of a ledger. Raises BadLine with what is wrong."
    try:
        said = json.loads(text)
        json.dumps(
            said, ensure_ascii=False
        ).encode()  # JSON can name half a character; SQLite cannot keep one
    except UnicodeEncodeError as error:
        raise BadLedgerLine("holds half a character, which is no text; skipped.") from error
    except (ValueError, RecursionError) as error:
        raise BadLedgerLine(f"is not valid JSON ({error}); skipped.") from error
    if not isinstance(said, dict) or said.get("action") not in ACTIONS:
        raise BadLedgerLine("is not a ledger decision; skipped.")
    action, kind = said["action"], said.get("kind")
    who, reason, when = said.get("who"), said.get("reason"), said.get("decided_at")
    about_file = action in ("approve", "reject", "undo") or kind == "video_file"
    if not about_file and kind not in WORKS:
        raise BadLedgerLine(f"is a decision about {kind!r}, which is not a kind of title; skipped.")
    return LedgerLine(
        action,
        who if isinstance(who, str) and who else "ledger",
        _file(said.get("file")) if about_file else None,
        _work(said.get("work")) if action == "approve" else None,
        kind if isinstance(kind, str) else None,
        {} if about_file else _plain(said.get("work"), "names no title"),
        _plain(said.get("set"), "sets nothing") if action == "edit" else {},
        reason if isinstance(reason, str) else None,
        when if isinstance(when, str) and _TIME.fullmatch(when) else None,
    )


def _file(said: Any) -> LedgerFile:
    said = said if isinstance(said, dict) else {}
    file = LedgerFile(said.get("hash"), said.get("size_bytes", -1), said.get("name", ""), said.get("folder"))
    texts = [text for text in (file.hash, file.name, file.folder) if text is not None]
    if not all(isinstance(text, str) for text in texts) or whole_number(file.size_bytes) is None:
        raise BadLedgerLine("names no file; skipped.")
    if not file.name:
        raise BadLedgerLine("names no file; skipped.")
    return file


def _work(said: Any) -> Candidate:
    if not isinstance(said, dict):
        raise BadLedgerLine("names no title; skipped.")
    work = Candidate.from_dict({**said, "evidence": ()})
    read = work.to_dict()  # `read` ignores values of another type
    names = [name for name in read if name not in ("id", "title", "score", "evidence")]
    lost = any(said.get(name) is not None and said[name] != read[name] for name in names)
    if lost or not (work.id and work.title):
        raise BadLedgerLine("names no title; skipped.")
    return work


def _plain(said: Any, fault: str) -> dict[str, Any]:
    "An object of strings, numbers and nulls."
    if not isinstance(said, dict) or not said:
        raise BadLedgerLine(f"{fault}; skipped.")
    if not all(
        value is None or isinstance(value, str) or whole_number(value) is not None for value in said.values()
    ):
        raise BadLedgerLine(f"{fault} that can be read; skipped.")
    return said


class LedgerFiles:
    """All files in a ledger, to find which of them a file here fits best.

    `titles_deleted_at` are the moments at which it deleted titles.
    """

    def __init__(self, files: Iterable[LedgerFile], titles_deleted_at: Iterable[str] = ()):
        self.titles_deleted_at = frozenset(titles_deleted_at)
        self._by_content: dict[tuple[str, int], set[LedgerFile]] = defaultdict(set)
        for file in files:
            self._by_content[file.content].add(file)

    def is_best(self, wanted: LedgerFile, name: str, folder: str | None) -> bool:
        "True if no other file of the ledger with this content fits better."
        mine = wanted.likeness(name, folder)
        return all(other.likeness(name, folder) <= mine for other in self._by_content[wanted.content])


@dataclass(slots=True)
class Replayed:
    "What became of the lines of a ledger. `conflicts`, `unmatched` and `errors` are sentences for people."

    applied: int = 0
    unchanged: int = 0
    conflicts: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Conflict(CatalogueError):
    "The catalogue has another decision of a person about the same thing."


class Unmatched(CatalogueError):
    "What the decision is about is not in this catalogue (yet)."


def replay_decisions(db: Database, lines: Iterable[str], *, by: str | None = None) -> Replayed:
    """Apply a ledger, each line in its own transaction; decisions that already stand are left alone.

    A person's decision outranks automatic matches made here. If two people decided differently, that is a
    conflict, and the catalogue's decision stands. `by` replaces the name in the ledger. One line may create
    what another is about, so lines that cannot be applied are retried as long as any line can.
    """
    result = Replayed()
    remaining = sorted(_readable(lines, result), key=lambda item: (item[1].turn, item[0]))
    files = LedgerFiles(
        (line.file for _, line in remaining if line.file is not None),
        (line.decided_at for _, line in remaining if line.action == "delete" and line.decided_at),
    )
    while remaining:
        refused = []
        for number, line in remaining:
            try:
                changed = _apply_at_its_time(db, replace(line, who=by or line.who), files)
            except CatalogueError as error:
                refused.append((number, line, error))
            else:
                result.applied, result.unchanged = result.applied + changed, result.unchanged + (not changed)
        if not refused or len(refused) == len(remaining):
            _report(result, refused)
            return result
        remaining = [(number, line) for number, line, _ in refused]
    return result


def _apply_at_its_time(db: Database, line: LedgerLine, files: LedgerFiles) -> bool:
    with writing(db), decided_at(line.decided_at):
        return _apply(db, line, files)


def _report(result: Replayed, refused: Iterable[tuple[int, LedgerLine, CatalogueError]]) -> None:
    for number, _, error in sorted(refused, key=lambda item: item[0]):
        kinds = {Conflict: result.conflicts, Unmatched: result.unmatched}
        kinds.get(type(error), result.errors).append(f"line {number}: {error}")


def _readable(lines: Iterable[str], result: Replayed) -> Iterator[tuple[int, LedgerLine]]:
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            yield number, read_line(text.removeprefix("\ufeff"))
        except CatalogueError as error:
            result.errors.append(f"line {number}: {error}")


def _apply(db: Database, line: LedgerLine, files: LedgerFiles) -> bool:
    "True if the catalogue was changed."
    if line.action == "edit":
        return _edit(db, line)
    if line.action == "delete" and line.file is None:
        return _delete_title(db, line)
    assert line.file is not None
    found = _files(db, line.file, files)
    if not found:
        if any(_is_file(row, line.file) for _, row in trashed_files(db)):
            return False
        raise Unmatched(f"no file here has the content of {line.file.name}.")
    if line.action == "delete":
        return _delete_file(db, line, found, _deleted(db, line.file, files))
    identified = [file for file in found if file.pending_id is not None]
    if not identified:
        raise Unmatched(f"{line.file.name} has not been identified here yet.")
    return _decide_all(db, identified, line, files)


@dataclass(frozen=True, slots=True)
class _Found:
    "A file here that a line is about, with its validation, and how well it fits (LedgerFile.likeness)."

    id: int
    pending_id: int | None
    likeness: int


def _files(db: Database, wanted: LedgerFile, files: LedgerFiles) -> list[_Found]:
    "Files with the content that a line is about, except those that another line fits better."
    same = "files.file_hash = :hash" if wanted.hash else "files.filename = :name"
    sql = f"""select files.id, pending.id, filename, path, root from video_files as files
              left join pending_validations as pending on pending.video_file_id = files.id
              where {same} and files.size_bytes = :size_bytes order by 1"""
    values = {"hash": wanted.hash, "size_bytes": wanted.size_bytes, "name": wanted.name}
    found = []
    for file_id, pending_id, name, path, root in db.execute(sql, values).fetchall():
        folder = folder_below_root(path, root)
        if files.is_best(wanted, name, folder):
            found.append(_Found(file_id, pending_id, wanted.likeness(name, folder)))
    return found


def _is_file(row: dict[str, Any], wanted: LedgerFile) -> bool:
    same = row.get("file_hash") == wanted.hash if wanted.hash else row.get("filename") == wanted.name
    return same and row.get("size_bytes") == wanted.size_bytes


def _deleted(db: Database, wanted: LedgerFile, files: LedgerFiles) -> list[int]:
    "How well each file in the trash fits that has this content, except those that another line fits better."
    places = [
        (row.get("filename") or "", folder_below_root(row.get("path") or "", row.get("root")))
        for _, row in trashed_files(db)
        if _is_file(row, wanted)
    ]
    return [wanted.likeness(*place) for place in places if files.is_best(wanted, *place)]


def _decide_all(db: Database, found: list[_Found], line: LedgerLine, files: LedgerFiles) -> bool:
    """Decide about a file, and likewise about its copies that have no line of their own.

    If a person decided otherwise about a mere copy, that stands and is not a conflict.
    """
    best = max(file.likeness for file in found)
    changed = False
    for file in found if line.action == "approve" else [file for file in found if file.likeness == best]:
        assert file.pending_id is not None
        if file.likeness != best and _was_undone(db, file.pending_id):
            continue  # a person here undid the decision about a mere copy
        try:
            changed |= _decide(db, file.pending_id, line, files, is_copy=file.likeness != best)
        except Conflict:
            if file.likeness == best:
                raise
    return changed


def _was_undone(db: Database, pending_id: int) -> bool:
    sql = "select 1 from decisions where pending_id = ? and action = 'undo'"
    return db.execute(sql, [pending_id]).fetchone() is not None


def _standing(db: Database, line: LedgerLine, about: str, value: Any) -> int | None:
    "The id of what a decision made at that very time is about (see `about`), if it stands here; else None."
    row = db.execute(
        f"""select coalesce(entity_id, pending_id) from standing_decisions
            where decided_at = ? and action = ? and {about}""",
        [line.decided_at, line.action, value],
    ).fetchone()
    return None if row is None else int(row[0])


def _decide(db: Database, key: int, line: LedgerLine, files: LedgerFiles, *, is_copy: bool) -> bool:
    row = read_pending(db, key)
    if row["validation_status"] != "pending" and _standing(db, line, "pending_id = ?", key):
        return False
    if line.action == "undo":
        return _take_back(db, row, line.who)
    if row["validation_status"] != "pending":
        if _same(db, row, line.work) and (is_copy or not row["auto_validated"]):
            return False  # an equal automatic match becomes the person's decision
        if not row["auto_validated"]:
            raise Conflict(f"validation {key} was decided differently here; that decision stays.")
        if row["validation_status"] == "validated":
            undo(db, last_about(db, key), by=line.who)
        elif _title_deleted_at(db, key) not in files.titles_deleted_at:
            raise Conflict(f"the title of validation {key} was deleted here; that decision stays.")
    # A rejected automatic match had its title deleted by a line before.
    if line.work is None:
        reject(db, key, by=line.who, rejected=True)
    else:
        approve_as(db, key, line.work, by=line.who, numbers=_numbers(line.work), rejected=True)
    return True


def _title_deleted_at(db: Database, key: int) -> str | None:
    "When the title that a file was matched to was deleted."
    sql = """select max(decided_at) from standing_decisions where action = 'delete'
             and json_type(after_json, ?) is not null"""
    found: str | None = db.execute(sql, [f'$.pending_validations."{key}"']).fetchone()[0]
    return found


def _numbers(work: Candidate) -> tuple[int, tuple[int, ...]] | None:
    return None if work.season is None else (work.season, work.episodes or ())


def _take_back(db: Database, row: dict[str, Any], who: str) -> bool:
    "A person undid an automatic match: the file needs review here too."
    if row["validation_status"] != "validated" or not row["auto_validated"]:
        return False
    undo(db, last_about(db, row["id"]), by=who)
    return True


def _same(db: Database, row: dict[str, Any], wanted: Candidate | None) -> bool:
    "True if the validation already says what the line wants."
    if wanted is None:
        return bool(row["validation_status"] == "rejected")
    if row["validation_status"] != "validated":  # or did so until that title was deleted
        deleted = any(is_same_title(title, asdict(wanted)) for title in trashed_titles(db, wanted.kind))
        chosen = chosen_of(db, row)
        return deleted and chosen is not None and chosen.key == wanted.key
    if not _is_of(db, row, wanted):
        return False
    if wanted.kind == "movie":
        return True
    numbers = first_numbers(db, wanted, row["video_file_id"])
    said = {"season": wanted.season, "episodes": wanted.episodes or None}
    return all(numbers.get(name) == value for name, value in said.items() if value is not None)


def _is_of(db: Database, row: dict[str, Any], wanted: Candidate) -> bool:
    "True if the file was decided to be this title, or is linked to it."
    key = db.execute(
        """select candidate_kind, candidate_source, candidate_id from standing_decisions
           where pending_id = ? and action in ('approve', 'auto') order by id desc""",
        [row["id"]],
    ).fetchone()
    if key == wanted.key:
        return True
    links = """select 'movie', movie_id from movie_files where video_file_id = :file union all
               select 'series', series_id from episodes join episode_files on episode_id = episodes.id
               where video_file_id = :file"""
    linked = db.execute(links, {"file": row["video_file_id"]}).fetchall()
    return (wanted.kind, find_title(db, wanted)) in linked


def _delete_file(db: Database, line: LedgerLine, found: list[_Found], deleted: list[int]) -> bool:
    """Delete a file only if it is certain which one is meant: a copy may be the one to keep.

    If one that fits as well was `deleted` here, that was the one; one restored since stays.
    """
    assert line.file is not None
    if _standing(db, line, "entity_type = ?", "video_file") is not None:
        return False
    best = max(file.likeness for file in found)
    meant = [file for file in found if file.likeness == best]
    if max(deleted, default=-1) >= best:
        return False
    if len(meant) > 1:
        raise Unmatched(f"it is unclear which copy of {line.file.name} was deleted; delete it by hand.")
    delete(db, "video_file", meant[0].id, reason=line.reason, by=line.who)
    return True


def _delete_title(db: Database, line: LedgerLine) -> bool:
    kind = line.kind or ""
    if _standing(db, line, "entity_type = ?", kind) is not None:
        return False
    try:
        key = _find(db, kind, line.identity, {})
    except Unmatched:
        if _is_deleted(db, kind, line.identity):
            return False
        raise
    delete(db, kind, key, reason=line.reason, by=line.who)
    return True


def _is_deleted(db: Database, kind: str, identity: dict[str, Any]) -> bool:
    "True if the title that a line describes is in the trash, alone or with its series."
    return any(_is_title(db, kind, row, identity) for row in trashed_rows(db, TABLES[kind]))


def _edit(db: Database, line: LedgerLine) -> bool:
    kind = line.kind or ""
    table, key = TABLES[kind], _edited(db, line)
    if key is None:
        return False
    row, held = read_row(db, table, (key,)) or {}, edited(db, kind, key)
    known = {item.name for item in columns(BY_TABLE[table])} & line.set.keys()
    theirs = sorted(name for name in known & held if row[name] != line.set[name])
    wanted = {name: _text(name, line.set[name]) for name in sorted(known - held)}
    if theirs:
        raise Conflict(f"{', '.join(theirs)} of {kind} {key} were edited differently here; those edits stay.")
    if wanted:
        edit(db, kind, key, wanted, by=line.who)
    return bool(wanted)


def _edited(db: Database, line: LedgerLine) -> int | None:
    "The title that a line edits: by the same edit, if it stands here; None for one deleted since."
    kind = line.kind or ""
    known = _standing(db, line, "entity_type = ?", kind)
    if known is not None:
        return known if read_row(db, TABLES[kind], (known,)) is not None else None
    try:
        return _find(db, kind, line.identity, line.set)
    except Unmatched:
        if any(_is_deleted(db, kind, facts) for facts in (line.identity, {**line.identity, **line.set})):
            return None
        raise


def _text(name: str, value: Any) -> str:
    "A value as `edit` takes it: a list separated by commas, an empty text for None."
    if value is None:
        return ""
    if name.endswith("_json"):
        try:
            return ", ".join(map(str, json.loads(str(value))))
        except (ValueError, TypeError):
            return str(value)
    return str(value)


def _find(db: Database, kind: str, identity: dict[str, Any], values: dict[str, Any]) -> int:
    "The title that a line is about: as it is, as it was before edits here, or as it is since."
    found = (
        _look_up(db, kind, identity)
        or _edited_here(db, kind, identity)
        or _look_up(db, kind, {**identity, **values})
    )
    if found is None:
        raise Unmatched(f"{_named(kind, identity)} is not in this catalogue.")
    return found


def _named(kind: str, identity: dict[str, Any]) -> str:
    "What a message calls a title of a ledger, which may lack anything."
    title, year = identity.get("title") or f"A {kind} without a title", identity.get("year")
    season, episode = (
        f"{number:02}" if isinstance(number, int) else "?"
        for number in (identity.get("season"), identity.get("episode"))
    )
    numbers = f" S{season}E{episode}" if kind == "episode" else ""
    return f"{title}{'' if year is None else f' ({year})'}{numbers}"


def _look_up(db: Database, kind: str, facts: dict[str, Any]) -> int | None:
    "A film or series by its ids, else by title and year; an episode by its series and numbers."
    about = {"id": "", "kind": "movie" if kind == "movie" else "series"}
    if kind != "episode":
        return find_title(db, Candidate.from_dict({**facts, **about}))
    series = _look_up(db, "series", facts) or _edited_here(db, "series", facts)
    numbers = [
        facts.get("season_number", facts.get("season")),
        facts.get("episode_number", facts.get("episode")),
    ]
    sql = "select id from episodes where series_id = ? and season_number = ? and episode_number = ?"
    row = db.execute(sql, [series, *numbers]).fetchone()
    return None if row is None else int(row[0])


def _edited_here(db: Database, kind: str, identity: dict[str, Any]) -> int | None:
    "A title that fitted the description before people edited it or its series here."
    sql = "select distinct entity_id from standing_decisions where action = 'edit' and entity_type = ?"
    for (key,) in db.execute(sql, [kind]).fetchall():
        row = read_row(db, TABLES[kind], (key,))
        if row is not None and _is_title(db, kind, row, identity):
            return int(key)
    return None


def _is_title(db: Database, kind: str, row: dict[str, Any], identity: dict[str, Any]) -> bool:
    facts = identity_of_title(db, TABLES[kind], row)
    names = ("season", "episode") if kind == "episode" else ()
    if not facts or not is_same_title(facts, identity):
        return False
    return all(facts[name] == identity.get(name) for name in names)
