"""Which tests run which lines, and how long each takes: `python -m tests.hardness.covering TARGET FOLDER...`

It writes one JSON file. What runs when a module is imported counts for every test. A fixture that
several tests share counts for each of them, its lines and its time, and so do the lines that a process of the
command line runs for a test.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage, CoverageData

CONFIG = """[run]
source = cineorg_catalog
parallel = true
data_file = {folder}/lines
context = ${{CINEORG_TEST-}}
"""


class Watch:
    "The part of pytest that says which test is running."

    def __init__(self, coverage: Coverage):
        self.coverage = coverage
        self.seconds = defaultdict[str, float](float)  # of a test or a shared fixture, each without the other
        self.users = defaultdict[str, set[str]](set)  # test or shared fixture → the tests that need it
        self.tests: set[str] = set()
        self.not_passed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self.tests.add(item.nodeid)
        for name in (item.nodeid, *getattr(item, "fixturenames", ())):
            self.users[name].add(item.nodeid)
        with self._timed(item.nodeid):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: pytest.FixtureRequest) -> Any:
        if fixturedef.scope == "function":
            return (yield)
        with self._timed(fixturedef.argname):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.not_passed.add(report.nodeid)

    @contextlib.contextmanager
    def _timed(self, context: str) -> Iterator[None]:
        before, started = os.environ.get("CINEORG_TEST", ""), time.monotonic()
        self._switch(context)
        try:
            yield
        finally:
            self._switch(before)
            seconds = time.monotonic() - started
            self.seconds[context] += seconds
            self.seconds[before] -= seconds

    def _switch(self, context: str) -> None:
        os.environ["CINEORG_TEST"] = context  # for processes that it starts
        self.coverage.switch_context(context)

    def seconds_of(self, test: str) -> float:
        "What a test takes when it runs alone, with every fixture that it needs."
        shared = (name for name, users in self.users.items() if name != test and test in users)
        return self.seconds[test] + sum(self.seconds.get(name, 0) for name in shared)


def measure(folders: list[str]) -> dict[str, Any]:
    "seconds: test → seconds. lines: module → line → tests, without those that do not pass."
    with tempfile.TemporaryDirectory(prefix="cineorg-lines-") as folder:
        config = Path(folder, "config")
        config.write_text(CONFIG.format(folder=folder))
        coverage = Coverage(config_file=str(config))
        os.environ["COVERAGE_PROCESS_START"] = str(config)
        watch = Watch(coverage)
        coverage.start()
        options = ["-q", "-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider"]
        pytest.main([*options, *folders], plugins=[watch])
        coverage.stop()
        coverage.save()
        coverage.combine([folder])
        passed = watch.tests - watch.not_passed
        return {
            "seconds": {test: round(watch.seconds_of(test), 2) for test in sorted(passed)},
            "lines": _lines(coverage.get_data(), watch.users, passed),
        }


def _lines(data: CoverageData, users: dict[str, set[str]], passed: set[str]) -> dict[str, Any]:
    return {
        str(Path(module).relative_to(Path.cwd())): {
            line: sorted(_of_all(names, users, passed) & passed)
            for line, names in data.contexts_by_lineno(module).items()
        }
        for module in data.measured_files()
    }


def _of_all(names: list[str], users: dict[str, set[str]], passed: set[str]) -> set[str]:
    "The tests that run a line in one of these contexts; the one without a name is an import."
    return passed if "" in names else set().union(*(users.get(name, set()) for name in names))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(measure(sys.argv[2:])))
