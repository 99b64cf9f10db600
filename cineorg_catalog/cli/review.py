"""`identify`, `pending`, `approve`, `reject`, `undo`: which title a name is, and decisions in the shell."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import (
    FAILED,
    PARTLY,
    Limit,
    Number,
    Progress,
    catalogue,
    complain,
    counted,
    db_option,
    echo,
    json_option,
    print_json,
    rule_options,
    say,
    who,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

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

    with catalogue() as db, Progress() as progress:
        report = identify_pending(db, reference, threshold, progress)
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


@click.command()
@click.option("--limit", type=Limit(), help="Show at most this many.")
@json_option
@db_option
def pending(limit: int | None, as_json: bool) -> None:
    """List the files that need review, with their candidates, best first.

    Examples:

    \b
        cineorg-load pending
        cineorg-load pending --json | jq '.[0].candidates'
    """
    from ..review.pending import pending_files, to_dict

    with catalogue() as db:
        rows = [to_dict(item) for item in pending_files(db, limit)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _print_pending(row)
    if limit is not None and len(rows) == limit:
        say(f"These are the first {limit}; there may be more.")
    else:
        verb = "needs" if len(rows) == 1 else "need"
        say(f"{counted(len(rows), 'file')} {verb} review." if rows else "No file needs review.")


def _print_pending(row: dict[str, Any]) -> None:
    echo(f"{row['id']:>6}  {row['path']}")
    from ..matching.explain import evidence_from, sentence

    for reason in filter(None, map(evidence_from, row["reasons"])):
        echo(f"        {sentence(reason)}")
    for item in row["candidates"]:
        echo(f"        {describe(item)}")


def describe(item: dict[str, Any]) -> str:
    "One candidate as a line: score, title, year, address."
    year = item.get("year") or "year unknown"
    address = f"{item['source']}:{item['kind']}:{item['id']}"
    return f"{item.get('score') or 0:5.1f}  {item['title']} ({year})  {address}"


@click.command()
@click.argument("ids", nargs=-1, required=True, type=int)
@click.option("--candidate", help="One of the candidates: its id, or source:kind:id.")
@click.option("--as", "address", help="Any title, by its id or address at IMDb, TMDB, TVDB or TVmaze.")
@click.option("--title", help="A title that is not in any database; with --year and --kind.")
@click.option("--year", type=int, help="The year of that title.")
@click.option(
    "--kind",
    type=click.Choice(["movie", "series"]),
    default="movie",
    show_default=True,
    help="The kind of that title.",
)
@click.option(
    "--season", type=click.IntRange(0), help="The season, if the file name does not say it; with --episode."
)
@click.option(
    "--episode", "episodes", type=click.IntRange(0), multiple=True, help="The episode; repeat it for several."
)
@click.option("--series", is_flag=True, help="Approve all files of that series that need review.")
@json_option
@db_option
def approve(
    ids: tuple[int, ...],
    candidate: str | None,
    address: str | None,
    title: str | None,
    year: int | None,
    kind: str,
    season: int | None,
    episodes: tuple[int, ...],
    series: bool,
    as_json: bool,
) -> None:
    """Confirm which title each file is.

    Without a choice, the best candidate is approved if it clearly leads; otherwise all are listed.

    Examples:

    \b
        cineorg-load approve 12
        cineorg-load approve 12 --candidate tt0017136
        cineorg-load approve 12 --as https://www.imdb.com/title/tt0017136/
        cineorg-load approve 12 --title "Our Summer on the Coast" --year 2019
        cineorg-load approve 40 --as tvdb:121361 --series
    """
    if sum(choice is not None for choice in (candidate, address, title)) > 1:
        raise click.UsageError("--candidate, --as and --title exclude each other.")
    if year is not None and title is None:
        raise click.UsageError("--year needs --title; use --candidate to choose an offered candidate.")
    if (season is None) != (not episodes):
        raise click.UsageError("--season and --episode must be given together.")
    from ..reference.reader import open_reference
    from ..review.decide import Choice, approve_files

    manual = None if title is None else (title, year, kind)
    numbers = None if season is None else (season, episodes)
    choice = Choice(candidate, address, manual, numbers, series)
    with catalogue() as db:
        answer(db, approve_files(db, ids, choice, by=who(), reference=open_reference), as_json)


def answer(db: "Database", rows: list[dict[str, Any]], as_json: bool) -> None:
    "Print the rows as they are now: one as an object, several as a list."
    if as_json:
        print_json(rows[0] if len(rows) == 1 else rows)
        return
    for row in rows:
        say(f"{row['id']} is {row['validation_status']}{_chosen(db, row)}.")


def _chosen(db: "Database", row: dict[str, Any]) -> str:
    from ..review.decide import chosen_of, id_unknown

    chosen = chosen_of(db, row) if row["validation_status"] == "validated" else None
    if chosen is None:
        return ""
    unknown = id_unknown(chosen)
    note = f"; {unknown} is not in this title database, so title and year come from the file name"
    return f": {chosen.title} ({chosen.year or 'year unknown'}){note if unknown else ''}"


@click.command()
@click.argument("ids", nargs=-1, required=True, type=int)
@json_option
@db_option
def reject(ids: tuple[int, ...], as_json: bool) -> None:
    """Reject all candidates of each file. It leaves the queue.

    Example: cineorg-load reject 13
    """
    from ..db.connection import writing
    from ..review.decide import reject as reject_row

    with catalogue() as db:
        with writing(db):
            rows = [reject_row(db, key, by=who()) for key in ids]
        answer(db, rows, as_json)


@click.command()
@click.argument("decision", required=False, type=int)
@click.option(
    "--load", "load_id", type=int, help="Undo every decision of this scan, except those changed since."
)
@json_option
@db_option
@click.pass_context
def undo(ctx: click.Context, decision: int | None, load_id: int | None, as_json: bool) -> None:
    """Undo a decision: the last one a person made, or the one with this number.

    The file needs review again; no scan matches it by itself.

    Examples:

    \b
        cineorg-load undo
        cineorg-load undo 57
        cineorg-load undo --load 3
    """
    if decision is not None and load_id is not None:
        raise click.UsageError("DECISION and --load exclude each other.")
    if load_id is not None:
        ctx.exit(_undo_load(load_id, as_json))
    from ..audit.undo import undo as undo_decision
    from ..review.decide import read_pending

    with catalogue() as db:
        undone = undo_decision(db, decision, by=who())
        row = read_pending(db, undone["pending_id"]) if undone["pending_id"] else None
    say(f"Decision {undone['id']} ({undone['action']}) was undone.")
    if as_json:
        print_json(row if row is not None else undone)


def _undo_load(load_id: int, as_json: bool) -> int:
    from ..audit.undo import undo_load

    with catalogue() as db:
        undone, stays = undo_load(db, load_id, by=who())
    for sentence in stays:
        complain("", sentence)
    say(f"{len(undone)} decisions of load {load_id} were undone, {len(stays)} were not.")
    if as_json:
        print_json({"undone": undone, "stays": stays})
    return PARTLY if stays else 0
