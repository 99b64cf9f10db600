"""`cineorg-load` as a process of its own, and every command of it, as click knows them."""

import os
import resource
import signal
import subprocess
import sys

import click

from cineorg_catalog.cli import cli

COMMAND = [sys.executable, "-m", "cineorg_catalog"]


def run(*words, largest_file=None, **options):
    "Run it. `largest_file`, in bytes, makes writing fail as a full disk does."
    if largest_file is not None:
        options |= without_room(largest_file)
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=60, **options)


def without_room(largest_file):
    """Options of `subprocess` under which no file can grow beyond so many bytes.

    Nor are modules compiled: Python 3.11 would leave half of one in this checkout.
    """

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return {"preexec_fn": limit, "env": {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}}


def every_command(group=cli, path=()):
    "(words, command) of each command, subcommands included."
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        yield (*path, name), command
