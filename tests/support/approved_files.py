"""Files that are a certain film or episodes, in one call."""

from tests.support.approving import approve
from tests.support.sample_catalogue import add_file, film, series


def approved_file(db, path, parsed, candidate, **facts):
    "A file that is the candidate; returns its pending id."
    pending_id = add_file(db, path, parsed, (candidate,), **facts)
    approve(db, pending_id, candidate.id, by="root")
    return pending_id


def movie_file(
    db, path, title="Metropolis", year=1927, id="tt0017136", minutes=100, read_year=None, read=None, **facts
):
    facts.setdefault("duration_seconds", 6000)
    parsed = {"kind": "movie", "title": title, "year": read_year if read_year is not None else year}
    parsed.update(read or {})
    return approved_file(db, path, parsed, film(id, title, year, 100, minutes), **facts)


def episode_file(db, path, season, numbers, title="Bonanza", id="tt0052451", **facts):
    parsed = {"kind": "series", "title": title, "season": season, "episodes": numbers}
    return approved_file(
        db, path, parsed, series(id, title, 1959, season=season, episodes=tuple(numbers)), **facts
    )
