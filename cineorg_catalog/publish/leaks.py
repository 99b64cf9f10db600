"""The rules of what is private: a finished public copy is searched for it in its bytes and in every value.

What is private is read from the catalogue; how the copy is made is the business of `publish`.
"""

import contextlib
import getpass
import json
import mmap
import os
import re
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..errors import CatalogueError
from ..sources.registry import SOURCES

OPEN = ", ".join(f"'{source.name}'" for source in SOURCES if source.publishable != "none")  # quoted for SQL

SHOWN = 5  # finds that the message names
TEXT = 40  # characters from which a text counts as somebody's work
_TAIL = 8  # bytes at the end of a private string that are searched for first
_CHUNK = 1 << 20
_PATHS = ("path", "filename", "file_path", "poster_file", "root")
_HASHES = ("file_hash", "full_hash")
_SPOKEN = {  # where the name of a user or host may occur: titles, texts, credits, and our own words
    *("title", "original_title", "overview", "sort_title", "collection", "name", "sort_name", "character"),
    *("work", "role", "kind", "numbering", "source", "provenance_json", "licence", "attribution"),
}


class Leak(CatalogueError):
    "The copy contained private data. It was deleted. `found` says what and where."

    def __init__(self, found: list[str]) -> None:
        more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        super().__init__(
            f"The public copy was deleted because it contained {'; '.join(found[:SHOWN])}{more}."
        )
        self.found = found


class Secrets:
    """Everything that must not be in a public copy, searched for in one pass over its bytes.

    A private string is searched for by its last bytes: those of a file name are its extension, which titles
    do not have. Of a text only the beginning, the length and a digest are kept.
    """

    def __init__(self) -> None:
        self._tails: dict[int, dict[bytes, dict[bytes, str]]] = {}
        self._texts: dict[bytes, set[tuple[int, bytes]]] = {}
        self.count = 0

    def add(self, text: str | bytes | None, what: str) -> None:
        for needle in _spellings(text):
            length = min(len(needle), _TAIL)
            known = self._tails.setdefault(length, {}).setdefault(needle[-length:], {})
            self.count += needle not in known
            known[needle] = what

    def add_text(self, text: str) -> None:
        for needle in _spellings(text.encode("utf-8", "surrogatepass")):
            self._texts.setdefault(needle[:TEXT], set()).add((len(needle), _digest(needle)))
        self.count += 1

    def found_in(self, hay: Any, *, is_text: bool) -> Iterator[str]:
        """The private strings found in some bytes. In text, a private string must be a whole word.

        In the raw bytes of a database short strings would occur by chance: there, only long ones count.
        """
        for length, tails in self._tails.items():
            if length == _TAIL or is_text:
                yield from self._strings(hay, length, tails, is_text)
        for start in _met(hay, TEXT, self._texts):
            for at in _places(hay, start):
                for size, digest in self._texts[start]:
                    if _digest(hay[at : at + size]) == digest:
                        yield f"a text that only closed sources hold: {_shown(hay[at : at + 60])}…"

    def _strings(
        self, hay: Any, length: int, tails: Mapping[bytes, Mapping[bytes, str]], is_text: bool
    ) -> Iterator[str]:
        for tail in _met(hay, length, tails):
            for needle, what in tails[tail].items():
                if any(not is_text or _is_apart(hay, at, at + len(needle)) for at in _places(hay, needle)):
                    yield f"{what}: {_shown(needle)}"


def _met(hay: Any, length: int, known: Mapping[bytes, Any]) -> set[bytes]:
    "Which of some strings of equal length occur in it; the loop over its bytes runs in C."
    found: set[bytes] = set()
    for start in range(0, len(hay) if known else 0, _CHUNK):
        part = hay[start : start + _CHUNK + length - 1]
        ends = range(length, len(part) + 1)
        found.update(filter(known.__contains__, map(part.__getitem__, map(slice, range(len(part)), ends))))
    return found


def _places(hay: Any, needle: bytes) -> Iterator[int]:
    at = hay.find(needle)
    while at >= 0:
        yield at
        at = hay.find(needle, at + 1)


def _spellings(text: str | bytes | None) -> Iterator[bytes]:
    "A string as stored in a column, and as written in JSON."
    if not text or not isinstance(text, str | bytes):
        return
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    if len(raw) < 3:
        return
    yield raw
    quoted = json.dumps(raw.decode("utf-8", "replace"), ensure_ascii=False)[1:-1].encode()
    if quoted != raw:
        yield quoted


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


def _shown(data: bytes) -> str:
    return data.decode("utf-8", "replace")


_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | set(range(128, 256))


def _is_apart(hay: Any, start: int, end: int) -> bool:
    before = hay[start - 1] if start else 0
    after = hay[end] if end < len(hay) else 0
    return before not in _WORD and after not in _WORD


