"""`python -m cineorg_catalog`: the same as `cineorg-load`."""

from .cli import main

main()
