"""Fixtures that more than one test file uses."""

import json
import os
import signal
from dataclasses import asdict
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from cineorg_catalog.reference.build import BuildReport, build_reference
from tests.support.catalogue import new_catalogue
from tests.support.places import SHARED

settings.register_profile("no clock", deadline=None)  # speed is measured in benchmarks/, never asserted here
settings.load_profile("no clock")

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a script starts beside itself


@pytest.fixture(scope="session")
def shared() -> Path:
    "The folder of real data that no one here wrote."
    if not SHARED.is_dir():
        pytest.skip("the shared real data is not beside this checkout (set CINEORG_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def shared_build(shared, tmp_path_factory) -> tuple[Path, BuildReport]:
    """The reference of all the shared real titles, and what its building reported. Nobody writes to it.

    The first of the test processes builds it for all.
    """
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    target, reported = folder / "shared_reference.db", folder / "shared_reference.json"
    with FileLock(folder / "shared_reference.lock"):
        if not reported.exists():
            reported.write_text(json.dumps(asdict(build_reference(shared / "reference", target))))
    return target, BuildReport(**json.loads(reported.read_text()))


@pytest.fixture(scope="session")
def shared_reference(shared_build) -> Path:
    return shared_build[0]


@pytest.fixture
def db(tmp_path):
    "An empty catalogue."
    db = new_catalogue(tmp_path)
    yield db
    db.close()
