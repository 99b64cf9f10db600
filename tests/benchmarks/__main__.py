"""The table of speed: what the work takes here, in the bare limit, and with what a user would pick instead.

    python -m tests.benchmarks [--quick] [--only NAME…]

Times are wall-clock; nothing else should run. Allow half an hour and 5 GB in the temporary folder; `--quick`
takes three minutes: its small sizes show that everything runs, not how fast. Names and reference come from
the shared data (CINEORG_SHARED). How right names are read is another table: `bench_names_quality`.
"""

import sys
import traceback

from tests.benchmarks.table import apart, command, rows_of, show

BENCHMARKS = (
    "load",
    "rescan",
    "growth",
    "identify",
    "reference",
    "web",
    "paint",
    "enrich",
    "followers",
    "keyboard",
)


def main() -> None:
    parser = command(__doc__)
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=BENCHMARKS, metavar="NAME")
    options, failed = parser.parse_args(), 0
    show([])
    for name in options.only:
        try:
            show(apart(rows_of, name, options.quick).result, heading=False)
        except Exception:  # whatever it is, the others are measured too
            traceback.print_exc()
            failed += 1
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
