"""What NFO files say: Kodi's and Jellyfin's, bare addresses, and files that mean harm or nothing."""

import os
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.sources.described import Credit, EpisodeFacts, Viewing, described
from cineorg_catalog.sources.nfo import (
    LARGEST,
    NfoFacts,
    NfoFinder,
    Sidecars,
    parse_nfo,
    read_nfo,
    read_sidecars,
)

MOVIE = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
    <title>Le Voyage dans la Lune</title>
    <originaltitle>Le voyage dans la lune</originaltitle>
    <year>1902</year>
    <uniqueid type="tmdb" default="true">775</uniqueid>
    <uniqueid type="imdb">tt0000417</uniqueid>
    <actor><name>Georges Méliès</name><role>Year 2000</role></actor>
</movie>
"""

TVSHOW = """<tvshow>
    <title>Dark</title>
    <premiered>2017-12-01</premiered>
    <id>334824</id>
    <uniqueid type="imdb">tt5753856</uniqueid>
    <tmdbid>70523</tmdbid>
</tvshow>"""

EPISODE = """<episodedetails>
    <title>{title}</title>
    <showtitle>Dark</showtitle>
    <season>{season}</season>
    <episode>{episode}</episode>
    <uniqueid type="tvdb">6469182</uniqueid>
    <aired>2017-12-01</aired>
