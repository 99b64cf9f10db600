"""What was said about a file before, and whether it still holds: read when a file is identified again.

Reads only; what follows from it is settle.py's.
"""

from typing import Any

from sqlite_utils import Database

from ..candidates import Candidate
from ..decide import candidates_of, chosen_of, read_pending
from ..match import Verdict
from ..works import numbered_as

CHANGED = "content_changed:"


def same_content(db: Database, file_id: int, file_hash: str | None, size_bytes: int) -> Candidate | None:
    "What a person said about another file of the same sample hash and size, where they said one thing."
    if file_hash is None:
        return None
    rows = db.execute(
        """select distinct pending.id from video_files as files
           join pending_validations as pending on pending.video_file_id = files.id
           where files.file_hash = ? and files.size_bytes = ? and files.id != ?
           and pending.validation_status = 'validated' and pending.auto_validated = 0""",
        [file_hash, size_bytes, file_id],
    ).fetchall()
    chosen: dict[Any, Candidate] = {}
    for (pending_id,) in rows:
        row = read_pending(db, pending_id)
        if (item := chosen_of(db, row)) is not None:
            said = numbered_as(db, item, row["video_file_id"])
            chosen[said.key, said.season, said.episodes] = said
    return next(iter(chosen.values())) if len(chosen) == 1 else None


def seems_another(
    db: Database, decided: dict[str, Any], verdict: Verdict, twin: Candidate | None
) -> str | None:
    """Why a validated file whose content has changed must be asked about again, or None.

    `twin` is what a person said of another file of the same content. The file keeps the work that it
    was decided to be, until a person says otherwise; what a person passed over then is no doubt now.
    """
    chosen = chosen_of(db, decided)
    if chosen is None or decided["validation_status"] != "validated":
        return None
    was = f"{CHANGED} its content has changed since it was decided to be {chosen.title} ({chosen.year})"
    passed_over = set() if decided["auto_validated"] else {item.key for item in candidates_of(decided)}
    now = twin or verdict.selected
    if now is not None and now.key != chosen.key and (twin or now.key not in passed_over):
        return f"{was}; now it seems to be {now.title} ({now.year})"
    same = next((item for item in verdict.candidates if item.key == chosen.key), None)
    if same is not None and _is_far(same) and not _is_far(chosen):
        return f"{was}; its running time does not fit any more"
    return None


def is_doubt(reason: Any) -> bool:
    return isinstance(reason, str) and reason.startswith(CHANGED)


def _is_far(candidate: Candidate) -> bool:
    return any(item.what == "duration_far" for item in candidate.evidence)


def was_decided(db: Database, pending_id: int) -> str | None:
    """Why no rule decides this waiting file: it was decided once, and waits again.

    Either a person took the decision back, or the content changed and a person is to look.
    """
    rows = db.execute("select action from decisions where pending_id = ?", [pending_id]).fetchall()
    if ("undo",) in rows:
        return "taken_back: a person took a decision on this file back, so it is asked"
    return "decided_once: it was decided before its content changed, so it is asked" if rows else None
