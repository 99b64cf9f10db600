"""House rules: SELECTs that the owner writes in metadata.yml as canned queries named `rule_…`."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from .check import Finding
from .errors import CatalogueError
from .resources import mapping, read_metadata

DATABASE = "cineorg"
SHOWN = 3  # number of rows that a rule's line shows
COLUMNS = 4  # columns shown of each row
LONGEST = 100  # characters shown of a value
STEPS = 50_000_000  # steps of SQLite's virtual machine; a rule that needs more is stopped and reported
WIDEST = 10_000_000  # bytes of one value, because no steps are counted inside a function
DENIED = {  # no other files, and no transactions that outlive the rule
    sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    "A house rule: the name of its canned query, its title, and its SELECT (None if it has none)."

    name: str
    title: str
    sql: str | None


def check_rules(db: Database, metadata: Path) -> list[Finding]:
    "A finding for each rule in metadata.yml that is broken or cannot be run, or one finding about the file."
    try:
        return list(broken_rules(db, house_rules(metadata)))
    except CatalogueError as error:
        return [Finding("rule", str(error))]


def house_rules(metadata: Path) -> list[Rule]:
    "The rules in a metadata.yml, in its order. Raises CatalogueError if it cannot be read."
    content, where = read_metadata(metadata), ""
    for name in ("databases", DATABASE, "queries"):
        where = f"{where}: {name}" if where else name
        content = mapping(content.get(name), metadata, f"`{where}`")
    return [_rule(str(name), query) for name, query in content.items() if _is_rule(str(name))]


def _is_rule(name: str) -> bool:
    "False for `rule_precision`, our own query about the rules for matching."
    return name.startswith("rule_") and name != "rule_precision"


def _rule(name: str, query: Any) -> Rule:
    if not isinstance(query, dict):
        query = {"sql": query}
    sql = query.get("sql")
    return Rule(name, str(query.get("title") or name), sql if isinstance(sql, str) else None)


def broken_rules(db: Database, rules: list[Rule]) -> Iterator[Finding]:
    "A finding for each rule that finds rows: their number, the first few, and where to see all."
    for rule in rules:
        with _reading_only(db):
            try:
                found = _broken(db, rule)
            except (sqlite3.Error, sqlite3.Warning) as error:
                found = Finding("rule", f"The house rule {rule.name} could not be run: {_why(error)}.")
        if found:
            yield found


@contextmanager
def _reading_only(db: Database) -> Iterator[None]:
    """Let the rule's SQL only read this database, and only for a limited time.

    An authorizer that allows only SELECT would also refuse json_each and FTS (measured): they need further
    actions, but write nothing.
    """
    db.execute("pragma query_only = on")
    widest = db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, WIDEST)
    db.conn.set_authorizer(_allowed)
    db.conn.set_progress_handler(_stopper(), 10_000)
    try:
        yield
    finally:
        db.conn.set_progress_handler(None, 0)
        db.conn.set_authorizer(None)
        db.conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, widest)
        db.execute("pragma query_only = off")


def _allowed(action: int, name: str | None, *_: str | None) -> int:
    "Refuse writes, attachments and pragmas, except the one that FTS reads."
    denied = action in DENIED or (action == sqlite3.SQLITE_PRAGMA and name != "data_version")
    return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK


def _stopper() -> Callable[[], bool]:
    "Called every 10,000 steps; true when the rule has run long enough."
    calls = count()
    return lambda: next(calls) >= STEPS // 10_000


def _broken(db: Database, rule: Rule) -> Finding | None:
    cursor = db.conn.execute(rule.sql or "")
    if cursor.description is None:
        return Finding("rule", f"The house rule {rule.name} could not be run: it has no sql.")
    names = [item[0] for item in cursor.description]
    first = [_named(names, row) for row in islice(cursor, SHOWN)]
    number = len(first) + sum(1 for _ in cursor)
    if not number:
        return None
    more = f" and {number - SHOWN} more" if number > SHOWN else ""
    breaks = "1 row breaks it" if number == 1 else f"{number} rows break it"
    return Finding(
        "rule", f"{rule.title}: {breaks}: {'; '.join(first)}{more}. All of them: /{DATABASE}/{rule.name}"
    )


def _named(names: list[str], row: Any) -> str:
    pairs = list(zip(names, row, strict=True))[:COLUMNS]
    return ", ".join(f"{name} {' '.join(str(value).split())[:LONGEST]}" for name, value in pairs)


def _why(error: Exception) -> str:
    "SQLite's reason for not running a rule, in words for its owner."
    text = " ".join(str(error).split()).rstrip(".")
    if text == "interrupted":
        return "it takes too long"
    if any(word in text for word in ("authoriz", "prohibited", "readonly")):
        return f"a rule may only read ({text})"
    if "binding" in text:
        return f"a rule takes no parameters ({text})"
    return text
