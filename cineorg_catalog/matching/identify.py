"""A file's name and what else is known about it → the titles it may be, with a verdict.

Connects names, reference and rules. Writes nothing and holds no rules.
"""

import os
import sqlite3
import threading
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from ..names import ParsedName, Reading
from ..processes import without_ctrl_c
from ..reference.reader import Reference, open_reference
from .candidate import Candidate
from .case import Case, FoundOnline, Lookup, Question, Verdict
from .explain import FAULT, Evidence
from .rules import decide
from .thresholds import THRESHOLD

MANY = 400  # number of names from which a second process is worth its start
PORTION = 50  # questions given to a process at a time
REMEMBERED = 500  # number of titles whose similar titles are cached


@dataclass(frozen=True, slots=True)
class Identified:
    "A question with its reading, the readings tried, and the verdict."

    question: Question
    parsed: ParsedName
    readings: tuple[Reading, ...]
    verdict: Verdict

    def to_dict(self) -> dict[str, Any]:
        "The `identify` object of DESIGN §4, plus `folder`, `version`, `reasons` and `readings`."
        return {
            "name": self.question.name,
            "folder": self.question.folder,
            "parsed": self.parsed.to_dict(),
            **self.verdict.to_dict(),
            "readings": [{"how": reading.how, **reading.parsed.to_dict()} for reading in self.readings],
        }


class Identifier:
    "Identifies questions one after the other with the same reference."

    def __init__(
        self,
        reference: Reference,
        *,
        threshold: float = THRESHOLD,
        approved: Mapping[str, Candidate] | None = None,
    ) -> None:
        self.reference = reference
        # The files of a series search for the same title.
        exact, like = (lru_cache(REMEMBERED)(search) for search in (reference.exact, reference.near))
        self._lookup = Lookup(reference, threshold, approved or {}, exact, like)

    def identify(self, question: Question) -> Identified:
        """The verdict about a question's file. Never raises for what the question contains.

        A fault of this program or of a row of the title database costs this file its candidates, and no other
        file anything; it needs review, and its reason says what happened where.
        """
        try:
            return self._identify(question)
        except (sqlite3.Error, OSError, MemoryError):
            raise
        except Exception as fault:
            last = traceback.extract_tb(fault.__traceback__)[-1]
            where = f"{os.path.basename(last.filename)}, line {last.lineno}"
            reason = Evidence(FAULT, "against", {"error": f"{type(fault).__name__}: {fault}", "where": where})
            return Identified(question, ParsedName(), (), Verdict("none", reasons=(reason,)))

    def _identify(self, question: Question) -> Identified:
        case = Case(self._lookup, question)
        verdict = decide(case)
        verdict = replace(verdict, reasons=(*verdict.reasons, *question.dropped))
        return Identified(question, case.shown.parsed, tuple(case.tried), verdict)

    def identify_with(self, first: Identified, found: Sequence[FoundOnline]) -> Identified:
        """The verdict with titles that online sources found.

        They may be matched and offered; about the reference's own titles the first verdict stands.
        """
        again = self.identify(replace(first.question, found=tuple(found)))
        verdict = again.verdict
        if verdict.selected is not None and verdict.selected.found_at is None:
            return first
        return again if any(item.found_at for item in verdict.candidates) else first


def identify_many(
    questions: Iterable[Question],
    reference_path: Path | None,
    *,
    opened: Reference | None = None,
    threshold: float = THRESHOLD,
    approved: Mapping[str, Candidate] | None = None,
    workers: int | None = None,
    busy: bool = False,
) -> Iterator[Identified]:
    """Identify many questions, in their order. Memory use does not grow with their number.

    From MANY questions on, two other processes share the work unless `workers` says otherwise (1: this one);
    a single one on two cores if this process is `busy` with each answer, as one that writes it is. The
    answers are the same either way. `opened` is the reference at `reference_path` if the caller has it open;
    only this process uses it.
    """
    questions = iter(questions)
    first = list(islice(questions, MANY))
    known = dict(approved or {})
    cores = os.cpu_count() or 1
    if workers is None:
        workers = min(2, cores) if len(first) == MANY else 1
    everything = chain(first, questions)
    if workers > 1:
        others = max(1, min(workers, cores - 1)) if busy else workers
        yield from _in_processes(everything, (reference_path, threshold, known), others)
        return
    with nullcontext(opened) if opened else open_reference(reference_path) as reference:
        identifier = Identifier(reference, threshold=threshold, approved=known)
        for question in everything:
            yield identifier.identify(question)


def _in_processes(
    questions: Iterable[Question], setting: tuple[Any, ...], workers: int
) -> Iterator[Identified]:
    "The answers in the order of the questions, with only a few portions in progress at a time."
    waiting: deque[Future[list[Identified]]] = deque()
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, setting) as pool:
        for portion in _portions(questions):
            with without_ctrl_c():
                waiting.append(pool.submit(_identified, portion))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _portions(questions: Iterable[Question]) -> Iterator[list[Question]]:
    questions = iter(questions)
    while portion := list(islice(questions, PORTION)):
        yield portion


_identifier: Identifier | None = None  # the Identifier of a worker process


def _start(reference_path: Path | None, threshold: float, approved: Mapping[str, Candidate]) -> None:
    global _identifier
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _identifier = Identifier(open_reference(reference_path), threshold=threshold, approved=approved)


def _end_with_parent() -> None:
    "End this process when its parent is killed; otherwise it would wait for ever (measured)."
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _identified(portion: list[Question]) -> list[Identified]:
    assert _identifier is not None
    return [_identifier.identify(question) for question in portion]
