"""The wall of films or series: its filters in SQL, their counts, and the marks on cards.

Only reads. Rows, search, sorting and paging are Datasette's own; each filter here adds a condition to its
query.
"""

import json
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from ..db.columns import read_json
from .seasons import presence, total

HUES = 20  # colours of the cards drawn for titles without a picture
OPTIONS = 40  # options per filter; the rarest are left out

_LINES = """max(cast(resolution as integer) * 9 / 16,
            cast(substr(resolution, instr(resolution, 'x') + 1) as integer))"""
_VIDEO = {"2160p": (1440, 99999), "1080p": (900, 1439), "720p": (640, 899), "SD": (1, 639)}
_LINKED = {  # the files of a title
    "movies": """movie_files as link join video_files as file on file.id = video_file_id
                 where movie_id = movies.id""",
    "series": """episodes join episode_files as link on episode_id = episodes.id
                 join video_files as file on file.id = video_file_id where series_id = series.id""",
}


@dataclass(frozen=True, slots=True)
class _Flag:
    "A filter with a single condition; `needs` is a table that not everybody may see."

    menu: str
    query: tuple[str, str]
    words: str
    sql: str
    needs: str | None = None


_VIEWED = "select 1 from viewings where viewings.movie_id = movies.id"
_HERE = """select 1 from episodes join episode_files as link on link.episode_id = episodes.id
           where series_id = series.id"""
_WATCHED = f"""exists ({_HERE}) and not exists ({_HERE}
               and not exists (select 1 from viewings where viewings.episode_id = episodes.id))"""
