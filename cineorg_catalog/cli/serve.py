"""`serve`, `demo` and `follow`: the catalogue in the browser."""

import signal
from pathlib import Path

import click

from .common import Progress, catalogue, db_option, echo, json_option, say


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[DATASETTE OPTIONS]...")
@db_option
@click.pass_context
def serve(ctx: click.Context, options: tuple[str, ...]) -> None:
    """Browse, search and approve in the browser, with Datasette.

    Anyone who can reach it may read; deciding requires a log-in. It listens on this machine only,
    unless you say otherwise.

    \b
    --root          Print an address that logs in the first person to open it.
    --set-password [NAME]
                    Set a password for logging in at /-/login, and exit.
                    NAME may then decide, and the history names them [root].
    --private       Show nothing without a log-in.
    --metadata      Your metadata.yml [the one beside the catalogue, or ours].
    --writer URL    The catalogue is a follower's copy; decisions are made at URL.
    --port, --host  The port and address to listen on [8001, 127.0.0.1].
    --open-sql      With another --host: let everybody run SQL, not only those who may decide.
                    Any other option of `datasette serve` may follow.

    Examples:

    \b
        cineorg-load serve --root
        cineorg-load serve --set-password
        cineorg-load serve --set-password ann
        cineorg-load serve --port 8010
        cineorg-load --db /srv/cineorg.db serve --host 0.0.0.0
    """
    from ..db.connection import engine
    from ..serve import serve as run

    engine.use(ctx.obj["db"])
    run(engine.path, list(options))


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--serve", "serve_it", is_flag=True, help="Serve it afterwards; the login address is printed last."
)
@click.option("--port", type=click.IntRange(0, 65535), help="With --serve: the port [8001].")
@json_option
@click.pass_context
def demo(ctx: click.Context, folder: Path | None, serve_it: bool, port: int | None, as_json: bool) -> None:
    """Create a small library of real video files in DIR [cineorg-demo], and its catalogue.

    An existing demo is used again, with your decisions in it.

    Examples:

    \b
        cineorg-load demo --serve
        cineorg-load demo ~/try-cineorg
    """
    from .. import demo as demos
    from ..pipeline import ScanOptions, scan
    from .scan import show

    made = demos.prepare_demo(folder or demos.DEFAULT_FOLDER)
    ctx.obj["db"] = made.database
    with catalogue(create=True) as db, Progress() as progress:
        report = scan(db, [made.library], ScanOptions(reference=made.reference), progress)
    show(report, as_json)
    demos.require_planted_faults(made, [Path(error["path"]) for error in report.errors])
    say(f"The demo is in {made.library.parent}; the error above is part of the demo.")
    if serve_it:
        from ..serve import serve as run

        run(made.database, ["--root", *(["--port", str(port)] if port is not None else [])])


@click.command()
@click.argument("copy", type=click.Path(dir_okay=False, path_type=Path))
@db_option
def follow(copy: Path) -> None:
    """Keep the catalogue of a read-only follower up to date with the COPY that Litestream restores.

    The catalogue (--db) is replaced as a whole, seconds after each change on the main server; `serve
    --writer URL` serves it. Ctrl-C or SIGTERM ends it.

    Example: cineorg-load follow restored/cineorg.db --db served/cineorg.db
    """
    from ..db.connection import engine
    from ..serve import follow_copy as keep_up

    engine.use(click.get_current_context().obj["db"])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say(f"Following {copy} as {engine.path}; Ctrl-C ends it.")
    try:
        keep_up(copy, engine.path, lambda text: echo(text, err=True))
    except KeyboardInterrupt:
        say("Stopped following.")
