"""Readings of names in one line each, as the tables of tests/names give them."""

from pathlib import Path

from cineorg_catalog.names import Reading


def rows(path: Path) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in path.read_text("utf-8").splitlines()]


def as_read(reading: Reading) -> str:
    "`series Show, season 1, 2,3 (2009), clear …`: a reading in one line; it ends so if words are left out."
    parsed = reading.parsed
    season = "" if parsed.season is None else f", season {parsed.season}"
    numbers = f", {','.join(map(str, parsed.episodes))}" if parsed.episodes else ""
    numbers += f", {parsed.date}" if parsed.date else ""
    year = "" if parsed.year is None else f" ({parsed.year})"
    marks = (", clear" if parsed.clear else "") + ("" if reading.whole else " …")
    return f"{parsed.kind} {parsed.title}{season}{numbers}{year}{marks}"
