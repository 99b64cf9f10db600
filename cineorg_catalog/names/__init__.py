"""Reads the names of files and folders: what they say about a film or an episode. Pure: text in, values out.

A name is cleaned (`cleanup`), split into words once and marked by one table of taggers over one vocabulary
(`taggers`, `vocabulary`). Its numbers are priced as season, episode, part or day (`numbering`, with
`spelt_numbers`); `parse` weighs the hypotheses that the marks allow, each read as an episode's or a film's
name (`readings`); `title` finds where a title begins and ends, `parts` which disc of a film it is, and
`folders` combines a name with its folders.
"""

from .folders import (
    hold_several_titles,
    is_library,
    is_of_its_folder,
    is_one_film,
    is_own_folder,
    kind_of_folder,
    plain_folder,
    read_cheaply,
    says_nothing,
    season_of,
    with_folder_weighed,
)
from .model import ParsedName, Reading
from .parse import SHORT
from .parts import is_part, without_part
from .taggers import is_tag

__all__ = [
    "SHORT",
    "ParsedName",
    "Reading",
    "hold_several_titles",
    "is_library",
    "is_of_its_folder",
    "is_one_film",
    "is_own_folder",
    "is_part",
    "is_tag",
    "kind_of_folder",
    "plain_folder",
    "read_cheaply",
    "says_nothing",
    "season_of",
    "with_folder_weighed",
    "without_part",
]
