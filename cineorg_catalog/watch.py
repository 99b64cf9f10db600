"""The rules of watching folders: a scan once something changed and its files have stopped growing.

Decides when to scan and which files to leave out as unfinished; the caller does the scan. The kernel reports
changes on local disks (watchfiles). On a network mount it reports only what this machine writes, so such
folders are walked at intervals, rarely enough to cost little.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database
from watchfiles import Change, watch
from xxhash import xxh3_128

from .db.connection import NETWORK, file_system, mounts
from .errors import CatalogueError
from .scan.paths import is_video
from .scan.walk import FoundFile, root_fault, walk
from .untrusted import is_below, span_below

STILL = 3.0  # seconds without change after which a file counts as finished
TICK = 1.0  # seconds between two checks of unfinished files
REST = 5.0  # seconds of pause after a scan; less if the scan was shorter
RETRY = 30.0  # seconds to wait after a failed scan
SHARE = 100  # walks that look for changes take at most this share of the time
SELDOM = 4.0  # minimum seconds between two such walks
STEP = 200  # milliseconds between two queries of the kernel; the default of 50 costs four times as much

State = tuple[int, int] | None  # size and modification time; None if it does not exist
HoldBack = Callable[[FoundFile], bool]
Scan = Callable[[Sequence[Path], HoldBack], None]


@dataclass(slots=True)
class _Seen:
    state: State
    since: float  # by this machine's monotonic clock
    scanned: bool = False


class Unfinished:
    """Files that changed recently, and for how long each has been unchanged.

    Judged by checking twice, because the clocks of network disks are often wrong.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, _Seen] = {}

    def note(self, path: bytes, state: State) -> None:
        "Record the state of a path; its time starts again if the state is new."
        seen = self._seen.get(path)
        if seen is None or seen.state != state:
            self._seen[path] = _Seen(state, time.monotonic())

    def look(self) -> None:
        "Check all of them again."
        for path in list(self._seen):
            self.note(path, file_state(path))

    def hold_back(self, found: FoundFile) -> bool:
        """True if a file that a walk meets should be left for later.

        A file whose change was not reported is judged by its modification time.
        """
        state = (found.size_bytes, found.mtime_ns)
        if found.path_bytes in self._seen or found.mtime_ns > time.time_ns() - int(STILL * 1e9):
            self.note(found.path_bytes, state)
        seen = self._seen.get(found.path_bytes)
        return seen is not None and not _is_still(seen)

    def finished(self) -> set[bytes]:
        "The files that have stopped changing and have not been scanned since."
        return {path for path, seen in self._seen.items() if not seen.scanned and _is_still(seen)}

    def scanned(self, paths: Collection[bytes]) -> None:
        "Forget these files, except those with a time in the future: every scan would hold them back again."
        for path in paths:
            seen = self._seen[path]
            seen.scanned = True
            if seen.state is None or seen.state[1] < time.time_ns() - int(STILL * 1e9):
                del self._seen[path]


def _is_still(seen: _Seen) -> bool:
    return time.monotonic() - seen.since >= STILL


def file_state(path: bytes) -> State:
    "The present state of a path."
    try:
        facts = os.stat(path)
    except (OSError, ValueError):  # deleted or forbidden
        return None
    return facts.st_size, facts.st_mtime_ns


class WatchedRoot:
    "A watched folder: whether it is there, whether a scan is due, and how changes are found."

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw = os.path.abspath(os.fsencode(path))
        self.is_polled = _on_network(self.raw)
        self.is_due = True
        self.fault: str | None = None
        self.identity: tuple[int, int] | None = None
        self._digest = b""
        self._next_walk = 0.0

    def has_changed_place(self) -> bool:
        "True if a disk was mounted or unmounted here since the last call: it is another folder then."
        identity = _identity(self.raw)
        if identity == self.identity and self.fault is None:
            return False
        fault = root_fault(self.raw)
        if identity == self.identity and fault == self.fault:
            return False
        self.identity, self.fault = identity, fault
        self.is_due = fault is None
        return True

    def contains(self, path: bytes) -> bool:
        return is_below(self.raw, path)

    def is_due_with(self, finished: Collection[bytes]) -> bool:
        return self.is_due or any(map(self.contains, finished))

    def poll(self, unfinished: Unfinished) -> None:
        "Walk the folder, if the kernel does not report changes there, at intervals."
        if not self.is_polled or self.fault or time.monotonic() < self._next_walk:
            return
        started = time.monotonic()
        digest = xxh3_128()
        for event in walk([self.path]):
            if isinstance(event, FoundFile) and not unfinished.hold_back(event):
                digest.update(b"%s\0%d\0%d\0" % (event.path_bytes, event.size_bytes, event.mtime_ns))
        self.is_due = self.is_due or digest.digest() != self._digest
        self._digest = digest.digest()
        self._next_walk = time.monotonic() + max(SELDOM, SHARE * (time.monotonic() - started))


