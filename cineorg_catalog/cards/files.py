"""The cards of video files, and of what each was found to be."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..candidates import Candidate
from ..decide import candidates_of, chosen_of
from ..models import PendingValidationModel, VideoFileModel
from .past import Past, past_of
from .reading import episode_number, may_see, model, row_at, rows, titled


@dataclass(frozen=True, slots=True)
class WorkLine:
    "A film or episode that a file holds: its table, id and name."

    table: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Validation:
    "What a file was found to be: the row, what was offered, and which of it was chosen."

    row: PendingValidationModel
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None


@dataclass(frozen=True, slots=True)
class FileCard:
    row: VideoFileModel
    works: tuple[WorkLine, ...]
    validation: Validation | None
    past: Past

    @property
    def title(self) -> str:
        return self.row.filename


@dataclass(frozen=True, slots=True)
class ValidationCard:
    validation: Validation
    file: VideoFileModel | None
    works: tuple[WorkLine, ...]
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
        works_of(db, key, readable),
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
        works_of(db, file_id, readable),
        past_of(db, "video_files", file_id, readable),
    )


def works_of(db: Database, file_id: int, readable: Collection[str]) -> tuple[WorkLine, ...]:
    "The films and episodes that a file holds."
    found: list[WorkLine] = []
    if may_see(readable, "movies", "movie_files"):
        sql = """select id, title, year from movie_files join movies on movies.id = movie_id
                 where video_file_id = :file order by id"""
        for row in rows(db, sql, {"file": file_id}):
            found.append(WorkLine("movies", row["id"], titled(row["title"], row["year"])))
    if may_see(readable, "series", "episodes", "episode_files"):
        sql = """select episodes.id, episodes.title, season_number, episode_number, series.title as series
                 from episode_files join episodes on episodes.id = episode_id
                 left join series on series.id = series_id where video_file_id = :file
                 order by season_number, episode_number"""
        for row in rows(db, sql, {"file": file_id}):
            found.append(WorkLine("episodes", row["id"], _episode_name(row)))
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
