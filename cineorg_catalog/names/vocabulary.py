"""The words that names and folders are made of besides titles: formats, sources, languages, kinds, shelves.

Words and where they occur in a text. No module beside this one keeps a list of them.
"""

import re
import unicodedata

SEP = r"[ ._\-]"

# Words that no title holds: from the first of them on, a name speaks of the file and not of the work.
_FORMATS = r"""
 \d{3,4}[pi](?:\d\d)? | 1o8op | [48]k(?:light)? | uhd(?:remux|rip|hd)? | ultrahd
 | hd(?:rip|tv|tvrip|cam|ts|tc|dvd|light|mux)
 | hdr(?:10)?(?:\+|plus)? | dolby[ .]?vision | dovi | sdr(?=[ .]) | m?hd(?=[ .-](?:x26|\d{3,4}p))
 | hq(?=[ .](?:hdrip|web|x26))
 | blu-?ray(?:rip)? | bd(?:rip|remux|mux|scr|25|50|iso|5|9)? | br-?rip(?:mux)? | bluray
 | dvd(?:-?(?:rip|scr|r|full|5|9|mux))? | dvd-r | vhs-?rip | vhs(?=[ .]rip)
 | (?:tv|sat|dsr|dth|ppv|vod|dm|ld|cam)-?rip
 | web(?:[ .-]?(?:dl|rip|hd|uhd|cap|mux))(?:rip|mux)? | web(?=[ .-]?(?:x26|h[ .]?26|hevc|av1|\d{3,4}p))
 | webuhd | predvd(?:rip)?
 | netflix(?:u?hd)(?:rip)? | itunes(?:hd)? | amazonhd | amzn | dsnp | hmax(?=[ .]web) | nf(?=[ .]web) | pmtp
 | pdtv | sdtv | hdtvmux | dsr | dvb | telesync | telecine | hdts | screener | workprint
 | [xh][ .]?26[456] | x642 | hevc\d* | avc(?:hd)? | xvid | divx\d? | av1 | vp[89] | vc-?1 | mpeg-?[24]
 | mpeg2 | wmv
 | (?:8|10|12)[ -]?bits? | hi10p? | 10b
 | e?ac-?3(?:d|x2)? | dts(?:[ -]?(?:hd|es|x|ma))? | true-?hd | atmos | dd[p+]?\+?[ .]?\d(?:[ .]\d)? | ddp
 | dd-?5\.1
 | e?aac(?:\d?[ .]?\d)? | flac(?:\d[ .]\d)? | mp3 | opus | lpcm | pcm | vorbis | \d(?:ch|audios?)
 | remux | vostfr | vost | truefrench | subfrench | vff | vfq | vfi | subforced | hebsubs | swesub | nlsubs
 | (?:e|m|multi-?|fan|fast)subs? | legendado | dublado | dual[ .-]?audio | multi[ .-]?audio | audio[ .]latino
 | \d{3,4}x\d{3,4}p? | \d{3,4}х\d{3,4} | \d{3,4}\*\d{3,4} | \d+(?:\.\d+)?[ ]?[mg]i?b | \d+kbps
 | (?:23\.976|24|25|30|48|50|60)fps
 | readnfo | dirfix | nfofix | (?:iqr|mkv|mp4)(?=$|[ .-]) | (?:half|full)-?(?:sbs|ou) | h-?sbs | h-?ou
"""
_STRONG = re.compile(rf"(?<![^\W_])(?:{_FORMATS})(?![^\W_])", re.I | re.X)

# Words that may stand in a title as well: they end it only beside other tags.
_SOFT_WORDS = r"""
 proper | repack | rerip | internal | limited | retail | dubbed | subbed | multi\d? | dual | hybrid
 | complete | hdr?
 | pal | ntsc | ws | fs | fullscreen | widescreen | oar | stv | docu | doku | fansub | batch | subs? | dubs?
 | pldub | dubpl | 3d | 2in1 | upscaled? | colorized
"""
_LANGUAGES = r"""
 german | deutsch | french | english | spanish | italian | ita | eng | fre | ger | rus | hindi | tamil
 | telugu | korean
 | japanese | swedish | norwegian | danish | finnish | dutch | flemish | polish | turkish | castellano
 | espa[nñ]ol | latino
 | nordic | hungarian
"""
_LANGUAGE = re.compile(rf"(?:{_LANGUAGES})\Z", re.I | re.X)
_SOFT_CODES = (
    r"R5|SCR|CAM|TS|TC|OM|HC|HFR|LD|MD|DL|DVD|LiNE|LINE|QC|VF|VO|FR|PL|DE|ES|IT|UKR|CZ|HUN|INT|REAL|SUB|RAW"
)
SOFT = re.compile(rf"(?:(?i:{_SOFT_WORDS}|{_LANGUAGES})|{_SOFT_CODES})\Z", re.X)

