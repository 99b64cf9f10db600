"""Brings a database to the state that models.py declares: completes it, then converts old data.

Nothing is ever dropped and no row changes its id. Tables made by the CineOrg application keep their own
column types and names; what they lack is added. Numbered steps convert and copy, each once: a released step
is never changed; a later one corrects it.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from ..errors import NotADatabase
from . import summaries
from .columns import Column, Row, columns, now, read_json
from .connection import writing
from .models import MODELS, TABLES
from .snapshots import copy_catalogue, dated_files, dated_path
from .views import VIEWS

migrations = Migrations("cineorg_catalog")


@migrations(name="0001_utc_timestamps")
def utc_timestamps(db: Database) -> None:
    "Convert the application's UTC, `2026-11-22 07:05:31.783557`, to `2026-11-22T07:05:31.783557Z`."
    for model in MODELS:
        for item in columns(model):
            if item.name.endswith("_at"):
                name = item.name
                db.execute(
                    f"update {model.table} set {name} = replace(substr({name}, 1, 19), ' ', 'T') ||"
                    f" iif(substr({name}, 20, 1) = '.', substr({name} || '000000', 20, 7), '.000000') || 'Z'"
                    f" where {name} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:*'"
                )


@migrations(name="0002_path_bytes")
def path_bytes(db: Database) -> None:
    "Give each file its key from its path; of several rows with the same path, the first gets it."
    first = "select min(id), path from video_files where path_bytes is null group by path"
    taken = {row[0] for row in db.execute("select path_bytes from video_files where path_bytes is not null")}
    rows = [(os.fsencode(path), key) for key, path in db.execute(first).fetchall()]
    db.conn.executemany(
        "update video_files set path_bytes = ? where id = ?", [row for row in rows if row[0] not in taken]
    )


@migrations(name="0003_link_files")
def link_files(db: Database) -> None:
    "Link films and episodes to the known file that their `file_path` names."
    db.execute(
        """insert or ignore into movie_files (movie_id, video_file_id, is_main)
           select movies.id, min(video_files.id), 1 from movies
           join video_files on video_files.path = movies.file_path group by movies.id"""
    )
    db.execute(
        """insert or ignore into episode_files (episode_id, video_file_id)
           select episodes.id, min(video_files.id) from episodes
           join video_files on video_files.path = episodes.file_path group by episodes.id"""
    )


@migrations(name="0004_ids")
def ids(db: Database) -> None:
    "Create the table of the highest id deleted from each table, so that no id is reused."
    db.execute("create table if not exists cineorg_ids (name text primary key, highest integer not null)")


@migrations(name="0005_derived_columns")
def derived_columns(db: Database) -> None:
    "Fill best score, title, year and series of rows that are older than their triggers."
    db.execute("update pending_validations set candidates_json = candidates_json")


_IDS = {"movie": ("imdb", "tmdb"), "series": ("imdb", "tmdb", "tvdb")}


@migrations(name="0006_ids_of_sources")
def ids_of_sources(db: Database) -> None:
    "Copy the ids of IMDb, TMDB and TheTVDB from columns to rows of their own."
    for kind, names in _IDS.items():
        for name in names:
            db.execute(
                f"""insert into external_ids ({kind}_id, source, source_id)
                    select id, '{name}', cast({name}_id as text) from {TABLES[kind]}
                    where {name}_id is not null and id not in
                    (select {kind}_id from external_ids where {kind}_id is not null and source = '{name}')"""
            )


@migrations(name="0007_overrides")
def overrides(db: Database) -> None:
    "Make what people edited or typed, and still stands, overrides; earlier values are of unknown origin."
    earlier: dict[tuple[str, int], dict[str, Any]] = {}
    sql = """select id, action, entity_type, entity_id, before_json, after_json from standing_decisions
             where entity_type in ('movie', 'series', 'episode')
             and (action = 'edit' or (action = 'approve' and candidate_source = 'manual')) order by id"""
    for decision, action, kind, key, before, after in db.execute(sql).fetchall():
        written, was = (_image_of(text, TABLES[kind], key) for text in (after, before))
        names = written.keys() - {"updated_at"} if action == "edit" else written.keys() & {"title", "year"}
        for name in names:
            _hold(db, kind, key, name, decision)
            if was.get(name) is not None:
                earlier.setdefault((kind, key), {}).setdefault(name, was[name])
    for (kind, key), values in earlier.items():
        _keep_earlier(db, kind, key, values)


def _image_of(text: str | None, table: str, key: int) -> dict[str, Any]:
    try:
        return (read_json(text or "{}").get(table) or {}).get(str(key)) or {}
    except (ValueError, AttributeError):
        return {}


def _hold(db: Database, kind: str, key: int, name: str, decision: int) -> None:
    "Store the present value of a field that a person wrote as an override."
    row = db.execute(f"select {name} from {TABLES[kind]} where id = ?", [key]).fetchone()
    if row is None:
        return
    plain, value = name.removesuffix("_json"), row[0]
    db.execute(f"delete from overrides where {kind}_id = ? and field = ?", [key, plain])
    db.execute(
        f"insert into overrides ({kind}_id, field, value_json, decision_id) values (?, ?, ?, ?)",
        [key, plain, value if name.endswith("_json") and value else json.dumps(value), decision],
    )


def _keep_earlier(db: Database, kind: str, key: int, values: dict[str, Any]) -> None:
    data = {
        name.removesuffix("_json"): read_json(value) if name.endswith("_json") else value
        for name, value in values.items()
    }
    db.execute(
        """insert or ignore into source_records (source, kind, source_id, language, data_json, fetched_at)
           values ('legacy', ?, ?, '', ?, ?)""",
        [kind, str(key), json.dumps(data, ensure_ascii=False), now()],
    )


KEPT_UPGRADES = 3  # number of copies kept from before upgrades
TOKENIZE = "unicode61 remove_diacritics 2"


def upgrade(db: Database, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """Create, complete and migrate. Returns what was done, one sentence each; a second call does nothing.

    A catalogue with rows is first copied beside itself, and `tell` receives a sentence with the place. Raises
    NotADatabase if the file holds only tables that are not ours, and CatalogueError if the copy fails; then
    nothing was changed.
    """
    _refuse_strangers(db)
    _refuse_newer(db)
    complete = is_complete(db)
    unapplied = [migration.name for migration in migrations.pending(db)]
    if not complete or unapplied:
        _keep_as_it_was(db, tell)
    if not complete:
        done = add_foreign_keys(db)
        with writing(db):
            done += [sentence for model in MODELS for sentence in _complete_table(db, model)]
            done += _complete_views(db)
    else:
        done = []
    if unapplied:
        with writing(db):
            migrations.apply(db)
        done += [f"moved old data: {name}" for name in unapplied]
    if db.execute("pragma user_version").fetchone()[0] < _number(NEEDS):
        db.execute(f"pragma user_version={_number(NEEDS)}")
    return done


def _keep_as_it_was(db: Database, tell: Callable[[str], None]) -> None:
    "Copy a catalogue that has rows before it is changed; only the last few such copies are kept."
    path, present = _path(db), set(db.table_names())
    tables = [model.table for model in MODELS if model.table in present]
    if not path or not any(db.execute(f"select 1 from {table} limit 1").fetchone() for table in tables):
        return
    catalogue = Path(path)
    stem = f"{catalogue.stem}-before-upgrade"
    kept = dated_path(catalogue.parent, stem)
    copy_catalogue(catalogue, kept)
    for older in dated_files(catalogue.parent, stem)[:-KEPT_UPGRADES]:
        older.unlink(missing_ok=True)
    tell(f"{path} is from an earlier version and will be upgraded; its previous state is kept in {kept}.")


def is_complete(db: Database) -> bool:
    "True if the database has everything that the models declare."
    return not (any(_lacking(db, model) for model in MODELS) or _outdated_views(db) or summaries.lacking(db))


def _outdated_views(db: Database) -> dict[str, str]:
    "The views that the database lacks or has in another form, with their SQL."
    present = {view.name: view.schema for view in db.views}
    wanted = {name: f"CREATE VIEW {name} AS {sql}" for name, sql in VIEWS.items()}
    return {name: sql for name, sql in wanted.items() if present.get(name) != sql}


def _complete_views(db: Database) -> Iterator[str]:
    outdated = _outdated_views(db)
    for name, sql in outdated.items():
        db.execute(f"drop view if exists {name}")
        db.execute(sql)
        yield f"added view {name}"
    if outdated or summaries.lacking(db):
        summaries.make_anew(db)
        yield "added up all files"


NEEDS = (0, 1, 0)  # the version of cineorg-catalog that this schema needs: raise it when the schema changes


def _number(version: tuple[int, int, int]) -> int:
    "A version as an integer for SQLite's user_version."
    return version[0] * 10_000 + version[1] * 100 + version[2]


def _refuse_newer(db: Database) -> None:
    needed = int(db.execute("pragma user_version").fetchone()[0])
    if needed <= _number(NEEDS):
        return
    version = f"{needed // 10_000}.{needed // 100 % 100}.{needed % 100}"
    raise NotADatabase(
        f"{_path(db)} was made by a newer version and needs cineorg-catalog {version} or later; "
        "it was not changed."
    )


def _refuse_strangers(db: Database) -> None:
    names = "', '".join(model.table for model in MODELS)
    other = db.execute(
        f"select name, type from sqlite_master where name in ('{names}') and type != 'table'"
    ).fetchone()
    if other is not None:
        raise NotADatabase(
            f"{_path(db)} holds a {other[1]} named {other[0]}, where a catalogue has a table; "
            "it was not changed. Name another file with --db."
        )
    present = {name for name in db.table_names() if not name.startswith("sqlite_")}
    if present and not present & {model.table for model in MODELS}:
        raise NotADatabase(
            f"{_path(db)} holds other tables ({', '.join(sorted(present)[:3])}) and no catalogue; "
            "it was not changed. Name another file with --db."
        )


def _path(db: Database) -> str:
    return str(db.execute("pragma database_list").fetchone()[2])


def _lacking(db: Database, model: type[Row]) -> bool:
    table = db.table(model.table)
    if not table.exists() or missing_columns(db, model) or _missing_references(db, model):
        return True
    if missing_indexes(db, model) or (model.fts and not db.table(f"{model.table}_fts").exists()):
        return True
    present = {trigger.name: trigger.sql for trigger in table.triggers}
    return any(present.get(name) != sql for name, sql in _triggers(model)) or not (
        _fts_triggers(model) <= present.keys()
    )


def _complete_table(db: Database, model: type[Row]) -> Iterator[str]:
    if not db.table(model.table).exists():
        _create(db, model)
        yield f"created table {model.table}"
    for item in missing_columns(db, model):
        db.table(model.table).add_column(
            item.name, item.type, not_null_default=item.default if item.not_null else None
        )
        yield f"added column {model.table}.{item.name}"
    for names, unique in missing_indexes(db, model):
        _add_index(db, model, names, unique)
        yield f"added index on {model.table} ({', '.join(names)})"
    yield from _complete_triggers(db, model)


def _create(db: Database, model: type[Row]) -> None:
    wanted = columns(model)
    db.table(model.table).create(
        {item.name: item.type for item in wanted},
        pk=model.pk[0] if len(model.pk) == 1 else model.pk,
        not_null={item.name for item in wanted if item.not_null},
        defaults={item.name: item.default for item in wanted if item.not_null and item.default is not None},
        foreign_keys=[(item.name, item.references, "id") for item in wanted if item.references],
    )


def missing_columns(db: Database, model: type[Row]) -> list[Column]:
    "The model's columns that the table lacks."
    present = db.table(model.table).columns_dict
    return [item for item in columns(model) if item.name not in present]


def wanted_indexes(model: type[Row]) -> list[tuple[tuple[str, ...], bool]]:
    "(columns, unique) of every index that the model declares."
    single = [((item.name,), item.unique) for item in columns(model) if item.index]
    return single + [(names, False) for names in model.indexes]


def missing_indexes(db: Database, model: type[Row]) -> list[tuple[tuple[str, ...], bool]]:
    """Indexes to add, compared by their columns: an index under another name counts as present.

    A unique index is left out while double values prevent it (`check` reports them).
    """
    present: dict[tuple[str, ...], bool] = {}
    for index in db.table(model.table).indexes:
        names = tuple(index.columns)
        present[names] = present.get(names, False) or bool(index.unique)
    missing = []
    for names, unique in wanted_indexes(model):
        if unique and names[0] in db.table(model.table).columns_dict and doubles(db, model.table, names[0]):
            unique = False
        if names not in present or (unique and not present[names]):
            missing.append((names, unique))
    return missing


def doubles(db: Database, table: str, name: str) -> list[object]:
    "Values that a column holds more than once."
    sql = f"select {name} from {table} where {name} is not null group by 1 having count(*) > 1 order by 1"
    return [row[0] for row in db.execute(sql)]


def _add_index(db: Database, model: type[Row], names: tuple[str, ...], unique: bool) -> None:
    title = model.index_names.get(names, f"ix_{model.table}_{'_'.join(names)}")
    for index in db.table(model.table).indexes:  # the unique index replaces the plain one
        if unique and tuple(index.columns) == names and not index.unique:
            db.execute(f'drop index "{index.name}"')
    db.table(model.table).create_index(names, title, unique=unique)


def _complete_triggers(db: Database, model: type[Row]) -> Iterator[str]:
    table = db.table(model.table)
    present = {trigger.name: trigger.sql for trigger in table.triggers}
    wanted = dict(_triggers(model))
    made = [name for name, sql in wanted.items() if present.get(name) != sql]
    for name in made:
        db.execute(f"drop trigger if exists {name}")  # a trigger of an earlier version
        db.execute(wanted[name])
        yield f"added trigger {name}"
    if any(name.startswith("derive_") for name in made):  # rows may have been written without it
        db.execute(f"update {model.table} set {_derivations(model, '')}")
    present_names = present.keys()
    if not model.fts or (db.table(f"{model.table}_fts").exists() and _fts_triggers(model) <= present_names):
        return
    for name in _fts_triggers(model) & present_names:
        db.execute(f'drop trigger "{name}"')  # an incomplete set is useless: all are created again below
    if db.table(f"{model.table}_fts").exists():
        db.execute(f"drop table {model.table}_fts")  # only an index: rebuilt from its table
    table.enable_fts(model.fts, tokenize=TOKENIZE, create_triggers=True)
    yield f"added full-text search of {model.table}"


def _fts_triggers(model: type[Row]) -> set[str]:
    return {f"{model.table}_{when}" for when in ("ai", "ad", "au")} if model.fts else set()


def _triggers(model: type[Row]) -> Iterator[tuple[str, str]]:
    """Triggers for checked values, append-only tables and columns derived from JSON.

    The application's tables cannot get a CHECK or a generated column. The SQL is as SQLite stores it, so that
    it can be compared. A check applies to a value when it is written, not to old values in the row.
    """
    for item in columns(model):
        if not item.choices:
            continue
        allowed = ", ".join(f"'{choice}'" for choice in item.choices)
        message = f"{model.table}.{item.name} must be one of {', '.join(item.choices)}"
        for event, when in (("insert", "insert"), ("update", f"update of {item.name}")):
            name = f"ck_{model.table}_{item.name}_{event}"
            yield (
                name,
                f"CREATE TRIGGER {name} before {when} on {model.table} "
                f"when new.{item.name} is not null and new.{item.name} not in ({allowed}) "
                f"begin select raise(abort, '{message}'); end",
            )
    for event in ("update", "delete") if model.append_only else ():
        name = f"ck_{model.table}_no_{event}"
        yield (
            name,
            f"CREATE TRIGGER {name} before {event} on {model.table} "
            f"begin select raise(abort, '{model.table} is append-only'); end",
        )
    if model.derived:
        sources = ", ".join(dict.fromkeys(source for source, _ in model.derived.values()))
        for name, event in (("insert", "insert"), ("update", f"update of {sources}")):
            yield (
                f"derive_{model.table}_{name}",
                f"CREATE TRIGGER derive_{model.table}_{name} after {event} on {model.table} "
                f"begin update {model.table} set {_derivations(model, 'new.')} where rowid = new.rowid; end",
            )


def _derivations(model: type[Row], of: str) -> str:
    "SQL that fills the derived columns of a row; `of` is `new.` in a trigger."
    return ", ".join(
        f"{item.name} = {_derivation(item, of + source, path)}"
        for item in columns(model)
        if item.name in model.derived
        for source, path in [model.derived[item.name]]
    )


def _derivation(item: Column, source: str, path: str) -> str:
    r"""SQL for a value of the column's own type, else NULL.

    Half a surrogate pair ("\ud800") is valid JSON for SQLite, but would become text that no reader can
    decode. In text it shows up as a replacement character, which is also a valid character by itself.
    """
    json_types = {str: "('text')", int: "('integer')", float: "('integer', 'real')"}
    value = f"json_extract({source}, '{path}')"
    whole = f"({value} not glob '*\ufffd*' or instr(lower({source}), '\\ud') = 0)"
    return (
        f"case when json_valid({source}) and json_type({source}, '{path}') in {json_types[item.type]}"
        f"{f' and {whole}' if item.type is str else ''} then {value} end"
    )


def _missing_references(db: Database, model: type[Row]) -> list[tuple[str, str]]:
    table = db.table(model.table)
    if not table.exists():
        return []
    present = {(key.column, key.other_table) for key in table.foreign_keys}
    wanted = [(item.name, item.references) for item in columns(model) if item.references]
    return [pair for pair in wanted if pair not in present and pair[0] in table.columns_dict]


def add_foreign_keys(db: Database) -> list[str]:
    """Add the foreign keys that an existing table lacks, by rebuilding the table with its rows.

    The rebuild loses the table's triggers and fails on dangling rows if keys are enforced (both measured): so
    enforcement is off meanwhile, and the triggers are created again.
    """
    lacking = [(model.table, pair) for model in MODELS for pair in _missing_references(db, model)]
    if not lacking:
        return []
    db.execute("pragma foreign_keys=off")
    try:
        with writing(db):
            summaries.drop_triggers(
                db
            )  # a table cannot be rebuilt while a view or a trigger of another uses it
            for name in VIEWS:  # all are created again below
                db.execute(f"drop view if exists {name}")
            for table in dict.fromkeys(table for table, _ in lacking):
                kept = [trigger.sql for trigger in db.table(table).triggers]
                pairs = [pair for name, pair in lacking if name == table]
                db.table(table).transform(add_foreign_keys=[(name, other, "id") for name, other in pairs])
                for sql in kept:
                    db.execute(sql)
    finally:
        db.execute("pragma foreign_keys=on")
    return [f"added foreign key {table}.{name} → {other}" for table, (name, other) in lacking]
