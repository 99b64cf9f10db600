"""Film and episode names made from the reference, with what each of them is: the judge of identification.

Seeded and deterministic for a given reference; reads only the reference's own files and imports nothing
of `cineorg_catalog`, so that the code which is judged cannot shape its judge.

    python -m tests.generators.generated_names --shared ../shared/data --out /tmp/names [--seed N]

writes `questions.ndjson` (for `cineorg-load identify --stdin`), `expected.ndjson` (line by line what
each is) and `reference/` (the reference without every fifth work). `--score OUTPUT.ndjson` then tells
how the answers fared.
"""

import argparse
import json
import sys
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from tests.generators.generated_pairs import add_pairs
from tests.generators.generated_sets import (
    Deck,
    Draw,
    add_films,
    add_misspelt,
    add_series,
    add_twins,
    add_without_year,
    add_year_off,
    clear,
    running_time,
)
from tests.generators.name_pieces import Named
from tests.generators.reference_works import SERIES_FORMS, Twins, keys, read_works, rows
from tests.generators.score_generated import report, score
from tests.generators.ways_of_writing import FILM_WAYS
from tests.generators.ways_of_writing_episodes import EPISODE_WAYS, place_for
from tests.support.places import SHARED

SEED = 20261122


def draw(reference: Path, seed: int = SEED) -> Draw:
    "All sets of names for one seed."
    rng = Random(seed)
    works = read_works(reference)
    twins, drawn = Twins(works), Draw()
    used: set[str] = set()
    add_twins(rng, drawn, twins, used)
    films = [work for work in works if work.form == "movie" and clear(drawn, twins, work)]
    deck = Deck(rng, films, used)
    add_films(rng, drawn, twins, deck)
    add_without_year(rng, drawn, deck)
    add_year_off(rng, drawn, twins, deck)
    add_misspelt(rng, drawn, twins, deck)
    add_pairs(rng, drawn, twins, deck)
    add_series(rng, drawn, twins, [work for work in works if work.form in SERIES_FORMS], used)
    return drawn


def plain_names(n: int, seed: int = SEED, reference: Path | None = None) -> list[dict[str, Any]]:
    "n questions for the speed of identification: films in all ways, every tenth an episode; twins and all."
    rng, drawn = Random(seed), Draw()
    works = [work for work in read_works(reference or SHARED / "reference") if work.year and keys(work.title)]
    series = [work for work in works if work.form in SERIES_FORMS]
    films = rng.choices([work for work in works if work.form == "movie"], k=n)
    for index, (film, way) in enumerate(zip(films, cycle(FILM_WAYS), strict=False)):
        if index % 10 == 9:
            show, spelling = rng.choice(series), rng.choice(list(EPISODE_WAYS))
            written = EPISODE_WAYS[spelling](rng, place_for(rng, spelling, show.title, show.year))
            drawn.add("plain", spelling, show, written, None, None)
        else:
            written = FILM_WAYS[way](rng, Named(film.title, film.year or 0, rng.choice(film.titles)))
            drawn.add("plain", way, film, written, running_time(rng, film, written, way), None)
    return drawn.questions


def write_reference(source: Path, target: Path, removed: set[str]) -> None:
    "The dataset files without the removed titles and their other titles."
    target.mkdir(parents=True, exist_ok=True)
    for stem in ("title.basics", "title.akas"):
        with open(target / f"{stem}.tsv", "w", encoding="utf-8", newline="\n") as out:
            out.writelines(line for line in rows(source, stem) if line.partition("\t")[0] not in removed)


def write_lines(path: Path, items: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="the shared data, with reference/ in it")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--score", type=Path, help="the answers of identify --stdin to questions.ndjson")
    options = parser.parse_args()
    drawn = draw(options.shared / "reference", options.seed)
    if options.score:
        answers = [json.loads(line) for line in options.score.read_text(encoding="utf-8").splitlines()]
        print(report(score(drawn.questions, drawn.expected, answers)))
        return
    write_reference(options.shared / "reference", options.out / "reference", drawn.removed)
    write_lines(options.out / "questions.ndjson", drawn.questions)
    write_lines(options.out / "expected.ndjson", drawn.expected)
    print(
        f"{len(drawn.questions)} names, {len(drawn.removed)} works taken out of the reference",
        file=sys.stderr,
    )
    for reason, count in drawn.left_out.items():
        print(f"left out: {count} {reason}", file=sys.stderr)


if __name__ == "__main__":
    main()
