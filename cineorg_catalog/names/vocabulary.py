"""The words of file names and folders, in every language in which names are written: the only place for them.

Words for seasons, episodes, parts and numbers; tags (resolution, source, codec, language, edition, noise);
countries; names of folders that hold many titles. Values only: other modules find where words occur in a
name, and what that means.

A tag is *strong* if no title contains it, *soft* if a title may. In a list of tags, `dvd~rip` stands for
`dvdrip`, `dvd-rip` and `dvd rip`; a word in capitals counts in capitals only.
"""

from itertools import chain, product
from typing import NamedTuple


def _words(text: str) -> list[str]:
    return text.split()


class Tag(NamedTuple):
    "What a word or phrase is: its kind of mark, whether titles never contain it, and how it must be written."

    kind: str
    strong: bool
    words: tuple[str, ...]
    capitals: bool = False


SEASON_WORDS = frozenset(
    _words("""
    season seasons series seasong saison saisons staffel staffeln stagione stagioni temporada temporadas
    temp tem seizoen seizoenen sæson sæsoner säsong säsonger sesong sesonger sezon sezonul sezona sezóna
    sezonu sezony série serie seria évad evad kausi sezonas hooaeg sezone sezonen livre saeson sesongen
    сезон сезона сезоны сезонов سezon sezonlar 시즌 シーズン σεζόν κύκλος עונה موسم الموسم mùa mua musim फ़सल
    ซีซั่น ซีซัน सीजन season's řada řady phần сезони seizoene
    """)
)
# These begin a title, or name a whole series, as often as a season: a number must follow directly.
WEAK_SEASON_WORDS = frozenset(
    _words("series serie série seria livre book volume se sez tv тв tem temp mùa mua")
)
EPISODE_WORDS = frozenset(
    _words("""
    episode episodes episodio episodios episódio episódios épisode épisodes épisodio capitulo capitulos
    capítulo capítulos folge folgen aflevering afleveringen afl avsnitt afsnit jakso odcinek odc epizoda
    epizód díl dil rész bölüm bolum blm puntata puntate cap ep eps epi серия серии серий сер эпизод эпизоды
    выпуск серія серії серій епизод епизода епізод episodul episod epizod epizoden episodi jaksot odcinki
    sērija sērijas epizodas επ seriya serya serija serii seriia seria ser 에피소드
    ตอนที่ ตอน एपिसोड эп επεισόδιο פרק الحلقة حلقة tập tap
    """)
)
# Behind these, a range is one of seasons: `Seasons 9-12`.
SEVERAL_SEASONS = frozenset(
    _words("""
    seasons saisons staffeln stagioni temporadas seizoenen sæsoner säsonger sesonger sezony sezonlar сезоны
    сезонов sezone řady
    """)
)
# Behind a number, how many there are: `22 episodes`. Of the words in other scripts one form means both.
SEVERAL_EPISODES = frozenset(
    _words("episodes episodios episódios épisodes capitulos capítulos folgen afleveringen puntate")
)
# A name says with these that it holds all of a series.
WHOLE_WORDS = frozenset(
    _words("complete full entire integrale intégrale completa completo complet komplett komplette kompletter")
)
WHOLES = frozenset(  # what is whole: `The Complete Series`
    _words("series serie série tv collection box set boxset boxed seasons saisons anthology saga")
)
ORDINAL_ENDS = (
    r"(?:(?:st|nd|rd|th|[ав]|a|e|er|ère|ème|eme|-?[йяе]|-?ый|-?ой|-?ая|-?ий)(?![^\W\d_])\.?|[.ªº°])"
)
ANIME_SPECIALS = frozenset(_words("ova oav oad ona ncop nced"))  # after a title, in names by fansub groups
SPECIAL_WORDS = frozenset(
    _words("special specials ova ovas ona onas oad oav oavs extra extras bonus minisodes")
)
EXTRAS = frozenset(
    {
        "deleted scene",
        "deleted scenes",
        "behind the scenes",
        "making of",
        "featurette",
        "featurettes",
        "gag reel",
        "bloopers",
        "outtakes",
        "trailer",
        "trailers",
        "interviews",
    }
)  # beside a season, numbered by themselves
PART_WORDS = frozenset(_words("part pt teil partie parte cour vol volume"))
DISC_WORDS = frozenset(_words("cd dvd disc disk disque"))

CARDINALS = {
    word: number
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "un deux trois quatre cinq six sept huit neuf dix",
        "eins zwei drei vier fünf sechs sieben acht neun zehn",
        "uno dos tres cuatro cinco seis siete ocho nueve diez",
        "一 二 三 四 五 六 七 八 九 十",
    )
    for number, word in enumerate(words.split(), 1)
}
ORDINALS = {
    word: number
    for words in (
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "première deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
        "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
        "primera segunda tercera cuarta quinta sexta séptima octava novena décima",
        "primeira segunda terceira quarta quinta sexta sétima oitava nona décima",
        "prima seconda terza quarta quinta sesta settima ottava nona decima",
        "первый второй третий четвертый пятый шестой седьмой восьмой девятый десятый",
    )
    for number, word in enumerate(words.split(), 1)
}
NUMBERS = ORDINALS | CARDINALS
ROMAN = {
    word: number
    for number, word in enumerate(
        _words("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"), 1
    )
}

