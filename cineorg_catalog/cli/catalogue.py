"""`init`, `check`, `backup` and `export`: the catalogue as a file."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .common import (
    FAILED,
    PARTLY,
    Limit,
    Progress,
    catalogue,
    complain,
    connect_new,
    counted,
    db_option,
    echo,
    json_option,
    print_json,
    say,
    with_db,
)

if TYPE_CHECKING:
    from ..backup import Backup
    from ..check import Report
    from ..publish import PublicCopy


@click.command()
@json_option
@db_option
def init(as_json: bool) -> None:
    """Create the catalogue, or upgrade an older one in place.

    Nothing is dropped and every row keeps its id. Problems in old data are reported, not changed.

    Examples:

    \b
        cineorg-load init
        cineorg-load --db /srv/cineorg.db init
    """
    from ..check import structure
    from ..db.connection import engine
    from ..db.summaries import mend
    from ..sources.projection import bring_up_to_date

    engine.use(click.get_current_context().obj["db"])
    db = connect_new(engine)
    try:
        done = bring_up_to_date(db, say) + mend(db)
        findings = structure(db)
    finally:
        db.close()
    for finding in findings:
        complain("", finding.sentence)
    if as_json:
        print_json(
            {"path": str(engine.path), "done": done, "findings": [item.to_dict() for item in findings]}
        )
    else:
        say(
            f"{engine.path} is up to date: {len(done)} steps done."
            if done
            else f"{engine.path} was up to date."
        )


@click.command()
@click.option(
    "--full-hash",
    is_flag=True,
    help="Read files with the same sample hash in full to see whether they are equal.",
)
@click.option(
    "--metadata",
    type=click.Path(path_type=Path),
    help="The metadata.yml with your house rules [the one beside the catalogue, else ours].",
)
@json_option
@db_option
@click.pass_context
def check(ctx: click.Context, full_hash: bool, metadata: Path | None, as_json: bool) -> None:
    """Check the database, the disks and your house rules.

    A house rule is a canned query in metadata.yml whose name begins with rule_; every row it finds
    breaks the rule. Exits with 1 if anything needs your attention; each line says what and where.

    Examples:

    \b
        cineorg-load check
        cineorg-load check --full-hash
        cineorg-load check --metadata my-metadata.yml
    """
    from ..check import examine
    from ..db.connection import engine
    from ..house_rules import check_rules
    from ..resources import metadata_of

    with catalogue() as db, Progress() as progress:
        house_rules = partial(check_rules, metadata=metadata or metadata_of(engine.path))
        report = examine(db, house_rules, in_full=full_hash, progress=progress)
    if as_json:
        print_json(report.to_dict())
    else:
        echo(with_db("\n".join(_in_sentences(report, full_hash))))
    ctx.exit(FAILED if report.needing_attention else 0)


def _in_sentences(report: "Report", full_hash: bool) -> Iterator[str]:
    for finding in report.findings:
        yield finding.sentence
    for paths in report.equal:
        yield f"The same file {len(paths)} times: {', '.join(paths)}"
    for rule in report.rules:
        if rule.share_right < 1:  # a rule that was always right needs no line
            yield rule.sentence
    none = ", no duplicates" if report.verified and not report.equal else ""
    read = f"{counted(report.verified, 'file')} read completely{none}. " if full_hash else ""
    yield read + _verdict(report)


def _verdict(report: "Report") -> str:
    "The last line: whether anything needs attention."
    if not report.findings:
        return "All is well."
    things = report.needing_attention
    if not things:
        return "Nothing here needs your attention."
    return "One thing needs your attention." if things == 1 else f"{things} things need your attention."


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def backup() -> None:
    """Make backups of the catalogue, verify them, restore one.

    Example: cineorg-load backup create /mnt/backups --keep 14
    """


@backup.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=Limit(), help="Keep this many backups in DIR, including the new one [all].")
@click.option("--with-pictures", is_flag=True, help="Also save the pictures named by poster_file, in a .tar.")
@click.option("--with-ledger", is_flag=True, help="Also save people's decisions, in a .ndjson for `replay`.")
@json_option
@db_option
def create(folder: Path, keep: int | None, with_pictures: bool, with_ledger: bool, as_json: bool) -> None:
    """Write a dated backup of the catalogue to DIR. Other processes may go on writing meanwhile.

    A backup is one SQLite file, verified in full before it gets its name. Records that a source allows
    only for a limited time are left out; `enrich` fetches them again.

    Examples:

    \b
        cineorg-load backup create /mnt/backups
        cineorg-load backup create /mnt/backups --keep 14 --with-pictures --with-ledger
    """
    from ..backup import create_backup as make
    from ..db.connection import engine

    with catalogue():  # an older catalogue is upgraded first; its old state is kept
        pass
    with Progress() as progress:
        made = make(
            engine.path,
            folder,
            keep=keep,
            pictures=with_pictures,
            ledger=with_ledger,
            progress=progress,
        )
    _say(made)
    for path in made.beside:
        say(f"Beside it: {path}.")
    if made.removed:
        say(f"{counted(len(made.removed), 'older backup')} removed.")
    if as_json:
        print_json(_summary(made))


@backup.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@json_option
@click.pass_context
def verify(ctx: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Read each backup in full and say what it holds. Exits with 3 if one of them cannot be used.

    Example: cineorg-load backup verify /mnt/backups/cineorg-*.db
    """
    from ..backup import verify_backup as look_over
    from ..errors import CatalogueError

    whole, errors = [], []
    for path in files:
        try:
            whole.append(look_over(path))
            _say(whole[-1])
        except CatalogueError as error:
            errors.append({"path": str(path), "error": str(error)})
            complain("", str(error))
    if as_json:
        print_json({"whole": [_summary(item) for item in whole], "errors": errors})
    ctx.exit(PARTLY if errors else 0)


