"""Ids that a name or a sidecar NFO gives (IMDb, TMDB, TVDB), and the verdict that they lead to.

An id decides where the title written beside it is not absurd. The reference knows IMDb's; of another id it
can only say whether the title is that of some work it knows. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from cineorg_catalog.candidates import Candidate, Evidence
from cineorg_catalog.folding import fold_title
from cineorg_catalog.judging.evidence import candidate
from cineorg_catalog.match import Verdict, by_id, doubted, with_ids
from cineorg_catalog.names import ParsedName
from cineorg_catalog.sources.reference import Work

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
