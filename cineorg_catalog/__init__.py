"""CineOrg catalogue: one SQLite file that knows what each of your films and series is.

The layers, in the order of the data; each imports only from those above it:

    errors, normalize, external_ids, resources   what every layer may use
    names/       a file's name and its folder → readings: title, year, season, episode
    reference/   the offline title database, built from IMDb's files
    matching/    readings → candidates with evidence and score → a verdict
    db/          the catalogue's tables, connections, upgrades, and the log of every change
    sources/     what else says something of a title: NFO files
    titles       films, series, episodes: found or created, their files linked
    scan/        folders → video files: walked, probed, compared, moved, stored
    review/      what needs review, and the decisions about it
    audit/       edit, trash, undo, history; export and replay of decisions
    browse/      what the pages of rows and the home page read
    pipeline     the load, one step after the other
    check, house_rules, serve, demo
    cli/         the command line
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .db.connection import engine, get_session
    from .db.models import (
        EpisodeModel,
        MovieModel,
        PendingValidationModel,
        SeriesModel,
        TrashModel,
        VideoFileModel,
    )
    from .sources.projection import init_db

__all__ = [
    "EpisodeModel",
    "MovieModel",
    "PendingValidationModel",
    "SeriesModel",
    "TrashModel",
    "VideoFileModel",
    "engine",
    "get_session",
    "init_db",
]


def __getattr__(name: str) -> Any:
    "The public names, loaded when first asked for: `cineorg-load --help` needs none of them."
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = (
        ".db.models"
        if name.endswith("Model")
        else ".sources.projection"
        if name == "init_db"
        else ".db.connection"
    )
    return getattr(import_module(home, __name__), name)
