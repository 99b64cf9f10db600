"""Keeps a catalogue up to date while folders change: waits until files have stopped growing, then scans.

Says when to scan, and what to leave out as unfinished; the scan itself is the caller's, the same as any.
The kernel tells of changes on local disks (watchfiles). On a network mount it hears only of what this
machine writes, so there a walk looks for changes, as seldom as it costs little.
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

STILL = 3.0  # seconds without a change after which a file counts as finished
TICK = 1.0  # seconds between two looks at what may still change
REST = 5.0  # seconds of pause after a scan, or as long as it took, whatever is less
RETRY = 30.0  # seconds after a scan that failed
SHARE = 100  # a walk that looks for changes takes at most this part of the time
SELDOM = 5.0  # seconds between two such walks, at least
STEP = 200  # milliseconds between two questions to the kernel; the default of 50 costs four times as much

State = tuple[int, int] | None  # size and time of change; None where nothing is there
HoldBack = Callable[[FoundFile], bool]
Scan = Callable[[Sequence[Path], HoldBack], None]


@dataclass(slots=True)
class _Seen:
    state: State
    since: float  # by the steady clock of this machine
    scanned: bool = False


class Unfinished:
    """Files that changed a moment ago, and how long each has looked the same.

    Judged by looking twice: the clocks of network disks are often wrong.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, _Seen] = {}

    def note(self, path: bytes, state: State) -> None:
        "Remember how a path looks; its time begins anew where it looks different."
        seen = self._seen.get(path)
        if seen is None or seen.state != state:
            self._seen[path] = _Seen(state, time.monotonic())

    def look(self) -> None:
        "Look at all of them again."
        for path in list(self._seen):
            self.note(path, state_of(path))

    def hold_back(self, found: FoundFile) -> bool:
        "Is a file that a walk meets to be left for later? One that nobody told of is known by its time."
        state = (found.size_bytes, found.mtime_ns)
        if found.path_bytes in self._seen or found.mtime_ns > time.time_ns() - int(STILL * 1e9):
            self.note(found.path_bytes, state)
        seen = self._seen.get(found.path_bytes)
        return seen is not None and not _is_still(seen)

    def finished(self) -> set[bytes]:
        "Those that have stopped changing and were in no scan since."
        return {path for path, seen in self._seen.items() if not seen.scanned and _is_still(seen)}

    def scanned(self, paths: Collection[bytes]) -> None:
        "Forget these; one whose time lies in the future is kept, or each scan would hold it back anew."
        for path in paths:
            seen = self._seen[path]
            seen.scanned = True
            if seen.state is None or seen.state[1] < time.time_ns() - int(STILL * 1e9):
                del self._seen[path]


def _is_still(seen: _Seen) -> bool:
    return time.monotonic() - seen.since >= STILL


def state_of(path: bytes) -> State:
    "How a path looks now."
    try:
        facts = os.stat(path)
    except (OSError, ValueError):  # gone, forbidden
        return None
    return facts.st_size, facts.st_mtime_ns


class WatchedRoot:
    "One folder that is watched: whether it is there, whether a scan is due, and how changes are found."

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
        "Was a disk mounted here or taken off since the last call? What was watched is another folder then."
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
        "Walk it, where nobody tells of changes, as seldom as it costs little."
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
    "Does a folder lie on a network file system, or is one mounted below it?"
    try:
        text = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False
    real = os.path.realpath(path)
    below = (kind for place, kind in mounts(text) if is_below(real, place))
    return any(kind in NETWORK for kind in (file_system(text, real), *below))


class Watcher:
    """Watches folders and calls `scan` when something in them has changed and is finished.

    `known_below` says whether the catalogue knows files below a path; `tell` takes sentences for a person.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        scan: Scan,
        known_below: Callable[[bytes], bool],
        tell: Callable[[str], None],
        *,
        poll: bool = False,
    ) -> None:
        self.roots = [WatchedRoot(root) for root in roots]
        for root in self.roots:
            root.is_polled = root.is_polled or poll
        self.unfinished = Unfinished()
        self._scan, self._known_below, self._tell = scan, known_below, tell
        self._resume = 0.0

    def run(self) -> None:
        "Watch until KeyboardInterrupt. A disk that is taken off and comes back is watched again."
        while True:
            self._look_at_places()
            for changes in self._ticks():
                for change, path in changes:
                    self._note(change, os.fsencode(path))
                self.tick()
                if self._look_at_places():
                    break

    def _look_at_places(self) -> bool:
        changed = [root for root in self.roots if root.has_changed_place()]
        for root in changed:
            if root.fault:
                self._tell(f"{root.path} {root.fault}; it is watched again when it is back.")
        return bool(changed)

    def _ticks(self) -> Iterator[Collection[tuple[Change, str]]]:
        "What the kernel tells of, once a second at most; nothing where nothing happened."
        told_of = [root for root in self.roots if root.identity and not root.is_polled]
        try:
            if told_of:
                yield from watch(
                    *(root.path for root in told_of),
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
            return  # a folder went in this moment: its place has changed
        except OSError as error:
            self._tell(f"The kernel cannot watch this many folders ({error}); they are scanned now and then.")
            for root in told_of:
                root.is_polled = True

    def _note(self, change: Change, path: bytes) -> None:
        name = os.path.basename(path)
        if name.startswith(b"."):
            return
        is_read = is_video(name) or name.lower().endswith(b".nfo")
        if is_read or (change == Change.added and os.path.isdir(path)):
            self.unfinished.note(path, state_of(path))
        elif change == Change.deleted and self._known_below(path):
            self.unfinished.note(path, None)

    def tick(self) -> None:
        "Look again at what may still change; scan where something is finished."
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
        except (CatalogueError, sqlite3.OperationalError) as error:  # another scan, a full disk: it passes
            self._tell(f"{error} Tried again in {RETRY:.0f} seconds.")
            self._resume = time.monotonic() + RETRY
            return
        self._resume = time.monotonic() + min(REST, time.monotonic() - started)
        self.unfinished.scanned(finished)
        for root in due:
            root.is_due = False


def known_below(db: Database, folder: bytes) -> bool:
    "Does the catalogue know a file below a folder?"
    sql = "select 1 from video_files where path_bytes >= ? and path_bytes < ? and missing_since is null"
    return db.execute(f"{sql} limit 1", span_below(folder)).fetchone() is not None
