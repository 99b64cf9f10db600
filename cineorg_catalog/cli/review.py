"""`pending`, `approve`, `reject`, `undo`: decisions in the shell."""

from typing import TYPE_CHECKING, Any

import click

from .common import (
    PARTLY,
    Limit,
    catalogue,
    complain,
    counted,
    db_option,
    echo,
    json_option,
    print_json,
    say,
    who,
)

if TYPE_CHECKING:
    from sqlite_utils import Database


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
@click.option("--as", "address", help="Any title, by its id or address at IMDb, TMDB or TVDB.")
@click.option("--title", help="A title that is not in any database; with --year and --kind.")
@click.option("--year", type=int, help="The year of that title.")
@click.option("--kind", type=click.Choice(["movie", "series"]), default="movie", show_default=True)
@click.option("--season", type=click.IntRange(0), help="With --episode, where the file name does not say it.")
@click.option("--episode", "episodes", type=click.IntRange(0), multiple=True)
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
    from ..review.choices import Choice, approve_files

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
    from ..review.choices import id_unknown
    from ..review.decide import chosen_of

    chosen = chosen_of(db, row) if row["validation_status"] == "validated" else None
    if chosen is None:
        return ""
    unknown = id_unknown(chosen)
    note = f"; {unknown} is not in this title database, so title and year come from the file name"
    told = note if unknown else ""
    return f": {chosen.title} ({chosen.year or 'year unknown'}){told}"


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
    "--load", "load_id", type=int, help="Undo every decision of this scan that nothing has changed since."
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
