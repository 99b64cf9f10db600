"""A candidate: a film or series that a file may be, with the evidence for and against it.

Knows the JSON of `candidates_json`, but no tables, no names, and not where candidates come from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from ..external_ids import number_of
from ..untrusted import finite_number, whole_number
from .explain import Evidence, evidence_from
from .thresholds import LEAD, LEAST, THRESHOLD

if TYPE_CHECKING:
    from ..reference.reader import ReferenceTitle

KINDS = ("movie", "series")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A film or series offered for a file. Its identity is (kind, source, id), never the id alone.

    Running times are in seconds, `score` is 0–100, `episodes` are numbers within `season`.
    """

    id: str
    source: str  # imdb, tmdb, tvdb, tvmaze, nfo, manual
    kind: str  # one of KINDS
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
    shipped: bool = False  # its words are those of the small reference, which may be published
    found_at: str | None = None  # when an online source gave its words
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind, self.source, self.id)

    @property
    def address(self) -> str:
        "`source:kind:id`, the form that `--candidate` and `candidate=` take."
        return f"{self.source}:{self.kind}:{self.id}"

    def to_dict(self) -> dict[str, Any]:
        "One object of `candidates_json`, with the keys in the order of DESIGN §3."
        row = {name: getattr(self, name) for name in _FIELDS}
        row["episodes"] = None if self.episodes is None else list(self.episodes)
        row["evidence"] = [item.to_dict() for item in self.evidence]
        row["genres"] = list(self.genres)
        for name in ("shipped", "found_at"):
            if not row[name]:
                del row[name]
        return row

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Candidate":
        """Read a stored candidate, also the shorter ones of older versions. Never raises for its content.

        Unknown keys are ignored and a value of the wrong type counts as missing. A missing source or kind is
        read as the CineOrg application meant it: its candidates are TMDB's films.
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
            shipped=row.get("shipped") is True,
            found_at=_text(row.get("found_at")),
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


_FIELDS = tuple(item.name for item in fields(Candidate))
Part = TypeVar("Part")


def _all(read: Callable[[object], Part | None], items: object) -> tuple[Part, ...]:
    "The items of a list that can be read."
    if not isinstance(items, list | tuple):
        return ()
    return tuple(part for item in items if (part := read(item)) is not None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


ORDER_OF_IDS = {"movie": ("imdb", "tmdb", "tvdb"), "series": ("imdb", "tvdb", "tmdb", "tvmaze")}


def of_work(work: "ReferenceTitle", parsed: Mapping[str, Any], **weighed: Any) -> Candidate:
    "A title as a candidate for the file read as `parsed`, with its score and evidence."
    ids, imdb_id = dict(work.ids), work.imdb_id
    return Candidate(
        id=work.id, source=work.source or ("imdb" if imdb_id else "manual"), kind=work.kind,
        title=work.title, original_title=work.original_title or None, year=work.year,
        duration_seconds=work.duration_seconds, imdb_id=imdb_id, tmdb_id=number_of(ids, "tmdb"),
        tvdb_id=number_of(ids, "tvdb"), genres=work.genres, shipped=work.shipped, found_at=work.found_at,
        **place_in(work.kind, parsed), **weighed,
    )  # fmt: skip


def of_ids(ids: Mapping[str, str], parsed: Mapping[str, Any], kind: str | None = None) -> Candidate | None:
    """A candidate for ids that the reference does not know: title and year come from the name.

    None if no id is of a source that candidates come from (an NFO may have only one of Wikidata).

    An id of TheTVDB is taken for a series if nothing says otherwise; TVmaze knows nothing else.
    """
    kind = kind or ("series" if set(ids) <= {"tvdb", "tvmaze"} else parsed.get("kind") or "movie")
    source = next((source for source in ORDER_OF_IDS[kind] if source in ids), None)
    if source is None:
        return None
    return Candidate(
        id=ids[source], source=source, kind=kind, title=parsed.get("title") or f"{source} {ids[source]}",
        year=parsed.get("year"), imdb_id=ids.get("imdb"), tmdb_id=number_of(ids, "tmdb"),
        tvdb_id=number_of(ids, "tvdb"), **place_in(kind, parsed),
    )  # fmt: skip


_OF_IDS = ("id", "source", "kind", "season", "episodes", "imdb_id", "tmdb_id", "tvdb_id", "score")


def without_words(row: Mapping[str, Any]) -> dict[str, Any]:
    "A stored candidate reduced to its ids: the words of its source are left out."
    title = f"{row.get('source')} {row.get('id')}"
    return {"title": title, **{name: row.get(name) for name in _OF_IDS}}


def place_in(kind: str, parsed: Mapping[str, Any]) -> dict[str, Any]:
    "The season and episodes of a file if `kind` is series; (None, ()) for a film."
    if kind != "series":
        return {}
    return {"season": parsed.get("season"), "episodes": tuple(parsed.get("episodes") or ()) or None}


# --- choosing for a person ------------------------------------------------------------------------

UNDOUBTED = (
    "id",
    "nfo",
    "same_content",
    "decided_before",
)  # evidence that identifies a title, whatever the name says


def is_clear(offered: Sequence[Candidate]) -> bool:
    """True if the first of these candidates is the only one that fits, so that it can be approved unseen.

    A missing year does not count against the only title of its name. Candidates without evidence (from
    another program) are judged by their scores.
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
