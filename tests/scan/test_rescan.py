"""Rescans on real files: changed, missing, back, moved, swapped, replaced, copied; the rows stay the same."""

import os
import shutil
import threading

import pytest

from cineorg_catalog.audit.undo import CannotUndo, undo
from cineorg_catalog.db.columns import now
from cineorg_catalog.db.connection import insert, writing
from cineorg_catalog.db.models import VideoFileModel
from cineorg_catalog.errors import BadUsage, Busy
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.pipeline import identify_pending
from cineorg_catalog.review.decide import approve_as, reject
from cineorg_catalog.scan.diff import BATCH, PRESENT, ROWS, KnownFile, Survey, vanished
from cineorg_catalog.scan.runs import (
    begin_load,
    folder_above,
    known_roots,
    no_run,
    only_run,
    remember,
    rules_of,
)
from tests.support.catalogue import built_small, by_path, column, load, new_catalogue, pending_of, rows, sound
from tests.support.video_files import make_video

HOME = Candidate(id="home", source="manual", kind="movie", title="Home", year=2001)
AWAY = Candidate(id="away", source="manual", kind="movie", title="Away", year=2002)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "Films"
    folder.mkdir()
    return folder


@pytest.fixture
def db(tmp_path):
    db = new_catalogue(tmp_path)
    yield db
    sound(db)
    db.close()


def film(path, minutes=50, **more):
    return make_video(path, minutes=minutes, **more)


def decide(db, path, work, by="ada"):
    return approve_as(db, pending_of(db, path)["id"], work, by=by)


def standing(db):
    "id → (title, status) of every file, wherever it is."
    found = db.execute(
        """select files.id, movies.title, validation_status from video_files as files
           left join movie_files on movie_files.video_file_id = files.id
           left join movies on movies.id = movie_id
           left join pending_validations as pending on pending.video_file_id = files.id"""
    )
    return {row[0]: row[1:] for row in found}


MOVES = {  # what is done with a.mkv (Home), b.mkv (Away), c.mkv (rejected), and where each is then
    "a renamed": (["a>d"], {"a": "d"}),
    "a and b change places": (["a>t", "b>a", "t>b"], {"a": "b", "b": "a"}),
    "three in a circle": (["a>t", "c>a", "b>c", "t>b"], {"a": "b", "b": "c", "c": "a"}),
    "each to the next name": (["c>d", "b>c", "a>b"], {"c": "d", "b": "c", "a": "b"}),
    "b put over a": (["b>a"], {"b": "a", "a": None}),
    "c put over b, b over a": (["b>a", "c>b"], {"b": "a", "c": "b", "a": None}),
    "a renamed, another film in its place": (["a>d", "new>a"], {"a": "d"}),
    "another film put over a": (["new>a"], {}),
    "into a folder": (["a>x/a", "b>x/b"], {"a": "x/a", "b": "x/b"}),
    "name and folder": (["a>x/y"], {"a": "x/y"}),
    "name changed, and a copy of b appears": (["a>d", "b=e"], {"a": "d"}),
    "only the case": (["a>A"], {"a": "A"}),
    "a copied over b": (["a=b"], {}),
}


@pytest.mark.parametrize(("steps", "where"), MOVES.values(), ids=MOVES.keys())
def test_rows_and_decisions_follow_their_files(db, root, steps, where):
    for name in "abc":
        film(root / f"{name}.mkv", title=f"content {name}")
    load(db, root)
    decide(db, root / "a.mkv", HOME)
    decide(db, root / "b.mkv", AWAY)
    reject(db, pending_of(db, root / "c.mkv")["id"], by="ada")
    ids = {name: by_path(db, root / f"{name}.mkv") for name in "abc"}
    before = standing(db)
    film(root.parent / "new.mkv", title="new content")
    for step in steps:
        source, how, target = step.partition(">") if ">" in step else step.partition("=")
        old = root.parent / "new.mkv" if source == "new" else root / f"{source}.mkv"
        new = root / f"{target}.mkv"
        new.parent.mkdir(exist_ok=True)
        old.rename(new) if how == ">" else shutil.copy(old, new)
    report = load(db, root)
    sound(db)
    after = standing(db)
    for name, key in ids.items():
        place = where.get(name, name)
        if steps == ["a=b"] and name == "b":  # its content is a's now: asked again, the old decision in sight
            assert after[key] == ("Away", "pending")
            assert '"now": "Home"' in pending_of(db, root / "b.mkv")["reasons_json"]
            continue
        assert after[key] == before[key]
        if place is None:
            state = db.execute("select missing_since is not null, path from video_files where id = ?", [key])
            assert state.fetchone() == (1, f"{root}/{name}.mkv (file {key}, replaced)")
        else:
            assert by_path(db, root / f"{place}.mkv") == key
    assert report.files["moved"] == sum(place is not None for place in where.values())
    there = {os.fsencode(path) for path in root.rglob("*.mkv")}
    assert there == set(column(db, "select path_bytes from video_files where missing_since is null"))
    quiet = load(db, root).files
    assert quiet["unchanged"] == quiet["seen"]


