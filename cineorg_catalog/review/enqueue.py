"""The rules of the queue: files → verdicts → matched automatically, or queued for review.

Identifies outside any transaction and writes in short ones. A person's decision is never overruled.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..db.connection import insert, writing
from ..db.decisions import read_row
from ..db.models import PendingValidationModel
from ..errors import BadUsage
from ..matching.candidate import Candidate
from ..matching.case import Question, Verdict, series_key_of
from ..matching.explain import Evidence
from ..matching.identify import Identified, Identifier, identify_many
from ..matching.thresholds import OFFERED, THRESHOLD
from ..names import ParsedName, hold_several_titles, is_one_film, is_own_folder, is_part
from ..reference.reader import Reference, open_reference, reference_in_use
from ..scan.ignore import leave_out_file
from ..scan.paths import DISC_FOLDERS, is_video, outside_disc, part_of, printable, stem, text
from ..scan.probe import UNWRITTEN
from ..scan.runs import SAMPLE, Progress, ScanReport, batches
from ..scan.store import FilesToIdentify
from ..sources.nfo import NfoFacts, NfoFinder, read_nfo, read_sidecars
from ..sources.records import note_found, put_records
from ..sources.search import OnlineSearch
from ..titles import name_again, numbered_as
from ..untrusted import span_below
from .decide import candidates_of, chosen_of, read_pending, reasons_of, validate


class Nfos:
    """What the NFO files beside videos say.

    `holds_one_film` tells from the names in a folder whether they belong to at most one film.  The NFO of a
    series is stored once, with the first of its files.
    """

    def __init__(self, holds_one_film: Callable[[Sequence[bytes]], bool]) -> None:
        self._finder = NfoFinder(holds_one_film)
        self._read: dict[int, tuple[bytes | None, bytes | None, NfoFacts]] = {}
        self._stored: set[bytes] = set()
        self._reported: set[bytes] = set()
        self._without: set[int] = set()  # files whose folder was listed and that have no NFO

    def of(self, file_id: int, path: bytes, root: str | None) -> NfoFacts:
        "What the NFO files say about a video."
        found = self._finder.find(path, root)
        facts = read_sidecars(found.own, found.show)
        if found.own or found.show:
            self._read[file_id] = (found.own, found.show, facts)
        elif self._finder.sees(path):
            self._without.add(file_id)
        return facts

    def uses(self, path: bytes, root: str | None, nfos: Collection[bytes]) -> bool:
        "Whether one of these NFO files speaks about a video; none is read."
        found = self._finder.find(path, root)
        return found.own in nfos or found.show in nfos

    def keep_anew(self, db: Database, file_id: int, report: ScanReport) -> None:
        "The same in place of what was stored: a deleted NFO says nothing, a broken one what it said."
        facts = self._read[file_id][2] if file_id in self._read else None
        if file_id in self._without or (facts is not None and facts.error is None):
            db.execute("delete from source_records where source = 'nfo' and source_id = ?", [str(file_id)])
        self.keep(db, file_id, report)

    def keep(self, db: Database, file_id: int, report: ScanReport) -> None:
        "Store what they say, in the caller's transaction, and report a faulty NFO once."
        own, show, facts = self._read.pop(file_id, (None, None, NfoFacts()))
        records = [facts.described(str(file_id))]
        if show is not None and show not in self._stored and facts.kind == "series":
            self._stored.add(show)
            records.append(read_nfo(show).described(str(file_id)))
        put_records(db, [record for record in records if record is not None])
        culprit = own or show
        if facts.error is not None and culprit is not None and culprit not in self._reported:
            self._reported.add(culprit)
            report.complain(printable(culprit), facts.error)


CHANGED, RENAMED = "content_changed", "renamed"
# fields that identify a title
READ = ("title", "year", "season", "episodes", "date", "absolute", "part")
LONGEST_SUFFIX = 6  # suffix of a video, with its dot


def same_content(db: Database, file_id: int, file_hash: str | None, size_bytes: int) -> Candidate | None:
    "What a person decided about another file with the same sample hash and size; None if people disagree."
    if file_hash is None:
        return None
    rows = db.execute(
        """select distinct pending.id from video_files as files
           join pending_validations as pending on pending.video_file_id = files.id
           where files.file_hash = ? and files.size_bytes = ? and files.id != ?
           and pending.validation_status = 'validated' and pending.auto_validated = 0""",
        [file_hash, size_bytes, file_id],
    ).fetchall()
    return _one_answer(db, [row[0] for row in rows])


def _one_answer(db: Database, pending_ids: Iterable[int]) -> Candidate | None:
    "The candidate that all these rows were decided to be, with season and episodes; None if they differ."
    said_of: dict[Any, Candidate] = {}
    for pending_id in pending_ids:
        row = read_pending(db, pending_id)
        if (item := chosen_of(db, row)) is not None:
            said = numbered_as(db, item, row["video_file_id"])
            said_of[said.key, said.season, said.episodes] = said
    return next(iter(said_of.values())) if len(said_of) == 1 else None


def seems_another(
    db: Database, decided: dict[str, Any], verdict: Verdict, twin: Candidate | None
) -> Evidence | None:
    """Why a matched file whose content has changed needs review again; None if it does not.

    `twin` is what a person decided about another file with the same content. The file keeps its title until a
    person decides otherwise; doubts that a person has dismissed before are not raised again.
    """
    chosen = chosen_of(db, decided)
    if chosen is None or decided["validation_status"] != "validated":
        return None
    was = {"was": chosen.title, "was_year": chosen.year}
    passed_over = set() if decided["auto_validated"] else {item.key for item in candidates_of(decided)}
    now = twin or verdict.selected
    if now is not None and now.key != chosen.key and (twin or now.key not in passed_over):
        return Evidence(CHANGED, "against", {**was, "now": now.title, "now_year": now.year})
    same = next((item for item in verdict.candidates if item.key == chosen.key), None)
    if same is not None and _is_far(same) and not _is_far(chosen):
        return Evidence(CHANGED, "against", was)
    return None


def reads_differently(
    db: Database, file_id: int, decided: dict[str, Any], identified: Identified
) -> Evidence | None:
    """Why a renamed file that was matched automatically needs review; None if it does not.

    A person's decision stands whatever the file is called. So does a match that the new name confirms or does
    not mention ("m.mkv").
    """
    chosen = chosen_of(db, decided)
    if chosen is None or not decided["auto_validated"] or decided["validation_status"] != "validated":
        return None
    old, new = PendingValidationModel(**decided).parsed, identified.parsed.to_dict()
    differing = {name for name in READ if new.get(name) and new[name] != old.get(name)}
    says_little = not (new.get("year") or new.get("episodes") or new.get("date"))
    if not differing or (differing == {"title"} and says_little):
        return None
    was, now = numbered_as(db, chosen, file_id), identified.verdict.selected
    if now is not None and (now.key, now.season, now.episodes) == (was.key, was.season, was.episodes):
        return None
    return Evidence(RENAMED, "against", {"was": chosen.title, "was_year": chosen.year})


def _is_far(candidate: Candidate) -> bool:
    return any(item.what == "duration_far" for item in candidate.evidence)


def why_to_review(db: Database, file_id: int) -> str | None:
    """The code of the reason why no rule may match a pending file; None if rules may.

    It was decided before, and a person undid that, or its content has changed.
    """
    rows = db.execute(
        """select action from decisions join pending_validations as pending on pending.id = pending_id
           where pending.video_file_id = ? and validation_status = 'pending'""",
        [file_id],
    ).fetchall()
    if any(row[0] == "undo" for row in rows):
        return "taken_back"
    return "decided_once" if rows else None


def same_name(db: Database, file: "FileToMatch") -> Candidate | None:
    """What a person decided about a file with the same stem in the same folder; None if people disagree.

    Usually a new encode of the film (`.mkv`, then `.mp4`) replaces the old one.
    """
    stem_of = os.path.splitext(file.path_bytes)[0]
    rows = db.execute(
        """select pending.id from video_files as files
           join pending_validations as pending on pending.video_file_id = files.id
           where files.path_bytes >= ? and files.path_bytes < ? and files.id != ?
           and length(files.path_bytes) <= ? and pending.validation_status = 'validated'
           and pending.auto_validated = 0""",
        [stem_of + b".", stem_of + b"/", file.id, len(stem_of) + LONGEST_SUFFIX],
    ).fetchall()
    return _one_answer(db, [row[0] for row in rows])


BATCH = 200  # verdicts per transaction
FOUND = (  # columns of a validation that are rewritten when a file is identified again
    *("candidates_json", "parsed_json", "reasons_json"),
    *("rule", "rule_version", "reference_date"),
)

_FILE = """select id, path_bytes, path, root, kind_hint, duration_seconds, file_hash, size_bytes
           from video_files where id = ?"""


@dataclass(frozen=True, slots=True)
class FileToMatch:
    "A file to identify."

    id: int
    path_bytes: bytes
    only_moved: bool  # its content is what it was when it was decided
    root: str | None
    kind_hint: str | None
    duration_seconds: int | None
    file_hash: str | None
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MatchOptions:
    "How to match files: the title database, the minimum score, and the run they belong to."

    reference: Path | None = None
    threshold: float = THRESHOLD
    load_id: int | None = None
    opened: Reference | None = None  # the same reference, if the run has it open
    search: OnlineSearch | None = None  # the search in online sources, if any is enabled


def enqueue_files(
    db: Database,
    roots: Sequence[bytes],
    again: FilesToIdentify,
    how: MatchOptions,
    report: ScanReport,
    progress: Progress,
) -> None:
    """Identify the files below the roots that have no validation yet or whose content has changed.

    Also those that were moved or renamed.
    """
    ids = set(again.changed)
    for root in roots:
        sql = """select id from video_files where path_bytes >= ? and path_bytes < ? and missing_since is null
                 and id in (select id from video_files
                            where missing_since is null
                            and id not in (select video_file_id from pending_validations)
                            union select video_file_id from pending_validations
                            where rule is not null and rule_version is null)"""
        ids |= {row[0] for row in db.execute(sql, span_below(root))}
    moved = _recorded(db, again.moved) - ids
    _match(db, sorted(ids | moved), how, report, progress, moved)


def _recorded(db: Database, ids: Iterable[int]) -> set[int]:
    "The files among these that are pending or matched; a rejected file stays rejected under any name."
    sql = "select video_file_id from pending_validations where validation_status != 'rejected'"
    return set(ids) & {row[0] for row in db.execute(sql)} if ids else set()


def match_pending(db: Database, how: MatchOptions, report: ScanReport, progress: Progress) -> None:
    "Match everything that needs review again: a new reference or a new version of the rules may know it."
    sql = "select video_file_id from pending_validations where validation_status = 'pending' order by 1"
    _match(db, [row[0] for row in db.execute(sql)], how, report, progress)


def _match(
    db: Database,
    ids: list[int],
    how: MatchOptions,
    report: ScanReport,
    progress: Progress,
    moved: Collection[int] = (),
) -> None:
    "Match these files in batches. `moved` are those whose content did not change."
    if not ids:
        return
    report.reference = (
        SAMPLE if reference_in_use(how.reference) is None else str(reference_in_use(how.reference))
    )
    with title_database(how) as reference:
        date = reference.info().date
        done, beside = 0, _Beside(db)
        files = [_file(db, key, key in moved) for key in ids]
        answers = _identified(db, [item for item in files if item is not None], how, reference, beside)
        for batch in batches(answers, BATCH):
            with writing(db):
                for file, identified in batch:
                    beside.nfos.keep(db, file.id, report)
                    _write(db, file, identified, how, date, report)
            progress("identifying", done := done + len(batch), len(ids))


@contextmanager
def title_database(how: MatchOptions) -> Iterator[Reference]:
    "The title database: the one that the run has open, otherwise a newly opened one."
    if how.opened is not None:
        yield how.opened
        return
    with open_reference(how.reference) as reference:
        yield reference


def _identified(
    db: Database, files: list[FileToMatch], how: MatchOptions, reference: Reference, beside: "_Beside"
) -> Iterator[tuple[FileToMatch, Identified]]:
    questions, approved = (question_of(item, beside) for item in files), approved_series(db)
    answers = identify_many(
        questions, how.reference, opened=reference, threshold=how.threshold, approved=approved, busy=True
    )
    if how.search is not None:
        answers = how.search(answers, Identifier(reference, threshold=how.threshold, approved=approved))
    return zip(files, answers, strict=True)


class _Beside:
    "What is known around a file, on disk and in the catalogue: NFOs, other videos, earlier decisions."

    def __init__(self, db: Database) -> None:
        self.db = db
        self.nfos = Nfos(holds_one_film)
        self.others = lru_cache(maxsize=64)(self._others)

    def _others(self, folder: bytes) -> bool:
        "True if the videos that the catalogue has in a folder have several titles."
        sql = "select path_bytes from video_files where path_bytes > ? and path_bytes < ?"
        rows = self.db.execute(sql, [folder + b"/", folder + b"0"]).fetchall()
        below = (row[0][len(folder) + 1 :] for row in rows)
        names = [readable_name(name) for name in below if b"/" not in name]
        return len(names) > 1 and hold_several_titles(names)


def _file(db: Database, file_id: int, only_moved: bool) -> FileToMatch | None:
    row = db.execute(_FILE, [file_id]).fetchone()
    if row is None:  # a dangling validation in an old database
        return None
    key, path_bytes, path, *rest = row
    path_bytes = path_bytes if path_bytes is not None else os.fsencode(path)
    return FileToMatch(key, path_bytes, only_moved, *rest)


def question_of(file: FileToMatch, beside: _Beside) -> Question:
    """The question about a file: its name with its folder, its running time, and what is known around it.

    The streams of a disc are named after the folder that holds the disc.
    """
    folder = os.path.dirname(file.path_bytes)
    disc = outside_disc(folder)
    path = disc if disc != folder else file.path_bytes
    name, above = readable_name(os.path.basename(path)), readable_name(_folder(path, file.root)) or None
    nfo = nfo_of(beside.nfos.of(file.id, file.path_bytes, file.root))
    return Question(
        name=name,
        folder=above,
        duration_seconds=_length(beside.db, file),
        kind=file.kind_hint or (nfo.kind if nfo else None),
        nfo=nfo,
        beside_others=above is not None and disc == folder and beside.others(folder),
        same_content=same_content(beside.db, file.id, file.file_hash, file.size_bytes),
        decided_before=same_name(beside.db, file),
        reopened_by=why_to_review(beside.db, file.id),
    )


def _length(db: Database, file: FileToMatch) -> int | None:
    "The film's running time in seconds; for a film in parts their sum, if all are present and known."
    parts = parts_beside(db, file.path_bytes)
    if not parts:
        one_disc = is_part(readable_name(os.path.basename(file.path_bytes)))
        return None if one_disc else file.duration_seconds
    lengths = [length for length in parts.values() if length]
    is_whole = len(lengths) == max(parts) > 1
    return sum(lengths) if is_whole else None


def parts_beside(db: Database, path: bytes) -> dict[int, int | None]:
    "The parts of a film in the folder of one part, including that part, with their running times."
    part = part_of(path)
    if part is None:
        return {}
    sql = """select path_bytes, duration_seconds from video_files
             where path_bytes >= ? and path_bytes < ? and missing_since is null"""
    rows = db.execute(sql, span_below(os.path.dirname(path))).fetchall()
    found = [(part_of(other), length) for other, length in rows]
    return {other[1]: length for other, length in found if other is not None and other[0] == part[0]}


def nfo_of(facts: NfoFacts) -> ParsedName | None:
    "What a file's NFOs say about its title, as a reading; None if they say nothing."
    if not (facts.ids or facts.title or facts.episodes):
        return None
    return ParsedName(
        kind=facts.kind,
        title=facts.title,
        year=facts.year,
        season=facts.season,
        episodes=facts.episodes,
        ids=facts.ids,
        other_titles=(facts.original_title,) if facts.original_title else (),
        clear=facts.year is not None,
        episode_title=facts.episode_title,
    )


def holds_one_film(names: Sequence[bytes]) -> bool:
    "True if a folder with these names holds at most one film, ignoring what a scan skips."
    videos = [name for name in names if is_video(name)]
    stems = [text(stem(name)).lower() for name in videos]
    kept = [
        readable_name(name)
        for name, low in zip(videos, stems, strict=True)
        if leave_out_file(low, stems, own_folder=True) is None
    ]
    discs = any(name.lower() in DISC_FOLDERS for name in names)
    return not kept if discs else is_one_film(kept)


def readable_name(name: bytes) -> str:
    "A name to read a title from: UTF-8, otherwise Latin-1 as on old disks; control characters become spaces."
    try:
        text = name.decode()
    except UnicodeDecodeError:
        text = name.decode("cp1252", "replace")
    return "".join(character if character >= " " else " " for character in text)


def _folder(path: bytes, root: str | None) -> bytes:
    "The folders that may name the title: those below the ROOT, and the ROOT itself if it may be the title's."
    folder, name = os.path.split(path)
    parts = folder.split(b"/")
    if root is None or not printable(folder).startswith(root):
        return b"/".join(parts[-3:])
    depth = len(
        root.rstrip("/").split("/")
    )  # count path parts: a printable name may be longer than its bytes
    below, own = b"/".join(parts[depth:]), parts[depth - 1]
    return os.path.join(own, below).rstrip(b"/") if _counts(own, below, name) else below


def _counts(root: bytes, below: bytes, name: bytes) -> bool:
    return is_own_folder(readable_name(root), readable_name(below), readable_name(name))


def approved_series(db: Database) -> dict[str, Candidate]:
    """Series that a person approved, by the key of the name that was read (`series_key`).

    If two decisions about one key differ, neither applies to other files.
    """
    rows = db.execute(
        """select pending.series_key, pending.id, decisions.candidate_source, decisions.candidate_id
           from standing_decisions as decisions
           join pending_validations as pending on pending.id = decisions.pending_id
           where decisions.action = 'approve' and decisions.candidate_kind = 'series'
           and pending.series_key is not null"""
    ).fetchall()
    by_key: dict[str, Candidate | None] = {}
    for key, pending_id, source, candidate_id in rows:
        offered = candidates_of(read_pending(db, pending_id))
        chosen = next((item for item in offered if item.key == ("series", source, candidate_id)), None)
        if chosen:
            earlier = by_key.setdefault(key, chosen)
            by_key[key] = chosen if earlier is not None and earlier.key == chosen.key else None
    return {key: chosen for key, chosen in by_key.items() if chosen is not None}


def _write(
    db: Database,
    file: FileToMatch,
    identified: Identified,
    how: MatchOptions,
    date: str | None,
    report: ScanReport,
) -> None:
    "Store one file's verdict: its row, and the match if a rule is certain."
    verdict = identified.verdict
    known = read_row(db, "video_files", (file.id,))
    if known is None:  # a person has deleted it meanwhile
        return
    _keep_edition(db, known, identified.parsed)
    pending_id = _queue(db, file, identified, date)
    if pending_id is None:
        return
    for item in verdict.candidates:
        if item.found_at is not None:
            note_found(db, file.id, item.source, item.found_at)
    if known["probe_error"] == UNWRITTEN:  # created in advance by a download: its name may be right already
        _ask_because(db, pending_id, Evidence("unwritten", "against", {}))
    elif verdict.selected is not None:
        try:
            audit = {"rule": verdict.rule, "rule_version": str(verdict.version), "reference_date": date}
            validate(db, pending_id, verdict.selected, load_id=how.load_id, **audit)
            report.identified["auto"] += 1
            return
        except BadUsage:  # the series is certain, but the episode is unknown
            _ask_for_episode(db, pending_id, verdict.selected)
    report.identified["pending" if verdict.candidates else "none"] += 1


def _keep_edition(db: Database, row: Mapping[str, Any], parsed: ParsedName) -> None:
    "Store the edition and the number of parts that a name gives, whatever the file is decided to be."
    parts = len(parts_beside(db, row["path_bytes"] or b"")) or None
    if (row["edition"], row["parts"]) != (parsed.edition, parts):
        sql = "update video_files set edition = ?, parts = ? where id = ?"
        db.execute(sql, [parsed.edition, parts, row["id"]])


def _queue(db: Database, file: FileToMatch, identified: Identified, date: str | None) -> int | None:
    "Add or refresh the file's row; None if it is decided and stays so."
    row = _row_of(file, identified, date)
    sql = "select min(id) from pending_validations where video_file_id = ?"
    known = db.execute(sql, [file.id]).fetchone()[0]
    if known is None:
        return insert(db, row)
    decided = read_pending(db, known)
    is_decided = decided["validation_status"] != "pending"
    if decided["selected_candidate_id"] is not None:
        name_again(db, file.id, identified.parsed.to_dict())
    if is_decided:
        contradiction = _contradiction(db, file, decided, identified)
        if contradiction is None:
            looked = """update pending_validations set rule_version = coalesce(rule_version, ?),
                        parsed_json = ? where id = ?"""
            db.execute(looked, [row.rule_version, row.parsed_json, known])
            return None
        row.reasons = [contradiction.to_dict(), *row.reasons]
    if decided["selected_candidate_id"] is not None:
        _keep_in_sight(db, row, decided, identified.verdict)
    _ask_again(db, known, row)
    return None if is_decided else known


def _contradiction(
    db: Database, file: FileToMatch, decided: dict[str, Any], identified: Identified
) -> Evidence | None:
    "Why a decided file needs review again; None if it does not. Decisions about equal content always stand."
    if file.only_moved and not decided["auto_validated"]:
        return None
    contradiction = seems_another(db, decided, identified.verdict, identified.question.same_content)
    return contradiction or reads_differently(db, file.id, decided, identified)


def _row_of(file: FileToMatch, identified: Identified, date: str | None) -> PendingValidationModel:
    "The result of identifying a file, as it is stored."
    verdict = identified.verdict
    row = PendingValidationModel(video_file_id=file.id, reference_date=date)
    row.candidates = [item.to_dict() for item in verdict.candidates]
    row.parsed = {**identified.parsed.to_dict(), "series_key": series_key_of(identified.parsed)}
    row.reasons = [reason.to_dict() for reason in verdict.reasons]
    row.rule, row.rule_version = verdict.rule, str(verdict.version)
    return row


def _keep_in_sight(
    db: Database, row: PendingValidationModel, decided: dict[str, Any], verdict: Verdict
) -> None:
    "Keep the earlier decision among the candidates, and what contradicts it among the reasons."
    row.candidates = [item.to_dict() for item in _with_chosen(verdict, chosen_of(db, decided))]
    reasons = reasons_of(decided)
    earlier = [reason.to_dict() for reason in reasons if reason.what in (CHANGED, RENAMED)]
    row.reasons = [*earlier, *(reason for reason in row.reasons if reason not in earlier)]


def _ask_again(db: Database, pending_id: int, row: PendingValidationModel) -> None:
    found = {name: getattr(row, name) for name in FOUND}
    values = {**found, "validation_status": "pending", "auto_validated": 0}
    sets = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(f"update pending_validations set {sets} where id = :id", {**values, "id": pending_id})


def _with_chosen(verdict: Verdict, chosen: Candidate | None) -> list[Candidate]:
    "The candidates, including the one that was chosen before."
    if chosen is None or chosen.key in {item.key for item in verdict.candidates}:
        return list(verdict.candidates)
    return [*verdict.candidates[: OFFERED - 1], chosen]


def _ask_for_episode(db: Database, pending_id: int, series: Candidate) -> None:
    "Ask which episode of a series a file is; other reasons in the verdict do not matter."
    _ask_because(db, pending_id, Evidence("no_episode", "against", {"title": series.title}))


def _ask_because(db: Database, pending_id: int, reason: Evidence) -> None:
    "Give one reason alone for the review, whatever the verdict says about the title."
    row = PendingValidationModel(**read_pending(db, pending_id))
    row.reasons = [reason.to_dict()]
    db.execute("update pending_validations set reasons_json = ? where id = ?", [row.reasons_json, pending_id])
