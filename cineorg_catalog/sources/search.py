"""Searches the enabled online sources for titles of which the reference is not certain.

What they find is judged by the rules of `matching`, like the titles of the reference. Each title is searched
for once a run, and the responses are cached; at most four requests run at once. A source that fails is named
once in `faults`, and the others go on.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

from ..db.columns import now
from ..matching.case import FoundOnline, years_fit
from ..matching.identify import Identified, Identifier
from ..normalize import fold_title
from ..reference.reader import ReferenceTitle
from . import Adapter, open_sources
from .described import Described, FoundTitle
from .registry import Source, SourceFault

AT_ONCE = 4
AT_ONCE = 50  # files whose titles are searched for at the same time
MOST = 5  # titles taken from one search
DETAILED = 3  # of these are asked for what the search lacks, if they may fit: ids, running time, titles
REMEMBERED = 2_000
_LONGEST = 100  # characters of a title that is searched for
_MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    "A title to search for."

    kind: str
    title: str
    year: int | None


class OnlineSearch:
    """The search in some sources, best first, for the catalogue `database`.

    `languages` are the preferred ones. The sources are opened for the first title that is searched for.
    """

    def __init__(self, sources: Sequence[Source], languages: Sequence[str], database: Path) -> None:
        self._sources, self._languages, self._database = sources, tuple(languages), database
        self._known: OrderedDict[Wanted, tuple[FoundOnline, ...]] = OrderedDict()
        self.faults: dict[str, str] = {}

    @cached_property
    def _adapters(self) -> list[Adapter]:
        from .http import cache_folder

        return [*open_sources(self._sources, cache_folder(self._database), self.faults.setdefault).values()]

    def close(self) -> None:
        "Close the sources that were opened."
        for adapter in self.__dict__.get("_adapters", ()):
            adapter.close()

    def __call__(self, answers: Iterable[Identified], identifier: Identifier) -> Iterator[Identified]:
        "The answers, in their order; those that are not certain also know what the sources find."
        answers = iter(answers)
        while batch := list(islice(answers, AT_ONCE)):
            wanted = [list(_wanted(answer)) for answer in batch]
            self._search(dict.fromkeys(chain.from_iterable(wanted)))
            for answer, items in zip(batch, wanted, strict=True):
                found = [title for item in items for title in self._known[item]]
                yield identifier.identify_with(answer, found) if found else answer

    def _search(self, items: Iterable[Wanted]) -> None:
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        wanted = [item for item in items if item not in self._known]
        if not (wanted and self._adapters):
            self._known |= dict.fromkeys(wanted, ())
            return
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            for item, found in zip(wanted, pool.map(self._find, wanted), strict=True):
                self._known[item] = found
        finally:
            pool.shutdown(cancel_futures=True)

    def _find(self, wanted: Wanted) -> tuple[FoundOnline, ...]:
        found: list[FoundOnline] = []
        for adapter in self._adapters:
            if wanted.kind in adapter.kinds:
                try:
                    theirs = list(self._found_by(adapter, wanted))
                except SourceFault as fault:
                    self.faults.setdefault(adapter.name, str(fault))
                    continue
                found += [item for item in theirs if not _is_known(item, theirs, found)]
        return tuple(found)

    def _found_by(self, adapter: Adapter, wanted: Wanted) -> Iterator[FoundOnline]:
        language = self._languages[0] if self._languages else "en"
        hits = adapter.search(wanted.kind, wanted.title, wanted.year, language)
        if not hits and wanted.year is not None:
            hits = adapter.search(wanted.kind, wanted.title, None, language)
        hits.sort(key=lambda hit: not _is_exact(hit, wanted))
        for place, hit in enumerate(hits[:MOST]):
            promising = place < DETAILED and (_is_exact(hit, wanted) or years_fit(hit.year, wanted.year))
            detailed = adapter.search_is_brief and promising
            records = adapter.describe(hit.kind, hit.source_id, self._languages) if detailed else []
            yield _as_title(hit, language, records, MOST - place)


def _wanted(answer: Identified) -> Iterator[Wanted]:
    """What to search for: the title that was read, of the kind that name and folder say, or of both.

    Nothing if the file is certain.
    """
    if answer.verdict.decision == "auto":
        return
    parsed, said = answer.parsed, answer.question.kind or answer.parsed.kind
    title = (parsed.title or "")[:_LONGEST].strip()
    year = None if parsed.air_year else parsed.year
    if any(character.isalnum() for character in title):
        for kind in [said] if said else ["movie", "series"]:
            yield Wanted(kind, title, year if kind == "movie" else None)


def _as_title(hit: FoundTitle, language: str, records: Sequence[Described], votes: int) -> FoundOnline:
    "`votes` keep the order of the source among titles that fit alike."
    whole = records[0] if records else None
    ids = {**hit.ids, **(whole.ids if whole else {}), hit.source: hit.source_id}
    names = dict.fromkeys([*_names(hit, language), *(name for item in records for name in _said(item))])
    work = ReferenceTitle(
        id=hit.source_id,
        kind=hit.kind,
        form=hit.kind,
        title=hit.title,
        original_title="",
        year=hit.year if hit.year is not None or whole is None else whole.year,
        duration_seconds=whole.duration_seconds if whole else hit.duration_seconds,
        votes=votes,
        source=hit.source,
        ids=tuple(sorted(ids.items())),
        found_at=now(),
    )
    return FoundOnline(work, tuple(names)[:_MOST_NAMES])


def _is_exact(hit: FoundTitle, wanted: Wanted) -> bool:
    key = fold_title(wanted.title).key
    return any(fold_title(name).key == key for name, _ in _names(hit, ""))


def _names(hit: FoundTitle, language: str) -> Iterator[tuple[str, str | None]]:
    yield hit.title, language
    for title in (hit.original_title, *hit.titles):
        if title:
            yield title, None


def _said(record: Described) -> Iterator[tuple[str, str | None]]:
    if record.title:
        yield record.title, record.language or None
    yield from ((other.title, other.language) for other in record.titles)


def _is_known(title: FoundOnline, theirs: Sequence[FoundOnline], found: Sequence[FoundOnline]) -> bool:
    """True if a source with a better rank has found the same title.

    Titles of one name and about one year are the same only if each source has one of them.
    """
    if any(_share_an_id(title, other) for other in found):
        return True
    alike = [other for other in found if _is_alike(title, other)]
    return len(alike) == 1 and sum(_is_alike(title, other) for other in theirs) == 1


def _share_an_id(one: FoundOnline, other: FoundOnline) -> bool:
    return bool(set(one.work.ids) & set(other.work.ids))


def _is_alike(one: FoundOnline, other: FoundOnline) -> bool:
    same_year = years_fit(one.work.year, other.work.year)
    return same_year and fold_title(one.work.title).key == fold_title(other.work.title).key