@pytest.mark.parametrize("case", ["a and b change places", "each to the next name", "b put over a"])
def test_a_move_can_be_undone_exactly(db, root, case):
    for name in "abc":
        film(root / f"{name}.mkv", title=f"content {name}")
    load(db, root)
    before = rows(db, "video_files", but=("mtime_ns", "updated_at", "missing_since"))
    for step in MOVES[case][0]:
        source, _, target = step.partition(">")
        (root / f"{source}.mkv").rename(root / f"{target}.mkv")
    load(db, root)
    for key in column(db, "select id from decisions where action = 'move' order by id desc"):
        undo(db, key, by="ada")
    assert rows(db, "video_files", but=("mtime_ns", "updated_at", "missing_since")) == before


def test_a_move_is_not_undone_into_a_path_that_another_file_has(db, root):
    film(root / "a.mkv", title="content a")
    load(db, root)
    (root / "a.mkv").rename(root / "b.mkv")
    load(db, root)
    film(root / "a.mkv", title="another")
    load(db, root)
    move = column(db, "select id from decisions where action = 'move'")[0]
    before = rows(db)
    with pytest.raises(CannotUndo, match="its path now belongs to video_files 2"):
        undo(db, move, by="ada")
    assert rows(db) == before


def test_a_file_that_comes_back_under_another_root_is_the_same_row(db, root, tmp_path):
    film(root / "a.mkv")
    film(root / "b.mkv", title="stays")
    load(db, root)
    decide(db, root / "a.mkv", HOME)
    other = tmp_path / "More"
    other.mkdir()
    (root / "a.mkv").rename(tmp_path / "away.mkv")
    assert load(db, root).files["missing"] == 1
    (tmp_path / "away.mkv").rename(other / "x.mkv")
    report = load(db, other)
    assert (report.files["moved"], report.files["new"]) == (1, 0)
    assert standing(db)[1] == ("Home", "validated")
    assert column(db, "select root from video_files where id = 1") == [str(other)]


def test_a_file_met_first_under_its_new_root_is_the_same_row(db, root, tmp_path):
    film(root / "a.mkv")
    film(root / "b.mkv", title="stays")
    load(db, root)
    other = tmp_path / "More"
    other.mkdir()
    (root / "a.mkv").rename(other / "a.mkv")
    assert load(db, other).files["moved"] == 1
    assert load(db, root).files["missing"] == 0


def test_what_lies_on_a_disk_that_is_off_is_not_taken_for_moved(db, root, tmp_path):
    film(root / "a.mkv")
    load(db, root)
    other = tmp_path / "More"
    other.mkdir()
    shutil.copy(root / "a.mkv", other / "a.mkv")
    root.rename(tmp_path / "off")
    report = load(db, root, other)
    assert (report.files["new"], report.files["moved"], report.files["missing"]) == (1, 0, 0)
    assert by_path(db, root / "a.mkv") == 1


def test_copies_that_cannot_be_told_apart_are_new_and_said_so_and_nothing_is_asked_again(db, root):
    film(root / "a.mkv")
    load(db, root)
    decide(db, root / "a.mkv", HOME)
    shutil.copy(root / "a.mkv", root / "x.mkv")
    (root / "a.mkv").rename(root / "y.mkv")
    report = load(db, root)
    assert (report.files["new"], report.files["missing"]) == (2, 1)
    assert "cannot be told apart" in report.warnings[0]
    assert set(standing(db).values()) == {("Home", "validated")}


def test_a_rename_of_what_no_person_decided_is_asked_about_with_the_old_title_in_sight(db, root):
    film(root / "Metropolis (1927).mkv", minutes=153)
    load(db, root)
    (root / "Metropolis (1927).mkv").rename(root / "Nosferatu (1922).mkv")
    assert load(db, root).files["moved"] == 1
    row = pending_of(db, root / "Nosferatu (1922).mkv")
    assert row["validation_status"] == "pending"
    assert "Metropolis" in row["candidates_json"]


