"""Where a title ends and what other forms it has, one row each."""

import pytest

from cineorg_catalog.names.taggers import Text, years_in
from cineorg_catalog.names.title import (
    alternatives,
    bracket_behind,
    country_at_end,
    edition_in,
    end_before_tag_bracket,
    end_without_tags,
    episode_title,
    halves,
    is_latin,
    opened,
    part_number,
    tidy,
    trimmed,
    written,
    year_before,
)

TIDY = {
    "blanks and dashes around it": (" - The Door - ", "The Door"),
    "blanks inside": ("The   Door", "The Door"),
    "an article last": ("Door, The", "The Door"),
    "an article of another language": ("Tür, Die", "Die Tür"),
    "a word last that is no article": ("Door, Open", "Door, Open"),
    "an open bracket": ("The Door (", "The Door"),
    "a bracket that closes alone": ("The Door)", "The Door"),
    "a bracket that closes in front": (")The Door", "The Door"),
    "a whole bracket": ("(500) Days", "(500) Days"),
    "brackets and stops alone": ("[](.)", ""),
    "nothing": ("", ""),
    "a sign": ("$", "$"),
}


@pytest.mark.parametrize(("title", "expected"), TIDY.values(), ids=TIDY)
def test_a_tidy_title(title: str, expected: str) -> None:
    assert tidy(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [("S.W.A.T.", "S.W.A.T."), ("The Door. ", "The Door"), ("The Door #,:-", "The Door"), ("S.W.", "S.W")],
)
def test_a_title_keeps_the_last_dot_of_an_acronym(title: str, expected: str) -> None:
    assert trimmed(title) == expected


WRITTEN = {
    "dots that are blanks": ("The.Big.Door", "The Big Door"),
    "an acronym": ("The.Man.from.U.N.C.L.E", "The Man from U.N.C.L.E"),
    "an acronym before a word": ("S.W.A.T.Returns", "S.W.A.T. Returns"),
    "a number with a dot": ("Evangelion.3.33.Redo", "Evangelion 3.33 Redo"),
    "two letters": ("J.K.Rowling", "J K Rowling"),
    "a fight that costs money": ("UFC.200.PPV.Main", "UFC 200 Main"),
}


@pytest.mark.parametrize(("raw", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_a_title_as_it_is_written(raw: str, expected: str) -> None:
    text = Text(raw.replace(".", " "), raw)
    assert written(text, 0, len(raw)) == expected


@pytest.mark.parametrize(
    ("title", "parts"),
    [("Run Lola Run AKA Lola Rennt", ["Run Lola Run", "Lola Rennt"]), ("One (a.k.a. Two)", ["One", "Two"]),
     ("Aka", []), ("One AKA ", []), ("Naka Mura", []), ("One a k a Two", ["One", "Two"])],
)  # fmt: skip
def test_the_halves_of_an_aka(title: str, parts: list[str]) -> None:
    assert halves(title) == parts


@pytest.mark.parametrize(
    ("title", "number"),
    [("Door Part 2", 2), ("Door Part II", 2), ("Door Part Two", 2), ("Door Vol. 12", 12), ("Door Pt.3", 3),
     ("Door Part Z", None), ("Department 2", None), ("Door 2", None), ("Part One of Part 3", 1),
     ("Party Part xx", 20), ("Teil Zwei", 2)],
)  # fmt: skip
def test_the_number_of_a_part(title: str, number: int | None) -> None:
    assert part_number(title) == number


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Amélie", True),
        ("Трон", False),
        ("Трон ABCDE", True),
        ("ab Тр", False),
        ("红猪", False),
        ("2001", False),
    ],
)
def test_most_letters_are_latin_or_not(text: str, latin: bool) -> None:
    assert is_latin(text) is latin


@pytest.mark.parametrize(
    ("title", "bracket"),
    [("Der Untergang (Downfall)", "Downfall"), ("Трон (TRON)", None), ("Title [Words]", "Words"),
     ("Title", None), ("(Words)", None), ("Title (One) (Two)", "Two"), ("Title (Words", None)],
)  # fmt: skip
def test_text_in_brackets_behind_a_title(title: str, bracket: str | None) -> None:
    assert bracket_behind(title) == bracket


OTHERS = {
    "two scripts": ("Трон / TRON", "TRON", ("Трон",)),
    "one script": ("One / Two", "One / Two", ("One", "Two")),
    "other scripts alone": ("Трон / Зима", "Трон", ("Зима",)),
    "brackets": ("Door (Window)", "Door", ("Door (Window)", "Window")),
    "brackets in Latin letters": ("О людях (Of Men)", "Of Men", ("О людях (Of Men)", "О людях")),
    "Chinese before it": ("红猪 Porco Rosso", "Porco Rosso", ("红猪",)),
    "Chinese behind it": ("Porco Rosso 红猪", "Porco Rosso", ("红猪",)),
    "an AKA": ("One AKA Two", "One AKA Two", ("One", "Two")),
    "nothing else": ("Door", "Door", ()),
}


