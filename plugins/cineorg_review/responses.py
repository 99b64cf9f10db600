"""What our routes respond with: a page with its headers, JSON, a refusal, a redirect. Reads no catalogue.

Our pages' Content-Security-Policy allows what comes from this server and nothing inline of ours. What
Datasette's base template holds inline is allowed by its hash, computed from that template rendered without
any content: nothing that a file's name brings along can be among it.
"""

import base64
import hashlib
from collections.abc import Mapping
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from cineorg_catalog.review import queue

from . import formatting, permissions, workarounds
from .forms import row_id

PATH = "/-/pending"
RULES = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


def wants_json(request: Any) -> bool:
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response.json(value, status=status, headers={"cache-control": "no-store", **(headers or {})})


def address(datasette: Any, pending_id: int | None, filters: queue.Asked, **more: Any) -> str:
    "The path of a page of ours, with what of the queue is being looked at."
    path = datasette.urls.path(PATH if pending_id is None else f"{PATH}/{pending_id}")
    query = {**filters.to_query(), **{name: str(value) for name, value in more.items() if value}}
    if pending_id is not None:
        query.pop("page", None)
    return str(path) + ("?" + urlencode(query) if query else "")


async def refusal(
    datasette: Any, request: Any, status: int, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    "Why not, in a sentence; to those who are not let in also how to get in, and nothing of what is here."
    if wants_json(request):
        return as_json({"ok": False, "error": message, "status": status}, status, headers)
    back = row_id(request.url_vars.get("id", "")) if status in (400, 409, 415, 503) else None
    password = workarounds.has_password(datasette)
    context = {"message": message, "status": status, "back": back, "password": password}
    answer = await page(
        datasette, request, "cineorg_review_message.html", context, queue.Asked(), status, headers
    )
    if status == 403 and password and request.actor is None:
        workarounds.remember_page(datasette, request, answer)
    return answer


async def page(
    datasette: Any,
    request: Any,
    template: str,
    context: dict[str, Any],
    filters: queue.Asked,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    "A page of ours: its template, the words that it needs, its headers."

    def to_address(pending_id: int | None = None, to: queue.Asked = filters, **more: Any) -> str:
        return address(datasette, pending_id, to, **more)

    shared = {
        "words": formatting,
        "address": to_address,
        "filters": filters,
        "plain": queue.Asked(),
        "static": partial(static, datasette),
        "metadata": await permissions.metadata(datasette),  # the sources, named in the footer
    }
    html = await datasette.render_template(template, {**context, **shared}, request=request)
    policy = await content_security_policy(datasette)
    return Response.html(
        html,
        status=status,
        headers={"content-security-policy": policy, "cache-control": "no-store", **(headers or {})},
    )


def static(datasette: Any, name: str) -> str:
    "The path of one of our static files; Datasette names a plugin after its distribution."
    return str(datasette.urls.static_plugins("cineorg-catalog", name))


class _Inline(HTMLParser):
    "Collects the text of inline scripts and styles."

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"script": [], "style": []}
        self._open: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag if tag in self.found and not dict(attrs).get("src") else None

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[self._open].append(data)


async def content_security_policy(datasette: Any) -> str:
    "The header's value, with the hashes of what base.html has inline."
    inline = _Inline()
    inline.feed(await datasette.render_template("base.html"))
    rules = [RULES]
    for tag, texts in inline.found.items():
        hashes = sorted({f"'sha256-{_digest(text)}'" for text in texts})
        if hashes:
            rules.append(f"{tag}-src 'self' {' '.join(hashes)}")
    return "; ".join(rules)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
