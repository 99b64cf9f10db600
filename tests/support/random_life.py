"""A random life of decisions in a small catalogue: what people do there, one step after the other.

A life is a list of steps, so that hypothesis can shorten one that goes wrong. Decisions that are refused
are a part of life; whatever else is raised is a fault.
"""

import shutil
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from hypothesis import strategies as st

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.trash import delete, restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.connection import connect
from cineorg_catalog.errors import CatalogueError
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as, candidates_of, read_pending, reject
from tests.support.catalogue import column, load, write_copy
from tests.support.video_files import make_video

WORKS = (
    Candidate(id="home", source="manual", kind="movie", title="Home", original_title="Heim", year=2001),
    Candidate(id="away", source="manual", kind="movie", title="Away", year=2002),
    Candidate(id="tt1254207", source="imdb", kind="movie", title="Big", year=2008, imdb_id="tt1254207"),
    Candidate(id="show", source="manual", kind="series", title="Show", season=1, episodes=(1, 2)),
    Candidate(id="show", source="manual", kind="series", title="Show", season=0, episodes=(2,)),
)
EDITS = {
    "movie": ({"title": "House"}, {"title": "Home"}, {"year": "1999", "genres": "a, b"}, {"overview": ""}),
    "series": ({"title": "Showing"}, {"year": "1960"}, {"title": "Show", "overview": "long"}),
    "episode": ({"title": "One"}, {"episode_number": "9"}, {"season_number": "3", "title": "Two"}),
}
TABLES = {"movie": "movies", "series": "series", "episode": "episodes", "video_file": "video_files"}
VERBS = ("approve", "approve", "reject", "edit", "edit", "delete", "restore", "undo", "undo", "undo last")

steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 99), st.integers(0, 99)), max_size=40)


def _library(db):
    "Seven files: three that the rule knows, four that need review."
    folder = Path(tempfile.mkdtemp(prefix="cineorg-life-"))
    try:
        make_video(folder / "Metropolis (1927).mkv", minutes=153)
        make_video(folder / "Series" / "Sherlock Holmes (1954)" / "Sherlock Holmes S01E01E02.mkv", minutes=54)
        make_video(folder / "Series" / "Sherlock Holmes (1954)" / "Sherlock Holmes S00E01.mkv", minutes=27)
        for name in ("garden", "meadow", "show", "other"):
            make_video(folder / f"{name}.mkv", minutes=14)
        load(db, folder)
    finally:
        shutil.rmtree(folder)


def new_library(path):
    "A connection to a catalogue of that library, before anybody decided anything."
    write_copy(_library, path)
    return closing(connect(path))


def live(db, life, by="ada"):
    "Take the steps one after the other; returns how many decisions were made."
    made = 0
    for verb, one, other in life:
        with suppress(CatalogueError):
            made += _STEPS[verb](db, one, other, by) is not None
    return made


def _pick(keys, number):
    return keys[number % len(keys)] if keys else None


def _row(db, table, number):
    return _pick(column(db, f"select id from {table} order by id"), number)


def _approve(db, one, other, by):
    key = _pick(column(db, "select id from pending_validations where validation_status = 'pending'"), one)
    if key is None:
        return None
    offered = candidates_of(read_pending(db, key))
    return approve_as(db, key, _pick([*WORKS, *offered[:1]], other), by=by)


def _reject(db, one, other, by):
    key = _row(db, "pending_validations", one)
    return key and reject(db, key, by=by)


def _edit(db, one, other, by):
    kind = _pick(list(EDITS), other)
    key = _row(db, TABLES[kind], one)
    return key and edit(db, kind, key, _pick(EDITS[kind], one + other), by=by)


def _delete(db, one, other, by):
    kind = _pick(list(TABLES), other)
    key = _row(db, TABLES[kind], one)
    return key and delete(db, kind, key, reason=f"test {one}", by=by)


def _restore(db, one, other, by):
    key = _row(db, "trash", one)
    return key and restore(db, key, by=by)


def _undo(db, one, other, by):
    key = _row(db, "decisions", one)
    return key and undo(db, key, by=by)


_STEPS = {
    "approve": _approve,
    "reject": _reject,
    "edit": _edit,
    "delete": _delete,
    "restore": _restore,
    "undo": _undo,
    "undo last": lambda db, one, other, by: undo(db, by=by),
}
