"""The day that a name gives, in any of the ways in which recordings are dated. Text in, ISO date out."""

from cineorg_catalog.reading.marks import regex

_YMD = regex(r"(?<!\d)(?P<y>(?:19|20)\d\d)([ ._-]?)(?P<m>\d\d)\2(?P<d>\d\d)(?!\d)")
_DMY = regex(r"(?<![\d.])(?P<d>\d\d)([ ._-])(?P<m>\d\d)\2(?P<y>(?:19|20)\d\d)(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SPELT = regex(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[ ._]"
    rf"(?P<m>{'|'.join(_MONTHS)})[a-z]*[ ._,]+(?P<y>(?:19|20)\d\d)(?!\d)"
)
_SHORT = regex(r"(?:(?<![\d.])(?=\d\d[.-])|^)(?P<d>\d\d)([ .-])(?P<m>\d\d)\2(?P<y>\d\d)(?![\d.])")


def find_date(text: str) -> tuple[str, int, int] | None:
    "The first day that a text names, as an ISO date with its place, or None."
    for pattern in (_YMD, _DMY, _SPELT, _SHORT):
        for found in pattern.finditer(text):
            month = found["m"].lower()
            month = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            if iso := _iso(year, month, int(found["d"])):
                return iso, found.start(), found.end()
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    if month > 12 >= day:  # written the American way
        month, day = day, month
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
