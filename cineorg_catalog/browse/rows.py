"""What the page of a row shows: the row, what belongs to it, what was decided about it. Only reads.

Works for any catalogue, however much of it is missing, dangling or unreadable.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby, pairwise
from typing import Any

from sqlite_utils import Database

from ..audit.undo import last_about
from ..db.columns import JsonProperty, read_json
from ..db.decisions import readable_metadata as contents
from ..db.models import TABLES as TABLE_OF
from ..db.models import (
    DecisionModel,
    EpisodeModel,
    MovieModel,
    PendingValidationModel,
    SeriesModel,
    TitleModel,
    TrashModel,
    VideoFileModel,
    ViewingModel,
)
from ..errors import NotPending
from ..matching.candidate import Candidate
from ..matching.explain import Evidence
from ..review.decide import candidates_of, chosen_of
from ..untrusted import whole_number
from .history import (
    FILES_OF,
    DecisionLine,
    Past,
    TrashLine,
    about,
    decision_line,
    episode_number,
    may_see,
    model,
    name_of,
    names_of,
    past_of,
    row_at,
    rows,
    title_and_year,
)
from .people import TitleCredit, credits_of
from .seasons import Presence, presence, total


@dataclass(frozen=True, slots=True)
class FileTitle:
    "A film or episode that a file holds: its table, id and name."

    table: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Validation:
    "What a file was identified as: the row, its candidates, and the chosen one."

    row: PendingValidationModel
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None


@dataclass(frozen=True, slots=True)
class FileCard:
    row: VideoFileModel
    works: tuple[FileTitle, ...]
    validation: Validation | None
    past: Past

    @property
    def title(self) -> str:
        return self.row.filename


@dataclass(frozen=True, slots=True)
class ValidationCard:
    validation: Validation
    file: VideoFileModel | None
    works: tuple[FileTitle, ...]
    past: Past

    @property
    def title(self) -> str:
        return self.file.filename if self.file else f"Validation {self.validation.row.id}"


def file_card(db: Database, key: int, readable: Collection[str]) -> FileCard | None:
    row = model(db, VideoFileModel, key, readable)
    if row is None:
        return None
    return FileCard(
        row,
        titles_of_file(db, key, readable),
        _validation_of(db, key, readable),
        past_of(db, "video_files", key, readable),
    )


def validation_card(db: Database, key: int, readable: Collection[str]) -> ValidationCard | None:
    row = row_at(db, PendingValidationModel.table, key)
    if row is None:
        return None
    file_id = row["video_file_id"]
    return ValidationCard(
        _validation(db, row),
        model(db, VideoFileModel, file_id, readable),
        titles_of_file(db, file_id, readable),
        past_of(db, "video_files", file_id, readable),
    )


def titles_of_file(db: Database, file_id: int, readable: Collection[str]) -> tuple[FileTitle, ...]:
    "The films and episodes that a file holds."
    found: list[FileTitle] = []
    if may_see(readable, "movies", "movie_files"):
        sql = """select id, title, year from movie_files join movies on movies.id = movie_id
                 where video_file_id = :file order by id"""
        for row in rows(db, sql, {"file": file_id}):
            found.append(FileTitle("movies", row["id"], title_and_year(row["title"], row["year"])))
    if may_see(readable, "series", "episodes", "episode_files"):
        sql = """select episodes.id, episodes.title, season_number, episode_number, series.title as series
                 from episode_files join episodes on episodes.id = episode_id
                 left join series on series.id = series_id where video_file_id = :file
                 order by season_number, episode_number"""
        for row in rows(db, sql, {"file": file_id}):
            found.append(FileTitle("episodes", row["id"], _episode_name(row)))
    return tuple(found)


def _episode_name(row: dict[str, Any]) -> str:
    number = episode_number(row["season_number"], row["episode_number"])
    return f"{row['series'] or 'Unknown series'} {number}: {row['title']}"


def _validation_of(db: Database, file_id: int, readable: Collection[str]) -> Validation | None:
    if not may_see(readable, "pending_validations"):
        return None
    sql = "select id from pending_validations where video_file_id = ? order by id"
    found = db.execute(sql, [file_id]).fetchone()
    row = None if found is None else row_at(db, PendingValidationModel.table, found[0])
    return None if row is None else _validation(db, row)


def _validation(db: Database, row: dict[str, Any]) -> Validation:
    return Validation(PendingValidationModel.read(row), tuple(candidates_of(row)), chosen_of(db, row))


_YEARS = 1900  # from this number on a season is a year: gaps in daily programmes are not listed


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a title. `edition`, `source` and `is_main` apply to films only.

    `seen_at` is when its folder was last scanned.
    """

    id: int
    path: str
    size_bytes: int
    duration_seconds: int | None
    resolution_width: int | None
    resolution_height: int | None
    codec_video: str | None
    codec_audio: str | None
    languages_json: str | None
    subtitle_languages_json: str | None
    root: str | None
    missing_since: str | None
    probe_error: str | None
    part: int | None
    parts: int | None
    seen_at: str | None
    edition: str | None = None
    source: str | None = None
    is_main: int | None = None

    languages = JsonProperty("languages_json")
    subtitle_languages = JsonProperty("subtitle_languages_json")


