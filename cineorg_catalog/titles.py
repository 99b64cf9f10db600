"""Films, series and episodes: finds or makes them, hangs files on them, copies the main file's facts.

Knows no decision and no rule; every write goes through the caller's `Changes`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from .db.changes import Changes, load_image, read_row
from .db.models import (
    TABLES,
    EpisodeFileModel,
    EpisodeModel,
    MovieFileModel,
    MovieModel,
    SeriesModel,
    TitleModel,
)
from .errors import BadUsage
from .matching.candidate import Candidate

SOURCES = ("Blu-ray", "Ultra HD Blu-ray", "HD-DVD", "Web", "HDTV", "DVD", "TV", "VHS", "Camera")  # best first
CODECS = (
    "AV1",
    "HEVC",
    "VP9",
    "AVC",
    "MPEG-4 Visual",
    "MPEG-2",
)  # best first, at equal resolution and source


_OF_ROWS = ("id", "created_at", "updated_at")  # columns that say nothing of a title


def find_work(db: Database, candidate: Candidate) -> int | None:
    """The id of the film or series that a candidate is, or None.

    By IMDb id, then TMDB or TVDB id; one without any by its title and year.
    """
    table = table_of(candidate)
    for name in ("imdb_id", "tmdb_id", "tvdb_id"):
        value = getattr(candidate, name)
        if value is None or (name == "tvdb_id" and table == "movies"):
            continue
        row = db.execute(f"select min(id) from {table} where {name} = ?", [value]).fetchone()
        if row[0] is not None:
            return int(row[0])
    if candidate.imdb_id or candidate.tmdb_id or candidate.tvdb_id:
        return None
    row = db.execute(
        f"select min(id) from {table} where title = ? and year is ? and imdb_id is null and tmdb_id is null",
        [candidate.title, candidate.year],
    ).fetchone()
    return None if row[0] is None else int(row[0])


def is_same_work(row: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    "Are a row and what is told of a film or series the same work? By their ids, else by title and year."
    for name in ("imdb_id", "tmdb_id", "tvdb_id"):
        if row.get(name) is not None and told.get(name) is not None:
            return bool(row[name] == told[name])
    return (row.get("title"), row.get("year")) == (told.get("title"), told.get("year"))


def table_of(candidate: Candidate) -> str:
    return "movies" if candidate.kind == "movie" else "series"


def find_or_make_work(changes: Changes, candidate: Candidate) -> int:
    "The id of the film or series, made where it was not there yet."
    row = _row_of(candidate)
    known = find_work(changes.db, candidate)
    if known is not None:
        facts = {name: value for name, value in vars(row).items() if name not in _OF_ROWS}
        fill(changes, row.table, known, facts)
        return known
    key = changes.insert(row)
    _add_titles(changes, f"{candidate.kind}:{key}", candidate)
    return key


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


def _add_titles(changes: Changes, work: str, candidate: Candidate) -> None:
    "The titles beside the main one that a person may look for."
    others = {candidate.original_title: "original", candidate.matched_title: "alternative"}
    for title, kind in others.items():
        if title and title != candidate.title:
            changes.insert(TitleModel(work=work, title=title, kind=kind))


def link_movie(changes: Changes, movie_id: int, file_id: int, parsed: Mapping[str, Any]) -> None:
    "Hang a file on a film."
    row = MovieFileModel(
        movie_id=movie_id,
        video_file_id=file_id,
        edition=_text(parsed.get("edition")),
        source=parsed.get("source"),
    )
    _insert_link(changes, row, (movie_id, file_id))
    copy_main_file(changes, "movies", movie_id)


def _text(value: Any) -> str | None:
    "An edition may be read as several words."
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
    """Hang a file on one or several episodes of a series; they are made where they were not known.

    The name that was read gives the day, and the title where it is one episode's.
    """
    title = parsed.get("episode_title")
    for number in episodes:
        episode_id = _find_or_make_episode(changes, series_id, season, number, parsed.get("date"))
        if title and len(episodes) == 1:
            _name_episode(changes, episode_id, str(title))
        _insert_link(
            changes, EpisodeFileModel(episode_id=episode_id, video_file_id=file_id), (episode_id, file_id)
        )
        copy_main_file(changes, "episodes", episode_id)


def unlink(changes: Changes, file_id: int) -> None:
    "Take a file off whatever it hangs on: one whose content changed is decided anew."
    for table, links, column in (
        ("movies", "movie_files", "movie_id"),
        ("episodes", "episode_files", "episode_id"),
    ):
        sql = f"select {column} from {links} where video_file_id = ?"
        for (key,) in changes.db.execute(sql, [file_id]).fetchall():
            changes.delete(links, (key, file_id))
            copy_main_file(changes, table, key)


def _find_or_make_episode(
    changes: Changes, series_id: int, season: int, number: int, air_date: str | None
) -> int:
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
            air_date=air_date,
        )
    )


def untitled(number: int) -> str:
    "What an episode is called whose title is not known."
    return f"Episode {number}"


def _name_episode(changes: Changes, key: int, title: str) -> None:
    "The title that a file's name gives, for an episode that nobody and no other file has named yet."
    if "title" not in locked(changes.db, "episodes", key):
        changes.update("episodes", key, {"title": title}, guard="title = 'Episode ' || episode_number")


def numbering(candidate: Candidate, parsed: Mapping[str, Any]) -> tuple[int, tuple[int, ...]]:
    """(season, episodes) of a file of a series.

    An absolute number counts as season 1; a date as season YYYY, episode MMDD, so that daily
    programmes sort. Raises BadUsage where nothing says which episode it is.
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
        f"Nothing says which episode of {candidate.title} this is; give its season and episode "
        "(in the shell `--season 1 --episode 2`)."
    )


