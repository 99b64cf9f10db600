"""Catalogues for the tests of the web side: a small one that shows every case, and a generated big one.

Rows go in through the project's own functions, so that decisions, links and copies are real.
"""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.trash import delete
from cineorg_catalog.audit.undo import last_about, undo
from cineorg_catalog.db.columns import now
from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import (
    CreditModel,
    EpisodeModel,
    EpisodeNumberModel,
    LoadModel,
    PendingValidationModel,
    PersonModel,
    RootModel,
    TitleModel,
    VideoFileModel,
    ViewingModel,
)
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.matching.features import cap, part
from cineorg_catalog.review.decide import validate
from cineorg_catalog.sources.records import declare_sources, wish_languages
from tests.support.approving import approve
from tests.support.catalogue import write_copy

GIB = 1024**3
MARKUP = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


def film(id: str, title: str, year: int | None, score: float, minutes: int = 100, **more: Any) -> Candidate:
    "A film as the reference offers it, with evidence that fits its score."
    fits = score >= 85
    years = {"name": year if fits else 1900, "title": year, "kind": "movie"}
    evidence = (
        part("title", 100, 67, how="exact", title=title, sought=title),
        part("year", 100 if fits else 0, 33, **years),
        *(() if fits else (cap("other_year", **years),)),
    )
    return Candidate(
        id=id,
        source=more.pop("source", "imdb"),
        kind="movie",
        title=title,
        year=year,
        duration_seconds=minutes * 60,
        imdb_id=id if id.startswith("tt") else None,
        score=score,
        evidence=evidence,
        **more,
    )


def series(id: str, title: str, year: int, score: float = 100, **more: Any) -> Candidate:
    "A series as the reference offers it."
    evidence = (
        part("title", score, 100, how="exact" if score == 100 else "near", title=title, sought=title),
    )
    imdb = id if id.startswith("tt") else None
    return Candidate(
        id=id, source="imdb", kind="series", title=title, year=year, imdb_id=imdb, score=score,
        evidence=evidence, **more,
    )  # fmt: skip


def add_file(
    db: Database,
    path: str,
    parsed: dict[str, Any],
    candidates: tuple[Candidate, ...] = (),
    reasons: tuple[str, ...] = ("no clear lead",),
    **facts: Any,
) -> int:
    "Add a file that needs review. Returns the id of its pending row."
    values: dict[str, Any] = {
        "size_bytes": 4 * GIB,
        "duration_seconds": 5820,
        "codec_video": "HEVC",
        "codec_audio": "AAC",
        "resolution_width": 1920,
        "resolution_height": 1080,
        "root": "/videos",
        "languages": ["en"],
        **facts,
    }
    languages = values.pop("languages")
    file = VideoFileModel(path=path, filename=path.rpartition("/")[2], path_bytes=os.fsencode(path), **values)
    file.languages = languages
    row = PendingValidationModel(video_file_id=insert(db, file), rule="score_and_lead", rule_version="1")
    key = parsed["title"].lower() + "//" if parsed["kind"] == "series" else None
    row.parsed, row.reasons = {**parsed, "series_key": key}, list(reasons)
    row.candidates = [candidate.to_dict() for candidate in candidates]
    return insert(db, row)


def make_small(path: Path) -> dict[str, int]:
    "A catalogue with one of everything. Returns the pending ids by a name for each case."
    return dict(write_copy(_fill_small, path))


def make_lived_in(path: Path) -> dict[str, int]:
    "A catalogue with a past: decisions, undone ones too, edits, things in the trash, gaps."
    return dict(write_copy(_fill_with_a_past, path))


def _fill_small(db: Database) -> dict[str, int]:
    ids = {
        "film": _nosferatu(db),
        "markup": add_file(db, f"/videos/{MARKUP}.mkv", {"kind": "movie", "title": MARKUP, "year": None}),
        "none": add_file(
            db,
            "/videos/Home Movies/Garden 2021.mp4",
            {"kind": "movie", "title": "Garden", "year": 2021},
            reasons=("no work of the reference has such a title",),
            codec_video="AVC",
        ),
        "unnumbered": add_file(
            db,
            "/videos/Series/Dragnet/Dragnet - The Big Crime.mkv",
            {"kind": "series", "title": "Dragnet", "season": None, "episodes": []},
            (series("tt0043194", "Dragnet", 1951),),
            reasons=("Nothing says which episode of Dragnet this is; give its season and episode.",),
        ),
    }
    for number in (1, 2, 3):
        ids[f"episode {number}"] = _sherlock(db, number)
    ids["validated"] = _metropolis(db)
    ids["owned episode"] = _bonanza(db)
    return ids


