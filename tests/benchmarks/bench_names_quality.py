"""How right identification is on generated names: the full table for some seeds.

    python -m tests.benchmarks.bench_names_quality --shared ../shared/data [--seed N …]

Prints, for each seed, outcomes by set and way of writing, and every case that was not right by itself.
"""

import argparse
import tempfile
import time
from pathlib import Path

from cineorg_catalog.matching.case import question_from
from cineorg_catalog.matching.identify import identify_many
from cineorg_catalog.reference.build import build_reference
from tests.generators.generated_names import SEED, draw, write_reference
from tests.generators.score_generated import report, score


def judge(shared: Path, seed: int, cases: int) -> str:
    drawn = draw(shared / "reference", seed)
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.db"
        write_reference(shared / "reference", Path(folder) / "reduced", drawn.removed)
        build_reference(Path(folder) / "reduced", reference)
        started = time.perf_counter()
        questions = (question_from(question) for question in drawn.questions)
        answers = [identified.to_dict() for identified in identify_many(questions, reference)]
        seconds = time.perf_counter() - started
    table = report(score(drawn.questions, drawn.expected, answers), cases=cases)
    return f"seed {seed}: {len(answers)} names in {seconds:.1f} s\n{table}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--seed", type=int, nargs="*", default=[SEED])
    parser.add_argument("--cases", type=int, default=40, help="how many of each outcome to list")
    options = parser.parse_args()
    for seed in options.seed:
        print(judge(options.shared, seed, options.cases), flush=True)


if __name__ == "__main__":
    main()