</episodedetails>
"""


def facts(text: str, encoding: str = "utf-8") -> NfoFacts:
    return parse_nfo(text.encode(encoding))


def test_a_film() -> None:
    assert facts(MOVIE) == NfoFacts(
        kind="movie",
        title="Le Voyage dans la Lune",
        original_title="Le voyage dans la lune",
        year=1902,
        ids={"tmdb": "775", "imdb": "tt0000417"},
        credits=(Credit("Georges Méliès", "actor", "Year 2000"),),
    )


def test_a_series() -> None:
    ids = {"imdb": "tt5753856", "tmdb": "70523"}  # whose the bare <id> is, is not said
    assert facts(TVSHOW) == NfoFacts(kind="series", title="Dark", year=2017, ids=ids)


def test_an_episode_names_its_series_and_its_own_ids_identify_none() -> None:
    assert facts(EPISODE.format(title="Secrets", season=1, episode=1)) == NfoFacts(
        kind="series",
        title="Dark",
        season=1,
        episodes=(1,),
        episode_title="Secrets",
        episode_facts=(EpisodeFacts(1, 1, "Secrets", air_date="2017-12-01"),),
    )


def test_several_episodes_in_one_file() -> None:
    text = "".join(EPISODE.format(title=f"Part {n}", season=0, episode=n) for n in (0, 1))
    read = facts('<?xml version="1.0"?>\n' + text)
    assert (read.season, read.episodes, read.episode, read.episode_title) == (0, (0, 1), 0, "Part 0")


@pytest.mark.parametrize(
    ("element", "kind", "ids"),
    [
        ('<uniqueid type="IMDB">tt1375666</uniqueid>', "movie", {"imdb": "tt1375666"}),
        ("<imdbid>tt1375666</imdbid><tmdbid>27205</tmdbid>", "movie", {"imdb": "tt1375666", "tmdb": "27205"}),
        ("<imdb_id>tt1375666</imdb_id>", "movie", {"imdb": "tt1375666"}),
        ("<id>tt1375666</id>", "movie", {"imdb": "tt1375666"}),
        ("<id>27205</id>", "movie", {}),
        ("<id>81189</id>", "tvshow", {}),
        ('<uniqueid default="true">27205</uniqueid>', "movie", {}),
        ('<uniqueid type="unknown" default="true">27205</uniqueid><id>27205</id>', "movie", {}),
        ('<uniqueid type="anidb" default="true">4563</uniqueid><id>4563</id>', "tvshow", {}),
        (
            '<id moviedb="themoviedb" IMDB="tt0903747">1396</id>',
            "tvshow",
            {"imdb": "tt0903747", "tmdb": "1396"},
        ),
        (
            '<episodeguide>{"tvmaze": "169", "tmdb": "1396", "tvrage": 1}</episodeguide>',
            "tvshow",
            {"tvmaze": "169", "tmdb": "1396"},
        ),
        ("<episodeguide>{</episodeguide><episodeguide>[1]</episodeguide>", "tvshow", {}),
        ('<id TVDB="81189" IMDB="tt0903747">81189</id>', "tvshow", {"imdb": "tt0903747", "tvdb": "81189"}),
        ("<uniqueid> tt1375666 </uniqueid><id> tt1375666 </id>", "movie", {"imdb": "tt1375666"}),
        ('<uniqueid type="imdb">1375666</uniqueid>', "movie", {}),
        ('<uniqueid type="tmdb">-1</uniqueid><tmdbid>0x1</tmdbid><tvdbid>٣٤</tvdbid>', "movie", {}),
        ('<uniqueid type="imdb"/><imdbid></imdbid><id/>', "movie", {}),
        ('<uniqueid type="tmdb">1</uniqueid><uniqueid type="tmdb">2</uniqueid>', "movie", {"tmdb": "1"}),
    ],
)
def test_the_ways_in_which_ids_are_written(element: str, kind: str, ids: dict[str, str]) -> None:
    assert facts(f"<{kind}><title>x</title>{element}</{kind}>").ids == ids


@pytest.mark.parametrize(
    ("text", "kind", "ids"),
    [
        ("https://www.imdb.com/title/tt0133093/", None, {"imdb": "tt0133093"}),
        ("http://imdb.com/title/tt0133093?ref_=x", None, {"imdb": "tt0133093"}),
        ("https://www.imdb.com/de/title/tt0133093/", None, {"imdb": "tt0133093"}),
        ("https://www.themoviedb.org/movie/603-the-matrix", "movie", {"tmdb": "603"}),
        ("https://www.themoviedb.org/tv/1396", "series", {"tmdb": "1396"}),
        ("http://thetvdb.com/?tab=series&id=81189&lid=7", "series", {"tvdb": "81189"}),
        ("https://thetvdb.com/index.php?tab=series&id=81189", "series", {"tvdb": "81189"}),
        ("https://thetvdb.com/dereferrer/series/81189", "series", {"tvdb": "81189"}),
        ("https://thetvdb.com/series/24-live", None, {}),
        ("▓▒░ RELEASE ░▒▓\r\n iMDB....: tt0133093 (8.7)\r\n", None, {"imdb": "tt0133093"}),
        ("imdb.com/title/tt0133093 and imdb.com/title/tt0234215", None, {}),
        ("themoviedb.org/movie/603 themoviedb.org/tv/1396", None, {}),
        ("attt0133093 tt01330939999999 tt12", None, {}),
        ("imdb.com/title/tt٠١٣٣٠٩٣", None, {}),
        ("", None, {}),
    ],
)
def test_addresses_in_any_text(text: str, kind: str | None, ids: dict[str, str]) -> None:
    assert facts(text) == NfoFacts(kind=kind, ids=ids)


def test_an_address_below_the_xml_counts_where_the_xml_has_no_ids() -> None:
    text = "<movie><title>The Matrix</title></movie>\nhttps://www.themoviedb.org/movie/603"
    assert facts(text).ids == {"tmdb": "603"}
    assert facts(text).title == "The Matrix"
    stated = text.replace("</title>", "</title><tmdbid>604</tmdbid>")
    assert facts(stated).ids == {"tmdb": "604"}


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8", None),
        ("utf-8-sig", "utf-8"),
        ("utf-8-sig", "UTF-16"),
        ("utf-16", "utf-16"),
        ("utf-16", None),
        ("iso-8859-1", "ISO-8859-1"),
        ("cp1252", None),
        ("cp1252", "utf-8"),
        ("cp1252", "no-such-encoding"),
        ("utf-8", "zlib"),
        ("utf-8", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", None),
        ("koi8-r", "KOI8-R"),
    ],
)
def test_encodings(encoding: str, declared: str | None) -> None:
    title = "Солярис" if encoding == "koi8-r" else "Amélie à Paris"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert facts(f"{head}\n<movie><title>{title}</title></movie>", encoding).title == title


def test_a_bare_ampersand_is_forgiven() -> None:
    read = facts("<movie><title>Fast & Furious &amp; Co &eacute;</title><tmdbid>1</tmdbid></movie>")
    assert (read.title, read.ids, read.error) == ("Fast & Furious & Co &eacute;", {"tmdb": "1"}, None)


@pytest.mark.parametrize(
    ("year", "expected"),
    [("2010", 2010), ("2010-05-01", 2010), (" 1999 ", 1999)]
    + [(odd, None) for odd in ("0", "99999", "1066", "x", "٢٠١٠")],
)
def test_years(year: str, expected: int | None) -> None:
    assert facts(f"<movie><year>{year}</year></movie>").year == expected


def test_a_title_is_one_line_of_bearable_length() -> None:
    assert facts("<movie><title> a\n\t\u2028 b\u202e </title></movie>").title == "a b"
    assert len(facts(f"<movie><title>{'x' * 9999}</title></movie>").title or "") == 500
    assert facts("<movie><title> </title></movie>").title is None


# --- what means harm, or nothing ------------------------------------------------------------------

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "'
    + "a" * 1000
    + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 100}">' for n in range(8))
    + "]><movie><title>&i;</title></movie>"
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BOMB, id="an entity bomb"),
        pytest.param('<!DOCTYPE x SYSTEM "file:///etc/passwd"><movie><title>x</title></movie>', id="a DTD"),
        pytest.param(
            '<!doctype x [<!entity e SYSTEM "file:///etc/passwd">]><movie><title>&e;</title></movie>',
            id="a foreign entity",
        ),
    ],
)
def test_document_types_are_refused_and_addresses_read_all_the_same(text: str) -> None:
    started = time.process_time()
    read = facts(text + " imdb.com/title/tt0133093")
    assert time.process_time() - started < 1
    assert read.title is None
    assert read.ids == {"imdb": "tt0133093"}
    assert "refused" in (read.error or "")


@pytest.mark.parametrize(
    "text",
    [
        "<movie><title>Torn</title><uniqueid type='imdb'>tt01",
        "<movie><title>A</movie>",
        "<movie>" + "<a>" * 100_000,
        "<movie>\0</movie>",
        "<movie><title>&#xD800;</title></movie>",
        "<movie " + "a" * 100_000,
    ],
)
def test_broken_xml_is_said_in_one_line_and_addresses_are_read(text: str) -> None:
    read = facts(text + "\nhttps://www.imdb.com/title/tt0133093/")
    assert read.error == "its NFO is not valid XML; only addresses were read from it"
    assert read.ids == {"imdb": "tt0133093"}


def test_deep_nesting_is_no_fault() -> None:
    depth = 50_000
    assert facts("<movie><title>x</title>" + "<a>" * depth + "</a>" * depth + "</movie>").title == "x"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nfo")
    (tmp_path / "large.nfo").write_bytes(b" " * (LARGEST + 1))
    (tmp_path / "link.nfo").symlink_to("nowhere")
    (tmp_path / "folder.nfo").mkdir()
    expected = {
        "absent.nfo": "its NFO disappeared",
        "pipe.nfo": "its NFO is not a regular file",
        "large.nfo": "its NFO is not a regular file of at most 1 MiB",
        "link.nfo": "its NFO disappeared",
        "folder.nfo": "its NFO ",
    }
    for name, words in expected.items():
        read = read_nfo(os.fsencode(tmp_path / name))
        assert (read.error or "").startswith(words), name
        assert read.ids == {}


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    assert isinstance(parse_nfo(data), NfoFacts)


pieces = st.sampled_from(
    ["<movie>", "</movie>", "<tvshow>", "<episodedetails>", "</episodedetails>", "<title>", "</title>",
     "<id>", "</id>", "<season>", "-1", "9" * 30, "tt0133093", "&", "<![CDATA[", "]]>", "<!--", "-->",
     "<?x?>", "\ufeff", "é"]
)  # fmt: skip


@given(st.lists(pieces, max_size=12).map("".join))
def test_no_xml_raises(text: str) -> None:
    read = facts(text)
    assert all(number >= 0 for number in read.episodes)


# --- two files together ---------------------------------------------------------------------------


def test_an_episode_is_completed_by_its_series_nfo(tmp_path: Path) -> None:
    show, own = tmp_path / "tvshow.nfo", tmp_path / "e.nfo"
    show.write_text(TVSHOW)
    own.write_text(EPISODE.format(title="Secrets", season=1, episode=1))
    read = read_sidecars(os.fsencode(own), os.fsencode(show))
    assert (read.kind, read.title, read.year, read.ids["tmdb"]) == ("series", "Dark", 2017, "70523")
    assert (read.season, read.episodes, read.episode_title, read.error) == (1, (1,), "Secrets", None)


def test_one_file_or_none_is_enough(tmp_path: Path) -> None:
    show = tmp_path / "tvshow.nfo"
    show.write_text(TVSHOW)
    assert read_sidecars(None) == NfoFacts()
    assert read_sidecars(os.fsencode(show), os.fsencode(show)) == read_nfo(show)
    assert read_sidecars(None, os.fsencode(show)).title == "Dark"


def test_a_films_own_nfo_stands_beside_a_series(tmp_path: Path) -> None:
    show, own = tmp_path / "tvshow.nfo", tmp_path / "movie.nfo"
    show.write_text(TVSHOW)
    own.write_text(MOVIE)
    assert read_sidecars(os.fsencode(own), os.fsencode(show)).ids["tmdb"] == "775"


# --- all that the programs write ------------------------------------------------------------------

KODI_FILM = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
    <title>Amélie</title><originaltitle>Le Fabuleux Destin d'Amélie Poulain</originaltitle>
    <ratings>
        <rating name="imdb" max="10"><value>8.3</value><votes>1</votes></rating>
        <rating name="metacritic" max="100" default="true"><value>69</value><votes>2</votes></rating>
    </ratings>
    <userrating>9</userrating>
    <plot>She helps others.&#10;Then herself. Not imdb.com/title/tt0000001</plot>
    <runtime>122</runtime><playcount>2</playcount><lastplayed>2024-02-29 21:15:00</lastplayed>
    <uniqueid type="tmdb" default="true">194</uniqueid><uniqueid type="imdb">tt0211915</uniqueid>
    <genre>Comedy</genre><genre>Romance / Drama</genre>
    <set><name>Paris</name><overview>x</overview></set>
    <credits>Guillaume Laurant</credits><director>Jean-Pierre Jeunet</director>
    <premiered>2001-04-25</premiered>
    <actor><name>Mathieu Kassovitz</name><role>Nino</role><order>1</order></actor>
    <actor><name>Audrey Tautou</name><role>Amélie</role><order>0</order></actor>
</movie>
"""


