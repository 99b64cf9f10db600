"""A public copy, made by allow-list from publishable sources only, and checked for private data.

Nothing private ever enters the file: it starts empty, and gets only the columns named here, what people
wrote, and the records that may be published. Then the whole file is searched for private data before it
counts.
"""

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from sqlite_utils import Database

from ..atomic_files import make_folder, replacing
from ..db.columns import columns
from ..db.connection import writing
from ..db.models import BY_TABLE, MODELS
from ..db.summaries import TABLES as SUMMARIES
from ..db.summaries import bars_in
from ..db.upgrade import upgrade
from ..db.views import VIEWS
from ..errors import BadUsage, CatalogueError
from ..resources import read_metadata, shipped
from ..sources.projection import COLUMNS as JSON_FIELDS
from ..sources.projection import FIELDS, project
from ..sources.records import declare_sources
from ..sources.registry import SOURCES, source_named
from .leaks import OPEN, require_no_leak

_TECHNICAL = ("codec_video", "codec_audio", "resolution", "languages_json")
PUBLIC: dict[str, tuple[str, ...]] = {  # table → columns that are copied or projected
    "movies": (
        *("id", "title", "original_title", "year", "overview", "genres_json", "countries_json"),
        *("duration_seconds", "rating", "collection", "imdb_id", "tmdb_id", *_TECHNICAL),
        *("sort_title", "provenance_json", "created_at"),
    ),
    "series": (
        *("id", "title", "original_title", "year", "overview", "genres_json", "countries_json"),
        *("rating", "collection", "imdb_id", "tmdb_id", "tvdb_id", "sort_title", "provenance_json"),
        "created_at",
    ),
    "episodes": (
        *("id", "series_id", "season_number", "episode_number", "title", "overview", "air_date"),
        *("duration_seconds", *_TECHNICAL, "provenance_json", "created_at"),
    ),
    "titles": ("id", "work", "title", "language", "kind", "source"),
    "people": ("id", "name", "sort_name"),
    "credits": (
        *("id", "movie_id", "series_id", "episode_id", "person_id", "role", "character", "position"),
        "source",
    ),
    "external_ids": ("id", "movie_id", "series_id", "episode_id", "source", "source_id"),
    "episode_numbers": ("episode_id", "numbering", "season", "number"),
    "video_files": (
        *("id", "codec_video", "codec_audio", "resolution_width", "resolution_height", "duration_seconds"),
        *("languages_json", "subtitle_languages_json", "part", "parts", "edition"),
    ),
    "movie_files": ("movie_id", "video_file_id", "edition", "source", "is_main"),
    "episode_files": ("episode_id", "video_file_id"),
    "sources": ("name", "title", "licence", "attribution", "publishable", "rank"),
}  # fmt: skip
ADDABLE = {  # `--with TABLE.COLUMN`
    "movies": ("file_size_bytes", "updated_at"),
    "series": ("updated_at",),
    "episodes": ("file_size_bytes", "updated_at"),
    "video_files": ("size_bytes", "created_at", "missing_since"),
    "viewings": ("watched_at", "rating"),
}
_KEYS = {"viewings": ("id", "movie_id", "episode_id")}
_EMPTY = {  # tables and columns that the pages query, always empty here
    "video_files": ("size_bytes", "root", "device", "inode", "missing_since", "probe_error"),
    "episodes": ("file_path",),
    "pending_validations": ("id", "video_file_id", "validation_status"),
    "decisions": ("id",),
    "loads": ("id", "command", "finished_at", "errors_json"),
}
_FOR_PROJECTION = {"source_records", "overrides", "settings"}
QUERIES = ("search", "recent", "missing_episodes", "feed_new")
CHARTS = ("films", "episodes", "decades", "genres")
PUBLIC_VIEWS = {
    **{name: VIEWS[name] for name in ("hard_links", "film_versions")},  # the wall reads these
    **{name: VIEWS[name] for name in ("owned_episodes", "known_missing", "season_gaps")},
    "chart_totals": bars_in("movies"),  # nothing is written to a copy: no table has to be kept
    # The addresses of each title at other databases.
    "links": """select case when movie_id is not null then 'movie' when series_id is not null then 'series'
        else 'episode' end as kind, coalesce(movie_id, series_id, episode_id) as id, source, source_id,
        case source
          when 'imdb' then 'https://www.imdb.com/title/' || source_id || '/'
          when 'tmdb' then 'https://www.themoviedb.org/' || iif(movie_id is null, 'tv/', 'movie/')
            || source_id
          when 'tvdb' then 'https://www.thetvdb.com/dereferrer/' || iif(movie_id is null, 'series/', 'movie/')
            || source_id
          when 'tvmaze' then 'https://www.tvmaze.com/shows/' || source_id
          when 'wikidata' then 'https://www.wikidata.org/wiki/' || source_id
        end as link
        from external_ids where episode_id is null""",
    # The sources of each title's texts, as their licences require.
    "attributions": """select found.kind, found.id, found.title, sources.title as source, sources.licence,
        links.link
        from (
          select distinct 'movie' as kind, movies.id, movies.title, json_extract(value, '$[0]') as name
          from movies, json_each(provenance_json)
          union select 'series', series.id, series.title, json_extract(value, '$[0]')
          from series, json_each(provenance_json)
          union select 'series', series.id, series.title, json_extract(value, '$[0]')
          from episodes join series on series.id = series_id, json_each(episodes.provenance_json)
          union select 'series', series.id, series.title, credits.source
          from credits join series on series.id = series_id
          union select 'movie', movies.id, movies.title, credits.source
          from credits join movies on movies.id = movie_id
        ) as found
        join sources on sources.name = found.name and sources.attribution is not null
        left join links on links.kind = found.kind and links.id = found.id and links.source = found.name""",
}


