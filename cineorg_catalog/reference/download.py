"""The protocol of downloads: IMDb's dataset files over HTTP, continued where one stopped, then put in place.

The reference is built from them. An interrupted download continues where it stopped; a file is put in place
only when complete. The content of the files is not checked here.
"""

import os
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from ..errors import BadUsage, ReferenceFault
from .imdb_files import HEADERS, PEOPLE

BASE_URL = "https://datasets.imdbws.com"
Progress = Callable[[str, int, int], None]
_TIMEOUT = 30  # seconds without any data
_BLOCK = 1 << 18
_AGENT = "cineorg-catalog (personal film catalogue)"


def download_datasets(
    folder: Path, *, people: bool = False, base_url: str = BASE_URL, progress: Progress | None = None
) -> list[Path]:
    """Download title.basics, title.akas, title.episode and title.ratings to a folder; return their paths.

    With `people` also title.crew, title.principals and name.basics.
    `progress` is called with a file's name, its bytes so far and in total (0 if unknown). Each file grows as
    `.part` and is renamed when complete, so that a failure leaves the old files unchanged. Raises
    ReferenceFault if the host cannot be reached or the connection breaks; calling again continues from there.
    """
    if folder.exists() and not folder.is_dir():
        raise BadUsage(f"{folder} is a file; name a folder for IMDb's files.")
    names = [f"{name}.tsv.gz" for name in HEADERS if people or name not in PEOPLE]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_fetch(f"{base_url.rstrip('/')}/{name}", folder / name, progress) for name in names]
    except HTTPError as error:
        raise ReferenceFault(
            f"{error.url} responded with {error.code} {error.reason}; try again later."
        ) from error
    except URLError as error:
        raise ReferenceFault(f"{base_url} cannot be reached ({error.reason}); try again later.") from error
    except (OSError, HTTPException) as error:
        raise ReferenceFault(
            f"The download to {folder} was interrupted ({error}); run the same command to continue."
        ) from error


def _fetch(url: str, target: Path, progress: Progress | None) -> Path:
    part = target.with_name(f"{target.name}.part")
    tag = target.with_name(f"{target.name}.part.tag")
    begun = part.stat().st_size if part.exists() and tag.exists() else 0
    with _open(url, begun, tag.read_text() if begun else "") as response:
        if response.status != 206:
            begun = 0  # the host sends all of it again: it is another version, or ranges are not supported
        tag.write_text(_version(response))
        total = begun + int(response.headers.get("Content-Length") or 0)
        with part.open("ab" if begun else "wb") as file:
            while block := response.read(_BLOCK):
                file.write(block)
                begun += len(block)
                if progress:
                    progress(target.name, begun, total)
        modified = response.headers.get("Last-Modified")
    if begun < total:
        raise ReferenceFault(
            f"{url} was interrupted after {begun} of {total} bytes; run the same command to continue."
        )
    if modified:  # the reference takes the date of its data from this
        stamp = parsedate_to_datetime(modified).timestamp()
        os.utime(part, (stamp, stamp))
    part.replace(target)
    tag.unlink()
    return target


def _open(url: str, begun: int, version: str) -> HTTPResponse:
    "The response for the whole file, or for the rest if it is still the same version."
    request = Request(url, headers={"User-Agent": _AGENT})
    if begun and version:
        request.add_header("Range", f"bytes={begun}-")
        request.add_header("If-Range", version)
    try:
        return urlopen(request, timeout=_TIMEOUT)
    except HTTPError as error:
        if error.code != 416:
            raise
        return urlopen(
            Request(url, headers={"User-Agent": _AGENT}), timeout=_TIMEOUT
        )  # there were already more bytes than the file has


def _version(response: HTTPResponse) -> str:
    tag = response.headers.get("ETag", "")
    return response.headers.get("Last-Modified", "") if tag.startswith("W/") or not tag else tag