def test_a_copy_that_a_person_decided_otherwise_keeps_its_decision_when_it_moves(db, root):
    film(root / "a.mkv")
    shutil.copy(root / "a.mkv", root / "b.mkv")
    load(db, root)
    decide(db, root / "a.mkv", HOME)
    decide(db, root / "b.mkv", AWAY)
    before = standing(db)
    (root / "b.mkv").rename(root / "c.mkv")
    assert load(db, root).files["moved"] == 1
    assert standing(db) == before


def test_the_title_that_a_name_gives_follows_the_name(db, root):
    film(root / "Garden (2001).mkv")
    load(db, root)
    decide(db, root / "Garden (2001).mkv", HOME)
    (root / "Garden (2001).mkv").rename(root / "Meadow (2001).mkv")
    load(db, root)
    assert column(db, "select title from titles where source = 'name'") == ["Meadow"]


def test_what_waits_is_read_anew_by_its_new_name(db, root):
    film(root / "x.mkv", minutes=153)
    load(db, root)
    (root / "x.mkv").rename(root / "Metropolis (1927).mkv")
    report = load(db, root)
    assert (report.files["moved"], report.identified["auto"]) == (1, 1)


def test_a_touched_file_is_read_again_and_nothing_else_changes(db, root):
    film(root / "a.mkv")
    load(db, root)
    decide(db, root / "a.mkv", HOME)
    before = rows(db, "pending_validations", "movies", "movie_files", but=("updated_at",))
    os.utime(root / "a.mkv", ns=(1, 1))
    assert load(db, root).files["changed"] == 1
    assert rows(db, "pending_validations", "movies", "movie_files", but=("updated_at",)) == before


def test_changed_content_that_still_seems_the_same_film_stays_decided(db, root):
    path = root / "Metropolis (1927).mkv"
    film(path, minutes=153)
    load(db, root)
    film(path, minutes=152, width=1280, height=720)
    load(db, root)
    assert pending_of(db, path)["validation_status"] == "validated"
    assert column(db, "select resolution from movies") == ["1280x720"]


def test_changed_content_that_seems_another_film_waits_with_the_old_decision_in_sight(db, root):
    path = root / "Metropolis (1927).mkv"
    film(path, minutes=153)
    load(db, root)
    film(path, minutes=12)
    load(db, root)
    row = pending_of(db, path)
    assert row["validation_status"] == "pending"
    assert "content_changed" in row["reasons_json"]
    assert '"Metropolis"' in row["candidates_json"]
    for _ in range(2):  # neither a new look nor a new scan decides by itself
        identify_pending(db, built_small())
        load(db, root)
        row = pending_of(db, path)
        assert row["validation_status"] == "pending"
        assert "content_changed" in row["reasons_json"]


def test_content_that_changed_before_a_run_was_killed_is_identified_by_the_next(db, root):
    path = root / "Metropolis (1927).mkv"
    film(path, minutes=153)
    load(db, root)
    film(path, minutes=12)
    load(db, root, identify=False)  # as a run that was killed in between leaves it
    assert pending_of(db, path)["validation_status"] == "validated"
    load(db, root)
    assert pending_of(db, path)["validation_status"] == "pending"


def test_while_the_best_file_is_missing_the_next_best_is_the_film(db, root):
    best, other = root / "Metropolis (1927) 2160p.mkv", root / "Metropolis (1927).mkv"
    film(best, minutes=153, width=3840, height=2160)
    film(other, minutes=153)
    load(db, root)
    assert column(db, "select file_path from movies") == [str(best)]
    best.rename(root.parent / "away.mkv")
    load(db, root)
    assert column(db, "select file_path from movies") == [str(other)]
    (root.parent / "away.mkv").rename(best)
    load(db, root)
    assert column(db, "select file_path from movies") == [str(best)]


FOLDERS = {  # folder: (files, those that vanish); how many the warning counts, and which folders it names
    "one of a folder of two": ({"A": (2, 1), "B": (2, 0)}, None),
    "the only file of a folder": ({"A": (1, 1), "B": (2, 0)}, None),
    "a whole top folder": ({"A": (2, 2), "B": (30, 0)}, (2, "A")),
    "a whole top folder, and one of another": ({"A": (2, 2), "B": (30, 1)}, (2, "A")),
    "21 of 400": ({"A": (200, 21), "B": (200, 0)}, None),
    "21 of 210": ({"A": (110, 21), "B": (100, 0)}, None),
    "21 of 209": ({"A": (109, 21), "B": (100, 0)}, (21, "A")),
    "21 of 100": ({"A": (50, 15), "B": (50, 6)}, (21, "A", "B")),
    "20 of 21": ({"A": (21, 20)}, None),
    "right in the root": ({"": (2, 2), "B": (3, 0)}, None),
    "seven folders": (dict.fromkeys("ABCDEFG", (2, 2)), (14, *"ABCDE")),
}


