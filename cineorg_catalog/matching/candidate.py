"""What a candidate is: a work that a file may be, with the evidence for and against it.

Knows the JSON of `candidates_json` and nothing of tables, names or where candidates come from.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from ..untrusted import LARGEST, whole_number

KINDS = ("movie", "series")
THRESHOLD = (
    85.0  # the score from which a candidate may be validated without a person (DESIGN, auto-validation)
)


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
    kind: str  # of KINDS
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
        """Read what a database holds, an older one's shorter objects included. Never raises for it.

        Unknown keys are passed over, a value of another type counts as absent; a missing source or kind
        is what the CineOrg application meant (its candidates are TMDB's films).
        """
        source, kind = _text(row.get("source")) or "tmdb", _text(row.get("kind"))
        return cls(
            id=str(row.get("id", "")),
            source=source,
            kind=kind if kind in KINDS else "series" if source == "tvdb" else "movie",
            title=str(row.get("title") or ""),
            episodes=_all(whole_number, row["episodes"])
            if isinstance(row.get("episodes"), list | tuple)
            else None,
            genres=_all(_text, row.get("genres")),
            score=_number(row.get("score")),
            evidence=_all(_evidence, row.get("evidence")),
            original_title=_text(row.get("original_title")),
            matched_title=_text(row.get("matched_title")),
            overview=_text(row.get("overview")),
            poster_path=_text(row.get("poster_path")),
            imdb_id=_text(row.get("imdb_id")),
            tmdb_id=whole_number(row.get("tmdb_id")),
            tvdb_id=whole_number(row.get("tvdb_id")),
            year=whole_number(row.get("year")),
            duration_seconds=whole_number(row.get("duration_seconds")),
            season=whole_number(row.get("season")),
        )


Part = TypeVar("Part")


def _evidence(item: object) -> Evidence | None:
    if not isinstance(item, Mapping):
        return None
    value, weight = _number(item.get("value")), _number(item.get("weight"))
    note = str(item.get("note") or "")
    return Evidence(str(item.get("what") or ""), value, weight, note, bool(item.get("against")))


def _all(read: Callable[[object], Part | None], items: object) -> tuple[Part, ...]:
    "Those of a list that can be read."
    if not isinstance(items, list | tuple):
        return ()
    return tuple(part for item in items if (part := read(item)) is not None)


def _episodes(value: object) -> tuple[int, ...] | None:
    return _all(whole_number, value) if isinstance(value, list | tuple) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float:
    "0 for what is no number, or not a finite one (JSON's NaN and Infinity)."
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return 0.0
    return value
