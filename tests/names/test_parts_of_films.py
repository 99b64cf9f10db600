"""Which disc of a film a name says it is; the parts of a story are films of their own."""

import pytest

from cineorg_catalog.names import is_part, without_part
from cineorg_catalog.names.parts import Part, part_of

PARTS: dict[str, tuple[Part | None, Part | None]] = {  # as it is read, and where doubtful ones count
    name: (sure, doubtful[0] if doubtful else sure)
    for name, sure, *doubtful in (
        ("Film", None),
        ("Film CD1", Part("Film", 1, True)),
        ("Film-cd12", Part("Film", 12, True)),
        ("Film CD0", None),
        ("Film CD123", None),
        ("Film disc 2", Part("Film", 2, True)),
        ("Film [disk2]", Part("Film", 2, True)),
        ("Film CD1 CD2", Part("Film CD1", 2, True)),
        ("Film CD1 x264", None),
        ("Film (1999) CD2 x264", Part("Film (1999) x264", 2, True)),
        ("Film (1999) CD5", Part("Film (1999)", 5, True)),
        ("Film (1999) DVD4", Part("Film (1999)", 4, True)),
        ("Film (1999) DVD5", None),
        ("Film (1999) DVD9", None),
        ("Film part1", Part("Film", 1, False)),
        ("Film pt2", Part("Film", 2, False)),
        ("Film Part 1", None, Part("Film", 1, False)),
        ("Film (1999) Part 1", Part("Film (1999)", 1, True)),
        ("Film (1999) Part1", Part("Film (1999)", 1, True)),
        ("Film (1999) Part1 x264", None),
        ("Film Part1 (1999)", None),
        ("Film CD1 (1999)", None),
        ("CD1", None),
        ("(- CD1", None),
    )
}


@pytest.mark.parametrize(("name", "expected"), PARTS.items(), ids=PARTS)
def test_a_part_of_a_film(name: str, expected: tuple[Part | None, Part | None]) -> None:
    assert (part_of(name), part_of(name, doubtful=True)) == expected
    for part, doubtful in zip(expected, (False, True), strict=True):
        assert without_part(name, doubtful=doubtful) == (name if part is None else part.film)


@pytest.mark.parametrize(
    ("name", "part"), [("Film CD1.avi", True), ("Film Part 1.avi", False), ("Film.avi", False)]
)
def test_a_file_is_a_part_or_a_film(name: str, part: bool) -> None:
    assert is_part(name) is part
