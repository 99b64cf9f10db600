"""The texts that candidates have from sources whose texts may be stored only for a limited time.

They are in `pending_validations` alone: images of decisions, the trash and backups keep the ids.
"""

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from ..matching.candidate import without_words


class _Connection(Protocol):
    "A connection of sqlite3, or a Database."

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...


def expiring_sources(db: _Connection) -> set[str]:
    "The sources whose texts may be stored only for a limited time."
    return {name for (name,) in db.execute("select name from sources where max_age_days is not null")}


def without_expiring(values: Mapping[str, Any], sources: Collection[str]) -> dict[str, Any]:
    "Columns of a row of `pending_validations` without the words of these sources."
    text = values.get("candidates_json")
    if not isinstance(text, str) or not any(f'"{name}"' in text for name in sources):
        return dict(values)
    bare = _bare(text, lambda item: item.get("source") in sources and _has_words(item))
    return dict(values) if bare is None else {**values, "candidates_json": bare, "reasons_json": "[]"}


def forget_words(db: _Connection, source: str, found_until: str | None = None) -> int:
    """Reduce the candidates of a source to their ids, all or those found until a time. Returns their rows.

    Pending files are identified again by the next scan.
    """

    def expires(item: dict[str, Any]) -> bool:
        if item.get("source") != source or not _has_words(item):
            return False
        return found_until is None or str(item.get("found_at") or "9") <= found_until

    sql = """select id, candidates_json from pending_validations
             where candidates_json like '%' || ? || '%' and json_valid(candidates_json)"""
    count = 0
    for key, text in db.execute(sql, [f'"{source}"']).fetchall():
        if (bare := _bare(text, expires)) is not None:
            count += 1
            db.execute(
                """update pending_validations set candidates_json = ?, reasons_json = '[]',
                   rule_version = iif(validation_status = 'pending', null, rule_version) where id = ?""",
                [bare, key],
            )
    return count


def _has_words(item: Mapping[str, Any]) -> bool:
    "False for an id that was read from a name: its title is the name's."
    return any(item.get(name) for name in ("found_at", "overview", "poster_path"))


def _bare(text: str, expires: Callable[[dict[str, Any]], bool]) -> str | None:
    "Stored candidates without the words of some; None if they have none of these."
    try:
        items = json.loads(text)
    except ValueError:
        return None
    if not isinstance(items, list) or not any(isinstance(item, dict) and expires(item) for item in items):
        return None
    left = [without_words(item) if isinstance(item, dict) and expires(item) else item for item in items]
    return json.dumps(left, ensure_ascii=False)