def _nosferatu(db: Database) -> int:
    return add_file(
        db,
        "/videos/Films/Nosferatu.1080p.BluRay.x265-GRP/nosferatu.mkv",
        {"kind": "movie", "title": "Nosferatu", "year": None, "source": "Blu-ray"},
        (
            film(
                "tt0013442", "Nosferatu", 1922, 67, 94, original_title="Nosferatu, eine Symphonie des Grauens"
            ),
            film("tt5040012", "Nosferatu", 2024, 67, 132),
            film(
                "tt0079641",
                "Nosferatu the Vampyre",
                1979,
                50,
                107,
                original_title="Nosferatu: Phantom der Nacht",
            ),
        ),
        reasons=(
            "no_year: the name has none",
            "twin: Nosferatu (2024, tt5040012)",
            "score 67 is below 85",
        ),
        duration_seconds=5640,
        languages=["de", "en"],
    )


def _sherlock(db: Database, number: int) -> int:
    parsed = {"kind": "series", "title": "Sherlock Holmes", "season": 1, "episodes": [number]}
    return add_file(
        db,
        f"/videos/Series/Sherlock Holmes/Season 1/Sherlock.Holmes.S01E{number:02}.mkv",
        parsed,
        (
            series("tt0046643", "Sherlock Holmes", 1954, 100, season=1, episodes=(number,)),
            series("tt0086661", "The Adventures of Sherlock Holmes", 1984, 82, season=1, episodes=(number,)),
        ),
        reasons=("twin: fits as well: Sherlock Holmes (1984, tt0086661)",),
        duration_seconds=1620,
    )


def _metropolis(db: Database) -> int:
    pending = add_file(
        db,
        "/videos/Films/Metropolis (1927) 2160p FRENCH.mkv",
        {"kind": "movie", "title": "Metropolis", "year": 1927},
        (film("tt0017136", "Metropolis", 1927, 100, 153),),
        duration_seconds=9180,
        file_hash="aa11",
    )
    validate(db, pending, _offered(db, pending), rule="score_and_lead", rule_version="1")
    insert(db, TitleModel(work="movie:1", title="Die Stadt der Zukunft", kind="alternative"))
    return pending


def _bonanza(db: Database) -> int:
    parsed = {"kind": "series", "title": "Bonanza", "season": 1, "episodes": [1]}
    pending = add_file(
        db,
        "/videos/Series/Bonanza/Bonanza.S01E01.mkv",
        parsed,
        (series("tt0052451", "Bonanza", 1959, 100, season=1, episodes=(1,)),),
        duration_seconds=2940,
    )
    approve(db, pending, "tt0052451", by="root")
    insert(
        db,
        EpisodeModel(
            series_id=1, season_number=1, episode_number=4, title="The Paiute War", air_date="1959-10-03"
        ),
    )
    return pending


def _offered(db: Database, pending_id: int) -> Candidate:
    from cineorg_catalog.review.decide import candidates_of, read_pending

    return candidates_of(read_pending(db, pending_id))[0]


def _of_sources(db: Database) -> None:
    "A row in each table of what sources say."
    declare_sources(db)
    wish_languages(db, ["en"])
    person = insert(db, PersonModel(name="Fritz Lang", sort_name="Lang, Fritz"))
    insert(db, CreditModel(movie_id=1, person_id=person, role="director", position=0, source="imdb"))
    insert(db, ViewingModel(movie_id=1, watched_at="2024-02-29", rating=9.0, source="nfo"))
    insert(db, EpisodeNumberModel(episode_id=1, numbering="dvd", season=1, number=2))


