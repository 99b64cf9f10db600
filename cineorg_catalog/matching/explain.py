"""Evidence as data, and the only place that puts it into words for shell, pages and stored notes.

It makes no decisions. Nothing parses these sentences back; a note that an older version stored stays as it
is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..languages import language_name
from ..untrusted import finite_number

LEVELS = ("for", "neutral", "against")
FAULT = "fault"  # the program itself failed at this file


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against a candidate, or why a file needs review: a code and its values.

    `level` is one of LEVELS; evidence against a candidate rules out an automatic match. `value` is 0–100 and
    `weight` its share of the score in per cent, both 0 where the evidence does not count towards the score.
    `stored` is the sentence kept by an older version that stored no values.
    """

    what: str
    level: str = "neutral"
    values: Mapping[str, Any] = field(default_factory=dict)
    value: float = 0
    weight: float = 0
    stored: str = ""

    @property
    def against(self) -> bool:
        return self.level == "against"

    def to_dict(self) -> dict[str, Any]:
        "One object of DESIGN §3's `evidence`; `note` is its sentence."
        return {
            "what": self.what, "level": self.level, "values": dict(self.values),
            "value": self.value, "weight": self.weight, "note": note(self),
        }  # fmt: skip


def evidence_from(item: object) -> Evidence | None:
    """Read one stored piece of evidence or reason; None if it is neither.

    Older versions stored evidence with `against` and a note, and a reason as `code: sentence`.
    """
    if isinstance(item, str):
        return _reason_in_words(item)
    if not isinstance(item, Mapping):
        return None
    value, weight, level = (
        finite_number(item.get("value")),
        finite_number(item.get("weight")),
        item.get("level"),
    )
    if level not in LEVELS:
        level = "against" if item.get("against") else "for" if value >= 50 else "neutral"
    values = item.get("values")
    return Evidence(
        str(item.get("what") or ""), level, values if isinstance(values, Mapping) else {}, value, weight,
        str(item.get("note") or ""),
    )  # fmt: skip


def _reason_in_words(text: str) -> Evidence:
    what, colon, rest = text.partition(":")
    if colon and what and " " not in what:
        return Evidence(what, "against", stored=rest.strip())
    return Evidence("low_score" if text.startswith("score ") else "", "against", stored=text)


Values = Mapping[str, Any]

NAMES = {  # the heading of each code of evidence or reason
    "another_cut": "Different cut",
    "contains_only": "Only part of the title",
    "content_changed": "Content changed",
    "renamed": "Renamed",
    "unwritten": "Not downloaded yet",
    "decided_before": "Decided before",
    "duration": "Running time",
    "duration_far": "Running time far off",
    FAULT: "Not identified",
    "first": "Listed first",
    "found": "Found",
    "id": "Id",
    "id_other_title": "The id belongs to another title",
    "id_unknown": "The title database does not have this id",
    "low_score": "Score too low",
    "near_year": "Year",
    "nfo": "NFO",
    "no_candidate": "Not in the title database",
    "no_episode": "No episode number",
    "no_title": "No title in the name",
    "no_year": "No year in the name",
    "not_read": "Ignored",
    "other": "Other reasons",
    "other_article": "Different article",
    "other_kind": "Film or series",
    "read_as": "Read as",
    "same_content": "Same content",
    "settled": "Approved series",
    "tag_or_title": "May belong to the title",
    "taken_back": "Undone before",
    "twin": "Another title fits as well",
    "words_left_out": "Words left out",
    "year_in_title": "Year",
    "year_unknown": "Year of the title unknown",
}
_ONE = {"movie": "a film", "series": "a series"}
_MANY = {"movie": "films", "series": "series"}
_SOURCES = {
    "name": "from the file name alone",
    "folder": "from the folder",
    "guessit": "read with guessit",
    "nfo": "from the NFO",
}
_FOUND = {
    "exact": "Same title",
    "tokens": "Same words in the title",
    "near": "Similar title",
}
_FIRST = {
    "exact": "the name contains exactly this title; candidates with a higher score have other titles",
    "whole": "the whole name is this title; candidates with a higher score match only part of it",
    "kind": "it is of the kind that the name says; candidates with a higher score are not",
}


def heading(what: str) -> str:
    "The heading of an evidence code: other_year → Other year."
    return NAMES.get(what) or what.replace("_", " ").capitalize()