@dataclass(frozen=True, slots=True)
class FilmCard:
    "The page of a film. `seen` is the last time the owner watched it."

    row: MovieModel
    people: Mapping[str, tuple[TitleCredit, ...]]
    seen: ViewingModel | None
    files: tuple[FileLine, ...]
    titles: tuple[TitleModel, ...]
    past: Past

    @property
    def title(self) -> str:
        return title_and_year(self.row.title, self.row.year)


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """An episode in its season; `owned` if it has a file.

    Its file may be `off` (missing from its path) or need `review`.
    """

    id: int
    number: int
    title: str
    air_date: str | None
    owned: bool
    off: bool = False
    review: bool = False

    @property
    def state(self) -> str:
        "One word: here, off, review or missing."
        return "review" if self.review else "off" if self.off else "here" if self.owned else "missing"


@dataclass(frozen=True, slots=True)
class Season:
    "A season; `gaps` are the unknown numbers (first, last) between known ones, some of which are missing."

    number: int
    episodes: tuple[EpisodeLine, ...]
    gaps: tuple[tuple[int, int], ...]
    counted: Presence

    @property
    def between(self) -> list[tuple[int, int]]:
        "The gaps that count as missing."
        return [gap for gap in self.gaps if gap in self.counted.gaps]

    @property
    def unnamed(self) -> list[tuple[int, int]]:
        "The gaps that count for nothing: sources know this season, and name no such episode."
        return [gap for gap in self.gaps if gap not in self.counted.gaps]


@dataclass(frozen=True, slots=True)
class SeriesCard:
    row: SeriesModel
    people: Mapping[str, tuple[TitleCredit, ...]]
    seasons: tuple[Season, ...]
    titles: tuple[TitleModel, ...]
    past: Past

    @property
    def title(self) -> str:
        return title_and_year(self.row.title, self.row.year)

    @property
    def present(self) -> tuple[int, int]:
        "How many episodes are present, and of how many."
        return total(season.counted for season in self.seasons)


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    row: EpisodeModel
    people: Mapping[str, tuple[TitleCredit, ...]]
    seen: ViewingModel | None
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
        credits_of(db, "movie", key, readable),
        _seen(db, "movie", key, readable),
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
        credits_of(db, "series", key, readable),
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
        credits_of(db, "episode", key, readable),
        _seen(db, "episode", key, readable),
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
    of_film = ", movie_files.edition, movie_files.source, is_main" if kind == "movie" else ""
    seen_at = "(select max(last_seen) from roots where roots.path = root)" if "roots" in readable else "null"
    sql = f"""select id, path, size_bytes, duration_seconds, resolution_width, resolution_height, codec_video,
              codec_audio, languages_json, subtitle_languages_json, root, missing_since, probe_error,
              part, parts, {seen_at} as seen_at {of_film}
              from {links} join video_files on id = video_file_id where {kind}_id = :key
              order by {"is_main desc, " if of_film else ""} missing_since is not null, path"""
    return tuple(FileLine(**row) for row in rows(db, sql, {"key": key}))


