"""What a person is asked: the candidates in a telling order, and the reasons why no rule decided.

Speaks of the reading that the person is shown. Pure.
"""

from collections.abc import Sequence
from dataclasses import replace

from ..names import ParsedName, Reading
from ..normalize import fold, fold_title
from ..reference.search import similarity
from .candidate import Evidence
from .features import Finding, weigh
from .rank import Verdict, Weighed, doubts, worth_offering

_KINDS = {"movie": "film", "series": "series"}
_MANY = {"movie": "films", "series": "series"}
_SOURCES = {"name": "the name alone", "folder": "the folder"}


def asked(
    verdict: Verdict,
    ranked: Sequence[Weighed],
    shown: Reading,
    *,
    threshold: float,
    duration_seconds: int | None = None,
    kind: str | None = None,
) -> Verdict:
    """A verdict that asks, told to a person who is shown what `shown` says of the name.

    The rule's best stays first where it can be said why, the others follow by score.
    """
    if verdict.decision == "none":
        return replace(verdict, reasons=(_nothing(shown.parsed),))
    offered = [_as_shown(item, shown, duration_seconds, kind) for item in worth_offering(ranked)]
    told = [_told(item, ranked, shown.parsed) for item in offered]
    first, *others = _in_order(told, shown.parsed)
    candidates = tuple(item.candidate for item in (first, *others))
    return replace(verdict, candidates=candidates, reasons=tuple(doubts(first, threshold)))


def _in_order(told: Sequence[Weighed], shown: ParsedName) -> list[Weighed]:
    "By score; the rule's first stays first where it can be said why."
    first, *others = told
    by_score = sorted(others, key=lambda item: -item.candidate.score)
    if all(other.candidate.score <= first.candidate.score for other in others):
        return [first, *by_score]
    if (why := _why_first(first, others, shown)) is None:
        return sorted(told, key=lambda item: -item.candidate.score)
    return [_with_evidence(first, [*first.candidate.evidence, Evidence("first", note=why)]), *by_score]


def _nothing(shown: ParsedName) -> str:
    if shown.title:
        return f"no_candidate: the title database has nothing like “{shown.title}”"
    return "no_candidate: the name gives no title to look for"


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
    if not _is_read_as(weighed.finding.reading, shown):
        evidence.insert(0, Evidence("read_as", note=_read_as(weighed.finding.reading)))
    return _with_evidence(weighed, evidence)


def _with_evidence(weighed: Weighed, evidence: Sequence[Evidence]) -> Weighed:
    return replace(weighed, candidate=replace(weighed.candidate, evidence=tuple(evidence)))


def _read_as(reading: Reading) -> str:
    "`a film “Broken Film 2003”, no year (the year as a part of the title)`."
    parsed, (source, _, way) = reading.parsed, reading.how.partition(", ")
    kind = "a series" if parsed.kind == "series" else "a film"
    year = parsed.year if parsed.year is not None else "no year"
    return f"{kind} “{parsed.title}”, {year} ({way or _SOURCES.get(source, source)})"


def _of_year(item: Evidence, weighed: Weighed, ranked: Sequence[Weighed], shown: ParsedName) -> Evidence:
    "What a missing year means: which works it would tell apart, or where the name's year has gone."
    if item.what not in ("year", "no_year") or weighed.finding.reading.parsed.year is not None:
        return replace(item, what="year_unknown") if item.what == "no_year" else item
    if shown.year is not None and str(shown.year) in weighed.finding.sought:
        what = "year_in_title" if item.what == "no_year" else item.what
        return replace(item, what=what, note=f"{shown.year} is read as a part of the title")
    return replace(item, note=_years_of(weighed, ranked)) if item.what == "no_year" else item


def _years_of(weighed: Weighed, ranked: Sequence[Weighed]) -> str:
    "`4 films of this title, 1925–2004`: what a year in the name would tell apart."
    candidate = weighed.candidate
    if not weighed.same_title or candidate.year is None:
        return f"this one is of {candidate.year or 'an unknown year'}"
    alike = [
        other.candidate.year
        for other in ranked
        if other.same_title and other.candidate.kind == candidate.kind and other.words == weighed.words
    ]
    if len(alike) < 2:
        return f"the only {_KINDS[candidate.kind]} known by this title is of {candidate.year}"
    years = sorted({year for year in alike if year is not None})
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else f"all of {years[0]}"
    return f"{len(alike)} {_MANY[candidate.kind]} of this title, {span}"


def _why_first(first: Weighed, others: Sequence[Weighed], shown: ParsedName) -> str | None:
    "Why the rule's first stands before those that score more, where it does; None where nothing shows it."
    more = [other for other in others if other.candidate.score > first.candidate.score]
    if first.finding.exact and not any(other.finding.exact for other in more):
        return "its title stands so in the name; what scores more has another title"
    if first.finding.reading.whole and not any(other.finding.reading.whole for other in more):
        return "its title is what the name says as a whole; what scores more is a part of it"
    if first.candidate.kind == shown.kind and all(other.candidate.kind != shown.kind for other in more):
        return "it is of the kind that the name says; what scores more is not"
    return None
