"""Posters from online sources: checked, scaled to two widths, stored in `pictures` beside the catalogue.

A file is named by its source, content and width: `pictures/tmdb/3f0c….240.jpg`. A record of the kind
`picture` says which path at the source it came from, so it expires and is purged like every record of its
source. Nothing is fetched here.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import xxhash
from sqlite_utils import Database

from ..atomic_files import replacing
from ..db.columns import now
from .records import put_record
from .registry import ONLINE, Nonsense, Source

if TYPE_CHECKING:
    from PIL.Image import Image

WALL, PAGE = 240, 600  # widths: of a card on a wall, and of the poster on a title's page
MOST_PIXELS = 40_000_000
_KIND = "picture"
_CONTENT = re.compile("[0-9a-f]{32}")
_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82
_AGAIN_DAYS = 30  # days after which a missing picture is asked for again; and days before expiry
# raised by Pillow for damaged pictures
_DAMAGED = (OSError, ValueError, SyntaxError, IndexError, TypeError, OverflowError, struct.error, zlib.error)


# --- scaling --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    "A picture as JPEG in each of its widths; `content` is its name."

    content: str
    files: Mapping[int, bytes]


def make(body: bytes, source: Source) -> Made:
    "A picture in the widths that pages show, never enlarged. Raises Nonsense for anything but a picture."
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter
    try:
        picture = Image.open(BytesIO(body), formats=_FORMATS)
    except _DAMAGED:
        raise Nonsense(f"{source.title} sent something that is not a picture.") from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Nonsense(f"{source.title} sent a picture of more than {MOST_PIXELS // 1_000_000} megapixels.")
    try:
        picture.draft("RGB", (2 * PAGE, 2 * PAGE))  # reads a large JPEG at a fraction of its size
        opaque = _opaque(picture)
        files = {each: _resized(opaque, each) for each in sorted({min(WALL, width), min(PAGE, width)})}
    except _DAMAGED:
        raise Nonsense(f"{source.title} sent a damaged picture.") from None
    return Made(xxhash.xxh3_128_hexdigest(body), files)


def _opaque(picture: "Image") -> "Image":
    "The picture in RGB; transparent parts become white."
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _resized(picture: "Image", width: int) -> bytes:
    from PIL import Image

    height = max(1, round(picture.height * width / picture.width))
    buffer = BytesIO()
    small = picture.resize((width, height), Image.Resampling.LANCZOS)
    small.save(buffer, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


# --- storing --------------------------------------------------------------------------------------


def store_picture(db: Database, source: str, path: str, made: Made | None) -> None:
    "Store the picture at a source's path (None: there is none), as part of the caller's transaction."
    data: dict[str, Any] = {}
    if made is not None:
        folder = _folder(db) / source
        folder.mkdir(parents=True, exist_ok=True)
        for width, content in made.files.items():
            with replacing(_file(folder, made.content, width)) as draft:
                draft.write_bytes(content)
        data = {"content": made.content, "widths": list(made.files)}
    put_record(db, (source, _KIND, path, ""), data)


@dataclass(frozen=True, slots=True)
class StoredPicture:
    "The files of a source's picture by width, and the moment from which it may not be shown any more."

    files: Mapping[int, Path]
    expires_at: str | None

    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()


def stored_picture(db: Database, source: str, path: str) -> StoredPicture | None:
    "A source's picture; None if it is not stored."
    row = db.execute(
        """select data_json, expires_at from source_records
           where source = ? and kind = ? and source_id = ? and language = ''""",
        [source, _KIND, path],
    ).fetchone()
    files = {} if row is None else _files(_folder(db) / source, row[0])
    return StoredPicture(files, row[1]) if files else None


def paths_to_fetch(db: Database, source: str, paths: set[str]) -> set[str]:
    "Those of a source's paths whose picture is not stored, or must be renewed."
    moment = datetime.now(UTC)
    soon, before = (f"{moment + timedelta(days=days):%Y-%m-%d}" for days in (_AGAIN_DAYS, -_AGAIN_DAYS))
    sql = """select source_id, data_json, fetched_at > :before, coalesce(expires_at > :soon, 1)
             from source_records where source = :source and kind = :kind"""
    values = {"source": source, "kind": _KIND, "before": before, "soon": soon}
    folder, there = _folder(db) / source, set()
    for path, data, is_new, will_stay in db.execute(sql, values):
        files = _files(folder, data)
        if (will_stay and all(file.is_file() for file in files.values())) if files else is_new:
            there.add(path)
    return paths - there


def remove_unused_files(db: Database) -> None:
    "Remove the files of pictures that no record names any more."
    for source in ONLINE:
        sql = "select data_json from source_records where source = ? and kind = ?"
        folder = _folder(db) / source.name
        known = {
            file
            for (data,) in db.execute(sql, [source.name, _KIND])
            for file in _files(folder, data).values()
        }
        for file in set(folder.glob("*.jpg*")) - known:
            file.unlink(missing_ok=True)
        for empty in (folder, folder.parent):
            with suppress(OSError):  # not empty, or never created
                empty.rmdir()


def _folder(db: Database) -> Path:
    (file,) = db.execute("select file from pragma_database_list where name = 'main'").fetchone()
    return Path(file).parent / "pictures"


def _files(folder: Path, data: str) -> dict[int, Path]:
    "The files that a record names; none for a record that `keep` did not write."
    known = orjson.loads(data)
    content, widths = known.get("content"), known.get("widths")
    if not isinstance(content, str) or not _CONTENT.fullmatch(content) or not isinstance(widths, list):
        return {}
    return {width: _file(folder, content, width) for width in widths if isinstance(width, int)}


def _file(folder: Path, content: str, width: int) -> Path:
    return folder / f"{content}.{width}.jpg"