_STRONG = {
    "resolution": "uhd ultra~hd uhd~rip full~hd 1o8op 4k~light 4klight fullhd mhd",
    "source": """
    blu~ray blu~ray~rip bdrip bd~remux bd~mux bdscr bd25 bd50 bd9 bd5 bdiso br~rip brrip~mux bd~rip
    bd~rip~mux br~mux dvdrip dvd~rip dvdscr dvd~scr dvd~r dvdfull dvd~full dvd5 dvd9 dvd~mux vhs~rip
    hdrip hd~rip hdtv hdtv~rip hdcam hd~cam hdts hd~ts hdtc hddvd hd~dvd hd~light hdlight hdmux hd~tv
    tv~rip sat~rip dsr~rip dth~rip ppv~rip vod~rip dm~rip ld~rip cam~rip ds~rip dvb~rip web~dl
    web~dl~rip web~rip web~hd web~uhd web~cap web~mux webdl~rip webdl~mux webrip~mux uhd~remux predvd
    predvd~rip pre~dvd netflix~hd netflix~uhd netflix~rip itunes itunes~hd amazon~hd amzn dsnp pmtp hmax
    pdtv sdtv dvb dsr telesync telecine screener workprint hdtv~mux remux dvd~remux bdremux hq~hdrip
    ac3~ld ac3~md tv~hd
    """,
    "codec": """
    x~264 x~265 x~266 h~264 h~265 h~266 x642 hevc avc avchd xvid divx av1 vp8 vp9 vc~1 mpeg~4 mpeg~2
    mpeg~1 wmv hi10 hi10p hi422 yuv420p10 xvidvd hdr hdr10 hdr10plus 10~bit dolby~vision dovi ac~3 eac~3
    e~ac~3 dts dts~hd dts~es dts~x dts~ma true~hd atmos dolby~digital dolby~atmos ddp ddpa aac
    eaac ac3d flac mp3 lpcm pcm vorbis half~sbs full~sbs h~sbs hsbs half~ou full~ou H~OU
    """,
    "language": """
    vostfr vost vosta vostenglish truefrench subfrench vff vfq vfi vf2 subforced hebsubs heb~subs
    swe~sub nlsubs nl~subs subita sub~ita subbed~ita multi~sub multi~subs multisubs esub esubs msubs
    msub fansub~vostfr fast~sub fastsub legendado dublado dual~audio multi~audio audio~latino
    swissgerman multiple~subtitle multiple~subtitles english~dub english~dubbed english~subbed eng~sub
    engsub
    """,
    "noise": "video~ts readnfo read~nfo dirfix nfofix nfo~fix mkv mp4 avi iqr xxx~dvdrip",
}  # fmt: skip
_SOFT = {
    "noise": """
    proper repack rerip internal limited retail real hybrid custom docu doku complete batch upscale
    upscaled colorized 3d 2in1 ppv integral intégrale integrale completa completo complet kompletní
    collection miniserie miniseries
    trilogy trilogie trilogia trilogía tetralogy quadrilogy pentalogy hexalogy heptalogy
    full~series complete~series obfuscated scrambled sample dirfix rerip1 ws fs fullscreen widescreen
    oar hd sdr hq dub~pl ai~upscale final~cut~pro pal ntsc stv bonus~disc fan~sub fansub dubbed subbed
    dubs subs dub sub pldub dubpl subtitles subtitle hardsub hardsubs softsub softsubs color bw R5 SCR
    CAM TS TC OM HC HFR LD MD DL LINE LiNE INT REAL RAW DVD WEB BD BDMV VHS TV VOD DV NF HDC HULU MAX BIG5
    HMAX QC VF VO FR PL DE ES IT UKR CZ HUN SUB NL SWE NOR DAN FIN HEB TR POR PT BR JP CHS CHT GB JPN ML
    """,
    "language": """
    german deutsch french français francais english spanish espanol español italian italiano ita eng fre
    ger rus russian hindi tamil telugu korean japanese swedish norwegian danish finnish dutch flemish
    polish turkish castellano latino nordic hungarian portuguese brazilian czech ukrainian catalan greek
    hebrew arabic thai vietnamese chinese mandarin cantonese malayalam kannada bengali punjabi marathi
    romanian bulgarian croatian multi multi2 multi3 multi4 multi5 multi6 dual bilingual bilingue fra esp
    deu jpn jap kor dubbing lektor DUAL
    """,
}  # fmt: skip

LANGUAGES_FIRST = frozenset(
    _words("fr en de es pt nl pl tr ar sv vf vo fre eng ger deu esp ita rus multi")
)  # `FR - Title`

STEREO = frozenset(_words("sbs hsbs ou hou mvc anaglyph"))  # how a 3D film holds its two pictures

