"""Decides which title a file is: approve it as what a person says, reject, or match automatically.

Each decision is one transaction of guard, change and audit, called by command line and pages alike; several
files are decided in one: all or none. A person picks an offered candidate, names a title by id or address,
picks one like a typed title, or adds one that is not in any; what they say counts.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from ..db.connection import writing
from ..db.decisions import Changes, read_row, record
from ..db.models import TABLES, PendingValidationModel
from ..errors import BadUsage, CatalogueError, NotFound, NotPending
from ..external_ids import parse_address
from ..matching.candidate import Candidate, is_clear, of_ids, of_work, place_in
from ..matching.explain import Evidence, evidence_from
from ..matching.thresholds import OFFERED
from ..reference.reader import Hit, Reference
from ..titles import TYPED, find_or_create_title, link_episodes, link_movie, numbering, set_overrides, unlink

SHOWN = ("validation_status", "selected_candidate_id", "candidates_json", "parsed_json")

Row = dict[str, Any]


class UnknownCandidate(BadUsage):
    "The candidate was not offered for this file."


class AmbiguousCandidate(BadUsage):
    "The bare id fits two offered candidates; the full address tells them apart."


def read_pending(db: Database, pending_id: int) -> Row:
    "The row of `pending_validations` as a dict. Raises NotFound."
    row = read_row(db, "pending_validations", (pending_id,))
    if row is None:
        raise NotFound(
            f"There is no validation {pending_id}; `cineorg-load pending` lists what needs review."
        )
    return row


def candidates_of(row: Mapping[str, Any]) -> list[Candidate]:
    "The candidates offered, best first; an unreadable list counts as empty."
    return [Candidate.from_dict(item) for item in PendingValidationModel(**row).candidates]


def reasons_of(row: Mapping[str, Any]) -> list[Evidence]:
    "Why a file needs review; unreadable reasons are ignored."
    found = map(evidence_from, PendingValidationModel(**row).reasons)
    return [reason for reason in found if reason is not None]


def chosen_of(db: Database, row: Mapping[str, Any]) -> Candidate | None:
    """The offered candidate that a row was decided to be; None if there is none.

    `selected_candidate_id` is a bare id, which a film and a series may share, so the standing decision says
    which one is meant. Without such a decision (in an earlier catalogue) the only candidate with this id is
    chosen, and if there are several, none.
    """
    number = row["selected_candidate_id"]
    if number is None:  # most rows of the queue: their candidates are long to read
        return None
    fitting = [item for item in candidates_of(row) if item.id == number]
    key = decided_key(db, row["id"]) if fitting else None
    if key is not None and key[2] == number:
        return next((item for item in fitting if item.key == key), None)
    return fitting[0] if len(fitting) == 1 else None


def decided_key(db: Database, pending_id: int) -> tuple[str, str, str] | None:
    "Kind, source and id of the candidate in the standing decision on a row; None if there is none."
    found = db.execute(
        """select candidate_kind, candidate_source, candidate_id from standing_decisions
           where pending_id = ? and action in ('approve', 'auto') and candidate_id is not null
           order by id desc limit 1""",
        [pending_id],
    ).fetchone()
    return (
        None if found is None else (found[0], found[1], found[2])
    )  # a row of Datasette is never equal to a tuple


def state_of(row: Mapping[str, Any]) -> str:
    "A short hash of what a person was shown; decisions based on another state are refused."
    text = "\0".join(str(row[name]) for name in SHOWN)  # columns of an old database may hold bytes
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def states_of(db: Database, pending_ids: Sequence[int]) -> list[str]:
    "The hashes of several rows in the order of their ids, in one query; deleted rows have none."
    rows = db.execute(
        f"""select {", ".join(SHOWN)} from pending_validations
            where id in (select value from json_each(?)) order by id""",
        [json.dumps(list(pending_ids))],
    )
    return [state_of(dict(zip(SHOWN, row, strict=True))) for row in rows]


def choose(offered: Sequence[Candidate], text: str) -> Candidate:
    """The offered candidate with this id or `source:kind:id`.

    Raises UnknownCandidate, or AmbiguousCandidate for a bare id that several candidates have.
    """
    fitting = [item for item in offered if text in (item.id, item.address)]
    if not fitting:
        addresses = ", ".join(item.address for item in offered) or "none"
        raise UnknownCandidate(f"{text!r} was not offered for this file; offered: {addresses}.")
    if len(fitting) > 1:
        raise AmbiguousCandidate(
            f"{text!r} fits {len(fitting)} candidates; name one as {' or '.join(c.address for c in fitting)}."
        )
    return fitting[0]


def leading(offered: Sequence[Candidate]) -> Candidate | None:
    "The best candidate if it alone fits the file, so that a person need not name it; otherwise None."
    return offered[0] if offered and is_clear(offered) else None


def approve_as(
    db: Database,
    pending_id: int,
    work: Candidate,
    *,
    by: str,
    numbers: tuple[int, Sequence[int]] | None = None,
    rejected: bool = False,
) -> Row:
    """Record which title a pending file is, and who decided. Returns the row as it is now.

    A title that was not offered is first added to the candidates. `numbers` are the season and episodes of a
    series, if the name does not have them; without episodes, those of the name count. With `rejected`, also
    a file that was rejected because its title was deleted. Raises NotFound and NotPending; then nothing was
    changed.
    """
    with writing(db):
        row = require_pending(db, pending_id, rejected=rejected)
        known = next((item for item in candidates_of(row) if item.key == work.key), work)
        return _approve(db, row, _numbered(known, numbers), action="approve", who=by)


def _numbered(candidate: Candidate, numbers: tuple[int, Sequence[int]] | None) -> Candidate:
    if numbers is None or candidate.kind != "series":
        return candidate
    return replace(candidate, season=numbers[0], episodes=tuple(numbers[1]) or candidate.episodes)


def validate(db: Database, pending_id: int, candidate: Candidate, **audit: Any) -> Row:
    """Record an automatic match; `audit` holds rule, version, reference date and load.

    Raises NotPending if a person was faster.
    """
    with writing(db):
        row = require_pending(db, pending_id)
        return _approve(db, row, candidate, action="auto", who="cineorg-load", **audit)


def reject(db: Database, pending_id: int, *, by: str, rejected: bool = False) -> Row:
    "Reject all candidates of a file; it leaves the queue. `rejected` is as in `approve_as`."
    with writing(db):
        row = require_pending(db, pending_id, rejected=rejected)
        changes = Changes(db)
        _close(changes, row, {"validation_status": "rejected", "auto_validated": 0})
        unlink(changes, row["video_file_id"])
        record(changes, action="reject", who=by, **_whose(row))
        return read_pending(db, pending_id)


def require_pending(db: Database, pending_id: int, *, rejected: bool = False) -> Row:
    "The row, if it is still pending (or `rejected`). Raises NotFound or NotPending otherwise."
    row = read_pending(db, pending_id)
    if row["validation_status"] != "pending" and not (rejected and row["validation_status"] == "rejected"):
        raise NotPending(
            f"Validation {pending_id} has already been decided ({row['validation_status']}); undo that first."
        )
    return row


def _whose(row: Row) -> Row:
    return {"pending_id": row["id"], "video_file_id": row["video_file_id"]}


def _close(changes: Changes, row: Row, values: Row) -> None:
    guard = f"validation_status = '{row['validation_status']}'"
    if not changes.update("pending_validations", row["id"], values, guard=guard):
        raise NotPending(f"Validation {row['id']} is being decided by somebody else.")


def _approve(db: Database, row: Row, candidate: Candidate, *, action: str, who: str, **audit: Any) -> Row:
    "Close the row, find or create the title, link the file to it, and record the decision."
    changes = Changes(db)
    offered = candidates_of(row)
    values = {
        "validation_status": "validated",
        "auto_validated": int(action == "auto"),
        "selected_candidate_id": candidate.id,
    }
    if candidate.key not in {item.key for item in offered}:
        kept = [candidate, *offered][:OFFERED]
        values["candidates_json"] = json.dumps([item.to_dict() for item in kept], ensure_ascii=False)
    _close(changes, row, values)
    entity = _link(changes, row, candidate)
    audit = {"rule": row["rule"], "rule_version": row["rule_version"], **audit}
    audit.setdefault("reference_date", row["reference_date"])
    record(changes, candidate, action=action, who=who, **_whose(row), **entity, **audit)
    if candidate.source == "manual" and changes.added(TABLES[candidate.kind], entity["entity_id"]):
        set_overrides(db, candidate.kind, entity["entity_id"], TYPED)
    return read_pending(db, row["id"])


def _link(changes: Changes, row: Row, candidate: Candidate) -> Row:
    "Link the file to its film, or to the episodes of its series."
    parsed = PendingValidationModel(**row).parsed
    unlink(changes, row["video_file_id"])
    if candidate.kind == "movie":
        work = find_or_create_title(changes, candidate)
        link_movie(changes, work, row["video_file_id"], parsed)
        return {"entity_type": "movie", "entity_id": work}
    season, episodes = numbering(candidate, parsed)
    work = find_or_create_title(changes, candidate)
    link_episodes(changes, work, row["video_file_id"], season, episodes, parsed)
    return {"entity_type": "series", "entity_id": work}


# --- what a person says a file is, in any of the possible ways -------------------------------------


def series_ids(db: Database, pending_id: int) -> list[int]:
    "The ids of all pending files of the series in a row's name, including the row itself, in order."
    rows = db.execute(
        """select pending.id from pending_validations as pending
           join video_files as files on files.id = pending.video_file_id
           where pending.validation_status = 'pending' and pending.series_key =
           (select series_key from pending_validations where id = ?) order by pending.id""",
        [pending_id],
    ).fetchall()
    return [row[0] for row in rows] or [pending_id]


def season_ids(db: Database, pending_id: int, ids: Sequence[int]) -> list[int]:
    "Those of the ids whose names give the same season as this row's, in order."
    season = "iif(json_valid({0}.parsed_json), json_extract({0}.parsed_json, '$.season'), null)"
    rows = db.execute(
        f"""select other.id from pending_validations as other, pending_validations as mine
            where mine.id = ? and other.id in (select value from json_each(?))
            and {season.format("other")} = {season.format("mine")} order by other.id""",
        [pending_id, json.dumps(list(ids))],
    )
    return [row[0] for row in rows.fetchall()]


Numbers = tuple[int, Sequence[int]]


class NoLeader(CatalogueError):
    "No choice was given and no candidate leads; the message lists the candidates."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose: an offered candidate, an id or address, or a title that is not in any database.

    `manual` is (title, year or None, kind). Without any of these, the leading candidate is chosen. `numbers`
    are season and episodes if the name does not have them; `misread` is the error if they were typed wrongly.
    Films ignore both. `series` also approves all pending files of the same series, `season` those of the same
    season.
    """

    candidate: str | None = None
    address: str | None = None
    manual: tuple[str, int | None, str] | None = None
    numbers: Numbers | None = None
    series: bool = False
    season: bool = False
    misread: str = ""


