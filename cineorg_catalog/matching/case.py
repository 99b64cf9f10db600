"""One file to identify, and what is looked up for it; each lookup happens only when a rule needs it.

Holds the question, the search and the verdict as values; the rules are in `rules`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..errors import BadUsage
from ..names import (
    SHORT,
    ParsedName,
    Reading,
    is_of_its_folder,
    is_part,
    is_tag,
    read_cheaply,
    says_nothing,
    with_folder_weighed,
)
from ..normalize import fold, fold_title
from ..reference.reader import Hit, Reference, ReferenceTitle
from ..reference.search import closeness, similarity
from .candidate import Candidate, Evidence
from .features import TitleMatch, weigh
from .rank import (
    Weighed,
    no_candidate,
    rank,
    review_question,
    why_uncertain,
    worth_offering,
)
from .thresholds import UNLIKE, UNLIKE_OF_YEAR

_ORDINAL = re.compile(r"^\s*\d{1,2}(?:\s*[.\-)]\s*|\s+-\s+)(?=\S)")
_SUBTITLE = re.compile(r"\s+-\s+|:\s+|_\s+|\s–\s")
BEHIND_A_GROUP = "without the group that the name may start with"
_PREFIX = re.compile(r"^[a-z0-9]{2,8}-(?=\w)", re.I)


def reading_variants(readings: Iterable[Reading]) -> list[Reading]:
    "Every reading with every title it may stand for, without repeats, most trustworthy first."
    found: dict[tuple[object, ...], Reading] = {}
    for reading in readings:
        for variant in (reading, *_others(reading)):
            parsed = variant.parsed
            if parsed.title:
                key = (parsed.title.casefold(), parsed.year, parsed.kind, parsed.season, parsed.episodes)
                if key not in found or (variant.whole and not found[key].whole):
                    found[key] = variant
    return list(found.values())


def _others(reading: Reading) -> Iterator[Reading]:
    parsed = reading.parsed
    title = parsed.title or ""
    for other in parsed.other_titles:
        yield _titled(reading, "another title in the name", other)
    for written in (title, *parsed.other_titles):
        if stripped := _without(_ORDINAL, written):
            yield _titled(reading, "without the number before it", stripped)
    if parsed.country:
        yield _titled(reading, "with its country", f"{title} ({parsed.country})")
    if parsed.kind == "series" and parsed.year is not None:
        yield _titled(reading, "with its year", f"{title} ({parsed.year})")
    if parsed.literal:
        whole_name = replace(parsed, title=parsed.literal, year=None)
        yield replace(reading, how=f"{reading.how}, the year as a part of the title", parsed=whole_name)


def _titled(reading: Reading, how: str, title: str) -> Reading:
    return replace(reading, how=f"{reading.how}, {how}", parsed=replace(reading.parsed, title=title))


def _without(pattern: re.Pattern[str], title: str) -> str | None:
    rest = pattern.sub("", title, count=1)
    return rest if rest != title and re.search(r"\w", rest) else None


_BRACKETS = re.compile(r"[\[({]([^\[\](){}]*)[\])}]")
_EARLIER_YEAR = re.compile(r"^(?P<title>.*?\w)[ ._(\[]+(?P<year>(?:19|20)\d\d)(?!\d)")


def partial_readings(readings: Iterable[Reading], name: str) -> list[Reading]:
    """Readings that leave words of the name out, used only to propose candidates.

    They keep what follows a dash or colon, what precedes it, what is in brackets, or the title before an
    earlier year.
    """
    found: dict[str, Reading] = {}
    for reading in readings:
        title = reading.parsed.title or ""
        pieces = [*reversed(_SUBTITLE.split(title))] if _SUBTITLE.search(title) else []
        if reading.parsed.shorter:
            pieces.append(reading.parsed.shorter)
        if behind := _without(_PREFIX, title):
            parsed = replace(reading.parsed, title=behind)
            found.setdefault(behind.casefold(), Reading(BEHIND_A_GROUP, parsed, whole=False))
        pieces += [inside.replace("_", " ") for inside in _BRACKETS.findall(name) if not is_tag(inside)]
        for piece in pieces:
            if re.search(r"[^\W\d]{2}", piece):
                parsed = replace(reading.parsed, title=piece.strip())
                found.setdefault(
                    piece.casefold(), Reading(f"{reading.how}, a part of it", parsed, whole=False)
                )
        if earlier := _EARLIER_YEAR.match(title):
            parsed = replace(reading.parsed, title=earlier["title"], year=int(earlier["year"]))
            found.setdefault(title, Reading(f"{reading.how}, up to a year", parsed, whole=False))
    return list(found.values())


VERSION = 5


SAME_CONTENT, ID, APPROVED_SERIES, NFO, FOREIGN_ID, CERTAIN = (
    "same content", "id in the name", "approved series", "NFO", "id of another source", "certain",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about one file: auto, ask or none.

    `rule` and `version` name the rule applied and `reasons` explain it. `selected` is the matched candidate,
    None unless the decision is auto. `candidates` are at most five, best first.
    """

    decision: str
    rule: str = CERTAIN
    reasons: tuple[Evidence, ...] = ()
    selected: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    version: int = VERSION

    def to_dict(self) -> dict[str, Any]:
        "The part of DESIGN §4's `identify` object that describes the verdict."
        return {
            "decision": self.decision,
            "rule": self.rule,
            "version": self.version,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "selected": self.selected.to_dict() if self.selected else None,
            "candidates": [candidate.to_dict() for candidate in self.candidates],
        }


