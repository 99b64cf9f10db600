"""TheTVDB, version 4 of its API: series, with their episodes in aired, DVD and absolute order.

Takes a client (`http.SourceClient`) and returns records in our field names.  The key is exchanged for a token
that is kept in memory only.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .answers import Answer, expect, known_ids, one_line, paragraphs, undocumented
from .described import Credit, Described, EpisodeFacts, FoundTitle, OtherTitle
from .registry import Unauthorised

if TYPE_CHECKING:
    from .http import SourceClient

NAME = "TheTVDB"
_ACTORS = 20
_ACTOR = 3  # TheTVDB's type number for actors
_MOST_PAGES = 40
_ORDERS = {"dvd": "dvd", "absolute": "absolute"}  # ours → theirs; `default` is the broadcast order
_REMOTE = {"IMDB": "imdb", "TheMovieDB.com": "tmdb", "TV Maze": "tvmaze"}
_LANGUAGES = """
    ar=ara bg=bul ca=cat cs=ces da=dan de=deu el=ell en=eng es=spa et=est fa=fas fi=fin fr=fra he=heb hi=hin
    hr=hrv hu=hun id=ind is=isl it=ita ja=jpn ko=kor lt=lit lv=lav nl=nld no=nor pl=pol pt=por pt-BR=pt
    ro=ron ru=rus sk=slk sl=slv sr=srp sv=swe th=tha tr=tur uk=ukr vi=vie zh=zho zh-TW=zhtw
"""
_REGIONS = """
    arg=AR aus=AU aut=AT bel=BE bgr=BG bra=BR can=CA che=CH chl=CL chn=CN col=CO cze=CZ deu=DE dnk=DK egy=EG
    esp=ES est=EE fin=FI fra=FR gbr=GB grc=GR hkg=HK hrv=HR hun=HU idn=ID ind=IN irl=IE irn=IR isl=IS isr=IL
    ita=IT jpn=JP kor=KR ltu=LT lva=LV mex=MX mys=MY nld=NL nor=NO nzl=NZ phl=PH pol=PL prt=PT rou=RO rus=RU
    sgp=SG srb=RS svk=SK svn=SI swe=SE tha=TH tur=TR twn=TW ukr=UA usa=US vnm=VN zaf=ZA
