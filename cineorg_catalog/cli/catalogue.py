"""`init` and `check`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import (
    FAILED,
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
    from ..check import Finding


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
    from ..sources.projection import bring_up_to_date

    engine.use(click.get_current_context().obj["db"])
    db = connect_new(engine)
    try:
        done = bring_up_to_date(db, say)
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
    from dataclasses import asdict

    from ..check import Finding, consistency, equal_files, rule_precision, verify_duplicates
    from ..db.connection import engine
    from ..house_rules import check_rules
    from ..resources import metadata_of

    progress = Progress()
    with catalogue() as db:
        try:
            read, errors = verify_duplicates(db, progress) if full_hash else (0, [])
        finally:
            progress.close()
        equal = equal_files(db) if full_hash else []
        findings = [*consistency(db), *check_rules(db, metadata or metadata_of(engine.path))]
        rules = [] if any(item.kind == "integrity" for item in findings) else rule_precision(db)
    findings += [Finding("unreadable", f"{item['path']}: {item['error']}") for item in errors]
    if as_json:
        told = {"findings": [item.to_dict() for item in findings], "rules": [asdict(rule) for rule in rules]}
        print_json({"verified": read, "equal": equal, **told})
    else:
        report = [finding.sentence for finding in findings]
        report += [f"The same file {len(paths)} times: {', '.join(paths)}" for paths in equal]
        report += [
            rule.sentence for rule in rules if rule.share_right < 1
        ]  # a rule that was always right needs no line
        none = ", no duplicates" if read and not equal else ""
        report.append(
            (f"{counted(read, 'file')} read completely{none}. " if full_hash else "") + _verdict(findings)
        )
        echo(with_db("\n".join(report)))
    ctx.exit(FAILED if any(item.needs_person for item in findings) else 0)


def _verdict(findings: Sequence["Finding"]) -> str:
    "The last line of the report: whether anything needs attention."
    waiting = sum(item.needs_person for item in findings)
    if not findings:
        return "All is well."
    if not waiting:
        return "Nothing here needs your attention."
    return "One thing needs your attention." if waiting == 1 else f"{waiting} things need your attention."
