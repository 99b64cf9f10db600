"""What an NFO says about a video: the XML of Kodi, Jellyfin and tinyMediaManager, or a text with addresses.

Finds the NFOs of a file, reads them within limits and looks nothing up.  Bad content never raises: it becomes
facts with an `error` of one line.
"""

import codecs
import os
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import orjson

from ..errors import in_words
from ..external_ids import addresses_in, bare_imdb_ids, is_id, source_name
from ..names import without_part
from ..untrusted import NotRegular, opened_regular
from .answers import iso_date, one_line, paragraphs
from .described import Credit, Described, EpisodeFacts, Role, Viewing

LARGEST = 1 << 20
_MOST_CREDITS = 100
_KINDS = {"movie": "movie", "tvshow": "series", "episodedetails": "series"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ALLOWED = """
    utf-8 ascii iso8859-1 iso8859-2 iso8859-5 iso8859-7 iso8859-9 iso8859-15 cp1250 cp1251 cp1252 cp1253
    cp1254 cp1255 cp1256 koi8-r koi8-u gb2312 gbk gb18030 big5 shift_jis cp932 euc_jp euc_kr cp949
"""
_ENCODINGS = frozenset(_ALLOWED.split())  # as `codecs` names them; a file may not declare any other
# Every pattern is linear: repetitions are bounded.
_DECLARATION = re.compile(r"<\?xml\b[^<>]{0,200}\?>")
_DECLARED = re.compile(rb"<\?xml\b[^<>]{0,150}?encoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9._-]{1,30})[\"']")
_DOCTYPE = re.compile(r"<!(doctype|entity)\b", re.IGNORECASE)
_ROOT = re.compile(r"<(movie|tvshow|episodedetails)\b")
_ROOT_END = re.compile(r"</(movie|tvshow|episodedetails)\s{0,9}>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_PROSE = (
    "plot",
    "outline",
    "tagline",
    "trailer",
    "review",
)  # elements with prose, in which other titles may be mentioned
_CREW: dict[str, Role] = {"director": "director", "credits": "writer", "writer": "writer"}
_DISC_NFOS = {"video_ts": ("video_ts.nfo",), "bdmv": ("index.nfo", "bdmv.nfo"), "stream": ()}
_SHARED = ("tvshow.nfo", "season.nfo")  # names of NFOs that describe many files


@dataclass(frozen=True, slots=True)
class NfoFacts:
    """What one NFO says.

    `kind` is 'movie', 'series' or None. `title` is that of the film or series (for an episode that of the
    series, if named), and `ids` are theirs too, as `{"imdb": "tt…", "tmdb": "…", "tvdb": "…"}`: an episode's
    own ids identify no series and are left out. `season` and `episodes` are set if it describes episodes,
    with `episode_facts` for each. `viewing` is None if the owner has not watched it. `error` is one line.
    """

    kind: str | None = None
    title: str | None = None
    original_title: str | None = None
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    season: int | None = None
    episodes: tuple[int, ...] = ()
    episode_title: str | None = None
    plot: str | None = None
    genres: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    duration_seconds: int | None = None
    rating: float | None = None
    collection: str | None = None
    viewing: Viewing | None = None
    episode_facts: tuple[EpisodeFacts, ...] = ()
    error: str | None = None

    @property
    def episode(self) -> int | None:
        "The first episode."
        return self.episodes[0] if self.episodes else None

    def described(self, source_id: str) -> Described | None:
        "The record of it, or None if it says nothing about a film or series but ids."
        if self.kind is None or not (self.title or self.episode_facts):
            return None
        return Described(
            "nfo",
            "episodes" if self.episode_facts else self.kind,
            source_id,
            title=self.title,
            original_title=self.original_title,
            overview=self.plot,
            year=self.year,
            genres=self.genres,
            duration_seconds=self.duration_seconds,
            rating=self.rating,
            collection=self.collection,
            ids=self.ids,
            credits=self.credits,
            episodes=self.episode_facts,
            viewing=self.viewing,
        )


# --- which NFOs belong to a file ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sidecars:
    "The raw paths of a file's own NFO and of its series' tvshow.nfo."

    own: bytes | None = None
    show: bytes | None = None


class NfoFinder:
    """Finds the NFOs of files, listing each folder once.

    `one_film` tells from the names in a folder whether they belong to at most one film, with its parts and
    versions: only then does a movie.nfo, or the only NFO there, apply to the files. Names are compared
    without case and in any form of accents.
    """

    def __init__(self, one_film: Callable[[Sequence[bytes]], bool]) -> None:
        self._one_film = one_film
        self._listed = lru_cache(maxsize=64)(_list_folder)
        self._is_one_film = lru_cache(maxsize=64)(lambda folder: one_film(self._listed(folder).names))

    def find(self, path: bytes, root: str | bytes | None = None) -> Sidecars:
        "The NFOs of a video; that of its series is in its folder or above, up to the ROOT."
        folder = os.path.dirname(path)
        top = os.fsencode(root) if root is not None else folder
        return Sidecars(self._own(path, folder), self._show(folder, top.rstrip(b"/")))

    def may_be_missing(self, path: bytes, root: str | bytes | None, *, of_series: bool) -> bool:
        """True if the NFO of a video (or of its series) that was read may be there no longer.

        One with the video's own name is the one that was read; any other may replace one that was deleted.
        """
        found = self.find(path, root)
        if of_series:
            return found.show is None
        return found.own is None or os.path.splitext(found.own)[0] != os.path.splitext(path)[0]

    def sees(self, path: bytes) -> bool:
        "True if the folder of a video could be listed and still holds it."
        return os.path.basename(path) in self._listed(os.path.dirname(path)).names

    def _own(self, path: bytes, folder: bytes) -> bytes | None:
        stem = _key(os.path.splitext(os.path.basename(path))[0])
        discs = []
        while (name := _key(os.path.basename(folder))) in _DISC_NFOS:
            discs += [(folder, nfo) for nfo in (*_DISC_NFOS[name], "movie.nfo")]
            folder = os.path.dirname(folder)
        if discs:
            wanted = [*discs, (folder, "video_ts.nfo"), (folder, f"{_key(os.path.basename(folder))}.nfo")]
        else:
            wanted = [(folder, f"{stem}.nfo"), (folder, f"{without_part(stem, doubtful=True)}.nfo")]
        named = (self._listed(place).nfos.get(name) for place, name in wanted)
        return next((nfo for nfo in named if nfo is not None), None) or self._shared(folder)

    def _shared(self, folder: bytes) -> bytes | None:
        "The folder's own NFO, if it is the folder of one film."
        nfos = self._listed(folder).nfos
        others = [nfo for name, nfo in nfos.items() if name not in _SHARED]
        nfo = nfos.get("movie.nfo") or (others[0] if len(others) == 1 else None)
        return nfo if nfo is not None and self._is_one_film(folder) else None

    def _show(self, folder: bytes, top: bytes) -> bytes | None:
        while True:
            nfo = self._listed(folder).nfos.get("tvshow.nfo")
            if nfo is not None or folder == top or len(folder) <= max(len(top), 1):
                return nfo
            folder = os.path.dirname(folder)


@dataclass(frozen=True, slots=True)
class _Folder:
    names: Sequence[bytes] = ()
    nfos: Mapping[str, bytes] = field(default_factory=dict)


def _list_folder(folder: bytes) -> _Folder:
    try:
        names = sorted(os.listdir(folder))
    except OSError:  # the scan reports what is wrong with it
        return _Folder()
    nfos = {_key(name): os.path.join(folder, name) for name in names if name.lower().endswith(b".nfo")}
    return _Folder(names, nfos)


def _key(name: bytes) -> str:
    return unicodedata.normalize("NFC", os.fsdecode(name)).casefold()


# --- what they say --------------------------------------------------------------------------------


def read_sidecars(sidecar: bytes | None, show_sidecar: bytes | None = None) -> NfoFacts:
    """The facts of a file's own NFO, completed from its series' tvshow.nfo.

    The series' NFO says which series an episode belongs to; the file's own, which episode it is.
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
        episode_facts=own.episode_facts,
        viewing=own.viewing,
        title=show.title or own.title,
        kind=show.kind or own.kind,
        ids=show.ids or own.ids,
        error=own.error or show.error,
    )


def read_nfo(path: bytes | str | os.PathLike[str]) -> NfoFacts:
    "Read one NFO file.  Never raises: `error` says what cannot be read or understood."
    try:
        data = _read(path)
    except OSError as error:
        return NfoFacts(error=f"its NFO {in_words(error)}")
    if data is None:
        return NfoFacts(error="its NFO is not a regular file of at most 1 MiB; it was not read")
    return parse_nfo(data)


def parse_nfo(data: bytes) -> NfoFacts:
    "The facts in the bytes of an NFO."
    text = _decoded(data)
    if not _ROOT.search(text):
        return _from_text(text)
    if _DOCTYPE.search(text):
        facts = _from_text(_without_prose(text))
        return replace(facts, error="its NFO declares a document type, which is refused; addresses only")
    wrapper = _parsed(text)
    if wrapper is None:
        facts = _from_text(_without_prose(text))
        return replace(facts, error="its NFO is not valid XML; only addresses were read from it")
    return _from_roots(wrapper)


def _read(path: bytes | str | os.PathLike[str]) -> bytes | None:
    try:
        with opened_regular(path, LARGEST) as (descriptor, _), open(descriptor, "rb", closefd=False) as file:
            return file.read(LARGEST)
    except NotRegular:
        return None


def _decoded(data: bytes) -> str:
    "The text, decoded by its byte order mark, its declaration, as UTF-8, or as Windows wrote it."
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data[:2]:  # without a mark, every other byte of plain letters is zero
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "replace")
    for encoding in (_declared(data), "utf-8"):
        try:
            return data.decode(encoding)
        except ValueError:
            continue
    return data.decode("cp1252", "replace")


def _declared(data: bytes) -> str:
    """The encoding that a file declares, if it can be true.

    A declaration that can be read byte by byte cannot be in UTF-16, whatever it says.
    """
    stated = _DECLARED.search(data[:200])
    try:
        name = codecs.lookup(stated[1].decode()).name if stated else "utf-8"
    except LookupError:
        return "utf-8"
    return name if name in _ENCODINGS else "utf-8"


def _parsed(text: str) -> ET.Element | None:
    """The whole file within an element of ours: it may have several roots, and an address after them.

    Within an element no document type can be declared, so only XML's own five entities exist.
    """
    body = _DECLARATION.sub("", text)
    for attempt in dict.fromkeys((body, _BARE_AMPERSAND.sub("&amp;", body))):
        try:
            return ET.fromstring(f"<nfo>{attempt}</nfo>")
        except ET.ParseError:
            continue
    return None


def _without_prose(text: str) -> str:
    "A text that is not XML, without parts in which other titles' addresses may occur."
    for tag in _PROSE:
        pieces = text.split(f"<{tag}>")
        ends = (piece.partition(f"</{tag}>") for piece in pieces[1:])
        text = pieces[0] + "".join(rest for _, _, rest in ends)
    return text


def _from_roots(wrapper: ET.Element) -> NfoFacts:
    roots = [root for root in wrapper if root.tag in _KINDS]
    outside = " ".join([wrapper.text or "", *(root.tail or "" for root in wrapper)])
    if not roots:
        return _from_text("".join(wrapper.itertext()))
    first = roots[0]
    if first.tag == "episodedetails":
        return _from_episodes([root for root in roots if root.tag == "episodedetails"])
    kind = _KINDS[first.tag]
    return NfoFacts(
        kind=kind,
        title=_text(first, "title"),
        original_title=_text(first, "originaltitle"),
        year=_year(first),
        ids=_ids(first) or _from_text(outside).ids,
        plot=paragraphs(first.findtext("plot")) or paragraphs(first.findtext("outline")),
        genres=_genres(first),
        credits=_credits(first),
        duration_seconds=_runtime(first),
        rating=_rating(first),
        collection=_text(first, "set/name") or _text(first, "set"),
        viewing=_viewing(first),
    )


def _from_episodes(roots: list[ET.Element]) -> NfoFacts:
    first = roots[0]
    season = _number(first, "season")
    own = [root for root in roots if _number(root, "season") == season]
    numbers = (_number(root, "episode") for root in own)
    return NfoFacts(
        kind="series",
        title=_text(first, "showtitle"),
        season=season,
        episodes=tuple(dict.fromkeys(number for number in numbers if number is not None)),
        episode_title=_text(first, "title"),
        credits=_credits(first),
        viewing=_viewing(first),
        episode_facts=tuple(_episodes(own)),
    )


def _episodes(roots: Iterable[ET.Element]) -> Iterator[EpisodeFacts]:
    for root in roots:
        season, number = _number(root, "season"), _number(root, "episode")
        if season is not None and number is not None:
            yield EpisodeFacts(
                season=season,
                number=number,
                title=_text(root, "title"),
                overview=paragraphs(root.findtext("plot")),
                air_date=iso_date((root.findtext("aired") or root.findtext("premiered") or "").strip()),
                duration_seconds=_runtime(root),
                rating=_rating(root),
            )


def _ids(root: ET.Element) -> Mapping[str, str]:
    "The first well-formed id of each source: `<uniqueid type=…>`, `<imdbid>` and the like, the old `<id>`."
    found: dict[str, str] = {}
    for source, value in _stated_ids(root):
        if is_id(source, value):
            found.setdefault(source, value)
    return found


def _stated_ids(root: ET.Element) -> Iterable[tuple[str, str]]:
    "The ids with a stated source. Others are ignored: Kodi writes there what its scraper uses."
    for element in root.iterfind("uniqueid"):
        value = (element.text or "").strip()
        yield source_name(element.get("type", "")) or ("imdb" if value.startswith("tt") else ""), value
    for tag in ("imdbid", "imdb_id", "tmdbid", "tvdbid", "tvmazeid", "imdb", "tmdb", "tvdb"):
        yield source_name(tag), _text(root, tag) or ""
    for element in root.iterfind("id"):
        value = (element.text or "").strip()
        for attribute, stated in element.attrib.items():
            yield source_name(attribute), stated.strip()
        yield source_name(element.get("moviedb", "")) or ("imdb" if value.startswith("tt") else ""), value
    yield from _episode_guide(root.findtext("episodeguide") or "")


def _episode_guide(text: str) -> Iterable[tuple[str, str]]:
    """The ids of a series where Kodi 20 stores them: {"tmdb": "1396", "imdb": "tt0903747"}."""
    if not text.lstrip().startswith("{") or len(text) > 2000:
        return
    try:
        ids = orjson.loads(text)
    except orjson.JSONDecodeError:
        return
    for name, value in ids.items():
        yield source_name(name), str(value)


def _from_text(text: str) -> NfoFacts:
    """What the addresses in a text say.

    Two different ids of one source cancel each other: a text about many films is not about one of them.
    """
    found: dict[str, set[str]] = {}
    kinds = set()
    for source, value, kind in addresses_in(text):
        found.setdefault(source, set()).add(value)
        kinds.add(kind)
    if "imdb" not in found:
        found["imdb"] = bare_imdb_ids(text)
    kinds.discard(None)
    ids = {source: next(iter(values)) for source, values in found.items() if len(values) == 1}
    return NfoFacts(kind=kinds.pop() if len(kinds) == 1 else None, ids=ids)


# --- single elements ------------------------------------------------------------------------------


def _credits(root: ET.Element) -> tuple[Credit, ...]:
    found = [
        Credit(name, role)
        for tag, role in _CREW.items()
        for element in root.findall(tag)[:_MOST_CREDITS]
        for name in _listed_names(element.text)
    ]
    for actor in sorted(root.findall("actor")[:_MOST_CREDITS], key=_order):
        name = one_line(actor.findtext("name"))
        if name:
            found.append(Credit(name, "actor", one_line(actor.findtext("role"))))
    return tuple(dict.fromkeys(found))


def _order(actor: ET.Element) -> int:
    number = _number(actor, "order")
    return 10_000 if number is None else number


def _genres(root: ET.Element) -> tuple[str, ...]:
    stated = (element.text for element in root.findall("genre")[:_MOST_CREDITS])
    return tuple(dict.fromkeys(name for text in stated for name in _listed_names(text)))


def _listed_names(text: str | None) -> list[str]:
    "The names in `Action / Drama` or `Action, Drama`."
    return [name for name in (one_line(part) for part in re.split(r" / |[,;|]", (text or "")[:2000])) if name]


def _rating(root: ET.Element) -> float | None:
    "The rating that the file marks as default, out of ten."
    rated = root.findall("ratings/rating")
    chosen = next((item for item in rated if item.get("default") == "true"), rated[0] if rated else None)
    if chosen is None:
        return _decimal(root.findtext("rating"), 10)
    return _decimal(chosen.findtext("value"), _decimal(chosen.get("max"), 1000) or 10)


def _decimal(text: str | None, most: float) -> float | None:
    "A positive number up to `most`, scaled to ten if that is another scale."
    value = (text or "").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,9})?", value, re.ASCII) or not 0 < float(value) <= most:
        return None
    return float(value) if most == 1000 else round(float(value) * 10 / most, 1)


def _viewing(root: ET.Element) -> Viewing | None:
    "Whether the owner watched it: a play count, `watched`, the last time, their own rating."
    seen = (_number(root, "playcount") or 0) > 0 or (root.findtext("watched") or "").strip().lower() == "true"
    rating = _decimal(root.findtext("userrating"), 10)
    if not seen and rating is None:
        return None
    return Viewing(iso_date((root.findtext("lastplayed") or "").strip()) if seen else None, rating, seen)


def _runtime(root: ET.Element) -> int | None:
    minutes = re.match(r"\s{0,9}(\d{1,4})(?!\d)", root.findtext("runtime") or "", re.ASCII)
    return int(minutes[1]) * 60 or None if minutes else None


def _text(root: ET.Element, tag: str) -> str | None:
    return one_line(root.findtext(tag))


def _number(root: ET.Element, tag: str) -> int | None:
    value = (root.findtext(tag) or "").strip()
    return int(value) if re.fullmatch(r"\d{1,5}", value, re.ASCII) else None


def _year(root: ET.Element) -> int | None:
    for tag in ("year", "premiered", "releasedate", "aired"):
        stated = re.match(r"\s{0,9}(\d{4})(?!\d)", root.findtext(tag) or "", re.ASCII)
        if stated and 1870 <= int(stated[1]) <= 2100:
            return int(stated[1])
    return None
