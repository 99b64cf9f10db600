"""What a person is asked: the candidates in a telling order, and the reasons why no rule decided.

Speaks of the reading that the person is shown. Pure.
"""

from collections.abc import Sequence
from dataclasses import replace

from ..names import ParsedName, Reading
from ..normalize import fold, fold_title
from ..reference.search import similarity
from .candidate import Candidate
from .explain import Evidence
from .features import Finding, cap, weigh
from .rank import Weighed, doubts, worth_offering


def asked(
    ranked: Sequence[Weighed],
    shown: Reading,
    *,
    threshold: float,
    duration_seconds: int | None = None,
    kind: str | None = None,
) -> tuple[tuple[Candidate, ...], tuple[Evidence, ...]]:
    """Candidates and reasons for a person who is shown what `shown` says of the name.

    The rule's best stays first where it can be said why, the others follow by score.
    """
    offered = [_as_shown(item, shown, duration_seconds, kind) for item in worth_offering(ranked)]
    told = [_told(item, ranked, shown.parsed) for item in offered]
    first, *others = _in_order(told, shown.parsed)
    return tuple(item.candidate for item in (first, *others)), tuple(doubts(first, threshold))


def _in_order(told: Sequence[Weighed], shown: ParsedName) -> list[Weighed]:
    "By score; the rule's first stays first where it can be said why."
    first, *others = told
    by_score = sorted(others, key=lambda item: -item.candidate.score)
    if all(other.candidate.score <= first.candidate.score for other in others):
        return [first, *by_score]
    if (why := _why_first(first, others, shown)) is None:
        return sorted(told, key=lambda item: -item.candidate.score)
    return [first.with_evidence(Evidence("first", values={"why": why})), *by_score]


def nothing(shown: ParsedName) -> Evidence:
    "The reason where there is no candidate."
    return Evidence("no_candidate", "against", {"title": shown.title})


def _as_shown(weighed: Weighed, shown: Reading, duration_seconds: int | None, kind: str | None) -> Weighed:
    "A work of another title, weighed by the reading that is shown, unless that says less for it."
    title, hit = shown.parsed.title, weighed.finding.hit
    if weighed.finding.exact or not title or _is_read_as(weighed.finding.reading, shown.parsed):
        return weighed
    matched = fold_title(hit.matched_title)
    likeness = round(similarity(fold_title(title), matched.key, matched.words, hit.matched_title), 1)
    finding = Finding(shown, title, replace(hit, how="near", similarity=likeness))
    again = weigh(finding, duration_seconds, kind)
    if again.score < weighed.candidate.score:
        return weighed
    return replace(weighed, candidate=again, finding=finding)


def _is_read_as(reading: Reading, shown: ParsedName) -> bool:
    one = reading.parsed
    return (fold(one.title or ""), one.year, one.kind) == (fold(shown.title or ""), shown.year, shown.kind)


def _told(weighed: Weighed, ranked: Sequence[Weighed], shown: ParsedName) -> Weighed:
    "A candidate whose evidence says by which reading it was found, and what a year would tell."
    evidence = [_of_year(item, weighed, ranked, shown) for item in weighed.candidate.evidence]
    reading = weighed.finding.reading
    if not _is_read_as(reading, shown):
        parsed = reading.parsed
        values = {"kind": parsed.kind, "title": parsed.title, "year": parsed.year, "how": reading.how}
        evidence.insert(0, Evidence("read_as", values=values))
    return replace(weighed, candidate=replace(weighed.candidate, evidence=tuple(evidence)))


def _of_year(item: Evidence, weighed: Weighed, ranked: Sequence[Weighed], shown: ParsedName) -> Evidence:
    "What a missing year means: which works it would tell apart, or where the name's year has gone."
    if item.what != "no_year" or weighed.finding.reading.parsed.year is not None:
        return item
    if shown.year is not None and str(shown.year) in weighed.finding.sought:
        return cap("year_in_title", year=shown.year)
    return replace(item, values={**item.values, **_years_of(weighed, ranked)})


def _years_of(weighed: Weighed, ranked: Sequence[Weighed]) -> dict[str, int]:
    "`4 films of this title, 1925–2004`: what a year in the name would tell apart."
    candidate = weighed.candidate
    if not weighed.same_title or candidate.year is None:
        return {}
    alike = [
        other.candidate.year
        for other in ranked
        if other.same_title and other.candidate.kind == candidate.kind and other.words == weighed.words
    ]
    years = sorted({year for year in alike if year is not None})
    return {"works": max(1, len(alike)), "first": years[0], "last": years[-1]}


def _why_first(first: Weighed, others: Sequence[Weighed], shown: ParsedName) -> str | None:
    "Why the rule's first stands before those that score more, where it does; None where nothing shows it."
    more = [other for other in others if other.candidate.score > first.candidate.score]
    if first.finding.exact and not any(other.finding.exact for other in more):
        return "exact"
    if first.finding.reading.whole and not any(other.finding.reading.whole for other in more):
        return "whole"
    if first.candidate.kind == shown.kind and all(other.candidate.kind != shown.kind for other in more):
        return "kind"
    return None