def approve_files(
    db: Database, pending_ids: Sequence[int], choice: Choice, *, by: str, reference: Callable[[], Reference]
) -> list[dict[str, Any]]:
    """Approve each pending file as chosen. Returns the rows of all files that were decided, as they are now.

    `reference` opens the title database and is called only to look up an address. Raises what decide.approve
    raises, NoLeader, and BadUsage for misread numbers of a series.
    """
    rows = []
    with writing(db):
        for key in dict.fromkeys(pending_ids):
            chosen = chosen_candidate(db, key, choice, reference)
            if choice.misread and chosen.kind == "series":
                raise BadUsage(choice.misread)
            others = [other for other in _others_of(db, key, choice) if other != key]
            rows.append(approve_as(db, key, chosen, by=by, numbers=choice.numbers))
            rows += [approve_as(db, other, work, by=by) for other, work in _same_series(db, others, chosen)]
    return rows


def _others_of(db: Database, pending_id: int, choice: Choice) -> list[int]:
    "The other pending files that a choice applies to."
    if not (choice.series or choice.season):
        return []
    ids = series_ids(db, pending_id)
    return ids if choice.series else season_ids(db, pending_id, ids)


def chosen_candidate(
    db: Database, pending_id: int, choice: Choice, reference: Callable[[], Reference]
) -> Candidate:
    "The candidate that a choice means for one file."
    row = require_pending(db, pending_id)
    parsed = PendingValidationModel(**row).parsed
    if choice.address is not None:
        if choice.numbers is not None:  # only a series has numbers, whatever the name was read as
            parsed = {**parsed, "kind": "series"}
        with reference() as opened:
            return title_at(opened, choice.address, parsed)
    if choice.manual is not None:
        return manual_title(*choice.manual, parsed)
    if choice.candidate is not None:
        return choose(candidates_of(row), choice.candidate)
    return _leader(pending_id, candidates_of(row))


