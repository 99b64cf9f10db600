"""What a check finds: one value, shared by all that look for faults."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    "One thing that is not as it should be. `needs_person` is what makes `check` end with 1."

    kind: str
    sentence: str
    table: str | None = None
    id: int | None = None
    needs_person: bool = True

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)
