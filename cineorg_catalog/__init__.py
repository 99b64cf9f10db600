"""CineOrg catalogue: one SQLite file that knows what each of your films and series is.

The modules, in the order of the data:

    scan (files/)             folders → found files: walked, left out with a reason, never opened
    survey, moves, relocate   compared with what is known: new, changed, moved, gone
    probe, record             a file → media info and sample hash → its row
    names (reading/)          a name and its folder → readings
    sources/, folding         readings → works that have such a title
    identify, match (judging/)  works → a verdict with its reasons
    settle                    verdicts → validated by the rule, or queued
    decide, choices, undo     a person's decisions, and the way back
    together                  several files decided at once: what was shown of them, does one answer fit all
    edit, trash, history      corrected, deleted, restored; decisions_out and decisions_in carry it on
    works, ledger             films, series, episodes and their files; every write remembered
    waiting, queue            what the lists and pages of what waits read
    cards/, facts, newest     what the page of a row and the home page read; posters: their pictures
    check, rules, verify      the catalogue looked over; own_metadata: by which metadata.yml
    load, loads, locks        the run as a whole
    serve, demo, cli/         the catalogue in the browser, on trial, in the shell
    models, columns, schema, migrations, database   the tables beneath it all
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
