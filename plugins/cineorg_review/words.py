"""Values in words, for the pages: sizes, running times, languages, evidence, episode numbers. Pure."""

from collections.abc import Sequence
from typing import Any

_LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
_CODES = {
    "low_score": "Score too low",
    "no_candidate": "In no database",
    "contains_only": "The title only contains the other",
    "duration": "Running time",
    "duration_far": "Running time far off",
    "no_year": "No year in the name",
    "other": "Other reasons",
    "twin": "Another work fits as well",
}
_ACTIONS = {
    "approve": "approved", "auto": "validated by the rule", "reject": "rejected", "undo": "undone",
    "edit": "edited", "delete": "deleted", "restore": "restored", "move": "moved",
}  # fmt: skip


def size(count: int | None) -> str:
    "4294967296 → 4.3 GB (decimal, as disks are sold)."
    value = float(count or 0)
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            return f"{value:.0f} {unit}" if unit in ("bytes", "kB") else f"{value:.1f} {unit}"
        value /= 1000
    return ""


def minutes(seconds: int | None) -> str:
    "8880 → 2 h 28 min; below a minute in seconds."
    if seconds is None:
        return "unknown"
    if seconds < 60:
        return f"{seconds} s"
    hours, rest = divmod(round(seconds / 60), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def beside(work: int | None, file: int | None) -> str:
    "How a work's running time compares with the file's: `same as the file`, `12 min longer than the file`."
    if work is None or file is None:
        return ""
    apart = round((work - file) / 60)
    if abs(apart) < 2:
        return "same as the file"
    return f"{abs(apart)} min {'longer' if apart > 0 else 'shorter'} than the file"


def languages(codes: Sequence[Any]) -> str:
    "French, German; codes without a name stay codes."
    return ", ".join(_LANGUAGES.get(str(code), str(code)) for code in codes)


def numbers(season: int | None, episodes: Sequence[int] | None) -> str:
    "S01E03, S01E03–E04, or nothing."
    if not episodes:
        return "" if season is None else f"season {season}"
    first = f"E{episodes[0]:02}"
    last = f"–E{episodes[-1]:02}" if len(episodes) > 1 else ""
    return f"S{1 if season is None else season:02}{first}{last}"


def seasons(found: Sequence[int]) -> str:
    "seasons 1, 2, specials; nothing where no season is known."
    listed = [str(number) for number in found if number]
    parts = [f"season{'s' if len(listed) > 1 else ''} {', '.join(listed)}"] if listed else []
    return ", ".join(parts + ["specials"] * (0 in found))


def code(name: str) -> str:
    "A code of evidence or of a reason, in words: other_year → Other year."
    return _CODES.get(name) or name.replace("_", " ").capitalize()


def reason(text: str) -> str:
    "`twin: fits as well: …` → `Another work fits as well: …`; sentences stay as they are."
    name, colon, rest = text.partition(":")
    if colon and name and " " not in name:
        return f"{code(name)}: {note(rest.strip())}"
    return text[:1].upper() + text[1:]


def note(text: str) -> str:
    "The note of a piece of evidence, without what its name in words says already."
    return text.removeprefix("fits as well: ")


def action(name: str) -> str:
    return _ACTIONS.get(name, name)


def moment(stamp: str | None) -> str:
    "2026-11-22T07:05:31.783557Z → 2026-11-22 07:05 UTC."
    return f"{stamp[:10]} {stamp[11:16]} UTC" if stamp else "unknown"


def link(candidate: Any) -> str | None:
    "Where a candidate can be read about, made from its ids only (never from text that a name brought)."
    if candidate.imdb_id and candidate.imdb_id.removeprefix("tt").isdecimal():
        return f"https://www.imdb.com/title/{candidate.imdb_id}/"
    if isinstance(candidate.tmdb_id, int):
        return (
            f"https://www.themoviedb.org/{'movie' if candidate.kind == 'movie' else 'tv'}/{candidate.tmdb_id}"
        )
    return None
