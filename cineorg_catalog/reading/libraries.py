"""Folders that hold works of many titles: libraries, disks, heaps. Their names only; it looks into none."""

import re

from cineorg_catalog.files.leftouts import kind_of_folder, plain

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