@dataclass(frozen=True, slots=True)
class PublicCopy:
    path: Path
    metadata: Path
    counts: dict[str, int]
    sources: tuple[str, ...]
    searched_for: int


def columns_table() -> str:
    "The columns of a public copy as a Markdown table, for the documents."
    rows = ["| table | columns | more with `--with` |", "|---|---|---|"]
    for table in [*PUBLIC, *(ADDABLE.keys() - PUBLIC.keys())]:
        listed = ", ".join(f"`{name}`" for name in PUBLIC.get(table, ()))
        more = ", ".join(f"`{table}.{name}`" for name in ADDABLE.get(table, ()))
        rows.append(f"| `{table}` | {listed} | {more} |")
    return "\n".join(rows)


def publish(catalogue: Path, target: Path, added: Sequence[str] = ()) -> PublicCopy:
    """Write a public copy of a catalogue, check it, and write its metadata beside it.

    Raises Leak if the search finds anything private (then nothing is left, and an earlier copy is unchanged),
    and BadUsage for a column that cannot be added or a target that is the catalogue.
    """
    allowed = _with_added(added)
    if target.exists() and os.path.samefile(target, catalogue):
        raise BadUsage(f"{target} is the catalogue itself; name another file.")
    beside = target.with_name(f"{target.name}.metadata.yml")
    try:
        make_folder(target.parent)
        with replacing(target) as draft:
            _make(catalogue, draft, allowed)
            with closing(sqlite3.connect(draft)) as conn:
                counts, used = _counts(conn), _used(conn)
                metadata = _metadata(conn, used)
            searched_for = require_no_leak(catalogue, draft, metadata)
            with replacing(beside) as text:
                text.write_text(metadata, encoding="utf-8")
    except OSError as error:
        raise CatalogueError(f"{target} cannot be written: {error.strerror}.") from error
    return PublicCopy(target, beside, counts, used, searched_for)


def _with_added(added: Sequence[str]) -> dict[str, tuple[str, ...]]:
    allowed = dict(PUBLIC)
    for item in added:
        table, _, name = item.partition(".")
        if name not in ADDABLE.get(table, ()):
            possible = ", ".join(f"{key}.{value}" for key, names in ADDABLE.items() for value in names)
            raise BadUsage(f"{item!r} cannot be added to a public copy; these can: {possible}.")
        allowed[table] = (*allowed.get(table, _KEYS.get(table, ())), name)
    return allowed


# --- making ---------------------------------------------------------------------------------------


