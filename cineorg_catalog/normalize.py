"""Turns a title into a key that all its spellings share.

`fold` returns that key, `fold_variants` further keys by which a title may also be found, and `fold_title`
everything at once. Text in, text out: knows no reference, year or file name. Scripts without case or Latin
accents (CJK, Cyrillic, Thai …) are unchanged except for character width.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple


def _listed(text: str) -> list[str]:
    return text.split()


_ENGLISH_OR_NONE = frozenset({"the", "a", "an", ""})
_LEADING_ARTICLES = frozenset(
    _listed("the a an le la les l un une der die das ein eine el los las il gli uno una het det ett az")
)
# These often begin a title as another word ("As Good as It Gets", "I, Robot", "De Niro"): they count as
# articles only after a comma, and are then moved to the front, not dropped.
_OTHER_ARTICLES = frozenset(_listed("i o os as lo um uma de den dem des en et"))
_ARTICLE_LAST = re.compile(
    rf",\s*(l'|(?:{'|'.join(sorted(_LEADING_ARTICLES | _OTHER_ARTICLES))})\b)\s*(?=$|[:(\[]|-\s)"
)

_AND_WORDS = frozenset(_listed("& + and et und y e og och n"))
_VERSUS = frozenset(_listed("v vs versus"))
_PART_WORDS = {w: w for w in _listed("part volume chapter episode book teil partie parte kapitel tome")}
_PART_WORDS |= {"pt": "part", "vol": "volume", "ch": "chapter", "ep": "episode"}
_SPELLED = {
    word: str(n) for n, word in enumerate(_listed("one two three four five six seven eight nine ten"), 1)
}
_ROMAN = {
    ten + one: str(10 * tens + ones)
    for tens, ten in enumerate(("", "x", "xx", "xxx"))
    for ones, one in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
    if ten + one
}
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
# Most titles have none of these words and need no further work. The most common letter, "a", has a meaning
# only next to another single letter.
_SPECIAL = (_AND_WORDS | _VERSUS | frozenset(_PART_WORDS) | frozenset(_ROMAN) | _LETTERS) - {"a"}

_ROCK_N_ROLL = re.compile(r"'n'|'n(?= )")
_ELISION = re.compile(r"^\W*(l|un)'(?=\w)")

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´′＇ʻ"), "'")
_FRACTIONS = {ord(char): f" {char}" for char in "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}  # 8½ is 8 1/2, not 81/2
_BEFORE = _APOSTROPHES | _FRACTIONS | dict.fromkeys(map(ord, "™®©℠"), "")
# What a letter becomes if its accent is written out instead of dropped.
_WRITTEN_OUT = {ord(char): text for char, text in zip("äöüøåё", _listed("ae oe ue oe aa е"), strict=True)}
_HAS_WRITTEN_OUT = re.compile("[äöüøåё]")
_WITHOUT_ACCENT = dict(zip("øæœłđðþıħŋ", _listed("o ae oe l d d th i h n"), strict=True))


# Han is written without spaces: for search, each character is a word.
_HAN = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


_new_tuple = tuple.__new__


class Folded(NamedTuple):
    """A title taken apart.

    `key` is shared by all spellings; `words` is the same with spaces; `article` is the leading article that
    both lack ("" for none); `others` are further keys: accents written out, the "and" left out, "Part 2" as
    2, a V or X as a number, an article that may be a word.
    """

    key: str
    words: str
    article: str = ""
    others: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        "The key with its article: equal only for titles that really are the same."
        return self.article + self.key


def fold(title: str) -> str:
    """The lookup key of a title: without case, accents, spaces, punctuation and leading article.

    "The Worlds End" and "World's End, The" share a key, as do "Saw II" and "saw.2". Only an empty title has
    an empty key; folding a key returns it unchanged.
    """
    return fold_title(title).key


def fold_variants(title: str) -> tuple[str, ...]:
    "All keys of a title, that of `fold` first. Two titles may be the same if they share any of them."
    folded = fold_title(title)
    return (folded.key, *folded.others)


@lru_cache(maxsize=4096)
def fold_title(title: str) -> Folded:
    "Everything that folding finds out about a title; the last few thousand are cached."
    return fold_uncached(title)


def fold_uncached(title: str) -> Folded:
    "The same without the cache, for callers that go through many titles once."
    if title.isascii():
        text = title.lower()
        if "," in text or "'" in text or "&" in text or "+" in text:
            text = _arranged(text)
        return _folded(text.encode().translate(_ASCII_SIGNS, b"'`").decode().split(), title)
    text = _arranged(unicodedata.normalize("NFKC", title.translate(_BEFORE)).casefold())
    folded = _folded(text.translate(_LETTERS_AND_SIGNS).split(), title)
    if _HAN.search(text):
        folded = folded._replace(words=" ".join(_HAN.sub(r" \1 ", folded.words).split()))
    if not _HAS_WRITTEN_OUT.search(text):
        return folded
    written_out = _folded(text.translate(_WRITTEN_OUT).translate(_LETTERS_AND_SIGNS).split(), title)
    others = dict.fromkeys((written_out.key, *folded.others, *written_out.others))
    return folded._replace(others=tuple(key for key in others if key != folded.key))


def _arranged(text: str) -> str:
    """Lower-case text with its article in front, elisions separated, and signs for "and" written as words."""
    if "," in text:
        text = _article_first(text)
    if "'" in text:
        text = _ELISION.sub(r"\1 ", _ROCK_N_ROLL.sub(" n ", text))
    if "&" in text or "+" in text:
        text = text.replace("&", " & ").replace("+", " + ")
    return text


def _folded(tokens: list[str], title: str) -> Folded:
    "The folded tokens; `title` is used if there are none."
    article = ""
    if len(tokens) > 1 and (tokens[0] in _LEADING_ARTICLES or tokens[-1] == "the"):
        article = _take_article(tokens)
    if _SPECIAL.isdisjoint(tokens) and tokens and article in _ENGLISH_OR_NONE:
        # the common case (nine in ten titles): the constructor of a NamedTuple would cost twice as much
        return _new_tuple(Folded, ("".join(tokens), " ".join(tokens), article, ()))
    words = _meanings(tokens) or [_symbols(title)]
    key = "".join(words)
    others = _variants(words)
    if "n" in tokens[1:-1]:
        others.append("".join(_meanings(_with_glued_n(tokens))))
    if article not in _ENGLISH_OR_NONE:
        others.append(article + key)
    return Folded(
        key, " ".join(words), article, tuple(other for other in dict.fromkeys(others) if other != key)
    )


def _article_first(text: str) -> str:
    """ "world's end, the" → "the world's end", also before a subtitle."""
    found = _ARTICLE_LAST.search(text)
    return f"{found[1]} {text[: found.start()]} {text[found.end() :]}" if found else text


def _take_article(tokens: list[str]) -> str:
    """Remove the leading article from the tokens and return it, or "".

    "A.I." and "L.A." do not begin with an article, nor does "A & E"; "Prestige The" has lost its comma.
    """
    first, second = tokens[0], tokens[1]
    if first in _LEADING_ARTICLES:
        if (
            second in "&+"
            or (len(first) == len(second) == 1)
            or (first == "l" and second[0] not in "aeiouyhœ")
        ):
            return ""
        return tokens.pop(0)
    if tokens[-1] == "the" and tokens[-2] not in "&+":
        return tokens.pop()
    return ""


def _meanings(tokens: list[str]) -> list[str]:
    "Unify words with the same meaning: and, versus, numerals, abbreviations; join single letters."
    while tokens and "+" in (tokens[0], tokens[-1]):
        tokens = tokens[1:] if tokens[0] == "+" else tokens[:-1]
    words: list[str] = []
    last = len(tokens) - 1
    position = 0
    while position <= last:
        token = tokens[position]
        run = _letters_from(tokens, position)
        if run > 1:
            words.append(_joined(tokens[position : position + run], position))
        elif token in _AND_WORDS and 0 < position < last:
            if words[-1:] != ["and"]:
                words.append("and")
        elif token == "s" and words and len(words[-1]) > 1:
            words[-1] += token  # the space was an apostrophe
        else:
            words.append(_meaning(tokens, position))
        position += run
    return words


def _joined(letters: list[str], position: int) -> str:
    word = "".join(letters)
    return _ROMAN.get(word, word) if position else word


def _letters_from(tokens: list[str], position: int) -> int:
    """How many tokens from here on are single letters, as in "S.W.A.T."; at least 1."""
    end = position
    while end < len(tokens) and tokens[end] in _LETTERS:
        end += 1
    return max(1, end - position)


def _meaning(tokens: list[str], position: int) -> str:
    "The word that a token stands for at this position."
    token, last = tokens[position], len(tokens) - 1
    if position and tokens[position - 1] in _PART_WORDS and _is_number(token):
        return _ROMAN.get(token) or _SPELLED.get(token, token)
    if token in _PART_WORDS and position < last and _is_number(tokens[position + 1]):
        return _PART_WORDS[token]
    if token in _VERSUS and 0 < position < last:
        return "v"
    if token in _ROMAN and position and (len(token) > 1 or position == last):
        return _ROMAN[token]
    return "and" if token == "&" else token


def _is_number(token: str) -> bool:
    return token.isdigit() or token in _ROMAN or token in _SPELLED


def _variants(words: list[str]) -> list[str]:
    """Further keys: without the "and", without the word Part, with a V or X between words as a number."""
    variants = []
    inside = words[1:-1]
    if "and" in inside:
        variants.append([words[0], *(word for word in inside if word != "and"), words[-1]])
    if not _PART_WORDS.keys().isdisjoint(inside):
        variants.append([word for at, word in enumerate(words) if not _is_idle_part_word(words, at)])
    if "v" in inside or "x" in inside:
        numbered = (_ROMAN[word] if word in ("v", "x") else word for word in inside)
        variants.append([words[0], *numbered, words[-1]])
    return ["".join(variant) for variant in variants]


def _with_glued_n(tokens: list[str]) -> list[str]:
    "The n of `Rock 'n' Roll`, `Mon(n)do` as a letter of the word before it: names leave the signs away."
    glued = tokens[:1]
    for token, following in zip(tokens[1:], [*tokens[2:], ""], strict=True):
        if token == "n" and following:
            glued[-1] += token
        else:
            glued.append(token)
    return glued


def _is_idle_part_word(words: list[str], at: int) -> bool:
    """True for the "part" in "The Godfather Part 2", which is often left out."""
    return words[at] in _PART_WORDS and 0 < at < len(words) - 1 and words[at + 1].isdigit()


def _symbols(title: str) -> str:
    "The key of a title without letters and digits, such as $ or !!!: the symbols themselves."
    storable = title.encode("utf-8", "replace").decode()  # SQLite cannot store half a surrogate pair
    signs = unicodedata.normalize("NFKC", storable.translate(_BEFORE)).casefold()
    return "".join(signs.split()) or storable


class _LetterTable(dict[int, str | None]):
    "The replacement of each character of a casefolded title, computed when it first occurs."

    def __missing__(self, code: int) -> str | None:
        self[code] = result = _plain(chr(code))
        return result


def _plain(char: str) -> str | None:
    if char in _WITHOUT_ACCENT:
        return _WITHOUT_ACCENT[char]
    if unicodedata.category(char) == "Cf" or _is_loose_mark(char):
        return None
    base = unicodedata.normalize("NFKD", char)[0]
    if base.isalpha() and (base.isascii() or "\u0370" <= base <= "\u03ff"):
        return base  # only Latin and Greek lose accents: й and が are separate letters
    return char if char.isalnum() or unicodedata.category(char)[0] == "M" else " "


def _is_loose_mark(char: str) -> bool:
    "True for an accent not joined to a letter, a Hebrew point, an Arabic short vowel, the tatweel."
    return char in "\u0640\u0670" or any(char in marks for marks in _LOOSE_MARKS)


_LOOSE_MARKS = tuple(
    "".join(map(chr, codes)) for codes in (range(0x300, 0x370), range(0x591, 0x5C8), range(0x64B, 0x660))
)
_ASCII_SIGNS = bytes(code if chr(code).isalnum() or chr(code) in "&+" else 32 for code in range(128)).ljust(
    256
)
_LETTERS_AND_SIGNS = _LetterTable({ord("'"): None, ord("`"): None, ord("&"): "&", ord("+"): "+"})
