"""Runs the server in a terminal's foreground and says the login address last, where it is seen.

Datasette prints it first, and what its server says of its start pushes it up.
"""

import signal
import subprocess
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from itertools import chain
from urllib.parse import urlsplit

_QUESTION = "/-/versions.json?started"  # what is asked; the server's line about it is kept back


def say_address_last(command: Sequence[str]) -> int:
    "Run Datasette with --root, its first line kept back until it answers. Returns its exit code."
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, and it ends
        assert server.stdout is not None
        first = server.stdout.readline()
        _wait_for_answer(first, server)
        for line in chain([first], server.stdout):
            if _QUESTION not in line:
                print(line, end="", flush=True)
    return server.returncode if server.returncode >= 0 else 128 - server.returncode  # as a shell has it


def _wait_for_answer(address: str, server: "subprocess.Popen[str]") -> None:
    "An answer comes after all that the server says of its start; an open port may come before."
    place = urlsplit(address.strip())
    while place.hostname and server.poll() is None:
        talk = HTTPConnection(place.hostname, place.port or 80, timeout=5)
        try:
            talk.request("GET", _QUESTION)
            talk.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            talk.close()
