"""What running it at home needs: the units, the image, the compose file and the page that names them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.command_line import every_command
from tests.support.places import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
SERVICES, TIMERS = sorted(DEPLOY.glob("*.service")), sorted(DEPLOY.glob("*.timer"))
UNITS = SERVICES + TIMERS
PAGE = (CHECKOUT / "docs" / "at-home.md").read_text()
BIN = Path(sys.executable).parent


def installed(path):
    "A home folder as the page makes it, with the units in it."
    (path / "cineorg" / ".venv").mkdir(parents=True)
    (path / "cineorg" / ".venv" / "bin").symlink_to(BIN)
    units = path / ".config" / "systemd" / "user"
    shutil.copytree(DEPLOY, units)
    return [units / unit.name for unit in UNITS]


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    command = ["systemd-analyze", "--user", "--man=no", "verify", *installed(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_unit_calls_a_command_that_there_is_with_options_that_it_has(unit):
    words = re.search(r"^ExecStart=%h/cineorg/\.venv/bin/cineorg-load (.*)$", unit.read_text(), re.M)[
        1
    ].split()
    known(words, but=("--port",))  # Datasette's


def known(words, but=()):
    commands = dict(every_command())
    path = next(words[:size] for size in (2, 1) if tuple(words[:size]) in commands)
    options = {name for option in commands[tuple(path)].params for name in option.opts}
    assert {word for word in words if word.startswith("--")} <= options | set(but)


@pytest.mark.parametrize("page", ["at-home.md", "scale.md"])
def test_what_the_pages_tell_you_to_type_are_commands_that_there_are(page):
    shown = re.findall(r"^```console\n(.*?)^```", (CHECKOUT / "docs" / page).read_text(), re.M | re.S)
    lines = re.findall(r"(?:cineorg-load|run --rm serve) (?:--db \S+ )?(.*)", "\n".join(shown))
    assert lines
    for line in lines:
        known(line.split(), but=("--port", "--writer", "--set-password"))


def test_a_timer_starts_a_service_that_there_is():
    for timer in TIMERS:
        assert timer.with_suffix(".service") in SERVICES


def test_the_page_names_every_unit_and_no_other():
    assert set(re.findall(r"cineorg-\w+\.(?:service|timer)", PAGE)) <= {path.name for path in UNITS}
    for unit in UNITS:
        assert unit.stem in PAGE


def test_the_image_is_not_run_by_root_and_looks_after_its_health():
    image = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"^USER cineorg$", image, re.M)
    assert re.search(r"^HEALTHCHECK ", image, re.M)
    assert re.search(r'^VOLUME \["/data", "/backups"\]$', image, re.M)


def test_compose_serves_to_this_machine_only_and_mounts_videos_read_only():
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text())["services"]
    assert services["serve"]["ports"] == ["127.0.0.1:8001:8001"]
    for service in services.values():
        assert [item for item in service["volumes"] if item.endswith(":/videos:ro")]
        assert service["read_only"]
    known(services["watch"]["command"])
