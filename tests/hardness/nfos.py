"""Hostile NFOs beside films: no scan hangs, grows, ends with a traceback or takes a film for another.

python -m tests.hardness.nfos [--part 10] [--seed 1]
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from tests.hardness.command import main
from tests.support.catalogue import SMALL, column, new_catalogue, sound
from tests.support.video_files import make_video

PATIENCE = 120  # seconds for all of them
MEMORY = 1 << 30  # bytes of address space that the scan may use beyond Python's own
MOVIE = "<movie><title>Garden</title>{}</movie>"


def _bomb() -> bytes:
    lines = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE m [<!ENTITY b0 "x">{lines}]><movie><title>&b11;</title></movie>'.encode()


def _quadratic() -> bytes:
    return f'<!DOCTYPE m [<!ENTITY b "{"x" * 100_000}">]><movie>{"&b;" * 20_000}</movie>'.encode()


def _outside(address: str) -> bytes:
    return f'<!DOCTYPE m [<!ENTITY e SYSTEM "{address}">]><movie><title>&e;</title></movie>'.encode()


def _ids(*values: str) -> bytes:
    tags = "".join(f'<uniqueid type="imdb" default="true">{value}</uniqueid>' for value in values)
    return MOVIE.format(tags).encode("utf-8", "surrogatepass")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a billion laughs": _bomb,
    "a quadratic bomb": _quadratic,
    "an entity of this disk": lambda: _outside("file:///etc/passwd"),
    "an endless entity": lambda: _outside("file:///dev/zero"),
    "an entity of the network": lambda: _outside("http://127.0.0.1:9/x"),
    "a DTD of the network": lambda: b'<!DOCTYPE m SYSTEM "http://127.0.0.1:9/x.dtd"><movie/>',
    "a parameter entity": lambda: b'<!DOCTYPE m [<!ENTITY % p SYSTEM "file:///etc/hosts">%p;]><movie/>',
    "nested a hundred thousand deep": lambda: b"<movie>" * 100_000 + b"</movie>" * 100_000,
    "a hundred thousand deep, never closed": lambda: b"<a>" * 100_000,
    "20 MB of title": lambda: MOVIE.format(
        "<originaltitle>" + "x" * 20_000_000 + "</originaltitle>"
    ).encode(),
    "a million empty elements": lambda: MOVIE.format("<actor/>" * 1_000_000).encode(),
    "a million attributes": lambda: (
        "<movie " + " ".join(f'a{n}=""' for n in range(1_000_000)) + "/>"
    ).encode(),
    "two hundred thousand ids": lambda: _ids(*(f"tt{n:07}" for n in range(200_000))),
    "sparse gigabyte": lambda: b"\0",
    "nothing": lambda: b"",
    "NULs": lambda: b"\0" * 100_000,
    "UTF-16 without a mark": lambda: MOVIE.format("").encode("utf-16-le"),
    "UTF-16 with a mark": lambda: MOVIE.format("<id>tt0017136</id>").encode("utf-16"),
    "UTF-32": lambda: MOVIE.format("").encode("utf-32"),
    "UTF-7 declared": lambda: b'<?xml version="1.0" encoding="UTF-7"?>+ADw-movie+AD4-',
    "an encoding that is none": lambda: b'<?xml version="1.0" encoding="rot13"?><movie/>',
    "a codec that opens files": lambda: b'<?xml version="1.0" encoding="zip"?><movie/>',
    "bytes that are no UTF-8": lambda: b"<movie><title>\xff\xfe\xc0\x80</title></movie>",
    "a lone surrogate": lambda: MOVIE.format("<plot>\ud800</plot>").encode("utf-8", "surrogatepass"),
    "control characters": lambda: MOVIE.format("<plot>\x00\x01\x1b[2J\x07</plot>").encode(),
    "an escape to the terminal": lambda: MOVIE.format("<title>&#27;]0;owned&#7;</title>").encode(),
    "right to left": lambda: MOVIE.format("<plot>\u202emoc.live\u202c</plot>").encode(),
    "an id of 100,000 digits": lambda: _ids("tt" + "9" * 100_000),
    "an id of other digits": lambda: _ids("tt\u0661\u0662\u0663\u0664\u0665\u0666\u0667"),
    "an id with a quote": lambda: _ids("tt0017136' or 1=1 --"),
    "an id of NUL": lambda: _ids("tt0017136&#0;"),
    "an id below zero": lambda: _ids("-1"),
    "an id of Wikidata alone": lambda: MOVIE.format('<uniqueid type="wikidata">Q151599</uniqueid>').encode(),
    "a film at TVmaze": lambda: MOVIE.format('<uniqueid type="tvmaze">82</uniqueid>').encode(),
    "ids that quarrel": lambda: _ids("tt0017136", "tt0013442", "tt0022100"),
    "a year of 100,000 digits": lambda: MOVIE.format(f"<year>{'9' * 100_000}</year>").encode(),
    "a running time of all sorts": lambda: MOVIE.format(
        "<runtime>1e400</runtime><runtime>-5</runtime>"
    ).encode(),
    "a rating that is none": lambda: MOVIE.format("<rating>NaN</rating><votes>inf</votes>").encode(),
    "a season as big as can be": lambda: (
        b"<episodedetails><season>9223372036854775808</season></episodedetails>"
    ),
    "an address a megabyte long": lambda: b"https://www.imdb.com/title/" + b"t" * 1_000_000,
    "a hundred thousand addresses": lambda: b"https://www.imdb.com/title/tt0017136/\n" * 100_000,
    "an address that only looks so": lambda: b"https://www.imdb.com.evil.example/title/tt0017136/",
    "HTML": lambda: b"<html><script>alert(1)</script><a href='//imdb.com/title/tt0017136'>x",
    "a tag never closed": lambda: b"<movie><title>" + b"<" * 200_000,
    "comments without end": lambda: b"<movie><!--" + b"-" * 1_000_000,
    "CDATA without end": lambda: b"<movie><title><![CDATA[" + b"]" * 1_000_000,
    "ASCII art": lambda: ("\u2588\u2592\u2591 " * 50_000).encode("cp437", "replace"),
    "a video": lambda: b"\x1a\x45\xdf\xa3" + os.urandom(200_000),
    "JSON": lambda: json.dumps({"movie": {"id": "tt0017136"}}).encode(),
    "a pipe": lambda: b"",
    "a folder": lambda: b"",
    "a link to an endless file": lambda: b"",
}


def run(part: int = 1, seed: int = 1) -> str:
    chosen = Random(seed).sample(sorted(HOSTILE), max(len(HOSTILE) // part, 5))
    with tempfile.TemporaryDirectory(prefix="cineorg-nfos-") as name:
        folder = Path(name)
        for number, what in enumerate(chosen):
            video = folder / "Films" / f"Garden {number}" / f"Garden {number}.mkv"
            make_video(video, minutes=12, title=what)
            _write(what, video.with_suffix(".nfo"))
        with closing(new_catalogue(folder)) as db:
            seconds, peak, told = _scan(folder)
            sound(db)
            assert column(db, "select count(*) from video_files") == [len(chosen)], told
            secret = (
                "select count(*) from pending_validations where candidates_json || parsed_json like '%root:%'"
            )
            assert column(db, secret) == [0]
            matched = "select count(*) from pending_validations where auto_validated"
            wrong = column(db, matched)[0]
    return (
        f"NFOs: {len(chosen)} hostile ones, scanned in {seconds:.0f} s with {peak} MB, "
        f"{told} reported as faults, {wrong} films matched by them; 0 hangs, 0 tracebacks"
    )


def _write(what: str, path: Path) -> None:
    if what == "a pipe":
        os.mkfifo(path)
    elif what == "a folder":
        path.mkdir()
    elif what == "a link to an endless file":
        path.symlink_to("/dev/zero")
    else:
        path.write_bytes(HOSTILE[what]())
    if what == "sparse gigabyte":
        os.truncate(path, 1 << 30)


def _scan(folder: Path) -> tuple[float, int, int]:
    "(seconds, MB at most, faults) of a scan whose memory is bounded."
    words = ["scan", "--json", "--reference", str(SMALL), "--db", str(folder / "cineorg.db")]
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "cineorg_catalog", *words, str(folder / "Films")],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 * MEMORY, 3 * MEMORY)),
    )
    assert done.returncode in (0, 3), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return time.monotonic() - started, peak, len(json.loads(done.stdout)["errors"])


if __name__ == "__main__":
    main(run)
