"""The ways in which people and release groups write the name of a film.

Each way takes a random generator and a title with its year, and gives a file name and the folder it
stands in.
"""

import re
from random import Random

from tests.generators.name_pieces import (
    ARTICLE,
    EDITIONS,
    GROUPS,
    JOINT,
    LANGUAGES,
    RESOLUTIONS,
    SITES,
    SOURCES,
    TRANSCRIBED,
    Named,
    Way,
    Written,
    extension,
    for_people,
    letters,
    release,
    somewhere,
    tags,
    titled,
    unaccented,
    under,
    with_dots,
)


def plain(rng: Random, film: Named) -> Written:
    return Written(titled(rng, film) + extension(rng), somewhere(rng))


def both(rng: Random, film: Named) -> Written:
    "The usual library: folder and file say the same."
    name = titled(rng, film)
    return Written(
        name + rng.choice(("", "", " - 1080p", " [720p]", " - cd1", " 4K HDR")) + extension(rng),
        under(rng, name),
    )


def dots(rng: Random, film: Named) -> Written:
    return Written(release(rng, film.title, film.year) + extension(rng), somewhere(rng))


def tags_around(rng: Random, film: Named) -> Written:
    "Release tags before the year as well as behind it."
    before = rng.choice(
        ("EXTENDED", "UNRATED", "REMASTERED", "LIMITED", "German", "FRENCH", "iTALiAN", "DC", "PROPER")
    )
    return Written(release(rng, film.title, film.year, before) + extension(rng))


def underscores(rng: Random, film: Named) -> Written:
    year = rng.choice((f"_{film.year}_", f"_({film.year})_"))
    name = (
        with_dots(rng, film.title, "_")
        + year
        + rng.choice((tags(rng, "_"), rng.choice(SOURCES), rng.choice(RESOLUTIONS)))
    )
    return Written(name + extension(rng))


def lower_case(rng: Random, film: Named) -> Written:
    name = rng.choice(
        (release(rng, film.title, film.year), titled(rng, film), f"{film.title} {film.year} dvdrip")
    )
    return Written(name.replace("/", " ").lower() + extension(rng))


def shouted(rng: Random, film: Named) -> Written:
    tail = f"{rng.choice(RESOLUTIONS)} {rng.choice(SOURCES).replace('.', ' ')}"
    name = f"{for_people(rng, film.title)} {film.year} {tail}"
    return Written(name.upper() + extension(rng))


def spaces(rng: Random, film: Named) -> Written:
    "Words and tags with spaces between them, sizes and brackets at the end, as on download pages."
    words = tags(rng, " ").rpartition("-")
    tail = rng.choice(
        ("", " 700MB", f" [{words[2]}]", f" - {words[2]}", " (5.1 Surround)", f" {{{words[2]}}}")
    )
    year = rng.choice(("({})", "{}", "[{}]")).format(film.year)
    name = f"{for_people(rng, film.title)} {year} {words[0]}{tail}"
    return Written(name + extension(rng), somewhere(rng))


def lost_accents(rng: Random, film: Named) -> Written:
    return plain(rng, Named(unaccented(film.title), film.year))


def transcribed(rng: Random, film: Named) -> Written:
    return rng.choice((plain, dots))(rng, Named(film.title.translate(TRANSCRIBED), film.year))


def dash_year(rng: Random, film: Named) -> Written:
    tail = rng.choice(("", "", " - DVDRip", " - [1080p]", " - Bluray-1080p", " - FR"))
    return Written(f"{for_people(rng, film.title)} - {film.year}{tail}{extension(rng)}", somewhere(rng))


def bracketed_year_first(rng: Random, film: Named) -> Written:
    form = rng.choice(("[{year}] {title}", "({year}) {title}", "[{year}]{title}", "[{year}] - {title}"))
    return Written(
        form.format(year=film.year, title=for_people(rng, film.title)) + extension(rng), somewhere(rng)
    )


