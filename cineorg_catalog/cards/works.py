"""The cards of films, series and episodes."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from sqlite_utils import Database

from ..models import EpisodeModel, MovieModel, SeriesModel, TitleModel
from .past import Past, past_of
from .reading import episode_number, may_see, model, rows, titled

_YEARS = 1900  # a season from here on is a year: daily programmes are not counted through


@dataclass(frozen=True, slots=True)
class FileLine:
    "A file of a work. `edition`, `source` and `is_main` are a film's."

    id: int
    path: str
    size_bytes: int
    duration_seconds: int | None
    resolution_width: int | None
    resolution_height: int | None
    codec_video: str | None
    missing_since: str | None
    probe_error: str | None
    edition: str | None = None
    source: str | None = None
    is_main: int | None = None


@dataclass(frozen=True, slots=True)
class FilmCard:
    row: MovieModel
    files: tuple[FileLine, ...]
    titles: tuple[TitleModel, ...]
    past: Past

    @property
    def title(self) -> str:
        return titled(self.row.title, self.row.year)


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    "An episode in its season; `owned` where there is a file of it."

    id: int
    number: int
    title: str
    air_date: str | None
    owned: bool


@dataclass(frozen=True, slots=True)
class Season:
    "A season; `gaps` are the numbers (first, last) between known ones that nothing is known of."

    number: int
    episodes: tuple[EpisodeLine, ...]
    gaps: tuple[tuple[int, int], ...]

    @property
    def owned(self) -> int:
        return sum(episode.owned for episode in self.episodes)


@dataclass(frozen=True, slots=True)
class SeriesCard:
    row: SeriesModel
    seasons: tuple[Season, ...]
    titles: tuple[TitleModel, ...]
    past: Past

    @property
    def title(self) -> str:
        return titled(self.row.title, self.row.year)

    @property
    def known(self) -> int:
        return sum(len(season.episodes) for season in self.seasons)

    @property
    def owned(self) -> int:
        return sum(season.owned for season in self.seasons)


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    row: EpisodeModel
    series: SeriesModel | None
    previous: EpisodeLine | None
    following: EpisodeLine | None
    files: tuple[FileLine, ...]
    past: Past

    @property
    def number(self) -> str:
        return episode_number(self.row.season_number, self.row.episode_number)

    @property
    def title(self) -> str:
        series = f"{self.series.title} " if self.series else ""
        return f"{series}{self.number}: {self.row.title}"


def film_card(db: Database, key: int, readable: Collection[str]) -> FilmCard | None:
    row = model(db, MovieModel, key, readable)
    if row is None:
        return None
    return FilmCard(
        row,
        _files(db, "movie", key, readable),
        _titles(db, f"movie:{key}", readable),
        past_of(db, "movies", key, readable),
    )


def series_card(db: Database, key: int, readable: Collection[str]) -> SeriesCard | None:
    row = model(db, SeriesModel, key, readable)
    if row is None:
        return None
    return SeriesCard(
        row,
        _seasons(db, key, readable),
        _titles(db, f"series:{key}", readable),
        past_of(db, "series", key, readable),
    )


def episode_card(db: Database, key: int, readable: Collection[str]) -> EpisodeCard | None:
    row = model(db, EpisodeModel, key, readable)
    if row is None:
        return None
    return EpisodeCard(
        row,
        model(db, SeriesModel, row.series_id, readable),
        _neighbour(db, row, "<", "desc"),
        _neighbour(db, row, ">", "asc"),
        _files(db, "episode", key, readable),
        past_of(db, "episodes", key, readable),
    )


def _files(db: Database, kind: str, key: int, readable: Collection[str]) -> tuple[FileLine, ...]:
    "The files of a film or episode, the main one first."
    links = f"{kind}_files"
    if not may_see(readable, links, "video_files"):
        return ()
    of_film = ", edition, source, is_main" if kind == "movie" else ""
    sql = f"""select id, path, size_bytes, duration_seconds, resolution_width, resolution_height, codec_video,
              missing_since, probe_error {of_film}
              from {links} join video_files on id = video_file_id where {kind}_id = :key
              order by {"is_main desc, " if of_film else ""} missing_since is not null, path"""
    return tuple(FileLine(**row) for row in rows(db, sql, {"key": key}))


def _titles(db: Database, work: str, readable: Collection[str]) -> tuple[TitleModel, ...]:
    if not may_see(readable, "titles"):
        return ()
    sql = (
        "select id, work, title, language, kind from titles where work = :work order by kind, language, title"
    )
    return tuple(TitleModel(**row) for row in rows(db, sql, {"work": work}))


_LINE = """select id, episode_number as number, title, air_date, file_path is not null
           or exists (select 1 from episode_files where episode_id = episodes.id) as owned, season_number
           from episodes"""


def _seasons(db: Database, series_id: int, readable: Collection[str]) -> tuple[Season, ...]:
    "All seasons in order, the specials last."
    if not may_see(readable, "episodes"):
        return ()
    sql = f"{_LINE} where series_id = :key order by season_number = 0, season_number, episode_number, id"
    found = rows(db, sql, {"key": series_id})
    return tuple(
        _season(number, [_line(row) for row in of_season])
        for number, of_season in groupby(found, key=lambda row: row["season_number"])
    )


def _line(row: dict[str, Any]) -> EpisodeLine:
    return EpisodeLine(row["id"], row["number"], row["title"], row["air_date"], bool(row["owned"]))


def _season(number: int, episodes: list[EpisodeLine]) -> Season:
    counted = [line.number for line in episodes if isinstance(line.number, int)]
    gaps = [(low + 1, high - 1) for low, high in pairwise(counted) if high > low + 1]
    in_order = isinstance(number, int) and number < _YEARS
    return Season(number, tuple(episodes), tuple(gaps) if in_order else ())


def _neighbour(db: Database, row: EpisodeModel, side: str, order: str) -> EpisodeLine | None:
    "The known episode before or behind one, across seasons; the specials among themselves."
    sql = f"""{_LINE} where series_id = :series and (season_number = 0) = (:season = 0)
              and (season_number, episode_number, id) {side} (:season, :number, :id)
              order by season_number {order}, episode_number {order}, id {order} limit 1"""
    values = {
        "series": row.series_id,
        "season": row.season_number,
        "number": row.episode_number,
        "id": row.id,
    }
    found = rows(db, sql, values)
    return _line(found[0]) if found else None
