"""What strangers may cost: SQL of their own, passwords tried, bodies sent; and what their cookies say."""

import os
import re
from urllib.parse import quote

import pytest
from datasette_auth_passwords.utils import hash_password

from cineorg_catalog.serve import command_line
from tests.support.catalogue import new_catalogue
from tests.support.site import ROOT, STRANGER, Site, metadata, serving

BOMBS = {
    "a value of a gigabyte": "select zeroblob(1000000000)",
    "five rows of nine megabytes": (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5)"
        " select hex(zeroblob(4500000)) from n"
    ),
    "a thousand rows below the limit": (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)"
        " select hex(zeroblob(3000000)) from n"
    ),
    "a row of many values": f"select {', '.join(['zeroblob(7000000)'] * 90)}",
    "a row of more columns than any table has": f"select {', '.join(['1'] * 150)}",
    **{
        f"one call without an end: {call[:40]}": f"select {call}"
        for call in (
            "printf('%.*c', 1000000000, 'x')",
            "format('%1000000000s', 'x')",
            "printf('%.*f', '1000000000', 1.5)",
            "instr(hex(zeroblob(3000000)), hex(zeroblob(1500000)) || '1')",
            "replace(hex(zeroblob(3000000)), hex(zeroblob(1500000)) || '1', '')",
            "replace(hex(zeroblob(10000)), '0', hex(zeroblob(400)))",
            "hex(zeroblob(200000)) glob '*' || hex(zeroblob(20000)) || '1'",
            "hex(zeroblob(200000)) like '%' || hex(zeroblob(20000)) || '1'",
            "trim(hex(zeroblob(3000000)), replace(hex(zeroblob(3000000)), '0', '1') || '0')",
        )
    },
}


@pytest.fixture
def site(tmp_path):
    new_catalogue(tmp_path).close()
    made = []

    def make(**settings):
        described = metadata()
        described["plugins"]["datasette-auth-passwords"] = {
            "root_password_hash": hash_password("right", iterations=1)
        }
        made.append(
            Site(
                [tmp_path / "cineorg.db"], metadata=described, settings={"suggest_facets": False, **settings}
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def ask(site, sql, actor=None, form=".json"):
    return site.get(f"/cineorg{form}?_shape=array&sql={quote(sql)}", actor)


@pytest.mark.parametrize("sql", BOMBS.values(), ids=BOMBS.keys())
def test_sql_that_asks_for_too_much_is_refused_and_the_next_is_answered(site, sql):
    site = site()
    for form in (".json", ""):
        assert ask(site, sql, form=form).status_code == 400
    assert ask(site, "select 1 as one").json() == [{"one": 1}]


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("printf('%05.1f|%-4s|%,d', 3.14159, 'ab', 1234567)", "003.1|ab  |1,234,567"),
        ("format('%*d', 4, 7)", "   7"),
        ("printf()", None),
        ("instr('déjà vu', 'à')", 4),
        ("instr(x'0102', x'02')", 2),
        ("instr(null, 'x')", None),
        ("replace('a.b', '.', '')", "ab"),
        ("replace(12, 1, 'x')", "x2"),
        ("length(replace(hex(zeroblob(500000)), '00', '1234567'))", 3_500_000),
        ("length(replace(hex(zeroblob(500000)), '1', hex(zeroblob(5000))))", 1_000_000),
        ("'Métropolis' like '%TROP_l%'", 1),
        ("'50%' like '50!%' escape '!'", 1),
        ("'abc' glob 'a[b-c]?'", 1),
        ("trim('--x-', '-')", "x"),
    ],
)
def test_functions_that_are_bounded_answer_as_ever(site, call, value):
    assert ask(site(), f"select {call} as one").json() == [{"one": value}]


@pytest.mark.parametrize("sort", ["nothing", "1.5", "%00", "title%27"])
def test_a_column_that_is_none_is_no_fault_of_the_server(site, sort):
    site = site()
    for form in ("", ".json"):
        for name in ("_sort", "_sort_desc"):
            assert site.get(f"/cineorg/movies{form}?{name}={sort}").status_code == 400


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")  # Datasette's own, when it fails
@pytest.mark.parametrize(
    "asked",
    [
        *("_where=%00", "_where=1;select+2", "_facet=%00", "_facet={}", "_facet_array={%22table%22:1}"),
        *("_through=1", "_through=x", "_through={}", "_timelimit=soon", "_json_infinity=x"),
        *("year__gt=99999999999999999999", "title__exact=a&_where=%00"),
    ],
)
def test_parameters_that_cannot_be_used_are_no_fault_of_the_server(site, asked):
    site = site()
    answer = site.get(f"/cineorg/movies.json?{asked}")
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    if "infinity" not in asked:
        page = site.get(f"/cineorg/movies?{asked}")
        assert page.status_code == 400
        assert "cannot be used" in page.text