_EDITIONS = r"""
 (?:the[ .])?(?:extended|theatrical|ultimate|special|collector'?s?|limited|anniversary
   |definitive|final|criterion|deluxe
   |integral|imax|unrated
   |director'?s|alternative|despecialized|\d+th[ .]anniversary)
   [ .-]+(?:version[ .]+|limited[ .]+)?(?:extended[ .-]+)?(?:edition|cut|version|collection)
 | edition[ .]collector | version[ .]integrale
 | director'?s?[ .]cut | recut(?:[ .]extended)? | extended | unrated | uncut | uncensored | unedited
 | remastered | restored | despecialized
 | theatrical | imax | se | dc | 4k[ .]remaster(?:ed)? | open[ .]matte | redux
"""
EDITION = re.compile(rf"(?<![^\W_])(?:{_EDITIONS})(?![^\W_])", re.I | re.X)

COUNTRIES = {
    "us": "US", "usa": "US", "uk": "GB", "gb": "GB", "gbr": "GB", "au": "AU", "aus": "AU",
    "ca": "CA", "can": "CA",
    "nz": "NZ", "ie": "IE", "in": "IN", "jp": "JP", "kr": "KR", "za": "ZA", "br": "BR", "mx": "MX",
    "ar": "AR",
    "de": "DE", "fr": "FR", "it": "IT", "es": "ES", "nl": "NL", "be": "BE", "dk": "DK",
    "se": "SE", "no": "NO",
    "fi": "FI", "pl": "PL", "ru": "RU", "tr": "TR", "il": "IL", "cn": "CN",
}  # fmt: skip


def first_tag(text: str, start: int = 0) -> int:
    "Where the first word stands, at or after `start`, that no title holds; the text's length without one."
    found = _STRONG.search(text, start)
    return found.start() if found else len(text)


def is_tag(text: str) -> bool:
    "Whether a text of a bracket speaks of the file alone."
    return bool(_STRONG.search(text))


def is_all_tags(text: str) -> bool:
    "Whether nothing but tags, soft words, editions and punctuation stands in a text."
    rest = EDITION.sub(" ", _STRONG.sub(" ", text))
    words = re.findall(r"[^\W_]+", rest)
    return all(SOFT.match(word) for word in words)


def without_leading_tags(text: str) -> str:
    "A name without the tags it starts with, `h265 - HEVC Title`, as long as something is left."
    rest = text
    while found := _STRONG.match(rest):
        rest = rest[found.end() :].lstrip(" -_.:)]")
    return rest if re.search(r"[^\W\d]{2}", rest) and first_tag(rest) else text


def names_language(text: str) -> bool:
    "Whether a language is among the words of a text."
    return any(_LANGUAGE.match(word) for word in re.findall(r"\w+", text))


def without_trailing_tags(title: str, *, languages: bool = True) -> tuple[str, str | None]:
    """A title without the soft words and the edition at its end, and that edition.

    The first word always stays: a title is never made of tags alone. Without `languages` their names
    stay too.
    """
    edition = None
    while True:
        title = title.rstrip(" .-_,([{+")
        if found := _edition_at_end(title):
            edition, title = found.group(), title[: found.start()]
            continue
        head, _, last = title.rpartition(" ")
        last = last.strip("()[]{}")
        if not head.strip(" -") or not SOFT.match(last) or (not languages and _LANGUAGE.match(last)):
            return title, edition
        title = head


def _edition_at_end(title: str) -> re.Match[str] | None:
    "The edition that ends a title, unless nothing is left before it or an 'and' ties it to the title."
    for found in EDITION.finditer(title):
        before = title[: found.start()].rstrip()
        if (
            found.end() == len(title.rstrip(")]} "))
            and before
            and not re.search(r"(?:\band|&|,)$", before, re.I)
        ):
            return found
    return None


def edition_in(tail: str) -> str | None:
    found = EDITION.search(tail)
    return found.group() if found else None


