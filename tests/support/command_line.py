"""Every command of `cineorg-load`, as click knows them."""

import click

from cineorg_catalog.cli import cli


def every_command(group=cli, path=()):
    "(words, command) of each command, subcommands included."
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        yield (*path, name), command
