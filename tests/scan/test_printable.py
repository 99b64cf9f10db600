"""Names that a disk allows, however hostile, are found and can be shown in one safe line."""

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.scan.paths import printable
from cineorg_catalog.scan.walk import FoundFile
from tests.support.walks import faults, found, put, walk_root

# --- hostile names --------------------------------------------------------------------------------

HOSTILE = {
    "not UTF-8": b"caf\xe9 \xff\xfe.mkv",
    "a newline": b"one\ntwo.mkv",
    "quotes": b'it\'s "so" `fine` $(rm).mkv',
    "markup": b"<script>alert(1)<\xe2\x81\x84script>.mkv",
    "right to left": "a\u202egpj.\u200f\u05d0.mkv".encode(),
    "escape sequence": b"\x1b[31mred\x07.mkv",
    "half a surrogate": b"\xed\xa0\x80.mkv",
    "only spaces": b"   .mkv",
    "backslashes": rb"a\xff\u202e\n.mkv",
    "255 bytes": "é".encode() * 125 + b"x.mkv",
    "percent and plus": b"100%+%20.mkv",
    "emoji": "🎬.mkv".encode(),
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_name_that_a_disk_allows_is_found_and_can_be_shown(tmp_path: Path, name: bytes) -> None:
    put(tmp_path, b"dir " + name[:240] + b"/" + name)
    (event,) = walk_root(tmp_path)
    assert isinstance(event, FoundFile)
    assert event.path_bytes.endswith(b"/" + name)
    assert os.path.exists(event.path_bytes)
    for text in (event.path, event.filename, event.folder, event.name):
        assert_showable(text)


def test_names_in_both_normal_forms_are_two_files(tmp_path: Path) -> None:
    put(tmp_path, *(unicodedata.normalize(form, "Amélie.mkv") for form in ("NFC", "NFD")))
    assert len({event.path_bytes for event in walk_root(tmp_path)}) == 2


def test_folders_as_deep_as_a_path_may_be(tmp_path: Path) -> None:
    raw, depth = os.fsencode(tmp_path), 0
    while len(raw) + 2 + len(b"/a.mkv") < 4095:
        raw, depth = raw + b"/d", depth + 1
        os.mkdir(raw)
    put(raw, b"a.mkv")
    (event,) = walk_root(tmp_path)
    assert isinstance(event, FoundFile)
    assert event.folder.count("/") == depth - 1 > sys.getrecursionlimit()
    assert len(event.path_bytes) > 4090
    clear_away(tmp_path / "d")


def test_a_folder_too_deep_to_name_is_reported_and_the_walk_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "z.mkv")
    home = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(20):  # each of 250 bytes: past 4096
            os.mkdir(b"d" * 250, dir_fd=home)
            inner = os.open(b"d" * 250, os.O_RDONLY, dir_fd=home)
            os.close(home)
            home = inner
    finally:
        os.close(home)
    assert found(tmp_path) == ["z.mkv"]
    (error,) = faults(tmp_path).values()
    assert "a path too long" in error
    clear_away(tmp_path / ("d" * 250))


def clear_away(folder: Path) -> None:
    "pytest's own clean-up gives up on a tree this deep."
    subprocess.run(["rm", "-rf", folder], check=True)


def assert_showable(text: str) -> None:
    text.encode("utf-8")  # no surrogates: sqlite3 takes it
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in text)
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def unprintable(text: str) -> bytes:
    "The way back, as a proof that nothing was lost."

    def back(found: re.Match[str]) -> str:
        code = int(found[1] or found[2], 16)
        return chr(code + 0xDC00 if found[1] and code >= 0x80 else code)

    raw = re.sub(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})", back, text)
    return raw.encode("utf-8", "surrogateescape")


names = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="\\xu0123456789abcdef\n\u202eé", max_size=30).map(str.encode),
)


@given(names)
def test_printable_is_one_safe_line_for_any_bytes_and_loses_nothing(raw: bytes) -> None:
    assert_showable(printable(raw))
    assert unprintable(printable(raw)) == raw


@given(
    st.text(
        alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp"), exclude_characters="\\")
    )
)
def test_printable_leaves_plain_text_alone(text: str) -> None:
    assert printable(text.encode()) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"/a/\xff.mkv", r"/a/\xff.mkv"),
        (b"a\nb\x1b", r"a\x0ab\x1b"),
        ("\x85\u2028".encode(), r"\u0085\u2028"),
        ("\u202emkv".encode(), r"\u202emkv"),
        ("א\u200f\u200d".encode(), "א\u200f\u200d"),
        (rb"C:\films", r"C:\films"),
        (rb"\xff", r"\x5cxff"),
    ],
)
def test_how_names_are_shown(raw: bytes, shown: str) -> None:
    assert printable(raw) == shown
