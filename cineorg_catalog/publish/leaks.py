"""The rules of what is private: a finished public copy is searched for it in its bytes and in every value.

What is private is read from the catalogue; how the copy is made is the business of `publish`.
"""

import contextlib
import getpass
import html
import json
import mmap
import os
import re
import socket
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from ..errors import CatalogueError
from ..sources.registry import SOURCES

OPEN = ", ".join(f"'{source.name}'" for source in SOURCES if source.publishable != "none")  # quoted for SQL

SHOWN = 5  # finds that the message names
_SHOWN_TEXT = 60  # characters of a text that it shows
TEXT = 40  # characters from which a text counts as somebody's work
_TAIL = 8  # bytes at the end of a private string that are searched for first
_SHORTEST = 3  # bytes of a private string that can be told from chance
_ESCAPED = 3  # how many times over a text may be escaped
_CHUNK = 1 << 20
_EXTENSION = re.compile(r"\.\w{2,5}")
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


class _Strings:
    """Strings searched for in one pass over some bytes.

    A string is searched for by its last bytes: those of a file name are its extension, which titles do not
    have. Of a long text only the beginning, the length and a digest are kept. `shown` is for the message.
    """

    def __init__(self) -> None:
        self._tails: dict[int, dict[bytes, dict[bytes, tuple[str, bytes]]]] = {}
        self._texts: dict[bytes, dict[tuple[int, bytes], str]] = {}

    def __len__(self) -> int:
        strings = sum(len(known) for tails in self._tails.values() for known in tails.values())
        return strings + sum(map(len, self._texts.values()))

    def add(self, string: bytes, what: str, shown: bytes) -> None:
        if len(string) >= _SHORTEST:
            length = min(len(string), _TAIL)
            self._tails.setdefault(length, {}).setdefault(string[-length:], {})[string] = what, shown

    def add_text(self, text: bytes, shown: str) -> None:
        self._texts.setdefault(text[:TEXT], {})[len(text), _digest(text)] = shown[:_SHOWN_TEXT]

    def has_text(self, text: bytes) -> bool:
        return (len(text), _digest(text)) in self._texts.get(text[:TEXT], ())

    def forget_texts(self, hay: bytes) -> None:
        "Forget the texts that occur in some bytes."
        for start, known in list(self._texts_in(hay)):
            self._texts[start].pop(known, None)

    def found_in(self, hay: Any, *, whole_words: bool) -> Iterator[str]:
        """The strings that occur in some bytes.

        In the raw bytes of a database short strings would occur by chance: without whole words, only long
        ones count.
        """
        for length, tails in self._tails.items():
            if length == _TAIL or whole_words:
                for tail in _met(hay, length, tails):
                    for string, (what, shown) in tails[tail].items():
                        places = _places(hay, string)
                        if any(not whole_words or _is_apart(hay, at, at + len(string)) for at in places):
                            yield f"{what}: {shown.decode('utf-8', 'replace')}"
        for start, known in self._texts_in(hay):
            yield f"a text that only closed sources hold: {self._texts[start][known]}…"

    def _texts_in(self, hay: Any) -> Iterator[tuple[bytes, tuple[int, bytes]]]:
        for start in _met(hay, TEXT, self._texts):
            for at in _places(hay, start):
                for size, digest in self._texts[start]:
                    if _digest(hay[at : at + size]) == digest:
                        yield start, (size, digest)


class Secrets:
    """Everything that must not be in a public copy, as it is written and as a reader would read it.

    The bytes of the file are searched for the first, each value for the second.
    """

    def __init__(self) -> None:
        self._written, self._read = _Strings(), _Strings()

    def __len__(self) -> int:
        return len(self._read)

    def add(self, text: str | bytes | None, what: str) -> None:
        if text and isinstance(text, str | bytes):
            shown, *_ = spellings = _spellings(text)
            for string in spellings:
                self._written.add(string, what, shown)
            self._read.add(_encoded(as_read(_decoded(text))), what, shown)

    def add_texts(self, closed: Callable[[], Iterable[str]], published: Iterable[str]) -> None:
        "Add the texts of closed sources that no text which may be published holds."
        for text in closed():
            self._read.add_text(_encoded(as_read(text)), text)
        for text in published:
            self._read.forget_texts(_encoded(as_read(text)))
        for text in closed():
            if self._read.has_text(_encoded(as_read(text))):
                for string in _spellings(text):
                    self._written.add_text(string, text)

    def in_bytes(self, pages: Any) -> Iterator[str]:
        return self._written.found_in(pages, whole_words=False)

    def in_text(self, text: str) -> Iterator[str]:
        for spelling in _unescaped(text):
            yield from self._read.found_in(_encoded(as_read(spelling)), whole_words=True)


