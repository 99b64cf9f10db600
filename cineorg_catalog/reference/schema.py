"""The layout of the reference's SQLite file: tables, version, and how ids and rows are numbered.

Both the builder and the reader rely on this alone. Nothing is read or written here.
"""

VERSION = 1  # version of the file's content: raised when tables or folding change
APPLICATION_ID = 0x43524546  # "CREF" in the file header marks a reference

MOVIE_FORMS = frozenset({"movie", "tvMovie", "tvSpecial", "video", "short", "tvShort"})
SERIES_FORMS = frozenset({"tvSeries", "tvMiniSeries"})
KINDS = dict.fromkeys(MOVIE_FORMS, "movie") | dict.fromkeys(SERIES_FORMS, "series")
TITLE_KINDS = ("main", "original", "translated", "alternative")

TABLES = """
create table works (
    id integer primary key,  -- the number of the IMDb id; negative for a work with a slug instead
    slug text, form text not null, title text not null, original_title text not null,
    year integer, end_year integer, minutes integer, genres text
);
create table titles (
    id integer primary key,  -- slot and number: titles of one kind and year are stored together
    work integer not null, title text not null, key text not null, words text not null,
    kind integer not null, language text, region text
);
create table other_keys (key text not null, title integer not null);
create table votes (work integer primary key, votes integer not null);
create table episodes (
    series integer not null, season integer not null, number integer not null,
    work integer not null, title text,
    primary key (series, season, number, work)
) without rowid;
create table info (name text primary key, value text) without rowid;
"""

PEOPLE = """
create table people (id integer primary key, name text not null);
create table credits (
    work integer not null, role integer not null, position integer not null,
    person integer not null, character text,
    primary key (work, role, position)
) without rowid;
"""  # only in a reference that was built with IMDb's files of people
DIRECTOR, ACTOR = 0, 1  # roles
ROLES = ("director", "actor")

INDEXES = """
create index ix_titles_key on titles (key);
create index ix_other_keys_key on other_keys (key);
create index ix_works_slug on works (slug) where slug is not null;
create virtual table title_words using fts5 (
    words, content='', detail=none, columnsize=0, tokenize='ascii'
);
insert into title_words (rowid, words) select id, words from titles order by id;
create virtual table vocabulary using fts5vocab (title_words, row);
"""

Range = tuple[int, int]  # (first, last) title id, both included

_SLOT_BITS = 24  # room for 16 million titles of one kind and year
_YEARS = 4096


def imdb_number(identifier: str) -> int | None:
    "1375666 for tt1375666; None for anything that is not an IMDb id in its usual spelling."
    digits = identifier[2:]
    if identifier[:2] != "tt" or not digits.isdigit() or not digits.isascii():
        return None
    usual = len(digits) == 7 or (len(digits) == 8 and digits[0] != "0")
    return int(digits) if usual else None


def imdb_id(number: int) -> str:
    return f"tt{number:07d}"


def kind_of(form: str) -> str | None:
    "'movie' or 'series'; None for titleTypes that a library of films and series does not hold."
    return KINDS.get(form)


def slot(kind: str, year: int | None) -> int:
    "The slot of the titles of one kind and year; year 0 stands for unknown."
    return (_YEARS if kind == "series" else 0) + (year or 0)


def is_storable_year(year: int) -> bool:
    return 0 < year < _YEARS


def slot_start(slot_number: int) -> int:
    "The title id before the first one in this slot."
    return slot_number << _SLOT_BITS


def kind_of_title(title_id: int) -> str:
    "The kind of the work that this title belongs to."
    return "series" if title_id >> _SLOT_BITS >= _YEARS else "movie"


def year_of_title(title_id: int) -> int | None:
    "The year of the work that this title belongs to; None if unknown."
    return (title_id >> _SLOT_BITS) % _YEARS or None


def title_ids(kind: str, first: int | None, last: int | None) -> Range:
    "The lowest and highest title id of a kind in a range of years; None leaves the range open."
    low = slot(kind, 0 if first is None else max(first, 0))
    high = slot(kind, _YEARS - 1 if last is None else min(last, _YEARS - 1))
    return slot_start(low), slot_start(high + 1) - 1


def is_wide(wanted: Range) -> bool:
    "True if the range holds more than a few years."
    return wanted[1] - wanted[0] > slot_start(10)
