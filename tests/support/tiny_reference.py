"""A reference of a few titles, built from dataset files like any other."""

from collections.abc import Iterable
from pathlib import Path

from cineorg_catalog.reference.build import build_reference

BASICS = [
    *("tconst", "titleType", "primaryTitle", "originalTitle", "isAdult"),
    *("startYear", "endYear", "runtimeMinutes", "genres"),
]
AKAS = ["titleId", "ordering", "title", "region", "language", "types", "attributes", "isOriginalTitle"]

Row = tuple[str, str, str, int | None, int | None]  # id, form, title, year, minutes


def build(folder: Path, works: Iterable[Row], akas: Iterable[tuple[str, str, str]] = ()) -> Path:
    "The path of a reference of these titles; `akas` are (id, title, language)."
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(BASICS)]
    for work, form, title, year, minutes in works:
        cells = [work, form, title, title, "0", year, None, minutes, None]
        lines.append("\t".join(r"\N" if cell is None else str(cell) for cell in cells))
    (folder / "title.basics.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    other = ["\t".join(AKAS)]
    for number, (work, title, language) in enumerate(akas, 1):
        other.append("\t".join((work, str(number), title, r"\N", language, r"\N", r"\N", "0")))
    (folder / "title.akas.tsv").write_text("\n".join(other) + "\n", encoding="utf-8")
    target = folder / "reference.db"
    build_reference(folder, target)
    return target
