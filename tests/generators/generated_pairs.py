"""Names of films beside which the reference has a film of a longer or a shorter title.

*Homemade* (2010) and *Homemade Redux* (2011), *Competitive Notes* and *Competitive Notes (MPeg2)*: the word
more may look like a release tag, an edition or a part. Whichever is named, it must not become the other,
also where the one that is named is absent.
"""

import re
from collections.abc import Iterator
from itertools import cycle
from random import Random

from tests.generators.generated_sets import BESIDE, SHORT_WAYS, Deck, Draw, hint, running_time
from tests.generators.name_pieces import Named
from tests.generators.reference_works import Twins, Work, fold, keys
from tests.generators.ways_of_writing import FILM_WAYS

LIKE_TAG = re.compile(
    r"[\divx]+|one|two|three|part|pt|vol|volume|chapter|episode|season|series|disc|cd|3d|4k|hd|imax|mpeg2|dvd|tv|web|cam"
    r"|line|dual|dub|dubbed|sub|subbed|multi|complete|limited|internal|proof|redux|uncut|unrated|extended|remastered"
    r"|restored|special|edition|version|cut|final|directors|director|original|live|movie|film|documentary|short|sample"
    r"|trailer|extras|making|german|french|italian|english|spanish|american|indian|russian|chinese|japanese|us|uk",
    re.IGNORECASE,
)
WAYS = (*SHORT_WAYS, "tags_around", "edition")


def add_pairs(rng: Random, drawn: Draw, twins: Twins, deck: Deck) -> None:
    "200 names, in turn of the longer title with a tag-like word, of a longer one, and of the shorter one."
    clear = {work.id for work in deck.works}
    sorts = ("longer by a tag's word", "longer", "shorter")
    found = {sort: pairs(twins, deck, clear, sort) for sort in sorts}
    for index, (sort, way) in enumerate(zip(cycle(sorts), cycle(WAYS), strict=False)):
        pair = next(found[sort], None)
        if index == BESIDE or pair is None:
            break
        named, other = pair
        deck.used.update((named.id, other.id))
        written = FILM_WAYS[way](rng, Named(named.title, named.year or 0))
        seconds = running_time(rng, named, written)
        present = (index + index // 15) % 5 != 4
        beside = f"{other.title} ({other.year})"
        drawn.add("pairs", sort, named, written, seconds, hint(rng, "movie"), present=present, beside=beside)


def pairs(twins: Twins, deck: Deck, clear: set[str], sort: str) -> Iterator[tuple[Work, Work]]:
    "The film that is named and its neighbour, neither of them asked about before."
    for longer in deck.works:
        for short, more in parts(longer.title):
            if sort == "longer by a tag's word" and not all(map(LIKE_TAG.fullmatch, more)):
                continue
            for shorter in called(twins, longer, short):
                named, other = (shorter, longer) if sort == "shorter" else (longer, shorter)
                if named.id in clear and not {named.id, other.id} & deck.used:
                    yield named, other


def parts(title: str) -> Iterator[tuple[str, list[str]]]:
    "The title without its last word or two, with these words."
    words = title.split()
    for count in (1, 2):
        if len(words) > count:
            yield (
                " ".join(words[:-count]),
                re.findall(r"\w+", " ".join(words[-count:]).casefold().replace("'", "")),
            )


def called(twins: Twins, longer: Work, short: str) -> list[Work]:
    "Films of this title from the year before to the year after."
    if len(fold(short)) < 4:
        return []
    years = [(longer.year or 0) + step for step in (0, 1, -1)]
    ids = dict.fromkeys(
        id for year in years for key in keys(short) for id in sorted(twins.by_year.get((key, year), ()))
    )
    return [work for id in ids if (work := twins.works[id]).form == "movie" and work is not longer]
