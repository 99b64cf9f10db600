"""`reference`, `sources` and `enrich`: where titles and values come from, and fetching more of them."""

import re
from pathlib import Path
from typing import Any

import click

from .common import (
    PARTLY,
    Limit,
    Progress,
    catalogue,
    complain,
    counted,
    db_option,
    echo,
    json_option,
    print_json,
    say,
)


@click.group(invoke_without_command=True)
@json_option
@db_option
@click.pass_context
def sources(ctx: click.Context, as_json: bool) -> None:
    """List the sources of values, their terms, and how many records are stored.

    Nothing is sent anywhere until you enable a source.

    Examples:

    \b
        cineorg-load sources
        cineorg-load sources enable tvmaze
        cineorg-load sources purge tmdb
    """
    if ctx.invoked_subcommand is not None:
        return
    from ..enrich import list_sources

    with catalogue() as db:
        found = list_sources(db)
    if as_json:
        print_json(found)
        return
    for item in found:
        echo(_line(item))
        echo(f"    {item['licence']}")


def _line(item: dict[str, Any]) -> str:
    state = {None: "", True: "on   ", False: "off  "}[item["enabled"] if item["online"] else None] or "     "
    kept = counted(item["records"], "record")
    if item["pictures"]:
        kept += f" and {counted(item['pictures'], 'picture')}"
    if item["oldest"]:
        kept += f" since {item['oldest'][:10]}"
    if item["expires"]:
        kept += f", the first expires {item['expires'][:10]}"
    missing = f"; set {item['key']}" if item["key"] and not item["has_key"] else ""
    return f"{state}{item['name']:<8} {item['title']}: {kept}{missing}"


def _named(name: str) -> Any:
    "A decorator for a subcommand of `sources` that takes the name of a source."

    def made(function: Any) -> Any:
        argument = click.argument("source", metavar="NAME")
        return sources.command(name)(argument(json_option(db_option(function))))

    return made


@_named("enable")
def enable(source: str, as_json: bool) -> None:
    """Enable a source: from now on `enrich` fetches from it, and `scan` searches it for uncertain titles.

    Example: cineorg-load sources enable tvmaze
    """
    _switch(source, True, as_json)


@_named("disable")
def disable(source: str, as_json: bool) -> None:
    """Disable a source. Its stored records stay until they expire or are purged.

    Example: cineorg-load sources disable tmdb
    """
    _switch(source, False, as_json)


def _switch(source: str, on: bool, as_json: bool) -> None:
    from ..enrich import switch

    with catalogue() as db:
        declared = switch(db, source, on)
    if as_json:
        print_json({"source": source, "enabled": on})
        return
    say(f"{declared.title} is {'on' if on else 'off'}. {declared.licence}.")
    if on and declared.key and not declared.key_value():
        say(f"It needs a key: set {declared.key}.")
    elif on:
        say("`cineorg-load identify --pending` searches it for the files that need review.")


@_named("purge")
def purge(source: str, as_json: bool) -> None:
    """Remove everything stored from a source, and disable it.

    Its records, cached answers and pictures are removed; its ids stay. Titles then show what the other
    sources say.

    Example: cineorg-load sources purge tmdb
    """
    from ..db.connection import engine
    from ..enrich import purge as purge_source

    with catalogue() as db:
        removed = purge_source(db, engine.path, source)
    if as_json:
        print_json({"source": source, "records": removed})
    else:
        say(f"{counted(removed, 'record')} of {source} removed.")


@sources.command()
@click.option("--source", metavar="NAME", help="Only this source.")
@json_option
@db_option
def refresh(source: str | None, as_json: bool) -> None:
    """Remove expired records, and fetch those older than a month again.

    Example: cineorg-load sources refresh
    """
    _run(as_json, source=source, only_known=True)


