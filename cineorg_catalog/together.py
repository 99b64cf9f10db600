"""Several waiting files that are decided at once: what was shown of them, and whether one answer fits all.

Reads only. Deciding is choices.py's and decide.py's, the queue as a page queue.py's.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence

from sqlite_utils import Database

from .candidates import Candidate
from .choices import NoLeader
from .decide import candidates_of, leading, read_pending, state_of, states_of
from .errors import NotPending
from .waiting import WaitingFile, read_waiting

FEW = 50  # files of an entry of which all is read to show it; the candidates of ten thousand are slow to read
NAMED = 3  # files that a sentence names

_BRIEF = """select id, best_score, read_title, series_key, reasons_json from pending_validations
            where validation_status = 'pending' and id in (select value from json_each(?)) order by id"""


def mark_of(db: Database, ids: Sequence[int], *, brief: bool = False) -> str:
    """What several files are now, in a short mark; it differs as soon as one of them does.

    A `brief` one holds only what the queue reads of each file: of many, the candidates are left out. Of one
    file it is its state.
    """
    if len(ids) == 1:
        return state_of(read_pending(db, ids[0]))
    if brief:
        text = json.dumps(db.execute(_BRIEF, [json.dumps(list(ids))]).fetchall(), default=repr)
    else:
        text = " ".join(states_of(db, ids))
    return ("~" if brief else "") + hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_changed(db: Database, ids: Sequence[int], mark: str) -> None:
    "Raises NotPending where one of the files is not as it was when this mark of them was made."
    if mark != mark_of(db, ids, brief=mark.startswith("~")):
        name = read_waiting(db, ids[0]).file.filename
        raise NotPending(
            f"Of the {len(ids)} files shown with {name} one is another by now. Nothing was changed."
        )


def all_clear(db: Database, first: WaitingFile, others: Sequence[int]) -> bool:
    "Is nothing needed for any of the files but a yes, and the same one? Many files are never clear."
    if len(others) >= FEW:
        return False
    return first.clear and all(_alike(first, read_waiting(db, other)) for other in others)


def _alike(first: WaitingFile, other: WaitingFile) -> bool:
    return (
        other.clear and first.best is not None and other.best is not None and other.best.key == first.best.key
    )


def refuse_mixed(db: Database, ids: Sequence[int]) -> None:
    """Raises NoLeader where the best candidate is not one and the same for all files of a series.

    The first file of it is the one whose best candidate was shown: no other may have a different one, nor
    evidence against it that the first has not. Films are decided one by one.
    """
    series: dict[str, list[int]] = defaultdict(list)
    for pending_id in ids:
        if key := read_pending(db, pending_id)["series_key"]:
            series[key].append(pending_id)
    for members in series.values():
        first = _leader(db, members[0])
        others = [other for other in members[1:] if not _same(first, _leader(db, other))]
        if others:
            names = ", ".join(read_waiting(db, other).file.filename for other in others[:NAMED])
            more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
            raise NoLeader(
                f"What fits the first of these {len(members)} files of a series does not fit as well: "
                f"{names}{more}. Nothing was decided; open them and choose."
            )


def _leader(db: Database, pending_id: int) -> Candidate | None:
    return leading(candidates_of(read_pending(db, pending_id)))


def _same(first: Candidate | None, other: Candidate | None) -> bool:
    if first is None or other is None:
        return first is other
    return first.key == other.key and _against(other) <= _against(first)


def _against(candidate: Candidate) -> set[str]:
    return {item.what for item in candidate.evidence if item.against}
