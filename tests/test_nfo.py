"""What NFO files say: Kodi's and Jellyfin's, bare addresses, and files that mean harm or nothing."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.sources.nfo import LARGEST, NfoFacts, parse_nfo, read_nfo, read_sidecars

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
    )


def test_a_series() -> None:
    ids = {"imdb": "tt5753856", "tmdb": "70523", "tvdb": "334824"}
    assert facts(TVSHOW) == NfoFacts(kind="series", title="Dark", year=2017, ids=ids)


def test_an_episode_names_its_series_and_its_own_ids_identify_none() -> None:
    assert facts(EPISODE.format(title="Secrets", season=1, episode=1)) == NfoFacts(
        kind="series", title="Dark", season=1, episodes=(1,), episode_title="Secrets"
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
        ("<id>27205</id>", "movie", {"tmdb": "27205"}),
        ("<id>81189</id>", "tvshow", {"tvdb": "81189"}),
        ('<id moviedb="themoviedb" IMDB="tt0903747">1396</id>', "tvshow", {"imdb": "tt0903747"}),
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
    started = time.monotonic()
    read = facts(text + " imdb.com/title/tt0133093")
    assert time.monotonic() - started < 1
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
    assert read.error == "its NFO is no valid XML; only addresses were read from it"
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
        "absent.nfo": "its NFO vanished",
        "pipe.nfo": "its NFO is no regular file",
        "large.nfo": "its NFO is no regular file of at most 1 MiB",
        "link.nfo": "its NFO vanished",
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
    assert (read.kind, read.title, read.year, read.ids["tvdb"]) == ("series", "Dark", 2017, "334824")
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
