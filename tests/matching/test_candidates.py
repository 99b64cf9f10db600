"""Candidates as a database holds them: what was written is read again, and anything else is read too."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cineorg_catalog.matching.candidate import Candidate
from cineorg_catalog.matching.explain import Evidence

FULL = Candidate(
    id="27205", source="tmdb", kind="movie", title="Inception", original_title="Inception",
    matched_title="Origine", year=2010, duration_seconds=8880, imdb_id="tt1375666", tmdb_id=27205,
    overview="…", poster_path="/x.jpg", genres=("Action",), score=99.5,
    evidence=(Evidence("title", "for", {}, 100, 50, "exact, French title"), Evidence("twin", "against")),
)  # fmt: skip
EPISODES = Candidate(id="1", source="tvdb", kind="series", title="Dragnet", season=0, episodes=(1, 2))

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from([*FULL.to_dict(), "more"])
evidence = st.dictionaries(st.sampled_from(["what", "value", "weight", "note", "against"]), anything)


@pytest.mark.parametrize("candidate", [FULL, EPISODES], ids=["film", "episodes"])
def test_what_was_written_is_read_again(candidate):
    assert Candidate.from_dict(json.loads(json.dumps(candidate.to_dict()))) == candidate


@given(st.dictionaries(keys, anything | st.lists(evidence, max_size=2)))
def test_whatever_a_row_holds_is_a_candidate_that_can_be_written(row):
    read = Candidate.from_dict(row)
    assert Candidate.from_dict(json.loads(json.dumps(read.to_dict(), allow_nan=False))) == read
    assert all(isinstance(text, str) for text in (read.id, read.source, read.kind, read.title))
    assert math.isfinite(read.score)
    assert read.year is None or type(read.year) is int


def test_a_value_of_another_type_counts_as_absent():
    row = {
        "id": 7,
        "title": None,
        "year": "MMX",
        "score": "high",
        "episodes": 3,
        "genres": "Drama",
        "season": {},
    }
    assert Candidate.from_dict(row) == Candidate("7", "tmdb", "movie", "")
