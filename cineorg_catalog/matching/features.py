"""The evidence for and against a candidate: title, year, running time, kind, country, part.

Takes one reading and one title of the reference, and returns a scored candidate. CAPS lists the evidence that
rules out an automatic match whatever the score. `rank` compares candidates with each other. Pure.
"""

import re
from dataclasses import dataclass
from typing import Any

from ..names import ParsedName, Reading
from ..normalize import fold_title
from ..reference.reader import Hit, ReferenceTitle
from .candidate import Candidate, of_work
from .explain import Evidence

NEAR_SECONDS, FAR_SECONDS = 5 * 60, 10 * 60
LITERAL = 98.0  # similarity from which an exact hit counts as literally the same title
PAL = 0.96  # a film played at 25 instead of 24 pictures per second
YEAR_VALUES = {0: 100, 1: 75, 2: 25}
# Number of words from which an article that the name leaves away does not matter: fewer if the year is the
# title's. Of the reference's films of two words, 3.5 in a thousand have a namesake with an article of their
# year, of those of one word 18.
LONG, LONG_OF_YEAR = 3, 2
LONGEST_CUT = 0.35  # how much longer or shorter a different cut of a film may be

CAPS = {  # each code of evidence that rules out an automatic match, and when it is given
    "other_year": "the year in the name is not that of the film, or not that of the series' first episode",
    "near_year": "the year in the name is one off the first year of the series",
    "no_year": "the name of a film has no year",
    "year_in_title": "the year in the name was read as part of the title",
    "year_unknown": "the year of the title is unknown, and the name of a film or series has one",
    "duration_far": "the file is more than ten minutes longer or shorter, and the name mentions no other cut",
    "other_part": "the numbers in the name and in the title differ",
    "other_kind": "a film for an episode's name, a series for a film's name, or not what the folder is for",
    "other_country": "the country in the name is not that of the title, or nothing confirms it",
    "other_article": "the titles differ in their article, or a letter was taken for one; the name may leave "
    "an article away before three words, and before two if the year is the title's",
    "other_spelling": "the titles are only similar, by more than a possessive 's that the name leaves away",
    "contains_only": "one title only contains the other",
    "words_left_out": "the name has more words than the title that was looked up",
    "tag_or_title": "words such as 3D or OVA may belong to the title, or a number behind the film's year may "
    "be an episode's, and neither the name nor the running time says that they do not",
    "other_episode": "the name and the NFO give different episodes",
    "other_work": "the name is exactly that of another title",
    "twin": "another title fits as well",
}


def cap(what: str, **values: Any) -> Evidence:
    "Evidence that rules out an automatic match."
    assert what in CAPS
    return Evidence(what, "against", values)


def part(what: str, value: float, weight: float = 0, **values: Any) -> Evidence:
    "Evidence with a share of the score, or with weight 0 if it is only shown."
    return Evidence(what, "for" if value >= 90 else "neutral", values, value, weight)


@dataclass(frozen=True, slots=True)
class TitleMatch:
    "A title of the reference, with the reading and the title (`sought`) by which it was found."

    reading: Reading
    sought: str
    hit: Hit

    @property
    def exact(self) -> bool:
        "True if both titles have the same key after folding."
        return self.hit.how == "exact"

    @property
    def literal(self) -> bool:
        "True if the titles differ only in case, accents, punctuation or article."
        return self.exact and self.hit.similarity >= LITERAL


def weigh(finding: TitleMatch, duration_seconds: int | None, kind: str | None) -> Candidate:
    """The title found as a candidate, with its score and all evidence for and against it.

    `duration_seconds` is the file's running time or None, `kind` what the library folder holds (movie,
    series) or None. Twins are not looked for here.
    """
    parsed, work = finding.reading.parsed, finding.hit.work
    if work.kind == "series":
        parts = [_title(finding, 100), *_series_year(parsed, work), *_country(parsed, work)]
    else:
        parts = _film_parts(finding, parsed, work, duration_seconds)
    evidence = (*parts, *_kind(parsed, work, kind), *_title_against(finding))
    place = {"season": parsed.season, "episodes": parsed.episodes}
    return of_work(
        work, place, matched_title=finding.hit.matched_title, score=score(evidence), evidence=evidence
    )