def as_read(text: str) -> str:
    "A text as a reader would read it: what HTML and addresses escape is decoded; case and spaces are equal."
    for _ in range(_ESCAPED):
        plain = unquote(html.unescape(text), errors="surrogateescape")
        if plain == text:
            break
        text = plain
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _unescaped(text: str) -> Iterator[str]:
    "A text as it is, and without the escapes of JSON: a path of Windows has backslashes of its own."
    yield text
    for _ in range(_ESCAPED):
        if "\\" not in text:
            return
        text = _JSON_ESCAPE.sub(_decode_escape, text)
        yield text


_JSON_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\(.)", re.DOTALL)


def _decode_escape(found: re.Match[str]) -> str:
    if found[1] is not None:
        return " " if found[1] in "bfnrt" else found[1]
    return bytes.fromhex(found[0].replace("\\u", "")).decode("utf-16-be", "surrogatepass")


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


def _spellings(text: str | bytes) -> tuple[bytes, ...]:
    "A string as stored in a column, and as written in JSON."
    raw = text if isinstance(text, bytes) else _encoded(text)
    quoted = json.dumps(raw.decode("utf-8", "replace"), ensure_ascii=False)[1:-1].encode()
    return (raw,) if quoted == raw else (raw, quoted)


def _encoded(text: str) -> bytes:
    "The bytes of a text; those that are not UTF-8 are as they were."
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, from JSON
        return text.encode("utf-8", "surrogatepass")


def _decoded(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "surrogateescape")


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") | set(range(128, 256))


def _is_apart(hay: Any, start: int, end: int) -> bool:
    before = hay[start - 1] if start else 0
    after = hay[end] if end < len(hay) else 0
    return before not in _WORD and after not in _WORD


def require_no_leak(catalogue: Path, draft: Path, beside: str = "") -> int:
    """Search the finished copy, and the text that is published beside it.

    Returns the number of strings searched for; raises Leak if one is found.
    """
    with closing(sqlite3.connect(f"file:{quote(str(catalogue.absolute()))}?mode=ro", uri=True)) as private:
        secrets, people = _secrets_of(private), _people_of(private)
    found: dict[str, None] = {}  # in the order in which they were found
    with draft.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pages:
        found |= dict.fromkeys(secrets.in_bytes(pages))
    with closing(sqlite3.connect(draft)) as conn:
        conn.text_factory = bytes
        for place, hay in _values(conn):
            met = list(secrets.in_text(hay.decode("utf-8", "surrogateescape")))
            if place.rpartition(".")[2] not in _SPOKEN and not place.startswith(("sources.", "sqlite_")):
                met += people.found_in(hay, whole_words=True)
            found |= dict.fromkeys(f"{what} (in {place})" for what in met)
        for place, hay in _index_values(conn):
            found |= dict.fromkeys(f"{what} (in {place})" for what in secrets.in_bytes(hay))
        for name in _strange_indexes(conn):
            found[f"words that its table does not have (in {name})"] = None
    found |= dict.fromkeys(f"{what} (in its metadata)" for what in secrets.in_text(beside))
    if found:
        raise Leak(list(found))
    return len(secrets) + len(people)


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
        yield from _values_of(conn, table)