def _seen(db: Database, kind: str, key: int, readable: Collection[str]) -> ViewingModel | None:
    if not may_see(readable, "viewings"):
        return None
    sql = f"""select id, movie_id, episode_id, watched_at, rating, source from viewings
              where {kind}_id = :key order by watched_at desc, id desc limit 1"""
    found = rows(db, sql, {"key": key})
    return ViewingModel.read(found[0]) if found else None


def _titles(db: Database, work: str, readable: Collection[str]) -> tuple[TitleModel, ...]:
    if not may_see(readable, "titles"):
        return ()
    sql = (
        "select id, work, title, language, kind from titles where work = :work order by kind, language, title"
    )
    return tuple(TitleModel(**row) for row in rows(db, sql, {"work": work}))


_LINE = """select id, episode_number as number, title, air_date, file_path is not null
           or exists (select 1 from episode_files where episode_id = episodes.id) as owned, season_number,
           (select min(missing_since is not null) from episode_files
            join video_files on video_files.id = video_file_id where episode_id = episodes.id) as off,
           exists (select 1 from episode_files join pending_validations using (video_file_id)
                   where episode_id = episodes.id and validation_status = 'pending') as review
           from episodes"""


def _seasons(db: Database, series_id: int, readable: Collection[str]) -> tuple[Season, ...]:
    "All seasons in order, specials last."
    if not may_see(readable, "episodes"):
        return ()
    sql = f"{_LINE} where series_id = :key order by season_number = 0, season_number, episode_number, id"
    found = rows(db, sql, {"key": series_id})
    counted = presence(db, [series_id])[series_id]
    return tuple(
        _season(number, [_line(row) for row in of_season], counted.get(number, Presence()))
        for number, of_season in groupby(found, key=lambda row: row["season_number"])
    )


def _line(row: dict[str, Any]) -> EpisodeLine:
    known = (row["id"], row["number"], row["title"], row["air_date"])
    return EpisodeLine(*known, bool(row["owned"]), bool(row["off"]), bool(row["review"]))


def _season(number: int, episodes: list[EpisodeLine], present: Presence) -> Season:
    counted = [line.number for line in episodes if isinstance(line.number, int)]
    gaps = [(low + 1, high - 1) for low, high in pairwise(counted) if high > low + 1]
    in_order = isinstance(number, int) and number < _YEARS
    return Season(number, tuple(episodes), tuple(gaps) if in_order else (), present)


def _neighbour(db: Database, row: EpisodeModel, side: str, order: str) -> EpisodeLine | None:
    "The known episode before or after one, across seasons; specials among themselves."
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


ROWS = 60  # changed rows listed on a card; before_json and after_json have all


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    "What happened to one row: `added`, `deleted` or `changed`, with the fields that are not empty."

    table: str
    key: str
    what: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class DecisionCard:
    "The page of a decision. `last` is the standing decision on the same validation, undone on its page."

    row: DecisionModel
    line: DecisionLine
    about: tuple[FileTitle, ...]
    evidence: tuple[Evidence, ...]
    changes: tuple[RowChange, ...]
    more: int
    last: int | None

    @property
    def title(self) -> str:
        return f"Decision {self.row.id}"


@dataclass(frozen=True, slots=True)
class TrashCard:
    "The page of a deleted item. `held` counts by table the rows that a restore brings back."

    row: TrashModel
    name: str
    held: dict[str, int]

    @property
    def title(self) -> str:
        return f"In the trash: {self.name}"


def decision_card(db: Database, key: int, readable: Collection[str]) -> DecisionCard | None:
    row, line = model(db, DecisionModel, key, readable), decision_line(db, key)
    if row is None or line is None:
        return None
    changes = _changes(_image(row.before_json), _image(row.after_json))
    return DecisionCard(
        row,
        line,
        _about(db, row, readable),
        _evidence(row),
        tuple(changes[:ROWS]),
        max(0, len(changes) - ROWS),
        _last_about(db, line.pending_id),
    )