def score(evidence: tuple[Evidence, ...]) -> float:
    "The weighted sum of the parts, 0–100, minus what contradicting marks cost a series."
    total = sum(item.value * item.weight / 100 for item in evidence)
    return round(max(0.0, min(100.0, total - sum(_fines(evidence)))), 1)


FINES = {"other_year": 30, "near_year": 10, "other_country": 15}


def _fines(evidence: tuple[Evidence, ...]) -> list[float]:
    "The points a series loses: its title is the whole score, whereas a film's year has a part of its own."
    return [FINES.get(item.what, 0) for item in evidence if item.values.get("kind") == "series"]


def _title(finding: TitleMatch, weight: float) -> Evidence:
    hit = finding.hit
    how = "near" if not finding.exact else "exact" if finding.literal else "variant"
    value = 100.0 if how == "exact" else round(min(99.0, hit.similarity), 1)
    other = hit.matched_title not in (hit.work.title, hit.work.original_title)
    return part(
        "title", value, weight, how=how, title=hit.matched_title, sought=finding.sought,
        language=hit.language if other else None, other=other,
    )  # fmt: skip


def _title_against(finding: TitleMatch) -> list[Evidence]:
    "Why a different title rules out an automatic match: another number, only a part, other letters."
    against = [] if finding.reading.whole else [cap("words_left_out", name=finding.sought)]
    one, other = fold_title(finding.sought), fold_title(finding.hit.matched_title)
    between = {"name": finding.sought, "title": finding.hit.matched_title}
    if finding.exact:
        differ = one.key == other.key and one.article != other.article
        left_away = not one.article and len(one.words.split()) >= _long_enough(finding)
        return [*against, cap("other_article", **between)] if differ and not left_away else against
    sought, matched = one.words.split(), other.words.split()
    if _numbers(sought) != _numbers(matched):
        return [*against, cap("other_part", name=_numbers(sought), title=_numbers(matched))]
    if set(sought) < set(matched) or set(matched) < set(sought):
        return [*against, cap("contains_only", **between)]
    if _lacks_a_possessive(finding):
        return against
    return [*against, cap("other_spelling", **between)]


_POSSESSIVE = re.compile(r"(?<=\w)['’]s(?!\w)", re.IGNORECASE)


def _lacks_a_possessive(finding: TitleMatch) -> bool:
    """`Bob Burgers` for `Bob's Burgers`, in the year of a film.

    Of the reference's 8,000 titles with one, five become another title of their kind and year without it.
    """
    work, year = finding.hit.work, finding.reading.parsed.year
    title = finding.hit.matched_title
    shorter = fold_title(_POSSESSIVE.sub("", title))
    if not _POSSESSIVE.search(title) or " " not in shorter.words:
        return False
    return shorter.whole == fold_title(finding.sought).whole and (work.kind == "series" or work.year == year)


def _long_enough(finding: TitleMatch) -> int:
    "The number of words from which a title may lack its article; never fewer for an episode's year."
    parsed, work = finding.reading.parsed, finding.hit.work
    of_year = parsed.year is not None and parsed.year == work.year and not parsed.air_year
    return LONG_OF_YEAR if of_year else LONG


def _numbers(words: list[str]) -> list[str]:
    return sorted(word for word in words if word.isdecimal())


def _film_parts(
    finding: TitleMatch, parsed: ParsedName, work: ReferenceTitle, seconds: int | None
) -> list[Evidence]:
    duration = _duration(parsed, work, seconds)
    if duration is None or duration.weight == 0:
        year, against = _year(parsed, work, 33)
        return [_title(finding, 67), year, *([duration] if duration else []), *against]
    year, against = _year(parsed, work, 25)
    if duration.value == 0:
        against.append(cap("duration_far", file=seconds, title=work.duration_seconds))
    return [_title(finding, 50), year, duration, *against]


