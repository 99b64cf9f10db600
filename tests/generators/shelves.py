"""The generated films put on shelves: what a folder is called must change neither verdict nor candidate."""

from random import Random
from typing import Any

from tests.generators.generated_sets import Draw

SHELVES = {
    "genre": ("Horror", "Western", "Comédie", "Science Fiction", "Animation", "Drama", "Krimi", "Thriller"),
    "language": ("Français", "Italiano", "World", "Deutsch", "Español", "VOSTFR"),
    "studio": ("Disney", "Pixar", "Studio Ghibli", "Warner Bros", "Criterion", "Hammer"),
    "alphabet": ("A", "M", "A-C", "0-9", "T - Z", "#"),
    "to watch": ("To watch", "Ungesehen", "A voir", "Watched", "Favourites", "For Anna"),
    "decade": ("1980s", "80er", "1990-1999", "Années 70", "2010er"),
    "disk": ("ISO", "HD", "Home videos", "Kids", "Backup of Dad", "New"),
}


def on_shelves(drawn: Draw, seed: int, films: int = 735) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    "Films that lie in no folder, and the same on a shelf of each kind in turn."
    rng = Random(seed)
    flat = [
        question
        for question, want in zip(drawn.questions, drawn.expected, strict=True)
        if want["kind"] == "movie" and "folder" not in question
    ]
    kinds = list(SHELVES.values())
    return [
        (question, {**question, "folder": rng.choice(kinds[index % len(kinds)])})
        for index, question in enumerate(flat[:films])
    ]
