"""`edit`, `merge`, `watched`, `delete`, `trash`, `restore`, `history`, `decisions`."""

import json
from datetime import datetime
from pathlib import Path
from typing import IO

import click

from .common import (
    PARTLY,
    Number,
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

EDITED = click.Choice(["movie", "series", "episode"])
KINDS = click.Choice(["movie", "series", "episode", "video_file"])


@click.command()
@click.argument("kind", type=EDITED)
@click.argument("id", type=int)
@click.argument("fields", metavar="FIELD=VALUE...", nargs=-1, required=True)
@json_option
@db_option
def edit(kind: str, id: int, fields: tuple[str, ...], as_json: bool) -> None:
    """Set fields of a film, series or episode.

    The fields are locked: no scan or enrichment changes them until you undo the edit. An empty VALUE
    clears the field; separate genres with commas.

    Examples:

    \b
        cineorg-load edit movie 12 title="Metropolis" year=1927
        cineorg-load edit episode 40 title="The Case of the Cunningham Heritage"
        cineorg-load edit movie 12 genres=Drama,Sci-Fi overview=
    """
    from ..audit.edit import edit as edit_row

    for item in fields:
        if "=" not in item:
            raise click.UsageError(f"{item!r} is not FIELD=VALUE.")
    values = dict(item.split("=", 1) for item in fields)
    with catalogue() as db:
        row = edit_row(db, kind, id, values, by=who())
    say(f"{kind} {id}: {', '.join(sorted(values))} set.")
    if as_json:
        print_json(row)


@click.command()
@click.argument("kind", type=click.Choice(["movie", "series"]))
@click.argument("keep", type=int)
@click.argument("other", type=int)
@json_option
@db_option
def merge(kind: str, keep: int, other: int, as_json: bool) -> None:
    """Merge the row OTHER into KEEP: its files, episodes, ids, edits and viewings.

    Where both have a value, KEEP's value stays. `undo` separates them again. `check` lists rows that share
    an id.

    Example: cineorg-load merge movie 12 40
    """
    from ..audit.edit import merge as merge_rows

    with catalogue() as db:
        row = merge_rows(db, kind, keep, other, by=who())
    say(f"{kind} {other} is now part of {kind} {keep}: {row['title']}.")
    if as_json:
        print_json(row)


@click.command()
@click.argument("kind", type=click.Choice(["movie", "episode"]))
@click.argument("id", type=int)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day [today].")
@click.option("--rating", type=Number(0, 10), help="Your rating, 0 to 10.")
@json_option
@db_option
def watched(kind: str, id: int, on: datetime | None, rating: float | None, as_json: bool) -> None:
    """Record that you watched a film or episode.

    Example: cineorg-load watched movie 12 --on 2024-02-29 --rating 9
    """
    from ..audit.edit import watched as note

    with catalogue() as db:
        viewing = note(db, kind, id, by=who(), on=on.date() if on else None, rating=rating)
    say(f"{kind} {id}: recorded.")
    if as_json:
        print_json({"id": viewing, "kind": kind, f"{kind}_id": id, "rating": rating})


@click.command()
@click.argument("kind", type=KINDS)
@click.argument("id", type=int)
@click.option("--reason", required=True, help="Why; shown in the trash.")
@json_option
@db_option
def delete(kind: str, id: int, reason: str, as_json: bool) -> None:
    """Move a row and everything that belongs to it to the trash. Video files are not touched.

    Examples:

    \b
        cineorg-load delete movie 12 --reason "given away"
        cineorg-load delete video_file 7 --reason "a test recording"
    """
    from ..audit.trash import delete as delete_row

    with catalogue() as db:
        trash_id = delete_row(db, kind, id, reason=reason, by=who())
    say(f"{kind} {id} is in the trash; `cineorg-load restore {trash_id}` brings it back.")
    if as_json:
        print_json({"trash_id": trash_id, "kind": kind, "id": id})


@click.command()
@json_option
@db_option
def trash(as_json: bool) -> None:
    """List the trash, with the number that restores each item.

    Example: cineorg-load trash
    """
    from ..audit.trash import list_trash

    with catalogue() as db:
        rows = list_trash(db)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        reason = f" ({row['deletion_reason']})" if row["deletion_reason"] else ""
        echo(f"{row['id']:>6}  {row['entity_type']} {row['original_id']}: {row['name']}{reason}")
    say(
        f"{len(rows)} in the trash; `cineorg-load restore ID` brings one back."
        if rows
        else "The trash is empty."
    )


@click.command()
@click.argument("trash_id", type=int)
@json_option
@db_option
def restore(trash_id: int, as_json: bool) -> None:
    """Restore something from the trash, with its ids and links.

    Example: cineorg-load restore 3
    """
    from ..audit.trash import restore as restore_row

    with catalogue() as db:
        row = restore_row(db, trash_id, by=who())
    say(f"{row['kind']} {row['id']} was restored.")
    if as_json:
        print_json(row)


@click.command()
@click.argument("kind", type=KINDS)
@click.argument("id", type=int)
@json_option
@db_option
def history(kind: str, id: int, as_json: bool) -> None:
    """Show what was decided about a title or file: when, by whom, and what changed.

    Example: cineorg-load history movie 12
    """
    from ..browse.history import ACTIONS
    from ..browse.history import history as read_history

    with catalogue() as db:
        rows = read_history(db, kind, id)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        undone = f"  (undone by {row['undone_by']})" if row["undone_by"] else ""
        said = f"{ACTIONS.get(row['action'], row['action'])} by {row['who']}{_as(row)}"
        echo(f"{row['id']:>6}  {row['decided_at'][:19]}  {said}{undone}")
        for line in _changes(row["before"], row["after"]):
            echo(f"        {line}")


def _as(row: dict) -> str:
    "What was chosen for a file, in words."
    from ..external_ids import id_in_words

    if not (row["candidate_source"] and row["candidate_id"]):
        return ""
    return f" as {id_in_words(row['candidate_source'], row['candidate_id'])}"


def _changes(before: dict | None, after: dict | None) -> list[str]:
    if after is None:
        return ["removed"] if before else []
    if before is None:
        return ["added"]
    names = [name for name in after if name != "updated_at"]
    return [_change(name, before.get(name), after[name]) for name in names]


def _change(column: str, was: object, became: object) -> str:
    name, value = column.removesuffix("_json"), _short(column, became)
    return f"{name}: {value}, protected" if was == became else f"{name}: {_short(column, was)} → {value}"


def _short(column: str, value: object) -> str:
    "A value in at most 60 characters: a list as `Drama, Sci-Fi`, an empty value as `nothing`."
    listed = _listed(value) if column.endswith("_json") and isinstance(value, str) else None
    text = "nothing" if value is None else listed or json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


def _listed(text: str) -> str | None:
    "The members of a JSON list of strings or numbers; None for any other text."
    try:
        members = json.loads(text)
    except ValueError:
        return None
    plain = isinstance(members, list) and not any(isinstance(item, dict | list) for item in members)
    return ", ".join(map(str, members)) if plain else None


@click.group()
def decisions() -> None:
    """Export the decisions people made as a ledger, and replay it on any catalogue.

    Example: cineorg-load decisions export > ledger.ndjson
    """


@decisions.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default="-")
@db_option
def export_(file: Path) -> None:
    """Write the standing decisions of people to FILE [stdout], one JSON line each.

    Files are recognised by content and titles by id, so a ledger can be replayed after files moved.
    An existing FILE is replaced only once the new one is complete.

    Examples:

    \b
        cineorg-load decisions export ledger.ndjson
        cineorg-load decisions export | grep '"reject"'
    """
    from ..atomic_files import write_lines
    from ..audit.export import export_decisions
    from ..errors import CatalogueError

    with catalogue() as db:
        lines = [json.dumps(line, ensure_ascii=False) for line in export_decisions(db)]
    if str(file) == "-":
        echo("".join(f"{line}\n" for line in lines), nl=False)
    else:
        try:
            write_lines(file, lines)
        except OSError as error:
            raise CatalogueError(
                f"{file} cannot be written: {error.strerror}; it was not changed."
            ) from error
    say(f"{counted(len(lines), 'decision')}.")


