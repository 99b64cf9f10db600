"""The pages of a big catalogue beside Datasette's own table page of the same database, in one run.

50,000 files, 10,000 of them waiting, all generated; `suggest_facets` off. Each page is asked several
times in turn and its median is given, with how many times the plain table page it takes.

    python tests/benchmarks/bench_web.py
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from review_site import ROOT, Site, metadata
from sample_catalogue import make_big

ROUNDS = 7
PLAIN = "/cineorg/video_files"


def pages(waiting: int) -> list[str]:
    queries = metadata()["databases"]["cineorg"]["queries"]
    return [
        PLAIN,
        "/",
        "/-/pending",
        "/-/pending?sort=score",
        "/-/pending?text=shadow&reason=twin&page=3",
        f"/-/pending/{waiting}",
        f"/-/pending/{waiting + 1}",
        *(f"/cineorg/{name}?q=shadow" for name in queries),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cineorg.db"
        make_big(file)
        site = Site([file])
        waiting = site.get("/cineorg/pending.json?_shape=array").json()[0]["id"]
        times: dict[str, list[float]] = {path: [] for path in pages(waiting)}
        for _ in range(ROUNDS + 1):  # the first round warms up
            for path, taken in times.items():
                start = time.perf_counter()
                assert site.get(path, ROOT).status_code == 200, path
                taken.append(time.perf_counter() - start)
        site.close()
    plain = median(times[PLAIN][1:])
    for path, taken in times.items():
        print(f"{median(taken[1:]) * 1000:7.1f} ms  {median(taken[1:]) / plain:5.2f} ×  {path}")


if __name__ == "__main__":
    main()