def note(evidence: Evidence) -> str:
    "The sentence of a piece of evidence, without its heading; the stored one where it has no values."
    made = _NOTES.get(evidence.what)
    if made is None or not evidence.values:
        return evidence.stored
    try:
        return made(evidence.values)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ):  # values stored by another version or edited by hand
        return evidence.stored


def sentence(evidence: Evidence) -> str:
    "A piece of evidence or a reason as one line: `No year in the name: 4 films of this title`, `Same title`."
    text = note(evidence)
    if evidence.what in _ALONE and text:
        return text[:1].upper() + text[1:]
    if not evidence.what:
        return text[:1].upper() + text[1:]
    name = heading(evidence.what)
    lead, _, rest = text.partition(": ")
    if rest and name.casefold().endswith(lead.casefold()):  # a stored sentence begins as its heading ends
        text = rest
    return f"{name}: {text}" if text and text.casefold() != name.casefold() else name


_ALONE = ("title", "year", "found", "content_changed", "renamed", "unwritten", "no_candidate", "no_episode",
          "taken_back", "not_read", "same_content", "decided_before")  # fmt: skip


def _minutes(seconds: float) -> int:
    return round(seconds / 60)


def _title(values: Values) -> str:
    title, language = values["title"], values.get("language")
    if values["how"] == "near":
        return f"“{values['sought']}” is similar to “{title}”"
    if values["how"] == "variant":
        return f"same title, written “{title}”"
    if not values.get("other"):
        return "same title"
    named = f"{language_name(language)}: " if language else ""
    return f"same title ({named}“{title}”)"


def _year(values: Values) -> str:
    said_year, year = values["name"], values["title"]
    if said_year is None:
        return "no year in the name"
    if year is None:
        return "the year of this title is unknown"
    if values.get("episode"):
        return f"the episode is from {said_year}, the series began in {year}"
    return f"{year} in both" if year == said_year else _other_year(values)


def _other_year(values: Values) -> str:
    said_year, year, kind = values["name"], values["title"], values["kind"]
    if values.get("episode"):
        return f"the episode is from {said_year}, the series ran {year}–{values.get('end') or ''}"
    if kind == "series":
        return f"the file name says {said_year}, the series began in {year}"
    return f"the {values.get('source') or 'file name'} says {said_year}, the film is from {year}"


def _no_year(values: Values) -> str:
    kind, count, year = values["kind"], values.get("works"), values["title"]
    if not count:
        return f"this one is from {year or 'an unknown year'}"
    if count == 1:
        return f"the only {_ONE[kind].split()[1]} of this title is from {year}"
    first, last = values["first"], values["last"]
    return (
        f"{count} {_MANY[kind]} of this title, {f'all from {first}' if first == last else f'{first}–{last}'}"
    )


def _duration(values: Values) -> str:
    pal = ", which fits PAL speed" if values.get("pal") else ""
    return f"{_minutes(values['file'])} min, the film has {_minutes(values['title'])}{pal}"


def _far(values: Values) -> str:
    apart = _minutes(values["file"] - values["title"])
    return f"the file is {abs(apart)} min {'longer' if apart > 0 else 'shorter'}"


def _numbers(numbers: Sequence[str]) -> str:
    return " and ".join(map(str, numbers)) or "no number"


def _other_kind(values: Values) -> str:
    if values.get("library"):
        return f"the folder is for {_MANY[values['library']]}, this is {_ONE[values['title']]}"
    return f"the file name reads like {_ONE[values['name']]}, this is {_ONE[values['title']]}"


def _country(values: Values) -> str:
    if values["title"] is None:
        return f"the file name says {values['name']}, the country of the title is unknown"
    if values["title"] == values["name"]:
        return f"{values['name']} in both"
    return f"the file name says {values['name']}, the title says {values['title']}"


def _left_out(values: Values) -> str:
    if beside := values.get("beside"):
        return f"the file name also says “{beside}”, which “{values['name']}” leaves out"
    return f"the file name says more than “{values['name']}”"


def _titled(work: Values) -> str:
    return f"{work['title']} ({work.get('year') or 'no year'}, {work['id']})"