def _fill_with_a_past(db: Database) -> dict[str, int]:
    ids = _fill_small(db)
    insert(db, RootModel(path="/videos", path_bytes=b"/videos"))
    edit(
        db,
        "movie",
        1,
        {"genres": "Drama,Sci-Fi", "tmdb_id": "19", "overview": "A city of two halves."},
        by="root",
    )
    add_file(
        db,
        "/videos/Films/Metropolis copy.mkv",
        {"kind": "movie", "title": "Metropolis", "year": 1927},
        (film("tt0017136", "Metropolis", 1927, 100, 153),),
        subtitle_languages_json='["fr"]',
    )
    approve(db, 10, "tt0017136", by="ann")
    delete(db, "video_file", 10, reason="given away", by="ann")
    insert(db, EpisodeModel(series_id=1, season_number=0, episode_number=1, title="A Special"))
    approve(db, ids["film"], "tt0013442", by="ann")
    undo(db, last_about(db, ids["film"]), by="bob")
    db.execute("update video_files set missing_since = '2026-05-06T07:08:09.000000Z' where id = 9")
    load = LoadModel(command="scan", started_at="2026-01-01T10:20:30.000000Z")
    load.counts, load.errors = {"files": {"seen": 9, "new": 9}}, [{"path": "/x.mkv", "error": "torn"}]
    insert(db, load)
    db.conn.commit()
    _of_sources(db)
    return ids


def make_big(
    path: Path,
    films: int = 30_000,
    episodes: int = 10_000,
    waiting: int = 10_000,
    of_one_series: bool = False,
) -> None:
    """A generated catalogue: decided films and episodes, and files that wait, half of them of series.

    As heavy as a real one: every row keeps its five candidates with their overviews, paths are long,
    several reasons hold a file back, people decided a part. `of_one_series` puts all that waits into one
    entry. Written row by row in one transaction.
    """
    db = connect(path)
    upgrade(db)
    with db.conn:
        for number in range(films):
            _bulk_film(db, number)
        for number in range(episodes):
            _bulk_episode(db, number)
        for number in range(waiting):
            _bulk_waiting(db, number, of_one_series)
        _bulk_people(db, films)
    db.execute("analyze")
    db.close()


WORDS = ("Shadow", "River", "Iron", "Garden", "Night", "Winter", "Silent", "Golden", "Lost", "Paper",
         "Empire", "Harbour", "Distant", "Broken", "Crystal")  # fmt: skip
OVERVIEW = "A stranger comes to a town where nobody is what they seem, and nothing stays as it was. " * 4
TAGS = "BluRay.REMUX.HDR.HEVC.DTS-HD.MA.7.1-GROUP"


HEIGHTS = (2160, 1080, 720, 480)


def _title(number: int) -> str:
    return f"{WORDS[number % 15]} {WORDS[number // 15 % 15]} {number}"


def _bulk_file(db: Database, path: str, number: int, **more: Any) -> int:
    height = HEIGHTS[number % 4]
    file = VideoFileModel(
        path=path,
        filename=path.rpartition("/")[2],
        path_bytes=os.fsencode(path),
        file_hash=f"{number // 2 if number % 500 < 2 else number:016x}{'e' if 'Series' in path else 'f'}",
        size_bytes=GIB + number,
        duration_seconds=5400 + number % 1200,
        codec_video=("HEVC", "AVC", "AV1")[number % 3],
        codec_audio="AAC",
        resolution_width=height * 16 // 9,
        resolution_height=height,
        root=f"/volume{number % 4}",
        missing_since=now() if number % 100 == 7 else None,
        **more,
    )
    file.languages = ["en", "fr"] if number % 2 else ["en"]
    return insert(db, file)


def _bulk_film(db: Database, number: int) -> None:
    title, year = _title(number), 1920 + number % 105
    named = 1080 if number % 200 == 2 else HEIGHTS[number % 4]  # now and then a wrong one
    folder = f"/volume{number % 4}/Films/{title} ({year})"
    file_id = _bulk_file(db, f"{folder}/{title} ({year}) {named}p.{TAGS}.mkv", number)
    db.execute(
        "insert into movies (id, title, year, duration_seconds, genres_json, imdb_id, resolution,"
        " codec_video, created_at) values (?, ?, ?, ?, ?, ?, '1920x1080', 'HEVC', ?)",
        [number + 1, title, year, 5400, '["Drama", "Crime"]', f"tt{number:07}", now()],
    )
    db.execute("insert into movie_files values (?, ?, null, null, 1)", [number + 1, file_id])
    parsed = {"kind": "movie", "title": title, "year": year}
    pending_id = _bulk_pending(db, file_id, parsed, _films_offered(number % 100), "validated")
    action = "approve" if number % 4 == 0 else "auto"
    db.execute(
        "insert into decisions (action, who, decided_at, video_file_id, pending_id, entity_type, entity_id)"
        " values (?, 'root', ?, ?, ?, 'movie', ?)",
        [action, now(), file_id, pending_id, number + 1],
    )


