"""Probes files in child processes, each file within a deadline. Hides the processes and their messages.

Four bytes in a file can keep libmediainfo busy for minutes, or crash it: a child that does not respond is
killed by its own alarm, and another one continues with the next file. Only the parent receives Ctrl-C.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection, Pipe, wait
from types import TracebackType

from .paths import printable
from .probe import ChangedWhileRead, MediaInfo, MediaInfoMissing, Probed, ProbeFault, probe

WORKERS = 4  # more than there are cores: they mostly wait for the disk
DEADLINE = 5.0  # seconds that media info may take; even a file of 100 GB takes only milliseconds
SHARE = 16  # files a child is given before there is another one: a child takes as long to start (measured)
BUSY = 1.0  # seconds after which one that is still busy is joined by another all the same
PATIENCE = 2.5  # seconds after which the files after a slow one go first; a child starts faster than that
MEMORY = 2 << 30  # bytes of address space that a child may use
SETTING = "CINEORG_PROBE_SECONDS"
_ENDLESS = "reading its media info took longer than {:g} s and was stopped; the file may be damaged"
_CRASHED = "reading its media info crashed; the file may be damaged"
_START = (
    "import sys; sys.path[:] = {!r}; from cineorg_catalog.scan.probe_workers import serve_parent; "
    "serve_parent({}, {!r})"
)

Outcome = Probed | ProbeFault


def deadline() -> float:
    "The time limit in seconds for the media info of one file; `CINEORG_PROBE_SECONDS` overrides it."
    try:
        seconds = float(os.environ.get(SETTING) or DEADLINE)
    except ValueError:
        return DEADLINE
    return min(max(seconds, 0.1), 3600.0)


@dataclass(slots=True)
class _Task:
    "One file in progress: when a child got it, what is known so far, and how it ended."

    number: int
    path: bytes
    started: float = 0.0
    hashed: Probed | None = None
    outcome: Outcome | None = None


class Workers:
    "Child processes that probe files. Started when there is work, and ended with the block."

    def __init__(self, count: int = WORKERS) -> None:
        self._count, self._seconds = count, deadline()
        self._all: list[_Worker] = []
        self._given = 0

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._all:
            worker.end()

    def probed(self, paths: Iterable[bytes]) -> Iterator[tuple[int, Outcome]]:
        """(index of the path, its outcome), in the order of the paths, except that slow files come later.

        Raises MediaInfoMissing if the library is not installed.
        """
        given = (_Task(number, path) for number, path in enumerate(paths))
        under_way: deque[_Task] = deque()
        while True:
            self._hand_out(given, under_way)
            if not under_way:
                return
            self._listen()
            yield from _ready(under_way)

    def _hand_out(self, given: Iterator[_Task], under_way: deque[_Task]) -> None:
        while len(under_way) < 8 * self._count:
            worker = next((one for one in self._all if one.task is None), None)
            if worker is None and not self._may_start():
                return
            task = next(given, None)
            if task is None:
                return
            if worker is None:
                self._all.append(worker := _Worker(self._seconds))
            worker.give(task)
            self._given += 1
            under_way.append(task)

    def _may_start(self) -> bool:
        "A few files are read sooner by one child than four children start."
        if len(self._all) >= self._count:
            return False
        late = time.monotonic() - BUSY
        return self._given >= SHARE * len(self._all) or all(
            worker.task is not None and worker.task.started < late for worker in self._all
        )

    def _listen(self) -> None:
        "Read the children's messages; replace children that died."
        busy = {worker.pipe: worker for worker in self._all if worker.task is not None}
        patience = PATIENCE if len(self._all) >= self._count else BUSY
        for pipe in wait(list(busy), timeout=patience) if busy else ():
            if not busy[pipe].hear():  # type: ignore[index]
                self._all.remove(busy[pipe])  # type: ignore[index]


def _ready(under_way: deque[_Task]) -> Iterator[tuple[int, Outcome]]:
    "What is done, in order; if a file takes long, those after it go first."
    slow: list[_Task] = []
    late = time.monotonic() - PATIENCE
    while under_way:
        task = under_way.popleft()
        if task.outcome is not None:
            yield task.number, task.outcome
        elif task.started < late:
            slow.append(task)
        else:
            under_way.appendleft(task)
            break
    under_way.extendleft(reversed(slow))


@dataclass(slots=True)
class _Worker:
    "One child, and the file it is working on."

    seconds: float
    pipe: Connection = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)
    task: _Task | None = None

    def __post_init__(self) -> None:
        self.pipe, theirs = Pipe()
        code = _START.format(sys.path, theirs.fileno(), self.seconds)
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", code],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # only the parent handles Ctrl-C
        )
        theirs.close()

    def give(self, task: _Task) -> None:
        self.task, task.started = task, time.monotonic()
        with suppress(OSError):  # it died while it had nothing to do: `hear` will notice
            self.pipe.send_bytes(task.path)

    def hear(self) -> bool:
        "Read one message from the child; False if there will be no more."
        assert self.task is not None
        try:
            said = json.loads(self.pipe.recv_bytes())
        except (EOFError, OSError):
            self._died(self.task)
            return False
        if said.get("missing"):
            raise MediaInfoMissing(said["missing"])
        if "fault" in said:
            kind = ChangedWhileRead if said["changed"] else ProbeFault
            self.task.outcome = kind(said["fault"])
        elif self.task.hashed is None:
            self.task.hashed = Probed(MediaInfo(), **said)
            return True
        else:
            for name in ("languages", "subtitle_languages"):
                said[name] = tuple(said[name])
            self.task.outcome = replace(self.task.hashed, media=MediaInfo(**said))
        self.task = None
        return True

    def _died(self, task: _Task) -> None:
        code = self.end()
        why = _ENDLESS.format(self.seconds) if code == -signal.SIGALRM else _CRASHED
        if task.hashed is None:
            task.outcome = ProbeFault(f"{printable(task.path)} could not be read: the reading process died.")
        else:
            task.outcome = replace(task.hashed, media=MediaInfo(error=why))
        self.task = None

    def end(self) -> int:
        self.pipe.close()
        if self.task is not None:
            self.process.kill()
        return self.process.wait()


def serve_parent(descriptor: int, seconds: float) -> None:
    "The child: receives paths and sends hashes and media info, until the parent closes the connection."
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process even inside an endless loop
    _bound_memory()
    pipe = Connection(descriptor)

    def hashed(known: Probed) -> None:
        said = asdict(known)
        del said["media"]
        pipe.send_bytes(json.dumps(said).encode())
        signal.setitimer(signal.ITIMER_REAL, seconds)

    while True:
        try:
            path = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        answer = _answer(path, hashed)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            pipe.send_bytes(json.dumps(answer).encode())
        except OSError:  # the parent has ended
            return


def _bound_memory() -> None:
    import resource  # only Unix has it

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(path: bytes, hashed: Callable[[Probed], None]) -> dict[str, object]:
    try:
        return asdict(probe(path, hashed).media)
    except MediaInfoMissing as error:
        return {"missing": str(error)}
    except ProbeFault as fault:
        return {"fault": str(fault), "changed": isinstance(fault, ChangedWhileRead)}
