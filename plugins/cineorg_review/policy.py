"""The Content-Security-Policy of our own pages: everything from this server, nothing inline of ours.

What Datasette's base template holds inline is allowed by its hash. It is computed from that template
rendered without any content, so nothing that a file's name brings along can be among it.
"""

import base64
import hashlib
from html.parser import HTMLParser
from typing import Any

RULES = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


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
