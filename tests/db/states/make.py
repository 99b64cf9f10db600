"""Makes one file of this folder: a small catalogue as an earlier version of the program left it, as SQL.

Works with any version, because it only calls the command line of the checkout that it is given; what that
does not know yet is left out.

    python tests/db/states/make.py CHECKOUT 07.sql

Make one with the present version before the schema changes again.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

FILMS = (
    *("Metropolis (1927)", "Nosferatu.1922.mkv"),
    *("The Phantom of the Opera.mkv", "Our Summer on the Coast (2019).mp4"),
)
SHOW = "Sherlock Holmes (1954)"
EPISODES = 2
VIDEOS = Path("/videos")  # the folder that is scanned: no path of this machine gets into the file
PENDING = "select p.id from pending_validations as p join video_files as f on f.id = video_file_id"
CHOSEN = "select json_extract(candidates_json, '$[0].id') from pending_validations"
PROGRAM = "from cineorg_catalog.cli import main; main()"


class Program:
    "The command line of a checkout, with a catalogue of its own."

    def __init__(self, checkout: Path, database: Path):
        self.checkout, self.database = checkout, database

    def __call__(self, *words: object) -> str:
        command = [sys.executable, "-c", PROGRAM, "--db", self.database, *words]
        environment = {**os.environ, "PYTHONPATH": str(self.checkout), "HOSTNAME": "host"}
        run = subprocess.run(
            list(map(str, command)), cwd=self.checkout, env=environment, capture_output=True, text=True
        )
        if run.returncode:
            print(*words, "→", run.returncode, run.stderr.strip()[-200:], file=sys.stderr)
        return run.stdout

    def id(self, sql: str, *values: object) -> object:
        with closing(sqlite3.connect(self.database)) as conn:
            return conn.execute(sql, values).fetchone()[0]


def fill(call: Program) -> None:
    "A life of every kind of decision that a version knows."
    call("scan", VIDEOS)
    home, phantom = (call.id(f"{PENDING} where path like ?", f"%{name}%") for name in ("Summer", "Phantom"))
    call("approve", home, "--title", "Our Summer", "--year", 2018, "--kind", "movie")
    call("undo")
    call("approve", home, "--title", "Our Summer", "--year", 2019, "--kind", "movie")
    call("approve", phantom, "--candidate", call.id(f"{CHOSEN} where id = ?", phantom))
    call("undo")
    call("reject", phantom)
    film = call.id("select id from movies where title = 'Metropolis'")
    call("edit", "movie", film, "title=Metropolis, restored", "overview=A city.")
    call("edit", "movie", film, "year=1926")
    call("undo")
    call("watched", "movie", film, "--on", "2024-02-29", "--rating", 9)
    nosferatu = call.id("select id from movies where title like 'Nosferatu%'")
    call("delete", "movie", nosferatu, "--reason", "given away")
    call("delete", "episode", call.id("select max(id) from episodes"), "--reason", "damaged")
    (VIDEOS / "Films" / "The Phantom of the Opera.mkv").unlink()
    call("scan", VIDEOS)


def library(source: Path) -> None:
    "Copy a few of the demo's videos."
    for name in FILMS:
        found, target = source / "Films" / name, VIDEOS / "Films" / name
        if found.is_dir():
            shutil.copytree(found, target, ignore=shutil.ignore_patterns("*.jpg"))
        elif found.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, target)
    episodes = sorted((source / "Series" / SHOW).rglob("*.mkv"))[:EPISODES]
    for episode in episodes:
        target = VIDEOS / "Series" / episode.relative_to(source / "Series")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(episode, target)


def dump(database: Path) -> Iterator[str]:
    "The statements that make the catalogue again. Search indexes are made from their tables."
    with closing(sqlite3.connect(database)) as conn:
        conn.execute("update loads set host = 'host'")
        listed = conn.execute("select name, type from pragma_table_list where schema = 'main'").fetchall()
        kinds = dict(listed)
        schema = conn.execute("select type, name, sql from sqlite_master where sql is not null").fetchall()
        for kind, name, sql in schema:
            if kind == "table" and kinds[name] == "table":
                yield sql
                for row in conn.execute(f"select * from {name}"):
                    values = conn.execute(f"select {', '.join(['quote(?)'] * len(row))}", row).fetchone()
                    yield f"insert into {name} values ({', '.join(values)})"
        for name, kind in listed:
            if kind == "virtual":
                yield next(sql for _, other, sql in schema if other == name)
                yield f"insert into {name}({name}) values ('rebuild')"
        for wanted in ("index", "view", "trigger"):
            yield from (sql for kind, _, sql in schema if kind == wanted)
        yield f"pragma user_version={conn.execute('pragma user_version').fetchone()[0]}"


def main() -> None:
    checkout, target = Path(sys.argv[1]).absolute(), Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        call = Program(checkout, Path(folder) / "cineorg.db")
        VIDEOS.mkdir()
        try:
            library(Path(__file__).parents[3] / "data" / "library")
            fill(call)
        finally:
            shutil.rmtree(VIDEOS)
        target.write_text("".join(f"{statement};\n" for statement in dump(call.database)))
    print(json.dumps({"file": target.name, "bytes": target.stat().st_size}))


if __name__ == "__main__":
    main()
