"""Reads the body of a POST into values, and reports what is wrong with it.

Only form-encoded bodies: Datasette would silently misread any other.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from cineorg_catalog.audit.edit import EDITABLE
from cineorg_catalog.db.models import TABLES
from cineorg_catalog.errors import BadUsage
from cineorg_catalog.review.decide import Choice

LONGEST = 512 * 1024  # bytes; enough for several thousand ids
LONGEST_TITLE = 500
ACTIONS = ("approve", "reject", "undo")
CHOICES = ("candidate", "as", "title")
SCOPES = ("file", "season", "series")
_ID = re.compile(r"[0-9]{1,18}")


class WrongType(BadUsage):
    "The body is not form-encoded."


@dataclass(frozen=True, slots=True)
class Form:
    """A decoded form.

    `fields` holds the last value of each name; `ids`, `seen` and `decisions` hold all of their values.
    """

    fields: dict[str, str]
    ids: tuple[str, ...]
    seen: tuple[str, ...]
    decisions: tuple[str, ...]

    def text(self, name: str) -> str:
        return self.fields.get(name, "").strip()


async def read_form(request: Any) -> Form:
    "Read and decode the body. Raises WrongType for any other content type, BadUsage if it is too long."
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise WrongType("Send a form (application/x-www-form-urlencoded).")
    body = await request.post_body()
    if len(body) > LONGEST:
        raise BadUsage(f"The form is too long; at most {LONGEST // 1024} KiB are read.")
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    ids, seen, decisions = (
        tuple(value for field, value in pairs if field == name) for name in ("id", "seen", "decision")
    )
    return Form(dict(pairs), ids, seen, decisions)


def ids_of(form: Form) -> list[int]:
    "The selected rows: several `id`, each one number or several with commas. Raises BadUsage."
    if not form.ids:
        raise BadUsage("Select at least one file: send id= with a row number for each.")
    return _keys("id", form.ids)


def marks_of(form: Form) -> list[tuple[list[int], str]]:
    "The state of the files as shown: `seen=5:state`, or `seen=5,6,7:mark` for several. Raises BadUsage."
    return [
        (_keys("seen", (ids,)), mark) for ids, _, mark in (text.partition(":") for text in form.seen) if ids
    ]


def decisions_of(form: Form) -> list[int]:
    """The decisions to undo: several `decision`, each one number or several with commas; [] if not given.

    Raises BadUsage for anything but numbers, and if the action is not undo.
    """
    if form.decisions and action_of(form) != "undo":
        raise BadUsage("decision= is only valid with action=undo.")
    return _keys("decision", form.decisions)


def _keys(name: str, texts: tuple[str, ...]) -> list[int]:
    keys = [row_id(part.strip()) for text in texts for part in text.split(",")]
    if None in keys:
        raise BadUsage(f"{name}= takes numbers separated by commas.")
    return [key for key in dict.fromkeys(keys) if key is not None]


def row_id(text: str) -> int | None:
    "The row id in an address or form; None if it cannot be one."
    return int(text) if _ID.fullmatch(text) else None


def action_of(form: Form) -> str:
    "The action of the form. Raises BadUsage for an unknown one."
    action = form.text("action")
    if action not in ACTIONS:
        raise BadUsage(f"{action!r} is not an action; send action=approve, reject or undo.")
    return action


def choice_of(form: Form) -> Choice:
    "The choice made. Raises BadUsage unless exactly one of candidate, as and title is given."
    given = [(name, form.text(name)) for name in CHOICES if form.text(name)]
    if len(given) != 1:
        raise BadUsage(
            "To approve, send one of candidate=, as= (an id or address) or title=, year= and kind=."
        )
    name, value = given[0]
    numbers, misread = _numbers(form)
    return Choice(
        candidate=value if name == "candidate" else None,
        address=value if name == "as" else None,
        manual=(_line(value), _year_of(form), form.text("kind")) if name == "title" else None,
        numbers=numbers,
        misread=misread,
        series=_scope(form) == "series",
        season=_scope(form) == "season",
    )


def _line(text: str) -> str:
    "The text on one line, without control characters."
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())[:LONGEST_TITLE]


def _year_of(form: Form) -> int | None:
    text = form.text("year")
    if text and not re.fullmatch(r"[0-9]{4}", text):
        raise BadUsage(f"{text[:20]!r} is not a year; enter four digits, or nothing if it is unknown.")
    return int(text) if text else None


def _scope(form: Form) -> str:
    scope = form.text("scope") or "file"
    if scope not in SCOPES:
        raise BadUsage(f"{scope[:20]!r} is not a scope; send scope=file, scope=season or scope=series.")
    return scope


def _numbers(form: Form) -> tuple[tuple[int, tuple[int, ...]] | None, str]:
    "Season and episodes as typed, or the error in them: whether that matters depends on the chosen title."
    try:
        return typed_numbers(form), ""
    except BadUsage as error:
        return None, str(error)


def typed_numbers(form: Form) -> tuple[int, tuple[int, ...]] | None:
    "Season and episodes as typed: `2` and `3`, `3-4` or `3, 5`. Raises BadUsage for anything else."
    season, episodes = form.text("season"), form.text("episodes")
    if not episodes:
        if season:
            raise BadUsage("Enter the episode too; the season alone is not enough.")
        return None
    if season and not re.fullmatch(r"[0-9]{1,4}", season):
        raise BadUsage(f"{season[:20]!r} is not a season; enter a number, 0 for specials.")
    return int(season or 1), _episodes(episodes)


def _episodes(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"\s*[,;]\s*", text[:200]):
        ends = re.fullmatch(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?", part)
        if ends is None:
            raise BadUsage(f"{text[:40]!r} is not an episode; enter 3, 3-4 or 3, 5.")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if not 0 <= last - first < 100:
            raise BadUsage(f"{part} is not a valid range of episodes.")
        found.extend(range(first, last + 1))
    return tuple(dict.fromkeys(found))


def edited_fields(form: Form, kind: str) -> dict[str, str]:
    """The title's fields in a form, under the names that `edit` knows.

    `minutes` is the running time in minutes. Raises BadUsage if it is not a number.
    """
    names = [name.removesuffix("_json") for name in EDITABLE[kind]]
    found = {name: form.text(name) for name in names if name in form.fields}
    minutes = form.text("minutes")
    if "minutes" in form.fields and "duration_seconds" not in found:
        if minutes and not re.fullmatch(r"[0-9]{1,5}", minutes):
            raise BadUsage(f"{minutes[:20]!r} is not a number of minutes.")
        found["duration_seconds"] = str(int(minutes) * 60) if minutes else ""
    return found


def other_title(form: Form, kind: str) -> int:
    "The id of the title to merge into this one, from its number or its page's address. Raises BadUsage."
    text, table = form.text("other"), TABLES[kind]
    found = re.search(rf"(?:^|/{table}/)([0-9]{{1,18}})/?$", text)
    if found is None:
        raise BadUsage(
            f"{text[:40]!r} is not a title of this kind; enter its number or the address of its page."
        )
    return int(found[1])


def typed_viewing(form: Form) -> tuple[date | None, float | None]:
    "The day it was watched (None: today) and the rating (None: not rated). Raises BadUsage."
    on, rating = form.text("on"), form.text("rating")
    try:
        return date.fromisoformat(on) if on else None, float(rating) if rating else None
    except ValueError as error:
        raise BadUsage("Enter the day as 2026-11-28 and the rating as a number from 0 to 10.") from error
