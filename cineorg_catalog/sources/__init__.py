"""Opens an online source by its name: the only place that knows which adapter belongs to which source.

Nothing is imported and nothing is sent before a source is opened.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .described import Described, FoundTitle
from .registry import Source, SourceFault, Unauthorised

if TYPE_CHECKING:
    from .http import Patience


class Adapter(Protocol):
    "The queries that every online source supports."

    name: str
    kinds: tuple[str, ...]
    search_is_brief: bool  # what it finds comes without ids of other sources, other titles and running time

    def search(
        self, kind: str, title: str, year: int | None = None, language: str = "en"
    ) -> list[FoundTitle]:
        "The titles that match, best first."

    def find(self, kind: str, source: str, source_id: str) -> str | None:
        "The source's own id for another source's id, if exactly one title has it."

    def describe(self, kind: str, source_id: str, languages: Sequence[str] = ()) -> list[Described]:
        "The records for one of its ids; empty if the source does not know it."

    def episodes(self, series: Sequence[Described], languages: Sequence[str] = ()) -> list[Described]:
        "The episodes of a series returned by `describe`."

    def picture(self, path: str, width: int = 780) -> bytes | None:
        "The bytes of a picture, or None if there is none."

    def close(self) -> None:
        "Close its connections."


def open_source(source: Source, cache: Path | None = None, patience: "Patience | None" = None) -> Adapter:
    "An adapter for an online source.  Raises Unauthorised if its key is missing."
    from .http import Patience, SourceClient
    from .tmdb import Tmdb
    from .tvdb import BearerToken, Tvdb
    from .tvmaze import TvMaze

    patience = patience or Patience()
    _check_key(source)
    if source.name == "tmdb":
        return Tmdb(SourceClient(source, cache=cache, token=source.key_value, patience=patience))
    if source.name == "tvdb":
        token = BearerToken()
        client = SourceClient(source, cache=cache, token=token, patience=patience)
        return Tvdb(client, token, source.key_value())
    return TvMaze(SourceClient(source, cache=cache, patience=patience))


def open_sources(
    sources: Iterable[Source], cache: Path, complain: Callable[[str, str], object]
) -> dict[str, Adapter]:
    "Adapters by name. A source without its key is left out, and said to `complain` (its name, the error)."
    adapters = {}
    for source in sources:
        try:
            adapters[source.name] = open_source(source, cache)
        except SourceFault as fault:
            complain(source.name, str(fault))
    return adapters


def _check_key(source: Source) -> None:
    key = source.key_value()
    if source.key is not None and key is None:
        raise Unauthorised(f"{source.title} needs a key. Set {source.key}.")
    if key is not None and not (key.isascii() and key.isprintable()):
        raise Unauthorised(
            f"The key of {source.title} has characters that no key may have. Check {source.key}."
        )
