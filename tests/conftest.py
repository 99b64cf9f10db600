"""Fixtures that more than one test file uses."""

from pathlib import Path

import pytest
from hypothesis import settings

from cineorg_catalog.reference.build import BuildReport, build_reference
from tests.support.catalogue import new_catalogue
from tests.support.places import SHARED

settings.register_profile("no clock", deadline=None)  # speed is measured in benchmarks/, never asserted here
settings.load_profile("no clock")


@pytest.fixture(scope="session")
def shared() -> Path:
    "The folder of real data that no one here wrote."
    if not SHARED.is_dir():
        pytest.skip("the shared real data is not beside this checkout (set CINEORG_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def shared_build(shared, tmp_path_factory) -> tuple[Path, BuildReport]:
    "The reference of all the shared real titles, and what its building reported. Nobody writes to it."
    target = tmp_path_factory.mktemp("shared") / "reference.db"
    return target, build_reference(shared / "reference", target)


@pytest.fixture(scope="session")
def shared_reference(shared_build) -> Path:
    return shared_build[0]


@pytest.fixture
def db(tmp_path):
    "An empty catalogue."
    db = new_catalogue(tmp_path)
    yield db
    db.close()
