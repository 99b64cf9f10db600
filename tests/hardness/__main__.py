"""Everything that this folder tries, one after the other, with one line of figures each.

    python -m tests.hardness [--part 10] [--seed 1]

Ends with 1 if anything was lost, overruled, half done or too slow. All of it takes about an hour.
"""

import sys
import time
import traceback

from tests.hardness import (
    at_once,
    full_disk,
    http_requests,
    kills,
    ledger_lines,
    lives,
    nfos,
    surroundings,
    videos,
)
from tests.hardness.command import options_of

COMMANDS = (
    nfos,
    surroundings,
    full_disk,
    ledger_lines,
    videos,
    kills,
    at_once,
    http_requests,
    lives,
)  # the quickest first


def main() -> None:
    options, failed = options_of(__doc__), 0
    for command in COMMANDS:
        started = time.monotonic()
        try:
            figures = command.run(options.part, options.seed)
        except Exception:  # whatever it is, the others are tried too
            traceback.print_exc()
            figures, failed = f"{command.__name__}: FAILED", failed + 1
        print(f"{figures} ({time.monotonic() - started:.0f} s)", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
