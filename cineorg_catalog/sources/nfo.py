"""What a sidecar NFO says of a file: Kodi's and Jellyfin's XML, or any text that holds an address.

It reads one small file and looks nothing up.  Bad content never raises: it ends as facts with an `error`.
"""

import os
import re
import stat
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..files.disk_errors import in_words

LARGEST = 1 << 20
_LONGEST_TITLE = 500
_KINDS = {"movie": "movie", "tvshow": "series", "episodedetails": "series"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\b[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DOCTYPE = re.compile(r"<!(doctype|entity)\b", re.IGNORECASE)
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_ADDRESSES = tuple(
    (source, kind, re.compile(pattern, re.IGNORECASE | re.ASCII))
    for source, kind, pattern in (
        ("imdb", None, r"imdb\.\w+/(?:\w+/)?title/(tt\d{7,10})(?!\d)"),
        ("tmdb", "movie", r"themoviedb\.org/movie/(\d{1,9})(?!\d)"),
        ("tmdb", "series", r"themoviedb\.org/tv/(\d{1,9})(?!\d)"),
        ("tvdb", "series", r"thetvdb\.com/[^\s\"'<>]*?[?&]id=(\d{1,9})(?!\d)"),
        ("tvdb", "series", r"thetvdb\.com/(?:dereferrer/)?series/(\d{1,9})(?![\w-])"),
        ("tvdb", "movie", r"thetvdb\.com/dereferrer/movies?/(\d{1,9})(?![\w-])"),
    )
)
_BARE_IMDB = re.compile(r"(?<!\w)tt\d{7,10}(?!\d)", re.ASCII)
_SHAPES = {
    "imdb": re.compile("tt[0-9]{7,10}"),
    "tmdb": re.compile("[0-9]{1,9}"),
    "tvdb": re.compile("[0-9]{1,9}"),
}


@dataclass(frozen=True, slots=True)
class NfoFacts:
    """What one NFO says.

    `kind` is 'movie', 'series' or None; `title` that of the film or series (for an episode the series',
    where it is named), `ids` theirs too, as `{"imdb": "tt…", "tmdb": "…", "tvdb": "…"}`: an episode's own ids
    identify no series and are left out.  `season` and `episodes` where it describes episodes.  `error` is one
    line.
    """

    kind: str | None = None
    title: str | None = None
    original_title: str | None = None
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    season: int | None = None
    episodes: tuple[int, ...] = ()
    episode_title: str | None = None
    error: str | None = None

    @property
    def episode(self) -> int | None:
        "The first episode."
        return self.episodes[0] if self.episodes else None


def read_sidecars(sidecar: bytes | None, show_sidecar: bytes | None = None) -> NfoFacts:
    """The facts of a file's own NFO, completed by its series' tvshow.nfo.

    Of an episode the series' NFO says which series it is; the file's own says which episode.
    """
    own = read_nfo(sidecar) if sidecar else NfoFacts()
    if show_sidecar is None or show_sidecar == sidecar or own.kind == "movie":
        return own
    show = read_nfo(show_sidecar)
    return replace(
        show,
        season=own.season,
        episodes=own.episodes,
        episode_title=own.episode_title,
        title=show.title or own.title,
        kind=show.kind or own.kind,
        ids=show.ids or own.ids,
        error=own.error or show.error,
    )


def read_nfo(path: bytes | str | os.PathLike[str]) -> NfoFacts:
    "Read one NFO file.  Never raises: what cannot be read or understood is said in `error`."
    try:
        data = _read(path)
    except OSError as error:
        return NfoFacts(error=f"its NFO {in_words(error)}")
    if data is None:
        return NfoFacts(error="its NFO is no regular file of at most 1 MiB; it was not read")
    return parse_nfo(data)


def parse_nfo(data: bytes) -> NfoFacts:
    "The facts in the bytes of an NFO."
    text = _decoded(data)
    if not re.search(r"<(movie|tvshow|episodedetails)\b", text):
        return _from_text(text)
    if _DOCTYPE.search(text):
        return replace(
            _from_text(text), error="its NFO declares a document type, which is refused; addresses only"
        )
    roots = _roots(text)
    if roots is None:
        return replace(_from_text(text), error="its NFO is no valid XML; only addresses were read from it")
    return _from_roots(roots, text)


def _read(path: bytes | str | os.PathLike[str]) -> bytes | None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would be waited for
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return None
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(LARGEST)
    finally:
        os.close(descriptor)


def _decoded(data: bytes) -> str:
    "Text by its byte order mark, its declaration, as UTF-8, else as Windows wrote it."
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data[:200])
    for encoding in (declared[1].decode() if declared else "utf-8", "utf-8"):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _roots(text: str) -> list[ET.Element] | None:
    "The top elements: several episodes have one each, and an address may follow them.  None: no XML."
    body = _DECLARATION.sub("", text)
    for attempt in (body, _BARE_AMPERSAND.sub("&amp;", body)):
        try:
            return [root for root in ET.fromstring(f"<nfo>{attempt}</nfo>") if root.tag in _KINDS]
        except ET.ParseError:
            continue
    return None


def _from_roots(roots: list[ET.Element], text: str) -> NfoFacts:
    if not roots:
        return _from_text(text)
    first = roots[0]
    if first.tag == "episodedetails":
        return _from_episodes([root for root in roots if root.tag == "episodedetails"])
    kind = _KINDS[first.tag]
    return NfoFacts(
        kind=kind,
        title=_text(first, "title"),
        original_title=_text(first, "originaltitle"),
        year=_year(first),
        ids=_ids(first, kind) or _from_text(text).ids,
    )


def _from_episodes(roots: list[ET.Element]) -> NfoFacts:
    first = roots[0]
    numbers = (
        _number(root, "episode") for root in roots if _number(root, "season") == _number(first, "season")
    )
    return NfoFacts(
        kind="series",
        title=_text(first, "showtitle"),
        season=_number(first, "season"),
        episodes=tuple(dict.fromkeys(number for number in numbers if number is not None)),
        episode_title=_text(first, "title"),
    )


def _ids(root: ET.Element, kind: str) -> Mapping[str, str]:
    "The first well-formed id of each source: `<uniqueid type=…>`, `<imdbid>` and the like, the old `<id>`."
    found: dict[str, str] = {}
    for source, value in _stated_ids(root, kind):
        if source in _SHAPES and _SHAPES[source].fullmatch(value):
            found.setdefault(source, value)
    return found


def _stated_ids(root: ET.Element, kind: str) -> Iterable[tuple[str, str]]:
    for element in root.iterfind("uniqueid"):
        yield _source(element.get("type", "")), (element.text or "").strip()
    for tag in ("imdbid", "imdb_id", "tmdbid", "tvdbid", "imdb", "tmdb", "tvdb"):
        yield _source(tag), _text(root, tag) or ""
    for element in root.iterfind("id"):
        value = (element.text or "").strip()
        for attribute, stated in element.attrib.items():
            yield _source(attribute), stated.strip()
        if value.startswith("tt"):
            yield "imdb", value
        else:
            yield element.get("moviedb", "tmdb" if kind == "movie" else "tvdb").lower(), value


def _source(name: str) -> str:
    "imdb, tmdb or tvdb of `IMDB`, `imdbid`, `themoviedb`, …"
    name = name.strip().lower().replace("_", "").removesuffix("id")
    return {"themoviedb": "tmdb", "moviedb": "tmdb", "thetvdb": "tvdb"}.get(name, name)


def _from_text(text: str) -> NfoFacts:
    """What the addresses in a text say.

    Two different ids of one source say nothing: a text of many films is about none of them.
    """
    found: dict[str, set[str]] = {}
    kinds = set()
    for source, kind, address in _ADDRESSES:
        for value in address.findall(text):
            found.setdefault(source, set()).add(value.lower())
            kinds.add(kind)
    if "imdb" not in found:
        found["imdb"] = set(_BARE_IMDB.findall(text))
    kinds.discard(None)
    ids = {source: next(iter(values)) for source, values in found.items() if len(values) == 1}
    return NfoFacts(kind=kinds.pop() if len(kinds) == 1 else None, ids=ids)


def _text(root: ET.Element, tag: str) -> str | None:
    value = " ".join(
        "".join(char if char.isprintable() else " " for char in root.findtext(tag) or "").split()
    )
    return value[:_LONGEST_TITLE] or None


def _number(root: ET.Element, tag: str) -> int | None:
    value = (root.findtext(tag) or "").strip()
    return int(value) if re.fullmatch(r"\d{1,5}", value, re.ASCII) else None


def _year(root: ET.Element) -> int | None:
    for tag in ("year", "premiered", "releasedate", "aired"):
        stated = re.match(r"\s*(\d{4})(?!\d)", root.findtext(tag) or "", re.ASCII)
        if stated and 1870 <= int(stated[1]) <= 2100:
            return int(stated[1])
    return None
