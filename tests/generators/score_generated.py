"""How the answers to generated names fared: one outcome a name, tables by set and way of writing.

An answer is the JSON object of `identify --stdin`. Knows nothing of how names are made or read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

RIGHT, UNPARTED, OFFERED, LEFT, MISSED, NONE, WRONG, TAKEN = (
    *("right", "right without ground", "asked, among five", "absent, left", "asked, missing"),
    *("none", "WRONG", "absent, TAKEN"),
)
BAD = (WRONG, TAKEN, UNPARTED)
Json = Mapping[str, Any]


@dataclass
class Score:
    "Outcomes by (set, way), the cases that a person wants to see, and how often an episode's place was read."

    outcomes: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    cases: dict[str, list[tuple[Json, Json, Json]]] = field(default_factory=lambda: defaultdict(list))
    places: Counter[bool] = field(default_factory=Counter)
    misread: list[tuple[Json, Json, Json]] = field(default_factory=list)

    def of(self, group: str) -> Counter[str]:
        "The outcomes of one set, all ways together."
        return sum((counts for (name, _), counts in self.outcomes.items() if name == group), Counter())

    def share(self, group: str, outcome: str = RIGHT) -> float:
        "About the titles of a set that are in the reference."
        counts = self.of(group)
        present = sum(counts.values()) - counts[LEFT] - counts[TAKEN]
        return counts[outcome] / present if present else 0.0


def score(questions: Sequence[Json], expected: Sequence[Json], answers: Iterable[Json]) -> Score:
    total = Score()
    for question, want, answer in zip(questions, expected, answers, strict=True):
        result = outcome(want, answer)
        total.outcomes[want["set"], want["way"]][result] += 1
        total.cases[result].append((question, want, answer))
        if want["kind"] == "series" and result in (RIGHT, OFFERED):
            read = place_read(want, answer["parsed"])
            total.places[read] += 1
            if not read:
                total.misread.append((question, want, answer))
    return total


def outcome(want: Json, answer: Json) -> str:
    "One of the eight words above."
    auto = answer["decision"] == "auto"
    if not want["present"]:
        return TAKEN if auto else LEFT
    if auto:
        if not is_work(want, answer["selected"]):
            return WRONG
        return RIGHT if want.get("parted", True) else UNPARTED
    if any(is_work(want, candidate) for candidate in answer["candidates"][:5]):
        return OFFERED
    return MISSED if answer["candidates"] else NONE


def is_work(want: Json, candidate: Json | None) -> bool:
    if candidate is None or candidate["kind"] != want["kind"]:
        return False
    return want["id"] in (candidate.get("imdb_id"), candidate.get("id"))


def place_read(want: Json, parsed: Json) -> bool:
    "Season and numbers, the date, or the running number (which some read as an episode without season)."
    if want.get("date"):
        return parsed.get("date") == want["date"]
    numbers = list(parsed.get("episodes") or ())
    if want["season"] is None:
        absolute = parsed.get("absolute")
        return want["episodes"] in (numbers, absolute, [absolute]) or tuple(want["episodes"]) == absolute
    return parsed.get("season") == want["season"] and numbers == want["episodes"]


def report(total: Score, *, cases: int = 1000) -> str:
    "The whole table, then every case that is wrong, then those that were not right by themselves."
    lines = [
        f"{'set':9} {'way':26}"
        + "".join(f"{name:>22}" for name in (RIGHT, OFFERED, MISSED, NONE, LEFT, *BAD))
    ]
    for group in dict.fromkeys(name for name, _ in total.outcomes):
        ways = {way: counts for (name, way), counts in total.outcomes.items() if name == group}
        for way, counts in ({"ALL": total.of(group)} | ways).items():
            lines.append(
                f"{group:9} {way:26}"
                + "".join(f"{counts[name] or '':>22}" for name in (RIGHT, OFFERED, MISSED, NONE, LEFT, *BAD))
            )
    lines.append(f"episodes' places read right: {total.places[True]} of {sum(total.places.values())}")
    for result in (*BAD, MISSED, NONE, OFFERED):
        lines += [f"\n{result.upper()} ({len(total.cases[result])})"] + [
            told(*case) for case in total.cases[result][:cases]
        ]
    lines += [f"\nPLACE MISREAD ({len(total.misread)})"] + [told(*case) for case in total.misread[:cases]]
    return "\n".join(lines)


def told(question: Json, want: Json, answer: Json) -> str:
    "One case: the question, what it is, what was read, and the best candidates with what is against them."
    parsed = {key: value for key, value in answer["parsed"].items() if value not in (None, [], (), {}, "")}
    absent = "" if want["present"] else ", ABSENT"
    lines = [
        f"- {want['set']}/{want['way']}: {dict(question)}",
        f"    is: {want['id']} {want['title']!r} ({want['year']}) {want['minutes']} min{absent}",
        f"    {answer['decision']} {answer.get('rule') or ''} read: {parsed}",
    ]
    for candidate in ([answer["selected"]] if answer["decision"] == "auto" else answer["candidates"])[:3]:
        against = [
            f"{item['what']}: {item['note']}" for item in candidate["evidence"] if item["level"] == "against"
        ]
        name = f"{candidate['id']} {candidate['title']!r} ({candidate['year']})"
        lines.append(f"      {candidate['score']:5.1f} {name} {against}")
    return "\n".join(lines)
