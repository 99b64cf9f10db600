"""The cards of one decision and of one thing in the trash."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from ..candidates import Candidate, Evidence
from ..columns import read_json
from ..errors import NotPending
from ..models import DecisionModel, TrashModel
from ..trash_contents import readable as contents
from ..undo import last_about
from .files import WorkLine
from .names import about, names_of
from .past import DecisionLine, decision_line, name_of
from .reading import model

ROWS = 60  # changed rows that a card lists; before_json and after_json hold them all


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    "What became of one row: `added`, `deleted` or `changed`, with the fields that are not empty."

    table: str
    key: str
    what: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class DecisionCard:
    "`last` is the decision that stands on the same validation, which is the one that its page undoes."

    row: DecisionModel
    line: DecisionLine
    about: tuple[WorkLine, ...]
    evidence: tuple[Evidence, ...]
    changes: tuple[RowChange, ...]
    more: int
    last: int | None

    @property
    def title(self) -> str:
        return f"Decision {self.row.id}"


@dataclass(frozen=True, slots=True)
class TrashCard:
    "`held` counts by table the rows that a restore brings back."

    row: TrashModel
    name: str
    held: dict[str, int]

    @property
    def title(self) -> str:
        return f"In the trash: {self.name}"


def decision_card(db: Database, key: int, readable: Collection[str]) -> DecisionCard | None:
    row, line = model(db, DecisionModel, key, readable), decision_line(db, key)
    if row is None or line is None:
        return None
    changes = _changes(_image(row.before_json), _image(row.after_json))
    return DecisionCard(
        row,
        line,
        _about(db, row, readable),
        _evidence(row),
        tuple(changes[:ROWS]),
        max(0, len(changes) - ROWS),
        _last_about(db, line.pending_id),
    )


def _last_about(db: Database, pending_id: int | None) -> int | None:
    try:
        return None if pending_id is None else last_about(db, pending_id)
    except NotPending:
        return None


def trash_card(db: Database, key: int, readable: Collection[str]) -> TrashCard | None:
    row = model(db, TrashModel, key, readable)
    if row is None:
        return None
    kept = contents(row.metadata_json)
    before, after = _tables(kept.get("before")), _tables(kept.get("after"))
    gone = Counter(
        {table: sum(after.get(table, {}).get(text, {}) is None for text in before[table]) for table in before}
    )
    return TrashCard(row, name_of(asdict(row)), {table: count for table, count in gone.items() if count})


def _about(db: Database, row: DecisionModel, readable: Collection[str]) -> tuple[WorkLine, ...]:
    "The rows that a decision names, as they are called now; those that are gone are left out."
    named = [pair for pair in dict.fromkeys(about(asdict(row)).values()) if pair[0] in readable]
    found = {(table, key): names_of(db, table, [key]).get(key) for table, key in named}
    return tuple(WorkLine(table, key, name) for (table, key), name in found.items() if name is not None)


def _evidence(row: DecisionModel) -> tuple[Evidence, ...]:
    return Candidate.from_dict({"evidence": _json(row.evidence_json)}).evidence


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RowChange]:
    found = []
    for table in dict.fromkeys([*after, *before]):
        was, became = before.get(table, {}), after.get(table, {})
        for text in dict.fromkeys([*became, *was]):
            found.append(_row_change(table, text, was.get(text), became.get(text)))
    return found


def _row_change(table: str, text: str, was: Any, became: Any) -> RowChange:
    what = "added" if was is None else "deleted" if became is None else "changed"
    old, new = (value if isinstance(value, dict) else {} for value in (was, became))
    fields = tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name) and name != "path_bytes"
    )
    return RowChange(table, text, what, fields)


def _image(text: str | None) -> dict[str, dict[str, Any]]:
    return _tables(_json(text))


def _tables(value: Any) -> dict[str, dict[str, Any]]:
    "The parts of an image that are one: table → key → columns."
    if not isinstance(value, dict):
        return {}
    return {table: rows_ for table, rows_ in value.items() if isinstance(rows_, dict)}


def _json(text: str | None) -> Any:
    try:
        return read_json(text or "null")
    except ValueError:
        return None