def _index_values(conn: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    "The parts of the full-text indexes, which may lie on several pages of the file."
    for table in _tables(conn):
        if "_fts_" in table:
            yield from _values_of(conn, table)


def _values_of(conn: sqlite3.Connection, table: str) -> Iterator[tuple[str, bytes]]:
    for name in [row[1].decode() for row in conn.execute(f"pragma table_info({table})").fetchall()]:
        cursor = conn.execute(f"select {name} from {table} where typeof({name}) in ('text', 'blob')")
        while rows := cursor.fetchmany(5000):
            yield f"{table}.{name}", b"\0".join(row[0] for row in rows)


_IN_JSON = (  # JSON with the paths of files that no row names any more
    *(("trash", "metadata_json"), ("decisions", "before_json"), ("decisions", "after_json")),
    *(("loads", "errors_json"), ("loads", "roots_json")),
)


def _secrets_of(private: sqlite3.Connection) -> Secrets:
    secrets = Secrets()
    private.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    for table, name in private.execute(
        f"""select tables.name, columns.name from pragma_table_list as tables,
              pragma_table_info(tables.name) as columns
            where tables.schema = 'main' and tables.type = 'table'
              and (columns.name in ({_quoted((*_PATHS, *_HASHES, "path_bytes"))}))"""
    ).fetchall():
        for (value,) in private.execute(
            f'select distinct "{name}" from "{table}" where "{name}" is not null'
        ):
            _add(secrets, table, name, value)
    for table, name in _IN_JSON:
        key = "'root'" if name == "roots_json" else "key"
        sql = f"""select {key} as name, atom from {table}, json_tree({name})
                  where json_valid({name}) and type = 'text' and name in ({_quoted((*_PATHS, *_HASHES))})"""
        for found, value in private.execute(sql):
            _add(secrets, table, found, value)
    for value in _keys():
        secrets.add(value, "a key")
    secrets.add_texts(lambda: _closed_texts(private), _published_texts(private))
    return secrets


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _add(secrets: Secrets, table: str, name: str, value: Any) -> None:
    if not isinstance(value, str | bytes):
        return
    if name in _HASHES:
        secrets.add(value, "a file's hash")
    elif name == "root" or table == "roots":
        secrets.add(value, "a scanned folder")
    else:  # a full path ends with the name; a disc's folder has no extension and is called as its film
        *folders, last = re.split(r"[/\\]", _decoded(value))
        if _EXTENSION.fullmatch(os.path.splitext(last)[1]):
            secrets.add(last.encode("utf-8", "surrogateescape"), "a file's name")
        elif folders:
            secrets.add(value, "a file's path")


def _keys() -> Iterator[str]:
    secret = re.compile(r"CINEORG_\w*(TOKEN|KEY|PASSWORD|SECRET)\w*")
    yield from (value for name, value in os.environ.items() if secret.fullmatch(name) and len(value) >= _TAIL)


_LONG = f"type = 'text' and length(atom) >= {TEXT}"
_OFFERED = f"""select distinct json_extract(offered.value, '$.overview')
               from (select distinct candidates_json from pending_validations
                     where json_valid(candidates_json)), json_each(candidates_json) as offered
               where coalesce(json_extract(offered.value, '$.source'), '') not in ({OPEN})
               and length(json_extract(offered.value, '$.overview')) >= {TEXT}"""


def _closed_texts(private: sqlite3.Connection) -> Iterator[str]:
    "The texts of closed sources; a title that the owner wrote is theirs, too."
    written = "select value_json from overrides where field in ('title', 'original_title')"
    titles = {as_read(str(json.loads(row[0]))) for row in private.execute(written)}
    for key, text in private.execute(
        f"""select distinct key, atom from source_records, json_tree(data_json)
            where source not in ({OPEN}) and json_valid(data_json) and {_LONG}"""
    ):
        if key not in ("title", "original_title") or as_read(text) not in titles:
            yield text
    yield from (row[0] for row in private.execute(_OFFERED))


def _published_texts(private: sqlite3.Connection) -> Iterator[str]:
    "The texts of open sources and file names: what closed ones took from there is open."
    yield from (
        row[0]
        for row in private.execute(
            f"""select atom from source_records, json_tree(data_json) where source in ({OPEN}) and {_LONG}
                union all select atom from pending_validations, json_tree(parsed_json)
                where json_valid(parsed_json) and {_LONG}"""
        )
    )


def _people_of(private: sqlite3.Connection) -> _Strings:
    "Names of users and machines."
    people = _Strings()
    names = {row[0] for row in private.execute("select distinct who from decisions")} - {"cineorg-load"}
    names |= {row[0] for row in private.execute("select distinct host from loads")}
    names |= {socket.gethostname(), Path.home().name}
    with contextlib.suppress(KeyError, OSError):  # no such user in this container
        names.add(getpass.getuser())
    for name in names:
        raw = (name or "").encode("utf-8", "surrogateescape")
        people.add(raw, "the name of a user or machine", raw)
    return people
