"Items made by another process meanwhile."

import time
from multiprocessing import active_children

import pytest

from cineorg_catalog.processes import made_meanwhile

LONG = bytes(10_000_000)  # longer than what a pipe holds: its sender waits in the middle of it


def some(number):
    yield from range(number)


def long_ones():
    yield LONG
    yield LONG


def one_and_then_nothing():
    yield LONG
    time.sleep(600)


def one_and_a_fault():
    yield 1
    raise OSError("the disk is gone")


def test_items_come_in_their_order_and_the_process_ends():
    assert list(made_meanwhile(some, 1000)) == list(range(1000))
    assert active_children() == []


def test_what_the_other_process_raises_is_raised_here():
    items = made_meanwhile(one_and_a_fault)
    assert next(items) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(items)


@pytest.mark.parametrize("make", [long_ones, one_and_then_nothing], ids=["in a message", "between two"])
def test_a_killed_process_is_an_eof(make):
    items = made_meanwhile(make)
    assert next(items) == LONG
    time.sleep(0.3)  # until it waits in its second message, or before it
    for child in active_children():
        child.kill()
    with pytest.raises(EOFError):
        next(items)
    assert active_children() == []


def test_whoever_takes_no_more_ends_the_other_process():
    items = made_meanwhile(long_ones)
    next(items)
    items.close()
    assert active_children() == []
