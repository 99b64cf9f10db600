"""Films, series and episodes: finds or creates them, links files to them, copies the main file's columns.

Knows no decisions and no rules; every write goes through the caller's `Changes`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from .db.columns import columns
from .db.connection import insert
from .db.decisions import Changes, load_image, read_row
from .db.models import (
    BY_TABLE,
    TABLES,
    EpisodeFileModel,
    EpisodeModel,
    ExternalIdModel,
    MovieFileModel,
    MovieModel,
    OverrideModel,
    PendingValidationModel,
    SeriesModel,
    ViewingModel,
)
from .errors import BadUsage
from .matching.candidate import Candidate
from .sources.described import Described, EpisodeFacts, OtherTitle, untitled
from .sources.projection import COLUMNS, FIELDS, absorb, project, viewing_in_nfo
from .sources.records import put_records, wished_languages
from .sources.registry import ONLINE

SOURCES = ("Blu-ray", "Ultra HD Blu-ray", "HD-DVD", "Web", "HDTV", "DVD", "TV", "VHS", "Camera")  # best first
CODECS = ("AV1", "HEVC", "VP9", "AVC", "MPEG-4 Visual", "MPEG-2")  # best first, if the others are equal


TYPED = ("title", "year")  # what a person types for a title that is not in any database
KINDS = {"movies": "movie", "series": "series", "episodes": "episode"}  # the tables of titles
ID_COLUMNS = {"imdb_id": "imdb", "tmdb_id": "tmdb", "tvdb_id": "tvdb"}


def find_title(db: Database, candidate: Candidate) -> int | None:
    """The id of the film or series that a candidate stands for, or None.

    Looked up by IMDb id, then by TMDB or TVDB id; a candidate without ids by title and year.
    """
    table = table_of(candidate)
    for name in ("imdb_id", "tmdb_id", "tvdb_id"):
        value = getattr(candidate, name)
        if value is None or (name == "tvdb_id" and table == "movies"):
            continue
        row = db.execute(f"select min(id) from {table} where {name} = ?", [value]).fetchone()
        if row[0] is not None:
            return int(row[0])
    if _has_row_only(candidate):
        return title_with(db, candidate)
    if candidate.imdb_id or candidate.tmdb_id or candidate.tvdb_id:
        return None
    row = db.execute(
        f"select min(id) from {table} where title = ? and year is ? and imdb_id is null and tmdb_id is null",
        [candidate.title, candidate.year],
    ).fetchone()
    return None if row[0] is None else int(row[0])


def is_same_title(row: Mapping[str, Any], described: Mapping[str, Any]) -> bool:
    "True if a row and a description of a film or series mean the same title: by id, else by title and year."
    for name in ("imdb_id", "tmdb_id", "tvdb_id"):
        if row.get(name) is not None and described.get(name) is not None:
            return bool(row[name] == described[name])
    return (row.get("title"), row.get("year")) == (described.get("title"), described.get("year"))


def table_of(candidate: Candidate) -> str:
    return "movies" if candidate.kind == "movie" else "series"


def find_or_create_title(changes: Changes, candidate: Candidate) -> int:
    "The id of the film or series of a candidate, created if it does not exist."
    row = _row_of(candidate if candidate.source not in changes.expiring else _bare(candidate))
    known = find_title(changes.db, candidate)
    stale = known is None or _fill_ids(changes, row, known)
    key = changes.insert(row) if known is None else known
    copy_ids(changes, candidate.kind, key)
    if known is None and candidate.source == "manual":
        _hold_typed(changes.db, candidate, key)
    _keep_online_id(changes, candidate, key)
    if _speaks(candidate):
        language = next(iter(wished_languages(changes.db)), "en") if candidate.found_at else ""
        said = _record_of(candidate, language)
        stale |= put_records(changes.db, [said], replace=False, fetched_at=candidate.found_at) > 0
    is_new_film = known is None and candidate.kind == "movie" and _speaks(candidate)  # link_movie projects it
    if (stale or changes.touched("external_ids")) and not is_new_film:
        project(changes.db, candidate.kind, [key])
    return key


def _bare(candidate: Candidate) -> Candidate:
    "A candidate without its source's texts, which no image of a decision may keep; its record has them."
    return Candidate(
        id=candidate.id,
        source=candidate.source,
        kind=candidate.kind,
        title=f"{candidate.source} {candidate.id}",
        imdb_id=candidate.imdb_id,
        tmdb_id=candidate.tmdb_id,
        tvdb_id=candidate.tvdb_id,
    )


def _hold_typed(db: Database, candidate: Candidate, key: int) -> None:
    "Lock what a person typed; `hold` later records the decision it belongs to."
    for name in TYPED:
        value = json.dumps(getattr(candidate, name), ensure_ascii=False)
        insert(db, OverrideModel(**{f"{candidate.kind}_id": key}, field=name, value_json=value))


def _fill_ids(changes: Changes, row: MovieModel | SeriesModel, key: int) -> bool:
    "Add ids that a candidate has and the row lacks, except edited ones. True if it was never projected."
    known = read_row(changes.db, row.table, (key,)) or {}
    held = locked(changes.db, row.table, key)
    ids = {name: getattr(row, name, None) for name in ID_COLUMNS if name in known}
    changes.update(
        row.table,
        key,
        {name: value for name, value in ids.items() if known[name] is None and value and name not in held},
    )
    return known.get("provenance_json") is None


def copy_ids(changes: Changes, kind: str, key: int) -> None:
    "Make the ids of IMDb, TMDB and TheTVDB in `external_ids` equal to those in a row's columns."
    row = read_row(changes.db, TABLES[kind], (key,)) or {}
    sql = f"select source, source_id, id from external_ids where {kind}_id = ?"
    there = {source: (value, row_id) for source, value, row_id in changes.db.execute(sql, [key]).fetchall()}
    for name, source in ID_COLUMNS.items():
        if name not in row:
            continue
        wanted = None if row[name] is None else str(row[name])
        value, row_id = there.get(source, (None, None))
        if value != wanted and row_id is not None:
            changes.delete("external_ids", row_id)
        if value != wanted and wanted is not None:
            changes.insert(ExternalIdModel(**{f"{kind}_id": key}, source=source, source_id=wanted))


def _keep_online_id(changes: Changes, candidate: Candidate, key: int) -> None:
    "The id of a source without a column of its own."
    if _has_row_only(candidate) and title_with(changes.db, candidate) is None:
        owner = {f"{candidate.kind}_id": key}
        changes.insert(ExternalIdModel(source=candidate.source, source_id=candidate.id, **owner))


def _has_row_only(candidate: Candidate) -> bool:
    return candidate.source in {source.name for source in ONLINE} - set(ID_COLUMNS.values())


def title_with(db: Database, candidate: Candidate) -> int | None:
    "The title that has the id of a candidate in `external_ids`."
    sql = f"""select min({candidate.kind}_id) from external_ids
              where {candidate.kind}_id is not null and source = ? and source_id = ?"""
    return db.execute(sql, [candidate.source, candidate.id]).fetchone()[0]


def _speaks(candidate: Candidate) -> bool:
    """True if a candidate holds what its source says about it.

    False for an id read from a name, which only has the name's words, and for a title that a person typed.
    """
    online = candidate.source in {source.name for source in ONLINE}
    said = candidate.found_at or candidate.overview or candidate.poster_path
    return candidate.source == "imdb" or (online and bool(said))


def _record_of(candidate: Candidate, language: str) -> Described:
    "The matched candidate as a record of its source."
    others = {candidate.original_title: "original", candidate.matched_title: "alternative"}
    titles = [OtherTitle(title, None, kind) for title, kind in others.items() if title]  # type: ignore[arg-type]
    return Described(
        "shipped" if candidate.shipped else candidate.source,
        candidate.kind,
        candidate.id,
        language,
        title=candidate.title,
        original_title=candidate.original_title,
        overview=candidate.overview,
        year=candidate.year,
        genres=candidate.genres,
        duration_seconds=candidate.duration_seconds if candidate.kind == "movie" else None,
        poster_path=candidate.poster_path,
        titles=tuple(item for item in titles if item.title != candidate.title),
    )


def _row_of(candidate: Candidate) -> MovieModel | SeriesModel:
    facts: dict[str, Any] = {
        "title": candidate.title,
        "original_title": candidate.original_title,
        "year": candidate.year,
        "imdb_id": candidate.imdb_id,
        "tmdb_id": candidate.tmdb_id,
        "overview": candidate.overview,
        "poster_path": candidate.poster_path,
    }
    row: MovieModel | SeriesModel
    if candidate.kind == "movie":
        row = MovieModel(duration_seconds=candidate.duration_seconds, **facts)
    else:
        row = SeriesModel(tvdb_id=candidate.tvdb_id, **facts)
    row.genres = list(candidate.genres) or None
    return row


def link_movie(changes: Changes, movie_id: int, file_id: int, parsed: Mapping[str, Any]) -> None:
    "Link a file to a film."
    row = MovieFileModel(
        movie_id=movie_id,
        video_file_id=file_id,
        edition=_text(parsed.get("edition")),
        source=parsed.get("source"),
    )
    if not changes.added("movies", movie_id):
        absorb(changes.db, "movie", [movie_id])
    _insert_link(changes, row, (movie_id, file_id))
    copy_main_file(changes, "movies", movie_id)
    _name_film(changes.db, file_id, parsed)
    project(changes.db, "movie", [movie_id])
    _note_viewing(changes, "movie", movie_id, file_id)


def _name_film(db: Database, file_id: int, parsed: Mapping[str, Any]) -> None:
    "The reading of a film's file name, as a record."
    if parsed.get("title"):
        name = Described("name", "movie", str(file_id), title=str(parsed["title"]), year=parsed.get("year"))
        put_records(db, [name])


def _name_episodes(
    db: Database, file_id: int, places: Sequence[tuple[int, int]], parsed: Mapping[str, Any]
) -> None:
    "The reading of an episode's file name, as a record: the date, and the title if it has one episode."
    title = str(parsed["episode_title"]) if parsed.get("episode_title") and len(places) == 1 else None
    said = [EpisodeFacts(season, number, title, air_date=parsed.get("date")) for season, number in places]
    put_records(db, [Described("name", "episodes", str(file_id), episodes=tuple(said))])


def name_again(db: Database, file_id: int, parsed: Mapping[str, Any]) -> None:
    "Replace the record of a renamed file's name, and project the titles it is linked to."
    films = [
        key for (key,) in db.execute("select movie_id from movie_files where video_file_id = ?", [file_id])
    ]
    sql = """select episodes.id, season_number, episode_number from episode_files
             join episodes on episodes.id = episode_id where video_file_id = ? order by 2, 3"""
    episodes = db.execute(sql, [file_id]).fetchall()
    if films:
        absorb(db, "movie", films)
        _name_film(db, file_id, parsed)
        project(db, "movie", films)
    if episodes:
        keys = [key for key, _, _ in episodes]
        absorb(db, "episode", keys)
        _name_episodes(db, file_id, [(season, number) for _, season, number in episodes], parsed)
        project(db, "episode", keys)


def name_linked_again(changes: Changes) -> None:
    "Give titles that have a file again its name of today: it may have been renamed meanwhile."
    files = {key[1] for links in ("movie_files", "episode_files") for key in changes.touched(links)}
    for file_id in sorted(files):
        for row in changes.db.query("select * from pending_validations where video_file_id = ?", [file_id]):
            name_again(changes.db, file_id, PendingValidationModel(**row).parsed)


def _note_viewing(changes: Changes, kind: str, key: int, file_id: int) -> None:
    "Record that the owner watched it, if the NFO of a file says so."
    sql = f"select 1 from viewings where {kind}_id = ? and source = 'nfo'"
    said = viewing_in_nfo(changes.db, kind, key, file_id)
    if said is not None and changes.db.execute(sql, [key]).fetchone() is None:
        row = ViewingModel(watched_at=said.get("watched_at"), rating=said.get("rating"), source="nfo")
        setattr(row, f"{kind}_id", key)
        changes.insert(row)


def _text(value: Any) -> str | None:
    "An edition as text; it may be read as several words."
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _insert_link(changes: Changes, row: MovieFileModel | EpisodeFileModel, key: tuple[int, int]) -> None:
    names = row.pk
    sql = f"select 1 from {row.table} where {names[0]} = ? and {names[1]} = ?"
    if changes.db.execute(sql, key).fetchone() is None:
        changes.insert(row)


def link_episodes(
    changes: Changes,
    series_id: int,
    file_id: int,
    season: int,
    episodes: Sequence[int],
    parsed: Mapping[str, Any],
) -> None:
    """Link a file to one or more episodes of a series; episodes that do not exist are created.

    `parsed`, the reading of the name, gives the date, and the title if there is only one episode.
    """
    keys = [_find_or_create_episode(changes, series_id, season, number) for number in episodes]
    absorb(changes.db, "episode", keys)
    for key in keys:
        _insert_link(changes, EpisodeFileModel(episode_id=key, video_file_id=file_id), (key, file_id))
        copy_main_file(changes, "episodes", key)
    _name_episodes(changes.db, file_id, [(season, number) for number in episodes], parsed)
    project(changes.db, "episode", keys)
    sql = "select 1 from source_records where source = 'nfo' and kind = 'series' and source_id = ?"
    if changes.db.execute(sql, [str(file_id)]).fetchone() is not None:
        project(changes.db, "series", [series_id])
    for key in keys:
        _note_viewing(changes, "episode", key, file_id)


def unlink(changes: Changes, file_id: int) -> None:
    "Unlink a file from its titles: one whose content changed is decided again."
    for table, links, column in (
        ("movies", "movie_files", "movie_id"),
        ("episodes", "episode_files", "episode_id"),
    ):
        sql = f"select {column} from {links} where video_file_id = ?"
        kind = "movie" if table == "movies" else "episode"
        keys = [key for (key,) in changes.db.execute(sql, [file_id]).fetchall()]
        absorb(changes.db, kind, keys)
        for key in keys:
            changes.delete(links, (key, file_id))
            copy_main_file(changes, table, key)
        project(changes.db, kind, keys)


def _find_or_create_episode(changes: Changes, series_id: int, season: int, number: int) -> int:
    row = changes.db.execute(
        "select min(id) from episodes where series_id = ? and season_number = ? and episode_number = ?",
        [series_id, season, number],
    ).fetchone()
    if row[0] is not None:
        return int(row[0])
    return changes.insert(
        EpisodeModel(
            series_id=series_id,
            season_number=season,
            episode_number=number,
            title=untitled(number),
        )
    )


def find_or_make_episodes(db: Database, series_id: int, places: Iterable[tuple[int, int]]) -> int:
    "Create the episodes of a series that a source knows and the catalogue lacks. Returns their number."
    sql = "select season_number, episode_number from episodes where series_id = ?"
    there = {tuple(row) for row in db.execute(sql, [series_id])}
    missing = sorted(set(places) - there)
    for season, number in missing:
        row = EpisodeModel(
            series_id=series_id, season_number=season, episode_number=number, title=untitled(number)
        )
        insert(db, row)
    return len(missing)


def add_records(db: Database, kind: str, said: Mapping[int, Described]) -> None:
    "Store a record about each of these titles, add the episodes it names, and project what it touches."
    absorb(db, kind, said)
    episodes = [key for key, record in said.items() if record.kind == "episodes"]
    find = "select id from episodes where series_id in (select value from json_each(?))"
    absorb(db, "episode", [row[0] for row in db.execute(find, [json.dumps(episodes)])])
    put_records(db, said.values())
    for key in episodes:
        find_or_make_episodes(db, key, {(item.season, item.number) for item in said[key].episodes})
    project(db, kind, said)
    project(db, "episode", [row[0] for row in db.execute(find, [json.dumps(episodes)])])


def numbering(candidate: Candidate, parsed: Mapping[str, Any]) -> tuple[int, tuple[int, ...]]:
    """(season, episodes) of a file of a series.

    An absolute number becomes an episode of season 1; a date becomes season YYYY, episode MMDD, so that daily
    programmes sort. Raises BadUsage if the episode is unknown.
    """
    season = candidate.season if candidate.season is not None else parsed.get("season")
    episodes = candidate.episodes or tuple(parsed.get("episodes") or ())
    if episodes:
        return (1 if season is None else season), tuple(episodes)
    if date := parsed.get("date"):
        year, month, day = map(int, date.split("-"))
        return year, (month * 100 + day,)
    absolute = parsed.get("absolute")
    if absolute is not None and absolute != []:
        return 1, tuple(absolute) if isinstance(absolute, list | tuple) else (absolute,)
    raise BadUsage(
        f"The episode of {candidate.title} is unknown; enter its season and episode "
        "(in the shell `--season 1 --episode 2`)."
    )


def numbered_as(db: Database, candidate: Candidate, file_id: int) -> Candidate:
    "A candidate for a series with the season and episodes that a file belongs to, whoever gave them."
    rows = db.execute(
        """select season_number, episode_number from episodes join episode_files on episode_id = episodes.id
           where video_file_id = ? order by 1, 2""",
        [file_id],
    ).fetchall()
    if candidate.kind != "series" or not rows:
        return candidate
    return replace(candidate, season=rows[0][0], episodes=tuple(number for _, number in rows))


COPIES = {  # column of movies and episodes: its value from the main file
    "file_path": "path",
    "file_hash": "file_hash",
    "codec_video": "codec_video",
    "codec_audio": "codec_audio",
    "resolution": "iif(resolution_width is null, null, resolution_width || 'x' || resolution_height)",
    "languages_json": "languages_json",
    "file_size_bytes": "size_bytes",
}


def copy_main_file(changes: Changes, table: str, key: int) -> None:
    """Choose the main file of a film or episode and copy its columns; no other function does this.

    Order: present before missing, then by resolution, source, codec and size. If there is no file, columns
    copied from a known file are cleared; a path that only an old database holds stays. Links to a missing
    film stay as they are.
    """
    files = _files_by_rank(changes.db, table, key)
    if not files:
        known = f"exists (select 1 from video_files where video_files.path = {table}.file_path)"
        changes.update(table, key, dict.fromkeys(COPIES), guard=known)
    elif changes.update(table, key, _facts(changes.db, files[0])) and table == "movies":
        for file_id in files:
            changes.update("movie_files", (key, file_id), {"is_main": int(file_id == files[0])})


def copy_main_files(changes: Changes, file_id: int) -> None:
    "Choose and copy the main file again for the films and episodes that a file belongs to."
    for table, links, column in (
        ("movies", "movie_files", "movie_id"),
        ("episodes", "episode_files", "episode_id"),
    ):
        sql = f"select {column} from {links} where video_file_id = ?"
        for (key,) in changes.db.execute(sql, [file_id]).fetchall():
            copy_main_file(changes, table, key)


def _facts(db: Database, file_id: int) -> dict[str, Any]:
    row = db.execute(
        f"select {', '.join(COPIES.values())} from video_files where id = ?", [file_id]
    ).fetchone()
    return dict(zip(COPIES, row, strict=True))


_ALTERED = re.compile(
    r"\b(?:black|b&w|chrome|noir|fan)\b", re.IGNORECASE
)  # editions that rank after the plain one


def _files_by_rank(db: Database, table: str, key: int) -> list[int]:
    links, column = ("movie_files", "movie_id") if table == "movies" else ("episode_files", "episode_id")
    source = "links.source" if table == "movies" else "null"
    rows = db.execute(
        f"""select files.id, files.missing_since is not null, files.resolution_height, {source},
            files.codec_video, files.size_bytes, files.edition, files.part
            from {links} as links join video_files as files on files.id = links.video_file_id
            where links.{column} = ?""",
        [key],
    ).fetchall()
    return [row[0] for row in sorted(rows, key=_rank)]


def _rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
    file_id, missing, height, source, codec, size, edition, part = row
    altered = bool(edition and _ALTERED.search(edition))
    better = (-(height or 0), _place(SOURCES, source), _place(CODECS, codec))
    return (missing, altered, *better, part or 0, -size, file_id)


def _place(order: tuple[str, ...], value: str | None) -> int:
    return order.index(value) if value in order else len(order)


def locked(db: Database, table: str, key: int) -> set[str]:
    "The columns of a row that a person wrote."
    kind = next(kind for kind, name in TABLES.items() if name == table)
    if kind not in FIELDS:
        return set()
    names = {row[0] for row in db.execute(f"select field from overrides where {kind}_id = ?", [key])}
    return {COLUMNS.get(name, name) for name in names}


def set_overrides(db: Database, kind: str, key: int, names: Iterable[str]) -> None:
    """Make the overrides of these columns equal to the standing edits, the latest first.

    Below the edits comes what a person typed when the title was created, even if a rule created it for
    another file.
    """
    sql = """select id, action, after_json from decisions where entity_type = ? and entity_id = ?
             and ((action = 'edit' and id in (select id from standing_decisions))
                  or (action in ('approve', 'auto') and candidate_source = 'manual')) order by id desc"""
    decided: list[tuple[int | None, dict[str, Any], bool]] = [
        (decision, load_image(after).get(TABLES[kind], {}).get(str(key)) or {}, action == "edit")
        for decision, action, after in db.execute(sql, [kind, key]).fetchall()
    ]
    for name in names:
        plain = name.removesuffix("_json")
        found = next(
            (item for item in decided if name in item[1] and (item[2] or name in TYPED)), (None, {}, False)
        )
        sql = f"select id, value_json, decision_id from overrides where {kind}_id = ? and field = ?"
        there = db.execute(sql, [key, plain]).fetchone()
        if found[0] is None:
            db.execute(f"delete from overrides where {kind}_id = ? and field = ?", [key, plain])
            continue
        value = found[1][name]
        text = value if name.endswith("_json") and value else json.dumps(value, ensure_ascii=False)
        if there is None:
            owner = {f"{kind}_id": key, "decision_id": found[0]}
            insert(db, OverrideModel(field=plain, value_json=text, **owner))
        elif there[1:] != (text, found[0]):
            sql = "update overrides set value_json = ?, decision_id = ? where id = ?"
            db.execute(sql, [text, found[0], there[0]])


def edited(db: Database, kind: str, key: int) -> set[str]:
    "The columns of a row that standing edits have written."
    sql = """select after_json from standing_decisions
             where action = 'edit' and entity_type = ? and entity_id = ?"""
    images = (load_image(row[0]).get(TABLES[kind], {}) for row in db.execute(sql, [kind, key]))
    return {name for image in images for name in image.get(str(key)) or ()} - {"updated_at"}


def renew_overrides(changes: Changes) -> None:
    "Make the overrides of titles that came back equal to the standing edits: some were undone meanwhile."
    for table, kind in KINDS.items():
        for (key,) in changes.touched(table):
            came_back = changes.before[table][str(key)] is None and read_row(changes.db, table, (key,))
            if came_back:
                names = locked(changes.db, table, key) | edited(changes.db, kind, key)
                set_overrides(changes.db, kind, key, sorted(names))


_OWN = ("external_ids", "overrides", "viewings")  # tables whose rows belong to one title


def own_rows(db: Database, kind: str, key: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    "The rows that belong only to a film, series or episode, as (table, key)."
    for table in _OWN:
        if f"{kind}_id" in columns_of(table):
            names = ", ".join(BY_TABLE[table].pk)
            for row in db.execute(f"select {names} from {table} where {kind}_id = ?", [key]).fetchall():
                yield table, tuple(row)


def columns_of(table: str) -> frozenset[str]:
    return frozenset(item.name for item in columns(BY_TABLE[table]))


def delete_projected(db: Database, kind: str, key: int) -> None:
    "Delete what a projection wrote in other tables for a title that is about to be deleted."
    db.execute("delete from titles where work = ?", [f"{kind}:{key}"])
    db.execute(f"delete from credits where {kind}_id = ?", [key])
    if kind == "episode":
        db.execute("delete from episode_numbers where episode_id = ?", [key])


def project_touched(changes: Changes) -> None:
    "Project every title that these changes touched and that still exists."
    db = changes.db
    series = {key[0] for key in changes.touched("series")}
    films = {key[0] for table in ("movies", "movie_files") for key in changes.touched(table)}
    episodes = {key[0] for table in ("episodes", "episode_files") for key in changes.touched(table)}
    for image in (changes.before, changes.after):
        owners = ((row or {}).get("series_id") for row in image.get("external_ids", {}).values())
        series |= {key for key in owners if key is not None}
    sql = "select id from episodes where series_id in (select value from json_each(?))"
    episodes |= {row[0] for row in db.execute(sql, [json.dumps(sorted(series))])}
    for kind, keys in (("movie", films), ("series", series), ("episode", episodes)):
        project(db, kind, keys)
    for table in KINDS:  # a row that is as before keeps its earlier time of change
        for text, values in changes.after.get(table, {}).items():
            if values and values.get("updated_at"):
                sql = f"update {table} set updated_at = ? where id = ? and updated_at is not ?"
                db.execute(sql, [values["updated_at"], int(text), values["updated_at"]])