def require_no_leak(catalogue: Path, draft: Path) -> int:
    "Search the finished copy. Returns the number of strings searched for; raises Leak if one is found."
    with closing(sqlite3.connect(f"file:{quote(str(catalogue.absolute()))}?mode=ro", uri=True)) as private:
        secrets, people = _secrets_of(private), _people_of(private)
    found: dict[str, None] = {}  # in the order in which they were found
    with draft.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pages:
        found |= dict.fromkeys(secrets.found_in(pages, is_text=False))
    with closing(sqlite3.connect(draft)) as conn:
        conn.text_factory = bytes
        for place, hay in _values(conn):
            met = list(secrets.found_in(hay, is_text=True))
            if place.rpartition(".")[2] not in _SPOKEN and not place.startswith(("sources.", "sqlite_")):
                met += people.found_in(hay, is_text=True)
            found |= dict.fromkeys(f"{what} (in {place})" for what in met)
        for name in _strange_indexes(conn):
            found[f"words that its table does not have (in {name})"] = None
    if found:
        raise Leak(list(found))
    return secrets.count + people.count


def _strange_indexes(conn: sqlite3.Connection) -> Iterator[str]:
    "The full-text indexes that hold anything else than the words of their table, which are searched."
    for name in _tables(conn):
        if name.endswith("_fts"):
            try:
                conn.execute(f"insert into {name}({name}, rank) values ('integrity-check', 1)")
            except sqlite3.DatabaseError:
                yield name


def _tables(conn: sqlite3.Connection) -> list[str]:
    return [row[0].decode() for row in conn.execute("select name from sqlite_master where type = 'table'")]


def _values(conn: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    "The texts of every column of every table, the schema too, many at once, separated."
    for table in ("sqlite_master", *(name for name in _tables(conn) if "_fts" not in name)):
        for name in [row[1].decode() for row in conn.execute(f"pragma table_info({table})").fetchall()]:
            cursor = conn.execute(f"select {name} from {table} where typeof({name}) in ('text', 'blob')")
            while rows := cursor.fetchmany(5000):
                yield f"{table}.{name}", b"\0".join(row[0] for row in rows)


def _secrets_of(private: sqlite3.Connection) -> Secrets:
    secrets = Secrets()
    private.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    for table in ("video_files", "movies", "episodes", "roots"):
        for name in (row[1] for row in private.execute(f"pragma table_info({table})").fetchall()):
            if name in (*_PATHS, *_HASHES, "path_bytes"):
                for (value,) in private.execute(
                    f"select distinct {name} from {table} where {name} is not null"
                ):
                    _add(secrets, table, name, value)
    for table, name in (
        ("trash", "metadata_json"),
        ("decisions", "before_json"),
        ("decisions", "after_json"),
    ):
        sql = f"""select key, atom from {table}, json_tree({name})
                  where json_valid({name}) and type = 'text' and key in ({_quoted((*_PATHS, *_HASHES))})"""
        for key, value in private.execute(sql):
            _add(secrets, table, key, value)
    for value in _keys():
        secrets.add(value, "a key")
    _add_texts(secrets, private)
    return secrets


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _add(secrets: Secrets, table: str, name: str, value: Any) -> None:
    if name in _HASHES:
        secrets.add(value, "a file's hash")
    elif name == "root" or table == "roots":
        secrets.add(value, "a scanned folder")
    else:  # a full path ends with the name
        tail = os.path.basename(value) if isinstance(value, str | bytes) else None
        secrets.add(tail if tail and os.path.splitext(tail)[1] else value, "a file's name")


def _keys() -> Iterator[str]:
    secret = re.compile(r"CINEORG_\w*(TOKEN|KEY|PASSWORD|SECRET)\w*")
    yield from (value for name, value in os.environ.items() if secret.fullmatch(name) and len(value) >= _TAIL)


def _add_texts(secrets: Secrets, private: sqlite3.Connection) -> None:
    "Add the texts of closed sources, except those that an open source or a file name has too."
    long = f"type = 'text' and length(atom) >= {TEXT}"
    ours = f"""select atom from source_records, json_tree(data_json) where source in ({OPEN}) and {long}
               union all select atom from pending_validations, json_tree(parsed_json)
               where json_valid(parsed_json) and {long}"""
    common = {_digest(row[0].encode("utf-8", "surrogatepass")) for row in private.execute(ours)}
    theirs = f"""select distinct atom from source_records, json_tree(data_json)
                 where source not in ({OPEN}) and {long}
                 union select distinct json_extract(offered.value, '$.overview')
                 from (select distinct candidates_json from pending_validations
                       where json_valid(candidates_json)), json_each(candidates_json) as offered
                 where json_extract(offered.value, '$.source') not in ({OPEN})
                 and length(json_extract(offered.value, '$.overview')) >= {TEXT}"""
    for (text,) in private.execute(theirs):
        if _digest(text.encode("utf-8", "surrogatepass")) not in common:
            secrets.add_text(text)


def _people_of(private: sqlite3.Connection) -> Secrets:
    "Names of users and machines."
    people = Secrets()
    names = {row[0] for row in private.execute("select distinct who from decisions")} - {"cineorg-load"}
    names |= {row[0] for row in private.execute("select distinct host from loads")}
    names |= {socket.gethostname(), Path.home().name}
    with contextlib.suppress(KeyError, OSError):  # no such user in this container
        names.add(getpass.getuser())
    for name in names:
        people.add(name, "the name of a user or machine")
    return people
