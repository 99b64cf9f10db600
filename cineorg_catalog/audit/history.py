"""The life of a row, read from the decisions that made and changed it. Reads only."""

from typing import Any

from sqlite_utils import Database

from ..db.changes import Image, load_image, read_row
from ..db.models import TABLES
from ..errors import BadUsage, NotFound
from ..untrusted import whole_number

_SQL = """select id, action, who, decided_at, entity_type, entity_id, video_file_id,
                 candidate_source, candidate_kind, candidate_id, rule, rule_version, score,
                 reason, undoes, load_id, before_json, after_json,
                 (select min(later.id) from decisions as later where later.undoes = decisions.id) as undone_by
          from decisions where {where} order by id"""


def history(db: Database, kind: str, key: int) -> list[dict[str, Any]]:
    """Every decision that touched a film, series, episode or video file, oldest first.

    `before` and `after` are the changed columns of that very row, None where it was not there;
    `undone_by` is the decision that took it back, or None. Raises BadUsage, NotFound.
    """
    if kind not in TABLES:
        raise BadUsage(f"{kind!r} has no history; {', '.join(TABLES)} have.")
    if whole_number(key) is None:
        raise NotFound(f"There is no {kind} {key}, and no decision about one.")
    table, path = TABLES[kind], f'$.{TABLES[kind]}."{key}"'
    touched = """(json_valid(after_json) and json_type(after_json, :path) is not null)
                 or (entity_type = :kind and entity_id = :key)"""
    if kind == "video_file":
        touched += " or video_file_id = :key"
    rows = _rows(db, touched, {"path": path, "kind": kind, "key": key})
    if not rows and read_row(db, table, (key,)) is None:
        raise NotFound(f"There is no {kind} {key}, and no decision about one.")
    for row in rows:
        for name in ("before", "after"):
            row[name] = _image(row.pop(f"{name}_json")).get(table, {}).get(str(key))
    return rows


def _image(text: str | None) -> Image:
    "One that cannot be read says nothing; the decision itself is listed all the same."
    try:
        return load_image(text)
    except ValueError:
        return {}


def _rows(db: Database, where: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    cursor = db.execute(_SQL.format(where=where), values)
    names = [item[0] for item in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
