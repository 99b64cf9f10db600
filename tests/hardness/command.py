"""How each command here is called: how much of it runs, and the one line of figures that it prints."""

import argparse
import sys
import time
from collections.abc import Callable


def options_of(description: str | None) -> argparse.Namespace:
    "`part` and `seed` as a command was given them."
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", type=int, default=1, metavar="N", help="run one Nth of it [1: all]")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another walk")
    return parser.parse_args()


def main(run: Callable[[int, int], str]) -> None:
    "Run a command's `run(part, seed)`, of which `--part 10` is a tenth, and print its figures in one line."
    options = options_of(sys.modules[run.__module__].__doc__)
    started = time.monotonic()
    figures = run(options.part, options.seed)
    print(f"{figures} ({time.monotonic() - started:.0f} s)")