"""
_THREE_LETTERS = dict(pair.split("=") for pair in _LANGUAGES.split())
_TWO_LETTERS = {three: two for two, three in _THREE_LETTERS.items()}
_COUNTRIES = dict(pair.split("=") for pair in _REGIONS.split())


@dataclass(slots=True)
class BearerToken:
    "The token that a key was exchanged for, for the lifetime of this process."

    value: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> str | None:
        return self.value


class Tvdb:
    "The TheTVDB adapter.  `token` is the one that the client sends."

    name = "tvdb"
    kinds: tuple[str, ...] = ("series",)
    search_is_brief = False

    def __init__(self, client: "SourceClient", token: BearerToken, key: str | None) -> None:
        self._client, self._token, self._key = client, token, key

    def search(
        self, kind: str, title: str, year: int | None = None, language: str = "en"
    ) -> list[FoundTitle]:
        "The series that TheTVDB finds for a title, best first."
        if kind != "series":
            return []
        query = {"query": title, "type": "series"}
        if year is not None:
            query["year"] = str(year)
        hits = (_found(hit, language) for hit in self._get("/v4/search", query).children("data"))
        return [found for found in hits if found is not None]

    def find(self, kind: str, source: str, source_id: str) -> str | None:
        "The id of the series with this IMDb id, if exactly one has it; ids of other sources overlap."
        if kind != "series" or source != "imdb":
            return None
        data = self._get(f"/v4/search/remoteid/{source_id}", {}).children("data")
        found = {hit.child("series").identity("id") for hit in data} - {None}
        return found.pop() if len(found) == 1 else None

    def describe(self, kind: str, source_id: str, languages: Sequence[str] = ()) -> list[Described]:
        "The records of a series: values without language, and texts in each preferred language."
        if kind != "series":
            return []
        answer = self._get(f"/v4/series/{source_id}/extended", {"meta": "translations"})
        if answer.is_empty:
            return []
        data = answer.child("data")
        if data.is_empty or data.identity("id") not in (None, source_id):
            raise undocumented(NAME)
        whole = _described(source_id, data)
        return [whole, *_in_languages(whole, data, [*languages, "en"])]

    def episodes(self, series: Sequence[Described], languages: Sequence[str] = ()) -> list[Described]:
        "The episodes of a series returned by `describe`, one record per language."
        source_id = series[0].source_id
        orders = {ours: self._order(source_id, theirs) for ours, theirs in _ORDERS.items()}
        records = []
        for language in dict.fromkeys(languages or ["en"]):
            path = f"/v4/series/{source_id}/episodes/default/{_three(language)}"
            episodes = tuple(
                replace(item, orders=_places(item.source_id, orders)) for item in self._all(path)
            )
            if episodes:
                records.append(Described("tvdb", "episodes", source_id, language, episodes=episodes))
        return records

    def _order(self, source_id: str, order: str) -> dict[str, tuple[int, int]]:
        "Episode id → season and number in another order."
        items = self._all(f"/v4/series/{source_id}/episodes/{order}")
        return {item.source_id: (item.season, item.number) for item in items if item.source_id}

    def _all(self, path: str) -> Iterator[EpisodeFacts]:
        for page in range(_MOST_PAGES):
            answer = self._get(path, {"page": str(page)})
            yield from _episodes(answer.child("data").children("episodes"))
            if answer.child("links").title("next") is None:
                return

    def picture(self, path: str, width: int = 780) -> bytes | None:
        "A picture in TheTVDB's own size."
        return self._client.picture(path)

    def close(self) -> None:
        "Close the connections."
        self._client.close()

    def _get(self, path: str, query: dict[str, str]) -> Answer:
        self._log_in()
        return expect(self._client.get(path, query), NAME)

    def _log_in(self) -> None:
        with self._token.lock:
            if self._token.value is not None:
                return
            if self._key is None:
                raise Unauthorised(f"{NAME} needs a key. Set CINEORG_TVDB_KEY.")
            answer = expect(self._client.post("/v4/login", {"apikey": self._key}), NAME)
            self._token.value = answer.child("data").secret("token")
            if self._token.value is None:
                raise undocumented(NAME)


def _found(hit: Answer, language: str) -> FoundTitle | None:
    source_id = hit.identity("tvdb_id")
    translations, overviews = hit.languages("translations"), hit.languages("overviews")
    original = hit.title("name")
    title = translations.get(_three(language)) or translations.get("eng") or original
    if source_id is None or title is None:
        return None
    names = [*hit.texts("aliases"), *(one_line(name) for name in translations.values())]
    return FoundTitle(
        source="tvdb",
        kind="series",
        source_id=source_id,
        title=title,
        original_title=original,
        year=hit.number("year") or hit.year("first_air_time"),
        overview=overviews.get(_three(language)) or overviews.get("eng") or hit.text("overview"),
        poster_path=_path(hit.title("image_url")),
        ids=_remote_ids(hit.children("remote_ids")),
        titles=tuple(dict.fromkeys(filter(None, names))),
    )


def _described(source_id: str, data: Answer) -> Described:
    country = _COUNTRIES.get(data.title("originalCountry") or "")
    return Described(
        source="tvdb",
        kind="series",
        source_id=source_id,
        title=data.title("name"),
        original_title=data.title("name"),
        year=data.number("year") or data.year("firstAired"),
        genres=tuple(filter(None, (genre.title("name") for genre in data.children("genres")))),
        countries=(country,) if country else (),
        poster_path=_path(data.title("image")),
        page=f"https://thetvdb.com/dereferrer/series/{source_id}",
        ids=_remote_ids(data.children("remoteIds")),
        titles=tuple(_titles(data)),
        credits=tuple(_credits(data)),
    )


def _in_languages(whole: Described, data: Answer, languages: Sequence[str]) -> Iterator[Described]:
    names = _by_language(data.child("translations").children("nameTranslations"), "name")
    overviews = _by_language(data.child("translations").children("overviewTranslations"), "overview")
    original = data.title("originalLanguage")
    for language in dict.fromkeys(languages):
        code = _three(language)
        title, overview = names.get(code), overviews.get(code)
        if code == original:
            title, overview = title or data.title("name"), overview or data.text("overview")
        if title or overview:
            yield Described(
                "tvdb", "series", whole.source_id, language, title=one_line(title), overview=overview
            )


def _by_language(items: Iterator[Answer], name: str) -> dict[str, str]:
    pairs = ((item.title("language"), paragraphs(item.text(name))) for item in items)
    return {language: text for language, text in pairs if language and text}


def _titles(data: Answer) -> Iterator[OtherTitle]:
    original = data.title("name")
    if original:
        yield OtherTitle(original, _two(data.title("originalLanguage")), "original")
    for item in data.child("translations").children("nameTranslations"):
        name = item.title("name")
        if name:
            yield OtherTitle(name, _two(item.title("language")), "translated")
    for item in data.children("aliases"):
        name = item.title("name")
        if name:
            yield OtherTitle(name, _two(item.title("language")))


def _credits(data: Answer) -> Iterator[Credit]:
    characters = [item for item in data.children("characters") if item.number("type") == _ACTOR]
    characters.sort(key=lambda item: item.number("sort") or 0)
    for item in characters[:_ACTORS]:
        name = item.title("personName")
        if name:
            yield Credit(name, "actor", item.title("name"))


def _episodes(items: Iterator[Answer]) -> Iterator[EpisodeFacts]:
    for item in items:
        season, number, minutes = item.number("seasonNumber"), item.number("number"), item.number("runtime")
        if season is not None and number is not None:
            yield EpisodeFacts(
                season=season,
                number=number,
                title=item.title("name"),
                overview=item.text("overview"),
                air_date=item.date("aired"),
                duration_seconds=minutes * 60 if minutes else None,
                source_id=item.identity("id"),
            )


def _places(
    source_id: str | None, orders: dict[str, dict[str, tuple[int, int]]]
) -> dict[str, tuple[int, int]]:
    places = {name: order.get(source_id or "") for name, order in orders.items()}
    return {name: place for name, place in places.items() if place is not None}


def _remote_ids(items: Iterator[Answer]) -> dict[str, str]:
    pairs = ((_REMOTE.get(item.title("sourceName") or ""), item.title("id")) for item in items)
    return known_ids(**{source: value for source, value in pairs if source})


def _path(address: str | None) -> str | None:
    "The path of a picture; its host is fixed and not taken from a response."
    path = urlsplit(address or "").path
    return path if path.startswith("/banners/") and ".." not in path else None


def _three(language: str) -> str:
    return _THREE_LETTERS.get(language) or _THREE_LETTERS.get(language[:2], language)


def _two(language: str | None) -> str | None:
    return _TWO_LETTERS.get(language or "")