def year_first(rng: Random, film: Named) -> Written:
    form = rng.choice(
        ("{year} - {title}", "{year} {title}", "{year}. {title}", "{year}- {title}", "{year}_{title}")
    )
    return Written(
        form.format(year=film.year, title=for_people(rng, film.title)) + extension(rng), somewhere(rng)
    )


def site_prefix(rng: Random, film: Named) -> Written:
    site = rng.choice(SITES)
    form = rng.choice(
        (
            "www.{site} - {name}",
            "[ {site} ] {name}",
            "[ www.{site} ] - {name}",
            "{site}_{name}",
            "[{site}]{name}",
        )
    )
    name = rng.choice((titled(rng, film), release(rng, film.title, film.year)))
    return Written(form.format(site=site, name=name) + extension(rng))


def group_prefix(rng: Random, film: Named) -> Written:
    tail = rng.choice(
        ("", f" [{rng.choice(RESOLUTIONS)}]", f" [BD 1080p] [{rng.getrandbits(32):08X}]", " [BluRay][x265]")
    )
    return Written(f"[{rng.choice(GROUPS)}] {titled(rng, film)}{tail}{extension(rng)}")


def edition(rng: Random, film: Named) -> Written:
    mark = rng.choice(EDITIONS)
    dotted = release(rng, film.title, film.year, after=mark.replace(" ", ".").replace("'", ""))
    name = titled(rng, film)
    forms = (
        f"{name} {mark}",
        f"{name} - {mark}",
        f"{name} [{mark}]",
        f"{name} {{edition-{mark}}}",
        dotted,
        dotted,
    )
    return Written(rng.choice(forms) + extension(rng))


def language(rng: Random, film: Named) -> Written:
    return Written(release(rng, film.title, film.year, after=rng.choice(LANGUAGES)) + extension(rng))


def glued_year(rng: Random, film: Named) -> Written:
    dotted = f"{with_dots(rng, film.title)}{film.year}.{tags(rng)}"
    return Written(rng.choice((f"{for_people(rng, film.title)}{film.year}", dotted)) + extension(rng))


def article_last(rng: Random, film: Named) -> Written:
    article = ARTICLE.match(film.title)
    rest = film.title[article.end() :] if article else film.title
    title = f"{rest}, {article.group(1)}" if article else rest
    return rng.choice((plain, plain, dash_year))(rng, Named(title, film.year))


def other_joint(rng: Random, film: Named) -> Written:
    "`&` for and, and the other way round."
    joint = JOINT.search(film.title)
    title = JOINT.sub(" and " if joint and joint.group(1) == "&" else " & ", film.title, count=1)
    return rng.choice((plain, dash_year, spaces))(rng, Named(title, film.year))


def other_title(rng: Random, film: Named) -> Written:
    return rng.choice((plain, dots, dash_year, spaces, language))(
        rng, Named(film.other or film.title, film.year)
    )


def two_titles(rng: Random, film: Named) -> Written:
    "Two titles of one film in one name, as film lovers write it."
    one, two = rng.sample((film.title, film.other or film.title), 2)
    forms = (
        f"{for_people(rng, one)} ({for_people(rng, two)}) ({film.year})",
        f"{for_people(rng, one)} AKA {for_people(rng, two)} ({film.year})",
        f"{with_dots(rng, one)}.AKA.{with_dots(rng, two)}.{film.year}.{tags(rng)}",
        f"{for_people(rng, one)} [{for_people(rng, two)}] {film.year}",
    )
    return Written(rng.choice(forms) + extension(rng))


def colon_lost(rng: Random, film: Named) -> Written:
    title = re.sub(r"\s*[:/]\s*| - ", rng.choice((" ", " - ", ", ", "_ ", "- ")), film.title)
    return rng.choice((plain, spaces))(rng, Named(title, film.year))


