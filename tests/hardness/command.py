"""How each command here is called: how much of it runs, and the one line of figures that it prints."""

import argparse
import sys
import time
from collections.abc import Callable


def main(run: Callable[[int, int], str]) -> None:
    "Run a command's `run(part, seed)`, of which `--part 10` is a tenth, and print its figures in one line."
    parser = argparse.ArgumentParser(description=sys.modules[run.__module__].__doc__)
    parser.add_argument("--part", type=int, default=1, metavar="N", help="run one Nth of it [1: all]")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another walk")
    options = parser.parse_args()
    started = time.monotonic()
    figures = run(options.part, options.seed)
    print(f"{figures} ({time.monotonic() - started:.0f} s)")
