"""What a candidate is: a work that a file may be, with the evidence for and against it.

Knows the JSON of `candidates_json` and nothing of tables, names or where candidates come from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..external_ids import number_of
from ..untrusted import finite_number, whole_number
from .explain import Evidence, evidence_from

if TYPE_CHECKING:
    from ..reference.reader import Work

KINDS = ("movie", "series")
THRESHOLD = (
    85.0  # the score from which a candidate may be validated without a person (DESIGN, auto-validation)
)


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
        row = asdict(replace(self, evidence=()))
        row["episodes"] = None if self.episodes is None else list(self.episodes)
        row["evidence"] = [item.to_dict() for item in self.evidence]
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
            score=finite_number(row.get("score")),
            evidence=_all(evidence_from, row.get("evidence")),
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


def _all(read: Callable[[object], Part | None], items: object) -> tuple[Part, ...]:
    "Those of a list that can be read."
    if not isinstance(items, list | tuple):
        return ()
    return tuple(part for item in items if (part := read(item)) is not None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


ORDER_OF_IDS = {"movie": ("imdb", "tmdb", "tvdb"), "series": ("imdb", "tvdb", "tmdb")}


def of_work(work: "Work", parsed: Mapping[str, Any]) -> Candidate:
    "A work of the reference for the file whose name was read as `parsed`, without score and evidence."
    return Candidate(
        id=work.id, source="imdb" if work.imdb_id else "manual", kind=work.kind, title=work.title,
        original_title=work.original_title, year=work.year, duration_seconds=work.duration_seconds,
        imdb_id=work.imdb_id, genres=work.genres, **place_in(work.kind, parsed),
    )  # fmt: skip


def of_ids(ids: Mapping[str, str], parsed: Mapping[str, Any], kind: str | None = None) -> Candidate:
    """The work of ids that the reference does not know: title and year are those of the name.

    A number of TheTVDB is a series' where nothing says more.
    """
    kind = kind or ("series" if set(ids) == {"tvdb"} else parsed.get("kind") or "movie")
    source = next(source for source in ORDER_OF_IDS[kind] if source in ids)
    return Candidate(
        id=ids[source], source=source, kind=kind, title=parsed.get("title") or f"{source} {ids[source]}",
        year=parsed.get("year"), imdb_id=ids.get("imdb"), tmdb_id=number_of(ids, "tmdb"),
        tvdb_id=number_of(ids, "tvdb"), **place_in(kind, parsed),
    )  # fmt: skip


def place_in(kind: str, parsed: Mapping[str, Any]) -> dict[str, Any]:
    "Season and episodes of a file of a series; a film has none."
    if kind != "series":
        return {}
    return {"season": parsed.get("season"), "episodes": tuple(parsed.get("episodes") or ()) or None}


# --- choosing for a person ------------------------------------------------------------------------

UNDOUBTED = ("id", "nfo", "same_content", "decided_before")  # what names a work, whatever its title
LEAST = 60.0  # what it must score: an exact title alone does, a mere likeness does not
LEAD = 5  # points, between candidates that came without evidence


def is_clear(offered: Sequence[Candidate]) -> bool:
    """Whether the first of these candidates alone fits, so that a person may leave the choice to us.

    A missing year is nothing against it where it is the only work of that title. What came without
    evidence (from another program) is clear by its score.
    """
    best, *others = offered
    if not best.evidence:
        return best.score >= THRESHOLD and all(best.score - other.score >= LEAD for other in others)
    if any(item.against and not _is_the_only_one(item) for item in best.evidence):
        return False
    if any(item.what in UNDOUBTED and item.level == "for" for item in best.evidence):
        return True
    read_otherwise = any(item.what == "read_as" for item in best.evidence)
    return best.score >= LEAST and _is_exact(best) and not read_otherwise and not any(map(_is_exact, others))


def _is_exact(candidate: Candidate) -> bool:
    return any(item.what in ("title", "found") and item.value == 100 for item in candidate.evidence)


def _is_the_only_one(item: Evidence) -> bool:
    return item.what == "no_year" and item.values.get("works") == 1
