"""The page of all reports with their numbers, the feeds, and what keeps search engines away."""

import re
from xml.etree import ElementTree

import pytest

from cineorg_catalog.db.connection import connect
from tests.support.sample_catalogue import add_file
from tests.support.site import ROOT, Site, metadata

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def site(file):
    site = Site([file])
    yield site
    site.close()


def figures(page: str) -> dict[str, str]:
    return dict(
        re.findall(r'<a href="/cineorg/(\w+)"><b>[^<]+</b> <span class="figure[^"]*">([\d,]+)</span>', page)
    )


def test_each_report_says_how_many_rows_it_finds(site):
    found = figures(site.get("/-/reports").text)
    assert {"pending", "missing_files", "missing_episodes", "duplicates"} <= found.keys()
    for name, figure in found.items():
        rows = site.get(f"/cineorg/{name}.json?_shape=array").json()
        assert len(rows) == int(figure.replace(",", "")), name


def test_the_numbers_follow_what_is_written(site, file):
    before = figures(site.get("/-/reports").text)["missing_files"]
    db = connect(file)
    db.execute("update video_files set missing_since = '2026-07-01' where missing_since is null")
    db.conn.commit()
    db.close()
    assert int(figures(site.get("/-/reports").text)["missing_files"]) > int(before)


def test_reports_say_reasons_fields_and_sources_in_words(site):
    said = site.get("/cineorg/pending").text + site.get("/cineorg/provenance?kind=movie&id=1").text
    shown = "".join(part.partition("</table>")[0] for part in said.split("<tbody>")[1:])
    assert "Field" in said
    assert not re.findall(r">(?:[a-z]+_[a-z_]+\b|imdb|nfo)|; [a-z]+_[a-z]+: ", shown)
    assert 'href="/cineorg/volumes">Choose a disk' in site.get("/cineorg/only_copies").text


def test_files_that_are_no_title_yet_are_said_to_be_not_matched(site, file):
    db = connect(file)
    db.execute("update video_files set missing_since = '2026-07-01' where id in (select video_file_id"
               " from pending_validations where validation_status = 'pending')")  # fmt: skip
    add_file(db, "/videos/Unknown.mkv", {"kind": "movie", "title": "Unknown"})
    db.conn.commit()
    db.close()
    for report in ("storage", "missing_files"):
        kinds = re.findall(r'<td class="col-kind"[^>]*>([^<]*)<', site.get(f"/cineorg/{report}").text)
        assert "not matched" in kinds
        assert set(kinds) <= {"film", "episode", "not matched"}
    assert None in {row["kind"] for row in site.get("/cineorg/storage.json?_shape=array").json()}


def test_reports_are_for_those_who_may_see_them(file):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["duplicates"]["allow"] = {"id": "root"}
    site = Site([file], metadata=own)
    assert "/cineorg/duplicates" in site.get("/-/reports", ROOT).text
    assert "/cineorg/duplicates" not in site.get("/-/reports").text
    site.close()
    own["databases"]["cineorg"]["allow"] = {"id": "root"}
    closed = Site([file], metadata=own)
    assert closed.get("/-/reports").status_code == 403
    closed.close()


def test_a_report_that_takes_longer_than_a_query_may_has_no_number(file):
    own = metadata()
    endless = "with recursive c(n) as (select 1 union all select n + 1 from c) select n from c"
    own["databases"]["cineorg"]["queries"]["rule_endless"] = {"title": "Endless", "sql": endless}
    site = Site([file], metadata=own, settings={"sql_time_limit_ms": 100})
    page = site.get("/-/reports").text
    site.close()
    assert '<a href="/cineorg/rule_endless"><b>Endless</b>' in page
    assert "rule_endless" not in figures(page)
    assert "missing_files" in figures(page)


def test_a_rule_whose_sql_fails_takes_no_other_report_along(file):
    own = metadata()
    own["databases"]["cineorg"]["queries"]["rule_bad"] = {"sql": "select nothing from nowhere"}
    site = Site([file], metadata=own)
    page = site.get("/-/reports", ROOT)
    site.close()
    assert page.status_code == 200
    assert '<a href="/cineorg/rule_bad"><b>Rule bad</b></a>' in page.text


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("feed_new", "Metropolis (1927)"),
        ("feed_review", "nosferatu.mkv"),
        ("feed_missing", "Bonanza.S01E01.mkv"),
    ],
)
def test_a_feed_names_what_is_there_and_leads_to_it(site, name, entry):
    answer = site.get(f"/cineorg/{name}.atom", ROOT)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    found = {item.findtext("a:title", None, ATOM): item for item in root.findall("a:entry", ATOM)}
    link = found[entry].find("a:link", ATOM).get("href")
    assert site.get(re.sub(r"^https?://[^/]+", "", link), ROOT).status_code == 200
    ids = [item.findtext("a:id", None, ATOM) for item in found.values()]
    assert len(ids) == len(set(ids))


def test_an_empty_feed_is_a_feed_and_strange_characters_break_none(site, file):
    db = connect(file)
    db.execute("update video_files set missing_since = null")
    db.execute("update movies set title = 'Bell\x07 & <b>'")
    db.conn.commit()
    db.close()
    assert not ElementTree.fromstring(site.get("/cineorg/feed_missing.atom").content).findall("a:entry", ATOM)
    new = ElementTree.fromstring(site.get("/cineorg/feed_new.atom").content)
    assert any("Bell & <b>" in title.text for title in new.findall("a:entry/a:title", ATOM))


def test_search_engines_are_kept_away(site):
    assert site.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    for path in ("/", "/cineorg/movies", "/-/reports", "/cineorg"):
        assert '<meta name="robots" content="noindex, nofollow">' in site.get(path).text
