"""The rules of fetching: which titles online sources are asked about and when again; stores the answers.

Only matched titles are looked up, by their ids; nothing is guessed here. At most four requests run at once.
Whatever interrupts it, the answers so far are stored, and the next run asks for the rest.
"""

import json
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from .db.connection import writing
from .db.decisions import Changes, forget_words, read_row, record
from .db.models import MODELS, TABLES, ExternalIdModel
from .errors import BadUsage
from .scan.runs import Progress, no_progress
from .sources import Adapter, open_sources
from .sources.described import Described
from .sources.http import cache_folder, forget_cached
from .sources.pictures import Made, make, paths_to_fetch, remove_unused_files, store_picture
from .sources.projection import absorb, expire, project, project_new
from .sources.records import (
    declare_sources,
    enabled_sources,
    put_records,
    remove_source,
    wish_languages,
    wished_languages,
)
from .sources.registry import SOURCES, Nonsense, Source, SourceFault, source_named
from .titles import ID_COLUMNS, copy_ids, find_or_make_episodes, locked

AT_ONCE = 8  # titles in work; of their requests four are on the network at once, while others are read
BATCH = 25  # titles per transaction
AHEAD = BATCH + 2 * AT_ONCE  # titles handed out, so that there are enough while a batch is stored
FRESH_DAYS = 30  # titles answered since then are not asked for again
_RULE = "ids of a source"


@dataclass(frozen=True, slots=True)
class EnrichOptions:
    """What to ask for: only films or series, only one source, at most `limit` titles, only known records.

    `languages` None keeps the languages chosen before.
    """

    kind: str | None = None
    source: str | None = None
    limit: int | None = None
    languages: Sequence[str] | None = None
    only_known: bool = False


@dataclass(slots=True)
class EnrichReport:
    "The result of a run."

    sources: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    unknown: int = 0
    fresh: int = 0
    episodes: int = 0
    pictures: int = 0
    expired: int = 0
    errors: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def complain(self, source: str, error: str) -> None:
        "Report a fault of a source once."
        item = {"source": source, "error": error}
        if item not in self.errors:
            self.errors.append(item)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Task:
    "One title to ask one source about, by its id there or by another source's id."

    source: str
    kind: str
    key: int
    source_id: str | None
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    task: _Task
    source_id: str | None = None
    records: tuple[Described, ...] = ()


def enrich(
    db: Database, database: Path, options: EnrichOptions | None = None, progress: Progress = no_progress
) -> EnrichReport:
    """Ask the enabled sources about the titles of the catalogue.

    Raises BadUsage for a source that is not enabled. Faults of sources are reported, not raised.
    """
    options, started, report = options or EnrichOptions(), time.monotonic(), EnrichReport()
    with writing(db):
        declare_sources(db)
        project_new(db)
        report.expired = expire(db)
    _wish(db, options.languages)
    report.languages = wished_languages(db)
    adapters = _adapters(db, database, options, report)
    try:
        tasks = list(islice(_tasks(db, adapters, options, report), options.limit))
        _work(db, tasks, adapters, report, progress)
        _fetch_pictures(db, adapters, options, report, progress)
    finally:
        for adapter in adapters.values():
            adapter.close()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _wish(db: Database, languages: Sequence[str] | None) -> None:
    "Store newly chosen languages, and show at once what is known in them."
    if languages is None or list(languages) == wished_languages(db):
        return
    with writing(db):
        wish_languages(db, languages)
        for kind in ("movie", "series", "episode"):
            project(db, kind, [row[0] for row in db.execute(f"select id from {TABLES[kind]}")])


def _adapters(
    db: Database, database: Path, options: EnrichOptions, report: EnrichReport
) -> dict[str, Adapter]:
    "The sources to ask, opened. A source without its key is reported and left out."
    enabled = enabled_sources(db)
    if options.source is not None and options.source not in {source.name for source in enabled}:
        hint = f"`cineorg-load sources enable {options.source}`"
        raise BadUsage(f"The source {options.source} is not enabled; {hint} enables it.")
    wanted = [source for source in enabled if options.source in (None, source.name)]
    adapters = open_sources(wanted, cache_folder(database), report.complain)
    report.sources += adapters
    return adapters