def _identity(path: bytes) -> tuple[int, int] | None:
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _on_network(path: bytes) -> bool:
    "True if a folder is on a network file system, or has one mounted below it."
    try:
        text = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False
    real = os.path.realpath(path)
    below = (kind for place, kind in mounts(text) if is_below(real, place))
    return any(kind in NETWORK for kind in (file_system(text, real), *below))


class Watcher:
    """Watches folders and calls `scan` when something in them has changed and is finished.

    `known_below` tells whether the catalogue knows files below a path; `say` receives sentences for the
    user.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        scan: Scan,
        known_below: Callable[[bytes], bool],
        say: Callable[[str], None],
        *,
        poll: bool = False,
    ) -> None:
        self.roots = [WatchedRoot(root) for root in roots]
        for root in self.roots:
            root.is_polled = root.is_polled or poll
        self.unfinished = Unfinished()
        self._scan, self._known_below, self._say = scan, known_below, say
        self._resume = 0.0
        self._ended = False

    def end(self, *_: object) -> None:
        """The handler of a signal that ends `run`.

        Python loses an exception that a handler raises while an object is being removed from memory
        (measured), so the next tick looks for it too.
        """
        self._ended = True
        raise KeyboardInterrupt

    def run(self) -> None:
        "Watch until KeyboardInterrupt. A disk that was removed is watched again when it is back."
        while True:
            self._look_at_places()
            for changes in self._ticks():
                for change, path in changes:
                    self._note(change, os.fsencode(path))
                self.tick()
                if self._ended:
                    raise KeyboardInterrupt
                if self._look_at_places():
                    break

    def _look_at_places(self) -> bool:
        changed = [root for root in self.roots if root.has_changed_place()]
        for root in changed:
            if root.fault:
                self._say(f"{root.path} {root.fault}; it is watched again when it is back.")
        return bool(changed)

    def _ticks(self) -> Iterator[Collection[tuple[Change, str]]]:
        "The changes reported by the kernel, once per second at most; empty if nothing happened."
        watched = [root for root in self.roots if root.identity and not root.is_polled]
        try:
            if watched:
                yield from watch(
                    *(root.path for root in watched),
                    watch_filter=None,
                    rust_timeout=int(TICK * 1000),
                    yield_on_timeout=True,
                    debounce=1000,
                    step=STEP,
                    ignore_permission_denied=True,
                )
            while True:
                time.sleep(TICK)
                yield ()
        except FileNotFoundError:
            return  # a folder disappeared just now: its place has changed
        except OSError as error:
            self._say(f"The kernel cannot watch this many folders ({error}); they are checked at intervals.")
            for root in watched:
                root.is_polled = True

    def _note(self, change: Change, path: bytes) -> None:
        name = os.path.basename(path)
        if name.startswith(b"."):
            return
        is_read = is_video(name) or name.lower().endswith(b".nfo")
        if is_read or (change == Change.added and os.path.isdir(path)):
            self.unfinished.note(path, file_state(path))
        elif change == Change.deleted and self._known_below(path):
            self.unfinished.note(path, None)

    def tick(self) -> None:
        "Check what may still change, and scan what is finished."
        self.unfinished.look()
        for root in self.roots:
            root.poll(self.unfinished)
        finished = self.unfinished.finished()
        due = [root for root in self.roots if not root.fault and root.is_due_with(finished)]
        if due and time.monotonic() >= self._resume:
            self._scan_now(due, {path for path in finished if any(root.contains(path) for root in due)})

    def _scan_now(self, due: Sequence[WatchedRoot], finished: Collection[bytes]) -> None:
        started = time.monotonic()
        try:
            self._scan([root.path for root in due], self.unfinished.hold_back)
        except (
            CatalogueError,
            sqlite3.OperationalError,
        ) as error:  # another scan, a full disk: try again later
            self._say(f"{error} Tried again in {RETRY:.0f} seconds.")
            self._resume = time.monotonic() + RETRY
            return
        self._resume = time.monotonic() + min(REST, time.monotonic() - started)
        self.unfinished.scanned(finished)
        for root in due:
            root.is_due = False


def known_below(db: Database, folder: bytes) -> bool:
    "True if the catalogue knows a present file below a folder."
    sql = "select 1 from video_files where path_bytes >= ? and path_bytes < ? and missing_since is null"
    return db.execute(f"{sql} limit 1", span_below(folder)).fetchone() is not None
