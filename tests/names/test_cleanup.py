"""What is done to a name before it is read: its path, its extension, its letters, a web site, its blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.names.cleanup import plain, spaced, split_path, turned, without_extension, without_site

PATHS = {
    "a name": ("Alien.mkv", ["Alien.mkv"]),
    "folders": ("Films/Alien (1979)/Alien.mkv", ["Films", "Alien (1979)", "Alien.mkv"]),
    "folders of Windows": (r"D:\Films\Alien.mkv", ["D:", "Films", "Alien.mkv"]),
    "a slash between blanks": ("Трон / TRON/x.mkv", ["Трон / TRON/x.mkv"]),
    "a slash in brackets": ("Films/Big (Face/Off).mkv", ["Films", "Big (Face/Off).mkv"]),
    "slashes in brackets in brackets": ("a/[b (c/d) e/f]/g", ["a", "[b (c/d) e/f]", "g"]),
    "a bracket that closes alone": (":) a/b.mkv", [":) a", "b.mkv"]),
    "a bracket that closes again": ("(a)) b/(c/d)", ["(a)) b", "(c/d)"]),
    "empty folders": ("/Films//Alien.mkv", ["Films", "Alien.mkv"]),
    "nothing else": ("//", ["//"]),
}


@pytest.mark.parametrize(("name", "parts"), PATHS.values(), ids=PATHS)
def test_the_components_of_a_path(name: str, parts: list[str]) -> None:
    assert split_path(name) == parts


PLAIN = {
    "escapes": ("The%20Martian%20(2015)", "The Martian (2015)"),
    "a per cent sign beside blanks": ("50%20 Off", "50%20 Off"),
    "a per cent sign": ("100%", "100%"),
    "no escape": ("100%Wolf", "100%Wolf"),
    "blanks around it": ("  Alien ", "Alien"),
    "control characters": ("The\x07Door\t(2009)", "The Door (2009)"),
    "wide brackets and digits": ("门（２００９）【x】｛y｝", "门(2009)[x]{y}"),
    "digits of another script": ("٣ أيام", "٣ أيام"),
    "a blank that does not break": ("The\u00a0Door", "The Door"),
    "nothing to be seen": ("é\u200bté", "é té"),
    "a lone surrogate": ("Caf\udce9 é", "Caf  é"),
    "letters in two pieces": ("Ame\u0301lie", "Amélie"),
}


@pytest.mark.parametrize(("name", "text"), PLAIN.values(), ids=PLAIN)
def test_a_plain_name(name: str, text: str) -> None:
    assert plain(name) == text


EXTENSIONS = {
    "a video": ("Alien.mkv", "Alien"),
    "capitals": ("Alien.AVI", "Alien"),
    "a blank behind it": ("Alien.mkv ", "Alien"),
    "two of them": ("Alien.avi.mkv", "Alien"),
    "a word that is also an extension": ("Alien.ts.mkv", "Alien.ts"),
    "no extension": ("Alien.1979", "Alien.1979"),
    "an extension inside": ("Alien.avi.1979", "Alien.avi.1979"),
    "a blank before it": ("Alien mkv", "Alien"),
    "a subtitle": ("Alien.srt", "Alien"),
}


@pytest.mark.parametrize(("name", "stem"), EXTENSIONS.values(), ids=EXTENSIONS)
def test_a_name_without_its_extension(name: str, stem: str) -> None:
    assert without_extension(name) == stem


SITES = {
    "before it": ("www.site.org - The Door", "The Door"),
    "in brackets before it": ("[ www.site.org ] The Door", "The Door"),
    "in brackets behind it": ("The Door [site.com]", "The Door "),
    "behind it": ("The Door www.site.org", "The Door "),
    "nothing else": ("[site.com]", "[site.com]"),
    "a title with a dot": ("Mr. Nobody", "Mr. Nobody"),
}


@pytest.mark.parametrize(("name", "rest"), SITES.values(), ids=SITES)
def test_a_name_without_a_web_site(name: str, rest: str) -> None:
    assert without_site(name) == rest


@pytest.mark.parametrize(
    ("name", "read"),
    [("50E10S.emaN", "Name.S01E05"), ("p0801.emaN", "Name.1080p"), ("Name.S01E05", "Name.S01E05")],
)
def test_a_name_that_was_reversed(name: str, read: str) -> None:
    assert turned(name) == read


SPACED = {
    "underscores": ("The_Door_(2009)", "The Door (2009)"),
    "dots": ("The.Door.2009", "The Door 2009"),
    "a dot that is meant": ("Mr. Nobody", "Mr. Nobody"),
    "as many dots as blanks": ("a.b c", "a.b c"),
    "more dots than blanks": ("a.b c.d", "a b c d"),
    "plus signs": ("The+Big+Door", "The Big Door"),
    "one plus sign": ("Romeo+Juliet", "Romeo+Juliet"),
    "plus signs beside blanks": ("One+Two+Three (2009)", "One+Two+Three (2009)"),
    "two underscores, once": ("Supergirl__Alex_in_Wonderland", "Supergirl: Alex in Wonderland"),
    "two underscores, twice": ("One__Two__Three", "One  Two  Three"),
    "two underscores beside a blank": ("One__Two Three", "One  Two Three"),
    "an underscore for a slash": ("Трон _ TRON", "Трон / TRON"),
    "dashes of other kinds": ("Alien – Director’s Cut", "Alien - Director’s Cut"),
}


@pytest.mark.parametrize(("name", "text"), SPACED.values(), ids=SPACED)
def test_blanks_between_words(name: str, text: str) -> None:
    assert spaced(name) == text


@given(st.text(alphabet="ab1._+- –é", max_size=30))
def test_blanks_change_no_places(name: str) -> None:
    assert len(spaced(name)) == len(name)
