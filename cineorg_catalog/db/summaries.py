"""Figures that triggers keep with every write, so that no page has to read a whole library.

`file_totals` holds what files add up to, `chart_totals` the bars of charts that do not follow from it, and
`doubtful_files` the files whose name and content may disagree. All follow from other tables alone, and can be
made again at any time. The triggers hold for everything that writes to the catalogue, other programs too.
"""

from collections.abc import Iterator

from sqlite_utils import Database

from .connection import writing
from .views import BARS, figures_of, links

_COLUMNS = tuple(figures_of("", "", ""))
_KEY, _SUMS = _COLUMNS[: _COLUMNS.index("files")], _COLUMNS[_COLUMNS.index("files") :]
TABLES = {
    "file_totals": f"CREATE TABLE file_totals ({', '.join(_KEY)},"
    f" {' integer not null, '.join(_SUMS)} integer not null, primary key ({', '.join(_KEY)})) without rowid",
    "chart_totals": "CREATE TABLE chart_totals (chart, bar, total integer not null, primary key (chart, bar))"
    " without rowid",
    # The files that the views unlike_… find, by view.
    "doubtful_files": "CREATE TABLE doubtful_files (what, video_file_id integer,"
    " primary key (what, video_file_id)) without rowid",
}


def _add(file: str, films: str, episodes: str, sign: str = "", rows: str = "where true") -> str:
    "SQL that adds a file with so many films and episodes to the totals, or takes it from them."
    figures = figures_of(file, films, episodes)
    values = [sign * (name in _SUMS) + sql for name, sql in figures.items()]
    return (
        f"insert into file_totals select {', '.join(values)} {rows} on conflict do update set"
        f" {', '.join(f'{name} = {name} + excluded.{name}' for name in _SUMS)};"
    )


def _file(row: str, sign: str = "") -> str:
    return _add(row, links("movie", f"{row}.id"), links("episode", f"{row}.id"), sign)


def _link(kind: str, row: str, more: int) -> str:
    "SQL that takes a file from the totals as it was without or with one of its links, and adds it as it is."
    now = {name: links(name, f"{row}.video_file_id") for name in ("movie", "episode")}
    was = {**now, kind: f"({now[kind]} - ({more}))"}
    rows = f"from video_files as file where file.id = {row}.video_file_id"
    return _add("file", was["movie"], was["episode"], "-", rows) + _add(
        "file", now["movie"], now["episode"], "", rows
    )


def _bars(table: str, row: str, sign: str = "") -> str:
    "SQL that adds a row of a table to the bars of its charts, or takes it from them."
    bars = BARS[table].format(row=row, rows="")
    return (
        f"insert into chart_totals select chart, bar, {sign}total from ({bars}) where true"
        " on conflict do update set total = total + excluded.total;"
    )


_COUNTED = (
    "id, root, resolution_width, resolution_height, codec_video, missing_since, size_bytes, duration_seconds"
)
_CHARTED = {  # the columns that bars are made of
    "movies": "year, genres_json",
    "video_files": "languages_json, missing_since, size_bytes, created_at",
}
_OF_FILM = "select video_file_id as asked from movie_files where movie_id = {0}"
_VERSIONS = _OF_FILM.format("{0}.movie_id") + " and {0}.is_main"  # all are compared with the main file
_OF_SAME_FILM = (
    "select other.video_file_id as asked from movie_files as own join movie_files as other"
    " on other.movie_id = own.movie_id where own.video_file_id = new.id"
)
_OF_SERIES = (
    "select video_file_id as asked from episodes join episode_files on episode_id = episodes.id"
    " where series_id = new.id"
)
_FILE = "select new.id as asked"
_NEW = "select new.video_file_id as asked"
_OLD = "select old.video_file_id as asked"
_READ = (
    (
        "update of video_file_id, read_title, read_year, read_season, read_episode on pending_validations",
        f"{_NEW} union {_OLD}",
    ),
    ("delete on pending_validations", _OLD),
)


def _of_link(kind: str) -> tuple[tuple[str, str], ...]:
    return (
        (f"insert on {kind}_files", _NEW),
        (f"delete on {kind}_files", _OLD),
        (f"update of {kind}_id, video_file_id on {kind}_files", f"{_NEW} union {_OLD}"),
    )


# What changes the answer of a view, and for which files.
_CHANGES = {
    "unlike_resolutions": (
        ("insert on video_files", _FILE),
        ("update of filename, resolution_width, resolution_height on video_files", _FILE),
    ),
    "unlike_languages": (
        ("insert on video_files", _FILE),
        ("update of filename, languages_json on video_files", _FILE),
    ),
    "unlike_films": (
        *_of_link("movie"),
        ("update of title, year, duration_seconds on movies", _OF_FILM.format("new.id")),
        ("update of duration_seconds on video_files", _FILE),
        *_READ,
    ),
    "unlike_episodes": (
        *_of_link("episode"),
        (
            "update of series_id, season_number, episode_number, duration_seconds on episodes",
            "select video_file_id as asked from episode_files where episode_id = new.id",
        ),
        ("update of title on series", _OF_SERIES),
        ("update of duration_seconds on video_files", _FILE),
        *_READ,
    ),
    "unlike_versions": (
        ("insert on movie_files", f"{_NEW} union {_VERSIONS.format('new')}"),
        ("delete on movie_files", f"{_OLD} union {_VERSIONS.format('old')}"),
        (
            "update on movie_files",
            f"{_NEW} union {_VERSIONS.format('new')} union {_OLD} union {_VERSIONS.format('old')}",
        ),
        ("update of duration_seconds, missing_since on video_files", _OF_SAME_FILM),
    ),
}


