"""Builds the reference, the offline title database, from IMDb dataset files.

`build_reference` writes a file, `fill` any empty SQLite connection. Titles are films in the wide sense
(movie, tvMovie, tvSpecial, video, short, tvShort: each may be a file in somebody's library) and series
(tvSeries, tvMiniSeries), including adult titles, because files of a missing title would be taken for another
one. Games, radio and podcasts are not videos; an episode belongs to its series.

Reads each file once, line by line: data that grows is in SQLite, not in memory. Titles come from `imdb_files`
as rows; the files of people are so long that they are searched here instead of read.
"""

import gc
import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from ..atomic_files import replacing
from ..errors import BadUsage, ReferenceFault
from ..normalize import fold_uncached
from ..processes import made_meanwhile
from . import schema
from .imdb_files import Batch, DatasetFile, KnownWorks, find_files, read_rows

Progress = Callable[[str, float], None]
LARGE = 1_000_000  # bytes of files from which a second process is worth its start
NOTED_AT_MOST = 100  # at most this many bad lines are listed
# Python's sqlite3 takes longer to bind one None than three numbers, so missing values come as 0 or "".
_WORK = (
    "insert into works values",
    "(?, nullif(?, ''), ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0), nullif(?, ''))",
)
_TITLE = ("insert into titles (id, work, title, key, words, kind) values", "(?, ?, ?, ?, ?, ?)")
_TITLE_WITH_LANGUAGE = "insert into titles values (?, ?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''))"
_ROWS_A_STATEMENT = 50  # one statement per row would take half as long again
_OTHER_KEY = "insert into other_keys values (?, ?)"
_LAID_ASIDE = """
create temp table episode_titles (id integer primary key, title text not null);
create temp table loose_episodes (id integer, series integer, season integer, number integer);
"""
_EPISODES = """
insert or ignore into episodes select series, season, number, loose_episodes.id, title
from loose_episodes left join episode_titles using (id) order by series, season, number, loose_episodes.id
"""


class ReferenceWriter:
    "Writes all rows; counts the bad lines and lists the first hundred."

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.bad: list[tuple[str, int, str]] = []
        self.bad_count = 0

    def write(
        self, batches: Iterable[Batch], progress: Progress | None = None, *, with_people: bool = False
    ) -> None:
        "Write everything in one transaction, then create the indexes."
        self._db.executescript(schema.TABLES + (schema.PEOPLE if with_people else "") + _LAID_ASIDE)
        self._db.execute("begin")
        for batch in batches:
            self._batch(batch)
            if progress:
                progress(batch.file, batch.read)
        self._db.execute(_EPISODES)
        self._db.execute("commit")
        self._db.executescript(schema.INDEXES)

    def _batch(self, batch: Batch) -> None:
        insert = self._db.executemany
        self.bad_count += len(batch.bad)
        self.bad += batch.bad[: NOTED_AT_MOST - len(self.bad)]
        self._insert(*_WORK, batch.works)
        self._insert(*_TITLE, batch.titles)
        insert(_OTHER_KEY, batch.other_keys)
        for work, titles in batch.other_titles:
            self._other_titles(work, titles)
        insert("insert or replace into votes values (?, ?)", batch.votes)
        insert("insert into loose_episodes values (?, ?, ?, ?)", batch.episodes)
        insert("insert or ignore into episode_titles values (?, ?)", batch.episode_titles)
        if batch.credits:
            insert("insert or ignore into credits values (?, ?, ?, ?, nullif(?, ''))", batch.credits)
        if batch.people:
            insert("insert or ignore into people values (?, ?)", batch.people)

    def _insert(self, into: str, values: str, rows: Sequence[tuple]) -> None:
        "Insert many rows with few statements."
        many = f"{into} {', '.join([values] * _ROWS_A_STATEMENT)}"
        whole = len(rows) - len(rows) % _ROWS_A_STATEMENT
        for first in range(0, whole, _ROWS_A_STATEMENT):
            self._db.execute(many, [*chain.from_iterable(rows[first : first + _ROWS_A_STATEMENT])])
        self._db.executemany(f"{into} {values}", rows[whole:])

    def _other_titles(self, work: int, titles: list[tuple[tuple, tuple[str, ...]]]) -> None:
        "The titles that differ from the work's main and original title, with ids at the end of their slot."
        form, year, *spellings = self._db.execute(
            "select form, year, title, original_title from works where id = ?", (work,)
        ).fetchone()
        there = {fold_uncached(spelling).key for spelling in set(spellings)}
        low, high = schema.title_ids(schema.kind_of(form) or "movie", year or 0, year or 0)
        last = self._db.execute(
            "select max(id) from titles where id between ? and ?", (low, high)
        ).fetchone()[0]
        for title, other_keys in titles:
            if title[2] not in there:
                last += 1
                self._db.execute(_TITLE_WITH_LANGUAGE, (last, *title))
                self._db.executemany(_OTHER_KEY, [(key, last) for key in other_keys])


