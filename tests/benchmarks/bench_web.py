"""The pages of a big catalogue beside Datasette's own table page of the same database, in one run.

50,000 files, 10,000 of them waiting, all generated; `suggest_facets` off. Each page is asked several
times in turn and its median is given, with how many times the plain table page it takes. With
`--one-series` all that waits is of one series.

    python -m tests.benchmarks.bench_web
    python -m tests.benchmarks.bench_web --one-series
    python -m tests.benchmarks.bench_web --files 1000000 --every-page
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import quote

from tests.benchmarks.table import Beside, Row, command, seconds, show
from tests.support.multiplied import multiply
from tests.support.sample_catalogue import make_big
from tests.support.site import ROOT, Site, metadata

PLAIN = "/cineorg/video_files"
MAIN = (
    "/",
    "/cineorg/movies",
    "/cineorg/movies/1",
    "/-/title/movie/1",
    "/-/pending",
    "/-/pending/<id>",
    "/-/pending (JSON)",
)
JSON = {"accept": "application/json"}
HTML = {"accept": "text/html"}
Asked = tuple[str, dict[str, str]]


def pages(waiting: int) -> list[Asked]:
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
    "An address for the table: a chart by its name, JSON as such, files that need review as one page."
    if "&_chart=" in path:
        return f"chart {path.rpartition('=')[2]}"
    return re.sub(r"/pending/\d+", "/pending/<id>", path) + (" (JSON)" if headers is JSON else "")


MADE = 50_000  # files that are made row by row; a larger catalogue has copies of them


def make_catalogue(folder: Path, files: int, one_series: bool = False) -> Path:
    "Three fifths films, a fifth episodes; a fifth waits."
    database, times = folder / "cineorg.db", -(-files // MADE)
    made = files // times
    make_big(database, made * 3 // 5, made // 5, made // 5, of_one_series=one_series)
    if times > 1:
        multiply(database, times)
    return database


def page_times(database: Path, rounds: int, asked: Sequence[Asked] | None = None) -> dict[str, float]:
    "The median of each page's rounds, all pages in turn; the plain one is the first."
    site = Site([database])
    if asked is None:
        asked = pages(site.get("/cineorg/pending.json?_shape=array").json()[0]["id"])
    times: dict[str, list[float]] = {shown(*page): [] for page in asked}
    for _ in range(rounds + 1):  # the first round warms up
        for path, headers in asked:
            times[shown(path, headers)].append(seconds(partial(read, site, path, headers)))
    site.close()
    return {page: median(taken[1:]) for page, taken in times.items()}


def read(site: Site, path: str, headers: dict[str, str]) -> None:
    assert site.get(path, ROOT, headers=headers).status_code == 200, path


def page_rows(times: dict[str, float], files: int) -> Iterator[Row]:
    for page, taken in times.items():
        if page != PLAIN:
            yield Row(f"{page} at {files:,} files", taken, Beside("Datasette's table page", times[PLAIN]))


def rows(
    quick: bool = False, files: int | None = None, every_page: bool = False, one_series: bool = False
) -> Iterator[Row]:
    files = files or (2_500 if quick else 50_000)
    with tempfile.TemporaryDirectory() as folder:
        times = page_times(make_catalogue(Path(folder), files, one_series), 2 if quick else 7)
    if not every_page:
        others = times.keys() - {PLAIN, *MAIN}
        times = {page: times[page] for page in (PLAIN, *MAIN, max(others, key=lambda page: times[page]))}
    yield from page_rows(times, files)


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--files", type=int, help="[50,000]")
    parser.add_argument("--every-page", action="store_true")
    parser.add_argument("--one-series", action="store_true")
    show(rows(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
