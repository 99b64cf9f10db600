"""Languages and countries: their English names, and the short code for any language code in use.

Uses the tables of `langcodes`, which are loaded when first needed (0.2 s of CPU, measured).
"""

import re
from functools import lru_cache

_NONE = frozenset({"und", "zxx", "mul", "mis", "xx"})
_OTHER = {"pob": "pt"}  # used in subtitles for Brazilian Portuguese
_RENAMED = frozenset(
    {"in", "iw", "ji", "jw", "mo", "nb", "nn", "sh", "tl"}
)  # the other short codes still stand
_NORWEGIAN = frozenset({"nb", "nn"})  # streams say Bokmål or Nynorsk; people say Norwegian


@lru_cache(maxsize=512)
def language_name(code: str) -> str:
    "fr → French, pt-BR → Portuguese (Brazil); a code without a known name is returned as it is."
    import langcodes

    try:
        language = langcodes.Language.get(code)
        name = language.display_name()
    except ValueError:
        return code
    return code if name.startswith("Unknown") else name


@lru_cache(maxsize=512)
def country_name(code: str) -> str:
    "DE → Germany; an unknown code is returned as it is."
    if not re.fullmatch(r"[A-Z]{2}", code):
        return code
    import langcodes

    name = langcodes.Language.make(territory=code).territory_name()
    return code if name.startswith("Unknown") else name


@lru_cache(maxsize=512)
def language_code(tag: str) -> str | None:
    "`fr` for `fr-CA`, `fre` and the like; None for no language, several languages, or an unknown code."
    code = re.split(r"[-_ /]", tag.strip().lower())[0]
    code = _OTHER.get(code, code)
    if not re.fullmatch(r"[a-z]{2,3}", code) or code in _NONE or "qaa" <= code <= "qtz":
        return None
    if len(code) == 2 and code not in _RENAMED:
        return code
    import langcodes

    try:
        short = langcodes.Language.get(langcodes.standardize_tag(code)).language
    except ValueError:
        return None
    return "no" if short in _NORWEGIAN else short