def _same_series(db: Database, pending_ids: Sequence[int], chosen: Candidate) -> list[tuple[int, Candidate]]:
    "The other files with the chosen series and their own numbers; files without a number stay pending."
    if pending_ids and chosen.kind != "series":
        raise BadUsage(f"{chosen.title} is a film; only a series can be approved for several files at once.")
    found = []
    for pending_id in pending_ids:
        parsed = PendingValidationModel(**read_pending(db, pending_id)).parsed
        try:
            season, episodes = numbering(replace(chosen, season=None, episodes=None), parsed)
        except BadUsage:
            continue
        found.append((pending_id, replace(chosen, season=season, episodes=episodes)))
    return found


def _leader(pending_id: int, offered: Sequence[Candidate]) -> Candidate:
    best = leading(offered)
    if best is not None:
        return best
    listed = "".join(
        f"\n  {c.score:5.1f}  {c.title} ({c.year or 'year unknown'})  {c.address}" for c in offered
    )
    raise NoLeader(
        f"No candidate of {pending_id} leads clearly; use --candidate, or --as for another title.{listed}"
    )


# --- candidates for the titles that people name; from the reference, never from the network --------

ID_UNKNOWN = "id_unknown"  # code of the evidence


def title_at(reference: Reference, text: str, parsed: Mapping[str, Any]) -> Candidate:
    """The title at an id or address, as a candidate for the file whose name was read as `parsed`.

    If the reference does not have it, title and year are taken from the name, and the evidence says so (see
    `id_unknown`). Raises BadUsage if the text is not an id or address, or no title is known.
    """
    source, number, kind = parse_address(text)
    work = reference.work(number) if source == "imdb" else None
    if work is not None:
        return of_work(work, parsed)
    named = of_ids({source: number}, parsed, kind)
    if named is None or not parsed.get("title"):
        raise BadUsage(
            f"{text} is not in the title database and the file name has no title; use --title and --year."
        )
    return replace(named, evidence=(Evidence(ID_UNKNOWN, values={"source": source, "id": number}),))


