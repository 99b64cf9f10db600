"""Computes the columns of a title from ids, records and overrides: the only place that does.

For each field: what a person wrote; otherwise, in each preferred language in turn, the source with the best
rank; otherwise the rest by rank.  A field comes as a whole from one record, and `provenance_json` names it.
Only changes are written; nothing is decided and no source is asked.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
from sqlite_utils import Database

from ..db.columns import now
from ..db.connection import get_session, insert, writing
from ..db.models import TABLES, PersonModel
from ..db.upgrade import upgrade
from ..normalize import fold_title
from .described import makeshift_titles
from .pictures import remove_unused_files
from .records import Record, declare_sources, declared, has_expired, remove_expired, wished_languages
from .registry import rank_of

CHUNK = 500
OWNER = "owner"  # the source named in provenance for what a person wrote
_MOST_TITLES = 200
_OF_FILES = ("nfo", "name", "file")  # sources that know a title by its file, not by an id
COLUMNS = {"genres": "genres_json", "countries": "countries_json"}
FIELDS: dict[str, tuple[str, ...]] = {
    "movie": (
        *("title", "original_title", "overview", "year", "genres", "countries"),
        *("duration_seconds", "rating", "collection", "poster_path"),
    ),
    "series": (
        *("title", "original_title", "overview", "year", "genres", "countries"),
        *("rating", "collection", "poster_path"),
    ),
    "episode": ("title", "overview", "air_date", "duration_seconds"),
}
DERIVED = {  # table → the columns that the projection writes
    TABLES[kind]: frozenset(COLUMNS.get(name, name) for name in names) | {"provenance_json", "sort_title"}
    for kind, names in FIELDS.items()
}


@dataclass(slots=True)
class _Title:
    "One row with everything known about it."

    row: dict[str, Any]
    held: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)


@dataclass(slots=True)
class _Chosen:
    "The values that the columns should have."

    values: dict[str, Any]
    provenance: dict[str, list[Any]]
    records: list[Record]


def project(db: Database, kind: str, ids: Iterable[int]) -> list[int]:
    """Write the values chosen from the layers to the columns of films, series or episodes.

    Part of the caller's transaction. Returns the ids of the rows that changed. Values in a row that was never
    projected and that no layer explains first become a record of unknown origin, so that nothing is lost.
    """
    given, changed = sorted(set(ids)), list[int]()
    place_of = _places(wished_languages(db) if given else ())
    for chunk in _chunks(given):
        titles = _known(db, kind, chunk)
        _absorb(db, kind, [title for title in titles.values() if title.row["provenance_json"] is None])
        _absorb_titles(db, kind, titles)
        chosen = {key: _choose(kind, title, place_of) for key, title in titles.items()}
        changed += _write(db, kind, titles, chosen)
        if kind == "episode":
            _write_numbers(db, chosen)
        else:
            _write_titles(db, kind, titles, chosen)
            _write_credits(db, kind, chosen)
    return changed


def project_new(db: Database) -> int:
    "Project every row that never was (of an earlier catalogue or another program). Returns their number."
    count = 0
    for kind, table in TABLES.items():
        if kind in FIELDS:
            _note_ids(db, kind)
            ids = [row[0] for row in db.execute(f"select id from {table} where provenance_json is null")]
            project(db, kind, ids)
            count += len(ids)
    return count


_ID_COLUMNS = {"movie": ("imdb", "tmdb"), "series": ("imdb", "tmdb", "tvdb"), "episode": ()}


def _note_ids(db: Database, kind: str) -> None:
    "Store the ids in the columns of new rows as rows of their own."
    for source in _ID_COLUMNS[kind]:
        db.execute(
            f"""insert into external_ids ({kind}_id, source, source_id)
                select id, '{source}', cast({source}_id as text) from {TABLES[kind]}
                where provenance_json is null and {source}_id is not null and id not in
                (select {kind}_id from external_ids where {kind}_id is not null and source = '{source}')"""
        )


def bring_up_to_date(
    db: Database, tell: Callable[[str], None] = lambda _: None, *, rows_too: bool = True
) -> list[str]:
    """`upgrade`, then the declared sources, expired records, and rows that were never projected.

    Without `rows_too`, rows are checked only after an upgrade, because that is slow for many. Returns what
    was done, one sentence each; a second call does nothing.
    """
    done = upgrade(db, tell)
    if has_expired(db):
        with writing(db):
            expire(db)
    if not done and not rows_too and declared(db):
        return done
    new = [db.execute(f"select 1 from {table} where provenance_json is null limit 1") for table in DERIVED]
    if declared(db) and not any(cursor.fetchone() for cursor in new):
        return done
    with writing(db):
        declare_sources(db)
        count = project_new(db)
    return done + ([f"recorded where the values of {count} titles come from"] if count else [])


def expire(db: Database) -> int:
    "Delete expired records and their pictures, and project what remains. Returns the number of records."
    count = "select count(*) from source_records"
    before = db.execute(count).fetchone()[0]
    for kind, keys in remove_expired(db).items():
        project(db, kind, keys)
    removed = int(before - db.execute(count).fetchone()[0])
    if removed:
        remove_unused_files(db)
    return removed


def absorb(db: Database, kind: str, ids: Iterable[int]) -> None:
    """Store what other programs wrote into rows, before the records of these rows change.

    Column values that differ from the layers become a record of unknown origin. Rows that were never
    projected are left to their first projection, which does the same.
    """
    for chunk in _chunks(sorted(set(ids))):
        known = _known(db, kind, chunk)
        titles = {key: title for key, title in known.items() if title.row["provenance_json"] is not None}
        _absorb(db, kind, list(titles.values()))
        _absorb_titles(db, kind, titles)


def differences(db: Database, kind: str) -> Iterator[tuple[int, list[str]]]:
    "(id, columns) of the rows whose columns differ from the layers."
    place_of = _places(wished_languages(db))
    ids = [row[0] for row in db.execute(f"select id from {TABLES[kind]} order by id")]
    for chunk in _chunks(ids):
        for key, title in _known(db, kind, chunk).items():
            named = sorted(_changes(title.row, _choose(kind, title, place_of)).keys() - {"provenance_json"})
            if named and title.row["provenance_json"] is not None:
                yield key, named


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


# --- choosing -------------------------------------------------------------------------------------


def _choose(kind: str, title: _Title, place_of: Callable[[str], int]) -> _Chosen:
    "Choose a value for each field; `place_of` gives the rank of a language among the preferred ones."
    records = sorted(title.records, key=lambda record: _order(record, place_of))
    said: dict[str, tuple[Any, list[Any]]] = {}
    for record in records:
        for name, value in record.data.items():
            if name not in said and value not in _NOTHING:
                said[name] = (value, record.origin)
    said |= {name: (value, [OWNER, "", ""]) for name, value in title.held.items()}
    values = {name: said[name][0] if name in said else None for name in FIELDS[kind]}
    provenance = {name: said[name][1] for name in FIELDS[kind] if name in said}
    if not values["title"]:
        values["title"] = makeshift_titles(kind, title.row, title.ids)[0]
    return _Chosen(values, provenance, records)


_NOTHING: tuple[Any, ...] = (None, "", [])


def _order(record: Record, place_of: Callable[[str], int]) -> tuple[int, int, bool, str, str, str]:
    others = (record.language not in ("", "en"), record.language, record.source, record.source_id)
    return (place_of(record.language), rank_of(record.source), *others)


def _places(wished: Sequence[str]) -> Callable[[str], int]:
    "How far down among the languages wished for one stands, by itself or as what all its regions share."

    @cache
    def place_of(language: str) -> int:
        fits = (at for at, wish in enumerate(wished) if language in (wish, wish.partition("-")[0]))
        return next(fits, len(wished))

    return place_of


def _changes(row: Mapping[str, Any], chosen: _Chosen) -> dict[str, Any]:
    "The columns that must be written."
    changes = {}
    for name, value in chosen.values.items():
        column = COLUMNS.get(name, name)
        there = row[column]
        if there == value or (value is None and _is_unreadable(there, column)):
            continue
        if value is None or name not in COLUMNS or not _is_json_of(there, value):
            changes[column] = _stored(value, column)
    if "sort_title" in row:
        key = fold_title(chosen.values["title"]).words
        if row["sort_title"] != key:
            changes["sort_title"] = key
    stored = orjson.dumps(chosen.provenance).decode()
    if row["provenance_json"] != stored:
        changes["provenance_json"] = stored
    return changes


def _is_unreadable(stored: Any, column: str) -> bool:
    "True if a column of an earlier catalogue holds what no record can hold: it is left alone."
    if isinstance(stored, bytes):
        return True
    if not column.endswith("_json") or stored is None:
        return False
    try:
        return not isinstance(orjson.loads(stored), list)
    except (orjson.JSONDecodeError, TypeError):
        return True


def _stored(value: Any, column: str) -> Any:
    return json.dumps(value, ensure_ascii=False) if column.endswith("_json") and value is not None else value


def _is_json_of(stored: Any, value: Any) -> bool:
    try:
        return stored is not None and bool(orjson.loads(stored) == list(value))
    except (orjson.JSONDecodeError, TypeError):
        return False


# --- what is known --------------------------------------------------------------------------------


def _known(db: Database, kind: str, ids: Sequence[int]) -> dict[int, _Title]:
    "The rows with their overrides, ids and records."
    given = json.dumps(ids)
    names = ["id", "provenance_json", *(COLUMNS.get(name, name) for name in FIELDS[kind])]
    if kind == "episode":
        names += ["series_id", "season_number", "episode_number"]
    else:
        names.append("sort_title")
    sql = f"select {', '.join(names)} from {TABLES[kind]} where id in (select value from json_each(?))"
    rows = (dict(zip(names, row, strict=True)) for row in db.execute(sql, [given]))
    titles = {row["id"]: _Title(row) for row in rows}
    given = json.dumps(list(titles))  # the rows that exist
    sql = f"""select {kind}_id, field, value_json from overrides
              where {kind}_id in (select value from json_each(?))"""
    for key, name, value in db.execute(sql, [given]):
        titles[key].held[name] = orjson.loads(value)
    if kind == "episode":
        _read_episodes(db, titles, given)
    else:
        _read_records(db, kind, titles, given)
    return titles


def _read_records(db: Database, kind: str, titles: dict[int, _Title], given: str) -> None:
    sql = f"""select {kind}_id, source, source_id from external_ids
              where {kind}_id in (select value from json_each(?))"""
    for key, source, source_id in db.execute(sql, [given]):
        titles[key].ids.setdefault(source, set()).add(source_id)
    # cross joins: without statistics SQLite would go through all records of a source for a handful of titles
    live = "(records.expires_at is null or records.expires_at > :now)"
    columns = "records.source, records.source_id, records.language, records.data_json"
    by_id = f"""select ids.{kind}_id, {columns} from external_ids as ids
                cross join source_records as records on records.source = ids.source
                and records.kind in ('{kind}', 'people') and records.source_id = ids.source_id
                where ids.{kind}_id in (select value from json_each(:ids)) and {live}"""
    theirs = "records.source = 'shipped' and ids.source = 'imdb'"  # it uses IMDb's ids
    shipped = by_id.replace("records.source = ids.source", theirs)
    legacy = f"""select given.value, {columns} from json_each(:ids) as given
                 cross join source_records as records on records.source = 'legacy' and records.kind = '{kind}'
                 and records.source_id = cast(given.value as text)"""
    parts = [by_id, shipped, legacy]
    if kind == "movie":
        parts.append(
            f"""select files.movie_id, {columns} from movie_files as files
                cross join source_records as records on records.source in ('nfo', 'name', 'file')
                and records.kind = 'movie' and records.source_id = cast(files.video_file_id as text)
                where files.movie_id in (select value from json_each(:ids))"""
        )
    else:
        parts.append(
            f"""select distinct episodes.series_id, {columns} from episodes
                cross join episode_files as files on files.episode_id = episodes.id
                cross join source_records as records on records.source in ('nfo', 'name')
                and records.kind = 'series'
                and records.source_id = cast(files.video_file_id as text)
                where episodes.series_id in (select value from json_each(:ids))"""
        )
    values = {"ids": given, "now": now()}
    beside = []  # NFOs fit by what all other records say, and none by what another NFO says
    for key, source, source_id, language, data in db.execute(" union all ".join(parts), values):
        record = Record(source, source_id, language, orjson.loads(data))
        if source == "nfo":
            beside.append((titles[key], record))
        else:
            titles[key].records.append(record)
    for title, record in [(title, record) for title, record in beside if _fits(record, title)]:
        title.records.append(record)


def _fits(record: Record, title: _Title) -> bool:
    "True if an NFO belongs to this title: by ids, or if it has none, by title and year."
    stated = record.data.get("ids") or {}
    common = {source: value for source, value in stated.items() if title.ids.get(source)}
    if common:
        return all(value in title.ids[source] for source, value in common.items())
    if stated and title.ids:
        return False
    return any(_names_it(record.data, known) for known in (title.row, *_known_by_id(title)))


def _known_by_id(title: _Title) -> Iterator[Mapping[str, Any]]:
    "What sources that know the title by an id say of it: its name and year before a person edited them."
    return (item.data for item in title.records if item.source not in _OF_FILES and item.data.get("year"))


def _names_it(data: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    names = {fold_title(name).key for name in (data.get("title"), data.get("original_title")) if name}
    known = {fold_title(name).key for name in (row["title"], row.get("original_title")) if name}
    years = {data.get("year"), row.get("year")} - {None}
    return bool(names & known) and len(years) <= 1


def viewing_in_nfo(db: Database, kind: str, key: int, file_id: int) -> Mapping[str, Any] | None:
    "What a file's NFO says about the owner watching a title, if the NFO belongs to that title."
    if kind == "movie":
        sql = """select 1 from movie_files cross join source_records as records on records.source = 'nfo'
                 and kind = 'movie' and source_id = cast(video_file_id as text) where movie_id = ?"""
        if db.execute(sql, [key]).fetchone() is None:
            return None
        title = _known(db, kind, [key]).get(key)
        records = [item.data for item in title.records if item.source == "nfo"] if title else []
    else:
        sql = """select data_json from source_records
                 where source = 'nfo' and kind = 'episodes' and source_id = ?"""
        records = [orjson.loads(row[0]) for row in db.execute(sql, [str(file_id)])]
    return next((data["viewing"] for data in records if data.get("viewing")), None)


def _read_episodes(db: Database, titles: dict[int, _Title], given: str) -> None:
    "What records say about episodes: the lists of their series, and their files' names and NFOs."
    by_place: dict[int, dict[tuple[int, int], list[_Title]]] = {}
    for title in titles.values():
        place = (title.row["season_number"], title.row["episode_number"])
        by_place.setdefault(title.row["series_id"], {}).setdefault(place, []).append(title)
    columns = "records.source, records.source_id, records.language, records.data_json"
    sql = f"""select ids.series_id, {columns} from external_ids as ids
              cross join source_records as records on records.source = ids.source
              and records.kind = 'episodes' and records.source_id = ids.source_id
              where ids.series_id in (select value from json_each(:ids))
              and (records.expires_at is null or records.expires_at > :now)"""
    values = {"ids": json.dumps(list(by_place)), "now": now()}
    for series_id, source, source_id, language, data in db.execute(sql, values):
        for item in orjson.loads(data).get("episodes", ()):
            for title in by_place[series_id].get((item["season"], item["number"]), ()):
                title.records.append(Record(source, source_id, language, item))
    sql = f"""select files.episode_id, {columns} from episode_files as files
              cross join source_records as records on records.source in ('nfo', 'name', 'file')
              and records.kind = 'episodes' and records.source_id = cast(files.video_file_id as text)
              where files.episode_id in (select value from json_each(:ids))
              union all
              select given.value, {columns} from json_each(:ids) as given
              cross join source_records as records on records.source = 'legacy' and records.kind = 'episode'
              and records.source_id = cast(given.value as text)"""
    for key, source, source_id, language, text in db.execute(sql, {"ids": given}):
        data = orjson.loads(text)
        for item in [data] if source == "legacy" else _at(data, titles[key].row):
            titles[key].records.append(Record(source, source_id, language, item))


def _at(data: Mapping[str, Any], row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    "What a file's record says about the episode with a given number."
    place = (row["season_number"], row["episode_number"])
    return [item for item in data.get("episodes", ()) if (item["season"], item["number"]) == place]


def _absorb(db: Database, kind: str, titles: Sequence[_Title]) -> None:
    for title in titles:
        found = _standing(kind, title)
        unexplained = {name: value for name, value in found if not _explained(title, name, value)}
        if unexplained:
            _keep_legacy(db, kind, title, unexplained)


def _absorb_titles(db: Database, kind: str, titles: Mapping[int, _Title]) -> None:
    "Other titles without a source: of an earlier catalogue or another program."
    if kind == "episode":
        return
    for key, others in _own_titles(db, kind, list(titles.values())).items():
        legacy = next((item for item in titles[key].records if item.source == "legacy"), None)
        known = list(legacy.data.get("titles", ())) if legacy else []
        _keep_legacy(
            db, kind, titles[key], {"titles": [*known, *(item for item in others if item not in known)]}
        )


def _standing(kind: str, title: _Title) -> Iterator[tuple[str, Any]]:
    "The fields of a row that have a value worth keeping; a title made of an id has none."
    nameless = {None, *makeshift_titles(kind, title.row, title.ids)}
    for name in FIELDS[kind]:
        column = COLUMNS.get(name, name)
        value = title.row[column]
        if value not in nameless and not _is_unreadable(value, column):
            yield name, orjson.loads(value) if name in COLUMNS else value


def _explained(title: _Title, name: str, value: Any) -> bool:
    if name in title.held:
        return bool(title.held[name] == value)
    return any(record.data.get(name) == value for record in title.records)


def _own_titles(db: Database, kind: str, titles: Sequence[_Title]) -> dict[int, list[dict[str, Any]]]:
    "The other titles of rows that have no source."
    works = json.dumps([f"{kind}:{title.row['id']}" for title in titles])
    sql = """select work, title, language, kind from titles where source is null
             and work in (select value from json_each(?)) order by id"""
    found: dict[int, list[dict[str, Any]]] = {}
    for work, title, language, form in db.execute(sql, [works]):
        item = {"title": title, "language": language, "kind": form}
        found.setdefault(int(work.partition(":")[2]), []).append(item)
    return found


def _keep_legacy(db: Database, kind: str, title: _Title, values: dict[str, Any]) -> None:
    key, known = str(title.row["id"]), next((item for item in title.records if item.source == "legacy"), None)
    data = {**(known.data if known else {}), **values}
    db.execute(
        """insert into source_records (source, kind, source_id, language, data_json, fetched_at)
           values ('legacy', ?, ?, '', ?, ?)
           on conflict (source, kind, source_id, language) do update set data_json = excluded.data_json""",
        [kind, key, orjson.dumps(data).decode(), now()],
    )
    if known is not None:
        known.data = data
    else:
        title.records.append(Record("legacy", key, "", data))


# --- writing --------------------------------------------------------------------------------------


def _write(db: Database, kind: str, titles: Mapping[int, _Title], chosen: Mapping[int, _Chosen]) -> list[int]:
    changed = []
    for key, title in titles.items():
        columns = _changes(title.row, chosen[key])
        if not columns:
            continue
        if columns.keys() - {"provenance_json", "sort_title"}:
            columns["updated_at"] = now()
        sets = ", ".join(f"{name} = :{name}" for name in columns)
        db.execute(f"update {TABLES[kind]} set {sets} where id = :id", {**columns, "id": key})
        changed.append(key)
    return changed


def _write_titles(
    db: Database, kind: str, titles: Mapping[int, _Title], chosen: Mapping[int, _Chosen]
) -> None:
    "Write the other titles from all records: matching and search use every one."
    works = {f"{kind}:{key}": key for key in titles}
    sql = """select id, work, title, language, kind, source from titles
             where work in (select value from json_each(?))"""
    there: dict[int, dict[tuple[Any, ...], int]] = {}
    doubles = []
    for row_id, work, *rest in db.execute(sql, [json.dumps(list(works))]):
        known = there.setdefault(works[work], {})
        if tuple(rest) in known:
            doubles.append((row_id,))
        known.setdefault(tuple(rest), row_id)
    surplus, added = doubles, []
    for work, key in works.items():
        wanted = _other_titles(chosen[key])
        known = there.get(key, {})
        surplus += [(row_id,) for item, row_id in known.items() if item not in wanted]
        added += [(work, *item) for item in wanted if item not in known]
    db.conn.executemany("delete from titles where id = ?", surplus)
    db.conn.executemany(
        "insert into titles (work, title, language, kind, source) values (?, ?, ?, ?, ?)", added
    )


def _other_titles(chosen: _Chosen) -> dict[tuple[Any, ...], None]:
    "(title, language, kind, source), without those that differ only in their source."
    found: dict[tuple[str, str | None], tuple[Any, ...]] = {}
    main = chosen.values["title"]
    for record in chosen.records:
        for title, language, kind in _titles_of(record):
            if title != main and (title, language) not in found:
                found[title, language] = (title, language, kind, record.source)
    known = {title for title, language in found if language is not None}
    items = [item for (title, language), item in found.items() if language is not None or title not in known]
    return dict.fromkeys(items[:_MOST_TITLES])


def _titles_of(record: Record) -> Iterator[tuple[str, str | None, str]]:
    data = record.data
    if data.get("title"):
        yield data["title"], record.language or None, "translated" if record.language else "alternative"
    if data.get("original_title"):
        yield data["original_title"], None, "original"
    for item in data.get("titles") or ():
        yield item["title"], item.get("language"), item.get("kind", "alternative")


def _write_credits(db: Database, kind: str, chosen: Mapping[int, _Chosen]) -> None:
    "Write the people, all from one record."
    column = f"{kind}_id"
    sql = f"""select credits.{column}, people.name, role, character, credits.source, position from credits
              join people on people.id = person_id where credits.{column} in (select value from json_each(?))
              order by position"""
    there: dict[int, list[tuple[Any, ...]]] = {}
    for key, *rest in db.execute(sql, [json.dumps(list(chosen))]):
        there.setdefault(key, []).append(tuple(rest))
    for key, item in chosen.items():
        wanted = list(_credits_of(item))
        if wanted == there.get(key, []):
            continue
        db.execute(f"delete from credits where {column} = ?", [key])
        for name, role, character, source, position in wanted:
            db.execute(
                f"""insert into credits ({column}, person_id, role, character, source, position)
                    values (?, ?, ?, ?, ?, ?)""",
                [key, _person(db, name), role, character, source, position],
            )


def _credits_of(chosen: _Chosen) -> Iterator[tuple[Any, ...]]:
    for record in chosen.records:
        if record.data.get("credits"):
            for position, item in enumerate(record.data["credits"]):
                yield item["name"], item["role"], item.get("character"), record.source, position
            return


def _write_numbers(db: Database, chosen: Mapping[int, _Chosen]) -> None:
    "The places of episodes in other orders, whole from one record."
    sql = """select episode_id, numbering, season, number from episode_numbers
             where episode_id in (select value from json_each(?))"""
    there = {tuple(row) for row in db.execute(sql, [json.dumps(list(chosen))])}
    wanted = {(key, *place) for key, item in chosen.items() for place in _numbers_of(item)}
    surplus = [row[:2] for row in there - wanted]
    db.conn.executemany("delete from episode_numbers where episode_id = ? and numbering = ?", surplus)
    db.conn.executemany(
        "insert into episode_numbers (episode_id, numbering, season, number) values (?, ?, ?, ?)",
        wanted - there,
    )


def _numbers_of(chosen: _Chosen) -> Iterator[tuple[str, int, int]]:
    for record in chosen.records:
        if record.data.get("orders"):
            yield from ((name, season, number) for name, (season, number) in record.data["orders"].items())
            return


def _person(db: Database, name: str) -> int:
    row = db.execute("select min(id) from people where name = ?", [name]).fetchone()
    if row[0] is not None:
        return int(row[0])
    first, _, last = name.rpartition(" ")
    return insert(db, PersonModel(name=name, sort_name=f"{last}, {first}" if first else name))


def init_db() -> list[str]:
    "Create or upgrade the engine's database; returns what was done, one sentence each (empty: nothing)."
    with get_session() as session:
        return bring_up_to_date(session)
