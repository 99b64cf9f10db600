"""What identifying a name takes beside what guessit alone takes to read it, in one run.

    python -m tests.benchmarks.bench_identify [--names 10000] [--shared ../shared/data]

The names are generated ones and those of `names/`, the peers'; guessit reads every tenth of them, which is
enough to know its pace. The starts of processes are included.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from guessit import guessit

from cineorg_catalog.matching.case import Question, question_from
from cineorg_catalog.matching.identify import identify_many
from cineorg_catalog.reference.build import build_reference
from tests.benchmarks.table import Beside, Row, apart, command, seconds, show
from tests.generators.generated_names import plain_names
from tests.support.places import SHARED


def peers(shared: Path) -> list[Question]:
    return [
        question_from({"name": json.loads(line)["name"]})
        for path in sorted((shared / "names").glob("*.ndjson"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def generated(names: int, shared: Path) -> list[Question]:
    return [question_from(row) for row in plain_names(names, reference=shared / "reference")]


def guess(asked: list[Question]) -> float:
    "Seconds for a name, after a warming one."
    guessit("warm.up.2001.mkv")
    names = [f"{item.folder}/{item.name}" if item.folder else item.name for item in asked[::10]]
    return seconds(lambda: [guessit(name) for name in names]) / len(names)


def identify(asked: list[Question], reference: Path, workers: int) -> int:
    "How many are certain."
    answers = identify_many(asked, reference, workers=workers)
    return sum(answer.verdict.decision == "auto" for answer in answers)


def rows(quick: bool = False, names: int | None = None, shared: Path = SHARED) -> Iterator[Row]:
    known, made = peers(shared), generated(names or (300 if quick else 10_000), shared)
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder) / "reference.db"
        build_reference(shared / "reference", reference)
        for label, asked in (("generated", made), ("peers'", known[::15] if quick else known)):
            beside = Beside("guessit, one core", guess(asked))
            for workers in (1, 2):
                cost = apart(identify, asked, reference, workers)
                by = f"{workers} process{'es' * (workers - 1)}"
                work = f"name of {len(asked):,} {label}, {by}, {cost.result:,} certain"
                yield Row(
                    work,
                    cost.seconds / len(asked),
                    instead=beside,
                    memory=cost.memory if workers == 1 else None,
                )


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--names", type=int, help="[10,000]")
    show(rows(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
