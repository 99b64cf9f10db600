"""What a folder holds, judged by the names in it."""

import pytest

from cineorg_catalog.names import is_one_film

ONE = {
    "nothing": [],
    "one film": ["Alien (1979).mkv"],
    "a name that says nothing": ["movie.mkv"],
    "its parts": ["Ben-Hur-cd1.avi", "Ben-Hur-cd2.avi"],
    "its parts in words": ["Ben-Hur (1959).part1.mkv", "Ben-Hur (1959).part2.mkv"],
    "its versions": ["Alien (1979) - 1080p.mkv", "Alien (1979) - Director's Cut.mkv", "Alien.1979.720p.mkv"],
    "one without its year": ["Alien.mkv", "Alien (1979).mkv"],
}
SEVERAL = {
    "films": ["Alien (1979).mkv", "Aliens (1986).mkv"],
    "a film and its sequels": ["Star Trek - The Motion Picture (1979).mkv", "Star Trek - Insurrection.mkv"],
    "parts of a story": ["The Godfather Part 1.mkv", "The Godfather Part 2.mkv"],
    "remakes": ["Alien (1979).mkv", "Alien (2019).mkv"],
    "episodes": ["Lexx S01E01.mkv", "Lexx S01E02.mkv"],
}


@pytest.mark.parametrize("names", ONE.values(), ids=ONE)
def test_one_film(names: list[str]) -> None:
    assert is_one_film(names)
    assert is_one_film(reversed(names))


@pytest.mark.parametrize("names", SEVERAL.values(), ids=SEVERAL)
def test_several(names: list[str]) -> None:
    assert not is_one_film(names)
    assert not is_one_film(reversed(names))