# --- what to ask ----------------------------------------------------------------------------------


def _tasks(
    db: Database, adapters: dict[str, Adapter], options: EnrichOptions, report: EnrichReport
) -> Iterator[_Task]:
    for kind in ("movie", "series"):
        if options.kind not in (None, kind):
            continue
        ids = _ids(db, kind)
        for name, adapter in adapters.items():
            if kind not in adapter.kinds:
                continue
            fresh, known = _fresh(db, name, kind, report.languages), _asked_before(db, name, kind)
            for key, by_source in ids.items():
                source_id = by_source.get(name)
                if source_id in fresh:
                    report.fresh += 1
                elif source_id in known or not options.only_known:
                    others = tuple(item for item in sorted(by_source.items()) if item[0] in ("imdb", "tvdb"))
                    if source_id or others:
                        yield _Task(name, kind, key, source_id, others)


def _ids(db: Database, kind: str) -> dict[int, dict[str, str]]:
    "The ids of titles that have a file, by source."
    owned = {
        "movie": "select movie_id from movie_files union select id from movies where file_path is not null",
        "series": """select series_id from episodes where file_path is not null
                     or id in (select episode_id from episode_files)""",
    }
    found: dict[int, dict[str, str]] = {}
    sql = f"""select {kind}_id, source, source_id from external_ids
              where {kind}_id in ({owned[kind]}) order by {kind}_id"""
    for key, source, source_id in db.execute(sql):
        found.setdefault(key, {}).setdefault(source, source_id)
    return found


