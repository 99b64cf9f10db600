"""`follow`: the copy that a read-only follower serves."""

import signal
from pathlib import Path

import click

from .common import db_option, echo, say


@click.command()
@click.argument("copy", type=click.Path(dir_okay=False, path_type=Path))
@db_option
def follow(copy: Path) -> None:
    """Keep the catalogue of a read-only follower up to date from what Litestream restores to COPY.

    The catalogue (--db) is replaced as a whole, seconds after the writer's; `serve --writer URL` serves
    it. Ends with Ctrl-C or SIGTERM.

    Example: cineorg-load --db served/cineorg.db follow restored/cineorg.db
    """
    from ..db.connection import engine
    from ..follow import follow as keep_up

    engine.use(click.get_current_context().obj["db"])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say(f"Following {copy} as {engine.path}; Ctrl-C ends it.")
    try:
        keep_up(copy, engine.path, lambda text: echo(text, err=True))
    except KeyboardInterrupt:
        say("Stopped following.")