KINDS = ("movie", "series")


@dataclass(frozen=True, slots=True)
class FoundOnline:
    "A title that an online source found, and all its names with their languages."

    work: ReferenceTitle
    names: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A file to identify: its name, the folders above it (`a/b`), its running time, and what else is known.

    `kind` is what the library folder holds (movie, series, or None), `nfo` the reading of an NFO file.
    `beside_others` is true if the videos in its folder have several titles. `same_content` and
    `decided_before` are what people decided about other files with this content or this name. `reopened_by`
    is the code of the reason why a decision about this file was undone or doubted. `dropped` is evidence
    about input that could not be used. `found` are titles that online sources found for it.
    """

    name: str
    folder: str | None = None
    duration_seconds: int | None = None
    kind: str | None = None
    nfo: ParsedName | None = None
    beside_others: bool = False
    same_content: Candidate | None = None
    decided_before: Candidate | None = None
    reopened_by: str | None = None
    dropped: tuple[Evidence, ...] = ()
    found: tuple[FoundOnline, ...] = ()


def question_from(row: Any) -> Question:
    """Read a question from one NDJSON object. Invalid values are dropped and reported as evidence.

    Raises BadUsage if there is no name to identify.
    """
    if not isinstance(row, Mapping):
        raise BadUsage(f"A question must be an object with a name, not {type(row).__name__}.")
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadUsage('A question needs a name: {"name": "Metropolis (1927).mkv"}.')
    dropped: list[Evidence] = []
    folder = row.get("folder")
    if folder is not None and not isinstance(folder, str):
        dropped.append(_dropped("folder", folder))
        folder = None
    seconds = _seconds(row.get("duration_seconds"), dropped)
    if is_part(name):
        seconds = None  # that of one disc says nothing about the film
    return Question(name, folder, seconds, _kind(row.get("kind"), dropped), dropped=tuple(dropped))


def _dropped(name: str, value: Any) -> Evidence:
    return Evidence("not_read", values={"name": name, "value": repr(value)[:200]})


def _seconds(value: Any, dropped: list[Evidence]) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        dropped.append(_dropped("duration_seconds", value))
        return None
    return round(value)


def _kind(value: Any, dropped: list[Evidence]) -> str | None:
    if value is None or value in KINDS:
        return value
    dropped.append(_dropped("kind", value))
    return None


FURTHER = 4  # further readings that are looked up by similarity if no title is known


def series_key_of(parsed: ParsedName) -> str | None:
    "The key that connects the files of one series that a person approved; None if it is not a series."
    if parsed.kind != "series" or not parsed.title:
        return None
    year = "" if parsed.year is None or parsed.air_year else str(parsed.year)
    return "/".join((fold(parsed.title), year, parsed.country or ""))


@dataclass(frozen=True, slots=True)
class Search:
    "What the reference holds for the readings of a name, best first; `offered` are those worth showing."

    tried: Sequence[Reading]
    ranked: Sequence[Weighed]

    @property
    def offered(self) -> list[Weighed]:
        return worth_offering(self.ranked)

    @property
    def best(self) -> Weighed | None:
        "The first of those offered, or None."
        return next(iter(self.offered), None)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What cases are looked up in: the reference, and the series that people approved.

    `approved` maps the key of a title in a name (`series_key_of`) to the approved series. `exact` and `like`
    find titles and cache them, because the files of one series search for the same title again and again.
    """

    reference: Reference
    threshold: float
    approved: Mapping[str, Candidate]
    exact: Callable[[str], Sequence[Hit]]
    like: Callable[..., Sequence[Hit]]