EDITION_WORDS = frozenset(
    _words("""
    extended theatrical ultimate special collector collectors limited anniversary definitive final
    criterion deluxe integral imax unrated director directors alternative alternate despecialized uncut
    fan remastered international original restored rogue assembly superbit producers producer uncensored
    japanese
    """)
)
EDITION_NOUNS = frozenset(_words("edition cut version collection versions ed"))
EDITIONS = frozenset(
    _words("""
    extended unrated uncut uncensored unedited remastered restored despecialized theatrical imax redux
    recut colorized
    """)
)
EDITION_PHRASES = (
    "director s cut", "directors cut", "director cut", "edition collector", "version integrale",
    "version intégrale", "version longue", "version originale", "open matte", "4k remaster", "4k remastered",
    "recut extended", "the criterion collection", "criterion collection", "extended recut", "final cut",
    "alternative cut", "longer version", "langfassung", "fan edit", "steelbook edition",
)  # fmt: skip
EDITIONS_IN_TITLES = frozenset(_words("redux uncut uncensored restored"))  # these end titles as well
EDITION_CODES = frozenset({"SE", "DC", "CC"})

BROADCASTERS = ("bbc", "pbs", "nhk", "discovery channel", "national geographic", "history channel")
ARTICLES = frozenset(_words("the a an le la les un une der die das ein eine el los il lo"))

COUNTRIES = {
    code: code.upper() for code in _words("au ca nz ie in jp kr za br mx ar de fr it es nl be dk se no")
}
COUNTRIES |= {code: code.upper() for code in _words("fi pl ru tr il cn us gb")}
COUNTRIES |= {"usa": "US", "uk": "GB", "gbr": "GB", "aus": "AU", "can": "CA"}
BARE_COUNTRIES = frozenset({"US", "UK", "AU", "NZ", "CA"})  # these count even without brackets

KIND_FOLDERS = {
    "movie": """
    movie movies film films filme filmes filmer filmy spielfilme pelicula peliculas cine cinema elokuvat
    филмы фильмы кино 映画 电影 電影
    """,
    "series": """
    serie series serien seriale seriados serier sarjat tv shows television сериалы сериал tvshows
    fernsehserien テレビ番組 电视剧
    """,
}  # fmt: skip
KIND_PHRASES = dict.fromkeys(
    ("tv shows", "tv show", "tv series", "tv serien", "series tv", "serie tv", "anime series"), "series"
)
HEAPS = frozenset(
    _words("""
    misc miscellaneous mixed various assorted unsorted unsortiert sonstiges sonstige verschiedenes
    gemischt divers diverse diversen diversos diverses varios vari varie varia misto mixto autres otros
    altri overig overige outros rozne разное прочее その他 其他 inclassables vrac inbox incoming sort tosort
    towatch watchlist zusortieren new neu neue nouveau nouveaux nouvelles nouveautes nuevo nuevos nuovo
    nuovi novo novos nieuw nowe новое downloads download downloaded telechargements telechargement
    descargas scaricati загрузки 下载 temp tmp temporary temporaire backups archives sauvegarde
    sauvegardes
    """)
)
LIBRARIES = frozenset(
    _words("""
    media mediatheque mediathek videotheque videothek videoteca filmoteca library drive server share mnt
    home test public data completed complete incomplete volume volumes mkv anime certificate stream bdmv
    subs subtitles dvd torrent torrents documentaries kids collection video videos
    """)
)
HEAP_PHRASES = frozenset({
    "to sort", "to be sorted", "to watch", "to rename", "not sorted", "a trier", "a voir", "a ranger",
    "a renommer", "non trie", "non tries", "en vrac", "zu sortieren", "noch sortieren", "por ordenar",
    "por ver", "sin ordenar", "sin clasificar", "da ordinare", "da vedere", "da smistare", "para ver",
    "te sorteren", "do obejrzenia", "new folder", "nouveau dossier", "neuer ordner", "nueva carpeta",
    "nuova cartella", "nova pasta", "video ts", "tv drop", "downloads finished", "download finished",
})  # fmt: skip
MINE = frozenset(_words("my mes meine mis mijn"))


def _phrases(entry: str) -> list[tuple[str, ...]]:
    "The spellings of `web~dl`: webdl, web dl."
    pieces = entry.split("~")
    joints = product(("", " "), repeat=len(pieces) - 1)
    return [tuple("".join(chain(*zip(pieces, (*joint, ""), strict=True))).split()) for joint in joints]


def _tags() -> dict[str, list[Tag]]:
    "Every tag by its first word, those with most words first."
    found: dict[str, list[Tag]] = {}
    for strong, lists in ((True, _STRONG), (False, _SOFT)):
        for kind, entries in lists.items():
            for entry in entries.split():
                capitals = any(character.isupper() for character in entry)
                for words in _phrases(entry):
                    folded = tuple(word.casefold() for word in words)
                    tag = Tag(kind, strong, words if capitals else folded, capitals)
                    found.setdefault(folded[0], []).append(tag)
    for phrase in EDITION_PHRASES:
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(Tag("edition", False, words))
    for tags in found.values():
        tags.sort(key=lambda tag: (-len(tag.words), tag.capitals))
    return found


TAGS = _tags()
