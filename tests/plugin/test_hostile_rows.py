"""Rows that no loader of ours would write, one at a time: every page is shown, with the rows beside it."""

import sqlite3

import pytest

from cineorg_catalog.db.connection import connect
from cineorg_catalog.review.enqueue import approved_series
from tests.support.approving import approve
from tests.support.sample_catalogue import make_lived_in
from tests.support.site import ROOT, Site

SURROGATE, DEEP, LONG = '"\\ud800"', "[" * 50_000, "1" + "0" * 400
NESTED = "[" * 900 + "]" * 900  # valid for SQLite and for every reader, and more than Python can walk
ANY_JSON = {
    "surrogate": f"[{SURROGATE}]",
    "surrogate key": f"{{{SURROGATE}: 1}}",
    "deep": DEEP,
    "nested": NESTED,
    "nested object": f'{{"title": {NESTED}, "before": {NESTED}, "files": {NESTED}}}',
    "long integer": f"[{LONG}]",
    "NaN": "[NaN]",
    "no JSON": "{bad",
    "number": "5",
    "null items": "[null]",
    "number items": "[5]",
    "object items": '[{"path": 5}]',
    "blob": b"\xff\x00\xfe",
}
TEXT_OR_BLOB = {"text": "abc", "blob": b"\xff\x00abc", "infinity": float("inf")}
JSON_COLUMNS = [
    ("pending_validations", "candidates_json"),
    ("pending_validations", "parsed_json"),
    ("pending_validations", "reasons_json"),
    ("video_files", "languages_json"),
    ("movies", "genres_json"),
    ("decisions", "evidence_json"),
    ("decisions", "before_json"),
    ("trash", "metadata_json"),
    ("loads", "errors_json"),
    ("loads", "counts_json"),
]
COLUMNS = [
    ("video_files", "path"),
    ("video_files", "filename"),
    ("video_files", "size_bytes"),
    ("video_files", "duration_seconds"),
    ("video_files", "created_at"),
    ("video_files", "missing_since"),
    ("pending_validations", "created_at"),
    ("pending_validations", "best_score"),
    ("pending_validations", "series_key"),
    ("pending_validations", "read_title"),
    ("pending_validations", "video_file_id"),
    ("pending_validations", "selected_candidate_id"),
    ("movies", "title"),
    ("movies", "year"),
    ("movies", "created_at"),
    ("movies", "duration_seconds"),
    ("loads", "finished_at"),
]
PARSED = {
    "a title of half a character": f'{{"title": {SURROGATE}}}',
    "episodes as an object": '{"title": "a", "season": 1, "episodes": {"a": 1}}',
    "episodes as a number": '{"title": "a", "season": 1, "episodes": 5}',
    "an episode of null": '{"title": "a", "season": 1, "episodes": [null]}',
    "a season as a list": '{"title": "a", "season": [1], "episodes": [1]}',
    "a title as a list": '{"title": ["a"], "year": {"a": 1}, "series_key": [1], "kind": []}',
    "a season that no column holds": f'{{"title": "a", "season": {2**63}, "episodes": [{2**63}]}}',
}
CANDIDATES = {
    "a kind of its own": '[{"id": "1", "kind": "person", "title": "Metropolis", "imdb_id": "tt0017136"}]',
    "a title of half a character": f'[{{"id": "1", "title": {SURROGATE}, "score": 50}}]',
    "a long score": f'[{{"id": "1", "title": "a", "score": {LONG}}}]',
    "a running time as text": '[{"id": "1", "kind": "movie", "title": "a", "duration_seconds": "90"}]',
    "evidence of text": '[{"id": "1", "title": "a", "evidence": [{"what": 5, "value": "x", "weight": "y"}]}]',
}
CASES = {
    **{f"{table}.{name}: {kind}": (table, name, value)
       for table, name in JSON_COLUMNS for kind, value in ANY_JSON.items()},
    **{f"{table}.{name}: {kind}": (table, name, value)
       for table, name in COLUMNS for kind, value in TEXT_OR_BLOB.items()},
    **{f"parsed: {kind}": ("pending_validations", "parsed_json", value) for kind, value in PARSED.items()},
    **{f"candidates: {kind}": ("pending_validations", "candidates_json", value)
       for kind, value in CANDIDATES.items()},
    "sizes beyond measure": ("video_files", "size_bytes", 2**63 - 1),
    "running times beyond measure": ("video_files", "duration_seconds", 2**63 - 1),
}  # fmt: skip