@backup.command()
@click.argument("file", type=FILE)
@click.option("--with-pictures", is_flag=True, help="Also restore missing pictures from its .tar.")
@json_option
@db_option
def restore(file: Path, with_pictures: bool, as_json: bool) -> None:
    """Replace the catalogue with the backup FILE. The current catalogue is kept beside it.

    Not possible while a scan runs. A server may keep running.

    Examples:

    \b
        cineorg-load backup restore /mnt/backups/cineorg-2026-11-28T11-00-00-000.db
        cineorg-load --db /srv/cineorg.db backup restore backup.db --with-pictures
    """
    from ..backup import restore_backup as bring_back
    from ..db.connection import engine

    engine.use(click.get_current_context().obj["db"])
    done = bring_back(file, engine.path, pictures=with_pictures)
    with catalogue():  # upgrades an older backup
        pass
    if done.served:
        shown = "restart it" if done.replaced else "it shows the restored catalogue from now on"
        complain("", f"Warning: a server has {engine.path} open; {shown}.")
    say(f"{engine.path} was restored from {file}.")
    if done.kept:
        say(f"The previous catalogue is kept as {done.kept}.")
    if done.decided_since:
        say(
            f"{counted(done.decided_since, 'decision')} made since then can be carried over: `cineorg-load "
            f"--db {done.kept} decisions export since.ndjson`, then `decisions replay since.ndjson`."
        )
    if with_pictures:
        say(f"{counted(done.pictures, 'picture')} written.")
    if as_json:
        print_json({name: _plain(getattr(done, name)) for name in done.__slots__})


@click.group()
def export() -> None:
    """Write copies of the catalogue for other people.

    Example: cineorg-load export public public/cineorg.db
    """


@export.command()
@click.argument("out", metavar="OUT.db", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with", "added", metavar="TABLE.COLUMN", multiple=True, help="Also publish this column.")
@json_option
@db_option
def public(out: Path, added: tuple[str, ...], as_json: bool) -> None:
    """Write a copy that is safe to publish.

    It has no paths, file names, hashes, users or decisions. Titles, plots and people come only from sources
    whose terms allow publishing; a title known only from other sources is shown as read from its file name.
    The finished copy is searched for private data; if any is found, the copy is deleted and the command
    exits with 1.

    Examples:

    \b
        cineorg-load export public public/cineorg.db
        cineorg-load export public public/cineorg.db --with movies.file_size_bytes
    """
    from ..db.connection import engine
    from ..publish import publish
    from ..serve import STEM

    with catalogue():
        made = publish(engine.path, out, added)
    if out.stem != STEM:
        say(f"Note: our pages only work if the file is called {STEM}.db, not {out.name}.")
    words = {"movies": "films", "external_ids": "ids"}
    holds = ", ".join(f"{count} {words.get(name, name)}" for name, count in made.counts.items())
    say(f"{made.path}: {holds}. Searched for {counted(made.searched_for, 'private string')}: none found.")
    say(f"Serve it: `datasette serve -i {made.path} --metadata {made.metadata}`.")
    if as_json:
        print_json(_summary(made))


def _say(made: "Backup") -> None:
    holds = ", ".join(f"{count} {name}" for name, count in made.counts.items())
    say(f"{made.path}: complete; {holds}; {made.size_bytes / 1e6:.1f} MB.")
    if made.dangling:
        say(f"  {counted(made.dangling, 'reference')} to rows that do not exist, as `check` reports.")


def _summary(made: "Backup | PublicCopy") -> dict[str, Any]:
    return {name: _plain(getattr(made, name)) for name in made.__slots__}


def _plain(value: Any) -> Any:
    "The value with paths turned into text."
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value
