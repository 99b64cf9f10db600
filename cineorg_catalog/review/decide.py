"""Decides which title a file is: approve, reject, or match automatically.

Each decision is one transaction of guard, change and audit, called by command line and pages alike.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from ..db.connection import writing
from ..db.decisions import Changes, read_row, record
from ..db.models import TABLES, PendingValidationModel
from ..errors import BadUsage, NotFound, NotPending
from ..matching.candidate import Candidate, is_clear
from ..matching.explain import Evidence, evidence_from
from ..titles import TYPED, find_or_create_title, link_episodes, link_movie, numbering, set_overrides, unlink

OFFERED = 5  # a row keeps at most this many candidates

SHOWN = ("validation_status", "selected_candidate_id", "candidates_json", "parsed_json")

Row = dict[str, Any]


class UnknownCandidate(BadUsage):
    "The candidate was not offered for this file."


class AmbiguousCandidate(BadUsage):
    "The bare id fits two offered candidates; the full address tells them apart."


def read_pending(db: Database, pending_id: int) -> Row:
    "The row of `pending_validations` as a dict. Raises NotFound."
    row = read_row(db, "pending_validations", (pending_id,))
    if row is None:
        raise NotFound(
            f"There is no validation {pending_id}; `cineorg-load pending` lists what needs review."
        )
    return row


def candidates_of(row: Mapping[str, Any]) -> list[Candidate]:
    "The candidates offered, best first; an unreadable list counts as empty."
    return [Candidate.from_dict(item) for item in PendingValidationModel(**row).candidates]


def reasons_of(row: Mapping[str, Any]) -> list[Evidence]:
    "Why a file needs review; unreadable reasons are ignored."
    found = map(evidence_from, PendingValidationModel(**row).reasons)
    return [reason for reason in found if reason is not None]


def chosen_of(db: Database, row: Mapping[str, Any]) -> Candidate | None:
    """The offered candidate that a row was decided to be; None if there is none.

    `selected_candidate_id` is a bare id, which a film and a series may share, so the standing decision says
    which one is meant. Without such a decision (in an earlier catalogue) the only candidate with this id is
    chosen, and if there are several, none.
    """
    number = row["selected_candidate_id"]
    if number is None:  # most rows of the queue: their candidates are long to read
        return None
    fitting = [item for item in candidates_of(row) if item.id == number]
    key = decided_key(db, row["id"]) if fitting else None
    if key is not None and key[2] == number:
        return next((item for item in fitting if item.key == key), None)
    return fitting[0] if len(fitting) == 1 else None


def decided_key(db: Database, pending_id: int) -> tuple[str, str, str] | None:
    "Kind, source and id of the candidate in the standing decision on a row; None if there is none."
    found = db.execute(
        """select candidate_kind, candidate_source, candidate_id from standing_decisions
           where pending_id = ? and action in ('approve', 'auto') and candidate_id is not null
           order by id desc limit 1""",
        [pending_id],
    ).fetchone()
    return (
        None if found is None else (found[0], found[1], found[2])
    )  # a row of Datasette is never equal to a tuple


def state_of(row: Mapping[str, Any]) -> str:
    "A short hash of what a person was shown; decisions based on another state are refused."
    text = "\0".join(str(row[name]) for name in SHOWN)  # columns of an old database may hold bytes
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def states_of(db: Database, pending_ids: Sequence[int]) -> list[str]:
    "The hashes of several rows in the order of their ids, in one query; deleted rows have none."
    rows = db.execute(
        f"""select {", ".join(SHOWN)} from pending_validations
            where id in (select value from json_each(?)) order by id""",
        [json.dumps(list(pending_ids))],
    )
    return [state_of(dict(zip(SHOWN, row, strict=True))) for row in rows]


def choose(offered: Sequence[Candidate], text: str) -> Candidate:
    """The offered candidate with this id or `source:kind:id`.

    Raises UnknownCandidate, or AmbiguousCandidate for a bare id that several candidates have.
    """
    fitting = [item for item in offered if text in (item.id, item.address)]
    if not fitting:
        addresses = ", ".join(item.address for item in offered) or "none"
        raise UnknownCandidate(f"{text!r} was not offered for this file; offered: {addresses}.")
    if len(fitting) > 1:
        raise AmbiguousCandidate(
            f"{text!r} fits {len(fitting)} candidates; name one as {' or '.join(c.address for c in fitting)}."
        )
    return fitting[0]


def leading(offered: Sequence[Candidate]) -> Candidate | None:
    "The best candidate if it alone fits the file, so that a person need not name it; otherwise None."
    return offered[0] if offered and is_clear(offered) else None


def approve_as(
    db: Database,
    pending_id: int,
    work: Candidate,
    *,
    by: str,
    numbers: tuple[int, Sequence[int]] | None = None,
) -> Row:
    """Record which title a pending file is, and who decided. Returns the row as it is now.

    A title that was not offered is first added to the candidates. `numbers` are the season and episodes of a
    series, if the name does not have them. Raises NotFound and NotPending; then nothing was changed.
    """
    with writing(db):
        row = require_pending(db, pending_id)
        known = next((item for item in candidates_of(row) if item.key == work.key), work)
        return _approve(db, row, _numbered(known, numbers), action="approve", who=by)


def _numbered(candidate: Candidate, numbers: tuple[int, Sequence[int]] | None) -> Candidate:
    if numbers is None or candidate.kind != "series":
        return candidate
    return replace(candidate, season=numbers[0], episodes=tuple(numbers[1]))


def validate(db: Database, pending_id: int, candidate: Candidate, **audit: Any) -> Row:
    """Record an automatic match; `audit` holds rule, version, reference date and load.

    Raises NotPending if a person was faster.
    """
    with writing(db):
        row = require_pending(db, pending_id)
        return _approve(db, row, candidate, action="auto", who="cineorg-load", **audit)


def reject(db: Database, pending_id: int, *, by: str) -> Row:
    "Reject all candidates of a file; it leaves the queue."
    with writing(db):
        row = require_pending(db, pending_id)
        changes = Changes(db)
        _close(changes, row, {"validation_status": "rejected"})
        unlink(changes, row["video_file_id"])
        record(changes, action="reject", who=by, **_whose(row))
        return read_pending(db, pending_id)


def require_pending(db: Database, pending_id: int) -> Row:
    "The row, if it is still pending. Raises NotFound or NotPending otherwise."
    row = read_pending(db, pending_id)
    if row["validation_status"] != "pending":
        raise NotPending(
            f"Validation {pending_id} has already been decided ({row['validation_status']}); undo that first."
        )
    return row


def _whose(row: Row) -> Row:
    return {"pending_id": row["id"], "video_file_id": row["video_file_id"]}


def _close(changes: Changes, row: Row, values: Row) -> None:
    if not changes.update("pending_validations", row["id"], values, guard="validation_status = 'pending'"):
        raise NotPending(f"Validation {row['id']} is being decided by somebody else.")


def _approve(db: Database, row: Row, candidate: Candidate, *, action: str, who: str, **audit: Any) -> Row:
    "Close the row, find or create the title, link the file to it, and record the decision."
    changes = Changes(db)
    offered = candidates_of(row)
    values = {
        "validation_status": "validated",
        "auto_validated": int(action == "auto"),
        "selected_candidate_id": candidate.id,
    }
    if candidate.key not in {item.key for item in offered}:
        kept = [candidate, *offered][:OFFERED]
        values["candidates_json"] = json.dumps([item.to_dict() for item in kept], ensure_ascii=False)
    _close(changes, row, values)
    entity = _link(changes, row, candidate)
    audit = {"rule": row["rule"], "rule_version": row["rule_version"], **audit}
    audit.setdefault("reference_date", row["reference_date"])
    record(changes, candidate, action=action, who=who, **_whose(row), **entity, **audit)
    if candidate.source == "manual" and changes.added(TABLES[candidate.kind], entity["entity_id"]):
        set_overrides(db, candidate.kind, entity["entity_id"], TYPED)
    return read_pending(db, row["id"])


def _link(changes: Changes, row: Row, candidate: Candidate) -> Row:
    "Link the file to its film, or to the episodes of its series."
    parsed = PendingValidationModel(**row).parsed
    unlink(changes, row["video_file_id"])
    if candidate.kind == "movie":
        work = find_or_create_title(changes, candidate)
        link_movie(changes, work, row["video_file_id"], parsed)
        return {"entity_type": "movie", "entity_id": work}
    season, episodes = numbering(candidate, parsed)
    work = find_or_create_title(changes, candidate)
    link_episodes(changes, work, row["video_file_id"], season, episodes, parsed)
    return {"entity_type": "series", "entity_id": work}
