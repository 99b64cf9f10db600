"""Items made in another process arrive here, and so do its errors."""

import multiprocessing
import os
import signal

import pytest

from cineorg_catalog.errors import ReferenceFault
from cineorg_catalog.sources.ahead import run_ahead


def squares(upto):
    for number in range(upto):
        yield (number, number * number, "é" * number)


def failing(message):
    yield ("first",)
    raise ReferenceFault(message)


def endless():
    while True:
        yield ("more", "x" * 100_000)


def killed():
    yield ("first",)
    os.kill(os.getpid(), signal.SIGKILL)


def test_items_come_in_order():
    assert list(run_ahead(squares, 200)) == list(squares(200))


def test_an_error_is_raised_here_after_the_items_before_it():
    items = run_ahead(failing, "title.basics is torn")
    assert next(items) == ("first",)
    with pytest.raises(ReferenceFault, match="torn"):
        next(items)


def test_the_other_process_ends_with_the_iterator():
    items = run_ahead(endless)
    next(items)
    items.close()
    assert not multiprocessing.active_children()


def test_a_killed_process_is_told():
    items = run_ahead(killed)
    with pytest.raises(ChildProcessError, match="ended"):
        list(items)
