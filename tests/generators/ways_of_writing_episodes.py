"""The ways in which people and release groups write the name of an episode.

As `ways_of_writing`, for series: each way takes a random generator and a series with a place in it,
and gives a file name and its folder.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.generators.name_pieces import GROUPS, SITES, TOPS, Written, extension, for_people, tags, with_dots

EPISODE_NAMES = (
    *(
        "Pilot",
        "The Long Way Home",
        "Nothing to Lose",
        "A Quiet Evening",
        "Homecoming",
        "The Letter",
        "Old Friends",
    ),
    *(
        "What Remains",
        "The Stranger",
        "Night Shift",
        "No Way Back",
        "Crossroads",
        "The Bridge",
        "Aftermath",
        "Part 1",
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    "An episode, or two in one file, of a series. `aired` where the way names a date instead of numbers."

    title: str
    year: int | None
    season: int | None
    episodes: tuple[int, ...]
    aired: date | None = None


EpisodeWay = Callable[[Random, Place], Written]


def place_for(rng: Random, way: str, title: str, year: int | None) -> Place:
    "What the way can say: a season and a number, two numbers, a special, a running number or a date."
    season, first = rng.randint(1, 9), rng.randint(1, 22)
    start = date(max(year or 2011, 1949), 1, 1)
    if way == "by_date":
        return Place(title, year, None, (), start + timedelta(days=rng.randint(0, 364)))
    if way in ("double", "double_lower"):
        return Place(title, year, season, (first, first + 1))
    return Place(title, year, {"special": 0, "numbered_through": None}.get(way, season), (first,))


def named(rng: Random) -> str:
    return rng.choice(("", "", f" - {rng.choice(EPISODE_NAMES)}"))


def dotted(rng: Random, it: Place) -> Written:
    name = rng.choice(("", "", "." + rng.choice(EPISODE_NAMES).replace(" ", ".")))
    return Written(
        f"{with_dots(rng, it.title)}.S{it.season:02}E{it.episodes[0]:02}{name}.{tags(rng)}{extension(rng)}"
    )


def dotted_lower(rng: Random, it: Place) -> Written:
    written = dotted(rng, it)
    return Written(written.name.lower())


def with_spaces(rng: Random, it: Place) -> Written:
    return Written(
        f"{for_people(rng, it.title)} - S{it.season:02}E{it.episodes[0]:02}{named(rng)}{extension(rng)}"
    )


def with_x(rng: Random, it: Place) -> Written:
    mark = rng.choice((" - {s}x{e:02}", " {s}x{e:02}", " [{s}x{e:02}]", ".{s}x{e:02}")).format(
        s=it.season, e=it.episodes[0]
    )
    return Written(f"{for_people(rng, it.title)}{mark}{named(rng)}{extension(rng)}")


def underscored(rng: Random, it: Place) -> Written:
    mark = rng.choice(("s{s:02}e{e:02}", "S{s:02}E{e:02}", "{s}x{e:02}")).format(
        s=it.season, e=it.episodes[0]
    )
    return Written(f"{with_dots(rng, it.title, '_')}_{mark}_{tags(rng, '_')}{extension(rng)}")


def spelt_out(rng: Random, it: Place) -> Written:
    words = rng.choice(
        (
            ("Season", "Episode"),
            ("Saison", "Episode"),
            ("Staffel", "Folge"),
            ("season", "ep"),
            ("Temporada", "Capitulo"),
        )
    )
    return Written(
        f"{for_people(rng, it.title)} - {words[0]} {it.season} {words[1]} {it.episodes[0]}{extension(rng)}"
    )


def season_folder(rng: Random, it: Place) -> Written:
    "The series and the season stand in the folders, the file has the number and the episode's name."
    season = rng.choice(("Season {s}", "Season {s:02}", "S{s:02}", "Saison {s}", "Staffel {s:02}")).format(
        s=it.season
    )
    name = rng.choice(("{e:02} - {n}", "{e:02}. {n}", "E{e:02} - {n}", "Episode {e} - {n}", "{e:02}"))
    file = name.format(e=it.episodes[0], n=rng.choice(EPISODE_NAMES[:-1]))
    return Written(file + extension(rng), f"{rng.choice(('', 'Series/', 'TV/'))}{shown(rng, it)}/{season}")


def numbers_in_season_folder(rng: Random, it: Place) -> Written:
    mark = rng.choice(("S{s:02}E{e:02}", "{s}x{e:02}", "s{s}e{e}")).format(s=it.season, e=it.episodes[0])
    return Written(f"{mark}{named(rng)}{extension(rng)}", f"{shown(rng, it)}/Season {it.season:02}")


def library(rng: Random, it: Place) -> Written:
    "Folder and file both say it, with the year where it is known."
    mark = f"S{it.season:02}E{it.episodes[0]:02}"
    name = shown(rng, it)
    return Written(
        f"{name} - {mark}{named(rng)}{extension(rng)}",
        f"{rng.choice(('TV', 'Series', *TOPS))}/{name}/Season {it.season:02}",
    )


def double(rng: Random, it: Place) -> Written:
    one, two = it.episodes
    mark = rng.choice(
        ("S{s:02}E{a:02}E{b:02}", "S{s:02}E{a:02}-E{b:02}", "{s}x{a:02}-{s}x{b:02}", "S{s:02}E{a:02}-{b:02}")
    )
    return Written(
        f"{for_people(rng, it.title)} - {mark.format(s=it.season, a=one, b=two)}{named(rng)}{extension(rng)}"
    )


def double_lower(rng: Random, it: Place) -> Written:
    one, two = it.episodes
    mark = f".s{it.season:02}e{one:02}e{two:02}."
    return Written(with_dots(rng, it.title).lower() + mark + tags(rng).lower() + extension(rng))


def special(rng: Random, it: Place) -> Written:
    mark = f"S00E{it.episodes[0]:02}"
    name = for_people(rng, it.title)
    folder = rng.choice((None, f"{name}/Specials", f"{name}/Season 00"))
    return Written(f"{name} - {mark}{named(rng)}{extension(rng)}", folder)


def by_date(rng: Random, it: Place) -> Written:
    day = it.aired or date(2011, 1, 1)
    form = rng.choice((f".{day:%Y.%m.%d}.", f" - {day:%Y-%m-%d} - ", f" {day:%Y %m %d} "))
    title = with_dots(rng, it.title) if form[0] == "." else for_people(rng, it.title)
    tail = tags(rng) if form[0] == "." else rng.choice(EPISODE_NAMES[:-1])
    return Written(f"{title}{form}{tail}{extension(rng)}")


def numbered_through(rng: Random, it: Place) -> Written:
    "As groups that subtitle anime do: one running number."
    tail = rng.choice((" [1080p]", f" [720p][{rng.getrandbits(32):08X}]", " (1080p)"))
    return Written(f"[{rng.choice(GROUPS)}] {for_people(rng, it.title)} - {it.episodes[0]:02}{tail}.mkv")


def three_digits(rng: Random, it: Place) -> Written:
    return Written(
        f"{with_dots(rng, it.title).lower()}.{it.season}{it.episodes[0]:02}.hdtv-lol{extension(rng)}"
    )


def from_site(rng: Random, it: Place) -> Written:
    site = rng.choice(SITES)
    name = f"{with_dots(rng, it.title)}.S{it.season:02}E{it.episodes[0]:02}.{tags(rng)}"
    return Written(
        rng.choice((f"www.{site} - {name}", f"[ {site} ] {name}", f"{name}[{site}]")) + extension(rng)
    )


def shown(rng: Random, it: Place) -> str:
    "The series as a folder has it: with its year, where known, half of the time."
    title = for_people(rng, it.title)
    return f"{title} ({it.year})" if it.year and rng.random() < 0.5 else title


EPISODE_WAYS: dict[str, EpisodeWay] = {
    way.__name__: way
    for way in (
        *(
            dotted,
            dotted_lower,
            with_spaces,
            with_x,
            underscored,
            spelt_out,
            season_folder,
            numbers_in_season_folder,
        ),
        *(library, double, double_lower, special, by_date, numbered_through, three_digits, from_site),
    )
}
