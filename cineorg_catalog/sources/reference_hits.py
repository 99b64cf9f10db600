"""What a reference answers with: works, and hits that say by which title a work was found.

The order of hits is settled here, so that it never depends on the order of rows.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..folding import Folded, fold_title
from . import reference_schema as schema

_SAME, _BUT_FOR_AN_ARTICLE, _BY_A_VARIANT = 100.0, 98.0, 97.0


@dataclass(frozen=True, slots=True)
class Work:
    """A film or a series of the reference.

    `id` is its IMDb id, or a slug of our own where none is known; `kind` is movie or series, `form` IMDb's
    titleType; `votes` is None where nobody was asked.
    """

    id: str
    kind: str
    form: str
    title: str
    original_title: str
    year: int | None = None
    end_year: int | None = None
    duration_seconds: int | None = None
    votes: int | None = None
    genres: tuple[str, ...] = ()

    @property
    def imdb_id(self) -> str | None:
        return self.id if schema.imdb_number(self.id) is not None else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A work that a title may mean, and the one of its titles that says so.

    `how` is exact, tokens or near; `similarity` is 0–100: 100 is the same title, 98 the same but for an
    article, 97 the same by a variant of its key ("Part 2" as 2); what is no exact hit stays below.
    """

    work: Work
    matched_title: str
    language: str | None
    how: str
    similarity: float


def one_a_work(hits: Iterable[Hit]) -> list[Hit]:
    "The first hit of each work."
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.work.id, hit)
    return list(first.values())


def order(hit: Hit) -> tuple:
    "What comes first among equals, whatever the order of the rows: the better known, the older."
    work = hit.work
    return (-(work.votes or 0), work.year or 0, work.id, hit.matched_title)


def fame(hit: Hit) -> float:
    "A few points for what many rated: 0 for nobody, 4 for a million."
    return math.log10(1 + (hit.work.votes or 0)) * 2 / 3


def closeness(folded: Folded, matched: str) -> float:
    other = fold_title(matched)
    if other.whole == folded.whole:
        return _SAME
    return _BUT_FOR_AN_ARTICLE if other.key == folded.key else _BY_A_VARIANT


def work_of(row: Iterable) -> Work:
    number, slug, form, title, original, year, end_year, minutes, genres, votes = row
    return Work(
        slug or schema.imdb_id(number),
        schema.kind_of(form) or "movie",
        form,
        title,
        original,
        year,
        end_year,
        None if minutes is None else minutes * 60,
        votes,
        tuple(genres.split(",")) if genres else (),
    )
