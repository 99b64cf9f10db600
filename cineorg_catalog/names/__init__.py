"""Reads the names of files and folders: what they say of a film or an episode. Pure: text in, values out.

A name is cleaned (`cleanup`), cut into words once and marked by one table of taggers over one vocabulary
(`taggers`, `vocabulary`). Its numbers are priced as season, episode, part or day (`numbering`, with
`spelt_numbers`, `bare_numbers`, `dates` and `counting`); `parse` weighs the hypotheses that the marks allow,
each read as an episode's name (`episodes`, `episode_title`) or a film's (`films`); `title` says where a title
begins and ends, `folders` what folders are, and `read` joins a name with its folders.
"""

from .model import ParsedName, Reading
from .parse import SHORT
from .read import (
    is_library,
    is_own_folder,
    kind_of_folder,
    plain_folder,
    read_cheaply,
    says_nothing,
    season_of,
)
from .taggers import is_tag

__all__ = [
    "SHORT",
    "ParsedName",
    "Reading",
    "is_library",
    "is_own_folder",
    "is_tag",
    "kind_of_folder",
    "plain_folder",
    "read_cheaply",
    "says_nothing",
    "season_of",
]
