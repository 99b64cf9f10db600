"""`python -m cineorg_catalog`: the same as `cineorg-load`."""

from .cli import main

if __name__ == "__main__":  # a process that is spawned to identify imports this module again
    main()
