"""The evidence for and against a candidate: title, year, running time, kind, country, part.

One reading and one title of the reference in, one scored candidate out. Candidates are compared with each
other in `rank`. Pure.
"""

import re
from dataclasses import dataclass, replace

from ..names import ParsedName, Reading
from ..normalize import fold_title
from ..reference.reader import Hit, Work
from .candidate import Candidate, Evidence

NEAR_SECONDS, FAR_SECONDS = 5 * 60, 10 * 60
LITERAL = 98.0  # similarity of an exact hit from which on the title was written so
PAL = 0.96  # a film at 25 instead of 24 pictures a second
YEAR_VALUES = {0: 100, 1: 75, 2: 25}
LONGEST_CUT = 0.35  # how much longer or shorter another cut of one film may be
LANGUAGES = {
    "fr": "French", "de": "German", "en": "English", "es": "Spanish", "it": "Italian",
    "ja": "Japanese", "ru": "Russian",
    "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish", "da": "Danish", "zh": "Chinese", "ko": "Korean",
    "pl": "Polish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    "A work that one title of one reading led to. `sought` is that title."

    reading: Reading
    sought: str
    hit: Hit

    @property
    def exact(self) -> bool:
        "The same title by the rules of folding."
        return self.hit.how == "exact"

    @property
    def literal(self) -> bool:
        "The same title but for case, accents, punctuation and an article; no part word or numeral re-read."
        return self.exact and self.hit.similarity >= LITERAL


def weigh(finding: Finding, duration_seconds: int | None, kind: str | None) -> Candidate:
    """The work found as a candidate, with its score and everything that speaks for or against it.

    `kind` is what the library says of the file (movie, series) or None. Twins are not looked for here.
    """
    parsed, work = finding.reading.parsed, finding.hit.work
    title = _title(finding)
    if work.kind == "series":
        parts = _series_parts(title, parsed, work)
    else:
        parts = _film_parts(title, parsed, work, duration_seconds)
    against = [*_kind(parsed, work, kind), *_title_against(finding)]
    evidence = (*parts, *against)
    return replace(
        candidate(work, parsed),
        matched_title=finding.hit.matched_title,
        score=score(evidence),
        evidence=evidence,
    )


def candidate(work: Work, parsed: ParsedName) -> Candidate:
    "A work of the reference in the form in which candidates are stored, with the file's place in a series."
    series = work.kind == "series"
    return Candidate(
        id=work.id, source="imdb" if work.imdb_id else "manual", kind=work.kind, title=work.title,
        original_title=work.original_title, year=work.year, duration_seconds=work.duration_seconds,
        season=parsed.season if series else None, episodes=(parsed.episodes or None) if series else None,
        imdb_id=work.imdb_id,
        genres=work.genres,
    )  # fmt: skip


def score(evidence: tuple[Evidence, ...]) -> float:
    "The parts by their weights, 0–100; a part without weight takes its (negative) value off the sum."
    total = sum(item.value * item.weight / 100 for item in evidence)
    return round(max(0.0, min(100.0, total - sum(_fines(evidence)))), 1)


FINES = {"other_year": 30, "near_year": 10, "other_country": 15}


def _fines(evidence: tuple[Evidence, ...]) -> list[float]:
    "What disagreeing marks cost a series, whose title is its whole score otherwise."
    return [
        FINES.get(item.what, 0) for item in evidence if item.against and item.weight == 0 and item.value < 0
    ]


def _title(finding: Finding) -> Evidence:
    hit = finding.hit
    language = LANGUAGES.get(hit.language or "", hit.language)
    which = f"{language} title" if language else "title"
    if finding.exact:
        value = 100 if finding.literal else round(hit.similarity, 1)
        if hit.matched_title in (hit.work.title, hit.work.original_title):
            return Evidence(
                "title", value, 0, "exact" if finding.literal else f"written otherwise: “{hit.matched_title}”"
            )
        return Evidence("title", value, 0, f"exact, {which} “{hit.matched_title}”")
    return Evidence(
        "title", round(min(99.0, hit.similarity), 1), 0, f"“{finding.sought}” is like “{hit.matched_title}”"
    )


def _title_against(finding: Finding) -> list[Evidence]:
    "Why a title that is not the same forbids validation: another number, only a part of it, other letters."
    against = []
    if not finding.reading.whole:
        against.append(
            Evidence("words_left_out", note=f"the name says more than “{finding.sought}”", against=True)
        )
    if finding.exact:
        return against
    sought, matched = (
        fold_title(finding.sought).words.split(),
        fold_title(finding.hit.matched_title).words.split(),
    )
    one, other = set(sought), set(matched)
    if _numbers(sought) != _numbers(matched):
        note = f"{_listed(_numbers(sought))} in the name, {_listed(_numbers(matched))} in the title"
        return [*against, Evidence("other_part", note=note, against=True)]
    if one < other or other < one:
        return [*against, Evidence("contains_only", note="one title only contains the other", against=True)]
    return [
        *against,
        Evidence(
            "other_spelling", note=f"“{finding.sought}” is not “{finding.hit.matched_title}”", against=True
        ),
    ]


def _numbers(words: list[str]) -> list[str]:
    return sorted(word for word in words if re.fullmatch(r"\d+", word))


def _listed(numbers: list[str]) -> str:
    return " and ".join(numbers) or "no number"


def _film_parts(title: Evidence, parsed: ParsedName, work: Work, seconds: int | None) -> list[Evidence]:
    year, against = _year(parsed, work)
    duration = _duration(parsed, work, seconds)
    if duration is None or duration.weight == 0:
        parts = [replace(title, weight=67), replace(year, weight=33)]
        return [*parts, *([duration] if duration else []), *against]
    parts = [replace(title, weight=50), replace(year, weight=25), duration]
    if duration.value == 0:
        against.append(_far(work, seconds or 0))
    return [*parts, *against]


def _far(work: Work, seconds: int) -> Evidence:
    apart = round((seconds - (work.duration_seconds or 0)) / 60)
    note = f"the file is {abs(apart)} min {'longer' if apart > 0 else 'shorter'}"
    return Evidence("duration_far", note=note, against=True)


def _year(parsed: ParsedName, work: Work) -> tuple[Evidence, list[Evidence]]:
    if parsed.year is None:
        return Evidence("year", 0, note="no year in the name"), [
            Evidence("no_year", note="the name gives no year", against=True)
        ]
    if work.year is None:
        return Evidence("year", 0, note="the year of the work is not known"), [
            Evidence("no_year", note="the year of the work is not known", against=True)
        ]
    apart = abs(parsed.year - work.year)
    if apart == 0:
        return Evidence("year", 100, note=f"{work.year} = {parsed.year}"), []
    note = f"{parsed.year} in the name, {work.year} is the work's"
    return Evidence("year", YEAR_VALUES.get(apart, 0), note=note), [
        Evidence("other_year", note=note, against=True)
    ]


def _duration(parsed: ParsedName, work: Work, seconds: int | None) -> Evidence | None:
    """The running time's part, None where either is unknown.

    A film at PAL's speed is the same film. Another cut that the name names tells nothing (weight 0).
    """
    if not seconds or not work.duration_seconds:
        return None
    known = work.duration_seconds
    note = f"{round(seconds / 60)} min against {round(known / 60)} min"
    apart = abs(seconds - known)
    if apart <= NEAR_SECONDS:
        return Evidence("duration", 100, 25, note)
    if abs(seconds - known * PAL) <= 90:
        return Evidence("duration", 100, 25, f"{note}, as PAL runs")
    if parsed.edition and apart <= known * LONGEST_CUT:
        return Evidence("another_cut", note=f"{note}, another cut ({parsed.edition})")
    return Evidence("duration", 50 if apart <= FAR_SECONDS else 0, 25, note)


def _series_parts(title: Evidence, parsed: ParsedName, work: Work) -> list[Evidence]:
    return [replace(title, weight=100), *_series_year(parsed, work), *_country(parsed, work)]


def _series_year(parsed: ParsedName, work: Work) -> list[Evidence]:
    "The year named with a series is its first; one behind the episode is that episode's."
    year, start = parsed.year, work.year
    if year is None or start is None:
        return []
    if parsed.air_year:
        return _air_year(parsed, work, year, start)
    if year == start:
        return [Evidence("year", 100, note=f"{start} = {year}")]
    what = "near_year" if abs(year - start) == 1 else "other_year"
    return [Evidence(what, -1, note=f"{year} in the name, the series began in {start}", against=True)]


def _air_year(parsed: ParsedName, work: Work, year: int, start: int) -> list[Evidence]:
    end = work.end_year
    first_season = parsed.season == 1 and year > start + 2
    if year < start or (end is not None and year > end + 1) or first_season:
        span = f"{start}–{end or ''}"
        return [Evidence("other_year", -1, note=f"an episode of {year}, the series ran {span}", against=True)]
    return [Evidence("year", 100, note=f"an episode of {year}, the series began in {start}")]


def _country(parsed: ParsedName, work: Work) -> list[Evidence]:
    "A country mark must be in the work's title, or the year must confirm the work."
    if parsed.country is None:
        return []
    own = re.search(r"[(\[]([A-Z]{2,3})[)\]]\s*$", work.title)
    if own:
        named = {"UK": "GB"}.get(own[1], own[1])
        if named == parsed.country:
            return [Evidence("country", 100, note=f"{parsed.country} = {named}")]
        return [
            Evidence(
                "other_country", -1, note=f"{parsed.country} in the name, {named} in the title", against=True
            )
        ]
    if parsed.year is not None and parsed.year == work.year and not parsed.air_year:
        return [Evidence("country", 50, note=f"{parsed.country} in the name; the year confirms the work")]
    return [
        Evidence(
            "other_country",
            -1,
            note=f"{parsed.country} in the name, the work's country is not known",
            against=True,
        )
    ]


def _kind(parsed: ParsedName, work: Work, hint: str | None) -> list[Evidence]:
    "Against a film for an episode's name, a series for a film's, and what the library does not hold."
    names = {"movie": "a film", "series": "a series"}
    if parsed.kind is not None and parsed.kind != work.kind:
        return [
            Evidence(
                "other_kind",
                note=f"the name is that of {names[parsed.kind]}, this is {names[work.kind]}",
                against=True,
            )
        ]
    if hint in names and hint != work.kind:
        return [
            Evidence(
                "other_kind", note=f"the library says {names[hint]}, this is {names[work.kind]}", against=True
            )
        ]
    return []
