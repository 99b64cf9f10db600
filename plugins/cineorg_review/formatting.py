"""Values in words for the pages: sizes, running times, languages, evidence, episode numbers. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from cineorg_catalog.browse.history import ACTIONS
from cineorg_catalog.db.columns import read_json
from cineorg_catalog.external_ids import id_in_words
from cineorg_catalog.languages import country_name, language_name
from cineorg_catalog.matching import explain
from cineorg_catalog.matching.explain import evidence_from
from cineorg_catalog.sources.registry import SOURCES

_PICTURES = {"2160p": 1440, "1080p": 900, "720p": 640, "SD": 1}
_SITES = {
    ("movie", "imdb_id"): ("IMDb", "https://www.imdb.com/title/tt{}/"),
    ("movie", "tmdb_id"): ("TMDB", "https://www.themoviedb.org/movie/{}"),
    ("movie", "tvdb_id"): ("TheTVDB", "https://thetvdb.com/dereferrer/movie/{}"),
    ("series", "imdb_id"): ("IMDb", "https://www.imdb.com/title/tt{}/"),
    ("series", "tmdb_id"): ("TMDB", "https://www.themoviedb.org/tv/{}"),
    ("series", "tvdb_id"): ("TheTVDB", "https://thetvdb.com/dereferrer/series/{}"),
    ("series", "tvmaze_id"): ("TVmaze", "https://www.tvmaze.com/shows/{}"),
}
_LABELS = {
    "duration_seconds": "Running time", "genres_json": "Genres", "languages_json": "Languages",
    "codec_video": "Video", "codec_audio": "Audio", "size_bytes": "Size", "file_size_bytes": "Size",
    "reclaimable_bytes": "Space to free", "total_bytes": "Total size", "paths_json": "Files",
    "resolutions_json": "Pictures", "added_at": "Added", "missing_since": "Missing since",
    "air_date": "First broadcast",
    "file_hash": "Content", "bytes": "Size", "name_says": "File name says", "file_says": "File has",
    "only_copies": "Only copies", "best_title": "Best candidate", "best_year": "Year", "best_score": "Score",
    "read_title": "Title in the name", "read_year": "Year in the name", "created_at": "Found", "id": "No.",
    "imdb_id": "IMDb id", "tmdb_id": "TMDB id", "tvdb_id": "TheTVDB id", "overview": "Plot",
    "poster_file": "Picture", "poster_path": "Picture", "movie_id": "Film",
    "series_id": "Series", "episode_id": "Episode", "video_file_id": "File",
}  # fmt: skip
_ROWS = {
    "movies": ("film", "films"),
    "series": ("series", "series"),
    "episodes": ("episode", "episodes"),
    "video_files": ("video file", "video files"),
    "pending_validations": ("validation", "validations"),
    "decisions": ("decision", "decisions"),
    "trash": ("deleted item", "deleted items"),
    "titles": ("other title", "other titles"),
    "movie_files": ("file of a film", "files of films"),
    "episode_files": ("file of an episode", "files of episodes"),
    "loads": ("scan", "scans"),
    "external_ids": ("external id", "external ids"),
    "overrides": ("edited value", "edited values"),
    "sources": ("source", "sources"),
    "people": ("person", "people"),
    "credits": ("credit", "credits"),
    "viewings": ("viewing", "viewings"),
    "episode_numbers": ("number in another order", "numbers in other orders"),
}


def field(row: Any, name: str) -> str:
    "A field of a row as text for a form: lists separated by commas, empty text for None."
    value = row.get(name, row.get(f"{name}_json"))
    if name not in row and isinstance(value, str):
        try:
            value = ", ".join(str(item) for item in read_json(value))
        except (ValueError, TypeError):
            return value
    return "" if value is None else str(value)


def label(column: str) -> str:
    "The name of a column in words: duration_seconds → Running time."
    return _LABELS.get(column) or column.removesuffix("_json").replace("_", " ").capitalize()


def size(count: Any) -> str:
    "4294967296 → 4.3 GB (decimal, as disks are sold)."
    value = float(count) if isinstance(count, int | float) else 0.0
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:.0f} {unit}" if unit in ("bytes", "kB") else f"{value:.1f} {unit}"
        value /= 1000
    return ""


def minutes(seconds: Any) -> str:
    "8880 → 2 h 28 min; less than a minute in seconds."
    if not isinstance(seconds, int | float) or not math.isfinite(seconds):
        return "unknown"
    if seconds < 60:
        return f"{seconds:g} s"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def beside(work: int | None, file: int | None) -> str:
    "A candidate's running time compared with the file's: `same as the file`, `12 min longer than the file`."
    if work is None or file is None:
        return ""
    apart = round((work - file) / 60)
    if abs(apart) < 2:
        return "same as the file"
    return f"{abs(apart)} min {'longer' if apart > 0 else 'shorter'} than the file"


def language(code: Any) -> str:
    "fr → French, de-AT → German (Austria); a code without a known name is returned as it is."
    return language_name(str(code))


def languages(codes: Sequence[Any]) -> str:
    "French, German."
    return ", ".join(map(language, codes))


def numbers(season: int | None, episodes: Sequence[int] | None) -> str:
    "S01E03, S01E03–E04, or an empty text."
    if not episodes:
        return "" if season is None else f"season {season}"
    first = f"E{episodes[0]:02}"
    last = f"–E{episodes[-1]:02}" if len(episodes) > 1 else ""
    return f"S{1 if season is None else season:02}{first}{last}"


def seasons(found: Sequence[int]) -> str:
    "seasons 1, 2, specials; an empty text if no season is known."
    listed = [str(number) for number in found if number]
    parts = [f"season{'s' if len(listed) > 1 else ''} {', '.join(listed)}"] if listed else []
    return ", ".join(parts + ["specials"] * (0 in found))


def countries(codes: Sequence[Any]) -> str:
    "Germany, United States."
    return ", ".join(country_name(str(code)) for code in codes)


country = country_name


_ORIGINS = {source.name: source.title for source in SOURCES} | {"owner": "Edited by hand"}


def origin(name: Any) -> str:
    "The source of a value in words: tmdb → TMDB."
    return _ORIGINS.get(name, str(name))


def value(field_name: str, found: Any) -> str:
    "A title's value in words: a running time in minutes, a list separated by commas."
    if found is None:
        return "empty"
    if field_name == "duration_seconds":
        return minutes(found)
    if field_name == "air_date":
        return day(found)
    if field_name == "poster_path":
        return "a picture"
    try:
        items = read_json(found) if field_name in ("genres", "countries") else None
    except (ValueError, TypeError):
        items = None
    if not isinstance(items, list):
        return str(found)
    return countries(items) if field_name == "countries" else ", ".join(map(str, items))


def initials(name: str) -> str:
    "Fritz Lang → FL; a single name gives one letter."
    words = name.split()
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else "?"


def seen(watched_at: Any, rating: Any) -> str:
    "seen 29 February 2024, 9/10."
    when = f" {day(watched_at)}" if watched_at else ""
    return f"seen{when}" + (f", {rating:g}/10" if isinstance(rating, int | float) else "")


def part(number: Any, of: Any) -> str:
    "part 1 of 2; an empty text for a film in one piece."
    return "" if number is None else f"part {number}" + (f" of {of}" if of else "")


def code(name: str) -> str:
    "A code of evidence or of a reason in words: other_year → Other year."
    return explain.heading(name)


def reason(item: Any) -> str:
    "A stored reason in words: `Another title fits as well: …`."
    found = evidence_from(item)
    return explain.sentence(found) if found is not None else str(item)


def evidence(item: Any) -> str:
    "A piece of evidence in words."
    return explain.sentence(item)


def action(name: str) -> str:
    return ACTIONS.get(name, name)


def chosen(address: str) -> str:
    "What a decision chose, in words: `IMDb tt0017136` for `imdb:movie:tt0017136`."
    source, _, rest = address.partition(":")
    return id_in_words(source, rest.partition(":")[2])


def known_as(candidate: Any) -> str:
    "The source of a candidate and its id there: `IMDb tt0017136`."
    return id_in_words(candidate.source, candidate.id)


def day(stamp: Any) -> str:
    "2026-11-22T07:05:31.783557Z → 22 November 2026."
    try:
        found = date.fromisoformat(str(stamp)[:10])
    except ValueError:
        return "unknown"
    return f"{found.day} {found:%B} {found.year}"


def video(width: Any, height: Any, codec: Any = None) -> str:
    "A name for a file's video: `1080p HEVC`, `unknown`."
    lines = 0
    if isinstance(width, int) and isinstance(height, int):
        lines = max(max(width, height) * 9 // 16, min(width, height))
    named = next((name for name, least in _PICTURES.items() if lines >= least), "")
    return " ".join(part for part in (named, codec or "") if part) or "unknown"


def video_of(resolution: Any, codec: Any) -> str:
    "The same for a resolution as stored in the catalogue: 1920x1080."
    found = re.fullmatch(r"([0-9]{1,6})x([0-9]{1,6})", str(resolution))
    return video(int(found[1]), int(found[2]), codec) if found else str(codec or "unknown")


@dataclass(frozen=True, slots=True)
class Group:
    "Consecutive decisions of one kind, by one person, on one day; newest first."

    lines: tuple[Any, ...]

    @property
    def words(self) -> str:
        "5 files, matched automatically, 22 November 2026."
        first, number = self.lines[0], len(self.lines)
        by = "" if first.action == "auto" else f" by {first.who}"
        of_files = all(line.pending_id is not None for line in self.lines)
        several = f"{count(number, 'file' if of_files else 'time')}, " if number > 1 else ""
        return f"{several}{action(first.action)}{by}, {day(first.decided_at)}"


def groups(decisions: Sequence[Any]) -> list[Group]:
    "Decisions, grouped where they are alike."
    found = groupby(decisions, key=lambda line: (line.action, line.who, day(line.decided_at)))
    return [Group(tuple(lines)) for _, lines in found]


def grouped(decisions: Sequence[Any]) -> str:
    "A summary of decisions: `edited by ann, 24 November 2026; 5 files, matched automatically, …`."
    found = groups(decisions)
    return "; ".join(group.words for group in found[:3]) + ("; …" if len(found) > 3 else "")


def moment(stamp: Any) -> str:
    "2026-11-22T07:05:31.783557Z → 2026-11-22 07:05 UTC."
    return f"{stamp[:10]} {stamp[11:16]} UTC" if stamp and isinstance(stamp, str) else "unknown"


def picture(width: Any, height: Any) -> str:
    "1920 × 1080, or unknown."
    return f"{width} × {height}" if width and height else "unknown"


def count(number: int, one: str, many: str = "") -> str:
    "1 file, 2 files, 1,200 series."
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def rows_of(table: str, number: int = 1) -> str:
    "A number of rows in words: 2 films, 1 link to a film."
    return count(number, *_ROWS.get(table, (f"row of {table}", f"rows of {table}")))


def row_of(table: str) -> str:
    "The name of one row of a table, as a heading: Film, Video file."
    one = _ROWS.get(table, (table,))[0]
    return one[:1].upper() + one[1:]


def address(kind: str, column: str, key: Any) -> str | None:
    "The web address of a film or series, made only from a valid id."
    pattern = _SITES.get((kind, column), ("", ""))[1]
    digits = str(key).removeprefix("tt") if column == "imdb_id" else str(key)
    return pattern.format(digits) if pattern and digits.isascii() and digits.isdecimal() else None


def addresses(row: Any, kind: str) -> list[tuple[str, str]]:
    "(name of the site, address) for every id that a film or series has."
    named = (
        (site, address(kind, column, getattr(row, column, None)))
        for (of, column), (site, _) in _SITES.items()
        if of == kind
    )
    return [(site, found) for site, found in named if found]


def licensed(row: Any) -> str | None:
    "The title's page at TVmaze, which its licence asks to be linked where one of its values is shown."
    try:
        origins = read_json(row.provenance_json or "{}").values()
        ids = (str(origin[1]) for origin in origins if origin[0] == "tvmaze")
    except (ValueError, AttributeError, LookupError, TypeError):  # not as the projection writes it
        return None
    return address("series", "tvmaze_id", next(ids, ""))


def link(candidate: Any) -> str | None:
    "The web address of a candidate, made only from its ids, never from text found in a name."
    ids = {
        "imdb_id": candidate.imdb_id,
        "tmdb_id": candidate.tmdb_id,
        "tvmaze_id": candidate.id if candidate.source == "tvmaze" else None,
        "tvdb_id": candidate.tvdb_id,
    }
    found = (address(candidate.kind, column, key) for column, key in ids.items())
    return next(filter(None, found), None)
