"""Random lives of a library: its files change, runs are killed, people decide; nothing is ever lost.

    python -m tests.hardness.lives [--part 10] [--seed 1]

After every step everything that must always hold is asserted. Hypothesis shortens a failing life.
"""

import os
import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cineorg_catalog.audit.edit import edit
from cineorg_catalog.audit.trash import delete, list_trash, restore
from cineorg_catalog.audit.undo import undo
from cineorg_catalog.db.connection import writing
from cineorg_catalog.db.decisions import CannotRestore, images_of, read_row, text_key
from cineorg_catalog.errors import CatalogueError
from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.pipeline import ScanOptions, scan
from cineorg_catalog.review.decide import approve_as, reject
from cineorg_catalog.titles import COPIES, KINDS, TYPED, locked
from tests.hardness.command import main
from tests.support.catalogue import KEPT, built_small, column, load, new_catalogue, rows, sound
from tests.support.video_files import make_video

LIVES, STEPS = 150, 300
FEW = 100  # steps of each life of a tenth or less, such as CI runs
NAMES = (
    "garden",
    "meadow",
    "Metropolis (1927)",
    "x/garden",
    "x/Show S01E01",
    "x/Show S01E02",
    "y/meadow",
    "Z",
)
WORKS = (
    Candidate(id="home", source="manual", kind="movie", title="Home", original_title="Heim", year=2001),
    Candidate(id="away", source="manual", kind="movie", title="Away", year=2002),
    Candidate(id="show", source="manual", kind="series", title="Show", season=1, episodes=(1, 2)),
    Candidate(id="show", source="manual", kind="series", title="Show", season=0, episodes=(2,)),
)
names = st.sampled_from(NAMES)


HAPPENED: Counter[str] = Counter()


def as_said(table, found):
    "The rows of a table without their times of change; other titles are rewritten with other ids."
    free = {"updated_at", "id"} if table == "titles" else {"updated_at"}
    said = [{name: value for name, value in row.items() if name not in free} for row in found[table]]
    return sorted(said, key=repr) if table == "titles" else said


class Killed(BaseException):
    "The process ends here."


