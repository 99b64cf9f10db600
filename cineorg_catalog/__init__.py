"""CineOrg catalogue: one SQLite file that knows which film or episode each of your video files is.

The layers, in the order of the data; each imports only from those above it:

    errors, normalize, external_ids, resources, …   what every layer may use
    names/       a file's name and its folder → readings: title, year, season, episode
    reference/   the offline title database, built from IMDb's files
    matching/    readings → candidates with evidence and score → a verdict
    db/          the catalogue's tables, connections, upgrades, and the log of every change
    sources/     where values come from: NFO files and online sources
    titles       films, series, episodes: found or created, their files linked
    scan/        folders → video files: walked, probed, compared, moved, stored
    review/      the files that need review, and the decisions about them
    audit/       edit, trash, undo, history; export and replay of decisions
    browse/      what the pages read
    pipeline     the load, one step after the other
    check, house_rules, serve, demo
    cli/         the command line
"""

from importlib import import_module

TYPE_CHECKING = False  # importing `typing` would take a moment in which Ctrl-C is a traceback
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


def __getattr__(name: str) -> object:
    "Import public names on first use: `cineorg-load --help` needs none of them."
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    homes = {"init_db": ".sources.projection", "engine": ".db.connection", "get_session": ".db.connection"}
    return getattr(import_module(homes.get(name, ".db.models"), __name__), name)
