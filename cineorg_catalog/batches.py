"""Work in portions, so that each is one short transaction and nobody waits for long."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    "Lists of at most `size` items."
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
