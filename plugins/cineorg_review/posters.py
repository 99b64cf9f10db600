"""The route /-/poster/<kind>/<id>: the picture of a film, series, episode or video file, for who may see it.

Disks are read in separate threads and for a limited time, so that a sleeping disk delays no page. A template
writes an `<img>` for each `Picture`; if the picture no longer exists, nothing is shown.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from datasette import Response

from cineorg_catalog.browse.posters import (
    Item,
    PicturePlaces,
    Poster,
    find_picture,
    load_picture,
    places_of,
    places_of_all,
)
from cineorg_catalog.browse.wall import Card
from cineorg_catalog.db.models import TABLES

from . import permissions
from .database import DATABASE, fault_of, read, read_once
from .forms import row_id
from .responses import RULES

PATH = "/-/poster"
PATIENCE = 10.0  # seconds that a request for a picture waits for the disk
GLANCE = 0.15  # seconds that a page waits to learn which pictures exist
HOPED = "hoped"  # marks the address of a picture that the page did not wait for
WIDTH = "width"  # in the address of a picture that may be had in several

_disks = ThreadPoolExecutor(4, thread_name_prefix="posters")  # a hanging disk must not block other threads
_HEADERS = {
    "content-security-policy": RULES,
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
_CACHED = {**_HEADERS, "cache-control": "private, max-age=300"}

Result = TypeVar("Result")


async def poster(datasette: Any, request: Any) -> Response:
    "GET a picture: 200 or 304; 403 if its table is not visible; 404 if there is none; 405 for other methods."
    kind, key = request.url_vars["kind"], row_id(request.url_vars["id"])
    table = TABLES.get(kind)
    if table is None or key is None:
        return _nothing(404, "There is no such row.")
    if not await permissions.may_see(datasette, request.actor, DATABASE, table):
        return _nothing(403, "You may not see this.")
    if request.method not in ("GET", "HEAD"):
        return _nothing(405, "Pictures are read-only.", {"allow": "GET, HEAD"})
    if await fault_of(datasette, writable=False):
        return _nothing(404, "There is no catalogue here.")
    found = await _find(datasette, (kind, key), row_id(request.args.get(WIDTH) or ""))
    if found is None:
        return _no_picture(request)
    headers = {**_CACHED, "etag": f'"{found.mark}"'}
    if found.mark in _marks(request.headers.get("if-none-match", "")):
        return Response(b"", status=304, headers=headers)
    content = await _patiently(_at_disk(load_picture, found))
    if content is None:
        return _no_picture(request)
    return Response(content, headers=headers, content_type=found.media_type)


def _no_picture(request: Any) -> Response:
    "404, or no content for a picture that the page did not wait for: the browser then shows nothing."
    return _nothing(204, "") if HOPED in request.args else _nothing(404, "There is no picture.")


@dataclass(frozen=True, slots=True)
class Picture:
    "What an `<img>` needs: no `srcset` if there is only one width; `hoped` if it was not looked for yet."

    src: str
    srcset: str = ""
    hoped: bool = False


def _picture(datasette: Any, item: Item, found: Poster | None) -> Picture:
    "The picture to show; if None was found in time, one that may exist."
    address = str(datasette.urls.path(f"{PATH}/{item[0]}/{item[1]}"))
    if found is None:
        return Picture(f"{address}?{HOPED}=1", hoped=True)
    if len(found.widths) < 2:
        return Picture(address)
    by_width = {width: f"{address}?{WIDTH}={width}" for width in found.widths}
    return Picture(
        by_width[min(by_width)], ", ".join(f"{there} {width}w" for width, there in by_width.items())
    )


async def pictures_of(
    datasette: Any, actor: dict[str, Any] | None, items: Iterable[Item], glance: float = GLANCE
) -> dict[Item, Picture]:
    """The pictures that a page should show, by row; rows without a picture are left out.

    The page waits for the disks at most `glance` seconds. A picture not known by then is listed too; if it
    turns out not to exist, the browser shows nothing.
    """
    wanted = list(dict.fromkeys(items))
    tables = {TABLES[kind] for kind, _ in wanted}
    readable = await permissions.readable_tables(datasette, actor, DATABASE, tables)
    allowed = [item for item in wanted if TABLES[item[0]] in readable]
    found = await read_once(datasette, f"pictures of {allowed}", lambda db: places_of_all(db, allowed))
    seen = await _seen_within(glance, found)
    return {
        item: _picture(datasette, item, seen.get(item))
        for item in allowed
        if item in found and (item not in seen or seen[item] is not None)
    }


@dataclass(frozen=True, slots=True)
class ShownCard:
    "What the template of a card needs; `picture` is None if the title has none."

    title: str
    year: int | None
    href: str
    hue: int
    picture: Picture | None
    marks: Sequence[tuple[str, str]] = ()
    note: str = ""


async def card_maker(
    datasette: Any, actor: dict[str, Any] | None, cards: Iterable[Card]
) -> Callable[..., ShownCard]:
    "A function that makes what is shown of one of these cards; its other values are the marks and the note."
    pictures = await pictures_of(datasette, actor, [(card.kind, card.id) for card in cards])
    pages = {kind: str(datasette.urls.table(DATABASE, table)) for kind, table in TABLES.items()}

    def make(card: Card, **more: Any) -> ShownCard:
        picture, address = pictures.get((card.kind, card.id)), f"{pages[card.kind]}/{card.id}"
        return ShownCard(card.title, card.year, address, card.hue, picture, **more)

    return make


def kind_note(card: Card) -> str:
    "What stands behind the year where films and series are mixed."
    return ", series" if card.kind == "series" else ""


_TOGETHER = 20  # pictures that one thread looks for: handing over each by itself took longer (measured)


async def _seen_within(glance: float, found: Mapping[Item, PicturePlaces]) -> dict[Item, Poster | None]:
    "The pictures that exist, or None; those not known in time are missing."
    seen: dict[Item, Poster | None] = {}
    until, waiting = monotonic() + glance, list(found.items())

    def look(some: Sequence[tuple[Item, PicturePlaces]]) -> None:
        for item, places in some:
            if monotonic() < until:
                seen[item] = find_picture(places)

    looks = [_at_disk(look, waiting[at : at + _TOGETHER]) for at in range(0, len(waiting), _TOGETHER)]
    if looks:
        done, _ = await asyncio.wait(looks, timeout=glance)
        for ended in done:
            ended.result()
    return dict(seen)


async def _find(datasette: Any, item: Item, width: int | None) -> Poster | None:
    places = await read(datasette, lambda db: places_of(db, *item))
    return None if places is None else await _patiently(_at_disk(find_picture, places, width))


def _at_disk(question: Callable[..., Result], *about: Any) -> "asyncio.Future[Result]":
    return asyncio.get_running_loop().run_in_executor(_disks, question, *about)


async def _patiently(answer: "asyncio.Future[Result]") -> Result | None:
    "The answer, or None if it takes too long."
    try:
        return await asyncio.wait_for(answer, PATIENCE)
    except TimeoutError:
        return None


def _marks(if_none_match: str) -> list[str]:
    return [part.strip().removeprefix("W/").strip('"') for part in if_none_match.split(",")]


def _nothing(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response.text(
        sentence, status=status, headers={**_HEADERS, "cache-control": "no-store", **(headers or {})}
    )