def test_a_film_as_kodi_writes_it() -> None:
    read = facts(KODI_FILM)
    assert read == NfoFacts(
        kind="movie",
        title="Amélie",
        original_title="Le Fabuleux Destin d'Amélie Poulain",
        year=2001,
        ids={"tmdb": "194", "imdb": "tt0211915"},
        plot="She helps others.\nThen herself. Not imdb.com/title/tt0000001",
        genres=("Comedy", "Romance", "Drama"),
        credits=(
            Credit("Jean-Pierre Jeunet", "director"),
            Credit("Guillaume Laurant", "writer"),
            Credit("Audrey Tautou", "actor", "Amélie"),
            Credit("Mathieu Kassovitz", "actor", "Nino"),
        ),
        duration_seconds=122 * 60,
        rating=6.9,
        collection="Paris",
        viewing=Viewing("2024-02-29", 9.0),
    )
    record = read.described("17")
    assert record is not None
    assert record.key == ("nfo", "movie", "17", "")
    assert described(*record.key, record.data()) == record


def test_a_film_as_jellyfin_writes_it() -> None:
    read = facts(
        "<movie><plot>It runs.</plot><lockdata>false</lockdata><title>Lola</title><rating>7.7</rating>"
        "<year>1998</year><imdbid>tt0130827</imdbid><tmdbid>104</tmdbid><genre>Thriller</genre>"
        "<watched>true</watched><playcount>1</playcount><writer>Tom Tykwer</writer></movie>"
    )
    assert (read.ids, read.rating) == ({"imdb": "tt0130827", "tmdb": "104"}, 7.7)
    assert read.viewing == Viewing(None, None)
    assert read.credits == (Credit("Tom Tykwer", "writer"),)