def numbered_as(db: Database, candidate: Candidate, file_id: int) -> Candidate:
    "A candidate for a series with the season and episodes that a file hangs on, whoever gave them."
    rows = db.execute(
        """select season_number, episode_number from episodes join episode_files on episode_id = episodes.id
           where video_file_id = ? order by 1, 2""",
        [file_id],
    ).fetchall()
    if candidate.kind != "series" or not rows:
        return candidate
    return replace(candidate, season=rows[0][0], episodes=tuple(number for _, number in rows))


COPIES = {  # column of movies and episodes: what it is of the main file
    "file_path": "path",
    "file_hash": "file_hash",
    "codec_video": "codec_video",
    "codec_audio": "codec_audio",
    "resolution": "iif(resolution_width is null, null, resolution_width || 'x' || resolution_height)",
    "languages_json": "languages_json",
    "file_size_bytes": "size_bytes",
}


def copy_main_file(changes: Changes, table: str, key: int) -> None:
    """Choose the main file of a film or episode and copy its facts: the one function that does.

    The order: there before missing, then resolution, source, codec, size. Without any file the
    copies of a file that is known are taken back; a path that an old database holds alone stays.
    """
    files = _files_by_rank(changes.db, table, key)
    if files:
        changes.update(table, key, _facts(changes.db, files[0]))
    else:
        known = f"exists (select 1 from video_files where video_files.path = {table}.file_path)"
        changes.update(table, key, dict.fromkeys(COPIES), guard=known)
    if table == "movies":
        for file_id in files:
            changes.update("movie_files", (key, file_id), {"is_main": int(file_id == files[0])})


def copy_again(changes: Changes, file_id: int) -> None:
    "The films and episodes that a file hangs on choose and copy their main file again."
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


def _files_by_rank(db: Database, table: str, key: int) -> list[int]:
    links, column = ("movie_files", "movie_id") if table == "movies" else ("episode_files", "episode_id")
    source = "links.source" if table == "movies" else "null"
    rows = db.execute(
        f"""select files.id, files.missing_since is not null, files.resolution_height, {source},
            files.codec_video, files.size_bytes
            from {links} as links join video_files as files on files.id = links.video_file_id
            where links.{column} = ?""",
        [key],
    ).fetchall()
    return [row[0] for row in sorted(rows, key=_rank)]


def _rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
    file_id, missing, height, source, codec, size = row
    return (missing, -(height or 0), _place(SOURCES, source), _place(CODECS, codec), -size, file_id)


def _place(order: tuple[str, ...], value: str | None) -> int:
    return order.index(value) if value in order else len(order)


def locked(db: Database, table: str, key: int) -> set[str]:
    "The columns of a row that edits hold, those undone left out."
    kind = next(kind for kind, name in TABLES.items() if name == table)
    rows = db.execute(
        """select after_json from standing_decisions
           where action = 'edit' and entity_type = ? and entity_id = ?""",
        [kind, key],
    ).fetchall()
    images = [load_image(row[0]).get(table, {}).get(str(key)) or {} for row in rows]
    return {name for image in images for name in image} - {"updated_at"}


def fill(changes: Changes, table: str, key: int, values: Mapping[str, Any]) -> None:
    "Write what a machine knows into fields that are empty, and into none that a person has edited."
    row = read_row(changes.db, table, (key,)) or {}
    held = locked(changes.db, table, key)
    known = {name: value for name, value in values.items() if value is not None and row.get(name) is None}
    changes.update(table, key, {name: value for name, value in known.items() if name not in held})
