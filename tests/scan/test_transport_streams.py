"""Files with a transport stream's suffix: videos are catalogued, source code of that suffix is left out."""

import os
from pathlib import Path

import pytest

from cineorg_catalog.scan.diff import SOURCE_CODE, is_source_code
from tests.support.catalogue import load
from tests.support.video_files import make_video

PACKET = b"\x47\x40\x11\x10" + b"\xff" * 184
CODE = b"export declare function walk(roots: readonly string[]): void;\n" * 40

HELD = {
    "a declaration": ("index.d.mts", CODE, True),
    "a module": ("walk.ts", CODE, True),
    "upper case": ("WALK.TS", CODE, True),
    "a few letters": ("a.ts", b"1\n", True),
    "other letters": ("a.ts", "// \u00e9l\u00e9phant \u4f60\n".encode() * 100, True),
    "a letter cut in two": ("a.ts", b"x" * 1023 + "\u00e9".encode(), True),
    "a stream": ("show.ts", PACKET * 10, False),
    "a stream of a camera": ("00001.mts", b"".join(b"\0\0\0\1" + PACKET for _ in range(10)), False),
    "a stream whose start is lost": ("show.ts", b"\0" * 300 + PACKET * 10, False),
    "a stream of text-like bytes": ("show.ts", (b"G" + b"a" * 187) * 10, False),
    "text with the letter of a packet in its place": ("a.ts", b"/" * 188 + b"G" + b"/" * 99, True),
    "text with it in the other place": ("a.ts", b"/" * 196 + b"G" + b"/" * 99, True),
    "text that starts with it": ("a.ts", b"G" * 188 + b"/" * 99, True),
    "text that goes on with it": ("a.ts", b"abcdG" + b"/" * 300, True),
    "text as long as a packet": ("a.ts", b"G" * 188, True),
    "a packet and the start of the next": ("a.ts", b"G" + b"a" * 187 + b"G", False),
    "the same after time stamps": ("a.mts", b"aaaaG" + b"b" * 191 + b"G", False),
    "a damaged one": ("show.ts", bytes(range(64)) + b"\0\xff" * 200, False),
    "no text in its last byte": ("a.ts", b"x" * 1023 + b"\xff", False),
    "code with another suffix": ("walk.m2ts", CODE, False),
}


@pytest.mark.parametrize(("name", "content", "is_code"), HELD.values(), ids=HELD)
def test_content_says_what_a_suffix_does_not(
    tmp_path: Path, name: str, content: bytes, is_code: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert is_source_code(os.fsencode(path)) is is_code


def test_what_cannot_be_read_is_left_to_those_who_say_why(tmp_path: Path) -> None:
    assert not is_source_code(os.fsencode(tmp_path / "gone.ts"))
    (tmp_path / "folder.ts").mkdir()
    assert not is_source_code(os.fsencode(tmp_path / "folder.ts"))


def test_a_scan_leaves_source_code_out_and_says_why(db, tmp_path):
    make_video(tmp_path / "disk" / "Nosferatu (1922).ts", minutes=94, subtitles=())
    for name in ("index.d.mts", "walk.ts"):
        (tmp_path / "disk" / name).write_bytes(CODE)
    for _ in range(2):
        report = load(db, tmp_path / "disk")
        assert (report.files["seen"], report.files["skipped"], report.errors) == (1, 2, [])
        assert report.skipped == {SOURCE_CODE: 2}
    assert db.execute("select filename from video_files").fetchall() == [("Nosferatu (1922).ts",)]
