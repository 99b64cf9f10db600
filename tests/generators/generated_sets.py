"""The sets of generated names: which titles they are about, how they are written, and the right answer.

Every fifth work of a set (but the twins) is one that the reference will lack. Works are left out only
where the name written would name two works; hard names stay in.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from tests.generators.name_pieces import (
    ARTICLE,
    GROUPS,
    JOINT,
    TRANSCRIBED,
    Named,
    Written,
    extension,
    for_people,
    tags,
    unaccented,
    with_dots,
)
from tests.generators.reference_works import SERIES_FORMS, Twins, Work, fold, keys
from tests.generators.ways_of_writing import FILM_WAYS
from tests.generators.ways_of_writing_episodes import EPISODE_WAYS, place_for

FILMS, BESIDE = 2000, 200
SHORT_WAYS = (
    "plain",
    "both",
    "dots",
    "underscores",
    "lower_case",
    "spaces",
    "dash_year",
    "year_first",
    "folder_only",
    "language",
)
FITS: dict[str, Callable[[Work], bool]] = {
    "lost_accents": lambda work: unaccented(work.title) != work.title and unaccented(work.title).isascii(),
    "transcribed": lambda work: work.title.translate(TRANSCRIBED) != work.title,
    "article_last": lambda work: bool(
        (found := ARTICLE.match(work.title)) and work.title[found.end() :].strip()
    ),
    "other_joint": lambda work: bool(JOINT.search(work.title)),
    "other_title": lambda work: bool(further_titles(work)),
    "two_titles": lambda work: bool(further_titles(work)),
    "colon_lost": lambda work: ": " in work.title or "/" in work.title or " - " in work.title,
    "glued_year": lambda work: not fold(work.title)[-1:].isdigit(),
}


@dataclass
class Draw:
    "Questions with their answers, the titles to remove from the reference, and what was left out and why."

    questions: list[dict[str, Any]] = field(default_factory=list)
    expected: list[dict[str, Any]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        group: str,
        way: str,
        work: Work,
        written: Written,
        seconds: int | None,
        kind: str | None,
        **more: Any,
    ) -> None:
        "One name. Every fifth of a group is about a work that the reference will lack (`more['present']`)."
        question = {"name": written.name, "folder": written.folder, "duration_seconds": seconds, "kind": kind}
        self.questions.append({key: value for key, value in question.items() if value is not None})
        series = work.form in SERIES_FORMS
        answer = {
            "set": group,
            "way": way,
            "id": work.id,
            "kind": "series" if series else "movie",
            "title": work.title,
            "year": work.year,
        }
        self.expected.append(answer | {"minutes": work.minutes, "present": True} | more)
        if not more.get("present", True):
            self.removed.add(work.id)


def further_titles(work: Work) -> list[str]:
    "Titles of the work that are no mere spelling of its main one."
    own = keys(work.title)
    return [
        title
        for title in dict.fromkeys((work.original, *work.others))
        if keys(title) and not keys(title) & own
    ]


def running_time(rng: Random, work: Work, written: Written, way: str = "") -> int | None:
    """Seconds, for two names in three.

    Within five minutes of what the reference says, where it says one; now and then a PAL copy (4 % short)
    or another cut. A file that is half a film tells nothing.
    """
    if rng.random() > 0.73 or any(part in written.name.lower() for part in ("cd1", "cd.1", "cd2", "disc1")):
        return None
    minutes: float = work.minutes or rng.randint(70, 150)
    turn = rng.random()
    if turn < 0.1:
        return round(minutes * 60 * 0.96)
    if turn < (0.3 if way == "edition" else 0.12):
        return round((minutes + rng.uniform(6, 25)) * 60)
    return max(60, round((minutes + rng.choice((rng.uniform(-1, 1), rng.uniform(-4.9, 4.9)))) * 60))


def hint(rng: Random, kind: str) -> str | None:
    "Some libraries say what a folder holds."
    return kind if rng.random() < 0.15 else None


class Deck:
    "Works in a drawn order, each dealt once."

    def __init__(self, rng: Random, works: list[Work], used: set[str]) -> None:
        self.works = rng.sample(works, len(works))
        self.used = used

    def deal(self, fits: Callable[[Work], bool]) -> Iterator[Work]:
        "One work after another that fits and was not dealt before."
        for work in self.works:
            if work.id not in self.used and fits(work):
                self.used.add(work.id)
                yield work


def clear(drawn: Draw, twins: Twins, work: Work) -> bool:
    "A film that its title and year name, and only it."
    if not work.year or work.year > 2030:
        drawn.left_out["films without a year of release"] += 1
    elif not keys(work.title):
        drawn.left_out["films whose title has neither letter nor digit"] += 1
    elif not twins.alone(work, work.title, work.year):
        drawn.left_out["films with a twin of the same folded title and year"] += 1
    else:
        return True
    return False


def add_films(rng: Random, drawn: Draw, twins: Twins, deck: Deck) -> None:
    "2,000 films, dealt to the ways in turn; every fifth, and every fifth of each way, will be absent."
    dealers = {way: deck.deal(FITS.get(way, lambda work: True)) for way in FILM_WAYS}
    for index, way in zip(range(FILMS), cycle(FILM_WAYS), strict=False):
        for work in dealers[way]:
            other = rng.choice(further_titles(work) or [work.title])
            shown = other if way in ("other_title", "two_titles") else work.title
            if not twins.alone(work, shown, work.year):
                drawn.left_out[f"{way}: the title written is also another film's of that year"] += 1
                continue
            written = FILM_WAYS[way](rng, Named(work.title, work.year or 0, other))
            present = (index + index // len(FILM_WAYS)) % 5 != 4
            seconds = running_time(rng, work, written, way)
            drawn.add("films", way, work, written, seconds, hint(rng, "movie"), present=present, wrote=shown)
            break


def add_twins(rng: Random, drawn: Draw, twins: Twins, used: set[str]) -> None:
    "200 films that share title and year with another: only the running time can part them."
    for (title, group), way in zip(rng.sample(twins.groups(), BESIDE), cycle(SHORT_WAYS), strict=False):
        work = rng.choice(group)
        written = FILM_WAYS[way](rng, Named(title, work.year or 0))
        used.update(member.id for member in group)
        rivals = [member.minutes for member in group if member is not work]
        seconds = running_time(rng, work, written)
        if seconds and work.minutes and not near(seconds, work.minutes):
            seconds = None  # another cut says nothing of twins, or the wrong thing
        told = {"parted": parted(seconds, work.minutes, rivals), "rivals": rivals}
        drawn.add("twins", way, work, written, seconds, hint(rng, "movie"), **told)


def near(seconds: int, minutes: int) -> bool:
    "Within five minutes of this running time, or of PAL's 96 % of it."
    return abs(seconds / 60 - minutes) <= 5 or abs(seconds / 60 - minutes * 0.96) <= 1


def parted(seconds: int | None, own: int | None, rivals: list[int | None]) -> bool:
    "The running time is the film's and no rival's; all of them are known."
    if seconds is None or own is None or None in rivals:
        return False
    return near(seconds, own) and not any(near(seconds, rival) for rival in rivals if rival is not None)


def add_without_year(rng: Random, drawn: Draw, deck: Deck) -> None:
    for index, work in zip(range(BESIDE), deck.deal(lambda work: True), strict=False):
        dotted = f"{with_dots(rng, work.title)}.{tags(rng)}"
        title = for_people(rng, work.title)
        forms = (
            (title, None),
            (dotted, None),
            (f"{title} dvdrip".lower(), None),
            (f"[{rng.choice(GROUPS)}] {title}", None),
            ("movie", title),
        )
        name, folder = forms[index % len(forms)]
        written = Written(name + extension(rng), folder)
        way = ("bare", "dots", "lower_case", "group_prefix", "folder_only")[index % len(forms)]
        seconds = running_time(rng, work, written)
        drawn.add(
            "no year", way, work, written, seconds, hint(rng, "movie"), present=(index + index // 5) % 5 != 4
        )


def add_year_off(rng: Random, drawn: Draw, twins: Twins, deck: Deck) -> None:
    "The name gives the year before or after the reference's: festival and release."
    steps = {work.id: rng.choice((-1, 1)) for work in deck.works}
    dealt = deck.deal(lambda work: twins.alone(work, work.title, (work.year or 0) + steps[work.id]))
    for index, (work, way) in enumerate(zip(dealt, cycle(SHORT_WAYS), strict=False)):
        if index == BESIDE:
            break
        written = FILM_WAYS[way](rng, Named(work.title, (work.year or 0) + steps[work.id]))
        seconds = running_time(rng, work, written)
        drawn.add(
            "year off",
            way,
            work,
            written,
            seconds,
            hint(rng, "movie"),
            present=(index + index // 10) % 5 != 4,
        )


def add_misspelt(rng: Random, drawn: Draw, twins: Twins, deck: Deck) -> None:
    "One typing error, in longer titles sometimes two."
    dealt = deck.deal(lambda work: len(fold(work.title)) > 7 and work.title.isascii())
    for index, way in zip(range(BESIDE), cycle(SHORT_WAYS), strict=False):
        for work in dealt:
            title = misspelt(rng, work.title)
            if keys(title) & keys(work.title) or not twins.alone(work, title, work.year):
                drawn.left_out[
                    "misspelt: the error vanishes, or makes it another film's title of that year"
                ] += 1
                continue
            written = FILM_WAYS[way](rng, Named(title, work.year or 0))
            seconds = running_time(rng, work, written)
            present = (index + index // 10) % 5 != 4
            drawn.add(
                "misspelt", way, work, written, seconds, hint(rng, "movie"), present=present, wrote=title
            )
            break


def misspelt(rng: Random, title: str) -> str:
    for _ in range(2 if len(title) > 14 and rng.random() < 0.4 else 1):
        at = rng.choice([place for place in range(1, len(title)) if title[place].isalpha()])
        letter = title[at]
        beside = {
            "a": "s",
            "e": "r",
            "i": "o",
            "o": "p",
            "s": "d",
            "t": "r",
            "n": "m",
            "l": "k",
            "r": "t",
        }.get(letter.lower(), "e")
        swapped = title[at + 1 : at + 2] + letter if title[at + 1 : at + 2].isalpha() else ""
        title = (
            title[:at] + rng.choice(("", letter * 2, beside)) + title[at + 1 :]
            if not swapped or rng.random() < 0.7
            else (title[:at] + swapped + title[at + 2 :])
        )
    return title


def add_series(rng: Random, drawn: Draw, twins: Twins, series: list[Work], used: set[str]) -> None:
    "200 episodes of series that no other series of the reference is called like."

    def known_by_name(work: Work) -> bool:
        return bool(keys(work.title)) and not any(
            other.form in SERIES_FORMS for other in twins.others(work, work.title)
        )

    drawn.left_out["series that another series is called like"] = sum(
        not known_by_name(work) for work in series
    )
    needs_own_name = {way: way in ("by_date", "numbered_through", "three_digits") for way in EPISODE_WAYS}
    deck = Deck(rng, series, used)
    dealers = {
        way: deck.deal(
            lambda work, strict=strict: (
                known_by_name(work) and not (strict and twins.others(work, work.title))
            )
        )
        for way, strict in needs_own_name.items()
    }
    for index, way in zip(range(BESIDE), cycle(EPISODE_WAYS), strict=False):
        work = next(dealers[way])
        place = place_for(rng, way, work.title, work.year)
        written = EPISODE_WAYS[way](rng, place)
        present = (index + index // len(EPISODE_WAYS)) % 5 != 4
        where = {
            "season": place.season,
            "episodes": list(place.episodes),
            "date": place.aired and place.aired.isoformat(),
        }
        drawn.add("series", way, work, written, None, hint(rng, "series"), present=present, **where)
