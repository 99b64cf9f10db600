"""Which picture a row is shown with, and its bytes: the owner's own first, then one from a source.

First the row's `poster_file`; if that is empty or missing, the picture beside its files, by the conventions
of Kodi, Jellyfin and Plex; then the poster that `enrich` fetched. `places_of` only queries the database;
`find` reads the disk, and may take as long as a sleeping disk does. Nothing is fetched.
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from sqlite_utils import Database

from ..names import season_of
from ..scan.paths import outside_disc
from ..sources.pictures import StoredPicture, stored_picture
from ..untrusted import opened_regular, span_below
from .history import rows

LARGEST = 20 * 1024 * 1024  # bytes; a larger file is not used as a picture
SUFFIXES = (b".jpg", b".jpeg", b".png", b".webp")
_OF_FOLDER = (b"poster", b"folder", b"cover", b"movie")
_POSTER_OF = re.compile(
    r'.*"poster_path":\["([a-z]+)"', re.S
)  # key in provenance_json, as the projection writes it
_LOOKED_AT = 20  # at most this many files of a title have their folders searched


@dataclass(frozen=True, slots=True)
class PicturePlace:
    "A folder, and the names that a picture may have in it: without suffix, lower case, best first."

    folder: bytes
    names: tuple[bytes, ...]
    root: bytes | None


@dataclass(frozen=True, slots=True)
class PicturePlaces:
    """Where a row's picture may be, best first: `named` is its `poster_file`, `beside` lies beside its files.

    `fetched` is the picture from a source, in one or two widths.
    """

    named: bytes | None
    beside: tuple[PicturePlace, ...]
    fetched: StoredPicture | None


@dataclass(frozen=True, slots=True)
class Poster:
    """An existing picture: a regular file of at most `LARGEST` bytes that begins as `media_type` does.

    `mark` is made from its time and size, so it changes with the picture. `widths` are those available; none
    for the owner's own pictures, which are shown as they are.
    """

    path: bytes
    media_type: str
    mark: str
    widths: tuple[int, ...] = ()


Item = tuple[str, int]  # (kind, id); the kind is a key of db.models.TABLES
_Row = Mapping[str, Any]
_File = tuple[int, bytes, bytes | None]  # (id, raw path, ROOT)


@dataclass(frozen=True, slots=True)
class _Known:
    "What the database says about a row's picture: its `poster_file`, its files, and what `enrich` fetched."

    named: bytes | None
    files: tuple[_File, ...]
    fetched: StoredPicture | None


def places_of(db: Database, kind: str, key: int) -> PicturePlaces | None:
    "Where the picture of a row may be; None if there is no such row."
    return places_of_all(db, [(kind, key)]).get((kind, key))


def places_of_all(db: Database, items: Iterable[Item]) -> dict[Item, PicturePlaces]:
    """Where the pictures of rows may be, without reading any disk; rows that do not exist are left out.

    A folder's own picture (`poster.jpg`) counts only if all files known below the folder belong to the same
    title: otherwise every film in a shared folder would get it.
    """
    keys = defaultdict(list)
    for kind, key in items:
        keys[kind].append(key)
    return {
        (kind, key): PicturePlaces(found.named, _places_beside(db, kind, found.files), found.fetched)
        for kind in keys
        for key, found in _READ[kind](db, keys[kind]).items()
    }


def _places_beside(db: Database, kind: str, files: Sequence[_File]) -> tuple[PicturePlace, ...]:
    whole = kind == "series"
    if whole:  # one file per folder is enough
        files = list({os.path.dirname(file[1]): file for file in reversed(files)}.values())[::-1]
    return tuple(dict.fromkeys(place for file in files for place in _beside(db, *file, whole=whole)))


def find_picture(places: PicturePlaces, width: int | None = None) -> Poster | None:
    """The first of the places that holds a picture, in the given width if available.

    Never raises for the content or state of a disk.
    """
    named = [places.named] if places.named else []
    paths = (path for place in places.beside for path in _pictures_in(place))
    own = next((found for path in (*named, *paths) if (found := _look(path))), None)
    if own is not None or places.fetched is None or places.fetched.has_expired():
        return own
    files = places.fetched.files
    found = _look(os.fsencode(files.get(width or 0, files[max(files)])))
    return None if found is None else replace(found, widths=tuple(sorted(files)))


def load_picture(poster: Poster) -> bytes | None:
    "The picture's bytes; None if it was deleted or changed since it was found."
    try:
        with (
            opened_regular(poster.path, LARGEST) as (descriptor, facts),
            open(descriptor, "rb", closefd=False) as file,
        ):
            return file.read(LARGEST) if _mark(facts) == poster.mark else None
    except (OSError, ValueError):
        return None


def _rows_at(db: Database, table: str, keys: Iterable[int]) -> dict[int, _Row]:
    sql = f"select * from {table} where id in (select value from json_each(:keys))"
    return {row["id"]: row for row in rows(db, sql, {"keys": json.dumps(list(keys))})}


_FILES = """select {owner}, video_files.id, coalesce(path_bytes, path), root from video_files {join}
            where {owner} in (select value from json_each(:keys)) and +missing_since is null
            order by {owner}, {order}video_files.id limit :most"""  # the plus: nearly all are present


def _files(
    db: Database, keys: Iterable[int], owner: str, join: str = "", order: str = "", many: bool = False
) -> dict[int, list[_File]]:
    "The first files of each owner that are present; where owners have `many`, no more than these are read."
    if not db.execute("select 1 from pragma_table_info('video_files') where name = 'path_bytes'").fetchone():
        return {}  # a public copy has no paths
    sql = _FILES.format(owner=owner, join=join, order=order)
    found = defaultdict(list)
    for some in [[key] for key in keys] if many else [list(keys)]:
        values = {"keys": json.dumps(some), "most": _LOOKED_AT if many else -1}
        for key, file_id, path, root in db.execute(sql, values):
            raw = path if isinstance(path, bytes) else os.fsencode(str(path))
            found[key].append((file_id, raw, os.fsencode(root) if isinstance(root, str) else None))
    return {key: files[:_LOOKED_AT] for key, files in found.items()}


def _of_movies(db: Database, keys: Iterable[int]) -> dict[int, _Known]:
    there = _rows_at(db, "movies", keys)
    join = "join movie_files on video_file_id = video_files.id"
    return _known(db, there, there, _files(db, there, "movie_id", join, "is_main desc, "))


def _of_series(db: Database, keys: Iterable[int]) -> dict[int, _Known]:
    there = _rows_at(db, "series", keys)
    join = """join episode_files on video_file_id = video_files.id
              join episodes on episodes.id = episode_id"""
    return _known(db, there, there, _files(db, there, "series_id", join, many=True))


def _of_episodes(db: Database, keys: Iterable[int]) -> dict[int, _Known]:
    there = _rows_at(db, "episodes", keys)
    series = _rows_at(db, "series", {row["series_id"] for row in there.values()})
    lent = {key: series.get(row["series_id"]) for key, row in there.items()}
    files = _files(db, there, "episode_id", "join episode_files on video_file_id = video_files.id")
    return _known(db, dict.fromkeys(there), lent, files)


def _of_files(db: Database, keys: Iterable[int]) -> dict[int, _Known]:
    nothing = dict.fromkeys(_rows_at(db, "video_files", keys))
    return _known(db, nothing, nothing, _files(db, nothing, "video_files.id"))


def _known(
    db: Database,
    naming: Mapping[int, _Row | None],
    lending: Mapping[int, _Row | None],
    files: Mapping[int, list[_File]],
) -> dict[int, _Known]:
    "By the key of each row: the one with its `poster_file`, and the one whose fetched picture it shows."
    return {
        key: _Known(_named(row), tuple(files.get(key, ())), _fetched(db, lending[key]))
        for key, row in naming.items()
    }


def _fetched(db: Database, row: _Row | None) -> StoredPicture | None:
    "The picture from the source that gave the row its `poster_path`."
    path, provenance = (row or {}).get("poster_path"), (row or {}).get("provenance_json")
    source = _POSTER_OF.match(provenance) if isinstance(provenance, str) else None
    if source is None or not isinstance(path, str):
        return None
    return stored_picture(db, source[1], path)


def _named(row: _Row | None) -> bytes | None:
    "`poster_file`, if it is a full path."
    named = (row or {}).get("poster_file")
    return os.fsencode(named) if isinstance(named, str) and os.path.isabs(named) else None


_READ = {"movie": _of_movies, "series": _of_series, "episode": _of_episodes, "video_file": _of_files}


def _beside(
    db: Database, file_id: int, path: bytes, root: bytes | None, whole: bool
) -> Iterator[PicturePlace]:
    """The places beside one file: its own pictures, its folder's, and the series' above a season's folder.

    With `whole`, only pictures of the whole series: none of a file or a season.
    """
    folder, stem = os.path.dirname(path), os.path.splitext(os.path.basename(path))[0].lower()
    own = () if whole else (stem + b"-poster", stem + b"-thumb", stem)
    folder = outside_disc(folder, root)
    season = season_of(os.fsdecode(os.path.basename(folder)))
    if season is None or folder == root:
        yield PicturePlace(folder, (*own, *_folder_names(db, file_id, folder)), root)
        return
    if not whole:
        yield PicturePlace(folder, (*own, *_folder_names(db, file_id, folder)), root)
    above = os.path.dirname(folder)
    names = _folder_names(db, file_id, above)
    number = b"season%02d-poster" % season if season else b"season-specials-poster"
    yield PicturePlace(above, (number, *names) if names and not whole else names, root)


def _folder_names(db: Database, file_id: int, folder: bytes) -> tuple[bytes, ...]:
    return () if _is_shared(db, file_id, folder) else _OF_FOLDER


def _is_shared(db: Database, file_id: int, folder: bytes) -> bool:
    "True if the folder holds, at any depth, a file of another film or series."
    low, high = span_below(folder)
    # the plus makes SQLite use the index of paths, because nearly all files are present
    row = db.execute(
        """select 1 from video_files as other
            left join pending_validations as theirs on theirs.video_file_id = other.id
            where path_bytes >= :low and path_bytes < :high and other.id != :file
            and +missing_since is null and theirs.validation_status is not 'rejected'
            and not exists (select 1 from movie_files as a join movie_files as b using (movie_id)
                            where a.video_file_id = other.id and b.video_file_id = :file)
            and not exists (select 1 from episode_files as a join episodes as x on x.id = a.episode_id
                            join episodes as y on y.series_id = x.series_id
                            join episode_files as b on b.episode_id = y.id and b.video_file_id = :file
                            where a.video_file_id = other.id)
            and not exists (select 1 from pending_validations as mine where mine.video_file_id = :file
                            and mine.series_key = theirs.series_key) limit 1""",
        {"low": low, "high": high, "file": file_id},
    ).fetchone()
    return row is not None


def _pictures_in(place: PicturePlace) -> Iterator[bytes]:
    "The files in a folder with one of the names, best first; no link may lead out of folder and ROOT."
    rank = {name + suffix: at for at, (name, suffix) in enumerate(product(place.names, SUFFIXES))}
    if not rank:
        return
    try:
        with os.scandir(place.folder) as entries:
            found = sorted(
                (rank[key], entry.path) for entry in entries if (key := entry.name.lower()) in rank
            )
        tops = [os.path.realpath(top) for top in (place.folder, place.root) if top]
        real = [os.path.realpath(path) for _, path in found]
    except (OSError, ValueError):  # disk off, no permission, deleted; a NUL in a path
        return
    inside = tuple(os.path.join(top, b"") for top in tops)
    yield from (path for path in real if path.startswith(inside))


def _look(path: bytes) -> Poster | None:
    "A picture; None for anything else at this path."
    try:
        with opened_regular(path, LARGEST) as (descriptor, facts):
            media_type = _media_type(os.read(descriptor, 12))
            return Poster(path, media_type, _mark(facts)) if media_type else None
    except (OSError, ValueError):
        return None


def _mark(facts: os.stat_result) -> str:
    return f"{facts.st_mtime_ns:x}-{facts.st_size:x}"


def _media_type(start: bytes) -> str | None:
    "The type by the first bytes, whatever the name says. Never SVG, which may contain scripts."
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/webp" if start[:4] == b"RIFF" and start[8:12] == b"WEBP" else None