class Case:
    "One question, and what is looked up for it when a rule needs it."

    def __init__(self, of: Lookup, question: Question) -> None:
        self.question = question
        self.threshold = of.threshold
        self.seconds = question.duration_seconds
        self._of = of

    @cached_property
    def readings(self) -> list[Reading]:
        question = self.question
        folder = None if self._is_on_shelf else question.folder
        return with_folder_weighed(read_cheaply(question.name, folder, question.kind))

    @property
    def _is_on_shelf(self) -> bool:
        question = self.question
        if not question.beside_others or question.folder is None:
            return False
        return not is_of_its_folder(question.name, question.folder.rpartition("/")[2])

    @property
    def first(self) -> ParsedName:
        "What the name and its folder say in the first reading."
        return self.readings[0].parsed

    @property
    def name_counts(self) -> bool:
        "True if the first reading has a title, which an id or NFO must not contradict."
        if self.readings[0].how == "folder":
            return bool(self.first.title) and self.first.clear
        return bool(self.first.title) and not says_nothing(self.question.name)

    @cached_property
    def named(self) -> ReferenceTitle | None:
        "The title of an IMDb id in the name, if the reference has it."
        return self._work(self.first.ids)

    @cached_property
    def nfo_work(self) -> ReferenceTitle | None:
        "The title that an NFO names: by its IMDb id, otherwise by title and year."
        nfo = self.question.nfo
        if nfo is None:
            return None
        if (work := self._work(nfo.ids)) is not None or not nfo.title:
            return work
        said = Reading("nfo", replace(nfo, ids={}))
        ranked = self._ranked(self._exact(reading_variants([said])))
        best = ranked[0] if ranked and not why_uncertain(ranked[0], self.threshold) else None
        return None if best is None else best.finding.hit.work

    def _work(self, ids: Mapping[str, str]) -> ReferenceTitle | None:
        return self._of.reference.work(ids["imdb"]) if "imdb" in ids else None

    def titles_of(self, work: ReferenceTitle) -> list[str]:
        return [work.title, *(title for title, *_ in self._of.reference.titles(work.id))]

    def reference_titles(self, candidate: Candidate) -> list[str]:
        "All titles of a candidate, including the one by which it was found."
        known = [title for title, *_ in self._of.reference.titles(candidate.id)]
        named = (candidate.title, candidate.original_title, candidate.matched_title, self.first.title)
        return [*known, *(title for title in named if title)]

    def against_name(self, work: ReferenceTitle) -> Weighed:
        "A title of the reference, weighed against what the name says."
        said, reading = self.first, self.readings[0]
        if not self.name_counts:
            said = replace(said, title=None, year=None, kind=None)
        sought = said.title or work.title
        hits = [_hit(work, sought, title) for title in self.titles_of(work)]
        hit = max(hits, key=lambda hit: (hit.how == "exact", hit.similarity))
        finding = TitleMatch(replace(reading, parsed=said, whole=True), sought, hit)
        return Weighed(weigh(finding, self.seconds, self.question.kind), finding)

    @cached_property
    def approved_series(self) -> tuple[ParsedName, Candidate | None]:
        "The series that a person approved under the name's title, with the reading that has this title."
        if not self._of.approved:
            return self.first, None
        for parsed in (self.first, *self._shown_too()):
            key = series_key_of(parsed)
            if key is not None and key in self._of.approved:
                return parsed, self._of.approved[key]
        return self.first, None

    def _shown_too(self) -> Iterator[ParsedName]:
        yield chosen_reading(self.readings, self.search.ranked).parsed

    @cached_property
    def search(self) -> Search:
        "Exact titles; if none of them is certain, also parts of titles and similar titles."
        tried = reading_variants(self.readings)
        ranked = self._ranked(self._exact(tried))
        if not ranked or why_uncertain(ranked[0], self.threshold):
            further = self._further(tried)
            ranked = self._ranked(further)
            if self.question.found:
                ranked = _once_each(self._ranked([*further, *self._online(tried, ranked)]))
        return Search(tried, ranked)

    @property
    def tried(self) -> Sequence[Reading]:
        return self.search.tried if "search" in self.__dict__ else self.readings

    @property
    def shown(self) -> Reading:
        "The reading that a person sees: the one that matches a title, otherwise the first."
        return chosen_reading(self.readings, self.search.ranked if "search" in self.__dict__ else ())

    def for_review(self) -> Verdict:
        "The verdict that asks a person."
        seconds, kind = self.seconds, self.question.kind
        candidates, reasons = review_question(
            self.search.ranked, self.shown, threshold=self.threshold, duration_seconds=seconds, kind=kind
        )
        return Verdict("ask", candidates=candidates, reasons=reasons)

    def nothing(self) -> Evidence:
        return no_candidate(self.shown.parsed)

    def _exact(self, tried: Sequence[Reading]) -> list[TitleMatch]:
        "Titles in the reference that equal the title of a reading."
        return [
            TitleMatch(reading, reading.parsed.title, hit)
            for reading in tried
            if reading.parsed.title
            for hit in self._of.exact(reading.parsed.title)
        ]

    def _further(self, tried: list[Reading]) -> list[TitleMatch]:
        "Titles found by parts of the read titles, and similar titles."
        parts = partial_readings(self.readings, self.question.name)
        found = self._exact([*tried, *parts])
        if any(finding.exact and finding.reading.whole for finding in found):
            return found + self._near(self.readings)
        return found + self._near([*self.readings, *tried[:FURTHER], *parts[:FURTHER]])

    def _online(self, tried: Sequence[Reading], ours: Sequence[Weighed]) -> Iterator[TitleMatch]:
        """Titles found by online sources, except those that the reference has under the same name.

        An id that the name or the NFO states at the same source must be theirs.
        """
        stated = {**(self.question.nfo.ids if self.question.nfo else {}), **self.first.ids}
        readings = [*tried, *partial_readings(self.readings, self.question.name)]
        for found in self.question.found:
            ids = dict(found.work.ids)
            if all(ids.get(source, value) == value for source, value in stated.items()):
                found = self._with_our_facts(found)
                if not any(_is_same(found.work, other) for other in ours):
                    yield from _matches(found, readings)

    def _with_our_facts(self, found: FoundOnline) -> FoundOnline:
        "With year and running time from the reference, if it knows the title under another name."
        known = self._work(dict(found.work.ids))
        if known is None or known.kind != found.work.kind:
            return found
        facts = {name: getattr(known, name) for name in ("year", "end_year", "duration_seconds")}
        return replace(found, work=replace(found.work, **facts))

    def _near(self, readings: Iterable[Reading]) -> list[TitleMatch]:
        "Titles similar to those of the readings; each title is looked up once."
        found, sought = [], set()
        for reading in readings:
            parsed = reading.parsed
            year = None if parsed.air_year else parsed.year
            if parsed.title and (key := (fold(parsed.title), year)) not in sought:
                sought.add(key)
                least = UNLIKE if parsed.year is None else UNLIKE_OF_YEAR  # others are not offered anyway
                hits = self._of.like(parsed.title, year, at_least=least)
                found += [TitleMatch(reading, parsed.title, hit) for hit in hits]
        return found

    def _ranked(self, findings: list[TitleMatch]) -> list[Weighed]:
        return rank(findings, self.seconds, self.question.kind)


