"""Real names and reported wrong matches, scored by the shared data's own `score.py`.

The bounds are those of the issue. What is known to stay below them is named here, with the reason.
"""

import importlib.util
import json
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cineorg_catalog.matching.case import question_from
from cineorg_catalog.matching.identify import identify_many

PEERS = ("ptt", "radarr", "sonarr", "jellyfin", "mnamer")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def score(shared: Path) -> ModuleType:
    "The functions of `score.py`, which is for both rounds."
    return module_at(shared / "round2" / "score.py")


def module_at(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"shared_{path.parent.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def answers(questions: Iterable[dict[str, Any]], reference: Path) -> Rows:
    keep = ("name", "folder", "duration_seconds", "kind")
    asked = (question_from({key: row[key] for key in keep if row.get(key) is not None}) for row in questions)
    return [identified.to_dict() for identified in identify_many(asked, reference)]


@pytest.fixture(scope="module")
def wrong_matches(shared: Path, shared_reference: Path) -> tuple[Rows, Rows]:
    "Both rounds of reported wrong matches, and what is answered to them."
    expected = [
        row for folder in (shared, shared / "round2") for row in rows(folder / "wrong_matches.ndjson")
    ]
    return expected, answers(expected, shared_reference)


@pytest.fixture(scope="module")
def works(score: ModuleType, shared: Path) -> Any:
    "The titles in the reference, as the scorer knows them."
    extra = [shared / "round2" / f"extra.title.{name}.tsv" for name in ("basics", "akas")]
    return score.Reference(shared / "reference", extra)


def test_reported_wrong_matches(score: ModuleType, wrong_matches: tuple[Rows, Rows], works: Any) -> None:
    wrong, missed, counts, scored = score.matches(*wrong_matches, works)
    right = counts["auto right"]
    offered = right + counts["asked, right among five"]
    assert wrong == []
    assert right / scored >= 0.79
    assert offered / scored >= 0.985, missed


def test_no_candidate_is_invented(score: ModuleType, wrong_matches: tuple[Rows, Rows], works: Any) -> None:
    assert score.invented(wrong_matches[1], works) == []


def names_of(peers: Iterable[str], shared: Path) -> Rows:
    "The names of both rounds that some peers' suites hold."
    folders = (shared / "names", shared / "round2" / "names")
    return [row for folder in folders for peer in peers for row in rows(folder / f"{peer}.ndjson")]


def test_names_of_the_peers_own_tests(score: ModuleType, shared: Path, shared_reference: Path) -> None:
    expected = names_of(PEERS, shared)
    _, share = score.names(expected, answers(expected, shared_reference))
    assert share >= 0.955


def test_names_of_guessits_own_tests(score: ModuleType, shared: Path, shared_reference: Path) -> None:
    """What guessit's suite alone asks for is not followed.

    A title that ends at its first dash, and season 1 in `One Piece - 102`.
    """
    expected = names_of(["guessit"], shared)
    _, share = score.names(expected, answers(expected, shared_reference))
    assert share >= 0.97