def numbered(rng: Random, film: Named) -> Written:
    "A collection that its owner put into order."
    number = rng.randint(1, 12)
    form = rng.choice(("{n:02} - {name}", "{n:02}. {name}", "{n} - {name}"))
    return Written(
        form.format(n=number, name=titled(rng, film)) + extension(rng),
        rng.choice((None, "Movies/Collection", "Box set")),
    )


def in_parts(rng: Random, film: Named) -> Written:
    "One film on two discs."
    part = rng.choice(("CD1", "cd2", "CD.1", "disc1"))
    dotted = f"{with_dots(rng, film.title)}.{film.year}.DVDRip.XviD.{part}-{rng.choice(GROUPS)}"
    return Written(
        rng.choice((f"{titled(rng, film)} {part}", f"{titled(rng, film)}.{part}", dotted)) + ".avi"
    )


SAYS_NOTHING = (
    "movie",
    "cd1",
    "cd2",
    "video",
    "title00",
    "Film",
    "main",
    "track1",
    "file",
    "output",
    "VTS_01_1",
    "title_t00",
)


def folder_only(rng: Random, film: Named) -> Written:
    folder = rng.choice(
        (
            titled(rng, film),
            release(rng, film.title, film.year),
            f"{for_people(rng, film.title)} - {film.year}",
        )
    )
    return Written(rng.choice(SAYS_NOTHING) + extension(rng), under(rng, folder))


def folder_and_hash(rng: Random, film: Named) -> Written:
    hashes = (
        f"{rng.getrandbits(128):032x}",
        f"{rng.getrandbits(160):040x}",
        letters(rng, 20),
        f"abc.xyz.{rng.getrandbits(40):010x}",
    )
    return Written(rng.choice(hashes) + ".mkv", under(rng, release(rng, film.title, film.year)))


def folder_and_disc(rng: Random, film: Named) -> Written:
    folder = rng.choice(
        (
            titled(rng, film),
            release(rng, film.title, film.year),
            f"{film.year} - {for_people(rng, film.title)}",
        )
    )
    inside = rng.choice(
        (
            ("BDMV/STREAM", f"{rng.randint(0, 900):05}.m2ts"),
            ("VIDEO_TS", "VTS_01_1.VOB"),
            ("CD1", "movie.cd1.avi"),
        )
    )
    return Written(inside[1], f"{under(rng, folder)}/{inside[0]}")


def folder_and_abbreviation(rng: Random, film: Named) -> Written:
    "Scene groups hide the title in the file: `grp-tbbt.mkv` in the folder of the full release name."
    group = rng.choice(GROUPS).lower()
    short = "".join(word[0] for word in with_dots(rng, film.title).lower().split("."))
    folder = f"{with_dots(rng, film.title)}.{film.year}.1080p.BluRay.x264-{group}"
    name = rng.choice(
        (f"{group}-{short}", f"{group[:3]}-{short}1080", f"{short}-{group}", f"{group}-{short}.1080p")
    )
    return Written(name + ".mkv", under(rng, folder))


def folder_and_short_name(rng: Random, film: Named) -> Written:
    "The folder has it all, the file a part of the title or the title without its year."
    words = with_dots(rng, film.title, " ").split()
    name = rng.choice(
        (" ".join(words), ".".join(words).lower(), " ".join(words[:2]), words[0] if words else "film")
    )
    return Written(name + extension(rng), under(rng, titled(rng, film)))


FILM_WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        *(
            plain,
            both,
            dots,
            tags_around,
            underscores,
            lower_case,
            shouted,
            spaces,
            lost_accents,
            transcribed,
        ),
        *(
            dash_year,
            bracketed_year_first,
            year_first,
            site_prefix,
            group_prefix,
            edition,
            language,
            glued_year,
        ),
        *(article_last, other_joint, other_title, two_titles, colon_lost, numbered, in_parts),
        *(folder_only, folder_and_hash, folder_and_disc, folder_and_abbreviation, folder_and_short_name),
    )
}
