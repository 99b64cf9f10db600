"""One row of the queue: its file, its candidates, its history; everything that its page shows. Only reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, NamedTuple

from sqlite_utils import Database

from ..db.decisions import decisions_where, read_row
from ..db.models import PendingValidationModel, VideoFileModel
from ..errors import NotPending
from ..matching.candidate import Candidate
from ..matching.explain import Evidence
from ..names import says_nothing
from ..titles import find_title
from .decide import (
    candidates_of,
    chosen_of,
    leading,
    read_pending,
    reasons_of,
    season_ids,
    series_ids,
    state_of,
)


@dataclass(frozen=True)
class PendingFile:
    "One file that is or was pending, as the queue shows it."

    id: int
    file: VideoFileModel
    row: PendingValidationModel
    seen: str
    chosen: Candidate | None  # the candidate that it was decided to be
    stored: Mapping[str, Any] = field(repr=False)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        "The candidates offered, best first: slow to read, and shown only for the first file of a series."
        return tuple(candidates_of(self.stored))

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None

    @property
    def leads(self) -> bool:
        "True if the best candidate leads, so that it can be approved without being named."
        return leading(self.candidates) is not None

    @property
    def clear(self) -> bool:
        "True if only the best candidate fits, and the episode is known if it is a series."
        return self.leads and not (self.best and self.best.kind == "series" and not self.best.episodes)

    @property
    def reasons(self) -> list[Evidence]:
        "Why it needs review."
        return reasons_of(vars(self.row))

    @property
    def title(self) -> str:
        """The title to search for and to put into forms: the one in the file's own name.

        If that says nothing (`movie.mkv`), the title of the reading that found the best candidate.
        """
        own = str(self.row.parsed.get("title") or "")
        if self.best is None or (own and not says_nothing(self.file.filename)):
            return own
        read_as = (item.values.get("title") for item in self.best.evidence if item.what == "read_as")
        return str(next(read_as, None) or own)

    @property
    def numbered(self) -> bool:
        "True if the name says which episode it would be."
        return any(
            self.row.parsed.get(name) not in (None, [], "") for name in ("episodes", "date", "absolute")
        )


@dataclass(frozen=True, slots=True)
class Decision:
    "One line of a file's history. `undone_by` is the decision that undid it."

    id: int
    action: str
    who: str
    decided_at: str
    rule: str | None
    candidate: str | None
    undoes: int | None
    undone_by: int | None


class StandingDecision(NamedTuple):
    "A standing decision of a person: its id, the validation, the action, and the name of the file."

    decision: int
    pending_id: int
    action: str
    filename: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """Everything that the page of one file shows.

    `others` is the number of further pending files of its series, and `season_others` of its season; the
    latter is 0 if all pending files of the series are of one season. `works` gives for each candidate the row
    that it already has, as (kind, id), or None.
    """

    pending: PendingFile
    history: tuple[Decision, ...]
    series: str | None = None
    others: int = 0
    season_others: int = 0
    work: dict[str, Any] | None = None
    works: tuple[tuple[str, int] | None, ...] = ()


def read_pending_file(db: Database, pending_id: int) -> PendingFile:
    "One row with its file, decided or not; an empty file if the reference dangles. Raises NotFound."
    row = read_pending(db, pending_id)
    found = read_row(db, "video_files", (row["video_file_id"],)) or {"path": "", "filename": ""}
    return PendingFile(
        pending_id,
        VideoFileModel.read(found),
        PendingValidationModel.read(row),
        state_of(row),
        chosen_of(db, row),
        row,
    )


def read_page(db: Database, pending_id: int) -> FilePage:
    "Everything that the page of one file shows. Raises NotFound."
    pending = read_pending_file(db, pending_id)
    key = pending.row.parsed.get("series_key")
    ids = series_ids(db, pending_id) if key else [pending_id]
    others = [other for other in ids if other != pending_id]
    season = len([other for other in season_ids(db, pending_id, ids) if other != pending_id])
    return FilePage(
        pending,
        tuple(decisions_about(db, pending_id)),
        key,
        len(others),
        season if season < len(others) else 0,
        _work_of(db, pending),
        tuple(_known_as(db, candidate) for candidate in pending.candidates),
    )


def _known_as(db: Database, candidate: Candidate) -> tuple[str, int] | None:
    known = find_title(db, candidate)
    return None if known is None else (candidate.kind, known)


def _work_of(db: Database, pending: PendingFile) -> dict[str, Any] | None:
    "The film or series that a matched file belongs to: `table`, `id`, `title`, `year`."
    row = db.execute(
        """select 'movies', movies.id, title, year from movie_files join movies on movies.id = movie_id
           where video_file_id = :file
           union all
           select 'series', series.id, series.title, series.year from episode_files
           join episodes on episodes.id = episode_id join series on series.id = series_id
           where video_file_id = :file limit 1""",
        {"file": pending.row.video_file_id},
    ).fetchone()
    return None if row is None else dict(zip(("table", "id", "title", "year"), row, strict=True))


def decisions_about(db: Database, pending_id: int) -> list[Decision]:
    "What was decided about a row, newest first."
    found = decisions_where(db, "pending_id = :about", {"about": pending_id})
    return [Decision(**{item.name: row[item.name] for item in fields(Decision)}) for row in found]


def refuse_stale(db: Database, pending_id: int, seen: str | None) -> None:
    "Raise NotPending if a row is not as it was when `seen`; the message says what happened to it since."
    if seen is None or seen == state_of(read_pending(db, pending_id)):
        return
    past = decisions_about(db, pending_id)
    done = f"{_DONE.get(past[0].action, past[0].action)} by {past[0].who}" if past else "identified again"
    raise NotPending(
        f"This file was {done} since the page was loaded. Nothing was changed; please look at it again."
    )


_DONE = {"approve": "approved", "auto": "matched", "reject": "rejected", "undo": "put back"}

_STANDING = """select decisions.id, pending.id, action, filename from decisions
               join pending_validations as pending on pending.id = decisions.pending_id
               join video_files as files on files.id = pending.video_file_id
               where who = ? and action in ('approve', 'reject') and not exists
               (select 1 from decisions as later
                where later.pending_id = decisions.pending_id and later.id > decisions.id
                and (later.undoes = decisions.id or later.action != 'undo'))"""


def last_decision_by(db: Database, who: str) -> StandingDecision | None:
    "The last standing decision by this person, or None."
    row = db.execute(f"{_STANDING} order by decisions.id desc limit 1", [who]).fetchone()
    return None if row is None else StandingDecision(*row)


def standing_decisions_by(db: Database, who: str, first: int, last: int) -> list[StandingDecision]:
    "The standing decisions by this person with ids from `first` to `last`."
    sql = f"{_STANDING} and decisions.id between ? and ? order by decisions.id"
    return [StandingDecision(*row) for row in db.execute(sql, [who, first, last]).fetchall()]


def to_dict(pending: PendingFile) -> dict[str, Any]:
    "A row for scripts: its columns, with `path`, `parsed`, `reasons`, `candidates` and `seen`."
    row = pending.row
    return {
        **vars(row),
        "path": pending.file.path,
        "parsed": row.parsed,
        "reasons": [reason.to_dict() for reason in pending.reasons],
        "candidates": [candidate.to_dict() for candidate in pending.candidates],
        "seen": pending.seen,
    }


def pending_files(db: Database, limit: int | None = None) -> list[PendingFile]:
    "All pending files, in the order of their ids."
    rows = db.execute(
        """select pending.id from pending_validations as pending
           join video_files as files on files.id = pending.video_file_id
           where pending.validation_status = 'pending' order by pending.id limit ?""",
        [-1 if limit is None else limit],
    )
    return [read_pending_file(db, row[0]) for row in rows.fetchall()]
