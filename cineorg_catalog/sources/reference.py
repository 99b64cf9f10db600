"""The reference: the offline title database in which works are looked up by their titles.

`open_reference` finds and opens it, read-only; a `Reference` answers by exact folded title, by words and
by near spelling. It proposes works and judges none. `reference_build` makes the file.
"""

import json
import math
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import ReferenceFault
from ..folding import Folded, fold_title
from ..shipped import shipped
from . import reference_schema as schema
from .reference_build import fill
from .reference_files import find_files
from .reference_near import NearTitles

_COLUMNS = "works.id, slug, form, works.title, original_title, year, end_year, minutes, genres, votes"
_WORK = f"select {_COLUMNS} from works left join votes on votes.work = works.id where works.id = ?"
_WORK_OF_TITLE = (
    f"select titles.id, titles.title, language, {_COLUMNS} from titles join works on works.id = titles.work"
    " left join votes on votes.work = works.id where titles.id in (select value from json_each(?))"
)
_TITLES_A_HIT = 2  # looked at: some are of one work
_EXACT_SAME, _EXACT_BUT_ARTICLE, _EXACT_BY_VARIANT = 100.0, 98.0, 97.0


DEFAULT_PATH = Path("data") / "reference.db"


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


@dataclass(frozen=True, slots=True)
class ReferenceInfo:
    "What a reference holds. `date` is the day of its data (ISO); `path` is None for the shipped one."

    path: Path | None
    date: str
    version: int
    works: int
    titles: int
    episodes: int


class Reference:
    """An open reference; use it in one thread at a time, and `close` it or use it in a `with`.

    A file that is replaced by a newer build while it is open stays readable here as it was.
    """

    def __init__(self, db: sqlite3.Connection, path: Path | None) -> None:
        self._db = db
        self._path = path
        self._near = NearTitles(db, self.info().titles)

    def __enter__(self) -> "Reference":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def info(self) -> ReferenceInfo:
        facts = dict(self._db.execute("select name, value from info"))
        works, titles, episodes = (int(facts[name]) for name in ("works", "titles", "episodes"))
        return ReferenceInfo(self._path, facts["date"], schema.VERSION, works, titles, episodes)

    def exact(self, title: str, kind: str | None = None) -> list[Hit]:
        """Every work that has a title of the same folded key, or of a variant of it.

        The same title first, then that but for an article, then variants; among equals by votes, year
        and id. `kind` is movie, series or None for both.
        """
        folded = fold_title(title)
        hits = []
        for title_id, matched, language, *row in self._title_rows(self._ids_by_key(folded)):
            if kind is None or schema.kind_of_title(title_id) == kind:
                hits.append(Hit(_work(row), matched, language, "exact", _closeness(folded, matched)))
        return _one_a_work(sorted(hits, key=lambda hit: (-hit.similarity, _order(hit))))

    def near(
        self, title: str, year: int | None = None, kind: str | None = None, limit: int = 20
    ) -> list[Hit]:
        """Works that have a title near this one, best first, those of the very title included.

        With a year only those of about that year (a series: up to it) and of no year known. The order
        is by similarity, nearness of the year and, a little, by votes.
        """
        folded = fold_title(title)
        if not folded.key:
            return []
        near = self._near.search(folded, year, (kind,) if kind else ("movie", "series"))
        near.sort(key=lambda found: (-found.similarity - found.nearness, found.title_id))
        best = {found.title_id: found for found in near[: _TITLES_A_HIT * limit]}
        hits = {}
        for title_id, matched, language, *row in self._title_rows(best):
            found = best[title_id]
            exact = found.similarity == _EXACT_SAME
            hit = Hit(
                _work(row),
                matched,
                language,
                "exact" if exact else found.how,
                _closeness(folded, matched) if exact else round(found.similarity, 1),
            )
            hits[hit] = found.nearness
        return _one_a_work(
            sorted(hits, key=lambda hit: (-hit.similarity - hits[hit] - _fame(hit), _order(hit)))
        )[:limit]

    def has_title(self, title: str) -> bool:
        "Is there any work of this title? Quicker than `exact`, for those who only ask."
        return bool(self._ids_by_key(fold_title(title)))

    def work(self, identifier: str) -> Work | None:
        "The work of an IMDb id or a slug, None where there is none."
        row = self._db.execute(_WORK, (self._number(identifier),)).fetchone()
        return _work(row) if row else None

    def titles(self, work_id: str) -> list[tuple[str, str | None, str]]:
        "Each title of a work as (title, language, kind); kind is main, original, translated, alternative."
        number = self._number(work_id)
        found = self._db.execute("select form, year from works where id = ?", (number,)).fetchone()
        if not found:
            return []
        kind = schema.kind_of(found[0]) or "movie"
        low, high = schema.title_ids(kind, found[1] or 0, found[1] or 0)
        rows = self._db.execute(
            "select title, language, kind from titles"
            " where id between ? and ? and work = ? order by kind, id",
            (low, high, number),
        )
        return [(title, language, schema.TITLE_KINDS[kind]) for title, language, kind in rows]

    def episodes(self, series_id: str) -> list[tuple[int, int, str | None]]:
        "The known episodes of a series as (season, number, title), in their order."
        statement = (
            "select season, number, title from episodes where series = ? order by season, number, work"
        )
        return self._db.execute(statement, (self._number(series_id),)).fetchall()

    def _number(self, identifier: str) -> int | None:
        number = schema.imdb_number(identifier)
        if number is None:
            found = self._db.execute("select id from works where slug = ?", (identifier,)).fetchone()
            number = found[0] if found else None
        return number

    def _ids_by_key(self, folded: Folded) -> list[int]:
        keys = (folded.key, *folded.others)
        marks = ", ".join("?" * len(keys))
        statement = (
            f"select id from titles where key in ({marks})"
            f" union select title from other_keys where key in ({marks})"
        )
        return [row[0] for row in self._db.execute(statement, keys + keys)] if folded.key else []

    def _title_rows(self, ids: Iterable[int]) -> list[tuple]:
        "(title id, title, language, then a work's columns) for each title id, in any order."
        return self._db.execute(_WORK_OF_TITLE, (json.dumps(list(ids)),)).fetchall()