def _make(catalogue: Path, draft: Path, allowed: Mapping[str, tuple[str, ...]]) -> None:
    with closing(sqlite3.connect(f"file:{quote(str(draft))}?mode=rwc", uri=True)) as conn:
        db = Database(conn)
        conn.execute("pragma journal_mode=off")
        upgrade(db)
        _clear(db, allowed)
        conn.execute("attach ? as private", [f"file:{quote(str(catalogue.absolute()))}?mode=ro"])
        with writing(db):
            _take_over(db, allowed)
            conn.execute("analyze main")  # without it, the projection's joins read whole tables (measured)
            for kind in FIELDS:
                project(db, kind, [row[0] for row in db.execute(f"select id from {_table(kind)}").fetchall()])
            _drop_closed_lists(db)
            _drop_the_rest(db, allowed)
        conn.execute("detach private")
        for table in db.table_names():
            if table.endswith("_fts"):
                db.execute(f"insert into {table}({table}) values ('rebuild')")
        conn.commit()
        conn.execute("analyze")
        conn.execute("vacuum")


def _table(kind: str) -> str:
    return "movies" if kind == "movie" else "series" if kind == "series" else "episodes"


def _clear(db: Database, allowed: Mapping[str, tuple[str, ...]]) -> None:
    "Remove the tables and columns that the copy never has from the empty file."
    for name in VIEWS:
        db.execute(f"drop view {name}")
    for trigger in db.triggers:
        db.execute(f"drop trigger {trigger.name}")
    for name in SUMMARIES:
        db.execute(f"drop table {name}")
    needed = {*allowed, *_EMPTY, *_FOR_PROJECTION}
    if "video_files_fts" in db.table_names():
        db.execute("drop table video_files_fts")
    for model in reversed(MODELS):
        if model.table not in needed:
            if model.fts:
                db.execute(f"drop table {model.table}_fts")
            db.execute(f"drop table {model.table}")
        elif model.table not in (*_FOR_PROJECTION, "sources"):
            _drop_columns(db, model.table, _kept(model.table, allowed) | _projected(model.table))
    db.execute("drop table _sqlite_migrations")


