"""The tables of the catalogue as dataclasses: the only place where columns are named.

A class is a table, a field a column; `upgrade.py` builds tables, indexes, foreign keys, checks and full-text
search from them. Rows and nothing more: no queries, no rules.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from .columns import JsonProperty, Row, column, timestamp


@dataclass(kw_only=True)
class MovieModel(Row):
    "A film. `file_path` and the technical columns are copied from its main file (see titles.py)."

    table: ClassVar[str] = "movies"
    fts: ClassVar[tuple[str, ...]] = ("title", "original_title", "overview")

    id: int | None = None
    tmdb_id: int | None = column(default=None, index=True)
    imdb_id: str | None = column(default=None, index=True)
    title: str = column(index=True)
    original_title: str | None = None
    year: int | None = column(default=None, index=True)
    genres_json: str | None = None
    duration_seconds: int | None = None
    overview: str | None = None
    poster_path: str | None = None
    file_path: str | None = column(default=None, index=True)
    file_hash: str | None = column(default=None, index=True)
    codec_video: str | None = column(default=None, index=True)
    codec_audio: str | None = None
    resolution: str | None = column(default=None, index=True)
    languages_json: str | None = None
    file_size_bytes: int | None = None
    created_at: str | None = timestamp()
    updated_at: str | None = timestamp()
    poster_file: str | None = None
    sort_title: str | None = column(default=None, index=True)
    countries_json: str | None = None
    rating: float | None = None
    collection: str | None = column(default=None, index=True)
    provenance_json: str | None = None

    genres = JsonProperty("genres_json")
    countries = JsonProperty("countries_json")
    languages = JsonProperty("languages_json")


@dataclass(kw_only=True)
class SeriesModel(Row):
    "A series. Episodes refer to it."

    table: ClassVar[str] = "series"
    fts: ClassVar[tuple[str, ...]] = ("title", "original_title", "overview")

    id: int | None = None
    tvdb_id: int | None = column(default=None, index=True)
    imdb_id: str | None = column(default=None, index=True)
    title: str = column(index=True)
    original_title: str | None = None
    year: int | None = None
    genres_json: str | None = None
    overview: str | None = None
    poster_path: str | None = None
    created_at: str | None = timestamp()
    updated_at: str | None = timestamp()
    tmdb_id: int | None = column(default=None, index=True)
    poster_file: str | None = None
    sort_title: str | None = column(default=None, index=True)
    countries_json: str | None = None
    rating: float | None = None
    collection: str | None = column(default=None, index=True)
    provenance_json: str | None = None

    genres = JsonProperty("genres_json")
    countries = JsonProperty("countries_json")


@dataclass(kw_only=True)
class EpisodeModel(Row):
    "An episode, owned or only known. Season 0 holds the specials."

    table: ClassVar[str] = "episodes"
    fts: ClassVar[tuple[str, ...]] = ("title", "overview")
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("series_id", "season_number", "episode_number"),)
    index_names: ClassVar[dict[tuple[str, ...], str]] = {
        ("series_id", "season_number", "episode_number"): "ix_episodes_series_season_episode"
    }

    id: int | None = None
    series_id: int = column(index=True, references="series")
    season_number: int
    episode_number: int
    title: str
    air_date: str | None = None
    duration_seconds: int | None = None
    overview: str | None = None
    file_path: str | None = column(default=None, index=True)
    file_hash: str | None = column(default=None, index=True)
    codec_video: str | None = None
    codec_audio: str | None = None
    resolution: str | None = None
    languages_json: str | None = None
    file_size_bytes: int | None = None
    created_at: str | None = timestamp()
    updated_at: str | None = timestamp()
    provenance_json: str | None = None

    languages = JsonProperty("languages_json")


SCAN_INDEX = (  # covers everything that a scan compares
    *("path_bytes", "size_bytes", "mtime_ns", "device", "inode"),
    *("missing_since", "probe_error"),
)


@dataclass(kw_only=True)
class VideoFileModel(Row):
    "A video file on a disk, present or missing. `path_bytes` is its key, `path` the printable form."

    table: ClassVar[str] = "video_files"
    fts: ClassVar[tuple[str, ...]] = ("filename", "path")
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("device", "inode"), SCAN_INDEX)  # equal for hard links
    index_names: ClassVar[dict[tuple[str, ...], str]] = {SCAN_INDEX: "ix_video_files_scan"}

    id: int | None = None
    path: str = column(index=True)
    filename: str
    file_hash: str | None = column(default=None, index=True)
    size_bytes: int = 0
    codec_video: str | None = None
    codec_audio: str | None = None
    resolution_width: int | None = None
    resolution_height: int | None = None
    duration_seconds: int | None = None
    languages_json: str | None = None
    created_at: str | None = timestamp()
    updated_at: str | None = timestamp()
    path_bytes: bytes | None = column(default=None, unique=True)
    root: str | None = column(default=None, index=True)
    mtime_ns: int | None = None
    missing_since: str | None = column(default=None, index=True)
    probe_error: str | None = None
    subtitle_languages_json: str | None = None
    kind_hint: str | None = column(default=None, choices=("movie", "series"))
    full_hash: str | None = None
    device: int | None = None
    inode: int | None = None
    part: int | None = None
    parts: int | None = None
    edition: str | None = None

    languages = JsonProperty("languages_json")
    subtitle_languages = JsonProperty("subtitle_languages_json")


QUEUE_INDEX = (  # covers everything that ordering the queue needs
    "validation_status", "id", "video_file_id", "created_at", "series_key", "read_title", "best_score",
    "reasons_json",
)  # fmt: skip
READ_INDEX = (  # covers what a file's name says
    *("video_file_id", "read_year", "read_season", "read_episode", "read_title"),
)


_PARSED: dict[str, Any] = {
    **dict.fromkeys(("kind", "title", "series_key", "date", "edition", "country", "source"), str),
    **dict.fromkeys(("year", "season"), int),
    "episodes": list[int],
    "episode_title": str,
}


@dataclass(kw_only=True)
class PendingValidationModel(Row):
    """What a file was identified as: one row per file, pending, validated or rejected.

    Values that the queue and the queries need from the JSON are in columns of their own, kept by triggers:
    candidates are long, and reading ten thousand of them is slow.
    """

    table: ClassVar[str] = "pending_validations"
    derived: ClassVar[dict[str, tuple[str, str]]] = {
        "best_score": ("candidates_json", "$[0].score"),
        "series_key": ("parsed_json", "$.series_key"),
        "read_title": ("parsed_json", "$.title"),
        "read_year": ("parsed_json", "$.year"),
        "read_season": ("parsed_json", "$.season"),
        "read_episode": ("parsed_json", "$.episodes[0]"),
    }
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (QUEUE_INDEX, READ_INDEX)
    index_names: ClassVar[dict[tuple[str, ...], str]] = {
        QUEUE_INDEX: "ix_pending_validations_queue",
        READ_INDEX: "ix_pending_validations_read",
    }

    id: int | None = None
    video_file_id: int = column(unique=True, references="video_files")
    candidates_json: str | None = None
    auto_validated: int = 0
    validation_status: str = column(
        default="pending", index=True, choices=("pending", "validated", "rejected")
    )
    selected_candidate_id: str | None = None
    created_at: str | None = timestamp()
    parsed_json: str | None = None
    reasons_json: str | None = None
    rule: str | None = None
    rule_version: str | None = column(default=None, index=True)
    reference_date: str | None = None
    best_score: float | None = None
    series_key: str | None = None
    read_title: str | None = None
    read_year: int | None = None
    read_season: int | None = None
    read_episode: int | None = None

    candidates = JsonProperty("candidates_json", items=dict)
    parsed = JsonProperty("parsed_json", dict, values=_PARSED)
    reasons = JsonProperty("reasons_json")


@dataclass(kw_only=True)
class TrashModel(Row):
    "A deleted row with everything that belonged to it, as JSON for a restore."

    table: ClassVar[str] = "trash"

    id: int | None = None
    entity_type: str = column(choices=("movie", "series", "episode", "video_file"))
    original_id: int
    metadata_json: str
    deleted_at: str = timestamp()
    deletion_reason: str | None = None

    entity_metadata = JsonProperty("metadata_json", dict)


@dataclass(kw_only=True)
class MovieFileModel(Row):
    "Links a file to its film. One of a film's files is the main one."

    table: ClassVar[str] = "movie_files"
    pk: ClassVar[tuple[str, ...]] = ("movie_id", "video_file_id")

    movie_id: int = column(references="movies")
    video_file_id: int = column(index=True, references="video_files")
    edition: str | None = None
    source: str | None = None
    is_main: int = 0


@dataclass(kw_only=True)
class EpisodeFileModel(Row):
    "Links a file to an episode; a file may hold several episodes, an episode may have several files."

    table: ClassVar[str] = "episode_files"
    pk: ClassVar[tuple[str, ...]] = ("episode_id", "video_file_id")

    episode_id: int = column(references="episodes")
    video_file_id: int = column(index=True, references="video_files")


@dataclass(kw_only=True)
class TitleModel(Row):
    "A further title of a film or series. `work` is `movie:12` or `series:3`; the main title is in its table."

    table: ClassVar[str] = "titles"
    fts: ClassVar[tuple[str, ...]] = ("title",)

    id: int | None = None
    work: str = column(index=True)
    title: str = column(index=True)
    language: str | None = None
    kind: str = column(choices=("original", "translated", "alternative"))
    source: str | None = None


@dataclass(kw_only=True)
class RootModel(Row):
    "A folder that was scanned, with the options for its later scans. `path_bytes` is its key."

    table: ClassVar[str] = "roots"

    id: int | None = None
    path: str
    path_bytes: bytes | None = column(default=None, unique=True)
    kind: str | None = column(default=None, choices=("movie", "series"))
    device: int | None = None
    first_seen: str | None = timestamp()
    last_seen: str | None = timestamp()
    exclude_json: str | None = None

    exclude = JsonProperty("exclude_json", items=str)


@dataclass(kw_only=True)
class LoadModel(Row):
    "One run of the loader."

    table: ClassVar[str] = "loads"

    id: int | None = None
    command: str
    roots_json: str | None = None
    options_json: str | None = None
    started_at: str
    finished_at: str | None = None
    status: str = column(default="running", choices=("running", "finished", "interrupted", "failed"))
    counts_json: str | None = None
    errors_json: str | None = None
    pid: int | None = None
    host: str | None = None

    roots = JsonProperty("roots_json")
    counts = JsonProperty("counts_json", dict)
    errors = JsonProperty("errors_json")


@dataclass(kw_only=True)
class DecisionModel(Row):
    """One decision, by a person or by a rule. Rows are only added, never changed or deleted.

    `before_json` and `after_json` hold the rows that it changed, by table and key, with only the changed
    columns; null stands for a row that did not exist.
    """

    table: ClassVar[str] = "decisions"
    append_only: ClassVar[bool] = True
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("entity_type", "entity_id"),
        ("action", "rule", "rule_version", "pending_id"),  # covers what counts how often the rules were right
    )

    id: int | None = None
    action: str = column(
        index=True,
        choices=(
            *("approve", "auto", "reject", "edit", "delete", "restore", "undo", "move"),
            *("merge", "relocate", "watched"),
        ),
    )
    who: str
    decided_at: str
    load_id: int | None = column(default=None, index=True, references="loads")
    video_file_id: int | None = column(default=None, index=True)
    pending_id: int | None = column(default=None, index=True)
    entity_type: str | None = None
    entity_id: int | None = None
    candidate_kind: str | None = None
    candidate_source: str | None = None
    candidate_id: str | None = None
    rule: str | None = None
    rule_version: str | None = None
    reference_date: str | None = None
    score: float | None = None
    evidence_json: str | None = None
    reason: str | None = None
    undoes: int | None = column(default=None, index=True, references="decisions")
    before_json: str | None = None
    after_json: str | None = None


@dataclass(kw_only=True)
class ExternalIdModel(Row):
    "The id that a source gives to a film, series or episode. Only decisions write it."

    table: ClassVar[str] = "external_ids"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (("source", "source_id"),)

    id: int | None = None
    movie_id: int | None = column(default=None, index=True, references="movies")
    series_id: int | None = column(default=None, index=True, references="series")
    episode_id: int | None = column(default=None, index=True, references="episodes")
    source: str
    source_id: str


@dataclass(kw_only=True)
class SourceRecordModel(Row):
    """What one source says about one of its ids, in our field names (`sources.described`).

    For an NFO and a name, `source_id` is the video file's id; for values of unknown origin (`legacy`), the
    row's own id.
    """

    table: ClassVar[str] = "source_records"
    pk: ClassVar[tuple[str, ...]] = ("source", "kind", "source_id", "language")

    source: str
    kind: str
    source_id: str
    language: str = ""
    data_json: str
    fetched_at: str = timestamp()
    expires_at: str | None = column(default=None, index=True)


@dataclass(kw_only=True)
class OverrideModel(Row):
    "What a person wrote into a field; JSON null if they cleared it."

    table: ClassVar[str] = "overrides"

    id: int | None = None
    movie_id: int | None = column(default=None, index=True, references="movies")
    series_id: int | None = column(default=None, index=True, references="series")
    episode_id: int | None = column(default=None, index=True, references="episodes")
    field: str
    value_json: str
    decision_id: int | None = column(default=None, index=True, references="decisions")


@dataclass(kw_only=True)
class SourceModel(Row):
    "A source of values with its terms, as declared in `sources.registry`, and whether it is enabled."

    table: ClassVar[str] = "sources"
    pk: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    title: str
    licence: str
    attribution: str | None = None
    publishable: str = column(default="none", choices=("none", "texts", "all"))
    max_age_days: int | None = None
    rank: int
    enabled: int = 0


@dataclass(kw_only=True)
class SettingModel(Row):
    "A choice of the owner, such as the preferred languages."

    table: ClassVar[str] = "settings"
    pk: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    value: str


@dataclass(kw_only=True)
class PersonModel(Row):
    "A person who made or plays in a film or series."

    table: ClassVar[str] = "people"
    fts: ClassVar[tuple[str, ...]] = ("name",)

    id: int | None = None
    name: str = column(index=True)
    sort_name: str | None = None


@dataclass(kw_only=True)
class CreditModel(Row):
    "A person's part in a film, series or episode; actors are in the order of their source."

    table: ClassVar[str] = "credits"
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = (  # each holds all that counting people's titles reads
        ("movie_id", "person_id"),
        ("series_id", "person_id"),
        ("person_id", "movie_id", "series_id"),
    )

    id: int | None = None
    movie_id: int | None = column(default=None, references="movies")
    series_id: int | None = column(default=None, references="series")
    episode_id: int | None = column(default=None, index=True, references="episodes")
    person_id: int = column(references="people")
    role: str = column(choices=("director", "writer", "actor"))
    character: str | None = None
    position: int | None = None
    source: str | None = None


@dataclass(kw_only=True)
class ViewingModel(Row):
    "When the owner watched a film or episode, if known, and their rating (0 to 10)."

    table: ClassVar[str] = "viewings"

    id: int | None = None
    movie_id: int | None = column(default=None, index=True, references="movies")
    episode_id: int | None = column(default=None, index=True, references="episodes")
    watched_at: str | None = None
    rating: float | None = None
    source: str | None = None


@dataclass(kw_only=True)
class EpisodeNumberModel(Row):
    "The number of an episode in one of its orders."

    table: ClassVar[str] = "episode_numbers"
    pk: ClassVar[tuple[str, ...]] = ("episode_id", "numbering")

    episode_id: int = column(references="episodes")
    numbering: str = column(choices=("aired", "dvd", "absolute"))
    season: int
    number: int


MODELS: tuple[type[Row], ...] = (  # each table comes after those it refers to
    MovieModel,
    SeriesModel,
    EpisodeModel,
    VideoFileModel,
    PendingValidationModel,
    TrashModel,
    MovieFileModel,
    EpisodeFileModel,
    TitleModel,
    RootModel,
    LoadModel,
    DecisionModel,
    ExternalIdModel,
    SourceRecordModel,
    OverrideModel,
    SourceModel,
    SettingModel,
    PersonModel,
    CreditModel,
    ViewingModel,
    EpisodeNumberModel,
)

BY_TABLE: dict[str, type[Row]] = {model.table: model for model in MODELS}


TABLES = {"movie": "movies", "series": "series", "episode": "episodes", "video_file": "video_files"}
