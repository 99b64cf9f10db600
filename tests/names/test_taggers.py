"""Every word of the vocabulary and every example of a tagger is marked, whole and as what it is."""

import pytest

from cineorg_catalog.names.taggers import TAGGERS, Tagger, Text, is_tag, years_in
from cineorg_catalog.names.vocabulary import EDITION_PHRASES, TAGS, Tag

ENTRIES = [(key, tag) for key, tags in TAGS.items() for tag in tags]  # one test for all: there are a thousand


def test_tags_begin_with_their_key_and_the_longest_come_first() -> None:
    assert [(key, tag) for key, tag in ENTRIES if tag.words[0].casefold() != key] == []
    for tags in TAGS.values():
        order = [(-len(tag.words), tag.capitals) for tag in tags]
        assert order == sorted(order)


def whole(text: str) -> tuple[str, bool] | None:
    "The kind of the one mark that covers a text, and whether no title contains it."
    marks = Text(text).tags
    covers = len(marks) == 1 and (marks[0].start, marks[0].end) == (0, len(text))
    return (marks[0].kind, marks[0].strong) if covers else None


def is_marked(key: str, tag: Tag) -> bool:
    "True if a tag is marked as it is written, as itself or as the tag of the same words in other letters."
    words = [word.casefold() for word in tag.words]
    same = [other for other in TAGS[key] if [word.casefold() for word in other.words] == words]
    written = " ".join(tag.words)
    in_capitals = tag.capitals or whole(written.upper()) is not None
    return in_capitals and whole(written) in [(other.kind, other.strong) for other in same]


def test_every_tag_is_marked_whole() -> None:
    assert [tag for key, tag in ENTRIES if not is_marked(key, tag)] == []


@pytest.mark.parametrize("phrase", EDITION_PHRASES)
def test_every_phrase_of_an_edition_is_one(phrase: str) -> None:
    assert whole(phrase) == whole(phrase.title()) == ("edition", False)


@pytest.mark.parametrize("tagger", TAGGERS, ids=lambda tagger: tagger.kind)
def test_the_examples_of_a_tagger(tagger: Tagger) -> None:
    for example in tagger.example.split(", "):
        mark = tagger.read(Text(example), 0)
        assert mark is not None
        assert example[mark.start : mark.end] == example.strip("[]")


@pytest.mark.parametrize("written", ["WEB-DL", "WEB.DL", "WEB DL", "WEBDL", "web'dl", "WEB - DL"])
def test_the_words_of_a_tag_may_be_joined(written: str) -> None:
    assert whole(written) == ("source", True)


@pytest.mark.parametrize("written", ["WEB", "DL", "WEB -- DL", "WEB (DL)", "WEB x DL", "Avi8or", "Mpeg"])
def test_words_that_are_no_strong_tag(written: str) -> None:
    assert not is_tag(written)


POSITIONS = Text("Title 1080p x264 Words HDTV")


@pytest.mark.parametrize(
    ("start", "first"), [(0, 6), (6, 6), (7, 12), (12, 12), (13, 23), (23, 23), (24, 27), (99, 27)]
)
def test_the_first_tag_from_a_place_on(start: int, first: int) -> None:
    assert POSITIONS.first_tag(start) == first


@pytest.mark.parametrize(
    ("start", "end", "tags"), [(6, 16, True), (5, 17, True), (0, 16, False), (6, 22, False), (23, 27, True)]
)
def test_a_stretch_is_all_tags_or_not(start: int, end: int, tags: bool) -> None:
    assert POSITIONS.is_all_tags(start, end) is tags


YEARS = {
    "in brackets": ("Title (2008) x", [(2008, True)]),
    "in square brackets and blanks": ("Title [ 2008 ]", [(2008, True)]),
    "with one bracket": ("Title (2008 x", [(2008, False)]),
    "with the other": ("Title 2008) x", [(2008, False)]),
    "the first and the last": ("1887 1888 2030 2031", [(1888, False), (2030, False)]),
    "a range": ("Title 1994-2009", []),
    "a range in brackets": ("Title (1994-98)", []),
    "glued to a word": ("Title2008", [(2008, False)]),
    "glued to a word, beside another": ("2006 Title-GRP1973", [(2006, False)]),
    "a resolution": ("Title 1920x1080 2000p 1999i", []),
    "a size": ("Title 2000MB", []),
    "a day": ("Title 2008-05-06", []),
}


@pytest.mark.parametrize(("text", "years"), YEARS.values(), ids=YEARS)
def test_the_years_of_a_text(text: str, years: list[tuple[int, bool]]) -> None:
    assert [(year.value, year.bracketed) for year in years_in(text)] == years