def _year(parsed: ParsedName, work: ReferenceTitle, weight: float) -> tuple[Evidence, list[Evidence]]:
    years: dict[str, Any] = {"name": parsed.year, "title": work.year, "kind": "movie"}
    if parsed.year is None:
        return part("year", 0, weight, **years), [cap("no_year", **years)]
    if work.year is None:
        return part("year", 0, weight, **years), [cap("year_unknown", **years)]
    apart = abs(parsed.year - work.year)
    year = part("year", YEAR_VALUES.get(apart, 0), weight, **years)
    return year, [cap("other_year", **years)] if apart else []


def _duration(parsed: ParsedName, work: ReferenceTitle, seconds: int | None) -> Evidence | None:
    """The part for the running time; None if either running time is unknown.

    A film at PAL speed counts as the same film. If the name mentions another cut, the weight is 0.
    """
    if not seconds or not work.duration_seconds:
        return None
    known = work.duration_seconds
    times: dict[str, Any] = {"file": seconds, "title": known}
    apart = abs(seconds - known)
    if apart <= NEAR_SECONDS:
        return part("duration", 100, 25, **times)
    if abs(seconds - known * PAL) <= 90:
        return part("duration", 100, 25, **times, pal=True)
    if parsed.edition and apart <= known * LONGEST_CUT:
        return part("another_cut", 0, **times, edition=parsed.edition)
    return part("duration", 50 if apart <= FAR_SECONDS else 0, 25, **times)


def _series_year(parsed: ParsedName, work: ReferenceTitle) -> list[Evidence]:
    "Compare the year in the name: before the episode it is the series' first year, after it the episode's."
    year, start = parsed.year, work.year
    years: dict[str, Any] = {"name": year, "title": start, "kind": "series"}
    if year is not None and start is None and not parsed.air_year:
        return [cap("year_unknown", **years)]
    if year is None or start is None:
        return []
    if parsed.air_year:
        return [_air_year(parsed, work, year, start)]
    if year == start:
        return [part("year", 100, **years)]
    return [cap("near_year" if abs(year - start) == 1 else "other_year", **years)]


def _air_year(parsed: ParsedName, work: ReferenceTitle, year: int, start: int) -> Evidence:
    end = work.end_year
    years: dict[str, Any] = {"name": year, "title": start, "end": end, "kind": "series", "episode": True}
    first_season = parsed.season == 1 and year > start + 2
    if year < start or (end is not None and year > end + 1) or first_season:
        return cap("other_year", **years)
    return part("year", 100, **years)


def _country(parsed: ParsedName, work: ReferenceTitle) -> list[Evidence]:
    "A country in the name must be that of the title, or the year must confirm the title."
    if parsed.country is None:
        return []
    own = re.search(r"[(\[]([A-Z]{2,3})[)\]]\s*$", work.title)
    named = {"UK": "GB"}.get(own[1], own[1]) if own else None
    marks: dict[str, Any] = {"name": parsed.country, "title": named, "kind": "series"}
    if named == parsed.country:
        return [part("country", 100, **marks)]
    if own is None and parsed.year is not None and parsed.year == work.year and not parsed.air_year:
        return [part("country", 50, **marks)]
    return [cap("other_country", **marks)]


def _kind(parsed: ParsedName, work: ReferenceTitle, hint: str | None) -> list[Evidence]:
    "Evidence against a film for an episode's name, a series for a film's, and what the folder is not for."
    if parsed.kind is not None and parsed.kind != work.kind:
        return [cap("other_kind", name=parsed.kind, title=work.kind)]
    if hint is not None and hint != work.kind:
        return [cap("other_kind", library=hint, title=work.kind)]
    return []
