"""The rules by which a file is matched automatically, in their order. Everything else needs review.

`decide` lists all of them. Lookups happen only when a rule needs them: an id in the name decides before any
search. Pure except for these lookups.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from rapidfuzz import fuzz

from ..external_ids import number_of
from ..names import ParsedName
from ..normalize import fold_title
from ..reference.reader import ReferenceTitle
from .candidate import Candidate, of_ids, of_work
from .case import APPROVED_SERIES, CERTAIN, FOREIGN_ID, ID, NFO, SAME_CONTENT, Case, Verdict, years_fit
from .explain import Evidence
from .features import cap
from .rank import Weighed, why_uncertain, worth_offering
from .thresholds import OFFERED

RULES = {  # in the order of `decide`
    SAME_CONTENT: "a person decided about another file with the same sample hash and size",
    ID: "the file name has an IMDb id whose title is not absurd for the name and whose kind (film or series) "
    "fits",
    APPROVED_SERIES: "a person approved a series under the title in the name",
    NFO: "an NFO names a title, by id or by title and year, and nothing in the name or file contradicts it",
    FOREIGN_ID: "the file name has an id that the title database lacks (of TMDB, TheTVDB or IMDb), and its "
    "title is neither certain without the id nor a misspelling of a known title of its year",
    CERTAIN: "the title is exact, its score reaches the threshold, no other fits, and nothing is against it",
}


def decide(case: Case) -> Verdict:
    """Apply the rules in their order; the first that applies decides.

    The rules about same content and approved series repeat what a person decided; the others are ours. If a
    decision about this file was undone, no rule matches it again.
    """
    verdict = (
        by_same_content(case)
        or by_id(case)
        or by_approved_series(case)
        or by_nfo(case)
        or by_foreign_id(case)
        or certain(case)
    )
    if case.question.reopened_by is not None and verdict.decision == "auto":
        verdict = needs_review(verdict, Evidence(case.question.reopened_by, "against", {"again": True}))
    return _earlier_first(case, verdict)


# --- what a person decided ------------------------------------------------------------------------


def by_same_content(case: Case) -> Verdict | None:
    known = case.question.same_content
    if known is None:
        return None
    reason = Evidence(SAME_CONTENT.replace(" ", "_"), "for", {"title": known.title})
    return chosen(SAME_CONTENT, replace(known, score=100.0, evidence=(reason,)), reason)


def by_approved_series(case: Case) -> Verdict | None:
    "A series that a person approved for one file is matched for its other files, by their episode numbers."
    parsed, known = case.approved_series
    if known is None:
        return None
    reason = Evidence("settled", "for", {"name": parsed.title, "title": known.title})
    season, episodes = parsed.season, parsed.episodes or None
    work = replace(known, season=season, episodes=episodes, score=100.0, evidence=(reason,))
    return chosen(APPROVED_SERIES, work, reason)


def _earlier_first(case: Case, verdict: Verdict) -> Verdict:
    "List first what a person decided about a file of the same name."
    earlier = case.question.decided_before
    if earlier is None or verdict.decision == "auto":
        return verdict
    evidence = Evidence("decided_before", "for", {"title": earlier.title, "year": earlier.year})
    first = next((item for item in verdict.candidates if item.key == earlier.key), earlier)
    first = replace(first, evidence=(*first.evidence, evidence))
    rest = [item for item in verdict.candidates if item.key != earlier.key]
    candidates = (first, *rest)[:OFFERED]
    return replace(verdict, decision="ask", candidates=candidates, reasons=(evidence, *verdict.reasons))


# --- ids ------------------------------------------------------------------------------------------

ABSURD = 50.0  # titles less similar than this cannot belong together
SPELT_WRONG = 85.0  # from this similarity on, a title is probably a misspelling


def by_id(case: Case) -> Verdict | None:
    "An IMDb id in the name of the file or its folder, if the reference has it."
    parsed, work = case.first, case.named
    if work is None or is_absurd(case.titles_of(work), parsed) or _is_of_other_kind(case, parsed, work):
        return None
    reason = _id(work.id, title=work.title, year=work.year)
    found = replace(of_work(work, asdict(parsed)), score=100.0, evidence=(reason,))
    return chosen(ID, with_ids(found, parsed.ids), reason)


def by_foreign_id(case: Case) -> Verdict | None:
    """Ids of other sources in the name, and IMDb ids that the reference lacks or that seem wrong.

    If a title is certain without the id, it takes the id over. If the title looks like a misspelling of a
    known one of that year, or the folder is for titles of another kind, the file needs review; otherwise
    the id decides.
    """
    ids, parsed = case.first.ids, case.first
    if not ids:
        return None
    named = of_ids(ids, {**asdict(parsed), "kind": parsed.kind or case.question.kind})
    if named is None:
        return None
    verdict = certain(case)
    if case.named is not None:
        return _other_title(case, verdict, case.named)
    if verdict.selected is not None:
        return _taking_over(verdict, ids)
    if not parsed.title:
        return needs_review(verdict, Evidence("no_title", "against", {"id": named.id}), named)
    misspelt = case.search.best is not None and looks_misspelt(case.search.best)
    if misspelt or case.question.kind not in (None, named.kind):  # a folder of films holds no series
        return needs_review(verdict, _unknown(named), named)
    reason = _id(named.id)
    return chosen(FOREIGN_ID, replace(named, score=100.0, evidence=(reason,)), reason, verdict.candidates)


def _other_title(case: Case, verdict: Verdict, work: ReferenceTitle) -> Verdict:
    "The verdict if the reference has the id, but its title or kind contradicts the name."
    values = {"id": work.id, "title": work.title, "year": work.year, "name": case.first.title}
    reason = Evidence("id_other_title", "against", values)
    return needs_review(verdict, reason, replace(of_work(work, asdict(case.first)), evidence=(reason,)))


def _unknown(named: Candidate) -> Evidence:
    return Evidence("id_unknown", "against", {"source": named.source, "id": named.id})


def _id(id: str, **values: Any) -> Evidence:
    return Evidence("id", "for", {"id": id, **values}, 100, 100)


def _is_of_other_kind(case: Case, parsed: ParsedName, work: ReferenceTitle) -> bool:
    "True for a film's id in an episode's name, or an id of a kind that the folder is not for."
    marked = parsed.kind == "series" and (parsed.clear or bool(parsed.episodes))
    return (marked and work.kind != "series") or case.question.kind not in (None, work.kind)


def is_absurd(titles: Sequence[str], parsed: ParsedName) -> bool:
    "True if no title of a work resembles those in the name. Never for a name without a title."
    written = [title for title in (parsed.title, *parsed.other_titles) if title]
    return bool(written) and all(likeness(one, other) < ABSURD for one in titles for other in written)


def likeness(one: str, other: str) -> float:
    "How alike two titles are, 0–100; one inside the other is nearly the same."
    return max(
        fuzz.ratio(fold_title(one).words, fold_title(other).words),
        fuzz.token_set_ratio(fold_title(one).words, fold_title(other).words) - 10,
    )


def looks_misspelt(best: Weighed) -> bool:
    return {item.what for item in best.against} == {"other_spelling"} and (
        best.part("title") or 0
    ) >= SPELT_WRONG


def with_ids(candidate: Candidate, ids: Mapping[str, str]) -> Candidate:
    "The candidate with ids of other sources added."
    tmdb, tvdb = candidate.tmdb_id, candidate.tvdb_id
    return replace(
        candidate,
        imdb_id=candidate.imdb_id or ids.get("imdb"),
        tmdb_id=tmdb if tmdb is not None else number_of(ids, "tmdb"),
        tvdb_id=tvdb if tvdb is not None else number_of(ids, "tvdb"),
    )


def _taking_over(verdict: Verdict, ids: Mapping[str, str]) -> Verdict:
    "A certain verdict whose candidate gets further ids."
    if verdict.selected is None:
        return verdict
    work = with_ids(verdict.selected, ids)
    return replace(verdict, selected=work, candidates=(work, *verdict.candidates[1:]))


# --- the NFO: one more reading, with strong evidence ----------------------------------------------

# Objections that an NFO settles if the titles are those of one work.
_ANSWERED = {"no_year", "year_unknown", "other_article", "words_left_out", "other_spelling", "contains_only"}


def by_nfo(case: Case) -> Verdict | None:
    """The title that an NFO names, by id or by title and year, if nothing contradicts it.

    What rules out an automatic match elsewhere does so here: another year, part, running time or kind, and a
    name that is exactly that of another title. An id in the name outranks the NFO.
    """
    nfo = case.question.nfo
    if nfo is None or case.first.ids:
        return None
    own = certain(case)
    if case.nfo_work is None:
        return _by_foreign_nfo(case, nfo, own)
    weighed = case.against_name(case.nfo_work)
    found = with_ids(_numbered(weighed.candidate, nfo), nfo.ids)
    if own.selected is not None and own.selected.key == found.key and not _episodes_differ(case, nfo):
        return _taking_over(own, nfo.ids)
    reason = Evidence("nfo", "for", {"id": found.id, "title": found.title, "year": found.year, "nfo": True})
    objections = _objections(case, weighed, nfo)
    if objections:
        kept = [item for item in found.evidence if item.against or item.weight]
        extra = replace(found, evidence=(reason, *kept, *(o for o in objections if o not in kept)))
        return needs_review(own, objections, extra)
    return chosen(NFO, replace(found, score=100.0, evidence=(reason,)), reason, own.candidates)


def _objections(case: Case, weighed: Weighed, nfo: ParsedName) -> list[Evidence]:
    "What in the name, the file or the NFO itself contradicts the title that an NFO names."
    titles = (nfo.title, *nfo.other_titles)
    same_name = any(same_key(case.first.title, title) for title in titles)
    answered = _ANSWERED | ({"other_part"} if same_name else set())
    found = [item for item in weighed.against if item.what not in answered]
    work = weighed.finding.hit.work
    if case.name_counts and not same_name and is_absurd(case.titles_of(work), case.first):
        values = {
            "id": work.id,
            "title": work.title,
            "year": work.year,
            "name": case.first.title,
            "nfo": True,
        }
        found.append(Evidence("id_other_title", "against", values))
    if (
        nfo.year is not None
        and work.year is not None
        and abs(nfo.year - work.year) > 1
        and work.kind == "movie"
    ):
        found.append(cap("other_year", name=nfo.year, title=work.year, kind=work.kind, source="NFO"))
    if (other := other_exact_title(case, weighed)) is not None:
        found.append(_exactly(other))
    if _episodes_differ(case, nfo):
        found.append(cap("other_episode", name=list(case.first.episodes), nfo=list(nfo.episodes)))
    return found


def _by_foreign_nfo(case: Case, nfo: ParsedName, own: Verdict) -> Verdict | None:
    "An NFO of a title that the reference lacks: it adds ids to a certain title it describes, or decides."
    if own.selected is not None:
        if not _describes(nfo, own.selected, case):
            reason = Evidence("nfo", "against", {"id": _first_id(nfo), "title": nfo.title, "year": nfo.year})
            return needs_review(own, reason)
        return _taking_over(own, nfo.ids) if nfo.ids else None
    said = asdict(case.first) | {
        name: value
        for name, value in asdict(nfo).items()
        if name in ("title", "year", "kind", "season") and value is not None
    }
    said["episodes"] = nfo.episodes or case.first.episodes
    named = of_ids(nfo.ids, said, nfo.kind)
    if named is None:
        return None
    reason = Evidence("nfo", "for", {"id": named.id, "nfo": True})
    doubt = _doubt_of_foreign(case, nfo, named)
    if doubt is not None:
        return needs_review(own, doubt, replace(named, evidence=(reason,)))
    return chosen(NFO, replace(named, score=100.0, evidence=(reason,)), reason, own.candidates)


def _doubt_of_foreign(case: Case, nfo: ParsedName, named: Candidate) -> Evidence | None:
    first, best = case.first, case.search.best
    if not (nfo.title or (case.name_counts and first.title)):
        return Evidence("no_title", "against", {"id": named.id})
    if case.name_counts and nfo.title and is_absurd((nfo.title, *nfo.other_titles), first):
        values = {"id": named.id, "title": nfo.title, "year": nfo.year, "name": first.title, "nfo": True}
        return Evidence("id_other_title", "against", values)
    if first.year is not None and nfo.year is not None and first.year != nfo.year and named.kind == "movie":
        return cap("other_year", name=first.year, title=nfo.year, kind="movie")
    if nfo.title and _numbers(nfo.title) != _numbers(first.title or nfo.title):
        return cap("other_part", name=_numbers(first.title or ""), title=_numbers(nfo.title))
    if _episodes_differ(case, nfo):
        return cap("other_episode", name=list(first.episodes), nfo=list(nfo.episodes))
    if best is not None and looks_misspelt(best):
        return _unknown(named)
    other = other_exact_title(case, None)
    return _exactly(other) if other is not None and (nfo.year is None or other.year == nfo.year) else None


def _numbers(title: str) -> list[str]:
    return sorted(word for word in fold_title(title).words.split() if word.isdigit())


def _describes(nfo: ParsedName, work: Candidate, case: Case) -> bool:
    "True if title, year and kind of an NFO fit a title that is certain by the name."
    if nfo.kind not in (None, work.kind):
        return False
    if work.kind == "movie" and not years_fit(nfo.year, work.year):
        return False
    known = case.reference_titles(work)
    return nfo.title is None or any(
        likeness(one, other) >= ABSURD for one in (nfo.title, *nfo.other_titles) for other in known
    )


def _first_id(nfo: ParsedName) -> str | None:
    return next(iter(nfo.ids.values()), None)


def _numbered(candidate: Candidate, nfo: ParsedName) -> Candidate:
    "The candidate with the file's season and episodes: from the name, otherwise from the NFO."
    if candidate.kind != "series" or candidate.episodes or not nfo.episodes:
        return candidate
    return replace(candidate, season=nfo.season, episodes=nfo.episodes)


def _episodes_differ(case: Case, nfo: ParsedName) -> bool:
    first = case.first
    if first.kind != "series" or not (first.episodes and nfo.episodes) or first.absolute:
        return False
    seasons_differ = None not in (first.season, nfo.season) and first.season != nfo.season
    return seasons_differ or set(first.episodes) != set(nfo.episodes)


def other_exact_title(case: Case, weighed: Weighed | None) -> Candidate | None:
    "Another title that the name matches exactly, unless it matches this one exactly."
    if weighed is not None and (weighed.finding.exact or not case.name_counts):
        return None
    for item in case.search.ranked:
        against = {piece.what for piece in item.against}
        other = weighed is None or item.candidate.key != weighed.candidate.key
        if other and item.finding.literal and against <= {"no_year", "year_unknown", "twin"}:
            return item.candidate
    return None


def _exactly(work: Candidate) -> Evidence:
    return cap("other_work", title=work.title, year=work.year, id=work.id)


def same_key(one: str | None, other: str | None) -> bool:
    return bool(one and other) and fold_title(one or "").key == fold_title(other or "").key


# --- certain --------------------------------------------------------------------------------------


def certain(case: Case) -> Verdict:
    "The verdict of the search; a question refers to the reading that a person is shown."
    verdict = judge(case.search.ranked, case.threshold)
    if verdict.decision == "none":
        return replace(verdict, reasons=(case.nothing(),))
    return case.for_review() if verdict.decision == "ask" else verdict


def judge(ranked: Sequence[Weighed], threshold: float) -> Verdict:
    "Auto if the best candidate fits, leads and reaches the threshold; none if nothing is worth offering."
    offered = worth_offering(ranked)
    if not offered:
        return Verdict("none", reasons=(Evidence("no_candidate", "against", {"title": None}),))
    candidates = tuple(item.candidate for item in offered)
    if why := why_uncertain(offered[0], threshold):
        return Verdict("ask", reasons=tuple(why), candidates=candidates)
    best = candidates[0]
    return Verdict("auto", CERTAIN, best.evidence, best, candidates)


# --- verdicts -------------------------------------------------------------------------------------


def chosen(rule: str, work: Candidate, reason: Evidence, others: Sequence[Candidate] = ()) -> Verdict:
    rest = tuple(other for other in others if other.key != work.key)
    return Verdict("auto", rule, (reason,), work, (work, *rest)[:OFFERED])


def needs_review(
    verdict: Verdict, why: Evidence | Sequence[Evidence], extra: Candidate | None = None
) -> Verdict:
    "The verdict turned into a question, with a further reason and a further candidate after the first."
    new = (why,) if isinstance(why, Evidence) else tuple(why)
    rest = tuple(other for other in verdict.candidates if extra is None or other.key != extra.key)
    candidates = rest if extra is None else (*rest[:1], extra, *rest[1:])
    reasons = () if verdict.decision == "auto" else verdict.reasons
    if candidates:
        reasons = tuple(reason for reason in reasons if reason.what != "no_candidate")
    more = tuple(reason for reason in reasons if reason not in new)
    return replace(
        verdict, decision="ask" if candidates else "none", selected=None, candidates=candidates[:OFFERED],
        reasons=(*new, *more),
    )  # fmt: skip
