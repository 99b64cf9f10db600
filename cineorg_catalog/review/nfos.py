"""The NFOs of the files of one run: found, read once, and kept as records of their files."""

from collections.abc import Callable, Sequence

from sqlite_utils import Database

from ..scan.paths import printable
from ..scan.runs import ScanReport
from ..sources.nfo import NfoFacts, NfoFinder, read_nfo, read_sidecars
from ..sources.records import put_records


class Nfos:
    """What the NFOs beside files say.

    `holds_one_film` says of the names in a folder whether they are of at most one film.  The NFO of a series
    is kept once, with the first of its files.
    """

    def __init__(self, holds_one_film: Callable[[Sequence[bytes]], bool]) -> None:
        self._finder = NfoFinder(holds_one_film)
        self._read: dict[int, tuple[bytes | None, bytes | None, NfoFacts]] = {}
        self._kept: set[bytes] = set()
        self._told: set[bytes] = set()

    def of(self, file_id: int, path: bytes, root: str | None) -> NfoFacts:
        "What they say of a file."
        found = self._finder.find(path, root)
        facts = read_sidecars(found.own, found.show)
        if found.own or found.show:
            self._read[file_id] = (found.own, found.show, facts)
        return facts

    def keep(self, db: Database, file_id: int, report: ScanReport) -> None:
        "Store what they said of a file, in the caller's transaction, and name a faulty one once."
        own, show, facts = self._read.pop(file_id, (None, None, NfoFacts()))
        records = [facts.described(str(file_id))]
        if show is not None and show not in self._kept and facts.kind == "series":
            self._kept.add(show)
            records.append(read_nfo(show).described(str(file_id)))
        put_records(db, [record for record in records if record is not None])
        culprit = own or show
        if facts.error is not None and culprit is not None and culprit not in self._told:
            self._told.add(culprit)
            report.complain(printable(culprit), facts.error)