_FLAGS = {
    "movies": (
        _Flag(
            "Files",
            ("_copies", "1"),
            "Several copies",
            "movies.id in (select movie_id from film_versions where versions > 1)",
        ),
        _Flag(
            "Files",
            ("_missing", "1"),
            "File missing",
            f"exists (select 1 from {_LINKED['movies']} and missing_since is not null)",
        ),
        _Flag(
            "Files",
            ("_nofile", "1"),
            "No file",
            "not exists (select 1 from movie_files where movie_id = movies.id)",
        ),
        _Flag("Seen", ("_seen", "1"), "Seen", f"exists ({_VIEWED})", "viewings"),
        _Flag("Seen", ("_seen", "0"), "Not seen", f"not exists ({_VIEWED})", "viewings"),
    ),
    "series": (
        _Flag(
            "Files",
            ("_incomplete", "1"),
            "Episodes missing",
            """series.id in (select series_id from known_missing
               union all select series_id from season_gaps)""",
        ),
        _Flag(
            "Files",
            ("_missing", "1"),
            "File missing",
            f"exists (select 1 from {_LINKED['series']} and missing_since is not null)",
        ),
        _Flag("Seen", ("_seen", "1"), "All seen", _WATCHED, "viewings"),
        _Flag("Seen", ("_seen", "0"), "Not all seen", f"not ({_WATCHED})", "viewings"),
    ),
}
_CREDIT = {"movies": "movie_id", "series": "series_id"}
PRIVATE = ("people", "credits", "viewings")  # tables whose filters are shown only to people who may see them
LISTS = {"genres_json": "Genre", "countries_json": "Country", "languages_json": "Language"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Condition:
    "One active filter of ours: its name in the address, its label, its SQL and parameters."

    name: str
    words: str
    sql: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    "A value of a filter; `query` is what the address gets, `count` the number of titles it leaves."

    label: str
    query: tuple[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    "A title as shown on walls and shelves; `kind` is movie or series."

    kind: str
    id: int
    title: str
    year: int | None
    added_at: str | None = None

    @property
    def hue(self) -> int:
        "The colour of its drawn card: always the same for one title."
        return hue_of(self.title)


def hue_of(title: object) -> int:
    return zlib.crc32(str(title).encode("utf-8", "replace")) % HUES  # a row may hold anything


def conditions(table: str, args: Mapping[str, str], readable: Collection[str]) -> list[Condition]:
    """Our filters in an address; invalid values are ignored.

    `readable` names those of the tables PRIVATE that exist and may be seen.
    """
    found = []
    decade, letter, video = args.get("_decade", ""), args.get("_letter", "")[:1], args.get("_video", "")
    if decade.isascii() and decade.isdecimal() and len(decade) == 4:
        first = int(decade) // 10 * 10
        sql = f"{table}.year between :co_decade and :co_decade + 9"
        found.append(Condition("_decade", f"{first}s", sql, {"co_decade": first}))
    if letter.upper() in LETTERS and letter:
        sql = f"upper(substr({table}.sort_title, 1, 1)) = :co_letter"
        found.append(Condition("_letter", letter.upper(), sql, {"co_letter": letter.upper()}))
    elif letter:
        found.append(Condition("_letter", "0–9 and others", f"{table}.sort_title not glob '[a-z]*'"))
    if video in _VIDEO and table == "movies":
        low, high = _VIDEO[video]
        found.append(Condition("_video", video, f"{_LINES} between {low} and {high}"))
    person = args.get("_person", "")
    if person and {"people", "credits"} <= set(readable):
        sql = f"""{table}.id in (select {_CREDIT[table]} from credits join people on people.id = person_id
                  where people.name = :co_person)"""
        found.append(Condition("_person", person, sql, {"co_person": person}))
    found += [
        Condition(flag.query[0], flag.words, flag.sql)
        for flag in _flags_of(table, readable)
        if args.get(flag.query[0]) == flag.query[1]
    ]
    return found


def _flags_of(table: str, readable: Collection[str]) -> list[_Flag]:
    return [flag for flag in _FLAGS[table] if flag.needs is None or flag.needs in readable]


def read_filters(
    db: Database,
    table: str,
    readable: Collection[str],
    where: Sequence[str] = (),
    params: Mapping[str, object] | None = None,
) -> dict[str, list[Option]]:
    "The filters by label, with the options that leave any of the titles selected by `where`."
    sql_where, values = _among(db, table, where, params or {})
    found = {"Decade": _decades(db, table, sql_where, values)}
    columns = {row[1] for row in db.execute(f"pragma table_info({table})").fetchall()}
    for column, words in LISTS.items():
        if column in columns:
            found[words] = _listed(db, table, column, sql_where, values)
    if table == "movies":
        found["Video"] = _videos(db, sql_where, values)
    if {"people", "credits"} <= set(readable):
        found["People"] = _people(db, table, sql_where, values)
    if "collection" in columns:
        found["Collection"] = _collections(db, table, sql_where, values)
    found |= _flags(db, _flags_of(table, readable), table, sql_where, values)
    return {words: options for words, options in found.items() if options}


def _among(
    db: Database, table: str, where: Sequence[str], params: Mapping[str, object]
) -> tuple[str, dict[str, object]]:
    "A condition for the titles selected by `where`, which are found once instead of for each filter."
    if not where:
        return "", {}
    clauses = " and ".join(f"({clause})" for clause in where)
    ids = [key for (key,) in db.execute(f"select {table}.id from {table} where {clauses}", dict(params))]
    return f"where {table}.id in (select value from json_each(:co_ids))", {"co_ids": json.dumps(ids)}


def _decades(db: Database, table: str, where: str, params: dict[str, object]) -> list[Option]:
    counted: Counter[int] = Counter()
    for year, count in db.execute(f"select year, count(*) from {table} {where} group by 1", params):
        if isinstance(year, int):
            counted[year // 10 * 10] += count
    return [
        Option(f"{decade}s", ("_decade", f"{decade:04}"), counted[decade])
        for decade in sorted(counted, reverse=True)
    ]


def _listed(db: Database, table: str, column: str, where: str, params: dict[str, object]) -> list[Option]:
    "The members of a JSON list, most frequent first; each distinct list is parsed once."
    counted: Counter[str] = Counter()
    for text, count in db.execute(f"select {column}, count(*) from {table} {where} group by 1", params):
        for item in _texts(text):
            counted[item] += count
    query = f"{column}__arraycontains"
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:OPTIONS]
    return [Option(item, (query, item), count) for item, count in most]


def _texts(text: object) -> set[str]:
    try:
        found = read_json(text) if isinstance(text, str) else []
    except ValueError:
        return set()
    return {item for item in found if isinstance(item, str)} if isinstance(found, list) else set()


def _videos(db: Database, where: str, params: dict[str, object]) -> list[Option]:
    counted: Counter[str] = Counter()
    sql = f"select {_LINES} as lines, count(*) from movies {where} group by 1"
    for lines, count in db.execute(sql, params):
        for name, (low, high) in _VIDEO.items():
            counted[name] += count if isinstance(lines, int) and low <= lines <= high else 0
    return [Option(name, ("_video", name), counted[name]) for name in _VIDEO if counted[name]]


def _people(db: Database, table: str, where: str, params: dict[str, object]) -> list[Option]:
    "The people with the most titles."
    column = _CREDIT[table]
    titles = f"{column} in (select id from {table} {where})" if where else f"{column} is not null"
    sql = f"""with found as (
                select person_id, count(distinct {column}) as titles from credits where {titles}
                group by person_id order by titles desc, person_id limit {OPTIONS})
              select name, titles from found join people on people.id = person_id
              order by titles desc, name"""
    return [Option(str(name), ("_person", str(name)), count) for name, count in db.execute(sql, params)]


def _collections(db: Database, table: str, where: str, params: dict[str, object]) -> list[Option]:
    sql = f"""select collection, count(*) from {table} {where or "where 1"} and collection is not null
              group by 1 order by 2 desc, 1 limit {OPTIONS}"""
    return [Option(str(name), ("collection", str(name)), count) for name, count in db.execute(sql, params)]


def _flags(
    db: Database, flags: Sequence[_Flag], table: str, where: str, params: dict[str, object]
) -> dict[str, list[Option]]:
    "The filters with a single condition, by menu."
    sums = ", ".join(f"total({flag.sql})" for flag in flags)
    row = db.execute(f"select {sums} from {table} {where}", params).fetchone()
    found: dict[str, list[Option]] = {}
    for flag, count in zip(flags, row, strict=True):
        if count:
            found.setdefault(flag.menu, []).append(Option(flag.words, flag.query, int(count)))
    return found


def read_marks(db: Database, table: str, ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    "The marks of titles by id, for the cards of a page: the most important first, two of each at most."
    found = _marks_of_films(db, ids) if table == "movies" else _marks_of_series(db, ids)
    return {key: tuple(found.get(key, []))[:2] for key in ids}


Marks = dict[int, list[tuple[str, str]]]


def _warnings(missing: float, pending: float) -> list[tuple[str, str]]:
    "The marks for so many missing files, and so many that need review."
    marks = (("missing", "one of its files is missing"), ("review", "one of its files needs review"))
    return [mark for mark, files in zip(marks, (missing, pending), strict=True) if files]


_FILES_OF_FILMS = """select wanted.value, total(file.missing_since is not null),
                       total(pending.validation_status = 'pending')
                     from json_each(?) as wanted
                     join movie_files as link on link.movie_id = wanted.value
                     left join video_files as file on file.id = link.video_file_id
                     left join pending_validations as pending on pending.video_file_id = file.id
                     group by wanted.value"""


def _marks_of_films(db: Database, ids: Sequence[int]) -> Marks:
    found = {key: _warnings(*files) for key, *files in db.execute(_FILES_OF_FILMS, [json.dumps(ids)])}
    listed = ", ".join("?" * len(ids))  # as values: the view then looks at these films alone
    large = f"select id from movies where id in ({listed}) and {_LINES} >= {_VIDEO['2160p'][0]}"
    for (key,) in db.execute(large, ids):
        found.setdefault(key, []).append(("4K", "4K video"))
    versions = f"select movie_id, versions from film_versions where movie_id in ({listed}) and versions > 1"
    for key, number in db.execute(versions, ids):
        found.setdefault(key, []).append((f"×{number}", f"{number} copies"))
    return found


# A page of series has thousands of files: those of them that matter are few, and are looked up in lists.
_FILES_OF_SERIES = """select series_id,
                        total(video_file_id in (select id from video_files
                                                where likelihood(missing_since is not null, 0.01))),
                        total(video_file_id in (select video_file_id from pending_validations
                                                where validation_status = 'pending'))
                      from episodes left join episode_files on episode_id = episodes.id
                      where series_id in (select value from json_each(?)) group by series_id"""


def _marks_of_series(db: Database, ids: Sequence[int]) -> Marks:
    counted = {key: total(seasons.values()) for key, seasons in presence(db, ids).items()}
    warned = {key: _warnings(*files) for key, *files in db.execute(_FILES_OF_SERIES, [json.dumps(ids)])}
    return {
        key: [*warned.get(key, ()), (f"{present} of {known}", f"{present} of {known} episodes are present")]
        for key, (present, known) in counted.items()
        if known
    }