def _kept(table: str, allowed: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {*allowed.get(table, ()), *_EMPTY.get(table, ()), *BY_TABLE[table].pk}


def _projected(table: str) -> set[str]:
    "Columns that the projection writes and that are not published."
    kind = {"movies": "movie", "series": "series", "episodes": "episode"}.get(table)
    return {"updated_at"} | {JSON_FIELDS.get(name, name) for name in FIELDS[kind]} if kind else set()


def _drop_columns(db: Database, table: str, kept: set[str]) -> None:
    dropped = [item.name for item in columns(BY_TABLE[table]) if item.name not in kept]
    for index in db.table(table).indexes:
        if set(index.columns) & set(dropped) and not index.name.startswith("sqlite_"):
            db.execute(f'drop index "{index.name}"')
    if any(key.column in dropped for key in db.table(table).foreign_keys):
        db.table(table).transform(drop=dropped)
        return
    for name in dropped:
        db.execute(f"alter table {table} drop column {name}")


def _take_over(db: Database, allowed: Mapping[str, tuple[str, ...]]) -> None:
    "Copy rows by the allow-list, in the order of their references; texts are copied as records only."
    for table, names in allowed.items():
        if table in ("titles", "people", "credits", "sources"):
            continue  # written by the projection, and from the declaration
        projected = _projected(table) - {"updated_at"} | {"sort_title", "provenance_json"}
        there = {row[1] for row in db.execute(f"pragma private.table_info({table})").fetchall()}
        given = [
            name for name in names if name in there and name not in (projected if _projected(table) else ())
        ]
        fixed = {"title": "''", "provenance_json": "'{}'"} if _projected(table) else {}
        listed = ", ".join([*given, *fixed])
        values = ", ".join([*given, *fixed.values()])
        known = " where source in ('imdb', 'tmdb', 'tvdb', 'tvmaze', 'wikidata')"
        where = known if table == "external_ids" else ""
        db.execute(f"insert into main.{table} ({listed}) select {values} from private.{table}{where}")
    declare_sources(db)
    db.execute("insert into main.settings select * from private.settings where name = 'languages'")
    db.execute(
        """insert into main.overrides (id, movie_id, series_id, episode_id, field, value_json)
           select id, movie_id, series_id, episode_id, field, value_json from private.overrides"""
    )
    _take_records(db)
    _read_names(db)


def _take_records(db: Database) -> None:
    "Copy the records that may be published, without pictures."
    db.execute(
        f"""insert into main.source_records
            (source, kind, source_id, language, data_json, fetched_at, expires_at)
            select source, kind, source_id, language,
              json_remove(data_json, '$.poster_path', '$.backdrop_path'), fetched_at, expires_at
            from private.source_records where source in ({OPEN}) and kind not in ('picture', 'found')"""
    )


_PUT = "insert or ignore into main.source_records (source, kind, source_id, data_json, fetched_at) "
_READ_FROM_NAMES = (
    """select 'name', 'movie', cast(video_file_id as text),
      json_object('title', read_title, 'year', read_year), ''
    from (select movie_id, video_file_id, read_title, read_year, row_number() over
            (partition by movie_id order by links.is_main desc, video_file_id) as place
          from private.movie_files as links join private.pending_validations as read using (video_file_id)
          where read_title is not null)
    where place = 1""",
    """select 'name', 'series', cast(video_file_id as text),
      json_object('title', read_title, 'year', read_year), ''
    from (select min(video_file_id) as video_file_id, read_title, read_year, row_number() over
            (partition by series_id order by count(*) desc, min(video_file_id)) as place
          from private.episodes join private.episode_files on episode_id = episodes.id
          join private.pending_validations as read using (video_file_id) where read_title is not null
          group by series_id, read_title, read_year)
    where place = 1""",
    """select 'name', 'episodes', cast(video_file_id as text),
      json_object('episodes', json_array(json_object('season', season_number,
        'number', episode_number,
        'title', json_extract(parsed_json, '$.episode_title')))), ''
    from private.episode_files join private.episodes on episodes.id = episode_id
    join private.pending_validations as read using (video_file_id)
    where json_valid(parsed_json) and json_type(parsed_json, '$.episode_title') = 'text'
    group by video_file_id having count(*) = 1""",
)
_MEASURED_IN_FILES = (
    """select 'file', 'movie', cast(id as text),
      json_object('duration_seconds', duration_seconds), ''
    from private.movie_files join private.video_files on id = video_file_id
    where is_main and duration_seconds is not null""",
    """select 'file', 'episodes', cast(files.id as text),
      json_object('episodes', json_array(json_object('season', season_number,
        'number', episode_number,
        'duration_seconds', files.duration_seconds))), ''
    from private.episode_files join private.episodes on episodes.id = episode_id
    join private.video_files as files on files.id = video_file_id
    where files.duration_seconds is not null group by video_file_id having count(*) = 1""",
)


def _read_names(db: Database) -> None:
    """Store what was read from file names, and the running times of files, as records.

    A title with only closed sources is shown by them. Of several files, the main one counts.
    """
    for select in (*_READ_FROM_NAMES, *_MEASURED_IN_FILES):
        db.execute(_PUT + select)


def _drop_closed_lists(db: Database) -> None:
    "Delete episodes without a file that closed sources list and about which no open one says anything."
    db.execute(
        f"""delete from main.episodes where provenance_json = '{{}}'
            and id not in (select episode_id from private.episode_files)
            and (series_id, season_number, episode_number) in
            (select ids.series_id, json_extract(item.value, '$.season'), json_extract(item.value, '$.number')
             from private.external_ids as ids join private.source_records as records
               on records.source = ids.source and records.source_id = ids.source_id
               and records.kind = 'episodes', json_each(records.data_json, '$.episodes') as item
             where ids.series_id is not null and records.source not in ({OPEN}))"""
    )


def _drop_the_rest(db: Database, allowed: Mapping[str, tuple[str, ...]]) -> None:
    "Drop what only the projection needed, and sources that contribute nothing to the copy."
    for table in (*_FOR_PROJECTION, "cineorg_ids"):
        db.execute(f"drop table {table}")
    for table in PUBLIC:
        if _projected(table) or table == "sources":
            for name in db.table(table).columns_dict.keys() - _kept(table, allowed):
                db.execute(f"alter table {table} drop column {name}")
    used = json.dumps(_used(db.conn))
    db.execute("delete from sources where name not in (select value from json_each(?))", [used])
    for name, sql in PUBLIC_VIEWS.items():
        db.execute(f"create view {name} as {sql}")


def _used(conn: sqlite3.Connection) -> tuple[str, ...]:
    "The sources that contribute anything to the copy."
    parts = [
        f"select json_extract(value, '$[0]') from {table}, json_each(provenance_json)"
        for table in ("movies", "series", "episodes")
    ]
    parts += ["select source from titles", "select source from credits"]
    found = {row[0] for row in conn.execute(" union ".join(parts))}
    return tuple(source.name for source in SOURCES if source.name in found)


def _counts(conn: sqlite3.Connection) -> dict[str, int]:
    return {
        table: conn.execute(f"select count(*) from {table}").fetchone()[0]
        for table in ("movies", "series", "episodes", "people", "external_ids")
    }


# --- the metadata beside it -----------------------------------------------------------------------


def _metadata(conn: sqlite3.Connection, used: Sequence[str]) -> str:
    "The shipped metadata, reduced to what the copy has."
    given = json.loads(json.dumps(read_metadata(shipped("metadata.yml"))))  # no anchors, no shared parts
    sources = [source_named(name) for name in used if source_named(name).attribution]
    said = "; ".join(str(source.attribution) for source in sources) or "The owner's files and words"
    ours = given["databases"]["cineorg"]
    found: dict[str, Any] = {
        "title": "Film catalogue",
        "source": said,
        "plugins": {"cineorg_review": {"allow": False}, "datasette-dashboards": _dashboards(given)},
        "databases": {"_internal": {"allow": False}, "cineorg": _about(conn, ours, sources)},
    }
    if sources:
        found |= {"license": "CC BY-SA 4.0", "license_url": "https://creativecommons.org/licenses/by-sa/4.0/"}
        found["source_url"] = sources[0].link
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=110)


