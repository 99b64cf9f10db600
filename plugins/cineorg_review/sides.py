"""The candidates of a file side by side, in words: what all have in common once, of each what sets it apart.

Pure. The evidence itself is the domain's; here it is only said for the eye.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cineorg_catalog.matching.candidate import Candidate, Evidence

from . import words

# what says the same of a part of the score, only better
_SAID_BY = {
    "no_year": "year",
    "year_unknown": "year",
    "year_in_title": "year",
    "other_year": "year",
    "near_year": "year",
    "duration_far": "duration",
}
_NEAR = 5  # minutes: as near as the score asks for
_FAR = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence: `mark` is for, against or unclear; `points` what it brings to the score."""

    mark: str
    text: str
    points: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    "One candidate as its card shows it. `apart` says how its running time differs from the file's."

    candidate: Candidate
    lines: tuple[Line, ...]
    apart: Line | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    "All candidates, and what is alike for each of them (nothing where there is only one)."

    common: tuple[Line, ...]
    each: tuple[Side, ...]
    kinds_differ: bool


def side_by_side(candidates: Sequence[Candidate], seconds: int | None) -> Sides:
    "The candidates of a file that runs for so many seconds."
    aparts = [_apart(candidate, seconds) for candidate in candidates]
    told = [
        _lines(candidate, _told_already(apart, len(candidates)))
        for candidate, apart in zip(candidates, aparts, strict=True)
    ]
    common = [line for line in told[0] if all(line in lines for lines in told)] if len(told) > 1 else []
    sides = [
        Side(candidate, tuple(line for line in lines if line not in common), apart)
        for candidate, lines, apart in zip(candidates, told, aparts, strict=True)
    ]
    return Sides(tuple(common), tuple(sides), len({candidate.kind for candidate in candidates}) > 1)


def _apart(candidate: Candidate, seconds: int | None) -> Line | None:
    if candidate.kind != "movie" or seconds is None or candidate.duration_seconds is None:
        return None
    minutes = abs(candidate.duration_seconds - seconds) / 60
    mark = "for" if minutes <= _NEAR else "unclear" if minutes <= _FAR else "against"
    weighed = next((item for item in candidate.evidence if item.what == "duration" and item.weight), None)
    if weighed is None:
        return Line(mark, words.beside(candidate.duration_seconds, seconds))
    text = words.beside(candidate.duration_seconds, seconds) + (
        ", as PAL runs" if "PAL" in weighed.note else ""
    )
    return Line(_mark(weighed.value), text, _points(weighed))


def _told_already(apart: Line | None, candidates: int) -> set[str]:
    "Evidence that the card shows otherwise: the running time compared, the twin that stands beside it."
    timed = {"duration", "duration_far"} if apart is not None else set()
    return timed | ({"twin"} if candidates > 1 else set())


def _lines(candidate: Candidate, told: set[str]) -> list[Line]:
    "The evidence of one candidate, each thing once."
    said = {_SAID_BY[item.what] for item in candidate.evidence if item.against and item.what in _SAID_BY}
    return [
        _line(item)
        for item in candidate.evidence
        if item.what not in told and not (item.weight and item.what in said)
    ]


def _mark(value: float) -> str:
    return "for" if value >= 90 else "unclear" if value >= 50 else "against"


def _points(item: Evidence) -> str:
    return f"{item.value * item.weight / 100:.3g} of {item.weight:g} points"


def _is_only_one(item: Evidence) -> bool:
    "A missing year that would tell nothing apart is nothing against a work; judging/asking.py says it so."
    return item.what == "no_year" and item.note.startswith("the only ")


def _line(item: Evidence) -> Line:
    if item.against:
        return Line("unclear" if _is_only_one(item) else "against", words.said(item.what, item.note))
    if not item.weight:
        return Line("for" if item.value else "unclear", words.said(item.what, item.note))
    text = words.said(item.what, item.note, whole=item.value == 100)
    return Line(_mark(item.value), text, _points(item))
