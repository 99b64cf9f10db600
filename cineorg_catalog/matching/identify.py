"""A file's name and what else is known of it → the titles it may be, judged.

Ties together names, reference and rank. Writes nothing and holds no rule.
"""

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from ..errors import BadUsage
from ..names import SHORT, ParsedName, Reading, read_cheaply
from ..normalize import fold
from ..reference.reader import Reference, open_reference
from .ask import asked
from .candidate import THRESHOLD, Candidate
from .features import Finding
from .hypotheses import BEHIND_A_GROUP, partial, variants
from .rank import Verdict, Weighed, by_foreign_id, by_known_work, by_settled, judge, rank

KINDS = ("movie", "series")


@dataclass(frozen=True, slots=True)
class Question:
    """A file to identify: its name, the folders above it (`a/b`), its running time, and what else is known.

    `kind` is what the library holds (movie, series) or None; `ids` are those of a sidecar NFO.
    `dropped` are sentences about evidence that was given and could not be used.
    """

    name: str
    folder: str | None = None
    duration_seconds: int | None = None
    kind: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()


def question_from(row: Any) -> Question:
    """A question from one object of NDJSON. Evidence that makes no sense is dropped and said so.

    Raises BadUsage where there is no name to identify.
    """
    if not isinstance(row, Mapping):
        raise BadUsage(f"A question is an object with a name, not {type(row).__name__}.")
    name = row.get("name")
    if not isinstance(name, str) or not name.strip():
        raise BadUsage('A question needs a name: {"name": "Metropolis (1927).mkv"}.')
    dropped: list[str] = []
    folder = row.get("folder")
    if folder is not None and not isinstance(folder, str):
        dropped.append(f"folder is no text: {folder!r}")
        folder = None
    return Question(
        name, folder, _seconds(row.get("duration_seconds"), dropped), _kind(row.get("kind"), dropped),
        dropped=tuple(dropped),
    )  # fmt: skip


def _seconds(value: Any, dropped: list[str]) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e6:
        dropped.append(f"duration_seconds is no running time and was left out: {value!r}")
        return None
    return round(value)


def _kind(value: Any, dropped: list[str]) -> str | None:
    if value is None or value in KINDS:
        return value
    dropped.append(f"kind is neither movie nor series and was left out: {value!r}")
    return None


MANY = 400  # names from which on a second process pays for its start
PORTION = 50  # questions handed to a process at a time
REMEMBERED = 500  # titles whose likenesses are kept
FURTHER = 4  # readings beside the main ones that are looked up by likeness, where no title is known


@dataclass(frozen=True, slots=True)
class Identified:
    "A question with what was read, the readings that were tried, and the verdict."

    question: Question
    parsed: ParsedName
    readings: tuple[Reading, ...]
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        "DESIGN §4's object of `identify`, plus `folder`, `version`, `reasons` and `readings`."
        return {
            "name": self.question.name,
            "folder": self.question.folder,
            "parsed": self.parsed.to_dict(),
            **self.verdict.to_dict(),
            "readings": [{"how": reading.how, **reading.parsed.to_dict()} for reading in self.readings],
        }


def settled_key(parsed: ParsedName) -> str | None:
    "The key under which a series that a person settled settles its other files; None for what is no series."
    if parsed.kind != "series" or not parsed.title:
        return None
    year = "" if parsed.year is None or parsed.air_year else str(parsed.year)
    return "/".join((fold(parsed.title), year, parsed.country or ""))


