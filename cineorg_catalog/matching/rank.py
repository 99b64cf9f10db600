"""Ranks the candidates of a file against each other, and says why the best one is not certain.

What may be decided without a person stands in `rules`. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from ..normalize import fold, fold_title
from .candidate import Candidate
from .explain import Evidence
from .features import YEAR_VALUES, Finding, cap, weigh

OFFERED = 5  # candidates that a person is shown
WORTH_OFFERING = 30.0  # a lower score is no proposal
UNLIKE, UNLIKE_OF_YEAR = 65.0, 57.0  # nor is a title less like the name's, the latter where the year agrees


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with the finding that it was made of.

    `titles` is under how many different titles of the name the work was found.
    """

    candidate: Candidate
    finding: Finding
    titles: int = 1

    @property
    def against(self) -> tuple[Evidence, ...]:
        return tuple(item for item in self.candidate.evidence if item.against)

    @property
    def fits(self) -> bool:
        "An exact title with nothing against it."
        return self.finding.exact and not self.against

    @property
    def same_title(self) -> bool:
        "The very title that the name gives, with no word of the name left out."
        return self.finding.exact and all(item.what != "words_left_out" for item in self.against)

    @property
    def is_of_other_kind(self) -> bool:
        "A film for an episode's name, or the other way round."
        return any(item.what == "other_kind" for item in self.against)

    @property
    def is_of_a_mere_folder(self) -> bool:
        "Called like a folder without a year, beside a file with a title of its own: a shelf may be, too."
        reading = self.finding.reading
        return reading.how.startswith("folder") and not reading.whole and reading.parsed.year is None

    def with_evidence(self, *more: Evidence) -> "Weighed":
        candidate = self.candidate
        return replace(self, candidate=replace(candidate, evidence=(*candidate.evidence, *more)))

    @property
    def words(self) -> frozenset[str]:
        "The words of the title that was looked up."
        return frozenset(fold_title(self.finding.sought).words.split())

    def part(self, what: str) -> float | None:
        "The value of one part of the evidence, None where there is none."
        return next((item.value for item in self.candidate.evidence if item.what == what), None)


def rank(
    findings: Sequence[Finding], duration_seconds: int | None = None, kind: str | None = None
) -> list[Weighed]:
    """Every work found, once, with its best evidence; best first, twins marked.

    An exact title comes before any other, whatever the year, and among others the kind that the name says;
    the order of the findings counts for nothing.
    """
    order = partial(_order, said=_said_kind(findings))
    best: dict[tuple[str, str, str], Weighed] = {}
    titles: dict[tuple[str, str, str], set[str]] = {}
    for finding in findings:
        weighed = Weighed(weigh(finding, duration_seconds, kind), finding)
        key = weighed.candidate.key
        if finding.exact and finding.reading.whole:
            titles.setdefault(key, set()).add(fold(finding.sought))
        if key not in best or order(weighed) < order(best[key]):
            best[key] = weighed
    counted = [replace(weighed, titles=len(titles.get(key, "1"))) for key, weighed in best.items()]
    ranked = sorted(map(_with_left_out, counted), key=order)
    if ranked and ranked[0].fits and (rivals := _rivals(ranked)):
        return [
            _twin(ranked[0], rivals),
            *(_twin(other, ranked[:1]) if other in rivals else other for other in ranked[1:]),
        ]
    return ranked


def _with_left_out(weighed: Weighed) -> Weighed:
    """A work found by a title whose bracket, or the words behind its year, were left out, marked as such.

    `The Rookie (movie)` is not The Rookie: what stands in the bracket must be a title of the same work.
    """
    parsed = weighed.finding.reading.parsed
    beside = parsed.bracketed or parsed.behind_year
    if beside is None or weighed.titles > 1 or not weighed.finding.exact:
        return weighed
    if set(fold_title(beside).words.split()) < weighed.words:
        return weighed
    return weighed.with_evidence(cap("words_left_out", name=weighed.finding.sought, beside=beside))


