"""Which picture a row is shown with, and its bytes: the owner's own first, then one from a source.

First the row's `poster_file`; if that is empty or missing, the picture beside its files, by the conventions
of Kodi, Jellyfin and Plex; then the poster that `enrich` fetched. `places_of` only queries the database;
`find` reads the disk, and may take as long as a sleeping disk does. Nothing is fetched.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from sqlite_utils import Database

from ..names import season_of
from ..scan.paths import outside_disc
from ..sources.pictures import stored_picture
from ..untrusted import opened_regular, span_below
from .history import row_at

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
    fetched: Mapping[int, bytes] = field(default_factory=dict)


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


def places_of(db: Database, kind: str, key: int) -> PicturePlaces | None:
    """Where the picture of a row may be, without reading any disk. None if there is no such row.

    A folder's own picture (`poster.jpg`) counts only if all files known below the folder belong to the same
    title: otherwise every film in a shared folder would get it. `kind` is one of edit.TABLES.
    """
    named, files, lent_files = _READ[kind](db, key)
    if files is None:
        return None
    whole = kind == "series"
    if whole:  # one file per folder is enough
        files = list({os.path.dirname(file[1]): file for file in reversed(files)}.values())[::-1]
    beside = [place for file in files for place in _beside(db, *file, whole=whole)]
    return PicturePlaces(named, tuple(dict.fromkeys(beside)), lent_files)


def find_picture(places: PicturePlaces, width: int | None = None) -> Poster | None:
    """The first of the places that holds a picture, in the given width if available.

    Never raises for the content or state of a disk.
    """
    named = [places.named] if places.named else []
    paths = (path for place in places.beside for path in _pictures_in(place))
    own = next((found for path in (*named, *paths) if (found := _look(path))), None)
    if own is not None or not places.fetched:
        return own
    wanted = places.fetched.get(width or 0, places.fetched[max(places.fetched)])
    found = _look(wanted)
    return None if found is None else replace(found, widths=tuple(sorted(places.fetched)))


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


_File = tuple[int, bytes, bytes | None]  # (id, raw path, ROOT)
_FILES = """select video_files.id, coalesce(path_bytes, path), root from video_files {join}
            where {where} and missing_since is null order by {order}video_files.id limit {limit}"""


def _files(db: Database, key: int, where: str, join: str = "", order: str = "") -> list[_File]:
    if not db.execute("select 1 from pragma_table_info('video_files') where name = 'path_bytes'").fetchone():
        return []  # a public copy has no paths
    sql = _FILES.format(join=join, where=where, order=order, limit=_LOOKED_AT)
    return [
        (file_id, path if isinstance(path, bytes) else os.fsencode(str(path)), _root(root))
        for file_id, path, root in db.execute(sql, [key]).fetchall()
    ]


def _root(root: object) -> bytes | None:
    return os.fsencode(root) if isinstance(root, str) else None


_Fetched = Mapping[int, bytes]
_Found = tuple[
    bytes | None, list[_File] | None, _Fetched
]  # (poster_file, files); no files if there is no such row


def _of_movie(db: Database, key: int) -> _Found:
    row = row_at(db, "movies", key)
    join = "join movie_files on video_file_id = video_files.id"
    files = None if row is None else _files(db, key, "movie_id = ?", join, "is_main desc, ")
    return _named(row), files, _fetched(db, row)


def _of_series(db: Database, key: int) -> _Found:
    row = row_at(db, "series", key)
    join = """join episode_files on video_file_id = video_files.id
              join episodes on episodes.id = episode_id"""
    return _named(row), None if row is None else _files(db, key, "series_id = ?", join), _fetched(db, row)


def _of_episode(db: Database, key: int) -> _Found:
    row = row_at(db, "episodes", key)
    if row is None:
        return None, None, {}
    join = "join episode_files on video_file_id = video_files.id"
    series = row_at(db, "series", row["series_id"])
    return None, _files(db, key, "episode_id = ?", join), _fetched(db, series)


def _of_file(db: Database, key: int) -> _Found:
    row = row_at(db, "video_files", key)
    return None, None if row is None else _files(db, key, "video_files.id = ?"), {}


def _fetched(db: Database, row: Mapping[str, Any] | None) -> _Fetched:
    "The picture from the source that gave the row its `poster_path`."
    path, provenance = (row or {}).get("poster_path"), (row or {}).get("provenance_json")
    source = _POSTER_OF.match(provenance) if isinstance(provenance, str) else None
    if source is None or not isinstance(path, str):
        return {}
    return {width: os.fsencode(file) for width, file in stored_picture(db, source[1], path).items()}


def _named(row: Mapping[str, Any] | None) -> bytes | None:
    "`poster_file`, if it is a full path."
    named = (row or {}).get("poster_file")
    return os.fsencode(named) if isinstance(named, str) and os.path.isabs(named) else None


_READ = {"movie": _of_movie, "series": _of_series, "episode": _of_episode, "video_file": _of_file}


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