class Identifier:
    "Identifies one question after another with one reference."

    def __init__(
        self,
        reference: Reference,
        *,
        threshold: float = THRESHOLD,
        settled: Mapping[str, Candidate] | None = None,
    ) -> None:
        self.reference = reference
        self.threshold = threshold
        self.settled = settled or {}
        self._like = lru_cache(REMEMBERED)(reference.near)  # a series' files ask the same again and again

    def identify(self, question: Question) -> Identified:
        "What a question's file is, and why. Never raises for what the question holds."
        readings = read_cheaply(question.name, question.folder, question.kind)
        tried = variants(readings)
        findings = self._exact(tried)
        ranked = self._ranked(findings, question)
        verdict = judge(ranked, self.threshold)
        if verdict.decision != "auto":
            ranked = self._ranked(self._further(question, readings, tried), question)
            verdict = judge(ranked, self.threshold)
        shown = _chosen(readings, ranked)
        best = verdict.candidates[0] if verdict.candidates else None
        if verdict.decision != "auto":
            verdict = self._asked(verdict, ranked, shown, question)
        parsed = shown.parsed
        verdict = self._with_settled(parsed, self._with_ids(question, parsed, verdict, best))
        verdict = replace(verdict, reasons=(*verdict.reasons, *question.dropped))
        return Identified(question, parsed, tuple(tried), verdict)

    def _asked(self, verdict: Verdict, ranked: list[Weighed], shown: Reading, question: Question) -> Verdict:
        seconds, kind = question.duration_seconds, question.kind
        return asked(verdict, ranked, shown, threshold=self.threshold, duration_seconds=seconds, kind=kind)

    def _with_settled(self, parsed: ParsedName, verdict: Verdict) -> Verdict:
        "A series that a person settled once settles its other files."
        key = settled_key(parsed)
        known = self.settled.get(key) if key is not None else None
        return verdict if known is None else by_settled(known, parsed, verdict.candidates)

    def _exact(self, tried: Sequence[Reading]) -> list[Finding]:
        "Works that have exactly the title of a reading."
        return [
            Finding(reading, reading.parsed.title, hit)
            for reading in tried
            if reading.parsed.title
            for hit in self.reference.exact(reading.parsed.title)
        ]

    def _further(self, question: Question, readings: list[Reading], tried: list[Reading]) -> list[Finding]:
        "Works that the parts of the titles lead to, and those whose titles are only near."
        parts = partial(readings, question.name)
        found = self._exact([*tried, *parts])
        if any(finding.exact and finding.reading.whole for finding in found):
            return found + self._near(readings)
        return found + self._near([*readings, *tried[:FURTHER], *parts[:FURTHER]])

    def _near(self, readings: Iterable[Reading]) -> list[Finding]:
        "Works whose titles are like those of the readings; the same title is looked for once."
        found, asked = [], set()
        for reading in readings:
            parsed = reading.parsed
            year = None if parsed.air_year else parsed.year
            if parsed.title and (key := (fold(parsed.title), year)) not in asked:
                asked.add(key)
                found += [Finding(reading, parsed.title, hit) for hit in self._like(parsed.title, year)]
        return found

    def _ranked(self, findings: list[Finding], question: Question) -> list[Weighed]:
        return rank(findings, question.duration_seconds, question.kind)

    def _with_ids(
        self, question: Question, parsed: ParsedName, verdict: Verdict, best: Candidate | None
    ) -> Verdict:
        "An id of the name or its NFO decides, where the work's title is not absurd."
        ids = {**parsed.ids, **question.ids}
        if not ids:
            return verdict
        work = self.reference.work(ids["imdb"]) if "imdb" in ids else None
        if work is None:
            return by_foreign_id(ids, parsed, verdict, best)
        titles = [title for title, *_ in self.reference.titles(work.id)]
        return by_known_work(work, [work.title, *titles], parsed, verdict)


def _chosen(readings: Sequence[Reading], ranked: Sequence[Weighed]) -> Reading:
    "The reading that names a work, as it was written and not as it was looked up, or else the best one."
    if ranked and ranked[0].fits:
        found = ranked[0].finding.reading
        return next((reading for reading in readings if found.how.split(",")[0] == reading.how), found)
    if ranked and _is_behind_a_group(ranked[0]):
        return ranked[0].finding.reading
    if readings[0].parsed.clear:
        return readings[0]
    return next((reading for reading in readings if reading.how == SHORT), readings[0])


def _is_behind_a_group(best: Weighed) -> bool:
    "Whether leaving out what a release group put before the title, and nothing else, makes it a known one."
    against = {item.what for item in best.against}
    return best.finding.exact and best.finding.reading.how == BEHIND_A_GROUP and against == {"words_left_out"}


def identify_many(
    questions: Iterable[Question],
    reference_path: Path | None,
    *,
    threshold: float = THRESHOLD,
    settled: Mapping[str, Candidate] | None = None,
    workers: int | None = None,
) -> Iterator[Identified]:
    """Identify many questions, in their order. Memory does not grow with their number.

    Two processes share the work from MANY questions on, unless `workers` says otherwise; the answers are the
    same either way.
    """
    questions = iter(questions)
    first = list(islice(questions, MANY))
    known = dict(settled or {})
    if workers is None:
        workers = min(2, os.cpu_count() or 1) if len(first) == MANY else 1
    everything = chain(first, questions)
    if workers > 1:
        yield from _in_processes(everything, (reference_path, threshold, known), workers)
        return
    with open_reference(reference_path) as reference:
        identifier = Identifier(reference, threshold=threshold, settled=known)
        for question in everything:
            yield identifier.identify(question)


def _in_processes(
    questions: Iterable[Question], setting: tuple[Any, ...], workers: int
) -> Iterator[Identified]:
    "The answers in the questions' order, with no more than a few portions under way at a time."
    waiting: deque[Future[list[Identified]]] = deque()
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, setting) as pool:
        for portion in _portions(questions):
            waiting.append(pool.submit(_identified, portion))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _portions(questions: Iterable[Question]) -> Iterator[list[Question]]:
    questions = iter(questions)
    while portion := list(islice(questions, PORTION)):
        yield portion


_identifier: Identifier | None = None  # of a process that only identifies


def _start(reference_path: Path | None, threshold: float, settled: Mapping[str, Candidate]) -> None:
    global _identifier
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _identifier = Identifier(open_reference(reference_path), threshold=threshold, settled=settled)


def _end_with_parent() -> None:
    "A parent that is killed tells nobody: without this its processes wait for ever (measured)."
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _identified(portion: list[Question]) -> list[Identified]:
    assert _identifier is not None
    return [_identifier.identify(question) for question in portion]
