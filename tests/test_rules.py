"""House rules: the owner's own SELECTs, as canned queries named rule_…"""

import pytest

from cineorg_catalog.database import connect, insert
from cineorg_catalog.errors import CatalogueError
from cineorg_catalog.models import MovieModel
from cineorg_catalog.rules import house_rules, offenders
from cineorg_catalog.schema import upgrade

METADATA = """
databases:
  cineorg:
    queries:
      search: {{sql: select 1}}
      rule_french:
        title: Every film has French sound
        sql: {sql}
"""
FRENCH = "select id, title from movies where languages_json is null or languages_json not like '%fr%'"


@pytest.fixture
def db(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    insert(db, MovieModel(title="Metropolis", languages_json='["de"]'))
    insert(db, MovieModel(title="Le voyage dans la lune", languages_json='["fr"]'))
    yield db
    db.close()


def rules(tmp_path, sql=FRENCH):
    path = tmp_path / "metadata.yml"
    path.write_text(METADATA.format(sql=repr(sql)))
    return house_rules(path)


def test_rows_that_a_rule_finds_are_offenders_and_other_queries_are_no_rules(db, tmp_path):
    found = list(offenders(db, rules(tmp_path)))
    assert [item.sentence for item in found] == ["Every film has French sound: id 1, title Metropolis."]
    assert all(item.needs_person for item in found)


@pytest.mark.parametrize(
    "sql", ["delete from movies", "select nothing from nowhere", "select 1; select 2", "no sql"]
)
def test_a_rule_that_is_no_select_is_said_and_writes_nothing(db, tmp_path, sql):
    found = list(offenders(db, rules(tmp_path, sql)))
    assert "rule_french could not be run" in found[0].sentence
    assert db.execute("select count(*) from movies").fetchone() == (2,)
    insert(db, MovieModel(title="writing goes on"))


def test_a_rule_without_end_is_stopped(db, tmp_path):
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    assert "could not be run" in next(offenders(db, rules(tmp_path, endless))).sentence


@pytest.mark.parametrize(
    "content", ["[", "- a list", "databases: 3", "databases: {cineorg: {queries: {rule_x: {title: t}}}}"]
)
def test_a_broken_metadata_file_is_one_line(tmp_path, content):
    path = tmp_path / "metadata.yml"
    path.write_text(content)
    with pytest.raises(CatalogueError, match=r"metadata\.yml") as caught:
        house_rules(path)
    assert "\n" not in str(caught.value)


def test_a_metadata_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(CatalogueError, match="cannot be read"):
        house_rules(tmp_path / "absent.yml")
