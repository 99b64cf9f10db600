"""Files that are not there any more, or there again: marked, never deleted.

And the warning where many go at once. What moved is relocate.py's.
"""

import os
from collections import Counter

from sqlite_utils import Database

from .batches import batches
from .database import now, writing
from .files.filenames import printable
from .ledger import Changes
from .report import ScanReport
from .survey import Survey
from .works import copy_again

BATCH = 500  # marks a transaction
MANY = 20  # so many files of a root may vanish without a warning, and a tenth of it


def mark_returned(db: Database, result: Survey, report: ScanReport) -> None:
    "Files that were marked missing and are where they were."
    _mark(db, [item.id for item in result.returned], None)
    report.files["returned"] = len(result.returned)


def mark_gone(db: Database, result: Survey, report: ScanReport) -> None:
    "Mark what is not there any more; no row is deleted. A warning leads where many went at once."
    _mark(db, [item.id for item in result.gone], now())
    report.files["missing"] += len(result.gone)
    report.warnings[:0] = vanished(result)


def _mark(db: Database, ids: list[int], since: str | None) -> None:
    for batch in batches(ids, BATCH):
        with writing(db):
            for file_id in batch:
                changes = Changes(db)  # what a disk says is no decision: nothing is written to the ledger
                if changes.update("video_files", file_id, {"missing_since": since}):
                    copy_again(changes, file_id)


def vanished(result: Survey) -> list[str]:
    """A warning for each root of which many files are gone at once: a disk of a pool may be off.

    Many are more than 20 and a tenth of the root's files, or more than one and all of a top folder's.
    """
    warnings = []
    for root in result.roots if result.gone else ():
        gone = Counter(
            _top(root, item.path_bytes) for item in result.gone if _is_below(root, item.path_bytes)
        )
        left = Counter(_top(root, path) for path in result.there if _is_below(root, path))
        whole = [top for top, count in gone.items() if top and count > 1 and top not in left]
        count = gone.total()
        if count > MANY and count * 10 > left.total() + count:
            warnings.append(_warning(root, count, sorted(gone)))
        elif whole:
            warnings.append(_warning(root, sum(gone[top] for top in whole), sorted(whole)))
    return warnings


def _warning(root: bytes, count: int, tops: list[bytes]) -> str:
    names = [printable(os.path.join(root, top)) if top else printable(root) for top in tops]
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more folders" if len(names) > 5 else "")
    return (
        f"{count} files under {printable(root)} are gone at once (in {listed}). Is a disk not mounted? "
        "They are marked missing; nothing was deleted."
    )


def _is_below(root: bytes, path: bytes) -> bool:
    return path.startswith(root.rstrip(b"/") + b"/")


def _top(root: bytes, path: bytes) -> bytes:
    "The first folder below the root; empty for a file right in it."
    first, _, rest = path[len(root.rstrip(b"/")) + 1 :].partition(b"/")
    return first if rest else b""