def _doubt(view: str, files: str) -> str:
    "SQL that asks a view again about some files."
    return (
        f"delete from doubtful_files where what = '{view}' and video_file_id in ({files});"
        f" insert into doubtful_files select distinct '{view}', file from ({files}) cross join {view}"
        " on file = asked;"
    )


def _bodies() -> Iterator[tuple[str, str]]:
    "(event, SQL) of all that is kept."
    yield "insert on video_files", _file("new")
    yield f"update of {_COUNTED} on video_files", _file("old", "-") + _file("new")
    yield (
        "delete on video_files",
        _file("old", "-") + "delete from doubtful_files where video_file_id = old.id;",
    )
    for table, names in _CHARTED.items():
        yield f"insert on {table}", _bars(table, "new")
        yield f"update of {names} on {table}", _bars(table, "old", "-") + _bars(table, "new")
        yield f"delete on {table}", _bars(table, "old", "-")
    for kind in ("movie", "episode"):
        moved = "update of video_file_id on {0}_files when old.video_file_id is not new.video_file_id"
        yield f"insert on {kind}_files", _link(kind, "new", 1)
        yield f"delete on {kind}_files", _link(kind, "old", -1)
        yield moved.format(kind), _link(kind, "old", -1) + _link(kind, "new", 1)
    for view, changes in _CHANGES.items():
        for event, files in changes:
            yield event, _doubt(view, files)


def _triggers() -> dict[str, str]:
    "Each trigger as SQLite stores it, so that it can be compared."
    made = {}
    for number, (event, body) in enumerate(_bodies(), 1):
        name = f"summary_{number:02}_{event.partition(' on ')[2].partition(' ')[0]}"
        made[name] = f"CREATE TRIGGER {name} after {event} begin {body} end"
    return made


TRIGGERS = _triggers()


def lacking(db: Database) -> bool:
    "True if a summary is absent, or kept by the triggers of another version."
    tables = ", ".join("?" * len(TABLES))
    found = db.execute(
        f"select name, sql from sqlite_master where name glob 'summary_*' or name in ({tables})", [*TABLES]
    )
    return dict(found.fetchall()) != {**TABLES, **TRIGGERS}


def make_anew(db: Database) -> None:
    "Fill the summaries from the other tables, and create the triggers that keep them."
    drop_triggers(db)
    for name, sql in TABLES.items():
        db.execute(f"drop table if exists {name}")
        db.execute(sql)
        db.execute(f"insert into {name} {CONTENTS[name]}")
    for sql in TRIGGERS.values():
        db.execute(sql)


def drop_triggers(db: Database) -> None:
    present = db.execute("select name from sqlite_master where type = 'trigger' and name glob 'summary_*'")
    for (name,) in present.fetchall():
        db.execute(f"drop trigger {name}")


_BUT_EMPTY = {"file_totals": " where files", "chart_totals": " where total"}  # sums stay when nothing is left


def differing(db: Database) -> list[str]:
    "The summaries that are not what the other tables add up to; a program may have written without triggers."
    found = []
    for name, wanted in CONTENTS.items():
        kept = f"select * from {name}" + _BUT_EMPTY.get(name, "")
        apart = (
            f"select * from ({a}) except select * from ({b})" for a, b in ((kept, wanted), (wanted, kept))
        )
        if any(db.execute(f"{sql} limit 1").fetchone() for sql in apart):
            found.append(name)
    return found


def mend(db: Database) -> list[str]:
    "Add up again what differs. Returns what was done, one sentence each."
    found = differing(db)
    for name in found:
        with writing(db):
            db.execute(f"delete from {name}")
            db.execute(f"insert into {name} {CONTENTS[name]}")
    return [f"added up {name} again" for name in found]


def bars_in(*tables: str) -> str:
    "SQL for all bars that the rows of some tables add up to."
    parts = " union all ".join(BARS[table].format(row=table, rows=f"{table}, ") for table in tables)
    return f"select chart, bar, sum(total) as total from ({parts}) group by chart, bar having sum(total)"


def _contents() -> dict[str, str]:
    figures = figures_of("file", links("movie", "file.id"), links("episode", "file.id"))
    shares = ", ".join(f"{sql} as {name}" for name, sql in figures.items())
    sums = ", ".join(f"sum({name})" for name in _SUMS)
    return {
        "file_totals": f"select {', '.join(_KEY)}, {sums} from (select {shares} from video_files as file)"
        f" group by {', '.join(_KEY)}",
        "chart_totals": bars_in(*_CHARTED),
        "doubtful_files": " union ".join(f"select '{view}', file from {view}" for view in _CHANGES),
    }


CONTENTS = _contents()  # SQL for what each summary holds
