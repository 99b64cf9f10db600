"""The errors that are shown to people as one sentence, and what an OSError means to the owner of a disk."""

import errno


class CatalogueError(Exception):
    "Something that the user can put right; the message is written for them."


class BadUsage(CatalogueError):
    "The request makes no sense: a file where a folder is needed, a candidate that was not offered."


class NotADatabase(CatalogueError):
    "The file is not a SQLite database, or not a catalogue. It was not changed."


class NotFound(CatalogueError):
    "No row has this id."


class NotPending(CatalogueError):
    "The file does not await this decision: somebody was faster, or the page is stale. Nothing was changed."


class ReferenceFault(CatalogueError):
    "The title database, or the files to build it from, cannot be used."


class Busy(CatalogueError):
    "Another process holds a lock that this one needs, and did not release it in time."


_ADVICE = {
    errno.EACCES: "cannot be read: no permission; check its permissions",
    errno.EPERM: "cannot be read: no permission; check its permissions",
    errno.ENOENT: "disappeared while it was read; scan again if that was not intended",
    errno.ENOTDIR: "disappeared while it was read; scan again if that was not intended",
    errno.ELOOP: "is a symbolic link in a loop; remove or correct it",
    errno.ENAMETOOLONG: "has a path too long for this system; shorten the names of its folders",
    errno.EIO: "cannot be read: the disk reports an error; check the disk and its cable",
    errno.ESTALE: "cannot be read: its network mount went away; mount it again",
    errno.ENOTCONN: "cannot be read: its network mount went away; mount it again",
    errno.ETIMEDOUT: "cannot be read: its network mount does not answer; mount it again",
    errno.EHOSTDOWN: "cannot be read: its network mount does not answer; mount it again",
    errno.EMFILE: "cannot be opened: too many files are open; raise the limit (ulimit -n)",
    errno.ENFILE: "cannot be opened: too many files are open on this machine",
}


def in_words(error: OSError) -> str:
    "What went wrong, without the file's name: `cannot be read: no permission; check its permissions`."
    advice = _ADVICE.get(error.errno or 0)
    return advice or f"cannot be read: {error.strerror or error}"


WAY_OUT = (
    "`cineorg-load backup restore FILE` restores a backup and keeps the damaged file beside it; "
    "`backup verify FILE` checks whether a backup is complete."
)


class Damaged(CatalogueError):
    "SQLite cannot read the file, or its pages are inconsistent. `way` says how to continue."

    def __init__(self, path: object, what: str, way: str = WAY_OUT) -> None:
        super().__init__(f"{path} is damaged ({what}). {way}")