def warnings_of(db, roots):
    "What is said when of each root's folders so many files are known, and so many of them vanish."
    result = Survey()
    with writing(db):
        for root, folders in roots.items():
            result.roots.append(root.encode())
            for folder, (count, lost) in folders.items():
                for number in range(count):
                    path = os.path.join(root, folder, f"{number}.mkv")
                    since = now() if number < lost else None
                    row = VideoFileModel(
                        path=path, path_bytes=path.encode(), filename=f"{number}.mkv", missing_since=since
                    )
                    key = insert(db, row)
                    if since:
                        result.vanished.append(KnownFile(key, path.encode(), 1, 1))
    return vanished(db, result)


@pytest.mark.parametrize(("folders", "named"), FOLDERS.values(), ids=FOLDERS.keys())
def test_many_that_vanish_at_once_lead_to_a_warning(db, folders, named):
    warnings = warnings_of(db, {"/films": folders})
    if named is None:
        assert warnings == []
        return
    count, *names = named
    more = f" and {len(folders) - 5} more folders" if len(folders) > 5 else ""
    places = ", ".join(f"/films/{name}" for name in names)
    assert [warning.partition(". ")[0] for warning in warnings] == [
        f"{count} files under /films are missing at once (in {places}{more})"
    ]


def test_two_roots_are_counted_each_for_itself(db):
    warnings = warnings_of(db, {"/one": {"": (30, 25)}, "/two": {"": (1000, 0)}})
    assert [warning.split(" are missing")[0] for warning in warnings] == ["25 files under /one"]


def test_a_top_folder_that_vanishes_is_marked_and_the_warning_leads_once(db, root):
    for name in ("A/a", "A/b", "B/c", "B/d"):
        film(root / f"{name}.mkv", title=name)
    load(db, root, identify=False)
    shutil.rmtree(root / "A")
    report = load(db, root, identify=False)
    assert report.files["missing"] == 2
    assert [str(root / "A") in warning for warning in report.warnings] == [True]
    assert load(db, root, identify=False).warnings == []


def test_a_file_that_a_person_deleted_while_it_was_read_stays_deleted(db, root):
    from cineorg_catalog.audit.trash import delete
    from cineorg_catalog.pipeline import ScanOptions, scan

    film(root / "a.mkv")
    load(db, root)
    film(root / "a.mkv", title="changed")

    def meanwhile(stage, done, total):
        if stage == "reading" and by_path(db, root / "a.mkv"):
            delete(db, "video_file", 1, reason="test", by="ada")

    os.utime(root / "a.mkv", ns=(1, 1))
    scan(db, [root], ScanOptions(reference=built_small()), meanwhile)
    assert column(db, "select count(*) from video_files") == [0]


def test_a_file_that_a_person_deleted_during_the_walk_stays_deleted(db, root):
    from cineorg_catalog.audit.trash import delete
    from cineorg_catalog.pipeline import ScanOptions, scan

    film(root / "a.mkv")
    load(db, root)
    os.utime(root / "a.mkv", ns=(1, 1))

    def meanwhile(found):
        delete(db, "video_file", 1, reason="test", by="ada")
        return False

    report = scan(db, [root], ScanOptions(reference=built_small(), hold_back=meanwhile))
    assert report.skipped == {"in the trash of the catalogue": 1}
    assert column(db, "select count(*) from video_files") == [0]


def known_as_they_are(db, folder, count):
    "Files of one byte, known with another inode each, as after a copy to a new disk."
    folder.mkdir()
    with writing(db):
        for number in range(count):
            path = folder / f"{folder.name}{number:04}.mkv"
            path.write_bytes(b"1")
            row = VideoFileModel(
                path=str(path), path_bytes=os.fsencode(path), filename=path.name, size_bytes=1
            )
            row.mtime_ns, row.device, row.inode = path.stat().st_mtime_ns, 1, number + 1
            insert(db, row)


def test_a_decision_during_the_walk_stops_no_scan_that_has_inodes_to_write(db, root, tmp_path):
    from cineorg_catalog.db.connection import connect
    from cineorg_catalog.pipeline import ScanOptions, scan

    known_as_they_are(db, root / "a", BATCH)
    known_as_they_are(db, root / "b", ROWS + 1)
    other = connect(tmp_path / "cineorg.db")

    def meanwhile(found):
        if found.filename == "a0000.mkv":
            other.execute("insert into settings (name, value) values ('meanwhile', '1')")
            other.conn.commit()
        return False

    report = scan(db, [root], ScanOptions(identify=False, hold_back=meanwhile))
    other.close()
    assert (report.files["unchanged"], report.files["missing"]) == (BATCH + ROWS + 1, 0)
    inodes = {path.name: path.stat().st_ino for path in root.glob("*/*")}
    assert dict(db.execute("select filename, inode from video_files").fetchall()) == inodes