def _hit(work: ReferenceTitle, sought: str, title: str, language: str | None = None) -> Hit:
    "How similar a title of a work is to the one sought."
    folded, other = fold_title(sought), fold_title(title)
    if folded.key == other.key:
        return Hit(work, title, language, "exact", closeness(folded, title))
    return Hit(work, title, language, "near", round(similarity(folded, other.key, other.words, title), 1))


def _matches(found: FoundOnline, readings: Iterable[Reading]) -> Iterator[TitleMatch]:
    "The most similar name of a title found online, for each reading."
    for reading in readings:
        if sought := reading.parsed.title:
            hits = [_hit(found.work, sought, *name) for name in found.names]
            hit = max(hits, key=lambda hit: (hit.how == "exact", hit.similarity))
            if hit.how == "exact" or reading.whole:
                yield TitleMatch(reading, sought, hit)


def years_fit(one: int | None, other: int | None) -> bool:
    "True if two sources may mean the same title by these years: databases differ by one."
    return one is None or other is None or abs(one - other) <= 1


def _is_same(work: ReferenceTitle, known: Weighed) -> bool:
    "True if a title found online is one that the reference has exactly under the name in question."
    ours = known.candidate
    if ours.kind != work.kind or not known.finding.exact:
        return False
    if work.imdb_id is not None and ours.imdb_id is not None:
        return work.imdb_id == ours.imdb_id
    key = fold_title(work.title).key
    return years_fit(work.year, ours.year) and key in {fold_title(name).key for name in _names_of(ours)}


