"""`cineorg-load serve`: what it refuses, how it calls Datasette, and the secret that it keeps."""

import os
import socket
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from cineorg_catalog.errors import BadUsage, CatalogueError, NotADatabase
from cineorg_catalog.resources import shipped
from cineorg_catalog.serve import (
    command_line,
    keep_password,
    password_hash,
    require_servable,
    serve,
    session_secret,
)
from tests.support.places import CHECKOUT
from tests.support.sample_catalogue import make_small
from tests.support.site import serving

RUN = [sys.executable, "-c", "from cineorg_catalog.cli import main; main()"]
SUPERUSER = os.getuid() == 0


@pytest.fixture
def db(tmp_path, monkeypatch):
    for name in ("DATASETTE_SECRET", "CINEORG_PASSWORD_HASH"):
        monkeypatch.delenv(name, raising=False)
    make_small(tmp_path / "cineorg.db")
    return tmp_path / "cineorg.db"


def test_a_file_of_another_name_is_refused(db):
    with pytest.raises(BadUsage, match=r"must be called cineorg\.db"):
        require_servable(db.rename(db.with_name("films.db")))


def test_an_absent_one_is_named_and_not_made(tmp_path):
    with pytest.raises(CatalogueError, match="no catalogue at"):
        require_servable(tmp_path / "none" / "cineorg.db")
    assert not (tmp_path / "none").exists()


def test_what_is_no_database_is_refused(tmp_path):
    file = tmp_path / "cineorg.db"
    file.write_text("hello, this is a text")
    with pytest.raises(NotADatabase):
        require_servable(file)
    assert file.read_text() == "hello, this is a text"


def test_a_folder_that_its_user_cannot_write_is_refused():
    "A WAL database has files beside it: even reading fails there. Tried in a child that is no superuser."
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_small(folder / "cineorg.db")
        (folder / "cineorg.db").chmod(0o666)
        folder.chmod(0o755 if SUPERUSER else 0o555)
        assert _refusal_as_nobody(folder / "cineorg.db", folder) == 1
        folder.chmod(0o777)
        assert _refusal_as_nobody(folder / "cineorg.db", folder) == 0


def _refusal_as_nobody(db: Path, folder: Path) -> int:
    "1 where the folder was named in the refusal, 0 where there was none, 2 for anything else."
    child = os.fork()
    if child == 0:
        status = 2
        try:
            if SUPERUSER:
                os.setuid(65534)
            require_servable(db)
            status = 0
        except CatalogueError as error:
            status = 1 if str(folder) in str(error) and "cannot be written" in str(error) else 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_the_command_is_datasette_of_this_python_with_what_a_catalogue_needs(db):
    command = command_line(db, ["--root", "--port", "8010", "--setting", "sql_time_limit_ms", "3000"])
    assert command[:6] == [sys.executable, "-P", "-m", "datasette", "serve", str(db)]
    text = " ".join(command)
    assert "--setting suggest_facets off" in text
    assert text.endswith("--root --port 8010 --setting sql_time_limit_ms 3000")
    assert "--host" not in text  # Datasette's own default is this machine only
    assert "metadata.yml" in text


@pytest.mark.parametrize("options", [["-m", "own.yml"], ["--metadata", "own.yml"], ["--metadata=own.yml"]])
def test_another_metadata_takes_the_place_of_ours(db, options):
    command = command_line(db, options)
    assert "metadata.yml" not in " ".join(command)
    assert command[-len(options) :] == options


def test_a_metadata_yml_beside_the_catalogue_is_used_without_being_named(db, tmp_path):
    ours = str(shipped("metadata.yml"))
    assert ours in command_line(db, [])
    (tmp_path / "metadata.yml").write_text("title: Mine")
    command = command_line(db, [])
    assert command[command.index("--metadata") + 1] == str(tmp_path / "metadata.yml")
    assert ours not in command


@pytest.mark.parametrize("place", ["named", "beside"])
@pytest.mark.parametrize(
    ("content", "said"),
    [("title: x\n  y: [", "line 2, column 4: not valid YAML"), ("some words", "holds just 'some words'")],
    ids=["no YAML", "no mapping"],
)
def test_a_broken_metadata_file_is_one_line_before_anything_is_served(db, tmp_path, place, content, said):
    path = tmp_path / ("metadata.yml" if place == "beside" else "other.yml")
    path.write_text(content)
    with pytest.raises(CatalogueError) as refused:
        serve(db, ["--port", "0", *(["--metadata", str(path)] if place == "named" else [])])
    assert said in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--prot", "Did you mean --root or --port?"),
        ("--reed-only=1", "no option --reed-only"),
        ("--xyzzy", "--help"),
    ],
)
def test_a_mistyped_option_is_named_first(db, option, said):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(BadUsage, match=f"no option {option[:6]}") as caught,
    ):
        serve(db, [option, "8056", "--port", str(taken.getsockname()[1])])
    assert said in str(caught.value)


