"""Reads files of the same sample whole, so that equal samples become equal files or are found to differ."""

import json

from sqlite_utils import Database

from .database import writing
from .errors import CatalogueError
from .files.filenames import printable
from .probe import full_hash, sample_hash
from .report import Progress, quiet

_SAME_SAMPLE = """select id, path_bytes, file_hash, mtime_ns from video_files as files
                  where missing_since is null and full_hash is null and file_hash is not null
                  and path_bytes is not null
                  and exists (select 1 from video_files as others where others.file_hash = files.file_hash
                              and others.size_bytes = files.size_bytes and others.id != files.id
                              and others.missing_since is null)
                  order by size_bytes, id"""
_VERIFIED = "update video_files set full_hash = ? where id = ? and file_hash is ? and mtime_ns is ?"

_EQUAL = """select json_group_array(path) from (select full_hash, size_bytes, path from video_files
            where missing_since is null and full_hash is not null order by path)
            group by full_hash, size_bytes having count(*) > 1 order by min(path)"""


def equal_files(db: Database) -> list[list[str]]:
    "The paths of files that were read whole, now or before, and are the same: a list for each content."
    return [json.loads(row[0]) for row in db.execute(_EQUAL).fetchall()]


def verify_duplicates(db: Database, progress: Progress = quiet) -> tuple[int, list[dict[str, str]]]:
    """Hash whole what shares its sample with another file. Returns (files read, [{path, error}]).

    One short write a file: whatever stops it, what was read stays read.
    """
    files = db.execute(_SAME_SAMPLE).fetchall()
    errors, read = [], 0
    for done, (file_id, path_bytes, sample, mtime) in enumerate(files, 1):
        try:
            whole = full_hash(path_bytes)
            if sample_hash(path_bytes) != sample:
                raise CatalogueError("has changed since it was scanned; scan it again.")
        except CatalogueError as error:
            errors.append({"path": printable(path_bytes), "error": str(error)})
            continue
        finally:
            progress("verifying", done, len(files))
        with writing(db):
            # 0 where a scan was faster
            read += db.execute(_VERIFIED, [whole, file_id, sample, mtime]).rowcount
    return read, errors