@click.command()
@click.option("--language", metavar="CODES", help="Preferred languages in order, such as fr,en; remembered.")
@click.option("--only", type=click.Choice(["movies", "series"]), help="Only films or only series.")
@click.option("--limit", type=Limit(), help="At most this many titles.")
@click.option("--source", metavar="NAME", help="Only this source.")
@json_option
@db_option
def enrich(
    language: str | None, only: str | None, limit: int | None, source: str | None, as_json: bool
) -> None:
    """Fetch plots, people, episodes, titles and posters from the enabled sources.

    Only matched titles are looked up, by their ids. Fields that you edited stay as they are. You may
    stop it at any time; the next run fetches the rest.

    Examples:

    \b
        cineorg-load sources enable tvmaze
        cineorg-load enrich --language fr,en
        cineorg-load enrich --only series --limit 50
    """
    kind = {"movies": "movie", "series": "series", None: None}[only]
    _run(as_json, source=source, kind=kind, limit=limit, languages=_languages(language))


def _languages(text: str | None) -> list[str] | None:
    if text is None:
        return None
    codes = [code.strip() for code in text.split(",") if code.strip()]
    bad = [code for code in codes if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", code)]
    if bad:
        raise click.UsageError(f"{bad[0]!r} is not a language such as fr or pt-BR.")
    return codes


def _run(as_json: bool, **options: Any) -> None:
    from ..db.connection import engine
    from ..enrich import EnrichOptions
    from ..enrich import enrich as run

    with catalogue() as db, Progress() as progress:
        report = run(db, engine.path, EnrichOptions(**options), progress)
    if as_json:
        print_json(report.to_dict())
    else:
        _say_result(report)
    for item in report.errors:
        complain(item["source"], item["error"])
    if report.errors:
        raise click.exceptions.Exit(PARTLY)


def _say_result(report: Any) -> None:
    if not report.sources and not report.errors:
        say("No source is enabled, so nothing was fetched; `cineorg-load sources` lists them.")
        return
    parts = [f"{counted(report.answered, 'title')} enriched"]
    if report.episodes:
        parts.append(f"{counted(report.episodes, 'episode')} added")
    if report.pictures:
        parts.append(f"{counted(report.pictures, 'picture')} fetched")
    if report.unknown:
        parts.append(f"{report.unknown} unknown there")
    if report.fresh:
        parts.append(f"{report.fresh} up to date")
    if report.expired:
        parts.append(f"{counted(report.expired, 'expired record')} removed")
    say(f"{', '.join(parts)} ({', '.join(report.sources) or 'no source was available'}).")


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


@reference.command(short_help="Build the title database from IMDb's dataset files.")
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

    place = target or reference_path()
    with Progress() as progress:
        report = build_reference(
            folder, place, progress=lambda file, share: progress(file, int(share * 1000), 1000)
        )
    skipped = report.skipped_count
    for file, line, reason in report.skipped[:SHOWN]:
        complain(f"{file}, line {line}", reason)
    if skipped > SHOWN:
        complain("", f"… and {skipped - SHOWN} more lines.")
    if as_json:
        names = ("works", "titles", "episodes", "seconds")
        print_json(
            {"path": str(place), **{name: getattr(report, name) for name in names}, "skipped": skipped}
        )
    say(f"{place}: {report.works} films and series under {report.titles} titles, in {report.seconds:.1f} s.")
    ctx.exit(PARTLY if skipped else 0)


@reference.command(short_help="Download IMDb's dataset files.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--people", is_flag=True, help="Also download the files of directors and actors (about 1.2 GB more)."
)
@json_option
def download(folder: Path, people: bool, as_json: bool) -> None:
    """Download the IMDb dataset files to DIR (about 1 GB; for personal, non-commercial use).

    Examples:

    \b
        cineorg-load reference download ~/imdb
        cineorg-load reference download --people ~/imdb
    """
    from ..reference.download import download_datasets

    with Progress() as progress:
        files = download_datasets(folder, people=people, progress=progress)
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