@pytest.mark.parametrize(("title", "shown", "others"), OTHERS.values(), ids=OTHERS)
def test_the_titles_in_a_title(title: str, shown: str, others: tuple[str, ...]) -> None:
    found, further = alternatives(title)
    assert found == shown
    assert set(others) <= {*further, title}
    assert found not in further
    assert len(further) == len(set(further))


COUNTRIES = {
    "in brackets": ("Mad Dogs (US)", ("Mad Dogs", "US")),
    "in square brackets": ("Mad Dogs [UK]", ("Mad Dogs", "GB")),
    "bare": ("Mad Dogs US", ("Mad Dogs", "US")),
    "bare, in small letters": ("Mad Dogs us", ("Mad Dogs us", None)),
    "bare, another": ("Mad Dogs FR", ("Mad Dogs FR", None)),
    "another in brackets": ("Mad Dogs (fr)", ("Mad Dogs", "FR")),
    "no country": ("Mad Dogs (xyz)", ("Mad Dogs (xyz)", None)),
    "nothing before it": ("US", ("US", None)),
}


@pytest.mark.parametrize(("title", "expected"), COUNTRIES.values(), ids=COUNTRIES)
def test_a_country_at_the_end(title: str, expected: tuple[str, str | None]) -> None:
    assert country_at_end(title) == expected


YEARS = {
    "in brackets": ("Show (2005) ", ("Show", 2005)),
    "bare": ("Show 2005", ("Show", 2005)),
    "with words behind it": ("Show 2005 Words", ("Show 2005 Words", None)),
    "alone": ("2005", ("2005", None)),
    "behind brackets alone": ("(2005", ("(2005", None)),
    "two": ("Show 2005 2006", ("Show 2005", 2006)),
}


@pytest.mark.parametrize(("text", "expected"), YEARS.values(), ids=YEARS)
def test_a_year_at_the_end(text: str, expected: tuple[str, int | None]) -> None:
    assert year_before(text, years_in(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title (Director, ", "Title "),
        ("Title (x) ", "Title (x) "),
        ("(Title", "Title"),
        ("Title [x] (y", "Title [x] "),
    ],
)
def test_an_open_bracket(text: str, expected: str) -> None:
    assert opened(text) == expected


ENDS = {  # a title with soft words behind it: where it ends, and the edition
    "an edition": ("Door Extended Cut", "Door", "Extended Cut"),
    "noise and an edition": ("Door Extended PROPER", "Door", "Extended"),
    "the first word stays": ("Extended Cut", "Extended Cut", None),
    "an article alone is no title": ("The Extended", "The Extended", None),
    "what is joined to it": ("Door and Limited", "Door and Limited", None),
    "what is listed with it": ("Door, Limited", "Door, Limited", None),
    "a language": ("Door German", "Door", None),
}


@pytest.mark.parametrize(("title", "end", "edition"), ENDS.values(), ids=ENDS)
def test_a_title_without_soft_words(title: str, end: str, edition: str | None) -> None:
    text = Text(title)
    at, found = end_without_tags(text, 0, len(title))
    assert (title[:at], found) == (end, edition)
    if "German" in title:
        assert end_without_tags(text, 0, len(title), languages=False) == (len(title), None)


def test_the_first_edition_in_a_stretch() -> None:
    text = Text("Extended Door Uncut Remastered")
    assert (edition_in(text, 0), edition_in(text, 5)) == ("Extended", "Uncut")
    assert (edition_in(text, 9, 14), edition_in(text, 25)) == (None, None)


@pytest.mark.parametrize(
    ("name", "end"),
    [("Door [1080p] x", "Door "), ("Door (Words) [1080p]", "Door (Words) "), ("[1080p] Door", "[1080p] Door"),
     ("Door (Words 1080p)", "Door "), ("Door (Words)", "Door (Words)"), ("Door (German)", "Door ")],
)  # fmt: skip
def test_a_title_ends_before_a_bracket_with_tags(name: str, end: str) -> None:
    assert name[: end_before_tag_bracket(Text(name), 0, len(name))] == end
    assert end_before_tag_bracket(Text(name), 0, 3) == 3


@pytest.mark.parametrize(("length", "is_one"), [(120, True), (121, False)])
def test_the_longest_title_of_an_episode(length: int, is_one: bool) -> None:
    title = "Word " * 24
    title = title[: length - 1].ljust(length, "x")
    assert episode_title(f" - {title}") == (title if is_one else None)
