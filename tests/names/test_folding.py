"""Which spellings of a title meet, and which must not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.normalize import fold, fold_title, fold_variants

SAME_KEY = {
    "case": ("INCEPTION", "inception"),
    "dots": ("The.Matrix", "the matrix"),
    "underscores": ("blade_runner", "Blade Runner"),
    "accents": ("La Ligne verte à l'été", "la ligne verte a l ete"),
    "accents apart": (unicodedata.normalize("NFD", "Amélie"), "Amélie"),
    "umlaut dropped": ("Köln 75", "Koln 75"),
    "sharp s": ("Die weiße Massai", "Die weisse Massai"),
    "ligature": ("Encyclopædia", "Encyclopaedia"),
    "œ": ("Le Cœur", "Le Coeur"),
    "ø as o": ("Ørnen", "Ornen"),
    "stroke": ("Miłość", "Milosc"),
    "ampersand": ("Cats & Dogs", "Cats and Dogs"),
    "et": ("Jules et Jim", "Jules & Jim"),
    "und": ("Max und Moritz", "Max & Moritz"),
    "y": ("Sangre y arena", "Sangre & arena"),
    "plus": ("Romeo + Juliet", "Romeo & Juliet"),
    "'n'": ("Rock 'n' Roll High School", "Rock and Roll High School"),
    "n glued": ("Rock'n'Roll", "Rock & Roll"),
    "article": ("The Thing", "Thing"),
    "article last": ("World's End, The", "The Worlds End"),
    "article last, no comma": ("Rocky Horror Picture Show The", "The Rocky Horror Picture Show"),
    "article before a subtitle": (
        "Lord of the Rings, The: The Two Towers",
        "The Lord of the Rings The Two Towers",
    ),
    "German article": ("Boot, Das", "Das Boot"),
    "French elision": ("L'Atalante", "Atalante"),
    "French elision with a dot": ("L.Atalante", "L’Atalante"),
    "Italian article kept, but moved": ("Soliti ignoti, I", "I soliti ignoti"),
    "roman": ("Saw II", "Saw 2"),
    "roman, two digits": ("Friday the 13th Part VIII", "friday the 13th part 8"),
    "one-letter roman last": ("Rocky V", "Rocky 5"),
    "roman after part": ("Twilight Part I", "Twilight Part 1"),
    "spelled after part": ("Dune: Part Two", "Dune Part 2"),
    "abbreviated part": ("Kill Bill: Vol. 1", "Kill Bill Volume One"),
    "versus": ("Batman v Superman", "Batman vs. Superman"),
    "apostrophe": ("Ocean's Eleven", "Oceans Eleven"),
    "apostrophe as space": ("Ocean’s Eleven", "Ocean s Eleven"),
    "glued": ("Wreck-It Ralph", "Wreckit Ralph"),
    "middle dot": ("WALL·E", "Wall-E"),
    "acronym": ("S.H.I.E.L.D.", "SHIELD"),
    "acronym that begins with an article": ("A.I. Artificial Intelligence", "AI Artificial Intelligence"),
    "superscript": ("Alien³", "Alien 3"),
    "fraction": ("8½", "8 1-2"),
    "thousands": ("20,000 Leagues Under the Sea", "20000 Leagues Under the Sea"),
    "full width": ("ＡＫＩＲＡ", "Akira"),
    "half-width katakana": ("ﾊﾞﾗｶﾓﾝ", "バラカモン"),
    "Han with signs": ("新精武门·1991", "新精武门1991"),
    "Greek accents": ("Ο ΘΙΑΣΟΣ", "Ο θίασος"),
    "Cyrillic case": ("КРЁСТНЫЙ ОТЕЦ", "Крёстный отец"),
    "trademark": ("Monopoly™", "Monopoly"),
    "leading sign": ("*batteries not included", "batteries not included"),
}

MEET = {
    "umlaut written out": ("Köln", "Koeln"),
    "umlaut written out, the other way": ("Der Foerster", "Der Förster"),
    "ø as oe": ("Bjørn", "Bjoern"),
    "å as aa": ("Århus", "Aarhus"),
    "ё as е": ("Крёстный отец", "Крестный отец"),
    "no and at all": ("Hansel & Gretel", "Hansel Gretel"),
    "an n of its own": ("Sock'n Roll", "Sockn Roll"),
    "an n in brackets": ("A mon(n)do nostro", "A monndo nostro"),
    "rock and roll": ("Rock 'n' Roll High School", "RockNRoll High School"),
    "no part": ("The Godfather Part II", "The Godfather 2"),
    "no volume": ("Guardians of the Galaxy Vol. 2", "Guardians of the Galaxy 2"),
    "chapter": ("John Wick: Chapter 4", "John Wick 4"),
    "V between words": ("Star Trek V: The Final Frontier", "Star Trek 5 The Final Frontier"),
    "an article that is none": ("L.A. Confidential", "LA Confidential"),
    "an elision without its apostrophe": ("L'Atalante", "LAtalante"),
}

APART = {
    "an Irish name is no 'n'": ("O'Neal", "O and Eal"),
    "another number": ("Saw II", "Saw III"),
    "II and VI": ("Saw II", "Saw VI"),
    "number or none": ("Rocky", "Rocky II"),
    "I is a person": ("I, Robot", "1, Robot"),
    "X first": ("X", "10"),
    "V first": ("V for Vendetta", "5 for Vendetta"),
    "digit in a word": ("Se7en", "Seven"),
    "e at the end": ("WALL·E", "Wall"),
    "y at the start": ("Y tu mamá también", "Tu mamá también"),
    "й is no и": ("Война", "Воина"),
    "が is no か": ("が", "か"),
    "only the article": ("The", "A"),
    "signs": ("...", "!!!"),
}


@pytest.mark.parametrize(("one", "other"), SAME_KEY.values(), ids=SAME_KEY.keys())
def test_spellings_of_one_title_share_the_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), MEET.values(), ids=MEET.keys())
def test_spellings_that_one_key_cannot_join_meet_in_a_variant(one, other):
    assert set(fold_variants(one)) & set(fold_variants(other))


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART.keys())
def test_different_titles_stay_apart(one, other):
    assert not set(fold_variants(one)) & set(fold_variants(other))


@pytest.mark.parametrize(
    "title", ["...", "$", "!!!", "?", "The", "'", "™", "½", "&", "+", " ", "\x00", "♥", "\udc80"]
)
def test_a_title_of_signs_keeps_a_key(title):
    assert fold(title)


def test_the_empty_title_has_the_empty_key():
    assert fold("") == ""


def test_the_article_is_told_and_whole_keeps_it():
    folded = fold_title("Prestige, The")
    assert (folded.article, folded.key, folded.whole) == ("the", "prestige", "theprestige")


def test_words_keep_their_gaps_and_han_is_split():
    assert fold_title("The Ocean's 11: 新精武门").words == "oceans 11 新 精 武 门"


@given(st.text(min_size=1))
def test_a_key_is_never_empty_and_folds_to_itself(title):
    key = fold(title)
    assert key
    assert fold(key) == key


TROUBLE = "the a l la i v x ii part vol & + and et y e vs one 2 it's o'n s Köln ½ , - : . ' Ł 新 が ! The"
TITLE_WORDS = st.sampled_from(sorted(set(TROUBLE.split())))


@given(st.lists(TITLE_WORDS, min_size=1, max_size=7), st.sampled_from([" ", ".", ""]))
def test_a_key_of_troublesome_words_folds_to_itself(words, gap):
    title = gap.join(words)
    assert all(fold_variants(title))
    assert fold(fold(title)) == fold(title)


@given(st.text(max_size=40))
def test_case_never_matters(title):
    # ı, İ and ß change letters with their case; that is Unicode's doing
    if title.upper().lower() == title.lower():
        assert fold(title.upper()) == fold(title.lower())


@given(st.text(max_size=40))
def test_variants_begin_with_the_key_and_never_repeat(title):
    variants = fold_variants(title)
    assert variants[0] == fold(title)
    assert len(variants) == len(set(variants))


@given(st.text(max_size=30))
def test_composed_and_decomposed_titles_are_the_same(title):
    assert fold(unicodedata.normalize("NFD", title)) == fold(unicodedata.normalize("NFC", title))
