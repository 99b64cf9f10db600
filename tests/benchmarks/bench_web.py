"""The pages of a big catalogue beside Datasette's own table page of the same database, in one run.

50,000 files, 10,000 of them waiting, all generated; `suggest_facets` off. Each page is asked several
times in turn and its median is given, with how many times the plain table page it takes. With
`--one-series` all that waits is of one series.

    python -m tests.benchmarks.bench_web
    python -m tests.benchmarks.bench_web --one-series
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

from tests.support.sample_catalogue import make_big
from tests.support.site import ROOT, Site, metadata

ROUNDS = 7
PLAIN = "/cineorg/video_files"
JSON = {"accept": "application/json"}
HTML = {"accept": "text/html"}


def pages(waiting: int) -> list[tuple[str, dict[str, str]]]:
    "(path, headers) of each page that is asked; the first is the one that the others are compared with."
    found = metadata()
    queries = found["databases"]["cineorg"]["queries"]
    charts = found["plugins"]["datasette-dashboards"]["library"]["charts"]
    pages = [
        PLAIN,
        "/",
        "/cineorg/movies",
        "/cineorg/movies?_decade=1990&genres_json__arraycontains=Drama",
        "/cineorg/movies?_person=Garden+Person3",
        "/cineorg/movies?collection=Collection+7",
        "/cineorg/series",
        "/cineorg/movies/1",
        "/cineorg/series/1",
        "/cineorg/episodes/1",
        "/cineorg/people/3",
        "/-/reports",
        "/-/title/movie/1",
        "/cineorg",
        "/-/pending",
        *(f"/-/pending?sort={sort}" for sort in ("score", "folder", "size")),
        "/-/pending?page=100",
        "/-/pending?text=shadow&reason=twin&page=3",
        f"/-/pending/{waiting}",
        f"/-/pending/{waiting + 1}",
        *(f"/cineorg/{name}?q=shadow&volume=/volume0" for name in queries),
        *(f"/cineorg/{name}.json?_shape=array" for name in ("pending", "disagreements")),
        "/-/dashboards/library",
        *(
            f"/cineorg.json?sql={quote(chart['query'])}&_shape=objects&_chart={name}"
            for name, chart in charts.items()
            if "query" in chart
        ),
    ]
    return [*((page, HTML) for page in pages), ("/-/pending", JSON)]


def shown(path: str, headers: dict[str, str]) -> str:
    "An address for the table: a chart by its name, JSON as such."
    if "&_chart=" in path:
        return f"chart {path.rpartition('=')[2]}"
    return path + (" (JSON)" if headers is JSON else "")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cineorg.db"
        make_big(file, of_one_series="--one-series" in sys.argv)
        site = Site([file])
        waiting = site.get("/cineorg/pending.json?_shape=array").json()[0]["id"]
        asked = pages(waiting)
        times: list[list[float]] = [[] for _ in asked]
        for _ in range(ROUNDS + 1):  # the first round warms up
            for (path, headers), taken in zip(asked, times, strict=True):
                start = time.perf_counter()
                assert site.get(path, ROOT, headers=headers).status_code == 200, path
                taken.append(time.perf_counter() - start)
        site.close()
    plain = median(times[0][1:])
    for (path, headers), taken in zip(asked, times, strict=True):
        middle = median(taken[1:])
        print(f"{middle * 1000:7.1f} ms  {middle / plain:5.2f} ×  {shown(path, headers)}")


if __name__ == "__main__":
    main()
