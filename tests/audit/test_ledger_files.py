"""The ledger: what people decided, out as lines and in again, into any catalogue."""

import json
import shutil
from contextlib import closing
from dataclasses import replace

import pytest

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.export import export_decisions
from cineorg_catalog.audit.replay import replay_decisions
from cineorg_catalog.audit.trash import delete, restore
from cineorg_catalog.audit.undo import last_about, undo
from cineorg_catalog.db.connection import writing
from cineorg_catalog.db.decisions import last_decision
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.review.decide import approve_as, reject
from cineorg_catalog.titles import locked
from tests.support.catalogue import column, copied_catalogue, load, new_catalogue, pending_of, rows, sound
from tests.support.video_files import make_video

HOME = Candidate(id="home", source="manual", kind="movie", title="Home", year=2001)
AWAY = Candidate(id="away", source="manual", kind="movie", title="Away", year=2002)
SHOW = Candidate(
    id="show", source="manual", kind="series", title="Show", year=1999, season=0, episodes=(1, 2)
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    "Scanned once for all of these tests, here and at another place; each test gets copies of the catalogues."
    folder = tmp_path_factory.mktemp("ledger") / "Films"
    make_video(folder / "Metropolis (1927).mkv", minutes=153)
    for name in ("garden", "meadow", "show"):
        make_video(folder / f"{name}.mkv", minutes=14)
    shutil.copy(folder / "garden.mkv", folder / "garden copy.mkv")
    shutil.copytree(folder, elsewhere(folder))
    for place in (folder, elsewhere(folder)):
        with closing(new_catalogue(place.parent)) as db:
            load(db, place)
    return folder


def elsewhere(root):
    return root.parent / "elsewhere" / "Video"


@pytest.fixture
def other(tmp_path, root):
    "A function: a new catalogue of the same files at another place, or of those that the test put somewhere."
    made = []

    def scanned(files=None):
        (tmp_path / "second").mkdir()
        if files is None:
            made.append(copied_catalogue(elsewhere(root).parent, tmp_path / "second"))
        else:
            made.append(new_catalogue(tmp_path / "second"))
            load(made[-1], files)
        return made[-1]

    yield scanned
    for db in made:
        sound(db)
        db.close()


def key(db, root, name):
    return pending_of(db, root / f"{name}.mkv")["id"]


def ledger(db):
    return [json.dumps(line) for line in export_decisions(db)]


def said(db):
    "People's standing decisions without ids and paths: by file, title and field."
    return {
        "files": db.execute(
            """select filename, validation_status, auto_validated, movies.title, movies.year, series.title,
                      season_number, episode_number
               from video_files as files
               left join pending_validations as pending on pending.video_file_id = files.id
               left join movie_files on movie_files.video_file_id = files.id
               left join movies on movies.id = movie_id
               left join episode_files on episode_files.video_file_id = files.id
               left join episodes on episodes.id = episode_id left join series on series.id = series_id
               order by 1, 7, 8"""
        ).fetchall(),
        "movies": db.execute("select title, year, genres_json, overview from movies order by 1").fetchall(),
        "locked": sorted(
            (title, sorted(locked(db, "movies", movie)))
            for movie, title in db.execute("select id, title from movies")
        ),
        "trash": db.execute("select entity_type, deletion_reason from trash order by 1").fetchall(),
    }


def metropolis(db):
    return column(db, "select id from movies where imdb_id = 'tt0017136'")[0]


def home(db, title="Home"):
    return column(db, "select id from movies where title = ?", title)[0]


def _twice(db, root):
    reject(db, key(db, root, "garden copy"), by="ada")
    approve_as(db, key(db, root, "garden"), AWAY, by="ada")
    undo(db, by="ada")
    approve_as(db, key(db, root, "garden"), HOME, by="ada")


CASES = {
    "approve, its copy decided otherwise": lambda db, root: [
        approve_as(db, key(db, root, "garden"), HOME, by="ada"),
        reject(db, key(db, root, "garden copy"), by="ada"),
    ],
    "approve both copies": lambda db, root: [
        approve_as(db, key(db, root, name), HOME, by="ada") for name in ("garden", "garden copy")
    ],
    "approve as a double special": lambda db, root: approve_as(db, key(db, root, "show"), SHOW, by="ada"),
    "approve with numbers of the person's": lambda db, root: approve_as(
        db, key(db, root, "show"), SHOW, by="ada", numbers=(3, [7])
    ),
    "reject": lambda db, root: reject(db, key(db, root, "meadow"), by="ada"),
    "reject one of two copies": lambda db, root: reject(db, key(db, root, "garden"), by="ada"),
    "approved, undone, approved as another": _twice,
    "undone only": lambda db, root: [reject(db, key(db, root, "meadow"), by="ada"), undo(db, by="ada")],
    "the rule's taken back": lambda db, root: undo(
        db, last_about(db, key(db, root, "Metropolis (1927)")), by="ada"
    ),
    "the rule's overruled": lambda db, root: [
        undo(db, last_about(db, key(db, root, "Metropolis (1927)")), by="ada"),
        approve_as(db, key(db, root, "Metropolis (1927)"), HOME, by="ada"),
    ],
    "edited twice": lambda db, root: [
        edit(db, "movie", metropolis(db), {"title": "One", "year": "1926"}, by="ada"),
        edit(db, "movie", metropolis(db), {"title": "Two", "genres": "a, b"}, by="bob"),
    ],
    "edited to the same": lambda db, root: edit(db, "movie", metropolis(db), {"year": "1927"}, by="ada"),
    "a title like a list": lambda db, root: edit(db, "movie", metropolis(db), {"title": "[1, 2]"}, by="ada"),
    "a made film edited": lambda db, root: [
        approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        edit(db, "movie", home(db), {"title": "House"}, by="ada"),
    ],
    "a made film edited twice": lambda db, root: [
        approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        edit(db, "movie", home(db), {"title": "House"}, by="ada"),
        edit(db, "movie", home(db, "House"), {"title": "Hut"}, by="bob"),
    ],
    "a film deleted, and approved again for another file": lambda db, root: [
        approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        delete(db, "movie", home(db), reason="no", by="ada"),
        approve_as(db, key(db, root, "show"), HOME, by="ada"),
    ],
    "an episode renumbered": lambda db, root: [
        approve_as(db, key(db, root, "show"), SHOW, by="ada"),
        edit(db, "episode", 2, {"episode_number": "9", "title": "Nine"}, by="ada"),
    ],
    "a film deleted": lambda db, root: delete(db, "movie", metropolis(db), reason="given away", by="ada"),
    "approved, then the film deleted": lambda db, root: [
        approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        delete(db, "movie", home(db), reason="no", by="ada"),
    ],
    "a series and one episode deleted": lambda db, root: [
        approve_as(db, key(db, root, "show"), SHOW, by="ada"),
        delete(db, "episode", 1, reason="first", by="ada"),
        delete(db, "series", 1, reason="then all", by="ada"),
    ],
    "the second episode deleted": lambda db, root: [
        approve_as(db, key(db, root, "show"), SHOW, by="ada"),
        delete(db, "episode", 2, reason="second", by="ada"),
    ],
    "numbers of the person's, then all episodes deleted": lambda db, root: [
        approve_as(db, key(db, root, "show"), SHOW, by="ada", numbers=(3, [7, 8])),
        approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        delete(db, "episode", 1, reason="seven", by="ada"),
        delete(db, "episode", 2, reason="eight", by="ada"),
    ],
    "a file deleted": lambda db, root: delete(db, "video_file", 1, reason="broken", by="ada"),
    "one copy deleted": lambda db, root: delete(
        db, "video_file", column(db, "select id from video_files where filename = 'garden copy.mkv'")[0],
        reason="twice", by="ada",
    ),
    "approved, then the file deleted": lambda db, root: [
        approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        delete(db, "video_file", column(db, "select id from video_files where filename = 'meadow.mkv'")[0],
               reason="broken", by="ada"),
    ],
    "deleted, restored, deleted": lambda db, root: [
        restore(db, delete(db, "movie", metropolis(db), reason="a", by="ada"), by="ada"),
        delete(db, "movie", metropolis(db), reason="b", by="ada"),
    ],
    "deleted and restored": lambda db, root: restore(
        db, delete(db, "movie", metropolis(db), reason="a", by="ada"), by="ada"
    ),
    "nothing": lambda db, root: None,
}  # fmt: skip


@pytest.mark.parametrize("decide", CASES.values(), ids=CASES.keys())
def test_a_replay_says_the_same_and_twice_changes_nothing(db, root, other, decide):
    decide(db, root)
    lines = ledger(db)
    second = other()
    result = replay_decisions(second, lines)
    assert (result.conflicts, result.unmatched, result.errors) == ([], [], [])
    assert said(second) == said(db)
    sound(second)
    before = rows(second, *KEPT_TOO)
    again = replay_decisions(second, lines)
    assert (again.applied, again.conflicts, again.unmatched, again.errors) == (0, [], [], [])
    assert rows(second, *KEPT_TOO) == before
    at_home = replay_decisions(db, lines)  # and where it came from it says nothing new
    assert (at_home.applied, at_home.conflicts, at_home.unmatched) == (0, [], [])
    assert [without_times(line) for line in ledger(second)] == [without_times(line) for line in lines]


KEPT_TOO = (
    "movies",
    "series",
    "episodes",
    "movie_files",
    "episode_files",
    "pending_validations",
    "trash",
    "decisions",
)


def without_times(line):
    return {name: value for name, value in json.loads(line).items() if name != "decided_at"}


def test_a_line_that_is_there_twice_is_one_decision(db, root, other):
    reject(db, key(db, root, "meadow"), by="ada")
    second = other()
    result = replay_decisions(second, ledger(db) * 2)
    assert (result.applied, result.unchanged, result.errors) == (1, 1, [])


def test_an_undoing_in_the_ledger_takes_back_no_decision_of_a_person(db, root, other):
    film = "Metropolis (1927)"
    undo(db, last_about(db, key(db, root, film)), by="ada")
    lines, second = ledger(db), other()
    pending_id = key(second, elsewhere(root), film)
    undo(second, last_about(second, pending_id), by="bob")
    approve_as(second, pending_id, AWAY, by="bob")
    before = rows(second, *KEPT_TOO)
    result = replay_decisions(second, lines)
    assert (result.applied, result.unchanged) == (0, 1)
    assert rows(second, *KEPT_TOO) == before


def test_the_numbers_that_a_person_gave_stay_in_the_ledger_when_the_episodes_are_deleted(db, root):
    offered = json.dumps(
        [Candidate(id="show", source="manual", kind="series", title="Show", year=1999).to_dict()]
    )
    db.execute(
        "update pending_validations set candidates_json = ? where id = ?", [offered, key(db, root, "show")]
    )
    approve_as(db, key(db, root, "show"), SHOW, by="ada", numbers=(3, [7, 8]))
    approve_as(db, key(db, root, "meadow"), HOME, by="ada")
    for episode in (1, 2):
        delete(db, "episode", episode, reason="x", by="ada")
    work = next(line["work"] for line in export_decisions(db) if line.get("work", {}).get("title") == "Show")
    assert (work["season"], work["episodes"]) == (3, [7, 8])


def test_the_ledger_says_the_episode_that_a_file_is_now_and_not_the_one_that_it_was(db, root):
    for episode in (1, 2):
        show = key(db, root, "show")
        approve_as(db, show, SHOW, by="ada", numbers=(1, [episode]))
        db.execute("update pending_validations set validation_status = 'pending' where id = ?", [show])
        db.conn.commit()  # as when its content changes
    db.execute("update pending_validations set validation_status = 'validated' where id = ?", [show])
    db.conn.commit()
    assert [line["work"]["episodes"] for line in export_decisions(db)][-1:] == [[2]]


def test_a_decision_about_content_that_has_changed_since_is_in_no_ledger(db, root):
    approve_as(db, key(db, root, "meadow"), HOME, by="ada")
    assert len(ledger(db)) == 1
    with writing(db):  # as when its content changes
        db.execute("update pending_validations set validation_status = 'pending'")
    assert ledger(db) == []


@pytest.mark.parametrize("offered", [True, False])
@pytest.mark.parametrize(
    ("told", "linked"), [({"season": 3}, (3, 2)), ({"season": 3, "episodes": [7]}, (3, 7)), ({}, (1, 2))]
)
def test_a_season_without_episodes_counts_with_the_episodes_of_the_name(db, root, offered, told, linked):
    meadow = key(db, root, "meadow")
    shown = [replace(SHOW, season=1, episodes=(2,)).to_dict()] if offered else []
    db.execute(
        "update pending_validations set candidates_json = ?, parsed_json = ? where id = ?",
        [json.dumps(shown), json.dumps({"title": "Show", "season": 1, "episodes": [2]}), meadow],
    )
    hash_, size = db.execute(
        "select file_hash, size_bytes from video_files where filename = 'meadow.mkv'"
    ).fetchone()
    file = {"hash": hash_, "size_bytes": size, "name": "meadow.mkv", "folder": ""}
    work = {"kind": "series", "source": "manual", "id": "show", "title": "Show", "year": 1999, **told}
    line = json.dumps({"action": "approve", "who": "ada", "file": file, "work": work})
    for applied in (1, 0):
        result = replay_decisions(db, [line])
        assert (result.applied, result.conflicts, result.errors) == (applied, [], [])
    assert db.execute("select season_number, episode_number from episodes").fetchall() == [linked]


def test_who_decided_is_kept(db, root, other):
    reject(db, key(db, root, "meadow"), by="ada")
    second = other()
    replay_decisions(second, ledger(db))
    assert column(second, "select who from decisions where action = 'reject'") == ["ada"]


def test_a_copy_that_the_ledger_does_not_name_is_not_asked_about(db, root, other, tmp_path):
    approve_as(db, key(db, root, "meadow"), HOME, by="ada")
    moved = shutil.copytree(root, tmp_path / "Video")
    shutil.copy(moved / "meadow.mkv", moved / "wiese.mkv")
    (moved / "meadow.mkv").rename(moved / "pré.mkv")
    second = other(moved)
    assert replay_decisions(second, ledger(db)).unmatched == []
    titles = "select filename from movies join movie_files on movie_id = movies.id join video_files as files"
    assert column(second, f"{titles} on files.id = video_file_id where title = 'Home' order by 1") == [
        "pré.mkv",
        "wiese.mkv",
    ]


def _taken_back_and_approved(db, root):
    film = key(db, root, "Metropolis (1927)")
    undo(db, last_about(db, film), by="ada")
    approve_as(db, film, HOME, by="ada")


CONFLICTS = {
    "approved as another": (
        lambda db, root: approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        lambda db, root: approve_as(db, key(db, root, "meadow"), AWAY, by="bob"),
    ),
    "approved as another episode": (
        lambda db, root: approve_as(db, key(db, root, "show"), SHOW, by="ada"),
        lambda db, root: approve_as(db, key(db, root, "show"), SHOW, by="bob", numbers=(3, [7])),
    ),
    "rejected": (
        lambda db, root: approve_as(db, key(db, root, "meadow"), HOME, by="ada"),
        lambda db, root: reject(db, key(db, root, "meadow"), by="bob"),
    ),
    "approved, not rejected": (
        lambda db, root: reject(db, key(db, root, "meadow"), by="ada"),
        lambda db, root: approve_as(db, key(db, root, "meadow"), AWAY, by="bob"),
    ),
    "approved, not deleted": (
        _taken_back_and_approved,
        lambda db, root: delete(db, "movie", metropolis(db), reason=None, by="bob"),
    ),
    "edited differently": (
        lambda db, root: edit(db, "movie", metropolis(db), {"title": "One"}, by="ada"),
        lambda db, root: edit(db, "movie", metropolis(db), {"title": "Two"}, by="bob"),
    ),
}


@pytest.mark.parametrize(("theirs", "ours"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_another_decision_of_a_person_here_stands_and_is_reported(db, root, other, theirs, ours):
    theirs(db, root)
    second = other()
    ours(second, elsewhere(root))
    before = rows(second, *KEPT_TOO)
    result = replay_decisions(second, ledger(db))
    assert (result.applied, len(result.conflicts)) == (0, 1)
    assert "line 1: " in result.conflicts[0]
    assert rows(second, *KEPT_TOO) == before


AGREED = {
    "approved": lambda db, root, who: approve_as(db, key(db, root, "meadow"), HOME, by=who),
    "rejected": lambda db, root, who: reject(db, key(db, root, "meadow"), by=who),
    "edited": lambda db, root, who: edit(db, "movie", metropolis(db), {"title": "One"}, by=who),
    "deleted": lambda db, root, who: delete(db, "movie", metropolis(db), reason=None, by=who),
}


@pytest.mark.parametrize("decide", AGREED.values(), ids=AGREED.keys())
def test_two_people_who_decided_the_same_are_in_no_conflict(db, root, other, decide):
    decide(db, root, "ada")
    second = other()
    decide(second, elsewhere(root), "bob")
    before = rows(second, *KEPT_TOO)
    result = replay_decisions(second, ledger(db))
    assert (result.applied, result.unchanged, result.conflicts, result.unmatched) == (0, 1, [], [])
    assert rows(second, *KEPT_TOO) == before


def _other_edited_too(db, root):
    edit(db, "movie", metropolis(db), {"title": "Two"}, by="bob")


def _other_edited_and_deleted(db, root):
    _other_edited_too(db, root)
    delete(db, "movie", column(db, "select id from movies where title = 'Two'")[0], reason="x", by="bob")


@pytest.mark.parametrize("before", [lambda db, root: None, _other_edited_too, _other_edited_and_deleted])
@pytest.mark.parametrize("work", [HOME, SHOW], ids=["a film", "a series and its episode"])
def test_what_was_renamed_here_is_found_by_the_title_that_it_had(db, root, other, work, before):
    kind = work.kind
    approve_as(db, key(db, root, "meadow"), work, by="ada")
    edit(db, kind, last_title(db, kind), {"overview": "Far away."}, by="ada")
    if kind == "series":
        edit(db, "episode", 2, {"overview": "Not far."}, by="ada")
    second = other()
    before(second, elsewhere(root))
    approve_as(second, key(second, elsewhere(root), "meadow"), work, by="bob")
    edit(second, kind, last_title(second, kind), {"title": "House"}, by="bob")
    result = replay_decisions(second, ledger(db))
    assert (result.unchanged, result.conflicts, result.unmatched, result.errors) == (1, [], [], [])
    table = "movies" if kind == "movie" else "series"
    assert second.execute(f"select title, overview from {table} where overview like 'Far%'").fetchall() == [
        ("House", "Far away.")
    ]
    said = column(second, "select episode_number from episodes where overview = 'Not far.'")
    assert said == ([2] if kind == "series" else [])
    nobody = {"action": "edit", "kind": kind, "work": {"title": "House of Cards"}, "set": {"overview": "x"}}
    assert len(replay_decisions(second, [json.dumps(nobody)]).unmatched) == 1


def last_title(db, kind):
    return column(db, f"select max(id) from {'movies' if kind == 'movie' else 'series'}")[0]


def test_a_file_that_was_given_the_title_of_an_edit_follows_the_film_and_not_the_edit(db, root, other):
    approve_as(db, key(db, root, "meadow"), HOME, by="ada")
    edit(db, "movie", home(db), {"title": "Away", "year": "2002"}, by="ada")
    renamed = last_decision(db)
    approve_as(db, key(db, root, "show"), AWAY, by="ada")
    undo(db, renamed, by="ada")
    second = other()
    replay_decisions(second, ledger(db))
    assert said(second) == said(db)
    assert column(second, "select title from movies where imdb_id is null") == ["Home"]


@pytest.mark.parametrize(
    ("listed", "genres"),
    [
        ('["Drama", "War"]', '["Drama", "War"]'),
        ("Drama, War", '["Drama", "War"]'),  # typed into the ledger by hand
        (7, '["7"]'),
        (None, None),
    ],
)
def test_a_list_in_a_ledger_may_be_plain_text(db, listed, genres):
    title = {"title": "Metropolis", "imdb_id": "tt0017136"}
    line = {"action": "edit", "kind": "movie", "work": title, "set": {"genres_json": listed}}
    assert replay_decisions(db, [json.dumps(line)]).errors == []
    assert column(db, "select genres_json from movies where id = ?", metropolis(db)) == [genres]


def test_what_is_not_here_is_said(db, root, tmp_path):
    reject(db, key(db, root, "meadow"), by="ada")
    edit(db, "movie", metropolis(db), {"title": "One"}, by="ada")
    (tmp_path / "empty").mkdir()
    empty = new_catalogue(tmp_path / "empty")
    result = replay_decisions(empty, ledger(db))
    assert [sentence[:7] for sentence in result.unmatched] == ["line 1:", "line 2:"]
    assert "no file here has the content of meadow.mkv" in result.unmatched[0]
    assert "(1927) is not in this catalogue" in result.unmatched[1]
    load(empty, root, identify=False)
    found = replay_decisions(empty, ledger(db)).unmatched
    assert "meadow.mkv has not been identified here yet" in found[0]
    empty.close()


def test_one_copy_is_deleted_and_never_the_other(db, root, other, tmp_path):
    delete(db, "video_file", column(db, "select id from video_files where filename = 'garden.mkv'")[0],
           reason="x", by="ada")  # fmt: skip
    moved = shutil.copytree(root, tmp_path / "Video")
    (moved / "garden.mkv").rename(moved / "one.mkv")
    (moved / "garden copy.mkv").rename(moved / "two.mkv")
    second = other(moved)
    result = replay_decisions(second, ledger(db))
    assert "it is unclear which copy" in result.unmatched[0]
    assert column(second, "select count(*) from video_files") == [5]


def test_three_hundred_decisions_on_a_library_that_was_moved_and_renamed_leave_no_question(tmp_path):
    old, new = tmp_path / "Films", tmp_path / "elsewhere" / "Video"
    content = make_video(tmp_path / "content.mkv", minutes=12).read_bytes()
    for number in range(300):
        path = old / f"{number % 7}" / f"recording {number}.mkv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content + str(number).encode())
    (tmp_path / "one").mkdir()
    first = new_catalogue(tmp_path / "one")
    load(first, old)
    for key in column(first, "select id from pending_validations"):
        if key % 3 == 0:
            reject(first, key, by="ada")
        elif key % 3 == 1:
            work = Candidate(
                id=f"f{key % 40}", source="manual", kind="movie", title=f"Film {key % 40}", year=1990
            )
            approve_as(first, key, work, by="ada")
        else:
            show = Candidate(id="s", source="manual", kind="series", title="Show", season=2, episodes=(key,))
            approve_as(first, key, show, by="bob")
    lines = ledger(first)
    assert len(lines) == 300
    for number in range(300):
        path = new / f"{number % 11}" / f"{number} renamed.mkv"
        path.parent.mkdir(parents=True, exist_ok=True)
        (old / f"{number % 7}" / f"recording {number}.mkv").rename(path)
    (tmp_path / "two").mkdir()
    second = new_catalogue(tmp_path / "two")
    load(second, new)
    result = replay_decisions(second, lines)
    assert (result.applied, result.unchanged, result.conflicts, result.unmatched) == (300, 0, [], [])
    assert column(second, "select count(*) from pending_validations where validation_status = 'pending'") == [
        0
    ]
    assert by_content(second) == by_content(first)
    assert replay_decisions(second, lines).unchanged == 300
    for db in (first, second):
        sound(db)
        db.close()


def by_content(db):
    "What each content was decided to be, and by whom."
    return sorted(
        db.execute(
            """select files.file_hash, validation_status, coalesce(movies.title, ''),
                      coalesce(series.title, ''),
                      coalesce(episode_number, 0), who
               from video_files as files
               join pending_validations as pending on pending.video_file_id = files.id
               join decisions on decisions.pending_id = pending.id
               left join movie_files on movie_files.video_file_id = files.id
               left join movies on movies.id = movie_id
               left join episode_files on episode_files.video_file_id = files.id
               left join episodes on episodes.id = episode_id left join series on series.id = series_id"""
        ).fetchall()
    )


GOOD = {"action": "reject", "file": {"hash": "0" * 16, "size_bytes": 5, "name": "x.mkv"}}
WORK = {"id": "home", "source": "manual", "kind": "movie", "title": "Home"}
BAD = {
    "no JSON": "{",
    "a number": "7",
    "deep": "[" * 5000,
    "an unknown action": '{"action": "auto"}',
    "no file": '{"action": "reject"}',
    "a file that is a list": '{"action": "reject", "file": []}',
    "a hash that is a list": json.dumps({**GOOD, "file": {"hash": [], "size_bytes": 1, "name": "x"}}),
    "a size beyond all": json.dumps({**GOOD, "file": {"hash": "x", "size_bytes": 10**30, "name": "x"}}),
    "a work without title": json.dumps({**GOOD, "action": "approve", "work": {"id": "x"}}),
    "a work with episodes of text": json.dumps(
        {**GOOD, "action": "approve", "work": {**WORK, "episodes": ["x"]}}
    ),
    "a work of another kind": json.dumps({**GOOD, "action": "approve", "work": {**WORK, "kind": "song"}}),
    "an edit of a file": '{"action": "edit", "kind": "video_file", "work": {}, "set": {}}',
    "an edit that sets a list": json.dumps(
        {"action": "edit", "kind": "movie", "work": {"title": "x"}, "set": {"title": []}}
    ),
    "an edit that sets nothing": '{"action": "edit", "kind": "movie", "work": {"title": "x"}}',
    "a deletion of nothing": '{"action": "delete", "kind": "movie"}',
    "control characters": "\x00\x01",
    "half a character": json.dumps(
        {**GOOD, "action": "approve", "work": {**WORK, "original_title": "\ud800"}}
    ),
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on(db, root, line):
    reject(db, key(db, root, "meadow"), by="ada")
    good = ledger(db)
    undo(db, by="ada")
    before = len(column(db, "select id from decisions"))
    result = replay_decisions(db, ["\n", line, *good])
    assert [error.startswith("line 2: ") for error in result.errors] == [True]
    assert (result.applied, len(column(db, "select id from decisions"))) == (1, before + 1)
