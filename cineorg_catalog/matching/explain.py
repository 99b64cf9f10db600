"""What was identified, in words: the readings tried, the candidates, the verdict. Judges nothing."""

from typing import TYPE_CHECKING

from ..names import ParsedName
from .candidate import Candidate

if TYPE_CHECKING:
    from .identify import Identified


VERDICTS = {"auto": "certain", "ask": "a person must decide", "none": "no work was found"}


def explain(identified: "Identified") -> str:
    "Several lines of plain text, without a newline at the end."
    verdict = identified.verdict
    lines = [printable(identified.question.name), f"  read: {described(identified.parsed)}"]
    lines += [f"  tried ({reading.how}): {described(reading.parsed)}" for reading in identified.readings]
    for number, candidate in enumerate(verdict.candidates, 1):
        lines += _candidate(number, candidate)
    chosen = f" → {titled(verdict.selected)}" if verdict.selected else ""
    lines.append(f"  verdict: {verdict.decision} ({VERDICTS[verdict.decision]}){chosen}")
    lines.append(f"  rule: {verdict.rule}, version {verdict.version}")
    lines += [f"  because {reason}" for reason in verdict.reasons]
    return "\n".join(lines)


def described(parsed: ParsedName) -> str:
    "`series “Lexx”, season 2, episodes 9`: what one reading says, in words."
    words = [f"{parsed.kind or 'film or series'} “{parsed.title or ''}”"]
    if parsed.year is not None:
        words.append(f"an episode of {parsed.year}" if parsed.air_year else str(parsed.year))
    for name in ("season", "date", "part", "edition", "country"):
        if (value := getattr(parsed, name)) is not None:
            words.append(f"{name} {value}")
    if parsed.episodes:
        words.append("episodes " + ", ".join(map(str, parsed.episodes[:12])))
    words += [f"{source} {value}" for source, value in parsed.ids.items()]
    return ", ".join(words)


def titled(candidate: Candidate) -> str:
    return f"{candidate.title} ({candidate.year or 'no year'}) [{candidate.address}]"


def _candidate(number: int, candidate: Candidate) -> list[str]:
    lines = [f"  {number}. {candidate.score:5.1f}  {titled(candidate)}"]
    for item in candidate.evidence:
        if item.weight:
            lines.append(f"       {item.what} {item.value:g} × {item.weight:g} %: {item.note}")
        else:
            lines.append(f"       {'against: ' if item.against else ''}{item.what}: {item.note}")
    return lines


def printable(name: str) -> str:
    "A name without control characters and lone surrogates, which no terminal should get."
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name
    )