def test_episodes_as_tinymediamanager_writes_them() -> None:
    read = facts(
        "<episodedetails><title>One</title><showtitle>Dark</showtitle><season>1</season><episode>1</episode>"
        "<plot>First.</plot><aired>2017-12-01</aired><uniqueid type='tvdb'>1</uniqueid></episodedetails>"
        "<episodedetails><title>Two</title><showtitle>Dark</showtitle><season>1</season><episode>2</episode>"
        "<runtime>51</runtime><watched>false</watched></episodedetails>"
    )
    assert read.episode_facts == (
        EpisodeFacts(1, 1, "One", "First.", "2017-12-01"),
        EpisodeFacts(1, 2, "Two", duration_seconds=51 * 60),
    )
    assert (read.episodes, read.viewing) == ((1, 2), None)
    record = read.described("3")
    assert record is not None
    assert record.kind == "episodes"


@pytest.mark.parametrize(
    ("element", "rating"),
    [
        ("<rating>7,4</rating>", 7.4),
        ("<rating>0</rating>", None),
        ("<rating>74</rating>", None),
        ("<rating>NaN</rating>", None),
        ("<ratings><rating max='5'><value>4</value></rating></ratings>", 8.0),
        ("<ratings><rating max='0'><value>4</value></rating></ratings>", 4.0),
        ("<ratings><rating><value>-1</value></rating></ratings>", None),
    ],
)
def test_ratings(element: str, rating: float | None) -> None:
    assert facts(f"<movie>{element}</movie>").rating == rating