def _about(conn: sqlite3.Connection, ours: dict[str, Any], sources: Sequence[Any]) -> dict[str, Any]:
    texts = "".join(
        f' <a href="{source.link}">{source.attribution}</a> Every title with such texts is linked in'
        f' <a href="cineorg/attributions">attributions</a>.'
        for source in sources
    )
    described = f"<p>A public copy of a film catalogue: it cannot be changed and names no files.{texts}</p>"
    queries = {name: ours["queries"][name] for name in QUERIES}
    for query in queries.values():
        query.pop("source", None)
    return {"description_html": described, "tables": _tables(conn, ours["tables"]), "queries": queries}


def _tables(conn: sqlite3.Connection, ours: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (table,) in conn.execute("select name from sqlite_master where type = 'table'").fetchall():
        if table not in BY_TABLE:
            continue
        there = {row[1] for row in conn.execute(f"pragma table_info({table})")}
        if table in _EMPTY.keys() - {"episodes"}:
            found[table] = {"hidden": True, "allow": False}
        elif table in ours:
            found[table] = _of_table(ours[table], there)
    for table in found.keys() & {"movies", "series"}:
        found[table]["sort"] = "sort_title"
    found["attributions"] = {"title": "Whose texts are shown", "description": "As their licences ask for."}
    found |= {name: {"hidden": True} for name in PUBLIC_VIEWS.keys() & {*VIEWS, *SUMMARIES}}
    found["links"] = {"title": "Pages of the titles at other databases"}
    return found


def _of_table(said: dict[str, Any], there: set[str]) -> dict[str, Any]:
    said = {**said, "columns": {key: text for key, text in said.get("columns", {}).items() if key in there}}
    said["facets"] = [name for name in said.get("facets", ()) if name in there]
    few = said.get("plugins", {}).get("cineorg_review", {}).get("columns")
    if few:
        said["plugins"] = {"cineorg_review": {"columns": [name for name in few if name in there]}}
    return {key: value for key, value in said.items() if value}


def _dashboards(given: dict[str, Any]) -> dict[str, Any]:
    library = given["plugins"]["datasette-dashboards"]["library"]
    charts = {name: library["charts"][name] for name in CHARTS}
    return {
        "library": {**library, "layout": [["films", "episodes"], ["decades", "genres"]], "charts": charts}
    }
