"""What a candidate is: a work that a file may be, with the evidence for and against it.

Knows the JSON of `candidates_json` and nothing of tables, names or where candidates come from.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against a candidate.

    `value` is 0–100 and `weight` its share of the score in per cent, both 0 where the evidence
    is no part of the score; `against` marks what forbids validation without a person.
    """

    what: str
    value: float = 0
    weight: float = 0
    note: str = ""
    against: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work offered for a file. Its identity is (kind, source, id), never the number alone."""

    id: str
    source: str  # imdb, tmdb, tvdb, nfo, manual
    kind: str  # movie, series
    title: str
    original_title: str | None = None
    matched_title: str | None = None
    year: int | None = None
    duration_seconds: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] | None = None
    imdb_id: str | None = None
    tmdb_id: int | None = None
    tvdb_id: int | None = None
    overview: str | None = None
    poster_path: str | None = None
    genres: tuple[str, ...] = ()
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind, self.source, self.id)

    @property
    def address(self) -> str:
        "`source:kind:id`, as `--candidate` and `candidate=` take it."
        return f"{self.source}:{self.kind}:{self.id}"

    def to_dict(self) -> dict[str, Any]:
        "The object of `candidates_json`, keys in the order of DESIGN §3."
        row = asdict(self)
        row["episodes"] = None if self.episodes is None else list(self.episodes)
        row["evidence"] = list(row["evidence"])
        row["genres"] = list(row["genres"])
        return row

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Candidate":
        """Read what a database holds, an older one's shorter objects included.

        Unknown keys are passed over; a missing source or kind is what the CineOrg application meant
        (its candidates are TMDB's films).
        """
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in row.items() if key in known}
        values["id"] = str(row.get("id", ""))
        values["source"] = row.get("source") or "tmdb"
        values["kind"] = row.get("kind") or ("series" if values["source"] == "tvdb" else "movie")
        values["title"] = str(row.get("title") or "")
        values["score"] = float(row.get("score") or 0)
        values["episodes"] = tuple(row["episodes"]) if row.get("episodes") is not None else None
        values["genres"] = tuple(row.get("genres") or ())
        values["evidence"] = tuple(_evidence(item) for item in row.get("evidence") or ())
        return cls(**values)


def _evidence(item: Mapping[str, Any]) -> Evidence:
    known = {field.name for field in fields(Evidence)}
    return Evidence(**{key: value for key, value in item.items() if key in known})
