"""What a search of an online source finds: enough for a candidate."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Found:
    "A film or series that a source offers for a title."

    source: str
    kind: str
    source_id: str
    title: str
    original_title: str | None = None
    year: int | None = None
    duration_seconds: int | None = None
    overview: str | None = None
    poster_path: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
