"""What came last, and from which decades the films are: the front page's shelf. Reads only."""

from collections import Counter
from dataclasses import dataclass

from sqlite_utils import Database

SHELF = 12


@dataclass(frozen=True, slots=True)
class Newest:
    "A film or series that was added lately; `kind` is movie or series."

    kind: str
    id: int
    title: str
    year: int | None
    added_at: str | None


def read_newest(db: Database) -> list[Newest]:
    "The films and series that came last, by their ids, which are never given twice: no row is sorted."
    found = [
        Newest(kind, *row)
        for kind, table in (("movie", "movies"), ("series", "series"))
        for row in db.execute(
            f"select id, title, year, cast(created_at as text) from {table} order by id desc limit {SHELF}"
        )
    ]
    return sorted(found, key=lambda item: (item.added_at or "", item.id), reverse=True)[:SHELF]


def read_decades(db: Database) -> dict[int, int]:
    "The films of each decade, by its first year, in order; read from the index of the years alone."
    found: Counter[int] = Counter()
    for year, films in db.execute("select year, count(*) from movies where year is not null group by year"):
        if isinstance(year, int):
            found[year // 10 * 10] += films
    return dict(sorted(found.items()))