def test_a_server_that_is_too_busy_says_so(site):
    site = site(sql_time_limit_ms=0)  # every query takes longer
    for path in ("/cineorg/movies", "/cineorg/movies.json"):
        answer = site.get(path)
        assert answer.status_code == 503
        assert "too busy" in answer.text


def memory(process):
    with open(f"/proc/{process}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) / 1024


def test_where_sql_is_closed_strangers_read_and_deciders_ask(site):
    site = site(default_allow_sql=False)
    for actor in (None, STRANGER):
        assert ask(site, "select 1 as one", actor).status_code == 403
        assert site.get("/cineorg/movies.json?_where=1=1", actor).status_code == 403
        for path in ("movies.json?_facet=year", "movies", "recent.json?_shape=array", "search.json?q=x"):
            assert site.get(f"/cineorg/{path}", actor).status_code == 200
    assert ask(site, "select 1 as one", ROOT).json() == [{"one": 1}]


@pytest.mark.parametrize(
    ("options", "closed"),
    [
        ([], False),
        (["--host", "127.0.0.1"], False),
        (["--host=::1"], False),
        (["-h", "localhost"], False),
        (["--host", "0.0.0.0"], True),
        (["-h", "::"], True),
        (["--host", "nas.local"], True),
        (["--host", "0.0.0.0", "--open-sql"], False),
    ],
)
def test_sql_is_closed_on_every_address_but_this_machines_own(tmp_path, options, closed):
    command = command_line(tmp_path / "cineorg.db", options)
    assert ("default_allow_sql" in command) == closed
    assert "--open-sql" not in command


def log_in(site, password, **headers):
    token = site.get("/-/login").cookies["ds_csrftoken"]
    fields = {"username": "root", "password": password, "csrftoken": token}
    return site.request("POST", "/-/login", data=fields, cookies={"ds_csrftoken": token}, headers=headers)


def test_ten_failures_a_minute_and_no_more(site):
    site = site()
    assert [log_in(site, "wrong").status_code for _ in range(12)] == [200] * 10 + [429] * 2
    assert log_in(site, "right").status_code == 429
    assert site.get("/cineorg/movies").status_code == 200
    basic = {"authorization": "Basic cm9vdDp3cm9uZw=="}  # root:wrong
    assert site.get("/cineorg", headers=basic).status_code == 429


def test_a_password_in_a_header_is_counted_too(site):
    site = site()
    basic = {"authorization": "Basic cm9vdDp3cm9uZw=="}
    assert [site.get("/-/actor.json", headers=basic).status_code for _ in range(11)] == [200] * 10 + [429]


@pytest.mark.parametrize(("headers", "secure"), [({}, False), ({"x-forwarded-proto": "https"}, True)])
def test_cookies_are_for_this_server_alone(site, headers, secure):
    answer = log_in(site(), "right", **headers)
    cookies = [value for name, value in answer.headers.multi_items() if name == "set-cookie"]
    assert any(cookie.startswith("ds_actor=") for cookie in cookies)
    for cookie in cookies:
        marks = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax"} <= marks
        assert ("secure" in marks) == secure


def test_a_body_of_more_than_a_megabyte_is_refused(site):
    site = site()
    for path in ("/-/login", "/-/pending/1", "/cineorg/movies"):
        assert site.request("POST", path, ROOT, content=b"x" * 1_000_001).status_code == 413


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory is read from /proc")
def test_a_server_stays_small(tmp_path):
    import httpx

    new_catalogue(tmp_path).close()
    with (
        serving(tmp_path / "cineorg.db", "--metadata", "metadata.yml") as (address, _),
        httpx.Client(timeout=60) as client,
    ):
        process = next(
            int(name)
            for name in os.listdir("/proc")
            if name.isdigit() and str(tmp_path).encode() in _command_of(name)
        )
        for number in range(60):
            sql = list(BOMBS.values())[number % 2]
            assert client.get(f"{address}/cineorg.json", params={"sql": sql}).status_code == 400
        assert memory(process) < 400


def _command_of(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""