@dataclass(frozen=True)
class BuildReport:
    """The result of a build. `skipped` holds the first hundred bad lines as (file, line, reason).

    `skipped_count` counts all of them; `seconds` is the time taken.
    """

    works: int
    titles: int
    episodes: int
    skipped: tuple[tuple[str, int, str], ...]
    skipped_count: int
    seconds: float


def build_reference(folder: Path, target: Path, *, progress: Progress | None = None) -> BuildReport:
    """Build the reference `target` from the dataset files in `folder`.

    Written beside the target and renamed at the end: open readers keep the old one, and whatever interrupts
    the build leaves it unchanged. `progress` is called with a file's name and the share of it that was read,
    0–1. Raises ReferenceFault or BadUsage.
    """
    folder, target = Path(folder), Path(target)
    files = find_files(folder)
    _refuse_other_files(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            replacing(target) as unfinished,
            closing(sqlite3.connect(unfinished, isolation_level=None)) as db,
            _no_collector(),
        ):
            report = fill(db, files, progress)
    except EOFError as error:
        raise ReferenceFault(
            f"{target} could not be built: the process that read the files was killed. The earlier file is"
            " unchanged."
        ) from error
    except (OSError, sqlite3.OperationalError) as error:
        raise ReferenceFault(
            f"{target} could not be built: {error}. The earlier file is unchanged."
        ) from error
    return report


def fill(
    db: sqlite3.Connection, files: dict[str, DatasetFile], progress: Progress | None = None
) -> BuildReport:
    "Write the reference into an empty database, on disk or in memory."
    started = time.monotonic()
    for setting in ("page_size=16384", "journal_mode=off", "synchronous=off", "locking_mode=exclusive"):
        db.execute(f"pragma {setting}")
    db.execute("pragma cache_size=-32000")  # KB
    writer = ReferenceWriter(db)
    writer.write(_batches(files), progress, with_people="name.basics" in files)
    works, titles, episodes = (
        db.execute(f"select count(*) from {table}").fetchone()[0] for table in ("works", "titles", "episodes")
    )
    if not works:
        raise ReferenceFault(f"{files['title.basics'].path} contains no films or series.")
    _sign(db, files["title.basics"].path, works=works, titles=titles, episodes=episodes)
    seconds = time.monotonic() - started
    return BuildReport(works, titles, episodes, tuple(writer.bad), writer.bad_count, seconds)


def _batches(files: dict[str, DatasetFile]) -> Iterator[Batch]:
    "All batches; large files are read and folded by another process while this one writes."
    size = sum(file.path.stat().st_size for file in files.values())
    return made_meanwhile(_read, files) if size >= LARGE and (os.cpu_count() or 1) > 1 else _read(files)


def _read(files: dict[str, DatasetFile]) -> Iterator[Batch]:
    known = KnownWorks()
    with _no_collector():
        yield from read_rows(files, known)
        yield from read_people(files, known)


def _sign(db: sqlite3.Connection, basics: Path, **counts: int) -> None:
    "Record in the file what it is, its version, and the date of its data."
    data_of = datetime.fromtimestamp(basics.stat().st_mtime, UTC).date().isoformat()
    facts = {"date": data_of, **counts}
    db.executemany("insert into info values (?, ?)", facts.items())
    db.execute(f"pragma application_id = {schema.APPLICATION_ID}")
    db.execute(f"pragma user_version = {schema.VERSION}")


def _refuse_other_files(target: Path) -> None:
    "Allow replacing a reference, but not a catalogue or anything else named by mistake."
    if not target.exists():
        return
    if not target.is_file():
        raise BadUsage(f"{target} is not a file; name the file to build.")
    with target.open("rb") as file:
        header = file.read(72)
    if header and header[68:72] != schema.APPLICATION_ID.to_bytes(4):
        raise BadUsage(f"{target} is not a reference and is not overwritten; name another file.")


@contextmanager
def _no_collector() -> Iterator[None]:
    "Turn off the garbage collector: it takes a tenth of the time, and plain tuples have no cycles."
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


# --- people: who directed a title, its first actors, and their names ------------------------------
# title.principals has some ninety million lines, most of them about episodes: a block is searched with one
# pattern, and only the lines of known works are looked at in Python. What is kept in memory is one bit per
# person.

