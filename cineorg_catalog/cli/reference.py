"""`reference`: the offline title database."""

from pathlib import Path

import click

from .common import PARTLY, Progress, complain, echo, json_option, print_json, say

SHOWN = 10  # how many skipped lines are listed one by one


@click.group()
def reference() -> None:
    """Download, build and inspect the offline title database.

    Until you build one, the small one that comes with the package is used.

    Example: cineorg-load reference build ~/imdb
    """


def target_option(command: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--reference",
        "target",
        type=click.Path(path_type=Path),
        help="Path of the title database [data/reference.db].",
    )(command)


@reference.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@target_option
@json_option
@click.pass_context
def build(ctx: click.Context, folder: Path, target: Path | None, as_json: bool) -> None:
    """Build the title database from the IMDb dataset files in DIR, plain .tsv or .tsv.gz.

    title.basics is required; title.akas, title.ratings and title.episode add other titles, votes and
    episodes; name.basics with title.crew and title.principals adds directors and first actors. The old
    database stays in use until the new one is complete.

    Examples:

    \b
        cineorg-load reference download ~/imdb
        cineorg-load reference build ~/imdb
    """
    from ..reference.build import build_reference
    from ..reference.reader import reference_path

    place, progress = target or reference_path(), Progress()
    try:
        report = build_reference(
            folder, place, progress=lambda file, share: progress(file, int(share * 1000), 1000)
        )
    finally:
        progress.close()
    for file, line, reason in report.skipped[:SHOWN]:
        complain(f"{file}, line {line}", reason)
    skipped = report.skipped_count
    if skipped > SHOWN:
        complain("", f"… and {skipped - SHOWN} more lines.")
    if as_json:
        names = ("works", "titles", "episodes", "seconds")
        print_json(
            {"path": str(place), **{name: getattr(report, name) for name in names}, "skipped": skipped}
        )
    say(f"{place}: {report.works} films and series under {report.titles} titles, in {report.seconds:.1f} s.")
    ctx.exit(PARTLY if skipped else 0)


@reference.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--people", is_flag=True, help="Also the files of directors and actors (about 1.2 GB more).")
@json_option
def download(folder: Path, people: bool, as_json: bool) -> None:
    """Download the IMDb dataset files to DIR (about 1 GB; for personal, non-commercial use).

    Examples:

    \b
        cineorg-load reference download ~/imdb
        cineorg-load reference download --people ~/imdb
    """
    from ..reference.download import download_datasets

    progress = Progress()
    try:
        files = download_datasets(folder, people=people, progress=progress)
    finally:
        progress.close()
    if as_json:
        print_json([str(file) for file in files])
    say(f"{len(files)} files are in {folder}. Next: `cineorg-load reference build {folder}`.")


@reference.command()
@target_option
@json_option
def info(target: Path | None, as_json: bool) -> None:
    """Show which title database is in use and what it holds.

    Example: cineorg-load reference info
    """
    from ..reference.reader import open_reference

    with open_reference(target) as opened:
        facts = opened.info()
    row = {name: getattr(facts, name) for name in ("date", "version", "works", "titles", "episodes")}
    place = facts.path or "the small reference of the package"
    if as_json:
        print_json({"path": None if facts.path is None else str(facts.path), **row})
    else:
        echo(f"{place}: " + ", ".join(f"{name} {value}" for name, value in row.items()))
