"""What can go wrong with an online source, each one sentence that names it and holds no key."""

from ..errors import CatalogueError


class SourceFault(CatalogueError):
    "An online source did not answer as it should."


class SourceDown(SourceFault):
    "No connection, or a server error, also after retries."


class SourceSlow(SourceFault):
    "No whole answer within the time allowed."


class OutOfQuota(SourceFault):
    "It has had too many requests (429), and asks to wait longer than a load can."


class Unauthorised(SourceFault):
    "The key is missing or not accepted."


class Nonsense(SourceFault):
    "The answer is not what the source documents: no JSON, another shape, too large, a foreign redirect."