class Lives(RuleBasedStateMachine):
    """A library that lives, and a catalogue that follows.

    People's decisions are photographed after each of theirs; whatever else happens, the picture holds.
    """

    @initialize()
    def begin(self):
        self.count("lives")
        self.folder = Path(tempfile.mkdtemp(prefix="cineorg-lives-"))
        self.root, self.off = self.folder / "Films", self.folder / "off"
        self.root.mkdir()
        self.db = new_catalogue(self.folder)
        self.contents = 0
        self.ids = set()
        for name in NAMES[:4]:
            self.write(name)
        self.scan()

    def count(self, what):
        "What happened in all lives of this process, for the figures."
        HAPPENED[what] += 1

    def teardown(self):
        if hasattr(self, "db"):
            self.db.close()
            shutil.rmtree(self.folder)

    # What happens to files

    def path(self, name):
        return self.root / f"{name}.mkv"

    @property
    def mounted(self):
        return not self.off.exists()

    def on_disk(self):
        return sorted(self.root.rglob("*.mkv"))

    @precondition(lambda self: self.mounted)
    @rule(name=names)
    def write(self, name):
        "A new film, or other content in an old one's place."
        self.count("disk changes")
        self.contents += 1
        minutes = 153 if name.startswith("Metropolis") else 12
        make_video(self.path(name), minutes=minutes, title=f"content {self.contents}")

    @precondition(lambda self: self.mounted and self.on_disk())
    @rule(source=st.integers(0, 99), name=names, copied=st.booleans())
    def move(self, source, name, copied):
        self.count("disk changes")
        files = self.on_disk()
        old, new = files[source % len(files)], self.path(name)
        new.parent.mkdir(exist_ok=True)
        if old != new:
            shutil.copy2(old, new) if copied else old.rename(new)

    @precondition(lambda self: self.mounted and len(self.on_disk()) > 1)
    @rule(number=st.integers(0, 99))
    def swap(self, number):
        self.count("disk changes")
        files = self.on_disk()
        one, other = files[number % len(files)], files[(number + 1) % len(files)]
        between = self.folder / "between"
        one.rename(between)
        other.rename(one)
        between.rename(other)

    @precondition(lambda self: self.mounted and len(self.on_disk()) > 1)
    @rule(number=st.integers(0, 99))
    def remove(self, number):
        self.count("disk changes")
        files = self.on_disk()
        files[number % len(files)].unlink()

    @precondition(lambda self: self.mounted)
    @rule(empty=st.booleans())
    def unmount(self, empty):
        self.count("disk changes")
        self.root.rename(self.off)
        if empty:
            self.root.mkdir()

    @precondition(lambda self: not self.mounted)
    @rule()
    def remount(self):
        self.count("disk changes")
        if self.root.exists():
            self.root.rmdir()
        self.off.rename(self.root)

    # What the machine does

    def picture(self):
        "People's standing decisions: about files with that content, about fields, and in the trash."
        files = self.db.execute(
            """select files.id, file_hash, validation_status, selected_candidate_id,
               (select group_concat(movie_id) from movie_files where video_file_id = files.id),
               (select group_concat(episode_id) from episode_files where video_file_id = files.id)
               from video_files as files join pending_validations on video_file_id = files.id
               where validation_status != 'pending' and not auto_validated
               and not (rule is not null and rule_version is null) -- other content, not looked at yet"""
        ).fetchall()
        fields = {}
        for table in ("movies", "series", "episodes"):
            for row in rows(self.db, table)[table]:
                held = locked(self.db, table, row["id"])
                fields |= {(table, row["id"], name): row[name] for name in held}
        return {row[0]: row[1:] for row in files}, fields, self.trash()

    def trash(self):
        "What was deleted, without the paths of deleted files: those follow when a file is moved."
        place = {"path", "path_bytes", "filename", "root", "kind_hint", "part"}
        found = []
        for row in rows(self.db, "trash")["trash"]:
            before, after = images_of(row)
            for values in before.get("video_files", {}).values():
                for name in place & (values or {}).keys():
                    del values[name]
            found.append((row["id"], row["original_id"], row["deletion_reason"], before, after))
        return found

    def held(self, before):
        files, fields, trash = self.picture()
        old_files, old_fields, old_trash = before
        assert trash == old_trash
        assert old_fields.items() <= fields.items()
        new = fields.keys() - old_fields.keys()  # of titles that the rule made of what a person typed
        assert {(table, key) for table, key, _ in new}.isdisjoint({key[:2] for key in old_fields})
        assert {name for _, _, name in new} <= set(TYPED)
        hashes = dict(self.db.execute("select id, file_hash from video_files").fetchall())
        for key, said in old_files.items():
            if hashes[key] == said[0]:
                assert files[key] == said

    @rule()
    def scan(self):
        before, everything = self.picture(), rows(self.db)
        report = load(self.db, self.root)
        self.held(before)
        if not self.mounted:
            assert len(report.errors) == 1
            assert rows(self.db) == everything
        elif self.on_disk():
            self.matches_the_disk()

    def matches_the_disk(self):
        there = set(map(os.fsencode, self.on_disk()))
        known = set(column(self.db, "select path_bytes from video_files where missing_since is null"))
        in_trash = {
            values["path_bytes"]
            for row in rows(self.db, "trash")["trash"]
            for values in images_of(row)[0].get("video_files", {}).values()
        }
        assert known - there == set()
        assert there - known <= in_trash

    @rule(steps=st.integers(1, 4))
    def scan_that_is_killed(self, steps):
        self.count("killed scans")
        left = iter(range(steps))

        def progress(stage, done, total):
            if next(left, None) is None:
                raise Killed

        before = self.picture()
        with suppress(Killed):
            scan(self.db, [self.root], ScanOptions(reference=built_small()), progress)
        self.held(before)

    # What people do

    def decide(self, decision):
        "A decision is made or refused; a refused one changed nothing, a made one can be undone exactly."
        before = rows(self.db)
        last = column(self.db, "select coalesce(max(id), 0) from decisions")[0]
        try:
            decision()
        except CatalogueError:
            assert rows(self.db) == before
            return
        self.count("decisions")
        made = column(self.db, "select id from decisions where id > ? order by id desc", last)
        after = rows(self.db)
        with writing(self.db):
            for number in made:
                undo(self.db, number, by="test")
            undone = rows(self.db)
            self.db.rollback()
            self.db.execute("begin immediate")
        assert rows(self.db) == after
        for table in KEPT:
            assert as_said(table, undone) == as_said(table, before), table

    def one(self, table, number):
        found = column(self.db, f"select id from {table} order by 1")
        return found[number % len(found)] if found else 1

    @rule(number=st.integers(0, 99), work=st.sampled_from(WORKS))
    def approve(self, number, work):
        waiting = column(self.db, "select id from pending_validations where validation_status = 'pending'")
        if waiting:
            self.decide(lambda: approve_as(self.db, waiting[number % len(waiting)], work, by="ada"))

    @rule(number=st.integers(0, 99))
    def reject(self, number):
        self.decide(lambda: reject(self.db, self.one("pending_validations", number), by="ada"))

    @rule(
        number=st.integers(0, 99),
        kind=st.sampled_from(["movie", "series", "episode"]),
        title=st.text(max_size=3),
    )
    def edit(self, number, kind, title):
        table = {"movie": "movies", "series": "series", "episode": "episodes"}[kind]
        self.decide(lambda: edit(self.db, kind, self.one(table, number), {"title": title}, by="ada"))

    @rule(number=st.integers(0, 99), kind=st.sampled_from(["movie", "series", "episode", "video_file"]))
    def delete(self, number, kind):
        table = {"movie": "movies", "series": "series", "episode": "episodes", "video_file": "video_files"}[
            kind
        ]
        self.decide(lambda: delete(self.db, kind, self.one(table, number), reason="test", by="ada"))

    @rule(number=st.integers(0, 99))
    def restore(self, number):
        self.decide(lambda: restore(self.db, self.one("trash", number), by="ada"))

    @rule(number=st.none() | st.integers(0, 99))
    def undo(self, number):
        chosen = None if number is None else self.one("decisions", number)
        self.decide(lambda: undo(self.db, chosen, by="ada"))

    # What always holds

    @invariant()
    def all_is_sound(self):
        if hasattr(self, "db"):
            sound(self.db)

    @invariant()
    def nothing_that_vanished_is_gone(self):
        if not hasattr(self, "db"):
            return
        there = set(column(self.db, "select id from video_files"))
        trashed = column(self.db, "select original_id from trash where entity_type = 'video_file'")
        assert self.ids <= there | set(trashed)
        self.ids |= there

    @invariant()
    def all_of_the_trash_comes_back(self):
        "Undo in some order: messages name what must come first."
        if not hasattr(self, "db"):
            return
        waiting = {row["id"]: row for row in rows(self.db, "trash")["trash"]}
        with writing(self.db):
            while waiting:
                left = {}
                for key, row in waiting.items():
                    try:
                        restore(self.db, key, by="test")
                    except CannotRestore:  # another one has to come first
                        left[key] = row
                    else:
                        self.is_as_it_was(row)
                assert len(left) < len(waiting)
                waiting = left
            assert list_trash(self.db) == []
            self.db.rollback()
            self.db.execute("begin immediate")

    def is_as_it_was(self, trashed):
        "What was deleted is back, but for edits that were undone, or made again, while it was in the trash."
        before, after = images_of(trashed)
        old = before.pop("overrides", {}).values()
        for table, kept in before.items():
            made_again = {"is_main", "updated_at", *(COPIES if table in ("movies", "episodes") else ())}
            for key, values in kept.items():
                if values is not None and after[table][key] is None:
                    found = read_row(self.db, table, text_key(key))
                    for name in values.keys() - made_again - self.edited_since(table, key, old):
                        assert found[name] == values[name]

    def edited_since(self, table, key, old):
        "The columns of a title whose overrides are others than the old ones."
        if (kind := KINDS.get(table)) is None:
            return set()
        both = [*filter(None, old), *rows(self.db, "overrides")["overrides"]]
        about = Counter((row["field"], row["value_json"]) for row in both if row[f"{kind}_id"] == int(key))
        fields = {field for (field, _), count in about.items() if count == 1}
        written = {"sort_title", "provenance_json"} if fields else set()
        return fields | {f"{field}_json" for field in fields} | written


def run(part: int = 1, seed: int = 1) -> str:
    HAPPENED.clear()
    reproducible = hypothesis.seed(seed)(Lives)
    bounds = settings(
        max_examples=LIVES // part,
        stateful_step_count=STEPS if part < 10 else FEW,
        suppress_health_check=list(HealthCheck),
        database=None,
        deadline=None,
        phases=[Phase.generate] if part >= 10 else [Phase.generate, Phase.shrink],  # which takes minutes
        print_blob=True,
    )
    run_state_machine_as_test(reproducible, settings=bounds)
    told = ", ".join(f"{count} {what}" for what, count in HAPPENED.items())
    return f"lives: {told}; 0 lost, 0 overruled"


if __name__ == "__main__":
    main(run)
