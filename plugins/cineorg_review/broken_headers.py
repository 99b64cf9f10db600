"""Refuses requests to our routes whose headers cannot be read, before Datasette stumbles over them.

*Measured* on 0.65.5: such a cookie, x-csrftoken or Basic authorization ends as a 500.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from datasette import Response

Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def refusing(app: Application, is_ours: Callable[[str], bool]) -> Application:
    "The same application, answering 400 to what cannot be read."

    async def refuse_or_pass_on(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and is_ours(scope["path"]) and not _readable(dict(scope["headers"])):
            await Response.text("The headers of this request cannot be read.", status=400).asgi_send(send)
        else:
            await app(scope, receive, send)

    return refuse_or_pass_on


def _readable(headers: dict[bytes, bytes]) -> bool:
    try:
        SimpleCookie().load(headers.get(b"cookie", b"").decode())
        kind, _, credentials = headers.get(b"authorization", b"").partition(b" ")
        if kind == b"Basic":
            base64.b64decode(credentials).decode("ascii")
    except (CookieError, UnicodeDecodeError, binascii.Error):
        return False
    return headers.get(b"x-csrftoken", b"").isascii()
