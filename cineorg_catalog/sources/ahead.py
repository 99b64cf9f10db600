"""Runs an iterator in a process of its own, ahead of the one that uses its items.

For two steps of plain data that both take long: while this process works on one item the other makes the
next, and no more than that. It knows nothing of what the items are.
"""

import gc
import marshal
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from typing import Any

_PIPE_BYTES = 1 << 20  # what a process may ask for without privileges
_ITEM, _END, _ERROR = b"i", b"e", b"x"


def run_ahead(make: Callable[..., Iterator[tuple]], *args: Any) -> Iterator[tuple]:
    """The tuples that make(*args) yields, of built-in types only; what it raises is raised here.

    `make` is a function at the top of a module. The other process ends with the iterator, and where this
    one is killed. Raises ChildProcessError where the other is.
    """
    receiving, sending = Pipe(duplex=False)
    _widen(sending)
    process = Process(target=_send_all, args=(receiving, sending, make, args), daemon=True)
    process.start()
    sending.close()
    try:
        while (message := receiving.recv_bytes())[:1] == _ITEM:
            yield marshal.loads(memoryview(message)[1:])
        if message[:1] == _ERROR:
            raise pickle.loads(message[1:])
    except EOFError:
        raise ChildProcessError("the process that reads ahead was ended by something else") from None
    finally:
        receiving.close()
        process.terminate()
        process.join()


def _widen(pipe: Connection) -> None:
    "Room for a few items, where the system allows it: fewer changes from one process to the other."
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _send_all(
    receiving: Connection, sending: Connection, make: Callable[..., Iterator[tuple]], args: tuple
) -> None:
    receiving.close()  # or a pipe would stay open with nobody at its other end
    gc.disable()  # plain data has no cycles, and looking for them in it costs a quarter of the time
    with suppress(BrokenPipeError, KeyboardInterrupt):  # then nobody listens any more
        try:
            for item in make(*args):
                sending.send_bytes(_ITEM + marshal.dumps(item))
            sending.send_bytes(_END)
        except Exception as error:  # whatever it is, it is raised over there
            sending.send_bytes(_ERROR + pickle.dumps(error))
