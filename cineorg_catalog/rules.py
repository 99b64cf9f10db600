"""House rules: SELECTs that the owner keeps in metadata.yml as canned queries named `rule_…`.

A row that such a query finds is an offender. Reads only, whatever the SQL says.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from .errors import CatalogueError
from .findings import Finding

DATABASE = "cineorg"
SHOWN = 4  # columns of an offender that its line shows
STEPS = 50_000_000  # of SQLite's machine; a rule that needs more is stopped, and that is said


@dataclass(frozen=True, slots=True)
class Rule:
    "A house rule: its canned query's name, what it asks for in words, and its SELECT."

    name: str
    title: str
    sql: str


def house_rules(metadata: Path) -> list[Rule]:
    "The rules of a metadata.yml, in its order. Raises CatalogueError where it cannot be read."
    try:
        content = yaml.safe_load(metadata.read_text(encoding="utf-8")) or {}
        queries = ((content.get("databases") or {}).get(DATABASE) or {}).get("queries") or {}
        named = [(name, query) for name, query in queries.items() if str(name).startswith("rule_")]
        return [_rule(str(name), query) for name, query in named]
    except (OSError, UnicodeError) as error:
        raise CatalogueError(f"{metadata} cannot be read: {error}.") from error
    except (yaml.YAMLError, AttributeError, KeyError) as error:
        message = " ".join(str(error).split())
        raise CatalogueError(f"{metadata} is no metadata file of Datasette: {message}.") from error


def _rule(name: str, query: Any) -> Rule:
    if isinstance(query, str):
        return Rule(name, name, query)
    return Rule(name, str(query.get("title") or name), query["sql"])


def offenders(db: Database, rules: list[Rule]) -> Iterator[Finding]:
    "A finding for each row that a rule finds, and for each rule that cannot be run."
    db.execute("pragma query_only=on")
    steps = iter(range(STEPS // 10_000))
    db.conn.set_progress_handler(lambda: next(steps, None) is None, 10_000)
    try:
        for rule in rules:
            steps = iter(range(STEPS // 10_000))
            yield from _broken(db, rule)
    finally:
        db.conn.set_progress_handler(None, 0)
        db.execute("pragma query_only=off")


def _broken(db: Database, rule: Rule) -> Iterator[Finding]:
    try:
        cursor = db.execute(rule.sql)
        names = [item[0] for item in cursor.description or ()]
        for row in cursor.fetchall():
            shown = ", ".join(f"{name} {value}" for name, value in list(zip(names, row, strict=True))[:SHOWN])
            yield Finding("rule", f"{rule.title}: {shown}.")
    except sqlite3.Error as error:
        yield Finding("rule", f"The house rule {rule.name} could not be run: {error}.")
