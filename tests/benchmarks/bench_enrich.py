"""How fast titles are enriched and projected, run by itself: python -m tests.benchmarks.bench_enrich

1,000 films against a server on this machine that takes 20 ms an answer (4 connections allow 200 a second;
what four bare ones get is measured before and after), and 50,000 films with three records each, projected
where all changed and where nothing did.
"""

import http.client
import json
import multiprocessing
import os
import resource
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.enrich import enrich, switch
from cineorg_catalog.sources.projection import bring_up_to_date, project
from tests.support.source_server import KEYS, SETTINGS, serving

TITLES, FILMS, DELAY = 1_000, 50_000, 0.02


def serve(port, done):
    "Every film of TMDB, in a process of its own."
    with serving(None) as server:
        server.delay = DELAY
        server.answers.clear()
        for key in range(1, TITLES + 1):
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
    "Titles a second by four connections that read the same answers and do nothing else."

    def read(keys):
        connection = http.client.HTTPConnection(address.removeprefix("http://"))
        for key in keys:
            connection.request("GET", f"/3/movie/{key}")
            connection.getresponse().read()
        connection.close()

    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, [range(first, titles + 1, 4) for first in range(1, 5)]))
    return titles / (time.monotonic() - started)


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


def measure_enrich(folder):
    here, there = multiprocessing.Pipe()
    done = multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(there, done))
    server.start()
    address = f"http://127.0.0.1:{here.recv()}"
    os.environ |= dict.fromkeys(SETTINGS, address) | KEYS
    path = folder / "enrich" / "cineorg.db"
    db = with_films(path, TITLES)
    switch(db, "tmdb", True)
    allowed = bare(address, TITLES // 2)
    report = enrich(db, path)
    allowed = (allowed + bare(address, TITLES // 2)) / 2
    done.set()
    server.join()
    rate = report.answered / report.seconds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"enrich: {report.answered} films in {report.seconds} s, {rate:.0f} a second"
        f" ({100 * rate * DELAY / 4:.0f} % of what 4 connections allow,"
        f" {100 * rate / allowed:.0f} % of the {allowed:.0f} that four bare ones get), {memory} MiB"
    )


def measure_projection(folder):
    db = with_films(folder / "project" / "cineorg.db", FILMS)
    records = [
        (
            str(key),
            language,
            json.dumps({"title": f"Film {key} {language}", "overview": "Words. " * 40, "year": 2001}),
        )
        for key in range(1, FILMS + 1)
        for language in ("", "en", "fr")
    ]
    with writing(db):
        db.conn.executemany(
            """insert into source_records (source, kind, source_id, language, data_json, fetched_at)
               values ('tmdb', 'movie', ?, ?, ?, '')""",
            records,
        )
    for what in ("all changed", "nothing changed"):
        started = time.monotonic()
        with writing(db):
            project(db, "movie", range(1, FILMS + 1))
        print(
            f"projection of {FILMS} films with three records each, {what}: {time.monotonic() - started:.1f} s"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measure_enrich(Path(name))
        measure_projection(Path(name))