def _names_of(candidate: Candidate) -> list[str]:
    names = (candidate.title, candidate.original_title, candidate.matched_title)
    return [name for name in names if name]


def _once_each(ranked: Sequence[Weighed]) -> list[Weighed]:
    "Ranked candidates without those that an earlier one is too, by its IMDb id."
    seen: set[str] = set()
    kept = []
    for item in ranked:
        number = item.candidate.imdb_id
        if number is None or number not in seen:
            kept.append(item)
        seen |= {number} if number else set()
    return kept


def chosen_reading(readings: Sequence[Reading], ranked: Sequence[Weighed]) -> Reading:
    "The reading that matched a title, as it was written; otherwise the first one."
    if ranked and ranked[0].fits:
        found = ranked[0].finding.reading
        shown = next((reading for reading in readings if found.how.split(",")[0] == reading.how), found)
        return _with_its_last_word(shown, found)
    if ranked and _is_behind_a_group(ranked[0]):
        return ranked[0].finding.reading
    if readings[0].parsed.clear:
        return readings[0]
    return next((reading for reading in readings if reading.how == SHORT), readings[0])


def _with_its_last_word(shown: Reading, found: Reading) -> Reading:
    "`Saw.3D.2010`: a last word that looks like a tag is part of the title if a known film is called so."
    title, longer = shown.parsed.title or "", found.parsed.title or ""
    words, more = fold_title(title).words.split(), fold_title(longer).words.split()
    if (
        not found.parsed.kind == shown.parsed.kind == "movie"
        or len(more) != len(words) + 1
        or more[:-1] != words
    ):
        return shown
    return replace(shown, parsed=replace(shown.parsed, title=longer))


def _is_behind_a_group(best: Weighed) -> bool:
    "True if only leaving out a release group before the title makes it a known title."
    against = {item.what for item in best.against}
    return best.finding.exact and best.finding.reading.how == BEHIND_A_GROUP and against == {"words_left_out"}
