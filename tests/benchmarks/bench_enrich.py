"""How fast titles are enriched and projected.

    python -m tests.benchmarks.bench_enrich

1,000 films against a server on this machine that takes 20 ms an answer (4 connections allow 200 a second;
what four bare ones get is measured before and after), and 50,000 films with three records each, projected
where all changed and where nothing did.
"""

import http.client
import json
import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.enrich import enrich, switch
from cineorg_catalog.sources.projection import bring_up_to_date, project
from tests.benchmarks.table import Beside, Row, command, peak, seconds, show
from tests.support.source_server import KEYS, SETTINGS, serving

DELAY = 0.02


def serve(port, done, titles):
    "Every film of TMDB, in a process of its own."
    with serving(None) as server:
        server.delay = DELAY
        server.answers.clear()
        for key in range(1, titles + 1):
            words = {
                "iso_639_1": "fr",
                "iso_3166_1": "FR",
                "data": {"title": f"Le film {key}", "overview": "Mots. " * 40},
            }
            cast = [{"name": f"Actor {key % 97 + n}", "character": "A", "order": n} for n in range(10)]
            body = {
                "id": key,
                "title": f"Film {key}",
                "overview": "Words. " * 40,
                "release_date": "2001-02-03",
                "genres": [{"name": "Drama"}],
                "translations": {"translations": [words]},
                "credits": {"cast": cast, "crew": []},
            }
            server.add(f"/3/movie/{key}", body)
        port.send(server.port)
        done.wait()


def bare(address, titles):
    "Seconds a title by four connections that read the same answers and do nothing else."

    def read(keys):
        connection = http.client.HTTPConnection(address.removeprefix("http://"))
        for key in keys:
            connection.request("GET", f"/3/movie/{key}")
            connection.getresponse().read()
        connection.close()

    keys = [range(first, titles + 1, 4) for first in range(1, 5)]
    with ThreadPoolExecutor(4) as pool:
        return seconds(lambda: list(pool.map(read, keys))) / titles


def with_films(path, count):
    db = connect(path)
    bring_up_to_date(db)
    with writing(db):
        ids = range(1, count + 1)
        db.conn.executemany(
            "insert into movies (id, title, tmdb_id, provenance_json) values (?, ?, ?, '{}')",
            [(key, f"tmdb {key}", key) for key in ids],
        )
        db.conn.executemany(
            "insert into video_files (id, path, filename, size_bytes) values (?, ?, ?, 1)",
            [(key, f"/v/{key}.mkv", f"{key}.mkv") for key in ids],
        )
        db.conn.executemany(
            "insert into movie_files (movie_id, video_file_id, is_main) values (?, ?, 1)",
            [(k, k) for k in ids],
        )
        db.conn.executemany(
            "insert into external_ids (movie_id, source, source_id) values (?, 'tmdb', ?)",
            [(key, str(key)) for key in ids],
        )
    return db


def enriched(folder: Path, titles: int) -> Row:
    here, there = multiprocessing.Pipe()
    done = multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(there, done, titles))
    server.start()
    address = f"http://127.0.0.1:{here.recv()}"
    os.environ |= dict.fromkeys(SETTINGS, address) | KEYS
    path = folder / "enrich.db"
    db = with_films(path, titles)
    switch(db, "tmdb", True)
    before = bare(address, titles // 2)
    report = enrich(db, path)
    least = (before + bare(address, titles // 2)) / 2
    done.set()
    server.join()
    beside = Beside("four bare connections", least)
    return Row(f"film enriched, of {titles:,}", report.seconds / report.answered, beside, memory=peak())


def projected(path: Path, films: int) -> Iterator[Row]:
    db = with_films(path, films)
    texts = {"overview": "Words. " * 40, "year": 2001}
    records = [
        (str(key), language, json.dumps({"title": f"Film {key} {language}", **texts}))
        for key in range(1, films + 1)
        for language in ("", "en", "fr")
    ]
    with writing(db):
        db.conn.executemany(
            """insert into source_records (source, kind, source_id, language, data_json, fetched_at)
               values ('tmdb', 'movie', ?, ?, ?, '')""",
            records,
        )
    for what in ("all changed", "unchanged"):
        with writing(db):
            taken = seconds(lambda: project(db, "movie", range(1, films + 1)))
        yield Row(f"projection of {films:,} films, {what}", taken)


def rows(quick: bool = False) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        yield enriched(Path(name), 200 if quick else 1_000)
        yield from projected(Path(name) / "project.db", 2_000 if quick else 50_000)


if __name__ == "__main__":
    show(rows(**vars(command(__doc__).parse_args())))
