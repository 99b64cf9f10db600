"""`cineorg-load` and `python -m cineorg_catalog`: Ctrl-C is one line from the first moment on.

Nothing is in progress while the command line is imported, so the process may end at once.
"""

import os
import signal


def main() -> None:
    "The entry point of `cineorg-load`."
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as in the background of a script
        signal.signal(signal.SIGINT, _quit)
    from .cli import main as run

    run()


def _quit(*_: object) -> None:
    os.write(2, b"Interrupted.\n")
    os._exit(128 + signal.SIGINT)


if __name__ == "__main__":  # worker processes that identify names import this module again
    main()