def _one_a_work(hits: Iterable[Hit]) -> list[Hit]:
    "The first hit of each work."
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.work.id, hit)
    return list(first.values())


def _order(hit: Hit) -> tuple:
    "What comes first among equals, whatever the order of the rows: the better known, the older."
    work = hit.work
    return (-(work.votes or 0), work.year or 0, work.id, hit.matched_title)


def _fame(hit: Hit) -> float:
    "A few points for what many rated: 0 for nobody, 4 for a million."
    return math.log10(1 + (hit.work.votes or 0)) * 2 / 3


def _closeness(folded: Folded, matched: str) -> float:
    other = fold_title(matched)
    if other.whole == folded.whole:
        return _EXACT_SAME
    return _EXACT_BUT_ARTICLE if other.key == folded.key else _EXACT_BY_VARIANT


def _work(row: Iterable) -> Work:
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


def reference_path() -> Path:
    "Where a reference is built and looked for: the path that CINEORG_REFERENCE names, else the default."
    return Path(os.environ.get("CINEORG_REFERENCE") or DEFAULT_PATH)


def open_reference(path: Path | None = None) -> Reference:
    """Open a reference for reading.

    Without a path it is the one that CINEORG_REFERENCE names, else data/reference.db, else the small one
    that comes with the package. A folder of dataset files is read into memory. Raises ReferenceFault where
    the file is absent, of another version or no reference.
    """
    named = path or os.environ.get("CINEORG_REFERENCE")
    if named:
        return _open_file(Path(named))
    return _open_file(DEFAULT_PATH) if DEFAULT_PATH.exists() else _open_folder(shipped("data/reference"))


def _open_file(path: Path) -> Reference:
    if path.is_dir():
        return _open_folder(path)
    if not path.is_file():
        raise ReferenceFault(
            f"There is no reference {path}; make it with `cineorg-load reference build DIR`."
        )
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        version = db.execute("pragma user_version").fetchone()[0]
        signed = db.execute("pragma application_id").fetchone()[0]
    except sqlite3.Error as error:
        db.close()
        raise ReferenceFault(
            f"{path} cannot be read as a reference ({error});"
            " make it with `cineorg-load reference build DIR`."
        ) from error
    if signed == schema.APPLICATION_ID and version == schema.VERSION:
        return Reference(db, path)
    db.close()
    if signed == schema.APPLICATION_ID:
        raise ReferenceFault(
            f"{path} is a reference of version {version}, and this program reads version {schema.VERSION}:"
            " make it again with `cineorg-load reference build DIR`."
        )
    raise ReferenceFault(f"{path} is no reference; make one with `cineorg-load reference build DIR`.")


def _open_folder(folder: Path) -> Reference:
    "A small reference of a few hundred lines of text: building it in memory takes milliseconds."
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    fill(db, find_files(folder))
    return Reference(db, None)
