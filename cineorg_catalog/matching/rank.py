"""Ranks the candidates of a file against each other, and says why the best one is not certain.

What may be matched automatically is decided in `rules`. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from typing import Any

from ..names import ParsedName, Reading
from ..normalize import fold, fold_title
from ..reference.search import similarity
from .candidate import Candidate
from .explain import Evidence
from .features import YEAR_VALUES, TitleMatch, cap, weigh
from .thresholds import (
    OFFERED,
    SHORT_SECONDS,
    UNLIKE,
    UNLIKE_OF_YEAR,
    UNRELATED,
    UNRELATED_OF_YEAR,
    WORTH_OFFERING,
)


@dataclass(frozen=True)
class Weighed:
    """A candidate with the finding it was made from.

    `titles` is the number of different titles of the name under which it was found.
    """

    candidate: Candidate
    finding: TitleMatch
    titles: int = 1

    @cached_property
    def against(self) -> tuple[Evidence, ...]:
        return tuple(item for item in self.candidate.evidence if item.against)

    @property
    def fits(self) -> bool:
        "True if the title is exact and there is no evidence against it."
        return self.finding.exact and not self.against

    @property
    def same_title(self) -> bool:
        "True if it is exactly the title in the name, with no word left out."
        return self.finding.exact and all(item.what != "words_left_out" for item in self.against)

    @property
    def is_of_other_kind(self) -> bool:
        "True for a film if the name is that of an episode, and the other way round."
        return any(item.what == "other_kind" for item in self.against)

    @property
    def is_of_a_mere_folder(self) -> bool:
        "True if only a folder without a year names it, beside a file with its own title: maybe a shelf."
        reading = self.finding.reading
        return reading.how.startswith("folder") and not reading.whole and reading.parsed.year is None

    def with_evidence(self, *more: Evidence) -> "Weighed":
        candidate = self.candidate
        return replace(self, candidate=replace(candidate, evidence=(*candidate.evidence, *more)))

    def found_under(self, titles: int) -> "Weighed":
        return self if titles == self.titles else replace(self, titles=titles)

    @cached_property
    def is_worth_offering(self) -> bool:
        return self.candidate.score >= WORTH_OFFERING and not _is_unlike(self)

    @cached_property
    def words(self) -> frozenset[str]:
        "The words of the title that was looked up."
        return frozenset(fold_title(self.finding.sought).words.split())

    def part(self, what: str) -> float | None:
        "The value of one part of the evidence; None if there is none."
        return next((item.value for item in self.candidate.evidence if item.what == what), None)


def rank(
    findings: Sequence[TitleMatch], duration_seconds: int | None = None, kind: str | None = None
) -> list[Weighed]:
    """Every title found, once, with its best evidence; best first, with twins marked.

    Exact titles come before all others, whatever the year; among the others, those of the kind that the name
    says come first. The order of the findings does not matter.
    """
    order = partial(_order, said=_said_kind(findings))
    best: dict[tuple[str, str, str], Weighed] = {}
    titles: dict[tuple[str, str, str], set[str]] = {}
    for finding in findings:
        if _is_unlike_whatever_the_year(finding):
            continue
        weighed = Weighed(weigh(finding, duration_seconds, kind), finding)
        key = weighed.candidate.key
        if finding.exact and finding.reading.whole:
            titles.setdefault(key, set()).add(fold(finding.sought))
        if key not in best or order(weighed) < order(best[key]):
            best[key] = weighed
    counted = [weighed.found_under(len(titles.get(key, "1"))) for key, weighed in best.items()]
    ranked = sorted(map(_with_left_out, counted), key=order)
    if ranked and not ranked[0].against and (rivals := _rivals(ranked)):
        return [
            _twin(ranked[0], rivals),
            *(_twin(other, ranked[:1]) if other in rivals else other for other in ranked[1:]),
        ]
    return ranked


def _with_left_out(weighed: Weighed) -> Weighed:
    """Mark a title that was found by leaving out a bracket, or the words after its year.

    `The Rookie (movie)` is not The Rookie: the text in the bracket must be another title of the same film.
    """
    parsed, sought = weighed.finding.reading.parsed, weighed.finding.sought
    if weighed.titles > 1 or not weighed.finding.exact:
        return weighed
    if beside := _not_in(weighed, parsed.bracketed or parsed.behind_year):
        return weighed.with_evidence(cap("words_left_out", name=sought, beside=beside))
    like_tags = _not_in(weighed, parsed.like_tags)
    if like_tags and weighed.part("duration") != 100:
        return weighed.with_evidence(cap("tag_or_title", name=sought, words=like_tags))
    return weighed


def _not_in(weighed: Weighed, words: str | None) -> str | None:
    "Words of the name, unless the title that was looked up has them."
    return words if words and not set(fold_title(words).words.split()) < weighed.words else None


def _said_kind(findings: Sequence[TitleMatch]) -> str | None:
    """ "series" if a reading clearly says so (S01E02): then a film is of another kind in every reading."""
    readings = {(finding.reading.parsed.kind, finding.reading.parsed.clear) for finding in findings}
    return "series" if ("series", True) in readings else None


def _order(weighed: Weighed, said: str | None) -> tuple[Any, ...]:
    "Sort key, best first: what fits, by the number of words it explains; then exact titles; then scores."
    candidate, finding = weighed.candidate, weighed.finding
    other_kind = weighed.is_of_other_kind if said is None else candidate.kind != said
    return (
        not weighed.fits, -len(weighed.words) if weighed.fits else 0,
        not finding.exact or weighed.is_of_a_mere_folder,
        not weighed.is_worth_offering,  # else it would hide what a part of the name finds
        not finding.reading.whole,
        not finding.exact and other_kind,
        -candidate.score, -weighed.titles, len(weighed.against), -(finding.hit.work.votes or 0),
        candidate.kind, candidate.id, finding.reading.how, finding.sought,
    )  # fmt: skip


def _rivals(ranked: list[Weighed]) -> list[Weighed]:
    "The titles that may be meant as well as the first one: only a person can tell."
    best, *others = ranked
    if not best.finding.exact:
        return [other for other in others if not other.against]
    return [other for other in others if _same_name(best, other) and not _parted(best, other)]


def _same_name(best: Weighed, other: Weighed) -> bool:
    "True if a title fits the name as well as the best one, except for running time or what the year means."
    if not other.finding.exact or (best.finding.literal and not other.finding.literal):
        return False
    if other.words < best.words or (other.titles < best.titles and not other.words > best.words):
        return False
    against = {item.what for item in other.against}
    if "other_article" in against and not best.against:  # another article *and* another year: another film
        return against <= {"other_article", "duration_far"}
    if against <= {"duration_far"}:
        return True
    if against == {"other_year"}:
        return _shown_before(best, other) and other.part("duration") in (None, 100)
    return bool(against) and against <= {"no_year", "year_unknown"} and other.words > best.words


def _shown_before(best: Weighed, other: Weighed) -> bool:
    """True for a film of the year before: databases give the first showing, file names often the release.

    Not for a short beside a film, nor for a record with neither running time nor genre beside one whose time
    is known: what was never shown is in no file.  Nor for a title with fewer blanks than the name has
    (`Nowhere` for `Now Here`): names lose blanks and do not gain them.  Two records that share a title and a
    different original title are one film, and that of the name's year is meant.
    """
    one, two = best.candidate, other.candidate
    of_the_year_before = one.kind == two.kind == "movie" and two.year is not None and one.year == two.year + 1
    if not of_the_year_before or not other.finding.literal:
        return False
    parted = (_is_short(two) and not _is_short(one)) or (_is_bare(two) and one.duration_seconds is not None)
    return not (parted or _has_fewer_blanks(other.finding, best.finding) or _is_one_film(one, two))


def _is_short(candidate: Candidate) -> bool:
    return candidate.duration_seconds is not None and candidate.duration_seconds < SHORT_SECONDS


def _is_bare(candidate: Candidate) -> bool:
    return candidate.duration_seconds is None and not candidate.genres


def _has_fewer_blanks(other: TitleMatch, best: TitleMatch) -> bool:
    blanks = fold_title(best.sought).words.count(" ")
    return (
        fold_title(other.hit.matched_title).words.count(" ")
        < blanks
        == fold_title(best.hit.matched_title).words.count(" ")
    )


def _is_one_film(one: Candidate, two: Candidate) -> bool:
    names = [(fold(film.title), fold(film.original_title or film.title)) for film in (one, two)]
    return names[0] == names[1] and names[0][0] != names[0][1]


def _parted(best: Weighed, other: Weighed) -> bool:
    "True if the running time tells the two apart: it is the best one's and (for a twin) not the other's."
    confirmed = best.part("duration") == 100
    return confirmed and (other.part("duration") == 0 or other.candidate.year != best.candidate.year)


def _twin(weighed: Weighed, others: Sequence[Weighed]) -> Weighed:
    works = [
        {"title": other.candidate.title, "year": other.candidate.year, "id": other.candidate.id}
        for other in others[:3]
    ]
    return weighed.with_evidence(cap("twin", works=works))


def worth_offering(ranked: Sequence[Weighed]) -> list[Weighed]:
    "The ranked candidates that are shown to a person, at most OFFERED."
    return list(islice((item for item in ranked if item.is_worth_offering), OFFERED))


def _is_unlike(weighed: Weighed) -> bool:
    """True if a title has too little in common with the name to be shown: no candidate is a better answer.

    In 2,200 real and generated names the right title scored at least 75, or had the name's year and at least
    57 (`E.T.`). In 330 reported wrong matches it scored at least 83 if it shared no more than one word with
    the name; below that, a common word is all that such titles share.
    """
    year, title = weighed.part("year"), weighed.finding.hit.similarity
    if weighed.finding.exact:
        return False
    of_year = year is not None and year >= YEAR_VALUES[1]
    if _shares_one_word(weighed.finding):
        return title < (UNRELATED_OF_YEAR if of_year else UNRELATED)
    return title < (UNLIKE_OF_YEAR if of_year else UNLIKE)


def _is_unlike_whatever_the_year(finding: TitleMatch) -> bool:
    "True for a title that no year makes worth offering: a third of those found, which need no weighing."
    if finding.exact or finding.hit.similarity >= UNRELATED_OF_YEAR:
        return False
    return finding.hit.similarity < UNLIKE_OF_YEAR or _shares_one_word(finding)


def _shares_one_word(finding: TitleMatch) -> bool:
    "True if two titles share at most one word, neither contains the other, and no number may name a sequel."
    sought = frozenset(fold_title(finding.sought).words.split())
    matched = frozenset(fold_title(finding.hit.matched_title).words.split())
    if sought <= matched or matched <= sought or any(word.isdecimal() for word in sought | matched):
        return False
    return len(sought & matched) < 2


def why_uncertain(best: Weighed, threshold: float) -> list[Evidence]:
    "Why the best candidate is not certain; empty if it is."
    found = list(best.against)
    if best.candidate.score < threshold:
        found.append(_low(best.candidate, threshold))
    return found


def _low(candidate: Candidate, threshold: float) -> Evidence:
    "The evidence that shows how a low score came about."
    parts = [
        [item.what, item.value * item.weight / 100, item.weight] for item in candidate.evidence if item.weight
    ]
    values = {"score": candidate.score, "needed": threshold, "parts": parts}
    return Evidence("low_score", "against", values)


def review_question(
    ranked: Sequence[Weighed],
    shown: Reading,
    *,
    threshold: float,
    duration_seconds: int | None = None,
    kind: str | None = None,
) -> tuple[tuple[Candidate, ...], tuple[Evidence, ...]]:
    """Candidates and reasons for a person who is shown the reading `shown`.

    The best candidate by the rules stays first if there is a reason to show for it; the others follow by
    score.
    """
    offered = [_as_shown(item, shown, duration_seconds, kind) for item in worth_offering(ranked)]
    explained = [_with_reasons(item, ranked, shown.parsed) for item in offered]
    first, *others = _in_order(explained, shown.parsed)
    return tuple(item.candidate for item in (first, *others)), tuple(why_uncertain(first, threshold))


def _in_order(explained: Sequence[Weighed], shown: ParsedName) -> list[Weighed]:
    "By score, except that the first by the rules stays first if there is a reason to show for it."
    first, *others = explained
    by_score = sorted(others, key=lambda item: -item.candidate.score)
    if all(other.candidate.score <= first.candidate.score for other in others):
        return [first, *by_score]
    if (why := _why_first(first, others, shown)) is None:
        return sorted(explained, key=lambda item: -item.candidate.score)
    return [first.with_evidence(Evidence("first", values={"why": why})), *by_score]


def no_candidate(shown: ParsedName) -> Evidence:
    "The reason given if there is no candidate."
    return Evidence("no_candidate", "against", {"title": shown.title})


def _as_shown(weighed: Weighed, shown: Reading, duration_seconds: int | None, kind: str | None) -> Weighed:
    "A title found by another reading, weighed against the reading shown, unless that makes it weaker."
    title, hit = shown.parsed.title, weighed.finding.hit
    if weighed.finding.exact or not title or _is_read_as(weighed.finding.reading, shown.parsed):
        return weighed
    matched = fold_title(hit.matched_title)
    likeness = round(similarity(fold_title(title), matched.key, matched.words, hit.matched_title), 1)
    finding = TitleMatch(shown, title, replace(hit, how="near", similarity=likeness))
    again = weigh(finding, duration_seconds, kind)
    if again.score < weighed.candidate.score:
        return weighed
    return replace(weighed, candidate=again, finding=finding)


def _is_read_as(reading: Reading, shown: ParsedName) -> bool:
    one = reading.parsed
    return (fold(one.title or ""), one.year, one.kind) == (fold(shown.title or ""), shown.year, shown.kind)


def _with_reasons(weighed: Weighed, ranked: Sequence[Weighed], shown: ParsedName) -> Weighed:
    "A candidate whose evidence says by which reading it was found, and what a year would tell."
    evidence = [_of_year(item, weighed, ranked, shown) for item in weighed.candidate.evidence]
    reading = weighed.finding.reading
    if not _is_read_as(reading, shown):
        parsed = reading.parsed
        values = {"kind": parsed.kind, "title": parsed.title, "year": parsed.year, "how": reading.how}
        evidence.insert(0, Evidence("read_as", values=values))
    return replace(weighed, candidate=replace(weighed.candidate, evidence=tuple(evidence)))


def _of_year(item: Evidence, weighed: Weighed, ranked: Sequence[Weighed], shown: ParsedName) -> Evidence:
    "Evidence about a missing year: which titles it would tell apart, or where the year in the name went."
    if item.what != "no_year" or weighed.finding.reading.parsed.year is not None:
        return item
    if shown.year is not None and str(shown.year) in weighed.finding.sought:
        return cap("year_in_title", year=shown.year)
    return replace(item, values={**item.values, **_years_of(weighed, ranked)})


def _years_of(weighed: Weighed, ranked: Sequence[Weighed]) -> dict[str, int]:
    "Values for `4 films of this title, 1925–2004`: what a year in the name would tell apart."
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


def _is_misspelt(weighed: Weighed) -> bool:
    "True for a title of the name's year that differs from all of the name in nothing but its spelling."
    only_spelling = {item.what for item in weighed.against} == {"other_spelling"}
    return only_spelling and weighed.finding.reading.whole and weighed.part("year") == 100


def _why_first(first: Weighed, others: Sequence[Weighed], shown: ParsedName) -> str | None:
    "Why the first by the rules stands before candidates with a higher score; None if no reason shows it."
    more = [other for other in others if other.candidate.score > first.candidate.score]
    if not first.finding.reading.whole and any(map(_is_misspelt, more)):
        return None  # `Film.mkv` in `Sweet Dreaams - 2012`: Sweet Dreams of 2012, not a film called Film
    if first.finding.exact and not any(other.finding.exact for other in more):
        return "exact"
    if first.finding.reading.whole and not any(other.finding.reading.whole for other in more):
        return "whole"
    if first.candidate.kind == shown.kind and all(other.candidate.kind != shown.kind for other in more):
        return "kind"
    return None