def country_at_end(title: str) -> tuple[str, str | None]:
    "A title without the country mark at its end, (US), [UK] or a bare US, and that country."
    found = re.search(r"\s[(\[]([A-Za-z]{2,3})[)\]]\s*$", title)
    if not found:
        found = re.search(r"(?<=\w)\s(US|UK|AU|NZ|CA)\s*$", title)
    if found and (country := COUNTRIES.get(found.group(1).lower())):
        return title[: found.start()], country
    return title, None


KIND_FOLDERS = {
    "movie": "movie movies film films filme filmes filmer filmy spielfilme pelicula peliculas cine cinema "
    "elokuvat филмы фильмы кино 映画 电影 電影",
    "series": "serie series serien seriale seriados serier sarjat tv shows television сериалы сериал",
}


_KIND_WORDS = {word: kind for kind, words in KIND_FOLDERS.items() for word in words.split()} | {
    "tv shows": "series",
    "tvshows": "series",
    "tv show": "series",
    "tv series": "series",
    "tv serien": "series",
    "series tv": "series",
    "serie tv": "series",
    "fernsehserien": "series",
    "テレビ番組": "series",
    "电视剧": "series",
}


_SEPARATORS = re.compile(r"[\s._-]+")


def plain(name: str) -> str:
    "A folder's name for comparing: no case, no accents, separators as single spaces."
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", text).strip()


def kind_of_folder(name: str) -> str | None:
    "'movie' or 'series' for a folder called Films, Movies, Séries, TV …: the whole name, in a few languages."
    return _KIND_WORDS.get(plain(name))


_LIBRARY = re.compile(
    r"^\W*(?:[a-z]:|(?:(?:my|mes|meine|mis|mijn) )?(?:movies?|films?|filme|series|serien|peliculas|videos?)"
    r"|tv|tv ?shows?|shows?|media|mediatheque|mediathek|videotheque|videothek|videoteca|filmoteca"
    r"|downloads?( finished)?|library|drive"
    r"|server|share|mnt|home|tmp|temp|test|public|data|unsorted|completed|complete|incoming"
    r"|volumes?|dis[ck] ?\d*|cd ?\d*|mkv|anime"
    r"|video ts|bdmv|certificate|stream|subs?|subtitles?|new|tv drop|dvd|torrents?|documentaries"
    r"|kids|collection|\W*)\W*$",
    re.I,
)
# One word for a heap, as `plain` writes it: mixed or unsorted, still to be sorted, new, or kept for a while.
_HEAPS = """
misc miscellaneous mixed various assorted unsorted unsortiert sonstiges sonstige verschiedenes gemischt divers
diverse diversen diversos diverses varios vari varie varia misto mixto autres otros altri overig overige
outros rozne разное прочее その他 其他 inclassables vrac
inbox incoming sort tosort towatch watchlist zusortieren
new neu neue nouveau nouveaux nouvelles nouveautes nuevo nuevos nuovo nuovi novo novos nieuw nowe новое
downloads download downloaded telechargements telechargement descargas scaricati загрузки 下载
temp tmp temporary temporaire backups archives sauvegarde sauvegardes
"""
_PHRASES = """
to sort|to be sorted|to watch|to rename|not sorted|a trier|a voir|a ranger|a renommer|non trie|non tries
en vrac|zu sortieren|noch sortieren|por ordenar|por ver|sin ordenar|sin clasificar|da ordinare|da vedere
da smistare|para ver|te sorteren|do obejrzenia
new folder|nouveau dossier|neuer ordner|nueva carpeta|nuova cartella|nova pasta
"""
_OF_HEAPS = frozenset(_HEAPS.split()).union(re.split(r"[|\n]", _PHRASES.strip()))


def is_library(folder: str) -> bool:
    "Whether a folder holds works of many titles, and its own name is none."
    return bool(_LIBRARY.match(plain(folder))) or kind_of_folder(folder) is not None or _is_heap(folder)


def _is_heap(folder: str) -> bool:
    "`Misc`, `À trier`, `New Movies`, `Films divers`: a word for a heap alone, or with what it is a heap of."
    words = [word for word in re.split(r"[\W_]+", plain(folder)) if word]
    if words and kind_of_folder(words[-1]):
        words = words[:-1]
    elif words and kind_of_folder(words[0]):
        words = words[1:]
    return " ".join(words) in _OF_HEAPS
