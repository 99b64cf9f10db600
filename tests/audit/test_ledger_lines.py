"""Lines of a ledger that hold anything whatsoever."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cineorg_catalog.audit.replay import replay_decisions
from tests.support.catalogue import new_catalogue

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    *("action", "who", "file", "work", "kind", "set", "reason", "hash", "size_bytes", "name", "folder"),
    *(
        "title",
        "id",
        "source",
        "year",
        "season",
        "episodes",
        "episode",
        "score",
        "genres",
        "imdb_id",
        "tmdb_id",
    ),
)
objects = st.fixed_dictionaries(
    {"action": st.sampled_from(["approve", "reject", "undo", "edit", "delete"])},
    optional={
        "who": json_values,
        "kind": st.sampled_from(["movie", "series", "episode", "video_file"]) | json_values,
        "file": st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4) | json_values,
        "work": st.dictionaries(st.sampled_from(NAMES), json_values, max_size=6) | json_values,
        "set": st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4) | json_values,
        "reason": json_values,
    },
)


@settings(max_examples=150)
@given(st.lists(objects | json_values, max_size=4))
@example([{"action": "delete", "kind": "episode", "work": {"action": None}}])  # no season, no episode
def test_whatever_a_line_says_nothing_breaks(tmp_path_factory, lines):
    db = _empty(tmp_path_factory)
    result = replay_decisions(db, [json.dumps(line) for line in lines])
    assert result.applied == 0
    assert len(result.errors) + len(result.unmatched) + result.unchanged <= len(lines)


_EMPTY = []


def _empty(tmp_path_factory):
    if not _EMPTY:
        _EMPTY.append(new_catalogue(tmp_path_factory.mktemp("empty")))
    return _EMPTY[0]
