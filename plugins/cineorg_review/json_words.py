"""The JSON columns of the catalogue in a few words, for the cells of tables. Pure.

What is not understood stays as it is; the row's own page shows the JSON itself.
"""

from collections.abc import Callable
from typing import Any

from cineorg_catalog.db.columns import read_json

from . import words

_ITEMS = 4  # of a list; the rest is counted


def shown(column: str, text: str) -> str | None:
    "A JSON column in words, or None where it does not hold what it should."
    try:
        return _WORDS[column](read_json(text))
    except (ValueError, TypeError, AttributeError, KeyError):  # whatever a foreign row holds
        return None


def texts(text: str) -> list[str] | None:
    "The items of a JSON list of texts, or None where it is none."
    try:
        found = read_json(text)
    except ValueError:
        return None
    fits = isinstance(found, list) and found and all(isinstance(item, str) for item in found)
    return found if fits else None


def _listed(items: Any) -> str:
    if not isinstance(items, list):
        raise TypeError
    return _some([str(item) for item in items]) or "none"


def _some(items: list[str]) -> str:
    more = len(items) - _ITEMS
    return ", ".join(items[:_ITEMS]) + (f" and {more} more" if more > 0 else "")


def _candidates(found: Any) -> str:
    if not found:
        return "none"
    best, more = found[0], len(found) - 1
    year = "" if best.get("year") is None else f" ({best['year']})"
    score = "" if best.get("score") is None else f", score {float(best['score']):.0f}"
    return f"{best['title']}{year}{score}" + (f" and {words.count(more, 'other')}" if more else "")


def _parsed(found: Any) -> str:
    year = "" if found.get("year") is None else f" ({found['year']})"
    number = words.numbers(found.get("season"), found.get("episodes"))
    return f"{found.get('title') or 'no title'}{year} {number}".strip()


def _reasons(found: Any) -> str:
    return "; ".join(words.reason(str(text)) for text in found) or "none"


def _evidence(found: Any) -> str:
    weighed = [f"{words.code(item['what'])} {item['value']:g}" for item in found if item.get("weight")]
    against = [f"against: {words.code(item['what']).lower()}" for item in found if item.get("against")]
    return ", ".join(weighed + against)


def _counts(found: Any) -> str:
    counted = found.get("files", found)
    return _some([f"{number:,} {name}" for name, number in counted.items() if number]) or "nothing"


def _errors(found: Any) -> str:
    if not found:
        return "none"
    first = found[0]
    return f"{words.count(len(found), 'error')}: {first['path']}: {first['error']}"


def _options(found: Any) -> str:
    return ", ".join(f"{name}: {value}" for name, value in found.items() if value not in (None, "", []))


def _image(found: Any) -> str:
    "The rows of a decision: 1 film, 2 files of films."
    return ", ".join(words.rows_of(table, len(rows)) for table, rows in found.items())


def _trashed(found: Any) -> str:
    name = found.get("title") or found.get("path")
    year = "" if found.get("year") is None else f" ({found['year']})"
    return f"{name}{year}" if name else _image(found["before"])


_WORDS: dict[str, Callable[[Any], str]] = {
    "candidates_json": _candidates,
    "parsed_json": _parsed,
    "reasons_json": _reasons,
    "evidence_json": _evidence,
    "counts_json": _counts,
    "errors_json": _errors,
    "options_json": _options,
    "roots_json": _listed,
    "paths_json": _listed,
    "resolutions_json": _listed,
    "before_json": _image,
    "after_json": _image,
    "metadata_json": _trashed,
}
COLUMNS = tuple(_WORDS)
