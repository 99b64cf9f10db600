"""The titles of a reference folder as the generator of names sees them, and which of them have a twin.

Reads IMDb's dataset files by itself and folds titles in its own way, coarser than the catalogue's,
so that what it calls unambiguous does not depend on the code that is judged by it.
"""

import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.generators.name_pieces import TRANSCRIBED, unaccented

NONE = r"\N"
SERIES_FORMS = ("tvSeries", "tvMiniSeries")
LEADING = re.compile(r"^(?:l['’]|(?:the|an?|les?|la|une?|der|die|das|el|los|las|il|lo|eine?) )(?=\S)")
LINK_MARK = re.compile(r"\s*\[[a-z]{2}\]$")  # some lists have it behind a title: a page in that language
UNSAID = re.compile(r"[\W_]+")
JOINTS = re.compile(r"\b(and|et|und)\b")
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SAME = {"versus": "vs", "doctor": "dr", "mister": "mr", "saint": "st"} | {
    w: str(n) for n, w in enumerate(NUMBERS, 1)
}


@dataclass(frozen=True, slots=True)
class Work:
    "A row of `title.basics` with the titles of `title.akas`."

    id: str
    form: str
    title: str
    original: str
    year: int | None
    minutes: int | None
    others: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.title, self.original, *self.others)


@cache
def words_of(title: str) -> tuple[str, ...]:
    "Its words without case, accents, punctuation or leading article; & is and."
    title = LINK_MARK.sub("", title)
    lean = LEADING.sub("", unaccented(unicodedata.normalize("NFKC", title.casefold())).strip())
    words = UNSAID.sub(" ", lean.replace("&", " and ").replace("'", "").replace("’", "")).strip()
    return tuple(JOINTS.sub("and", words).split())


def fold(title: str) -> str:
    "Its letters and digits alone, numbers and short forms in one spelling."
    first, *rest = words_of(title) or ("",)
    return SAME.get(first, first) + "".join(ROMAN.get(word, SAME.get(word, word)) for word in rest)


@cache
def keys(title: str) -> frozenset[str]:
    "The title folded, and folded with its umlauts written out and with its apostrophes left out."
    spellings = {title, title.translate(TRANSCRIBED), title.replace("'", "").replace("’", "")}
    return frozenset(fold(spelling) for spelling in spellings) - {""}


def number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def rows(folder: Path, stem: str) -> Iterator[str]:
    "The lines of a dataset file, plain or gzip, the heading first."
    packed = folder / f"{stem}.tsv.gz"
    if packed.is_file():
        with gzip.open(packed, "rt", encoding="utf-8", newline="\n") as lines:
            yield from lines
    elif (folder / f"{stem}.tsv").is_file():
        with open(folder / f"{stem}.tsv", encoding="utf-8", newline="\n") as lines:
            yield from lines


@cache
def read_works(folder: Path) -> tuple[Work, ...]:
    "Every work of the folder in the order of its file."
    others: dict[str, list[str]] = defaultdict(list)
    for line in list(rows(folder, "title.akas"))[1:]:
        cells = line.rstrip("\n").split("\t")
        others[cells[0]].append(cells[2])
    works = []
    for line in list(rows(folder, "title.basics"))[1:]:
        tt, form, title, original, _, year, _, minutes, _ = line.rstrip("\n").split("\t")
        known = tuple(others.get(tt, ()))
        original = title if original == NONE else original
        works.append(Work(tt, form, title, original, number(year), number(minutes), known))
    return tuple(works)


class Twins:
    "Which films and series have which title, in one year and in any."

    def __init__(self, works: Iterable[Work]) -> None:
        self.by_year: dict[tuple[str, int | None], set[str]] = defaultdict(set)
        self.by_title: dict[str, set[str]] = defaultdict(set)
        self.works = {work.id: work for work in works}
        for work in self.works.values():
            for key in {key for title in work.titles for key in keys(title)}:
                self.by_year[key, work.year].add(work.id)
                self.by_title[key].add(work.id)

    def alone(self, work: Work, title: str, year: int | None) -> bool:
        "No other work of any form has this title, main, original or other, in this year."
        return bool(keys(title)) and all(
            self.by_year.get((key, year), set()) <= {work.id} for key in keys(title)
        )

    def others(self, work: Work, title: str) -> set[Work]:
        "Works of any year and form that have this title too."
        return {self.works[id] for key in keys(title) for id in self.by_title.get(key, ())} - {work}

    def groups(self) -> list[tuple[str, tuple[Work, ...]]]:
        "Films of one year with a title in common, word by word, behind that title, in a fixed order."
        found: dict[tuple[str, ...], str] = {}
        for (_, year), ids in sorted(self.by_year.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
            if year and len(ids) > 1 and all(self.works[id].form == "movie" for id in ids):
                for title, group in self.alike(ids):
                    found.setdefault(group, title)
        return [(title, tuple(self.works[id] for id in group)) for group, title in found.items()]

    def alike(self, ids: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        "Those whose titles agree word by word, by one spelling of the title."
        called: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for id in sorted(ids):
            for title in filter(lambda title: not LINK_MARK.search(title), self.works[id].titles):
                called[words_of(title)].setdefault(id, title)
        yield from ((min(group.values()), tuple(group)) for group in called.values() if len(group) > 1)