def _fresh(db: Database, source: str, kind: str, languages: Sequence[str]) -> set[str]:
    "The ids that were answered recently, in every preferred language."
    since = (datetime.now(UTC) - timedelta(days=FRESH_DAYS)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    sql = """select source_id, language from source_records
             where source = ? and kind = ? and fetched_at >= ?"""
    there: dict[str, set[str]] = {}
    for source_id, language in db.execute(sql, [source, kind, since]):
        there.setdefault(source_id, set()).add(language)
    wished = {""} if source == "tvmaze" else {"", *languages}
    return {source_id for source_id, known in there.items() if wished <= known}


def _asked_before(db: Database, source: str, kind: str) -> set[str]:
    sql = "select distinct source_id from source_records where source = ? and kind = ?"
    return {row[0] for row in db.execute(sql, [source, kind])}


# --- asking ---------------------------------------------------------------------------------------


def _work(
    db: Database,
    tasks: Sequence[_Task],
    adapters: dict[str, Adapter],
    report: EnrichReport,
    progress: Progress,
) -> None:
    batch: list[_Answer] = []
    languages = tuple(report.languages)
    with closing(_at_once(tasks, lambda task: _ask(task, adapters[task.source], languages))) as answers:
        for done, (task, outcome) in enumerate(answers, 1):
            report.asked += 1
            if isinstance(outcome, SourceFault):
                report.complain(task.source, _about(outcome, task.kind, task.key))
            elif outcome.records:
                report.answered += 1
                batch.append(outcome)
            else:
                report.unknown += 1
            if len(batch) >= BATCH or (done == len(tasks) and batch):
                with writing(db):
                    _keep(db, batch, report)
                batch = []
            progress("enriching", done, len(tasks))


Question = TypeVar("Question")
Reply = TypeVar("Reply")


def _at_once(
    questions: Sequence[Question], ask: Callable[[Question], Reply]
) -> Generator[tuple[Question, Reply | SourceFault], None, None]:
    """The results as they arrive, with a few requests running at once.

    To be closed before the adapters are: what is being asked then is still answered, and cached.
    """

    def reply_to(question: Question) -> Reply | SourceFault:
        try:
            return ask(question)
        except SourceFault as fault:
            return fault

    remaining = iter(questions)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: dict[Future[Reply | SourceFault], Question] = {}
        try:
            while True:
                for question in islice(remaining, AHEAD - len(running)):
                    running[pool.submit(reply_to, question)] = question
                if not running:
                    return
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield running.pop(future), future.result()
        finally:
            for future in running:
                future.cancel()


def _ask(task: _Task, adapter: Adapter, languages: Sequence[str]) -> _Answer:
    source_id = task.source_id or _found(task, adapter)
    if source_id is None:
        return _Answer(task)
    records = adapter.describe(task.kind, source_id, languages)
    if records and task.kind == "series":
        records += adapter.episodes(records, languages)
    return _Answer(task, source_id, tuple(records))


def _found(task: _Task, adapter: Adapter) -> str | None:
    found = (adapter.find(task.kind, source, value) for source, value in task.others)
    return next((item for item in found if item is not None), None)


def _about(fault: SourceFault, kind: str, key: int) -> str:
    "An error in words; for an invalid response, with the title it was about."
    return f"{fault} (about {kind} {key})" if isinstance(fault, Nonsense) else str(fault)


# --- pictures -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Poster:
    "A picture to fetch, and a title that shows it."

    source: str
    path: str
    kind: str
    key: int


def _fetch_pictures(
    db: Database,
    adapters: dict[str, Adapter],
    options: EnrichOptions,
    report: EnrichReport,
    progress: Progress,
) -> None:
    "Fetch the posters that titles show and that are not stored yet."
    posters = list(islice(_posters(db, adapters, options), options.limit))
    with closing(_at_once(posters, lambda poster: _fetch(poster, adapters[poster.source]))) as fetched:
        for done, (poster, outcome) in enumerate(fetched, 1):
            if isinstance(outcome, SourceFault):
                report.complain(poster.source, _about(outcome, poster.kind, poster.key))
            if outcome is None or isinstance(outcome, Made | Nonsense):
                made = outcome if isinstance(outcome, Made) else None
                report.pictures += made is not None
                with writing(db):
                    store_picture(db, poster.source, poster.path, made)
            progress("fetching pictures", done, len(posters))


def _posters(db: Database, adapters: dict[str, Adapter], options: EnrichOptions) -> Iterator[_Poster]:
    for kind in ("movie", "series"):
        sql = f"""select json_extract(provenance_json, '$.poster_path[0]') as source, poster_path, min(id)
                  from {TABLES[kind]} where poster_path is not null group by source, poster_path"""
        shown: dict[str, dict[str, int]] = {}
        if options.kind in (None, kind):
            for source, path, key in db.execute(sql):
                shown.setdefault(source, {})[path] = key
        for source in adapters.keys() & shown.keys():
            for path in sorted(paths_to_fetch(db, source, set(shown[source]))):
                yield _Poster(source, path, kind, shown[source][path])


def _fetch(poster: _Poster, adapter: Adapter) -> Made | None:
    body = adapter.picture(poster.path)
    return None if body is None else make(body, source_named(poster.source))


# --- storing --------------------------------------------------------------------------------------


def _keep(db: Database, answers: Sequence[_Answer], report: EnrichReport) -> None:
    "Store a batch of answers, and project their titles."
    for kind in ("movie", "series"):
        mine = [answer for answer in answers if answer.task.kind == kind]
        keys = [answer.task.key for answer in mine]
        absorb(db, kind, keys)
        for answer in mine:
            _add_ids(db, answer)
            put_records(db, answer.records)
        if kind == "series":
            report.episodes += sum(_add_episodes(db, answer) for answer in mine)
        project(db, kind, keys)
    sql = "select id from episodes where series_id in (select value from json_each(?))"
    series = [answer.task.key for answer in answers if answer.task.kind == "series"]
    project(db, "episode", [row[0] for row in db.execute(sql, [json.dumps(series)])])


def _add_ids(db: Database, answer: _Answer) -> None:
    "Add ids that a title lacks, as one decision."
    task, table = answer.task, TABLES[answer.task.kind]
    row = read_row(db, table, (task.key,))
    if row is None or answer.source_id is None:
        return
    known = {**dict(answer.records[0].ids), task.source: answer.source_id}
    changes, held = Changes(db), locked(db, table, task.key)
    columns = {name: known[source] for name, source in ID_COLUMNS.items() if source in known and name in row}
    changes.update(
        table,
        task.key,
        {
            name: value if name == "imdb_id" else int(value)
            for name, value in columns.items()
            if row[name] is None and name not in held
        },
    )
    copy_ids(changes, task.kind, task.key)
    sql = f"select source from external_ids where {task.kind}_id = ?"
    there = {item[0] for item in db.execute(sql, [task.key])}
    owner = {f"{task.kind}_id": task.key}
    for source in sorted(known.keys() - there - {ID_COLUMNS[name] for name in columns}):
        changes.insert(ExternalIdModel(source=source, source_id=known[source], **owner))
    if changes.after:
        record(
            changes, action="auto", who="cineorg-load", entity_type=task.kind, entity_id=task.key, rule=_RULE
        )


def _add_episodes(db: Database, answer: _Answer) -> int:
    "Add the episodes of a series that the catalogue lacks; returns their number."
    places = {
        (item.season, item.number)
        for record_ in answer.records
        if record_.kind == "episodes"
        for item in record_.episodes
    }
    return find_or_make_episodes(db, answer.task.key, places)


# --- the sources themselves -----------------------------------------------------------------------


def list_sources(db: Database) -> list[dict[str, Any]]:
    "Every source with its terms, whether it is enabled, and what is stored of it."
    sql = """select source, sum(kind != 'picture'), sum(kind = 'picture' and data_json != '{}'),
             min(fetched_at), min(expires_at) from source_records group by source"""
    kept = {name: rest for name, *rest in db.execute(sql)}
    on = {source.name for source in enabled_sources(db)}
    found = []
    for source in SOURCES:
        records, pictures, oldest, expires = kept.get(source.name, (0, 0, None, None))
        found.append(
            {
                **{name: getattr(source, name) for name in ("name", "title", "licence", "attribution")},
                **{name: getattr(source, name) for name in ("publishable", "max_age_days", "rank", "key")},
                "online": source.address is not None,
                "enabled": source.name in on if source.address else source.enabled,
                "has_key": source.key is None or source.key_value() is not None,
                "records": records,
                "pictures": pictures,
                "oldest": oldest,
                "expires": expires,
            }
        )
    return found


def switch(db: Database, name: str, on: bool) -> Source:
    "Enable or disable an online source. Raises BadUsage for one that cannot be switched."
    source = source_named(name)
    if source.address is None:
        raise BadUsage(f"{name} is not an online source; it cannot be enabled or disabled.")
    with writing(db):
        declare_sources(db)
        db.execute("update sources set enabled = ? where name = ?", [int(on), name])
    return source


def purge(db: Database, database: Path, name: str) -> int:
    """Remove everything stored from a source, so that no file holds its texts. Returns the number of records.

    Its ids stay: they belong to the catalogue. An online source is also disabled, so that it does not return.
    """
    source = source_named(name)
    sql = "select count(*) from source_records where source = ? and kind != 'picture'"
    count = int(db.execute(sql, [name]).fetchone()[0])
    db.execute("pragma secure_delete=on")
    with writing(db):
        declare_sources(db)
        for kind, keys in remove_source(db, name).items():
            project(db, kind, keys)
        forget_words(db, name)
        db.execute("delete from people where id not in (select person_id from credits)")
        if source.address is not None:
            db.execute("update sources set enabled = 0 where name = ?", [name])
    remove_unused_files(db)
    forget_cached(cache_folder(database), name)
    _leave_no_trace(db)
    return count


def _leave_no_trace(db: Database) -> None:
    "Rebuild the search indexes and the file, and empty the journal: deleted texts must not stay on the disk."
    with writing(db):
        for model in MODELS:
            if model.fts:
                db.execute(f"insert into {model.table}_fts({model.table}_fts) values ('rebuild')")
    db.execute("vacuum")
    db.execute("pragma wal_checkpoint(truncate)")
