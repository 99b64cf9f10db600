"""`identify`: shows how names are identified and why. Only --pending writes anything."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import (
    FAILED,
    PARTLY,
    Number,
    Progress,
    catalogue,
    complain,
    db_option,
    echo,
    json_option,
    rule_options,
)

if TYPE_CHECKING:
    from ..matching.candidate import Candidate
    from ..matching.case import Question
    from ..matching.identify import Identified
    from ..names import ParsedName


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--stdin", "from_stdin", is_flag=True, help="Read names as NDJSON, write the answers as NDJSON."
)
@click.option("--pending", "again", is_flag=True, help="Identify the queued files again.")
@click.option("--folder", help="The folder of the NAMEs.")
@click.option("--kind", type=click.Choice(["movie", "series"]), help="What the NAMEs are, if known.")
@click.option(
    "--minutes",
    type=Number(0, 100_000, min_open=True),
    help="Running time of the files, in minutes.",
)
@rule_options
@json_option
@db_option
@click.pass_context
def identify(
    ctx: click.Context,
    names: tuple[str, ...],
    from_stdin: bool,
    again: bool,
    folder: str | None,
    kind: str | None,
    minutes: float | None,
    threshold: float,
    reference: Path | None,
    as_json: bool,
) -> None:
    """Show how each NAME is identified, and why: the reading, the candidates and the verdict.

    With --stdin each line is {"name", "folder", "duration_seconds", "kind"}; only name is required.

    Examples:

    \b
        cineorg-load identify "Metropolis.1927.1080p.BluRay.x264-GRP.mkv"
        cineorg-load identify --folder "Sherlock Holmes Jr (1924)" movie.mkv
        cineorg-load identify --stdin < names.ndjson > answers.ndjson
        cineorg-load identify --pending
    """
    if sum((bool(names), from_stdin, again)) != 1:
        raise click.UsageError("give NAMEs, or --stdin, or --pending.")
    if again:
        _identify_pending(ctx, reference, threshold, as_json)
        return
    from ..matching.case import Question
    from ..matching.identify import identify_many

    faults: list[str] = []
    if from_stdin:
        questions: Iterable[Question] = _questions(sys.stdin.buffer, faults)
    else:
        if minutes != minutes:  # NaN passes every range
            raise click.UsageError("--minutes takes a number.")
        seconds = round(minutes * 60) if minutes else None
        questions = [Question(name, folder=folder, duration_seconds=seconds, kind=kind) for name in names]
    for answer in identify_many(questions, reference, threshold=threshold):
        _print(answer, as_lines=from_stdin or as_json)
    ctx.exit(PARTLY if faults else 0)


def _questions(lines: Iterable[bytes], faults: list[str]) -> Iterator["Question"]:
    "The questions of an NDJSON stream. A line that cannot be read is reported with its number."
    from ..errors import BadUsage
    from ..matching.case import question_from

    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield question_from(_parsed(line))
        except BadUsage as error:
            faults.append(str(error))
            complain(f"line {number}", str(error))


def _parsed(line: bytes) -> Any:
    from ..errors import BadUsage

    try:
        return json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise BadUsage(f"is not valid JSON ({error}); skipped.") from error


def _print(answer: "Identified", *, as_lines: bool) -> None:

    if as_lines:
        echo(json.dumps(answer.to_dict(), ensure_ascii=False))
    else:
        echo(explain(answer))


def _identify_pending(ctx: click.Context, reference: Path | None, threshold: float, as_json: bool) -> None:
    from ..pipeline import identify_pending
    from .scan import show

    progress = Progress()
    with catalogue() as db:
        try:
            report = identify_pending(db, reference, threshold, progress)
        finally:
            progress.close()
    show(report, as_json)
    ctx.exit(FAILED if report.errors else 0)


VERDICTS = {"auto": "certain", "ask": "needs review", "none": "no title was found"}


def explain(identified: "Identified") -> str:
    "What was read, the verdict and the candidates, as several lines without a final newline."
    from ..matching.explain import sentence

    verdict = identified.verdict
    lines = [for_terminal(identified.question.name), f"  read: {reading_in_words(identified.parsed)}"]
    lines += [
        f"  tried ({reading.how}): {reading_in_words(reading.parsed)}" for reading in identified.readings
    ]
    for number, candidate in enumerate(verdict.candidates, 1):
        lines += _candidate(number, candidate)
    chosen = f" → {candidate_in_words(verdict.selected)}" if verdict.selected else ""
    lines.append(f"  verdict: {verdict.decision} ({VERDICTS[verdict.decision]}){chosen}")
    lines.append(f"  rule: {verdict.rule}, version {verdict.version}")
    lines += [f"  because {sentence(reason)}" for reason in verdict.reasons]
    return "\n".join(lines)


def reading_in_words(parsed: "ParsedName") -> str:
    "One reading in words: `series “Lexx”, season 2, episodes 9`."
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


def candidate_in_words(candidate: "Candidate") -> str:
    return f"{candidate.title} ({candidate.year or 'no year'}) [{candidate.address}]"


def _candidate(number: int, candidate: "Candidate") -> list[str]:
    from ..matching.explain import note

    lines = [f"  {number}. {candidate.score:5.1f}  {candidate_in_words(candidate)}"]
    for item in candidate.evidence:
        if item.weight:
            lines.append(f"       {item.what} {item.value:g} × {item.weight:g} %: {note(item)}")
        else:
            lines.append(f"       {'against: ' if item.against else ''}{item.what}: {note(item)}")
    return lines


def for_terminal(name: str) -> str:
    "The name without control characters and lone surrogates, which could upset a terminal."
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name
    )