HOME, QUEUE, FILE = "/", "/-/pending", "/-/pending/1"
SORTED = [f"/-/pending?text=e&sort={order}" for order in ("age", "score", "folder", "size")]
PAGES = {
    "pending_validations": [QUEUE, *SORTED, FILE, "/-/pending/5?sort=score", "/cineorg/video_files/1",
                            "/cineorg/pending"],
    "video_files": [HOME, QUEUE, *SORTED, FILE, "/cineorg/movies/1", "/cineorg/storage", "/cineorg/volumes",
                    "/cineorg/versions", "/cineorg/duplicates", "/cineorg/disagreements"],
    "movies": [HOME, QUEUE, "/cineorg/recent"],
    "decisions": [FILE, "/cineorg/movies/1"],
    "trash": ["/cineorg/movies/1", "/cineorg/video_files/1"],
    "loads": [HOME],
}  # fmt: skip


class Catalogue:
    "A served catalogue that can be spoilt, and is as it was before each case."

    def __init__(self, path):
        make_lived_in(path)
        self.path, self.site = path, Site([path])
        self._whole = sqlite3.connect(":memory:")
        with sqlite3.connect(path) as conn:
            conn.backup(self._whole)

    def spoil(self, table, name, value):
        conn = sqlite3.connect(self.path)
        self._whole.backup(conn)
        conn.execute("drop trigger ck_decisions_no_update")  # foreign writers need not have our triggers
        where = "id in (1, 8)" if table == "video_files" else "id = 1"  # a pending file, and one of a film
        conn.execute(f"update {table} set {name} = ? where {where}", [value])
        conn.commit()
        conn.close()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    served = Catalogue(tmp_path_factory.mktemp("hostile") / "cineorg.db")
    yield served
    served.site.close()


@pytest.mark.parametrize(("table", "name", "value"), CASES.values(), ids=CASES)
def test_a_strange_value_ends_no_page_and_hides_no_other_row(catalogue, table, name, value):
    catalogue.spoil(table, name, value)
    paths = {*PAGES[table], QUEUE, f"/cineorg/{table}", f"/cineorg/{table}/1", f"/cineorg/{table}.json"}
    answers = {path: catalogue.site.get(path, ROOT) for path in paths}
    assert {path for path in paths if answers[path].status_code != 200} == set()
    queue = answers[QUEUE].text
    assert all(f'href="{QUEUE}/{key}"' in queue for key in (2, 3, 4, 5))
    for path in [QUEUE, FILE] if table in ("pending_validations", "video_files") else []:
        answer = catalogue.site.get(path, ROOT, headers={"accept": "application/json"})
        assert answer.status_code == 200, path
        assert answer.json()


@pytest.mark.parametrize("parsed", ["{bad", "5", '{"series_key": "\\ud800"}', b"\xff"], ids=repr)
def test_a_strange_row_does_not_keep_the_settled_series_from_being_known(tmp_path, parsed):
    spoilt = make_lived_in(tmp_path / "cineorg.db")["episode 2"]
    with connect(tmp_path / "cineorg.db") as db:
        for pending_id in (spoilt - 1, spoilt):
            approve(db, pending_id, "imdb:series:tt0046643", by="ann")
        known = {key: series.key for key, series in approved_series(db).items()}
        assert ("series", "imdb", "tt0046643") in known.values()
        for column in ("parsed_json", "candidates_json"):
            db.execute(f"update pending_validations set {column} = ? where id = ?", [parsed, spoilt])
            assert {key: series.key for key, series in approved_series(db).items()} == known