def test_a_rating_of_the_owner_stands_alone() -> None:
    assert facts("<movie><userrating>6</userrating></movie>").viewing == Viewing(None, 6.0, False)


@pytest.mark.parametrize("tag", ["plot", "outline", "trailer"])
@pytest.mark.parametrize("end", ["</movie>", "<oops>", "</movie><movie>"])
def test_an_address_within_the_words_about_a_film_is_not_its_own(tag: str, end: str) -> None:
    text = f"<movie><title>A</title><{tag}>as in https://www.imdb.com/title/tt0133093/</{tag}>{end}"
    assert facts(text).ids == {}


LARGE = {
    "addresses": "thetvdb.com/" * 90_000,
    "declarations": "<?xml " * 170_000 + "<movie>",
    "ampersands": "<movie>" + "&" * 1_000_000,
    "a slow codec": '<?xml version="1.0" encoding="punycode"?><movie>-' + "a" * 1_000_000,
    "plots": "<plot>" * 170_000 + "<movie>",
    "imdb": "imdb.aaaa/title/" * 60_000,
    "roots": "<movie><title>x</title></movie>" * 30_000,
    "actors": "<movie>" + "<actor><name>a</name></actor>" * 30_000 + "</movie>",
    "genres": "<movie><genre>" + "a," * 500_000 + "</genre></movie>",
    "title": "<movie><title>" + "a\u0301 " * 300_000 + "</title></movie>",
    "rating": "<movie><rating>" + "1" * 1_000_000 + "</rating><runtime>" + " " * 9999 + "</runtime></movie>",
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_mebibyte_of_anything_takes_moments(kind: str) -> None:
    started = time.process_time()
    parse_nfo(LARGE[kind].encode()[:LARGEST])
    assert time.process_time() - started < 5


# --- which NFOs are a file's ----------------------------------------------------------------------


DECOMPOSED = unicodedata.normalize("NFD", "Amélie.nfo")


def one_film(names: Sequence[bytes]) -> bool:
    "Enough for these tests: at most one video, or parts of one."
    return len({name.split(b"-cd")[0] for name in names if name.endswith((b".mkv", b".avi"))}) <= 1


@pytest.mark.parametrize(
    ("video", "nfos", "own"),
    [
        ("Film.mkv", ["Film.nfo", "movie.nfo"], "Film.nfo"),
        ("Film.mkv", ["FILM.NFO"], "FILM.NFO"),
        ("Amélie.mkv", [DECOMPOSED], DECOMPOSED),
        ("Film.mkv", ["movie.nfo", "other.nfo"], "movie.nfo"),
        ("Film.mkv", ["Movie.NFO"], "Movie.NFO"),
        ("Film.mkv", ["anything.nfo"], "anything.nfo"),
        ("Film.mkv", ["anything.nfo", "else.nfo"], None),
        ("Film.mkv", ["tvshow.nfo"], None),
        ("Film-cd1.avi", ["Film.nfo", "Other.nfo"], "Film.nfo"),
        ("Film Part 2.avi", ["Film.nfo", "x.nfo"], "Film.nfo"),
        ("VIDEO_TS/VTS_01_1.VOB", ["movie.nfo"], "movie.nfo"),
        ("VIDEO_TS/VTS_01_1.VOB", ["VIDEO_TS/VIDEO_TS.nfo", "movie.nfo"], "VIDEO_TS/VIDEO_TS.nfo"),
        ("VIDEO_TS/VTS_01_1.VOB", ["VIDEO_TS.nfo"], "VIDEO_TS.nfo"),
        ("BDMV/STREAM/00001.m2ts", ["BDMV/index.nfo"], "BDMV/index.nfo"),
        ("BDMV/STREAM/00001.m2ts", ["movie.nfo"], "movie.nfo"),
        ("BDMV/STREAM/00001.m2ts", ["My Film (2001).nfo", "b.nfo"], "My Film (2001).nfo"),
    ],
)
def test_an_nfo_is_found(tmp_path: Path, video: str, nfos: list[str], own: str | None) -> None:
    home = tmp_path / "My Film (2001)"
    for name in (video, *nfos):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).touch()
    found = NfoFinder(one_film).find(os.fsencode(home / video), str(tmp_path))
    assert found.own == (None if own is None else os.fsencode(home / own))


