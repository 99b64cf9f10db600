"""House rules: SELECTs that the owner keeps in metadata.yml as canned queries named `rule_…`.

A row that such a query finds is an offender. Reads only, whatever the SQL says.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from .errors import CatalogueError
from .findings import Finding

DATABASE = "cineorg"
SHOWN = 3  # offenders that a rule's line names
COLUMNS = 4  # of each, so many columns
LONGEST = 100  # characters of a value
STEPS = 50_000_000  # of SQLite's machine; a rule that needs more is stopped, and that is said
READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


@dataclass(frozen=True, slots=True)
class Rule:
    "A house rule: its canned query's name, what it asks for in words, and its SELECT (None without one)."

    name: str
    title: str
    sql: str | None


def check_rules(db: Database, metadata: Path) -> list[Finding]:
    "A finding for each rule of a metadata.yml that is broken or cannot be run, or one for the file."
    try:
        return list(offenders(db, house_rules(metadata)))
    except CatalogueError as error:
        return [Finding("rule", str(error))]


def house_rules(metadata: Path) -> list[Rule]:
    "The rules of a metadata.yml, in its order. Raises CatalogueError where it cannot be read."
    try:
        content = yaml.safe_load(metadata.read_text(encoding="utf-8")) or {}
        queries = ((content.get("databases") or {}).get(DATABASE) or {}).get("queries") or {}
        return [_rule(str(name), query) for name, query in queries.items() if str(name).startswith("rule_")]
    except OSError as error:
        raise CatalogueError(f"{metadata} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, AttributeError, UnicodeError) as error:
        message = " ".join(str(error).split())
        raise CatalogueError(f"{metadata} is no metadata file of Datasette: {message}.") from error


def _rule(name: str, query: Any) -> Rule:
    if not isinstance(query, dict):
        query = {"sql": query}
    sql = query.get("sql")
    return Rule(name, str(query.get("title") or name), sql if isinstance(sql, str) else None)


def offenders(db: Database, rules: list[Rule]) -> Iterator[Finding]:
    "A finding for each rule that finds rows: how many, the first few, and where all are. Else none."
    for rule in rules:
        db.conn.set_authorizer(_reading_only)
        db.conn.set_progress_handler(_stopper(), 10_000)
        try:
            found = _broken(db, rule)
        except (sqlite3.Error, sqlite3.Warning) as error:
            found = Finding("rule", f"The house rule {rule.name} could not be run: {_why(error)}.")
        finally:
            db.conn.set_progress_handler(None, 0)
            db.conn.set_authorizer(None)
        if found:
            yield found


def _stopper() -> Callable[[], bool]:
    "Asked every 10,000 steps: is it enough?"
    asked = count()
    return lambda: next(asked) >= STEPS // 10_000


def _reading_only(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY


def _broken(db: Database, rule: Rule) -> Finding | None:
    if rule.sql is None:
        return Finding("rule", f"The house rule {rule.name} could not be run: it has no sql.")
    cursor = db.conn.execute(rule.sql)
    names = [item[0] for item in cursor.description or ()]
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
    "What SQLite says of a rule that it did not run, in words for its owner."
    text = " ".join(str(error).split()).rstrip(".")
    if text == "interrupted":
        return "it takes too long"
    if "authoriz" in text or "prohibited" in text:
        return f"a rule may only read ({text})"
    if "binding" in text:
        return f"a rule takes no parameters ({text})"
    return text
