"""The row of `loads` that each run of the loader is: begun, ended, or found to be interrupted."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from .database import insert, now, writing
from .models import LoadModel


def begin_load(db: Database, command: str, roots: Sequence[str], options: Mapping[str, Any]) -> int:
    "Write down that a run begins; returns its id. Runs that were killed are marked as interrupted."
    with writing(db):
        _mark_interrupted(db)
        load = LoadModel(command=command, started_at=now(), pid=os.getpid(), host=platform.node())
        load.roots = list(roots)
        load.options_json = json.dumps(dict(options))
        return insert(db, load)


def _mark_interrupted(db: Database) -> None:
    running = db.execute(
        "select id, pid from loads where status = 'running' and host = ?", [platform.node()]
    ).fetchall()
    for load_id, pid in running:
        if pid == os.getpid() or not _alive(pid):  # this process has begun none yet
            db.execute(
                "update loads set status = 'interrupted', finished_at = ? where id = ?", [now(), load_id]
            )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_load(
    db: Database, load_id: int, status: str, counts: Mapping[str, Any], errors: Sequence[Mapping[str, str]]
) -> None:
    "Write down how a run ended."
    with writing(db):
        db.execute(
            "update loads set finished_at = ?, status = ?, counts_json = ?, errors_json = ? where id = ?",
            [now(), status, json.dumps(dict(counts)), json.dumps(list(errors), ensure_ascii=False), load_id],
        )