def id_unknown(candidate: Candidate) -> str | None:
    "The id of a candidate that the reference does not have (tt0000001, tmdb:999); None if it has it."
    if all(item.what != ID_UNKNOWN for item in candidate.evidence):
        return None
    return candidate.id if candidate.source == "imdb" else f"{candidate.source}:{candidate.id}"


def manual_title(title: str, year: int | None, kind: str, parsed: Mapping[str, Any]) -> Candidate:
    """A candidate for a title that is not in any database. Its id is made from title and year.

    Raises BadUsage for a title without a letter or digit, or an impossible year.
    """
    title = " ".join(title.split())
    slug = "-".join(re.findall(r"\w+", title.lower()))
    if not slug:
        raise BadUsage("A title needs at least one letter or digit.")
    if year is not None and not 1870 <= year <= 2200:
        raise BadUsage(f"{year} is not a year of a film or series.")
    if kind not in ("movie", "series"):
        raise BadUsage(f"{kind!r} is neither movie nor series.")
    number = slug if year is None else f"{slug}-{year}"
    return Candidate(id=number, source="manual", kind=kind, title=title, year=year, **place_in(kind, parsed))


FOUND = 12  # at most this many titles


def look_up(reference: Reference, title: str, year: int | None, parsed: Mapping[str, Any]) -> list[Candidate]:
    """Titles in the reference like the one typed, best first, at most FOUND.

    Titles of the typed year come first, then the same title in other years, then similar titles. `parsed` is
    the reading of the file's name.
    """
    hits: dict[str, Hit] = {}
    for hit in [*reference.exact(title), *reference.near(title, year, limit=FOUND)]:
        hits.setdefault(hit.work.id, hit)
    best = sorted(hits.values(), key=lambda hit: _order(hit, year))[:FOUND]
    return [_candidate(hit, parsed) for hit in best]


def _order(hit: Hit, year: int | None) -> tuple[Any, ...]:
    apart = 0 if year is None else abs((hit.work.year or 0) - year)
    return (hit.how != "exact", min(apart, 3), -hit.similarity, -(hit.work.votes or 0), hit.work.id)


def _candidate(hit: Hit, parsed: Mapping[str, Any]) -> Candidate:
    found = of_work(hit.work, parsed)
    exact = hit.how == "exact"
    how = Evidence("found", "for" if exact else "neutral", {"how": hit.how}, 100 if exact else 0)
    return replace(found, matched_title=hit.matched_title, evidence=(how,))
