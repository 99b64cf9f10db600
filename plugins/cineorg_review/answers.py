"""What our routes answer with: a page with its headers, JSON, a refusal, the way on. No rule, no reading."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from cineorg_catalog.review import queue

from . import entrance, permissions, words
from .forms import row_id
from .policy import content_security_policy

PATH = "/-/pending"


def wants_json(request: Any) -> bool:
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response.json(value, status=status, headers={"cache-control": "no-store", **(headers or {})})


def address(datasette: Any, pending_id: int | None, asked: queue.Asked, **more: Any) -> str:
    "The path of a page of ours, with what of the queue is being looked at."
    path = datasette.urls.path(PATH if pending_id is None else f"{PATH}/{pending_id}")
    query = {**asked.to_query(), **{name: str(value) for name, value in more.items() if value}}
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
    password = entrance.has_password(datasette)
    context = {"message": message, "status": status, "back": back, "password": password}
    answer = await page(
        datasette, request, "cineorg_review_message.html", context, queue.Asked(), status, headers
    )
    if status == 403 and password and request.actor is None:
        entrance.remember(datasette, request, answer)
    return answer


async def page(
    datasette: Any,
    request: Any,
    template: str,
    context: dict[str, Any],
    asked: queue.Asked,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    "A page of ours: its template, the words that it needs, its headers."

    def to_address(pending_id: int | None = None, to: queue.Asked = asked, **more: Any) -> str:
        return address(datasette, pending_id, to, **more)

    shared = {
        "words": words,
        "address": to_address,
        "asked": asked,
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