ACTORS = 5  # of each title
DIRECTORS = 10
_PERSON = r"nm([0-9]{7,8})"
_ACTOR = re.compile(
    rf"^(tt[0-9]{{7,8}})\t([0-9]{{1,4}})\t{_PERSON}\t(?:actor|actress|self)\t[^\t\n]*\t([^\n]*)$", re.M
)
_DIRECTOR = re.compile(rf"^(tt[0-9]{{7,8}})\t([0-9]{{1,4}})\t{_PERSON}\tdirector\t[^\t\n]*\t([^\n]*)$", re.M)
_CREW = re.compile(r"^(tt[0-9]{7,8})\t(nm[0-9]{7,8}(?:,nm[0-9]{7,8})*)\t", re.M)
_NAME = re.compile(rf"^{_PERSON}\t([^\t\n]+)\t", re.M)
Found = tuple[str, str, str, str]  # work, place, person and characters, as they are written
Credits = list[tuple[int, int, int, int, str]]  # rows of `credits`: "" for no character


def read_people(files: Mapping[str, DatasetFile], known: KnownWorks) -> Iterator[Batch]:
    "The directors and first actors of known works, then the names of these people. Raises ReferenceFault."
    if "name.basics" not in files:
        return
    people = _People()
    if "title.crew" in files:
        yield from _crew(files["title.crew"], known, people)
    if "title.principals" in files:
        roles = {schema.ACTOR: (_ACTOR, ACTORS)}
        if "title.crew" not in files:
            roles[schema.DIRECTOR] = (_DIRECTOR, DIRECTORS)
        yield from _principals(files["title.principals"], known, people, roles)
    for read, bad, text in files["name.basics"].texts():
        found = ((int(number), name) for number, name in _NAME.findall(text))
        named = [(number, name) for number, name in found if number in people]
        yield Batch(files["name.basics"].path.name, read, bad, people=named)


class _People:
    "The numbers of the people that have a credit."

    def __init__(self) -> None:
        self._bits = bytearray(1 << 22)

    def add(self, number: int) -> None:
        place = number >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + (1 << 20) - len(self._bits)))
        self._bits[place] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        place = number >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (number & 7))


def _crew(file: DatasetFile, known: KnownWorks, people: _People) -> Iterator[Batch]:
    for read, bad, text in file.texts():
        rows: Credits = []
        for work, persons in _CREW.findall(text):
            if (number := known.number(work)) is not None:
                directors = dict.fromkeys(int(person[2:]) for person in persons.split(","))
                for place, person in enumerate(list(directors)[:DIRECTORS]):
                    people.add(person)
                    rows.append((number, schema.DIRECTOR, place, person, ""))
        yield Batch(file.path.name, read, bad, credits=rows)


def _principals(
    file: DatasetFile,
    known: KnownWorks,
    people: _People,
    roles: Mapping[int, tuple[re.Pattern[str], int]],
) -> Iterator[Batch]:
    "The first of each role; the lines of a title stand together, but not always in one block."
    begun: dict[int, list[Found]] = {role: [] for role in roles}
    for read, bad, text in file.texts():
        rows: Credits = []
        for role, (pattern, most) in roles.items():
            found = begun[role] + pattern.findall(text)
            last = found[-1][0] if found else ""
            whole = len(found)
            while whole and found[whole - 1][0] == last:
                whole -= 1
            begun[role] = found[whole:]
            rows += _first(found[:whole], role, most, known.number, people)
        yield Batch(file.path.name, read, bad, credits=rows)
    rows = [
        row
        for role, (_, most) in roles.items()
        for row in _first(begun[role], role, most, known.number, people)
    ]
    yield Batch(file.path.name, 1.0, [], credits=rows)


def _first(
    found: Iterable[Found], role: int, most: int, number_of: Callable[[str], int | None], people: _People
) -> Credits:
    rows: Credits = []
    for work, group in groupby(found, key=itemgetter(0)):
        if (number := number_of(work)) is not None:
            by_person: dict[str, tuple[int, str]] = {}
            for _, place, person, character in group:
                by_person.setdefault(person, (int(place), character))
            first = sorted(by_person.items(), key=itemgetter(1))[:most]
            for position, (person, (_, characters)) in enumerate(first):
                people.add(int(person))
                rows.append((number, role, position, int(person), _character(characters)))
    return rows


def _character(text: str) -> str:
    'The first name in `["Neo","Thomas A. Anderson"]`; "" for none.'
    if not text.startswith("["):
        return ""
    try:
        names = json.loads(text)
    except ValueError:
        return ""
    return names[0] if isinstance(names, list) and names and isinstance(names[0], str) else ""
