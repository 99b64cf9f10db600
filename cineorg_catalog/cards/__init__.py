"""What the page of one row shows: the row, what hangs on it, what was decided about it. Reads only.

A card is made from any catalogue, whatever of it is missing, dangling or unreadable. It never shows
more than the tables that its reader may see.
"""

from collections.abc import Callable, Collection
from typing import Any

from sqlite_utils import Database

from .audit import decision_card, trash_card
from .files import file_card, validation_card
from .works import episode_card, film_card, series_card

_CARDS: dict[str, Callable[[Database, int, Collection[str]], Any]] = {
    "movies": film_card,
    "series": series_card,
    "episodes": episode_card,
    "video_files": file_card,
    "pending_validations": validation_card,
    "decisions": decision_card,
    "trash": trash_card,
}
TABLES = frozenset(_CARDS)


def read_card(db: Database, table: str, key: int, readable: Collection[str]) -> Any | None:
    "The card of a row, from tables that are `readable` only; None where there is none to show."
    if table not in _CARDS or table not in readable or abs(key) >= 2**63:
        return None
    return _CARDS[table](db, key, readable)
