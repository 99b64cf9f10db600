"""Two loaders, a server, a person who decides and eight readers of one catalogue, at once for ten minutes.

    python -m tests.hardness.at_once [--part 10] [--seed 1]

Meanwhile the folder of videos changes. No answer is a fault of the server, no loader fails but for the other
one, and every decision that was answered with success stands at the end.
"""

import re
import subprocess
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from statistics import quantiles

import httpx
import pytest
from datasette_auth_passwords.utils import hash_password

from tests.hardness.command import main
from tests.hardness.writing_commands import Household
from tests.support.catalogue import SMALL, column, sound
from tests.support.places import METADATA
from tests.support.site import serving

SECONDS = 600
LOADERS, READERS = 2, 8
PASSWORD = "open sesame"
PAGES = (
    *(
        "/",
        "/cineorg",
        "/cineorg/movies",
        "/cineorg/movies?_view=table",
        "/cineorg/video_files/1",
        "/-/reports",
    ),
    *("/cineorg/search?q=garden", "/cineorg/video_files", "/cineorg/decisions.json", "/cineorg/recent"),
    *("/cineorg/storage.json?_shape=array", "/cineorg/pending.json?_shape=array", "/cineorg/duplicates"),
)


class Days:
    "What everybody does until the time is over, and what came of it."

    def __init__(self, house: Household, address: str, seconds: float):
        self.house, self.address = house, address
        self.over = time.monotonic() + seconds
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self.times: list[float] = []
        self.decided: dict[int, str] = {}  # the status of each file that was answered with success

    def goes_on(self) -> bool:
        return time.monotonic() < self.over and len(self.wrong) < 10

    def load(self, random: Random) -> None:
        "A loader scans again and again; it may find the other one at work."
        while self.goes_on():
            words = self.house.command("scan", "--reference", SMALL, self.house.root)
            done = subprocess.run(words, capture_output=True, text=True)
            refused = done.returncode == 1 and "process" in done.stderr
            self.counts["refused" if refused else "scans"] += 1
            if done.returncode not in (0, 3) and not refused:
                self.wrong.append(f"scan: {done.returncode} {done.stderr[-300:]}")

    def change(self, random: Random) -> None:
        "Films come, are renamed and go."
        while self.goes_on():
            self.house.add_files(1)
            films = sorted(self.house.root.glob("*.mkv"))
            random.choice(films).rename(self.house.root / f"renamed {self.house.files}.mkv")
            if len(films) > 150:
                random.choice(sorted(self.house.root.glob("*.mkv"))).unlink()
            self.counts["disk changes"] += 1
            time.sleep(0.3)

    def decide(self, random: Random) -> None:
        "A person logs in, and approves or rejects what needs review, now and then undoing it at once."
        with httpx.Client(base_url=self.address, timeout=60) as client:
            client.get("/-/login")
            token = client.cookies["ds_csrftoken"]
            form = {"username": "root", "password": PASSWORD, "csrftoken": token}
            client.post("/-/login", data=form)
            while self.goes_on():
                answer = self._get(client, "/cineorg/pending.json?_shape=array")
                waiting = answer.json() if answer.status_code == 200 else []
                if not waiting:
                    time.sleep(0.2)
                    continue
                self._decide_one(client, random, random.choice(waiting)["id"])
                time.sleep(random.uniform(0.05, 0.3))

    def _decide_one(self, client: httpx.Client, random: Random, key: int) -> None:
        work = {"action": "approve", "title": f"Garden {key}", "year": "2001", "kind": "movie"}
        status = "rejected" if random.random() < 0.3 else "validated"
        self._post(client, key, {"action": "reject"} if status == "rejected" else work, status)
        if random.random() < 0.2:
            self._post(client, key, {"action": "undo"}, "pending")

    def _post(self, client: httpx.Client, key: int, form: dict[str, str], status: str) -> None:
        token = {"csrftoken": client.cookies["ds_csrftoken"]}
        json = {"accept": "application/json"}
        answer = client.post(f"/-/pending/{key}", data=form | token, headers=json)
        self.counts[f"{form['action']} {answer.status_code}"] += 1
        if answer.status_code == 200:
            self.decided[key] = status
        elif answer.status_code != 409:
            self.wrong.append(f"{form}: {answer.status_code} {answer.text[:300]}")

    def read(self, random: Random) -> None:
        with httpx.Client(base_url=self.address, timeout=60) as client:
            while self.goes_on():
                self._get(client, random.choice(PAGES))

    def _get(self, client: httpx.Client, path: str) -> httpx.Response:
        started = time.monotonic()
        answer = client.get(path)
        self.times.append(time.monotonic() - started)
        if answer.status_code != 200:
            busy = answer.status_code == 503 and "retry-after" in answer.headers
            too_long = answer.status_code == 400 and re.search("SQL Interrupted|took too long", answer.text)
            self.counts["too busy"] += bool(busy or too_long)
            if not (busy or too_long):
                self.wrong.append(f"{path}: {answer.status_code} {answer.text[:300]}")
        return answer


def run(part: int = 1, seed: int = 1) -> str:
    random = Random(seed)
    with (
        pytest.MonkeyPatch.context() as environment,
        tempfile.TemporaryDirectory(prefix="cineorg-at-once-") as folder,
        Household(Path(folder), random) as house,
    ):
        environment.setenv("CINEORG_PASSWORD_HASH", hash_password(PASSWORD))
        with serving(house.database, "--metadata", str(METADATA)) as (address, _):
            days = Days(house, address, SECONDS / part)
            _together(days, random)
        assert days.wrong == [], "\n".join(days.wrong)
        _nothing_is_lost(days)
    told = ", ".join(f"{count} × {what}" for what, count in sorted(days.counts.items()))
    slow = quantiles(days.times, n=20)[-1]
    return (
        f"at once for {SECONDS // part} s: {told}, {len(days.times)} pages read (p95 {slow:.2f} s); "
        f"{len(days.decided)} files decided, 0 lost, 0 faults"
    )


def _together(days: Days, random: Random) -> None:
    roles = [days.change, days.decide, *[days.load] * LOADERS, *[days.read] * READERS]
    with ThreadPoolExecutor(len(roles)) as pool:
        for role in [pool.submit(role, Random(random.random())) for role in roles]:
            role.result()


def _nothing_is_lost(days: Days) -> None:
    house = days.house
    house.scan()
    sound(house.db)
    found = dict(house.db.execute("select id, validation_status from pending_validations").fetchall())
    lost = {key: (status, found.get(key)) for key, status in days.decided.items() if found.get(key) != status}
    assert lost == {}, lost
    known = set(column(house.db, "select path from video_files where missing_since is null"))
    assert {str(path) for path in house.root.glob("*.mkv")} == known
    assert set(column(house.db, "select status from loads")) == {"finished"}


if __name__ == "__main__":
    main(run)
