"""People: who made and plays in a title, the titles of a person, people by name. Only reads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from ..db.models import PersonModel
from ..untrusted import whole_number
from .history import episode_number, may_see, model, rows
from .wall import Card

ROLES = ("director", "writer", "actor")
FOUND = 24  # at most this many people are found
COUNTED = 500  # of so many with the most parts the titles are counted: thousands are called John
SHOWN = 120  # titles of a role that a page shows, the newest


@dataclass(frozen=True, slots=True)
class TitleCredit:
    "A person's part in a title; `id` is the person's."

    id: int
    name: str
    role: str
    character: str | None


@dataclass(frozen=True, slots=True)
class Part:
    "A title that a person had a part in; the card of an episode has its series and number as title."

    card: Card
    role: str
    character: str | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    row: PersonModel
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        return self.row.name

    @property
    def roles(self) -> Mapping[str, list[Part]]:
        "The parts in films and series by role, newest first."
        whole = [part for part in self.parts if part.card.kind != "episode"]
        found = {role: [part for part in whole if part.role == role] for role in ROLES}
        return {role: parts for role, parts in found.items() if parts}

    @property
    def episodes(self) -> list[Part]:
        return [part for part in self.parts if part.card.kind == "episode"]

    @property
    def cards(self) -> list[Card]:
        "The films and series, each once."
        return list(dict.fromkeys(part.card for part in self.parts if part.card.kind != "episode"))

    @property
    def shown(self) -> list[Card]:
        "Those that the page shows."
        return list(dict.fromkeys(part.card for parts in self.roles.values() for part in parts[:SHOWN]))

    @property
    def years(self) -> tuple[int, int] | None:
        "The first and last year of these titles."
        known = [card.year for card in self.cards if isinstance(card.year, int)]
        return (min(known), max(known)) if known else None

    def count(self, kind: str) -> int:
        return sum(card.kind == kind for card in self.cards)


def credits_of(
    db: Database, kind: str, key: int, readable: Collection[str]
) -> dict[str, tuple[TitleCredit, ...]]:
    "The people of a film, series or episode by role, in the order of their source."
    if not may_see(readable, "people", "credits"):
        return {}
    sql = f"""select people.id, name, role, character from credits join people on people.id = person_id
              where {kind}_id = :key order by position, credits.id"""
    found = [TitleCredit(**row) for row in rows(db, sql, {"key": key})]
    by_role = {role: tuple(item for item in found if item.role == role) for role in ROLES}
    return {role: people for role, people in by_role.items() if people}


_PARTS = {
    "movies": """select 'movie' as kind, movies.id, title, year, role, character
                 from credits join movies on movies.id = movie_id where person_id = :key""",
    "series": """select 'series' as kind, series.id, title, year, role, character
                 from credits join series on series.id = series_id where person_id = :key""",
    "episodes": """select 'episode' as kind, episodes.id, episodes.title, season_number, episode_number,
                   series.title as series, air_date, role, character
                   from credits join episodes on episodes.id = episode_id
                   left join series on series.id = episodes.series_id where person_id = :key""",
}


def person_card(db: Database, key: int, readable: Collection[str]) -> PersonCard | None:
    "The page of a person; None if no title of theirs may be seen."
    row = model(db, PersonModel, whole_number(key), readable)
    if row is None or not may_see(readable, "credits"):
        return None
    found = [
        part
        for table, sql in _PARTS.items()
        if may_see(readable, table)
        for part in (_part(line) for line in rows(db, f"{sql} order by credits.id", {"key": key}))
    ]
    found.sort(key=lambda part: _year(part.card), reverse=True)
    return PersonCard(row, tuple(dict.fromkeys(found))) if found else None


def _part(row: dict[str, object]) -> Part:
    title, year = row["title"], row.get("year")
    if row["kind"] == "episode":
        number = episode_number(row["season_number"], row["episode_number"])
        title = f"{row['series'] or 'Unknown series'} {number}: {title}"
    card = Card(str(row["kind"]), int(str(row["id"])), str(title), year if isinstance(year, int) else None)
    return Part(card, str(row["role"]), row["character"] if isinstance(row["character"], str) else None)


def _year(card: Card) -> int:
    return card.year or 0


@dataclass(frozen=True, slots=True)
class FoundPerson:
    "A person whose name matches a search, with the number of their films and series here."

    id: int
    name: str
    titles: int


def find_people(db: Database, words: str, readable: Collection[str]) -> list[FoundPerson]:
    "People whose names have all words (the last may be incomplete), those with most titles first."
    typed = " ".join(words.partition("\0")[0].split())
    quoted = db.quote_fts(typed)
    if not quoted or not may_see(readable, "people", "credits"):
        return []
    sql = f"""with named as (select rowid as id from people_fts where people_fts match :words),
              busy as (select id, (select count(*) from credits where person_id = named.id) as parts
                       from named order by parts desc limit {COUNTED})
              select people.id, people.name,
              count(distinct coalesce('movie' || movie_id, 'series' || series_id)) as titles
              from busy cross join people using (id) cross join credits on person_id = people.id
              group by people.id order by titles desc, people.name limit {FOUND}"""
    return [FoundPerson(**row) for row in rows(db, sql, {"words": quoted + "*"})]