@pytest.mark.parametrize("port", ["abc", "65536", "-1", "٨٠٠١", "9" * 5000])
def test_what_is_no_port_is_named(db, port):
    with pytest.raises(BadUsage, match="is no port"):
        serve(db, [f"--port={port}"])


def test_the_secret_is_made_once_and_only_for_its_owner(db):
    first = session_secret(db)
    file = db.with_name(".cineorg-secret")
    assert len(first) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert session_secret(db) == first
    assert sorted(item.name for item in db.parent.iterdir() if "secret" in item.name) == [".cineorg-secret"]


def test_servers_that_start_at_once_agree_on_one_secret(db):
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: session_secret(db), range(64)))) == 1


def test_the_environment_has_the_first_word(db, monkeypatch):
    monkeypatch.setenv("DATASETTE_SECRET", "given")
    assert session_secret(db) == "given"
    assert not db.with_name(".cineorg-secret").exists()


@pytest.mark.parametrize(("mode", "content"), [(0o644, "x"), (0o620, "x"), (0o600, "")])
def test_a_secret_that_others_may_read_or_that_is_empty_is_refused(db, mode, content):
    file = db.with_name(".cineorg-secret")
    file.write_text(content)
    file.chmod(mode)
    with pytest.raises(CatalogueError, match=r"\.cineorg-secret"):
        session_secret(db)


def test_serve_from_the_command_line_logs_root_in_and_keeps_them_logged_in(db):
    with serving(db, "--root", command=[*RUN, "serve", "--db"]) as (address, lines):
        login = next(line for line in lines if "auth-token?token=" in line)
        token = login.partition("token=")[2]
        client = httpx.Client(base_url=address, timeout=60)
        client.get(f"/-/auth-token?token={token}")
        assert client.get("/-/pending").status_code == 200
        assert client.get("/-/settings.json").json()["suggest_facets"] is False
        cookie = client.cookies["ds_actor"]
    with serving(db, command=[*RUN, "serve", "--db"]) as (address, _):
        assert httpx.get(f"{address}/-/pending", cookies={"ds_actor": cookie}, timeout=60).status_code == 200
        assert "/-/login" not in httpx.get(f"{address}/", timeout=60).text  # nobody has a password


def test_a_password_is_kept_as_a_hash_and_logs_root_in(db, monkeypatch):
    passwords = pytest.importorskip(
        "datasette_auth_passwords.utils", reason="the login plugin is not installed"
    )
    assert password_hash(db) is None
    asked = subprocess.run(
        [*RUN, "--db", str(db), "serve", "--set-password"],
        input="open sesame\n",
        text=True,
        capture_output=True,
        cwd=CHECKOUT,
    )
    assert asked.returncode == 0, asked.stderr
    file = db.with_name(".cineorg-password")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "sesame" not in file.read_text()
    assert passwords.verify_password("open sesame", password_hash(db))
    with serving(db, command=[*RUN, "serve", "--db"]) as (address, _):
        client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
        assert "/-/login" in client.get("/").text
        for password, status in (("wrong", 403), ("open sesame", 200)):
            form = {"username": "root", "password": password}
            client.get("/-/login")
            client.post("/-/login", data={**form, "csrftoken": client.cookies["ds_csrftoken"]})
            assert client.get("/-/pending").status_code == status
    keep_password(db, "another")
    assert passwords.verify_password("another", password_hash(db))


def test_an_empty_password_is_refused(db):
    pytest.importorskip("datasette_auth_passwords.utils", reason="the login plugin is not installed")
    with pytest.raises(CatalogueError, match="empty password"):
        keep_password(db, "")


@pytest.mark.parametrize(("host", "said"), [
    ("127.0.0.1", r"^Port \d+ on 127.0.0.1 cannot be used \(Address already in use\); name another\.$"),
    ("no such host", r"^no such host is no address of this machine"),
])  # fmt: skip
def test_a_taken_port_and_a_wrong_host_are_told_apart(db, host, said):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CatalogueError, match=said):
        serve(db, ["--host", host, "--port", str(taken.getsockname()[1])])
