"""House rules: the owner's own SELECTs, as canned queries named rule_…"""

import re

import pytest
import yaml

from cineorg_catalog.db.connection import connect, insert
from cineorg_catalog.db.models import EpisodeModel, MovieModel
from cineorg_catalog.db.upgrade import upgrade
from cineorg_catalog.errors import CatalogueError
from cineorg_catalog.house_rules import SHOWN, broken_rules, check_rules, house_rules
from tests.support.approving import approve
from tests.support.places import METADATA
from tests.support.sample_catalogue import add_file, film, make_small
from tests.support.site import ROOT, Site, metadata

FRENCH = "select id, title from movies where languages_json is null or languages_json not like '%fr%'"


@pytest.fixture
def db(tmp_path):
    db = connect(tmp_path / "cineorg.db")
    upgrade(db)
    insert(db, MovieModel(title="Metropolis", languages_json='["de"]'))
    insert(db, MovieModel(title="Le voyage dans la lune", languages_json='["fr"]'))
    yield db
    db.close()


def written(tmp_path, **queries):
    path = tmp_path / "metadata.yml"
    path.write_text(
        yaml.safe_dump({"databases": {"cineorg": {"queries": {"search": "select 1", **queries}}}})
    )
    return path


def rules(tmp_path, sql=FRENCH):
    return house_rules(written(tmp_path, rule_french={"title": "Every film has French sound", "sql": sql}))


def test_rows_that_a_rule_finds_are_offenders_and_other_queries_are_no_rules(db, tmp_path):
    found = list(broken_rules(db, rules(tmp_path)))
    assert [item.sentence for item in found] == [
        "Every film has French sound: 1 row breaks it: id 1, title Metropolis."
        " All of them: /cineorg/rule_french"
    ]
    assert all(item.needs_person for item in found)


def test_a_rule_that_many_break_is_one_line_with_their_number_and_the_first(db, tmp_path):
    for number in range(500):
        insert(db, MovieModel(title=f"Film\n{number}" + "x" * 1000))
    (found,) = broken_rules(db, rules(tmp_path))
    assert found.sentence.startswith(
        "Every film has French sound: 501 rows break it: id 1, title Metropolis; "
    )
    assert f"and {501 - SHOWN} more. All of them: /cineorg/rule_french" in found.sentence
    assert "\n" not in found.sentence
    assert len(found.sentence) < 500


def test_a_rule_that_nobody_breaks_is_silent(db, tmp_path):
    assert list(broken_rules(db, rules(tmp_path, "select id from movies where 0"))) == []


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("delete from movies", "may only read"),
        ("delete from movies returning id", "may only read"),
        ("pragma query_only=off", "may only read"),
        ("attach ':memory:' as other", "may only read"),
        ("begin immediate", "may only read"),
        ("begin", "may only read"),
        ("savepoint here", "may only read"),
        ("vacuum into 'elsewhere.db'", "may only read"),
        ("insert into movies_fts(movies_fts) values ('rebuild')", "may only read"),
        ("select * from pragma_query_only(0)", "too many arguments"),
        ("select hex(zeroblob(900000000))", "too big"),
        ("-- nothing but a comment", "has no sql"),
        ("", "has no sql"),
        ("create temp table x (y)", "may only read"),
        ("vacuum", "may only read"),
        ("select id from nowhere", "no such table"),
        ("select * from movies where title = :q", "takes no parameters"),
        ("select * from movies where title = ?", "takes no parameters"),
        ("select 1; select 2", "one statement"),
        ("no sql", "syntax error"),
        (None, "has no sql"),
        (["select 1"], "has no sql"),
    ],
)
def test_a_rule_that_is_no_select_is_said_and_writes_nothing(db, tmp_path, sql, why):
    path = written(tmp_path, rule_bad=sql, rule_good="select title from movies where id = 1")
    bad, good = check_rules(db, path)
    assert bad.sentence.startswith("The house rule rule_bad could not be run: ")
    assert why in bad.sentence
    assert "title Metropolis" in good.sentence
    assert db.execute("select count(*) from movies").fetchone() == (2,)
    insert(db, MovieModel(title="writing goes on"))


@pytest.mark.parametrize(
    "sql",
    [
        "select movies.id, value from movies, json_each(coalesce(genres_json, '[\"none\"]'))",
        "select rowid from movies_fts where movies_fts match 'metropolis'",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3) select i from n",
    ],
    ids=["json_each", "full text", "recursive"],
)
def test_a_rule_may_read_in_every_way(db, tmp_path, sql):
    (finding,) = check_rules(db, written(tmp_path, rule_any=sql))
    assert "All of them: /cineorg/rule_any" in finding.sentence