def test_a_folder_of_several_films_has_no_nfo_of_its_own(tmp_path: Path) -> None:
    for name in ("A.mkv", "B.mkv", "B.nfo", "movie.nfo"):
        (tmp_path / name).touch()
    finder = NfoFinder(one_film)
    assert finder.find(os.fsencode(tmp_path / "A.mkv")).own is None
    assert finder.find(os.fsencode(tmp_path / "B.mkv")).own == os.fsencode(tmp_path / "B.nfo")


def test_the_nfo_of_the_series_is_the_nearest_up_to_the_root(tmp_path: Path) -> None:
    episode = tmp_path / "root" / "Dark" / "Season 1" / "S01E01.mkv"
    episode.parent.mkdir(parents=True)
    (tmp_path / "tvshow.nfo").touch()
    root = os.fsencode(tmp_path / "root")
    assert NfoFinder(one_film).find(os.fsencode(episode), root + b"/").show is None
    (tmp_path / "root" / "Dark" / "TvShow.nfo").touch()
    found = NfoFinder(one_film).find(os.fsencode(episode), root)
    assert found == Sidecars(None, os.fsencode(tmp_path / "root" / "Dark" / "TvShow.nfo"))


def test_a_folder_that_cannot_be_listed_has_no_nfo(tmp_path: Path) -> None:
    assert NfoFinder(one_film).find(os.fsencode(tmp_path / "gone" / "A.mkv"), "/") == Sidecars()
    assert NfoFinder(one_film).find(b"A.mkv").own is None
