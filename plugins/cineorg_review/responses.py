"""What our routes respond with: a page with its headers, JSON, a refusal, a redirect. Reads no catalogue.

The Content-Security-Policy of our pages allows only what this server sends and nothing inline, so a file name
cannot inject a script.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from datasette import Response

from cineorg_catalog.review import queue

from . import permissions, workarounds
from .database import DATABASE, page_of_writer, writer
from .forms import row_id

PATH = "/-/pending"
RULES = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


async def robots() -> Response:
    "Keep search engines away: this is a private library."
    return Response.text("User-agent: *\nDisallow: /\n")


FEED_COLUMNS = (
    "id",
    "title",
    "updated",
    "link",
)  # columns of a canned query that is a feed; `link` is a path
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_feed(columns: Sequence[str]) -> bool:
    return set(FEED_COLUMNS) <= set(columns)


def feed(
    datasette: Any, request: Any, columns: Sequence[str], rows: Sequence[Any], query_name: str
) -> Response | None:
    """An Atom feed of a query's rows, even if there are none; None for rows that make no feed (a 404).

    Our own, because datasette-atom responds to an empty feed with 500.
    """
    if not is_feed(columns):
        return None
    queries = ((datasette.metadata("databases") or {}).get(DATABASE) or {}).get("queries") or {}
    here = datasette.absolute_url(request, "/")
    root = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _entry(root, str((queries.get(query_name) or {}).get("title") or "CineOrg"), request.url, request.url, "")
    SubElement(root, "updated").text = max((str(row["updated"]) for row in rows), default=_EPOCH)
    author = SubElement(root, "author")
    SubElement(author, "name").text = "CineOrg"
    for row in rows:
        link = datasette.absolute_url(request, datasette.urls.path(str(row["link"])))
        entry = SubElement(root, "entry")
        _entry(entry, str(row["title"]), f"{here}#{row['id']}", link, str(row["updated"]))
    body = tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(
        body, content_type="application/atom+xml; charset=utf-8", headers={"cache-control": "no-store"}
    )


_EPOCH = "1970-01-01T00:00:00Z"


def _entry(parent: Element, title: str, key: str, link: str, updated: str) -> None:
    SubElement(parent, "title").text = _NOT_XML.sub("", title)
    SubElement(parent, "id").text = key
    SubElement(parent, "link", href=link)
    if updated:
        SubElement(parent, "updated").text = updated


def wants_json(request: Any) -> bool:
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response.json(value, status=status, headers={"cache-control": "no-store", **(headers or {})})


def page_address(datasette: Any, pending_id: int | None, filters: queue.QueueFilter, **more: Any) -> str:
    "The path of one of our pages, with the filters of the queue."
    path = datasette.urls.path(PATH if pending_id is None else f"{PATH}/{pending_id}")
    query = {**filters.to_query(), **{name: str(value) for name, value in more.items() if value}}
    if pending_id is not None:
        query.pop("page", None)
    return str(path) + ("?" + urlencode(query) if query else "")


async def refusal(
    datasette: Any, request: Any, status: int, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    "An error page with a sentence; for people who are not logged in also how to log in, and nothing else."
    if wants_json(request):
        return as_json({"ok": False, "error": message, "status": status}, status, headers)
    back = row_id(request.url_vars.get("id", "")) if status in (400, 409, 415, 503) else None
    password = workarounds.has_password(datasette)
    context = {"message": message, "status": status, "back": back, "password": password}
    answer = await page(
        datasette, request, "cineorg_review_message.html", context, queue.QueueFilter(), status, headers
    )
    if status == 403 and password and request.actor is None:
        workarounds.remember_page(datasette, request, answer)
    return answer


async def page(
    datasette: Any,
    request: Any,
    template: str,
    context: dict[str, Any],
    filters: queue.QueueFilter,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    "One of our pages: its template, context and headers."

    def to_address(pending_id: int | None = None, to: queue.QueueFilter = filters, **more: Any) -> str:
        return page_address(datasette, pending_id, to, **more)

    shared = {
        "address": to_address,
        "filters": filters,
        "plain": queue.QueueFilter(),
        "static": partial(static, datasette),
        "metadata": await permissions.metadata(datasette),  # the sources named in the footer
    }
    html = await datasette.render_template(template, {**context, **shared}, request=request)
    return Response.html(
        html,
        status=status,
        headers={"content-security-policy": RULES, "cache-control": "no-store", **(headers or {})},
    )


def static(datasette: Any, name: str) -> str:
    "The path of one of our static files; Datasette names a plugin after its distribution."
    return str(datasette.urls.static_plugins("cineorg-catalog", name))


async def lead_to_writer(datasette: Any, request: Any) -> Response:
    "Redirect to the same page of the main server, where decisions are made. A form is not forwarded."
    if request.method != "GET":
        return Response.text(
            f"This server only shows a copy. Make decisions at {writer()}/-/pending.\n", status=405
        )
    return Response.redirect(page_of_writer(datasette, request))
