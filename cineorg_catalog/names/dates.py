"""The day that a name gives, in any of the ways in which recordings are dated. Text in, ISO date out."""

import re

from .counting import regex

FEWEST_DIGITS = 5  # of a day, `1 Jan 2010`
_DIGIT = re.compile(r"\d")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = (
    regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[ ._-]?)(?P<m>\d\d)(?P=sep)(?P<d>\d\d)(?!\d)"),
    regex(r"(?<![\d.])(?P<d>\d\d)(?P<sep>[ ._-])(?P<m>\d\d)(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)"),
    regex(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ._-](?P<m>{'|'.join(_MONTHS)})[a-z]{{0,7}}[ ._,-]{{1,3}}"
        r"(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    regex(
        rf"(?<![a-z])(?P<m>{'|'.join(_MONTHS)})[a-z]{{0,7}}[ ._]{{1,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?"
        r"[ ._,]{1,3}(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    regex(r"(?<=[a-z][ .])(?P<d>\d\d)(?P<sep>[ .])(?P<m>\d\d)(?P=sep)(?P<y>\d\d)$"),
    regex(r"(?:(?<![\d.])(?=\d\d[.-])|^)(?P<d>\d\d)(?P<sep>[ .-])(?P<m>\d\d)(?P=sep)(?P<y>\d\d)(?![\d.])"),
    regex(r"(?<![\w.-])(?P<y>[12]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\w.-])"),
)


def find_date(text: str) -> tuple[str, int, int] | None:
    "The first day that a text names, as an ISO date with its place, or None."
    if len(_DIGIT.findall(text)) < FEWEST_DIGITS:
        return None
    for pattern in _DAYS:
        for found in pattern.finditer(text):
            month = found["m"].lower()
            month = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            if len(found["y"]) == 2 and int(found["y"]) == month + 1 == int(found["d"]) + 2:
                continue  # three episodes, `01-02-03`
            if iso := _iso(year, month, int(found["d"])):
                return iso, found.start(), found.end()
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    if month > 12 >= day:  # written the American way
        month, day = day, month
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
