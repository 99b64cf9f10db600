"""Findings → a verdict: the candidates ranked, whether one is certain, and why (not).

The one rule of automatic validation, by name and version: an exact title with everything agreeing, nothing
against it, and a clear lead over every other work that fits. Pure: no database, clock or network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cineorg_catalog.candidates import Candidate, Evidence
from cineorg_catalog.evidence import Finding, weigh
from cineorg_catalog.names import Reading

RULE, ID_RULE, SETTLED_RULE = "certain", "id in the name", "settled series"
VERSION = 1
OFFERED = 5  # candidates that a person is shown
WORTH_OFFERING = 30.0  # a lower score is no proposal
CLEAR_LEAD = 10.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided of one file: auto, ask or none.

    `rule` and `version` name the rule that was applied; `reasons` are sentences for a person; `selected` is
    the certain candidate and None unless the decision is auto; `candidates` are at most five, best first.
    """

    decision: str
    rule: str
    version: int
    reasons: tuple[str, ...] = ()
    selected: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        "The keys of DESIGN §4's `identify` that speak of the verdict."
        return {
            "decision": self.decision,
            "rule": self.rule,
            "version": self.version,
            "reasons": list(self.reasons),
            "selected": self.selected.to_dict() if self.selected else None,
            "candidates": [candidate.to_dict() for candidate in self.candidates],
        }


@dataclass(frozen=True, slots=True)
class Weighed:
    "A candidate with the finding that it was made of."

    candidate: Candidate
    finding: Finding

    @property
    def against(self) -> tuple[Evidence, ...]:
        return tuple(item for item in self.candidate.evidence if item.against)

    @property
    def fits(self) -> bool:
        "An exact title with nothing against it."
        return self.finding.exact and not self.against


def rank(
    findings: Sequence[Finding], duration_seconds: int | None = None, kind: str | None = None
) -> list[Weighed]:
    """Every work found, once, with its best evidence; best first.

    An exact title comes before any other, whatever the year; the order of the findings counts for nothing.
    """
    best: dict[tuple[str, str, str], Weighed] = {}
    for finding in findings:
        weighed = Weighed(weigh(finding, duration_seconds, kind), finding)
        key = weighed.candidate.key
        if key not in best or _order(weighed) < _order(best[key]):
            best[key] = weighed
    return _with_twins(sorted(best.values(), key=_order))


def _order(weighed: Weighed) -> tuple[Any, ...]:
    candidate, finding = weighed.candidate, weighed.finding
    return (
        not weighed.fits, not finding.exact, not finding.reading.whole, -candidate.score, len(weighed.against),
        -(finding.hit.work.votes or 0), candidate.kind, candidate.id, finding.reading.how, finding.sought,
    )  # fmt: skip


def _with_twins(ranked: list[Weighed]) -> list[Weighed]:
    "Each work that fits marked as a twin of the others that fit as well, unless one leads clearly."
    fitting = [weighed for weighed in ranked if weighed.fits]
    if len(fitting) < 2 or fitting[0].candidate.score - fitting[1].candidate.score >= CLEAR_LEAD + 5:
        return ranked
    return [_twin(weighed, fitting) if weighed.fits else weighed for weighed in ranked]


def _twin(weighed: Weighed, fitting: list[Weighed]) -> Weighed:
    others = [other.candidate for other in fitting if other is not weighed]
    named = ", ".join(f"{other.title} ({other.year or 'no year'}, {other.id})" for other in others[:3])
    evidence = (*weighed.candidate.evidence, Evidence("twin", note=f"fits as well: {named}", against=True))
    return replace(weighed, candidate=replace(weighed.candidate, evidence=evidence))


def judge(ranked: Sequence[Weighed], threshold: float = 85.0) -> Verdict:
    "The verdict on ranked candidates: auto only for one that is certain; none where nothing is worth offering."
    offered = [weighed for weighed in ranked if weighed.candidate.score >= WORTH_OFFERING][:OFFERED]
    candidates = tuple(weighed.candidate for weighed in offered)
    if not offered:
        return Verdict("none", RULE, VERSION, ("no work of the reference has such a title",))
    best = offered[0]
    doubts = _doubts(best, threshold)
    if doubts:
        return Verdict("ask", RULE, VERSION, tuple(doubts), None, candidates)
    parts = ", ".join(f"{item.what} {item.note}" for item in best.candidate.evidence)
    return Verdict("auto", RULE, VERSION, (parts,), best.candidate, candidates)


def _doubts(best: Weighed, threshold: float) -> list[str]:
    doubts = [f"{item.what}: {item.note}" for item in best.against]
    if best.candidate.score < threshold:
        doubts.append(f"score {best.candidate.score:g} is below {threshold:g}")
    return doubts


def settled(candidate: Candidate, reading: Reading, others: Sequence[Candidate] = ()) -> Verdict:
    "The verdict on a file of a series that a person settled before: that series, with this file's episodes."
    parsed = reading.parsed
    note = f"“{parsed.title}” was settled as {candidate.title}"
    chosen = replace(
        candidate,
        season=parsed.season,
        episodes=parsed.episodes or None,
        score=100.0,
        evidence=(Evidence("settled", note=note),),
    )
    rest = tuple(other for other in others if other.key != chosen.key)
    return Verdict("auto", SETTLED_RULE, VERSION, (note,), chosen, (chosen, *rest)[:OFFERED])


def by_id(candidate: Candidate, note: str, others: Sequence[Candidate] = ()) -> Verdict:
    "The verdict on a file whose name or NFO gives the id of a work."
    chosen = replace(candidate, score=100.0, evidence=(Evidence("id", 100, 100, note), *candidate.evidence))
    rest = tuple(other for other in others if other.key != chosen.key)
    return Verdict("auto", ID_RULE, VERSION, (note,), chosen, (chosen, *rest)[:OFFERED])


def doubted(verdict: Verdict, reason: str, extra: Mapping[str, Candidate] | None = None) -> Verdict:
    "The same candidates, to be asked about for one more reason; `extra` ones come behind the first."
    added = tuple((extra or {}).values())
    candidates = (*verdict.candidates[:1], *added, *verdict.candidates[1:])[:OFFERED]
    return replace(
        verdict,
        decision="ask" if candidates else "none",
        selected=None,
        candidates=candidates,
        reasons=(reason, *verdict.reasons),
    )
