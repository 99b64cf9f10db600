"""What the package needs: dependencies that it declares, and nothing that only Unix has."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.support.places import CHECKOUT

SOURCES = [*CHECKOUT.glob("cineorg_catalog/**/*.py"), *CHECKOUT.glob("plugins/**/*.py")]
OURS = {"cineorg_catalog", "cineorg_review"}
BROUGHT_ALONG = {
    "click-default-group",
    "itsdangerous",
    "jinja2",
    "markupsafe",
    "pluggy",
}  # Datasette's own, part of its interface
UNIX_ONLY = ("fcntl", "grp", "pwd", "resource", "termios")

IMPORT_ALL = """
import importlib, pkgutil, sys
for name in {hidden!r}:
    sys.modules[name] = None
import cineorg_catalog
for module in pkgutil.walk_packages(cineorg_catalog.__path__, "cineorg_catalog."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_is_imported_is_declared():
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    declared = {plain(re.match(r"[\w.-]+", line)[0]) for line in project["dependencies"]}
    names = {
        found[1]
        for path in SOURCES
        for found in re.finditer(r"^\s*(?:import|from) ([a-zA-Z_]\w*)", path.read_text(), re.MULTILINE)
    }
    where = packages_distributions()
    needed = {plain(package) for name in names - OURS for package in where.get(name, ())[:1]}
    assert needed - declared - BROUGHT_ALONG == set()
    assert "datasette" in declared


def test_every_module_can_be_imported_without_what_only_unix_has():
    script = IMPORT_ALL.format(hidden=UNIX_ONLY)
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