@pytest.mark.parametrize("select", ["count(*)", "i"])
def test_a_rule_without_end_is_stopped(db, tmp_path, select):
    endless = f"with recursive n(i) as (select 1 union all select i + 1 from n) select {select} from n"
    (found,) = broken_rules(db, rules(tmp_path, endless))
    assert "could not be run: it takes too long" in found.sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[", "metadata.yml, line 1, column 2: not valid YAML ("),
        (b"title: x\ndatabases:\n\tcineorg: {}\n", "metadata.yml, line 3, column 1: not valid YAML ("),
        (b"title: \x00", "metadata.yml: not valid YAML ("),
        (b"[" * 50_000, "metadata.yml: not valid YAML (it is nested too deeply)"),
        (b"- a list", "the file holds a list, but must hold lines such as `name: value`"),
        (b"some words", "the file holds just 'some words'"),
        (b"databases: 3", "`databases` holds just '3'"),
        (b"databases: {cineorg: {queries: [rule_x]}}", "`databases: cineorg: queries` holds a list"),
        (b"\xff\xfe\x00", "it is not UTF-8"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else "",
)
def test_a_broken_metadata_file_is_one_line_with_its_place(db, tmp_path, content, said):
    path = tmp_path / "metadata.yml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"metadata\.yml") as caught:
        house_rules(path)
    assert "\n" not in str(caught.value)
    assert said in str(caught.value)
    assert [item.sentence for item in check_rules(db, path)] == [str(caught.value)]


def test_a_metadata_file_may_be_json_as_datasette_takes_it(tmp_path):
    path = tmp_path / "metadata.json"
    path.write_text('{\n\t"databases": {"cineorg": {"queries": {"rule_x": {"sql": "select 1"}}}}}')
    assert [rule.name for rule in house_rules(path)] == ["rule_x"]


@pytest.mark.parametrize("content", ["", "databases:", "databases: {cineorg: {queries: }}"])
def test_a_metadata_file_may_leave_its_parts_empty(tmp_path, content):
    (tmp_path / "metadata.yml").write_text(content)
    assert house_rules(tmp_path / "metadata.yml") == []


def test_a_metadata_file_that_is_not_there_is_one_line(db, tmp_path):
    with pytest.raises(CatalogueError, match="cannot be read"):
        house_rules(tmp_path / "absent.yml")
    assert len(check_rules(db, tmp_path / "absent.yml")) == 1


def examples():
    "The rules that metadata.yml shows as comments, as they are with the marks taken away."
    text = re.sub(r"^( +)# (rule_|  )", r"\1\2", METADATA.read_text(), flags=re.M)
    queries = yaml.safe_load(text)["databases"]["cineorg"]["queries"]
    return {
        name: query
        for name, query in queries.items()
        if name.startswith("rule_") and name != "rule_precision"
    }


def test_the_examples_of_metadata_yml_run_and_find_offenders_whose_rows_are_linked(tmp_path):
    make_small(tmp_path / "cineorg.db")
    db = connect(tmp_path / "cineorg.db")
    facts = {"resolution_width": 720, "resolution_height": 480}
    pending_id = add_file(
        db,
        "/v/Run.mkv",
        {"kind": "movie", "title": "Run", "year": 1998},
        (film("tt5", "Run", 1998, 90),),
        **facts,
    )
    approve(db, pending_id, "tt5", by="root")
    insert(db, EpisodeModel(series_id=1, season_number=1, episode_number=9, title="x", air_date="1960-01-01"))
    db.close()
    own = metadata()
    own["databases"]["cineorg"]["queries"].update(examples())
    (tmp_path / "metadata.yml").write_text(yaml.safe_dump(own, sort_keys=False))
    db = connect(tmp_path / "cineorg.db")
    found = check_rules(db, tmp_path / "metadata.yml")
    db.close()
    assert [item.sentence.partition(":")[0] for item in found] == [
        rule["title"] for rule in examples().values()
    ]
    assert all(" breaks it: " in item.sentence or " break it: " in item.sentence for item in found)
    site = Site([tmp_path / "cineorg.db"], metadata=own)
    links = {name: site.get(f"/cineorg/{name}", ROOT).text for name in examples()}
    site.close()
    assert 'href="/cineorg/movies/2"' in links["rule_french"]
    assert 'href="/cineorg/video_files/' in links["rule_french"]
    assert 'href="/cineorg/movies/2"' in links["rule_720p"]
    assert 'href="/cineorg/series/1"' in links["rule_whole_seasons"]
    assert 'href="/cineorg/episodes/3"' in links["rule_whole_seasons"]
