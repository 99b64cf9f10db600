"""The reference for its users: titles looked up by exact folded title, by words, by similar spelling.

`open_reference` finds and opens it, read-only. It proposes titles and does not judge them.
"""

import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from pathlib import Path

from ..errors import ReferenceFault
from ..normalize import Folded, fold_title
from ..resources import shipped
from . import schema
from .build import fill
from .imdb_files import find_files
from .search import (
    Hit,
    KeptRows,
    NearTitles,
    ReferenceTitle,
    closeness,
    first_hits,
    tie_order,
    vote_points,
    work_from_row,
)

_COLUMNS = """works.id, slug, form, works.title, original_title, year, end_year, minutes, genres, votes,
              exists (select 1 from info where name = 'shipped')"""
_WORK = f"select {_COLUMNS} from works left join votes on votes.work = works.id where works.id = ?"
_WORK_OF_TITLE = (
    f"select titles.id, titles.title, language, {_COLUMNS} from titles join works on works.id = titles.work"
    " left join votes on votes.work = works.id where titles.id in (select value from json_each(?))"
)
_TITLES_A_HIT = 2  # titles read per search: several may belong to one work
_FOUND_KEPT = 5_000  # titles kept in memory, at about 1 KB each
_ROUNDING = 0.05  # hits have a similarity of one decimal
_LONGEST_TITLE = 300  # characters; of longer texts, which are hardly titles, only the beginning is compared


DEFAULT_PATH = Path("data") / "reference.db"


@dataclass(frozen=True, slots=True)
class ReferenceInfo:
    "What a reference holds. `date` is the date of its data (ISO 8601); `path` is None for the shipped one."

    path: Path | None
    date: str
    version: int
    works: int
    titles: int
    episodes: int


class Reference:
    """An open reference. Use it in one thread at a time; `close` it or use it in a `with` block.

    If the file is replaced by a newer build while open, the old one stays readable here.
    """

    def __init__(self, db: sqlite3.Connection, path: Path | None) -> None:
        self._db = db
        self._path = path
        self.built_at = None if path is None else _written_at(path)  # None for one in memory
        self._near = NearTitles(db, self.info().titles)
        self._found = KeptRows(db, _WORK_OF_TITLE, _FOUND_KEPT)

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
        """Every work with a title of the same folded key, or of a variant of it.

        First the same titles, then those that differ only in an article, then variants; ties are ordered by
        votes, year and id. `kind` is movie, series, or None for both.
        """
        folded = fold_title(title)
        hits = []
        for title_id, matched, language, *row in self._found.of(self._ids_by_key(folded)):
            if kind is None or schema.kind_of_title(title_id) == kind:
                hits.append(Hit(work_from_row(row), matched, language, "exact", closeness(folded, matched)))
        return first_hits(sorted(hits, key=lambda hit: (-hit.similarity, tie_order(hit))))

    def near(
        self,
        title: str,
        year: int | None = None,
        kind: str | None = None,
        limit: int = 20,
        at_least: float = 0,
    ) -> list[Hit]:
        """Works with a title similar to this one, best first, including exact matches.

        With a year, only works of about that year (a series: up to it) or of unknown year. Titles of a
        similarity below `at_least` are left out. Ordered by similarity, distance of the year and, slightly,
        by votes.
        """
        folded = fold_title(title[:_LONGEST_TITLE])
        if not folded.key:
            return []
        kinds = (kind,) if kind else ("movie", "series")
        near = self._near.search(folded, year, kinds, self._ids_by_key(folded), at_least - _ROUNDING)
        near.sort(key=lambda found: (-found.points, found.title_id))
        best = {found.title_id: found for found in near[: _TITLES_A_HIT * limit]}
        ranked = []
        for title_id, matched, language, *row in self._found.of(best):
            found = best[title_id]
            similarity = closeness(folded, matched) if found.how == "exact" else round(found.similarity, 1)
            hit = Hit(work_from_row(row), matched, language, found.how, similarity)
            ranked.append((-found.points - vote_points(hit), tie_order(hit), hit))
        return first_hits(hit for _, _, hit in sorted(ranked, key=itemgetter(0, 1)))[:limit]

    def work(self, identifier: str) -> ReferenceTitle | None:
        "The work with this IMDb id or slug; None if there is none."
        row = self._db.execute(_WORK, (self._number(identifier),)).fetchone()
        return work_from_row(row) if row else None

    def titles(self, work_id: str) -> list[tuple[str, str | None, str]]:
        "The titles of a work as (title, language, kind); kind is main, original, translated or alternative."
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
        "The known episodes of a series as (season, number, title), in order."
        statement = (
            "select season, number, title from episodes where series = ? order by season, number, work"
        )
        return self._db.execute(statement, (self._number(series_id),)).fetchall()

    def people(self, work_id: str) -> list[tuple[str, str, str | None]]:
        "The directors and first actors of a work as (name, role, character), in IMDb's order."
        if not self.has_people:
            return []
        statement = """select name, role, character from credits join people on people.id = person
                       where work = ? order by role, position"""
        rows = self._db.execute(statement, (self._number(work_id),))
        return [(name, schema.ROLES[role], character) for name, role, character in rows]

    @cached_property
    def has_people(self) -> bool:
        "True if it was built with IMDb's files of people."
        sql = "select 1 from sqlite_master where name = 'people'"
        return self._db.execute(sql).fetchone() is not None

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


def _written_at(path: Path) -> str:
    "The time of a file as a timestamp of the catalogue."
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def reference_path() -> Path:
    "The path where a reference is built and looked for: CINEORG_REFERENCE, or the default."
    return Path(os.environ.get("CINEORG_REFERENCE") or DEFAULT_PATH)


def require_reference(path: Path | None = None) -> Reference | None:
    """Open the reference now, so that faults are raised before an hour of reading files, not after.

    None for the small one that comes with the package, which is created when needed.
    """
    if path or reference_path().exists() or os.environ.get("CINEORG_REFERENCE"):
        return open_reference(path)
    return None


def reference_in_use(path: Path | None = None) -> Path | None:
    "The path that `open_reference` opens; None for the small one that comes with the package."
    if named := path or os.environ.get("CINEORG_REFERENCE"):
        return Path(named)
    return DEFAULT_PATH if DEFAULT_PATH.exists() else None


def open_reference(path: Path | None = None) -> Reference:
    """Open a reference for reading.

    Without a path: the one that CINEORG_REFERENCE names, else data/reference.db, else the small one that
    comes with the package. A folder of dataset files is read into memory. Raises ReferenceFault if the file
    does not exist, has another version or is not a reference.
    """
    used = reference_in_use(path)
    return _open_folder(shipped("data/reference")) if used is None else _open_file(used)


def _open_file(path: Path) -> Reference:
    if path.is_dir():
        return _open_folder(path)
    if not path.is_file():
        raise ReferenceFault(
            f"There is no title database {path}; build it with `cineorg-load reference build DIR`."
        )
    db = None
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        version = db.execute("pragma user_version").fetchone()[0]
        signed = db.execute("pragma application_id").fetchone()[0]
    except sqlite3.Error as error:
        if db is not None:
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
    raise ReferenceFault(
        f"{path} is not a title database; build one with `cineorg-load reference build DIR`."
    )


def _open_folder(folder: Path) -> Reference:
    "A small reference of a few hundred lines of text: building it in memory takes milliseconds."
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    fill(db, find_files(folder))
    if folder.resolve() == shipped("data/reference").resolve():
        db.execute("insert into info values ('shipped', '1')")  # our own titles: no words of IMDb
    return Reference(db, None)
