"""What a run tells: its progress while it works, its summary when it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SAMPLE = "sample"
Progress = Callable[[str, int, int], None]  # stage, done, total


@dataclass(slots=True)
class ScanReport:
    "What a scan did. `errors` and `warnings` are for a person; `errors` name a path each."

    load_id: int | None = None
    seconds: float = 0.0
    files: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("seen", "new", "changed", "unchanged", "moved", "missing", "returned", "skipped"), 0
        )
    )
    identified: dict[str, int] = field(default_factory=lambda: {"auto": 0, "pending": 0, "none": 0})
    skipped: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    unreadable: int = 0  # files found damaged by an earlier run and not looked at again
    reference: str | None = (
        None  # the title database in use, SAMPLE for the small one; None: nothing identified
    )
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (path, reason) of what was skipped

    def complain(self, path: str, error: str) -> None:
        self.errors.append({"path": path, "error": error})

    def to_dict(self) -> dict[str, Any]:
        "The summary of `scan --json`."
        return {name: getattr(self, name) for name in self.__slots__ if name != "left_out"}


def quiet(stage: str, done: int, total: int) -> None:
    "Progress that nobody watches."
