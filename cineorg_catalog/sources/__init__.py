"""Opening an online source by its name: the one place that knows which adapter is whose.

Nothing here is imported, and no byte sent, before somebody opens a source.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .described import Described, Found
from .registry import Source, Unauthorised

if TYPE_CHECKING:
    from .http import Patience


class Adapter(Protocol):
    "What every online source can be asked."

    name: str
    kinds: tuple[str, ...]

    def search(self, kind: str, title: str, year: int | None = None, language: str = "en") -> list[Found]:
        "What it finds under a title, best first."

    def find(self, kind: str, source: str, source_id: str) -> str | None:
        "Its own id of what bears another source's id, if exactly one does."

    def describe(self, kind: str, source_id: str, languages: Sequence[str] = ()) -> list[Described]:
        "The records of one of its ids; empty where it does not know it."

    def episodes(self, series: Sequence[Described], languages: Sequence[str] = ()) -> list[Described]:
        "The episodes of a series that was described."

    def picture(self, path: str, width: int = 780) -> bytes | None:
        "The bytes of a picture."

    def close(self) -> None:
        "Close its connections."


def open_source(source: Source, cache: Path | None = None, patience: "Patience | None" = None) -> Adapter:
    "An adapter for an online source.  Raises Unauthorised where its key is missing."
    from .http import Patience, SourceClient
    from .tmdb import Tmdb
    from .tvdb import Token, Tvdb
    from .tvmaze import TvMaze

    patience = patience or Patience()
    _check_key(source)
    if source.name == "tmdb":
        return Tmdb(SourceClient(source, cache=cache, token=source.key_value, patience=patience))
    if source.name == "tvdb":
        token = Token()
        client = SourceClient(source, cache=cache, token=token, patience=patience)
        return Tvdb(client, token, source.key_value())
    return TvMaze(SourceClient(source, cache=cache, patience=patience))


def _check_key(source: Source) -> None:
    key = source.key_value()
    if source.key is not None and key is None:
        raise Unauthorised(f"{source.title} needs a key. Set {source.key}.")
    if key is not None and not (key.isascii() and key.isprintable()):
        raise Unauthorised(f"The key of {source.title} has characters that no key has. Check {source.key}.")
