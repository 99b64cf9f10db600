"""CineOrg catalogue: one SQLite file that knows what each of your films and series is.

The modules, in the order of the data:

    scan, listing, leftouts   folders → found files
    survey, moves             compared with what is known: new, changed, moved, gone
    probe, record             a file → media info and sample hash → its row
    names (and its parts)     a name and its folder → readings
    sources, match, identify  readings → candidates → a verdict with its reasons
    settle                    verdicts → validated by the rule, or queued
    decide, choices, undo     a person's decisions, and the way back; ledger keeps both
    works                     films, series, episodes and their files
    check, serve, demo        the catalogue looked over, in the browser, on trial
    models, database, schema  tables, connections, completion and migrations beneath it all
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .database import engine, get_session, init_db
    from .models import (
        EpisodeModel,
        MovieModel,
        PendingValidationModel,
        SeriesModel,
        TrashModel,
        VideoFileModel,
    )

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
    return getattr(import_module(".models" if name.endswith("Model") else ".database", __name__), name)
