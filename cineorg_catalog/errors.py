"""The errors that a person sees as one sentence, and nothing else.

Each class says *when* it is raised; its message names the thing and says what to do.
The command line and the web page turn it into words; they add nothing of their own.
"""


class CatalogueError(Exception):
    "Something the person at the keyboard can put right. The message is written for them."


class BadUsage(CatalogueError):
    "What was asked for cannot be meant: a file where a folder belongs, a candidate never offered."


class NotADatabase(CatalogueError):
    "The file is no SQLite database, or no catalogue. It is left as it was."


class NotFound(CatalogueError):
    "There is no row with this id."


class NotPending(CatalogueError):
    "This decision is not waited for: somebody was faster, or the page is stale. Nothing was changed."


class ReferenceFault(CatalogueError):
    "The title database or the files to build it from cannot be used."


class Busy(CatalogueError):
    "Another process holds what this one needs, and went on holding it."


WAY_OUT = (
    "`cineorg-load backup restore FILE` brings a backup back and keeps the damaged file beside it; "
    "`backup verify FILE` says whether a backup is whole."
)


class Damaged(CatalogueError):
    "SQLite cannot read the file, or finds its pages in disorder. `way` says how to go on."

    def __init__(self, path: object, what: str, way: str = WAY_OUT) -> None:
        super().__init__(f"{path} is damaged ({what}). {way}")