def _said_kind(findings: Sequence[Finding]) -> str | None:
    "Series, where a reading clearly says so (S01E02): a film is of another kind then, however it was read."
    readings = {(finding.reading.parsed.kind, finding.reading.parsed.clear) for finding in findings}
    return "series" if ("series", True) in readings else None


def _order(weighed: Weighed, said: str | None) -> tuple[Any, ...]:
    "Sorts the best first: what fits, by how many words it explains; then exact titles; then scores."
    candidate, finding = weighed.candidate, weighed.finding
    other_kind = weighed.is_of_other_kind if said is None else candidate.kind != said
    return (
        not weighed.fits, -len(weighed.words) if weighed.fits else 0,
        not finding.exact or weighed.is_of_a_mere_folder,
        not finding.reading.whole,
        not finding.exact and other_kind,
        -candidate.score, -weighed.titles, len(weighed.against), -(finding.hit.work.votes or 0),
        candidate.kind, candidate.id, finding.reading.how, finding.sought,
    )  # fmt: skip


def _rivals(ranked: list[Weighed]) -> list[Weighed]:
    "The works that may be meant just as well as the first: nobody but a person can tell."
    best, *others = ranked
    return [other for other in others if _same_name(best, other) and not _parted(best, other)]


def _same_name(best: Weighed, other: Weighed) -> bool:
    "Whether a work fits the name as the best one does, but for its running time or what the year belongs to."
    if not other.finding.exact or (best.finding.literal and not other.finding.literal):
        return False
    if other.words < best.words or (other.titles < best.titles and not other.words > best.words):
        return False
    against = {item.what for item in other.against} - {"other_article"}
    if against <= {"duration_far"}:
        return True
    if against == {"other_year"}:
        return _shown_before(best, other) and other.part("duration") in (None, 100)
    return bool(against) and against <= {"no_year", "year_unknown"} and other.words > best.words


def _shown_before(best: Weighed, other: Weighed) -> bool:
    "A film of the year before: databases name the first showing, file names the year in which it came out."
    one, two = best.candidate, other.candidate
    return (
        one.kind == two.kind == "movie"
        and two.year is not None
        and one.year == two.year + 1
        and other.finding.literal
    )


def _parted(best: Weighed, other: Weighed) -> bool:
    "Whether the running time says which of the two it is: the best one's, and (for a twin) not the other's."
    confirmed = best.part("duration") == 100
    return confirmed and (other.part("duration") == 0 or other.candidate.year != best.candidate.year)


def _twin(weighed: Weighed, others: Sequence[Weighed]) -> Weighed:
    works = [
        {"title": other.candidate.title, "year": other.candidate.year, "id": other.candidate.id}
        for other in others[:3]
    ]
    return weighed.with_evidence(cap("twin", works=works))


def worth_offering(ranked: Sequence[Weighed]) -> list[Weighed]:
    "The ranked candidates that a person is shown, at most OFFERED."
    worth = (item for item in ranked if item.candidate.score >= WORTH_OFFERING and not _is_unlike(item))
    return list(islice(worth, OFFERED))


def _is_unlike(weighed: Weighed) -> bool:
    """Whether a title has too little of the name's to be shown for it: nothing is a better answer.

    Of 2,200 real and generated names the right work had 75 at least, or the name's year and 57 (`E.T.`).
    """
    year, title = weighed.part("year"), weighed.part("title")
    least = UNLIKE_OF_YEAR if year is not None and year >= YEAR_VALUES[1] else UNLIKE
    return not weighed.finding.exact and title is not None and title < least


def doubts(best: Weighed, threshold: float) -> list[Evidence]:
    "Why the best candidate is not certain; empty where it is."
    found = list(best.against)
    if best.candidate.score < threshold:
        found.append(_low(best.candidate, threshold))
    return found


def _low(candidate: Candidate, threshold: float) -> Evidence:
    "What a score is made of, for a person."
    parts = [
        [item.what, item.value * item.weight / 100, item.weight] for item in candidate.evidence if item.weight
    ]
    values = {"score": candidate.score, "needed": threshold, "parts": parts}
    return Evidence("low_score", "against", values)