_NAMED = 20  # unreadable lines of a ledger that are named; a file that is none has thousands


@decisions.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@json_option
@db_option
@click.pass_context
def replay(ctx: click.Context, file: IO[str], as_json: bool) -> None:
    """Apply the decisions in FILE to this catalogue. Scan its files first.

    Where people here decided otherwise, their decision stays and the conflict is reported. Replaying
    a second time changes nothing.

    Example: cineorg-load decisions replay ledger.ndjson
    """
    from ..audit.replay import replay_decisions

    with catalogue() as db:
        result = replay_decisions(db, file)
    for sentence in (*result.conflicts, *result.unmatched, *result.errors[:_NAMED]):
        complain(file.name, sentence)
    if (more := len(result.errors) - _NAMED) > 0:
        complain(file.name, f"{counted(more, 'further line')} skipped; is it a ledger of `decisions export`?")
    say(
        f"{result.applied} applied, {result.unchanged} already in place, {len(result.conflicts)} conflicts, "
        f"{len(result.unmatched)} about files or titles that are not here."
    )
    if as_json:
        names = ("applied", "unchanged", "conflicts", "unmatched", "errors")
        print_json({name: getattr(result, name) for name in names})
    ctx.exit(PARTLY if result.conflicts or result.unmatched or result.errors else 0)
