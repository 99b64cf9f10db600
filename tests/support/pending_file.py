"""Two films and a series, and a file of no contents that needs review."""

import os

from cineorg_catalog.db.connection import insert
from cineorg_catalog.db.models import PendingValidationModel, VideoFileModel
from cineorg_catalog.matching.candidate import Candidate

METROPOLIS = Candidate(
    id="tt0017136", source="imdb", kind="movie", title="Metropolis", original_title="Metropolis", year=1927,
    imdb_id="tt0017136", duration_seconds=9180, score=95.0, genres=("Drama", "Sci-Fi"),
)  # fmt: skip
REMAKE = Candidate(
    id="tt0293416", source="imdb", kind="movie", title="Metropolis", year=2001, imdb_id="tt0293416"
)
DRAGNET = Candidate(
    id="tt0043194", source="imdb", kind="series", title="Dragnet", year=1951, imdb_id="tt0043194",
    season=1, episodes=(1, 2),
)  # fmt: skip


def waiting(db, name="m.mkv", candidates=(METROPOLIS, REMAKE), parsed=None, **file):
    "Add a pending file; returns its validation's id."
    path = f"/films/{name}"
    facts = {
        "size_bytes": 700,
        "codec_video": "HEVC",
        "resolution_width": 1920,
        "resolution_height": 1080,
        **file,
    }
    row = VideoFileModel(path=path, filename=name, path_bytes=os.fsencode(path), file_hash=name, **facts)
    pending = PendingValidationModel(video_file_id=insert(db, row))
    pending.candidates = [item.to_dict() for item in candidates]
    pending.parsed = parsed or {}
    return insert(db, pending)
