"""Small faults put into the code, one at a time: the tests of the same package must notice each of them.

python -m tests.hardness.mutants [--group decisions|names] [--number 200] [--seed 1] [--skip 0] [--jobs 2]
    [--lines FILE]

A mutant runs only the tests that run its line, the quickest first, in a copy of this checkout. `--lines FILE`
keeps what says so (tests.hardness.covering); delete the file when code or tests changed.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.hardness.mutations import Mutant, sample
from tests.support.places import CHECKOUT, SHARED

CODE = "cineorg_catalog/"
GROUPS = {  # modules → where their tests are
    "decisions": {
        "db/decisions.py": ("tests/db/", "tests/audit/", "tests/sources/"),  # and what a purge leaves
        "review/decide.py": ("tests/review/",),
        "audit/*.py": ("tests/audit/",),
        "scan/moves.py": ("tests/scan/", "tests/audit/"),  # follows deleted files too
        "scan/diff.py": ("tests/scan/",),
        "scan/runs.py": ("tests/scan/",),
    },
    "names": {"names/*.py": ("tests/names/",), "matching/*.py": ("tests/matching/",)},
}
PYTEST = ["-m", "pytest", "-x", "-q", "-o", "addopts=--import-mode=importlib", "-p", "no:cacheprovider"]
LONGEST = 900  # seconds for one mutant: what fixtures take counts for each test that shares them
COMPILE = ["-m", "compileall", "-q", "--invalidation-mode", "checked-hash"]


class Lines:
    "What tests.hardness.covering measured of the folders that a group needs."

    def __init__(self, kept: Path, folders: set[str], copy: Path):
        if not kept.exists():
            _python(copy, "-m", "tests.hardness.covering", str(kept), *sorted(folders), timeout=3600)
        measured = json.loads(kept.read_text())
        self.seconds: dict[str, float] = measured["seconds"]
        self._lines: dict[str, dict[str, list[str]]] = measured["lines"]

    def tests(self, mutant: Mutant) -> list[str]:
        "Those that run its statement, the quickest first; those of one file together, which share fixtures."
        lines = self._lines.get(mutant.module, {})
        own = [lines[str(line)] for line in mutant.lines if str(line) in lines]
        tests = {test for of_line in own for test in of_line if test.startswith(mutant.folders)}
        slowest = defaultdict[str, float](float)
        for test in tests:
            slowest[_file(test)] = max(slowest[_file(test)], self.seconds[test])
        return sorted(tests, key=lambda test: (slowest[_file(test)], _file(test), self.seconds[test], test))


def _file(test: str) -> str:
    return test.partition("::")[0]


def judge(mutant: Mutant, lines: Lines, copy: Path) -> str:
    "killed, timeout (nothing ended: noticed as well) or survived."
    tests = lines.tests(mutant)
    if not tests:
        return "survived, for no test runs it"
    path = copy / mutant.module
    original = path.read_text()
    path.write_text(mutant.code)
    try:
        limit = min(60 + 3 * sum(lines.seconds[test] for test in tests), LONGEST)
        ended = _python(copy, *PYTEST, *tests, timeout=limit)
    finally:
        path.write_text(original)
    return {None: "timeout", 0: f"survived {len(tests)} tests"}.get(ended, "killed")


def _python(copy: Path, *words: str, timeout: float) -> int | None:
    "How it ended; None if it had to be stopped."
    own = {
        "PYTHONPATH": f"{copy}:{copy / 'plugins'}",
        "CINEORG_SHARED": str(SHARED),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # half the time of a quick test
        "HYPOTHESIS_STORAGE_DIRECTORY": str(copy.parent / "hypothesis"),
        "TMPDIR": str(copy.parent),
    }
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=copy,
        env=os.environ | own,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def _copies(number: int) -> Iterator[list[Path]]:
    "This checkout, several times; Python tells a changed module from its compiled form by what it holds."
    unneeded = shutil.ignore_patterns(
        ".git", ".venv", ".hypothesis", "*_cache", "__pycache__", "node_modules"
    )
    with tempfile.TemporaryDirectory(prefix="cineorg-mutants-") as folder:
        copies = [Path(folder, str(at), "checkout") for at in range(number)]
        for copy in copies:
            shutil.copytree(CHECKOUT, copy, ignore=unneeded)
            _python(copy, *COMPILE, CODE, timeout=300)
        yield copies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--group", choices=GROUPS, default="decisions")
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip", type=int, default=0, help="how many of them were tried in another run")
    parser.add_argument("--jobs", type=int, default=2, help="how many are tried at a time")
    parser.add_argument("--lines", type=Path, help="where it is kept which test runs which line")
    options = parser.parse_args()
    group = GROUPS[options.group].items()
    modules = {str(path): tests for names, tests in group for path in sorted(Path(CODE).glob(names))}
    mutants = sample(modules, options.skip + options.number, options.seed)[options.skip :]
    with _copies(options.jobs) as copies, ThreadPoolExecutor(len(copies)) as pool:
        kept = options.lines or copies[0].parent / "lines.json"
        folders = {folder for tests in modules.values() for folder in tests}
        lines = Lines(kept.absolute(), folders, copies[0])
        free = SimpleQueue[Path]()
        for copy in copies:
            free.put(copy)

        def tried(mutant: Mutant) -> str:
            copy = free.get()
            try:
                return judge(mutant, lines, copy)
            finally:
                free.put(copy)

        results = Counter[tuple[str, str]]()
        for mutant, result in zip(mutants, pool.map(tried, mutants), strict=True):
            results[mutant.module, result.split()[0].strip(",")] += 1
            if result != "killed":
                print(f"{result}: {mutant.difference}", flush=True)
    _sum_up(results)


def _sum_up(results: Counter[tuple[str, str]]) -> None:
    for module in sorted({module for module, _ in results}):
        print(module, *(f"{results[module, end]} {end}" for end in ("killed", "timeout", "survived")))
    survived = sum(count for (_, end), count in results.items() if end == "survived")
    print(f"{results.total()} mutants, {survived} survived: {1 - survived / results.total():.0%} noticed")


if __name__ == "__main__":
    main()
