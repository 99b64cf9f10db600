"""Says in which language the pages are: Datasette's base template does not, and a screen reader needs it."""

from collections.abc import Awaitable, Callable
from typing import Any

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

_BARE, _NAMED = b"<html>", b'<html lang="en">'
_LOOKED_AT = 1000  # bytes; the tag stands at the top


def in_english(app: Application) -> Application:
    "The same application, its HTML pages marked as English."

    async def name_language(scope: dict[str, Any], receive: Any, send: Any) -> None:
        start: dict[str, Any] | None = None

        async def send_named(message: dict[str, Any]) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if start is not None and message["type"] == "http.response.body":
                body = message.get("body", b"")
                top = body[:_LOOKED_AT].replace(_BARE, _NAMED, 1)
                await send({**start, "headers": _longer(start["headers"], len(top) - len(body[:_LOOKED_AT]))})
                message, start = {**message, "body": top + body[_LOOKED_AT:]}, None
            await send(message)

        await app(scope, receive, send_named if scope["type"] == "http" else send)

    return name_language


def _is_page(message: dict[str, Any]) -> bool:
    headers = dict(message.get("headers") or [])
    return headers.get(b"content-type", b"").startswith(b"text/html")


def _longer(headers: list[tuple[bytes, bytes]], by: int) -> list[tuple[bytes, bytes]]:
    return [
        (name, str(int(value) + by).encode() if name.lower() == b"content-length" else value)
        for name, value in headers
    ]
