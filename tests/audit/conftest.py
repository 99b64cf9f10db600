"""What people decided, in a library that each file here scans once."""

import pytest

from tests.support.catalogue import copied_catalogue, sound


@pytest.fixture
def db(tmp_path, root):
    "A copy of the catalogue beside the module's `root`, for one test; sound when it ends."
    db = copied_catalogue(root.parent, tmp_path)
    yield db
    sound(db)
    db.close()