def _bulk_episode(db: Database, number: int) -> None:
    show, season, episode = number // 100 + 1, number % 100 // 10 + 1, number % 10 + 1
    if number % 100 == 0:
        db.execute(
            "insert into series (id, title, year, created_at) values (?, ?, 2000, ?)",
            [show, _title(show), now()],
        )
    if number % 10 == 5:
        return  # a gap
    path = f"/volume{number % 4}/Series/{_title(show)}/S{season:02}E{episode:02}.{TAGS}.mkv"
    file_id = _bulk_file(db, path, number)
    episode_id = insert(
        db,
        EpisodeModel(
            series_id=show,
            season_number=season,
            episode_number=episode,
            title=f"Episode {episode}",
            file_path=path,
        ),
    )
    db.execute("insert into episode_files values (?, ?)", [episode_id, file_id])
    parsed = {"kind": "series", "title": _title(show), "season": season, "episodes": [episode]}
    _bulk_pending(db, file_id, parsed, _series_offered(show), "validated")


def _bulk_waiting(db: Database, number: int, of_one_series: bool) -> None:
    if number % 2 or of_one_series:
        show = 1 if of_one_series else number // 40
        title, season = _title(show), 1 + number // 40
        path = f"/new/Series/{title}/Season {season}/{title}.S{season:02}E{number % 40:02}.{TAGS}.mkv"
        parsed = {
            "kind": "series",
            "title": title,
            "season": season,
            "episodes": [number % 40],
            "series_key": f"{title.lower()}//",
        }
        offered = _series_offered(show)
        reason = "twin: fits as well: another"
    else:
        path = f"/new/Films/{_title(number)}.{TAGS}/{_title(number)}.{TAGS}.mkv"
        parsed = {"kind": "movie", "title": _title(number), "year": None}
        offered = _films_offered(number)
        reason = "no_year: the name has none"
    file_id = _bulk_file(db, path, 100_000 + number)
    reasons = (reason, f"score {number % 60} is below 85", f"duration_far: 90 min against {number % 200} min")
    _bulk_pending(db, file_id, parsed, offered, "pending", reasons)


def _bulk_people(db: Database, films: int) -> None:
    "Ten people a film, some in very many; a third of the films was seen, a tenth is in collections."
    people = films + 1
    db.conn.executemany(
        "insert into people (id, name, sort_name) values (?, ?, ?)",
        ((n, f"{WORDS[n % 15]} Person{n}", f"Person{n}, {WORDS[n % 15]}") for n in range(1, people)),
    )
    db.conn.executemany(
        "insert into credits (movie_id, person_id, role, position, source) values (?, ?, ?, ?, 'imdb')",
        (
            (film, 1 + film * 7919 * (place + 1) ** 3 % people * (place + 1) // 11, role, place)
            for film in range(1, people)
            for place, role in enumerate(("director", "writer", *["actor"] * 8))
        ),
    )
    db.execute("insert into viewings (movie_id, rating) select id, 7 from movies where id % 3 = 0")
    db.execute("update movies set collection = 'Collection ' || (id / 30) where id % 10 = 0")


@lru_cache
def _films_offered(number: int) -> str:
    "Five candidates as a row keeps them."
    return json.dumps(
        [
            film(f"tt{7000000 + number + n}", _title(number), 1990 + n, 67 - n, overview=OVERVIEW).to_dict()
            for n in range(5)
        ]
    )


@lru_cache
def _series_offered(show: int) -> str:
    return json.dumps(
        [
            series(f"tt{8000000 + show + n}", _title(show), 1990 + n, 100 - n, overview=OVERVIEW).to_dict()
            for n in range(5)
        ]
    )


def _bulk_pending(
    db: Database,
    file_id: int,
    parsed: dict[str, Any],
    offered: str,
    status: str,
    reasons: tuple[str, ...] = ("certain",),
) -> int:
    return insert(
        db,
        PendingValidationModel(
            video_file_id=file_id,
            validation_status=status,
            parsed_json=json.dumps(parsed),
            reasons_json=json.dumps(reasons),
            candidates_json=offered,
        ),
    )
