"Processes that share the work of this one, and never receive Ctrl-C: whoever started them ends them."

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

T = TypeVar("T")


@contextmanager
def without_ctrl_c() -> Iterator[None]:
    "Hold SIGINT back for the block; processes started in it never receive it: their parent ends them."
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def made_meanwhile(make: Callable[..., Iterator[T]], *given: Any) -> Iterator[T]:
    """What `make(*given)` yields, made by another process while this one uses it, a few items ahead.

    All of it must be picklable. Raises what `make` raises, and EOFError if that process was killed.
    """
    receiving, sending = Pipe(duplex=False)
    process = get_context("spawn").Process(target=_make, args=(sending, make, given), daemon=True)
    with without_ctrl_c():
        process.start()
    sending.close()
    try:
        while (message := _received(receiving)) is not None:
            error, item = message
            if error is not None:
                raise error
            yield item
    finally:
        receiving.close()
        process.kill()
        process.join()


def _received(receiving: Connection) -> Any:
    "The next message. Raises EOFError where the sender was killed, in the middle of a message too."
    try:
        return receiving.recv()
    except OSError as error:
        raise EOFError from error


def _make(sending: Connection, make: Callable[..., Iterator[T]], given: tuple[Any, ...]) -> None:
    with suppress(BrokenPipeError):  # nobody wants the rest
        try:
            for item in make(*given):
                sending.send((None, item))
        except BrokenPipeError:
            raise
        except Exception as error:  # whatever it is, the process that uses the items raises it
            sending.send((error, None))
        else:
            sending.send(None)
