"""The web side with a small catalogue."""

import pytest

from tests.support.browser import launched
from tests.support.sample_catalogue import make_lived_in, make_small
from tests.support.site import Site


@pytest.fixture(scope="module")
def chromium():
    "One for a module: while Playwright's loop runs, no test of this process can run one of its own."
    with launched() as browser:
        yield browser


@pytest.fixture
def site(tmp_path):
    file = tmp_path / "cineorg.db"
    make_small(file)
    site = Site([file])
    yield site
    site.close()


@pytest.fixture
def file(tmp_path):
    make_lived_in(tmp_path / "cineorg.db")
    return tmp_path / "cineorg.db"


@pytest.fixture
def ask(db, tmp_path):
    "Ask a canned query through Datasette, as `curl` would."
    site = Site([tmp_path / "cineorg.db"])

    def run(name, **params):
        answer = site.get(f"/cineorg/{name}.json", params={"_shape": "array", **params})
        assert answer.status_code == 200, answer.text
        return answer.json()

    yield run
    site.close()