def _read_as(values: Values) -> str:
    source, _, way = values["how"].partition(", ")
    year = values["year"] if values["year"] is not None else "no year"
    kind, how = _ONE[values["kind"] or "movie"], way or _SOURCES.get(source, source)
    return f"{kind} “{values['title']}”, {year} ({how})"


def _id(values: Values) -> str:
    where = "NFO" if values.get("nfo") else "name"
    known = f" is {values['title']} ({values.get('year') or 'no year'})" if values.get("title") else ""
    return f"{values['id']}{known}, found in the {where}"


def _other_title(values: Values) -> str:
    where = "NFO" if values.get("nfo") else "name"
    named = f"{values['title']} ({values.get('year') or 'no year'})"
    return f"{values['id']} in the {where} is {named}, but the file name says “{values['name']}”"


def _low_score(values: Values) -> str:
    parts = ", ".join(
        f"{heading(what).lower()} {got:.3g} of {weight:g}" for what, got, weight in values["parts"]
    )
    return f"{values['score']:g} of the {values['needed']:g} needed ({parts})"


def _changed(values: Values) -> str:
    was = (
        f"its content has changed since it was matched to {values['was']} ({values['was_year'] or 'no year'})"
    )
    if values.get("now"):
        return f"{was}; it now looks like {values['now']} ({values['now_year'] or 'no year'})"
    return f"{was}; its running time no longer fits"


_NOTES: dict[str, Callable[[Values], str]] = {
    "title": _title,
    "year": _year,
    "year_in_title": lambda values: f"{values['year']} was read as part of the title",
    "year_unknown": lambda values: "the year of this title is unknown",
    "no_year": _no_year,
    "other_year": _other_year,
    "near_year": _other_year,
    "duration": _duration,
    "another_cut": lambda values: f"{_duration(values)}; a different cut ({values['edition']})",
    "duration_far": _far,
    "other_part": lambda values: (
        f"the file name has {_numbers(values['name'])}, the title has {_numbers(values['title'])}"
    ),
    "contains_only": lambda values: (
        f"the file name says “{values['name']}”, the title is “{values['title']}”"
    ),
    "other_spelling": lambda values: (
        f"the file name says “{values['name']}”, the title is “{values['title']}”"
    ),
    "other_article": lambda values: (
        f"the file name says “{values['name']}”, the title is “{values['title']}”"
    ),
    "words_left_out": _left_out,
    "tag_or_title": lambda values: (
        f"“{values['words']}” may belong to the title or describe the file; “{values['name']}” was looked up"
    ),
    "other_kind": _other_kind,
    "country": _country,
    "other_country": _country,
    "other_episode": lambda values: f"the file name says {values['name']}, the NFO {values['nfo']}",
    "twin": lambda values: ", ".join(map(_titled, values["works"])),
    "read_as": _read_as,
    "first": lambda values: _FIRST[values["why"]],
    "found": lambda values: _FOUND[values["how"]],
    "id": _id,
    "nfo": _id,
    "id_other_title": _other_title,
    "id_unknown": lambda values: f"{values['source']} {values['id']}; title and year come from the file name",
    "other_work": lambda values: f"the file name is exactly {_titled(values)}",
    "no_title": lambda values: f"only the id {values['id']} identifies the file",
    "settled": lambda values: f"a person approved “{values['name']}” as {values['title']}",
    "same_content": lambda values: f"a person approved a file with the same content as {values['title']}",
    "decided_before": lambda values: f"a person approved a file with the same name as {values['title']}",
    FAULT: lambda values: f"the program failed ({values['error']}; {values['where']})",
    "low_score": _low_score,
    "no_candidate": lambda values: (
        f"the title database has no title like “{values['title']}”"
        if values["title"]
        else "no title was found in the file name"
    ),
    "content_changed": _changed,
    "unwritten": lambda values: "the file starts with zeros only; its content has not been written yet",
    "renamed": lambda values: (
        f"it was renamed after it was matched to {values['was']} ({values['was_year']})"
    ),
    "taken_back": lambda values: "a person undid a decision about this file, so it needs review",
    "decided_once": lambda values: "it was decided before its content changed, so it needs review",
    "no_episode": lambda values: f"the episode of {values['title']} is unknown; enter its season and episode",
    "not_read": lambda values: f"{values['name']} is not valid and was ignored: {values['value']}",
}
