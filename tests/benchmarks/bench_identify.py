"""Identified names a second beside the names a second that guessit alone reads on one core, in one run.

    python -m tests.benchmarks.bench_identify --shared ../shared/data [--names 10000]

The names are those of `names/` and generated ones; guessit reads every tenth of them, which is enough to know
its pace. Prints ratios and peak memory; asserts nothing.
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

from guessit import guessit

from cineorg_catalog.matching.case import Question, question_from
from cineorg_catalog.matching.identify import identify_many
from cineorg_catalog.reference.build import build_reference
from tests.generators.generated_names import plain_names


def questions(shared: Path, generated: int) -> dict[str, list[Question]]:
    peers = [
        question_from({"name": json.loads(line)["name"]})
        for path in sorted((shared / "names").glob("*.ndjson"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    made = [question_from(row) for row in plain_names(generated, reference=shared / "reference")]
    return {"peers' names": peers, "generated names": made, "both": [*peers, *made]}


def guessit_pace(asked: list[Question]) -> float:
    "Names a second, after a warming call."
    some = asked[::10]
    guessit("warm.up.2001.mkv")
    started = time.perf_counter()
    for question in some:
        guessit(f"{question.folder}/{question.name}" if question.folder else question.name)
    return len(some) / (time.perf_counter() - started)


def identify_pace(asked: list[Question], reference: Path, workers: int) -> tuple[float, int]:
    "Names a second, starts of processes included, and how many were certain."
    started = time.perf_counter()
    certain = sum(
        answer.verdict.decision == "auto" for answer in identify_many(asked, reference, workers=workers)
    )
    return len(asked) / (time.perf_counter() - started), certain


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--names", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.db"
        build_reference(options.shared / "reference", reference)
        for label, asked in questions(options.shared, options.names).items():
            plain = guessit_pace(asked)
            print(f"{label}: {len(asked)}, guessit alone {plain:.0f} a second on one core")
            for workers in (1, 2):
                pace, certain = identify_pace(asked, reference, workers)
                figures = f"{pace:.0f} a second, {pace / plain:.2f} times; {certain} certain"
                print(f"  identified by {workers}: {figures}")
    for who, what in (
        ("this process", resource.RUSAGE_SELF),
        ("the largest other", resource.RUSAGE_CHILDREN),
    ):
        print(f"peak memory of {who}: {resource.getrusage(what).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
