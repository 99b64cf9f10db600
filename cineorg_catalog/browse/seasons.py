"""How many episodes of each season are there and how many are missing.

The same figures on walls, on the page of a series and in the reports, which read the same views.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

_PRESENT = "select series_id, season, count(*) from owned_episodes where series_id in ({}) group by 1, 2"
_LACKING = "select series_id, season, count(*) from known_missing where series_id in ({}) group by 1, 2"
_GAPS = "select series_id, season, low, high from season_gaps where series_id in ({}) order by low"


@dataclass(slots=True)
class Presence:
    "Episodes of a season; `gaps` are numbers (first, last) that are missing although nothing names them."

    present: int = 0
    lacking: int = 0
    gaps: list[tuple[int, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.present + self.lacking + sum(high - low + 1 for low, high in self.gaps)


def presence(db: Database, series: Sequence[int]) -> dict[int, dict[Any, Presence]]:
    "The episodes of each season of these series, by series and season; a row may hold anything as season."
    found: dict[int, dict[Any, Presence]] = {key: {} for key in series}
    listed = ", ".join("?" * len(series))  # as values: the views then look at these series alone
    for key, season, number in db.execute(_PRESENT.format(listed), series):
        found[key].setdefault(season, Presence()).present = number
    for key, season, number in db.execute(_LACKING.format(listed), series):
        found[key].setdefault(season, Presence()).lacking = number
    for key, season, low, high in db.execute(_GAPS.format(listed), series):
        found[key][season].gaps.append((low, high))
    return found


def total(seasons: Iterable[Presence]) -> tuple[int, int]:
    "How many episodes of all these seasons are present, and of how many."
    counted = list(seasons)
    return sum(one.present for one in counted), sum(one.total for one in counted)