def test_a_rescan_reads_all_that_it_compares_from_one_index_in_order(db):
    plan = db.execute(f"explain query plan {PRESENT}", [b"/a", b"/b", ROWS]).fetchall()
    assert [row[3] for row in plan] == [
        "SEARCH video_files USING COVERING INDEX ix_video_files_scan (path_bytes>? AND path_bytes<?)"
    ]


def test_of_two_scans_of_one_catalogue_the_second_is_told_who_is_at_it(db, tmp_path):
    import subprocess
    import sys

    code = f"""
import sys
from pathlib import Path
from cineorg_catalog.db.connection import connect
from cineorg_catalog.scan.runs import begin_load, only_run
db = connect(Path({str(tmp_path / "cineorg.db")!r}))
with only_run(db):
    begin_load(db, "scan", ["/somewhere"], {{}})
    print("held", flush=True)
    sys.stdin.read()
"""
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=f"filled by process {other.pid} on"), only_run(db):
            pass
        other.stdin.close()
    with only_run(db):  # it ended without saying so: whoever runs now knows
        pass
    assert column(db, "select status from loads") == ["interrupted"]


def test_no_scan_runs_while_a_catalogue_is_kept_from_it(db, tmp_path):
    with no_run(tmp_path / "cineorg.db"):
        with pytest.raises(Busy, match="by another process"), only_run(db):
            pass
        with pytest.raises(Busy, match="filled by a scan"), no_run(tmp_path / "cineorg.db"):
            pass
        begin_load(db, "scan", [], {})
        db.execute("update loads set pid = 7, host = 'shelf', started_at = '2026-01-02T03:04:05.6Z'")
        db.conn.commit()
        with pytest.raises(Busy, match="by process 7 on shelf since 2026-01-02T03:04:05; wait"), only_run(db):
            pass


def test_the_patterns_of_a_folder_hold_until_others_are_said(db):
    said, earlier = [], [b"/films", b"/series"]
    for exclude in (["/Private/"], None, ["a*", "", "b*"], [""], None):
        rules = rules_of(db, earlier, None, exclude)
        remember(db, rules, earlier[:1])  # the disk of the other is off
        said.append(rules[b"/films"].exclude)
    assert said == [("/Private/",), ("/Private/",), ("a*", "b*"), (), ()]
    assert column(db, "select path from roots") == ["/films"]


@pytest.mark.parametrize("kept", [["/Private/"], None])
def test_a_pattern_that_is_none_is_wrong_usage(db, kept):
    remember(db, rules_of(db, [b"/films"], "movie", kept), [b"/films"])
    with pytest.raises(BadUsage, match=r"^--exclude: "):
        rules_of(db, [b"/films"], None, ["fine", "!"])
    assert column(db, "select exclude_json from roots") == [kept and '["/Private/"]']


def test_a_catalogue_without_folders_asks_for_one(db):
    with pytest.raises(BadUsage, match="name one"):
        known_roots(db)


@pytest.mark.parametrize(("root", "found"), [("/a/b", b"/a/b"), ("/a", b"/a"), ("/", b"/"), ("/z", None)])
def test_the_folder_above_a_file_is_the_one_that_is_printed_so(root, found):
    assert folder_above(b"/a/b/c.mkv", root) == found


def test_a_second_writer_waits_its_turn(db, root, tmp_path):
    from cineorg_catalog.db.connection import connect

    film(root / "a.mkv")
    holding, done = threading.Event(), threading.Event()

    def hold():
        own = connect(tmp_path / "cineorg.db")
        with writing(own):
            holding.set()
            done.wait(2)
        own.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait()
    threading.Timer(0.5, done.set).start()
    assert load(db, root).files["new"] == 1
    thread.join()


def test_what_lies_in_a_folder_that_is_skipped_since_is_not_missing_but_what_went_is(db, tmp_path):
    for name in ("kept/one.mkv", "kept/deep/two.mkv", "gone/three.mkv"):
        make_video(tmp_path / "Films" / name, minutes=9)
    load(db, tmp_path / "Films")
    (tmp_path / "Films/kept/.nomedia").touch()
    (tmp_path / "Films/gone/three.mkv").unlink()
    report = load(db, tmp_path / "Films")
    assert report.changed_something()
    assert column(db, "select filename from video_files where missing_since is not null") == ["three.mkv"]
    assert not load(db, tmp_path / "Films").changed_something()
