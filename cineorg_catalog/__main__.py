"""`python -m cineorg_catalog`: the same as `cineorg-load`."""

from .cli import main

if __name__ == "__main__":  # worker processes that identify names import this module again
    main()
