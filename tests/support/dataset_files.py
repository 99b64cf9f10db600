"""IMDb dataset files of a few lines, for tests that build a reference."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from cineorg_catalog.reference.imdb_files import HEADERS

N = r"\N"


def write_dataset(folder: Path, name: str, rows: Iterable[str], *, zipped: bool = False) -> Path:
    "Write a dataset file whose columns the rows give with `|` between them; return its path."
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["\t".join(HEADERS[name].split()), *(row.replace("|", "\t") for row in rows)]
    data = ("\n".join(lines) + "\n").encode()
    path = folder / (f"{name}.tsv.gz" if zipped else f"{name}.tsv")
    path.write_bytes(gzip.compress(data) if zipped else data)
    return path


def work(
    identifier: str, title: str, year: int | str = N, form: str = "movie", original: str | None = None
) -> str:
    return f"{identifier}|{form}|{title}|{original or title}|0|{year}|{N}|{N}|{N}"


def aka(
    identifier: str, title: str, region: str = N, language: str = N, types: str = N, original: int = 0
) -> str:
    return f"{identifier}|1|{title}|{region}|{language}|{types}|{N}|{original}"