def _last_about(db: Database, pending_id: int | None) -> int | None:
    try:
        return None if pending_id is None else last_about(db, pending_id)
    except NotPending:
        return None


def trash_card(db: Database, key: int, readable: Collection[str]) -> TrashCard | None:
    row = model(db, TrashModel, key, readable)
    if row is None:
        return None
    kept = contents(row.metadata_json)
    before, after = _tables(kept.get("before")), _tables(kept.get("after"))
    trashed = Counter(
        {table: sum(after.get(table, {}).get(text, {}) is None for text in before[table]) for table in before}
    )
    return TrashCard(row, name_of(asdict(row)), {table: count for table, count in trashed.items() if count})


def _about(db: Database, row: DecisionModel, readable: Collection[str]) -> tuple[FileTitle, ...]:
    "The rows that a decision names, under their present names; deleted ones are left out."
    named = [pair for pair in dict.fromkeys(about(asdict(row)).values()) if pair[0] in readable]
    found = {(table, key): names_of(db, table, [key]).get(key) for table, key in named}
    return tuple(FileTitle(table, key, name) for (table, key), name in found.items() if name is not None)


def _evidence(row: DecisionModel) -> tuple[Evidence, ...]:
    return Candidate.from_dict({"evidence": _json(row.evidence_json)}).evidence


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RowChange]:
    found = []
    for table in dict.fromkeys([*after, *before]):
        was, became = before.get(table, {}), after.get(table, {})
        for text in dict.fromkeys([*became, *was]):
            found.append(_row_change(table, text, was.get(text), became.get(text)))
    return found


def _row_change(table: str, text: str, was: Any, became: Any) -> RowChange:
    what = "added" if was is None else "deleted" if became is None else "changed"
    old, new = (value if isinstance(value, dict) else {} for value in (was, became))
    fields = tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name) and name != "path_bytes"
    )
    return RowChange(table, text, what, fields)


def _image(text: str | None) -> dict[str, dict[str, Any]]:
    return _tables(_json(text))


def _tables(value: Any) -> dict[str, dict[str, Any]]:
    "The valid parts of an image: table → key → columns."
    if not isinstance(value, dict):
        return {}
    return {table: rows_ for table, rows_ in value.items() if isinstance(rows_, dict)}


def _json(text: str | None) -> Any:
    try:
        return read_json(text or "null")
    except ValueError:
        return None


_CARDS: dict[str, Callable[[Database, int, Collection[str]], Any]] = {
    "movies": film_card,
    "series": series_card,
    "episodes": episode_card,
    "video_files": file_card,
    "pending_validations": validation_card,
    "decisions": decision_card,
    "trash": trash_card,
}
TABLES = frozenset(_CARDS)


def read_card(db: Database, table: str, key: int, readable: Collection[str]) -> Any | None:
    """The card of a row, from the `readable` tables only; None if there is none.

    A public copy lacks some of the tables.
    """
    if table not in _CARDS or table not in readable or whole_number(key) is None:
        return None
    return _CARDS[table](db, key, set(db.table_names()).intersection(readable))


def decided_files(db: Database, kind: str, key: int) -> list[int]:
    "The ids in `pending_validations` of the decided files of a film, series or episode."
    found = db.execute(
        f"""select distinct pending.id from pending_validations as pending
            where validation_status != 'pending' and video_file_id in ({FILES_OF[TABLE_OF[kind]]})
            order by pending.id""",
        {"key": key},
    )
    return [row[0] for row in found.fetchall()]


def deleted_row(db: Database, table: str, key: int) -> TrashLine | None:
    "The newest deleted item that held a row; None if it was not deleted."
    kind = next(kind for kind, name in TABLE_OF.items() if name == table)
    found = rows(
        db,
        """select * from trash where entity_type = :kind and original_id = :key order by id desc limit 1""",
        {"kind": kind, "key": key},
    )
    if not found:
        return None
    row = found[0]
    return TrashLine(row["id"], kind, name_of(row), row["deleted_at"], row["deletion_reason"])
