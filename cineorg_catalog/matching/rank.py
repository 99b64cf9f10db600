"""Ranks candidates and decides: validated, to be asked, or none. The rule and its threshold stand here.

A candidate is validated where its title is exact, nothing speaks against it, and it has a clear lead over
every other one that fits; an id in the name decides where the title beside it is not absurd. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from rapidfuzz import fuzz

from ..names import ParsedName
from ..normalize import fold, fold_title
from ..reference.reader import Work
from .candidate import THRESHOLD, Candidate, Evidence
from .features import YEAR_VALUES, Finding, candidate, weigh

RULE, ID_RULE, SETTLED_RULE = "certain", "id in the name or NFO", "settled series"
VERSION = 1
OFFERED = 5  # candidates that a person is shown
WORTH_OFFERING = 30.0  # a lower score is no proposal
UNLIKE, UNLIKE_OF_YEAR = 65.0, 50.0  # nor is a title less like the name's, the latter where the year agrees


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
    note = f"“{weighed.finding.sought}” is not all that the name says, “{beside}” stands with it"
    evidence = (*weighed.candidate.evidence, Evidence("words_left_out", note=note, against=True))
    return replace(weighed, candidate=replace(weighed.candidate, evidence=evidence))


def _said_kind(findings: Sequence[Finding]) -> str | None:
    "Series, where a reading clearly says so (S01E02): a film is of another kind then, however it was read."
    readings = {(finding.reading.parsed.kind, finding.reading.parsed.clear) for finding in findings}
    return "series" if ("series", True) in readings else None


def _order(weighed: Weighed, said: str | None) -> tuple[Any, ...]:
    "Sorts the best first: what fits, by how many words it explains; then exact titles; then scores."
    candidate, finding = weighed.candidate, weighed.finding
    other_kind = weighed.is_of_other_kind if said is None else candidate.kind != said
    return (
        not weighed.fits, -len(weighed.words) if weighed.fits else 0, not finding.exact,
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
    against = {item.what for item in other.against}
    if against <= {"duration_far"}:
        return True
    if against == {"other_year"}:
        return _shown_before(best, other) and other.part("duration") in (None, 100)
    return against == {"no_year"} and other.words > best.words


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
    named = ", ".join(
        f"{other.candidate.title} ({other.candidate.year or 'no year'}, {other.candidate.id})"
        for other in others[:3]
    )
    evidence = (*weighed.candidate.evidence, Evidence("twin", note=f"fits as well: {named}", against=True))
    return replace(weighed, candidate=replace(weighed.candidate, evidence=evidence))


def judge(ranked: Sequence[Weighed], threshold: float = THRESHOLD) -> Verdict:
    "The verdict on ranked candidates: auto for a certain one, none where nothing is worth offering."
    offered = worth_offering(ranked)
    candidates = tuple(weighed.candidate for weighed in offered)
    if not offered:
        return Verdict("none", RULE, VERSION, ("no_candidate: the title database has no such title",))
    best = offered[0]
    if found := doubts(best, threshold):
        return Verdict("ask", RULE, VERSION, tuple(found), None, candidates)
    parts = ", ".join(f"{item.what} {item.note}" for item in best.candidate.evidence)
    return Verdict("auto", RULE, VERSION, (parts,), best.candidate, candidates)


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


def doubts(best: Weighed, threshold: float) -> list[str]:
    "Why the best candidate is not certain, each as `code: what a person needs to know`; empty where it is."
    found = [f"{item.what}: {item.note}" for item in best.against]
    if best.candidate.score < threshold:
        found.append(
            f"low_score: {best.candidate.score:g} of the {threshold:g} needed ({_sum(best.candidate)})"
        )
    return found


def _sum(candidate: Candidate) -> str:
    "`title 50 of 50, year 0 of 25, running time 25 of 25`: what a score is made of."
    parts = [
        f"{'running time' if item.what == 'duration' else item.what}"
        f" {item.value * item.weight / 100:.3g} of {item.weight:g}"
        for item in candidate.evidence
        if item.weight
    ]
    return ", ".join(parts)


def by_settled(candidate: Candidate, parsed: ParsedName, others: Sequence[Candidate] = ()) -> Verdict:
    "The verdict on a file of a series that a person settled before: that series, with this file's episodes."
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


def doubted(verdict: Verdict, reason: str, extra: Candidate) -> Verdict:
    "The verdict turned into a question for one more reason, with one more candidate behind the first."
    rest = tuple(other for other in verdict.candidates if other.key != extra.key)
    candidates = (*rest[:1], extra, *rest[1:])[:OFFERED]
    return replace(
        verdict, decision="ask", selected=None, candidates=candidates, reasons=(reason, *verdict.reasons)
    )


def with_ids(verdict: Verdict, tmdb_id: int | None, tvdb_id: int | None) -> Verdict:
    "A certain verdict whose work takes over the ids that the name gives."
    if verdict.selected is None:
        return verdict
    chosen = replace(verdict.selected, tmdb_id=tmdb_id, tvdb_id=tvdb_id)
    return replace(verdict, selected=chosen, candidates=(chosen, *verdict.candidates[1:]))


ABSURD = 50.0  # titles less alike than this are not of one work
SPELT_WRONG = 85.0  # from here on a title is probably another one spelt wrong


def by_known_work(work: Work, titles: Sequence[str], parsed: ParsedName, verdict: Verdict) -> Verdict:
    "The verdict where the reference knows the work of the id; `titles` are all that the work goes by."
    named = candidate(work, parsed)
    if not _absurd(titles, parsed):
        return by_id(named, f"{work.id} is {work.title} ({work.year or 'no year'})", verdict.candidates)
    note = f"{work.id} is {work.title} ({work.year or 'no year'}), the name says “{parsed.title}”"
    doubt = Evidence("id_other_title", note=note, against=True)
    return doubted(verdict, f"id_other_title: {note}", replace(named, evidence=(doubt,)))


def by_foreign_id(
    ids: Mapping[str, str], parsed: ParsedName, verdict: Verdict, best: Candidate | None
) -> Verdict:
    """The verdict where the reference does not know the id; `best` is the candidate that ranks first.

    A work that is certain without it takes the id over. Where the title looks like a known one of that year
    misspelt, a person is asked; else the id decides.
    """
    if verdict.decision == "auto":
        return with_ids(verdict, _number(ids, "tmdb"), _number(ids, "tvdb"))
    named = _of_id(ids, parsed)
    if not parsed.title:
        return doubted(verdict, f"no_title: nothing but the id {named.id} says what it is", named)
    if best is not None and _looks_misspelt(best):
        return doubted(verdict, f"id_unknown: the reference does not know {named.source} {named.id}", named)
    return by_id(named, f"{named.source} {named.id} is given in the name", verdict.candidates)


def _absurd(titles: Sequence[str], parsed: ParsedName) -> bool:
    "Whether no title of a work is anything like those of the name. A name without a title is never absurd."
    written = [title for title in (parsed.title, *parsed.other_titles) if title]
    if not written:
        return False
    return all(_likeness(one, other) < ABSURD for one in titles for other in written)


def _likeness(one: str, other: str) -> float:
    return max(
        fuzz.ratio(fold_title(one).words, fold_title(other).words),
        fuzz.token_set_ratio(fold_title(one).words, fold_title(other).words) - 10,
    )


def _looks_misspelt(best: Candidate) -> bool:
    against = {item.what for item in best.evidence if item.against}
    title = next((item.value for item in best.evidence if item.what == "title"), 0)
    return against == {"other_spelling"} and title >= SPELT_WRONG


def _of_id(ids: Mapping[str, str], parsed: ParsedName) -> Candidate:
    order = ("imdb", "tvdb", "tmdb") if parsed.kind == "series" else ("imdb", "tmdb", "tvdb")
    source = next(source for source in order if source in ids)
    kind = "series" if source == "tvdb" else parsed.kind or "movie"
    series = kind == "series"
    return Candidate(
        id=ids[source], source=source, kind=kind, title=parsed.title or f"{source} {ids[source]}",
        year=parsed.year, season=parsed.season if series else None,
        episodes=(parsed.episodes or None) if series else None, imdb_id=ids.get("imdb"),
        tmdb_id=_number(ids, "tmdb"), tvdb_id=_number(ids, "tvdb"),
    )  # fmt: skip


def _number(ids: Mapping[str, str], source: str) -> int | None:
    return int(ids[source]) if ids.get(source, "").isdigit() else None
