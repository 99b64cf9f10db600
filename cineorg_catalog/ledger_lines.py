"""Lines of a ledger as values: what each says, of which file or work. Reads text, knows no database."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .candidates import Candidate
from .errors import CatalogueError

ACTIONS = ("approve", "reject", "undo", "edit", "delete")
WORKS = ("movie", "series", "episode")


class BadLine(CatalogueError):
    "A line that is no decision of a ledger; it is skipped."


@dataclass(frozen=True, slots=True)
class ToldFile:
    """A file as a ledger tells it: by its content, or where there is no hash by size and name.

    `folder` is where it lay below its ROOT: name and folder tell copies of one content apart.
    """

    hash: str | None
    size_bytes: int
    name: str
    folder: str | None

    @property
    def content(self) -> tuple[str, int]:
        return self.hash or self.name, self.size_bytes

    def likeness(self, name: str, folder: str | None) -> int:
        "How well a file of the same content fits: 2 in name and folder, 1 in name, 0 in content alone."
        return 0 if name != self.name else 2 if folder == self.folder else 1


@dataclass(frozen=True, slots=True)
class Line:
    "One decision. `kind` and `told` say which work an edit or deletion is about, `set` what an edit sets."

    action: str
    who: str
    file: ToldFile | None = None
    work: Candidate | None = None
    kind: str | None = None
    told: dict[str, Any] = field(default_factory=dict)
    set: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


def read_line(text: str) -> Line:
    "A line of a ledger. Raises BadLine with what is wrong."
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"is no JSON ({error}); skipped.") from error
    if not isinstance(said, dict) or said.get("action") not in ACTIONS:
        raise BadLine("is no decision of a ledger; skipped.")
    action, kind = said["action"], said.get("kind")
    who, reason = said.get("who"), said.get("reason")
    about_file = action in ("approve", "reject", "undo") or kind == "video_file"
    if not about_file and kind not in WORKS:
        raise BadLine(f"is a decision about {kind!r}, which is no kind of work; skipped.")
    return Line(
        action,
        who if isinstance(who, str) and who else "ledger",
        _file(said.get("file")) if about_file else None,
        _work(said.get("work")) if action == "approve" else None,
        kind if isinstance(kind, str) else None,
        {} if about_file else _plain(said.get("work"), "names no work"),
        _plain(said.get("set"), "sets nothing") if action == "edit" else {},
        reason if isinstance(reason, str) else None,
    )


def _file(said: Any) -> ToldFile:
    said = said if isinstance(said, dict) else {}
    file = ToldFile(said.get("hash"), said.get("size_bytes", -1), said.get("name", ""), said.get("folder"))
    texts = [text for text in (file.hash, file.name, file.folder) if text is not None]
    if not all(isinstance(text, str) for text in texts) or not _is_number(file.size_bytes):
        raise BadLine("names no file; skipped.")
    if not file.name:
        raise BadLine("names no file; skipped.")
    return file


def _work(said: Any) -> Candidate:
    try:
        work = Candidate.from_dict({**said, "evidence": ()})
    except (TypeError, ValueError, AttributeError) as error:
        raise BadLine("names no work; skipped.") from error
    read = work.to_dict()  # which leaves out what is of another type
    names = [name for name in read if name not in ("id", "title", "score", "evidence")]
    lost = any(said.get(name) is not None and said[name] != read[name] for name in names)
    if lost or not (work.id and work.title):
        raise BadLine("names no work; skipped.")
    return work


def _plain(said: Any, fault: str) -> dict[str, Any]:
    "An object of texts, numbers and nulls."
    if not isinstance(said, dict) or not said:
        raise BadLine(f"{fault}; skipped.")
    if not all(value is None or isinstance(value, str) or _is_number(value) for value in said.values()):
        raise BadLine(f"{fault} that can be read; skipped.")
    return said


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62


class ToldFiles:
    "All files that a ledger speaks of: which of them a file here is, at best."

    def __init__(self, files: Iterable[ToldFile]):
        self._by_content: dict[tuple[str, int], set[ToldFile]] = defaultdict(set)
        for file in files:
            self._by_content[file.content].add(file)

    def is_best(self, told: ToldFile, name: str, folder: str | None) -> bool:
        "Does no other file of the ledger with this content fit better?"
        mine = told.likeness(name, folder)
        return all(other.likeness(name, folder) <= mine for other in self._by_content[told.content])
