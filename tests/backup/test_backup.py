"""`backup create`, `verify`, `restore`, and what is kept before an upgrade: on real catalogues."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from cineorg_catalog import backup
from cineorg_catalog.db.connection import connect, writing
from cineorg_catalog.db.snapshots import dated_files
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.errors import CatalogueError, Damaged, NotADatabase
from cineorg_catalog.scan.runs import only_run
from tests.support.command_line import COMMAND, run
from tests.support.sample_catalogue import make_small
from tests.support.site import serving


@pytest.fixture
def db(tmp_path):
    (tmp_path / "data").mkdir()
    make_small(tmp_path / "data" / "cineorg.db")
    return tmp_path / "data" / "cineorg.db"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


def rows(path, *tables):
    "All that the tables hold."
    with closing(sqlite3.connect(path)) as conn:
        return {table: conn.execute(f"select * from {table} order by 1").fetchall() for table in tables}


def everything(path):
    with closing(sqlite3.connect(path)) as conn:
        return list(conn.iterdump())


def change(path, title="Changed"):
    with closing(connect(path)) as db, writing(db):
        db.execute("update movies set title = ? where id = 1", [title])


def titles(path):
    return rows(path, "movies")["movies"]


class Writer(threading.Thread):
    "Somebody who writes all the time: pairs of rows that only make sense together."

    def __init__(self, path):
        super().__init__()
        self.path, self.stopped, self.count = path, threading.Event(), 0

    def run(self):
        with closing(connect(self.path)) as db:
            db.execute("create table a (n)")
            db.execute("create table b (n, filling)")
            while not self.stopped.is_set():
                with writing(db):
                    db.execute("insert into a values (?)", [self.count])
                    db.execute("insert into b values (?, randomblob(20000))", [self.count])
                self.count += 1

    def __enter__(self):
        self.start()
        while self.count < 20:
            time.sleep(0.01)
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self.join()


def test_a_backup_under_load_is_the_state_of_one_moment(db, folder):
    with Writer(db) as writer:
        before = writer.count
        made = [backup.create_backup(db, folder) for _ in range(3)]
        assert writer.count > before, "the writer had to wait"
    for item in made:
        held = rows(item.path, "a", "b")
        assert [row[0] for row in held["a"]] == [row[0] for row in held["b"]]
        assert len(held["a"]) >= before
    last = made[-1].path
    backup.restore_backup(last, db)
    assert everything(db) == everything(last)


def test_it_is_one_file_that_opens_in_a_folder_nobody_may_write(db, folder):
    with closing(connect(db)) as open_elsewhere:
        made = backup.create_backup(db, folder)
        open_elsewhere.execute("select 1")
    assert [path.name for path in folder.iterdir()] == [made.path.name]
    assert re.fullmatch(r"cineorg-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}\.db", made.path.name)
    with closing(sqlite3.connect(f"file:{made.path}?immutable=1", uri=True)) as conn:
        assert conn.execute("pragma journal_mode").fetchone() == ("delete",)
    assert made.counts["films"] == len(titles(db))


def test_the_oldest_go_and_other_files_stay(db, folder):
    folder.mkdir()
    foreign = [folder / "cineorg-old.db", folder / "series-2020-01-01T00-00-00-000.db"]
    for path in foreign:
        path.write_text("mine")
    made = [backup.create_backup(db, folder, keep=2, ledger=True).path for _ in range(4)]
    assert dated_files(folder, "cineorg") == made[2:]
    assert (
        sorted(path.suffix for path in folder.iterdir() if path not in foreign)
        == [".db"] * 2 + [".ndjson"] * 2
    )
    assert all(path.exists() for path in foreign)


def test_the_one_just_made_stays_although_the_clock_was_set_back(db, folder):
    folder.mkdir()
    later = folder / "cineorg-2999-01-01T00-00-00-000.db"
    later.write_text("from the future")
    made = backup.create_backup(db, folder, keep=1)
    assert dated_files(folder, "cineorg") == [made.path]


def test_pictures_and_ledger_go_along_and_come_back(db, folder, tmp_path):
    picture = tmp_path / "my pictures" / "poster é.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"\xff\xd8\xff the picture")
    with closing(connect(db)) as session, writing(session):
        session.execute("update movies set poster_file = ? where id = 1", [str(picture)])
        session.execute("update movies set poster_file = ? where id = 2", [str(tmp_path / "gone.jpg")])
    done = run("--db", db, "backup", "create", folder, "--with-pictures", "--with-ledger", "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert sorted(Path(path).suffix for path in made["beside"]) == [".ndjson", ".tar"]
    exported = run("--db", db, "decisions", "export")
    assert Path(made["beside"][1]).read_text() == exported.stdout != ""
    picture.write_bytes(b"another one by now")
    run("--db", db, "backup", "restore", made["path"], "--with-pictures")
    assert picture.read_bytes() == b"another one by now"
    picture.unlink()
    done = run("--db", db, "backup", "restore", made["path"], "--with-pictures")
    assert "1 picture written" in done.stderr
    assert picture.read_bytes() == b"\xff\xd8\xff the picture"


def test_records_that_expire_are_not_in_it_at_all(db, folder):
    with closing(connect(db)) as session, writing(session):
        session.execute("drop table if exists source_records")
        session.execute("create table source_records (source, data_json, expires_at)")
        session.execute("insert into source_records values ('tmdb', 'a text for a time', '2027-01-01')")
        session.execute("insert into source_records values ('tvmaze', 'a text for ever', null)")
    made = backup.create_backup(db, folder)
    assert rows(made.path, "source_records")["source_records"] == [("tvmaze", "a text for ever", None)]
    assert b"a text for a time" not in made.path.read_bytes()
    assert len(rows(db, "source_records")["source_records"]) == 2


def test_a_restore_keeps_what_was_there_and_says_how_to_carry_decisions_over(db, folder):
    run("--db", db, "init")  # as every command would: nothing but the restore changes it below
    made = backup.create_backup(db, folder)
    before = everything(db)
    waiting = run("--db", db, "pending", "--json")
    key = json.loads(waiting.stdout)[0]["id"]
    assert run("--db", db, "reject", key).returncode == 0
    changed = everything(db)
    done = run("--db", db, "backup", "restore", made.path)
    assert done.returncode == 0, done.stderr
    assert everything(db) == before
    kept = Path(re.search(r"kept as (\S+)\.\n", done.stderr)[1])
    assert everything(kept) == changed
    assert "1 decision made since then" in done.stderr
    export, replay = re.findall(r"`(?:cineorg-load )?([^`]+)`", done.stderr)
    ledger = folder / "since.ndjson"
    assert run(*export.replace("since.ndjson", str(ledger)).split()).returncode == 0
    run("--db", db, *replay.replace("since.ndjson", str(ledger)).split())
    assert key not in [item["id"] for item in json.loads(run("--db", db, "pending", "--json").stdout)]


def test_a_catalogue_is_not_restored_from_itself(db):
    whole = everything(db)
    done = run("--db", db, "backup", "restore", db)
    assert done.returncode == 2
    assert "is the catalogue itself" in done.stderr
    assert everything(db) == whole
    assert not list(db.parent.glob("*before-restore*"))


@pytest.mark.parametrize("made_for", ["before-restore", "before-upgrade"])
def test_what_a_killed_restore_or_upgrade_left_is_removed_by_the_next(db, folder, made_for):
    made = backup.create_backup(db, folder)
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    name = f"cineorg-{made_for}-2026-01-01T00-00-00-000.db"
    left = [db.with_name(f"{name}.{child.pid}.unfinished{ending}") for ending in ("", "-journal")]
    others = db.with_name(f"{name}.{os.getpid()}.unfinished")  # of a process that runs
    for path in (*left, others):
        path.write_bytes(b"half")
    if made_for == "before-restore":
        backup.restore_backup(made.path, db)
    else:
        with closing(sqlite3.connect(db)) as conn, conn:
            conn.execute("drop view film_versions")
        assert run("--db", db, "init").returncode == 0
    assert [path for path in (*left, others) if path.exists()] == [others]


@pytest.mark.parametrize("damage", ["absent", "empty", "text", "torn", "zeroed"])
def test_a_restore_works_whatever_became_of_the_catalogue(db, folder, damage):
    made = backup.create_backup(db, folder)
    whole = everything(db)
    spoil(db, damage)
    spoilt = db.read_bytes() if db.exists() else None
    done = backup.restore_backup(made.path, db)
    assert everything(db) == whole
    if spoilt:
        assert done.kept.read_bytes() == spoilt
    assert backup.verify_backup(db).dangling == made.dangling


def spoil(db, damage):
    content = db.read_bytes()
    if damage == "absent":
        db.unlink()
    else:
        middle = len(content) // 2 // 4096 * 4096
        db.write_bytes(
            {
                "empty": b"",
                "text": b"hello, this is a text" * 99,
                "torn": content[:middle],
                "zeroed": content[:4096] + bytes(middle) + content[4096 + middle :],
            }[damage]
        )


def test_a_journal_of_the_damaged_one_is_put_aside_and_never_read_into_the_restored(db, folder):
    made = backup.create_backup(db, folder)
    whole = everything(db)
    write_and_be_killed(db)
    journal = db.with_name("cineorg.db-wal")
    assert journal.stat().st_size > 0
    db.write_bytes(b"no database" * 1000)
    done = backup.restore_backup(made.path, db)
    assert done.replaced
    assert done.kept.with_name(f"{done.kept.name}-wal").stat().st_size > 0
    assert everything(db) == whole


def write_and_be_killed(db):
    "What it wrote is in the journal only."
    child = subprocess.Popen([sys.executable, "-c", WRITE_AND_WAIT, db], stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    child.kill()
    child.wait()


WRITE_AND_WAIT = """
import sqlite3, sys, time
conn = sqlite3.connect(sys.argv[1])
conn.execute("update movies set title = 'Changed'")
conn.commit()
print("done", flush=True)
time.sleep(60)
"""


def test_what_is_only_in_the_journal_is_backed_up_and_kept(db, folder):
    write_and_be_killed(db)
    made = backup.create_backup(db, folder)
    assert "Changed" in str(titles(made.path))
    change(db, "Later")
    done = backup.restore_backup(made.path, db)
    assert "Later" in str(titles(done.kept))


@pytest.mark.parametrize("damage", ["empty", "text", "torn", "zeroed"])
def test_a_damaged_backup_is_named_and_not_restored(db, folder, damage):
    made = backup.create_backup(db, folder)
    change(db)
    now = everything(db)
    spoil(made.path, damage)
    verified = run("backup", "verify", made.path, "--json")
    assert verified.returncode == 3
    assert str(made.path) in json.loads(verified.stdout)["errors"][0]["path"]
    done = run("--db", db, "backup", "restore", made.path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert everything(db) == now
    assert not list(db.parent.glob("*before-restore*"))


def test_another_database_is_no_backup(db, tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as conn:
        conn.execute("create table things (id)")
    with pytest.raises(NotADatabase, match="not a catalogue"):
        backup.verify_backup(tmp_path / "other.db")


def test_of_a_damaged_catalogue_no_backup_is_made_and_older_ones_stay(db, folder):
    first = backup.create_backup(db, folder, keep=1).path
    spoil(db, "zeroed")
    with pytest.raises(Damaged, match=r"backup restore FILE"):
        backup.create_backup(db, folder, keep=1)
    assert list(folder.iterdir()) == [first]


@pytest.mark.parametrize("damage", ["text", "torn", "zeroed"])
@pytest.mark.parametrize("command", ["check", "pending"])
def test_a_damaged_catalogue_is_recognised_and_the_way_out_named(db, damage, command):
    spoil(db, damage)
    spoilt = db.read_bytes()
    done = run("--db", db, command)
    if command == "pending" and done.returncode == 0:
        pytest.skip("none of the damaged pages was needed")
    assert done.returncode == 1
    assert "backup restore FILE" in done.stderr
    assert "Traceback" not in done.stderr
    assert db.read_bytes() == spoilt


def test_a_restore_waits_for_no_scan_and_a_scan_for_no_restore(db, folder):
    made = backup.create_backup(db, folder)
    with closing(connect(db)) as session, only_run(session):
        done = run("--db", db, "backup", "restore", made.path)
        assert done.returncode == 1
        assert "scan; wait for it to end" in done.stderr
    assert run("--db", db, "backup", "restore", made.path).returncode == 0


def test_a_server_shows_the_restored_catalogue_without_being_started_anew(db, folder):
    made = backup.create_backup(db, folder)
    change(db, "Not in the backup")
    with serving(db) as (address, _):
        page = f"{address}/cineorg/movies/1.json?_shape=array"
        assert httpx.get(page, timeout=60).json()[0]["title"] == "Not in the backup"
        done = run("--db", db, "backup", "restore", made.path)
        assert "shows the restored catalogue from now on" in done.stderr
        assert httpx.get(page, timeout=60).json()[0]["title"] != "Not in the backup"
    assert "Warning" not in run("--db", db, "backup", "restore", made.path).stderr


def older(path):
    "The catalogue as an earlier version had it: without an index."
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("drop index ix_movies_title")


def test_before_an_upgrade_the_catalogue_is_kept_and_one_line_says_so(db):
    older(db)
    before = everything(db)
    done = run("--db", db, "init")
    assert done.returncode == 0
    kept = dated_files(db.parent, "cineorg-before-upgrade")
    assert len(kept) == 1
    assert everything(kept[0]) == before
    assert [line for line in done.stderr.splitlines() if str(kept[0]) in line and "earlier version" in line]
    again = run("--db", db, "init")
    assert "earlier version" not in again.stderr
    assert dated_files(db.parent, "cineorg-before-upgrade") == kept


def test_of_the_copies_before_upgrades_the_last_three_stay(db):
    for _ in range(5):
        older(db)
        with closing(connect(db)) as session:
            upgrade(session)
    assert len(dated_files(db.parent, "cineorg-before-upgrade")) == 3


def test_a_new_catalogue_is_no_upgrade(tmp_path):
    assert run("--db", tmp_path / "cineorg.db", "init").returncode == 0
    assert not list(tmp_path.glob("*before-upgrade*"))


def test_an_upgrade_for_whose_copy_there_is_no_room_changes_nothing(db):
    older(db)
    before = everything(db)
    limit = db.stat().st_size // 2
    done = run("--db", db, "init", largest_file=limit)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert everything(db) == before
    assert not list(db.parent.glob("*before-upgrade*"))


def test_a_full_disk_leaves_the_older_backups_and_nothing_else(db, folder):
    first = backup.create_backup(db, folder).path
    limit = db.stat().st_size // 2
    done = run("--db", db, "backup", "create", folder, "--keep", "1", largest_file=limit)
    assert done.returncode == 1
    assert done.stderr.removeprefix(f"Catalogue: {db}\n").count("\n") == 1
    assert list(folder.iterdir()) == [first]


def test_a_disk_that_is_off_is_not_made_up_for(db, tmp_path):
    with pytest.raises(CatalogueError, match="Is its disk mounted"):
        backup.create_backup(db, tmp_path / "absent" / "backups")
    assert not (tmp_path / "absent").exists()


def test_killed_at_any_moment_every_backup_that_is_there_is_whole(db, folder):
    with closing(connect(db)) as session, writing(session):
        session.execute("create table filling (bytes)")
        for _ in range(30):
            session.execute("insert into filling values (randomblob(500000))")
    command = [*COMMAND, "--db", db, "backup", "create", folder, "--with-ledger"]
    started = time.monotonic()
    subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
    whole = time.monotonic() - started
    for number in range(8):
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(whole * (0.3 + 0.1 * number))
        child.kill()
        child.wait()
    for path in dated_files(folder, "cineorg"):
        assert backup.verify_backup(path).counts["films"] == len(titles(db))
        assert path.with_suffix(".ndjson").exists()
    backup.create_backup(db, folder)
    assert not list(folder.glob("*.unfinished*"))
